/*
 * Jobs, and the hosts whose queues they wait in.
 */
#include <stdio.h>
#include <stdlib.h>

#include "fetch/private.h"

/* ---- Jobs ---- */

struct base_str fetch_job_url(const struct fetch_job *job)
{
    return job->hops[job->response->redirects];
}

/* Copies S to *AT, with a NUL behind, and moves *AT on. */
static struct base_str put_text(char **at, struct base_str s)
{
    char *to = *at;
    if (!s.ptr)
        return BASE_STR_NONE;
    memcpy(to, s.ptr, s.len);
    *at += s.len + 1;
    return (struct base_str){to, s.len};
}

/* The lines of LIST, parted by newlines; none where there is none. */
static struct base_str join_lines(struct base_arena *arena, const struct base_str_list *list)
{
    struct base_buf out = BASE_BUF_INIT;
    struct base_str lines = BASE_STR_NONE;
    for (size_t i = 0; list && i < list->count; i++) {
        base_buf_add_str(&out, list->items[i]);
        base_buf_add_char(&out, '\n');
    }
    if (out.len)
        lines = base_arena_str(arena, base_buf_str(&out));
    arena->failed |= out.failed;
    base_buf_free(&out);
    return lines;
}

/* A waiting job is one block: the response's arena comes to life with the transfer. */
struct fetch_job *fetch_job_new(const struct fetch_request *request)
{
    struct base_arena scratch;
    base_arena_init(&scratch, 0);
    struct base_str requested = request->url.ptr ? request->url : BASE_STR("");
    struct base_str url = base_url_resolve(&scratch, BASE_STR_NONE, requested);
    struct base_str lines = join_lines(&scratch, request->headers);
    size_t text = requested.len + url.len + request->etag.len + request->modified.len + lines.len + request->user_agent.len + 6;
    struct fetch_job *job = scratch.failed ? NULL : calloc(1, sizeof *job + text);
    struct fetch_response *r = job ? calloc(1, sizeof *r) : NULL;
    if (r) {
        char *at = job->text;
        job->response = r;
        job->requested = put_text(&at, requested);
        job->hops[0] = put_text(&at, url);
        job->etag = put_text(&at, request->etag);
        job->modified = put_text(&at, request->modified);
        job->own_headers = put_text(&at, lines);
        job->user_agent = put_text(&at, request->user_agent);
        job->limit = request->limit ? request->limit : BASE_LIMIT_BODY_BYTES;
        job->ignore_robots = request->ignore_robots;
        r->fetched = BASE_TIME_NONE;
        r->context = request->context;
    } else {
        free(job);
        job = NULL;
    }
    base_arena_free(&scratch);
    return job;
}

struct fetch_response *fetch_job_response(struct fetch_job *job)
{
    struct fetch_response *r = job->response;
    r->requested = base_arena_str(&r->arena, job->requested);
    r->url = fetch_job_url(job).ptr ? base_arena_str(&r->arena, fetch_job_url(job)) : BASE_STR("");
    if (r->arena.failed && r->outcome == FETCH_DONE)
        fetch_job_fail(job, FETCH_FAILED, FETCH_CAUSE_OTHER, "out of memory");
    fetch_exchange_finish(r);
    job->response = NULL;
    fetch_job_free(job);
    return r;
}

void fetch_job_free(struct fetch_job *job)
{
    if (!job)
        return;
    if (job->curl) {
        job->curl->slist_free_all(job->headers);
        job->curl->easy_cleanup(job->easy);
    }
    base_buf_free(&job->sent);
    base_buf_free(&job->received);
    fetch_response_free(job->response);
    free(job);
}

/* Long addresses are cut in messages, so that the reason stays. */
static int shown(struct base_str address)
{
    return (int)(address.len > 120 ? 120 : address.len);
}

void fetch_job_fail(struct fetch_job *job, enum fetch_outcome outcome, enum fetch_cause cause, const char *fmt, ...)
{
    struct fetch_response *r = job->response;
    struct base_str from = job->requested, to = fetch_job_url(job);
    va_list args;
    va_start(args, fmt);
    vsnprintf(job->reason, sizeof job->reason, fmt, args);
    va_end(args);

    r->outcome = outcome;
    job->cause = cause;
    r->error.text[0] = '\0';
    if (r->redirects > 0)
        base_fail(&r->error, BASE_IO, "%.*s: redirected to %.*s: %s", shown(from), from.ptr, shown(to), to.ptr,
                  job->reason);
    else
        base_fail(&r->error, BASE_IO, "%.*s: %s", shown(from), from.ptr, job->reason);
}

void fetch_job_forget_answer(struct fetch_job *job)
{
    struct fetch_response *r = job->response;
    base_buf_clear(&r->body);
    r->header_count = 0;
    r->status = 0;
    r->error.text[0] = '\0';
    r->outcome = FETCH_DONE;
    job->cause = FETCH_CAUSE_NONE;
}

/* ---- Hosts ---- */

static struct fetch_host **host_bucket(struct fetch_client *client, struct base_str origin)
{
    return &client->buckets[base_hash64(origin) % FETCH_BUCKETS];
}

struct fetch_host *fetch_host_find(struct fetch_client *client, struct base_str origin)
{
    struct fetch_host *host = *host_bucket(client, origin);
    while (host && !base_str_equal(host->origin, origin))
        host = host->next;
    return host;
}

static char *copy_text(struct base_str s)
{
    char *copy = malloc(s.len + 1);
    if (copy)
        memcpy(copy, s.ptr, s.len);
    return copy;
}

static struct fetch_gate *gate_of(struct fetch_client *client, struct base_str name)
{
    struct fetch_gate **bucket = &client->gates[base_hash64(name) % FETCH_BUCKETS], *gate = *bucket;
    while (gate && !base_str_equal(gate->name, name))
        gate = gate->next;
    if (gate)
        return gate;
    gate = calloc(1, sizeof *gate);
    char *copy = copy_text(name);
    if (!gate || !copy) {
        free(gate);
        free(copy);
        return NULL;
    }
    *gate = (struct fetch_gate){
        .name = {copy, name.len}, .next = *bucket, .ended = INT64_MIN, .not_before = INT64_MIN, .delay = -1};
    return *bucket = gate;
}

struct fetch_host *fetch_host_of(struct fetch_client *client, struct base_str url)
{
    struct base_str origin = base_url_origin(url);
    struct fetch_host *host = fetch_host_find(client, origin);
    if (host)
        return host;
    struct fetch_gate *gate = gate_of(client, base_url_host(url));
    host = gate ? calloc(1, sizeof *host) : NULL;
    char *name = host ? copy_text(origin) : NULL;
    if (!name) {
        free(host);
        return NULL;
    }
    struct fetch_host **bucket = host_bucket(client, origin);
    *host = (struct fetch_host){.origin = {name, origin.len}, .gate = gate, .next = *bucket, .held_until = INT64_MIN};
    return *bucket = host;
}

static void free_host(struct fetch_host *host)
{
    while (host->first) {
        struct fetch_job *job = host->first;
        host->first = job->next;
        fetch_job_free(job);
    }
    while (host->robots) {
        struct fetch_robots *robots = host->robots;
        host->robots = robots->other ? robots->other : robots->older;
        if (robots->other)
            robots->other->older = robots->older;
        fetch_robots_free(robots);
    }
    free((char *)(uintptr_t)host->origin.ptr);
    free(host);
}

void fetch_hosts_free(struct fetch_client *client)
{
    for (size_t i = 0; i < FETCH_BUCKETS; i++) {
        while (client->buckets[i]) {
            struct fetch_host *host = client->buckets[i];
            client->buckets[i] = host->next;
            free_host(host);
        }
        while (client->gates[i]) {
            struct fetch_gate *gate = client->gates[i];
            client->gates[i] = gate->next;
            free((char *)(uintptr_t)gate->name.ptr);
            free(gate);
        }
    }
}

void fetch_host_wake(struct fetch_client *client, struct fetch_host *host)
{
    if (host->waiting || host->active || !host->first)
        return;
    host->waiting = true;
    host->next_waiting = NULL;
    *client->waiting_end = host;
    client->waiting_end = &host->next_waiting;
}

void fetch_host_push_front(struct fetch_job *job)
{
    struct fetch_host *host = job->host;
    job->next = host->first;
    host->first = job;
    if (!host->last)
        host->last = job;
}

void fetch_host_requeue(struct fetch_client *client, struct fetch_job *job)
{
    fetch_host_push_front(job);
    fetch_host_wake(client, job->host);
}

void fetch_host_append(struct fetch_client *client, struct fetch_job *job)
{
    struct fetch_host *host = job->host;
    job->next = NULL;
    if (host->last)
        host->last->next = job;
    else
        host->first = job;
    host->last = job;
    fetch_host_wake(client, host);
}

struct fetch_job *fetch_host_take(struct fetch_host *host)
{
    struct fetch_job *job = host->first;
    host->first = job->next;
    if (!host->first)
        host->last = NULL;
    job->next = NULL;
    return job;
}
