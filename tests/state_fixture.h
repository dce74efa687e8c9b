/* What the tests of state/ share: an archive of its own for each test, gone afterwards. */
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

struct fixture {
    char dir[64];
    struct base_arena arena;
    struct base_error e;
    struct state *state;
};

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
    return state_open(f->dir, false, &f->state, &f->e);
}

static inline const char *path_of(struct fixture *f, const char *name)
{
    return base_arena_printf(&f->arena, "%s/%s", f->dir, name).ptr;
}

/* Fails where a test leaves more behind than the archive itself. */
static inline int tear_down(void **state)
{
    static const char *const names[] = {"state.db", "state.db-wal", "state.db-shm", "lock"};
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
