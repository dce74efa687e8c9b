/* crawl/: when an article is looked at again, and what two addresses of one article have in common. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "crawl/private.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
enum { HOUR = 3600, DAY = 86400, START = 1800000000 };

static const struct crawl_revisit usual = {.on = true};

/* ---- The schedule ---- */

static void test_looks_grow_apart_and_end(void **state)
{
    static const int64_t want[] = {HOUR, DAY, 7 * DAY, 30 * DAY};
    int64_t next = crawl_schedule_first(&usual, START, START);
    (void)state;
    for (size_t i = 0; i < COUNT(want); i++) {
        assert_true(next == START + want[i]);
        next = crawl_schedule_next(&usual, START, 0, next);
    }
    assert_true(next == 0);
}

static void test_what_was_old_when_it_was_clipped_is_looked_at_less_often(void **state)
{
    (void)state;
    assert_true(crawl_schedule_first(&usual, START, BASE_TIME_NONE) == START + HOUR);
    assert_true(crawl_schedule_first(&usual, START, START + DAY) == START + HOUR);
    assert_true(crawl_schedule_first(&usual, START, START - 2 * HOUR) == START + DAY);
    assert_true(crawl_schedule_first(&usual, START, START - 3 * DAY) == START + 7 * DAY);
    assert_true(crawl_schedule_first(&usual, START, START - 4000 * (int64_t)DAY) == START + 30 * DAY);
}

static void test_looks_that_were_missed_are_not_made_up_for(void **state)
{
    (void)state;
    assert_true(crawl_schedule_next(&usual, START, 0, START + 3 * DAY) == START + 7 * DAY);
    assert_true(crawl_schedule_next(&usual, START, 0, START + DAY - 60) == START + 7 * DAY);
    assert_true(crawl_schedule_next(&usual, START, 0, START + 400 * (int64_t)DAY) == 0);
}

static void test_a_change_brings_the_next_look_forward(void **state)
{
    int64_t changed = START + 8 * DAY;
    (void)state;
    assert_true(crawl_schedule_changed(&usual, START, START + HOUR) == START + 2 * HOUR);
    assert_true(crawl_schedule_changed(&usual, START, changed) == changed + DAY);
    /* found as it was, the steps begin at the change */
    assert_true(crawl_schedule_next(&usual, START, changed, changed + DAY) == changed + 7 * DAY);
    assert_true(crawl_schedule_next(&usual, START, changed, changed + 7 * DAY) == changed + 30 * DAY);
    assert_true(crawl_schedule_next(&usual, START, changed, changed + 30 * DAY) == 0);
}

/* A page that never shows the same twice costs few looks, however long it stands there. */
static void test_one_that_always_changes_is_not_looked_at_for_ever_hourly(void **state)
{
    int64_t now = START + HOUR;
    int looks = 1;
    (void)state;
    for (; now < START + 365 * (int64_t)DAY; looks++)
        now = crawl_schedule_changed(&usual, START, now);
    assert_in_range(looks, 20, 80);
}

static void test_failed_looks_are_tried_again_for_some_days(void **state)
{
    int64_t now = START, next;
    int failures = 1;
    (void)state;
    while ((next = crawl_schedule_retry(failures, now)) != 0) {
        assert_true(next - now >= HOUR && next - now <= 6 * DAY);
        now = next;
        failures++;
    }
    assert_true(failures == 10 && now > START + 7 * DAY);
    assert_true(crawl_schedule_retry(0, START) == START + HOUR);
    assert_true(crawl_schedule_retry(INT32_MAX, START) == 0);
    assert_true(crawl_schedule_confirm(START) == START + 6 * HOUR);
}

static void test_a_portal_may_have_steps_of_its_own(void **state)
{
    const struct crawl_revisit own = {.on = true, .count = 2, .after = {600, DAY}};
    (void)state;
    assert_true(crawl_schedule_first(&own, START, START) == START + 600);
    assert_true(crawl_schedule_next(&own, START, 0, START + 600) == START + DAY);
    assert_true(crawl_schedule_next(&own, START, 0, START + DAY) == 0);
    assert_true(crawl_schedule_changed(&own, START, START + 600) == START + 1200);
}

/* ---- Keys ---- */

static void expect_key(struct base_arena *arena, const char *url, const char *want)
{
    struct base_str key = crawl_key(arena, base_url_resolve(arena, BASE_STR_NONE, base_str(url)));
    if (!base_str_equal(key, base_str(want)))
        fail_msg("%s: '%.*s', wanted '%s'", url, (int)key.len, key.ptr, want);
}

static void test_views_of_one_article_have_one_key(void **state)
{
    static const char *const same[] = {
        "http://portal.example/2026/lamp.html", "https://www.portal.example/2026/lamp.html",
        "https://m.portal.example/2026/lamp.html", "https://amp.portal.example/2026/lamp.html",
        "https://www.portal.example/amp/2026/lamp.html", "https://portal.example/2026/lamp.amp.html",
        "https://portal.example/2026/lamp.html/amp/", "https://portal.example/2026/lamp.html?amp=1",
        "https://portal.example/print/2026/lamp.html", "https://portal.example/2026/lamp.html?print=1&utm_source=x",
        "https://portal.example/2026/lamp.html?outputType=amp",
    };
    static const char *const rows[][2] = {
        {"https://portal.example/?p=12", "portal.example?p=12"},
        {"https://portal.example/?p=12&amp", "portal.example?p=12"},
        {"https://portal.example/", "portal.example"},
        {"https://portal.example/amp", "portal.example"},
        {"https://portal.example/lamp/index.html", "portal.example/lamp"},
        {"https://portal.example/a/amp/b", "portal.example/a/amp/b"},
        {"https://portal.example/lamp?id=1&view=print&x=2", "portal.example/lamp?id=1&x=2"},
        {"https://m.example/a", "m.example/a"},
        {"https://portal.example:8080/a", "portal.example:8080/a"},
        {"http://127.0.0.1:80/a/", "127.0.0.1/a"},
        {"http://[::1]:8080/a", "[::1]:8080/a"},
    };
    struct base_arena arena;
    (void)state;
    base_arena_init(&arena, 0);
    for (size_t i = 0; i < COUNT(same); i++)
        expect_key(&arena, same[i], "portal.example/2026/lamp.html");
    for (size_t i = 0; i < COUNT(rows); i++)
        expect_key(&arena, rows[i][0], rows[i][1]);
    assert_null(crawl_key(&arena, BASE_STR_NONE).ptr);
    base_arena_free(&arena);
}

static void test_the_number_of_an_address(void **state)
{
    static const char *const rows[][2] = {
        {"x.example/2026/01/31/lamp-1234567.html", "1234567"},
        {"x.example/lamp-is-lit,1234567", "1234567"},
        {"x.example/2026/0131/c1001-40412345.html", "40412345"},
        {"x.example/20260131/lamp.html", NULL},
        {"x.example/202601/lamp.html", NULL},
        {"x.example/20269931/lamp.html", "20269931"},
        {"x.example/news/lamp-1234.html", NULL},
        {"x.example/news/rcna123456", "rcna123456"},
        {"x.example/article?id=987654&ref=1", "987654"},
        {"x.example/12345/article?id=987654", "12345"},
        {"x.example", NULL},
        {"12345.example/lamp", NULL},
        {"", NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct base_str got = crawl_ident(base_str(rows[i][0])), want = base_str(rows[i][1]);
        if (!base_str_equal(got, want) || (got.ptr == NULL) != (want.ptr == NULL))
            fail_msg("%s: '%.*s', wanted '%s'", rows[i][0], (int)got.len, got.ptr ? got.ptr : "", rows[i][1]);
    }
}

/* ---- Comparing ---- */

static void test_texts_are_near_by_title_and_fingerprint(void **state)
{
    struct state_page page = {.hash = BASE_STR("h1"), .title = BASE_STR("t"), .simhash = BASE_STR("0000000000000000")};
    struct crawl_traits traits = {.hash = BASE_STR("h2"), .title = BASE_STR("t"),
                                  .simhash = BASE_STR("00000000ffffffff")}; /* 32 bits apart */
    (void)state;
    assert_true(crawl_is_near(&page, &traits));
    traits.title = BASE_STR("another");
    assert_false(crawl_is_near(&page, &traits));
    traits.hash = page.hash;
    assert_true(crawl_is_near(&page, &traits));
    traits.hash = BASE_STR("h2");
    traits.simhash = BASE_STR("00000000000fffff"); /* 20 */
    assert_true(crawl_is_near(&page, &traits));
    traits.simhash = BASE_STR("00000000001fffff");
    assert_false(crawl_is_near(&page, &traits));
    traits.title = page.title = BASE_STR_NONE; /* no title is none that they share */
    assert_false(crawl_is_near(&page, &traits));
    page.simhash = BASE_STR_NONE; /* of an older newsclip: the key is believed */
    assert_true(crawl_is_near(&page, &traits));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_looks_grow_apart_and_end),
        cmocka_unit_test(test_what_was_old_when_it_was_clipped_is_looked_at_less_often),
        cmocka_unit_test(test_looks_that_were_missed_are_not_made_up_for),
        cmocka_unit_test(test_a_change_brings_the_next_look_forward),
        cmocka_unit_test(test_one_that_always_changes_is_not_looked_at_for_ever_hourly),
        cmocka_unit_test(test_failed_looks_are_tried_again_for_some_days),
        cmocka_unit_test(test_a_portal_may_have_steps_of_its_own),
        cmocka_unit_test(test_views_of_one_article_have_one_key),
        cmocka_unit_test(test_the_number_of_an_address),
        cmocka_unit_test(test_texts_are_near_by_title_and_fingerprint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
