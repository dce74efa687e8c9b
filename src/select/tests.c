/* What a file says must come of its test pages. */
#include "select/private.h"

static const struct {
    const char *name;
    enum { TEST_URL, TEST_CONTAINS, TEST_TITLE, TEST_DATE, TEST_BYLINE, TEST_RELATED } what;
} words[] = {
    {"test_url", TEST_URL},   {"test_contains", TEST_CONTAINS}, {"test_title", TEST_TITLE},
    {"test_date", TEST_DATE}, {"test_byline", TEST_BYLINE},     {"test_related_count", TEST_RELATED},
};

static struct select_test *add_test(struct base_arena *arena, struct select_tests *tests,
                                    const struct select_rule *rule)
{
    struct select_test *items = base_arena_grow(arena, tests->items, tests->count, &tests->capacity, sizeof *items);

    if (!items)
        return NULL;
    tests->items = items;
    items[tests->count] = (struct select_test){.url = base_arena_str(arena, rule->value), .line = rule->line};
    return &items[tests->count++];
}

/* A line of a test belongs to the last test_url before it; without one it is none (select_check says so). */
static int take(struct base_arena *arena, struct select_tests *tests, const struct select_rule *rule, size_t word,
                struct base_error *e)
{
    struct select_test *test = tests->count ? &tests->items[tests->count - 1] : NULL;
    struct base_str value = base_arena_str(arena, rule->value);

    if (words[word].what == TEST_URL)
        return add_test(arena, tests, rule) ? BASE_OK : base_fail(e, BASE_NOMEM, "out of memory");
    if (!test)
        return BASE_OK;
    switch (words[word].what) {
    case TEST_CONTAINS: base_str_list_add(arena, &test->contains, value); break;
    case TEST_BYLINE: base_str_list_add(arena, &test->byline, value); break;
    case TEST_TITLE: test->title = value; break;
    case TEST_DATE: test->date = value; break;
    case TEST_RELATED:
        test->counts_related = base_str_to_size(value, BASE_LIMIT_CANDIDATES, &test->related);
        if (!test->counts_related)
            return base_fail(e, BASE_INVALID, "%u: test_related_count: not a number", (unsigned)rule->line);
        break;
    default: break;
    }
    return BASE_OK;
}

static int take_all(const struct select_file *file, struct base_arena *arena, struct select_tests *tests,
                    struct base_error *e)
{
    int status = BASE_OK;

    for (size_t i = 0; i < file->count && status == BASE_OK; i++) {
        const struct select_rule *rule = &file->rules[i];

        if (rule->directive->kind == SELECT_KIND_FIELD)
            tests->fields |= 1u << rule->directive->field;
        for (size_t k = 0; k < sizeof words / sizeof *words && status == BASE_OK; k++)
            if (!strcmp(rule->directive->name, words[k].name))
                status = take(arena, tests, rule, k, e);
    }
    return status;
}

int select_tests_read(const char *path, struct base_arena *arena, struct select_tests *tests, struct base_error *e)
{
    const char *slash = strrchr(path, '/');
    struct base_error why = {""};
    struct select_file file;
    int status = select_file_load(&file, path, base_str(slash ? slash + 1 : path), NULL, e);

    *tests = (struct select_tests){0};
    if (status == BASE_OK) {
        status = take_all(&file, arena, tests, &why);
        if (status != BASE_OK)
            base_fail(e, status, "%s:%s", path, why.text);
    }
    select_file_free(&file);
    return status == BASE_OK && arena->failed ? base_fail(e, BASE_NOMEM, "out of memory") : status;
}
