/* The lines of an archive, file by file, as far as they are committed. */
#include "crawl/private.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { LEVELS = 4, LINES_PATH_BYTES = 4096 };

struct walk {
    const char *dir;
    struct base_str portal; /* none: all */
    const char *ending;     /* NULL: those of lines */
    bool (*each)(void *context, const char *file);
    void *context;
    bool going;
    int status;
    struct base_error *e;
};

static int is_shown(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static bool is_wanted(const struct walk *w, const char *name)
{
    return w->ending ? base_str_ends(base_str(name), base_str(w->ending)) : write_lines_named(name, &(enum base_coding){0});
}

/* PORTAL/YYYY/MM/file: LEVEL 0 is the archive's folder, 3 that of a month. */
static void walk_folder(struct walk *w, const char *name, int level)
{
    char path[LINES_PATH_BYTES], inner[LINES_PATH_BYTES];
    struct dirent **entries;
    struct stat st;
    int n;

    snprintf(path, sizeof path, "%s%s%s", w->dir, *name ? "/" : "", name);
    n = scandir(path, &entries, is_shown, alphasort);
    if (n < 0)
        w->status = base_fail(w->e, errno == ENOENT ? BASE_MISSING : BASE_IO, "%s: %s", path, strerror(errno));
    for (int i = 0; i < n; free(entries[i++])) {
        const char *own = entries[i]->d_name;

        if (!w->going || w->status != BASE_OK ||
            (level == 0 && (!strcmp(own, "quarantine") || (w->portal.ptr && !base_str_equal(w->portal, base_str(own))))) ||
            (size_t)snprintf(inner, sizeof inner, "%s%s%s", name, *name ? "/" : "", own) >= sizeof inner ||
            (size_t)snprintf(path, sizeof path, "%s/%s", w->dir, inner) >= sizeof path || lstat(path, &st) != 0)
            continue;
        if (level < LEVELS - 1 && S_ISDIR(st.st_mode))
            walk_folder(w, inner, level + 1);
        else if (level == LEVELS - 1 && S_ISREG(st.st_mode) && is_wanted(w, own))
            w->going = w->each(w->context, inner);
    }
    if (n >= 0)
        free(entries);
}

int crawl_files_each(const char *dir, struct base_str portal, const char *ending,
                     bool (*each)(void *context, const char *file), void *context, struct base_error *e)
{
    struct walk w = {dir, portal, ending, each, context, true, BASE_OK, e};

    walk_folder(&w, "", 0);
    return w.status;
}

int crawl_file_lines(const char *dir, const char *file, int64_t length,
                     bool (*each)(void *context, const struct crawl_line *line), void *context, struct base_error *e)
{
    char path[LINES_PATH_BYTES];
    struct crawl_line line = {.file = file};
    struct write_lines *lines;
    bool going = true;
    int status;

    snprintf(path, sizeof path, "%s/%s", dir, file);
    status = write_lines_open(path, length, &lines, e);
    if (status != BASE_OK)
        return status;
    while (going && write_lines_next(lines, &line.text, &line.whole, &status, e)) {
        line.end = write_lines_end(lines);
        going = each(context, &line);
    }
    if (going && status == BASE_OK && write_lines_rest(lines) > 0) {
        line.text = BASE_STR("");
        line.whole = false;
        each(context, &line);
    }
    write_lines_close(lines);
    return status;
}

/* The string behind `"KEY":` at the top of a line: within a string a quote is escaped, so the key stands nowhere else. */
struct base_str crawl_line_value(struct base_str line, const char *key)
{
    char text[64];
    size_t at, end;

    snprintf(text, sizeof text, "\"%s\":\"", key);
    for (size_t from = 0;; from = at + 1) {
        at = base_str_find(base_str_sub(line, from, line.len), base_str(text));
        if (at == SIZE_MAX)
            return BASE_STR_NONE;
        at += from;
        if (at > 0 && (line.ptr[at - 1] == '{' || line.ptr[at - 1] == ','))
            break;
    }
    at += strlen(text);
    for (end = at; end < line.len && line.ptr[end] != '"'; end++)
        end += line.ptr[end] == '\\';
    return end < line.len ? base_str_sub(line, at, end) : BASE_STR_NONE;
}

/* An article's first address stands for it in all its lines: `input`, where its page has moved since. */
struct base_str crawl_line_article(struct base_str line)
{
    struct base_str input = crawl_line_value(line, "input");

    return input.ptr ? input : crawl_line_value(line, "url");
}
