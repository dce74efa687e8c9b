/*
 * Exchanges taken out of a WARC file. Each record that goes leaves one of its own length that says nothing: the places of all
 * others stay what lines and state say, and so does the length of the file.
 */
#include "crawl/forget.h"

struct gap {
    int64_t start, end; /* of a member */
};

struct cut {
    struct forget *f;
    const char *file;
    char path[FORGET_PATH_BYTES];
    struct gap *gaps; /* in order */
    size_t count, capacity;
};

static int add_gap(struct cut *c, int64_t start)
{
    struct gap *gaps = base_arena_grow(&c->f->arena, c->gaps, c->count, &c->capacity, sizeof *gaps);

    if (!gaps)
        return base_fail(c->f->e, BASE_NOMEM, "out of memory");
    c->gaps = gaps;
    gaps[c->count++] = (struct gap){start, -1};
    return BASE_OK;
}

/* The member that began last ends at AT. */
static void end_gap(struct cut *c, int64_t at)
{
    if (c->count && c->gaps[c->count - 1].end < 0)
        c->gaps[c->count - 1].end = at;
}

/* Other addresses whose pages were equal have their payload there, too. */
static int forget_place(struct cut *c, int64_t offset)
{
    return state_kept_forget_place(c->f->state, base_str(c->file), offset, c->f->e);
}

static int take_record(struct cut *c, const struct write_warc_record *record)
{
    struct forget *f = c->f;
    bool goes = record->target.len && base_str_list_has(&f->urls, record->target);
    int status = BASE_OK;

    end_gap(c, record->offset);
    if (goes && !record->seekable)
        status = base_fail(f->e, BASE_INVALID, "%s: a record at %lld is not a member of its own", c->path, (long long)record->offset);
    else if (goes)
        status = add_gap(c, record->offset);
    if (status == BASE_OK && (goes || (f->redo && write_warc_is_blank(record))))
        status = forget_place(c, record->offset);
    return status;
}

static int find_gaps(struct cut *c)
{
    struct forget *f = c->f;
    struct write_warc_record record;
    struct write_reader *reader;
    struct base_error why = {""};
    int64_t committed = 0;
    int status = state_file_get(f->state, c->file, &committed, f->e), read = BASE_OK;

    if (status == BASE_OK)
        status = write_reader_open(c->path, &reader, f->e);
    if (status != BASE_OK)
        return status;
    while (status == BASE_OK && ((read = write_reader_next(reader, &record, &why)) == BASE_OK || read == BASE_INVALID)) {
        if (read == BASE_OK) {
            status = take_record(c, &record);
            continue;
        }
        end_gap(c, record.offset);
        if (record.offset >= committed)
            continue; /* a kill's doing: the next crawl sets it aside */
        base_log(f->log, BASE_LOG_WARNING, "%s: damaged at %lld: what stands there stays", c->path, (long long)record.offset);
        f->damaged++;
    }
    end_gap(c, (int64_t)write_reader_taken(reader));
    write_reader_close(reader);
    return status != BASE_OK || read == BASE_MISSING ? status : base_fail(f->e, read, "%s", why.text);
}

/* From the place where IN stands to END; below 0: to its end. */
static void copy_bytes(FILE *in, int64_t *at, int64_t end, FILE *out)
{
    char room[64 << 10];

    while (end < 0 || *at < end) {
        size_t want = end < 0 || end - *at > (int64_t)sizeof room ? sizeof room : (size_t)(end - *at);
        size_t n = fread(room, 1, want, in);

        if (!n)
            return;
        fwrite(room, 1, n, out);
        *at += (int64_t)n;
    }
}

static int blank(struct cut *c, const struct gap *gap, FILE *out)
{
    struct base_buf member = BASE_BUF_INIT;
    int status = write_warc_blank(gap->end - gap->start, base_time_now(), &member, c->f->e);

    if (status == BASE_OK)
        fwrite(member.ptr, 1, member.len, out);
    base_buf_free(&member);
    return status;
}

static int copy_warc(void *context, FILE *out)
{
    struct cut *c = context;
    FILE *in = fopen(c->path, "re");
    int64_t at = 0;
    int status = in ? BASE_OK : forget_fail(c->f, c->path);

    for (size_t i = 0; status == BASE_OK && i < c->count; i++) {
        copy_bytes(in, &at, c->gaps[i].start, out);
        status = blank(c, &c->gaps[i], out);
        at = c->gaps[i].end;
        if (status == BASE_OK && fseeko(in, (off_t)at, SEEK_SET) != 0)
            status = forget_fail(c->f, c->path);
    }
    if (status == BASE_OK)
        copy_bytes(in, &at, -1, out);
    if (status == BASE_OK && ferror(in))
        status = forget_fail(c->f, c->path);
    if (in)
        fclose(in);
    return status;
}

bool forget_warc(void *context, const char *file)
{
    struct forget *f = context;
    struct cut c = {.f = f, .file = file};

    snprintf(c.path, sizeof c.path, "%s/%s", f->dir, file);
    f->status = find_gaps(&c);
    if (f->status == BASE_OK && c.count)
        forget_replace(f, file, copy_warc, &c);
    f->records += f->status == BASE_OK ? (int64_t)c.count : 0;
    if (f->status == BASE_INVALID || f->status == BASE_LIMIT)
        forget_leave(f);
    return f->status == BASE_OK;
}
