/* newsclip verify and forget: the archive held against its state; an article taken out of both. */
#include "cli/cli.h"
#include "crawl/crawl.h"

#include <stdio.h>

static void print_finding(void *context, const char *text)
{
    (void)context;
    for (const char *c = text; *c; c++)
        putchar((unsigned char)*c < 0x20 || *c == 0x7f ? '?' : *c);
    putchar('\n');
}

int cli_verify(struct cli_settings *settings, struct work_zygote *zygote)
{
    struct crawl_verify_summary summary;
    struct base_error e = {""};
    int status;

    (void)zygote;
    if (!settings->data || settings->input_count) {
        cli_error("verify takes --data DIR (see newsclip verify --help)");
        return CLI_USAGE;
    }
    status = settings->rebuild ? crawl_rebuild(settings->data, print_finding, NULL, &settings->log, &summary, &e)
                               : crawl_verify(settings->data, print_finding, NULL, &summary, &e);
    if (status != BASE_OK) {
        cli_error("%s", e.text);
        return status == BASE_BUSY ? CLI_LOCKED : status == BASE_MISSING ? CLI_NO_INPUT : CLI_SOME_FAILED;
    }
    base_log(&settings->log, BASE_LOG_INFO, "%lld lines of %lld articles, %lld findings", (long long)summary.lines,
             (long long)summary.articles, (long long)summary.findings);
    return summary.findings ? CLI_SOME_FAILED : CLI_OK;
}

int cli_forget(struct cli_settings *settings, struct work_zygote *zygote)
{
    size_t failed = 0;

    (void)zygote;
    if (!settings->data || !settings->input_count) {
        cli_error("forget takes --data DIR and addresses (see newsclip forget --help)");
        return CLI_USAGE;
    }
    for (size_t i = 0; i < settings->input_count; i++) {
        struct base_error e = {""};
        int64_t lines;
        int status = crawl_forget(settings->data, settings->inputs[i], &settings->log, &lines, &e);

        if (status == BASE_BUSY) {
            cli_error("%s", e.text);
            return CLI_LOCKED;
        }
        failed += status != BASE_OK;
        if (status != BASE_OK)
            cli_error("%s", e.text);
        else
            base_log(&settings->log, BASE_LOG_INFO, "%.300s: %lld lines taken out", settings->inputs[i], (long long)lines);
    }
    return !failed ? CLI_OK : failed == settings->input_count ? CLI_NO_INPUT : CLI_SOME_FAILED;
}
