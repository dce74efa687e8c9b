/* Old against new, by field. */
#include "crawl/again.h"

#include <stdlib.h>

const char *again_text(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

/* What says nothing of the page: when, where, which one. */
static bool is_aside(const char *key)
{
    static const char *const keys[] = {"fetched", "status", "warc", "revision", "reason", "hash", "simhash", "schema",
                                       "input"};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (!strcmp(key, keys[i]))
            return true;
    return false;
}

/* A value as a reader sees it: a text as it is, all else as JSON. The caller frees it; NULL: none. */
static char *shown(const json_t *value)
{
    if (!value || json_is_null(value))
        return NULL;
    return json_is_string(value) ? strdup(json_string_value(value)) : json_dumps(value, JSON_ENCODE_ANY);
}

static size_t line_length(struct base_str s)
{
    size_t end = base_str_find(s, BASE_STR("\n"));

    return end == SIZE_MAX ? s.len : end + 1;
}

/* Of two texts the lines that both begin with, and end with, are left out. */
static void trim_common(struct base_str *a, struct base_str *b)
{
    size_t end = 0, whole = 0;

    while (a->len && b->len) {
        size_t len = line_length(*a);

        if (len != line_length(*b) || memcmp(a->ptr, b->ptr, len) != 0)
            break;
        *a = base_str_sub(*a, len, a->len);
        *b = base_str_sub(*b, len, b->len);
    }
    while (end < a->len && end < b->len && a->ptr[a->len - 1 - end] == b->ptr[b->len - 1 - end]) {
        end++;
        if (a->ptr[a->len - end] == '\n')
            whole = end - 1; /* the newline itself ends the line before */
    }
    a->len -= whole;
    b->len -= whole;
}

static void show_field(struct again *a, const char *url, const char *key, const json_t *old, const json_t *new)
{
    char *before = shown(old), *after = shown(new);
    struct base_str from = base_str(before), to = base_str(after);

    if (from.ptr && to.ptr)
        trim_common(&from, &to);
    a->options->show(a->options->context, url, key, from, to);
    free(before);
    free(after);
}

void again_show(struct again *a, const json_t *old, const struct record *record)
{
    struct base_buf line = BASE_BUF_INIT;
    json_t *new = record_json(record, &line) ? json_loadb(line.ptr, line.len, 0, NULL) : NULL, *value;
    const char *url = again_text(old, "url"), *key;

    if (new) {
        json_object_foreach (new, key, value)
            if (!is_aside(key) && !json_equal(value, json_object_get(old, key)))
                show_field(a, url, key, json_object_get(old, key), value);
        json_object_foreach ((json_t *)(uintptr_t)old, key, value)
            if (!is_aside(key) && !json_object_get(new, key))
                show_field(a, url, key, value, NULL);
    }
    json_decref(new);
    base_buf_free(&line);
}
