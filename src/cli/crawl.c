/* newsclip crawl: one run over the portals given, into an archive. */
#include "cli/cli.h"
#include "crawl/crawl.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static volatile int stop_asked;

static void ask_to_stop(int number)
{
    (void)number;
    stop_asked = 1;
}

static void print_summary(const struct cli_settings *s, const struct crawl_summary *sum)
{
    base_log(&s->log, BASE_LOG_INFO,
             "clipped %lld, edited %lld, gone %lld, duplicates %lld, without an article %lld, unchanged %lld, failed %lld; fetched %lld pages, %lld KB",
             (long long)sum->clipped, (long long)sum->edited, (long long)sum->gone, (long long)sum->duplicates,
             (long long)sum->others, (long long)sum->unchanged, (long long)sum->failed, (long long)sum->fetched, (long long)(sum->bytes / 1024));
}

/* Absolute addresses of the portals; each once. */
static bool read_starts(const struct cli_settings *s, struct base_arena *arena, struct base_str *starts, size_t *count)
{
    *count = 0;
    for (size_t i = 0; i < s->input_count; i++) {
        struct base_str url = base_url_resolve(arena, BASE_STR_NONE, base_str(s->inputs[i]));
        bool known = false;

        if (!url.ptr) {
            cli_error("%.300s: not an http or https address", s->inputs[i]);
            return false;
        }
        for (size_t k = 0; k < *count; k++)
            known |= base_str_equal(starts[k], url);
        if (!known)
            starts[(*count)++] = url;
    }
    return true;
}

static int exit_status(int status, const struct base_error *e, const struct crawl_summary *summary)
{
    if (status != BASE_OK)
        cli_error("%s", e->text);
    if (status == BASE_BUSY)
        return CLI_LOCKED;
    if (status != BASE_OK)
        return CLI_SOME_FAILED;
    if (summary->portals_failed == summary->portals)
        return CLI_NO_INPUT;
    if (summary->portals_failed)
        return CLI_SOME_FAILED;
    return summary->notices ? CLI_LOOK : CLI_OK;
}

static int run(struct cli_settings *s, struct work_zygote *zygote, struct base_arena *arena, const char **dirs,
               size_t dir_count)
{
    struct base_str *starts = BASE_NEW_ARRAY(arena, struct base_str, s->input_count);
    struct crawl_options options = {
        .dir = s->data,
        .starts = starts,
        .fetch = cli_fetch_options(s),
        .pool = {.jobs = s->jobs ? (unsigned)s->jobs : cli_processors(),
                 .selectors = dirs,
                 .selector_count = dir_count,
                 .log = &s->log},
        .pages = s->pages,
        .revisit = {.on = !s->no_revisit},
        .respect_noarchive = s->respect_noarchive,
        .warc = s->warc,
        .log = &s->log,
        .stop = &stop_asked};
    struct crawl_summary summary;
    struct base_error e = {""};
    int status;

    options.fetch.robots = true;
    options.fetch.keep_exchanges = s->warc;
    options.fetch.delay_ms = s->delay_ms < 0 ? 1000 : s->delay_ms;
    if (!starts || !read_starts(s, arena, starts, &options.start_count))
        return CLI_USAGE;
    status = crawl_run(zygote, &options, &summary, &e);
    if (status == BASE_OK)
        print_summary(s, &summary);
    return exit_status(status, &e, &summary);
}

int cli_crawl(struct cli_settings *settings, struct work_zygote *zygote)
{
    const char *dirs[CLI_MAX_SELECTOR_DIRS];
    struct base_arena arena;
    size_t dir_count;
    int status = CLI_USAGE;

    if (!settings->data || !settings->input_count) {
        cli_error("crawl takes --data DIR and the address of a portal (see newsclip crawl --help)");
        return CLI_USAGE;
    }
    signal(SIGTERM, ask_to_stop);
    signal(SIGINT, ask_to_stop);
    base_arena_init(&arena, 0);
    if (cli_selector_dirs(settings, &arena, dirs, &dir_count))
        status = run(settings, zygote, &arena, dirs, dir_count);
    base_arena_free(&arena);
    return status;
}
