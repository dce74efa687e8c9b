/* What a reader would take out of the kept blocks, or add to them: lines that are fields of their own, gaps. */
#include "extract/body_features.h"

enum {
    LINE_MOST = 120,   /* a line with a date or a name is no longer */
    NOTICE_MOST = 400, /* a portal's notice is no longer */
    TITLE_TAIL = 40,   /* of a site's name behind the title */
};

/* The title as the page repeats it above the text, also with the site's name behind. */
static bool is_title(const struct extract_job *job, const struct page_block *b)
{
    struct base_str title = job->article->title;

    if (!title.len)
        return false;
    if (base_str_equal(b->text, extract_fact_value(job, EXTRACT_KEY_PAGE_TITLE)))
        return true;
    return base_str_starts_nocase(b->text, title) &&
           extract_stops(base_str_sub(b->text, title.len, b->text.len)) == 0 &&
           b->weight < base_text_weight(title) + TITLE_TAIL;
}

/* Whether the node is a line: not a whole text that a name or a date was found in. */
static bool is_line(const struct extract_job *job, uint32_t node)
{
    size_t weight = 0;
    uint32_t end;

    if (node == PAGE_NONE)
        return false;
    end = page_at(job->page, node)->end;
    for (uint32_t n = node; n < end && weight <= LINE_MOST; n++)
        if (page_at(job->page, n)->tag == PAGE_TAG_TEXT && !job->skip[n])
            weight += base_text_weight(page_at(job->page, n)->text);
    return weight <= LINE_MOST;
}

/* "19:45": an entry's stamp. */
static bool is_clock(struct base_str s)
{
    size_t colon = base_str_find(s, BASE_STR(":"));

    if (s.len < 4 || s.len > 5 || colon + 3 != s.len)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (i != colon && (s.ptr[i] < '0' || s.ptr[i] > '9'))
            return false;
    return true;
}

/* Title, byline, date, credits and notices are fields of their own or nothing, not text. */
void extract_drop_lines(struct extract_job *job)
{
    const uint32_t nodes[] = {job->title_node, job->byline_node, job->date_node};
    bool line[3];

    for (size_t k = 0; k < 3; k++)
        line[k] = is_line(job, nodes[k]);
    for (uint32_t i = 0; i < job->blocks.count; i++) {
        const struct page_block *b = &job->blocks.items[i];
        if (!job->keep[i] || b->weight > NOTICE_MOST)
            continue;
        enum extract_line kind = extract_block_line(job, i);
        if (kind == EXTRACT_LINE_NOTICE)
            job->keep[i] = 0;
        if (b->weight > LINE_MOST)
            continue;
        if ((kind != EXTRACT_LINE_TEXT && kind != EXTRACT_LINE_RELATED) || is_title(job, b) ||
            (b->row == PAGE_NONE && is_clock(b->text)))
            job->keep[i] = 0;
        for (size_t k = 0; k < 3; k++)
            if (line[k] && page_is_inside(job->page, b->first, nodes[k]))
                job->keep[i] = 0;
    }
}

/* A heading stands for the text below it: at the end, without any, it goes. */
void extract_drop_last_headings(struct extract_job *job)
{
    for (uint32_t i = job->blocks.count; i-- > 0;) {
        if (job->keep[i] && job->blocks.items[i].kind != PAGE_BLOCK_HEADING)
            return;
        job->keep[i] = 0;
    }
}

/* A heading of related links, and the links behind it. */
void extract_drop_related(struct extract_job *job)
{
    bool inside = false;

    for (uint32_t i = 0; i < job->blocks.count; i++) {
        const struct page_block *b = &job->blocks.items[i];
        bool linked = (uint64_t)b->link_weight * 10 > (uint64_t)b->weight * 7;
        if (b->weight < 60 && extract_block_line(job, i) == EXTRACT_LINE_RELATED) {
            inside = true;
            job->keep[i] = 0;
        } else if (inside && linked) {
            job->keep[i] = 0;
        } else {
            inside = false;
        }
    }
}

/* Blocks between two kept ones of the same parent belong with them, unless they are links. */
void extract_fill_gaps(struct extract_job *job, const uint16_t *p)
{
    enum { GAP_MOST = 6, LIKELY = 150 };
    const struct page *page = job->page;
    uint32_t last = PAGE_NONE;

    for (uint32_t i = 0; i < job->blocks.count; i++) {
        const struct page_block *b = job->blocks.items;
        if (!job->keep[i])
            continue;
        if (last != PAGE_NONE && i - last <= GAP_MOST) {
            uint32_t low = page_at(page, b[last].owner)->parent, high = page_at(page, b[i].owner)->parent;
            for (uint32_t k = last + 1; k < i; k++) {
                uint32_t parent = page_at(page, b[k].owner)->parent;
                if (p[k] >= LIKELY && b[k].link_weight * 2 <= b[k].weight && (low == parent || high == parent))
                    job->keep[k] = 1;
            }
        }
        last = i;
    }
}
