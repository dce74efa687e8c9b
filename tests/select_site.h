/* What the tests of selectors share: a folder of files, a page that they are applied to. */
#ifndef SELECT_SITE_H
#define SELECT_SITE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "select/select.h"

/* A folder of selector files, and a page that they are applied to. */
struct site {
    char folder[64];
    struct base_str_list paths;
    struct base_arena arena;
    struct select_set *set;
    const struct select_rules *rules;
    struct page page;
    bool parsed;
    struct select_result result;
    struct base_error error;
};

static inline int set_up(void **state)
{
    struct site *s = calloc(1, sizeof(*s));

    snprintf(s->folder, sizeof(s->folder), "/tmp/newsclip-select-XXXXXX");
    assert_non_null(mkdtemp(s->folder));
    base_arena_init(&s->arena, 0);
    *state = s;
    return 0;
}

static inline void forget_page(struct site *s)
{
    if (s->parsed)
        page_free(&s->page);
    s->parsed = false;
}

static inline int tear_down(void **state)
{
    struct site *s = *state;

    forget_page(s);
    select_close(s->set);
    for (size_t i = 0; i < s->paths.count; i++)
        unlink(s->paths.items[i].ptr);
    rmdir(s->folder);
    base_arena_free(&s->arena);
    free(s);
    return 0;
}

static inline const char *add_bytes(struct site *s, const char *name, struct base_str text)
{
    struct base_str path = base_arena_printf(&s->arena, "%s/%s", s->folder, name);
    FILE *f = fopen(path.ptr, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(text.ptr, 1, text.len, f), text.len);
    assert_int_equal(fclose(f), 0);
    base_str_list_add(&s->arena, &s->paths, path);
    return path.ptr;
}

static inline const char *add_file(struct site *s, const char *name, const char *text)
{
    return add_bytes(s, name, base_str(text));
}

static inline int find_at(struct site *s, const char *host, int64_t fetched)
{
    const char *dirs[] = {s->folder};

    s->error.text[0] = '\0';
    if (!s->set)
        assert_int_equal(select_open(dirs, 1, &s->set, &s->error), BASE_OK);
    return select_find(s->set, base_str(host), fetched, &s->rules, &s->error);
}

static inline void find(struct site *s, const char *host)
{
    assert_int_equal(find_at(s, host, BASE_TIME_NONE), BASE_OK);
}

static inline void apply(struct site *s, const char *html)
{
    forget_page(s);
    assert_non_null(s->rules);
    assert_int_equal(page_parse(&s->arena, base_str(html), BASE_STR("http://example.com/news/1.html"),
                                PAGE_MODE_HTML_WHOLE, &s->page, &s->error), BASE_OK);
    s->parsed = true;
    assert_int_equal(select_apply(s->rules, &s->page, &s->arena, &s->result, &s->error), BASE_OK);
}

/* One file for example.com, applied to HTML. */
static inline void try_rules(struct site *s, const char *rules, const char *html)
{
    add_file(s, "example.com.txt", rules);
    find(s, "example.com");
    apply(s, html);
}

static inline void expect_text(struct base_str s, const char *expected)
{
    if (s.len != strlen(expected) || (s.len > 0 && memcmp(s.ptr, expected, s.len) != 0))
        fail_msg("got \"%.*s\", not \"%s\"", BASE_STR_ARG(s), expected);
}

static inline const struct select_hit *hit(const struct site *s, enum select_field field)
{
    return &s->result.fields[field];
}

/* The values' texts with "|" between; "" where there is none. */
static inline void expect_values(struct site *s, enum select_field field, const char *expected)
{
    struct base_buf buf = BASE_BUF_INIT;

    for (size_t i = 0; i < hit(s, field)->count; i++) {
        if (i > 0)
            base_buf_add_char(&buf, '|');
        base_buf_add_str(&buf, hit(s, field)->values[i].text);
    }
    expect_text(base_buf_str(&buf), expected);
    base_buf_free(&buf);
}

static inline void expect_problem(struct site *s, size_t index, const char *start)
{
    assert_true(index < s->result.problems.count);
    if (!base_str_starts(s->result.problems.items[index], base_str(start)))
        fail_msg("got \"%.*s\", not \"%s...\"", BASE_STR_ARG(s->result.problems.items[index]), start);
}

static inline void keep_finding(void *context, const char *finding)
{
    struct base_buf *out = context;
    const char *name = strstr(finding, "example.com");

    base_buf_add_z(out, name ? name : finding);
    base_buf_add_char(out, '\n');
}

static inline void expect_findings(struct site *s, const char *text, int status, const char *expected)
{
    struct base_buf out = BASE_BUF_INIT;
    const char *path = add_file(s, "example.com.txt", text);

    s->error.text[0] = '\0';
    assert_int_equal(select_check(path, keep_finding, &out, &s->error), status);
    assert_string_equal(out.ptr ? out.ptr : "", expected);
    base_buf_free(&out);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
