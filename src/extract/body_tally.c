/* extract, the body: how often each of some keys came. A slot holds 56 bits of a key and, below them, its number. */
#include "extract/body.h"

enum { TIMES_MOST = 255 };

bool extract_tally_make(struct base_arena *arena, uint32_t most, struct extract_tally *tally)
{
    uint32_t size = 16;

    while (size < most * 2)
        size *= 2;
    tally->last = size - 1;
    tally->slots = BASE_NEW_ARRAY(arena, uint64_t, size);
    return tally->slots != NULL;
}

/* KEY's slot, or the free one that it would have. */
static uint64_t *slot_of(const struct extract_tally *tally, uint64_t key)
{
    uint32_t i = (uint32_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 32) & tally->last;

    while (tally->slots[i] && (tally->slots[i] ^ key) > TIMES_MOST)
        i = (i + 1) & tally->last;
    return &tally->slots[i];
}

unsigned extract_tally_times(const struct extract_tally *tally, uint64_t key)
{
    return *slot_of(tally, key & ~(uint64_t)TIMES_MOST) & TIMES_MOST;
}

void extract_tally_add(struct extract_tally *tally, uint64_t key)
{
    uint64_t *slot = slot_of(tally, key & ~(uint64_t)TIMES_MOST);

    if (!*slot)
        *slot = key & ~(uint64_t)TIMES_MOST;
    *slot += (*slot & TIMES_MOST) < TIMES_MOST;
}
