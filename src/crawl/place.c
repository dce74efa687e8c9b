/*
 * Places of pages: what the links that stood there led to. A place that led to articles has its doubtful links followed
 * first; one that never did, after many of them, has them followed last, and then no more but for one in a few, so that a place
 * that has changed is found out.
 */
#include "crawl/private.h"

enum {
    LAST_BELOW = 100,  /* thousandths of articles: after nine links without any */
    NEVER_BELOW = 46,  /* after twenty */
    FIRST_ABOVE = 500,
    TRIED_ALL_THE_SAME = 16 /* one in so many */
};

enum crawl_standing crawl_place_standing(const struct state_place *place)
{
    /* the rule of succession: one of each kind is taken as seen, so that no single link tells much */
    int64_t share = 1000 * (place->articles + 1) / (place->articles + place->others + 2);

    return share < NEVER_BELOW && place->articles == 0 ? CRAWL_PLACE_NEVER
           : share < LAST_BELOW                        ? CRAWL_PLACE_LAST
           : share > FIRST_ABOVE                       ? CRAWL_PLACE_FIRST
                                                       : CRAWL_PLACE_UNSAID;
}

static enum crawl_standing standing_of(struct state *state, struct base_str portal, const struct discover_candidate *c,
                                       int *status, struct base_error *e)
{
    struct state_place place = {0};

    if (*status == BASE_OK && c->via == DISCOVER_LINK && c->place)
        *status = state_place_get(state, portal, c->place, &place, e);
    return crawl_place_standing(&place);
}

/* The addresses that LINKS have in another place, too, that is not such a one. */
static int gather_elsewhere(struct state *state, struct base_str portal, const struct discover_list *links,
                            struct base_arena *scratch, struct base_set *elsewhere, struct base_error *e)
{
    int status = BASE_OK;

    for (size_t i = 0; status == BASE_OK && i < links->count; i++) {
        const struct discover_candidate *c = &links->items[i];

        if (c->reason == DISCOVER_DUPLICATE &&
            standing_of(state, portal, c, &status, e) != CRAWL_PLACE_NEVER)
            base_set_add(elsewhere, base_hash64(base_url_key(scratch, c->url)));
    }
    return status;
}

static bool is_known_list(struct state *state, struct base_str url, struct base_arena *scratch, int *status,
                          struct base_error *e)
{
    struct state_page page;
    int got = state_page_get(state, scratch, url, &page, e);

    if (got != BASE_OK && got != BASE_MISSING)
        *status = got;
    return got == BASE_OK && page.status == STATE_PAGE_SOURCE &&
           base_str_equal(page.kind, base_str(extract_kind_name(EXTRACT_LIST)));
}

/* LINK stands where no article ever was, and nowhere else. */
static bool is_hopeless(const struct discover_candidate *link, const struct base_set *elsewhere, struct base_arena *scratch)
{
    return base_hash64(link->url) % TRIED_ALL_THE_SAME != 0 &&
           !base_set_has(elsewhere, base_hash64(base_url_key(scratch, link->url)));
}

int crawl_place_judge(struct state *state, struct base_str portal, struct discover_list *links, struct base_arena *scratch,
                      enum crawl_standing *standings, struct base_error *e)
{
    struct base_set elsewhere = {0};
    bool gathered = false;
    int status = BASE_OK;

    for (size_t i = 0; status == BASE_OK && i < links->count; i++) {
        struct discover_candidate *c = &links->items[i];
        enum crawl_standing standing = CRAWL_PLACE_UNSAID;

        if (c->reason == DISCOVER_KEPT || c->reason == DISCOVER_NOT_ARTICLE)
            standing = standing_of(state, portal, c, &status, e);
        if (standing != CRAWL_PLACE_UNSAID && c->type != DISCOVER_ARTICLE && !discover_is_doubtful(c))
            standing = CRAWL_PLACE_UNSAID; /* a list is no article, wherever it stands */
        if (standing == CRAWL_PLACE_NEVER && c->reason == DISCOVER_KEPT && c->type != DISCOVER_ARTICLE) {
            if (!gathered)
                status = gather_elsewhere(state, portal, links, scratch, &elsewhere, e);
            gathered = true;
            if (is_hopeless(c, &elsewhere, scratch) && !is_known_list(state, c->url, scratch, &status, e))
                c->reason = DISCOVER_PLACE;
        }
        if (standing == CRAWL_PLACE_FIRST && c->reason == DISCOVER_NOT_ARTICLE)
            c->reason = DISCOVER_KEPT;
        standings[i] = standing;
    }
    base_set_free(&elsewhere);
    return status;
}

void crawl_place_note(struct crawl *crawl, const struct crawl_item *item, bool article)
{
    struct base_error e = {""};

    if (item->place && item->fresh)
        crawl_check(crawl, state_place_add(crawl->state, base_str(item->portal->name), item->place, article, &e), &e);
}
