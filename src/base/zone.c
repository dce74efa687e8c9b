/* Time zones by name, without the system's database. */
#include "base/base.h"

enum rule { NONE, EUROPE, NORTH_AMERICA, AUSTRALIA, NEW_ZEALAND };

#define H(hours) ((hours) * 60)

/* Zones without a rule have had none since 2000; countries that changed their minds since are left out. */
static const struct {
    const char *name;
    int16_t offset;
    uint8_t rule;
} zones[] = {
    {"UTC", 0, NONE}, {"GMT", 0, NONE}, {"Etc/UTC", 0, NONE}, {"Z", 0, NONE},
    {"Europe/London", 0, EUROPE}, {"Europe/Dublin", 0, EUROPE}, {"Europe/Lisbon", 0, EUROPE},
    {"Atlantic/Canary", 0, EUROPE}, {"Atlantic/Reykjavik", 0, NONE},
    {"Europe/Amsterdam", H(1), EUROPE}, {"Europe/Andorra", H(1), EUROPE}, {"Europe/Belgrade", H(1), EUROPE},
    {"Europe/Berlin", H(1), EUROPE}, {"Europe/Bratislava", H(1), EUROPE}, {"Europe/Brussels", H(1), EUROPE},
    {"Europe/Budapest", H(1), EUROPE}, {"Europe/Copenhagen", H(1), EUROPE}, {"Europe/Ljubljana", H(1), EUROPE},
    {"Europe/Luxembourg", H(1), EUROPE}, {"Europe/Madrid", H(1), EUROPE}, {"Europe/Malta", H(1), EUROPE},
    {"Europe/Monaco", H(1), EUROPE}, {"Europe/Oslo", H(1), EUROPE}, {"Europe/Paris", H(1), EUROPE},
    {"Europe/Podgorica", H(1), EUROPE}, {"Europe/Prague", H(1), EUROPE}, {"Europe/Rome", H(1), EUROPE},
    {"Europe/Sarajevo", H(1), EUROPE}, {"Europe/Skopje", H(1), EUROPE}, {"Europe/Stockholm", H(1), EUROPE},
    {"Europe/Tirane", H(1), EUROPE}, {"Europe/Vaduz", H(1), EUROPE}, {"Europe/Vatican", H(1), EUROPE},
    {"Europe/Vienna", H(1), EUROPE}, {"Europe/Warsaw", H(1), EUROPE}, {"Europe/Zagreb", H(1), EUROPE},
    {"Europe/Zurich", H(1), EUROPE},
    {"Asia/Nicosia", H(2), EUROPE}, {"Europe/Athens", H(2), EUROPE}, {"Europe/Bucharest", H(2), EUROPE},
    {"Europe/Helsinki", H(2), EUROPE}, {"Europe/Kiev", H(2), EUROPE}, {"Europe/Kyiv", H(2), EUROPE},
    {"Europe/Riga", H(2), EUROPE}, {"Europe/Sofia", H(2), EUROPE}, {"Europe/Tallinn", H(2), EUROPE},
    {"Europe/Vilnius", H(2), EUROPE},
    {"America/St_Johns", -H(3) - 30, NORTH_AMERICA}, {"America/Halifax", -H(4), NORTH_AMERICA},
    {"America/New_York", -H(5), NORTH_AMERICA}, {"America/Detroit", -H(5), NORTH_AMERICA},
    {"America/Toronto", -H(5), NORTH_AMERICA}, {"America/Montreal", -H(5), NORTH_AMERICA},
    {"America/Chicago", -H(6), NORTH_AMERICA}, {"America/Winnipeg", -H(6), NORTH_AMERICA},
    {"America/Denver", -H(7), NORTH_AMERICA}, {"America/Boise", -H(7), NORTH_AMERICA},
    {"America/Edmonton", -H(7), NORTH_AMERICA}, {"America/Los_Angeles", -H(8), NORTH_AMERICA},
    {"America/Vancouver", -H(8), NORTH_AMERICA}, {"America/Anchorage", -H(9), NORTH_AMERICA},
    {"America/Phoenix", -H(7), NONE}, {"Pacific/Honolulu", -H(10), NONE}, {"America/Regina", -H(6), NONE},
    {"America/Costa_Rica", -H(6), NONE}, {"America/El_Salvador", -H(6), NONE}, {"America/Panama", -H(5), NONE},
    {"America/Jamaica", -H(5), NONE}, {"America/Bogota", -H(5), NONE}, {"America/Lima", -H(5), NONE},
    {"America/Guayaquil", -H(5), NONE}, {"America/La_Paz", -H(4), NONE}, {"America/Puerto_Rico", -H(4), NONE},
    {"America/Santo_Domingo", -H(4), NONE},
    {"Africa/Abidjan", 0, NONE}, {"Africa/Accra", 0, NONE}, {"Africa/Dakar", 0, NONE},
    {"Africa/Algiers", H(1), NONE}, {"Africa/Kinshasa", H(1), NONE}, {"Africa/Lagos", H(1), NONE},
    {"Africa/Harare", H(2), NONE}, {"Africa/Johannesburg", H(2), NONE}, {"Africa/Lusaka", H(2), NONE},
    {"Africa/Maputo", H(2), NONE}, {"Africa/Addis_Ababa", H(3), NONE}, {"Africa/Dar_es_Salaam", H(3), NONE},
    {"Africa/Kampala", H(3), NONE}, {"Africa/Nairobi", H(3), NONE},
    {"Asia/Kuwait", H(3), NONE}, {"Asia/Qatar", H(3), NONE}, {"Asia/Riyadh", H(3), NONE},
    {"Asia/Dubai", H(4), NONE}, {"Asia/Kabul", H(4) + 30, NONE}, {"Asia/Tashkent", H(5), NONE},
    {"Asia/Calcutta", H(5) + 30, NONE}, {"Asia/Kolkata", H(5) + 30, NONE}, {"Asia/Kathmandu", H(5) + 45, NONE},
    {"Asia/Rangoon", H(6) + 30, NONE}, {"Asia/Yangon", H(6) + 30, NONE}, {"Asia/Bangkok", H(7), NONE},
    {"Asia/Ho_Chi_Minh", H(7), NONE}, {"Asia/Jakarta", H(7), NONE}, {"Asia/Phnom_Penh", H(7), NONE},
    {"Asia/Hong_Kong", H(8), NONE}, {"Asia/Kuala_Lumpur", H(8), NONE}, {"Asia/Macau", H(8), NONE},
    {"Asia/Manila", H(8), NONE}, {"Asia/Shanghai", H(8), NONE}, {"Asia/Singapore", H(8), NONE},
    {"Asia/Taipei", H(8), NONE}, {"Asia/Urumqi", H(6), NONE}, {"Australia/Perth", H(8), NONE},
    {"Asia/Seoul", H(9), NONE}, {"Asia/Tokyo", H(9), NONE}, {"Australia/Darwin", H(9) + 30, NONE},
    {"Australia/Brisbane", H(10), NONE}, {"Australia/Adelaide", H(9) + 30, AUSTRALIA},
    {"Australia/Canberra", H(10), AUSTRALIA}, {"Australia/Hobart", H(10), AUSTRALIA},
    {"Australia/Melbourne", H(10), AUSTRALIA}, {"Australia/Sydney", H(10), AUSTRALIA},
    {"Pacific/Auckland", H(12), NEW_ZEALAND},
};

static bool digits(struct base_str s, size_t at, int *value)
{
    if (at + 2 > s.len || s.ptr[at] < '0' || s.ptr[at] > '9' || s.ptr[at + 1] < '0' || s.ptr[at + 1] > '9')
        return false;
    *value = (s.ptr[at] - '0') * 10 + (s.ptr[at + 1] - '0');
    return true;
}

/* +08:00, +0800, -03. */
static bool read_offset(struct base_str s, int16_t *offset)
{
    int hours, minutes = 0;
    size_t colon = s.len == 6 && s.ptr[3] == ':';

    if ((s.len != 3 && s.len != 5 && !colon) || (s.ptr[0] != '+' && s.ptr[0] != '-') || !digits(s, 1, &hours) ||
        (s.len > 3 && !digits(s, 3 + colon, &minutes)) || hours > 14 || minutes > 59)
        return false;
    *offset = (int16_t)((s.ptr[0] == '-' ? -1 : 1) * (hours * 60 + minutes));
    return true;
}

bool base_zone_find(struct base_str name, struct base_zone *zone)
{
    *zone = (struct base_zone){0};
    if (read_offset(name, &zone->offset))
        return true;
    for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
        if (!base_str_equal_nocase(name, base_str(zones[i].name)))
            continue;
        *zone = (struct base_zone){zones[i].offset, zones[i].rule};
        return true;
    }
    return false;
}

/* ---- Summer ---- */

/* The day of the Nth Sunday (0: the last) of a month, as days since 1970. */
static int64_t sunday(int year, int month, int nth)
{
    int64_t first = 0, weekday;

    if (nth == 0) {
        base_time_days(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1, &first);
        weekday = ((first - 1 + 4) % 7 + 7) % 7;
        return first - 1 - weekday;
    }
    base_time_days(year, month, 1, &first);
    weekday = ((first + 4) % 7 + 7) % 7;
    return first + (7 - weekday) % 7 + 7 * (nth - 1);
}

/* When clocks change, in minutes of standard time since 1970. */
struct change {
    int64_t begin, end;
};

static int64_t at(int year, int month, int nth, int minute)
{
    return sunday(year, month, nth) * 1440 + minute;
}

static struct change changes(const struct base_zone *zone, int year)
{
    int minute = zone->rule == EUROPE ? 60 + zone->offset : 120;

    switch ((enum rule)zone->rule) {
    case EUROPE: /* at 1:00 UTC in all of it; Directive 2000/84/EC and those before it */
        return (struct change){at(year, 3, 0, minute), at(year, year < 1996 ? 9 : 10, 0, minute)};
    case NORTH_AMERICA: /* at 2:00; Energy Policy Act of 2005 */
        if (year >= 2007)
            return (struct change){at(year, 3, 2, 120), at(year, 11, 1, 60)};
        return (struct change){at(year, 4, year < 1987 ? 0 : 1, 120), at(year, 10, 0, 60)};
    case AUSTRALIA:
        if (year >= 2008)
            return (struct change){at(year, 10, 1, 120), at(year, 4, 1, 120)};
        return (struct change){at(year, 10, 0, 120), at(year, 3, 0, 120)};
    case NEW_ZEALAND:
        if (year >= 2008)
            return (struct change){at(year, 9, 0, 120), at(year, 4, 1, 120)};
        return (struct change){at(year, year < 2007 ? 10 : 9, year < 2007 ? 1 : 0, 120), at(year, 3, 3, 120)};
    case NONE:
        break;
    }
    return (struct change){0, 0};
}

int32_t base_zone_offset(const struct base_zone *zone, int year, int month, int day, int hour, int minute)
{
    int64_t days;
    struct change change;

    if (zone->rule == NONE || year < 1980 || !base_time_days(year, month, day, &days))
        return zone->offset;
    int64_t reading = days * 1440 + hour * 60 + minute;
    change = changes(zone, year);
    bool begun = reading >= change.begin, over = reading - 60 >= change.end;
    bool summer = change.begin < change.end ? begun && !over : begun || !over;
    return zone->offset + (summer ? 60 : 0);
}
