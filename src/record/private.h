/* record, within the room: the table of keys, and the writer of JSON. */
#ifndef RECORD_PRIVATE_H
#define RECORD_PRIVATE_H

#include "record/record.h"

/* What a string may be. */
enum record_mode {
    RECORD_LINE,    /* one line */
    RECORD_TEXT,    /* with newlines and tabs */
    RECORD_ADDRESS, /* http or https */
    RECORD_DATE,    /* ISO 8601, as precise as the page */
    RECORD_HEX
};

/* Where a key's value stands in struct record, and how. */
enum record_type {
    RECORD_STRING,   /* struct base_str */
    RECORD_OBJECT,   /* one item of SHAPE; left out where a required part is missing */
    RECORD_LIST,     /* items, count, capacity of SHAPE */
    RECORD_INTEGER,  /* int64_t; 0: left out */
    RECORD_TIME,     /* int64_t; BASE_TIME_NONE: left out */
    RECORD_SURENESS, /* unsigned, in thousandths */
    RECORD_KIND,     /* enum extract_kind */
    RECORD_FLAGS,    /* uint32_t, bits of enum extract_flag */
    RECORD_FROM,     /* struct base_str[EXTRACT_FIELD_COUNT] */
    RECORD_WARC,     /* the struct of struct record */
    RECORD_VERSION   /* stored nowhere */
};

struct record_part {
    const char *name; /* NULL: the item is this string itself */
    size_t offset;
    enum record_mode mode;
    bool required; /* an item without it is dropped */
};

struct record_shape {
    size_t size; /* of an item */
    const struct record_part *parts;
    size_t part_count;
};

struct record_key {
    const char *name; /* NULL: crosses between processes, but is no key of the record */
    enum record_type type;
    size_t offset;
    enum record_mode mode;
    bool always;                     /* null or [] where there is no value */
    bool never_null;                 /* a record without it is none */
    const struct record_shape *shape; /* of RECORD_OBJECT and RECORD_LIST */
    const char *const *words;        /* all values that the string may have; NULL: any. Ends in NULL */
    int field;                       /* enum extract_field + 1; 0: `from` says nothing of it */
    const char *about;
};

extern const struct record_key record_keys[];
extern const size_t record_key_count;

/* The layout that struct base_str_list, extract_links, extract_images and extract_entries share. */
struct record_list {
    char *items;
    size_t count, capacity;
};

static inline struct base_str *record_string(struct record *r, const struct record_key *key)
{
    return (struct base_str *)(void *)((char *)r + key->offset);
}
static inline int64_t *record_integer(struct record *r, const struct record_key *key)
{
    return (int64_t *)(void *)((char *)r + key->offset);
}
struct record_list record_list_get(const struct record *r, const struct record_key *key);
void record_list_set(struct record *r, const struct record_key *key, struct record_list list);
struct base_str *record_part_of(char *item, const struct record_part *part);
bool record_item_complete(char *item, const struct record_shape *shape);
/* Whether KEY has a value that is written. */
bool record_has(const struct record *record, const struct record_key *key);
/* S fits MODE (its text, not its cleanness) and is one of WORDS, if those are given. */
bool record_fits(struct base_str s, enum record_mode mode, const char *const *words);

/* fingerprint.c: 16 hexadecimal digits; false where BODY has no word. */
bool record_simhash(struct base_str body, char out[17]);

/* JSON, on one line or indented. */
struct record_writer {
    struct base_buf *out;
    bool pretty;
    bool first; /* nothing stands behind the last bracket yet */
    unsigned depth;
};
void record_open(struct record_writer *w, char bracket);
void record_close(struct record_writer *w, char bracket);
void record_item(struct record_writer *w); /* before each item of an array */
void record_name(struct record_writer *w, const char *name);
void record_member(struct record_writer *w, const char *name, struct base_str value);

#endif
