/* Lists of links that a click opens: the panels of tabs, the rest of a list. */
#include "extract/related.h"

enum {
    HIDDEN_TITLES = 3, /* links that make a hidden part a list to be opened */
    TITLE = 24         /* weight of their text */
};

static bool in_item(const struct page *page, uint32_t n, uint32_t top)
{
    uint32_t item = page_closest(page, n, PAGE_TAG_LI);

    return item != PAGE_NONE && page_is_inside(page, item, top);
}

/* A hidden part that is a list (of list items) of titles: the panel of a tab, the rest of a list. */
static bool opens(const struct extract_job *job, uint32_t node)
{
    const struct page *page = job->page;
    size_t titles = 0, all = 0, linked = 0;
    uint32_t end = page_at(page, node)->end, link_end = 0, weight = 0;

    for (uint32_t n = node; n < end; n++) {
        const struct page_node *at = page_at(page, n);
        if (page_is_invisible((enum page_tag)at->tag)) {
            n = at->end - 1;
        } else if (at->tag == PAGE_TAG_A && n >= link_end) {
            link_end = at->end;
            weight = 0;
        } else if (at->tag == PAGE_TAG_TEXT) {
            size_t more = base_text_weight(at->text);
            all += more;
            linked += n < link_end ? more : 0;
            titles += n < link_end && weight < TITLE && weight + more >= TITLE &&
                      in_item(page, n, node);
            weight += (uint32_t)more;
        }
    }
    return titles >= HIDDEN_TITLES && linked * 10 >= all * 6;
}

bool extract_open_lists(const struct extract_job *job, struct extract_job *open)
{
    const struct page *page = job->page;
    uint8_t *skip = BASE_NEW_ARRAY(job->arena, uint8_t, page->count);
    bool any = false;

    *open = *job;
    if (!skip)
        return false;
    memcpy(skip, job->skip, page->count);
    for (uint32_t n = 1; n < page->count; n++) {
        if (!skip[n] || page_at(page, n)->tag == PAGE_TAG_TEXT)
            continue;
        uint32_t end = page_at(page, n)->end;
        if (page_is_hidden(page, n) && opens(job, n)) {
            memset(skip + n, 0, end - n);
            any = true;
        }
        n = end - 1;
    }
    if (!any)
        return true;
    open->skip = skip;
    if (page_blocks_make(page, job->arena, skip, &open->blocks, NULL) != BASE_OK)
        return false;
    open->keep = BASE_NEW_ARRAY(job->arena, uint8_t, (size_t)open->blocks.count + 1);
    open->lines = BASE_NEW_ARRAY(job->arena, uint8_t, (size_t)open->blocks.count + 1);
    if (!open->keep || !open->lines)
        return false;
    for (uint32_t i = 0, k = 0; i < open->blocks.count; i++) {
        while (k < job->blocks.count && job->blocks.items[k].last < open->blocks.items[i].first)
            k++;
        open->keep[i] = k < job->blocks.count && job->blocks.items[k].first <= open->blocks.items[i].last &&
                        job->keep[k];
    }
    return true;
}
