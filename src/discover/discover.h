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

/* Why an address was not taken: the one fixed list, printed by discover, report and -v. */
enum discover_reason {
    DISCOVER_KEPT,
    DISCOVER_SCHEME,     /* not http or https, or malformed */
    DISCOVER_OTHER_SITE, /* another registrable domain */
    DISCOVER_ASSET,      /* an image, a PDF, a script ... by its path */
    DISCOVER_SELF,       /* the page itself */
    DISCOVER_DUPLICATE,  /* offered twice on this page */
    DISCOVER_UTILITY,    /* login, contact, imprint, search, share ... */
    DISCOVER_TRAP,       /* repeated path segments, calendar, session id, too long */
    DISCOVER_NOT_ARTICLE,/* neither an article's nor a list's shape */
    DISCOVER_LIMIT,      /* BASE_LIMIT_CANDIDATES */
    DISCOVER_ROBOTS,     /* robots.txt said no (set by crawl) */
    DISCOVER_SEEN,       /* known already (set by crawl) */
    DISCOVER_DEPTH,      /* too far from the start page (set by crawl) */
    DISCOVER_EXCLUDED,   /* portals.conf's include or exclude said no (set by crawl) */
    DISCOVER_OLD,        /* older than max-age, says its feed or sitemap (set by crawl) */
    DISCOVER_RULE,       /* a selector file's url_skip: or url_article: said no (set by work) */
    DISCOVER_REASON_COUNT
};

const char *discover_via_name(enum discover_via via);
const char *discover_type_name(enum discover_type type);
const char *discover_reason_name(enum discover_reason reason);

struct discover_candidate {
    struct base_str url;   /* absolute, as base_url_resolve gives it; as it stood where that failed */
    struct base_str title; /* anchor text or entry title; none */
    struct base_str date;  /* as the feed or sitemap states it, ISO 8601; none */
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

/* What a parsed HTML page offers (used where the page is parsed already). */
int discover_page(struct base_arena *arena, const struct page *page, struct discover_list *out, struct base_error *e);

/* One JSON object on a line, without newline: url, title, date, via, kept, reason. */
bool discover_json(const struct discover_candidate *candidate, struct base_buf *out);

/* Across a process boundary and back; discover_unpack checks BYTES as a stranger's. */
bool discover_pack(const struct discover_list *list, struct base_buf *out);
int discover_unpack(struct base_arena *arena, struct base_str bytes, struct discover_list *list, struct base_error *e);

#endif
