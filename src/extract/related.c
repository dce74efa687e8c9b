/* Related links: what the page offers with the article, under a heading, in its text, or as a list of titles. */
#include "extract/body.h"

enum {
    TITLE_LEAST = 14,  /* weight of a link's text that can be a title */
    TITLE_MOST = 400,
    RUN_LEAST = 3,     /* links of a list that no heading announces, and their mean weight */
    RUN_MEAN = 24,
    CARD_NODES = 60,   /* a link of more nodes is read as it stands */
    RUN_GAP = 12,       /* blocks between two titles of a list: dates, leads, pictures' texts */
    HEADING_MOST = 60
};

#define MARK(name) (UINT64_C(1) << EXTRACT_MARK_##name)

struct candidate {
    uint32_t anchor;
    uint16_t key;   /* the tag of the block's owner */
    uint32_t weight;
    struct base_str title;
    bool announced; /* under a heading of related links */
};

struct finder {
    struct extract_job *job;
    uint32_t *anchors;
    struct extract_marks marks;
    uint8_t *outside; /* per node: in navigation, footer or another place of links that belong to the site */
    struct base_str self, canonical;
    uint8_t *skip;   /* the job's, and what is no part of a title */
    uint64_t *table; /* hashes of addresses taken */
    size_t table_size;
};

uint32_t *extract_anchors_make(const struct extract_job *job)
{
    const struct page *page = job->page;
    uint32_t *anchors = BASE_NEW_ARRAY(job->arena, uint32_t, page->count);

    for (uint32_t n = 0; anchors && n < page->count; n++) {
        const struct page_node *node = page_at(page, n);
        anchors[n] = node->parent == PAGE_NONE ? PAGE_NONE : anchors[node->parent];
        if (node->tag == PAGE_TAG_A && page_attribute(page, n, "href").len)
            anchors[n] = n;
    }
    return anchors;
}

/* The link that holds most of the block's text; *WEIGHT is what it holds of it. */
static uint32_t main_anchor(const struct extract_job *job, const uint32_t *anchors, const struct page_block *b,
                            size_t *weight)
{
    uint32_t best = PAGE_NONE, at = PAGE_NONE;
    size_t sum = 0;

    *weight = 0;
    for (uint32_t n = b->first; n <= b->last && n < job->page->count; n++) {
        if (page_at(job->page, n)->tag != PAGE_TAG_TEXT || anchors[n] == PAGE_NONE)
            continue;
        sum = (anchors[n] == at ? sum : 0) + base_text_weight(page_at(job->page, n)->text);
        at = anchors[n];
        if (sum > *weight) {
            *weight = sum;
            best = at;
        }
    }
    return best;
}

uint32_t extract_title_link(const struct extract_job *job, const uint32_t *anchors, uint32_t block)
{
    const struct page_block *b = &job->blocks.items[block];
    size_t weight;

    if (b->links == 0 || b->links > 2 || b->link_weight < TITLE_LEAST || b->weight > TITLE_MOST)
        return PAGE_NONE;
    uint32_t anchor = main_anchor(job, anchors, b, &weight);
    return weight >= TITLE_LEAST && weight * 10 >= (size_t)b->weight * 6 ? anchor : PAGE_NONE;
}

/* ---- The list ---- */

static bool taken(struct finder *f, struct base_str key)
{
    uint64_t h = base_hash64(key) | 1;
    size_t mask = f->table_size - 1;

    for (size_t i = (size_t)h & mask;; i = (i + 1) & mask) {
        if (f->table[i] == h)
            return true;
        if (f->table[i] == 0) {
            f->table[i] = h;
            return false;
        }
    }
}

static void add(struct finder *f, struct base_str title, uint32_t anchor)
{
    struct extract_job *job = f->job;
    struct extract_links *list = &job->article->related;
    struct base_str url = page_resolve(job->page, job->arena, page_attribute(job->page, anchor, "href"));

    title = base_str_trim(title);
    if (!url.len || !title.len || (list->count + 2) * 2 > f->table_size)
        return;
    struct base_str key = base_url_key(job->arena, url);
    if (base_str_equal(key, f->self) || base_str_equal(key, f->canonical) || taken(f, key))
        return;
    struct extract_link *items = base_arena_grow(job->arena, list->items, list->count, &list->capacity, sizeof *items);
    if (!items)
        return;
    list->items = items;
    items[list->count++] = (struct extract_link){title, url};
}

static bool finder_make(struct finder *f, struct extract_job *job)
{
    *f = (struct finder){.job = job};
    f->anchors = extract_anchors_make(job);
    f->self = base_url_key(job->arena, job->page->url);
    f->canonical = job->article->canonical.len ? base_url_key(job->arena, job->article->canonical) : f->self;
    f->table_size = 1 << 12;
    f->table = BASE_NEW_ARRAY(job->arena, uint64_t, f->table_size);
    f->skip = BASE_NEW_ARRAY(job->arena, uint8_t, job->page->count);
    if (!f->anchors || !f->table || !f->skip)
        return false;
    memcpy(f->skip, job->skip, job->page->count);
    return true;
}

/* ---- By selectors ---- */

static void from_selectors(struct finder *f, const struct select_hit *hit)
{
    const struct page *page = f->job->page;
    uint32_t next = 0, last = PAGE_NONE;

    for (size_t i = 0; i < hit->count; i++) {
        uint32_t node = hit->values[i].node;
        if (node == PAGE_NONE || (f->anchors[node] != PAGE_NONE && f->anchors[node] == last))
            continue;
        if (f->anchors[node] != PAGE_NONE) {
            last = f->anchors[node];
            add(f, page_text(page, f->job->arena, f->anchors[node], f->job->skip), f->anchors[node]);
            continue;
        }
        uint32_t n = node > next ? node : next;
        for (; n < page_at(page, node)->end; n++)
            if (f->anchors[n] == n)
                add(f, page_text(page, f->job->arena, n, f->job->skip), n);
        next = n > next ? n : next;
    }
}

/* ---- By looks ---- */

static bool outside_make(struct finder *f)
{
    static const uint64_t foreign = MARK(NAV) | MARK(MENU) | MARK(FOOTER) | MARK(SHARE) | MARK(TAGS) | MARK(PAGING) |
                                    MARK(COMMENT) | MARK(CONSENT) | MARK(AD) | MARK(LEGAL);
    const struct page *page = f->job->page;
    struct extract_weights weights;

    if (!extract_weights_make(f->job, &weights))
        return false;
    extract_marks_make(f->job, weights.prose, &f->marks);
    f->outside = BASE_NEW_ARRAY(f->job->arena, uint8_t, page->count);
    if (!f->outside || !f->marks.far)
        return false;
    for (uint32_t n = 0; n < page->count; n++) {
        const struct page_node *node = page_at(page, n);
        bool most = (uint64_t)weights.prose[n] * 10 > (uint64_t)weights.prose[0] * 4;
        f->outside[n] = node->parent == PAGE_NONE ? 0 : f->outside[node->parent];
        if (!most && (node->tag == PAGE_TAG_NAV || node->tag == PAGE_TAG_FOOTER || node->tag == PAGE_TAG_HEADER ||
                      node->tag == PAGE_TAG_FORM))
            f->outside[n] = 1;
        if (!most && (f->marks.own[n] & foreign) && !(f->marks.own[n] & MARK(RELATED)))
            f->outside[n] = 1;
    }
    return true;
}

static bool is_related_heading(const struct page_block *b)
{
    if (b->weight >= HEADING_MOST || b->link_weight * 2 > b->weight)
        return false;
    return extract_line_kind(b->text) == EXTRACT_LINE_RELATED ||
           (b->kind == PAGE_BLOCK_HEADING && (extract_topics_of(b->text) & 1u << EXTRACT_TOPIC_READ));
}

/* "Read also: TITLE": what stands before the link is a label of related links. */
static bool is_read_also(const struct finder *f, const struct page_block *b, uint32_t *anchor)
{
    if (b->links != 1 || b->link_weight < TITLE_LEAST || b->weight == b->link_weight ||
        b->weight - b->link_weight > HEADING_MOST)
        return false;
    size_t weight;
    *anchor = main_anchor(f->job, f->anchors, b, &weight);
    if (*anchor == PAGE_NONE || *anchor < b->first || page_at(f->job->page, *anchor)->end > b->last + 1)
        return false;
    struct base_str link = page_text(f->job->page, f->job->arena, *anchor, f->job->skip);
    size_t at = base_str_find(b->text, link);
    return at != SIZE_MAX && at > 0 &&
           extract_line_kind(base_str_trim(base_str_sub(b->text, 0, at))) == EXTRACT_LINE_RELATED;
}

/* Dates and ranks in an element of their own inside a link are no part of its title. */
static struct base_str plain_title(struct finder *f, uint32_t anchor)
{
    struct extract_job *job = f->job;
    const struct page *page = job->page;
    struct base_str all = page_text(page, job->arena, anchor, job->skip);

    if (page_at(page, anchor)->end - anchor > CARD_NODES)
        return all;
    for (uint32_t n = page_first_child(page, anchor); n != PAGE_NONE; n = page_next_sibling(page, n)) {
        struct base_str part;
        if (page_at(page, n)->tag == PAGE_TAG_TEXT || page_at(page, n)->end - n > 3)
            continue;
        part = base_str_trim(page_text(page, job->arena, n, job->skip));
        if (part.len == all.len || base_text_weight(part) > 20)
            continue;
        size_t digits = 0;
        while (digits < part.len && part.ptr[digits] >= '0' && part.ptr[digits] <= '9')
            digits++;
        if (digits == part.len || extract_line_kind(part) == EXTRACT_LINE_DATE)
            f->skip[n] = 1;
    }
    return page_text(page, job->arena, anchor, f->skip);
}

/* A link is often a card of several blocks: its heading is the title, else the longest of a title's length. */
static struct base_str card_title(struct finder *f, uint32_t block, uint32_t anchor, uint32_t *weight)
{
    const struct page_block *b = f->job->blocks.items;
    uint32_t end = page_at(f->job->page, anchor)->end, best = block, i = block;

    for (; i < f->job->blocks.count && b[i].first < end; i++) {
        if (b[i].kind == PAGE_BLOCK_HEADING) {
            best = i;
            break;
        }
        if (b[i].weight > b[best].weight && b[i].weight < TITLE_MOST)
            best = i;
    }
    *weight = b[best].link_weight;
    return i <= block + 1 ? plain_title(f, anchor) : b[best].text;
}

static void take_run(struct finder *f, const struct candidate *run, size_t count)
{
    uint64_t weight = 0;
    bool announced = false;

    for (size_t i = 0; i < count; i++) {
        weight += run[i].weight;
        announced |= run[i].announced;
    }
    if (!announced && (count < RUN_LEAST || weight < (uint64_t)count * RUN_MEAN))
        return;
    for (size_t i = 0; i < count; i++)
        add(f, run[i].title, run[i].anchor);
}

/* A block of nothing but links with titles' lengths: a list without list items. */
static bool is_bunch(const struct page_block *b)
{
    return b->links >= RUN_LEAST && (uint64_t)b->link_weight * 10 >= (uint64_t)b->weight * 7 &&
           b->link_weight >= (uint64_t)b->links * RUN_MEAN;
}

static void take_bunch(struct finder *f, const struct page_block *b)
{
    uint32_t last = PAGE_NONE;

    for (uint32_t n = b->first; n <= b->last && n < f->job->page->count; n++) {
        uint32_t anchor = f->anchors[n];
        if (anchor == PAGE_NONE || anchor == last || page_at(f->job->page, anchor)->end - anchor > CARD_NODES)
            continue;
        last = anchor;
        struct base_str title = plain_title(f, anchor);
        if (base_text_weight(title) >= TITLE_LEAST)
            add(f, title, anchor);
    }
}

static void from_looks(struct finder *f)
{
    struct extract_job *job = f->job;
    uint32_t total = job->blocks.count, gap = 0, card_end = 0, first_kept = 0;
    struct candidate *run = BASE_NEW_ARRAY(job->arena, struct candidate, (size_t)total + 1);
    size_t count = 0;
    bool announced = false;

    if (!run)
        return;
    while (first_kept < total && !job->keep[first_kept])
        first_kept++;
    for (uint32_t i = 0; i < total; i++) {
        const struct page_block *b = &job->blocks.items[i];
        uint32_t anchor = PAGE_NONE;
        if (!f->outside[b->owner] && is_read_also(f, b, &anchor)) {
            add(f, page_text(job->page, job->arena, anchor, job->skip), anchor);
            continue;
        }
        if (b->first < card_end)
            continue;
        if (!f->outside[b->owner] && !job->keep[i] && is_bunch(b)) {
            take_run(f, run, count);
            count = 0;
            take_bunch(f, b);
            continue;
        }
        bool heading = is_related_heading(b);
        anchor = job->keep[i] || heading || f->outside[b->owner] ? PAGE_NONE : extract_title_link(job, f->anchors, i);
        gap += !f->outside[b->owner];
        bool breaks = job->keep[i] || heading || gap > RUN_GAP ||
                      (b->kind == PAGE_BLOCK_HEADING && anchor == PAGE_NONE);
        uint16_t key = page_at(job->page, b->owner)->tag;
        if (breaks || (count && anchor != PAGE_NONE && run[count - 1].key != key)) {
            take_run(f, run, count);
            count = 0;
        }
        if (breaks && anchor == PAGE_NONE)
            announced = heading;
        if (anchor == PAGE_NONE)
            continue;
        run[count] = (struct candidate){.anchor = anchor, .key = key, .announced = announced};
        run[count].title = card_title(f, i, anchor, &run[count].weight);
        count++;
        card_end = page_at(job->page, anchor)->end;
        gap = 0;
    }
    take_run(f, run, count);
}

void extract_related(struct extract_job *job)
{
    const struct select_hit *hit = extract_selected(job, SELECT_RELATED);
    struct finder f;

    if (!finder_make(&f, job))
        return;
    if (hit)
        from_selectors(&f, hit);
    if (job->article->related.count) {
        job->article->from[EXTRACT_RELATED] = hit->from;
        return;
    }
    if (!job->article->body.len || !outside_make(&f))
        return;
    from_looks(&f);
    if (job->article->related.count)
        extract_set_from(job, EXTRACT_RELATED, "generic");
}
