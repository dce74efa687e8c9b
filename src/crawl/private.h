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
    struct crawl_summary *summary;
    struct base_set asked;     /* addresses queued in this run */
    struct base_set said;      /* what was complained of: a broken rule is named once, not for each page */
    struct base_arena scratch; /* reset after each page */
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

/* ---- quarantine.c ---- */

/* Keeps the bytes of a page whose worker was lost, and how to read them again. */
void crawl_quarantine(struct crawl *crawl, const struct crawl_item *item, const struct work_result *result);

/* ---- store.c: what an answer becomes ---- */

/* A response: to a worker, or to the state where there is nothing to read. Takes ITEM over. */
void crawl_take_response(struct crawl *crawl, struct crawl_item *item, const struct fetch_response *response);
/* A worker's result: to the archive and the state. Takes the item over. */
void crawl_take_result(struct crawl *crawl, struct work_result *result);
/* Archive to disk, then the state. */
void crawl_commit(struct crawl *crawl);

/* Keeps the first error that ends the run. */
void crawl_check(struct crawl *crawl, int status, const struct base_error *e);

#endif
