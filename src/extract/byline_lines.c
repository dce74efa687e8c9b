/* Labelled lines: By Jane Roe; 作者：张三; （记者 张三）. */
#include "extract/byline.h"

enum {
    BYLINE_OFFICE_WEIGHT = 60, /* of names with their office behind them */
    BYLINE_NEAR_BLOCKS = 12,   /* blocks behind the headline in which a byline may stand */
    BYLINE_BEFORE_BLOCKS = 4,
    BYLINE_LABELLED_BYTES = 300,
    BYLINE_BRACKET_BYTES = 120
};

static bool take_line(struct byline *b, uint32_t block, struct base_str text)
{
    byline_add(b, text, BYLINE_LABELLED, &b->names);
    b->node = b->job->blocks.items[block].owner;
    return b->names.count > 0;
}

/* 김서연 기자 | ...: a short line whose names stand before their office. */
static bool has_office_behind(struct base_str line)
{
    static const char *const offices[] = {"기자", "특파원", "논설위원", "선임기자", "記者"};
    while (line.len && strchr(" |/-", line.ptr[line.len - 1]))
        line.len--;
    for (size_t i = 0; line.len && i < sizeof offices / sizeof offices[0]; i++)
        if (line.len > strlen(offices[i]) && base_str_ends(line, base_str(offices[i])))
            return base_text_weight(line) <= BYLINE_OFFICE_WEIGHT;
    return false;
}

/* A part of a line that is a byline by itself. */
static bool is_byline(struct base_str part)
{
    return extract_line_kind(part) == EXTRACT_LINE_BYLINE || has_office_behind(part) || extract_is_han_byline(part) ||
        (base_text_weight(part) <= BYLINE_WEIGHT && extract_has_degree(part));
}

/* The line is but a label: Written by; of a heading also Author. */
static bool is_bare_label(const struct extract_job *job, uint32_t block, struct base_str line)
{
    if (!line.len || line.len > BYLINE_OFFICE_WEIGHT)
        return false;
    if (job->blocks.items[block].level)
        line = base_arena_printf(job->arena, "%.*s:", BASE_STR_ARG(line));
    return extract_label_at(line, EXTRACT_LINE_BYLINE) == line.len;
}

/* Without the name of a time's zone before it: EST by Jane Roe. */
static struct base_str behind_zone(struct base_str s)
{
    size_t at = 0;
    s = base_str_trim(s);
    while (at < s.len && s.ptr[at] >= 'A' && s.ptr[at] <= 'Z')
        at++;
    return at >= 2 && at <= 5 && at < s.len && s.ptr[at] == ' ' ? base_str_sub(s, at, s.len) : s;
}

/* What names a line holds: behind a label at its start, behind one that follows a date or a bar, or in the next block
 * where the line is but a label. NONE where it is no byline. */
static struct base_str names_in_line(const struct extract_job *job, uint32_t block)
{
    struct base_str line = extract_spaced_text(job, &job->blocks.items[block]), rest = line, part;
    struct extract_date_context context = {.fetched = BASE_TIME_NONE};
    size_t from, to;
    if (is_bare_label(job, block, line) && block + 1 < job->blocks.count)
        return extract_spaced_text(job, &job->blocks.items[block + 1]);
    if (is_byline(line))
        return line;
    if (base_text_weight(line) > BYLINE_WEIGHT)
        return BASE_STR_NONE;
    while (rest.ptr && base_str_next(&rest, '|', &part))
        if (part.len < line.len && extract_label_at(part, EXTRACT_LINE_BYLINE) && is_byline(part))
            return part;
    if (!extract_date_span(line, &context, &from, &to))
        return BASE_STR_NONE;
    struct base_str head = base_str_sub(line, 0, from), tail = behind_zone(base_str_sub(line, to, line.len));
    if (is_byline(head))
        return head;
    return extract_label_at(tail, EXTRACT_LINE_BYLINE) && is_byline(tail) ? tail : BASE_STR_NONE;
}

/* A line near the headline that begins with a label: By Jane Roe. */
bool byline_from_lines(struct byline *b)
{
    const struct extract_job *job = b->job;
    uint32_t title = extract_title_block(job);
    uint32_t start = title == PAGE_NONE || title < BYLINE_BEFORE_BLOCKS ? 0 : title - BYLINE_BEFORE_BLOCKS;
    uint32_t end = (title == PAGE_NONE ? 30 : title) + BYLINE_NEAR_BLOCKS;
    for (uint32_t i = start; i < end && i < job->blocks.count; i++) {
        const struct page_block *block = &job->blocks.items[i];
        if (i == title || block->kind == PAGE_BLOCK_CAPTION || extract_is_elsewhere(job, block->owner))
            continue;
        struct base_str text = names_in_line(job, i);
        bool own = extract_block_line(job, i) == EXTRACT_LINE_BYLINE && !extract_holds_title(job, block->owner);
        if (own && page_at(job->page, block->owner)->end - block->owner <= BYLINE_NODES)
            byline_add_element(b, block->owner, &b->names);
        b->node = block->owner;
        if (b->names.count || (text.len && take_line(b, i, text)))
            return true;
    }
    return false;
}

/* At a line's start or behind a blank or a sign; not inside of a sentence's word. */
static bool starts_word(struct base_str text, size_t at)
{
    size_t before = at;
    while (before > 0 && ((unsigned char)text.ptr[--before] & 0xC0) == 0x80)
        ;
    return at == 0 || !base_char_is_alnum(base_utf8_next(text, &before));
}

/* A label with a colon in any short line of the page behind the headline: 作者：张三. */
bool byline_from_labels(struct byline *b)
{
    const struct extract_job *job = b->job;
    uint32_t title = extract_title_block(job);
    for (uint32_t i = title == PAGE_NONE ? 0 : title; i < job->blocks.count; i++) {
        const struct page_block *block = &job->blocks.items[i];
        struct base_str text = block->text;
        size_t at, end;
        if (text.len > BYLINE_LABELLED_BYTES || i == title || block->level)
            continue;
        if (extract_label_find(text, EXTRACT_LINE_BYLINE, &at, &end) && end < text.len &&
            starts_word(text, at) && base_str_sub(text, at, end).len >= 4 && !byline_ends_in_label(base_str_sub(text, 0, end)) &&
            !extract_is_elsewhere(job, block->owner) &&
            take_line(b, i, base_str_sub(text, end, text.len)))
            return true;
    }
    return false;
}

/* A line of its own far from the headline: Written by Jane Roe. */
bool byline_from_far_lines(struct byline *b)
{
    const struct extract_job *job = b->job;
    uint32_t title = extract_title_block(job);
    for (uint32_t i = title == PAGE_NONE ? 0 : title + 1; i < job->blocks.count; i++) {
        const struct page_block *block = &job->blocks.items[i];
        if (block->kind == PAGE_BLOCK_CAPTION || base_text_weight(block->text) > BYLINE_OFFICE_WEIGHT ||
            extract_is_elsewhere(job, block->owner))
            continue;
        struct base_str text = names_in_line(job, i);
        if (block->links && extract_has_degree(text) && !extract_label_at(block->text, EXTRACT_LINE_BYLINE))
            continue; /* a linked name with a degree is whoever's: an expert's, a reviewer's */
        if (text.len && base_text_weight(text) <= BYLINE_OFFICE_WEIGHT && !byline_is_teaser(b, block->first) &&
            take_line(b, i, text))
            return true;
    }
    return false;
}

static uint32_t list_around(const struct page *page, uint32_t node)
{
    uint32_t item = page_closest(page, node, PAGE_TAG_LI);
    return item == PAGE_NONE ? PAGE_NONE : page_at(page, item)->parent;
}

/* Each block of LIST, from FIRST on, names a person: NAMES. */
static bool names_of_list(const struct byline *b, uint32_t list, uint32_t first, struct base_str_list *names)
{
    const struct extract_job *job = b->job;
    for (uint32_t i = first; i < job->blocks.count && page_is_inside(job->page, job->blocks.items[i].owner, list); i++) {
        size_t before = names->count;
        if (base_text_weight(job->blocks.items[i].text) <= BYLINE_OFFICE_WEIGHT)
            byline_add(b, extract_spaced_text(job, &job->blocks.items[i]), BYLINE_LABELLED, names);
        if (names->count == before)
            return false;
    }
    return byline_are_people(names);
}

/* A label over a list: <h6>Authors</h6><ul><li>Jane Roe<li>John Doe</ul>. */
bool byline_from_list(struct byline *b)
{
    const struct extract_job *job = b->job;
    uint32_t title = extract_title_block(job);
    for (uint32_t i = title == PAGE_NONE ? 0 : title + 1; i + 1 < job->blocks.count; i++) {
        const struct page_block *label = &job->blocks.items[i];
        struct base_str_list names = {0};
        if (label->text.len > BYLINE_OFFICE_WEIGHT || !is_bare_label(job, i, extract_spaced_text(job, label)))
            continue;
        uint32_t list = list_around(job->page, label[1].owner);
        if (list != PAGE_NONE && !page_is_inside(job->page, label->owner, list) && !extract_is_elsewhere(job, label->owner) &&
            names_of_list(b, list, i + 1, &names)) {
            b->names = names;
            b->node = label[1].owner;
            return true;
        }
    }
    return false;
}

/* What stands between the bracket at AT and the next closing one. */
static struct base_str inside_bracket(struct base_str text, size_t at)
{
    size_t limit = at + BYLINE_BRACKET_BYTES < text.len ? at + BYLINE_BRACKET_BYTES : text.len;
    struct base_str rest = base_str_sub(text, at, limit);
    size_t wide = base_str_find(rest, BASE_STR("）")), narrow = base_str_find(rest, BASE_STR(")"));
    size_t end = wide < narrow ? wide : narrow;
    return end == SIZE_MAX ? BASE_STR_NONE : base_str_sub(rest, rest.ptr[0] == '(' ? 1 : 3, end);
}

/* A line of its own like 某某日报记者 张三, or names in brackets in a paragraph: （记者 张三）, (新华社记者李四 通讯员王五). */
bool byline_from_reporters(struct byline *b)
{
    const struct extract_job *job = b->job;
    uint32_t title = extract_title_block(job);
    for (uint32_t i = title == PAGE_NONE ? 0 : title; i < job->blocks.count; i++) {
        struct base_str text = job->blocks.items[i].text;
        if (i != title && extract_is_han_byline(text) && !extract_is_elsewhere(job, job->blocks.items[i].owner) &&
            take_line(b, i, text))
            return true;
        for (size_t at = 0; at < text.len;) {
            size_t here = at;
            uint32_t c = base_utf8_next(text, &at);
            if (c != '(' && c != 0xFF08)
                continue;
            struct base_str inner = inside_bracket(text, here);
            if (extract_is_han_byline(inner) && take_line(b, i, inner))
                return true;
        }
    }
    return false;
}
