/* First line: a format as selector files have them; the rest is read as a date in every way that there is. */
#include "extract/date.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct base_arena *arena, const struct extract_moment *m)
{
    struct base_str text = extract_moment_format(arena, m);

    for (size_t i = 0; i < text.len; i++)
        if (!text.ptr[i] || !strchr("0123456789-+:TZ", text.ptr[i]))
            abort();
}

static void check_place(struct base_arena *arena, struct base_str text, const struct extract_moment *m, size_t from,
                        size_t to)
{
    if (from > to || to > text.len)
        abort();
    check(arena, m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const langs[] = {"en", "de", "zh", "fr", "ru", "ja", "ar", "pt"};
    struct base_str text = {(const char *)data, size}, format = BASE_STR_NONE;
    struct extract_date_context context = {.lang = base_str(langs[size % 8]), .fetched = 1700000000};
    struct base_arena arena;
    struct extract_moment m;
    size_t from, to;

    if (size > 4096 || !base_utf8_valid(text))
        return 0;
    base_arena_init(&arena, 64 << 20);
    base_str_next(&text, '\n', &format);
    if (!text.ptr)
        text = format;
    if (extract_moment_find(text, &context, &m, &from, &to))
        check_place(&arena, text, &m, from, to);
    if (extract_moment_ago(text, &context, &m, &from, &to))
        check_place(&arena, text, &m, from, to);
    if (extract_moment_parse(text, &context, &m))
        check(&arena, &m);
    if (extract_moment_by_format(text, format, context.lang, &m))
        check(&arena, &m);
    extract_date_parse(&arena, text, &context);
    base_arena_free(&arena);
    return 0;
}
