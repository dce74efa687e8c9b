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

static struct base_str usable(const struct page *p, struct base_arena *arena, struct base_str ref)
{
    return ref.ptr && ref.len > 0 ? page_resolve(p, arena, ref) : BASE_STR_NONE;
}

static struct base_str from_attributes(const struct page *p, struct base_arena *arena, uint32_t node)
{
    static const char *const sets[] = {"data-srcset", "srcset"};
    static const char *const singles[] = {"data-original", "data-src", "data-lazy-src", "src"};

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
