/* Names without a label: beside the date below the headline, or alone at the text's end. */
#include "extract/byline.h"
#include "extract/names.h"

enum {
    NAMES_NEAR_BLOCKS = 6,  /* behind the headline */
    NAMES_LINE_WEIGHT = 90, /* a date, a name, what parts them */
    NAMES_REST_WEIGHT = 40, /* what else such a line may hold: a zone, the day of an update */
    NAMES_PROSE_WEIGHT = 80,
    NAMES_PROSE_BLOCKS = 3, /* of the text before its writer's name */
    NAMES_END_BLOCKS = 4    /* behind the name, none of which is text */
};

/* One sign that parts a name from a date stands at the end of S (AT_END) or at its start. */
static bool has_parter(struct base_str s, bool at_end)
{
    static const char *const signs[] = {"|", "-", "–", "—", "·", "•", "/", "∙", "‧"};
    s = base_str_trim(s);
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (at_end ? base_str_ends(s, base_str(signs[i])) : base_str_starts(s, base_str(signs[i])))
            return true;
    return false;
}

/* New York, Tel Aviv: a place's name looks like a person's, and stands beside a date as often. */
static bool may_be_place(struct base_str s)
{
    static const char *const starts[] = {"new ", "san ", "santa ", "los ", "las ", "saint ", "st. ", "north ", "south ",
        "east ", "west ", "hong ", "tel ", "abu ", "buenos ", "kuala ", "rio ", "cape ", "addis ", "fort ", "port ",
        "united ", "el ", "la ", "bad ", "sankt ", "são ", "nova ", "nuevo ", "nueva ", "novi ", "nowy ", "phnom ",
        "ho ", "ciudad "};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (base_str_starts_nocase(s, base_str(starts[i])))
            return true;
    return false;
}

static bool take_person(struct byline *b, uint32_t block, struct base_str text)
{
    const struct page_block *at = &b->job->blocks.items[block];
    if (!extract_is_surely_person(text) || may_be_place(text))
        return false;
    byline_add(b, text, BYLINE_GUESSED, &b->names);
    b->node = at->owner;
    return b->names.count > 0;
}

/* Jane Roe | Senior Writer |: the name alone. */
static struct base_str before_role(struct base_str s)
{
    const char *bar = s.len ? memchr(s.ptr, '|', s.len) : NULL;
    if (!bar)
        return s;
    struct base_str role = extract_strip_edges(base_str_sub(s, (size_t)(bar - s.ptr), s.len));
    return extract_is_role(role) ? base_str_sub(s, 0, (size_t)(bar - s.ptr)) : s;
}

/* A section or a tag of the page, or in a link to one. */
static bool is_section(const struct byline *b, uint32_t block, struct base_str text)
{
    const struct extract_article *article = b->job->article;
    if (extract_same_letters(text, article->section) || byline_is_anothers(b, b->job->blocks.items[block].first))
        return true;
    for (size_t i = 0; i < article->tags.count; i++)
        if (extract_same_letters(text, article->tags.items[i]))
            return true;
    return false;
}

/* TEXT is all that one of the block's elements holds. */
static bool is_element(const struct extract_job *job, uint32_t block, struct base_str text)
{
    const struct page_block *at = &job->blocks.items[block];
    text = base_str_trim(text);
    for (uint32_t i = at->first; text.len && i <= at->last; i++)
        if (page_at(job->page, i)->tag == PAGE_TAG_TEXT && base_str_equal(base_str_trim(page_at(job->page, i)->text), text))
            return true;
    return false;
}

/* 11.12.2019 - Jane Roe; Jane Roe | 3 May 2024; Jane Roe | Senior Writer | 3 May 2024. */
static bool take_dated(struct byline *b, uint32_t block, struct base_str text)
{
    struct extract_date_context context = {.fetched = BASE_TIME_NONE};
    size_t from, to;
    if (base_text_weight(text) > NAMES_LINE_WEIGHT || !extract_date_span(text, &context, &from, &to))
        return false;
    struct base_str head = base_str_sub(text, 0, from), tail = base_str_sub(text, to, text.len);
    bool apart = has_parter(head, true) || (is_element(b->job, block, head) && !is_section(b, block, head));
    if (apart && base_text_weight(tail) <= NAMES_REST_WEIGHT)
        return take_person(b, block, extract_strip_edges(before_role(head)));
    return has_parter(tail, false) && base_text_weight(head) <= NAMES_REST_WEIGHT &&
           take_person(b, block, extract_strip_edges(tail));
}

/* Jane Roe, or Jane Roe, John Doe: nothing but people's names. */
static bool are_people(struct base_str text)
{
    struct base_str part;
    bool any = false;
    for (; text.ptr && base_str_next(&text, ',', &part); any = true)
        if (!extract_is_surely_person(extract_strip_edges(part)) || may_be_place(extract_strip_edges(part)))
            return false;
    return any;
}

/* Nothing but a date, or little more: 3 May 2024 · 5 min read. */
static bool is_date_block(const struct extract_job *job, uint32_t at)
{
    struct extract_date_context context = {.fetched = BASE_TIME_NONE};
    size_t from, to;
    if (at >= job->blocks.count || job->blocks.items[at].weight > NAMES_LINE_WEIGHT / 2 || job->blocks.items[at].level)
        return false;
    struct base_str text = job->blocks.items[at].text;
    return extract_date_span(text, &context, &from, &to) && from < 4;
}

/* A block of names above or below a block of the date. */
static bool take_beside(struct byline *b, uint32_t block, uint32_t title)
{
    const struct extract_job *job = b->job;
    const struct page_block *at = &job->blocks.items[block];
    if (at->level || at->weight > NAMES_LINE_WEIGHT)
        return false;
    struct base_str text = extract_spaced_text(job, at);
    bool dated = are_people(text) && (is_date_block(job, block + 1) || (block > title + 1 && is_date_block(job, block - 1)));
    if (!dated || is_section(b, block, text))
        return false;
    byline_add(b, text, BYLINE_GUESSED, &b->names);
    b->node = at->owner;
    if (!byline_are_people(&b->names)) /* Streets and Squares */
        b->names.count = 0;
    return b->names.count > 0;
}

bool byline_from_dated(struct byline *b)
{
    const struct extract_job *job = b->job;
    uint32_t title = extract_title_block(job);
    for (uint32_t i = title + 1; title != PAGE_NONE && i <= title + NAMES_NEAR_BLOCKS && i < job->blocks.count; i++) {
        const struct page_block *block = &job->blocks.items[i];
        if (block->kind != PAGE_BLOCK_CAPTION && !extract_is_elsewhere(job, block->owner) &&
            (take_dated(b, i, extract_spaced_text(job, block)) || take_beside(b, i, title)))
            return true;
    }
    return false;
}

/* Set to the right, or in bold or italics as a whole. */
static bool is_set_apart(const struct page *page, const struct page_block *block)
{
    static const char *const styles[] = {"right", "bold", "italic"};
    struct base_str style = page_attribute(page, block->owner, "style");
    if (base_str_equal_nocase(page_attribute(page, block->owner, "align"), BASE_STR("right")) ||
        (style.len < 300 && base_str_has_any_nocase(style, styles, sizeof styles / sizeof styles[0])))
        return true;
    for (uint32_t i = page_at(page, block->first)->parent; i != PAGE_NONE && i > block->owner; i = page_at(page, i)->parent) {
        uint8_t tag = (uint8_t)page_at(page, i)->tag;
        if (tag == PAGE_TAG_STRONG || tag == PAGE_TAG_B || tag == PAGE_TAG_EM || tag == PAGE_TAG_I)
            return true;
    }
    return false;
}

static bool is_prose(const struct page_block *block)
{
    return block->weight >= NAMES_PROSE_WEIGHT && block->link_weight * 2 < block->weight && !block->level;
}

/* Text stands before the block, and none behind it. */
static bool ends_text(const struct page_blocks *blocks, uint32_t at)
{
    for (uint32_t i = 1; i <= NAMES_PROSE_BLOCKS; i++)
        if (i > at || (i == 1 && !is_prose(&blocks->items[at - i])) ||
            (i > 1 && !is_prose(&blocks->items[at - i]) && blocks->items[at - i].kind != PAGE_BLOCK_CAPTION &&
             !blocks->items[at - i].level))
            return false;
    for (uint32_t i = at + 1; i <= at + NAMES_END_BLOCKS && i < blocks->count; i++)
        if (is_prose(&blocks->items[i]))
            return false;
    return true;
}

/* Stay Connected: what a list follows or a colon ends is a heading, Get Started! is a call. */
static bool is_heading_like(const struct extract_job *job, uint32_t at)
{
    const struct page_block *block = &job->blocks.items[at];
    if ((block->text.len && strchr(":!?", block->text.ptr[block->text.len - 1])) || extract_block_line(job, at) != EXTRACT_LINE_TEXT)
        return true;
    return at + 1 < job->blocks.count && block[1].kind == PAGE_BLOCK_ITEM;
}

/* The writer's name alone behind the last paragraph. */
bool byline_from_signature(struct byline *b)
{
    const struct extract_job *job = b->job;
    uint32_t title = extract_title_block(job);
    for (uint32_t i = title == PAGE_NONE ? 0 : title + 1; i < job->blocks.count; i++) {
        const struct page_block *block = &job->blocks.items[i];
        if (block->level || block->links || block->kind == PAGE_BLOCK_CAPTION || block->weight > NAMES_LINE_WEIGHT / 2 ||
            !ends_text(&job->blocks, i) || !is_set_apart(job->page, block) || extract_is_elsewhere(job, block->owner) ||
            is_heading_like(job, i))
            continue;
        if (take_person(b, i, extract_strip_edges(block->text)))
            return true;
    }
    return false;
}
