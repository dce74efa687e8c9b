/*
 * Politeness: robots.txt before the page, the delay to a host, Retry-After, back-off.
 */
#include <stdio.h>

#include "fetch/private.h"

enum {
    POLICY_RETRIES = 2,
};

/* The name by which robots.txt speaks of whoever asks for JOB. */
static struct base_str agent_of(const struct fetch_client *client, const struct fetch_job *job)
{
    return job && job->user_agent.ptr ? fetch_agent_token(job->user_agent) : client->agent_token;
}

/* What the host's robots.txt says to the agent of JOB (NULL: the client's); NULL: out of memory. */
static const struct fetch_robots *rules_for(const struct fetch_client *client, struct fetch_host *host,
                                            const struct fetch_job *job)
{
    struct base_str agent = agent_of(client, job);
    struct fetch_robots *robots = host->robots;
    while (robots && !base_str_equal_nocase(robots->agent, agent))
        robots = robots->other;
    if (!robots && host->robots && (robots = fetch_robots_parse(host->robots->text, agent))) {
        robots->other = host->robots->other;
        host->robots->other = robots;
    }
    return robots;
}

int64_t fetch_policy_delay(const struct fetch_client *client, struct fetch_host *host, const struct fetch_job *job)
{
    const struct fetch_robots *robots = host->robots_apply ? rules_for(client, host, job) : NULL;
    int64_t delay = host->gate->delay >= 0 ? host->gate->delay : client->delay;
    if (robots && fetch_robots_delay_ms(robots) > delay)
        delay = fetch_robots_delay_ms(robots);
    return delay;
}

int64_t fetch_policy_due(const struct fetch_client *client, struct fetch_host *host)
{
    const struct fetch_gate *gate = host->gate;
    if (gate->busy)
        return INT64_MAX; /* another origin of the host has its turn; its end is the next event */
    int64_t due = gate->ended == INT64_MIN ? INT64_MIN : gate->ended + fetch_policy_delay(client, host, host->first);
    return due > gate->not_before ? due : gate->not_before;
}

static bool get_kept(const struct fetch_client *client, const struct fetch_host *host, struct fetch_robots_kept *kept)
{
    const struct fetch_robots_store *store = &client->robots_store;
    return store->get && store->get(store->context, host->origin, kept);
}

/* One without validators would have to be asked for anew anyway. */
static void keep(const struct fetch_client *client, const struct fetch_host *host, const struct fetch_job *job)
{
    const struct fetch_response *r = job->response;
    struct base_str text = base_buf_str(&r->body);
    struct fetch_robots_kept kept = {.url = fetch_job_url(job),
                                     .etag = fetch_header(r, "etag"),
                                     .modified = fetch_header(r, "last-modified"),
                                     .text = text};
    if (text.len > BASE_LIMIT_ROBOTS_BYTES)
        kept.text.len = BASE_LIMIT_ROBOTS_BYTES;
    if (client->robots_store.put && (kept.etag.ptr || kept.modified.ptr))
        client->robots_store.put(client->robots_store.context, host->origin, &kept);
}

static struct fetch_job *robots_job(const struct fetch_client *client, struct fetch_job *job)
{
    struct fetch_robots_kept kept = {0};
    struct base_arena scratch;
    base_arena_init(&scratch, 0);
    get_kept(client, job->host, &kept);
    struct fetch_request request = {
        .url = base_arena_printf(&scratch, "%.*s/robots.txt", BASE_STR_ARG(job->host->origin)),
        .limit = BASE_LIMIT_ROBOTS_BYTES,
        .ignore_robots = true,
        .etag = kept.etag,
        .modified = kept.modified,
        .user_agent = job->user_agent,
    };
    struct fetch_job *robots = fetch_job_new(&request);
    base_arena_free(&scratch);
    if (robots) {
        robots->host = job->host;
        robots->robots_of = job->host;
    }
    return robots;
}

/* The part of an address that rules speak of: path and query. */
static struct base_str path_and_query(struct base_str url)
{
    struct base_str path = base_url_path(url);
    if (!path.ptr)
        return BASE_STR("/");
    return (struct base_str){path.ptr, (size_t)(url.ptr + url.len - path.ptr)};
}

static enum fetch_admission judge(const struct fetch_client *client, struct fetch_job *job)
{
    struct fetch_host *host = job->host;
    const struct fetch_robots *robots;
    if (host->robots_outcome != FETCH_DONE) {
        fetch_job_fail(job, host->robots_outcome, FETCH_CAUSE_OTHER, "%s", host->robots_error.text);
        return FETCH_NO;
    }
    if (!host->robots_apply)
        return FETCH_GO;
    if (!(robots = rules_for(client, host, job))) {
        fetch_job_fail(job, FETCH_FAILED, FETCH_CAUSE_OTHER, "out of memory");
        return FETCH_NO;
    }
    struct fetch_verdict verdict = fetch_robots_check(robots, path_and_query(fetch_job_url(job)));
    if (verdict.allowed)
        return FETCH_GO;
    fetch_job_fail(job, FETCH_DENIED, FETCH_CAUSE_OTHER, "denied by robots.txt, line %u: %.*s", verdict.line,
                   (int)(verdict.rule.len > 100 ? 100 : verdict.rule.len), verdict.rule.ptr ? verdict.rule.ptr : "");
    return FETCH_NO;
}

enum fetch_admission fetch_policy_admit(struct fetch_client *client, struct fetch_job *job, struct fetch_job **robots)
{
    struct fetch_host *host = job->host;
    const char *left = host->gate->bytes >= client->host_bytes ? "gave all that one run takes of a host" : host->left;
    if (left && !job->direct && !job->robots_of) {
        fetch_job_fail(job, FETCH_POSTPONED, FETCH_CAUSE_OTHER, "host %s, left for the next run", left);
        return FETCH_NO;
    }
    if (!client->robots || job->ignore_robots)
        return FETCH_GO;
    if (host->robots_state == FETCH_ROBOTS_ASKED)
        return FETCH_WAIT_ROBOTS;
    if (host->robots_state == FETCH_ROBOTS_KNOWN && base_time_monotonic_ms() < host->robots_until)
        return judge(client, job);
    *robots = robots_job(client, job);
    if (!*robots) {
        fetch_job_fail(job, FETCH_FAILED, FETCH_CAUSE_OTHER, "out of memory");
        return FETCH_NO;
    }
    host->robots_state = FETCH_ROBOTS_ASKED;
    return FETCH_ASK_ROBOTS;
}

/* Sitemap lines become addresses; what is none is dropped. */
static void resolve_sitemaps(struct fetch_robots *robots, struct base_str base)
{
    struct base_str_list *list = &robots->sitemaps;
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        struct base_str url = base_url_resolve(&robots->arena, base, list->items[i]);
        if (url.ptr)
            list->items[kept++] = url;
    }
    list->count = kept;
}

/* JOB asked for them. */
static bool take_rules(const struct fetch_client *client, struct fetch_host *host, const struct fetch_job *job,
                       struct base_str url, struct base_str text)
{
    struct fetch_robots *robots = fetch_robots_parse(text, agent_of(client, job));
    if (!robots)
        return false;
    resolve_sitemaps(robots, url);
    robots->older = host->robots;
    host->robots = robots;
    host->robots_apply = true;
    return true;
}

static void refuse_all(struct fetch_host *host, enum fetch_outcome outcome, const char *why)
{
    host->robots_outcome = outcome;
    host->robots_error.text[0] = '\0';
    if (outcome == FETCH_GUARDED)
        base_fail(&host->robots_error, BASE_REFUSED, "%s", why);
    else
        base_fail(&host->robots_error, BASE_REFUSED, "robots.txt of %.*s: %s, treated as no",
                  BASE_STR_ARG(base_url_host(host->origin)), why);
}

/* What a robots.txt that was asked for means (RFC 9309, 2.3.1): 4xx and redirects to nowhere allow all,
 * whatever else is no rules denies all. 429 says "too many", not "none here". */
static void take_answer(struct fetch_client *client, struct fetch_host *host, const struct fetch_job *job)
{
    const struct fetch_response *r = job->response;
    struct fetch_robots_kept kept;
    char why[32];
    if (job->cause == FETCH_CAUSE_REDIRECT)
        return;
    if (r->outcome == FETCH_DONE && r->status == 304 && get_kept(client, host, &kept)) {
        if (!take_rules(client, host, job, kept.url, kept.text))
            refuse_all(host, FETCH_DENIED, "out of memory");
        return;
    }
    if (r->outcome == FETCH_DONE && r->status >= 300 && r->status < 500 && r->status != 429)
        return;
    if (r->outcome == FETCH_GUARDED && r->redirects == 0) {
        refuse_all(host, FETCH_GUARDED, job->reason);
    } else if (r->outcome != FETCH_DONE) {
        refuse_all(host, FETCH_DENIED, job->reason);
    } else if (r->status < 200 || r->status >= 300) {
        snprintf(why, sizeof why, "%d", r->status);
        refuse_all(host, FETCH_DENIED, why);
    } else if (!take_rules(client, host, job, fetch_job_url(job), base_buf_str(&r->body))) {
        refuse_all(host, FETCH_DENIED, "out of memory");
    } else {
        keep(client, host, job);
    }
}

void fetch_policy_robots(struct fetch_client *client, struct fetch_job *job)
{
    struct fetch_host *host = job->robots_of;
    int64_t age = client->times.robots_age;
    host->robots_state = FETCH_ROBOTS_KNOWN;
    host->robots_outcome = FETCH_DONE;
    host->robots_apply = false;
    take_answer(client, host, job);
    if (host->robots_outcome != FETCH_DONE) {
        age = client->times.robots_retry;
        base_log(client->log, BASE_LOG_INFO, "%s", host->robots_error.text);
    }
    host->robots_until = base_time_monotonic_ms() + age;
    fetch_host_wake(client, host);
}

/* Retry-After in milliseconds: seconds or a date; -1: none. */
static int64_t retry_after(const struct fetch_client *client, const struct fetch_response *r)
{
    struct base_str value = base_str_trim(fetch_header(r, "retry-after"));
    size_t seconds;
    char date[64];
    if (!value.ptr || value.len == 0)
        return -1;
    if (base_str_to_size(value, 1u << 30, &seconds))
        return (int64_t)seconds * 1000;
    if (value.len >= sizeof date)
        return -1;
    if (strspn(value.ptr, "0123456789") >= value.len)
        return INT64_MAX / 2; /* a number beyond all measure */
    memcpy(date, value.ptr, value.len);
    date[value.len] = '\0';
    time_t at = client->curl.getdate(date, NULL);
    if (at == (time_t)-1)
        return -1;
    int64_t wait = (int64_t)at - base_time_now();
    return wait > 0 ? wait * 1000 : 0;
}

/* Doubled for each attempt, plus up to as much again: by the host's name, so that hosts spread and a
 * run can be repeated. */
static int64_t backoff(const struct fetch_client *client, const struct fetch_job *job)
{
    int64_t base = client->times.backoff << job->retries;
    uint64_t spread = base_hash64(job->host->origin) + job->retries * 0x9E3779B97F4A7C15u;
    return base + (base > 0 ? (int64_t)(spread % (uint64_t)base) : 0);
}

static bool wait_and_retry(struct fetch_client *client, struct fetch_job *job, int64_t wait)
{
    int64_t until = base_time_monotonic_ms() + wait;
    if (until > job->host->gate->not_before)
        job->host->gate->not_before = until;
    job->retries++;
    base_log(client->log, BASE_LOG_INFO, "%.*s: asked again in %lld ms", BASE_STR_ARG(fetch_job_url(job)),
             (long long)wait);
    return true;
}

static bool retry_status(struct fetch_client *client, struct fetch_job *job)
{
    const struct fetch_response *r = job->response;
    if (r->status != 429 && r->status != 503)
        return false;
    int64_t wait = retry_after(client, r);
    bool too_long = wait > (int64_t)BASE_LIMIT_RETRY_AFTER_S * 1000;
    if (too_long)
        job->host->held_until = base_time_monotonic_ms() + wait;
    if (job->robots_of)
        return false; /* what it means for the pages is take_answer's affair */
    if (too_long)
        job->host->left = "asked to wait too long";
    if (wait < 0)
        return r->status == 429 && job->retries < POLICY_RETRIES
            && wait_and_retry(client, job, backoff(client, job));
    if (!too_long && job->retries < POLICY_RETRIES)
        return wait_and_retry(client, job, wait);
    fetch_job_fail(job, FETCH_POSTPONED, FETCH_CAUSE_OTHER, "HTTP status %d, host %s (%lld s)", r->status,
                   too_long ? job->host->left : "asked to wait once more", (long long)(wait / 1000));
    return false;
}

/* Answers, but no good ones: a host in trouble is not helped by twenty thousand more requests. */
static void count_errors(struct fetch_host *host, int status)
{
    host->failures = 0;
    bool bad = status == 429 || status >= 500;
    host->errors = bad ? host->errors + 1 : 0;
    host->well |= !bad;
    if (host->errors >= FETCH_HOST_ERRORS && !host->left)
        host->left = "keeps answering with errors";
}

bool fetch_policy_retry(struct fetch_client *client, struct fetch_job *job)
{
    struct fetch_host *host = job->host;
    if (job->cause == FETCH_CAUSE_CODING && !job->plain) /* some servers name a coding that is none */
        return job->plain = true;
    if (job->direct)
        return false;
    if (job->response->outcome == FETCH_DONE) {
        int code = job->response->status;
        host->answered = true;
        if (retry_status(client, job))
            return true;
        if (!job->robots_of)
            count_errors(host, code);
        return false;
    }
    if (job->cause != FETCH_CAUSE_HOST)
        return false;
    if (job->retries < POLICY_RETRIES)
        return wait_and_retry(client, job, backoff(client, job));
    host->lost |= !job->answered;
    if (job->answered) /* the page fails, the host does not */
        host->failures = 0;
    else if (++host->failures >= FETCH_HOST_FAILURES)
        host->left = "keeps failing";
    return false;
}
