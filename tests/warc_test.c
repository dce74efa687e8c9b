/* write/: WARC records read, whole and damaged, and the pages in them. */
#include "write/write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

static char path[64];

static int set_up(void **state)
{
    int fd;

    (void)state;
    strcpy(path, "/tmp/newsclip-warc-XXXXXX");
    fd = mkstemp(path);
    return fd < 0 || close(fd);
}

static int tear_down(void **state)
{
    (void)state;
    return unlink(path);
}

static void save(const struct base_buf *bytes)
{
    int fd = open(path, O_WRONLY | O_TRUNC);

    assert_true(fd >= 0);
    assert_int_equal(base_file_write_all(fd, bytes->ptr, bytes->len), BASE_OK);
    close(fd);
}

/* ---- Making files ---- */

static void add_record(struct base_buf *out, const char *type, const char *target, struct base_str block)
{
    base_buf_printf(out, "WARC/1.1\r\nWARC-Type: %s\r\nWARC-Target-URI: <%s>\r\nWARC-Record-ID: <urn:uuid:%s>\r\n", type,
                    target, target);
    base_buf_printf(out, "warc-date: 2024-05-06T07:08:09.123Z\r\nContent-Length:%zu\r\n\r\n", block.len);
    base_buf_add_str(out, block);
    base_buf_add_z(out, "\r\n\r\n");
}

static void add_page(struct base_buf *out, const char *target, const char *headers, struct base_str body)
{
    struct base_buf block = BASE_BUF_INIT;

    base_buf_printf(&block, "HTTP/1.1 200 OK\r\n%s\r\n", headers);
    base_buf_add_str(&block, body);
    add_record(out, "response", target, base_buf_str(&block));
    base_buf_free(&block);
}

static void add_gzip(struct base_buf *out, struct base_str s)
{
    z_stream z = {0};
    size_t room = s.len + 1000;
    char *packed = malloc(room);

    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (Bytef *)(uintptr_t)s.ptr;
    z.avail_in = (uInt)s.len;
    z.next_out = (Bytef *)packed;
    z.avail_out = (uInt)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    base_buf_add(out, packed, room - z.avail_out);
    deflateEnd(&z);
    free(packed);
}

static void add_zstd(struct base_buf *out, struct base_str s, struct base_str dictionary)
{
    ZSTD_CCtx *c = ZSTD_createCCtx();
    size_t room = ZSTD_compressBound(s.len), n;
    char *packed = malloc(room);

    ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
    ZSTD_CCtx_loadDictionary(c, dictionary.ptr, dictionary.len);
    n = ZSTD_compress2(c, packed, room, s.ptr, s.len);
    assert_false(ZSTD_isError(n));
    base_buf_add(out, packed, n);
    ZSTD_freeCCtx(c);
    free(packed);
}

enum packing { PLAIN, GZIP, GZIP_WHOLE, ZSTD, ZSTD_DICTIONARY, ZSTD_PACKED_DICTIONARY, PACKINGS };

static const char words[] = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><p>page of the harbour master ";

static void add_dictionary(struct base_buf *out, bool packed)
{
    struct base_buf content = BASE_BUF_INIT;
    unsigned char size[4];

    if (packed)
        add_zstd(&content, BASE_STR(words), BASE_STR_NONE);
    else
        base_buf_add_str(&content, BASE_STR(words));
    for (int i = 0; i < 4; i++)
        size[i] = (unsigned char)(content.len >> 8 * i);
    base_buf_add(out, "\x5d\x2a\x4d\x18", 4);
    base_buf_add(out, size, 4);
    base_buf_add_str(out, base_buf_str(&content));
    base_buf_free(&content);
}

static void add_packed(struct base_buf *out, struct base_str record, enum packing packing)
{
    switch (packing) {
    case GZIP: add_gzip(out, record); break;
    case ZSTD: add_zstd(out, record, BASE_STR_NONE); break;
    case ZSTD_DICTIONARY:
    case ZSTD_PACKED_DICTIONARY: add_zstd(out, record, BASE_STR(words)); break;
    default: base_buf_add_str(out, record); break;
    }
}

/* Five pages, http://h/1 to 5; STARTS tells where each begins in the file. */
static void make(enum packing packing, size_t body, struct base_buf *out, size_t starts[5])
{
    if (packing == ZSTD_DICTIONARY || packing == ZSTD_PACKED_DICTIONARY)
        add_dictionary(out, packing == ZSTD_PACKED_DICTIONARY);
    for (int i = 0; i < 5; i++) {
        struct base_buf record = BASE_BUF_INIT, text = BASE_BUF_INIT;
        char target[32];

        snprintf(target, sizeof target, "http://h/%d", i + 1);
        base_buf_printf(&text, "<html><p>page %d ", i + 1);
        for (uint32_t n = (uint32_t)i + 1; text.len < body; n = n * 1664525 + 1013904223)
            base_buf_printf(&text, "%x ", n);
        add_page(&record, target, "Content-Type: text/html\r\n", base_buf_str(&text));
        starts[i] = out->len;
        add_packed(out, base_buf_str(&record), packing);
        base_buf_free(&record);
        base_buf_free(&text);
    }
    if (packing == GZIP_WHOLE) {
        struct base_buf whole = BASE_BUF_INIT;

        add_gzip(&whole, base_buf_str(out));
        base_buf_free(out);
        *out = whole;
    }
}

/* ---- Reading them ---- */

/* The last characters of each target in the order read, '!' for damage; offsets of all. */
static void read_all(char *seen, int64_t *offsets)
{
    struct write_reader *reader;
    struct write_warc_record record;
    struct base_error e = {""};
    size_t n = 0;
    int status;

    assert_int_equal(write_reader_open(path, &reader, &e), BASE_OK);
    assert_true(write_reader_is_warc(reader));
    while ((status = write_reader_next(reader, &record, &e)) != BASE_MISSING && n < 20) {
        assert_true(status == BASE_OK || status == BASE_INVALID);
        offsets[n] = record.offset;
        seen[n++] = status == BASE_OK ? record.target.ptr[record.target.len - 1] : '!';
        e.text[0] = '\0';
    }
    seen[n] = '\0';
    write_reader_close(reader);
}

static void test_every_packing_gives_the_same_records(void **state)
{
    (void)state;
    for (enum packing packing = PLAIN; packing < PACKINGS; packing++) {
        struct base_buf file = BASE_BUF_INIT;
        size_t starts[5];
        int64_t offsets[20];
        char seen[24];

        make(packing, 200000, &file, starts);
        save(&file);
        read_all(seen, offsets);
        assert_string_equal(seen, "12345");
        for (int i = 0; i < 5; i++)
            assert_int_equal(offsets[i], starts[i]);
        base_buf_free(&file);
    }
}

static void test_a_record_says_what_it_is(void **state)
{
    struct base_buf file = BASE_BUF_INIT;
    struct write_reader *reader;
    struct write_warc_record r;
    struct base_error e = {""};

    (void)state;
    add_record(&file, "warcinfo", "x", BASE_STR("software: a\r\n"));
    add_record(&file, "revisit", "http://h/2", BASE_STR(""));
    save(&file);
    assert_int_equal(write_reader_open(path, &reader, &e), BASE_OK);
    assert_int_equal(write_reader_next(reader, &r, &e), BASE_OK);
    assert_int_equal(r.type, WRITE_WARC_OTHER);
    assert_true(base_str_equal(r.block, BASE_STR("software: a\r\n")));
    assert_int_equal(write_reader_next(reader, &r, &e), BASE_OK);
    assert_int_equal(r.type, WRITE_WARC_REVISIT);
    assert_true(base_str_equal(r.target, BASE_STR("http://h/2")));
    assert_true(base_str_equal(r.id, BASE_STR("urn:uuid:http://h/2")));
    assert_int_equal(r.date, 1714979289);
    assert_int_equal(write_reader_next(reader, &r, &e), BASE_MISSING);
    assert_int_equal(write_reader_next(reader, &r, &e), BASE_MISSING);
    write_reader_close(reader);
    base_buf_free(&file);
}

/* Any byte of the third record's member is turned: it is lost, and no other. */
static void test_a_damaged_member_costs_its_record_alone(void **state)
{
    (void)state;
    for (enum packing packing = GZIP; packing <= ZSTD; packing += ZSTD - GZIP) {
        struct base_buf file = BASE_BUF_INIT;
        size_t starts[5];
        int64_t offsets[20];
        char seen[24];

        make(packing, 3000, &file, starts);
        for (size_t at = starts[2]; at < starts[3]; at += at < starts[2] + 30 || at + 30 > starts[3] ? 1 : 23) {
            file.ptr[at] = (char)(file.ptr[at] ^ 0x55);
            save(&file);
            file.ptr[at] = (char)(file.ptr[at] ^ 0x55);
            read_all(seen, offsets);
            /* gzip's flags, time and system may lie without harm to the text */
            if (strcmp(seen, "12345") != 0) {
                assert_string_equal(seen, "12!45");
                assert_int_equal(offsets[2], starts[2]);
                assert_int_equal(offsets[3], starts[3]);
            } else {
                assert_true(at < starts[2] + 10);
            }
        }
        base_buf_free(&file);
    }
}

static void test_lost_bytes_and_doubled_bytes_cost_one_record(void **state)
{
    struct base_buf file = BASE_BUF_INIT, cut = BASE_BUF_INIT;
    size_t starts[5];
    int64_t offsets[20];
    char seen[24];

    (void)state;
    make(GZIP, 100000, &file, starts);
    base_buf_add(&cut, file.ptr, starts[2] + 500);
    base_buf_add(&cut, file.ptr + starts[2] + 700, file.len - starts[2] - 700);
    save(&cut);
    read_all(seen, offsets);
    assert_string_equal(seen, "12!45");
    base_buf_clear(&cut);
    base_buf_add(&cut, file.ptr, starts[3]);
    base_buf_add(&cut, "garbage between two members", 27);
    base_buf_add(&cut, file.ptr + starts[3], file.len - starts[3]);
    save(&cut);
    read_all(seen, offsets);
    assert_string_equal(seen, "123!45");
    base_buf_clear(&cut);
    base_buf_add(&cut, file.ptr, starts[4] + 1000); /* the file ends within the last record */
    save(&cut);
    read_all(seen, offsets);
    assert_string_equal(seen, "1234!");
    assert_int_equal(offsets[4], starts[4]);
    base_buf_free(&file);
    base_buf_free(&cut);
}

/* The third record's header lies about its length; what is packed is sound. */
static void test_a_wrong_length_costs_one_record(void **state)
{
    static const char *const lies[] = {"7", "99999", "9999999999999", "x"};

    (void)state;
    for (int lie = 0; lie < 4; lie++)
        for (enum packing packing = PLAIN; packing <= ZSTD; packing++) {
            struct base_buf file = BASE_BUF_INIT;
            int64_t offsets[20];
            char seen[24];

            for (int i = 0; i < 5; i++) {
                struct base_buf record = BASE_BUF_INIT;
                char target[32];

                snprintf(target, sizeof target, "http://h/%d", i + 1);
                if (i == 2)
                    base_buf_printf(&record, "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://h/3\r\n"
                                             "Content-Length: %s\r\n\r\nHTTP/1.1 200 OK\r\n\r\n<html>\r\n\r\n", lies[lie]);
                else
                    add_page(&record, target, "", BASE_STR("<html><p>a page"));
                add_packed(&file, base_buf_str(&record), packing);
                base_buf_free(&record);
            }
            if (packing == GZIP_WHOLE) {
                struct base_buf whole = BASE_BUF_INIT;

                add_gzip(&whole, base_buf_str(&file));
                base_buf_free(&file);
                file = whole;
            }
            save(&file);
            read_all(seen, offsets);
            assert_string_equal(seen, "12!45");
            base_buf_free(&file);
        }
}

static void test_a_record_over_the_cap_is_passed_over_and_told(void **state)
{
    struct base_buf file = BASE_BUF_INIT, member = BASE_BUF_INIT, body = BASE_BUF_INIT, room = BASE_BUF_INIT;
    struct write_reader *reader;
    struct write_warc_record r;
    struct write_warc_page page;
    enum write_warc_use use;
    struct base_error e = {""};

    (void)state;
    base_buf_add_z(&body, "<html>");
    while (body.len <= BASE_LIMIT_WARC_BLOCK_BYTES)
        base_buf_add_z(&body, "a page that somebody made very large, in one long line, for no reason that he told anybody of ");
    for (int i = 0; i < 2; i++) {
        base_buf_clear(&member);
        add_page(&member, "http://h/1", i ? "Content-Type: video/mp4\r\n" : "Content-Type: text/html\r\n", base_buf_str(&body));
        add_gzip(&file, base_buf_str(&member));
    }
    base_buf_clear(&member);
    add_page(&member, "http://h/3", "Content-Type: text/html\r\n", BASE_STR("<html>small"));
    add_gzip(&file, base_buf_str(&member));
    save(&file);
    assert_int_equal(write_reader_open(path, &reader, &e), BASE_OK);
    assert_int_equal(write_reader_next(reader, &r, &e), BASE_OK);
    assert_true(r.cut);
    assert_int_equal(write_warc_page(&r, &room, &page, &use, &e), BASE_LIMIT);
    assert_int_equal(use, WRITE_WARC_PAGE);
    assert_int_equal(write_reader_next(reader, &r, &e), BASE_OK);
    assert_int_equal(write_warc_page(&r, &room, &page, &use, &e), BASE_OK);
    assert_int_equal(use, WRITE_WARC_IS_NOT_HTML);
    assert_int_equal(write_reader_next(reader, &r, &e), BASE_OK);
    assert_true(base_str_equal(r.target, BASE_STR("http://h/3")));
    write_reader_close(reader);
    base_buf_free(&file);
    base_buf_free(&member);
    base_buf_free(&body);
    base_buf_free(&room);
}

static void test_a_record_is_found_by_its_offset(void **state)
{
    struct base_buf file = BASE_BUF_INIT;
    struct write_reader *reader;
    struct write_warc_record r;
    struct base_error e = {""};
    size_t starts[5];

    (void)state;
    make(ZSTD_DICTIONARY, 5000, &file, starts);
    save(&file);
    assert_int_equal(write_reader_open(path, &reader, &e), BASE_OK);
    for (int i = 4; i >= 0; i -= 2) {
        assert_true(write_reader_seek(reader, (int64_t)starts[i]));
        assert_int_equal(write_reader_next(reader, &r, &e), BASE_OK);
        assert_int_equal(r.target.ptr[r.target.len - 1], '1' + i);
        assert_int_equal(r.offset, starts[i]);
        assert_true(r.seekable);
    }
    write_reader_close(reader);
    base_buf_free(&file);
}

static void test_what_is_no_warc_is_read_whole(void **state)
{
    struct base_buf file = BASE_BUF_INIT, out = {.limit = 1000}, small = {.limit = 10};
    struct write_reader *reader;
    struct base_error e = {""};

    (void)state;
    add_gzip(&file, BASE_STR("<html>a page"));
    save(&file);
    assert_int_equal(write_reader_open(path, &reader, &e), BASE_OK);
    assert_false(write_reader_is_warc(reader));
    assert_int_equal(write_reader_rest(reader, &out, &e), BASE_OK);
    assert_string_equal(out.ptr, "<html>a page");
    write_reader_close(reader);
    assert_int_equal(write_reader_open(path, &reader, &e), BASE_OK);
    assert_int_equal(write_reader_rest(reader, &small, &e), BASE_LIMIT);
    write_reader_close(reader);
    base_buf_free(&file);
    base_buf_free(&out);
    base_buf_free(&small);
}

/* ---- Pages ---- */

static struct base_buf whole_file(const char *headers, struct base_str body)
{
    struct base_buf file = BASE_BUF_INIT;

    add_page(&file, "http://h/1", headers, body);
    return file;
}

/* The body as a reader of pages gets it; none where the record is no page, *USE says why. */
static int read_page(const char *headers, struct base_str body, struct base_buf *out, enum write_warc_use *use)
{
    struct base_buf file = whole_file(headers, body), room = {.limit = 1 << 20};
    struct write_reader *reader;
    struct write_warc_record r;
    struct write_warc_page page = {0};
    struct base_error e = {""};
    int status;

    save(&file);
    assert_int_equal(write_reader_open(path, &reader, &e), BASE_OK);
    assert_int_equal(write_reader_next(reader, &r, &e), BASE_OK);
    status = write_warc_page(&r, &room, &page, use, &e);
    base_buf_clear(out);
    base_buf_add_str(out, page.body);
    write_reader_close(reader);
    base_buf_free(&room);
    base_buf_free(&file);
    return status;
}

#define HTML "<!DOCTYPE html><html><p>A page of some length."
#define CHUNKED "1c\r\n<!DOCTYPE html><html><p>A pa\r\n12;x=y\r\nge of some length.\r\n0\r\n\r\n"

static void expect_page(const char *headers, struct base_str body)
{
    struct base_buf out = BASE_BUF_INIT;
    enum write_warc_use use;

    assert_int_equal(read_page(headers, body, &out, &use), BASE_OK);
    assert_int_equal(use, WRITE_WARC_PAGE);
    assert_string_equal(out.ptr ? out.ptr : "", HTML);
    base_buf_free(&out);
}

#define TYPE "Content-Type: text/html; charset=utf-8\r\n"

static void test_bodies_are_unpacked_and_the_bytes_are_believed(void **state)
{
    struct base_buf gzip = BASE_BUF_INIT, zstd = BASE_BUF_INIT, twice = BASE_BUF_INIT, chunks = BASE_BUF_INIT;

    (void)state;
    add_gzip(&gzip, BASE_STR(HTML));
    add_zstd(&zstd, BASE_STR(HTML), BASE_STR_NONE);
    add_gzip(&twice, base_buf_str(&gzip));
    base_buf_printf(&chunks, "%zx\r\n", gzip.len);
    base_buf_add_str(&chunks, base_buf_str(&gzip));
    base_buf_add_z(&chunks, "\r\n0\r\n\r\n");
    expect_page(TYPE, BASE_STR(HTML));
    expect_page(TYPE "Content-Encoding: gzip\r\n", base_buf_str(&gzip));
    expect_page(TYPE "Content-Encoding: gzip, gzip\r\n", base_buf_str(&twice));
    expect_page(TYPE "Content-Encoding: zstd\r\n", base_buf_str(&zstd));
    expect_page(TYPE, base_buf_str(&gzip)); /* not declared */
    expect_page(TYPE "Transfer-Encoding: chunked\r\n", BASE_STR(CHUNKED));
    expect_page(TYPE "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", base_buf_str(&chunks));
    /* declared, but done away with already */
    expect_page(TYPE "Content-Encoding: gzip\r\n", BASE_STR(HTML));
    expect_page(TYPE "Content-Encoding: br\r\n", BASE_STR(HTML));
    expect_page(TYPE "Content-Encoding: deflate\r\nTransfer-Encoding: chunked\r\n", BASE_STR(HTML));
    expect_page(TYPE "Transfer-Encoding: chunked\r\nContent-Encoding: br, gzip\r\n", base_buf_str(&gzip));
    base_buf_free(&gzip);
    base_buf_free(&zstd);
    base_buf_free(&twice);
    base_buf_free(&chunks);
}

static void test_text_that_looks_like_a_chunk_is_none(void **state)
{
    struct base_buf out = BASE_BUF_INIT;
    enum write_warc_use use;

    (void)state;
    assert_int_equal(read_page(TYPE "Transfer-Encoding: chunked\r\n", BASE_STR("add\n<p>and more"), &out, &use), BASE_OK);
    assert_int_equal(use, WRITE_WARC_PAGE);
    assert_int_equal(read_page(TYPE "Transfer-Encoding: chunked\r\n", BASE_STR("3\r\n<p>and more"), &out, &use), BASE_OK);
    assert_string_equal(out.ptr, "3\r\n<p>and more");
    base_buf_free(&out);
}

static void test_a_bomb_is_a_limit(void **state)
{
    struct base_buf gzip = BASE_BUF_INIT, out = BASE_BUF_INIT;
    size_t size = 4 << 20;
    char *zeros = calloc(size, 1);
    enum write_warc_use use;

    (void)state;
    add_gzip(&gzip, (struct base_str){zeros, size});
    assert_int_equal(read_page(TYPE, base_buf_str(&gzip), &out, &use), BASE_LIMIT);
    assert_int_equal(use, WRITE_WARC_PAGE);
    free(zeros);
    base_buf_free(&gzip);
    base_buf_free(&out);
}

static void test_what_is_no_page_says_what_it_is(void **state)
{
    struct base_buf out = BASE_BUF_INIT;
    enum write_warc_use use;

    (void)state;
    read_page("Content-Type: image/png\r\n", BASE_STR("\x89PNG"), &out, &use);
    assert_int_equal(use, WRITE_WARC_IS_NOT_HTML);
    read_page("", BASE_STR("plain words"), &out, &use);
    assert_int_equal(use, WRITE_WARC_IS_NOT_HTML);
    read_page("", BASE_STR(HTML), &out, &use); /* no type: by its first bytes */
    assert_int_equal(use, WRITE_WARC_PAGE);
    base_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(test_every_packing_gives_the_same_records),
        TEST(test_a_record_says_what_it_is),
        TEST(test_a_damaged_member_costs_its_record_alone),
        TEST(test_lost_bytes_and_doubled_bytes_cost_one_record),
        TEST(test_a_wrong_length_costs_one_record),
        TEST(test_a_record_over_the_cap_is_passed_over_and_told),
        TEST(test_a_record_is_found_by_its_offset),
        TEST(test_what_is_no_warc_is_read_whole),
        TEST(test_bodies_are_unpacked_and_the_bytes_are_believed),
        TEST(test_text_that_looks_like_a_chunk_is_none),
        TEST(test_a_bomb_is_a_limit),
        TEST(test_what_is_no_page_says_what_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
