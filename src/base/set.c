/* A set of hashes: open addressing, linear probing, at most half full. */
#include "base/base.h"

#include <stdlib.h>

static bool insert(uint64_t *slots, size_t capacity, uint64_t hash)
{
    size_t at = (size_t)hash & (capacity - 1);

    while (slots[at] && slots[at] != hash)
        at = (at + 1) & (capacity - 1);
    if (slots[at])
        return false;
    slots[at] = hash;
    return true;
}

static bool grow(struct base_set *set)
{
    size_t capacity = set->capacity ? set->capacity * 2 : 256;
    uint64_t *slots = capacity > set->capacity ? calloc(capacity, sizeof *slots) : NULL;

    if (!slots) {
        set->failed = true;
        return false;
    }
    for (size_t i = 0; i < set->capacity; i++)
        if (set->slots[i])
            insert(slots, capacity, set->slots[i]);
    free(set->slots);
    set->slots = slots;
    set->capacity = capacity;
    return true;
}

bool base_set_add(struct base_set *set, uint64_t hash)
{
    if (hash == 0)
        hash = 1; /* 0 marks a free slot */
    if (set->failed || (2 * (set->count + 1) > set->capacity && !grow(set)))
        return true;
    if (!insert(set->slots, set->capacity, hash))
        return false;
    set->count++;
    return true;
}

bool base_set_has(const struct base_set *set, uint64_t hash)
{
    if (!set->capacity)
        return false;
    hash = hash ? hash : 1; /* as base_set_add has it */
    for (size_t at = (size_t)hash & (set->capacity - 1); set->slots[at]; at = (at + 1) & (set->capacity - 1))
        if (set->slots[at] == hash)
            return true;
    return false;
}

void base_set_free(struct base_set *set)
{
    free(set->slots);
    *set = (struct base_set){0};
}
