/* robots.txt kept from run to run, so that it too is asked for with validators. */
#include "crawl/private.h"

static bool get(void *context, struct base_str origin, struct fetch_robots_kept *kept)
{
    struct crawl *crawl = context;
    struct state_robots robots;
    struct base_error e = {""};
    int status;

    base_arena_reset(&crawl->robots);
    status = state_robots_get(crawl->state, &crawl->robots, origin, &robots, &e);
    if (status != BASE_OK && status != BASE_MISSING)
        crawl_check(crawl, status, &e);
    if (status != BASE_OK)
        return false;
    *kept = (struct fetch_robots_kept){
        .url = robots.url, .etag = robots.etag, .modified = robots.modified, .text = robots.text};
    return true;
}

static void put(void *context, struct base_str origin, const struct fetch_robots_kept *kept)
{
    struct crawl *crawl = context;
    struct state_robots robots = {
        .origin = origin, .url = kept->url, .etag = kept->etag, .modified = kept->modified, .text = kept->text};
    struct base_error e = {""};

    crawl_check(crawl, state_robots_put(crawl->state, &robots, &e), &e);
}

struct fetch_robots_store crawl_robots_store(struct crawl *crawl)
{
    return (struct fetch_robots_store){.get = get, .put = put, .context = crawl};
}
