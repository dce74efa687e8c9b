/* fetch: robots.txt and the guard by tables, the client against a server in a thread on 127.0.0.1. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include "fetch/private.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- robots.txt ---- */

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

/* ---- The guard ---- */

static const struct {
    const char *address;
    bool public;
} guard_cases[] = {
    {"8.8.8.8", true},           {"1.1.1.1", true},          {"93.184.216.34", true},    {"223.255.255.255", true},
    {"0.0.0.0", false},          {"0.1.2.3", false},         {"1.0.0.0", true},          {"9.255.255.255", true},
    {"10.0.0.0", false},         {"10.255.255.255", false},  {"11.0.0.0", true},         {"100.63.255.255", true},
    {"100.64.0.0", false},       {"100.100.100.200", false}, {"100.127.255.255", false}, {"100.128.0.0", true},
    {"126.255.255.255", true},   {"127.0.0.1", false},       {"127.255.255.255", false}, {"128.0.0.0", true},
    {"169.253.255.255", true},   {"169.254.169.254", false}, {"169.255.0.0", true},      {"172.15.255.255", true},
    {"172.16.0.0", false},       {"172.31.255.255", false},  {"172.32.0.0", true},       {"192.0.0.1", false},
    {"192.0.0.255", false},      {"192.0.1.0", true},        {"192.0.2.1", false},       {"192.0.3.0", true},
    {"192.31.196.1", false},     {"192.52.193.1", false},    {"192.88.99.1", false},     {"192.167.255.255", true},
    {"192.168.0.1", false},      {"192.168.255.255", false}, {"192.169.0.0", true},      {"192.175.48.1", false},
    {"198.17.255.255", true},    {"198.18.0.0", false},      {"198.19.255.255", false},  {"198.20.0.0", true},
    {"198.51.100.1", false},     {"198.51.101.0", true},     {"203.0.113.1", false},     {"203.0.114.0", true},
    {"224.0.0.1", false},        {"239.255.255.255", false}, {"240.0.0.1", false},       {"255.255.255.255", false},

    {"2606:4700:4700::1111", true}, {"2001:4860:4860::8888", true}, {"2a00:1450:4001::1", true},
    {"::", false},                  {"::1", false},                 {"::2", false},
    {"::7f00:1", false},            {"::808:808", false},           {"::ffff:127.0.0.1", false},
    {"::ffff:10.1.2.3", false},     {"::ffff:8.8.8.8", true},       {"::ffff:0:127.0.0.1", false},
    {"64:ff9b::7f00:1", false},     {"64:ff9b::a9fe:a9fe", false},  {"64:ff9b::808:808", true},
    {"64:ff9b:1::808:808", false},  {"100::1", false},              {"2001::1", false},
    {"2001:0:808:808::1", false},   {"2001:2::1", false},           {"2001:10::1", false},
    {"2001:20::1", false},          {"2001:1ff:ffff::1", false},    {"2001:200::1", true},
    {"2001:db8::1", false},         {"2001:db9::1", true},          {"2002:7f00:1::1", false},
    {"2002:c0a8:101::1", false},    {"2002:808:808::1", true},      {"2620:4f:8000::1", false},
    {"2620:4f:8001::1", true},      {"3fff::1", false},             {"3fff:1000::1", true},
    {"4000::1", false},             {"5f00::1", false},             {"fc00::1", false},
    {"fd12:3456::1", false},        {"fe80::1", false},             {"febf::1", false},
    {"fec0::1", false},             {"ff02::1", false},             {"1fff::1", false},
};

static bool is_public(const char *text)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
        return fetch_address_is_public((struct sockaddr *)&v4);
    assert_int_equal(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
    return fetch_address_is_public((struct sockaddr *)&v6);
}

static void test_guard_ranges_by_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(guard_cases); i++)
        if (is_public(guard_cases[i].address) != guard_cases[i].public)
            fail_msg("%s: expected %s", guard_cases[i].address, guard_cases[i].public ? "public" : "special");
    struct sockaddr unix_address = {.sa_family = AF_UNIX};
    assert_false(fetch_address_is_public(&unix_address));
}

static void test_guard_reads_literals_in_all_notations(void **state)
{
    static const char *const special[] = {"127.0.0.1", "0x7f.1", "2130706433", "0177.0.0.1", "127.1", "10.0.0.1.",
                                          "[::1]", "[fe80::1%25eth0]", "[::ffff:10.0.0.1]", "0"};
    static const char *const other[] = {"example.com", "8.8.8.8", "[2606:4700::1]", "10.example", "localhost", ""};
    (void)state;
    for (size_t i = 0; i < COUNT(special); i++)
        if (fetch_guard_literal(base_str(special[i])))
            fail_msg("%s passes", special[i]);
    for (size_t i = 0; i < COUNT(other); i++)
        if (!fetch_guard_literal(base_str(other[i])))
            fail_msg("%s does not pass", other[i]);
}

/* ---- The server ---- */

struct visit {
    char path[256];
    char request[2048];
    int64_t began, ended;
};

struct server {
    pthread_t thread;
    pthread_mutex_t lock;
    int listener, port;
    int hung[16]; /* connections left without an answer */
    size_t hung_count;
    struct visit visits[256];
    size_t count;
    const char *robots; /* a whole answer; NULL: 404 */
    unsigned char *bomb;
    size_t bomb_len;
};

static bool send_all(int fd, const void *bytes, size_t len)
{
    const char *at = bytes;
    while (len > 0) {
        ssize_t n = send(fd, at, len, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

static void say(int fd, const char *text)
{
    send_all(fd, text, strlen(text));
}

static void redirect_to(int fd, const char *status, const char *target)
{
    char text[1024];
    snprintf(text, sizeof text, "HTTP/1.1 %s\r\nLocation: %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", status,
             target);
    say(fd, text);
}

#define CLOSE "Connection: close\r\n"
#define OK_HELLO "HTTP/1.1 200 OK\r\n" CLOSE "Content-Length: 5\r\n\r\nhello"

static const struct {
    const char *path, *answer;
} pages[] = {
    {"/ok", "HTTP/1.1 200 OK\r\n" CLOSE "ETag: \"x1\"\r\nX-Folded: one\r\n two\r\nContent-Length: 5\r\n\r\nhello"},
    {"/page", OK_HELLO},
    {"/missing", "HTTP/1.1 404 Not Found\r\n" CLOSE "Content-Length: 2\r\n\r\nno"},
    {"/early", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" OK_HELLO},
    {"/short", "HTTP/1.1 200 OK\r\n" CLOSE "Content-Length: 100\r\n\r\nten bytes."},
    {"/long", "HTTP/1.1 200 OK\r\n" CLOSE "Content-Length: 3\r\n\r\nhello"},
    {"/nothing", ""},
    {"/garbage", "SSH-2.0-OpenSSH_9.2\r\n"},
    {"/not-gzip", "HTTP/1.1 200 OK\r\n" CLOSE "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello"},
    {"/utf-8-coding", "HTTP/1.1 200 OK\r\n" CLOSE "Content-Encoding: UTF-8\r\nContent-Length: 5\r\n\r\nhello"},
    {"/trailer", "HTTP/1.1 200 OK\r\n" CLOSE "Transfer-Encoding: chunked\r\nTrailer: X-Late\r\n\r\n"
                 "5\r\nhello\r\n0\r\nX-Late: 1\r\n\r\n"},
    {"/later", "HTTP/1.1 503 Busy\r\n" CLOSE "Retry-After: 7200\r\nContent-Length: 0\r\n\r\n"},
    {"/always", "HTTP/1.1 503 Busy\r\n" CLOSE "Retry-After: 0\r\nContent-Length: 0\r\n\r\n"},
    {"/503", "HTTP/1.1 503 Busy\r\n" CLOSE "Content-Length: 0\r\n\r\n"},
    {"/429", "HTTP/1.1 429 Slow\r\n" CLOSE "Content-Length: 0\r\n\r\n"},
    {"/nowhere", "HTTP/1.1 302 Found\r\n" CLOSE "Content-Length: 5\r\n\r\nhello"},
};

static const struct {
    const char *path, *status, *target;
} moves[] = {
    {"/moved", "301 Moved", "/moved2"},     {"/moved2", "308 Moved", "ok"},
    {"/mixed", "302 Found", "/moved2"},     {"/loop", "302 Found", "/loop2"},
    {"/loop2", "307 Found", "/loop"},       {"/self", "303 See", "/self"},
    {"/file", "302 Found", "file:///etc/passwd"}, {"/inside", "302 Found", "http://10.0.0.1/admin"},
};

static void answer_bytes(int fd, size_t len)
{
    char head[128], block[4096];
    snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\n" CLOSE "Content-Length: %zu\r\n\r\n", len);
    say(fd, head);
    memset(block, 'x', sizeof block);
    for (; len > 0; len -= len < sizeof block ? len : sizeof block)
        send_all(fd, block, len < sizeof block ? len : sizeof block);
}

static void answer_drip(int fd, int bytes, int pause_ms)
{
    say(fd, "HTTP/1.1 200 OK\r\n" CLOSE "\r\n");
    for (int i = 0; i < bytes && send_all(fd, "x", 1); i++)
        usleep((useconds_t)pause_ms * 1000);
}

static void answer_bomb(const struct server *s, int fd)
{
    say(fd, "HTTP/1.1 200 OK\r\n" CLOSE "Content-Encoding: gzip\r\n\r\n");
    send_all(fd, s->bomb, s->bomb_len);
}

static void answer_flood(int fd)
{
    say(fd, "HTTP/1.1 200 OK\r\n" CLOSE);
    for (int i = 0; i < 10000; i++)
        say(fd, "X-Flood: 0123456789012345678901234567890123456789\r\n");
    say(fd, "\r\nhello");
}

static size_t visits_to(const struct server *s, const char *path)
{
    size_t n = 0;
    for (size_t i = 0; i < s->count; i++)
        n += strcmp(s->visits[i].path, path) == 0;
    return n;
}

static bool answer_special(struct server *s, int fd, const struct visit *v)
{
    const char *path = v->path;
    int number;
    char target[64];
    if (sscanf(path, "/chain/%d", &number) == 1) {
        snprintf(target, sizeof target, "/chain/%d", number - 1);
        redirect_to(fd, "302 Found", number > 0 ? target : "/ok");
    } else if (sscanf(path, "/host/%d", &number) == 1) {
        snprintf(target, sizeof target, "http://localhost:%d/ok", number);
        redirect_to(fd, "302 Found", target);
    } else if (sscanf(path, "/bytes/%d", &number) == 1) {
        answer_bytes(fd, (size_t)number);
    } else if (sscanf(path, "/drip/%d", &number) == 1) {
        answer_drip(fd, 10, number);
    } else if (strcmp(path, "/bomb") == 0) {
        answer_bomb(s, fd);
    } else if (strcmp(path, "/flood") == 0) {
        answer_flood(fd);
    } else if (strcmp(path, "/cond") == 0) {
        say(fd, strstr(v->request, "\r\nIf-None-Match: W/\"x\"\r\n")
                        && strstr(v->request, "\r\nIf-Modified-Since: Mon, 23 Nov 2026 08:00:00 GMT\r\n")
                    ? "HTTP/1.1 304 Not Modified\r\n" CLOSE "\r\n" : OK_HELLO);
    } else if (strcmp(path, "/once") == 0) {
        say(fd, visits_to(s, path) == 1
                    ? "HTTP/1.1 429 Slow\r\n" CLOSE "Retry-After: 1\r\nContent-Length: 4\r\n\r\nbusy" : OK_HELLO);
    } else if (strcmp(path, "/flaky") == 0) {
        say(fd, visits_to(s, path) <= 2 ? "" : OK_HELLO);
    } else {
        return false;
    }
    return true;
}

static void answer(struct server *s, int fd, const struct visit *v)
{
    if (strcmp(v->path, "/robots.txt") == 0) {
        say(fd, s->robots ? s->robots : "HTTP/1.1 404 None\r\n" CLOSE "Content-Length: 0\r\n\r\n");
        return;
    }
    for (size_t i = 0; i < COUNT(pages); i++)
        if (strcmp(v->path, pages[i].path) == 0) {
            say(fd, pages[i].answer);
            return;
        }
    for (size_t i = 0; i < COUNT(moves); i++)
        if (strcmp(v->path, moves[i].path) == 0) {
            redirect_to(fd, moves[i].status, moves[i].target);
            return;
        }
    if (!answer_special(s, fd, v))
        say(fd, OK_HELLO);
}

static bool read_request(int fd, struct visit *v)
{
    size_t len = 0;
    while (!strstr(v->request, "\r\n\r\n")) {
        ssize_t n = recv(fd, v->request + len, sizeof v->request - 1 - len, 0);
        if (n <= 0)
            return false;
        len += (size_t)n;
    }
    return sscanf(v->request, "GET %255s", v->path) == 1;
}

static void *serve(void *context)
{
    struct server *s = context;
    for (;;) {
        int fd = accept(s->listener, NULL, NULL);
        if (fd < 0)
            return NULL;
        pthread_mutex_lock(&s->lock);
        struct visit *v = &s->visits[s->count];
        memset(v, 0, sizeof *v);
        bool ok = read_request(fd, v);
        v->began = base_time_monotonic_ms();
        s->count += ok && s->count + 1 < COUNT(s->visits);
        pthread_mutex_unlock(&s->lock);
        if (ok && strcmp(v->path, "/hang") == 0 && s->hung_count < COUNT(s->hung)) {
            s->hung[s->hung_count++] = fd;
            continue;
        }
        v->ended = base_time_monotonic_ms(); /* the client may see the end as soon as it is sent */
        if (ok)
            answer(s, fd, v);
        if (ok && strncmp(v->path, "/drip", 5) == 0)
            v->ended = base_time_monotonic_ms();
        close(fd);
    }
}

static void make_bomb(struct server *s, size_t size)
{
    z_stream z = {0};
    unsigned char zeros[65536] = {0};
    s->bomb = malloc(1 << 20);
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_out = s->bomb;
    z.avail_out = 1 << 20;
    for (size_t done = 0; done < size; done += sizeof zeros) {
        z.next_in = zeros;
        z.avail_in = sizeof zeros;
        assert_int_equal(deflate(&z, Z_NO_FLUSH), Z_OK);
    }
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    s->bomb_len = z.total_out;
    deflateEnd(&z);
}

static int start_server(void **state)
{
    struct server *s = calloc(1, sizeof *s);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    s->listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(s->listener, (struct sockaddr *)&address, len) != 0 || listen(s->listener, 64) != 0)
        return -1;
    getsockname(s->listener, (struct sockaddr *)&address, &len);
    s->port = ntohs(address.sin_port);
    pthread_mutex_init(&s->lock, NULL);
    make_bomb(s, 16 << 20);
    *state = s;
    return pthread_create(&s->thread, NULL, serve, s);
}

static int stop_server(void **state)
{
    struct server *s = *state;
    shutdown(s->listener, SHUT_RDWR);
    pthread_join(s->thread, NULL);
    close(s->listener);
    for (size_t i = 0; i < s->hung_count; i++)
        close(s->hung[i]);
    pthread_mutex_destroy(&s->lock);
    free(s->bomb);
    free(s);
    return 0;
}

static int forget_visits(void **state)
{
    struct server *s = *state;
    pthread_mutex_lock(&s->lock);
    s->count = 0;
    s->robots = NULL;
    pthread_mutex_unlock(&s->lock);
    return 0;
}

/* ---- The client ---- */

static struct fetch_client *open_client(struct fetch_options options)
{
    struct fetch_client *client;
    struct base_error e = {{0}};
    if (fetch_open(&options, &client, &e) != BASE_OK)
        fail_msg("%s", e.text);
    client->times.backoff = 20;
    return client;
}

static struct base_str address_of(const struct server *s, const char *path)
{
    static char text[4][512]; /* a few may be in use at once */
    static unsigned turn;
    char *out = text[turn++ % 4];
    snprintf(out, sizeof text[0], "http://127.0.0.1:%d%s", s->port, path);
    return base_str(out);
}

/* One request by a client of its own. */
static struct fetch_response *get(const struct server *s, const char *path)
{
    struct fetch_client *client = open_client((struct fetch_options){.allow_private = true});
    struct fetch_response *r = fetch_get(client, &(struct fetch_request){.url = address_of(s, path)});
    assert_non_null(r);
    fetch_close(client);
    return r;
}

static void submit(struct fetch_client *client, struct base_str url)
{
    struct base_error e = {{0}};
    if (fetch_submit(client, &(struct fetch_request){.url = url}, &e) != BASE_OK)
        fail_msg("%s", e.text);
}

/* One request by way of the queue, with all that a crawler does. */
static struct fetch_response *crawl(struct fetch_client *client, const struct server *s, const char *path)
{
    submit(client, address_of(s, path));
    struct fetch_response *r = fetch_next(client, 5000, -1);
    assert_non_null(r);
    return r;
}

static void expect(const struct fetch_response *r, enum fetch_outcome outcome, int status, const char *words)
{
    if (r->outcome != outcome || r->status != status || !strstr(r->error.text, words)
        || (outcome == FETCH_DONE && r->error.text[0]))
        fail_msg("outcome %d, status %d, \"%s\"", r->outcome, r->status, r->error.text);
}

/* GET of PATH ends so. */
static void expect_get(const struct server *s, const char *path, enum fetch_outcome outcome, int status,
                       const char *words)
{
    struct fetch_response *r = get(s, path);
    expect(r, outcome, status, words);
    fetch_response_free(r);
}

static bool body_is(const struct fetch_response *r, const char *text)
{
    return base_str_equal(base_buf_str(&r->body), base_str(text));
}

static void test_page_comes_with_status_headers_and_time(void **state)
{
    const struct server *s = *state;
    struct fetch_response *r = get(s, "/ok");
    expect(r, FETCH_DONE, 200, "");
    assert_true(body_is(r, "hello"));
    assert_true(base_str_equal(r->url, address_of(s, "/ok")));
    assert_true(base_str_equal(fetch_header(r, "etag"), BASE_STR("\"x1\"")));
    assert_true(base_str_equal(fetch_header(r, "x-folded"), BASE_STR("one two")));
    assert_null(fetch_header(r, "absent").ptr);
    assert_in_range(r->fetched, base_time_now() - 5, base_time_now());
    assert_int_equal(r->redirects, 0);
    assert_false(r->moved);
    fetch_response_free(r);
}

static void test_error_status_is_no_failure(void **state)
{
    expect_get(*state, "/missing", FETCH_DONE, 404, "");
    expect_get(*state, "/503", FETCH_DONE, 503, "");
    expect_get(*state, "/later", FETCH_DONE, 503, "");
    expect_get(*state, "/nowhere", FETCH_DONE, 302, "");
}

static void test_interim_answers_and_trailers_are_no_headers(void **state)
{
    struct fetch_response *r = get(*state, "/early");
    expect(r, FETCH_DONE, 200, "");
    assert_null(fetch_header(r, "link").ptr);
    assert_true(body_is(r, "hello"));
    fetch_response_free(r);
    r = get(*state, "/trailer");
    expect(r, FETCH_DONE, 200, "");
    assert_null(fetch_header(r, "x-late").ptr);
    assert_true(body_is(r, "hello"));
    fetch_response_free(r);
}

static void test_redirects_are_followed_and_counted(void **state)
{
    const struct server *s = *state;
    struct fetch_response *r = get(s, "/moved");
    expect(r, FETCH_DONE, 200, "");
    assert_int_equal(r->redirects, 2);
    assert_true(r->moved);
    assert_true(base_str_equal(r->url, address_of(s, "/ok")));
    assert_true(base_str_equal(r->requested, address_of(s, "/moved")));
    fetch_response_free(r);
    r = get(s, "/mixed");
    expect(r, FETCH_DONE, 200, "");
    assert_false(r->moved);
    fetch_response_free(r);
}

static void test_redirects_end(void **state)
{
    expect_get(*state, "/loop", FETCH_FAILED, 307, "/loop2: redirect loop");
    expect_get(*state, "/self", FETCH_FAILED, 303, "/self: redirect loop");
    expect_get(*state, "/chain/9", FETCH_DONE, 200, "");
    expect_get(*state, "/chain/10", FETCH_FAILED, 302, "more than 10 redirects");
    expect_get(*state, "/file", FETCH_FAILED, 302, "file:///etc/passwd");
}

static void test_validators_go_out_verbatim(void **state)
{
    const struct server *s = *state;
    struct fetch_client *client = open_client((struct fetch_options){.allow_private = true});
    struct fetch_request request = {
        .url = address_of(s, "/cond"),
        .etag = BASE_STR("W/\"x\""),
        .modified = BASE_STR("Mon, 23 Nov 2026 08:00:00 GMT"),
    };
    struct fetch_response *r = fetch_get(client, &request);
    expect(r, FETCH_DONE, 304, "");
    assert_int_equal(r->body.len, 0);
    fetch_response_free(r);
    request.etag = BASE_STR("W/\"x\"\r\nX-Broken: in"); /* a validator can't add a header */
    r = fetch_get(client, &request);
    expect(r, FETCH_DONE, 200, "");
    assert_null(strstr(s->visits[1].request, "X-Broken"));
    fetch_response_free(r);
    fetch_close(client);
}

static void test_request_names_itself_and_takes_codings(void **state)
{
    const struct server *s = *state;
    fetch_response_free(get(s, "/ok"));
    const char *text = s->visits[0].request;
    assert_non_null(strstr(text, "\r\nUser-Agent: newsclip/"));
    assert_non_null(strstr(text, "gzip"));
    assert_non_null(strstr(text, "\r\nAccept: text/html"));
    assert_null(strstr(text, "\r\nCookie:"));
    assert_null(strstr(text, "\r\nAccept-Language:"));
}

static void test_own_headers_stay_with_their_origin(void **state)
{
    const struct server *s = *state;
    static const char *const headers[] = {"Authorization: Bearer x", "X-Mine: 1", NULL};
    char path[64];
    snprintf(path, sizeof path, "/host/%d", s->port);
    struct fetch_client *client = open_client((struct fetch_options){.allow_private = true, .headers = headers});
    struct fetch_response *r = fetch_get(client, &(struct fetch_request){.url = address_of(s, path)});
    expect(r, FETCH_DONE, 200, "");
    assert_int_equal(s->count, 2);
    assert_non_null(strstr(s->visits[0].request, "\r\nAuthorization: Bearer x\r\n"));
    assert_null(strstr(s->visits[1].request, "Authorization"));
    assert_non_null(strstr(s->visits[1].request, "\r\nX-Mine: 1\r\n"));
    fetch_response_free(r);
    fetch_close(client);
}

static void test_a_requests_headers_stay_with_its_origin_and_the_clients_win(void **state)
{
    const struct server *s = *state;
    static const char *const headers[] = {"X-Mine: 1", NULL};
    struct base_str lines[] = {BASE_STR("Cookie: a=b"), BASE_STR("x-mine: 2"), BASE_STR("User-Agent: reader"),
                               BASE_STR("X-Broken: a\rb")};
    struct base_str_list own = {.items = lines, .count = 4};
    char path[64];
    snprintf(path, sizeof path, "/host/%d", s->port);
    struct fetch_client *client = open_client((struct fetch_options){.allow_private = true, .headers = headers});
    struct fetch_response *r = fetch_get(client, &(struct fetch_request){.url = address_of(s, path), .headers = &own});
    expect(r, FETCH_DONE, 200, "");
    assert_int_equal(s->count, 2);
    assert_non_null(strstr(s->visits[0].request, "\r\nCookie: a=b\r\n"));
    assert_non_null(strstr(s->visits[0].request, "\r\nUser-Agent: reader\r\n"));
    assert_non_null(strstr(s->visits[0].request, "\r\nX-Mine: 1\r\n"));
    assert_null(strstr(s->visits[0].request, "x-mine: 2"));
    assert_null(strstr(s->visits[0].request, "X-Broken"));
    assert_null(strstr(s->visits[1].request, "Cookie"));
    assert_null(strstr(s->visits[1].request, "reader"));
    fetch_response_free(r);
    fetch_close(client);
}

static void test_bad_options_are_refused(void **state)
{
    static const char *const headers[] = {"X-A: 1\r\nX-B: 2", NULL};
    struct fetch_client *client;
    struct base_error e = {{0}};
    (void)state;
    assert_int_equal(fetch_open(&(struct fetch_options){.headers = headers}, &client, &e), BASE_INVALID);
    assert_null(client);
    assert_non_null(strstr(e.text, "not a header"));
    assert_int_equal(fetch_open(&(struct fetch_options){.user_agent = "a\nb"}, &client, NULL), BASE_INVALID);
}

static void test_bad_addresses_are_refused(void **state)
{
    struct fetch_client *client = open_client((struct fetch_options){.allow_private = true});
    struct base_error e = {{0}};
    (void)state;
    assert_int_equal(fetch_submit(client, &(struct fetch_request){.url = BASE_STR("ftp://a/")}, &e), BASE_INVALID);
    assert_string_equal(e.text, "ftp://a/: not an http or https address");
    assert_int_equal(fetch_pending(client), 0);
    struct fetch_response *r = fetch_get(client, &(struct fetch_request){.url = BASE_STR_NONE});
    assert_int_equal(r->outcome, FETCH_FAILED);
    fetch_response_free(r);
    fetch_close(client);
}

static void test_body_limits(void **state)
{
    const struct server *s = *state;
    struct fetch_client *client = open_client((struct fetch_options){.allow_private = true});
    struct fetch_request request = {.url = address_of(s, "/bytes/100000"), .limit = 100000};
    struct fetch_response *r = fetch_get(client, &request);
    expect(r, FETCH_DONE, 200, "");
    assert_int_equal(r->body.len, 100000);
    fetch_response_free(r);
    request.limit = 99999;
    r = fetch_get(client, &request);
    expect(r, FETCH_FAILED, 200, "larger than 99999 bytes");
    fetch_response_free(r);
    request = (struct fetch_request){.url = address_of(s, "/bomb"), .limit = 1 << 20};
    r = fetch_get(client, &request);
    expect(r, FETCH_FAILED, 200, "larger than 1048576 bytes");
    assert_true(r->body.len <= 1 << 20);
    fetch_response_free(r);
    fetch_close(client);
    expect_get(s, "/bomb", FETCH_FAILED, 200, "unpacks to more than 200 times");
}

static void test_broken_answers_cost_their_request(void **state)
{
    expect_get(*state, "/short", FETCH_FAILED, 200, "ended early");
    expect_get(*state, "/nothing", FETCH_FAILED, 0, "without an answer");
    expect_get(*state, "/garbage", FETCH_FAILED, 0, "/garbage: ");
    expect_get(*state, "/not-gzip", FETCH_FAILED, 200, "does not unpack");
    expect_get(*state, "/flood", FETCH_FAILED, 200, "headers are larger than");
    struct fetch_response *r = get(*state, "/long");
    assert_true(body_is(r, "hel"));
    fetch_response_free(r);
    r = get(*state, "/utf-8-coding");
    expect(r, FETCH_DONE, 200, "");
    assert_true(body_is(r, "hello"));
    fetch_response_free(r);
}

static void test_refused_connection_and_unknown_host(void **state)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    char url[64], words[128];
    (void)state;
    assert_int_equal(bind(fd, (struct sockaddr *)&address, len), 0); /* bound, but nobody listens */
    getsockname(fd, (struct sockaddr *)&address, &len);
    snprintf(url, sizeof url, "http://127.0.0.1:%d/", ntohs(address.sin_port));
    snprintf(words, sizeof words, "%s: connection refused", url);
    struct fetch_client *client = open_client((struct fetch_options){.allow_private = true});
    struct fetch_response *r = fetch_get(client, &(struct fetch_request){.url = base_str(url)});
    expect(r, FETCH_FAILED, 0, words);
    fetch_response_free(r);
    fetch_close(client);
    close(fd);
}

static void test_times_are_limited(void **state)
{
    const struct server *s = *state;
    struct fetch_client *client = open_client((struct fetch_options){.allow_private = true});
    client->times.first_byte = 150;
    struct fetch_response *r = fetch_get(client, &(struct fetch_request){.url = address_of(s, "/hang")});
    expect(r, FETCH_FAILED, 0, "no answer within 150 ms");
    fetch_response_free(r);
    client->times.first_byte = 3000;
    client->times.low_speed = 150;
    client->times.low_speed_bytes = 100;
    r = fetch_get(client, &(struct fetch_request){.url = address_of(s, "/drip/40")});
    expect(r, FETCH_FAILED, 200, "too slow");
    fetch_response_free(r);
    client->times.low_speed_bytes = 1;
    r = fetch_get(client, &(struct fetch_request){.url = address_of(s, "/drip/20")});
    expect(r, FETCH_DONE, 200, "");
    assert_int_equal(r->body.len, 10);
    fetch_response_free(r);
    client->times.total = 150;
    r = fetch_get(client, &(struct fetch_request){.url = address_of(s, "/drip/40")});
    expect(r, FETCH_FAILED, 200, "not finished within 150 ms");
    fetch_response_free(r);
    fetch_close(client);
}

/* ---- The guard, in the client ---- */

static void test_guard_stops_direct_requests(void **state)
{
    const struct server *s = *state;
    struct fetch_client *client = open_client((struct fetch_options){.allow_private = false});
    char local[64];
    snprintf(local, sizeof local, "http://localhost:%d/ok", s->port);
    const char *urls[] = {address_of(s, "/ok").ptr, local, "http://10.0.0.1/", "http://[::ffff:127.0.0.1]/",
                          "http://0x7f.1/", "http://169.254.169.254/latest/"};
    for (size_t i = 0; i < COUNT(urls); i++) {
        struct fetch_response *r = fetch_get(client, &(struct fetch_request){.url = base_str(urls[i])});
        expect(r, FETCH_GUARDED, 0, "is not a public address (--allow-private lifts this)");
        fetch_response_free(r);
    }
    fetch_close(client);
    assert_int_equal(s->count, 0);
}

static void test_guard_stops_a_redirect(void **state)
{
    const struct server *s = *state;
    struct fetch_client *client = open_client((struct fetch_options){.allow_private = true, .delay_ms = 200});
    submit(client, address_of(s, "/moved"));
    assert_null(fetch_next(client, 100, -1)); /* the first hop is done, the second waits for its turn */
    assert_int_equal(s->count, 1);
    client->allow_private = false;
    struct fetch_response *r = fetch_next(client, 5000, -1);
    expect(r, FETCH_GUARDED, 0, "/moved2: 127.0.0.1 is not a public address");
    fetch_response_free(r);
    fetch_close(client);
    assert_int_equal(s->count, 1);
}

static void test_guard_behind_a_proxy_checks_literals(void **state)
{
    const struct server *s = *state;
    char proxy[64];
    snprintf(proxy, sizeof proxy, "http://127.0.0.1:%d", s->port);
    struct fetch_client *client = open_client((struct fetch_options){.proxy = proxy});
    struct fetch_response *r = fetch_get(client, &(struct fetch_request){.url = BASE_STR("http://a.example/")});
    expect(r, FETCH_DONE, 200, "");
    assert_string_equal(s->visits[0].path, "http://a.example/");
    fetch_response_free(r);
    r = fetch_get(client, &(struct fetch_request){.url = BASE_STR("http://0x7f.1/")});
    expect(r, FETCH_GUARDED, 0, "127.0.0.1 is not a public address");
    fetch_response_free(r);
    fetch_close(client);
    assert_int_equal(s->count, 1);
}

static void test_environment_names_no_proxy(void **state)
{
    setenv("http_proxy", "http://127.0.0.1:1", 1);
    setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
    struct fetch_response *r = get(*state, "/ok");
    unsetenv("http_proxy");
    unsetenv("ALL_PROXY");
    expect(r, FETCH_DONE, 200, "");
    fetch_response_free(r);
}

/* ---- Politeness ---- */

#define ROBOTS_OK "HTTP/1.1 200 OK\r\n" CLOSE "Content-Type: text/plain\r\n\r\n"

static struct fetch_client *open_crawler(int64_t delay_ms)
{
    return open_client((struct fetch_options){.allow_private = true, .robots = true, .delay_ms = delay_ms});
}

static void expect_crawl(struct server *s, const char *robots, const char *path, enum fetch_outcome outcome,
                         int status, const char *words)
{
    s->robots = robots;
    struct fetch_client *client = open_crawler(0);
    struct fetch_response *r = crawl(client, s, path);
    expect(r, outcome, status, words);
    fetch_response_free(r);
    fetch_close(client);
}

static void test_robots_is_asked_once_and_obeyed(void **state)
{
    struct server *s = *state;
    s->robots = ROBOTS_OK "User-agent: *\nDisallow: /missing\nSitemap: /s.xml\nSitemap: mailto:x\n";
    struct fetch_client *client = open_crawler(0);
    assert_int_equal(fetch_sitemaps(client, BASE_STR("http://nobody.example"))->count, 0);
    for (int i = 0; i < 3; i++) {
        struct fetch_response *r = crawl(client, s, i == 1 ? "/missing" : "/ok");
        if (i == 1)
            expect(r, FETCH_DENIED, 0, "/missing: denied by robots.txt, line 2: Disallow: /missing");
        else
            expect(r, FETCH_DONE, 200, "");
        fetch_response_free(r);
    }
    assert_int_equal(visits_to(s, "/robots.txt"), 1);
    assert_int_equal(visits_to(s, "/missing"), 0);
    struct base_str page = address_of(s, "/s.xml");
    const struct base_str_list *sitemaps = fetch_sitemaps(client, base_url_origin(page));
    assert_int_equal(sitemaps->count, 1);
    assert_true(base_str_equal(sitemaps->items[0], page));
    submit(client, address_of(s, "/moved"));
    fetch_response_free(fetch_next(client, 5000, -1));
    struct fetch_response *r = fetch_get(client, &(struct fetch_request){.url = address_of(s, "/missing")});
    expect(r, FETCH_DONE, 404, ""); /* a person's request asks no robots.txt */
    fetch_response_free(r);
    fetch_close(client);
}

static void test_robots_holds_on_redirects(void **state)
{
    expect_crawl(*state, ROBOTS_OK "User-agent: *\nDisallow: /ok\n", "/moved", FETCH_DENIED, 0,
                 "/ok: denied by robots.txt, line 2");
    assert_int_equal(visits_to(*state, "/ok"), 0);
}

static void test_robots_statuses(void **state)
{
    expect_crawl(*state, NULL, "/ok", FETCH_DONE, 200, "");
    expect_crawl(*state, "HTTP/1.1 403 No\r\n" CLOSE "\r\nUser-agent: *\nDisallow: /", "/ok", FETCH_DONE, 200, "");
    expect_crawl(*state, "HTTP/1.1 503 Busy\r\n" CLOSE "Retry-After: 900\r\n\r\n", "/ok", FETCH_DENIED, 0,
                 "/ok: robots.txt of 127.0.0.1: 503, treated as no");
    expect_crawl(*state, "HTTP/1.1 429 Slow\r\n" CLOSE "\r\n", "/ok", FETCH_DENIED, 0, "429, treated as no");
    expect_crawl(*state, "", "/ok", FETCH_DENIED, 0, "connection closed without an answer, treated as no");
    expect_crawl(*state, "HTTP/1.1 302 Found\r\n" CLOSE "Location: /robots.txt\r\n\r\n", "/ok", FETCH_DONE, 200, "");
    expect_crawl(*state, "HTTP/1.1 302 Found\r\n" CLOSE "Location: /page\r\n\r\n", "/ok", FETCH_DONE, 200, "");
}

static void test_robots_behind_the_guard_is_guarded(void **state)
{
    struct server *s = *state;
    struct fetch_client *client = open_client((struct fetch_options){.robots = true});
    struct fetch_response *r = crawl(client, s, "/ok");
    expect(r, FETCH_GUARDED, 0, "/ok: 127.0.0.1 is not a public address (--allow-private lifts this)");
    fetch_response_free(r);
    fetch_close(client);
}

static void test_endless_robots_is_cut_not_refused(void **state)
{
    struct server *s = *state;
    struct base_buf text = BASE_BUF_INIT;
    base_buf_add_z(&text, ROBOTS_OK "User-agent: *\nDisallow: /missing\n");
    while (text.len < 4u << 20)
        base_buf_add_z(&text, "# filler filler filler filler filler filler\n");
    s->robots = text.ptr;
    struct fetch_client *client = open_crawler(0);
    struct fetch_response *r = crawl(client, s, "/missing");
    expect(r, FETCH_DENIED, 0, "line 2");
    fetch_response_free(r);
    r = crawl(client, s, "/ok");
    expect(r, FETCH_DONE, 200, "");
    fetch_response_free(r);
    fetch_close(client);
    base_buf_free(&text);
}

static void expect_gaps(const struct server *s, size_t count, int64_t delay_ms)
{
    assert_int_equal(s->count, count);
    for (size_t i = 1; i < s->count; i++)
        if (s->visits[i].began - s->visits[i - 1].ended < delay_ms - 2) /* the clocks round to a millisecond */
            fail_msg("request %zu came %lld ms after the one before", i,
                     (long long)(s->visits[i].began - s->visits[i - 1].ended));
}

static void test_delay_is_kept_over_robots_redirects_and_pages(void **state)
{
    struct server *s = *state;
    s->robots = ROBOTS_OK "User-agent: *\nDisallow: /missing\n";
    struct fetch_client *client = open_crawler(80);
    static const char *const paths[] = {"/moved", "/page", "/drip/5", "/missing", "/ok"};
    for (size_t i = 0; i < COUNT(paths); i++)
        submit(client, address_of(s, paths[i]));
    assert_int_equal(fetch_pending(client), COUNT(paths));
    for (size_t i = 0; i < COUNT(paths); i++) {
        struct fetch_response *r = fetch_next(client, 5000, -1);
        assert_non_null(r);
        assert_true(base_str_equal(r->requested, address_of(s, paths[i]))); /* in order */
        fetch_response_free(r);
    }
    assert_int_equal(fetch_pending(client), 0);
    expect_gaps(s, 7, 80);
    fetch_close(client);
}

static void test_crawl_delay_is_kept_where_it_is_longer(void **state)
{
    struct server *s = *state;
    s->robots = ROBOTS_OK "User-agent: *\nCrawl-delay: 0.2\n";
    struct fetch_client *client = open_crawler(10);
    for (int i = 0; i < 2; i++)
        fetch_response_free(crawl(client, s, "/page"));
    expect_gaps(s, 3, 200);
    fetch_close(client);
}

static void test_hosts_do_not_wait_for_each_other(void **state)
{
    struct server *s = *state;
    struct fetch_client *client = open_client((struct fetch_options){.allow_private = true, .delay_ms = 20000});
    char other[64];
    snprintf(other, sizeof other, "http://localhost:%d/page", s->port);
    int64_t began = base_time_monotonic_ms();
    submit(client, address_of(s, "/page"));
    submit(client, address_of(s, "/ok"));
    submit(client, base_str(other));
    for (int i = 0; i < 2; i++) {
        struct fetch_response *r = fetch_next(client, 5000, -1);
        assert_non_null(r);
        expect(r, FETCH_DONE, 200, "");
        fetch_response_free(r);
    }
    assert_true(base_time_monotonic_ms() - began < 10000);
    assert_int_equal(fetch_pending(client), 1);
    assert_null(fetch_next(client, 0, -1));
    fetch_close(client); /* with a request in the queue */
}

static void test_retry_after_is_waited_for(void **state)
{
    struct server *s = *state;
    struct fetch_client *client = open_crawler(0);
    struct fetch_response *r = crawl(client, s, "/once");
    expect(r, FETCH_DONE, 200, "");
    assert_true(body_is(r, "hello"));
    fetch_response_free(r);
    assert_int_equal(visits_to(s, "/once"), 2);
    assert_true(s->visits[2].began - s->visits[1].ended >= 998);
    fetch_close(client);
}

static void test_retries_end(void **state)
{
    struct server *s = *state;
    expect_crawl(s, NULL, "/later", FETCH_POSTPONED, 503, "/later: HTTP status 503, host asked to wait too long");
    assert_int_equal(visits_to(s, "/later"), 1);
    expect_crawl(s, NULL, "/always", FETCH_POSTPONED, 503, "once more");
    assert_int_equal(visits_to(s, "/always"), 3);
    expect_crawl(s, NULL, "/429", FETCH_DONE, 429, "");
    assert_int_equal(visits_to(s, "/429"), 3);
    expect_crawl(s, NULL, "/503", FETCH_DONE, 503, "");
    assert_int_equal(visits_to(s, "/503"), 1);
    expect_crawl(s, NULL, "/flaky", FETCH_DONE, 200, "");
    assert_int_equal(visits_to(s, "/flaky"), 3);
    expect_crawl(s, NULL, "/nothing", FETCH_FAILED, 0, "without an answer");
    assert_int_equal(visits_to(s, "/nothing"), 3);
}

static void test_failing_host_is_left_alone(void **state)
{
    struct server *s = *state;
    struct fetch_client *client = open_client((struct fetch_options){.allow_private = true});
    client->times.backoff = 1;
    for (int i = 0; i < 5; i++) {
        struct fetch_response *r = crawl(client, s, "/nothing");
        if (i < 3)
            expect(r, FETCH_FAILED, 0, "without an answer");
        else
            expect(r, FETCH_POSTPONED, 0, "keeps failing");
        fetch_response_free(r);
    }
    assert_int_equal(visits_to(s, "/nothing"), 9);
    fetch_close(client);
}

static void test_host_that_asks_for_a_long_wait_is_left_alone(void **state)
{
    struct server *s = *state;
    struct fetch_client *client = open_client((struct fetch_options){.allow_private = true});
    fetch_response_free(crawl(client, s, "/later"));
    struct fetch_response *r = crawl(client, s, "/ok");
    expect(r, FETCH_POSTPONED, 0, "/ok: host asked to wait too long, left for the next run");
    fetch_response_free(r);
    r = fetch_get(client, &(struct fetch_request){.url = address_of(s, "/ok")});
    expect(r, FETCH_DONE, 200, ""); /* but a person's request goes out */
    fetch_response_free(r);
    fetch_close(client);
}

/* ---- Waiting ---- */

static void test_waiting_ends_with_time_or_the_extra_descriptor(void **state)
{
    struct server *s = *state;
    struct fetch_client *client = open_client((struct fetch_options){.allow_private = true});
    int pipes[2];
    assert_int_equal(pipe(pipes), 0);
    assert_null(fetch_next(client, 1000, -1)); /* nothing to wait for */

    int64_t began = base_time_monotonic_ms();
    assert_null(fetch_next(client, 60, pipes[0]));
    assert_in_range(base_time_monotonic_ms() - began, 55, 5000);

    submit(client, address_of(s, "/hang"));
    clock_t spent = clock();
    began = base_time_monotonic_ms();
    assert_null(fetch_next(client, 300, pipes[0]));
    assert_in_range(base_time_monotonic_ms() - began, 295, 5000);
    assert_true(clock() - spent < CLOCKS_PER_SEC / 10); /* waited, not spun */

    assert_int_equal(write(pipes[1], "x", 1), 1);
    began = base_time_monotonic_ms();
    assert_null(fetch_next(client, 5000, pipes[0]));
    close(pipes[1]);
    assert_null(fetch_next(client, 5000, pipes[0])); /* a closed one counts as readable */
    assert_true(base_time_monotonic_ms() - began < 4000);
    close(pipes[0]);
    fetch_close(client); /* with a request on the wire */
}

static void test_context_comes_back(void **state)
{
    struct server *s = *state;
    struct fetch_client *client = open_client((struct fetch_options){.allow_private = true});
    int mark;
    struct base_error e;
    struct fetch_request request = {.url = address_of(s, "/ok"), .context = &mark};
    assert_int_equal(fetch_submit(client, &request, &e), BASE_OK);
    struct fetch_response *got = fetch_get(client, &(struct fetch_request){.url = address_of(s, "/page")});
    assert_null(got->context);
    struct fetch_response *r = fetch_next(client, 5000, -1);
    assert_ptr_equal(r->context, &mark);
    assert_int_equal(fetch_pending(client), 0);
    fetch_response_free(r);
    fetch_response_free(got);
    fetch_close(client);
}

#define SERVED(test) cmocka_unit_test_setup(test, forget_visits)

int main(void)
{
    const struct CMUnitTest tables[] = {
        cmocka_unit_test(test_robots_rules_by_table),
        cmocka_unit_test(test_robots_rule_text_is_the_line),
        cmocka_unit_test(test_robots_crawl_delay_of_the_group),
        cmocka_unit_test(test_robots_sitemaps_stand_anywhere),
        cmocka_unit_test(test_robots_is_read_up_to_its_cap),
        cmocka_unit_test(test_robots_long_line_is_cut),
        cmocka_unit_test(test_guard_ranges_by_table),
        cmocka_unit_test(test_guard_reads_literals_in_all_notations),
        cmocka_unit_test(test_bad_options_are_refused),
        cmocka_unit_test(test_bad_addresses_are_refused),
        cmocka_unit_test(test_refused_connection_and_unknown_host),
    };
    const struct CMUnitTest served[] = {
        SERVED(test_page_comes_with_status_headers_and_time),
        SERVED(test_error_status_is_no_failure),
        SERVED(test_interim_answers_and_trailers_are_no_headers),
        SERVED(test_redirects_are_followed_and_counted),
        SERVED(test_redirects_end),
        SERVED(test_validators_go_out_verbatim),
        SERVED(test_request_names_itself_and_takes_codings),
        SERVED(test_own_headers_stay_with_their_origin),
        SERVED(test_a_requests_headers_stay_with_its_origin_and_the_clients_win),
        SERVED(test_body_limits),
        SERVED(test_broken_answers_cost_their_request),
        SERVED(test_times_are_limited),
        SERVED(test_guard_stops_direct_requests),
        SERVED(test_guard_stops_a_redirect),
        SERVED(test_guard_behind_a_proxy_checks_literals),
        SERVED(test_environment_names_no_proxy),
        SERVED(test_robots_is_asked_once_and_obeyed),
        SERVED(test_robots_holds_on_redirects),
        SERVED(test_robots_statuses),
        SERVED(test_robots_behind_the_guard_is_guarded),
        SERVED(test_endless_robots_is_cut_not_refused),
        SERVED(test_delay_is_kept_over_robots_redirects_and_pages),
        SERVED(test_crawl_delay_is_kept_where_it_is_longer),
        SERVED(test_hosts_do_not_wait_for_each_other),
        SERVED(test_retry_after_is_waited_for),
        SERVED(test_retries_end),
        SERVED(test_failing_host_is_left_alone),
        SERVED(test_host_that_asks_for_a_long_wait_is_left_alone),
        SERVED(test_waiting_ends_with_time_or_the_extra_descriptor),
        SERVED(test_context_comes_back),
    };
    int failed = cmocka_run_group_tests(tables, NULL, NULL);
    return cmocka_run_group_tests(served, start_server, stop_server) + failed;
}
