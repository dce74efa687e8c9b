/* Rows of the hosts that are to be left alone for a while. */
#include "state/private.h"

int state_host_put(struct state *state, const struct state_host *host, struct base_error *e)
{
    int status;
    struct state_statement *statement = state_use(state, STATE_SQL_HOST_PUT, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, host->name);
    state_bind_str(statement, 2, host->reason);
    state_bind_int(statement, 3, host->failures);
    state_bind_time(statement, 4, host->since);
    state_bind_time(statement, 5, host->not_before);
    return state_run(state, statement, e);
}

int state_host_drop(struct state *state, struct base_str name, struct base_error *e)
{
    int status;
    struct state_statement *statement = state_use(state, STATE_SQL_HOST_DROP, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, name);
    return state_run(state, statement, e);
}

/* The row that WHICH finds by NAME. */
static int find_host(struct state *state, enum state_sql which, struct base_arena *arena, struct base_str name,
                     struct state_host *host, struct base_error *e)
{
    int status;
    struct state_statement *statement = state_use(state, which, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, name);
    status = state_step(state, statement, e);
    if (status == BASE_OK)
        *host = (struct state_host){.name = state_column_str(statement, 0, arena),
                                    .reason = state_column_str(statement, 1, arena),
                                    .failures = (int)state_column_int(statement, 2),
                                    .since = state_column_time(statement, 3),
                                    .not_before = state_column_time(statement, 4)};
    state_done(statement);
    return status == BASE_OK && arena->failed ? state_out_of_memory(state, e) : status;
}

int state_host_get(struct state *state, struct base_arena *arena, struct base_str name, struct state_host *host,
                   struct base_error *e)
{
    return find_host(state, STATE_SQL_HOST_GET, arena, name, host, e);
}

int state_host_each(struct state *state, bool (*each)(void *context, const struct state_host *host), void *context,
                    struct base_error *e)
{
    struct base_arena arena;
    struct state_host host = {.name = BASE_STR("")};
    int status;
    base_arena_init(&arena, 0);
    do {
        status = find_host(state, STATE_SQL_HOST_EACH, &arena, host.name, &host, e);
    } while (status == BASE_OK && each(context, &host));
    base_arena_free(&arena);
    return status == BASE_MISSING ? BASE_OK : status;
}
