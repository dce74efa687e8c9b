/* crawl: X-Robots-Tag by a table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "crawl/private.h"

static const struct {
    const char *value;
    bool refuses;
} cases[] = {
    {"noarchive", true},
    {"NoIndex, nofollow", true},
    {"none", true},
    {"all", false},
    {"nofollow, noimageindex", false},
    {"", false},
    {"noarchives", false},
    {"otherbot: noindex", false},
    {"newsclip: noindex", true},
    {"otherbot: noindex, nofollow", false},
    {"otherbot: nofollow, newsclip: noarchive", true},
    {"otherbot: noindex, newsclip: nofollow", false},
    {"noarchive, otherbot: nofollow", true},
    {"unavailable_after: 25 Jun 2026 15:00:00 PST, noarchive", true},
    {"max-snippet: 0, otherbot: noarchive", false},
    {" NewsClip : none", true},
};

static void test_x_robots_tag_by_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fetch_header headers[] = {{BASE_STR("server"), BASE_STR("noarchive")},
                                         {BASE_STR("x-robots-tag"), BASE_STR("nofollow")},
                                         {BASE_STR("x-robots-tag"), base_str(cases[i].value)}};
        struct fetch_response response = {.headers = headers, .header_count = 3};

        if (crawl_refuses_archiving(&response, BASE_STR("newsclip")) != cases[i].refuses)
            fail_msg("%s", cases[i].value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_x_robots_tag_by_table)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
