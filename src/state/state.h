/*
 * state: what was seen and when to look again. One interface; behind it SQLite in DIR/state.db or, where that was chosen,
 * PostgreSQL, which the archives of many crawlers share. Changes are collected in a transaction from state_begin to
 * state_commit: a page counts as seen in the same commit that holds the archive's new length.
 */
#ifndef STATE_STATE_H
#define STATE_STATE_H

#include "base/base.h"

struct state;

/* Opens or makes DIR/state.db (schema versioned) and takes the run's lock, DIR/lock: BASE_BUSY where
 * another run holds it. *STATE is NULL on failure. READ_ONLY takes no lock. */
int state_open(const char *dir, bool read_only, struct state **state, struct base_error *e);
/* The same with an empty database; an old one stays beside it as state.db.STAMP. Of one that is shared only the lengths of
 * this archive's files, and what it keeps, are forgotten. */
int state_open_anew(const char *dir, const char *stamp, struct state **state, struct base_error *e);
void state_close(struct state *state); /* an open transaction is rolled back */

/* From now on the state of the archive at DIR is at URL, "postgresql://USER@HOST/DATABASE" (libpq's form; written down in
 * DIR/state.conf, with a name by which the archive goes there). BASE_INVALID: URL is none, or DIR has a state.db. */
int state_choose(const char *dir, const char *url, struct base_error *e);
bool state_is_there(const char *dir); /* DIR has a state, or its state elsewhere was chosen */
bool state_is_shared(const struct state *state); /* other archives have theirs there, too */
/* The last failure was one of the connection, or others stood in the way: the same may go well in a state opened anew. */
bool state_failure_passes(const struct state *state);

/* All that is read from now on until state_close is as it stands now; for a state that was opened to be read. */
int state_snapshot(struct state *state, struct base_error *e);
int state_begin(struct state *state, struct base_error *e);
int state_commit(struct state *state, struct base_error *e);
void state_roll_back(struct state *state);
bool state_has_changes(const struct state *state); /* that are not committed */

/* ---- A fleet: crawlers that share a state (fleet.c). The database's clock decides ---- */

/* Joins it. From now on each commit prolongs the crawler's lease to LEASE_MS; behind its end nothing is committed: BASE_BUSY,
 * and the failure passes, since the state may be opened anew, and joined under another epoch. What an earlier run of
 * this archive held is free. NOW_MS: the database's time. BASE_BUSY, too: a copy of the archive is written elsewhere. */
int state_fleet_join(struct state *state, int64_t lease_ms, int64_t *now_ms, struct base_error *e);
int state_fleet_leave(struct state *state, struct base_error *e); /* its portals and turns are free */
int64_t state_fleet_silent_ms(const struct state *state); /* since its last sign of life; a commit of nothing is one */
/* Ends the leases of crawlers that are not heard of any more. Not while there are changes, as all below but the last. */
int state_fleet_reap(struct state *state, struct base_error *e);
/* Portals by their folders' names: makes them known; takes at most MOST of NAMES that nobody holds and nobody finished since
 * SINCE_MS, as OURS, and tells OTHERS that are not finished either. Strings live in ARENA. */
int state_fleet_name(struct state *state, const struct base_str_list *names, struct base_error *e);
int state_fleet_lease(struct state *state, struct base_arena *arena, const struct base_str_list *names, int64_t since_ms,
                      size_t most, struct base_str_list *ours, struct base_str_list *others, struct base_error *e);
/* The turn to ask HOST: *WAIT_MS 0: it is ours; else how long to wait before trying again. It is given back when the answer
 * has come, and nobody gets it for DELAY_MS from then on. */
int state_turn_take(struct state *state, struct base_str host, int64_t delay_ms, int64_t *wait_ms, struct base_error *e);
int state_turn_give(struct state *state, struct base_str host, int64_t delay_ms, struct base_error *e);
/* PORTAL is done, and free with the commit. */
int state_fleet_finish(struct state *state, struct base_str portal, struct base_error *e);
/* Until the commit nobody else decides what the page at URL is: portals of two crawlers may share it. */
int state_page_lock(struct state *state, struct base_str url, struct base_error *e);

/* ---- Pages: every address that was asked for ---- */

enum state_page_status {
    STATE_PAGE_NEW,      /* found, not fetched yet */
    STATE_PAGE_ARTICLE,  /* clipped */
    STATE_PAGE_OTHER,    /* fetched; no article: kind says what */
    STATE_PAGE_SOURCE,   /* front page, list, feed, sitemap: asked each run */
    STATE_PAGE_FAILED,   /* asked, no usable answer: asked again next run */
    STATE_PAGE_GONE,     /* 404 or 410; an article too, then clipped says so */
    STATE_PAGE_DUPLICATE, /* the same article as another page: article says which */
    STATE_PAGE_FORGOTTEN, /* taken out of the archive for good: not asked for again */
    STATE_PAGE_STATUSES
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
    int64_t place;            /* of the link that it was found by (place.c); 0: none */
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
/* All addresses whose rows say that they are of the article at URL, those of later pages of its story too. */
int state_page_urls(struct state *state, struct base_arena *arena, struct base_str url, struct base_str_list *urls,
                    struct base_error *e);
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
/* How many there are. */
int state_page_due_count(struct state *state, struct base_str portal, int64_t now, size_t *count, struct base_error *e);

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
/* Nothing of URL is kept any more; what stood at a place of FILE is not there any more. */
int state_kept_forget(struct state *state, struct base_str url, struct base_error *e);
int state_kept_forget_place(struct state *state, struct base_str file, int64_t offset, struct base_error *e);
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
/* Inserts or updates: the first first_run stays, and BASE_TIME_NONE leaves a time as it was. */
int state_portal_put(struct state *state, const struct state_portal *portal, struct base_error *e);
int state_portal_get(struct state *state, struct base_arena *arena, struct base_str name, struct state_portal *portal,
                     struct base_error *e); /* BASE_MISSING: not known */
int state_portal_each(struct state *state, bool (*each)(void *context, const struct state_portal *portal),
                      void *context, struct base_error *e);
/* Adds N to the day's count of WHAT ("clipped", "failed", "kind:list", "reason:robots" ...). */
int state_count(struct state *state, struct base_str portal, int64_t when, const char *what, int64_t n,
                struct base_error *e);
int state_count_each(struct state *state, struct base_str portal,
                     bool (*each)(void *context, const char *day, const char *what, int64_t n), void *context,
                     struct base_error *e);

/* ---- Pages, summed up (notice.c) ---- */

/* The addresses of the articles of PORTAL that were found last, at most MOST, the newest first. */
int state_page_last(struct state *state, struct base_arena *arena, struct base_str portal, size_t most,
                    struct base_str_list *urls, struct base_error *e);

struct state_totals {
    int64_t n, oldest; /* pages, and when the one that was found first was first seen */
};
/* By enum state_page_status. */
int state_page_totals(struct state *state, struct base_str portal, struct state_totals totals[STATE_PAGE_STATUSES],
                      struct base_error *e);

/* ---- How fields fare, by day (health.c) ---- */

/* Sums over articles. */
struct state_health {
    int64_t pages;
    int64_t hit;      /* a selector of the site gave it */
    int64_t missed;   /* there are selectors, and none gave it */
    int64_t filled;   /* something else gave it */
    int64_t compared; /* a selector gave it, and the extractor has something, too */
    int64_t differed; /* ... something else */
    int64_t empty;    /* nothing gave it */
    int64_t weight;   /* of a body: its length by base_text_weight */
};
struct state_health_day {
    struct base_str day, field;
    struct state_health sum;
};
int state_health_add(struct state *state, struct base_str portal, int64_t when, const char *field,
                     const struct state_health *more, struct base_error *e);
/* All days of PORTAL, in order of day and field, in ARENA. */
int state_health_list(struct state *state, struct base_arena *arena, struct base_str portal,
                      struct state_health_day **rows, size_t *count, struct base_error *e);

/* ---- What is watched (health.c): the last outcomes of one thing ---- */

/* Of a watch and of a notice. No member is none; what does not apply is empty. */
struct state_key {
    struct base_str what;    /* "selector", "differs", "bodies" ... */
    struct base_str field;   /* "title" ... */
    struct base_str subject; /* a selector file, a feed ... */
};

struct state_watch {
    struct state_key key;
    uint64_t mark;           /* of the rules: with others the outcomes begin anew */
    uint64_t recent;         /* a bit an outcome, the newest lowest: 1 is good */
    int n;                   /* of them, at most 64 */
    int usual;               /* thousandths that were good before it fell; 0: it works */
    int64_t since;           /* of the first bad one since it worked; BASE_TIME_NONE */
    struct base_str example; /* its address; none */
};
int state_watch_get(struct state *state, struct base_arena *arena, struct base_str portal, const struct state_key *key,
                    struct state_watch *watch, struct base_error *e); /* BASE_MISSING: none yet */
int state_watch_put(struct state *state, struct base_str portal, const struct state_watch *watch, struct base_error *e);
int state_watch_drop(struct state *state, struct base_str portal, const struct state_key *key, struct base_error *e);
int state_watch_list(struct state *state, struct base_arena *arena, struct base_str portal, struct state_watch **rows,
                     size_t *count, struct base_error *e);

/* ---- Notices (notice.c): what a user should look at ---- */

struct state_notice {
    struct state_key key;
    int64_t since;           /* when it began */
    struct base_str example; /* an address; none */
    int64_t said;            /* when it was last reported; BASE_TIME_NONE: never */
};
int state_notice_get(struct state *state, struct base_arena *arena, struct base_str portal, const struct state_key *key,
                     struct state_notice *notice, struct base_error *e); /* BASE_MISSING: none */
int state_notice_put(struct state *state, struct base_str portal, const struct state_notice *notice,
                     struct base_error *e); /* insert or replace */
int state_notice_drop(struct state *state, struct base_str portal, const struct state_key *key, struct base_error *e);
int state_notice_list(struct state *state, struct base_arena *arena, struct base_str portal, struct state_notice **rows,
                      size_t *count, struct base_error *e);

/* ---- The hours in which new articles came out (notice.c) ---- */

int state_arrival_add(struct state *state, struct base_str portal, int64_t when, int64_t n, struct base_error *e);
/* The last hours with an article, at most MOST, in hours since 1970, the newest first. */
int state_arrival_list(struct state *state, struct base_arena *arena, struct base_str portal, size_t most,
                       int64_t **hours, size_t *count, struct base_error *e);

/* ---- Sources of links: feeds, sitemaps, the front page (notice.c) ---- */

struct state_source {
    struct base_str url, portal;
    int64_t gave;        /* links, when it last gave some */
    int64_t good, asked; /* when that was, and when it was last asked */
    int64_t patience;    /* seconds for which it may give none */
    bool dry;            /* it gave none for longer than that */
};
int state_source_get(struct state *state, struct base_arena *arena, struct base_str url, struct state_source *source,
                     struct base_error *e); /* BASE_MISSING: never gave any */
int state_source_put(struct state *state, const struct state_source *source, struct base_error *e);
int state_source_list(struct state *state, struct base_arena *arena, struct base_str portal, struct state_source **rows,
                      size_t *count, struct base_error *e);

/* ---- Places of pages, by a hash of where it is (place.c) ---- */

struct state_place {
    int64_t articles, others; /* what the links that stood there led to; of long ago the half and less */
};
int state_place_add(struct state *state, struct base_str portal, uint32_t place, bool article, struct base_error *e);
/* Zeros where nothing is known. */
int state_place_get(struct state *state, struct base_str portal, uint32_t place, struct state_place *out,
                    struct base_error *e);

#endif
