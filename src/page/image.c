#include "page/private.h"

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The number in front of a descriptor's w or x; 1 where there is none (HTML, 4.8.4.2.1). */
static double descriptor(struct base_str s)
{
    double value = 0, scale = 1;
    size_t i = 0;

    for (; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++)
        value = value * 10 + (s.ptr[i] - '0');
    if (i < s.len && s.ptr[i] == '.')
        for (i++; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++)
            value += (s.ptr[i] - '0') * (scale /= 10);
    return i > 0 ? value : 1;
}

/* The largest candidate of a srcset. */
static struct base_str largest(struct base_str set)
{
    struct base_str best = BASE_STR_NONE;
    double best_size = -1;
    size_t i = 0;

    while (i < set.len) {
        while (i < set.len && (is_blank(set.ptr[i]) || set.ptr[i] == ','))
            i++;
        size_t from = i;
        while (i < set.len && !is_blank(set.ptr[i]))
            i++;
        struct base_str url = base_str_sub(set, from, i);
        bool bare = url.len > 0 && url.ptr[url.len - 1] == ',';
        while (url.len > 0 && url.ptr[url.len - 1] == ',')
            url.len--;
        while (i < set.len && is_blank(set.ptr[i]))
            i++;
        size_t start = i;
        while (!bare && i < set.len && set.ptr[i] != ',')
            i++;
        double size = bare ? 1 : descriptor(base_str_sub(set, start, i));
        if (url.len > 0 && size > best_size) {
            best = url;
            best_size = size;
        }
    }
    return best;
}

/* The file of an address stands in for one that comes later, or counts readers. */
static bool is_stand_in(struct base_str ref)
{
    static const char *const names[] = {"1x1", "blank", "spacer", "placeholder", "pixel", "transparent", "loading",
        "lazyload", "lazy_load", "grey", "clear", "empty", "dummy", "no-image", "noimage"};
    const char *query = memchr(ref.ptr, '?', ref.len);
    size_t end = query ? (size_t)(query - ref.ptr) : ref.len, from = end;

    while (from > 0 && ref.ptr[from - 1] != '/')
        from--;
    struct base_str file = base_str_sub(ref, from, end);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (base_str_starts_nocase(file, base_str(names[i])))
            return true;
    return base_str_find_nocase(file, BASE_STR("placeholder.")) != SIZE_MAX;
}

/* None for what is no picture's address: {width} is a template's, data: is resolved to none. */
static struct base_str usable(const struct page *p, struct base_arena *arena, struct base_str ref)
{
    if (ref.len == 0 || memchr(ref.ptr, '{', ref.len) || is_stand_in(ref))
        return BASE_STR_NONE;
    return page_resolve(p, arena, ref);
}

static struct base_str from_attributes(const struct page *p, struct base_arena *arena, uint32_t node)
{
    static const char *const sets[] = {"data-srcset", "data-lazy-srcset", "data-original-set", "srcset"};
    static const char *const singles[] = {"data-original", "data-src", "data-lazy-src", "data-lazy", "data-url",
        "data-actualsrc", "data-echo", "data-real-src", "data-hi-res-src", "data-image", "src"};

    for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
        struct base_str url = usable(p, arena, largest(page_attribute(p, node, sets[i])));
        if (url.ptr)
            return url;
    }
    for (size_t i = 0; i < sizeof(singles) / sizeof(singles[0]); i++) {
        struct base_str url = usable(p, arena, page_attribute(p, node, singles[i]));
        if (url.ptr)
            return url;
    }
    return BASE_STR_NONE;
}

static bool is_tiny(struct base_str length)
{
    size_t pixels;

    return base_str_to_size(length, 2, &pixels);
}

struct base_str page_image_url(const struct page *p, struct base_arena *arena, uint32_t img)
{
    uint32_t parent = p->nodes[img].parent;

    if (is_tiny(page_attribute(p, img, "width")) || is_tiny(page_attribute(p, img, "height")))
        return BASE_STR_NONE;
    struct base_str url = from_attributes(p, arena, img);
    if (url.ptr || parent == PAGE_NONE || p->nodes[parent].tag != PAGE_TAG_PICTURE)
        return url;
    for (uint32_t i = parent + 1; i < img && !url.ptr; i++)
        if (p->nodes[i].tag == PAGE_TAG_SOURCE)
            url = from_attributes(p, arena, i);
    return url;
}
