/* portals.conf: what is read of it, and what is said of its faults. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crawl/crawl.h"

struct said {
    char lines[4096];
};

static void keep_line(void *context, enum base_log_level level, const char *line)
{
    struct said *said = context;
    size_t len = strlen(said->lines);

    (void)level;
    snprintf(said->lines + len, sizeof said->lines - len, "%s\n", line);
}

static struct crawl_portals *parse(const char *text, struct said *said, struct base_error *e)
{
    struct base_log log = {keep_line, said, BASE_LOG_ERROR};
    struct crawl_portals *portals = NULL;

    *said = (struct said){""};
    *e = (struct base_error){""};
    crawl_portals_parse(base_str(text), "p.conf", &log, &portals, e);
    return portals;
}

static const struct crawl_settings *one(struct crawl_portals *portals)
{
    size_t count;
    const struct crawl_settings *list = crawl_portals_list(portals, &count);

    assert_int_equal(count, 1);
    return list;
}

static void assert_str(struct base_str got, const char *expected)
{
    if (!base_str_equal(got, base_str(expected)))
        fail_msg("\"%.*s\" is not \"%s\"", BASE_STR_ARG(got), expected);
}

static void test_a_host_in_brackets_is_a_portal_with_good_defaults(void **state)
{
    struct said said;
    struct base_error e;
    struct crawl_portals *portals = parse("[portal.example]\n", &said, &e);
    const struct crawl_settings *s;

    (void)state;
    assert_non_null(portals);
    s = one(portals);
    assert_int_equal(s->starts.count, 1);
    assert_str(s->starts.items[0], "https://portal.example/");
    assert_string_equal(s->folder, "portal.example");
    assert_int_equal(s->delay_ms, 1000);
    assert_int_equal(s->max_pages, BASE_LIMIT_CRAWL_PAGES);
    assert_int_equal(s->depth, BASE_LIMIT_CRAWL_DEPTH);
    assert_true(s->enabled && s->revisit.on && !s->revisit.count && !s->named);
    crawl_portals_close(portals);
}

static void test_every_key_is_read(void **state)
{
    struct said said;
    struct base_error e;
    struct crawl_portals *portals = parse(
        "[city]\nstart = https://city.example/ https://city.example/sport/\n /culture/\nfeed = /feed.xml\n"
        "sitemap = https://city.example/news.xml\ninclude = /20\\d\\d/\nexclude = /video/\nmax-age = 30d\ninterval = 15m\n"
        "delay = 2.5\nmax-pages = 300\ndepth = 3\nrevisit = 1h 1d, 7d\nselectors = rules\nuser-agent = bot (+mail)\n"
        "output = city-news\nenabled = no\ncompress = zstd\nrotate-size = 100M\n", &said, &e);
    const struct crawl_settings *s;

    (void)state;
    if (!portals)
        fail_msg("%s%s", said.lines, e.text);
    s = one(portals);
    assert_int_equal(s->starts.count, 3);
    assert_str(s->starts.items[2], "https://city.example/culture/");
    assert_str(s->feeds.items[0], "https://city.example/feed.xml");
    assert_str(s->sitemaps.items[0], "https://city.example/news.xml");
    assert_true(crawl_portals_list(portals, &(size_t){0})->include.count == 1 && s->exclude.count == 1);
    assert_int_equal(s->max_age, 30 * 86400);
    assert_int_equal(s->interval, 900);
    assert_int_equal(s->delay_ms, 2500);
    assert_int_equal(s->max_pages, 300);
    assert_int_equal(s->depth, 3);
    assert_int_equal(s->revisit.count, 3);
    assert_int_equal(s->revisit.after[2], 7 * 86400);
    assert_string_equal(s->selectors.folder, "rules");
    assert_false(s->selectors.off);
    assert_string_equal(s->user_agent, "bot (+mail)");
    assert_string_equal(s->folder, "city-news");
    assert_int_equal(s->form.coding, BASE_CODING_ZSTD);
    assert_int_equal(s->form.rotate_size, 100 << 20);
    assert_false(s->enabled);
    crawl_portals_close(portals);
}

static void test_selectors_may_be_none(void **state)
{
    struct said said;
    struct base_error e;
    struct crawl_portals *portals = parse("[defaults]\nselectors = none\n[a.example]\n[b.example]\nselectors = rules\n",
                                          &said, &e);
    size_t count;
    const struct crawl_settings *s = crawl_portals_list(portals, &count);

    (void)state;
    assert_true(s[0].selectors.off && !s[0].selectors.folder);
    assert_false(s[1].selectors.off);
    assert_string_equal(s[1].selectors.folder, "rules");
    assert_string_equal(*crawl_portals_selectors(portals, &count), "rules");
    assert_int_equal(count, 1);
    crawl_portals_close(portals);
}

static void test_defaults_hold_for_all_and_a_section_for_itself(void **state)
{
    struct said said;
    struct base_error e;
    struct crawl_portals *portals = parse("[a.example]\n[defaults]\ndelay = 3\nexclude = /video/\n[b.example]\ndelay = 0\n"
                                          "exclude = /audio/\n", &said, &e);
    size_t count;
    const struct crawl_settings *list;

    (void)state;
    assert_non_null(portals);
    list = crawl_portals_list(portals, &count);
    assert_int_equal(count, 2);
    assert_int_equal(list[0].delay_ms, 3000);
    assert_int_equal(list[1].delay_ms, 0);
    assert_int_equal(list[0].exclude.count, 1);
    assert_int_equal(list[1].exclude.count, 1);
    assert_ptr_not_equal(list[0].exclude.items[0], list[1].exclude.items[0]);
    crawl_portals_override(portals, 500, true, (struct write_form){BASE_CODING_UNKNOWN, 0});
    assert_int_equal(list[1].delay_ms, 500);
    assert_false(list[0].revisit.on);
    crawl_portals_close(portals);
}

static void test_each_fault_is_a_line_with_its_place(void **state)
{
    static const struct {
        const char *text, *said;
    } rows[] = {
        {"[a.example]\ndeley = 3\n", "p.conf:2: 'deley': no such key; did you mean 'delay'?"},
        {"[a.example]\nmax-age = soon\n", "p.conf:2: 'max-age = soon': not a time"},
        {"[a.example]\ninclude = (\n", "p.conf:2: 'include = (': not a regular expression"},
        {"[news]\ndelay = 1\n", "p.conf:1: [news]: 'start' is missing"},
        {"[a.example]\n[a.example]\n", "p.conf:2: [a.example] stands here twice"},
        {"delay = 1\n[a.example]\n", "p.conf:1: 'delay' stands in no section"},
        {"[a.example]\noutput = ../up\n", "p.conf:2: 'output = ../up': not a folder's name"},
        {"[a.example]\noutput = quarantine\n", "p.conf:2: 'output = quarantine': not a folder's name"},
        {"[a.example]\nrevisit = 1d 1h\n", "p.conf:2: 'revisit = 1d 1h': not on, off, or rising times"},
        {"[a.example]\nmax-pages = 0\n", "p.conf:2: 'max-pages = 0': not a number"},
        {"[a.example]\ncompress = lzma\n", "p.conf:2: 'compress = lzma': not zstd, gzip or none"},
        {"[a.example]\nrotate-size = big\n", "p.conf:2: 'rotate-size = big': not a size"},
        {"[a.example]\ndelay =\n", "p.conf:2: 'delay' has no value"},
        {"[a.example]\nwords\n", "p.conf:2: neither [section] nor key = value"},
        {"[defaults]\nstart = https://a.example/\n[a.example]\n", "p.conf:2: 'start' is a portal's own"},
        {"[a]\nstart = ftp://a.example/\n", "not an http or https address"},
        {"[a]\nstart = https://a.example/x\n[a.example]\n", "its folder a.example is that of [a], too"},
        {"[a.example]\nx = \xff\n", "p.conf:2: not UTF-8 text"},
        {"", "no portal in it"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct said said;
        struct base_error e;
        struct crawl_portals *portals = parse(rows[i].text, &said, &e);

        if (portals || !(strstr(said.lines, rows[i].said) || strstr(e.text, rows[i].said)))
            fail_msg("%s: \"%s%s\" does not say \"%s\"", rows[i].text, said.lines, e.text, rows[i].said);
        crawl_portals_close(portals);
    }
}

static void test_the_command_line_names_portals_of_the_file_or_new_ones(void **state)
{
    struct said said;
    struct base_error e;
    struct crawl_portals *portals = parse("[city]\nstart = https://city.example/\n[b.example]\n", &said, &e);
    size_t count;
    const struct crawl_settings *list;

    (void)state;
    assert_int_equal(crawl_portals_name(portals, "city", &e), BASE_OK);
    assert_int_equal(crawl_portals_name(portals, "https://new.example/", &e), BASE_OK);
    assert_int_not_equal(crawl_portals_name(portals, "town", &e), BASE_OK);
    assert_non_null(strstr(e.text, "town: no portal of p.conf"));
    list = crawl_portals_list(portals, &count);
    assert_int_equal(count, 3);
    assert_true(list[0].named && !list[1].named && list[2].named);
    assert_string_equal(list[2].folder, "new.example");
    crawl_portals_close(portals);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_host_in_brackets_is_a_portal_with_good_defaults),
        cmocka_unit_test(test_every_key_is_read),
        cmocka_unit_test(test_selectors_may_be_none),
        cmocka_unit_test(test_defaults_hold_for_all_and_a_section_for_itself),
        cmocka_unit_test(test_each_fault_is_a_line_with_its_place),
        cmocka_unit_test(test_the_command_line_names_portals_of_the_file_or_new_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
