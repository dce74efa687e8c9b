/* work: a worker's memory after many rounds over the same pages is what it was after the first. */
#include "work/private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#ifndef WORK_CONFINED
#define WORK_CONFINED 1
#endif

enum { SLACK_KB = 1024 };

static struct work_zygote *zygote;

/* The newest child of PROCESS; 0: the system does not say (proc(5), CONFIG_PROC_CHILDREN). */
static long child_of(long process)
{
    char path[64], line[256] = "";
    FILE *file;

    snprintf(path, sizeof path, "/proc/%ld/task/%ld/children", process, process);
    file = fopen(path, "r");
    if (!file)
        return 0;
    if (!fgets(line, sizeof line, file))
        line[0] = '\0';
    fclose(file);
    return strtol(line, NULL, 10);
}

static size_t resident_kb(long process)
{
    size_t whole = 0, resident = 0;
    char path[64];
    FILE *file;

    snprintf(path, sizeof path, "/proc/%ld/statm", process);
    file = fopen(path, "r");
    if (file && fscanf(file, "%zu %zu", &whole, &resident) != 2)
        resident = 0;
    if (file)
        fclose(file);
    return resident * (size_t)sysconf(_SC_PAGESIZE) / 1024;
}

/* Page I: sizes, charsets and kinds of content differ, and a selector file's worth of markup goes with them. */
static void make_page(size_t i, struct base_buf *out)
{
    static const char *const charsets[] = {"utf-8", "gbk", "windows-1252", "shift_jis", "koi8-r", "euc-jp"};

    base_buf_clear(out);
    base_buf_printf(out, "<!DOCTYPE html><html><head><meta charset=%s><title>Story %zu</title>", charsets[i % 6], i);
    base_buf_printf(out, "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Story %zu\","
                         "\"author\":{\"name\":\"Ann Lee\"},\"datePublished\":\"2018-11-%02zu\"}</script></head><body>", i,
                    i % 28 + 1);
    base_buf_printf(out, "<article><h1>Story %zu of the lamp</h1><p class=byline>By Ann Lee, 12 November 2018</p>", i);
    for (size_t k = 0; k < 3 + i * 37 % 300; k++)
        base_buf_printf(out, "<p>Paragraph %zu: the keeper lit the lamp of tower %zu, <a href='/t/%zu'>nine years</a> after "
                             "he had carried it home, and \xe4\xb8\xad\xe6\x96\x87 was painted on it.</p>", k, i, k);
    for (size_t k = 0; k < i % 7 * 20; k++)
        base_buf_printf(out, "<table><tr><td>%zu<td><ul><li>x<li>y</ul></table>", k);
    base_buf_add_z(out, "</article></body></html>");
}

static void run_round(struct work_pool *pool, size_t pages)
{
    struct base_buf html = BASE_BUF_INIT;

    for (size_t i = 0; i < pages; i++) {
        struct work_page page = {.url = BASE_STR("https://portal.example/a.html"), .fetched = 1700000000,
                                 .want_links = true, .want_markdown = i % 2};
        struct base_error e = {""};
        struct work_result *r;

        make_page(i, &html);
        page.bytes = base_buf_str(&html);
        assert_int_equal(work_submit(pool, WORK_EXTRACT, &page, NULL, &e), BASE_OK);
        r = work_next(pool, -1);
        assert_int_equal(r->status, BASE_OK);
        assert_non_null(r->record.article.body.ptr);
        work_result_free(r);
    }
    base_buf_free(&html);
}

static void test_memory_is_flat(void **state)
{
    bool whole = getenv("NEWSCLIP_LONG") != NULL;
    size_t pages = whole ? 500 : 60, rounds = whole ? 200 : 12, first, last;
    struct work_pool *pool;
    struct base_error e = {""};
    long worker;

    (void)state;
    assert_int_equal(work_pool_open(zygote, &(struct work_pool_options){.jobs = 1}, &pool, &e), BASE_OK);
    run_round(pool, pages);
    worker = child_of(child_of((long)getpid()));
    first = resident_kb(worker);
    for (size_t i = 1; i < rounds; i++)
        run_round(pool, pages);
    last = resident_kb(worker);
    print_message("%zu pages, %zu rounds: %zu KB after the first, %zu KB after the last\n", pages, rounds, first, last);
    if (WORK_CONFINED && worker > 0) { /* sanitizers keep freed memory for a while */
        assert_true(first > 0);
        assert_true(last <= first + SLACK_KB);
    }
    work_pool_close(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_memory_is_flat)};
    struct base_error e = {""};
    int failed;

    if (work_zygote_start(&zygote, &e) != BASE_OK) {
        fprintf(stderr, "%s\n", e.text);
        return 1;
    }
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    work_zygote_stop(zygote);
    return failed;
}
