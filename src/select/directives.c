/*
 * The directives of a file: those of FiveFilters' Full-Text RSS and of graby, which reads the same files,
 * and ours, which both skip.
 */
#include "select/private.h"

#define FIELD(text, id, one) \
    {.name = text, .kind = SELECT_KIND_FIELD, .syntax = SELECT_SYNTAX_XPATH, .field = SELECT_##id, .single = one}
#define RULE(text, what, how) {.name = text, .kind = SELECT_KIND_##what, .syntax = SELECT_SYNTAX_##how}
#define RULE_WITH(text, what, how, needed) \
    {.name = text, .kind = SELECT_KIND_##what, .syntax = SELECT_SYNTAX_##how, .argument = SELECT_ARGUMENT_##needed}
#define SWITCH(text, id) \
    {.name = text, .kind = SELECT_KIND_SWITCH, .syntax = SELECT_SYNTAX_SWITCH, .field = SELECT_SWITCH_##id}
#define KEPT(text, how) {.name = text, .kind = SELECT_KIND_KEPT, .syntax = SELECT_SYNTAX_##how}
#define UNMET(text, how, value, why) \
    {.name = text, .kind = SELECT_KIND_KEPT, .syntax = SELECT_SYNTAX_##how, .unmet_value = value, .unmet = why}

#define NO_LOGIN "newsclip does not log in; give the session's cookie with http_header(Cookie): or --header"

const struct select_directive select_directives[] = {
    FIELD("title", TITLE, true),
    FIELD("author", BYLINE, false),
    FIELD("date", DATE, true),
    FIELD("body", BODY, false),
    /* Ours; readers that do not know a directive skip it. */
    FIELD("related", RELATED, false),
    FIELD("editor", EDITOR, false),
    FIELD("source", SOURCE, true),
    FIELD("modified", MODIFIED, true),
    FIELD("section", SECTION, true),
    FIELD("tags", TAGS, false),
    FIELD("description", DESCRIPTION, true),
    FIELD("image", IMAGE, true),
    RULE("not_article", NOT_ARTICLE, XPATH),
    RULE("charset", CHARSET, CHARSET),
    RULE("date_format", DATE_FORMAT, DATE_FORMAT),
    RULE("timezone", TIMEZONE, TIMEZONE),
    RULE("url_article", URL_ARTICLE, PATTERN),
    RULE("url_skip", URL_SKIP, PATTERN),
    RULE("test_title", TEST, TEXT),
    RULE("test_date", TEST, TEXT),
    RULE("test_byline", TEST, TEXT),
    RULE("test_related_count", TEST, TEXT),
    /* Theirs, on a page. */
    RULE("strip", STRIP, XPATH),
    RULE("strip_attr", STRIP, XPATH),
    RULE("strip_id_or_class", STRIP_NAME, TEXT),
    RULE("strip_image_src", STRIP_IMAGE, TEXT),
    RULE("find_string", FIND, TEXT),
    RULE_WITH("replace_string", REPLACE, TEXT, OPTIONAL),
    RULE_WITH("wrap_in", WRAP, XPATH, NEEDED),
    RULE_WITH("move_into", MOVE, XPATH, NEEDED),
    RULE("dissolve", DISSOLVE, XPATH),
    RULE("src_lazy_load_attr", LAZY_IMAGE, TEXT),
    RULE("native_ad_clue", NATIVE_AD, XPATH),
    RULE("if_page_contains", CONDITION, XPATH),
    RULE("single_page_link", SINGLE_PAGE, XPATH),
    RULE("next_page_link", NEXT_PAGE, XPATH),
    RULE_WITH("http_header", HEADER, HEADER, NEEDED),
    SWITCH("autodetect_on_failure", AUTODETECT),
    SWITCH("autodetect_next_page", NEXT_PAGE),
    SWITCH("insert_detected_image", IMAGE),
    SWITCH("skip_json_ld", NO_JSON_LD),
    SWITCH("prune", PRUNE),
    RULE("test_url", TEST_URL, TEXT),
    RULE("test_contains", TEST, TEXT),
    KEPT("test_urls", TEXT),
    /* Theirs, of which one value asks for what is done here anyway. */
    UNMET("tidy", SWITCH, "yes", "pages are read as browsers read them, without HTML Tidy; find_string: mends what is left"),
    UNMET("convert_double_br_tags", SWITCH, "no", "two <br> always part paragraphs"),
    UNMET("strip_comments", SWITCH, "yes", "write strip: for the box of the readers' comments"),
    UNMET("footnotes", SWITCH, "yes", "footnotes stay where they stand"),
    KEPT("parser", TEXT),
    /* Theirs, not done here. */
    UNMET("single_page_link_in_feed", XPATH, NULL, "entries of feeds are read for their own link; write single_page_link:"),
    UNMET("post_strip_attr", XPATH, NULL, "a record's text has no attributes"),
    UNMET("skip_id_or_class", TEXT, NULL, "what it means is not documented; write strip_id_or_class:"),
    UNMET("requires_login", SWITCH, "yes", NO_LOGIN),
    UNMET("not_logged_in_xpath", XPATH, NULL, NO_LOGIN),
    UNMET("login_uri", TEXT, NULL, NO_LOGIN),
    UNMET("login_username_field", TEXT, NULL, NO_LOGIN),
    UNMET("login_password_field", TEXT, NULL, NO_LOGIN),
    UNMET("login_extra_fields", TEXT, NULL, NO_LOGIN),
};
const size_t select_directive_count = sizeof(select_directives) / sizeof(select_directives[0]);

const struct select_directive *select_directive_find(struct base_str name)
{
    for (size_t i = 0; i < select_directive_count; i++)
        if (base_str_equal(name, base_str(select_directives[i].name)))
            return &select_directives[i];
    return NULL;
}
