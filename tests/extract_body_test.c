#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "extract/body.h"

struct fixture {
    struct base_arena arena;
    struct page page;
    struct extract_article article;
};

static void extract_with(struct fixture *f, const char *html, const char *url, int status,
                         const struct select_result *selected)
{
    struct base_error e = {0};

    base_arena_init(&f->arena, 0);
    assert_int_equal(page_parse(&f->arena, base_str(html), base_str(url), PAGE_MODE_HTML, &f->page, &e), BASE_OK);
    struct extract_input input = {
        .page = &f->page, .fetched = BASE_TIME_NONE, .status = status, .want_markdown = true, .selected = selected};
    assert_int_equal(extract_article(&f->arena, &input, &f->article, &e), BASE_OK);
}

static void extract(struct fixture *f, const char *html)
{
    extract_with(f, html, "https://portal.example/2024/05/a-story.html", 0, NULL);
}

static void done(struct fixture *f)
{
    page_free(&f->page);
    base_arena_free(&f->arena);
}

static bool has(struct base_str text, const char *part)
{
    return text.ptr && base_str_find(text, base_str(part)) != SIZE_MAX;
}

#define P1 "<p>The harbour of Larnsby was closed for a second day on Tuesday while divers looked for the buoy.</p>"
#define P2 "<p>Officials said that the search would go on until the weather turned, and that no ship was in danger.</p>"
#define P3 "<p>Fishermen, who had waited at the pier since dawn, asked the council to pay for the nets they lost.</p>"
#define STORY P1 P2 P3
#define PAGE(title, inner) \
    "<html><head><title>" title "</title></head><body><div class='nav'><a href='/'>Home</a> <a href='/news'>News</a>" \
    "</div><h1>" title "</h1>" inner \
    "<footer><p>Copyright 2024 Larnsby Courier. All rights reserved. Contact us by mail.</p></footer></body></html>"

static void test_paragraphs_are_kept_and_footer_is_not(void **state)
{
    struct fixture f;
    (void)state;

    extract(&f, PAGE("Harbour closed", "<div class='story'>" STORY "</div>"));
    assert_int_equal(f.article.kind, EXTRACT_ARTICLE);
    assert_true(has(f.article.body, "The harbour of Larnsby"));
    assert_true(has(f.article.body, "nets they lost."));
    assert_false(has(f.article.body, "All rights reserved"));
    assert_false(has(f.article.body, "Home"));
    assert_true(f.article.markdown.len > 0);
    assert_true(base_str_equal(f.article.from[EXTRACT_BODY], BASE_STR("generic")));
    done(&f);
}

static void test_sibling_sections_are_joined(void **state)
{
    struct fixture f;
    (void)state;

    extract(&f, PAGE("Harbour closed", "<main><section class='part'>" P1 "</section><section class='part'>" P2
                                       "</section><section class='part'>" P3 "</section></main>"));
    assert_true(has(f.article.body, "The harbour of Larnsby"));
    assert_true(has(f.article.body, "Officials said"));
    assert_true(has(f.article.body, "nets they lost."));
    done(&f);
}

static void test_chinese_story_is_kept(void **state)
{
    struct fixture f;
    (void)state;

    extract(&f, "<html><head><title>港口连续两天关闭</title></head><body><h1>港口连续两天关闭</h1><div id='content'>"
                "<p>拉恩斯比港周二连续第二天关闭，潜水员继续在附近海域寻找失踪的航标，预计工作将持续到周末。</p>"
                "<p>有关部门表示，目前没有船只处于危险之中，天气转坏之前搜寻工作不会停止，请市民放心。</p>"
                "<p>渔民们从清晨起就在码头等候，他们要求市政府赔偿在这次事故中丢失的渔网和其他设备。</p>"
                "</div><div class='footer'>版权所有 未经许可不得转载</div></body></html>");
    assert_int_equal(f.article.kind, EXTRACT_ARTICLE);
    assert_true(has(f.article.body, "潜水员"));
    assert_true(has(f.article.body, "其他设备。"));
    assert_false(has(f.article.body, "版权所有"));
    done(&f);
}

static void test_longer_comments_are_left_out(void **state)
{
    static const char comment[] =
        "<li class='comment'><p>I was there on Sunday and I must say that the council has never done a thing for us, "
        "whatever they promise before the elections, and that my own boat was damaged in the spring as well.</p></li>";
    struct fixture f;
    char html[8192];
    (void)state;

    snprintf(html, sizeof html, PAGE("Harbour closed", "<article>" STORY "</article><div id='comments'><ol>%s%s%s</ol></div>"),
             comment, comment, comment);
    extract(&f, html);
    assert_true(has(f.article.body, "Officials said"));
    assert_false(has(f.article.body, "before the elections"));
    done(&f);
}

static void test_second_story_on_the_page_is_left_out(void **state)
{
    struct fixture f;
    (void)state;

    extract(&f, "<html><head><title>Harbour closed</title></head><body><article><h1>Harbour closed</h1>" STORY
                "</article><article><h1>Bakers on strike</h1><p>Bakers in the old town put down their work on Monday, "
                "the first strike in the trade for more than thirty years.</p><p>They ask for higher wages and for a free "
                "Sunday, which the guild of master bakers refuses to grant.</p></article></body></html>");
    assert_true(has(f.article.body, "nets they lost."));
    assert_false(has(f.article.body, "master bakers"));
    done(&f);
}

static void test_text_repeated_three_times_is_left_out(void **state)
{
#define BOX "<p>This content cannot be shown because of your privacy settings, which you may change here.</p>"
    struct fixture f;
    (void)state;

    extract(&f, PAGE("Harbour closed", "<article>" P1 BOX P2 BOX P3 BOX "</article>"));
    assert_true(has(f.article.body, "Officials said"));
    assert_false(has(f.article.body, "cannot be shown"));
    done(&f);
}

static void test_no_paragraph_of_a_long_story_is_lost(void **state)
{
    enum { PARAGRAPHS = 1500, ENDING = 20, CELL = 200 };
    static const char *const who[] = {"fishermen", "pilots", "divers", "councillors", "captains", "neighbours", "painters"};
    static const char *const what[] = {"asked for new nets", "looked for the buoy", "went home early", "paid for the repairs",
                                       "told another story"};
    char *html = malloc(PARAGRAPHS * CELL + 1000);
    int at = 0;
    struct fixture f;
    (void)state;

    assert_non_null(html);
    at += sprintf(html, "<title>Harbour diary</title><body><h1>Harbour diary</h1><article class='story-body'>");
    for (int i = 0; i < PARAGRAPHS; i++)
        at += sprintf(html + at, "<p>In week %d of that year the %s, who had come from town %d, %s, and %d of the %s said so in "
                      "a letter to the paper.</p>", i, who[i % 7], i * 7 % 1009, what[i % 5], i % 90 + 2, who[i % 6]);
    sprintf(html + at, "</article></body>");
    extract(&f, html);
    for (int i = 0; i < PARAGRAPHS - ENDING; i++) {
        char part[40];
        sprintf(part, "In week %d of", i);
        if (!has(f.article.body, part))
            fail_msg("lost: %s", part);
    }
    done(&f);
    free(html);
}

static void test_lists_and_headings_stay_a_last_heading_goes(void **state)
{
    struct fixture f;
    (void)state;

    extract(&f, PAGE("Harbour closed",
                     "<article>" P1 P2 "<h2>What is known so far</h2><ul><li>The buoy was last seen on Sunday evening.</li>"
                     "<li>Two divers found its chain on the sea bed.</li></ul>" P3 "<h2>Watch</h2></article>"));
    assert_true(has(f.article.body, "What is known so far"));
    assert_true(has(f.article.body, "Two divers found"));
    assert_false(has(f.article.body, "Watch"));
    done(&f);
}

/* As after a body: that finds the element with id a, and prune: no where WHOLE. */
static void extract_selected_box(struct fixture *f, const char *html, bool whole)
{
    struct base_error e = {0};
    struct select_result selected = {.whole = whole};
    struct select_value value = {.node = PAGE_NONE};

    base_arena_init(&f->arena, 0);
    assert_int_equal(page_parse(&f->arena, base_str(html), BASE_STR("https://portal.example/a.html"), PAGE_MODE_HTML,
                                &f->page, &e), BASE_OK);
    for (uint32_t n = 0; n < f->page.count; n++)
        if (base_str_equal(page_attribute(&f->page, n, "id"), BASE_STR("a")))
            value.node = n;
    selected.fields[SELECT_BODY] = (struct select_hit){
        .values = &value, .count = 1, .from = BASE_STR("selector:portal.example.txt:3")};
    struct extract_input input = {.page = &f->page, .fetched = BASE_TIME_NONE, .selected = &selected};
    assert_int_equal(extract_article(&f->arena, &input, &f->article, &e), BASE_OK);
    assert_true(base_str_equal(f->article.from[EXTRACT_BODY], BASE_STR("selector:portal.example.txt:3")));
}

static void test_selected_body_is_kept_whole(void **state)
{
    struct fixture f;
    (void)state;

    extract_selected_box(&f, "<body><div id=a><p>Short.</p><p>Share</p></div>" STORY "</body>", true);
    assert_true(base_str_equal(f.article.body, BASE_STR("Short.\n\nShare")));
    done(&f);
}

static void test_selected_body_is_pruned_of_what_is_hardly_text(void **state)
{
    static const char html[] = "<body><div id=a>" STORY "<ul class=share><li><a href=/s>Share on Facebook</a><li>"
        "<a href=/t>Tweet</a></ul><div class=newsletter><p>Subscribe to our newsletter</p></div></div></body>";
    struct fixture f;
    (void)state;

    extract_selected_box(&f, html, true);
    assert_true(base_str_find(f.article.body, BASE_STR("Tweet")) != SIZE_MAX);
    size_t whole = f.article.body.len;
    done(&f);
    extract_selected_box(&f, html, false);
    assert_true(base_str_find(f.article.body, BASE_STR("Tweet")) == SIZE_MAX);
    assert_true(f.article.body.len > whole / 2);
    done(&f);
}

static void test_body_stated_for_machines_is_used_where_the_page_shows_none(void **state)
{
    struct fixture f;
    (void)state;

    extract(&f, "<html><head><title>Harbour closed</title><script type='application/ld+json'>"
                "{\"@type\":\"NewsArticle\",\"headline\":\"Harbour closed\",\"articleBody\":\"The harbour of Larnsby was closed "
                "for a second day on Tuesday while divers looked for the buoy. Officials said that the search would go on "
                "until the weather turned, and that no ship was in danger. Fishermen had waited at the pier since dawn. They "
                "asked the council to pay for the nets that they lost on Sunday night.\"}</script></head><body><div id='app'></div></body></html>");
    assert_int_equal(f.article.kind, EXTRACT_ARTICLE);
    assert_true(has(f.article.body, "Officials said"));
    assert_true(base_str_equal(f.article.from[EXTRACT_BODY], BASE_STR("json-ld")));
    done(&f);
}

static void test_table_between_paragraphs_is_kept_whole(void **state)
{
    struct fixture f;
    (void)state;

    extract(&f, PAGE("Harbour closed",
                     "<article>" P1 P2 "<table><tr><th>Pier</th><th>Ships</th><th>Nets</th></tr>"
                     "<tr><td>North</td><td>14</td><td>3</td></tr><tr><td>Old mole</td><td>7</td><td>12</td></tr></table>" P3
                     P1 "</article>"));
    assert_true(has(f.article.body, "Pier\tShips\tNets"));
    assert_true(has(f.article.body, "Old mole\t7\t12"));
    done(&f);
}

static void test_stated_text_is_used_where_the_page_shows_its_beginning(void **state)
{
#define BEGINNING "The harbour of Larnsby was closed for a second day on Tuesday while divers looked for the buoy."
#define REST " Officials said that the search would go on until the weather turned. Fishermen, who had waited at the pier since " \
             "dawn, asked the council to pay for the nets they lost. The mayor promised an answer before the end of the week."
#define STATED(text) \
    "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"articleBody\":\"" text "\"}</script>"
    struct fixture f;
    (void)state;

    extract(&f, PAGE("Harbour closed", STATED(BEGINNING REST) "<article><p>" BEGINNING "</p></article>"));
    assert_true(has(f.article.body, "before the end of the week."));
    assert_true(base_str_equal(f.article.from[EXTRACT_BODY], BASE_STR("json-ld")));
    done(&f);
    extract(&f, PAGE("Harbour closed", STATED(REST REST) "<article>" STORY "</article>"));
    assert_true(has(f.article.body, "was closed for a second day"));
    assert_true(base_str_equal(f.article.from[EXTRACT_BODY], BASE_STR("generic")));
    assert_true(f.article.flags & 1u << EXTRACT_FLAG_TRUNCATED);
    done(&f);
    extract(&f, PAGE("Harbour closed", STATED(BEGINNING REST) "<article>" STORY "</article>"));
    assert_false(f.article.flags & 1u << EXTRACT_FLAG_TRUNCATED);
    done(&f);
}

static void test_notices_of_a_portal_are_left_out_of_chinese_text(void **state)
{
    struct fixture f;
    (void)state;

    extract(&f, "<html><head><title>港口连续两天关闭</title></head><body><h1>港口连续两天关闭</h1><div id='content'>"
                "<p>拉恩斯比港周二连续第二天关闭，潜水员继续在附近海域寻找失踪的航标，预计工作将持续到周末。</p>"
                "<p>有关部门表示，目前没有船只处于危险之中，天气转坏之前搜寻工作不会停止，请市民放心。</p>"
                "<p>渔民协会认为，打捞公司未经同意就使用了他们绘制的海图，已经构成侵权，因此在周三向当地法院提起了诉讼，"
                "要求对方公开道歉，并且赔偿今年春天以来的全部损失，法院预计将在下个月就此案作出裁决。</p>"
                "<p>图片来源：本报资料</p><p>（原标题：港口连续两天关闭 搜寻仍在继续）</p>"
                "<p>【免责声明】本文只是作者个人的看法，与本门户无关。本门户对文中内容的准确性和完整性不作任何保证，"
                "请读者自行判断，并对由此产生的后果自行承担全部责任。</p></div></body></html>");
    assert_true(has(f.article.body, "请市民放心。"));
    assert_true(has(f.article.body, "构成侵权"));
    assert_false(has(f.article.body, "图片来源"));
    assert_false(has(f.article.body, "原标题"));
    assert_false(has(f.article.body, "免责声明"));
    done(&f);
}

static void test_box_hidden_by_its_class_is_left_out(void **state)
{
#define APPEAL \
    "<p>The Courier believes that everyone needs good reporting, and that is why our journalists go to every meeting of " \
    "the council and write down what was said there, whoever may like it or not, and will go on doing so.</p>"
    struct fixture f;
    (void)state;

    extract(&f, PAGE("Harbour closed", "<article>" P1 "<div class='appeal hidden'>" APPEAL "</div>" P2 P3 "</article>"));
    assert_true(has(f.article.body, "Officials said"));
    assert_false(has(f.article.body, "everyone needs good reporting"));
    done(&f);
    extract(&f, PAGE("Harbour closed", "<article>" P1 "<div class='hidden md:block'>" APPEAL "</div>" P2 P3 "</article>"));
    assert_true(has(f.article.body, "everyone needs good reporting"));
    done(&f);
}

static void test_boxes_beside_the_story_are_left_out(void **state)
{
    struct fixture f;
    (void)state;

    extract(&f, PAGE("Harbour closed",
                     "<article><p>Harbour closed - Larnsby Courier</p>" P1
                     "<div class='newsletter'><p>Have our letter in your box each morning, write your address here.</p>"
                     "<form><input type=email></form></div>" P2 P3 "</article><div role='dialog'><p>Choose what may be stored "
                     "on your device, and by whom, before you read on in this newspaper of ours.</p></div>"));
    assert_true(has(f.article.body, "Officials said"));
    assert_false(has(f.article.body, "write your address"));
    assert_false(has(f.article.body, "Larnsby Courier"));
    assert_false(has(f.article.body, "Choose what may be stored"));
    done(&f);
}

/* ---- Related ---- */

static void test_plain_list_of_titles_behind_the_body_is_related(void **state)
{
    struct fixture f;
    (void)state;

    extract(&f, PAGE("Harbour closed", "<div>" STORY "</div><p>Editor: Jane Doe</p><ul>"
                     "<li><a href='/b.html'>Ferry to the islands runs again after storm</a></li>"
                     "<li><a href='c.html'>Council meets over the price of new nets</a></li>"
                     "<li><a href='/2024/05/a-story.html'>This very story, linked to itself again</a></li>"
                     "<li><a href='/b.html'>Ferry to the islands runs again after storm</a></li>"
                     "<li><a href='https://other.example/d'>A short history of the lights of Larnsby</a></li></ul>"));
    assert_int_equal(f.article.related.count, 3);
    assert_true(base_str_equal(f.article.related.items[0].title, BASE_STR("Ferry to the islands runs again after storm")));
    assert_true(base_str_equal(f.article.related.items[0].url, BASE_STR("https://portal.example/b.html")));
    assert_true(base_str_equal(f.article.related.items[1].url, BASE_STR("https://portal.example/2024/05/c.html")));
    assert_true(base_str_equal(f.article.related.items[2].url, BASE_STR("https://other.example/d")));
    done(&f);
}

static void test_heading_of_related_links_announces_a_single_one(void **state)
{
    struct fixture f;
    (void)state;

    extract(&f, PAGE("Harbour closed", "<div>" STORY "</div><h3>Related articles</h3>"
                                       "<ul><li><a href='/b.html'>Ferry runs again</a></li></ul>"));
    assert_int_equal(f.article.related.count, 1);
    assert_false(has(f.article.body, "Ferry runs again"));
    done(&f);
}

static void test_navigation_and_tags_are_not_related(void **state)
{
    struct fixture f;
    (void)state;

    extract(&f, PAGE("Harbour closed",
                     "<div>" STORY "</div><nav><ul><li><a href='/1'>All the politics of the region</a></li><li><a href='/2'>"
                     "All the business of the region</a></li><li><a href='/3'>All the sports of the region</a></li></ul></nav>"
                     "<div class='tags'><ul><li><a href='/t1'>Harbour of Larnsby and islands</a></li><li><a href='/t2'>"
                     "Weather and storms at sea</a></li><li><a href='/t3'>Fishermen and their boats</a></li></ul></div>"));
    assert_int_equal(f.article.related.count, 0);
    done(&f);
}

/* ---- Kind ---- */

static void test_kinds_of_pages_without_an_article(void **state)
{
    static const struct {
        const char *html, *url;
        int status;
        enum extract_kind kind;
    } cases[] = {
        {"<title>Just a moment...</title><body><p>Checking your browser before accessing the site.</p></body>", "/a", 403,
         EXTRACT_BLOCKED},
        {"<title>Just a moment...</title><body><p>Checking your browser before accessing the site.</p></body>", "/a", 0,
         EXTRACT_BLOCKED},
        {"<title>Page not found</title><body><h1>Page not found</h1><p>We could not find what you asked for. Try the search "
         "or go back to the front page of the Courier.</p></body>", "/a", 200, EXTRACT_MISSING},
        {"<title>Gone</title><body><h1>Gone</h1>" STORY "</body>", "/a", 410, EXTRACT_GONE},
        {"<title>页面不存在</title><body><p>抱歉，您访问的页面不存在或已被删除。您可以返回首页，或者使用搜索。</p></body>", "/a", 200,
         EXTRACT_MISSING},
        {"<title>Log in</title><body><h1>Log in</h1><form><input name=u><input type=password name=p><button>Go</button>"
         "<p>Forgot the word that you chose? Ask for another one.</p></form></body>", "/login", 200, EXTRACT_LOGIN},
        {"<title>Courier</title><body></body>", "/a", 200, EXTRACT_EMPTY},
        {"<title>Before you continue</title><body><h1>Before you continue</h1><p>We and our partners use cookies to store "
         "and read information on your device, to measure and to show advertising.</p><button>Accept all</button></body>",
         "/consent", 200, EXTRACT_CONSENT},
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fixture f;
        char url[200];
        snprintf(url, sizeof url, "https://portal.example%s", cases[i].url);
        extract_with(&f, cases[i].html, url, cases[i].status, NULL);
        if (f.article.kind != cases[i].kind)
            fail_msg("case %zu: %s, not %s", i, extract_kind_name(f.article.kind), extract_kind_name(cases[i].kind));
        assert_null(f.article.body.ptr);
        assert_true(f.article.article <= 300);
        done(&f);
    }
}

static void test_list_of_titles_has_no_body(void **state)
{
    struct base_buf html = BASE_BUF_INIT;
    struct fixture f;
    (void)state;

    base_buf_add_z(&html, "<title>Region</title><body><h1>Region</h1><ul>");
    for (int i = 0; i < 30; i++)
        base_buf_printf(&html, "<li><h2><a href='/r/%d'>Headline number %d of the day in the region</a></h2></li>", i, i);
    base_buf_add_z(&html, "</ul></body>");
    extract_with(&f, html.ptr, "https://portal.example/region/", 200, NULL);
    assert_int_equal(f.article.kind, EXTRACT_LIST);
    assert_null(f.article.body.ptr);
    done(&f);
    base_buf_free(&html);
}

static void test_pictures_with_captions_are_a_gallery(void **state)
{
    struct base_buf html = BASE_BUF_INIT;
    struct fixture f;
    (void)state;

    base_buf_add_z(&html, "<title>Harbour in pictures</title><body><h1>Harbour in pictures</h1><div>" P1 P2 "</div>");
    for (int i = 0; i < 8; i++)
        base_buf_printf(&html, "<figure><img src='/%d.jpg'><figcaption>Boat number %d at the pier.</figcaption></figure>", i, i);
    base_buf_add_z(&html, "</body>");
    extract(&f, html.ptr);
    assert_int_equal(f.article.kind, EXTRACT_GALLERY);
    assert_true(has(f.article.body, "Officials said"));
    done(&f);
    base_buf_free(&html);
}

static void test_article_is_surer_than_a_note(void **state)
{
    struct fixture f, g;
    (void)state;

    extract(&f, PAGE("Harbour closed", "<article>" STORY STORY "</article>"));
    extract(&g, PAGE("Harbour closed", "<p>The harbour is closed today, says the council, and no one knows why.</p>"));
    assert_true(f.article.article > g.article.article);
    assert_true(f.article.article <= 1000);
    done(&f);
    done(&g);
}

/* ---- Live ---- */

static void test_live_blog_has_entries_with_times(void **state)
{
    struct fixture f;
    (void)state;

    extract_with(&f,
                 "<title>Storm live</title><body><h1>Storm over Larnsby: live</h1><div class='liveblog'>"
                 "<article><time datetime='2024-05-02T10:30:00+02:00'>10:30</time><h2>Pier closed</h2><p>The pier has been closed "
                 "to all visitors, the harbour master has just told reporters.</p></article>"
                 "<article><time datetime='2024-05-02T10:10:00+02:00'>10:10</time><p>Waves of four metres are seen at the mouth of "
                 "the bay, and the ferry has turned back.</p></article>"
                 "<article><time datetime='2024-05-02T09:50:00+02:00'>09:50</time><p>Schools on the islands will stay shut today, "
                 "the council says in a short statement.</p></article>"
                 "<article><time datetime='2024-05-02T09:00:00+02:00'>09:00</time><p>Good morning from the pier, where the wind "
                 "has been growing through the night.</p></article></div></body>",
                 "https://portal.example/live/storm", 200, NULL);
    assert_int_equal(f.article.kind, EXTRACT_LIVE);
    assert_int_equal(f.article.entries.count, 4);
    assert_true(base_str_equal(f.article.entries.items[0].date, BASE_STR("2024-05-02T10:30:00+02:00")));
    assert_true(base_str_equal(f.article.entries.items[0].title, BASE_STR("Pier closed")));
    assert_true(has(f.article.entries.items[3].text, "Good morning"));
    done(&f);
}

/* ---- Tables ---- */

static void check_order(const char *(*word)(size_t))
{
    for (size_t i = 1; word(i); i++)
        if (strcmp(word(i - 1), word(i)) >= 0)
            fail_msg("%s stands before %s", word(i - 1), word(i));
    assert_non_null(word(1));
}

static void test_word_tables_are_sorted_without_doubles(void **state)
{
    (void)state;
    check_order(extract_marks_word);
    check_order(extract_topics_word);
}

static void test_marks_match_tokens_not_parts_of_words(void **state)
{
#define BIT(name) (UINT64_C(1) << EXTRACT_MARK_##name)
    (void)state;
    assert_true(extract_marks_of(BASE_STR("ad-slot")) & BIT(AD));
    assert_false(extract_marks_of(BASE_STR("padding header-shadow")) & BIT(AD));
    assert_true(extract_marks_of(BASE_STR("relatedLinks")) & BIT(RELATED));
    assert_true(extract_marks_of(BASE_STR("storyBody")) & BIT(BODY));
    assert_true(extract_marks_of(BASE_STR("wp_comments_2")) & BIT(COMMENT));
    assert_true(extract_marks_of(BASE_STR("")) == 0);
    assert_true(extract_marks_of(BASE_STR("commentsandmuchmorethanthat")) == 0);
}

static void test_topics_are_found_in_any_case(void **state)
{
    (void)state;
    assert_true(extract_topics_of(BASE_STR("We use COOKIES.")) & 1u << EXTRACT_TOPIC_COOKIE);
    assert_true(extract_topics_of(BASE_STR("Читайте также: буря")) & 1u << EXTRACT_TOPIC_READ);
    assert_true(extract_topics_of(BASE_STR("The cook is in.")) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paragraphs_are_kept_and_footer_is_not),
        cmocka_unit_test(test_sibling_sections_are_joined),
        cmocka_unit_test(test_chinese_story_is_kept),
        cmocka_unit_test(test_longer_comments_are_left_out),
        cmocka_unit_test(test_second_story_on_the_page_is_left_out),
        cmocka_unit_test(test_text_repeated_three_times_is_left_out),
        cmocka_unit_test(test_no_paragraph_of_a_long_story_is_lost),
        cmocka_unit_test(test_lists_and_headings_stay_a_last_heading_goes),
        cmocka_unit_test(test_selected_body_is_kept_whole),
        cmocka_unit_test(test_selected_body_is_pruned_of_what_is_hardly_text),
        cmocka_unit_test(test_body_stated_for_machines_is_used_where_the_page_shows_none),
        cmocka_unit_test(test_table_between_paragraphs_is_kept_whole),
        cmocka_unit_test(test_stated_text_is_used_where_the_page_shows_its_beginning),
        cmocka_unit_test(test_notices_of_a_portal_are_left_out_of_chinese_text),
        cmocka_unit_test(test_box_hidden_by_its_class_is_left_out),
        cmocka_unit_test(test_boxes_beside_the_story_are_left_out),
        cmocka_unit_test(test_plain_list_of_titles_behind_the_body_is_related),
        cmocka_unit_test(test_heading_of_related_links_announces_a_single_one),
        cmocka_unit_test(test_navigation_and_tags_are_not_related),
        cmocka_unit_test(test_kinds_of_pages_without_an_article),
        cmocka_unit_test(test_list_of_titles_has_no_body),
        cmocka_unit_test(test_pictures_with_captions_are_a_gallery),
        cmocka_unit_test(test_article_is_surer_than_a_note),
        cmocka_unit_test(test_live_blog_has_entries_with_times),
        cmocka_unit_test(test_word_tables_are_sorted_without_doubles),
        cmocka_unit_test(test_marks_match_tokens_not_parts_of_words),
        cmocka_unit_test(test_topics_are_found_in_any_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
