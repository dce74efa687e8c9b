/* newsclip again: the archive's kept pages extracted anew, by the rules of today. */
#include "cli/cli.h"
#include "crawl/crawl.h"

#include <signal.h>
#include <stdio.h>

static volatile int stop_asked;

static void ask_to_stop(int number)
{
    (void)number;
    stop_asked = 1;
}

/* Each line of the text behind MARK. */
static void print_lines(char mark, struct base_str text)
{
    struct base_str line;

    while (text.ptr && base_str_next(&text, '\n', &line))
        if (line.len)
            printf("  %c %.*s\n", mark, (int)line.len, line.ptr);
}

struct last {
    char url[2048]; /* shown last */
};

static void print_field(void *context, const char *url, const char *field, struct base_str before,
                        struct base_str after)
{
    struct last *last = context;

    if (strncmp(last->url, url, sizeof last->url - 1) != 0)
        printf("%s\n", url);
    snprintf(last->url, sizeof last->url, "%s", url);
    printf(" %s\n", field);
    print_lines('-', before);
    print_lines('+', after);
}

static int exit_status(int status, const struct base_error *e, const struct crawl_again_summary *summary)
{
    if (status != BASE_OK)
        cli_error("%s", e->text);
    if (status == BASE_BUSY)
        return CLI_LOCKED;
    if (status == BASE_OK && !summary->pages && !summary->failed)
        cli_error("the archive holds no kept pages (newsclip crawl --warc keeps them)");
    if (!summary->pages)
        return CLI_NO_INPUT;
    return status != BASE_OK || summary->failed ? CLI_SOME_FAILED : CLI_OK;
}

int cli_again(struct cli_settings *settings, struct work_zygote *zygote)
{
    const char *dirs[CLI_MAX_SELECTOR_DIRS];
    struct last last = {""};
    struct crawl_again_options options = {.dir = settings->data,
                                          .pool = {.jobs = cli_workers(settings),
                                                   .selectors = dirs,
                                                   .log = &settings->log},
                                          .diff = settings->diff,
                                          .form = {settings->compress, (int64_t)settings->rotate_size},
                                          .show = print_field,
                                          .context = &last,
                                          .log = &settings->log,
                                          .stop = &stop_asked};
    struct crawl_again_summary summary;
    struct base_arena arena;
    struct base_error e = {""};
    int status = CLI_USAGE;

    if (!settings->data || settings->input_count) {
        cli_error("again takes --data DIR alone (see newsclip again --help)");
        return CLI_USAGE;
    }
    signal(SIGTERM, ask_to_stop);
    signal(SIGINT, ask_to_stop);
    base_arena_init(&arena, 0);
    if (cli_selector_dirs(settings, &arena, dirs, &options.pool.selector_count)) {
        status = crawl_again(zygote, &options, &summary, &e);
        base_log(&settings->log, BASE_LOG_INFO, "extracted anew %lld, changed %lld, failed %lld",
                 (long long)summary.pages, (long long)summary.changed, (long long)summary.failed);
        status = exit_status(status, &e, &summary);
    }
    base_arena_free(&arena);
    return status;
}
