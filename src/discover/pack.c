/* Candidates as JSON, and across a process boundary. */
#include "discover/private.h"

static void add_key(struct base_buf *out, const char *key, struct base_str value)
{
    if (!value.ptr)
        return;
    base_buf_printf(out, ",\"%s\":", key);
    base_buf_add_json(out, value);
}

bool discover_json(const struct discover_candidate *candidate, struct base_buf *out)
{
    bool kept = candidate->reason == DISCOVER_KEPT;
    base_buf_add_z(out, "{\"url\":");
    base_buf_add_json(out, candidate->url);
    add_key(out, "title", candidate->title);
    add_key(out, "date", candidate->date);
    add_key(out, "via", base_str(discover_via_name((enum discover_via)candidate->via)));
    base_buf_printf(out, ",\"kept\":%s", kept ? "true" : "false");
    if (!kept)
        add_key(out, "reason", base_str(discover_reason_name((enum discover_reason)candidate->reason)));
    return base_buf_add_char(out, '}');
}

/* "NCD2", partial, count, then for each its three bytes, its place and three strings; numbers are 32 bits, little endian;
 * a string is its length and bytes, length FFFFFFFF where there is none. */
static const char magic[4] = {'N', 'C', 'D', '2'};
static const char older[4] = {'N', 'C', 'D', '1'}; /* of older states: without places */

static void put_number(struct base_buf *out, uint32_t n)
{
    const unsigned char bytes[4] = {(unsigned char)n, (unsigned char)(n >> 8), (unsigned char)(n >> 16),
                                    (unsigned char)(n >> 24)};
    base_buf_add(out, bytes, sizeof bytes);
}

static void put_string(struct base_buf *out, struct base_str s)
{
    put_number(out, s.ptr ? (uint32_t)s.len : UINT32_MAX);
    if (s.len > 0)
        base_buf_add_str(out, s);
}

bool discover_pack(const struct discover_list *list, struct base_buf *out)
{
    base_buf_add(out, magic, sizeof magic);
    base_buf_add_char(out, (char)list->partial);
    put_number(out, (uint32_t)list->count);
    for (size_t i = 0; i < list->count; i++) {
        const struct discover_candidate *item = &list->items[i];
        const unsigned char bytes[3] = {item->via, item->type, item->reason};
        base_buf_add(out, bytes, sizeof bytes);
        put_number(out, item->place);
        put_string(out, item->url);
        put_string(out, item->title);
        put_string(out, item->date);
    }
    return !out->failed;
}

struct reader {
    struct base_str left;
    bool failed;
    bool places;
};

static uint32_t get_number(struct reader *r)
{
    if (r->failed || r->left.len < 4) {
        r->failed = true;
        return 0;
    }
    const unsigned char *b = (const unsigned char *)r->left.ptr;
    uint32_t n = b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
    r->left = base_str_sub(r->left, 4, r->left.len);
    return n;
}

static unsigned get_byte(struct reader *r, unsigned count)
{
    if (r->failed || r->left.len < 1 || (unsigned char)r->left.ptr[0] >= count) {
        r->failed = true;
        return 0;
    }
    unsigned byte = (unsigned char)r->left.ptr[0];
    r->left = base_str_sub(r->left, 1, r->left.len);
    return byte;
}

static struct base_str get_string(struct reader *r, struct base_arena *arena)
{
    uint32_t len = get_number(r);
    if (r->failed || len == UINT32_MAX)
        return BASE_STR_NONE;
    struct base_str s = {r->left.ptr, len};
    if (len > r->left.len || !base_utf8_valid(s) || base_utf8_has_control(s, false)) {
        r->failed = true;
        return BASE_STR_NONE;
    }
    r->left = base_str_sub(r->left, len, r->left.len);
    return base_arena_str(arena, s);
}

/* An address that is kept is one as base_url_resolve gives it. */
static bool is_address(struct base_arena *arena, struct base_str url)
{
    return url.len > 0 && base_str_equal(base_url_resolve(arena, BASE_STR_NONE, url), url);
}

static bool is_date(struct base_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!strchr("0123456789-+:TZ", s.ptr[i]) || s.ptr[i] == '\0')
            return false;
    return s.len <= 32;
}

static bool get_item(struct reader *r, struct base_arena *arena, struct discover_candidate *item)
{
    item->via = (uint8_t)get_byte(r, DISCOVER_ALTERNATE + 1);
    item->type = (uint8_t)get_byte(r, DISCOVER_SOURCE + 1);
    item->reason = (uint8_t)get_byte(r, DISCOVER_REASON_COUNT);
    item->place = r->places ? get_number(r) : 0;
    item->url = get_string(r, arena);
    item->title = get_string(r, arena);
    item->date = get_string(r, arena);
    return !r->failed && item->url.ptr && is_date(item->date) &&
           (item->reason != DISCOVER_KEPT || is_address(arena, item->url));
}

int discover_unpack(struct base_arena *arena, struct base_str bytes, struct discover_list *list, struct base_error *e)
{
    enum { ITEM_BYTES = 15 }; /* of an item whose strings are empty */
    struct reader r = {bytes, false, base_str_starts(bytes, (struct base_str){magic, sizeof magic})};
    *list = (struct discover_list){0};
    if (!r.places && !base_str_starts(bytes, (struct base_str){older, sizeof older}))
        return base_fail(e, BASE_INTERNAL, "list of links: not of this form");
    r.left = base_str_sub(r.left, sizeof magic, r.left.len);
    list->partial = get_byte(&r, 2) == 1;
    size_t count = get_number(&r);
    if (r.failed || count > r.left.len / ITEM_BYTES || count > 2u * BASE_LIMIT_CANDIDATES)
        return base_fail(e, BASE_INTERNAL, "list of links: %zu are announced, fewer came", count);
    struct discover_candidate *items = BASE_NEW_ARRAY(arena, struct discover_candidate, count + 1);
    for (size_t i = 0; items && i < count; i++)
        if (!get_item(&r, arena, &items[i]))
            return base_fail(e, arena->failed ? BASE_NOMEM : BASE_INTERNAL, "list of links: item %zu is damaged", i);
    if (arena->failed)
        return base_fail(e, BASE_NOMEM, "list of links: out of memory");
    if (r.left.len > 0)
        return base_fail(e, BASE_INTERNAL, "list of links: %zu bytes too many", r.left.len);
    *list = (struct discover_list){items, count, count + 1, list->partial};
    return BASE_OK;
}
