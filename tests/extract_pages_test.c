/* extract and record: stories told over several pages. */
#include "extract/extract.h"
#include "record/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_a_page_number_belongs_to_its_story(void **state)
{
    static const struct {
        const char *first, *url;
        size_t number;
    } cases[] = {
        {"https://p.example/a.html", "https://p.example/a_2.html", 2},
        {"https://p.example/a.html", "https://p.example/a_10.html", 10},
        {"https://p.example/a_1.html", "https://p.example/a_2.html", 2},
        {"https://p.example/a-1.html", "https://p.example/a-12.html", 12},
        {"https://p.example/story", "https://p.example/story/2", 2},
        {"https://p.example/story", "https://p.example/story/2/", 2},
        {"https://p.example/story/", "https://p.example/story/2/", 2},
        {"https://p.example/story/", "https://p.example/story/page/3/", 3},
        {"https://p.example/story", "https://p.example/story?page=2", 2},
        {"https://p.example/story.php?id=7", "https://p.example/story.php?id=7&page=2", 2},
        {"https://p.example/story.php?id=7", "https://p.example/story.php?id=7&p=4", 4},
        {"https://p.example/a,1.html", "https://p.example/a,seite,2.html", 0},
        /* another story */
        {"https://p.example/5", "https://p.example/6", 0},
        {"https://p.example/news/12345.html", "https://p.example/news/12346.html", 0},
        {"https://p.example/news/1.html", "https://p.example/news/12.html", 12},
        {"https://p.example/a.html", "https://p.example/a-2019.html", 0},
        {"https://p.example/a.html", "https://p.example/b_2.html", 0},
        {"https://p.example/a.html", "https://p.example/list_2.html", 0},
        {"https://p.example/a.html", "https://q.example/a_2.html", 0},
        {"https://p.example/a.html", "https://p.example/a.html", 0},
        {"https://p.example/a_2.html", "https://p.example/a.html", 0},
        {"https://p.example/2", "https://p.example/22", 0},
        {"https://p.example/a.html", "https://p.example/a_comments_2.html", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t got = extract_page_number(base_str(cases[i].first), base_str(cases[i].url));

        if (got != cases[i].number)
            print_message("%s after %s: %zu\n", cases[i].url, cases[i].first, got);
        assert_int_equal(got, cases[i].number);
    }
}

static struct record record_of(const char *body, uint32_t flags)
{
    struct record r = {.url = BASE_STR("https://p.example/a.html"), .fetched = BASE_TIME_NONE};

    r.article.body = base_str(body);
    r.article.flags = flags;
    return r;
}

enum { MISSING = 1 << EXTRACT_FLAG_PAGE_MISSING };

static void test_joined_pages_are_one_body(void **state)
{
    struct base_arena arena;
    struct record first = record_of("One.\n\nTwo.", MISSING), next = record_of("Three.", MISSING);

    (void)state;
    base_arena_init(&arena, 0);
    assert_true(record_join(&arena, &first, &next));
    assert_true(base_str_equal(first.article.body, BASE_STR("One.\n\nTwo.\n\nThree.")));
    assert_int_equal(first.pages, 2);
    assert_int_equal(first.article.flags, MISSING); /* the second page promises a third */
    next = record_of("Four.", 0);
    assert_true(record_join(&arena, &first, &next));
    assert_int_equal(first.pages, 3);
    assert_int_equal(first.article.flags, 0);
    base_arena_free(&arena);
}

static void test_a_page_that_repeats_the_text_is_not_joined(void **state)
{
    struct base_arena arena;
    struct record first = record_of("One is a line.\n\nTwo.", MISSING), next = record_of("One is a line.\n\nThree.", 0);

    (void)state;
    base_arena_init(&arena, 0);
    assert_false(record_join(&arena, &first, &next));
    assert_int_equal(first.pages, 0);
    assert_int_equal(first.article.flags, 0); /* nothing is missing: it is the same page */
    base_arena_free(&arena);
}

static void test_a_page_without_text_stays_missing(void **state)
{
    struct base_arena arena;
    struct record first = record_of("One.", MISSING), next = record_of(NULL, 0);

    (void)state;
    base_arena_init(&arena, 0);
    assert_false(record_join(&arena, &first, &next));
    assert_int_equal(first.article.flags, MISSING);
    base_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_page_number_belongs_to_its_story),
        cmocka_unit_test(test_joined_pages_are_one_body),
        cmocka_unit_test(test_a_page_that_repeats_the_text_is_not_joined),
        cmocka_unit_test(test_a_page_without_text_stays_missing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
