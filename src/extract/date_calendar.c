/* Days of the calendars that pages count by. */
#include "extract/date_scan.h"

enum {
    YEAR_FIRST = 1000,
    YEAR_LAST = 2100,
    BUDDHIST_ERA = 543,
    NEPALI_FIRST = 2050, /* of the years of Nepali pages, whose months have lengths by no rule */
    PERSIAN_FIRST = 1300, /* of the years that Persian pages count from the Hijra by the sun */
    PERSIAN_LAST = 1500
};

/* A day of the Persian solar calendar, whose 33 years hold 8 leap years. */
static bool from_persian(uint32_t *year, uint32_t *month, uint32_t *day)
{
    static const uint32_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (*month < 1 || *month > 12 || *day < 1 || *day > (*month < 7 ? 31u : 30u))
        return false;
    uint32_t y = *year - 979, passed = *month < 7 ? (*month - 1) * 31 : (*month - 7) * 30 + 186;
    uint32_t n = 365 * y + y / 33 * 8 + (y % 33 + 3) / 4 + passed + *day - 1 + 79, y400 = n / 146097;
    n %= 146097;
    uint32_t gregorian = 1600 + 400 * y400;
    bool leap = true;
    if (n >= 36525) {
        n--;
        gregorian += n / 36524 * 100;
        n %= 36524;
        leap = n >= 365;
        n += leap;
    }
    gregorian += n / 1461 * 4;
    n %= 1461;
    if (n >= 366) {
        leap = false;
        n--;
        gregorian += n / 365;
        n %= 365;
    }
    uint32_t m = 0;
    for (; m < 11 && n >= lengths[m] + (m == 1 && leap); m++)
        n -= lengths[m] + (m == 1 && leap);
    *year = gregorian;
    *month = m + 1;
    *day = n + 1;
    return true;
}

bool extract_day_set(struct extract_date_reader *r, uint32_t year, uint32_t month, uint32_t day, size_t to)
{
    int64_t days;
    if (year > 2400 && year < 2700 && extract_scan_has_lang("th", r->context->lang))
        year -= BUDDHIST_ERA;
    if (year >= PERSIAN_FIRST && year < PERSIAN_LAST && extract_scan_has_lang("fa ps prs", r->context->lang) &&
        !from_persian(&year, &month, &day))
        return false;
    if (year >= NEPALI_FIRST && extract_scan_has_lang("ne", r->context->lang))
        return false;
    if (year < YEAR_FIRST || year > YEAR_LAST || !base_time_days((int)year, (int)month, (int)day, &days))
        return false;
    *r->out = (struct extract_moment){(int)year, (int)month, (int)day, -1, -1, -1, EXTRACT_ZONE_NONE,
        EXTRACT_ORDER_PLAIN};
    r->to = to;
    return true;
}
