/* Regular expressions of portals.conf, each match with a cap. */
#include "crawl/private.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

void *crawl_pattern_compile(struct base_str text, char *problem, size_t size)
{
    int error;
    PCRE2_SIZE offset;
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)text.ptr, text.len, PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C, &error, &offset, NULL);

    if (!code)
        pcre2_get_error_message(error, (PCRE2_UCHAR *)problem, size);
    return code;
}

void crawl_pattern_free(void *pattern)
{
    pcre2_code_free(pattern);
}

static int match(const pcre2_code *code, struct base_str url, pcre2_match_data *data, pcre2_match_context *limits)
{
    pcre2_set_match_limit(limits, BASE_LIMIT_REGEX_STEPS);
    pcre2_set_depth_limit(limits, BASE_LIMIT_REGEX_DEPTH);
    pcre2_set_heap_limit(limits, BASE_LIMIT_REGEX_KB);
    return pcre2_match(code, (PCRE2_SPTR)url.ptr, url.len, 0, 0, data, limits);
}

bool crawl_pattern_any(const struct crawl_patterns *patterns, struct base_str url, bool *over_limit)
{
    pcre2_match_data *data = patterns->count ? pcre2_match_data_create(1, NULL) : NULL;
    pcre2_match_context *limits = data ? pcre2_match_context_create(NULL) : NULL;
    bool found = false;

    for (size_t i = 0; limits && !found && i < patterns->count; i++) {
        int result = match(patterns->items[i], url, data, limits);

        found = result >= 0;
        *over_limit |= result < 0 && result != PCRE2_ERROR_NOMATCH;
    }
    pcre2_match_context_free(limits);
    pcre2_match_data_free(data);
    return found;
}
