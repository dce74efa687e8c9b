/* newsclip selectors check: findings in selector files, one a line on standard output. */
#include "cli/selectors.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static void print_finding(void *context, const char *finding)
{
    (void)context;
    printf("%s\n", finding);
}

/* What came of the paths given. */
struct checked {
    size_t files; /* looked at */
    bool failed;  /* one of them, or a path that could not be read */
};

static void check_path(const char *path, struct checked *checked)
{
    struct base_error e = {""};
    struct stat st;
    size_t files = 1;
    bool folder = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
    int status = folder ? select_check_folder(path, print_finding, NULL, &files, &e)
                        : select_check(path, print_finding, NULL, &e);

    if (status == BASE_OK || status == BASE_INVALID)
        checked->files += files;
    if (status == BASE_OK)
        return;
    checked->failed = true;
    cli_error("%s", e.text);
}

int cli_selectors(struct cli_settings *settings, struct work_zygote *zygote)
{
    struct checked checked = {0, false};

    if (settings->input_count && !strcmp(settings->inputs[0], "learn"))
        return cli_selectors_learn(settings, zygote);
    if (settings->input_count && !strcmp(settings->inputs[0], "relearn"))
        return cli_selectors_relearn(settings, zygote);
    if (settings->input_count && !strcmp(settings->inputs[0], "test"))
        return cli_selectors_test(settings, zygote);
    if (settings->input_count < 2 || strcmp(settings->inputs[0], "check") != 0) {
        cli_error("selectors takes check, test, learn or relearn, and what to look at (see newsclip selectors --help)");
        return CLI_USAGE;
    }
    for (size_t i = 1; i < settings->input_count; i++)
        check_path(settings->inputs[i], &checked);
    if (checked.failed && checked.files == 0)
        return CLI_NO_INPUT;
    return checked.failed ? CLI_SOME_FAILED : CLI_OK;
}
