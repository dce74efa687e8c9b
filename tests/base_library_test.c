/* Libraries opened at run time. */
#include "base_fixture.h"

#include <stddef.h>

#ifdef __APPLE__
#define C_LIBRARY "/usr/lib/libSystem.B.dylib"
#else
#define C_LIBRARY "libc.so.6"
#endif

struct functions {
    size_t (*strlen)(const char *text);
    int (*abs)(int number);
};

static const struct base_symbol symbols[] = {
    {"strlen", offsetof(struct functions, strlen)},
    {"abs", offsetof(struct functions, abs)},
};

static void test_first_library_that_is_there_is_opened(void **state)
{
    (void)state;
    static const char *const files[] = {"libnewsclip-none.so.1", C_LIBRARY, NULL};
    struct functions table = {NULL};
    struct base_error e = {""};
    assert_int_equal(base_library_open(files, "counting", symbols, 2, &table, &e), BASE_OK);
    assert_int_equal(table.strlen("four"), 4);
    assert_int_equal(table.abs(-7), 7);
}

static void test_missing_library_is_named_with_what_needs_it(void **state)
{
    (void)state;
    static const char *const files[] = {"libnewsclip-none.so.1", NULL};
    struct functions table = {NULL};
    struct base_error e = {""};
    assert_int_equal(base_library_open(files, "counting", symbols, 2, &table, &e), BASE_MISSING);
    assert_non_null(strstr(e.text, "counting: libnewsclip-none.so.1 is needed for that, and cannot be opened: "));
}

static void test_library_without_a_function_is_too_old(void **state)
{
    (void)state;
    static const char *const files[] = {C_LIBRARY, NULL};
    static const struct base_symbol newer[] = {{"newsclip_no_such_function", 0}};
    struct functions table = {NULL};
    struct base_error e = {""};
    assert_int_equal(base_library_open(files, "counting", newer, 1, &table, &e), BASE_MISSING);
    assert_non_null(strstr(e.text, "counting: " C_LIBRARY " has no function newsclip_no_such_function: it is too old"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_library_that_is_there_is_opened),
        cmocka_unit_test(test_missing_library_is_named_with_what_needs_it),
        cmocka_unit_test(test_library_without_a_function_is_too_old),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
