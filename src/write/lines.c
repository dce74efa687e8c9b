/* The lines of a file, plain or packed, as far as it is committed. */
#include "write/private.h"

#include <stdlib.h>
#include <sys/stat.h>

struct write_lines {
    struct write_source *source;
    uint64_t at;      /* of the text: the next line */
    uint64_t scanned; /* no line ends between both */
    uint64_t rest;
    bool ended;
};

/* The bytes of the file that whole members take; *SIZE: all. Of a plain one both are the same. */
static int whole_members(const char *path, uint64_t *whole, uint64_t *size, struct base_error *e)
{
    struct write_source *s;
    struct base_error damage = {""};
    struct stat st;
    bool more = true;
    int status = write_source_open(path, &s, e);

    if (status != BASE_OK)
        return status;
    *size = fstat(s->fd, &st) == 0 ? (uint64_t)st.st_size : 0;
    *whole = s->coding == BASE_CODING_IDENTITY ? *size : 0;
    while (s->coding != BASE_CODING_IDENTITY && more && status == BASE_OK) {
        status = write_source_fill(s, &more, &damage);
        if (status == BASE_OK && !s->in_member)
            *whole = s->raw_at;
        write_source_drop(s, write_window_end(&s->text));
    }
    write_source_close(s);
    return status == BASE_OK || status == BASE_INVALID ? BASE_OK : base_fail(e, status, "%s", damage.text);
}

int write_lines_open(const char *path, int64_t length, struct write_lines **lines, struct base_error *e)
{
    struct write_lines *l = calloc(1, sizeof *l);
    uint64_t most = (uint64_t)length, size = 0;
    int status = BASE_OK;

    *lines = NULL;
    if (!l)
        return base_fail(e, BASE_NOMEM, "out of memory");
    if (length < 0)
        status = whole_members(path, &most, &size, e);
    if (status == BASE_OK)
        status = write_source_open_part(path, most, &l->source, e);
    if (status != BASE_OK) {
        free(l);
        return status;
    }
    l->rest = length < 0 ? size - most : 0;
    *lines = l;
    return BASE_OK;
}

void write_lines_close(struct write_lines *lines)
{
    if (lines)
        write_source_close(lines->source);
    free(lines);
}

/* Up to the next newline behind AT, or to the end of what is there. */
static int fill_line(struct write_lines *l, const char **newline, struct base_error *e)
{
    for (;;) {
        struct base_str text = write_source_text(l->source, l->scanned);
        struct base_error damage = {""};
        bool more = true;
        int status;

        *newline = text.len ? memchr(text.ptr, '\n', text.len) : NULL;
        if (*newline || l->ended)
            return BASE_OK;
        l->scanned += text.len;
        status = write_source_fill(l->source, &more, &damage);
        l->ended = !more;
        if (status != BASE_OK)
            return base_fail(e, status, "%s: from byte %llu on: %s", l->source->name,
                             (unsigned long long)write_source_member(l->source), damage.text);
    }
}

bool write_lines_next(struct write_lines *lines, struct base_str *line, bool *whole, int *status, struct base_error *e)
{
    const char *newline;

    write_source_drop(lines->source, lines->at);
    lines->scanned = lines->at;
    *status = fill_line(lines, &newline, e);
    if (*status != BASE_OK)
        return false;
    *line = write_source_text(lines->source, lines->at);
    *whole = newline != NULL;
    if (newline)
        line->len = (size_t)(newline - line->ptr);
    lines->at += line->len + *whole;
    return *whole || line->len;
}

int64_t write_lines_end(const struct write_lines *lines)
{
    const struct write_source *s = lines->source;

    return (int64_t)(s->coding == BASE_CODING_IDENTITY ? lines->at : s->length);
}

int64_t write_lines_rest(const struct write_lines *lines)
{
    return (int64_t)lines->rest;
}
