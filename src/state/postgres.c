/* The driver of PostgreSQL: one connection over libpq. */
#include "state/postgres.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- Failures ---- */

/* What stands in the server's five characters (PostgreSQL, appendix A); a longer row stands before its class. PASSES: the
 * same may go well when it is done once more. */
static const struct {
    const char *begin;
    int status;
    bool passes;
} states[] = {
    {"08", BASE_IO, true},    /* the connection */
    {"25P03", BASE_IO, true}, /* idle for too long within a transaction: the server has ended it */
    {"25006", BASE_IO, false},/* opened to be read */
    {"28", BASE_REFUSED, false},
    {"40", BASE_BUSY, true},  /* deadlock, conflict */
    {"42501", BASE_REFUSED, false},
    {"53200", BASE_NOMEM, false},
    {"53300", BASE_BUSY, true}, /* too many connections */
    {"53", BASE_IO, false},
    {"54", BASE_LIMIT, false},
    {"55P03", BASE_BUSY, true}, /* lock_timeout */
    {"57014", BASE_TIMEOUT, true}, /* statement_timeout */
    {"57P", BASE_IO, true},   /* the server goes down, or comes up */
    {"58", BASE_IO, false},
};

static int status_of(const char *sqlstate, bool *passes)
{
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strncmp(sqlstate, states[i].begin, strlen(states[i].begin)) == 0) {
            *passes = states[i].passes;
            return states[i].status;
        }
    *passes = false;
    return BASE_INTERNAL;
}

/* The server's words are of several lines: the first says it. */
static int fail(struct postgres_db *db, int status, bool passes, struct base_error *e)
{
    const char *words = db->connection != NULL ? db->pq.error_message(db->connection) : "out of memory";
    size_t len = strcspn(words, "\n");
    db->base.passes = passes;
    return base_fail(e, status, "%s: %.*s", db->base.name, (int)(len < 400 ? len : 400), words);
}

int state_postgres_check(struct postgres_db *db, PGresult *result, struct base_error *e)
{
    int got = result != NULL ? db->pq.result_status(result) : -1, status;
    bool passes = true;
    if (got == LIBPQ_COMMAND_OK || got == LIBPQ_TUPLES_OK)
        return BASE_OK;
    const char *sqlstate = result != NULL ? db->pq.result_error(result, LIBPQ_SQLSTATE) : NULL;
    status = sqlstate != NULL ? status_of(sqlstate, &passes) : BASE_IO; /* none: the connection is gone */
    status = fail(db, status, passes || db->pq.status(db->connection) != LIBPQ_CONNECTION_OK, e);
    if (result != NULL)
        db->pq.clear(result);
    return status;
}

int state_postgres_execute(struct postgres_db *db, const char *sql, struct base_error *e)
{
    PGresult *result = db->pq.exec(db->connection, sql);
    int status = state_postgres_check(db, result, e);
    if (status == BASE_OK)
        db->pq.clear(result);
    return status;
}

/* ---- Transactions ---- */

/* One that is to write begins with its first change: until then others need not wait for it, nor the server hold its
 * view. */
static int begin(struct state_db *base, enum state_transaction kind, struct base_error *e)
{
    struct postgres_db *db = (struct postgres_db *)base;
    int status = BASE_OK;
    if (kind == STATE_SNAPSHOT)
        status = state_postgres_execute(db, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", e);
    else if (kind == STATE_SCHEMA)
        status = state_postgres_execute(db, "BEGIN; SELECT pg_advisory_xact_lock(7216095431)", e);
    db->wanted = kind == STATE_WRITE;
    db->open = kind != STATE_WRITE && status == BASE_OK;
    return status;
}

/* What is committed with it is on the server's disk, whatever the session says of single statements (fleet.c). */
int state_postgres_open_transaction(struct postgres_db *db, struct base_error *e)
{
    if (db->base.fenced && !db->wanted && !db->open)
        return base_fail(e, BASE_BUSY, "%s: a change outside of a transaction", db->base.name);
    if (!db->wanted || db->open)
        return BASE_OK;
    int status = state_postgres_execute(db, "BEGIN; SET LOCAL synchronous_commit TO DEFAULT", e);
    db->open = status == BASE_OK;
    return status;
}

static int lock(struct state_db *base, int64_t key, struct base_error *e)
{
    struct postgres_db *db = (struct postgres_db *)base;
    char sql[80];
    int status = state_postgres_open_transaction(db, e);
    snprintf(sql, sizeof sql, "SELECT pg_advisory_xact_lock(%lld)", (long long)key);
    return status == BASE_OK ? state_postgres_execute(db, sql, e) : status;
}

static void roll_back(struct postgres_db *db)
{
    db->open = db->wanted = false;
    state_postgres_execute(db, "ROLLBACK", NULL);
}

/* A transaction in which a statement failed is rolled back by COMMIT, too, and that is no error to the server. */
static int commit(struct state_db *base, struct base_error *e)
{
    struct postgres_db *db = (struct postgres_db *)base;
    bool was_open = db->open;
    db->wanted = db->open = false;
    if (!was_open)
        return BASE_OK;
    if (db->pq.transaction_status(db->connection) == LIBPQ_IN_ERROR) {
        roll_back(db);
        return base_fail(e, BASE_IO, "%s: a change of the transaction failed", base->name);
    }
    int status = state_postgres_execute(db, "COMMIT", e);
    if (status != BASE_OK)
        roll_back(db);
    return status;
}

static void roll_back_db(struct state_db *base)
{
    struct postgres_db *db = (struct postgres_db *)base;
    if (db->open)
        roll_back(db);
    db->wanted = false;
}

static bool is_open(const struct state_db *base)
{
    return ((const struct postgres_db *)base)->open;
}

/* ---- The schema ---- */

/* Its number stands in a table of one row. */
static int version(struct state_db *base, int *number, struct base_error *e)
{
    struct postgres_db *db = (struct postgres_db *)base;
    /* to look into pg_class makes the server see what others have committed meanwhile: by itself to_regclass need not */
    PGresult *result =
        db->pq.exec(db->connection, "SELECT count(*) > 0 FROM pg_class WHERE oid = to_regclass('newsclip_schema')");
    int status = state_postgres_check(db, result, e);
    if (status != BASE_OK)
        return status;
    bool is_there = db->pq.value(result, 0, 0)[0] == 't';
    db->pq.clear(result);
    *number = 0;
    if (!is_there)
        return BASE_OK;
    result = db->pq.exec(db->connection, "SELECT version FROM newsclip_schema");
    status = state_postgres_check(db, result, e);
    if (status == BASE_OK) {
        *number = db->pq.row_count(result) == 1 ? (int)strtol(db->pq.value(result, 0, 0), NULL, 10) : -1;
        db->pq.clear(result);
    }
    return status;
}

static int migrate(struct state_db *base, const char *step, int number, struct base_error *e)
{
    struct base_buf sql = BASE_BUF_INIT;
    int ignored, status;
    base_buf_add_z(&sql, number == 1 ? "CREATE TABLE newsclip_schema (version INTEGER NOT NULL);"
                                       "INSERT INTO newsclip_schema VALUES (0);"
                                     : "");
    state_dialect(step, &sql, &ignored);
    base_buf_printf(&sql, "; UPDATE newsclip_schema SET version = %d", number);
    status = sql.failed ? base_fail(e, BASE_NOMEM, "%s: out of memory", base->name)
                        : state_postgres_execute((struct postgres_db *)base, sql.ptr, e);
    base_buf_free(&sql);
    return status;
}

/* ---- Opening ---- */

static void close_db(struct state_db *base)
{
    struct postgres_db *db = (struct postgres_db *)base;
    if (db != NULL && db->connection != NULL)
        db->pq.finish(db->connection);
    free(db);
}

static const struct state_driver postgres_driver = {
    .close = close_db,
    .begin = begin,
    .commit = commit,
    .roll_back = roll_back_db,
    .lock = lock,
    .is_open = is_open,
    .version = version,
    .migrate = migrate,
    .prepare = state_postgres_prepare,
    .finish = state_postgres_finish,
    .bind_int = state_postgres_bind_int,
    .bind_text = state_postgres_bind_text,
    .bind_blob = state_postgres_bind_blob,
    .step = state_postgres_step,
    .is_null = state_postgres_is_null,
    .get_int = state_postgres_get_int,
    .get_bytes = state_postgres_get_bytes,
    .reset = state_postgres_reset,
};

static void ignore_notice(void *context, const char *message)
{
    (void)context, (void)message;
}

/* How long things may take is said to the server, too: one that is out of reach does not stop the crawl for long. What
 * stands in the address goes before what stands before it here. */
static int connect(struct postgres_db *db, const char *url, struct base_error *e)
{
    char seconds[16], tcp_ms[16];
    const char *const names[] = {"connect_timeout", "tcp_user_timeout", "keepalives_idle", "keepalives_interval",
                                 "keepalives_count", "fallback_application_name", "dbname", "client_encoding", NULL};
    const char *const values[] = {seconds, tcp_ms, "5", "5", "3", "newsclip", url, "UTF8", NULL};
    snprintf(seconds, sizeof seconds, "%d", BASE_LIMIT_STATE_CONNECT_S);
    snprintf(tcp_ms, sizeof tcp_ms, "%d", BASE_LIMIT_STATE_STATEMENT_MS);
    db->connection = db->pq.connectdb(names, values, 1);
    if (db->connection == NULL || db->pq.status(db->connection) != LIBPQ_CONNECTION_OK)
        return fail(db, BASE_IO, true, e);
    db->pq.set_notice_processor(db->connection, ignore_notice, NULL);
    return BASE_OK;
}

static int set_up(struct postgres_db *db, bool read_only, struct base_error *e)
{
    char sql[400];
    int oldest = 120000; /* what is asked of it is older: generated keys, ON CONFLICT, SKIP LOCKED */
    if (db->pq.server_version(db->connection) < oldest)
        return base_fail(e, BASE_INVALID, "%s: the server's version is %d; %d is the first that will do", db->base.name,
                         db->pq.server_version(db->connection) / 10000, oldest / 10000);
    snprintf(sql, sizeof sql,
             "SET statement_timeout = %d; SET lock_timeout = %d; SET idle_in_transaction_session_timeout = %d;"
             " SET client_min_messages = warning; SET default_transaction_read_only = %s;"
             " SET default_transaction_isolation = 'read committed'",
             BASE_LIMIT_STATE_STATEMENT_MS, BASE_LIMIT_STATE_LOCK_MS, BASE_LIMIT_LEASE_S * 1000, read_only ? "on" : "off");
    return state_postgres_execute(db, sql, e);
}

int state_postgres_open(const char *url, const char *name, bool read_only, struct state_db **out, struct base_error *e)
{
    struct postgres_db *db = calloc(1, sizeof *db);
    int status;
    *out = NULL;
    if (db == NULL)
        return base_fail(e, BASE_NOMEM, "%s: out of memory", name);
    db->base = (struct state_db){.driver = &postgres_driver, .name = name};
    status = state_libpq_open(&db->pq, e);
    if (status == BASE_OK)
        status = connect(db, url, e);
    if (status == BASE_OK)
        status = set_up(db, read_only, e);
    if (status != BASE_OK)
        close_db(&db->base);
    else
        *out = &db->base;
    return status;
}
