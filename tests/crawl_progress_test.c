/* crawl/: what the progress line says of the rest, and what it does not claim to know. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "crawl/private.h"

enum { ELAPSED = 10000 };

static const struct crawl_settings once = {.max_pages = 1000}, revisiting = {.max_pages = 1000, .revisit = {.on = true}};

static struct crawl_progress of(const struct crawl_portal *portals, size_t count, int64_t deadline)
{
    struct crawl_summary summary = {.fetched = 7, .clipped = 5, .failed = 1, .bytes = 9};
    struct crawl_portal copies[4];
    struct crawl crawl = {.summary = &summary, .portals = copies, .portal_count = count, .began = 500, .deadline = deadline};
    struct crawl_progress out;

    memcpy(copies, portals, count * sizeof *portals);
    crawl_progress_of(&crawl, crawl.began + ELAPSED, &out);
    assert_true(out.pages == 7 && out.articles == 5 && out.errors == 1 && out.bytes == 9);
    return out;
}

static void test_what_is_known_takes_as_long_as_what_was_done(void **state)
{
    const struct crawl_portal portal = {.settings = &once, .asked = 12, .under_way = 2, .window = 18};
    struct crawl_progress p = of(&portal, 1, 0);

    (void)state;
    assert_int_equal(p.waiting, 20);
    assert_int_equal(p.left_ms, 2 * ELAPSED);
    assert_false(p.more);
}

static void test_the_slowest_portal_is_the_last(void **state)
{
    const struct crawl_portal portals[] = {{.settings = &once, .asked = 100, .window = 100},
                                           {.settings = &once, .asked = 2, .window = 10},
                                           {.settings = &once, .asked = 50}};
    struct crawl_progress p = of(portals, 3, 0);

    (void)state;
    assert_int_equal(p.waiting, 110);
    assert_int_equal(p.portals, 2);
    assert_int_equal(p.left_ms, 5 * ELAPSED);
}

static void test_lists_may_lead_to_more(void **state)
{
    const struct crawl_portal with_list = {.settings = &once, .asked = 10, .window = 10, .leads = 1},
                              with_rows = {.settings = &once, .asked = 10, .window = 10, .more = true},
                              at_its_end = {.settings = &once, .asked = 990, .window = 20, .leads = 3, .more = true};

    (void)state;
    assert_true(of(&with_list, 1, 0).more);
    assert_true(of(&with_rows, 1, 0).more);
    assert_false(of(&at_its_end, 1, 0).more); /* no more than max-pages are asked */
    assert_int_equal(of(&at_its_end, 1, 0).waiting, 10);
}

static void test_articles_that_are_due_count(void **state)
{
    const struct crawl_portal not_read = {.settings = &revisiting, .asked = 10, .due_count = 30},
                              halfway = {.settings = &revisiting, .asked = 10, .due_count = 30, .looks_waiting = 4, .looks_taken = 10},
                              found_more = {.settings = &revisiting, .asked = 10, .due_count = 30, .looks_waiting = 40},
                              all_read = {.settings = &revisiting, .asked = 10, .due_count = 30, .looks_waiting = 3, .looks_read = true},
                              failed = {.settings = &revisiting, .asked = 10, .due_count = 30, .failed = true};

    (void)state;
    assert_int_equal(of(&not_read, 1, 0).waiting, 30);
    assert_int_equal(of(&halfway, 1, 0).waiting, 20);
    assert_int_equal(of(&found_more, 1, 0).waiting, 40);
    assert_int_equal(of(&all_read, 1, 0).waiting, 3);
    assert_int_equal(of(&failed, 1, 0).waiting, 0);
}

static void test_nothing_is_said_before_anything_is_known(void **state)
{
    const struct crawl_portal first = {.settings = &once, .asked = 8, .under_way = 8, .window = 100};

    (void)state;
    assert_true(of(&first, 1, 0).left_ms < 0);
    assert_true(of(&first, 1, 0).more);
    assert_true(of(&first, 1, 500 + 2 * ELAPSED).left_ms < 0);
}

static void test_a_run_does_not_last_longer_than_it_may(void **state)
{
    const struct crawl_portal portal = {.settings = &once, .asked = 10, .window = 100, .leads = 1};

    (void)state;
    assert_int_equal(of(&portal, 1, 500 + 3 * ELAPSED).left_ms, 2 * ELAPSED);
    assert_false(of(&portal, 1, 500 + 3 * ELAPSED).more);
    assert_int_equal(of(&portal, 1, 500 + 100 * ELAPSED).left_ms, 10 * ELAPSED);
    assert_true(of(&portal, 1, 500 + 100 * ELAPSED).more);
    assert_int_equal(of(&portal, 1, 500).left_ms, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_known_takes_as_long_as_what_was_done),
        cmocka_unit_test(test_the_slowest_portal_is_the_last),
        cmocka_unit_test(test_lists_may_lead_to_more),
        cmocka_unit_test(test_articles_that_are_due_count),
        cmocka_unit_test(test_nothing_is_said_before_anything_is_known),
        cmocka_unit_test(test_a_run_does_not_last_longer_than_it_may),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
