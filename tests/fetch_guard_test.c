/* fetch: the guard by tables, and in the client. */
#include "fetch_server.h"
#include "own_network.h"

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
    static const char *const public[] = {"8.8.8.8", "[2606:4700::1]", "134744072"};
    static const char *const names[] = {"example.com", "10.example", "localhost", ""};
    (void)state;
    for (size_t i = 0; i < COUNT(special); i++)
        if (fetch_guard_literal(base_str(special[i])) != FETCH_LITERAL_SPECIAL)
            fail_msg("%s passes", special[i]);
    for (size_t i = 0; i < COUNT(public); i++)
        if (fetch_guard_literal(base_str(public[i])) != FETCH_LITERAL_PUBLIC)
            fail_msg("%s does not pass", public[i]);
    for (size_t i = 0; i < COUNT(names); i++)
        if (fetch_guard_literal(base_str(names[i])) != FETCH_LITERAL_NONE)
            fail_msg("%s is no name", names[i]);
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

/* ---- Proxies ---- */

static const char *proxy_at(const struct server *s)
{
    static char proxy[64];
    snprintf(proxy, sizeof proxy, "http://127.0.0.1:%d", s->port);
    return proxy;
}

/* One request for URL through the server as a proxy; NAMES are known to the resolver. */
static struct fetch_response *get_by_proxy(const struct server *s, bool allow_private, const char *names,
                                           const char *url)
{
    struct fetch_client *client =
        open_client((struct fetch_options){.proxy = proxy_at(s), .allow_private = allow_private});
    const struct fetch_curl curl = client->curl;
    struct curl_slist *resolve = names ? curl.slist_append(NULL, names) : NULL;
    client->resolve = resolve;
    struct fetch_response *r = fetch_get(client, &(struct fetch_request){.url = base_str(url)});
    fetch_close(client);
    curl.slist_free_all(resolve);
    return r;
}

static void expect_by_proxy(const struct server *s, const char *names, const char *url, enum fetch_outcome outcome,
                            const char *words)
{
    struct fetch_response *r = get_by_proxy(s, false, names, url);
    expect(r, outcome, outcome == FETCH_DONE ? 200 : 0, words);
    fetch_response_free(r);
}

static void test_no_proxy_lifts_the_guard(void **state)
{
    const struct server *s = *state;
    const char *lifts = "is not a public address (--allow-private lifts this)";
    expect_by_proxy(s, NULL, "http://127.0.0.1/", FETCH_GUARDED, lifts);
    expect_by_proxy(s, NULL, "http://0x7f.1/", FETCH_GUARDED, lifts);
    expect_by_proxy(s, NULL, "http://[::ffff:10.0.0.1]/", FETCH_GUARDED, lifts);
    expect_by_proxy(s, NULL, "http://localhost/", FETCH_GUARDED, lifts);
    expect_by_proxy(s, "a.example:80:10.1.2.3", "http://a.example/", FETCH_GUARDED, "10.1.2.3 is not a public");
    expect_by_proxy(s, "a.example:80:8.8.8.8,10.1.2.3,9.9.9.9", "http://a.example/", FETCH_GUARDED, "10.1.2.3 is not");
    expect_by_proxy(s, "a.example:80:8.8.8.8,[fd00::1]", "http://a.example/", FETCH_GUARDED, "fd00::1 is not");
    expect_by_proxy(s, NULL, "http://nowhere.invalid/", FETCH_GUARDED,
                    "nowhere.invalid does not resolve here, so what the proxy would ask cannot be checked");
    assert_int_equal(s->count, 0);
}

static void test_public_names_go_through_the_proxy(void **state)
{
    const struct server *s = *state;
    expect_by_proxy(s, "a.example:80:8.8.8.8", "http://a.example/", FETCH_DONE, "");
    assert_string_equal(s->visits[0].path, "http://a.example/");
    expect_by_proxy(s, NULL, "http://8.8.8.8/", FETCH_DONE, "");
    assert_int_equal(s->count, 2);
}

static void test_allow_private_asks_a_proxy_for_anything(void **state)
{
    const struct server *s = *state;
    struct fetch_response *r = get_by_proxy(s, true, NULL, "http://nowhere.invalid/x");
    expect(r, FETCH_DONE, 200, "");
    assert_string_equal(s->visits[0].path, "http://nowhere.invalid/x");
    fetch_response_free(r);
}

static void test_name_is_looked_at_once_a_minute_and_costs_no_delay(void **state)
{
    const struct server *s = *state;
    struct fetch_client *client = open_client((struct fetch_options){.proxy = proxy_at(s), .delay_ms = 20000});
    client->resolve = client->curl.slist_append(NULL, "a.example:80:8.8.8.8");
    int64_t began = base_time_monotonic_ms();
    fetch_response_free(fetch_get(client, &(struct fetch_request){.url = BASE_STR("http://a.example/1")}));
    assert_true(base_time_monotonic_ms() - began < 10000);
    client->delay = 0;
    client->curl.slist_free_all(client->resolve);
    client->resolve = NULL;
    fetch_response_free(fetch_get(client, &(struct fetch_request){.url = BASE_STR("http://a.example/2")}));
    assert_int_equal(s->count, 2);
    fetch_close(client);
}

static void test_kept_exchange_of_a_proxy_is_the_origins(void **state)
{
    const struct server *s = *state;
    static const char *const headers[] = {"Proxy-Authorization: Basic eA==", NULL};
    struct fetch_client *client = open_client((struct fetch_options){
        .proxy = proxy_at(s), .allow_private = true, .keep_exchanges = true, .headers = headers});
    struct fetch_response *r = fetch_get(client, &(struct fetch_request){.url = BASE_STR("http://a.example/1?x=2")});
    assert_int_equal(r->exchange_count, 1);
    struct base_str request = r->exchanges[0].request;
    assert_true(base_str_starts(request, BASE_STR("GET /1?x=2 HTTP/1.1\r\nHost: a.example\r\n")));
    assert_int_equal(base_str_find(request, BASE_STR("Proxy-")), SIZE_MAX);
    assert_null(r->exchanges[0].address.ptr);
    fetch_response_free(r);
    fetch_close(client);
}

static void test_proxies_by_scheme_and_exceptions(void **state)
{
    static const struct {
        const char *no_proxy, *host;
        bool spared;
    } cases[] = {
        {NULL, "a.example", false},          {"", "a.example", false},
        {"a.example", "a.example", true},    {"a.example", "www.a.example", true},
        {".a.example", "www.a.example", true}, {".a.example", "a.example", true},
        {"a.example", "ba.example", false},  {"x, a.example ,y", "A.example", true},
        {"x y", "y", true},                  {"a.example.", "a.example", true},
        {"*", "anything", true},             {"a*", "ab", false},
        {"10.0.0.1", "10.0.0.1", true},      {"10.0.0.0/8", "10.9.9.9", true},
        {"10.0.0.0/9", "10.200.0.1", false}, {"0.0.0.1", "10.0.0.1", false},
        {"2001:db8::/32", "[2001:db8::1]", true}, {"[2001:db8::1]", "[2001:db8::1]", true},
        {"10.0.0.0/33", "10.0.0.0", false},  {"10.0.0.0/", "10.0.0.0", false},
        {"2001:db8::/32", "10.0.0.1", false}, {"0.0.0.0/0", "8.8.8.8", true},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        if (fetch_proxy_spares(cases[i].no_proxy, base_str(cases[i].host)) != cases[i].spared)
            fail_msg("%s of %s", cases[i].host, cases[i].no_proxy);
    struct fetch_client *client =
        open_client((struct fetch_options){.http_proxy = "http://h:1", .https_proxy = "http://s:1", .no_proxy = "b"});
    assert_string_equal(fetch_proxy_of(client, BASE_STR("http://a/")), "http://h:1");
    assert_string_equal(fetch_proxy_of(client, BASE_STR("https://a/")), "http://s:1");
    assert_null(fetch_proxy_of(client, BASE_STR("https://b/")));
    fetch_close(client);
}

static void test_library_does_not_read_the_environment(void **state)
{
    setenv("http_proxy", "http://127.0.0.1:1", 1);
    setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
    struct fetch_response *r = get(*state, "/ok");
    unsetenv("http_proxy");
    unsetenv("ALL_PROXY");
    expect(r, FETCH_DONE, 200, "");
    fetch_response_free(r);
}

int main(void)
{
    const struct CMUnitTest tables[] = {
        cmocka_unit_test(test_guard_ranges_by_table),
        cmocka_unit_test(test_proxies_by_scheme_and_exceptions),
        cmocka_unit_test(test_guard_reads_literals_in_all_notations),
    };
    const struct CMUnitTest served[] = {
        SERVED(test_guard_stops_direct_requests),
        SERVED(test_guard_stops_a_redirect),
        SERVED(test_no_proxy_lifts_the_guard),
        SERVED(test_public_names_go_through_the_proxy),
        SERVED(test_allow_private_asks_a_proxy_for_anything),
        SERVED(test_name_is_looked_at_once_a_minute_and_costs_no_delay),
        SERVED(test_kept_exchange_of_a_proxy_is_the_origins),
        SERVED(test_library_does_not_read_the_environment),
    };
    enter_own_network();
    int failed = cmocka_run_group_tests(tables, NULL, NULL);
    return cmocka_run_group_tests(served, start_server, stop_server) + failed;
}
