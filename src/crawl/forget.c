/*
 * An article taken out of the archive for good. What is to go stands in DIR/forget.todo until all of it is done: a run that is
 * killed in between is taken up from there, by the next crawl or forget. Each file is written anew beside itself and renamed.
 */
#include "crawl/private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FORGET_PATH_BYTES = 4096, FORGET_TODO_BYTES = 1 << 20, FORGOTTEN_BYTES = 64 << 20 };

struct forget {
    const char *dir;
    struct state *state;
    struct base_arena arena;
    struct base_str_list urls; /* all addresses of the articles that are to go */
    FILE *out;                 /* the file that is written anew */
    enum base_coding coding;   /* of it */
    struct base_buf room;      /* lines on their way to it */
    int64_t kept;              /* bytes of it */
    int64_t read, dropped;     /* lines of the old one */
    int64_t lines;             /* dropped from all files */
    bool redo;                 /* a run before this one did a part of it */
    int status;
    struct base_error *e;
};

static int fail(struct forget *f, const char *path)
{
    return f->status = base_fail(f->e, BASE_IO, "%s: %s", path, strerror(errno));
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
    struct state_page page, others[STATE_PAGE_FEW];
    struct base_error ignored = {""};
    size_t count = 0;

    add_url(f, url);
    if (state_page_get(f->state, &f->arena, url, &page, &ignored) != BASE_OK)
        return;
    if (page.status == STATE_PAGE_DUPLICATE && page.article.ptr) {
        add_url(f, page.article);
        if (state_page_get(f->state, &f->arena, page.article, &page, &ignored) != BASE_OK)
            return;
    }
    add_url(f, page.first_url);
    if (state_page_others(f->state, &f->arena, page.url, others, &count, &ignored) == BASE_OK)
        for (size_t i = 0; i < count; i++)
            add_url(f, others[i].url);
}

/* ---- Files ---- */

/* Of what JSON escapes an address may hold a backslash alone. */
static bool is_same(struct base_str escaped, struct base_str url)
{
    size_t at = 0;

    for (size_t i = 0; i < url.len; i++) {
        at += at < escaped.len && escaped.ptr[at] == '\\';
        if (at >= escaped.len || escaped.ptr[at++] != url.ptr[i])
            return false;
    }
    return at == escaped.len;
}

static bool is_to_go(const struct forget *f, struct base_str line)
{
    struct base_str url = crawl_line_value(line, "url"), article = crawl_line_article(line);

    for (size_t i = 0; i < f->urls.count; i++)
        if (is_same(url, f->urls.items[i]) || is_same(article, f->urls.items[i]))
            return true;
    return false;
}

/* Lines that stay, on their way to the file that is written anew. */
static void flush_lines(struct forget *f)
{
    struct base_buf packed = BASE_BUF_INIT;

    if (f->room.failed || (f->room.len && !write_pack(f->coding, base_buf_str(&f->room), &packed)))
        f->status = base_fail(f->e, BASE_NOMEM, "out of memory");
    else if (packed.len)
        fwrite(packed.ptr, 1, packed.len, f->out);
    f->kept += (int64_t)packed.len;
    base_buf_free(&packed);
    base_buf_clear(&f->room);
}

static void keep_line(struct forget *f, const struct crawl_line *line)
{
    base_buf_add_str(&f->room, line->text);
    if (line->whole)
        base_buf_add_char(&f->room, '\n');
}

static bool copy_line(void *context, const struct crawl_line *line)
{
    struct forget *f = context;

    f->read++;
    if (line->whole && is_to_go(f, line->text))
        f->dropped++;
    else
        keep_line(f, line);
    if (f->room.len >= BASE_LIMIT_PACK_BYTES)
        flush_lines(f);
    return f->status == BASE_OK;
}

/* Behind the lines that were copied. */
static bool keep_tail(void *context, const struct crawl_line *line)
{
    struct forget *f = context;

    if (f->read > 0)
        f->read--;
    else if (!is_to_go(f, line->text))
        keep_line(f, line);
    return true;
}

/* What stands behind the committed length goes where a crawl would move it, but for lines that are to go. */
static void set_tail_aside(struct forget *f, const char *file, int64_t length)
{
    char name[FORGET_PATH_BYTES];

    f->status = crawl_file_lines(f->dir, file, -1, keep_tail, f, f->e);
    snprintf(name, sizeof name, "%s.%lld.lines", file, (long long)length);
    for (char *c = name; *c; c++)
        *c = *c == '/' ? '_' : *c;
    if (f->status == BASE_OK && f->room.failed)
        f->status = base_fail(f->e, BASE_NOMEM, "out of memory");
    if (f->status == BASE_OK && f->room.len)
        f->status = write_quarantine(f->dir, name, base_buf_str(&f->room),
                                     BASE_STR("lines that were written but not committed when a run was stopped"), f->e);
    base_buf_free(&f->room);
}

static bool has_line(void *context, const struct crawl_line *line)
{
    struct forget *f = context;

    f->dropped += is_to_go(f, line->text);
    return f->dropped == 0;
}

static void sync_folder(struct forget *f, const char *path)
{
    char folder[FORGET_PATH_BYTES];
    int fd;

    snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(path, '/') - path), path);
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0)
        fail(f, folder);
    if (fd >= 0)
        close(fd);
}

/* LENGTH: what is committed; below 0: all of it is. */
static int copy_lines(struct forget *f, const char *file, int64_t length)
{
    int status;

    f->kept = f->dropped = f->read = 0;
    status = crawl_file_lines(f->dir, file, length, copy_line, f, f->e);
    f->status = f->status == BASE_OK ? status : f->status;
    if (f->status == BASE_OK)
        flush_lines(f);
    if (f->status == BASE_OK && length >= 0)
        set_tail_aside(f, file, length);
    base_buf_free(&f->room);
    return f->status;
}

static void rewrite(struct forget *f, const char *file, const char *path)
{
    char beside[FORGET_PATH_BYTES + 8];
    int64_t length = 0;
    struct stat st;
    int fd;

    snprintf(beside, sizeof beside, "%s.new", path);
    write_lines_named(file, &f->coding);
    f->status = state_file_get(f->state, file, &length, f->e);
    if (f->status != BASE_OK)
        return;
    fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    f->out = fd < 0 ? NULL : fdopen(fd, "w");
    if (!f->out || stat(path, &st) != 0) {
        fail(f, f->out ? path : beside);
        if (f->out)
            fclose(f->out);
        else if (fd >= 0)
            close(fd);
        return;
    }
    if (copy_lines(f, file, length > 0 && length < (int64_t)st.st_size ? length : -1) == BASE_OK &&
        (fchmod(fd, st.st_mode & 07777) != 0 || fflush(f->out) != 0 || ferror(f->out) || fsync(fd) != 0))
        fail(f, beside);
    if (fclose(f->out) != 0 && f->status == BASE_OK)
        fail(f, beside);
    if (f->status == BASE_OK && rename(beside, path) != 0)
        fail(f, path);
    if (f->status == BASE_OK)
        sync_folder(f, path);
    if (f->status != BASE_OK)
        unlink(beside);
    else if (length > 0) /* of a file that no state knows, none is committed */
        f->status = state_file_put(f->state, file, f->kept, f->e);
    f->lines += f->dropped;
}

/* After a run that was killed a file may be done, and the state not know it yet: it is then shorter than the state says. */
static void settle_length(struct forget *f, const char *file, const char *path)
{
    int64_t length = 0;
    struct stat st;

    if (f->redo && state_file_get(f->state, file, &length, f->e) == BASE_OK && stat(path, &st) == 0 &&
        (int64_t)st.st_size < length)
        f->status = state_file_put(f->state, file, (int64_t)st.st_size, f->e);
}

static bool take_file(void *context, const char *file)
{
    struct forget *f = context;
    char path[FORGET_PATH_BYTES];

    snprintf(path, sizeof path, "%s/%s", f->dir, file);
    f->dropped = 0;
    f->status = crawl_file_lines(f->dir, file, -1, has_line, f, f->e);
    if (f->status == BASE_OK && f->dropped)
        rewrite(f, file, path);
    else if (f->status == BASE_OK)
        settle_length(f, file, path);
    return f->status == BASE_OK;
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
    }
}

/* Beside the archive, too: a state made anew knows them from there. */
static void note_forgotten(struct forget *f)
{
    char path[FORGET_PATH_BYTES];
    struct base_buf text = BASE_BUF_INIT;
    int fd;

    snprintf(path, sizeof path, "%s/forgotten", f->dir);
    for (size_t i = 0; i < f->urls.count; i++) {
        base_buf_add_str(&text, f->urls.items[i]);
        base_buf_add_z(&text, "\n");
    }
    fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (text.failed || fd < 0 || base_file_write_all(fd, text.ptr, text.len) != BASE_OK || fsync(fd) != 0)
        fail(f, path);
    if (fd >= 0)
        close(fd);
    base_buf_free(&text);
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

static void write_todo(struct forget *f)
{
    char path[FORGET_PATH_BYTES];
    struct write_output *output = NULL;

    todo_path(f->dir, path);
    f->status = write_output_open(path, &output, f->e);
    for (size_t i = 0; f->status == BASE_OK && i < f->urls.count; i++) {
        f->status = write_output_add(output, f->urls.items[i], f->e);
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
            if (line.len)
                add_url(f, line);
    }
    base_buf_free(&text);
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
        int status = crawl_files_each(f->dir, BASE_STR_NONE, NULL, take_file, f, f->e);

        f->status = f->status == BASE_OK ? status : f->status;
    }
    if (f->status == BASE_OK)
        put_rows(f);
    if (f->status == BASE_OK)
        note_forgotten(f);
    if (f->status == BASE_OK)
        f->status = state_commit(f->state, f->e);
    if (f->status == BASE_OK && unlink(path) != 0)
        fail(f, path);
}

int crawl_forget_rest(const char *dir, struct state *state, struct base_error *e)
{
    struct forget f = {.dir = dir, .state = state, .e = e};

    base_arena_init(&f.arena, 0);
    read_todo(&f);
    if (f.redo)
        do_it(&f);
    base_arena_free(&f.arena);
    return f.status;
}

/* Kept pages are not rewritten: that they are there is said. */
static void tell_kept(struct forget *f, const struct base_log *log)
{
    for (size_t i = 0; i < f->urls.count; i++) {
        struct state_kept kept;
        struct base_error ignored = {""};

        if (state_kept_get(f->state, &f->arena, f->urls.items[i], &kept, &ignored) == BASE_OK)
            base_log(log, BASE_LOG_WARNING, "%.*s: its page stays in %s/%.*s", BASE_STR_ARG(f->urls.items[i]), f->dir,
                     BASE_STR_ARG(kept.file));
    }
}

int crawl_forget(const char *dir, const char *url, const struct base_log *log, int64_t *lines, struct base_error *e)
{
    struct forget f = {.dir = dir, .e = e};
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
    if (f.status == BASE_OK) {
        tell_kept(&f, log);
        if (!known && !f.lines)
            f.status = base_fail(e, BASE_MISSING, "%.300s: neither in the archive nor in the state; it will not be clipped", url);
    }
    *lines = f.lines;
    state_close(f.state);
    base_arena_free(&f.arena);
    return f.status;
}
