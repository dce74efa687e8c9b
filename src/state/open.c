/* A state: opening, the run's lock, the schema brought up to date, transactions, statements. */
#include "state/private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

/* ---- Transactions ---- */

int state_snapshot(struct state *state, struct base_error *e)
{
    int64_t ignored;
    int status = state->db->driver->begin(state->db, STATE_SNAPSHOT, e);
    return status == BASE_OK ? state_file_get(state, "", &ignored, e) : status; /* the first read fixes it */
}

int state_begin(struct state *state, struct base_error *e)
{
    return state->db->driver->begin(state->db, STATE_WRITE, e);
}

/* What could not be committed is rolled back: the archive is then cut to the length that is known. */
int state_commit(struct state *state, struct base_error *e)
{
    bool beats = state->crawler != 0 && (state_has_changes(state) || state_fleet_silent_ms(state) > state->lease_ms / 4);
    int status = beats ? state_fleet_prolong(state, e) : BASE_OK;
    if (status != BASE_OK) {
        state_roll_back(state);
        return status;
    }
    return state->db->driver->commit(state->db, e);
}

void state_roll_back(struct state *state)
{
    state->db->driver->roll_back(state->db);
}

bool state_has_changes(const struct state *state)
{
    return state->db->driver->is_open(state->db);
}

/* ---- Statements ---- */

struct state_statement *state_use(struct state *state, enum state_sql which, int *status, struct base_error *e)
{
    struct state_statement **statement = &state->statements[which];
    *status = BASE_OK;
    if (*statement == NULL)
        *status = state->db->driver->prepare(state->db, state_sql_text[which], statement, e);
    return *statement;
}

int state_step(struct state *state, struct state_statement *statement, struct base_error *e)
{
    return state->db->driver->step(state->db, statement, e);
}

void state_done(struct state_statement *statement)
{
    statement->driver->reset(statement);
}

int state_run(struct state *state, struct state_statement *statement, struct base_error *e)
{
    int status = state_step(state, statement, e);
    state_done(statement);
    return status == BASE_MISSING ? BASE_OK : status;
}

int state_out_of_memory(struct state *state, struct base_error *e)
{
    return base_fail(e, BASE_NOMEM, "%s: out of memory", state->name);
}

/* ---- Names in a state that is shared ---- */

struct base_str state_own(struct state *state, struct base_str name)
{
    if (state->archive == NULL || name.ptr == NULL)
        return name;
    struct base_str own = base_arena_printf(&state->scratch, "%s/%.*s", state->archive, (int)name.len, name.ptr);
    return own.ptr != NULL ? own : BASE_STR("");
}

struct base_str state_not_own(const struct state *state, struct base_str name)
{
    size_t len = state->archive != NULL && name.ptr != NULL ? strlen(state->archive) + 1 : 0;
    return base_str_sub(name, len < name.len ? len : name.len, name.len);
}

void state_done_own(struct state *state)
{
    base_arena_reset(&state->scratch);
}

bool state_is_shared(const struct state *state)
{
    return state->archive != NULL;
}

bool state_failure_passes(const struct state *state)
{
    return state != NULL && state->db != NULL && state->db->passes;
}

/* ---- The lock ---- */

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

/* ---- The schema ---- */

/* The next step and its number are one transaction: a run that is killed between two leaves a state that the next one
 * takes further. Another one may have taken the step meanwhile. */
static int take_step(struct state *state, int *version, struct base_error *e)
{
    const struct state_driver *driver = state->db->driver;
    int status = driver->begin(state->db, STATE_SCHEMA, e);
    if (status == BASE_OK)
        status = driver->version(state->db, version, e);
    if (status == BASE_OK && *version < state_schema_version) {
        status = driver->migrate(state->db, state_schema_steps[*version], *version + 1, e);
        ++*version;
    }
    return status == BASE_OK ? driver->commit(state->db, e) : status;
}

static int check_version(struct state *state, int version, bool read_only, struct base_error *e)
{
    if (version > state_schema_version || version < 0)
        return base_fail(e, BASE_INVALID, "%s: has schema version %d; this newsclip knows versions up to %d", state->name,
                         version, state_schema_version);
    if (!read_only || version == state_schema_version)
        return BASE_OK;
    return version > 0
        ? base_fail(e, BASE_INVALID, "%s: is of an older newsclip; the next crawl brings it up to date", state->name)
        : base_fail(e, BASE_INVALID, "%s: is no state of newsclip", state->name);
}

static int bring_up_to_date(struct state *state, bool read_only, struct base_error *e)
{
    int version = 0, status = state->db->driver->version(state->db, &version, e);
    if (status == BASE_OK)
        status = check_version(state, version, read_only, e);
    while (status == BASE_OK && version < state_schema_version)
        status = take_step(state, &version, e);
    return status;
}

/* ---- Opening ---- */

/* The database and what SQLite keeps beside it get another name. */
static int set_aside(const char *path, const char *stamp, struct base_error *e)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    char from[4096], to[4096];
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if ((size_t)snprintf(from, sizeof from, "%s%s", path, endings[i]) >= sizeof from ||
            (size_t)snprintf(to, sizeof to, "%s.%s%s", path, stamp, endings[i]) >= sizeof to)
            return base_fail(e, BASE_INVALID, "%s: the path is too long", path);
        if (rename(from, to) != 0 && errno != ENOENT)
            return base_fail(e, BASE_IO, "%s: %s", from, strerror(errno));
    }
    return BASE_OK;
}

/* Of a state that is shared only what says how far this archive's files go is forgotten: pages are put again. */
static int forget_archive(struct state *state, struct base_error *e)
{
    int status;
    for (int which = STATE_SQL_FILE_FORGET; which <= STATE_SQL_KEPT_FORGET_ALL; which++) {
        struct state_statement *statement = state_use(state, (enum state_sql)which, &status, e);
        if (statement == NULL)
            return status;
        state_bind_str(statement, 1, state_own(state, BASE_STR("")));
        state_bind_str(statement, 2, state_own(state, BASE_STR("\x7f"))); /* behind all names */
        status = state_run(state, statement, e);
        state_done_own(state);
        if (status != BASE_OK)
            return status;
    }
    return BASE_OK;
}

static int open_sqlite(struct state *state, const char *dir, bool read_only, const char *stamp, struct base_error *e)
{
    int status = BASE_OK;
    if ((state->name = join(dir, "state.db")) == NULL)
        return base_fail(e, BASE_NOMEM, "%s: out of memory", dir);
    if (stamp != NULL)
        status = set_aside(state->name, stamp, e);
    return status == BASE_OK ? state_sqlite_open(state->name, read_only, &state->db, e) : status;
}

static int open_postgres(struct state *state, struct state_conf *conf, bool read_only, struct base_error *e)
{
    char shown[256];
    state_conf_show(conf->url, shown, sizeof shown);
    if ((state->name = strdup(shown)) == NULL)
        return base_fail(e, BASE_NOMEM, "%s: out of memory", shown);
    state->archive = conf->archive;
    conf->archive = NULL;
    return state_postgres_open(conf->url, state->name, read_only, &state->db, e);
}

/* STAMP: the old database is kept under a name that ends in it; NULL: it is opened. */
static int open_state(const char *dir, bool read_only, const char *stamp, struct state **out, struct base_error *e)
{
    struct state *state = calloc(1, sizeof *state);
    struct state_conf conf = {0};
    int status = BASE_OK;
    *out = NULL;
    if (state == NULL)
        return base_fail(e, BASE_NOMEM, "%s: out of memory", dir);
    state->lock = -1;
    base_arena_init(&state->scratch, 0);
    if (!read_only)
        status = base_file_make_dirs(dir, e);
    if (status == BASE_OK && !read_only)
        status = take_lock(state, dir, e);
    if (status == BASE_OK)
        status = state_conf_read(dir, &conf, e);
    if (status == BASE_OK && conf.url != NULL)
        status = open_postgres(state, &conf, read_only, e);
    else if (status == BASE_OK)
        status = open_sqlite(state, dir, read_only, stamp, e);
    if (status == BASE_OK)
        status = bring_up_to_date(state, read_only, e);
    if (status == BASE_OK && stamp != NULL && state->archive != NULL)
        status = forget_archive(state, e);
    state_conf_free(&conf);
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
        if (state->statements[i] != NULL)
            state->statements[i]->driver->finish(state->statements[i]);
    if (state->db != NULL)
        state->db->driver->close(state->db);
    if (state->lock >= 0)
        close(state->lock);
    base_arena_free(&state->scratch);
    free(state->archive);
    free(state->name);
    free(state);
}
