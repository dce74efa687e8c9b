/* The list in the making: what belongs to the site, what came before. */
#include "discover/private.h"

#include "decode/decode.h"

/* The names of the enums, in their order. */
const char *discover_via_name(enum discover_via via)
{
    static const char *const names[] = {"feed", "sitemap", "link", "alternate"};
    return (size_t)via < sizeof names / sizeof names[0] ? names[via] : "?";
}

const char *discover_type_name(enum discover_type type)
{
    static const char *const names[] = {"article", "list", "source"};
    return (size_t)type < sizeof names / sizeof names[0] ? names[type] : "?";
}

const char *discover_reason_name(enum discover_reason reason)
{
    static const char *const names[DISCOVER_REASON_COUNT] = {
        [DISCOVER_KEPT] = "kept",
        [DISCOVER_SCHEME] = "not an http or https address",
        [DISCOVER_OTHER_SITE] = "other site",
        [DISCOVER_ASSET] = "asset",
        [DISCOVER_SELF] = "the page itself",
        [DISCOVER_DUPLICATE] = "duplicate",
        [DISCOVER_UTILITY] = "utility page",
        [DISCOVER_TRAP_PATH] = "trap: repeating path",
        [DISCOVER_TRAP_HOST] = "trap: host within the path",
        [DISCOVER_TRAP_SESSION] = "trap: session id",
        [DISCOVER_TRAP_FACETS] = "trap: facets",
        [DISCOVER_TRAP_CALENDAR] = "trap: calendar",
        [DISCOVER_TRAP_LENGTH] = "trap: endless address",
        [DISCOVER_TRAP_ENDLESS] = "trap: endless lists",
        [DISCOVER_TRAP_MIRROR] = "trap: mirrored path",
        [DISCOVER_NOT_ARTICLE] = "neither article nor list",
        [DISCOVER_LIMIT] = "over the limit",
        [DISCOVER_ROBOTS] = "disallowed by robots.txt",
        [DISCOVER_SEEN] = "seen before",
        [DISCOVER_DEPTH] = "too deep",
        [DISCOVER_EXCLUDED] = "left out by include or exclude",
        [DISCOVER_OLD] = "older than max-age",
        [DISCOVER_PLACE] = "its place never led to an article",
        [DISCOVER_RULE] = "left out by the site's selector file",
    };
    return (size_t)reason < DISCOVER_REASON_COUNT ? names[reason] : "?";
}

/* An IP address, or a name without a dot such as localhost: no domain that somebody registered. */
static bool is_bare_host(struct base_str host)
{
    if (host.len == 0 || host.ptr[0] == '[' || !memchr(host.ptr, '.', host.len))
        return true;
    char last = host.ptr[host.len - 1];
    return last >= '0' && last <= '9';
}

bool discover_same_site(struct base_str a, struct base_str b)
{
    struct base_str host = base_url_host(a), other = base_url_host(b);
    if (is_bare_host(host) || is_bare_host(other))
        return base_str_equal(host, other) && base_url_port(a) == base_url_port(b);
    return base_str_equal(base_url_site(host), base_url_site(other));
}

void discover_begin(struct discover_builder *b, struct base_arena *arena, struct base_str url,
                    struct discover_list *list)
{
    *list = (struct discover_list){0};
    *b = (struct discover_builder){.arena = arena, .list = list, .url = url, .base = url};
}

/* Doubles the slots and puts the items in anew. */
static bool grow_slots(struct discover_builder *b)
{
    size_t count = b->slot_count ? 2 * b->slot_count : 256;
    uint32_t *slots = BASE_NEW_ARRAY(b->arena, uint32_t, count);
    if (!slots)
        return false;
    for (size_t i = 0; i < b->list->count; i++) {
        if (b->list->items[i].reason == DISCOVER_DUPLICATE)
            continue;
        size_t at = (size_t)b->hashes[i] & (count - 1);
        while (slots[at])
            at = (at + 1) & (count - 1);
        slots[at] = (uint32_t)i + 1;
    }
    b->slots = slots;
    b->slot_count = count;
    return true;
}

/* The earlier item of the same key, else NULL and the key is taken for the next item. */
static struct discover_candidate *earlier(struct discover_builder *b, uint64_t hash)
{
    size_t at = (size_t)hash & (b->slot_count - 1);
    for (; b->slots[at]; at = (at + 1) & (b->slot_count - 1))
        if (b->hashes[b->slots[at] - 1] == hash)
            return &b->list->items[b->slots[at] - 1];
    b->slots[at] = (uint32_t)b->list->count + 1;
    return NULL;
}

static bool make_room(struct discover_builder *b)
{
    if (b->list->count * 2 >= b->slot_count && !grow_slots(b))
        return false;
    uint64_t *hashes =
        base_arena_grow(b->arena, b->hashes, b->list->count, &b->hash_capacity, sizeof *hashes);
    if (!hashes)
        return false;
    b->hashes = hashes;
    struct discover_candidate *items =
        base_arena_grow(b->arena, b->list->items, b->list->count, &b->list->capacity, sizeof *items);
    if (!items)
        return false;
    b->list->items = items;
    return true;
}

/* REF as it stood, for a reader of the list. */
static struct base_str as_it_stood(struct base_arena *arena, struct base_str ref)
{
    if (!ref.ptr)
        return BASE_STR("");
    if (ref.len > BASE_LIMIT_URL_BYTES)
        ref.len = BASE_LIMIT_URL_BYTES;
    return decode_clean(arena, ref, DECODE_CLEAN_LINE);
}

void discover_add(struct discover_builder *b, struct base_str ref, struct base_str title, struct base_str date,
                  enum discover_via via, enum discover_type type)
{
    struct discover_candidate item = {.place = b->place, .title = title, .date = date, .via = (uint8_t)via, .type = (uint8_t)type};
    if (b->list->count >= 2u * BASE_LIMIT_CANDIDATES) {
        b->list->partial = true;
        return;
    }
    if (!make_room(b))
        return;
    item.url = base_url_resolve(b->arena, b->base, ref);
    if (item.url.ptr && via == DISCOVER_FEED)
        item.url = discover_unwrap(b->arena, item.url, b->url);
    if (item.url.ptr)
        item.url = base_url_without_tracking(b->arena, item.url);
    if (!item.url.ptr) {
        item.url = as_it_stood(b->arena, ref);
        item.reason = DISCOVER_SCHEME;
    } else if (b->url.ptr && !discover_same_site(item.url, b->url)) {
        item.reason = DISCOVER_OTHER_SITE;
    } else {
        item.reason = (uint8_t)discover_check_address(item.url);
        if (type == DISCOVER_SOURCE && item.reason == DISCOVER_ASSET)
            item.reason = DISCOVER_KEPT; /* sitemap.xml.gz */
    }
    struct base_str key = item.reason == DISCOVER_SCHEME ? item.url : base_url_key(b->arena, item.url);
    b->hashes[b->list->count] = base_hash64(key);
    struct discover_candidate *first = earlier(b, base_hash64(key));
    if (first) {
        if (title.len > first->title.len)
            first->title = title;
        if (!first->date.ptr)
            first->date = date;
        item.reason = item.reason == DISCOVER_SCHEME ? DISCOVER_SCHEME : DISCOVER_DUPLICATE;
    }
    b->list->items[b->list->count++] = item;
}

/* Newest first, those without a date behind them; else in their order (a merge sort from below). */
static void sort_by_date(struct base_arena *arena, struct discover_list *list)
{
    struct dated {
        int64_t date;
        struct discover_candidate item;
    } *from = BASE_NEW_ARRAY(arena, struct dated, list->count), *to = BASE_NEW_ARRAY(arena, struct dated, list->count);
    if (!from || !to)
        return;
    for (size_t i = 0; i < list->count; i++)
        from[i] = (struct dated){discover_date_end(list->items[i].date), list->items[i]};
    for (size_t width = 1; width < list->count; width *= 2) {
        for (size_t at = 0; at < list->count; at += 2 * width) {
            size_t middle = at + width < list->count ? at + width : list->count;
            size_t end = middle + width < list->count ? middle + width : list->count;
            size_t left = at, right = middle;
            for (size_t i = at; i < end; i++)
                to[i] = left < middle && (right == end || from[left].date >= from[right].date) ? from[left++]
                                                                                               : from[right++];
        }
        struct dated *swap = from;
        from = to;
        to = swap;
    }
    for (size_t i = 0; i < list->count; i++)
        list->items[i] = from[i].item;
}

int discover_end(struct discover_builder *b, struct base_error *e)
{
    struct base_str self = b->url.ptr ? base_url_key(b->arena, b->url) : BASE_STR_NONE;
    uint64_t self_hash = base_hash64(self);
    for (size_t i = 0; i < b->list->count && !b->arena->failed; i++) {
        struct discover_candidate *item = &b->list->items[i];
        if (item->reason == DISCOVER_KEPT && self.ptr && b->hashes[i] == self_hash)
            item->reason = DISCOVER_SELF;
        if (item->reason == DISCOVER_KEPT && item->via == DISCOVER_LINK)
            item->reason = (uint8_t)discover_check_shape(item->url, item->title, &item->type);
        if (item->reason == DISCOVER_KEPT && ++b->kept > BASE_LIMIT_CANDIDATES)
            item->reason = DISCOVER_LIMIT;
    }
    if (b->newest_first)
        sort_by_date(b->arena, b->list);
    if (b->arena->failed)
        return base_fail(e, BASE_NOMEM, "links of %.*s: out of memory", BASE_STR_ARG(b->url));
    return BASE_OK;
}
