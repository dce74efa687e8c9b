/* extract: application data, related links, kind, and what the article and its publication are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "extract/related.h"

#include <stdio.h>
#include <unistd.h>

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
    {SHELL("<div id=app data-page='{\"component\":\"Story\",\"props\":{\"post\":{\"title\":\"Bridge reopens\","
           "\"published_at\":\"2024-03-05T10:00:00Z\",\"author\":{\"name\":\"Ann Lee\"},\"content\":\"" HTML
           "\"}}}'></div><script>"),
     "2024-03-05T10:00:00Z", "Ann Lee"},
    {"<title>Bridge reopens | Gazette</title><body><story-page :story=\"{&quot;title&quot;:&quot;Bridge reopens&quot;,"
     "&quot;author&quot;:&quot;Ann Lee&quot;,&quot;date&quot;:&quot;2024-03-05&quot;,&quot;content&quot;:&quot;" HTML
     "&quot;}\"></story-page></body>",
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
        assert_str(f.article.from[EXTRACT_BODY], "app-data");
        assert_str(f.article.from[EXTRACT_DATE], "app-data");
        assert_str(f.article.from[EXTRACT_BYLINE], "app-data");
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

static void test_a_story_in_a_template_is_found(void **state)
{
    struct fixture f;
    (void)state;

    clip(&f, "<title>Bridge reopens</title><h1>Bridge reopens</h1><div><script type=text/template><p>" P1 "</p>\n<p>" P2
             "</p><p>" P3 "</p></script></div>");
    assert_str(f.article.body, TEXT);
    assert_str(f.article.from[EXTRACT_BODY], "app-data");
    done(&f);
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

static void test_description_that_is_html_reads_as_text(void **state)
{
    static const struct {
        const char *stated, *text;
    } rows[] = {
        {"&lt;p&gt;The bridge &lt;b&gt;reopens&lt;/b&gt; today.&lt;/p&gt;", "The bridge reopens today."},
        {"The city&amp;amp;#39;s bridge &amp;ndash; open", "The city's bridge \xE2\x80\x93 open"},
        {"Bread &amp; butter; a &lt; b, AT&amp;T", "Bread & butter; a < b, AT&T"},
    };
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char html[512];
        struct fixture f;
        snprintf(html, sizeof html, "<meta name=description content='%s'><h1>Bridge</h1>" HTML, rows[i].stated);
        clip(&f, html);
        assert_str(f.article.description, rows[i].text);
        done(&f);
    }
}

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
        int64_t start = base_time_cpu_ms(getpid());
        clip_as(&f, URL, base_buf_str(&html), 200);
        int64_t took = base_time_cpu_ms(getpid()) - start;
        if (took > 4000)
            fail_msg("%s takes %d ms", parts[i], (int)took);
        done(&f);
        base_buf_free(&html);
    }
}

/* ---- Related links ---- */

#define STORY "<title>Bridge reopens after a year</title><h1>Bridge reopens after a year</h1><article>" HTML HTML "</article>"

static const struct {
    const char *html, *titles; /* joined by | */
} related[] = {
    /* one or two links count under a heading, three alone */
    {STORY "<h3>Related</h3><ul><li><a href=/1>The flood that closed the mill</a></ul>", "The flood that closed the mill"},
    {STORY "<h4>Das könnte Sie auch interessieren</h4><p><a href=/1>Die Flut und die alte Mühle</a>",
     "Die Flut und die alte Mühle"},
    {STORY "<div>你可能会喜欢</div><ul><li><a href=/1>洪水之后老磨坊再没有开张</a><li><a href=/2>市议会讨论修建新水库</a></ul>",
     "洪水之后老磨坊再没有开张|市议会讨论修建新水库"},
    {STORY "<div>この記事を読んだ人は</div><ul><li><a href=/1>洪水で閉じた古い水車小屋のその後</a></ul>",
     "洪水で閉じた古い水車小屋のその後"},
    {STORY "<ul><li><a href=/1>The flood that closed the old mill</a></ul>", ""},
    {STORY "<ul><li><a href=/1>The flood that closed the old mill</a><li><a href=/2>Council talks about the reservoir</a>"
           "<li><a href=/3>What the mayor said about the town</a></ul>",
     "The flood that closed the old mill|Council talks about the reservoir|What the mayor said about the town"},
    /* a list may open with a linked heading, and its items stand far apart in boxes of one kind */
    {STORY "<h2>Latest</h2><h3><a href=/1>The flood that closed the old mill</a></h3>"
           "<ul><li><a href=/2>Council talks about the reservoir</a></ul>",
     "The flood that closed the old mill|Council talks about the reservoir"},
    {STORY "<h2>Recommended</h2>"
           "<div class=item><h3><a href=/1>The flood that closed the old mill</a></h3><p>a<p>b<p>c<p>d<p>e<p>f<p>g<p>h<p>i"
           "<p>j<p>k<p>l<p>m<p>n</div><div class=item><h3><a href=/2>Council talks about the reservoir</a></h3></div>",
     "The flood that closed the old mill|Council talks about the reservoir"},
    /* before and behind */
    {STORY "<p>上一篇：<a href=/1>洪水之后老磨坊再没有开张</a><p>下一篇：<a href=/2>市议会讨论修建新水库</a>",
     "洪水之后老磨坊再没有开张|市议会讨论修建新水库"},
    {STORY "<div><a href=/1><span>Previous article</span> The flood that closed the mill</a> "
           "<a href=/2><span>Next article</span> Council talks about the reservoir</a></div>",
     "The flood that closed the mill|Council talks about the reservoir"},
    /* the panel of a tab */
    {STORY "<h3>相关文章</h3><div style='display:none'><ul><li><a href=/1>洪水之后老磨坊再没有开张，主人搬走</a>"
           "<li><a href=/2>市议会讨论在上游修建新的水库</a><li><a href=/3>市长说这是全城人民的好日子</a></ul></div>",
     "洪水之后老磨坊再没有开张，主人搬走|市议会讨论在上游修建新的水库|市长说这是全城人民的好日子"},
    {STORY "<div style='display:none'><a href=/1>Terms of use and a long line of words for machines</a> <a href=/2>Words for "
           "machines that nobody ever opens here</a> <a href=/3>Yet more of these words for the machines</a></div>", ""},
    /* times, ranks and labels are no part of a title; short ones count among others */
    {STORY "<h3>推荐阅读</h3><ul><li><a href=/1><span>6小时前</span>洪水之后老磨坊再没有开张</a>"
           "<li><a href=/2><i>2</i>市议会讨论修建新水库</a><li><a href=/3>美国还重要吗</a></ul>",
     "洪水之后老磨坊再没有开张|市议会讨论修建新水库|美国还重要吗"},
    /* a box that calls itself a menu, yet holds titles */
    {STORY "<div class=nav-list><ul><li><a href=/1>The flood that closed the old mill</a><li><a href=/2>Council talks about "
           "the reservoir</a><li><a href=/3>What the mayor said about the town</a><li><a href=/4>Two houses given up after "
           "the flood</a><li><a href=/5>The bridge that cost four million</a></ul></div>",
     "The flood that closed the old mill|Council talks about the reservoir|What the mayor said about the town|"
     "Two houses given up after the flood|The bridge that cost four million"},
    {STORY "<div class=nav-list><ul><li><a href=/1>Politics</a><li><a href=/2>Business and economy</a><li><a href=/3>Sport"
           "</a><li><a href=/4>Arts, culture and entertainment</a><li><a href=/5>Travel</a></ul></div>", ""},
    /* no stories: itself, tags, authors, searches, counts, registrations */
    {STORY "<h3>Related</h3><ul><li><a href=/1>Bridge reopens after a year</a><li><a href=/tag/flood>Floods and high water</a>"
           "<li><a href=/author/lee>Ann Lee, our reporter</a><li><a href='/search?x=1'>Search for the old bridge</a>"
           "<li><a href=/c>11062 跟贴 11062</a><li><a href=/more>See more news</a>"
           "<li><a href=http://gov.example/>京公网安备11000002000001号</a></ul>", ""},
    /* each once */
    {STORY "<p>Read also: <a href=/1>The flood that closed the mill</a><h3>Related</h3><ul><li><a href='/1?utm_source=x'>The "
           "flood that closed the mill</a><li><a href=/2>Council talks about the reservoir</a></ul>",
     "The flood that closed the mill|Council talks about the reservoir"},
};

static void test_related_links_are_those_offered_with_the_article(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof related / sizeof related[0]; i++) {
        struct fixture f;
        struct base_buf titles = BASE_BUF_INIT;
        clip(&f, related[i].html);
        for (size_t k = 0; k < f.article.related.count; k++) {
            base_buf_add_z(&titles, k ? "|" : "");
            base_buf_add_str(&titles, f.article.related.items[k].title);
        }
        if (!base_str_equal(base_buf_str(&titles), base_str(related[i].titles)))
            fail_msg("%s gives %.*s", related[i].html + sizeof STORY - 1, BASE_STR_ARG(base_buf_str(&titles)));
        base_buf_free(&titles);
        done(&f);
    }
}

/* ---- Kind ---- */

#define ITEM(n, title, lead) "<li><h3><a href=/news/" n ".html>" title " " n "</a></h3><p>" lead " " n "</p></li>"
#define ITEMS(title, lead) \
    ITEM("1", title, lead) ITEM("2", title, lead) ITEM("3", title, lead) ITEM("4", title, lead) ITEM("5", title, lead) \
    ITEM("6", title, lead) ITEM("7", title, lead) ITEM("8", title, lead) ITEM("9", title, lead) ITEM("10", title, lead) \
    ITEM("11", title, lead) ITEM("12", title, lead) ITEM("13", title, lead) ITEM("14", title, lead)
#define LINKS(title) "<ul>" ITEMS(title, "") "</ul>"
#define FIGURE(n, text) "<figure><img src=/" n ".jpg width=900 height=600><figcaption>" text "</figcaption></figure>"
#define ENTRY(time, text) \
    "<li class=entry><time datetime='2026-03-05T" time ":00+01:00'>" time "</time><p>" text "</p></li>"
#define LD(type) "<script type='application/ld+json'>{\"@type\":\"" type "\",\"datePublished\":\"2026-03-05\"}</script>"

static const struct {
    enum extract_kind kind;
    int status;
    const char *url, *html;
} kinds[] = {
    {EXTRACT_ARTICLE, 200, URL, STORY},
    {EXTRACT_ARTICLE, 200, "https://portal.example/2026/03/bridge-reopens-after-a-year", /* short, among many links */
     "<title>Bridge reopens after a year</title><h1>Bridge reopens after a year</h1><p>" P1 "</p><p>" P2 "</p>"
     LINKS("The flood that closed the old mill")},
    {EXTRACT_ARTICLE, 200, "https://unknown.invalid/", STORY LINKS("The flood that closed the old mill")},
    /* lists */
    {EXTRACT_LIST, 200, "https://portal.example/", "<title>Gazette</title>" LINKS("The flood that closed the old mill")},
    {EXTRACT_LIST, 200, "https://portal.example/politics/", "<title>Politics | Gazette</title><h1>Politics</h1><ul>"
     ITEMS("The flood that closed the old mill", "Two houses had to be given up, and the mill never opened again.") "</ul>"},
    {EXTRACT_LIST, 200, "https://portal.example/politik/", "<title>Politik</title><h1>Politik</h1><ul>"
     ITEMS("Stadtrat streitet über die neue Brücke", "Vier Millionen Euro kostet das Werk, mehr als geplant.") "</ul>"},
    {EXTRACT_LIST, 200, "https://portal.example/yaowen/", "<title>要闻_新闻网</title><h1>要闻</h1><ul>"
     ITEMS("市议会讨论在上游修建新的水库", "") "</ul>"},
    {EXTRACT_LIST, 200, "https://portal.example/tag/flood", "<title>洪水</title><ul>"
     ITEMS("洪水之后老磨坊再没有开张，主人搬走", "洪水中无人受伤，但有两座房屋不得不放弃，磨坊也再没有开张。") "</ul>"},
    {EXTRACT_LIST, 200, "https://portal.example/sport/", "<title>スポーツ</title><ul>"
     ITEMS("洪水で閉じた古い水車小屋のその後", "") "</ul>"},
    {EXTRACT_LIST, 200, "https://portal.example/novosti/", "<title>Новости</title><ul>"
     ITEMS("Мост открылся через два года после наводнения", "Город заплатил четыре миллиона.") "</ul>"},
    /* walls */
    {EXTRACT_BLOCKED, 403, URL, "<title>Access Denied</title><h1>Access Denied</h1><p>You don't have permission to access "
     "this page on this server. Reference #18.2f0</p>"},
    {EXTRACT_BLOCKED, 200, URL, "<title>Just a moment...</title><p>Checking your browser before accessing the site.</p>"},
    {EXTRACT_BLOCKED, 200, URL, "<title>安全验证</title><p>请完成安全验证后继续访问，拖动滑块完成拼图。</p>"},
    {EXTRACT_BLOCKED, 200, URL, "<title>提示</title><p>您的访问过于频繁，请输入验证码后继续访问本站。</p>"},
    {EXTRACT_BLOCKED, 200, URL, "<title>Vérification</title><p>Veuillez confirmer que vous n'êtes pas un robot.</p>"},
    {EXTRACT_BLOCKED, 200, URL, "<title>Проверка</title><p>Подтвердите, что вы не робот, чтобы продолжить.</p>"},
    {EXTRACT_CONSENT, 200, URL, "<title>Gazette</title><h1>We value your privacy</h1><p>We and our partners store and access "
     "information on a device, such as cookies, and process personal data.</p><button>Accept all</button>"},
    {EXTRACT_CONSENT, 200, URL, "<title>Zeitung</title><h1>Weiter mit Werbung lesen</h1><p>Besuchen Sie uns wie gewohnt mit "
     "Werbung und Tracking. Zustimmung jederzeit widerrufbar.</p><button>Alle akzeptieren</button>"},
    {EXTRACT_CONSENT, 200, URL, "<title>Journal</title><h1>Vos choix concernant les cookies</h1><p>Avec votre accord, nos "
     "partenaires et nous utilisons des cookies pour stocker vos données.</p>"},
    {EXTRACT_LOGIN, 200, URL, "<title>Log in | Gazette</title><h1>Log in</h1><form><input name=user><input type=password>"
     "</form><p>Forgot your password? Create an account.</p>"},
    {EXTRACT_LOGIN, 200, URL, "<title>用户登录</title><h1>用户登录</h1><form><input name=u><input type=password></form>"
     "<p>忘记密码？立即注册</p>"},
    {EXTRACT_LOGIN, 200, URL, "<title>ログイン</title><form><input name=u><input type=password></form><p>会員登録はこちら</p>"},
    /* gone without saying so */
    {EXTRACT_MISSING, 200, URL, "<title>Page not found | Gazette</title><h1>Page not found</h1><p>Sorry, the page that you "
     "were looking for could not be found. It may have been moved or deleted.</p>"},
    {EXTRACT_MISSING, 200, URL, "<title>404 - Seite nicht gefunden</title><h1>Seite nicht gefunden</h1><p>Die Seite gibt es "
     "nicht mehr.</p>" LINKS("Stadtrat streitet über die neue Brücke")},
    {EXTRACT_MISSING, 200, URL, "<title>页面不存在</title><p>抱歉，您访问的页面不存在或已被删除，请返回首页。</p>"},
    {EXTRACT_MISSING, 200, URL, "<title>提示信息</title><p>该文章已被删除，请查看其他内容。</p>"},
    {EXTRACT_MISSING, 200, URL, "<title>ページが見つかりません</title><p>お探しのページは見つかりませんでした。</p>"},
    {EXTRACT_MISSING, 200, URL, "<title>Página no encontrada</title><h1>Página no encontrada</h1><p>La página que busca no "
     "existe.</p>"},
    {EXTRACT_ARTICLE, 200, URL, "<title>House 1404 is sold</title><h1>House 1404 is sold</h1><p>" P1 "</p><p>" P2 "</p>"},
    {EXTRACT_ARTICLE, 200, URL, "<title>Story number 404</title><h1>Story number 404</h1><p>" P1 "</p><p>" P2 "</p>"},
    {EXTRACT_ARTICLE, 200, URL, "<title>404 houses are sold</title><h1>404 houses are sold</h1><p>" P1 "</p><p>" P2 "</p>"},
    {EXTRACT_ARTICLE, 200, URL, "<title>Flight AF-404 - the last one</title><h1>Flight AF-404 - the last one</h1><p>" P1 "</p><p>" P2 "</p>"},
    {EXTRACT_ARTICLE, 200, URL, "<title>Index at 404.5</title><h1>Index at 404.5</h1><p>" P1 "</p><p>" P2 "</p>"},
    {EXTRACT_MISSING, 200, URL, "<title>404</title><h1>404</h1><p>It has moved or was never here. Try the front page.</p>"},
    {EXTRACT_MISSING, 200, URL, "<title>404 | Gazette</title><h1>404 | Gazette</h1><p>It has moved or was never here. Try the front page.</p>"},
    {EXTRACT_MISSING, 200, URL, "<title>Gazette – 404</title><h1>Gazette – 404</h1><p>It has moved or was never here. Try the front page.</p>"},
    {EXTRACT_MISSING, 200, URL, "<title>Error 404</title><h1>Error 404</h1><p>It has moved or was never here. Try the front page.</p>"},
    {EXTRACT_MISSING, 200, URL, "<title>Fehler: 404</title><h1>Fehler: 404</h1><p>It has moved or was never here. Try the front page.</p>"},
    {EXTRACT_MISSING, 200, URL, "<title>404错误</title><h1>404错误</h1><p>It has moved or was never here. Try the front page.</p>"},
    {EXTRACT_GONE, 404, URL, "<title>404</title><p>Not here.</p>"},
    {EXTRACT_GONE, 410, URL, STORY},
    {EXTRACT_EMPTY, 200, URL, ""},
    {EXTRACT_EMPTY, 200, URL, "<title>Gazette</title><div id=root></div><script>run()</script>"},
    /* other stories than told in paragraphs */
    {EXTRACT_VIDEO, 200, URL, "<title>Bridge reopens, seen from the air</title>" LD("VideoObject")
     "<h1>Bridge reopens, seen from the air</h1><video src=/a.mp4></video><p>" P1 "</p><p>A film by Ann Lee.</p>"},
    {EXTRACT_VIDEO, 200, URL, "<title>航拍：桥梁重新开放</title><meta property=og:type content=video.other>"
     "<h1>航拍：桥梁重新开放</h1><video src=/a.mp4></video><p>旧桥周一重新开放，距离洪水导致其关闭已有两年。数百人前来观看，"
     "市长发表了讲话，称这是全城人民的好日子。</p>"},
    {EXTRACT_GALLERY, 200, URL, "<title>Bridge reopens, in pictures</title>" LD("ImageGallery")
     "<h1>Bridge reopens, in pictures</h1><p>" P1 "</p>" FIGURE("1", "The mayor cuts the ribbon.") FIGURE("2", "Hundreds "
     "came to see it.") FIGURE("3", "The old mill.") FIGURE("4", "One of the houses.") FIGURE("5", "The river, low again.")},
    {EXTRACT_GALLERY, 200, URL, "<title>组图：桥梁重新开放</title><h1>组图：桥梁重新开放</h1><p>旧桥周一重新开放，距离洪水导致其"
     "关闭已有两年。数百人前来观看，市长发表了讲话，称这是全城人民的好日子。</p>" FIGURE("1", "市长剪彩。") FIGURE("2", "数百人前来"
     "观看。") FIGURE("3", "老磨坊。") FIGURE("4", "其中一座房屋。") FIGURE("5", "河水又低了。") FIGURE("6", "夜色中的桥。")},
    {EXTRACT_LIVE, 200, URL, "<title>Bridge reopens</title>" LD("LiveBlogPosting") "<h1>Bridge reopens</h1>" HTML},
    {EXTRACT_LIVE, 200, URL, "<title>直播：桥梁重新开放</title><h1>直播：桥梁重新开放</h1><ul>" ENTRY("12:40", "市长剪彩，数百人前来观看，"
     "称这是全城人民的好日子，桥上挤满了人。") ENTRY("12:20", "旧桥周一重新开放，距离洪水导致其关闭已有两年，人们等待着市长。")
     ENTRY("12:00", "专家建议在上游修建新的水库，以免类似的灾难再次发生在这座小城。") ENTRY("11:40", "该市为此项工程支付了四百万元，"
     "比原计划多出三分之一。") "</ul>"},
    {EXTRACT_LIVE, 200, "https://portal.example/liveticker/bruecke", "<title>Die Brücke öffnet</title><h1>Die Brücke öffnet</h1><ul>"
     ENTRY("12:40", P1) ENTRY("12:20", P2) ENTRY("12:00", P3) ENTRY("11:40", P1 " Again.") "</ul>"},
};

static void test_kind_tells_what_a_page_is(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct fixture f;
        clip_as(&f, kinds[i].url, base_str(kinds[i].html), kinds[i].status);
        if (f.article.kind != kinds[i].kind)
            fail_msg("%zu is %s, not %s: %.100s", i, extract_kind_name(f.article.kind), extract_kind_name(kinds[i].kind),
                     kinds[i].html);
        if (extract_kind_has_body(f.article.kind) != (f.article.body.ptr != NULL))
            fail_msg("%zu: %s", i, f.article.body.ptr ? "a body" : "no body");
        done(&f);
    }
}

/* ---- Images, tags ---- */

#define SHOW(image) "<title>Bridge reopens</title><h1>Bridge reopens</h1><p>" P1 "</p>" image "<p>" P2 "</p><p>" P3 "</p>"
#define IMAGES "https://portal.example/news/"

static const struct {
    const char *html, *url, *caption, *credit;
} images[] = {
    {SHOW("<img src=a.jpg srcset='a-300.jpg 300w, a-900.jpg 900w'>"), IMAGES "a-900.jpg", NULL, NULL},
    {SHOW("<img src='data:image/gif;base64,R0' data-lazy-src=a.jpg>"), IMAGES "a.jpg", NULL, NULL},
    {SHOW("<img src=placeholder.png data-original=a.jpg>"), IMAGES "a.jpg", NULL, NULL},
    {SHOW("<img src='a.jpg?w={width}'><img src=1x1.gif><img src=b.jpg>"), IMAGES "b.jpg", NULL, NULL},
    {SHOW("<div class=author-box><img src=lee.jpg></div><img class=site-logo src=logo.png><img src=b.jpg>"), IMAGES "b.jpg",
     NULL, NULL},
    {SHOW("<figure><img src=a.jpg><figcaption>The bridge. Photo: Ann Lee</figcaption></figure>"), IMAGES "a.jpg",
     "The bridge.", "Ann Lee"},
    {SHOW("<figure><img src=a.jpg><figcaption>Die Brücke (Foto: dpa)</figcaption></figure>"), IMAGES "a.jpg", "Die Brücke",
     "dpa"},
    {SHOW("<figure><img src=a.jpg><figcaption>The bridge. <span class=credit>Image credit: Ann Lee</span></figcaption>"
          "</figure>"), IMAGES "a.jpg", "The bridge.", "Ann Lee"},
    {SHOW("<figure><img src=a.jpg><figcaption>旧桥。图片来源：新华社</figcaption></figure>"), IMAGES "a.jpg", "旧桥。", "新华社"},
    {SHOW("<figure><img src=a.jpg><figcaption>A telephoto: by nobody</figcaption></figure>"), IMAGES "a.jpg",
     "A telephoto: by nobody", NULL},
};

static void test_images_are_the_largest_offered_with_caption_and_credit(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof images / sizeof images[0]; i++) {
        struct fixture f;
        clip(&f, images[i].html);
        assert_int_equal(f.article.images.count, 1);
        assert_str(f.article.images.items[0].url, images[i].url);
        assert_str(f.article.images.items[0].caption, images[i].caption);
        assert_str(f.article.images.items[0].credit, images[i].credit);
        assert_str(f.article.image.url, images[i].url);
        done(&f);
    }
}

static void test_a_picture_in_two_sizes_is_one(void **state)
{
    struct fixture f;
    (void)state;

    clip(&f, SHOW("<img src=/a-1024x683.jpg><img src=/a.jpg?w=300><img src=/show.php?id=1><img src=/show.php?id=2>"));
    assert_int_equal(f.article.images.count, 3);
    done(&f);
}

static void test_links_that_say_so_are_tags(void **state)
{
    struct fixture f;
    (void)state;

    clip(&f, STORY "<p><a rel=tag href=/t/flood>Flood</a> <a rel='category tag' href=/t/bridge>#Bridge</a> <a href=/x>No</a>");
    assert_int_equal(f.article.tags.count, 2);
    assert_str(f.article.tags.items[0], "Flood");
    assert_str(f.article.tags.items[1], "Bridge");
    assert_str(f.article.from[EXTRACT_TAGS], "generic");
    done(&f);
    clip(&f, "<meta name=keywords content='river, town'>" STORY "<p><a rel=tag href=/t/flood>Flood</a>");
    assert_int_equal(f.article.tags.count, 2);
    assert_str(f.article.tags.items[0], "river");
    done(&f);
}

static void test_words_of_headings_are_folded_and_unique(void **state)
{
    (void)state;
    for (size_t i = 0; extract_heading_word(i); i++) {
        struct base_str word = base_str(extract_heading_word(i));
        for (size_t at = 0; at < word.len;) {
            uint32_t c = base_utf8_next(word, &at);
            if (c != base_char_fold(c))
                fail_msg("%s is not folded", word.ptr);
        }
        for (size_t k = 0; k < i; k++)
            if (!strcmp(word.ptr, extract_heading_word(k)))
                fail_msg("%s stands there twice", word.ptr);
    }
}

static void test_section_is_the_last_step_of_the_breadcrumbs(void **state)
{
    (void)state;
    static const struct {
        const char *head, *trail, *section;
    } pages[] = {
        {"", "<ul class=breadcrumb><li><a href=/>Home</a><li><a href=/news/>News</a><li><a href=/news/city/>City</a>"
             "<li><a href=/news/bridge.html>Bridge reopens</a></ul>", "City"},
        {"", "<nav aria-label=Breadcrumb><a href=/>Home</a> / <a href=/city/>City</a> / Bridge reopens</nav>", "City"},
        {"", "<div>当前位置：<a href=/>首页</a> &gt; <a href=/guonei/>国内新闻</a> &gt; 正文</div>", "国内新闻"},
        {"", "<div>Vous êtes ici : <a href=/>Accueil</a> &gt; <a href=/ville>Ville</a></div>", "Ville"},
        {"<meta property=article:section content=Region>", "<div class=breadcrumbs><a href=/city/>City</a></div>", "Region"},
        {"", "<div class=breadcrumbs><a href=/>Home</a> <a href=/all/>« Back to all posts</a></div>", NULL},
        {"", "<p>The <a href=/city/>city</a> says so.</p>", NULL},
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct fixture f;
        struct base_buf html = BASE_BUF_INIT;
        base_buf_add_z(&html, pages[i].head);
        base_buf_add_z(&html, "<body>");
        base_buf_add_z(&html, pages[i].trail);
        base_buf_add_z(&html, "<h1>Bridge reopens</h1>" HTML);
        clip_as(&f, URL, base_buf_str(&html), 200);
        if (pages[i].section)
            assert_str(f.article.section, pages[i].section);
        else
            assert_null(f.article.section.ptr);
        base_buf_free(&html);
        done(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_story_only_in_application_data_is_found_there),
        cmocka_unit_test(test_application_data_without_the_pages_story_gives_no_body),
        cmocka_unit_test(test_a_story_in_a_template_is_found),
        cmocka_unit_test(test_a_story_that_the_page_shows_is_not_read_from_its_data),
        cmocka_unit_test(test_description_that_is_html_reads_as_text),
        cmocka_unit_test(test_a_date_only_in_a_script_is_taken),
        cmocka_unit_test(test_hostile_scripts_cost_linear_time),
        cmocka_unit_test(test_related_links_are_those_offered_with_the_article),
        cmocka_unit_test(test_kind_tells_what_a_page_is),
        cmocka_unit_test(test_images_are_the_largest_offered_with_caption_and_credit),
        cmocka_unit_test(test_a_picture_in_two_sizes_is_one),
        cmocka_unit_test(test_links_that_say_so_are_tags),
        cmocka_unit_test(test_section_is_the_last_step_of_the_breadcrumbs),
        cmocka_unit_test(test_words_of_headings_are_folded_and_unique),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
