/*
 * An article taken out of the archive for good. What is to go stands in DIR/forget.todo until all of it is done: a run that is
 * killed in between is taken up from there, by the next crawl or forget. Each file is written anew beside itself and renamed.
 */
#include "crawl/forget.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FORGET_TODO_BYTES = 1 << 20, FORGOTTEN_BYTES = 64 << 20 };

int forget_fail(struct forget *f, const char *path)
{
    return f->status = base_fail(f->e, BASE_IO, "%s: %s", path, strerror(errno));
}

void forget_leave(struct forget *f)
{
    base_log(f->log, BASE_LOG_WARNING, "%s; the file stays as it is", f->e->text);
    *f->e = (struct base_error){""};
    f->damaged++;
    f->status = BASE_OK;
}

/* ---- What is to go ---- */

static void add_url(struct forget *f, struct base_str url)
{
    if (url.ptr && !base_str_list_has(&f->urls, url))
        base_str_list_add(&f->arena, &f->urls, base_arena_str(&f->arena, url));
}

/* The article at URL, and all addresses that the state knows it by. */
static void add_article(struct forget *f, struct base_str url)
{
    struct state_page page;
    struct base_str_list others = {0};
    struct base_error ignored = {""};

    add_url(f, url);
    if (state_page_get(f->state, &f->arena, url, &page, &ignored) != BASE_OK)
        return;
    if (page.status == STATE_PAGE_DUPLICATE && page.article.ptr) {
        add_url(f, page.article);
        if (state_page_get(f->state, &f->arena, page.article, &page, &ignored) != BASE_OK)
            return;
    }
    add_url(f, page.first_url);
    if (state_page_urls(f->state, &f->arena, page.url, &others, &ignored) == BASE_OK)
        for (size_t i = 0; i < others.count; i++)
            add_url(f, others.items[i]);
}

/* ---- The state ---- */

static void put_rows(struct forget *f)
{
    for (size_t i = 0; i < f->urls.count && f->status == BASE_OK; i++) {
        struct state_page page, old;
        struct base_error ignored = {""};
        bool known = state_page_get(f->state, &f->arena, f->urls.items[i], &old, &ignored) == BASE_OK;

        page = (struct state_page){.url = f->urls.items[i],
                                   .portal = known ? old.portal : base_url_host(f->urls.items[i]),
                                   .status = STATE_PAGE_FORGOTTEN,
                                   .first_seen = base_time_now(), .fetched = BASE_TIME_NONE, .clipped = BASE_TIME_NONE};
        f->status = state_page_put(f->state, &page, f->e);
        if (f->status == BASE_OK)
            f->status = state_kept_forget(f->state, f->urls.items[i], f->e);
    }
}

/* At the end of the file PATH, on disk when it returns. */
static void append_lines(struct forget *f, const char *path, const struct base_str_list *lines)
{
    struct base_buf text = BASE_BUF_INIT;
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0644);

    for (size_t i = 0; i < lines->count; i++) {
        base_buf_add_str(&text, lines->items[i]);
        base_buf_add_z(&text, "\n");
    }
    if (text.failed || fd < 0 || base_file_write_all(fd, text.ptr, text.len) != BASE_OK || fsync(fd) != 0)
        forget_fail(f, path);
    if (fd >= 0)
        close(fd);
    base_buf_free(&text);
}

/* Beside the archive, too: a state made anew knows them from there. */
static void note_forgotten(struct forget *f)
{
    char path[FORGET_PATH_BYTES];

    snprintf(path, sizeof path, "%s/forgotten", f->dir);
    append_lines(f, path, &f->urls);
}

int crawl_forgotten_again(const char *dir, struct state *state, struct base_error *e)
{
    struct forget f = {.dir = dir, .state = state, .e = e};
    char path[FORGET_PATH_BYTES];
    struct base_buf text = BASE_BUF_INIT;
    struct base_str rest, line;
    struct base_error ignored = {""};

    base_arena_init(&f.arena, 0);
    snprintf(path, sizeof path, "%s/forgotten", dir);
    if (base_file_read(path, FORGOTTEN_BYTES, &text, &ignored) == BASE_OK) {
        rest = base_buf_str(&text);
        while (base_str_next(&rest, '\n', &line))
            if (line.len)
                add_url(&f, line);
        put_rows(&f);
    }
    base_buf_free(&text);
    base_arena_free(&f.arena);
    return f.status;
}

/* ---- What is still to be done ---- */

static void todo_path(const char *dir, char path[FORGET_PATH_BYTES])
{
    snprintf(path, FORGET_PATH_BYTES, "%s/forget.todo", dir);
}

/* A line for each address, then for each file that is written anew. */
static void write_todo(struct forget *f)
{
    const struct base_str_list *lists[] = {&f->urls, &f->written};
    char path[FORGET_PATH_BYTES];
    struct write_output *output = NULL;

    todo_path(f->dir, path);
    f->status = write_output_open(path, &output, f->e);
    for (size_t l = 0; l < sizeof lists / sizeof *lists; l++)
        for (size_t i = 0; f->status == BASE_OK && i < lists[l]->count; i++) {
            f->status = write_output_add(output, lists[l]->items[i], f->e);
            if (f->status == BASE_OK)
                f->status = write_output_add(output, BASE_STR("\n"), f->e);
        }
    if (f->status == BASE_OK)
        f->status = write_output_finish(output, f->e);
    else if (output)
        write_output_abort(output);
}

static void read_todo(struct forget *f)
{
    char path[FORGET_PATH_BYTES];
    struct base_buf text = BASE_BUF_INIT;
    struct base_str rest, line;
    struct base_error ignored = {""};

    todo_path(f->dir, path);
    if (base_file_read(path, FORGET_TODO_BYTES, &text, &ignored) == BASE_OK) {
        f->redo = true;
        rest = base_buf_str(&text);
        while (base_str_next(&rest, '\n', &line))
            if (base_str_find(line, BASE_STR("://")) != SIZE_MAX)
                add_url(f, line);
            else if (line.len)
                base_str_list_add(&f->arena, &f->written, base_arena_str(&f->arena, line));
    }
    base_buf_free(&text);
}

void forget_note(struct forget *f, const char *file)
{
    char path[FORGET_PATH_BYTES];
    struct base_str name = base_str(file);

    if (base_str_list_has(&f->written, name))
        return;
    base_str_list_add(&f->arena, &f->written, base_arena_str(&f->arena, name));
    todo_path(f->dir, path);
    append_lines(f, path, &(struct base_str_list){.items = &name, .count = 1});
}

static void do_it(struct forget *f)
{
    char path[FORGET_PATH_BYTES];

    todo_path(f->dir, path);
    if (f->arena.failed)
        f->status = base_fail(f->e, BASE_NOMEM, "out of memory");
    else
        write_todo(f);
    if (f->status == BASE_OK)
        f->status = state_begin(f->state, f->e);
    if (f->status == BASE_OK) {
        int status = crawl_files_each(f->dir, BASE_STR_NONE, NULL, forget_lines, f, f->e);

        f->status = f->status == BASE_OK ? status : f->status;
    }
    if (f->status == BASE_OK) {
        int status = crawl_files_each(f->dir, BASE_STR_NONE, ".warc.gz", forget_warc, f, f->e);

        f->status = f->status == BASE_OK ? status : f->status;
    }
    if (f->status == BASE_OK)
        put_rows(f);
    if (f->status == BASE_OK)
        note_forgotten(f);
    if (f->status == BASE_OK)
        f->status = state_commit(f->state, f->e);
    if (f->status == BASE_OK && unlink(path) != 0)
        forget_fail(f, path);
}

int crawl_forget_rest(const char *dir, struct state *state, const struct base_log *log, struct base_error *e)
{
    struct forget f = {.dir = dir, .state = state, .log = log, .e = e};

    base_arena_init(&f.arena, 0);
    read_todo(&f);
    if (f.redo)
        do_it(&f);
    base_arena_free(&f.arena);
    return f.status;
}

int crawl_forget(const char *dir, const char *url, const struct base_log *log, int64_t *lines, struct base_error *e)
{
    struct forget f = {.dir = dir, .log = log, .e = e};
    struct state_page page;
    struct base_error ignored = {""};
    bool known = false;

    *lines = 0;
    base_arena_init(&f.arena, 0);
    struct base_str address = base_url_resolve(&f.arena, BASE_STR_NONE, base_str(url));
    if (!address.ptr)
        f.status = base_fail(e, BASE_INVALID, "%.300s: not an http or https address", url);
    else if (access(dir, F_OK) != 0)
        f.status = base_fail(e, BASE_MISSING, "%s: %s", dir, strerror(errno));
    else
        f.status = state_open(dir, false, &f.state, e);
    if (f.status == BASE_OK) {
        read_todo(&f);
        known = state_page_get(f.state, &f.arena, address, &page, &ignored) == BASE_OK;
        add_article(&f, address);
        do_it(&f);
    }
    if (f.status == BASE_OK && !known && !f.lines && !f.records)
        f.status = base_fail(e, BASE_MISSING, "%.300s: neither in the archive nor in the state; it will not be clipped", url);
    if (f.status == BASE_OK && f.damaged)
        f.status = base_fail(e, BASE_INVALID, "%.300s: forgotten but for what damaged files may hold of it", url);
    *lines = f.lines;
    state_close(f.state);
    base_arena_free(&f.arena);
    return f.status;
}
