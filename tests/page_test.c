#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <stdlib.h>

#include "page/page.h"

struct fixture {
    struct base_arena arena;
    struct page page;
    struct page_blocks blocks;
};

static void open_text(struct fixture *f, struct base_str text, enum page_mode mode)
{
    struct base_error e = {0};

    base_arena_init(&f->arena, 0);
    assert_int_equal(page_parse(&f->arena, text, BASE_STR("http://example.com/dir/page.html"), mode, &f->page, &e),
                     BASE_OK);
    assert_int_equal(page_blocks_make(&f->page, &f->arena, NULL, &f->blocks, &e), BASE_OK);
}

static void open_html(struct fixture *f, const char *html)
{
    open_text(f, base_str(html), PAGE_MODE_HTML);
}

static void close_page(struct fixture *f)
{
    page_free(&f->page);
    base_arena_free(&f->arena);
}

static const char *z(struct fixture *f, struct base_str s)
{
    return s.ptr ? base_arena_cstr(&f->arena, s) : "(none)";
}

/* The blocks' texts, joined by '|'. */
static const char *joined(struct fixture *f)
{
    struct base_str all = BASE_STR("");

    for (uint32_t i = 0; i < f->blocks.count; i++)
        all = base_arena_printf(&f->arena, "%s%s%s", z(f, all), i ? "|" : "", z(f, f->blocks.items[i].text));
    return z(f, all);
}

static const char *rendered(struct fixture *f, enum page_format format)
{
    uint8_t *keep = base_arena_alloc(&f->arena, f->blocks.count + 1, 1);

    memset(keep, 1, f->blocks.count);
    return z(f, page_render(&f->page, &f->arena, &f->blocks, keep, NULL, format));
}

static uint32_t find(const struct page *p, const char *name, unsigned nth)
{
    for (uint32_t i = 0; i < p->count; i++)
        if (p->nodes[i].tag != PAGE_TAG_TEXT && base_str_equal(p->nodes[i].text, base_str(name)) && nth-- == 0)
            return i;
    return PAGE_NONE;
}

struct row {
    const char *html, *want;
};

static void check_blocks(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct fixture f;
        open_html(&f, rows[i].html);
        if (strcmp(joined(&f), rows[i].want) != 0)
            fail_msg("%s\n gave %s\n want %s", rows[i].html, joined(&f), rows[i].want);
        close_page(&f);
    }
}
#define CHECK_BLOCKS(rows) check_blocks(rows, sizeof(rows) / sizeof(rows[0]))

static void test_words_are_parted_where_a_renderer_parts_them(void **state)
{
    static const struct row rows[] = {
        {"<p>a<div>b</div>c", "a|b|c"},
        {"<p>a<section>b</section>c</p>d", "a|b|c|d"},
        {"<p>a<span>b<figure>c</figure></span>d", "ab|c|d"},
        {"a<p>b</p>c</p>d", "a|b|c|d"},
        {"<h1>a<p>b</p></h1>c", "a|b|c"},
        {"<h2>a</h3>b", "a|b"},
        {"<h2>a<h3>b", "a|b"},
        {"<ul><li>a<li>b</ul>c", "a|b|c"},
        {"<dl><dt>a<dd>b</dl>", "a|b"},
        {"<table><tr><td>a<td>b<tr><td>c</table>d", "a|b|c|d"},
        {"a<hr>b", "a|b"},
        {"a<br>b", "a\nb"},
        {"a<br> <br/>b", "a|b"},
        {"a<br>b<br><br><br>c<br>", "a\nb|c"},
        {"<br><br>a</br>b", "a\nb"},
        {"a<select><option>x</select>b", "a b"},
        {"a<iframe>x</iframe>b<video>y</video>c", "a b c"},
        {"<article>a<header>b</header><main>c</main></article>", "a|b|c"},
    };
    (void)state;
    CHECK_BLOCKS(rows);
}

static void test_inline_tags_neither_glue_nor_split(void **state)
{
    static const struct row rows[] = {
        {"<p>a<b>b</b><i>c</i>", "abc"},
        {"<p>a <b> b</b> c", "a b c"},
        {"<p>a<b> </b>c", "a c"},
        {"<p>a <!-- x --> b<!-- y -->c", "a bc"},
        {"<p>a<script>x</script>b<style>y</style>c<noscript>z</noscript>d", "abcd"},
        {"<p>ver<wbr>y<img src=x>long", "verylong"},
        {"<p>a\n\t b&nbsp;\xC2\xA0 c&nbsp", "a b c"},
        {"<p>\xE6\xBC\xA2<b>\xE5\xAD\x97</b>", "\xE6\xBC\xA2\xE5\xAD\x97"},
        {"<ruby>\xE6\xBC\xA2<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "\xE6\xBC\xA2"},
    };
    (void)state;
    CHECK_BLOCKS(rows);
}

static void test_invisible_text_is_left_out(void **state)
{
    static const struct row rows[] = {
        {"<title>t</title><p>a", "a"},
        {"<p>a<svg><title>t</title><text>x</text></svg>b", "ab"},
        {"<p>a<textarea><b>x</textarea><button>y</button>b", "a b"},
        {"<template><p>x</template><p>a", "a"},
        {"<script><!-- w('<script>x</script>y') --></script>a", "a"},
        {"<script><!-- w('<script>x')</script>a", "a"},
        {"<button>x<div></button>a", "a"},
        {"<iframe><p>x</p></iframe>a", "a"},
    };
    (void)state;
    CHECK_BLOCKS(rows);
}

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

static void test_blocks_know_what_they_are(void **state)
{
    static const struct {
        const char *text;
        enum page_block_kind kind;
        const char *owner;
        int level;
    } want[] = {
        {"p", PAGE_BLOCK_PARAGRAPH, "p", 0},      {"h", PAGE_BLOCK_HEADING, "h3", 3},
        {"li", PAGE_BLOCK_ITEM, "li", 0},         {"pli", PAGE_BLOCK_ITEM, "p", 0},
        {"hli", PAGE_BLOCK_HEADING, "h2", 2},     {"q", PAGE_BLOCK_QUOTE, "p", 0},
        {"  a\n b", PAGE_BLOCK_PREFORMATTED, "pre", 0}, {"cap", PAGE_BLOCK_CAPTION, "figcaption", 0},
        {"k", PAGE_BLOCK_CELL, "th", 0},          {"v", PAGE_BLOCK_CELL, "p", 0},
        {"lay", PAGE_BLOCK_PARAGRAPH, "td", 0},
    };
    struct fixture f;
    (void)state;

    open_html(&f, "<p>p</p><h3>h</h3><ul><li>li<p>pli</p><h2>hli</h2></ul><blockquote><p>q</blockquote>"
                  "<pre>\n  a\n b\n</pre><figure><figcaption>cap</figcaption></figure>"
                  "<table><tr><th>k<td><p>v</table><table><tr><td>lay</table>");
    assert_int_equal(f.blocks.count, sizeof(want) / sizeof(want[0]));
    for (uint32_t i = 0; i < f.blocks.count; i++) {
        const struct page_block *b = &f.blocks.items[i];
        assert_string_equal(z(&f, b->text), want[i].text);
        assert_int_equal(b->kind, want[i].kind);
        assert_int_equal(b->level, want[i].level);
        assert_string_equal(z(&f, f.page.nodes[b->owner].text), want[i].owner);
        assert_int_equal(b->row != PAGE_NONE, b->kind == PAGE_BLOCK_CELL);
    }
    close_page(&f);
}

static void test_links_are_weighed(void **state)
{
    struct fixture f;
    (void)state;

    open_html(&f, "<p>ab <a href=x>cd<b>e</b></a> f<a name=n>g</a> <a href=y>\xE4\xB8\xAD</a>");
    assert_int_equal(f.blocks.items[0].weight, 9);
    assert_int_equal(f.blocks.items[0].link_weight, 5);
    assert_int_equal(f.blocks.items[0].links, 2);
    close_page(&f);
    open_html(&f, "<a href=/x/>ab</a>c<a href=y />d");
    assert_int_equal(f.blocks.items[0].link_weight, 2);
    close_page(&f);
    open_html(&f, "<div><a href=x><div>ab</a>cd</div>e</div>");
    assert_string_equal(joined(&f), "ab|cd|e");
    assert_int_equal(f.blocks.items[0].link_weight, 2);
    assert_int_equal(f.blocks.items[1].link_weight, 0);
    close_page(&f);
    open_html(&f, "<a href=x><div>ab</div><div>c</div></a>d");
    assert_int_equal(f.blocks.items[0].link_weight, 2);
    assert_int_equal(f.blocks.items[1].links, 1);
    assert_int_equal(f.blocks.items[2].link_weight, 0);
    close_page(&f);
}

static void test_layout_tables_are_told_from_data(void **state)
{
    static const struct {
        const char *html;
        bool data;
    } rows[] = {
        {"<table><tr><td>a<td>b<tr><td>c<td>d</table>", true},
        {"<table><tr><th>a<th>b<tr><td>c<td>d</table>", true},
        {"<table><caption>x</caption><tr><td>a<td>b</table>", true},
        {"<table><tr><td>a</table>", false},
        {"<table><tr><td>a<td>b</table>", false},
        {"<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>", false},
        {"<table><tr><td>a<td>b<tr><td>c<td><h2>h</h2></table>", false},
        {"<table><tr><td>a<td>b<tr><td>c<td><ul><li>x</ul></table>", false},
        {"<table><tr><td>a<td>b<tr><td>c<td>d<tr><td><table><tr><td>x</table></table>", false},
    };
    (void)state;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct fixture f;
        bool cells = false;
        open_html(&f, rows[i].html);
        for (uint32_t k = 0; k < f.blocks.count; k++)
            cells |= f.blocks.items[k].kind == PAGE_BLOCK_CELL;
        if (cells != rows[i].data)
            fail_msg("%s", rows[i].html);
        close_page(&f);
    }
}

static void test_skipped_nodes_are_left_out(void **state)
{
    struct fixture f;
    uint8_t skip[64] = {0};
    (void)state;

    open_html(&f, "<p>a<b hidden>x</b>c<div hidden>y</div>d");
    for (uint32_t i = 0; i < f.page.count; i++)
        skip[i] = page_is_hidden(&f.page, i);
    assert_int_equal(page_blocks_make(&f.page, &f.arena, skip, &f.blocks, NULL), BASE_OK);
    assert_string_equal(joined(&f), "ac|d");
    assert_string_equal(z(&f, page_text(&f.page, &f.arena, 0, skip)), "ac d");
    assert_string_equal(rendered(&f, PAGE_FORMAT_TEXT), "ac\n\nd");
    close_page(&f);
}

static void test_hidden_is_read_from_declarations(void **state)
{
    static const struct {
        const char *html;
        bool hidden;
    } rows[] = {
        {"<p hidden>", true},
        {"<p hidden id='S:1f'>", false}, /* a part streamed late, moved to its place by a script */
        {"<p hidden id='S:box'>", true},
        {"<p aria-hidden=true>", true},
        {"<p aria-hidden=false>", false},
        {"<p style='display:none'>", true},
        {"<p style='color:red; DISPLAY : None !important;'>", true},
        {"<p style='visibility:hidden'>", true},
        {"<p style='x-display:none'>", false},
        {"<p style='overflow:hidden;display:block'>", false},
        {"<p style='background:url(display:none)'>", false},
        {"<p class=hidden>", false},
    };
    (void)state;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct fixture f;
        open_html(&f, rows[i].html);
        if (page_is_hidden(&f.page, find(&f.page, "p", 0)) != rows[i].hidden)
            fail_msg("%s", rows[i].html);
        close_page(&f);
    }
}

static void test_text_of_a_subtree_stands_on_one_line(void **state)
{
    struct fixture f;
    (void)state;

    open_html(&f, "<h1> A<br>b <span>c</span>d<p>e</p><script>x</script></h1>f");
    assert_string_equal(z(&f, page_text(&f.page, &f.arena, find(&f.page, "h1", 0), NULL)), "A b cd e");
    close_page(&f);
    open_html(&f, "<title>One &amp;\n two</title>");
    assert_string_equal(z(&f, page_text(&f.page, &f.arena, find(&f.page, "title", 0), NULL)), "One & two");
    close_page(&f);
}

static void test_siblings_and_ancestors(void **state)
{
    struct fixture f;
    (void)state;

    open_html(&f, "<div><p>a</p>b<i></i></div>");
    uint32_t div = find(&f.page, "div", 0), p = page_first_child(&f.page, div);
    assert_int_equal(f.page.nodes[p].tag, PAGE_TAG_P);
    uint32_t b = page_next_sibling(&f.page, p), i = page_next_sibling(&f.page, b);
    assert_int_equal(f.page.nodes[b].tag, PAGE_TAG_TEXT);
    assert_int_equal(f.page.nodes[i].tag, PAGE_TAG_I);
    assert_int_equal(page_next_sibling(&f.page, i), PAGE_NONE);
    assert_int_equal(page_first_child(&f.page, i), PAGE_NONE);
    assert_int_equal(page_next_sibling(&f.page, 0), PAGE_NONE);
    assert_int_equal(page_closest(&f.page, p + 1, PAGE_TAG_DIV), div);
    assert_int_equal(page_closest(&f.page, p + 1, PAGE_TAG_TABLE), PAGE_NONE);
    close_page(&f);
}

static void test_links_are_resolved_against_the_base(void **state)
{
    struct fixture f;
    (void)state;

    open_html(&f, "<p>");
    assert_string_equal(z(&f, page_resolve(&f.page, &f.arena, BASE_STR("a.html"))), "http://example.com/dir/a.html");
    assert_null(page_resolve(&f.page, &f.arena, BASE_STR("mailto:a@b")).ptr);
    close_page(&f);
    open_html(&f, "<base target=x><base href='/other/'>");
    assert_string_equal(z(&f, page_resolve(&f.page, &f.arena, BASE_STR("a.html"))), "http://example.com/other/a.html");
    close_page(&f);
}

static void check_rendering(const struct row *rows, size_t count, enum page_format format)
{
    for (size_t i = 0; i < count; i++) {
        struct fixture f;
        open_html(&f, rows[i].html);
        if (strcmp(rendered(&f, format), rows[i].want) != 0)
            fail_msg("%s\n gave:\n%s\n want:\n%s", rows[i].html, rendered(&f, format), rows[i].want);
        close_page(&f);
    }
}

static void test_rendering_as_text(void **state)
{
    static const struct row rows[] = {
        {"", "(none)"},
        {"<p>a<p>b<br>c", "a\n\nb\nc"},
        {"<ul><li>a<li>b<ul><li>c</ul></ul>d", "- a\n- b\n  - c\n\nd"},
        {"<ol><li>a<li>b</ol>", "1. a\n2. b"},
        {"<ol start=4><li>a<p>a2<li><br><li>c<ol><li>d</ol>e</ol>", "4. a\n  a2\n6. c\n  1. d\n  e"},
        {"<ul><li>a</ul><ul><li>b</ul>", "- a\n\n- b"},
        {"<ul><li>a<br>b</ul>", "- a\n  b"},
        {"<dl><dt>t<dd>d</dl>", "t\nd"},
        {"<table><tr><th>a<th>b<tr><td><td>c<br>d<tr><td>e<td>f</table>g", "a\tb\n\tc d\ne\tf\n\ng"},
        {"<pre>a\n  b</pre>c", "a\n  b\n\nc"},
        {"<blockquote>a</blockquote>", "a"},
    };
    (void)state;
    check_rendering(rows, sizeof(rows) / sizeof(rows[0]), PAGE_FORMAT_TEXT);
}

static void test_rendering_as_markdown(void **state)
{
    static const struct row rows[] = {
        {"<h2>a<br>b</h2><p>c", "## a b\n\nc"},
        {"<p>a<b> b </b><em>c</em>", "a **b** *c*"},
        {"<p><a href=/x>l<b>m</b></a>n", "[l**m**](http://example.com/x)n"},
        {"<p><a href='/x(1)'>l</a> <a href='mailto:x'>m</a>", "[l](<http://example.com/x(1)>) m"},
        {"<p>1. *a* [b] _c_ `d` <br># e", "1\\. \\*a\\* \\[b\\] \\_c\\_ \\`d\\`\\\n\\# e"},
        {"<p>a &lt;b> <code>x*y</code>", "a \\<b> `x*y`"},
        {"<blockquote><p>a<p>b</blockquote>", "> a\n>\n> b"},
        {"<pre>a```\n b</pre>", "````\na```\n b\n````"},
        {"<ol><li>a<p>b<ul><li>c</ul></ol>", "1. a\n\n   b\n    - c"},
        {"<table><tr><th>a<th>b|<tr><td>c<td>d</table>e", "| a | b\\| |\n| --- | --- |\n| c | d |\n\ne"},
        {"<p>a<figure><img src=s.jpg srcset='m.jpg 2x, l.jpg 3x' alt='[t]'></figure><p>b",
         "a\n\n![\\[t\\]](http://example.com/dir/l.jpg)\n\nb"},
        {"<img src=before.jpg><p>a<img src=data:x><img src=p.gif width=1 height=1><p>b<img src=behind.jpg>", "a\n\nb"},
    };
    (void)state;
    check_rendering(rows, sizeof(rows) / sizeof(rows[0]), PAGE_FORMAT_MARKDOWN);
}

static void test_images_of_dropped_text_stay_out(void **state)
{
    struct fixture f;
    const uint8_t keep[] = {1, 0, 1, 0};
    (void)state;

    open_html(&f, "<p>a<figure><img src=/1.jpg alt=x><figcaption>cap</figcaption></figure><p>b<img src=/2.jpg><p>ad");
    assert_string_equal(z(&f, page_render(&f.page, &f.arena, &f.blocks, keep, NULL, PAGE_FORMAT_MARKDOWN)),
                        "a\n\n![cap](http://example.com/1.jpg)\n\nb");
    close_page(&f);
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
        cmocka_unit_test(test_words_are_parted_where_a_renderer_parts_them),
        cmocka_unit_test(test_inline_tags_neither_glue_nor_split),
        cmocka_unit_test(test_invisible_text_is_left_out),
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
        cmocka_unit_test(test_blocks_know_what_they_are),
        cmocka_unit_test(test_links_are_weighed),
        cmocka_unit_test(test_layout_tables_are_told_from_data),
        cmocka_unit_test(test_skipped_nodes_are_left_out),
        cmocka_unit_test(test_hidden_is_read_from_declarations),
        cmocka_unit_test(test_text_of_a_subtree_stands_on_one_line),
        cmocka_unit_test(test_siblings_and_ancestors),
        cmocka_unit_test(test_links_are_resolved_against_the_base),
        cmocka_unit_test(test_rendering_as_text),
        cmocka_unit_test(test_rendering_as_markdown),
        cmocka_unit_test(test_images_of_dropped_text_stay_out),
        cmocka_unit_test(test_broken_feeds_keep_what_can_be_read),
        cmocka_unit_test(test_references_behind_a_break_are_resolved),
        cmocka_unit_test(test_xml_names_keep_prefix_and_case),
        cmocka_unit_test(test_xml_without_element_is_refused),
        cmocka_unit_test(test_entities_of_a_document_are_not_expanded),
        cmocka_unit_test(test_running_out_of_memory_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
