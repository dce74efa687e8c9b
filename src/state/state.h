/*
 * state: what was seen and when to look again. One interface; SQLite in DIR/state.db behind it.
 * Changes are collected in a transaction from state_begin to state_commit: a page counts as seen in
 * the same commit that holds the archive's new length.
 */
#ifndef STATE_STATE_H
#define STATE_STATE_H

#include "base/base.h"

struct state;

/* Opens or makes DIR/state.db (schema versioned) and takes the run's lock, DIR/lock: BASE_BUSY where
 * another run holds it. *STATE is NULL on failure. READ_ONLY takes no lock. */
int state_open(const char *dir, bool read_only, struct state **state, struct base_error *e);
void state_close(struct state *state); /* an open transaction is rolled back */

int state_begin(struct state *state, struct base_error *e);
int state_commit(struct state *state, struct base_error *e);

/* ---- Pages: every address that was asked for ---- */

enum state_page_status {
    STATE_PAGE_NEW,      /* found, not fetched yet */
    STATE_PAGE_ARTICLE,  /* clipped */
    STATE_PAGE_OTHER,    /* fetched; no article: kind says what */
    STATE_PAGE_SOURCE,   /* front page, list, feed, sitemap: asked each run */
    STATE_PAGE_FAILED,   /* asked, no usable answer: asked again next run */
    STATE_PAGE_GONE,     /* 404 or 410 */
    STATE_PAGE_DUPLICATE /* the same article as another page: article says which */
};

struct state_page {
    struct base_str url;      /* the key: as base_url_resolve gives it */
    struct base_str portal;   /* folder name */
    int status;               /* enum state_page_status */
    struct base_str kind;     /* the record's word; none */
    struct base_str etag, modified; /* validators; none */
    struct base_str key;      /* base_url_key of the article; none */
    struct base_str hash;     /* of the article; none */
    struct base_str body_hash;/* XXH3-128 of the bytes last fetched, hexadecimal; none */
    struct base_str error;    /* of the last try; none */
    int64_t first_seen, fetched, clipped; /* BASE_TIME_NONE: never */
    int failures;             /* in a row */
    int depth;                /* links away from the start page */
    int revision;             /* lines written for it */
};

/* BASE_MISSING where it is not known. Strings live in ARENA. */
int state_page_get(struct state *state, struct base_arena *arena, struct base_str url, struct state_page *page,
                   struct base_error *e);
/* The clipped page of PORTAL with this article key, or (second) with this hash. BASE_MISSING: none. */
int state_page_by_key(struct state *state, struct base_arena *arena, struct base_str portal, struct base_str key,
                      struct state_page *page, struct base_error *e);
int state_page_by_hash(struct state *state, struct base_arena *arena, struct base_str portal, struct base_str hash,
                       struct state_page *page, struct base_error *e);
int state_page_put(struct state *state, const struct state_page *page, struct base_error *e); /* insert or replace */
/* Pages of PORTAL with STATUS, oldest first; EACH returns false to stop. */
int state_page_each(struct state *state, struct base_str portal, int status,
                    bool (*each)(void *context, const struct state_page *page), void *context, struct base_error *e);

/* The links that a source gave when it last changed: what a 304 stands for. DATA is discover_pack's. */
int state_links_put(struct state *state, struct base_str url, struct base_str data, struct base_error *e);
int state_links_get(struct state *state, struct base_arena *arena, struct base_str url, struct base_str *data,
                    struct base_error *e);

/* ---- Files: the committed length of each archive file ---- */

int state_file_put(struct state *state, const char *file, int64_t length, struct base_error *e);
int state_file_get(struct state *state, const char *file, int64_t *length, struct base_error *e); /* 0: unknown */

/* Files in order of their names, with their lengths; EACH returns false to stop. */
int state_file_each(struct state *state, bool (*each)(void *context, const char *file, int64_t length), void *context,
                    struct base_error *e);

/* ---- Kept: where the newest answer of an address stands in a WARC file (kept.c) ---- */

struct state_kept {
    struct base_str url;    /* after redirects */
    struct base_str digest; /* of the payload, as in the WARC record */
    struct base_str file;   /* relative to the archive */
    struct base_str id;     /* of the response record */
    int64_t offset;         /* the same */
    int64_t fetched;        /* that record's date */
    int64_t seen;           /* when the answer came: later, where it was the same as before */
    bool refers;            /* the record is that of an equal payload under another address */
};

int state_kept_put(struct state *state, const struct state_kept *kept, struct base_error *e);
/* BASE_MISSING: nothing is kept. Strings live in ARENA. */
int state_kept_get(struct state *state, struct base_arena *arena, struct base_str url, struct state_kept *kept,
                   struct base_error *e);
/* One with that payload that does not refer to another. */
int state_kept_by_digest(struct state *state, struct base_arena *arena, struct base_str digest,
                         struct state_kept *kept, struct base_error *e);

/* ---- robots.txt as it came last, to be asked for with its validators (robots.c) ---- */

struct state_robots {
    struct base_str origin;
    struct base_str url;            /* after redirects */
    struct base_str etag, modified; /* none */
    struct base_str text;
};

int state_robots_put(struct state *state, const struct state_robots *robots, struct base_error *e);
/* BASE_MISSING: none. Strings live in ARENA. */
int state_robots_get(struct state *state, struct base_arena *arena, struct base_str origin, struct state_robots *robots,
                     struct base_error *e);

/* ---- Portals and counts by day ---- */

struct state_portal {
    struct base_str name, start; /* folder name, start address */
    int64_t first_run, last_run, last_ok, last_new;
};
int state_portal_put(struct state *state, const struct state_portal *portal, struct base_error *e);
int state_portal_each(struct state *state, bool (*each)(void *context, const struct state_portal *portal),
                      void *context, struct base_error *e);
/* Adds N to the day's count of WHAT ("clipped", "failed", "kind:list", "reason:robots" ...). */
int state_count(struct state *state, struct base_str portal, int64_t when, const char *what, int64_t n,
                struct base_error *e);
int state_count_each(struct state *state, struct base_str portal,
                     bool (*each)(void *context, const char *day, const char *what, int64_t n), void *context,
                     struct base_error *e);

#endif
