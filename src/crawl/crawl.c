/* One run: portals take turns, one loop feeds the client, the workers and the archive. */
#include "crawl/private.h"

#include <stdlib.h>

enum {
    UNDER_WAY_OF_PORTAL = 8, /* handed to the client at once: its host takes one after the other */
    WORKER_QUEUE = 64,       /* pages waiting for a worker before fetching pauses */
    COMMIT_PAGES = 64,       /* what a kill may cost in pages fetched again, where the disk is fast */
    COMMIT_MS = 5000,
    DAY_SECONDS = 86400,
    COMMIT_SHARE = 4,        /* of the time since the last one, a commit may take one part in so many */
    SHOW_MS = 250
};

void crawl_check(struct crawl *crawl, int status, const struct base_error *e)
{
    if (status != BASE_OK && crawl->status == BASE_OK)
        crawl->status = base_fail(&crawl->error, status, "%s", e->text);
}

bool crawl_stopped(const struct crawl *crawl)
{
    return crawl->status != BASE_OK || (crawl->options->stop && *crawl->options->stop) ||
           (crawl->deadline && base_time_monotonic_ms() >= crawl->deadline);
}

/* ---- Asking ---- */

/* Validators of the last answer: the server says whether there is a new one. */
static void add_validators(struct crawl *crawl, const struct crawl_item *item, struct fetch_request *request)
{
    struct state_page page;
    struct base_error e = {""};

    if (!item->known || state_page_get(crawl->state, &crawl->scratch, request->url, &page, &e) != BASE_OK)
        return;
    request->etag = page.etag;
    request->modified = page.modified;
}

int crawl_submit(struct crawl *crawl, const struct crawl_portal *portal, const struct fetch_request *request,
                 struct base_error *e)
{
    struct base_str_list headers = {0};
    struct fetch_request whole = *request;

    crawl_meet_host(crawl, request->url);
    if (!portal->settings->selectors.off)
        select_headers(crawl->selectors, base_url_host(request->url), &crawl->scratch, &headers);
    whole.headers = &headers;
    whole.user_agent = base_str(portal->settings->user_agent);
    return fetch_submit(crawl->client, &whole, e);
}

static void ask(struct crawl *crawl, struct crawl_item *item)
{
    struct fetch_request request = {.url = base_str(item->url), .context = item};
    struct base_error e = {""};

    fetch_set_delay(crawl->client, request.url, item->portal->settings->delay_ms, &e); /* or it fails below */

    if (item->type == DISCOVER_SOURCE)
        request.limit = BASE_LIMIT_SITEMAP_BYTES;
    add_validators(crawl, item, &request);
    if (crawl_submit(crawl, item->portal, &request, &e) == BASE_OK) {
        crawl_item_begin(crawl, item);
        item->portal->asked += !item->guess;
    } else {
        crawl_check(crawl, BASE_NOMEM, &e);
        crawl_item_free(item);
    }
    base_arena_reset(&crawl->scratch);
}

static void ask_more(struct crawl *crawl)
{
    bool full = crawl_stopped(crawl) || work_pending(crawl->pool) > WORKER_QUEUE;

    for (size_t i = 0; i < crawl->portal_count; i++) {
        struct crawl_portal *portal = &crawl->portals[i];

        portal->idle = !full && portal->asked >= portal->settings->max_pages;
        if (full || portal->released)
            continue;
        while (portal->under_way < UNDER_WAY_OF_PORTAL && portal->asked < portal->settings->max_pages) {
            struct crawl_item *item = crawl_take(crawl, portal);

            if (!item)
                item = crawl_take_look(crawl, portal);
            portal->idle = !item;
            if (!item)
                break;
            ask(crawl, item);
        }
    }
}

/* ---- The run ---- */

static void add_all(struct crawl *crawl, struct crawl_portal *portal, const struct base_str_list *urls, bool start)
{
    for (size_t i = 0; i < urls->count; i++)
        crawl_add(crawl, portal, &(struct crawl_found){.url = urls->items[i],
                                                       .type = start ? DISCOVER_LIST : DISCOVER_SOURCE,
                                                       .start = start});
}

int crawl_open_portal(struct crawl *crawl, const struct crawl_settings *settings, struct base_error *e)
{
    struct crawl_portal *portal = &crawl->portals[crawl->portal_count++];
    struct base_error ignored = {""};
    int status;

    portal->settings = settings;
    portal->start = settings->starts.items[0];
    portal->name = settings->folder;
    status = crawl_health_open(crawl, portal, e);
    if (status != BASE_OK)
        return status;
    /* today's file is settled when it is added to; a run may have been killed before midnight */
    if (write_archive_settle(crawl->archive, portal->name, base_time_now() - DAY_SECONDS, &ignored) != BASE_OK)
        base_log(crawl->options->log, BASE_LOG_WARNING, "%s", ignored.text);
    add_all(crawl, portal, &settings->starts, true);
    add_all(crawl, portal, &settings->feeds, false);
    add_all(crawl, portal, &settings->sitemaps, false);
    crawl_add_unfinished(crawl, portal);
    return crawl->options->progress && settings->revisit.on
               ? state_page_due_count(crawl->state, base_str(portal->name), base_time_now(), &portal->due_count, e)
               : BASE_OK;
}

static bool any_is_named(const struct crawl_options *options)
{
    for (size_t i = 0; i < options->portal_count; i++)
        if (options->portals[i].named)
            return true;
    return false;
}

/* Where portals are NAMED, those; else all that are enabled and whose interval is over. */
bool crawl_is_due(struct crawl *crawl, const struct crawl_settings *settings)
{
    struct state_portal row;
    struct base_error e = {""};

    if (crawl->named)
        return settings->named;
    if (!settings->enabled || !settings->interval)
        return settings->enabled;
    if (state_portal_get(crawl->state, &crawl->scratch, base_str(settings->folder), &row, &e) != BASE_OK)
        return true;
    /* cron is not exact to the second: a tenth of the interval is nobody's loss */
    return row.last_run == BASE_TIME_NONE || row.last_run + settings->interval - settings->interval / 10 <= base_time_now();
}

static int open_client(struct crawl *crawl, struct base_error *e)
{
    struct fetch_robots_store store = crawl_robots_store(crawl);
    struct fetch_options options = crawl->options->fetch;

    options.robots_store = &store;
    options.turns = crawl->fleet.joined ? &crawl->fleet.turns : NULL;
    return fetch_open(&options, &crawl->client, e);
}

static int open_state(struct crawl *crawl, struct base_error *e)
{
    const struct crawl_options *o = crawl->options;
    const struct write_archive_options archive = crawl_archive_options(crawl);
    int status = crawl_check_state(o->dir, e);

    if (status == BASE_OK)
        status = write_archive_open(o->dir, &archive, &crawl->archive, e);
    if (status == BASE_OK)
        status = state_open(o->dir, false, &crawl->state, e);
    if (status == BASE_OK)
        status = crawl_forget_rest(o->dir, crawl->state, o->log, e);
    if (status == BASE_OK && state_is_shared(crawl->state))
        status = crawl_fleet_open(crawl, e);
    return status;
}

/* A fleet's portals are opened when they are leased. */
static int open_portals(struct crawl *crawl, struct base_error *e)
{
    const struct crawl_options *o = crawl->options;
    int status = BASE_OK;

    crawl->portals = calloc(o->portal_count + 1, sizeof *crawl->portals);
    if (!crawl->portals)
        return base_fail(e, BASE_NOMEM, "out of memory");
    for (size_t i = 0; status == BASE_OK && !crawl->fleet.joined && i < o->portal_count; i++)
        if (crawl_is_due(crawl, &o->portals[i]))
            status = crawl_open_portal(crawl, &o->portals[i], e);
    return status;
}

static int open_run(struct crawl *crawl, struct work_zygote *zygote, struct base_error *e)
{
    const struct crawl_options *o = crawl->options;
    int status;

    crawl->named = any_is_named(o);
    status = open_state(crawl, e);
    if (status == BASE_OK)
        status = work_pool_open(zygote, &o->pool, &crawl->pool, e);
    if (status == BASE_OK && o->pool.selector_count)
        status = select_open(o->pool.selectors, o->pool.selector_count, &crawl->selectors, e);
    if (status == BASE_OK)
        status = open_client(crawl, e);
    if (status == BASE_OK)
        status = state_begin(crawl->state, e);
    if (status == BASE_OK)
        status = crawl_warc_open(crawl, e);
    return status == BASE_OK ? open_portals(crawl, e) : status;
}

static void show_progress(struct crawl *crawl)
{
    struct crawl_progress progress;
    int64_t now = base_time_monotonic_ms();

    if (!crawl->options->progress || now - crawl->shown < SHOW_MS)
        return;
    crawl->shown = now;
    crawl_progress_of(crawl, now, &progress);
    crawl->options->progress(crawl->options->progress_context, &progress);
}

/* A commit waits for the disk once a file: where that takes long, or there are many portals, more pages share one. */
static bool is_commit_due(const struct crawl *crawl)
{
    int64_t passed = base_time_monotonic_ms() - crawl->committed_ms;

    if (!crawl->uncommitted || passed > COMMIT_MS)
        return crawl->uncommitted > 0;
    return crawl->uncommitted >= COMMIT_PAGES && passed >= COMMIT_SHARE * crawl->commit_ms;
}

static void turn(struct crawl *crawl)
{
    struct fetch_response *response;
    struct work_result *result;
    int wait = fetch_pending(crawl->client) ? 500 : 0;

    response = fetch_next(crawl->client, wait, work_pool_fd(crawl->pool));
    if (response) {
        crawl_take_response(crawl, response->context, response);
        fetch_response_free(response);
    }
    result = work_next(crawl->pool, fetch_pending(crawl->client) ? 0 : 500);
    if (result)
        crawl_take_result(crawl, result);
    /* what a crawler of a fleet has changed others may wait for */
    if ((crawl->fleet.joined && state_has_changes(crawl->state)) || is_commit_due(crawl))
        crawl_commit(crawl);
}

void crawl_finish_portal(struct crawl *crawl, struct crawl_portal *portal)
{
    int64_t now = base_time_now();
    struct state_portal row = {.name = base_str(portal->name),
                               .start = portal->start,
                               .first_run = now,
                               .last_run = now,
                               .last_ok = portal->failed ? BASE_TIME_NONE : now,
                               .last_new = portal->clipped ? now : BASE_TIME_NONE};
    struct base_error e = {""};

    crawl->summary->portals++;
    crawl->summary->portals_failed += portal->failed;
    crawl_check(crawl, state_portal_put(crawl->state, &row, &e), &e);
}

/* What is left at the end of the run. */
static void finish(struct crawl *crawl)
{
    if (crawl->status != BASE_OK)
        return;
    for (size_t i = 0; i < crawl->portal_count; i++)
        if (!crawl->portals[i].released)
            crawl_finish_portal(crawl, &crawl->portals[i]);
    crawl_keep_hosts(crawl);
    crawl_health_flush(crawl);
    crawl_notices(crawl);
    crawl_commit(crawl);
}

static void close_run(struct crawl *crawl)
{
    if (crawl->client)
        fetch_close(crawl->client);
    work_pool_close(crawl->pool);
    select_close(crawl->selectors);
    while (crawl->busy)
        crawl_item_end(crawl, crawl->busy);
    for (size_t i = 0; i < crawl->portal_count; i++)
        crawl_portal_close(&crawl->portals[i]);
    for (size_t i = 0; i < crawl->portal_count; i++)
        crawl_health_close(&crawl->portals[i]);
    free(crawl->portals);
    crawl_warc_close(crawl);
    write_archive_close(crawl->archive);
    crawl_fleet_close(crawl);
    if (crawl->state)
        state_close(crawl->state);
    base_set_free(&crawl->asked);
    base_set_free(&crawl->looked);
    base_set_free(&crawl->hosts);
    base_set_free(&crawl->said);
    base_arena_free(&crawl->scratch);
    base_arena_free(&crawl->robots);
}

/* From opening to the last commit. */
static int run_round(struct crawl *crawl, struct work_zygote *zygote, struct base_error *e)
{
    int status = open_run(crawl, zygote, e);

    if (status != BASE_OK)
        return status;
    for (;;) {
        bool more;

        ask_more(crawl);
        more = crawl_fleet_turn(crawl);
        if (crawl_stopped(crawl) || !(crawl->busy || more))
            break;
        turn(crawl);
        show_progress(crawl);
    }
    finish(crawl);
    return crawl->status == BASE_OK ? BASE_OK : base_fail(e, crawl->status, "%s", crawl->error.text);
}

int crawl_run(struct work_zygote *zygote, const struct crawl_options *options, struct crawl_summary *summary,
              struct base_error *e)
{
    struct crawl crawl = {.options = options, .summary = summary};
    int64_t now = base_time_monotonic_ms();
    struct base_error why;
    bool again = false;
    int status = options->state ? state_choose(options->dir, options->state, e) : BASE_OK;

    *summary = (struct crawl_summary){0};
    if (status != BASE_OK)
        return status;
    do {
        crawl = (struct crawl){.options = options, .summary = summary, .committed = crawl.committed, .shown = crawl.shown, .began = now,
                               .fleet = {.since_ms = crawl.fleet.since_ms, .failures = crawl.fleet.failures},
                               .deadline = options->max_time_ms ? now + options->max_time_ms : 0,
                               .committed_ms = base_time_monotonic_ms()};
        why.text[0] = '\0';
        *summary = crawl.committed;
        base_arena_init(&crawl.scratch, 0);
        base_arena_init(&crawl.robots, 0);
        status = run_round(&crawl, zygote, &why);
        again = status != BASE_OK && crawl_fleet_passes(&crawl);
        close_run(&crawl);
    } while (again && crawl_fleet_wait(&crawl, &why));
    return status == BASE_OK ? BASE_OK : base_fail(e, status, "%s", why.text);
}
