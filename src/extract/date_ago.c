/* Dates that count back from the day of reading: 3小时前, 2 hours ago, gestern. */
#include "extract/date_scan.h"

enum { AGO_BYTES = 160, AGO_COUNT = 999, DAY_S = 86400 };

enum step { STEP_MINUTE, STEP_HOUR, STEP_DAY, STEP_WEEK };

static const int64_t step_seconds[] = {60, 3600, DAY_S, 7 * DAY_S};

/* Names of a step, folded (a final sigma too); a longer name before one that begins it. */
static const struct {
    const char *langs;
    enum step step;
    const char *name;
} units[] = {
    {"en", STEP_MINUTE, "minutes"}, {"en fr de da no", STEP_MINUTE, "minute"}, {"en", STEP_MINUTE, "mins"},
    {"en fr tr", STEP_MINUTE, "min"}, {"en", STEP_HOUR, "hours"}, {"en", STEP_HOUR, "hour"}, {"en", STEP_HOUR, "hrs"},
    {"en", STEP_HOUR, "hr"}, {"en", STEP_DAY, "days"}, {"en", STEP_DAY, "day"}, {"en", STEP_WEEK, "weeks"},
    {"en", STEP_WEEK, "week"}, {"de", STEP_MINUTE, "minuten"}, {"de", STEP_HOUR, "stunden"},
    {"de", STEP_HOUR, "stunde"}, {"de", STEP_DAY, "tagen"}, {"de", STEP_DAY, "tag"}, {"de", STEP_WEEK, "wochen"},
    {"de", STEP_WEEK, "woche"}, {"fr", STEP_HOUR, "heures"}, {"fr", STEP_HOUR, "heure"}, {"fr", STEP_DAY, "jours"},
    {"fr", STEP_DAY, "jour"}, {"fr", STEP_WEEK, "semaines"}, {"fr", STEP_WEEK, "semaine"},
    {"es pt", STEP_MINUTE, "minutos"}, {"es pt", STEP_MINUTE, "minuto"}, {"es pt", STEP_HOUR, "horas"},
    {"es pt", STEP_HOUR, "hora"}, {"es", STEP_DAY, "días"}, {"es", STEP_DAY, "día"}, {"pt", STEP_DAY, "dias"},
    {"pt", STEP_DAY, "dia"}, {"es pt", STEP_WEEK, "semanas"}, {"es pt", STEP_WEEK, "semana"},
    {"it", STEP_MINUTE, "minuti"}, {"it", STEP_HOUR, "ore"}, {"it", STEP_HOUR, "ora"}, {"it", STEP_DAY, "giorni"},
    {"it", STEP_DAY, "giorno"}, {"it", STEP_WEEK, "settimane"}, {"nl", STEP_HOUR, "uur"}, {"nl", STEP_DAY, "dagen"},
    {"nl sv no da", STEP_DAY, "dag"}, {"nl", STEP_MINUTE, "minuut"}, {"sv", STEP_MINUTE, "minuter"},
    {"da no", STEP_MINUTE, "minutter"}, {"sv", STEP_HOUR, "timmar"}, {"sv", STEP_HOUR, "timme"},
    {"da no", STEP_HOUR, "timer"}, {"da no", STEP_HOUR, "time"}, {"sv", STEP_DAY, "dagar"}, {"da", STEP_DAY, "dage"},
    {"no", STEP_DAY, "dager"}, {"fi", STEP_MINUTE, "minuuttia"}, {"fi", STEP_HOUR, "tuntia"}, {"fi", STEP_HOUR, "tunti"},
    {"fi", STEP_DAY, "päivää"}, {"pl", STEP_MINUTE, "minut"}, {"pl", STEP_HOUR, "godziny"}, {"pl", STEP_HOUR, "godzin"},
    {"pl", STEP_HOUR, "godzinę"}, {"pl", STEP_DAY, "dni"}, {"cs", STEP_MINUTE, "minutami"},
    {"cs", STEP_HOUR, "hodinami"}, {"cs sk", STEP_HOUR, "hodinou"}, {"cs", STEP_DAY, "dny"},
    {"sk", STEP_HOUR, "hodinami"}, {"sk", STEP_DAY, "dňami"}, {"hu", STEP_MINUTE, "perce"}, {"hu", STEP_HOUR, "órája"},
    {"hu", STEP_DAY, "napja"}, {"ro", STEP_HOUR, "ore"}, {"ro", STEP_DAY, "zile"}, {"ru", STEP_MINUTE, "минуты"},
    {"ru", STEP_MINUTE, "минуту"}, {"ru", STEP_MINUTE, "минут"}, {"ru bg", STEP_HOUR, "часа"},
    {"ru", STEP_HOUR, "часов"}, {"ru bg", STEP_HOUR, "час"}, {"ru", STEP_DAY, "дней"}, {"ru", STEP_DAY, "дня"},
    {"ru", STEP_DAY, "день"}, {"uk", STEP_MINUTE, "хвилин"}, {"uk", STEP_HOUR, "години"}, {"uk", STEP_HOUR, "годин"},
    {"uk", STEP_DAY, "днів"}, {"uk", STEP_DAY, "дні"}, {"bg", STEP_DAY, "дни"}, {"el", STEP_HOUR, "ώρεσ"},
    {"el", STEP_HOUR, "ώρα"}, {"el", STEP_MINUTE, "λεπτά"}, {"el", STEP_DAY, "ημέρεσ"}, {"el", STEP_DAY, "μέρεσ"},
    {"tr", STEP_MINUTE, "dakika"}, {"tr", STEP_HOUR, "saat"}, {"tr", STEP_DAY, "gün"}, {"id ms", STEP_MINUTE, "menit"},
    {"id ms", STEP_HOUR, "jam"}, {"id ms", STEP_DAY, "hari"}, {"ms", STEP_MINUTE, "minit"}, {"vi", STEP_MINUTE, "phút"},
    {"vi", STEP_HOUR, "giờ"}, {"vi", STEP_DAY, "ngày"}, {"ar", STEP_HOUR, "ساعات"}, {"ar fa", STEP_HOUR, "ساعة"},
    {"fa", STEP_HOUR, "ساعت"}, {"ar", STEP_MINUTE, "دقائق"}, {"ar", STEP_MINUTE, "دقيقة"}, {"fa", STEP_MINUTE, "دقیقه"},
    {"ar", STEP_DAY, "أيام"}, {"fa", STEP_DAY, "روز"}, {"he", STEP_HOUR, "שעות"}, {"he", STEP_MINUTE, "דקות"},
    {"he", STEP_DAY, "ימים"}, {"hi", STEP_HOUR, "घंटे"}, {"hi", STEP_MINUTE, "मिनट"}, {"hi", STEP_DAY, "दिन"},
    {"th", STEP_HOUR, "ชั่วโมง"}, {"th", STEP_MINUTE, "นาที"}, {"th", STEP_DAY, "วัน"}, {"zh ja", STEP_MINUTE, "分钟"},
    {"zh", STEP_MINUTE, "分鐘"}, {"ja", STEP_MINUTE, "分"}, {"zh", STEP_HOUR, "个小时"}, {"zh", STEP_HOUR, "小时"},
    {"zh", STEP_HOUR, "個小時"}, {"zh", STEP_HOUR, "小時"}, {"ja", STEP_HOUR, "時間"}, {"zh", STEP_DAY, "天"},
    {"zh ja", STEP_DAY, "日"}, {"ja", STEP_WEEK, "週間"}, {"zh", STEP_WEEK, "周"}, {"ko", STEP_MINUTE, "분"},
    {"ko", STEP_HOUR, "시간"}, {"ko", STEP_DAY, "일"}, {"ko", STEP_WEEK, "주"},
};

/* What stands before the number, or behind the step, and says that it is past. */
static const char *const before_words[] = {"vor", "il y a", "hace", "há", "för", "for", "acum", "pred", "před",
    "преди", "πριν από", "πριν", "منذ", "قبل", "לפני", "cách đây"};
static const char *const behind_words[] = {"ago", "fa", "geleden", "sedan", "siden", "sitten", "temu", "ezelőtt",
    "назад", "тому", "önce", "yang lalu", "lalu", "trước", "atrás", "पहले", "ที่แล้ว", "ที่ผ่านมา", "پیش", "前", "전"};

/* A whole day: today, yesterday, the day before. */
static const struct {
    const char *lang;
    int days;
    const char *name;
} days[] = {
    {"en", 1, "yesterday"}, {"en", 0, "today"}, {"de", 2, "vorgestern"}, {"de", 1, "gestern"}, {"de", 0, "heute"},
    {"fr", 1, "hier"}, {"fr", 0, "aujourd'hui"}, {"fr", 0, "aujourd’hui"}, {"es", 1, "ayer"}, {"es", 0, "hoy"},
    {"pt", 1, "ontem"}, {"pt", 0, "hoje"}, {"it", 1, "ieri"}, {"it", 0, "oggi"}, {"nl", 1, "gisteren"},
    {"nl", 0, "vandaag"}, {"sv", 1, "igår"}, {"sv", 1, "i går"}, {"sv", 0, "idag"}, {"sv da no", 0, "i dag"},
    {"fi", 1, "eilen"}, {"fi", 0, "tänään"}, {"pl", 1, "wczoraj"}, {"pl", 0, "dzisiaj"}, {"pl", 0, "dziś"}, {"cs", 1, "včera"},
    {"cs", 0, "dnes"}, {"hu", 1, "tegnap"}, {"hu", 0, "ma"}, {"ro", 1, "ieri"}, {"ro", 0, "azi"},
    {"ru", 1, "вчера"}, {"ru", 0, "сегодня"}, {"uk", 1, "вчора"}, {"uk", 0, "сьогодні"}, {"el", 1, "χθεσ"},
    {"el", 0, "σήμερα"}, {"tr", 1, "dün"}, {"tr", 0, "bugün"}, {"id", 1, "kemarin"}, {"vi", 1, "hôm qua"},
    {"vi", 0, "hôm nay"}, {"ar", 1, "أمس"}, {"ar", 0, "اليوم"}, {"fa", 1, "دیروز"}, {"fa", 0, "امروز"},
    {"he", 1, "אתמול"}, {"hi", 1, "कल"}, {"th", 1, "เมื่อวานนี้"}, {"th", 1, "เมื่อวาน"}, {"zh", 2, "前天"},
    {"zh", 1, "昨天"}, {"zh", 1, "昨日"}, {"zh", 0, "今天"}, {"zh", 0, "今日"}, {"zh", 0, "刚刚"}, {"zh", 0, "剛剛"},
    {"ja", 1, "きのう"}, {"ja", 0, "きょう"}, {"ko", 1, "어제"}, {"ko", 0, "오늘"},
};

/* Behind WORD where it stands at AT: a whole one in scripts that part words. */
static size_t word_behind(struct base_str s, size_t at, const char *word)
{
    struct base_str w = base_str(word);
    uint32_t last = 0;
    for (size_t i = 0; i < w.len;) {
        last = base_utf8_next(w, &i);
        if (at >= s.len || base_char_fold(base_utf8_next(s, &at)) != last)
            return 0;
    }
    size_t next = at;
    bool open = base_char_is_cjk(last) || (last >= 0xE00 && last < 0xE80);
    return open || at >= s.len || !base_char_is_alnum(base_utf8_next(s, &next)) ? at : 0;
}

static size_t any_word(struct base_str s, size_t at, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t end = word_behind(s, at, words[i]);
        if (end)
            return end;
    }
    return 0;
}
#define ANY_WORD(s, at, words) any_word(s, at, words, sizeof(words) / sizeof((words)[0]))

/* The moment SECONDS before the fetch, as precise as STEP. */
static void set_moment(struct extract_moment *m, int64_t time, enum step step)
{
    char text[24];
    int part[5] = {0};
    size_t k = 0;
    base_time_format(time, text);
    for (size_t i = 0; text[i] && k < 5; i++) {
        if (text[i] >= '0' && text[i] <= '9')
            part[k] = part[k] * 10 + (text[i] - '0');
        else
            k++;
    }
    *m = (struct extract_moment){part[0], part[1], part[2], -1, -1, -1, EXTRACT_ZONE_NONE, EXTRACT_ORDER_PLAIN};
    if (step < STEP_DAY) {
        m->hour = part[3];
        m->minute = step == STEP_MINUTE ? part[4] : 0;
        m->zone = 0;
    }
}

/* "3 hours ago", "vor 3 Stunden" at AT. */
static bool read_count(struct base_str s, size_t at, int64_t fetched, struct extract_moment *m, size_t *to)
{
    size_t past = ANY_WORD(s, at, before_words);
    at = extract_scan_skip(s, past ? past : at, "");
    struct extract_number n;
    if (!extract_scan_number(s, at, &n) || n.value > AGO_COUNT)
        return false;
    int64_t count = n.value;
    at = extract_scan_skip(s, n.end, "");
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        size_t end = word_behind(s, at, units[i].name);
        if (!end)
            continue;
        if (end < s.len && s.ptr[end] == '.')
            end++;
        size_t behind = ANY_WORD(s, extract_scan_skip(s, end, ""), behind_words);
        if (!past && !behind)
            continue;
        set_moment(m, fetched - count * step_seconds[units[i].step], units[i].step);
        *to = behind ? behind : end;
        return true;
    }
    return false;
}

/* "gestern", "昨天 10:05": the time is left, for its zone is not known to be the fetch's. */
static bool read_day_word(struct base_str s, size_t at, int64_t fetched, struct extract_moment *m, size_t *to)
{
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        size_t end = word_behind(s, at, days[i].name);
        if (!end)
            continue;
        struct extract_moment clock = {0};
        struct extract_date_reader r = {.s = s, .out = &clock};
        set_moment(m, fetched - days[i].days * (int64_t)DAY_S, STEP_DAY);
        *to = extract_clock_behind(&r, end, true) ? r.to : end;
        return true;
    }
    return false;
}

bool extract_moment_ago(struct base_str text, const struct extract_date_context *context,
                        struct extract_moment *moment, size_t *from, size_t *to)
{
    bool inside = false;
    if (context->fetched == BASE_TIME_NONE || text.len > AGO_BYTES)
        return false;
    for (size_t at = 0, next; at < text.len; at = next) {
        next = at;
        uint32_t c = base_utf8_next(text, &next);
        bool letter = base_char_is_alnum(c);
        if (letter && !inside && (read_count(text, at, context->fetched, moment, to) ||
                                  read_day_word(text, at, context->fetched, moment, to))) {
            *from = at;
            return true;
        }
        inside = letter && !base_char_is_cjk(c);
    }
    return false;
}
