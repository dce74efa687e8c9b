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

/* What the page says of a text: nothing, that it stands as the author's, that it is a person's name. */
enum byline_said { BYLINE_GUESSED, BYLINE_LABELLED, BYLINE_PERSON };

/* Adds the names of a text to NAMES. */
void byline_add(const struct byline *b, struct base_str text, enum byline_said said, struct base_str_list *names);
/* There are NAMES, each surely a person's. */
bool byline_are_people(const struct base_str_list *names);
/* The names in a byline's element. */
void byline_add_element(const struct byline *b, uint32_t node, struct base_str_list *names);

/* byline_others.c: what is near a name and says that it is not the author's. */
/* Of a reviewer, a translator, a photographer, by a label before it. */
bool byline_is_labelled_anothers(const struct byline *b, uint32_t node);
/* By that or a class around it; of a category. */
bool byline_is_anothers(const struct byline *b, uint32_t node);
/* TEXT ends with the label of another's name, a colon or a blank behind it. */
bool byline_ends_in_label(struct base_str text);
/* In a short part of the page with the linked heading of another article. */
bool byline_is_teaser(const struct byline *b, uint32_t node);
/* Text that is read, of more than blanks. */
bool byline_is_read(const struct byline *b, uint32_t node);

/* byline_elements.c: elements named as the author's, icons and portraits beside a name. Whether there are names.
 * SIBLINGS: those that stand beside the first are its names too. */
bool byline_from_elements(struct byline *b, bool siblings);
bool byline_from_icons(struct byline *b);
/* byline_lines.c: labelled lines. */
bool byline_from_reporters(struct byline *b);
bool byline_from_lines(struct byline *b);
bool byline_from_labels(struct byline *b);
bool byline_from_list(struct byline *b);
bool byline_from_far_lines(struct byline *b);
/* byline_names.c: names without a label. */
bool byline_from_dated(struct byline *b);
bool byline_from_signature(struct byline *b);

#endif
