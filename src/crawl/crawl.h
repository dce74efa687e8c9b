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
#include "write/write.h"

/* ---- Settings of portals (portals.c): portals.conf ---- */

enum { CRAWL_REVISITS = 8, CRAWL_NAME_BYTES = 300 };

/* When articles are looked at again. */
struct crawl_revisit {
    bool on;
    size_t count;                  /* 0: on the built-in schedule */
    int64_t after[CRAWL_REVISITS]; /* seconds since it was clipped, rising */
};

struct crawl_patterns {
    void **items; /* compiled regular expressions */
    size_t count, capacity;
};

struct crawl_settings {
    const char *name;   /* of its section; its folder's where it stands in no file */
    const char *folder; /* in the archive */
    struct base_str_list starts, feeds, sitemaps; /* absolute; one start at least */
    struct crawl_patterns include, exclude; /* of articles; of all addresses but the three above */
    int64_t max_age;    /* seconds: what a feed or sitemap says is older is left out; 0: nothing is */
    int64_t interval;   /* seconds from one run to the next; 0: each run */
    int64_t delay_ms;   /* between two requests to a host */
    size_t max_pages;   /* of a run */
    int depth;          /* links away from a start page */
    struct crawl_revisit revisit;
    struct {
        const char *folder; /* of files for its host; NULL: none of its own */
        bool off;           /* no files at all for its pages */
    } selectors;
    const char *user_agent; /* NULL: the run's */
    struct write_form form; /* of its files */
    bool enabled;
    bool named;         /* on the command line: due, whatever interval and enabled say */
};

struct crawl_portals; /* owns its settings */

/* Reads PATH (NULL: no file, no portal). Each fault is a line "PATH:LINE: ..." in the log, at the level of errors, and
 * BASE_INVALID then says how many there are; BASE_IO or BASE_MISSING: no such file. *PORTALS is NULL on failure. */
int crawl_portals_open(const char *path, const struct base_log *log, struct crawl_portals **portals,
                       struct base_error *e);
/* The same for TEXT, PATH being its name in messages. */
int crawl_portals_parse(struct base_str text, const char *path, const struct base_log *log,
                        struct crawl_portals **portals, struct base_error *e);
void crawl_portals_close(struct crawl_portals *portals);
/* NAME, a portal's name or an address, is to be crawled: one that the file does not know is added with its defaults.
 * BASE_INVALID, BASE_MISSING: it is neither. */
int crawl_portals_name(struct crawl_portals *portals, const char *name, struct base_error *e);
/* Valid until the next crawl_portals_name. */
const struct crawl_settings *crawl_portals_list(const struct crawl_portals *portals, size_t *count);
/* What the command line says goes before all that the file says: below 0, false, an unknown coding and a size of 0 say
 * nothing. */
void crawl_portals_override(struct crawl_portals *portals, int64_t delay_ms, bool no_revisit, struct write_form form);
/* The folders of selectors that portals have for themselves, each once; live as long as PORTALS. NULL: out of memory. */
const char *const *crawl_portals_selectors(struct crawl_portals *portals, size_t *count);

/* ---- A run ---- */

struct crawl_progress {
    int64_t pages, articles, errors, bytes; /* so far: responses with a body, lines of new articles ... */
    size_t hosts;                           /* that were asked */
    size_t waiting;                         /* addresses that are still to be asked, as far as they are known */
    size_t portals;                         /* with something to ask */
    int64_t left_ms;                        /* until they are, each portal at its pace so far; below 0: nobody knows */
    bool more;                              /* there may be more of them: lists are to be read, or a pace is not known yet */
};

struct crawl_options {
    const char *dir;                      /* the archive */
    const char *state;                    /* where its state is from now on (state_choose); NULL: where it was */
    const struct crawl_settings *portals; /* where one is named, only the named ones are crawled */
    size_t portal_count;
    struct fetch_options fetch;           /* robots on; the delay is each portal's */
    struct work_pool_options pool;
    bool respect_noarchive;
    bool warc;                            /* also keep what is fetched as WARC files */
    size_t pages;                         /* of one story, joined; 0: BASE_LIMIT_PAGES */
    int64_t lease_ms;                     /* with a state that is shared: not heard of for so long, a crawler loses its portals;
                                             0: BASE_LIMIT_LEASE_S */
    int64_t max_time_ms;                  /* then the run ends in good order; 0: when it has done all */
    const struct base_log *log;
    const volatile int *stop;             /* not 0: end in good order; may be NULL */
    void (*progress)(void *context, const struct crawl_progress *progress); /* some times a second; may be NULL */
    void *progress_context;
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
    size_t portals, portals_failed; /* that were due; failed: no start page could be read */
};

/* One run over all portals. BASE_BUSY: another run holds the archive. A portal that fails is a line in
 * the log and counted; the others are done. */
int crawl_run(struct work_zygote *zygote, const struct crawl_options *options, struct crawl_summary *summary,
              struct base_error *e);

/* ---- known.c ---- */

/* What the archive at DIR knows of the LINKS of the page at URL, as their reasons: seen before, or of a place that never led to
 * an article. BASE_MISSING: there is no archive. */
int crawl_known_links(const char *dir, struct base_arena *arena, struct base_str url, struct discover_list *links,
                      struct base_error *e);

/* ---- again.c: kept pages extracted anew ---- */

struct crawl_again_options {
    const char *dir;                  /* the archive */
    struct work_pool_options pool;    /* with at least one job */
    bool diff;                        /* show what is different; nothing is written */
    struct write_form form;           /* coding unknown: that of the portal's newest file */
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

/* ---- The archive's lines (lines.c) ---- */

struct crawl_line {
    const char *file;     /* relative to the archive */
    int64_t end;          /* the length of the file that it is in: of a packed one, all that is read */
    struct base_str text; /* without its newline; valid until the next one */
    bool whole;           /* it ends in a newline */
};

/* Files PORTAL/YYYY/MM/NAME whose names end in ENDING, NULL: those of lines, plain or packed; by name. PORTAL none: of all.
 * EACH returns false to stop. BASE_MISSING: there is no archive. */
int crawl_files_each(const char *dir, struct base_str portal, const char *ending,
                     bool (*each)(void *context, const char *file), void *context, struct base_error *e);
/* The lines of FILE's first LENGTH bytes; below 0: all, and behind them one that is empty and not whole where a packed file
 * ends in damage. */
int crawl_file_lines(const char *dir, const char *file, int64_t length,
                     bool (*each)(void *context, const struct crawl_line *line), void *context, struct base_error *e);
/* The string that a record's line has for KEY, escaped as it stands; none. KEY is none of an inner object's. */
struct base_str crawl_line_value(struct base_str line, const char *key);
/* The address that an article has in all its lines, escaped as it stands; none. */
struct base_str crawl_line_article(struct base_str line);

/* ---- verify.c ---- */

struct crawl_verify_summary {
    int64_t lines, articles, findings;
};
/* Holds the archive at DIR against its state; each fault is a line "FILE:LINE: ..." or "FILE: ..." or "ADDRESS: ..." for FINDING.
 * BASE_MISSING: there is no archive. Other failures are findings. */
int crawl_verify(const char *dir, void (*finding)(void *context, const char *text), void *context,
                 struct crawl_verify_summary *summary, struct base_error *e);
/* Makes DIR/state.db anew from the archive's whole lines; the old one is kept beside it (state.db.TIME). Lines that cannot be
 * taken are findings. BASE_BUSY. */
int crawl_rebuild(const char *dir, void (*finding)(void *context, const char *text), void *context,
                  const struct base_log *log, struct crawl_verify_summary *summary, struct base_error *e);

/* ---- forget.c ---- */

/* Takes the article at URL, all its lines and what was kept of it, out of archive and state; its addresses are not asked for
 * again. *LINES is how many lines went. Killed in between it is taken up by the next crawl. BASE_MISSING: no line and no row has that address.
 * BASE_INVALID: some file is damaged, and was left as it is. */
int crawl_forget(const char *dir, const char *url, const struct base_log *log, int64_t *lines, struct base_error *e);

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
