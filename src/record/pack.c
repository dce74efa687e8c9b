/*
 * The record between processes: the values of record_keys in order, numbers in little-endian order.
 * A string is its length + 1 (0: no value) in 4 bytes and its bytes; a list is its count in 4 bytes and
 * its items; everything else is 8 bytes.
 */
#include "record/private.h"

/* ---- Packing ---- */

static void put_number(struct base_buf *out, uint64_t n, size_t bytes)
{
    char text[8];
    for (size_t i = 0; i < bytes; i++)
        text[i] = (char)(n >> 8 * i & 0xFF);
    base_buf_add(out, text, bytes);
}

static void put_count(struct base_buf *out, size_t n)
{
    out->failed |= n >= UINT32_MAX;
    put_number(out, n, 4);
}

static void put_string(struct base_buf *out, struct base_str s)
{
    put_count(out, s.ptr == NULL ? 0 : s.len + 1);
    if (s.len > 0)
        base_buf_add_str(out, s);
}

static void put_item(struct base_buf *out, char *item, const struct record_shape *shape)
{
    for (size_t i = 0; i < shape->part_count; i++)
        put_string(out, *record_part_of(item, &shape->parts[i]));
}

static void put_list(struct base_buf *out, struct record_list list, const struct record_shape *shape)
{
    put_count(out, list.count);
    for (size_t i = 0; i < list.count; i++)
        put_item(out, list.items + i * shape->size, shape);
}

static void put_key(struct base_buf *out, struct record *record, const struct record_key *key)
{
    switch (key->type) {
    case RECORD_STRING:
        put_string(out, *record_string(record, key));
        break;
    case RECORD_OBJECT:
        put_item(out, (char *)record + key->offset, key->shape);
        break;
    case RECORD_LIST:
        put_list(out, record_list_get(record, key), key->shape);
        break;
    case RECORD_INTEGER:
    case RECORD_TIME:
        put_number(out, (uint64_t)*record_integer(record, key), 8);
        break;
    case RECORD_SURENESS:
        put_number(out, record->article.article, 8);
        break;
    case RECORD_KIND:
        put_number(out, record->article.kind, 8);
        break;
    case RECORD_FLAGS:
        put_number(out, record->article.flags, 8);
        break;
    case RECORD_FROM:
        for (size_t i = 0; i < EXTRACT_FIELD_COUNT; i++)
            put_string(out, record->article.from[i]);
        break;
    case RECORD_WARC:
        put_string(out, record->warc.file);
        put_string(out, record->warc.id);
        put_number(out, (uint64_t)record->warc.offset, 8);
        break;
    case RECORD_VERSION:
        break;
    }
}

bool record_pack(const struct record *record, struct base_buf *out)
{
    for (size_t i = 0; i < record_key_count; i++)
        put_key(out, (struct record *)(uintptr_t)record, &record_keys[i]); /* only read */
    return !out->failed;
}

/* ---- Unpacking: every step checks; the first fault is kept ---- */

struct reader {
    struct base_arena *arena;
    struct base_str rest;
    bool bad;
};

static uint64_t get_number(struct reader *r, size_t bytes, uint64_t max)
{
    uint64_t n = 0;
    if (r->bad || r->rest.len < bytes) {
        r->bad = true;
        return 0;
    }
    for (size_t i = 0; i < bytes; i++)
        n |= (uint64_t)(unsigned char)r->rest.ptr[i] << 8 * i;
    r->rest = base_str_sub(r->rest, bytes, r->rest.len);
    r->bad |= n > max;
    return r->bad ? 0 : n;
}

static int64_t get_signed(struct reader *r)
{
    uint64_t n = get_number(r, 8, UINT64_MAX);
    return n <= INT64_MAX ? (int64_t)n : -(int64_t)(UINT64_MAX - n) - 1;
}

static struct base_str get_string(struct reader *r, enum record_mode mode, const char *const *words)
{
    uint64_t len = get_number(r, 4, UINT32_MAX);
    if (len == 0)
        return BASE_STR_NONE;
    if (len - 1 > r->rest.len) {
        r->bad = true;
        return BASE_STR_NONE;
    }
    struct base_str s = base_str_sub(r->rest, 0, (size_t)len - 1);
    r->rest = base_str_sub(r->rest, s.len, r->rest.len);
    if (s.len > 0)
        /* no terminal is to be driven by a page */
        r->bad |= !base_utf8_valid(s) || base_utf8_has_control(s, mode == RECORD_TEXT) || !record_fits(s, mode, words);
    return r->bad ? BASE_STR_NONE : s;
}

static void get_item(struct reader *r, char *item, const struct record_shape *shape)
{
    for (size_t i = 0; i < shape->part_count; i++)
        *record_part_of(item, &shape->parts[i]) = get_string(r, shape->parts[i].mode, NULL);
}

static struct record_list get_list(struct reader *r, const struct record_shape *shape)
{
    struct record_list list = {0};
    /* each string takes 4 bytes at least, so that a count cannot ask for much more than came */
    size_t count = (size_t)get_number(r, 4, r->rest.len / (4 * shape->part_count));
    list.items = count > 0 ? base_arena_alloc(r->arena, count, shape->size) : NULL;
    if (list.items == NULL)
        return list;
    for (size_t i = 0; i < count && !r->bad; i++) {
        get_item(r, list.items + i * shape->size, shape);
        r->bad |= !record_item_complete(list.items + i * shape->size, shape);
    }
    list.count = list.capacity = count;
    return list;
}

static int64_t get_time(struct reader *r)
{
    int64_t t = get_signed(r);
    char text[24];
    base_time_format(t, text);
    r->bad |= t != BASE_TIME_NONE && text[0] == '\0';
    return t;
}

static void get_key(struct reader *r, struct record *record, const struct record_key *key)
{
    switch (key->type) {
    case RECORD_STRING:
        *record_string(record, key) = get_string(r, key->mode, key->words);
        break;
    case RECORD_OBJECT:
        get_item(r, (char *)record + key->offset, key->shape);
        break;
    case RECORD_LIST:
        record_list_set(record, key, get_list(r, key->shape));
        break;
    case RECORD_INTEGER:
        *record_integer(record, key) = (int64_t)get_number(r, 8, INT64_MAX);
        break;
    case RECORD_TIME:
        *record_integer(record, key) = get_time(r);
        break;
    case RECORD_SURENESS:
        record->article.article = (unsigned)get_number(r, 8, 1000);
        break;
    case RECORD_KIND:
        record->article.kind = (enum extract_kind)get_number(r, 8, EXTRACT_KIND_COUNT - 1);
        break;
    case RECORD_FLAGS:
        record->article.flags = (uint32_t)get_number(r, 8, (UINT64_C(1) << EXTRACT_FLAG_COUNT) - 1);
        break;
    case RECORD_FROM:
        for (size_t i = 0; i < EXTRACT_FIELD_COUNT; i++)
            record->article.from[i] = get_string(r, RECORD_LINE, NULL);
        break;
    case RECORD_WARC:
        record->warc.file = get_string(r, RECORD_LINE, NULL);
        record->warc.id = get_string(r, RECORD_LINE, NULL);
        record->warc.offset = (int64_t)get_number(r, 8, INT64_MAX);
        break;
    case RECORD_VERSION:
        break;
    }
}

int record_unpack(struct base_arena *arena, struct base_str bytes, struct record *record, struct base_error *e)
{
    struct reader r = {.arena = arena, .rest = bytes};
    memset(record, 0, sizeof *record);
    for (size_t i = 0; i < record_key_count && !r.bad; i++)
        get_key(&r, record, &record_keys[i]);
    r.bad |= record->article.body.len > 0 && !extract_kind_has_body(record->article.kind);
    if (r.bad || r.rest.len > 0)
        return base_fail(e, BASE_INVALID, "a worker sent a record that is malformed");
    if (arena->failed)
        return base_fail(e, BASE_NOMEM, "out of memory for a record");
    return BASE_OK;
}
