/* base/: addresses. */
#include "base_fixture.h"

#include <curl/curl.h>

static const char base_page[] = "https://news.example.com:8443/a/b/page.html?x=1&y=2";

static const struct {
    const char *base, *ref, *url;
} resolutions[] = {
    /* absolute */
    {NULL, "http://example.com", "http://example.com/"},
    {NULL, "HTTPS://EXAMPLE.com:443/A?B#c", "https://example.com/A?B"},
    {NULL, "http://example.com:80", "http://example.com/"},
    {NULL, "http://example.com:/x", "http://example.com/x"},
    {NULL, "http://example.com:0081/x", "http://example.com:81/x"},
    {NULL, "https://example.com:80/x", "https://example.com:80/x"},
    {NULL, "http://example.com:65536/", NULL},
    {NULL, "http://example.com:8a/", NULL},
    {NULL, "  http://x/ a", "http://x/%20a"},
    {NULL, "\n ht\ntp://x\t/a\r\nb \x01", "http://x/ab"},
    {NULL, "http:\\\\x\\a\\..\\b", "http://x/b"},
    {NULL, "http:x", "http://x/"},
    {NULL, "http:////x/y", "http://x/y"},
    {NULL, "http://user:p@ss@Example.com/", "http://example.com/"},
    {NULL, "http://example.com?q", "http://example.com/?q"},
    {NULL, "http://example.com\\@evil.example/", "http://example.com/@evil.example/"},
    {NULL, "http://m\xc3\xbcnchen.example/", "http://m\xc3\xbcnchen.example/"},
    {NULL, "http://ex%61mple.com/", "http://example.com/"},
    {NULL, "http://a b/", NULL},
    {NULL, "http://a<b/", NULL},
    {NULL, "http://", NULL},
    {NULL, "http:///", NULL},
    {NULL, "http://@/", NULL},
    {NULL, "http://[::1]:8080/x", "http://[::1]:8080/x"},
    {NULL, "http://[0:0::1]/", "http://[::1]/"},
    {NULL, "http://[::1", NULL},
    {NULL, "http://[fe80::1%25eth0]/", NULL},
    {NULL, "http://127.0.0.1:8000/", "http://127.0.0.1:8000/"},
    {NULL, "http://0x7f.1/", "http://127.0.0.1/"},
    {NULL, "http://2130706433/", "http://127.0.0.1/"},
    {NULL, "http://127.1/", "http://127.0.0.1/"},
    {NULL, "http://0177.0.0.0x1./", "http://127.0.0.1/"},
    {NULL, "http://%31%32%37.0.0.%31/", "http://127.0.0.1/"},
    {NULL, "http://08.0.0.1/", NULL},
    {NULL, "http://4294967296/", NULL},
    {NULL, "http://ex%zzmple.com/", NULL},
    {NULL, "http://ex%2/", NULL},
    {NULL, "http://ex%00mple.com/", NULL},
    {NULL, "http://ex%2fmple.com/", NULL},
    {NULL, "http://[2001:DB8:0:0:1::C]/", "http://[2001:db8::1:0:0:c]/"},
    {NULL, "http://[::ffff:10.0.0.1]/", "http://[::ffff:10.0.0.1]/"},
    {NULL, "http://[]/", NULL},
    {NULL, "http://[::1]x/", NULL},
    {NULL, "http://[1.2.3.4]/", NULL},
    {NULL, "http://256.1.1.1/", NULL},
    {NULL, "http://x.0x/", NULL},
    {NULL, "http://7host/", "http://7host/"},
    {NULL, "http://node.3x/", "http://node.3x/"},
    {NULL, "http://1.example.com/", "http://1.example.com/"},
    {NULL, "ftp://example.com/", NULL},
    {NULL, "javascript:alert(1)", NULL},
    {NULL, "mailto:a@example.com", NULL},
    {NULL, "data:text/html,x", NULL},
    {NULL, "/a", NULL},
    {NULL, "//x/a", NULL},
    {NULL, "", NULL},
    {NULL, NULL, NULL},
    /* paths */
    {NULL, "http://x/a/./b/../c/%2E%2e/d/.", "http://x/a/d/"},
    {NULL, "http://x/../../a", "http://x/a"},
    {NULL, "http://x/a/..", "http://x/"},
    {NULL, "http://x/a//b/", "http://x/a//b/"},
    {NULL, "http://x/...", "http://x/..."},
    {NULL, "http://x/\xe6\x96\xb0\xe9\x97\xbb?q=\xe6\x96\xb0'\"", "http://x/%E6%96%B0%E9%97%BB?q=%E6%96%B0%27%22"},
    {NULL, "http://x/%zz{a}|`^", "http://x/%zz%7Ba%7D|%60%5E"},
    {NULL, "http://x/?a/../b?c", "http://x/?a/../b?c"},
    /* relative */
    {base_page, "", base_page},
    {base_page, "#top", base_page},
    {base_page, "?q", "https://news.example.com:8443/a/b/page.html?q"},
    {base_page, "c.html", "https://news.example.com:8443/a/b/c.html"},
    {base_page, "./c.html#x", "https://news.example.com:8443/a/b/c.html"},
    {base_page, "../c.html?z", "https://news.example.com:8443/a/c.html?z"},
    {base_page, "../../../../c", "https://news.example.com:8443/c"},
    {base_page, ".", "https://news.example.com:8443/a/b/"},
    {base_page, "/", "https://news.example.com:8443/"},
    {base_page, "/\xe2\x82\xac x", "https://news.example.com:8443/%E2%82%AC%20x"},
    {base_page, "\\x\\y", "https://news.example.com:8443/x/y"},
    {base_page, "//host/x", "https://host/x"},
    {base_page, "///host/x", "https://host/x"},
    {base_page, "\\\\host\\x", "https://host/x"},
    {base_page, "https:c", "https://news.example.com:8443/a/b/c"},
    {base_page, "https:/c", "https://news.example.com:8443/c"},
    {base_page, "http:/c/d", "http://c/d"},
    {base_page, "http://o.example/", "http://o.example/"},
    {base_page, "a:b", NULL},
    {base_page, "./a:b", "https://news.example.com:8443/a/b/a:b"},
    {base_page, "1:2", "https://news.example.com:8443/a/b/1:2"},
    {base_page, "mailto:x@example.com", NULL},
    {"http://x/", "a", "http://x/a"},
    {"http://x/?q#", "a", "http://x/a"},
    {"nonsense", "a", NULL},
    {"ftp://x/", "/a", NULL},
};

static void test_addresses_are_resolved(void **state)
{
    (void)state;
    struct base_arena a;
    base_arena_init(&a, 0);
    for (size_t i = 0; i < COUNT(resolutions); i++) {
        struct base_str got = base_url_resolve(&a, base_str(resolutions[i].base), base_str(resolutions[i].ref));
        const char *want = resolutions[i].url;
        if (want == NULL ? got.ptr != NULL : !base_str_equal(got, base_str(want)))
            fail_msg("'%s' gave '%s', wanted '%s'", resolutions[i].ref,
                     got.ptr ? got.ptr : "none", want ? want : "none");
    }
    base_arena_free(&a);
}

static void test_resolved_addresses_stay_as_they_are(void **state)
{
    (void)state;
    struct base_arena a;
    base_arena_init(&a, 0);
    for (size_t i = 0; i < COUNT(resolutions); i++) {
        if (resolutions[i].url == NULL)
            continue;
        assert_str(base_url_resolve(&a, BASE_STR_NONE, base_str(resolutions[i].url)), resolutions[i].url);
        assert_str(base_url_resolve(&a, base_str(base_page), base_str(resolutions[i].url)), resolutions[i].url);
    }
    base_arena_free(&a);
}

static void test_libcurl_reads_the_same_host_and_path(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(resolutions); i++) {
        struct base_str url = base_str(resolutions[i].url);
        if (url.ptr == NULL)
            continue;
        CURLU *parser = curl_url();
        char *host = NULL, *path = NULL, *port = NULL;
        assert_int_equal(curl_url_set(parser, CURLUPART_URL, url.ptr, CURLU_PATH_AS_IS), CURLUE_OK);
        assert_int_equal(curl_url_get(parser, CURLUPART_HOST, &host, 0), CURLUE_OK);
        assert_int_equal(curl_url_get(parser, CURLUPART_PATH, &path, 0), CURLUE_OK);
        assert_int_equal(curl_url_get(parser, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT), CURLUE_OK);
        assert_str(base_url_host(url), host);
        assert_str(base_url_path(url), path);
        assert_int_equal(base_url_port(url), atoi(port));
        curl_free(host);
        curl_free(path);
        curl_free(port);
        curl_url_cleanup(parser);
    }
}

static void test_addresses_have_a_cap(void **state)
{
    (void)state;
    struct base_arena a;
    base_arena_init(&a, 0);
    char *text = malloc(BASE_LIMIT_URL_BYTES + 2);
    assert_non_null(text);
    memset(text, 'a', BASE_LIMIT_URL_BYTES + 2);
    memcpy(text, "http://x/", 9);
    assert_int_equal(base_url_resolve(&a, BASE_STR_NONE, (struct base_str){text, BASE_LIMIT_URL_BYTES}).len,
                     BASE_LIMIT_URL_BYTES);
    assert_str(base_url_resolve(&a, BASE_STR_NONE, (struct base_str){text, BASE_LIMIT_URL_BYTES + 1}), NULL);
    memset(text + 9, ' ', BASE_LIMIT_URL_BYTES - 10); /* too long only once it is percent-encoded */
    assert_str(base_url_resolve(&a, BASE_STR_NONE, (struct base_str){text, BASE_LIMIT_URL_BYTES}), NULL);
    free(text);
    base_arena_free(&a);
}

static void test_parts_of_addresses(void **state)
{
    (void)state;
    struct base_str url = base_str(base_page);
    assert_str(base_url_scheme(url), "https");
    assert_str(base_url_host(url), "news.example.com");
    assert_str(base_url_origin(url), "https://news.example.com:8443");
    assert_str(base_url_path(url), "/a/b/page.html");
    assert_str(base_url_query(url), "x=1&y=2");
    assert_int_equal(base_url_port(url), 8443);
    url = BASE_STR("http://[::1]/");
    assert_str(base_url_host(url), "[::1]");
    assert_str(base_url_path(url), "/");
    assert_str(base_url_query(url), NULL);
    assert_int_equal(base_url_port(url), 80);
    assert_str(base_url_host(BASE_STR("nonsense")), NULL);
    assert_str(base_url_scheme(BASE_STR_NONE), NULL);
}

static void test_site_of_a_host(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"example.com", "example.com"},       {"a.b.example.com", "example.com"},
        {"news.example.co.uk", "example.co.uk"}, {"www.example.com.cn", "example.com.cn"},
        {"example.ne.jp", "example.ne.jp"},   {"co.uk", "co.uk"},
        {"a.example.de", "example.de"},       {"localhost", "localhost"},
        {"127.0.0.1", "127.0.0.1"},           {"[::1]", "[::1]"},
        {"a.example.com.", "example.com"},    {"", ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_str(base_url_site(base_str(rows[i][0])), rows[i][1]);
}

static void test_key_of_an_article(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"https://www.example.com/a/", "example.com/a"},
        {"http://example.com/", "example.com"},
        {"http://example.com:8080/a?id=7", "example.com:8080/a?id=7"},
        {"http://m.example.com/a", "m.example.com/a"},
        {"http://x/a/?utm_source=b&id=7&FBCLID=1", "x/a?id=7"},
        {"http://x/a?utm_source=b&gclid=&&", "x/a"},
        {"http://x/a?spmx=1&reference=2", "x/a?spmx=1&reference=2"},
        {"nonsense", NULL},
    };
    struct base_arena a;
    base_arena_init(&a, 0);
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_str(base_url_key(&a, base_str(rows[i][0])), rows[i][1]);
    base_arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses_are_resolved),
        cmocka_unit_test(test_resolved_addresses_stay_as_they_are),
        cmocka_unit_test(test_libcurl_reads_the_same_host_and_path),
        cmocka_unit_test(test_addresses_have_a_cap),
        cmocka_unit_test(test_parts_of_addresses),
        cmocka_unit_test(test_site_of_a_host),
        cmocka_unit_test(test_key_of_an_article),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
