/* again, within the room: a run over the kept pages, and how old and new are held side by side. */
#ifndef CRAWL_AGAIN_H
#define CRAWL_AGAIN_H

#include <jansson.h>

#include "crawl/private.h"

/* An archived article on its way through the workers. */
struct again_item {
    json_t *old;       /* its line */
    char portal[300];
    char *row;         /* address of its row in the state */
    int64_t revision, fetched;
    struct write_form form; /* of its portal */
    struct work_result *story;
    size_t pages;      /* asked for, behind the first */
};

struct again_file {
    const char *name;
    int64_t length; /* committed */
};

struct again {
    const struct crawl_again_options *options;
    struct crawl_again_summary *summary;
    struct crawl crawl; /* state, archive, pool, scratch and status alone are used */
    struct base_arena arena;
    struct again_file *files;
    size_t file_count, file_capacity;
    struct write_form form;      /* of the portal whose files are read */
    struct write_reader *reader; /* of READER_FILE; NULL: none open */
    char reader_file[1024];
    struct base_buf room;
    size_t under_way;
};

/* Text of a member; NULL: none. */
const char *again_text(const json_t *object, const char *key);
/* Shows each field of RECORD that is not as in OLD. */
void again_show(struct again *a, const json_t *old, const struct record *record);

#endif
