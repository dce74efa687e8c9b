/* cli, the files of `newsclip selectors`: one page at a time, from where it is. */
#ifndef CLI_SELECTORS_H
#define CLI_SELECTORS_H

#include "cli/cli.h"

struct cli_page {
    struct base_buf bytes;
    struct base_str url, content_type; /* in the reader's arena; none */
    int64_t fetched;
    int status;
};

/* Reads and fetches pages. Zero it first; cli_pages_close frees. */
struct cli_pages {
    const struct cli_settings *settings;
    struct base_arena arena;
    struct fetch_client *client; /* opened when first needed */
};
void cli_pages_open(struct cli_pages *pages, const struct cli_settings *settings);
void cli_pages_close(struct cli_pages *pages);
/* INPUT: an address or a file. The page's bytes are to be freed. */
int cli_page_get(struct cli_pages *pages, const char *input, struct cli_page *page, struct base_error *e);
struct work_page cli_page_message(const struct cli_page *page);
/* The page's record by the workers of POOL; NULL: out of memory. Freed by work_result_free. */
struct work_result *cli_page_clip(struct work_pool *pool, const struct work_page *page);

/* ---- Learning (selectors_learn.c) ---- */

/* Pages of one site on their way to its selector file. */
struct cli_learning {
    struct cli_settings *settings;
    struct cli_pages pages;
    struct work_pool *pool; /* without selectors */
    struct cli_page page[EXTRACT_LEARN_PAGES];
    struct work_result *clipped[EXTRACT_LEARN_PAGES];
    size_t count, failed;
    struct work_result *learned;
};
/* NULL after a message. */
struct cli_learning *cli_learning_open(struct cli_settings *settings, struct work_zygote *zygote);
void cli_learning_close(struct cli_learning *learning);
/* The host of an address, so far as selector files go. */
struct base_str cli_site_of(struct base_str url);
/* Takes over the page that was put at page[count]; false (nothing is taken over) where it is of no use. */
bool cli_learning_take(struct cli_learning *learning, const char *input, struct base_error *e);
/* Says why INPUT is of no use, and frees what stands at page[count]. */
void cli_learning_refuse(struct cli_learning *learning, const char *input, const struct base_error *e);
int cli_learning_learn(struct cli_learning *learning, struct base_error *e);
void cli_learning_put(struct base_buf *out, const struct cli_learning *learning); /* the file's text */

/* ---- Tables (selectors_table.c) ---- */

enum { CLI_TABLE_CELL = 34, CLI_TABLE_NAME = 8 };

struct cli_field {
    const char *name;
    enum select_field selected;
    enum extract_field field;
    struct base_str (*value)(struct base_arena *arena, const struct extract_article *a); /* in few words; none */
};
extern const struct cli_field cli_fields[];
extern const size_t cli_field_count;
/* TEXT in CLI_TABLE_CELL columns: cut at the end, or filled up. */
void cli_table_cell(struct base_buf *out, struct base_str text);
struct base_str cli_table_or_dash(struct base_str s);
struct base_str cli_join_names(struct base_arena *arena, const struct base_str_list *names);

int cli_selectors_learn(struct cli_settings *settings, struct work_zygote *zygote);
int cli_selectors_relearn(struct cli_settings *settings, struct work_zygote *zygote);
int cli_selectors_test(struct cli_settings *settings, struct work_zygote *zygote);

#endif
