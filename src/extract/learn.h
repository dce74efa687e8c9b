/* extract, the files of learning: paths through the flat array that can be written as XPath, and how they fare. */
#ifndef EXTRACT_LEARN_H
#define EXTRACT_LEARN_H

#include "extract/private.h"

enum {
    LEARN_NODES = 256,        /* that a path may find on one page */
    LEARN_CANDIDATES = 512,   /* paths looked at for one field ... */
    LEARN_TRIED = 40,         /* ... and tried on all pages: those that most pages gave */
    LEARN_STRIPS_TRIED = 160, /* the same of all that is to be stripped */
    LEARN_TARGETS = 16,       /* places of one field on one page */
    LEARN_ABOVE = 6,          /* elements above a place that may name it */
    LEARN_SHORT_BYTES = 400,  /* of a text that may be a title, a name, a date */
    LEARN_VALUE_BYTES = 80    /* of an attribute that a path asks for */
};

/* ---- Paths (learn_path.c) ---- */

enum learn_test {
    LEARN_BARE,
    LEARN_EQUAL,     /* @attribute = value */
    LEARN_TOKEN,     /* value is one of the words of @attribute */
    LEARN_PARAGRAPHS /* p is a child */
};

struct learn_step {
    struct base_str tag; /* none: any */
    struct base_str attribute, value;
    uint8_t test; /* enum learn_test */
};

/* //step or //step//step, then /@leaf or [starts-with(normalize-space(.), lead)]. */
struct learn_path {
    struct learn_step steps[2];
    unsigned count;
    struct base_str leaf, lead; /* none */
    unsigned cost;              /* the less, the longer it is likely to hold */
};

struct learn_candidate {
    struct learn_path path;
    struct base_str text; /* as XPath */
    uint64_t hash;        /* of TEXT */
    uint32_t given;       /* bits: pages that it comes from */
    uint32_t right, wrong, missed, extra; /* bits: pages. EXTRA: it finds something where the teachers have nothing */
    size_t bytes;         /* that it reads, on the pages where it is right */
    uint32_t loss;        /* of a body, of related: lost and added, in thousandths, summed over the pages */
};

struct learn_list {
    struct base_arena *arena;
    struct learn_candidate *items;
    size_t count, capacity;
};

/* A class or id that a program made: css-1x2y3z, sc-bdVaJa, post-48213. */
bool learn_is_generated(struct base_str name);
/* The paths to NODE of PAGE (and there to LEAF, or by LEAD) join LIST. NAMED: only those by a mark
 * or a tag that tells what NODE is. */
void learn_add_paths(struct learn_list *list, const struct page *page, size_t index, uint32_t node,
                     struct base_str leaf, struct base_str lead, bool named);
/* Keeps the MOST that most pages gave. */
void learn_keep_best(struct learn_list *list, size_t most);
/* Nodes that PATH finds, in document order, at most LEARN_NODES; INSIDE has a byte a node, for its own use. */
size_t learn_find(const struct page *page, const struct learn_path *path, uint8_t *inside, struct base_arena *scratch,
                  uint32_t nodes[LEARN_NODES]);
/* No step of one is a step of the other: a change of the template may break one alone. */
bool learn_are_independent(const struct learn_path *a, const struct learn_path *b);

/* ---- Pages ---- */

struct learn_text {
    uint32_t node;
    struct base_str leaf; /* none: the element's text */
    struct base_str text;
};

struct learn_page {
    const struct extract_input *input;
    struct extract_job job; /* as the teachers left it */
    struct extract_article article;
    bool is_article;
    struct learn_text *texts; /* short texts of elements, and attributes that may be values */
    size_t text_count, text_capacity;
    uint8_t *inside;          /* for learn_find */
    uint8_t *chosen;          /* one byte a node: in what the body's path finds */
    uint8_t *truth;           /* one byte a block: the body's, without what the portal repeats */
    uint8_t *repeated;        /* one byte a block: many pages have it */
    uint8_t *junk;            /* one byte a block: in the body's element, but not of the body */
    uint32_t *weight;         /* per node: bytes of the body's text in it */
};

struct learn {
    struct base_arena *arena;
    struct base_arena scratch; /* of one trial */
    struct learn_page *pages;
    size_t count, articles;
    struct extract_learned *learned;
};

/* WHAT: enum select_field, or one of enum extract_learned_line. EXPRESSION none: none holds. */
void learn_add_rule(struct learn *l, unsigned what, struct base_str expression, const struct learn_candidate *c);

/* learn_field.c: title, byline, date, related, editor, source. */
void learn_texts_make(struct learn *l, struct learn_page *p);
void learn_fields(struct learn *l);
/* learn_body.c: body and strip. */
void learn_body(struct learn *l);

static inline unsigned learn_count(uint32_t bits)
{
    unsigned n = 0;
    for (; bits; bits &= bits - 1)
        n++;
    return n;
}

#endif
