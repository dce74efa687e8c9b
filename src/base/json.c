/* JSON as pages write it to JSON as a strict reader takes it: one pass, linear in the input. */
#include "base/base.h"

enum { NUMBER_BYTES = 15 }; /* longer numbers go as strings: a reader with 64 bits refuses them */

struct mender {
    struct base_str in;
    size_t at;
    struct base_buf *out;
    bool quotes; /* quotation marks inside of strings are taken for text where they cannot end it */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool starts_word(char c)
{
    return ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' || c == '$';
}

/* N hexadecimal digits; UINT32_MAX where they are none. */
static uint32_t hex(struct base_str s, size_t at, size_t n)
{
    uint32_t value = 0;

    if (at + n > s.len)
        return UINT32_MAX;
    for (size_t i = at; i < at + n; i++) {
        int digit = base_hex_digit(s.ptr[i]);
        if (digit < 0)
            return UINT32_MAX;
        value = value * 16 + (uint32_t)digit;
    }
    return value;
}

static bool is_high(uint32_t c)
{
    return c >= 0xD800 && c < 0xDC00;
}

static bool is_low(uint32_t c)
{
    return c >= 0xDC00 && c < 0xE000;
}

/* \uXXXX at m->at: pairs stay, lone surrogates become U+FFFD, NUL a space. */
static void mend_unicode(struct mender *m)
{
    uint32_t c = hex(m->in, m->at + 2, 4), low = UINT32_MAX;

    if (c == UINT32_MAX) {
        m->at += 2;
        return;
    }
    if (is_high(c) && m->at + 7 < m->in.len && m->in.ptr[m->at + 6] == '\\' && m->in.ptr[m->at + 7] == 'u')
        low = hex(m->in, m->at + 8, 4);
    if (is_high(c) && low != UINT32_MAX && is_low(low)) {
        base_buf_add(m->out, m->in.ptr + m->at, 12);
        m->at += 12;
        return;
    }
    if (c == 0)
        base_buf_add_char(m->out, ' ');
    else if (is_high(c) || is_low(c))
        base_buf_add_utf8(m->out, BASE_REPLACEMENT);
    else
        base_buf_add(m->out, m->in.ptr + m->at, 6);
    m->at += 6;
}

static void mend_escape(struct mender *m)
{
    if (m->at + 1 >= m->in.len) {
        m->at = m->in.len;
        return;
    }
    char c = m->in.ptr[m->at + 1];
    if (c == 'u') {
        mend_unicode(m);
    } else if (c == 'x' && hex(m->in, m->at + 2, 2) != UINT32_MAX) { /* JavaScript's */
        base_buf_add_z(m->out, "\\u00");
        base_buf_add(m->out, m->in.ptr + m->at + 2, 2);
        m->at += 4;
    } else if (c && strchr("\"\\/bfnrt", c)) {
        base_buf_add(m->out, m->in.ptr + m->at, 2);
        m->at += 2;
    } else {
        m->at++; /* \' and the like: what follows stands for itself */
    }
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t skip_blank(struct base_str s, size_t at)
{
    while (at < s.len && is_blank(s.ptr[at]))
        at++;
    return at;
}

/* Whether the quotation mark at AT can end a string: what JSON allows behind one follows. */
static bool ends_string(struct base_str s, size_t at)
{
    size_t next = skip_blank(s, at + 1);

    if (next >= s.len || strchr(":}]", s.ptr[next]))
        return true;
    if (s.ptr[next] != ',')
        return false;
    next = skip_blank(s, next + 1);
    return next >= s.len || strchr("\"{[}]-0123456789tfn", s.ptr[next]);
}

/* A string between marks of the kind that opens it: "..." or, in JavaScript, '...'. */
static void mend_string(struct mender *m)
{
    char mark = m->in.ptr[m->at++];

    base_buf_add_char(m->out, '"');
    while (m->at < m->in.len) {
        char c = m->in.ptr[m->at];
        if (c == '\\') {
            mend_escape(m);
            continue;
        }
        m->at++;
        if (c == mark && (!m->quotes || ends_string(m->in, m->at - 1)))
            break;
        if (c == '"')
            base_buf_add(m->out, "\\\"", 2);
        else if (c == '\n')
            base_buf_add(m->out, "\\n", 2);
        else
            base_buf_add_char(m->out, (unsigned char)c < 0x20 ? ' ' : c);
    }
    base_buf_add_char(m->out, '"');
}

static void mend_number(struct mender *m)
{
    size_t from = m->at;
    bool exponent = false;

    while (m->at < m->in.len && strchr("+-.0123456789eE", m->in.ptr[m->at]) && m->in.ptr[m->at]) {
        exponent = exponent || m->in.ptr[m->at] == 'e' || m->in.ptr[m->at] == 'E';
        m->at++;
    }
    struct base_str number = base_str_sub(m->in, from, m->at);
    bool quote = exponent || number.len > NUMBER_BYTES ||
                 (number.len > 1 && number.ptr[0] == '0' && number.ptr[1] != '.');
    if (quote)
        base_buf_add_char(m->out, '"');
    base_buf_add_str(m->out, number);
    if (quote)
        base_buf_add_char(m->out, '"');
}

/* A word of JavaScript: a key without its marks, a name that has no value here, true, false, null. */
static void mend_word(struct mender *m)
{
    size_t from = m->at;

    while (m->at < m->in.len && (starts_word(m->in.ptr[m->at]) || is_digit(m->in.ptr[m->at])))
        m->at++;
    struct base_str word = base_str_sub(m->in, from, m->at);
    size_t next = skip_blank(m->in, m->at);
    if (next < m->in.len && m->in.ptr[next] == ':')
        base_buf_add_json(m->out, word);
    else if (base_str_equal(word, BASE_STR("true")) || base_str_equal(word, BASE_STR("false")))
        base_buf_add_str(m->out, word);
    else
        base_buf_add_z(m->out, "null");
}

/* The end of a comment or of a wrapper around the block (<!--, //<![CDATA[, ]]>, -->), or 0. */
static size_t skip_comment(struct base_str s, size_t at)
{
    static const char *const wrappers[] = {"<!--", "-->", "<![CDATA[", "]]>"};
    struct base_str rest = base_str_sub(s, at, s.len);

    for (size_t i = 0; i < sizeof wrappers / sizeof wrappers[0]; i++)
        if (base_str_starts(rest, base_str(wrappers[i])))
            return at + strlen(wrappers[i]);
    if (base_str_starts(rest, BASE_STR("/*"))) {
        size_t end = base_str_find(rest, BASE_STR("*/"));
        return end == SIZE_MAX ? s.len : at + end + 2;
    }
    if (!base_str_starts(rest, BASE_STR("//")))
        return 0;
    while (at < s.len && s.ptr[at] != '\n' && !base_str_starts(base_str_sub(s, at, s.len), BASE_STR("<![CDATA[")) &&
           !base_str_starts(base_str_sub(s, at, s.len), BASE_STR("]]>")))
        at++;
    return at;
}

/* What stands at m->at outside of strings, comments and white space. */
static void mend_token(struct mender *m)
{
    char c = m->in.ptr[m->at], next = m->at + 1 < m->in.len ? m->in.ptr[m->at + 1] : 0;

    if (c == '"' || c == '\'') {
        mend_string(m);
    } else if (c == '-' || is_digit(c)) {
        mend_number(m);
    } else if (starts_word(c)) {
        mend_word(m);
    } else if (c == '!' && (next == '0' || next == '1')) { /* minified true and false */
        base_buf_add_z(m->out, next == '0' ? "true" : "false");
        m->at += 2;
    } else {
        size_t from = m->at;
        base_utf8_next(m->in, &m->at); /* none is split: IN ends to be read behind it */
        base_buf_add_str(m->out, base_str_sub(m->in, from, m->at));
    }
}

size_t base_json_mend(struct base_str in, bool quotes, struct base_buf *out)
{
    struct mender m = {.in = in, .out = out, .quotes = quotes};
    size_t comma = SIZE_MAX, depth = 0; /* COMMA: where in OUT one stands that nothing follows yet */

    while (m.at < in.len && !out->failed) {
        char c = in.ptr[m.at];
        size_t end = skip_comment(in, m.at);
        if (end) {
            m.at = end;
            continue;
        }
        if (is_blank(c) || (unsigned char)c < 0x20) {
            base_buf_add_char(out, ' ');
            m.at++;
            continue;
        }
        if (comma != SIZE_MAX && (c == '}' || c == ']' || c == ','))
            out->ptr[comma] = ' ';
        comma = c == ',' ? out->len : SIZE_MAX;
        mend_token(&m);
        depth += c == '{' || c == '[';
        depth -= depth > 0 && (c == '}' || c == ']');
        if (depth == 0 && c != ',')
            break;
    }
    return m.at;
}
