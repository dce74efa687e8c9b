/* The day of publication and of the last change: which of the dates that a page states they are. */
#include "extract/date.h"

enum { DAY_S = 86400, DATE_FUTURE_S = 2 * DAY_S };

struct base_str extract_date_find(struct base_arena *arena, struct base_str text,
                                  const struct extract_date_context *context, size_t *from, size_t *to)
{
    struct extract_moment moment;
    size_t a, b;
    if (!extract_moment_find(text, context, &moment, &a, &b))
        return BASE_STR_NONE;
    if (from)
        *from = a;
    if (to)
        *to = b;
    return extract_moment_format(arena, &moment);
}

bool extract_date_span(struct base_str text, const struct extract_date_context *context, size_t *from, size_t *to)
{
    struct extract_moment moment;
    return extract_moment_find(text, context, &moment, from, to);
}

struct base_str extract_date_parse(struct base_arena *arena, struct base_str text,
                                   const struct extract_date_context *context)
{
    struct extract_moment moment;
    return extract_moment_parse(text, context, &moment) ? extract_moment_format(arena, &moment) : BASE_STR_NONE;
}

bool extract_moment_is_plausible(const struct extract_date_finder *f, const struct extract_moment *m, int first_year)
{
    int64_t days;
    if (m->year < first_year || !base_time_days(m->year, m->month, m->day, &days) || days == 0)
        return false;
    return f->context.fetched == BASE_TIME_NONE || days * 86400 <= f->context.fetched + DATE_FUTURE_S;
}

static void take(const struct extract_date_finder *f, const struct extract_moment *m, const char *from)
{
    f->job->article->date = extract_moment_format(f->job->arena, m);
    extract_set_from(f->job, EXTRACT_DATE, from);
}

static bool take_sighting(const struct extract_date_finder *f, const struct extract_sighting *sighting)
{
    if (sighting->node == PAGE_NONE)
        return false;
    struct extract_moment moment = extract_moment_settled(f, sighting->moment);
    f->job->date_node = sighting->node;
    take(f, &moment, "generic");
    return true;
}

/* As the site's selector file says its dates are written, else as they look. */
static bool read_selected(const struct extract_date_finder *f, struct base_str text, struct extract_moment *m)
{
    const struct select_result *selected = f->job->input->selected;
    bool read = false;
    for (size_t i = 0; i < selected->date_formats.count && !read; i++)
        read = extract_moment_by_format(text, selected->date_formats.items[i], f->context.lang, m);
    if (!read && !extract_moment_parse(text, &f->context, m))
        return false;
    if (selected->zoned && m->hour >= 0 && m->zone == EXTRACT_ZONE_NONE)
        m->zone = base_zone_offset(&selected->zone, m->year, m->month, m->day, m->hour, m->minute);
    return true;
}

static bool from_selector(const struct extract_date_finder *f, enum select_field field, struct base_str *out,
                          enum extract_field name)
{
    const struct select_hit *hit = extract_selected(f->job, field);
    struct extract_moment m;
    for (size_t i = 0; hit && i < hit->count; i++) {
        if (!read_selected(f, hit->values[i].text, &m) || !extract_moment_is_plausible(f, &m, EXTRACT_DATE_STATED_YEAR))
            continue;
        *out = extract_moment_format(f->job->arena, &m);
        f->job->article->from[name] = hit->from;
        return true;
    }
    return false;
}

/* ---- What the page states for machines ---- */

enum { STATED_LIMIT = 16 };

struct stated {
    struct extract_moment moment;
    const char *from;
    bool weak; /* may be another day than the publication's: of a file, a record, a video */
};

static bool is_weak(const struct extract_fact *fact)
{
    switch ((enum extract_origin)fact->origin) {
    case EXTRACT_ORIGIN_JSON_LD:
        return fact->rank == 3 || fact->rank == 4; /* uploadDate, dateCreated */
    case EXTRACT_ORIGIN_META:
        return fact->rank >= 14; /* date, DC.date, created */
    case EXTRACT_ORIGIN_MICRODATA:
        return fact->rank != 20; /* created, or of another item */
    case EXTRACT_ORIGIN_RDFA:
        return false;
    case EXTRACT_ORIGIN_APP:
    case EXTRACT_ORIGIN_GENERIC:
        break;
    }
    return true;
}

/* The plausible dates that the page states for KEY, the weak ones behind the others. */
static size_t read_stated(const struct extract_date_finder *f, enum extract_key key, struct stated stated[STATED_LIMIT])
{
    size_t total, count = 0;
    const struct extract_fact *facts = extract_facts_of(f->job, key, &total);
    for (int weak = 0; weak < 2; weak++) {
        for (size_t i = 0; i < total && count < STATED_LIMIT; i++) {
            struct stated *s = &stated[count];
            if (is_weak(&facts[i]) != weak || !extract_moment_parse(facts[i].value, &f->context, &s->moment) ||
                !extract_moment_is_plausible(f, &s->moment, EXTRACT_DATE_STATED_YEAR))
                continue;
            s->moment = extract_moment_settled(f, s->moment);
            s->from = extract_origin_name((enum extract_origin)facts[i].origin);
            s->weak = weak;
            count++;
        }
    }
    return count;
}

/* One day, read in two orders. */
static bool is_swapped(const struct extract_moment *a, const struct extract_moment *b)
{
    return a->year == b->year && a->month == b->day && a->day == b->month;
}

static const struct stated *of_day(const struct stated *stated, size_t count, const struct extract_moment *day)
{
    for (size_t i = 0; i < count; i++)
        if (extract_moment_is_same_day(&stated[i].moment, day))
            return &stated[i];
    return NULL;
}

/* The day of the fetch, which portals print as today's. */
static bool is_today(const struct extract_date_finder *f, const struct extract_moment *m)
{
    int64_t days;
    if (f->context.fetched == BASE_TIME_NONE || !base_time_days(m->year, m->month, m->day, &days))
        return false;
    int64_t away = f->context.fetched - days * DAY_S;
    return away > -DAY_S && away < 2 * DAY_S;
}

/* Whether SEEN, which no statement agrees with, is the publication's day rather than STATED: what is printed beside
 * the headline is what the publisher calls the article's date, in its own time zone, and outlives moves from one
 * system to the next; unless it is known as the day of the update, or may be today's. */
static bool contradicts(const struct extract_date_finder *f, const struct extract_sighting *seen,
                        const struct stated *stated)
{
    struct stated modified[STATED_LIMIT];
    if (is_swapped(&seen->moment, &stated->moment))
        return extract_moment_is_guessed(&stated->moment) && !extract_moment_is_guessed(&seen->moment);
    if (is_today(f, &seen->moment) && !seen->labelled && !is_today(f, &stated->moment))
        return false;
    return !of_day(modified, read_stated(f, EXTRACT_KEY_MODIFIED, modified), &seen->moment);
}

static bool from_stated(const struct extract_date_finder *f, const struct extract_seen *lines,
                        const struct extract_seen *times)
{
    struct stated stated[STATED_LIMIT];
    size_t count = read_stated(f, EXTRACT_KEY_PUBLISHED, stated);
    if (!count)
        return false;
    const struct stated *best = &stated[0];
    bool by_time = lines->published.node == PAGE_NONE && best->weak;
    const struct extract_sighting *seen = by_time ? &times->published : &lines->published;
    if (seen->node != PAGE_NONE && !extract_moment_is_same_day(&seen->moment, &best->moment) &&
        (seen->sure || best->weak) && !extract_date_is_shown(f, &best->moment, !seen->labelled)) {
        const struct stated *agreed = of_day(stated, count, &seen->moment);
        if (!agreed && contradicts(f, seen, best))
            return take_sighting(f, seen);
        best = agreed ? agreed : best;
    }
    take(f, &best->moment, best->from);
    return true;
}

/* ---- The address ---- */

/* The day at the start of TEXT, of a path whose parts are joined by hyphens: 2018-11-12, 20181112, 201811-12; and
 * 12-11-2018 where it is not doubtful which is the day. */
static bool read_path_day(const struct extract_date_finder *f, struct base_str text, struct extract_moment *m)
{
    size_t digits = 0, from, to;
    while (digits < text.len && text.ptr[digits] >= '0' && text.ptr[digits] <= '9')
        digits++;
    if (digits == 8)
        return extract_moment_parse(base_str_sub(text, 0, 8), &f->context, m);
    if (digits == 6 && text.len > 8 && text.ptr[6] == '-') {
        const char *t = text.ptr;
        char day[] = {t[0], t[1], t[2], t[3], t[4], t[5], t[7], t[8], 0};
        return (text.len < 10 || t[9] < '0' || t[9] > '9') && extract_moment_parse(base_str(day), &f->context, m);
    }
    return (digits == 4 || digits == 2) && extract_moment_find(text, &f->context, m, &from, &to) && from == 0 &&
        !extract_moment_is_guessed(m);
}

bool extract_date_in_address(const struct extract_date_finder *f, struct extract_moment *m)
{
    struct base_str path = base_url_path(f->job->page->url);
    if (!path.len || path.len > BASE_LIMIT_URL_BYTES)
        return false;
    for (size_t at = 0; at + 8 <= path.len; at++) {
        if (path.ptr[at] < '0' || path.ptr[at] > '3' || (at > 0 && path.ptr[at - 1] >= '0' && path.ptr[at - 1] <= '9'))
            continue;
        char text[20]; /* 2018-september-12-n */
        size_t len = 0;
        for (size_t i = at; i < path.len && len < sizeof text; i++) {
            char c = path.ptr[i];
            text[len++] = c == '/' || c == '_' ? '-' : c;
        }
        if (!read_path_day(f, (struct base_str){text, len}, m) ||
            !extract_moment_is_plausible(f, m, EXTRACT_DATE_GUESSED_YEAR))
            continue;
        m->hour = m->minute = m->second = -1;
        return true;
    }
    return false;
}

static bool from_address(const struct extract_date_finder *f)
{
    struct extract_moment m;
    if (!extract_date_in_address(f, &m))
        return false;
    take(f, &m, "url");
    return true;
}

/* ---- The page's titles ---- */

/* What stands behind the last | or dash of TITLE that has blanks around it. */
static struct base_str last_part(struct base_str title)
{
    static const char *const signs[] = {" | ", " - ", " – ", " — ", " · "};
    size_t from = title.len;
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        struct base_str sign = base_str(signs[i]), rest = title;
        for (size_t at; (at = base_str_find(rest, sign)) != SIZE_MAX;) {
            rest = base_str_sub(rest, at + sign.len, rest.len);
            from = rest.len < from ? rest.len : from;
        }
    }
    return from < title.len ? base_str_sub(title, title.len - from, title.len) : BASE_STR_NONE;
}

/* A day as the last part of a title: Headline | Portal | 05.02.2024 */
static bool from_title(const struct extract_date_finder *f)
{
    static const enum extract_key keys[] = {EXTRACT_KEY_PAGE_TITLE, EXTRACT_KEY_HEADLINE};
    for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++) {
        size_t count, from, to;
        const struct extract_fact *facts = extract_facts_of(f->job, keys[k], &count);
        for (size_t i = 0; i < count; i++) {
            struct base_str part = last_part(facts[i].value);
            struct extract_moment m;
            if (!extract_moment_find(part, &f->context, &m, &from, &to) || from != 0 || to != part.len ||
                !extract_moment_is_plausible(f, &m, EXTRACT_DATE_GUESSED_YEAR))
                continue;
            m = extract_moment_settled(f, m);
            take(f, &m, extract_origin_name((enum extract_origin)facts[i].origin));
            return true;
        }
    }
    return false;
}

/* ---- The fields ---- */

/* Another day than SEEN that is the address's, and stands in a line near the headline too. */
static bool from_address_and_line(const struct extract_date_finder *f, const struct extract_sighting *seen)
{
    struct extract_moment m;
    if (seen->labelled || !extract_date_in_address(f, &m) || extract_moment_is_same_day(&m, &seen->moment) ||
        !extract_date_is_shown(f, &m, false))
        return false;
    take(f, &m, "url");
    return true;
}

/* The best that is seen, where nothing is stated; the day of an update only where the page shows no other. */
static bool from_seen(const struct extract_date_finder *f, const struct extract_seen *lines,
                      const struct extract_seen *times)
{
    if (take_sighting(f, &times->published))
        return true;
    const struct extract_sighting *line = &lines->published;
    if (line->sure && (from_address_and_line(f, line) || take_sighting(f, line)))
        return true;
    struct extract_seen named = extract_dates_by_name(f);
    if (take_sighting(f, &named.published) || from_address(f) || from_title(f) || take_sighting(f, line))
        return true;
    struct extract_seen in_text = extract_date_of_dateline(f), labelled = extract_dates_far_off(f, true);
    if (take_sighting(f, &in_text.published) || take_sighting(f, &labelled.published) ||
        take_sighting(f, &times->updated) || take_sighting(f, &lines->updated) || take_sighting(f, &named.updated))
        return true;
    struct extract_seen counting = extract_dates_counting(f);
    if (take_sighting(f, &counting.published))
        return true;
    struct extract_seen far = extract_dates_far_off(f, false);
    if (take_sighting(f, &far.published) || take_sighting(f, &far.updated))
        return true;
    struct extract_seen alone = extract_dates_alone(f);
    return take_sighting(f, &alone.published) || take_sighting(f, &alone.updated);
}

/* On a later day than the publication. */
static bool is_later(const struct extract_date_finder *f, const struct extract_moment *m)
{
    struct base_str date = f->job->article->date, day = extract_moment_format(f->job->arena, m);
    return date.len < 10 || memcmp(day.ptr, date.ptr, 10) > 0;
}

static bool is_other(const struct extract_date_finder *f, const struct extract_moment *m)
{
    return !base_str_equal(f->job->article->date, extract_moment_format(f->job->arena, m));
}

static void take_modified(const struct extract_date_finder *f, const struct extract_moment *m, const char *from)
{
    f->job->article->modified = extract_moment_format(f->job->arena, m);
    extract_set_from(f->job, EXTRACT_MODIFIED, from);
}

/* The day of the update as stated, where that is later than the publication's or as printed; else as printed. */
static void modified_on_page(const struct extract_date_finder *f, const struct extract_seen *lines,
                             const struct extract_seen *times)
{
    struct stated stated[STATED_LIMIT];
    size_t count = read_stated(f, EXTRACT_KEY_MODIFIED, stated);
    const struct extract_sighting *printed = times->updated.node != PAGE_NONE ? &times->updated : &lines->updated;
    if (count && (printed->node == PAGE_NONE || is_later(f, &stated[0].moment) ||
                  (is_other(f, &stated[0].moment) && extract_moment_is_same_day(&stated[0].moment, &printed->moment))))
        take_modified(f, &stated[0].moment, stated[0].from);
    else if (printed->node != PAGE_NONE) {
        struct extract_moment moment = extract_moment_settled(f, printed->moment);
        take_modified(f, &moment, "generic");
    }
}

static void set_modified(const struct extract_date_finder *f, const struct extract_seen *lines,
                         const struct extract_seen *times)
{
    struct extract_article *article = f->job->article;
    if (!from_selector(f, SELECT_MODIFIED, &article->modified, EXTRACT_MODIFIED))
        modified_on_page(f, lines, times);
    if (!article->modified.len)
        return;
    size_t day = article->date.len < 10 ? article->date.len : 10;
    bool earlier = day == 10 && memcmp(article->modified.ptr, article->date.ptr, 10) < 0;
    if (earlier || base_str_equal(article->modified, article->date)) {
        article->modified = BASE_STR_NONE;
        article->from[EXTRACT_MODIFIED] = BASE_STR_NONE;
    }
}

/* What was seen as the publication's day, without a word that says so, is the update's. */
static void set_origin(struct extract_seen *seen, const struct extract_sighting *origin)
{
    if (seen->updated.node == PAGE_NONE)
        seen->updated = seen->published;
    seen->published = *origin;
}

void extract_date(struct extract_job *job)
{
    struct extract_date_finder f = {job, {extract_date_language(job), job->input->fetched}};
    struct extract_seen lines = extract_dates_in_lines(&f), times = extract_dates_in_times(&f);
    struct extract_sighting origin = extract_date_of_origin(&f);
    if (origin.node != PAGE_NONE) {
        set_origin(&lines, &origin);
        set_origin(&times, &origin);
    }
    if (!from_selector(&f, SELECT_DATE, &job->article->date, EXTRACT_DATE) && !from_stated(&f, &lines, &times))
        from_seen(&f, &lines, &times);
    set_modified(&f, &lines, &times);
}
