/*
 * libpq, opened at run time, when a state on PostgreSQL is asked for: nobody else has to have it. The prototypes are those
 * of its documentation (PostgreSQL, "libpq - C Library"), whose binary interface has been the same since libpq.so.5 of
 * 2006; so its header is not needed to build either.
 */
#ifndef STATE_LIBPQ_H
#define STATE_LIBPQ_H

#include "base/base.h"

typedef struct pg_conn PGconn;
typedef struct pg_result PGresult;

/* Values of libpq's enums that are used here. */
enum { LIBPQ_CONNECTION_OK = 0 };
enum { LIBPQ_COMMAND_OK = 1, LIBPQ_TUPLES_OK = 2 };
enum { LIBPQ_IN_TRANSACTION = 2, LIBPQ_IN_ERROR = 3 };
enum { LIBPQ_SQLSTATE = 'C' };
enum { LIBPQ_BYTEA = 17 }; /* type of a parameter */

struct libpq {
    PGconn *(*connectdb)(const char *const *keywords, const char *const *values, int expand_dbname);
    void (*finish)(PGconn *connection);
    int (*status)(const PGconn *connection);
    int (*transaction_status)(const PGconn *connection);
    int (*server_version)(const PGconn *connection);
    char *(*error_message)(const PGconn *connection);
    void (*(*set_notice_processor)(PGconn *connection, void (*process)(void *context, const char *message),
                                   void *context))(void *context, const char *message);
    PGresult *(*exec)(PGconn *connection, const char *command);
    PGresult *(*prepare)(PGconn *connection, const char *name, const char *sql, int count, const unsigned *types);
    PGresult *(*describe)(PGconn *connection, const char *name);
    PGresult *(*exec_prepared)(PGconn *connection, const char *name, int count, const char *const *values,
                               const int *lengths, const int *formats, int result_format);
    int (*result_status)(const PGresult *result);
    char *(*result_error)(const PGresult *result, int field);
    int (*row_count)(const PGresult *result);
    int (*is_null)(const PGresult *result, int row, int column);
    char *(*value)(const PGresult *result, int row, int column);
    int (*length)(const PGresult *result, int row, int column);
    unsigned (*parameter_type)(const PGresult *result, int parameter);
    void (*clear)(PGresult *result);
};

/* Fills LIBPQ; it stays loaded. BASE_MISSING: there is no libpq, or an old one. */
int state_libpq_open(struct libpq *libpq, struct base_error *e);

#endif
