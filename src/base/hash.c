/* Hashes: not for secrets, for equal texts. */
#include "base/base.h"

#include <inttypes.h>
#include <stdio.h>
#include <xxhash.h>

struct base_hash128 base_hash128(struct base_str s)
{
    XXH128_hash_t h = XXH3_128bits(s.len > 0 ? s.ptr : "", s.len);
    return (struct base_hash128){.high = h.high64, .low = h.low64};
}

uint64_t base_hash64(struct base_str s)
{
    return XXH3_64bits(s.len > 0 ? s.ptr : "", s.len);
}

void base_hash128_hex(struct base_hash128 h, char out[33])
{
    snprintf(out, 33, "%016" PRIx64 "%016" PRIx64, h.high, h.low);
}
