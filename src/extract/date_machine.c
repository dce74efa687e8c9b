/* Dates as machines state them, and as the record does. */
#include <stdio.h>

#include "extract/date_scan.h"

static const struct extract_date_context no_context = {.fetched = BASE_TIME_NONE};

static bool set_epoch(struct extract_moment *m, uint64_t seconds)
{
    char text[24];
    struct extract_date_reader r = {.context = &no_context, .out = m};
    base_time_format((int64_t)seconds, text);
    r.s = base_str(text);
    struct extract_number year;
    return extract_scan_number(r.s, 0, &year) && extract_day_year_first(&r, &year) && extract_clock_behind(&r, r.to, true);
}

/* 20181112, 20181112100530, 20181112T100530Z, epoch seconds and milliseconds. */
static bool parse_digits(struct base_str s, struct extract_moment *m)
{
    uint64_t value = 0;
    size_t len = 0;
    while (len < s.len && s.ptr[len] >= '0' && s.ptr[len] <= '9' && len < 18)
        value = value * 10 + (uint64_t)(s.ptr[len++] - '0');
    if ((len == s.len && (len == 10 || len == 13)) || (len == 10 && s.ptr[len] == '.'))
        return set_epoch(m, len == 13 ? value / 1000 : value);
    if (len == 12 && len == s.len) { /* to the minute */
        value *= 100;
        len = 14;
    }
    bool tee = len == 8 && len < s.len && (s.ptr[len] == 'T' || s.ptr[len] == 't');
    uint64_t day = len == 14 ? value / 1000000 : value;
    struct extract_date_reader r = {.s = s, .context = &no_context, .out = m};
    if ((len != 8 && len != 14) || (len < s.len && !tee && !(len == 8 && s.ptr[len] == ' ')) || day < 15000101 ||
        !extract_day_set(&r, (uint32_t)(day / 10000), (uint32_t)(day / 100 % 100), (uint32_t)(day % 100), len))
        return false;
    uint64_t clock = value % 1000000;
    size_t end = len;
    if (tee) {
        clock = 0;
        for (end = len + 1; end < s.len && s.ptr[end] >= '0' && s.ptr[end] <= '9' && end < len + 7; end++)
            clock = clock * 10 + (uint64_t)(s.ptr[end] - '0');
        tee = end == len + 7;
    }
    if ((len != 14 && !tee) || clock / 10000 > 23 || clock / 100 % 100 > 59 || clock % 100 > 59)
        return true;
    m->hour = (int)(clock / 10000);
    m->minute = (int)(clock / 100 % 100);
    m->second = (int)(clock % 100);
    extract_clock_zone(s, end, &m->zone);
    return true;
}

bool extract_moment_parse(struct base_str text, const struct extract_date_context *context,
                          struct extract_moment *moment)
{
    size_t from, to;
    text = base_str_trim(text);
    if (!text.len)
        return false;
    return parse_digits(text, moment) || extract_moment_find(text, context, moment, &from, &to);
}

struct base_str extract_moment_format(struct base_arena *arena, const struct extract_moment *m)
{
    char clock[32] = "", zone[16] = "";
    if (m->hour >= 0 && m->second >= 0)
        snprintf(clock, sizeof clock, "T%02d:%02d:%02d", m->hour, m->minute, m->second);
    else if (m->hour >= 0)
        snprintf(clock, sizeof clock, "T%02d:%02d", m->hour, m->minute);
    if (m->hour >= 0 && m->zone == 0)
        snprintf(zone, sizeof zone, "Z");
    else if (m->hour >= 0 && m->zone != EXTRACT_ZONE_NONE)
        snprintf(zone, sizeof zone, "%c%02d:%02d", m->zone < 0 ? '-' : '+', (m->zone < 0 ? -m->zone : m->zone) / 60,
                 (m->zone < 0 ? -m->zone : m->zone) % 60);
    return base_arena_printf(arena, "%04d-%02d-%02d%s%s", m->year, m->month, m->day, clock, zone);
}
