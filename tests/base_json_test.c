/* base/: JSON out, and JSON of pages. */
#include "base_fixture.h"

static void test_json_strings_are_escaped(void **state)
{
    (void)state;
    struct base_buf b = BASE_BUF_INIT;
    base_buf_add_json(&b, BASE_STR("\"\\/\n\t\r\b\f\x01\x00\x7f\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa\xe2\x82\xac"));
    assert_str(base_buf_str(&b),
               "\"\\\"\\\\/\\n\\t\\r\\b\\f\\u0001\\u0000\\u007f\\u2028\\u2029\xe2\x80\xaa\xe2\x82\xac\"");
    base_buf_clear(&b);
    base_buf_add_json(&b, BASE_STR_NONE);
    assert_str(base_buf_str(&b), "\"\"");
    base_buf_free(&b);
}

static const struct {
    const char *in;
    bool quotes;
    const char *out;
    size_t used; /* 0: all of it */
} mended[] = {
    {"{\"a\":\"one\ntwo\\u0000three\"}", false, "{\"a\":\"one\\ntwo three\"}", 0},
    {"[\"\\ud83d\\ude00 \\ud83d \\ude00\"]", false, "[\"\\ud83d\\ude00 \xEF\xBF\xBD \xEF\xBF\xBD\"]", 0},
    {"{\"a\":[1,2,],}", false, "{\"a\":[1,2 ] }", 0},
    {"[12345678901234567890, 1e999, 007, 1.5]", false, "[\"12345678901234567890\", \"1e999\", \"007\", 1.5]", 0},
    {"[\"it\\'s\", \"a\tb\"]", false, "[\"it's\", \"a b\"]", 0},
    {"{\"a\":\"the \"old\" bridge\",\"b\":1}", true, "{\"a\":\"the \\\"old\\\" bridge\",\"b\":1}", 0},
    {"/* note */ {\"a\": 1} // end", false, " {\"a\": 1}", 19},
    {"<!-- [true, false, null] -->", false, " [true, false, null]", 24},
    {"{a: 'it is \"so\"', $b_1: undefined, c: !0, d: [!1, NaN, name]};var x", false,
     "{\"a\": \"it is \\\"so\\\"\", \"$b_1\": null, \"c\": true, \"d\": [false, null, null]}", 61},
    {"\"\\x3Cp\\x3E\" rest", false, "\"\\u003Cp\\u003E\"", 11},
    {"{\"a\":\"cut", false, "{\"a\":\"cut\"", 0},
    {"\"\\", false, "\"\"", 0},
    {"\xc3\xa7 a", false, "\xc3\xa7", 2}, /* no JSON, and no half a character */
    {"", false, "", 0},
};

static void test_json_of_pages_is_mended(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof mended / sizeof mended[0]; i++) {
        struct base_buf out = BASE_BUF_INIT;
        struct base_str in = base_str(mended[i].in);
        size_t used = base_json_mend(in, mended[i].quotes, &out);
        if (!base_str_equal(base_buf_str(&out), base_str(mended[i].out)))
            fail_msg("%s gives %.*s", mended[i].in, BASE_STR_ARG(base_buf_str(&out)));
        if (used != (mended[i].used ? mended[i].used : in.len))
            fail_msg("%s ends at %zu", mended[i].in, used);
        base_buf_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_strings_are_escaped),
        cmocka_unit_test(test_json_of_pages_is_mended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
