/* state/, health.c and notice.c: what is watched comes back as it was put. */
#include "state_fixture.h"

#define KEY(w, f, s) {BASE_STR(w), BASE_STR(f), BASE_STR(s)}

static void assert_str(struct base_str got, const char *want)
{
    if (!base_str_equal(got, base_str(want)))
        fail_msg("got '%.*s', wanted '%s'", (int)got.len, got.ptr, want);
}

static void test_health_adds_up_by_day_and_field(void **state)
{
    struct fixture *f = *state;
    struct state_health one = {1, 2, 3, 4, 5, 6, 7, 1LL << 40};
    struct state_health_day *rows;
    size_t count;
    ok(f, state_health_add(f->state, PORTAL, 86400, "title", &one, &f->e));
    ok(f, state_health_add(f->state, PORTAL, 86399, "title", &one, &f->e));
    ok(f, state_health_add(f->state, PORTAL, 5, "title", &one, &f->e));
    ok(f, state_health_add(f->state, PORTAL, 5, "body", &one, &f->e));
    ok(f, state_health_add(f->state, BASE_STR("y.example"), 5, "body", &one, &f->e));
    ok(f, state_health_list(f->state, &f->arena, PORTAL, &rows, &count, &f->e));
    assert_int_equal(count, 3);
    assert_str(rows[0].field, "body");
    assert_str(rows[1].day, "1970-01-01");
    assert_str(rows[2].day, "1970-01-02");
    assert_int_equal(rows[1].sum.pages, 2);
    assert_int_equal(rows[1].sum.hit, 4);
    assert_int_equal(rows[1].sum.empty, 14);
    assert_int_equal(rows[1].sum.weight, 2LL << 40);
    assert_int_equal(state_health_add(f->state, PORTAL, BASE_TIME_NONE, "body", &one, &f->e), BASE_INVALID);
}

static void test_a_watch_comes_back_with_all_its_bits(void **state)
{
    struct fixture *f = *state;
    struct state_watch w = {KEY("selector", "title", "x.example.txt"), UINT64_MAX - 1, UINT64_C(0x8000000000000001), 64,
                            985, 77, BASE_STR("https://x.example/1")}, back, *rows;
    size_t count;
    assert_int_equal(state_watch_get(f->state, &f->arena, PORTAL, &w.key, &back, &f->e), BASE_MISSING);
    ok(f, state_watch_put(f->state, PORTAL, &w, &f->e));
    w.n = 63;
    ok(f, state_watch_put(f->state, PORTAL, &w, &f->e));
    ok(f, state_watch_get(f->state, &f->arena, PORTAL, &w.key, &back, &f->e));
    assert_true(back.mark == w.mark && back.recent == w.recent);
    assert_int_equal(back.n, 63);
    assert_int_equal(back.usual, 985);
    assert_int_equal(back.since, 77);
    assert_str(back.example, "https://x.example/1");
    ok(f, state_watch_list(f->state, &f->arena, PORTAL, &rows, &count, &f->e));
    assert_int_equal(count, 1);
    assert_str(rows[0].key.subject, "x.example.txt");
    ok(f, state_watch_drop(f->state, PORTAL, &w.key, &f->e));
    ok(f, state_watch_list(f->state, &f->arena, PORTAL, &rows, &count, &f->e));
    assert_int_equal(count, 0);
}

static void test_notices_are_kept_by_what_they_are_about(void **state)
{
    struct fixture *f = *state;
    struct state_notice a = {KEY("selector", "title", "x.txt"), 20, BASE_STR("https://x/"), BASE_TIME_NONE};
    struct state_notice b = {KEY("silent", "", ""), 10, BASE_STR_NONE, BASE_TIME_NONE}, back, *rows;
    size_t count;
    ok(f, state_notice_put(f->state, PORTAL, &a, &f->e));
    ok(f, state_notice_put(f->state, PORTAL, &b, &f->e));
    a.said = 30;
    ok(f, state_notice_put(f->state, PORTAL, &a, &f->e));
    ok(f, state_notice_list(f->state, &f->arena, PORTAL, &rows, &count, &f->e));
    assert_int_equal(count, 2);
    assert_str(rows[0].key.what, "silent"); /* the oldest first */
    assert_true(rows[0].said == BASE_TIME_NONE && rows[0].example.ptr == NULL);
    assert_int_equal(rows[1].said, 30);
    ok(f, state_notice_drop(f->state, PORTAL, &b.key, &f->e));
    assert_int_equal(state_notice_get(f->state, &f->arena, PORTAL, &b.key, &back, &f->e), BASE_MISSING);
    ok(f, state_notice_get(f->state, &f->arena, PORTAL, &a.key, &back, &f->e));
    assert_int_equal(back.since, 20);
}

static void test_arrivals_are_hours(void **state)
{
    struct fixture *f = *state;
    int64_t *hours;
    size_t count;
    ok(f, state_arrival_add(f->state, PORTAL, 7200, 1, &f->e));
    ok(f, state_arrival_add(f->state, PORTAL, 10799, 1, &f->e));
    ok(f, state_arrival_add(f->state, PORTAL, -1, 1, &f->e));
    ok(f, state_arrival_add(f->state, PORTAL, 3600 * 9, 1, &f->e));
    ok(f, state_arrival_list(f->state, &f->arena, PORTAL, 10, &hours, &count, &f->e));
    assert_int_equal(count, 3);
    assert_true(hours[0] == 9 && hours[1] == 2 && hours[2] == -1);
    ok(f, state_arrival_list(f->state, &f->arena, PORTAL, 1, &hours, &count, &f->e));
    assert_int_equal(count, 1);
}

static void test_a_source_comes_back(void **state)
{
    struct fixture *f = *state;
    struct state_source s = {BASE_STR("https://x/feed"), PORTAL, 7, 100, 200, 5, true}, back, *rows;
    size_t count;
    assert_int_equal(state_source_get(f->state, &f->arena, s.url, &back, &f->e), BASE_MISSING);
    ok(f, state_source_put(f->state, &s, &f->e));
    s.gave = 8;
    ok(f, state_source_put(f->state, &s, &f->e));
    ok(f, state_source_get(f->state, &f->arena, s.url, &back, &f->e));
    assert_true(back.gave == 8 && back.good == 100 && back.asked == 200 && back.patience == 5 && back.dry);
    ok(f, state_source_list(f->state, &f->arena, PORTAL, &rows, &count, &f->e));
    assert_int_equal(count, 1);
}

static void test_a_run_without_news_forgets_no_times(void **state)
{
    struct fixture *f = *state;
    struct state_portal p = {PORTAL, BASE_STR("https://x/"), 1, 1, 1, 1}, back;
    ok(f, state_portal_put(f->state, &p, &f->e));
    p = (struct state_portal){PORTAL, BASE_STR("https://x/"), 9, 9, BASE_TIME_NONE, BASE_TIME_NONE};
    ok(f, state_portal_put(f->state, &p, &f->e));
    ok(f, state_portal_get(f->state, &f->arena, PORTAL, &back, &f->e));
    assert_true(back.first_run == 1 && back.last_run == 9 && back.last_ok == 1 && back.last_new == 1);
    assert_int_equal(state_portal_get(f->state, &f->arena, BASE_STR("none"), &back, &f->e), BASE_MISSING);
}

static void test_pages_are_summed_up(void **state)
{
    struct fixture *f = *state;
    struct state_totals totals[STATE_PAGE_STATUSES];
    struct base_str_list urls = {0};
    for (int i = 0; i < 5; i++) {
        struct base_str url = base_arena_printf(&f->arena, "https://x/%d", i);
        struct state_page p = {.url = url, .portal = PORTAL, .status = i < 3 ? STATE_PAGE_ARTICLE : STATE_PAGE_NEW,
                               .first_seen = 50 - i, .fetched = 1, .clipped = i < 3 ? 100 + i % 2 : BASE_TIME_NONE};
        ok(f, state_page_put(f->state, &p, &f->e));
    }
    ok(f, state_page_totals(f->state, PORTAL, totals, &f->e));
    assert_true(totals[STATE_PAGE_ARTICLE].n == 3 && totals[STATE_PAGE_NEW].n == 2);
    assert_true(totals[STATE_PAGE_NEW].oldest == 47 && totals[STATE_PAGE_GONE].oldest == BASE_TIME_NONE);
    ok(f, state_page_last(f->state, &f->arena, PORTAL, 2, &urls, &f->e));
    assert_int_equal(urls.count, 2);
    assert_str(urls.items[0], "https://x/2");
    assert_str(urls.items[1], "https://x/1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_health_adds_up_by_day_and_field), TEST(test_a_watch_comes_back_with_all_its_bits),
        TEST(test_notices_are_kept_by_what_they_are_about), TEST(test_arrivals_are_hours),
        TEST(test_a_source_comes_back), TEST(test_a_run_without_news_forgets_no_times),
        TEST(test_pages_are_summed_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
