/* Learning selectors: paths that last, fields by the teachers, text that the pages repeat; and the way through a worker. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "extract/learn.h"
#include "work/private.h"

enum { PAGES = 5 };

static const char *const people[] = {"Ada Abbott", "Ben Castell", "Clara Drummond", "Edith Farrow", "Hugh Gilmour"};
static const char *const places[] = {"harbour", "library", "railway", "orchard", "theatre"};

/* Pages made by MAKE, what was learned of them, and their memory. */
struct lesson {
    struct base_arena arena;
    struct page pages[PAGES];
    struct extract_input inputs[PAGES];
    struct extract_learned learned;
    struct base_error error;
    int status;
};

static void put_story(struct base_buf *out, int n, const char *between)
{
    for (int k = 0; k < 4; k++) {
        base_buf_printf(out, "<p>In the %s of the town, the %d people who work there counted %d new visitors on a cold morning, "
                        "and nobody could say where all of them had come from or why they stayed.</p>\n",
                        places[(n + k) % PAGES], 40 + n, 7 * n + k);
        if (k == 1)
            base_buf_add_z(out, between);
    }
}

static void learn_from(struct lesson *t, void (*make)(struct base_buf *out, int n), size_t count)
{
    *t = (struct lesson){0};
    base_arena_init(&t->arena, 0);
    for (size_t i = 0; i < count; i++) {
        struct base_buf html = BASE_BUF_INIT;
        struct base_str url = base_arena_printf(&t->arena, "https://portal.example/2024/story-%d.html", (int)i);

        make(&html, (int)i);
        assert_int_equal(page_parse(&t->arena, base_arena_str(&t->arena, base_buf_str(&html)), url, PAGE_MODE_HTML,
                                    &t->pages[i], &t->error), BASE_OK);
        t->inputs[i] = (struct extract_input){.page = &t->pages[i], .fetched = BASE_TIME_NONE};
        base_buf_free(&html);
    }
    t->status = extract_learn(&t->arena, t->inputs, count, &t->learned, &t->error);
    for (size_t i = 0; i < count; i++)
        page_free(&t->pages[i]);
}

/* The INDEXth expression of a kind; "" where there is none. */
static const char *rule(struct lesson *t, unsigned what, size_t index)
{
    for (size_t i = 0; i < t->learned.count; i++)
        if (t->learned.rules[i].what == what && t->learned.rules[i].expression.ptr && index-- == 0)
            return t->learned.rules[i].expression.ptr;
    return "";
}

static void expect_word(const char *expression, const char *word)
{
    if (!strstr(expression, word))
        fail_msg("\"%s\" does not ask for \"%s\"", expression, word);
}

/* ---- Fields ---- */

static void make_plain(struct base_buf *out, int n)
{
    base_buf_printf(out, "<html lang=en><head><title>The %s counts - Portal</title></head><body><div class='css-1x2y3z frame'>"
                    "<h1 class='css-a8f2k1 story-title'>The %s counts its visitors</h1>"
                    "<p class='story-author'>By %s</p><p class='story-date'>2024-03-1%d 09:30</p>"
                    "<div class='story-text' id='post-48%d213'>\n", places[n], places[n], people[n], n, n);
    put_story(out, n, "<div class='promo-letter'><p>Our letter brings you the stories of the day each morning before seven."
                      "</p></div>");
    base_buf_add_z(out, "</div></div></body></html>");
}

static void test_fields_are_found_by_names_that_speak(void **state)
{
    struct lesson t;

    (void)state;
    learn_from(&t, make_plain, PAGES);
    assert_int_equal(t.status, BASE_OK);
    assert_int_equal(t.learned.articles, (1 << PAGES) - 1);
    expect_word(rule(&t, SELECT_TITLE, 0), " story-title ");
    expect_word(rule(&t, SELECT_BYLINE, 0), " story-author ");
    expect_word(rule(&t, SELECT_DATE, 0), " story-date ");
    expect_word(rule(&t, SELECT_BODY, 0), " story-text ");
    for (size_t i = 0; i < t.learned.count; i++) {
        const struct extract_rule *r = &t.learned.rules[i];

        assert_int_equal(r->wrong, 0);
        assert_null(r->expression.ptr ? strstr(r->expression.ptr, "css-") : NULL);
        assert_null(r->expression.ptr ? strstr(r->expression.ptr, "post-48") : NULL);
    }
    base_arena_free(&t.arena);
}

static void test_an_alternative_asks_for_something_else(void **state)
{
    struct lesson t;

    (void)state;
    learn_from(&t, make_plain, PAGES);
    assert_string_equal(rule(&t, SELECT_TITLE, 1), "//h1");
    base_arena_free(&t.arena);
}

static void test_text_that_repeats_is_stripped_by_its_box(void **state)
{
    struct lesson t;

    (void)state;
    learn_from(&t, make_plain, PAGES);
    expect_word(rule(&t, EXTRACT_LEARNED_STRIP, 0), " promo-letter ");
    assert_string_equal(rule(&t, EXTRACT_LEARNED_STRIP, 1), "");
    base_arena_free(&t.arena);
}

static void make_bare_notice(struct base_buf *out, int n)
{
    base_buf_printf(out, "<html lang=en><body><h1>The %s counts its visitors</h1><div class='text'>", places[n]);
    put_story(out, n, "");
    base_buf_add_z(out, "<p>This article may be printed elsewhere if the name of the paper stands beside it.</p></div></body>");
}

static void test_a_repeated_paragraph_without_a_name_is_stripped_by_its_words(void **state)
{
    struct lesson t;

    (void)state;
    learn_from(&t, make_bare_notice, PAGES);
    expect_word(rule(&t, EXTRACT_LEARNED_STRIP, 0), "[starts-with(normalize-space(.), 'This article may be printed");
    base_arena_free(&t.arena);
}

static void make_marked(struct base_buf *out, int n)
{
    base_buf_printf(out, "<html lang=en><body><div class=a><h1 class=b itemprop=headline>The %s counts its visitors</h1></div>"
                    "<div class=c itemprop=articleBody>", places[n]);
    put_story(out, n, "");
    base_buf_add_z(out, "</div></body>");
}

static void test_itemprop_comes_before_classes(void **state)
{
    struct lesson t;

    (void)state;
    learn_from(&t, make_marked, PAGES);
    expect_word(rule(&t, SELECT_TITLE, 0), "@itemprop");
    expect_word(rule(&t, SELECT_BODY, 0), "@itemprop");
    base_arena_free(&t.arena);
}

static void make_table(struct base_buf *out, int n)
{
    base_buf_printf(out, "<html lang=en><body><table><tr><td>Home</td></tr><tr><td><h1>The %s counts its visitors</h1></td></tr>"
                    "<tr><td>", places[n]);
    put_story(out, n, "");
    base_buf_add_z(out, "</td></tr></table></body>");
}

static void test_a_table_without_names_is_found_by_its_paragraphs(void **state)
{
    struct lesson t;

    (void)state;
    learn_from(&t, make_table, PAGES);
    assert_string_equal(rule(&t, SELECT_BODY, 0), "//td[p]");
    base_arena_free(&t.arena);
}

/* The class of the headline is another on each page, its element too. */
static void make_restless(struct base_buf *out, int n)
{
    static const char *const tags[] = {"div", "span", "b", "i", "em"};

    base_buf_printf(out, "<html lang=en><head><title>The %s counts its visitors</title></head><body><%s class=%s>The %s counts "
                    "its visitors</%s><div class='text'>", places[n], tags[n], places[n], places[n], tags[n]);
    put_story(out, n, "");
    base_buf_add_z(out, "</div></body>");
}

static void test_what_no_path_finds_is_named_without_one(void **state)
{
    struct lesson t;
    bool named = false;

    (void)state;
    learn_from(&t, make_restless, PAGES);
    assert_string_equal(rule(&t, SELECT_TITLE, 0), "");
    for (size_t i = 0; i < t.learned.count; i++)
        named |= t.learned.rules[i].what == SELECT_TITLE && t.learned.rules[i].missed;
    assert_true(named);
    base_arena_free(&t.arena);
}

static void make_twice(struct base_buf *out, int n)
{
    make_plain(out, n % 2);
}

static void test_too_few_different_articles_are_refused(void **state)
{
    struct lesson t;

    (void)state;
    learn_from(&t, make_twice, PAGES);
    assert_int_equal(t.status, BASE_INVALID);
    base_arena_free(&t.arena);
}

/* ---- Guards ---- */

static void test_guards_stand_within_the_body(void **state)
{
    struct lesson t;

    (void)state;
    learn_from(&t, make_plain, PAGES);
    expect_word(rule(&t, EXTRACT_LEARNED_GUARD, 0), " story-text ");
    expect_word(rule(&t, EXTRACT_LEARNED_GUARD, 0), "' ad '");
    base_arena_free(&t.arena);
}

static void make_text_named_ad(struct base_buf *out, int n)
{
    base_buf_printf(out, "<html lang=en><body><h1>The %s counts its visitors</h1><div class=text><div class='no-ad'>", places[n]);
    put_story(out, n, "");
    base_buf_add_z(out, "</div></div></body>");
}

static void test_a_guard_that_would_hit_the_text_is_left_out(void **state)
{
    struct lesson t;

    (void)state;
    learn_from(&t, make_text_named_ad, PAGES);
    for (size_t i = 0; *rule(&t, EXTRACT_LEARNED_GUARD, i); i++)
        assert_null(strstr(rule(&t, EXTRACT_LEARNED_GUARD, i), "' ad '"));
    assert_string_not_equal(rule(&t, SELECT_BODY, 0), "");
    base_arena_free(&t.arena);
}

/* ---- Names ---- */

static void test_generated_names(void **state)
{
    static const char *const made[] = {"css-1x2y3z", "sc-bdVaJa", "post-48213", "_3xKq", "a8f2k1", "jss42", "bdVaJa", "x",
                                       "kqwrtz", "Title-module_abc12"};
    static const char *const spoken[] = {"story-body", "articleBody", "entry-title", "h2", "txt", "zhengwen", "byline_name",
                                         "main-content", "itemDateTime"};

    (void)state;
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        if (!learn_is_generated(base_str(made[i])))
            fail_msg("%s was taken for a name", made[i]);
    for (size_t i = 0; i < sizeof spoken / sizeof *spoken; i++)
        if (learn_is_generated(base_str(spoken[i])))
            fail_msg("%s was taken for a number", spoken[i]);
}

/* ---- Across the process boundary ---- */

static int unpack(const struct extract_learned *learned, struct extract_learned *out, struct base_arena *arena)
{
    struct base_buf bytes = BASE_BUF_INIT;
    struct base_error e = {""};
    int status;

    assert_true(work_pack_learned(learned, &bytes));
    status = work_unpack_learned(arena, base_arena_str(arena, base_buf_str(&bytes)), out, &e);
    base_buf_free(&bytes);
    return status;
}

static void test_learned_rules_cross_whole_and_are_checked(void **state)
{
    struct extract_rule rules[2] = {{SELECT_TITLE, BASE_STR("//h1"), 7, 8, 16}, {SELECT_BODY, BASE_STR_NONE, 0, 0, 31}};
    struct extract_learned learned = {.rules = rules, .count = 2, .articles = 31}, out;
    static const char *const bad[] = {"", "h1", "//h1\nbody: //x", "//h1[@class='\x01']", "//\xff"};
    struct base_arena arena;
    struct base_error e = {""};

    (void)state;
    base_arena_init(&arena, 0);
    assert_int_equal(unpack(&learned, &out, &arena), BASE_OK);
    assert_int_equal(out.count, 2);
    assert_int_equal(out.articles, 31);
    assert_true(base_str_equal(out.rules[0].expression, BASE_STR("//h1")));
    assert_int_equal(out.rules[0].wrong, 8);
    assert_null(out.rules[1].expression.ptr);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        rules[0].expression = base_str(bad[i]);
        assert_int_equal(unpack(&learned, &out, &arena), BASE_INVALID);
    }
    rules[0].expression = BASE_STR("//h1");
    rules[0].what = EXTRACT_LEARNED_COUNT;
    assert_int_equal(unpack(&learned, &out, &arena), BASE_INVALID);
    assert_int_equal(work_unpack_learned(&arena, BASE_STR("short"), &out, &e), BASE_INVALID);
    base_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields_are_found_by_names_that_speak),
        cmocka_unit_test(test_an_alternative_asks_for_something_else),
        cmocka_unit_test(test_text_that_repeats_is_stripped_by_its_box),
        cmocka_unit_test(test_a_repeated_paragraph_without_a_name_is_stripped_by_its_words),
        cmocka_unit_test(test_itemprop_comes_before_classes),
        cmocka_unit_test(test_a_table_without_names_is_found_by_its_paragraphs),
        cmocka_unit_test(test_what_no_path_finds_is_named_without_one),
        cmocka_unit_test(test_too_few_different_articles_are_refused),
        cmocka_unit_test(test_guards_stand_within_the_body),
        cmocka_unit_test(test_a_guard_that_would_hit_the_text_is_left_out),
        cmocka_unit_test(test_generated_names),
        cmocka_unit_test(test_learned_rules_cross_whole_and_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
