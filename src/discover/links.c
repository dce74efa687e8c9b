/* The links of an HTML page. */
#include "discover/private.h"

#include "decode/decode.h"

enum {
    PLACE_LEVELS = 5,       /* elements around a link that tell its place */
    CLASS_BYTES = 200,
    TITLE_BYTES = 1000,     /* of a link's words; a longer text is no title */
    WORDS_COST = 256 << 20, /* of all links of a page: links that were never closed hold each other */
};

/* A <link rel=alternate> to a feed, or <link rel=sitemap>. */
static void add_alternate(struct discover_builder *b, const struct page *page, uint32_t node)
{
    static const char *const types[] = {"application/rss+xml", "application/atom+xml", "application/feed+json",
                                        "application/rdf+xml", "application/json", "text/xml", "application/xml"};
    struct base_str rel = page_attribute(page, node, "rel"), href = page_attribute(page, node, "href");
    struct base_str stated = page_attribute(page, node, "type"), type = BASE_STR_NONE;
    bool taken = base_str_equal_nocase(rel, BASE_STR("sitemap")) || base_str_has_token(rel, BASE_STR("feed"));
    if (!rel.ptr || !href.ptr)
        return;
    bool alternate = base_str_find_nocase(rel, BASE_STR("alternate")) != SIZE_MAX;
    base_str_next(&stated, ';', &type); /* without its parameters */
    if (base_str_starts_nocase(href, BASE_STR("feed:"))) /* an address for feed readers */
        href = base_str_starts(href, BASE_STR("feed://")) ? base_str_sub(href, 5, href.len)
                                                          : base_str_trim(base_str_sub(href, 5, href.len));
    for (size_t i = 0; alternate && !taken && i < sizeof types / sizeof types[0]; i++)
        taken = base_str_equal_nocase(base_str_trim(type), base_str(types[i]));
    /* WordPress names its API and oEmbed in the same way */
    if (base_str_find(href, BASE_STR("oembed")) != SIZE_MAX || base_str_find(href, BASE_STR("wp-json")) != SIZE_MAX)
        taken = false;
    if (taken)
        discover_add(b, href, decode_clean(b->arena, page_attribute(page, node, "title"), DECODE_CLEAN_LINE),
                     BASE_STR_NONE, DISCOVER_ALTERNATE, DISCOVER_SOURCE);
}

/* A link around a whole card: the words of its headline. */
static uint32_t heading_in(const struct page *page, uint32_t node)
{
    for (uint32_t i = node + 1; i < page_at(page, node)->end; i++)
        if (page_is_heading(page_at(page, i)->tag))
            return i;
    return node;
}

static struct base_str cut(struct base_str s)
{
    if (s.len <= TITLE_BYTES)
        return s;
    for (s.len = TITLE_BYTES; s.len > 0 && ((unsigned char)s.ptr[s.len] & 0xC0) == 0x80;)
        s.len--;
    return s;
}

/* The words of a link: its headline or text, else what it says of its pictures or itself. */
static struct base_str words_of(struct discover_builder *b, const struct page *page, uint32_t node)
{
    struct base_str text = BASE_STR_NONE;
    bool affordable = b->words_cost < WORDS_COST;
    if (affordable) {
        b->words_cost += 16 * (size_t)(page_at(page, node)->end - node);
        text = page_text(page, b->arena, heading_in(page, node), NULL);
        if (text.len == 0)
            text = page_text(page, b->arena, node, NULL);
        b->words_cost += text.len;
    }
    for (uint32_t i = node + 1; affordable && text.len == 0 && i < page_at(page, node)->end; i++)
        if (page_at(page, i)->tag == PAGE_TAG_IMG)
            text = page_attribute(page, i, "alt");
    if (text.len == 0)
        text = page_attribute(page, node, "title");
    if (text.len == 0)
        text = page_attribute(page, node, "aria-label");
    text = decode_clean(b->arena, cut(text), DECODE_CLEAN_LINE);
    return text.len > 0 ? text : BASE_STR_NONE;
}

/* An element's name and classes, numbers in them aside: cards of one list are alike. */
static uint64_t looks_of(const struct page *page, uint32_t node)
{
    struct base_str classes = page_attribute(page, node, "class");
    uint64_t hash = 14695981039346656037u ^ (uint64_t)page_at(page, node)->tag; /* FNV-1a */
    for (size_t i = 0; i < classes.len && i < CLASS_BYTES; i++)
        if (classes.ptr[i] < '0' || classes.ptr[i] > '9')
            hash = (hash ^ (unsigned char)classes.ptr[i]) * 1099511628211u;
    return hash;
}

/* Where on the page a link stands: the looks of the elements around it. */
static uint32_t place_of(const struct page *page, uint32_t node)
{
    uint64_t hash = looks_of(page, node);
    uint32_t at = page_at(page, node)->parent;
    for (int level = 0; level < PLACE_LEVELS && at != PAGE_NONE; level++, at = page_at(page, at)->parent)
        hash = hash * 31 + looks_of(page, at);
    uint32_t place = (uint32_t)(hash ^ hash >> 32);
    return place ? place : 1;
}

static void add_link(struct discover_builder *b, const struct page *page, uint32_t node)
{
    struct base_str href = page_attribute(page, node, "href");
    if (!href.ptr)
        return;
    href = base_str_trim(href);
    /* a place on this page, or a button */
    if (href.len == 0 || href.ptr[0] == '#' || base_str_starts_nocase(href, BASE_STR("javascript:")))
        return;
    b->place = place_of(page, node);
    discover_add(b, href, words_of(b, page, node), BASE_STR_NONE, DISCOVER_LINK, DISCOVER_LIST);
    b->place = 0;
}

void discover_links(struct discover_builder *b, const struct page *page)
{
    b->base = page->base.ptr ? page->base : page->url;
    for (uint32_t i = 0; i < page->count && !b->arena->failed; i++) {
        const struct page_node *node = page_at(page, i);
        if (node->tag == PAGE_TAG_LINK)
            add_alternate(b, page, i);
        else if (node->tag == PAGE_TAG_A ||
                 (node->tag == PAGE_TAG_OTHER && base_str_equal(node->text, BASE_STR("area"))))
            add_link(b, page, i);
    }
}
