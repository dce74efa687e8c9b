/*
 * One linear pass over XML before libxml2 sees it: doctype and processing instructions go (and with
 * them every entity a document could define), HTML's named references become characters, bare
 * ampersands and less-than signs text.
 */
#include "page/private.h"

static size_t seek(struct base_str s, size_t at, struct base_str what)
{
    size_t hit = at < s.len ? base_str_find(base_str_sub(s, at, s.len), what) : SIZE_MAX;

    return hit == SIZE_MAX ? s.len : at + hit;
}

static bool starts_name(char c)
{
    return ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' || c == ':' || (unsigned char)c >= 128;
}

static bool is_allowed(char c)
{
    return (unsigned char)c >= 32 || c == '\t' || c == '\n' || c == '\r';
}

static void add_char(struct base_buf *out, char c)
{
    if (c == '&' || c == '<' || c == '>' || c == '"' || c == '\'')
        page_put_reference(out, c);
    else if (is_allowed(c))
        base_buf_add_char(out, c);
}

static size_t reference(struct base_str s, size_t at, struct base_buf *out)
{
    char found[8];
    size_t len = page_entity(s, at, true, found);

    if (len == 0) {
        add_char(out, '&');
        return at + 1;
    }
    for (const char *z = found; *z; z++)
        add_char(out, *z);
    return at + len;
}

/* Behind a doctype, with its internal subset in brackets. */
static size_t skip_doctype(struct base_str s, size_t at)
{
    bool subset = false;
    char quote = 0;

    for (; at < s.len; at++) {
        char c = s.ptr[at];
        if (quote) {
            quote = c == quote ? 0 : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '[') {
            subset = true;
        } else if (c == ']') {
            subset = false;
        } else if (c == '>' && !subset) {
            return at + 1;
        }
    }
    return s.len;
}

/* Markup that starts with "<!" or "<?": only CDATA sections stay. */
static size_t declaration(struct base_str s, size_t at, struct base_buf *out)
{
    struct base_str here = base_str_sub(s, at, s.len);
    size_t end;

    if (base_str_starts(here, BASE_STR("<!--"))) {
        end = seek(s, at + 4, BASE_STR("-->"));
        return end < s.len ? end + 3 : s.len;
    }
    if (base_str_starts(here, BASE_STR("<![CDATA["))) {
        end = seek(s, at + 9, BASE_STR("]]>"));
        for (size_t i = at + 9; i < end; i++)
            add_char(out, s.ptr[i]);
        return end < s.len ? end + 3 : s.len;
    }
    if (base_str_starts_nocase(here, BASE_STR("<!DOCTYPE")))
        return skip_doctype(s, at);
    end = seek(s, at, BASE_STR(">"));
    return end < s.len ? end + 1 : s.len;
}

/* A tag, from '<' to '>': only references and stray '<' inside values are touched. */
static size_t tag(struct base_str s, size_t at, struct base_buf *out)
{
    char quote = 0;

    base_buf_add_char(out, s.ptr[at++]);
    while (at < s.len) {
        char c = s.ptr[at];
        if (quote && c == '&') {
            at = reference(s, at, out);
            continue;
        }
        at++;
        if (quote && c == '<') {
            add_char(out, c);
            continue;
        }
        if (quote ? c == quote : c == '"' || c == '\'')
            quote = quote ? 0 : c;
        if (is_allowed(c))
            base_buf_add_char(out, c);
        if (!quote && c == '>')
            break;
    }
    return at;
}

void page_filter_xml(struct base_str s, struct base_buf *out, size_t *markup)
{
    size_t at = seek(s, 0, BASE_STR("<"));

    *markup = 0;
    while (at < s.len && !out->failed) {
        char c = s.ptr[at], next = at + 1 < s.len ? s.ptr[at + 1] : 0;
        if (c == '<' && (next == '!' || next == '?')) {
            at = declaration(s, at, out);
        } else if (c == '<' && (next == '/' || starts_name(next))) {
            ++*markup;
            at = tag(s, at, out);
        } else if (c == '&') {
            at = reference(s, at, out);
        } else if (c == '<') {
            add_char(out, c);
            at++;
        } else {
            size_t from = at;
            while (at < s.len && s.ptr[at] != '<' && s.ptr[at] != '&' && is_allowed(s.ptr[at]))
                at++;
            base_buf_add(out, s.ptr + from, at - from);
            at += at < s.len && !is_allowed(s.ptr[at]);
        }
    }
}
