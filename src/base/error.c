/* Errors: a code and one sentence. */
#include "base/private.h"

#include <stdio.h>

/* What moves the cursor, turns the direction of what follows, or is not seen at all. */
static bool must_not_print(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == BASE_REPLACEMENT || c == 0x2028 || c == 0x2029 ||
           c == 0x200B || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
           c == 0xFEFF;
}

void base_line_clean(char *text)
{
    struct base_str s = base_str(text);
    size_t at = 0, to = 0;
    while (at < s.len) {
        size_t from = at;
        uint32_t c = base_utf8_next(s, &at);
        if (must_not_print(c)) {
            text[to++] = '?';
        } else {
            memmove(text + to, text + from, at - from);
            to += at - from;
        }
    }
    text[to] = '\0';
}

int base_fail(struct base_error *e, int status, const char *fmt, ...)
{
    if (e == NULL || e->text[0] != '\0')
        return status;
    va_list args;
    va_start(args, fmt);
    if (vsnprintf(e->text, sizeof e->text, fmt, args) < 0)
        e->text[0] = '\0';
    va_end(args);
    base_line_clean(e->text);
    return status;
}
