/* Rows of notices, and of what tells that a portal falls silent: hours of arrival, sources of links. */
#include "state/private.h"

/* ---- Notices ---- */

static struct state_statement *use_notice(struct state *state, enum state_sql which, struct base_str portal,
                                const struct state_key *key, int *status, struct base_error *e)
{
    struct state_statement *statement = state_use(state, which, status, e);
    if (statement != NULL) {
        state_bind_str(statement, 1, portal);
        state_bind_str(statement, 2, key->what);
        state_bind_str(statement, 3, key->field);
        state_bind_str(statement, 4, key->subject);
    }
    return statement;
}

static void read_notice(struct state_statement *statement, struct base_arena *arena, struct state_notice *notice)
{
    notice->key.what = state_column_str(statement, 0, arena);
    notice->key.field = state_column_str(statement, 1, arena);
    notice->key.subject = state_column_str(statement, 2, arena);
    notice->since = state_column_time(statement, 3);
    notice->example = state_column_str(statement, 4, arena);
    notice->said = state_column_time(statement, 5);
}

int state_notice_get(struct state *state, struct base_arena *arena, struct base_str portal, const struct state_key *key,
                     struct state_notice *notice, struct base_error *e)
{
    int status;
    struct state_statement *statement = use_notice(state, STATE_SQL_NOTICE_GET, portal, key, &status, e);
    if (statement == NULL)
        return status;
    status = state_step(state, statement, e);
    if (status == BASE_OK)
        read_notice(statement, arena, notice);
    state_done(statement);
    return status == BASE_OK && arena->failed ? state_out_of_memory(state, e) : status;
}

int state_notice_put(struct state *state, struct base_str portal, const struct state_notice *notice, struct base_error *e)
{
    int status;
    struct state_statement *statement = use_notice(state, STATE_SQL_NOTICE_PUT, portal, &notice->key, &status, e);
    if (statement == NULL)
        return status;
    state_bind_time(statement, 5, notice->since);
    state_bind_str(statement, 6, notice->example);
    state_bind_time(statement, 7, notice->said);
    return state_run(state, statement, e);
}

int state_notice_drop(struct state *state, struct base_str portal, const struct state_key *key, struct base_error *e)
{
    int status;
    struct state_statement *statement = use_notice(state, STATE_SQL_NOTICE_DROP, portal, key, &status, e);
    return statement != NULL ? state_run(state, statement, e) : status;
}

int state_notice_list(struct state *state, struct base_arena *arena, struct base_str portal, struct state_notice **rows,
                      size_t *count, struct base_error *e)
{
    size_t capacity = 0;
    int status;
    *rows = NULL;
    *count = 0;
    struct state_statement *statement = state_use(state, STATE_SQL_NOTICE_EACH, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, portal);
    while ((status = state_step(state, statement, e)) == BASE_OK) {
        struct state_notice *more = base_arena_grow(arena, *rows, *count, &capacity, sizeof *more);
        if (more == NULL)
            break;
        *rows = more;
        read_notice(statement, arena, &more[(*count)++]);
    }
    state_done(statement);
    if (arena->failed)
        return state_out_of_memory(state, e);
    return status == BASE_MISSING ? BASE_OK : status;
}

/* ---- Hours of arrival ---- */

int state_arrival_add(struct state *state, struct base_str portal, int64_t when, int64_t n, struct base_error *e)
{
    int status;
    struct state_statement *statement = state_use(state, STATE_SQL_ARRIVAL_ADD, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, portal);
    state_bind_int(statement, 2, when / 3600 - (when % 3600 < 0));
    state_bind_int(statement, 3, n);
    return state_run(state, statement, e);
}

int state_arrival_list(struct state *state, struct base_arena *arena, struct base_str portal, size_t most,
                       int64_t **hours, size_t *count, struct base_error *e)
{
    size_t capacity = 0;
    int status;
    *hours = NULL;
    *count = 0;
    struct state_statement *statement = state_use(state, STATE_SQL_ARRIVAL_EACH, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, portal);
    state_bind_int(statement, 2, (int64_t)most);
    while ((status = state_step(state, statement, e)) == BASE_OK) {
        int64_t *more = base_arena_grow(arena, *hours, *count, &capacity, sizeof *more);
        if (more == NULL)
            break;
        *hours = more;
        more[(*count)++] = state_column_int(statement, 0);
    }
    state_done(statement);
    if (arena->failed)
        return state_out_of_memory(state, e);
    return status == BASE_MISSING ? BASE_OK : status;
}

/* ---- Sources of links ---- */

static void read_source(struct state_statement *statement, struct base_arena *arena, struct state_source *source)
{
    source->url = state_column_str(statement, 0, arena);
    source->portal = state_column_str(statement, 1, arena);
    source->gave = state_column_int(statement, 2);
    source->good = state_column_time(statement, 3);
    source->asked = state_column_time(statement, 4);
    source->patience = state_column_int(statement, 5);
    source->dry = state_column_int(statement, 6) != 0;
}

int state_source_get(struct state *state, struct base_arena *arena, struct base_str url, struct state_source *source,
                     struct base_error *e)
{
    int status;
    struct state_statement *statement = state_use(state, STATE_SQL_SOURCE_GET, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, url);
    status = state_step(state, statement, e);
    if (status == BASE_OK)
        read_source(statement, arena, source);
    state_done(statement);
    return status == BASE_OK && arena->failed ? state_out_of_memory(state, e) : status;
}

int state_source_put(struct state *state, const struct state_source *source, struct base_error *e)
{
    int status;
    struct state_statement *statement = state_use(state, STATE_SQL_SOURCE_PUT, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, source->url);
    state_bind_str(statement, 2, source->portal);
    state_bind_int(statement, 3, source->gave);
    state_bind_time(statement, 4, source->good);
    state_bind_time(statement, 5, source->asked);
    state_bind_int(statement, 6, source->patience);
    state_bind_int(statement, 7, source->dry);
    return state_run(state, statement, e);
}

int state_source_list(struct state *state, struct base_arena *arena, struct base_str portal, struct state_source **rows,
                      size_t *count, struct base_error *e)
{
    size_t capacity = 0;
    int status;
    *rows = NULL;
    *count = 0;
    struct state_statement *statement = state_use(state, STATE_SQL_SOURCE_EACH, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, portal);
    while ((status = state_step(state, statement, e)) == BASE_OK) {
        struct state_source *more = base_arena_grow(arena, *rows, *count, &capacity, sizeof *more);
        if (more == NULL)
            break;
        *rows = more;
        read_source(statement, arena, &more[(*count)++]);
    }
    state_done(statement);
    if (arena->failed)
        return state_out_of_memory(state, e);
    return status == BASE_MISSING ? BASE_OK : status;
}

/* ---- Pages, summed up ---- */

int state_page_last(struct state *state, struct base_arena *arena, struct base_str portal, size_t most,
                    struct base_str_list *urls, struct base_error *e)
{
    int status;
    struct state_statement *statement = state_use(state, STATE_SQL_PAGE_LAST, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, portal);
    state_bind_int(statement, 2, (int64_t)most);
    while ((status = state_step(state, statement, e)) == BASE_OK)
        base_str_list_add(arena, urls, state_column_str(statement, 0, arena));
    state_done(statement);
    if (arena->failed)
        return state_out_of_memory(state, e);
    return status == BASE_MISSING ? BASE_OK : status;
}

int state_page_totals(struct state *state, struct base_str portal, struct state_totals totals[STATE_PAGE_STATUSES],
                      struct base_error *e)
{
    int status;
    for (size_t i = 0; i < STATE_PAGE_STATUSES; i++)
        totals[i] = (struct state_totals){0, BASE_TIME_NONE};
    struct state_statement *statement = state_use(state, STATE_SQL_PAGE_TOTALS, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, portal);
    while ((status = state_step(state, statement, e)) == BASE_OK) {
        int64_t which = state_column_int(statement, 0);
        if (which >= 0 && which < STATE_PAGE_STATUSES)
            totals[which] = (struct state_totals){state_column_int(statement, 1), state_column_time(statement, 2)};
    }
    state_done(statement);
    return status == BASE_MISSING ? BASE_OK : status;
}
