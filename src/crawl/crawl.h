/*
 * crawl: the plan of one crawl: which portal, which page, when. Joins discovery, fetching, workers,
 * state and archive.
 */
#ifndef CRAWL_CRAWL_H
#define CRAWL_CRAWL_H

#include "base/base.h"
#include "fetch/fetch.h"
#include "work/work.h"

struct crawl_options {
    const char *dir;                  /* the archive */
    const struct base_str *starts;    /* start addresses, one a portal */
    size_t start_count;
    struct fetch_options fetch;       /* robots on */
    struct work_pool_options pool;
    bool respect_noarchive;
    bool warc;                        /* also keep what is fetched as WARC files */
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
    size_t portals, portals_failed; /* failed: its start page could not be read */
};

/* One run over all portals. BASE_BUSY: another run holds the archive. A portal that fails is a line in
 * the log and counted; the others are done. */
int crawl_run(struct work_zygote *zygote, const struct crawl_options *options, struct crawl_summary *summary,
              struct base_error *e);

/* ---- again.c: kept pages extracted anew ---- */

struct crawl_again_options {
    const char *dir;                  /* the archive */
    struct work_pool_options pool;    /* with at least one job */
    bool diff;                        /* show what is different; nothing is written */
    /* One field of one article; none: it had, or has, no such field. Of two texts their different part alone. */
    void (*show)(void *context, const char *url, const char *field, struct base_str before, struct base_str after);
    void *context;
    const struct base_log *log;
    const volatile int *stop;         /* as for a crawl */
};

struct crawl_again_summary {
    int64_t pages, changed; /* changed: in title or body */
    int64_t failed;         /* the kept page is not there or cannot be read, or it has no article any more */
};

/* The newest line of each article whose page is kept (crawl_options.warc), extracted anew. Where its text changed it
 * becomes a new revision of the reason "rules", in the file of today. */
int crawl_again(struct work_zygote *zygote, const struct crawl_again_options *options,
                struct crawl_again_summary *summary, struct base_error *e);

#endif
