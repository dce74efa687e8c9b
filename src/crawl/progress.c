/* How far a run is, and how long what is known of the rest will take. */
#include "crawl/private.h"

/* Articles that will be looked at again: those that are due, until all of them are read. */
static size_t looks_left(const struct crawl_portal *p)
{
    size_t due = p->due_count > p->looks_taken ? p->due_count - p->looks_taken : 0;

    if (!p->settings->revisit.on || p->failed)
        return 0;
    return p->looks_read || p->looks_waiting > due ? p->looks_waiting : due;
}

/* Portals are asked side by side, each at the pace that its hosts allow: the slowest is the last. */
static void add_portal(const struct crawl_portal *p, int64_t elapsed_ms, struct crawl_progress *out)
{
    size_t waiting = p->window + looks_left(p), may = p->settings->max_pages > p->asked ? p->settings->max_pages - p->asked : 0;
    size_t done = p->asked - p->under_way, left = (waiting < may ? waiting : may) + p->under_way;
    int64_t ms;

    if (!left)
        return;
    out->waiting += left;
    out->portals++;
    if (waiting < may && (p->leads || p->more))
        out->more = true;
    if (!done) {
        out->more = true; /* nobody knows its pace yet */
        return;
    }
    ms = (int64_t)((double)elapsed_ms * (double)left / (double)done);
    if (ms > out->left_ms)
        out->left_ms = ms;
}

void crawl_progress_of(const struct crawl *crawl, int64_t now_ms, struct crawl_progress *out)
{
    const struct crawl_summary *sum = crawl->summary;
    int64_t deadline = crawl->deadline - now_ms;

    *out = (struct crawl_progress){.pages = sum->fetched,
                                   .articles = sum->clipped,
                                   .errors = sum->failed,
                                   .bytes = sum->bytes,
                                   .hosts = crawl->hosts.count,
                                   .left_ms = -1};
    for (size_t i = 0; i < crawl->portal_count; i++)
        add_portal(&crawl->portals[i], now_ms - crawl->began, out);
    if (crawl->deadline && out->left_ms >= deadline) {
        out->left_ms = deadline > 0 ? deadline : 0;
        out->more = false;
    }
}
