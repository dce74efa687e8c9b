/* The authors: what the site's selectors, the page's statements and its visible byline say. */
#include "extract/private.h"

enum {
    BYLINE_WEIGHT = 200,      /* a longer text is no byline */
    BYLINE_OFFICE_WEIGHT = 60, /* of names with their office behind them */
    BYLINE_NODES = 60,        /* nodes of a visible byline's element */
    BYLINE_LOOKED = 80,       /* elements looked at */
    BYLINE_NEAR_BLOCKS = 12,  /* blocks behind the headline in which a byline may stand */
    BYLINE_BEFORE_BLOCKS = 4,
    BYLINE_SIBLINGS = 200     /* nodes over which the names of one byline may spread */
};

static void add_names(struct extract_job *job, struct base_str text, struct base_str_list *names)
{
    struct extract_name_context context = {.site = job->article->site, .lang = job->article->lang};
    context.host = extract_host_label(job->page->url);
    extract_names_add(job->arena, text, &context, names);
}

/* What the page calls a person may have given the site its name, where it looks like one: not ACME NEWS nor The Paper. */
static void add_person(struct extract_job *job, struct base_str text)
{
    struct extract_name_context context = {.lang = job->article->lang};
    bool spaced = text.len && memchr(text.ptr, ' ', text.len), small = false;
    for (size_t i = 0; i < text.len; i++)
        small = small || (text.ptr[i] >= 'a' && text.ptr[i] <= 'z') || (unsigned char)text.ptr[i] >= 0x80;
    if (!spaced || !small || base_str_find_nocase(text, BASE_STR("the ")) != SIZE_MAX) {
        context.site = job->article->site;
        context.host = extract_host_label(job->page->url);
    }
    extract_names_add(job->arena, text, &context, &job->article->byline);
}

static bool from_selector(struct extract_job *job)
{
    const struct select_hit *hit = extract_selected(job, SELECT_BYLINE);
    for (size_t i = 0; hit && i < hit->count; i++)
        add_names(job, hit->values[i].text, &job->article->byline);
    if (!job->article->byline.count)
        return false;
    job->byline_node = hit->values[0].node;
    job->article->from[EXTRACT_BYLINE] = hit->from;
    return true;
}

/* The names that facts of some origins state, people or all; only those of the best rank. */
static bool from_facts(struct extract_job *job, unsigned origins, bool groups)
{
    size_t count;
    const struct extract_fact *facts = extract_facts_of(job, EXTRACT_KEY_AUTHOR, &count);
    unsigned rank = 0;
    for (size_t i = 0; i < count; i++) {
        if (!groups && facts[i].rank >= EXTRACT_RANK_GROUP)
            continue;
        if (!(origins >> facts[i].origin & 1) || (job->article->byline.count && facts[i].rank != rank))
            continue;
        rank = facts[i].rank;
        size_t before = job->article->byline.count;
        if (facts[i].origin != EXTRACT_ORIGIN_JSON_LD || rank == 0)
            add_person(job, facts[i].value);
        else
            add_names(job, facts[i].value, &job->article->byline);
        if (!before && job->article->byline.count)
            extract_set_from(job, EXTRACT_BYLINE, extract_origin_name(facts[i].origin));
    }
    return job->article->byline.count > 0;
}

/* ---- What a reader sees ---- */

static const char *const author_words[] = {"author", "byline", "writer", "autor", "auteur", "autore", "contributor",
    "reporter", "journalist", "writtenby", "bylines", "zuozhe", "auth"};
static const char *const not_author[] = {"bio", "comment", "related", "avatar", "image", "img", "photo", "social",
    "share", "title", "role", "description", "desc", "box", "follow", "sidebar", "footer", "more",
    "icon", "caption", "job", "email", "twitter", "position", "quote"};

enum strength { NOT_AUTHOR, AUTHOR_BOX, AUTHOR_LINK, AUTHOR_NAME };

/* How much an element's attributes say that its text is an author. */
static enum strength strength_of(const struct page *page, uint32_t node)
{
    static const char *const name_words[] = {"name", "link"};
    if (base_str_has_token(page_attribute(page, node, "rel"), BASE_STR("author")))
        return AUTHOR_LINK;
    struct base_str href = page_attribute(page, node, "href");
    bool named = EXTRACT_IS_NAMED(page, node, author_words);
    if (named && EXTRACT_IS_NAMED(page, node, not_author))
        return NOT_AUTHOR;
    if (named && EXTRACT_IS_NAMED(page, node, name_words))
        return AUTHOR_NAME;
    if (href.len && href.len < 300 && (base_str_find_nocase(href, BASE_STR("/author/")) != SIZE_MAX ||
        base_str_find_nocase(href, BASE_STR("/authors/")) != SIZE_MAX))
        return AUTHOR_LINK;
    return named ? AUTHOR_BOX : NOT_AUTHOR;
}

static uint32_t apart(uint32_t a, uint32_t b)
{
    return a > b ? a - b : b - a;
}

static bool is_joining(struct base_str text, bool at_end)
{
    static const char *const signs[] = {",", "&", "and", "und", "et", "y", "e", "en", "og", "och", "i", "и", "mit",
        "with", "、", "/", "|", "·"};
    text = base_str_trim(text);
    for (size_t i = 0; text.len && i < sizeof signs / sizeof signs[0]; i++) {
        struct base_str sign = base_str(signs[i]);
        bool letters = sign.ptr[0] >= 'a' && sign.ptr[0] <= 'z';
        if (text.len < sign.len || !(at_end ? base_str_ends(text, sign) : base_str_starts(text, sign)))
            continue;
        if (!letters || text.len == sign.len || text.ptr[at_end ? text.len - sign.len - 1 : sign.len] == ' ')
            return true;
    }
    return false;
}

/* The names in a byline's element. Text of another element behind a name is its role or place, unless a comma or
 * an "and" ties them, or it is a link as the name is. */
static void names_of(struct extract_job *job, uint32_t node, struct base_str_list *names)
{
    const struct page *page = job->page;
    bool joined = false, linked = false;
    size_t first = names->count;
    uint32_t parts = 0;
    for (uint32_t i = node; i < page_at(page, node)->end; i++) {
        struct base_str text = page_at(page, i)->text;
        if (page_at(page, i)->tag != PAGE_TAG_TEXT || job->skip[i] || !base_str_trim(text).len ||
            page_is_invisible(page_at(page, page_at(page, i)->parent)->tag))
            continue;
        bool link = page_closest(page, i, PAGE_TAG_A) != PAGE_NONE, starts = is_joining(text, false);
        size_t before = names->count;
        parts++;
        if (before == first || joined || starts || (linked && link))
            add_names(job, text, names);
        if (names->count > before)
            linked = link;
        joined = is_joining(text, true);
    }
    bool cut = names->count == first + 1 && !memchr(names->items[first].ptr, ' ', names->items[first].len);
    if (parts > 1 && (names->count == first || cut)) {
        names->count = first;
        add_names(job, page_text(page, job->arena, node, job->skip), names);
    }
}

/* Elements that are named as the author's; the strongest, nearest to the headline, with their siblings. */
static bool from_elements(struct extract_job *job)
{
    const struct page *page = job->page;
    uint32_t title = job->title_node == PAGE_NONE ? 0 : job->title_node;
    uint32_t best = PAGE_NONE;
    int64_t best_score = INT64_MIN;
    enum strength best_strength = NOT_AUTHOR;
    int looked = 0;
    for (uint32_t i = 0; i < page->count && looked < BYLINE_LOOKED; i++) {
        const struct page_node *node = &page->nodes[i];
        if (node->tag == PAGE_TAG_TEXT || !node->attribute_count || job->skip[i] || node->end - i > BYLINE_NODES ||
            page_is_invisible(node->tag))
            continue;
        enum strength strength = strength_of(page, i);
        if (strength == NOT_AUTHOR || extract_is_elsewhere(job, i))
            continue;
        looked++;
        struct base_str_list names = {0};
        struct base_str text = page_text(page, job->arena, i, job->skip);
        if (base_text_weight(text) > BYLINE_WEIGHT)
            continue;
        names_of(job, i, &names);
        if (!names.count)
            continue;
        int64_t score = strength * 60 - (int64_t)apart(i, title) - (i < title ? 20 : 0);
        if (score > best_score) {
            best_score = score;
            best = i;
            best_strength = strength;
        }
    }
    if (best == PAGE_NONE)
        return false;
    for (uint32_t i = best; i < page->count && i < best + BYLINE_SIBLINGS; i++) {
        const struct page_node *node = &page->nodes[i];
        if (node->tag == PAGE_TAG_TEXT || !node->attribute_count || job->skip[i] || node->end - i > BYLINE_NODES ||
            strength_of(page, i) != best_strength)
            continue;
        if (i != best && (best_strength == AUTHOR_BOX || page->nodes[i].depth != page->nodes[best].depth))
            continue;
        struct base_str text = page_text(page, job->arena, i, job->skip);
        if (base_text_weight(text) <= BYLINE_WEIGHT)
            names_of(job, i, &job->article->byline);
        i = node->end - 1;
    }
    if (!job->article->byline.count)
        return false;
    job->byline_node = best;
    extract_set_from(job, EXTRACT_BYLINE, "generic");
    return true;
}

static bool take_line(struct extract_job *job, uint32_t block, struct base_str text)
{
    add_names(job, text, &job->article->byline);
    if (!job->article->byline.count)
        return false;
    job->byline_node = job->blocks.items[block].owner;
    extract_set_from(job, EXTRACT_BYLINE, "generic");
    return true;
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

/* What names a line holds: behind a label at its start, behind one that follows a date, or in the next block where
 * the line is but a label. NONE where it is no byline. */
static struct base_str names_in_line(const struct extract_job *job, uint32_t block)
{
    struct base_str line = extract_spaced_text(job, &job->blocks.items[block]);
    struct extract_date_context context = {.fetched = BASE_TIME_NONE};
    size_t from, to, label = extract_label_at(line, EXTRACT_LINE_BYLINE);
    if (label && label == line.len && block + 1 < job->blocks.count)
        return extract_spaced_text(job, &job->blocks.items[block + 1]);
    if (extract_line_kind(line) == EXTRACT_LINE_BYLINE)
        return line;
    if (base_text_weight(line) > BYLINE_WEIGHT)
        return BASE_STR_NONE;
    if (!extract_date_span(line, &context, &from, &to))
        return has_office_behind(line) ? line : BASE_STR_NONE;
    struct base_str head = base_str_sub(line, 0, from), rest = base_str_sub(line, to, line.len);
    if (extract_line_kind(head) == EXTRACT_LINE_BYLINE || has_office_behind(head))
        return head;
    return extract_label_at(rest, EXTRACT_LINE_BYLINE) && extract_line_kind(rest) == EXTRACT_LINE_BYLINE ? rest
                                                                                                        : BASE_STR_NONE;
}

/* A line near the headline that begins with a label: By Jane Roe. */
static bool from_lines(struct extract_job *job)
{
    uint32_t title = extract_title_block(job);
    uint32_t start = title == PAGE_NONE || title < BYLINE_BEFORE_BLOCKS ? 0 : title - BYLINE_BEFORE_BLOCKS;
    uint32_t end = (title == PAGE_NONE ? 30 : title) + BYLINE_NEAR_BLOCKS;
    for (uint32_t i = start; i < end && i < job->blocks.count; i++) {
        const struct page_block *block = &job->blocks.items[i];
        if (i == title || block->kind == PAGE_BLOCK_CAPTION || extract_is_elsewhere(job, block->owner))
            continue;
        struct base_str text = names_in_line(job, i);
        bool own = extract_line_kind(block->text) == EXTRACT_LINE_BYLINE;
        if (own && page_at(job->page, block->owner)->end - block->owner <= BYLINE_NODES)
            names_of(job, block->owner, &job->article->byline);
        if (job->article->byline.count || (text.len && take_line(job, i, text))) {
            job->byline_node = block->owner;
            extract_set_from(job, EXTRACT_BYLINE, "generic");
            return true;
        }
    }
    return false;
}

/* A label with a colon in any short line of the page behind the headline: 作者：张三; （记者 张三）. */
static bool from_labels(struct extract_job *job)
{
    uint32_t title = extract_title_block(job);
    for (uint32_t i = title == PAGE_NONE ? 0 : title; i < job->blocks.count; i++) {
        struct base_str text = job->blocks.items[i].text;
        size_t at, end;
        if (text.len > 300 || i == title || extract_is_elsewhere(job, job->blocks.items[i].owner))
            continue;
        if (extract_label_find(text, EXTRACT_LINE_BYLINE, &at, &end) && end < text.len &&
            base_str_sub(text, at, end).len >= 4 &&
            take_line(job, i, base_str_sub(text, end, text.len)))
            return true;
    }
    return false;
}

/* A line of its own far from the headline: Written by Jane Roe. */
static bool from_far_lines(struct extract_job *job)
{
    uint32_t title = extract_title_block(job);
    for (uint32_t i = title == PAGE_NONE ? 0 : title + 1; i < job->blocks.count; i++) {
        const struct page_block *block = &job->blocks.items[i];
        if (block->kind == PAGE_BLOCK_CAPTION || base_text_weight(block->text) > BYLINE_OFFICE_WEIGHT ||
            extract_line_kind(block->text) != EXTRACT_LINE_BYLINE || extract_is_elsewhere(job, block->owner))
            continue;
        if (take_line(job, i, block->text))
            return true;
    }
    return false;
}

/* Names in brackets at the start or the end of a paragraph: （记者 张三）, (记者李四 通讯员王五). */
static bool from_reporters(struct extract_job *job)
{
    static const char *const opening[] = {"（记者", "(记者", "（本报记者", "(本报记者", "（通讯员", "(通讯员", "（記者", "(記者", "（见习记者",
        "（全媒体记者"};
    uint32_t title = extract_title_block(job);
    for (uint32_t i = title == PAGE_NONE ? 0 : title; i < job->blocks.count; i++) {
        struct base_str text = job->blocks.items[i].text;
        for (size_t k = 0; k < sizeof opening / sizeof opening[0]; k++) {
            size_t at = base_str_find(text, base_str(opening[k])), end;
            if (at == SIZE_MAX)
                continue;
            struct base_str rest = base_str_sub(text, at, text.len);
            end = base_str_find(rest, BASE_STR("）"));
            if (end == SIZE_MAX)
                end = base_str_find(rest, BASE_STR(")"));
            if (end != SIZE_MAX && end < 120 && take_line(job, i,
                base_str_sub(rest, opening[k][0] == '(' ? 1 : 3, end)))
                return true;
        }
    }
    return false;
}

void extract_byline(struct extract_job *job)
{
    if (from_selector(job))
        return;
    if (from_facts(job, 1u << EXTRACT_ORIGIN_JSON_LD, false) ||
        from_facts(job, 1u << EXTRACT_ORIGIN_MICRODATA, false) ||
        from_reporters(job) || from_elements(job) || from_lines(job) || from_labels(job) || from_far_lines(job))
        return;
    if (!from_facts(job, 1u << EXTRACT_ORIGIN_META | 1u << EXTRACT_ORIGIN_RDFA, false))
        from_facts(job, 1u << EXTRACT_ORIGIN_JSON_LD, true);
}
