/* state: where pages are kept as they came, and the archive's files. */
#include "state_fixture.h"

static void put(struct fixture *f, const char *url, const char *digest, int64_t offset, bool refers)
{
    struct state_kept kept = {.url = base_str(url),
                              .digest = base_str(digest),
                              .file = BASE_STR("a/2026/11/2026-11-27.warc.gz"),
                              .id = BASE_STR("urn:uuid:1"),
                              .offset = offset,
                              .fetched = 100,
                              .seen = 200,
                              .refers = refers};

    assert_int_equal(state_kept_put(f->state, &kept, &f->e), BASE_OK);
}

static void test_the_newest_answer_of_an_address_is_found(void **state)
{
    struct fixture *f = *state;
    struct state_kept kept;

    assert_int_equal(state_kept_get(f->state, &f->arena, BASE_STR("http://a/"), &kept, &f->e), BASE_MISSING);
    put(f, "http://a/", "sha256:A", 1, false);
    put(f, "http://a/", "sha256:B", 2, false);
    assert_int_equal(state_kept_get(f->state, &f->arena, BASE_STR("http://a/"), &kept, &f->e), BASE_OK);
    assert_int_equal(kept.offset, 2);
    assert_int_equal(kept.fetched, 100);
    assert_int_equal(kept.seen, 200);
    assert_true(base_str_equal(kept.digest, BASE_STR("sha256:B")));
    assert_true(base_str_equal(kept.file, BASE_STR("a/2026/11/2026-11-27.warc.gz")));
    assert_true(base_str_equal(kept.id, BASE_STR("urn:uuid:1")));
}

static void test_a_payload_is_found_where_it_stands(void **state)
{
    struct fixture *f = *state;
    struct state_kept kept;

    put(f, "http://a/", "sha256:A", 1, true);
    assert_int_equal(state_kept_by_digest(f->state, &f->arena, BASE_STR("sha256:A"), &kept, &f->e), BASE_MISSING);
    put(f, "http://b/", "sha256:A", 1, false);
    assert_int_equal(state_kept_by_digest(f->state, &f->arena, BASE_STR("sha256:A"), &kept, &f->e), BASE_OK);
    assert_true(base_str_equal(kept.url, BASE_STR("http://b/")));
    assert_false(kept.refers);
}

struct seen {
    struct fixture *f;
    int count, stop_at;
    int64_t length;
};

static bool note(void *context, const char *file, int64_t length)
{
    struct seen *seen = context;

    assert_int_equal(file[0], 'a' + seen->count);
    seen->length += length;
    assert_int_equal(state_file_put(seen->f->state, file, length, &seen->f->e), BASE_OK);
    return ++seen->count != seen->stop_at;
}

static void test_files_come_in_order_and_may_change_meanwhile(void **state)
{
    struct fixture *f = *state;
    struct seen all = {.f = f}, two = {.f = f, .stop_at = 2};

    state_file_put(f->state, "b", 20, &f->e);
    state_file_put(f->state, "a", 10, &f->e);
    state_file_put(f->state, "c", 30, &f->e);
    assert_int_equal(state_file_each(f->state, note, &all, &f->e), BASE_OK);
    assert_int_equal(all.count, 3);
    assert_int_equal(all.length, 60);
    assert_int_equal(state_file_each(f->state, note, &two, &f->e), BASE_OK);
    assert_int_equal(two.count, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_newest_answer_of_an_address_is_found),
        TEST(test_a_payload_is_found_where_it_stands),
        TEST(test_files_come_in_order_and_may_change_meanwhile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
