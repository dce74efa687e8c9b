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
    bool start; /* a start page of the portal */
    bool known; /* its page stands in the state */
    bool look;  /* it is a clipped article, looked at again */
    bool fresh; /* it was never read before */
    bool further; /* a list that another page of it led to */
    bool guess; /* a sitemap that may be there */
    uint32_t place; /* of the link that it was found by; 0: none */
    char *final_url, *etag, *modified; /* of the response; NULL: none */
    char body_hash[33];
    int64_t fetched;
    struct work_result *story; /* the first page of a story whose later pages are being asked; NULL */
    size_t pages;              /* asked for, behind the first */
    bool noarchive; /* the response's X-Robots-Tag asks not to be archived, and that counts */
    bool whole;                /* the page that has the whole story was asked for, and comes next */
};

/* In which order what was found is asked for. */
enum crawl_turn {
    CRAWL_TURN_FIRST,   /* start pages, feeds and sitemaps: they name what is new */
    CRAWL_TURN_ARTICLE, /* articles, and what stands where articles stand */
    CRAWL_TURN_LIST,
    CRAWL_TURN_LAST,    /* what stands where articles hardly ever stand */
    CRAWL_TURNS
};

/* The lists that a run has met (lists.c), a table by their keys. */
struct crawl_lists {
    struct crawl_list *slots;
    size_t count, room; /* room: a power of two */
};

/* The paths under which a run found nothing but what it had (mirror.c). */
struct crawl_mirrors {
    struct crawl_mirror *items;
    size_t count;
};

struct crawl_portal {
    const struct crawl_settings *settings;
    struct base_str start; /* the first start page */
    const char *name;      /* folder name */
    struct {
        struct crawl_item *first, *last;
    } queues[CRAWL_TURNS]; /* to be asked, in order: a window over what the state holds */
    size_t window;         /* items in it */
    size_t leads;          /* lists, feeds and sitemaps that are to be read: they may lead to more */
    struct crawl_lists lists;
    struct crawl_mirrors mirrors;
    bool more;             /* the state has addresses that did not fit */
    size_t starts_failed;
    struct crawl_item *looks, **looks_end; /* articles to be looked at again, in order */
    size_t looks_waiting, looks_taken; /* in it; taken from it in this run */
    size_t due_count;      /* articles that were due when the run began, where progress is shown */
    struct state_due due;  /* how far they were read */
    bool looks_read;       /* there are no more */
    size_t under_way;      /* asked, or in a worker */
    size_t looking;        /* looks among them */
    size_t asked;          /* in this run */
    bool failed;           /* no start page could be read */
    bool idle;             /* when it was last asked for more there was nothing, or it had had its share */
    bool released;         /* done, and nobody's any more (lease.c) */
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

/* What this run has of a fleet's portals (lease.c). */
struct crawl_fleet {
    bool joined;
    const struct crawl_settings **todo; /* portals that nobody is known to have finished in this run */
    size_t count, next;  /* of them, and where the search goes on */
    size_t held;         /* portals leased */
    int64_t since_ms;    /* the database's time when the run began */
    int64_t look_ms;     /* monotonic: when more portals are asked for */
    unsigned failures;   /* rounds in a row without a commit */
    struct fetch_turns turns;
};

struct crawl {
    const struct crawl_options *options;
    struct state *state;
    struct write_archive *archive;
    struct fetch_client *client;
    struct work_pool *pool;
    struct select_set *selectors; /* for the headers of requests; NULL: none */
    bool named;                /* portals are: only they are due */
    struct crawl_portal *portals;
    size_t portal_count;
    struct crawl_item *busy; /* asked, or in a worker; not in any order */
    size_t uncommitted;  /* pages since the last commit */
    int64_t committed_ms; /* when that was */
    int64_t commit_ms;   /* how long it took */
    int64_t deadline;    /* monotonic ms; 0: none */
    int64_t began, shown; /* the run, progress; monotonic ms */
    struct write_warc *warc;   /* NULL: nothing is kept as it came */
    struct base_set warc_files; /* that this run has written to */
    struct crawl_summary *summary;
    struct base_set asked;     /* addresses queued in this run */
    struct base_set looked;    /* addresses of articles looked at again in this run */
    struct base_set hosts;     /* origins whose standing is known */
    struct base_set said;      /* what was complained of: a broken rule is named once, not for each page */
    struct base_arena scratch; /* reset after each page */
    struct base_arena robots;  /* the robots.txt looked up last */
    struct base_error error;   /* the first that ends the run: disk, state */
    int status;                /* its status */
    struct crawl_fleet fleet;
    struct crawl_summary committed; /* the summary at the last commit */
};

/* ---- frontier.c: what is to be asked ---- */

enum { CRAWL_ASK_AGAIN_S = 20 * 3600 }; /* for what was not there: once a day, by a crontab that is not exact */

/* An address that was found. */
struct crawl_found {
    struct base_str url, date; /* date: of a sitemap's last change; none */
    int type, depth;           /* enum discover_type; links away from the start page */
    uint32_t place;
    enum crawl_turn turn;      /* CRAWL_TURN_FIRST: what its type says */
    bool start, further, guess, known, fresh; /* as in an item */
    bool is_new;               /* set by crawl_add: nobody knew it */
};

/* Queues what was found unless it is known and needs no look; says what became of it. */
enum discover_reason crawl_add(struct crawl *crawl, struct crawl_portal *portal, struct crawl_found *found);
/* Queues it, or leaves it to the state's row where the window is full; twice in a run it is not asked. */
void crawl_enqueue(struct crawl *crawl, struct crawl_portal *portal, const struct crawl_found *found);
/* The candidates of ITEM's page; gives how many of them nobody knew that may be articles. */
size_t crawl_add_links(struct crawl *crawl, const struct crawl_item *item, const struct discover_list *links);
/* What a run before this one found and did not come to. */
void crawl_add_unfinished(struct crawl *crawl, struct crawl_portal *portal);
/* The next one; what did not fit comes from the state when the window is empty. NULL: there is none. */
struct crawl_item *crawl_take(struct crawl *crawl, struct crawl_portal *portal);
/* Frees what still waits. */
void crawl_portal_close(struct crawl_portal *portal); /* may be called again */
/* URL is of a site that the portal starts at. */
bool crawl_owns(const struct crawl_portal *portal, struct base_str url);
void crawl_start_failed(const struct crawl_item *item); /* where it is a start page */
void crawl_item_free(struct crawl_item *item);
void crawl_item_begin(struct crawl *crawl, struct crawl_item *item); /* joins those under way */
void crawl_item_end(struct crawl *crawl, struct crawl_item *item);   /* leaves them, and is freed */

/* ---- lists.c: lists that go on and on ---- */

/* DISCOVER_KEPT, or why the list at URL is not asked for any more in this run. FURTHER, FRESH: as in an item. */
enum discover_reason crawl_list_judge(struct crawl *crawl, struct crawl_portal *portal, struct base_str url, bool further,
                                      bool fresh);
void crawl_list_asked(struct crawl *crawl, const struct crawl_item *item);
void crawl_list_read(struct crawl *crawl, const struct crawl_item *item, bool news); /* NEWS: an address nobody knew */

/* ---- mirror.c: paths under which all is the same as without them ---- */

/* An article of PORTAL was found under URL that is the one at ARTICLE; none: it was a new one. */
void crawl_mirror_note(struct crawl *crawl, struct crawl_portal *portal, struct base_str url, struct base_str article);
bool crawl_mirror_has(const struct crawl_portal *portal, struct base_str url);

/* ---- place.c: what the links of a place led to ---- */

enum crawl_standing { CRAWL_PLACE_UNSAID, CRAWL_PLACE_FIRST, CRAWL_PLACE_LAST, CRAWL_PLACE_NEVER };
enum crawl_standing crawl_place_standing(const struct state_place *place);
/* How the places of LINKS' doubtful links and articles stand, into STANDINGS (as many as LINKS), and what that means for their
 * reasons. */
int crawl_place_judge(struct state *state, struct base_str portal, struct discover_list *links, struct base_arena *scratch,
                      enum crawl_standing *standings, struct base_error *e);
/* What ITEM's page was when it was read first. */
void crawl_place_note(struct crawl *crawl, const struct crawl_item *item, bool article);

/* ---- sitemaps.c ---- */

/* Those of robots.txt of the start page that came from URL; where it names none and the page was ANSWERED, those of the
 * usual places. */
void crawl_add_sitemaps(struct crawl *crawl, struct crawl_portal *portal, struct base_str url, bool answered);
void crawl_guess_failed(struct crawl *crawl, const struct crawl_item *item); /* it is not asked for again today */
bool crawl_is_sitemap(const struct discover_list *links);

/* ---- forget.c ---- */

/* What a run that was killed left to be forgotten. Not within a transaction. */
int crawl_forget_rest(const char *dir, struct state *state, const struct base_log *log, struct base_error *e);
/* What was ever forgotten, into a state that is made anew; within a transaction. */
int crawl_forgotten_again(const char *dir, struct state *state, struct base_error *e);

/* ---- verify.c ---- */

/* BASE_INVALID where DIR holds lines but no state, or one that is half made: a crawl would clip all of it again. */
int crawl_check_state(const char *dir, struct base_error *e);

/* ---- values.c: values of settings; false: S is none ---- */

/* "90", "90s", "15m", "6h", "30d", "2w", as milliseconds, no more than MOST_MS. */
bool crawl_read_duration(struct base_str s, int64_t most_ms, int64_t *out);
bool crawl_read_seconds(struct base_str s, int64_t *out); /* the same; 0: "off" */
bool crawl_read_size(struct base_str s, int64_t *out);    /* bytes: "100M"; 0: "off" */
bool crawl_read_switch(struct base_str s, bool *out);     /* yes, no */
/* on, off, or after which times an article is looked at again: "1h 1d 7d 30d". */
bool crawl_read_revisit(struct base_str s, struct crawl_revisit *out);

/* ---- pattern.c ---- */

/* NULL where TEXT is no regular expression: PROBLEM says why. */
void *crawl_pattern_compile(struct base_str text, char *problem, size_t size);
void crawl_pattern_free(void *pattern);
/* One of them matches; a match that takes too long counts as none, and sets *OVER_LIMIT. */
bool crawl_pattern_any(const struct crawl_patterns *patterns, struct base_str url, bool *over_limit);

/* ---- lease.c: portals leased from a state that is shared; nothing of it applies to one that is not ---- */

/* A state that is shared can find it again: an index of PostgreSQL holds no address that is very long. */
bool crawl_address_fits(const struct crawl *crawl, struct base_str url);
/* Joins the fleet; what stands in files behind their committed lengths is set aside. */
int crawl_fleet_open(struct crawl *crawl, struct base_error *e);
/* Releases the portals that are done, leases others; false: there are none to wait for. */
bool crawl_fleet_turn(struct crawl *crawl);
void crawl_fleet_close(struct crawl *crawl);
/* The round failed, but another one may go well. */
bool crawl_fleet_passes(const struct crawl *crawl);
/* Says WHY, and waits as long as is fit before the next round; false: the run ends meanwhile. */
bool crawl_fleet_wait(struct crawl *crawl, const struct base_error *why);

/* ---- crawl.c ---- */

bool crawl_stopped(const struct crawl *crawl); /* by failure, by the user, by --max-time */
bool crawl_is_due(struct crawl *crawl, const struct crawl_settings *settings);
/* The portal joins those of the run. */
int crawl_open_portal(struct crawl *crawl, const struct crawl_settings *settings, struct base_error *e);
void crawl_finish_portal(struct crawl *crawl, struct crawl_portal *portal); /* its row, its share of the summary */

/* Hands REQUEST to the client, with the headers that the site's selector file asks for. */
int crawl_submit(struct crawl *crawl, const struct crawl_portal *portal, const struct fetch_request *request,
                 struct base_error *e);

/* ---- progress.c ---- */

void crawl_progress_of(const struct crawl *crawl, int64_t now_ms, struct crawl_progress *out);

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

/* The name by which a site speaks of whoever asks for PORTAL's pages. */
struct base_str crawl_agent(const struct crawl *crawl, const struct crawl_portal *portal);
/* X-Robots-Tag asks AGENT, or everybody, not to archive the page. */
bool crawl_refuses_archiving(const struct fetch_response *response, struct base_str agent);
/* A meta element of the page may say "none", which is noindex, too. */
bool crawl_says_none(struct base_str page);

/* ---- quarantine.c ---- */

/* Keeps the bytes of a page whose worker was lost, and how to read them again. */
void crawl_quarantine(struct crawl *crawl, const struct crawl_item *item, const struct work_result *result);
/* ---- hosts.c: how hosts stand, from run to run ---- */

void crawl_meet_host(struct crawl *crawl, struct base_str url); /* before the first request to it */
void crawl_keep_hosts(struct crawl *crawl);

/* ---- schedule.c: when an article is looked at again. Times are UTC seconds; 0: no more ---- */

/* PUBLISHED: BASE_TIME_NONE: not known. What was old already when it was clipped is looked at less often. */
int64_t crawl_schedule_first(const struct crawl_revisit *revisit, int64_t clipped, int64_t published);
/* Behind a look that found it as it was; CHANGED: when it last was another, 0: never. */
int64_t crawl_schedule_next(const struct crawl_revisit *revisit, int64_t clipped, int64_t changed, int64_t now);
int64_t crawl_schedule_changed(const struct crawl_revisit *revisit, int64_t clipped, int64_t now);
int64_t crawl_schedule_confirm(int64_t now);             /* behind a first 404 */
int64_t crawl_schedule_retry(int failures, int64_t now); /* behind so many failed looks in a row */

/* ---- same.c: the same article under several addresses ---- */

struct crawl_traits {
    struct base_str key;   /* of its address */
    struct base_str claim; /* of the canonical address it states, where that is another one; none */
    struct base_str ident; /* the number in its address; none */
    struct base_str title, hash, simhash;
};

/* base_url_key, and what only says how the article is shown (AMP, mobile, print) dropped. */
struct base_str crawl_key(struct base_arena *arena, struct base_str url);
struct base_str crawl_ident(struct base_str key);
void crawl_traits_of(struct crawl *crawl, const struct crawl_portal *portal, struct base_str url,
                     const struct record *record, struct crawl_traits *traits);
/* The clipped article that has the same text, or shares a key and has much the same text or title. */
bool crawl_find_same(struct crawl *crawl, const struct crawl_portal *portal, const struct crawl_traits *traits,
                     struct state_page *same);
/* PAGE's text may have become that of TRAITS by an edit. */
bool crawl_is_near(const struct state_page *page, const struct crawl_traits *traits);

/* ---- article.c: what a page with an article becomes ---- */

/* The archive's lengths stand in the crawl's state. */
struct write_archive_options crawl_archive_options(struct crawl *crawl);
bool crawl_write_line(struct crawl *crawl, const struct crawl_item *item, struct record *record);
/* The row of the clipped article of PORTAL whose newest line has URL and HASH; false: none. */
bool crawl_article_at(struct crawl *crawl, struct base_str portal, struct base_str url, struct base_str hash,
                      struct state_page *page);
bool crawl_is_article(const struct state_page *page); /* a clipped one, or one that has gone since */
void crawl_fetched(const struct crawl_item *item, struct state_page *page); /* notes the response in the row */
void crawl_keep_article(const struct crawl_traits *traits, const struct record *record, struct state_page *page);
void crawl_put_duplicate(struct crawl *crawl, const struct crawl_item *item, struct base_str url, struct base_str kind,
                         struct base_str article);
/* Both addresses of a page that was redirected are known afterwards. */
void crawl_put_both(struct crawl *crawl, const struct crawl_item *item, struct state_page *page);
void crawl_store_article(struct crawl *crawl, struct crawl_item *item, struct record *record);

/* ---- revision.c: articles looked at again ---- */

/* The next article of PORTAL that is due; NULL: none, or not yet. */
struct crawl_item *crawl_take_look(struct crawl *crawl, struct crawl_portal *portal);
/* PAGE is to be looked at in this run, whenever it is due. */
void crawl_look_now(struct crawl *crawl, struct crawl_portal *portal, const struct state_page *page);
/* What a look gives: the article, the same as before, something in its place (KIND), nothing, a 404 or 410. */
void crawl_look_article(struct crawl *crawl, struct crawl_item *item, const struct crawl_traits *traits,
                        struct record *record);
void crawl_look_unchanged(struct crawl *crawl, struct crawl_item *item);
void crawl_look_nothing(struct crawl *crawl, struct crawl_item *item, const char *kind, const char *reason);
void crawl_look_failed(struct crawl *crawl, struct crawl_item *item, const char *reason);
void crawl_look_missing(struct crawl *crawl, struct crawl_item *item, int status, const char *reason);
/* The article of GONE's row is there again, maybe under another address. */
void crawl_come_back(struct crawl *crawl, struct crawl_item *item, const struct crawl_traits *traits,
                     struct record *record, struct state_page *gone);

/* ---- store.c: what an answer becomes ---- */

/* The row of URL as it stands, or a new one; strings in the run's scratch. */
struct state_page crawl_row_of(struct crawl *crawl, const struct crawl_item *item, struct base_str url);
void crawl_put(struct crawl *crawl, const struct state_page *page);
void crawl_count(struct crawl *crawl, const struct crawl_item *item, const char *what);
bool crawl_same_site(struct base_str a, struct base_str b);

/* A response: to a worker, or to the state where there is nothing to read. Takes ITEM over. */
void crawl_take_response(struct crawl *crawl, struct crawl_item *item, const struct fetch_response *response);
/* A worker's result: to the archive and the state. Takes the item over. */
void crawl_take_result(struct crawl *crawl, struct work_result *result);
/* Archive to disk, then the state. */
void crawl_commit(struct crawl *crawl);

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
void crawl_notices_of(struct crawl *crawl, struct crawl_portal *portal); /* the same for one */

/* Keeps the first error that ends the run. */
void crawl_check(struct crawl *crawl, int status, const struct base_error *e);

#endif
