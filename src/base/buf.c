/* Growing buffers with a sticky error. */
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>

void base_buf_free(struct base_buf *b)
{
    free(b->ptr);
    *b = (struct base_buf){.limit = b->limit};
}

void base_buf_clear(struct base_buf *b)
{
    b->len = 0;
    b->failed = false;
    if (b->ptr != NULL)
        b->ptr[0] = '\0';
}

static bool grow(struct base_buf *b, size_t more)
{
    if (b->failed || more > SIZE_MAX / 2 - b->len || (b->limit > 0 && b->len + more > b->limit)) {
        b->failed = true;
        return false;
    }
    size_t need = b->len + more + 1;
    if (need <= b->capacity)
        return true;
    size_t capacity = b->capacity < 128 ? 256 : b->capacity * 2;
    capacity = capacity < need ? need : capacity;
    char *moved = realloc(b->ptr, capacity);
    if (moved == NULL) {
        b->failed = true;
        return false;
    }
    b->ptr = moved;
    b->capacity = capacity;
    return true;
}

/* Room for MORE bytes and the NUL: mostly it is there. */
static inline bool reserve(struct base_buf *b, size_t more)
{
    bool fits = more < b->capacity - b->len && !b->failed && (b->limit == 0 || b->len + more <= b->limit);
    return fits || grow(b, more);
}

void base_buf_reserve(struct base_buf *b, size_t more)
{
    bool failed = b->failed;
    reserve(b, more);
    b->failed = failed;
}

/* Most pieces are short: two moves, which may overlap, in place of a call. */
static inline void copy(char *to, const char *from, size_t len)
{
    if (len > 16) {
        memcpy(to, from, len);
    } else if (len >= 8) {
        memcpy(to, from, 8);
        memcpy(to + (len - 8), from + (len - 8), 8);
    } else if (len >= 4) {
        memcpy(to, from, 4);
        memcpy(to + (len - 4), from + (len - 4), 4);
    } else {
        for (size_t i = 0; i < len; i++)
            to[i] = from[i];
    }
}

bool base_buf_add(struct base_buf *b, const void *bytes, size_t len)
{
    if (!reserve(b, len))
        return false;
    copy(b->ptr + b->len, bytes, len);
    b->len += len;
    b->ptr[b->len] = '\0';
    return true;
}

bool base_buf_add_str(struct base_buf *b, struct base_str s)
{
    return base_buf_add(b, s.ptr, s.len);
}

bool base_buf_add_z(struct base_buf *b, const char *z)
{
    return base_buf_add(b, z, strlen(z));
}

bool base_buf_add_char(struct base_buf *b, char c)
{
    if (!reserve(b, 1))
        return false;
    b->ptr[b->len++] = c;
    b->ptr[b->len] = '\0';
    return true;
}

bool base_buf_add_utf8(struct base_buf *b, uint32_t c)
{
    char bytes[4];
    size_t len = base_utf8_put(c, bytes);
    if (!reserve(b, len))
        return false;
    for (size_t i = 0; i < len; i++)
        b->ptr[b->len++] = bytes[i];
    b->ptr[b->len] = '\0';
    return true;
}

bool base_buf_printf(struct base_buf *b, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (len < 0)
        b->failed = true;
    else if (reserve(b, (size_t)len))
        b->len += (size_t)vsnprintf(b->ptr + b->len, (size_t)len + 1, fmt, again);
    va_end(again);
    return !b->failed;
}

bool base_buf_add_markup(struct base_buf *b, char c)
{
    switch (c) {
    case '&': return base_buf_add_z(b, "&amp;");
    case '<': return base_buf_add_z(b, "&lt;");
    case '>': return base_buf_add_z(b, "&gt;");
    case '"': return base_buf_add_z(b, "&quot;");
    case '\'': return base_buf_add_z(b, "&#39;");
    default: return base_buf_add_char(b, c);
    }
}

/* Bytes that the character at AT needs escaped, 0 where it may stand as it is. */
static size_t escape_length(struct base_str s, size_t at)
{
    unsigned char c = (unsigned char)s.ptr[at];
    if (c < 0x20 || c == '"' || c == '\\' || c == 0x7F)
        return 1;
    if (c == 0xE2 && s.len - at >= 3 && (unsigned char)s.ptr[at + 1] == 0x80 &&
        ((unsigned char)s.ptr[at + 2] & 0xFE) == 0xA8)
        return 3;
    return 0;
}

static void add_escape(struct base_buf *b, struct base_str c)
{
    static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
    const char *hit = c.len == 1 && c.ptr[0] != '\0' ? strchr(from, c.ptr[0]) : NULL;
    if (hit != NULL) {
        base_buf_add(b, (char[]){'\\', to[hit - from]}, 2);
    } else {
        size_t at = 0;
        base_buf_printf(b, "\\u%04x", (unsigned)base_utf8_next(c, &at));
    }
}

bool base_buf_add_json(struct base_buf *b, struct base_str s)
{
    size_t from = 0, at = 0;
    base_buf_add_char(b, '"');
    while (at < s.len) {
        size_t escape = escape_length(s, at);
        if (escape == 0) {
            at++;
            continue;
        }
        base_buf_add(b, s.ptr + from, at - from);
        add_escape(b, base_str_sub(s, at, at + escape));
        from = at += escape;
    }
    if (at > from)
        base_buf_add(b, s.ptr + from, at - from);
    return base_buf_add_char(b, '"');
}
