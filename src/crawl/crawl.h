/*
 * crawl: the plan of one crawl: which portal, which page, when. Joins discovery, fetching, workers,
 * state and archive.
 */
#ifndef CRAWL_CRAWL_H
#define CRAWL_CRAWL_H

#include "base/base.h"
#include "fetch/fetch.h"
#include "state/state.h"
#include "work/work.h"

struct crawl_options {
    const char *dir;                  /* the archive */
    const struct base_str *starts;    /* start addresses, one a portal */
    size_t start_count;
    struct fetch_options fetch;       /* robots on */
    struct work_pool_options pool;
    bool respect_noarchive;
    size_t pages;                     /* of one story, joined; 0: BASE_LIMIT_PAGES */
    const struct base_log *log;
    const volatile int *stop;         /* not 0: end in good order; may be NULL */
};

struct crawl_summary {
    int64_t fetched;    /* responses with a body */
    int64_t unchanged;  /* 304, or the same bytes */
    int64_t clipped;    /* records written */
    int64_t duplicates; /* the same article under another address */
    int64_t others;     /* pages without an article */
    int64_t failed;     /* addresses that gave no usable answer */
    int64_t bytes;      /* bodies */
    int64_t notices;    /* that were not said today before */
    size_t portals, portals_failed; /* failed: its start page could not be read */
};

/* One run over all portals. BASE_BUSY: another run holds the archive. A portal that fails is a line in
 * the log and counted; the others are done. */
int crawl_run(struct work_zygote *zygote, const struct crawl_options *options, struct crawl_summary *summary,
              struct base_error *e);

/* Notices of one portal as sentences without its name, the fields of one file that fell on one day in one: for the
 * first of NOTICES its text and how many others stand for the same, which are moved behind it. */
size_t crawl_notice_text(struct state_notice *notices, size_t count, struct base_arena *arena, struct base_buf *out);

/* How long after publication articles are clipped: the day's counts in the state. */
struct crawl_lag {
    const char *what, *name; /* "lag:1h", "an hour" */
    int64_t below;           /* seconds */
};
enum { CRAWL_LAGS = 6 };
extern const struct crawl_lag crawl_lags[CRAWL_LAGS];

#endif
