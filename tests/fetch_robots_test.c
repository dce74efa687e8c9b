/* fetch: robots.txt by tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "fetch/private.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define ALL "User-agent: *\n"

static const struct {
    const char *name, *robots, *path;
    bool allowed;
    unsigned line; /* that decides; 0: none */
} robots_cases[] = {
    /* Groups and agents; the agent is "newsclip". */
    {"an empty file allows", "", "/a", true, 0},
    {"only a comment", "# nothing\n", "/a", true, 0},
    {"everybody", ALL "Disallow: /", "/a", false, 2},
    {"an empty rule matches nothing", ALL "Disallow:", "/a", true, 0},
    {"another agent's group", "User-agent: other\nDisallow: /", "/a", true, 0},
    {"own group", "User-agent: newsclip\nDisallow: /", "/a", false, 2},
    {"own group, other case", "user-agent: NewsClip\ndisallow: /", "/a", false, 2},
    {"own group beats everybody's", ALL "Disallow: /\nUser-agent: newsclip\nAllow: /", "/a", true, 4},
    {"own group first", "User-agent: newsclip\nDisallow: /x\nUser-agent: *\nDisallow: /", "/a", true, 0},
    {"own empty group beats everybody's", ALL "Disallow: /\nUser-agent: newsclip\nDisallow:", "/a", true, 0},
    {"own group without rules", ALL "Disallow: /\n\nUser-agent: newsclip\n", "/a", true, 0},
    {"name up to the version", "User-agent: newsclip/2.0\nDisallow: /", "/a", false, 2},
    {"name up to the blank", "User-agent: newsclip bot\nDisallow: /", "/a", false, 2},
    {"a longer name is another", "User-agent: newsclip-images\nDisallow: /", "/a", true, 0},
    {"a shorter name is another", "User-agent: news\nDisallow: /", "/a", true, 0},
    {"a digit ends the name", "User-agent: newsclip2\nDisallow: /", "/a", false, 2},
    {"a star with words behind", "User-agent: * bots\nDisallow: /", "/a", false, 2},
    {"a star glued to a word", "User-agent: *bot\nDisallow: /", "/a", true, 0},
    {"two agents, one group", "User-agent: other\nUser-agent: newsclip\nDisallow: /", "/a", false, 3},
    {"a blank line does not end a group", "User-agent: newsclip\n\nDisallow: /", "/a", false, 3},
    {"nor one between agents", "User-agent: other\n\nUser-agent: newsclip\nDisallow: /", "/a", false, 4},
    {"an unknown line does not end a group", "User-agent: newsclip\nNoindex: /b\nDisallow: /", "/a", false, 3},
    {"a sitemap does not end a group", "User-agent: newsclip\nSitemap: /s.xml\nDisallow: /", "/a", false, 3},
    {"a rule does end it", "User-agent: newsclip\nDisallow: /b\nUser-agent: x\nDisallow: /a", "/a", true, 0},
    {"groups of one name are joined", "User-agent: newsclip\nDisallow: /a\n" ALL "Disallow: /c\n"
     "User-agent: newsclip\nDisallow: /b", "/b", false, 6},
    {"a rule before any agent does not count", "Disallow: /\nUser-agent: newsclip\nDisallow: /b", "/a", true, 0},
    {"an agent line without a value", "User-agent:\nDisallow: /", "/a", true, 0},

    /* Lines. */
    {"CRLF", "User-agent: *\r\nDisallow: /a\r\n", "/a", false, 2},
    {"CR alone", "User-agent: *\rDisallow: /a\r", "/a", false, 2},
    {"mixed ends, lines counted right", "# x\r\n\r\nUser-agent: *\r# y\nDisallow: /a", "/a", false, 5},
    {"byte-order mark", "\xEF\xBB\xBFUser-agent: *\nDisallow: /", "/a", false, 2},
    {"blanks around all", "  User-agent :  * \n\t Disallow\t: /a \t\n", "/a", false, 2},
    {"no blank behind the colon", "User-agent:*\nDisallow:/a", "/a", false, 2},
    {"comment behind a rule", ALL "Disallow: /a # not here", "/a", false, 2},
    {"comment glued to a rule", ALL "Disallow: /a#b", "/a", false, 2},
    {"names in any case", "USER-AGENT: *\nDISALLOW: /a", "/a", false, 2},
    {"no colon", "User-agent *\nDisallow /a", "/a", false, 2},
    {"no colon, three words", ALL "Disallow /a /b", "/a", true, 0},
    {"misspelt rule", ALL "Dissalow: /a", "/a", false, 2},
    {"misspelt agent", "useragent: *\nDisallow: /a", "/a", false, 2},
    {"HTML instead", "<html><body>User-agent: *<br>Disallow: /</body></html>", "/a", true, 0},
    {"last line without an end", ALL "Allow: /\nDisallow: /a", "/a", false, 3},

    /* Matching. */
    {"prefix", ALL "Disallow: /fish", "/fish.html", false, 2},
    {"prefix of a folder", ALL "Disallow: /fish", "/fishheads/yummy.html", false, 2},
    {"case counts", ALL "Disallow: /fish", "/Fish.asp", true, 0},
    {"not in the middle", ALL "Disallow: /fish", "/catfish", true, 0},
    {"a folder", ALL "Disallow: /fish/", "/fish/salmon", false, 2},
    {"a folder is not its name", ALL "Disallow: /fish/", "/fish", true, 0},
    {"no slash in front matches nothing", ALL "Disallow: fish", "/fish", true, 0},
    {"the query is matched", ALL "Disallow: /*?print=", "/a?print=1", false, 2},
    {"a star in the middle", ALL "Disallow: /a*/c", "/abc/d/c", false, 2},
    {"a star matches nothing too", ALL "Disallow: /a*b", "/ab", false, 2},
    {"a star at the end says nothing", ALL "Disallow: /fish*", "/fishy", false, 2},
    {"many stars", ALL "Disallow: ***/x", "/a/x", false, 2},
    {"a star in front", ALL "Disallow: *.php", "/index.php?x", false, 2},
    {"end mark", ALL "Disallow: /*.php$", "/filename.php", false, 2},
    {"end mark and a query", ALL "Disallow: /*.php$", "/filename.php?x=1", true, 0},
    {"end mark and a slash", ALL "Disallow: /*.php$", "/filename.php/", true, 0},
    {"end mark, the last one counts", ALL "Disallow: /*.php$", "/a.php/b.php", false, 2},
    {"end mark without a star", ALL "Disallow: /$", "/", false, 2},
    {"end mark without a star, longer path", ALL "Disallow: /$", "/a", true, 0},
    {"a star then the end", ALL "Disallow: /a*$", "/abc", false, 2},
    {"parts may not overlap", ALL "Disallow: /ab*bc$", "/abc", true, 0},
    {"a dollar inside is itself", ALL "Disallow: /a$b", "/a$b", false, 2},
    {"a dollar inside is no end", ALL "Disallow: /a$b", "/a", true, 0},
    {"an empty path is the root", ALL "Disallow: /$", "", false, 2},
    {"only a query", ALL "Disallow: /*?", "/?x", false, 2},

    /* The longest rule wins. */
    {"longer allow", ALL "Allow: /p\nDisallow: /", "/page", true, 2},
    {"longer disallow", ALL "Allow: /\nDisallow: /p", "/page", false, 3},
    {"equal length: allow", ALL "Disallow: /folder\nAllow: /folder", "/folder/page", true, 3},
    {"equal length, other order", ALL "Allow: /folder\nDisallow: /folder", "/folder/page", true, 2},
    {"a star has its length", ALL "Allow: /page\nDisallow: /*.htm", "/page.htm", false, 3},
    {"so has the end mark", ALL "Allow: /$\nDisallow: /", "/", true, 2},
    {"and only there", ALL "Allow: /$\nDisallow: /", "/page.htm", false, 3},
    {"the order says nothing", ALL "Disallow: /a\nAllow: /a/b\nDisallow: /a/b/c", "/a/b/c/d", false, 4},
    {"RFC 9309, 5.2: gif", ALL "Allow: /example/page/\nDisallow: /example/page/disallowed.gif",
     "/example/page/disallowed.gif", false, 3},

    /* Percent-encoding (RFC 9309, 2.2.2). */
    {"ASCII as it is", ALL "Disallow: /foo/bar?baz=quz", "/foo/bar?baz=quz", false, 2},
    {"an encoded slash is not a slash", ALL "Disallow: /a%2Fb", "/a/b", true, 0},
    {"hex digits in any case", ALL "Disallow: /a%3cd", "/a%3Cd", false, 2},
    {"UTF-8 in the rule", ALL "Disallow: /foo/bar/ツ", "/foo/bar/%E3%83%84", false, 2},
    {"UTF-8 in the address", ALL "Disallow: /foo/bar/%E3%83%84", "/foo/bar/ツ", false, 2},
    {"needless escapes in the rule", ALL "Disallow: /foo/bar/%62%61%7A", "/foo/bar/baz", false, 2},
    {"needless escapes in the address", ALL "Disallow: /foo/bar/baz", "/foo/bar/%62%61%7A", false, 2},
    {"an escaped star is itself", ALL "Disallow: /a-%2A.html", "/a-*.html", false, 2},
    {"an escaped star is no star", ALL "Disallow: /a-%2A.html", "/a-b.html", true, 0},
    {"an escaped dollar is itself", ALL "Disallow: /a-%24", "/a-$", false, 2},
    {"an escaped dollar is no end", ALL "Disallow: /a-%24", "/a-", true, 0},
    {"a broken escape is itself", ALL "Disallow: /a%zz", "/a%zz", false, 2},
    {"a cut escape", ALL "Disallow: /a%2", "/a%2", false, 2},
    {"a blank in the rule", ALL "Disallow: /a b", "/a%20b", false, 2},

    {"robots.txt itself", ALL "Disallow: /", "/robots.txt", true, 0},
};

static void test_robots_rules_by_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(robots_cases); i++) {
        struct fetch_robots *robots = fetch_robots_parse(base_str(robots_cases[i].robots), BASE_STR("newsclip"));
        assert_non_null(robots);
        struct fetch_verdict v = fetch_robots_check(robots, base_str(robots_cases[i].path));
        if (v.allowed != robots_cases[i].allowed || v.line != robots_cases[i].line)
            fail_msg("%s: %s, line %u", robots_cases[i].name, v.allowed ? "allowed" : "denied", v.line);
        assert_int_equal(v.rule.ptr != NULL, v.line != 0);
        fetch_robots_free(robots);
    }
}

static void test_robots_rule_text_is_the_line(void **state)
{
    (void)state;
    struct fetch_robots *robots =
        fetch_robots_parse(BASE_STR("User-agent: *\n  Disallow:  /a  # why\n"), BASE_STR("newsclip"));
    struct fetch_verdict v = fetch_robots_check(robots, BASE_STR("/a"));
    assert_true(base_str_equal(v.rule, BASE_STR("Disallow:  /a")));
    fetch_robots_free(robots);
}

static void test_robots_crawl_delay_of_the_group(void **state)
{
    static const struct {
        const char *robots;
        int64_t ms;
    } cases[] = {
        {ALL "Crawl-delay: 5", 5000},
        {ALL "Crawl-delay: 1.5", 1500},
        {ALL "crawl-delay: .25", 250},
        {ALL "Crawl-delay: 0", 0},
        {ALL "Crawl-delay: -3", 0},
        {ALL "Crawl-delay: soon", 0},
        {ALL "Crawl-delay: 86400", 30000},
        {ALL "Crawl-delay: 99999999999999999999999999", 30000},
        {ALL "Crawl-delay: 5\nUser-agent: newsclip\nCrawl-delay: 2", 2000},
        {ALL "Crawl-delay: 5\nDisallow: /x\nUser-agent: newsclip\nDisallow: /y", 0},
        {"User-agent: other\nCrawl-delay: 9\nDisallow: /\n" ALL "Disallow:", 0},
        {"User-agent: other\nCrawl-delay: 9\n\n" ALL "Disallow: /x", 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct fetch_robots *robots = fetch_robots_parse(base_str(cases[i].robots), BASE_STR("newsclip"));
        if (fetch_robots_delay_ms(robots) != cases[i].ms)
            fail_msg("case %zu: %lld ms", i, (long long)fetch_robots_delay_ms(robots));
        fetch_robots_free(robots);
    }
}

static void test_robots_sitemaps_stand_anywhere(void **state)
{
    (void)state;
    struct fetch_robots *robots = fetch_robots_parse(
        BASE_STR("Sitemap: https://a.example/1.xml\nUser-agent: x\nDisallow: /\nsitemap:/2.xml # two\nSitemap:\n"),
        BASE_STR("newsclip"));
    const struct base_str_list *list = fetch_robots_sitemaps(robots);
    assert_int_equal(list->count, 2);
    assert_true(base_str_equal(list->items[0], BASE_STR("https://a.example/1.xml")));
    assert_true(base_str_equal(list->items[1], BASE_STR("/2.xml")));
    fetch_robots_free(robots);
}

static void test_robots_is_read_up_to_its_cap(void **state)
{
    (void)state;
    struct base_buf text = BASE_BUF_INIT;
    base_buf_add_z(&text, ALL "Disallow: /early\n");
    while (text.len < BASE_LIMIT_ROBOTS_BYTES)
        base_buf_add_z(&text, "# filler filler filler filler filler filler\n");
    base_buf_add_z(&text, "Disallow: /late\n");
    struct fetch_robots *robots = fetch_robots_parse(base_buf_str(&text), BASE_STR("newsclip"));
    assert_false(fetch_robots_check(robots, BASE_STR("/early")).allowed);
    assert_true(fetch_robots_check(robots, BASE_STR("/late")).allowed);
    fetch_robots_free(robots);
    base_buf_free(&text);
}

static void test_robots_long_line_is_cut(void **state)
{
    (void)state;
    struct base_buf text = BASE_BUF_INIT;
    base_buf_add_z(&text, ALL "Disallow: /a");
    for (int i = 0; i < 20000; i++)
        base_buf_add_char(&text, 'b');
    base_buf_add_z(&text, "\nDisallow: /c\n");
    struct fetch_robots *robots = fetch_robots_parse(base_buf_str(&text), BASE_STR("newsclip"));
    assert_int_equal(robots->count, 2);
    assert_true(robots->rules[0].pattern.len < 17000);
    assert_int_equal(fetch_robots_check(robots, BASE_STR("/c")).line, 3);
    fetch_robots_free(robots);
    base_buf_free(&text);
}

static void test_the_agent_is_the_first_product_of_its_name(void **state)
{
    static const struct {
        const char *user_agent, *token;
    } cases[] = {
        {"newsclip/0.1.0 (+https://portal.example)", "newsclip"}, {"My-Bot/2 newsclip", "My-Bot"},
        {"Mozilla/5.0 (compatible; MyBot/1)", "newsclip"},        {"", "newsclip"},
        {"4bot", "newsclip"},                                     {"Foo Bar/1", "Foo"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        if (!base_str_equal(fetch_agent_token(base_str(cases[i].user_agent)), base_str(cases[i].token)))
            fail_msg("%s", cases[i].user_agent);
}

int main(void)
{
    const struct CMUnitTest tables[] = {
        cmocka_unit_test(test_the_agent_is_the_first_product_of_its_name),
        cmocka_unit_test(test_robots_rules_by_table),
        cmocka_unit_test(test_robots_rule_text_is_the_line),
        cmocka_unit_test(test_robots_crawl_delay_of_the_group),
        cmocka_unit_test(test_robots_sitemaps_stand_anywhere),
        cmocka_unit_test(test_robots_is_read_up_to_its_cap),
        cmocka_unit_test(test_robots_long_line_is_cut),
    };
    return cmocka_run_group_tests(tables, NULL, NULL);
}
