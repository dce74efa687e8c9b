/* Names that are not the author's: what stands near them says so. */
#include "extract/byline.h"
#include "extract/names.h"

enum {
    OTHERS_LABEL_NODES = 6, /* nodes between a label and the element it is of */
    OTHERS_LEVELS = 5,      /* elements around a name that may say whose it is */
    OTHERS_HREF_BYTES = 300,
    OTHERS_TEASER_NODES = 120 /* of another article's teaser; a longer part is no teaser */
};

bool byline_is_read(const struct byline *b, uint32_t node)
{
    const struct page *page = b->job->page;
    return page_at(page, node)->tag == PAGE_TAG_TEXT && !b->job->skip[node] &&
        base_str_trim(page_at(page, node)->text).len &&
        !page_is_invisible((enum page_tag)page_at(page, page_at(page, node)->parent)->tag);
}

bool byline_ends_in_label(struct base_str text)
{
    text = base_str_trim(text);
    for (int sign = 0; sign < 2 && text.len; sign++, text.len--)
        for (size_t i = 0; i < extract_others.count; i++) {
            struct base_str word = base_str(extract_others.rows[i].word);
            if (text.len >= word.len && (text.ptr[text.len - 1] | 32) == (word.ptr[word.len - 1] | 32) &&
                base_str_equal_nocase(base_str_sub(text, text.len - word.len, text.len), word))
                return true;
        }
    return false;
}

/* In a link to a section, a category or a tag. */
static bool is_filing(const struct page *page, uint32_t node)
{
    static const char *const parts[] = {"/category/", "/categories/", "/categoria/", "/categorie/", "/kategorie/",
        "/kategorien/", "/tag/", "/tags/", "/topic/", "/topics/", "/thema/", "/themen/", "/rubrik/", "/rubrique/",
        "/section/", "/sections/", "/label/", "?cat=", "?tag=", "?category=", "content_topic="};
    uint32_t link = page_closest(page, node, PAGE_TAG_A);
    if (link == PAGE_NONE)
        return false;
    struct base_str rel = page_attribute(page, link, "rel"), href = page_attribute(page, link, "href");
    return base_str_has_token(rel, BASE_STR("tag")) || base_str_has_token(rel, BASE_STR("category")) ||
        (href.len < OTHERS_HREF_BYTES && base_str_has_any_nocase(href, parts, sizeof parts / sizeof parts[0]));
}

bool byline_is_labelled_anothers(const struct byline *b, uint32_t node)
{
    for (uint32_t i = node; i > 0 && i + OTHERS_LABEL_NODES > node; i--)
        if (byline_is_read(b, i - 1))
            return byline_ends_in_label(page_at(b->job->page, i - 1)->text);
    return false;
}

bool byline_is_anothers(const struct byline *b, uint32_t node)
{
    static const char *const words[] = {"translator", "reviewer", "license", "licence", "photographer"};
    const struct page *page = b->job->page;
    int levels = 0;
    for (uint32_t i = node; i != PAGE_NONE && levels < OTHERS_LEVELS; i = page_at(page, i)->parent, levels++)
        if (page_at(page, i)->tag != PAGE_TAG_BODY && EXTRACT_IS_NAMED(page, i, words))
            return true;
    return is_filing(page, node) || byline_is_labelled_anothers(b, node);
}

/* A link to another page than this one. */
static bool leads_elsewhere(const struct byline *b, uint32_t link)
{
    struct base_str href = page_attribute(b->job->page, link, "href"), own = b->job->page->url;
    if (!href.len || href.len > BASE_LIMIT_URL_BYTES || !own.len)
        return true;
    struct base_str full = base_url_resolve(b->job->arena, own, href);
    return !full.ptr || !base_str_equal(base_url_key(b->job->arena, full), base_url_key(b->job->arena, own));
}

/* A heading in a link to another article or with one, apart from NODE and what is around it. */
static bool is_linked_heading(const struct byline *b, uint32_t heading, uint32_t node)
{
    const struct page *page = b->job->page;
    if (!page_is_heading(page_at(page, heading)->tag) || page_is_inside(page, node, heading) ||
        page_is_inside(page, heading, node))
        return false;
    uint32_t link = page_closest(page, heading, PAGE_TAG_A);
    for (uint32_t i = heading + 1; link == PAGE_NONE && i < page_at(page, heading)->end; i++)
        if (page_at(page, i)->tag == PAGE_TAG_A)
            link = i;
    return link != PAGE_NONE && leads_elsewhere(b, link);
}

bool byline_is_teaser(const struct byline *b, uint32_t node)
{
    const struct page *page = b->job->page;
    int levels = 0;
    for (uint32_t i = page_at(page, node)->parent; i != PAGE_NONE && levels < OTHERS_LEVELS; i = page_at(page, i)->parent, levels++) {
        uint32_t end = page_at(page, i)->end;
        if (end - i > OTHERS_TEASER_NODES || extract_holds_title(b->job, i))
            return false;
        size_t headings = 0;
        for (uint32_t k = i + 1; k < end && headings < 2; k++)
            headings += is_linked_heading(b, k, node);
        if (headings)
            return headings == 1; /* more are a list of other articles, beside which the name stands */
    }
    return false;
}
