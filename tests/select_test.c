#include "select_site.h"

/* ---- Which files serve a host ---- */

static void expect_title(struct site *s, const char *host, int64_t fetched, const char *expected)
{
    assert_int_equal(find_at(s, host, fetched), BASE_OK);
    if (!expected) {
        assert_null(s->rules);
        return;
    }
    apply(s, "<p>text");
    expect_values(s, SELECT_TITLE, expected);
}

static void test_a_missing_folder_is_missing_and_named(void **state)
{
    struct site *s = *state;
    const char *dirs[] = {"/nonexistent/selectors"};

    assert_int_equal(select_open(dirs, 1, &s->set, &s->error), BASE_MISSING);
    assert_null(s->set);
    assert_non_null(strstr(s->error.text, "/nonexistent/selectors"));
}

static void test_the_most_specific_file_serves_a_host(void **state)
{
    struct site *s = *state;
    static const struct {
        const char *host, *title;
    } cases[] = {
        {"example.com", "own"},      {"www.example.com", "own"},   {"WWW.Example.COM.", "own"},
        {"en.example.com", "en"},    {"m.example.com", "sub"},     {"a.b.example.com", "sub"},
        {"x.deep.example.com", "deep"}, {"deep.example.com", "sub"}, {"example.org", NULL},
        {"notexample.com", NULL},    {"", NULL},                   {"www.", NULL},
    };

    add_file(s, "example.com.txt", "title: 'own'\n");
    add_file(s, "en.example.com.txt", "title: 'en'\n");
    add_file(s, ".example.com.txt", "title: 'sub'\n");
    add_file(s, ".deep.example.com.txt", "title: 'deep'\n");
    add_file(s, "README.md", "title: 'readme'\n");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        expect_title(s, cases[i].host, BASE_TIME_NONE, cases[i].title);
}

static void test_a_files_name_may_have_upper_case_and_www(void **state)
{
    add_file(*state, "Example.COM.txt", "title: 'own'\n");
    add_file(*state, "www.example.org.txt", "title: 'org'\n");
    expect_title(*state, "example.com", BASE_TIME_NONE, "own");
    expect_title(*state, "www.example.org", BASE_TIME_NONE, "org");
}

static void test_dated_files_serve_pages_fetched_before_their_day(void **state)
{
    struct site *s = *state;
    static const struct {
        const char *fetched, *title;
    } cases[] = {
        {"2019-12-31T23:59:59Z", "first"}, {"2020-01-01T00:00:00Z", "second"}, {"2024-04-30T23:59:59Z", "second"},
        {"2024-05-01T00:00:00Z", "now"},   {"2030-01-01T00:00:00Z", "now"},
    };

    add_file(s, "example.com@2024-05-01.txt", "title: 'second'\n");
    add_file(s, "example.com@2020-01-01.txt", "title: 'first'\n");
    add_file(s, "example.com.txt", "title: 'now'\n");
    add_file(s, "example.com@2024-13-01.txt", "title: 'no day'\n");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t fetched;
        assert_true(base_time_parse(base_str(cases[i].fetched), &fetched));
        expect_title(s, "example.com", fetched, cases[i].title);
    }
    expect_title(s, "example.com", BASE_TIME_NONE, "now");
}

static void test_without_an_undated_file_later_pages_have_no_rules(void **state)
{
    add_file(*state, "example.com@2024-05-01.txt", "title: 'old'\n");
    expect_title(*state, "example.com", 0, "old");
    expect_title(*state, "example.com", INT64_C(4000000000), NULL);
    expect_title(*state, "example.com", BASE_TIME_NONE, "old");
}

static void test_global_rules_come_last_and_serve_every_host(void **state)
{
    struct site *s = *state;

    add_file(s, "global.txt", "title: 'global'\nauthor: 'nobody'\n");
    add_file(s, "example.com.txt", "title: 'own'\n");
    expect_title(s, "example.com", BASE_TIME_NONE, "own");
    expect_values(s, SELECT_BYLINE, "nobody");
    expect_text(hit(s, SELECT_BYLINE)->from, "selector:global.txt:2");
    expect_title(s, "example.org", BASE_TIME_NONE, "global");
}

static void test_a_file_without_autodetection_stands_alone(void **state)
{
    struct site *s = *state;

    add_file(s, "global.txt", "author: 'nobody'\n");
    add_file(s, "example.com.txt", "title: 'own'\nautodetect_on_failure: no\n");
    expect_title(s, "example.com", BASE_TIME_NONE, "own");
    expect_values(s, SELECT_BYLINE, "");
}

static void test_the_second_folder_adds_to_the_first(void **state)
{
    struct site *s = *state;
    struct site *other;
    const char *dirs[2];

    set_up((void **)&other);
    add_file(s, "example.com.txt", "title: 'mine'\n");
    add_file(other, "example.com.txt", "title: 'theirs'\nauthor: 'theirs'\n");
    dirs[0] = s->folder;
    dirs[1] = other->folder;
    assert_int_equal(select_open(dirs, 2, &s->set, &s->error), BASE_OK);
    expect_title(s, "example.com", BASE_TIME_NONE, "mine");
    expect_values(s, SELECT_BYLINE, "theirs");
    tear_down((void **)&other);
}

static void test_the_same_rules_are_given_for_the_same_files(void **state)
{
    struct site *s = *state;
    const struct select_rules *first;

    add_file(s, ".example.com.txt", "title: 'sub'\n");
    find(s, "a.example.com");
    first = s->rules;
    find(s, "b.example.com");
    assert_non_null(first);
    assert_ptr_equal(first, s->rules);
}

/* ---- Reading files ---- */

static void test_byte_order_mark_crlf_comments_and_blanks_are_read_over(void **state)
{
    struct site *s = *state;

    try_rules(s, "\xEF\xBB\xBF# comment\r\n\r\n  title :   //h1  \r\nno colon here\r\nunknown: x\r\ndate://i\r\n",
              "<h1>Title</h1><i>2020</i>");
    expect_values(s, SELECT_TITLE, "Title");
    expect_values(s, SELECT_DATE, "2020");
    expect_text(hit(s, SELECT_TITLE)->from, "selector:example.com.txt:3");
    assert_int_equal(s->result.problems.count, 0);
}

static void expect_no_rules(struct site *s, const char *host, const char *part)
{
    assert_int_equal(find_at(s, host, BASE_TIME_NONE), BASE_INVALID);
    assert_null(s->rules);
    if (!strstr(s->error.text, part))
        fail_msg("\"%s\" lacks \"%s\"", s->error.text, part);
}

static void test_a_binary_file_is_invalid_each_time_and_harms_no_other(void **state)
{
    struct site *s = *state;

    add_bytes(s, "binary.com.txt", BASE_STR("title: //h1\n\0\1\2body: //p\n"));
    add_file(s, "example.com.txt", "title: 'fine'\n");
    expect_no_rules(s, "binary.com", "binary.com.txt:1: ");
    expect_no_rules(s, "binary.com", "binary.com.txt:1: ");
    expect_title(s, "example.com", BASE_TIME_NONE, "fine");
}

static void test_a_file_over_the_cap_is_invalid(void **state)
{
    struct site *s = *state;
    size_t len = (size_t)10 << 20;
    char *text = malloc(len);

    assert_non_null(text);
    memset(text, 'a', len);
    add_bytes(s, "long.com.txt", (struct base_str){text, len});
    free(text);
    expect_no_rules(s, "long.com", "long.com.txt");
}

static void test_a_long_line_below_the_cap_is_a_problem_of_its_rule(void **state)
{
    struct site *s = *state;
    struct base_buf buf = BASE_BUF_INIT;

    base_buf_add_z(&buf, "title: 'fine'\nbody: //");
    for (size_t i = 0; i < 100000; i++)
        base_buf_add_z(&buf, "a/a/");
    base_buf_add_z(&buf, "a\n");
    try_rules(s, buf.ptr, "<p>text");
    base_buf_free(&buf);
    expect_values(s, SELECT_TITLE, "fine");
    expect_problem(s, 0, "example.com.txt:2: body: invalid XPath: the expression is too long");
}

static void test_a_file_without_any_directive_is_invalid(void **state)
{
    add_file(*state, "page.com.txt", "<html><body>\n<p>Not found\n");
    expect_no_rules(*state, "page.com", "page.com.txt:1: not a selector file");
}

static void test_a_file_of_comments_is_no_failure(void **state)
{
    struct site *s = *state;

    try_rules(s, "# title: //h1\n", "<h1>Title</h1>");
    expect_values(s, SELECT_TITLE, "");
    assert_false(hit(s, SELECT_TITLE)->missed);
}

static void test_invalid_utf8_costs_its_line(void **state)
{
    struct site *s = *state;

    try_rules(s, "# caf\xE9\nauthor: '\xE9\xE8'\ntitle: //h1\n", "<h1>Title</h1>");
    expect_values(s, SELECT_TITLE, "Title");
    expect_values(s, SELECT_BYLINE, "");
    assert_int_equal(s->result.problems.count, 1);
    expect_problem(s, 0, "example.com.txt:2: not UTF-8");
}

static void test_broken_xpath_costs_its_rule(void **state)
{
    struct site *s = *state;

    try_rules(s, "title: //h1[\ntitle: //h2\nbody: ///\nbody: //p", "<h1>One</h1><h2>Two</h2><p>Text");
    expect_values(s, SELECT_TITLE, "Two");
    expect_values(s, SELECT_BODY, "Text");
    assert_int_equal(s->result.problems.count, 2);
    expect_problem(s, 0, "example.com.txt:1: title: invalid XPath: ");
    expect_problem(s, 1, "example.com.txt:3: body: invalid XPath: ");
}

static void test_an_unknown_function_costs_its_rule(void **state)
{
    struct site *s = *state;

    try_rules(s, "title: no-such-function(//h1)\ntitle: //h1", "<h1>One</h1>");
    expect_values(s, SELECT_TITLE, "One");
    expect_problem(s, 0, "example.com.txt:1: title: invalid XPath: unknown function \"no-such-function\"");
}

/* ---- Values ---- */

static void test_the_first_alternative_that_finds_something_wins(void **state)
{
    struct site *s = *state;

    try_rules(s, "body: //article\nbody: //div[@id='empty']\nbody: //div[@id='b']\nbody: //p\n",
              "<div id=empty> <script>var a;</script></div><div id=b><p>One</p></div><p>Two</p>");
    expect_values(s, SELECT_BODY, "One");
    expect_text(hit(s, SELECT_BODY)->from, "selector:example.com.txt:3");
    assert_false(hit(s, SELECT_BODY)->missed);
}

static void test_all_nodes_of_an_expression_are_the_body_nested_ones_once(void **state)
{
    struct site *s = *state;

    try_rules(s, "body: //div | //p\n", "<div>A<div>B</div></div><h2>no</h2><p>C</p>");
    expect_values(s, SELECT_BODY, "A B|C");
    assert_int_equal(page_at(&s->page, hit(s, SELECT_BODY)->values[0].node)->tag, PAGE_TAG_DIV);
    assert_int_equal(page_at(&s->page, hit(s, SELECT_BODY)->values[1].node)->tag, PAGE_TAG_P);
}

static void test_a_body_of_pictures_alone_is_found(void **state)
{
    struct site *s = *state;

    try_rules(s, "body: //div[@class='gallery']\nbody: //p\n", "<div class=gallery><img src=a.jpg></div><p>text");
    expect_text(hit(s, SELECT_BODY)->from, "selector:example.com.txt:1");
    assert_int_equal(hit(s, SELECT_BODY)->count, 1);
}

static void test_expressions_may_give_strings_numbers_and_attributes(void **state)
{
    struct site *s = *state;

    try_rules(s,
              "title: concat(//h1, ' and ', //h2)\ndate: //meta[@name='d']/@content\nauthor: //b/text()\n"
              "section: count(//b)\nsource: //h1 = 'One'\ntags: //a/@title\ndescription: number('none')\n",
              "<meta name=d content=' 2020-01-02\n10:00 '><h1>One</h1><h2>Two\n  words</h2><b>Ann</b><b> Bob </b>"
              "<a title=x>1</a><a title=y>2</a>");
    expect_values(s, SELECT_TITLE, "One and Two words");
    expect_values(s, SELECT_DATE, "2020-01-02 10:00");
    assert_int_equal(hit(s, SELECT_DATE)->values[0].node, PAGE_NONE);
    expect_values(s, SELECT_BYLINE, "Ann|Bob");
    expect_values(s, SELECT_SECTION, "2");
    expect_values(s, SELECT_SOURCE, "");
    expect_values(s, SELECT_TAGS, "x|y");
    expect_values(s, SELECT_DESCRIPTION, "");
}

static void test_a_single_field_takes_its_first_node_with_text(void **state)
{
    struct site *s = *state;

    try_rules(s, "title: //h1\n", "<h1> </h1><h1>First</h1><h1>Second</h1>");
    expect_values(s, SELECT_TITLE, "First");
}

static void test_the_whole_tree_is_seen_scripts_and_comments_too(void **state)
{
    struct site *s = *state;

    try_rules(s, "title: //title\nauthor: substring-before(substring-after(//script, 'author=\"'), '\"')\n"
                 "date: //comment()[contains(., '2020')]\n",
              "<title>In the head</title><script>author=\"Ann\";</script><!-- 2020-02-03 --><p>text");
    expect_values(s, SELECT_TITLE, "In the head");
    expect_values(s, SELECT_BYLINE, "Ann");
    expect_values(s, SELECT_DATE, "2020-02-03");
}

static void test_a_field_whose_rules_find_nothing_is_missed(void **state)
{
    struct site *s = *state;

    add_file(s, "global.txt", "title: //h1\ndate: //time\n");
    try_rules(s, "title: //h2\nauthor: //i\nsource: substring-after(//p, 'Source:')\n", "<h1>One</h1><p>Source:</p>");
    expect_values(s, SELECT_TITLE, "One");
    assert_true(hit(s, SELECT_TITLE)->missed);
    assert_true(hit(s, SELECT_BYLINE)->missed);
    assert_true(hit(s, SELECT_SOURCE)->missed);
    assert_false(hit(s, SELECT_DATE)->missed);
    assert_false(hit(s, SELECT_BODY)->missed);
}

static void test_regular_expressions_work_and_fail_in_words(void **state)
{
    struct site *s = *state;

    try_rules(s, "title: //p[re:test(., '^num\\w+ \\d+$', 'i')]\nauthor: //p[re:test(., '(')]\n"
                 "source: //p[re:test(., '^(a+)+$')]\n",
              "<p>one</p><p>Number 7</p><p>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab</p>");
    expect_values(s, SELECT_TITLE, "Number 7");
    assert_int_equal(s->result.problems.count, 2);
    expect_problem(s, 0, "example.com.txt:2: author: re:test: missing closing parenthesis");
    expect_problem(s, 1, "example.com.txt:3: source: re:test: the pattern ran too long");
}

/* ---- Stripping ---- */

static void test_stripped_elements_are_no_part_of_the_body(void **state)
{
    struct site *s = *state;

    try_rules(s, "body: //div\nstrip: //i\nstrip: //b/text()\nstrip: //div/@id\nstrip_id_or_class: promo\n"
                 "strip_id_or_class: \"quoted\"\nstrip_image_src: ads.net\n",
              "<div id=x>A <i>B <u>C</u></i><b>D</b><p class='big-promo-box'>E</p><p id=quoted>F</p>"
              "<img src='http://ads.net/1.gif'><img src='/fine.gif'>G</div>");
    expect_values(s, SELECT_BODY, "A G");
    for (uint32_t i = 0; i < s->page.count; i++) {
        enum page_tag tag = page_at(&s->page, i)->tag;
        bool gone = tag == PAGE_TAG_I || tag == PAGE_TAG_U || tag == PAGE_TAG_P ||
                    (tag == PAGE_TAG_IMG && page_attribute(&s->page, i, "src").ptr[0] == 'h');
        if (tag != PAGE_TAG_TEXT)
            assert_int_equal(s->result.skip[i] != 0, gone);
    }
}

static void test_a_stripped_box_is_not_the_body_but_may_be_another_field(void **state)
{
    struct site *s = *state;

    try_rules(s, "body: //div[@class='a']\nbody: //div[@class='b']\nrelated: //aside//a\nauthor: //h1/span\n"
                 "strip_id_or_class: a\nstrip: //aside\nstrip: //span\n",
              "<h1>T <span>Ann</span></h1><div class=a>A</div><div class=b>B<aside><a href=/2>More</a></aside></div>");
    expect_values(s, SELECT_BODY, "B");
    expect_values(s, SELECT_RELATED, "More");
    assert_int_equal(page_at(&s->page, hit(s, SELECT_RELATED)->values[0].node)->tag, PAGE_TAG_A);
    expect_values(s, SELECT_BYLINE, "Ann");
}

static void test_the_page_itself_cannot_be_stripped(void **state)
{
    struct site *s = *state;

    try_rules(s, "body: //p\nstrip_id_or_class: ad\nstrip: /html\n", "<body class='no-header'><p>Text</body>");
    expect_values(s, SELECT_BODY, "Text");
}

/* ---- Links and marks ---- */

static void test_links_to_other_pages_are_absolute_and_conditions_hold(void **state)
{
    struct site *s = *state;

    try_rules(s,
              "single_page_link: //a[@id='print']\nif_page_contains: //b[.='long']\n"
              "single_page_link: concat('/all', '?x=1')\nnext_page_link: //a[@rel='next']/@href\n",
              "<a id=print href=print.html>p</a><a rel=next href='1.html'>same</a>");
    expect_text(s->result.single_page, "http://example.com/all?x=1");
    assert_null(s->result.next_page.ptr);
    apply(s, "<b>long</b><a id=print href=print.html>p</a><a rel=next href='2.html'>next</a>");
    expect_text(s->result.single_page, "http://example.com/news/print.html");
    expect_text(s->result.next_page, "http://example.com/news/2.html");
}

static void test_not_article_holds_where_its_expression_does(void **state)
{
    struct site *s = *state;

    try_rules(s, "not_article: //form[@id='login']\nnot_article: count(//h1) > 2\n", "<h1>1</h1>");
    assert_false(s->result.not_article);
    apply(s, "<form id=login></form>");
    assert_true(s->result.not_article);
    apply(s, "<h1>1</h1><h1>2</h1><h1>3</h1>");
    assert_true(s->result.not_article);
}

/* ---- Before the page is parsed ---- */

static void test_strings_are_replaced_in_the_order_of_the_file(void **state)
{
    struct site *s = *state;
    struct base_str text = BASE_STR("<amp-img src=a></amp-img> a:b");

    add_file(s, "example.com.txt",
             "charset: gb18030\nfind_string: <amp-img\nfind_string: </amp-img>\nreplace_string: <img\n"
             "replace_string:\nreplace_string(<img src=a): <img src=b\nreplace_string(a:b): c\n");
    find(s, "example.com");
    expect_text(select_prepare(s->rules, &s->arena, text), "<img src=b> c");
    expect_text(select_charset(s->rules), "gb18030");
}

static void test_text_without_a_match_is_given_back_itself(void **state)
{
    struct site *s = *state;
    struct base_str text = BASE_STR("<p>plain");

    add_file(s, "example.com.txt", "replace_string(nothing): x\n");
    find(s, "example.com");
    assert_ptr_equal(select_prepare(s->rules, &s->arena, text).ptr, text.ptr);
    assert_null(select_charset(s->rules).ptr);
}

static void test_unpaired_replacements_are_not_applied(void **state)
{
    struct site *s = *state;

    add_file(s, "example.com.txt", "find_string: a\nfind_string: b\nreplace_string: c\nreplace_string(d): e\n");
    find(s, "example.com");
    expect_text(select_prepare(s->rules, &s->arena, BASE_STR("abd")), "abe");
}

static void test_replacements_that_grow_without_end_are_stopped(void **state)
{
    struct site *s = *state;
    struct base_buf buf = BASE_BUF_INIT;

    for (int i = 0; i < 40; i++)
        base_buf_add_z(&buf, "replace_string(a): aaaa\n");
    add_file(s, "example.com.txt", buf.ptr);
    base_buf_free(&buf);
    find(s, "example.com");
    assert_in_range(select_prepare(s->rules, &s->arena, BASE_STR("a")).len, 1, BASE_LIMIT_TEXT_BYTES);
}

/* ---- Bombs ---- */

static struct base_str many(struct site *s, const char *part, size_t count)
{
    struct base_buf buf = BASE_BUF_INIT;
    struct base_str text;

    for (size_t i = 0; i < count; i++)
        base_buf_add_z(&buf, part);
    text = base_arena_str(&s->arena, base_buf_str(&buf));
    base_buf_free(&buf);
    return text;
}

static void test_expressions_that_run_away_are_stopped(void **state)
{
    struct site *s = *state;
    int64_t start = base_time_monotonic_ms();

    try_rules(s,
              "title: //*[count(//*[count(//*[count(//*) > 0]) > 0]) > 0]\n"
              "author: count(//*[.//*[.//*[.//*[.//*]]]])\nbody: //*//*//*//*//*//*//*//*//*\ndate: 'still there'\n",
              many(s, "<div><p>a<b>b</b></p>", 200).ptr);
    expect_problem(s, 0, "example.com.txt:1: title: took too many steps on this page");
    expect_values(s, SELECT_DATE, "still there");
    assert_in_range(base_time_monotonic_ms() - start, 0, 20000);
}

static void test_brackets_beyond_the_cap_are_a_problem_not_a_crash(void **state)
{
    struct site *s = *state;

    try_rules(s, base_arena_printf(&s->arena, "title: %s1%s\ndate: 'fine'\n", many(s, "(", 2000).ptr,
                                   many(s, ")", 2000).ptr).ptr, "<p>x");
    expect_problem(s, 0, "example.com.txt:1: title: invalid XPath: brackets are nested too deeply");
    expect_values(s, SELECT_DATE, "fine");
}

/* ---- The seed portal's file ---- */

static const char seed[] =
    "<html><head><title>标题 实践-信息快讯网</title></head><body><div class=\"nav\"><a href=\"/\">首页</a>"
    "</div><div class=\"article\"><h1>标题 实践</h1><div class=\"info\">2018-11-12信息快讯网</div>"
    "<p class=\"headline\">标题  实践-信息快讯网</p>%s"
    "<div class=\"content\"><p>第一段。</p><p>第二段。</p>%s</div>%s"
    "<ul class=\"related\"><li><a href=\"/1.html\">甲</a></li><li><a href=\"/2.html\">乙</a></li></ul></div>"
    "<div class=\"footer\">&copy;2014-2024 dbsqp.com</div></body></html>";

static void test_the_seed_portals_file_finds_every_field(void **state)
{
    struct site *s = *state;
    const char *dirs[] = {"selectors"};
    const char *author = "<p class=\"author\">作者:王奎明 &nbsp;上海交通大学助理研究员</p>";
    const char *credits = "<p class=\"credit\">作者:王奎明</p><p class=\"credit\">编辑:何易</p>"
                          "<p class=\"credit\">来源:</p><p class=\"credit\">*独家稿件</p>";

    assert_int_equal(select_open(dirs, 1, &s->set, &s->error), BASE_OK);
    find(s, "www.dbsqp.com");
    for (int inside = 0; inside < 2; inside++) { /* the credits stand behind the text, or in it */
        apply(s, base_arena_printf(&s->arena, seed, inside ? "" : author, inside ? credits : "",
                                   inside ? "" : credits).ptr);
        expect_values(s, SELECT_TITLE, "标题 实践");
        expect_values(s, SELECT_BYLINE, "王奎明");
        expect_values(s, SELECT_DATE, "2018-11-12");
        expect_values(s, SELECT_BODY, "第一段。 第二段。");
        expect_values(s, SELECT_EDITOR, "何易");
        expect_values(s, SELECT_SOURCE, "来源:");
        expect_values(s, SELECT_RELATED, "甲|乙");
        for (int field = 0; field < SELECT_FIELD_COUNT; field++)
            assert_false(hit(s, field)->missed);
        assert_int_equal(s->result.problems.count, 0);
    }
}

/* ---- Checking ---- */

static void test_check_finds_nothing_in_a_good_file(void **state)
{
    expect_findings(*state, "title: //h1\nbody: //article\nhttp_header(user-agent): x\ntidy: no\nprune: yes\n"
                            "test_url: http://example.com/\ntest_contains: x\nwrap_in(i): //p\n", BASE_OK, "");
}

static void test_check_finds_nothing_in_our_own_files(void **state)
{
    struct site *s = *state;
    struct base_buf out = BASE_BUF_INIT;

    assert_int_equal(select_check("selectors/dbsqp.com.txt", keep_finding, &out, &s->error), BASE_OK);
    assert_int_equal(out.len, 0);
    base_buf_free(&out);
}

static void test_check_names_place_and_remedy(void **state)
{
    expect_findings(*state,
                    "titel: //h1\n"
                    "body:  //div[\n"
                    "strip_id_or_clas: x\n"
                    "just text\n"
                    "http_header: x\n"
                    "title(x): //h1\n"
                    "prune: maybe\n"
                    "find_string: a\n"
                    "test_contains: x\n"
                    "url_skip: (\n"
                    "author: foo:bar(//p)\n"
                    "zzz: 1\n"
                    "title:\n"
                    "strip: //i\n"
                    "strip: //i\n",
                    BASE_INVALID,
                    "example.com.txt:1:1: warning: unknown directive \"titel\", did you mean \"title\"?\n"
                    "example.com.txt:2:14: error: body: invalid XPath: malformed expression\n"
                    "example.com.txt:3:1: warning: unknown directive \"strip_id_or_clas\", did you mean "
                    "\"strip_id_or_class\"?\n"
                    "example.com.txt:4:1: warning: no \"name: value\", the line is skipped (comments begin with "
                    "\"#\")\n"
                    "example.com.txt:5:1: warning: http_header needs an argument: http_header(...): ...\n"
                    "example.com.txt:6:1: warning: title takes no argument, the line is skipped\n"
                    "example.com.txt:7:8: warning: neither \"yes\" nor \"no\": taken as \"no\"\n"
                    "example.com.txt:8:1: warning: find_string and replace_string are not in pairs: none of them is "
                    "applied; write replace_string(FIND): REPLACEMENT\n"
                    "example.com.txt:9:1: warning: test_contains: no test_url stands before it\n"
                    "example.com.txt:10:12: error: url_skip: invalid regular expression: missing closing "
                    "parenthesis\n"
                    "example.com.txt:11:9: error: author: invalid XPath: unknown function \"foo:bar\"\n"
                    "example.com.txt:12:1: warning: unknown directive \"zzz\", the line is skipped\n"
                    "example.com.txt:13:1: warning: the value is empty, the line is skipped\n"
                    "example.com.txt:15:1: warning: strip: the same as line 14, remove one of them\n");
}

static void test_check_of_no_file_says_so(void **state)
{
    struct site *s = *state;
    struct base_buf out = BASE_BUF_INIT;

    assert_int_equal(select_check("/nonexistent/example.com.txt", keep_finding, &out, &s->error), BASE_MISSING);
    assert_non_null(strstr(s->error.text, "/nonexistent/example.com.txt"));
    base_buf_free(&out);
}


int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_missing_folder_is_missing_and_named),
        TEST(test_the_most_specific_file_serves_a_host),
        TEST(test_a_files_name_may_have_upper_case_and_www),
        TEST(test_dated_files_serve_pages_fetched_before_their_day),
        TEST(test_without_an_undated_file_later_pages_have_no_rules),
        TEST(test_global_rules_come_last_and_serve_every_host),
        TEST(test_a_file_without_autodetection_stands_alone),
        TEST(test_the_second_folder_adds_to_the_first),
        TEST(test_the_same_rules_are_given_for_the_same_files),
        TEST(test_byte_order_mark_crlf_comments_and_blanks_are_read_over),
        TEST(test_a_binary_file_is_invalid_each_time_and_harms_no_other),
        TEST(test_a_file_over_the_cap_is_invalid),
        TEST(test_a_long_line_below_the_cap_is_a_problem_of_its_rule),
        TEST(test_a_file_without_any_directive_is_invalid),
        TEST(test_a_file_of_comments_is_no_failure),
        TEST(test_invalid_utf8_costs_its_line),
        TEST(test_broken_xpath_costs_its_rule),
        TEST(test_an_unknown_function_costs_its_rule),
        TEST(test_the_first_alternative_that_finds_something_wins),
        TEST(test_all_nodes_of_an_expression_are_the_body_nested_ones_once),
        TEST(test_a_body_of_pictures_alone_is_found),
        TEST(test_expressions_may_give_strings_numbers_and_attributes),
        TEST(test_a_single_field_takes_its_first_node_with_text),
        TEST(test_the_whole_tree_is_seen_scripts_and_comments_too),
        TEST(test_a_field_whose_rules_find_nothing_is_missed),
        TEST(test_regular_expressions_work_and_fail_in_words),
        TEST(test_stripped_elements_are_no_part_of_the_body),
        TEST(test_a_stripped_box_is_not_the_body_but_may_be_another_field),
        TEST(test_the_page_itself_cannot_be_stripped),
        TEST(test_links_to_other_pages_are_absolute_and_conditions_hold),
        TEST(test_not_article_holds_where_its_expression_does),
        TEST(test_strings_are_replaced_in_the_order_of_the_file),
        TEST(test_text_without_a_match_is_given_back_itself),
        TEST(test_unpaired_replacements_are_not_applied),
        TEST(test_replacements_that_grow_without_end_are_stopped),
        TEST(test_expressions_that_run_away_are_stopped),
        TEST(test_brackets_beyond_the_cap_are_a_problem_not_a_crash),
        TEST(test_the_seed_portals_file_finds_every_field),
        TEST(test_check_finds_nothing_in_a_good_file),
        TEST(test_check_finds_nothing_in_our_own_files),
        TEST(test_check_names_place_and_remedy),
        TEST(test_check_of_no_file_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
