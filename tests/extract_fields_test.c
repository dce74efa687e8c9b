/* extract: application data, related links, kind, and what the article and its publication are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "extract/extract.h"

#include <stdio.h>

struct fixture {
    struct base_arena arena;
    struct page page;
    struct extract_article article;
};

#define URL "https://portal.example/news/bridge.html"
#define FETCHED 1773000000 /* 2026-03-08 */

static void clip_as(struct fixture *f, const char *url, struct base_str html, int http)
{
    struct base_error e = {{0}};
    base_arena_init(&f->arena, 0);
    assert_int_equal(page_parse(&f->arena, html, base_str(url), PAGE_MODE_HTML, &f->page, &e), BASE_OK);
    struct extract_input input = {.page = &f->page, .fetched = FETCHED, .status = http, .want_markdown = true};
    assert_int_equal(extract_article(&f->arena, &input, &f->article, &e), BASE_OK);
}

static void clip(struct fixture *f, const char *html)
{
    clip_as(f, URL, base_str(html), 200);
}

static void done(struct fixture *f)
{
    page_free(&f->page);
    base_arena_free(&f->arena);
}

static void assert_str(struct base_str got, const char *expected)
{
    if (!base_str_equal(got, base_str(expected)))
        fail_msg("\"%.*s\" is not \"%s\"", BASE_STR_ARG(got), expected);
}

/* ---- Application data ---- */

#define P1 "The old bridge reopened on Monday, two years after the flood that had closed it. Hundreds came to see it."
#define P2 "The city paid four million for the work, a third more than it had planned. It will cost more next year."
#define P3 "Nobody was hurt in the flood, but two houses had to be given up. The mill never opened again, it says."
#define TEXT P1 "\n\n" P2 "\n\n" P3
#define DATA "<script type=application/json>"
#define SHELL(script) "<title>Bridge reopens | Gazette</title><body><div id=root></div>" script "</script></body>"
#define HTML "<p>" P1 "</p><p>" P2 "</p><p>" P3 "</p>"

static const struct {
    const char *html, *date, *name;
} programs[] = {
    {SHELL("<script type='application/json' id=__NEXT_DATA__>"
           "{\"props\":{\"post\":{\"title\":\"Bridge reopens\",\"publishedAt\":\"2024-03-05T10:00:00Z\","
           "\"author\":{\"name\":\"Ann Lee\"},\"content\":\"" HTML "\"}}}"),
     "2024-03-05T10:00:00Z", "Ann Lee"},
    {SHELL("<script>window.__STATE__ = {a: 'x', story: {headline: 'Bridge reopens', publish_time: 1709632800, "
           "authors: [{name: 'Ann Lee'}, {name: 'Jo Berg'}], body: \"" HTML "\",}, ok: !0};(function(){})()"),
     "2024-03-05T10:00:00Z", "Ann Lee"},
    {SHELL("<script>window.__INITIAL_STATE__=JSON.parse(\"{\\\"news\\\":{\\\"title\\\":\\\"Bridge reopens\\\","
           "\\\"author\\\":\\\"Ann Lee\\\",\\\"pub_date\\\":\\\"2024-03-05\\\",\\\"content\\\":\\\"\\x3Cp>" P1
           "\\u003C/p>\\x3Cp>" P2 "\\x3C/p>\\x3Cp>" P3 "\\x3C/p>\\\"}}\");"),
     "2024-03-05", "Ann Lee"},
    {SHELL("<script>window.__NUXT__=(function(a,b){return {data:[{post:{title:\"Bridge reopens\",byline:\"By Ann Lee\","
           "date:\"2024-03-05\",content_elements:[{type:\"text\",content:\"" P1 "\"},"
           "{type:\"image\",content:\"A view\"},"
           "{type:\"paragraph\",children:[{text:\"The city paid \"},{type:\"link\",children:[{text:\"four million\"}]},"
           "{text:\" for the work, a third more than it had planned. It will cost more next year.\"}]},"
           "{type:\"text\",content:\"" P3 "\"}]}}]}}(null,1));"),
     "2024-03-05", "Ann Lee"},
    {SHELL(DATA "[{\"title\":{\"rendered\":\"Bridge reopens\"},\"date\":\"2024-03-05T10:00:00\","
           "\"author_name\":\"Ann Lee\",\"content\":{\"rendered\":\"" HTML "\"}}]"),
     "2024-03-05T10:00:00", "Ann Lee"},
    {SHELL(DATA "{\"article\":{\"title\":\"Bridge reopens\",\"date\":\"2024-03-05\",\"byline\":"
           "\"Ann Lee\",\"paragraphs\":[\"" P1 "\",\"" P2 "\",\"" P3 "\"]},\"latest\":[{\"title\":\"Flood\",\"body\":\""
           HTML HTML "\"}]}"),
     "2024-03-05", "Ann Lee"},
};

static void test_a_story_only_in_application_data_is_found_there(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
        struct fixture f;
        clip(&f, programs[i].html);
        assert_str(f.article.body, TEXT);
        assert_true(f.article.markdown.len > 0);
        assert_str(f.article.title, "Bridge reopens");
        assert_str(f.article.date, programs[i].date);
        assert_true(f.article.byline.count > 0);
        assert_str(f.article.byline.items[0], programs[i].name);
        assert_str(f.article.from[EXTRACT_BODY], "app-json");
        assert_str(f.article.from[EXTRACT_DATE], "app-json");
        assert_str(f.article.from[EXTRACT_BYLINE], "app-json");
        assert_int_equal(f.article.kind, EXTRACT_ARTICLE);
        done(&f);
    }
}

static const char *const no_stories[] = {
    /* a list of stories, none of them the page's */
    SHELL(DATA "[{\"title\":\"One\",\"body\":\"" HTML "\"},{\"title\":\"Two\",\"body\":\"" HTML
          "\"}]"),
    /* comments, settings */
    SHELL(DATA "{\"comments\":[{\"body\":\"" HTML "\"}],\"legal\":\"" HTML "\"}"),
    /* code, and a text that is none */
    SHELL("<script>var style = {css: \"a{color:red} b{color:blue} c{margin:0} d{padding:0} e{color:red} f{color:blue} "
          "g{margin:0} h{padding:0} a{color:red} b{color:blue} c{margin:0} d{padding:0} e{color:red} f{color:blue} "
          "g{margin:0}. h{padding:0} a{color:red}. b{color:blue} c{margin:0} d{padding:0}. \"};"),
    SHELL("<script>document.write('<p>" P1 "</p><p>" P2 "</p>')"),
};

static void test_application_data_without_the_pages_story_gives_no_body(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof no_stories / sizeof no_stories[0]; i++) {
        struct fixture f;
        clip(&f, no_stories[i]);
        if (f.article.body.ptr)
            fail_msg("%zu: %.*s", i, BASE_STR_ARG(f.article.body));
        done(&f);
    }
}

static void test_a_story_that_the_page_shows_is_not_read_from_its_data(void **state)
{
    struct fixture f;
    (void)state;

    clip(&f, "<title>Bridge reopens</title><h1>Bridge reopens</h1><article>" HTML HTML "<p>Seen.</p></article>"
             "<script type=application/json>{\"title\":\"Bridge reopens\",\"content\":\"" HTML "<p>Not seen.</p>\"}");
    assert_str(f.article.from[EXTRACT_BODY], "generic");
    assert_int_equal(base_str_find(f.article.body, BASE_STR("Not seen")), SIZE_MAX);
    done(&f);
}

#define SHOWN(script) "<title>Bridge reopens after a year</title><h1>Bridge reopens after a year</h1>" HTML HTML \
    "<script>" script "</script>"

static const struct {
    const char *html, *date; /* NULL: none */
} script_dates[] = {
    {SHOWN("var a = 1; var ct = \"1709632800\"; var n = 2;"), "2024-03-05T10:00:00Z"},
    {SHOWN("x.publish_time=\"2024-03-05 10:00\";y(x)"), "2024-03-05T10:00"},
    {SHOWN("dataLayer.push({'pubDate':'2024-03-05','n':1})"), "2024-03-05"},
    {SHOWN("var publishTime = 1709632800000"), "2024-03-05T10:00:00Z"},
    /* the same day twice: the more precise; two days: neither */
    {SHOWN("a={publishDate:'2024-03-05'};b={publishTime:'2024-03-05T10:00:00Z'}"), "2024-03-05T10:00:00Z"},
    {SHOWN("a={publishDate:'2024-03-05'};b={publishDate:'2023-03-05'}"), NULL},
    /* the story's own among those of others */
    {SHOWN("s={list:[{title:'Flood closes the old mill',publishDate:'2023-01-02'},"
           "{title:'Bridge reopens after a year',publishDate:'2024-03-05'}]}"), "2024-03-05"},
    /* no day of publication, and not yet */
    {SHOWN("var expires = \"2024-03-05\", product = \"1709632800\"; var ct = \"text/html\""), NULL},
    {SHOWN("var publish_time = \"2031-03-05\""), NULL},
};

static void test_a_date_only_in_a_script_is_taken(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof script_dates / sizeof script_dates[0]; i++) {
        struct fixture f;
        clip(&f, script_dates[i].html);
        if (!base_str_equal(f.article.date, base_str(script_dates[i].date)))
            fail_msg("%zu: %.*s", i, BASE_STR_ARG(f.article.date));
        done(&f);
    }
}

static void test_hostile_scripts_cost_linear_time(void **state)
{
    static const char *const parts[] = {"x={", "x=[[[", "x={\"a\":[{\"title\":\"b\"},", "ct:\"1709632800\",",
                                        "=(function(", "x=\"\\u0041", "y={a:1};", "x=JSON.parse(\"["};
    (void)state;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        struct base_buf html = BASE_BUF_INIT;
        struct fixture f;
        base_buf_add_z(&html, "<title>A bridge</title><script>");
        while (html.len < 1000000)
            base_buf_add_z(&html, parts[i]);
        base_buf_add_z(&html, "");
        int64_t start = base_time_monotonic_ms();
        clip_as(&f, URL, base_buf_str(&html), 200);
        if (base_time_monotonic_ms() - start > 4000)
            fail_msg("%s takes %d ms", parts[i], (int)(base_time_monotonic_ms() - start));
        done(&f);
        base_buf_free(&html);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_story_only_in_application_data_is_found_there),
        cmocka_unit_test(test_application_data_without_the_pages_story_gives_no_body),
        cmocka_unit_test(test_a_story_that_the_page_shows_is_not_read_from_its_data),
        cmocka_unit_test(test_a_date_only_in_a_script_is_taken),
        cmocka_unit_test(test_hostile_scripts_cost_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
