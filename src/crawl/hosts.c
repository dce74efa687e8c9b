/*
 * Hosts from run to run: one that keeps failing, or asked to be left alone, is not asked before its time. What fetch/
 * learns of them stands in the state.
 */
#include "crawl/private.h"

#include <stdio.h>

enum {
    FIRST_WAIT_S = 900,      /* behind a run in which a host failed; doubled for each further one */
    MOST_DOUBLINGS = 6,      /* 16 hours */
    SEVERAL = 3              /* hosts of which none answers: our own line is down */
};

/* Doubled for each run, plus up to half as much again by the host's name, so that hosts that failed together do not
 * come back together. */
static int64_t backoff_ms(struct base_str origin, unsigned runs)
{
    unsigned doublings = runs < 1 ? 0 : runs - 1 < MOST_DOUBLINGS ? runs - 1 : MOST_DOUBLINGS;
    int64_t wait = (int64_t)FIRST_WAIT_S * 1000 << doublings;
    uint64_t spread = base_hash64(origin) + runs * UINT64_C(0x9E3779B97F4A7C15);

    return wait + (int64_t)(spread % (uint64_t)(wait / 2));
}

static int64_t capped_wait_ms(int64_t wait)
{
    int64_t most = (int64_t)BASE_LIMIT_HOST_WAIT_S * 1000;

    return wait < 0 ? 0 : wait > most ? most : wait;
}

void crawl_meet_host(struct crawl *crawl, struct base_str url)
{
    struct base_str origin = base_url_origin(url);
    struct state_host host;
    struct base_error e = {""};
    char reason[128], time[24];
    int64_t wait;
    int status;

    if (!base_set_add(&crawl->hosts, base_hash64(origin)))
        return;
    status = state_host_get(crawl->state, &crawl->scratch, origin, &host, &e);
    if (status == BASE_OK) {
        wait = host.not_before == BASE_TIME_NONE ? 0 : host.not_before - base_time_now();
        wait = capped_wait_ms(wait < BASE_LIMIT_HOST_WAIT_S ? wait * 1000 : INT64_MAX);
        base_time_format(base_time_now() + wait / 1000, time);
        snprintf(reason, sizeof reason, "%.60s, is not asked before %s", host.reason.ptr ? host.reason.ptr : "failed",
                 time);
        status = fetch_preset(crawl->client, origin, (unsigned)host.failures, wait, base_str(reason), &e);
    }
    if (status != BASE_MISSING)
        crawl_check(crawl, status, &e);
}

struct tour {
    struct crawl *crawl;
    size_t asked, answered;
};

static bool count_hosts(void *context, const struct fetch_standing *standing)
{
    struct tour *tour = context;

    tour->asked += standing->answered || standing->lost;
    tour->answered += standing->answered;
    return true;
}

static void keep(struct crawl *crawl, const struct fetch_standing *standing, bool failed)
{
    unsigned runs = standing->runs + failed;
    int64_t now = base_time_now(), wait = capped_wait_ms(standing->wait_ms);
    struct state_host host;
    struct base_error e = {""};

    if (state_host_get(crawl->state, &crawl->scratch, standing->origin, &host, &e) != BASE_OK)
        host.since = now;
    if (failed && wait < backoff_ms(standing->origin, runs))
        wait = backoff_ms(standing->origin, runs);
    host.name = standing->origin;
    host.reason = base_str(standing->left ? standing->left : failed ? "did not answer" : "asked to wait too long");
    host.failures = (int)runs;
    host.not_before = now + wait / 1000;
    crawl_check(crawl, state_host_put(crawl->state, &host, &e), &e);
}

/* Some pages that fail, among others that do not, are no reason to come later. */
static bool is_down(const struct fetch_standing *standing)
{
    return !standing->well && (standing->left || (standing->lost && !standing->answered));
}

static bool keep_host(void *context, const struct fetch_standing *standing)
{
    struct tour *tour = context;
    bool line_down = tour->asked >= SEVERAL && tour->answered == 0;
    struct base_error e = {""};

    if (standing->held)
        return true;
    if (standing->waits)
        keep(tour->crawl, standing, false);
    else if (is_down(standing) && !line_down)
        keep(tour->crawl, standing, true);
    else if (standing->answered)
        crawl_check(tour->crawl, state_host_drop(tour->crawl->state, standing->origin, &e), &e);
    return true;
}

void crawl_keep_hosts(struct crawl *crawl)
{
    struct tour tour = {.crawl = crawl};

    fetch_standings(crawl->client, count_hosts, &tour);
    fetch_standings(crawl->client, keep_host, &tour);
}
