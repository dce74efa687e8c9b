/* newsclip report: what an archive holds and how its portals fare, for people or as JSON. */
#include "cli/html.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { SHOWN_DAYS = 14, SHOWN_COUNTS = 8, BAR = 30, NAME = 12, DAY_S = 86400 };

static const char bold[] = "\033[1m", red[] = "\033[31m", plain[] = "\033[0m";

struct printing {
    const struct crawl_report *report;
    struct base_arena *arena;
    struct base_buf *out;
    bool colour;
};

/* ---- For people ---- */

static void put_style(struct printing *p, const char *style)
{
    if (p->colour)
        base_buf_add_z(p->out, style);
}

void cli_report_time(int64_t t, struct base_buf *out)
{
    char text[24];

    base_time_format(t, text);
    if (text[0])
        base_buf_printf(out, "%.10s %.5s", text, text + 11);
    else
        base_buf_add_z(out, "never");
}

static void put_span(struct printing *p, int64_t seconds)
{
    if (seconds >= 2 * DAY_S)
        base_buf_printf(p->out, "%lld days", (long long)(seconds / DAY_S));
    else
        base_buf_printf(p->out, "%lld hours", (long long)(seconds / 3600));
}

static void put_label(struct printing *p, const char *label)
{
    base_buf_printf(p->out, "  %-*s", NAME, label);
}

static void put_counts(struct printing *p, const char *label, const struct crawl_report_counts *list)
{
    size_t shown = list->count < SHOWN_COUNTS ? list->count : SHOWN_COUNTS;

    if (!list->count)
        return;
    put_label(p, label);
    for (size_t i = 0; i < shown; i++)
        base_buf_printf(p->out, "%s%lld %.*s", i ? ", " : "", (long long)list->items[i].n,
                        BASE_STR_ARG(list->items[i].name));
    if (shown < list->count)
        base_buf_printf(p->out, " and %zu kinds more", list->count - shown);
    base_buf_add_char(p->out, '\n');
}

static int64_t count_on(const struct crawl_report_counts *days, struct base_str day)
{
    for (size_t i = days->count; i > 0; i--)
        if (base_str_equal(days->items[i - 1].name, day))
            return days->items[i - 1].n;
    return 0;
}

/* The last days, one a line, with a bar; days before the first run are left out. */
static void put_days(struct printing *p, const struct crawl_report_portal *portal)
{
    int64_t most = 1, n;
    char day[24];

    for (int pass = 0; pass < 2; pass++) {
        for (int back = SHOWN_DAYS - 1; back >= 0; back--) {
            int64_t when = p->report->made - back * DAY_S;

            base_time_format(when, day);
            n = count_on(&portal->days, (struct base_str){day, strlen("2026-11-26")});
            most = n > most ? n : most;
            if (pass == 0 || (portal->first_run != BASE_TIME_NONE && when / DAY_S < portal->first_run / DAY_S))
                continue;
            base_buf_printf(p->out, "    %.10s %7lld%s", day, (long long)n, n ? " " : "");
            for (int64_t i = 0; i < (n * BAR + most - 1) / most; i++)
                base_buf_add_char(p->out, '#');
            base_buf_add_char(p->out, '\n');
        }
    }
}

static void put_growth(struct printing *p, const struct crawl_report_portal *portal)
{
    put_label(p, "growth");
    base_buf_printf(p->out, "%lld articles and %lld KB in the last 7 days, %lld articles in the 7 before; %lld KB in all\n",
                    (long long)portal->week, (long long)(portal->bytes_week >> 10), (long long)portal->week_before,
                    (long long)(portal->bytes >> 10));
}

/* The lag that half of the articles stay below. */
static void put_lag(struct printing *p, const struct crawl_report_portal *portal)
{
    int64_t all = 0, below = 0;
    size_t i = 0;

    for (size_t k = 0; k < CRAWL_LAGS; k++)
        all += portal->lags[k];
    if (!all)
        return;
    put_label(p, "lag");
    while (i + 1 < CRAWL_LAGS && (below += portal->lags[i]) * 2 < all)
        i++;
    base_buf_printf(p->out, "half of %lld articles clipped %s%s after publication (", (long long)all,
                    i + 1 < CRAWL_LAGS ? "within " : "", i + 1 < CRAWL_LAGS ? crawl_lags[i].name : "a week or more");
    for (size_t k = 0, shown = 0; k < CRAWL_LAGS; k++)
        if (portal->lags[k])
            base_buf_printf(p->out, "%s%s: %lld", shown++ ? ", " : "", crawl_lags[k].name, (long long)portal->lags[k]);
    base_buf_add_z(p->out, ")\n");
}

/* Of COUNT in the recent days a share in percent, or "-" where there is nothing to tell; in brackets that before. */
static void put_share(struct printing *p, int64_t n, int64_t of, int64_t n_before, int64_t of_before)
{
    char now[16] = "-", before[16] = "";

    if (of)
        snprintf(now, sizeof now, "%lld%%", (long long)(n * 100 / of));
    if (of_before)
        snprintf(before, sizeof before, "(%lld%%)", (long long)(n_before * 100 / of_before));
    base_buf_printf(p->out, "%6s %-7s", now, before);
}

static void put_fields(struct printing *p, const struct crawl_report_portal *portal)
{
    if (!portal->field_count)
        return;
    put_label(p, "fields");
    base_buf_add_z(p->out, "of the last 7 days (before); selector: of articles with a rule for it\n");
    base_buf_printf(p->out, "    %-*s%10s %-14s%-14s%-14s%s\n", NAME, "", "articles", " selector", " disagrees", " empty",
                    " length");
    for (size_t i = 0; i < portal->field_count; i++) {
        const struct crawl_report_field *f = &portal->fields[i];
        const struct state_health *r = &f->recent, *b = &f->before;

        base_buf_printf(p->out, "    %-*.*s%10lld ", NAME, BASE_STR_ARG(f->name), (long long)r->pages);
        put_share(p, r->hit, r->hit + r->missed, b->hit, b->hit + b->missed);
        put_share(p, r->differed, r->compared, b->differed, b->compared);
        put_share(p, r->empty, r->pages, b->empty, b->pages);
        if (r->weight && r->pages > r->empty)
            base_buf_printf(p->out, "%7lld", (long long)(r->weight / (r->pages - r->empty)));
        if (b->weight && b->pages > b->empty)
            base_buf_printf(p->out, " (%lld)", (long long)(b->weight / (b->pages - b->empty)));
        while (p->out->len && p->out->ptr[p->out->len - 1] == ' ')
            p->out->len--;
        base_buf_add_char(p->out, '\n');
    }
}

static void put_notices(struct printing *p, const struct crawl_report_portal *portal)
{
    for (size_t i = 0; i < portal->notice_count;) {
        put_style(p, red);
        put_label(p, "LOOK");
        i += crawl_notice_text(portal->notices + i, portal->notice_count - i, p->arena, p->out);
        put_style(p, plain);
        base_buf_add_char(p->out, '\n');
    }
}

static void put_overdue(struct printing *p, const struct crawl_report_portal *portal)
{
    int64_t quiet = portal->last_new == BASE_TIME_NONE ? 0 : p->report->made - portal->last_new;

    if (portal->waiting || portal->failing) {
        put_label(p, "overdue");
        base_buf_printf(p->out, "%lld addresses found and not asked yet", (long long)portal->waiting);
        if (portal->waiting) {
            base_buf_add_z(p->out, " (since ");
            cli_report_time(portal->waiting_since, p->out);
            base_buf_add_z(p->out, ")");
        }
        base_buf_printf(p->out, ", %lld to be asked again\n", (long long)portal->failing);
    }
    if (portal->silence_after != INT64_MAX) {
        put_label(p, "interval");
        base_buf_add_z(p->out, "silent after ");
        put_span(p, portal->silence_after);
        base_buf_add_z(p->out, " without a new article; now ");
        put_span(p, quiet);
        base_buf_add_char(p->out, '\n');
    }
    for (size_t i = 0; i < portal->host_count; i++) {
        const struct crawl_report_host *h = &portal->hosts[i];

        put_label(p, "failing");
        base_buf_printf(p->out, "%.*s: %lld addresses, up to %d times in a row: %.*s\n", BASE_STR_ARG(h->host),
                        (long long)h->addresses, h->most, BASE_STR_ARG(h->error));
    }
}

static void put_portal(struct printing *p, const struct crawl_report_portal *portal)
{
    put_style(p, bold);
    base_buf_printf(p->out, "%.*s", BASE_STR_ARG(portal->name));
    put_style(p, plain);
    base_buf_printf(p->out, "  %.*s\n", BASE_STR_ARG(portal->start));
    put_notices(p, portal);
    put_label(p, "runs");
    base_buf_add_z(p->out, "first ");
    cli_report_time(portal->first_run, p->out);
    base_buf_add_z(p->out, ", last ");
    cli_report_time(portal->last_run, p->out);
    base_buf_add_z(p->out, ", start page read ");
    cli_report_time(portal->last_ok, p->out);
    base_buf_add_z(p->out, ", last new article ");
    cli_report_time(portal->last_new, p->out);
    base_buf_add_char(p->out, '\n');
    put_label(p, "articles");
    base_buf_printf(p->out, "%lld, and %lld under a second address\n", (long long)portal->articles,
                    (long long)portal->duplicates);
    put_growth(p, portal);
    put_days(p, portal);
    put_lag(p, portal);
    put_fields(p, portal);
    put_overdue(p, portal);
    put_counts(p, "errors", &portal->errors);
    put_counts(p, "not taken", &portal->reasons);
    put_counts(p, "no article", &portal->kinds);
}

static void put_text(struct printing *p)
{
    for (size_t i = 0; i < p->report->count; i++) {
        if (i)
            base_buf_add_char(p->out, '\n');
        put_portal(p, &p->report->portals[i]);
    }
}

/* ---- For machines ---- */

static void json_name(struct base_buf *out, const char *name)
{
    char last = out->len ? out->ptr[out->len - 1] : '{';

    if (last != '{' && last != '[')
        base_buf_add_char(out, ',');
    if (!name)
        return;
    base_buf_add_json(out, base_str(name));
    base_buf_add_char(out, ':');
}

static void json_str(struct base_buf *out, const char *name, struct base_str value)
{
    json_name(out, name);
    if (value.ptr)
        base_buf_add_json(out, value);
    else
        base_buf_add_z(out, "null");
}

static void json_number(struct base_buf *out, const char *name, int64_t n)
{
    json_name(out, name);
    base_buf_printf(out, "%lld", (long long)n);
}

static void json_time(struct base_buf *out, const char *name, int64_t t)
{
    char text[24];

    base_time_format(t, text);
    json_str(out, name, text[0] ? base_str(text) : BASE_STR_NONE);
}

static void json_open(struct base_buf *out, const char *name, char bracket)
{
    json_name(out, name);
    base_buf_add_char(out, bracket);
}

static void json_counts(struct printing *p, const char *name, const struct crawl_report_counts *list)
{
    json_open(p->out, name, '{');
    for (size_t i = 0; i < list->count; i++)
        json_number(p->out, base_arena_cstr(p->arena, list->items[i].name), list->items[i].n);
    base_buf_add_char(p->out, '}');
}

static void json_health(struct printing *p, const struct crawl_report_portal *portal)
{
    json_open(p->out, "fields", '[');
    for (size_t i = 0; i < portal->health_count; i++) {
        const struct state_health_day *row = &portal->health[i];

        json_open(p->out, NULL, '{');
        json_str(p->out, "day", row->day);
        json_str(p->out, "field", row->field);
        json_number(p->out, "articles", row->sum.pages);
        json_number(p->out, "selector", row->sum.hit);
        json_number(p->out, "missed", row->sum.missed);
        json_number(p->out, "filled", row->sum.filled);
        json_number(p->out, "compared", row->sum.compared);
        json_number(p->out, "differed", row->sum.differed);
        json_number(p->out, "empty", row->sum.empty);
        json_number(p->out, "length", row->sum.weight);
        base_buf_add_char(p->out, '}');
    }
    base_buf_add_char(p->out, ']');
}

static void json_notices(struct printing *p, const struct crawl_report_portal *portal)
{
    json_open(p->out, "notices", '[');
    for (size_t i = 0; i < portal->notice_count; i++) {
        struct state_notice one = portal->notices[i];
        struct base_buf text = BASE_BUF_INIT;

        crawl_notice_text(&one, 1, p->arena, &text);
        json_open(p->out, NULL, '{');
        json_str(p->out, "what", one.key.what);
        json_str(p->out, "field", one.key.field.len ? one.key.field : BASE_STR_NONE);
        json_str(p->out, "subject", one.key.subject.len ? one.key.subject : BASE_STR_NONE);
        json_time(p->out, "since", one.since);
        json_str(p->out, "example", one.example);
        json_str(p->out, "text", base_buf_str(&text));
        base_buf_add_char(p->out, '}');
        base_buf_free(&text);
    }
    base_buf_add_char(p->out, ']');
}

static void json_hosts(struct printing *p, const struct crawl_report_portal *portal)
{
    json_open(p->out, "hosts_failing", '[');
    for (size_t i = 0; i < portal->host_count; i++) {
        json_open(p->out, NULL, '{');
        json_str(p->out, "host", portal->hosts[i].host);
        json_number(p->out, "addresses", portal->hosts[i].addresses);
        json_number(p->out, "times", portal->hosts[i].most);
        json_str(p->out, "error", portal->hosts[i].error);
        base_buf_add_char(p->out, '}');
    }
    base_buf_add_char(p->out, ']');
}

static void json_portal(struct printing *p, const struct crawl_report_portal *portal)
{
    json_open(p->out, NULL, '{');
    json_str(p->out, "portal", portal->name);
    json_str(p->out, "start", portal->start);
    json_time(p->out, "first_run", portal->first_run);
    json_time(p->out, "last_run", portal->last_run);
    json_time(p->out, "last_ok", portal->last_ok);
    json_time(p->out, "last_new", portal->last_new);
    json_number(p->out, "articles", portal->articles);
    json_number(p->out, "duplicates", portal->duplicates);
    json_number(p->out, "articles_week", portal->week);
    json_number(p->out, "articles_week_before", portal->week_before);
    json_number(p->out, "bytes", portal->bytes);
    json_number(p->out, "bytes_week", portal->bytes_week);
    json_counts(p, "articles_by_day", &portal->days);
    json_open(p->out, "lag", '{');
    for (size_t i = 0; i < CRAWL_LAGS; i++)
        json_number(p->out, crawl_lags[i].what + strlen("lag:"), portal->lags[i]);
    base_buf_add_char(p->out, '}');
    json_counts(p, "errors", &portal->errors);
    json_counts(p, "not_taken", &portal->reasons);
    json_counts(p, "no_article", &portal->kinds);
    json_health(p, portal);
    json_notices(p, portal);
    json_number(p->out, "waiting", portal->waiting);
    json_time(p->out, "waiting_since", portal->waiting_since);
    json_number(p->out, "failing", portal->failing);
    json_name(p->out, "silent_after_seconds");
    if (portal->silence_after == INT64_MAX)
        base_buf_add_z(p->out, "null");
    else
        base_buf_printf(p->out, "%lld", (long long)portal->silence_after);
    json_hosts(p, portal);
    base_buf_add_char(p->out, '}');
}

static void put_json(struct printing *p)
{
    json_open(p->out, NULL, '{');
    json_time(p->out, "made", p->report->made);
    json_open(p->out, "portals", '[');
    for (size_t i = 0; i < p->report->count; i++)
        json_portal(p, &p->report->portals[i]);
    base_buf_add_z(p->out, "]}\n");
}

/* ---- The subcommand ---- */

/* A portal is known by its folder's name; its address will do. */
static bool read_portal(const char *given, struct base_arena *arena, struct base_str *name)
{
    char folder[300];
    struct base_error e = {""};

    *name = given ? base_str(given) : BASE_STR_NONE;
    if (!given || !cli_is_url(given))
        return true;
    if (write_portal_name(base_url_resolve(arena, BASE_STR_NONE, base_str(given)), folder, sizeof folder, &e) != BASE_OK) {
        cli_error("--portal %s: no address of a portal", given);
        return false;
    }
    *name = base_arena_str(arena, base_str(folder));
    return true;
}

/* The report in the form asked for. */
static void put_report(struct printing *p, const struct cli_settings *s)
{
    if (s->html)
        cli_report_html(p->report, p->arena, p->out);
    else if (s->json)
        put_json(p);
    else
        put_text(p);
}

static int print(const struct cli_settings *s, struct base_str portal, struct base_arena *arena)
{
    struct crawl_report report;
    struct base_buf out = BASE_BUF_INIT;
    struct base_error e = {""};
    struct printing p = {&report, arena, &out, !s->output && isatty(STDOUT_FILENO) && !getenv("NO_COLOR")};
    int status = CLI_SOME_FAILED;

    if (crawl_report_make(s->data, portal, arena, &report, &e) != BASE_OK) {
        cli_error("%s", e.text);
        return CLI_NO_INPUT;
    }
    if (portal.ptr && !report.count) {
        cli_error("%.*s: no portal of %s", BASE_STR_ARG(portal), s->data);
        return CLI_NO_INPUT;
    }
    put_report(&p, s);
    if (out.failed || arena->failed)
        cli_error("out of memory");
    else
        status = cli_html_write(s->output, base_buf_str(&out));
    base_buf_free(&out);
    return status;
}

int cli_report(struct cli_settings *settings, struct work_zygote *zygote)
{
    struct base_arena arena;
    struct base_str portal;
    int status = CLI_USAGE;

    (void)zygote;
    if (!settings->data || settings->input_count) {
        cli_error("report takes --data DIR (see newsclip report --help)");
        return CLI_USAGE;
    }
    if (settings->html && settings->json) {
        cli_error("report prints --html or --json, not both");
        return CLI_USAGE;
    }
    base_arena_init(&arena, 0);
    if (read_portal(settings->portal, &arena, &portal))
        status = print(settings, portal, &arena);
    base_arena_free(&arena);
    return status;
}
