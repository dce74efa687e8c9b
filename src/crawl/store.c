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
static struct state_page row_of(struct crawl *crawl, const struct crawl_item *item, struct base_str url)
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

static void put(struct crawl *crawl, const struct state_page *page)
{
    struct base_error e = {""};

    crawl_check(crawl, state_page_put(crawl->state, page, &e), &e);
}

static void count(struct crawl *crawl, const struct crawl_item *item, const char *what)
{
    struct base_error e = {""};

    crawl_check(crawl, state_count(crawl->state, base_str(item->portal->name), base_time_now(), what, 1, &e), &e);
}

static void count_kind(struct crawl *crawl, const struct crawl_item *item, const char *kind)
{
    char what[64];

    snprintf(what, sizeof what, "kind:%s", kind);
    count(crawl, item, what);
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
    struct state_page page = row_of(crawl, item, base_str(item->url));

    base_log(crawl->options->log, item->start ? BASE_LOG_ERROR : BASE_LOG_WARNING, "%s", reason);
    page.status = STATE_PAGE_FAILED;
    page.error = base_str(reason);
    page.failures++;
    put(crawl, &page);
    count(crawl, item, "failed");
    crawl_health_failed(crawl, item, reason);
    crawl->summary->failed++;
    item->portal->failed |= item->start;
    finish(crawl, item);
}

/* An address that gives nothing, and is not asked again soon. */
static void settle(struct crawl *crawl, struct crawl_item *item, int status, const char *kind, const char *reason)
{
    struct state_page page = row_of(crawl, item, base_str(item->url));

    base_log(crawl->options->log, item->start ? BASE_LOG_ERROR : BASE_LOG_INFO, "%s", reason);
    page.status = status;
    page.kind = base_str(kind);
    page.fetched = base_time_now();
    page.error = base_str(reason);
    put(crawl, &page);
    count_kind(crawl, item, kind);
    crawl->summary->others++;
    item->portal->failed |= item->start;
    finish(crawl, item);
}

/* ---- Responses ---- */

/* Not changed: what it offered before is what it offers now. */
static void take_unchanged(struct crawl *crawl, struct crawl_item *item)
{
    struct state_page page = row_of(crawl, item, base_str(item->url));
    struct discover_list links = {0};
    struct base_str data = BASE_STR_NONE;
    struct base_error e = {""};
    int status = state_links_get(crawl->state, &crawl->scratch, base_str(item->url), &data, &e);

    if (status == BASE_OK && data.ptr)
        status = discover_unpack(&crawl->scratch, data, &links, &e);
    if (status != BASE_OK && status != BASE_MISSING)
        crawl_check(crawl, status, &e);
    page.fetched = base_time_now();
    page.failures = 0;
    page.error = BASE_STR_NONE;
    put(crawl, &page);
    crawl->summary->unchanged++;
    crawl_health_links(crawl, item, &links);
    crawl_add_links(crawl, item->portal, &links, item->depth);
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
                             .respect_noarchive = crawl->options->respect_noarchive};
    struct base_error e = {""};

    item->final_url = copy(r->url);
    item->etag = copy(fetch_header(r, "etag"));
    item->modified = copy(fetch_header(r, "last-modified"));
    item->fetched = r->fetched;
    item->noarchive =
        crawl->options->respect_noarchive &&
        crawl_refuses_archiving(r, fetch_agent_token(base_str(crawl->options->fetch.user_agent)));
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
        page.status != STATE_PAGE_SOURCE)
        return false;
    base_hash128_hex(base_hash128(base_buf_str(&r->body)), hash);
    return base_str_equal(page.body_hash, base_str(hash));
}

static bool same_site(struct base_str a, struct base_str b)
{
    return base_str_equal(base_url_site(base_url_host(a)), base_url_site(base_url_host(b)));
}

/* Addresses that robots.txt of the portal names, once its start page has been asked. */
static void take_sitemaps(struct crawl *crawl, struct crawl_portal *portal)
{
    const struct base_str_list *sitemaps;

    if (portal->sitemaps_taken)
        return;
    portal->sitemaps_taken = true;
    sitemaps = fetch_sitemaps(crawl->client, base_url_origin(portal->start));
    for (size_t i = 0; sitemaps && i < sitemaps->count; i++) {
        struct base_str url = base_url_resolve(&crawl->scratch, portal->start, sitemaps->items[i]);

        if (url.ptr && same_site(url, portal->start))
            crawl_add(crawl, portal, url, DISCOVER_SOURCE, 0);
    }
}

/* ---- Results ---- */

int64_t crawl_committed_length(void *context, const char *file)
{
    struct crawl *crawl = context;
    struct base_error e = {""};
    int64_t length = 0;

    crawl_check(crawl, state_file_get(crawl->state, file, &length, &e), &e);
    return length;
}

/* The clipped page that is the same article: by its canonical key, or by its text. */
static bool find_same(struct crawl *crawl, const struct crawl_item *item, struct base_str key,
                      const struct record *record, struct state_page *same)
{
    struct base_str portal = base_str(item->portal->name);
    struct base_error e = {""};

    return state_page_by_key(crawl->state, &crawl->scratch, portal, key, same, &e) == BASE_OK ||
           state_page_by_hash(crawl->state, &crawl->scratch, portal, record->hash, same, &e) == BASE_OK;
}

struct base_str crawl_article_key(struct crawl *crawl, const struct record *record)
{
    struct base_str canonical = record->article.canonical;

    /* a canonical address of another site may lie, or be another portal's copy */
    if (canonical.ptr && same_site(canonical, record->url))
        return base_url_key(&crawl->scratch, canonical);
    return base_url_key(&crawl->scratch, record->url);
}

static bool write_line(struct crawl *crawl, const struct crawl_item *item, struct record *record)
{
    struct base_buf line = BASE_BUF_INIT;
    struct write_place place;
    struct base_error e = {""};
    int status;

    crawl_warc_place(crawl, record);
    status = record_json(record, &line) ? BASE_OK : base_fail(&e, BASE_NOMEM, "out of memory");
    if (status == BASE_OK)
        status = write_archive_append(crawl->archive, item->portal->name, item->fetched, base_buf_str(&line),
                                      crawl_committed_length, crawl, &place, &e);
    if (status == BASE_OK)
        status = state_file_put(crawl->state, place.file, place.length, &e);
    base_buf_free(&line);
    crawl_check(crawl, status, &e);
    return status == BASE_OK;
}

/* Both addresses of a page that was redirected are known afterwards. */
static void put_both(struct crawl *crawl, const struct crawl_item *item, struct state_page *page)
{
    struct base_str final = base_str(item->final_url);

    put(crawl, page);
    if (base_str_equal(final, page->url))
        return;
    base_set_add(&crawl->asked, base_hash64(final));
    page->url = final;
    if (page->status == STATE_PAGE_ARTICLE)
        page->status = STATE_PAGE_DUPLICATE; /* one row stands for the article */
    put(crawl, page);
}

static struct state_page fetched_row(struct crawl *crawl, const struct crawl_item *item)
{
    struct state_page page = row_of(crawl, item, base_str(item->url));

    page.etag = base_str(item->etag);
    page.modified = base_str(item->modified);
    page.body_hash = base_str(item->body_hash);
    page.fetched = item->fetched;
    page.failures = 0;
    page.error = BASE_STR_NONE;
    return page;
}

static void store_article(struct crawl *crawl, struct crawl_item *item, struct record *record)
{
    struct state_page page = fetched_row(crawl, item), same;

    page.kind = base_str(extract_kind_name(record->article.kind));
    page.key = crawl_article_key(crawl, record);
    page.hash = record->hash;
    if (find_same(crawl, item, page.key, record, &same)) {
        page.status = STATE_PAGE_DUPLICATE;
        crawl->summary->duplicates++;
        count(crawl, item, "duplicate");
        base_log(crawl->options->log, BASE_LOG_INFO, "%s: the same article as %.*s", item->url,
                 BASE_STR_ARG(same.url));
    } else {
        page.revision = 1;
        record->revision = 1;
        if (!write_line(crawl, item, record))
            return;
        page.status = STATE_PAGE_ARTICLE;
        page.clipped = item->fetched;
        item->portal->clipped++;
        crawl->summary->clipped++;
        count(crawl, item, "clipped");
        crawl_health_clipped(crawl, item, record);
        base_log(crawl->options->log, BASE_LOG_INFO, "%s: clipped", item->url);
    }
    put_both(crawl, item, &page);
}

/* A page without an article: one that leads on is asked again each run. */
static void store_other(struct crawl *crawl, const struct crawl_item *item, const char *kind, bool leads_on,
                        const struct discover_list *links)
{
    struct state_page page = fetched_row(crawl, item);
    struct base_buf data = BASE_BUF_INIT;
    struct base_error e = {""};

    page.status = leads_on ? STATE_PAGE_SOURCE : STATE_PAGE_OTHER;
    page.kind = base_str(kind);
    put_both(crawl, item, &page);
    count_kind(crawl, item, kind);
    crawl->summary->others++;
    if (!leads_on)
        return;
    if (!discover_pack(links, &data))
        base_fail(&e, BASE_NOMEM, "out of memory");
    else
        state_links_put(crawl->state, base_str(item->url), base_buf_str(&data), &e);
    if (e.text[0])
        crawl_check(crawl, BASE_IO, &e);
    base_buf_free(&data);
    crawl_health_links(crawl, item, links);
    crawl_add_links(crawl, item->portal, links, item->depth);
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
        if (item->type == DISCOVER_SOURCE)
            store_other(crawl, item, "source", true, &result->links);
        else if (record->article.body.ptr && !item->start)
            store_article(crawl, item, &result->record);
        else
            store_other(crawl, item, extract_kind_name(record->article.kind),
                        item->start || item->type == DISCOVER_LIST || record->article.kind == EXTRACT_LIST,
                        &result->links);
        finish(crawl, item);
    }
}

void crawl_take_response(struct crawl *crawl, struct crawl_item *item, const struct fetch_response *response)
{
    char reason[600];

    crawl_warc_keep(crawl, item, response);
    if (item->story) { /* a later page of it */
        if (!crawl_story_take_response(crawl, item, response))
            conclude(crawl, item);
        return;
    }
    if (item->start)
        take_sitemaps(crawl, item->portal);
    snprintf(reason, sizeof reason, "%.480s: HTTP status %d", item->url, response->status);
    if (response->outcome == FETCH_DENIED)
        crawl_health_denied(crawl, item);
    else if (response->status == 404 || response->status == 410)
        crawl_health_gone(crawl, item);
    if (response->outcome == FETCH_DENIED)
        /* asked again each run: it costs no request while the answer is no, and the answer may change */
        settle(crawl, item, STATE_PAGE_FAILED, discover_reason_name(DISCOVER_ROBOTS), response->error.text);
    else if (response->outcome == FETCH_POSTPONED &&
             !base_set_add(&crawl->said, base_hash64(base_url_origin(response->url))))
        settle(crawl, item, STATE_PAGE_FAILED, "postponed", response->error.text); /* one line a host is enough */
    else if (response->outcome != FETCH_DONE)
        fail(crawl, item, response->error.text);
    else if (response->status == 304)
        take_unchanged(crawl, item);
    else if (response->status == 404 || response->status == 410)
        settle(crawl, item, STATE_PAGE_GONE, "gone", reason);
    else if (response->status < 200 || response->status > 299)
        fail(crawl, item, reason);
    else if (!same_site(response->url, item->portal->start))
        settle(crawl, item, STATE_PAGE_OTHER, discover_reason_name(DISCOVER_OTHER_SITE), reason);
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
    int status;

    crawl_health_flush(crawl);
    status = write_archive_sync(crawl->archive, &e);

    if (status == BASE_OK)
        status = state_commit(crawl->state, &e);
    if (status == BASE_OK)
        status = state_begin(crawl->state, &e);
    crawl_check(crawl, status, &e);
    crawl->uncommitted = 0;
    crawl->committed_ms = base_time_monotonic_ms();
}
