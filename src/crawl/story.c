/* Stories told over several pages: the later ones are asked for one after the other and joined to the first. */
#include "crawl/private.h"

/* A later page is part of its story, never an article of its own. */
static void note_page(struct crawl *crawl, const struct crawl_item *item, struct base_str url)
{
    crawl_put_duplicate(crawl, item, url, BASE_STR("page"), base_str(item->final_url));
}

static bool ask_next(struct crawl *crawl, struct crawl_item *item, struct base_str next)
{
    struct fetch_request request = {.url = next, .context = item};
    size_t most = crawl->options->pages ? crawl->options->pages : BASE_LIMIT_PAGES;
    struct base_error e = {""};

    if (!next.ptr || item->pages + 1 >= most || crawl_submit(crawl, item->portal, &request, &e) != BASE_OK)
        return false;
    item->pages++;
    note_page(crawl, item, next);
    return true;
}

/* The page that should have the whole story came, or did not: it goes on from the better one. */
static bool end_whole(struct crawl *crawl, struct crawl_item *item, struct work_result *result)
{
    item->whole = false;
    item->pages = 0;
    if (result)
        work_result_replace(&item->story, result);
    return item->story->record.article.body.ptr && ask_next(crawl, item, item->story->record.article.next_page);
}

bool crawl_story_goes_on(struct crawl *crawl, struct crawl_item *item, struct work_result *result)
{
    bool later = item->story != NULL;
    bool goes_on = result->status == BASE_OK && result->record.article.body.ptr;
    struct base_error e = {""};

    if (item->whole)
        return end_whole(crawl, item, result);
    item->whole = !later && result->status == BASE_OK && ask_next(crawl, item, result->record.article.whole_page);
    if (item->whole) {
        item->story = result;
        return true;
    }
    if (later)
        goes_on = goes_on && record_join(&item->story->arena, &item->story->record, &result->record);
    else
        item->story = result;
    goes_on = goes_on && ask_next(crawl, item, result->record.article.next_page);
    if (later)
        work_result_free(result);
    if (!goes_on && item->story->record.pages)
        crawl_check(crawl, record_finish(&item->story->arena, &item->story->record, &e), &e);
    return goes_on;
}

bool crawl_story_take_response(struct crawl *crawl, struct crawl_item *item, const struct fetch_response *response)
{
    struct work_page page = {.bytes = base_buf_str(&response->body),
                             .url = response->url,
                             .content_type = fetch_header(response, "content-type"),
                             .content_language = fetch_header(response, "content-language"),
                             .first_page = item->story->record.url,
                             .no_selectors = item->portal->settings->selectors.off,
                             .fetched = response->fetched,
                             .status = response->status};
    struct base_error e = {""};

    if (response->outcome == FETCH_DONE && response->status == 200) {
        crawl->summary->fetched++;
        crawl->summary->bytes += (int64_t)response->body.len;
        if (work_submit(crawl->pool, WORK_EXTRACT, &page, item, &e) == BASE_OK)
            return true;
    }
    return item->whole && end_whole(crawl, item, NULL);
}
