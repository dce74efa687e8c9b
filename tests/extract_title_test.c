#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "extract/extract.h"

struct fixture {
    struct base_arena arena;
    struct page page;
    struct extract_article article;
};

static void extract(struct fixture *f, const char *url, const char *head, const char *body)
{
    struct base_error e = {0};
    struct base_buf html = BASE_BUF_INIT;

    base_arena_init(&f->arena, 0);
    base_buf_printf(&html, "<html><head>%s</head><body>%s</body></html>", head, body);
    struct base_str text = base_arena_str(&f->arena, base_buf_str(&html));
    base_buf_free(&html);
    assert_int_equal(page_parse(&f->arena, text, base_str(url), PAGE_MODE_HTML, &f->page, &e), BASE_OK);
    struct extract_input input = {.page = &f->page, .fetched = BASE_TIME_NONE};
    assert_int_equal(extract_article(&f->arena, &input, &f->article, &e), BASE_OK);
}

static void done(struct fixture *f)
{
    page_free(&f->page);
    base_arena_free(&f->arena);
}

#define URL "https://www.example-gazette.com/news/2018/a.html"
#define P1 \
    "<p>The council met on Monday to talk about the bridge over the river, which has been closed since spring, and about " \
    "what it would cost to have it repaired before the winter comes and the ferry stops for the year.</p>"
#define P2 \
    "<p>Shopkeepers on both banks asked for help with the months of lost trade, and were told that a decision could not " \
    "be expected before the end of the month, when the engineers hand in what they have found.</p>"
#define TEXT P1 P2

struct row {
    const char *url, *head, *body, *title;
};

static void check(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct fixture f;
        extract(&f, rows[i].url ? rows[i].url : URL, rows[i].head, rows[i].body);
        if (!base_str_equal(f.article.title, base_str(rows[i].title)))
            fail_msg("\"%.*s\" is not \"%s\"", BASE_STR_ARG(f.article.title), rows[i].title);
        done(&f);
    }
}
#define CHECK(rows) check(rows, sizeof(rows) / sizeof((rows)[0]))

/* ---- Which heading ---- */

static void test_headline_that_is_read_beats_one_for_search_engines(void **state)
{
    static const struct row rows[] = {
        {NULL,
         "<title>Ferry, bridge, river: all you need to know</title>"
         "<meta property=og:title content='Ferry, bridge, river: all you need to know'>",
         "<article><h1 class=entry-title>What the closed bridge means for the ferry</h1>" TEXT "</article>",
         "What the closed bridge means for the ferry"},
        {NULL, "<title>Old bridge</title>", "<main><h1>A winter without the bridge</h1>" TEXT "</main>",
         "A winter without the bridge"},
    };
    (void)state;
    CHECK(rows);
}

static void test_heading_that_links_to_the_front_page_is_the_site(void **state)
{
    static const struct row rows[] = {
        {NULL, "<title>Notes from the river | Bridge to stay closed</title>",
         "<h1><a href='/'>Notes from the river</a></h1><h2>Bridge to stay closed</h2>" TEXT, "Bridge to stay closed"},
        {"https://web.example/archive/2014/river/2013/08/bridge-to-stay-closed/", "<title>Bridge to stay closed</title>",
         "<h1><a href='https://web.example/archive/2014/river/'>Quite another name</a></h1>"
         "<h2><a href='#'>Bridge to stay closed</a></h2>" TEXT,
         "Bridge to stay closed"},
    };
    (void)state;
    CHECK(rows);
}

static void test_heading_below_the_text_or_in_the_footer_is_none(void **state)
{
    static const struct row rows[] = {
        {NULL, "<title>Bridge to stay closed</title>",
         "<h2 class=title>Bridge to stay closed</h2>" TEXT "<h1>Subscribe to our letter</h1>", "Bridge to stay closed"},
        {NULL, "<title>Bridge to stay closed</title>",
         "<footer><h1>Find a shop near you</h1></footer><h2>Bridge to stay closed</h2>" TEXT, "Bridge to stay closed"},
    };
    (void)state;
    CHECK(rows);
}

static void test_heading_linked_to_another_page_is_a_teaser(void **state)
{
    static const struct row rows[] = {
        {NULL, "<title>Example Gazette</title>",
         "<h2><a href='/news/2018/b.html'>Ferry to run on Sundays</a></h2><h2>Bridge to stay closed</h2>" TEXT,
         "Bridge to stay closed"},
    };
    (void)state;
    CHECK(rows);
}

static void test_words_of_the_address_decide_between_statements(void **state)
{
    static const struct row rows[] = {
        {"https://www.example-gazette.com/news/raeumung-der-bruecke-dauert-laenger-123.html", "<meta property=og:title content='Was Pendler am Montag wissen müssen'>"
         "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Räumung der Brücke dauert länger\"}"
         "</script>", TEXT, "Räumung der Brücke dauert länger"},
    };
    (void)state;
    CHECK(rows);
}

/* ---- Kickers and subtitles ---- */

static void test_kicker_in_an_element_of_its_own_is_left_out(void **state)
{
    static const struct row rows[] = {
        {NULL, "<title>x</title>", "<h1><span class=kicker>Traffic</span> <span>Bridge to stay closed</span></h1>" TEXT,
         "Bridge to stay closed"},
        {NULL, "<title>x</title>",
         "<h1><span>Bridge to stay closed</span><span class=subtitle>Repairs to cost millions</span></h1>" TEXT,
         "Bridge to stay closed"},
        {NULL, "<title>Opinion | A bridge is worth its price</title>",
         "<h1><span>Opinion</span> A bridge is worth its price</h1>" TEXT, "A bridge is worth its price"},
        {NULL, "<title>The river - A bridge is worth its price</title>",
         "<h1><span class=overline>The river</span> A bridge is worth its price</h1>" TEXT, "A bridge is worth its price"},
        {NULL, "<meta property=og:title content='The river: A bridge is worth its price'>",
         "<h1><span class=overline>The river</span> A bridge is worth its price</h1>" TEXT,
         "The river A bridge is worth its price"},
        {NULL, "<title>Repairs of the bridge: complaint brought</title>",
         "<h1><span class=subline>Repairs of the bridge<i>:</i></span> <span class=topline>Shopkeepers bring a complaint</span></h1>" TEXT,
         "Repairs of the bridge: Shopkeepers bring a complaint"}, /* a part that ends in a colon is no title */
    };
    (void)state;
    CHECK(rows);
}

static void test_emphasis_in_a_headline_is_part_of_it(void **state)
{
    static const struct row rows[] = {
        {NULL, "<title>x</title>", "<h1>Bridge to stay closed <em>for the winter</em></h1>" TEXT,
         "Bridge to stay closed for the winter"},
        {NULL, "<title>Traffic: bridge to stay closed</title>",
         "<h1>Traffic: bridge to stay closed</h1><h2>Bridge to stay closed</h2>" TEXT, "Traffic: bridge to stay closed"},
    };
    (void)state;
    CHECK(rows);
}

/* ---- No heading ---- */

static void test_line_called_a_title_is_the_headline(void **state)
{
    static const struct row rows[] = {
        {NULL, "<title>大桥继续封闭至年底 东区办事处_信息中山网</title>",
         "<table><tr><td><span class=Title><b>大桥继续封闭至年底</b></span></td></tr></table>" TEXT, "大桥继续封闭至年底"},
        {NULL, "<title>新闻动态--某某学会官网</title>",
         "<div class=title_nav><h3>首页 - 新闻动态</h3></div><h5>大桥封闭期间轮渡照常运行</h5>" TEXT,
         "大桥封闭期间轮渡照常运行"},
        /* the article's data under such a name */
        {NULL, "",
         "<h2>Bridge over the river reopens</h2><div class=newsHeader><b>Town</b><br><span>01.02.2022</span> Section: Town, "
         "River</div>" TEXT, "Bridge over the river reopens"},
    };
    (void)state;
    CHECK(rows);
}

static void test_sections_and_names_behind_a_chinese_title_are_cut(void **state)
{
    static const struct row rows[] = {
        {NULL, "<title>大桥继续封闭至年底_本地频道_某某在线</title>", TEXT, "大桥继续封闭至年底"},
        {NULL, "<title>大桥继续封闭至年底-社会新闻-某某网</title>", TEXT, "大桥继续封闭至年底"},
        {NULL, "<title>大桥继续封闭至年底__第23号公报_某某政府网</title>", TEXT, "大桥继续封闭至年底"},
        {NULL, "<title>棱镜|大桥继续封闭至年底：轮渡照常_36氪</title>", TEXT, "棱镜|大桥继续封闭至年底：轮渡照常"},
        {NULL, "<title>大桥封闭 - 市民如何过江</title>", TEXT, "大桥封闭 - 市民如何过江"},
    };
    (void)state;
    CHECK(rows);
}

static void test_colon_parts_no_suffix(void **state)
{
    static const struct row rows[] = {
        {NULL, "<title>After the storm: bridge to stay closed</title>",
         "<p>After the storm</p><h2>Weather</h2>" TEXT, "After the storm: bridge to stay closed"},
    };
    (void)state;
    CHECK(rows);
}

/* ---- Limits ---- */

static void test_thousands_of_headings_do_no_harm(void **state)
{
    struct fixture f;
    struct base_buf body = BASE_BUF_INIT;
    (void)state;

    base_buf_add_z(&body, "<h1>Bridge to stay closed</h1>" TEXT);
    for (int i = 0; i < 20000; i++)
        base_buf_printf(&body, "<h%d class=title>Ferry %d | bridge - river : bank</h%d>", i % 6 + 1, i, i % 6 + 1);
    extract(&f, URL, "<title>Bridge to stay closed | a | b | c | d | e | f | g | h | i | j | k | l | m | n</title>", body.ptr);
    assert_true(base_str_equal(f.article.title, BASE_STR("Bridge to stay closed")));
    done(&f);
    base_buf_free(&body);
}

/* ---- The flag ---- */

static bool mismatches(const char *head, const char *body)
{
    struct fixture f;
    extract(&f, URL, head, body);
    bool flagged = f.article.flags >> EXTRACT_FLAG_TITLE_MISMATCH & 1;
    assert_true(f.article.body.len > 0);
    done(&f);
    return flagged;
}

static void test_title_is_doubted_only_when_the_text_has_none_of_its_words(void **state)
{
    static const char zh[] = "<p>市议会周一讨论了自春季以来一直封闭的大桥，以及冬季到来之前修复大桥所需要的费用，轮渡将在年底停运。"
                             "两岸的商户要求补偿数月以来的损失，但被告知月底之前不会有决定，工程师届时将提交调查结果。</p>"
                             "<p>居民表示，他们每天要绕行二十公里才能到达对岸的学校和医院，希望政府尽快公布修复工程的时间表。"
                             "市长表示，工程将分为两个阶段进行，第一阶段将于明年三月开始，预计需要六个月的时间才能完成。</p>";
    (void)state;

    assert_true(mismatches("<title>Recipes: seven quick dinners tonight</title>",
                           "<article><h1>Recipes: seven quick dinners tonight</h1>" TEXT "</article>"));
    assert_false(mismatches("<title>Engineers inspect seven quick dinners</title>",
                            "<article><h1>Engineers inspect seven quick dinners</h1>" TEXT "</article>"));
    assert_false(mismatches(
        "<title>Recipes: seven quick dinners tonight</title><meta name=description content='Seven dinners for tonight'>",
        "<article><h1>Recipes: seven quick dinners tonight</h1>" TEXT "</article>"));
    assert_false(mismatches("<title>Dinner tonight!</title>", "<article><h1>Dinner tonight!</h1>" TEXT "</article>"));
    assert_false(mismatches("<title>Dinner: one minute, one minute more, one minute</title>", TEXT));
    assert_true(mismatches("<title>七道快手菜谱</title>", zh));
    assert_false(mismatches("<title>封闭的大桥何时修复</title>", zh));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headline_that_is_read_beats_one_for_search_engines),
        cmocka_unit_test(test_heading_that_links_to_the_front_page_is_the_site),
        cmocka_unit_test(test_heading_below_the_text_or_in_the_footer_is_none),
        cmocka_unit_test(test_heading_linked_to_another_page_is_a_teaser),
        cmocka_unit_test(test_words_of_the_address_decide_between_statements),
        cmocka_unit_test(test_kicker_in_an_element_of_its_own_is_left_out),
        cmocka_unit_test(test_emphasis_in_a_headline_is_part_of_it),
        cmocka_unit_test(test_line_called_a_title_is_the_headline),
        cmocka_unit_test(test_sections_and_names_behind_a_chinese_title_are_cut),
        cmocka_unit_test(test_colon_parts_no_suffix),
        cmocka_unit_test(test_thousands_of_headings_do_no_harm),
        cmocka_unit_test(test_title_is_doubted_only_when_the_text_has_none_of_its_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
