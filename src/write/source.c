/* A file unpacked piece by piece: plain, gzip of many members, zstd of many frames with a dictionary before them. */
#include "write/private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    STEP_BYTES = 64 << 10,
    PROBE_GZIP = 512,      /* of a member, to see how its text begins */
    PROBE_ZSTD = (128 << 10) + 32, /* a block gives nothing before it is whole */
    PROBE_AGAIN = 32,      /* no byte is looked at more often than this, on the average; the first 8 MB are free */
    RAW_MOST = 16 << 20    /* packed bytes held of one member; beyond it they slide */
};

/* ---- Windows ---- */

static void window_drop(struct write_window *w, uint64_t to)
{
    if (to <= write_window_start(w))
        return;
    w->from = to - w->base < w->len ? (size_t)(to - w->base) : w->len;
}

/* Room for MORE bytes behind those held. Held bytes move only when as many again were dropped or added. */
static char *window_room(struct write_window *w, size_t more)
{
    size_t held = w->len - w->from;

    if (w->capacity - w->len >= more)
        return w->ptr + w->len;
    if (w->from) {
        memmove(w->ptr, w->ptr + w->from, held);
        w->base += w->from;
        w->from = 0;
        w->len = held;
    }
    if (held + more > w->capacity / 2) {
        size_t capacity = (held + more) * 2;
        char *moved = realloc(w->ptr, capacity);

        if (!moved)
            return NULL;
        w->ptr = moved;
        w->capacity = capacity;
    }
    return w->ptr + w->len;
}

/* Empty, standing at AT; what one large member made it grow to is given back. */
static void window_reset(struct write_window *w, uint64_t at)
{
    free(w->ptr);
    *w = (struct write_window){.base = at};
}

/* ---- The file ---- */

static int read_into(struct write_source *s, struct write_window *w, struct base_error *e)
{
    char *room = window_room(w, STEP_BYTES);
    uint64_t left = s->length - write_window_end(w);
    ssize_t n;

    if (!room)
        return base_fail(e, BASE_NOMEM, "%s: out of memory", s->name);
    do
        n = read(s->fd, room, left < STEP_BYTES ? (size_t)left : STEP_BYTES);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return base_fail(e, BASE_IO, "%s: %s", s->name, strerror(errno));
    w->len += (size_t)n;
    s->ended = n == 0;
    return BASE_OK;
}

/* At least LEN packed bytes from AT on are held, where the file has as many. */
static int want_raw(struct write_source *s, uint64_t at, size_t len, struct base_str *there, struct base_error *e)
{
    int status = BASE_OK;

    while (status == BASE_OK && !s->ended && write_window_end(&s->raw) < at + len)
        status = read_into(s, &s->raw, e);
    if (at >= write_window_end(&s->raw))
        *there = BASE_STR("");
    else
        *there = (struct base_str){s->raw.ptr + (at - s->raw.base), (size_t)(write_window_end(&s->raw) - at)};
    return status;
}

static int open_file(struct write_source *s, const char *path, struct base_error *e)
{
    struct stat st;

    if (!strcmp(path, "-")) {
        s->fd = STDIN_FILENO;
        s->name = strdup("standard input");
    } else {
        s->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
        s->name = strdup(path);
        if (s->fd < 0)
            return base_fail(e, errno == ENOENT || errno == ENOTDIR ? BASE_MISSING : BASE_IO, "%s: %s", path, strerror(errno));
        if (fstat(s->fd, &st) == 0 && S_ISDIR(st.st_mode))
            return base_fail(e, BASE_INVALID, "%s: is a directory", path);
    }
    return s->name ? BASE_OK : base_fail(e, BASE_NOMEM, "out of memory");
}

static uint32_t little_endian(const char *bytes)
{
    const unsigned char *b = (const unsigned char *)bytes;

    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

/* The first frame of a .warc.zst may hold the dictionary of all others, plain or packed itself (Zstandard Compression
 * for WARC Files 1.0, section 5: a skippable frame of the number 0x184D2A5D). */
static int read_dictionary(struct write_source *s, struct base_error *e)
{
    struct base_buf room = {.limit = BASE_LIMIT_WARC_DICTIONARY_BYTES};
    struct base_decoder *decoder = NULL;
    struct base_str frame;
    size_t len;
    int status = want_raw(s, 0, 8, &frame, e);

    if (status != BASE_OK || frame.len < 8)
        return status;
    len = little_endian(frame.ptr + 4);
    if (len > BASE_LIMIT_WARC_DICTIONARY_BYTES)
        return base_fail(e, BASE_LIMIT, "%s: its dictionary is larger than %d MB", s->name,
                         BASE_LIMIT_WARC_DICTIONARY_BYTES >> 20);
    status = want_raw(s, 0, 8 + len, &frame, e);
    if (status == BASE_OK && frame.len < 8 + len)
        status = base_fail(e, BASE_INVALID, "%s: cut short within its dictionary", s->name);
    if (status != BASE_OK)
        return status;
    frame = base_str_sub(frame, 8, 8 + len);
    if (base_coding_seen(frame) == BASE_CODING_ZSTD) {
        status = base_decoder_open(BASE_CODING_ZSTD, &decoder, e);
        if (status == BASE_OK)
            status = base_decoder_feed(decoder, frame, &room, e);
        if (status == BASE_OK)
            status = base_decoder_finish(decoder, e);
        frame = base_buf_str(&room);
    }
    if (status == BASE_OK)
        status = base_decoder_use_dictionary(s->decoder, frame, e);
    s->raw_at = 8 + len;
    base_decoder_close(decoder);
    base_buf_free(&room);
    return status;
}

static int tell_coding(struct write_source *s, struct base_error *e)
{
    static const struct base_str dictionary = {"\x5d\x2a\x4d\x18", 4};
    struct base_str head;
    bool has_dictionary;
    int status = want_raw(s, 0, 4, &head, e);

    if (status != BASE_OK)
        return status;
    has_dictionary = base_str_starts(head, dictionary);
    s->coding = has_dictionary ? BASE_CODING_ZSTD : base_coding_seen(head);
    if (s->coding == BASE_CODING_IDENTITY) {
        s->text = s->raw;
        s->raw = (struct write_window){0};
        return BASE_OK;
    }
    status = base_decoder_open(s->coding, &s->decoder, e);
    return status == BASE_OK && has_dictionary ? read_dictionary(s, e) : status;
}

int write_source_open(const char *path, struct write_source **source, struct base_error *e)
{
    return write_source_open_part(path, UINT64_MAX, source, e);
}

int write_source_open_part(const char *path, uint64_t length, struct write_source **source, struct base_error *e)
{
    struct write_source *s = calloc(1, sizeof *s);
    int status;

    *source = NULL;
    if (!s)
        return base_fail(e, BASE_NOMEM, "out of memory");
    s->fd = -1;
    s->length = length;
    status = open_file(s, path, e);
    if (status == BASE_OK)
        status = tell_coding(s, e);
    if (status == BASE_OK)
        *source = s;
    else
        write_source_close(s);
    return status;
}

void write_source_close(struct write_source *source)
{
    if (!source)
        return;
    if (source->fd > STDIN_FILENO)
        close(source->fd);
    base_decoder_close(source->decoder);
    free(source->raw.ptr);
    free(source->text.ptr);
    free(source->marks);
    free(source->name);
    free(source);
}

/* ---- Unpacking ---- */

static int add_mark(struct write_source *s, struct base_error *e)
{
    if (s->mark_count == s->mark_capacity) {
        size_t capacity = s->mark_capacity * 2 + 8;
        struct write_mark *moved = realloc(s->marks, capacity * sizeof *moved);

        if (!moved)
            return base_fail(e, BASE_NOMEM, "%s: out of memory", s->name);
        s->marks = moved;
        s->mark_capacity = capacity;
    }
    s->marks[s->mark_count++] = (struct write_mark){write_window_end(&s->text), s->raw_at};
    window_drop(&s->raw, s->raw_at);
    s->in_member = true;
    return BASE_OK;
}

static int unpack_step(struct write_source *s, struct base_str packed, struct base_error *e)
{
    char *room = window_room(&s->text, STEP_BYTES);
    size_t before = packed.len, made = 0;
    bool ended = false;
    int status;

    if (!room)
        return base_fail(e, BASE_NOMEM, "%s: out of memory", s->name);
    status = base_decoder_step(s->decoder, &packed, room, STEP_BYTES, &made, &ended, e);
    s->text.len += made;
    s->raw_at += before - packed.len;
    s->in_member = !ended;
    if (status == BASE_OK && !ended && !made && before && packed.len == before)
        status = base_fail(e, BASE_INVALID, "damaged data");
    if (s->raw_at > RAW_MOST && s->raw_at - RAW_MOST > write_window_start(&s->raw))
        window_drop(&s->raw, s->raw_at - RAW_MOST);
    return status;
}

int write_source_fill(struct write_source *source, bool *more, struct base_error *e)
{
    struct base_str packed;
    int status;

    *more = true;
    if (source->coding == BASE_CODING_IDENTITY) {
        status = source->ended ? BASE_OK : read_into(source, &source->text, e);
        *more = !source->ended;
        return status;
    }
    status = want_raw(source, source->raw_at, 1, &packed, e);
    if (status != BASE_OK)
        return status;
    if (!packed.len && !source->in_member) {
        *more = false;
        return BASE_OK;
    }
    if (!source->in_member)
        status = add_mark(source, e);
    if (status == BASE_OK && !packed.len) { /* what the decoder still holds, then it is short of bytes */
        uint64_t end = write_window_end(&source->text);

        status = unpack_step(source, packed, e);
        if (status == BASE_OK && source->in_member && end == write_window_end(&source->text))
            status = base_fail(e, BASE_INVALID, "cut short");
        return status;
    }
    return status == BASE_OK ? unpack_step(source, packed, e) : status;
}

int write_source_want(struct write_source *source, uint64_t at, size_t len, size_t *there, struct base_error *e)
{
    bool more = true;
    int status = BASE_OK;

    while (status == BASE_OK && more && write_window_end(&source->text) < at + len)
        status = write_source_fill(source, &more, e);
    *there = write_window_end(&source->text) < at ? 0 : (size_t)(write_window_end(&source->text) - at);
    return status;
}

void write_source_drop(struct write_source *source, uint64_t at)
{
    size_t gone = 0;

    window_drop(&source->text, at);
    while (gone + 1 < source->mark_count && source->marks[gone + 1].text <= at)
        gone++;
    if (gone) {
        source->mark_count -= gone;
        memmove(source->marks, source->marks + gone, source->mark_count * sizeof *source->marks);
    }
}

struct base_str write_source_text(const struct write_source *source, uint64_t at)
{
    const struct write_window *w = &source->text;

    if (at >= write_window_end(w))
        return BASE_STR("");
    return (struct base_str){w->ptr + (at - w->base), (size_t)(write_window_end(w) - at)};
}

const struct write_mark *write_source_mark(const struct write_source *source, uint64_t at)
{
    for (size_t i = source->mark_count; i-- && source->marks[i].text >= at;)
        if (source->marks[i].text == at)
            return &source->marks[i];
    return NULL;
}

uint64_t write_source_member(const struct write_source *source)
{
    return source->mark_count ? source->marks[source->mark_count - 1].raw : write_window_start(&source->text);
}

/* ---- Damage ---- */

/* Whether the text of a member that begins with PACKED begins with MAGIC. */
static bool begins_with(struct write_source *s, struct base_str packed, struct base_str magic)
{
    struct base_error ignored = {""};
    char room[16];
    size_t made = 0;
    bool ended;

    base_decoder_restart(s->decoder);
    base_decoder_step(s->decoder, &packed, room, magic.len, &made, &ended, &ignored);
    base_decoder_restart(s->decoder);
    return made == magic.len && !memcmp(room, magic.ptr, made);
}

/* The first place in BYTES where a member may begin; their length where there is none. */
static size_t find_member(enum base_coding coding, struct base_str bytes)
{
    for (size_t at = 0; at < bytes.len; at++) {
        const char *next = memchr(bytes.ptr + at, coding == BASE_CODING_GZIP ? 0x1f : 0x28, bytes.len - at);

        if (!next)
            break;
        at = (size_t)(next - bytes.ptr);
        if (bytes.len - at < 4 || base_coding_seen(base_str_sub(bytes, at, bytes.len)) == coding)
            return at;
    }
    return bytes.len;
}

int write_source_resume(struct write_source *source, struct base_str magic, struct base_error *e)
{
    uint64_t at = write_source_member(source) + 1, from = at, probed = 0;
    size_t probe = source->coding == BASE_CODING_GZIP ? PROBE_GZIP : PROBE_ZSTD;
    struct base_str bytes;
    int status;

    if (at < write_window_start(&source->raw))
        at = write_window_start(&source->raw);
    base_decoder_restart(source->decoder);
    source->in_member = false;
    source->mark_count = 0;
    window_reset(&source->text, write_window_end(&source->text));
    while ((status = want_raw(source, at, probe, &bytes, e)) == BASE_OK && bytes.len) {
        size_t skip = find_member(source->coding, bytes);
        bool dear = probed > (8 << 20) + PROBE_AGAIN * (at - from);

        if (skip == 0) {
            bytes.len = bytes.len > (dear ? PROBE_GZIP : probe) ? (dear ? PROBE_GZIP : probe) : bytes.len;
            probed += bytes.len;
            if (begins_with(source, bytes, magic))
                break;
        }
        at += skip ? skip : 1;
        window_drop(&source->raw, at);
    }
    source->raw_at = at;
    return status;
}

bool write_source_seek(struct write_source *source, uint64_t offset)
{
    if (lseek(source->fd, (off_t)offset, SEEK_SET) < 0)
        return false;
    source->ended = source->in_member = false;
    source->mark_count = 0;
    source->raw_at = offset;
    if (source->decoder)
        base_decoder_restart(source->decoder);
    window_reset(&source->raw, offset);
    window_reset(&source->text, source->decoder ? write_window_end(&source->text) : offset);
    return true;
}
