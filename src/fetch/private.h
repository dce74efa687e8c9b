/*
 * What the files of fetch/ share. A job is one request on its way: it waits in the queue of its host,
 * becomes a transfer (one libcurl easy handle), may be moved to another host by a redirect or put back
 * by a retry, and ends as a response.
 */
#ifndef FETCH_PRIVATE_H
#define FETCH_PRIVATE_H

#include "fetch/curl.h"
#include "fetch/fetch.h"

#ifndef NEWSCLIP_VERSION
#define NEWSCLIP_VERSION "0.1.0"
#endif
#define FETCH_USER_AGENT "newsclip/" NEWSCLIP_VERSION " (+https://github.com/newsclip/newsclip)"

/* Times of one client in milliseconds; a test shortens them. */
struct fetch_times {
    int64_t connect, first_byte, total;
    int64_t low_speed;      /* a window of this length ... */
    size_t low_speed_bytes; /* ... that brings less than this ends the transfer */
    int64_t backoff;        /* before the first retry; doubled for each further one */
    int64_t robots_age;     /* a robots.txt is believed for so long */
    int64_t robots_retry;   /* one that could not be read is asked for again after this */
};

/* Why our own hand ended a transfer. */
enum fetch_stop {
    FETCH_STOP_NONE,
    FETCH_STOP_ENOUGH, /* robots.txt: its cap is read, the rest does not count */
    FETCH_STOP_BODY,
    FETCH_STOP_HEADERS,
    FETCH_STOP_FIRST_BYTE,
    FETCH_STOP_SLOW,
    FETCH_STOP_MEMORY,
};

/* What a failure means for a further attempt. */
enum fetch_cause {
    FETCH_CAUSE_NONE,
    FETCH_CAUSE_HOST,     /* connection, DNS, time-out: may pass */
    FETCH_CAUSE_REDIRECT, /* a loop, too many, or nowhere to go */
    FETCH_CAUSE_CODING,   /* the content coding is broken or unknown */
    FETCH_CAUSE_OTHER,    /* the same answer would come again */
};

struct fetch_job {
    struct fetch_job *next;        /* in its host's queue, or among the finished */
    struct fetch_host *host;       /* whose turn it waits for, or has */
    struct fetch_host *robots_of;  /* set: this job asks for that host's robots.txt */
    struct fetch_response *response;
    struct base_str requested, etag, modified, user_agent; /* in TEXT; user_agent none: the client's */
    struct base_str own_headers; /* lines parted by newlines; in TEXT */
    struct base_str hops[BASE_LIMIT_REDIRECTS + 1]; /* addresses asked so far; the newest at [redirects] */
    size_t limit;
    unsigned retries;
    bool ignore_robots;
    bool plain;    /* no content coding is asked for */
    bool direct;   /* of fetch_get: no retries, not handed out by fetch_next */
    bool finished; /* only read for a direct one */
    enum fetch_cause cause;
    char reason[224]; /* the response's error without the addresses */

    /* The transfer under way. */
    const struct fetch_curl *curl; /* NULL: none was begun yet */
    CURL *easy;
    struct curl_slist *headers;
    char curl_error[CURL_ERROR_SIZE];
    char guarded[64]; /* the address that the guard refused; "" */
    enum fetch_stop stop;
    int64_t started, window_started; /* monotonic ms */
    size_t window_bytes, header_bytes;
    size_t header_capacity;
    bool answered, headers_done;
    const char *proxy; /* of this hop; NULL: none */
    bool looking;      /* no request yet: what the name stands for is looked at, for the guard */
    bool resolved;
    bool keeps;                     /* its exchange is kept: */
    struct base_buf sent, received; /* heads, as they go over the wire */
    size_t exchange_capacity;

    char text[]; /* copies of the request's strings */
};

enum fetch_robots_state { FETCH_ROBOTS_UNKNOWN, FETCH_ROBOTS_ASKED, FETCH_ROBOTS_KNOWN };

/* A host by its name: one request at a time, whatever the scheme and port. */
struct fetch_gate {
    struct base_str name;
    struct fetch_gate *next; /* in its bucket */
    bool busy;
    int64_t ended;      /* the last request, monotonic ms */
    int64_t not_before; /* back-off and Retry-After */
    int64_t delay;      /* between two requests; below 0: the client's */
    int64_t bytes;      /* received in this run */
    int64_t looked_until; /* its addresses were looked at, and are public */
};

/* An origin: its queue, and its robots.txt. */
struct fetch_host {
    struct base_str origin;
    struct fetch_gate *gate;
    struct fetch_host *next;         /* in its bucket */
    struct fetch_host *next_waiting; /* in the list of hosts with something to start */
    bool waiting;
    struct fetch_job *first, *last; /* the queue */
    struct fetch_job *active;
    unsigned failures;  /* jobs in a row that failed for good at the connection */
    unsigned errors;    /* jobs in a row that it answered with 5xx or 429 */
    const char *left;   /* set: why nothing more is asked of it in this run */
    bool answered;      /* at least once */
    bool well;          /* a page was answered with neither 5xx nor 429, at least once */
    bool lost;          /* at least one job at the connection */
    unsigned runs;      /* failed ones before this one, in a row */
    int64_t held_until; /* longer than a run waits: monotonic ms; INT64_MIN: nothing of the kind */
    bool held;          /* ... from before this run */

    enum fetch_robots_state robots_state;
    enum fetch_outcome robots_outcome; /* FETCH_DONE: ROBOTS decides; else all is refused with ROBOTS_ERROR */
    struct fetch_robots *robots;       /* newest first, older ones kept for fetch_sitemaps; NULL: all allowed */
    bool robots_apply;
    int64_t robots_until;
    struct base_error robots_error; /* without the address */
};

enum { FETCH_BUCKETS = 4096 };

struct fetch_client {
    struct fetch_curl curl;
    CURLM *multi;
    struct base_arena arena; /* strings of the options, hosts */
    struct base_str agent_token;
    const char *user_agent, *proxy, *http_proxy, *https_proxy, *no_proxy, *ca_file; /* NULL: none */
    struct curl_slist *resolve; /* names and addresses of a test, as CURLOPT_RESOLVE takes them; NULL */
    struct base_str_list headers; /* NUL-terminated */
    bool allow_private, robots, keep_exchanges;
    struct fetch_robots_store robots_store; /* get NULL: none */
    struct fetch_turns turns; /* take NULL: none */
    int64_t delay;
    const struct base_log *log;
    struct fetch_times times;

    int64_t host_bytes; /* of one host in a run */

    struct fetch_host *buckets[FETCH_BUCKETS];
    struct fetch_gate *gates[FETCH_BUCKETS];
    struct fetch_host *waiting, **waiting_end;
    struct fetch_job **active; /* of max_active */
    size_t active_count, max_active;
    CURL **spare; /* of max_active: idle handles */
    size_t spare_count;
    struct fetch_job *done, **done_end;
    size_t pending;
    size_t finished; /* jobs ended so far, of any kind */
};

enum {
    FETCH_HOST_FAILURES = 3, /* jobs in a row lost at the connection, then the host is left alone */
    FETCH_HOST_ERRORS = 10,  /* the same of jobs answered with 5xx or 429 */
};

/* ---- queue.c ---- */

/* NULL: out of memory. An address that is none leaves fetch_job_url without a value. */
struct fetch_job *fetch_job_new(const struct fetch_request *request);
void fetch_job_free(struct fetch_job *job);
/* The response of a finished job, which is freed. */
struct fetch_response *fetch_job_response(struct fetch_job *job);
/* Ends the job with OUTCOME and a sentence that begins with its address. */
void fetch_job_fail(struct fetch_job *job, enum fetch_outcome outcome, enum fetch_cause cause, const char *fmt, ...)
    BASE_PRINTF(4, 5);
/* Makes it ready for its next hop or attempt. */
void fetch_job_forget_answer(struct fetch_job *job);
struct base_str fetch_job_url(const struct fetch_job *job); /* the hop it is at */

/* Finds or makes; NULL: out of memory. */
struct fetch_host *fetch_host_of(struct fetch_client *client, struct base_str url);
struct fetch_host *fetch_host_find(struct fetch_client *client, struct base_str origin);
void fetch_hosts_free(struct fetch_client *client); /* with their queues */
/* Lists the host among those that may start their next job when that is due. */
void fetch_host_wake(struct fetch_client *client, struct fetch_host *host);
/* Into and out of the queue of the job's host. */
void fetch_host_append(struct fetch_client *client, struct fetch_job *job);  /* and wakes it */
void fetch_host_requeue(struct fetch_client *client, struct fetch_job *job); /* in front, and wakes it */
void fetch_host_push_front(struct fetch_job *job);
struct fetch_job *fetch_host_take(struct fetch_host *host); /* the first; there must be one */

/* ---- transfer.c ---- */

/* Puts the job's hop on the wire; false: failed, the job says why. */
bool fetch_transfer_start(struct fetch_client *client, struct fetch_job *job);
/* Takes the transfer off the wire and writes its outcome into the response. */
void fetch_transfer_end(struct fetch_client *client, struct fetch_job *job, CURLcode code);
/* When the transfer has to be looked at again; a time not after NOW: it is overdue, job->stop says why. */
int64_t fetch_transfer_check(const struct fetch_client *client, struct fetch_job *job, int64_t now);

/* ---- answer.c ---- */

/* Sets the handle's functions for headers and body. */
void fetch_answer_listen(struct fetch_job *job);
/* All has come: records the exchange, undoes the content codings. The job may fail in it. */
void fetch_answer_finish(struct fetch_job *job);

/* ---- exchange.c: only where the job keeps them ---- */

void fetch_exchange_listen(struct fetch_job *job);
/* LINE of a head or trailer with its end, before it is read; INTERIM: a 1xx answer came before it. */
void fetch_exchange_received(struct fetch_job *job, struct base_str line, bool interim);
/* The hop's exchange, without its body. */
void fetch_exchange_add(struct fetch_job *job);
/* The newest hop's is forgotten: it is asked again. */
void fetch_exchange_drop(struct fetch_response *r);
/* Parts the newest exchange from the response's body: another hop follows. */
void fetch_exchange_part(struct fetch_response *r);
/* The response is complete: each exchange has its body. */
void fetch_exchange_finish(struct fetch_response *r);

/* ---- redirect.c ---- */

/* The response at hand is a redirect that was followed (true: the job's newest hop is the target), or
 * ended the job in failure, or none. */
bool fetch_redirect(struct fetch_job *job);

/* ---- guard.c ---- */

/* For CURLOPT_OPENSOCKETFUNCTION; CONTEXT is the job. */
curl_socket_t fetch_guard_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address);
/* The same for a name that a proxy will be asked for: looks at all its addresses, connects to none. */
curl_socket_t fetch_guard_look(void *context, curlsocktype purpose, struct curl_sockaddr *address);
enum fetch_literal { FETCH_LITERAL_NONE, FETCH_LITERAL_PUBLIC, FETCH_LITERAL_SPECIAL };
/* What HOST is, in all notations of an address; none: a name. */
enum fetch_literal fetch_guard_literal(struct base_str host);

/* ---- proxy.c ---- */

/* The proxy for URL; NULL: none. */
const char *fetch_proxy_of(const struct fetch_client *client, struct base_str url);
/* HOST is named in NO_PROXY (may be NULL): names with all below them, addresses, ranges, "*". */
bool fetch_proxy_spares(const char *no_proxy, struct base_str host);

/* ---- policy.c ---- */

enum fetch_admission {
    FETCH_GO,
    FETCH_ASK_ROBOTS,  /* *ROBOTS is the job that asks for it */
    FETCH_WAIT_ROBOTS, /* it is being asked for */
    FETCH_NO,          /* the job has failed and says why */
};
enum fetch_admission fetch_policy_admit(struct fetch_client *client, struct fetch_job *job, struct fetch_job **robots);
/* Takes a finished robots.txt job apart; the caller frees it. */
void fetch_policy_robots(struct fetch_client *client, struct fetch_job *job);
/* The finished transfer is to be asked again (its host then waits), or the job stays finished. */
bool fetch_policy_retry(struct fetch_client *client, struct fetch_job *job);
/* Between two requests to the host, the next one being JOB (NULL: not known). */
int64_t fetch_policy_delay(const struct fetch_client *client, struct fetch_host *host, const struct fetch_job *job);
int64_t fetch_policy_due(const struct fetch_client *client, struct fetch_host *host);

/* ---- robots.c ---- */

struct fetch_robots_rule {
    struct base_str pattern; /* normalised */
    struct base_str text;    /* the line */
    unsigned line;
    bool allow, anchored;    /* anchored: ended in '$', which PATTERN does not hold */
};

struct fetch_robots {
    struct base_arena arena;
    struct base_str agent, text; /* what was parsed, and for whom */
    struct fetch_robots_rule *rules;
    size_t count, capacity;
    int64_t delay_ms;
    struct base_str_list sitemaps;
    struct fetch_robots *other; /* the same text, read for another agent */
    struct fetch_robots *older; /* of the same host */
};

#endif
