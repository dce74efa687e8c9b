/* robots.txt of each origin, with its validators. */
#include "state/private.h"

int state_robots_put(struct state *state, const struct state_robots *robots, struct base_error *e)
{
    int status;
    struct state_statement *statement = state_use(state, STATE_SQL_ROBOTS_PUT, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, robots->origin);
    state_bind_str(statement, 2, robots->url);
    state_bind_str(statement, 3, robots->etag);
    state_bind_str(statement, 4, robots->modified);
    state_bind_blob(statement, 5, robots->text);
    return state_run(state, statement, e);
}

int state_robots_get(struct state *state, struct base_arena *arena, struct base_str origin, struct state_robots *robots,
                     struct base_error *e)
{
    int status;
    struct state_statement *statement = state_use(state, STATE_SQL_ROBOTS_GET, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, origin);
    status = state_step(state, statement, e);
    if (status == BASE_OK)
        *robots = (struct state_robots){.origin = origin,
                                        .url = state_column_str(statement, 0, arena),
                                        .etag = state_column_str(statement, 1, arena),
                                        .modified = state_column_str(statement, 2, arena),
                                        .text = state_column_str(statement, 3, arena)};
    state_done(statement);
    return status == BASE_OK && arena->failed ? state_out_of_memory(state, e) : status;
}
