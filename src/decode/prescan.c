/* What a document says of its own encoding (WHATWG HTML, 13.2.3.2), looked for in the whole head. */
#include "decode/private.h"

enum { PRESCAN_BYTES = 64 << 10 }; /* beyond it the search ends with the head */

size_t decode_find(struct base_str s, struct base_str needle)
{
    char first = needle.ptr[0], other = first >= 'a' && first <= 'z' ? (char)(first - 32) : first;
    for (size_t at = 0; at + needle.len <= s.len; at++)
        if ((s.ptr[at] == first || s.ptr[at] == other) && base_str_starts_nocase(base_str_sub(s, at, s.len), needle))
            return at;
    return SIZE_MAX;
}

static size_t skip_spaces(struct base_str s, size_t at)
{
    while (at < s.len && base_is_ascii_space(s.ptr[at]))
        at++;
    return at;
}

/* The text from AT up to its closing quote, or without quotes up to white space or END. */
static struct base_str value_at(struct base_str s, size_t *at, char end)
{
    size_t from = *at;
    if (from < s.len && (s.ptr[from] == '"' || s.ptr[from] == '\'')) {
        const char *close = memchr(s.ptr + from + 1, s.ptr[from], s.len - from - 1);
        size_t to = close ? (size_t)(close - s.ptr) : s.len;
        *at = close ? to + 1 : to;
        return base_str_sub(s, from + 1, to);
    }
    while (*at < s.len && !base_is_ascii_space(s.ptr[*at]) && s.ptr[*at] != end && s.ptr[*at] != '>')
        ++*at;
    return base_str_sub(s, from, *at);
}

enum decode_id decode_content_type(struct base_str value)
{
    while (value.ptr && value.len > 0) {
        size_t at = decode_find(value, BASE_STR("charset"));
        if (at == SIZE_MAX)
            break;
        value = base_str_sub(value, at + 7, value.len);
        at = skip_spaces(value, 0);
        if (at < value.len && value.ptr[at] == '=') {
            at = skip_spaces(value, at + 1);
            return decode_label_id(value_at(value, &at, ';'));
        }
    }
    return DECODE_ID_NONE;
}

/* The next attribute of a tag from *AT on; false at its end. */
static bool next_attribute(struct base_str s, size_t *at, struct base_str *name, struct base_str *value)
{
    while (*at < s.len && (base_is_ascii_space(s.ptr[*at]) || s.ptr[*at] == '/'))
        ++*at;
    if (*at >= s.len || s.ptr[*at] == '>')
        return false;
    size_t from = *at;
    while (*at < s.len && !base_is_ascii_space(s.ptr[*at]) && s.ptr[*at] != '/' && s.ptr[*at] != '>' &&
           (s.ptr[*at] != '=' || *at == from))
        ++*at;
    *name = base_str_sub(s, from, *at);
    *value = BASE_STR("");
    size_t next = skip_spaces(s, *at);
    if (next < s.len && s.ptr[next] == '=') {
        *at = skip_spaces(s, next + 1);
        *value = value_at(s, at, '>');
    }
    return true;
}

/* The encoding of a <meta> whose attributes start at *AT, which moves behind them. */
static enum decode_id meta(struct base_str s, size_t *at)
{
    struct base_str name, value;
    enum decode_id stated = DECODE_ID_NONE, content = DECODE_ID_NONE;
    bool pragma = false;
    while (next_attribute(s, at, &name, &value)) {
        if (base_str_equal_nocase(name, BASE_STR("http-equiv")))
            pragma = base_str_equal_nocase(base_str_trim(value), BASE_STR("content-type"));
        else if (base_str_equal_nocase(name, BASE_STR("content")) && content == DECODE_ID_NONE)
            content = decode_content_type(value);
        else if (base_str_equal_nocase(name, BASE_STR("charset")) && stated == DECODE_ID_NONE)
            stated = decode_label_id(value);
    }
    return stated != DECODE_ID_NONE ? stated : pragma ? content : DECODE_ID_NONE;
}

/* Bytes that are read as ASCII can state neither of these truly. */
static enum decode_id believable(enum decode_id id)
{
    if (id == DECODE_ID_UTF_16LE || id == DECODE_ID_UTF_16BE)
        return DECODE_ID_UTF_8;
    return id == DECODE_ID_X_USER_DEFINED ? DECODE_ID_WINDOWS_1252 : id;
}

static enum decode_id xml_declaration(struct base_str s)
{
    if (!base_str_starts(s, BASE_STR("<?xml")))
        return DECODE_ID_NONE;
    const char *end = memchr(s.ptr, '>', s.len);
    s.len = end ? (size_t)(end - s.ptr) : 0;
    size_t at = base_str_find(s, BASE_STR("encoding"));
    if (at == SIZE_MAX)
        return DECODE_ID_NONE;
    at = skip_spaces(s, at + 8);
    if (at >= s.len || s.ptr[at] != '=')
        return DECODE_ID_NONE;
    at = skip_spaces(s, at + 1);
    return decode_label_id(value_at(s, &at, '?'));
}

static bool opens(struct base_str s, size_t at, struct base_str tag)
{
    struct base_str rest = base_str_sub(s, at, s.len);
    return base_str_starts_nocase(rest, tag) &&
           (rest.len == tag.len || base_is_ascii_space(rest.ptr[tag.len]) || rest.ptr[tag.len] == '/' || rest.ptr[tag.len] == '>');
}

/* What holds no markup, and where it ends; an end that was missed once is not searched again. */
struct raw {
    struct base_str open, close;
    bool missing;
};

/* Moves *AT behind a comment, script or style that starts there; false where none does. */
static bool skip_raw(struct base_str s, size_t *at, struct raw *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool comment = rows[i].open.ptr[1] == '!';
        if (rows[i].missing || !(comment ? base_str_starts(base_str_sub(s, *at, s.len), rows[i].open)
                                         : opens(s, *at, rows[i].open)))
            continue;
        /* "<!-->" is a whole comment */
        size_t from = *at + (comment ? 2 : rows[i].open.len);
        size_t found = decode_find(base_str_sub(s, from, s.len), rows[i].close);
        rows[i].missing = found == SIZE_MAX;
        *at = rows[i].missing ? from : from + found + rows[i].close.len;
        return true;
    }
    return false;
}

enum decode_id decode_prescan(struct base_str s)
{
    struct raw rows[] = {{BASE_STR("<!--"), BASE_STR("-->"), false},
                         {BASE_STR("<script"), BASE_STR("</script"), false},
                         {BASE_STR("<style"), BASE_STR("</style"), false}};
    enum decode_id id = xml_declaration(s);
    bool body = false;
    for (size_t at = 0; id == DECODE_ID_NONE && at < s.len && !(body && at >= PRESCAN_BYTES);) {
        const char *tag = memchr(s.ptr + at, '<', s.len - at);
        if (!tag)
            break;
        at = (size_t)(tag - s.ptr);
        if (skip_raw(s, &at, rows, sizeof rows / sizeof rows[0]))
            continue;
        if (opens(s, at, BASE_STR("<meta"))) {
            at += 5;
            id = meta(s, &at);
            continue;
        }
        body = body || opens(s, at, BASE_STR("<body"));
        at++;
        if (at < s.len && (base_is_ascii_letter(s.ptr[at]) || s.ptr[at] == '/')) {
            struct base_str name, value;
            while (at < s.len && !base_is_ascii_space(s.ptr[at]) && s.ptr[at] != '>')
                at++;
            while (next_attribute(s, &at, &name, &value))
                ;
        }
    }
    return believable(id);
}
