#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "extract/body_features.h"

/* A job on its way from likelihoods to an article: its blocks, and what is kept of them so far. */
struct fixture {
    struct base_arena arena;
    struct page page;
    struct extract_job job;
    struct extract_facts facts;
    struct extract_fact body;
    struct extract_article article;
    uint16_t *p;
};

static void setup(struct fixture *f, const char *html)
{
    struct base_error e = {0};

    *f = (struct fixture){0};
    base_arena_init(&f->arena, 0);
    assert_int_equal(page_parse(&f->arena, base_str(html), base_str("https://portal.example/a"), PAGE_MODE_HTML, &f->page, &e),
                     BASE_OK);
    assert_int_equal(page_blocks_make(&f->page, &f->arena, NULL, &f->job.blocks, &e), BASE_OK);
    f->job.arena = &f->arena;
    f->job.page = &f->page;
    f->job.facts = &f->facts;
    f->job.skip = BASE_NEW_ARRAY(&f->arena, uint8_t, f->page.count);
    f->job.keep = BASE_NEW_ARRAY(&f->arena, uint8_t, f->job.blocks.count);
    f->job.lines = BASE_NEW_ARRAY(&f->arena, uint8_t, f->job.blocks.count);
    f->job.article = &f->article;
    f->job.title_node = f->job.byline_node = f->job.date_node = PAGE_NONE;
    f->p = BASE_NEW_ARRAY(&f->arena, uint16_t, f->job.blocks.count);
    assert_non_null(f->p);
}

static void done(struct fixture *f)
{
    page_free(&f->page);
    base_arena_free(&f->arena);
}

static uint32_t block_of(const struct fixture *f, const char *beginning)
{
    for (uint32_t i = 0; i < f->job.blocks.count; i++)
        if (base_str_starts(f->job.blocks.items[i].text, base_str(beginning)))
            return i;
    fail_msg("no block begins with %s", beginning);
    return 0;
}

static void likely(struct fixture *f, const char *beginning, uint16_t p)
{
    uint32_t i = block_of(f, beginning);

    f->p[i] = p;
    f->job.keep[i] = p >= 500;
}

static bool is_kept(const struct fixture *f, const char *beginning)
{
    return f->job.keep[block_of(f, beginning)];
}

static void state_body(struct fixture *f, const char *text)
{
    f->body = (struct extract_fact){.key = EXTRACT_KEY_BODY, .value = base_str(text)};
    f->facts.items = &f->body;
    f->facts.count = 1;
    for (size_t key = EXTRACT_KEY_BODY + 1; key <= EXTRACT_KEY_COUNT; key++)
        f->facts.first[key] = 1;
}

static void test_heading_between_kept_blocks_is_kept(void **state)
{
    struct fixture f;
    (void)state;

    setup(&f, "<h2>Menu</h2><p>First the pier.</p><h3>What comes next</h3><p>Then the nets.</p>"
              "<h3>Elsewhere</h3><p>Buy a boat.</p>");
    likely(&f, "Menu", 300);
    likely(&f, "First", 900);
    likely(&f, "What", 300);
    likely(&f, "Then", 900);
    likely(&f, "Elsewhere", 300);
    likely(&f, "Buy", 100);
    extract_keep_between(&f.job, f.p);
    assert_true(is_kept(&f, "What"));
    assert_false(is_kept(&f, "Menu"));
    assert_false(is_kept(&f, "Elsewhere"));
    done(&f);
}

static void test_unlikely_and_linked_headings_stay_out(void **state)
{
    struct fixture f;
    (void)state;

    setup(&f, "<p>First the pier.</p><h3>Newsletter</h3><p>Then the nets.</p>"
              "<h3><a href='/b'>Ten best boats</a></h3><p>At last the buoy.</p>");
    likely(&f, "First", 900);
    likely(&f, "Newsletter", 199);
    likely(&f, "Then", 900);
    likely(&f, "Ten", 400);
    likely(&f, "At last", 900);
    extract_keep_between(&f.job, f.p);
    assert_false(is_kept(&f, "Newsletter"));
    assert_false(is_kept(&f, "Ten"));
    done(&f);
}

static void test_code_between_kept_blocks_is_kept(void **state)
{
    struct fixture f;
    (void)state;

    setup(&f, "<pre>banner</pre><p>First the query.</p><pre>select 1;</pre><pre>1 row</pre>"
              "<p>Then the plan.</p><pre>signature</pre>");
    likely(&f, "banner", 60);
    likely(&f, "First", 900);
    likely(&f, "select", 60);
    likely(&f, "1 row", 60);
    likely(&f, "Then", 900);
    likely(&f, "signature", 60);
    extract_keep_between(&f.job, f.p);
    assert_true(is_kept(&f, "select"));
    assert_true(is_kept(&f, "1 row"));
    assert_false(is_kept(&f, "banner"));
    assert_false(is_kept(&f, "signature"));
    done(&f);
}

#define WINNERS "<p>Ann Lee was named the best pilot of the harbour by her own colleagues on Tuesday.</p>" \
                "<p>She brought in four hundred ships, more than anyone else did in all of the year that ended with the storm " \
                "of the century, when most of the others had stayed at home.</p>"
#define STATED "Ann Lee was named the best pilot of the harbour by her own colleagues on Tuesday.\n" \
               "She brought in four hundred ships, more than anyone else did in all of the year that ended with the storm " \
               "of the century, when most of the others had stayed at home.\n" \
               "Those who won it before her, as the harbour master's office has them in its books:\n"

static void test_list_that_the_stated_text_goes_on_with_is_kept(void **state)
{
    struct fixture f;
    (void)state;

    setup(&f, WINNERS "<table><tr><td>Ships</td><td>400</td></tr></table><p>Those who won it before her, as the harbour "
              "master's office has them in its books:</p><ul><li>2023: Bo Ek</li><li>2022: Cy Fox</li></ul><p>Share</p>");
    state_body(&f, STATED "2023: Bo Ek\n2022: Cy Fox");
    likely(&f, "Ann", 900);
    likely(&f, "She", 900);
    likely(&f, "Ships", 900);
    for (uint32_t i = block_of(&f, "Those"); i < f.job.blocks.count; i++)
        f.p[i] = 90;
    extract_keep_stated(&f.job, f.p);
    assert_true(is_kept(&f, "Those"));
    assert_true(is_kept(&f, "2023"));
    assert_true(is_kept(&f, "2022"));
    assert_false(is_kept(&f, "Share"));
    done(&f);
}

static void test_stated_text_adds_no_links_vetoed_blocks_or_parts_of_words(void **state)
{
    struct fixture f;
    (void)state;

    setup(&f, WINNERS "<p>Those who won it before her, as the harbour master's office has them in its books:</p>"
              "<p><a href='/x'>2023: Bo Ek</a></p><p>2022</p>");
    state_body(&f, STATED "2023: Bo Ek\n2022: Cy Fox");
    likely(&f, "Ann", 900);
    likely(&f, "She", 900);
    f.p[block_of(&f, "2023")] = f.p[block_of(&f, "2022")] = 90;
    extract_keep_stated(&f.job, f.p);
    assert_false(is_kept(&f, "Those"));
    assert_false(is_kept(&f, "2023"));
    assert_false(is_kept(&f, "2022"));
    done(&f);
}

static void test_shouted_links_and_credits_of_pictures_are_no_text(void **state)
{
    static const char *const gone[] = {"PILOT WINS", "ПИЛОТ", "The pier on", "Photo: Bo"};
    struct fixture f;
    (void)state;

    setup(&f, "<p>First the pier.</p><p><strong><a href='/b'>PILOT WINS PRIZE FOR ‘BEST’ OF THE PIERs IN 2024</a></strong></p>"
              "<p><a href='/c'>ПИЛОТ ПОЛУЧИЛ ПРИЗ ГОДА В ГАВАНИ</a></p><p><a href='/d'>NASA AND ESA said</a></p>"
              "<p>STOP THE SHIP AT ONCE, HE CRIED</p><ul><li><a href='/e'>ALL OF THE HARBOUR'S RULES</a></li></ul>"
              "<p>The pier on Tuesday. Photo: Ann Lee</p><p>Photo: Bo Ek</p>");
    memset(f.job.keep, 1, f.job.blocks.count);
    extract_drop_lines(&f.job);
    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++)
        assert_false(is_kept(&f, gone[i]));
    assert_true(is_kept(&f, "First"));
    assert_true(is_kept(&f, "NASA"));
    assert_true(is_kept(&f, "STOP"));
    assert_true(is_kept(&f, "ALL"));
    done(&f);
}

static void test_items_that_begin_with_the_title_are_text(void **state)
{
    struct fixture f;
    (void)state;

    setup(&f, "<h1>Pilots</h1><p>Pilots - Larnsby Courier</p><ul><li>Pilots of the old harbour</li></ul><p>Pilots wait.</p>");
    f.job.shown_title = BASE_STR("Pilots");
    memset(f.job.keep, 1, f.job.blocks.count);
    extract_drop_lines(&f.job);
    assert_false(f.job.keep[0]);
    assert_false(is_kept(&f, "Pilots - Larnsby"));
    assert_true(is_kept(&f, "Pilots of"));
    assert_true(is_kept(&f, "Pilots wait"));
    done(&f);
}

static void test_sentence_that_names_the_day_is_text(void **state)
{
    struct fixture f;
    (void)state;

    setup(&f, "<p>Last updated by the editors on Sunday, November 9.</p>"
              "<p>Two days later, on Sunday, November 9, 2025, the pilots of the old harbour went back to work.</p>");
    memset(f.job.keep, 1, f.job.blocks.count);
    f.job.date_node = f.job.blocks.items[1].owner;
    extract_drop_lines(&f.job);
    assert_true(is_kept(&f, "Two"));
    f.job.date_node = f.job.blocks.items[0].owner;
    extract_drop_lines(&f.job);
    assert_false(is_kept(&f, "Last"));
    done(&f);
}

static void test_statements_set_as_headings_stay_at_the_end(void **state)
{
    struct fixture f;
    (void)state;

    setup(&f, "<p>The harbour in two numbers:</p><h2>The council paid three million for the nets it lost.</h2>"
              "<h2>The pilots brought in four hundred ships, as many as ever.</h2><h2>More numbers?</h2><h3>About the harbour</h3>");
    memset(f.job.keep, 1, f.job.blocks.count);
    extract_drop_last_headings(&f.job);
    assert_true(is_kept(&f, "The pilots"));
    assert_true(is_kept(&f, "The council"));
    assert_false(is_kept(&f, "More"));
    assert_false(is_kept(&f, "About"));
    done(&f);
}

static void test_credits_of_pictures_are_told_from_text(void **state)
{
    static const char *const credits[] = {
        "Photo: Ann Lee/Courier", "(Foto: dpa)", "图片来源：新华社", "© Ann Lee",
        "The pier on Tuesday morning, before the divers came. Photo: Ann Lee", "Der Hafen am Morgen Foto: Bo Ek/imago",
        "Die Fähre legt an. Bildrechte: MDR"};
    static const char *const texts[] = {
        "The photo shows the pier.", "Source: Harbour Office", "Wie der Sender berichtet, lag es am Motor. (Quelle: SWR)",
        "Photo: what the divers saw was a buoy. It had come loose in the night, and nobody had noticed until the morning came.",
        "She took one more photo: the pier was empty.", "Registration: https://harbour.example/register"};
    (void)state;

    for (size_t i = 0; i < sizeof credits / sizeof *credits; i++)
        if (!extract_ends_in_credit(base_str(credits[i])))
            fail_msg("no credit: %s", credits[i]);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (extract_ends_in_credit(base_str(texts[i])))
            fail_msg("a credit: %s", texts[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heading_between_kept_blocks_is_kept),
        cmocka_unit_test(test_unlikely_and_linked_headings_stay_out),
        cmocka_unit_test(test_code_between_kept_blocks_is_kept),
        cmocka_unit_test(test_list_that_the_stated_text_goes_on_with_is_kept),
        cmocka_unit_test(test_stated_text_adds_no_links_vetoed_blocks_or_parts_of_words),
        cmocka_unit_test(test_shouted_links_and_credits_of_pictures_are_no_text),
        cmocka_unit_test(test_items_that_begin_with_the_title_are_text),
        cmocka_unit_test(test_sentence_that_names_the_day_is_text),
        cmocka_unit_test(test_statements_set_as_headings_stay_at_the_end),
        cmocka_unit_test(test_credits_of_pictures_are_told_from_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
