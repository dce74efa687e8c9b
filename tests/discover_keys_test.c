/* discover: addresses that are pages of one list, or of one kind; links that tell nothing by themselves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "discover/private.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define SITE "https://portal.example"

static const struct {
    const char *a, *b;
    bool same;
} lists[] = {
    {"/sport/", "/sport/page/2/", true},
    {"/sport/", "/sport", true},
    {"/sport/", "/sport/?page=7", true},
    {"/sport/?kind=a", "/sport/?kind=a&page=7", true},
    {"/sport/?kind=a", "/sport/?kind=b", false},
    {"/sport/", "/sport/index_12.html", true},
    {"/sport/list.html", "/sport/list_3.html", true},
    {"/sport/", "/sport/list_3.html", false},
    {"/", "/?page=2", true},
    {"/sport/", "/culture/", false},
    {"/sport/?page=1", "/culture/?page=1", false},
    {"/calendar/2026/11/", "/calendar/2026/12/", true},
    {"/calendar/2026/11/", "/calendar/", true},
    {"/calendar/2026-11-27", "/calendar/", true},
    {"/calendar?month=2026-11", "/calendar?month=2026-12", true},
    {"/topic/123/", "/topic/124/", false}, /* numbers of their own */
    {"/list?id=12", "/list?id=13", false},
    {"/2026/11/27/", "/2026/11/27/story.html", false},
    {"", "/", true},
};

static struct base_str address(struct base_arena *arena, const char *path)
{
    return base_url_resolve(arena, BASE_STR(SITE "/"), base_arena_printf(arena, SITE "%s", path));
}

static void test_pages_of_one_list(void **state)
{
    struct base_arena arena;
    (void)state;
    base_arena_init(&arena, 0);
    for (size_t i = 0; i < COUNT(lists); i++)
        if ((discover_list_key(address(&arena, lists[i].a)) == discover_list_key(address(&arena, lists[i].b))) !=
            lists[i].same)
            fail_msg("%s and %s", lists[i].a, lists[i].b);
    assert_true(discover_list_key(BASE_STR("https://a.example/")) != discover_list_key(BASE_STR("https://b.example/")));
    base_arena_free(&arena);
}

static const struct {
    const char *a, *b;
    bool same;
} shapes[] = {
    {"/topic/123/", "/topic/4/", true},         {"/topic/123/", "/topics/123/", false},
    {"/a?color=red", "/a?size=12&x=y", true},   {"/a", "/a?x", false},
    {"/a12b", "/a7b", true},                    {"/a12b", "/a12c", false},
    {"/(S(lit3py55t21z5v55vlm25s55))/x", "/(S(abc1de22f333g4h55ijk66l77))/x", true},
    {"/sport/", "/sport", true},                {"/a/b", "/ab", false},
};

static void test_addresses_of_one_shape(void **state)
{
    struct base_arena arena;
    (void)state;
    base_arena_init(&arena, 0);
    for (size_t i = 0; i < COUNT(shapes); i++)
        if ((discover_shape_key(address(&arena, shapes[i].a)) == discover_shape_key(address(&arena, shapes[i].b))) !=
            shapes[i].same)
            fail_msg("%s and %s", shapes[i].a, shapes[i].b);
    base_arena_free(&arena);
}

static void test_what_an_address_does_not_tell_is_doubtful(void **state)
{
    static const struct {
        const char *path, *words;
        bool doubtful;
    } cases[] = {
        {"/brief/lamp", "Lamp", true},      {"/brief/lamp", "", true},          {"/sport", "Sport", true},
        {"/", "Home", false},               {"/sport/?page=2", "Older", false}, {"/tag/lamp", "Lamp", false},
        {"/2026/11/27/", "Today", false},   {"/login", "Log in", false},        {"/feed.xml", "Feed", false},
        {"/2026/11/27/the-lamp-is-lit.html", "The lamp", false},
    };
    struct base_arena arena;
    (void)state;
    base_arena_init(&arena, 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct discover_candidate c = {.url = address(&arena, cases[i].path), .via = DISCOVER_LINK};
        c.title = cases[i].words[0] ? base_str(cases[i].words) : BASE_STR_NONE;
        c.reason = (uint8_t)discover_check_shape(c.url, c.title, &c.type);
        if (discover_is_doubtful(&c) != cases[i].doubtful)
            fail_msg("%s", cases[i].path);
    }
    base_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages_of_one_list),
        cmocka_unit_test(test_addresses_of_one_shape),
        cmocka_unit_test(test_what_an_address_does_not_tell_is_doubtful),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
