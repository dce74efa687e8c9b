/* write: the archive's files and the one output. */
#include "write/write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
    char dir[64];
    int64_t committed; /* what the state would say of each file */
    int64_t length;    /* of the file extended last */
    struct write_archive_options options;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    strcpy(f->dir, "/tmp/newsclip-write-XXXXXX");
    *state = f;
    return mkdtemp(f->dir) ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char command[128];
    int status;

    snprintf(command, sizeof command, "rm -rf '%s'", f->dir);
    status = system(command);
    free(f);
    return status;
}

static int64_t committed(void *context, const char *file)
{
    (void)file;
    return ((struct fixture *)context)->committed;
}

static int extended(void *context, const char *file, int64_t length, struct base_error *e)
{
    (void)file, (void)e;
    ((struct fixture *)context)->length = length;
    return BASE_OK;
}

static int open_archive(struct fixture *f, struct write_archive **archive, struct base_error *e)
{
    f->options.committed = committed;
    f->options.extended = extended;
    f->options.context = f;
    return write_archive_open(f->dir, &f->options, archive, e);
}

static void assert_file(const struct fixture *f, const char *name, const char *expected)
{
    struct base_buf bytes = BASE_BUF_INIT;
    struct base_error e = {""};
    char path[512];

    snprintf(path, sizeof path, "%s/%s", f->dir, name);
    assert_int_equal(base_file_read(path, 1 << 20, &bytes, &e), BASE_OK);
    assert_string_equal(bytes.ptr ? bytes.ptr : "", expected);
    base_buf_free(&bytes);
}

/* 2026-11-23T10:00:00Z */
enum { DAY = 1795428000 };
#define DAY_FILE "portal.example/2026/11/2026-11-23.jsonl"

static const struct write_form plain = {BASE_CODING_IDENTITY, 0};

static int append(struct write_archive *a, const char *line, struct write_place *place)
{
    struct base_error e = {""};

    return write_archive_append(a, "portal.example", &plain, DAY, base_str(line), place, &e);
}

static void test_lines_go_to_the_file_of_their_day(void **state)
{
    struct fixture *f = *state;
    struct write_archive *a;
    struct write_place place;
    struct base_error e = {""};

    assert_int_equal(open_archive(f, &a, &e), BASE_OK);
    assert_int_equal(append(a, "{\"a\":1}", &place), BASE_OK);
    assert_string_equal(place.file, DAY_FILE);
    assert_int_equal(place.offset, 0);
    assert_int_equal(append(a, "{}", &place), BASE_OK);
    assert_int_equal(place.offset, 8);
    assert_int_equal(f->length, 11);
    assert_int_equal(write_archive_sync(a, &e), BASE_OK);
    write_archive_close(a);
    assert_file(f, DAY_FILE, "{\"a\":1}\n{}\n");
}

static void test_an_uncommitted_tail_is_set_aside(void **state)
{
    struct fixture *f = *state;
    struct write_archive *a;
    struct write_place place;
    struct base_error e = {""};

    assert_int_equal(open_archive(f, &a, &e), BASE_OK);
    assert_int_equal(append(a, "{\"kept\":1}", &place), BASE_OK);
    f->committed = f->length;
    assert_int_equal(append(a, "{\"torn", &place), BASE_OK);
    write_archive_close(a);

    assert_int_equal(open_archive(f, &a, &e), BASE_OK);
    assert_int_equal(append(a, "{\"next\":1}", &place), BASE_OK);
    assert_int_equal(place.offset, f->committed);
    write_archive_close(a);
    assert_file(f, DAY_FILE, "{\"kept\":1}\n{\"next\":1}\n");
    assert_file(f, "quarantine/portal.example_2026_11_2026-11-23.jsonl.11", "{\"torn\n");
}

static void test_a_file_shorter_than_committed_is_an_error_and_stays(void **state)
{
    struct fixture *f = *state;
    struct write_archive *a;
    struct write_place place;
    struct base_error e = {""};

    assert_int_equal(open_archive(f, &a, &e), BASE_OK);
    f->committed = 100;
    assert_int_equal(write_archive_append(a, "portal.example", &plain, DAY, BASE_STR("{}"), &place, &e), BASE_IO);
    assert_non_null(strstr(e.text, DAY_FILE));
    write_archive_close(a);
}

/* ---- Packed and rotated files of many portals ---- */

enum { PORTALS = 100, ROUNDS = 3 }; /* more than are open at a time */

/* What a state would say, by portal; the file's name is told apart by its last piece alone. */
struct lengths {
    struct write_archive_options options;
    char files[PORTALS][320];
    int64_t lengths[PORTALS];
};

static int portal_of(const char *file)
{
    return atoi(file + 1);
}

static int64_t length_of(void *context, const char *file)
{
    struct lengths *l = context;
    int i = portal_of(file);

    return strcmp(l->files[i], file) == 0 ? l->lengths[i] : 0;
}

static int note_length(void *context, const char *file, int64_t length, struct base_error *e)
{
    struct lengths *l = context;
    int i = portal_of(file);

    (void)e;
    snprintf(l->files[i], sizeof l->files[i], "%s", file);
    l->lengths[i] = length;
    return BASE_OK;
}

static size_t count_lines(const struct fixture *f, const char *file, int64_t length)
{
    struct write_lines *lines;
    struct base_str line;
    struct base_error e = {""};
    char path[512];
    bool whole;
    size_t n = 0;
    int status;

    snprintf(path, sizeof path, "%s/%s", f->dir, file);
    assert_int_equal(write_lines_open(path, length, &lines, &e), BASE_OK);
    for (; write_lines_next(lines, &line, &whole, &status, &e); n++) {
        assert_true(whole);
        assert_true(base_str_equal(line, BASE_STR("{\"a\":1}")));
    }
    assert_int_equal(status, BASE_OK);
    assert_int_equal(write_lines_rest(lines), 0);
    write_lines_close(lines);
    return n;
}

static void append_to_all(struct write_archive *a, const struct write_form *form, int64_t day)
{
    struct write_place place;
    struct base_error e = {""};
    char portal[16];

    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < PORTALS; i++) {
            snprintf(portal, sizeof portal, "p%d", i);
            assert_int_equal(write_archive_append(a, portal, form, day, BASE_STR("{\"a\":1}"), &place, &e), BASE_OK);
        }
    assert_int_equal(write_archive_sync(a, &e), BASE_OK);
}

/* Within a commit a file may be closed and opened again: nothing of it is taken for a killed run's, and it is not left. */
static void test_more_files_than_are_open_at_a_time(void **state)
{
    static const enum base_coding codings[] = {BASE_CODING_IDENTITY, BASE_CODING_GZIP, BASE_CODING_ZSTD};
    struct fixture *f = *state;
    struct base_error e = {""};

    for (size_t c = 0; c < sizeof codings / sizeof *codings; c++) {
        struct lengths *l = calloc(1, sizeof *l);
        struct write_archive *a;
        const struct write_form form = {codings[c], 1};
        char path[512];

        l->options = (struct write_archive_options){length_of, note_length, l};
        assert_int_equal(write_archive_open(f->dir, &l->options, &a, &e), BASE_OK);
        append_to_all(a, &form, DAY + (int64_t)c * 86400);
        for (int i = 0; i < PORTALS; i++)
            assert_int_equal(count_lines(f, l->files[i], l->lengths[i]), ROUNDS);
        assert_int_equal(count_lines(f, l->files[0], -1), ROUNDS);
        append_to_all(a, &form, DAY + (int64_t)c * 86400);
        assert_non_null(strstr(l->files[0], "_000"));
        assert_int_equal(count_lines(f, l->files[0], -1), ROUNDS);
        write_archive_close(a);
        snprintf(path, sizeof path, "%s/quarantine", f->dir);
        assert_int_not_equal(access(path, F_OK), 0);
        free(l);
    }
}

static void test_portal_names_stay_within_the_archive(void **state)
{
    static const struct {
        const char *url, *name;
    } cases[] = {
        {"https://www.portal.example/a", "www.portal.example"},
        {"http://portal.example/", "portal.example"},
        {"http://portal.example:8080/", "portal.example_8080"},
        {"https://portal.example:80/", "portal.example_80"},
        {"http://[::1]:81/", "___1__81"},
        {"http://.hidden/", "_hidden"},
    };
    char name[300];
    struct base_error e = {""};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct base_str url = base_str(cases[i].url);
        int status = write_portal_name(url, name, sizeof name, &e);

        assert_int_equal(status, BASE_OK);
        assert_null(strchr(name, '/'));
        assert_int_not_equal(name[0], '.');
        if (!strstr(cases[i].url, "[::1]"))
            assert_string_equal(name, cases[i].name);
    }
    assert_int_equal(write_portal_name(BASE_STR("nothing"), name, sizeof name, &e), BASE_INVALID);
}

static void test_output_appears_only_when_finished(void **state)
{
    struct fixture *f = *state;
    struct write_output *o;
    struct base_error e = {""};
    struct stat st;
    char path[128];

    snprintf(path, sizeof path, "%s/out.jsonl", f->dir);
    assert_int_equal(write_output_open(path, &o, &e), BASE_OK);
    assert_int_equal(write_output_add(o, BASE_STR("line\n"), &e), BASE_OK);
    assert_int_not_equal(stat(path, &st), 0);
    assert_int_equal(write_output_finish(o, &e), BASE_OK);
    assert_file(f, "out.jsonl", "line\n");
}

static void test_aborted_output_leaves_what_was_there(void **state)
{
    struct fixture *f = *state;
    struct write_output *o;
    struct base_error e = {""};
    char path[128];
    FILE *old;

    snprintf(path, sizeof path, "%s/out.jsonl", f->dir);
    old = fopen(path, "w");
    fputs("old\n", old);
    fclose(old);
    assert_int_equal(write_output_open(path, &o, &e), BASE_OK);
    assert_int_equal(write_output_add(o, BASE_STR("new\n"), &e), BASE_OK);
    write_output_abort(o);
    assert_file(f, "out.jsonl", "old\n");
}

static void test_a_full_disk_is_an_error(void **state)
{
    struct write_output *o;
    struct base_error e = {""};
    struct stat st;

    (void)state;
    if (stat("/dev/full", &st) != 0) {
        print_message("no /dev/full on this system\n");
        skip();
    }
    int saved = dup(STDOUT_FILENO);
    assert_non_null(freopen("/dev/full", "w", stdout));
    assert_int_equal(write_output_open(NULL, &o, &e), BASE_OK);
    assert_int_equal(write_output_add(o, BASE_STR("x"), &e), BASE_IO);
    write_output_finish(o, &e);
    dup2(saved, STDOUT_FILENO);
    close(saved);
    assert_non_null(strstr(e.text, "standard output"));
}

static void test_quarantine_refuses_names_that_leave_it(void **state)
{
    struct fixture *f = *state;
    struct base_error e = {""};

    assert_int_equal(write_quarantine(f->dir, "../x", BASE_STR("b"), BASE_STR("r"), &e), BASE_INVALID);
    assert_int_equal(write_quarantine(f->dir, "page", BASE_STR("bytes"), BASE_STR("why\n"), &e), BASE_OK);
    assert_file(f, "quarantine/page", "bytes");
    assert_file(f, "quarantine/page.txt", "why\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_lines_go_to_the_file_of_their_day, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_an_uncommitted_tail_is_set_aside, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_file_shorter_than_committed_is_an_error_and_stays, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_more_files_than_are_open_at_a_time, set_up, tear_down),
        cmocka_unit_test(test_portal_names_stay_within_the_archive),
        cmocka_unit_test_setup_teardown(test_output_appears_only_when_finished, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_aborted_output_leaves_what_was_there, set_up, tear_down),
        cmocka_unit_test(test_a_full_disk_is_an_error),
        cmocka_unit_test_setup_teardown(test_quarantine_refuses_names_that_leave_it, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
