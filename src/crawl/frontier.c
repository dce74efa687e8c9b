/* What is to be asked: candidates held against the state. */
#include "crawl/private.h"

#include <stdlib.h>

void crawl_item_free(struct crawl_item *item)
{
    if (!item)
        return;
    if (item->type != DISCOVER_ARTICLE && item->portal)
        item->portal->leads--;
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
    *item = (struct crawl_item){.url = item->url, .portal = portal, .type = type, .depth = depth, .known = known};
    portal->window++;
    portal->leads += type != DISCOVER_ARTICLE;
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

/* Queues the address, or leaves it to the state's row where the window is full. */
static void enqueue(struct crawl *crawl, struct crawl_portal *portal, struct base_str url, int type, int depth,
                    bool known)
{
    if (portal->window >= BASE_LIMIT_CRAWL_WINDOW && type == DISCOVER_ARTICLE) {
        portal->more = true;
        return;
    }
    if (base_set_add(&crawl->asked, base_hash64(url)))
        queue(crawl, portal, url, type, depth, known);
}

enum discover_reason crawl_add(struct crawl *crawl, struct crawl_portal *portal, struct base_str url, int type,
                               int depth)
{
    struct state_page page;
    struct base_error e = {""};
    int status;

    if (depth > portal->settings->depth)
        return DISCOVER_DEPTH;
    if (base_set_has(&crawl->asked, base_hash64(url)))
        return DISCOVER_SEEN;
    status = state_page_get(crawl->state, &crawl->scratch, url, &page, &e);
    if (status == BASE_MISSING) {
        note_new(crawl, portal, url, type, depth);
        enqueue(crawl, portal, url, type, depth, false);
    } else if (status != BASE_OK) {
        crawl_check(crawl, status, &e);
    } else if (needs_a_look(page.status)) {
        enqueue(crawl, portal, url, type, depth, true);
    } else {
        return DISCOVER_SEEN;
    }
    return DISCOVER_KEPT;
}

/* ---- Links ---- */

bool crawl_owns(const struct crawl_portal *portal, struct base_str url)
{
    for (size_t i = 0; i < portal->settings->starts.count; i++)
        if (crawl_same_site(url, portal->settings->starts.items[i]))
            return true;
    return false;
}

static bool is_old(const struct crawl_portal *portal, struct base_str date)
{
    int64_t t, max_age = portal->settings->max_age;

    if (!max_age || !date.ptr || !(base_time_parse(date, &t) || (date.len > 10 && base_time_parse(base_str_sub(date, 0, 10), &t))))
        return false;
    return t < base_time_now() - max_age;
}

/* What the portal's settings say of an address that was found. */
static enum discover_reason judge(struct crawl *crawl, const struct crawl_portal *portal,
                                  const struct discover_candidate *c)
{
    const struct crawl_settings *s = portal->settings;
    bool over_limit = false, out = false;

    if (c->type == DISCOVER_ARTICLE && s->include.count)
        out = !crawl_pattern_any(&s->include, c->url, &over_limit);
    if (!out && c->type != DISCOVER_SOURCE && s->exclude.count)
        out = crawl_pattern_any(&s->exclude, c->url, &over_limit);
    if (over_limit)
        base_log(crawl->options->log, BASE_LOG_WARNING, "%.*s: a pattern of [%s] takes too long on it, and counts as no match",
                 BASE_STR_ARG(c->url), s->name);
    if (out)
        return DISCOVER_EXCLUDED;
    return c->type == DISCOVER_ARTICLE && is_old(portal, c->date) ? DISCOVER_OLD : DISCOVER_KEPT;
}

void crawl_add_links(struct crawl *crawl, struct crawl_portal *portal, const struct discover_list *links, int depth)
{
    int64_t reasons[DISCOVER_REASON_COUNT] = {0};
    int64_t now = base_time_now();

    for (size_t i = 0; i < links->count; i++) {
        const struct discover_candidate *c = &links->items[i];
        enum discover_reason reason = c->reason;

        if (reason == DISCOVER_KEPT)
            reason = judge(crawl, portal, c);
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

/* ---- What the state holds ---- */

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
    if (!base_set_has(&u->crawl->asked, base_hash64(page->url)))
        enqueue(u->crawl, u->portal, page->url, type, page->depth, true);
    return !u->portal->more;
}

void crawl_add_unfinished(struct crawl *crawl, struct crawl_portal *portal)
{
    static const int statuses[] = {STATE_PAGE_NEW, STATE_PAGE_FAILED};
    struct unfinished context = {crawl, portal};
    struct base_error e = {""};

    portal->more = false;
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses && !portal->more; i++)
        crawl_check(crawl,
                    state_page_each(crawl->state, base_str(portal->name), statuses[i], add_unfinished, &context, &e),
                    &e);
}

static struct crawl_item *take_first(struct crawl_portal *portal)
{
    struct crawl_item *item = portal->first;

    if (!item)
        return NULL;
    portal->first = item->next;
    if (!portal->first)
        portal->last = NULL;
    portal->window--;
    return item;
}

struct crawl_item *crawl_take(struct crawl *crawl, struct crawl_portal *portal)
{
    if (!portal->first && portal->more)
        crawl_add_unfinished(crawl, portal);
    return take_first(portal);
}

void crawl_portal_close(struct crawl_portal *portal)
{
    while (portal->first)
        crawl_item_free(take_first(portal));
    while (portal->looks) {
        struct crawl_item *item = portal->looks;

        portal->looks = item->next;
        crawl_item_free(item);
    }
}

void crawl_start_failed(const struct crawl_item *item)
{
    if (item->start)
        item->portal->failed = ++item->portal->starts_failed >= item->portal->settings->starts.count;
}
