/* Addresses wrapped in those of a counter or a newsletter: https://count.example/?url=https%3A%2F%2Fportal.example%2F1 */
#include "discover/private.h"

static struct base_str percent_decoded(struct base_arena *arena, struct base_str s)
{
    char *text = base_arena_alloc(arena, s.len + 1, 1);
    return text ? (struct base_str){text, base_percent_decode(s, text)} : BASE_STR_NONE;
}

/* TEXT begins with an address of SITE's, and of more than its front page: anybody may name anything. Else none. */
static struct base_str target_of(struct base_arena *arena, struct base_str text, struct base_str site)
{
    struct base_str target = base_str_starts_nocase(text, BASE_STR("http")) ? percent_decoded(arena, text) : BASE_STR_NONE;
    target = target.ptr ? base_url_resolve(arena, BASE_STR_NONE, target) : target;
    return target.ptr && base_url_path(target).len > 1 && (!site.ptr || discover_same_site(target, site)) ? target
                                                                                                          : BASE_STR_NONE;
}

/* https://count.example/redirect/https://portal.example/1 */
static struct base_str in_path(struct base_arena *arena, struct base_str url, struct base_str site)
{
    static const char *const begins[] = {"/http://", "/https://", "/http%3A%2F%2F", "/https%3A%2F%2F"};
    struct base_str path = base_url_path(url);
    for (size_t i = 0; path.ptr && i < sizeof begins / sizeof begins[0]; i++) {
        size_t at = base_str_find_nocase(path, base_str(begins[i]));
        if (at != SIZE_MAX)
            return target_of(arena, (struct base_str){path.ptr + at + 1, (size_t)(url.ptr + url.len - path.ptr) - at - 1},
                             site);
    }
    return BASE_STR_NONE;
}

struct base_str discover_unwrap(struct base_arena *arena, struct base_str url, struct base_str site)
{
    struct base_str query = base_url_query(url), pair, target = BASE_STR_NONE;
    uint8_t type = DISCOVER_LIST;
    /* an article of the site's own may have an address among its parameters */
    if (site.ptr && discover_same_site(url, site) &&
        discover_check_shape(base_str_sub(url, 0, query.ptr ? (size_t)(query.ptr - url.ptr) - 1 : url.len), BASE_STR_NONE,
                             &type) == DISCOVER_KEPT && type == DISCOVER_ARTICLE)
        return url;
    while (!target.ptr && base_str_next(&query, '&', &pair)) {
        struct base_str value = pair, name;
        if (base_str_next(&value, '=', &name) && value.ptr)
            target = target_of(arena, value, site);
    }
    if (!target.ptr && site.ptr && !discover_same_site(url, site))
        target = in_path(arena, url, site);
    return target.ptr ? target : url;
}
