/*
 * crawl: the plan of one crawl: which portal, which page, when. Joins discovery, fetching, workers,
 * state and archive.
 */
#ifndef CRAWL_CRAWL_H
#define CRAWL_CRAWL_H

#include "base/base.h"
#include "fetch/fetch.h"
#include "work/work.h"

/* When articles are looked at again. */
enum { CRAWL_REVISITS = 8 };
struct crawl_revisit {
    bool on;
    size_t count;                  /* 0: on the built-in schedule */
    int64_t after[CRAWL_REVISITS]; /* seconds since it was clipped, rising */
};

struct crawl_options {
    const char *dir;                  /* the archive */
    const struct base_str *starts;    /* start addresses, one a portal */
    size_t start_count;
    struct fetch_options fetch;       /* robots on */
    struct work_pool_options pool;
    bool respect_noarchive;
    struct crawl_revisit revisit;
    size_t pages;                     /* of one story, joined; 0: BASE_LIMIT_PAGES */
    const struct base_log *log;
    const volatile int *stop;         /* not 0: end in good order; may be NULL */
};

struct crawl_summary {
    int64_t fetched;    /* responses with a body */
    int64_t unchanged;  /* 304, or the same bytes */
    int64_t clipped;    /* records written of articles that are new */
    int64_t edited;     /* ... of articles whose text or title changed */
    int64_t gone;       /* ... of articles that were deleted */
    int64_t duplicates; /* the same article under another address */
    int64_t others;     /* pages without an article */
    int64_t failed;     /* addresses that gave no usable answer */
    int64_t bytes;      /* bodies */
    size_t portals, portals_failed; /* failed: its start page could not be read */
};

/* One run over all portals. BASE_BUSY: another run holds the archive. A portal that fails is a line in
 * the log and counted; the others are done. */
int crawl_run(struct work_zygote *zygote, const struct crawl_options *options, struct crawl_summary *summary,
              struct base_error *e);

#endif
