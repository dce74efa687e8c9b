/* Dates of feeds and sitemaps. */
#include "discover/private.h"

#include <stdlib.h>

struct moment {
    int year, month, day;     /* day 0: not stated; month 0: not stated */
    int hour, minute, second; /* hour -1, second -1: not stated */
    char zone[7];             /* "Z", "+08:00", "" */
};

/* Reads COUNT digits at *AT. */
static bool digits(struct base_str s, size_t *at, size_t count, int *out)
{
    int value = 0;
    if (s.len - *at < count)
        return false;
    for (size_t i = 0; i < count; i++) {
        char c = s.ptr[*at + i];
        if (c < '0' || c > '9')
            return false;
        value = value * 10 + (c - '0');
    }
    *at += count;
    *out = value;
    return true;
}

static bool take(struct base_str s, size_t *at, char c)
{
    if (*at >= s.len || s.ptr[*at] != c)
        return false;
    ++*at;
    return true;
}

static void skip_spaces(struct base_str s, size_t *at)
{
    while (*at < s.len && (s.ptr[*at] == ' ' || s.ptr[*at] == '\t'))
        ++*at;
}

static bool read_zone(struct base_str s, struct moment *m)
{
    static const struct {
        const char *name, *zone;
    } rows[] = {{"Z", "Z"},        {"GMT", "Z"},      {"UT", "Z"},       {"UTC", "Z"},      {"EST", "-05:00"},
                {"EDT", "-04:00"}, {"CST", "-06:00"}, {"CDT", "-05:00"}, {"MST", "-07:00"}, {"MDT", "-06:00"},
                {"PST", "-08:00"}, {"PDT", "-07:00"}, {"CET", "+01:00"}, {"CEST", "+02:00"}};
    size_t at = 1;
    int hours, minutes = 0;
    s = base_str_trim(s);
    if (s.len == 0)
        return true;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (base_str_equal_nocase(s, base_str(rows[i].name))) {
            memcpy(m->zone, rows[i].zone, strlen(rows[i].zone) + 1);
            return true;
        }
    if ((s.ptr[0] != '+' && s.ptr[0] != '-') || !digits(s, &at, 2, &hours))
        return false;
    take(s, &at, ':');
    if (at < s.len && !digits(s, &at, 2, &minutes))
        return false;
    if (hours > 14 || minutes > 59)
        return false;
    const char zone[7] = {s.ptr[0], (char)('0' + hours / 10), (char)('0' + hours % 10), ':',
                          (char)('0' + minutes / 10), (char)('0' + minutes % 10), '\0'};
    memcpy(m->zone, zone, sizeof zone);
    return true;
}

/* "hh:mm[:ss[.fff]] ZONE". */
static bool read_time(struct base_str s, struct moment *m)
{
    size_t at = 0;
    int hour;
    if (!digits(s, &at, 2, &hour)) {
        at = 0;
        if (!digits(s, &at, 1, &hour))
            return false;
    }
    if (!take(s, &at, ':') || !digits(s, &at, 2, &m->minute))
        return false;
    if (take(s, &at, ':') && !digits(s, &at, 2, &m->second))
        return false;
    if (m->second >= 0 && (take(s, &at, '.') || take(s, &at, ',')))
        while (at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9')
            at++;
    m->hour = hour;
    return hour < 24 && m->minute < 60 && m->second < 61 && read_zone(base_str_sub(s, at, s.len), m);
}

/* "YYYY[-MM[-DD[Thh:mm ...]]]", '/' and a space as in the wild. */
static bool read_iso(struct base_str s, struct moment *m)
{
    size_t at = 0;
    if (!digits(s, &at, 4, &m->year))
        return false;
    if (at == s.len)
        return true;
    if (!(take(s, &at, '-') || take(s, &at, '/')) || !digits(s, &at, 2, &m->month))
        return false;
    if (at == s.len)
        return true;
    if (!(take(s, &at, '-') || take(s, &at, '/')) || !digits(s, &at, 2, &m->day))
        return false;
    if (at == s.len)
        return true;
    if (!take(s, &at, 'T') && !take(s, &at, 't') && !take(s, &at, ' '))
        return false;
    skip_spaces(s, &at);
    return read_time(base_str_sub(s, at, s.len), m);
}

static int month_of(struct base_str word)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    for (int i = 0; word.len >= 3 && i < 12; i++)
        if (base_str_starts_nocase(word, (struct base_str){names + 3 * i, 3}))
            return i + 1;
    return 0;
}

static struct base_str word_at(struct base_str s, size_t *at)
{
    while (*at < s.len && (s.ptr[*at] == ' ' || s.ptr[*at] == ',' || s.ptr[*at] == '-' || s.ptr[*at] == '\t'))
        ++*at;
    size_t from = *at;
    while (*at < s.len && s.ptr[*at] != ' ' && s.ptr[*at] != ',' && s.ptr[*at] != '-' && s.ptr[*at] != '\t')
        ++*at;
    return base_str_sub(s, from, *at);
}

/* RFC 822, 850: "[Day,] D Mon YYYY [hh:mm[:ss] [ZONE]]". */
static bool read_rfc822(struct base_str s, struct moment *m)
{
    size_t at = 0, value;
    struct base_str word = word_at(s, &at);
    if (word.len > 0 && (word.ptr[0] < '0' || word.ptr[0] > '9'))
        word = word_at(s, &at);
    if (!base_str_to_size(word, 31, &value))
        return false;
    m->day = (int)value;
    m->month = month_of(word_at(s, &at));
    word = word_at(s, &at);
    if (m->month == 0 || (word.len != 2 && word.len != 4) || !base_str_to_size(word, 9999, &value))
        return false;
    m->year = word.len == 2 ? (int)value + (value < 70 ? 2000 : 1900) : (int)value;
    skip_spaces(s, &at);
    return at == s.len || read_time(base_str_sub(s, at, s.len), m);
}

/* The zone at the end of a date in seconds; without one it lies west of all of them. */
static int64_t zone_seconds(const struct moment *m)
{
    if (m->zone[0] == '\0')
        return -12 * 3600;
    if (m->zone[0] == 'Z')
        return 0;
    int64_t minutes = ((m->zone[1] - '0') * 10 + m->zone[2] - '0') * 60 + (m->zone[4] - '0') * 10 + m->zone[5] - '0';
    return m->zone[0] == '-' ? -60 * minutes : 60 * minutes;
}

int64_t discover_date_end(struct base_str date)
{
    struct moment m = {.hour = -1, .second = -1};
    int64_t days;
    if (!date.ptr || date.len > 32 || !read_iso(date, &m))
        return BASE_TIME_NONE;
    int day = m.day ? m.day : 31;
    m.month = m.month ? m.month : 12;
    while (!base_time_days(m.year, m.month, day, &days))
        if (m.day || --day < 28)
            return BASE_TIME_NONE;
    if (m.hour < 0) {
        m.hour = 23;
        m.minute = 59;
    }
    return days * 86400 + m.hour * 3600 + m.minute * 60 + (m.second < 0 ? 59 : m.second) - zone_seconds(&m);
}

struct base_str discover_date(struct base_arena *arena, struct base_str s)
{
    struct moment m = {.hour = -1, .second = -1};
    int64_t days;
    s = s.ptr ? base_str_trim(s) : s;
    if (!s.ptr || s.len < 4 || s.len > 64)
        return BASE_STR_NONE;
    if (!read_iso(s, &m)) {
        m = (struct moment){.hour = -1, .second = -1};
        if (!read_rfc822(s, &m))
            return BASE_STR_NONE;
    }
    if (m.year < 1900 || m.year > 2200 || !base_time_days(m.year, m.month ? m.month : 1, m.day ? m.day : 1, &days))
        return BASE_STR_NONE;
    if (m.month == 0)
        return base_arena_printf(arena, "%04d", m.year);
    if (m.day == 0)
        return base_arena_printf(arena, "%04d-%02d", m.year, m.month);
    if (m.hour < 0)
        return base_arena_printf(arena, "%04d-%02d-%02d", m.year, m.month, m.day);
    if (m.second < 0)
        return base_arena_printf(arena, "%04d-%02d-%02dT%02d:%02d%s", m.year, m.month, m.day, m.hour, m.minute, m.zone);
    return base_arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02d%s", m.year, m.month, m.day, m.hour, m.minute,
                             m.second, m.zone);
}
