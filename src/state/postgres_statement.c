/*
 * Statements of PostgreSQL: prepared by the server, values and rows in its binary form, so that nothing is quoted or
 * parsed: numbers are eight bytes, the highest first; text and bytes are as they are.
 */
#include "state/postgres.h"

#include <stdio.h>
#include <stdlib.h>

enum { MOST_PARAMETERS = 32 };

struct postgres_statement {
    struct state_statement base;
    struct postgres_db *db;
    char name[16];
    int count; /* parameters */
    bool changes; /* it belongs to a transaction where one is wanted; what begins with WITH stands for itself */
    bool is_bytes[MOST_PARAMETERS]; /* else text */
    const char *values[MOST_PARAMETERS];
    int lengths[MOST_PARAMETERS], formats[MOST_PARAMETERS];
    char numbers[MOST_PARAMETERS][8];
    char *mended[MOST_PARAMETERS]; /* text that had to be made UTF-8; NULL */
    PGresult *result; /* NULL: not executed yet */
    int row, rows;    /* ROW: that at hand, counted from 1 */
};

static struct postgres_statement *of(struct state_statement *statement)
{
    return (struct postgres_statement *)statement;
}

static void take_types(struct postgres_statement *s, const PGresult *description)
{
    for (int i = 0; i < s->count; i++) {
        s->is_bytes[i] = s->db->pq.parameter_type(description, i) == LIBPQ_BYTEA;
        s->formats[i] = 1;
    }
}

static int prepare_as(struct postgres_statement *s, const char *sql, struct base_error *e)
{
    struct libpq *pq = &s->db->pq;
    PGconn *connection = s->db->connection;
    PGresult *made = pq->prepare(connection, s->name, sql, 0, NULL), *description;
    int status = state_postgres_check(s->db, made, e);
    if (status != BASE_OK)
        return status;
    pq->clear(made);
    description = pq->describe(connection, s->name);
    status = state_postgres_check(s->db, description, e);
    if (status != BASE_OK)
        return status;
    take_types(s, description);
    pq->clear(description);
    return BASE_OK;
}

int state_postgres_prepare(struct state_db *db, const char *sql, struct state_statement **statement,
                           struct base_error *e)
{
    struct postgres_statement *s = calloc(1, sizeof *s);
    struct base_buf text = BASE_BUF_INIT;
    int status = BASE_OK;
    *statement = NULL;
    if (s == NULL || !state_dialect(sql, &text, &s->count))
        status = base_fail(e, BASE_NOMEM, "%s: out of memory", db->name);
    else if (s->count > MOST_PARAMETERS)
        status = base_fail(e, BASE_INTERNAL, "%s: a statement has too many parameters", db->name);
    if (status == BASE_OK) {
        s->base.driver = db->driver;
        s->db = (struct postgres_db *)db;
        s->changes = strncmp(sql, "SELECT", 6) != 0 && strncmp(sql, "WITH", 4) != 0;
        snprintf(s->name, sizeof s->name, "s%u", s->db->statements++);
        status = prepare_as(s, text.ptr, e);
    }
    base_buf_free(&text);
    if (status != BASE_OK)
        free(s);
    else
        *statement = &s->base;
    return status;
}

/* The server's part of it goes with the connection. */
void state_postgres_finish(struct state_statement *statement)
{
    if (statement != NULL)
        state_postgres_reset(statement);
    free(statement);
}

/* ---- Values ---- */

void state_postgres_bind_int(struct state_statement *statement, int at, int64_t value)
{
    struct postgres_statement *s = of(statement);
    char *out = s->numbers[at - 1];
    for (int i = 0; i < 8; i++)
        out[i] = (char)((uint64_t)value >> (56 - 8 * i));
    s->values[at - 1] = out;
    s->lengths[at - 1] = 8;
}

/* Unlike SQLite, PostgreSQL takes nothing as text that is not UTF-8, nor NUL. */
static struct base_str mend(struct postgres_statement *s, int i, struct base_str text)
{
    struct base_buf out = BASE_BUF_INIT;
    for (size_t at = 0; at < text.len;) {
        uint32_t c = base_utf8_next(text, &at);
        base_buf_add_utf8(&out, c != 0 ? c : BASE_REPLACEMENT);
    }
    free(s->mended[i]);
    s->mended[i] = out.ptr;
    return out.failed ? BASE_STR_NONE : base_buf_str(&out);
}

void state_postgres_bind_blob(struct state_statement *statement, int at, struct base_str bytes)
{
    struct postgres_statement *s = of(statement);
    s->values[at - 1] = bytes.ptr;
    s->lengths[at - 1] = (int)bytes.len;
}

void state_postgres_bind_text(struct state_statement *statement, int at, struct base_str text)
{
    struct postgres_statement *s = of(statement);
    if (text.ptr != NULL && !s->is_bytes[at - 1] &&
        (!base_utf8_valid(text) || memchr(text.ptr, '\0', text.len) != NULL))
        text = mend(s, at - 1, text);
    state_postgres_bind_blob(statement, at, text);
}

/* ---- Rows ---- */

/* All rows come at once: no statement gives many. */
static int execute(struct postgres_statement *s, struct base_error *e)
{
    struct postgres_db *db = s->db;
    int status = s->changes ? state_postgres_open_transaction(db, e) : BASE_OK;
    if (status != BASE_OK)
        return status;
    PGresult *result =
        db->pq.exec_prepared(db->connection, s->name, s->count, s->values, s->lengths, s->formats, 1);
    status = state_postgres_check(db, result, e);
    if (status != BASE_OK)
        return status;
    s->result = result;
    s->rows = db->pq.row_count(result);
    s->row = 0;
    return BASE_OK;
}

int state_postgres_step(struct state_db *db, struct state_statement *statement, struct base_error *e)
{
    struct postgres_statement *s = of(statement);
    int status = s->result == NULL ? execute(s, e) : BASE_OK;
    (void)db;
    if (status != BASE_OK)
        return status;
    return s->row < s->rows ? (s->row++, BASE_OK) : BASE_MISSING;
}

bool state_postgres_is_null(struct state_statement *statement, int column)
{
    struct postgres_statement *s = of(statement);
    return s->db->pq.is_null(s->result, s->row - 1, column) != 0;
}

/* A number of eight bytes or, where an expression has it so, less. */
int64_t state_postgres_get_int(struct state_statement *statement, int column)
{
    struct base_str bytes = state_postgres_get_bytes(statement, column);
    uint64_t value = bytes.len > 0 && (unsigned char)bytes.ptr[0] >= 0x80 ? UINT64_MAX : 0;
    for (size_t i = 0; i < bytes.len && i < 8; i++)
        value = value << 8 | (unsigned char)bytes.ptr[i];
    return (int64_t)value;
}

struct base_str state_postgres_get_bytes(struct state_statement *statement, int column)
{
    struct postgres_statement *s = of(statement);
    if (state_postgres_is_null(statement, column))
        return BASE_STR_NONE;
    return (struct base_str){s->db->pq.value(s->result, s->row - 1, column),
                             (size_t)s->db->pq.length(s->result, s->row - 1, column)};
}

void state_postgres_reset(struct state_statement *statement)
{
    struct postgres_statement *s = of(statement);
    if (s->result != NULL)
        s->db->pq.clear(s->result);
    s->result = NULL;
    for (int i = 0; i < s->count; i++) {
        free(s->mended[i]);
        s->mended[i] = NULL;
        s->values[i] = NULL;
        s->lengths[i] = 0;
    }
}
