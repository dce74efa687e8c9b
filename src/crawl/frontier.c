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

static enum crawl_turn turn_of(const struct crawl_found *found)
{
    if (found->turn != CRAWL_TURN_FIRST)
        return found->turn;
    return found->type == DISCOVER_SOURCE || found->start ? CRAWL_TURN_FIRST
           : found->type == DISCOVER_ARTICLE             ? CRAWL_TURN_ARTICLE
                                                         : CRAWL_TURN_LIST;
}

static void queue(struct crawl *crawl, struct crawl_portal *portal, const struct crawl_found *found)
{
    enum crawl_turn turn = turn_of(found);
    struct crawl_item *item = calloc(1, sizeof *item), *last = portal->queues[turn].last;
    struct base_error e = {""};

    if (!item || !(item->url = strndup(found->url.ptr, found->url.len))) {
        crawl_item_free(item);
        crawl_check(crawl, base_fail(&e, BASE_NOMEM, "out of memory"), &e);
        return;
    }
    *item = (struct crawl_item){.url = item->url,
                                .portal = portal,
                                .type = found->type,
                                .depth = found->depth,
                                .start = found->start,
                                .known = found->known,
                                .fresh = found->fresh,
                                .further = found->further,
                                .guess = found->guess,
                                .place = found->place};
    portal->window++;
    portal->leads += found->type != DISCOVER_ARTICLE;
    if (found->type == DISCOVER_SOURCE && !found->guess) {
        item->next = portal->queues[turn].first;
        portal->queues[turn].first = item;
    } else if (last) {
        last->next = item;
    } else {
        portal->queues[turn].first = item;
    }
    if (!item->next)
        portal->queues[turn].last = item;
}

enum { DAY_S = 86400 };

/* A sitemap that its index says has not changed since it was read; once a day that is not believed. */
static bool is_unchanged(const struct crawl_found *found, const struct state_page *page)
{
    int64_t changed = found->date.ptr ? discover_date_end(found->date) : BASE_TIME_NONE;

    return found->type == DISCOVER_SOURCE && page->status == STATE_PAGE_SOURCE && changed != BASE_TIME_NONE &&
           page->fetched != BASE_TIME_NONE && changed < page->fetched && base_time_now() - page->fetched < DAY_S;
}

/* A page that is known is asked again where it leads to others, or gave no usable answer; a feed or sitemap that was not
 * there, once a day. */
static bool needs_a_look(const struct crawl_found *found, const struct state_page *page)
{
    if (page->status == STATE_PAGE_GONE && found->type == DISCOVER_SOURCE && page->clipped == BASE_TIME_NONE)
        return page->fetched == BASE_TIME_NONE || page->fetched + CRAWL_ASK_AGAIN_S <= base_time_now();
    return (page->status == STATE_PAGE_SOURCE && !is_unchanged(found, page)) || page->status == STATE_PAGE_FAILED ||
           page->status == STATE_PAGE_NEW;
}

/* The row of a page that was found: a run that ends before it is asked leaves it to the next. */
static void note_new(struct crawl *crawl, const struct crawl_portal *portal, const struct crawl_found *found)
{
    struct state_page page = {.url = found->url,
                              .portal = base_str(portal->name),
                              .status = STATE_PAGE_NEW,
                              .kind = base_str(discover_type_name((enum discover_type)found->type)),
                              .first_seen = base_time_now(),
                              .fetched = BASE_TIME_NONE,
                              .clipped = BASE_TIME_NONE,
                              .depth = found->depth,
                              .place = found->place};
    struct base_error e = {""};

    crawl_check(crawl, state_page_put(crawl->state, &page, &e), &e);
}

void crawl_enqueue(struct crawl *crawl, struct crawl_portal *portal, const struct crawl_found *found)
{
    if (portal->window >= BASE_LIMIT_CRAWL_WINDOW && found->type == DISCOVER_ARTICLE) {
        portal->more = true;
        return;
    }
    if (base_set_add(&crawl->asked, base_hash64(found->url)))
        queue(crawl, portal, found);
}

/* Fills in what the state knows of it. */
static void take_row(struct crawl_found *found, const struct state_page *page)
{
    found->known = true;
    found->fresh = page->fetched == BASE_TIME_NONE;
    found->place = (uint32_t)page->place;
}

enum discover_reason crawl_add(struct crawl *crawl, struct crawl_portal *portal, struct crawl_found *found)
{
    struct state_page page;
    struct base_error e = {""};
    enum discover_reason reason;
    int status;

    if (found->depth > portal->settings->depth)
        return DISCOVER_DEPTH;
    if (!crawl_address_fits(crawl, found->url))
        return DISCOVER_TRAP_LENGTH;
    if (base_set_has(&crawl->asked, base_hash64(found->url)))
        return DISCOVER_SEEN;
    status = state_page_get(crawl->state, &crawl->scratch, found->url, &page, &e);
    if (status != BASE_OK && status != BASE_MISSING) {
        crawl_check(crawl, status, &e);
        return DISCOVER_KEPT;
    }
    found->fresh = found->is_new = status == BASE_MISSING;
    if (status == BASE_OK && !needs_a_look(found, &page))
        return DISCOVER_SEEN;
    if (status == BASE_OK)
        take_row(found, &page);
    reason = found->type == DISCOVER_LIST && !found->start
                 ? crawl_list_judge(crawl, portal, found->url, found->further, found->fresh)
                 : DISCOVER_KEPT;
    if (reason == DISCOVER_KEPT && found->is_new && crawl_mirror_has(portal, found->url))
        reason = DISCOVER_TRAP_MIRROR;
    if (reason != DISCOVER_KEPT)
        return reason;
    if (found->is_new)
        note_new(crawl, portal, found);
    crawl_enqueue(crawl, portal, found);
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
    return c->type != DISCOVER_LIST && is_old(portal, c->date) ? DISCOVER_OLD : DISCOVER_KEPT;
}

static void count_reason(struct crawl *crawl, const struct crawl_portal *portal, enum discover_reason reason, int64_t n)
{
    char what[64] = "reason:";
    struct base_error e = {""};

    strncat(what, discover_reason_name(reason), sizeof what - 8);
    crawl_check(crawl, state_count(crawl->state, base_str(portal->name), base_time_now(), what, n, &e), &e);
}

static enum crawl_turn turn_by_place(enum crawl_standing standing)
{
    return standing == CRAWL_PLACE_FIRST    ? CRAWL_TURN_ARTICLE
           : standing == CRAWL_PLACE_UNSAID ? CRAWL_TURN_FIRST
                                            : CRAWL_TURN_LAST;
}

/* Where the candidate leads to, seen from ITEM's page: a further page of a list is as far away as the list. */
static struct crawl_found found_by(const struct crawl_item *item, uint64_t list, const struct discover_candidate *c,
                                   enum crawl_standing standing)
{
    bool further = item->type == DISCOVER_LIST && c->type == DISCOVER_LIST && discover_list_key(c->url) == list;

    return (struct crawl_found){.url = c->url,
                                .date = c->type == DISCOVER_SOURCE ? c->date : BASE_STR_NONE,
                                .type = c->type,
                                .depth = item->depth + !further,
                                .place = c->via == DISCOVER_LINK ? c->place : 0,
                                .turn = turn_by_place(standing),
                                .further = further};
}

/* A link that only says where on the list, or how much of it, is no news. */
static bool is_news(const struct discover_candidate *c)
{
    return c->type == DISCOVER_ARTICLE || (!base_url_query(c->url).ptr && discover_is_doubtful(c));
}

/* How the places of the links stand; NULL: out of memory. */
static enum crawl_standing *judge_places(struct crawl *crawl, const struct crawl_portal *portal,
                                         const struct discover_list *links, struct discover_list *judged)
{
    enum crawl_standing *standings = BASE_NEW_ARRAY(&crawl->scratch, enum crawl_standing, links->count + 1);
    struct base_error e = {""};

    *judged = *links;
    judged->items = BASE_NEW_ARRAY(&crawl->scratch, struct discover_candidate, links->count + 1);
    if (!standings || !judged->items) {
        crawl_check(crawl, base_fail(&e, BASE_NOMEM, "out of memory"), &e);
        return NULL;
    }
    if (links->count)
        memcpy(judged->items, links->items, links->count * sizeof *links->items);
    crawl_check(crawl, crawl_place_judge(crawl->state, base_str(portal->name), judged, &crawl->scratch, standings, &e), &e);
    return standings;
}

size_t crawl_add_links(struct crawl *crawl, const struct crawl_item *item, const struct discover_list *links)
{
    struct crawl_portal *portal = item->portal;
    int64_t reasons[DISCOVER_REASON_COUNT] = {0};
    uint64_t list = discover_list_key(base_str(item->url));
    struct discover_list judged;
    const enum crawl_standing *standings = judge_places(crawl, portal, links, &judged);
    size_t news = 0;

    for (size_t i = 0; standings && i < judged.count; i++) {
        const struct discover_candidate *c = &judged.items[i];
        enum discover_reason reason = c->reason;
        struct crawl_found found = {.is_new = false};

        if (reason == DISCOVER_KEPT)
            reason = judge(crawl, portal, c);
        if (reason == DISCOVER_KEPT) {
            found = found_by(item, list, c, standings[i]);
            reason = crawl_add(crawl, portal, &found);
        }
        news += reason == DISCOVER_KEPT && found.is_new && is_news(c);
        reasons[reason]++;
        if (reason != DISCOVER_KEPT && reason != DISCOVER_SEEN)
            base_log(crawl->options->log, BASE_LOG_DEBUG, "%.*s: not taken: %s", BASE_STR_ARG(c->url),
                     discover_reason_name(reason));
    }
    for (int i = 0; i < DISCOVER_REASON_COUNT; i++)
        if (reasons[i])
            count_reason(crawl, portal, (enum discover_reason)i, reasons[i]);
    crawl_list_read(crawl, item, news > 0);
    return news;
}

/* ---- What the state holds ---- */

struct unfinished {
    struct crawl *crawl;
    struct crawl_portal *portal;
};

static bool add_unfinished(void *context, const struct state_page *page)
{
    struct unfinished *u = context;
    struct crawl_found found;
    int type = DISCOVER_ARTICLE;

    for (int i = DISCOVER_ARTICLE; i <= DISCOVER_SOURCE; i++)
        if (base_str_equal(page->kind, base_str(discover_type_name((enum discover_type)i))))
            type = i;
    found = (struct crawl_found){.url = page->url, .type = type, .depth = page->depth,
                                 .further = type == DISCOVER_LIST && discover_is_paging(page->url)};
    take_row(&found, page);
    if (!base_set_has(&u->crawl->asked, base_hash64(page->url)))
        crawl_enqueue(u->crawl, u->portal, &found);
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
    struct crawl_item *item = NULL;

    for (int turn = 0; !item && turn < CRAWL_TURNS; turn++)
        if ((item = portal->queues[turn].first)) {
            portal->queues[turn].first = item->next;
            if (!item->next)
                portal->queues[turn].last = NULL;
            item->next = NULL;
            portal->window--;
        }
    return item;
}

/* A page of a list that has had enough of them since it was queued: it is asked when it is found again. */
static bool leave_list(struct crawl *crawl, struct crawl_item *item)
{
    enum discover_reason reason = DISCOVER_KEPT;
    struct state_page page;

    if (item->type == DISCOVER_LIST && !item->start)
        reason = crawl_list_judge(crawl, item->portal, base_str(item->url), item->further, item->fresh);
    if (reason == DISCOVER_KEPT)
        return false;
    base_log(crawl->options->log, BASE_LOG_DEBUG, "%s: not taken: %s", item->url, discover_reason_name(reason));
    count_reason(crawl, item->portal, reason, 1);
    page = crawl_row_of(crawl, item, base_str(item->url));
    if (page.status == STATE_PAGE_NEW) {
        page.status = STATE_PAGE_SOURCE;
        crawl_put(crawl, &page);
    }
    crawl->uncommitted++;
    crawl_item_free(item);
    return true;
}

struct crawl_item *crawl_take(struct crawl *crawl, struct crawl_portal *portal)
{
    struct crawl_item *item;

    do {
        if (portal->window == 0 && portal->more)
            crawl_add_unfinished(crawl, portal);
        item = take_first(portal);
    } while (item && leave_list(crawl, item));
    if (item)
        crawl_list_asked(crawl, item);
    return item;
}

void crawl_portal_close(struct crawl_portal *portal)
{
    while (portal->window)
        crawl_item_free(take_first(portal));
    free(portal->lists.slots);
    free(portal->mirrors.items);
    portal->lists = (struct crawl_lists){0};
    portal->mirrors = (struct crawl_mirrors){0};
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
