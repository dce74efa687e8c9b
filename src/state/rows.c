/* The rows of the state: each function binds a statement, runs it and reads what it gives. */
#include "state/private.h"

#define PAGE_COLUMNS \
    "url, portal, status, kind, etag, modified, key, hash, body_hash, error, first_seen, fetched, clipped," \
    " failures, depth, revision"
#define PORTAL_COLUMNS "name, start, first_run, last_run, last_ok, last_new"

const char *const state_sql_text[STATE_SQL_STATEMENTS] = {
    [STATE_SQL_BEGIN] = "BEGIN IMMEDIATE",
    [STATE_SQL_COMMIT] = "COMMIT",
    [STATE_SQL_ROLLBACK] = "ROLLBACK",
    [STATE_SQL_PAGE_GET] = "SELECT " PAGE_COLUMNS " FROM page WHERE url = ?",
    /* 6 is STATE_PAGE_DUPLICATE: another page's article */
    [STATE_SQL_PAGE_BY_KEY] = "SELECT " PAGE_COLUMNS " FROM page WHERE portal = ? AND key = ?"
                              " AND clipped IS NOT NULL AND status <> 6 ORDER BY id LIMIT 1",
    [STATE_SQL_PAGE_BY_HASH] = "SELECT " PAGE_COLUMNS " FROM page WHERE portal = ? AND hash = ?"
                               " AND clipped IS NOT NULL AND status <> 6 ORDER BY id LIMIT 1",
    [STATE_SQL_PAGE_PUT] =
        "INSERT INTO page (" PAGE_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (url) DO UPDATE SET portal = excluded.portal, status = excluded.status, kind = excluded.kind,"
        " etag = excluded.etag, modified = excluded.modified, key = excluded.key, hash = excluded.hash,"
        " body_hash = excluded.body_hash, error = excluded.error, first_seen = excluded.first_seen,"
        " fetched = excluded.fetched, clipped = excluded.clipped, failures = excluded.failures,"
        " depth = excluded.depth, revision = excluded.revision",
    [STATE_SQL_PAGE_EACH] = "SELECT " PAGE_COLUMNS ", id FROM page WHERE portal = ? AND status = ? AND id > ?"
                            " ORDER BY id LIMIT 256",
    [STATE_SQL_LINKS_PUT] = "INSERT INTO links (url, data) VALUES (?, ?)"
                            " ON CONFLICT (url) DO UPDATE SET data = excluded.data",
    [STATE_SQL_LINKS_GET] = "SELECT data FROM links WHERE url = ?",
    [STATE_SQL_FILE_PUT] = "INSERT INTO file (name, length) VALUES (?, ?)"
                           " ON CONFLICT (name) DO UPDATE SET length = excluded.length",
    [STATE_SQL_FILE_GET] = "SELECT length FROM file WHERE name = ?",
    [STATE_SQL_PORTAL_PUT] = "INSERT INTO portal (" PORTAL_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?)"
                             " ON CONFLICT (name) DO UPDATE SET start = excluded.start,"
                             " first_run = excluded.first_run, last_run = excluded.last_run,"
                             " last_ok = excluded.last_ok, last_new = excluded.last_new",
    [STATE_SQL_PORTAL_EACH] = "SELECT " PORTAL_COLUMNS " FROM portal WHERE name > ? ORDER BY name LIMIT 1",
    [STATE_SQL_COUNT] = "INSERT INTO tally (portal, day, what, n) VALUES (?, ?, ?, ?)"
                        " ON CONFLICT (portal, day, what) DO UPDATE SET n = n + excluded.n",
    [STATE_SQL_COUNT_EACH] = "SELECT day, what, n FROM tally WHERE portal = ? AND (day, what) > (?, ?)"
                             " ORDER BY day, what LIMIT 1",
};
_Static_assert(STATE_PAGE_DUPLICATE == 6, "the statements know this number");

/* ---- Structs and columns ---- */

enum column_type { COLUMN_TEXT, COLUMN_INT, COLUMN_TIME };

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

/* The bound bytes must live until the statement has run. */
static void bind_str(sqlite3_stmt *statement, int at, struct base_str s)
{
    if (s.ptr == NULL)
        sqlite3_bind_null(statement, at);
    else
        sqlite3_bind_text64(statement, at, s.ptr, s.len, SQLITE_STATIC, SQLITE_UTF8);
}

static void bind_row(sqlite3_stmt *statement, const void *row, const struct column *columns, int count)
{
    for (int i = 0; i < count; i++) {
        const char *at = (const char *)row + columns[i].offset;
        int64_t t;
        int n;
        switch (columns[i].type) {
        case COLUMN_TEXT:
            bind_str(statement, i + 1, *(const struct base_str *)(const void *)at);
            break;
        case COLUMN_INT:
            memcpy(&n, at, sizeof n);
            sqlite3_bind_int(statement, i + 1, n);
            break;
        case COLUMN_TIME:
            memcpy(&t, at, sizeof t);
            if (t == BASE_TIME_NONE)
                sqlite3_bind_null(statement, i + 1);
            else
                sqlite3_bind_int64(statement, i + 1, t);
            break;
        }
    }
}

static struct base_str column_str(sqlite3_stmt *statement, int at, struct base_arena *arena)
{
    if (sqlite3_column_type(statement, at) == SQLITE_NULL)
        return BASE_STR_NONE;
    const void *bytes = sqlite3_column_blob(statement, at);
    size_t len = (size_t)sqlite3_column_bytes(statement, at);
    return base_arena_str(arena, (struct base_str){bytes != NULL ? bytes : "", bytes != NULL ? len : 0});
}

static void read_row(sqlite3_stmt *statement, struct base_arena *arena, void *row, const struct column *columns,
                     int count)
{
    for (int i = 0; i < count; i++) {
        char *at = (char *)row + columns[i].offset;
        struct base_str s;
        int64_t t;
        int n;
        switch (columns[i].type) {
        case COLUMN_TEXT:
            s = column_str(statement, i, arena);
            memcpy(at, &s, sizeof s);
            break;
        case COLUMN_INT:
            n = sqlite3_column_int(statement, i);
            memcpy(at, &n, sizeof n);
            break;
        case COLUMN_TIME:
            t = sqlite3_column_type(statement, i) == SQLITE_NULL ? BASE_TIME_NONE : sqlite3_column_int64(statement, i);
            memcpy(at, &t, sizeof t);
            break;
        }
    }
}

/* One step: BASE_OK with a row at hand, BASE_MISSING without; the statement is the caller's to reset. */
static int step(struct state *state, sqlite3_stmt *statement, struct base_error *e)
{
    int result = sqlite3_step(statement);
    return result == SQLITE_ROW ? BASE_OK : result == SQLITE_DONE ? BASE_MISSING : state_sqlite_fail(state, result, e);
}

static void done(sqlite3_stmt *statement)
{
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
}

static int out_of_memory(struct state *state, struct base_error *e)
{
    return base_fail(e, BASE_NOMEM, "%s: out of memory", state->path);
}

/* ---- Pages ---- */

/* The page that the statement finds by FIRST and, where it has a value, SECOND. */
static int find_page(struct state *state, enum state_sql which, struct base_str first, struct base_str second,
                     struct base_arena *arena, struct state_page *page, struct base_error *e)
{
    int status;
    sqlite3_stmt *statement = state_sqlite_use(state, which, &status, e);
    if (statement == NULL)
        return status;
    bind_str(statement, 1, first);
    if (second.ptr != NULL)
        bind_str(statement, 2, second);
    status = step(state, statement, e);
    if (status == BASE_OK)
        read_row(statement, arena, page, page_columns, PAGE_COLUMN_COUNT);
    done(statement);
    return status == BASE_OK && arena->failed ? out_of_memory(state, e) : status;
}

int state_page_get(struct state *state, struct base_arena *arena, struct base_str url, struct state_page *page,
                   struct base_error *e)
{
    return find_page(state, STATE_SQL_PAGE_GET, url, BASE_STR_NONE, arena, page, e);
}

int state_page_by_key(struct state *state, struct base_arena *arena, struct base_str portal, struct base_str key,
                      struct state_page *page, struct base_error *e)
{
    return key.ptr == NULL ? BASE_MISSING : find_page(state, STATE_SQL_PAGE_BY_KEY, portal, key, arena, page, e);
}

int state_page_by_hash(struct state *state, struct base_arena *arena, struct base_str portal, struct base_str hash,
                       struct state_page *page, struct base_error *e)
{
    return hash.ptr == NULL ? BASE_MISSING : find_page(state, STATE_SQL_PAGE_BY_HASH, portal, hash, arena, page, e);
}

int state_page_put(struct state *state, const struct state_page *page, struct base_error *e)
{
    int status;
    sqlite3_stmt *statement = state_sqlite_use(state, STATE_SQL_PAGE_PUT, &status, e);
    if (statement == NULL)
        return status;
    bind_row(statement, page, page_columns, PAGE_COLUMN_COUNT);
    return state_sqlite_run(state, statement, e);
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
    sqlite3_stmt *statement = state_sqlite_use(state, STATE_SQL_PAGE_EACH, &status, e);
    if (statement == NULL)
        return status;
    bind_str(statement, 1, portal);
    sqlite3_bind_int(statement, 2, page_status);
    sqlite3_bind_int64(statement, 3, batch->last);
    while ((status = step(state, statement, e)) == BASE_OK) {
        struct state_page *pages =
            base_arena_grow(arena, batch->pages, batch->count, &batch->capacity, sizeof *batch->pages);
        if (pages == NULL)
            break;
        batch->pages = pages;
        read_row(statement, arena, &pages[batch->count++], page_columns, PAGE_COLUMN_COUNT);
        batch->last = sqlite3_column_int64(statement, PAGE_COLUMN_COUNT);
    }
    done(statement);
    if (arena->failed)
        return out_of_memory(state, e);
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
    sqlite3_stmt *statement = state_sqlite_use(state, STATE_SQL_LINKS_PUT, &status, e);
    if (statement == NULL)
        return status;
    bind_str(statement, 1, url);
    sqlite3_bind_blob64(statement, 2, data.len > 0 ? data.ptr : "", data.len, SQLITE_STATIC);
    return state_sqlite_run(state, statement, e);
}

int state_links_get(struct state *state, struct base_arena *arena, struct base_str url, struct base_str *data,
                    struct base_error *e)
{
    int status;
    *data = BASE_STR_NONE;
    sqlite3_stmt *statement = state_sqlite_use(state, STATE_SQL_LINKS_GET, &status, e);
    if (statement == NULL)
        return status;
    bind_str(statement, 1, url);
    status = step(state, statement, e);
    if (status == BASE_OK)
        *data = column_str(statement, 0, arena);
    done(statement);
    return status == BASE_OK && arena->failed ? out_of_memory(state, e) : status;
}

/* ---- Files ---- */

int state_file_put(struct state *state, const char *file, int64_t length, struct base_error *e)
{
    int status;
    sqlite3_stmt *statement = state_sqlite_use(state, STATE_SQL_FILE_PUT, &status, e);
    if (statement == NULL)
        return status;
    bind_str(statement, 1, base_str(file));
    sqlite3_bind_int64(statement, 2, length);
    return state_sqlite_run(state, statement, e);
}

int state_file_get(struct state *state, const char *file, int64_t *length, struct base_error *e)
{
    int status;
    *length = 0;
    sqlite3_stmt *statement = state_sqlite_use(state, STATE_SQL_FILE_GET, &status, e);
    if (statement == NULL)
        return status;
    bind_str(statement, 1, base_str(file));
    status = step(state, statement, e);
    if (status == BASE_OK)
        *length = sqlite3_column_int64(statement, 0);
    done(statement);
    return status == BASE_MISSING ? BASE_OK : status;
}

/* ---- Portals and counts ---- */

int state_portal_put(struct state *state, const struct state_portal *portal, struct base_error *e)
{
    int status;
    sqlite3_stmt *statement = state_sqlite_use(state, STATE_SQL_PORTAL_PUT, &status, e);
    if (statement == NULL)
        return status;
    bind_row(statement, portal, portal_columns, PORTAL_COLUMN_COUNT);
    return state_sqlite_run(state, statement, e);
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
        sqlite3_stmt *statement = state_sqlite_use(state, STATE_SQL_PORTAL_EACH, &status, e);
        if (statement == NULL)
            break;
        bind_str(statement, 1, portal.name);
        status = step(state, statement, e);
        if (status == BASE_OK)
            read_row(statement, &arena, &portal, portal_columns, PORTAL_COLUMN_COUNT);
        done(statement);
        if (status == BASE_OK && arena.failed)
            status = out_of_memory(state, e);
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
        return base_fail(e, BASE_INVALID, "%s: a count of '%s' without a day", state->path, what);
    sqlite3_stmt *statement = state_sqlite_use(state, STATE_SQL_COUNT, &status, e);
    if (statement == NULL)
        return status;
    bind_str(statement, 1, portal);
    bind_str(statement, 2, (struct base_str){day, strlen("2026-11-23")});
    bind_str(statement, 3, base_str(what));
    sqlite3_bind_int64(statement, 4, n);
    return state_sqlite_run(state, statement, e);
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
        sqlite3_stmt *statement = state_sqlite_use(state, STATE_SQL_COUNT_EACH, &status, e);
        if (statement == NULL)
            break;
        bind_str(statement, 1, portal);
        bind_str(statement, 2, day);
        bind_str(statement, 3, what);
        status = step(state, statement, e);
        if (status == BASE_OK) {
            day = column_str(statement, 0, &arena);
            what = column_str(statement, 1, &arena);
            n = sqlite3_column_int64(statement, 2);
        }
        done(statement);
        if (status == BASE_OK && arena.failed)
            status = out_of_memory(state, e);
        more = status == BASE_OK && each(context, day.ptr, what.ptr, n);
    }
    base_arena_free(&arena);
    return status == BASE_MISSING ? BASE_OK : status;
}
