#include "select_site.h"

/* The body's elements, each with how many nodes it and its subtree are, and its texts, in order. */
static void expect_tree(struct site *s, const char *expected)
{
    struct base_buf buf = BASE_BUF_INIT;

    for (uint32_t i = s->page.body + 1; i < s->page.nodes[s->page.body].end; i++) {
        const struct page_node *n = page_at(&s->page, i);
        assert_true(n->parent < i && n->end > i && n->end <= s->page.nodes[n->parent].end);
        assert_int_equal(n->depth, page_at(&s->page, n->parent)->depth + 1);
        base_buf_add_str(&buf, n->tag == PAGE_TAG_TEXT
                                   ? base_arena_printf(&s->arena, "'%.*s' ", BASE_STR_ARG(n->text))
                                   : base_arena_printf(&s->arena, "%.*s%u ", BASE_STR_ARG(n->text), (unsigned)(n->end - i)));
    }
    expect_text(base_str_trim(base_buf_str(&buf)), expected);
    base_buf_free(&buf);
}

/* ---- Changes of the page ---- */

static void test_wrap_in_puts_a_box_around_each_node(void **state)
{
    try_rules(*state, "wrap_in(BlockQuote): //p[@class='q']\nbody: //div\n",
              "<body><div><p>one</p><p class=q>two<b>x</b></p></div>");
    expect_tree(*state, "div8 p2 'one' blockquote5 p4 'two' b2 'x'");
}

static void test_dissolve_leaves_what_was_inside(void **state)
{
    try_rules(*state, "dissolve: //ul | //li\nbody: //div\n",
              "<body><div>a<ul><li>b</li><li><i>c</i></li></ul>d</div>");
    expect_tree(*state, "div6 'a' 'b' i2 'c' 'd'");
}

static void test_move_into_moves_nodes_to_the_end_of_the_first_target(void **state)
{
    try_rules(*state, "move_into(//article): //aside | //article | //html\n",
              "<body><aside>a</aside><article><p>t</p></article><article></article>");
    expect_tree(*state, "article6 p2 't' aside2 'a' article1");
}

static void test_changes_happen_in_the_order_of_the_file(void **state)
{
    try_rules(*state, "wrap_in(i): //a\ndissolve: //a\n", "<body><p><a href=/x>t</a></p>");
    expect_tree(*state, "p3 i2 't'");
}

static void test_the_frame_of_the_page_stays(void **state)
{
    struct site *s = *state;

    try_rules(s, "dissolve: //html | //body | //head\nwrap_in(div): //body | //html\nmove_into(//p): //body\nbody: //p\n",
              "<head><title>x</title></head><body><p>t</p>");
    assert_int_equal(s->page.nodes[s->page.body].tag, PAGE_TAG_BODY);
    assert_int_equal(s->page.nodes[s->page.head].tag, PAGE_TAG_HEAD);
    expect_tree(s, "p2 't'");
    expect_values(s, SELECT_BODY, "t");
}

static void test_fields_found_before_the_change_follow_their_nodes(void **state)
{
    struct site *s = *state;

    try_rules(s, "title: //h1\nwrap_in(section): //header\nrelated: //a\ndissolve: //a\n",
              "<body><header><h1>T</h1></header><a href=/x>link</a>");
    uint32_t node = hit(s, SELECT_TITLE)->values[0].node;
    assert_int_equal(s->page.nodes[node].tag, PAGE_TAG_H1);
    assert_int_equal(hit(s, SELECT_RELATED)->values[0].node, PAGE_NONE);
    expect_values(s, SELECT_RELATED, "link");
}

static void test_boxes_in_boxes_end_at_the_limit_of_depth(void **state)
{
    struct site *s = *state;
    struct base_buf rules = BASE_BUF_INIT;

    for (int i = 0; i < 700; i++)
        base_buf_add_z(&rules, "wrap_in(div): //p\n");
    base_buf_add_z(&rules, "body: //p\n");
    base_buf_add_char(&rules, '\0');
    try_rules(s, rules.ptr, "<body><p>deep</p>");
    for (uint32_t i = 0; i < s->page.count; i++)
        assert_true(s->page.nodes[i].depth <= BASE_LIMIT_DEPTH);
    expect_values(s, SELECT_BODY, "deep");
    base_buf_free(&rules);
}

static void test_strip_attr_takes_the_attribute_and_leaves_the_element(void **state)
{
    struct site *s = *state;

    try_rules(s, "strip_attr: //img/@src\nsrc_lazy_load_attr: data-full\nbody: //div\n",
              "<body><div>t<img id=a src=/blur.gif data-full=/sharp.jpg></div>");
    for (uint32_t i = 0; i < s->page.count; i++)
        if (s->page.nodes[i].tag == PAGE_TAG_IMG) {
            assert_null(page_attribute(&s->page, i, "src").ptr);
            expect_text(page_attribute(&s->page, i, "id"), "a");
        }
    expect_values(s, SELECT_BODY, "t");
}

static void test_a_lazy_images_attribute_is_its_source(void **state)
{
    struct site *s = *state;

    try_rules(s, "src_lazy_load_attr: data-full-src\nbody: //div\n",
              "<body><div>t<img src=/blur.gif data-full-src=/sharp.jpg><img src=/plain.jpg></div>");
    for (uint32_t i = 0, seen = 0; i < s->page.count; i++)
        if (s->page.nodes[i].tag == PAGE_TAG_IMG)
            expect_text(page_attribute(&s->page, i, "src"), seen++ == 0 ? "/sharp.jpg" : "/plain.jpg");
}

static void test_a_failing_change_is_a_problem_and_no_more(void **state)
{
    try_rules(*state, "wrap_in(b): re:test(//p, '(')\nmove_into(count('x')): //p\nbody: //p\n", "<body><p>t</p>");
    expect_problem(*state, 0, "example.com.txt:1: wrap_in: ");
    expect_tree(*state, "p2 't'");
}

/* ---- What is asked of the extractor ---- */

static void test_switches_are_given_on(void **state)
{
    struct site *s = *state;

    try_rules(s, "skip_json_ld: true\nautodetect_next_page: no\ninsert_detected_image: no\nprune: no\n"
                 "native_ad_clue: //p[.='Ad']\n", "<body><p>Ad</p>");
    assert_true(s->result.skip_json_ld && s->result.skip_next_page && s->result.skip_image && s->result.whole);
    assert_true(s->result.native_ad);
}

static void test_switches_are_off_where_nothing_is_said(void **state)
{
    struct site *s = *state;

    try_rules(s, "skip_json_ld: no\nprune: yes\nnative_ad_clue: //b\n", "<body><p>Ad</p>");
    assert_false(s->result.skip_json_ld || s->result.skip_next_page || s->result.skip_image || s->result.whole);
    assert_false(s->result.native_ad);
}

static void test_the_sites_switch_wins_over_that_of_all_sites(void **state)
{
    struct site *s = *state;

    add_file(s, "global.txt", "prune: yes\nskip_json_ld: yes\n");
    try_rules(s, "prune: no\n", "<p>t");
    assert_true(s->result.whole && s->result.skip_json_ld);
}

static void test_without_autodetection_a_field_that_rules_miss_is_closed(void **state)
{
    struct site *s = *state;

    try_rules(s, "autodetect_on_failure: no\ntitle: //h9\nbody: //p\n", "<p>t");
    assert_true(hit(s, SELECT_TITLE)->closed);
    assert_false(hit(s, SELECT_BODY)->closed);
    assert_false(hit(s, SELECT_DATE)->closed);
}

static void test_formats_and_zone_of_dates_are_handed_on(void **state)
{
    struct site *s = *state;

    try_rules(s, "date: //i\ndate_format: %d.%m.%Y\ndate_format: %Y/%m\ntimezone: Europe/Berlin\n", "<i>1.2.2024</i>");
    assert_int_equal(s->result.date_formats.count, 2);
    expect_text(s->result.date_formats.items[0], "%d.%m.%Y");
    assert_true(s->result.zoned);
    assert_int_equal(base_zone_offset(&s->result.zone, 2024, 7, 1, 12, 0), 120);
}

static void test_broken_settings_are_not_used(void **state)
{
    struct site *s = *state;

    try_rules(s, "date: //i\ndate_format: %Q\ntimezone: Mars/Olympus\ncharset: klingon\n", "<i>1.2.2024</i>");
    assert_int_equal(s->result.date_formats.count, 0);
    assert_false(s->result.zoned);
    assert_null(select_charset(s->rules).ptr);
    expect_problem(s, 0, "example.com.txt:2: date_format: ");
}

/* ---- Addresses ---- */

static void test_addresses_are_judged_by_the_sites_patterns(void **state)
{
    struct site *s = *state;

    try_rules(s, "url_article: /\\d{4}/\\d\\d/\nurl_article: \\.story$\nurl_skip: /video/\n", "<p>t");
    assert_int_equal(select_judge_url(s->rules, BASE_STR("http://example.com/2024/05/a")), SELECT_URL_ARTICLE);
    assert_int_equal(select_judge_url(s->rules, BASE_STR("http://example.com/a.story")), SELECT_URL_ARTICLE);
    assert_int_equal(select_judge_url(s->rules, BASE_STR("http://example.com/about")), SELECT_URL_OTHER);
    assert_int_equal(select_judge_url(s->rules, BASE_STR("http://example.com/2024/05/video/a")), SELECT_URL_SKIP);
}

static void test_a_pattern_that_runs_away_matches_nothing(void **state)
{
    struct site *s = *state;

    try_rules(s, "url_skip: (a+)+$\n", "<p>t");
    assert_int_equal(select_judge_url(s->rules, BASE_STR("http://example.com/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab")),
                     SELECT_URL_UNSAID);
}

/* ---- What check says ---- */

static void test_check_reports_what_is_read_and_not_done(void **state)
{
    expect_findings(*state, "tidy: no\ntidy: yes\nprune: no\nrequires_login: no\nlogin_uri: http://example.com/\n"
                            "footnotes: yes\nparser: html5lib\n", BASE_OK,
                    "example.com.txt:2:1: warning: tidy: yes is not supported: pages are read as browsers read them, "
                    "without HTML Tidy; find_string: mends what is left\n"
                    "example.com.txt:5:1: warning: login_uri is not supported: newsclip does not log in; give the "
                    "session's cookie with http_header(Cookie): or --header\n"
                    "example.com.txt:6:1: warning: footnotes: yes is not supported: footnotes stay where they stand\n");
}

static void test_check_finds_rules_that_can_never_match(void **state)
{
    expect_findings(*state, "strip: sharing\nstrip: //DIV\nstrip: concat('a', 'b')\ntitle: //h1 = 'x'\n"
                            "strip_id_or_class: //div\nnext_page_link: count(//a)\ndate_format: %Y\n", BASE_OK,
                    "example.com.txt:1:8: warning: strip: never matches; write //sharing, or for a class or id "
                    "strip_id_or_class:\n"
                    "example.com.txt:2:10: warning: strip: \"DIV\" never matches: names of elements and attributes are in "
                    "lower case\n"
                    "example.com.txt:3:8: warning: strip: never matches: the expression gives no nodes; write a path such "
                    "as //div[@class='x']\n"
                    "example.com.txt:4:8: warning: title: never matches: the expression gives true or false; write the "
                    "path itself\n"
                    "example.com.txt:5:20: warning: strip_id_or_class: never matches: it takes a part of the attribute's "
                    "value; for XPath write strip:\n"
                    "example.com.txt:6:17: warning: next_page_link: never matches: the expression gives a number; write "
                    "the path of a link or of its address\n"
                    "example.com.txt:7:14: warning: date_format: never used: it is for what date: and modified: find, and "
                    "there is neither\n");
}

static void test_check_finds_alternatives_that_are_never_tried(void **state)
{
    expect_findings(*state, "title: //h1\ntitle: concat('On ', //h2)\ntitle: //h3\n", BASE_OK,
                    "example.com.txt:3:8: warning: title: never tried: line 2 finds something on each page\n");
}

static void test_capitals_in_quotes_are_no_names(void **state)
{
    expect_findings(*state, "title: //h1[contains(@class, 'Head') or re:test(., \"[A-Z]\")]\n", BASE_OK, "");
}

static void test_check_names_the_value_to_write_instead(void **state)
{
    expect_findings(*state, "date: //i\ntimezone: Mars/Olympus\ncharset: klingon\ndate_format: at %Q\nwrap_in(2): //p\n"
                            "http_header(Host): x\nbody: //p[contain(., 'x')]\nhttps://example.com/\n", BASE_INVALID,
                    "example.com.txt:2:11: error: timezone: no zone that is known here; write its offset, such as +03:00\n"
                    "example.com.txt:3:10: error: charset: no encoding of that name; write one such as gb18030 or "
                    "windows-1251\n"
                    "example.com.txt:4:17: error: date_format: unknown conversion; write those of strptime, such as "
                    "%d.%m.%Y %H:%M\n"
                    "example.com.txt:5:13: error: wrap_in: no name of an element; write one such as wrap_in(blockquote): "
                    "//div\n"
                    "example.com.txt:6:20: error: http_header: this header is not a rule's to set\n"
                    "example.com.txt:7:11: error: body: invalid XPath: unknown function \"contain\", did you mean "
                    "\"contains\"?\n"
                    "example.com.txt:8:1: warning: unknown directive \"https\", did you mean \"test_url\"?\n");
}

static void test_check_of_a_folder_finds_files_that_are_never_read(void **state)
{
    struct site *s = *state;
    struct base_buf out = BASE_BUF_INIT;
    size_t files;

    add_file(s, "example.com.txt", "title: //h1\n");
    add_file(s, "www.Example.com.txt", "title: //h1\n");
    add_file(s, "example.com@2024-05-01.txt", "title: //h1\n");
    add_file(s, "example.com@May.txt", "title: //h1\n");
    add_file(s, "LICENSE.txt", "Free: as in speech\nno colon\n");
    add_file(s, "fingerprint.example.org.txt", "title: //h1\n");
    add_file(s, "global.txt", "title: //h1\n");
    assert_int_equal(select_check_folder(s->folder, keep_finding, &out, &files, &s->error), BASE_OK);
    assert_int_equal(files, 4);
    assert_non_null(strstr(out.ptr, "example.com.txt is for the same host; put both into one"));
    assert_non_null(strstr(out.ptr, "example.com@May.txt:1:1: warning: never read: its name is no host's"));
    assert_non_null(strstr(out.ptr, "fingerprint.example.org.txt:1:1: warning: never read: fingerprints"));
    assert_non_null(strstr(out.ptr, "LICENSE.txt:1:1: warning: never read: its name is no host's"));
    assert_null(strstr(out.ptr, "@2024-05-01"));
    base_buf_free(&out);
}

static void test_check_of_a_binary_file_is_a_finding(void **state)
{
    struct site *s = *state;
    struct base_buf out = BASE_BUF_INIT;
    const char *path = add_bytes(s, "example.com.txt", (struct base_str){"title\0: //h1", 12});

    assert_int_equal(select_check(path, keep_finding, &out, &s->error), BASE_INVALID);
    assert_non_null(strstr(out.ptr, "example.com.txt:1:1: error: a binary file, not a selector file"));
    base_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_wrap_in_puts_a_box_around_each_node),
        TEST(test_dissolve_leaves_what_was_inside),
        TEST(test_move_into_moves_nodes_to_the_end_of_the_first_target),
        TEST(test_changes_happen_in_the_order_of_the_file),
        TEST(test_the_frame_of_the_page_stays),
        TEST(test_fields_found_before_the_change_follow_their_nodes),
        TEST(test_boxes_in_boxes_end_at_the_limit_of_depth),
        TEST(test_strip_attr_takes_the_attribute_and_leaves_the_element),
        TEST(test_a_lazy_images_attribute_is_its_source),
        TEST(test_a_failing_change_is_a_problem_and_no_more),
        TEST(test_switches_are_given_on),
        TEST(test_switches_are_off_where_nothing_is_said),
        TEST(test_the_sites_switch_wins_over_that_of_all_sites),
        TEST(test_without_autodetection_a_field_that_rules_miss_is_closed),
        TEST(test_formats_and_zone_of_dates_are_handed_on),
        TEST(test_broken_settings_are_not_used),
        TEST(test_addresses_are_judged_by_the_sites_patterns),
        TEST(test_a_pattern_that_runs_away_matches_nothing),
        TEST(test_check_reports_what_is_read_and_not_done),
        TEST(test_check_finds_rules_that_can_never_match),
        TEST(test_check_finds_alternatives_that_are_never_tried),
        TEST(test_capitals_in_quotes_are_no_names),
        TEST(test_check_names_the_value_to_write_instead),
        TEST(test_check_of_a_folder_finds_files_that_are_never_read),
        TEST(test_check_of_a_binary_file_is_a_finding),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
