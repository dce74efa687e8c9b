/* fetch: the turn to ask a host is taken before each request, robots.txt's too, and given back behind its answer. */
#include "fetch_server.h"

struct turns {
    char log[4000];
    int refuse;   /* so many times */
    bool held;
    int64_t given; /* the last delay */
};

static int64_t take(void *context, struct base_str host, int64_t delay_ms)
{
    struct turns *turns = context;
    assert_true(base_str_equal(host, BASE_STR("127.0.0.1")));
    assert_int_equal(delay_ms, 50);
    assert_false(turns->held);
    if (turns->refuse > 0) {
        turns->refuse--;
        strcat(turns->log, "wait ");
        return 30;
    }
    turns->held = true;
    strcat(turns->log, "take ");
    return 0;
}

static void give(void *context, struct base_str host, int64_t delay_ms)
{
    struct turns *turns = context;
    assert_true(base_str_equal(host, BASE_STR("127.0.0.1")));
    assert_true(turns->held);
    turns->held = false;
    turns->given = delay_ms;
    strcat(turns->log, "give ");
}

static struct fetch_client *open_taking(struct turns *turns)
{
    struct fetch_turns table = {take, give, turns};
    return open_client((struct fetch_options){.allow_private = true, .robots = true, .delay_ms = 50, .turns = &table});
}

static void test_each_request_has_its_turn(void **state)
{
    struct server *s = *state;
    struct turns turns = {.refuse = 0};
    s->robots = ROBOTS_OK "User-agent: *\nDisallow: /missing\n";
    struct fetch_client *client = open_taking(&turns);
    for (int i = 0; i < 2; i++) {
        struct fetch_response *r = crawl(client, s, "/ok");
        expect(r, FETCH_DONE, 200, "");
        fetch_response_free(r);
    }
    assert_string_equal(turns.log, "take give take give take give ");
    assert_int_equal(turns.given, 50);
    struct fetch_response *r = crawl(client, s, "/missing"); /* denied: nothing is asked, so nobody's turn is taken */
    expect(r, FETCH_DENIED, 0, "denied by robots.txt");
    fetch_response_free(r);
    assert_string_equal(turns.log, "take give take give take give ");
    fetch_close(client);
}

static void test_a_turn_that_is_another_s_is_waited_for(void **state)
{
    struct server *s = *state;
    struct turns turns = {.refuse = 3};
    int64_t began = base_time_monotonic_ms();
    struct fetch_client *client = open_taking(&turns);
    struct fetch_response *r = crawl(client, s, "/ok");
    expect(r, FETCH_DONE, 200, "");
    fetch_response_free(r);
    assert_string_equal(turns.log, "wait wait wait take give take give ");
    assert_true(base_time_monotonic_ms() - began >= 90);
    assert_int_equal(visits_to(s, "/robots.txt"), 1);
    fetch_close(client);
}

/* A redirect is a request of its own. */
static void test_each_hop_has_its_turn(void **state)
{
    struct server *s = *state;
    struct turns turns = {.refuse = 0};
    struct fetch_client *client = open_taking(&turns);
    struct fetch_response *r = crawl(client, s, "/moved");
    assert_int_equal(r->outcome, FETCH_DONE);
    assert_int_equal(r->redirects, 2);
    fetch_response_free(r);
    assert_string_equal(turns.log, "take give take give take give take give "); /* robots.txt, and three pages */
    fetch_close(client);
}

int main(void)
{
    const struct CMUnitTest served[] = {
        SERVED(test_each_request_has_its_turn),
        SERVED(test_a_turn_that_is_another_s_is_waited_for),
        SERVED(test_each_hop_has_its_turn),
    };
    return cmocka_run_group_tests(served, start_server, stop_server);
}
