#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "extract/labels.h"
#include "extract/names.h"

#define TEXT "<p>The council met on Monday to talk about the bridge over the river, which has been closed since spring.</p>"
#define HAN_TEXT "<p>11月6日至7日,市民走过新桥。经过一年的施工,大桥终于重新开放,周边居民表示欢迎。</p>"
#define LD(author) "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"Bridge reopens\",\"author\":" author "}</script>"

/* "; " between the items. */
static void assert_list(const char *what, const struct base_str_list *list, const char *expected)
{
    struct base_buf got = BASE_BUF_INIT;
    for (size_t i = 0; i < list->count; i++) {
        base_buf_add_z(&got, i ? "; " : "");
        base_buf_add_str(&got, list->items[i]);
    }
    struct base_str text = base_buf_str(&got);
    if (!base_str_equal(text, base_str(expected)))
        fail_msg("%s: \"%.*s\" is not \"%s\"", what, BASE_STR_ARG(text), expected);
    base_buf_free(&got);
}

/* ---- Names ---- */

static const struct {
    const char *lang, *text, *names;
} texts[] = {
    {"en", "Hannah Whitlow, MD, FACP and Omar Siddiq, PhD", "Hannah Whitlow, MD, FACP; Omar Siddiq, PhD"},
    {"en", "Hannah Whitlow, Director of Operations, Acme Lines", "Hannah Whitlow"},
    {"en", "Hannah Whitlow, Institute of Allergy and Infectious Diseases", "Hannah Whitlow"},
    {"en", "Hannah Whitlow, reporter, and Omar Siddiq, editor", "Hannah Whitlow; Omar Siddiq"},
    {"en", "Hannah Whitlow - Example Editorial Team", "Hannah Whitlow"},
    {"en", "Hannah Whitlow, Omar Siddiq – Harbour Team", "Hannah Whitlow; Omar Siddiq"},
    {"en", "Hannah Whitlow/SP-X", "Hannah Whitlow"},
    {"en", "Hannah Whitlow, Reuters", "Hannah Whitlow"},
    {"en", "Hannah Whitlow in Business News", "Hannah Whitlow"},
    {"en", "Hannah Whitlow For Example.Com", "Hannah Whitlow"},
    {"de", "dpa/abc;kesm", "dpa/abc; kesm"},
    {"en", "Hannah Whitlow/Omar Siddiq", "Hannah Whitlow; Omar Siddiq"},
    {"en", "Hannah Whitlow, London, Omar Siddiq", "Hannah Whitlow; Omar Siddiq"},
    {"id", "Dewi Lestari, Sutrisno", "Dewi Lestari; Sutrisno"},
    {"en", "Hannah Whitlow, The Harbour Gazette", "Hannah Whitlow"},
    {"en", "Hannah Whitlow, Harbour Schools Network", "Hannah Whitlow"},
    {"en", "Hannah Whitlow\nand Omar Siddiq", "Hannah Whitlow; Omar Siddiq"},
    {"en", "Hannah Whitlow, Omar Siddiq, and Li Wei", "Hannah Whitlow; Omar Siddiq; Li Wei"},
    {"de", "Katrin Bauerfeld in Gesellschaft", "Katrin Bauerfeld"},
    {"de", "Co. KG", ""},
    {"de", "Hafenverlag GmbH", ""},
    {"en", "Expert Reviewer", ""},
    {"en", "Related Topics", ""},
    {"fr", "Catégories", ""},
    {"en", "Hannah (Anne) Whitlow", "Hannah (Anne) Whitlow"},
    {"en", "Hannah Whitlow (Text) Omar Siddiq (Photos)", "Hannah Whitlow"},
    {"en", "Reviewed by: Hannah Whitlow, MD", ""},
    {"en", "Hannah Whitlow, medically reviewed by Omar Siddiq", "Hannah Whitlow"},
    {"de", "Katrin Bauerfeld Fotos von Jonas Weidner", "Katrin Bauerfeld"},
    {"de", "Ein Interview von Katrin Bauerfeld mit Jonas Weidner", "Katrin Bauerfeld"},
    {"fr", "Entretien réalisé par Chloé Garnier avec Louis Perrin", "Chloé Garnier"},
    {"de", "Von Katrin Bauerfeld mit Jonas Weidner", "Katrin Bauerfeld; Jonas Weidner"},
    {"en", "10 Min Read", ""},
    {"en", "Jun 2", ""},
    {"en", "Sat", ""},
    {"en", "Morgan & Hale", ""},
    {"en", "Morgan & Hale Ltd", ""},
    {"sl", "Maja Kos in Luka Zupan", "Maja Kos; Luka Zupan"},
    {"de", "Katrin Bauerfeld\u00A0 \u00A0Illustration von Jonas Weidner", "Katrin Bauerfeld"},
    {"de", "Katrin Bauerfeld, Projektleiterin der Stiftung in Halle", "Katrin Bauerfeld"},
    {"de", "Katrin Bauerfeld, Politikredakteurin", "Katrin Bauerfeld"},
    {"zh", "编辑部记者 张三", "张三"},
    {"zh", "《观潮》作者 周小川", "周小川"},
    {"zh", "文/张三 图/李四", "张三"},
    {"zh", "记者 张三 李四 校对 王五", "张三; 李四"},
};

static void test_names_stand_without_roles_houses_and_agencies(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct base_arena arena;
        struct base_str_list names = {0};
        struct extract_name_context context = {.lang = base_str(texts[i].lang), .site = BASE_STR("Morgan & Hale")};
        base_arena_init(&arena, 0);
        extract_names_add(&arena, base_str(texts[i].text), &context, &names);
        assert_list(texts[i].text, &names, texts[i].names);
        base_arena_free(&arena);
    }
}

static void test_a_persons_site_may_bear_the_persons_name(void **state)
{
    (void)state;
    struct base_arena arena;
    struct base_str_list names = {0};
    struct extract_name_context context = {.site = BASE_STR("Hannah Whitlow"), .person = true};
    base_arena_init(&arena, 0);
    extract_names_add(&arena, BASE_STR("Hannah Whitlow"), &context, &names);
    assert_list("a person's site", &names, "Hannah Whitlow");
    names.count = 0;
    context.site = BASE_STR("Whitlow Daily News");
    extract_names_add(&arena, context.site, &context, &names);
    assert_list("a paper's site", &names, "");
    base_arena_free(&arena);
}

/* ---- Tables ---- */

static void check_labels(const struct extract_label_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct extract_label *row = &table->rows[i];
        struct base_str word = base_str(row->word);
        for (size_t at = 0; at < word.len;) {
            size_t here = at;
            uint32_t c = base_utf8_next(word, &at);
            if (base_char_fold(c) != c)
                fail_msg("\"%s\" is not folded at %zu", row->word, here);
        }
        for (size_t k = 0; k < i; k++)
            if (table->rows[k].how == row->how && !strcmp(table->rows[k].word, row->word))
                fail_msg("\"%s\" stands twice", row->word);
    }
}

static void test_labels_are_folded_and_stand_once(void **state)
{
    (void)state;
    check_labels(&extract_byline_labels);
    check_labels(&extract_editor_labels);
    check_labels(&extract_source_labels);
}

static void test_each_byline_label_leads_to_the_name_behind_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < extract_byline_labels.count; i++) {
        char line[200];
        int len = snprintf(line, sizeof line, "%s: Hannah Whitlow", extract_byline_labels.rows[i].word);
        struct base_str text = {line, (size_t)len};
        size_t end = extract_label_at(text, EXTRACT_LINE_BYLINE);
        if (!base_str_equal(base_str_sub(text, end, text.len), BASE_STR("Hannah Whitlow")))
            fail_msg("\"%s\" leads to %zu", line, end);
    }
}

/* ---- Pages ---- */

static const struct {
    const char *why, *html, *byline, *editor, *source;
} pages[] = {
    {"a labelled line outweighs the account that posted",
     LD("{\"@type\":\"Person\",\"name\":\"Stef Keegan\"}") "<h1>Bridge reopens</h1><p>By Hannah Whitlow</p>" TEXT, "Hannah Whitlow", "",
     ""},
    {"a line that names no person does not",
     LD("{\"@type\":\"Person\",\"name\":\"Stef Keegan\"}") "<h1>Bridge reopens</h1><p>By Harbour News</p>" TEXT, "Stef Keegan", "", ""},
    {"a labelled line with degrees does, too",
     LD("{\"@type\":\"Person\",\"name\":\"Stef Keegan\"}") "<h1>Bridge reopens</h1><p>By Hannah Whitlow, MS, RDN</p>" TEXT,
     "Hannah Whitlow, MS, RDN", "", ""},
    {"co-authors that only readers are told of",
     LD("{\"@type\":\"Person\",\"name\":\"Hannah Whitlow\"}") "<h1>Bridge reopens</h1><p>By Hannah Whitlow and Omar Siddiq</p>" TEXT,
     "Hannah Whitlow; Omar Siddiq", "", ""},
    {"sections beside the author are none",
     LD("{\"@type\":\"Person\",\"name\":\"Hannah Whitlow\"}")
     "<h1>Bridge reopens</h1><p>By <a href=/author/hw>Hannah Whitlow</a> <a href=/sale/x>Flash Sale</a></p>" TEXT,
     "Hannah Whitlow", "", ""},
    {"the full name in the line for an account's first name",
     LD("{\"@type\":\"Person\",\"name\":\"Katrin\"}") "<h1>Bridge reopens</h1><p>Eine Kolumne von Katrin Bauerfeld</p>" TEXT,
     "Katrin Bauerfeld", "", ""},
    {"references in a statement, encoded once and twice",
     LD("[{\"@type\":\"Person\",\"name\":\"Jos&eacute; &Ccedil;elik\"},{\"@type\":\"Person\",\"name\":\"N&amp;uacute;ria Soler\"}]")
     "<h1>Bridge reopens</h1>" TEXT, "José Çelik; Núria Soler", "", ""},
    {"a person who is stated goes before a desk that is seen",
     "<meta name=author content='Hannah Whitlow'><h1>Bridge reopens</h1><div class=author>Ministry of Bridges</div>" TEXT,
     "Hannah Whitlow", "", ""},
    {"an account that is seen stays",
     "<meta name=author content='Hannah Whitlow'><h1>Bridge reopens</h1><div class=author>Cooper</div>" TEXT, "Cooper", "", ""},
    {"a house goes where a person is named",
     LD("[{\"@type\":\"Person\",\"name\":\"Hannah Whitlow\"},{\"@type\":\"Person\",\"name\":\"Harbour Schools Learning Network\"}]")
     "<h1>Bridge reopens</h1>" TEXT, "Hannah Whitlow", "", ""},
    {"the full name for an account's first name",
     "<meta name=author content='Hannah Whitlow'>" LD("{\"@type\":\"Person\",\"name\":\"Hannah\"}") "<h1>Bridge reopens</h1>" TEXT,
     "Hannah Whitlow", "", ""},
    {"a person goes before an agency", LD("[{\"@type\":\"Person\",\"name\":\"Reuters\"},{\"@type\":\"Person\",\"name\":\"Hannah Whitlow\"}]")
     "<h1>Bridge reopens</h1>" TEXT, "Hannah Whitlow", "", ""},
    {"an agency alone is printed", LD("{\"@type\":\"Organization\",\"name\":\"Reuters\"}") "<h1>Bridge reopens</h1>" TEXT, "Reuters", "",
     ""},
    {"an icon of a person", "<h1>Bridge reopens</h1><ul><li><i class='bi bi-person'></i> Hannah Whitlow</li></ul>" TEXT,
     "Hannah Whitlow", "", ""},
    {"a portrait", "<h1>Bridge reopens</h1><div><img src='/x/avatar1.png' alt=''><p>Hannah Whitlow</p></div>" TEXT, "Hannah Whitlow", "",
     ""},
    {"a picture is no portrait", "<h1>Bridge reopens</h1><div><img src='/x/1.png' alt='New Bridge'><p>New Bridge</p></div>" TEXT, "", "",
     ""},
    {"a role below the name", "<h1>Bridge reopens</h1><div><p>Hannah Whitlow</p><p>Science Reporter</p></div>" TEXT, "Hannah Whitlow", "",
     ""},
    {"a label behind a bar", "<h1>Bridge reopens</h1><div>Local | By Hannah Whitlow | April 13, 2020</div>" TEXT, "Hannah Whitlow", "", ""},
    {"a label alone and the name below it",
     "<h1>Bridge reopens</h1>" TEXT TEXT TEXT TEXT TEXT TEXT TEXT TEXT TEXT TEXT TEXT TEXT TEXT TEXT "<h2>Article by</h2><p>Hannah Whitlow</p>",
     "Hannah Whitlow", "", ""},
    {"a label over a list of names",
     "<h1>Bridge reopens</h1><h6>Author(s)</h6><ul><li><a href='/?_author=h'>Hannah Whitlow</a></li><li><a href='/?_author=o'>Omar Siddiq</a>"
     "</li></ul>" TEXT, "Hannah Whitlow; Omar Siddiq", "", ""},
    {"a list of other things is none",
     "<h1>Bridge reopens</h1><h6>Written by</h6><ul><li>Hannah Whitlow</li><li>12 photos of the bridge, and what they show</li></ul>" TEXT,
     "Hannah Whitlow", "", ""},
    {"a label over a list of names in another part is none",
     "<h1>Bridge reopens</h1>" TEXT "<aside class=sidebar><h3>Authors</h3><ul><li>Hannah Whitlow<li>Omar Siddiq</ul></aside>", "", "", ""},
    {"the site's name before its update", "<h1>Bridge reopens</h1><div class=author>Supermove Last update: July 16, 2025</div>" TEXT,
     "Supermove", "", ""},
    {"degrees make a byline", "<h1>Bridge reopens</h1><p>Hannah Whitlow, DVM; Omar Siddiq, MD</p>" TEXT,
     "Hannah Whitlow, DVM; Omar Siddiq, MD", "", ""},
    {"a reviewer is no author",
     "<h1>Bridge reopens</h1><p>Reviewed by <a class=author-link href=/r/1>Omar Siddiq</a></p><p>Written by <a class=author-link href=/r/2>Hannah Whitlow</a></p>" TEXT,
     "Hannah Whitlow", "", ""},
    {"who contributed is no author",
     LD("{\"@type\":\"Person\",\"name\":\"Hannah Whitlow\"}")
     "<h1>Bridge reopens</h1><p>By <a href=/a/h>Hannah Whitlow</a> Information from <a href=/a/o>Omar Siddiq</a></p>" TEXT, "Hannah Whitlow",
     "", ""},
    {"a researcher's statement is none",
     "<h1>Bridge reopens</h1>" TEXT "<div>Researched by: <span itemprop=author><span itemprop=name>Omar Siddiq</span></span></div>", "", "", ""},
    {"a reviewer's office is none either",
     "<h1>Bridge reopens</h1><div class=byline><span>Reviewed by <a href=/r/1>Omar Siddiq</a></span> <span>Expert Reviewer</span></div>" TEXT,
     "", "", ""},
    {"links to categories are no names",
     "<h1>Bridge reopens</h1><div class=author><a rel='category tag' href=/c/1>Harbour</a> <a href=/category/bridges>Stone Bridges</a></div>" TEXT,
     "", "", ""},
    {"an address that names another is no author's",
     "<h1>Bridge reopens</h1><h3><a href='/search?author=Omar+Siddiq'>Use of Bridges</a> again</h3>" TEXT, "", "", ""},
    {"the author of a teaser",
     "<h1>Bridge reopens</h1>" TEXT "<section><div><h3><a href=/b>Other bridge</a></h3><p class=author>Omar Siddiq</p></div>"
     "<div><h3><a href=/c>Third bridge</a></h3><p class=author>Li Wei</p></div></section>", "", "", ""},
    {"the author beside the page's own linked headline",
     "<div><h2><a href=/people/city/a.html>Bridge reopens</a></h2><p class=author>Hannah Whitlow</p></div>" TEXT TEXT, "Hannah Whitlow", "",
     ""},
    {"a link to log in is no author's", "<h1>Bridge reopens</h1><div id=auth><a href=/x>Enter</a></div>" TEXT, "", "", ""},
    {"a headline in the element of the line is no name",
     "<div><h1>Bridge, boat and Harbour Ferry</h1>by Hannah Whitlow</div>" TEXT, "Hannah Whitlow", "", ""},
    {"a translator is none",
     "<h1>Bridge reopens</h1><div class=translator><a href=/author/omar>Omar Siddiq</a></div><div><a href=/author/hannah>Hannah Whitlow</a></div>" TEXT,
     "Hannah Whitlow", "", ""},
    {"a word before the label is no name",
     "<h1>Bridge reopens</h1><div class=autor><span>Debatte</span> <span>Von</span> <span>Katrin Bauerfeld</span></div>" TEXT,
     "Katrin Bauerfeld", "", ""},
    {"a link to the page's own section is no person", "<h1>Bridge reopens</h1><a href=/people/city>City Life</a>" TEXT, "", "", ""},
    {"a link in running text is about its person",
     "<h1>Bridge reopens</h1><p>The bridge, which <a href=/people/omar>Omar Siddiq</a> drew and the council paid for, reopens.</p>" TEXT,
     "", "", ""},
    {"a name beside the date", "<h1>Bridge reopens</h1><div>11.12.2019 - Hannah Whitlow</div>" TEXT, "Hannah Whitlow", "", ""},
    {"a name before the date and its update",
     "<h1>Bridge reopens</h1><div><span>Hannah Whitlow |</span> <span>05.04.2025 - Update: 06.04.2025</span></div>" TEXT,
     "Hannah Whitlow", "", ""},
    {"a role between name and date", "<h1>Bridge reopens</h1><p>Hannah Whitlow | Senior Writer | July 2, 2024</p>" TEXT,
     "Hannah Whitlow", "", ""},
    {"a place beside the date is no name", "<h1>Bridge reopens</h1><p>New York | July 2, 2024</p>" TEXT, "", "", ""},
    {"a name above the date", "<h1>Bridge reopens</h1><p>Hannah Whitlow</p><p>July 2, 2024 · 5 min read</p>" TEXT, "Hannah Whitlow", "", ""},
    {"names below the date", "<h1>Bridge reopens</h1><p>July 2, 2024</p><p>Hannah Whitlow, Omar Siddiq</p>" TEXT,
     "Hannah Whitlow; Omar Siddiq", "", ""},
    {"a name in an element beside the date's", "<h1>Bridge reopens</h1><div><span>Hannah Whitlow</span><span>2 July 2024</span></div>" TEXT,
     "Hannah Whitlow", "", ""},
    {"a name alone below the headline is doubtful", "<h1>Bridge reopens</h1><p>Hannah Whitlow</p>" TEXT, "", "", ""},
    {"a link to a section above the date", "<h1>Bridge reopens</h1><p><a href=/category/x>Stone Bridges</a></p><p>July 2, 2024</p>" TEXT,
     "", "", ""},
    {"the page's section above the date",
     "<meta property=article:section content='Stone Bridges'><h1>Bridge reopens</h1><p>Stone Bridges</p><p>July 2, 2024</p>" TEXT, "", "",
     ""},
    {"two nouns above the date", "<h1>Brücke offen</h1><p>Gewässer und Brücken</p><p>2. Juli 2024</p>" TEXT, "", "", ""},
    {"an interview's author, not whom she asked",
     "<h1>Bridge reopens</h1><p><em>Ein Interview von <b>Katrin Bauerfeld</b> mit <b>Jonas Weidner</b>.</em></p>" TEXT, "Katrin Bauerfeld",
     "", ""},
    {"an account's name in full, told of the person",
     LD("{\"@type\":\"Person\",\"name\":\"Katrin\",\"description\":\"Katrin Bauerfeld ist freie Autorin.\"}")
     "<h1>Bridge reopens</h1>" TEXT, "Katrin Bauerfeld", "", ""},
    {"a description that tells no name", LD("{\"@type\":\"Person\",\"name\":\"Katrin\",\"description\":\"Katrin Writes About Bridges\"}")
     "<h1>Bridge reopens</h1>" TEXT, "Katrin", "", ""},
    {"a name written small where it is stated", LD("{\"@type\":\"Person\",\"name\":\"hannah whitlow\"}") "<h1>Bridge reopens</h1>" TEXT,
     "hannah whitlow", "", ""},
    {"two small words of a text are none", "<h1>Bridge reopens</h1><div class=author>wooden bridge</div>" TEXT, "", "", ""},
    {"all authors that are stated, where one is seen",
     "<meta name=citation_authors content='Hannah Whitlow'><meta name=citation_authors content='Omar Siddiq'>"
     "<h1>Bridge reopens</h1><div class=author>Hannah Whitlow</div>" TEXT, "Hannah Whitlow; Omar Siddiq", "", ""},
    {"a name in a box about the author",
     "<h1>Bridge reopens</h1>" TEXT TEXT "<div class=author-box><h4 class=author-box__name>Hannah Whitlow</h4></div>", "Hannah Whitlow", "",
     ""},
    {"a reviewer behind a label with a colon", "<h1>Bridge reopens</h1>" TEXT "<p>Reviewed by: Omar Siddiq</p>", "", "", ""},
    {"a section beside the date is no name", "<h1>Bridge reopens</h1><p>Local news | July 2, 2024</p>" TEXT, "", "", ""},
    {"a time's zone before the label", "<h1>Bridge reopens</h1><div>posted on 2023-12-19 23:30 EST by Hannah Whitlow</div>" TEXT,
     "Hannah Whitlow", "", ""},
    {"a name alone behind the text", "<h1>Bridge reopens</h1>" TEXT TEXT TEXT "<p style='text-align:right'><b>Hannah Whitlow</b></p>",
     "Hannah Whitlow", "", ""},
    {"a call behind the text is no name", "<h1>Bridge reopens</h1>" TEXT TEXT TEXT "<p><b>Thrive Together!</b></p>", "", "", ""},
    {"a page builder's widgets are the page",
     "<h1>Bridge reopens</h1><div class='elementor-element elementor-widget'><span>By</span> <a href=/author/h>Hannah Whitlow</a></div>" TEXT,
     "Hannah Whitlow", "", ""},
    {"another's are beside it",
     "<h1>Bridge reopens</h1>" TEXT "<div class='widget'><span>By</span> <a href=/author/h>Hannah Whitlow</a></div>", "", "", ""},
    {"a class that measures a column is no column",
     "<h1>Bridge reopens</h1><div class='mr-[--sidebar-width]'><a href=/authors/h>Hannah Whitlow</a></div>" TEXT, "Hannah Whitlow", "", ""},
    {"a heading of a list behind the text is no name",
     "<h1>Bridge reopens</h1>" TEXT TEXT TEXT "<p><b>Harbour Guides</b></p><ul><li><a href=/b>More</a></li></ul>", "", "", ""},
    {"a label with a colon is none", "<h1>Bridge reopens</h1>" TEXT TEXT TEXT "<p><b>Harbour Guides:</b></p>", "", "", ""},
    {"who wrote it, told in the text", "<h1>Bridge reopens</h1><p><em>This post was written by <a href=/d/9>Hannah Whitlow, MD</a>, surgeon, Harbour Clinic.</em></p>" TEXT,
     "Hannah Whitlow, MD", "", ""},
    {"a name before an answer is none",
     "<h1>Bridge reopens</h1>" TEXT TEXT TEXT "<p><b>Hannah Whitlow</b></p>" TEXT, "", "", ""},
    {"a label that leaves open how many there are", "<h1>Bridge reopens</h1><p>Auteur(s) : Hannah Whitlow</p>" TEXT, "Hannah Whitlow",
     "", ""},
    {"a label for every sex", "<h1>Bridge reopens</h1><p>Autor*in: Hannah Whitlow</p><p>(red)</p>" TEXT, "Hannah Whitlow", "", ""},
    {"a link to a person's page is", "<h1>Bridge reopens</h1><a href=/team/hannah>Hannah Whitlow</a>" TEXT, "Hannah Whitlow", "", ""},
    {"a reporter's line in the text", "<h1>桥梁重新开放 市民欢迎</h1>" HAN_TEXT "<p>例子晚报记者 张三</p>", "张三", "", ""},
    {"an institution in the bracket", "<h1>桥梁重新开放 市民欢迎</h1><p>本报讯（例子社记者 张三 通讯员李四）市民走过新桥，大桥重新开放。</p>" HAN_TEXT,
     "张三; 李四", "", ""},
    {"a headline's colon is no label", "<h1>桥梁重新开放 市民欢迎</h1>" HAN_TEXT "<ul><li><a href=/b>市民怒斥记者:城市是我们的家</a></li></ul>", "",
     "", ""},
    {"an author's heading is no name", "<h1>桥梁重新开放 市民欢迎</h1>" HAN_TEXT "<p>作者最新文章</p>", "", "", ""},
    {"editors without a colon", "<h1>桥梁重新开放 市民欢迎</h1>" HAN_TEXT "<p>编辑 王芳 校对 李铭</p><p>责任编辑：赵云_NT1</p>", "", "王芳; 赵云_NT1", ""},
    {"a link to another site in the date's line is the source",
     "<h1>桥梁重新开放 市民欢迎</h1><div><span>2018-11-12 10:05</span> <a href=http://other.example.net/1>例子时报网</a></div>" HAN_TEXT, "", "",
     "例子时报网"},
    {"an account is the source", "<h1>桥梁重新开放 市民欢迎</h1><span class=meta-nickname><a>观潮小站</a></span>" HAN_TEXT, "", "",
     "观潮小站"},
    {"a person is none", "<h1>桥梁重新开放 市民欢迎</h1><span class=meta-nickname><a>张三丰</a></span>" HAN_TEXT, "", "", ""},
};

static void test_pages_give_their_credits(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        struct base_arena arena;
        struct base_error e = {{0}};
        struct page page;
        struct extract_article article;
        base_arena_init(&arena, 0);
        assert_int_equal(page_parse(&arena, base_str(pages[i].html),
            BASE_STR("https://www.example-gazette.com/people/city/a.html"), PAGE_MODE_HTML, &page, &e), BASE_OK);
        struct extract_input input = {.page = &page, .fetched = BASE_TIME_NONE};
        assert_int_equal(extract_article(&arena, &input, &article, &e), BASE_OK);
        assert_list(pages[i].why, &article.byline, pages[i].byline);
        assert_list(pages[i].why, &article.editor, pages[i].editor);
        if (!base_str_equal(article.source, base_str(pages[i].source)))
            fail_msg("%s: source \"%.*s\"", pages[i].why, BASE_STR_ARG(article.source));
        page_free(&page);
        base_arena_free(&arena);
    }
}

static void test_a_megabyte_of_brackets_and_names_costs_linear_time(void **state)
{
    (void)state;
    struct base_arena arena;
    struct base_error e = {{0}};
    struct page page;
    struct extract_article article;
    struct base_buf html = BASE_BUF_INIT;
    base_arena_init(&arena, 0);
    base_buf_add_z(&html, "<h1>Bridge reopens</h1><p>");
    for (int i = 0; i < 300000; i++)
        base_buf_add_z(&html, "(记");
    for (int i = 0; i < 3000; i++)
        base_buf_add_z(&html, "<p><a class=author href=/author/x><img class=avatar alt=x>Hannah Whitlow</a> and ");
    assert_int_equal(page_parse(&arena, base_buf_str(&html), BASE_STR("https://example.org/a"), PAGE_MODE_HTML, &page, &e),
                     BASE_OK);
    struct extract_input input = {.page = &page, .fetched = BASE_TIME_NONE};
    assert_int_equal(extract_article(&arena, &input, &article, &e), BASE_OK);
    assert_true(article.byline.count <= 40);
    page_free(&page);
    base_buf_free(&html);
    base_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_stand_without_roles_houses_and_agencies),
        cmocka_unit_test(test_a_persons_site_may_bear_the_persons_name),
        cmocka_unit_test(test_labels_are_folded_and_stand_once),
        cmocka_unit_test(test_each_byline_label_leads_to_the_name_behind_it),
        cmocka_unit_test(test_pages_give_their_credits),
        cmocka_unit_test(test_a_megabyte_of_brackets_and_names_costs_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
