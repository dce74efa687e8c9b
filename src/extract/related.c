/* Related links: what the page offers with the article, under a heading, in its text, or as a list of titles. */
#include "extract/date.h"
#include "extract/related.h"

enum {
    SLOTS_LEAST = 256, /* of the table of addresses taken */
    SLOTS_MOST = 4096,
    TITLE_LEAST = 14,  /* weight of a link's text that can be a title */
    TITLE_MOST = 400,
    RUN_LEAST = 3,     /* links of a list that no heading announces, and their mean weight */
    RUN_MEAN = 24,
    CARD_NODES = 60,   /* a link of more nodes is read as it stands */
    RUN_GAP = 12,       /* blocks between two titles of a list: dates, leads, pictures' texts */
    LIKE_GAP = 60,      /* and between two that stand in the same kind of box */
    SHORT_LEAST = 12,   /* a title in Han or kana may be that short among others */
    SHORT_MEAN = 16,    /* yet not all of a list's */
    HEADING_MOST = 60,
    LABEL_MOST = 24,    /* a heading that is no heading element */
    NAME_MOST = 16,     /* a link that bears a heading's words: See more, Popular articles */
    MENU_TITLES = 5     /* of a box that calls itself a menu and holds titles */
};

#define MARK(name) (UINT64_C(1) << EXTRACT_MARK_##name)

struct candidate {
    uint32_t anchor;
    uint16_t key;   /* the tag of the block's owner */
    uint64_t box;   /* the kind of boxes that it stands in */
    uint32_t weight;
    struct base_str title;
    bool announced; /* under a heading of related links */
};

struct finder {
    struct extract_job *job;
    uint32_t *anchors;
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

static uint32_t title_link(const struct extract_job *job, const uint32_t *anchors, uint32_t block, size_t least)
{
    const struct page_block *b = &job->blocks.items[block];
    size_t weight;

    if (b->links == 0 || b->links > 2 || b->link_weight < least || b->weight > TITLE_MOST)
        return PAGE_NONE;
    uint32_t anchor = main_anchor(job, anchors, b, &weight);
    return weight >= least && weight * 10 >= (size_t)b->weight * 6 ? anchor : PAGE_NONE;
}

uint32_t extract_title_link(const struct extract_job *job, const uint32_t *anchors, uint32_t block)
{
    return title_link(job, anchors, block, TITLE_LEAST);
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

/* Of a link's text: numbers of readers, comments, likes with their words. */
static bool is_count(struct base_str title)
{
    size_t digits = 0, others = 0;

    for (size_t at = 0; at < title.len;) {
        uint32_t c = base_utf8_next(title, &at);
        digits += c >= '0' && c <= '9';
        others += base_char_is_alnum(c) && !(c >= '0' && c <= '9');
    }
    return digits > 2 * others;
}

/* The address of a search, a tag or a person, not of a story. */
static bool leads_to_list(struct base_str url)
{
    static const char *const steps[] = {"/search", "/tag/", "/tags/", "/topic/", "/topics/", "/author/", "/authors/", "/autor/",
        "/category/", "/keywords/", "/so?", "/s?wd=", "/?q=", "/?s=", "?query=", "?keyword=", "&wd=", "?wd=", "&word=",
        "?word="};
    struct base_str path = base_str_sub(url, base_url_origin(url).len, url.len);

    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (base_str_find(path, base_str(steps[i])) != SIZE_MAX)
            return true;
    return false;
}

/* Neither the page's own story nor something else than one. */
static bool is_story(const struct extract_job *job, struct base_str title, struct base_str url)
{
    if (base_str_equal(title, job->article->title) || extract_is_registration(title) || is_count(title))
        return false;
    return !leads_to_list(url) && !(base_text_weight(title) <= NAME_MOST && extract_heads_links(title));
}

static void add(struct finder *f, struct base_str title, uint32_t anchor)
{
    struct extract_job *job = f->job;
    struct extract_links *list = &job->article->related;
    struct base_str url = page_resolve(job->page, job->arena, page_attribute(job->page, anchor, "href"));

    title = base_str_trim(title);
    if (!url.len || !title.len || (list->count + 2) * 2 > f->table_size || !is_story(job, title, url))
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

/* Half of them are never filled: as many as the page's links ask for. */
static size_t slots_for(const struct page *page)
{
    size_t links = 0, slots = SLOTS_LEAST;
    for (uint32_t n = 0; n < page->count; n++)
        links += page->nodes[n].tag == PAGE_TAG_A;
    while (slots < SLOTS_MOST && slots < 4 * links)
        slots *= 2;
    return slots;
}

static bool finder_make(struct finder *f, struct extract_job *job)
{
    *f = (struct finder){.job = job, .table_size = slots_for(job->page)};
    f->anchors = extract_anchors_make(job);
    f->self = base_url_key(job->arena, job->page->url);
    f->canonical = job->article->canonical.len ? base_url_key(job->arena, job->article->canonical) : f->self;
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

/* Sums over the links that start up to a node: those of a title's length, and their weight. */
struct titles {
    uint32_t *count, *weight;
};

static bool titles_make(const struct finder *f, struct titles *t)
{
    const struct page *page = f->job->page;

    t->count = BASE_NEW_ARRAY(f->job->arena, uint32_t, page->count);
    t->weight = BASE_NEW_ARRAY(f->job->arena, uint32_t, page->count);
    if (!t->count || !t->weight)
        return false;
    for (uint32_t n = 0; n < page->count; n++)
        if (page_at(page, n)->tag == PAGE_TAG_TEXT && f->anchors[n] != PAGE_NONE && !f->job->skip[n])
            t->weight[f->anchors[n]] += (uint32_t)base_text_weight(page_at(page, n)->text);
    for (uint32_t n = 0; n < page->count; n++) {
        bool title = t->weight[n] >= RUN_MEAN && t->weight[n] < TITLE_MOST;
        t->count[n] = (n ? t->count[n - 1] : 0) + title;
        t->weight[n] = (n ? t->weight[n - 1] : 0) + (title ? t->weight[n] : 0);
    }
    return true;
}

/* Calls itself navigation, yet holds titles: menus name places, in a word or two. */
static bool holds_titles(const struct page *page, const struct titles *t, uint32_t linked, uint32_t n)
{
    uint32_t end = page_at(page, n)->end - 1;
    uint32_t count = t->count[end] - (n ? t->count[n - 1] : 0), weight = t->weight[end] - (n ? t->weight[n - 1] : 0);

    return count >= MENU_TITLES && (uint64_t)weight * 10 >= (uint64_t)linked * 8;
}

static bool outside_make(struct finder *f)
{
    static const uint64_t named = MARK(NAV) | MARK(MENU) | MARK(TAGS);
    static const uint64_t foreign = MARK(NAV) | MARK(MENU) | MARK(FOOTER) | MARK(SHARE) | MARK(TAGS) | MARK(PAGING) |
                                    MARK(COMMENT) | MARK(CONSENT) | MARK(AD) | MARK(LEGAL);
    const struct page *page = f->job->page;
    struct extract_weights weights;

    if (!extract_weights_make(f->job, &weights))
        return false;
    struct titles titles;
    f->outside = BASE_NEW_ARRAY(f->job->arena, uint8_t, page->count);
    if (!titles_make(f, &titles) || !f->outside)
        return false;
    for (uint32_t n = 0; n < page->count; n++) {
        const struct page_node *node = page_at(page, n);
        bool most = (uint64_t)weights.prose[n] * 10 > (uint64_t)weights.prose[0] * 4;
        f->outside[n] = node->parent == PAGE_NONE ? 0 : f->outside[node->parent];
        if (!most && (node->tag == PAGE_TAG_NAV || node->tag == PAGE_TAG_FOOTER || node->tag == PAGE_TAG_HEADER ||
                      node->tag == PAGE_TAG_FORM))
            f->outside[n] = 1;
        uint64_t mark = f->job->marks[n] & foreign;
        if (!most && mark && !(f->job->marks[n] & MARK(RELATED)) &&
            ((mark & ~named) || !holds_titles(page, &titles, weights.links[n], n)))
            f->outside[n] = 1;
    }
    return true;
}

static bool is_related_heading(const struct extract_job *job, uint32_t block)
{
    const struct page_block *b = &job->blocks.items[block];
    bool heading = b->kind == PAGE_BLOCK_HEADING;

    if (b->weight >= HEADING_MOST)
        return false;
    if (extract_block_is_links(b))
        return b->weight <= LABEL_MOST && extract_block_line(job, block) == EXTRACT_LINE_RELATED;
    return extract_block_line(job, block) == EXTRACT_LINE_RELATED ||
           ((heading || b->weight <= LABEL_MOST) && extract_heads_links(b->text)) ||
           (heading && (extract_topics_of(b->text) & 1u << EXTRACT_TOPIC_READ));
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
    if (at == SIZE_MAX || at == 0)
        return false;
    return extract_line_kind(base_str_trim(base_str_sub(b->text, 0, at))) == EXTRACT_LINE_RELATED;
}

/* The text of the block between two of its nodes, where that is short enough for a label. */
static struct base_str text_between(struct finder *f, uint32_t from, uint32_t to)
{
    struct base_buf text = BASE_BUF_INIT;

    for (uint32_t n = from; n < to && text.len <= 2 * HEADING_MOST; n++)
        if (page_at(f->job->page, n)->tag == PAGE_TAG_TEXT && !f->job->skip[n])
            base_buf_add_str(&text, page_at(f->job->page, n)->text);
    struct base_str copy = base_arena_str(f->job->arena, base_str_trim(base_buf_str(&text)));
    base_buf_free(&text);
    return copy;
}

/* 3 hours ago and nothing else. */
static bool is_counted(struct base_str text)
{
    static const struct extract_date_context any = {.fetched = 0};
    struct extract_moment moment;
    size_t from, to;

    return extract_moment_ago(text, &any, &moment, &from, &to) && from == 0 && to == text.len;
}

/* Dates, ranks and labels in an element of their own inside a link are no part of its title. */
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
        if (digits == part.len || extract_line_kind(part) == EXTRACT_LINE_DATE || is_counted(part) ||
            extract_names_neighbour(part))
            f->skip[n] = 1;
    }
    return page_text(page, job->arena, anchor, f->skip);
}

/* The label of a story before or behind stands in front of the link, or opens it in an element of its own. */
static bool is_neighbour(struct finder *f, uint32_t from, uint32_t anchor)
{
    const struct page *page = f->job->page;
    uint32_t end = page_at(page, anchor)->end, child = page_first_child(page, anchor);

    if (extract_names_neighbour(text_between(f, from, anchor)))
        return true;
    while (child < end && page_at(page, child)->tag == PAGE_TAG_TEXT && !base_str_trim(page_at(page, child)->text).len)
        child++;
    return child < end && page_at(page, child)->tag != PAGE_TAG_TEXT && page_at(page, child)->end - child < 4 &&
           page_at(page, child)->end < end &&
           extract_names_neighbour(page_text(page, f->job->arena, child, f->job->skip));
}

static bool take_neighbours(struct finder *f, const struct page_block *b)
{
    uint32_t from = b->first, last = PAGE_NONE;
    bool any = false;

    if (b->links == 0 || b->links > 3 || b->link_weight < TITLE_LEAST || b->weight > 2 * TITLE_MOST)
        return false;
    for (uint32_t n = b->first; n <= b->last && n < f->job->page->count; n++) {
        uint32_t anchor = f->anchors[n];
        if (anchor == PAGE_NONE || anchor == last)
            continue;
        last = anchor;
        if (is_neighbour(f, from, anchor)) {
            struct base_str title = plain_title(f, anchor);
            if (base_text_weight(title) >= TITLE_LEAST)
                add(f, title, anchor);
            any = true;
        }
        from = page_at(f->job->page, anchor)->end;
    }
    return any;
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
    if (count > 1 && weight < (uint64_t)count * SHORT_MEAN)
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

/* What tells the boxes of a list's titles from others: tag and class of the block's owner and of its parents. */
static uint64_t box_of(const struct page *page, uint32_t node)
{
    enum { UP = 3 };
    uint64_t box = 0;

    for (unsigned up = 0; up < UP && node != PAGE_NONE; up++, node = page_at(page, node)->parent)
        box = box * 31 + page_at(page, node)->tag + base_hash64(page_attribute(page, node, "class"));
    return box;
}

/* Links on the way through the blocks: those of one list, not yet taken. */
struct run {
    struct candidate *items;
    size_t count;
    uint32_t gap;      /* blocks since the last one */
    uint32_t card_end; /* node behind it */
    bool announced;    /* a heading of related links stands before */
};

static void flush(struct finder *f, struct run *run)
{
    take_run(f, run->items, run->count);
    run->count = 0;
}

/* The title that a block is, shorter ones only among others and in a script that needs few characters. */
static uint32_t title_of(const struct finder *f, const struct run *run, uint32_t i)
{
    const struct page_block *b = &f->job->blocks.items[i];
    size_t at = 0;
    bool brief = (run->count || run->announced) && b->kind != PAGE_BLOCK_HEADING && b->text.len &&
                 !(f->job->marks[b->owner] & MARK(AUTHOR)) && base_char_is_cjk(base_utf8_next(b->text, &at));

    return title_link(f->job, f->anchors, i, brief ? SHORT_LEAST : TITLE_LEAST);
}

/* The link goes on with the run: near the last one in an element of its kind, or in the same kind of box; a list may
 * open with a heading that is a link. */
static bool goes_on(const struct run *run, uint16_t key, uint64_t box)
{
    const struct candidate *last = &run->items[run->count - 1];
    bool opened = run->count == 1 && page_is_heading(last->key);

    if (run->gap > RUN_GAP)
        return run->gap <= LIKE_GAP && last->box == box;
    return last->key == key || opened;
}

static void add_candidate(struct finder *f, struct run *run, uint32_t i, uint32_t anchor)
{
    const struct page *page = f->job->page;
    uint32_t owner = f->job->blocks.items[i].owner;
    uint16_t key = page_at(page, owner)->tag;
    uint64_t box = box_of(page, owner);

    if (run->count && !goes_on(run, key, box)) {
        flush(f, run);
        run->announced &= run->gap <= RUN_GAP;
    }
    struct candidate *c = &run->items[run->count++];
    *c = (struct candidate){.anchor = anchor, .key = key, .box = box, .announced = run->announced};
    c->title = card_title(f, i, anchor, &c->weight);
    run->card_end = page_at(page, anchor)->end;
    run->gap = 0;
}

static void look_at(struct finder *f, struct run *run, uint32_t i)
{
    struct extract_job *job = f->job;
    const struct page_block *b = &job->blocks.items[i];
    bool outside = f->outside[b->owner];
    uint32_t anchor = PAGE_NONE;

    if (!outside && is_read_also(f, b, &anchor)) {
        add(f, page_text(job->page, job->arena, anchor, job->skip), anchor);
        return;
    }
    if (b->first < run->card_end)
        return;
    if (!job->keep[i] && take_neighbours(f, b))
        return;
    if (!outside && !job->keep[i] && is_bunch(b)) {
        flush(f, run);
        take_bunch(f, b);
        return;
    }
    bool heading = !outside && is_related_heading(job, i);
    anchor = job->keep[i] || heading || outside ? PAGE_NONE : title_of(f, run, i);
    run->gap += !outside;
    if (anchor != PAGE_NONE) {
        add_candidate(f, run, i, anchor);
    } else if (job->keep[i] || heading || (b->kind == PAGE_BLOCK_HEADING && !outside)) {
        flush(f, run);
        run->announced = heading;
        run->gap = 0;
    } else if (run->count == 0 && run->gap > RUN_GAP) {
        run->announced = false;
    }
}

static void from_looks(struct finder *f)
{
    uint32_t total = f->job->blocks.count;
    struct run run = {.items = BASE_NEW_ARRAY(f->job->arena, struct candidate, (size_t)total + 1)};

    for (uint32_t i = 0; run.items && i < total; i++)
        look_at(f, &run, i);
    if (run.items)
        flush(f, &run);
}

void extract_related(struct extract_job *job)
{
    const struct select_hit *hit = extract_selected(job, SELECT_RELATED);
    struct extract_job open;
    struct finder f;

    if (!finder_make(&f, job))
        return;
    if (hit)
        from_selectors(&f, hit);
    if (job->article->related.count) {
        job->article->from[EXTRACT_RELATED] = hit->from;
        return;
    }
    if (!job->article->body.len || !extract_open_lists(job, &open) || !finder_make(&f, &open) || !outside_make(&f))
        return;
    from_looks(&f);
    if (job->article->related.count)
        extract_set_from(job, EXTRACT_RELATED, "generic");
}
