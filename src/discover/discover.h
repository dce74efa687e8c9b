/*
 * discover: what a front page, a list page, a feed or a sitemap offers: candidate addresses, each with
 * the reason why it is kept or not. Runs in a worker: it parses fetched bytes.
 */
#ifndef DISCOVER_DISCOVER_H
#define DISCOVER_DISCOVER_H

#include "base/base.h"
#include "page/page.h"

enum discover_via {
    DISCOVER_FEED,     /* an entry of RSS, Atom, JSON Feed */
    DISCOVER_SITEMAP,  /* a url of a sitemap */
    DISCOVER_LINK,     /* an <a href> of a page */
    DISCOVER_ALTERNATE /* a <link> of a page, a Sitemap: line, a sitemap of an index: a source of more */
};

enum discover_type {
    DISCOVER_ARTICLE, /* looks like an article */
    DISCOVER_LIST,    /* a section or list page, worth following */
    DISCOVER_SOURCE   /* a feed or sitemap */
};

/* Why an address was not taken: the one fixed list, printed by discover, report and -v. The numbers stand in states: new
 * ones come last. */
enum discover_reason {
    DISCOVER_KEPT,
    DISCOVER_SCHEME,     /* not http or https, or malformed */
    DISCOVER_OTHER_SITE, /* another registrable domain */
    DISCOVER_ASSET,      /* an image, a PDF, a script ... by its path */
    DISCOVER_SELF,       /* the page itself */
    DISCOVER_DUPLICATE,  /* offered twice on this page */
    DISCOVER_UTILITY,    /* login, contact, imprint, search, share ... */
    DISCOVER_TRAP_PATH,  /* traps for crawlers: a path that repeats its segments */
    DISCOVER_TRAP_HOST,  /* a host within the path: a link that lacks its scheme */
    DISCOVER_TRAP_SESSION, /* a session id */
    DISCOVER_TRAP_FACETS,  /* more parameters than a page of news has */
    DISCOVER_TRAP_CALENDAR, /* a calendar beyond the years of the press */
    DISCOVER_TRAP_LENGTH, /* an address that grows */
    DISCOVER_TRAP_ENDLESS, /* list pages of one shape that gave nothing new, again and again (set by crawl) */
    DISCOVER_NOT_ARTICLE,/* neither an article's nor a list's shape */
    DISCOVER_LIMIT,      /* BASE_LIMIT_CANDIDATES */
    DISCOVER_ROBOTS,     /* robots.txt said no (set by crawl) */
    DISCOVER_SEEN,       /* known already (set by crawl) */
    DISCOVER_DEPTH,      /* too far from the start page (set by crawl) */
    DISCOVER_EXCLUDED,   /* portals.conf's include or exclude said no (set by crawl) */
    DISCOVER_OLD,        /* older than max-age, says its feed or sitemap (set by crawl) */
    DISCOVER_RULE,       /* a selector file's url_skip: or url_article: said no (set by work) */
    DISCOVER_PLACE,      /* what stands in its place of the page was never an article (set by crawl) */
    DISCOVER_TRAP_MIRROR, /* a path under which all is the same as without it (set by crawl) */
    DISCOVER_REASON_COUNT
};

/* One of the traps. */
static inline bool discover_is_trap(enum discover_reason reason)
{
    return (reason >= DISCOVER_TRAP_PATH && reason <= DISCOVER_TRAP_ENDLESS) || reason == DISCOVER_TRAP_MIRROR;
}

const char *discover_via_name(enum discover_via via);
const char *discover_type_name(enum discover_type type);
const char *discover_reason_name(enum discover_reason reason);

struct discover_candidate {
    struct base_str url;   /* absolute, as base_url_resolve gives it; as it stood where that failed */
    struct base_str title; /* anchor text or entry title; none */
    struct base_str date;  /* as the feed or sitemap states it, ISO 8601; none */
    uint32_t place;        /* of a link: a hash of where on the page it stands; 0: none */
    uint8_t via, type, reason; /* enum discover_... */
};

struct discover_list {
    struct discover_candidate *items;
    size_t count, capacity;
    bool partial; /* the document was broken: what stood before the break is here */
};

/* What BYTES (UTF-8 text, content codings undone) at URL offers. What it is, its content tells: HTML,
 * RSS 0.9x/1.0/2.0, Atom, JSON Feed, sitemap, sitemap index, plain text list of addresses. */
int discover_document(struct base_arena *arena, struct base_str text, struct base_str url, struct discover_list *out,
                      struct base_error *e);

/* A sitemap or an index of sitemaps, read piece by piece (UTF-8; memory does not grow with its length, but for OUT). Its
 * entries come newest first. *SITEMAP is NULL on failure. */
struct discover_sitemap;
int discover_sitemap_open(struct base_arena *arena, struct base_str url, struct discover_list *out,
                          struct discover_sitemap **sitemap, struct base_error *e);
bool discover_sitemap_feed(struct discover_sitemap *sitemap, struct base_str bytes); /* false: out of memory */
int discover_sitemap_close(struct discover_sitemap *sitemap, struct base_error *e);  /* and fills OUT */
/* The first bytes of a document are those of a sitemap. */
bool discover_is_sitemap(struct base_str head);

/* What a parsed HTML page offers (used where the page is parsed already). */
int discover_page(struct base_arena *arena, const struct page *page, struct discover_list *out, struct base_error *e);

/* URL is a further page of a list, by its address. */
bool discover_is_paging(struct base_str url);
/* The list that URL is a page of, as a hash: of its address without the number of the page, or without its day or month. */
uint64_t discover_list_key(struct base_str url);
/* The kind of address that URL is, as a hash: host and path with all numbers and random tokens alike, any query. */
uint64_t discover_shape_key(struct base_str url);
/* A link whose address and words do not tell what it leads to: it counts as a list, or as neither. */
bool discover_is_doubtful(const struct discover_candidate *candidate);

/* A date as above as a time, the last one that it may mean; BASE_TIME_NONE: none. */
int64_t discover_date_end(struct base_str date);

/* One JSON object on a line, without newline: url, title, date, via, kept, reason. */
bool discover_json(const struct discover_candidate *candidate, struct base_buf *out);

/* Across a process boundary and back; discover_unpack checks BYTES as a stranger's. */
bool discover_pack(const struct discover_list *list, struct base_buf *out);
int discover_unpack(struct base_arena *arena, struct base_str bytes, struct discover_list *list, struct base_error *e);

#endif
