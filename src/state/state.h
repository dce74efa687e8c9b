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
    STATE_PAGE_GONE,     /* 404 or 410; an article too, then clipped says so */
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

    /* Of a clipped article: what tells it from others, and when it is looked at again. */
    struct base_str claim;    /* key of the canonical address it states, where that is another one's; none */
    struct base_str ident;    /* the number its address is known by; none */
    struct base_str title;    /* hash of its title; none */
    struct base_str simhash;
    struct base_str first_url;/* the address of its first line, where the article has moved since; none */
    struct base_str article;  /* of a duplicate: the address of the article; none */
    int body_bytes;
    int64_t next_look;        /* 0: never */
    int64_t changed;          /* when a look found it changed; 0: never */
    int changes;
    int missing;              /* 404 or 410 in a row */
};

/* BASE_MISSING where it is not known. Strings live in ARENA. */
int state_page_get(struct state *state, struct base_arena *arena, struct base_str url, struct state_page *page,
                   struct base_error *e);
int state_page_put(struct state *state, const struct state_page *page, struct base_error *e); /* insert or replace */
/* Pages of PORTAL with STATUS, oldest first; EACH returns false to stop. */
int state_page_each(struct state *state, struct base_str portal, int status,
                    bool (*each)(void *context, const struct state_page *page), void *context, struct base_error *e);

/* ---- Articles: the same one again, and when to look (due.c) ---- */

/* What two addresses of one article may share. */
enum state_page_trait { STATE_PAGE_KEY, STATE_PAGE_CLAIM, STATE_PAGE_IDENT, STATE_PAGE_HASH };
enum { STATE_PAGE_FEW = 8 };

/* The clipped articles of PORTAL, gone ones too, that have VALUE for TRAIT: at most STATE_PAGE_FEW, newest first, into
 * PAGES. Strings live in ARENA. A VALUE that is none is no one's. */
int state_page_with(struct state *state, struct base_arena *arena, struct base_str portal, enum state_page_trait trait,
                    struct base_str value, struct state_page *pages, size_t *count, struct base_error *e);
/* The other addresses of the article at URL that have not gone, newest first; later pages of the story are none. */
int state_page_others(struct state *state, struct base_arena *arena, struct base_str url, struct state_page *pages,
                      size_t *count, struct base_error *e);
/* The article at FROM is known by the address TO now: its other addresses say so. */
int state_page_move(struct state *state, struct base_str from, struct base_str to, struct base_error *e);

/* Where a walk through the due pages stands; begins as {0}. */
struct state_due {
    int64_t look, id;
};
/* The next pages of PORTAL that are to be looked at by NOW, the longest overdue first: at most MAX, into PAGES (their
 * strings in ARENA). AFTER moves on; *COUNT 0: no more. */
int state_page_due(struct state *state, struct base_arena *arena, struct base_str portal, int64_t now,
                   struct state_due *after, struct state_page *pages, size_t max, size_t *count, struct base_error *e);

/* ---- Hosts that are to be left alone (host.c) ---- */

struct state_host {
    struct base_str name;     /* scheme://host[:port] */
    struct base_str reason;
    int failures;             /* runs in a row in which it failed; 0: it asked to wait */
    int64_t since;            /* the first of them */
    int64_t not_before;       /* UTC seconds: nothing is asked of it before */
};

int state_host_put(struct state *state, const struct state_host *host, struct base_error *e); /* insert or replace */
int state_host_drop(struct state *state, struct base_str name, struct base_error *e);         /* it is well again */
/* BASE_MISSING: nothing is known against it. Strings live in ARENA. */
int state_host_get(struct state *state, struct base_arena *arena, struct base_str name, struct state_host *host,
                   struct base_error *e);
/* By name; EACH returns false to stop. */
int state_host_each(struct state *state, bool (*each)(void *context, const struct state_host *host), void *context,
                    struct base_error *e);

/* ---- Links ---- */

/* The links that a source gave when it last changed: what a 304 stands for. DATA is discover_pack's. */
int state_links_put(struct state *state, struct base_str url, struct base_str data, struct base_error *e);
int state_links_get(struct state *state, struct base_arena *arena, struct base_str url, struct base_str *data,
                    struct base_error *e);

/* ---- Files: the committed length of each archive file ---- */

int state_file_put(struct state *state, const char *file, int64_t length, struct base_error *e);
int state_file_get(struct state *state, const char *file, int64_t *length, struct base_error *e); /* 0: unknown */

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
