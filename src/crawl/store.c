/* What an answer becomes: a line of the archive, a row of the state, more addresses. */
#include "crawl/private.h"

#include <stdio.h>
#include <stdlib.h>

static char *copy(struct base_str s)
{
    return s.ptr ? strndup(s.ptr, s.len) : NULL;
}

/* ---- Rows ---- */

/* The row of URL as it stands, or a new one. */
struct state_page crawl_row_of(struct crawl *crawl, const struct crawl_item *item, struct base_str url)
{
    struct state_page page;
    struct base_error e = {""};

    if (state_page_get(crawl->state, &crawl->scratch, url, &page, &e) != BASE_OK)
        page = (struct state_page){.url = url,
                                   .first_seen = base_time_now(),
                                   .fetched = BASE_TIME_NONE,
                                   .clipped = BASE_TIME_NONE,
                                   .depth = item->depth};
    page.portal = base_str(item->portal->name);
    return page;
}

void crawl_put(struct crawl *crawl, const struct state_page *page)
{
    struct base_error e = {""};

    crawl_check(crawl, state_page_put(crawl->state, page, &e), &e);
}

void crawl_count(struct crawl *crawl, const struct crawl_item *item, const char *what)
{
    struct base_error e = {""};

    crawl_check(crawl, state_count(crawl->state, base_str(item->portal->name), base_time_now(), what, 1, &e), &e);
}

static void count_kind(struct crawl *crawl, const struct crawl_item *item, const char *kind)
{
    char what[64];

    snprintf(what, sizeof what, "kind:%s", kind);
    crawl_count(crawl, item, what);
}

/* ---- Ends of an item ---- */

static void finish(struct crawl *crawl, struct crawl_item *item)
{
    crawl->uncommitted++;
    crawl_item_end(crawl, item);
    base_arena_reset(&crawl->scratch);
}

static void fail(struct crawl *crawl, struct crawl_item *item, const char *reason)
{
    struct state_page page;

    if (item->look) {
        crawl_look_failed(crawl, item, reason);
        crawl_health_failed(crawl, item, reason);
        finish(crawl, item);
        return;
    }
    page = crawl_row_of(crawl, item, base_str(item->url));
    base_log(crawl->options->log, item->start ? BASE_LOG_ERROR : BASE_LOG_WARNING, "%s", reason);
    page.status = STATE_PAGE_FAILED;
    page.next_look = 0;
    page.error = base_str(reason);
    page.failures++;
    crawl_put(crawl, &page);
    crawl_count(crawl, item, "failed");
    crawl_health_failed(crawl, item, reason);
    crawl->summary->failed++;
    crawl_start_failed(item);
    finish(crawl, item);
}

/* An address that gives nothing, and is not asked again soon. */
static void settle(struct crawl *crawl, struct crawl_item *item, int status, const char *kind, const char *reason)
{
    struct state_page page;

    if (item->look) {
        crawl_look_nothing(crawl, item, kind, reason);
        finish(crawl, item);
        return;
    }
    page = crawl_row_of(crawl, item, base_str(item->url));
    base_log(crawl->options->log, item->start ? BASE_LOG_ERROR : BASE_LOG_INFO, "%s", reason);
    page.status = item->start ? STATE_PAGE_FAILED : status; /* the way into the portal is tried each time */
    page.next_look = 0;
    page.kind = base_str(kind);
    page.fetched = base_time_now();
    page.error = base_str(reason);
    crawl_put(crawl, &page);
    count_kind(crawl, item, kind);
    crawl->summary->others++;
    crawl_start_failed(item);
    finish(crawl, item);
}

/* Not asked: its host is left alone. The address waits as it is. */
static void postpone(struct crawl *crawl, struct crawl_item *item, const char *reason)
{
    enum base_log_level level = BASE_LOG_INFO;

    if (base_set_add(&crawl->said, base_hash64(base_url_origin(base_str(item->url)))))
        level = BASE_LOG_WARNING; /* one line a host is enough */
    base_log(crawl->options->log, item->start ? BASE_LOG_ERROR : level, "%s", reason);
    crawl_count(crawl, item, "postponed");
    crawl_start_failed(item);
    finish(crawl, item);
}

/* A list, feed or sitemap that gave links before: as long as it is offered it is asked, whatever it answers once. */
static bool gave_links(struct crawl *crawl, const struct crawl_item *item)
{
    struct state_page page;
    struct base_error e = {""};

    return item->known && state_page_get(crawl->state, &crawl->scratch, base_str(item->url), &page, &e) == BASE_OK &&
           page.status == STATE_PAGE_SOURCE;
}

/* A page that is not there. */
static void miss(struct crawl *crawl, struct crawl_item *item, int status, const char *reason)
{
    if (!item->look) {
        settle(crawl, item, gave_links(crawl, item) ? STATE_PAGE_SOURCE : STATE_PAGE_GONE, "gone", reason);
        return;
    }
    crawl_look_missing(crawl, item, status, reason);
    finish(crawl, item);
}

/* ---- Responses ---- */

/* Not changed: what it offered before is what it offers now. */
static void take_unchanged(struct crawl *crawl, struct crawl_item *item)
{
    struct state_page page;
    struct discover_list links = {0};
    struct base_str data = BASE_STR_NONE;
    struct base_error e = {""};
    int status;

    if (item->look) {
        crawl_look_unchanged(crawl, item);
        finish(crawl, item);
        return;
    }
    page = crawl_row_of(crawl, item, base_str(item->url));
    status = state_links_get(crawl->state, &crawl->scratch, base_str(item->url), &data, &e);
    if (status == BASE_OK && data.ptr)
        status = discover_unpack(&crawl->scratch, data, &links, &e);
    if (status != BASE_OK && status != BASE_MISSING)
        crawl_check(crawl, status, &e);
    page.fetched = base_time_now();
    page.failures = 0;
    page.error = BASE_STR_NONE;
    if (page.next_look)
        page.next_look = crawl_schedule_next(&item->portal->settings->revisit, page.first_seen, 0, page.fetched);
    crawl_put(crawl, &page);
    crawl->summary->unchanged++;
    crawl_health_links(crawl, item, &links);
    crawl_add_links(crawl, item, &links);
    finish(crawl, item);
}

static void take_page(struct crawl *crawl, struct crawl_item *item, const struct fetch_response *r)
{
    struct work_page page = {.bytes = base_buf_str(&r->body),
                             .url = r->url,
                             .content_type = fetch_header(r, "content-type"),
                             .content_language = fetch_header(r, "content-language"),
                             .fetched = r->fetched,
                             .status = r->status,
                             .want_links = true,
                             .compare = true,
                             .no_selectors = item->portal->settings->selectors.off};
    struct base_str agent = crawl_agent(crawl, item->portal);
    struct base_error e = {""};

    if (crawl->options->respect_noarchive)
        page.noarchive_agent = agent;

    item->final_url = copy(r->url);
    item->etag = copy(fetch_header(r, "etag"));
    item->modified = copy(fetch_header(r, "last-modified"));
    item->noarchive = crawl->options->respect_noarchive && crawl_refuses_archiving(r, agent);
    base_hash128_hex(base_hash128(page.bytes), item->body_hash);
    if (!item->final_url)
        base_fail(&e, BASE_NOMEM, "out of memory");
    else
        work_submit(crawl->pool, item->type == DISCOVER_SOURCE ? WORK_DISCOVER : WORK_EXTRACT, &page, item, &e);
    if (e.text[0])
        fail(crawl, item, e.text);
}

/* The server has no validators and sent the same bytes again. */
static bool same_bytes(struct crawl *crawl, const struct crawl_item *item, const struct fetch_response *r)
{
    struct state_page page;
    struct base_error e = {""};
    char hash[33];

    if (!item->known || state_page_get(crawl->state, &crawl->scratch, base_str(item->url), &page, &e) != BASE_OK ||
        (item->look ? !base_str_equal(r->url, page.url) : page.status != STATE_PAGE_SOURCE))
        return false;
    base_hash128_hex(base_hash128(base_buf_str(&r->body)), hash);
    return base_str_equal(page.body_hash, base_str(hash));
}

bool crawl_same_site(struct base_str a, struct base_str b)
{
    return base_str_equal(base_url_site(base_url_host(a)), base_url_site(base_url_host(b)));
}

/* ---- Results ---- */

/* What came in place of a page, and may be out of the way later. */
static bool is_wall(const char *kind)
{
    static const enum extract_kind walls[] = {EXTRACT_BLOCKED, EXTRACT_CONSENT, EXTRACT_LOGIN, EXTRACT_MISSING,
                                              EXTRACT_EMPTY};

    for (size_t i = 0; i < sizeof walls / sizeof *walls; i++)
        if (!strcmp(kind, extract_kind_name(walls[i])))
            return true;
    return false;
}

/* Without an article, and not only because something stands in its way; a list has its use. */
static bool is_useless(const char *kind)
{
    return !strcmp(kind, extract_kind_name(EXTRACT_EMPTY)) ||
           (!is_wall(kind) && strcmp(kind, extract_kind_name(EXTRACT_LIST)) != 0);
}

/* A page without an article: one that leads on is asked again each run. */
static void store_other(struct crawl *crawl, struct crawl_item *item, const char *kind, bool leads_on,
                        const struct discover_list *links)
{
    struct state_page page = crawl_row_of(crawl, item, base_str(item->url));
    struct base_buf data = BASE_BUF_INIT;
    struct base_error e = {""};

    if (item->look) {
        crawl_look_nothing(crawl, item, kind, kind);
        return;
    }
    crawl_fetched(item, &page);
    page.next_look = 0;
    if (!leads_on && is_wall(kind))
        page.next_look = crawl_schedule_next(&item->portal->settings->revisit, page.first_seen, 0, page.fetched);
    page.status = leads_on ? STATE_PAGE_SOURCE : STATE_PAGE_OTHER;
    page.kind = base_str(kind);
    crawl_put_both(crawl, item, &page);
    count_kind(crawl, item, kind);
    crawl->summary->others++;
    if (!leads_on) {
        if (is_useless(kind))
            crawl_place_note(crawl, item, false);
        return;
    }
    if (!discover_pack(links, &data))
        base_fail(&e, BASE_NOMEM, "out of memory");
    else
        state_links_put(crawl->state, base_str(item->url), base_buf_str(&data), &e);
    if (e.text[0])
        crawl_check(crawl, BASE_IO, &e);
    base_buf_free(&data);
    crawl_health_links(crawl, item, links);
    if (crawl_add_links(crawl, item, links) == 0 && is_useless(kind)) /* an address that nobody knew is of use, too */
        crawl_place_note(crawl, item, false);
}

static void name_broken_rule(struct crawl *crawl, const struct crawl_item *item, const char *problem)
{
    if (problem[0] && base_set_add(&crawl->said, base_hash64(base_str(problem))))
        base_log(crawl->options->log, BASE_LOG_WARNING, "%s: %s", item->url, problem);
}

/* All that belongs to the page has been read: item->story holds it. */
static void conclude(struct crawl *crawl, struct crawl_item *item)
{
    struct work_result *result = item->story;
    const struct record *record = &result->record;
    char reason[1024];

    if (result->status == BASE_OK && item->noarchive && record->article.body.ptr && !item->start &&
        item->type != DISCOVER_SOURCE) {
        result->error.text[0] = '\0';
        result->status = base_fail(&result->error, BASE_REFUSED, "the page asks not to be archived");
    }
    snprintf(reason, sizeof reason, "%.480s: %s", item->url, result->error.text);
    if (result->status == BASE_REFUSED) {
        settle(crawl, item, STATE_PAGE_OTHER, "noarchive", reason);
    } else if (result->status != BASE_OK) {
        fail(crawl, item, reason);
    } else {
        name_broken_rule(crawl, item, result->error.text);
        crawl_health_page(crawl, item, record);
        if (item->guess && !crawl_is_sitemap(&result->links))
            crawl_guess_failed(crawl, item);
        else if (item->type == DISCOVER_SOURCE)
            store_other(crawl, item, "source", true, &result->links);
        else if (record->article.body.ptr && !item->start) {
            crawl_place_note(crawl, item, true);
            crawl_store_article(crawl, item, &result->record);
        } else
            store_other(crawl, item, extract_kind_name(record->article.kind),
                        item->start || item->type == DISCOVER_LIST || record->article.kind == EXTRACT_LIST,
                        &result->links);
        finish(crawl, item);
    }
}

/* An answer that may be a sitemap; of a guess nothing else is of interest. */
static bool guess_holds(struct crawl *crawl, const struct crawl_item *item, const struct fetch_response *r)
{
    bool here = r->outcome == FETCH_DONE && crawl_owns(item->portal, r->url);

    if (here && (r->status == 304 || (r->status >= 200 && r->status <= 299)))
        return true;
    if (r->outcome == FETCH_DONE)
        crawl_guess_failed(crawl, item);
    return false;
}

void crawl_take_response(struct crawl *crawl, struct crawl_item *item, const struct fetch_response *response)
{
    char reason[600];

    if (item->guess && !guess_holds(crawl, item, response)) {
        finish(crawl, item);
        return;
    }
    crawl_warc_keep(crawl, item, response);
    if (item->story) { /* a later page of it */
        if (!crawl_story_take_response(crawl, item, response))
            conclude(crawl, item);
        return;
    }
    item->fetched = response->fetched == BASE_TIME_NONE ? base_time_now() : response->fetched;
    if (item->start)
        crawl_add_sitemaps(crawl, item->portal, response->url,
                           response->outcome == FETCH_DONE && response->status < 400);
    snprintf(reason, sizeof reason, "%.480s: HTTP status %d", item->url, response->status);
    if (response->outcome == FETCH_DENIED)
        crawl_health_denied(crawl, item);
    else if (response->status == 404 || response->status == 410)
        crawl_health_gone(crawl, item);
    if (response->outcome == FETCH_DENIED)
        /* asked again each run: it costs no request while the answer is no, and the answer may change */
        settle(crawl, item, STATE_PAGE_FAILED, discover_reason_name(DISCOVER_ROBOTS), response->error.text);
    else if (response->outcome == FETCH_POSTPONED)
        postpone(crawl, item, response->error.text);
    else if (response->outcome != FETCH_DONE)
        fail(crawl, item, response->error.text);
    else if (response->status == 304)
        take_unchanged(crawl, item);
    else if (response->status == 404 || response->status == 410)
        miss(crawl, item, response->status, reason);
    else if (response->status < 200 || response->status > 299)
        fail(crawl, item, reason);
    else if (!crawl_owns(item->portal, response->url))
        settle(crawl, item, STATE_PAGE_OTHER, discover_reason_name(DISCOVER_OTHER_SITE), reason);
    else if (!crawl_address_fits(crawl, response->url))
        settle(crawl, item, STATE_PAGE_OTHER, discover_reason_name(DISCOVER_TRAP_LENGTH), reason);
    else if (same_bytes(crawl, item, response))
        take_unchanged(crawl, item);
    else {
        crawl->summary->fetched++;
        crawl->summary->bytes += (int64_t)response->body.len;
        take_page(crawl, item, response);
    }
}

void crawl_take_result(struct crawl *crawl, struct work_result *result)
{
    struct crawl_item *item = result->context;

    if (result->quarantine)
        crawl_quarantine(crawl, item, result);
    if (item->type == DISCOVER_SOURCE || item->start)
        item->story = result;
    else if (crawl_story_goes_on(crawl, item, result))
        return;
    conclude(crawl, item);
}

void crawl_commit(struct crawl *crawl)
{
    struct base_error e = {""};
    int64_t start = base_time_monotonic_ms();
    int status;

    if (crawl->status != BASE_OK)
        return; /* half of a page may stand in the transaction: it is rolled back, and the page asked again */
    crawl_health_flush(crawl);
    status = write_archive_sync(crawl->archive, &e);
    if (status == BASE_OK)
        status = state_commit(crawl->state, &e);
    if (status == BASE_OK)
        status = state_begin(crawl->state, &e);
    crawl_check(crawl, status, &e);
    if (status == BASE_OK && crawl->fleet.joined) {
        crawl->committed = *crawl->summary;
        crawl->fleet.failures = 0;
    }
    crawl->uncommitted = 0;
    crawl->committed_ms = base_time_monotonic_ms();
    crawl->commit_ms = crawl->committed_ms - start;
}
