/* extract, the labels: the tables of words (label_credits.c, label_lines.c) that labels.c looks lines up in. */
#ifndef EXTRACT_LABELS_H
#define EXTRACT_LABELS_H

#include "extract/private.h"

enum extract_label_how {
    EXTRACT_LABEL_COLON, /* a colon, a slash or a bar must follow: "来源:", "Source:" */
    EXTRACT_LABEL_WORD,  /* a colon or a space may follow: "By John" */
    EXTRACT_LABEL_WHOLE, /* the whole line, punctuation at its ends apart */
    EXTRACT_LABEL_LEAD,  /* the line begins with it; a heading, or a colon at its end and behind it anything short */
    EXTRACT_LABEL_PART   /* anywhere in a short line */
};

struct extract_label {
    const char *lang;
    uint8_t how;      /* enum extract_label_how */
    const char *word; /* case folded */
};

enum { EXTRACT_NOTICE_PARTS = 64 }; /* at most; each has three bytes or more, the rows of other tables two */

struct extract_label_table {
    const struct extract_label *rows;
    size_t count;
};

extern const struct extract_label_table extract_byline_labels, extract_editor_labels, extract_source_labels,
    extract_date_labels, extract_related_labels, extract_notice_labels, extract_notice_parts;

#endif
