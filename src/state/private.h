/* state, within the room: the connection to SQLite and its statements. */
#ifndef STATE_PRIVATE_H
#define STATE_PRIVATE_H

#include "state/state.h"

#include <sqlite3.h>

enum state_sql {
    STATE_SQL_BEGIN,
    STATE_SQL_SNAPSHOT,
    STATE_SQL_COMMIT,
    STATE_SQL_ROLLBACK,
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
    STATE_SQL_PLACE_ADD,
    STATE_SQL_PLACE_GET,
    STATE_SQL_STATEMENTS
};

struct state {
    sqlite3 *db;
    char *path; /* DIR/state.db, for messages */
    int lock;   /* descriptor of DIR/lock; -1: read only */
    sqlite3_stmt *statements[STATE_SQL_STATEMENTS]; /* prepared when first used */
};

/* statements.c: the text of each statement. */
extern const char *const state_sql_text[STATE_SQL_STATEMENTS];
/* schema.c */
extern const char *const state_schema_steps[];
extern const int state_schema_version; /* how many steps there are */

/* rows.c: what all files of rows use. The bound bytes must live until the statement has run. */
void state_bind_str(sqlite3_stmt *statement, int at, struct base_str s);
void state_bind_time(sqlite3_stmt *statement, int at, int64_t t); /* BASE_TIME_NONE: null */
struct base_str state_column_str(sqlite3_stmt *statement, int at, struct base_arena *arena); /* a copy in ARENA */
int64_t state_column_time(sqlite3_stmt *statement, int at);
/* One step: BASE_OK with a row at hand, BASE_MISSING without; state_done resets the statement afterwards. */
int state_step(struct state *state, sqlite3_stmt *statement, struct base_error *e);
void state_done(sqlite3_stmt *statement);
int state_page_columns(void); /* how many PAGE_COLUMNS are: what else is selected stands behind them */
void state_page_read(sqlite3_stmt *statement, struct base_arena *arena, struct state_page *page);
int state_out_of_memory(struct state *state, struct base_error *e);

/* Writes SQLite's message about RESULT, with the file's name, and gives the status it stands for. */
int state_sqlite_fail(struct state *state, int result, struct base_error *e);
/* The statement, reset and ready to be bound; NULL when it failed. */
sqlite3_stmt *state_sqlite_use(struct state *state, enum state_sql which, int *status, struct base_error *e);
/* Runs a bound statement that gives no rows. */
int state_sqlite_run(struct state *state, sqlite3_stmt *statement, struct base_error *e);

#endif
