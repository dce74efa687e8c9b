/* portals.conf: values of settings. */
#include "crawl/private.h"

/* Takes S apart into a number and what stands behind it. */
static bool split_number(struct base_str s, double *number, struct base_str *unit)
{
    size_t at = 0;
    double scale = 1;
    bool point = false;

    *number = 0;
    for (; at < s.len && at < 16 && ((s.ptr[at] >= '0' && s.ptr[at] <= '9') || (s.ptr[at] == '.' && !point)); at++) {
        if (s.ptr[at] == '.') {
            point = true;
            continue;
        }
        *number = *number * 10 + (s.ptr[at] - '0');
        scale *= point ? 10 : 1;
    }
    *number /= scale;
    *unit = base_str_trim(base_str_sub(s, at, s.len));
    return at > (size_t)point;
}

bool crawl_read_duration(struct base_str s, int64_t most_ms, int64_t *out)
{
    static const struct {
        const char *name;
        int64_t ms;
    } units[] = {{"", 1000},      {"ms", 1},           {"s", 1000},          {"m", 60000},
                 {"min", 60000},  {"h", 3600000},      {"d", 86400000},      {"w", 7 * (int64_t)86400000},
                 {"y", 365 * (int64_t)86400000}};
    struct base_str unit;
    double number;

    if (!split_number(s, &number, &unit))
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (base_str_equal_nocase(unit, base_str(units[i].name)) && number * (double)units[i].ms <= (double)most_ms) {
            *out = (int64_t)(number * (double)units[i].ms + 0.5);
            return true;
        }
    return false;
}

static bool is_word(struct base_str s, const char *words)
{
    return base_str_has_token(base_str(words), s);
}

bool crawl_read_switch(struct base_str s, bool *out)
{
    *out = is_word(s, "yes on true 1");
    return *out || is_word(s, "no off false 0");
}

bool crawl_read_seconds(struct base_str s, int64_t *out)
{
    int64_t ms = 0;

    if (!is_word(s, "off none") && !crawl_read_duration(s, INT64_C(100) * 365 * 86400000, &ms))
        return false;
    *out = ms / 1000;
    return true;
}

bool crawl_read_size(struct base_str s, int64_t *out)
{
    size_t bytes = 0;

    if (!is_word(s, "off none") && !base_str_to_bytes(s, &bytes))
        return false;
    *out = (int64_t)bytes;
    return true;
}

bool crawl_read_revisit(struct base_str s, struct crawl_revisit *out)
{
    struct base_str part;

    *out = (struct crawl_revisit){.on = true};
    if (crawl_read_switch(s, &out->on))
        return true;
    out->on = true;
    while (base_str_next(&s, ' ', &part)) {
        int64_t seconds;

        if (part.len > 0 && part.ptr[part.len - 1] == ',')
            part.len--;
        if (part.len == 0)
            continue;
        if (out->count == CRAWL_REVISITS || !crawl_read_seconds(part, &seconds) || seconds == 0 ||
            (out->count > 0 && seconds <= out->after[out->count - 1]))
            return false;
        out->after[out->count++] = seconds;
    }
    return out->count > 0;
}
