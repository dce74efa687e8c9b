/* state/: articles by what they share, pages that are due, hosts that are left alone. */
#include "state_fixture.h"

#include <sqlite3.h>

enum { DAY = 86400 };

static struct state_page article(const char *url)
{
    return (struct state_page){.url = base_str(url), .portal = PORTAL, .status = STATE_PAGE_ARTICLE,
                               .kind = BASE_STR("article"), .first_seen = 1000, .fetched = 1000, .clipped = 1000};
}

static void put(struct fixture *f, struct state_page page)
{
    ok(f, state_page_put(f->state, &page, &f->e));
}

/* ---- Articles ---- */

static void test_what_belongs_to_an_article_comes_back(void **state)
{
    struct fixture *f = *state;
    struct state_page got, p = article("https://x.example/a");
    p.claim = BASE_STR("c");
    p.ident = BASE_STR("12345");
    p.title = BASE_STR("t");
    p.simhash = BASE_STR("s");
    p.first_url = BASE_STR("https://x.example/first");
    p.article = BASE_STR("https://x.example/other");
    p.body_bytes = 4711;
    p.next_look = INT64_C(5000000000);
    p.changed = 7;
    p.changes = 3;
    p.missing = 1;
    put(f, p);
    ok(f, state_page_get(f->state, &f->arena, p.url, &got, &f->e));
    assert_slice(got.claim, p.claim);
    assert_slice(got.ident, p.ident);
    assert_slice(got.title, p.title);
    assert_slice(got.simhash, p.simhash);
    assert_slice(got.first_url, p.first_url);
    assert_slice(got.article, p.article);
    assert_true(got.next_look == INT64_C(5000000000) && got.changed == 7);
    assert_true(got.body_bytes == 4711 && got.changes == 3 && got.missing == 1);
    put(f, article("https://x.example/a"));
    ok(f, state_page_get(f->state, &f->arena, p.url, &got, &f->e));
    assert_slice(got.claim, BASE_STR_NONE);
    assert_true(got.next_look == 0 && got.changed == 0);
}

static size_t with(struct fixture *f, struct base_str portal, enum state_page_trait trait, const char *value,
                   struct state_page *pages)
{
    size_t count = 99;
    ok(f, state_page_with(f->state, &f->arena, portal, trait, base_str(value), pages, &count, &f->e));
    return count;
}

static void test_articles_are_found_by_each_trait(void **state)
{
    struct fixture *f = *state;
    struct state_page pages[STATE_PAGE_FEW], p = article("https://x.example/dup");
    p.key = BASE_STR("k");
    p.claim = BASE_STR("c");
    p.ident = BASE_STR("i");
    p.hash = BASE_STR("h");
    p.status = STATE_PAGE_DUPLICATE;
    put(f, p);
    p.url = BASE_STR("https://x.example/never-clipped");
    p.status = STATE_PAGE_GONE;
    p.clipped = BASE_TIME_NONE;
    put(f, p);
    assert_int_equal(with(f, PORTAL, STATE_PAGE_KEY, "k", pages), 0);
    p.clipped = 5;
    p.url = BASE_STR("https://x.example/gone");
    put(f, p);
    p.status = STATE_PAGE_ARTICLE;
    p.url = BASE_STR("https://x.example/a");
    put(f, p);
    static const char *const values[] = {"k", "c", "i", "h"};
    for (enum state_page_trait trait = STATE_PAGE_KEY; trait <= STATE_PAGE_HASH; trait++) {
        assert_int_equal(with(f, PORTAL, trait, values[trait], pages), 2);
        assert_slice(pages[0].url, BASE_STR("https://x.example/a"));
        assert_slice(pages[1].url, BASE_STR("https://x.example/gone"));
        assert_int_equal(with(f, PORTAL, trait, "other", pages), 0);
        assert_int_equal(with(f, BASE_STR("y.example"), trait, values[trait], pages), 0);
        assert_int_equal(with(f, PORTAL, trait, NULL, pages), 0);
    }
}

static void test_no_more_than_a_few_articles_are_compared(void **state)
{
    struct fixture *f = *state;
    struct state_page pages[STATE_PAGE_FEW];
    for (int i = 0; i < STATE_PAGE_FEW + 5; i++) {
        struct state_page p = article(base_arena_printf(&f->arena, "https://x.example/%d", i).ptr);
        p.key = BASE_STR("k");
        put(f, p);
    }
    assert_int_equal(with(f, PORTAL, STATE_PAGE_KEY, "k", pages), STATE_PAGE_FEW);
    assert_slice(pages[0].url, BASE_STR("https://x.example/12"));
}

static void test_an_article_s_other_addresses_follow_it(void **state)
{
    struct fixture *f = *state;
    struct state_page pages[STATE_PAGE_FEW], p = article("https://x.example/1");
    size_t count;
    p.status = STATE_PAGE_DUPLICATE;
    p.article = BASE_STR("https://x.example/a");
    put(f, p);
    p.url = BASE_STR("https://x.example/2");
    put(f, p);
    p.url = BASE_STR("https://x.example/a?page=2");
    p.kind = BASE_STR("page");
    put(f, p);
    p.url = BASE_STR("https://x.example/missing");
    p.kind = BASE_STR("article");
    p.missing = 1;
    put(f, p);
    ok(f, state_page_others(f->state, &f->arena, BASE_STR("https://x.example/a"), pages, &count, &f->e));
    assert_int_equal(count, 2);
    assert_slice(pages[0].url, BASE_STR("https://x.example/2"));
    ok(f, state_page_move(f->state, BASE_STR("https://x.example/a"), BASE_STR("https://x.example/b"), &f->e));
    ok(f, state_page_others(f->state, &f->arena, BASE_STR("https://x.example/a"), pages, &count, &f->e));
    assert_int_equal(count, 0);
    ok(f, state_page_others(f->state, &f->arena, BASE_STR("https://x.example/b"), pages, &count, &f->e));
    assert_int_equal(count, 2);
}

/* ---- Due pages ---- */

static void put_due(struct fixture *f, int number, int64_t next_look)
{
    struct state_page p = article(base_arena_printf(&f->arena, "https://x.example/%d", number).ptr);
    p.next_look = next_look;
    put(f, p);
}

static void test_due_pages_come_longest_overdue_first_and_each_once(void **state)
{
    struct fixture *f = *state;
    struct state_page pages[3], other = article("https://y.example/1");
    struct state_due after = {0};
    size_t count, seen = 0;
    char order[64] = "";
    put_due(f, 1, 0);
    put_due(f, 2, 300);
    put_due(f, 3, 100);
    put_due(f, 4, 100);
    put_due(f, 5, 100);
    put_due(f, 6, 100);
    put_due(f, 7, 1000);
    put_due(f, 8, 1001);
    other.portal = BASE_STR("y.example");
    other.next_look = 5;
    put(f, other);
    do {
        ok(f, state_page_due(f->state, &f->arena, PORTAL, 1000, &after, pages, COUNT(pages), &count, &f->e));
        for (size_t i = 0; i < count; i++)
            strncat(order, pages[i].url.ptr + strlen("https://x.example/"), 1);
        seen += count;
    } while (count > 0);
    assert_string_equal(order, "345627");
    ok(f, state_page_due_count(f->state, PORTAL, 1000, &count, &f->e));
    assert_int_equal(count, seen);
    assert_int_equal(seen, 6);
}

static void test_due_pages_are_found_without_reading_all(void **state)
{
    struct fixture *f = *state;
    if (postgres() != NULL)
        return; /* of SQLite's file alone */
    sqlite3 *db;
    sqlite3_stmt *statement;
    bool indexed = false;
    assert_int_equal(sqlite3_open(path_of(f, "state.db"), &db), SQLITE_OK);
    const char *sql = "EXPLAIN QUERY PLAN SELECT url, id FROM page WHERE portal = ? AND next_look <= ?"
                      " AND (next_look, id) > (?, ?) ORDER BY next_look, id LIMIT ?";
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        const char *line = (const char *)sqlite3_column_text(statement, 3);
        indexed |= strstr(line, "page_due") != NULL;
        assert_null(strstr(line, "TEMP B-TREE"));
    }
    sqlite3_finalize(statement);
    sqlite3_close(db);
    assert_true(indexed);
}

/* An archive of the version before: its young articles are looked at, its old ones are not. */
static void test_a_state_from_before_looks_were_kept_gets_them(void **state)
{
    struct fixture *f = *state;
    if (postgres() != NULL)
        return; /* of SQLite's file alone */
    struct state_page got;
    sqlite3 *db;
    int64_t now = base_time_now();
    state_close(f->state);
    unlink(path_of(f, "state.db"));
    assert_int_equal(sqlite3_open(path_of(f, "state.db"), &db), SQLITE_OK);
    const char *sql = base_arena_printf(
        &f->arena,
        "CREATE TABLE page (id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, portal TEXT NOT NULL,"
        " status INTEGER NOT NULL, kind TEXT, etag TEXT, modified TEXT, key TEXT, hash TEXT, body_hash TEXT, error TEXT,"
        " first_seen INTEGER, fetched INTEGER, clipped INTEGER,"
        " failures INTEGER NOT NULL, depth INTEGER NOT NULL, revision INTEGER NOT NULL);"
        "INSERT INTO page (url, portal, status, clipped, failures, depth, revision) VALUES"
        " ('https://x.example/young', 'x.example', 1, %lld, 0, 0, 1),"
        " ('https://x.example/old', 'x.example', 1, %lld, 0, 0, 1),"
        " ('https://x.example/list', 'x.example', 3, NULL, 0, 0, 0);"
        "PRAGMA user_version = 1;",
        (long long)now - DAY, (long long)now - 90 * DAY).ptr;
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    ok(f, state_open(f->dir, false, &f->state, &f->e));
    ok(f, state_page_get(f->state, &f->arena, BASE_STR("https://x.example/young"), &got, &f->e));
    assert_true(got.next_look == now - DAY + 30 * DAY);
    ok(f, state_page_get(f->state, &f->arena, BASE_STR("https://x.example/old"), &got, &f->e));
    assert_true(got.next_look == 0);
    ok(f, state_page_get(f->state, &f->arena, BASE_STR("https://x.example/list"), &got, &f->e));
    assert_true(got.next_look == 0 && got.changes == 0 && got.missing == 0);
}

/* ---- Hosts ---- */

static bool join_host(void *context, const struct state_host *host)
{
    char *names = context;
    strncat(names, host->name.ptr, host->name.len);
    return host->failures < 9;
}

static void test_hosts_are_kept_listed_and_dropped(void **state)
{
    struct fixture *f = *state;
    struct state_host got, host = {.name = BASE_STR("https://b.example"), .reason = BASE_STR("keeps failing"),
                                   .failures = 4, .since = 100, .not_before = 2000};
    char names[200] = "";
    assert_int_equal(state_host_get(f->state, &f->arena, host.name, &got, &f->e), BASE_MISSING);
    ok(f, state_host_put(f->state, &host, &f->e));
    host.failures = 5;
    ok(f, state_host_put(f->state, &host, &f->e));
    ok(f, state_host_get(f->state, &f->arena, host.name, &got, &f->e));
    assert_slice(got.name, host.name);
    assert_slice(got.reason, host.reason);
    assert_true(got.failures == 5 && got.since == 100 && got.not_before == 2000);
    host.name = BASE_STR("https://a.example");
    ok(f, state_host_put(f->state, &host, &f->e));
    host.name = BASE_STR("https://c.example");
    host.failures = 9;
    ok(f, state_host_put(f->state, &host, &f->e));
    host.name = BASE_STR("https://d.example");
    ok(f, state_host_put(f->state, &host, &f->e));
    ok(f, state_host_each(f->state, join_host, names, &f->e));
    assert_string_equal(names, "https://a.examplehttps://b.examplehttps://c.example");
    ok(f, state_host_drop(f->state, BASE_STR("https://b.example"), &f->e));
    ok(f, state_host_drop(f->state, BASE_STR("https://never.example"), &f->e));
    assert_int_equal(state_host_get(f->state, &f->arena, BASE_STR("https://b.example"), &got, &f->e), BASE_MISSING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_what_belongs_to_an_article_comes_back),
        TEST(test_articles_are_found_by_each_trait),
        TEST(test_no_more_than_a_few_articles_are_compared),
        TEST(test_an_article_s_other_addresses_follow_it),
        TEST(test_due_pages_come_longest_overdue_first_and_each_once),
        TEST(test_due_pages_are_found_without_reading_all),
        TEST(test_a_state_from_before_looks_were_kept_gets_them),
        TEST(test_hosts_are_kept_listed_and_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
