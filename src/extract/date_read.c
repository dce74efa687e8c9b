/* The reading of one date: numbers and names of months, in the orders that languages write them. */
#include "extract/date_scan.h"

enum { DATE_BYTES = 500 }; /* how far into a text a date is looked for */

/* ---- Months ---- */

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

/* The first of the months whose name begins with the byte FIRST, or where they would stand. */
static size_t first_month(char first)
{
    size_t low = 0, high = extract_month_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if ((unsigned char)extract_months[middle].name[0] < (unsigned char)first)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int extract_month_read(struct base_str s, size_t at, struct base_str lang, size_t *end)
{
    size_t next, word = at, letters = 0;
    for (uint32_t c; base_char_is_alnum(c = extract_scan_peek(s, word, &next)) && extract_scan_digit(c) < 0; word = next)
        letters++;
    if (letters == 0)
        return 0;
    char first[4];
    base_utf8_put(base_char_fold(extract_scan_peek(s, at, &next)), first);
    int month = 0;
    size_t best = 0;
    for (size_t i = first_month(first[0]); i < extract_month_count && extract_months[i].name[0] == first[0]; i++) {
        const struct extract_month *row = &extract_months[i];
        size_t behind = extract_scan_word(s, at, row->name, true);
        bool whole = behind != 0;
        if (!whole && letters >= 3 && begins(s, at, word, row->name))
            behind = word;
        if (!behind)
            continue;
        size_t worth = (whole ? 2 : 1) + (extract_scan_has_lang(row->langs, lang) ? 2 : 0);
        if (worth > best) {
            best = worth;
            month = row->month;
            *end = behind;
        }
    }
    return month;
}

/* ---- Days ---- */

/* A date that ends in a digit is followed by none, nor by a point and one (1.2.2018.4). */
static bool ends_number(struct base_str s, size_t at)
{
    size_t next, start = at;
    while (start > 0 && ((unsigned char)s.ptr[--start] & 0xC0) == 0x80)
        ;
    if (at == 0 || extract_scan_digit(extract_scan_peek(s, start, &next)) < 0)
        return true;
    uint32_t c = extract_scan_peek(s, at, &next);
    return extract_scan_digit(c) < 0 && !(c == '.' && extract_scan_digit(extract_scan_peek(s, next, &next)) >= 0);
}

/* 年 and its like at AT; 0 where there is none. */
static size_t unit(struct base_str s, size_t at, const char *han, const char *hangul)
{
    at = extract_scan_skip(s, at, "");
    size_t end = extract_scan_word(s, at, han, false);
    return end ? end : extract_scan_word(s, at, hangul, false);
}

/* 2018年11月12日, 2018년 11월 12일: at the year's unit. */
static bool read_cjk_day(struct extract_date_reader *r, uint32_t year, size_t at)
{
    struct extract_number month, day;
    at = unit(r->s, at, "年", "년");
    if (!at || !extract_scan_number(r->s, extract_scan_skip(r->s, at, ""), &month))
        return false;
    at = unit(r->s, month.end, "月", "월");
    if (!at || !extract_scan_number(r->s, extract_scan_skip(r->s, at, ""), &day) || day.digits > 2)
        return false;
    size_t end = unit(r->s, day.end, "日", "일");
    if (!end)
        end = unit(r->s, day.end, "号", "號");
    return extract_day_set(r, year, month.value, day.value, end ? end : day.end);
}

/* The separator of a numeric date at AT: - / . or a dash, blanks behind a point; and where blanks stand on both sides
 * of it, - / and | too, whose SIGN then is a blank. */
static size_t separator(struct base_str s, size_t at, uint32_t *sign)
{
    size_t next, wide = extract_scan_skip(s, at, "");
    uint32_t c = extract_scan_peek(s, wide, &next);
    if (wide > at && (c == '-' || c == '/' || c == '|') && extract_scan_skip(s, next, "") > next) {
        *sign = ' ';
        return extract_scan_skip(s, next, "");
    }
    c = extract_scan_peek(s, at, &next);
    if (c == 0x2010 || c == 0x2011 || c == 0x2013 || c == 0x2212)
        c = '-';
    if (c == 0xFF0F)
        c = '/';
    *sign = c;
    if (c == '.')
        return extract_scan_skip(s, next, "");
    return c == '-' || c == '/' ? next : 0;
}

/* 2018-11-12, 2018/11/12, 2018. 11. 12. */
bool extract_day_year_first(struct extract_date_reader *r, const struct extract_number *year)
{
    struct extract_number month, day;
    uint32_t sign, again;
    size_t at = separator(r->s, year->end, &sign);
    if (!at || !extract_scan_number(r->s, at, &month) || month.digits > 2)
        return false;
    at = separator(r->s, month.end, &again);
    if (!at || again != sign || !extract_scan_number(r->s, at, &day) || day.digits > 2 ||
        (sign == ' ' && month.digits + day.digits < 4))
        return false;
    return extract_day_set(r, year->value, month.value, day.value, day.end);
}

/* 2018 11/12: year and day set apart, as Chinese portals print them. */
static bool read_year_apart(struct extract_date_reader *r, const struct extract_number *year)
{
    struct extract_number month, day;
    uint32_t sign;
    size_t at = extract_scan_skip(r->s, year->end, "");
    if (at == year->end || !extract_scan_number(r->s, at, &month) || month.digits != 2)
        return false;
    at = separator(r->s, month.end, &sign);
    at = at && sign != '.' ? extract_scan_skip(r->s, at, "") : 0;
    return at && extract_scan_number(r->s, at, &day) && day.digits == 2 &&
           extract_day_set(r, year->value, month.value, day.value, day.end);
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
    return sign == '.' && extract_scan_has_lang("de fi da no nb nn is cs sk pl hr sl sr et lv tr ru uk bg", lang);
}

/* A year of two digits: the numbers before it have two each, or the language writes days so, or a time follows. */
static bool is_short_year(const struct extract_date_reader *r, uint32_t sign, size_t end, bool full_numbers)
{
    struct base_str s = r->s;
    struct extract_number hour;
    size_t next;
    if (sign == '-' || sign == ' ' || extract_scan_peek(s, end, &next) == ':')
        return false;
    if (full_numbers || writes_points(r->context->lang, sign))
        return true;
    return sign == '/' && extract_scan_number(s, extract_scan_skip(s, end, ",-|"), &hour) && hour.digits <= 2 &&
           extract_scan_peek(s, hour.end, &next) == ':';
}

/* 12.11.2018, 12/11/2018, 11/12/2018, 12.11.18 */
static bool read_numeric(struct extract_date_reader *r, const struct extract_number *first)
{
    struct extract_number second, year;
    uint32_t sign, again;
    size_t at = separator(r->s, first->end, &sign);
    if (!at || !extract_scan_number(r->s, at, &second) || second.digits > 2)
        return false;
    at = separator(r->s, second.end, &again);
    if (!at || again != sign || !extract_scan_number(r->s, at, &year))
        return false;
    uint32_t full = year.value;
    bool full_numbers = first->digits == 2 && second.digits == 2;
    if (year.digits == 2 && is_short_year(r, sign, year.end, full_numbers))
        full += full < 70 ? 2000 : 1900;
    else if (year.digits != 4 || (sign == ' ' && !full_numbers))
        return false;
    bool month_first = second.value > 12 || (first->value <= 12 && is_month_first(r->context->lang, sign));
    uint32_t day = month_first ? second.value : first->value, month = month_first ? first->value : second.value;
    if (!extract_day_set(r, full, month, day, year.end))
        return false;
    if (sign != '.' && month != day)
        r->out->order = (month_first ? EXTRACT_ORDER_GUESSED_MONTH_FIRST : EXTRACT_ORDER_GUESSED_DAY_FIRST) +
            (day > 12 ? EXTRACT_ORDER_DAY_FIRST - EXTRACT_ORDER_GUESSED_DAY_FIRST : 0);
    return true;
}

/* A year behind a named month; of two digits only behind an apostrophe or a hyphen, or of the Buddhist era. */
static bool read_year(const struct extract_date_reader *r, size_t at, uint32_t *year, size_t *end)
{
    struct base_str s = r->s;
    static const char *const links[] = {"de", "del", "of", "năm", "г", "р", "m", "sal", "พ.ศ.", "ค.ศ."};
    struct extract_number n, behind;
    at = extract_scan_skip(s, at, ".,/-");
    size_t link = EXTRACT_SCAN_WORDS(s, at, links, true);
    link = link ? link : extract_scan_word(s, at, "ឆ្នាំ", false);
    at = extract_scan_skip(s, link ? link : at, ".,");
    size_t next;
    uint32_t c = extract_scan_peek(s, at, &next);
    bool cut = c == '\'' || c == 0x2019 || (at > 0 && s.ptr[at - 1] == '-');
    if (c == '\'' || c == 0x2019)
        at = next;
    if (!extract_scan_number(s, at, &n))
        return false;
    if (n.digits == 2 && extract_scan_peek(s, n.end, &next) == '-' && extract_scan_number(s, next, &behind))
        return false; /* mar 05-02-2024: a weekday */
    if (n.digits == 2 && cut)
        n.value += n.value < 70 ? 2000 : 1900;
    else if (n.digits == 2 && extract_scan_has_lang("th", r->context->lang))
        n.value += 2500;
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
    static const char *const links[] = {"de", "of", "d'", "d’", "da", "ngày", "tháng", "gada", "din", "ta'",
        "ng"};
    size_t end = EXTRACT_SCAN_WORDS(s, at, ordinals, true);
    at = extract_scan_skip(s, end ? end : at, ".,/-");
    end = EXTRACT_SCAN_WORDS(s, at, links, true);
    if (!end) {
        static const char *const joined[] = {"d'", "d’", "ខែ"};
        end = EXTRACT_SCAN_WORDS(s, at, joined, false);
    }
    return end ? extract_scan_skip(s, end, "") : at;
}

/* 12 November 2018, 12. listopadu 2018, 12 de noviembre de 2018, 12 tháng 11 năm 2018 */
static bool read_day_first(struct extract_date_reader *r, const struct extract_number *day)
{
    size_t at = skip_day_tail(r->s, day->end), end = 0;
    struct extract_number n;
    uint32_t year;
    int month = 0;
    if (extract_scan_number(r->s, at, &n)) {
        if (at == day->end || !base_str_starts(base_str_sub(r->s, extract_scan_skip(r->s, day->end, ""), r->s.len),
            BASE_STR("tháng")))
            return false;
        month = (int)n.value;
        end = n.end;
    } else {
        month = extract_month_read(r->s, at, r->context->lang, &end);
    }
    size_t next;
    if (month && extract_scan_peek(r->s, end, &next) == '/') { /* two names of one month */
        size_t other = 0;
        if (extract_month_read(r->s, next, r->context->lang, &other) == month)
            end = other;
    }
    return month && read_year(r, end, &year, &end) && extract_day_set(r, year, (uint32_t)month, day->value, end);
}

/* November 12, 2018; Nov. 12th 2018; Nov 12 10:05:00 CST 2018: AT is behind the month's name. */
static bool read_month_first(struct extract_date_reader *r, int month, size_t at)
{
    struct extract_number day;
    uint32_t year;
    size_t end;
    if (!extract_scan_number(r->s, extract_scan_skip(r->s, at, ".,-/"), &day) || day.digits > 2)
        return false;
    static const char *const ordinals[] = {"st", "nd", "rd", "th"};
    size_t tail = EXTRACT_SCAN_WORDS(r->s, day.end, ordinals, true);
    tail = tail ? tail : day.end;
    if (read_year(r, tail, &year, &end))
        return extract_day_set(r, year, (uint32_t)month, day.value, end);
    /* a time and a zone's name may stand before the year */
    *r->out = (struct extract_moment){.second = -1, .zone = EXTRACT_ZONE_NONE};
    if (!extract_clock_read(r, extract_scan_skip(r->s, tail, ""), EXTRACT_HALF_NONE))
        return false;
    struct extract_moment clock = *r->out;
    size_t next, to = extract_scan_skip(r->s, r->to, "");
    for (uint32_t c; (c = extract_scan_peek(r->s, to, &next)) >= 'A' && c <= 'Z'; to = next)
        ;
    if (!read_year(r, to, &year, &end) || !extract_day_set(r, year, (uint32_t)month, day.value, end))
        return false;
    r->out->hour = clock.hour;
    r->out->minute = clock.minute;
    r->out->second = clock.second;
    r->out->zone = clock.zone;
    return true;
}

/* 2018 оны 11 сарын 12: at the month's number. */
static bool read_mongolian_day(struct extract_date_reader *r, uint32_t year, const struct extract_number *month)
{
    struct extract_number day;
    size_t tail = extract_scan_word(r->s, month->end, "-р", true);
    size_t end = extract_scan_word(r->s, extract_scan_skip(r->s, tail ? tail : month->end, "-"), "сарын", true);
    return end && extract_scan_number(r->s, extract_scan_skip(r->s, end, ""), &day) && day.digits <= 2 &&
           extract_day_set(r, year, month->value, day.value, day.end);
}

/* 2018. november 12., 2018 m. lapkričio 12 d., 2018. gada 12. novembris, 2018ko azaroaren 12a */
static bool read_year_month(struct extract_date_reader *r, const struct extract_number *year)
{
    static const char *const links[] = {"m", "gada", "ko", "оны", "жылғы", "ж"};
    size_t at = extract_scan_skip(r->s, year->end, ".,-/"), end = 0;
    size_t link = EXTRACT_SCAN_WORDS(r->s, at, links, true);
    at = extract_scan_skip(r->s, link ? link : at, ".,");
    struct extract_number day;
    if (extract_scan_number(r->s, at, &day)) {
        if (link && read_mongolian_day(r, year->value, &day))
            return true;
        int named = day.digits <= 2 ? extract_month_read(r->s, skip_day_tail(r->s, day.end), r->context->lang, &end) : 0;
        return link && named && extract_day_set(r, year->value, (uint32_t)named, day.value, end);
    }
    int month = extract_month_read(r->s, at, r->context->lang, &end);
    if (!month || !extract_scan_number(r->s, extract_scan_skip(r->s, end, ".-/"), &day) || day.digits > 2)
        return false;
    return extract_day_set(r, year->value, (uint32_t)month, day.value, day.end);
}

/* 令和6年, 民國107年 */
static bool read_era(struct extract_date_reader *r, size_t at)
{
    static const struct {
        const char *name;
        uint32_t before; /* the year before its first */
    } eras[] = {{"令和", 2018}, {"平成", 1988}, {"昭和", 1925}, {"民國", 1911}, {"民国", 1911}};
    for (size_t i = 0; i < sizeof eras / sizeof eras[0]; i++) {
        size_t end = at + strlen(eras[i].name);
        if (!base_str_starts(base_str_sub(r->s, at, r->s.len), base_str(eras[i].name)))
            continue;
        struct extract_number year;
        size_t first = extract_scan_word(r->s, end, "元", false);
        if (first)
            return read_cjk_day(r, eras[i].before + 1, first);
        return extract_scan_number(r->s, extract_scan_skip(r->s, end, ""), &year) && year.digits <= 3 &&
               read_cjk_day(r, eras[i].before + year.value, year.end);
    }
    return false;
}

static bool read_at_number(struct extract_date_reader *r, size_t at)
{
    struct extract_number n;
    extract_scan_number(r->s, at, &n);
    bool found = false;
    if (n.digits == 4)
        found = read_cjk_day(r, n.value, n.end) || extract_day_year_first(r, &n) || read_year_apart(r, &n) ||
            read_year_month(r, &n);
    else if (n.digits <= 2 && n.value >= 1 && n.value <= 31)
        found = read_numeric(r, &n) || read_day_first(r, &n);
    return found && ends_number(r->s, r->to);
}

/* The digit ahead, in characters from the start of the text: looked for once, however many words stand before it. */
struct ahead {
    size_t at, count; /* how far it was looked for */
    bool found;
};

enum { AHEAD = 24 }; /* a number follows the word of a date within so many characters */

static bool is_digit_near(struct ahead *ahead, struct base_str s, size_t at, size_t count)
{
    if (ahead->count < count)
        *ahead = (struct ahead){at, count, false};
    for (size_t next; !ahead->found && ahead->count <= count + AHEAD; ahead->at = next, ahead->count++) {
        uint32_t c = extract_scan_peek(s, ahead->at, &next);
        ahead->found = extract_scan_digit(c) >= 0;
        if (ahead->found || c == 0)
            break;
    }
    return ahead->found && ahead->count <= count + AHEAD;
}

static bool read_at_word(struct extract_date_reader *r, size_t at, bool number_follows)
{
    size_t end = 0;
    if (read_era(r, at))
        return true;
    if (!number_follows)
        return false;
    int month = extract_month_read(r->s, at, r->context->lang, &end);
    return month && read_month_first(r, month, end) && ends_number(r->s, r->to);
}

/* No date has fewer than three digits; but 令和元年1月1日. Digits of other scripts begin with one of five bytes. */
static bool may_hold_date(struct base_str s)
{
    size_t digits = 0, others = 0;
    for (size_t i = 0; i < s.len && (digits < 2 || digits + others < 3); i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        bool digit = (c >= '0' && c <= '9') || c == 0xD9 || c == 0xDB || c == 0xE0 || c == 0xE1 ||
            c == 0xEF;
        digits += digit;
        others += !digit && c > 0xE0;
    }
    return digits >= 2 && digits + others >= 3;
}

/* The time that goes with the day at FROM: at once behind it, before it, or behind a few words. */
static void read_clock(struct extract_date_reader *r, size_t *from)
{
    if (r->out->hour >= 0 || extract_clock_behind(r, r->to, false))
        return;
    extract_clock_before(r, from);
    if (r->out->hour < 0)
        extract_clock_behind(r, r->to, true);
}

bool extract_moment_find(struct base_str text, const struct extract_date_context *context,
                         struct extract_moment *moment, size_t *from, size_t *to)
{
    struct extract_date_reader r = {.s = text, .context = context, .out = moment};
    if (r.s.len > DATE_BYTES)
        r.s.len = DATE_BYTES;
    if (!may_hold_date(r.s))
        return false;
    struct ahead ahead = {0, 0, false};
    bool number = false, word = false;
    for (size_t at = 0, next, count = 0; at < r.s.len; at = next, count++) {
        uint32_t c = extract_scan_peek(r.s, at, &next);
        bool digit = extract_scan_digit(c) >= 0, letter = !digit && base_char_is_alnum(c);
        bool found = digit ? !number && read_at_number(&r, at)
                           : letter && (!word || base_char_is_cjk(c)) &&
                                 read_at_word(&r, at, is_digit_near(&ahead, r.s, at, count));
        if (found) {
            *from = at;
            read_clock(&r, from);
            *to = r.to;
            return true;
        }
        number = digit || (number && (c == '.' || c == ','));
        word = letter || (digit && word);
    }
    return false;
}
