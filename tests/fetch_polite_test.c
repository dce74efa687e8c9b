/* fetch: robots.txt obeyed, delays, retries and hosts that are left alone. */
#include "fetch_server.h"

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

struct shelf {
    struct fetch_robots_kept kept;
    struct base_arena arena;
    int gets, puts;
};

static bool shelf_get(void *context, struct base_str origin, struct fetch_robots_kept *kept)
{
    struct shelf *shelf = context;
    assert_true(base_str_starts(origin, BASE_STR("http://127.0.0.1:")));
    shelf->gets++;
    *kept = shelf->kept;
    return shelf->kept.text.ptr != NULL;
}

static void shelf_put(void *context, struct base_str origin, const struct fetch_robots_kept *kept)
{
    struct shelf *shelf = context;
    (void)origin;
    shelf->puts++;
    shelf->kept = (struct fetch_robots_kept){.url = base_arena_str(&shelf->arena, kept->url),
                                             .etag = base_arena_str(&shelf->arena, kept->etag),
                                             .modified = kept->modified,
                                             .text = base_arena_str(&shelf->arena, kept->text)};
}

static void expect_shelved(struct server *s, struct shelf *shelf, const char *robots, const char *path,
                           enum fetch_outcome outcome, const char *words)
{
    struct fetch_robots_store store = {shelf_get, shelf_put, shelf};
    struct fetch_client *client =
        open_client((struct fetch_options){.allow_private = true, .robots = true, .robots_store = &store});
    s->robots = robots;
    struct fetch_response *r = crawl(client, s, path);
    expect(r, outcome, outcome == FETCH_DONE ? 200 : 0, words);
    fetch_response_free(r);
    fetch_close(client);
}

static void test_kept_robots_is_asked_for_with_its_validators(void **state)
{
    struct server *s = *state;
    struct shelf shelf = {.gets = 0};
    base_arena_init(&shelf.arena, 0);
    expect_shelved(s, &shelf, ROBOTS_OK "User-agent: *\nDisallow: /missing\n", "/ok", FETCH_DONE, "");
    assert_int_equal(shelf.puts, 0); /* no validators */
    expect_shelved(s, &shelf,
                   "HTTP/1.1 200 OK\r\n" CLOSE "ETag: \"r1\"\r\n\r\nUser-agent: *\nDisallow: /missing\nSitemap: /s.xml\n",
                   "/ok", FETCH_DONE, "");
    assert_int_equal(shelf.puts, 1);
    forget_visits(state);
    expect_shelved(s, &shelf, "HTTP/1.1 304 Same\r\n" CLOSE "\r\n", "/missing", FETCH_DENIED, "denied by robots.txt, line 2");
    assert_non_null(strstr(s->visits[0].request, "\r\nIf-None-Match: \"r1\"\r\n"));
    assert_int_equal(visits_to(s, "/missing"), 0);
    expect_shelved(s, &shelf, "HTTP/1.1 404 None\r\n" CLOSE "\r\n", "/page", FETCH_DONE, ""); /* it went away */
    expect_shelved(s, &shelf, "HTTP/1.1 503 Busy\r\n" CLOSE "\r\n", "/page", FETCH_DENIED, "503, treated as no");
    shelf.kept = (struct fetch_robots_kept){.text = BASE_STR_NONE};
    base_arena_free(&shelf.arena);
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

static void test_retry_after_may_be_a_date(void **state)
{
    struct server *s = *state;
    struct fetch_client *client = open_client((struct fetch_options){.allow_private = true});
    struct fetch_response *r = crawl(client, s, "/once-date");
    expect(r, FETCH_DONE, 200, "");
    fetch_response_free(r);
    assert_int_equal(visits_to(s, "/once-date"), 2);
    assert_in_range(s->visits[1].began - s->visits[0].ended, 900, 2100);
    fetch_close(client);
}

static void test_origins_of_one_host_wait_for_each_other(void **state)
{
    struct server *s = *state;
    struct fetch_client *client = open_client((struct fetch_options){.allow_private = true, .delay_ms = 400});
    int64_t began = base_time_monotonic_ms();
    submit(client, BASE_STR("https://127.0.0.1:1/")); /* nobody listens there, but it is a request */
    submit(client, address_of(s, "/page"));
    while (s->count == 0)
        fetch_response_free(fetch_next(client, 50, -1));
    assert_in_range(s->visits[0].began - began, 398, 10000);
    fetch_close(client);
}

static void test_host_that_gave_its_bytes_is_left_alone(void **state)
{
    struct server *s = *state;
    struct fetch_client *client = open_client((struct fetch_options){.allow_private = true});
    client->host_bytes = 150000;
    for (int i = 0; i < 3; i++) {
        struct fetch_response *r = crawl(client, s, "/bytes/100000");
        if (i < 2)
            expect(r, FETCH_DONE, 200, "");
        else
            expect(r, FETCH_POSTPONED, 0, "host gave all that one run takes of a host, left for the next run");
        fetch_response_free(r);
    }
    assert_int_equal(s->count, 2);
    fetch_close(client);
}

static void test_robots_follows_five_redirects(void **state)
{
    struct server *s = *state;
    expect_crawl(s, "HTTP/1.1 302 Found\r\n" CLOSE "Location: /chain/3\r\n\r\n", "/page", FETCH_DONE, 200, "");
    assert_int_equal(visits_to(s, "/ok"), 1);
    forget_visits(state);
    expect_crawl(s, "HTTP/1.1 302 Found\r\n" CLOSE "Location: /chain/4\r\n\r\n", "/page", FETCH_DONE, 200, "");
    assert_int_equal(visits_to(s, "/ok"), 0);
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

int main(void)
{
    const struct CMUnitTest served[] = {
        SERVED(test_robots_is_asked_once_and_obeyed),
        SERVED(test_kept_robots_is_asked_for_with_its_validators),
        SERVED(test_robots_holds_on_redirects),
        SERVED(test_robots_statuses),
        SERVED(test_robots_behind_the_guard_is_guarded),
        SERVED(test_endless_robots_is_cut_not_refused),
        SERVED(test_delay_is_kept_over_robots_redirects_and_pages),
        SERVED(test_crawl_delay_is_kept_where_it_is_longer),
        SERVED(test_hosts_do_not_wait_for_each_other),
        SERVED(test_retry_after_is_waited_for),
        SERVED(test_retry_after_may_be_a_date),
        SERVED(test_origins_of_one_host_wait_for_each_other),
        SERVED(test_host_that_gave_its_bytes_is_left_alone),
        SERVED(test_robots_follows_five_redirects),
        SERVED(test_retries_end),
        SERVED(test_failing_host_is_left_alone),
        SERVED(test_host_that_asks_for_a_long_wait_is_left_alone),
    };
    return cmocka_run_group_tests(served, start_server, stop_server);
}
