/*
 * Lines taken out of a file, plain or packed. What a killed run left behind its committed lines does not become committed by it:
 * it goes where a crawl would move it.
 */
#include "crawl/forget.h"

#include <sys/stat.h>

struct copy {
    struct forget *f;
    const char *file;
    FILE *out;               /* the file that is written anew; NULL: lines are kept in ROOM alone */
    enum base_coding coding; /* of it */
    struct base_buf room;    /* lines on their way to it */
    int64_t committed;       /* bytes of the old one; 0: the state does not know it */
    int64_t size;            /* of the old one */
    int64_t torn;            /* where a member begins that was cut short; below 0: none */
    int64_t kept;            /* bytes of the new one */
    int64_t read, dropped;   /* lines of the old one */
};

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

/* ---- The committed lines ---- */

static int flush_lines(struct copy *c)
{
    struct base_buf packed = BASE_BUF_INIT;
    int status = BASE_OK;

    if (c->room.failed || (c->room.len && !write_pack(c->coding, base_buf_str(&c->room), &packed)))
        status = base_fail(c->f->e, BASE_NOMEM, "out of memory");
    else if (packed.len)
        fwrite(packed.ptr, 1, packed.len, c->out);
    c->kept += (int64_t)packed.len;
    base_buf_free(&packed);
    base_buf_clear(&c->room);
    return status;
}

static void keep_line(struct copy *c, const struct crawl_line *line)
{
    base_buf_add_str(&c->room, line->text);
    if (line->whole)
        base_buf_add_char(&c->room, '\n');
    else if (!line->text.len)
        c->torn = line->end;
}

static bool copy_line(void *context, const struct crawl_line *line)
{
    struct copy *c = context;

    c->read++;
    if (line->whole && is_to_go(c->f, line->text))
        c->dropped++;
    else
        keep_line(c, line);
    if (c->room.len >= BASE_LIMIT_PACK_BYTES)
        c->f->status = flush_lines(c);
    return c->f->status == BASE_OK;
}

/* ---- What stands behind them ---- */

static bool keep_tail(void *context, const struct crawl_line *line)
{
    struct copy *c = context;

    if (c->read > 0)
        c->read--;
    else if (!is_to_go(c->f, line->text))
        keep_line(c, line);
    return true;
}

static int set_aside(const struct copy *c, int64_t at, const char *ending, struct base_str bytes)
{
    char name[FORGET_PATH_BYTES];

    snprintf(name, sizeof name, "%s.%lld%s", c->file, (long long)at, ending);
    for (char *s = name; *s; s++)
        *s = *s == '/' ? '_' : *s;
    return write_quarantine(c->f->dir, name, bytes,
                            BASE_STR("lines that were written but not committed when a run was stopped"), c->f->e);
}

static int set_tail_aside(struct copy *c)
{
    int status = crawl_file_lines(c->f->dir, c->file, -1, keep_tail, c, c->f->e);

    if (status == BASE_OK && c->room.failed)
        status = base_fail(c->f->e, BASE_NOMEM, "out of memory");
    return status == BASE_OK && c->room.len ? set_aside(c, c->committed, ".lines", base_buf_str(&c->room)) : status;
}

/* Nobody can tell what it holds. */
static int set_torn_aside(struct copy *c)
{
    struct base_buf bytes = BASE_BUF_INIT;
    char path[FORGET_PATH_BYTES], room[16 << 10];
    int status = BASE_OK;
    FILE *in;

    snprintf(path, sizeof path, "%s/%s", c->f->dir, c->file);
    in = fopen(path, "re");
    if (in && fseeko(in, (off_t)c->torn, SEEK_SET) == 0)
        for (size_t n; (n = fread(room, 1, sizeof room, in)) > 0;)
            base_buf_add(&bytes, room, n);
    if (!in || ferror(in) || bytes.failed)
        status = base_fail(c->f->e, BASE_IO, "%s: the part that is not committed cannot be read", path);
    if (in)
        fclose(in);
    if (status == BASE_OK && bytes.len)
        status = set_aside(c, c->torn, "", base_buf_str(&bytes));
    base_buf_free(&bytes);
    return status;
}

/* ---- A file ---- */

static int copy_lines(void *context, FILE *out)
{
    struct copy *c = context;
    int status;

    c->out = out;
    c->kept = c->dropped = c->read = 0;
    c->torn = -1;
    status = crawl_file_lines(c->f->dir, c->file, c->committed > 0 ? c->committed : -1, copy_line, c, c->f->e);
    if (status == BASE_OK)
        status = c->f->status == BASE_OK ? flush_lines(c) : c->f->status;
    if (status == BASE_OK && c->committed > 0 && c->committed < c->size)
        status = set_tail_aside(c);
    if (status == BASE_OK && c->torn >= 0)
        status = set_torn_aside(c);
    base_buf_free(&c->room);
    return status;
}

static bool has_line(void *context, const struct crawl_line *line)
{
    struct copy *c = context;

    c->dropped += is_to_go(c->f, line->text);
    return c->dropped == 0;
}

static bool is_written(const struct copy *c)
{
    return base_str_list_has(&c->f->written, base_str(c->file));
}

/* The committed lines, then, in a file that has more, all of them: damage there is no reason to give up. */
static int look(struct copy *c)
{
    bool known = c->committed > 0 && !is_written(c);
    int status = crawl_file_lines(c->f->dir, c->file, known ? c->committed : -1, has_line, c, c->f->e);

    if (status == BASE_OK && !c->dropped && c->committed > 0 && c->committed < c->size)
        status = crawl_file_lines(c->f->dir, c->file, -1, has_line, c, c->f->e);
    return status;
}

/* After a run that was killed a file may be done, and the state not know it yet. */
static void settle(struct copy *c)
{
    if (c->committed > 0 && is_written(c))
        c->f->status = state_file_put(c->f->state, c->file, c->size, c->f->e);
}

static void rewrite(struct copy *c)
{
    struct forget *f = c->f;

    forget_replace(f, c->file, copy_lines, c);
    if (f->status == BASE_OK && c->committed > 0) /* of a file that no state knows, none is committed */
        f->status = state_file_put(f->state, c->file, c->kept, f->e);
    f->lines += f->status == BASE_OK ? c->dropped : 0;
}

bool forget_lines(void *context, const char *file)
{
    struct forget *f = context;
    struct copy c = {.f = f, .file = file};
    char path[FORGET_PATH_BYTES];
    struct stat st;

    write_lines_named(file, &c.coding);
    snprintf(path, sizeof path, "%s/%s", f->dir, file);
    f->status = stat(path, &st) == 0 ? state_file_get(f->state, file, &c.committed, f->e) : forget_fail(f, path);
    c.size = (int64_t)st.st_size;
    if (f->status == BASE_OK)
        f->status = look(&c);
    if (f->status == BASE_OK && c.dropped)
        rewrite(&c);
    else if (f->status == BASE_OK)
        settle(&c);
    if (f->status == BASE_INVALID)
        forget_leave(f);
    return f->status == BASE_OK;
}
