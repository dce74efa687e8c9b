/* base, within the room. */
#ifndef BASE_PRIVATE_H
#define BASE_PRIVATE_H

#include "base/base.h"

/* Makes the NUL-terminated TEXT one clean line in place: control characters, line separators,
 * bidi overrides and malformed bytes become '?'. */
void base_line_clean(char *text);

static inline unsigned char base_ascii_lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : c;
}

#endif
