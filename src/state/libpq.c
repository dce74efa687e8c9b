/* libpq's functions by their names. */
#include "state/libpq.h"

#include <dlfcn.h>

#ifdef __APPLE__
#define LIBPQ_FILE "libpq.5.dylib"
#else
#define LIBPQ_FILE "libpq.so.5"
#endif

static const struct {
    const char *name;
    size_t offset;
} symbols[] = {
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
    /* NODELETE: what it has registered with the process cannot be taken back */
    void *library = dlopen(LIBPQ_FILE, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (library == NULL)
        return base_fail(e, BASE_MISSING,
                         "a state on PostgreSQL needs %s, which is not there (Debian: apt-get install libpq5): %s", LIBPQ_FILE,
                         dlerror());
    for (size_t i = 0; i < SYMBOLS; i++) {
        void *symbol = dlsym(library, symbols[i].name);
        if (symbol == NULL)
            return base_fail(e, BASE_MISSING, "%s has no function %s: it is too old", LIBPQ_FILE, symbols[i].name);
        memcpy((char *)libpq + symbols[i].offset, &symbol, sizeof symbol);
    }
    return BASE_OK;
}
