/*
 * What the tests of state/ share: an archive of its own for each test, gone afterwards. Its state is SQLite's or, where
 * NEWSCLIP_TEST_STATE names a database of PostgreSQL for tests alone, stands there, in a schema made anew for each test.
 */
#ifndef STATE_FIXTURE_H
#define STATE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "state/state.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define PORTAL BASE_STR("x.example")
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* None is told apart from empty. */
static inline void assert_slice(struct base_str got, struct base_str want)
{
    assert_int_equal(got.ptr == NULL, want.ptr == NULL);
    if (!base_str_equal(got, want))
        fail_msg("got '%.*s', wanted '%.*s'", (int)got.len, got.ptr ? got.ptr : "", (int)want.len, want.ptr ? want.ptr : "");
}

struct fixture {
    char dir[64];
    struct base_arena arena;
    struct base_error e;
    struct state *state;
};

/* The database of PostgreSQL that is tested with; NULL: SQLite. */
static inline const char *postgres(void)
{
    return getenv("NEWSCLIP_TEST_STATE");
}

static inline int choose_state(const char *dir, struct base_error *e)
{
    if (postgres() == NULL)
        return BASE_OK;
    if (system("psql -qX \"$NEWSCLIP_TEST_STATE\" -c 'SET client_min_messages = warning'"
               " -c 'DROP SCHEMA public CASCADE' -c 'CREATE SCHEMA public'") != 0)
        return base_fail(e, BASE_IO, "psql does not reach %s", postgres());
    return state_choose(dir, postgres(), e);
}

static inline int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    if (f == NULL)
        return -1;
    base_arena_init(&f->arena, 0);
    strcpy(f->dir, "/tmp/newsclip-state-XXXXXX");
    if (mkdtemp(f->dir) == NULL)
        return -1;
    *state = f;
    if (choose_state(f->dir, &f->e) != BASE_OK || state_open(f->dir, false, &f->state, &f->e) != BASE_OK)
        print_error("%s\n", f->e.text);
    return f->state != NULL ? 0 : -1;
}

static inline const char *path_of(struct fixture *f, const char *name)
{
    return base_arena_printf(&f->arena, "%s/%s", f->dir, name).ptr;
}

/* Fails where a test leaves more behind than the archive itself. */
static inline int tear_down(void **state)
{
    static const char *const names[] = {"state.db", "state.db-wal", "state.db-shm", "state.conf", "lock"};
    struct fixture *f = *state;
    state_close(f->state);
    for (size_t i = 0; i < COUNT(names); i++)
        unlink(path_of(f, names[i]));
    int left = rmdir(f->dir);
    base_arena_free(&f->arena);
    free(f);
    return left;
}

static inline void ok(struct fixture *f, int status)
{
    if (status != BASE_OK)
        fail_msg("%d: %s", status, f->e.text);
}

#endif
