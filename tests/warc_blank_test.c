/* write: the record that takes the place of one that was taken out, of any length. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "write/write.h"

enum { DATE = 1795428000 };

static void write_file(const char *path, const struct base_buf *bytes)
{
    FILE *out = fopen(path, "w");

    assert_non_null(out);
    assert_int_equal(fwrite(bytes->ptr, 1, bytes->len, out), bytes->len);
    assert_int_equal(fclose(out), 0);
}

/* Two of LENGTH behind each other are read as two records, each at its place. */
static void assert_blank(const char *path, int64_t length)
{
    struct base_buf out = BASE_BUF_INIT;
    struct write_reader *reader;
    struct write_warc_record record;
    struct base_error e = {""};

    for (int i = 0; i < 2; i++)
        assert_int_equal(write_warc_blank(length, DATE, &out, &e), BASE_OK);
    assert_int_equal(out.len, 2 * length);
    write_file(path, &out);
    assert_int_equal(write_reader_open(path, &reader, &e), BASE_OK);
    for (int i = 0; i < 2; i++) {
        if (write_reader_next(reader, &record, &e) != BASE_OK)
            fail_msg("of %lld bytes: %s", (long long)length, e.text);
        assert_int_equal(record.offset, i * length);
        assert_true(record.seekable && record.type == WRITE_WARC_OTHER && record.date == DATE && !record.target.len);
        assert_true(write_warc_is_blank(&record));
    }
    assert_int_equal(write_reader_next(reader, &record, &e), BASE_MISSING);
    write_reader_close(reader);
    base_buf_free(&out);
}

static void test_any_length_has_one(void **state)
{
    static const int64_t around[] = {65535, 65540, 65553, 2 * 65540, 3 * 65540 + 18};
    char path[] = "/tmp/newsclip-blank-XXXXXX";
    int fd = mkstemp(path);

    (void)state;
    assert_true(fd >= 0);
    close(fd);
    for (int64_t length = 230; length < 300; length++)
        assert_blank(path, length);
    for (size_t i = 0; i < sizeof around / sizeof *around; i++)
        for (int64_t length = around[i] - 7; length < around[i] + 7; length++)
            assert_blank(path, length);
    unlink(path);
}

static void test_what_is_too_short_has_none(void **state)
{
    struct base_buf out = BASE_BUF_INIT;
    struct base_error e = {""};

    (void)state;
    for (int64_t length = -1; length < 150; length++)
        assert_int_equal(write_warc_blank(length, DATE, &out, &e), BASE_LIMIT);
    assert_int_equal(out.len, 0);
    base_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_length_has_one),
        cmocka_unit_test(test_what_is_too_short_has_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
