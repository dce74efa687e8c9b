/*
 * One request on the wire: a libcurl easy handle, its options, and how it ended.
 */
#include <errno.h>
#include <stdio.h>

#include "fetch/private.h"

enum { TRANSFER_LOOK_MS = 60000 }; /* names are resolved anew after this, as in libcurl's cache */

#define ACCEPT "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
#define ACCEPT_ENCODING "gzip, deflate, br, zstd" /* what base/coding.c undoes */

/* ---- What is asked ---- */

static bool add_line(struct fetch_job *job, const char *name, struct base_str value)
{
    if (value.len == 0)
        return true;
    for (size_t i = 0; i < value.len; i++) /* a validator is a server's text: no line of ours may break in it */
        if ((unsigned char)value.ptr[i] < ' ' || value.ptr[i] == 0x7f)
            return true;
    struct base_buf line = BASE_BUF_INIT;
    bool ok = base_buf_add_z(&line, name) && base_buf_add_str(&line, value);
    struct curl_slist *list = ok ? job->curl->slist_append(job->headers, line.ptr) : NULL;
    base_buf_free(&line);
    if (list)
        job->headers = list;
    return list != NULL;
}

/* Headers that speak for the user stay with the origin they were given for. */
static bool is_credential(struct base_str line)
{
    return base_str_starts_nocase(line, BASE_STR("authorization:")) || base_str_starts_nocase(line, BASE_STR("cookie:"))
        || base_str_starts_nocase(line, BASE_STR("proxy-authorization:"));
}

/* A header of that line's name is the client's, which wins. */
static bool is_set(const struct fetch_client *client, struct base_str line)
{
    size_t colon = base_str_find(line, BASE_STR(":"));
    for (size_t i = 0; i < client->headers.count; i++)
        if (colon != SIZE_MAX && base_str_starts_nocase(client->headers.items[i], base_str_sub(line, 0, colon + 1)))
            return true;
    return false;
}

static bool set_headers(struct fetch_client *client, struct fetch_job *job)
{
    struct base_str rest = job->own_headers, own;
    bool home = base_str_equal(base_url_origin(job->hops[0]), base_url_origin(fetch_job_url(job)));
    bool accepts = false, accepts_coding = false, ok = true;
    job->curl->slist_free_all(job->headers);
    job->headers = NULL;
    while (home && base_str_next(&rest, '\n', &own)) {
        if (is_set(client, own) || (job->user_agent.ptr && base_str_starts_nocase(own, BASE_STR("user-agent:"))))
            continue;
        accepts |= base_str_starts_nocase(own, BASE_STR("accept:"));
        accepts_coding |= base_str_starts_nocase(own, BASE_STR("accept-encoding:"));
        ok = ok && add_line(job, "", own);
    }
    for (size_t i = 0; i < client->headers.count; i++) {
        struct base_str line = client->headers.items[i];
        accepts |= base_str_starts_nocase(line, BASE_STR("accept:"));
        accepts_coding |= base_str_starts_nocase(line, BASE_STR("accept-encoding:"));
        if (home || !is_credential(line))
            ok = ok && add_line(job, "", line);
    }
    if (!accepts)
        ok = ok && add_line(job, "Accept: ", BASE_STR(ACCEPT));
    if (!accepts_coding)
        ok = ok && add_line(job, "Accept-Encoding: ", job->plain ? BASE_STR("identity") : BASE_STR(ACCEPT_ENCODING));
    ok = ok && add_line(job, "If-None-Match: ", job->etag);
    return ok && add_line(job, "If-Modified-Since: ", job->modified);
}

static void set_limits(const struct fetch_client *client, CURL *easy)
{
    const struct fetch_curl *curl = &client->curl;
#if CURL_AT_LEAST_VERSION(7, 85, 0)
    curl->easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    curl->easy_setopt(easy, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
    curl->easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl->easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl->easy_setopt(easy, CURLOPT_NOPROGRESS, 1L);
    curl->easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl->easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    if (client->ca_file) {
        curl->easy_setopt(easy, CURLOPT_CAINFO, client->ca_file);
        curl->easy_setopt(easy, CURLOPT_CAPATH, NULL);
    }
    curl->easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)client->times.connect);
    curl->easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)client->times.total);
}

/* Whatever route is taken is one that was asked for: libcurl does not look into the environment. */
static bool set_route(const struct fetch_client *client, struct fetch_job *job)
{
    const struct fetch_curl *curl = &client->curl;
    CURL *easy = job->easy;
    bool direct = !job->proxy || job->looking;
    curl->easy_setopt(easy, CURLOPT_NOPROXY, "");
    curl->easy_setopt(easy, CURLOPT_RESOLVE, client->resolve);
    curl->easy_setopt(easy, CURLOPT_FRESH_CONNECT, (long)job->looking);
    if (curl->easy_setopt(easy, CURLOPT_PROXY, direct ? "" : job->proxy) != CURLE_OK)
        return false;
    if (!direct) {
        curl->easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    } else if (!client->allow_private) {
        curl->easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, job->looking ? fetch_guard_look : fetch_guard_socket);
        curl->easy_setopt(easy, CURLOPT_OPENSOCKETDATA, job);
    }
    return true;
}

static bool set_request(const struct fetch_client *client, struct fetch_job *job)
{
    const struct fetch_curl *curl = &client->curl;
    CURL *easy = job->easy;
    char *url = base_arena_cstr(&job->response->arena, fetch_job_url(job));
    curl->easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    curl->easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    curl->easy_setopt(easy, CURLOPT_HTTPHEADER, job->headers);
    curl->easy_setopt(easy, CURLOPT_HTTP_CONTENT_DECODING, 0L); /* its cap on sizes counts packed bytes */
    fetch_answer_listen(job);
    curl->easy_setopt(easy, CURLOPT_ERRORBUFFER, job->curl_error);
    return curl->easy_setopt(easy, CURLOPT_PRIVATE, job) == CURLE_OK
        && curl->easy_setopt(easy, CURLOPT_USERAGENT, job->user_agent.ptr ? job->user_agent.ptr : client->user_agent)
               == CURLE_OK
        && curl->easy_setopt(easy, CURLOPT_URL, url) == CURLE_OK;
}

static void release(struct fetch_client *client, struct fetch_job *job)
{
    if (job->easy && client->spare_count < client->max_active) {
        client->curl.easy_reset(job->easy);
        client->spare[client->spare_count++] = job->easy;
    } else {
        client->curl.easy_cleanup(job->easy);
    }
    job->easy = NULL;
}

/* The proxy, and what the guard has to see before it may be asked; false: the job has failed. */
static bool choose_route(const struct fetch_client *client, struct fetch_job *job)
{
    struct base_str host = base_url_host(fetch_job_url(job));
    job->proxy = fetch_proxy_of(client, fetch_job_url(job));
    job->looking = job->resolved = false;
    if (!job->proxy || client->allow_private)
        return true;
    switch (fetch_guard_literal(host)) {
    case FETCH_LITERAL_PUBLIC: return true;
    case FETCH_LITERAL_NONE: job->looking = base_time_monotonic_ms() >= job->host->gate->looked_until; return true;
    case FETCH_LITERAL_SPECIAL: break;
    }
    fetch_job_fail(job, FETCH_GUARDED, FETCH_CAUSE_OTHER, "%.*s is not a public address (--allow-private lifts this)",
                   BASE_STR_ARG(host));
    return false;
}

bool fetch_transfer_start(struct fetch_client *client, struct fetch_job *job)
{
    if (!choose_route(client, job))
        return false;
    job->curl = &client->curl;
    job->easy = client->spare_count > 0 ? client->spare[--client->spare_count] : client->curl.easy_init();
    job->stop = FETCH_STOP_NONE;
    job->curl_error[0] = job->guarded[0] = '\0';
    job->started = base_time_monotonic_ms();
    job->window_bytes = job->header_bytes = 0;
    job->answered = job->headers_done = false;
    job->keeps = client->keep_exchanges && !job->robots_of;
    bool ok = job->easy && set_headers(client, job);
    if (ok) {
        set_limits(client, job->easy);
        ok = set_route(client, job) && set_request(client, job) && !job->response->arena.failed
          && client->curl.multi_add_handle(client->multi, job->easy) == CURLM_OK;
    }
    if (!ok) {
        release(client, job);
        fetch_job_fail(job, FETCH_FAILED, FETCH_CAUSE_OTHER, "out of memory");
    }
    return ok;
}

/* ---- How it ended ---- */

int64_t fetch_transfer_check(const struct fetch_client *client, struct fetch_job *job, int64_t now)
{
    const struct fetch_times *times = &client->times;
    if (!job->answered) {
        if (now >= job->started + times->first_byte)
            job->stop = FETCH_STOP_FIRST_BYTE;
        return job->started + times->first_byte;
    }
    if (now >= job->window_started + times->low_speed) {
        if (job->window_bytes < times->low_speed_bytes) {
            job->stop = FETCH_STOP_SLOW;
            return now;
        }
        job->window_started = now;
        job->window_bytes = 0;
    }
    return job->window_started + times->low_speed;
}

static void fail_stopped(const struct fetch_client *client, struct fetch_job *job)
{
    switch (job->stop) {
    case FETCH_STOP_BODY:
        fetch_job_fail(job, FETCH_FAILED, FETCH_CAUSE_OTHER, "body is larger than %zu bytes", job->limit);
        break;
    case FETCH_STOP_HEADERS:
        fetch_job_fail(job, FETCH_FAILED, FETCH_CAUSE_OTHER, "headers are larger than %d bytes",
                       BASE_LIMIT_HEADER_BYTES);
        break;
    case FETCH_STOP_FIRST_BYTE:
        fetch_job_fail(job, FETCH_FAILED, FETCH_CAUSE_HOST, "no answer within %lld ms",
                       (long long)client->times.first_byte);
        break;
    case FETCH_STOP_SLOW:
        fetch_job_fail(job, FETCH_FAILED, FETCH_CAUSE_HOST, "too slow: %zu bytes in %lld ms", job->window_bytes,
                       (long long)client->times.low_speed);
        break;
    default: fetch_job_fail(job, FETCH_FAILED, FETCH_CAUSE_OTHER, "out of memory"); break;
    }
}

static const char *connect_reason(const struct fetch_job *job)
{
    long number = 0;
    job->curl->easy_getinfo(job->easy, CURLINFO_OS_ERRNO, &number);
    switch (number) {
    case ECONNREFUSED: return "connection refused";
    case ECONNRESET: return "connection reset";
    case ENETUNREACH: return "network unreachable";
    case EHOSTUNREACH: return "host unreachable";
    case ETIMEDOUT: return "connection timed out";
    default: return "could not connect";
    }
}

static void fail_timed_out(const struct fetch_client *client, struct fetch_job *job)
{
    curl_off_t connected = 0;
    job->curl->easy_getinfo(job->easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
    if (connected == 0)
        fetch_job_fail(job, FETCH_FAILED, FETCH_CAUSE_HOST, "no connection within %lld ms",
                       (long long)client->times.connect);
    else
        fetch_job_fail(job, FETCH_FAILED, FETCH_CAUSE_HOST, "not finished within %lld ms",
                       (long long)client->times.total);
}

/* libcurl's own words where they say more than its code. */
static const char *curl_words(const struct fetch_job *job, CURLcode code)
{
    return job->curl_error[0] ? job->curl_error : job->curl->easy_strerror(code);
}

static const struct failure {
    CURLcode code;
    enum fetch_cause cause;
    const char *words;
    bool detail; /* libcurl says more */
} failures[] = {
    {CURLE_COULDNT_RESOLVE_PROXY, FETCH_CAUSE_HOST, "could not resolve the proxy's name", false},
    {CURLE_GOT_NOTHING, FETCH_CAUSE_HOST, "connection closed without an answer", false},
    {CURLE_PARTIAL_FILE, FETCH_CAUSE_HOST, "body ended early", true},
    {CURLE_RECV_ERROR, FETCH_CAUSE_HOST, "connection broke off", true},
    {CURLE_SEND_ERROR, FETCH_CAUSE_HOST, "connection broke off", true},
    {CURLE_HTTP2, FETCH_CAUSE_HOST, "connection broke off", true},
    {CURLE_HTTP2_STREAM, FETCH_CAUSE_HOST, "connection broke off", true},
    {CURLE_PROXY, FETCH_CAUSE_HOST, "the proxy failed", true},
    {CURLE_SSL_CONNECT_ERROR, FETCH_CAUSE_HOST, "TLS", true},
    {CURLE_PEER_FAILED_VERIFICATION, FETCH_CAUSE_OTHER, "TLS", true},
    {CURLE_SSL_CACERT_BADFILE, FETCH_CAUSE_OTHER, "TLS", true},
    {CURLE_SSL_ISSUER_ERROR, FETCH_CAUSE_OTHER, "TLS", true},
    {CURLE_OUT_OF_MEMORY, FETCH_CAUSE_OTHER, "out of memory", false},
};

/* libcurl keeps a header line until it is whole, and reports one beyond its cap as a lack of memory. */
static bool is_long_line(const struct fetch_job *job, CURLcode code)
{
    curl_off_t asked = 0;
    bool full = code == CURLE_OUT_OF_MEMORY;
#if CURL_AT_LEAST_VERSION(8, 6, 0)
    full |= code == CURLE_TOO_LARGE;
#endif
    job->curl->easy_getinfo(job->easy, CURLINFO_PRETRANSFER_TIME_T, &asked);
    return full && asked > 0 && !job->headers_done;
}

static void fail_with(const struct fetch_client *client, struct fetch_job *job, CURLcode code)
{
    struct base_str host = base_url_host(fetch_job_url(job));
    const struct failure *end = failures + sizeof failures / sizeof *failures, *row = failures;
    while (row < end && row->code != code)
        row++;
    if (code == CURLE_OPERATION_TIMEDOUT)
        fail_timed_out(client, job);
    else if (is_long_line(job, code))
        fetch_job_fail(job, FETCH_FAILED, FETCH_CAUSE_OTHER, "a header line is larger than %d bytes",
                       BASE_LIMIT_HEADER_LINE_BYTES);
    else if (code == CURLE_COULDNT_RESOLVE_HOST)
        fetch_job_fail(job, FETCH_FAILED, FETCH_CAUSE_HOST, "could not resolve host %.*s", BASE_STR_ARG(host));
    else if (code == CURLE_COULDNT_CONNECT)
        fetch_job_fail(job, FETCH_FAILED, FETCH_CAUSE_HOST, "%s%s", job->proxy ? "the proxy: " : "",
                       connect_reason(job));
    else if (row == end)
        fetch_job_fail(job, FETCH_FAILED, FETCH_CAUSE_OTHER, "%s", curl_words(job, code));
    else if (row->detail)
        fetch_job_fail(job, FETCH_FAILED, row->cause, "%s: %s", row->words, curl_words(job, code));
    else
        fetch_job_fail(job, FETCH_FAILED, row->cause, "%s", row->words);
}

/* What the name stands for was looked at: all public, and the request follows; or the job has failed. */
static void end_looking(struct fetch_client *client, struct fetch_job *job)
{
    struct base_str host = base_url_host(fetch_job_url(job));
    client->curl.multi_remove_handle(client->multi, job->easy);
    if (job->guarded[0])
        fetch_job_fail(job, FETCH_GUARDED, FETCH_CAUSE_OTHER,
                       "%s is not a public address (--allow-private lifts this)", job->guarded);
    else if (!job->resolved)
        fetch_job_fail(job, FETCH_GUARDED, FETCH_CAUSE_OTHER,
                       "%.*s does not resolve here, so what the proxy would ask cannot be checked"
                       " (--allow-private lifts this)", BASE_STR_ARG(host));
    else
        job->host->gate->looked_until = base_time_monotonic_ms() + TRANSFER_LOOK_MS;
    job->stop = FETCH_STOP_NONE;
    job->looking = false;
    release(client, job);
}

void fetch_transfer_end(struct fetch_client *client, struct fetch_job *job, CURLcode code)
{
    if (job->looking) {
        end_looking(client, job);
        return;
    }
    struct fetch_response *r = job->response;
    long status = 0;
    curl_off_t received = 0;
    client->curl.multi_remove_handle(client->multi, job->easy);
    job->curl->easy_getinfo(job->easy, CURLINFO_RESPONSE_CODE, &status);
    job->curl->easy_getinfo(job->easy, CURLINFO_SIZE_DOWNLOAD_T, &received);
    job->host->gate->bytes += (int64_t)received + (int64_t)job->header_bytes;
    r->status = (int)status;
    if (job->stop != FETCH_STOP_NONE && job->stop != FETCH_STOP_ENOUGH)
        fail_stopped(client, job);
    else if (code != CURLE_OK && job->guarded[0] && !job->answered)
        fetch_job_fail(job, FETCH_GUARDED, FETCH_CAUSE_OTHER,
                       "%s is not a public address (--allow-private lifts this)", job->guarded);
    else if (code != CURLE_OK && job->stop != FETCH_STOP_ENOUGH)
        fail_with(client, job, code);
    else if (!job->headers_done)
        fetch_job_fail(job, FETCH_FAILED, FETCH_CAUSE_HOST, "connection closed within the headers");
    else
        fetch_answer_finish(job);
    release(client, job);
}
