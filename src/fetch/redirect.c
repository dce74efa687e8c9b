/*
 * Redirects by our own hand: each hop is a request of its own, with its guard, robots.txt and delay.
 */
#include "fetch/private.h"

static bool is_redirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static bool asked_before(const struct fetch_job *job, struct base_str url)
{
    for (unsigned i = 0; i <= job->response->redirects; i++)
        if (base_str_equal(job->hops[i], url))
            return true;
    return false;
}

bool fetch_redirect(struct fetch_job *job)
{
    struct fetch_response *r = job->response;
    struct base_str location = fetch_header(r, "location");
    if (r->outcome != FETCH_DONE || !is_redirect(r->status) || !location.ptr)
        return false;

    struct base_str target = base_url_resolve(&r->arena, fetch_job_url(job), location);
    if (!target.ptr) {
        fetch_job_fail(job, FETCH_FAILED, FETCH_CAUSE_REDIRECT, "redirected to %.*s, which is no http or https address",
                       (int)(location.len > 160 ? 160 : location.len), location.ptr);
        return false;
    }
    if (asked_before(job, target)) {
        fetch_job_fail(job, FETCH_FAILED, FETCH_CAUSE_REDIRECT, "redirect loop");
        return false;
    }
    unsigned most = job->robots_of ? BASE_LIMIT_ROBOTS_REDIRECTS : BASE_LIMIT_REDIRECTS;
    if (r->redirects >= most) {
        fetch_job_fail(job, FETCH_FAILED, FETCH_CAUSE_REDIRECT, "more than %u redirects", most);
        return false;
    }
    bool permanent = r->status == 301 || r->status == 308;
    r->moved = permanent && (r->redirects == 0 || r->moved);
    job->hops[++r->redirects] = target;
    return true;
}
