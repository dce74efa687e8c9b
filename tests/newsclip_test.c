/* The public library: include/newsclip.h. */
#include "newsclip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static const char page[] =
    "<!DOCTYPE html><html lang=en><head><title>Lamp back on - The Harbour Post</title>"
    "<meta property=og:site_name content='The Harbour Post'></head><body><article><h1>Lamp back on</h1>"
    "<p class=byline>By Ann Lee and Tom Roe</p><time datetime='2024-05-06'>6 May 2024</time>"
    "<p>The lamp over the harbour door was lit again on Monday, after eleven years in which nobody had asked for it.</p>"
    "<p>Its keeper said that the new bulb was brighter than the old one, and that the gulls had noticed it first.</p>"
    "</article><h3>Read more</h3><ul><li><a href='/2.html'>The gulls of the northern mole</a></li>"
    "<li><a href='/3.html'>A door for every harbour</a></li></ul></body></html>";
#define URL "https://portal.example/2024/lamp.html"

static nc_record *clip(nc_clipper *clipper, const nc_page_info *info)
{
    char error[256] = "";
    nc_record *record = nc_extract(clipper, page, sizeof page - 1, URL, info, error, sizeof error);

    if (!record)
        print_message("%s\n", error);
    return record;
}

static void test_a_page_gives_its_fields(void **state)
{
    nc_clipper *clipper = nc_open(NULL, NULL, 0);
    nc_page_info info = NC_PAGE_INFO_INIT;
    nc_record *r;

    (void)state;
    info.fetched = "2024-05-07T10:00:00Z";
    info.status = 200;
    info.want_markdown = 1;
    r = clip(clipper, &info);
    assert_non_null(r);
    assert_string_equal(nc_record_url(r), URL);
    assert_string_equal(nc_record_title(r), "Lamp back on");
    assert_string_equal(nc_record_date(r), "2024-05-06");
    assert_string_equal(nc_record_kind(r), "article");
    assert_int_equal(nc_record_byline_count(r), 2);
    assert_string_equal(nc_record_byline(r, 1), "Tom Roe");
    assert_null(nc_record_byline(r, 2));
    assert_int_equal(nc_record_related_count(r), 2);
    assert_string_equal(nc_record_related_title(r, 0), "The gulls of the northern mole");
    assert_string_equal(nc_record_related_url(r, 1), "https://portal.example/3.html");
    assert_null(nc_record_related_url(r, 2));
    assert_non_null(strstr(nc_record_body(r), "The lamp over"));
    assert_non_null(strstr(nc_record_json(r), "\"fetched\":\"2024-05-07T10:00:00Z\",\"status\":200"));
    assert_non_null(strstr(nc_record_markdown(r), "# Lamp back on"));
    assert_non_null(strstr(nc_record_text(r), "Ann Lee"));
    nc_record_free(r);
    nc_close(clipper);
}

static void test_a_page_without_an_article_has_a_record(void **state)
{
    nc_clipper *clipper = nc_open(NULL, NULL, 0);
    nc_record *r = nc_extract(clipper, "", 0, URL, NULL, NULL, 0);

    (void)state;
    assert_non_null(r);
    assert_string_equal(nc_record_kind(r), "empty");
    assert_null(nc_record_body(r));
    nc_record_free(r);
    nc_close(clipper);
}

static void test_a_record_outlives_its_clipper_and_bytes(void **state)
{
    char copy[sizeof page];
    nc_clipper *clipper = nc_open(NULL, NULL, 0);
    nc_record *r;

    (void)state;
    memcpy(copy, page, sizeof page);
    r = nc_extract(clipper, copy, sizeof page - 1, URL, NULL, NULL, 0);
    nc_close(clipper);
    memset(copy, 'x', sizeof copy);
    assert_string_equal(nc_record_title(r), "Lamp back on");
    assert_non_null(strstr(nc_record_body(r), "gulls had noticed"));
    nc_record_free(r);
}

static void test_wrong_arguments_are_said(void **state)
{
    nc_clipper *clipper = nc_open(NULL, NULL, 0);
    nc_page_info info = NC_PAGE_INFO_INIT;
    char error[256] = "", small[8] = "";

    (void)state;
    assert_null(nc_open("/no/such/folder", error, sizeof error));
    assert_non_null(strstr(error, "/no/such/folder"));
    assert_null(nc_extract(clipper, page, sizeof page - 1, "ftp://portal.example/", NULL, error, sizeof error));
    assert_non_null(strstr(error, "ftp://portal.example/"));
    assert_null(nc_extract(clipper, page, sizeof page - 1, NULL, NULL, small, sizeof small));
    assert_int_equal(strlen(small), sizeof small - 1);
    info.fetched = "yesterday";
    assert_null(nc_extract(clipper, page, sizeof page - 1, URL, &info, error, sizeof error));
    assert_non_null(strstr(error, "yesterday"));
    assert_null(nc_extract(clipper, "%PDF-1.4", 8, URL, NULL, error, sizeof error));
    assert_non_null(strstr(error, "PDF"));
    assert_null(nc_extract(NULL, page, sizeof page - 1, URL, NULL, error, sizeof error));
    nc_record_free(NULL);
    nc_close(NULL);
    nc_close(clipper);
}

static void *clip_many(void *expected)
{
    nc_clipper *clipper = nc_open(NULL, NULL, 0);
    int wrong = 0;

    for (int i = 0; i < 50; i++) {
        nc_record *r = nc_extract(clipper, page, sizeof page - 1, URL, NULL, NULL, 0);

        wrong += !r || strcmp(nc_record_json(r), expected) != 0;
        nc_record_free(r);
    }
    nc_close(clipper);
    return (void *)(intptr_t)wrong;
}

static void test_threads_share_nothing(void **state)
{
    nc_clipper *clipper = nc_open(NULL, NULL, 0);
    nc_record *r = clip(clipper, NULL);
    pthread_t threads[4];

    (void)state;
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, clip_many, (void *)nc_record_json(r)), 0);
    for (int i = 0; i < 4; i++) {
        void *wrong;

        pthread_join(threads[i], &wrong);
        assert_null(wrong);
    }
    nc_record_free(r);
    nc_close(clipper);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_page_gives_its_fields),
        cmocka_unit_test(test_a_page_without_an_article_has_a_record),
        cmocka_unit_test(test_a_record_outlives_its_clipper_and_bytes),
        cmocka_unit_test(test_wrong_arguments_are_said),
        cmocka_unit_test(test_threads_share_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
