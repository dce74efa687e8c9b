/* How bytes of HTML and XML become nodes. */
#include "page_fixture.h"

static void test_references_are_resolved_as_html5_does(void **state)
{
    static const struct row rows[] = {
        {"&amp;&lt;b&gt;&quot;&apos;", "&<b>\"'"},
        {"a&nbsp;b", "a b"},
        {"&#146;&#x96;", "\xE2\x80\x99\xE2\x80\x93"},
        {"&#x4e2d;&#20013", "\xE4\xB8\xAD\xE4\xB8\xAD"},
        {"&lbrack;&comma;&period;&lpar;&quest;&rsquo;&hellip;", "[,.(?\xE2\x80\x99\xE2\x80\xA6"},
        {"a&amp b &copy c &unknown; &hellip d", "a& b \xC2\xA9 c &unknown; &hellip d"},
        {"&#0;&#xD800;&#x110000;", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"AT&T < 5 & 6", "AT&T < 5 & 6"},
        {"&amp;lt;", "&lt;"},
    };
    (void)state;
    CHECK_BLOCKS(rows);
}

static void test_text_behind_the_end_is_kept(void **state)
{
    static const struct row rows[] = {
        {"<html><body><p>a</p></body></html><p>b</p>c", "a|b|c"},
        {"<div>a</body></html>b</div>", "ab"},
        {"<html><body>a<html><head><body class=x>b", "ab"},
        {"</head><p>a</head>b", "ab"},
        {"<head><meta name=x><main>a</main></head>b", "a|b"},
        {"<title>unended<p>a", "a"},
    };
    (void)state;
    CHECK_BLOCKS(rows);
}

static void test_head_and_body_are_found(void **state)
{
    struct fixture f;
    (void)state;

    open_html(&f, "<head><noscript><img src=pixel></noscript><meta name=a content=b><main>x</main>");
    uint32_t meta = find(&f.page, "meta", 0), main_ = find(&f.page, "main", 0);
    assert_true(page_is_inside(&f.page, meta, f.page.head));
    assert_true(page_is_inside(&f.page, main_, f.page.body));
    assert_string_equal(z(&f, page_attribute(&f.page, meta, "content")), "b");
    assert_null(page_attribute(&f.page, meta, "missing").ptr);
    close_page(&f);
}

/* "html(head(title(#))body())": the elements, # for a text. */
static void add_shape(const struct page *p, uint32_t node, struct base_buf *out)
{
    if (p->nodes[node].tag == PAGE_TAG_TEXT) {
        base_buf_add_char(out, '#');
        return;
    }
    base_buf_add_str(out, p->nodes[node].text);
    base_buf_add_char(out, '(');
    for (uint32_t i = node + 1; i < p->nodes[node].end; i = p->nodes[i].end)
        add_shape(p, i, out);
    base_buf_add_char(out, ')');
}

static void test_tags_that_are_implied_are_there(void **state)
{
    static const struct row rows[] = {
        {"a", "html(body(#))"},
        {"<title>a</title><p>b", "html(head(title(#))body(p(#)))"},
        {"\r\n<!DOCTYPE html>\r\n<html><title>a</title>b", "html(head(title(#))body(#))"},
        {"<html><meta><link></head><script></script><p>", "html(head(meta()link())body(script()p()))"},
        {"<head><meta></head><body><p>a", "html(head(meta())body(p(#)))"},
        {"<body>a<head><title>b</title></head><body>", "html(body(#title(#)))"},
        {"<html><p>a</p></html><p>b", "html(body(p(#)p(#)))"},
        {"<p>a<html><head><body>", "html(body(p(#)))"},
        {"<noscript><p>a</p></noscript><meta><div>", "html(head(noscript(p(#))meta())body(div()))"},
        {"<meta><x:y/><z:>a</z:>", "html(head(meta())body(x:y()z:(#)))"},
        {"<body", "html()"},
        {"<p>a<b", "html(body(p(#)))"},
        {"</p>", "html(body(p()))"},
    };
    (void)state;

    for (size_t i = 0; i < 2 * sizeof rows / sizeof rows[0]; i++) {
        const struct row *row = &rows[i / 2];
        struct base_buf shape = BASE_BUF_INIT;
        struct fixture f;
        open_text(&f, base_str(row->html), i % 2 ? PAGE_MODE_HTML : PAGE_MODE_HTML_WHOLE);
        add_shape(&f.page, 0, &shape);
        if (!base_str_equal(base_buf_str(&shape), base_str(row->want)))
            fail_msg("%s: %.*s", row->html, (int)shape.len, shape.ptr);
        close_page(&f);
        base_buf_free(&shape);
    }
}

static void test_end_tags_close_what_stands_open_inside(void **state)
{
    static const struct {
        const char *html, *parent; /* of the b element */
    } rows[] = {
        {"<div><section><div></section><b>", "div"},
        {"<main><ul><li><div></ul><b>", "main"},
        {"<main><span><div></span><b>", "div"},
        {"<main><h1><p>x</p></h1><b>", "main"},
        {"<main><ul><li>x<ul><li>y</li></li><b>", "ul"},
        {"<main><ul><li><p>x<li><b>", "li"},
        {"<main><table><tr><td><div>x<td><b>", "td"},
        {"<main><table><tr><td><li></table><b>", "main"},
        {"<main><p><span>x<section></section><b>", "main"},
    };
    (void)state;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct fixture f;
        open_html(&f, rows[i].html);
        uint32_t parent = f.page.nodes[find(&f.page, "b", 0)].parent;
        if (!base_str_equal(f.page.nodes[parent].text, base_str(rows[i].parent)))
            fail_msg("%s: %s", rows[i].html, z(&f, f.page.nodes[parent].text));
        close_page(&f);
    }
}

static void test_attributes_are_read_as_browsers_do(void **state)
{
    struct fixture f;
    (void)state;

    open_html(&f, "<IMG SRC=/a?x=1&copy=2&amp;y=3 Alt='say \"hi\" <b>' data-x @click=z disabled title=\"&#146;\">");
    uint32_t img = find(&f.page, "img", 0);
    assert_string_equal(z(&f, page_attribute(&f.page, img, "src")), "/a?x=1&copy=2&y=3");
    assert_string_equal(z(&f, page_attribute(&f.page, img, "alt")), "say \"hi\" <b>");
    assert_string_equal(z(&f, page_attribute(&f.page, img, "data-x")), "");
    assert_string_equal(z(&f, page_attribute(&f.page, img, "disabled")), "");
    assert_string_equal(z(&f, page_attribute(&f.page, img, "title")), "\xE2\x80\x99");
    close_page(&f);
}

static void test_of_two_attributes_of_a_name_the_first_counts(void **state)
{
    struct fixture f;
    (void)state;

    open_html(&f, "<body :class=\"{a: b}\" Class=one class=two><p ID=x id=y>t");
    assert_int_equal(f.page.nodes[f.page.body].attribute_count, 2);
    assert_string_equal(z(&f, page_attribute(&f.page, f.page.body, ":class")), "{a: b}");
    assert_string_equal(z(&f, page_attribute(&f.page, f.page.body, "class")), "one");
    assert_string_equal(z(&f, page_attribute(&f.page, find(&f.page, "p", 0), "id")), "x");
    close_page(&f);
}

static void test_long_texts_are_read_as_short_ones(void **state)
{
    struct fixture f;
    (void)state;

    open_html(&f, "<p>  A text that is much longer than the number it goes by &amp; more &lt;b&gt; &nbsp;< 3 and "
                  "more of it that is long enough, too<i>i</i>A text with \x01 control characters, which are dropped.");
    uint32_t p = find(&f.page, "p", 0);
    assert_int_equal(f.page.nodes[p + 1].tag, PAGE_TAG_TEXT);
    assert_string_equal(z(&f, f.page.nodes[p + 1].text),
                        "  A text that is much longer than the number it goes by & more <b> \xC2\xA0< 3 and more of it that "
                        "is long enough, too");
    assert_string_equal(z(&f, f.page.nodes[p + 4].text), "A text with  control characters, which are dropped.");
    close_page(&f);
}

/* Texts, comments and attributes go to libxml2 by numbers; those that a page makes up are text. */
static void test_numbers_that_a_page_writes_are_its_own(void **state)
{
    struct fixture f;
    (void)state;

    open_text(&f, BASE_STR("<p n=0 a=b>A text that is long enough to go by a number, as it is.</p><style></style<ins n=\"0\" "
                           "m=1><!--0--><ins n=\"999999999999\"></style><p c=d>t<!--0--><!--c0-->"), PAGE_MODE_HTML_WHOLE);
    assert_string_equal(z(&f, page_attribute(&f.page, find(&f.page, "p", 0), "a")), "b");
    assert_string_equal(z(&f, page_attribute(&f.page, find(&f.page, "p", 0), "n")), "0");
    assert_string_equal(z(&f, page_raw_text(&f.page, &f.arena, find(&f.page, "style", 0))),
                        "</style<ins n=\"0\" m=1><!--0--><ins n=\"999999999999\">");
    assert_int_equal(f.page.nodes[find(&f.page, "p", 1)].attribute_count, 1);
    assert_string_equal(joined(&f), "A text that is long enough to go by a number, as it is.|t");
    close_page(&f);
}

static void test_control_characters_are_no_text(void **state)
{
    static const char text[] = "a\x01" "b\rc\fd\te\x1F&lt;\xEF\xBF\xBE&#13;&#1;&gt;<b>&quot;</b>";
    struct fixture f;
    (void)state;

    for (unsigned whole = 0; whole < 2; whole++) {
        open_text(&f, BASE_STR(text), whole ? PAGE_MODE_HTML_WHOLE : PAGE_MODE_HTML);
        assert_string_equal(z(&f, f.page.nodes[f.page.body + 1].text), "ab\rc d\te<\r\xEF\xBF\xBD>");
        assert_string_equal(z(&f, f.page.nodes[find(&f.page, "b", 0) + 1].text), "\"");
        close_page(&f);
    }
}

static void test_attributes_of_a_tag_are_capped(void **state)
{
    struct fixture f;
    struct base_buf html = BASE_BUF_INIT;
    (void)state;

    base_buf_add_z(&html, "<p");
    for (int i = 0; i < 50000; i++)
        base_buf_printf(&html, " a%d=x", i);
    base_buf_add_z(&html, ">t");
    open_text(&f, base_buf_str(&html), PAGE_MODE_HTML);
    assert_int_equal(f.page.nodes[find(&f.page, "p", 0)].attribute_count, BASE_LIMIT_ATTRIBUTES);
    assert_string_equal(joined(&f), "t");
    close_page(&f);
    base_buf_free(&html);
}

static void test_scripts_stand_apart_and_hide_markup(void **state)
{
    struct fixture f;
    static const char html[] = "<script>if (a</b>1) w('</p><p>x')</script>"
                               "<script type=\"application&#x2F;ld&#x2B;json\">{\"a\":\"</b>&amp;\"}</SCRIPT >"
                               "<script>window.__STATE__={}</script><!-- c --><p>a</p>";
    (void)state;

    open_html(&f, html);
    assert_string_equal(z(&f, page_raw_text(&f.page, &f.arena, find(&f.page, "script", 0))), "");
    assert_string_equal(z(&f, page_raw_text(&f.page, &f.arena, find(&f.page, "script", 1))), "{\"a\":\"</b>&amp;\"}");
    assert_string_equal(z(&f, page_raw_text(&f.page, &f.arena, find(&f.page, "script", 2))), "");
    assert_int_equal(f.page.script_count, 2);
    assert_string_equal(z(&f, f.page.scripts[0]), "if (a</b>1) w('</p><p>x')");
    assert_string_equal(z(&f, f.page.scripts[1]), "window.__STATE__={}");
    assert_string_equal(joined(&f), "a");
    close_page(&f);
    open_text(&f, BASE_STR(html), PAGE_MODE_HTML_WHOLE);
    assert_string_equal(z(&f, page_raw_text(&f.page, &f.arena, find(&f.page, "script", 0))),
                        "if (a</b>1) w('</p><p>x')");
    close_page(&f);
}

static void test_whole_tree_has_comments_and_maps_to_nodes(void **state)
{
    struct fixture f;
    (void)state;

    open_text(&f, BASE_STR("<div id=d>a<!-- note --><b>b</b></div>"), PAGE_MODE_HTML_WHOLE);
    assert_non_null(page_document(&f.page));
    assert_ptr_equal(page_document(&f.page), page_document(&f.page));
    const xmlNode *node = xmlDocGetRootElement(page_document(&f.page));
    assert_int_equal(page_node_of(&f.page, node), 0);
    const xmlNode *div = node->children->children;
    assert_string_equal((const char *)div->properties->children->content, "d");
    assert_int_equal(page_node_of(&f.page, div), find(&f.page, "div", 0));
    const xmlNode *comment = div->children->next;
    assert_int_equal(comment->type, XML_COMMENT_NODE);
    assert_string_equal((const char *)comment->content, " note ");
    assert_int_equal(page_node_of(&f.page, comment), PAGE_NONE);
    assert_int_equal(page_node_of(&f.page, comment->next), find(&f.page, "b", 0));
    close_page(&f);
}

static void test_whole_tree_has_code_and_comments_as_written(void **state)
{
    static const char code[] = "a > b { content: '</b>&amp;<!-- \"' } /* long enough for a number, or not */";
    static const char comment[] = "[if lt IE 9]><p class=\"a\">&amp; -- ]]> <![endif]";
    struct fixture f;
    char html[512];
    (void)state;

    snprintf(html, sizeof html, "<style>a>b{}</style><style>%s</style><iframe>&lt;p></iframe><p>a<!--%s-->b</p>", code, comment);
    open_text(&f, base_str(html), PAGE_MODE_HTML_WHOLE);
    assert_string_equal(z(&f, page_raw_text(&f.page, &f.arena, find(&f.page, "style", 0))), "a>b{}");
    assert_string_equal(z(&f, page_raw_text(&f.page, &f.arena, find(&f.page, "style", 1))), code);
    assert_string_equal(z(&f, page_raw_text(&f.page, &f.arena, find(&f.page, "iframe", 0))), "&lt;p>");
    const xmlNode *root = xmlDocGetRootElement(page_document(&f.page));
    const xmlNode *p = root->last->last;
    assert_string_equal((const char *)p->name, "p");
    assert_string_equal((const char *)p->children->content, "a");
    assert_string_equal((const char *)p->children->next->content, comment);
    assert_string_equal((const char *)p->last->content, "b");
    close_page(&f);
}

static void test_empty_text_gives_one_node(void **state)
{
    static const char *const texts[] = {"", " \n", "<!-- x -->", "\xEF\xBB\xBF"};
    (void)state;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct fixture f;
        open_html(&f, texts[i]);
        assert_int_equal(f.page.nodes[0].tag, PAGE_TAG_HTML);
        assert_int_equal(f.page.nodes[0].parent, PAGE_NONE);
        assert_int_equal(f.blocks.count, 0);
        close_page(&f);
    }
}

static void test_nul_bytes_do_not_end_the_text(void **state)
{
    struct fixture f;
    (void)state;

    open_text(&f, BASE_STR("<p cl\0ass='a\0b'>a\0b<!-- \0 -->c</p>\0<p>d"), PAGE_MODE_HTML);
    assert_string_equal(joined(&f), "abc|d");
    close_page(&f);
}

static struct base_str repeated(struct base_buf *b, const char *first, size_t times, const char *last)
{
    for (size_t i = 0; i < times; i++)
        base_buf_add_z(b, first);
    base_buf_add_z(b, last);
    return base_buf_str(b);
}

static void test_deep_nesting_is_cut_and_its_text_kept(void **state)
{
    static const char *const tags[] = {"<div>", "<span>", "<table>", "<p><b>", "<h1><i>", "<a href=x>"};
    (void)state;

    for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
        struct base_buf html = BASE_BUF_INIT;
        struct fixture f;
        open_text(&f, repeated(&html, tags[i], 100000, "deep</p></div></b></a>text"), PAGE_MODE_HTML);
        for (uint32_t k = 0; k < f.page.count; k++)
            assert_true(f.page.nodes[k].depth <= BASE_LIMIT_DEPTH);
        assert_non_null(strstr(joined(&f), "deep"));
        assert_non_null(page_document(&f.page));
        close_page(&f);
        base_buf_free(&html);
    }
}

static void test_large_documents_are_read_in_linear_time(void **state)
{
    static const struct {
        const char *piece;
        size_t times;
    } rows[] = {
        {"<tr><td>a", 300000},  {"<!-- ", 300000},      {"<title>", 300000},  {"<b></i></b></u>", 100000},
        {"<li>a", 300000},      {"<a href=\"", 300000}, {"<", 1000000},       {"&amp", 300000},
        {"<p><svg>", 200000},   {"<script>", 200000},   {"</p>", 300000},     {"<option></select>", 200000},
        {"<font><table>", 50000}, {"<script><!--<script></script>", 100000},
    };
    (void)state;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct base_buf html = BASE_BUF_INIT;
        struct fixture f;
        clock_t before = clock();
        open_text(&f, repeated(&html, rows[i].piece, rows[i].times, ""), PAGE_MODE_HTML_WHOLE);
        rendered(&f, PAGE_FORMAT_MARKDOWN);
        if ((double)(clock() - before) / CLOCKS_PER_SEC > 20)
            fail_msg("%s is slow", rows[i].piece);
        close_page(&f);
        base_buf_free(&html);
    }
}

static void test_too_many_nodes_mark_the_page(void **state)
{
    struct base_buf html = BASE_BUF_INIT;
    struct fixture f;
    (void)state;

    open_text(&f, repeated(&html, "<b>a</b>b", 800000, ""), PAGE_MODE_HTML);
    assert_true(f.page.truncated);
    assert_int_equal(f.page.count, BASE_LIMIT_NODES);
    close_page(&f);
    base_buf_free(&html);
}

static void test_a_long_text_node_is_not_cut(void **state)
{
    struct base_buf html = BASE_BUF_INIT;
    struct fixture f;
    (void)state;

    open_text(&f, repeated(&html, "word ", 1000000, "end"), PAGE_MODE_HTML);
    assert_int_equal(f.blocks.count, 1);
    assert_int_equal(f.blocks.items[0].text.len, 5000003);
    assert_int_equal(f.blocks.items[0].weight, 4000003);
    close_page(&f);
    base_buf_free(&html);
}

static void test_broken_feeds_keep_what_can_be_read(void **state)
{
    static const struct row rows[] = {
        {"\n \xEF\xBB\xBFgarbage<?xml version='1.0' encoding='gb2312'?><r><a>x</a></r>", "x"},
        {"<r><a>x &nbsp;&amp; y & z &eacute; &unknown;</a></r>", "x \xC2\xA0& y & z \xC3\xA9 &unknown;"},
        {"<r><a><![CDATA[<p>x & y</p>]]> z</a></r>", "<p>x & y</p> z"},
        {"<r><a>x</a><a>y</r>", "xy"},
        {"<r><a>x</a><a>y", "xy"},
        {"<r><a>x</a><a b=></a></r>", "x"},
        {"<r><a>1 < 2</a></r>", "1 < 2"},
        {"<r><m:a>x</m:a><!-- c -->\x01y</r>", "xy"},
        {"<!DOCTYPE r [<!ENTITY e \"]>\"><!ENTITY f SYSTEM 'file:///etc/passwd'>]><r><a>x&e;&f;</a></r>", "x&e;&f;"},
    };
    (void)state;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct fixture f;
        open_text(&f, base_str(rows[i].html), PAGE_MODE_XML);
        assert_string_equal(z(&f, page_raw_text(&f.page, &f.arena, 0)), rows[i].want);
        close_page(&f);
    }
}

static void test_references_behind_a_break_are_resolved(void **state)
{
    struct fixture f;
    (void)state;

    open_text(&f, BASE_STR("<r><a>x</b><l u='a?b=1&amp;c=2' v=\"&quot;&#39;&lt;&gt;\"/>y &amp; z &lt;i&gt; &quot;<![CDATA[<p>]]></r>"),
              PAGE_MODE_XML);
    uint32_t link = find(&f.page, "l", 0);
    assert_int_not_equal(link, PAGE_NONE);
    assert_string_equal(z(&f, page_attribute(&f.page, link, "u")), "a?b=1&c=2");
    assert_string_equal(z(&f, page_attribute(&f.page, link, "v")), "\"'<>");
    assert_string_equal(z(&f, page_raw_text(&f.page, &f.arena, 0)), "xy & z <i> \"<p>");
    close_page(&f);
}

static void test_xml_names_keep_prefix_and_case(void **state)
{
    struct fixture f;
    (void)state;

    open_text(&f, BASE_STR("<rss><media:content URL='a?b=1&c=2' m:x='&lt;'/><pubDate>d</pubDate></rss>"), PAGE_MODE_XML);
    uint32_t node = find(&f.page, "media:content", 0);
    assert_int_not_equal(node, PAGE_NONE);
    assert_string_equal(z(&f, page_attribute(&f.page, node, "URL")), "a?b=1&c=2");
    assert_string_equal(z(&f, page_attribute(&f.page, node, "m:x")), "<");
    assert_int_not_equal(find(&f.page, "pubDate", 0), PAGE_NONE);
    close_page(&f);
}

static void test_xml_without_element_is_refused(void **state)
{
    struct base_arena arena;
    struct page page;
    struct base_error e = {0};
    (void)state;

    base_arena_init(&arena, 0);
    assert_int_equal(page_parse(&arena, BASE_STR("no <!-- markup -->"), BASE_STR_NONE, PAGE_MODE_XML, &page, &e),
                     BASE_INVALID);
    assert_true(e.text[0] != 0);
    base_arena_free(&arena);
}

static void test_entities_of_a_document_are_not_expanded(void **state)
{
    struct base_buf xml = BASE_BUF_INIT;
    struct fixture f;
    (void)state;

    base_buf_add_z(&xml, "<!DOCTYPE l [<!ENTITY l0 \"lol\">");
    for (int i = 1; i < 10; i++)
        base_buf_printf(&xml, "<!ENTITY l%d \"&l%d;&l%d;&l%d;&l%d;&l%d;&l%d;&l%d;&l%d;\">", i, i - 1, i - 1, i - 1, i - 1,
                        i - 1, i - 1, i - 1, i - 1);
    base_buf_add_z(&xml, "]><l>&l9;</l>");
    open_text(&f, base_buf_str(&xml), PAGE_MODE_XML);
    assert_string_equal(z(&f, page_raw_text(&f.page, &f.arena, 0)), "&l9;");
    close_page(&f);
    base_buf_free(&xml);
}

static void test_running_out_of_memory_is_reported(void **state)
{
    (void)state;

    for (size_t limit = 64; limit < 20000; limit += 64) {
        struct base_arena arena;
        struct page page;
        struct page_blocks blocks;
        base_arena_init(&arena, limit);
        int status = page_parse(&arena, BASE_STR("<table><tr><th>a<th id=x>b</table><p>c<b>d</b>"),
                                BASE_STR("http://a/"), PAGE_MODE_HTML, &page, NULL);
        if (status == BASE_OK) {
            status = page_blocks_make(&page, &arena, NULL, &blocks, NULL);
            page_free(&page);
        }
        assert_true(status == BASE_OK || status == BASE_NOMEM);
        assert_int_equal(status == BASE_NOMEM, arena.failed);
        base_arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_references_are_resolved_as_html5_does),
        cmocka_unit_test(test_text_behind_the_end_is_kept),
        cmocka_unit_test(test_head_and_body_are_found),
        cmocka_unit_test(test_end_tags_close_what_stands_open_inside),
        cmocka_unit_test(test_attributes_are_read_as_browsers_do),
        cmocka_unit_test(test_of_two_attributes_of_a_name_the_first_counts),
        cmocka_unit_test(test_long_texts_are_read_as_short_ones),
        cmocka_unit_test(test_numbers_that_a_page_writes_are_its_own),
        cmocka_unit_test(test_attributes_of_a_tag_are_capped),
        cmocka_unit_test(test_scripts_stand_apart_and_hide_markup),
        cmocka_unit_test(test_whole_tree_has_comments_and_maps_to_nodes),
        cmocka_unit_test(test_whole_tree_has_code_and_comments_as_written),
        cmocka_unit_test(test_control_characters_are_no_text),
        cmocka_unit_test(test_tags_that_are_implied_are_there),
        cmocka_unit_test(test_empty_text_gives_one_node),
        cmocka_unit_test(test_nul_bytes_do_not_end_the_text),
        cmocka_unit_test(test_deep_nesting_is_cut_and_its_text_kept),
        cmocka_unit_test(test_large_documents_are_read_in_linear_time),
        cmocka_unit_test(test_too_many_nodes_mark_the_page),
        cmocka_unit_test(test_a_long_text_node_is_not_cut),
        cmocka_unit_test(test_broken_feeds_keep_what_can_be_read),
        cmocka_unit_test(test_references_behind_a_break_are_resolved),
        cmocka_unit_test(test_xml_names_keep_prefix_and_case),
        cmocka_unit_test(test_xml_without_element_is_refused),
        cmocka_unit_test(test_entities_of_a_document_are_not_expanded),
        cmocka_unit_test(test_running_out_of_memory_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
