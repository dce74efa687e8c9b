/* extract: a title from outside the text, and the body that is found by the title's place. */
#include "select_site.h"

#include "extract/extract.h"

#define RULE "title: //meta[@property='og:title']/@content\n"
#define PAGE(title) PAGE_WITH(title, "")
#define PAGE_WITH(title, above) "<html lang=en><title>Bridge reopens</title><meta property='og:title' content='" title "'><body>" \
    "<div class=promo><h3>Bridge reopens</h3><p>All about it, with pictures from the day and the voices of those who " \
    "came to see it, on page four.</p></div><div class=top><h1>Bridge reopens</h1></div><div class=text>" above \
    "<p>The old bridge reopened on Monday, two years after the flood that had closed it. Hundreds came to see it.</p>" \
    "<p>The city paid four million for the work, a third more than it had planned. It will cost more next year.</p>" \
    "<p>Nobody was hurt in the flood, but two houses had to be given up. The mill never opened again, it says.</p>" \
    "</div>"

static struct extract_article clip(struct site *s, const char *rules, const char *html)
{
    struct extract_article article;

    try_rules(s, rules, html);
    struct extract_input input = {.page = &s->page, .selected = &s->result, .fetched = 1773000000 /* 2026-03-08 */};
    assert_int_equal(extract_article(&s->arena, &input, &article, &s->error), BASE_OK);
    return article;
}

static void expect_title_and_story(struct site *s, const char *title, const char *html)
{
    struct extract_article a = clip(s, RULE, html);

    expect_text(a.title, title);
    assert_true(base_str_starts(a.body, BASE_STR("The old bridge reopened on Monday")));
    assert_true(base_str_ends(a.body, BASE_STR("The mill never opened again, it says.")));
}

static void test_the_text_begins_at_the_headline_not_where_its_words_stand_first(void **state)
{
    expect_title_and_story(*state, "Bridge reopens", PAGE("Bridge reopens"));
}

static void test_a_title_that_the_page_does_not_show_leaves_the_text_as_it_is(void **state)
{
    expect_title_and_story(*state, "The bridge, two years on", PAGE("The bridge, two years on"));
}

static void test_the_headline_that_the_page_repeats_above_the_text_is_no_text(void **state)
{
    expect_title_and_story(*state, "The bridge, two years on",
                           PAGE_WITH("The bridge, two years on", "<p>Bridge reopens | Larnsby Courier</p>"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_text_begins_at_the_headline_not_where_its_words_stand_first, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_a_title_that_the_page_does_not_show_leaves_the_text_as_it_is, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_the_headline_that_the_page_repeats_above_the_text_is_no_text, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
