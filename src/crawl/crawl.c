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

static bool stopped(const struct crawl *crawl)
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
    if (stopped(crawl) || work_pending(crawl->pool) > WORKER_QUEUE)
        return;
    for (size_t i = 0; i < crawl->portal_count; i++) {
        struct crawl_portal *portal = &crawl->portals[i];

        while (portal->under_way < UNDER_WAY_OF_PORTAL && portal->asked < portal->settings->max_pages) {
            struct crawl_item *item = crawl_take(crawl, portal);

            if (!item)
                item = crawl_take_look(crawl, portal);
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

static int open_portal(struct crawl *crawl, struct crawl_portal *portal, const struct crawl_settings *settings,
                       struct base_error *e)
{
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
static bool is_due(struct crawl *crawl, const struct crawl_settings *settings, bool named)
{
    struct state_portal row;
    struct base_error e = {""};

    if (named)
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
    return fetch_open(&options, &crawl->client, e);
}

static int open_run(struct crawl *crawl, struct work_zygote *zygote, struct base_error *e)
{
    const struct crawl_options *o = crawl->options;
    const struct write_archive_options archive = crawl_archive_options(crawl);
    bool named = any_is_named(o);
    int status = crawl_check_state(o->dir, e);

    if (status == BASE_OK)
        status = write_archive_open(o->dir, &archive, &crawl->archive, e);
    if (status == BASE_OK)
        status = state_open(o->dir, false, &crawl->state, e);
    if (status == BASE_OK)
        status = crawl_forget_rest(o->dir, crawl->state, o->log, e);
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
    crawl->portals = calloc(o->portal_count + 1, sizeof *crawl->portals);
    if (status == BASE_OK && !crawl->portals)
        status = base_fail(e, BASE_NOMEM, "out of memory");
    for (size_t i = 0; status == BASE_OK && i < o->portal_count; i++)
        if (is_due(crawl, &o->portals[i], named))
            status = open_portal(crawl, &crawl->portals[crawl->portal_count++], &o->portals[i], e);
    return status;
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
    if (is_commit_due(crawl))
        crawl_commit(crawl);
}

static void finish_portals(struct crawl *crawl)
{
    int64_t now = base_time_now();

    for (size_t i = 0; i < crawl->portal_count; i++) {
        struct crawl_portal *portal = &crawl->portals[i];
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
    if (crawl->state)
        state_close(crawl->state);
    base_set_free(&crawl->asked);
    base_set_free(&crawl->looked);
    base_set_free(&crawl->hosts);
    base_set_free(&crawl->said);
    base_arena_free(&crawl->scratch);
    base_arena_free(&crawl->robots);
}

int crawl_run(struct work_zygote *zygote, const struct crawl_options *options, struct crawl_summary *summary,
              struct base_error *e)
{
    struct crawl crawl = {.options = options, .summary = summary, .began = base_time_monotonic_ms()};
    int status;

    *summary = (struct crawl_summary){0};
    base_arena_init(&crawl.scratch, 0);
    base_arena_init(&crawl.robots, 0);
    crawl.committed_ms = crawl.began;
    if (options->max_time_ms)
        crawl.deadline = crawl.began + options->max_time_ms;
    status = open_run(&crawl, zygote, e);
    if (status == BASE_OK) {
        ask_more(&crawl);
        while (crawl.busy && !stopped(&crawl)) {
            turn(&crawl);
            show_progress(&crawl);
            ask_more(&crawl);
        }
        finish_portals(&crawl);
        crawl_keep_hosts(&crawl);
        crawl_health_flush(&crawl);
        if (crawl.status == BASE_OK)
            crawl_notices(&crawl);
        crawl_commit(&crawl);
        if (crawl.status != BASE_OK)
            status = base_fail(e, crawl.status, "%s", crawl.error.text);
    }
    close_run(&crawl);
    return status;
}
