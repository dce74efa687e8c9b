/*
 * Lists that go on and on: further pages, calendars, facets, session ids. A list is followed over its pages as long as they
 * give addresses that were not known, at most BASE_LIMIT_CRAWL_LIST_PAGES of them; and lists of one shape, numbers aside, until
 * many in a row gave none.
 */
#include "crawl/private.h"

#include <stdlib.h>

enum {
    PATIENCE = 2,        /* pages of a list in a row without anything new */
    SHAPE_PATIENCE = 50, /* the same of lists of one shape that were never read before */
};

struct crawl_list {
    uint64_t key; /* 0: free */
    uint32_t pages;
    uint16_t dry, fresh_dry; /* in a row that gave nothing new; those among them that were never read before */
};

static struct crawl_list *slot_of(const struct crawl_lists *lists, uint64_t key)
{
    size_t at = (size_t)key & (lists->room - 1);

    while (lists->slots[at].key && lists->slots[at].key != key)
        at = (at + 1) & (lists->room - 1);
    return &lists->slots[at];
}

static bool grow(struct crawl_lists *lists)
{
    struct crawl_lists wider = {.room = lists->room ? 2 * lists->room : 64, .count = lists->count};

    wider.slots = calloc(wider.room, sizeof *wider.slots);
    for (size_t i = 0; wider.slots && i < lists->room; i++)
        if (lists->slots[i].key)
            *slot_of(&wider, lists->slots[i].key) = lists->slots[i];
    if (!wider.slots)
        return false;
    free(lists->slots);
    *lists = wider;
    return true;
}

/* The list as it stands in this run, or a new one; NULL: out of memory. */
static struct crawl_list *list_of(struct crawl *crawl, struct crawl_portal *portal, uint64_t key)
{
    struct crawl_lists *lists = &portal->lists;
    struct base_error e = {""};
    struct crawl_list *list;

    if (lists->count * 2 >= lists->room && !grow(lists)) {
        crawl_check(crawl, base_fail(&e, BASE_NOMEM, "out of memory"), &e);
        return NULL;
    }
    list = slot_of(lists, key ? key : 1);
    lists->count += list->key == 0;
    list->key = key ? key : 1;
    return list;
}

enum discover_reason crawl_list_judge(struct crawl *crawl, struct crawl_portal *portal, struct base_str url, bool further,
                                      bool fresh)
{
    struct crawl_list *list = further ? list_of(crawl, portal, discover_list_key(url)) : NULL;

    if (list && list->pages >= BASE_LIMIT_CRAWL_LIST_PAGES)
        return DISCOVER_TRAP_ENDLESS;
    if (list && list->dry >= PATIENCE) /* where all was read before, nothing is wrong */
        return fresh && list->fresh_dry >= PATIENCE ? DISCOVER_TRAP_ENDLESS : DISCOVER_SEEN;
    list = fresh ? list_of(crawl, portal, discover_shape_key(url)) : NULL;
    return list && list->fresh_dry >= SHAPE_PATIENCE ? DISCOVER_TRAP_ENDLESS : DISCOVER_KEPT;
}

static void note(struct crawl_list *list, bool news, bool fresh)
{
    if (!list)
        return;
    list->dry = (uint16_t)(news ? 0 : list->dry < UINT16_MAX ? list->dry + 1 : list->dry);
    list->fresh_dry = (uint16_t)(news ? 0 : list->fresh_dry < UINT16_MAX ? list->fresh_dry + fresh : list->fresh_dry);
}

void crawl_list_asked(struct crawl *crawl, const struct crawl_item *item)
{
    struct crawl_list *list;

    if (item->type == DISCOVER_LIST && (list = list_of(crawl, item->portal, discover_list_key(base_str(item->url)))))
        list->pages++;
}

void crawl_list_read(struct crawl *crawl, const struct crawl_item *item, bool news)
{
    struct base_str url = base_str(item->url);

    if (item->type != DISCOVER_LIST)
        return;
    note(list_of(crawl, item->portal, discover_list_key(url)), news, item->fresh);
    note(list_of(crawl, item->portal, discover_shape_key(url)), news, item->fresh);
}
