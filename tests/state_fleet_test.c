/* state/: a fleet of crawlers over one state on PostgreSQL. With SQLite's there is none. */
#include "state_fixture.h"

#include <poll.h>

enum { LEASE_MS = 700 };

/* A second archive with the same state. */
struct other {
    char dir[64];
    struct state *state;
};

static void open_other(struct fixture *f, struct other *other)
{
    strcpy(other->dir, "/tmp/newsclip-state-XXXXXX");
    assert_non_null(mkdtemp(other->dir));
    ok(f, state_choose(other->dir, postgres(), &f->e));
    ok(f, state_open(other->dir, false, &other->state, &f->e));
}

static void close_other(struct fixture *f, struct other *other)
{
    state_close(other->state);
    unlink(base_arena_printf(&f->arena, "%s/state.conf", other->dir).ptr);
    unlink(base_arena_printf(&f->arena, "%s/lock", other->dir).ptr);
    assert_int_equal(rmdir(other->dir), 0);
}

/* Those of NAMES that STATE gets, joined by spaces; then a bar and what is others'. */
static const char *lease(struct fixture *f, struct state *state, const char *names, int64_t since, size_t most)
{
    struct base_str_list list = {0}, ours = {0}, others = {0};
    struct base_str rest = base_str(names), name;
    struct base_buf out = BASE_BUF_INIT;
    while (base_str_next(&rest, ' ', &name))
        base_str_list_add(&f->arena, &list, name);
    ok(f, state_fleet_name(state, &list, &f->e));
    ok(f, state_fleet_lease(state, &f->arena, &list, since, most, &ours, &others, &f->e));
    for (size_t i = 0; i < ours.count; i++)
        base_buf_printf(&out, "%.*s ", BASE_STR_ARG(ours.items[i]));
    base_buf_printf(&out, "|%zu", others.count);
    const char *text = base_arena_cstr(&f->arena, base_buf_str(&out));
    base_buf_free(&out);
    return text;
}

static void test_a_state_of_one_archive_has_no_fleet(void **state)
{
    struct fixture *f = *state;
    int64_t now;
    assert_false(state_is_shared(f->state));
    assert_int_equal(state_fleet_join(f->state, LEASE_MS, &now, &f->e), BASE_INVALID);
    assert_non_null(strstr(f->e.text, "state.db"));
}

static void test_an_address_that_is_no_database_is_refused(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(state_choose(path_of(f, "new"), "mysql://x", &f->e), BASE_INVALID);
    assert_int_equal(state_choose(f->dir, "postgresql://u@h/d", NULL), BASE_INVALID); /* it has a state.db */
    assert_int_not_equal(access(path_of(f, "new"), F_OK), 0);
}

/* Nor is the server's address ever shown with its password. */
static void test_a_password_is_not_shown(void **state)
{
    struct fixture *f = *state;
    struct state *s;
    const char *dir = path_of(f, "new");
    ok(f, state_choose(dir, "postgresql://user:secret@127.0.0.1:1/news?password=secret", &f->e));
    assert_int_not_equal(state_open(dir, false, &s, &f->e), BASE_OK);
    assert_null(s);
    assert_null(strstr(f->e.text, "cret"));
    unlink(path_of(f, "new/state.conf"));
    unlink(path_of(f, "new/lock"));
    rmdir(dir);
}

static void test_a_portal_is_leased_to_one_until_it_is_finished(void **state)
{
    struct fixture *f = *state;
    struct other other;
    int64_t now, later;
    open_other(f, &other);
    ok(f, state_fleet_join(f->state, LEASE_MS, &now, &f->e));
    ok(f, state_fleet_join(other.state, LEASE_MS, &later, &f->e));
    assert_string_equal(lease(f, f->state, "a b c", now, 1), "a |2");
    assert_string_equal(lease(f, other.state, "a b c", later, 8), "b c |1");
    ok(f, state_begin(f->state, &f->e));
    ok(f, state_fleet_finish(f->state, BASE_STR("a"), &f->e));
    ok(f, state_commit(f->state, &f->e));
    assert_string_equal(lease(f, other.state, "a", later, 8), "|0"); /* done in this run */
    ok(f, state_fleet_leave(other.state, &f->e));
    assert_string_equal(lease(f, f->state, "a b c", now, 8), "b c |0");
    close_other(f, &other);
}

static void test_who_is_silent_for_too_long_commits_nothing(void **state)
{
    struct fixture *f = *state;
    struct other other;
    int64_t now, length = -1;
    open_other(f, &other);
    ok(f, state_fleet_join(f->state, LEASE_MS, &now, &f->e));
    ok(f, state_fleet_join(other.state, 60000, &now, &f->e));
    assert_string_equal(lease(f, f->state, "a", now, 8), "a |0");
    for (int i = 0; i < 4; i++) { /* each commit prolongs it */
        poll(NULL, 0, LEASE_MS / 2);
        ok(f, state_begin(f->state, &f->e));
        ok(f, state_file_put(f->state, "x", 1 + i, &f->e));
        ok(f, state_commit(f->state, &f->e));
    }
    ok(f, state_fleet_reap(other.state, &f->e));
    assert_string_equal(lease(f, other.state, "a", now, 8), "|1");
    ok(f, state_begin(f->state, &f->e));
    poll(NULL, 0, LEASE_MS * 3 / 2);
    ok(f, state_file_put(f->state, "x", 99, &f->e)); /* woken up */
    assert_int_equal(state_commit(f->state, &f->e), BASE_BUSY);
    assert_non_null(strstr(f->e.text, "lease ended"));
    assert_true(state_failure_passes(f->state));
    f->e.text[0] = '\0';
    ok(f, state_file_get(f->state, "x", &length, &f->e));
    assert_int_equal(length, 4);
    assert_int_equal(state_file_put(f->state, "x", 99, &f->e), BASE_BUSY); /* nor outside of a transaction */
    f->e.text[0] = '\0';
    ok(f, state_fleet_reap(other.state, &f->e));
    assert_string_equal(lease(f, other.state, "a", now, 8), "a |0");
    ok(f, state_fleet_leave(f->state, &f->e)); /* and it takes nothing with it */
    assert_string_equal(lease(f, other.state, "a", now, 8), "|1");
    close_other(f, &other);
}

static void test_a_host_is_asked_by_one_at_a_time_and_after_its_delay(void **state)
{
    struct fixture *f = *state;
    struct other other;
    int64_t now, wait;
    open_other(f, &other);
    ok(f, state_fleet_join(f->state, 60000, &now, &f->e));
    ok(f, state_fleet_join(other.state, 60000, &now, &f->e));
    ok(f, state_turn_take(f->state, BASE_STR("h"), 300, &wait, &f->e));
    assert_int_equal(wait, 0);
    ok(f, state_turn_take(other.state, BASE_STR("h"), 300, &wait, &f->e));
    assert_int_equal(wait, BASE_LIMIT_TURN_WAIT_MS); /* nobody knows how long it takes */
    ok(f, state_turn_take(other.state, BASE_STR("i"), 300, &wait, &f->e));
    assert_int_equal(wait, 0);
    ok(f, state_turn_give(other.state, BASE_STR("h"), 0, &f->e)); /* is not its own to give */
    ok(f, state_turn_give(f->state, BASE_STR("h"), 300, &f->e));
    ok(f, state_turn_take(other.state, BASE_STR("h"), 300, &wait, &f->e));
    assert_true(wait > 0 && wait <= 300);
    poll(NULL, 0, 320);
    ok(f, state_turn_take(other.state, BASE_STR("h"), 300, &wait, &f->e));
    assert_int_equal(wait, 0);
    ok(f, state_fleet_leave(other.state, &f->e)); /* lost on the way: its request may just have been answered */
    ok(f, state_turn_take(f->state, BASE_STR("h"), 300, &wait, &f->e));
    assert_true(wait > 0 && wait <= 300);
    close_other(f, &other);
}

static bool count_file(void *context, const char *file, int64_t length)
{
    base_buf_printf(context, "%s %d;", file, (int)length);
    return true;
}

static void test_files_are_those_of_one_archive_and_pages_of_all(void **state)
{
    struct fixture *f = *state;
    struct base_buf files = BASE_BUF_INIT;
    struct other other;
    struct state_kept got, kept = {.url = BASE_STR("http://x/"), .digest = BASE_STR("d"), .file = BASE_STR("a"),
                                   .id = BASE_STR("i"), .fetched = 1, .seen = 2};
    struct state_page page = {.url = BASE_STR("http://x/"), .portal = PORTAL, .fetched = BASE_TIME_NONE,
                              .clipped = BASE_TIME_NONE}, seen;
    int64_t length = -1;
    open_other(f, &other);
    ok(f, state_file_put(f->state, "a", 7, &f->e));
    ok(f, state_file_put(f->state, "b", 8, &f->e));
    ok(f, state_kept_put(f->state, &kept, &f->e));
    ok(f, state_page_put(f->state, &page, &f->e));
    ok(f, state_file_get(other.state, "a", &length, &f->e));
    assert_int_equal(length, 0);
    assert_int_equal(state_kept_get(other.state, &f->arena, kept.url, &got, &f->e), BASE_MISSING);
    assert_int_equal(state_kept_by_digest(other.state, &f->arena, kept.digest, &got, &f->e), BASE_MISSING);
    ok(f, state_kept_by_digest(f->state, &f->arena, kept.digest, &got, &f->e));
    assert_true(base_str_equal(got.url, kept.url) && base_str_equal(got.digest, kept.digest));
    ok(f, state_page_get(other.state, &f->arena, page.url, &seen, &f->e));
    ok(f, state_file_put(other.state, "c", 9, &f->e));
    ok(f, state_file_each(f->state, count_file, &files, &f->e));
    assert_string_equal(files.ptr, "a 7;b 8;");
    base_buf_free(&files);
    close_other(f, &other);
}

int main(void)
{
    const struct CMUnitTest alone[] = {
        TEST(test_a_state_of_one_archive_has_no_fleet),
        TEST(test_an_address_that_is_no_database_is_refused),
        TEST(test_a_password_is_not_shown),
    };
    const struct CMUnitTest shared[] = {
        TEST(test_a_portal_is_leased_to_one_until_it_is_finished),
        TEST(test_who_is_silent_for_too_long_commits_nothing),
        TEST(test_a_host_is_asked_by_one_at_a_time_and_after_its_delay),
        TEST(test_files_are_those_of_one_archive_and_pages_of_all),
    };
    return postgres() != NULL ? cmocka_run_group_tests(shared, NULL, NULL) : cmocka_run_group_tests(alone, NULL, NULL);
}
