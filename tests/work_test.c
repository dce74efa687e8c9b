/* work: worker processes and what is spoken with them. */
#include "work/private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static struct work_zygote *zygote;

static struct work_pool *open_pool(unsigned jobs, int64_t deadline_ms)
{
    struct work_pool_options options = {.jobs = jobs, .deadline_ms = deadline_ms};
    struct work_pool *pool;
    struct base_error e = {""};

    assert_int_equal(work_pool_open(zygote, &options, &pool, &e), BASE_OK);
    return pool;
}

static void submit(struct work_pool *pool, struct base_str html, void *context)
{
    struct work_page page = {.bytes = html, .url = BASE_STR("https://portal.example/a.html"), .fetched = BASE_TIME_NONE};
    struct base_error e = {""};

    assert_int_equal(work_submit(pool, WORK_EXTRACT, &page, context, &e), BASE_OK);
}

static void test_results_come_in_the_order_of_submission(void **state)
{
    struct work_pool *pool = open_pool(3, 0);
    char html[30][128];

    (void)state;
    for (int i = 0; i < 30; i++) {
        snprintf(html[i], sizeof html[i], "<html><head><title>Story number %d</title></head><body><h1>Story number %d</h1>",
                 i, i);
        submit(pool, base_str(html[i]), &html[i]);
    }
    for (int i = 0; i < 30; i++) {
        struct work_result *r = work_next(pool, -1);
        char title[32];

        snprintf(title, sizeof title, "Story number %d", i);
        assert_non_null(r);
        assert_int_equal(r->status, BASE_OK);
        assert_ptr_equal(r->context, &html[i]);
        assert_true(base_str_equal(r->record.article.title, base_str(title)));
        assert_true(base_str_equal(r->page.bytes, base_str(html[i])));
        work_result_free(r);
    }
    assert_int_equal(work_pending(pool), 0);
    assert_null(work_next(pool, 0));
    work_pool_close(pool);
}

static void test_a_page_over_its_deadline_costs_itself_alone(void **state)
{
    struct base_buf big = BASE_BUF_INIT;
    struct work_pool *pool = open_pool(1, 1);
    struct work_result *r;

    (void)state;
    for (int i = 0; i < 400000; i++)
        base_buf_add_z(&big, "<p>one more line of it</p>");
    submit(pool, base_buf_str(&big), NULL);
    r = work_next(pool, -1);
    assert_int_equal(r->status, BASE_TIMEOUT);
    assert_true(r->quarantine);
    assert_int_equal(r->page.bytes.len, big.len);
    work_result_free(r);
    work_pool_close(pool);

    pool = open_pool(1, 0);
    submit(pool, BASE_STR("<h1>Next</h1>"), NULL);
    r = work_next(pool, -1);
    assert_int_equal(r->status, BASE_OK);
    work_result_free(r);
    work_pool_close(pool);
    base_buf_free(&big);
}

/* A process that spins, or one that waits. */
static pid_t start_child(bool spins)
{
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0)
        for (;;)
            if (!spins)
                pause();
    return pid;
}

static void end_child(pid_t pid)
{
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

/* Until PID has taken MS of processor time. */
static void let_it_take(pid_t pid, int64_t ms)
{
    while (base_time_cpu_ms(pid) < ms)
        poll(NULL, 0, 5);
}

static void test_a_deadline_waits_for_a_worker_that_waits_for_its_turn(void **state)
{
    struct work_deadline d;
    int64_t began = base_time_monotonic_ms();
    pid_t pid = start_child(true);

    (void)state;
    work_deadline_set(&d, pid, 1000);
    let_it_take(pid, 100);
    kill(pid, SIGSTOP); /* as a busy machine would */
    assert_false(work_deadline_passed(&d, pid, began + 500));
    assert_false(work_deadline_passed(&d, pid, d.look));
    assert_true(d.look > began + 1500);
    kill(pid, SIGCONT);
    let_it_take(pid, 1010);
    assert_true(work_deadline_passed(&d, pid, d.look));
    end_child(pid);
}

static void test_a_deadline_waits_for_no_sleeper_and_not_for_ever(void **state)
{
    struct work_deadline d;
    pid_t pid = start_child(false);

    (void)state;
    work_deadline_set(&d, pid, 1000);
    assert_true(work_deadline_passed(&d, pid, d.look));
    end_child(pid);

    pid = start_child(true);
    work_deadline_set(&d, pid, 1000);
    let_it_take(pid, 100);
    kill(pid, SIGSTOP);
    assert_true(work_deadline_passed(&d, pid, d.last));
    end_child(pid);
    assert_int_equal(base_time_cpu_ms(pid), -1);
}

static void test_a_killed_worker_is_told_apart_from_one_that_ended(void **state)
{
    struct base_error e = {""};
    char how[64];
    int fd;
    pid_t pid;

    (void)state;
    assert_int_equal(work_zygote_spawn(zygote, &fd, &pid, &e), BASE_OK);
    kill(pid, SIGKILL);
    close(fd);
    work_zygote_reap(zygote, pid, false, how, sizeof how);
    assert_string_equal(how, "was killed by signal 9");

    assert_int_equal(work_zygote_spawn(zygote, &fd, &pid, &e), BASE_OK);
    close(fd);
    work_zygote_reap(zygote, pid, false, how, sizeof how);
    assert_string_equal(how, "ended");
}

static void test_workers_die_with_a_killed_parent(void **state)
{
    int alive[2];
    char byte;
    struct pollfd end;
    pid_t child;

    (void)state;
    assert_int_equal(pipe(alive), 0);
    child = fork();
    if (child == 0) {
        struct work_zygote *own;
        struct base_error e = {""};
        int fd;
        pid_t pid;

        close(alive[0]);
        if (work_zygote_start(&own, &e) == BASE_OK && work_zygote_spawn(own, &fd, &pid, &e) == BASE_OK)
            assert_int_equal(write(alive[1], "x", 1), 1);
        pause();
        _exit(0);
    }
    close(alive[1]);
    assert_int_equal(read(alive[0], &byte, 1), 1);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    end = (struct pollfd){.fd = alive[0], .events = POLLIN};
    assert_int_equal(poll(&end, 1, 5000), 1); /* the last holder of the other end is gone */
    assert_int_equal(read(alive[0], &byte, 1), 0);
    close(alive[0]);
}

static void test_other_files_are_refused_by_their_first_bytes(void **state)
{
    static const struct {
        struct base_str bytes;
        const char *reason;
    } cases[] = {
        {{"%PDF-1.7\n%\xe2\xe3", 11}, "PDF"},
        {{"\x89PNG\r\n\x1a\n....", 12}, "PNG"},
        {{"PK\x03\x04....", 8}, "ZIP"},
        {{"abc\0\0\0abc\0\0\0abc\0\0\0abcdefghijklmnopqrstuvwxyz", 44}, "binary"},
    };
    struct work_pool *pool = open_pool(1, 0);

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct work_result *r;

        submit(pool, cases[i].bytes, NULL);
        r = work_next(pool, -1);
        assert_int_equal(r->status, BASE_INVALID);
        assert_non_null(strstr(r->error.text, cases[i].reason));
        work_result_free(r);
    }
    work_pool_close(pool);
}

/* Noise of LEN bytes; none of them is NUL. */
static void make_noise(struct base_buf *out, size_t len)
{
    uint32_t random = 1;

    base_buf_clear(out);
    for (size_t i = 0; i < len; i++) {
        random = random * 1664525u + 1013904223u;
        base_buf_add_char(out, (char)(random >> 24 ? random >> 24 : 1));
    }
}

static void test_noise_is_no_page_though_it_has_no_nul(void **state)
{
    static const size_t lengths[] = {300, 4096, 100000};
    struct work_pool *pool = open_pool(1, 0);
    struct base_buf noise = BASE_BUF_INIT;

    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct work_result *r;

        make_noise(&noise, lengths[i]);
        submit(pool, base_buf_str(&noise), NULL);
        r = work_next(pool, -1);
        assert_int_equal(r->status, BASE_INVALID);
        assert_string_equal(r->error.text, "not a page but binary data");
        work_result_free(r);
    }
    base_buf_free(&noise);
    work_pool_close(pool);
}

static void test_stray_controls_and_escapes_of_a_charset_are_no_noise(void **state)
{
    static const char *const pages[] = {
        "<h1>Stray\x01\x02\x03\x1f\x7f</h1><p>\x08\x08\x10",
        "<meta charset=iso-2022-jp><p>\x1b$B%F\x1b(B\x1b$B%F\x1b(B\x1b$B%F\x1b(B\x1b$B%F\x1b(B\x1b$B%F\x1b(B\x1b$B%F\x1b(B",
    };
    struct work_pool *pool = open_pool(1, 0);

    (void)state;
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct work_result *r;

        submit(pool, base_str(pages[i]), NULL);
        r = work_next(pool, -1);
        assert_int_equal(r->status, BASE_OK);
        work_result_free(r);
    }
    work_pool_close(pool);
}

static void test_a_malformed_answer_is_no_result(void **state)
{
    struct work_result result = {0};
    struct base_buf answer = BASE_BUF_INIT;
    struct base_error none = {""};

    (void)state;
    base_arena_init(&result.arena, 0);
    work_get_answer(BASE_STR("short"), WORK_EXTRACT, &result);
    assert_int_equal(result.status, BASE_INTERNAL);
    base_arena_free(&result.arena);

    result = (struct work_result){0};
    base_arena_init(&result.arena, 0);
    work_put_answer(&answer, WORK_EXTRACT, BASE_OK, &none, NULL); /* a record is due, none is there */
    work_get_answer(base_buf_str(&answer), WORK_EXTRACT, &result);
    assert_int_equal(result.status, BASE_INTERNAL);
    base_arena_free(&result.arena);
    base_buf_free(&answer);
}

/* An answer whose article was read, with WATCH. */
static int status_of_watch(struct extract_watch watch, struct extract_watch *back)
{
    struct work_made made = {.record = {.url = BASE_STR("https://portal.example/a.html"), .article.watch = watch}};
    struct work_result result = {0};
    struct base_buf answer = BASE_BUF_INIT;
    struct base_error none = {""};
    int status;

    base_arena_init(&result.arena, 0);
    work_put_answer(&answer, WORK_EXTRACT, BASE_OK, &none, &made);
    work_get_answer(base_buf_str(&answer), WORK_EXTRACT, &result);
    *back = result.record.article.watch;
    status = result.status;
    base_arena_free(&result.arena);
    base_buf_free(&answer);
    return status;
}

static void test_how_selectors_fared_comes_back_and_is_checked(void **state)
{
    struct extract_watch back;

    (void)state;
    assert_int_equal(status_of_watch((struct extract_watch){7, 3, 1}, &back), BASE_OK);
    assert_true(back.ruled == 7 && back.compared == 3 && back.differs == 1);
    assert_int_equal(status_of_watch((struct extract_watch){7, 8, 0}, &back), BASE_INTERNAL);
    assert_int_equal(status_of_watch((struct extract_watch){7, 3, 4}, &back), BASE_INTERNAL);
    assert_int_equal(status_of_watch((struct extract_watch){1u << EXTRACT_FIELD_COUNT, 0, 0}, &back), BASE_INTERNAL);
}

static void test_links_of_a_feed(void **state)
{
    struct work_pool *pool = open_pool(1, 0);
    struct work_page page = {.bytes = BASE_STR("<rss version='2.0'><channel><item><title>One</title>"
                                               "<link>https://portal.example/2024/one.html</link></item></channel></rss>"),
                             .url = BASE_STR("https://portal.example/feed.xml"),
                             .fetched = BASE_TIME_NONE};
    struct base_error e = {""};
    struct work_result *r;

    (void)state;
    assert_int_equal(work_submit(pool, WORK_DISCOVER, &page, NULL, &e), BASE_OK);
    r = work_next(pool, -1);
    assert_int_equal(r->status, BASE_OK);
    assert_int_equal(r->links.count, 1);
    assert_true(base_str_equal(r->links.items[0].url, BASE_STR("https://portal.example/2024/one.html")));
    work_result_free(r);
    work_pool_close(pool);
}

/* The caller sleeps until the pool's descriptor wakes it, as a crawl does while it fetches. */
static void test_a_long_page_is_sent_without_waiting(void **state)
{
    struct base_buf big = BASE_BUF_INIT;
    struct work_pool *pool = open_pool(1, 60000);
    struct work_result *r = NULL;
    int slept = 0;

    (void)state;
    base_buf_add_z(&big, "<h1>Long</h1><!--");
    for (int i = 0; i < 400000; i++)
        base_buf_add_z(&big, "twenty bytes of text");
    submit(pool, base_buf_str(&big), NULL);
    while (!r && slept < 3) {
        struct pollfd ready = {.fd = work_pool_fd(pool), .events = POLLIN};

        if (ready.fd >= 0 && poll(&ready, 1, 20000) == 0)
            slept++;
        r = work_next(pool, ready.fd >= 0 ? 0 : -1);
    }
    assert_non_null(r);
    assert_int_equal(slept, 0);
    assert_int_equal(r->status, BASE_OK);
    work_result_free(r);
    work_pool_close(pool);
    base_buf_free(&big);
}

static void test_a_locked_worker_gets_selectors_and_encodings(void **state)
{
    static const struct {
        const char *charset;
        struct base_str bytes, text;
    } rows[] = {
        {"gbk", {"\xd6\xd0", 2}, {"\u4e2d", 3}},
        {"shift_jis", {"\x93\xfa", 2}, {"\u65e5", 3}},
        {"euc-jp", {"\x8f\xb0\xa1", 3}, {"\u4e02", 3}}, /* of JIS X 0212: the table asked for last is not enough */
        {"windows-1251", {"\xc6", 1}, {"\u0416", 2}},
    };
    char folder[] = "/tmp/newsclip-work-XXXXXX", path[64];
    const char *const folders[] = {folder};
    struct work_pool_options options = {.jobs = 1, .selectors = folders, .selector_count = 1};
    struct work_pool *pool;
    struct base_error e = {""};
    FILE *file;

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/portal.example.txt", folder);
    file = fopen(path, "w");
    assert_non_null(file);
    fputs("title: //p[@id='t']\n", file);
    fclose(file);
    assert_int_equal(work_pool_open(zygote, &options, &pool, &e), BASE_OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct base_buf html = BASE_BUF_INIT;
        struct work_result *r;

        base_buf_printf(&html, "<meta charset=%s><h1>Another</h1><p id=t>Title ", rows[i].charset);
        base_buf_add_str(&html, rows[i].bytes);
        submit(pool, base_buf_str(&html), NULL);
        r = work_next(pool, -1);
        assert_int_equal(r->status, BASE_OK);
        assert_true(base_str_starts(r->record.article.title, BASE_STR("Title ")));
        assert_true(base_str_ends(r->record.article.title, rows[i].text));
        work_result_free(r);
        base_buf_free(&html);
    }
    work_pool_close(pool);
    unlink(path);
    rmdir(folder);
}

static void test_a_worker_is_given_selector_files_alone(void **state)
{
    static const char *const names[] = {"../etc/passwd", "/etc/passwd", "..", "passwd", "../x.txt", "a/b.txt"};
    const char *const folders[] = {"/etc"};
    struct base_buf setup = BASE_BUF_INIT, reply = BASE_BUF_INIT, bytes = BASE_BUF_INIT;
    struct decode_context *decoder = NULL;

    (void)state;
    work_put_setup(&setup, folders, 1);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct work_need need = {WORK_NEED_FILE, 0, base_str(names[i])};
        struct base_error e = {""};

        assert_true(work_supply(base_buf_str(&setup), &decoder, &need, &reply));
        assert_int_equal(work_get_supply(base_buf_str(&reply), &bytes, &e), BASE_INVALID);
    }
    for (size_t folder = 1; folder < 3; folder++) {
        struct work_need need = {WORK_NEED_FILE, folder == 1 ? 1 : SIZE_MAX, BASE_STR("a.txt")};

        assert_true(work_supply(base_buf_str(&setup), &decoder, &need, &reply));
        assert_int_equal(work_get_supply(base_buf_str(&reply), &bytes, NULL), BASE_INVALID);
    }
    assert_int_equal(bytes.len, 0);
    base_buf_free(&setup);
    base_buf_free(&reply);
    base_buf_free(&bytes);
}

static void test_an_answer_of_another_page_is_none(void **state)
{
    struct work_page page = {.url = BASE_STR("https://portal.example/a"), .input = BASE_STR("a.html"), .fetched = 5,
                             .status = 200};
    struct record right = {.url = page.url, .input = page.input, .fetched = 5, .status = 200}, wrong[6];

    (void)state;
    for (size_t i = 0; i < 6; i++)
        wrong[i] = right;
    wrong[0].url = BASE_STR("https://portal.example/b");
    wrong[1].fetched = 6;
    wrong[2].status = 404;
    wrong[3].input = BASE_STR("b.html");
    wrong[4].revision = 7;
    wrong[5].url = BASE_STR_NONE;
    for (size_t i = 0; i < 7; i++) {
        struct work_result result = {.record = i < 6 ? wrong[i] : right};

        base_arena_init(&result.arena, 0);
        work_check_page(&page, &result);
        assert_int_equal(result.status, i < 6 ? BASE_INTERNAL : BASE_OK);
        base_arena_free(&result.arena);
    }
}

static void test_a_page_without_address_takes_the_one_it_states(void **state)
{
    struct work_pool *pool = open_pool(1, 0);
    struct work_page page = {.bytes = BASE_STR("<link rel=canonical href='https://portal.example/x'><h1>Title</h1>"),
                             .fetched = BASE_TIME_NONE};
    struct base_error e = {""};
    struct work_result *r;

    (void)state;
    assert_int_equal(work_submit(pool, WORK_EXTRACT, &page, NULL, &e), BASE_OK);
    r = work_next(pool, -1);
    assert_int_equal(r->status, BASE_OK);
    assert_true(base_str_equal(r->record.url, BASE_STR("https://portal.example/x")));
    work_result_free(r);
    work_pool_close(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_results_come_in_the_order_of_submission),
        cmocka_unit_test(test_a_page_over_its_deadline_costs_itself_alone),
        cmocka_unit_test(test_a_deadline_waits_for_a_worker_that_waits_for_its_turn),
        cmocka_unit_test(test_a_deadline_waits_for_no_sleeper_and_not_for_ever),
        cmocka_unit_test(test_a_killed_worker_is_told_apart_from_one_that_ended),
        cmocka_unit_test(test_workers_die_with_a_killed_parent),
        cmocka_unit_test(test_other_files_are_refused_by_their_first_bytes),
        cmocka_unit_test(test_noise_is_no_page_though_it_has_no_nul),
        cmocka_unit_test(test_stray_controls_and_escapes_of_a_charset_are_no_noise),
        cmocka_unit_test(test_a_malformed_answer_is_no_result),
        cmocka_unit_test(test_how_selectors_fared_comes_back_and_is_checked),
        cmocka_unit_test(test_links_of_a_feed),
        cmocka_unit_test(test_a_long_page_is_sent_without_waiting),
        cmocka_unit_test(test_a_locked_worker_gets_selectors_and_encodings),
        cmocka_unit_test(test_a_worker_is_given_selector_files_alone),
        cmocka_unit_test(test_an_answer_of_another_page_is_none),
        cmocka_unit_test(test_a_page_without_address_takes_the_one_it_states),
    };
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
