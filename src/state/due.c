/* Articles by what they share with others, and those whose time has come to be looked at again. */
#include "state/private.h"

/* The rows of a bound statement into PAGES; LAST, where it is wanted, gets the id behind the last one's columns. */
static int read_pages(struct state *state, struct state_statement *statement, struct base_arena *arena,
                      struct state_page *pages, size_t max, size_t *count, int64_t *last, struct base_error *e)
{
    int status = BASE_OK;
    *count = 0;
    while (*count < max && (status = state_step(state, statement, e)) == BASE_OK) {
        state_page_read(statement, arena, &pages[(*count)++]);
        if (last != NULL)
            *last = state_column_int(statement, state_page_columns());
    }
    state_done(statement);
    if (arena->failed)
        return state_out_of_memory(state, e);
    return status == BASE_MISSING ? BASE_OK : status;
}

int state_page_with(struct state *state, struct base_arena *arena, struct base_str portal, enum state_page_trait trait,
                    struct base_str value, struct state_page *pages, size_t *count, struct base_error *e)
{
    int status;
    *count = 0;
    if (value.ptr == NULL)
        return BASE_OK;
    struct state_statement *statement = state_use(state, STATE_SQL_PAGE_WITH_KEY + (unsigned)trait, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, portal);
    state_bind_str(statement, 2, value);
    state_bind_int(statement, 3, STATE_PAGE_FEW);
    return read_pages(state, statement, arena, pages, STATE_PAGE_FEW, count, NULL, e);
}

int state_page_urls(struct state *state, struct base_arena *arena, struct base_str url, struct base_str_list *urls,
                    struct base_error *e)
{
    int status;
    struct state_statement *statement = state_use(state, STATE_SQL_PAGE_URLS, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, url);
    while ((status = state_step(state, statement, e)) == BASE_OK)
        base_str_list_add(arena, urls, state_column_str(statement, 0, arena));
    state_done(statement);
    if (arena->failed)
        return state_out_of_memory(state, e);
    return status == BASE_MISSING ? BASE_OK : status;
}

int state_page_others(struct state *state, struct base_arena *arena, struct base_str url, struct state_page *pages,
                      size_t *count, struct base_error *e)
{
    int status;
    *count = 0;
    struct state_statement *statement = state_use(state, STATE_SQL_PAGE_OTHERS, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, url);
    state_bind_int(statement, 2, STATE_PAGE_FEW);
    return read_pages(state, statement, arena, pages, STATE_PAGE_FEW, count, NULL, e);
}

int state_page_move(struct state *state, struct base_str from, struct base_str to, struct base_error *e)
{
    int status;
    struct state_statement *statement = state_use(state, STATE_SQL_PAGE_MOVE, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, to);
    state_bind_str(statement, 2, from);
    return state_run(state, statement, e);
}

int state_page_due(struct state *state, struct base_arena *arena, struct base_str portal, int64_t now,
                   struct state_due *after, struct state_page *pages, size_t max, size_t *count, struct base_error *e)
{
    int status;
    *count = 0;
    struct state_statement *statement = state_use(state, STATE_SQL_PAGE_DUE, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, portal);
    state_bind_int(statement, 2, now);
    state_bind_int(statement, 3, after->look);
    state_bind_int(statement, 4, after->id);
    state_bind_int(statement, 5, (int64_t)max);
    status = read_pages(state, statement, arena, pages, max, count, &after->id, e);
    if (*count > 0)
        after->look = pages[*count - 1].next_look;
    return status;
}

int state_page_due_count(struct state *state, struct base_str portal, int64_t now, size_t *count, struct base_error *e)
{
    int status;
    *count = 0;
    struct state_statement *statement = state_use(state, STATE_SQL_PAGE_DUE_COUNT, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, portal);
    state_bind_int(statement, 2, now);
    status = state_step(state, statement, e);
    if (status == BASE_OK)
        *count = (size_t)state_column_int(statement, 0);
    state_done(statement);
    return status;
}
