/* A date in the form that a selector file states: the conversions of strptime, read in all languages. */
#include "extract/date_scan.h"

struct form {
    struct base_str s;
    size_t at;
    struct base_str lang;
    struct extract_moment *out;
    enum extract_half half;
};

/* A number of at most DIGITS digits. */
static bool number(struct form *f, unsigned digits, int least, int most, int *value)
{
    uint32_t sum = 0;
    unsigned count = 0;
    size_t next;
    for (int d; count < digits && (d = extract_scan_digit(extract_scan_peek(f->s, f->at, &next))) >= 0; count++) {
        sum = sum * 10 + (uint32_t)d;
        f->at = next;
    }
    *value = (int)sum;
    return count > 0 && *value >= least && *value <= most;
}

static bool two_digit_year(struct form *f)
{
    if (!number(f, 2, 0, 99, &f->out->year))
        return false;
    f->out->year += f->out->year < 69 ? 2000 : 1900; /* POSIX, strptime */
    return true;
}

static bool month_name(struct form *f)
{
    size_t end = f->at;
    f->out->month = extract_month_read(f->s, f->at, f->lang, &end);
    f->at = end;
    return f->out->month > 0;
}

/* A weekday or the name of a zone: the day says the one, timezone: the other. */
static bool word(struct form *f)
{
    size_t from = f->at, next;
    while (base_char_is_alnum(extract_scan_peek(f->s, f->at, &next)))
        f->at = next;
    return f->at > from;
}

static bool zone(struct form *f)
{
    size_t end = extract_clock_zone(f->s, f->at, &f->out->zone);
    bool any = end > f->at;
    f->at = end;
    return any;
}

static bool half(struct form *f)
{
    size_t end = extract_half_read(f->s, f->at, false, &f->half);
    f->at = end ? end : f->at;
    return end > 0;
}

static bool epoch(struct form *f)
{
    static const struct extract_date_context none = {.fetched = BASE_TIME_NONE};
    struct base_str digits = base_str_sub(f->s, f->at, f->s.len);
    size_t n = 0;
    while (n < digits.len && digits.ptr[n] >= '0' && digits.ptr[n] <= '9')
        n++;
    f->at += n;
    return n > 0 && extract_moment_parse(base_str_sub(digits, 0, n), &none, f->out);
}

/* A character of the format that stands for itself; white space for any. */
static bool literal(struct form *f, uint32_t c)
{
    size_t next;
    if (c == ' ' || c == '\t') {
        f->at = extract_scan_skip(f->s, f->at, "");
        return true;
    }
    if (extract_scan_peek(f->s, f->at, &next) != c)
        return false;
    f->at = next;
    return true;
}

static bool convert(struct form *f, char conversion)
{
    f->at = extract_scan_skip(f->s, f->at, "");
    switch (conversion) {
    case 'Y': return number(f, 4, 1, 9999, &f->out->year);
    case 'y': return two_digit_year(f);
    case 'm': return number(f, 2, 1, 12, &f->out->month);
    case 'd': case 'e': return number(f, 2, 1, 31, &f->out->day);
    case 'H': case 'k': return number(f, 2, 0, 23, &f->out->hour);
    case 'I': return number(f, 2, 1, 12, &f->out->hour);
    case 'M': return number(f, 2, 0, 59, &f->out->minute);
    case 'S': return number(f, 2, 0, 60, &f->out->second);
    case 'b': case 'B': case 'h': return month_name(f);
    case 'a': case 'A': case 'Z': return word(f);
    case 'p': return half(f);
    case 'z': return zone(f);
    case 's': return epoch(f);
    case '%': return literal(f, '%');
    default: return conversion == 'n' || conversion == 't';
    }
}

static void count_from_noon(struct form *f)
{
    if (f->half == EXTRACT_HALF_PM && f->out->hour >= 0 && f->out->hour < 12)
        f->out->hour += 12;
    else if (f->half == EXTRACT_HALF_AM && f->out->hour == 12)
        f->out->hour = 0;
}

bool extract_moment_by_format(struct base_str text, struct base_str format, struct base_str lang,
                              struct extract_moment *moment)
{
    struct form f = {base_str_trim(text), 0, lang, moment, EXTRACT_HALF_NONE};
    *moment = (struct extract_moment){.hour = -1, .minute = -1, .second = -1, .zone = EXTRACT_ZONE_NONE};
    for (size_t i = 0; i < format.len;) {
        uint32_t c = base_utf8_next(format, &i);
        bool converts = c == '%' && i < format.len;
        if (!(converts ? convert(&f, format.ptr[i]) : literal(&f, c)))
            return false;
        i += converts;
    }
    if (moment->hour >= 0 && moment->minute < 0)
        moment->minute = 0;
    count_from_noon(&f);
    return moment->year > 0 && moment->month > 0 && moment->day > 0;
}
