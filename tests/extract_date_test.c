/* Which of a page's dates is the article's, and what the words around a date say of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "extract/date.h"
#include "extract/private.h"

#define URL "https://www.example-gazette.com/news/a.html"
#define BODY "<p>The council met on Monday to talk about the bridge over the river, which has been closed since spring.</p>" \
    "<p>Work on the piers took longer than planned, and the mayor said that the money had run out twice.</p>"
#define HEADLINE "<h1>Bridge over the river reopens</h1>"

/* ---- Strings ---- */

static const struct {
    const char *lang, *text, *iso; /* NULL: no date */
} texts[] = {
    {"es", "6 de mayo de 2022 - 2:00 p. m.", "2022-05-06T14:00"},
    {"ar", "الثلاثاء 11 فبراير 2020 - 10:47 م", "2020-02-11T22:47"},
    {"ar", "11 فبراير 2020م 10:47 ص", "2020-02-11T10:47"},
    {"el", "11 Φεβρουαρίου 2020, 10:47 μ.μ.", "2020-02-11T22:47"},
    {"tr", "11 Şubat 2020 Salı 10:47", "2020-02-11T10:47"},
    {"ko", "2020.02.11. 오후 10:47", "2020-02-11T22:47"},
    {"hi", "11 फरवरी 2020 अपराह्न 3:15", "2020-02-11T15:15"},
    {"vi", "Thứ ba, 11/2/2020, 10:47 (GMT+7)", "2020-02-11T10:47+07:00"},
    {"th", "11 ก.พ. 63", "2020-02-11"},
    {"th", "11 ก.พ. 2563 10:47 น.", "2020-02-11T10:47"},
    {"en", "11 Feb 63", NULL},
    {"en", "Feb/11/2020", "2020-02-11"},
    {"zh", "2020 02/11 10:47:50", "2020-02-11T10:47:50"},
    {"zh", "2020 02/ 11 10:47:50 来源：新华网", "2020-02-11T10:47:50"},
    {"zh", "2020 13/11 10:47", NULL},
    {"de", "Kultur, 2.11.22", "2022-11-02"},
    {"fi", "2.11.22 klo 9.05", "2022-11-02T09:05"},
    {"en", "Version 2.11.22", NULL},
    {"de", "12.11.2018 am 12:05", "2018-11-12T12:05"},
};

static void test_halves_eras_and_short_years_are_read_as_the_language_has_them(void **state)
{
    (void)state;
    struct base_arena arena;
    base_arena_init(&arena, 0);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct extract_date_context context = {base_str(texts[i].lang), BASE_TIME_NONE};
        struct base_str got = extract_date_find(&arena, base_str(texts[i].text), &context, NULL, NULL);
        const char *shown = got.ptr ? base_arena_cstr(&arena, got) : "none";
        if (strcmp(shown, texts[i].iso ? texts[i].iso : "none") != 0)
            fail_msg("%s gave %s, not %s", texts[i].text, shown, texts[i].iso ? texts[i].iso : "none");
    }
    base_arena_free(&arena);
}

static void test_digits_alone_are_read_to_their_precision(void **state)
{
    (void)state;
    static const struct {
        const char *text, *iso;
    } rows[] = {{"202002111047", "2020-02-11T10:47:00"}, {"1581418070.123", "2020-02-11T10:47:50Z"},
        {"20200211", "2020-02-11"}, {"1581418070", "2020-02-11T10:47:50Z"}, {"202013111047", NULL}};
    struct base_arena arena;
    base_arena_init(&arena, 0);
    struct extract_date_context context = {.fetched = BASE_TIME_NONE};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct base_str got = extract_date_parse(&arena, base_str(rows[i].text), &context);
        const char *shown = got.ptr ? base_arena_cstr(&arena, got) : "none";
        if (strcmp(shown, rows[i].iso ? rows[i].iso : "none") != 0)
            fail_msg("%s gave %s, not %s", rows[i].text, shown, rows[i].iso ? rows[i].iso : "none");
    }
    base_arena_free(&arena);
}

/* ---- Labels ---- */

static void test_words_before_a_date_are_folded_and_unique_in_a_language(void **state)
{
    (void)state;
    for (size_t i = 0; i < extract_date_word_count; i++) {
        struct base_str word = base_str(extract_date_words[i].word);
        assert_true(word.len > 1 && extract_date_words[i].langs[0]);
        for (size_t at = 0; at < word.len;) {
            uint32_t c = base_utf8_next(word, &at);
            assert_int_equal(c, base_char_fold(c));
        }
        for (size_t k = i + 1; k < extract_date_word_count; k++)
            if (!strcmp(extract_date_words[i].word, extract_date_words[k].word))
                assert_int_equal(extract_date_words[i].label, extract_date_words[k].label);
    }
}

static void test_the_last_word_before_a_date_tells_what_it_is(void **state)
{
    (void)state;
    static const struct {
        const char *before;
        enum extract_date_label label;
    } rows[] = {
        {"Published: ", EXTRACT_DATE_PUBLISHED}, {"Last updated on ", EXTRACT_DATE_UPDATED},
        {"Published 9:15, updated ", EXTRACT_DATE_UPDATED}, {"Zuletzt aktualisiert am ", EXTRACT_DATE_UPDATED},
        {"Stand: ", EXTRACT_DATE_UPDATED}, {"Veröffentlicht am Montag, ", EXTRACT_DATE_PUBLISHED},
        {"Mis à jour le ", EXTRACT_DATE_UPDATED}, {"最終更新日：", EXTRACT_DATE_UPDATED}, {"发布时间：", EXTRACT_DATE_PUBLISHED},
        {"수정 ", EXTRACT_DATE_UPDATED}, {"기사입력 ", EXTRACT_DATE_PUBLISHED}, {"Termin: ", EXTRACT_DATE_OTHER},
        {"Deadline: ", EXTRACT_DATE_OTHER}, {"Events of the week, ", EXTRACT_DATE_BARE}, {"", EXTRACT_DATE_BARE},
        {"By Jane Roe, ", EXTRACT_DATE_BARE}, {"Understand: ", EXTRACT_DATE_BARE},
        {"Updated rules for all who want to cross the river by car or on foot came on ", EXTRACT_DATE_BARE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (extract_date_label(base_str(rows[i].before)) != rows[i].label)
            fail_msg("\"%s\" is %d, not %d", rows[i].before, extract_date_label(base_str(rows[i].before)), rows[i].label);
}

/* ---- Pages ---- */

struct date_page {
    const char *url, *html;
    const char *date, *modified, *from; /* NULL: none */
};

static void check_field(const struct date_page *row, const char *field, struct base_str got, const char *expected)
{
    if (!base_str_equal(got, expected ? base_str(expected) : BASE_STR_NONE))
        fail_msg("%s: %s is \"%.*s\", not \"%s\"", row->html, field, BASE_STR_ARG(got), expected ? expected : "");
}

static void check_pages(const struct date_page *rows, size_t count, int64_t fetched)
{
    for (size_t i = 0; i < count; i++) {
        struct base_error e = {{0}};
        struct base_arena arena;
        struct page page;
        struct extract_article article;
        base_arena_init(&arena, 0);
        assert_int_equal(page_parse(&arena, base_str(rows[i].html), base_str(rows[i].url), PAGE_MODE_HTML, &page, &e),
            BASE_OK);
        struct extract_input input = {.page = &page, .fetched = fetched};
        assert_int_equal(extract_article(&arena, &input, &article, &e), BASE_OK);
        check_field(&rows[i], "date", article.date, rows[i].date);
        check_field(&rows[i], "modified", article.modified, rows[i].modified);
        if (rows[i].from)
            check_field(&rows[i], "from", article.from[EXTRACT_DATE], rows[i].from);
        page_free(&page);
        base_arena_free(&arena);
    }
}
#define CHECK_PAGES(rows) check_pages(rows, sizeof(rows) / sizeof((rows)[0]), BASE_TIME_NONE)

#define STATED(day) "<meta property='article:published_time' content='" day "'>"
#define CHANGED(day) "<meta property='article:modified_time' content='" day "'>"

static void test_printed_date_outweighs_a_statement_that_nothing_printed_agrees_with(void **state)
{
    (void)state;
    static const struct date_page rows[] = {
        {URL, STATED("2024-08-07T12:01:51Z") HEADLINE "<p>Dec 30, 2013</p>" BODY, "2013-12-30", NULL, "generic"},
        {URL, STATED("2025-12-19T03:05:00Z") HEADLINE "<p>Posted on December 18, 2025</p>" BODY, "2025-12-18", NULL,
            "generic"},
        {URL, STATED("2013-12-30T08:00:00Z") HEADLINE "<p>Dec 30, 2013</p>" BODY, "2013-12-30T08:00:00Z", NULL, "meta"},
        /* another statement has the printed day */
        {URL, STATED("2022-05-05T21:00:00-05:00") "<meta name=pubdate content='2022-05-06T02:00:00Z'>" HEADLINE
            "<p>6 May 2022</p>" BODY, "2022-05-06T02:00:00Z", NULL, "meta"},
        /* one of the printed dates agrees */
        {URL, STATED("2022-12-30") HEADLINE "<p>Jane Roe | 29 December 2022 30 December 2022 | City</p>" BODY,
            "2022-12-30", NULL, "meta"},
        {URL, STATED("2025-01-05") HEADLINE "<p>5 January 2025</p><p>20 November 2024</p>" BODY, "2025-01-05", NULL,
            "meta"},
        /* the same day in the other order */
        {URL, STATED("2021-11-01T05:00:14") "<html lang=de>" HEADLINE "<p>11/01/2021</p>" BODY, "2021-11-01T05:00:14",
            NULL, "meta"},
        {URL, "<html lang=de><meta name=date content='11/01/2023 12:43:42'>" HEADLINE BODY "<p>Erstellt am: 01.11.2023</p>",
            "2023-11-01T12:43:42", NULL, "meta"},
        /* a date of something else */
        {URL, STATED("2019-11-27") "<html lang=de>" HEADLINE "<p>Termin: 21.02.2020, 19 Uhr</p>" BODY, "2019-11-27",
            NULL, "meta"},
        {URL, STATED("2019-11-27") HEADLINE "<p>Hearing: 21 February 2020</p>" BODY, "2019-11-27", NULL, "meta"},
    };
    CHECK_PAGES(rows);
}

static void test_todays_date_in_the_portals_head_is_not_the_articles(void **state)
{
    (void)state;
    static const struct date_page rows[] = {
        {URL, STATED("2020-02-03") "<p>Tuesday, February 11, 2020</p>" HEADLINE BODY, "2020-02-03", NULL, "meta"},
        {URL, STATED("2020-02-03") "<p>Friday, January 31, 2020</p>" HEADLINE BODY, "2020-01-31", NULL, "generic"},
        {URL, STATED("2020-02-03") "<header><p>Friday, January 31, 2020</p></header>" HEADLINE BODY, "2020-02-03", NULL,
            "meta"},
        {URL, "<div class=masthead><p>Friday, January 31, 2020</p></div>" HEADLINE BODY, NULL, NULL, NULL},
        {URL, "<header><p>Friday, January 31, 2020</p>" HEADLINE "</header>" BODY, "2020-01-31", NULL, "generic"},
    };
    check_pages(rows, sizeof rows / sizeof rows[0], 1581440000); /* 2020-02-11 */
}

static void test_day_of_an_update_is_not_the_publications(void **state)
{
    (void)state;
    static const struct date_page rows[] = {
        {URL, STATED("2024-08-07") HEADLINE "<p>Updated March 5, 2025</p>" BODY, "2024-08-07", "2025-03-05", "meta"},
        {URL, STATED("2024-08-07") CHANGED("2025-03-05T10:00:00Z") HEADLINE "<p>March 5, 2025</p>" BODY, "2024-08-07",
            "2025-03-05T10:00:00Z", "meta"},
        {URL, STATED("2024-08-07") CHANGED("2024-08-07") HEADLINE "<p>Updated Dec 18, 2025 · 12 min read</p>" BODY,
            "2024-08-07", "2025-12-18", "meta"},
        {URL, HEADLINE "<p>Updated: May 3, 2020 | Published: May 1, 2020</p>" BODY, "2020-05-01", "2020-05-03",
            "generic"},
        {URL, HEADLINE "<p><span>News</span><span>December 22, 2022</span><span>Updated: January 2, 2026</span></p>" BODY,
            "2022-12-22", "2026-01-02", "generic"},
        {URL, HEADLINE "<div><span>Last updated</span></div><div>May 3, 2020</div><div>May 1, 2020</div>" BODY,
            "2020-05-01", "2020-05-03", "generic"},
        {URL, HEADLINE "<p>2020年5月1日公開 2020年5月3日更新</p>" BODY, "2020-05-01", "2020-05-03", "generic"},
        {URL, HEADLINE "<p>Updated <time datetime='2020-05-03'>May 3</time></p><p>By Jane Roe</p>"
            "<p><time datetime='2020-05-01'>May 1</time></p>" BODY, "2020-05-01", "2020-05-03", "generic"},
        /* the only one */
        {URL, HEADLINE "<p>By Jane Roe · Founder and Editor-in-Chief · Updated May 6, 2025</p>" BODY, "2025-05-06", NULL,
            "generic"},
        {URL, CHANGED("2025-05-06") HEADLINE BODY, NULL, "2025-05-06", NULL},
        /* Published by name, though the statement is of the update */
        {URL, STATED("2025-08-21") HEADLINE "<p>Published Apr 26, 2023</p><p>Updated Aug 21, 2025</p>" BODY,
            "2023-04-26", "2025-08-21", "generic"},
    };
    CHECK_PAGES(rows);
}

static void test_days_of_videos_and_records_are_weak(void **state)
{
    (void)state;
    static const struct date_page rows[] = {
        {URL, "<script type='application/ld+json'>{\"@type\":\"VideoObject\",\"name\":\"x\",\"uploadDate\":\"2015-01-16\"}"
            "</script>" STATED("2017-12-01") HEADLINE BODY, "2017-12-01", NULL, "meta"},
        {URL, "<meta name=date content='2021-12-20'>" HEADLINE "<p>January 27, 2022</p>" BODY, "2022-01-27", NULL,
            "generic"},
        {URL, "<meta name='DC.date' content='2022-01-21'>" HEADLINE "<p>By Jane Roe</p><time datetime='2022-01-25T08:00+01:00'>"
            "Tuesday</time>" BODY, "2022-01-25T08:00+01:00", NULL, "generic"},
        {URL, "<meta name=date content='2021-12-20'>" HEADLINE BODY, "2021-12-20", NULL, "meta"},
        {URL, "<meta name=date content='2022-01-21'>" HEADLINE "<div itemscope itemtype='https://schema.org/Article'>"
            "<span itemprop=datePublished content='2022-01-27'>Thursday</span>" BODY "</div>", "2022-01-27", NULL, "microdata"},
        /* a script's type as a meta element's name */
        {URL, "<meta name='script:ld+json' content='{&quot;@context&quot;:&quot;https://schema.org&quot;,&quot;@type&quot;:"
            "&quot;Article&quot;,&quot;datePublished&quot;:&quot;2022-01-27&quot;}'>" HEADLINE BODY, "2022-01-27", NULL,
            "json-ld"},
        {URL, HEADLINE BODY "<div data-track='{\"page\":\"" "article of the river gazette, which has a long and winding name "
            "so that this is no mere setting of a button, but what the page is about, and where it is shown, and why\","
            "\"publish_date\":\"2022-01-27\"}'></div>", "2022-01-27", NULL, "app-data"},
    };
    CHECK_PAGES(rows);
}

#define DATA(title) "<script type='application/json'>{\"list\":[{\"title\":\"Another story, of a flood\",\"date\":\"2020-02-02\"}]," \
    "\"post\":{\"title\":\"" title "\",\"date\":\"2022-01-27\"}}</script>"

static void test_date_in_a_programs_data_is_that_of_the_object_with_the_pages_title(void **state)
{
    (void)state;
    static const struct date_page rows[] = {
        {URL, HEADLINE BODY DATA("Bridge over the river reopens"), "2022-01-27", NULL, "app-data"},
        {URL, HEADLINE BODY DATA("Bridge over the mountain reopens"), NULL, NULL, NULL},
        {URL, HEADLINE BODY DATA("Something else altogether"), NULL, NULL, NULL},
        /* a title that JSON may escape */
        {URL, "<title>漢城大橋昨日重新開放通車</title><h1>漢城大橋昨日重新開放通車</h1>" BODY
            DATA("\\u6f22\\u57ce\\u5927\\u6a4b\\u6628\\u65e5"
                 "\\u91cd\\u65b0\\u958b\\u653e\\u901a\\u8eca"), "2022-01-27", NULL, "app-data"},
    };
    CHECK_PAGES(rows);
}

static void test_order_of_day_and_month_is_that_of_country_and_page(void **state)
{
    (void)state;
    static const struct date_page rows[] = {
        {"https://www.example-gazette.com/a", "<html lang=en>" HEADLINE "<p>11/12/2018</p>" BODY, "2018-11-12", NULL, NULL},
        {"https://www.example-gazette.gr/a", "<html lang=en>" HEADLINE "<p>11/12/2018</p>" BODY, "2018-12-11", NULL, NULL},
        {"https://www.example-gazette.ph/a", "<html lang=en>" HEADLINE "<p>11/12/2018</p>" BODY, "2018-11-12", NULL, NULL},
        {"https://www.example-gazette.io/a", "<html lang=en>" HEADLINE "<p>11/12/2018</p>" BODY, "2018-11-12", NULL, NULL},
        {"https://www.example-gazette.com/a", "<html lang=en>" HEADLINE "<p>11/12/2018</p>" BODY
            "<div class=related><p>25/11/2018</p></div>", "2018-12-11", NULL, NULL},
        {"https://www.example-gazette.com/a", "<html lang=en-GB>" HEADLINE "<p>11/12/2018</p>" BODY
            "<div class=related><p>11/25/2018</p></div>", "2018-11-12", NULL, NULL},
        {"https://www.example-gazette.com/a", "<html lang=en>" HEADLINE "<p>02-12-2025</p>" BODY
            "<div class=related><time datetime='2025-12-02'>December 2</time></div>", "2025-12-02", NULL, NULL},
    };
    CHECK_PAGES(rows);
}

static void test_dates_are_found_by_place_name_and_attribute(void **state)
{
    (void)state;
    static const struct date_page rows[] = {
        /* right below the headline, in a box of any name */
        {URL, "<article>" HEADLINE "</article><div class=sidebar><p>21.01.2022 - 13:30</p></div>" BODY, "2022-01-21T13:30",
            NULL, "generic"},
        {URL, HEADLINE "<div class=comments><p>21.01.2022 - 13:30</p></div>" BODY, NULL, NULL, NULL},
        /* the only day of the article's lines, in a column of its own */
        {URL, "<main><article><div>" HEADLINE BODY BODY BODY "</div><div class=sidebar><h4>Published</h4><div>July 8, 2025</div></div>"
            "</article></main>", "2025-07-08", NULL, "generic"},
        {URL, "<main><article><div>" HEADLINE BODY BODY BODY "</div><div class=sidebar><p>July 8, 2025</p><p>July 9, 2025</p></div>"
            "</article></main>", NULL, NULL, NULL},
        /* what pages give their scripts */
        {URL, HEADLINE "<p>By Jane Roe</p><span class=timestamp data-timestamp='1581418070000'></span>" BODY,
            "2020-02-11T10:47:50Z", NULL, "generic"},
        {URL, HEADLINE "<p>By Jane Roe</p><span class=box data-timestamp='1581418070000'></span>" BODY, NULL, NULL, NULL},
        {URL, HEADLINE BODY "<abbr class=published title='2018-06-05T08:00:00-07:00'>08:00</abbr>",
            "2018-06-05T08:00:00-07:00", NULL, "generic"},
        {URL, HEADLINE "<abbr itemprop=datePublished title='2018-06-05T08:00:00-07:00'>08:00</abbr>" BODY,
            "2018-06-05T08:00:00-07:00", NULL, "microdata"},
        {URL, "<meta name='weibo: article:create_at' content='2020-02-11 10:47:50'>" HEADLINE BODY, "2020-02-11T10:47:50",
            NULL, "meta"},
        /* the last line of a blog's entry */
        {URL, HEADLINE BODY BODY BODY BODY BODY BODY BODY BODY "<p>This entry was posted on Monday, May 3rd, 2010 at 10:05 am "
            "and is filed under City. You can follow any responses to this entry through the feed.</p>",
            "2010-05-03T10:05", NULL, "generic"},
        {URL, HEADLINE BODY BODY BODY BODY BODY BODY BODY BODY "<p>The first stone was laid on Monday, May 3rd, 2010 at 10:05 "
            "am and the last one by the mayor of the city who came with a band and a choir.</p>", NULL, NULL, NULL},
    };
    CHECK_PAGES(rows);
}

#define FAR_BODY BODY BODY BODY BODY BODY BODY BODY BODY

static void test_day_that_is_called_the_first_one_outlives_updates(void **state)
{
    (void)state;
    static const struct date_page rows[] = {
        {URL, HEADLINE "<p>30 Sep 2022, 11:07am</p>" FAR_BODY "<p>This article was originally published on 26 Sep 2019 at "
            "4:12pm but has been regularly updated to keep it current.</p>", "2019-09-26T16:12", "2022-09-30T11:07",
            "generic"},
        {URL, "<html lang=de>" HEADLINE "<p>30.09.2022</p>" FAR_BODY "<p>Dieser Artikel erschien zuerst am 26. September "
            "2019 und wurde seitdem aktualisiert.</p>", "2019-09-26", "2022-09-30", "generic"},
        {URL, "<html lang=zh>" HEADLINE "<p>2022-09-30</p>" FAR_BODY "<p>本文最初发表于2019年9月26日，更新于2022年9月30日。</p>",
            "2019-09-26", "2022-09-30", "generic"},
        /* another publisher's, maybe */
        {URL, HEADLINE "<p>30 Sep 2022</p>" FAR_BODY "<p>This article was originally published on 26 Sep 2019 by the "
            "River Times.</p>", "2022-09-30", NULL, "generic"},
        {URL, HEADLINE "<p>Updated March 5, 2025</p>" FAR_BODY "<p>Published: March 1, 2024</p>", "2024-03-01",
            "2025-03-05", "generic"},
        {URL, HEADLINE "<p>Updated March 5, 2025</p>" FAR_BODY "<p>March 1, 2024</p>", "2025-03-05", NULL, "generic"},
    };
    CHECK_PAGES(rows);
}

#define ROW "<tr><td>Relay</td><td>19.05.2007</td></tr>"

static void test_dates_of_other_stories_and_of_data_are_left(void **state)
{
    (void)state;
    static const struct date_page rows[] = {
        {URL, HEADLINE BODY "<div><a href=/x><img src=a.jpg><h2>Ice on the lake <span class=date>24.04.2023</span></h2></a>"
            "</div>", NULL, NULL, NULL},
        {URL, HEADLINE BODY "<div><a href=/x><h3>Ice on the lake</h3><time datetime=2023-04-24>April 24</time></a></div>",
            NULL, NULL, NULL},
        {URL, "<a href=/news/a.html>" HEADLINE "<span class=date>24.04.2023</span></a>" BODY, "2023-04-24", NULL, "generic"},
        {URL, HEADLINE "<p><a href=/2023/04/24/><time datetime=2023-04-24>April 24</time></a></p>" BODY, "2023-04-24",
            NULL, "generic"},
        {URL, HEADLINE "<p>By Jane Roe</p>" BODY "<div class=item><h3><a href=/x>Ice on the lake is thick enough</a></h3>"
            "<time datetime=2023-04-24>April 24</time></div>", NULL, NULL, NULL},
        {URL, HEADLINE "<p>By Jane Roe</p>" BODY "<ul><li><a href=/x>Ice on the lake is thick enough</a> 24.04.2023</li>"
            "</ul>", NULL, NULL, NULL},
        {URL, HEADLINE "<div><h4><a href=/jane>Jane Roe</a></h4><time datetime=2023-04-24>April 24</time></div>" BODY,
            "2023-04-24", NULL, "generic"},
        {URL, HEADLINE "<table>" ROW ROW ROW ROW ROW ROW "</table>" BODY, NULL, NULL, NULL},
        {URL, HEADLINE "<table><tr><td>19.05.2007</td><td>By Jane Roe</td></tr></table>" BODY, "2007-05-19", NULL,
            "generic"},
        {URL, HEADLINE FAR_BODY "<div class=veranstaltungen-liste><p>13.11.2021</p></div>", NULL, NULL, NULL},
        {URL, HEADLINE "<p>Registered: 18.09.2008</p><p>by roe22, 21.01.2009</p>" BODY, "2009-01-21", NULL, "generic"},
        /* in a column of its own, with the labels of others in cards */
        {URL, "<main><div>" HEADLINE FAR_BODY "</div><div class=sidebar><h4>Published</h4><h3>Publish date</h3><time "
            "datetime=2018-11-15>15 November 2018</time><h4>Reviewed</h4><time datetime=2020-10-08>8 October 2020</time>"
            "</div><div class=list><a href=/x><span><h3>Publish date</h3> <time datetime=2019-01-17>17 Jan 2019</time>"
            "</span><h3>Shopping safely</h3></a></div></main>", "2018-11-15", NULL, "generic"},
    };
    CHECK_PAGES(rows);
}

static void test_titles_and_datelines_tell_the_day_where_no_line_does(void **state)
{
    (void)state;
    static const struct date_page rows[] = {
        {URL, "<title>Bridge over the river reopens | Gazette | 28.04.2023</title>" HEADLINE BODY, "2023-04-28", NULL,
            "meta"},
        {URL, "<title>Bridge over the river reopens | What happened on 28.04.2023</title>" HEADLINE BODY, NULL, NULL, NULL},
        {URL, HEADLINE "<p>RIVERTON, 1 February 2022 (RT) - The bridge over the river is open again, said the mayor of the "
            "town, and cars may drive there from today on.</p>" BODY, "2022-02-01", NULL, "generic"},
        {URL, HEADLINE "<p>01.02.2022 \"The bridge over the river is open again\", said the mayor of the town, and cars may "
            "drive there from today on.</p>" BODY, "2022-02-01", NULL, "generic"},
        {URL, HEADLINE "<p>On 1 February 2022 the bridge over the river was closed, said the mayor of the town, and cars "
            "could not drive there any more.</p>" BODY, NULL, NULL, NULL},
        {URL, HEADLINE "<p>The bridge that the mayor closed on 1 February 2022 - it was a cold day - is open again, and cars "
            "may drive there from today on.</p>" BODY, NULL, NULL, NULL},
    };
    CHECK_PAGES(rows);
}

static void test_address_tells_the_order_and_which_of_the_printed_days(void **state)
{
    (void)state;
    static const struct date_page rows[] = {
        {"https://example.com/blog/2023/october/03/wine", HEADLINE BODY, "2023-10-03", NULL, "url"},
        {"https://example.com/world/2023/dec/22/wine", HEADLINE BODY, "2023-12-22", NULL, "url"},
        {"https://example.com/blog/2023/october/03/wine", HEADLINE "<p>03/10/2023</p>" BODY, "2023-10-03", NULL, "generic"},
        {"https://example.com/blog/2023/03/10/wine", "<html lang=en-GB>" HEADLINE "<p>03/10/2023</p>" BODY, "2023-03-10",
            NULL, "generic"},
        {URL, HEADLINE "<p>03/10/2023</p>" BODY "<div class=related><p>3 October 2023</p></div>", "2023-10-03", NULL,
            "generic"},
        {URL, HEADLINE "<p>03/10/2023</p>" BODY "<div class=related><p>3 October 2023</p><p>March 10, 2023</p></div>",
            "2023-03-10", NULL, "generic"},
        {URL, HEADLINE "<p>Published 03/10/2023, updated 05/10/2023</p>" BODY "<div class=related><p>25/09/2023</p></div>",
            "2023-10-03", "2023-10-05", "generic"},
        {"https://example.com/2007/05/20/relay", HEADLINE "<p>By Jane Roe | 20. Mai 2007 | Results of all the teams, of the "
            "year 2007 and of the river towns</p><p>19.05.2007</p>" BODY, "2007-05-20", NULL, "url"},
        {"https://example.com/2007/05/20/relay", HEADLINE "<p>19.05.2007</p>" BODY, "2007-05-19", NULL, "generic"},
    };
    CHECK_PAGES(rows);
}

static void test_update_of_the_same_day_is_as_precise_as_it_is_stated(void **state)
{
    (void)state;
    static const struct date_page rows[] = {
        {URL, STATED("2024-08-07T10:00:00Z") CHANGED("2024-08-07T11:30:20Z") HEADLINE "<p>Updated Aug 7, 2024, 11:30</p>" BODY,
            "2024-08-07T10:00:00Z", "2024-08-07T11:30:20Z", "meta"},
        {URL, STATED("2024-08-07T10:00:00Z") CHANGED("2024-08-07T10:00:00Z") HEADLINE "<p>Updated Aug 7, 2024, 11:30</p>" BODY,
            "2024-08-07T10:00:00Z", "2024-08-07T11:30", "meta"},
        {URL, STATED("2024-08-07") CHANGED("2024-08-09") HEADLINE "<p>Updated Aug 8, 2024</p>" BODY, "2024-08-07",
            "2024-08-09", "meta"},
    };
    CHECK_PAGES(rows);
}

static void test_address_is_read_before_doubtful_lines(void **state)
{
    (void)state;
    static const struct date_page rows[] = {
        {"https://example.com/news/29-10-2021-bridge", HEADLINE BODY, "2021-10-29", NULL, "url"},
        {"https://example.com/news/29-10-2021-bridge", HEADLINE BODY
            "<p>19.01.2021 - Mayor of the river city goes on a long journey to the sea</p>", "2021-10-29", NULL, "url"},
        {"https://example.com/news/05-06-2021-bridge", HEADLINE BODY, NULL, NULL, NULL},
        {"https://example.com/news/39-10-2021-bridge", HEADLINE BODY, NULL, NULL, NULL},
    };
    CHECK_PAGES(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_halves_eras_and_short_years_are_read_as_the_language_has_them),
        cmocka_unit_test(test_digits_alone_are_read_to_their_precision),
        cmocka_unit_test(test_words_before_a_date_are_folded_and_unique_in_a_language),
        cmocka_unit_test(test_the_last_word_before_a_date_tells_what_it_is),
        cmocka_unit_test(test_printed_date_outweighs_a_statement_that_nothing_printed_agrees_with),
        cmocka_unit_test(test_todays_date_in_the_portals_head_is_not_the_articles),
        cmocka_unit_test(test_day_of_an_update_is_not_the_publications),
        cmocka_unit_test(test_days_of_videos_and_records_are_weak),
        cmocka_unit_test(test_date_in_a_programs_data_is_that_of_the_object_with_the_pages_title),
        cmocka_unit_test(test_order_of_day_and_month_is_that_of_country_and_page),
        cmocka_unit_test(test_dates_are_found_by_place_name_and_attribute),
        cmocka_unit_test(test_day_that_is_called_the_first_one_outlives_updates),
        cmocka_unit_test(test_dates_of_other_stories_and_of_data_are_left),
        cmocka_unit_test(test_titles_and_datelines_tell_the_day_where_no_line_does),
        cmocka_unit_test(test_address_tells_the_order_and_which_of_the_printed_days),
        cmocka_unit_test(test_update_of_the_same_day_is_as_precise_as_it_is_stated),
        cmocka_unit_test(test_address_is_read_before_doubtful_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
