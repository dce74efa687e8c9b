/* newsclip discover: what a front page, a feed or a sitemap offers, a JSON line an address. */
#include "cli/cli.h"
#include "crawl/crawl.h"

#include <stdio.h>

static int print_links(const struct discover_list *links)
{
    struct write_output *output;
    struct base_buf line = BASE_BUF_INIT;
    struct base_error e = {""};
    int status = write_output_open(NULL, &output, &e);

    for (size_t i = 0; status == BASE_OK && i < links->count; i++) {
        base_buf_clear(&line);
        discover_json(&links->items[i], &line);
        base_buf_add_char(&line, '\n');
        status = line.failed ? base_fail(&e, BASE_NOMEM, "out of memory")
                             : write_output_add(output, base_buf_str(&line), &e);
    }
    if (output && write_output_finish(output, &e) != BASE_OK)
        status = BASE_IO;
    if (e.text[0])
        cli_error("%s", e.text);
    base_buf_free(&line);
    return status == BASE_OK ? CLI_OK : CLI_SOME_FAILED;
}

static int find_links(const struct cli_settings *s, struct work_zygote *zygote, const struct work_page *page)
{
    const char *dirs[CLI_MAX_SELECTOR_DIRS];
    struct work_pool_options options = {.jobs = 1, .selectors = dirs, .log = &s->log};
    struct work_pool *pool = NULL;
    struct work_result *result = NULL;
    struct base_error e = {""};
    struct base_arena arena;
    int status = CLI_SOME_FAILED;

    base_arena_init(&arena, 0);
    if (!cli_selector_dirs(s, &arena, dirs, &options.selector_count)) {
        base_arena_free(&arena);
        return CLI_USAGE;
    }
    if (work_pool_open(zygote, &options, &pool, &e) == BASE_OK &&
        work_submit(pool, WORK_DISCOVER, page, NULL, &e) == BASE_OK)
        result = work_next(pool, -1);
    if (result && result->status == BASE_OK && s->data &&
        crawl_known_links(s->data, &arena, page->url, &result->links, &e) != BASE_OK) {
        cli_error("%s", e.text);
        status = CLI_USAGE;
    } else if (result && result->status == BASE_OK)
        status = print_links(&result->links);
    else
        cli_error("%.300s: %s", s->inputs[0], result ? result->error.text : e.text);
    if (result && result->links.partial) {
        cli_error("%.300s: broken: this is what stood before the break", s->inputs[0]);
        status = CLI_SOME_FAILED;
    }
    work_result_free(result);
    work_pool_close(pool);
    base_arena_free(&arena);
    return status;
}

static int discover_address(const struct cli_settings *s, struct work_zygote *zygote)
{
    struct fetch_options options = cli_fetch_options(s);
    struct fetch_request request = {.url = base_str(s->inputs[0]), .limit = BASE_LIMIT_SITEMAP_BYTES, .ignore_robots = true};
    struct fetch_client *client;
    struct fetch_response *r = NULL;
    struct base_error e = {""};
    int status = CLI_NO_INPUT;

    if (fetch_open(&options, &client, &e) != BASE_OK) {
        cli_error("%s", e.text);
        return CLI_NO_INPUT;
    }
    r = fetch_get(client, &request);
    if (!r)
        cli_error("out of memory");
    else if (r->outcome != FETCH_DONE)
        cli_error("%s", r->error.text);
    else if (r->status < 200 || r->status > 299)
        cli_error("%.300s: HTTP status %d", s->inputs[0], r->status);
    else
        status = find_links(s, zygote,
                            &(struct work_page){.bytes = base_buf_str(&r->body),
                                                .url = r->url,
                                                .content_type = fetch_header(r, "content-type"),
                                                .charset = base_str(s->charset),
                                                .fetched = r->fetched});
    fetch_response_free(r);
    fetch_close(client);
    return status;
}

static int discover_file(const struct cli_settings *s, struct work_zygote *zygote)
{
    struct base_buf bytes = {.limit = BASE_LIMIT_SITEMAP_BYTES};
    struct base_error e = {""};
    int status = CLI_NO_INPUT;

    if (!s->url || !cli_is_url(s->url)) {
        cli_error("%.300s: a file's links need its address: --url URL", s->inputs[0]);
        return CLI_USAGE;
    }
    if (cli_read_file(s->inputs[0], &bytes, &e) != BASE_OK)
        cli_error("%s", e.text);
    else
        status = find_links(s, zygote,
                            &(struct work_page){.bytes = base_buf_str(&bytes),
                                                .url = base_str(s->url),
                                                .charset = base_str(s->charset),
                                                .fetched = BASE_TIME_NONE});
    base_buf_free(&bytes);
    return status;
}

int cli_discover(struct cli_settings *settings, struct work_zygote *zygote)
{
    if (settings->input_count != 1) {
        cli_error("discover takes one address or file (see newsclip discover --help)");
        return CLI_USAGE;
    }
    return cli_is_url(settings->inputs[0]) ? discover_address(settings, zygote) : discover_file(settings, zygote);
}
