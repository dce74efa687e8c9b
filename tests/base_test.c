/* base/: errors, log, strings, characters, files. */
#include "base_fixture.h"

#include <sys/stat.h>
#include <unistd.h>
#include <utf8proc.h>

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
    assert_true(base_pairs_may_begin(&pairs, text));
    assert_true(base_pairs_may_begin(&pairs, "lines")); /* its begin alone */
    assert_false(base_pairs_may_begin(&pairs, "neck"));
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
            text[i] = (char)(random >> 29 == 0 ? (unsigned char)"\t\r\n \v\f\b\x0E"[random >> 24 & 7] : random >> 20 & 0x7F);
            weight += !base_char_is_space((unsigned char)text[i]);
        }
        assert_int_equal(base_text_weight((struct base_str){text, len}), weight);
    }
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

int main(void)
{
    const struct CMUnitTest tests[] = {
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
        cmocka_unit_test(test_files_are_read_whole_up_to_a_limit),
        cmocka_unit_test(test_write_to_a_bad_descriptor_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
