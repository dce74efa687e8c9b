/* Notices: what a user should look at. Found out at the end of a run, said once a day, gone when it is well again. */
#include "crawl/private.h"

#include <stdlib.h>

enum {
    DAY_S = 86400,
    RECENT_H = 28 * 24,      /* four weeks before the last article are looked at, where they tell enough ... */
    YEAR_H = 365 * 24,       /* ... else a year */
    ARRIVALS_LEAST = 5,
    YOUNG_H = 14 * 24,       /* a shorter history may know no weekend */
    SILENCE_TIMES = 3,       /* the usual interval */
    SILENCE_LEAST_H = 24,
    SILENCE_YOUNG_H = 72,
    OFFERED_S = 2 * DAY_S,
    DENIED_LEAST = 3         /* new addresses, none of which may be read */
};

static const struct crawl_notice_kind kinds[] = {
    {"selector", 20, "the rules for ", " in ", " find nothing", "for example"},
    {"differs", 20, "the rules for ", " in ", " find something else than the page shows", "for example"},
    {"bodies", 50, "pages that look like articles hold none", "", "", "for example"},
    {"dates", 50, "articles come without a date", "", "", "for example"},
    {"silent", 0, "no new article", "", "", "the last one:"},
    {"feed", 0, "", "no links from ", "", ""},
    {"robots", 0, "robots.txt keeps the crawl out", "", "", "for example"},
};

const struct crawl_notice_kind *crawl_notice_kind(const char *what)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (!strcmp(kinds[i].what, what))
            return &kinds[i];
    return NULL;
}

static bool are_one(const struct state_notice *a, const struct state_notice *b)
{
    return a->key.field.len && base_str_equal(a->key.what, b->key.what) &&
           base_str_equal(a->key.subject, b->key.subject) && a->since / DAY_S == b->since / DAY_S;
}

/* Moves those that are one with the first behind it; gives how many there are of them. */
static size_t gather(struct state_notice *notices, size_t count)
{
    size_t n = 1;

    for (size_t i = 1; i < count; i++)
        if (are_one(&notices[0], &notices[i])) {
            struct state_notice one = notices[i];

            memmove(&notices[n + 1], &notices[n], (i - n) * sizeof one);
            notices[n++] = one;
        }
    return n;
}

size_t crawl_notice_text(struct state_notice *notices, size_t count, struct base_arena *arena, struct base_buf *out)
{
    const struct state_notice *first = &notices[0];
    const struct crawl_notice_kind *kind = crawl_notice_kind(base_arena_cstr(arena, first->key.what));
    size_t n = gather(notices, count);
    char since[24];

    base_time_format(first->since, since);
    base_buf_add_z(out, kind ? kind->before_field : "");
    for (size_t i = 0; i < n; i++)
        base_buf_printf(out, "%s%.*s", i ? ", " : "", BASE_STR_ARG(notices[i].key.field));
    base_buf_printf(out, "%s%.*s%s since %.10s", kind ? kind->before_subject : "", BASE_STR_ARG(first->key.subject),
                    kind ? kind->after : "", since);
    if (first->example.len && !base_str_equal(first->example, first->key.subject))
        base_buf_printf(out, " (%s %.*s)", kind ? kind->lead : "see", BASE_STR_ARG(first->example));
    return n;
}

/* ---- Opening and closing ---- */

/* Where KEY's notice is open already, it stays as it began. */
static void open_notice(struct crawl *crawl, const struct crawl_portal *portal, struct state_key key, int64_t since,
                        struct base_str example)
{
    struct state_notice notice;
    struct base_str name = base_str(portal->name);
    struct base_error e = {""};
    int status = state_notice_get(crawl->state, &crawl->scratch, name, &key, &notice, &e);

    if (status == BASE_MISSING) {
        notice = (struct state_notice){key, since, example, BASE_TIME_NONE};
        status = state_notice_put(crawl->state, name, &notice, &e);
    }
    crawl_check(crawl, status, &e);
}

static void set_notice(struct crawl *crawl, const struct crawl_portal *portal, struct state_key key, bool open,
                       int64_t since, struct base_str example)
{
    struct base_error e = {""};

    if (open)
        open_notice(crawl, portal, key, since, example);
    else
        crawl_check(crawl, state_notice_drop(crawl->state, base_str(portal->name), &key, &e), &e);
}

static struct state_key plain_key(const char *what)
{
    return (struct state_key){base_str(what), BASE_STR(""), BASE_STR("")};
}

/* ---- What is watched ---- */

static enum select_field field_of(struct base_str name)
{
    for (int i = 0; i < EXTRACT_FIELD_COUNT; i++)
        if (base_str_equal(name, base_str(extract_field_name((enum extract_field)i))))
            return (enum select_field)extract_select_field((enum extract_field)i);
    return SELECT_FIELD_COUNT;
}

/* Whether the file that serves the example's host still is the watch's, and has rules for its field. */
static bool rules_are_there(struct crawl *crawl, const struct state_watch *w)
{
    const struct select_rules *rules = NULL;
    struct base_error ignored = {""};
    struct base_str file;
    uint64_t mark;

    if (!crawl->selectors)
        return false;
    if (select_find(crawl->selectors, base_url_host(w->example), base_time_now(), &rules, &ignored) != BASE_OK)
        return true; /* a file that cannot be read is no mended one */
    file = rules ? select_rules_for(rules, field_of(w->key.field), &mark) : BASE_STR_NONE;
    return file.ptr && base_str_equal(file, w->key.subject);
}

static void judge_watches(struct crawl *crawl, struct crawl_portal *portal)
{
    struct state_watch *rows;
    struct base_str name = base_str(portal->name);
    struct base_error e = {""};
    size_t count;

    crawl_check(crawl, state_watch_list(crawl->state, &crawl->scratch, name, &rows, &count, &e), &e);
    for (size_t i = 0; i < count; i++) {
        bool failing = rows[i].usual != 0;

        if (failing && rows[i].key.subject.len && !rules_are_there(crawl, &rows[i])) {
            failing = false;
            crawl_check(crawl, state_watch_drop(crawl->state, name, &rows[i].key, &e), &e);
        }
        set_notice(crawl, portal, rows[i].key, failing, rows[i].since, rows[i].example);
    }
}

/* ---- Silence ---- */

static int compare_hours(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return x < y ? -1 : x > y;
}

/* Of HOURS, the newest first, how many are no older than AGE before the first. */
static size_t count_recent(const int64_t *hours, size_t count, int64_t age)
{
    size_t n = 0;

    while (n < count && hours[0] - hours[n] <= age)
        n++;
    return n;
}

/* The longest hours between two arrivals, but for one that may be a holiday; 0: too few are known. */
static int64_t longest_gap(int64_t *hours, size_t count, int64_t *span)
{
    size_t n = count_recent(hours, count, RECENT_H);

    if (n < ARRIVALS_LEAST)
        n = count_recent(hours, count, YEAR_H);
    if (n < ARRIVALS_LEAST)
        return 0;
    *span = hours[0] - hours[n - 1];
    for (size_t i = 0; i + 1 < n; i++)
        hours[i] -= hours[i + 1];
    qsort(hours, n - 1, sizeof *hours, compare_hours);
    return hours[n - 2 - (n > 2 * ARRIVALS_LEAST)];
}

int64_t crawl_silence_limit(int64_t *hours, size_t count)
{
    int64_t span = 0, gap = longest_gap(hours, count, &span), floor = span < YOUNG_H ? SILENCE_YOUNG_H : SILENCE_LEAST_H;

    if (!gap)
        return INT64_MAX;
    return 3600 * (gap * SILENCE_TIMES > floor ? gap * SILENCE_TIMES : floor);
}

static void judge_silence(struct crawl *crawl, struct crawl_portal *portal)
{
    struct base_str name = base_str(portal->name);
    struct base_str_list last = {0};
    struct state_portal row;
    struct base_error e = {""};
    int64_t *hours, limit;
    size_t count;
    bool silent;
    int status = state_portal_get(crawl->state, &crawl->scratch, name, &row, &e);

    if (status == BASE_OK)
        status = state_arrival_list(crawl->state, &crawl->scratch, name, CRAWL_ARRIVALS, &hours, &count, &e);
    if (status != BASE_OK) {
        crawl_check(crawl, status, &e);
        return;
    }
    limit = crawl_silence_limit(hours, count);
    silent = row.last_new != BASE_TIME_NONE && base_time_now() - row.last_new > limit;
    if (silent)
        crawl_check(crawl, state_page_last(crawl->state, &crawl->scratch, name, 1, &last, &e), &e);
    set_notice(crawl, portal, plain_key("silent"), silent, row.last_new,
               last.count ? last.items[0] : portal->start);
}

/* A source that is no longer asked is no longer offered. */
static void judge_sources(struct crawl *crawl, struct crawl_portal *portal)
{
    struct state_source *rows;
    struct base_error e = {""};
    int64_t now = base_time_now();
    size_t count;

    crawl_check(crawl, state_source_list(crawl->state, &crawl->scratch, base_str(portal->name), &rows, &count, &e), &e);
    for (size_t i = 0; i < count; i++) {
        struct state_key key = {BASE_STR("feed"), BASE_STR(""), rows[i].url};

        set_notice(crawl, portal, key, rows[i].dry && now - rows[i].asked <= OFFERED_S, rows[i].good, rows[i].url);
    }
}

/* A run that was cut short has not seen that all is well. */
static void judge_robots(struct crawl *crawl, struct crawl_portal *portal)
{
    const struct crawl_health *h = portal->health;
    bool cut = crawl->options->stop && *crawl->options->stop;
    bool no = h->start_denied || (h->denied >= DENIED_LEAST && h->read == 0);

    if (no && h->known)
        open_notice(crawl, portal, plain_key("robots"), base_time_now(), h->denied_example);
    else if (!no && !portal->failed && (h->read > 0 || (h->denied == 0 && !cut)))
        set_notice(crawl, portal, plain_key("robots"), false, BASE_TIME_NONE, BASE_STR_NONE);
}

/* ---- Saying it ---- */

static bool is_today(int64_t said, int64_t now)
{
    return said != BASE_TIME_NONE && said / DAY_S == now / DAY_S;
}

static void say_one(struct crawl *crawl, const struct crawl_portal *portal, struct state_notice *notices, size_t count,
                    int64_t now, size_t *n)
{
    struct base_buf text = BASE_BUF_INIT;
    struct base_error e = {""};

    *n = crawl_notice_text(notices, count, &crawl->scratch, &text);
    base_log(crawl->options->log, BASE_LOG_WARNING, "%s: %.*s", portal->name, BASE_STR_ARG(base_buf_str(&text)));
    base_buf_free(&text);
    crawl->summary->notices++;
    for (size_t i = 0; i < *n; i++) {
        notices[i].said = now;
        crawl_check(crawl, state_notice_put(crawl->state, base_str(portal->name), &notices[i], &e), &e);
    }
}

static void say(struct crawl *crawl, const struct crawl_portal *portal)
{
    struct state_notice *rows;
    struct base_error e = {""};
    int64_t now = base_time_now();
    size_t count, unsaid = 0, n = 0;

    crawl_check(crawl, state_notice_list(crawl->state, &crawl->scratch, base_str(portal->name), &rows, &count, &e), &e);
    for (size_t i = 0; i < count; i++)
        if (!is_today(rows[i].said, now))
            rows[unsaid++] = rows[i];
    for (size_t i = 0; i < unsaid; i += n)
        say_one(crawl, portal, rows + i, unsaid - i, now, &n);
}

void crawl_notices_of(struct crawl *crawl, struct crawl_portal *portal)
{
    judge_watches(crawl, portal);
    judge_silence(crawl, portal);
    judge_sources(crawl, portal);
    judge_robots(crawl, portal);
    say(crawl, portal);
    base_arena_reset(&crawl->scratch);
}

void crawl_notices(struct crawl *crawl)
{
    for (size_t i = 0; i < crawl->portal_count; i++)
        if (!crawl->portals[i].released)
            crawl_notices_of(crawl, &crawl->portals[i]);
}
