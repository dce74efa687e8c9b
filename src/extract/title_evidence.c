/* What speaks for and against each candidate for the headline. */
#include "extract/title.h"

enum {
    LIKENESS_WINDOW = 6,    /* bytes by which two keys are likened */
    LIKENESS_HIGH = 60,     /* percent of the windows */
    LIKENESS_LOW = 25,
    SHORT_WEIGHT = 12,    /* weights of a text */
    LONG_WEIGHT = 150,
    SLUG_WORDS = 24
};

/* The points are logits fitted to pages of known headlines, in round numbers: small changes of one do not matter, all of
 * them together do. */
#define EVIDENCE(X) \
    X(H1, 1) X(H2, -1) X(LOWER, -2)   /* a heading by its level */ \
    X(FIRST, 3)                       /* of that level */ \
    X(NEXT, 1)                        /* to the text */ \
    X(AFTER_TEXT, -4) \
    X(MASTHEAD, -2)                   /* within nav, aside, footer */ \
    X(CALLED_TITLE, 1) X(CALLED_OTHER, -1) /* by class or id */ \
    X(LINKED, -4)                     /* to another page */ \
    X(PLACE, -5)                      /* the site's or a section's name */ \
    X(SHORT, -2) X(LONG, -4) \
    X(KICKER, 3) X(PART, -1)          /* of a heading, without what stands before or behind */ \
    X(ONLY_STATED, -1) \
    X(IS_JSON_LD, 2) X(IS_OPEN_GRAPH, 3) X(IS_OTHER, 1) X(IS_PAGE, 1) /* what the page states */ \
    X(IS_TWO, -2)                     /* one template fills them all: a second one says less than the first */ \
    X(IN_PAGE, 1)                     /* within <title> */ \
    X(HAS_STATED, -2)                 /* a statement and more: the site's name, a kicker */ \
    X(LIKE, 1) X(UNLIKE, -2)          /* to the most similar statement */ \
    X(STRANGE, -2)                    /* unlike them, and not even an h1 */ \
    X(SLUG, 2)                        /* the words of the page's address */

enum evidence {
#define X(name, points) EVIDENCE_##name,
    EVIDENCE(X)
#undef X
    EVIDENCE_COUNT
};

static const int8_t points[] = {
#define X(name, points) [EVIDENCE_##name] = points,
    EVIDENCE(X)
#undef X
};

#define BIT(name) (UINT32_C(1) << EVIDENCE_##name)

/* ---- Against what the page states ---- */

/* The share of the shorter key's windows that stand in the longer one, in percent. */
static unsigned likeness(struct base_str a, struct base_str b)
{
    if (a.len > b.len) {
        struct base_str swap = a;
        a = b;
        b = swap;
    }
    if (a.len < LIKENESS_WINDOW)
        return 0;
    uint8_t seen[512] = {0};
    for (size_t i = 0; i + LIKENESS_WINDOW <= b.len; i++) {
        uint64_t hash = base_hash64(base_str_sub(b, i, i + LIKENESS_WINDOW)) % 4096;
        seen[hash / 8] |= (uint8_t)(1u << hash % 8);
    }
    size_t hits = 0, all = 0;
    for (size_t i = 0; i + LIKENESS_WINDOW <= a.len; i++, all++) {
        uint64_t hash = base_hash64(base_str_sub(a, i, i + LIKENESS_WINDOW)) % 4096;
        hits += seen[hash / 8] >> hash % 8 & 1;
    }
    return (unsigned)(hits * 100 / all);
}

static uint32_t beside_statements(const struct titles *t, const struct title_candidate *c)
{
    static const uint32_t is[TITLE_ROLES] = {BIT(IS_JSON_LD), BIT(IS_OPEN_GRAPH), BIT(IS_OTHER), BIT(IS_PAGE)};
    uint32_t out = 0;
    unsigned like = 0;
    for (size_t i = 0; i < t->stated_count; i++) {
        const struct title_stated *s = &t->stated[i];
        bool same = base_str_equal(s->key, c->key);
        if (same)
            out |= is[s->role];
        else if (title_contains(s->whole, c->key) && c->key.len < s->whole.len)
            out |= s->role == TITLE_PAGE ? BIT(IN_PAGE) : 0;
        else if (title_contains(c->key, s->key))
            out |= BIT(HAS_STATED);
        unsigned now = same && c->node == PAGE_NONE ? 0 : likeness(c->key, s->key);
        if (now > like)
            like = now;
    }
    if (c->node == PAGE_NONE && t->stated_count == 1)
        like = LIKENESS_LOW; /* there is nothing to be like */
    unsigned main = !!(out & BIT(IS_JSON_LD)) + !!(out & BIT(IS_OPEN_GRAPH)) + !!(out & BIT(IS_PAGE));
    return out | (main >= 2 ? BIT(IS_TWO) : 0) |
           (like >= LIKENESS_HIGH ? BIT(LIKE) : like >= LIKENESS_LOW ? 0 : BIT(UNLIKE) | (c->level > 1 ? BIT(STRANGE) : 0));
}

/* The consonants of the Latin alphabet: addresses write the other letters in several ways (Räume: raeume, raume). */
static struct base_str skeleton(struct base_arena *arena, struct base_str s)
{
    char *out = base_arena_alloc(arena, s.len + 1, 1);
    size_t len = 0;
    for (size_t i = 0; out && i < s.len; i++) {
        char c = (char)(s.ptr[i] >= 'A' && s.ptr[i] <= 'Z' ? s.ptr[i] + 32 : s.ptr[i]);
        if (c >= 'a' && c <= 'z' && !strchr("aeiou", c))
            out[len++] = c;
    }
    return out ? (struct base_str){out, len} : BASE_STR_NONE;
}

/* Half of the words of the address's longest part stand in the key. */
static bool is_slug(const struct titles *t, struct base_str key)
{
    struct base_str path = base_url_path(t->job->page->url), part, slug = BASE_STR_NONE;
    while (path.ptr && base_str_next(&path, '/', &part))
        if (part.len > slug.len)
            slug = part;
    struct base_str own = skeleton(t->job->arena, key);
    size_t words = 0, hits = 0;
    for (size_t at = 0; at < slug.len && words < SLUG_WORDS; at++) {
        size_t start = at;
        while (at < slug.len && base_is_ascii_letter(slug.ptr[at]))
            at++;
        struct base_str word = skeleton(t->job->arena, base_str_sub(slug, start, at));
        if (word.len < 2)
            continue;
        words++;
        hits += title_contains(own, word);
    }
    return words >= 3 && hits * 2 >= words;
}

/* ---- By its place ---- */

bool title_is_called(const struct page *page, uint32_t node)
{
    static const char *const names[] = {"title", "headline", "heading", "header", "titulo", "titre", "titel",
                                        "biaoti", "bt",      "tit",     "tt"};
    return EXTRACT_IS_NAMED(page, node, names);
}

static const char *const other_names[] = {
    "logo",       "brand",   "masthead",  "menu",     "nav",         "widget",  "cookie", "consent",  "modal",   "popup",
    "newsletter", "share",   "copyright", "author",   "breadcrumb",  "comment", "sub",    "category", "section", "kicker",
    "blog",       "subtitle", "subheadline"};

static uint32_t by_place(const struct titles *t, const struct title_candidate *c)
{
    const struct page *page = t->job->page;
    uint32_t out = 0, parent = page_at(page, c->node)->parent;
    for (uint32_t i = c->node; i != PAGE_NONE; i = page_at(page, i)->parent) {
        uint16_t tag = page_at(page, i)->tag;
        if (tag == PAGE_TAG_ARTICLE || tag == PAGE_TAG_MAIN)
            break;
        if (tag == PAGE_TAG_NAV || tag == PAGE_TAG_ASIDE || tag == PAGE_TAG_FOOTER)
            out |= BIT(MASTHEAD);
    }
    if (parent == PAGE_NONE)
        parent = c->node;
    if (title_is_called(page, c->node) || title_is_called(page, parent))
        out |= BIT(CALLED_TITLE);
    if (EXTRACT_IS_NAMED(page, c->node, other_names) || EXTRACT_IS_NAMED(page, parent, other_names))
        out |= BIT(CALLED_OTHER);
    if (t->text != PAGE_NONE && c->node > t->text)
        out |= BIT(AFTER_TEXT);
    if (c->node == t->next)
        out |= BIT(NEXT);
    enum title_link link = title_link_of(t->job, c->node);
    return out | (link == TITLE_LINK_HOME ? BIT(PLACE) : link == TITLE_LINK_OTHER ? BIT(LINKED) : 0);
}

static uint32_t by_itself(const struct titles *t, const struct title_candidate *c)
{
    static const uint32_t levels[] = {0, BIT(H1), BIT(H2), BIT(LOWER), BIT(LOWER), BIT(LOWER), BIT(LOWER)};
    size_t weight = base_text_weight(c->text);
    return levels[c->level] | (c->first ? BIT(FIRST) : 0) | (c->called ? BIT(CALLED_TITLE) : 0) |
           (c->part ? BIT(PART) : 0) | (c->kicker ? BIT(KICKER) : 0) | (c->node == PAGE_NONE ? BIT(ONLY_STATED) : 0) |
           (weight < SHORT_WEIGHT ? BIT(SHORT) : 0) | (weight > LONG_WEIGHT ? BIT(LONG) : 0) |
           (title_is_place(t, c->key) ? BIT(PLACE) : 0) | (is_slug(t, c->key) ? BIT(SLUG) : 0);
}

void title_weigh(struct titles *t)
{
    for (size_t i = 0; i < t->count; i++) {
        struct title_candidate *c = &t->candidates[i];
        uint32_t evidence = by_itself(t, c) | beside_statements(t, c);
        if (c->node != PAGE_NONE)
            evidence |= by_place(t, c);
        c->points = 0;
        for (size_t k = 0; k < EVIDENCE_COUNT; k++)
            c->points += evidence >> k & 1 ? points[k] : 0;
    }
}
