/* state, within the room: its statements, and how rows are bound to and read from them. */
#ifndef STATE_PRIVATE_H
#define STATE_PRIVATE_H

#include "state/driver.h"
#include "state/state.h"

enum state_sql {
    STATE_SQL_PAGE_GET,
    STATE_SQL_PAGE_WITH_KEY, /* in the order of enum state_page_trait */
    STATE_SQL_PAGE_WITH_CLAIM,
    STATE_SQL_PAGE_WITH_IDENT,
    STATE_SQL_PAGE_WITH_HASH,
    STATE_SQL_PAGE_URLS,
    STATE_SQL_PAGE_OTHERS,
    STATE_SQL_PAGE_MOVE,
    STATE_SQL_PAGE_DUE,
    STATE_SQL_PAGE_DUE_COUNT,
    STATE_SQL_PAGE_PUT,
    STATE_SQL_PAGE_EACH,
    STATE_SQL_LINKS_PUT,
    STATE_SQL_LINKS_GET,
    STATE_SQL_FILE_PUT,
    STATE_SQL_FILE_GET,
    STATE_SQL_PORTAL_PUT,
    STATE_SQL_PORTAL_EACH,
    STATE_SQL_COUNT,
    STATE_SQL_COUNT_EACH,
    STATE_SQL_KEPT_PUT,
    STATE_SQL_KEPT_GET,
    STATE_SQL_KEPT_FORGET,
    STATE_SQL_KEPT_FORGET_PLACE,
    STATE_SQL_KEPT_BY_DIGEST,
    STATE_SQL_FILE_EACH,
    STATE_SQL_ROBOTS_PUT,
    STATE_SQL_ROBOTS_GET,
    STATE_SQL_PORTAL_GET,
    STATE_SQL_PAGE_LAST,
    STATE_SQL_PAGE_TOTALS,
    STATE_SQL_HEALTH_ADD,
    STATE_SQL_HEALTH_EACH,
    STATE_SQL_WATCH_GET,
    STATE_SQL_WATCH_PUT,
    STATE_SQL_WATCH_DROP,
    STATE_SQL_WATCH_EACH,
    STATE_SQL_NOTICE_GET,
    STATE_SQL_NOTICE_PUT,
    STATE_SQL_NOTICE_DROP,
    STATE_SQL_NOTICE_EACH,
    STATE_SQL_ARRIVAL_ADD,
    STATE_SQL_ARRIVAL_EACH,
    STATE_SQL_SOURCE_GET,
    STATE_SQL_SOURCE_PUT,
    STATE_SQL_SOURCE_EACH,
    STATE_SQL_HOST_PUT,
    STATE_SQL_HOST_DROP,
    STATE_SQL_HOST_GET,
    STATE_SQL_HOST_EACH,
    STATE_SQL_FILE_FORGET,
    STATE_SQL_KEPT_FORGET_ALL, /* behind the other */
    STATE_SQL_FLEET_SET,
    STATE_SQL_CRAWLER_COPY,
    STATE_SQL_CRAWLER_ADD,
    STATE_SQL_CRAWLER_END,
    STATE_SQL_CRAWLER_PROLONG,
    STATE_SQL_LEASE_NAME,
    STATE_SQL_LEASE_TAKE,
    STATE_SQL_LEASE_FINISH,
    STATE_SQL_TURN_TAKE,
    STATE_SQL_TURN_GIVE,
    STATE_SQL_PLACE_ADD,
    STATE_SQL_PLACE_GET,
    STATE_SQL_STATEMENTS
};

struct state {
    struct state_db *db;
    char *name; /* DIR/state.db, or the server's address, for messages */
    int lock;   /* descriptor of DIR/lock; -1: read only */
    char *archive; /* its name in a state that others share; NULL: it has its own */
    int64_t crawler, lease_ms; /* its epoch in the fleet, 0: it is in none; how long its lease goes */
    int64_t beat_ms; /* monotonic: when the fleet heard of it last */
    struct base_arena scratch; /* names as they stand there, for one statement */
    struct state_statement *statements[STATE_SQL_STATEMENTS]; /* prepared when first used */
};

/* statements.c: the text of each statement. */
extern const char *const state_sql_text[STATE_SQL_STATEMENTS];
/* schema.c */
extern const char *const state_schema_steps[];
extern const int state_schema_version; /* how many steps there are */

/* ---- conf.c: DIR/state.conf ---- */

struct state_conf {
    char *url, *archive; /* NULL: there is none, the state is DIR/state.db */
};
int state_conf_read(const char *dir, struct state_conf *conf, struct base_error *e);
void state_conf_free(struct state_conf *conf);
void state_conf_show(const char *url, char *out, size_t size); /* for messages: neither user nor password */

/* ---- fleet.c ---- */

/* The lease begins anew, within the transaction that is to be committed. BASE_BUSY: it has ended. */
int state_fleet_prolong(struct state *state, struct base_error *e);

/* ---- open.c: statements are used, bound, stepped through, done ---- */

/* The statement, reset and ready to be bound; NULL when it failed. */
struct state_statement *state_use(struct state *state, enum state_sql which, int *status, struct base_error *e);
/* One step: BASE_OK with a row at hand, BASE_MISSING without; state_done resets the statement afterwards. */
int state_step(struct state *state, struct state_statement *statement, struct base_error *e);
void state_done(struct state_statement *statement);
/* Runs a bound statement that gives no rows. */
int state_run(struct state *state, struct state_statement *statement, struct base_error *e);
int state_out_of_memory(struct state *state, struct base_error *e);
/* What belongs to this archive alone, a file and what is kept of an address, as others that share the state do not know it:
 * "ARCHIVE/NAME". Lives until state_done_own. */
struct base_str state_own(struct state *state, struct base_str name);
struct base_str state_not_own(const struct state *state, struct base_str name); /* and back */
void state_done_own(struct state *state);

/* ---- Values. The bound bytes must live until the statement has run ---- */

static inline void state_bind_int(struct state_statement *statement, int at, int64_t value)
{
    statement->driver->bind_int(statement, at, value);
}
static inline void state_bind_str(struct state_statement *statement, int at, struct base_str s)
{
    statement->driver->bind_text(statement, at, s);
}
static inline void state_bind_blob(struct state_statement *statement, int at, struct base_str bytes)
{
    statement->driver->bind_blob(statement, at, bytes);
}
static inline int64_t state_column_int(struct state_statement *statement, int at) /* null: 0 */
{
    return statement->driver->get_int(statement, at);
}
void state_bind_time(struct state_statement *statement, int at, int64_t t); /* BASE_TIME_NONE: null */
int64_t state_column_time(struct state_statement *statement, int at);
struct base_str state_column_str(struct state_statement *statement, int at, struct base_arena *arena); /* a copy in ARENA */

/* ---- rows.c ---- */

int state_page_columns(void); /* how many PAGE_COLUMNS are: what else is selected stands behind them */
void state_page_read(struct state_statement *statement, struct base_arena *arena, struct state_page *page);

#endif
