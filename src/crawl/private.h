/* crawl, within the room: one run, its portals, and what is still to be asked. */
#ifndef CRAWL_PRIVATE_H
#define CRAWL_PRIVATE_H

#include "crawl/crawl.h"
#include "state/state.h"
#include "write/write.h"

/* An address to be asked, and what is kept of its answer while a worker reads the page. It stands in its
 * portal's queue, then in the run's list of those under way. */
struct crawl_item {
    struct crawl_item *next, *previous;
    struct crawl_portal *portal;
    char *url;
    int type;   /* enum discover_type */
    int depth;  /* links away from the start page */
    bool start; /* the portal's start page */
    bool known; /* its page stands in the state */
    char *final_url, *etag, *modified; /* of the response; NULL: none */
    char body_hash[33];
    int64_t fetched;
    struct work_result *story; /* the first page of a story whose later pages are being asked; NULL */
    size_t pages;              /* asked for, behind the first */
    bool noarchive; /* the response's X-Robots-Tag asks not to be archived, and that counts */
    bool whole;                /* the page that has the whole story was asked for, and comes next */
};

struct crawl_portal {
    struct base_str start; /* the caller's */
    char name[300];        /* folder name */
    struct crawl_item *first, *last; /* to be asked, in order */
    size_t under_way;      /* asked, or in a worker */
    size_t asked;          /* in this run */
    bool failed;           /* its start page could not be read */
    bool sitemaps_taken;
    int64_t clipped;
    struct crawl_health *health;
};

/* How a portal fares in this run (health.c). */
struct crawl_health {
    struct base_arena arena;
    bool known;        /* a run before this one read it */
    struct state_health fields[EXTRACT_FIELD_COUNT]; /* since the last commit */
    struct watched *watched;
    size_t read;       /* pages that looked like articles by their address */
    size_t denied;     /* new addresses that robots.txt says no to */
    bool start_denied;
    struct base_str denied_example; /* in the arena; none */
};

struct crawl {
    const struct crawl_options *options;
    struct state *state;
    struct write_archive *archive;
    struct fetch_client *client;
    struct work_pool *pool;
    struct select_set *selectors; /* for the headers of requests; NULL: none */
    struct crawl_portal *portals;
    size_t portal_count;
    struct crawl_item *busy; /* asked, or in a worker; not in any order */
    size_t uncommitted;  /* pages since the last commit */
    int64_t committed_ms;
    struct write_warc *warc;   /* NULL: nothing is kept as it came */
    struct base_set warc_files; /* that this run has written to */
    struct crawl_summary *summary;
    struct base_set asked;     /* addresses queued in this run */
    struct base_set said;      /* what was complained of: a broken rule is named once, not for each page */
    struct base_arena scratch; /* reset after each page */
    struct base_arena robots;  /* the robots.txt looked up last */
    struct base_error error;   /* the first that ends the run: disk, state */
    int status;                /* its status */
};

/* ---- frontier.c: what is to be asked ---- */

/* Queues URL unless it is known and needs no look; says what became of it. */
enum discover_reason crawl_add(struct crawl *crawl, struct crawl_portal *portal, struct base_str url, int type,
                               int depth);
/* The candidates of a page of PORTAL at DEPTH. */
void crawl_add_links(struct crawl *crawl, struct crawl_portal *portal, const struct discover_list *links, int depth);
/* What a run before this one found and did not come to. */
void crawl_add_unfinished(struct crawl *crawl, struct crawl_portal *portal);
struct crawl_item *crawl_take(struct crawl_portal *portal);
void crawl_item_free(struct crawl_item *item);
void crawl_item_begin(struct crawl *crawl, struct crawl_item *item); /* joins those under way */
void crawl_item_end(struct crawl *crawl, struct crawl_item *item);   /* leaves them, and is freed */

/* ---- crawl.c ---- */

/* Hands REQUEST to the client, with the headers that the site's selector file asks for. */
int crawl_submit(struct crawl *crawl, const struct fetch_request *request, struct base_error *e);

/* ---- story.c: stories told over several pages ---- */

/* RESULT is a page of ITEM's story, the first or a later one: true when the next one was asked for. Takes RESULT
 * over; when the story is whole, item->story holds it. */
bool crawl_story_goes_on(struct crawl *crawl, struct crawl_item *item, struct work_result *result);
/* A later page's response: true when a worker reads it, or another one was asked for. */
bool crawl_story_take_response(struct crawl *crawl, struct crawl_item *item, const struct fetch_response *response);

/* ---- warc.c: what was fetched, as it came ---- */

int crawl_warc_open(struct crawl *crawl, struct base_error *e);
void crawl_warc_close(struct crawl *crawl);
/* Keeps the response's exchanges, where that is asked for. */
void crawl_warc_keep(struct crawl *crawl, const struct crawl_item *item, const struct fetch_response *response);
/* RECORD's place in the WARC files, where its page was kept; strings in the scratch arena. */
void crawl_warc_place(struct crawl *crawl, struct record *record);

/* ---- robots.c ---- */

struct fetch_robots_store crawl_robots_store(struct crawl *crawl);

/* ---- noarchive.c ---- */

/* X-Robots-Tag asks AGENT, or everybody, not to archive the page. */
bool crawl_refuses_archiving(const struct fetch_response *response, struct base_str agent);

/* ---- quarantine.c ---- */

/* Keeps the bytes of a page whose worker was lost, and how to read them again. */
void crawl_quarantine(struct crawl *crawl, const struct crawl_item *item, const struct work_result *result);

/* ---- store.c: what an answer becomes ---- */

/* A response: to a worker, or to the state where there is nothing to read. Takes ITEM over. */
void crawl_take_response(struct crawl *crawl, struct crawl_item *item, const struct fetch_response *response);
/* A worker's result: to the archive and the state. Takes the item over. */
void crawl_take_result(struct crawl *crawl, struct work_result *result);
/* The key under which the article is known in its portal; in the scratch arena. */
struct base_str crawl_article_key(struct crawl *crawl, const struct record *record);
/* Archive to disk, then the state. */
void crawl_commit(struct crawl *crawl);

int64_t crawl_committed_length(void *context, const char *file); /* for write_archive_add; CONTEXT is the crawl */
/* ---- health.c: how fields, pages and sources fare ---- */

int crawl_health_open(struct crawl *crawl, struct crawl_portal *portal, struct base_error *e);
void crawl_health_close(struct crawl_portal *portal);
/* A page was read, with or without an article. */
void crawl_health_page(struct crawl *crawl, const struct crawl_item *item, const struct record *record);
/* A new article was written. */
void crawl_health_clipped(struct crawl *crawl, const struct crawl_item *item, const struct record *record);
/* What a feed, a sitemap or the start page gave; other items are left alone. */
void crawl_health_links(struct crawl *crawl, const struct crawl_item *item, const struct discover_list *links);
void crawl_health_gone(struct crawl *crawl, const struct crawl_item *item);   /* 404, 410 */
void crawl_health_denied(struct crawl *crawl, const struct crawl_item *item); /* by robots.txt */
void crawl_health_failed(struct crawl *crawl, const struct crawl_item *item, const char *reason);
void crawl_health_flush(struct crawl *crawl); /* into the state, before it is committed */

/* ---- watch.c ---- */

/* One more outcome. PERCENT: of the usual good ones, what is left when it has fallen. Outcomes of other rules than those
 * of MARK do not count. URL is kept as it is where the first bad one is this. */
void crawl_watch_add(struct state_watch *watch, bool good, int percent, uint64_t mark, int64_t when, struct base_str url);

/* ---- notice.c: what a user should look at ---- */

struct crawl_notice_kind {
    const char *what;
    int percent; /* for crawl_watch_add; 0: it is not found out by outcomes */
    const char *before_field, *before_subject, *after; /* its sentence */
    const char *lead; /* of the example */
};
const struct crawl_notice_kind *crawl_notice_kind(const char *what); /* NULL: there is none */
/* Opens and closes the notices of the run's portals, and says those that were not said today. */
void crawl_notices(struct crawl *crawl);

/* Keeps the first error that ends the run. */
void crawl_check(struct crawl *crawl, int status, const struct base_error *e);

#endif
