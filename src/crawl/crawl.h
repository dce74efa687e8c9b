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
    bool warc;                        /* also keep what is fetched as WARC files */
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
    int64_t notices;    /* that were not said today before */
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

/* Notices of one portal as sentences without its name, the fields of one file that fell on one day in one: for the
 * first of NOTICES its text and how many others stand for the same, which are moved behind it. */
size_t crawl_notice_text(struct state_notice *notices, size_t count, struct base_arena *arena, struct base_buf *out);

/* Seconds without a new article after which a portal is silent, by the HOURS of its last articles, the newest first (they
 * are overwritten), at most CRAWL_ARRIVALS; INT64_MAX: too few to tell. */
enum { CRAWL_ARRIVALS = 2000 };
int64_t crawl_silence_limit(int64_t *hours, size_t count);

/* How long after publication articles are clipped: the day's counts in the state. */
struct crawl_lag {
    const char *what, *name; /* "lag:1h", "an hour" */
    int64_t below;           /* seconds */
};
enum { CRAWL_LAGS = 6 };
extern const struct crawl_lag crawl_lags[CRAWL_LAGS];

/* ---- The report (report.c): numbers for whoever shows them ---- */

struct crawl_report_count {
    struct base_str name;
    int64_t n;
};
struct crawl_report_counts {
    struct crawl_report_count *items;
    size_t count, capacity;
};
struct crawl_report_field {
    struct base_str name;
    struct state_health recent, before; /* the last seven days, and all before */
};
struct crawl_report_host {
    struct base_str host, error; /* the error of one address; none */
    int64_t addresses;           /* that failed three times in a row or more */
    int most;                    /* of one address, in a row */
};
struct crawl_report_portal {
    struct base_str name, start;
    int64_t first_run, last_run, last_ok, last_new; /* BASE_TIME_NONE: never */
    int64_t articles, duplicates;
    int64_t week, week_before;          /* articles of the last seven days, and of the seven before */
    int64_t bytes, bytes_week;          /* of its files, and of those of the last seven days */
    struct crawl_report_counts days;    /* articles clipped by day, in order of days */
    int64_t lags[CRAWL_LAGS];           /* articles by how long after publication they were clipped (crawl_lags) */
    struct crawl_report_counts errors;  /* by kind, the most first */
    struct crawl_report_counts reasons; /* why addresses were not taken (enum discover_reason) */
    struct crawl_report_counts kinds;   /* pages without an article, by what they are */
    struct crawl_report_field *fields;
    size_t field_count, field_capacity;
    struct state_health_day *health;    /* the same by day */
    size_t health_count;
    struct state_notice *notices;
    size_t notice_count;
    int64_t waiting, waiting_since;     /* addresses found and not asked yet, and since when the first of them is */
    int64_t failing;                    /* addresses asked without an answer, to be asked again */
    int64_t silence_after;              /* seconds (crawl_silence_limit) */
    struct crawl_report_host *hosts;    /* that keep failing */
    size_t host_count, host_capacity;
};
struct crawl_report {
    int64_t made;
    struct base_str only; /* of this portal; none: of all */
    struct crawl_report_portal *portals;
    size_t count, capacity;
};

/* Reads DIR/state.db, also while a crawl runs; all of REPORT lives in ARENA. ONLY: a portal's folder name, or none.
 * BASE_MISSING: there is no archive. */
int crawl_report_make(const char *dir, struct base_str only, struct base_arena *arena, struct crawl_report *report,
                      struct base_error *e);

#endif
