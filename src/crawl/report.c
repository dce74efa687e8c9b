/* What an archive holds and how its portals fare, gathered from the state alone: nothing is written, no lock is taken. */
#include "crawl/crawl.h"

#include "discover/discover.h"

#include <stdlib.h>

enum {
    WEEK_DAYS = 7,      /* the newest, held against those before */
    FAILURES_LEAST = 3, /* in a row, of an address */
    DAY_S = 86400
};

struct gathering {
    struct state *state;
    struct base_arena *arena;
    struct crawl_report *report;
    struct crawl_report_portal *portal; /* the one being gathered */
    struct base_error *e;
    int64_t now;
    char week[24], week_before[24]; /* the first day of the last seven, and of the seven before */
    int status;
};

enum { DAY_CHARS = sizeof "2026-11-26" - 1 };

static bool is_since(struct base_str day, const char *first)
{
    return base_str_compare(day, (struct base_str){first, DAY_CHARS}) >= 0;
}

static void check(struct gathering *g, int status)
{
    if (g->status == BASE_OK && status != BASE_OK && status != BASE_MISSING)
        g->status = status;
}

/* ---- Counts by day ---- */

/* The count named NAME of LIST, made where it is missing; NULL: out of memory. */
static struct crawl_report_count *count_of(struct gathering *g, struct crawl_report_counts *list, struct base_str name)
{
    struct crawl_report_count *items;

    for (size_t i = list->count; i > 0; i--)
        if (base_str_equal(list->items[i - 1].name, name))
            return &list->items[i - 1];
    items = base_arena_grow(g->arena, list->items, list->count, &list->capacity, sizeof *items);
    if (!items)
        return NULL;
    list->items = items;
    items[list->count] = (struct crawl_report_count){base_arena_str(g->arena, name), 0};
    return &items[list->count++];
}

static void add_to(struct gathering *g, struct crawl_report_counts *list, struct base_str name, int64_t n)
{
    struct crawl_report_count *count = count_of(g, list, name);

    if (count)
        count->n += n;
}

static bool take_prefixed(struct base_str what, const char *prefix, struct base_str *rest)
{
    if (!base_str_starts(what, base_str(prefix)))
        return false;
    *rest = base_str_sub(what, strlen(prefix), what.len);
    return true;
}

static bool take_count(void *context, const char *day, const char *what, int64_t n)
{
    struct gathering *g = context;
    struct crawl_report_portal *p = g->portal;
    struct base_str w = base_str(what), rest;

    if (base_str_equal(w, BASE_STR("clipped"))) {
        add_to(g, &p->days, base_str(day), n);
        p->articles += n;
        if (is_since(base_str(day), g->week))
            p->week += n;
        else if (is_since(base_str(day), g->week_before))
            p->week_before += n;
    } else if (base_str_equal(w, BASE_STR("duplicate"))) {
        p->duplicates += n;
    } else if (take_prefixed(w, "error:", &rest)) {
        add_to(g, &p->errors, rest, n);
    } else if (take_prefixed(w, "reason:", &rest)) {
        /* kept ones were taken, those seen before are no news */
        if (!base_str_equal(rest, base_str(discover_reason_name(DISCOVER_KEPT))) &&
            !base_str_equal(rest, base_str(discover_reason_name(DISCOVER_SEEN))))
            add_to(g, &p->reasons, rest, n);
    } else if (take_prefixed(w, "kind:", &rest)) {
        add_to(g, &p->kinds, rest, n);
    } else {
        for (size_t i = 0; i < CRAWL_LAGS; i++)
            p->lags[i] += base_str_equal(w, base_str(crawl_lags[i].what)) ? n : 0;
    }
    return true;
}

static int more_first(const void *a, const void *b)
{
    int64_t x = ((const struct crawl_report_count *)a)->n, y = ((const struct crawl_report_count *)b)->n;

    return x > y ? -1 : x < y;
}

static void sort_counts(struct crawl_report_counts *list)
{
    if (list->count)
        qsort(list->items, list->count, sizeof *list->items, more_first);
}

static void gather_counts(struct gathering *g)
{
    struct crawl_report_portal *p = g->portal;

    check(g, state_count_each(g->state, p->name, take_count, g, g->e));
    sort_counts(&p->errors);
    sort_counts(&p->reasons);
    sort_counts(&p->kinds);
}

/* ---- Fields ---- */

static struct crawl_report_field *field_of(struct gathering *g, struct base_str name)
{
    struct crawl_report_portal *p = g->portal;
    struct crawl_report_field *fields;

    for (size_t i = 0; i < p->field_count; i++)
        if (base_str_equal(p->fields[i].name, name))
            return &p->fields[i];
    fields = base_arena_grow(g->arena, p->fields, p->field_count, &p->field_capacity, sizeof *fields);
    if (!fields)
        return NULL;
    p->fields = fields;
    fields[p->field_count] = (struct crawl_report_field){.name = name};
    return &fields[p->field_count++];
}

static void add_health(struct state_health *to, const struct state_health *from)
{
    to->pages += from->pages;
    to->hit += from->hit;
    to->missed += from->missed;
    to->filled += from->filled;
    to->compared += from->compared;
    to->differed += from->differed;
    to->empty += from->empty;
    to->weight += from->weight;
}

static void gather_fields(struct gathering *g)
{
    struct state_health_day *rows;
    size_t count;
    int status = state_health_list(g->state, g->arena, g->portal->name, &rows, &count, g->e);

    check(g, status);
    for (size_t i = 0; status == BASE_OK && i < count; i++) {
        struct crawl_report_field *field = field_of(g, rows[i].field);

        if (field)
            add_health(is_since(rows[i].day, g->week) ? &field->recent : &field->before, &rows[i].sum);
    }
    g->portal->health = rows;
    g->portal->health_count = count;
}

/* ---- What is overdue, and hosts that keep failing ---- */

static struct crawl_report_host *host_of(struct gathering *g, struct base_str host)
{
    struct crawl_report_portal *p = g->portal;
    struct crawl_report_host *hosts;

    for (size_t i = 0; i < p->host_count; i++)
        if (base_str_equal(p->hosts[i].host, host))
            return &p->hosts[i];
    hosts = base_arena_grow(g->arena, p->hosts, p->host_count, &p->host_capacity, sizeof *hosts);
    if (!hosts)
        return NULL;
    p->hosts = hosts;
    hosts[p->host_count] = (struct crawl_report_host){.host = base_arena_str(g->arena, host)};
    return &hosts[p->host_count++];
}

static bool take_failed(void *context, const struct state_page *page)
{
    struct gathering *g = context;
    struct crawl_report_host *host;

    if (page->failures < FAILURES_LEAST || !(host = host_of(g, base_url_host(page->url))))
        return true;
    host->addresses++;
    host->most = page->failures > host->most ? page->failures : host->most;
    if (!host->error.ptr && page->error.ptr)
        host->error = base_arena_str(g->arena, page->error);
    return true;
}

static void gather_pages(struct gathering *g)
{
    struct crawl_report_portal *p = g->portal;
    struct state_totals totals[STATE_PAGE_STATUSES];
    int64_t *hours;
    size_t count;

    check(g, state_page_totals(g->state, p->name, totals, g->e));
    check(g, state_page_each(g->state, p->name, STATE_PAGE_FAILED, take_failed, g, g->e));
    check(g, state_arrival_list(g->state, g->arena, p->name, CRAWL_ARRIVALS, &hours, &count, g->e));
    p->waiting = totals[STATE_PAGE_NEW].n;
    p->waiting_since = totals[STATE_PAGE_NEW].oldest;
    p->failing = totals[STATE_PAGE_FAILED].n;
    p->silence_after = g->status == BASE_OK ? crawl_silence_limit(hours, count) : INT64_MAX;
}

/* ---- Files: PORTAL/YYYY/MM/YYYY-MM-DD.jsonl ---- */

static struct crawl_report_portal *portal_of(struct gathering *g, struct base_str name)
{
    if (g->portal && base_str_equal(g->portal->name, name))
        return g->portal; /* files come in order of their names */
    for (size_t i = 0; i < g->report->count; i++)
        if (base_str_equal(g->report->portals[i].name, name))
            return g->portal = &g->report->portals[i];
    return NULL;
}

static bool take_length(void *context, const char *file, int64_t length)
{
    struct gathering *g = context;
    const char *slash = strchr(file, '/'), *last = strrchr(file, '/');
    struct crawl_report_portal *p = slash ? portal_of(g, (struct base_str){file, (size_t)(slash - file)}) : NULL;

    if (!p)
        return true;
    p->bytes += length;
    p->bytes_week += is_since(base_str(last + 1), g->week) ? length : 0;
    return true;
}

/* ---- All of it ---- */

static bool take_portal(void *context, const struct state_portal *row)
{
    struct gathering *g = context;
    struct crawl_report *r = g->report;
    struct crawl_report_portal *portals;

    if (g->report->only.ptr && !base_str_equal(row->name, g->report->only))
        return true;
    portals = base_arena_grow(g->arena, r->portals, r->count, &r->capacity, sizeof *portals);
    if (!portals)
        return false;
    r->portals = portals;
    portals[r->count++] = (struct crawl_report_portal){.name = base_arena_str(g->arena, row->name),
                                                       .start = base_arena_str(g->arena, row->start),
                                                       .first_run = row->first_run,
                                                       .last_run = row->last_run,
                                                       .last_ok = row->last_ok,
                                                       .last_new = row->last_new};
    return true;
}

int crawl_report_make(const char *dir, struct base_str only, struct base_arena *arena, struct crawl_report *report,
                      struct base_error *e)
{
    struct gathering g = {.arena = arena, .report = report, .e = e, .now = base_time_now()};

    *report = (struct crawl_report){.made = g.now, .only = only};
    base_time_format(g.now - (WEEK_DAYS - 1) * DAY_S, g.week);
    base_time_format(g.now - (2 * WEEK_DAYS - 1) * DAY_S, g.week_before);
    g.status = state_open(dir, true, &g.state, e);
    if (g.status != BASE_OK)
        return g.status;
    check(&g, state_portal_each(g.state, take_portal, &g, e));
    for (size_t i = 0; g.status == BASE_OK && i < report->count; i++) {
        g.portal = &report->portals[i];
        gather_counts(&g);
        gather_fields(&g);
        gather_pages(&g);
        check(&g, state_notice_list(g.state, arena, g.portal->name, &g.portal->notices, &g.portal->notice_count, e));
    }
    if (g.status == BASE_OK)
        check(&g, state_file_each(g.state, take_length, &g, e));
    state_close(g.state);
    if (g.status == BASE_OK && arena->failed)
        g.status = base_fail(e, BASE_NOMEM, "%s: out of memory", dir);
    return g.status;
}
