/* What filter.c (reads HTML, writes it for libxml2), nest.c (which elements are open) and aside.c (texts and numbers)
 * share. */
#ifndef PAGE_FILTER_H
#define PAGE_FILTER_H

#include "page/private.h"

enum {
    NAME_ROOM = 48,
    OPEN_ROOM = BASE_LIMIT_DEPTH - 4, /* room for html, body and a text node */
    MAX_REOPENED = 8,
    ASIDE_BYTES = 40, /* a shorter text is no longer than its number is to libxml2 */
};

struct page_tag_text {
    char name[NAME_ROOM];
    size_t len;
    enum page_tag id;
    unsigned flags;
    bool self_closing;
    bool json_ld; /* its text is kept as a node */
};

struct page_filter {
    struct base_str s;
    size_t at;
    struct base_buf *out;
    struct page_aside *aside;
    struct base_buf *scripts; /* struct base_str: the texts of all other scripts */
    size_t markup;
    bool whole;
    bool html_seen, head_seen, body_seen; /* or implied */
    bool head_open;
    bool no_escapes; /* comments in scripts do not end */
    bool endless[PAGE_TAG_COUNT]; /* no end tag of this raw text element follows */
    unsigned depth;
    struct page_tag_text open[OPEN_ROOM]; /* open elements but html, head and body */
};

/* Text as libxml2 shall read it, or the number of a long one; references are resolved where these are wanted. Control
 * characters but white space are no text. */
void page_put_text(struct page_filter *f, struct base_str text, bool references);
/* The number of a comment; false, with nothing written, where it holds what XML does not take. */
bool page_put_comment(struct page_filter *f, struct base_str comment);
void page_put_number(struct base_buf *out, size_t n);

/* S with references resolved; NUL is dropped. */
void page_add_resolved(struct base_buf *out, struct base_str s, bool attribute);
/* The bytes from FROM on are a string: it ends, and gets the next number. */
void page_span_end(struct page_aside *aside, size_t from);
size_t page_span_count(const struct page_aside *aside);
struct base_str page_span_text(const struct page_aside *aside, size_t index);

/* Begins a start tag: its bracket and its name. */
void page_nest_open(struct page_filter *f, const struct page_tag_text *t);
/* Ends the innermost open element, or all from INDEX on. */
void page_nest_pop(struct page_filter *f);
void page_nest_pop_to(struct page_filter *f, size_t index);
/* Ends what the start tag T ends without saying so. */
void page_nest_before(struct page_filter *f, const struct page_tag_text *t);
/* Ends the element of the end tag T and those open in it; false: there is none. */
bool page_nest_end(struct page_filter *f, const struct page_tag_text *t);

#endif
