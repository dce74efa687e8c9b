/* Where pages are kept as they came: a place in a WARC file by address, and by the payload's digest. */
#include "state/private.h"

#include <stdio.h>

static void read_kept(const struct state *state, struct state_statement *statement, struct base_arena *arena,
                      struct state_kept *kept)
{
    *kept = (struct state_kept){.url = state_not_own(state, state_column_str(statement, 0, arena)),
                                .digest = state_not_own(state, state_column_str(statement, 1, arena)),
                                .file = state_column_str(statement, 2, arena),
                                .id = state_column_str(statement, 3, arena),
                                .offset = state_column_int(statement, 4),
                                .fetched = state_column_time(statement, 5),
                                .seen = state_column_time(statement, 6),
                                .refers = state_column_int(statement, 7) != 0};
}

static int find_kept(struct state *state, enum state_sql which, struct base_arena *arena, struct base_str key,
                     struct state_kept *kept, struct base_error *e)
{
    int status;
    struct state_statement *statement = state_use(state, which, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, state_own(state, key));
    status = state_step(state, statement, e);
    if (status == BASE_OK)
        read_kept(state, statement, arena, kept);
    state_done(statement);
    state_done_own(state);
    return status == BASE_OK && arena->failed ? state_out_of_memory(state, e) : status;
}

int state_kept_get(struct state *state, struct base_arena *arena, struct base_str url, struct state_kept *kept,
                   struct base_error *e)
{
    return find_kept(state, STATE_SQL_KEPT_GET, arena, url, kept, e);
}

int state_kept_by_digest(struct state *state, struct base_arena *arena, struct base_str digest,
                         struct state_kept *kept, struct base_error *e)
{
    return find_kept(state, STATE_SQL_KEPT_BY_DIGEST, arena, digest, kept, e);
}

int state_kept_put(struct state *state, const struct state_kept *kept, struct base_error *e)
{
    int status;
    struct state_statement *statement = state_use(state, STATE_SQL_KEPT_PUT, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, state_own(state, kept->url));
    state_bind_str(statement, 2, state_own(state, kept->digest));
    state_bind_str(statement, 3, kept->file);
    state_bind_str(statement, 4, kept->id);
    state_bind_int(statement, 5, kept->offset);
    state_bind_time(statement, 6, kept->fetched);
    state_bind_time(statement, 7, kept->seen);
    state_bind_int(statement, 8, kept->refers);
    status = state_run(state, statement, e);
    state_done_own(state);
    return status;
}

int state_kept_forget(struct state *state, struct base_str url, struct base_error *e)
{
    int status;
    struct state_statement *statement = state_use(state, STATE_SQL_KEPT_FORGET, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, state_own(state, url));
    status = state_run(state, statement, e);
    state_done_own(state);
    return status;
}

int state_kept_forget_place(struct state *state, struct base_str file, int64_t offset, struct base_error *e)
{
    int status;
    struct state_statement *statement = state_use(state, STATE_SQL_KEPT_FORGET_PLACE, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, file);
    state_bind_int(statement, 2, offset);
    state_bind_str(statement, 3, state_own(state, BASE_STR("")));
    state_bind_str(statement, 4, state_own(state, BASE_STR("\x7f"))); /* behind all addresses */
    status = state_run(state, statement, e);
    state_done_own(state);
    return status;
}

int state_file_each(struct state *state, bool (*each)(void *context, const char *file, int64_t length), void *context,
                    struct base_error *e)
{
    char last[512] = "";
    int status = BASE_OK;
    for (bool more = true; more && status == BASE_OK;) {
        struct state_statement *statement = state_use(state, STATE_SQL_FILE_EACH, &status, e);
        if (statement == NULL)
            break;
        state_bind_str(statement, 1, state_own(state, base_str(last)));
        state_bind_str(statement, 2, state_own(state, BASE_STR("\x7f"))); /* behind all names */
        status = state_step(state, statement, e);
        int64_t length = status == BASE_OK ? state_column_int(statement, 1) : 0;
        char name[sizeof last];
        if (status == BASE_OK)
            snprintf(name, sizeof name, "%.*s",
                     BASE_STR_ARG(state_not_own(state, statement->driver->get_bytes(statement, 0))));
        state_done(statement); /* EACH may ask and change the state */
        state_done_own(state);
        if (status != BASE_OK)
            break;
        memcpy(last, name, sizeof last);
        more = each(context, name, length);
    }
    return status == BASE_MISSING ? BASE_OK : status;
}
