/*
 * Texts seen before, equal or near. Two fingerprints of 64 bits that differ in at most D bits agree in two of D + 2 parts:
 * one table for each pair of parts finds all candidates, whose bits are then compared.
 */
#include "record/record.h"

#include <stdlib.h>

enum { BLOCKS_MOST = RECORD_SEEN_DISTANCE_MOST + 2, TABLES_MOST = BLOCKS_MOST * (BLOCKS_MOST - 1) / 2 };

/* Chains of texts whose fingerprints agree in the bits of MASK: one begins at HEADS[key], goes on at NEXT[text]. Numbers
 * are those of texts plus one; 0 ends a chain. */
struct table {
    uint64_t mask;
    uint32_t *heads, *next;
};

struct record_seen {
    unsigned distance;
    struct table tables[TABLES_MOST];
    size_t table_count;
    uint64_t *fingerprints;      /* of the texts, by number */
    struct base_hash128 *hashes; /* the same */
    uint32_t *exact;             /* hash table of numbers + 1 */
    size_t count, capacity, head_count;
};

static uint64_t mask_of(unsigned blocks, unsigned block)
{
    unsigned from = 64 * block / blocks, to = 64 * (block + 1) / blocks;

    return (to == 64 ? 0 : UINT64_C(1) << to) - (UINT64_C(1) << from);
}

int record_seen_open(unsigned distance, struct record_seen **seen, struct base_error *e)
{
    struct record_seen *s = calloc(1, sizeof *s);
    unsigned blocks = distance + 2;

    *seen = NULL;
    if (!s)
        return base_fail(e, BASE_NOMEM, "out of memory");
    s->distance = distance < RECORD_SEEN_DISTANCE_MOST ? distance : RECORD_SEEN_DISTANCE_MOST;
    for (unsigned i = 0; distance && i < blocks; i++)
        for (unsigned k = i + 1; k < blocks; k++)
            s->tables[s->table_count++].mask = mask_of(blocks, i) | mask_of(blocks, k);
    *seen = s;
    return BASE_OK;
}

void record_seen_close(struct record_seen *seen)
{
    if (!seen)
        return;
    for (size_t i = 0; i < seen->table_count; i++) {
        free(seen->tables[i].heads);
        free(seen->tables[i].next);
    }
    free(seen->fingerprints);
    free(seen->hashes);
    free(seen->exact);
    free(seen);
}

/* ---- The tables ---- */

static size_t head_of(const struct record_seen *s, const struct table *t, uint64_t fingerprint)
{
    uint64_t key = (fingerprint & t->mask) * UINT64_C(0x9E3779B97F4A7C15);

    key = (key ^ key >> 32) * UINT64_C(0x9E3779B97F4A7C15); /* the bits of a mask may all stand at the top */
    return (size_t)(key >> 32) & (s->head_count - 1);
}

static void link_text(const struct record_seen *s, struct table *t, uint32_t number)
{
    uint32_t *head = &t->heads[head_of(s, t, s->fingerprints[number])];

    t->next[number] = *head;
    *head = number + 1;
}

static void put_exact(const struct record_seen *s, uint32_t number)
{
    size_t mask = s->capacity * 2 - 1, i = (size_t)s->hashes[number].low & mask;

    while (s->exact[i])
        i = (i + 1) & mask;
    s->exact[i] = number + 1;
}

static bool resize(void *array, size_t count, size_t size)
{
    void *moved = realloc(*(void **)array, count * size);

    if (moved)
        *(void **)array = moved;
    return moved != NULL;
}

/* Room for twice as many texts; all chains are made anew. */
static bool grow(struct record_seen *s)
{
    size_t capacity = s->capacity ? s->capacity * 2 : 1024;
    uint32_t *exact = calloc(capacity * 2, sizeof *exact);
    bool good = exact && resize(&s->fingerprints, capacity, sizeof *s->fingerprints) &&
                resize(&s->hashes, capacity, sizeof *s->hashes);

    s->head_count = capacity / 4;
    for (size_t i = 0; good && i < s->table_count; i++) {
        free(s->tables[i].heads);
        s->tables[i].heads = calloc(s->head_count, sizeof(uint32_t));
        good = s->tables[i].heads && resize(&s->tables[i].next, capacity, sizeof(uint32_t));
    }
    if (!good) {
        free(exact);
        return false;
    }
    free(s->exact);
    s->exact = exact;
    s->capacity = capacity;
    for (uint32_t n = 0; n < s->count; n++)
        put_exact(s, n);
    for (size_t i = 0; i < s->table_count; i++)
        for (uint32_t n = 0; n < s->count; n++)
            link_text(s, &s->tables[i], n);
    return true;
}

/* ---- Looking ---- */

static bool find_exact(const struct record_seen *s, struct base_hash128 hash, uint32_t *first)
{
    size_t mask = s->capacity * 2 - 1;

    for (size_t i = (size_t)hash.low & mask; s->capacity && s->exact[i]; i = (i + 1) & mask) {
        struct base_hash128 other = s->hashes[s->exact[i] - 1];

        if (other.low == hash.low && other.high == hash.high) {
            *first = s->exact[i] - 1;
            return true;
        }
    }
    return false;
}

static unsigned bits_of(uint64_t x)
{
    x -= x >> 1 & UINT64_C(0x5555555555555555);
    x = (x & UINT64_C(0x3333333333333333)) + (x >> 2 & UINT64_C(0x3333333333333333));
    x = (x + (x >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (unsigned)(x * UINT64_C(0x0101010101010101) >> 56);
}

/* The nearest; of equally near ones the first. */
static bool find_near(const struct record_seen *s, uint64_t fingerprint, uint32_t *first, unsigned *distance)
{
    *distance = s->distance + 1;
    for (size_t i = 0; s->capacity && i < s->table_count; i++) {
        const struct table *t = &s->tables[i];

        for (uint32_t n = t->heads[head_of(s, t, fingerprint)]; n; n = t->next[n - 1]) {
            unsigned apart = bits_of(s->fingerprints[n - 1] ^ fingerprint);

            if (apart < *distance || (apart == *distance && apart <= s->distance && n - 1 < *first)) {
                *distance = apart;
                *first = n - 1;
            }
        }
    }
    return *distance <= s->distance;
}

int record_seen_add(struct record_seen *seen, struct base_hash128 hash, uint64_t simhash, enum record_seen_how *how,
                    uint32_t *first, unsigned *distance, struct base_error *e)
{
    *distance = 0;
    *how = RECORD_SEEN_SAME;
    if (find_exact(seen, hash, first))
        return BASE_OK;
    *how = RECORD_SEEN_NEAR;
    if (find_near(seen, simhash, first, distance))
        return BASE_OK;
    *how = RECORD_SEEN_NEW;
    if (seen->count >= UINT32_MAX - 1)
        return base_fail(e, BASE_LIMIT, "more than four thousand million texts");
    if (seen->count == seen->capacity && !grow(seen))
        return base_fail(e, BASE_NOMEM, "out of memory: %zu texts are remembered", seen->count);
    *first = (uint32_t)seen->count++;
    seen->fingerprints[*first] = simhash;
    seen->hashes[*first] = hash;
    put_exact(seen, *first);
    for (size_t i = 0; i < seen->table_count; i++)
        link_text(seen, &seen->tables[i], *first);
    return BASE_OK;
}
