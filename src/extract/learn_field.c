/* Learning title, byline, date, related, editor and source: where a value stands, which paths lead there, and how each
 * fares on all pages when the extractor reads the field by it. */
#include "extract/learn.h"

enum {
    FIELD_NODES = 200,        /* of an element that may hold no more than a value */
    FIELD_AROUND_BYTES = 120, /* beside names in their line */
    FIELD_DATE_BYTES = 120,
    FIELD_LEAD_BYTES = 30,
    FIELD_SECOND_COST = 6,    /* of an alternative */
    FIELD_COST_BYTES = 16,    /* read, that weigh as much as one step of a path's cost */
    FIELD_DAY_BYTES = 10,
    FIELD_LINKS_APART = 200,  /* thousandths: lists of links that are as good as the same */
    FIELD_COMMON_PAGES = 4    /* at least so many tell which links are the portal's */
};

/* ---- Short texts of a page ---- */

static void add_text(struct learn *l, struct learn_page *p, uint32_t node, struct base_str leaf, struct base_str text)
{
    struct learn_text *texts;

    if (!text.len || text.len > LEARN_SHORT_BYTES)
        return;
    texts = base_arena_grow(l->arena, p->texts, p->text_count, &p->text_capacity, sizeof *texts);
    if (!texts)
        return;
    p->texts = texts;
    texts[p->text_count++] = (struct learn_text){node, leaf, text};
}

static uint32_t count_dark(struct base_str s)
{
    uint32_t n = 0;

    for (size_t i = 0; i < s.len; i++)
        n += (unsigned char)s.ptr[i] > ' ';
    return n;
}

/* Per node the bytes of visible text in it; UINT32_MAX where it is not seen. */
static uint32_t *text_sizes(struct learn *l, const struct learn_page *p)
{
    const struct page *page = p->job.page;
    uint32_t *size = BASE_NEW_ARRAY(l->arena, uint32_t, page->count);

    for (uint32_t i = 0; size && i < page->count; i++) {
        const struct page_node *n = page_at(page, i);
        bool hidden = p->job.skip[i] || (n->parent != PAGE_NONE && size[n->parent] == UINT32_MAX);

        if (hidden || (n->tag != PAGE_TAG_TEXT && page_is_invisible((enum page_tag)n->tag)))
            size[i] = UINT32_MAX;
    }
    for (uint32_t i = page->count; size && i-- > 1;) {
        const struct page_node *n = page_at(page, i);

        if (size[i] == UINT32_MAX)
            continue;
        size[i] += n->tag == PAGE_TAG_TEXT ? count_dark(n->text) : 0;
        size[n->parent] += size[i];
    }
    return size;
}

void learn_texts_make(struct learn *l, struct learn_page *p)
{
    static const char *const leaves[] = {"content", "datetime"};
    const struct page *page = p->job.page;
    const uint32_t *size = text_sizes(l, p);

    for (uint32_t i = 0; size && i < page->count; i++) {
        const struct page_node *n = page_at(page, i);

        if (n->tag == PAGE_TAG_TEXT)
            continue;
        for (size_t k = 0; n->attribute_count && k < sizeof leaves / sizeof *leaves; k++)
            add_text(l, p, i, base_str(leaves[k]), base_str_trim(page_attribute(page, i, leaves[k])));
        if (size[i] && size[i] <= LEARN_SHORT_BYTES && n->end - i <= FIELD_NODES)
            add_text(l, p, i, BASE_STR_NONE, page_text(page, l->arena, i, NULL));
    }
}

/* ---- Where a value stands ---- */

struct targets {
    struct learn *l;
    size_t index;
    const struct learn_page *page;
    struct learn_list *list;
    size_t count;
};

static void add_target(struct targets *t, uint32_t node, struct base_str leaf, struct base_str lead)
{
    if (t->count++ < LEARN_TARGETS)
        learn_add_paths(t->list, t->page->job.page, t->index, node, leaf, lead, false);
}

static void find_title(struct targets *t)
{
    for (size_t i = 0; i < t->page->text_count; i++)
        if (base_str_equal(t->page->texts[i].text, t->page->article.title))
            add_target(t, t->page->texts[i].node, t->page->texts[i].leaf, BASE_STR_NONE);
}

static void find_date(struct targets *t)
{
    struct extract_date_context context = {t->page->article.lang, t->page->input->fetched};

    for (size_t i = 0; i < t->page->text_count; i++) {
        const struct learn_text *text = &t->page->texts[i];

        if (text->text.len > FIELD_DATE_BYTES || t->count >= LEARN_TARGETS)
            continue;
        base_arena_reset(&t->l->scratch);
        if (base_str_equal(extract_date_parse(&t->l->scratch, text->text, &context), t->page->article.date))
            add_target(t, text->node, text->leaf, BASE_STR_NONE);
    }
}

/* The label with which a text begins, up to its colon. */
static struct base_str lead_of(struct base_str text, size_t value)
{
    for (size_t i = 0; i < value && i < FIELD_LEAD_BYTES;) {
        uint32_t c = base_utf8_next(text, &i);
        if (c == ':' || c == 0xFF1A)
            return base_str_sub(text, 0, i);
    }
    return BASE_STR_NONE;
}

static void find_values(struct targets *t, const struct base_str *values, size_t count, bool led)
{
    size_t all = FIELD_AROUND_BYTES;

    for (size_t k = 0; k < count; k++)
        all += values[k].len;
    for (size_t i = 0; i < t->page->text_count; i++) {
        const struct learn_text *text = &t->page->texts[i];
        size_t at = SIZE_MAX;

        for (size_t k = 0; k < count && at == SIZE_MAX && text->text.len <= all; k++)
            at = base_str_find(text->text, values[k]);
        if (at == SIZE_MAX)
            continue;
        add_target(t, text->node, text->leaf, BASE_STR_NONE);
        if (led && !text->leaf.ptr && lead_of(text->text, at).len)
            add_target(t, text->node, BASE_STR_NONE, lead_of(text->text, at));
    }
}

static void find_byline(struct targets *t)
{
    find_values(t, t->page->article.byline.items, t->page->article.byline.count, true);
}

static void find_editor(struct targets *t)
{
    find_values(t, t->page->article.editor.items, t->page->article.editor.count, true);
}

static void find_source(struct targets *t)
{
    find_values(t, &t->page->article.source, 1, true);
}

/* The addresses of links; base_set_free. */
static struct base_set addresses_of(const struct extract_links *links)
{
    struct base_set set = {0};

    for (size_t i = 0; i < links->count; i++)
        base_set_add(&set, base_hash64(links->items[i].url));
    return set;
}

static void find_related(struct targets *t)
{
    const struct page *page = t->page->job.page;
    struct base_set related = addresses_of(&t->page->article.related);

    for (uint32_t i = 0; i < page->count && t->count < LEARN_TARGETS; i++) {
        struct base_str url;

        if (page_at(page, i)->tag != PAGE_TAG_A || t->page->job.skip[i])
            continue;
        base_arena_reset(&t->l->scratch);
        url = page_resolve(page, &t->l->scratch, page_attribute(page, i, "href"));
        if (url.ptr && base_set_has(&related, base_hash64(url)))
            add_target(t, i, BASE_STR_NONE, BASE_STR_NONE);
    }
    base_set_free(&related);
}

/* ---- The fields ---- */

static bool same_list(const struct base_str_list *a, const struct base_str_list *b)
{
    bool same = a->count == b->count;

    for (size_t i = 0; same && i < a->count; i++)
        same = base_str_equal(a->items[i], b->items[i]);
    return same;
}

static bool same_title(const struct extract_article *a, const struct extract_article *b)
{
    return base_str_equal(a->title, b->title);
}
static bool same_byline(const struct extract_article *a, const struct extract_article *b)
{
    return same_list(&a->byline, &b->byline);
}
/* The same moment, however it is written. */
static bool same_date(const struct extract_article *a, const struct extract_article *b)
{
    int64_t x, y;

    if (base_str_equal(a->date, b->date))
        return true;
    return a->date.len > FIELD_DAY_BYTES && b->date.len > FIELD_DAY_BYTES && base_time_parse(a->date, &x) &&
           base_time_parse(b->date, &y) && x == y;
}
static bool same_editor(const struct extract_article *a, const struct extract_article *b)
{
    return same_list(&a->editor, &b->editor);
}
static bool same_source(const struct extract_article *a, const struct extract_article *b)
{
    return base_str_equal(a->source, b->source);
}
/* Thousandths of the links of both that one alone has. */
static uint32_t links_apart(const struct extract_links *a, const struct extract_links *b)
{
    struct base_set addresses = addresses_of(b);
    size_t shared = 0, all = a->count + b->count;

    for (size_t i = 0; i < a->count; i++)
        shared += base_set_has(&addresses, base_hash64(a->items[i].url));
    base_set_free(&addresses);
    return all ? (uint32_t)((all - 2 * (shared < b->count ? shared : b->count)) * 1000 / all) : 0;
}
static bool same_related(const struct extract_article *a, const struct extract_article *b)
{
    return links_apart(&a->related, &b->related) <= FIELD_LINKS_APART;
}

static const struct learn_field {
    enum select_field selected;
    enum extract_field field;
    bool single;
    uint8_t leaf_cost; /* what a reader does not see is the lesser witness */
    void (*find)(struct targets *t);
    void (*read)(struct extract_job *job);
    bool (*same)(const struct extract_article *a, const struct extract_article *b);
} fields[] = {
    {SELECT_TITLE, EXTRACT_TITLE, true, 2, find_title, extract_title, same_title},
    {SELECT_BYLINE, EXTRACT_BYLINE, false, 0, find_byline, extract_byline, same_byline},
    {SELECT_DATE, EXTRACT_DATE, true, 0, find_date, extract_date, same_date},
    {SELECT_EDITOR, EXTRACT_EDITOR, false, 0, find_editor, extract_credits, same_editor},
    {SELECT_SOURCE, EXTRACT_SOURCE, true, 0, find_source, extract_credits, same_source},
    {SELECT_RELATED, EXTRACT_RELATED, false, 0, find_related, extract_related, same_related},
};
enum { FIELD_COUNT = sizeof fields / sizeof *fields };

static void clear_fields(struct extract_article *a)
{
    a->title = a->date = a->source = BASE_STR_NONE;
    a->byline = a->editor = (struct base_str_list){0};
    a->related = (struct extract_links){0};
    for (size_t i = 0; i < FIELD_COUNT; i++)
        a->from[fields[i].field] = BASE_STR_NONE;
}

static bool has_value(const struct learn_field *f, const struct extract_article *a)
{
    static const struct extract_article nothing;
    return !f->same(a, &nothing);
}

/* ---- A trial: the field of one page read by a path, as a selector file would have it read ---- */

static void find_hit(struct learn *l, struct learn_page *p, const struct learn_field *f, const struct learn_path *path,
                     struct select_hit *hit)
{
    const struct page *page = p->job.page;
    uint32_t nodes[LEARN_NODES], last = PAGE_NONE;
    size_t count = learn_find(page, path, p->inside, &l->scratch, nodes);

    hit->values = BASE_NEW_ARRAY(&l->scratch, struct select_value, count + 1);
    for (size_t i = 0; hit->values && i < count && !(f->single && hit->count); i++) {
        struct select_value value = {.node = path->leaf.ptr ? PAGE_NONE : nodes[i]};

        if (!path->leaf.ptr && last != PAGE_NONE && page_is_inside(page, nodes[i], last))
            continue;
        value.text = path->leaf.ptr ? base_str_trim(page_attribute_named(page, nodes[i], path->leaf))
                                    : page_text(page, &l->scratch, nodes[i], NULL);
        if (!value.text.len)
            continue;
        hit->values[hit->count++] = value;
        last = nodes[i];
    }
    hit->from = BASE_STR("selector:");
}

static void try_page(struct learn *l, size_t index, const struct learn_field *f, struct learn_candidate *c)
{
    struct learn_page *p = &l->pages[index];
    struct extract_article article = p->article;
    struct select_result selected = {0};
    struct extract_input input = *p->input;
    struct extract_job job = p->job;
    struct select_hit *hit = &selected.fields[f->selected];
    bool found, has = has_value(f, &p->article);
    uint32_t bit = 1u << index;

    base_arena_reset(&l->scratch);
    find_hit(l, p, f, &c->path, hit);
    clear_fields(&article);
    input.selected = &selected;
    job.input = &input;
    job.arena = &l->scratch;
    job.article = &article;
    if (hit->count)
        f->read(&job);
    found = hit->count && article.from[f->field].ptr == hit->from.ptr && has_value(f, &article);
    if (!found)
        c->missed |= has ? bit : 0;
    else if (!has)
        c->extra |= bit;
    else if (!f->same(&article, &p->article))
        c->wrong |= bit;
    else
        c->right |= bit;
    if (c->right & bit)
        c->loss += f->field == EXTRACT_RELATED ? links_apart(&article.related, &p->article.related) : 0;
    for (size_t i = 0; (c->right & bit) && i < hit->count; i++)
        c->bytes += hit->values[i].text.len;
}

/* ---- The choice ---- */

static int worth(const struct learn_candidate *c)
{
    return 8 * (int)learn_count(c->right) - 8 * (int)learn_count(c->wrong) - 3 * (int)learn_count(c->missed) -
           3 * (int)learn_count(c->extra);
}

/* The less is read beside the value, the less can come between. */
static size_t cost_of(const struct learn_candidate *c)
{
    unsigned right = learn_count(c->right);
    return c->path.cost + (right ? c->bytes / right / FIELD_COST_BYTES : 0);
}

static bool is_better(const struct learn_candidate *a, const struct learn_candidate *b)
{
    if (!b || worth(a) != worth(b))
        return !b || worth(a) > worth(b);
    if (a->loss != b->loss)
        return a->loss < b->loss;
    if (cost_of(a) != cost_of(b))
        return cost_of(a) < cost_of(b);
    return a->text.len != b->text.len ? a->text.len < b->text.len : base_str_compare(a->text, b->text) < 0;
}

/* Right on two pages at least, and wrong on a quarter of them at most. */
static bool is_good(const struct learn_candidate *c)
{
    unsigned right = learn_count(c->right);
    return right >= 2 && 3 * learn_count(c->wrong) <= right && 2 * learn_count(c->extra) <= right;
}

static void choose(struct learn *l, const struct learn_field *f, const struct learn_list *list, uint32_t has)
{
    const struct learn_candidate *best = NULL, *second = NULL;

    for (size_t i = 0; i < list->count; i++)
        if (is_good(&list->items[i]) && is_better(&list->items[i], best))
            best = &list->items[i];
    for (size_t i = 0; best && i < list->count; i++) {
        const struct learn_candidate *c = &list->items[i];

        if (!c->wrong && !c->extra && !(best->right & ~c->right) && c->path.cost <= FIELD_SECOND_COST &&
            learn_are_independent(&c->path, &best->path) && is_better(c, second))
            second = c;
    }
    if (best)
        learn_add_rule(l, f->selected, best->text, best);
    if (best && second)
        learn_add_rule(l, f->selected, second->text, second);
    if (!best && has)
        learn_add_rule(l, f->selected, BASE_STR_NONE, &(struct learn_candidate){.missed = has});
}

static struct extract_links without_common(struct learn *l, const struct base_set *sets,
                                           const struct extract_links *all)
{
    struct extract_links kept = {.items = BASE_NEW_ARRAY(l->arena, struct extract_link, all->count + 1)};

    for (size_t k = 0; kept.items && k < all->count; k++) {
        size_t pages = 0;

        for (size_t i = 0; i < l->count; i++)
            pages += base_set_has(&sets[i], base_hash64(all->items[k].url));
        if (5 * pages < 4 * l->articles)
            kept.items[kept.count++] = all->items[k];
    }
    return kept;
}

/* Links that the teacher found on nearly all pages are the portal's, not the articles'. */
static void drop_common_links(struct learn *l)
{
    struct base_set sets[EXTRACT_LEARN_PAGES];

    if (l->articles < FIELD_COMMON_PAGES)
        return;
    for (size_t i = 0; i < l->count; i++)
        sets[i] = addresses_of(&l->pages[i].article.related);
    for (size_t i = 0; i < l->count; i++)
        l->pages[i].article.related = without_common(l, sets, &l->pages[i].article.related);
    for (size_t i = 0; i < l->count; i++)
        base_set_free(&sets[i]);
}

static void learn_field(struct learn *l, const struct learn_field *f)
{
    struct learn_list list = {.arena = l->arena};
    uint32_t has = 0;

    for (size_t i = 0; i < l->count; i++) {
        struct targets t = {l, i, &l->pages[i], &list, 0};

        if (!l->pages[i].is_article || !has_value(f, &l->pages[i].article))
            continue;
        has |= 1u << i;
        f->find(&t);
    }
    for (size_t i = 0; i < list.count; i++)
        list.items[i].path.cost += list.items[i].path.leaf.ptr ? f->leaf_cost : 0;
    learn_keep_best(&list, LEARN_TRIED);
    for (size_t c = 0; c < list.count; c++)
        for (size_t i = 0; i < l->count; i++)
            if (l->pages[i].is_article)
                try_page(l, i, f, &list.items[c]);
    choose(l, f, &list, has);
}

void learn_fields(struct learn *l)
{
    drop_common_links(l);
    for (size_t i = 0; i < FIELD_COUNT; i++)
        learn_field(l, &fields[i]);
}
