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

static bool take_text(struct base_str s, size_t *at, struct base_str text)
{
    bool there = base_str_starts(base_str_sub(s, *at, s.len), text);
    *at += there ? text.len : 0;
    return there;
}

/* A separator, or the character for year or month, then one or two digits. */
static bool read_part(struct base_str s, size_t *at, struct base_str character, int *out)
{
    return (take(s, at, '-') || take(s, at, '/') || take_text(s, at, character)) &&
           (digits(s, at, 2, out) || digits(s, at, 1, out));
}

/* "YYYY[-MM[-DD[Thh:mm ...]]]", '/' and a space as in the wild. */
static bool read_iso(struct base_str s, struct moment *m)
{
    size_t at = 0;
    if (!digits(s, &at, 4, &m->year))
        return false;
    if (at == s.len)
        return true;
    if (!read_part(s, &at, BASE_STR("年"), &m->month))
        return false;
    if (at == s.len)
        return true;
    if (!read_part(s, &at, BASE_STR("月"), &m->day))
        return false;
    take_text(s, &at, BASE_STR("日"));
    if (at == s.len)
        return true;
    if (!take(s, &at, 'T') && !take(s, &at, 't') && !take(s, &at, ' '))
        return false;
    skip_spaces(s, &at);
    return read_time(base_str_sub(s, at, s.len), m);
}

/* Beginnings of the names of months, in the languages of feeds that ought to be English. */
static const struct {
    const char *begins;
    int month;
} months[] = {
    {"jan", 1},   {"ene", 1},   {"gen", 1},   {"янв", 1},   {"feb", 2},   {"fév", 2},  {"fev", 2},   {"фев", 2},
    {"mar", 3},   {"mär", 3},   {"mrt", 3},   {"мар", 3},   {"apr", 4},   {"avr", 4},  {"abr", 4},   {"апр", 4},
    {"may", 5},   {"mai", 5},   {"mag", 5},   {"mei", 5},   {"мая", 5},   {"май", 5},  {"jun", 6},   {"juin", 6},
    {"giu", 6},   {"июн", 6},   {"jul", 7},   {"juil", 7},  {"lug", 7},   {"июл", 7},  {"aug", 8},   {"aoû", 8},
    {"ago", 8},   {"авг", 8},   {"sep", 9},   {"set", 9},   {"сен", 9},   {"oct", 10}, {"okt", 10},  {"ott", 10},
    {"out", 10},  {"окт", 10},  {"nov", 11},  {"ноя", 11},  {"dec", 12},  {"dez", 12}, {"déc", 12},  {"dic", 12},
    {"дек", 12},
};

static int month_of(struct base_str word)
{
    for (size_t i = 0; i < sizeof months / sizeof months[0]; i++)
        if (base_str_starts_nocase(word, base_str(months[i].begins)))
            return months[i].month;
    return 0;
}

static bool is_blank(char c)
{
    return c == ' ' || c == ',' || c == '\t' || c == '\n' || c == '\r';
}

static struct base_str word_at(struct base_str s, size_t *at)
{
    while (*at < s.len && is_blank(s.ptr[*at]))
        ++*at;
    size_t from = *at;
    while (*at < s.len && !is_blank(s.ptr[*at]))
        ++*at;
    return base_str_sub(s, from, *at);
}

/* "02-Jan-06" */
static bool read_dashed(struct base_str word, struct moment *m)
{
    struct base_str part, rest = word;
    size_t day, year;
    if (!base_str_next(&rest, '-', &part) || !base_str_to_size(part, 31, &day) || !base_str_next(&rest, '-', &part) ||
        (m->month = month_of(part)) == 0 || (rest.len != 2 && rest.len != 4) || !base_str_to_size(rest, 9999, &year))
        return false;
    m->day = (int)day;
    m->year = (int)(rest.len == 4 ? year : year + (year < 70 ? 2000 : 1900));
    return true;
}

/* A number that stands by itself: the day comes before the year. */
static bool read_number(struct base_str word, struct moment *m)
{
    size_t value;
    if (!base_str_to_size(word, 9999, &value))
        return false;
    if (m->day == 0 && word.len <= 2 && value >= 1 && value <= 31)
        m->day = (int)value;
    else if (m->year == 0 && word.len == 4)
        m->year = (int)value;
    else if (m->year == 0 && word.len == 2 && m->day > 0 && m->month > 0)
        m->year = (int)value + (value < 70 ? 2000 : 1900);
    else
        return false;
    return true;
}

static bool read_half_of_day(struct base_str word, struct moment *m)
{
    bool pm = base_str_equal_nocase(word, BASE_STR("pm"));
    if ((!pm && !base_str_equal_nocase(word, BASE_STR("am"))) || m->hour < 1 || m->hour > 12)
        return false;
    m->hour = m->hour % 12 + (pm ? 12 : 0);
    return true;
}

/* A zone whose name says nothing certain, such as IST, is left out. */
static void read_zone_word(struct base_str word, struct moment *m)
{
    bool named = base_str_starts_nocase(word, BASE_STR("GMT")) || base_str_starts_nocase(word, BASE_STR("UTC"));
    if (m->hour < 0 || (m->zone[0] && m->zone[0] != 'Z'))
        return;
    read_zone(named && word.len > 3 ? base_str_sub(word, 3, word.len) : word, m);
}

/* RFC 822, RFC 850 and asctime, in whatever order: words, each known by its looks. */
static bool read_words(struct base_str s, struct moment *m)
{
    bool early = true; /* what was taken for a month came before the day: it may be a weekday, as mar. for Tuesday */
    for (size_t at = 0; at < s.len;) {
        struct base_str word = word_at(s, &at);
        if (word.len == 0 || read_number(word, m))
            continue;
        int month = early ? month_of(word) : 0;
        if (month > 0) {
            m->month = month;
            early = m->day == 0;
        } else if (m->month == 0 && word.ptr[0] >= '0' && word.ptr[0] <= '9' && read_dashed(word, m)) {
            continue;
        } else if (m->hour < 0 && base_str_find(word, BASE_STR(":")) != SIZE_MAX) {
            if (!read_time(word, m))
                return false;
        } else if (!read_half_of_day(word, m)) {
            read_zone_word(word, m);
        }
    }
    return m->day > 0 && m->month > 0 && m->year > 0;
}

/* "02.01.2006 15:04" */
static bool read_dotted(struct base_str s, struct moment *m)
{
    size_t at = 0;
    if (!digits(s, &at, 2, &m->day) || !take(s, &at, '.') || !digits(s, &at, 2, &m->month) || !take(s, &at, '.') ||
        !digits(s, &at, 4, &m->year))
        return false;
    skip_spaces(s, &at);
    return at == s.len || read_time(base_str_sub(s, at, s.len), m);
}

/* "20060102T150405Z", "20060102" */
static bool read_basic(struct base_str s, struct moment *m)
{
    size_t at = 0;
    if (!digits(s, &at, 4, &m->year) || !digits(s, &at, 2, &m->month) || !digits(s, &at, 2, &m->day))
        return false;
    if (at == s.len)
        return true;
    return take(s, &at, 'T') && digits(s, &at, 2, &m->hour) && digits(s, &at, 2, &m->minute) &&
           digits(s, &at, 2, &m->second) && m->hour < 24 && m->minute < 60 && m->second < 61 &&
           read_zone(base_str_sub(s, at, s.len), m);
}

/* Seconds or milliseconds since 1970, of this century. */
static bool read_seconds(struct base_str s, struct moment *m)
{
    char text[24];
    size_t value;
    if ((s.len != 10 && s.len != 13) || !base_str_to_size(s, 9999999999999, &value))
        return false;
    base_time_format((int64_t)(s.len == 13 ? value / 1000 : value), text);
    return read_iso(base_str(text), m) && m->year >= 2000;
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
    static bool (*const readers[])(struct base_str, struct moment *) = {read_iso, read_seconds, read_basic, read_dotted,
                                                                        read_words};
    struct moment m;
    int64_t days;
    s = s.ptr ? base_str_trim(s) : s;
    if (!s.ptr || s.len < 4 || s.len > 64)
        return BASE_STR_NONE;
    bool read = false;
    for (size_t i = 0; !read && i < sizeof readers / sizeof readers[0]; i++) {
        m = (struct moment){.hour = -1, .second = -1};
        read = readers[i](s, &m);
    }
    if (!read)
        return BASE_STR_NONE;
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
