/* The rows of the state: each function binds a statement, runs it and reads what it gives. */
#include "state/private.h"

/* ---- Structs and columns ---- */

enum column_type { COLUMN_TEXT, COLUMN_INT, COLUMN_TIME, COLUMN_MOMENT }; /* a moment, or a place, is null where it is 0 */

struct column {
    enum column_type type;
    size_t offset;
};

/* In the order of PAGE_COLUMNS and PORTAL_COLUMNS. */
static const struct column page_columns[] = {
    {COLUMN_TEXT, offsetof(struct state_page, url)},       {COLUMN_TEXT, offsetof(struct state_page, portal)},
    {COLUMN_INT, offsetof(struct state_page, status)},     {COLUMN_TEXT, offsetof(struct state_page, kind)},
    {COLUMN_TEXT, offsetof(struct state_page, etag)},      {COLUMN_TEXT, offsetof(struct state_page, modified)},
    {COLUMN_TEXT, offsetof(struct state_page, key)},       {COLUMN_TEXT, offsetof(struct state_page, hash)},
    {COLUMN_TEXT, offsetof(struct state_page, body_hash)}, {COLUMN_TEXT, offsetof(struct state_page, error)},
    {COLUMN_TIME, offsetof(struct state_page, first_seen)}, {COLUMN_TIME, offsetof(struct state_page, fetched)},
    {COLUMN_TIME, offsetof(struct state_page, clipped)},   {COLUMN_INT, offsetof(struct state_page, failures)},
    {COLUMN_INT, offsetof(struct state_page, depth)},      {COLUMN_INT, offsetof(struct state_page, revision)},
    {COLUMN_TEXT, offsetof(struct state_page, claim)},     {COLUMN_TEXT, offsetof(struct state_page, ident)},
    {COLUMN_TEXT, offsetof(struct state_page, title)},     {COLUMN_TEXT, offsetof(struct state_page, simhash)},
    {COLUMN_TEXT, offsetof(struct state_page, first_url)}, {COLUMN_TEXT, offsetof(struct state_page, article)},
    {COLUMN_INT, offsetof(struct state_page, body_bytes)}, {COLUMN_MOMENT, offsetof(struct state_page, next_look)},
    {COLUMN_MOMENT, offsetof(struct state_page, changed)}, {COLUMN_INT, offsetof(struct state_page, changes)},
    {COLUMN_INT, offsetof(struct state_page, missing)},    {COLUMN_MOMENT, offsetof(struct state_page, place)},
};
static const struct column portal_columns[] = {
    {COLUMN_TEXT, offsetof(struct state_portal, name)},      {COLUMN_TEXT, offsetof(struct state_portal, start)},
    {COLUMN_TIME, offsetof(struct state_portal, first_run)}, {COLUMN_TIME, offsetof(struct state_portal, last_run)},
    {COLUMN_TIME, offsetof(struct state_portal, last_ok)},   {COLUMN_TIME, offsetof(struct state_portal, last_new)},
};
enum {
    PAGE_COLUMN_COUNT = sizeof page_columns / sizeof *page_columns,
    PORTAL_COLUMN_COUNT = sizeof portal_columns / sizeof *portal_columns
};

void state_bind_time(struct state_statement *statement, int at, int64_t t)
{
    if (t == BASE_TIME_NONE)
        state_bind_str(statement, at, BASE_STR_NONE);
    else
        state_bind_int(statement, at, t);
}

static void bind_row(struct state_statement *statement, const void *row, const struct column *columns, int count)
{
    for (int i = 0; i < count; i++) {
        const char *at = (const char *)row + columns[i].offset;
        int64_t t;
        int n;
        switch (columns[i].type) {
        case COLUMN_TEXT:
            state_bind_str(statement, i + 1, *(const struct base_str *)(const void *)at);
            break;
        case COLUMN_INT:
            memcpy(&n, at, sizeof n);
            state_bind_int(statement, i + 1, n);
            break;
        case COLUMN_TIME:
            memcpy(&t, at, sizeof t);
            state_bind_time(statement, i + 1, t);
            break;
        case COLUMN_MOMENT:
            memcpy(&t, at, sizeof t);
            state_bind_time(statement, i + 1, t == 0 ? BASE_TIME_NONE : t);
            break;
        }
    }
}

struct base_str state_column_str(struct state_statement *statement, int at, struct base_arena *arena)
{
    struct base_str bytes = statement->driver->get_bytes(statement, at);
    return bytes.ptr != NULL ? base_arena_str(arena, bytes) : BASE_STR_NONE;
}

int64_t state_column_time(struct state_statement *statement, int at)
{
    return statement->driver->is_null(statement, at) ? BASE_TIME_NONE : state_column_int(statement, at);
}

static void read_row(struct state_statement *statement, struct base_arena *arena, void *row, const struct column *columns,
                     int count)
{
    for (int i = 0; i < count; i++) {
        char *at = (char *)row + columns[i].offset;
        struct base_str s;
        int64_t t;
        int n;
        switch (columns[i].type) {
        case COLUMN_TEXT:
            s = state_column_str(statement, i, arena);
            memcpy(at, &s, sizeof s);
            break;
        case COLUMN_INT:
            n = (int)state_column_int(statement, i);
            memcpy(at, &n, sizeof n);
            break;
        case COLUMN_TIME:
            t = state_column_time(statement, i);
            memcpy(at, &t, sizeof t);
            break;
        case COLUMN_MOMENT:
            t = state_column_int(statement, i); /* null reads as 0 */
            memcpy(at, &t, sizeof t);
            break;
        }
    }
}

int state_page_columns(void)
{
    return PAGE_COLUMN_COUNT;
}

void state_page_read(struct state_statement *statement, struct base_arena *arena, struct state_page *page)
{
    read_row(statement, arena, page, page_columns, PAGE_COLUMN_COUNT);
}

/* ---- Pages ---- */

int state_page_get(struct state *state, struct base_arena *arena, struct base_str url, struct state_page *page,
                   struct base_error *e)
{
    int status;
    struct state_statement *statement = state_use(state, STATE_SQL_PAGE_GET, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, url);
    status = state_step(state, statement, e);
    if (status == BASE_OK)
        state_page_read(statement, arena, page);
    state_done(statement);
    return status == BASE_OK && arena->failed ? state_out_of_memory(state, e) : status;
}

int state_page_put(struct state *state, const struct state_page *page, struct base_error *e)
{
    int status;
    struct state_statement *statement = state_use(state, STATE_SQL_PAGE_PUT, &status, e);
    if (statement == NULL)
        return status;
    bind_row(statement, page, page_columns, PAGE_COLUMN_COUNT);
    return state_run(state, statement, e);
}

struct batch {
    struct state_page *pages;
    size_t count, capacity;
    int64_t last; /* id of the last one */
};

static int read_batch(struct state *state, struct base_str portal, int page_status, struct base_arena *arena,
                      struct batch *batch, struct base_error *e)
{
    int status;
    struct state_statement *statement = state_use(state, STATE_SQL_PAGE_EACH, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, portal);
    state_bind_int(statement, 2, page_status);
    state_bind_int(statement, 3, batch->last);
    while ((status = state_step(state, statement, e)) == BASE_OK) {
        struct state_page *pages =
            base_arena_grow(arena, batch->pages, batch->count, &batch->capacity, sizeof *batch->pages);
        if (pages == NULL)
            break;
        batch->pages = pages;
        read_row(statement, arena, &pages[batch->count++], page_columns, PAGE_COLUMN_COUNT);
        batch->last = state_column_int(statement, PAGE_COLUMN_COUNT);
    }
    state_done(statement);
    if (arena->failed)
        return state_out_of_memory(state, e);
    return status == BASE_MISSING ? BASE_OK : status;
}

/* In batches: EACH may ask and change the state, since no statement is under way while it runs. */
int state_page_each(struct state *state, struct base_str portal, int page_status,
                    bool (*each)(void *context, const struct state_page *page), void *context, struct base_error *e)
{
    struct base_arena arena;
    struct batch batch = {.last = -1};
    int status;
    base_arena_init(&arena, 0);
    do {
        base_arena_reset(&arena);
        batch = (struct batch){.last = batch.last};
        status = read_batch(state, portal, page_status, &arena, &batch, e);
        for (size_t i = 0; status == BASE_OK && i < batch.count; i++) {
            if (!each(context, &batch.pages[i]))
                batch.count = 0;
        }
    } while (status == BASE_OK && batch.count > 0);
    base_arena_free(&arena);
    return status;
}

/* ---- Links ---- */

int state_links_put(struct state *state, struct base_str url, struct base_str data, struct base_error *e)
{
    int status;
    struct state_statement *statement = state_use(state, STATE_SQL_LINKS_PUT, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, url);
    state_bind_blob(statement, 2, data);
    return state_run(state, statement, e);
}

int state_links_get(struct state *state, struct base_arena *arena, struct base_str url, struct base_str *data,
                    struct base_error *e)
{
    int status;
    *data = BASE_STR_NONE;
    struct state_statement *statement = state_use(state, STATE_SQL_LINKS_GET, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, url);
    status = state_step(state, statement, e);
    if (status == BASE_OK)
        *data = state_column_str(statement, 0, arena);
    state_done(statement);
    return status == BASE_OK && arena->failed ? state_out_of_memory(state, e) : status;
}

/* ---- Files ---- */

int state_file_put(struct state *state, const char *file, int64_t length, struct base_error *e)
{
    int status;
    struct state_statement *statement = state_use(state, STATE_SQL_FILE_PUT, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, state_own(state, base_str(file)));
    state_bind_int(statement, 2, length);
    status = state_run(state, statement, e);
    state_done_own(state);
    return status;
}

int state_file_get(struct state *state, const char *file, int64_t *length, struct base_error *e)
{
    int status;
    *length = 0;
    struct state_statement *statement = state_use(state, STATE_SQL_FILE_GET, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, state_own(state, base_str(file)));
    status = state_step(state, statement, e);
    if (status == BASE_OK)
        *length = state_column_int(statement, 0);
    state_done(statement);
    state_done_own(state);
    return status == BASE_MISSING ? BASE_OK : status;
}

/* ---- Portals and counts ---- */

int state_portal_put(struct state *state, const struct state_portal *portal, struct base_error *e)
{
    int status;
    struct state_statement *statement = state_use(state, STATE_SQL_PORTAL_PUT, &status, e);
    if (statement == NULL)
        return status;
    bind_row(statement, portal, portal_columns, PORTAL_COLUMN_COUNT);
    return state_run(state, statement, e);
}

int state_portal_get(struct state *state, struct base_arena *arena, struct base_str name, struct state_portal *portal,
                     struct base_error *e)
{
    int status;
    struct state_statement *statement = state_use(state, STATE_SQL_PORTAL_GET, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, name);
    status = state_step(state, statement, e);
    if (status == BASE_OK)
        read_row(statement, arena, portal, portal_columns, PORTAL_COLUMN_COUNT);
    state_done(statement);
    return status == BASE_OK && arena->failed ? state_out_of_memory(state, e) : status;
}

int state_portal_each(struct state *state, bool (*each)(void *context, const struct state_portal *portal),
                      void *context, struct base_error *e)
{
    struct base_arena arena;
    struct state_portal portal = {.name = BASE_STR("")};
    bool more = true;
    int status = BASE_OK;
    base_arena_init(&arena, 0);
    while (more) {
        struct state_statement *statement = state_use(state, STATE_SQL_PORTAL_EACH, &status, e);
        if (statement == NULL)
            break;
        state_bind_str(statement, 1, portal.name);
        status = state_step(state, statement, e);
        if (status == BASE_OK)
            read_row(statement, &arena, &portal, portal_columns, PORTAL_COLUMN_COUNT);
        state_done(statement);
        if (status == BASE_OK && arena.failed)
            status = state_out_of_memory(state, e);
        more = status == BASE_OK && each(context, &portal);
    }
    base_arena_free(&arena);
    return status == BASE_MISSING ? BASE_OK : status;
}

int state_count(struct state *state, struct base_str portal, int64_t when, const char *what, int64_t n,
                struct base_error *e)
{
    char day[24];
    int status;
    base_time_format(when, day);
    if (day[0] == '\0')
        return base_fail(e, BASE_INVALID, "%s: a count of '%s' without a day", state->name, what);
    struct state_statement *statement = state_use(state, STATE_SQL_COUNT, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, portal);
    state_bind_str(statement, 2, (struct base_str){day, strlen("2026-11-23")});
    state_bind_str(statement, 3, base_str(what));
    state_bind_int(statement, 4, n);
    return state_run(state, statement, e);
}

int state_count_each(struct state *state, struct base_str portal,
                     bool (*each)(void *context, const char *day, const char *what, int64_t n), void *context,
                     struct base_error *e)
{
    struct base_arena arena;
    struct base_str day = BASE_STR(""), what = BASE_STR("");
    int64_t n = 0;
    bool more = true;
    int status = BASE_OK;
    base_arena_init(&arena, 0);
    while (more) {
        struct state_statement *statement = state_use(state, STATE_SQL_COUNT_EACH, &status, e);
        if (statement == NULL)
            break;
        state_bind_str(statement, 1, portal);
        state_bind_str(statement, 2, day);
        state_bind_str(statement, 3, what);
        status = state_step(state, statement, e);
        if (status == BASE_OK) {
            day = state_column_str(statement, 0, &arena);
            what = state_column_str(statement, 1, &arena);
            n = state_column_int(statement, 2);
        }
        state_done(statement);
        if (status == BASE_OK && arena.failed)
            status = state_out_of_memory(state, e);
        more = status == BASE_OK && each(context, day.ptr, what.ptr, n);
    }
    base_arena_free(&arena);
    return status == BASE_MISSING ? BASE_OK : status;
}
