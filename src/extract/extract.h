/*
 * extract: the page (and what selectors gave) in, the article out. One file a field; each field is a
 * ranked list of candidates with the evidence that decides between them, its origin kept in `from`.
 * Works on the array of nodes and on blocks; all results live in the caller's arena.
 */
#ifndef EXTRACT_EXTRACT_H
#define EXTRACT_EXTRACT_H

#include "base/base.h"
#include "decode/decode.h"
#include "page/page.h"
#include "select/select.h"

enum extract_kind {
    EXTRACT_ARTICLE,
    EXTRACT_LIVE,
    EXTRACT_GALLERY,
    EXTRACT_VIDEO,
    EXTRACT_LIST,
    EXTRACT_OTHER,
    EXTRACT_BLOCKED,
    EXTRACT_CONSENT,
    EXTRACT_LOGIN,
    EXTRACT_MISSING,
    EXTRACT_GONE,
    EXTRACT_EMPTY,
    EXTRACT_KIND_COUNT
};

/* "article", "live" ...: the words of the record. */
const char *extract_kind_name(enum extract_kind kind);
/* Only these kinds have a body: article, live, gallery, video. */
bool extract_kind_has_body(enum extract_kind kind);

/* Fields whose origin is kept. */
enum extract_field {
    EXTRACT_TITLE,
    EXTRACT_BYLINE,
    EXTRACT_DATE,
    EXTRACT_BODY,
    EXTRACT_RELATED,
    EXTRACT_CANONICAL,
    EXTRACT_SITE,
    EXTRACT_MODIFIED,
    EXTRACT_EDITOR,
    EXTRACT_SOURCE,
    EXTRACT_SECTION,
    EXTRACT_TAGS,
    EXTRACT_DESCRIPTION,
    EXTRACT_LANG,
    EXTRACT_IMAGE,
    EXTRACT_ENTRIES,
    EXTRACT_ACCESS,
    EXTRACT_FIELD_COUNT
};
/* The enum select_field that selectors fill it by; -1: none. */
int extract_select_field(enum extract_field field);
const char *extract_field_name(enum extract_field field); /* "title", "byline" ...: the keys of the record */

/* Doubts, the fixed list of the record's `flags`; a bit each. */
enum extract_flag {
    EXTRACT_FLAG_TRUNCATED,
    EXTRACT_FLAG_TITLE_MISMATCH,
    EXTRACT_FLAG_CHARSET_CONFLICT,
    EXTRACT_FLAG_DECODE_ERRORS,
    EXTRACT_FLAG_RULE_MISSED,
    EXTRACT_FLAG_RULE_FAILED, /* an expression of a selector file failed on this page */
    EXTRACT_FLAG_NATIVE_AD,   /* an advertisement in an article's clothes, says the site's selector file */
    EXTRACT_FLAG_PAGE_MISSING,
    EXTRACT_FLAG_LIMIT,
    EXTRACT_FLAG_COUNT
};
const char *extract_flag_name(enum extract_flag flag);

struct extract_link {
    struct base_str title, url;
};
struct extract_links {
    struct extract_link *items;
    size_t count, capacity;
};
struct extract_image {
    struct base_str url, caption, credit; /* the latter two: none where there is none */
};
struct extract_images {
    struct extract_image *items;
    size_t count, capacity;
};
struct extract_entry {
    struct base_str date, title, text, url;
};
struct extract_entries {
    struct extract_entry *items;
    size_t count, capacity;
};

/* How the rules of the site's selector file fared: bits of enum extract_field. */
struct extract_watch {
    uint32_t ruled;    /* there are rules for it; `from` says whether what they found was taken */
    uint32_t compared; /* it was, and the extractor finds something by itself */
    uint32_t differs;  /* ... something else */
};

struct extract_article {
    struct base_str title;
    struct base_str_list byline;
    struct base_str date;
    struct base_str body;     /* plain text */
    struct base_str markdown; /* the body's markdown; only where asked for */
    struct extract_links related;
    enum extract_kind kind;
    unsigned article; /* 0..1000: thousandths of sureness that this page is an article */
    struct base_str canonical, site, modified;
    struct base_str_list editor;
    struct base_str source, section;
    struct base_str_list tags;
    struct base_str description, lang;
    struct extract_image image; /* url none: no image */
    struct extract_images images;
    struct extract_entries entries;
    struct base_str access;                       /* "free", "paywalled", "metered", none */
    struct base_str from[EXTRACT_FIELD_COUNT];    /* "selector:FILE:LINE", "json-ld", "meta", "microdata",
                                                     "rdfa", "app-data", "url", "header", "generic" */
    uint32_t flags;                               /* bits of enum extract_flag */
    struct base_str next_page;                    /* absolute: where the story goes on; none. No key of the record */
    struct base_str whole_page;                   /* absolute: where it stands on one page, by a rule; none. No key */
    struct extract_watch watch;                   /* no key */
};

struct extract_input {
    const struct page *page;              /* its url is the page's address */
    const struct select_result *selected; /* NULL: no selectors for this site */
    struct base_str content_language;     /* header, or none */
    int64_t fetched;                      /* BASE_TIME_NONE: relative dates are null */
    int status;                           /* HTTP status, 0 where there was none */
    struct base_str first_page;           /* of a story's later page: the first one's address; none */
    bool want_markdown;
    bool compare;                         /* fill watch.compared and watch.differs: the extractor runs once more where
                                             selectors found something */
};

/* The page number that URL has as a later page of the story at FIRST (2, 3 ...); 0 where it is none. */
size_t extract_page_number(struct base_str first, struct base_str url);

/* ---- Learning a site's selectors (learn.c) ---- */

enum { EXTRACT_LEARN_PAGES = 32, EXTRACT_LEARN_LEAST = 3 };

/* Lines of a selector file beside those of enum select_field. */
enum extract_learned_line {
    EXTRACT_LEARNED_STRIP = SELECT_FIELD_COUNT, /* strip: what the pages have and the body has not */
    EXTRACT_LEARNED_GUARD,                      /* strip: what they may have one day */
    EXTRACT_LEARNED_COUNT
};

struct extract_rule {
    uint8_t what;               /* enum select_field or enum extract_learned_line */
    struct base_str expression; /* XPath; none: none is good enough, MISSED says where it would be needed */
    uint32_t right;             /* pages, a bit each: it gives what the extractor finds, and strips what is no text */
    uint32_t wrong;             /* ... something else, or something where that finds nothing */
    uint32_t missed;            /* ... nothing */
};

struct extract_learned {
    struct extract_rule *rules; /* of one field in the order in which they are to be tried */
    size_t count, capacity;
    uint32_t articles; /* pages, a bit each: what was learned from */
};

/* Learns from COUNT pages of one site, at most EXTRACT_LEARN_PAGES: the extractor and what the pages state are the
 * teachers. Pages that are no articles tell what the site repeats. BASE_INVALID: fewer than EXTRACT_LEARN_LEAST
 * articles that differ. */
int extract_learn(struct base_arena *arena, const struct extract_input *inputs, size_t count,
                  struct extract_learned *learned, struct base_error *e);

/* ---- The article ---- */

/* Fills ARTICLE. BASE_NOMEM; a page without an article is no failure (kind says what it is). */
int extract_article(struct base_arena *arena, const struct extract_input *input, struct extract_article *article,
                    struct base_error *e);

/* ---- Why (explain.c) ---- */

/* What a block of text became. */
enum extract_part {
    EXTRACT_PART_NONE, /* left out */
    EXTRACT_PART_TITLE,
    EXTRACT_PART_BYLINE,
    EXTRACT_PART_DATE,
    EXTRACT_PART_BODY,
    EXTRACT_PART_RELATED,
    EXTRACT_PART_COUNT
};

enum { EXTRACT_REASONS = 5 };

/* A feature of a block that is not as usual on its page, and by how much that speaks for it being the article's, or
 * against it: in parts of 1024 to a logit. */
struct extract_reason {
    const char *feature; /* "LINK_SHARE" ...; NULL: no more reasons */
    int points;
};

struct extract_explained_block {
    struct base_str text, place; /* "div#main > div.text > p" */
    uint16_t score;              /* 0 .. 1000: how likely it is the article's by itself, before the page is decided on */
    uint8_t part;                /* enum extract_part */
    struct extract_reason reasons[EXTRACT_REASONS]; /* the strongest first */
};

struct extract_explained {
    struct extract_explained_block *items; /* in the page's order; without what is hidden or stripped */
    size_t count;
    uint32_t missed; /* bits of enum select_field: the site's file has rules for it, and none found anything */
};

/* extract_article, and what it saw. Costs many times as much. BASE_NOMEM. */
int extract_explain(struct base_arena *arena, const struct extract_input *input, struct extract_article *article,
                    struct extract_explained *out, struct base_error *e);
/* The INDEXth name that a reason's feature may have; NULL behind the last. */
const char *extract_reason_name(size_t index);

#endif
