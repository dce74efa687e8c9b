/*
 * fetch: an address in, a response out. One libcurl multi handle, one thread; limits on everything;
 * the guard against private addresses, on the address connected to; redirects by our own hand;
 * robots.txt and the delay to one host. All that arrives is kept as bytes: nothing is parsed here
 * but headers and robots.txt.
 */
#ifndef FETCH_FETCH_H
#define FETCH_FETCH_H

#include "base/base.h"

/* robots.txt kept by the caller from run to run. Within a run each is believed for BASE_LIMIT_ROBOTS_AGE_S. */
struct fetch_robots_kept {
    struct base_str url;            /* after redirects */
    struct base_str etag, modified; /* its validators, one at least */
    struct base_str text;           /* cut to BASE_LIMIT_ROBOTS_BYTES */
};

struct fetch_robots_store {
    /* What is kept of ORIGIN; false: nothing. Its strings stay valid until the next call. */
    bool (*get)(void *context, struct base_str origin, struct fetch_robots_kept *kept);
    void (*put)(void *context, struct base_str origin, const struct fetch_robots_kept *kept);
    void *context;
};

/* Turns to ask a host that others ask as well, from other machines: between one's answer and the next one's request lies
 * the host's delay, whoever they are. */
struct fetch_turns {
    /* 0: the turn is ours until it is given back; else so many milliseconds until it may be asked for again. DELAY_MS: for
     * others, should we be lost on the way. */
    int64_t (*take)(void *context, struct base_str host, int64_t delay_ms);
    /* The answer has come: nobody asks for DELAY_MS. */
    void (*give)(void *context, struct base_str host, int64_t delay_ms);
    void *context;
};

struct fetch_options {
    const char *user_agent;     /* NULL: newsclip/VERSION (+contact) */
    const char *agent_token;    /* product token for robots.txt; NULL: that of USER_AGENT */
    const char *proxy;          /* for all requests; NULL: those below (the environment is not read here) */
    const char *http_proxy, *https_proxy; /* by the scheme asked for; NULL: none */
    const char *no_proxy;       /* hosts, addresses and ranges asked directly, parted by commas; NULL: none */
    const char *ca_file;        /* certificates to be trusted in place of the system's; NULL: the system's */
    const char *const *headers; /* "Name: value" lines sent with each request; NULL-terminated or NULL */
    bool allow_private;         /* lifts the guard */
    bool robots;                /* ask robots.txt before each request */
    const struct fetch_robots_store *robots_store; /* copied; NULL: none */
    const struct fetch_turns *turns; /* copied; NULL: nobody else asks */
    bool keep_exchanges;        /* responses tell what went over the wire */
    int64_t delay_ms;           /* between two requests to one host (end of one to start of the next) */
    unsigned max_hosts;         /* requests under way at once; 0: 32 */
    const struct base_log *log; /* may be NULL */
};

struct fetch_header {
    struct base_str name, value; /* name in lower case */
};

struct fetch_request {
    struct base_str url;              /* absolute, http or https */
    struct base_str etag, modified;   /* validators, sent verbatim; none */
    size_t limit;                     /* bytes of the body; 0: BASE_LIMIT_BODY_BYTES */
    const struct base_str_list *headers; /* further "Name: value" lines, to this origin alone; may be NULL. Those
                                                    of the client win */
    struct base_str user_agent;       /* in place of the client's, on each hop; robots.txt is read for its product; none */
    bool ignore_robots;               /* this once (one-off extraction, robots.txt itself) */
    void *context;                    /* the caller's; comes back with the response */
};

enum fetch_outcome {
    FETCH_DONE,     /* a status arrived (200, 304, 404, 503 ...) and the whole body */
    FETCH_FAILED,   /* DNS, connection, TLS, time-out, limit: error says which */
    FETCH_GUARDED,  /* the guard said no: error names the address and the option that lifts it */
    FETCH_DENIED,   /* robots.txt said no, or could not be read: error names the line */
    FETCH_POSTPONED /* the host asked to wait longer than BASE_LIMIT_RETRY_AFTER_S, or keeps failing */
};

/* One hop as it went over the wire, for a WARC file: heads as HTTP/1.1, whatever the version was, with the empty
 * line at their end. */
struct fetch_exchange {
    struct base_str url;
    int64_t fetched;          /* when the response began, UTC seconds */
    struct base_str address;  /* connected to; none: through a proxy */
    struct base_str request;  /* head; without Authorization, Cookie and what is the proxy's */
    struct base_str response; /* head; Transfer-Encoding, which is undone, as X-Crawler-Transfer-Encoding */
    struct base_str body;     /* content codings not undone */
    bool truncated;           /* a redirect's body, cut at BASE_LIMIT_HOP_BYTES */
    struct base_buf kept;     /* private: owns BODY, or it is the response's */
};

struct fetch_response {
    enum fetch_outcome outcome;
    struct base_str requested;   /* the request's url */
    struct base_str url;         /* after redirects */
    int status;                  /* 0 where none arrived */
    struct fetch_header *headers;/* of the last hop */
    size_t header_count;
    struct base_buf body;        /* content codings undone */
    int64_t fetched;             /* when the response began, UTC seconds */
    unsigned redirects;
    bool moved;                  /* all redirects were permanent (301, 308) */
    struct base_error error;     /* names the address and the reason; "" with FETCH_DONE */
    struct fetch_exchange *exchanges; /* with keep_exchanges: a hop each, in order; robots.txt and attempts that were
                                         repeated are not among them */
    size_t exchange_count;
    void *context;               /* the request's */
    struct base_arena arena;     /* private: owns the strings */
};

struct fetch_client;

/* Opens a client. *CLIENT is NULL on failure. */
int fetch_open(const struct fetch_options *options, struct fetch_client **client, struct base_error *e);
void fetch_close(struct fetch_client *client); /* requests under way are dropped */

/* Queues a request; its strings are copied. BASE_INVALID: not an http(s) address; BASE_NOMEM. */
int fetch_submit(struct fetch_client *client, const struct fetch_request *request, struct base_error *e);
/* From now on so many milliseconds lie between two requests to the host of URL, in place of the client's delay_ms; robots.txt
 * may ask for more. BASE_INVALID, BASE_NOMEM. */
int fetch_set_delay(struct fetch_client *client, struct base_str url, int64_t delay_ms, struct base_error *e);
/* Requests queued or under way. */
size_t fetch_pending(const struct fetch_client *client);
/* Works for at most TIMEOUT_MS (below 0: as long as it takes; also waits on EXTRA_FD, -1: none, and
 * returns when it is readable) and hands out one finished response, or NULL.
 * The caller frees it with fetch_response_free. */
struct fetch_response *fetch_next(struct fetch_client *client, int timeout_ms, int extra_fd);
/* One request, start to end, robots.txt not asked, nothing retried. NULL: out of memory. */
struct fetch_response *fetch_get(struct fetch_client *client, const struct fetch_request *request);
void fetch_response_free(struct fetch_response *response);
/* Value of the (first) header NAME, in lower case; none. */
struct base_str fetch_header(const struct fetch_response *response, const char *name);

/* Sitemap: addresses of a host's robots.txt as far as it was read in this run (slices owned by the
 * client, valid until fetch_close); asks for it where needed when the host's first request goes out. */
const struct base_str_list *fetch_sitemaps(struct fetch_client *client, struct base_str origin);

/* ---- How hosts stand, from run to run (standing.c) ---- */

struct fetch_standing {
    struct base_str origin; /* scheme://host[:port]; the client's */
    const char *left;       /* why nothing more is asked of it in this run; NULL: it may be asked */
    bool held;              /* that was said by fetch_preset: it was not asked at all */
    bool answered;          /* at least once in this run */
    bool well;              /* at least one page was answered with neither 5xx nor 429 */
    bool lost;              /* at least once in this run its connection failed for good */
    bool waits;             /* it asked to be left alone, for the time that follows */
    int64_t wait_ms;        /* until it may be asked, from now; 0: at once */
    unsigned runs;          /* as preset */
};

/* What earlier runs found out about ORIGIN, before its first request: it failed in RUNS of them in a row, and is not
 * to be asked for WAIT_MS. A wait beyond BASE_LIMIT_RETRY_AFTER_S postpones all its requests, with REASON; after failed
 * runs the first lost request leaves it again. BASE_NOMEM. */
int fetch_preset(struct fetch_client *client, struct base_str origin, unsigned runs, int64_t wait_ms,
                 struct base_str reason, struct base_error *e);
/* Each origin that was asked for, or preset, in no order. EACH returns false to stop. */
void fetch_standings(const struct fetch_client *client,
                     bool (*each)(void *context, const struct fetch_standing *standing), void *context);

/* libcurl's version (curl.c); NULL: there is none on this machine. It is opened by fetch_open, and here. */
const char *fetch_libcurl_version(void);

/* ---- The guard (guard.c) ---- */

struct sockaddr;
/* The address is none of a private, loopback, link-local, multicast or otherwise special range (IANA's
 * special-purpose registries; IPv4-mapped, NAT64 and 6to4 forms are looked into). */
bool fetch_address_is_public(const struct sockaddr *address);

/* ---- robots.txt, RFC 9309 (robots.c) ---- */

struct fetch_robots; /* parsed */

struct fetch_verdict {
    bool allowed;
    unsigned line;        /* of the rule that decided, 1-based; 0: no rule matched */
    struct base_str rule; /* that line's text; none */
};

/* The name by which robots.txt speaks of USER_AGENT: its first product's, "newsclip" where that says nothing. */
struct base_str fetch_agent_token(struct base_str user_agent);
/* Parses at most BASE_LIMIT_ROBOTS_BYTES of TEXT for the product token AGENT. NULL: out of memory. */
struct fetch_robots *fetch_robots_parse(struct base_str text, struct base_str agent);
void fetch_robots_free(struct fetch_robots *robots);
/* PATH with its query, as in an address. */
struct fetch_verdict fetch_robots_check(const struct fetch_robots *robots, struct base_str path);
/* Crawl-delay of the group, in milliseconds, cut to its cap; 0: none stated. */
int64_t fetch_robots_delay_ms(const struct fetch_robots *robots);
const struct base_str_list *fetch_robots_sitemaps(const struct fetch_robots *robots);

#endif
