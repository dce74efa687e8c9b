/* extract, the byline: what its files share. */
#ifndef EXTRACT_BYLINE_H
#define EXTRACT_BYLINE_H

#include "extract/private.h"

enum {
    BYLINE_WEIGHT = 200, /* a longer text is no byline */
    BYLINE_NODES = 60    /* nodes of a visible byline's element */
};

/* A look for names. */
struct byline {
    struct extract_job *job;
    struct base_str_list names;
    uint32_t node;    /* where they stand; PAGE_NONE */
    const char *from; /* what states them */
};

/* Adds the names of a text to NAMES; PERSON: the page says that it names one. */
void byline_add(const struct byline *b, struct base_str text, bool person, struct base_str_list *names);
/* The names in a byline's element. */
void byline_add_element(const struct byline *b, uint32_t node, struct base_str_list *names);

/* byline_elements.c: elements named as the author's, icons and portraits beside a name. Whether there are names.
 * SIBLINGS: those that stand beside the first are its names too. */
bool byline_from_elements(struct byline *b, bool siblings);
bool byline_from_icons(struct byline *b);
/* byline_lines.c: labelled lines. */
bool byline_from_reporters(struct byline *b);
bool byline_from_lines(struct byline *b);
bool byline_from_labels(struct byline *b);
bool byline_from_far_lines(struct byline *b);
/* byline_names.c: names without a label. */
bool byline_from_dated(struct byline *b);
bool byline_from_signature(struct byline *b);

#endif
