/*
 * state, within the room: what a database has to do for the state. The rows, the texts of the statements and the schema
 * are the same for all; a driver is a table of functions over its own connection. Parameters are '?' in order,
 * counted from 1; columns are counted from 0; numbers are of 64 bits; text is UTF-8.
 */
#ifndef STATE_DRIVER_H
#define STATE_DRIVER_H

#include "base/base.h"

struct state_driver;

/* Each driver's connection and prepared statement begin with these. */
struct state_db {
    const struct state_driver *driver;
    const char *name; /* for messages; the opener's */
    bool fenced; /* changes are made within a transaction, or not at all */
    bool passes; /* the last failure was the connection's, or others stood in the way: the same may go well later */
};
struct state_statement {
    const struct state_driver *driver;
};

enum state_transaction {
    STATE_WRITE,    /* may wait for others that write */
    STATE_SNAPSHOT, /* all reads see one moment */
    STATE_SCHEMA    /* alone: nobody else changes the schema meanwhile */
};

/* Failures are told by DB's name and the database's own words. */
struct state_driver {
    void (*close)(struct state_db *db); /* an open transaction is rolled back */

    int (*begin)(struct state_db *db, enum state_transaction kind, struct base_error *e);
    /* What cannot be committed is rolled back. */
    int (*commit)(struct state_db *db, struct base_error *e);
    void (*roll_back)(struct state_db *db); /* where one is open */
    /* Nobody else holds KEY at the same time, until the transaction ends. */
    int (*lock)(struct state_db *db, int64_t key, struct base_error *e);
    bool (*is_open)(const struct state_db *db); /* something was changed that is not committed */

    /* The schema: its version (0: there is none yet), and one step of schema.c, after which it has VERSION. */
    int (*version)(struct state_db *db, int *version, struct base_error *e);
    int (*migrate)(struct state_db *db, const char *step, int version, struct base_error *e);

    /* A statement is prepared once and then used many times: bound, stepped through, reset. Changes belong to the
     * transaction at hand; what begins with WITH stands for itself, and is not to be used while one is open. */
    int (*prepare)(struct state_db *db, const char *sql, struct state_statement **statement, struct base_error *e);
    void (*finish)(struct state_statement *statement); /* may be NULL */
    /* Bound bytes must live until the statement has run. A value that is none is null. */
    void (*bind_int)(struct state_statement *statement, int at, int64_t value);
    void (*bind_text)(struct state_statement *statement, int at, struct base_str text);
    void (*bind_blob)(struct state_statement *statement, int at, struct base_str bytes);
    /* BASE_OK: a row is at hand, until the next step; BASE_MISSING: there is no more. */
    int (*step)(struct state_db *db, struct state_statement *statement, struct base_error *e);
    bool (*is_null)(struct state_statement *statement, int column);
    int64_t (*get_int)(struct state_statement *statement, int column); /* null: 0 */
    struct base_str (*get_bytes)(struct state_statement *statement, int column); /* null: none */
    void (*reset)(struct state_statement *statement); /* nothing is bound afterwards */
};

/* ---- sqlite.c ---- */

/* PATH as the database; it is made where it is missing, unless it is opened to be read: BASE_MISSING. *DB is NULL on
 * failure. */
int state_sqlite_open(const char *path, bool read_only, struct state_db **db, struct base_error *e);

/* ---- postgres.c ---- */

/* URL as libpq takes it (postgresql://USER@HOST:PORT/DATABASE). *DB is NULL on failure; BASE_MISSING: libpq is not
 * installed. NAME is the address as it may be shown. */
int state_postgres_open(const char *url, const char *name, bool read_only, struct state_db **db, struct base_error *e);

#endif
