/* The state in one SQLite file: opening, locking, transactions, statements. */
#include "state/private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

enum { BUSY_MS = 10000 };

int state_sqlite_fail(struct state *state, int result, struct base_error *e)
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
    return base_fail(e, status, "%s: %s", state->path, state->db != NULL ? sqlite3_errmsg(state->db) : "out of memory");
}

sqlite3_stmt *state_sqlite_use(struct state *state, enum state_sql which, int *status, struct base_error *e)
{
    sqlite3_stmt **statement = &state->statements[which];
    *status = BASE_OK;
    if (*statement == NULL) {
        int result = sqlite3_prepare_v3(state->db, state_sql_text[which], -1, SQLITE_PREPARE_PERSISTENT,
                                        statement, NULL);
        if (result != SQLITE_OK)
            *status = state_sqlite_fail(state, result, e);
    }
    return *statement;
}

int state_sqlite_run(struct state *state, sqlite3_stmt *statement, struct base_error *e)
{
    int result = sqlite3_step(statement), status = BASE_OK;
    if (result != SQLITE_DONE)
        status = state_sqlite_fail(state, result, e);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return status;
}

static int run(struct state *state, enum state_sql which, struct base_error *e)
{
    int status;
    sqlite3_stmt *statement = state_sqlite_use(state, which, &status, e);
    return statement != NULL ? state_sqlite_run(state, statement, e) : status;
}

int state_snapshot(struct state *state, struct base_error *e)
{
    int64_t ignored;
    int status = run(state, STATE_SQL_SNAPSHOT, e);
    return status == BASE_OK ? state_file_get(state, "", &ignored, e) : status; /* the first read fixes it */
}

int state_begin(struct state *state, struct base_error *e)
{
    return run(state, STATE_SQL_BEGIN, e);
}

/* What could not be committed is rolled back: the archive is then cut to the length that is known. */
int state_commit(struct state *state, struct base_error *e)
{
    int status = run(state, STATE_SQL_COMMIT, e);
    if (status != BASE_OK && !sqlite3_get_autocommit(state->db))
        run(state, STATE_SQL_ROLLBACK, NULL);
    return status;
}

/* ---- Opening ---- */

static char *join(const char *dir, const char *name)
{
    size_t dir_len = strlen(dir), name_len = strlen(name);
    char *path = malloc(dir_len + name_len + 2);
    if (path != NULL) {
        memcpy(path, dir, dir_len);
        path[dir_len] = '/';
        memcpy(path + dir_len + 1, name, name_len + 1);
    }
    return path;
}

/* Who holds the lock wrote its process id there, for this message. */
static int fail_locked(const char *dir, int fd, struct base_error *e)
{
    char text[24] = "";
    size_t pid;
    ssize_t n = pread(fd, text, sizeof text - 1, 0);
    struct base_str line = base_str_trim((struct base_str){text, n > 0 ? (size_t)n : 0});
    if (base_str_to_size(line, INT32_MAX, &pid))
        return base_fail(e, BASE_BUSY, "%s: another run holds the lock (process %zu)", dir, pid);
    return base_fail(e, BASE_BUSY, "%s: another run holds the lock", dir);
}

/* flock goes with the process, however that ends; the file itself stays. */
static int take_lock(struct state *state, const char *dir, struct base_error *e)
{
    char *path = join(dir, "lock"), pid[24];
    int status = BASE_OK;
    if (path == NULL)
        return base_fail(e, BASE_NOMEM, "%s: out of memory", dir);
    state->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (state->lock < 0) {
        status = base_fail(e, BASE_IO, "%s: %s", path, strerror(errno));
    } else if (flock(state->lock, LOCK_EX | LOCK_NB) != 0) {
        status = errno == EWOULDBLOCK ? fail_locked(dir, state->lock, e)
                                      : base_fail(e, BASE_IO, "%s: %s", path, strerror(errno));
    } else {
        int len = snprintf(pid, sizeof pid, "%ld\n", (long)getpid());
        if (ftruncate(state->lock, 0) != 0 || base_file_write_all(state->lock, pid, (size_t)len) != BASE_OK)
            status = base_fail(e, BASE_IO, "%s: %s", path, strerror(errno));
    }
    free(path);
    return status;
}

static int read_version(struct state *state, int *version, struct base_error *e)
{
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(state->db, "PRAGMA user_version", -1, &statement, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_step(statement);
    int status = result == SQLITE_ROW ? BASE_OK : state_sqlite_fail(state, result, e);
    if (status == BASE_OK)
        *version = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return status;
}

static int execute(struct state *state, const char *sql, struct base_error *e)
{
    int result = sqlite3_exec(state->db, sql, NULL, NULL, NULL);
    return result == SQLITE_OK ? BASE_OK : state_sqlite_fail(state, result, e);
}

/* Each step and its number are one transaction: a run that is killed between two leaves a state that the next
 * one takes further. */
static int migrate(struct state *state, int version, struct base_error *e)
{
    int status = BASE_OK;
    for (; status == BASE_OK && version < state_schema_version; version++) {
        char number[48];
        snprintf(number, sizeof number, "PRAGMA user_version = %d", version + 1);
        status = execute(state, "BEGIN IMMEDIATE", e);
        if (status == BASE_OK)
            status = execute(state, state_schema_steps[version], e);
        if (status == BASE_OK)
            status = execute(state, number, e);
        if (status == BASE_OK)
            status = execute(state, "COMMIT", e);
    }
    return status;
}

/* FULL: a commit is on the disk when it returns, in WAL mode, too. */
static int prepare_database(struct state *state, bool read_only, struct base_error *e)
{
    int version = 0, status;
    sqlite3_busy_timeout(state->db, BUSY_MS);
    sqlite3_extended_result_codes(state->db, 1);
    if ((status = read_version(state, &version, e)) != BASE_OK)
        return status;
    if (version > state_schema_version || version < 0)
        return base_fail(e, BASE_INVALID, "%s: has schema version %d; this newsclip knows versions up to %d",
                         state->path, version, state_schema_version);
    if (read_only)
        return version == state_schema_version ? BASE_OK
               : version > 0 ? base_fail(e, BASE_INVALID, "%s: is of an older newsclip; the next crawl brings it up to date",
                                         state->path)
                             : base_fail(e, BASE_INVALID, "%s: is no state of newsclip", state->path);
    status = execute(state, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;", e);
    return status == BASE_OK ? migrate(state, version, e) : status;
}

static int open_database(struct state *state, bool read_only, struct base_error *e)
{
    int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    if (read_only && access(state->path, F_OK) != 0)
        return base_fail(e, BASE_MISSING, "%s: %s", state->path, strerror(errno));
    int result = sqlite3_open_v2(state->path, &state->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    return result == SQLITE_OK ? prepare_database(state, read_only, e) : state_sqlite_fail(state, result, e);
}

/* The database and what SQLite keeps beside it get another name. */
static int set_aside(struct state *state, const char *stamp, struct base_error *e)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    char from[4096], to[4096];
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if ((size_t)snprintf(from, sizeof from, "%s%s", state->path, endings[i]) >= sizeof from ||
            (size_t)snprintf(to, sizeof to, "%s.%s%s", state->path, stamp, endings[i]) >= sizeof to)
            return base_fail(e, BASE_INVALID, "%s: the path is too long", state->path);
        if (rename(from, to) != 0 && errno != ENOENT)
            return base_fail(e, BASE_IO, "%s: %s", from, strerror(errno));
    }
    return BASE_OK;
}

/* STAMP: the old database is kept under a name that ends in it; NULL: it is opened. */
static int open_state(const char *dir, bool read_only, const char *stamp, struct state **out, struct base_error *e)
{
    struct state *state = calloc(1, sizeof *state);
    int status = BASE_OK;
    *out = NULL;
    if (state == NULL)
        return base_fail(e, BASE_NOMEM, "%s: out of memory", dir);
    state->lock = -1;
    state->path = join(dir, "state.db");
    if (state->path == NULL)
        status = base_fail(e, BASE_NOMEM, "%s: out of memory", dir);
    if (status == BASE_OK && !read_only)
        status = base_file_make_dirs(dir, e);
    if (status == BASE_OK && !read_only)
        status = take_lock(state, dir, e);
    if (status == BASE_OK && stamp)
        status = set_aside(state, stamp, e);
    if (status == BASE_OK)
        status = open_database(state, read_only, e);
    if (status != BASE_OK) {
        state_close(state);
        return status;
    }
    *out = state;
    return BASE_OK;
}

int state_open(const char *dir, bool read_only, struct state **state, struct base_error *e)
{
    return open_state(dir, read_only, NULL, state, e);
}

int state_open_anew(const char *dir, const char *stamp, struct state **state, struct base_error *e)
{
    return open_state(dir, false, stamp, state, e);
}

void state_close(struct state *state)
{
    if (state == NULL)
        return;
    for (size_t i = 0; i < STATE_SQL_STATEMENTS; i++)
        sqlite3_finalize(state->statements[i]);
    sqlite3_close(state->db); /* rolls an open transaction back */
    if (state->lock >= 0)
        close(state->lock);
    free(state->path);
    free(state);
}
