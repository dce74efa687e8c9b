/* What a reader would take out of the kept blocks, or add to them: lines that are fields of their own, gaps. */
#include "extract/body_features.h"

enum {
    LINE_MOST = 120,   /* a line with a date or a name is no longer */
    NOTICE_MOST = 400, /* a portal's notice is no longer */
    TITLE_TAIL = 40,   /* of a site's name behind the title */
};

/* Whether what stands behind a title is a part of its own ("Title - Site", "Title | Site"), not the rest of a longer line. */
static bool is_parted(struct base_str tail)
{
    size_t at = 0;

    tail = base_str_trim(tail);
    if (!tail.len)
        return true;
    uint32_t c = base_utf8_next(tail, &at);
    return !base_char_is_alnum(c) || base_char_is_cjk(c);
}

/* The title as the page repeats it above the text, also with the site's name behind. */
static bool is_title(const struct extract_job *job, const struct page_block *b)
{
    struct base_str title = job->shown_title;

    if (!title.len)
        return false;
    if (base_str_equal(b->text, extract_fact_value(job, EXTRACT_KEY_PAGE_TITLE)))
        return true;
    if (!base_str_starts_nocase(b->text, title))
        return false;
    struct base_str tail = base_str_sub(b->text, title.len, b->text.len);
    return is_parted(tail) && extract_stops(tail) == 0 && b->weight < base_text_weight(title) + TITLE_TAIL;
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

/* A sentence of the story that happens to name a day: more than "Last updated on Monday." */
static bool is_telling(const struct page_block *b)
{
    enum { LEAST = 60 };

    return b->weight > LEAST && extract_stops(b->text) == 2;
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

/* A line that is one link, in capitals but for an ending ("AMAs"), amid a text: another article's title. */
static bool is_shouted_link(const struct page_block *b)
{
    enum { SPACES_LEAST = 3, WEIGHT_LEAST = 20, UPPER_TIMES = 10 };
    size_t at = 0, upper = 0, lower = 0, spaces = 0;

    if (b->kind != PAGE_BLOCK_PARAGRAPH || b->row != PAGE_NONE || b->weight < WEIGHT_LEAST ||
        (uint64_t)b->link_weight * 20 < (uint64_t)b->weight * 19)
        return false;
    while (at < b->text.len) {
        uint32_t c = base_utf8_next(b->text, &at);
        bool capital = base_char_is_upper(c);
        upper += capital;
        lower += !capital && base_char_is_alnum(c) && !(c >= '0' && c <= '9');
        spaces += c == ' ';
    }
    return spaces >= SPACES_LEAST && upper * 2 > b->weight && upper >= lower * UPPER_TIMES;
}

/* What says whose a picture is, with the caption before it or alone; not where it is a cell of a table. */
static bool is_picture_line(const struct page_block *b)
{
    enum { CAPTION_MOST = 300 };

    return b->row == PAGE_NONE && b->weight <= CAPTION_MOST && extract_ends_in_credit(b->text);
}

/* Title, byline, date, credits and notices are fields of their own or nothing, not text. */
void extract_drop_lines(struct extract_job *job)
{
    enum { TITLE, BYLINE, DATE, COUNT };
    const uint32_t nodes[] = {[TITLE] = job->title_node, [BYLINE] = job->byline_node, [DATE] = job->date_node};
    bool line[COUNT];

    for (size_t k = 0; k < COUNT; k++)
        line[k] = is_line(job, nodes[k]);
    for (uint32_t i = 0; i < job->blocks.count; i++) {
        const struct page_block *b = &job->blocks.items[i];
        if (!job->keep[i] || b->weight > NOTICE_MOST)
            continue;
        enum extract_line kind = extract_block_line(job, i);
        if (kind == EXTRACT_LINE_NOTICE || is_shouted_link(b) || is_picture_line(b))
            job->keep[i] = 0;
        if (b->weight > LINE_MOST)
            continue;
        if ((kind != EXTRACT_LINE_TEXT && kind != EXTRACT_LINE_RELATED) || is_title(job, b) ||
            (b->row == PAGE_NONE && is_clock(b->text)))
            job->keep[i] = 0;
        for (size_t k = 0; k < COUNT; k++)
            if (line[k] && page_is_inside(job->page, b->first, nodes[k]) && !(k == DATE && is_telling(b)))
                job->keep[i] = 0;
    }
}

/* A statement is text, though it be set as a heading; a question or a call is none at the end. */
static bool is_statement(const struct page_block *b)
{
    enum { LEAST = 40 };

    return b->weight >= LEAST && (base_str_ends(b->text, BASE_STR("。")) ||
                                  (base_str_ends(b->text, BASE_STR(".")) && !base_str_ends(b->text, BASE_STR(".."))));
}

/* A heading stands for the text below it: at the end, without any, it goes. */
void extract_drop_last_headings(struct extract_job *job)
{
    for (uint32_t i = job->blocks.count; i-- > 0;) {
        const struct page_block *b = &job->blocks.items[i];
        if (job->keep[i] && (b->kind != PAGE_BLOCK_HEADING || is_statement(b)))
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
    enum { GAP_MOST = 6, LIKELY = 200 };
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
                if (p[k] >= LIKELY && !extract_block_is_links(&b[k]) && (low == parent || high == parent))
                    job->keep[k] = 1;
            }
        }
        last = i;
    }
}

/* Keeps the preformatted blocks from I on where they stand between kept ones; gives the last of them. */
static uint32_t keep_preformatted(struct extract_job *job, const uint16_t *p, uint32_t i)
{
    enum { LIKELY = 50 };
    uint32_t end = i;

    while (end < job->blocks.count && job->blocks.items[end].kind == PAGE_BLOCK_PREFORMATTED)
        end++;
    if (job->keep[i - 1] && end < job->blocks.count && job->keep[end])
        for (uint32_t k = i; k < end; k++)
            job->keep[k] |= p[k] >= LIKELY;
    return end - 1;
}

/* Between kept blocks: the heading of the one behind it, and what is preformatted (code, verse). */
void extract_keep_between(struct extract_job *job, const uint16_t *p)
{
    enum { LIKELY = 200 };
    bool before = false;

    for (uint32_t i = 0; i + 1 < job->blocks.count; i++) {
        const struct page_block *b = &job->blocks.items[i];
        if (before && b->kind == PAGE_BLOCK_HEADING && p[i] >= LIKELY && !extract_block_is_links(b))
            job->keep[i] |= job->keep[i + 1];
        if (before && b->kind == PAGE_BLOCK_PREFORMATTED)
            i = keep_preformatted(job, p, i);
        before |= job->keep[i];
    }
}
