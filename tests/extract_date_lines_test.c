/* The date line of a portal, whatever language and country it is of, among the other dates of its page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "extract/date.h"
#include "extract/private.h"

/* A headline, the line, the text; and dates of other things: today's, other stories', the copyright's. */
#define PAGE \
    "<!DOCTYPE html><html lang=%s><head><title>Gazeta</title></head><body><div id=header class=topbar><a href=/>Gazeta</a>" \
    "</div><div class=content><h1>Bridge over the river reopens</h1>%s<div class=text>" \
    "<p>The council met on Monday to talk about the bridge over the river, which has been closed since spring.</p>" \
    "<p>Work on the piers took longer than planned, and the mayor said that the money had run out twice.</p>" \
    "<p>The first stone was laid in 1912, and the last repairs were made when the railway came to the town.</p></div>" \
    "<div class=related><ul><li><a href=/x>Another story of the town</a> <span>03.02.2024</span></li></ul></div></div>" \
    "<div id=footer><p>&copy; 2026 Gazeta</p></div></body></html>"

static const struct row {
    const char *lang, *country, *line, *date, *modified; /* NULL: none */
} rows[] = {
#include "extract_date_lines.inc"
};

static bool is_as(struct base_str got, const char *expected)
{
    return base_str_equal(got, expected ? base_str(expected) : BASE_STR_NONE);
}

static size_t check_row(const struct row *row)
{
    struct base_error e = {{0}};
    struct base_arena arena;
    struct page page;
    struct extract_article article;
    base_arena_init(&arena, 0);
    struct base_str html = base_arena_printf(&arena, PAGE, row->lang, row->line);
    struct base_str url = base_arena_printf(&arena, "https://www.gazeta-example.%s/news/bridge.html", row->country);
    assert_int_equal(page_parse(&arena, html, url, PAGE_MODE_HTML, &page, &e), BASE_OK);
    struct extract_input input = {.page = &page, .fetched = BASE_TIME_NONE};
    assert_int_equal(extract_article(&arena, &input, &article, &e), BASE_OK);
    bool right = is_as(article.date, row->date) && is_as(article.modified, row->modified);
    if (!right)
        print_error("%s: %s\n  date \"%.*s\", not \"%s\"; modified \"%.*s\", not \"%s\"\n", row->lang, row->line,
                    BASE_STR_ARG(article.date), row->date ? row->date : "", BASE_STR_ARG(article.modified),
                    row->modified ? row->modified : "");
    page_free(&page);
    base_arena_free(&arena);
    return !right;
}

static void test_date_lines_of_all_countries_are_read(void **state)
{
    (void)state;
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        wrong += check_row(&rows[i]);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_date_lines_of_all_countries_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
