/* fetch: requests, redirects and limits, against a server in a thread on 127.0.0.1. */
#include "fetch_server.h"

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
    expect(r, FETCH_FAILED, 200, "more than 1048576 bytes when unpacked");
    assert_true(r->body.len <= 1 << 20);
    fetch_response_free(r);
    fetch_close(client);
    expect_get(s, "/bomb", FETCH_FAILED, 200, "grows to more than 200 times");
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

int main(void)
{
    const struct CMUnitTest tables[] = {
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
        SERVED(test_waiting_ends_with_time_or_the_extra_descriptor),
        SERVED(test_context_comes_back),
    };
    int failed = cmocka_run_group_tests(tables, NULL, NULL);
    return cmocka_run_group_tests(served, start_server, stop_server) + failed;
}
