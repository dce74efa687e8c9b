/* Instants in seconds, UTC, proleptic Gregorian calendar, no leap seconds. */
#include "base/base.h"

#include <stdio.h>
#include <unistd.h>

enum { DAY = 86400, YEARS_400 = 146097, EPOCH = 719162 }; /* EPOCH: days from 0001-01-01 to 1970-01-01 */

int64_t base_time_now(void)
{
    return (int64_t)time(NULL);
}

int64_t base_time_monotonic_ms(void)
{
    struct timespec t = {0};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t base_time_cpu_ms(pid_t pid)
{
#if defined _POSIX_CPUTIME && _POSIX_CPUTIME >= 0
    struct timespec t;
    clockid_t clock;

    if (clock_getcpuclockid(pid, &clock) == 0 && clock_gettime(clock, &t) == 0)
        return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
#endif
    (void)pid;
    return -1;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Days of a common year before the first of each month. */
static const int days_before[13] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};

static int64_t days_before_month(int year, int month)
{
    return days_before[month - 1] + (month > 2 && is_leap(year));
}

/* Days from 0001-01-01 to the first day of YEAR (1 or later). */
static int64_t days_before_year(int64_t year)
{
    int64_t y = year - 1;
    return y * 365 + y / 4 - y / 100 + y / 400;
}

bool base_time_days(int year, int month, int day, int64_t *out)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
        return false;
    int length = days_before[month] - days_before[month - 1] + (month == 2 && is_leap(year));
    if (day > length)
        return false;
    *out = days_before_year(year) + days_before_month(year, month) + day - 1 - EPOCH;
    return true;
}

void base_time_format(int64_t t, char out[24])
{
    static const int64_t first = INT64_C(-1) * EPOCH * DAY, last = INT64_C(253402300799); /* 9999-12-31T23:59:59Z */
    out[0] = '\0';
    if (t < first || t > last)
        return;
    int64_t since = t - first, days = since / DAY, seconds = since % DAY;
    int year = (int)(days * 400 / YEARS_400) + 1; /* off by one at most */
    while (days_before_year(year) > days)
        year--;
    while (days_before_year(year + 1) <= days)
        year++;
    int64_t in_year = days - days_before_year(year);
    int month = 12;
    while (days_before_month(year, month) > in_year)
        month--;
    int day = (int)(in_year - days_before_month(year, month)) + 1;
    snprintf(out, 24, "%04d-%02d-%02dT%02d:%02d:%02dZ", year % 10000, month % 100, day % 100,
             (int)(seconds / 3600 % 24), (int)(seconds / 60 % 60), (int)(seconds % 60));
}

/* COUNT digits at *AT. */
static bool digits(struct base_str s, size_t *at, int count, int *out)
{
    int n = 0;
    for (int i = 0; i < count; i++, ++*at) {
        if (*at >= s.len || s.ptr[*at] < '0' || s.ptr[*at] > '9')
            return false;
        n = n * 10 + (s.ptr[*at] - '0');
    }
    *out = n;
    return true;
}

static bool one_of(struct base_str s, size_t *at, const char *chars)
{
    if (*at >= s.len || s.ptr[*at] == '\0' || strchr(chars, s.ptr[*at]) == NULL)
        return false;
    ++*at;
    return true;
}

/* "Z" or "+HH:MM": seconds east of UTC. */
static bool zone(struct base_str s, size_t *at, int *east)
{
    int hours, minutes;
    *east = 0;
    if (one_of(s, at, "Zz"))
        return true;
    bool west = *at < s.len && s.ptr[*at] == '-';
    if (!one_of(s, at, "+-") || !digits(s, at, 2, &hours) || !one_of(s, at, ":") || !digits(s, at, 2, &minutes) ||
        hours > 23 || minutes > 59)
        return false;
    *east = (hours * 60 + minutes) * (west ? -60 : 60);
    return true;
}

bool base_time_parse(struct base_str s, int64_t *out)
{
    int year, month, day, hour, minute, second, east;
    int64_t days;
    size_t at = 0;
    if (!digits(s, &at, 4, &year) || !one_of(s, &at, "-") || !digits(s, &at, 2, &month) || !one_of(s, &at, "-") ||
        !digits(s, &at, 2, &day) || !base_time_days(year, month, day, &days))
        return false;
    if (at == s.len) {
        *out = days * DAY;
        return true;
    }
    if (!one_of(s, &at, "Tt ") || !digits(s, &at, 2, &hour) || !one_of(s, &at, ":") || !digits(s, &at, 2, &minute) ||
        !one_of(s, &at, ":") || !digits(s, &at, 2, &second) || hour > 23 || minute > 59 || second > 60)
        return false;
    if (one_of(s, &at, ".")) {
        int digit;
        if (!digits(s, &at, 1, &digit))
            return false;
        while (at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9')
            at++;
    }
    if (!zone(s, &at, &east) || at != s.len)
        return false;
    *out = days * DAY + hour * 3600 + minute * 60 + second - east;
    return true;
}
