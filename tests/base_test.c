/* base/: strings, UTF-8, arena, buffers, hashes, time, addresses, log, files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <utf8proc.h>

#include "base/base.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

static void assert_str(struct base_str got, const char *want)
{
    if (want == NULL) {
        if (got.ptr != NULL)
            fail_msg("got '%.*s', wanted none", (int)got.len, got.ptr);
        return;
    }
    if (got.ptr == NULL || !base_str_equal(got, base_str(want)))
        fail_msg("got '%.*s', wanted '%s'", (int)got.len, got.ptr ? got.ptr : "(none)", want);
}

/* ---- Errors and log ---- */

static void test_first_error_is_kept(void **state)
{
    (void)state;
    struct base_error e = {""};
    assert_int_equal(base_fail(&e, BASE_IO, "%s: no", "disk"), BASE_IO);
    assert_int_equal(base_fail(&e, BASE_LIMIT, "later"), BASE_LIMIT);
    assert_string_equal(e.text, "disk: no");
    assert_int_equal(base_fail(NULL, BASE_BUSY, "nobody listens"), BASE_BUSY);
}

static void test_error_text_is_one_clean_line(void **state)
{
    (void)state;
    struct base_error e = {""};
    base_fail(&e, BASE_INVALID, "a\nb\x1b[1m\xff" "c \xc2\x85 \xe2\x80\xae \xe4\xba\xba");
    assert_string_equal(e.text, "a?b?[1m?c ? ? \xe4\xba\xba");
}

static void test_long_error_is_cut_to_valid_utf8(void **state)
{
    (void)state;
    struct base_error e = {""};
    char text[901] = "x";
    for (size_t i = 1; i + 3 < sizeof text; i += 3)
        memcpy(text + i, "\xe4\xba\xba", 3);
    base_fail(&e, BASE_INVALID, "%s", text);
    assert_true(strlen(e.text) > 500);
    assert_true(base_utf8_valid(base_str(e.text)));
}

static void keep_line(void *context, enum base_log_level level, const char *line)
{
    snprintf(context, 64, "%d %s", (int)level, line);
}

static void test_log_drops_lines_above_its_level(void **state)
{
    (void)state;
    char kept[64] = "";
    struct base_log log = {keep_line, kept, BASE_LOG_WARNING};
    base_log(&log, BASE_LOG_INFO, "not this");
    assert_string_equal(kept, "");
    base_log(&log, BASE_LOG_WARNING, "this\t%d", 7);
    assert_string_equal(kept, "1 this?7");
    base_log(NULL, BASE_LOG_ERROR, "nowhere");
}

/* ---- Strings ---- */

static void test_comparisons(void **state)
{
    (void)state;
    assert_true(base_str_equal(BASE_STR_NONE, BASE_STR("")));
    assert_false(base_str_equal(BASE_STR("ab"), BASE_STR("aB")));
    assert_true(base_str_equal_nocase(BASE_STR("aB-\xc3\x84"), BASE_STR("Ab-\xc3\x84")));
    assert_false(base_str_equal_nocase(BASE_STR("[a"), BASE_STR("{a")));
    assert_true(base_str_starts(BASE_STR("abc"), BASE_STR("ab")));
    assert_false(base_str_starts(BASE_STR("a"), BASE_STR("ab")));
    assert_true(base_str_ends(BASE_STR("abc"), BASE_STR("bc")));
    assert_false(base_str_ends(BASE_STR("c"), BASE_STR("bc")));
    assert_true(base_str_compare(BASE_STR("a"), BASE_STR("ab")) < 0);
    assert_true(base_str_compare(BASE_STR("b"), BASE_STR("ab")) > 0);
    assert_true(base_str_compare(BASE_STR("\xff"), BASE_STR("a")) > 0);
    assert_int_equal(base_str_compare(BASE_STR_NONE, BASE_STR("")), 0);
}

static void test_find(void **state)
{
    (void)state;
    assert_int_equal(base_str_find(BASE_STR("a\0bc"), BASE_STR("bc")), 2);
    assert_int_equal(base_str_find(BASE_STR("abc"), BASE_STR("Bc")), SIZE_MAX);
    assert_int_equal(base_str_find(BASE_STR_NONE, BASE_STR("a")), SIZE_MAX);
    assert_int_equal(base_str_find(BASE_STR("abc"), BASE_STR("")), 0);
    assert_int_equal(base_str_find_nocase(BASE_STR("abc"), BASE_STR("Bc")), 1);
    assert_int_equal(base_str_find_nocase(BASE_STR("abc"), BASE_STR("cd")), SIZE_MAX);
    assert_int_equal(base_str_find_nocase(BASE_STR_NONE, BASE_STR("cd")), SIZE_MAX);
}

static void test_pairs_hold_every_word_of_their_text(void **state)
{
    static const char text[] = "a line: 相关阅读";
    struct base_pairs pairs;
    (void)state;
    base_pairs_make(&pairs, base_str(text));
    for (size_t from = 0; from < sizeof text; from++)
        assert_true(base_pairs_may_hold(&pairs, text + from));
    assert_false(base_pairs_may_hold(&pairs, "lines"));
    assert_false(base_pairs_may_hold(&pairs, "相阅"));
    base_pairs_make(&pairs, BASE_STR_NONE);
    assert_false(base_pairs_may_hold(&pairs, "ab"));
}

static void test_any_of_some_words_is_found_in_either_case(void **state)
{
    static const char *const words[] = {"date", "zeit", "/by/"};
    static const struct {
        const char *text;
        bool found;
    } cases[] = {{"post-date", true}, {"PubDate", true}, {"zeit", true}, {"dat", false}, {"d", false},
                 {"", false},         {"zei tdat e", false}, {"/BY/jane", true}, {"/by", false}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (base_str_has_any_nocase(base_str(cases[i].text), words, 3) != cases[i].found)
            fail_msg("%s", cases[i].text);
    assert_false(base_str_has_any_nocase(BASE_STR_NONE, words, 3));
}

static void test_find_nocase_sees_hits_across_its_windows(void **state)
{
    (void)state;
    enum { SIZE = 20000 };
    char *text = malloc(SIZE);
    assert_non_null(text);
    for (size_t at = 4000; at < 4200; at++) {
        memset(text, 'a', SIZE);
        memcpy(text + at, "NeEdLe", 6);
        assert_int_equal(base_str_find_nocase((struct base_str){text, SIZE}, BASE_STR("needle")), at);
    }
    memset(text, 'A', SIZE);
    char *needle = malloc(1000);
    assert_non_null(needle);
    memset(needle, 'a', 1000);
    needle[999] = 'b';
    text[15000] = 'B';
    assert_int_equal(base_str_find_nocase((struct base_str){text, SIZE}, (struct base_str){needle, 1000}), 15000 - 999);
    free(needle);
    free(text);
}

static void test_trim_knows_unicode_spaces(void **state)
{
    (void)state;
    assert_str(base_str_trim(BASE_STR("\xe3\x80\x80 \t a b\xc2\xa0\r\n")), "a b");
    assert_str(base_str_trim(BASE_STR(" \n ")), "");
    assert_str(base_str_trim(BASE_STR("\x85 \xe4\xba\xba \xff")), "\x85 \xe4\xba\xba \xff");
    assert_str(base_str_trim(BASE_STR_NONE), NULL);
}

static void test_next_sees_every_part(void **state)
{
    (void)state;
    static const char *const want[] = {"a", "", "b", ""};
    struct base_str rest = BASE_STR("a,,b,"), part;
    size_t n = 0;
    while (base_str_next(&rest, ',', &part))
        assert_str(part, n < COUNT(want) ? want[n++] : "(no more)");
    assert_int_equal(n, COUNT(want));
}

static void test_has_token(void **state)
{
    (void)state;
    assert_true(base_str_has_token(BASE_STR(" a\tbc\n d"), BASE_STR("bc")));
    assert_true(base_str_has_token(BASE_STR(" a\tbc\n d"), BASE_STR("d")));
    assert_false(base_str_has_token(BASE_STR(" a\tbc\n d"), BASE_STR("b")));
    assert_false(base_str_has_token(BASE_STR(" a "), BASE_STR("")));
}

static void test_to_size_takes_digits_only(void **state)
{
    (void)state;
    size_t n = 77;
    assert_true(base_str_to_size(BASE_STR("0012"), 12, &n));
    assert_int_equal(n, 12);
    static const char *const bad[] = {"", "13", "-1", "+1", " 1", "1x", "99999999999999999999999"};
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(base_str_to_size(base_str(bad[i]), 12, &n));
    assert_false(base_str_to_size(BASE_STR("18446744073709551616"), SIZE_MAX, &n));
    assert_true(base_str_to_size(BASE_STR("18446744073709551615"), SIZE_MAX, &n));
    assert_true(n == SIZE_MAX);
}

/* ---- UTF-8 and characters ---- */

static void test_malformed_utf8_gives_maximal_subparts(void **state)
{
    (void)state;
    /* Unicode, table 3-8, and its neighbours */
    struct base_str s = BASE_STR("a\xf1\x80\x80\xe1\x80\xc2"
                                 "b\x80"
                                 "c\x80\xbf" "d\xc0\xaf\xed\xa0\x80\xf4\x90\xe2\x82");
    static const uint32_t want[] = {'a', 0xFFFD, 0xFFFD, 0xFFFD, 'b',    0xFFFD, 'c',
                                    0xFFFD, 0xFFFD, 'd',    0xFFFD, 0xFFFD,
                                    0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD};
    size_t at = 0, n = 0;
    while (at < s.len) {
        uint32_t c = base_utf8_next(s, &at);
        assert_true(n < COUNT(want));
        assert_int_equal(c, want[n++]);
    }
    assert_int_equal(n, COUNT(want));
}

static void test_every_character_survives_utf8(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        char bytes[4];
        struct base_str s = {bytes, base_utf8_put(c, bytes)};
        size_t at = 0;
        bool surrogate = c >= 0xD800 && c <= 0xDFFF;
        if (base_utf8_next(s, &at) != (surrogate ? BASE_REPLACEMENT : c) || at != s.len || !base_utf8_valid(s))
            fail_msg("U+%04X", (unsigned)c);
    }
    char bytes[4];
    assert_int_equal(base_utf8_put(0x110000, bytes), 3);
}

static void test_valid_utf8(void **state)
{
    (void)state;
    assert_true(base_utf8_valid(BASE_STR("01234567\xef\xbf\xbd" "01234567\0")));
    assert_true(base_utf8_valid(BASE_STR_NONE));
    assert_false(base_utf8_valid(BASE_STR("0123456789\xed\xa0\x80")));
    assert_false(base_utf8_valid(BASE_STR("01234567\xe4\xba")));
    assert_false(base_utf8_valid(BASE_STR("\xc1\xbf")));
}

static void test_character_classes(void **state)
{
    (void)state;
    assert_true(base_char_is_space(0x3000) && base_char_is_space(0x85) && !base_char_is_space(0x200B));
    assert_true(base_char_is_alnum(0xE9) && base_char_is_alnum(0x4EBA) && base_char_is_alnum(0x0663));
    assert_true(base_char_is_alnum(0x0301) && !base_char_is_alnum(0x3002) && !base_char_is_alnum(0x110000));
    assert_true(base_char_is_upper('Z') && base_char_is_upper(0x0416) && !base_char_is_upper(0x0436));
    assert_true(base_char_is_cjk(0x4EBA) && base_char_is_cjk(0x3042) && base_char_is_cjk(0xD55C));
    assert_true(base_char_is_cjk(0x3105) && base_char_is_cjk(0x20000));
    assert_true(!base_char_is_cjk(0x3001) && !base_char_is_cjk(0xFF01) && !base_char_is_cjk('a'));
    assert_true(base_char_fold(0x0416) == 0x0436 && base_char_fold(0x03C2) == 0x03C3 && base_char_fold('Q') == 'q');
    assert_int_equal(base_char_fold(0xDF), 0xDF);
    assert_int_equal(base_text_weight(BASE_STR("a b\xe4\xba\xba\xe3\x80\x82")), 5);
}

static void test_classes_known_at_a_glance_are_those_of_the_tables(void **state)
{
    (void)state;
    for (uint32_t c = 0; c < 0x110000; c++) {
        utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
        bool alnum = category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
        utf8proc_int32_t folded[4];
        int last_class = 0;
        bool one = utf8proc_decompose_char((utf8proc_int32_t)c, folded, 4, UTF8PROC_CASEFOLD, &last_class) == 1;
        uint32_t fold = (uint32_t)(one ? folded[0] : utf8proc_tolower((utf8proc_int32_t)c));
        if (base_char_is_alnum(c) != alnum || base_char_fold(c) != fold)
            fail_msg("U+%04X", (unsigned)c);
    }
}

static void test_weight_is_the_same_by_words_and_by_characters(void **state)
{
    (void)state;
    char text[24];
    uint32_t random = 7;
    for (int round = 0; round < 20000; round++) {
        size_t len = (size_t)round % sizeof text, weight = 0;
        for (size_t i = 0; i < len; i++) {
            random = random * 1664525u + 1013904223u;
            text[i] = (char)(random >> 29 == 0 ? "\t\r\n \v\f\b\x0E"[random >> 24 & 7] : (char)(random >> 20 & 0x7F));
            weight += !base_char_is_space((unsigned char)text[i]);
        }
        assert_int_equal(base_text_weight((struct base_str){text, len}), weight);
    }
}

/* ---- Arena and buffer ---- */

static void test_arena_gives_zeroed_aligned_memory_again_after_reset(void **state)
{
    (void)state;
    struct base_arena a;
    base_arena_init(&a, 0);
    for (int round = 0; round < 3; round++) {
        for (size_t size = 1; size < 100000; size = size * 3 + 1) {
            unsigned char *p = base_arena_alloc(&a, 1, size);
            assert_non_null(p);
            assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
            for (size_t i = 0; i < size; i++)
                assert_int_equal(p[i], 0);
            memset(p, 0xEE, size);
        }
        base_arena_reset(&a);
        assert_int_equal(a.used, 0);
    }
    base_arena_free(&a);
}

static void test_arena_failure_is_sticky(void **state)
{
    (void)state;
    struct base_arena a;
    base_arena_init(&a, 1000);
    assert_non_null(base_arena_alloc(&a, 10, 16));
    assert_null(base_arena_alloc(&a, 1000, 1));
    assert_true(a.failed);
    assert_null(base_arena_alloc(&a, 1, 1));
    assert_string_equal(base_arena_cstr(&a, BASE_STR("x")), "");
    assert_str(base_arena_printf(&a, "%d", 1), NULL);
    base_arena_reset(&a);
    assert_non_null(base_arena_alloc(&a, 1, 1));
    base_arena_free(&a);
    assert_null(base_arena_alloc(&a, SIZE_MAX / 2, 3));
    assert_true(a.failed);
    base_arena_free(&a);
}

static void test_arena_array_grows_and_keeps_its_items(void **state)
{
    (void)state;
    struct base_arena a;
    base_arena_init(&a, 0);
    size_t *first = NULL, *second = NULL, first_room = 0, second_room = 0;
    for (size_t i = 0; i < 10000; i++) {
        first = base_arena_grow(&a, first, i, &first_room, sizeof *first);
        assert_non_null(first);
        first[i] = i;
        if (i % 3 == 0) { /* something in between, so that both ways of growing are taken */
            second = base_arena_grow(&a, second, i / 3, &second_room, sizeof *second);
            assert_non_null(second);
            second[i / 3] = ~i;
        }
    }
    for (size_t i = 0; i < 10000; i++) {
        assert_int_equal(first[i], i);
        assert_int_equal(second[i / 3], ~(i / 3 * 3));
    }
    size_t room = first_room;
    assert_ptr_equal(base_arena_grow(&a, first, 1, &room, sizeof *first), first);
    room = SIZE_MAX / 4;
    assert_null(base_arena_grow(&a, first, room, &room, sizeof *first));
    assert_true(a.failed);
    base_arena_free(&a);
}

static void test_arena_array_grows_where_it_stands_with_zeros(void **state)
{
    (void)state;
    struct base_arena a;
    base_arena_init(&a, 0);
    char *before = base_arena_alloc(&a, 5000, 1);
    assert_non_null(before);
    memset(before, 0xEE, 5000); /* must not show after the reset */
    base_arena_reset(&a);
    size_t room = 0, *last = base_arena_grow(&a, NULL, 0, &room, sizeof *last), *grown;
    memset(last, 0xEE, room * sizeof *last);
    size_t old = room;
    grown = base_arena_grow(&a, last, old, &room, sizeof *last);
    assert_ptr_equal(grown, last);
    for (size_t i = old; i < room; i++)
        assert_int_equal(grown[i], 0);
    a.limit = a.used + 8;
    assert_null(base_arena_grow(&a, grown, room, &room, sizeof *last));
    assert_true(a.failed);
    base_arena_free(&a);
}

static void test_arena_strings(void **state)
{
    (void)state;
    struct base_arena a;
    base_arena_init(&a, 0);
    struct base_str_list list = {0};
    struct base_str copy = base_arena_str(&a, BASE_STR("x\0y"));
    assert_int_equal(copy.len, 3);
    assert_memory_equal(copy.ptr, "x\0y", 4);
    assert_str(base_arena_str(&a, BASE_STR_NONE), NULL);
    assert_str(base_arena_printf(&a, "%s-%03d", "n", 7), "n-007");
    for (int i = 0; i < 100; i++)
        base_str_list_add(&a, &list, base_arena_printf(&a, "%d", i));
    assert_int_equal(list.count, 100);
    assert_true(base_str_list_has(&list, BASE_STR("99")));
    assert_false(base_str_list_has(&list, BASE_STR("100")));
    base_arena_free(&a);
}

static void test_buffer_appends_and_ends_in_nul(void **state)
{
    (void)state;
    struct base_buf b = BASE_BUF_INIT;
    base_buf_add(&b, "a\0", 2);
    base_buf_add_z(&b, "b");
    base_buf_add_char(&b, 'c');
    base_buf_add_utf8(&b, 0x4EBA);
    base_buf_printf(&b, "%300d", 5);
    assert_false(b.failed);
    assert_int_equal(b.len, 307);
    assert_memory_equal(b.ptr, "a\0bc\xe4\xba\xba ", 8);
    assert_int_equal(b.ptr[307], 0);
    base_buf_clear(&b);
    assert_int_equal(b.len, 0);
    base_buf_free(&b);
    assert_null(b.ptr);
}

static void test_buffer_over_its_limit_fails_for_good(void **state)
{
    (void)state;
    struct base_buf b = {.limit = 4};
    assert_true(base_buf_add_z(&b, "abc"));
    assert_false(base_buf_add_z(&b, "de"));
    assert_false(base_buf_add_z(&b, "f"));
    assert_str(base_buf_str(&b), "abc");
    base_buf_free(&b);
    assert_int_equal(b.limit, 4);
}

static void test_json_strings_are_escaped(void **state)
{
    (void)state;
    struct base_buf b = BASE_BUF_INIT;
    base_buf_add_json(&b, BASE_STR("\"\\/\n\t\r\b\f\x01\x00\x7f\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa\xe2\x82\xac"));
    assert_str(base_buf_str(&b),
               "\"\\\"\\\\/\\n\\t\\r\\b\\f\\u0001\\u0000\\u007f\\u2028\\u2029\xe2\x80\xaa\xe2\x82\xac\"");
    base_buf_clear(&b);
    base_buf_add_json(&b, BASE_STR_NONE);
    assert_str(base_buf_str(&b), "\"\"");
    base_buf_free(&b);
}

static void test_hashes_are_those_of_xxhash(void **state)
{
    (void)state;
    char hex[33];
    base_hash128_hex(base_hash128(BASE_STR("")), hex); /* the published value of XXH3-128 of nothing */
    assert_string_equal(hex, "99aa06d3014798d86001c324468d497f");
    assert_true(base_hash64(BASE_STR_NONE) == UINT64_C(0x2d06800538d394c2));
    assert_true(base_hash64(BASE_STR("a")) != base_hash64(BASE_STR("b")));
}

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

/* ---- Addresses ---- */

static const char base_page[] = "https://news.example.com:8443/a/b/page.html?x=1&y=2";

static const struct {
    const char *base, *ref, *url;
} resolutions[] = {
    /* absolute */
    {NULL, "http://example.com", "http://example.com/"},
    {NULL, "HTTPS://EXAMPLE.com:443/A?B#c", "https://example.com/A?B"},
    {NULL, "http://example.com:80", "http://example.com/"},
    {NULL, "http://example.com:/x", "http://example.com/x"},
    {NULL, "http://example.com:0081/x", "http://example.com:81/x"},
    {NULL, "https://example.com:80/x", "https://example.com:80/x"},
    {NULL, "http://example.com:65536/", NULL},
    {NULL, "http://example.com:8a/", NULL},
    {NULL, "  http://x/ a", "http://x/%20a"},
    {NULL, "\n ht\ntp://x\t/a\r\nb \x01", "http://x/ab"},
    {NULL, "http:\\\\x\\a\\..\\b", "http://x/b"},
    {NULL, "http:x", "http://x/"},
    {NULL, "http:////x/y", "http://x/y"},
    {NULL, "http://user:p@ss@Example.com/", "http://example.com/"},
    {NULL, "http://example.com?q", "http://example.com/?q"},
    {NULL, "http://example.com\\@evil.example/", "http://example.com/@evil.example/"},
    {NULL, "http://m\xc3\xbcnchen.example/", "http://m\xc3\xbcnchen.example/"},
    {NULL, "http://ex%61mple.com/", "http://example.com/"},
    {NULL, "http://a b/", NULL},
    {NULL, "http://a<b/", NULL},
    {NULL, "http://", NULL},
    {NULL, "http:///", NULL},
    {NULL, "http://@/", NULL},
    {NULL, "http://[::1]:8080/x", "http://[::1]:8080/x"},
    {NULL, "http://[0:0::1]/", "http://[::1]/"},
    {NULL, "http://[::1", NULL},
    {NULL, "http://[fe80::1%25eth0]/", NULL},
    {NULL, "http://127.0.0.1:8000/", "http://127.0.0.1:8000/"},
    {NULL, "http://0x7f.1/", "http://127.0.0.1/"},
    {NULL, "http://2130706433/", "http://127.0.0.1/"},
    {NULL, "http://1.2.3.4.5/", NULL},
    {NULL, "http://256.1.1.1/", NULL},
    {NULL, "http://x.0x/", NULL},
    {NULL, "http://7host/", "http://7host/"},
    {NULL, "http://node.3x/", "http://node.3x/"},
    {NULL, "http://1.example.com/", "http://1.example.com/"},
    {NULL, "ftp://example.com/", NULL},
    {NULL, "javascript:alert(1)", NULL},
    {NULL, "mailto:a@example.com", NULL},
    {NULL, "data:text/html,x", NULL},
    {NULL, "/a", NULL},
    {NULL, "//x/a", NULL},
    {NULL, "", NULL},
    {NULL, NULL, NULL},
    /* paths */
    {NULL, "http://x/a/./b/../c/%2E%2e/d/.", "http://x/a/d/"},
    {NULL, "http://x/../../a", "http://x/a"},
    {NULL, "http://x/a/..", "http://x/"},
    {NULL, "http://x/a//b/", "http://x/a//b/"},
    {NULL, "http://x/...", "http://x/..."},
    {NULL, "http://x/\xe6\x96\xb0\xe9\x97\xbb?q=\xe6\x96\xb0'\"", "http://x/%E6%96%B0%E9%97%BB?q=%E6%96%B0%27%22"},
    {NULL, "http://x/%zz{a}|`^", "http://x/%zz%7Ba%7D|%60%5E"},
    {NULL, "http://x/?a/../b?c", "http://x/?a/../b?c"},
    /* relative */
    {base_page, "", base_page},
    {base_page, "#top", base_page},
    {base_page, "?q", "https://news.example.com:8443/a/b/page.html?q"},
    {base_page, "c.html", "https://news.example.com:8443/a/b/c.html"},
    {base_page, "./c.html#x", "https://news.example.com:8443/a/b/c.html"},
    {base_page, "../c.html?z", "https://news.example.com:8443/a/c.html?z"},
    {base_page, "../../../../c", "https://news.example.com:8443/c"},
    {base_page, ".", "https://news.example.com:8443/a/b/"},
    {base_page, "/", "https://news.example.com:8443/"},
    {base_page, "/\xe2\x82\xac x", "https://news.example.com:8443/%E2%82%AC%20x"},
    {base_page, "\\x\\y", "https://news.example.com:8443/x/y"},
    {base_page, "//host/x", "https://host/x"},
    {base_page, "///host/x", "https://host/x"},
    {base_page, "\\\\host\\x", "https://host/x"},
    {base_page, "https:c", "https://news.example.com:8443/a/b/c"},
    {base_page, "https:/c", "https://news.example.com:8443/c"},
    {base_page, "http:/c/d", "http://c/d"},
    {base_page, "http://o.example/", "http://o.example/"},
    {base_page, "a:b", NULL},
    {base_page, "./a:b", "https://news.example.com:8443/a/b/a:b"},
    {base_page, "1:2", "https://news.example.com:8443/a/b/1:2"},
    {base_page, "mailto:x@example.com", NULL},
    {"http://x/", "a", "http://x/a"},
    {"http://x/?q#", "a", "http://x/a"},
    {"nonsense", "a", NULL},
    {"ftp://x/", "/a", NULL},
};

static void test_addresses_are_resolved(void **state)
{
    (void)state;
    struct base_arena a;
    base_arena_init(&a, 0);
    for (size_t i = 0; i < COUNT(resolutions); i++) {
        struct base_str got = base_url_resolve(&a, base_str(resolutions[i].base), base_str(resolutions[i].ref));
        const char *want = resolutions[i].url;
        if (want == NULL ? got.ptr != NULL : !base_str_equal(got, base_str(want)))
            fail_msg("'%s' gave '%s', wanted '%s'", resolutions[i].ref,
                     got.ptr ? got.ptr : "none", want ? want : "none");
    }
    base_arena_free(&a);
}

static void test_resolved_addresses_stay_as_they_are(void **state)
{
    (void)state;
    struct base_arena a;
    base_arena_init(&a, 0);
    for (size_t i = 0; i < COUNT(resolutions); i++) {
        if (resolutions[i].url == NULL)
            continue;
        assert_str(base_url_resolve(&a, BASE_STR_NONE, base_str(resolutions[i].url)), resolutions[i].url);
        assert_str(base_url_resolve(&a, base_str(base_page), base_str(resolutions[i].url)), resolutions[i].url);
    }
    base_arena_free(&a);
}

static void test_libcurl_reads_the_same_host_and_path(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(resolutions); i++) {
        struct base_str url = base_str(resolutions[i].url);
        if (url.ptr == NULL)
            continue;
        CURLU *parser = curl_url();
        char *host = NULL, *path = NULL, *port = NULL;
        assert_int_equal(curl_url_set(parser, CURLUPART_URL, url.ptr, CURLU_PATH_AS_IS), CURLUE_OK);
        assert_int_equal(curl_url_get(parser, CURLUPART_HOST, &host, 0), CURLUE_OK);
        assert_int_equal(curl_url_get(parser, CURLUPART_PATH, &path, 0), CURLUE_OK);
        assert_int_equal(curl_url_get(parser, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT), CURLUE_OK);
        assert_str(base_url_host(url), host);
        assert_str(base_url_path(url), path);
        assert_int_equal(base_url_port(url), atoi(port));
        curl_free(host);
        curl_free(path);
        curl_free(port);
        curl_url_cleanup(parser);
    }
}

static void test_addresses_have_a_cap(void **state)
{
    (void)state;
    struct base_arena a;
    base_arena_init(&a, 0);
    char *text = malloc(BASE_LIMIT_URL_BYTES + 2);
    assert_non_null(text);
    memset(text, 'a', BASE_LIMIT_URL_BYTES + 2);
    memcpy(text, "http://x/", 9);
    assert_int_equal(base_url_resolve(&a, BASE_STR_NONE, (struct base_str){text, BASE_LIMIT_URL_BYTES}).len,
                     BASE_LIMIT_URL_BYTES);
    assert_str(base_url_resolve(&a, BASE_STR_NONE, (struct base_str){text, BASE_LIMIT_URL_BYTES + 1}), NULL);
    memset(text + 9, ' ', BASE_LIMIT_URL_BYTES - 10); /* too long only once it is percent-encoded */
    assert_str(base_url_resolve(&a, BASE_STR_NONE, (struct base_str){text, BASE_LIMIT_URL_BYTES}), NULL);
    free(text);
    base_arena_free(&a);
}

static void test_parts_of_addresses(void **state)
{
    (void)state;
    struct base_str url = base_str(base_page);
    assert_str(base_url_scheme(url), "https");
    assert_str(base_url_host(url), "news.example.com");
    assert_str(base_url_origin(url), "https://news.example.com:8443");
    assert_str(base_url_path(url), "/a/b/page.html");
    assert_str(base_url_query(url), "x=1&y=2");
    assert_int_equal(base_url_port(url), 8443);
    url = BASE_STR("http://[::1]/");
    assert_str(base_url_host(url), "[::1]");
    assert_str(base_url_path(url), "/");
    assert_str(base_url_query(url), NULL);
    assert_int_equal(base_url_port(url), 80);
    assert_str(base_url_host(BASE_STR("nonsense")), NULL);
    assert_str(base_url_scheme(BASE_STR_NONE), NULL);
}

static void test_site_of_a_host(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"example.com", "example.com"},       {"a.b.example.com", "example.com"},
        {"news.example.co.uk", "example.co.uk"}, {"www.example.com.cn", "example.com.cn"},
        {"example.ne.jp", "example.ne.jp"},   {"co.uk", "co.uk"},
        {"a.example.de", "example.de"},       {"localhost", "localhost"},
        {"127.0.0.1", "127.0.0.1"},           {"[::1]", "[::1]"},
        {"a.example.com.", "example.com"},    {"", ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_str(base_url_site(base_str(rows[i][0])), rows[i][1]);
}

static void test_key_of_an_article(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"https://www.example.com/a/", "example.com/a"},
        {"http://example.com/", "example.com"},
        {"http://example.com:8080/a?id=7", "example.com:8080/a?id=7"},
        {"http://m.example.com/a", "m.example.com/a"},
        {"http://x/a/?utm_source=b&id=7&FBCLID=1", "x/a?id=7"},
        {"http://x/a?utm_source=b&gclid=&&", "x/a"},
        {"http://x/a?spmx=1&reference=2", "x/a?spmx=1&reference=2"},
        {"nonsense", NULL},
    };
    struct base_arena a;
    base_arena_init(&a, 0);
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_str(base_url_key(&a, base_str(rows[i][0])), rows[i][1]);
    base_arena_free(&a);
}

/* ---- Files ---- */

static void test_files_are_read_whole_up_to_a_limit(void **state)
{
    (void)state;
    char dir[] = "/tmp/newsclip-base-XXXXXX", deep[64], path[80];
    struct base_buf b = BASE_BUF_INIT;
    struct base_error e = {""};
    assert_non_null(mkdtemp(dir));
    snprintf(deep, sizeof deep, "%s/a/b//c", dir);
    assert_int_equal(base_file_make_dirs(deep, &e), BASE_OK);
    assert_int_equal(base_file_make_dirs(deep, &e), BASE_OK);
    snprintf(path, sizeof path, "%s/file", deep);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(base_file_write_all(fileno(f), "ab\0cd", 5), BASE_OK);
    fclose(f);
    assert_int_equal(base_file_read(path, 5, &b, &e), BASE_OK);
    assert_int_equal(b.len, 5);
    assert_memory_equal(b.ptr, "ab\0cd", 6);
    assert_int_equal(base_file_read(path, 4, &b, &e), BASE_LIMIT);
    assert_non_null(strstr(e.text, path));
    e.text[0] = '\0';
    assert_int_equal(base_file_read(deep, 4, &b, &e), BASE_INVALID);
    assert_non_null(strstr(e.text, "directory"));
    assert_int_equal(base_file_make_dirs(path, NULL), BASE_IO);
    unlink(path);
    e.text[0] = '\0';
    assert_int_equal(base_file_read(path, 4, &b, &e), BASE_MISSING);
    assert_non_null(strstr(e.text, path));
    assert_int_equal(base_file_make_dirs("", NULL), BASE_INVALID);
    snprintf(path, sizeof path, "%s/a/b/c", dir);
    while (strlen(path) >= strlen(dir) && rmdir(path) == 0)
        *strrchr(path, '/') = '\0';
    assert_int_not_equal(access(dir, F_OK), 0);
    base_buf_free(&b);
}

static void test_write_to_a_bad_descriptor_is_an_error(void **state)
{
    (void)state;
    assert_int_equal(base_file_write_all(-1, "x", 1), BASE_IO);
    assert_int_equal(base_file_write_all(-1, "", 0), BASE_OK);
}

static void test_a_set_knows_each_member_once(void **state)
{
    struct base_set set = {0};

    (void)state;
    for (uint64_t i = 0; i < 5000; i++)
        assert_true(base_set_add(&set, i * 0x9e3779b97f4a7c15u));
    for (uint64_t i = 0; i < 5000; i++)
        assert_false(base_set_add(&set, i * 0x9e3779b97f4a7c15u));
    assert_int_equal(set.count, 5000);
    assert_true(base_set_has(&set, 0));
    assert_true(base_set_has(&set, 4999 * 0x9e3779b97f4a7c15u));
    assert_false(base_set_has(&set, 5000 * 0x9e3779b97f4a7c15u));
    base_set_free(&set);
    assert_false(base_set_has(&set, 7));
    assert_true(base_set_add(&set, 7));
    base_set_free(&set);
}

static const struct {
    const char *in;
    bool quotes;
    const char *out;
    size_t used; /* 0: all of it */
} mended[] = {
    {"{\"a\":\"one\ntwo\\u0000three\"}", false, "{\"a\":\"one\\ntwo three\"}", 0},
    {"[\"\\ud83d\\ude00 \\ud83d \\ude00\"]", false, "[\"\\ud83d\\ude00 \xEF\xBF\xBD \xEF\xBF\xBD\"]", 0},
    {"{\"a\":[1,2,],}", false, "{\"a\":[1,2 ] }", 0},
    {"[12345678901234567890, 1e999, 007, 1.5]", false, "[\"12345678901234567890\", \"1e999\", \"007\", 1.5]", 0},
    {"[\"it\\'s\", \"a\tb\"]", false, "[\"it's\", \"a b\"]", 0},
    {"{\"a\":\"the \"old\" bridge\",\"b\":1}", true, "{\"a\":\"the \\\"old\\\" bridge\",\"b\":1}", 0},
    {"/* note */ {\"a\": 1} // end", false, " {\"a\": 1}", 19},
    {"<!-- [true, false, null] -->", false, " [true, false, null]", 24},
    {"{a: 'it is \"so\"', $b_1: undefined, c: !0, d: [!1, NaN, name]};var x", false,
     "{\"a\": \"it is \\\"so\\\"\", \"$b_1\": null, \"c\": true, \"d\": [false, null, null]}", 61},
    {"\"\\x3Cp\\x3E\" rest", false, "\"\\u003Cp\\u003E\"", 11},
    {"{\"a\":\"cut", false, "{\"a\":\"cut\"", 0},
    {"\"\\", false, "\"\"", 0},
    {"", false, "", 0},
};

static void test_json_of_pages_is_mended(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof mended / sizeof mended[0]; i++) {
        struct base_buf out = BASE_BUF_INIT;
        struct base_str in = base_str(mended[i].in);
        size_t used = base_json_mend(in, mended[i].quotes, &out);
        if (!base_str_equal(base_buf_str(&out), base_str(mended[i].out)))
            fail_msg("%s gives %.*s", mended[i].in, BASE_STR_ARG(base_buf_str(&out)));
        if (used != (mended[i].used ? mended[i].used : in.len))
            fail_msg("%s ends at %zu", mended[i].in, used);
        base_buf_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_of_pages_is_mended),
        cmocka_unit_test(test_a_set_knows_each_member_once),
        cmocka_unit_test(test_first_error_is_kept),
        cmocka_unit_test(test_error_text_is_one_clean_line),
        cmocka_unit_test(test_long_error_is_cut_to_valid_utf8),
        cmocka_unit_test(test_log_drops_lines_above_its_level),
        cmocka_unit_test(test_comparisons),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_pairs_hold_every_word_of_their_text),
        cmocka_unit_test(test_any_of_some_words_is_found_in_either_case),
        cmocka_unit_test(test_find_nocase_sees_hits_across_its_windows),
        cmocka_unit_test(test_trim_knows_unicode_spaces),
        cmocka_unit_test(test_next_sees_every_part),
        cmocka_unit_test(test_has_token),
        cmocka_unit_test(test_to_size_takes_digits_only),
        cmocka_unit_test(test_malformed_utf8_gives_maximal_subparts),
        cmocka_unit_test(test_every_character_survives_utf8),
        cmocka_unit_test(test_valid_utf8),
        cmocka_unit_test(test_character_classes),
        cmocka_unit_test(test_classes_known_at_a_glance_are_those_of_the_tables),
        cmocka_unit_test(test_weight_is_the_same_by_words_and_by_characters),
        cmocka_unit_test(test_arena_gives_zeroed_aligned_memory_again_after_reset),
        cmocka_unit_test(test_arena_failure_is_sticky),
        cmocka_unit_test(test_arena_array_grows_and_keeps_its_items),
        cmocka_unit_test(test_arena_array_grows_where_it_stands_with_zeros),
        cmocka_unit_test(test_arena_strings),
        cmocka_unit_test(test_buffer_appends_and_ends_in_nul),
        cmocka_unit_test(test_buffer_over_its_limit_fails_for_good),
        cmocka_unit_test(test_json_strings_are_escaped),
        cmocka_unit_test(test_hashes_are_those_of_xxhash),
        cmocka_unit_test(test_zones_have_their_summers),
        cmocka_unit_test(test_what_is_no_zone_is_none),
        cmocka_unit_test(test_times_are_formatted),
        cmocka_unit_test(test_every_day_survives_formatting),
        cmocka_unit_test(test_times_are_parsed),
        cmocka_unit_test(test_addresses_are_resolved),
        cmocka_unit_test(test_resolved_addresses_stay_as_they_are),
        cmocka_unit_test(test_libcurl_reads_the_same_host_and_path),
        cmocka_unit_test(test_addresses_have_a_cap),
        cmocka_unit_test(test_parts_of_addresses),
        cmocka_unit_test(test_site_of_a_host),
        cmocka_unit_test(test_key_of_an_article),
        cmocka_unit_test(test_files_are_read_whole_up_to_a_limit),
        cmocka_unit_test(test_write_to_a_bad_descriptor_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
