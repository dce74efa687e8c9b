/* The headline as a reader sees it: headings, lines and what the page states are candidates, and the one that most speaks
 * for is taken. */
#include "extract/title.h"

enum {
    TITLE_HEADINGS = 32,
    TITLE_NODES = 200,       /* a heading of more is a slip of the markup */
    TITLE_PIECES = 12,       /* of a heading */
    TITLE_DEPTH = 4,         /* of elements that hold nothing but one more */
    TITLE_PART_WEIGHT = 8,
    TITLE_LINES = 12,        /* of candidates that are no headings */
    TITLE_LINE_BLOCKS = 400,
    TITLE_LINE_BYTES = 400,
    TITLE_NAMED_DEPTH = 5,
    TITLE_TEXT_WEIGHT = 160, /* of the paragraphs with which a story begins */
    TITLE_TEXT_BLOCKS = 6    /* from the first to the second of them */
};

/* ---- Candidates ---- */

/* A text that stands among the candidates already is not added again: NULL, and so when there are too many. */
static struct title_candidate *add(struct titles *t, struct base_str text, uint32_t node, bool called)
{
    struct base_str key = title_key(t->job->arena, text);
    for (size_t i = 0; i < t->count; i++) {
        if (base_str_equal(t->candidates[i].key, key)) {
            t->candidates[i].called |= called;
            return NULL;
        }
    }
    if (!key.len || t->count == TITLE_CANDIDATES)
        return NULL;
    struct title_candidate *c = &t->candidates[t->count++];
    *c = (struct title_candidate){.text = text, .key = key, .node = node, .from = "generic", .called = called};
    return c;
}

/* h1 first, then h2 ...: of equal texts the higher heading stays. */
static void add_headings(struct titles *t)
{
    const struct extract_job *job = t->job;
    for (unsigned level = 1; level <= 6; level++) {
        bool first = true;
        for (uint32_t i = 0; i < job->page->count && t->count < TITLE_HEADINGS; i++) {
            const struct page_node *node = &job->page->nodes[i];
            if (node->tag != PAGE_TAG_H1 + level - 1 || job->skip[i] || node->end - i > TITLE_NODES)
                continue;
            struct title_candidate *c = add(t, page_text(job->page, job->arena, i, job->skip), i, false);
            if (!c)
                continue;
            c->level = (uint8_t)level;
            c->first = first;
            first = false;
            if (!t->front.len && c->key.len <= TITLE_SITE_BYTES && title_link_of(job, i) == TITLE_LINK_HOME)
                t->front = c->key;
        }
    }
    t->heading_count = t->count;
}

struct piece {
    uint32_t node;
    struct base_str text;
};

/* The pieces of text that a heading is made of: the elements and texts in it, or in the one element in it. */
static size_t find_pieces(const struct extract_job *job, uint32_t node, struct piece pieces[TITLE_PIECES])
{
    size_t count = 0;
    for (unsigned depth = 0; depth < TITLE_DEPTH && node != PAGE_NONE; depth++) {
        count = 0;
        for (uint32_t i = page_first_child(job->page, node); i != PAGE_NONE && count < TITLE_PIECES;
             i = page_next_sibling(job->page, i)) {
            struct base_str text = job->skip[i] ? BASE_STR_NONE : page_text(job->page, job->arena, i, job->skip);
            text = base_str_trim(text);
            if (title_key(job->arena, text).len)
                pieces[count++] = (struct piece){i, text};
        }
        if (count != 1)
            break;
        node = pieces[0].node;
    }
    return count;
}

/* WHOLE without the piece at its end or start, and without the sign that parts them. */
static struct base_str without(struct base_str whole, struct base_str piece, bool at_end)
{
    if (at_end ? !base_str_ends(whole, piece) : !base_str_starts(whole, piece))
        return BASE_STR_NONE;
    if (at_end)
        return base_str_trim(base_str_sub(whole, 0, whole.len - piece.len));
    struct base_str rest = base_str_trim(base_str_sub(whole, piece.len, whole.len));
    while (rest.len && strchr(":-|", rest.ptr[0]))
        rest = base_str_trim(base_str_sub(rest, 1, rest.len));
    return rest;
}

static const char *const kicker_names[] = {
    "kicker",    "overline",   "roofline", "topline", "catchline", "eyebrow",  "pretitle", "surtitle", "supertitle",
    "dachzeile", "spitzmarke", "subline",  "prefix",  "label",     "topic",    "category", "section",  "tag",
    "badge",     "flag",       "subtitle", "subheadline", "date",  "offscreen", "hidden"};

static void add_part(struct titles *t, const struct title_candidate *heading, struct base_str text, bool kicker)
{
    struct title_candidate *c = add(t, text, heading->node, false);
    if (!c)
        return;
    c->level = heading->level;
    c->first = heading->first;
    c->part = true;
    c->kicker = kicker;
}

/* A heading may hold a kicker, a subtitle, a count of comments in an element of its own. */
static void add_parts(struct titles *t, const struct title_candidate *heading)
{
    const struct extract_job *job = t->job;
    struct piece pieces[TITLE_PIECES];
    size_t count = find_pieces(job, heading->node, pieces), longest = 0;
    for (size_t i = 1; i < count; i++)
        if (pieces[i].text.len > pieces[longest].text.len)
            longest = i;
    if (count > 2 && pieces[longest].text.len * 2 > heading->text.len)
        add_part(t, heading, pieces[longest].text, false);
    for (unsigned end = 0; count > 1 && end < 2; end++) {
        const struct piece *piece = &pieces[end ? count - 1 : 0];
        struct base_str rest = without(heading->text, piece->text, end);
        bool element = page_at(job->page, piece->node)->tag != PAGE_TAG_TEXT;
        if (base_str_ends(rest, BASE_STR(":"))) /* leads on to what would be cut */
            continue;
        if ((element || count == 2) && base_text_weight(rest) >= TITLE_PART_WEIGHT &&
            rest.len * 4 >= heading->text.len)
            add_part(t, heading, rest, element && EXTRACT_IS_NAMED(job->page, piece->node, kicker_names));
    }
}

/* Class or id of a line's elements, from the text to its block, say that it is a title; a line with a day in it is the
 * article's data, under a name like "header". */
static bool is_called_title(const struct extract_job *job, const struct page_block *block)
{
    struct extract_date_context context = {.lang = job->article->lang, .fetched = BASE_TIME_NONE};
    uint32_t node = page_at(job->page, block->first)->parent;
    size_t from, to;
    for (unsigned depth = 0; node != PAGE_NONE && depth < TITLE_NAMED_DEPTH; depth++) {
        if (title_is_called(job->page, node))
            return !extract_date_span(block->text, &context, &from, &to);
        if (node == block->owner)
            break;
        node = page_at(job->page, node)->parent;
    }
    return false;
}

/* Lines that are called a title, or that stand in <title>. */
static void add_lines(struct titles *t)
{
    const struct extract_job *job = t->job;
    struct base_str page = title_key(job->arena, extract_fact_value(job, EXTRACT_KEY_PAGE_TITLE));
    size_t found = 0;
    for (uint32_t i = 0; i < job->blocks.count && i < TITLE_LINE_BLOCKS && found < TITLE_LINES; i++) {
        const struct page_block *block = &job->blocks.items[i];
        if (block->kind == PAGE_BLOCK_HEADING || block->text.len > TITLE_LINE_BYTES || block->weight < TITLE_PART_WEIGHT)
            continue;
        bool called = is_called_title(job, block);
        if (called || (block->weight >= TITLE_LINE_WEIGHT && title_is_within(job->arena, block->text, page)))
            found += add(t, block->text, block->owner, called) != NULL;
    }
}

static void add_stated(struct titles *t)
{
    for (size_t i = 0; i < t->stated_count; i++) {
        struct title_candidate *c = add(t, t->stated[i].text, PAGE_NONE, false);
        if (c)
            c->from = t->stated[i].from;
    }
}

/* ---- What they are measured by ---- */

/* The page's short lines, which may confirm where <title> ends, and where the text begins: with two paragraphs, for a
 * notice above it has one. */
static void read_lines(struct titles *t)
{
    const struct extract_job *job = t->job;
    uint32_t before = PAGE_NONE;
    t->lines = BASE_NEW_ITEMS(job->arena, struct base_str, TITLE_BLOCKS);
    for (uint32_t i = 0; t->lines && i < job->blocks.count && i < TITLE_BLOCKS; i++) {
        const struct page_block *block = &job->blocks.items[i];
        if (block->link_weight * 2 >= block->weight)
            continue;
        if (block->weight >= TITLE_LINE_WEIGHT && block->text.len <= TITLE_LINE_BYTES)
            t->lines[t->line_count++] = block->text;
        if (t->text != PAGE_NONE || block->weight < TITLE_TEXT_WEIGHT || block->kind != PAGE_BLOCK_PARAGRAPH ||
            extract_is_elsewhere(job, block->owner))
            continue;
        if (before != PAGE_NONE && i - before <= TITLE_TEXT_BLOCKS)
            t->text = job->blocks.items[before].first;
        before = i;
    }
    for (uint32_t i = t->text == PAGE_NONE ? 0 : t->text; i > 0 && t->next == PAGE_NONE; i--)
        if ((job->page->nodes[i].tag == PAGE_TAG_H1 || job->page->nodes[i].tag == PAGE_TAG_H2) && !job->skip[i])
            t->next = i;
}

static void read_statement(struct titles *t, struct base_str text, enum title_role role, const char *from)
{
    struct base_str cut = title_without_site(t, text), key = title_key(t->job->arena, cut);
    if (key.len && t->stated_count < TITLE_STATED)
        t->stated[t->stated_count++] = (struct title_stated){
            .text = cut, .key = key, .whole = title_key(t->job->arena, text), .from = from, .role = (uint8_t)role};
}

/* The best of JSON-LD, the best of the meta elements, others, and <title>, which ends where one of them does. */
static void read_statements(struct titles *t)
{
    size_t count;
    const struct extract_fact *facts = extract_facts_of(t->job, EXTRACT_KEY_HEADLINE, &count);
    bool seen[TITLE_ROLES] = {false};
    for (size_t i = 0; i < count && t->stated_count < TITLE_STATED - 1; i++) {
        enum title_role role = facts[i].rank == 0 ? TITLE_JSON_LD : facts[i].rank == 10 ? TITLE_OPEN_GRAPH : TITLE_OTHER;
        if (role != TITLE_OTHER && seen[role])
            continue;
        seen[role] = true;
        read_statement(t, facts[i].value, role, extract_origin_name(facts[i].origin));
    }
    read_statement(t, extract_fact_value(t->job, EXTRACT_KEY_PAGE_TITLE), TITLE_PAGE, "generic");
}

/* ---- The choice ---- */

static const struct title_candidate *best(const struct titles *t)
{
    const struct title_candidate *found = t->count ? &t->candidates[0] : NULL;
    for (size_t i = 1; i < t->count; i++)
        if (t->candidates[i].points > found->points)
            found = &t->candidates[i];
    return found;
}

static void choose(struct extract_job *job)
{
    struct titles *t = BASE_NEW(job->arena, struct titles);
    if (!t)
        return;
    t->job = job;
    t->text = t->next = PAGE_NONE;
    t->site = title_key(job->arena, job->article->site);
    t->host = title_key(job->arena, extract_host_label(job->page->url));
    add_headings(t);
    read_lines(t);
    for (size_t i = 0; i < t->heading_count; i++)
        add_parts(t, &t->candidates[i]);
    read_statements(t);
    add_lines(t);
    add_stated(t);
    title_weigh(t);
    const struct title_candidate *c = best(t);
    if (!c)
        return;
    job->article->title = c->text;
    job->title_node = c->node;
    extract_set_from(job, EXTRACT_TITLE, c->from);
}

/* Where a title that no heading gives stands on the page. */
static void find_node(struct extract_job *job)
{
    struct base_str title = job->article->title, key = title_key(job->arena, title);
    for (uint32_t i = 0; key.len && i < job->blocks.count && i < TITLE_BLOCKS; i++) {
        const struct page_block *block = &job->blocks.items[i];
        if (block->text.len <= title.len + 40 && title_has_key(job->arena, block->text, key)) {
            job->title_node = block->owner;
            return;
        }
    }
}

/* What a page says of itself outside its text names the site too. */
static struct base_str without_site(struct extract_job *job, struct base_str title)
{
    struct titles *t = BASE_NEW(job->arena, struct titles);
    if (!t)
        return title;
    t->job = job;
    t->site = title_key(job->arena, job->article->site);
    t->host = title_key(job->arena, extract_host_label(job->page->url));
    struct base_str cut = title_without_site(t, title);
    return cut.len ? cut : title;
}

static bool is_shown(const struct extract_job *job, uint32_t node)
{
    return node != PAGE_NONE && page_at(job->page, node)->tag != PAGE_TAG_TITLE;
}

/* A title that is not taken from the text (og:title) stands in for the one that is seen there: the body goes by that
 * one's place. */
static void take_selected(struct extract_job *job, const struct select_hit *hit)
{
    const struct select_value *value = &hit->values[0];
    if (is_shown(job, value->node)) {
        job->article->title = value->text;
        job->title_node = value->node;
    } else {
        choose(job);
        job->shown_title = job->article->title;
        job->article->title = without_site(job, value->text);
    }
    job->article->from[EXTRACT_TITLE] = hit->from;
}

void extract_title(struct extract_job *job)
{
    const struct select_hit *hit = extract_selected(job, SELECT_TITLE);
    if (hit)
        take_selected(job, hit);
    else
        choose(job);
    if (job->title_node == PAGE_NONE)
        find_node(job);
    if (!job->shown_title.len)
        job->shown_title = job->article->title;
}
