/* What a document is, and what it offers. */
#include "discover/private.h"

enum kind { KIND_HTML, KIND_FEED, KIND_SITEMAP, KIND_JSON, KIND_TEXT };

enum { SNIFF_BYTES = 4096 }; /* in front of the root element: declarations, comments, a server's warnings */

/* The kind that the name of a root element tells; KIND_HTML for any other. */
static enum kind kind_of_root(struct base_str name)
{
    static const struct {
        const char *name;
        enum kind kind;
    } rows[] = {{"rss", KIND_FEED}, {"RDF", KIND_FEED}, {"feed", KIND_FEED}, {"channel", KIND_FEED},
                {"urlset", KIND_SITEMAP}, {"sitemapindex", KIND_SITEMAP}};
    const char *colon = memchr(name.ptr, ':', name.len);
    if (colon)
        name = base_str_sub(name, (size_t)(colon - name.ptr) + 1, name.len);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (base_str_equal(name, base_str(rows[i].name)))
            return rows[i].kind;
    return KIND_HTML;
}

static struct base_str tag_name(struct base_str s, size_t at)
{
    size_t to = at;
    while (to < s.len && !strchr(" \t\r\n/>", s.ptr[to]))
        to++;
    return base_str_sub(s, at, to);
}

/* The kind that the first element of a known name within the first bytes tells, unless an element of HTML comes
 * first. ROOT is its name in TEXT. */
static enum kind kind_of_markup(struct base_str text, struct base_str *root)
{
    struct base_str head = base_str_sub(text, 0, text.len < SNIFF_BYTES ? text.len : SNIFF_BYTES);
    for (size_t at = 0; at < head.len;) {
        const char *tag = memchr(head.ptr + at, '<', head.len - at);
        if (!tag)
            break;
        at = (size_t)(tag - head.ptr) + 1;
        struct base_str rest = base_str_sub(head, at, head.len);
        if (base_str_starts(rest, BASE_STR("!--"))) {
            /* a comment may be longer than what is sniffed */
            size_t end = base_str_find(base_str_sub(text, at, text.len), BASE_STR("-->"));
            if (end == SIZE_MAX)
                break;
            text = base_str_sub(text, at + end, text.len);
            head = base_str_sub(text, 0, text.len < SNIFF_BYTES ? text.len : SNIFF_BYTES);
            at = 0;
            continue;
        }
        *root = tag_name(head, at);
        enum kind kind = kind_of_root(*root);
        if (kind != KIND_HTML || base_str_equal_nocase(*root, BASE_STR("html")) ||
            base_str_equal_nocase(*root, BASE_STR("head")) || base_str_equal_nocase(*root, BASE_STR("body")))
            return kind;
    }
    return KIND_HTML;
}

static enum kind sniff(struct base_str text, struct base_str *root)
{
    struct base_str start = base_str_trim(text);
    struct base_str head = base_str_sub(start, 0, start.len < SNIFF_BYTES ? start.len : SNIFF_BYTES);
    if (base_str_starts(head, BASE_STR("{")) && (base_str_find(head, BASE_STR("jsonfeed.org")) != SIZE_MAX ||
                                                 base_str_find(head, BASE_STR("jsonfeed.org\\/")) != SIZE_MAX))
        return KIND_JSON;
    if ((base_str_starts_nocase(head, BASE_STR("http")) || base_str_starts_nocase(head, BASE_STR("sitemap:"))) &&
        base_str_find(head, BASE_STR("<")) == SIZE_MAX)
        return KIND_TEXT;
    return kind_of_markup(start, root);
}

/* The root element is closed at the end of the document. */
static bool is_whole(struct base_str text, struct base_str root)
{
    size_t from = text.len > SNIFF_BYTES ? text.len - SNIFF_BYTES : 0;
    struct base_str tail = base_str_sub(text, from, text.len);
    for (size_t at = base_str_find(tail, BASE_STR("</")); at != SIZE_MAX;) {
        tail = base_str_sub(tail, at + 2, tail.len);
        if (base_str_starts(tail, root))
            return true;
        at = base_str_find(tail, BASE_STR("</"));
    }
    return false;
}

static int take_markup(struct discover_builder *b, struct base_str text, enum kind kind, struct base_str root,
                       struct base_error *e)
{
    struct page page;
    enum page_mode mode = kind == KIND_HTML ? PAGE_MODE_HTML : PAGE_MODE_XML;
    if (kind != KIND_HTML) {
        /* what stands before the document, such as a server's warning, is no XML */
        text = base_str_sub(text, (size_t)(root.ptr - text.ptr) - 1, text.len);
    }
    int status = page_parse(b->arena, text, b->url, mode, &page, e);
    if (status != BASE_OK)
        return status;
    if (kind == KIND_FEED)
        discover_feed(b, &page);
    else
        discover_links(b, &page);
    b->list->partial |= page.truncated || (kind != KIND_HTML && !is_whole(text, root));
    page_free(&page);
    return BASE_OK;
}

int discover_document(struct base_arena *arena, struct base_str text, struct base_str url, struct discover_list *out,
                      struct base_error *e)
{
    struct discover_builder b;
    struct base_str root = BASE_STR("");
    int status = BASE_OK;
    if (!text.ptr)
        text = BASE_STR("");
    discover_begin(&b, arena, url, out);
    enum kind kind = sniff(text, &root);
    if (kind == KIND_JSON)
        status = discover_json_feed(&b, text, e);
    else if (kind == KIND_TEXT)
        discover_text_list(&b, text);
    else if (kind == KIND_SITEMAP)
        status = discover_sitemap_text(&b, text, e);
    else
        status = take_markup(&b, text, kind, root, e);
    return status == BASE_OK ? discover_end(&b, e) : status;
}

int discover_page(struct base_arena *arena, const struct page *page, struct discover_list *out, struct base_error *e)
{
    struct discover_builder b;
    discover_begin(&b, arena, page->url, out);
    discover_links(&b, page);
    out->partial |= page->truncated;
    return discover_end(&b, e);
}
