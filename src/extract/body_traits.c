/*
 * What a block looks like: traits of its text, of its place in the tree, of its neighbours and of the
 * blocks that are marked up like it. Each is a bit, so that a score is a sum of weights that can be named.
 */
#include "extract/body.h"

/* Groups of traits: name, number of bits. Their order is that of the weights in body_score.c. */
#define GROUPS(X) \
    X(SIZE, 32)      /* weight by link share */ \
    X(STOP, 24)      /* weight by sentence ends */ \
    X(KIND, 28)      /* kind of block by prose before and behind */ \
    X(OWNER, 16)     /* the owner's tag */ \
    X(NEAR, 36)      /* marks of the owner and the two above */ \
    X(FAR, 36)       /* marks further up */ \
    X(INSIDE, 24)    /* elements that it stands in */ \
    X(GAP, 36)       /* blocks to the next prose before, by those behind */ \
    X(LIKE, 24)      /* share of the page's prose that is marked up like it, by weight */ \
    X(LIKE_PARENT, 24) \
    X(LIKE_LINKS, 8) /* link share of what is marked up like it */ \
    X(TOP, 30)       /* place relative to the node that holds most prose closely, by weight */ \
    X(TWICE, 6) \
    X(SAYS, 16)      /* title, description, kind of line */ \
    X(PLACE, 12)     /* position on the page, against the title */ \
    X(FORM, 24)      /* signs in the text */ \
    X(BEFORE, 12)    /* the block before: weight by link share */ \
    X(BEHIND, 12) \
    X(AROUND, 16)    /* link share of the two elements around the owner */ \
    X(TOPIC, 36)     /* what it talks about, by weight */ \
    X(TOPICS, 4)     /* how many of them */ \
    X(ONE, 1)

enum group {
#define X(name, bits) GROUP_##name, GROUP_END_##name = GROUP_##name + (bits) - 1,
    GROUPS(X)
#undef X
    GROUP_COUNT
};
_Static_assert((int)GROUP_COUNT <= (int)EXTRACT_TRAIT_BITS, "traits fit their bits");
_Static_assert((int)EXTRACT_MARK_COUNT <= 36, "marks fit their groups");


static void set(struct extract_traits *t, unsigned base, unsigned offset)
{
    unsigned bit = base + offset;
    t->bits[bit / 64] |= UINT64_C(1) << (bit % 64);
}

static unsigned size_class(uint32_t weight)
{
    static const uint32_t limits[] = {8, 20, 40, 80, 150, 300, 600};
    unsigned c = 0;
    while (c < 7 && weight >= limits[c])
        c++;
    return c;
}

static unsigned size_third(uint32_t weight)
{
    return weight < 40 ? 0 : weight < 150 ? 1 : 2;
}

static unsigned link_class(uint32_t links, uint32_t all)
{
    if (links == 0)
        return 0;
    uint64_t share = (uint64_t)links * 100 / (all ? all : 1);
    return share < 25 ? 1 : share < 75 ? 2 : 3;
}

static unsigned share_class(uint32_t part, uint32_t whole)
{
    uint64_t share = whole ? (uint64_t)part * 100 / whole : 0;
    return share == 0 ? 0 : share < 3 ? 1 : share < 10 ? 2 : share < 25 ? 3 : share < 50 ? 4 : share < 75 ? 5 : 6;
}

static unsigned gap_class(uint32_t gap)
{
    return gap <= 1 ? 0 : gap <= 2 ? 1 : gap <= 4 ? 2 : gap <= 8 ? 3 : gap <= 20 ? 4 : 5;
}

static void traits_of_text(const struct page_block *b, struct extract_traits *t)
{
    struct base_str s = b->text;
    unsigned size = size_class(b->weight);
    size_t at = 0;

    set(t, GROUP_SIZE, size * 4 + link_class(b->link_weight, b->weight));
    set(t, GROUP_STOP, size * 3 + extract_stops(s));
    if (s.len == 0)
        return;
    uint32_t first = base_utf8_next(s, &at);
    bool small = first >= 'a' && first <= 'z', digit = first >= '0' && first <= '9';
    set(t, GROUP_FORM, base_char_is_upper(first) ? 0 : small ? 1 : digit ? 2 : 3);
    char last = s.ptr[s.len - 1];
    if (last == ':')
        set(t, GROUP_FORM, 4);
    if (last == '|' || memchr(s.ptr, '|', s.len))
        set(t, GROUP_FORM, 5);
    if (base_str_ends(s, BASE_STR("...")) || base_str_ends(s, BASE_STR("\xE2\x80\xA6")))
        set(t, GROUP_FORM, 6);
    if (base_str_find(s, BASE_STR("\xC2\xA9")) != SIZE_MAX)
        set(t, GROUP_FORM, 7);
    if (first == '-' || first == '*' || first == 0x2022 || first == 0x2013 || first == 0xB7 || first == 0x25CF)
        set(t, GROUP_FORM, 8);
    if (first == '"' || first == 0x201C || first == 0xAB || first == 0x201E || first == 0x300C)
        set(t, GROUP_FORM, 9);
    if (memchr(s.ptr, '@', s.len))
        set(t, GROUP_FORM, 10);
    if (base_str_find(s, BASE_STR("http")) != SIZE_MAX || base_str_find(s, BASE_STR("www.")) != SIZE_MAX)
        set(t, GROUP_FORM, 11);
    if (first == '>' || first == 0xBB || first == 0x203A || first == 0x25BA || first == 0x25B6 || first == 0x2192)
        set(t, GROUP_FORM, 12);
    if (first == '(' || first == '[' || first == 0xFF08 || first == 0x3010)
        set(t, GROUP_FORM, 13);
    if (b->links > 1)
        set(t, GROUP_FORM, b->weight / b->links < 30 ? 14 : 15);
}

/* Of what letters the text is. */
static void traits_of_letters(const struct page_block *b, struct extract_traits *t)
{
    struct base_str s = b->text;
    size_t spaces = 0, upper = 0, digits = 0;
    for (size_t i = 0; i < s.len && i < 400; i++) {
        spaces += s.ptr[i] == ' ';
        upper += s.ptr[i] >= 'A' && s.ptr[i] <= 'Z';
        digits += s.ptr[i] >= '0' && s.ptr[i] <= '9';
    }
    if (spaces < 2 && b->weight < 40)
        set(t, GROUP_FORM, 16 + (unsigned)spaces);
    if (upper * 2 > b->weight)
        set(t, GROUP_FORM, 18);
    if (digits * 4 > b->weight)
        set(t, GROUP_FORM, 19);
    if (spaces >= 3 && upper * 2 > spaces)
        set(t, GROUP_FORM, 20);
}

static unsigned owner_class(const struct page *page, uint32_t owner)
{
    switch (page_at(page, owner)->tag) {
    case PAGE_TAG_P: return 0;
    case PAGE_TAG_DIV: return 1;
    case PAGE_TAG_LI: return 2;
    case PAGE_TAG_TD: return 3;
    case PAGE_TAG_H1: return 4;
    case PAGE_TAG_H2: return 5;
    case PAGE_TAG_H3: return 6;
    case PAGE_TAG_H4: case PAGE_TAG_H5: case PAGE_TAG_H6: return 7;
    case PAGE_TAG_BLOCKQUOTE: return 8;
    case PAGE_TAG_PRE: return 9;
    case PAGE_TAG_FIGCAPTION: return 10;
    case PAGE_TAG_DD: case PAGE_TAG_DT: return 11;
    case PAGE_TAG_SECTION: case PAGE_TAG_ARTICLE: return 12;
    case PAGE_TAG_FIGURE: return 13;
    case PAGE_TAG_TH: return 14;
    default: return 15;
    }
}

static void traits_of_place(const struct extract_view *v, uint32_t i, const struct page_block *b,
                            struct extract_traits *t)
{
    const struct page *page = v->job->page;
    uint32_t up = extract_parent_of(v->job->page, b->owner), up2 = extract_parent_of(v->job->page, up);
    uint64_t near = v->marks.own[b->owner] | v->marks.own[up] | v->marks.own[up2];
    uint64_t far = v->marks.far[up2] & ~v->marks.own[up2];
    uint64_t inside = v->inside[b->owner];

    near &= v->marks.far[b->owner];
    set(t, GROUP_OWNER, owner_class(page, b->owner));
    for (unsigned m = 0; m < EXTRACT_MARK_COUNT; m++) {
        if (near >> m & 1)
            set(t, GROUP_NEAR, m);
        if (far >> m & 1)
            set(t, GROUP_FAR, m);
    }
    for (unsigned k = 1; k < 22; k++)
        if (inside >> k & 1)
            set(t, GROUP_INSIDE, k);
    if (v->main_article != PAGE_NONE)
        set(t, GROUP_INSIDE, page_is_inside(page, b->owner, v->main_article) ? 22 : 23);
    set(t, GROUP_AROUND, link_class(v->weights.links[up], v->weights.all[up]));
    set(t, GROUP_AROUND, 4 + link_class(v->weights.links[up2], v->weights.all[up2]));
    uint64_t tenth = (uint64_t)i * 8 / (v->job->blocks.count ? v->job->blocks.count : 1);
    set(t, GROUP_PLACE, (unsigned)tenth);
    if (v->title_block != PAGE_NONE)
        set(t, GROUP_PLACE, i < v->title_block ? 8 : 9);
    if (v->first_prose != PAGE_NONE && i < v->first_prose)
        set(t, GROUP_PLACE, 10);
    if (v->last_prose != PAGE_NONE && i > v->last_prose)
        set(t, GROUP_PLACE, 11);
}

static void traits_of_top(const struct extract_view *v, const struct page_block *b, struct extract_traits *t)
{
    const struct page *page = v->job->page;
    unsigned base = size_third(b->weight) * 10, step = 0;
    uint32_t top_depth = page_at(page, v->top)->depth, depth = page_at(page, b->owner)->depth;

    if (page_is_inside(page, b->owner, v->top)) {
        step = depth - top_depth;
        set(t, GROUP_TOP, base + (step < 5 ? step : 5));
        return;
    }
    uint32_t n = v->top;
    while (n != PAGE_NONE && !page_is_inside(page, b->owner, n) && step < 3) {
        n = page_at(page, n)->parent;
        step++;
    }
    set(t, GROUP_TOP, base + 6 + step);
}

static void traits_of_likes(const struct extract_view *v, const struct page_block *b, struct extract_traits *t)
{
    const struct extract_likes *own = &v->own[v->signature[b->owner] % EXTRACT_SIGNATURES];
    uint32_t parent = extract_parent_of(v->job->page, b->owner);
    const struct extract_likes *up = &v->parent[v->signature[parent] % EXTRACT_SIGNATURES];
    unsigned third = size_third(b->weight) * 8;

    set(t, GROUP_LIKE, third + share_class(own->prose, v->weights.prose[0]));
    if (own->count == 1)
        set(t, GROUP_LIKE, third + 7);
    set(t, GROUP_LIKE_PARENT, third + share_class(up->prose, v->weights.prose[0]));
    set(t, GROUP_LIKE_LINKS, link_class(own->links, own->all));
    set(t, GROUP_LIKE_LINKS, 4 + link_class(up->links, up->all));
}

static void traits_of_words(const struct extract_view *v, uint32_t i, const struct page_block *b,
                            struct extract_traits *t)
{
    const struct extract_article *a = v->job->article;

    if (v->seen[v->hash[i]] > 1)
        set(t, GROUP_TWICE, b->weight < 40 ? 0 : 1);
    if (v->seen[v->hash[i]] > 2)
        set(t, GROUP_TWICE, b->weight < 40 ? 4 : 5);
    if (v->seen[v->hash[i]] > 3)
        set(t, GROUP_TWICE, b->weight < 40 ? 2 : 3);
    if (a->title.len && base_str_equal_nocase(a->title, b->text))
        set(t, GROUP_SAYS, 0);
    if (a->description.len && a->description.len < 4000 && b->weight > 30 &&
        base_str_find(a->description, b->text) != SIZE_MAX)
        set(t, GROUP_SAYS, 1);
    if (b->weight < 400)
        set(t, GROUP_SAYS, 2 + (unsigned)extract_line_kind(b->text));
    uint32_t topics = extract_topics_of(b->text);
    unsigned count = 0;
    for (unsigned k = 0; k < EXTRACT_TOPIC_COUNT; k++) {
        if (topics >> k & 1) {
            set(t, GROUP_TOPIC, size_third(b->weight) * EXTRACT_TOPIC_COUNT + k);
            count++;
        }
    }
    set(t, GROUP_TOPICS, count < 3 ? count : 3);
}

static void traits_of_neighbours(const struct extract_view *v, uint32_t i, struct extract_traits *t)
{
    const struct page_block *b = v->job->blocks.items;
    unsigned near = (v->before[i] <= 2 ? 1 : 0) + (v->behind[i] <= 2 ? 2 : 0);

    set(t, GROUP_KIND, b[i].kind * 4u + near);
    set(t, GROUP_GAP, gap_class(v->before[i]) * 6 + gap_class(v->behind[i]));
    if (i > 0)
        set(t, GROUP_BEFORE, size_third(b[i - 1].weight) * 4 + link_class(b[i - 1].link_weight, b[i - 1].weight));
    if (i + 1 < v->job->blocks.count)
        set(t, GROUP_BEHIND, size_third(b[i + 1].weight) * 4 + link_class(b[i + 1].link_weight, b[i + 1].weight));
}

struct extract_traits *extract_traits_make(const struct extract_job *job)
{
    struct extract_view v;
    uint32_t count = job->blocks.count;
    struct extract_traits *traits = BASE_NEW_ARRAY(job->arena, struct extract_traits, (size_t)count + 1);

    if (!traits || !extract_view_make(&v, job))
        return NULL;
    for (uint32_t i = 0; i < count; i++) {
        const struct page_block *b = &job->blocks.items[i];
        set(&traits[i], GROUP_ONE, 0);
        traits_of_text(b, &traits[i]);
        traits_of_letters(b, &traits[i]);
        traits_of_place(&v, i, b, &traits[i]);
        traits_of_top(&v, b, &traits[i]);
        traits_of_likes(&v, b, &traits[i]);
        traits_of_words(&v, i, b, &traits[i]);
        traits_of_neighbours(&v, i, &traits[i]);
    }
    return traits;
}
