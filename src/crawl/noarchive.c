/* X-Robots-Tag: what a response's header says of archiving, as search engines read it. */
#include "crawl/private.h"

struct base_str crawl_agent(const struct crawl *crawl, const struct crawl_portal *portal)
{
    const char *own = portal->settings->user_agent;

    return fetch_agent_token(base_str(own ? own : crawl->options->fetch.user_agent));
}

/* Rules that have a value behind a colon, and so are no agent's name. */
static bool is_rule(struct base_str name)
{
    static const char *const rules[] = {"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"};

    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (base_str_equal_nocase(name, base_str(rules[i])))
            return true;
    return false;
}

/* "noarchive", "otherbot: noindex, nofollow, newsclip: noarchive": a name holds up to the next one. */
static bool refuses(struct base_str value, struct base_str agent)
{
    struct base_str part;
    bool ours = true;

    while (base_str_next(&value, ',', &part)) {
        size_t colon = base_str_find(part, BASE_STR(":"));

        if (colon != SIZE_MAX && !is_rule(base_str_trim(base_str_sub(part, 0, colon)))) {
            ours = base_str_equal_nocase(base_str_trim(base_str_sub(part, 0, colon)), agent);
            part = base_str_sub(part, colon + 1, part.len);
        }
        if (ours && work_refuses_archiving(part))
            return true;
    }
    return false;
}

bool crawl_refuses_archiving(const struct fetch_response *response, struct base_str agent)
{
    for (size_t i = 0; i < response->header_count; i++)
        if (base_str_equal(response->headers[i].name, BASE_STR("x-robots-tag")) &&
            refuses(response->headers[i].value, agent))
            return true;
    return false;
}

bool crawl_says_none(struct base_str page)
{
    const char *open;

    while (page.len > 0 && (open = memchr(page.ptr, '<', page.len))) {
        const char *end = page.ptr + page.len, *close = memchr(open, '>', (size_t)(end - open));
        struct base_str tag = {open, (size_t)((close ? close : end) - open)};

        if (base_str_starts_nocase(tag, BASE_STR("<meta")) && base_str_find_nocase(tag, BASE_STR("none")) != SIZE_MAX)
            return true;
        page = (struct base_str){open + tag.len, (size_t)(end - open) - tag.len};
    }
    return false;
}
