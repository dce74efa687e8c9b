/* discover: dates, feeds and links as they are written in the wild. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "discover/private.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define SITE "https://a.example"

static void test_dates_are_read_in_all_their_forms(void **state)
{
    static const char *const rows[][2] = {
        {"Mon Jan  2 15:04:05 2006", "2006-01-02T15:04:05"},
        {"Mon Jan 02 15:04:05 +0000 2006", "2006-01-02T15:04:05+00:00"},
        {"Jan 2, 2006 3:04 PM", "2006-01-02T15:04"},
        {"Jan 2, 2006 12:04 AM", "2006-01-02T00:04"},
        {"January 2, 2006", "2006-01-02"},
        {"20060102T150405Z", "2006-01-02T15:04:05Z"},
        {"20060102", "2006-01-02"},
        {"Mon, 02 Jan 2006 15:04:05 GMT+0800", "2006-01-02T15:04:05+08:00"},
        {"Mon, 02 Jan 2006 15:04:05 +0000 (UTC)", "2006-01-02T15:04:05+00:00"},
        {"Mon, 02 Jan 2006 15:04:05 IST", "2006-01-02T15:04:05"},
        {"Di, 02 M\xC3\xA4r 2006 15:04:05 +0100", "2006-03-02T15:04:05+01:00"},
        {"mar 02 gen 2006 15:04", "2006-01-02T15:04"},
        {"\xD0\x9F\xD0\xBD, 02 \xD1\x8F\xD0\xBD\xD0\xB2 2006 15:04:05 +0300", "2006-01-02T15:04:05+03:00"},
        {"2006\xE5\xB9\xB4" "1\xE6\x9C\x88" "2\xE6\x97\xA5 15:04", "2006-01-02T15:04"},
        {"02.01.2006 15:04", "2006-01-02T15:04"},
        {"2006-1-2 15:04:05", "2006-01-02T15:04:05"},
        {"1136214245", "2006-01-02T15:04:05Z"},
        {"1136214245000", "2006-01-02T15:04:05Z"},
        {"Sun, 31 Feb 2006 15:04:05 GMT", NULL},
        {"02/01/2006", NULL}, /* which is the day? */
        {"Mon, 02 Jan 2006 25:04:05 GMT", NULL},
        {"Monday", NULL},
        {"2 2 2 2", NULL},
        {"99999999999999999999", NULL},
    };
    struct base_arena arena;
    (void)state;
    base_arena_init(&arena, 0);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct base_str date = discover_date(&arena, base_str(rows[i][0]));
        if (!base_str_equal(date, base_str(rows[i][1])) || (date.ptr == NULL) != (rows[i][1] == NULL))
            fail_msg("%s: %.*s", rows[i][0], BASE_STR_ARG(date));
    }
    base_arena_free(&arena);
}

static struct discover_list read_document(struct base_arena *arena, const char *text, const char *url)
{
    struct discover_list list;
    struct base_error e = {""};
    if (discover_document(arena, base_str(text), base_str(url), &list, &e) != BASE_OK)
        fail_msg("%s", e.text);
    return list;
}

static void test_feeds_are_found_however_they_are_linked(void **state)
{
    static const char *const rows[][2] = {
        {"rel=alternate type='application/rss+xml' href=/f", "/f"},
        {"REL=Alternate TYPE=Application/RSS+XML HREF=/f", "/f"},
        {"rel='alternate feed' type='application/rss+xml; charset=utf-8' href=/f", "/f"},
        {"rel=feed href=/f", "/f"},
        {"rel=alternate type='application/atom+xml' href='feed://a.example/f'", "/f"},
        {"rel=alternate type='application/feed+json' href='feed:https://a.example/f'", "/f"},
        {"rel=alternate hreflang=de href=/de/", NULL},
        {"rel=stylesheet type='text/css' href=/f.css", NULL},
        {"rel=alternate type='application/json' href=/wp-json/wp/v2", NULL},
    };
    struct base_arena arena;
    (void)state;
    base_arena_init(&arena, 0);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct base_str page = base_arena_printf(&arena, "<html><head><link %s></head><body><p>x</body></html>", rows[i][0]);
        struct discover_list list = read_document(&arena, page.ptr, SITE "/");
        bool found = list.count == 1 && list.items[0].type == DISCOVER_SOURCE && list.items[0].reason == DISCOVER_KEPT;
        if (found != (rows[i][1] != NULL) || (found && !base_str_ends(list.items[0].url, BASE_STR("a.example/f"))))
            fail_msg("%s", rows[i][0]);
    }
    base_arena_free(&arena);
}

static void test_wrapped_links_are_unwrapped_and_others_are_not(void **state)
{
    static const char *const rows[][2] = {
        {"<link>https://c.example/?u=https%3A%2F%2Fa.example%2F2026%2F1%2Fx-1.html</link>", "/2026/1/x-1.html"},
        {"<link>https://c.example/redirect/https://a.example/2026/1/x-2.html?a=1</link>", "/2026/1/x-2.html?a=1"},
        {"<link>https://c.example/r/https%3A%2F%2Fa.example%2F2026%2F1%2Fx-3.html</link>", "/2026/1/x-3.html"},
        {"<link>https://a.example/out?url=https://a.example/2026/1/x-4.html</link>", "/2026/1/x-4.html"},
        {"<link>https://a.example/2026/1/x-5.html?back=https://a.example/login</link>",
         "/2026/1/x-5.html?back=https://a.example/login"},
        {"<link>https://c.example/~r/a/~3/xyz/</link><guid>https://a.example/2026/1/x-6.html</guid>", "/2026/1/x-6.html"},
        {"<link>https://a.example/2026/1/x-7.html</link><guid>https://a.example/?p=7</guid>", "/2026/1/x-7.html"},
    };
    struct base_arena arena;
    (void)state;
    base_arena_init(&arena, 0);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct base_str feed = base_arena_printf(&arena, "<rss><channel><item>%s</item></channel></rss>", rows[i][0]);
        struct discover_list list = read_document(&arena, feed.ptr, SITE "/feed.xml");
        assert_int_equal(list.count, 1);
        if (!base_str_equal(list.items[0].url, base_arena_printf(&arena, SITE "%s", rows[i][1])))
            fail_msg("%s: %.*s", rows[i][0], BASE_STR_ARG(list.items[0].url));
    }
    base_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dates_are_read_in_all_their_forms),
        cmocka_unit_test(test_feeds_are_found_however_they_are_linked),
        cmocka_unit_test(test_wrapped_links_are_unwrapped_and_others_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
