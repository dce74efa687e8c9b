/*
 * The body: which blocks of the page are the article's. Each block has a score of its own; what is
 * kept is decided for the page as a whole, so that the blocks make one article.
 */
#include "extract/body_features.h"

enum {
    SURE = 1000,
    DOUBT = 250,         /* blocks less likely than this weigh nothing when the subtree is chosen */
    BOX_NODES = 200,     /* nodes of a box beside the text */
    LINE_MOST = 120,     /* a line with a date or a name is no longer */
    NOTICE_MOST = 400,   /* a portal's notice is no longer */
    TITLE_TAIL = 40,     /* of a site's name behind the title */
    LEAST_WEIGHT = 80,   /* a body of less text is none */
    STATED_LEAST = 250,  /* a text stated for machines counts from here */
    BESIDE_MOST = 80,    /* percent of the page's prose beyond which a comment thread is the page */
};

/* ---- By selectors ---- */

static bool keep_selected(struct extract_job *job, const struct select_hit *hit)
{
    const struct page *page = job->page;
    uint8_t *chosen = BASE_NEW_ARRAY(job->arena, uint8_t, page->count);
    bool any = false;

    if (!chosen)
        return false;
    for (size_t i = 0; i < hit->count; i++)
        if (hit->values[i].node != PAGE_NONE)
            chosen[hit->values[i].node] = 1;
    for (uint32_t n = 1; n < page->count; n++)
        chosen[n] |= chosen[page_at(page, n)->parent];
    for (uint32_t i = 0; i < job->blocks.count; i++) {
        const struct page_block *b = &job->blocks.items[i];
        job->keep[i] = chosen[b->owner] || chosen[b->first];
        any |= job->keep[i];
    }
    return any;
}

/* ---- By the model ---- */

/* A small box that calls itself a newsletter's and asks for an address. */
static bool is_sign_up(const struct page *page, uint32_t n, uint64_t marks)
{
    uint32_t end = page_at(page, n)->end;

    if (!(marks & UINT64_C(1) << EXTRACT_MARK_NEWSLETTER) || end - n > BOX_NODES)
        return false;
    for (uint32_t i = n; i < end; i++)
        if (page_at(page, i)->tag == PAGE_TAG_INPUT || page_at(page, i)->tag == PAGE_TAG_FORM)
            return true;
    return false;
}

/* Comment threads, consent texts, dialogues and boxes for signing up that are marked as such; OWN are all of the
 * node's marks. */
static bool is_beside(const struct page *page, uint32_t n, uint64_t own)
{
    const uint64_t comment = UINT64_C(1) << EXTRACT_MARK_COMMENT, list = UINT64_C(1) << EXTRACT_MARK_LIST;
    const uint64_t consent = UINT64_C(1) << EXTRACT_MARK_CONSENT;
    struct base_str role = page_attribute(page, n, "role");

    if (page_at(page, n)->tag == PAGE_TAG_DIALOG || base_str_equal(role, BASE_STR("dialog")) ||
        base_str_equal(role, BASE_STR("alertdialog")))
        return true;
    if (!(own & (comment | consent | UINT64_C(1) << EXTRACT_MARK_NEWSLETTER)))
        return false;
    uint64_t marks = extract_marks_of(page_attribute(page, n, "id"));
    marks |= extract_marks_of(page_attribute(page, n, "class"));
    return marks == comment || marks == (comment | list) || (marks & consent) || is_sign_up(page, n, marks);
}

/* They are no part of the story, however long, where they leave one outside. */
static void veto_beside(const struct extract_job *job, const struct extract_view *view, uint16_t *p)
{
    const struct extract_weights *w = &view->weights;
    const struct page *page = job->page;
    uint8_t *veto = BASE_NEW_ARRAY(job->arena, uint8_t, page->count);

    if (!veto)
        return;
    for (uint32_t n = 1; n < page->count; n++) {
        const struct page_node *node = page_at(page, n);
        veto[n] = veto[node->parent];
        if (veto[n] || node->tag == PAGE_TAG_TEXT || node->tag == PAGE_TAG_BODY || w->all[n] == 0)
            continue;
        if ((uint64_t)w->prose[n] * 100 > (uint64_t)w->prose[0] * BESIDE_MOST)
            continue;
        if (job->title_node == PAGE_NONE || !page_is_inside(page, job->title_node, n))
            veto[n] = is_beside(page, n, view->marks.own[n]);
    }
    for (uint32_t i = 0; i < job->blocks.count; i++)
        if (veto[job->blocks.items[i].owner])
            p[i] = 0;
}

/* A story does not repeat its paragraphs. What stands there three times is a notice, and goes; where that would be
 * most of the text, the page holds its story once for each kind of screen: then, as with a text that stands there
 * twice, the first stays. */
static void veto_repeats(const struct extract_job *job, uint16_t *p)
{
    enum { BITS = 15, LEAST = 40, TIMES = 3 };
    const struct page_block *b = job->blocks.items;
    uint8_t *seen = BASE_NEW_ARRAY(job->arena, uint8_t, (size_t)1 << BITS);
    uint8_t *again = BASE_NEW_ARRAY(job->arena, uint8_t, (size_t)1 << BITS);
    uint64_t repeated = 0, expected = 0;

    if (!seen || !again)
        return;
    for (uint32_t i = 0; i < job->blocks.count; i++) {
        uint8_t *times = &seen[base_hash64(b[i].text) >> (64 - BITS)];
        if (b[i].weight >= LEAST && *times < TIMES)
            ++*times;
    }
    for (uint32_t i = 0; i < job->blocks.count; i++) {
        expected += (uint64_t)p[i] * b[i].weight;
        if (b[i].weight >= LEAST && seen[base_hash64(b[i].text) >> (64 - BITS)] >= TIMES)
            repeated += (uint64_t)p[i] * b[i].weight;
    }
    bool notices = repeated * 2 < expected;
    for (uint32_t i = 0; i < job->blocks.count; i++) {
        size_t slot = base_hash64(b[i].text) >> (64 - BITS);
        if (b[i].weight < LEAST)
            continue;
        if ((notices && seen[slot] >= TIMES && p[i] < 900) || (again[slot] && b[i].weight >= 2 * LEAST))
            p[i] = 0;
        again[slot] |= p[i] >= 500;
    }
}

/* Where the title stands in an article element of its own, another one with a first heading of its own is another
 * story. */
static void veto_other_stories(const struct extract_job *job, uint16_t *p)
{
    const struct page *page = job->page;
    uint32_t story = job->title_node == PAGE_NONE ? PAGE_NONE : page_closest(page, job->title_node, PAGE_TAG_ARTICLE);
    uint8_t *other = BASE_NEW_ARRAY(job->arena, uint8_t, page->count);

    if (!other || story == PAGE_NONE)
        return;
    for (uint32_t n = page_at(page, story)->end; n < page->count; n++) {
        if (page_at(page, n)->tag != PAGE_TAG_H1 || job->skip[n])
            continue;
        uint32_t article = page_closest(page, n, PAGE_TAG_ARTICLE);
        if (article != PAGE_NONE && !page_is_inside(page, story, article))
            other[article] = 1;
    }
    for (uint32_t n = page_at(page, story)->end; n < page->count; n++)
        other[n] |= other[page_at(page, n)->parent];
    for (uint32_t i = 0; i < job->blocks.count; i++)
        if (other[job->blocks.items[i].owner])
            p[i] = 0;
}

/* The node whose likely blocks give the best expected F1 against all that is expected. */
static uint32_t best_subtree(const struct extract_job *job, const uint16_t *p)
{
    const struct page *page = job->page;
    uint64_t *hit = BASE_NEW_ARRAY(job->arena, uint64_t, page->count);
    uint64_t *all = BASE_NEW_ARRAY(job->arena, uint64_t, page->count);
    uint64_t expected = 0, best = 0;
    uint32_t at = 0;

    if (!hit || !all)
        return 0;
    for (uint32_t i = 0; i < job->blocks.count; i++) {
        const struct page_block *b = &job->blocks.items[i];
        expected += (uint64_t)p[i] * b->weight;
        if (p[i] < DOUBT)
            continue;
        hit[b->owner] += (uint64_t)p[i] * b->weight;
        all[b->owner] += (uint64_t)SURE * b->weight;
    }
    for (uint32_t n = page->count; n-- > 1;) {
        hit[page_at(page, n)->parent] += hit[n];
        all[page_at(page, n)->parent] += all[n];
    }
    for (uint32_t n = 0; n < page->count; n++) {
        if (hit[n] == 0 || page_at(page, n)->tag == PAGE_TAG_TEXT)
            continue;
        uint64_t f = hit[n] / 64 * 200000 / ((all[n] + expected) / 64 + 1);
        if (f >= best) {
            best = f;
            at = n;
        }
    }
    return at;
}

/* The least likelihood that is kept: where the expected F1 of the page is best. */
static unsigned best_threshold(const struct extract_job *job, const uint16_t *p)
{
    uint64_t hit[SURE + 1] = {0}, all[SURE + 1] = {0}, expected = 0, best = 0, sum_hit = 0, sum_all = 0;
    unsigned threshold = SURE + 1;

    for (uint32_t i = 0; i < job->blocks.count; i++) {
        hit[p[i]] += (uint64_t)p[i] * job->blocks.items[i].weight;
        all[p[i]] += (uint64_t)SURE * job->blocks.items[i].weight;
        expected += (uint64_t)p[i] * job->blocks.items[i].weight;
    }
    for (unsigned t = SURE; t > 100; t--) {
        sum_hit += hit[t];
        sum_all += all[t];
        uint64_t f = sum_hit / 64 * 200000 / ((sum_all + expected) / 64 + 1);
        if (f > best) {
            best = f;
            threshold = t;
        }
    }
    return threshold;
}

/* ---- Mending ---- */

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

/* Title, byline, date, credits and notices are fields of their own or nothing, not text. */
static void drop_lines(struct extract_job *job)
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
        if ((kind != EXTRACT_LINE_TEXT && kind != EXTRACT_LINE_RELATED) || is_title(job, b))
            job->keep[i] = 0;
        for (size_t k = 0; k < 3; k++)
            if (line[k] && page_is_inside(job->page, b->first, nodes[k]))
                job->keep[i] = 0;
    }
}

/* A heading stands for the text below it: at the end, without any, it goes. */
static void drop_last_headings(struct extract_job *job)
{
    for (uint32_t i = job->blocks.count; i-- > 0;) {
        if (job->keep[i] && job->blocks.items[i].kind != PAGE_BLOCK_HEADING)
            return;
        job->keep[i] = 0;
    }
}

/* A heading of related links, and the links behind it. */
static void drop_related(struct extract_job *job)
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
static void fill_gaps(struct extract_job *job, const uint16_t *p)
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

static uint32_t table_of(const struct extract_job *job, uint32_t i)
{
    uint32_t row = job->blocks.items[i].row;
    return row == PAGE_NONE ? PAGE_NONE : page_closest(job->page, row, PAGE_TAG_TABLE);
}

/* A table of data belongs to the text or not, as a whole. */
struct table {
    uint32_t start, end; /* blocks */
    uint64_t p, weight, link_weight;
};

/* The next table from block I on. */
static bool next_table(const struct extract_job *job, const uint16_t *p, uint32_t i, struct table *t)
{
    uint32_t table = PAGE_NONE;

    while (i < job->blocks.count && (table = table_of(job, i)) == PAGE_NONE)
        i++;
    *t = (struct table){.start = i};
    for (; i < job->blocks.count && table_of(job, i) == table; i++) {
        const struct page_block *b = &job->blocks.items[i];
        t->p += (uint64_t)p[i] * (b->weight + 1);
        t->weight += b->weight + 1;
        t->link_weight += b->link_weight;
    }
    t->end = i;
    return t->start < t->end;
}

/* Its cells share their mean. */
static void level_tables(const struct extract_job *job, uint16_t *p)
{
    struct table t = {0};

    while (next_table(job, p, t.end, &t))
        for (uint32_t i = t.start; i < t.end; i++)
            p[i] = (uint16_t)(t.p / t.weight);
}

/* Where it stands between kept text it is a part of it, unless it holds links. */
static void keep_tables(struct extract_job *job, const uint16_t *p)
{
    enum { LIKELY = 30, NEAR = 4 };
    struct table t = {0};

    while (next_table(job, p, t.end, &t)) {
        bool before = false, behind = false;
        for (uint32_t k = 1; k <= NEAR; k++) {
            before |= t.start >= k && job->keep[t.start - k];
            behind |= t.end + k <= job->blocks.count && job->keep[t.end + k - 1];
        }
        if (before && behind && t.p >= LIKELY * t.weight && t.link_weight * 2 <= t.weight)
            memset(job->keep + t.start, 1, t.end - t.start);
    }
}

static void keep_scored(struct extract_job *job)
{
    struct extract_view view;
    uint16_t *p = extract_view_make(&view, job) ? extract_model_scores(&view) : NULL;

    if (!p)
        return;
    veto_beside(job, &view, p);
    veto_repeats(job, p);
    veto_other_stories(job, p);
    level_tables(job, p);
    uint32_t subtree = best_subtree(job, p);
    for (uint32_t i = 0; i < job->blocks.count; i++)
        if (!page_is_inside(job->page, job->blocks.items[i].owner, subtree))
            p[i] = 0;
    unsigned threshold = best_threshold(job, p);
    for (uint32_t i = 0; i < job->blocks.count; i++)
        job->keep[i] = p[i] >= threshold;
    fill_gaps(job, p);
    keep_tables(job, p);
    drop_lines(job);
    drop_related(job);
    drop_last_headings(job);
}

static uint64_t kept_weight(const struct extract_job *job)
{
    uint64_t weight = 0;

    for (uint32_t i = 0; i < job->blocks.count; i++)
        weight += job->keep[i] ? job->blocks.items[i].weight : 0;
    return weight;
}

static void render(struct extract_job *job)
{
    struct extract_article *a = job->article;

    a->body = page_render(job->page, job->arena, &job->blocks, job->keep, job->skip, PAGE_FORMAT_TEXT);
    if (job->input->want_markdown)
        a->markdown = page_render(job->page, job->arena, &job->blocks, job->keep, job->skip, PAGE_FORMAT_MARKDOWN);
}

/* What is kept is but the beginning of a text that the page states whole: the rest is fetched by its scripts. */
static bool is_cut(const struct extract_job *job, struct base_str stated, uint64_t kept)
{
    enum { TIMES = 3, LONG = 100, BEGINNING = 40 };

    if (base_text_weight(stated) < kept * TIMES)
        return false;
    for (uint32_t i = 0; i < job->blocks.count; i++) {
        const struct page_block *b = &job->blocks.items[i];
        if (job->keep[i] && b->weight >= LONG && base_str_find(stated, base_str_sub(b->text, 0, BEGINNING)) != SIZE_MAX)
            return true;
    }
    return false;
}

/* The text that the page states for machines, where its own shows none or the beginning only. */
static bool take_stated(struct extract_job *job)
{
    struct base_str stated = extract_fact_value(job, EXTRACT_KEY_BODY);
    uint64_t kept = kept_weight(job);

    if (base_text_weight(stated) < STATED_LEAST || (kept >= LEAST_WEIGHT && !is_cut(job, stated, kept)))
        return false;
    memset(job->keep, 0, job->blocks.count);
    job->article->body = stated;
    if (job->input->want_markdown)
        job->article->markdown = stated;
    extract_set_from(job, EXTRACT_BODY, "json-ld");
    return true;
}

void extract_body(struct extract_job *job)
{
    const struct select_hit *hit = extract_selected(job, SELECT_BODY);

    if (!job->keep)
        job->keep = BASE_NEW_ARRAY(job->arena, uint8_t, (size_t)job->blocks.count + 1);
    if (!job->keep)
        return;
    if (hit && keep_selected(job, hit)) {
        render(job);
        job->article->from[EXTRACT_BODY] = hit->from;
        return;
    }
    keep_scored(job);
    if (take_stated(job))
        return;
    if (kept_weight(job) < LEAST_WEIGHT) {
        memset(job->keep, 0, job->blocks.count);
        return;
    }
    render(job);
    if (job->article->body.len)
        extract_set_from(job, EXTRACT_BODY, "generic");
}
