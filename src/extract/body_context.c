/* Features of what stands above and around a block: the heading it comes under, lists that it is an item of. */
#include "extract/body_features.h"

#define SET(f, name, value) ((f)->v[EXTRACT_F_##name] = extract_clamp(value))
#define GET(f, name) ((f)->v[EXTRACT_F_##name])

enum { FAR = 100, LABEL_WEIGHT = 60, NEAR = 6, SLOTS_BITS = 13, LEVELS = 6 };

static int64_t within(uint32_t here, uint32_t there)
{
    return there == PAGE_NONE || here - there > FAR ? FAR : (int64_t)here - there;
}

/* The last heading, and the last line that announces other articles. */
static void look_above(const struct extract_view *v, struct extract_features *all)
{
    uint32_t head = PAGE_NONE, related = PAGE_NONE, notice = PAGE_NONE, stories = 0;

    for (uint32_t i = 0; i < v->job->blocks.count; i++) {
        const struct page_block *b = &v->job->blocks.items[i];
        struct extract_features *f = &all[i];
        SET(f, HEAD_GAP, within(i, head));
        SET(f, HEAD_WORDS, head == PAGE_NONE ? 0 : GET(&all[head], WORDS));
        SET(f, HEAD_LEVEL, head == PAGE_NONE ? 0 : GET(&all[head], LEVEL));
        SET(f, HEAD_LINKS, head == PAGE_NONE ? 0 : GET(&all[head], LINK_SHARE));
        SET(f, RELATED_GAP, within(i, related));
        SET(f, NOTICE_GAP, within(i, notice));
        SET(f, STORIES, stories);
        if (b->kind == PAGE_BLOCK_HEADING || (b->weight < LABEL_WEIGHT && GET(f, BOLD) > 900))
            head = i;
        if (b->kind == PAGE_BLOCK_HEADING && b->level == 1)
            stories++;
        if (GET(f, LINE) == EXTRACT_LINE_RELATED)
            related = i;
        else if (GET(f, LINE) == EXTRACT_LINE_NOTICE)
            notice = i;
    }
}

/* Lines of dates and names close by: many stand in threads of comments. */
static void look_dates(const struct extract_view *v, struct extract_features *all)
{
    uint32_t count = v->job->blocks.count, sum = 0;

    for (uint32_t i = 0; i < count + NEAR; i++) {
        if (i < count)
            sum += GET(&all[i], LINE) == EXTRACT_LINE_DATE || GET(&all[i], LINE) == EXTRACT_LINE_BYLINE;
        if (i > 2 * NEAR) {
            struct extract_features *gone = &all[i - 2 * NEAR - 1];
            sum -= GET(gone, LINE) == EXTRACT_LINE_DATE || GET(gone, LINE) == EXTRACT_LINE_BYLINE;
        }
        if (i >= NEAR)
            SET(&all[i - NEAR], NEAR_DATES, sum);
    }
}

static uint32_t slot_of(const struct extract_view *v, uint32_t node)
{
    uint32_t key = v->signature[node] ^ (page_at(v->job->page, node)->parent * 0x9E3779B1u);
    return (key * 0x85EBCA6Bu) >> (32 - SLOTS_BITS);
}

/* Of the elements around a block, the one with most siblings that are marked up alike and hold text. */
static bool look_repeats(const struct extract_view *v, struct extract_features *all)
{
    const struct page *page = v->job->page;
    uint16_t *alike = BASE_NEW_ARRAY(v->job->arena, uint16_t, 1 << SLOTS_BITS);

    if (!alike)
        return false;
    for (uint32_t n = 1; n < page->count; n++)
        if (page_at(page, n)->tag != PAGE_TAG_TEXT && v->weights.all[n]) {
            uint16_t *count = &alike[slot_of(v, n)];
            *count += *count < UINT16_MAX;
        }
    for (uint32_t i = 0; i < v->job->blocks.count; i++) {
        uint32_t n = page_at(page, v->job->blocks.items[i].owner)->parent, most = 0, at = 0;
        for (unsigned k = 0; k < LEVELS && n != PAGE_NONE && n > 0; k++) {
            uint32_t count = alike[slot_of(v, n)];
            if (count > most) {
                most = count;
                at = n;
            }
            n = page_at(page, n)->parent;
        }
        uint32_t whole = v->weights.all[extract_parent_of(page, at)];
        SET(&all[i], REPEAT, most);
        SET(&all[i], REPEAT_WEIGHT, v->weights.all[at]);
        SET(&all[i], REPEAT_SHARE, whole ? (uint64_t)v->weights.all[at] * 1000 / whole : 0);
    }
    return true;
}

bool extract_look_context(const struct extract_view *v, struct extract_features *all)
{
    look_above(v, all);
    look_dates(v, all);
    return look_repeats(v, all);
}
