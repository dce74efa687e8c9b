/* newsclip selectors check: findings in selector files, one a line on standard output. */
#include "cli/cli.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static void print_finding(void *context, const char *finding)
{
    (void)context;
    printf("%s\n", finding);
}

static bool check_file(const char *path)
{
    struct base_error e = {""};

    if (select_check(path, print_finding, NULL, &e) == BASE_OK)
        return true;
    if (e.text[0])
        cli_error("%s", e.text);
    return false;
}

static int is_selector_file(const struct dirent *entry)
{
    return base_str_ends(base_str(entry->d_name), BASE_STR(".txt"));
}

static bool check_folder(const char *path)
{
    struct dirent **entries;
    int n = scandir(path, &entries, is_selector_file, alphasort);
    bool ok = n >= 0;

    if (n < 0)
        cli_error("%s: %s", path, strerror(errno));
    for (int i = 0; i < n; i++) {
        char file[4096];

        snprintf(file, sizeof file, "%s/%s", path, entries[i]->d_name);
        if (!check_file(file))
            ok = false;
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
    return ok;
}

int cli_selectors(struct cli_settings *settings, struct work_zygote *zygote)
{
    bool ok = true;

    (void)zygote;
    if (settings->input_count < 2 || strcmp(settings->inputs[0], "check") != 0) {
        cli_error("selectors takes check and a file or folder (see newsclip selectors --help)");
        return CLI_USAGE;
    }
    for (size_t i = 1; i < settings->input_count; i++) {
        const char *path = settings->inputs[i];
        struct stat st;

        if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
            ok &= check_folder(path);
        else
            ok &= check_file(path);
    }
    return ok ? CLI_OK : CLI_SOME_FAILED;
}
