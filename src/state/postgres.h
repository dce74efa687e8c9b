/* state, within the room: what the files of the driver of PostgreSQL share. */
#ifndef STATE_POSTGRES_H
#define STATE_POSTGRES_H

#include "state/driver.h"
#include "state/libpq.h"

struct postgres_db {
    struct state_db base;
    struct libpq pq;
    PGconn *connection;
    bool wanted; /* a transaction was asked for: it begins with the first change */
    bool open;   /* it has begun */
    unsigned statements; /* prepared so far: the number is the name */
};

/* dialect.c: TEXT as PostgreSQL takes it, added to OUT, and how many parameters it has. False: out of memory. */
bool state_dialect(const char *text, struct base_buf *out, int *parameters);

/* postgres.c: what became of RESULT, which is freed where that is a failure. */
int state_postgres_check(struct postgres_db *db, PGresult *result, struct base_error *e);
int state_postgres_execute(struct postgres_db *db, const char *sql, struct base_error *e);
/* Begins the transaction that was asked for, where it has not begun. */
int state_postgres_open_transaction(struct postgres_db *db, struct base_error *e);

/* postgres_statement.c: the driver's functions of statements. */
int state_postgres_prepare(struct state_db *db, const char *sql, struct state_statement **statement,
                           struct base_error *e);
void state_postgres_finish(struct state_statement *statement);
void state_postgres_bind_int(struct state_statement *statement, int at, int64_t value);
void state_postgres_bind_text(struct state_statement *statement, int at, struct base_str text);
void state_postgres_bind_blob(struct state_statement *statement, int at, struct base_str bytes);
int state_postgres_step(struct state_db *db, struct state_statement *statement, struct base_error *e);
bool state_postgres_is_null(struct state_statement *statement, int column);
int64_t state_postgres_get_int(struct state_statement *statement, int column);
struct base_str state_postgres_get_bytes(struct state_statement *statement, int column);
void state_postgres_reset(struct state_statement *statement);

#endif
