/* What an archive knows of links, for discover. */
#include "crawl/private.h"

/* The portal that URL belongs to: the one that knows it, else the one that is named after its host. */
static struct base_str portal_of(struct state *state, struct base_arena *arena, struct base_str url, struct base_error *e)
{
    struct state_page page;
    char name[CRAWL_NAME_BYTES];

    if (state_page_get(state, arena, url, &page, e) == BASE_OK)
        return page.portal;
    e->text[0] = '\0';
    return write_portal_name(url, name, sizeof name, e) == BASE_OK ? base_arena_str(arena, base_str(name)) : BASE_STR("");
}

static bool is_done_with(const struct state_page *page)
{
    return page->status != STATE_PAGE_NEW && page->status != STATE_PAGE_SOURCE && page->status != STATE_PAGE_FAILED;
}

static int take_seen(struct state *state, struct base_arena *arena, struct discover_list *links, struct base_error *e)
{
    struct state_page page;
    int status = BASE_OK;

    for (size_t i = 0; i < links->count && (status == BASE_OK || status == BASE_MISSING); i++) {
        struct discover_candidate *c = &links->items[i];

        if (c->reason != DISCOVER_KEPT)
            continue;
        status = state_page_get(state, arena, c->url, &page, e);
        if (status == BASE_OK && is_done_with(&page))
            c->reason = DISCOVER_SEEN;
    }
    return status == BASE_MISSING ? BASE_OK : status;
}

int crawl_known_links(const char *dir, struct base_arena *arena, struct base_str url, struct discover_list *links,
                      struct base_error *e)
{
    enum crawl_standing *standings = BASE_NEW_ARRAY(arena, enum crawl_standing, links->count + 1);
    struct state *state = NULL;
    int status = state_open(dir, true, &state, e);

    if (status != BASE_OK)
        return status;
    url = base_url_resolve(arena, BASE_STR_NONE, url);
    if (standings && url.ptr)
        status = crawl_place_judge(state, portal_of(state, arena, url, e), links, arena, standings, e);
    if (status == BASE_OK)
        status = take_seen(state, arena, links, e);
    state_close(state);
    return status == BASE_OK && arena->failed ? base_fail(e, BASE_NOMEM, "out of memory") : status;
}
