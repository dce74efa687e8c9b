/* WARC records (ISO 28500:2017; version 1.0 differs in nothing that is read here). */
#include "write/private.h"

#include <stdlib.h>

enum { MAGIC_BYTES = 5, HEAD_BYTES = 64 << 10 /* kept of a block that is over the cap */ };

static const struct base_str magic = {"WARC/", MAGIC_BYTES};

struct write_reader {
    struct write_source *source;
    uint64_t at;            /* in the text: where the next record begins */
    bool is_warc;
    bool broken;            /* the member at hand is damaged: what is held may be read, then the search begins */
    struct base_error why;
    struct base_buf cut;    /* header and first bytes of a record whose block is over the cap */
};

int write_reader_open(const char *path, struct write_reader **reader, struct base_error *e)
{
    struct write_reader *r = calloc(1, sizeof *r);
    struct base_error damage = {""};
    size_t there;
    int status;

    *reader = NULL;
    if (!r)
        return base_fail(e, BASE_NOMEM, "out of memory");
    status = write_source_open(path, &r->source, e);
    if (status == BASE_OK) {
        status = write_source_want(r->source, 0, MAGIC_BYTES, &there, &damage);
        if (status == BASE_INVALID)
            status = BASE_OK; /* who reads on is told */
        else
            base_fail(e, status, "%s", damage.text);
    }
    if (status != BASE_OK) {
        write_reader_close(r);
        return status;
    }
    r->is_warc = base_str_starts(write_source_text(r->source, 0), magic);
    *reader = r;
    return BASE_OK;
}

void write_reader_close(struct write_reader *reader)
{
    if (!reader)
        return;
    write_source_close(reader->source);
    base_buf_free(&reader->cut);
    free(reader);
}

bool write_reader_is_warc(const struct write_reader *reader)
{
    return reader->is_warc;
}

int write_reader_rest(struct write_reader *reader, struct base_buf *out, struct base_error *e)
{
    struct write_source *s = reader->source;
    struct base_error damage = {""};
    bool more = true;
    int status = BASE_OK;

    while (more && status == BASE_OK) {
        struct base_str text = write_source_text(s, reader->at);

        if (!base_buf_add_str(out, text))
            return base_fail(e, BASE_LIMIT, "%s: larger than %zu MB%s", s->name, out->limit >> 20,
                             s->coding == BASE_CODING_IDENTITY ? "" : " when unpacked");
        reader->at += text.len;
        write_source_drop(s, reader->at);
        status = write_source_fill(s, &more, &damage);
    }
    if (status == BASE_INVALID)
        return base_fail(e, status, "%s: broken %s data", s->name, s->coding == BASE_CODING_GZIP ? "gzip" : "zstd");
    return base_fail(e, status, "%s", damage.text);
}

int write_reader_line(struct write_reader *reader, struct base_str *line, struct base_error *e)
{
    struct write_source *s = reader->source;
    struct base_error damage = {""};
    size_t looked = 0;
    bool more = true;

    write_source_drop(s, reader->at);
    for (;;) {
        struct base_str text = write_source_text(s, reader->at);
        const char *newline = text.len > looked ? memchr(text.ptr + looked, '\n', text.len - looked) : NULL;
        int status;

        if (newline || (!more && text.len)) {
            *line = base_str_sub(text, 0, newline ? (size_t)(newline - text.ptr) : text.len);
            reader->at += line->len + (newline != NULL);
            return BASE_OK;
        }
        if (!more)
            return BASE_MISSING;
        looked = text.len;
        if (looked > BASE_LIMIT_TEXT_BYTES)
            return base_fail(e, BASE_LIMIT, "%s: a line of more than %d MB", s->name, BASE_LIMIT_TEXT_BYTES >> 20);
        status = write_source_fill(s, &more, &damage);
        if (status != BASE_OK)
            return base_fail(e, status, "%s: %s", s->name, damage.text);
    }
}

bool write_reader_seek(struct write_reader *reader, int64_t offset)
{
    if (offset < 0 || !write_source_seek(reader->source, (uint64_t)offset))
        return false;
    reader->broken = false;
    reader->at = write_window_end(&reader->source->text);
    return true;
}

uint64_t write_reader_taken(const struct write_reader *reader)
{
    const struct write_source *s = reader->source;

    return s->coding == BASE_CODING_IDENTITY ? write_window_end(&s->text) : s->raw_at;
}

/* ---- The header of a record ---- */

/* The header with the blank line behind it, at the start of TEXT; 0: it is not complete. */
static size_t header_length(struct base_str text)
{
    for (size_t at = 0; at < text.len; at++) {
        const char *newline = memchr(text.ptr + at, '\n', text.len - at);

        if (!newline)
            return 0;
        at = (size_t)(newline - text.ptr);
        if (at + 1 < text.len && text.ptr[at + 1] == '\n')
            return at + 2;
        if (at + 2 < text.len && text.ptr[at + 1] == '\r' && text.ptr[at + 2] == '\n')
            return at + 3;
    }
    return 0;
}

/* "WARC/1.0": any version 1, which are alike in what is read. */
static bool is_version_line(struct base_str line)
{
    return base_str_starts(line, BASE_STR("WARC/1.")) && line.len > 7 && line.ptr[7] >= '0' && line.ptr[7] <= '9';
}

static struct base_str without_brackets(struct base_str s)
{
    return s.len >= 2 && s.ptr[0] == '<' && s.ptr[s.len - 1] == '>' ? base_str_sub(s, 1, s.len - 1) : s;
}

static enum write_warc_type type_named(struct base_str name)
{
    static const struct {
        struct base_str name;
        enum write_warc_type type;
    } types[] = {{{"response", 8}, WRITE_WARC_RESPONSE},
                 {{"resource", 8}, WRITE_WARC_RESOURCE},
                 {{"revisit", 7}, WRITE_WARC_REVISIT}};

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (base_str_equal_nocase(name, types[i].name))
            return types[i].type;
    return WRITE_WARC_OTHER;
}

/* WARC-Date may be as imprecise as a year in 1.1; without a day nothing is said. */
static int64_t time_of(struct base_str s)
{
    int64_t t;

    return base_time_parse(s, &t) ? t : BASE_TIME_NONE;
}

/* The length of the block: what a record cannot do without, beside its type. */
static bool read_length(struct base_str value, uint64_t *length)
{
    size_t n;

    if (!base_str_to_size(value, (size_t)1 << 50, &n))
        return false;
    *length = n;
    return true;
}

static bool read_header(struct base_str header, struct write_warc_record *r, uint64_t *length)
{
    struct base_str line;
    bool typed = false, measured = false;

    if (!base_str_next(&header, '\n', &line) || !is_version_line(line))
        return false;
    while (base_str_next(&header, '\n', &line)) {
        const char *colon = line.len ? memchr(line.ptr, ':', line.len) : NULL;
        size_t n = colon ? (size_t)(colon - line.ptr) : 0;
        struct base_str name = base_str_trim(base_str_sub(line, 0, n));
        struct base_str value = colon ? base_str_trim(base_str_sub(line, n + 1, line.len)) : BASE_STR_NONE;

        if (!value.len || line.ptr[0] == ' ' || line.ptr[0] == '\t') /* a folded line adds to no field that is read */
            continue;
        if (base_str_equal_nocase(name, BASE_STR("WARC-Type"))) {
            r->type = type_named(value);
            typed = true;
        } else if (base_str_equal_nocase(name, BASE_STR("Content-Length"))) {
            measured = read_length(value, length);
        } else if (base_str_equal_nocase(name, BASE_STR("WARC-Record-ID"))) {
            r->id = without_brackets(value);
        } else if (base_str_equal_nocase(name, BASE_STR("WARC-Target-URI"))) {
            r->target = without_brackets(value); /* 1.0's grammar has brackets, and some writers kept to it */
        } else if (base_str_equal_nocase(name, BASE_STR("WARC-Date"))) {
            r->date = time_of(value);
        } else if (base_str_equal_nocase(name, BASE_STR("Content-Type"))) {
            r->content_type = value;
        } else if (base_str_equal_nocase(name, BASE_STR("WARC-Identified-Payload-Type"))) {
            r->payload_type = value;
        }
    }
    return typed && measured;
}

/* ---- Records ---- */

/* Holds at least LEN bytes from AT on. A damaged member ends them; the reader then knows that it is broken. */
static int want(struct write_reader *r, uint64_t at, size_t len, size_t *there, struct base_error *e)
{
    int status = BASE_OK;

    if (!r->broken) {
        status = write_source_want(r->source, at, len, there, &r->why);
        if (status == BASE_INVALID)
            r->broken = true;
        else if (status != BASE_OK)
            return base_fail(e, status, "%s", r->why.text);
    }
    *there = write_source_text(r->source, at).len;
    return BASE_OK;
}

static int damaged(struct write_reader *r, struct base_error *e, const char *what)
{
    return base_fail(e, BASE_INVALID, "%s", r->broken && r->why.text[0] ? r->why.text : what);
}

/* The record's header; *LEN with the blank line. */
static int take_header(struct write_reader *r, struct write_warc_record *record, size_t *len, uint64_t *block,
                       struct base_error *e)
{
    size_t there = 0, asked = 1024;
    int status;

    do {
        status = want(r, r->at, asked, &there, e);
        *len = header_length(write_source_text(r->source, r->at));
        asked *= 2;
    } while (status == BASE_OK && !*len && there >= asked / 2 && there < BASE_LIMIT_WARC_HEADER_BYTES);
    if (status != BASE_OK)
        return status;
    if (!*len)
        return damaged(r, e, "a header without an end");
    if (!read_header(base_str_sub(write_source_text(r->source, r->at), 0, *len), record, block))
        return damaged(r, e, "no header of WARC 1.0 or 1.1");
    return BASE_OK;
}

/* A record that has a member to itself cannot be longer than that. Asked before a block is waited for, so that a wrong
 * length costs one record and not all behind it. */
static bool runs_into_next(const struct write_reader *r, uint64_t from, uint64_t to)
{
    const struct write_source *s = r->source;

    if (!write_source_mark(s, r->at))
        return false;
    for (size_t i = 0; i < s->mark_count; i++)
        if (s->marks[i].text > from && s->marks[i].text < to &&
            base_str_starts(write_source_text(s, s->marks[i].text), magic))
            return true;
    return false;
}

/* The block from START on, piece by piece, so that a wrong length shows where the next record begins. */
static int take_block(struct write_reader *r, uint64_t start, uint64_t len, struct base_error *e)
{
    uint64_t end = start + len, at = start;

    while (at < end) {
        size_t part = end - at < 1 << 20 ? (size_t)(end - at) : 1 << 20, there = 0;
        int status = want(r, at, part, &there, e);

        if (status != BASE_OK)
            return status;
        if (there < part || runs_into_next(r, start, end))
            return damaged(r, e, "cut short");
        at += part;
        if (len > BASE_LIMIT_WARC_BLOCK_BYTES)
            write_source_drop(r->source, at);
    }
    return BASE_OK;
}

/* Behind the block stand two line ends; then the next record, the member's end or the file's. The member is read to
 * its end, where its checksum stands. */
static int take_end(struct write_reader *r, uint64_t end, uint64_t *next, struct base_error *e)
{
    size_t there = 0;
    bool owns_member = write_source_mark(r->source, r->at) != NULL;
    int status = want(r, end, 4 + MAGIC_BYTES, &there, e);
    struct base_str text = write_source_text(r->source, end);

    if (status != BASE_OK)
        return status;
    *next = end;
    while (*next - end < text.len && strchr("\r\n", text.ptr[*next - end]) && text.ptr[*next - end])
        ++*next;
    text = base_str_sub(text, (size_t)(*next - end), text.len);
    if (r->broken && owns_member && !text.len && !write_source_mark(r->source, *next))
        return damaged(r, e, "damaged"); /* its own member is, not the one behind it */
    if (text.len >= MAGIC_BYTES ? !base_str_starts(text, magic) : !base_str_starts(magic, text))
        if (!write_source_mark(r->source, *next))
            return damaged(r, e, "its length is wrong");
    return BASE_OK;
}

/* Keeps what is read of a record that does not fit: the header and the first bytes. */
static int keep_head(struct write_reader *r, size_t header, struct base_error *e)
{
    size_t there;
    int status = want(r, r->at, header + HEAD_BYTES, &there, e);

    base_buf_clear(&r->cut);
    if (status == BASE_OK && !base_buf_add(&r->cut, write_source_text(r->source, r->at).ptr,
                                           there < header + HEAD_BYTES ? there : header + HEAD_BYTES))
        status = base_fail(e, BASE_NOMEM, "out of memory");
    return status;
}

static int take_record(struct write_reader *r, struct write_warc_record *record, struct base_error *e)
{
    uint64_t block = 0, start, next = 0;
    size_t header;
    struct base_str text;
    int status = take_header(r, record, &header, &block, e);

    if (status != BASE_OK)
        return status;
    start = r->at + header;
    record->cut = block > BASE_LIMIT_WARC_BLOCK_BYTES;
    if (record->cut)
        status = keep_head(r, header, e);
    if (status == BASE_OK)
        status = take_block(r, start, block, e);
    if (status == BASE_OK)
        status = take_end(r, start + block, &next, e);
    if (status != BASE_OK)
        return status;
    /* the text may have moved: the header's strings are read anew */
    text = record->cut ? base_buf_str(&r->cut) : base_str_sub(write_source_text(r->source, r->at), 0, header + (size_t)block);
    read_header(base_str_sub(text, 0, header), record, &block);
    record->block = base_str_sub(text, header, text.len);
    r->at = next;
    return BASE_OK;
}

/* ---- Damage ---- */

/* The first line that begins a record from AT on, or a member that does; SIZE_MAX: none in what is held. */
static size_t find_record(struct write_reader *r, uint64_t at)
{
    struct base_str text = write_source_text(r->source, at);
    size_t found = base_str_find(text, BASE_STR("\nWARC/1."));
    const struct write_source *s = r->source;

    found = found == SIZE_MAX ? found : found + 1;
    for (size_t i = 0; i < s->mark_count; i++)
        if (s->marks[i].text >= at && s->marks[i].text - at < found &&
            base_str_starts(write_source_text(s, s->marks[i].text), magic))
            return (size_t)(s->marks[i].text - at);
    return found;
}

/* In the text behind the start of the damaged record, as far as it can be unpacked; then in the file, behind the start
 * of the member that cannot. */
static int find_next(struct write_reader *r, struct base_error *e)
{
    struct write_source *s = r->source;
    uint64_t at = r->at + 1;
    int status = BASE_OK;

    if (at < write_window_start(&s->text)) { /* the record was over the cap, and its start is gone */
        if (s->coding == BASE_CODING_IDENTITY)
            write_source_seek(s, at);
        if (at < write_window_start(&s->text))
            at = write_window_start(&s->text);
    }
    while (status == BASE_OK) {
        size_t found, there;
        uint64_t end = write_window_end(&s->text);

        if (r->broken) {
            r->broken = false;
            r->why.text[0] = '\0';
            status = write_source_resume(s, magic, e);
            r->at = write_window_end(&s->text);
            return status;
        }
        found = find_record(r, at);
        if (found != SIZE_MAX) {
            r->at = at + found;
            return BASE_OK;
        }
        at = end > at + 8 ? end - 8 : at;
        write_source_drop(s, at);
        status = want(r, end, 1, &there, e);
        if (status == BASE_OK && !there && !r->broken) {
            r->at = end;
            return BASE_OK;
        }
    }
    return status;
}

/* Line ends between records are no record; *MORE: there is something behind them. */
static int skip_line_ends(struct write_reader *r, bool *more, struct base_error *e)
{
    size_t there;

    for (;;) {
        int status = want(r, r->at, 1, &there, e);
        char c = there ? write_source_text(r->source, r->at).ptr[0] : '\0';

        *more = there > 0;
        if (status != BASE_OK || (c != '\r' && c != '\n'))
            return status;
        r->at++;
    }
}

int write_reader_next(struct write_reader *reader, struct write_warc_record *record, struct base_error *e)
{
    const struct write_mark *mark;
    bool more;
    int status = skip_line_ends(reader, &more, e);

    *record = (struct write_warc_record){.date = BASE_TIME_NONE, .type = WRITE_WARC_OTHER};
    if (status != BASE_OK)
        return status;
    if (!more && !reader->broken)
        return BASE_MISSING;
    write_source_drop(reader->source, reader->at);
    mark = write_source_mark(reader->source, reader->at);
    record->offset = (int64_t)(mark ? mark->raw : reader->broken && !more ? write_source_member(reader->source) : reader->at);
    record->seekable = mark || reader->source->coding == BASE_CODING_IDENTITY;
    status = more ? take_record(reader, record, e) : damaged(reader, e, "damaged");
    if (status == BASE_INVALID) {
        int64_t offset = record->offset;
        int found = find_next(reader, e);

        *record = (struct write_warc_record){.date = BASE_TIME_NONE, .type = WRITE_WARC_OTHER, .offset = offset};
        return found == BASE_OK ? BASE_INVALID : found;
    }
    return status;
}
