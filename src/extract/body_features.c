/* What the model sees of each block: its text, its place in the tree and on the page, its neighbours. */
#include "extract/body_features.h"

#define SET(f, name, value) ((f)->v[EXTRACT_F_##name] = extract_clamp(value))
#define GET(f, name) ((f)->v[EXTRACT_F_##name])

static const char *const names[] = {
#define X(name) #name,
    EXTRACT_FEATURES(X)
#undef X
};

const char *extract_feature_name(size_t feature)
{
    return feature < EXTRACT_FEATURE_COUNT ? names[feature] : NULL;
}

static int64_t permille(uint64_t part, uint64_t whole)
{
    return whole ? (int64_t)(part * 1000 / whole) : 0;
}

static int64_t apart(uint32_t from, uint32_t to)
{
    return to == PAGE_NONE ? -32000 : (int64_t)from - to;
}

/* ---- Place ---- */

static int tag_class(const struct page *page, uint32_t node)
{
    switch (page_at(page, node)->tag) {
    case PAGE_TAG_P: return 1;
    case PAGE_TAG_DIV: return 2;
    case PAGE_TAG_SECTION: return 3;
    case PAGE_TAG_ARTICLE: return 4;
    case PAGE_TAG_MAIN: return 5;
    case PAGE_TAG_BLOCKQUOTE: return 6;
    case PAGE_TAG_H1: return 7;
    case PAGE_TAG_H2: return 8;
    case PAGE_TAG_H3: return 9;
    case PAGE_TAG_H4: case PAGE_TAG_H5: case PAGE_TAG_H6: return 10;
    case PAGE_TAG_PRE: return 11;
    case PAGE_TAG_OL: return 12;
    case PAGE_TAG_UL: return 13;
    case PAGE_TAG_LI: return 14;
    case PAGE_TAG_DD: case PAGE_TAG_DT: case PAGE_TAG_DL: return 15;
    case PAGE_TAG_TD: case PAGE_TAG_TH: case PAGE_TAG_TR: case PAGE_TAG_TBODY: case PAGE_TAG_TABLE: return 16;
    case PAGE_TAG_BODY: return 17;
    case PAGE_TAG_FIGURE: return 18;
    case PAGE_TAG_FIGCAPTION: return 19;
    case PAGE_TAG_HEADER: return 20;
    case PAGE_TAG_ASIDE: return 21;
    case PAGE_TAG_FORM: case PAGE_TAG_BUTTON: case PAGE_TAG_LABEL: return 22;
    case PAGE_TAG_NAV: return 23;
    case PAGE_TAG_FOOTER: return 24;
    default: return 0;
    }
}

static void look_inside(uint64_t inside, struct extract_features *f)
{
    static const struct {
        uint8_t bit, feature;
    } map[] = {
        {2, EXTRACT_F_IN_MAIN}, {3, EXTRACT_F_IN_ASIDE}, {4, EXTRACT_F_IN_FOOTER}, {5, EXTRACT_F_IN_HEADER},
        {6, EXTRACT_F_IN_NAV}, {7, EXTRACT_F_IN_FIGURE}, {8, EXTRACT_F_IN_FORM}, {9, EXTRACT_F_IN_LI},
        {10, EXTRACT_F_IN_TABLE}, {11, EXTRACT_F_IN_QUOTE}, {12, EXTRACT_F_IN_SECTION}, {14, EXTRACT_F_IN_BUTTON},
        {16, EXTRACT_F_IN_ADDRESS}, {17, EXTRACT_F_IN_LINK}, {18, EXTRACT_F_IN_OL}, {19, EXTRACT_F_IN_UL},
        {20, EXTRACT_F_IN_DL}, {21, EXTRACT_F_IN_STATED},
    };
    for (size_t k = 0; k < sizeof map / sizeof *map; k++)
        f->v[map[k].feature] = inside >> map[k].bit & 1;
}

static void look_top(const struct extract_view *v, const struct page_block *b, struct extract_features *f)
{
    const struct page *page = v->job->page;
    int depth = page_at(page, b->owner)->depth, top = page_at(page, v->top)->depth, climb = 0;
    uint32_t n = v->top;

    while (n != PAGE_NONE && !page_is_inside(page, b->owner, n) && climb < 6) {
        n = page_at(page, n)->parent;
        climb++;
    }
    SET(f, DEPTH, depth);
    SET(f, FROM_TOP, depth - top);
    SET(f, TO_TOP, climb);
    SET(f, IN_ARTICLE, v->main_article == PAGE_NONE ? 0 : page_is_inside(page, b->owner, v->main_article) ? 1 : 2);
}

/* Sums over the elements around, and how far up one must go for a third of the page's prose. */
static void look_around(const struct extract_view *v, const struct page_block *b, struct extract_features *f)
{
    const struct extract_weights *w = &v->weights;
    const struct page *page = v->job->page;
    uint32_t up[5] = {b->owner};

    for (unsigned k = 1; k < 5; k++)
        up[k] = extract_parent_of(page, up[k - 1]);
    SET(f, TAG, tag_class(page, up[0]));
    SET(f, PARENT_TAG, tag_class(page, up[1]));
    SET(f, GRAND_TAG, tag_class(page, up[2]));
    SET(f, AROUND1_ALL, w->all[up[1]]);
    SET(f, AROUND1_PROSE, permille(w->prose[up[1]], w->prose[0]));
    SET(f, AROUND1_LINKS, permille(w->links[up[1]], w->all[up[1]]));
    SET(f, AROUND2_ALL, w->all[up[2]]);
    SET(f, AROUND2_PROSE, permille(w->prose[up[2]], w->prose[0]));
    SET(f, AROUND2_LINKS, permille(w->links[up[2]], w->all[up[2]]));
    SET(f, AROUND3_PROSE, permille(w->prose[up[3]], w->prose[0]));
    SET(f, AROUND3_LINKS, permille(w->links[up[3]], w->all[up[3]]));
    SET(f, AROUND4_PROSE, permille(w->prose[up[4]], w->prose[0]));
    SET(f, AROUND4_LINKS, permille(w->links[up[4]], w->all[up[4]]));
    int climb = 0;
    for (uint32_t n = b->owner; climb < 12 && n != 0 && w->prose[n] < w->prose[0] / 3 + 1; climb++)
        n = extract_parent_of(page, n);
    SET(f, CLIMB, climb);
    SET(f, PAGE_WEIGHT, w->all[0] / 16);
    SET(f, PAGE_PROSE, permille(w->prose[0], w->all[0]));
    SET(f, PAGE_BLOCKS, v->job->blocks.count);
    SET(f, PAGE_TOP, permille(w->prose[v->top], w->prose[0]));
}

static void look_likes(const struct extract_view *v, uint32_t i, struct extract_features *f)
{
    const struct extract_likes *own = &v->own[v->own_like[i]], *up = &v->parent[v->up_like[i]];

    SET(f, LIKE_SHARE, permille(own->prose, v->weights.prose[0]));
    SET(f, LIKE_COUNT, own->count);
    SET(f, LIKE_LINKS, permille(own->links, own->all));
    SET(f, LIKE_MEAN, own->all / (own->count ? own->count : 1));
    SET(f, UP_SHARE, permille(up->prose, v->weights.prose[0]));
    SET(f, UP_COUNT, up->count);
    SET(f, UP_LINKS, permille(up->links, up->all));
    SET(f, UP_MEAN, up->all / (up->count ? up->count : 1));
}

static uint32_t block_of(const struct extract_job *job, uint32_t node)
{
    uint32_t low = 0, high = job->blocks.count;

    if (node == PAGE_NONE)
        return PAGE_NONE;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (job->blocks.items[middle].last < node)
            low = middle + 1;
        else
            high = middle;
    }
    return low < job->blocks.count ? low : PAGE_NONE;
}

struct position {
    uint64_t weight, title_weight; /* of the text before */
    uint32_t title, date, byline;
};

static void look_position(const struct extract_view *v, uint32_t i, struct position *at, struct extract_features *f)
{
    const struct page_block *b = &v->job->blocks.items[i];

    if (i == at->title)
        at->title_weight = at->weight;
    SET(f, PLACE_TEXT, permille(at->weight, v->weights.all[0]));
    SET(f, PLACE_BLOCK, i);
    SET(f, PLACE_BEHIND, v->job->blocks.count - i);
    SET(f, FROM_TITLE, apart(i, at->title));
    SET(f, FROM_TITLE_TEXT, at->title == PAGE_NONE || i < at->title ? -1 : (int64_t)(at->weight - at->title_weight));
    SET(f, FROM_FIRST, apart(i, v->first_prose));
    SET(f, FROM_LAST, apart(i, v->last_prose));
    SET(f, FROM_DATE, apart(i, at->date));
    SET(f, FROM_BYLINE, apart(i, at->byline));
    SET(f, TIMES, v->times[i]);
    SET(f, TIME, v->before_it[i]);
    at->weight += b->weight;
}

static bool is_media(const struct page *page, uint32_t n)
{
    switch (page_at(page, n)->tag) {
    case PAGE_TAG_IMG: case PAGE_TAG_PICTURE: case PAGE_TAG_VIDEO: case PAGE_TAG_IFRAME: case PAGE_TAG_AUDIO:
    case PAGE_TAG_OBJECT: case PAGE_TAG_EMBED:
        return true;
    default:
        return false;
    }
}

/* Elements between a block and the images around it. */
static void look_media(const struct extract_view *v, struct extract_features *all)
{
    const struct extract_job *job = v->job;
    uint32_t media = PAGE_NONE, n = 0, count = job->blocks.count;

    for (uint32_t i = 0; i < count; i++) {
        for (; n <= job->blocks.items[i].first; n++)
            media = is_media(job->page, n) ? n : media;
        SET(&all[i], MEDIA_BEFORE, media == PAGE_NONE ? 200 : job->blocks.items[i].first - media);
        if (GET(&all[i], MEDIA_BEFORE) > 200)
            SET(&all[i], MEDIA_BEFORE, 200);
    }
    media = PAGE_NONE;
    n = job->page->count;
    for (uint32_t i = count; i-- > 0;) {
        for (; n > job->blocks.items[i].last; n--)
            media = is_media(job->page, n - 1) ? n - 1 : media;
        SET(&all[i], MEDIA_BEHIND, media == PAGE_NONE ? 200 : media - job->blocks.items[i].last);
        if (GET(&all[i], MEDIA_BEHIND) > 200)
            SET(&all[i], MEDIA_BEHIND, 200);
    }
}

/* ---- Learned words ---- */

/* Per node and role, the sum of the weights of its markup's tokens; 0 where no text stands below. */
static int16_t *markup_make(const struct extract_view *v)
{
    const struct page *page = v->job->page;
    int16_t *scores = BASE_NEW_ARRAY(v->job->arena, int16_t, (size_t)page->count * EXTRACT_ROLE_COUNT);
    struct extract_tokens tokens;

    for (uint32_t n = 0; scores && n < page->count; n++) {
        if (v->weights.all[n] == 0 || page_at(page, n)->tag == PAGE_TAG_TEXT)
            continue;
        extract_markup_tokens(page, n, v->job->marks[n], &tokens);
        for (unsigned role = 0; role < EXTRACT_ROLE_COUNT; role++)
            scores[(size_t)n * EXTRACT_ROLE_COUNT + role] =
                extract_clamp(extract_model_markup(&tokens, (enum extract_role)role));
    }
    return scores;
}

static void look_markup(const struct extract_view *v, const int16_t *scores, const struct page_block *b, struct extract_features *f)
{
    uint32_t n = page_at(v->job->page, b->owner)->parent;
    int32_t owner = scores[(size_t)b->owner * EXTRACT_ROLE_COUNT], parent = 0, above = 0, least = 0;

    for (unsigned k = 0; k < EXTRACT_ANCESTORS && n != PAGE_NONE; k++) {
        int16_t s = scores[(size_t)n * EXTRACT_ROLE_COUNT + (k ? EXTRACT_ROLE_ABOVE : EXTRACT_ROLE_PARENT)];
        if (k == 0)
            parent = s;
        else
            above += s;
        least = s < least ? s : least;
        n = page_at(v->job->page, n)->parent;
    }
    SET(f, MARKUP_OWNER, owner);
    SET(f, MARKUP_PARENT, parent);
    SET(f, MARKUP_ABOVE, above);
    SET(f, MARKUP_LEAST, least);
    SET(f, MARKUP, owner + parent + above);
}

static uint32_t square_root(uint32_t n)
{
    uint32_t root = 0;

    for (uint32_t bit = 1u << 15; bit; bit >>= 1)
        if ((uint64_t)(root | bit) * (root | bit) <= n)
            root |= bit;
    return root;
}

static void look_words(const struct page_block *b, struct extract_features *f)
{
    struct extract_tokens tokens;

    extract_text_tokens(b->text, &tokens);
    SET(f, TOPICS, tokens.topics);
    int32_t sum = extract_model_words(&tokens);
    SET(f, WORDS, sum * 16 / (int32_t)square_root((uint32_t)tokens.count * 256 + 1));
    SET(f, SUM, GET(f, MARKUP) + 3 * GET(f, WORDS));
}

struct mean {
    int64_t sum, weight;
};

static void mean_add(struct mean *m, const struct page_block *b, const struct extract_features *f)
{
    int64_t weight = b->weight < 400 ? b->weight + 10 : 410;
    m->sum += weight * GET(f, SUM);
    m->weight += weight;
}

static int64_t mean_of(const struct mean *m)
{
    return m->weight ? m->sum / m->weight : 0;
}

/* Means of the learned words over the blocks that are marked up alike, and over the elements around. */
static bool look_means(const struct extract_view *v, struct extract_features *all)
{
    const struct page *page = v->job->page;
    struct base_arena *arena = v->job->arena;
    struct mean *like = BASE_NEW_ARRAY(arena, struct mean, v->likes);
    struct mean *up = BASE_NEW_ARRAY(arena, struct mean, v->likes);
    struct mean *node = BASE_NEW_ARRAY(arena, struct mean, page->count);

    if (!like || !up || !node)
        return false;
    for (uint32_t i = 0; i < v->job->blocks.count; i++) {
        const struct page_block *b = &v->job->blocks.items[i];
        mean_add(&like[v->own_like[i]], b, &all[i]);
        mean_add(&up[v->up_like[i]], b, &all[i]);
        mean_add(&node[b->owner], b, &all[i]);
    }
    for (uint32_t n = page->count; n-- > 1;) {
        node[page_at(page, n)->parent].sum += node[n].sum;
        node[page_at(page, n)->parent].weight += node[n].weight;
    }
    int64_t top = mean_of(&node[v->top]);
    for (uint32_t i = 0; i < v->job->blocks.count; i++) {
        uint32_t owner = v->job->blocks.items[i].owner, parent = extract_parent_of(page, owner);
        SET(&all[i], SUM_LIKE, mean_of(&like[v->own_like[i]]));
        SET(&all[i], SUM_UP, mean_of(&up[v->up_like[i]]));
        SET(&all[i], SUM_PARENT, mean_of(&node[parent]));
        SET(&all[i], SUM_GRAND, mean_of(&node[extract_parent_of(page, parent)]));
        SET(&all[i], SUM_TOP_GAP, GET(&all[i], SUM) - top);
    }
    return true;
}

/* ---- Neighbours ---- */

enum { NEAR = 4 };

static void look_beside(const struct extract_view *v, uint32_t i, struct extract_features *all)
{
    const struct page_block *b = v->job->blocks.items;
    struct extract_features *f = &all[i];
    uint32_t last = v->job->blocks.count - 1, parent = page_at(v->job->page, b[i].owner)->parent;

    if (i > 0) {
        SET(f, BEFORE_WEIGHT, b[i - 1].weight);
        SET(f, BEFORE_LINKS, GET(f - 1, LINK_SHARE));
        SET(f, BEFORE_TAG, GET(f - 1, TAG));
        SET(f, BEFORE_STOP, GET(f - 1, STOP_LAST));
        SET(f, BEFORE_SAME, v->signature[b[i - 1].owner] == v->signature[b[i].owner]);
        SET(f, BEFORE_PARENT, page_at(v->job->page, b[i - 1].owner)->parent == parent);
        SET(f, SUM_BEFORE, GET(f - 1, SUM));
        SET(f, WORDS_BEFORE, GET(f - 1, WORDS));
    }
    if (i < last) {
        SET(f, BEHIND_WEIGHT, b[i + 1].weight);
        SET(f, BEHIND_LINKS, GET(f + 1, LINK_SHARE));
        SET(f, BEHIND_TAG, GET(f + 1, TAG));
        SET(f, BEHIND_STOP, GET(f + 1, STOP_LAST));
        SET(f, BEHIND_SAME, v->signature[b[i + 1].owner] == v->signature[b[i].owner]);
        SET(f, BEHIND_PARENT, page_at(v->job->page, b[i + 1].owner)->parent == parent);
        SET(f, SUM_BEHIND, GET(f + 1, SUM));
        SET(f, WORDS_BEHIND, GET(f + 1, WORDS));
    }
    SET(f, SUM_BEFORE2, i > 1 ? GET(f - 2, SUM) : 0);
    SET(f, SUM_BEHIND2, i + 1 < last ? GET(f + 2, SUM) : 0);
    SET(f, BEFORE2_WEIGHT, i > 1 ? b[i - 2].weight : 0);
    SET(f, BEHIND2_WEIGHT, i + 1 < last ? b[i + 2].weight : 0);
    struct mean near = {0};
    uint64_t weight = 0, links = 0;
    for (uint32_t k = i > NEAR ? i - NEAR : 0; k <= last && k <= i + NEAR; k++) {
        mean_add(&near, &b[k], &all[k]);
        weight += b[k].weight;
        links += b[k].link_weight;
    }
    SET(f, SUM_NEAR, mean_of(&near));
    SET(f, NEAR_WEIGHT, weight);
    SET(f, NEAR_LINKS, permille(links, weight));
    SET(f, GAP_BEFORE, v->before[i] < 100 ? v->before[i] : 100);
    SET(f, GAP_BEHIND, v->behind[i] < 100 ? v->behind[i] : 100);
    SET(f, GAP_LEAST, GET(f, GAP_BEFORE) < GET(f, GAP_BEHIND) ? GET(f, GAP_BEFORE) : GET(f, GAP_BEHIND));
}

static bool look_ranks(const struct extract_view *v, struct extract_features *all)
{
    const struct page *page = v->job->page;
    uint32_t *count = BASE_NEW_ARRAY(v->job->arena, uint32_t, page->count);

    if (!count)
        return false;
    for (uint32_t i = 0; i < v->job->blocks.count; i++)
        SET(&all[i], RANK_IN_PARENT, count[extract_parent_of(page, v->job->blocks.items[i].owner)]++);
    for (uint32_t i = 0; i < v->job->blocks.count; i++)
        SET(&all[i], COUNT_IN_PARENT, count[extract_parent_of(page, v->job->blocks.items[i].owner)]);
    return true;
}

struct extract_features *extract_features_make(const struct extract_view *v)
{
    const struct extract_job *job = v->job;
    uint32_t count = job->blocks.count;
    struct extract_features *all = BASE_NEW_ARRAY(job->arena, struct extract_features, (size_t)count + 1);
    int16_t *markup = markup_make(v);
    struct position at = {.title = v->title_block, .date = block_of(job, job->date_node),
                          .byline = block_of(job, job->byline_node)};

    if (!all || !markup)
        return NULL;
    for (uint32_t i = 0; i < count; i++) {
        const struct page_block *b = &job->blocks.items[i];
        extract_look_text(job, i, &all[i]);
        extract_look_style(v, b, &all[i]);
        look_inside(v->inside[b->owner], &all[i]);
        look_top(v, b, &all[i]);
        look_around(v, b, &all[i]);
        look_likes(v, i, &all[i]);
        look_position(v, i, &at, &all[i]);
        look_markup(v, markup, b, &all[i]);
        look_words(b, &all[i]);
    }
    look_media(v, all);
    if (!look_means(v, all) || !look_ranks(v, all) || !extract_look_likeness(v, all) || !extract_look_context(v, all))
        return NULL;
    for (uint32_t i = 0; i < count; i++)
        look_beside(v, i, all);
    return all;
}
