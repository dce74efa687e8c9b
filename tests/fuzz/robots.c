/* robots.txt: the first line is the path to check, the rest the file. */
#include <stdlib.h>

#include "fetch/fetch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct base_str rest = {(const char *)data, size}, path = {"/", 1};
    const char *end = size > 0 ? memchr(data, '\n', size) : NULL;
    if (end) {
        path = (struct base_str){(const char *)data, (size_t)(end - (const char *)data)};
        rest = base_str_sub(rest, path.len + 1, size);
    }
    struct fetch_robots *robots = fetch_robots_parse(rest, BASE_STR("newsclip"));
    if (!robots)
        return 0;
    struct fetch_verdict verdict = fetch_robots_check(robots, path);
    if ((!verdict.allowed && verdict.line == 0) || (verdict.line != 0 && verdict.rule.len == 0))
        abort();
    if (fetch_robots_delay_ms(robots) < 0 || fetch_robots_delay_ms(robots) > BASE_LIMIT_CRAWL_DELAY_S * 1000)
        abort();
    fetch_robots_free(robots);
    return 0;
}
