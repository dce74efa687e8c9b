/* RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed. */
#include "discover/private.h"

#include "decode/decode.h"

#include <jansson.h>

struct base_str discover_local_name(const struct page *page, uint32_t node)
{
    struct base_str name = page_at(page, node)->text;
    if (page_at(page, node)->tag == PAGE_TAG_TEXT || name.len == 0)
        return BASE_STR_NONE;
    const char *colon = memchr(name.ptr, ':', name.len);
    return colon ? base_str_sub(name, (size_t)(colon - name.ptr) + 1, name.len) : name;
}

struct base_str discover_node_text(struct discover_builder *b, const struct page *page, uint32_t node)
{
    struct base_str text = page_raw_text(page, b->arena, node);
    return text.ptr ? base_str_trim(text) : text;
}

struct base_str discover_title(struct base_arena *arena, struct base_str raw)
{
    struct page page;
    if (!raw.ptr)
        return raw;
    if ((memchr(raw.ptr, '<', raw.len) || memchr(raw.ptr, '&', raw.len)) &&
        page_parse(arena, raw, BASE_STR_NONE, PAGE_MODE_HTML, &page, NULL) == BASE_OK) {
        raw = page_text(&page, arena, page.body != PAGE_NONE ? page.body : 0, NULL);
        raw = base_arena_str(arena, raw);
        page_free(&page);
    }
    raw = decode_clean(arena, raw, DECODE_CLEAN_LINE);
    return raw.len > 0 ? raw : BASE_STR_NONE;
}

struct entry {
    struct base_str link, guid, title, date;
    struct base_str base; /* xml:base, resolved; none */
    int date_rank;        /* of the element that DATE is from; lower wins */
};

/* Elements that state a date, the best first. */
static int date_rank(struct base_str name)
{
    static const char *const names[] = {"pubDate", "published", "issued", "date", "created", "updated", "modified"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (base_str_equal_nocase(name, base_str(names[i])))
            return (int)i + 1;
    return 0;
}

/* Atom's <link rel href>: the page itself is "alternate", which is also what a missing rel means. */
static void take_atom_link(struct entry *entry, const struct page *page, uint32_t node)
{
    struct base_str rel = page_attribute(page, node, "rel"), href = page_attribute(page, node, "href");
    struct base_str type = page_attribute(page, node, "type");
    bool page_type = !type.ptr || base_str_starts_nocase(type, BASE_STR("text/html")) ||
                     base_str_starts_nocase(type, BASE_STR("application/xhtml"));
    if (href.ptr && (!rel.ptr || base_str_equal_nocase(rel, BASE_STR("alternate"))) && (page_type || !entry->link.ptr))
        entry->link = href;
}

static void take_field(struct discover_builder *b, struct entry *entry, const struct page *page, uint32_t node)
{
    struct base_str whole = page_at(page, node)->text, name = discover_local_name(page, node), text;
    bool plain = base_str_equal(whole, name);
    int rank = date_rank(name);
    if (rank > 0 && (!entry->date.ptr || rank < entry->date_rank)) {
        text = discover_date(b->arena, discover_node_text(b, page, node));
        if (text.ptr) {
            entry->date = text;
            entry->date_rank = rank;
        }
    } else if (base_str_equal(name, BASE_STR("title")) && (plain || !entry->title.ptr)) {
        /* media:title and the like stand in only where there is no other */
        entry->title = discover_title(b->arena, discover_node_text(b, page, node));
    } else if (base_str_equal(name, BASE_STR("link"))) {
        if (page_attribute(page, node, "href").ptr)
            take_atom_link(entry, page, node);
        else if ((text = discover_node_text(b, page, node)).len > 0)
            entry->link = text;
    } else if (base_str_equal(name, BASE_STR("origLink"))) {
        entry->link = discover_node_text(b, page, node);
    } else if (base_str_equal(name, BASE_STR("guid")) || base_str_equal(name, BASE_STR("id"))) {
        struct base_str permanent = page_attribute(page, node, "ispermalink");
        if (!permanent.ptr)
            permanent = page_attribute(page, node, "isPermaLink");
        text = discover_node_text(b, page, node);
        if (!base_str_equal_nocase(permanent, BASE_STR("false")) && base_str_starts_nocase(text, BASE_STR("http")))
            entry->guid = text;
    }
}

static struct base_str base_of(struct discover_builder *b, const struct page *page, uint32_t node,
                               struct base_str outer)
{
    struct base_str stated = page_attribute(page, node, "xml:base");
    if (!stated.ptr)
        return outer;
    struct base_str resolved = base_url_resolve(b->arena, outer, stated);
    return resolved.ptr ? resolved : outer;
}

void discover_feed(struct discover_builder *b, const struct page *page)
{
    struct base_str outer = base_of(b, page, 0, b->url);
    for (uint32_t i = 0; i < page->count && !b->arena->failed; i++) {
        struct base_str name = discover_local_name(page, i);
        if (!base_str_equal(name, BASE_STR("item")) && !base_str_equal(name, BASE_STR("entry")))
            continue;
        struct entry entry = {0};
        for (uint32_t k = page_first_child(page, i); k != PAGE_NONE; k = page_next_sibling(page, k))
            if (page_at(page, k)->tag != PAGE_TAG_TEXT)
                take_field(b, &entry, page, k);
        struct base_str about = page_attribute(page, i, "rdf:about");
        bool counted = entry.guid.ptr && b->url.ptr && discover_same_site(entry.guid, b->url) && entry.link.ptr &&
                       base_str_starts_nocase(entry.link, BASE_STR("http")) && !discover_same_site(entry.link, b->url);
        struct base_str ref = entry.link.ptr && !counted ? entry.link : entry.guid.ptr ? entry.guid : about;
        if (!ref.ptr)
            continue;
        b->base = base_of(b, page, i, outer);
        discover_add(b, ref, entry.title, entry.date, DISCOVER_FEED, DISCOVER_ARTICLE);
    }
}

static struct base_str json_text(struct base_arena *arena, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_string(value))
        return BASE_STR_NONE;
    return base_arena_str(arena, (struct base_str){json_string_value(value), json_string_length(value)});
}

/* Parses TEXT; of one that breaks off what stands before the end of its last whole item. */
static json_t *load_json(struct discover_builder *b, struct base_str text, json_error_t *problem)
{
    enum { ATTEMPTS = 4 };
    const size_t flags = JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL;
    json_t *root = json_loadb(text.ptr, text.len, flags, problem);
    for (int i = 0; !root && i < ATTEMPTS && text.len > 2; i++) {
        const char *brace = memrchr(text.ptr, '}', text.len - 1);
        if (!brace)
            break;
        b->list->partial = true;
        text.len = (size_t)(brace - text.ptr) + 1;
        char *whole = base_arena_alloc(b->arena, text.len + 2, 1);
        if (!whole)
            break;
        memcpy(whole, text.ptr, text.len);
        memcpy(whole + text.len, "]}", 2);
        root = json_loadb(whole, text.len + 2, flags, problem);
    }
    return root;
}

int discover_json_feed(struct discover_builder *b, struct base_str text, struct base_error *e)
{
    json_error_t problem;
    size_t i;
    json_t *item, *root = load_json(b, text, &problem);
    if (!root)
        return base_fail(e, BASE_INVALID, "feed %.*s: JSON: %s", BASE_STR_ARG(b->url), problem.text);
    json_array_foreach(json_object_get(root, "items"), i, item)
    {
        struct base_str url = json_text(b->arena, item, "url"), id = json_text(b->arena, item, "id");
        struct base_str date = json_text(b->arena, item, "date_published");
        if (!url.ptr)
            url = json_text(b->arena, item, "external_url");
        if (!url.ptr && base_str_starts_nocase(id, BASE_STR("http")))
            url = id;
        if (!date.ptr)
            date = json_text(b->arena, item, "date_modified");
        if (url.ptr)
            discover_add(b, url, discover_title(b->arena, json_text(b->arena, item, "title")),
                         discover_date(b->arena, date), DISCOVER_FEED, DISCOVER_ARTICLE);
    }
    struct base_str next = json_text(b->arena, root, "next_url");
    if (next.ptr)
        discover_add(b, next, BASE_STR_NONE, BASE_STR_NONE, DISCOVER_ALTERNATE, DISCOVER_SOURCE);
    json_decref(root);
    return BASE_OK;
}
