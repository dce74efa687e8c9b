/* What is to be asked: candidates held against the state. */
#include "crawl/private.h"

#include <stdlib.h>

struct crawl_item *crawl_take(struct crawl_portal *portal)
{
    struct crawl_item *item = portal->first;

    portal->first = item->next;
    if (!portal->first)
        portal->last = NULL;
    return item;
}

void crawl_item_free(struct crawl_item *item)
{
    if (!item)
        return;
    free(item->url);
    free(item->final_url);
    free(item->etag);
    free(item->modified);
    work_result_free(item->story);
    free(item);
}

void crawl_item_begin(struct crawl *crawl, struct crawl_item *item)
{
    item->previous = NULL;
    item->next = crawl->busy;
    if (crawl->busy)
        crawl->busy->previous = item;
    crawl->busy = item;
    item->portal->under_way++;
    item->portal->looking += item->look;
}

void crawl_item_end(struct crawl *crawl, struct crawl_item *item)
{
    if (item->previous)
        item->previous->next = item->next;
    else
        crawl->busy = item->next;
    if (item->next)
        item->next->previous = item->previous;
    item->portal->under_way--;
    item->portal->looking -= item->look;
    crawl_item_free(item);
}

static void queue(struct crawl *crawl, struct crawl_portal *portal, struct base_str url, int type, int depth,
                  bool known)
{
    struct crawl_item *item = calloc(1, sizeof *item);
    struct base_error e = {""};

    if (!item || !(item->url = strndup(url.ptr, url.len))) {
        crawl_item_free(item);
        crawl_check(crawl, base_fail(&e, BASE_NOMEM, "out of memory"), &e);
        return;
    }
    item->portal = portal;
    item->type = type;
    item->depth = depth;
    item->known = known;
    /* feeds and sitemaps name what is new: they go first */
    if (type == DISCOVER_SOURCE) {
        item->next = portal->first;
        portal->first = item;
        portal->last = portal->last ? portal->last : item;
        return;
    }
    if (portal->last)
        portal->last->next = item;
    else
        portal->first = item;
    portal->last = item;
}

/* A page that is known is asked again where it leads to others, or gave no usable answer. */
static bool needs_a_look(int status)
{
    return status == STATE_PAGE_SOURCE || status == STATE_PAGE_FAILED || status == STATE_PAGE_NEW;
}

/* The row of a page that was found: a run that ends before it is asked leaves it to the next. */
static void note_new(struct crawl *crawl, const struct crawl_portal *portal, struct base_str url, int type, int depth)
{
    struct state_page page = {.url = url,
                              .portal = base_str(portal->name),
                              .status = STATE_PAGE_NEW,
                              .kind = base_str(discover_type_name((enum discover_type)type)),
                              .first_seen = base_time_now(),
                              .fetched = BASE_TIME_NONE,
                              .clipped = BASE_TIME_NONE,
                              .depth = depth};
    struct base_error e = {""};

    crawl_check(crawl, state_page_put(crawl->state, &page, &e), &e);
}

enum discover_reason crawl_add(struct crawl *crawl, struct crawl_portal *portal, struct base_str url, int type,
                               int depth)
{
    struct state_page page;
    struct base_error e = {""};
    int status;

    if (depth > BASE_LIMIT_CRAWL_DEPTH)
        return DISCOVER_DEPTH;
    if (!base_set_add(&crawl->asked, base_hash64(url)))
        return DISCOVER_SEEN;
    status = state_page_get(crawl->state, &crawl->scratch, url, &page, &e);
    if (status == BASE_MISSING) {
        note_new(crawl, portal, url, type, depth);
        queue(crawl, portal, url, type, depth, false);
    } else if (status != BASE_OK) {
        crawl_check(crawl, status, &e);
    } else if (needs_a_look(page.status)) {
        queue(crawl, portal, url, type, depth, true);
    } else {
        return DISCOVER_SEEN;
    }
    return DISCOVER_KEPT;
}

void crawl_add_links(struct crawl *crawl, struct crawl_portal *portal, const struct discover_list *links, int depth)
{
    int64_t reasons[DISCOVER_REASON_COUNT] = {0};
    int64_t now = base_time_now();

    for (size_t i = 0; i < links->count; i++) {
        const struct discover_candidate *c = &links->items[i];
        enum discover_reason reason = c->reason;

        if (reason == DISCOVER_KEPT)
            reason = crawl_add(crawl, portal, c->url, c->type, depth + 1);
        reasons[reason]++;
        if (reason != DISCOVER_KEPT && reason != DISCOVER_SEEN)
            base_log(crawl->options->log, BASE_LOG_DEBUG, "%.*s: not taken: %s", BASE_STR_ARG(c->url),
                     discover_reason_name(reason));
    }
    for (int i = 0; i < DISCOVER_REASON_COUNT; i++) {
        char what[64] = "reason:";
        struct base_error e = {""};

        strncat(what, discover_reason_name((enum discover_reason)i), sizeof what - 8);
        if (reasons[i])
            crawl_check(crawl, state_count(crawl->state, base_str(portal->name), now, what, reasons[i], &e), &e);
    }
}

struct unfinished {
    struct crawl *crawl;
    struct crawl_portal *portal;
};

static bool add_unfinished(void *context, const struct state_page *page)
{
    struct unfinished *u = context;
    int type = DISCOVER_ARTICLE;

    for (int i = DISCOVER_ARTICLE; i <= DISCOVER_SOURCE; i++)
        if (base_str_equal(page->kind, base_str(discover_type_name((enum discover_type)i))))
            type = i;
    if (base_set_add(&u->crawl->asked, base_hash64(page->url)))
        queue(u->crawl, u->portal, page->url, type, page->depth, true);
    return true;
}

void crawl_add_unfinished(struct crawl *crawl, struct crawl_portal *portal)
{
    static const int statuses[] = {STATE_PAGE_NEW, STATE_PAGE_FAILED};
    struct unfinished context = {crawl, portal};
    struct base_error e = {""};

    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        crawl_check(crawl,
                    state_page_each(crawl->state, base_str(portal->name), statuses[i], add_unfinished, &context, &e),
                    &e);
}
