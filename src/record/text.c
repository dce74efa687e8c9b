/* The record for a reader's eyes: plain text and Markdown. */
#include "record/private.h"

static void add_names(struct base_buf *out, const struct base_str_list *names)
{
    for (size_t i = 0; i < names->count; i++) {
        if (i > 0)
            base_buf_add_z(out, ", ");
        base_buf_add_str(out, names->items[i]);
    }
}

bool record_text(const struct record *record, struct base_buf *out)
{
    const struct extract_article *a = &record->article;
    size_t start = out->len;
    if (a->title.len > 0) {
        base_buf_add_str(out, a->title);
        base_buf_add_char(out, '\n');
    }
    if (a->byline.count > 0 || a->date.len > 0) {
        if (out->len > start)
            base_buf_add_char(out, '\n');
        add_names(out, &a->byline);
        if (a->byline.count > 0 && a->date.len > 0)
            base_buf_add_z(out, " \xC2\xB7 ");
        base_buf_add_str(out, a->date);
        base_buf_add_char(out, '\n');
    }
    if (a->body.len > 0) {
        if (out->len > start)
            base_buf_add_char(out, '\n');
        base_buf_add_str(out, a->body);
    }
    if (a->body.len > 0 || out->len == start)
        base_buf_add_char(out, '\n');
    return !out->failed;
}

/* A JSON string is a YAML one, too. */
static void add_yaml(struct base_buf *out, const char *name, struct base_str value)
{
    if (value.len == 0)
        return;
    base_buf_printf(out, "%s: ", name);
    base_buf_add_json(out, value);
    base_buf_add_char(out, '\n');
}

static void add_front_matter(struct base_buf *out, const struct record *record)
{
    const struct base_str_list *byline = &record->article.byline;
    base_buf_add_z(out, "---\n");
    add_yaml(out, "title", record->article.title);
    for (size_t i = 0; i < byline->count; i++) {
        base_buf_add_z(out, i == 0 ? "byline: [" : ", ");
        base_buf_add_json(out, byline->items[i]);
    }
    if (byline->count > 0)
        base_buf_add_z(out, "]\n");
    add_yaml(out, "date", record->article.date);
    add_yaml(out, "url", record->url);
    base_buf_add_z(out, "---\n");
}

/* A line of plain text; what Markdown would take for markup gets a backslash. */
static void add_escaped(struct base_buf *out, struct base_str line)
{
    for (size_t i = 0; i < line.len; i++) {
        if (line.ptr[i] != '\0' && strchr("\\`*_[]<>#", line.ptr[i]) != NULL)
            base_buf_add_char(out, '\\');
        base_buf_add_char(out, line.ptr[i]);
    }
}

bool record_markdown(const struct record *record, struct base_buf *out)
{
    const struct extract_article *a = &record->article;
    add_front_matter(out, record);
    if (a->title.len > 0) {
        base_buf_add_z(out, "\n# ");
        add_escaped(out, a->title);
        base_buf_add_char(out, '\n');
    }
    struct base_str body = a->markdown.len > 0 ? a->markdown : a->body;
    if (body.len > 0) {
        base_buf_add_char(out, '\n');
        base_buf_add_str(out, body);
        base_buf_add_char(out, '\n');
    }
    return !out->failed;
}
