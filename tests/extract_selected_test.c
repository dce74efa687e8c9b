/* extract: what a site's selector file asks of the extractor. */
#include "select_site.h"

#include "extract/date.h"

#define P "<p>The old bridge reopened on Monday, two years after the flood that had closed it. Hundreds came to see it.</p>" \
    "<p>The city paid four million for the work, a third more than it had planned. It will cost more next year.</p>" \
    "<p>Nobody was hurt in the flood, but two houses had to be given up. The mill never opened again, it says.</p>"
#define LD(members) "<script type='application/ld+json'>{\"@type\":\"NewsArticle\"," members "}</script>"

static struct extract_article clip(struct site *s, const char *rules, const char *html)
{
    struct extract_article article;
    try_rules(s, rules, html);
    struct extract_input input = {.page = &s->page, .selected = &s->result, .fetched = 1773000000 /* 2026-03-08 */};
    assert_int_equal(extract_article(&s->arena, &input, &article, &s->error), BASE_OK);
    return article;
}

/* ---- Dates ---- */

static const struct {
    const char *format, *text, *date;
} formats[] = {
    {"%d.%m.%Y", "3.4.2024", "2024-04-03"},
    {"%m/%d/%y %I:%M %p", "03/04/24 9:05 PM", "2024-03-04T21:05"},
    {"%I.%M%p on %e %B, %Y", "12.10am on 4 March, 2024", "2024-03-04T00:10"},
    {"%A, %d %b %Y %H:%M:%S %z", "lundi, 04 mars 2024 21:05:06 +0100", "2024-03-04T21:05:06+01:00"},
    {"Stand: %Y%m%d%H%M", "Stand: 202403042105 Uhr", "2024-03-04T21:05"},
    {"%s", "1709586306", "2024-03-04T21:05:06Z"},
    {"%d.%m.%Y", "no date at all", NULL},
    {"%d.%m.%Y", "31.13.2024", NULL},
    {"%H:%M %%", "10:20 %", NULL}, /* no day in it */
};

static void test_dates_are_read_as_a_format_says(void **state)
{
    struct site *s = *state;
    struct extract_moment m;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        bool read = extract_moment_by_format(base_str(formats[i].text), base_str(formats[i].format), BASE_STR("en"), &m);
        assert_int_equal(read, formats[i].date != NULL);
        if (read)
            expect_text(extract_moment_format(&s->arena, &m), formats[i].date);
    }
}

static void test_the_format_decides_which_number_is_the_day(void **state)
{
    struct site *s = *state;
    expect_text(clip(s, "date: //i\ndate_format: %d/%m/%Y\n", "<html lang=en-US><h1>Bridge</h1><i>03/04/2024</i>" P).date,
                "2024-04-03");
}

static void test_a_date_that_fits_no_format_is_read_as_it_looks(void **state)
{
    struct site *s = *state;
    expect_text(clip(s, "date: //i\ndate_format: %s\n", "<h1>Bridge</h1><i>3 April 2024</i>" P).date, "2024-04-03");
}

static void test_a_zone_is_added_to_times_without_one(void **state)
{
    struct site *s = *state;
    expect_text(clip(s, "date: //i\nmodified: //b\ntimezone: Europe/Berlin\n",
                     "<h1>Bridge</h1><i>2024-01-15 10:20</i><b>2024-07-15 10:20</b>" P).date, "2024-01-15T10:20+01:00");
}

static void test_a_bare_day_has_no_zone_and_a_stated_one_stays(void **state)
{
    struct site *s = *state;
    struct extract_article a = clip(s, "date: //i\nmodified: //b\ntimezone: +08:00\n",
                                    "<h1>Bridge</h1><i>2024-01-15</i><b>2024-07-15T10:20Z</b>" P);
    expect_text(a.date, "2024-01-15");
    expect_text(a.modified, "2024-07-15T10:20Z");
}

/* ---- Settings ---- */

static void test_json_ld_is_not_read_where_the_file_says_so(void **state)
{
    struct site *s = *state;
    static const char html[] = "<h1>Bridge reopens</h1>" LD("\"author\":{\"@type\":\"Person\",\"name\":\"Ann Lee\"}") P;
    assert_int_equal(clip(s, "tidy: no\n", html).byline.count, 1);
    add_file(s, "example.com.txt", "skip_json_ld: yes\n");
    select_close(s->set);
    s->set = NULL;
    find(s, "example.com");
    assert_int_equal(clip(s, "skip_json_ld: yes\n", html).byline.count, 0);
}

static void test_an_author_that_a_rule_names_may_be_a_desk_but_no_date(void **state)
{
    struct site *s = *state;
    struct extract_article a = clip(s, "author: //i\n", "<h1>Bridge reopens</h1><i>By Gazette Staff</i>" P);
    assert_int_equal(a.byline.count, 1);
    expect_text(a.byline.items[0], "Gazette Staff");
    assert_int_equal(clip(s, "author: //i\n", "<h1>Bridge reopens</h1><i>12 May 2024</i>" P).byline.count, 0);
    a = clip(s, "author: //i\n", "<h1>Bridge reopens</h1><i>Ann Lee, Gazette Staff</i>" P);
    assert_int_equal(a.byline.count, 1);
    expect_text(a.byline.items[0], "Ann Lee");
}

static void test_a_closed_field_is_empty(void **state)
{
    struct site *s = *state;
    struct extract_article a = clip(s, "title: //h9\nbody: //h9\nautodetect_on_failure: no\n",
                                    "<title>Bridge</title><h1>Bridge reopens</h1>" P);
    assert_int_equal(a.title.len, 0);
    assert_int_equal(a.body.len, 0);
    assert_false(extract_kind_has_body(a.kind));
}

static void test_the_rules_for_all_sites_come_behind_the_extractor(void **state)
{
    struct site *s = *state;
    add_file(s, "global.txt", "title: //meta[@property='og:title']/@content\ndate: //var/@data-day\n");
    struct extract_article a = clip(s, "body: //div\n", "<meta property='og:title' content='Share me'><title>Bridge reopens"
                                    "</title><body><h1>Bridge reopens</h1><var data-day=2024-02-03></var><div>" P "</div>");
    expect_text(a.title, "Bridge reopens");
    expect_text(a.date, "2024-02-03");
    expect_text(a.from[EXTRACT_DATE], "selector:global.txt:2");
}

static void test_a_title_from_a_meta_element_loses_the_sites_name(void **state)
{
    struct site *s = *state;
    expect_text(clip(s, "title: //meta[@property='og:title']/@content\n",
                     "<meta property='og:site_name' content='Larnsby Courier'><meta property='og:title' "
                     "content='Bridge reopens | Larnsby Courier'><h1>Other</h1>" P).title, "Bridge reopens");
    expect_text(s->result.fields[SELECT_TITLE].values[0].text, "Bridge reopens | Larnsby Courier");
}

static void test_a_body_may_be_a_string(void **state)
{
    struct site *s = *state;
    struct extract_article a = clip(s, "body: //meta[@name='text']/@content\n",
                                    "<meta name=text content='All of the text.'><h1>Bridge</h1><p>More</p>" P);
    expect_text(a.body, "All of the text.");
    expect_text(a.from[EXTRACT_BODY], "selector:example.com.txt:1");
}

static void test_native_ads_are_flagged(void **state)
{
    struct site *s = *state;
    assert_true(clip(s, "native_ad_clue: //meta[@name='ad']\n", "<meta name=ad><h1>Bridge</h1>" P).flags &
                1u << EXTRACT_FLAG_NATIVE_AD);
}

static void test_the_sites_picture_for_all_is_not_the_articles(void **state)
{
    struct site *s = *state;
    static const char html[] = "<meta property='og:image' content='http://example.com/house.png'><h1>Bridge</h1>" P;
    assert_int_equal(clip(s, "insert_detected_image: no\n", html).image.url.len, 0);
}

static void test_a_link_to_the_next_page_is_not_guessed_where_the_file_says_so(void **state)
{
    struct site *s = *state;
    static const char html[] = "<h1>Bridge</h1>" P "<a rel=next href='/news/1.html?page=2'>2</a>";
    assert_int_equal(clip(s, "autodetect_next_page: no\n", html).next_page.len, 0);
    struct extract_input input = {.page = &s->page, .fetched = BASE_TIME_NONE};
    struct extract_article article;
    assert_int_equal(extract_article(&s->arena, &input, &article, &s->error), BASE_OK);
    expect_text(article.next_page, "http://example.com/news/1.html?page=2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_dates_are_read_as_a_format_says),
        TEST(test_the_format_decides_which_number_is_the_day),
        TEST(test_a_date_that_fits_no_format_is_read_as_it_looks),
        TEST(test_a_zone_is_added_to_times_without_one),
        TEST(test_a_bare_day_has_no_zone_and_a_stated_one_stays),
        TEST(test_json_ld_is_not_read_where_the_file_says_so),
        TEST(test_an_author_that_a_rule_names_may_be_a_desk_but_no_date),
        TEST(test_a_closed_field_is_empty),
        TEST(test_the_rules_for_all_sites_come_behind_the_extractor),
        TEST(test_a_title_from_a_meta_element_loses_the_sites_name),
        TEST(test_a_body_may_be_a_string),
        TEST(test_native_ads_are_flagged),
        TEST(test_the_sites_picture_for_all_is_not_the_articles),
        TEST(test_a_link_to_the_next_page_is_not_guessed_where_the_file_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
