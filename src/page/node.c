#include "page/private.h"

struct base_str page_attribute_named(const struct page *p, uint32_t node, struct base_str name)
{
    const struct page_node *n = &p->nodes[node];

    for (uint32_t i = 0; i < n->attribute_count; i++) {
        struct base_str have = n->attributes[i].name;
        if (have.len == name.len && have.ptr[0] == name.ptr[0] && memcmp(have.ptr, name.ptr, name.len) == 0)
            return n->attributes[i].value;
    }
    return BASE_STR_NONE;
}

uint32_t page_first_child(const struct page *p, uint32_t node)
{
    return node + 1 < p->nodes[node].end ? node + 1 : PAGE_NONE;
}

uint32_t page_next_sibling(const struct page *p, uint32_t node)
{
    uint32_t next = p->nodes[node].end, parent = p->nodes[node].parent;

    return parent != PAGE_NONE && next < p->nodes[parent].end ? next : PAGE_NONE;
}

bool page_is_inside(const struct page *p, uint32_t node, uint32_t ancestor)
{
    return node >= ancestor && node < p->nodes[ancestor].end;
}

uint32_t page_closest(const struct page *p, uint32_t node, enum page_tag tag)
{
    while (node != PAGE_NONE && p->nodes[node].tag != tag)
        node = p->nodes[node].parent;
    return node;
}

/* One declaration of a style attribute hides its element. */
static bool hides(struct base_str declaration)
{
    struct base_str name, value = declaration;

    if (!base_str_next(&value, ':', &name) || !value.ptr)
        return false;
    name = base_str_trim(name);
    value = base_str_trim(value);
    size_t mark = base_str_find(value, BASE_STR("!"));
    if (mark != SIZE_MAX)
        value = base_str_trim(base_str_sub(value, 0, mark));
    if (base_str_equal_nocase(name, BASE_STR("display")))
        return base_str_equal_nocase(value, BASE_STR("none"));
    return base_str_equal_nocase(name, BASE_STR("visibility")) && base_str_equal_nocase(value, BASE_STR("hidden"));
}

/* React sends parts of a page that come late as <div hidden id="S:7">, which a script moves to their place. */
static bool is_streamed_part(const struct page *p, uint32_t node)
{
    struct base_str id = page_attribute(p, node, "id");

    if (!base_str_starts(id, BASE_STR("S:")) || id.len < 3 || id.len > 8)
        return false;
    for (size_t i = 2; i < id.len; i++)
        if (!strchr("0123456789abcdef", id.ptr[i]))
            return false;
    return true;
}

bool page_is_hidden(const struct page *p, uint32_t node)
{
    const struct page_node *n = &p->nodes[node];

    for (uint32_t i = 0; i < n->attribute_count; i++) {
        const struct page_attribute *a = &n->attributes[i];
        if (base_str_equal(a->name, BASE_STR("hidden")) && !is_streamed_part(p, node))
            return true;
        if (base_str_equal(a->name, BASE_STR("aria-hidden")) && base_str_equal_nocase(a->value, BASE_STR("true")))
            return true;
        if (base_str_equal(a->name, BASE_STR("style"))) {
            struct base_str rest = a->value, part;
            while (base_str_next(&rest, ';', &part))
                if (hides(part))
                    return true;
        }
    }
    return false;
}

struct base_str page_resolve(const struct page *p, struct base_arena *arena, struct base_str ref)
{
    return base_url_resolve(arena, p->base, ref);
}
