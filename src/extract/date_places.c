/* Where dates of other things than the page's article stand. */
#include "extract/date.h"

enum {
    PLACE_TABLE_ROWS = 5,      /* a table with more is no frame of a date line */
    PLACE_FRAME_NODES = 200,   /* of a box or a table that are looked through */
    PLACE_BOXES = 3,           /* around a date, that may be another story's */
    PLACE_BOX_NODES = 24,
    PLACE_HEADLINE_WEIGHT = 25
};

/* The heading holds a link of as many words as a headline has: not to an author or a section. */
static bool is_linked_headline(const struct page *page, uint32_t heading)
{
    size_t weight = 0;
    bool link = page_closest(page, heading, PAGE_TAG_A) != PAGE_NONE;
    for (uint32_t i = heading + 1; i < page->nodes[heading].end && i - heading < PLACE_FRAME_NODES; i++) {
        link = link || page->nodes[i].tag == PAGE_TAG_A;
        if (page->nodes[i].tag == PAGE_TAG_TEXT)
            weight += base_text_weight(page->nodes[i].text);
    }
    return link && weight >= PLACE_HEADLINE_WEIGHT;
}

/* In a link that holds a heading, or in a small box with a linked headline: of the story that it leads to. */
static bool is_of_linked_story(const struct extract_job *job, uint32_t node)
{
    const struct page *page = job->page;
    uint32_t link = page_closest(page, node, PAGE_TAG_A), box = node;
    if (link != PAGE_NONE && !extract_holds_title(job, link))
        for (uint32_t i = link + 1; i < page->nodes[link].end && i - link < PLACE_FRAME_NODES; i++)
            if (page_is_heading(page->nodes[i].tag))
                return true;
    for (int up = 0; up < PLACE_BOXES && box != PAGE_NONE; up++, box = page->nodes[box].parent) {
        if (page->nodes[box].end - box > PLACE_BOX_NODES || page->nodes[box].tag == PAGE_TAG_BODY ||
            extract_holds_title(job, box))
            return false;
        for (uint32_t i = box; i < page->nodes[box].end; i++)
            if (page_is_heading(page->nodes[i].tag) && is_linked_headline(page, i) && !page_is_inside(page, node, i))
                return true;
    }
    return false;
}

/* An item of a list with a link of as many words as a headline has. */
static bool is_linked_item(const struct extract_job *job, const struct page_block *block)
{
    return block->link_weight >= PLACE_HEADLINE_WEIGHT &&
           page_closest(job->page, block->first, PAGE_TAG_LI) != PAGE_NONE;
}

/* In a table of data: one of more than a few rows, without the headline. */
static bool is_in_data(const struct extract_job *job, uint32_t node)
{
    const struct page *page = job->page;
    uint32_t table = page_closest(page, node, PAGE_TAG_TABLE), rows = 0;
    if (table == PAGE_NONE || extract_holds_title(job, table))
        return false;
    for (uint32_t i = table + 1; i < page->nodes[table].end && i - table < PLACE_FRAME_NODES; i++)
        rows += page->nodes[i].tag == PAGE_TAG_TR;
    return rows > PLACE_TABLE_ROWS;
}

bool extract_date_is_framed(const struct extract_job *job, uint32_t node)
{
    return is_of_linked_story(job, node) || is_in_data(job, node);
}

/* Not where the dates of the page's own article stand. */
bool extract_date_is_elsewhere(const struct extract_job *job, uint32_t node)
{
    return extract_is_elsewhere(job, node) || extract_date_is_framed(job, node);
}

bool extract_date_line_is_elsewhere(const struct extract_job *job, const struct page_block *block)
{
    return extract_is_elsewhere(job, block->owner) || extract_date_is_framed(job, block->first) ||
           is_linked_item(job, block);
}

/* Of readers, other stories, other days: what extract_is_elsewhere calls so for its place alone is left out. */
bool extract_date_is_of_others(const struct page *page, uint32_t node)
{
    static const char *const others[] = {"comment", "related", "recommended", "weather", "calendar", "event", "popular",
        "trending", "latest", "teaser", "card", "veranstaltung", "veranstaltungen", "termine", "evenement", "evento",
        "eventi", "evenementen", "arrangement", "wydarzenia", "akce"};
    for (uint32_t i = node; i != PAGE_NONE && page->nodes[i].tag != PAGE_TAG_BODY; i = page->nodes[i].parent) {
        uint16_t tag = page->nodes[i].tag;
        if (tag == PAGE_TAG_NAV || tag == PAGE_TAG_FOOTER || tag == PAGE_TAG_FORM || tag == PAGE_TAG_BLOCKQUOTE ||
            tag == PAGE_TAG_FIGCAPTION || EXTRACT_IS_NAMED(page, i, others))
            return true;
    }
    return false;
}

/* The portal's own head, which may print today's date. */
bool extract_date_is_masthead(const struct extract_job *job, uint32_t node)
{
    static const char *const words[] = {"masthead", "topbar", "navbar", "today", "currentdate", "clock"};
    const struct page *page = job->page;
    for (uint32_t i = node; i != PAGE_NONE && page->nodes[i].tag != PAGE_TAG_BODY; i = page->nodes[i].parent) {
        if (extract_holds_title(job, i) || page->nodes[i].tag == PAGE_TAG_ARTICLE || page->nodes[i].tag == PAGE_TAG_MAIN)
            return false;
        if (page->nodes[i].tag == PAGE_TAG_HEADER || EXTRACT_IS_NAMED(page, i, words))
            return true;
    }
    return false;
}
