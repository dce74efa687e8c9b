/* The driver of SQLite: one file. */
#include "state/driver.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { BUSY_MS = 10000 };

struct sqlite_db {
    struct state_db base;
    sqlite3 *handle;
};
struct sqlite_statement {
    struct state_statement base;
    sqlite3_stmt *handle;
};

static sqlite3 *db_of(struct state_db *db)
{
    return ((struct sqlite_db *)db)->handle;
}

static sqlite3_stmt *statement_of(struct state_statement *statement)
{
    return ((struct sqlite_statement *)statement)->handle;
}

static int fail(struct state_db *db, int result, struct base_error *e)
{
    int status = BASE_INTERNAL;
    switch (result & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        status = BASE_BUSY;
        break;
    case SQLITE_NOMEM:
        status = BASE_NOMEM;
        break;
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
        status = BASE_IO;
        break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        status = BASE_INVALID;
        break;
    default:
        break;
    }
    return base_fail(e, status, "%s: %s", db->name, db_of(db) != NULL ? sqlite3_errmsg(db_of(db)) : "out of memory");
}

static int execute(struct state_db *db, const char *sql, struct base_error *e)
{
    int result = sqlite3_exec(db_of(db), sql, NULL, NULL, NULL);
    return result == SQLITE_OK ? BASE_OK : fail(db, result, e);
}

/* ---- Transactions ---- */

static int begin(struct state_db *db, enum state_transaction kind, struct base_error *e)
{
    return execute(db, kind == STATE_SNAPSHOT ? "BEGIN" : "BEGIN IMMEDIATE", e);
}

static bool is_open(const struct state_db *db)
{
    return !sqlite3_get_autocommit(((const struct sqlite_db *)db)->handle);
}

/* A transaction that is to write has the database for itself. */
static int lock(struct state_db *db, int64_t key, struct base_error *e)
{
    (void)db, (void)key, (void)e;
    return BASE_OK;
}

static void roll_back(struct state_db *db)
{
    if (is_open(db))
        execute(db, "ROLLBACK", NULL);
}

static int commit(struct state_db *db, struct base_error *e)
{
    int status = execute(db, "COMMIT", e);
    if (status != BASE_OK)
        roll_back(db);
    return status;
}

/* ---- Statements ---- */

static int prepare(struct state_db *db, const char *sql, struct state_statement **statement, struct base_error *e)
{
    struct sqlite_statement *made = calloc(1, sizeof *made);
    *statement = NULL;
    if (made == NULL)
        return base_fail(e, BASE_NOMEM, "%s: out of memory", db->name);
    made->base.driver = db->driver;
    int result = sqlite3_prepare_v3(db_of(db), sql, -1, SQLITE_PREPARE_PERSISTENT, &made->handle, NULL);
    if (result != SQLITE_OK) {
        free(made);
        return fail(db, result, e);
    }
    *statement = &made->base;
    return BASE_OK;
}

static void finish(struct state_statement *statement)
{
    if (statement != NULL)
        sqlite3_finalize(statement_of(statement));
    free(statement);
}

static void bind_int(struct state_statement *statement, int at, int64_t value)
{
    sqlite3_bind_int64(statement_of(statement), at, value);
}

static void bind_text(struct state_statement *statement, int at, struct base_str text)
{
    if (text.ptr == NULL)
        sqlite3_bind_null(statement_of(statement), at);
    else
        sqlite3_bind_text64(statement_of(statement), at, text.ptr, text.len, SQLITE_STATIC, SQLITE_UTF8);
}

static void bind_blob(struct state_statement *statement, int at, struct base_str bytes)
{
    if (bytes.ptr == NULL)
        sqlite3_bind_null(statement_of(statement), at);
    else
        sqlite3_bind_blob64(statement_of(statement), at, bytes.len > 0 ? bytes.ptr : "", bytes.len, SQLITE_STATIC);
}

static int step(struct state_db *db, struct state_statement *statement, struct base_error *e)
{
    int result = sqlite3_step(statement_of(statement));
    return result == SQLITE_ROW ? BASE_OK : result == SQLITE_DONE ? BASE_MISSING : fail(db, result, e);
}

static bool is_null(struct state_statement *statement, int column)
{
    return sqlite3_column_type(statement_of(statement), column) == SQLITE_NULL;
}

static int64_t get_int(struct state_statement *statement, int column)
{
    return sqlite3_column_int64(statement_of(statement), column);
}

static struct base_str get_bytes(struct state_statement *statement, int column)
{
    sqlite3_stmt *handle = statement_of(statement);
    if (sqlite3_column_type(handle, column) == SQLITE_NULL)
        return BASE_STR_NONE;
    const void *bytes = sqlite3_column_blob(handle, column);
    size_t len = (size_t)sqlite3_column_bytes(handle, column);
    return (struct base_str){bytes != NULL ? bytes : "", bytes != NULL ? len : 0};
}

static void reset(struct state_statement *statement)
{
    sqlite3_reset(statement_of(statement));
    sqlite3_clear_bindings(statement_of(statement));
}

/* ---- The schema ---- */

static int version(struct state_db *db, int *number, struct base_error *e)
{
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(db_of(db), "PRAGMA user_version", -1, &statement, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_step(statement);
    int status = result == SQLITE_ROW ? BASE_OK : fail(db, result, e);
    if (status == BASE_OK)
        *number = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return status;
}

static int migrate(struct state_db *db, const char *schema, int number, struct base_error *e)
{
    char pragma[48];
    snprintf(pragma, sizeof pragma, "PRAGMA user_version = %d", number);
    int status = execute(db, schema, e);
    return status == BASE_OK ? execute(db, pragma, e) : status;
}

/* ---- Opening ---- */

static void close_db(struct state_db *db)
{
    if (db == NULL)
        return;
    sqlite3_close(db_of(db)); /* rolls an open transaction back */
    free(db);
}

static const struct state_driver sqlite_driver = {
    .close = close_db,
    .begin = begin,
    .commit = commit,
    .roll_back = roll_back,
    .lock = lock,
    .is_open = is_open,
    .version = version,
    .migrate = migrate,
    .prepare = prepare,
    .finish = finish,
    .bind_int = bind_int,
    .bind_text = bind_text,
    .bind_blob = bind_blob,
    .step = step,
    .is_null = is_null,
    .get_int = get_int,
    .get_bytes = get_bytes,
    .reset = reset,
};

/* FULL: a commit is on the disk when it returns, in WAL mode, too. */
static int set_up(struct sqlite_db *db, bool read_only, struct base_error *e)
{
    sqlite3_busy_timeout(db->handle, BUSY_MS);
    sqlite3_extended_result_codes(db->handle, 1);
    if (read_only)
        return BASE_OK;
    return execute(&db->base, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;", e);
}

int state_sqlite_open(const char *path, bool read_only, struct state_db **out, struct base_error *e)
{
    int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    *out = NULL;
    if (read_only && access(path, F_OK) != 0)
        return base_fail(e, BASE_MISSING, "%s: %s", path, strerror(errno));
    struct sqlite_db *db = calloc(1, sizeof *db);
    if (db == NULL)
        return base_fail(e, BASE_NOMEM, "%s: out of memory", path);
    db->base = (struct state_db){.driver = &sqlite_driver, .name = path};
    int result = sqlite3_open_v2(path, &db->handle, flags | SQLITE_OPEN_NOMUTEX, NULL);
    int status = result == SQLITE_OK ? set_up(db, read_only, e) : fail(&db->base, result, e);
    if (status != BASE_OK)
        close_db(&db->base);
    else
        *out = &db->base;
    return status;
}
