/* extract, compare.c: what is told of how a site's selectors fare. */
#include "select_site.h"

#include "extract/extract.h"

#define P "<p>The old bridge reopened on Monday, two years after the flood that had closed it. Hundreds came to see it.</p>" \
    "<p>The city paid four million for the work, a third more than it had planned. It will cost more next year.</p>" \
    "<p>Nobody was hurt in the flood, but two houses had to be given up. The mill never opened again, it says.</p>"
#define PAGE "<html lang='en'><head><title>Bridge reopens after the flood</title></head><body><p class='shop'>Our shop</p>" \
    "<article><h1>Bridge reopens after the flood</h1><p class='by'>By Ann Lee</p><time datetime='2026-03-02'>2 March 2026</time>" \
    "<div class='text'>" P "</div></article><div class='teaser'><p>Something else altogether, told in one line.</p></div></body></html>"

static struct extract_watch watch_of(struct site *s, const char *rules, const char *html, bool compare)
{
    struct extract_article article;
    try_rules(s, rules, html);
    struct extract_input input = {.page = &s->page, .selected = &s->result, .fetched = 1773000000 /* 2026-03-08 */,
                                  .compare = compare};
    assert_int_equal(extract_article(&s->arena, &input, &article, &s->error), BASE_OK);
    assert_true(article.body.len > 0);
    return article.watch;
}

enum {
    TITLE = 1u << EXTRACT_TITLE, BYLINE = 1u << EXTRACT_BYLINE, DATE = 1u << EXTRACT_DATE, BODY = 1u << EXTRACT_BODY,
    RELATED = 1u << EXTRACT_RELATED
};

static void test_rules_that_agree(void **state)
{
    struct extract_watch w = watch_of(*state, "title: //h1\nauthor: //p[@class='by']\ndate: //time/@datetime\n"
                                      "body: //div[@class='text']\n", PAGE, true);
    assert_int_equal(w.ruled, TITLE | BYLINE | DATE | BODY);
    assert_int_equal(w.compared, TITLE | BYLINE | DATE | BODY);
    assert_int_equal(w.differs, 0);
}

static void test_rules_that_find_something_else(void **state)
{
    struct extract_watch w = watch_of(*state, "title: //p[@class='shop']\nbody: //div[@class='teaser']\nprune: no\n"
                                      "date: '2025-01-01'\nauthor: 'By Jane Roe'\n", PAGE, true);
    assert_int_equal(w.compared, TITLE | BYLINE | DATE | BODY);
    assert_int_equal(w.differs, TITLE | BYLINE | DATE | BODY);
}

static void test_rules_that_find_nothing_are_rules(void **state)
{
    struct extract_watch w = watch_of(*state, "title: //h1[@class='gone']\nrelated: //ul[@class='gone']//a\n", PAGE, true);
    assert_int_equal(w.ruled, TITLE | RELATED);
    assert_int_equal(w.compared, 0);
    assert_int_equal(w.differs, 0);
}

static void test_what_cannot_be_read_was_not_taken(void **state)
{
    struct extract_watch w = watch_of(*state, "date: //p[@class='shop']\n", PAGE, true);
    assert_int_equal(w.ruled, DATE);
    assert_int_equal(w.compared, 0);
}

static void test_nothing_is_compared_unasked(void **state)
{
    struct extract_watch w = watch_of(*state, "title: //p[@class='shop']\n", PAGE, false);
    assert_int_equal(w.ruled, TITLE);
    assert_int_equal(w.compared | w.differs, 0);
}

static void test_a_clock_time_more_is_the_same_date(void **state)
{
    struct extract_watch w = watch_of(*state, "date: '2026-03-02T10:00:00Z'\n", PAGE, true);
    assert_int_equal(w.compared, DATE);
    assert_int_equal(w.differs, 0);
}

static void test_the_record_is_the_same_compared_or_not(void **state)
{
    struct site *s = *state;
    struct extract_article articles[2];
    try_rules(s, "title: //p[@class='shop']\nbody: //div[@class='text']\n", PAGE);
    for (int i = 0; i < 2; i++) {
        struct extract_input input = {.page = &s->page, .selected = &s->result, .fetched = 1773000000, .compare = i == 1};
        assert_int_equal(extract_article(&s->arena, &input, &articles[i], &s->error), BASE_OK);
        articles[i].watch = (struct extract_watch){0};
    }
    assert_true(base_str_equal(articles[0].title, articles[1].title));
    assert_true(base_str_equal(articles[0].body, articles[1].body));
    assert_true(base_str_equal(articles[0].date, articles[1].date));
    assert_int_equal(articles[0].kind, articles[1].kind);
    assert_int_equal(articles[0].article, articles[1].article);
    assert_int_equal(articles[0].flags, articles[1].flags);
}

static void test_each_field_of_selectors_has_one_of_the_record(void **state)
{
    (void)state;
    uint32_t seen = 0;
    for (int i = 0; i < EXTRACT_FIELD_COUNT; i++) {
        int selected = extract_select_field((enum extract_field)i);
        assert_true(extract_field_name((enum extract_field)i)[0] != '\0');
        seen |= selected >= 0 ? 1u << selected : 0;
    }
    assert_int_equal(seen, (1u << SELECT_FIELD_COUNT) - 1);
    assert_int_equal(extract_select_field(EXTRACT_CANONICAL), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_rules_that_agree), TEST(test_rules_that_find_something_else),
        TEST(test_rules_that_find_nothing_are_rules), TEST(test_what_cannot_be_read_was_not_taken),
        TEST(test_nothing_is_compared_unasked), TEST(test_a_clock_time_more_is_the_same_date),
        TEST(test_the_record_is_the_same_compared_or_not),
        cmocka_unit_test(test_each_field_of_selectors_has_one_of_the_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
