/*
 * How hosts stand: what a run learned of them, for the next one; where that is kept is the caller's affair.
 */
#include "fetch/private.h"

int fetch_preset(struct fetch_client *client, struct base_str origin, unsigned runs, int64_t wait_ms,
                 struct base_str reason, struct base_error *e)
{
    struct fetch_host *host = fetch_host_of(client, origin);
    int64_t until = base_time_monotonic_ms() + wait_ms;
    if (!host)
        return base_fail(e, BASE_NOMEM, "%.*s: out of memory", BASE_STR_ARG(origin));
    host->runs = runs;
    if (runs > 0)
        host->failures = FETCH_HOST_FAILURES - 1;
    if (wait_ms > (int64_t)BASE_LIMIT_RETRY_AFTER_S * 1000) {
        host->held = true;
        host->held_until = until;
        host->left = base_arena_cstr(&client->arena, reason);
    } else if (wait_ms > 0 && until > host->gate->not_before) {
        host->gate->not_before = until;
    }
    return client->arena.failed ? base_fail(e, BASE_NOMEM, "%.*s: out of memory", BASE_STR_ARG(origin)) : BASE_OK;
}

static struct fetch_standing standing_of(const struct fetch_host *host, int64_t now)
{
    int64_t until = host->held_until > host->gate->not_before ? host->held_until : host->gate->not_before;
    return (struct fetch_standing){.origin = host->origin,
                                   .left = host->left,
                                   .held = host->held,
                                   .answered = host->answered,
                                   .well = host->well,
                                   .lost = host->lost,
                                   .waits = host->held_until > now,
                                   .wait_ms = until > now ? until - now : 0,
                                   .runs = host->runs};
}

void fetch_standings(const struct fetch_client *client,
                     bool (*each)(void *context, const struct fetch_standing *standing), void *context)
{
    int64_t now = base_time_monotonic_ms();
    for (size_t i = 0; i < FETCH_BUCKETS; i++)
        for (const struct fetch_host *host = client->buckets[i]; host; host = host->next) {
            struct fetch_standing standing = standing_of(host, now);
            if (!each(context, &standing))
                return;
        }
}
