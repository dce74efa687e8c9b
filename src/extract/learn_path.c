/* Paths through the flat array that can be written as XPath: made for a node, printed, followed. */
#include <stdio.h>
#include <stdlib.h>

#include "extract/learn.h"

/* ---- Names that a program made ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

/* One part of a name between - and _: digits among letters, camel case of crumbs, or letters nobody can speak. */
static bool is_noise(struct base_str part)
{
    size_t digits = 0, letters = 0, vowels = 0, turns = 0, crumbs = 0, run = 0;

    for (size_t i = 0; i < part.len; i++) {
        char c = part.ptr[i];
        bool humps = i > 0 && is_upper(c) && !is_upper(part.ptr[i - 1]);

        digits += is_digit(c);
        letters += is_upper(c) || is_lower(c);
        vowels += strchr("aeiouyAEIOUY", c) != NULL;
        turns += i > 0 && is_digit(c) != is_digit(part.ptr[i - 1]);
        crumbs += humps && run <= 2;
        run = humps ? 1 : run + 1;
    }
    if (digits >= 3 || (digits && letters && turns > 1) || (digits && part.len >= 5))
        return true;
    return crumbs > 1 || (crumbs == 1 && run <= 2) || (letters == part.len && letters >= 5 && !vowels);
}

bool learn_is_generated(struct base_str name)
{
    static const char *const starts[] = {"css-",    "sc-", "jsx-", "jss",   "emotion-",
                                         "svelte-", "tw-", "_",    "ember", "react-"};
    size_t from = 0;

    if (name.len < 2 || name.len > LEARN_VALUE_BYTES / 2)
        return true;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (base_str_starts(name, base_str(starts[i])))
            return true;
    for (size_t i = 0; i <= name.len; i++) {
        if (i < name.len && name.ptr[i] != '-' && name.ptr[i] != '_')
            continue;
        if (is_noise(base_str_sub(name, from, i)))
            return true;
        from = i + 1;
    }
    return false;
}

/* Words of layout, of states and of a library of styles say nothing of what stands there. */
static bool is_vague(struct base_str name)
{
    static const char *const words[] = {
        "active", "row", "container", "wrapper", "wrap", "clearfix", "left", "right", "first", "last", "inner", "outer",
        "block", "box", "col", "column", "grid", "main", "page", "center", "bold", "open", "loaded", "visible", "item",
        "flex", "hidden", "italic", "underline", "relative", "absolute", "control", "auto", "fix", "clear", "small"};
    static const char *const starts[] = {
        "is-", "has-", "js-", "no-", "not-", "col-", "row-", "m-", "mt-", "mb-", "ml-", "mr-", "mx-", "my-", "p-", "pt-",
        "pb-", "pl-", "pr-", "px-", "py-", "w-", "h-", "d-", "u-", "z-", "text-", "font-", "flex-", "grid-", "items-",
        "justify-", "self-", "gap-", "space-", "bg-", "border-", "rounded", "leading-", "tracking-", "max-", "min-",
        "inline-", "align", "float", "overflow-", "whitespace-", "outline-", "cursor-", "wp-"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (base_str_equal_nocase(name, base_str(words[i])))
            return true;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (base_str_starts(name, base_str(starts[i])))
            return true;
    return memchr(name.ptr, ':', name.len) || memchr(name.ptr, '[', name.len);
}

/* ---- Steps ---- */

struct priced {
    struct learn_step step;
    unsigned cost;
};

enum { STEPS_OF_NODE = 8, COST_VAGUE = 6, COST_ABOVE = 2, COST_SPEAKING_TAG = 6, COST_PLAIN_TAG = 9 };

/* What a template says of an element, the most lasting first; of META alone, where that is named. */
static const struct {
    const char *attribute;
    const char *tag; /* NULL: of any */
    uint8_t test;
    uint8_t cost;
    bool any_tag; /* the attribute is enough */
} marks[] = {
    {"itemprop", NULL, LEARN_TOKEN, 0, true}, {"property", NULL, LEARN_EQUAL, 1, false},
    {"name", "meta", LEARN_EQUAL, 1, false},  {"rel", NULL, LEARN_TOKEN, 1, false},
    {"id", NULL, LEARN_EQUAL, 1, true},       {"class", NULL, LEARN_TOKEN, 2, false},
    {"role", NULL, LEARN_EQUAL, 3, false},    {"color", "font", LEARN_EQUAL, 9, false},
    {"align", NULL, LEARN_EQUAL, 9, false},   {"size", "font", LEARN_EQUAL, 9, false},
    {"width", "td", LEARN_EQUAL, 9, false},
};

/* Tags that mean the same in every template, and so stand for themselves. */
static unsigned cost_of_tag(uint16_t tag)
{
    switch (tag) {
    case PAGE_TAG_H1: return 3;
    case PAGE_TAG_ARTICLE:
    case PAGE_TAG_MAIN:
    case PAGE_TAG_TIME: return 5;
    case PAGE_TAG_ADDRESS:
    case PAGE_TAG_FIGURE:
    case PAGE_TAG_FIGCAPTION:
    case PAGE_TAG_FORM:
    case PAGE_TAG_NAV:
    case PAGE_TAG_HEADER:
    case PAGE_TAG_FOOTER:
    case PAGE_TAG_ASIDE: return COST_SPEAKING_TAG;
    default: return COST_PLAIN_TAG;
    }
}

static bool can_be_quoted(struct base_str s)
{
    if (!s.len || s.len > LEARN_VALUE_BYTES || (memchr(s.ptr, '\'', s.len) && memchr(s.ptr, '"', s.len)))
        return false;
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] < 0x20 || s.ptr[i] == 0x7f)
            return false;
    return true;
}

static void add_step(struct priced steps[STEPS_OF_NODE], size_t *count, struct learn_step step, unsigned cost)
{
    if (*count < STEPS_OF_NODE)
        steps[(*count)++] = (struct priced){step, cost};
}

static void add_words(struct priced steps[STEPS_OF_NODE], size_t *count, struct learn_step step, struct base_str words,
                      unsigned cost)
{
    bool named = base_str_equal(step.attribute, BASE_STR("class"));

    for (size_t i = 0, from = 0; i <= words.len; i++) {
        if (i < words.len && !strchr(" \t\r\n\f", words.ptr[i]))
            continue;
        step.value = base_str_sub(words, from, i);
        from = i + 1;
        if (can_be_quoted(step.value) && !(named && learn_is_generated(step.value)))
            add_step(steps, count, step, cost + (named && is_vague(step.value) ? COST_VAGUE : 0));
    }
}

/* Steps to the node itself: by each mark, by its paragraphs, by its tag alone. */
static size_t steps_of(const struct page *page, uint32_t node, struct priced steps[STEPS_OF_NODE])
{
    const struct page_node *n = page_at(page, node);
    size_t count = 0;

    for (size_t i = 0; n->attribute_count && i < sizeof marks / sizeof *marks; i++) {
        struct base_str value = page_attribute(page, node, marks[i].attribute);
        struct learn_step step = {.attribute = base_str(marks[i].attribute), .value = value, .test = marks[i].test};

        if (!value.len || (marks[i].tag && !base_str_equal(n->text, base_str(marks[i].tag))))
            continue;
        if (!marks[i].any_tag)
            step.tag = n->text;
        if (step.test == LEARN_TOKEN)
            add_words(steps, &count, step, value, marks[i].cost);
        else if (can_be_quoted(value) && !(base_str_equal(step.attribute, BASE_STR("id")) && learn_is_generated(value)))
            add_step(steps, &count, step, marks[i].cost + (is_vague(value) ? COST_VAGUE : 0));
    }
    for (uint32_t i = page_first_child(page, node); i != PAGE_NONE; i = page_next_sibling(page, i)) {
        if (page_at(page, i)->tag != PAGE_TAG_P)
            continue;
        add_step(steps, &count, (struct learn_step){.tag = n->text, .test = LEARN_PARAGRAPHS}, COST_PLAIN_TAG);
        break;
    }
    if (count == STEPS_OF_NODE)
        count--;
    add_step(steps, &count, (struct learn_step){.tag = n->text, .test = LEARN_BARE}, cost_of_tag(n->tag));
    return count;
}

/* ---- XPath ---- */

static void put_quoted(struct base_buf *out, struct base_str s)
{
    char quote = memchr(s.ptr, '\'', s.len) ? '"' : '\'';

    base_buf_add_char(out, quote);
    base_buf_add_str(out, s);
    base_buf_add_char(out, quote);
}

static void put_step(struct base_buf *out, const struct learn_step *step)
{
    base_buf_add_z(out, "//");
    base_buf_add_str(out, step->tag.ptr ? step->tag : BASE_STR("*"));
    switch (step->test) {
    case LEARN_EQUAL:
        base_buf_printf(out, "[@%.*s=", BASE_STR_ARG(step->attribute));
        put_quoted(out, step->value);
        base_buf_add_z(out, "]");
        break;
    case LEARN_TOKEN: {
        char spaced[LEARN_VALUE_BYTES + 3];
        int len = snprintf(spaced, sizeof spaced, " %.*s ", BASE_STR_ARG(step->value));

        base_buf_printf(out, "[contains(concat(' ', normalize-space(@%.*s), ' '), ", BASE_STR_ARG(step->attribute));
        put_quoted(out, (struct base_str){spaced, (size_t)len});
        base_buf_add_z(out, ")]");
        break;
    }
    case LEARN_PARAGRAPHS: base_buf_add_z(out, "[p]"); break;
    default: break;
    }
}

static void put_path(struct base_buf *out, const struct learn_path *path)
{
    for (unsigned i = 0; i < path->count; i++)
        put_step(out, &path->steps[i]);
    if (path->lead.len) {
        base_buf_add_z(out, "[starts-with(normalize-space(.), ");
        put_quoted(out, path->lead);
        base_buf_add_z(out, ")]");
    }
    if (path->leaf.ptr)
        base_buf_printf(out, "/@%.*s", BASE_STR_ARG(path->leaf));
}

/* ---- Candidates ---- */

static void add_new(struct learn_list *list, const struct learn_path *path, struct base_str text, size_t index)
{
    struct learn_candidate *items;

    if (!text.len || list->count == LEARN_CANDIDATES)
        return;
    items = base_arena_grow(list->arena, list->items, list->count, &list->capacity, sizeof *items);
    if (!items)
        return;
    list->items = items;
    items[list->count++] = (struct learn_candidate){.path = *path,
                                                    .text = base_arena_str(list->arena, text),
                                                    .hash = base_hash64(text),
                                                    .given = 1u << index};
}

static void add_candidate(struct learn_list *list, const struct learn_path *path, size_t index)
{
    struct base_buf out = BASE_BUF_INIT;
    bool known = false;
    uint64_t hash;

    put_path(&out, path);
    hash = base_hash64(base_buf_str(&out));
    for (size_t i = 0; i < list->count && !known; i++) {
        known = list->items[i].hash == hash;
        list->items[i].given |= known ? 1u << index : 0;
    }
    if (!known && !out.failed)
        add_new(list, path, base_buf_str(&out), index);
    base_buf_free(&out);
}

/* By a mark that tells, or by a tag that does. */
static bool is_named(const struct priced *own)
{
    return own->step.attribute.ptr ? own->cost < COST_VAGUE : own->cost <= COST_SPEAKING_TAG;
}

/* DISTANCE: elements between; the nearer a box, the fewer changes come between. */
static void add_below(struct learn_list *list, size_t index, const struct priced *above, unsigned distance,
                      const struct priced *own, size_t own_count, struct learn_path path, bool named)
{
    path.count = 2;
    path.steps[0] = above->step;
    for (size_t k = 0; k < own_count; k++) {
        if (named && !is_named(&own[k]))
            continue;
        path.steps[1] = own[k].step;
        path.cost = above->cost + COST_ABOVE + distance + own[k].cost / 2;
        add_candidate(list, &path, index);
    }
}

void learn_add_paths(struct learn_list *list, const struct page *page, size_t index, uint32_t node,
                     struct base_str leaf, struct base_str lead, bool named)
{
    struct priced own[STEPS_OF_NODE], above[STEPS_OF_NODE];
    size_t own_count = steps_of(page, node, own);
    struct learn_path path = {.leaf = leaf, .lead = can_be_quoted(lead) ? lead : BASE_STR_NONE};
    uint32_t up = page_at(page, node)->parent;

    for (size_t k = 0; k < own_count; k++) {
        path.count = 1;
        path.steps[0] = own[k].step;
        path.cost = own[k].cost;
        if (!named || (own[k].step.attribute.ptr && is_named(&own[k])))
            add_candidate(list, &path, index);
    }
    for (unsigned i = 0; i < LEARN_ABOVE && up != PAGE_NONE && page_at(page, node)->tag != PAGE_TAG_META; i++) {
        size_t count = steps_of(page, up, above);

        for (size_t k = 0; k < count && up != page->body; k++)
            if (above[k].cost < COST_PLAIN_TAG)
                add_below(list, index, &above[k], i, own, own_count, path, named);
        up = page_at(page, up)->parent;
    }
}

static int compare_given(const void *a, const void *b)
{
    const struct learn_candidate *x = a, *y = b;
    unsigned n = learn_count(x->given), m = learn_count(y->given);

    if (n != m)
        return n > m ? -1 : 1;
    if (x->path.cost != y->path.cost)
        return x->path.cost < y->path.cost ? -1 : 1;
    return base_str_compare(x->text, y->text);
}

void learn_keep_best(struct learn_list *list, size_t most)
{
    if (list->count)
        qsort(list->items, list->count, sizeof *list->items, compare_given);
    if (list->count > most)
        list->count = most;
}

bool learn_are_independent(const struct learn_path *a, const struct learn_path *b)
{
    for (unsigned i = 0; i < a->count; i++) {
        for (unsigned k = 0; k < b->count; k++) {
            const struct learn_step *x = &a->steps[i], *y = &b->steps[k];
            if (x->test == y->test && base_str_equal(x->value, y->value) &&
                (x->value.ptr || base_str_equal(x->tag, y->tag)))
                return false;
        }
    }
    return true;
}

/* ---- Following a path ---- */

static bool fits(const struct page *page, uint32_t node, const struct learn_step *step)
{
    const struct page_node *n = page_at(page, node);
    struct base_str value;

    if (n->tag == PAGE_TAG_TEXT || (step->tag.ptr && !base_str_equal(n->text, step->tag)))
        return false;
    switch (step->test) {
    case LEARN_PARAGRAPHS:
        for (uint32_t i = page_first_child(page, node); i != PAGE_NONE; i = page_next_sibling(page, i))
            if (page_at(page, i)->tag == PAGE_TAG_P)
                return true;
        return false;
    case LEARN_EQUAL:
    case LEARN_TOKEN:
        value = n->attribute_count ? page_attribute_named(page, node, step->attribute) : BASE_STR_NONE;
        return value.ptr && (step->test == LEARN_EQUAL ? base_str_equal(value, step->value)
                                                       : base_str_has_token(value, step->value));
    default: return true;
    }
}

static bool ends_well(const struct page *page, uint32_t node, const struct learn_path *path, struct base_arena *scratch)
{
    if (path->leaf.ptr)
        return page_attribute_named(page, node, path->leaf).ptr != NULL;
    return !path->lead.len || base_str_starts(page_text(page, scratch, node, NULL), path->lead);
}

size_t learn_find(const struct page *page, const struct learn_path *path, uint8_t *inside, struct base_arena *scratch,
                  uint32_t nodes[LEARN_NODES])
{
    const struct learn_step *last = &path->steps[path->count - 1];
    size_t count = 0;

    for (uint32_t i = 0; i < page->count && count < LEARN_NODES; i++) {
        uint32_t parent = page_at(page, i)->parent;
        bool under = path->count == 1 || (parent != PAGE_NONE && inside[parent]);

        if (path->count > 1)
            inside[i] = under || fits(page, i, &path->steps[0]);
        if (under && fits(page, i, last) && ends_well(page, i, path, scratch))
            nodes[count++] = i;
    }
    return count;
}
