#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "discover/discover.h"
#include "discover/private.h"

struct fixture {
    struct base_arena arena;
    struct base_error error;
    struct discover_list list;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    if (!f)
        return -1;
    base_arena_init(&f->arena, 0);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    base_arena_free(&f->arena);
    free(f);
    return 0;
}

static int discover(struct fixture *f, const char *url, const char *text)
{
    f->error.text[0] = '\0';
    return discover_document(&f->arena, base_str(text), base_str(url), &f->list, &f->error);
}

/* The list as JSON, one line each. */
static void expect(const struct fixture *f, const char *lines)
{
    struct base_buf out = BASE_BUF_INIT;
    for (size_t i = 0; i < f->list.count; i++) {
        discover_json(&f->list.items[i], &out);
        base_buf_add_char(&out, '\n');
    }
    base_buf_add_z(&out, "");
    assert_string_equal(out.ptr ? out.ptr : "", lines);
    base_buf_free(&out);
}

static void test_tables_are_sorted_without_duplicates(void **state)
{
    (void)state;
    for (size_t i = 1; i < discover_utility_count; i++)
        assert_true(strcmp(discover_utility_words[i - 1], discover_utility_words[i]) < 0);
    for (size_t i = 1; i < discover_list_count; i++)
        assert_true(strcmp(discover_list_words[i - 1], discover_list_words[i]) < 0);
    for (size_t i = 1; i < discover_asset_count; i++)
        assert_true(strcmp(discover_asset_extensions[i - 1], discover_asset_extensions[i]) < 0);
    assert_true(discover_has_word(discover_utility_words, discover_utility_count, BASE_STR("Impressum")));
    assert_false(discover_has_word(discover_utility_words, discover_utility_count, BASE_STR("politics")));
    assert_false(discover_has_word(discover_utility_words, discover_utility_count, BASE_STR("")));
}

static void test_every_enum_value_has_its_own_name(void **state)
{
    (void)state;
    for (int i = 0; i < DISCOVER_REASON_COUNT; i++) {
        assert_string_not_equal(discover_reason_name((enum discover_reason)i), "?");
        for (int k = 0; k < i; k++)
            assert_string_not_equal(discover_reason_name((enum discover_reason)i),
                                    discover_reason_name((enum discover_reason)k));
    }
    assert_string_equal(discover_via_name(DISCOVER_ALTERNATE), "alternate");
    assert_string_equal(discover_type_name(DISCOVER_SOURCE), "source");
}

static void test_rss_gives_links_titles_and_dates(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(
        discover(f, "https://www.example.com/feed",
                 "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Portal</title>"
                 "<link>https://www.example.com/</link>"
                 "<item><title>A &amp;amp; B</title><link> https://www.example.com/a?x=1&amp;y=2 </link>"
                 "<pubDate>Mon, 12 Nov 2018 08:05:01 +0800</pubDate><media:title>other</media:title></item>"
                 "<item><title><![CDATA[<b>Bold</b> news]]></title>"
                 "<guid isPermaLink=\"true\">https://news.example.com/b</guid><dc:date>2018-11-12</dc:date></item>"
                 "<item><title>No link</title><guid isPermaLink=\"false\">https://www.example.com/c</guid></item>"
                 "<item><title>Advert</title><link>https://ads.example.net/</link></item>"
                 "</channel></rss>"),
        BASE_OK);
    assert_false(f->list.partial);
    expect(f, "{\"url\":\"https://www.example.com/a?x=1&y=2\",\"title\":\"A & B\","
              "\"date\":\"2018-11-12T08:05:01+08:00\",\"via\":\"feed\",\"kept\":true}\n"
              "{\"url\":\"https://news.example.com/b\",\"title\":\"Bold news\",\"date\":\"2018-11-12\",\"via\":\"feed\","
              "\"kept\":true}\n"
              "{\"url\":\"https://ads.example.net/\",\"title\":\"Advert\",\"via\":\"feed\",\"kept\":false,"
              "\"reason\":\"other site\"}\n");
    assert_int_equal(f->list.items[0].type, DISCOVER_ARTICLE);
}

static void test_broken_rss_gives_what_stood_before_the_break(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(discover(f, "https://example.com/feed",
                              "<br /><b>Warning</b>: in line 1\n<?xml version=\"1.0\"?><rss><channel>"
                              "<item><title>Caf&eacute;&nbsp;& more</title><link>https://example.com/a?x=1&y=2</link>"
                              "</item><item><title>Second</title><link>https://example.com/b</link></item><item><tit"),
                     BASE_OK);
    assert_true(f->list.partial);
    expect(f, "{\"url\":\"https://example.com/a?x=1&y=2\",\"title\":\"Café & more\",\"via\":\"feed\",\"kept\":true}\n"
              "{\"url\":\"https://example.com/b\",\"title\":\"Second\",\"via\":\"feed\",\"kept\":true}\n");
}

static void test_atom_takes_the_alternate_link_against_xml_base(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(discover(f, "https://example.org/atom",
                              "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"https://example.org/blog/\">"
                              "<link rel=\"self\" href=\"feed.xml\"/><entry xml:base=\"2024/\">"
                              "<title type=\"html\">Say &lt;i&gt;hi&lt;/i&gt;</title>"
                              "<link rel=\"enclosure\" href=\"a.mp3\"/>"
                              "<link rel=\"alternate\" type=\"text/html\" href=\"hi.html\"/>"
                              "<updated>2024-02-03T04:05:06Z</updated><published>2024-02-01T04:05Z</published>"
                              "</entry></feed>"),
                     BASE_OK);
    expect(f, "{\"url\":\"https://example.org/blog/2024/hi.html\",\"title\":\"Say hi\",\"date\":\"2024-02-01T04:05Z\","
              "\"via\":\"feed\",\"kept\":true}\n");
}

static void test_rdf_items_are_found(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(discover(f, "https://example.org/rdf",
                              "<!-- made by hand --><rdf:RDF xmlns=\"http://purl.org/rss/1.0/\"><channel/>"
                              "<item rdf:about=\"https://example.org/1\"><title>One</title></item></rdf:RDF>"),
                     BASE_OK);
    expect(f, "{\"url\":\"https://example.org/1\",\"title\":\"One\",\"via\":\"feed\",\"kept\":true}\n");
}

static void test_json_feed_is_read_and_a_cut_one_salvaged(void **state)
{
    struct fixture *f = *state;
    const char *whole = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id\":\"1\","
                        "\"url\":\"https://example.org/j\",\"title\":\"J\",\"date_published\":\"2020-01-01T00:00:00Z\"},"
                        "{\"id\":\"https://example.org/k\",\"title\":5},3]}";
    const char *lines = "{\"url\":\"https://example.org/j\",\"title\":\"J\",\"date\":\"2020-01-01T00:00:00Z\","
                        "\"via\":\"feed\",\"kept\":true}\n"
                        "{\"url\":\"https://example.org/k\",\"via\":\"feed\",\"kept\":true}\n";
    assert_int_equal(discover(f, "https://example.org/feed.json", whole), BASE_OK);
    assert_false(f->list.partial);
    expect(f, lines);
    struct base_str cut = base_str_sub(base_str(whole), 0, strlen(whole) - 3);
    assert_int_equal(discover_document(&f->arena, cut, BASE_STR("https://example.org/feed.json"), &f->list, NULL),
                     BASE_OK);
    assert_true(f->list.partial);
    expect(f, lines);
    assert_int_equal(discover(f, "https://example.org/feed.json", "{\"version\":\"https://jsonfeed.org/\","),
                     BASE_INVALID);
}

static void test_sitemap_prefers_the_news_date_and_title(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(
        discover(f, "https://example.org/sitemap.xml",
                 "<?xml version=\"1.0\"?><urlset><url><loc> https://example.org/x </loc><lastmod>2024-01-02</lastmod>"
                 "<image:image><image:loc>https://example.org/i.jpg</image:loc><image:title>Pic</image:title>"
                 "</image:image><news:news><news:publication_date>2024-01-01T00:00:00+00:00</news:publication_date>"
                 "<news:title>News</news:title></news:news></url>"
                 "<sm:url xmlns:sm=\"s\"><sm:loc>https://example.org/y</sm:loc><sm:lastmod>2024-01</sm:lastmod></sm:url>"
                 "</urlset>"),
        BASE_OK);
    expect(f, "{\"url\":\"https://example.org/y\",\"date\":\"2024-01\",\"via\":\"sitemap\",\"kept\":true}\n"
              "{\"url\":\"https://example.org/x\",\"title\":\"News\",\"date\":\"2024-01-01T00:00:00+00:00\","
              "\"via\":\"sitemap\",\"kept\":true}\n");
}

static void test_sitemap_comes_newest_first_as_far_as_it_goes(void **state)
{
    struct fixture *f = *state;
    static const char text[] =
        "<urlset><!-- <url><loc>https://example.org/no</loc></url> -->"
        "<url><loc>https://example.org/undated</loc></url>"
        "<url><loc>https://example.org/?a=1&amp;b=2</loc><lastmod>2024-02-01</lastmod></url>"
        "<url><loc><![CDATA[https://example.org/cdata]]></loc><lastmod>2024-03-01T10:00:00+09:00</lastmod></url>"
        "<url><loc>https://example.org/&#x41;&#66;</loc><lastmod>2024-03-01T10:00:00Z</lastmod>"
        "<url><loc>https://example.org/cut</loc><lastmod>2024-01-0";
    assert_int_equal(discover(f, "https://example.org/sitemap.xml", text), BASE_OK);
    static const char *const urls[] = {"https://example.org/AB", "https://example.org/cdata",
                                       "https://example.org/?a=1&b=2", "https://example.org/undated",
                                       "https://example.org/cut"};
    assert_int_equal(f->list.count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_true(base_str_equal(f->list.items[i].url, base_str(urls[i])));
    assert_true(f->list.partial);
}

static void test_sitemap_is_the_same_in_pieces_of_any_size(void **state)
{
    struct fixture *f = *state;
    static const char text[] = "<?xml version=\"1.0\"?><urlset><url><loc>https://example.org/1</loc></url><url><loc>"
                               "https://example.org/2</loc><lastmod>2024</lastmod></url></urlset>";
    for (size_t size = 1; size < sizeof text; size++) {
        struct discover_sitemap *sitemap;
        assert_int_equal(discover_sitemap_open(&f->arena, BASE_STR("https://example.org/s"), &f->list, &sitemap, NULL),
                         BASE_OK);
        for (size_t at = 0; at < sizeof text - 1; at += size)
            assert_true(discover_sitemap_feed(
                sitemap, (struct base_str){text + at, sizeof text - 1 - at < size ? sizeof text - 1 - at : size}));
        assert_int_equal(discover_sitemap_close(sitemap, NULL), BASE_OK);
        assert_int_equal(f->list.count, 2);
        assert_string_equal(f->list.items[0].url.ptr, "https://example.org/2");
        assert_false(f->list.partial);
    }
}

static void test_dates_of_less_than_a_day_end_with_it(void **state)
{
    (void)state;
    static const struct {
        const char *date, *end;
    } rows[] = {
        {"2023", "2023-12-31T23:59:59-12:00"}, {"2024-02", "2024-02-29T23:59:59-12:00"},
        {"2024-02-03", "2024-02-03T23:59:59-12:00"}, {"2024-02-03T04:05Z", "2024-02-03T04:05:59Z"},
        {"2024-02-03T04:05:06+05:30", "2024-02-03T04:05:06+05:30"}, {"2024-02-03T04:05:06", "2024-02-03T04:05:06-12:00"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t t;
        assert_true(base_time_parse(base_str(rows[i].end), &t));
        assert_int_equal(discover_date_end(base_str(rows[i].date)), t);
    }
    assert_true(discover_date_end(BASE_STR("2024-13-01")) == BASE_TIME_NONE);
    assert_true(discover_date_end(BASE_STR("yesterday")) == BASE_TIME_NONE);
    assert_true(discover_date_end(BASE_STR_NONE) == BASE_TIME_NONE);
}

static void test_links_of_feeds_are_unwrapped_and_lose_what_tracks(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *link, *url;
    } rows[] = {
        {"https://count.test/r?u=https%3A%2F%2Fwww.example.org%2Fa-1&amp;s=2", "https://www.example.org/a-1"},
        {"https://www.example.org/out?to=https://example.org/b?utm_source=rss", "https://example.org/b"},
        {"https://www.example.org/c?id=7&amp;utm_medium=rss&amp;fbclid=x", "https://www.example.org/c?id=7"},
        {"https://www.example.org/d?from=https%3A%2F%2Fother.test%2F1", "https://www.example.org/d?from=https%3A%2F%2Fother.test%2F1"},
        {"https://www.example.org/e?home=https://example.org/", "https://www.example.org/e?home=https://example.org/"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct base_str text = base_arena_printf(&f->arena, "<rss><channel><item><link>%s</link></item></channel></rss>",
                                                 rows[i].link);
        assert_int_equal(discover(f, "https://www.example.org/rss", text.ptr), BASE_OK);
        assert_int_equal(f->list.count, 1);
        assert_true(base_str_equal(f->list.items[0].url, base_str(rows[i].url)));
        assert_int_equal(f->list.items[0].reason, DISCOVER_KEPT);
    }
}

static void test_links_that_stand_alike_have_one_place(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(discover(f, "https://example.org/",
                              "<html><body><nav class=top><a href=/sport/>Sport</a><a href=/arts/>Arts</a></nav><main>"
                              "<div class='card c-17'><a href=/one-two-three-four>One two three four</a></div>"
                              "<div class='card c-18'><a href=/five-six-seven-eight>Five six seven eight</a></div></main>"),
                     BASE_OK);
    assert_int_equal(f->list.count, 4);
    assert_true(f->list.items[0].place != 0);
    assert_int_equal(f->list.items[0].place, f->list.items[1].place);
    assert_int_equal(f->list.items[2].place, f->list.items[3].place);
    assert_true(f->list.items[0].place != f->list.items[2].place);
}

static void test_sitemap_index_and_text_list_give_sources_and_addresses(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(discover(f, "https://example.org/sitemap.xml",
                              "<sitemapindex><sitemap><loc>https://example.org/s.xml.gz</loc></sitemap></sitemapindex>"),
                     BASE_OK);
    expect(f, "{\"url\":\"https://example.org/s.xml.gz\",\"via\":\"alternate\",\"kept\":true}\n");
    assert_int_equal(f->list.items[0].type, DISCOVER_SOURCE);
    assert_int_equal(discover(f, "https://example.org/list.txt",
                              "https://example.org/1\r\n\nnothing\nhttps://example.org/2\n"
                              "Sitemap: https://example.org/s.xml\n"),
                     BASE_OK);
    assert_int_equal(f->list.count, 3);
    assert_int_equal(f->list.items[2].type, DISCOVER_SOURCE);
}

static void test_entities_of_a_feed_are_not_expanded(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(discover(f, "https://example.org/feed",
                              "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/passwd\">"
                              "<!ENTITY y \"yyyyyyyy\">]><rss><channel><item><title>&x;&y;.</title>"
                              "<link>https://example.org/1</link></item></channel></rss>"),
                     BASE_OK);
    assert_int_equal(f->list.count, 1);
    assert_int_equal(base_str_find(f->list.items[0].title, BASE_STR("root:")), SIZE_MAX);
    assert_int_equal(base_str_find(f->list.items[0].title, BASE_STR("yyyy")), SIZE_MAX);
}

static void test_dates_become_iso_of_the_same_precision(void **state)
{
    static const char *const rows[][2] = {
        {"Mon, 12 Nov 2018 08:05:01 +0800", "2018-11-12T08:05:01+08:00"},
        {"12 Nov 18 8:05 GMT", "2018-11-12T08:05Z"},
        {"Monday, 12-Nov-18 08:05:01 EST", "2018-11-12T08:05:01-05:00"},
        {"Mon, 12 November 2018", "2018-11-12"},
        {"Mon, 12 Nov 2018 08:05:01", "2018-11-12T08:05:01"},
        {"2018-11-12 08:05:01", "2018-11-12T08:05:01"},
        {"2018-11-12T08:05:01.123456-0330", "2018-11-12T08:05:01-03:30"},
        {" 2018/11/12 ", "2018-11-12"},
        {"2018-11", "2018-11"},
        {"2018", "2018"},
        {"2018-02-30", NULL},
        {"2018-13-01", NULL},
        {"2018-11-12T25:00:00Z", NULL},
        {"yesterday", NULL},
        {"12345", NULL},
        {"Mon, 32 Nov 2018 08:05:01 +0800", NULL},
        {"", NULL},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct base_str date = discover_date(&f->arena, base_str(rows[i][0]));
        if (!rows[i][1])
            assert_null(date.ptr);
        else if (!base_str_equal(date, base_str(rows[i][1])))
            fail_msg("%s: %.*s", rows[i][0], BASE_STR_ARG(date));
    }
}

static void test_links_are_told_apart_by_their_addresses(void **state)
{
    static const struct {
        const char *url, *title;
        enum discover_reason reason;
        enum discover_type type;
    } rows[] = {
        {"/2024/01/05/some-thing-happened", "Some thing", DISCOVER_KEPT, DISCOVER_ARTICLE},
        {"/wenzhang/20181112/c123456.html", NULL, DISCOVER_KEPT, DISCOVER_ARTICLE},
        {"/n1/2018/1112/c1001-30396.html", "短", DISCOVER_KEPT, DISCOVER_ARTICLE},
        {"/news/2018-11-12/detail.shtml", NULL, DISCOVER_KEPT, DISCOVER_ARTICLE},
        {"/sport/bayern-gewinnt-gegen-dortmund", "Bayern", DISCOVER_KEPT, DISCOVER_ARTICLE},
        {"/politik/artikel-1.7654321", "Kurz", DISCOVER_KEPT, DISCOVER_ARTICLE},
        {"/view.php?id=77", "城市精细化治理实践", DISCOVER_KEPT, DISCOVER_ARTICLE},
        {"/node/1234", "A headline of some words", DISCOVER_KEPT, DISCOVER_ARTICLE},
        {"/local/fire.html", "Fire destroys the old mill", DISCOVER_KEPT, DISCOVER_ARTICLE},
        {"/", "Home", DISCOVER_KEPT, DISCOVER_LIST},
        {"/politics", "Politics", DISCOVER_KEPT, DISCOVER_LIST},
        {"/politics/europe/", "Europe", DISCOVER_KEPT, DISCOVER_LIST},
        {"/list_2.html", "2", DISCOVER_KEPT, DISCOVER_LIST},
        {"/news/index.shtml", "News of the whole world and more", DISCOVER_KEPT, DISCOVER_LIST},
        {"/news/?page=3", "Next page of all the news", DISCOVER_KEPT, DISCOVER_LIST},
        {"/news/page/3/", "3", DISCOVER_KEPT, DISCOVER_LIST},
        {"/tag/climate-change-and-other-things", "Climate", DISCOVER_KEPT, DISCOVER_LIST},
        {"/2018/11/", "November", DISCOVER_KEPT, DISCOVER_LIST},
        {"//sport.example.org/", "Sport", DISCOVER_KEPT, DISCOVER_LIST},
        {"/service/feed.xml", "RSS", DISCOVER_KEPT, DISCOVER_SOURCE},
        {"/login", "Log in", DISCOVER_UTILITY, DISCOVER_LIST},
        {"/de/impressum.html", "Wer wir sind und was wir wollen", DISCOVER_UTILITY, DISCOVER_LIST},
        {"/politica-de-privacidad/", "Privacidad", DISCOVER_UTILITY, DISCOVER_LIST},
        {"https://search.example.org/q/news", "More", DISCOVER_UTILITY, DISCOVER_LIST},
        {"/a/report.PDF", "Report", DISCOVER_ASSET, DISCOVER_LIST},
        {"/x/y/x/y/x/", "Deep", DISCOVER_TRAP_PATH, DISCOVER_LIST},
        {"/a/www.example.org/b", "Host", DISCOVER_TRAP_HOST, DISCOVER_LIST},
        {"/p;jsessionid=0123456789ABCDEF", "Session", DISCOVER_TRAP_SESSION, DISCOVER_LIST},
        {"/p?PHPSESSID=0123456789abcdef", "Session", DISCOVER_TRAP_SESSION, DISCOVER_LIST},
        {"/c?a=1&b=2&c=3&d=4&e=5&f=6&g=7", "Facets", DISCOVER_TRAP_FACETS, DISCOVER_LIST},
        {"/calendar/2150/03/", "March", DISCOVER_TRAP_CALENDAR, DISCOVER_LIST},
        {"/19/0908/11/EOI2RD8400019K82.html", "预警", DISCOVER_KEPT, DISCOVER_ARTICLE},
        {"/1984/05/", "May", DISCOVER_KEPT, DISCOVER_LIST},
        {"/freizeit/essen-und-trinken/", "Essen und Trinken", DISCOVER_KEPT, DISCOVER_LIST},
        {"/whatever", NULL, DISCOVER_NOT_ARTICLE, DISCOVER_LIST},
        {"/start", "Start", DISCOVER_SELF, DISCOVER_LIST},
        {"http://other.example.com/2024/01/05/x", "Other", DISCOVER_OTHER_SITE, DISCOVER_LIST},
        {"mailto:a@example.org", "Mail", DISCOVER_SCHEME, DISCOVER_LIST},
        {"http://", "Broken", DISCOVER_SCHEME, DISCOVER_LIST},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct base_str html =
            base_arena_printf(&f->arena, "<!DOCTYPE html><html><body><p><a href=\"%s\">%s</a></p></body></html>",
                              rows[i].url, rows[i].title ? rows[i].title : "");
        assert_int_equal(discover(f, "https://www.example.org/start", html.ptr), BASE_OK);
        assert_int_equal(f->list.count, 1);
        const struct discover_candidate *item = &f->list.items[0];
        if (item->reason != rows[i].reason || (item->reason == DISCOVER_KEPT && item->type != rows[i].type))
            fail_msg("%s: %s, %s", rows[i].url, discover_reason_name((enum discover_reason)item->reason),
                     discover_type_name((enum discover_type)item->type));
    }
}

static void test_page_gives_alternates_and_the_longer_title_of_a_twice_offered_link(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(discover(f, "https://example.org/",
                              "<html><head><link rel=\"alternate\" type=\"application/rss+xml\" title=\"RSS\" "
                              "href=\"/rss.xml\"><link rel=alternate hreflang=de href=/de/></head><body>"
                              "<a href=\"/n/123456\"><img src=x.jpg alt=\"Photo\"></a><a href=#top>Top</a>"
                              "<a href=\"/n/123456\"><div><h3>Mill burns down</h3><p>A long teaser.</p></div></a>"
                              "<a href=\"javascript:void(0)\">x</a></body></html>"),
                     BASE_OK);
    expect(f, "{\"url\":\"https://example.org/rss.xml\",\"title\":\"RSS\",\"via\":\"alternate\",\"kept\":true}\n"
              "{\"url\":\"https://example.org/n/123456\",\"title\":\"Mill burns down\",\"via\":\"link\",\"kept\":true}\n"
              "{\"url\":\"https://example.org/n/123456\",\"title\":\"Mill burns down\",\"via\":\"link\",\"kept\":false,"
              "\"reason\":\"duplicate\"}\n");
    assert_int_equal(f->list.items[0].type, DISCOVER_SOURCE);
}

static void test_site_is_the_domain_or_the_very_port_of_a_bare_host(void **state)
{
    static const struct {
        const char *a, *b;
        bool same;
    } rows[] = {
        {"https://www.example.org/", "http://sport.example.org:8080/x", true},
        {"https://a.example.co.uk/", "https://b.example.co.uk/", true},
        {"https://example.org/", "https://example.com/", false},
        {"http://127.0.0.1:8000/", "http://127.0.0.1:8000/x", true},
        {"http://127.0.0.1:8000/", "http://127.0.0.1:9000/", false},
        {"http://localhost:8000/", "http://localhost/", false},
        {"http://[::1]:80/", "http://[::1]/", true},
        {"http://127.0.0.1/", "http://10.0.0.1/", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(discover_same_site(base_str(rows[i].a), base_str(rows[i].b)), rows[i].same);
}

static void test_many_links_take_linear_time_and_end_at_the_limit(void **state)
{
    struct fixture *f = *state;
    struct base_buf html = BASE_BUF_INIT;
    base_buf_add_z(&html, "<html><body>");
    for (size_t i = 0; i < BASE_LIMIT_CANDIDATES + 5; i++)
        base_buf_printf(&html, "<a href=/news/item-%zu.html>A headline with number %zu</a>", i + 100000, i);
    int64_t start = base_time_monotonic_ms();
    assert_int_equal(discover_document(&f->arena, base_buf_str(&html), BASE_STR("https://example.org/"), &f->list,
                                       &f->error),
                     BASE_OK);
    assert_true(base_time_monotonic_ms() - start < 20000);
    assert_int_equal(f->list.count, BASE_LIMIT_CANDIDATES + 5);
    assert_int_equal(f->list.items[BASE_LIMIT_CANDIDATES - 1].reason, DISCOVER_KEPT);
    assert_int_equal(f->list.items[BASE_LIMIT_CANDIDATES].reason, DISCOVER_LIMIT);
    base_buf_free(&html);
}

static void test_links_that_hold_each_other_take_bounded_time(void **state)
{
    struct fixture *f = *state;
    struct base_buf html = BASE_BUF_INIT;
    base_buf_add_z(&html, "<html><body>");
    for (size_t i = 0; i < 20000; i++)
        base_buf_printf(&html, "<a href=/n/%zu><div>words of some length", i);
    int64_t start = base_time_monotonic_ms();
    assert_int_equal(discover_document(&f->arena, base_buf_str(&html), BASE_STR("https://example.org/"), &f->list,
                                       &f->error),
                     BASE_OK);
    assert_true(base_time_monotonic_ms() - start < 20000);
    assert_int_equal(f->list.count, 20000);
    assert_true(f->list.items[0].title.len <= 1000);
    base_buf_free(&html);
}

static void test_packed_list_comes_back_and_no_damaged_one_does(void **state)
{
    struct fixture *f = *state;
    struct base_buf packed = BASE_BUF_INIT;
    assert_int_equal(discover(f, "https://example.org/",
                              "<html><body><a href=/news/1234567>Ein Titel mit Ä</a><a href=mailto:x>m</a></body>"),
                     BASE_OK);
    assert_true(discover_pack(&f->list, &packed));
    struct discover_list back;
    assert_int_equal(discover_unpack(&f->arena, base_buf_str(&packed), &back, &f->error), BASE_OK);
    assert_int_equal(back.count, 2);
    assert_true(base_str_equal(back.items[0].url, f->list.items[0].url));
    assert_true(base_str_equal(back.items[0].title, BASE_STR("Ein Titel mit Ä")));
    assert_null(back.items[0].date.ptr);
    assert_int_equal(back.items[1].reason, DISCOVER_SCHEME);
    for (size_t len = 0; len < packed.len; len++)
        assert_int_not_equal(discover_unpack(&f->arena, base_str_sub(base_buf_str(&packed), 0, len), &back, NULL),
                             BASE_OK);
    packed.ptr[9] = 9; /* the first item's via */
    assert_int_equal(discover_unpack(&f->arena, base_buf_str(&packed), &back, &f->error), BASE_INTERNAL);
    base_buf_free(&packed);
}

static void test_empty_documents_offer_nothing(void **state)
{
    static const char *const rows[] = {"", " \n", "{", "<", "<!--", "plain words", "<html></html>"};
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(discover(f, "https://example.org/", rows[i]), BASE_OK);
        assert_int_equal(f->list.count, 0);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_tables_are_sorted_without_duplicates),
        TEST(test_every_enum_value_has_its_own_name),
        TEST(test_rss_gives_links_titles_and_dates),
        TEST(test_broken_rss_gives_what_stood_before_the_break),
        TEST(test_atom_takes_the_alternate_link_against_xml_base),
        TEST(test_rdf_items_are_found),
        TEST(test_json_feed_is_read_and_a_cut_one_salvaged),
        TEST(test_sitemap_prefers_the_news_date_and_title),
        TEST(test_sitemap_comes_newest_first_as_far_as_it_goes),
        TEST(test_sitemap_is_the_same_in_pieces_of_any_size),
        TEST(test_dates_of_less_than_a_day_end_with_it),
        TEST(test_links_of_feeds_are_unwrapped_and_lose_what_tracks),
        TEST(test_links_that_stand_alike_have_one_place),
        TEST(test_sitemap_index_and_text_list_give_sources_and_addresses),
        TEST(test_entities_of_a_feed_are_not_expanded),
        TEST(test_dates_become_iso_of_the_same_precision),
        TEST(test_links_are_told_apart_by_their_addresses),
        TEST(test_page_gives_alternates_and_the_longer_title_of_a_twice_offered_link),
        TEST(test_site_is_the_domain_or_the_very_port_of_a_bare_host),
        TEST(test_many_links_take_linear_time_and_end_at_the_limit),
        TEST(test_links_that_hold_each_other_take_bounded_time),
        TEST(test_packed_list_comes_back_and_no_damaged_one_does),
        TEST(test_empty_documents_offer_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
