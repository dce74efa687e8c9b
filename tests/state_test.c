/* state/: what is kept survives, what is not committed does not, one run at a time. */
#include "state_fixture.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>

static void reopen(struct fixture *f)
{
    state_close(f->state);
    f->state = NULL;
    if (state_open(f->dir, false, &f->state, &f->e) != BASE_OK)
        fail_msg("%s", f->e.text);
}

static struct state_page page(const char *url, int status)
{
    return (struct state_page){.url = base_str(url), .portal = PORTAL, .status = status, .first_seen = 1000,
                               .fetched = BASE_TIME_NONE, .clipped = BASE_TIME_NONE};
}

/* ---- Pages ---- */

static void test_a_page_comes_back_as_it_was_put(void **state)
{
    struct fixture *f = *state;
    struct state_page put = {.url = BASE_STR("https://x.example/\xe4\xba\xba"), .portal = PORTAL,
                             .status = STATE_PAGE_ARTICLE, .kind = BASE_STR("article"),
                             .etag = BASE_STR("W/\"\0\xff\""), .modified = BASE_STR(""), .key = BASE_STR("x.example/a"),
                             .hash = BASE_STR("ab"), .body_hash = BASE_STR("cd"), .first_seen = -5,
                             .fetched = INT64_C(5000000000),
                             .clipped = BASE_TIME_NONE, .failures = 3, .depth = 2, .revision = 7};
    struct state_page got;
    ok(f, state_page_put(f->state, &put, &f->e));
    reopen(f);
    ok(f, state_page_get(f->state, &f->arena, put.url, &got, &f->e));
    assert_slice(got.url, put.url);
    assert_slice(got.portal, put.portal);
    assert_int_equal(got.status, put.status);
    assert_slice(got.kind, put.kind);
    assert_slice(got.etag, put.etag);
    assert_slice(got.modified, put.modified);
    assert_slice(got.key, put.key);
    assert_slice(got.hash, put.hash);
    assert_slice(got.body_hash, put.body_hash);
    assert_slice(got.error, BASE_STR_NONE);
    assert_true(got.first_seen == -5 && got.fetched == INT64_C(5000000000) && got.clipped == BASE_TIME_NONE);
    assert_true(got.failures == 3 && got.depth == 2 && got.revision == 7);
}

static void test_an_unknown_page_is_missing(void **state)
{
    struct fixture *f = *state;
    struct state_page got;
    assert_int_equal(state_page_get(f->state, &f->arena, BASE_STR("https://x.example/"), &got, &f->e), BASE_MISSING);
    assert_string_equal(f->e.text, "");
}

struct visit {
    struct fixture *f;
    size_t seen, stop_after;
    bool leave; /* the pages as they are */
};

/* Takes each page in its turn and changes it under the loop's feet. */
static bool visit_page(void *context, const struct state_page *p)
{
    struct visit *v = context;
    char url[64];
    snprintf(url, sizeof url, "https://x.example/%04zu", v->seen++);
    assert_slice(p->url, base_str(url));
    struct state_page changed = *p;
    changed.status = v->leave ? p->status : STATE_PAGE_FAILED;
    ok(v->f, state_page_put(v->f->state, &changed, &v->f->e));
    return v->seen != v->stop_after;
}

static void test_pages_of_a_status_come_in_order_of_discovery(void **state)
{
    struct fixture *f = *state;
    ok(f, state_begin(f->state, &f->e));
    for (int i = 0; i < 1000; i++) {
        char url[64];
        snprintf(url, sizeof url, "https://x.example/%04d", i);
        struct state_page p = page(url, STATE_PAGE_NEW);
        ok(f, state_page_put(f->state, &p, &f->e));
    }
    struct state_page early = page("https://x.example/0000", STATE_PAGE_NEW); /* put again: keeps its place */
    ok(f, state_page_put(f->state, &early, &f->e));
    ok(f, state_commit(f->state, &f->e));
    struct visit v = {f, 0, 0, true};
    ok(f, state_page_each(f->state, PORTAL, STATE_PAGE_NEW, visit_page, &v, &f->e));
    assert_int_equal(v.seen, 1000);
    v = (struct visit){f, 0, 300, false};
    ok(f, state_page_each(f->state, PORTAL, STATE_PAGE_NEW, visit_page, &v, &f->e));
    assert_int_equal(v.seen, 300);
    v.stop_after = 0;
    ok(f, state_page_each(f->state, PORTAL, STATE_PAGE_NEW, visit_page, &v, &f->e));
    assert_int_equal(v.seen, 1000);
    ok(f, state_page_each(f->state, PORTAL, STATE_PAGE_NEW, visit_page, &v, &f->e));
    ok(f, state_page_each(f->state, BASE_STR("y.example"), STATE_PAGE_FAILED, visit_page, &v, &f->e));
    assert_int_equal(v.seen, 1000);
}

/* ---- Links, files, portals, counts ---- */

static void test_links_come_back_byte_for_byte(void **state)
{
    struct fixture *f = *state;
    struct base_str data;
    assert_int_equal(state_links_get(f->state, &f->arena, BASE_STR("u"), &data, &f->e), BASE_MISSING);
    ok(f, state_links_put(f->state, BASE_STR("u"), BASE_STR("old"), &f->e));
    ok(f, state_links_put(f->state, BASE_STR("u"), BASE_STR("a\0\xff"), &f->e));
    ok(f, state_links_put(f->state, BASE_STR("v"), BASE_STR(""), &f->e));
    ok(f, state_links_get(f->state, &f->arena, BASE_STR("u"), &data, &f->e));
    assert_slice(data, BASE_STR("a\0\xff"));
    ok(f, state_links_get(f->state, &f->arena, BASE_STR("v"), &data, &f->e));
    assert_slice(data, BASE_STR(""));
}

static void test_the_length_of_an_unknown_file_is_nothing(void **state)
{
    struct fixture *f = *state;
    int64_t length = -1;
    ok(f, state_file_get(f->state, "a.jsonl", &length, &f->e));
    assert_int_equal(length, 0);
    ok(f, state_file_put(f->state, "a.jsonl", 7, &f->e));
    ok(f, state_file_put(f->state, "a.jsonl", INT64_C(5000000000), &f->e));
    ok(f, state_file_get(f->state, "a.jsonl", &length, &f->e));
    assert_true(length == INT64_C(5000000000));
}

static bool collect_portal(void *context, const struct state_portal *p)
{
    base_buf_printf(context, "%.*s %.*s %d;", BASE_STR_ARG(p->name), BASE_STR_ARG(p->start),
                    p->last_ok == BASE_TIME_NONE ? -1 : (int)p->last_ok);
    return true;
}

static void test_portals_are_kept_by_name(void **state)
{
    struct fixture *f = *state;
    struct base_buf seen = BASE_BUF_INIT;
    struct state_portal b = {.name = BASE_STR("b"), .start = BASE_STR("https://b/"), .last_ok = BASE_TIME_NONE};
    struct state_portal a = {.name = BASE_STR("a"), .start = BASE_STR("https://a/"), .last_ok = 5};
    ok(f, state_portal_put(f->state, &b, &f->e));
    ok(f, state_portal_put(f->state, &a, &f->e));
    a.last_ok = 6;
    ok(f, state_portal_put(f->state, &a, &f->e));
    ok(f, state_portal_each(f->state, collect_portal, &seen, &f->e));
    assert_slice(base_buf_str(&seen), BASE_STR("a https://a/ 6;b https://b/ -1;"));
    base_buf_free(&seen);
}

static bool collect_count(void *context, const char *day, const char *what, int64_t n)
{
    base_buf_printf(context, "%s %s %d;", day, what, (int)n);
    return true;
}

static void test_counts_add_up_by_day(void **state)
{
    struct fixture *f = *state;
    struct base_buf seen = BASE_BUF_INIT;
    ok(f, state_count(f->state, PORTAL, 86399, "clipped", 2, &f->e));
    ok(f, state_count(f->state, PORTAL, 0, "clipped", 3, &f->e));
    ok(f, state_count(f->state, PORTAL, 86400, "kind:list", 1, &f->e));
    ok(f, state_count(f->state, PORTAL, 0, "failed", 1, &f->e));
    ok(f, state_count(f->state, BASE_STR("y.example"), 0, "clipped", 9, &f->e));
    ok(f, state_count_each(f->state, PORTAL, collect_count, &seen, &f->e));
    assert_slice(base_buf_str(&seen), BASE_STR("1970-01-01 clipped 5;1970-01-01 failed 1;1970-01-02 kind:list 1;"));
    assert_int_equal(state_count(f->state, PORTAL, BASE_TIME_NONE, "clipped", 1, &f->e), BASE_INVALID);
    base_buf_free(&seen);
}

/* ---- Transactions ---- */

static void test_what_is_not_committed_is_gone(void **state)
{
    struct fixture *f = *state;
    int64_t length;
    ok(f, state_begin(f->state, &f->e));
    ok(f, state_file_put(f->state, "kept", 1, &f->e));
    ok(f, state_commit(f->state, &f->e));
    ok(f, state_begin(f->state, &f->e));
    ok(f, state_file_put(f->state, "kept", 2, &f->e));
    reopen(f);
    ok(f, state_file_get(f->state, "kept", &length, &f->e));
    assert_int_equal(length, 1);
}

static void test_a_killed_run_leaves_what_it_committed(void **state)
{
    struct fixture *f = *state;
    int64_t length;
    int status;
    state_close(f->state);
    f->state = NULL;
    pid_t child = fork();
    if (child == 0) {
        struct state *s;
        if (state_open(f->dir, false, &s, NULL) == BASE_OK && state_begin(s, NULL) == BASE_OK &&
            state_file_put(s, "a", 5, NULL) == BASE_OK && state_commit(s, NULL) == BASE_OK &&
            state_begin(s, NULL) == BASE_OK && state_file_put(s, "a", 9, NULL) == BASE_OK)
            _exit(0);
        _exit(1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    reopen(f);
    ok(f, state_file_get(f->state, "a", &length, &f->e));
    assert_int_equal(length, 5);
}

/* A file that may not grow stands for a full disk. */
static int commit_on_a_full_disk(const char *dir)
{
    static const char zeros[1 << 20];
    struct rlimit limit = {200000, 200000};
    struct base_error e = {""};
    struct state *s;
    int64_t length = -1;
    signal(SIGXFSZ, SIG_IGN);
    if (state_open(dir, false, &s, &e) != BASE_OK || setrlimit(RLIMIT_FSIZE, &limit) != 0)
        return 1;
    if (state_begin(s, &e) != BASE_OK || state_file_put(s, "a", 9, &e) != BASE_OK)
        return 2;
    int status = state_links_put(s, BASE_STR("u"), (struct base_str){zeros, sizeof zeros}, &e);
    if (status == BASE_OK)
        status = state_commit(s, &e);
    if (status != BASE_IO || strstr(e.text, "state.db") == NULL)
        return 3;
    state_close(s);
    if (state_open(dir, true, &s, NULL) != BASE_OK || state_file_get(s, "a", &length, NULL) != BASE_OK)
        return 4;
    state_close(s);
    return length == 0 ? 0 : 5;
}

static void test_a_full_disk_is_an_error_and_commits_nothing(void **state)
{
    struct fixture *f = *state;
    if (postgres() != NULL)
        return; /* of SQLite's file alone */
    int status;
    state_close(f->state);
    f->state = NULL;
    pid_t child = fork();
    if (child == 0)
        _exit(commit_on_a_full_disk(f->dir));
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* ---- Opening ---- */

static void test_a_second_run_is_told_who_holds_the_lock(void **state)
{
    struct fixture *f = *state;
    int pipe_ends[2], status;
    char text[512] = "", pid[24];
    assert_int_equal(pipe(pipe_ends), 0);
    pid_t child = fork();
    if (child == 0) {
        struct base_error e = {""};
        struct state *second = f->state;
        int got = state_open(f->dir, false, &second, &e);
        base_file_write_all(pipe_ends[1], e.text, strlen(e.text));
        _exit(got == BASE_BUSY && second == NULL ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_true(read(pipe_ends[0], text, sizeof text - 1) > 0);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    snprintf(pid, sizeof pid, "%ld", (long)getpid());
    assert_non_null(strstr(text, f->dir));
    assert_non_null(strstr(text, pid));
}

static void test_reading_needs_no_lock(void **state)
{
    struct fixture *f = *state;
    struct state *reader = NULL;
    int64_t length;
    ok(f, state_file_put(f->state, "a", 4, &f->e));
    ok(f, state_open(f->dir, true, &reader, &f->e));
    ok(f, state_file_get(reader, "a", &length, &f->e));
    assert_int_equal(length, 4);
    assert_int_equal(state_file_put(reader, "a", 5, &f->e), BASE_IO);
    state_close(reader);
}

static void test_reading_makes_no_archive(void **state)
{
    struct fixture *f = *state;
    struct state *reader;
    const char *dir = path_of(f, "none");
    assert_int_equal(state_open(dir, true, &reader, &f->e), BASE_MISSING);
    assert_null(reader);
    assert_non_null(strstr(f->e.text, dir));
    assert_int_not_equal(access(dir, F_OK), 0);
}

static void test_a_state_of_a_later_version_is_left_alone(void **state)
{
    struct fixture *f = *state;
    if (postgres() != NULL)
        return; /* of SQLite's file alone */
    sqlite3 *db;
    state_close(f->state);
    f->state = NULL;
    assert_int_equal(sqlite3_open(path_of(f, "state.db"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 999", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(state_open(f->dir, false, &f->state, &f->e), BASE_INVALID);
    assert_non_null(strstr(f->e.text, "version 999"));
    assert_non_null(strstr(f->e.text, "knows versions up to "));
    assert_non_null(strstr(f->e.text, "state.db"));
}

static void test_a_file_that_is_no_database_is_named(void **state)
{
    struct fixture *f = *state;
    if (postgres() != NULL)
        return; /* of SQLite's file alone */
    state_close(f->state);
    f->state = NULL;
    FILE *out = fopen(path_of(f, "state.db"), "w");
    assert_non_null(out);
    for (int i = 0; i < 1000; i++)
        fputs("no database ", out);
    fclose(out);
    assert_int_equal(state_open(f->dir, false, &f->state, &f->e), BASE_INVALID);
    assert_null(f->state);
    assert_non_null(strstr(f->e.text, "state.db"));
}

static void test_the_directory_is_made(void **state)
{
    struct fixture *f = *state;
    const char *dir = path_of(f, "a/b");
    struct state *s;
    ok(f, state_open(dir, false, &s, &f->e));
    state_close(s);
    assert_int_equal(unlink(path_of(f, "a/b/state.db")), 0);
    assert_int_equal(unlink(path_of(f, "a/b/lock")), 0);
    assert_int_equal(rmdir(dir), 0);
    assert_int_equal(rmdir(path_of(f, "a")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_page_comes_back_as_it_was_put),
        TEST(test_an_unknown_page_is_missing),
        TEST(test_pages_of_a_status_come_in_order_of_discovery),
        TEST(test_links_come_back_byte_for_byte),
        TEST(test_the_length_of_an_unknown_file_is_nothing),
        TEST(test_portals_are_kept_by_name),
        TEST(test_counts_add_up_by_day),
        TEST(test_what_is_not_committed_is_gone),
        TEST(test_a_killed_run_leaves_what_it_committed),
        TEST(test_a_full_disk_is_an_error_and_commits_nothing),
        TEST(test_a_second_run_is_told_who_holds_the_lock),
        TEST(test_reading_needs_no_lock),
        TEST(test_reading_makes_no_archive),
        TEST(test_a_state_of_a_later_version_is_left_alone),
        TEST(test_a_file_that_is_no_database_is_named),
        TEST(test_the_directory_is_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
