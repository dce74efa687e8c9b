/* base/coding.c: content codings undone, whole, in pieces, damaged, and as bombs. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

static const char text[] = "The ferry was late. The ferry is always late, and nobody on the pier would have it otherwise.";

/* The text above by brotli's own encoder. */
static const unsigned char brotli_text[] = {
    0x1b, 0x5c, 0x00, 0xe0, 0x9d, 0x07, 0x76, 0xac, 0xc3, 0xb2, 0x75, 0x0d, 0xa5, 0xb8, 0x78, 0x4d, 0x55, 0x86,
    0x96, 0xa6, 0xcd, 0xd2, 0xe0, 0xe8, 0x34, 0x48, 0x99, 0x5c, 0xde, 0x06, 0x71, 0x29, 0x93, 0x03, 0x0e, 0x39,
    0x60, 0xff, 0x96, 0xb4, 0xc0, 0x03, 0xd1, 0xc0, 0x02, 0x87, 0x1c, 0xf1, 0x31, 0x4c, 0xbe, 0x3a, 0x24, 0xf8,
    0x4e, 0x6f, 0xa9, 0x80, 0x68, 0x43, 0x22, 0x41, 0x6a, 0xa8, 0x84, 0xf3, 0xd0, 0xe3, 0xa2, 0xbb, 0x7e, 0xd5,
    0x85, 0xb5};

static struct base_buf deflated(struct base_str s, int window)
{
    struct base_buf out = BASE_BUF_INIT;
    z_stream z = {0};
    char room[1 << 16];

    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (Bytef *)(uintptr_t)s.ptr;
    z.avail_in = (uInt)s.len;
    do {
        z.next_out = (Bytef *)room;
        z.avail_out = sizeof room;
        deflate(&z, Z_FINISH);
        base_buf_add(&out, room, sizeof room - z.avail_out);
    } while (z.avail_out == 0);
    deflateEnd(&z);
    return out;
}

static struct base_buf zstd_of(struct base_str s)
{
    struct base_buf out = BASE_BUF_INIT;
    size_t room = ZSTD_compressBound(s.len);
    char *packed = malloc(room);

    base_buf_add(&out, packed, ZSTD_compress(packed, room, s.ptr, s.len, 3));
    free(packed);
    return out;
}

/* Feeds IN in pieces of STEP bytes. */
static int undo(enum base_coding coding, struct base_str in, size_t step, struct base_buf *out, struct base_error *e)
{
    struct base_decoder *d;
    int status = base_decoder_open(coding, &d, e);

    for (size_t at = 0; at < in.len && status == BASE_OK; at += step)
        status = base_decoder_feed(d, base_str_sub(in, at, at + step < in.len ? at + step : in.len), out, e);
    if (status == BASE_OK)
        status = base_decoder_finish(d, e);
    base_decoder_close(d);
    return status;
}

static void expect_text(enum base_coding coding, struct base_str in, struct base_str expected)
{
    for (size_t step = 1; step <= in.len; step = step * 3 + 1) {
        struct base_buf out = BASE_BUF_INIT;
        struct base_error e = {""};

        assert_int_equal(undo(coding, in, step, &out, &e), BASE_OK);
        assert_true(base_str_equal(base_buf_str(&out), expected));
        base_buf_free(&out);
    }
}

static void test_each_coding_is_undone_in_pieces_of_any_size(void **state)
{
    struct base_buf gzip = deflated(BASE_STR(text), 15 + 16), zlib = deflated(BASE_STR(text), 15);
    struct base_buf bare = deflated(BASE_STR(text), -15), zstd = zstd_of(BASE_STR(text));

    (void)state;
    expect_text(BASE_CODING_IDENTITY, BASE_STR(text), BASE_STR(text));
    expect_text(BASE_CODING_GZIP, base_buf_str(&gzip), BASE_STR(text));
    expect_text(BASE_CODING_DEFLATE, base_buf_str(&zlib), BASE_STR(text));
    expect_text(BASE_CODING_DEFLATE, base_buf_str(&bare), BASE_STR(text));
    expect_text(BASE_CODING_ZSTD, base_buf_str(&zstd), BASE_STR(text));
    base_buf_free(&gzip);
    base_buf_free(&zlib);
    base_buf_free(&bare);
    base_buf_free(&zstd);
}

static void test_brotli_is_undone(void **state)
{
    struct base_str in = {(const char *)brotli_text, sizeof brotli_text};

    (void)state;
    expect_text(BASE_CODING_BROTLI, in, BASE_STR(text));
}

static void test_members_follow_one_another_and_what_is_none_is_dropped(void **state)
{
    struct base_buf gzip = deflated(BASE_STR("one "), 15 + 16), more = deflated(BASE_STR("two"), 15 + 16);

    (void)state;
    base_buf_add_str(&gzip, base_buf_str(&more));
    expect_text(BASE_CODING_GZIP, base_buf_str(&gzip), BASE_STR("one two"));
    base_buf_add_z(&gzip, "\n<!-- served by b -->");
    expect_text(BASE_CODING_GZIP, base_buf_str(&gzip), BASE_STR("one two"));
    base_buf_free(&gzip);
    base_buf_free(&more);
}

static void test_damage_and_a_missing_end_are_told_and_keep_what_was_good(void **state)
{
    struct base_buf gzip = deflated(BASE_STR(text), 15 + 16), out = BASE_BUF_INIT;
    struct base_error e = {""};

    (void)state;
    assert_int_equal(undo(BASE_CODING_GZIP, base_str_sub(base_buf_str(&gzip), 0, gzip.len - 20), 7, &out, &e), BASE_INVALID);
    assert_string_equal(e.text, "gzip data that ends too early");
    assert_true(out.len > 10 && base_str_starts(BASE_STR(text), base_buf_str(&out)));
    base_buf_clear(&out);
    e.text[0] = '\0';
    gzip.ptr[gzip.len - 6] ^= 1; /* the checksum */
    assert_int_equal(undo(BASE_CODING_GZIP, base_buf_str(&gzip), 1000, &out, &e), BASE_INVALID);
    assert_string_equal(e.text, "damaged gzip data");
    assert_true(base_str_equal(base_buf_str(&out), BASE_STR(text)));
    e.text[0] = '\0';
    assert_int_equal(undo(BASE_CODING_BROTLI, BASE_STR("<!DOCTYPE html><p>not brotli at all</p>"), 5, &out, &e), BASE_INVALID);
    base_buf_free(&gzip);
    base_buf_free(&out);
}

static void test_bombs_stop_at_the_ratio_and_at_the_limit(void **state)
{
    size_t size = 8 << 20;
    char *zeros = calloc(size, 1);
    struct base_buf gzip = deflated((struct base_str){zeros, size}, 15 + 16), zstd = zstd_of((struct base_str){zeros, size});
    struct base_buf out = BASE_BUF_INIT, small = {.limit = 100000};
    struct base_error e = {""}, limit = {""};

    (void)state;
    assert_int_equal(undo(BASE_CODING_GZIP, base_buf_str(&gzip), gzip.len, &out, &e), BASE_LIMIT);
    assert_string_equal(e.text, "gzip data that grows to more than 200 times its size");
    assert_true(out.len < 3 << 20);
    base_buf_clear(&out);
    assert_int_equal(undo(BASE_CODING_ZSTD, base_buf_str(&zstd), 100, &out, &e), BASE_LIMIT);
    assert_int_equal(undo(BASE_CODING_GZIP, base_buf_str(&gzip), 100, &small, &limit), BASE_LIMIT);
    assert_string_equal(limit.text, "more than 100000 bytes when unpacked");
    base_buf_free(&gzip);
    base_buf_free(&zstd);
    base_buf_free(&out);
    base_buf_free(&small);
    free(zeros);
}

static void test_names_and_first_bytes(void **state)
{
    struct base_decoder *d;
    struct base_error e = {""};

    (void)state;
    assert_int_equal(base_coding_named(BASE_STR(" X-GZip ")), BASE_CODING_GZIP);
    assert_int_equal(base_coding_named(BASE_STR("br")), BASE_CODING_BROTLI);
    assert_int_equal(base_coding_named(BASE_STR("utf-8")), BASE_CODING_UNKNOWN);
    assert_int_equal(base_coding_seen(BASE_STR("\x1f\x8b\x08\x00")), BASE_CODING_GZIP);
    assert_int_equal(base_coding_seen(BASE_STR("\x28\xb5\x2f\xfd")), BASE_CODING_ZSTD);
    assert_int_equal(base_coding_seen(BASE_STR("<html>")), BASE_CODING_IDENTITY);
    assert_int_equal(base_decoder_open(BASE_CODING_UNKNOWN, &d, &e), BASE_INVALID);
}

static void test_what_is_behind_bytes_of_no_member_is_left_out_too(void **state)
{
    struct base_buf one = deflated(BASE_STR(text), 15 + 16), all = BASE_BUF_INIT;
    struct base_error e = {""};
    (void)state;

    base_buf_add_str(&all, base_buf_str(&one));
    base_buf_add_z(&all, "\r\n");
    base_buf_add_str(&all, base_buf_str(&one));
    for (size_t step = 1; step <= all.len; step++) {
        struct base_buf out = BASE_BUF_INIT;

        assert_int_equal(undo(BASE_CODING_GZIP, base_buf_str(&all), step, &out, &e), BASE_OK);
        assert_int_equal(out.len, sizeof text - 1);
        base_buf_free(&out);
    }
    base_buf_free(&all);
    base_buf_free(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_behind_bytes_of_no_member_is_left_out_too),
        cmocka_unit_test(test_each_coding_is_undone_in_pieces_of_any_size),
        cmocka_unit_test(test_brotli_is_undone),
        cmocka_unit_test(test_members_follow_one_another_and_what_is_none_is_dropped),
        cmocka_unit_test(test_damage_and_a_missing_end_are_told_and_keep_what_was_good),
        cmocka_unit_test(test_bombs_stop_at_the_ratio_and_at_the_limit),
        cmocka_unit_test(test_names_and_first_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
