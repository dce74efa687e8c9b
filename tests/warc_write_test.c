/* write/: a WARC written and read back. */
#include "write/private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char dir[64], path[80], open_path[96];

static int set_up(void **state)
{
    (void)state;
    strcpy(dir, "/tmp/newsclip-warc-XXXXXX");
    if (!mkdtemp(dir))
        return -1;
    snprintf(path, sizeof path, "%s/a.warc.gz", dir);
    snprintf(open_path, sizeof open_path, "%s.open", path);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    unlink(path);
    unlink(open_path);
    return rmdir(dir);
}

static struct write_exchange exchange(const char *url, const char *body)
{
    return (struct write_exchange){
        .url = base_str(url),
        .fetched = 1714979289,
        .ip = BASE_STR("192.0.2.7"),
        .request = BASE_STR("GET /1 HTTP/1.1\r\nHost: portal.example\r\n"),
        .response = BASE_STR("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\n"),
        .body = base_str(body),
        .decoded = true};
}

static struct write_warc *create(bool sha1)
{
    struct write_warc_options options = {.software = "newsclip test", .fields = "operator: a keeper\r\n", .sha1 = sha1};
    struct write_warc *w;
    struct base_error e = {""};

    assert_int_equal(write_warc_create(path, &options, &w, &e), BASE_OK);
    return w;
}

static void test_what_is_written_is_read(void **state)
{
    struct write_warc *w = create(false);
    struct write_exchange x = exchange("https://portal.example/1", "<html>one");
    struct write_warc_place one, two;
    struct write_reader *reader;
    struct write_warc_record r;
    struct write_warc_page page;
    struct base_buf room = BASE_BUF_INIT;
    enum write_warc_use use;
    struct base_error e = {""};

    (void)state;
    assert_int_equal(write_warc_add(w, &x, &one, &e), BASE_OK);
    x = exchange("https://portal.example/2", "<html>two");
    assert_int_equal(write_warc_add(w, &x, &two, &e), BASE_OK);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(write_warc_finish(w, &e), BASE_OK);
    assert_int_equal(access(open_path, F_OK), -1);

    assert_int_equal(write_reader_open(path, &reader, &e), BASE_OK);
    assert_int_equal(write_reader_next(reader, &r, &e), BASE_OK);
    assert_true(base_str_find(r.block, BASE_STR("operator: a keeper\r\n")) != SIZE_MAX);
    assert_int_equal(write_reader_next(reader, &r, &e), BASE_OK);
    assert_int_equal(r.type, WRITE_WARC_RESPONSE);
    assert_int_equal(r.offset, one.offset);
    assert_true(base_str_equal(r.id, base_str(one.id)));
    assert_int_equal(r.date, 1714979289);
    assert_true(base_str_find(r.block, BASE_STR("\r\nX-Crawl-Content-Encoding: gzip\r\nX-Crawl-Content-Length: 9\r\n"
                                                "Content-Length: 9\r\n\r\n<html>one")) != SIZE_MAX);
    assert_int_equal(write_warc_page(&r, &room, &page, &use, &e), BASE_OK);
    assert_true(base_str_equal(page.body, BASE_STR("<html>one")));
    assert_int_equal(write_reader_next(reader, &r, &e), BASE_OK); /* its request */
    assert_int_equal(r.type, WRITE_WARC_OTHER);
    assert_true(base_str_ends(r.block, BASE_STR("Host: portal.example\r\n\r\n")));
    assert_true(write_reader_seek(reader, two.offset));
    assert_int_equal(write_reader_next(reader, &r, &e), BASE_OK);
    assert_true(base_str_equal(r.target, BASE_STR("https://portal.example/2")));
    write_reader_close(reader);
    base_buf_free(&room);
}

static void test_an_equal_payload_is_a_revisit(void **state)
{
    struct write_warc *w = create(true);
    struct write_exchange x = exchange("https://portal.example/1", "<html>one");
    struct write_warc_place one, two, three;
    struct write_reader *reader;
    struct write_warc_record r;
    struct base_error e = {""};

    (void)state;
    write_warc_remember(w, BASE_STR("sha1:KJBYQGMGM4T6SS22UHIX6AXP55KLJXUW"), BASE_STR("https://portal.example/0"), 0,
                        BASE_STR("urn:uuid:0"));
    assert_int_equal(write_warc_add(w, &x, &one, &e), BASE_OK);
    x.url = BASE_STR("https://portal.example/print/1");
    x.request = BASE_STR_NONE;
    assert_int_equal(write_warc_add(w, &x, &two, &e), BASE_OK);
    x.body = BASE_STR("");
    assert_int_equal(write_warc_add(w, &x, &three, &e), BASE_OK);
    assert_false(one.revisit);
    assert_true(two.revisit);
    assert_false(three.revisit);
    assert_string_equal(one.digest, two.digest);
    assert_int_equal(write_warc_finish(w, &e), BASE_OK);
    assert_int_equal(write_reader_open(path, &reader, &e), BASE_OK);
    assert_true(write_reader_seek(reader, two.offset));
    assert_int_equal(write_reader_next(reader, &r, &e), BASE_OK);
    assert_int_equal(r.type, WRITE_WARC_REVISIT);
    assert_true(base_str_ends(r.block, BASE_STR("\r\n\r\n")));
    write_reader_close(reader);
}

static void test_nothing_is_overwritten_and_nothing_odd_is_written(void **state)
{
    struct write_warc *w = create(false), *second;
    struct write_warc_options options = {.software = "x"};
    struct write_exchange x = exchange("https://portal.example/1\r\nWARC-Type: response", "<html>");
    struct write_warc_place place;
    struct base_error e = {""}, busy = {""};
    int64_t length = write_warc_length(w);

    (void)state;
    assert_int_equal(write_warc_add(w, &x, &place, &e), BASE_INVALID);
    assert_int_equal(write_warc_length(w), length);
    assert_int_equal(write_warc_create(path, &options, &second, &busy), BASE_BUSY);
    assert_int_equal(write_warc_finish(w, &e), BASE_OK);
    assert_int_equal(write_warc_create(path, &options, &second, &busy), BASE_BUSY);
}

/* The examples of FIPS 180-4; then lengths around the edges of the padding. */
static void test_digests(void **state)
{
    static const char as[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                             "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    static const struct {
        struct base_str text;
        const char *sha1, *sha256;
    } known[] = {
        {{"", 0}, "3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", "4OYMIQUY7QOBJGX36TEJS35ZEQT24QPEMSNZGTFESWMRW6CSXBKQ===="},
        {{"abc", 3}, "VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5", "XJ4BNP4PAHH6UQKBIDPF3LRCEOYAGYNDSYLXVHFUCD7WD4QACWWQ===="},
        {{as, 55}, "YHELXXBCPFXCRQHBKFR5ECEZWZLCDVS2", "T5BZB6GTBQW5SLWJ6CK3MXRLTLU3BKJFUUSY4JA4T4PJCD3TIMMA===="},
        {{as, 56}, "YLNTGD3AQOCUZGOUWW73N2HST4QBXZUZ", "WNKDTJFMN4EURNWW7HR4NLYPL5MQZYQPDPPHBEHPPFYGQ3WGOOFA===="},
        {{as, 64}, "ACMLVASLLQLEE66XUEJCUWSEFIS6YZCN", "77QFJ7T24DFW3RS4HL43MHKSBH2DTBI5WQ6QXJMZOM356FKGNDVQ===="},
        {{as, 119}, "52LRAZNKUAL6AYZKRSTMO65TX6FR37CW", "GHV2KHBRHJOAQITK34MNJI2ZZ7P5RUXIC2YT6SXZKL36UZME3T5Q===="},
        {{as, 120}, "6NGBJCBYKNDKKVYJXICW3XIIFAG5JRWW", "F46TGVBSY4FVQCXQ5DQ3GZ2KPQBA22B2UX3TVKXN7XCVV6IEYIOA===="},
    };

    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        unsigned char bytes[32];
        char text[64];

        assert_true(write_sha1(&known[i].text, 1, bytes));
        write_base32(bytes, 20, text);
        assert_string_equal(text, known[i].sha1);
        assert_true(write_sha256(&known[i].text, 1, bytes));
        write_base32(bytes, 32, text);
        assert_string_equal(text, known[i].sha256);
    }
    /* in parts of any length: the same */
    char long_text[300];
    memset(long_text, 'a', sizeof long_text);
    for (size_t len = 50; len < 200; len++)
        for (size_t cut = 0; cut <= len; cut += 13) {
            struct base_str whole = {long_text, len}, parts[] = {{long_text, cut}, {long_text + cut, len - cut}};
            unsigned char a[32], b[32];

            assert_true(write_sha256(&whole, 1, a));
            assert_true(write_sha256(parts, 2, b));
            assert_memory_equal(a, b, 32);
            assert_true(write_sha1(&whole, 1, a));
            assert_true(write_sha1(parts, 2, b));
            assert_memory_equal(a, b, 20);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(test_what_is_written_is_read),
        TEST(test_an_equal_payload_is_a_revisit),
        TEST(test_nothing_is_overwritten_and_nothing_odd_is_written),
        cmocka_unit_test(test_digests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
