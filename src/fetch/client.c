/*
 * The client: a queue for each host, as many hosts at once as allowed, one request at a time to each.
 */
#include <limits.h>
#include <poll.h>
#include <stdlib.h>

#include "fetch/private.h"

enum { CLIENT_HOSTS = 32, CLIENT_CONNECTIONS = 64 };

/* ---- The way of a job ---- */

static void finish(struct fetch_client *client, struct fetch_job *job)
{
    client->finished++;
    if (job->robots_of) {
        fetch_policy_robots(client, job);
        fetch_job_free(job);
    } else if (job->direct) {
        job->finished = true;
    } else {
        *client->done_end = job;
        client->done_end = &job->next;
    }
}

/* Ours now, or the host waits: its next job is then first in the queue again. */
static bool take_turn(struct fetch_client *client, struct fetch_job *job)
{
    struct fetch_gate *gate = job->host->gate;
    int64_t wait = client->turns.take
        ? client->turns.take(client->turns.context, gate->name, fetch_policy_delay(client, job->host, job)) : 0;
    if (wait > 0) {
        int64_t until = base_time_monotonic_ms() + wait;
        gate->not_before = until > gate->not_before ? until : gate->not_before;
        fetch_host_requeue(client, job);
    }
    return wait <= 0;
}

/* The host's own wishes count for others, too: what it said of waiting stands in the gate. */
static void give_turn(struct fetch_client *client, struct fetch_host *host, bool asked)
{
    int64_t now = base_time_monotonic_ms(), delay = asked ? fetch_policy_delay(client, host, host->first) : 0;
    if (!client->turns.give)
        return;
    if (host->gate->not_before > now + delay)
        delay = host->gate->not_before - now;
    client->turns.give(client->turns.context, host->gate->name, delay);
}

static void start(struct fetch_client *client, struct fetch_job *job)
{
    if (!take_turn(client, job))
        return;
    if (!fetch_transfer_start(client, job)) {
        give_turn(client, job->host, false);
        finish(client, job);
        return;
    }
    job->host->active = job;
    job->host->gate->busy = true;
    client->active[client->active_count++] = job;
}

/* The host's next job goes out, or waits for robots.txt, or has failed. */
static void host_start(struct fetch_client *client, struct fetch_host *host)
{
    struct fetch_job *robots = NULL, *job = fetch_host_take(host);
    switch (fetch_policy_admit(client, job, &robots)) {
    case FETCH_GO: start(client, job); break;
    case FETCH_NO: finish(client, job); break;
    case FETCH_ASK_ROBOTS:
        fetch_host_push_front(job);
        start(client, robots);
        return;
    case FETCH_WAIT_ROBOTS: /* woken when it has come */
        fetch_host_push_front(job);
        return;
    }
    fetch_host_wake(client, host);
}

/* Starts what is due; gives the time when the next is (INT64_MAX: none). */
static int64_t start_due(struct fetch_client *client)
{
    int64_t now = base_time_monotonic_ms(), next = INT64_MAX;
    struct fetch_host **link = &client->waiting;
    while (*link && client->active_count < client->max_active) {
        struct fetch_host *host = *link;
        int64_t due = fetch_policy_due(client, host);
        if (due > now) {
            next = due < next ? due : next;
            link = &host->next_waiting;
            continue;
        }
        *link = host->next_waiting;
        if (!*link)
            client->waiting_end = link;
        host->waiting = false;
        host_start(client, host);
    }
    return next;
}

/* Once more, at the host of its newest hop. */
static void move_on(struct fetch_client *client, struct fetch_job *job)
{
    struct fetch_host *host = fetch_host_of(client, fetch_job_url(job));
    if (!host) {
        fetch_job_fail(job, FETCH_FAILED, FETCH_CAUSE_OTHER, "out of memory");
        finish(client, job);
        return;
    }
    job->host = host;
    fetch_job_forget_answer(job);
    fetch_host_requeue(client, job);
}

static void settle(struct fetch_client *client, struct fetch_job *job, CURLcode code)
{
    struct fetch_host *host = job->host;
    bool looked = job->looking;
    for (size_t i = 0; i < client->active_count; i++)
        if (client->active[i] == job) {
            client->active[i] = client->active[--client->active_count];
            break;
        }
    fetch_transfer_end(client, job, code);
    host->active = NULL;
    host->gate->busy = false;
    if (looked && job->response->outcome == FETCH_DONE) {
        move_on(client, job);
    } else if (fetch_redirect(job)) {
        fetch_exchange_part(job->response);
        move_on(client, job);
    } else if (fetch_policy_retry(client, job)) {
        fetch_exchange_drop(job->response);
        move_on(client, job);
    } else {
        finish(client, job);
    }
    give_turn(client, host, !looked);
    if (!looked)
        host->gate->ended = base_time_monotonic_ms(); /* not before others are told the same */
    fetch_host_wake(client, host);
}

/* ---- The loop ---- */

/* Ends what is overdue; gives the time when to look again. */
static int64_t settle_overdue(struct fetch_client *client, bool *settled)
{
    int64_t now = base_time_monotonic_ms(), next = INT64_MAX;
    for (size_t i = client->active_count; i-- > 0;) {
        int64_t at = fetch_transfer_check(client, client->active[i], now);
        if (at > now) {
            next = at < next ? at : next;
        } else {
            settle(client, client->active[i], CURLE_OPERATION_TIMEDOUT);
            *settled = true;
        }
    }
    return next;
}

static bool perform(struct fetch_client *client)
{
    int running, left;
    bool settled = false;
    if (client->curl.multi_perform(client->multi, &running) != CURLM_OK) {
        while (client->active_count > 0)
            settle(client, client->active[0], CURLE_OUT_OF_MEMORY);
        return true;
    }
    CURLMsg *message;
    while ((message = client->curl.multi_info_read(client->multi, &left))) {
        struct fetch_job *job = NULL;
        CURLcode code = message->data.result;
        if (message->msg != CURLMSG_DONE)
            continue;
        client->curl.easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&job);
        settle(client, job, code);
        settled = true;
    }
    return settled;
}

static bool is_readable(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    return fd >= 0 && poll(&p, 1, 0) > 0;
}

/* One turn: start, perform, and where nothing ended, wait, not beyond UNTIL. */
static void turn(struct fetch_client *client, int64_t until, int extra_fd)
{
    size_t finished = client->finished;
    int64_t wake = start_due(client);
    bool settled = perform(client);
    int64_t look = settle_overdue(client, &settled);
    if (settled || client->finished != finished)
        return;
    wake = wake < look ? wake : look;
    wake = wake < until ? wake : until;
    int64_t wait = wake - base_time_monotonic_ms();
    if (wait <= 0)
        return;
    struct curl_waitfd extra = {.fd = extra_fd, .events = CURL_WAIT_POLLIN};
    client->curl.multi_poll(client->multi, &extra, extra_fd >= 0, wait < INT_MAX ? (int)wait : INT_MAX, NULL);
}

struct fetch_response *fetch_next(struct fetch_client *client, int timeout_ms, int extra_fd)
{
    int64_t until = timeout_ms < 0 ? INT64_MAX : base_time_monotonic_ms() + timeout_ms;
    for (;;) {
        if (!client->done && (client->pending > 0 || extra_fd >= 0))
            turn(client, until, extra_fd);
        struct fetch_job *job = client->done;
        if (job) {
            client->done = job->next;
            if (!client->done)
                client->done_end = &client->done;
            client->pending--;
            return fetch_job_response(job);
        }
        if ((client->pending == 0 && extra_fd < 0) || is_readable(extra_fd) || base_time_monotonic_ms() >= until)
            return NULL;
    }
}

/* ---- What callers see ---- */

int fetch_submit(struct fetch_client *client, const struct fetch_request *request, struct base_error *e)
{
    struct fetch_job *job = fetch_job_new(request);
    if (!job)
        return base_fail(e, BASE_NOMEM, "%.*s: out of memory", BASE_STR_ARG(request->url));
    if (!fetch_job_url(job).ptr) {
        fetch_job_free(job);
        return base_fail(e, BASE_INVALID, "%.*s: not an http or https address", BASE_STR_ARG(request->url));
    }
    job->host = fetch_host_of(client, fetch_job_url(job));
    if (!job->host) {
        fetch_job_free(job);
        return base_fail(e, BASE_NOMEM, "%.*s: out of memory", BASE_STR_ARG(request->url));
    }
    client->pending++;
    fetch_host_append(client, job);
    return BASE_OK;
}

int fetch_set_delay(struct fetch_client *client, struct base_str url, int64_t delay_ms, struct base_error *e)
{
    struct base_arena arena;
    struct fetch_host *host = NULL;
    base_arena_init(&arena, 0);
    struct base_str whole = base_url_resolve(&arena, BASE_STR_NONE, url);
    if (whole.ptr)
        host = fetch_host_of(client, whole);
    base_arena_free(&arena);
    if (!host)
        return base_fail(e, whole.ptr ? BASE_NOMEM : BASE_INVALID, "%.*s: %s", BASE_STR_ARG(url),
                         whole.ptr ? "out of memory" : "not an http or https address");
    host->gate->delay = delay_ms;
    return BASE_OK;
}

size_t fetch_pending(const struct fetch_client *client)
{
    return client->pending;
}

struct fetch_response *fetch_get(struct fetch_client *client, const struct fetch_request *request)
{
    struct fetch_job *job = fetch_job_new(request);
    if (!job)
        return NULL;
    job->direct = job->ignore_robots = true;
    if (!fetch_job_url(job).ptr)
        fetch_job_fail(job, FETCH_FAILED, FETCH_CAUSE_OTHER, "not an http or https address");
    else if (!(job->host = fetch_host_of(client, fetch_job_url(job))))
        fetch_job_fail(job, FETCH_FAILED, FETCH_CAUSE_OTHER, "out of memory");
    else
        fetch_host_requeue(client, job);
    while (job->host && !job->finished)
        turn(client, INT64_MAX, -1);
    return fetch_job_response(job);
}

void fetch_response_free(struct fetch_response *response)
{
    if (!response)
        return;
    base_buf_free(&response->body);
    for (size_t i = 0; i < response->exchange_count; i++)
        base_buf_free(&response->exchanges[i].kept);
    base_arena_free(&response->arena);
    free(response);
}

struct base_str fetch_header(const struct fetch_response *response, const char *name)
{
    for (size_t i = 0; i < response->header_count; i++)
        if (base_str_equal(response->headers[i].name, base_str(name)))
            return response->headers[i].value;
    return BASE_STR_NONE;
}

const struct base_str_list *fetch_sitemaps(struct fetch_client *client, struct base_str origin)
{
    static const struct base_str_list none;
    const struct fetch_host *host = fetch_host_find(client, origin);
    return host && host->robots ? fetch_robots_sitemaps(host->robots) : &none;
}

/* ---- Opening and closing ---- */

static bool is_header_text(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' && *text != '\t')
            return false;
    return true;
}

/* An empty text says nothing. */
static const char *copy_text(struct base_arena *arena, const char *text)
{
    return text && *text ? base_arena_cstr(arena, base_str(text)) : NULL;
}

static int copy_options(struct fetch_client *client, const struct fetch_options *o, struct base_error *e)
{
    struct base_arena *arena = &client->arena;
    const char *agent = o->user_agent ? o->user_agent : FETCH_USER_AGENT;
    client->user_agent = base_arena_cstr(arena, base_str(agent));
    client->agent_token =
        base_arena_str(arena, o->agent_token ? base_str(o->agent_token) : fetch_agent_token(base_str(agent)));
    client->proxy = copy_text(arena, o->proxy);
    client->http_proxy = copy_text(arena, o->http_proxy);
    client->https_proxy = copy_text(arena, o->https_proxy);
    client->no_proxy = copy_text(arena, o->no_proxy);
    client->ca_file = copy_text(arena, o->ca_file);
    client->allow_private = o->allow_private;
    client->robots = o->robots;
    client->keep_exchanges = o->keep_exchanges;
    if (o->robots_store)
        client->robots_store = *o->robots_store;
    if (o->turns)
        client->turns = *o->turns;
    client->delay = o->delay_ms > 0 ? o->delay_ms : 0;
    client->log = o->log;
    if (!is_header_text(agent))
        return base_fail(e, BASE_INVALID, "%s: not a name for User-Agent", agent);
    for (const char *const *h = o->headers; h && *h; h++) {
        if (!strchr(*h, ':') || **h == ':' || !is_header_text(*h))
            return base_fail(e, BASE_INVALID, "%s: not a header of the form Name: value", *h);
        base_str_list_add(arena, &client->headers, base_arena_str(arena, base_str(*h)));
    }
    client->max_active = o->max_hosts ? o->max_hosts : CLIENT_HOSTS;
    client->active = BASE_NEW_ARRAY(arena, struct fetch_job *, client->max_active);
    client->spare = BASE_NEW_ARRAY(arena, CURL *, client->max_active);
    return arena->failed ? base_fail(e, BASE_NOMEM, "out of memory") : BASE_OK;
}

static const struct fetch_times default_times = {
    .connect = BASE_LIMIT_CONNECT_MS,
    .first_byte = BASE_LIMIT_FIRST_BYTE_MS,
    .total = BASE_LIMIT_TOTAL_MS,
    .low_speed = BASE_LIMIT_LOW_SPEED_S * 1000,
    .low_speed_bytes = (size_t)BASE_LIMIT_LOW_SPEED_BYTES * BASE_LIMIT_LOW_SPEED_S,
    .backoff = 1000,
    .robots_age = (int64_t)BASE_LIMIT_ROBOTS_AGE_S * 1000,
    .robots_retry = 600 * 1000,
};

int fetch_open(const struct fetch_options *options, struct fetch_client **out, struct base_error *e)
{
    *out = NULL;
    struct fetch_client *client = calloc(1, sizeof *client);
    if (!client)
        return base_fail(e, BASE_NOMEM, "out of memory");
    int status = fetch_curl_open(&client->curl, e);
    if (status == BASE_OK && client->curl.global_init(CURL_GLOBAL_DEFAULT) != 0)
        status = base_fail(e, BASE_INTERNAL, "libcurl does not start");
    if (status != BASE_OK) {
        free(client);
        return status;
    }
    base_arena_init(&client->arena, 0);
    client->waiting_end = &client->waiting;
    client->done_end = &client->done;
    client->times = default_times;
    client->host_bytes = (int64_t)BASE_LIMIT_HOST_MB << 20;
    status = copy_options(client, options, e);
    if (status == BASE_OK && !(client->multi = client->curl.multi_init()))
        status = base_fail(e, BASE_NOMEM, "out of memory");
    if (status != BASE_OK) {
        fetch_close(client);
        return status;
    }
    size_t connections = 2 * client->max_active;
    client->curl.multi_setopt(client->multi, CURLMOPT_MAXCONNECTS,
                      (long)(connections > CLIENT_CONNECTIONS ? connections : CLIENT_CONNECTIONS));
    *out = client;
    return BASE_OK;
}

void fetch_close(struct fetch_client *client)
{
    if (!client)
        return;
    while (client->active_count > 0) {
        struct fetch_job *job = client->active[--client->active_count];
        client->curl.multi_remove_handle(client->multi, job->easy);
        fetch_job_free(job);
    }
    while (client->done) {
        struct fetch_job *job = client->done;
        client->done = job->next;
        fetch_job_free(job);
    }
    fetch_hosts_free(client);
    while (client->spare_count > 0)
        client->curl.easy_cleanup(client->spare[--client->spare_count]);
    client->curl.multi_cleanup(client->multi);
    client->curl.global_cleanup();
    base_arena_free(&client->arena);
    free(client);
}
