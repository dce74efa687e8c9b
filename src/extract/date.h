/* extract, the files of dates: words and the reading of one date. */
#ifndef EXTRACT_DATE_H
#define EXTRACT_DATE_H

#include "extract/private.h"

struct extract_month {
    const char *langs; /* parted by spaces */
    int month;         /* 1..12 */
    const char *name;
};
extern const struct extract_month extract_months[];
extern const size_t extract_month_count;

enum { EXTRACT_ZONE_NONE = INT32_MIN };

/* A point in time as a page states it. */
struct extract_moment {
    int year, month, day;     /* day 0: only the month is stated */
    int hour, minute, second; /* -1: not stated */
    int32_t zone;             /* minutes east of UTC, EXTRACT_ZONE_NONE */
};

/* date_read.c: the first date in TEXT; *FROM and *TO are the bytes it takes. */
bool extract_moment_find(struct base_str text, const struct extract_date_context *context,
                         struct extract_moment *moment, size_t *from, size_t *to);
/* date_ago.c: a date in TEXT that counts back from the fetch (3 hours ago, gestern), to the day, the hour or the
 * minute; a day is bare. */
bool extract_moment_ago(struct base_str text, const struct extract_date_context *context,
                        struct extract_moment *moment, size_t *from, size_t *to);
/* As machines state it, and nothing else in TEXT. */
bool extract_moment_parse(struct base_str text, const struct extract_date_context *context,
                          struct extract_moment *moment);
/* ISO 8601, as precise as the moment is. */
struct base_str extract_moment_format(struct base_arena *arena, const struct extract_moment *moment);

#endif
