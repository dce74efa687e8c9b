/* What a page with an article becomes: a line of the archive and its row, or another address of one that is there. */
#include "crawl/private.h"

/* ---- Lines ---- */

static int64_t committed_length(void *context, const char *file)
{
    struct crawl *crawl = context;
    struct base_error e = {""};
    int64_t length = 0;

    crawl_check(crawl, state_file_get(crawl->state, file, &length, &e), &e);
    return length;
}

static int note_length(void *context, const char *file, int64_t length, struct base_error *e)
{
    struct crawl *crawl = context;

    return state_file_put(crawl->state, file, length, e);
}

struct write_archive_options crawl_archive_options(struct crawl *crawl)
{
    return (struct write_archive_options){committed_length, note_length, crawl};
}

bool crawl_write_line(struct crawl *crawl, const struct crawl_item *item, struct record *record)
{
    struct base_buf line = BASE_BUF_INIT;
    struct write_place place;
    struct base_error e = {""};
    int status;

    crawl_warc_place(crawl, record);
    status = record_json(record, &line) ? BASE_OK : base_fail(&e, BASE_NOMEM, "out of memory");
    if (status == BASE_OK)
        status = write_archive_append(crawl->archive, item->portal->name, &item->portal->settings->form, item->fetched,
                                      base_buf_str(&line), &place, &e);
    base_buf_free(&line);
    crawl_check(crawl, status, &e);
    return status == BASE_OK;
}

/* ---- Rows ---- */

bool crawl_is_article(const struct state_page *page)
{
    return page->status == STATE_PAGE_ARTICLE || (page->status == STATE_PAGE_GONE && page->clipped != BASE_TIME_NONE);
}

bool crawl_article_at(struct crawl *crawl, struct base_str portal, struct base_str url, struct base_str hash,
                      struct state_page *page)
{
    struct state_page same[STATE_PAGE_FEW];
    struct base_error e = {""};
    size_t count;

    if (state_page_get(crawl->state, &crawl->scratch, url, page, &e) == BASE_OK && crawl_is_article(page))
        return true;
    /* of an older newsclip: the row is that of the address before redirects */
    if (state_page_with(crawl->state, &crawl->scratch, portal, STATE_PAGE_HASH, hash, same, &count, &e) != BASE_OK ||
        count == 0)
        return false;
    *page = same[0];
    return true;
}

void crawl_fetched(const struct crawl_item *item, struct state_page *page)
{
    page->etag = base_str(item->etag);
    page->modified = base_str(item->modified);
    page->body_hash = base_str(item->body_hash);
    page->fetched = item->fetched;
    page->failures = 0;
    page->missing = 0;
    page->error = BASE_STR_NONE;
}

void crawl_put_duplicate(struct crawl *crawl, const struct crawl_item *item, struct base_str url, struct base_str kind,
                         struct base_str article)
{
    struct state_page page = crawl_row_of(crawl, item, url);

    base_set_add(&crawl->asked, base_hash64(url));
    if (base_str_equal(url, article) || crawl_is_article(&page))
        return; /* a row that stands for an article is only ever moved */
    page.status = STATE_PAGE_DUPLICATE;
    page.kind = kind;
    page.article = article;
    page.fetched = item->fetched;
    page.next_look = 0;
    page.failures = page.missing = 0;
    page.error = BASE_STR_NONE;
    crawl_put(crawl, &page);
}

void crawl_put_both(struct crawl *crawl, const struct crawl_item *item, struct state_page *page)
{
    struct base_str final = base_str(item->final_url);
    struct state_page there;

    crawl_put(crawl, page);
    if (base_str_equal(final, page->url))
        return;
    base_set_add(&crawl->asked, base_hash64(final));
    there = crawl_row_of(crawl, item, final);
    if (crawl_is_article(&there))
        return;
    page->url = final;
    crawl_put(crawl, page);
}

/* ---- Articles ---- */

static int64_t published(const struct record *record)
{
    struct base_str date = record->article.date;
    int64_t t;

    if (base_time_parse(date, &t) || (date.len > 10 && base_time_parse(base_str_sub(date, 0, 10), &t)))
        return t;
    return BASE_TIME_NONE;
}

void crawl_keep_article(const struct crawl_traits *traits, const struct record *record, struct state_page *page)
{
    page->status = STATE_PAGE_ARTICLE;
    page->kind = base_str(extract_kind_name(record->article.kind));
    page->key = traits->key;
    page->claim = traits->claim;
    page->ident = traits->ident;
    page->hash = traits->hash;
    page->simhash = traits->simhash;
    page->title = traits->title;
    page->body_bytes = (int)record->article.body.len;
    if (record->pages > 1) /* the first page's validators say nothing of the others */
        page->etag = page->modified = page->body_hash = BASE_STR_NONE;
}

static void clip(struct crawl *crawl, const struct crawl_item *item, const struct crawl_traits *traits,
                 struct record *record)
{
    struct state_page page = crawl_row_of(crawl, item, base_str(item->final_url));

    record->revision = 1;
    if (!crawl_write_line(crawl, item, record))
        return;
    crawl_fetched(item, &page);
    crawl_keep_article(traits, record, &page);
    page.article = BASE_STR_NONE;
    page.revision = 1;
    page.clipped = item->fetched;
    page.next_look = crawl_schedule_first(&item->portal->settings->revisit, item->fetched, published(record));
    crawl_put(crawl, &page);
    item->portal->clipped++;
    crawl->summary->clipped++;
    crawl_count(crawl, item, "clipped");
    crawl_health_clipped(crawl, item, record);
    crawl_mirror_note(crawl, item->portal, page.url, BASE_STR_NONE);
    base_log(crawl->options->log, BASE_LOG_INFO, "%s: clipped", item->url);
}

/* Another text under a second address may be an edit: the article's own address tells, since what second addresses show
 * often differs a little for good. */
static void take_duplicate(struct crawl *crawl, const struct crawl_item *item, const struct crawl_traits *traits,
                           const struct record *record, const struct state_page *same)
{
    struct base_str kind = base_str(extract_kind_name(record->article.kind));

    crawl_put_duplicate(crawl, item, base_str(item->final_url), kind, same->url);
    crawl_mirror_note(crawl, item->portal, base_str(item->final_url), same->url);
    crawl->summary->duplicates++;
    crawl_count(crawl, item, "duplicate");
    base_log(crawl->options->log, BASE_LOG_INFO, "%s: the same article as %.*s", item->url, BASE_STR_ARG(same->url));
    if (!base_str_equal(same->hash, traits->hash))
        crawl_look_now(crawl, item->portal, same);
}

void crawl_store_article(struct crawl *crawl, struct crawl_item *item, struct record *record)
{
    struct base_str final = base_str(item->final_url);
    struct state_page same;
    struct crawl_traits traits;
    struct base_error e = {""};

    crawl_check(crawl, state_page_lock(crawl->state, final, &e), &e);
    same = crawl_row_of(crawl, item, final);
    crawl_traits_of(crawl, item->portal, final, record, &traits);
    if (item->look) {
        crawl_look_article(crawl, item, &traits, record);
        return;
    }
    if (!crawl_is_article(&same) && !crawl_find_same(crawl, item->portal, &traits, &same)) {
        clip(crawl, item, &traits, record);
        same.url = final;
    } else if (same.status == STATE_PAGE_GONE) {
        crawl_come_back(crawl, item, &traits, record, &same);
    } else {
        take_duplicate(crawl, item, &traits, record, &same);
    }
    if (!base_str_equal(base_str(item->url), final))
        crawl_put_duplicate(crawl, item, base_str(item->url), base_str(extract_kind_name(record->article.kind)),
                            same.url);
}
