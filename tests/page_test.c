/* What is read from the nodes: blocks, text, Markdown. */
#include "page_fixture.h"

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
        {"a<span class='line br'></span>b<span class=br></span> <span class=br></span>c", "a\nb|c"},
        {"a<span class=br>b</span>c<span class=brand></span>d", "abcd"},
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_are_parted_where_a_renderer_parts_them),
        cmocka_unit_test(test_inline_tags_neither_glue_nor_split),
        cmocka_unit_test(test_invisible_text_is_left_out),
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
