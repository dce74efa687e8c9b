/* Places of pages where links stand, by what they led to. */
#include "state/private.h"

int state_place_add(struct state *state, struct base_str portal, uint32_t place, bool article, struct base_error *e)
{
    int status;
    struct state_statement *statement = state_use(state, STATE_SQL_PLACE_ADD, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, portal);
    state_bind_int(statement, 2, place);
    state_bind_int(statement, 3, article);
    state_bind_int(statement, 4, !article);
    return state_run(state, statement, e);
}

int state_place_get(struct state *state, struct base_str portal, uint32_t place, struct state_place *out,
                    struct base_error *e)
{
    int status;
    struct state_statement *statement = state_use(state, STATE_SQL_PLACE_GET, &status, e);
    *out = (struct state_place){0};
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, portal);
    state_bind_int(statement, 2, place);
    status = state_step(state, statement, e);
    if (status == BASE_OK)
        *out = (struct state_place){state_column_int(statement, 0), state_column_int(statement, 1)};
    state_done(statement);
    return status == BASE_MISSING ? BASE_OK : status;
}
