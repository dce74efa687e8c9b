/* Rows of how fields fare by day, and of what is watched. */
#include "state/private.h"

/* Statement WHICH with PORTAL as its first value, ready for the others; NULL when it failed. */
static struct state_statement *use_for(struct state *state, enum state_sql which, struct base_str portal, int *status,
                             struct base_error *e)
{
    struct state_statement *statement = state_use(state, which, status, e);
    if (statement != NULL)
        state_bind_str(statement, 1, portal);
    return statement;
}

/* ---- Fields by day ---- */

enum { HEALTH_NUMBERS = sizeof(struct state_health) / sizeof(int64_t) };
_Static_assert(sizeof(struct state_health) == HEALTH_NUMBERS * sizeof(int64_t), "nothing but numbers");
_Static_assert(HEALTH_NUMBERS == 8, "the statements know this number");

int state_health_add(struct state *state, struct base_str portal, int64_t when, const char *field,
                     const struct state_health *more, struct base_error *e)
{
    int64_t numbers[HEALTH_NUMBERS];
    char day[24];
    int status;
    base_time_format(when, day);
    if (day[0] == '\0')
        return base_fail(e, BASE_INVALID, "%s: a field's health without a day", state->name);
    struct state_statement *statement = use_for(state, STATE_SQL_HEALTH_ADD, portal, &status, e);
    if (statement == NULL)
        return status;
    memcpy(numbers, more, sizeof numbers);
    state_bind_str(statement, 2, (struct base_str){day, strlen("2026-11-23")});
    state_bind_str(statement, 3, base_str(field));
    for (int i = 0; i < HEALTH_NUMBERS; i++)
        state_bind_int(statement, 4 + i, numbers[i]);
    return state_run(state, statement, e);
}

static void read_health(struct state_statement *statement, struct base_arena *arena, struct state_health_day *row)
{
    int64_t numbers[HEALTH_NUMBERS] = {0};
    row->day = state_column_str(statement, 0, arena);
    row->field = state_column_str(statement, 1, arena);
    for (int i = 0; i < HEALTH_NUMBERS; i++)
        numbers[i] = state_column_int(statement, 2 + i);
    memcpy(&row->sum, numbers, sizeof numbers);
}

int state_health_list(struct state *state, struct base_arena *arena, struct base_str portal,
                      struct state_health_day **rows, size_t *count, struct base_error *e)
{
    size_t capacity = 0;
    int status;
    *rows = NULL;
    *count = 0;
    struct state_statement *statement = use_for(state, STATE_SQL_HEALTH_EACH, portal, &status, e);
    if (statement == NULL)
        return status;
    while ((status = state_step(state, statement, e)) == BASE_OK) {
        struct state_health_day *more = base_arena_grow(arena, *rows, *count, &capacity, sizeof *more);
        if (more == NULL)
            break;
        *rows = more;
        read_health(statement, arena, &more[(*count)++]);
    }
    state_done(statement);
    if (arena->failed)
        return state_out_of_memory(state, e);
    return status == BASE_MISSING ? BASE_OK : status;
}

/* ---- What is watched ---- */

static struct state_statement *use_watch(struct state *state, enum state_sql which, struct base_str portal,
                               const struct state_key *key, int *status, struct base_error *e)
{
    struct state_statement *statement = use_for(state, which, portal, status, e);
    if (statement != NULL) {
        state_bind_str(statement, 2, key->what);
        state_bind_str(statement, 3, key->field);
        state_bind_str(statement, 4, key->subject);
    }
    return statement;
}

static void read_watch(struct state_statement *statement, struct base_arena *arena, struct state_watch *watch)
{
    watch->key.what = state_column_str(statement, 0, arena);
    watch->key.field = state_column_str(statement, 1, arena);
    watch->key.subject = state_column_str(statement, 2, arena);
    watch->mark = (uint64_t)state_column_int(statement, 3);
    watch->recent = (uint64_t)state_column_int(statement, 4);
    watch->n = (int)state_column_int(statement, 5);
    watch->usual = (int)state_column_int(statement, 6);
    watch->since = state_column_time(statement, 7);
    watch->example = state_column_str(statement, 8, arena);
}

int state_watch_get(struct state *state, struct base_arena *arena, struct base_str portal, const struct state_key *key,
                    struct state_watch *watch, struct base_error *e)
{
    int status;
    struct state_statement *statement = use_watch(state, STATE_SQL_WATCH_GET, portal, key, &status, e);
    if (statement == NULL)
        return status;
    status = state_step(state, statement, e);
    if (status == BASE_OK)
        read_watch(statement, arena, watch);
    state_done(statement);
    return status == BASE_OK && arena->failed ? state_out_of_memory(state, e) : status;
}

int state_watch_put(struct state *state, struct base_str portal, const struct state_watch *watch, struct base_error *e)
{
    int status;
    struct state_statement *statement = use_watch(state, STATE_SQL_WATCH_PUT, portal, &watch->key, &status, e);
    if (statement == NULL)
        return status;
    state_bind_int(statement, 5, (int64_t)watch->mark);
    state_bind_int(statement, 6, (int64_t)watch->recent);
    state_bind_int(statement, 7, watch->n);
    state_bind_int(statement, 8, watch->usual);
    state_bind_time(statement, 9, watch->since);
    state_bind_str(statement, 10, watch->example);
    return state_run(state, statement, e);
}

int state_watch_drop(struct state *state, struct base_str portal, const struct state_key *key, struct base_error *e)
{
    int status;
    struct state_statement *statement = use_watch(state, STATE_SQL_WATCH_DROP, portal, key, &status, e);
    return statement != NULL ? state_run(state, statement, e) : status;
}

int state_watch_list(struct state *state, struct base_arena *arena, struct base_str portal, struct state_watch **rows,
                     size_t *count, struct base_error *e)
{
    size_t capacity = 0;
    int status;
    *rows = NULL;
    *count = 0;
    struct state_statement *statement = use_for(state, STATE_SQL_WATCH_EACH, portal, &status, e);
    if (statement == NULL)
        return status;
    while ((status = state_step(state, statement, e)) == BASE_OK) {
        struct state_watch *more = base_arena_grow(arena, *rows, *count, &capacity, sizeof *more);
        if (more == NULL)
            break;
        *rows = more;
        read_watch(statement, arena, &more[(*count)++]);
    }
    state_done(statement);
    if (arena->failed)
        return state_out_of_memory(state, e);
    return status == BASE_MISSING ? BASE_OK : status;
}
