/* What the blocks' features need to know of the page as a whole: sums by node, by markup, and distances. */
#include "extract/body.h"

enum { PROSE_WEIGHT = 60 };

bool extract_is_full_stop(uint32_t c)
{
    switch (c) {
    case '.': case '!': case '?': case 0x2026: case 0x3002: case 0xFF01: case 0xFF1F: case 0xFF0E:
    case 0x061F: case 0x06D4: case 0x0964: case 0x0965: case 0x104B: case 0x1362: case 0x17D4: case 0x037E:
        return true;
    default:
        return false;
    }
}

static bool is_closer(uint32_t c)
{
    switch (c) {
    case '"': case '\'': case ')': case ']': case 0x201D: case 0x2019: case 0x201C: case 0xBB: case 0xAB:
    case 0x300D: case 0x300F: case 0xFF09: case 0x3011:
        return true;
    default:
        return false;
    }
}

/* A letter or digit of ASCII. */
static bool is_plain(uint32_t c)
{
    return c < 0x80 && base_char_is_alnum(c);
}

/* The last character that is neither white space nor a closing quote ends a sentence. */
static bool ends_with_stop(struct base_str text)
{
    for (size_t end = text.len, at; end > 0; end = at) {
        for (at = end - 1; at > 0 && ((unsigned char)text.ptr[at] & 0xC0) == 0x80;)
            at--;
        size_t next = at;
        uint32_t c = base_utf8_next(text, &next);
        if (!is_closer(c) && !base_char_is_space(c))
            return extract_is_full_stop(c);
    }
    return false;
}

unsigned extract_stops(struct base_str text)
{
    bool stop = false;
    size_t at = 0;

    if (ends_with_stop(text))
        return 2;
    while (at < text.len) {
        uint32_t c = base_utf8_next(text, &at);
        if (is_plain(c)) {
            stop = false;
        } else if (is_closer(c) || base_char_is_space(c)) {
            if (stop && base_char_is_space(c))
                return 1;
        } else {
            stop = extract_is_full_stop(c);
            if (stop && c >= 0x3000)
                return 1;
        }
    }
    return 0;
}

bool extract_block_is_prose(const struct page_block *b)
{
    return b->weight >= PROSE_WEIGHT && (uint64_t)b->link_weight * 10 < (uint64_t)b->weight * 4 &&
           b->kind != PAGE_BLOCK_CAPTION && b->kind != PAGE_BLOCK_HEADING;
}

bool extract_weights_make(const struct extract_job *job, struct extract_weights *w)
{
    const struct page *page = job->page;

    w->all = BASE_NEW_ARRAY(job->arena, uint32_t, page->count);
    w->links = BASE_NEW_ARRAY(job->arena, uint32_t, page->count);
    w->prose = BASE_NEW_ARRAY(job->arena, uint32_t, page->count);
    if (!w->all || !w->links || !w->prose)
        return false;
    for (uint32_t i = 0; i < job->blocks.count; i++) {
        const struct page_block *b = &job->blocks.items[i];
        w->all[b->owner] += b->weight;
        w->links[b->owner] += b->link_weight;
        if (extract_block_is_prose(b))
            w->prose[b->owner] += b->weight;
    }
    for (uint32_t n = page->count; n-- > 1;) {
        uint32_t parent = page_at(page, n)->parent;
        w->all[parent] += w->all[n];
        w->links[parent] += w->links[n];
        w->prose[parent] += w->prose[n];
    }
    return true;
}

static uint32_t mix(uint32_t a, uint32_t b)
{
    uint32_t h = (a ^ (b + 0x9E3779B9u + (a << 6) + (a >> 2))) * 0x85EBCA6Bu;
    return h ^ (h >> 15);
}

static bool signatures_make(struct extract_view *v)
{
    const struct page *page = v->job->page;
    struct base_arena *arena = v->job->arena;
    uint32_t *plain = BASE_NEW_ARRAY(arena, uint32_t, page->count);

    v->signature = BASE_NEW_ARRAY(arena, uint32_t, page->count);
    if (!plain || !v->signature)
        return false;
    for (uint32_t n = 0; n < page->count; n++) {
        const struct page_node *node = page_at(page, n);
        if (node->tag == PAGE_TAG_TEXT)
            continue;
        struct base_str class = page_attribute(page, n, "class");
        plain[n] = mix((uint32_t)base_hash64(node->text), class.ptr ? (uint32_t)base_hash64(class) : 1);
        v->signature[n] = mix(plain[n], node->parent == PAGE_NONE ? 0 : plain[node->parent]);
    }
    return true;
}

static void like_add(struct extract_likes *l, const struct page_block *b)
{
    l->all += b->weight;
    l->links += b->link_weight;
    l->prose += extract_block_is_prose(b) ? b->weight : 0;
    l->count++;
}

uint32_t extract_parent_of(const struct page *page, uint32_t node)
{
    uint32_t parent = page_at(page, node)->parent;
    return parent == PAGE_NONE ? node : parent;
}

/* Signatures in the order of their first block; a collision makes two of them one. */
struct numbers {
    uint16_t of[1 << 12];
    uint16_t count;
};

static uint16_t number_of(struct numbers *n, uint32_t signature)
{
    uint16_t *number = &n->of[signature % (sizeof n->of / sizeof *n->of)];
    if (!*number)
        *number = ++n->count;
    return (uint16_t)(*number - 1);
}

static bool likes_make(struct extract_view *v)
{
    uint32_t count = v->job->blocks.count;
    struct base_arena *arena = v->job->arena;
    struct numbers own = {.count = 0}, up = {.count = 0};

    v->own_like = BASE_NEW_ITEMS(arena, uint16_t, count);
    v->up_like = BASE_NEW_ITEMS(arena, uint16_t, count);
    if (!v->own_like || !v->up_like)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t owner = v->job->blocks.items[i].owner;
        v->own_like[i] = number_of(&own, v->signature[owner]);
        v->up_like[i] = number_of(&up, v->signature[extract_parent_of(v->job->page, owner)]);
    }
    v->likes = own.count > up.count ? own.count : up.count;
    v->own = BASE_NEW_ARRAY(arena, struct extract_likes, v->likes);
    v->parent = BASE_NEW_ARRAY(arena, struct extract_likes, v->likes);
    if (!v->own || !v->parent)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        like_add(&v->own[v->own_like[i]], &v->job->blocks.items[i]);
        like_add(&v->parent[v->up_like[i]], &v->job->blocks.items[i]);
    }
    return true;
}

static bool gaps_make(struct extract_view *v)
{
    uint32_t count = v->job->blocks.count, gap = 1000;
    const struct page_block *b = v->job->blocks.items;

    v->before = BASE_NEW_ITEMS(v->job->arena, uint32_t, count);
    v->behind = BASE_NEW_ITEMS(v->job->arena, uint32_t, count);
    if (!v->before || !v->behind)
        return false;
    v->first_prose = v->last_prose = PAGE_NONE;
    for (uint32_t i = 0; i < count; i++) {
        v->before[i] = gap++;
        if (!extract_block_is_prose(&b[i]))
            continue;
        gap = 1;
        if (v->weights.prose[0] && page_is_inside(v->job->page, b[i].owner, v->top)) {
            v->first_prose = v->first_prose == PAGE_NONE ? i : v->first_prose;
            v->last_prose = i;
        }
    }
    gap = 1000;
    for (uint32_t i = count; i-- > 0;) {
        v->behind[i] = gap++;
        if (extract_block_is_prose(&b[i]))
            gap = 1;
    }
    return true;
}

static bool repeats_make(struct extract_view *v)
{
    uint32_t count = v->job->blocks.count;
    struct extract_tally seen;

    v->hash = BASE_NEW_ITEMS(v->job->arena, uint64_t, count);
    v->times = BASE_NEW_ITEMS(v->job->arena, uint8_t, count);
    v->before_it = BASE_NEW_ITEMS(v->job->arena, uint8_t, count);
    if (!extract_tally_make(v->job->arena, count, &seen) || !v->hash || !v->times || !v->before_it)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        v->hash[i] = base_hash64(v->job->blocks.items[i].text);
        v->before_it[i] = (uint8_t)extract_tally_times(&seen, v->hash[i]);
        extract_tally_add(&seen, v->hash[i]);
    }
    for (uint32_t i = 0; i < count; i++)
        v->times[i] = (uint8_t)extract_tally_times(&seen, v->hash[i]);
    return true;
}

/* The node whose prose hangs closest below it: each paragraph counts whole for its owner's parent, half for the
 * next one up, a third for the one after. */
static bool top_make(struct extract_view *v)
{
    const struct page *page = v->job->page;
    uint64_t *score = BASE_NEW_ARRAY(v->job->arena, uint64_t, page->count), best = 0;

    v->top = 0;
    if (!score)
        return false;
    for (uint32_t i = 0; i < v->job->blocks.count; i++) {
        const struct page_block *b = &v->job->blocks.items[i];
        if (!extract_block_is_prose(b))
            continue;
        uint32_t n = page_at(page, b->owner)->tag == PAGE_TAG_P ? extract_parent_of(v->job->page, b->owner) : b->owner;
        uint64_t worth = (b->weight < 800 ? b->weight : 800) * (extract_stops(b->text) ? 6 : 2);
        for (unsigned level = 1; level <= 3 && n != PAGE_NONE; level++) {
            score[n] += worth / level;
            n = page_at(page, n)->parent;
        }
    }
    for (uint32_t n = 0; n < page->count; n++) {
        uint64_t s = v->weights.all[n] ? score[n] * (v->weights.all[n] - v->weights.links[n]) / v->weights.all[n] : 0;
        if (s > best) {
            best = s;
            v->top = n;
        }
    }
    return true;
}

/* Bits of INSIDE, from the root down. */
static const uint8_t inside_bit[PAGE_TAG_COUNT] = {
    [PAGE_TAG_ARTICLE] = 1, [PAGE_TAG_MAIN] = 2, [PAGE_TAG_ASIDE] = 3, [PAGE_TAG_FOOTER] = 4,
    [PAGE_TAG_HEADER] = 5, [PAGE_TAG_NAV] = 6, [PAGE_TAG_FIGURE] = 7, [PAGE_TAG_FORM] = 8,
    [PAGE_TAG_LI] = 9, [PAGE_TAG_TABLE] = 10, [PAGE_TAG_BLOCKQUOTE] = 11, [PAGE_TAG_SECTION] = 12,
    [PAGE_TAG_DETAILS] = 13, [PAGE_TAG_BUTTON] = 14, [PAGE_TAG_LABEL] = 14, [PAGE_TAG_SELECT] = 14,
    [PAGE_TAG_DIALOG] = 15, [PAGE_TAG_TEXTAREA] = 14, [PAGE_TAG_FIELDSET] = 8, [PAGE_TAG_ADDRESS] = 16,
    [PAGE_TAG_B] = 22, [PAGE_TAG_STRONG] = 22, [PAGE_TAG_EM] = 23, [PAGE_TAG_I] = 23,
    [PAGE_TAG_A] = 17, [PAGE_TAG_OL] = 18, [PAGE_TAG_UL] = 19, [PAGE_TAG_DL] = 20,
};

static bool inside_make(struct extract_view *v)
{
    const struct page *page = v->job->page;
    uint32_t most = 0;

    v->main_article = PAGE_NONE;
    v->inside = BASE_NEW_ARRAY(v->job->arena, uint64_t, page->count);
    if (!v->inside)
        return false;
    for (uint32_t n = 0; n < page->count; n++) {
        const struct page_node *node = page_at(page, n);
        unsigned bit = inside_bit[node->tag];
        v->inside[n] = node->parent == PAGE_NONE ? 0 : v->inside[node->parent];
        if (node->tag == PAGE_TAG_TEXT)
            continue;
        bool whole = (uint64_t)v->weights.prose[n] * 10 > (uint64_t)v->weights.prose[0] * 4;
        if (bit && (!whole || bit <= 2 || bit == 12))
            v->inside[n] |= UINT64_C(1) << bit;
        struct base_str prop = page_attribute(page, n, "itemprop");
        if (prop.ptr && base_str_equal_nocase(prop, BASE_STR("articleBody")))
            v->inside[n] |= UINT64_C(1) << 21;
        if (node->tag == PAGE_TAG_ARTICLE && v->weights.prose[n] > most) {
            most = v->weights.prose[n];
            v->main_article = n;
        }
    }
    return true;
}

static void title_block_make(struct extract_view *v)
{
    uint32_t node = v->job->title_node, count = v->job->blocks.count;

    v->title_block = PAGE_NONE;
    if (node == PAGE_NONE)
        return;
    for (uint32_t i = 0; i < count; i++) {
        if (v->job->blocks.items[i].last >= node) {
            v->title_block = i;
            return;
        }
    }
}

bool extract_view_make(struct extract_view *v, const struct extract_job *job)
{
    *v = (struct extract_view){.job = job};
    if (!extract_weights_make(job, &v->weights))
        return false;
    v->far = extract_marks_far(job, v->weights.prose);
    if (!v->far || !signatures_make(v) || !top_make(v) || !gaps_make(v) || !repeats_make(v) || !inside_make(v) || !likes_make(v))
        return false;
    title_block_make(v);
    return true;
}
