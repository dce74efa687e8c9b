/* base, within the room. */
#ifndef BASE_PRIVATE_H
#define BASE_PRIVATE_H

#include "base/base.h"

static inline unsigned char base_ascii_lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : c;
}

#endif
