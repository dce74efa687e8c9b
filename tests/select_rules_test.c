/* select: which file has rules for a field, whether they were changed, and where a host's file is. */
#include "select_site.h"

static uint64_t mark_of(struct site *s, enum select_field field, const char *file)
{
    uint64_t mark;
    expect_text(select_rules_for(s->rules, field, &mark), file);
    return mark;
}

static void read_anew(struct site *s, const char *name, const char *text)
{
    select_close(s->set);
    s->set = NULL;
    add_file(s, name, text);
    find(s, "example.com");
}

static void test_the_sites_own_file_is_named(void **state)
{
    struct site *s = *state;
    add_file(s, "global.txt", "date: //time\n");
    read_anew(s, "example.com.txt", "title: //h1\n");
    mark_of(s, SELECT_TITLE, "example.com.txt");
    mark_of(s, SELECT_DATE, "");
    mark_of(s, SELECT_BODY, "");
}

static void test_a_change_of_the_rules_shows_and_one_of_the_tests_does_not(void **state)
{
    struct site *s = *state;
    uint64_t first;
    read_anew(s, "example.com.txt", "title: //h1\nstrip: //nav\n");
    first = mark_of(s, SELECT_TITLE, "example.com.txt");
    read_anew(s, "example.com.txt", "# a comment\ntitle: //h1\n\nstrip: //nav\ntest_url: http://example.com/1\ntest_title: x\n");
    assert_true(mark_of(s, SELECT_TITLE, "example.com.txt") == first);
    read_anew(s, "example.com.txt", "title: //h2\nstrip: //nav\n");
    assert_true(mark_of(s, SELECT_TITLE, "example.com.txt") != first);
    read_anew(s, "example.com.txt", "title: //h1\nbody: //nav\n");
    assert_true(mark_of(s, SELECT_TITLE, "example.com.txt") != first);
    read_anew(s, "example.com.txt", "strip: //nav\ntitle: //h1\n");
    assert_true(mark_of(s, SELECT_TITLE, "example.com.txt") != first);
}

static void test_where_a_hosts_file_is(void **state)
{
    struct site *s = *state;
    int64_t now = 1773000000;
    bool own;
    add_file(s, ".example.com.txt", "title: //h1\n");
    const char *dated = add_file(s, "news.example.com@2024-05-01.txt", "title: //h1\n");
    const char *file = add_file(s, "www.news.example.com.txt", "title: //h1\n");
    find(s, "example.com");
    assert_string_equal(select_find_path(s->set, BASE_STR("www.NEWS.example.com"), now, &own), file);
    assert_true(own);
    assert_string_equal(select_find_path(s->set, BASE_STR("news.example.com"), 1700000000, &own), dated);
    assert_non_null(strstr(select_find_path(s->set, BASE_STR("sport.example.com"), now, &own), "/.example.com.txt"));
    assert_false(own);
    assert_null(select_find_path(s->set, BASE_STR("example.org"), now, &own));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_sites_own_file_is_named),
        TEST(test_a_change_of_the_rules_shows_and_one_of_the_tests_does_not),
        TEST(test_where_a_hosts_file_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
