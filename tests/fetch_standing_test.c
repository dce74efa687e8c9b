/* fetch/: what earlier runs found out about a host, without a server: nothing may be asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "fetch/fetch.h"

static struct fetch_client *open_client(void)
{
    struct fetch_options options = {.robots = true};
    struct fetch_client *client;
    struct base_error e = {""};
    if (fetch_open(&options, &client, &e) != BASE_OK)
        fail_msg("%s", e.text);
    return client;
}

static void preset(struct fetch_client *client, const char *origin, unsigned runs, int64_t wait_ms, const char *reason)
{
    struct base_error e = {""};
    assert_int_equal(fetch_preset(client, base_str(origin), runs, wait_ms, base_str(reason), &e), BASE_OK);
}

static bool find(void *context, const struct fetch_standing *standing)
{
    struct fetch_standing *wanted = context;
    if (!base_str_equal(standing->origin, wanted->origin))
        return true;
    *wanted = *standing;
    return false;
}

static struct fetch_standing standing_of(const struct fetch_client *client, const char *origin)
{
    struct fetch_standing found = {.origin = base_str(origin), .runs = 999};
    fetch_standings(client, find, &found);
    assert_int_not_equal(found.runs, 999);
    return found;
}

static void test_a_long_wait_postpones_all_that_is_asked_of_the_host(void **state)
{
    struct fetch_client *client = open_client();
    struct base_error e = {""};
    (void)state;
    preset(client, "https://a.invalid", 4, INT64_C(7200000), "keeps failing, is not asked before noon");
    for (int i = 0; i < 3; i++) {
        struct fetch_request request = {.url = BASE_STR("https://a.invalid/page")};
        assert_int_equal(fetch_submit(client, &request, &e), BASE_OK);
        struct fetch_response *r = fetch_next(client, -1, -1);
        assert_non_null(r);
        assert_int_equal(r->outcome, FETCH_POSTPONED);
        assert_non_null(strstr(r->error.text, "host keeps failing, is not asked before noon"));
        fetch_response_free(r);
    }
    struct fetch_standing s = standing_of(client, "https://a.invalid");
    assert_true(s.held && s.runs == 4 && !s.answered && !s.lost);
    assert_true(s.wait_ms > 7000000 && s.wait_ms <= 7200000);
    fetch_close(client);
}

static void test_a_short_wait_is_waited_for(void **state)
{
    struct fetch_client *client = open_client();
    (void)state;
    preset(client, "https://b.invalid:8443", 1, 60000, "keeps failing");
    preset(client, "https://c.invalid", 0, 0, "");
    struct fetch_standing s = standing_of(client, "https://b.invalid:8443");
    assert_true(!s.held && s.left == NULL && !s.waits && s.wait_ms > 50000 && s.wait_ms <= 60000);
    s = standing_of(client, "https://c.invalid");
    assert_true(!s.held && s.left == NULL && s.wait_ms == 0 && s.runs == 0);
    fetch_close(client);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_long_wait_postpones_all_that_is_asked_of_the_host),
        cmocka_unit_test(test_a_short_wait_is_waited_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
