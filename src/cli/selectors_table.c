/* Tables of what rules find on a page, a field a row. */
#include "cli/selectors.h"

void cli_table_cell(struct base_buf *out, struct base_str text)
{
    size_t at = 0, width = 0;

    while (at < text.len) {
        size_t here = at;
        uint32_t c = base_utf8_next(text, &at);
        size_t wide = base_char_is_cjk(c) ? 2 : 1;

        if (width + wide > CLI_TABLE_CELL - 1 && at < text.len) {
            base_buf_add_z(out, "…");
            width++;
            break;
        }
        if (c < 0x20)
            base_buf_add_char(out, ' ');
        else
            base_buf_add(out, text.ptr + here, at - here);
        width += wide;
    }
    for (; width < CLI_TABLE_CELL + 1; width++)
        base_buf_add_char(out, ' ');
}

struct base_str cli_table_or_dash(struct base_str s)
{
    return s.len ? s : BASE_STR("-");
}

/* ---- The fields ---- */

struct base_str cli_join_names(struct base_arena *arena, const struct base_str_list *names)
{
    struct base_str joined = names->count ? names->items[0] : BASE_STR_NONE;

    for (size_t i = 1; i < names->count; i++)
        joined = base_arena_printf(arena, "%.*s; %.*s", BASE_STR_ARG(joined), BASE_STR_ARG(names->items[i]));
    return joined;
}

static struct base_str counted(struct base_arena *arena, size_t n, const char *what)
{
    return n ? base_arena_printf(arena, "%zu %s", n, what) : BASE_STR_NONE;
}

static struct base_str title_of(struct base_arena *arena, const struct extract_article *a)
{
    (void)arena;
    return a->title;
}
static struct base_str byline_of(struct base_arena *arena, const struct extract_article *a)
{
    return cli_join_names(arena, &a->byline);
}
static struct base_str date_of(struct base_arena *arena, const struct extract_article *a)
{
    (void)arena;
    return a->date;
}
static struct base_str body_of(struct base_arena *arena, const struct extract_article *a)
{
    return counted(arena, base_text_weight(a->body), "of text");
}
static struct base_str related_of(struct base_arena *arena, const struct extract_article *a)
{
    return counted(arena, a->related.count, "links");
}
static struct base_str editor_of(struct base_arena *arena, const struct extract_article *a)
{
    return cli_join_names(arena, &a->editor);
}
static struct base_str source_of(struct base_arena *arena, const struct extract_article *a)
{
    (void)arena;
    return a->source;
}

const struct cli_field cli_fields[] = {
    {"title", SELECT_TITLE, EXTRACT_TITLE, title_of},     {"byline", SELECT_BYLINE, EXTRACT_BYLINE, byline_of},
    {"date", SELECT_DATE, EXTRACT_DATE, date_of},         {"body", SELECT_BODY, EXTRACT_BODY, body_of},
    {"related", SELECT_RELATED, EXTRACT_RELATED, related_of}, {"editor", SELECT_EDITOR, EXTRACT_EDITOR, editor_of},
    {"source", SELECT_SOURCE, EXTRACT_SOURCE, source_of},
};
const size_t cli_field_count = sizeof cli_fields / sizeof *cli_fields;
