/* Learning a site's selectors: the extractor reads each page, what many pages repeat is taken from its body, and for
 * each field the paths that lead to its value are tried on all pages. */
#include "extract/learn.h"

#include <stdlib.h>

enum { REPEATED_LEAST = 3, REPEATED_WEIGHT = 20 };

void learn_add_rule(struct learn *l, unsigned what, struct base_str expression, const struct learn_candidate *c)
{
    struct extract_learned *learned = l->learned;
    struct extract_rule *rules =
        base_arena_grow(l->arena, learned->rules, learned->count, &learned->capacity, sizeof *rules);

    if (!rules)
        return;
    learned->rules = rules;
    rules[learned->count++] = (struct extract_rule){
        .what = (uint8_t)what,
        .expression = expression,
        .right = c->right,
        .wrong = c->wrong | c->extra,
        .missed = c->missed,
    };
}

/* ---- What the teachers say ---- */

static int read_page(struct learn *l, struct learn_page *p, struct base_error *e)
{
    int status = extract_job_make(&p->job, l->arena, p->input, &p->article, e);

    for (const struct extract_step *step = extract_steps; status == BASE_OK && step->take; step++) {
        step->take(&p->job);
        status = l->arena->failed ? BASE_NOMEM : BASE_OK;
    }
    if (status != BASE_OK)
        return status;
    p->is_article = extract_kind_has_body(p->article.kind) && p->article.body.len;
    p->inside = BASE_NEW_ARRAY(l->arena, uint8_t, p->job.page->count);
    p->chosen = BASE_NEW_ARRAY(l->arena, uint8_t, p->job.page->count);
    p->weight = BASE_NEW_ARRAY(l->arena, uint32_t, p->job.page->count);
    p->truth = BASE_NEW_ARRAY(l->arena, uint8_t, (size_t)p->job.blocks.count + 1);
    p->repeated = BASE_NEW_ARRAY(l->arena, uint8_t, (size_t)p->job.blocks.count + 1);
    p->junk = BASE_NEW_ARRAY(l->arena, uint8_t, (size_t)p->job.blocks.count + 1);
    learn_texts_make(l, p);
    return l->arena->failed ? BASE_NOMEM : BASE_OK;
}

/* The same article twice would make all of it look like the template. */
static bool is_known(const struct learn *l, const struct learn_page *p)
{
    for (const struct learn_page *q = l->pages; q < p; q++)
        if (q->is_article && base_str_equal(q->article.body, p->article.body))
            return true;
    return false;
}

/* ---- What the pages repeat ---- */

struct sighting {
    uint64_t hash;
    uint32_t page;
};

static int compare_sightings(const void *a, const void *b)
{
    const struct sighting *x = a, *y = b;

    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return x->page < y->page ? -1 : x->page > y->page;
}

/* Long enough to tell. A short line that repeats may well be that of many articles: Background, Ingredients. */
static bool is_telling(const struct page_block *b)
{
    return b->kind != PAGE_BLOCK_HEADING && b->weight >= REPEATED_WEIGHT;
}

static struct sighting *sightings_of(struct learn *l, size_t *count)
{
    struct sighting *seen;
    size_t total = 0, n = 0;

    for (size_t i = 0; i < l->count; i++)
        total += l->pages[i].job.blocks.count;
    seen = BASE_NEW_ARRAY(l->arena, struct sighting, total + 1);
    for (size_t i = 0; seen && i < l->count; i++) {
        const struct page_blocks *blocks = &l->pages[i].job.blocks;

        for (uint32_t b = 0; b < blocks->count; b++)
            seen[n++] = (struct sighting){base_hash64(blocks->items[b].text), (uint32_t)i};
    }
    if (seen && n)
        qsort(seen, n, sizeof *seen, compare_sightings);
    *count = n;
    return seen;
}

static size_t pages_with(const struct sighting *seen, size_t count, uint64_t hash)
{
    size_t low = 0, high = count, pages = 0;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (seen[mid].hash < hash)
            low = mid + 1;
        else
            high = mid;
    }
    for (size_t i = low; i < count && seen[i].hash == hash && pages < REPEATED_LEAST + EXTRACT_LEARN_PAGES; i++)
        pages += i == low || seen[i].page != seen[i - 1].page;
    return pages;
}

/* Bytes of the body's text, for each node. */
static void weigh(struct learn_page *p)
{
    const struct page *page = p->job.page;

    for (uint32_t b = 0; b < p->job.blocks.count; b++) {
        const struct page_block *block = &p->job.blocks.items[b];

        for (uint32_t n = block->first; p->truth[b] && n <= block->last; n++)
            if (page_at(page, n)->tag == PAGE_TAG_TEXT)
                p->weight[n] = (uint32_t)page_at(page, n)->text.len;
    }
    for (uint32_t n = page->count; n-- > 1;)
        p->weight[page_at(page, n)->parent] += p->weight[n];
}

enum { REPEATED_NOT, REPEATED_MAYBE, REPEATED };

static void mark_repeated(struct learn_page *p, const struct sighting *seen, size_t count, size_t least)
{
    const struct page_blocks *blocks = &p->job.blocks;

    for (uint32_t b = 0; b < blocks->count; b++) {
        const struct page_block *block = &blocks->items[b];

        if (pages_with(seen, count, base_hash64(block->text)) >= least)
            p->repeated[b] = is_telling(block) ? REPEATED : REPEATED_MAYBE;
    }
    /* a short line goes with the box that it stands in: to the one behind it, else to the one before it */
    for (uint32_t b = blocks->count; b-- > 0;)
        if (p->repeated[b] == REPEATED_MAYBE && b + 1 < blocks->count && p->repeated[b + 1] == REPEATED)
            p->repeated[b] = REPEATED;
    for (uint32_t b = 0; b < blocks->count; b++) {
        if (p->repeated[b] == REPEATED_MAYBE && b > 0 && p->repeated[b - 1] == REPEATED &&
            blocks->items[b].kind != PAGE_BLOCK_HEADING)
            p->repeated[b] = REPEATED;
        else if (p->repeated[b] != REPEATED)
            p->repeated[b] = REPEATED_NOT;
    }
}

static void find_truth(struct learn *l)
{
    size_t count, least = l->count / 2 > REPEATED_LEAST ? l->count / 2 : REPEATED_LEAST;
    const struct sighting *seen = sightings_of(l, &count);

    for (size_t i = 0; seen && i < l->count; i++) {
        struct learn_page *p = &l->pages[i];

        mark_repeated(p, seen, count, least);
        for (uint32_t b = 0; b < p->job.blocks.count; b++)
            p->truth[b] = p->is_article && p->job.keep[b] && !p->repeated[b];
        weigh(p);
    }
}

/* ---- All of it ---- */

static int read_pages(struct learn *l, const struct extract_input *inputs, struct base_error *e)
{
    int status = BASE_OK;

    for (size_t i = 0; status == BASE_OK && i < l->count; i++) {
        struct learn_page *p = &l->pages[i];

        p->input = &inputs[i];
        status = read_page(l, p, e);
        if (status != BASE_OK || (p->is_article && is_known(l, p)))
            p->is_article = false;
        l->articles += p->is_article;
        l->learned->articles |= (uint32_t)p->is_article << i;
    }
    return status;
}

int extract_learn(struct base_arena *arena, const struct extract_input *inputs, size_t count,
                  struct extract_learned *learned, struct base_error *e)
{
    struct learn l = {.arena = arena, .learned = learned};
    int status;

    *learned = (struct extract_learned){0};
    if (count > EXTRACT_LEARN_PAGES)
        return base_fail(e, BASE_LIMIT, "more than %d pages", EXTRACT_LEARN_PAGES);
    base_arena_init(&l.scratch, 0);
    l.count = count;
    l.pages = BASE_NEW_ARRAY(arena, struct learn_page, count + 1);
    status = l.pages ? read_pages(&l, inputs, e) : BASE_NOMEM;
    if (status == BASE_OK && l.articles < EXTRACT_LEARN_LEAST)
        status = base_fail(e, BASE_INVALID, "%zu of the pages %s an article; template and text part from %d on",
                           l.articles, l.articles == 1 ? "is" : "are", EXTRACT_LEARN_LEAST);
    if (status == BASE_OK) {
        find_truth(&l);
        learn_fields(&l);
        learn_body(&l);
    }
    if (status == BASE_NOMEM || (status == BASE_OK && (arena->failed || l.scratch.failed)))
        status = base_fail(e, BASE_NOMEM, "out of memory while learning");
    base_arena_free(&l.scratch);
    return status;
}
