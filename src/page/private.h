/* What the files of page/ share. */
#ifndef PAGE_PRIVATE_H
#define PAGE_PRIVATE_H

#include <libxml/tree.h>

#include "page/page.h"

/* A comment of the document: not in the array, but in the tree that selectors see. */
struct page_comment {
    uint32_t parent, before; /* it stands before the node BEFORE, as a child of PARENT */
    struct base_str text;
};

struct page_internal {
    bool whole;         /* parsed with nothing removed */
    xmlDocPtr document; /* NULL until asked for */
    struct page_comment *comments;
    size_t comment_count;
};

/* tag.c */
enum {
    PAGE_FLAG_BLOCK = 1,       /* parts text */
    PAGE_FLAG_INVISIBLE = 2,   /* its text is not the page's */
    PAGE_FLAG_VOID = 4,        /* has no end tag */
    PAGE_FLAG_CLOSES_P = 8,    /* its start tag ends an open p (HTML, 13.2.6.4.7) */
    PAGE_FLAG_HEAD = 16,       /* stands in head */
    PAGE_FLAG_RAW = 32,        /* holds text without markup, up to its own end tag */
    PAGE_FLAG_REPLACED = 64,   /* takes room in the line: parts the words beside it */
    PAGE_FLAG_SCOPE = 128      /* end tags do not reach beyond it (HTML, 13.2.4.2) */
};
enum page_tag page_tag_find(struct base_str name); /* lower case; PAGE_TAG_OTHER where unknown */
const char *page_tag_name(enum page_tag tag);
unsigned page_tag_flags(enum page_tag tag);

/* What libxml2 would only copy, character by character: it gets numbers instead, those of spans. An element's
 * attributes are a span that counts them and two of each, its name and its value; a text is one. */
enum { PAGE_SPAN_COUNT = -1 };
struct page_span {
    uint32_t at; /* of the bytes, or the count */
    int32_t len; /* or PAGE_SPAN_COUNT */
};
struct page_aside {
    struct base_buf bytes; /* strings that end in NUL each */
    struct base_buf spans; /* struct page_span */
};

/* filter.c, filter_xml.c: the text made ready for libxml2. Both count the markup they leave, which
 * bounds the number of nodes. SCRIPTS gets a struct base_str for each script that is no JSON-LD. */
#define PAGE_NUMBER "n"       /* the attribute that is the number of all of an element's */
#define PAGE_COMMENT_MARK "c" /* before the number of a comment; that of a text stands alone */
void page_filter_html(struct base_str text, bool whole, struct base_buf *out, struct page_aside *aside,
                      struct base_buf *scripts, size_t *markup);
void page_filter_xml(struct base_str text, struct base_buf *out, size_t *markup);

/* entity.c: C, of two decimal digits, by its number: behind a page's first error libxml2's XML parser drops references by name. */
void page_put_reference(struct base_buf *out, char c);

/* walk.c: the visible text nodes of a subtree, in order, with the blocks they stand in. */
enum page_step { PAGE_STEP_END, PAGE_STEP_TEXT, PAGE_STEP_BOUNDARY, PAGE_STEP_BREAK, PAGE_STEP_REPLACED };

struct page_frame {
    uint32_t node, end;
    uint32_t owner; /* nearest block-level element */
    uint32_t row;   /* tr of the data table, or PAGE_NONE */
    uint8_t kind, level;
    bool preformatted, link;
};

struct page_walk {
    const struct page *page;
    const uint8_t *skip;
    const uint8_t *data_tables; /* one byte a node, or NULL: no table is known to hold data */
    uint32_t at, end;
    unsigned depth;
    struct page_frame frames[BASE_LIMIT_DEPTH + 3];
};

void page_walk_init(struct page_walk *w, const struct page *p, uint32_t node, const uint8_t *skip,
                    const uint8_t *data_tables);
/* The next event; NODE of a text or break. The innermost frame is w->frames[w->depth]. */
enum page_step page_walk_next(struct page_walk *w, uint32_t *node);
/* <br>, or the empty <span class="br"> that some portals' programs write for it. */
bool page_is_break(const struct page *p, uint32_t node);

/* Folds white space while copying. OUT has room for all that is put. */
struct page_fold {
    char *out;
    size_t len;
    bool space; /* white space stands before the next character */
    bool lines; /* breaks give newlines, not spaces */
    unsigned breaks;
};
void page_fold_put(struct page_fold *f, struct base_str text);
void page_fold_put_preformatted(struct page_fold *f, struct base_str text);
void page_fold_break(struct page_fold *f); /* a single <br> */

/* table.c: marks the table elements that hold data; NULL where there is none. */
uint8_t *page_tables_mark(const struct page *p, struct base_arena *arena, const uint8_t *skip);

/* markdown.c: the block's text with emphasis and links, escaped; on ONE_LINE where a newline would
 * end what it stands in. */
void page_markdown_inline(const struct page *p, struct base_arena *arena, const struct page_block *block,
                          const uint8_t *skip, bool one_line, struct base_buf *out);
void page_markdown_escape(struct base_buf *out, struct base_str text);

#endif
