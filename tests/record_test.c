/* record/: what is written, in which order, cleaned how; the way between processes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "record/record.h"

#include <ctype.h>
#include <stdlib.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

struct fixture {
    struct base_arena arena;
    struct base_buf out;
    struct base_error e;
    struct record record;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    if (f == NULL)
        return -1;
    base_arena_init(&f->arena, 0);
    f->record.fetched = BASE_TIME_NONE;
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    base_arena_free(&f->arena);
    base_buf_free(&f->out);
    free(f);
    return 0;
}

static void assert_str(struct base_str got, const char *want)
{
    if (!base_str_equal(got, base_str(want)))
        fail_msg("got:\n%.*s\nwanted:\n%s", (int)got.len, got.ptr, want);
}

static void add(struct fixture *f, struct base_str_list *list, const char *text)
{
    base_str_list_add(&f->arena, list, base_str(text));
}

static void add_link(struct fixture *f, const char *title, const char *url)
{
    struct extract_links *links = &f->record.article.related;
    links->items = base_arena_grow(&f->arena, links->items, links->count, &links->capacity, sizeof *links->items);
    assert_non_null(links->items);
    links->items[links->count++] = (struct extract_link){base_str(title), base_str(url)};
}

/* A record with every key. */
static void fill(struct fixture *f)
{
    static struct extract_image images[2];
    static struct extract_entry entries[1];
    struct record *r = &f->record;
    struct extract_article *a = &r->article;
    images[0] = (struct extract_image){BASE_STR("https://x.example/1.jpg"), BASE_STR("A caption"), BASE_STR_NONE};
    images[1] = (struct extract_image){BASE_STR("https://x.example/2.jpg"), BASE_STR_NONE, BASE_STR("Ann")};
    entries[0] = (struct extract_entry){BASE_STR("2026-11-23T08:00Z"), BASE_STR_NONE, BASE_STR("First\n\nthen"),
                                        BASE_STR_NONE};
    r->url = BASE_STR("https://x.example/a");
    r->input = BASE_STR("http://x.example/a");
    r->charset = BASE_STR("UTF-8");
    r->fetched = 1795421730;
    r->status = 200;
    r->pages = 2;
    r->warc.file = BASE_STR("a.warc.gz");
    r->warc.id = BASE_STR("<urn:uuid:1>");
    r->warc.offset = INT64_C(5000000000);
    r->revision = 2;
    r->reason = BASE_STR("edited");
    a->title = BASE_STR("A \"title\"");
    add(f, &a->byline, "Ann Lee");
    add(f, &a->byline, "\xe7\x8e\x8b\xe5\xa5\x8e\xe6\x98\x8e");
    a->date = BASE_STR("2026-11-23");
    a->body = BASE_STR("One two three four.\n\nFive.");
    a->markdown = BASE_STR("One **two** three four.\n\nFive.");
    add_link(f, "More", "https://x.example/b");
    a->kind = EXTRACT_LIVE;
    a->article = 985;
    a->canonical = BASE_STR("https://x.example/c");
    a->site = BASE_STR("X");
    a->modified = BASE_STR("2026-11-23T09:10:11.5+08:00");
    add(f, &a->editor, "Ed");
    a->source = BASE_STR("Agency");
    a->section = BASE_STR("World");
    add(f, &a->tags, "t");
    a->description = BASE_STR("About");
    a->lang = BASE_STR("en-GB");
    a->image = images[0];
    a->images = (struct extract_images){images, 2, 2};
    a->entries = (struct extract_entries){entries, 1, 1};
    a->access = BASE_STR("metered");
    a->flags = 1u << EXTRACT_FLAG_TRUNCATED | 1u << EXTRACT_FLAG_LIMIT;
    a->from[EXTRACT_TITLE] = BASE_STR("selector:x.example.txt:7");
    a->from[EXTRACT_BODY] = BASE_STR("generic");
}

static void finish(struct fixture *f)
{
    assert_int_equal(record_finish(&f->arena, &f->record, &f->e), BASE_OK);
}

static const char *json(struct fixture *f)
{
    base_buf_clear(&f->out);
    assert_true(record_json(&f->record, &f->out));
    return f->out.ptr;
}

/* ---- JSON ---- */

static void test_every_key_is_written_in_the_order_of_the_schema(void **state)
{
    struct fixture *f = *state;
    fill(f);
    finish(f);
    f->record.hash = BASE_STR("0123456789abcdef0123456789abcdef"); /* their values have their own tests */
    f->record.simhash = BASE_STR("0123456789abcdef");
    json(f);
    assert_str(base_buf_str(&f->out),
               "{\"url\":\"https://x.example/a\",\"title\":\"A \\\"title\\\"\","
               "\"byline\":[\"Ann Lee\",\"\xe7\x8e\x8b\xe5\xa5\x8e\xe6\x98\x8e\"],\"date\":\"2026-11-23\","
               "\"body\":\"One two three four.\\n\\nFive.\","
               "\"related\":[{\"title\":\"More\",\"url\":\"https://x.example/b\"}],\"kind\":\"live\",\"article\":0.985,"
               "\"input\":\"http://x.example/a\",\"canonical\":\"https://x.example/c\",\"site\":\"X\","
               "\"modified\":\"2026-11-23T09:10:11.5+08:00\",\"editor\":[\"Ed\"],\"source\":\"Agency\","
               "\"section\":\"World\",\"tags\":[\"t\"],\"description\":\"About\",\"lang\":\"en-GB\","
               "\"image\":{\"url\":\"https://x.example/1.jpg\",\"caption\":\"A caption\"},"
               "\"images\":[{\"url\":\"https://x.example/1.jpg\",\"caption\":\"A caption\"},"
               "{\"url\":\"https://x.example/2.jpg\",\"credit\":\"Ann\"}],"
               "\"entries\":[{\"date\":\"2026-11-23T08:00Z\",\"text\":\"First\\n\\nthen\"}],\"pages\":2,"
               "\"access\":\"metered\",\"flags\":[\"truncated\",\"limit\"],"
               "\"from\":{\"title\":\"selector:x.example.txt:7\",\"body\":\"generic\"},\"charset\":\"UTF-8\","
               "\"fetched\":\"2026-11-23T08:15:30Z\",\"status\":200,"
               "\"warc\":{\"file\":\"a.warc.gz\",\"offset\":5000000000,\"id\":\"<urn:uuid:1>\"},\"revision\":2,"
               "\"reason\":\"edited\",\"hash\":\"0123456789abcdef0123456789abcdef\",\"simhash\":\"0123456789abcdef\","
               "\"schema\":1}");
}

static void test_an_empty_record_has_the_keys_that_are_always_there(void **state)
{
    struct fixture *f = *state;
    f->record.article.kind = EXTRACT_EMPTY;
    finish(f);
    assert_string_equal(json(f),
                        "{\"url\":null,\"title\":null,\"byline\":[],\"date\":null,\"body\":null,\"related\":[],"
                        "\"kind\":\"empty\",\"article\":0,\"schema\":1}");
}

static void test_sureness_has_no_more_digits_than_it_needs(void **state)
{
    static const struct {
        unsigned thousandths;
        const char *want;
    } rows[] = {{0, ":0,"}, {1, ":0.001,"}, {10, ":0.01,"}, {500, ":0.5,"}, {120, ":0.12,"}, {999, ":0.999,"},
                {1000, ":1,"}, {7000, ":1,"}};
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        f->record.article.article = rows[i].thousandths;
        finish(f);
        const char *at = strstr(json(f), "\"article\":");
        assert_non_null(at);
        assert_memory_equal(at + strlen("\"article\""), rows[i].want, strlen(rows[i].want));
    }
}

static void test_pretty_json_is_the_same_json_indented(void **state)
{
    struct fixture *f = *state;
    fill(f);
    finish(f);
    struct base_buf pretty = BASE_BUF_INIT, folded = BASE_BUF_INIT;
    assert_true(record_json_pretty(&f->record, &pretty));
    assert_non_null(strstr(pretty.ptr, "{\n  \"url\": \"https://x.example/a\",\n"));
    assert_non_null(strstr(pretty.ptr, "\n  \"related\": [\n    {\n      \"title\": \"More\",\n"));
    assert_memory_equal(pretty.ptr + pretty.len - 4, "1\n}\n", 4);
    bool quoted = false;
    for (size_t i = 0; i < pretty.len; i++) {
        char c = pretty.ptr[i];
        if (c == '"' && pretty.ptr[i - 1] != '\\')
            quoted = !quoted;
        if (quoted || !isspace((unsigned char)c))
            base_buf_add_char(&folded, c);
    }
    assert_string_equal(json(f), folded.ptr);
    base_buf_free(&pretty);
    base_buf_free(&folded);
}

static void test_output_over_its_limit_is_reported(void **state)
{
    struct fixture *f = *state;
    fill(f);
    f->out.limit = 100;
    assert_false(record_json(&f->record, &f->out));
}

/* ---- Finishing ---- */

static void test_strings_are_cleaned_and_empty_ones_dropped(void **state)
{
    struct fixture *f = *state;
    struct extract_article *a = &f->record.article;
    a->title = BASE_STR(" A\n title\xe2\x80\x8b ");
    a->body = BASE_STR(" One \n\n\n two\x01");
    a->site = BASE_STR(" \xc2\xad ");
    add(f, &a->byline, " ");
    add(f, &a->byline, "Ann\tLee");
    add(f, &a->byline, "Ann Lee");
    add(f, &a->byline, "Bo");
    finish(f);
    assert_str(a->title, "A title");
    assert_non_null(strstr(json(f), "\"byline\":[\"Ann Lee\",\"Bo\"]"));
    assert_null(strstr(json(f), "site"));
    assert_null(memchr(a->body.ptr, 1, a->body.len));
}

static void test_values_that_do_not_fit_their_key_are_dropped(void **state)
{
    struct fixture *f = *state;
    struct extract_article *a = &f->record.article;
    f->record.url = BASE_STR("file:///etc/passwd");
    f->record.reason = BASE_STR("whim");
    a->canonical = BASE_STR("javascript:alert(1)");
    a->access = BASE_STR("maybe");
    a->date = BASE_STR("yesterday");
    a->image.caption = BASE_STR("No address");
    add_link(f, "", "https://x.example/b");
    add_link(f, "No address", NULL);
    add_link(f, "Bad address", "ftp://x.example/");
    add_link(f, "Good", "https://x.example/b");
    add_link(f, "Good", "https://x.example/b");
    add_link(f, "Good, too", "https://x.example/b");
    finish(f);
    assert_int_equal(a->related.count, 2);
    assert_str(a->related.items[0].title, "Good");
    assert_str(a->related.items[1].title, "Good, too");
    json(f);
    static const char *const absent[] = {"\"reason\"", "\"canonical\"", "\"access\"", "\"image\"", "file:"};
    for (size_t i = 0; i < COUNT(absent); i++)
        assert_null(strstr(f->out.ptr, absent[i]));
    assert_non_null(strstr(f->out.ptr, "\"date\":null"));
}

static void test_dates_are_as_precise_as_they_come(void **state)
{
    static const struct {
        const char *date;
        bool fits;
    } rows[] = {
        {"2026", true},  {"2026-11", true}, {"2026-11-23", true}, {"2026-11-23T08:15", true}, {"2024-02-29", true},
        {"2026-11-23T08:15:30", true}, {"2026-11-23T08:15+05:30", true}, {"2026-11-23T08:15:30.123Z", true},
        {"2026-13", false}, {"2026-02-30", false}, {"2026-11-23T", false}, {"2026-11-23T24:00", false},
        {"2026-11-23 08:15", false}, {"26-11-23", false}, {"2026-11-23T08:15+0530", false}, {"2026-1-2", false},
        {"2026-11-23T08:15:30.", false}, {"2026-11-23T08:15Zx", false},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        f->record.article.date = base_str(rows[i].date);
        finish(f);
        if ((f->record.article.date.len > 0) != rows[i].fits)
            fail_msg("%s", rows[i].date);
    }
}

static void test_only_articles_have_a_body(void **state)
{
    struct fixture *f = *state;
    fill(f);
    f->record.article.kind = EXTRACT_LOGIN;
    finish(f);
    json(f);
    assert_non_null(strstr(f->out.ptr, "\"body\":null"));
    assert_null(strstr(f->out.ptr, "hash"));
    assert_null(strstr(f->out.ptr, "\"body\":\"generic\""));
    assert_int_equal(f->record.article.markdown.len, 0);
    assert_int_equal(f->record.article.from[EXTRACT_BODY].len, 0);
}

static void test_finishing_twice_changes_nothing(void **state)
{
    struct fixture *f = *state;
    fill(f);
    finish(f);
    char *once = strdup(json(f));
    finish(f);
    assert_string_equal(json(f), once);
    free(once);
}

static void test_out_of_memory_is_reported(void **state)
{
    struct fixture *f = *state;
    fill(f);
    struct base_arena small;
    base_arena_init(&small, 16);
    assert_int_equal(record_finish(&small, &f->record, &f->e), BASE_NOMEM);
    assert_non_null(strstr(f->e.text, "x.example"));
    base_arena_free(&small);
}

static void test_many_tags_are_finished_in_linear_time(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 200000; i++)
        base_str_list_add(&f->arena, &f->record.article.tags, base_arena_printf(&f->arena, "tag %d", i / 2));
    finish(f);
    assert_int_equal(f->record.article.tags.count, 100000);
    assert_str(f->record.article.tags.items[99999], "tag 99999");
}

/* ---- Hash and fingerprint ---- */

static struct base_str hash_of(struct fixture *f, const char *title, const char *body)
{
    f->record.article.title = base_str(title);
    f->record.article.body = base_str(body);
    finish(f);
    return f->record.hash;
}

static int distance(struct fixture *f, const char *a, const char *b)
{
    hash_of(f, NULL, a);
    uint64_t first = strtoull(f->record.simhash.ptr, NULL, 16);
    hash_of(f, NULL, b);
    return __builtin_popcountll(first ^ strtoull(f->record.simhash.ptr, NULL, 16));
}

static void test_hash_is_that_of_title_and_body(void **state)
{
    struct fixture *f = *state;
    char hex[33];
    base_hash128_hex(base_hash128(BASE_STR("T\nB")), hex);
    assert_str(hash_of(f, "T", "B"), hex);
    base_hash128_hex(base_hash128(BASE_STR("\nB")), hex);
    assert_str(hash_of(f, NULL, "B"), hex);
    assert_int_equal(hash_of(f, "T", NULL).len, 0);
    assert_int_equal(f->record.simhash.len, 0);
}

static void test_near_texts_have_near_fingerprints(void **state)
{
    static const char *const text = "The council voted on Tuesday to widen the harbour road, after months of debate "
                                    "about noise, trees and money. Work begins in spring and takes two years; buses "
                                    "will be led around the old market square for most of that time.";
    static const char *const edited = "The council voted on Tuesday to widen the harbour road, after months of debate "
                                      "about noise, trees and money. Work begins in autumn and takes two years; buses "
                                      "will be led around the old market square for most of that time.";
    static const char *const other = "A museum has found a letter that its founder wrote to a friend in the year of "
                                     "the great flood. It lay between the pages of a cookery book and tells of boats "
                                     "in the streets, and of a cat that would not leave the roof.";
    static const char *const shouted = "the COUNCIL voted on tuesday -- to widen the harbour road after months of "
                                       "debate about noise trees and money work begins in spring and takes two years "
                                       "buses will be led around the old market square for most of that time";
    static const char *const chinese = "\xe5\xb8\x82\xe8\xae\xae\xe4\xbc\x9a\xe5\x91\xa8\xe4\xba\x8c\xe8\xa1\xa8"
                                       "\xe5\x86\xb3"
                                       "\xe6\x8b\x93\xe5\xae\xbd\xe6\xb8\xaf\xe5\x8f\xa3\xe8\xb7\xaf\xe3\x80\x82";
    struct fixture *f = *state;
    assert_true(distance(f, text, edited) <= 16);
    assert_true(distance(f, text, other) > 20);
    assert_int_equal(distance(f, text, shouted), 0);
    assert_true(distance(f, chinese, text) > 16);
    struct base_buf often = BASE_BUF_INIT;
    for (int i = 0; i < 200; i++)
        base_buf_printf(&often, "%s ", text);
    assert_true(distance(f, often.ptr, text) <= 8);
    base_buf_free(&often);
    hash_of(f, NULL, "\xe3\x80\x82 ... --");
    assert_int_equal(f->record.simhash.len, 0);
    hash_of(f, NULL, "word");
    assert_int_equal(f->record.simhash.len, 16);
}

/* ---- For readers ---- */

static void test_text_is_title_byline_and_body(void **state)
{
    struct fixture *f = *state;
    fill(f);
    assert_true(record_text(&f->record, &f->out));
    assert_str(base_buf_str(&f->out),
               "A \"title\"\n\nAnn Lee, \xe7\x8e\x8b\xe5\xa5\x8e\xe6\x98\x8e \xc2\xb7 2026-11-23\n\n"
               "One two three four.\n\nFive.\n");
}

static void test_text_leaves_out_what_is_not_there(void **state)
{
    struct fixture *f = *state;
    f->record.article.body = BASE_STR("B");
    assert_true(record_text(&f->record, &f->out));
    assert_str(base_buf_str(&f->out), "B\n");
    base_buf_clear(&f->out);
    f->record.article.date = BASE_STR("2026");
    assert_true(record_text(&f->record, &f->out));
    assert_str(base_buf_str(&f->out), "2026\n\nB\n");
    base_buf_clear(&f->out);
    f->record.article = (struct extract_article){.title = BASE_STR("T")};
    assert_true(record_text(&f->record, &f->out));
    assert_str(base_buf_str(&f->out), "T\n");
}

static void test_markdown_has_front_matter_and_the_bodys_markup(void **state)
{
    struct fixture *f = *state;
    fill(f);
    f->record.article.title = BASE_STR("5 * 3: \"#1\"");
    assert_true(record_markdown(&f->record, &f->out));
    assert_str(base_buf_str(&f->out),
               "---\ntitle: \"5 * 3: \\\"#1\\\"\"\nbyline: [\"Ann Lee\", \"\xe7\x8e\x8b\xe5\xa5\x8e\xe6\x98\x8e\"]\n"
               "date: \"2026-11-23\"\nurl: \"https://x.example/a\"\n---\n\n# 5 \\* 3: \"\\#1\"\n\n"
               "One **two** three four.\n\nFive.\n");
}

/* ---- Between processes ---- */

static void test_a_record_survives_the_way_between_processes(void **state)
{
    struct fixture *f = *state;
    fill(f);
    finish(f);
    struct base_buf packed = BASE_BUF_INIT;
    assert_true(record_pack(&f->record, &packed));
    char *before = strdup(json(f));
    memset(&f->record, 0x55, sizeof f->record);
    assert_int_equal(record_unpack(&f->arena, base_buf_str(&packed), &f->record, &f->e), BASE_OK);
    assert_string_equal(json(f), before);
    assert_str(f->record.article.markdown, "One **two** three four.\n\nFive.");
    free(before);
    base_buf_free(&packed);
}

static void test_a_record_cut_short_or_too_long_is_refused(void **state)
{
    struct fixture *f = *state;
    fill(f);
    finish(f);
    assert_true(record_pack(&f->record, &f->out));
    for (size_t len = 0; len < f->out.len; len++) {
        struct base_str bytes = {f->out.ptr, len};
        assert_int_equal(record_unpack(&f->arena, bytes, &f->record, &f->e), BASE_INVALID);
    }
    base_buf_add_char(&f->out, '\0');
    assert_int_equal(record_unpack(&f->arena, base_buf_str(&f->out), &f->record, &f->e), BASE_INVALID);
    assert_true(f->e.text[0] != '\0');
}

static void test_what_a_broken_worker_may_send_is_refused(void **state)
{
    struct fixture *f = *state;
    struct record *r = &f->record;
    struct {
        struct base_str *where;
        const char *value;
    } rows[] = {
        {&r->url, "file:///etc/passwd"},      {&r->url, "https://"},
        {&r->article.title, "\xff"},          {&r->article.title, "a\nb"},
        {&r->article.title, "\x1b[31m"},      {&r->article.title, "\xc2\x9b"},
        {&r->article.body, "a\x08"},          {&r->article.date, "soon"},
        {&r->article.access, "secret"},       {&r->hash, "XYZ"},
        {&r->article.canonical, "data:,x"},   {&r->article.from[EXTRACT_LANG], "a\tb"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct base_str old = *rows[i].where;
        *rows[i].where = base_str(rows[i].value);
        struct record unpacked;
        base_buf_clear(&f->out);
        assert_true(record_pack(r, &f->out));
        if (record_unpack(&f->arena, base_buf_str(&f->out), &unpacked, &f->e) != BASE_INVALID)
            fail_msg("row %zu: %s", i, rows[i].value);
        *rows[i].where = old;
    }
}

static void test_values_out_of_range_are_refused(void **state)
{
    struct fixture *f = *state;
    struct record *r = &f->record, unpacked;
    for (int i = 0; i < 7; i++) {
        *r = (struct record){.fetched = BASE_TIME_NONE};
        r->article.kind = i == 0 ? EXTRACT_KIND_COUNT : i == 5 ? EXTRACT_LOGIN : EXTRACT_ARTICLE;
        r->article.body = BASE_STR("A login page has no body");
        r->article.article = i == 1 ? 1001 : 1000;
        r->article.flags = i == 2 ? 1u << EXTRACT_FLAG_COUNT : 0;
        r->status = i == 3 ? -1 : 200;
        r->fetched = i == 4 ? INT64_MAX : BASE_TIME_NONE;
        base_buf_clear(&f->out);
        assert_true(record_pack(r, &f->out));
        assert_int_equal(record_unpack(&f->arena, base_buf_str(&f->out), &unpacked, &f->e),
                         i < 6 ? BASE_INVALID : BASE_OK);
    }
}

static void test_a_huge_count_allocates_nothing(void **state)
{
    struct fixture *f = *state;
    assert_true(record_pack(&f->record, &f->out));
    size_t used = f->arena.used;
    memset(f->out.ptr + 8, 0xFE, 4); /* the byline's count: behind two strings without a value */
    assert_int_equal(record_unpack(&f->arena, base_buf_str(&f->out), &f->record, &f->e), BASE_INVALID);
    assert_int_equal(f->arena.used, used);
}

static void test_schema_names_every_key(void **state)
{
    static const char *const parts[] = {
        "\"$schema\": \"https://json-schema.org/draft/2020-12/schema\"", "\"simhash\": {", "\"entries\": {",
        "\"paywalled\"", "\"charset-conflict\"", "\"gallery\"", "\"required\": [\n    \"url\",", "\"const\": 1",
    };
    struct fixture *f = *state;
    assert_true(record_schema(&f->out));
    for (size_t i = 0; i < COUNT(parts); i++) {
        if (strstr(f->out.ptr, parts[i]) == NULL)
            fail_msg("%s", parts[i]);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_every_key_is_written_in_the_order_of_the_schema),
        TEST(test_an_empty_record_has_the_keys_that_are_always_there),
        TEST(test_sureness_has_no_more_digits_than_it_needs),
        TEST(test_pretty_json_is_the_same_json_indented),
        TEST(test_output_over_its_limit_is_reported),
        TEST(test_strings_are_cleaned_and_empty_ones_dropped),
        TEST(test_values_that_do_not_fit_their_key_are_dropped),
        TEST(test_dates_are_as_precise_as_they_come),
        TEST(test_only_articles_have_a_body),
        TEST(test_finishing_twice_changes_nothing),
        TEST(test_out_of_memory_is_reported),
        TEST(test_many_tags_are_finished_in_linear_time),
        TEST(test_hash_is_that_of_title_and_body),
        TEST(test_near_texts_have_near_fingerprints),
        TEST(test_text_is_title_byline_and_body),
        TEST(test_text_leaves_out_what_is_not_there),
        TEST(test_markdown_has_front_matter_and_the_bodys_markup),
        TEST(test_a_record_survives_the_way_between_processes),
        TEST(test_a_record_cut_short_or_too_long_is_refused),
        TEST(test_what_a_broken_worker_may_send_is_refused),
        TEST(test_values_out_of_range_are_refused),
        TEST(test_a_huge_count_allocates_nothing),
        TEST(test_schema_names_every_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
