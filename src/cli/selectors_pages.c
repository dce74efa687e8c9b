/* Pages for `newsclip selectors`: read or fetched one after the other. */
#include "cli/selectors.h"

void cli_pages_open(struct cli_pages *pages, const struct cli_settings *settings)
{
    *pages = (struct cli_pages){.settings = settings};
    base_arena_init(&pages->arena, 0);
}

void cli_pages_close(struct cli_pages *pages)
{
    if (pages->client)
        fetch_close(pages->client);
    base_arena_free(&pages->arena);
}

static int fetch_page(struct cli_pages *pages, const char *url, struct cli_page *page, struct base_error *e)
{
    const struct cli_settings *s = pages->settings;
    struct fetch_options options = cli_fetch_options(s);
    struct fetch_request request = {.url = base_str(url), .ignore_robots = true};
    struct fetch_response *r;
    int status = BASE_OK;

    if (!pages->client && fetch_open(&options, &pages->client, e) != BASE_OK)
        return BASE_IO;
    r = fetch_get(pages->client, &request);
    if (!r)
        return base_fail(e, BASE_NOMEM, "out of memory");
    if (r->outcome != FETCH_DONE)
        status = base_fail(e, BASE_IO, "%s", r->error.text);
    else if (r->status < 200 || r->status > 299)
        status = base_fail(e, BASE_MISSING, "%.300s: HTTP status %d", url, r->status);
    if (status == BASE_OK) {
        page->bytes = r->body;
        r->body = BASE_BUF_INIT;
        page->url = base_arena_str(&pages->arena, r->url);
        page->content_type = base_arena_str(&pages->arena, fetch_header(r, "content-type"));
        page->fetched = r->fetched;
        page->status = r->status;
    }
    fetch_response_free(r);
    return status;
}

int cli_page_get(struct cli_pages *pages, const char *input, struct cli_page *page, struct base_error *e)
{
    *page = (struct cli_page){.bytes = {.limit = BASE_LIMIT_PAGE_BYTES}, .fetched = pages->settings->fetched};
    return cli_is_url(input) ? fetch_page(pages, input, page, e) : cli_read_file(input, &page->bytes, e);
}

struct work_page cli_page_message(const struct cli_page *page)
{
    return (struct work_page){.bytes = base_buf_str(&page->bytes),
                              .url = page->url,
                              .content_type = page->content_type,
                              .fetched = page->fetched,
                              .status = page->status};
}

struct work_result *cli_page_clip(struct work_pool *pool, const struct work_page *page)
{
    struct base_error e = {""};

    return work_submit(pool, WORK_EXTRACT, page, NULL, &e) == BASE_OK ? work_next(pool, -1) : NULL;
}
