/*
 * A fleet: crawlers that share a state on PostgreSQL. Each has a row in crawler, whose id is its epoch: it grows, and none
 * is given twice. The row says how long its lease goes, by the database's clock; each commit prolongs it within the same
 * transaction, so that after its end, or without the row, nothing can be committed. While that transaction holds the
 * row, nobody takes the crawler for dead. Portals are held by a crawler (table lease), and so is the turn to ask a host.
 * Statements that begin with WITH stand outside of the transaction at hand (driver.h).
 */
#include "state/private.h"

#include <unistd.h>

static void took_part(struct state *state)
{
    state->beat_ms = base_time_monotonic_ms();
}

/* One row of one number is what the statement gives; BASE_MISSING: none. */
static int ask_number(struct state *state, struct state_statement *statement, int64_t *number, struct base_error *e)
{
    int status = state_step(state, statement, e);
    if (status == BASE_OK)
        *number = state_column_int(statement, 0);
    state_done(statement);
    return status;
}

/* ---- Crawlers ---- */

/* Ends the leases that are over, and those of crawler ID, and of ARCHIVE on MACHINE. */
static int end_leases(struct state *state, int64_t id, struct base_str archive, struct base_str machine,
                      struct base_error *e)
{
    int status;
    int64_t ended;
    struct state_statement *statement = state_use(state, STATE_SQL_CRAWLER_END, &status, e);
    if (statement == NULL)
        return status;
    state_bind_int(statement, 1, id);
    state_bind_str(statement, 2, archive);
    state_bind_str(statement, 3, machine);
    return ask_number(state, statement, &ended, e);
}

int state_fleet_reap(struct state *state, struct base_error *e)
{
    return end_leases(state, 0, BASE_STR(""), BASE_STR(""), e);
}

/* Somebody else's crawl goes on under the same name: a folder was copied to another machine. */
static int check_copies(struct state *state, struct base_str machine, struct base_error *e)
{
    int status;
    struct state_statement *statement = state_use(state, STATE_SQL_CRAWLER_COPY, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, base_str(state->archive));
    state_bind_str(statement, 2, machine);
    status = state_step(state, statement, e);
    if (status == BASE_OK)
        status = base_fail(e, BASE_BUSY, "%s: an archive with this one's name (state.conf) is being written on %.*s",
                           state->name, BASE_STR_ARG(statement->driver->get_bytes(statement, 0)));
    state_done(statement);
    return status == BASE_MISSING ? BASE_OK : status;
}

static int enter(struct state *state, struct base_str machine, int64_t *now_ms, struct base_error *e)
{
    int status;
    struct state_statement *statement = state_use(state, STATE_SQL_CRAWLER_ADD, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, base_str(state->archive));
    state_bind_str(statement, 2, machine);
    state_bind_int(statement, 3, state->lease_ms);
    status = state_step(state, statement, e);
    if (status == BASE_OK) {
        state->crawler = state_column_int(statement, 0);
        *now_ms = state_column_int(statement, 1);
    }
    state_done(statement);
    return status;
}

/* The run's lock is held: what an earlier run of this archive left is over. */
int state_fleet_join(struct state *state, int64_t lease_ms, int64_t *now_ms, struct base_error *e)
{
    char name[256] = "";
    int64_t ignored;
    int status;
    if (!state_is_shared(state))
        return base_fail(e, BASE_INVALID, "%s: the state of one archive alone", state->name);
    gethostname(name, sizeof name - 1);
    struct base_str machine = base_str(name);
    state->lease_ms = lease_ms;
    struct state_statement *set = state_use(state, STATE_SQL_FLEET_SET, &status, e);
    if (set != NULL)
        status = ask_number(state, set, &ignored, e);
    if (status == BASE_OK)
        status = check_copies(state, machine, e);
    if (status == BASE_OK)
        status = end_leases(state, 0, base_str(state->archive), machine, e);
    if (status == BASE_OK)
        status = enter(state, machine, now_ms, e);
    state->db->fenced = true;
    took_part(state);
    return status;
}

int state_fleet_leave(struct state *state, struct base_error *e)
{
    int64_t id = state->crawler;
    state->crawler = 0;
    return id != 0 ? end_leases(state, id, BASE_STR(""), BASE_STR(""), e) : BASE_OK;
}

int64_t state_fleet_silent_ms(const struct state *state)
{
    return base_time_monotonic_ms() - state->beat_ms;
}

/* Within the transaction that is to be committed. */
int state_fleet_prolong(struct state *state, struct base_error *e)
{
    int status;
    int64_t id;
    struct state_statement *statement = state_use(state, STATE_SQL_CRAWLER_PROLONG, &status, e);
    if (statement == NULL)
        return status;
    state_bind_int(statement, 1, state->lease_ms);
    state_bind_int(statement, 2, state->crawler);
    status = ask_number(state, statement, &id, e);
    if (status == BASE_OK)
        took_part(state);
    if (status != BASE_MISSING)
        return status;
    state->db->passes = true;
    return base_fail(e, BASE_BUSY, "%s: this crawler was not heard of for too long, and its lease ended", state->name);
}

/* ---- Portals ---- */

/* Names are those of folders: nothing in them is a space. */
static int join_names(struct state *state, const struct base_str_list *names, struct base_buf *out,
                      struct base_error *e)
{
    for (size_t i = 0; i < names->count; i++) {
        base_buf_add_z(out, i > 0 ? " " : "");
        base_buf_add_str(out, names->items[i]);
    }
    return out->failed ? state_out_of_memory(state, e) : BASE_OK;
}

int state_fleet_name(struct state *state, const struct base_str_list *names, struct base_error *e)
{
    struct base_buf joined = BASE_BUF_INIT;
    int64_t made;
    int status = join_names(state, names, &joined, e);
    struct state_statement *statement = status == BASE_OK ? state_use(state, STATE_SQL_LEASE_NAME, &status, e) : NULL;
    if (statement != NULL) {
        state_bind_str(statement, 1, base_buf_str(&joined));
        status = ask_number(state, statement, &made, e);
    }
    base_buf_free(&joined);
    return status;
}

static int read_leases(struct state *state, struct state_statement *statement, struct base_arena *arena,
                       struct base_str_list *ours, struct base_str_list *others, struct base_error *e)
{
    int status;
    while ((status = state_step(state, statement, e)) == BASE_OK)
        base_str_list_add(arena, state_column_int(statement, 1) != 0 ? ours : others,
                          state_column_str(statement, 0, arena));
    state_done(statement);
    if (arena->failed)
        return state_out_of_memory(state, e);
    return status == BASE_MISSING ? BASE_OK : status;
}

int state_fleet_lease(struct state *state, struct base_arena *arena, const struct base_str_list *names, int64_t since_ms,
                      size_t most, struct base_str_list *ours, struct base_str_list *others, struct base_error *e)
{
    struct base_buf joined = BASE_BUF_INIT;
    int status = join_names(state, names, &joined, e);
    struct state_statement *statement = status == BASE_OK ? state_use(state, STATE_SQL_LEASE_TAKE, &status, e) : NULL;
    if (statement != NULL) {
        state_bind_int(statement, 1, state->crawler);
        state_bind_str(statement, 2, base_buf_str(&joined));
        state_bind_int(statement, 3, since_ms);
        state_bind_int(statement, 4, (int64_t)most);
        state_bind_str(statement, 5, base_buf_str(&joined));
        state_bind_int(statement, 6, since_ms);
        status = read_leases(state, statement, arena, ours, others, e);
    }
    base_buf_free(&joined);
    return status;
}

int state_fleet_finish(struct state *state, struct base_str portal, struct base_error *e)
{
    int status;
    struct state_statement *statement = state_use(state, STATE_SQL_LEASE_FINISH, &status, e);
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, portal);
    state_bind_int(statement, 2, state->crawler);
    return state_run(state, statement, e);
}

/* ---- Turns to ask a host ---- */

int state_turn_take(struct state *state, struct base_str host, int64_t delay_ms, int64_t *wait_ms, struct base_error *e)
{
    int status;
    struct state_statement *statement = state_use(state, STATE_SQL_TURN_TAKE, &status, e);
    *wait_ms = BASE_LIMIT_TURN_WAIT_MS;
    if (statement == NULL)
        return status;
    state_bind_str(statement, 1, host);
    state_bind_int(statement, 2, delay_ms);
    state_bind_int(statement, 3, state->crawler);
    state_bind_int(statement, 4, BASE_LIMIT_TURN_WAIT_MS);
    state_bind_str(statement, 5, host);
    status = ask_number(state, statement, wait_ms, e);
    return status == BASE_MISSING ? BASE_OK : status; /* the lease is over: the next commit says so */
}

int state_turn_give(struct state *state, struct base_str host, int64_t delay_ms, struct base_error *e)
{
    int status;
    int64_t given;
    struct state_statement *statement = state_use(state, STATE_SQL_TURN_GIVE, &status, e);
    if (statement == NULL)
        return status;
    state_bind_int(statement, 1, delay_ms);
    state_bind_str(statement, 2, host);
    state_bind_int(statement, 3, state->crawler);
    return ask_number(state, statement, &given, e);
}

/* ---- Pages that two portals may share ---- */

int state_page_lock(struct state *state, struct base_str url, struct base_error *e)
{
    return state->db->driver->lock(state->db, (int64_t)base_hash64(url), e);
}
