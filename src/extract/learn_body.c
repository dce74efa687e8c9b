/* Learning where the body stands and what is to be stripped from it. */
#include "extract/learn.h"

enum {
    BODY_ABOVE = 4,         /* elements above the smallest one that holds the text */
    BODY_MOST = 90,         /* per cent of the text that make a candidate of an element ... */
    BODY_NODES = 16,        /* elements of one page that a path may find */
    BODY_LOST = 4,          /* lost text weighs as much more than added text */
    BODY_GOOD = 300,        /* thousandths of loss, on the mean, beyond which no path is good */
    BODY_RIGHT = 10,        /* thousandths: as good as the same */
    BODY_REST = 100,        /* thousandths of loss, on the mean, that may stay when all is stripped */
    BODY_COST = 5,          /* thousandths that a step of a path's cost outweighs */
    BODY_SECOND_COST = 6,
    STRIP_LINES = 16,
    STRIP_TARGETS = 100,    /* boxes of one page that are to be stripped */
    STRIP_LEAD_BYTES = 60,
    STRIP_PAGES = 2         /* at least, unless the text repeats */
};

/* ---- Candidates ---- */

/* The smallest element that holds PERCENT of the body's text. */
static uint32_t holder(const struct learn_page *p, unsigned percent)
{
    const struct page *page = p->job.page;
    uint64_t needed = (uint64_t)p->weight[0] * percent;
    uint32_t node = 0;

    for (uint32_t i = page_first_child(page, 0); i != PAGE_NONE;) {
        bool holds = page_at(page, i)->tag != PAGE_TAG_TEXT && (uint64_t)p->weight[i] * 100 >= needed;

        node = holds ? i : node;
        i = holds ? page_first_child(page, i) : page_next_sibling(page, i);
    }
    return node;
}

static void add_holders(struct learn *l, size_t index, struct learn_list *list)
{
    const struct learn_page *p = &l->pages[index];
    const struct page *page = p->job.page;
    static const unsigned percents[] = {100, BODY_MOST};

    for (size_t k = 0; k < sizeof percents / sizeof *percents; k++) {
        uint32_t node = holder(p, percents[k]);

        for (unsigned i = 0; i < BODY_ABOVE && node != PAGE_NONE && node != page->body && node != 0; i++) {
            learn_add_paths(list, page, index, node, BASE_STR_NONE, BASE_STR_NONE, false);
            node = page_at(page, node)->parent;
        }
    }
}

/* ---- How a path fares ---- */

/* Marks what PATH finds; the number of elements. */
static size_t choose_nodes(struct learn *l, struct learn_page *p, const struct learn_path *path)
{
    const struct page *page = p->job.page;
    uint32_t nodes[LEARN_NODES], end = 0;
    size_t count, taken = 0;

    base_arena_reset(&l->scratch);
    count = learn_find(page, path, p->inside, &l->scratch, nodes);
    memset(p->chosen, 0, page->count);
    for (size_t i = 0; i < count; i++) {
        if (nodes[i] < end)
            continue;
        end = page_at(page, nodes[i])->end;
        memset(p->chosen + nodes[i], 1, end - nodes[i]);
        taken++;
    }
    return taken;
}

static bool is_chosen(const struct learn_page *p, const struct page_block *b)
{
    return p->chosen[b->owner] || p->chosen[b->first];
}

/* Thousandths of the body that are lost, many times, and added. */
static uint32_t loss_of(const struct learn_page *p, size_t nodes)
{
    uint64_t total = 0, lost = 0, added = 0, loss;

    for (uint32_t b = 0; b < p->job.blocks.count; b++) {
        const struct page_block *block = &p->job.blocks.items[b];
        bool chosen = is_chosen(p, block);

        total += p->truth[b] ? block->weight : 0;
        lost += p->truth[b] && !chosen ? block->weight : 0;
        added += !p->truth[b] && chosen ? block->weight : 0;
    }
    if (!nodes || nodes > BODY_NODES || !total)
        return 1000;
    loss = (lost * BODY_LOST + added) * 1000 / total;
    return loss < 1000 ? (uint32_t)loss : 1000;
}

static bool is_evidence(const struct learn_page *p)
{
    return p->is_article && p->weight[0] > 0;
}

static void try_pages(struct learn *l, struct learn_candidate *c)
{
    for (size_t i = 0; i < l->count; i++) {
        struct learn_page *p = &l->pages[i];
        size_t nodes = is_evidence(p) ? choose_nodes(l, p, &c->path) : 0;
        uint32_t loss = is_evidence(p) ? loss_of(p, nodes) : 0;

        if (!is_evidence(p))
            continue;
        c->loss += loss;
        *(loss <= BODY_RIGHT ? &c->right : nodes ? &c->wrong : &c->missed) |= 1u << i;
    }
}

/* Loss and cost in one: a path that is likely to last may add some text that is to be stripped. */
static uint64_t price_of(const struct learn *l, const struct learn_candidate *c)
{
    return c->loss + (uint64_t)c->path.cost * BODY_COST * l->articles;
}

static bool is_better(const struct learn *l, const struct learn_candidate *a, const struct learn_candidate *b)
{
    if (!b || price_of(l, a) != price_of(l, b))
        return !b || price_of(l, a) < price_of(l, b);
    return a->text.len != b->text.len ? a->text.len < b->text.len : base_str_compare(a->text, b->text) < 0;
}

/* ---- What is in the body's element and not of the body ---- */

static void mark_junk(struct learn *l, const struct learn_candidate *body)
{
    for (size_t i = 0; i < l->count; i++) {
        struct learn_page *p = &l->pages[i];

        choose_nodes(l, p, &body->path);
        for (uint32_t b = 0; b < p->job.blocks.count; b++)
            p->junk[b] = is_evidence(p) && !p->truth[b] && is_chosen(p, &p->job.blocks.items[b]);
    }
}

/* The largest element around a block, within the body's, that holds nothing of the body. */
static uint32_t junk_root(const struct learn_page *p, const struct page_block *b)
{
    const struct page *page = p->job.page;
    uint32_t node = page_at(page, b->first)->parent;

    if (node == PAGE_NONE || p->weight[node] || !p->chosen[node])
        return PAGE_NONE;
    for (uint32_t up = page_at(page, node)->parent; up != PAGE_NONE && p->chosen[up] && !p->weight[up];
         up = page_at(page, up)->parent)
        node = up;
    return node;
}

static struct base_str lead_of(struct base_str text)
{
    size_t end = 0, at = 0;

    while (at < text.len && at < STRIP_LEAD_BYTES) {
        base_utf8_next(text, &at);
        end = at <= STRIP_LEAD_BYTES ? at : end;
    }
    return base_str_trim(base_str_sub(text, 0, end));
}

static void add_junk(struct learn *l, size_t index, struct learn_list *list)
{
    const struct learn_page *p = &l->pages[index];
    uint32_t last = PAGE_NONE;
    size_t targets = 0;

    for (uint32_t b = 0; b < p->job.blocks.count && targets < STRIP_TARGETS; b++) {
        const struct page_block *block = &p->job.blocks.items[b];
        uint32_t root = p->junk[b] ? junk_root(p, block) : PAGE_NONE;

        if (root == PAGE_NONE)
            continue;
        targets++;
        if (root != last)
            learn_add_paths(list, p->job.page, index, root, BASE_STR_NONE, BASE_STR_NONE, true);
        if (block->owner != root && !p->weight[block->owner] && p->chosen[block->owner])
            learn_add_paths(list, p->job.page, index, block->owner, BASE_STR_NONE, BASE_STR_NONE, true);
        if (p->repeated[b] && !p->weight[block->owner])
            learn_add_paths(list, p->job.page, index, block->owner, BASE_STR_NONE, lead_of(block->text), false);
        last = root;
    }
}

/* Strips nothing of the body on any page, and nothing outside of its element. */
static bool is_harmless(struct learn *l, const struct learn_path *path)
{
    uint32_t nodes[LEARN_NODES];

    for (size_t i = 0; i < l->count; i++) {
        struct learn_page *p = &l->pages[i];
        size_t count = 0;

        if (!is_evidence(p))
            continue;
        base_arena_reset(&l->scratch);
        count = learn_find(p->job.page, path, p->inside, &l->scratch, nodes);
        for (size_t k = 0; k < count; k++)
            if (p->weight[nodes[k]] || !p->chosen[nodes[k]])
                return false;
    }
    return true;
}

/* Takes from the junk what PATH strips: the pages where that was anything. With KEEP it is only looked at. */
static uint32_t strip_junk(struct learn *l, const struct learn_path *path, bool keep, bool *repeated)
{
    uint32_t nodes[LEARN_NODES], pages = 0;

    for (size_t i = 0; i < l->count; i++) {
        struct learn_page *p = &l->pages[i];
        size_t count, k = 0;

        base_arena_reset(&l->scratch);
        count = is_evidence(p) ? learn_find(p->job.page, path, p->inside, &l->scratch, nodes) : 0;
        for (uint32_t b = 0; b < p->job.blocks.count && k < count; b++) {
            uint32_t first = p->job.blocks.items[b].first;

            while (k < count && page_at(p->job.page, nodes[k])->end <= first)
                k++;
            if (!p->junk[b] || k == count || first < nodes[k])
                continue;
            pages |= 1u << i;
            *repeated |= p->repeated[b];
            p->junk[b] = keep;
        }
    }
    return pages;
}

static size_t choose_strips(struct learn *l, const struct learn_candidate *body,
                            struct learn_candidate strips[STRIP_LINES])
{
    struct learn_list list = {.arena = l->arena};
    size_t count = 0;

    mark_junk(l, body);
    for (size_t i = 0; i < l->count; i++)
        add_junk(l, i, &list);
    learn_keep_best(&list, LEARN_STRIPS_TRIED);
    for (size_t c = 0; c < list.count && count < STRIP_LINES; c++) {
        struct learn_candidate *candidate = &list.items[c];
        bool repeated = false;
        uint32_t pages;

        if (!is_harmless(l, &candidate->path))
            continue;
        pages = strip_junk(l, &candidate->path, true, &repeated);
        if (!pages || (learn_count(pages) < STRIP_PAGES && !repeated))
            continue;
        strip_junk(l, &candidate->path, false, &repeated);
        candidate->right = pages;
        strips[count++] = *candidate;
    }
    return count;
}

/* ---- The proof: the body as it will be read ---- */

static void mark_stripped(struct learn *l, struct learn_page *p, const struct learn_candidate *strips, size_t count,
                          uint8_t *skip)
{
    uint32_t nodes[LEARN_NODES];

    for (size_t s = 0; s < count; s++) {
        size_t found = learn_find(p->job.page, &strips[s].path, p->inside, &l->scratch, nodes);

        for (size_t k = 0; k < found; k++)
            memset(skip + nodes[k], 1, page_at(p->job.page, nodes[k])->end - nodes[k]);
    }
}

/* The body that PATH gives on a page, without what is stripped. */
static struct base_str read_body(struct learn *l, struct learn_page *p, const struct learn_path *path,
                                 const struct learn_candidate *strips, size_t count)
{
    struct select_result selected = {.whole = true};
    struct select_hit *hit = &selected.fields[SELECT_BODY];
    struct extract_input input = *p->input;
    struct extract_article article;
    struct extract_job job;
    uint32_t nodes[LEARN_NODES];
    size_t found;

    base_arena_reset(&l->scratch);
    found = learn_find(p->job.page, path, p->inside, &l->scratch, nodes);
    selected.skip = BASE_NEW_ARRAY(&l->scratch, uint8_t, p->job.page->count);
    hit->values = BASE_NEW_ARRAY(&l->scratch, struct select_value, found + 1);
    if (!selected.skip || !hit->values)
        return BASE_STR_NONE;
    mark_stripped(l, p, strips, count, selected.skip);
    for (size_t k = 0; k < found; k++)
        hit->values[hit->count++] = (struct select_value){.node = nodes[k]};
    input.selected = &selected;
    if (extract_job_make(&job, &l->scratch, &input, &article, NULL) != BASE_OK)
        return BASE_STR_NONE;
    extract_body(&job);
    return hit->count ? article.body : BASE_STR_NONE;
}

/* Thousandths of TRUTH's length by which FOUND is not it: the lines that one alone has. */
static uint32_t text_apart(struct base_str found, struct base_str truth)
{
    struct base_str rest = truth, line;
    struct base_set lines = {0};
    uint64_t added = 0, common = 0, apart;

    if (base_str_equal(found, truth) || !truth.len)
        return 0;
    while (base_str_next(&rest, '\n', &line))
        base_set_add(&lines, base_hash64(line));
    for (rest = found; base_str_next(&rest, '\n', &line);) {
        bool there = base_set_has(&lines, base_hash64(line));
        added += there ? 0 : line.len;
        common += there ? line.len + 1 : 0;
    }
    base_set_free(&lines);
    apart = (added + (truth.len > common ? truth.len - common : 0)) * 1000 / truth.len;
    return apart < 1000 ? (uint32_t)apart : 1000;
}

/* Sets the pages on which the body is right. False where it is not good enough to be written down. */
static bool prove(struct learn *l, struct learn_candidate *body, const struct learn_candidate *strips, size_t count)
{
    uint64_t rest = 0;

    body->right = body->wrong = body->missed = 0;
    for (size_t i = 0; i < l->count; i++) {
        struct learn_page *p = &l->pages[i];
        struct base_str found, truth;
        uint32_t apart;

        if (!p->is_article)
            continue;
        found = read_body(l, p, &body->path, strips, count);
        truth = is_evidence(p) ? page_render(p->job.page, &l->scratch, &p->job.blocks, p->truth, p->job.skip,
                                             PAGE_FORMAT_TEXT)
                               : p->article.body;
        apart = text_apart(found, truth);
        rest += found.len ? apart : 0;
        *(!found.len ? &body->missed : apart <= BODY_RIGHT ? &body->right : &body->wrong) |= 1u << i;
    }
    return body->right && learn_count(body->right | body->wrong) >= 2 &&
           rest <= (uint64_t)BODY_REST * learn_count(body->right | body->wrong);
}

/* ---- Guards: boxes that templates name alike, and that may be put into a text one day ---- */

static const char *const guards[] = {"ad", "ads", "advert", "advertisement", "sponsored"};

/* By the words of class and id that - and _ part, as the XPath of the guard has them. */
static bool is_guarded(const struct page *page, uint32_t node, struct base_str word)
{
    static const char *const attributes[] = {"class", "id"};

    for (size_t k = 0; page_at(page, node)->attribute_count && k < 2; k++) {
        struct base_str value = page_attribute(page, node, attributes[k]);
        size_t from = 0;

        for (size_t i = 0; value.ptr && i <= value.len; i++) {
            if (i < value.len && !strchr(" -_", value.ptr[i]))
                continue;
            if (base_str_equal(base_str_sub(value, from, i), word))
                return true;
            from = i + 1;
        }
    }
    return false;
}

static bool is_safe_guard(const struct learn *l, struct base_str word)
{
    for (size_t i = 0; i < l->count; i++) {
        const struct learn_page *p = &l->pages[i];

        for (uint32_t n = 0; is_evidence(p) && n < p->job.page->count; n++)
            if (p->chosen[n] && p->weight[n] && is_guarded(p->job.page, n, word))
                return false;
    }
    return true;
}

static void add_guards(struct learn *l, const struct learn_candidate *body)
{
    for (size_t i = 0; i < sizeof guards / sizeof *guards; i++) {
        struct base_str line = base_arena_printf(l->arena,
            "%.*s//*[contains(translate(concat(' ', @class, ' ', @id, ' '), '-_', '  '), ' %s ')]",
            BASE_STR_ARG(body->text), guards[i]);

        if (line.ptr && is_safe_guard(l, base_str(guards[i])))
            learn_add_rule(l, EXTRACT_LEARNED_GUARD, line, &(struct learn_candidate){0});
    }
}

/* ---- All of it ---- */

static struct learn_candidate *choose_body(struct learn *l, struct learn_list *list)
{
    struct learn_candidate *best = NULL;

    for (size_t i = 0; i < list->count; i++)
        if (is_better(l, &list->items[i], best))
            best = &list->items[i];
    return best && best->loss <= BODY_GOOD * l->articles ? best : NULL;
}

/* Another that finds the same by other marks. */
static struct learn_candidate *choose_second(struct learn *l, struct learn_list *list,
                                             const struct learn_candidate *best)
{
    struct learn_candidate *second = NULL;

    for (size_t i = 0; i < list->count; i++) {
        struct learn_candidate *c = &list->items[i];

        if (c->loss == best->loss && c->path.cost <= BODY_SECOND_COST && learn_are_independent(&c->path, &best->path) &&
            is_better(l, c, second))
            second = c;
    }
    return second;
}

void learn_body(struct learn *l)
{
    struct learn_list list = {.arena = l->arena};
    struct learn_candidate strips[STRIP_LINES], *best, *second;
    size_t count;

    for (size_t i = 0; i < l->count; i++)
        if (is_evidence(&l->pages[i]))
            add_holders(l, i, &list);
    learn_keep_best(&list, LEARN_TRIED);
    for (size_t i = 0; i < list.count; i++)
        try_pages(l, &list.items[i]);
    best = choose_body(l, &list);
    count = best ? choose_strips(l, best, strips) : 0;
    if (!best || !prove(l, best, strips, count)) {
        learn_add_rule(l, SELECT_BODY, BASE_STR_NONE, &(struct learn_candidate){.missed = l->learned->articles});
        return;
    }
    learn_add_rule(l, SELECT_BODY, best->text, best);
    second = choose_second(l, &list, best);
    if (second && prove(l, second, strips, count))
        learn_add_rule(l, SELECT_BODY, second->text, second);
    for (size_t i = 0; i < count; i++)
        learn_add_rule(l, EXTRACT_LEARNED_STRIP, strips[i].text, &strips[i]);
    add_guards(l, best);
}
