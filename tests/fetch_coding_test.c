/* fetch: content codings undone by our own hand, and exchanges kept as they went over the wire. */
#include "fetch_server.h"

#include <zstd.h>

/* "The ferry was late. The ferry is always late, and nobody on the pier would have it otherwise." by brotli's encoder. */
static const unsigned char brotli_text[] = {
    0x1b, 0x5c, 0x00, 0xe0, 0x9d, 0x07, 0x76, 0xac, 0xc3, 0xb2, 0x75, 0x0d, 0xa5, 0xb8, 0x78, 0x4d, 0x55, 0x86,
    0x96, 0xa6, 0xcd, 0xd2, 0xe0, 0xe8, 0x34, 0x48, 0x99, 0x5c, 0xde, 0x06, 0x71, 0x29, 0x93, 0x03, 0x0e, 0x39,
    0x60, 0xff, 0x96, 0xb4, 0xc0, 0x03, 0xd1, 0xc0, 0x02, 0x87, 0x1c, 0xf1, 0x31, 0x4c, 0xbe, 0x3a, 0x24, 0xf8,
    0x4e, 0x6f, 0xa9, 0x80, 0x68, 0x43, 0x22, 0x41, 0x6a, 0xa8, 0x84, 0xf3, 0xd0, 0xe3, 0xa2, 0xbb, 0x7e, 0xd5,
    0x85, 0xb5};

static struct base_buf zlib_of(struct base_str s, int window)
{
    struct base_buf out = BASE_BUF_INIT;
    z_stream z = {0};
    size_t room = s.len + 1000;
    char *packed = malloc(room);

    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (Bytef *)(uintptr_t)s.ptr;
    z.avail_in = (uInt)s.len;
    z.next_out = (Bytef *)packed;
    z.avail_out = (uInt)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    base_buf_add(&out, packed, z.total_out);
    deflateEnd(&z);
    free(packed);
    return out;
}

static struct base_buf zstd_of(struct base_str s)
{
    struct base_buf out = BASE_BUF_INIT;
    size_t room = ZSTD_compressBound(s.len);
    char *packed = malloc(room);

    base_buf_add(&out, packed, ZSTD_compress(packed, room, s.ptr, s.len, 3));
    free(packed);
    return out;
}

/* /custom answers with BODY, named CODING. */
static struct fetch_response *get_coded(struct server *s, struct fetch_client *client, const char *coding,
                                        struct base_str body)
{
    struct base_buf answer = BASE_BUF_INIT;

    base_buf_printf(&answer, "HTTP/1.1 200 OK\r\n" CLOSE "%s%s%sContent-Length: %zu\r\n\r\n",
                    *coding ? "Content-Encoding: " : "", coding, *coding ? "\r\n" : "", body.len);
    base_buf_add_str(&answer, body);
    s->custom = base_buf_str(&answer);
    struct fetch_response *r = fetch_get(client, &(struct fetch_request){.url = address_of(s, "/custom")});
    base_buf_free(&answer);
    return r;
}

static void expect_coded(struct server *s, const char *coding, struct base_str body, enum fetch_outcome outcome,
                         const char *words)
{
    struct fetch_client *client = open_client((struct fetch_options){.allow_private = true});
    struct fetch_response *r = get_coded(s, client, coding, body);

    if (outcome == FETCH_DONE) {
        expect(r, FETCH_DONE, 200, "");
        if (!body_is(r, words))
            fail_msg("%s: %.*s", coding, BASE_STR_ARG(base_buf_str(&r->body)));
    } else {
        expect(r, outcome, 200, words);
    }
    fetch_response_free(r);
    fetch_close(client);
}

static void test_all_codings_that_are_asked_for_are_undone(void **state)
{
    struct server *s = *state;
    struct base_buf gzip = zlib_of(BASE_STR("hello"), 15 + 16), zlib = zlib_of(BASE_STR("hello"), 15);
    struct base_buf bare = zlib_of(BASE_STR("hello"), -15), zstd = zstd_of(BASE_STR("hello"));
    struct base_buf twice = zstd_of(base_buf_str(&gzip));

    expect_coded(s, "gzip", base_buf_str(&gzip), FETCH_DONE, "hello");
    assert_non_null(strstr(s->visits[0].request, "\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n"));
    expect_coded(s, "X-GZIP", base_buf_str(&gzip), FETCH_DONE, "hello");
    expect_coded(s, "deflate", base_buf_str(&zlib), FETCH_DONE, "hello");
    expect_coded(s, "deflate", base_buf_str(&bare), FETCH_DONE, "hello");
    expect_coded(s, "zstd", base_buf_str(&zstd), FETCH_DONE, "hello");
    expect_coded(s, "br", (struct base_str){(const char *)brotli_text, sizeof brotli_text}, FETCH_DONE,
                 "The ferry was late. The ferry is always late, and nobody on the pier would have it otherwise.");
    expect_coded(s, "gzip, zstd", base_buf_str(&twice), FETCH_DONE, "hello");
    expect_coded(s, "gzip\r\nContent-Encoding: zstd", base_buf_str(&twice), FETCH_DONE, "hello");
    assert_int_equal(s->count, 8); /* none was asked for twice */
    base_buf_free(&gzip);
    base_buf_free(&zlib);
    base_buf_free(&bare);
    base_buf_free(&zstd);
    base_buf_free(&twice);
}

static void test_words_that_are_no_coding_say_nothing(void **state)
{
    expect_coded(*state, "UTF-8", BASE_STR("hello"), FETCH_DONE, "hello");
    expect_coded(*state, "none", BASE_STR("hello"), FETCH_DONE, "hello");
    expect_coded(*state, "identity,,", BASE_STR("hello"), FETCH_DONE, "hello");
    expect_coded(*state, "gzip", BASE_STR(""), FETCH_DONE, "");
}

static void test_what_does_not_unpack_is_asked_for_once_more_without_a_coding(void **state)
{
    struct server *s = *state;

    expect_coded(s, "gzip", BASE_STR("hello"), FETCH_FAILED, "body does not unpack: damaged gzip data");
    assert_int_equal(s->count, 2);
    assert_non_null(strstr(s->visits[1].request, "\r\nAccept-Encoding: identity\r\n"));
    expect_coded(s, "compress", BASE_STR("hello"), FETCH_FAILED, "body does not unpack: it is packed with compress");
    expect_coded(s, "gzip, gzip, gzip, gzip, gzip", BASE_STR("hello"), FETCH_FAILED, "too many content codings");
}

static void test_cut_body_is_told(void **state)
{
    struct base_buf gzip = zlib_of(BASE_STR("hello hello hello"), 15 + 16);

    expect_coded(*state, "gzip", base_str_sub(base_buf_str(&gzip), 0, gzip.len - 4), FETCH_FAILED, "ends too early");
    base_buf_free(&gzip);
}

/* Zeros packed once, and what came of it packed again: each coding has its own cap. */
static void test_bombs_cost_no_memory(void **state)
{
    struct server *s = *state;
    size_t size = 64 << 20;
    char *zeros = calloc(size, 1);
    struct base_str much = {zeros, size};
    struct base_buf gzip = zlib_of(much, 15 + 16), zstd = zstd_of(much), twice = zlib_of(base_buf_str(&gzip), 15 + 16);

    free(zeros);
    expect_coded(s, "gzip", base_buf_str(&gzip), FETCH_FAILED, "gzip data that grows to more than 200 times its size");
    expect_coded(s, "zstd", base_buf_str(&zstd), FETCH_FAILED, "zstd data that grows to more than 200 times its size");
    expect_coded(s, "gzip, gzip", base_buf_str(&twice), FETCH_FAILED, "grows to more than 200 times");
    assert_int_equal(s->count, 3); /* a bomb is not asked for twice */
    base_buf_free(&gzip);
    base_buf_free(&zstd);
    base_buf_free(&twice);
}

static void test_packed_robots_is_read_up_to_its_cap(void **state)
{
    struct server *s = *state;
    struct base_buf text = BASE_BUF_INIT, answer = BASE_BUF_INIT;

    base_buf_add_z(&text, "User-agent: *\nDisallow: /missing\n");
    while (text.len < 4u << 20)
        base_buf_add_z(&text, "# filler filler filler filler filler filler\n");
    struct base_buf packed = zlib_of(base_buf_str(&text), 15 + 16);
    base_buf_printf(&answer, "HTTP/1.1 200 OK\r\n" CLOSE "Content-Encoding: gzip\r\nContent-Length: %zu\r\n\r\n",
                    packed.len);
    base_buf_add_str(&answer, base_buf_str(&packed));
    s->packed_robots = base_buf_str(&answer);
    expect_crawl(s, NULL, "/missing", FETCH_DENIED, 0, "line 2");
    expect_crawl(s, NULL, "/ok", FETCH_DONE, 200, "");
    s->packed_robots = BASE_STR_NONE;
    base_buf_free(&text);
    base_buf_free(&packed);
    base_buf_free(&answer);
}

/* ---- Exchanges ---- */

static bool starts(struct base_str s, const char *prefix)
{
    return base_str_starts(s, base_str(prefix));
}

static bool holds(struct base_str s, const char *words)
{
    return base_str_find(s, base_str(words)) != SIZE_MAX;
}

static void test_each_hop_is_kept_as_it_went_over_the_wire(void **state)
{
    struct server *s = *state;
    static const char *const headers[] = {"Authorization: Bearer x", "Cookie: a=b", "X-Mine: 1", NULL};
    struct fetch_client *client =
        open_client((struct fetch_options){.allow_private = true, .keep_exchanges = true, .headers = headers});
    struct fetch_response *r = fetch_get(client, &(struct fetch_request){.url = address_of(s, "/moved")});

    assert_int_equal(r->exchange_count, 3);
    const struct fetch_exchange *first = &r->exchanges[0], *last = &r->exchanges[2];
    assert_true(base_str_equal(first->url, address_of(s, "/moved")));
    assert_true(starts(first->request, "GET /moved HTTP/1.1\r\nHost: 127.0.0.1:"));
    assert_true(base_str_ends(first->request, BASE_STR("\r\n\r\n")));
    assert_true(holds(first->request, "\r\nX-Mine: 1\r\n"));
    assert_false(holds(first->request, "Authorization"));
    assert_false(holds(first->request, "Cookie"));
    assert_true(starts(first->response, "HTTP/1.1 301 Moved\r\nLocation: /moved2\r\n"));
    assert_true(base_str_ends(first->response, BASE_STR("\r\n\r\n")));
    assert_int_equal(first->body.len, 0);
    assert_true(base_str_equal(first->address, BASE_STR("127.0.0.1")));
    assert_int_equal(first->fetched, r->fetched);
    assert_true(base_str_equal(last->url, address_of(s, "/ok")));
    assert_true(base_str_equal(last->body, BASE_STR("hello")));
    assert_true(holds(last->response, "\r\nX-Folded: one\r\n two\r\n"));
    fetch_response_free(r);
    fetch_close(client);
}

static void test_kept_body_is_packed_as_it_came(void **state)
{
    struct server *s = *state;
    struct fetch_client *client = open_client((struct fetch_options){.allow_private = true, .keep_exchanges = true});
    struct base_buf gzip = zlib_of(BASE_STR("hello"), 15 + 16);
    struct fetch_response *r = get_coded(s, client, "gzip", base_buf_str(&gzip));

    assert_true(body_is(r, "hello"));
    assert_int_equal(r->exchange_count, 1);
    assert_true(base_str_equal(r->exchanges[0].body, base_buf_str(&gzip)));
    fetch_response_free(r);
    r = get_coded(s, client, "gzip", BASE_STR("hello")); /* asked twice: the second is kept */
    assert_int_equal(r->exchange_count, 1);
    assert_true(holds(r->exchanges[0].request, "\r\nAccept-Encoding: identity\r\n"));
    fetch_response_free(r);
    base_buf_free(&gzip);
    fetch_close(client);
}

static void test_kept_head_is_of_the_answer_and_its_transfer_coding_is_undone(void **state)
{
    struct server *s = *state;
    struct fetch_client *client = open_client((struct fetch_options){.allow_private = true, .keep_exchanges = true});
    struct fetch_response *r = fetch_get(client, &(struct fetch_request){.url = address_of(s, "/trailer")});

    assert_true(base_str_equal(r->exchanges[0].body, BASE_STR("hello")));
    assert_true(holds(r->exchanges[0].response, "\r\nX-Crawler-Transfer-Encoding: chunked\r\n"));
    assert_false(holds(r->exchanges[0].response, "X-Late: 1"));
    assert_true(base_str_ends(r->exchanges[0].response, BASE_STR("X-Late\r\n\r\n")));
    fetch_response_free(r);
    r = fetch_get(client, &(struct fetch_request){.url = address_of(s, "/early")});
    assert_true(starts(r->exchanges[0].response, "HTTP/1.1 200 OK\r\n"));
    fetch_response_free(r);
    fetch_close(client);
}

static void test_long_body_of_a_redirect_is_kept_cut(void **state)
{
    struct server *s = *state;
    struct fetch_client *client = open_client((struct fetch_options){.allow_private = true, .keep_exchanges = true});
    struct base_buf answer = BASE_BUF_INIT;

    base_buf_printf(&answer, "HTTP/1.1 302 Found\r\n" CLOSE "Location: /ok\r\nContent-Length: %d\r\n\r\n", 2 << 20);
    for (int i = 0; i < 2 << 20; i++)
        base_buf_add_char(&answer, 'x');
    s->custom = base_buf_str(&answer);
    struct fetch_response *r = fetch_get(client, &(struct fetch_request){.url = address_of(s, "/custom")});
    expect(r, FETCH_DONE, 200, "");
    assert_int_equal(r->exchange_count, 2);
    assert_int_equal(r->exchanges[0].body.len, BASE_LIMIT_HOP_BYTES);
    assert_true(r->exchanges[0].truncated);
    assert_false(r->exchanges[1].truncated);
    assert_true(base_str_equal(r->exchanges[1].body, BASE_STR("hello")));
    fetch_response_free(r);
    fetch_close(client);
    base_buf_free(&answer);
}

static void test_nothing_is_kept_that_is_not_asked_for(void **state)
{
    struct fetch_response *r = get(*state, "/moved");

    assert_int_equal(r->exchange_count, 0);
    fetch_response_free(r);
}

int main(void)
{
    const struct CMUnitTest served[] = {
        SERVED(test_all_codings_that_are_asked_for_are_undone),
        SERVED(test_words_that_are_no_coding_say_nothing),
        SERVED(test_what_does_not_unpack_is_asked_for_once_more_without_a_coding),
        SERVED(test_cut_body_is_told),
        SERVED(test_bombs_cost_no_memory),
        SERVED(test_packed_robots_is_read_up_to_its_cap),
        SERVED(test_each_hop_is_kept_as_it_went_over_the_wire),
        SERVED(test_kept_body_is_packed_as_it_came),
        SERVED(test_kept_head_is_of_the_answer_and_its_transfer_coding_is_undone),
        SERVED(test_long_body_of_a_redirect_is_kept_cut),
        SERVED(test_nothing_is_kept_that_is_not_asked_for),
    };
    return cmocka_run_group_tests(served, start_server, stop_server);
}
