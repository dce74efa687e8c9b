/* base/: arena, buffers, hashes, sets. */
#include "base_fixture.h"

static void test_arena_gives_zeroed_aligned_memory_again_after_reset(void **state)
{
    (void)state;
    struct base_arena a;
    base_arena_init(&a, 0);
    for (int round = 0; round < 3; round++) {
        for (size_t size = 1; size < 100000; size = size * 3 + 1) {
            unsigned char *p = base_arena_alloc(&a, 1, size);
            assert_non_null(p);
            assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
            for (size_t i = 0; i < size; i++)
                assert_int_equal(p[i], 0);
            memset(p, 0xEE, size);
        }
        base_arena_reset(&a);
        assert_int_equal(a.used, 0);
    }
    base_arena_free(&a);
}

static void test_arena_failure_is_sticky(void **state)
{
    (void)state;
    struct base_arena a;
    base_arena_init(&a, 1000);
    assert_non_null(base_arena_alloc(&a, 10, 16));
    assert_null(base_arena_alloc(&a, 1000, 1));
    assert_true(a.failed);
    assert_null(base_arena_alloc(&a, 1, 1));
    assert_string_equal(base_arena_cstr(&a, BASE_STR("x")), "");
    assert_str(base_arena_printf(&a, "%d", 1), NULL);
    base_arena_reset(&a);
    assert_non_null(base_arena_alloc(&a, 1, 1));
    base_arena_free(&a);
    assert_null(base_arena_alloc(&a, SIZE_MAX / 2, 3));
    assert_true(a.failed);
    base_arena_free(&a);
}

static void test_arena_array_grows_and_keeps_its_items(void **state)
{
    (void)state;
    struct base_arena a;
    base_arena_init(&a, 0);
    size_t *first = NULL, *second = NULL, first_room = 0, second_room = 0;
    for (size_t i = 0; i < 10000; i++) {
        first = base_arena_grow(&a, first, i, &first_room, sizeof *first);
        assert_non_null(first);
        first[i] = i;
        if (i % 3 == 0) { /* something in between, so that both ways of growing are taken */
            second = base_arena_grow(&a, second, i / 3, &second_room, sizeof *second);
            assert_non_null(second);
            second[i / 3] = ~i;
        }
    }
    for (size_t i = 0; i < 10000; i++) {
        assert_int_equal(first[i], i);
        assert_int_equal(second[i / 3], ~(i / 3 * 3));
    }
    size_t room = first_room;
    assert_ptr_equal(base_arena_grow(&a, first, 1, &room, sizeof *first), first);
    room = SIZE_MAX / 4;
    assert_null(base_arena_grow(&a, first, room, &room, sizeof *first));
    assert_true(a.failed);
    base_arena_free(&a);
}

static void test_arena_array_grows_where_it_stands_with_zeros(void **state)
{
    (void)state;
    struct base_arena a;
    base_arena_init(&a, 0);
    char *before = base_arena_alloc(&a, 5000, 1);
    assert_non_null(before);
    memset(before, 0xEE, 5000); /* must not show after the reset */
    base_arena_reset(&a);
    size_t room = 0, *last = base_arena_grow(&a, NULL, 0, &room, sizeof *last), *grown;
    memset(last, 0xEE, room * sizeof *last);
    size_t old = room;
    grown = base_arena_grow(&a, last, old, &room, sizeof *last);
    assert_ptr_equal(grown, last);
    for (size_t i = old; i < room; i++)
        assert_int_equal(grown[i], 0);
    a.limit = a.used + 8;
    assert_null(base_arena_grow(&a, grown, room, &room, sizeof *last));
    assert_true(a.failed);
    base_arena_free(&a);
}

static void test_arena_strings(void **state)
{
    (void)state;
    struct base_arena a;
    base_arena_init(&a, 0);
    struct base_str_list list = {0};
    struct base_str copy = base_arena_str(&a, BASE_STR("x\0y"));
    assert_int_equal(copy.len, 3);
    assert_memory_equal(copy.ptr, "x\0y", 4);
    assert_str(base_arena_str(&a, BASE_STR_NONE), NULL);
    assert_str(base_arena_printf(&a, "%s-%03d", "n", 7), "n-007");
    for (int i = 0; i < 100; i++)
        base_str_list_add(&a, &list, base_arena_printf(&a, "%d", i));
    assert_int_equal(list.count, 100);
    assert_true(base_str_list_has(&list, BASE_STR("99")));
    assert_false(base_str_list_has(&list, BASE_STR("100")));
    base_arena_free(&a);
}

static void test_buffer_appends_and_ends_in_nul(void **state)
{
    (void)state;
    struct base_buf b = BASE_BUF_INIT;
    base_buf_add(&b, "a\0", 2);
    base_buf_add_z(&b, "b");
    base_buf_add_char(&b, 'c');
    base_buf_add_utf8(&b, 0x4EBA);
    base_buf_printf(&b, "%300d", 5);
    assert_false(b.failed);
    assert_int_equal(b.len, 307);
    assert_memory_equal(b.ptr, "a\0bc\xe4\xba\xba ", 8);
    assert_int_equal(b.ptr[307], 0);
    base_buf_clear(&b);
    assert_int_equal(b.len, 0);
    base_buf_free(&b);
    assert_null(b.ptr);
}

static void test_buffer_over_its_limit_fails_for_good(void **state)
{
    (void)state;
    struct base_buf b = {.limit = 4};
    assert_true(base_buf_add_z(&b, "abc"));
    assert_false(base_buf_add_z(&b, "de"));
    assert_false(base_buf_add_z(&b, "f"));
    assert_str(base_buf_str(&b), "abc");
    base_buf_free(&b);
    assert_int_equal(b.limit, 4);
}

static void test_text_is_no_markup(void **state)
{
    (void)state;
    struct base_buf b = BASE_BUF_INIT;
    for (const char *z = "<a b='c' d=\"&e;\">\xe4\xba\xba"; *z; z++)
        base_buf_add_markup(&b, *z);
    assert_str(base_buf_str(&b), "&lt;a b=&#39;c&#39; d=&quot;&amp;e;&quot;&gt;\xe4\xba\xba");
    base_buf_free(&b);
}

static void test_hashes_are_those_of_xxhash(void **state)
{
    (void)state;
    char hex[33];
    base_hash128_hex(base_hash128(BASE_STR("")), hex); /* the published value of XXH3-128 of nothing */
    assert_string_equal(hex, "99aa06d3014798d86001c324468d497f");
    assert_true(base_hash64(BASE_STR_NONE) == UINT64_C(0x2d06800538d394c2));
    assert_true(base_hash64(BASE_STR("a")) != base_hash64(BASE_STR("b")));
}

static void test_a_set_knows_each_member_once(void **state)
{
    struct base_set set = {0};

    (void)state;
    for (uint64_t i = 0; i < 5000; i++)
        assert_true(base_set_add(&set, i * 0x9e3779b97f4a7c15u));
    for (uint64_t i = 0; i < 5000; i++)
        assert_false(base_set_add(&set, i * 0x9e3779b97f4a7c15u));
    assert_int_equal(set.count, 5000);
    assert_true(base_set_has(&set, 0));
    assert_true(base_set_has(&set, 4999 * 0x9e3779b97f4a7c15u));
    assert_false(base_set_has(&set, 5000 * 0x9e3779b97f4a7c15u));
    base_set_free(&set);
    assert_false(base_set_has(&set, 7));
    assert_true(base_set_add(&set, 7));
    base_set_free(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena_gives_zeroed_aligned_memory_again_after_reset),
        cmocka_unit_test(test_arena_failure_is_sticky),
        cmocka_unit_test(test_arena_array_grows_and_keeps_its_items),
        cmocka_unit_test(test_arena_array_grows_where_it_stands_with_zeros),
        cmocka_unit_test(test_arena_strings),
        cmocka_unit_test(test_buffer_appends_and_ends_in_nul),
        cmocka_unit_test(test_buffer_over_its_limit_fails_for_good),
        cmocka_unit_test(test_text_is_no_markup),
        cmocka_unit_test(test_hashes_are_those_of_xxhash),
        cmocka_unit_test(test_a_set_knows_each_member_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
