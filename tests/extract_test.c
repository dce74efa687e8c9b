#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "extract/date.h"
#include "extract/labels.h"
#include "extract/private.h"

/* ---- Dates ---- */

struct date_row {
    const char *lang, *text, *iso; /* iso NULL: no date */
};

static const struct date_row dates[] = {
#include "extract_dates.inc"
    {"en", "November 12, 2018", "2018-11-12"},
    {"en", "Nov. 12, 2018 at 10:05 a.m.", "2018-11-12T10:05"},
    {"en", "Nov 12th, 2018", "2018-11-12"},
    {"en", "12 November 2018", "2018-11-12"},
    {"en", "Monday, 12th of November 2018", "2018-11-12"},
    {"en", "Published: Sept. 3, 2021, 9:15 PM", "2021-09-03T21:15"},
    {"en-US", "11/12/2018", "2018-11-12"},
    {"en-GB", "11/12/2018", "2018-12-11"},
    {"en", "13/12/2018", "2018-12-13"},
    {"en", "12/13/2018", "2018-12-13"},
    {"en", "2018-11-12", "2018-11-12"},
    {"en", "2018/11/12 10:05:30", "2018-11-12T10:05:30"},
    {"en", "Updated 4:45 PM EDT, Tue May 4, 2021", "2021-05-04T16:45"},
    {"en", "10:05, 12 November 2018", "2018-11-12T10:05"},
    {"en", "12-Nov-18", "2018-11-12"},
    {"en", "By Jane Roe | June 1, 2020 12:30 am", "2020-06-01T00:30"},
    {"en", "February 30, 2018", NULL},
    {"en", "2018-13-01", NULL},
    {"en", "Call 555-2018-1234", NULL},
    {"en", "Version 1.2.2018.4", NULL},
    {"en", "no date here", NULL},
    {"en", "In 2018 we had 12 of them", NULL},
    {"de", "12. November 2018", "2018-11-12"},
    {"de", "Montag, 12. Nov. 2018, 10.05 Uhr", "2018-11-12T10:05"},
    {"de", "12.11.2018", "2018-11-12"},
    {"de", "12.11.18", "2018-11-12"},
    {"de", "1. März 2020 um 7:03 Uhr", "2020-03-01T07:03"},
    {"de", "3. Jänner 2019", "2019-01-03"},
    {"fr", "12 novembre 2018 à 10h05", "2018-11-12T10:05"},
    {"fr", "Publié le 1er août 2019", "2019-08-01"},
    {"fr", "lundi 3 février 2020", "2020-02-03"},
    {"es", "12 de noviembre de 2018", "2018-11-12"},
    {"es", "5 de enero del 2020", "2020-01-05"},
    {"es", "12/11/2018", "2018-11-12"},
    {"pt", "12 de março de 2018 às 10h05", "2018-03-12T10:05"},
    {"pt", "7 dez. 2021", "2021-12-07"},
    {"it", "12 novembre 2018", "2018-11-12"},
    {"it", "Martedì 4 giugno 2019, ore 8:30", "2019-06-04T08:30"},
    {"ca", "12 d'octubre de 2018", "2018-10-12"},
    {"ro", "12 noiembrie 2018", "2018-11-12"},
    {"nl", "12 november 2018 om 10:05", "2018-11-12T10:05"},
    {"nl", "3 mrt. 2020", "2020-03-03"},
    {"da", "12. november 2018 kl. 10:05", "2018-11-12T10:05"},
    {"no", "1. desember 2018", "2018-12-01"},
    {"sv", "12 augusti 2018", "2018-08-12"},
    {"is", "12. janúar 2018", "2018-01-12"},
    {"fi", "12. marraskuuta 2018 klo 10:05", "2018-11-12T10:05"},
    {"fi", "12.11.2018", "2018-11-12"},
    {"et", "12. detsember 2018", "2018-12-12"},
    {"lv", "2018. gada 12. novembris", "2018-11-12"},
    {"lt", "2018 m. lapkričio 12 d.", "2018-11-12"},
    {"pl", "12 listopada 2018", "2018-11-12"},
    {"pl", "3 maja 2020, 14:00", "2020-05-03T14:00"},
    {"cs", "12. listopadu 2018", "2018-11-12"},
    {"sk", "12. júna 2018", "2018-06-12"},
    {"hr", "12. listopada 2018.", "2018-10-12"},
    {"hr", "1. studenoga 2018.", "2018-11-01"},
    {"sl", "12. avgusta 2018", "2018-08-12"},
    {"sr", "12. јануар 2018.", "2018-01-12"},
    {"hu", "2018. november 12.", "2018-11-12"},
    {"ru", "12 ноября 2018, 10:05", "2018-11-12T10:05"},
    {"ru", "5 мая 2020 г.", "2020-05-05"},
    {"uk", "12 листопада 2018", "2018-11-12"},
    {"be", "12 лістапада 2018", "2018-11-12"},
    {"bg", "12 ноември 2018", "2018-11-12"},
    {"mk", "12 декември 2018", "2018-12-12"},
    {"el", "12 Νοεμβρίου 2018", "2018-11-12"},
    {"tr", "12 Kasım 2018", "2018-11-12"},
    {"tr", "1 ağustos 2019 09:00", "2019-08-01T09:00"},
    {"sq", "12 nëntor 2018", "2018-11-12"},
    {"ar", "12 نوفمبر 2018", "2018-11-12"},
    {"ar", "١٢ نوفمبر ٢٠١٨", "2018-11-12"},
    {"ar", "12 تشرين الثاني 2018", "2018-11-12"},
    {"he", "12 בנובמבר 2018", "2018-11-12"},
    {"fa", "12 نوامبر 2018", "2018-11-12"},
    {"hi", "12 नवंबर 2018", "2018-11-12"},
    {"hi", "१२ नवंबर २०१८", "2018-11-12"},
    {"bn", "12 নভেম্বর 2018", "2018-11-12"},
    {"th", "12 พ.ย. 2561", "2018-11-12"},
    {"th", "12 พฤศจิกายน 2561", "2018-11-12"},
    {"vi", "12 tháng 11 năm 2018", "2018-11-12"},
    {"id", "12 Agustus 2018", "2018-08-12"},
    {"ms", "12 Ogos 2018", "2018-08-12"},
    {"sw", "12 Novemba 2018", "2018-11-12"},
    {"ka", "12 ნოემბერი 2018", "2018-11-12"},
    {"eu", "2018ko azaroaren 12a", "2018-11-12"},
    {"zh", "2018年11月12日", "2018-11-12"},
    {"zh", "2018-11-12信息快讯网", "2018-11-12"},
    {"zh", "发布时间：2015年04月08日10:05", "2015-04-08T10:05"},
    {"zh", "2015年4月8日 09时30分", "2015-04-08T09:30"},
    {"zh", "2015年4月8日 下午3:30", "2015-04-08T15:30"},
    {"zh", "２０１８年１１月１２日", "2018-11-12"},
    {"zh", "2018年13月12日", NULL},
    {"zh", "2018年11月32日", NULL},
    {"zh-TW", "民國107年11月12日", "2018-11-12"},
    {"ja", "2018年11月12日（月）10:05", "2018-11-12T10:05"},
    {"ja", "令和6年1月2日", "2024-01-02"},
    {"ja", "平成元年2月3日", "1989-02-03"},
    {"ko", "2018년 11월 12일 오후 3:05", "2018-11-12T15:05"},
    {"ko", "2018. 11. 12. 10:05", "2018-11-12T10:05"},
};

static void test_dates_are_read_in_many_languages(void **state)
{
    (void)state;
    struct base_arena arena;
    base_arena_init(&arena, 0);
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
        struct extract_date_context context = {base_str(dates[i].lang), BASE_TIME_NONE};
        struct base_str got = extract_date_find(&arena, base_str(dates[i].text), &context, NULL, NULL);
        const char *shown = got.ptr ? base_arena_cstr(&arena, got) : "none";
        if (strcmp(shown, dates[i].iso ? dates[i].iso : "none") != 0)
            fail_msg("%s: %s gave %s, not %s", dates[i].lang, dates[i].text, shown, dates[i].iso ? dates[i].iso
                : "none");
    }
    base_arena_free(&arena);
}

/* The fetch: 2024-05-06T12:30:00Z. */
static const struct date_row counted[] = {
    {"en", "2 hours ago", "2024-05-06T10:00Z"},   {"en", "5 mins ago", "2024-05-06T12:25Z"},
    {"en", "Published yesterday", "2024-05-05"},  {"en", "2 weeks ago", "2024-04-22"},
    {"en", "3 hours", NULL},                      {"en", "in 3 hours", NULL},
    {"de", "vor 3 Stunden", "2024-05-06T09:00Z"}, {"de", "gestern", "2024-05-05"},
    {"de", "vorgestern", "2024-05-04"},           {"fr", "il y a 5 minutes", "2024-05-06T12:25Z"},
    {"fr", "hier", "2024-05-05"},                 {"es", "hace 2 días", "2024-05-04"},
    {"es", "ayer", "2024-05-05"},                 {"pt", "há 4 horas", "2024-05-06T08:00Z"},
    {"pt", "ontem", "2024-05-05"},                {"it", "3 ore fa", "2024-05-06T09:00Z"},
    {"it", "ieri", "2024-05-05"},                 {"nl", "3 uur geleden", "2024-05-06T09:00Z"},
    {"sv", "5 dagar sedan", "2024-05-01"},        {"sv", "för 2 timmar sedan", "2024-05-06T10:00Z"},
    {"da", "for 3 timer siden", "2024-05-06T09:00Z"}, {"no", "i dag", "2024-05-06"},
    {"fi", "3 tuntia sitten", "2024-05-06T09:00Z"}, {"pl", "3 godziny temu", "2024-05-06T09:00Z"},
    {"pl", "wczoraj", "2024-05-05"},              {"cs", "před 3 hodinami", "2024-05-06T09:00Z"},
    {"hu", "3 órája", NULL},                      {"hu", "tegnap", "2024-05-05"},
    {"ro", "acum 3 ore", "2024-05-06T09:00Z"},    {"ru", "3 часа назад", "2024-05-06T09:00Z"},
    {"ru", "вчера", "2024-05-05"},                {"uk", "3 години тому", "2024-05-06T09:00Z"},
    {"bg", "преди 3 часа", "2024-05-06T09:00Z"},  {"el", "πριν από 3 ώρες", "2024-05-06T09:00Z"},
    {"tr", "3 saat önce", "2024-05-06T09:00Z"},   {"id", "3 jam yang lalu", "2024-05-06T09:00Z"},
    {"vi", "3 giờ trước", "2024-05-06T09:00Z"},   {"ar", "منذ 3 ساعات", "2024-05-06T09:00Z"},
    {"fa", "۳ ساعت پیش", "2024-05-06T09:00Z"},    {"he", "לפני 3 שעות", "2024-05-06T09:00Z"},
    {"hi", "3 घंटे पहले", "2024-05-06T09:00Z"},     {"th", "3 ชั่วโมงที่แล้ว", "2024-05-06T09:00Z"},
    {"zh", "3小时前", "2024-05-06T09:00Z"},        {"zh", "昨天 10:05", "2024-05-05"},
    {"zh", "５分钟前", "2024-05-06T12:25Z"},        {"ja", "2時間前", "2024-05-06T10:00Z"},
    {"ko", "3일 전", "2024-05-03"},                {"ko", "어제", "2024-05-05"},
};

static void test_counted_dates_are_no_preciser_than_they_are_printed(void **state)
{
    (void)state;
    struct base_arena arena;
    base_arena_init(&arena, 0);
    for (size_t i = 0; i < sizeof counted / sizeof counted[0]; i++) {
        struct extract_date_context context = {base_str(counted[i].lang), 1714998600};
        struct extract_date_context unknown = {.fetched = BASE_TIME_NONE};
        struct extract_moment m;
        size_t from, to;
        bool found = extract_moment_ago(base_str(counted[i].text), &context, &m, &from, &to);
        struct base_str got = found ? extract_moment_format(&arena, &m) : BASE_STR("none");
        struct base_str expected = base_str(counted[i].iso ? counted[i].iso : "none");
        if (!base_str_equal(got, expected))
            fail_msg("%s gave %.*s, not %s", counted[i].text, BASE_STR_ARG(got), expected.ptr);
        assert_false(extract_moment_ago(base_str(counted[i].text), &unknown, &m, &from, &to));
    }
    base_arena_free(&arena);
}

static const struct date_row stated[] = {
    {"", "2018-11-12T10:05:30+08:00", "2018-11-12T10:05:30+08:00"},
    {"", "2018-11-12T10:05:30Z", "2018-11-12T10:05:30Z"},
    {"", "2018-11-12T10:05:30.123Z", "2018-11-12T10:05:30Z"},
    {"", "2018-11-12T10:05:30.000+0800", "2018-11-12T10:05:30+08:00"},
    {"", "2018-11-12T10:05-05:00", "2018-11-12T10:05-05:00"},
    {"", "2018-11-12 10:05:30", "2018-11-12T10:05:30"},
    {"", "2018-11-12", "2018-11-12"},
    {"", "20181112", "2018-11-12"},
    {"", "20181112T100530Z", "2018-11-12T10:05:30Z"},
    {"", "20181112100530", "2018-11-12T10:05:30"},
    {"", "1542017130", "2018-11-12T10:05:30Z"},
    {"", "1542017130123", "2018-11-12T10:05:30Z"},
    {"", "Mon, 12 Nov 2018 10:05:30 +0800", "2018-11-12T10:05:30+08:00"},
    {"", "Mon, 12 Nov 2018 10:05:30 GMT", "2018-11-12T10:05:30Z"},
    {"", "Mon Nov 12 10:05:30 CST 2018", "2018-11-12T10:05:30"},
    {"", "2007-08-20-23:59:59", "2007-08-20T23:59:59"},
    {"", "99999999", NULL},
    {"", "", NULL},
    {"", "12345", NULL},
};

static void test_stated_dates_keep_their_precision_and_offset(void **state)
{
    (void)state;
    struct base_arena arena;
    base_arena_init(&arena, 0);
    struct extract_date_context context = {.fetched = BASE_TIME_NONE};
    for (size_t i = 0; i < sizeof stated / sizeof stated[0]; i++) {
        struct base_str got = extract_date_parse(&arena, base_str(stated[i].text), &context);
        const char *shown = got.ptr ? base_arena_cstr(&arena, got) : "none";
        if (strcmp(shown, stated[i].iso ? stated[i].iso : "none") != 0)
            fail_msg("%s gave %s, not %s", stated[i].text, shown, stated[i].iso ? stated[i].iso : "none");
    }
    base_arena_free(&arena);
}

static void test_months_are_folded_sorted_and_unique_in_a_language(void **state)
{
    (void)state;
    for (size_t i = 1; i < extract_month_count; i++)
        assert_true((unsigned char)extract_months[i - 1].name[0] <= (unsigned char)extract_months[i].name[0]);
    for (size_t i = 0; i < extract_month_count; i++) {
        assert_in_range(extract_months[i].month, 1, 12);
        struct base_str name = base_str(extract_months[i].name);
        for (size_t at = 0; at < name.len;) {
            uint32_t c = base_utf8_next(name, &at);
            assert_int_equal(c, base_char_fold(c));
        }
        for (size_t k = i + 1; k < extract_month_count; k++)
            assert_false(extract_months[i].month == extract_months[k].month &&
                !strcmp(extract_months[i].name, extract_months[k].name));
    }
}

/* ---- Names ---- */

struct name_test {
    const char *lang, *text, *names; /* joined by "; " */
};

static const struct name_test bylines[] = {
#include "extract_bylines.inc"
    {"en", "By Jane Roe", "Jane Roe"},
    {"en", "BY JANE ROE", "JANE ROE"},
    {"en", "Written by Jane Roe and John Doe", "Jane Roe; John Doe"},
    {"en", "By Jane Roe, John Doe and Ann Lee", "Jane Roe; John Doe; Ann Lee"},
    {"en", "Jane Roe & John Doe", "Jane Roe; John Doe"},
    {"en", "By Jane Roe | November 12, 2018", "Jane Roe"},
    {"en", "By Jane Roe, Staff Writer", "Jane Roe"},
    {"en", "Jane Roe, MD, PhD", "Jane Roe, MD, PhD"},
    {"en", "Jane Roe for the Daily Example", "Jane Roe"},
    {"en", "Jane Roe (jane@example.com)", "Jane Roe"},
    {"en", "Jane Roe jane@example.com", "Jane Roe"},
    {"en", "jane@example.com", ""},
    {"en", "@janeroe", ""},
    {"en", "https://example.com/author/jane-roe", ""},
    {"en", "Staff", ""},
    {"en", "Staff Reporter", ""},
    {"en", "News desk", ""},
    {"en", "Editorial Board", ""},
    {"en", "12 November 2018", ""},
    {"en", "12345", ""},
    {"en", "Email the author", ""},
    {"en", "Facebook", ""},
    {"en", "The Daily Example", ""},
    {"en", "Jane Roe, The Daily Example", "Jane Roe"},
    {"en", "Jane O'Roe-Smith Jr.", "Jane O'Roe-Smith Jr."},
    {"en", "Miguel A. Herrero", "Miguel A. Herrero"},
    {"en", "Jane Roe Jane Roe, Jane Roe", "Jane Roe Jane Roe; Jane Roe"},
    {"en", "Roe, Jane", "Jane Roe"},
    {"en", "Author: Jane Roe", "Jane Roe"},
    {"en", "Posted by Jane Roe on June 3, 2020", "Jane Roe"},
    {"en", "AFP", "AFP"},
    {"en", "by using this site you agree to our terms", ""},
    {"de", "Von Erika Muster", "Erika Muster"},
    {"de", "Von Erika Muster und Max Muster", "Erika Muster; Max Muster"},
    {"de", "Ein Gastbeitrag von Erika Muster", "Erika Muster"},
    {"de", "Text: Erika Muster, Redaktion", "Erika Muster"},
    {"de", "Autor: Erika von der Muster", "Erika von der Muster"},
    {"fr", "Par Jeanne Exemple et Jean Essai", "Jeanne Exemple; Jean Essai"},
    {"fr", "Propos recueillis par Loïc Le Modèle", "Loïc Le Modèle"},
    {"es", "Por Juana Ejemplo y Juan Prueba", "Juana Ejemplo; Juan Prueba"},
    {"es", "Redacción", ""},
    {"pt", "Por Joana Exemplo e João Prova", "Joana Exemplo; João Prova"},
    {"it", "di Maria Esempio e Mario Prova", "Maria Esempio; Mario Prova"},
    {"nl", "Door Jan Voorbeeld en Piet Proef", "Jan Voorbeeld; Piet Proef"},
    {"da", "Af Hans Eksempel og Grete Prøve", "Hans Eksempel; Grete Prøve"},
    {"no", "Skrevet av Kari Eksempel", "Kari Eksempel"},
    {"sv", "Av Sven Exempel och Anna Prov", "Sven Exempel; Anna Prov"},
    {"fi", "Teksti: Matti Esimerkki ja Maija Koe", "Matti Esimerkki; Maija Koe"},
    {"pl", "Autor: Jan Przykład i Anna Próba", "Jan Przykład; Anna Próba"},
    {"cs", "Autor: Jan Příklad a Anna Zkouška", "Jan Příklad; Anna Zkouška"},
    {"hu", "Szerző: Minta János és Próba Anna", "Minta János; Próba Anna"},
    {"ro", "Scris de Ion Exemplu și Ana Probă", "Ion Exemplu; Ana Probă"},
    {"hr", "Piše: Ivan Primjer i Ana Proba", "Ivan Primjer; Ana Proba"},
    {"ru", "Автор: Иван Примеров и Анна Пробная", "Иван Примеров; Анна Пробная"},
    {"uk", "Автор: Іван Приклад та Анна Проба", "Іван Приклад; Анна Проба"},
    {"el", "Γράφει ο Γιάννης Παράδειγμα", "Γιάννης Παράδειγμα"},
    {"tr", "Yazan: Ali Örnek ve Ayşe Deneme", "Ali Örnek; Ayşe Deneme"},
    {"ar", "بقلم: أحمد مثال", "أحمد مثال"},
    {"id", "Oleh: Budi Contoh dan Siti Coba", "Budi Contoh; Siti Coba"},
    {"zh", "作者:王奎明  上海交通大学中国城市治理研究院助理研究员", "王奎明"},
    {"zh", "作者：张三", "张三"},
    {"zh", "文/张三 李四", "张三; 李四"},
    {"zh", "记者 张三、李四", "张三; 李四"},
    {"zh", "新华社记者张三", "张三"},
    {"zh", "本报记者 张三 通讯员 李四", "张三; 李四"},
    {"zh", "撰文：张三和李四", "张三; 李四"},
    {"zh", "作 者：张三 编辑：李四", "张三"},
    {"zh", "作者：阿加莎·克里斯蒂", "阿加莎·克里斯蒂"},
    {"zh", "佚名", ""},
    {"zh-TW", "記者王小明／台北報導", "王小明"},
    {"ja", "執筆者：大渡 美咲", "大渡 美咲"},
    {"ko", "글: 홍길동", "홍길동"},
};

static void test_names_are_read_from_bylines(void **state)
{
    (void)state;
    struct base_arena arena;
    base_arena_init(&arena, 0);
    for (size_t i = 0; i < sizeof bylines / sizeof bylines[0]; i++) {
        struct extract_name_context context = {.site = BASE_STR("The Daily Example"),
            .lang = base_str(bylines[i].lang)};
        struct base_str_list names = {0};
        struct base_buf got = BASE_BUF_INIT;
        extract_names_add(&arena, base_str(bylines[i].text), &context, &names);
        for (size_t k = 0; k < names.count; k++) {
            base_buf_add_z(&got, k ? "; " : "");
            base_buf_add_str(&got, names.items[k]);
        }
        if (!base_str_equal(base_buf_str(&got), base_str(bylines[i].names)))
            print_error("%s: %s gave \"%.*s\", not \"%s\"\n", bylines[i].lang, bylines[i].text, (int)got.len, got.ptr
                ? got.ptr : "", bylines[i].names);
        assert_true(base_str_equal(base_buf_str(&got), base_str(bylines[i].names)));
        base_buf_free(&got);
    }
    base_arena_free(&arena);
}

/* ---- Lines ---- */

static const struct {
    const char *line;
    enum extract_line kind;
} lines[] = {
    {"By Jane Roe", EXTRACT_LINE_BYLINE},
    {"作者:王奎明", EXTRACT_LINE_BYLINE},
    {"By the time they arrived, the fire was out.", EXTRACT_LINE_TEXT},
    {"编辑:何易", EXTRACT_LINE_EDITOR},
    {"（责任编辑：张三）", EXTRACT_LINE_EDITOR},
    {"编 辑：张三", EXTRACT_LINE_EDITOR},
    {"来源:", EXTRACT_LINE_SOURCE},
    {"Source: Example Agency", EXTRACT_LINE_SOURCE},
    {"2018-11-12信息快讯网", EXTRACT_LINE_DATE},
    {"Published: November 12, 2018", EXTRACT_LINE_DATE},
    {"segunda-feira, 22 de janeiro de 2018 às 0:13", EXTRACT_LINE_DATE},
    {"ATENÇÃO: comentários ofensivos não serão aprovados pelo moderador.", EXTRACT_LINE_NOTICE},
    {"Kommentare werden moderiert und um Mitternacht geschlossen.", EXTRACT_LINE_NOTICE},
    {"The moderator approved of the comments that she was given.", EXTRACT_LINE_TEXT},
    {"12.11.2018, 10:05 Uhr", EXTRACT_LINE_DATE},
    {"On November 12, 2018 the council of the city met to talk about the bridge.", EXTRACT_LINE_TEXT},
    {"相关阅读", EXTRACT_LINE_RELATED},
    {"Read more: The bridge that never was", EXTRACT_LINE_RELATED},
    {"Mehr zum Thema", EXTRACT_LINE_RELATED},
    {"À lire aussi :", EXTRACT_LINE_RELATED},
    {"Read more than one book a week, the teacher said, and you will pass.", EXTRACT_LINE_TEXT},
    {"*独家稿件,转载请注明出处。", EXTRACT_LINE_NOTICE},
    {"© 2020 The Daily Example. All rights reserved.", EXTRACT_LINE_NOTICE},
    {"Anzeige", EXTRACT_LINE_NOTICE},
    {"校对：李四", EXTRACT_LINE_NOTICE},
    {"总体而言,人文与科技并重是上海精细化治理的底色。", EXTRACT_LINE_TEXT},
};

static void test_lines_are_told_apart_by_their_labels(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (extract_line_kind(base_str(lines[i].line)) != lines[i].kind)
            fail_msg("\"%s\" is %d, not %d", lines[i].line, extract_line_kind(base_str(lines[i].line)), lines[i].kind);
}

static void test_labels_stand_by_their_first_byte(void **state)
{
    (void)state;
    for (enum extract_line kind = EXTRACT_LINE_BYLINE; kind <= EXTRACT_LINE_NOTICE; kind++) {
        for (size_t i = 1; extract_label_word(kind, i); i++)
            if ((unsigned char)extract_label_word(kind, i - 1)[0] > (unsigned char)extract_label_word(kind, i)[0])
                fail_msg("%s stands before %s", extract_label_word(kind, i - 1), extract_label_word(kind, i));
        assert_non_null(extract_label_word(kind, 1));
    }
}

static void test_parts_of_notices_have_the_bytes_that_are_looked_at_first(void **state)
{
    (void)state;
    for (size_t i = 0; i < extract_notice_labels.count; i++)
        assert_true(extract_notice_labels.rows[i].how != EXTRACT_LABEL_PART && strlen(extract_notice_labels.rows[i].word) >= 2);
    for (size_t i = 0; i < extract_notice_parts.count; i++)
        assert_true(extract_notice_parts.rows[i].how == EXTRACT_LABEL_PART && strlen(extract_notice_parts.rows[i].word) >= 3);
}

/* ---- Whole pages ---- */

struct fixture {
    struct base_arena arena;
    struct page page;
    struct extract_article article;
};

static void extract_from(struct fixture *f, const char *url, const char *html, int64_t fetched)
{
    struct base_error e = {{0}};
    base_arena_init(&f->arena, 0);
    assert_int_equal(page_parse(&f->arena, base_str(html), base_str(url), PAGE_MODE_HTML, &f->page, &e), BASE_OK);
    struct extract_input input = {.page = &f->page, .fetched = fetched};
    assert_int_equal(extract_article(&f->arena, &input, &f->article, &e), BASE_OK);
}

static void done(struct fixture *f)
{
    page_free(&f->page);
    base_arena_free(&f->arena);
}

static void assert_str(struct base_str got, const char *expected)
{
    if (!base_str_equal(got, base_str(expected)))
        fail_msg("\"%.*s\" is not \"%s\"", BASE_STR_ARG(got), expected);
}

#define URL "https://www.example-gazette.com/news/2018/a.html"
#define TEXT "<p>The council met on Monday to talk about the bridge over the river, which has been closed since spring.</p>"

static const struct {
    const char *head, *body, *title;
} titles[] = {
    {"<title>Bridge reopens after a year - Example Gazette</title>", "<h1>Bridge reopens after a year</h1>",
     "Bridge reopens after a year"},
    {"<title>Bridge reopens after a year | Example Gazette</title>", "", "Bridge reopens after a year"},
    {"<title>Bridge reopens - after a year of work</title>", "", "Bridge reopens - after a year of work"},
    {"<title>桥梁重新开放 市民欢迎-信息快讯网</title>", "", "桥梁重新开放 市民欢迎"},
    {"<title>Example Gazette: Bridge reopens after a year</title><meta property=og:title content='Bridge reopens after a year'>", "", "Bridge reopens after a year"},
    {"<title>x</title><meta property=og:site_name content='The Paper'><meta property=og:title content='Bridge reopens after a year | The Paper'>", "", "Bridge reopens after a year"},
    {"<title>Bridge reopens after a year</title>", "<h1>Example Gazette</h1><h2>Bridge reopens after a year</h2>",
     "Bridge reopens after a year"},
    {"<title>Bridge reopens after a year</title><meta property=og:title content='Bridge reopens after a year'>",
     "<h1><span>Traffic</span> <span>Bridge reopens after a year</span></h1>", "Bridge reopens after a year"},
    {"<title>人文与科技并重  深入推进-信息快讯网</title>", "<h1>人文与科技并重  深入推进</h1>", "人文与科技并重 深入推进"},
};

static void test_title_is_the_headline_without_the_site(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++) {
        struct fixture f;
        struct base_buf html = BASE_BUF_INIT;
        base_buf_printf(&html, "<html><head>%s</head><body>%s" TEXT TEXT "</body></html>", titles[i].head,
            titles[i].body);
        extract_from(&f, URL, html.ptr, BASE_TIME_NONE);
        assert_str(f.article.title, titles[i].title);
        done(&f);
        base_buf_free(&html);
    }
}

/* Blocks of JSON-LD in the shapes and with the faults that pages have: all state the same. */
static const char *const json_ld[] = {
    "{\"@type\":\"NewsArticle\",\"headline\":\"Bridge reopens\",\"datePublished\":\"2018-11-12T10:05:30Z\",\"author\":{\"@type\":\"Person\",\"name\":\"Jane Roe\"}}",
    "{\"@type\":[\"Thing\",\"Article\"],\"headline\":\"Bridge reopens\",\"datePublished\":\"2018-11-12T10:05:30Z\",\"author\":[\"Jane Roe\"]}",
    "[null,{\"@type\":\"WebSite\",\"name\":\"X\"},{\"@type\":\"http://schema.org/BlogPosting\",\"headline\":\"Bridge reopens\",\"datePublished\":\"2018-11-12T10:05:30Z\",\"author\":\"Jane Roe\"}]",
    "{\"@graph\":[{\"@type\":\"Person\",\"@id\":\"#jane\",\"name\":\"Jane Roe\"},{\"@type\":\"NewsArticle\",\"headline\":\"Bridge reopens\",\"datePublished\":\"2018-11-12T10:05:30Z\",\"author\":{\"@id\":\"#jane\"}}]}",
    "{\"@type\":\"WebPage\",\"mainEntity\":{\"@type\":\"ReportageNewsArticle\",\"headline\":\"Bridge reopens\",\"datePublished\":\"2018-11-12T10:05:30Z\",\"author\":{\"@list\":[{\"name\":\"Jane Roe\"}]}}}",
    "{\"@type\":\"NewsArticle\",\"headline\":\"Bridge reopens\",\"description\":\"two\nlines\tand a tab\",\"datePublished\":\"2018-11-12T10:05:30Z\",\"author\":\"Jane Roe\",}",
    "//<![CDATA[\n{\"@type\":\"NewsArticle\",\"headline\":\"Bridge reopens\",\"datePublished\":\"2018-11-12T10:05:30Z\",\"author\":\"Jane Roe\"}\n//]]>",
    "<!-- {\"@type\":\"NewsArticle\",/* note */\"headline\":\"Bridge reopens\",\"datePublished\":\"2018-11-12T10:05:30Z\",\"author\":\"Jane Roe\"} -->",
    "{\"@type\":\"NewsArticle\",\"id\":123456789012345678901234567890,\"headline\":\"Bridge reopens\",\"datePublished\":\"2018-11-12T10:05:30Z\",\"author\":\"Jane Roe\"};",
    "{\"@type\":\"NewsArticle\",\"x\":\"a\\u0000b \\ud83d c \\'d\\'\",\"headline\":\"Bridge reopens\",\"datePublished\":\"2018-11-12T10:05:30Z\",\"author\":\"Jane Roe\"}",
    "{\"@type\":\"NewsArticle\",\"description\":\"He said \"no\" twice\",\"headline\":\"Bridge reopens\",\"datePublished\":\"2018-11-12T10:05:30Z\",\"author\":\"Jane Roe\"}",
    "{\"@type\":\"NewsArticle\",\"comment\":[{\"@type\":\"Comment\",\"author\":{\"name\":\"Someone Else\"}}],\"headline\":\"Bridge reopens\",\"datePublished\":\"2018-11-12T10:05:30Z\",\"author\":{\"name\":[\"Jane Roe\"]}}",
};

static void test_json_ld_is_read_in_all_its_shapes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof json_ld / sizeof json_ld[0]; i++) {
        struct fixture f;
        struct base_buf html = BASE_BUF_INIT;
        base_buf_printf(&html,
            "<html><head><script type=\"application/ld+json\">%s</script></head><body>" TEXT "</body></html>",
            json_ld[i]);
        extract_from(&f, URL, html.ptr, BASE_TIME_NONE);
        assert_str(f.article.title, "Bridge reopens");
        assert_str(f.article.date, "2018-11-12T10:05:30Z");
        assert_int_equal(f.article.byline.count, 1);
        assert_str(f.article.byline.items[0], "Jane Roe");
        assert_str(f.article.from[EXTRACT_DATE], "json-ld");
        done(&f);
        base_buf_free(&html);
    }
}

static void test_deeply_nested_json_ld_does_no_harm(void **state)
{
    (void)state;
    struct fixture f;
    struct base_buf html = BASE_BUF_INIT;
    base_buf_add_z(&html, "<script type=application/ld+json>");
    for (int i = 0; i < 100000; i++)
        base_buf_add_z(&html, "[{\"a\":");
    base_buf_add_z(&html, "</script>" TEXT);
    extract_from(&f, URL, html.ptr, BASE_TIME_NONE);
    assert_int_equal(f.article.byline.count, 0);
    done(&f);
    base_buf_free(&html);
}

static void test_visible_credits_are_taken(void **state)
{
    (void)state;
    struct fixture f;
    extract_from(&f, "http://news.example.cn/a.html",
                 "<html lang=zh-cn><head><title>桥梁重新开放 市民欢迎-信息快讯网</title></head><body><h1>桥梁重新开放 市民欢迎</h1>"
                 "<p>2018-11-12信息快讯网</p><p>作者:王奎明  某某大学研究院助理研究员</p>"
                 "<p>11月6日至7日,市民走过新桥。经过一年的施工,大桥终于重新开放,周边居民表示欢迎。</p>"
                 "<p>作者:王奎明</p><p>编辑:何易</p><p>来源:</p></body></html>",
                 BASE_TIME_NONE);
    assert_str(f.article.date, "2018-11-12");
    assert_int_equal(f.article.byline.count, 1);
    assert_str(f.article.byline.items[0], "王奎明");
    assert_int_equal(f.article.editor.count, 1);
    assert_str(f.article.editor.items[0], "何易");
    assert_null(f.article.source.ptr);
    assert_str(f.article.lang, "zh-CN");
    done(&f);
}

static void test_source_and_proofreader_are_told_apart_from_the_editor(void **state)
{
    (void)state;
    struct fixture f;
    extract_from(&f, URL,
        "<h1>桥梁重新开放 市民欢迎</h1><p>2018年11月12日 10:05 来源：<a href=/x>例子日报</a></p>" TEXT "<p>校对：李四</p><p>（责任编辑：张三）</p>",
        BASE_TIME_NONE);
    assert_str(f.article.source, "例子日报");
    assert_int_equal(f.article.editor.count, 1);
    assert_str(f.article.editor.items[0], "张三");
    assert_str(f.article.date, "2018-11-12T10:05");
    done(&f);
}

static void test_meta_and_microdata_are_read(void **state)
{
    (void)state;
    struct fixture f;
    extract_from(&f, URL,
                 "<html lang=en_us><head><meta property=article:published_time content='2018-11-12T10:05:30+08:00'>"
                 "<meta property=article:modified_time content='2018-11-13T10:05:30+08:00'><meta property=og:site_name content='The Paper'>"
                 "<meta name=description content='A bridge &amp; a river'><meta property=article:section content=City>"
                 "<meta name=keywords content='bridge, river,bridge'><link rel=canonical href='/news/2018/a'>"
                 "<meta property=og:image content='/i.jpg'></head><body><article itemscope itemtype='https://schema.org/NewsArticle'>"
                 "<h1 itemprop=headline>Bridge reopens</h1><span itemprop=author itemscope itemtype='https://schema.org/Person'>By <b itemprop=name>Jane Roe</b></span>" TEXT
                 "</article></body></html>",
                 BASE_TIME_NONE);
    assert_str(f.article.date, "2018-11-12T10:05:30+08:00");
    assert_str(f.article.modified, "2018-11-13T10:05:30+08:00");
    assert_str(f.article.site, "The Paper");
    assert_str(f.article.description, "A bridge & a river");
    assert_str(f.article.section, "City");
    assert_int_equal(f.article.tags.count, 2);
    assert_str(f.article.canonical, "https://www.example-gazette.com/news/2018/a");
    assert_str(f.article.image.url, "https://www.example-gazette.com/i.jpg");
    assert_str(f.article.lang, "en-US");
    assert_int_equal(f.article.byline.count, 1);
    assert_str(f.article.byline.items[0], "Jane Roe");
    assert_str(f.article.from[EXTRACT_BYLINE], "microdata");
    done(&f);
}

static void test_canonical_of_another_site_or_the_front_page_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"https://other.test/a", "https://www.example-gazette.com/", "javascript:x"};
    for (size_t i = 0; i < 3; i++) {
        struct fixture f;
        struct base_buf html = BASE_BUF_INIT;
        base_buf_printf(&html, "<link rel=canonical href='%s'>" TEXT, bad[i]);
        extract_from(&f, URL, html.ptr, BASE_TIME_NONE);
        assert_null(f.article.canonical.ptr);
        done(&f);
        base_buf_free(&html);
    }
}

static void test_dates_in_the_future_and_of_other_things_are_refused(void **state)
{
    (void)state;
    struct fixture f;
    int64_t fetched;
    assert_true(base_time_parse(BASE_STR("2020-01-01T00:00:00Z"), &fetched));
    extract_from(&f, URL, "<meta property=article:published_time content='2021-05-05'><h1>Bridge reopens</h1>" TEXT,
        fetched);
    assert_null(f.article.date.ptr);
    done(&f);
    extract_from(&f, URL,
        "<h1>Bridge reopens</h1>" TEXT "<div class=comments><p>May 5, 2019</p></div><footer>© 2018-01-02</footer>",
        fetched);
    assert_null(f.article.date.ptr);
    done(&f);
    extract_from(&f, URL, "<h1>Bridge reopens</h1><p>May 5, 1889</p>" TEXT, fetched);
    assert_null(f.article.date.ptr);
    done(&f);
}

static void test_address_gives_a_date_only_where_it_has_a_whole_day(void **state)
{
    (void)state;
    static const struct {
        const char *url, *iso;
    } rows[] = {{"https://example.com/2018/11/12/bridge", "2018-11-12"},
        {"https://example.com/a/20181112/bridge", "2018-11-12"},
                {"https://example.com/2018-11/12/c_123.html", "2018-11-12"},
                 {"https://example.com/201811/12/c_123.html", "2018-11-12"},
                {"https://example.com/2018/11/bridge", NULL}, {"https://example.com/2018/99/12/", NULL},
                 {"https://example.com/id/1201811129", NULL}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fixture f;
        extract_from(&f, rows[i].url, "<h1>Bridge reopens</h1>" TEXT, BASE_TIME_NONE);
        if (rows[i].iso)
            assert_str(f.article.date, rows[i].iso);
        else
            assert_null(f.article.date.ptr);
        done(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dates_are_read_in_many_languages),
        cmocka_unit_test(test_counted_dates_are_no_preciser_than_they_are_printed),
        cmocka_unit_test(test_stated_dates_keep_their_precision_and_offset),
        cmocka_unit_test(test_months_are_folded_sorted_and_unique_in_a_language),
        cmocka_unit_test(test_names_are_read_from_bylines),
        cmocka_unit_test(test_lines_are_told_apart_by_their_labels),
        cmocka_unit_test(test_labels_stand_by_their_first_byte),
        cmocka_unit_test(test_parts_of_notices_have_the_bytes_that_are_looked_at_first),
        cmocka_unit_test(test_title_is_the_headline_without_the_site),
        cmocka_unit_test(test_json_ld_is_read_in_all_its_shapes),
        cmocka_unit_test(test_deeply_nested_json_ld_does_no_harm),
        cmocka_unit_test(test_visible_credits_are_taken),
        cmocka_unit_test(test_source_and_proofreader_are_told_apart_from_the_editor),
        cmocka_unit_test(test_meta_and_microdata_are_read),
        cmocka_unit_test(test_canonical_of_another_site_or_the_front_page_is_refused),
        cmocka_unit_test(test_dates_in_the_future_and_of_other_things_are_refused),
        cmocka_unit_test(test_address_gives_a_date_only_where_it_has_a_whole_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
