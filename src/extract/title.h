/* title, within the room: what the files of the headline share. */
#ifndef EXTRACT_TITLE_H
#define EXTRACT_TITLE_H

#include "extract/private.h"

enum {
    TITLE_STATED = 8,       /* statements looked at */
    TITLE_CANDIDATES = 64,
    TITLE_BLOCKS = 3000,    /* blocks in which the headline is looked for */
    TITLE_LINE_WEIGHT = 16, /* a shorter line is no headline by its text alone */
    TITLE_SITE_BYTES = 60   /* of a heading that names the site */
};

enum title_role { TITLE_JSON_LD, TITLE_OPEN_GRAPH, TITLE_OTHER, TITLE_PAGE, TITLE_ROLES };

/* One statement for machines. */
struct title_stated {
    struct base_str text, key; /* without the site's name */
    struct base_str whole;     /* the key with it */
    const char *from;
    uint8_t role;              /* enum title_role */
};

struct title_candidate {
    struct base_str text, key;
    uint32_t node;     /* PAGE_NONE: only stated */
    const char *from;
    uint8_t level;     /* of a heading, 1 to 6; else 0 */
    bool first;        /* of its level on the page */
    bool called;       /* class or id say that it is a title */
    bool part;         /* of a heading */
    bool kicker;       /* what was taken off is called a kicker, a subtitle ... */
    int points;        /* by title_weigh */
};

struct titles {
    struct extract_job *job;
    struct base_str site, host, front; /* the site's name as keys: stated, of its host, of a heading that links home */
    struct title_stated stated[TITLE_STATED];
    size_t stated_count;
    struct title_candidate candidates[TITLE_CANDIDATES];
    size_t count, heading_count; /* the headings come first */
    struct base_str *lines;      /* the page's short lines that are no links */
    size_t line_count;
    uint32_t text;               /* where the story's text seems to start; PAGE_NONE */
    uint32_t next;               /* the h1 or h2 that stands next before it; PAGE_NONE */
};

/* ---- title_site.c ---- */

/* Letters and digits, folded. */
struct base_str title_fold(struct base_arena *arena, struct base_str s);
/* The same as what two titles are compared by: none for what is too long to be one. */
struct base_str title_key(struct base_arena *arena, struct base_str s);
bool title_contains(struct base_str a, struct base_str b);
/* The key of TEXT is KEY, or stands in it. Few texts' keys are made for that: the first two characters tell most apart. */
bool title_has_key(struct base_arena *arena, struct base_str text, struct base_str key);
bool title_is_within(struct base_arena *arena, struct base_str text, struct base_str key);
/* TITLE without the name of the site, and the section before that, at either end. */
struct base_str title_without_site(const struct titles *t, struct base_str title);
/* The key is the site's name or little more, or says where the reader is: a section's name (新闻动态), a trail from
 * the front page. */
bool title_is_place(const struct titles *t, struct base_str key);

enum title_link { TITLE_LINK_NONE, TITLE_LINK_HOME, TITLE_LINK_OTHER };
/* Where a heading or line leads to; a link to the page itself is none. */
enum title_link title_link_of(const struct extract_job *job, uint32_t node);

/* ---- title_evidence.c ---- */

/* The element's class or id says that it is a title. */
bool title_is_called(const struct page *page, uint32_t node);
/* Gives all candidates their points. */
void title_weigh(struct titles *t);

#endif
