/* base/: zones and times. */
#include "base_fixture.h"

/* ---- Zones ---- */

static void test_zones_have_their_summers(void **state)
{
    static const struct {
        const char *name;
        int year, month, day, hour, minute;
        int32_t offset;
    } rows[] = {
        {"Europe/Berlin", 2024, 1, 15, 12, 0, 60},       {"Europe/Berlin", 2024, 7, 15, 12, 0, 120},
        {"Europe/Berlin", 2024, 3, 31, 1, 59, 60},       {"Europe/Berlin", 2024, 3, 31, 3, 0, 120},
        {"Europe/Berlin", 2024, 10, 27, 1, 59, 120},     {"Europe/Berlin", 2024, 10, 27, 3, 0, 60},
        {"Europe/London", 2024, 3, 31, 0, 59, 0},        {"Europe/London", 2024, 3, 31, 2, 0, 60},
        {"Europe/Athens", 2024, 3, 31, 2, 59, 120},      {"Europe/Athens", 2024, 3, 31, 4, 0, 180},
        {"America/New_York", 2024, 3, 10, 1, 59, -300},  {"America/New_York", 2024, 3, 10, 3, 0, -240},
        {"America/New_York", 2024, 11, 3, 0, 59, -240},  {"America/New_York", 2024, 11, 3, 2, 0, -300},
        {"America/New_York", 2006, 3, 20, 12, 0, -300},  {"America/New_York", 2007, 3, 20, 12, 0, -240},
        {"Australia/Sydney", 2024, 1, 15, 12, 0, 660},   {"Australia/Sydney", 2024, 7, 15, 12, 0, 600},
        {"Pacific/Auckland", 2024, 12, 1, 12, 0, 780},   {"Pacific/Auckland", 2024, 6, 1, 12, 0, 720},
        {"asia/shanghai", 2024, 7, 15, 12, 0, 480},      {"Asia/Kathmandu", 2024, 7, 15, 12, 0, 345},
        {"UTC", 2024, 7, 15, 12, 0, 0},                  {"-03:30", 2024, 7, 15, 12, 0, -210},
        {"+0800", 2024, 7, 15, 12, 0, 480},              {"+08", 2024, 7, 15, 12, 0, 480},
    };
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct base_zone zone;
        assert_true(base_zone_find(base_str(rows[i].name), &zone));
        assert_int_equal(base_zone_offset(&zone, rows[i].year, rows[i].month, rows[i].day, rows[i].hour, rows[i].minute),
                         rows[i].offset);
    }
}

static void test_what_is_no_zone_is_none(void **state)
{
    static const char *const names[] = {"", "Mars/Olympus", "+", "+8", "+08:0", "+25:00", "+08:60", "08:00", "+08:00x"};
    (void)state;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct base_zone zone;
        assert_false(base_zone_find(base_str(names[i]), &zone));
    }
}

/* ---- Time ---- */

static void test_times_are_formatted(void **state)
{
    (void)state;
    static const struct {
        int64_t t;
        const char *text;
    } rows[] = {
        {0, "1970-01-01T00:00:00Z"},          {-1, "1969-12-31T23:59:59Z"},
        {951782399, "2000-02-28T23:59:59Z"},  {951782400, "2000-02-29T00:00:00Z"},
        {1795421730, "2026-11-23T08:15:30Z"}, {INT64_C(253402300799), "9999-12-31T23:59:59Z"},
        {INT64_C(253402300800), ""},          {INT64_C(-62135596800), "0001-01-01T00:00:00Z"},
        {INT64_C(-62135596801), ""},          {BASE_TIME_NONE, ""},
        {INT64_MAX, ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[24];
        base_time_format(rows[i].t, text);
        assert_string_equal(text, rows[i].text);
    }
}

static void test_every_day_survives_formatting(void **state)
{
    (void)state;
    for (int64_t t = INT64_C(-62135596800); t < INT64_C(253402300800); t += 86400 * 17 + 4711) {
        char text[24];
        int64_t back;
        base_time_format(t, text);
        if (!base_time_parse(base_str(text), &back) || back != t)
            fail_msg("%s", text);
    }
}

static void test_times_are_parsed(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t t; /* BASE_TIME_NONE: not a time */
    } rows[] = {
        {"2026-11-23", 1795392000},           {"2026-11-23T08:15:30Z", 1795421730},
        {"2026-11-23t08:15:30.125z", 1795421730}, {"2026-11-23 10:15:30+02:00", 1795421730},
        {"2026-11-23T03:45:30-04:30", 1795421730}, {"2016-12-31T23:59:60Z", 1483228800},
        {"2024-02-29", 1709164800},           {"2023-02-29", BASE_TIME_NONE},
        {"2100-02-29", BASE_TIME_NONE},       {"2026-13-01", BASE_TIME_NONE},
        {"2026-00-10", BASE_TIME_NONE},       {"2026-04-31", BASE_TIME_NONE},
        {"0000-01-01", BASE_TIME_NONE},       {"2026-11-23T08:15Z", BASE_TIME_NONE},
        {"2026-11-23T24:00:00Z", BASE_TIME_NONE}, {"2026-11-23T08:15:30", BASE_TIME_NONE},
        {"2026-11-23T08:15:30.Z", BASE_TIME_NONE}, {"2026-11-23T08:15:30Z ", BASE_TIME_NONE},
        {"2026-11-2", BASE_TIME_NONE},        {"", BASE_TIME_NONE},
        {"2026-11-23T08:15:30+0200", BASE_TIME_NONE},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t t = BASE_TIME_NONE;
        bool is_time = base_time_parse(base_str(rows[i].text), &t);
        if (is_time != (rows[i].t != BASE_TIME_NONE) || t != rows[i].t)
            fail_msg("'%s' gave %lld", rows[i].text, (long long)t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zones_have_their_summers),
        cmocka_unit_test(test_what_is_no_zone_is_none),
        cmocka_unit_test(test_times_are_formatted),
        cmocka_unit_test(test_every_day_survives_formatting),
        cmocka_unit_test(test_times_are_parsed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
