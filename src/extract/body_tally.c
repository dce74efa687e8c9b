/* extract, the body: how often each of some keys came. */
#include "extract/body.h"

bool extract_tally_make(struct base_arena *arena, uint32_t most, struct extract_tally *tally)
{
    uint32_t size = 16;

    while (size < most * 2)
        size *= 2;
    tally->last = size - 1;
    tally->slots = BASE_NEW_ARRAY(arena, struct extract_tally_slot, size);
    return tally->slots != NULL;
}

uint8_t *extract_tally_of(const struct extract_tally *tally, uint16_t key)
{
    uint32_t i = key * 0x9E3779B1u >> 8 & tally->last;

    while (tally->slots[i].used && tally->slots[i].key != key)
        i = (i + 1) & tally->last;
    tally->slots[i].used = true;
    tally->slots[i].key = key;
    return &tally->slots[i].times;
}
