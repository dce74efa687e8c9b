/* libpq's functions by their names. */
#include "state/libpq.h"

#ifdef __APPLE__
static const char *const files[] = {"libpq.5.dylib", NULL};
#else
static const char *const files[] = {"libpq.so.5", NULL};
#endif

static const struct base_symbol symbols[] = {
    {"PQconnectdbParams", offsetof(struct libpq, connectdb)},
    {"PQfinish", offsetof(struct libpq, finish)},
    {"PQstatus", offsetof(struct libpq, status)},
    {"PQtransactionStatus", offsetof(struct libpq, transaction_status)},
    {"PQserverVersion", offsetof(struct libpq, server_version)},
    {"PQerrorMessage", offsetof(struct libpq, error_message)},
    {"PQsetNoticeProcessor", offsetof(struct libpq, set_notice_processor)},
    {"PQexec", offsetof(struct libpq, exec)},
    {"PQprepare", offsetof(struct libpq, prepare)},
    {"PQdescribePrepared", offsetof(struct libpq, describe)},
    {"PQexecPrepared", offsetof(struct libpq, exec_prepared)},
    {"PQresultStatus", offsetof(struct libpq, result_status)},
    {"PQresultErrorField", offsetof(struct libpq, result_error)},
    {"PQntuples", offsetof(struct libpq, row_count)},
    {"PQgetisnull", offsetof(struct libpq, is_null)},
    {"PQgetvalue", offsetof(struct libpq, value)},
    {"PQgetlength", offsetof(struct libpq, length)},
    {"PQparamtype", offsetof(struct libpq, parameter_type)},
    {"PQclear", offsetof(struct libpq, clear)},
};
enum { SYMBOLS = sizeof symbols / sizeof *symbols };
_Static_assert(sizeof(struct libpq) == SYMBOLS * sizeof(void *), "each function has its name");

int state_libpq_open(struct libpq *libpq, struct base_error *e)
{
    return base_library_open(files, "a state on PostgreSQL (Debian: apt-get install libpq5)", symbols, SYMBOLS, libpq, e);
}
