/*
 * work: pages in, records out, through worker processes. A small zygote, forked first thing in main(),
 * forks the workers and dies with its parent, as they do with it. Parent and worker speak
 * length-framed messages; the parent believes none of a worker's bytes. A worker that dies or is over
 * its deadline costs its page alone and is replaced.
 */
#ifndef WORK_WORK_H
#define WORK_WORK_H

#include "base/base.h"
#include "decode/decode.h"
#include "discover/discover.h"
#include "record/record.h"
#include "select/select.h"

/* ---- The way of one page (clip.c): decode, page, select, extract, record ---- */

struct work_page {
    struct base_str bytes;            /* as fetched, content codings undone */
    struct base_str url;              /* address after redirects; none: the one that the page states, else
                                         https://unknown.invalid/ */
    struct base_str input;            /* the address or file given, where it is not url; none */
    struct base_str content_type;     /* headers, or none */
    struct base_str content_language;
    struct base_str charset;          /* forced by the user; none */
    struct base_str first_page;       /* of a story's later page: the first one's address; none */
    int64_t fetched;                  /* BASE_TIME_NONE: not known */
    int status;                       /* 0: not known */
    bool want_markdown;
    bool want_links;                  /* also what the page offers (discover) */
    bool compare;                     /* also how the selectors fare against the extractor (article.watch) */
    bool no_selectors;                /* the site's files are left aside */
    struct base_str noarchive_agent;  /* an article that says noarchive or noindex, to everybody or by this name, is
                                         BASE_REFUSED; none: it is not */
};

struct work_clipper; /* what stays from page to page: converters, selectors; one a thread */

/* SELECTORS: folders, searched in order; none: no selectors. */
int work_clipper_open(const char *const *selectors, size_t count, struct work_clipper **clipper, struct base_error *e);
void work_clipper_close(struct work_clipper *clipper);
/* RECORD is finished (record_finish), its strings in ARENA or in the page's bytes. LINKS may be NULL. Where an
 * expression of a selector file failed on the page, E names it although BASE_OK is returned. */
int work_clip(struct work_clipper *clipper, struct base_arena *arena, const struct work_page *page,
              struct record *record, struct discover_list *links, struct base_error *e);

/* The same, and what was seen of the page on the way. */
int work_explain(struct work_clipper *clipper, struct base_arena *arena, const struct work_page *page,
                 struct record *record, struct extract_explained *explained, struct base_error *e);

/* What a feed, a sitemap or a front page offers, in place of a record. */
int work_find_links(struct work_clipper *clipper, struct base_arena *arena, const struct work_page *page,
                    struct discover_list *links, struct base_error *e);

/* DIRECTIVES of a robots meta element or an X-Robots-Tag hold noarchive, noindex or none. */
bool work_refuses_archiving(struct base_str directives);

/* ---- The zygote (zygote.c) ---- */

struct work_zygote; /* a process that forks workers on request */

/* To be called before there is a lock, a database, a socket or a thread. NULL in E's terms. In the zygote
 * and its workers it does not return. */
int work_zygote_start(struct work_zygote **zygote, struct base_error *e);
void work_zygote_stop(struct work_zygote *zygote); /* and all workers */

/* What keeps a worker of this build on this system from doing anything but its work; a static phrase (lock.c). */
const char *work_protection(void);

/* ---- The pool (pool.c) ---- */

struct work_pool_options {
    unsigned jobs;                /* workers; 0: one */
    const char *const *selectors; /* folders */
    size_t selector_count;
    int64_t deadline_ms;          /* of one page, of the processor's time; 0: BASE_LIMIT_PAGE_MS */
    const struct base_log *log;   /* may be NULL */
};

enum work_task {
    WORK_EXTRACT,  /* -> record, and links where asked for */
    WORK_DISCOVER, /* -> links: a feed, a sitemap, a front page */
    WORK_LEARN,    /* -> learned: selectors from several pages, by work_submit_pages */
    WORK_EXPLAIN   /* -> record, and what was seen of the page */
};

struct work_result {
    int status;                  /* BASE_OK, or why there is nothing: BASE_TIMEOUT (deadline), BASE_INTERNAL
                                    (worker died or broke the protocol), BASE_LIMIT, BASE_INVALID ... */
    struct base_error error;     /* the reason, without the input's name; with BASE_OK: what failed of the
                                    selectors, or "" */
    struct record record;        /* its article.next_page says where the story goes on, whole_page where all of it is */
    struct discover_list links;
    struct extract_learned learned;
    struct extract_explained explained;
    struct work_page page;       /* as submitted: for the quarantine; valid until freed */
    bool quarantine;             /* the worker was lost: the bytes are worth keeping */
    void *context;               /* the caller's */
    struct base_arena arena;     /* private: owns all of it */
    struct base_buf frame, message; /* private */
};

struct work_pool;

int work_pool_open(struct work_zygote *zygote, const struct work_pool_options *options, struct work_pool **pool,
                   struct base_error *e);
void work_pool_close(struct work_pool *pool);
/* Copies PAGE and queues it. */
int work_submit(struct work_pool *pool, enum work_task task, const struct work_page *page, void *context,
                struct base_error *e);
/* The same for pages that belong together: one task (WORK_LEARN), one result. */
int work_submit_pages(struct work_pool *pool, enum work_task task, const struct work_page *pages, size_t count,
                      void *context, struct base_error *e);
/* Pages queued or under way. */
size_t work_pending(const struct work_pool *pool);
/* Works for at most TIMEOUT_MS (-1: until there is a result) and hands out one finished result in the
 * order of submission, or NULL. Freed by work_result_free. */
struct work_result *work_next(struct work_pool *pool, int timeout_ms);
/* Readable when work_next has something to do. */
int work_pool_fd(const struct work_pool *pool);
void work_result_free(struct work_result *result);
/* RESULT is the page that has the whole story of *STORY: where it holds an article, it takes that one's place, under
 * that one's address. Owns RESULT. */
void work_result_replace(struct work_result **story, struct work_result *result);

#endif
