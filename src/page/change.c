/* Changes of a parsed page that a site's rules ask for: its array made anew from the changed tree, its attributes. */
#include "page/private.h"

enum { NEW_DEPTH = BASE_LIMIT_DEPTH / 2 }; /* new elements are left out below it: what they hold stays */

/* The array in the making. Elements nested too deeply become siblings, as in parsing. */
struct rebuild {
    const struct page *page;
    struct base_arena *arena;
    struct page_node *nodes;
    size_t count, capacity;
    uint32_t *moved;
    uint32_t open; /* the element that is being filled */
};

static void add_node(struct rebuild *r, xmlNode *node)
{
    uint32_t was = page_node_of(r->page, node);
    uint16_t depth = r->open != PAGE_NONE ? (uint16_t)(r->nodes[r->open].depth + 1) : 0;
    struct page_node *nodes, *n;

    if (was == PAGE_NONE && depth >= NEW_DEPTH)
        return;
    nodes = base_arena_grow(r->arena, r->nodes, r->count, &r->capacity, sizeof(*nodes));
    if (!nodes)
        return;
    r->nodes = nodes;
    n = &nodes[r->count];
    if (was != PAGE_NONE) {
        *n = r->page->nodes[was];
        r->moved[was] = (uint32_t)r->count;
    } else {
        struct base_str name = base_arena_str(r->arena, base_str((const char *)node->name));
        *n = (struct page_node){.tag = (uint16_t)page_tag_find(name), .text = name};
    }
    n->parent = r->open;
    n->depth = depth;
    n->end = (uint32_t)r->count + 1;
    node->_private = (void *)(uintptr_t)(r->count + 1);
    if (node->type == XML_ELEMENT_NODE && depth < BASE_LIMIT_DEPTH)
        r->open = (uint32_t)r->count;
    r->count++;
}

static void close_node(struct rebuild *r, const xmlNode *node)
{
    uint32_t index = (uint32_t)((uintptr_t)node->_private - 1);

    if (node->type != XML_ELEMENT_NODE || !node->_private || r->open != index)
        return;
    r->nodes[index].end = (uint32_t)r->count;
    r->open = r->nodes[index].parent;
}

static bool is_kept(const xmlNode *node)
{
    return node->type == XML_ELEMENT_NODE || node->type == XML_TEXT_NODE;
}

static void walk(struct rebuild *r, xmlNode *root)
{
    xmlNode *node = root;

    while (node && !r->arena->failed) {
        if (is_kept(node))
            add_node(r, node);
        if (node->type == XML_ELEMENT_NODE && node->children) {
            node = node->children;
            continue;
        }
        while (node != root && !node->next) {
            if (is_kept(node))
                close_node(r, node);
            node = node->parent;
        }
        if (is_kept(node))
            close_node(r, node);
        node = node == root ? NULL : node->next;
    }
}

static uint32_t moved_to(const struct rebuild *r, uint32_t node)
{
    return node == PAGE_NONE ? PAGE_NONE : r->moved[node];
}

bool page_rebuild(struct page *page, struct base_arena *arena, uint32_t **moved)
{
    struct rebuild r = {.page = page, .arena = arena, .open = PAGE_NONE};
    xmlDoc *document = page_document(page);

    r.moved = document ? BASE_NEW_ARRAY(arena, uint32_t, page->count) : NULL;
    if (!r.moved)
        return false;
    for (uint32_t i = 0; i < page->count; i++)
        r.moved[i] = PAGE_NONE;
    walk(&r, xmlDocGetRootElement(document));
    if (arena->failed || r.count == 0)
        return false;
    page->nodes = r.nodes;
    page->count = (uint32_t)r.count;
    page->head = moved_to(&r, page->head);
    page->body = moved_to(&r, page->body);
    *moved = r.moved;
    return true;
}

/* ---- Attributes ---- */

/* The attributes of a node are the page's own: no other node has them. */
static struct page_attribute *find_attribute(const struct page *page, uint32_t node, struct base_str name)
{
    const struct page_node *n = &page->nodes[node];

    for (uint32_t i = 0; i < n->attribute_count; i++)
        if (base_str_equal(n->attributes[i].name, name))
            return (struct page_attribute *)&n->attributes[i];
    return NULL;
}

void page_drop_attribute(struct page *page, uint32_t node, struct base_str name)
{
    struct page_attribute *attribute = find_attribute(page, node, name);

    if (attribute)
        *attribute = (struct page_attribute){BASE_STR(""), BASE_STR("")};
}

void page_set_attribute(struct page *page, struct base_arena *arena, uint32_t node, struct base_str name,
                        struct base_str value)
{
    struct page_node *n = &page->nodes[node];
    struct page_attribute *attribute = find_attribute(page, node, name);

    if (!attribute) {
        struct page_attribute *all = BASE_NEW_ARRAY(arena, struct page_attribute, (size_t)n->attribute_count + 1);
        if (!all)
            return;
        if (n->attribute_count > 0)
            memcpy(all, n->attributes, n->attribute_count * sizeof(*all));
        n->attributes = all;
        attribute = &all[n->attribute_count++];
        attribute->name = name;
    }
    attribute->value = value;
}
