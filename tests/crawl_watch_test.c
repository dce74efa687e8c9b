/* crawl/, watch.c and notice.c: when a thing that worked is said to have stopped, and when a portal to be silent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "crawl/private.h"

enum { NEARLY_ALL = 20, HALF = 50, HOUR_DAY = 24 };

static struct state_watch new_watch(void)
{
    return (struct state_watch){.since = BASE_TIME_NONE};
}

/* OUTCOMES: '+' and '-'. Times count from AT. Gives how many outcomes it took until it had fallen; 0: it has not. */
static int add_all(struct state_watch *w, const char *outcomes, int percent, int64_t at)
{
    int fell = 0;

    for (int i = 0; outcomes[i]; i++) {
        crawl_watch_add(w, outcomes[i] == '+', percent, 1, at + i, BASE_STR("https://x.example/a"));
        if (w->usual && !fell)
            fell = i + 1;
    }
    return fell;
}

static const char all_good[] = "++++++++++++++++++++++++++++++++++++++++++++++++++++++++++++++++";

static void test_what_always_worked_has_fallen_after_three(void **state)
{
    (void)state;
    struct state_watch w = new_watch();
    assert_int_equal(add_all(&w, all_good, NEARLY_ALL, 0), 0);
    assert_int_equal(add_all(&w, "------", NEARLY_ALL, 1000), 3);
    assert_int_equal(w.since, 1000);
    assert_true(base_str_equal(w.example, BASE_STR("https://x.example/a")));
}

static void test_a_short_history_asks_for_more(void **state)
{
    (void)state;
    struct state_watch w = new_watch();
    assert_int_equal(add_all(&w, "++++++----------", NEARLY_ALL, 0), 6 + 6);
}

static void test_what_hardly_ever_worked_does_not_fall(void **state)
{
    (void)state;
    struct state_watch w = new_watch();
    assert_int_equal(add_all(&w, "+-+--+------------------------------------------", NEARLY_ALL, 0), 0);
}

static void test_ten_that_worked_ask_for_five(void **state)
{
    (void)state;
    struct state_watch w = new_watch();
    assert_int_equal(add_all(&w, "++++++++++----------", NEARLY_ALL, 0), 10 + 5);
}

/* 100,000 outcomes at each of some rates: a fall that is none is a rarity. */
static void test_chance_alone_hardly_ever_makes_a_fall(void **state)
{
    (void)state;
    static const unsigned per_thousand[] = {990, 900, 800, 500, 300};
    uint64_t random = 42;
    int falls = 0;
    for (size_t i = 0; i < sizeof per_thousand / sizeof *per_thousand; i++) {
        struct state_watch w = new_watch();
        bool fallen = false;
        for (int n = 0; n < 100000; n++) {
            random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            crawl_watch_add(&w, (random >> 33) % 1000 < per_thousand[i], NEARLY_ALL, 1, n, BASE_STR("https://x.example/"));
            falls += w.usual && !fallen;
            fallen = w.usual != 0;
        }
    }
    assert_in_range(falls, 0, 5);
}

static void test_a_few_that_fail_are_no_fall(void **state)
{
    (void)state;
    struct state_watch w = new_watch();
    assert_int_equal(add_all(&w, all_good, NEARLY_ALL, 0), 0);
    assert_int_equal(add_all(&w, "--+++++-+++++--++++++++++-++", NEARLY_ALL, 100), 0);
    assert_true(w.since == BASE_TIME_NONE);
}

static void test_a_field_that_half_of_the_pages_have_needs_a_long_run(void **state)
{
    (void)state;
    struct state_watch w = new_watch();
    int fell;
    assert_int_equal(add_all(&w, "+-+--++-+-+-+--++-+-+-+--++-+-+-+--++-+-", NEARLY_ALL, 0), 0);
    fell = add_all(&w, "--------------------------------", NEARLY_ALL, 100);
    assert_in_range(fell, 20, 32);
}

static void test_a_rest_that_still_works_hides_nothing(void **state)
{
    (void)state;
    struct state_watch w = new_watch();
    assert_int_equal(add_all(&w, all_good, NEARLY_ALL, 0), 0);
    assert_in_range(add_all(&w, "-+----------", NEARLY_ALL, 50), 3, 6);
}

static void test_a_rise_to_half_is_sharp(void **state)
{
    (void)state;
    struct state_watch w = new_watch();
    assert_int_equal(add_all(&w, all_good, HALF, 0), 0);
    assert_in_range(add_all(&w, "-+--+-+--+--+--", HALF, 50), 3, 12);
}

static void test_it_works_again_when_most_do(void **state)
{
    (void)state;
    struct state_watch w = new_watch();
    add_all(&w, all_good, NEARLY_ALL, 0);
    add_all(&w, "----------", NEARLY_ALL, 50);
    add_all(&w, "+--+", NEARLY_ALL, 60);
    assert_int_not_equal(w.usual, 0); /* two of the last five */
    add_all(&w, "+", NEARLY_ALL, 70);
    assert_int_equal(w.usual, 0);
    assert_true(w.since == BASE_TIME_NONE);
    /* what it was before the fall is forgotten, what came after counts */
    assert_int_equal(w.n, 5);
}

static void test_other_rules_begin_anew_and_one_hit_proves_them(void **state)
{
    (void)state;
    struct state_watch w = new_watch();
    add_all(&w, all_good, NEARLY_ALL, 0);
    add_all(&w, "----------", NEARLY_ALL, 50);
    crawl_watch_add(&w, false, NEARLY_ALL, 2, 70, BASE_STR_NONE);
    assert_int_not_equal(w.usual, 0); /* changed, but no better */
    assert_int_equal(w.since, 50);
    crawl_watch_add(&w, true, NEARLY_ALL, 3, 80, BASE_STR_NONE);
    assert_int_equal(w.usual, 0);
    assert_int_equal(w.n, 1);
}

/* ---- Silence ---- */

static int64_t limit_days(int64_t *hours, size_t count)
{
    int64_t s = crawl_silence_limit(hours, count);
    return s == INT64_MAX ? -1 : s / 86400;
}

static void test_too_few_articles_tell_nothing(void **state)
{
    (void)state;
    int64_t hours[] = {1000, 900, 800, 700};
    assert_int_equal(limit_days(hours, 4), -1);
    assert_int_equal(limit_days(hours, 0), -1);
    int64_t years[] = {100000, 90000, 80000, 70000, 60000, 50000};
    assert_int_equal(limit_days(years, 6), -1);
}

static void test_a_daily_portal_is_silent_after_three_days(void **state)
{
    (void)state;
    int64_t hours[28];
    for (int i = 0; i < 28; i++)
        hours[i] = 100000 - i * HOUR_DAY;
    assert_int_equal(limit_days(hours, 28), 3);
}

static void test_a_weekly_that_began_long_ago_is_silent_after_three_weeks(void **state)
{
    (void)state;
    int64_t hours[] = {100000, 100000 - 168, 100000 - 336, 100000 - 504, 100000 - 672, 50000, 30000};
    assert_int_equal(limit_days(hours, 7), 21);
    int64_t monthly[] = {100000, 99280, 98560, 97840, 97120, 96400, 10000};
    assert_int_equal(limit_days(monthly, 7), 90);
}

static void test_a_busy_portal_is_silent_after_a_day(void **state)
{
    (void)state;
    int64_t hours[500];
    for (int i = 0; i < 500; i++)
        hours[i] = 100000 - i;
    assert_int_equal(limit_days(hours, 500), 1);
}

static void test_a_weekend_is_no_silence_and_one_holiday_is_not_usual(void **state)
{
    (void)state;
    int64_t hours[200];
    size_t n = 0;
    for (int day = 0; day < 28; day++)
        for (int h = 0; h < 8 && day % 7 < 5 && day != 7; h++)
            hours[n++] = 100000 - day * HOUR_DAY - h;
    /* Friday afternoon to Monday: 65 hours; with a Monday off 89 */
    assert_int_equal(crawl_silence_limit(hours, n), 3 * 65 * 3600);
}

static void test_a_young_history_waits_for_a_weekend(void **state)
{
    (void)state;
    int64_t hours[30];
    for (int i = 0; i < 30; i++)
        hours[i] = 100000 - i;
    assert_int_equal(limit_days(hours, 30), 3);
}

static void test_every_watch_has_its_sentence(void **state)
{
    (void)state;
    static const char *const watched[] = {"selector", "differs", "bodies", "dates"};
    static const char *const others[] = {"silent", "feed", "robots"};
    for (size_t i = 0; i < 4; i++)
        assert_in_range(crawl_notice_kind(watched[i])->percent, 1, 99);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(crawl_notice_kind(others[i])->percent, 0);
    assert_null(crawl_notice_kind("none"));
}

static void test_fields_of_one_file_and_day_are_one_sentence(void **state)
{
    (void)state;
#define KEY(f, s) {BASE_STR("selector"), BASE_STR(f), BASE_STR(s)}
    struct state_notice rows[] = {{KEY("body", "a.txt"), 10, BASE_STR("https://a/1"), BASE_TIME_NONE},
                                  {KEY("body", "b.txt"), 20, BASE_STR("https://b/1"), BASE_TIME_NONE},
                                  {KEY("title", "a.txt"), 30, BASE_STR("https://a/2"), BASE_TIME_NONE},
                                  {KEY("date", "a.txt"), 90000, BASE_STR("https://a/3"), BASE_TIME_NONE}};
    struct base_arena arena;
    struct base_buf out = BASE_BUF_INIT;
    base_arena_init(&arena, 0);
    assert_int_equal(crawl_notice_text(rows, 4, &arena, &out), 2);
    assert_string_equal(out.ptr, "the rules for body, title in a.txt find nothing since 1970-01-01 (for example https://a/1)");
    assert_true(base_str_equal(rows[2].example, BASE_STR("https://b/1")));
    base_buf_clear(&out);
    assert_int_equal(crawl_notice_text(rows + 2, 2, &arena, &out), 1);
    assert_string_equal(out.ptr, "the rules for body in b.txt find nothing since 1970-01-01 (for example https://b/1)");
    base_buf_free(&out);
    base_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_always_worked_has_fallen_after_three),
        cmocka_unit_test(test_a_short_history_asks_for_more),
        cmocka_unit_test(test_what_hardly_ever_worked_does_not_fall),
        cmocka_unit_test(test_ten_that_worked_ask_for_five),
        cmocka_unit_test(test_chance_alone_hardly_ever_makes_a_fall),
        cmocka_unit_test(test_a_few_that_fail_are_no_fall),
        cmocka_unit_test(test_a_field_that_half_of_the_pages_have_needs_a_long_run),
        cmocka_unit_test(test_a_rest_that_still_works_hides_nothing),
        cmocka_unit_test(test_a_rise_to_half_is_sharp),
        cmocka_unit_test(test_it_works_again_when_most_do),
        cmocka_unit_test(test_other_rules_begin_anew_and_one_hit_proves_them),
        cmocka_unit_test(test_too_few_articles_tell_nothing),
        cmocka_unit_test(test_a_daily_portal_is_silent_after_three_days),
        cmocka_unit_test(test_a_weekly_that_began_long_ago_is_silent_after_three_weeks),
        cmocka_unit_test(test_a_busy_portal_is_silent_after_a_day),
        cmocka_unit_test(test_a_weekend_is_no_silence_and_one_holiday_is_not_usual),
        cmocka_unit_test(test_a_young_history_waits_for_a_weekend),
        cmocka_unit_test(test_every_watch_has_its_sentence),
        cmocka_unit_test(test_fields_of_one_file_and_day_are_one_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
