#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "decode/decode.h"
#include "decode/private.h"

#define BYTES(literal) {(literal), sizeof(literal) - 1}

struct fixture {
    struct decode_context *context;
    struct base_arena arena;
    struct base_error error;
    struct decode_result result;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    if (!f)
        return -1;
    f->context = decode_open(NULL);
    base_arena_init(&f->arena, 0);
    *state = f;
    return f->context ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    decode_close(f->context);
    base_arena_free(&f->arena);
    free(f);
    return 0;
}

/* Decodes BYTES, declared by a header and a forced label (NULL: none). */
static int decode(struct fixture *f, struct base_str bytes, const char *header, const char *charset)
{
    struct decode_hints hints = {base_str(header), base_str(charset)};
    f->error.text[0] = '\0';
    return decode_bytes(f->context, &f->arena, bytes, &hints, &f->result, &f->error);
}

static void expect_text(const struct fixture *f, const char *text)
{
    if (!base_str_equal(f->result.text, base_str(text)))
        fail_msg("got \"%.*s\", expected \"%s\"", BASE_STR_ARG(f->result.text), text);
}

static void test_labels_are_sorted_and_short_enough_to_be_found(void **state)
{
    (void)state;
    assert_true(decode_label_count > 220);
    for (size_t i = 0; i < decode_label_count; i++) {
        if (i > 0)
            assert_true(strcmp(decode_labels[i - 1].label, decode_labels[i].label) < 0);
        assert_string_equal(decode_label(base_str(decode_labels[i].label)), decode_encodings[decode_labels[i].id].name);
    }
}

static void test_every_encoding_has_a_label(void **state)
{
    (void)state;
    for (size_t id = 0; id < DECODE_ID_COUNT; id++) {
        assert_non_null(decode_encodings[id].name);
        assert_string_equal(decode_label(base_str(decode_encodings[id].name)), decode_encodings[id].name);
    }
}

static void test_label_is_found_in_any_case_with_space_around(void **state)
{
    (void)state;
    assert_string_equal(decode_label(BASE_STR(" \tGB2312\r\n")), "GBK");
    assert_string_equal(decode_label(BASE_STR("Latin1")), "windows-1252");
    assert_string_equal(decode_label(BASE_STR("x-sjis")), "Shift_JIS");
    assert_null(decode_label(BASE_STR("gb 2312")));
    assert_null(decode_label(BASE_STR("utf-8\0")));
    assert_null(decode_label(BASE_STR("")));
    assert_null(decode_label(BASE_STR_NONE));
    assert_null(decode_label(BASE_STR("a label that is far too long to be one of the table")));
}

static const struct {
    const char *label, *name;
    struct base_str bytes;
    const char *text;
} samples[] = {
    {"gb2312", "GBK", BYTES("\xC8\xCB\xCE\xC4\xD3\xEB\xBF\xC6\xBC\xBC\xB2\xA2\xD6\xD8"), "人文与科技并重"},
    {"gbk", "GBK", BYTES("\xE9\x46\x88\xD2\x86\xB4"), "镕堃喆"},
    {"gb18030", "gb18030", BYTES("\x81\x39\xEF\x31\x94\x39\xFC\x36"), "㐂😀"},
    {"big5", "Big5", BYTES("\xBB\x4F\xC6\x57\xB7\x73\xBB\x44"), "臺灣新聞"},
    {"big5-hkscs", "Big5", BYTES("\xAD\xBB\xB4\xE4\x9D\xEF\x9D\xF8"), "香港嘅啲"},
    {"shift_jis", "Shift_JIS", BYTES("\x93\xFA\x96\x7B\x8C\xEA\x87\x40\xEE\xE0\xB1"), "日本語①髙ｱ"},
    {"euc-jp", "EUC-JP", BYTES("\xC6\xFC\xCB\xDC\xB8\xEC\xA4\xCE\xB5\xAD\xBB\xF6"), "日本語の記事"},
    {"iso-2022-jp", "ISO-2022-JP", BYTES("\x1B\x24\x42\x45\x6C\x35\x7E\x1B\x28\x42\x61\x62\x63"), "東京abc"},
    {"ks_c_5601-1987", "EUC-KR", BYTES("\xC7\xD1\xB1\xB9\xBE\xEE\x20\x8C\x63\xB9\xE6"), "한국어 똠방"},
    {"euc-kr", "EUC-KR", BYTES("\xBC\xAD\xBF\xEF"), "서울"},
    {"ibm866", "IBM866", BYTES("\x8F\xE0\xA8\xA2\xA5\xE2"), "Привет"},
    {"iso-8859-2", "ISO-8859-2", BYTES("\xAE\x6C\x75\xBB\x6F\x75\xE8\x6B\xFD"), "Žluťoučký"},
    {"iso-8859-3", "ISO-8859-3", BYTES("\xE6\x69\x75\xBC\x61\xFD\x64\x65"), "ĉiuĵaŭde"},
    {"iso-8859-4", "ISO-8859-4", BYTES("\xA9\xF3\xBA\x6C\x65"), "Šķēle"},
    {"iso-8859-5", "ISO-8859-5", BYTES("\xBC\xDE\xE1\xDA\xD2\xD0"), "Москва"},
    {"iso-8859-6", "ISO-8859-6", BYTES("\xCE\xC8\xD1"), "خبر"},
    {"iso-8859-7", "ISO-8859-7", BYTES("\xC1\xE8\xDE\xED\xE1"), "Αθήνα"},
    {"iso-8859-8", "ISO-8859-8", BYTES("\xF9\xEC\xE5\xED"), "שלום"},
    {"logical", "ISO-8859-8-I", BYTES("\xF9\xEC\xE5\xED"), "שלום"},
    {"latin6", "ISO-8859-10", BYTES("\xDE\x69\x6E\x67\x76\x65\x6C\x6C\x69\x72\x20\xB9"), "Þingvellir đ"},
    {"iso-8859-13", "ISO-8859-13", BYTES("\xDE\x65\x6D\xEB"), "Žemė"},
    {"iso-8859-14", "ISO-8859-14", BYTES("\xD0\x79\xFE"), "Ŵyŷ"},
    {"iso-8859-15", "ISO-8859-15", BYTES("\x63\xBD\x75\x72\x20\x35\xA4"), "cœur 5€"},
    {"iso-8859-16", "ISO-8859-16", BYTES("\xBA\x69\x20\xFE\x61\x72\xE3"), "și țară"},
    {"koi8-r", "KOI8-R", BYTES("\xF2\xCF\xD3\xD3\xC9\xD1"), "Россия"},
    {"koi8-u", "KOI8-U", BYTES("\xEB\xC9\xA7\xD7"), "Київ"},
    {"macintosh", "macintosh", BYTES("\x82\x8E\x64\x69\x6C\x6C\x65"), "Çédille"},
    {"tis-620", "windows-874", BYTES("\xA2\xE8\xD2\xC7"), "ข่าว"},
    {"windows-1250", "windows-1250", BYTES("\xA3\xF3\x64\x9F"), "Łódź"},
    {"windows-1251", "windows-1251", BYTES("\xC3\xE0\xE7\xE5\xF2\xE0"), "Газета"},
    {"iso-8859-1", "windows-1252", BYTES("\x93\xE9\x74\xE9\x94\x20\x96\x20\x35\x80"), "“été” – 5€"},
    {"windows-1253", "windows-1253", BYTES("\xC5\xEB\xEB\xDC\xE4\xE1"), "Ελλάδα"},
    {"iso-8859-9", "windows-1254", BYTES("\xDD\x73\x74\x61\x6E\x62\x75\x6C\x20\xF0"), "İstanbul ğ"},
    {"windows-1255", "windows-1255", BYTES("\xE7\xE3\xF9\xE5\xFA"), "חדשות"},
    {"windows-1256", "windows-1256", BYTES("\x81\xC7\x98\xD3\xCA\xC7\xE4"), "پاکستان"},
    {"windows-1257", "windows-1257", BYTES("\x52\xEE\x67\x61"), "Rīga"},
    {"windows-1258", "windows-1258", BYTES("\xD0\xFD"), "Đư"},
    {"x-mac-cyrillic", "x-mac-cyrillic", BYTES("\x8D\xEE\xE2\xEE\xF1\xF2\xE8"), "Новости"},
    {"utf-16le", "UTF-16LE", BYTES("\x61\x00\x2D\x4E\x3D\xD8\x00\xDE"), "a中😀"},
    {"utf-16be", "UTF-16BE", BYTES("\x00\x61\x4E\x2D\xD8\x3D\xDE\x00"), "a中😀"},
};

static void test_each_encoding_decodes_its_text(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        assert_int_equal(decode(f, samples[i].bytes, NULL, samples[i].label), BASE_OK);
        expect_text(f, samples[i].text);
        assert_string_equal(f->result.charset, samples[i].name);
        assert_int_equal(f->result.errors, 0);
        assert_int_equal(f->result.from, DECODE_FROM_CALLER);
        assert_false(f->result.conflict);
    }
}

/* What the C library's converters get wrong, and the error rules of the standard. */
static void test_corrections_and_malformed_bytes_follow_the_standard(void **state)
{
    static const struct {
        const char *label;
        struct base_str bytes;
        const char *text;
        size_t errors;
    } rows[] = {
        {"gbk", BYTES("\x80\xA3\xA0"), "€\u3000", 0},
        {"gb18030", BYTES("\xA8\xBC\x81\x35\xF4\x37\xA6\xD9\xFE\x59\x84\x31\xA4\x37"), "ḿ\uE7C7︐龴\uFFFD", 0},
        {"gb18030", BYTES("\x90\x30\x81\x30\xE3\x32\x9A\x35\x84\x31\xA4\x36"), "𐀀\U0010FFFF\uFFFC", 0},
        {"gbk", BYTES("\xC8\xCB\xFF\xCE\xC4"), "人\uFFFD文", 1},
        {"gbk", BYTES("\xC8<b>\xCE\xC4"), "\uFFFD<b>文", 1},
        {"gbk", BYTES("\x81\x30z\xCE\xC4"), "\uFFFD0z文", 1},
        {"gbk", BYTES("\x81\x30\x81 "), "\uFFFD0\uFFFD ", 2},
        {"gbk", BYTES("\xC8\xCB\xCE"), "人\uFFFD", 1},
        {"gbk", BYTES("\x81\x30\x81"), "\uFFFD", 1},
        {"big5", BYTES("\x88\x62\x88\x64\x88\xA3\x88\xA5"), "Ê̄Ê̌ê̄ê̌", 0},
        {"big5", BYTES("\xA1\x45\xA1\xE3\xA3\xE1\xA2\xCC\xFA\xD5"), "‧～€十卿", 0},
        {"big5", BYTES("\xA4<\xA4\xFF\x80"), "\uFFFD<\uFFFD\uFFFD", 3},
        {"shift_jis", BYTES("\x81\x60\x87\x40\x80\xA0\xFD\x81\x31\xB1"), "～①\xC2\x80\uFFFD\uFFFD\uFFFD" "1ｱ", 3},
        {"shift_jis", BYTES("\xF0\x40"), "\uE000", 0},
        {"euc-jp", BYTES("\xAD\xA1\xA1\xC1\x8E\xB1\x8F\xB0\xA2\x8F\xA2\xC3"), "①～ｱ丄¦", 0},
        {"euc-jp", BYTES("\x8F\xB0<\x8E<\xA1<\x81"), "\uFFFD<\uFFFD<\uFFFD<\uFFFD", 4},
        {"iso-2022-jp", BYTES("\x1B$B\x46\x7C\x1B(J\\~\x1B(I1\x1B(B\x80" "a"), "日¥‾ｱ\uFFFD" "a", 1},
        {"iso-2022-jp", BYTES("\x1B$B\x46"), "\uFFFD", 1},
        {"iso-2022-jp", BYTES("\x1B$B\x1B(Ba"), "\uFFFD" "a", 1},
        {"euc-kr", BYTES("\x81\x41\xC8\xFE\xC9\xA1\xA4"), "갂힝\uFFFD\uFFFD", 2},
        {"windows-1252", BYTES("\x81\x8D\x8F\x90\x9D\x80"), "\xC2\x81\xC2\x8D\xC2\x8F\xC2\x90\xC2\x9D€", 0},
        {"windows-1253", BYTES("\xAA\x81"), "\uFFFD\xC2\x81", 1},
        {"windows-1255", BYTES("\xCA\xD9"), "\u05BA\uFFFD", 1},
        {"windows-874", BYTES("\x80\x81\xDB"), "€\xC2\x81\uFFFD", 1},
        {"koi8-u", BYTES("\xAE\xBE\xA4"), "ўЎє", 0},
        {"macintosh", BYTES("\xC6\xF0\xDB"), "∆\uF8FF€", 0},
        {"x-mac-cyrillic", BYTES("\xFF\xB6"), "€ґ", 0},
        {"iso-8859-6", BYTES("\xA1"), "\uFFFD", 1},
        {"x-user-defined", BYTES("a\x80\xFF"), "a\uF780\uF7FF", 0},
        {"iso-2022-kr", BYTES("\x1B$)Cabc"), "\uFFFD", 1},
        {"utf-16le", BYTES("\x00\xD8" "a\x00\x00\xDC" "b"), "\uFFFD" "a\uFFFD\uFFFD", 3},
        {"utf-8", BYTES("a\xF0\x9F\x98<\xC0\x80\xED\xA0\x80\xEF\xBF\xBD"),
         "a\uFFFD<\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD", 6},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(decode(f, rows[i].bytes, NULL, rows[i].label), BASE_OK);
        expect_text(f, rows[i].text);
        assert_int_equal(f->result.errors, rows[i].errors);
    }
}

static void test_any_bytes_give_valid_utf8_in_every_encoding(void **state)
{
    struct fixture *f = *state;
    for (size_t id = 0; id < DECODE_ID_COUNT; id++)
        for (unsigned i = 0; i < 0x10000; i += 5) {
            char bytes[6] = {(char)(i >> 8), (char)i, (char)(i >> 4), (char)(i >> 8), (char)i, (char)(255 - i)};
            for (size_t len = 1; len <= sizeof bytes; len += 1 + i % 3) {
                struct base_str s = {bytes, len};
                assert_int_equal(decode(f, s, NULL, decode_encodings[id].name), BASE_OK);
                assert_true(base_utf8_valid(f->result.text));
            }
            if (i % 1000 == 0)
                base_arena_reset(&f->arena);
        }
}

static void test_byte_order_mark_wins_over_everything(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(decode(f, BASE_STR("\xEF\xBB\xBFé"), "text/html; charset=gbk", "big5"), BASE_OK);
    expect_text(f, "é");
    assert_int_equal(f->result.from, DECODE_FROM_BOM);
    assert_int_equal(decode(f, BASE_STR("\xFF\xFE\x2D\x4E"), "text/html; charset=gbk", NULL), BASE_OK);
    expect_text(f, "中");
    assert_string_equal(f->result.charset, "UTF-16LE");
}

static void test_clean_utf8_is_a_slice_of_the_input(void **state)
{
    struct fixture *f = *state;
    struct base_str page = BASE_STR("<p>caf\xC3\xA9 \0 中文</p>");
    assert_int_equal(decode(f, page, NULL, NULL), BASE_OK);
    assert_ptr_equal(f->result.text.ptr, page.ptr);
    assert_int_equal(f->result.text.len, page.len);
    assert_string_equal(f->result.charset, "UTF-8");
    assert_int_equal(decode(f, BASE_STR(""), NULL, NULL), BASE_OK);
    assert_int_equal(f->result.text.len, 0);
}

#define RUSSIAN "\xCD\xEE\xE2\xEE\xF1\xF2\xE8 \xE4\xED\xFF \xE8\xE7 \xF1\xF2\xEE\xEB\xE8\xF6\xFB \xF1\xF2\xF0\xE0\xED\xFB"
#define CHINESE \
    "\xC8\xCB\xCE\xC4\xD3\xEB\xBF\xC6\xBC\xBC\xB2\xA2\xD6\xD8 \xC9\xEE\xC8\xEB\xCD\xC6\xBD\xF8\xC9\xCF\xBA\xA3\xB3\xC7" \
    "\xCA\xD0\xBE\xAB\xCF\xB8\xBB\xAF\xD6\xCE\xC0\xED\xCA\xB5\xBC\xF9"

static void test_declarations_are_taken_in_order_and_checked_against_the_bytes(void **state)
{
    static const struct {
        const char *header;
        struct base_str page;
        const char *charset;
        enum decode_from from;
        bool conflict;
    } rows[] = {
        /* a header, a <meta>, both in agreement */
        {"text/html; charset=gb2312", BYTES("<p>" CHINESE), "GBK", DECODE_FROM_HEADER, false},
        {"text/html;Charset = \"GB2312\"", BYTES("<p>" CHINESE), "GBK", DECODE_FROM_HEADER, false},
        {NULL, BYTES("<meta charset=gb2312><p>" CHINESE), "GBK", DECODE_FROM_META, false},
        {NULL, BYTES("<META content='text/html; charset=gb2312' http-equiv=Content-Type>" CHINESE), "GBK",
         DECODE_FROM_META, false},
        {NULL, BYTES("<?xml version='1.0' encoding='gb2312'?><p>" CHINESE), "GBK", DECODE_FROM_META, false},
        {"text/html; charset=GBK", BYTES("<meta charset=gb2312>" CHINESE), "GBK", DECODE_FROM_HEADER, false},
        {"text/html; charset=klingon", BYTES("<meta charset=gb2312>" CHINESE), "GBK", DECODE_FROM_META, false},
        {NULL, BYTES("<meta charset=utf-16><p>é"), "UTF-8", DECODE_FROM_META, false},
        {NULL, BYTES("<meta charset=x-user-defined><p>\xE9"), "windows-1252", DECODE_FROM_META, false},
        /* not a declaration */
        {NULL, BYTES("<!-- <meta charset=big5> --><script>'<meta charset=big5>'</script><meta charset=gbk>" CHINESE),
         "GBK", DECODE_FROM_META, false},
        {NULL, BYTES("<a title='<meta charset=big5>'><meta charset=gbk>" CHINESE), "GBK", DECODE_FROM_META, false},
        {NULL, BYTES("<meta name=x content='charset=big5'><meta charset=gbk>" CHINESE), "GBK", DECODE_FROM_META, false},
        {NULL, BYTES("<metadata charset=big5><meta charset=gbk>" CHINESE), "GBK", DECODE_FROM_META, false},
        /* a lie that the bytes show */
        {"text/html; charset=gbk", BYTES("<p>人文与科技并重"), "UTF-8", DECODE_FROM_GUESS, true},
        {"text/html; charset=iso-8859-1", BYTES("<p>déjà"), "UTF-8", DECODE_FROM_GUESS, true},
        {"text/html; charset=iso-8859-1", BYTES("<meta charset=utf-8>déjà"), "UTF-8", DECODE_FROM_META, true},
        {"text/html; charset=utf-8", BYTES("<meta charset=gbk>" CHINESE), "GBK", DECODE_FROM_META, true},
        {"text/html; charset=utf-8", BYTES("<p>" CHINESE CHINESE CHINESE), "gb18030", DECODE_FROM_GUESS, true},
        {"text/html; charset=iso-8859-1", BYTES("<meta charset=gbk>" CHINESE), "GBK", DECODE_FROM_META, true},
        {"text/html; charset=iso-8859-1", BYTES("<meta charset=windows-1251>" RUSSIAN), "windows-1251",
         DECODE_FROM_META, true},
        {"text/html; charset=utf-8", BYTES("<p>\xE9t\xE9 \xE0 la plage, d\xE9j\xE0"), "windows-1252",
         DECODE_FROM_GUESS, true},
        {"text/html; charset=utf-16", BYTES("<p>déjà vu"), "UTF-8", DECODE_FROM_GUESS, true},
        {"text/html; charset=big5", BYTES("<meta charset=gbk>" CHINESE), "GBK", DECODE_FROM_META, true},
        {"text/html; charset=windows-1251", BYTES("<p>" CHINESE CHINESE), "gb18030", DECODE_FROM_GUESS, true},
        /* a declaration that nothing speaks against stays */
        {"text/html; charset=iso-8859-1", BYTES("<meta charset=utf-8>d\xE9j\xE0 vu"), "windows-1252",
         DECODE_FROM_HEADER, true},
        {"text/html; charset=windows-1251", BYTES("<p>" RUSSIAN), "windows-1251", DECODE_FROM_HEADER, false},
        {"text/html; charset=gbk", BYTES("<meta charset=utf-8>plain"), "GBK", DECODE_FROM_HEADER, false},
        /* nothing is said */
        {NULL, BYTES("plain"), "UTF-8", DECODE_FROM_GUESS, false},
        {NULL, BYTES("\x1B$B\x46\x7C\x1B(B"), "ISO-2022-JP", DECODE_FROM_GUESS, false},
        {NULL, BYTES("<\0p\0>\0"), "UTF-16LE", DECODE_FROM_GUESS, false},
        {NULL, BYTES("\0<\0p\0>"), "UTF-16BE", DECODE_FROM_GUESS, false},
        {NULL, BYTES("\xE9"), "windows-1252", DECODE_FROM_GUESS, false},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(decode(f, rows[i].page, rows[i].header, NULL), BASE_OK);
        if (strcmp(f->result.charset, rows[i].charset) != 0 || f->result.from != rows[i].from ||
            f->result.conflict != rows[i].conflict)
            fail_msg("row %zu: %s from %d conflict %d", i, f->result.charset, (int)f->result.from, f->result.conflict);
        assert_int_equal(f->result.errors, 0);
    }
}

/* HEAD, then N times PIECE, then TAIL. */
static struct base_str repeat(struct base_arena *arena, const char *head, const char *piece, size_t n, const char *tail)
{
    size_t h = strlen(head), p = strlen(piece), t = strlen(tail);
    char *out = base_arena_alloc(arena, h + n * p + t, 1);
    assert_non_null(out);
    memcpy(out, head, h);
    for (size_t i = 0; i < n; i++)
        memcpy(out + h + i * p, piece, p);
    memcpy(out + h + n * p, tail, t);
    return (struct base_str){out, h + n * p + t};
}

static void test_meta_is_found_behind_long_scripts_of_the_head(void **state)
{
    struct fixture *f = *state;
    struct base_str page = repeat(&f->arena, "<head><script>", "var a = '<body>';\n", 20000,
                                  "</script><meta charset=gbk></head><body>\xD6\xD0");
    assert_int_equal(decode(f, page, NULL, NULL), BASE_OK);
    assert_string_equal(f->result.charset, "GBK");
    assert_int_equal(f->result.from, DECODE_FROM_META);
    page = repeat(&f->arena, "<head></head><body>", "<p>text</p>\n", 20000, "<meta charset=gbk>\xD6\xD0");
    assert_int_equal(decode(f, page, NULL, NULL), BASE_OK);
    assert_int_equal(f->result.from, DECODE_FROM_GUESS);
}

static void test_guess_looks_at_the_text_beyond_the_ascii_of_the_head(void **state)
{
    struct fixture *f = *state;
    struct base_str page = repeat(&f->arena, "<head><script>", "var ascii = 1;\n", 20000,
                                  "</script><body><p>" CHINESE "</p><p>" CHINESE "</p>");
    assert_int_equal(decode(f, page, NULL, NULL), BASE_OK);
    assert_string_equal(f->result.charset, "gb18030");
    assert_int_equal(f->result.errors, 0);
}

static void test_damaged_utf8_stays_utf8(void **state)
{
    struct fixture *f = *state;
    struct base_str page = repeat(&f->arena, "<meta charset=iso-8859-1>", "新闻", 200, "\xE6\x96 \xE6\x96 end \xE6");
    assert_int_equal(decode(f, page, "text/html; charset=utf-8", NULL), BASE_OK);
    assert_string_equal(f->result.charset, "UTF-8");
    assert_int_equal(f->result.errors, 3);
    assert_int_equal(decode(f, page, NULL, NULL), BASE_OK);
    assert_string_equal(f->result.charset, "UTF-8");
    assert_true(f->result.conflict);
    struct base_str bare = base_str_sub(page, 25, page.len);
    assert_int_equal(decode(f, bare, NULL, NULL), BASE_OK);
    assert_string_equal(f->result.charset, "UTF-8");
}

static void test_text_encoded_twice_is_decoded_twice(void **state)
{
    static const struct {
        struct base_str bytes;
        const char *header, *text;
    } rows[] = {
        /* UTF-8 that was taken for windows-1252, and for ISO-8859-1. */
        {BYTES("itâ€™s, â€œyesâ€\xC2\x9D, cafÃ©"), "text/html; charset=utf-8", "it’s, “yes”, café"},
        {BYTES("it\xC3\xA2\xC2\x80\xC2\x99s \xC3\xA2\xC2\x80\xC2\x9Cyes\xC3\xA2\xC2\x80\xC2\x9D, cafÃ©"), NULL, "it’s “yes”, café"},
        {BYTES("ä¸\xC2\xAD\xC3\xA5\xC2\x9B½ï¼\xC2\x8Cäººæ°\xC2\x91ã\xC2\x80\xC2\x82"), NULL, "中国，人民。"},
        /* One of them may be what a story is about; letters of French and Portuguese are no such thing. */
        {BYTES("the sign â€™ stands for ’"), NULL, "the sign â€™ stands for ’"},
        {BYTES("à «café…», NÃO, pâté”… é”… é”…"), NULL, "à «café…», NÃO, pâté”… é”… é”…"},
        {BYTES("â€™ â€™ â€™ été à être"), NULL, "â€™ â€™ â€™ été à être"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(decode(f, rows[i].bytes, rows[i].header, NULL), BASE_OK);
        expect_text(f, rows[i].text);
    }
}

static void test_unknown_forced_label_is_refused(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(decode(f, BASE_STR("a"), NULL, "klingon"), BASE_INVALID);
    assert_non_null(strstr(f->error.text, "klingon"));
}

static void *open_without_big5(const char *to, const char *from)
{
    return strncmp(from, "BIG5", 4) == 0 ? NULL : decode_iconv_system().open(to, from);
}

static void test_encoding_that_iconv_lacks_is_named(void **state)
{
    struct fixture *f = *state;
    const struct decode_iconv converter = {.open = open_without_big5};
    decode_close(f->context);
    f->context = decode_open(&converter);
    assert_non_null(f->context);
    assert_int_equal(decode(f, BASE_STR("<p>\xA4\xA4"), "text/html; charset=big5", NULL), BASE_MISSING);
    assert_string_equal(f->error.text, "charset Big5: the iconv of this system lacks it");
    struct base_str chinese = repeat(&f->arena, "<p>", "\xBB\x4F\xC6\x57\xAA\xBA\xB7\x73\xBB\x44", 20, "");
    assert_int_equal(decode(f, chinese, "text/html; charset=iso-8859-1", NULL), BASE_OK);
    assert_string_equal(f->result.charset, "windows-1252");
    assert_int_equal(decode(f, BASE_STR("<p>\xD6\xD0"), "text/html; charset=gbk", NULL), BASE_OK);
    expect_text(f, "<p>中");
}

static void test_hostile_input_takes_linear_time(void **state)
{
    static const struct {
        const char *head, *piece, *tail, *charset;
    } rows[] = {
        {"", "\x81 \xFF", "", "gbk"},          {"", "\x81 \xFF", "", NULL},
        {"", "\xF0\x9F", "", "utf-8"},         {"", "<!--", "\x80", NULL},
        {"", "<script", "\x80", NULL},         {"<meta content='", "charset", "\x80", NULL},
        {"", "<meta charset='x ", "\x80", NULL}, {"", "\x1B$B!", "", "iso-2022-jp"},
        {"", "<p>\xE9</p><script></script>", "", NULL},
    };
    struct fixture *f = *state;
    int64_t start = base_time_monotonic_ms();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct base_str page =
            repeat(&f->arena, rows[i].head, rows[i].piece, (5u << 20) / strlen(rows[i].piece), rows[i].tail);
        assert_int_equal(decode(f, page, NULL, rows[i].charset), BASE_OK);
        assert_true(base_utf8_valid(f->result.text));
        base_arena_reset(&f->arena);
    }
    assert_true(base_time_monotonic_ms() - start < 20000);
}

static void test_page_beyond_the_limit_is_refused(void **state)
{
    struct fixture *f = *state;
    struct base_str page = {"", (size_t)BASE_LIMIT_PAGE_BYTES + 1};
    assert_int_equal(decode(f, page, NULL, NULL), BASE_LIMIT);
}

static void test_context_keeps_nothing_of_an_earlier_page(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(decode(f, BASE_STR("<p>" CHINESE CHINESE CHINESE), NULL, NULL), BASE_OK);
    assert_string_equal(f->result.charset, "gb18030");
    assert_int_equal(decode(f, BASE_STR("\xE9"), NULL, NULL), BASE_OK);
    assert_string_equal(f->result.charset, "windows-1252");
}

static void test_clean_folds_and_strips(void **state)
{
    static const struct {
        enum decode_clean_mode mode;
        struct base_str in;
        const char *out;
    } rows[] = {
        {DECODE_CLEAN_LINE, BYTES(" a \n\t b\u00A0\u3000c "), "a b c"},
        {DECODE_CLEAN_LINE, BYTES("a\u200Bb\uFEFF\u00ADc\u202Ed\u2067e\0f\x07g\xC2\x85h\uFDD0"), "abcdefg h"},
        {DECODE_CLEAN_LINE, BYTES("می\u200Cخواهم \U0001F468\u200D\U0001F469"), "می\u200Cخواهم \U0001F468\u200D\U0001F469"},
        {DECODE_CLEAN_LINE, BYTES("cafe\u0301 \u1100\u1161 \u212B"), "café 가 Å"},
        {DECODE_CLEAN_LINE, BYTES("か\u3099 \uF900"), "が 豈"},
        {DECODE_CLEAN_LINE, BYTES("a\x80" "b\xE4\xB8"), "a\uFFFD" "b\uFFFD"},
        {DECODE_CLEAN_LINE, BYTES("  \u3000"), ""},
        {DECODE_CLEAN_LINE, BYTES("e\u200B\u0301"), "é"},
        {DECODE_CLEAN_TEXT, BYTES("\u3000\u3000段一  x \r\n\u3000\u3000段二\n \n\t\n\n三\n"), "段一 x\n段二\n\n三"},
        {DECODE_CLEAN_TEXT, BYTES("a\tb \t c\t\nd\n\te"), "a\tb\tc\nd\n\te"},
        {DECODE_CLEAN_TEXT, BYTES("a\rb\u2028c\x0B" "d"), "a\nb\nc d"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct base_str out = decode_clean(&f->arena, rows[i].in, rows[i].mode);
        if (!base_str_equal(out, base_str(rows[i].out)))
            fail_msg("row %zu: \"%.*s\"", i, BASE_STR_ARG(out));
        struct base_str again = decode_clean(&f->arena, out, rows[i].mode);
        assert_true(base_str_equal(out, again));
    }
}

static void test_clean_text_is_given_back_itself(void **state)
{
    static const struct base_str rows[] = {
        BYTES("plain words"), BYTES("人文与科技并重 深入"), BYTES("déjà vu \u200C"), BYTES("한국어"), BYTES("Tiếng Việt"),
        BYTES("\uFFFD"),
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_ptr_equal(decode_clean(&f->arena, rows[i], DECODE_CLEAN_LINE).ptr, rows[i].ptr);
    struct base_str text = BASE_STR("one\n\ntwo\tthree\nfour");
    assert_ptr_equal(decode_clean(&f->arena, text, DECODE_CLEAN_TEXT).ptr, text.ptr);
    assert_null(decode_clean(&f->arena, BASE_STR_NONE, DECODE_CLEAN_TEXT).ptr);
}

static void test_clean_bounds_the_marks_on_one_character(void **state)
{
    struct fixture *f = *state;
    struct base_str text = repeat(&f->arena, "a", "\u0301\u0316", 500000, "b");
    int64_t start = base_time_monotonic_ms();
    struct base_str out = decode_clean(&f->arena, text, DECODE_CLEAN_LINE);
    assert_true(out.len < 80);
    assert_true(base_time_monotonic_ms() - start < 5000);
    assert_int_equal(out.ptr[out.len - 1], 'b');
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_labels_are_sorted_and_short_enough_to_be_found),
        TEST(test_every_encoding_has_a_label),
        TEST(test_label_is_found_in_any_case_with_space_around),
        TEST(test_each_encoding_decodes_its_text),
        TEST(test_corrections_and_malformed_bytes_follow_the_standard),
        TEST(test_any_bytes_give_valid_utf8_in_every_encoding),
        TEST(test_byte_order_mark_wins_over_everything),
        TEST(test_clean_utf8_is_a_slice_of_the_input),
        TEST(test_declarations_are_taken_in_order_and_checked_against_the_bytes),
        TEST(test_meta_is_found_behind_long_scripts_of_the_head),
        TEST(test_guess_looks_at_the_text_beyond_the_ascii_of_the_head),
        TEST(test_damaged_utf8_stays_utf8),
        TEST(test_text_encoded_twice_is_decoded_twice),
        TEST(test_unknown_forced_label_is_refused),
        TEST(test_encoding_that_iconv_lacks_is_named),
        TEST(test_hostile_input_takes_linear_time),
        TEST(test_page_beyond_the_limit_is_refused),
        TEST(test_context_keeps_nothing_of_an_earlier_page),
        TEST(test_clean_folds_and_strips),
        TEST(test_clean_text_is_given_back_itself),
        TEST(test_clean_bounds_the_marks_on_one_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
