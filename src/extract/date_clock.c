/* The time of a date: clock, half of the day, zone. */
#include "extract/date_scan.h"

enum {
    CLOCK_GAP = 14,   /* letters and signs between a day and its time */
    CLOCK_BEFORE = 32 /* bytes before a day in which its time may begin */
};

#define AM EXTRACT_HALF_AM
#define PM EXTRACT_HALF_PM

/* Folded; OPEN: letters may follow at once, and it may stand before the time. */
static const struct {
    const char *word;
    enum extract_half half;
    bool open;
} halves[] = {
    {"am", AM, false}, {"a.m.", AM, false}, {"a.m", AM, false}, {"a. m.", AM, false}, {"a. m", AM, false},
    {"pm", PM, false}, {"p.m.", PM, false}, {"p.m", PM, false}, {"p. m.", PM, false}, {"p. m", PM, false},
    {"上午", AM, true}, {"凌晨", AM, true}, {"早上", AM, true}, {"清晨", AM, true}, {"午前", AM, true},
    {"下午", PM, true}, {"晚上", PM, true}, {"傍晚", PM, true}, {"中午", PM, true}, {"午後", PM, true},
    {"오전", AM, true}, {"오후", PM, true}, {"π.μ.", AM, false}, {"μ.μ.", PM, false}, {"πμ", AM, false},
    {"μμ", PM, false}, {"صباحا", AM, true}, {"ص", AM, false},
    {"مساء", PM, true}, {"م", PM, false}, {"ق.ظ", AM, false}, {"ب.ظ", PM, false}, {"öö", AM, false},
    {"ös", PM, false}, {"पूर्वाह्न", AM, true}, {"अपराह्न", PM, true}, {"एएम", AM, false}, {"पीएम", PM, false},
    {"এএম", AM, false}, {"পিএম", PM, false}, {"pagi", AM, false}, {"petang", PM, false}, {"malam", PM, false},
    {"sore", PM, false}, {"ng umaga", AM, false}, {"ng hapon", PM, false}, {"ng gabi", PM, false},
    {"de la mañana", AM, false}, {"de la tarde", PM, false}, {"de la noche", PM, false}, {"da manhã", AM, false},
    {"da tarde", PM, false}, {"da noite", PM, false}, {"قبل از ظهر", AM, false}, {"بعد از ظهر", PM, false},
};

size_t extract_half_read(struct base_str s, size_t at, bool before, enum extract_half *half)
{
    for (size_t i = 0; i < sizeof halves / sizeof halves[0]; i++) {
        size_t end = before && !halves[i].open ? 0 : extract_scan_word(s, at, halves[i].word, !halves[i].open);
        if (!end)
            continue;
        *half = halves[i].half;
        return end;
    }
    *half = EXTRACT_HALF_NONE;
    return 0;
}

/* "Z", "UTC", "GMT+8", "+0800", "+08:00" behind a time. */
size_t extract_clock_zone(struct base_str s, size_t at, int32_t *zone)
{
    size_t start = extract_scan_skip(s, at, "("), end = start;
    size_t named = extract_scan_word(s, start, "utc", true);
    if (!named)
        named = extract_scan_word(s, start, "gmt", true);
    if (!named && start == at)
        named = extract_scan_word(s, start, "z", true);
    if (named) {
        *zone = 0;
        end = named;
    }
    size_t next;
    uint32_t sign = extract_scan_peek(s, end, &next);
    struct extract_number hours, minutes;
    if ((sign != '+' && sign != '-' && sign != 0x2212) || !extract_scan_number(s, next, &hours))
        return named ? named : at;
    uint32_t value;
    size_t to = hours.end;
    if (hours.digits == 4) {
        value = hours.value / 100 * 60 + hours.value % 100;
    } else if (hours.digits <= 2) {
        value = hours.value * 60;
        bool colon = extract_scan_peek(s, hours.end, &next) == ':';
        if (colon && extract_scan_number(s, next, &minutes) && minutes.digits == 2) {
            value += minutes.value;
            to = minutes.end;
        } else if (!named && start != at) {
            return at;
        }
    } else {
        return named ? named : at;
    }
    if (value > 14 * 60)
        return named ? named : at;
    *zone = sign == '+' ? (int32_t)value : -(int32_t)value;
    return to;
}

/* What parts hours from minutes: a colon, h, 时 ...; a point only where a word for the hour follows. */
static size_t time_mark(struct base_str s, size_t at)
{
    static const char *const marks[] = {":", "时", "時", "시", "点", "點", "h", "："};
    size_t end = EXTRACT_SCAN_WORDS(s, extract_scan_skip(s, at, ""), marks, false);
    if (end || at >= s.len || s.ptr[at] != '.')
        return end ? extract_scan_skip(s, end, "") : 0;
    struct extract_number minutes;
    if (!extract_scan_number(s, at + 1, &minutes) || minutes.digits != 2 || minutes.value > 59)
        return 0;
    size_t next;
    return extract_scan_peek(s, minutes.end, &next) == '.' ? 0 : at + 1;
}

static int hour_of_half(int hour, enum extract_half half)
{
    if (half == EXTRACT_HALF_PM && hour < 12)
        return hour + 12;
    return half == EXTRACT_HALF_AM && hour == 12 ? 0 : hour;
}

/* The half of the day that ends where a time begins: pm 10:05. */
static enum extract_half half_before(struct base_str s, size_t at)
{
    struct base_str before = base_str_trim(base_str_sub(s, 0, at));
    for (size_t i = 0; i < sizeof halves / sizeof halves[0]; i++) {
        size_t len = strlen(halves[i].word), next = before.len - len;
        if (before.len < len || extract_scan_word(before, before.len - len, halves[i].word, true) != before.len)
            continue;
        bool inside = next && !halves[i].open && base_char_is_alnum((unsigned char)before.ptr[next - 1]);
        if (!inside)
            return halves[i].half;
    }
    return EXTRACT_HALF_NONE;
}

/* HH:MM[:SS] at AT with its half of the day and zone. */
bool extract_clock_read(struct extract_date_reader *r, size_t at, enum extract_half half)
{
    struct extract_number hour, minute, second;
    struct base_str s = r->s;
    if (!extract_scan_number(s, at, &hour) || hour.digits > 2 || hour.value > 24)
        return false;
    size_t mark = time_mark(s, hour.end);
    if (!mark || !extract_scan_number(s, mark, &minute) || minute.value > 59)
        return false;
    size_t next, end = minute.end;
    r->out->second = -1;
    uint32_t c = extract_scan_peek(s, end, &next);
    if (minute.digits != 2 && !(minute.digits == 1 && (c == 0x5206 || c == 0xBD84)))
        return false;
    if (c == ':' || c == 0x5206 || c == 0xBD84) { /* 分, 분 */
        end = c == ':' ? end : next;
        next = extract_scan_skip(s, next, "");
        if (extract_scan_number(s, next, &second) && second.digits == 2 && second.value < 61) {
            r->out->second = second.value > 59 ? 59 : (int)second.value;
            end = second.end;
            c = extract_scan_peek(s, end, &next);
            if ((c == '.' || c == ',') && extract_scan_number(s, next, &second))
                end = second.end;
            else if (c == 0x79D2 || c == 0xCD08) /* 秒, 초 */
                end = next;
        }
    }
    enum extract_half behind;
    size_t half_end = extract_half_read(s, extract_scan_skip(s, end, ""), false, &behind);
    if (half_end) {
        half = behind;
        end = half_end;
    }
    r->out->hour = hour_of_half((int)hour.value % 24, half);
    r->out->minute = (int)minute.value;
    r->to = extract_clock_zone(s, end, &r->out->zone);
    return true;
}

/* A time behind a day at AT: a few signs may stand between, and WORDS ("um", "klo", a weekday). */
bool extract_clock_behind(struct extract_date_reader *r, size_t at, bool words)
{
    enum extract_half half = EXTRACT_HALF_NONE;
    size_t next;
    for (int gap = 0; gap < CLOCK_GAP && at < r->s.len; gap++) {
        uint32_t c = extract_scan_peek(r->s, at, &next);
        if (extract_scan_digit(c) >= 0)
            return extract_clock_read(r, at, half);
        size_t end = half == EXTRACT_HALF_NONE ? extract_half_read(r->s, at, true, &half) : 0;
        if (!end && !words && base_char_is_alnum(c))
            return false;
        at = end ? end : next;
    }
    return false;
}

/* Signs and at most a zone's or a weekday's name: what may stand between a time and its day. */
static bool is_clock_gap(struct base_str gap)
{
    size_t words = 0;
    bool inside = false;
    for (size_t at = 0; at < gap.len;) {
        uint32_t c = base_utf8_next(gap, &at);
        bool letter = base_char_is_alnum(c);
        if (extract_scan_digit(c) >= 0 || c == ':')
            return false;
        words += letter && !inside;
        inside = letter;
    }
    return words <= 2;
}

/* "10:05, 12.11.2018", "10:05 AM EST, Mon November 12, 2018": a time before the day. */
void extract_clock_before(struct extract_date_reader *r, size_t *from)
{
    struct extract_number n;
    size_t start = *from > CLOCK_BEFORE ? *from - CLOCK_BEFORE : 0;
    while (start < *from && ((unsigned char)r->s.ptr[start] & 0xC0) == 0x80)
        start++;
    for (size_t at = start; at < *from;) {
        size_t to = r->to;
        bool inside = at > 0 && (r->s.ptr[at - 1] == ':' || extract_scan_digit((unsigned char)r->s.ptr[at - 1]) >= 0);
        if (!inside && extract_scan_number(r->s, at, &n) && extract_clock_read(r, at, EXTRACT_HALF_NONE)) {
            size_t end = r->to;
            r->to = to;
            if (end <= *from && is_clock_gap(base_str_sub(r->s, end, *from))) {
                r->out->hour = hour_of_half(r->out->hour, half_before(r->s, at));
                *from = at;
                return;
            }
            r->out->hour = r->out->minute = r->out->second = -1;
            r->out->zone = EXTRACT_ZONE_NONE;
        }
        base_utf8_next(r->s, &at);
    }
}
