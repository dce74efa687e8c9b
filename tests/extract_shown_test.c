#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "extract/extract.h"

#define STORY \
    "<p>The harbour of Larnsby was closed for a second day on Tuesday while divers looked for the buoy.</p>" \
    "<p>Officials said that the search would go on until the weather turned, and that no ship was in danger.</p>" \
    "<p>Fishermen, who had waited at the pier since dawn, asked the council to pay for the nets they lost.</p>"
#define PANEL "Whoever finds the buoy, which is red and as high as a man, may keep it, as the council said on Tuesday evening."

/* The body of a page with the story and MORE behind it has, or lacks, TEXT. */
static void check_body(const char *more, const char *text, bool has)
{
    char html[4096];
    struct base_arena arena;
    struct base_error e = {""};
    struct extract_article article;
    struct page page;

    base_arena_init(&arena, 0);
    snprintf(html, sizeof html, "<title>Harbour closed</title><h1>Harbour closed</h1><div class='story'>%s%s</div>", STORY, more);
    assert_int_equal(page_parse(&arena, base_str(html), base_str("https://portal.example/a"), PAGE_MODE_HTML, &page, &e),
                     BASE_OK);
    struct extract_input input = {.page = &page, .fetched = BASE_TIME_NONE};
    assert_int_equal(extract_article(&arena, &input, &article, &e), BASE_OK);
    if ((base_str_find(article.body, base_str(text)) != SIZE_MAX) != has)
        fail_msg("%s: %s in\n%.*s", text, has ? "not" : "", BASE_STR_ARG(article.body));
    page_free(&page);
    base_arena_free(&arena);
}

static void test_card_of_a_person_is_left_out_and_the_name_stays(void **state)
{
    (void)state;
    check_body("<p>The mayor, <span class='info-rollover'><a class='info-rollover-link' href='/p/1'>Anna Quist</a><span "
               "class='info-rollover-card'><img src='q.jpg'><a href='/1'>Quist opens a school</a> <a href='/2'>MORE</a>"
               "</span></span> of the Larnsby List, said that the pier would stay closed for the whole of the week.</p>",
               "The mayor, Anna Quist of the Larnsby List", true);
}

static void test_meaning_of_a_term_is_left_out_and_the_term_stays(void **state)
{
    (void)state;
    check_body("<p>Each owner pays a <span class='glossary'>tonnage due</span><span class='termTooltip'>A tonnage due is "
               "what the owner of a ship pays to a harbour by the weight that the ship can carry.</span> of 40 crowns a "
               "day, as the council said.</p>",
               "a tonnage due of 40 crowns", true);
    check_body("<p>The council meets on Friday<span role='tooltip'>This week</span> in the hall by the lighthouse, as it "
               "has done since the war.</p>",
               "on Friday in the hall", true);
}

static void test_text_that_is_no_tip_stays(void **state)
{
    (void)state;
    check_body("<p>The port <span class='has-tooltip'>would lose the fees of eleven ships that were to call before the "
               "end of this month, the council said</span>, and it could not pay for the nets.</p>",
               "The port would lose the fees of eleven ships", true);
    check_body("<p><span class='tooltip'>" PANEL "</span></p>", "Whoever finds the buoy", true);
}

static void test_panels_of_an_accordion_are_part_of_the_text(void **state)
{
    (void)state;
    check_body("<div><h3><button aria-controls='p1' aria-expanded='false'>Who may keep it?</button></h3>"
               "<div id='p1' style='display: none'><p>" PANEL "</p></div></div>",
               "Whoever finds the buoy", true);
    check_body("<h3 id='h1'>Who may keep it?</h3> <div id='p1' role='region' aria-labelledby='h1' aria-hidden='true'>"
               "<div hidden><p>" PANEL "</p></div></div>",
               "Whoever finds the buoy", true);
    check_body("<h3><button aria-expanded='false'><p>Who may keep it?</p></button></h3><div hidden><p>" PANEL "</p></div>",
               "Whoever finds the buoy", true);
}

static void test_hidden_text_without_a_header_is_left_out(void **state)
{
    (void)state;
    check_body("<div id='p1' style='display: none'><p>" PANEL "</p></div>", "Whoever finds the buoy", false);
    check_body("<p><button aria-controls='p1'>One</button> <button aria-controls='p2'>Two</button></p>"
               "<div id='p1' hidden><p>" PANEL "</p></div>",
               "Whoever finds the buoy", false);
    check_body("<button aria-controls='p1'>Share</button><div id='p1' role='dialog' hidden><p>" PANEL "</p></div>",
               "Whoever finds the buoy", false);
    check_body("<h3><button aria-controls='p1'>Who?</button></h3><div id='p1' hidden><p>Yes</p><div><p hidden>" PANEL
               "</p></div></div>",
               "Whoever finds the buoy", false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_card_of_a_person_is_left_out_and_the_name_stays),
        cmocka_unit_test(test_meaning_of_a_term_is_left_out_and_the_term_stays),
        cmocka_unit_test(test_text_that_is_no_tip_stays),
        cmocka_unit_test(test_panels_of_an_accordion_are_part_of_the_text),
        cmocka_unit_test(test_hidden_text_without_a_header_is_left_out),
    };
    return cmocka_run_group_tests_name("extract: what is shown", tests, NULL, NULL);
}
