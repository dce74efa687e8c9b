/* crawl: places of pages, from their rows to what is done with links that stand there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "crawl/private.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define PORTAL BASE_STR("portal.example")

static void test_few_links_tell_little(void **state)
{
    static const struct {
        struct state_place place;
        enum crawl_standing standing;
    } cases[] = {
        {{0, 0}, CRAWL_PLACE_UNSAID}, {{0, 1}, CRAWL_PLACE_UNSAID}, {{0, 8}, CRAWL_PLACE_UNSAID},
        {{0, 9}, CRAWL_PLACE_LAST},   {{0, 19}, CRAWL_PLACE_LAST},  {{0, 20}, CRAWL_PLACE_NEVER},
        {{0, 60}, CRAWL_PLACE_NEVER}, {{1, 60}, CRAWL_PLACE_LAST},  {{1, 0}, CRAWL_PLACE_FIRST},
        {{1, 1}, CRAWL_PLACE_UNSAID}, {{30, 9}, CRAWL_PLACE_FIRST}, {{9, 30}, CRAWL_PLACE_UNSAID},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        if (crawl_place_standing(&cases[i].place) != cases[i].standing)
            fail_msg("case %zu: %d", i, crawl_place_standing(&cases[i].place));
}

/* ---- With a state ---- */

struct fixture {
    char dir[64];
    struct state *state;
    struct base_arena arena;
    struct base_error e;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    if (!f)
        return -1;
    base_arena_init(&f->arena, 0);
    strcpy(f->dir, "/tmp/newsclip-place-XXXXXX");
    *state = f;
    return mkdtemp(f->dir) ? state_open(f->dir, false, &f->state, &f->e) : -1;
}

static int tear_down(void **state)
{
    static const char *const names[] = {"state.db", "state.db-wal", "state.db-shm", "lock"};
    struct fixture *f = *state;
    char path[128];

    state_close(f->state);
    for (size_t i = 0; i < COUNT(names); i++) {
        snprintf(path, sizeof path, "%s/%s", f->dir, names[i]);
        unlink(path);
    }
    rmdir(f->dir);
    base_arena_free(&f->arena);
    free(f);
    return 0;
}

static void add(struct fixture *f, uint32_t place, bool article, int times)
{
    for (int i = 0; i < times; i++)
        assert_int_equal(state_place_add(f->state, PORTAL, place, article, &f->e), BASE_OK);
}

static void test_what_was_long_ago_counts_less(void **state)
{
    struct fixture *f = *state;
    struct state_place place;

    add(f, 7, false, 64);
    add(f, 7, true, 4);
    assert_int_equal(state_place_get(f->state, PORTAL, 7, &place, &f->e), BASE_OK);
    assert_int_equal(place.others, 32);
    assert_int_equal(place.articles, 4);
    assert_int_equal(crawl_place_standing(&place), CRAWL_PLACE_UNSAID); /* it has changed, and is followed again */
    assert_int_equal(state_place_get(f->state, BASE_STR("other.example"), 7, &place, &f->e), BASE_OK);
    assert_int_equal(place.others, 0);
}

static void test_places_decide_on_doubtful_links_alone(void **state)
{
    enum { USELESS = 1, GOOD };
    struct discover_candidate items[] = {
        {BASE_STR("https://portal.example/box/ab"), BASE_STR("Box"), BASE_STR_NONE, USELESS, DISCOVER_LINK, DISCOVER_LIST, 0},
        {BASE_STR("https://portal.example/2026/11/27/story-1.html"), BASE_STR("A story"), BASE_STR_NONE, USELESS,
         DISCOVER_LINK, DISCOVER_ARTICLE, 0},
        {BASE_STR("https://portal.example/?page=2"), BASE_STR("Older"), BASE_STR_NONE, USELESS, DISCOVER_LINK,
         DISCOVER_LIST, 0},
        {BASE_STR("https://portal.example/brief/ab"), BASE_STR_NONE, BASE_STR_NONE, GOOD, DISCOVER_LINK, DISCOVER_LIST,
         DISCOVER_NOT_ARTICLE},
        {BASE_STR("https://portal.example/box/cd"), BASE_STR("Box"), BASE_STR_NONE, USELESS, DISCOVER_LINK, DISCOVER_LIST, 0},
        {BASE_STR("https://portal.example/box/cd"), BASE_STR("Box"), BASE_STR_NONE, GOOD, DISCOVER_LINK, DISCOVER_LIST,
         DISCOVER_DUPLICATE},
        {BASE_STR("https://portal.example/box/known"), BASE_STR("Box"), BASE_STR_NONE, USELESS, DISCOVER_LINK,
         DISCOVER_LIST, 0},
    };
    static const enum discover_reason reasons[] = {DISCOVER_PLACE, DISCOVER_KEPT,      DISCOVER_KEPT, DISCOVER_KEPT,
                                                   DISCOVER_KEPT,  DISCOVER_DUPLICATE, DISCOVER_KEPT};
    static const enum crawl_standing expected[] = {CRAWL_PLACE_NEVER,  CRAWL_PLACE_NEVER, CRAWL_PLACE_UNSAID,
                                                   CRAWL_PLACE_FIRST,  CRAWL_PLACE_NEVER, CRAWL_PLACE_UNSAID,
                                                   CRAWL_PLACE_NEVER};
    struct discover_list list = {.items = items, .count = COUNT(items)};
    enum crawl_standing standings[COUNT(items)];
    struct fixture *f = *state;
    struct state_page known = {.url = BASE_STR("https://portal.example/box/known"), .portal = PORTAL,
                                 .status = STATE_PAGE_SOURCE, .kind = BASE_STR("list")};

    add(f, USELESS, false, 30);
    add(f, GOOD, true, 3);
    assert_int_equal(state_page_put(f->state, &known, &f->e), BASE_OK);
    assert_int_equal(crawl_place_judge(f->state, PORTAL, &list, &f->arena, standings, &f->e), BASE_OK);
    for (size_t i = 0; i < COUNT(items); i++)
        if (items[i].reason != reasons[i] || standings[i] != expected[i])
            fail_msg("link %zu: reason %d, standing %d", i, items[i].reason, standings[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_few_links_tell_little),
        cmocka_unit_test_setup_teardown(test_what_was_long_ago_counts_less, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_places_decide_on_doubtful_links_alone, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
