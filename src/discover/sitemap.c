/* Sitemaps (sitemaps.org), their index, Google's news sitemap, and plain lists of addresses. */
#include "discover/private.h"

/* The fields of a <url> or <sitemap>, those of a nested <news:news> among them. */
struct row {
    struct base_str loc, modified, published, title;
};

static void take_field(struct discover_builder *b, struct row *row, const struct page *page, uint32_t node)
{
    struct base_str name = discover_local_name(page, node);
    if (base_str_equal(name, BASE_STR("loc")) && !row->loc.ptr)
        row->loc = discover_node_text(b, page, node);
    else if (base_str_equal(name, BASE_STR("lastmod")))
        row->modified = discover_date(b->arena, discover_node_text(b, page, node));
    else if (base_str_equal(name, BASE_STR("publication_date")))
        row->published = discover_date(b->arena, discover_node_text(b, page, node));
    else if (base_str_equal(name, BASE_STR("title")) && !row->title.ptr)
        row->title = discover_title(b->arena, discover_node_text(b, page, node));
}

static void add_row(struct discover_builder *b, const struct page *page, uint32_t node, bool index)
{
    struct row row = {0};
    for (uint32_t i = page_first_child(page, node); i != PAGE_NONE; i = page_next_sibling(page, i)) {
        struct base_str name = discover_local_name(page, i);
        if (base_str_equal(name, BASE_STR("news"))) {
            for (uint32_t k = page_first_child(page, i); k != PAGE_NONE; k = page_next_sibling(page, k))
                take_field(b, &row, page, k);
        } else if (!base_str_equal(name, BASE_STR("title"))) {
            take_field(b, &row, page, i); /* a title outside news:news is an image's or a video's */
        }
    }
    if (row.loc.len > 0)
        discover_add(b, row.loc, row.title, row.published.ptr ? row.published : row.modified,
                     index ? DISCOVER_ALTERNATE : DISCOVER_SITEMAP, index ? DISCOVER_SOURCE : DISCOVER_ARTICLE);
}

void discover_sitemap(struct discover_builder *b, const struct page *page)
{
    for (uint32_t i = 0; i < page->count && !b->arena->failed; i++) {
        struct base_str name = discover_local_name(page, i);
        bool index = base_str_equal(name, BASE_STR("sitemap"));
        if (index || base_str_equal(name, BASE_STR("url")))
            add_row(b, page, i, index);
    }
}

void discover_text_list(struct discover_builder *b, struct base_str text)
{
    struct base_str line;
    while (base_str_next(&text, '\n', &line) && !b->arena->failed) {
        line = base_str_trim(line);
        if (base_str_starts_nocase(line, BASE_STR("sitemap:")))
            discover_add(b, base_str_trim(base_str_sub(line, 8, line.len)), BASE_STR_NONE, BASE_STR_NONE,
                         DISCOVER_ALTERNATE, DISCOVER_SOURCE);
        else if (base_str_starts_nocase(line, BASE_STR("http")))
            discover_add(b, line, BASE_STR_NONE, BASE_STR_NONE, DISCOVER_SITEMAP, DISCOVER_ARTICLE);
    }
}
