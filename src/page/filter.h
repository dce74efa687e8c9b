/* What filter.c (reads HTML, writes it for libxml2) and nest.c (which elements are open) share. */
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

/* Writes the name of a start tag as libxml2 gets it. */
void page_nest_name(struct page_filter *f, const struct page_tag_text *t);
/* Ends the innermost open element, or all from INDEX on. */
void page_nest_pop(struct page_filter *f);
void page_nest_pop_to(struct page_filter *f, size_t index);
/* Ends what the start tag T ends without saying so. */
void page_nest_before(struct page_filter *f, const struct page_tag_text *t);
/* Ends the element of the end tag T and those open in it; false: there is none. */
bool page_nest_end(struct page_filter *f, const struct page_tag_text *t);

#endif
