/* newsclip report --html: the numbers of the report as one page, its charts drawn as inline SVG. */
#include "cli/html.h"

#include <stdlib.h>

enum { DAYS_LEAST = 14, DAYS_MOST = 90, DAY_S = 86400 };

static const char style[] =
    "h3{font-size:1rem;margin:1.2rem 0 .3rem}figure{margin:0}svg{display:block;width:100%;height:8rem;background:var(--shade)}\n"
    ".wide{overflow-x:auto}.wide:focus-visible,summary:focus-visible,a:focus-visible{outline:2px solid var(--related);outline-offset:1px}\n"
    "a{color:var(--related)}summary{cursor:pointer;color:var(--related)}.axis{display:flex;justify-content:space-between;"
    "font-size:.85rem;color:var(--faint)}\n"
    ".n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}.look{color:var(--bad);font-weight:600}"
    ".bar{width:50%;min-width:7rem}.bar svg{height:1.2rem}.strip{min-width:12rem;width:45%}.strip svg{height:2rem}"
    "th[scope=row]{font-weight:400;min-width:7rem}thead th{font-size:.85rem;vertical-align:bottom}thead .n{white-space:normal;"
    "min-width:5.7rem}.runs th{width:14rem}\n"
    ".bars rect,.bar rect{fill:var(--related)}.hit{fill:var(--body)}.filled{fill:var(--byline)}.empty{fill:var(--faint)}"
    ".broke{fill:var(--bad);stroke:var(--paper)}\n"
    ".key i{display:inline-block;width:.9rem;height:.9rem;margin:0 .3rem 0 .8rem;vertical-align:-.1rem;border:1px solid var(--faint)}"
    ".key .hit{background:var(--body)}.key .filled{background:var(--byline)}.key .empty{background:var(--faint)}"
    ".key .broke{background:var(--bad)}\n"
    "</style>\n<title>newsclip report</title>\n</head>\n<body>\n";

struct painting {
    const struct crawl_report *report;
    struct base_arena *arena;
    struct base_buf *out;
    int64_t first; /* the first day of the charts, in days since 1970 */
    int days;      /* from it to that of the report */
    char first_day[24];
};

/* ---- Parts ---- */

static void put_z(struct painting *p, const char *html)
{
    base_buf_add_z(p->out, html);
}

static void put_day(struct painting *p, int64_t day)
{
    char text[24];

    base_time_format(day * DAY_S, text);
    base_buf_printf(p->out, "%.10s", text);
}

/* The place of DAY in the charts; -1: before them, or no day. */
static int place_of(const struct painting *p, struct base_str day)
{
    int64_t t;

    if (base_str_compare(day, base_str(p->first_day)) < 0 || !base_time_parse(day, &t) || t / DAY_S < p->first || t / DAY_S >= p->first + p->days)
        return -1;
    return (int)(t / DAY_S - p->first);
}

static void put_number(struct painting *p, int64_t n)
{
    base_buf_printf(p->out, "<td class=\"n\">%lld</td>", (long long)n);
}

static void put_row_head(struct painting *p, struct base_str name)
{
    put_z(p, "<tr><th scope=\"row\" dir=\"auto\">");
    cli_html_put(p->out, name);
    put_z(p, "</th>");
}

/* A table that scrolls by itself where the window is narrow; HEADS are the cells of its head. */
static void open_table(struct painting *p, const char *label, const char *const *heads)
{
    base_buf_printf(p->out, "<div class=\"wide\" role=\"region\" aria-label=\"%s\" tabindex=\"0\"><table>\n<thead><tr>", label);
    for (size_t i = 0; heads[i]; i++)
        base_buf_printf(p->out, "<th scope=\"col\"%s>%s</th>", i ? " class=\"n\"" : "", heads[i]);
    put_z(p, "</tr></thead>\n<tbody>\n");
}

static void close_table(struct painting *p)
{
    put_z(p, "</tbody></table></div>\n");
}

static void put_bar(struct painting *p, struct base_str name, int64_t n, int64_t most)
{
    put_row_head(p, name);
    put_number(p, n);
    base_buf_printf(p->out, "<td class=\"bar\"><svg viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
                    "<rect width=\"%lld\" height=\"10\"/></svg></td></tr>\n", (long long)(most > 0 ? n * 1000 / most : 0));
}

/* ---- All portals ---- */

static int64_t errors_of(const struct crawl_report_portal *portal)
{
    int64_t all = 0;

    for (size_t i = 0; i < portal->errors.count; i++)
        all += portal->errors.items[i].n;
    return all;
}

static int grown_first(const void *a, const void *b)
{
    const struct crawl_report_portal *x = *(const struct crawl_report_portal *const *)a;
    const struct crawl_report_portal *y = *(const struct crawl_report_portal *const *)b;

    if (x->bytes_week != y->bytes_week)
        return x->bytes_week > y->bytes_week ? -1 : 1;
    return base_str_compare(x->name, y->name);
}

static void put_portal_row(struct painting *p, const struct crawl_report_portal *portal)
{
    base_buf_printf(p->out, "<tr><th scope=\"row\" dir=\"auto\"><a href=\"#p%zu\">", (size_t)(portal - p->report->portals));
    cli_html_put(p->out, portal->name);
    put_z(p, "</a></th>");
    put_number(p, portal->bytes_week);
    put_number(p, portal->bytes);
    put_number(p, portal->week);
    put_number(p, portal->week_before);
    put_number(p, portal->articles);
    put_number(p, portal->duplicates);
    put_number(p, errors_of(portal));
    base_buf_printf(p->out, "<td class=\"n%s\">%zu</td></tr>\n", portal->notice_count ? " look" : "", portal->notice_count);
}

static void put_overview(struct painting *p)
{
    static const char *const heads[] = {"Portal", "Bytes, last 7 days", "Bytes in all", "Articles, last 7 days",
                                        "The 7 before", "Articles in all", "Duplicates", "Errors", "Needs a look", NULL};
    size_t count = p->report->count;
    const struct crawl_report_portal **sorted = BASE_NEW_ARRAY(p->arena, const struct crawl_report_portal *, count + 1);

    if (!sorted)
        return;
    for (size_t i = 0; i < count; i++)
        sorted[i] = &p->report->portals[i];
    qsort(sorted, count, sizeof *sorted, grown_first);
    put_z(p, "<section aria-labelledby=\"all\">\n<h2 id=\"all\">All portals, the largest growth first</h2>\n");
    open_table(p, "All portals", heads);
    for (size_t i = 0; i < count; i++)
        put_portal_row(p, sorted[i]);
    close_table(p);
    put_z(p, "</section>\n");
}

/* ---- One portal: articles, lag ---- */

static void put_day_bars(struct painting *p, const int64_t *n, int64_t most)
{
    base_buf_printf(p->out, "<svg class=\"bars\" viewBox=\"0 0 %d 1000\" preserveAspectRatio=\"none\" role=\"img\" "
                    "aria-label=\"Articles by day; the numbers stand below\">\n", p->days * 10);
    for (int i = 0; i < p->days; i++) {
        long long height = (long long)(n[i] * 1000 / most);

        if (!n[i])
            continue;
        base_buf_printf(p->out, "<rect x=\"%d\" y=\"%lld\" width=\"8\" height=\"%lld\"><title>", i * 10 + 1, 1000 - height, height);
        put_day(p, p->first + i);
        base_buf_printf(p->out, ": %lld</title></rect>\n", (long long)n[i]);
    }
    put_z(p, "</svg>\n");
}

static void put_axis(struct painting *p)
{
    put_z(p, "<div class=\"axis\"><span>");
    put_day(p, p->first);
    put_z(p, "</span><span>");
    put_day(p, p->first + p->days - 1);
    put_z(p, "</span></div>\n");
}

static void put_days(struct painting *p, const struct crawl_report_portal *portal)
{
    static const char *const heads[] = {"Day", "Articles", NULL};
    int64_t n[DAYS_MOST] = {0}, most = 0;

    for (size_t i = 0; i < portal->days.count; i++) {
        int at = place_of(p, portal->days.items[i].name);

        if (at >= 0)
            n[at] += portal->days.items[i].n;
    }
    for (int i = 0; i < p->days; i++)
        most = n[i] > most ? n[i] : most;
    base_buf_printf(p->out, "<h3>Articles a day</h3>\n<figure><figcaption>At most %lld a day.</figcaption>\n", (long long)most);
    put_day_bars(p, n, most ? most : 1);
    put_axis(p);
    put_z(p, "</figure>\n<details><summary>Articles a day in numbers</summary>\n");
    open_table(p, "Articles a day", heads);
    for (int i = p->days - 1; i >= 0; i--) {
        if (!n[i])
            continue;
        put_z(p, "<tr><th scope=\"row\">");
        put_day(p, p->first + i);
        put_z(p, "</th>");
        put_number(p, n[i]);
        put_z(p, "</tr>\n");
    }
    close_table(p);
    put_z(p, "</details>\n");
}

static void put_lag(struct painting *p, const struct crawl_report_portal *portal)
{
    static const char *const heads[] = {"Clipped within", "Articles", "", NULL};
    int64_t most = 0;

    for (size_t i = 0; i < CRAWL_LAGS; i++)
        most = portal->lags[i] > most ? portal->lags[i] : most;
    if (!most)
        return;
    put_z(p, "<h3>Lag: how long after publication</h3>\n");
    open_table(p, "Lag", heads);
    for (size_t i = 0; i < CRAWL_LAGS; i++)
        put_bar(p, base_str(crawl_lags[i].name), portal->lags[i], most);
    close_table(p);
}

/* ---- One portal: fields ---- */

/* N of ALL, from BELOW upwards, in a column of the strip; gives the height so far. */
static int put_part(struct painting *p, int at, const char *part, int64_t n, int64_t all, int below)
{
    int height = (int)(n * 100 / all);

    if (height > 0)
        base_buf_printf(p->out, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"9\" height=\"%d\"/>", part, at * 10,
                        100 - below - height, height);
    return below + height;
}

static void put_strip_day(struct painting *p, const struct state_health_day *row)
{
    const struct state_health *sum = &row->sum;
    int at = place_of(p, row->day), below;

    if (at < 0 || sum->pages <= 0)
        return;
    put_z(p, "<g><title>");
    put_day(p, p->first + at);
    base_buf_printf(p->out, ": %lld articles, %lld by a selector, %lld otherwise, %lld without</title>", (long long)sum->pages,
                    (long long)sum->hit, (long long)sum->filled, (long long)sum->empty);
    below = put_part(p, at, "hit", sum->hit, sum->pages, 0);
    below = put_part(p, at, "filled", sum->filled, sum->pages, below);
    put_part(p, at, "empty", sum->empty, sum->pages, below);
    put_z(p, "</g>\n");
}

/* What a field's rules do since a day, where that is to be looked at: "selector", "differs". */
static const struct state_notice *notice_of(const struct crawl_report_portal *portal, struct base_str field)
{
    for (size_t i = 0; i < portal->notice_count; i++)
        if (base_str_equal(portal->notices[i].key.field, field))
            return &portal->notices[i];
    return NULL;
}

static void put_strip(struct painting *p, const struct crawl_report_portal *portal, struct base_str field,
                      const struct state_notice *broke)
{
    int64_t at = broke ? broke->since / DAY_S - p->first : -1;

    base_buf_printf(p->out, "<td class=\"strip\"><svg viewBox=\"0 0 %d 100\" preserveAspectRatio=\"none\" role=\"img\" "
                    "aria-label=\"by day; the numbers stand below\">\n", p->days * 10);
    for (size_t i = 0; i < portal->health_count; i++)
        if (base_str_equal(portal->health[i].field, field))
            put_strip_day(p, &portal->health[i]);
    if (at >= 0 && at < p->days)
        base_buf_printf(p->out, "<rect class=\"broke\" x=\"%lld\" y=\"0\" width=\"4\" height=\"100\"/>\n", (long long)at * 10);
    put_z(p, "</svg></td>");
}

static void put_share(struct painting *p, int64_t n, int64_t of)
{
    if (of)
        base_buf_printf(p->out, "<td class=\"n\">%lld%%</td>", (long long)(n * 100 / of));
    else
        put_z(p, "<td class=\"n\">-</td>");
}

static void put_field(struct painting *p, const struct crawl_report_portal *portal, const struct crawl_report_field *field)
{
    const struct state_health *r = &field->recent, *b = &field->before;
    const struct state_notice *broke = notice_of(portal, field->name);

    put_row_head(p, field->name);
    put_share(p, r->hit, r->hit + r->missed);
    put_share(p, b->hit, b->hit + b->missed);
    put_share(p, r->empty, r->pages);
    put_share(p, b->empty, b->pages);
    put_strip(p, portal, field->name, broke);
    put_z(p, broke ? "<td class=\"n look\">" : "<td class=\"n\">");
    if (broke)
        put_day(p, broke->since / DAY_S);
    put_z(p, "</td></tr>\n");
}

static void put_health_numbers(struct painting *p, const struct crawl_report_portal *portal)
{
    static const char *const heads[] = {"Day", "Field", "Articles", "Selector", "Missed", "Filled", "Compared", "Differed",
                                        "Empty", "Length", NULL};

    put_z(p, "<details><summary>Fields by day in numbers</summary>\n");
    open_table(p, "Fields by day", heads);
    for (size_t i = portal->health_count; i > 0; i--) {
        const struct state_health_day *row = &portal->health[i - 1];
        const int64_t numbers[] = {row->sum.pages, row->sum.hit, row->sum.missed, row->sum.filled, row->sum.compared,
                                   row->sum.differed, row->sum.empty, row->sum.weight};

        if (place_of(p, row->day) < 0)
            continue;
        put_row_head(p, row->day);
        put_z(p, "<td class=\"n\">");
        cli_html_put(p->out, row->field);
        put_z(p, "</td>");
        for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
            put_number(p, numbers[k]);
        put_z(p, "</tr>\n");
    }
    close_table(p);
    put_z(p, "</details>\n");
}

static void put_fields(struct painting *p, const struct crawl_report_portal *portal)
{
    static const char *const heads[] = {"Field", "By its selector, last 7 days", "Before", "Without, last 7 days", "Before",
                                        "By day", "Broken since", NULL};

    if (!portal->field_count)
        return;
    put_z(p, "<h3>Fields</h3>\n<p class=\"key\">Of each day's articles from ");
    put_day(p, p->first);
    put_z(p, " on, from below:<i class=\"hit\"></i>by a selector"
             "<i class=\"filled\"></i>otherwise<i class=\"empty\"></i>without<i class=\"broke\"></i>the day on which the rules "
             "broke</p>\n");
    open_table(p, "Fields", heads);
    for (size_t i = 0; i < portal->field_count; i++)
        put_field(p, portal, &portal->fields[i]);
    close_table(p);
    put_health_numbers(p, portal);
}

/* ---- One portal: the rest ---- */

static void put_notices(struct painting *p, const struct crawl_report_portal *portal)
{
    struct base_buf text = BASE_BUF_INIT;

    if (portal->notice_count)
        put_z(p, "<h3>Needs a look</h3>\n<ul>\n");
    for (size_t i = 0; i < portal->notice_count;) {
        base_buf_clear(&text);
        i += crawl_notice_text(portal->notices + i, portal->notice_count - i, p->arena, &text);
        put_z(p, "<li class=\"look\" dir=\"auto\">");
        cli_html_put(p->out, base_buf_str(&text));
        put_z(p, "</li>\n");
    }
    if (portal->notice_count)
        put_z(p, "</ul>\n");
    base_buf_free(&text);
}

static void put_runs(struct painting *p, const struct crawl_report_portal *portal)
{
    const struct {
        const char *name;
        int64_t time;
    } times[] = {{"First run", portal->first_run}, {"Last run", portal->last_run}, {"Start page read", portal->last_ok},
                 {"Last new article", portal->last_new}};

    put_z(p, "<table class=\"runs\"><tbody>\n<tr><th scope=\"row\">Start page</th><td dir=\"auto\">");
    cli_html_put(p->out, portal->start);
    put_z(p, "</td></tr>\n");
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        base_buf_printf(p->out, "<tr><th scope=\"row\">%s</th><td>", times[i].name);
        cli_report_time(times[i].time, p->out);
        put_z(p, "</td></tr>\n");
    }
    base_buf_printf(p->out, "<tr><th scope=\"row\">Found and not asked yet</th><td>%lld</td></tr>\n"
                    "<tr><th scope=\"row\">To be asked again</th><td>%lld</td></tr>\n", (long long)portal->waiting,
                    (long long)portal->failing);
    if (portal->silence_after != INT64_MAX)
        base_buf_printf(p->out, "<tr><th scope=\"row\">Silent after</th><td>%lld hours without a new article</td></tr>\n",
                        (long long)(portal->silence_after / 3600));
    put_z(p, "</tbody></table>\n");
}

static void put_counts(struct painting *p, const char *title, const struct crawl_report_counts *list)
{
    const char *const heads[] = {title, "Times", "", NULL};

    if (!list->count)
        return;
    base_buf_printf(p->out, "<h3>%s</h3>\n", title);
    open_table(p, title, heads);
    for (size_t i = 0; i < list->count; i++)
        put_bar(p, list->items[i].name, list->items[i].n, list->items[0].n);
    close_table(p);
}

static void put_hosts(struct painting *p, const struct crawl_report_portal *portal)
{
    static const char *const heads[] = {"Host", "Addresses", "Times in a row", "Error", NULL};

    if (!portal->host_count)
        return;
    put_z(p, "<h3>Hosts that keep failing</h3>\n");
    open_table(p, "Hosts that keep failing", heads);
    for (size_t i = 0; i < portal->host_count; i++) {
        put_row_head(p, portal->hosts[i].host);
        put_number(p, portal->hosts[i].addresses);
        put_number(p, portal->hosts[i].most);
        put_z(p, "<td dir=\"auto\">");
        cli_html_put(p->out, portal->hosts[i].error);
        put_z(p, "</td></tr>\n");
    }
    close_table(p);
}

static void put_portal(struct painting *p, size_t i)
{
    const struct crawl_report_portal *portal = &p->report->portals[i];

    base_buf_printf(p->out, "<section aria-labelledby=\"p%zu\">\n<h2 id=\"p%zu\" dir=\"auto\">", i, i);
    cli_html_put(p->out, portal->name);
    put_z(p, "</h2>\n");
    put_notices(p, portal);
    put_runs(p, portal);
    put_days(p, portal);
    put_lag(p, portal);
    put_fields(p, portal);
    put_hosts(p, portal);
    put_counts(p, "Errors", &portal->errors);
    put_counts(p, "Addresses not taken", &portal->reasons);
    put_counts(p, "Pages without an article", &portal->kinds);
    put_z(p, "</section>\n");
}

/* The days of the charts: since the first run of all, but neither too few nor too many to see. */
static void choose_days(struct painting *p)
{
    int64_t today = p->report->made / DAY_S, first = today;

    for (size_t i = 0; i < p->report->count; i++) {
        int64_t run = p->report->portals[i].first_run;

        if (run != BASE_TIME_NONE && run / DAY_S < first)
            first = run / DAY_S;
    }
    p->days = today - first + 1 > DAYS_MOST ? DAYS_MOST : today - first + 1 < DAYS_LEAST ? DAYS_LEAST : (int)(today - first + 1);
    p->first = today - p->days + 1;
    base_time_format(p->first * DAY_S, p->first_day);
    p->first_day[sizeof "2026-11-26" - 1] = 0;
}

void cli_report_html(const struct crawl_report *report, struct base_arena *arena, struct base_buf *out)
{
    struct painting p = {.report = report, .arena = arena, .out = out};

    choose_days(&p);
    cli_html_begin(out, style);
    put_z(&p, "<header>\n<h1>What the archive holds, and how its portals fare</h1>\n<p>");
    cli_report_time(report->made, out);
    put_z(&p, " UTC</p>\n</header>\n<main>\n");
    put_overview(&p);
    for (size_t i = 0; i < report->count; i++)
        put_portal(&p, i);
    put_z(&p, "</main>\n</body>\n</html>\n");
}
