/* fetch: answers that break off at every byte, that never end, or that say wrong things of themselves. */
#include "fetch_server.h"

#define LENGTH_ANSWER "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 11\r\n\r\n<p>hello</p"
#define CHUNKED_ANSWER "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"

static struct fetch_client *open_hasty_client(void)
{
    struct fetch_client *client = open_client((struct fetch_options){.allow_private = true, .keep_exchanges = true});
    client->times.backoff = 1;
    return client;
}

/* Whatever part of the answer comes, it is not taken for the whole; one line says why. */
static void expect_cuts(struct server *s, const char *how, const char *answer, struct base_str end)
{
    struct fetch_client *client = open_hasty_client();

    s->custom = base_str(answer);
    for (size_t n = 0; n < s->custom.len - end.len; n++) {
        char path[64];
        snprintf(path, sizeof path, "/%s/%zu", how, n);
        forget_visits((void *[]){s});
        struct fetch_response *r = fetch_get(client, &(struct fetch_request){.url = address_of(s, path)});
        if (r->outcome != FETCH_FAILED || !strstr(r->error.text, path) || strchr(r->error.text, '\n'))
            fail_msg("%s: outcome %d, %zu bytes: %s", path, r->outcome, r->body.len, r->error.text);
        fetch_response_free(r);
    }
    fetch_close(client);
}

static void test_reset_at_every_byte_costs_its_page(void **state)
{
    expect_cuts(*state, "reset", LENGTH_ANSWER, BASE_STR_NONE);
    expect_cuts(*state, "reset", CHUNKED_ANSWER, BASE_STR("\r\n"));
}

static void test_close_at_every_byte_costs_its_page(void **state)
{
    expect_cuts(*state, "close", LENGTH_ANSWER, BASE_STR_NONE);
    expect_cuts(*state, "close", CHUNKED_ANSWER, BASE_STR("\r\n"));
}

static void test_what_never_ends_is_ended(void **state)
{
    static const struct {
        const char *path, *words;
    } cases[] = {
        {"/endless", "body is larger than 1048576 bytes"},
        {"/endless-chunks", "body is larger than 1048576 bytes"},
        {"/endless-extension", "endless-extension: "},
        {"/endless-line", "a header line is larger than 102400 bytes"},
        {"/endless-interim", "headers are larger than"},
        {"/endless-trailer", "headers are larger than"},
    };
    struct server *s = *state;
    struct fetch_client *client = open_hasty_client();

    client->times.total = 5000;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct fetch_request request = {.url = address_of(s, cases[i].path), .limit = 1 << 20};
        int64_t began = base_time_monotonic_ms();
        struct fetch_response *r = fetch_get(client, &request);
        if (r->outcome != FETCH_FAILED || !strstr(r->error.text, cases[i].words) || r->body.len > 1 << 20)
            fail_msg("%s: outcome %d, %zu bytes: %s", cases[i].path, r->outcome, r->body.len, r->error.text);
        if (base_time_monotonic_ms() - began > 20000)
            fail_msg("%s took %lld ms", cases[i].path, (long long)(base_time_monotonic_ms() - began));
        fetch_response_free(r);
    }
    fetch_close(client);
}

static void expect_custom(struct server *s, const char *answer, enum fetch_outcome outcome, int status,
                          const char *words, const char *body)
{
    struct fetch_client *client = open_hasty_client();

    s->custom = base_str(answer);
    struct fetch_response *r = fetch_get(client, &(struct fetch_request){.url = address_of(s, "/custom")});
    expect(r, outcome, status, words);
    if (body && !body_is(r, body))
        fail_msg("%s", r->body.ptr ? r->body.ptr : "");
    fetch_response_free(r);
    fetch_close(client);
}

static void test_lengths_that_lie(void **state)
{
    struct server *s = *state;

    expect_custom(s, "HTTP/1.1 200 OK\r\n" CLOSE "Content-Length: 6\r\n\r\nhello", FETCH_FAILED, 200, "ended early", NULL);
    expect_custom(s, "HTTP/1.1 200 OK\r\n" CLOSE "Content-Length: 4\r\n\r\nhello", FETCH_DONE, 200, "", "hell");
    expect_custom(s, "HTTP/1.1 200 OK\r\n" CLOSE "Content-Length: 0\r\n\r\nhello", FETCH_DONE, 200, "", "");
    expect_custom(s, "HTTP/1.1 200 OK\r\n" CLOSE "Content-Length: 99999999999999999999\r\n\r\nhello", FETCH_DONE, 200, "",
                  "hello"); /* beyond all numbers: it says nothing, as browsers hold */
    expect_custom(s, "HTTP/1.1 200 OK\r\n" CLOSE "Content-Length: -5\r\n\r\nhello", FETCH_FAILED, 200, "/custom: ", NULL);
    expect_custom(s, "HTTP/1.1 200 OK\r\n" CLOSE "Content-Length: 1073741824\r\n\r\nhello", FETCH_FAILED, 200, "/custom: ",
                  NULL);
    expect_custom(s, "HTTP/1.1 200 OK\r\n" CLOSE "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                  FETCH_DONE, 200, "", "hello");
    expect_custom(s, "HTTP/1.1 200 OK\r\n" CLOSE "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nhello\r\n0\r\n\r\n",
                  FETCH_FAILED, 200, "/custom: ", NULL);
    expect_custom(s, "HTTP/1.1 200 OK\r\n" CLOSE "Transfer-Encoding: chunked\r\n\r\nhello", FETCH_FAILED, 200, "/custom: ",
                  NULL);
}

static void test_answers_that_are_none(void **state)
{
    struct server *s = *state;

    expect_custom(s, "\r\n\r\n\r\n\r\n", FETCH_FAILED, 0, "/custom: ", NULL);
    expect_custom(s, "<html>no header</html>", FETCH_FAILED, 0, "/custom: ", NULL);
    expect_custom(s, "HTTP/1.1 abc Odd\r\n\r\n", FETCH_FAILED, 0, "/custom: ", NULL);
    expect_custom(s, "HTTP/9.9 200 OK\r\n\r\n", FETCH_FAILED, 0, "/custom: ", NULL);
}

/* What a server says of itself appears in messages; nothing of it moves a terminal. */
static void test_messages_hold_no_control_characters(void **state)
{
    struct server *s = *state;
    struct fetch_client *client = open_hasty_client();

    s->custom = BASE_STR("HTTP/1.1 302 Found\r\n" CLOSE "Location: gopher://a/\x1b[31mred\x07\r\nContent-Length: 0\r\n\r\n");
    struct fetch_response *r = fetch_get(client, &(struct fetch_request){.url = address_of(s, "/custom")});
    expect(r, FETCH_FAILED, 302, "which is no http or https address");
    for (const char *c = r->error.text; *c; c++)
        assert_true((unsigned char)*c >= ' ' && *c != 0x7f);
    fetch_response_free(r);
    fetch_close(client);
}

int main(void)
{
    const struct CMUnitTest served[] = {
        SERVED(test_reset_at_every_byte_costs_its_page),
        SERVED(test_close_at_every_byte_costs_its_page),
        SERVED(test_what_never_ends_is_ended),
        SERVED(test_lengths_that_lie),
        SERVED(test_answers_that_are_none),
        SERVED(test_messages_hold_no_control_characters),
    };
    return cmocka_run_group_tests(served, start_server, stop_server);
}
