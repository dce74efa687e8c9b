/* How fields, pages and sources fare: counted per portal between two commits, and watched for when they stop working. */
#include "crawl/private.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    START_LINKS = 3, /* of a front page that lists articles */
    DAY_S = 86400,
    SITEMAP_PATIENCE_S = 3 * DAY_S, /* a news sitemap holds what is two days old at most */
    FAILURE_PATIENCE_S = DAY_S
};

struct watched {
    struct watched *next;
    struct state_watch row;
    bool changed; /* since the last commit */
};

int crawl_health_open(struct crawl *crawl, struct crawl_portal *portal, struct base_error *e)
{
    struct crawl_health *h = portal->health = calloc(1, sizeof *h);
    struct state_portal row;
    int status;

    if (!h)
        return base_fail(e, BASE_NOMEM, "out of memory");
    base_arena_init(&h->arena, 0);
    status = state_portal_get(crawl->state, &h->arena, base_str(portal->name), &row, e);
    h->known = status == BASE_OK && row.last_ok != BASE_TIME_NONE;
    return status == BASE_MISSING ? BASE_OK : status;
}

void crawl_health_close(struct crawl_portal *portal)
{
    if (portal->health)
        base_arena_free(&portal->health->arena);
    free(portal->health);
    portal->health = NULL;
}

/* ---- What is watched ---- */

static bool is_key(const struct state_key *key, const char *what, const char *field, struct base_str subject)
{
    return base_str_equal(key->what, base_str(what)) && base_str_equal(key->field, base_str(field)) &&
           base_str_equal(key->subject, subject);
}

/* The watch as it stands in this run, or in the state, or a new one; NULL: out of memory. */
static struct watched *find_watched(struct crawl *crawl, struct crawl_portal *portal, const char *what,
                                    const char *field, struct base_str subject)
{
    struct crawl_health *h = portal->health;
    struct state_key key = {base_str(what), base_str(field), subject};
    struct base_error e = {""};
    struct watched *w = h->watched;
    int status;

    while (w && !is_key(&w->row.key, what, field, subject))
        w = w->next;
    if (w || !(w = BASE_NEW(&h->arena, struct watched)))
        return w;
    key.subject = base_arena_str(&h->arena, subject);
    w->row = (struct state_watch){.key = key, .since = BASE_TIME_NONE};
    status = state_watch_get(crawl->state, &h->arena, base_str(portal->name), &key, &w->row, &e);
    if (status != BASE_OK && status != BASE_MISSING)
        crawl_check(crawl, status, &e);
    w->row.key = key;
    w->next = h->watched;
    h->watched = w;
    return w;
}

static void watch(struct crawl *crawl, const struct crawl_item *item, const char *what, const char *field,
                  struct base_str subject, uint64_t mark, bool good)
{
    struct watched *w = find_watched(crawl, item->portal, what, field, subject);
    struct base_str url = base_str(item->url);

    if (!w)
        return;
    if (w->row.n == 0)
        w->row.mark = mark;
    crawl_watch_add(&w->row, good, crawl_notice_kind(what)->percent, mark, item->fetched, url);
    if (w->row.example.ptr == url.ptr)
        w->row.example = base_arena_str(&item->portal->health->arena, url);
    w->changed = true;
}

/* ---- Articles and what looked like one ---- */

enum {
    ALWAYS = 1u << EXTRACT_TITLE | 1u << EXTRACT_BYLINE | 1u << EXTRACT_DATE | 1u << EXTRACT_BODY | 1u << EXTRACT_RELATED
};

static void watch_rules(struct crawl *crawl, const struct crawl_item *item, const struct record *record,
                        enum extract_field field, bool hit)
{
    const struct extract_watch *w = &record->article.watch;
    const char *name = extract_field_name(field);
    const struct select_rules *rules = NULL;
    struct base_error ignored = {""};
    struct base_str file;
    uint64_t mark;

    if (!crawl->selectors || select_find(crawl->selectors, base_url_host(record->url), item->fetched, &rules,
                                         &ignored) != BASE_OK || !rules)
        return;
    file = select_rules_for(rules, (enum select_field)extract_select_field(field), &mark);
    if (!file.ptr)
        return;
    watch(crawl, item, "selector", name, file, mark, hit);
    if (w->compared >> field & 1)
        watch(crawl, item, "differs", name, file, mark, !(w->differs >> field & 1));
}

static void count_field(struct crawl *crawl, const struct crawl_item *item, const struct record *record,
                        enum extract_field field)
{
    struct state_health *sum = &item->portal->health->fields[field];
    const struct extract_article *a = &record->article;
    bool ruled = a->watch.ruled >> field & 1, there = a->from[field].len > 0;
    bool hit = ruled && base_str_starts(a->from[field], BASE_STR("selector:"));

    if (extract_select_field(field) < 0 || (!ruled && !(ALWAYS >> field & 1)))
        return;
    sum->pages++;
    sum->hit += hit;
    sum->missed += ruled && !hit;
    sum->filled += there && !hit;
    sum->compared += a->watch.compared >> field & 1;
    sum->differed += a->watch.differs >> field & 1;
    sum->empty += !there;
    sum->weight += field == EXTRACT_BODY ? (int64_t)base_text_weight(a->body) : 0;
    if (ruled)
        watch_rules(crawl, item, record, field, hit);
}

void crawl_health_page(struct crawl *crawl, const struct crawl_item *item, const struct record *record)
{
    bool article = record->article.body.ptr != NULL;

    if (item->start || item->type == DISCOVER_SOURCE)
        return;
    if (item->type == DISCOVER_ARTICLE) {
        item->portal->health->read++;
        watch(crawl, item, "bodies", "", BASE_STR(""), 0, article);
    }
    if (!article)
        return;
    watch(crawl, item, "dates", "", BASE_STR(""), 0, record->article.date.ptr != NULL);
    for (int field = 0; field < EXTRACT_FIELD_COUNT; field++)
        count_field(crawl, item, record, (enum extract_field)field);
}

/* ---- New articles: when they came out, and how long after that they were clipped ---- */

/* DATE as the article states it; without a zone it is read as UTC. *DAY: it is no more precise. */
static int64_t read_date(struct base_str date, bool *day)
{
    int64_t t = BASE_TIME_NONE;
    size_t hour = 0, minute = 0;

    *day = date.len < strlen("2026-11-26T10:00");
    if (!*day && base_time_parse(date, &t))
        return t;
    if (date.len < strlen("2026-11-26") || !base_time_parse(base_str_sub(date, 0, strlen("2026-11-26")), &t))
        return BASE_TIME_NONE;
    if (!*day && base_str_to_size(base_str_sub(date, 11, 13), 23, &hour) &&
        base_str_to_size(base_str_sub(date, 14, 16), 59, &minute))
        t += (int64_t)(hour * 3600 + minute * 60);
    return t;
}

const struct crawl_lag crawl_lags[CRAWL_LAGS] = {
    {"lag:15m", "15 minutes", 900},  {"lag:1h", "an hour", 3600},      {"lag:6h", "6 hours", 6 * 3600},
    {"lag:1d", "a day", DAY_S},      {"lag:7d", "a week", 7 * DAY_S},  {"lag:more", "longer", INT64_MAX},
};

static void count_here(struct crawl *crawl, const struct crawl_item *item, const char *what)
{
    struct base_error e = {""};

    crawl_check(crawl, state_count(crawl->state, base_str(item->portal->name), base_time_now(), what, 1, &e), &e);
}

void crawl_health_clipped(struct crawl *crawl, const struct crawl_item *item, const struct record *record)
{
    struct base_error e = {""};
    bool day;
    int64_t out = read_date(record->article.date, &day), lag;
    size_t i = day ? 3 : 0; /* of a bare day it is known to the day */

    /* what a portal had when it was first seen says nothing of how fast it is followed */
    if (item->portal->health->known && out != BASE_TIME_NONE) {
        lag = item->fetched - out - (day ? DAY_S : 0);
        while (crawl_lags[i].below <= lag)
            i++;
        count_here(crawl, item, crawl_lags[i].what);
    }
    if (out == BASE_TIME_NONE || out > item->fetched)
        out = item->fetched;
    crawl_check(crawl, state_arrival_add(crawl->state, base_str(item->portal->name), out, 1, &e), &e);
}

/* ---- Sources of links ---- */

static int64_t count_links(const struct discover_list *links, bool articles, bool *sitemap)
{
    int64_t n = 0;

    *sitemap = false;
    for (size_t i = 0; links && i < links->count; i++) {
        const struct discover_candidate *c = &links->items[i];

        n += c->reason == DISCOVER_KEPT && (!articles || c->type == DISCOVER_ARTICLE);
        *sitemap |= c->via == DISCOVER_SITEMAP;
    }
    return n;
}

static void take_source(struct crawl *crawl, const struct crawl_item *item, const struct discover_list *links,
                        int64_t patience)
{
    struct base_str url = base_str(item->url);
    struct state_source row = {.good = BASE_TIME_NONE};
    struct base_error e = {""};
    int64_t now = base_time_now(), n;
    bool sitemap;
    int status;

    if (item->type != DISCOVER_SOURCE && !item->start)
        return;
    n = count_links(links, item->start, &sitemap);
    status = state_source_get(crawl->state, &crawl->scratch, url, &row, &e);
    if (n >= (item->start ? START_LINKS : 1))
        row = (struct state_source){.gave = n, .good = now, .patience = sitemap ? SITEMAP_PATIENCE_S : 0};
    else if (status == BASE_OK)
        row.dry = n == 0 && now - row.good >= (patience > row.patience ? patience : row.patience);
    row.url = url;
    row.portal = base_str(item->portal->name);
    row.asked = now;
    if (row.good != BASE_TIME_NONE && (status == BASE_OK || status == BASE_MISSING))
        status = state_source_put(crawl->state, &row, &e);
    if (status != BASE_MISSING)
        crawl_check(crawl, status, &e);
}

void crawl_health_links(struct crawl *crawl, const struct crawl_item *item, const struct discover_list *links)
{
    take_source(crawl, item, links, 0);
}

void crawl_health_gone(struct crawl *crawl, const struct crawl_item *item)
{
    take_source(crawl, item, NULL, 0);
}

void crawl_health_denied(struct crawl *crawl, const struct crawl_item *item)
{
    struct crawl_health *h = item->portal->health;

    h->start_denied |= item->start;
    h->denied += !item->start && !item->known;
    if (item->start || !h->denied_example.ptr)
        h->denied_example = base_arena_str(&h->arena, base_str(item->url));
    (void)crawl;
}

/* ---- Errors by kind ---- */

/* Words of the reasons that fetch and work give, in the order in which they are looked for. */
static const struct {
    const char *words, *kind;
} error_kinds[] = {
    {"could not resolve", "name not resolved"}, {"TLS", "TLS"},
    {"connection timed out", "time-out"},       {"no connection within", "time-out"},
    {"no answer within", "time-out"},           {"not finished within", "time-out"},
    {"too slow", "time-out"},                   {"refused", "no connection"},
    {"could not connect", "no connection"},     {"unreachable", "no connection"},
    {"connection", "connection broke off"},     {"body ended early", "connection broke off"},
    {"redirect", "redirects"},                  {"larger than", "too large"},
    {"unpack", "content coding"},               {"left for the next run", "host left until later"},
    {"--allow-private", "private address"},     {"the worker", "worker lost"},
    {"longer than", "page took too long"},      {"not a page but", "not a page"},
};

/* The words of REASON that are no addresses. */
static void without_addresses(const char *reason, char *out, size_t size)
{
    struct base_str rest = base_str(reason), word;
    size_t len = 0;

    while (base_str_next(&rest, ' ', &word)) {
        if (base_str_find(word, BASE_STR("://")) != SIZE_MAX || len + word.len + 2 > size)
            continue;
        memcpy(out + len, word.ptr, word.len);
        len += word.len;
        out[len++] = ' ';
    }
    out[len] = '\0';
}

void crawl_health_failed(struct crawl *crawl, const struct crawl_item *item, const char *reason)
{
    const char *status, *kind = "other";
    char words[512], what[64];

    without_addresses(reason, words, sizeof words);
    status = strstr(words, "HTTP status ");
    for (size_t i = 0; i < sizeof error_kinds / sizeof *error_kinds; i++)
        if (strstr(words, error_kinds[i].words)) {
            kind = error_kinds[i].kind;
            break;
        }
    if (status)
        snprintf(what, sizeof what, "error:HTTP %.3s", status + strlen("HTTP status "));
    else
        snprintf(what, sizeof what, "error:%s", kind);
    count_here(crawl, item, what);
    take_source(crawl, item, NULL, FAILURE_PATIENCE_S);
}

/* ---- Into the state ---- */

static void flush_portal(struct crawl *crawl, struct crawl_portal *portal)
{
    struct crawl_health *h = portal->health;
    struct base_str name = base_str(portal->name);
    int64_t now = base_time_now();
    struct base_error e = {""};

    for (int i = 0; i < EXTRACT_FIELD_COUNT; i++)
        if (h->fields[i].pages)
            crawl_check(crawl, state_health_add(crawl->state, name, now, extract_field_name((enum extract_field)i),
                                                &h->fields[i], &e), &e);
    memset(h->fields, 0, sizeof h->fields);
    for (struct watched *w = h->watched; w; w = w->next) {
        if (w->changed)
            crawl_check(crawl, state_watch_put(crawl->state, name, &w->row, &e), &e);
        w->changed = false;
    }
}

void crawl_health_flush(struct crawl *crawl)
{
    for (size_t i = 0; i < crawl->portal_count; i++)
        if (crawl->portals[i].health)
            flush_portal(crawl, &crawl->portals[i]);
}
