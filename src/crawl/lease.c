/*
 * Portals leased from a state that crawlers of several machines share: some at a time, each until it is done. Who is not
 * heard of any more loses them to others; what it had not committed it sets aside when it comes to, and begins a new
 * round. The turn to ask a host is taken from the state, too.
 */
#include "crawl/private.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    NAMES = 256,          /* portals asked for in one statement */
    AT_ONCE = 8,          /* leased by one: so that crawlers that begin together share them */
    LOOK_MS = 250,        /* between two such statements */
    LOOK_AGAIN_MS = 1000, /* where the last one gave nothing */
    IDLE_MS = 100,
    RECONNECT_FIRST_MS = 1000,
    DAY_S = 86400,
    MOST_DAYS = 31        /* of files that are searched for what a lost run left */
};

static int64_t lease_ms(const struct crawl *crawl)
{
    return crawl->options->lease_ms ? crawl->options->lease_ms : (int64_t)BASE_LIMIT_LEASE_S * 1000;
}

/* What stands outside of transactions has to wait for the one at hand; a commit is a sign of life, too. */
static bool step_out(struct crawl *crawl)
{
    if (crawl->status == BASE_OK &&
        (state_has_changes(crawl->state) || state_fleet_silent_ms(crawl->state) > lease_ms(crawl) / 4))
        crawl_commit(crawl);
    return crawl->status == BASE_OK;
}

bool crawl_address_fits(const struct crawl *crawl, struct base_str url)
{
    return url.len <= BASE_LIMIT_STATE_URL_BYTES || !state_is_shared(crawl->state);
}

/* ---- Turns ---- */

static int64_t take_turn(void *context, struct base_str host, int64_t delay_ms)
{
    struct crawl *crawl = context;
    struct base_error e = {""};
    int64_t wait = IDLE_MS;

    if (step_out(crawl))
        crawl_check(crawl, state_turn_take(crawl->state, host, delay_ms, &wait, &e), &e);
    return wait;
}

static void give_turn(void *context, struct base_str host, int64_t delay_ms)
{
    struct crawl *crawl = context;
    struct base_error e = {""};

    if (step_out(crawl))
        crawl_check(crawl, state_turn_give(crawl->state, host, delay_ms, &e), &e);
}

/* ---- What a lost run left ---- */

/* DIR/settled is as old as the last time that was seen to. */
static void marker_of(const struct crawl *crawl, char path[4096])
{
    snprintf(path, 4096, "%s/settled", crawl->options->dir);
}

static int64_t last_settled(const struct crawl *crawl)
{
    char path[4096];
    struct stat st;

    marker_of(crawl, path);
    return stat(path, &st) == 0 ? (int64_t)st.st_mtime : 0;
}

static int note_settled(const struct crawl *crawl, int64_t when, struct base_error *e)
{
    char path[4096];
    struct timespec times[2] = {{.tv_sec = (time_t)when}, {.tv_sec = (time_t)when}};
    int fd, status = BASE_OK;

    marker_of(crawl, path);
    fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0 || futimens(fd, times) != 0)
        status = base_fail(e, BASE_IO, "%s: %s", path, strerror(errno));
    if (fd >= 0)
        close(fd);
    return status;
}

/* The WARC file of PORTAL and the day of T, where it is longer than what was committed. */
static int settle_warc(struct crawl *crawl, const char *portal, int64_t t, int64_t since, struct base_error *e)
{
    char path[4096];
    struct write_place place;
    struct stat st;
    int64_t committed = 0;
    int status = write_archive_name(portal, t, ".warc.gz", &place, e);

    snprintf(path, sizeof path, "%s/%s", crawl->options->dir, place.file);
    if (status != BASE_OK || stat(path, &st) != 0 || st.st_size == 0 || (int64_t)st.st_mtime < since - 1)
        return status;
    status = state_file_get(crawl->state, place.file, &committed, e);
    if (status == BASE_OK && (int64_t)st.st_size != committed)
        status = write_archive_settle_file(crawl->archive, place.file, e);
    return status;
}

/* Its portals may be others' now, so that no line of ours would come behind what it left. */
static int settle_files(struct crawl *crawl, struct base_error *e)
{
    const struct crawl_options *o = crawl->options;
    int64_t now = base_time_now(), since = last_settled(crawl), most = now - MOST_DAYS * DAY_S;
    int64_t first = (since > most ? since : most) / DAY_S * DAY_S;
    int status = BASE_OK;

    for (size_t i = 0; i < o->portal_count; i++)
        for (int64_t t = first; status == BASE_OK && t <= now; t += DAY_S) {
            status = write_archive_settle(crawl->archive, o->portals[i].folder, t, e);
            if (status == BASE_OK)
                status = settle_warc(crawl, o->portals[i].folder, t, since, e);
        }
    return status == BASE_OK ? note_settled(crawl, now, e) : status;
}

static bool any_row(void *context, const char *file, int64_t length)
{
    (void)file, (void)length;
    *(bool *)context = true;
    return false;
}

static bool any_file(void *context, const char *file)
{
    (void)file;
    *(bool *)context = true;
    return false;
}

/* From the first round on the state knows the archive, by the marker's name. */
static int introduce(struct crawl *crawl, struct base_error *e)
{
    int status = state_begin(crawl->state, e);

    if (status == BASE_OK)
        status = state_file_put(crawl->state, "settled", 0, e);
    return status == BASE_OK ? state_commit(crawl->state, e) : status;
}

/* Lines of an archive that the state knows nothing of are no lost run's: they would be clipped again, all of them. */
static int check_known(struct crawl *crawl, struct base_error *e)
{
    const char *dir = crawl->options->dir;
    struct base_error ignored = {""};
    bool known = false, lines = false;
    int status = state_file_each(crawl->state, any_row, &known, e);

    if (status != BASE_OK || known)
        return status;
    crawl_files_each(dir, BASE_STR_NONE, ".jsonl", any_file, &lines, &ignored);
    if (lines)
        return base_fail(e, BASE_INVALID,
                         "%s: holds lines that its state knows nothing of; newsclip verify --rebuild --data %s puts them there", dir,
                         dir);
    return introduce(crawl, e);
}

/* ---- Portals ---- */

static const struct crawl_settings *find_settings(const struct crawl *crawl, struct base_str name)
{
    for (size_t i = 0; i < crawl->fleet.count; i++)
        if (base_str_equal(base_str(crawl->fleet.todo[i]->folder), name))
            return crawl->fleet.todo[i];
    return NULL;
}

/* The next NAMES, going round. */
static size_t next_names(struct crawl *crawl, struct base_str_list *names)
{
    struct crawl_fleet *fleet = &crawl->fleet;
    size_t count = fleet->count < NAMES ? fleet->count : NAMES;

    for (size_t i = 0; i < count; i++)
        base_str_list_add(&crawl->scratch, names, base_str(fleet->todo[(fleet->next + i) % fleet->count]->folder));
    return count;
}

/* Those of NAMES that are neither ours now nor others' are done: out of the list, like ours. */
static void strike(struct crawl *crawl, size_t count, const struct base_str_list *others)
{
    struct crawl_fleet *fleet = &crawl->fleet;
    size_t kept = 0, first = fleet->next, before = fleet->count;

    for (size_t i = 0; i < before; i++) {
        bool asked = (i + before - first) % before < count;

        if (!asked || base_str_list_has(others, base_str(fleet->todo[i]->folder)))
            fleet->todo[kept++] = fleet->todo[i];
    }
    fleet->count = kept;
    fleet->next = kept ? (first + others->count) % kept : 0;
}

static void open_leased(struct crawl *crawl, const struct base_str_list *ours)
{
    struct base_error e = {""};

    for (size_t i = 0; i < ours->count && crawl->status == BASE_OK; i++) {
        const struct crawl_settings *settings = find_settings(crawl, ours->items[i]);

        if (settings)
            crawl_check(crawl, crawl_open_portal(crawl, settings, &e), &e);
        crawl->fleet.held++;
    }
}

static void lease_more(struct crawl *crawl)
{
    struct crawl_fleet *fleet = &crawl->fleet;
    struct base_str_list names = {0}, ours = {0}, others = {0};
    struct base_error e = {""};
    int64_t now = base_time_monotonic_ms();
    size_t count, room = BASE_LIMIT_LEASED_PORTALS - fleet->held;

    if (fleet->count == 0 || room == 0 || now < fleet->look_ms || !step_out(crawl))
        return;
    crawl_check(crawl, state_fleet_reap(crawl->state, &e), &e);
    count = next_names(crawl, &names);
    crawl_check(crawl, state_fleet_lease(crawl->state, &crawl->scratch, &names, fleet->since_ms,
                                         room < AT_ONCE ? room : AT_ONCE, &ours, &others, &e), &e);
    fleet->look_ms = now + (ours.count ? LOOK_MS : LOOK_AGAIN_MS);
    if (crawl->status == BASE_OK) {
        open_leased(crawl, &ours);
        strike(crawl, count, &others);
    }
    base_arena_reset(&crawl->scratch);
}

/* Its last changes, and that it is nobody's any more, are one transaction. */
static void release(struct crawl *crawl, struct crawl_portal *portal)
{
    struct base_error e = {""};

    crawl_finish_portal(crawl, portal);
    crawl_health_flush(crawl);
    if (crawl->status == BASE_OK)
        crawl_notices_of(crawl, portal);
    crawl_check(crawl, state_fleet_finish(crawl->state, base_str(portal->name), &e), &e);
    crawl_commit(crawl);
    crawl_portal_close(portal);
    crawl_health_close(portal);
    portal->released = true;
    crawl->fleet.held--;
}

bool crawl_fleet_turn(struct crawl *crawl)
{
    struct crawl_fleet *fleet = &crawl->fleet;

    if (!fleet->joined || crawl_stopped(crawl))
        return false;
    for (size_t i = 0; i < crawl->portal_count && crawl->status == BASE_OK; i++) {
        struct crawl_portal *portal = &crawl->portals[i];

        if (!portal->released && portal->idle && portal->under_way == 0)
            release(crawl, portal);
    }
    lease_more(crawl);
    step_out(crawl);
    if (!crawl->busy && fleet->held == 0)
        poll(NULL, 0, IDLE_MS);
    return fleet->held > 0 || fleet->count > 0;
}

/* ---- Rounds ---- */

static int make_known(struct crawl *crawl, struct base_error *e)
{
    struct crawl_fleet *fleet = &crawl->fleet;
    int status = BASE_OK;

    for (size_t i = 0; status == BASE_OK && i < fleet->count; i += NAMES) {
        struct base_str_list names = {0};

        for (size_t j = i; j < fleet->count && j < i + NAMES; j++)
            base_str_list_add(&crawl->scratch, &names, base_str(fleet->todo[j]->folder));
        status = state_fleet_name(crawl->state, &names, e);
        base_arena_reset(&crawl->scratch);
    }
    return status;
}

/* Each crawler begins its search elsewhere. */
static int list_portals(struct crawl *crawl, struct base_error *e)
{
    const struct crawl_options *o = crawl->options;
    struct crawl_fleet *fleet = &crawl->fleet;

    fleet->todo = calloc(o->portal_count + 1, sizeof *fleet->todo);
    if (!fleet->todo)
        return base_fail(e, BASE_NOMEM, "out of memory");
    for (size_t i = 0; i < o->portal_count; i++)
        if (crawl_is_due(crawl, &o->portals[i]))
            fleet->todo[fleet->count++] = &o->portals[i];
    if (fleet->count)
        fleet->next = (size_t)(base_hash64(base_str(o->dir)) + (uint64_t)getpid()) % fleet->count;
    return make_known(crawl, e);
}

int crawl_fleet_open(struct crawl *crawl, struct base_error *e)
{
    struct crawl_fleet *fleet = &crawl->fleet;
    int64_t now_ms = 0;
    int status = state_fleet_join(crawl->state, lease_ms(crawl), &now_ms, e);

    if (status != BASE_OK)
        return status;
    fleet->joined = true;
    fleet->turns = (struct fetch_turns){.take = take_turn, .give = give_turn, .context = crawl};
    if (!fleet->since_ms)
        fleet->since_ms = now_ms;
    status = check_known(crawl, e);
    if (status == BASE_OK)
        status = settle_files(crawl, e);
    return status == BASE_OK ? list_portals(crawl, e) : status;
}

void crawl_fleet_close(struct crawl *crawl)
{
    struct base_error ignored = {""};

    if (crawl->fleet.joined && crawl->state) {
        state_roll_back(crawl->state);
        state_fleet_leave(crawl->state, &ignored); /* else the lease ends by itself */
    }
    free(crawl->fleet.todo);
    crawl->fleet.todo = NULL;
}

/* A state that never was reached may be none at all: that is for the user to see, at once. */
bool crawl_fleet_passes(const struct crawl *crawl)
{
    return crawl->fleet.since_ms && (!crawl->state || state_failure_passes(crawl->state));
}

static int64_t wait_of(unsigned failures)
{
    int64_t wait = (int64_t)RECONNECT_FIRST_MS << (failures < 8 ? failures : 8);

    return wait < BASE_LIMIT_RECONNECT_MS ? wait : BASE_LIMIT_RECONNECT_MS;
}

bool crawl_fleet_wait(struct crawl *crawl, const struct base_error *why)
{
    int64_t wait = wait_of(crawl->fleet.failures++), until = base_time_monotonic_ms() + wait;

    base_log(crawl->options->log, BASE_LOG_WARNING, "%s; what was not committed is set aside and done anew, in %lld s",
             why->text, (long long)(wait / 1000));
    crawl->status = BASE_OK;
    while (!crawl_stopped(crawl) && base_time_monotonic_ms() < until)
        poll(NULL, 0, IDLE_MS);
    return !crawl_stopped(crawl);
}
