/* Sitemaps of a portal: those that its robots.txt names, else those that stand in the usual places. */
#include "crawl/private.h"

/* What most content management systems and their extensions take, news first. */
static const char *const usual_places[] = {"/news-sitemap.xml", "/sitemap-news.xml",  "/sitemap_news.xml",
                                           "/sitemap.xml",      "/sitemap_index.xml", "/sitemap-index.xml"};

/* Adds those that robots.txt of ORIGIN names; false: it names none. */
static bool add_named(struct crawl *crawl, struct crawl_portal *portal, struct base_str origin)
{
    const struct base_str_list *sitemaps = fetch_sitemaps(crawl->client, origin);
    bool any = false;

    for (size_t i = 0; sitemaps && i < sitemaps->count; i++) {
        struct crawl_found found = {.url = base_url_resolve(&crawl->scratch, origin, sitemaps->items[i]),
                                    .type = DISCOVER_SOURCE};

        if (!found.url.ptr || !crawl_owns(portal, found.url))
            continue;
        crawl_add(crawl, portal, &found);
        any = true;
    }
    return any;
}

static void add_guess(struct crawl *crawl, struct crawl_portal *portal, struct base_str origin, const char *path)
{
    struct base_str url = base_arena_printf(&crawl->scratch, "%.*s%s", BASE_STR_ARG(origin), path);
    struct crawl_found found = {.url = url, .type = DISCOVER_SOURCE, .guess = true};
    struct state_page page;
    struct base_error e = {""};
    int status = url.ptr ? state_page_get(crawl->state, &crawl->scratch, url, &page, &e) : BASE_MISSING;

    if (status != BASE_OK && status != BASE_MISSING)
        crawl_check(crawl, status, &e);
    else if (status == BASE_OK && (page.status == STATE_PAGE_SOURCE || page.status == STATE_PAGE_FORGOTTEN))
        crawl_add(crawl, portal, &(struct crawl_found){.url = url, .type = DISCOVER_SOURCE});
    else if (url.ptr && (status == BASE_MISSING || page.fetched == BASE_TIME_NONE ||
                         page.fetched + CRAWL_ASK_AGAIN_S <= base_time_now()))
        crawl_enqueue(crawl, portal, &found);
}

void crawl_add_sitemaps(struct crawl *crawl, struct crawl_portal *portal, struct base_str url, bool answered)
{
    struct base_str asked = base_url_origin(portal->start);
    struct base_str origin = crawl_owns(portal, url) ? base_url_origin(url) : asked;
    bool named = add_named(crawl, portal, origin);

    if (portal->sitemaps_taken)
        return;
    portal->sitemaps_taken = true;
    if (!base_str_equal(origin, asked)) /* it was moved, to https or www */
        named |= add_named(crawl, portal, asked);
    for (size_t i = 0; answered && !named && !portal->settings->sitemaps.count && i < sizeof usual_places / sizeof *usual_places; i++)
        add_guess(crawl, portal, origin, usual_places[i]);
}

void crawl_guess_failed(struct crawl *crawl, const struct crawl_item *item)
{
    struct state_page page = crawl_row_of(crawl, item, base_str(item->url));

    page.status = STATE_PAGE_GONE;
    page.kind = BASE_STR("gone");
    page.fetched = base_time_now();
    crawl_put(crawl, &page);
    base_log(crawl->options->log, BASE_LOG_DEBUG, "%s: no sitemap there", item->url);
}

/* A page in its place, such as one that says that nothing is there, has links, and a sitemap none. */
bool crawl_is_sitemap(const struct discover_list *links)
{
    bool entries = false;

    for (size_t i = 0; i < links->count; i++) {
        if (links->items[i].via == DISCOVER_LINK)
            return false;
        entries |= links->items[i].via == DISCOVER_SITEMAP || links->items[i].via == DISCOVER_ALTERNATE;
    }
    return entries;
}
