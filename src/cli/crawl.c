/* newsclip crawl: one run over the portals given, into an archive. */
#include "cli/cli.h"
#include "crawl/crawl.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

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

/* "at least" where the addresses that are known may lead to more. What does not fit the terminal's width is left out. */
static void show_progress(void *context, const struct crawl_progress *p)
{
    char line[256], left[CLI_TIME_BYTES];
    struct winsize window;
    int width = ioctl(STDERR_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col ? window.ws_col : 80;
    int n = snprintf(line, sizeof line, "%lld pages, %lld articles, %zu hosts, %lld MB, %lld errors, %zu to go", (long long)p->pages,
                     (long long)p->articles, p->hosts, (long long)(p->bytes >> 20), (long long)p->errors, p->waiting);

    (void)context;
    cli_time((uint64_t)(p->left_ms + 999) / 1000, left);
    if (p->left_ms >= 0)
        snprintf(line + n, sizeof line - (size_t)n, ", %s %s", p->more ? "at least" : "about", left);
    fprintf(stderr, "\r%.*s\033[K", width - 1, line);
    fflush(stderr);
}

/* A line of the log does not stand behind the progress line, but in its place. */
static void log_over_progress(void *context, enum base_log_level level, const char *line)
{
    (void)context, (void)level;
    fprintf(stderr, "\r\033[Knewsclip: %s\n", line);
}

static int exit_status(int status, const struct base_error *e, const struct crawl_summary *summary)
{
    if (status != BASE_OK)
        cli_error("%s", e->text);
    if (status == BASE_BUSY)
        return CLI_LOCKED;
    if (status != BASE_OK)
        return CLI_SOME_FAILED;
    if (summary->portals && summary->portals_failed == summary->portals)
        return CLI_NO_INPUT;
    if (summary->portals_failed)
        return CLI_SOME_FAILED;
    return summary->notices ? CLI_LOOK : CLI_OK;
}

static int run(struct cli_settings *s, struct work_zygote *zygote, struct crawl_portals *portals, const char **dirs,
               size_t dir_count)
{
    struct crawl_options options = {
        .dir = s->data,
        .state = s->state,
        .fetch = cli_fetch_options(s),
        .pool = {.jobs = cli_workers(s),
                 .selectors = dirs,
                 .selector_count = dir_count,
                 .log = &s->log},
        .pages = s->pages,
        .respect_noarchive = s->respect_noarchive,
        .warc = s->warc,
        .max_time_ms = s->max_time_ms,
        .lease_ms = s->lease_ms,
        .log = &s->log,
        .stop = &stop_asked};
    struct crawl_summary summary;
    struct base_error e = {""};
    bool shown = isatty(STDERR_FILENO) && s->verbosity == 0;
    int status;

    options.portals = crawl_portals_list(portals, &options.portal_count);
    options.fetch.robots = true;
    options.fetch.keep_exchanges = s->warc;
    options.fetch.delay_ms = s->delay_ms < 0 ? 1000 : s->delay_ms;
    if (shown) {
        options.progress = show_progress;
        s->log.write = log_over_progress;
    }
    status = crawl_run(zygote, &options, &summary, &e);
    if (shown)
        fputs("\r\033[K", stderr);
    if (status == BASE_OK)
        print_summary(s, &summary);
    return exit_status(status, &e, &summary);
}

/* The portals of --config and of the command line. */
static int read_portals(struct cli_settings *s, struct crawl_portals **portals)
{
    struct base_error e = {""};
    int status = crawl_portals_open(s->config, &s->log, portals, &e);

    for (size_t i = 0; status == BASE_OK && i < s->input_count; i++)
        status = crawl_portals_name(*portals, s->inputs[i], &e);
    if (status != BASE_OK)
        cli_error("%s", e.text);
    else
        crawl_portals_override(*portals, s->delay_ms, s->no_revisit,
                               (struct write_form){s->compress, (int64_t)s->rotate_size});
    return status == BASE_OK ? CLI_OK : CLI_USAGE;
}

/* Folders of portals go before those of all. */
static const char **join_dirs(struct base_arena *arena, struct crawl_portals *portals, const char *const *dirs,
                              size_t count, size_t *joined)
{
    size_t own = 0;
    const char *const *first = crawl_portals_selectors(portals, &own);
    const char **all = first ? BASE_NEW_ARRAY(arena, const char *, own + count + 1) : NULL;

    *joined = 0;
    for (size_t i = 0; all && i < own; i++)
        all[(*joined)++] = first[i];
    for (size_t i = 0; all && i < count; i++)
        all[(*joined)++] = dirs[i];
    return all;
}

int cli_crawl(struct cli_settings *settings, struct work_zygote *zygote)
{
    const char *dirs[CLI_MAX_SELECTOR_DIRS], **all = NULL;
    struct crawl_portals *portals = NULL;
    struct base_arena arena;
    size_t dir_count, count;
    int status = CLI_USAGE;

    if (settings->check ? !settings->config : !settings->data || !(settings->config || settings->input_count)) {
        cli_error(settings->check ? "--check takes --config FILE"
                                  : "crawl takes --data DIR and the address of a portal, or --config FILE (see newsclip crawl --help)");
        return CLI_USAGE;
    }
    signal(SIGTERM, ask_to_stop);
    signal(SIGINT, ask_to_stop);
    base_arena_init(&arena, 0);
    status = read_portals(settings, &portals);
    if (status == CLI_OK && !settings->check) {
        status = CLI_USAGE;
        if (cli_selector_dirs(settings, &arena, dirs, &dir_count))
            all = join_dirs(&arena, portals, dirs, dir_count, &count);
        if (all)
            status = run(settings, zygote, portals, all, count);
    }
    crawl_portals_close(portals);
    base_arena_free(&arena);
    return status;
}
