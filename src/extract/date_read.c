/* The reading of one date: numbers, names of months, times and zones, in the orders that languages write them. */
#include <stdio.h>

#include "extract/date.h"

enum {
    DATE_BYTES = 500,   /* how far into a text a date is looked for */
    DATE_GAP = 14,      /* letters and signs between a day and its time */
    YEAR_FIRST = 1000,
    YEAR_LAST = 2100,
    BUDDHIST_ERA = 543,
    PERSIAN_FIRST = 1300, /* of the years that Persian pages count from the Hijra by the sun */
    PERSIAN_LAST = 1500
};

/* A number of the text: its value, how many digits, and where it ends. */
struct number {
    uint32_t value;
    unsigned digits;
    size_t end;
};

struct reader {
    struct base_str s;
    const struct extract_date_context *context;
    struct extract_moment *out;
    size_t to; /* behind what was read */
};

static int digit_of(uint32_t c)
{
    static const uint32_t zeros[] = {'0', 0x660, 0x6F0, 0x966, 0x9E6, 0xBE6, 0xC66, 0xE50, 0xFF10};
    if (c < zeros[1])
        return c - '0' < 10 ? (int)(c - '0') : -1;
    for (size_t i = 1; i < sizeof zeros / sizeof zeros[0]; i++)
        if (c >= zeros[i] && c < zeros[i] + 10)
            return (int)(c - zeros[i]);
    return -1;
}

static uint32_t peek(struct base_str s, size_t at, size_t *next)
{
    *next = at;
    return at < s.len ? base_utf8_next(s, next) : 0;
}

static bool read_number(struct base_str s, size_t at, struct number *n)
{
    size_t next;
    *n = (struct number){0, 0, at};
    for (int digit; (digit = digit_of(peek(s, n->end, &next))) >= 0; n->end = next) {
        if (n->digits++ < 9)
            n->value = n->value * 10 + (uint32_t)digit;
    }
    return n->digits > 0;
}

/* Behind the characters of SET (ASCII) and white space. */
static size_t skip_any(struct base_str s, size_t at, const char *set)
{
    size_t next;
    for (uint32_t c; (c = peek(s, at, &next)) != 0; at = next)
        if (!base_char_is_space(c) && !(c < 0x80 && strchr(set, (int)c)))
            break;
    return at;
}

/* Behind WORD (folded) where it stands at AT and no letter follows; else 0. */
static size_t match(struct base_str s, size_t at, const char *word, bool whole)
{
    struct base_str w = base_str(word);
    size_t next = at;
    for (size_t i = 0; i < w.len;) {
        uint32_t wanted = base_utf8_next(w, &i);
        if (base_char_fold(peek(s, at, &next)) != wanted)
            return 0;
        at = next;
    }
    uint32_t behind = peek(s, at, &next);
    return whole && base_char_is_alnum(behind) && digit_of(behind) < 0 ? 0 : at;
}

static size_t match_one(struct base_str s, size_t at, const char *const *words, size_t count, bool whole)
{
    for (size_t i = 0; i < count; i++) {
        size_t end = match(s, at, words[i], whole);
        if (end)
            return end;
    }
    return 0;
}
#define MATCH_ONE(s, at, words, whole) match_one(s, at, words, sizeof(words) / sizeof((words)[0]), whole)

/* ---- Months ---- */

static bool has_lang(const char *langs, struct base_str lang)
{
    size_t len = 0;
    while (len < lang.len && lang.ptr[len] != '-' && lang.ptr[len] != '_')
        len++;
    return len >= 2 && len <= 3 && base_str_has_token(base_str(langs), base_str_sub(lang, 0, len));
}

/* Whether the letters s[at..end) begin NAME. */
static bool begins(struct base_str s, size_t at, size_t end, const char *name)
{
    struct base_str n = base_str(name);
    size_t i = 0;
    while (at < end) {
        if (i >= n.len || base_utf8_next(n, &i) != base_char_fold(base_utf8_next(s, &at)))
            return false;
    }
    return true;
}

/* The month named at AT, whole or by at least three of its letters, and where its name ends. */
static int read_month(struct base_str s, size_t at, struct base_str lang, size_t *end)
{
    size_t next, word = at, letters = 0;
    for (uint32_t c; (c = peek(s, word, &next)) != 0 && base_char_is_alnum(c) && digit_of(c) < 0; word = next)
        letters++;
    if (letters == 0)
        return 0;
    char first[4];
    base_utf8_put(base_char_fold(peek(s, at, &next)), first);
    int month = 0;
    size_t best = 0;
    for (size_t i = 0; i < extract_month_count; i++) {
        const struct extract_month *row = &extract_months[i];
        if (row->name[0] != first[0])
            continue;
        size_t behind = match(s, at, row->name, true);
        bool whole = behind != 0;
        if (!whole && letters >= 3 && begins(s, at, word, row->name))
            behind = word;
        if (!behind)
            continue;
        size_t worth = (whole ? 2 : 1) + (has_lang(row->langs, lang) ? 2 : 0);
        if (worth > best) {
            best = worth;
            month = row->month;
            *end = behind;
        }
    }
    return month;
}

/* ---- Times ---- */

enum half { HALF_NONE, HALF_AM, HALF_PM };

static size_t read_half(struct base_str s, size_t at, enum half *half)
{
    static const char *const am[] = {"am", "a.m.", "a.m", "上午", "凌晨", "早上", "清晨", "午前", "오전"};
    static const char *const pm[] = {"pm", "p.m.", "p.m", "下午", "晚上", "傍晚", "中午", "午後", "오후"};
    size_t end = MATCH_ONE(s, at, am, true);
    if (!end)
        end = match_one(s, at, am + 3, 6, false);
    *half = end ? HALF_AM : HALF_NONE;
    if (end)
        return end;
    end = MATCH_ONE(s, at, pm, true);
    if (!end)
        end = match_one(s, at, pm + 3, 6, false);
    *half = end ? HALF_PM : HALF_NONE;
    return end;
}

/* "Z", "UTC", "GMT+8", "+0800", "+08:00" behind a time. */
static size_t read_zone(struct base_str s, size_t at, int32_t *zone)
{
    size_t start = skip_any(s, at, ""), end = start;
    size_t named = match(s, start, "utc", true);
    if (!named)
        named = match(s, start, "gmt", true);
    if (!named && start == at)
        named = match(s, start, "z", true);
    if (named) {
        *zone = 0;
        end = named;
    }
    size_t next;
    uint32_t sign = peek(s, end, &next);
    struct number hours, minutes;
    if ((sign != '+' && sign != '-' && sign != 0x2212) || !read_number(s, next, &hours))
        return named ? named : at;
    uint32_t value;
    size_t to = hours.end;
    if (hours.digits == 4) {
        value = hours.value / 100 * 60 + hours.value % 100;
    } else if (hours.digits <= 2) {
        value = hours.value * 60;
        bool colon = peek(s, hours.end, &next) == ':';
        if (colon && read_number(s, next, &minutes) && minutes.digits == 2) {
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
    size_t end = MATCH_ONE(s, at, marks, false);
    if (end || at >= s.len || s.ptr[at] != '.')
        return end ? skip_any(s, end, "") : 0;
    struct number minutes;
    if (!read_number(s, at + 1, &minutes) || minutes.digits != 2 || minutes.value > 59)
        return 0;
    size_t next;
    return peek(s, minutes.end, &next) == '.' ? 0 : at + 1;
}

/* HH:MM[:SS] at AT with its half of the day and zone. */
static bool read_clock(struct reader *r, size_t at, enum half half)
{
    struct number hour, minute, second;
    struct base_str s = r->s;
    if (!read_number(s, at, &hour) || hour.digits > 2 || hour.value > 24)
        return false;
    size_t mark = time_mark(s, hour.end);
    if (!mark || !read_number(s, mark, &minute) || minute.digits != 2 || minute.value > 59)
        return false;
    size_t next, end = minute.end;
    r->out->second = -1;
    uint32_t c = peek(s, end, &next);
    if (c == ':' || c == 0x5206 || c == 0xBD84) { /* 分, 분 */
        end = c == ':' ? end : next;
        if (read_number(s, skip_any(s, next, ""), &second) && second.digits == 2 && second.value < 61) {
            r->out->second = second.value > 59 ? 59 : (int)second.value;
            end = second.end;
            c = peek(s, end, &next);
            if ((c == '.' || c == ',') && read_number(s, next, &second))
                end = second.end;
            else if (c == 0x79D2 || c == 0xCD08) /* 秒, 초 */
                end = next;
        }
    }
    enum half behind;
    size_t half_end = read_half(s, skip_any(s, end, ""), &behind);
    if (half_end) {
        half = behind;
        end = half_end;
    }
    r->out->hour = (int)hour.value % 24;
    r->out->minute = (int)minute.value;
    if (half == HALF_PM && r->out->hour < 12)
        r->out->hour += 12;
    if (half == HALF_AM && r->out->hour == 12)
        r->out->hour = 0;
    r->to = read_zone(s, end, &r->out->zone);
    return true;
}

/* A time behind a day at AT: a few signs and letters may stand between ("um", "klo", a weekday). */
static bool read_time(struct reader *r, size_t at)
{
    enum half half = HALF_NONE;
    size_t next;
    for (int gap = 0; gap < DATE_GAP && at < r->s.len; gap++) {
        uint32_t c = peek(r->s, at, &next);
        if (digit_of(c) >= 0)
            return read_clock(r, at, half);
        size_t end = half == HALF_NONE ? read_half(r->s, at, &half) : 0;
        at = end ? end : next;
    }
    return false;
}

/* "10:05, 12.11.2018": a time that ends where the day begins. */
static void read_time_before(struct reader *r, size_t *from)
{
    struct number n;
    size_t start = *from > 24 ? *from - 24 : 0;
    while (start < *from && ((unsigned char)r->s.ptr[start] & 0xC0) == 0x80)
        start++;
    for (size_t at = start; at < *from;) {
        size_t to = r->to;
        bool inside = at > 0 && (r->s.ptr[at - 1] == ':' || digit_of((unsigned char)r->s.ptr[at - 1]) >= 0);
        if (!inside && read_number(r->s, at, &n) && read_clock(r, at, HALF_NONE)) {
            size_t end = r->to;
            r->to = to;
            if (end <= *from && skip_any(r->s, end, ",|-./(") >= *from) {
                *from = at;
                return;
            }
            r->out->hour = r->out->minute = r->out->second = -1;
            r->out->zone = EXTRACT_ZONE_NONE;
        }
        base_utf8_next(r->s, &at);
    }
}

/* ---- Days ---- */

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

static bool set_day(struct reader *r, uint32_t year, uint32_t month, uint32_t day, size_t to)
{
    int64_t days;
    if (year > 2400 && year < 2700 && has_lang("th", r->context->lang))
        year -= BUDDHIST_ERA;
    if (year >= PERSIAN_FIRST && year < PERSIAN_LAST && has_lang("fa", r->context->lang) &&
        !from_persian(&year, &month, &day))
        return false;
    if (year < YEAR_FIRST || year > YEAR_LAST || !base_time_days((int)year, (int)month, (int)day, &days))
        return false;
    *r->out = (struct extract_moment){(int)year, (int)month, (int)day, -1, -1, -1, EXTRACT_ZONE_NONE, EXTRACT_ORDER_PLAIN};
    r->to = to;
    return true;
}

/* A date that ends in a digit is followed by none, nor by a point and one (1.2.2018.4). */
static bool ends_number(struct base_str s, size_t at)
{
    size_t next, start = at;
    while (start > 0 && ((unsigned char)s.ptr[--start] & 0xC0) == 0x80)
        ;
    if (at == 0 || digit_of(peek(s, start, &next)) < 0)
        return true;
    uint32_t c = peek(s, at, &next);
    return digit_of(c) < 0 && !(c == '.' && digit_of(peek(s, next, &next)) >= 0);
}

/* 年 and its like at AT; 0 where there is none. */
static size_t unit(struct base_str s, size_t at, const char *han, const char *hangul)
{
    at = skip_any(s, at, "");
    size_t end = match(s, at, han, false);
    return end ? end : match(s, at, hangul, false);
}

/* 2018年11月12日, 2018년 11월 12일: at the year's unit. */
static bool read_cjk_day(struct reader *r, uint32_t year, size_t at)
{
    struct number month, day;
    at = unit(r->s, at, "年", "년");
    if (!at || !read_number(r->s, skip_any(r->s, at, ""), &month))
        return false;
    at = unit(r->s, month.end, "月", "월");
    if (!at || !read_number(r->s, skip_any(r->s, at, ""), &day) || day.digits > 2)
        return false;
    size_t end = unit(r->s, day.end, "日", "일");
    if (!end)
        end = unit(r->s, day.end, "号", "號");
    return set_day(r, year, month.value, day.value, end ? end : day.end);
}

/* The separator of a numeric date at AT: - / . or a dash, blanks behind a point. */
static size_t separator(struct base_str s, size_t at, uint32_t *sign)
{
    size_t next;
    uint32_t c = peek(s, at, &next);
    if (c == 0x2010 || c == 0x2011 || c == 0x2013 || c == 0x2212)
        c = '-';
    if (c == 0xFF0F)
        c = '/';
    *sign = c;
    if (c == '.')
        return skip_any(s, next, "");
    return c == '-' || c == '/' ? next : 0;
}

/* 2018-11-12, 2018/11/12, 2018. 11. 12. */
static bool read_year_first(struct reader *r, const struct number *year)
{
    struct number month, day;
    uint32_t sign, again;
    size_t at = separator(r->s, year->end, &sign);
    if (!at || !read_number(r->s, at, &month) || month.digits > 2)
        return false;
    at = separator(r->s, month.end, &again);
    if (!at || again != sign || !read_number(r->s, at, &day) || day.digits > 2)
        return false;
    return set_day(r, year->value, month.value, day.value, day.end);
}

/* American English puts the month first; so does Filipino. */
static bool is_month_first(struct base_str lang, uint32_t sign)
{
    if (sign == '.')
        return false;
    if (base_str_equal_nocase(lang, BASE_STR("en")) || base_str_starts_nocase(lang, BASE_STR("en-us")) ||
        base_str_starts_nocase(lang, BASE_STR("en_us")))
        return true;
    return !lang.len || base_str_starts_nocase(lang, BASE_STR("fil")) ||
        base_str_starts_nocase(lang, BASE_STR("en-ph"));
}

/* Languages in which 2.11.18 is a day; elsewhere it is the number of a version. */
static bool writes_points(struct base_str lang, uint32_t sign)
{
    return sign == '.' && has_lang("de fi da no nb nn is cs sk pl hr sl sr et lv tr ru uk bg", lang);
}

/* 12.11.2018, 12/11/2018, 11/12/2018, 12.11.18 */
static bool read_numeric(struct reader *r, const struct number *first)
{
    struct number second, year;
    uint32_t sign, again;
    size_t at = separator(r->s, first->end, &sign);
    if (!at || !read_number(r->s, at, &second) || second.digits > 2)
        return false;
    at = separator(r->s, second.end, &again);
    if (!at || again != sign || !read_number(r->s, at, &year))
        return false;
    uint32_t full = year.value;
    bool full_numbers = first->digits == 2 && second.digits == 2;
    if (year.digits == 2 && sign != '-' && (full_numbers || writes_points(r->context->lang, sign)))
        full += full < 70 ? 2000 : 1900;
    else if (year.digits != 4)
        return false;
    bool month_first = second.value > 12 || (first->value <= 12 && is_month_first(r->context->lang, sign));
    uint32_t day = month_first ? second.value : first->value, month = month_first ? first->value : second.value;
    if (!set_day(r, full, month, day, year.end))
        return false;
    if (sign != '.' && month != day)
        r->out->order = (month_first ? EXTRACT_ORDER_GUESSED_MONTH_FIRST : EXTRACT_ORDER_GUESSED_DAY_FIRST) +
            (day > 12 ? EXTRACT_ORDER_DAY_FIRST - EXTRACT_ORDER_GUESSED_DAY_FIRST : 0);
    return true;
}

/* A year behind a named month; of two digits only behind an apostrophe or a hyphen. */
static bool read_year(struct base_str s, size_t at, uint32_t *year, size_t *end)
{
    static const char *const links[] = {"de", "del", "of", "năm", "г", "р", "m", "sal"};
    struct number n;
    at = skip_any(s, at, ".,/-");
    size_t link = MATCH_ONE(s, at, links, true);
    at = skip_any(s, link ? link : at, ".,");
    size_t next;
    uint32_t c = peek(s, at, &next);
    bool cut = c == '\'' || c == 0x2019 || (at > 0 && s.ptr[at - 1] == '-');
    if (c == '\'' || c == 0x2019)
        at = next;
    if (!read_number(s, at, &n))
        return false;
    if (n.digits == 2 && cut)
        n.value += n.value < 70 ? 2000 : 1900;
    else if (n.digits != 4)
        return false;
    *year = n.value;
    *end = n.end;
    return true;
}

/* Behind a day's ordinal ending and the word that ties it to the month. */
static size_t skip_day_tail(struct base_str s, size_t at)
{
    static const char *const ordinals[] = {"st", "nd", "rd", "th", "er", "º", "ª", "-го", "-е", "ού", "a", "de", "eme"};
    static const char *const links[] = {"de", "of", "d'", "d’", "da", "ngày", "tháng", "gada", "din", "ta'"};
    size_t end = MATCH_ONE(s, at, ordinals, true);
    at = skip_any(s, end ? end : at, ".,/-");
    end = MATCH_ONE(s, at, links, true);
    if (!end) {
        end = match(s, at, "d'", false);
        end = end ? end : match(s, at, "d’", false);
    }
    return end ? skip_any(s, end, "") : at;
}

/* 12 November 2018, 12. listopadu 2018, 12 de noviembre de 2018, 12 tháng 11 năm 2018 */
static bool read_day_first(struct reader *r, const struct number *day)
{
    size_t at = skip_day_tail(r->s, day->end), end = 0;
    struct number n;
    uint32_t year;
    int month = 0;
    if (read_number(r->s, at, &n)) {
        if (at == day->end || !base_str_starts(base_str_sub(r->s, skip_any(r->s, day->end, ""), r->s.len),
            BASE_STR("tháng")))
            return false;
        month = (int)n.value;
        end = n.end;
    } else {
        month = read_month(r->s, at, r->context->lang, &end);
    }
    size_t next;
    if (month && peek(r->s, end, &next) == '/') { /* two names of one month */
        size_t other = 0;
        if (read_month(r->s, next, r->context->lang, &other) == month)
            end = other;
    }
    return month && read_year(r->s, end, &year, &end) && set_day(r, year, (uint32_t)month, day->value, end);
}

/* November 12, 2018; Nov. 12th 2018; Nov 12 10:05:00 CST 2018: AT is behind the month's name. */
static bool read_month_first(struct reader *r, int month, size_t at)
{
    struct number day;
    uint32_t year;
    size_t end;
    if (!read_number(r->s, skip_any(r->s, at, ".,-"), &day) || day.digits > 2)
        return false;
    static const char *const ordinals[] = {"st", "nd", "rd", "th"};
    size_t tail = MATCH_ONE(r->s, day.end, ordinals, true);
    tail = tail ? tail : day.end;
    if (read_year(r->s, tail, &year, &end))
        return set_day(r, year, (uint32_t)month, day.value, end);
    /* a time and a zone's name may stand before the year */
    *r->out = (struct extract_moment){.second = -1, .zone = EXTRACT_ZONE_NONE};
    if (!read_clock(r, skip_any(r->s, tail, ""), HALF_NONE))
        return false;
    struct extract_moment clock = *r->out;
    size_t next, to = skip_any(r->s, r->to, "");
    for (uint32_t c; (c = peek(r->s, to, &next)) >= 'A' && c <= 'Z'; to = next)
        ;
    if (!read_year(r->s, to, &year, &end) || !set_day(r, year, (uint32_t)month, day.value, end))
        return false;
    r->out->hour = clock.hour;
    r->out->minute = clock.minute;
    r->out->second = clock.second;
    r->out->zone = clock.zone;
    return true;
}

/* 2018. november 12., 2018 m. lapkričio 12 d., 2018. gada 12. novembris, 2018ko azaroaren 12a */
static bool read_year_month(struct reader *r, const struct number *year)
{
    static const char *const links[] = {"m", "gada", "ko", "оны", "жылғы", "ж"};
    size_t at = skip_any(r->s, year->end, ".,-/"), end = 0;
    size_t link = MATCH_ONE(r->s, at, links, true);
    at = skip_any(r->s, link ? link : at, ".,");
    struct number day;
    if (read_number(r->s, at, &day)) {
        int named = day.digits <= 2 ? read_month(r->s, skip_day_tail(r->s, day.end), r->context->lang, &end) : 0;
        return link && named && set_day(r, year->value, (uint32_t)named, day.value, end);
    }
    int month = read_month(r->s, at, r->context->lang, &end);
    if (!month || !read_number(r->s, skip_any(r->s, end, ".-/"), &day) || day.digits > 2)
        return false;
    return set_day(r, year->value, (uint32_t)month, day.value, day.end);
}

/* 令和6年, 民國107年 */
static bool read_era(struct reader *r, size_t at)
{
    static const struct {
        const char *name;
        uint32_t before; /* the year before its first */
    } eras[] = {{"令和", 2018}, {"平成", 1988}, {"昭和", 1925}, {"民國", 1911}, {"民国", 1911}};
    for (size_t i = 0; i < sizeof eras / sizeof eras[0]; i++) {
        size_t end = match(r->s, at, eras[i].name, false);
        if (!end)
            continue;
        struct number year;
        size_t first = match(r->s, end, "元", false);
        if (first)
            return read_cjk_day(r, eras[i].before + 1, first);
        return read_number(r->s, skip_any(r->s, end, ""), &year) && year.digits <= 3 &&
               read_cjk_day(r, eras[i].before + year.value, year.end);
    }
    return false;
}

static bool read_at_number(struct reader *r, size_t at)
{
    struct number n;
    read_number(r->s, at, &n);
    bool found = false;
    if (n.digits == 4)
        found = read_cjk_day(r, n.value, n.end) || read_year_first(r, &n) || read_year_month(r, &n);
    else if (n.digits <= 2 && n.value >= 1 && n.value <= 31)
        found = read_numeric(r, &n) || read_day_first(r, &n);
    return found && ends_number(r->s, r->to);
}

static bool read_at_word(struct reader *r, size_t at)
{
    if (read_era(r, at))
        return true;
    size_t end = 0, next, probe = at;
    uint32_t c;
    /* cheap look ahead: a number must follow the word */
    for (int i = 0; i < 24 && (c = peek(r->s, probe, &next)) != 0 && digit_of(c) < 0; i++)
        probe = next;
    if (digit_of(peek(r->s, probe, &next)) < 0)
        return false;
    int month = read_month(r->s, at, r->context->lang, &end);
    return month && read_month_first(r, month, end) && ends_number(r->s, r->to);
}

bool extract_moment_find(struct base_str text, const struct extract_date_context *context,
                         struct extract_moment *moment, size_t *from, size_t *to)
{
    struct reader r = {.s = text, .context = context, .out = moment};
    size_t digits = 0;
    if (r.s.len > DATE_BYTES)
        r.s.len = DATE_BYTES;
    for (size_t i = 0; i < r.s.len && digits < 3; i++)
        digits += digit_of((unsigned char)r.s.ptr[i]) >= 0 || (unsigned char)r.s.ptr[i] >= 0xD9;
    if (digits < 3)
        return false;
    bool number = false, word = false;
    for (size_t at = 0, next; at < r.s.len; at = next) {
        uint32_t c = peek(r.s, at, &next);
        bool digit = digit_of(c) >= 0, letter = !digit && base_char_is_alnum(c);
        bool found = digit ? !number && read_at_number(&r, at)
                           : letter && (!word || base_char_is_cjk(c)) && read_at_word(&r, at);
        if (found) {
            bool clocked = moment->hour >= 0 || read_time(&r, r.to);
            *from = at;
            if (!clocked)
                read_time_before(&r, from);
            *to = r.to;
            return true;
        }
        number = digit || (number && (c == '.' || c == ','));
        word = letter || (digit && word);
    }
    return false;
}

/* ---- Machines' forms ---- */

static const struct extract_date_context no_context = {.fetched = BASE_TIME_NONE};

static bool set_epoch(struct extract_moment *m, uint64_t seconds)
{
    char text[24];
    struct reader r = {.context = &no_context, .out = m};
    base_time_format((int64_t)seconds, text);
    r.s = base_str(text);
    struct number year;
    return read_number(r.s, 0, &year) && read_year_first(&r, &year) && read_time(&r, r.to);
}

/* 20181112, 20181112100530, 20181112T100530Z, epoch seconds and milliseconds. */
static bool parse_digits(struct base_str s, struct extract_moment *m)
{
    uint64_t value = 0;
    size_t len = 0;
    while (len < s.len && s.ptr[len] >= '0' && s.ptr[len] <= '9' && len < 18)
        value = value * 10 + (uint64_t)(s.ptr[len++] - '0');
    if (len == s.len && (len == 10 || len == 13))
        return set_epoch(m, len == 13 ? value / 1000 : value);
    bool tee = len == 8 && len < s.len && (s.ptr[len] == 'T' || s.ptr[len] == 't');
    uint64_t day = len == 14 ? value / 1000000 : value;
    struct reader r = {.s = s, .context = &no_context, .out = m};
    if ((len != 8 && len != 14) || (len != s.len && !tee && !(len == 8 && s.ptr[len] == ' ')) || day < 15000101 ||
        !set_day(&r, (uint32_t)(day / 10000), (uint32_t)(day / 100 % 100), (uint32_t)(day % 100), len))
        return false;
    uint64_t clock = value % 1000000;
    size_t end = len;
    if (tee) {
        clock = 0;
        for (end = len + 1; end < s.len && s.ptr[end] >= '0' && s.ptr[end] <= '9' && end < len + 7; end++)
            clock = clock * 10 + (uint64_t)(s.ptr[end] - '0');
        tee = end == len + 7;
    }
    if ((len != 14 && !tee) || clock / 10000 > 23 || clock / 100 % 100 > 59 || clock % 100 > 59)
        return true;
    m->hour = (int)(clock / 10000);
    m->minute = (int)(clock / 100 % 100);
    m->second = (int)(clock % 100);
    read_zone(s, end, &m->zone);
    return true;
}

bool extract_moment_parse(struct base_str text, const struct extract_date_context *context,
                          struct extract_moment *moment)
{
    size_t from, to;
    text = base_str_trim(text);
    if (!text.len)
        return false;
    return parse_digits(text, moment) || extract_moment_find(text, context, moment, &from, &to);
}

struct base_str extract_moment_format(struct base_arena *arena, const struct extract_moment *m)
{
    char clock[32] = "", zone[16] = "";
    if (m->hour >= 0 && m->second >= 0)
        snprintf(clock, sizeof clock, "T%02d:%02d:%02d", m->hour, m->minute, m->second);
    else if (m->hour >= 0)
        snprintf(clock, sizeof clock, "T%02d:%02d", m->hour, m->minute);
    if (m->hour >= 0 && m->zone == 0)
        snprintf(zone, sizeof zone, "Z");
    else if (m->hour >= 0 && m->zone != EXTRACT_ZONE_NONE)
        snprintf(zone, sizeof zone, "%c%02d:%02d", m->zone < 0 ? '-' : '+', (m->zone < 0 ? -m->zone : m->zone) / 60,
                 (m->zone < 0 ? -m->zone : m->zone) % 60);
    return base_arena_printf(arena, "%04d-%02d-%02d%s%s", m->year, m->month, m->day, clock, zone);
}
