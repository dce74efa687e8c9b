/* fetch: requests under names of their own; robots.txt says to each what it says to its name. */
#include "fetch_server.h"

static struct fetch_response *crawl_as(struct fetch_client *client, const struct server *s, const char *path,
                                       const char *agent)
{
    struct base_error e = {{0}};
    struct fetch_request request = {.url = address_of(s, path), .user_agent = base_str(agent)};
    if (fetch_submit(client, &request, &e) != BASE_OK)
        fail_msg("%s", e.text);
    struct fetch_response *r = fetch_next(client, 5000, -1);
    assert_non_null(r);
    return r;
}

static void test_robots_is_read_for_the_name_of_the_request(void **state)
{
    static const struct {
        const char *agent, *path;
        enum fetch_outcome outcome;
        const char *words;
    } cases[] = {
        {NULL, "/ok", FETCH_DENIED, "line 2"},
        {"citybot/1.0 (+mailto:x@example.org)", "/ok", FETCH_DONE, ""},
        {"CityBot", "/page", FETCH_DENIED, "line 5"},
        {NULL, "/page", FETCH_DENIED, "line 2"},
        {"townbot", "/page", FETCH_DONE, ""},
        {"Mozilla/5.0", "/page", FETCH_DENIED, "line 2"}, /* a name that says nothing is ours */
        {"thirdbot", "/ok", FETCH_DENIED, "line 9"},
    };
    struct server *s = *state;
    s->robots = ROBOTS_OK "User-agent: newsclip\nDisallow: /\nUser-agent: citybot\nAllow: /ok\nDisallow: /page\n"
                       "User-agent: townbot\nAllow: /\nUser-agent: *\nDisallow: /\n";
    struct fetch_client *client = open_crawler(0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct fetch_response *r = crawl_as(client, s, cases[i].path, cases[i].agent);
        if (r->outcome != cases[i].outcome || !strstr(r->error.text, cases[i].words))
            fail_msg("case %zu: outcome %d, \"%s\"", i, r->outcome, r->error.text);
        fetch_response_free(r);
    }
    assert_int_equal(visits_to(s, "/robots.txt"), 1);
    fetch_close(client);
}

static void test_the_name_goes_with_each_hop_and_with_robots(void **state)
{
    struct server *s = *state;
    struct base_str lines[] = {BASE_STR("User-Agent: of a selector file"), BASE_STR("X-Mine: 1")};
    struct base_str_list own = {.items = lines, .count = 2};
    struct base_error e = {{0}};
    struct fetch_client *client = open_crawler(0);
    s->robots = ROBOTS_OK "User-agent: citybot\nDisallow: /ok\n";
    assert_int_equal(fetch_submit(client, &(struct fetch_request){.url = address_of(s, "/mixed"), .headers = &own,
                                                                  .user_agent = BASE_STR("citybot/1.0")}, &e), BASE_OK);
    struct fetch_response *r = fetch_next(client, 5000, -1);
    expect(r, FETCH_DENIED, 0, "denied by robots.txt, line 2"); /* where it was redirected to */
    fetch_response_free(r);
    assert_int_equal(s->count, 3);
    for (size_t i = 0; i < s->count; i++) {
        assert_non_null(strstr(s->visits[i].request, "\r\nUser-Agent: citybot/1.0\r\n"));
        assert_null(strstr(s->visits[i].request, "selector file"));
    }
    fetch_close(client);
}

static void test_each_name_has_its_crawl_delay(void **state)
{
    struct server *s = *state;
    struct fetch_client *client = open_crawler(0);
    s->robots = ROBOTS_OK "User-agent: slowbot\nCrawl-delay: 1\nUser-agent: *\nDisallow:\n";
    fetch_response_free(crawl_as(client, s, "/ok", "quickbot"));
    fetch_response_free(crawl_as(client, s, "/ok", "slowbot"));
    fetch_response_free(crawl_as(client, s, "/ok", "quickbot"));
    assert_int_equal(s->count, 4);
    assert_true(s->visits[2].began - s->visits[1].ended >= 990);
    assert_true(s->visits[3].began - s->visits[2].ended < 990);
    fetch_close(client);
}

int main(void)
{
    const struct CMUnitTest served[] = {
        SERVED(test_robots_is_read_for_the_name_of_the_request),
        SERVED(test_the_name_goes_with_each_hop_and_with_robots),
        SERVED(test_each_name_has_its_crawl_delay),
    };
    return cmocka_run_group_tests(served, start_server, stop_server);
}
