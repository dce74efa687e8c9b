/* Addresses wrapped in those of a counter or a newsletter: https://count.example/?url=https%3A%2F%2Fportal.example%2F1 */
#include "discover/private.h"

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static struct base_str percent_decoded(struct base_arena *arena, struct base_str s)
{
    char *text = base_arena_alloc(arena, s.len + 1, 1);
    size_t n = 0;
    if (!text)
        return BASE_STR_NONE;
    for (size_t i = 0; i < s.len; i++) {
        bool escaped = s.ptr[i] == '%' && i + 2 < s.len && hex(s.ptr[i + 1]) >= 0 && hex(s.ptr[i + 2]) >= 0;
        text[n++] = escaped ? (char)(16 * hex(s.ptr[i + 1]) + hex(s.ptr[i + 2])) : s.ptr[i];
        i += escaped ? 2 : 0;
    }
    return (struct base_str){text, n};
}

/* What it leads to must be of the site, and more than its front page: anybody may name anything in a parameter. */
struct base_str discover_unwrap(struct base_arena *arena, struct base_str url, struct base_str site)
{
    struct base_str query = base_url_query(url), pair;
    while (base_str_next(&query, '&', &pair)) {
        struct base_str value = pair, name;
        if (!base_str_next(&value, '=', &name) || !base_str_starts_nocase(value, BASE_STR("http")))
            continue;
        struct base_str target = base_url_resolve(arena, BASE_STR_NONE, percent_decoded(arena, value));
        if (target.ptr && base_url_path(target).len > 1 && (!site.ptr || discover_same_site(target, site)))
            return target;
    }
    return url;
}
