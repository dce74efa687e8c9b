/*
 * Texts seen before, equal or near. Fingerprints are cut into parts, each with a number of bits; where the numbers, one added
 * to each, come to D + 1, two fingerprints that differ in at most D bits differ in some part by no more than its number (the
 * general pigeonhole principle: Qin, Xiao et al., GPH, 2018). So each part has a table, and a text is looked for there under
 * its own part and under all that are so near. Wide parts keep the chains short up to tens of millions of texts.
 */
#include "record/record.h"

#include <stdlib.h>

enum { TABLES = 3, FLIPS_MOST = 320 };

struct part {
    unsigned char bits, near; /* its width; how far it is looked around */
    bool used;
};

/* By distance. Few looks want wide parts of 0, short chains want wide parts of 2. */
static const struct part plans[RECORD_SEEN_DISTANCE_MOST + 1][TABLES] = {
    [1] = {{32, 0, true}, {32, 0, true}},
    [2] = {{22, 0, true}, {21, 0, true}, {21, 0, true}},
    [3] = {{24, 1, true}, {20, 0, true}, {20, 0, true}},
    [4] = {{22, 1, true}, {22, 1, true}, {20, 0, true}},
    [5] = {{22, 1, true}, {21, 1, true}, {21, 1, true}},
    [6] = {{24, 2, true}, {20, 1, true}, {20, 1, true}},
    [7] = {{22, 2, true}, {22, 2, true}, {20, 1, true}},
    [8] = {{22, 2, true}, {21, 2, true}, {21, 2, true}},
};

/* Chains of texts that agree in a part: one begins at HEADS[key], goes on at the text's NEXT. */
struct table {
    uint64_t mask;
    uint64_t flips[FLIPS_MOST]; /* what to turn of a fingerprint, to look for it and around it */
    size_t flip_count;
    uint32_t *heads;
};

/* Numbers are those of texts plus one; 0 ends a chain. */
struct text {
    uint64_t simhash;
    uint32_t next[TABLES];
};

struct record_seen {
    unsigned distance;
    struct table tables[TABLES];
    size_t table_count;
    struct text *texts;          /* by number; none where only equal texts are looked for */
    struct base_hash128 *hashes; /* the same */
    uint32_t *exact;             /* hash table of numbers + 1 */
    size_t count, capacity;
};

/* The part's bits from FROM on, turned in all ways that its number allows. */
static void plan_table(struct table *t, const struct part *part, unsigned from)
{
    unsigned to = from + part->bits;

    t->mask = UINT64_MAX >> (64 - part->bits) << (from & 63);
    t->flips[t->flip_count++] = 0;
    for (unsigned i = from; part->near > 0 && i < to; i++) {
        t->flips[t->flip_count++] = UINT64_C(1) << i;
        for (unsigned k = from; part->near > 1 && k < i; k++)
            t->flips[t->flip_count++] = UINT64_C(1) << i | UINT64_C(1) << k;
    }
}

int record_seen_open(unsigned distance, struct record_seen **seen, struct base_error *e)
{
    struct record_seen *s = calloc(1, sizeof *s);
    unsigned from = 0;

    *seen = NULL;
    if (!s)
        return base_fail(e, BASE_NOMEM, "out of memory");
    s->distance = distance < RECORD_SEEN_DISTANCE_MOST ? distance : RECORD_SEEN_DISTANCE_MOST;
    for (const struct part *part = plans[s->distance]; s->table_count < TABLES && part->used; part++) {
        plan_table(&s->tables[s->table_count++], part, from);
        from += part->bits;
    }
    *seen = s;
    return BASE_OK;
}

void record_seen_close(struct record_seen *seen)
{
    if (!seen)
        return;
    for (size_t i = 0; i < seen->table_count; i++)
        free(seen->tables[i].heads);
    free(seen->texts);
    free(seen->hashes);
    free(seen->exact);
    free(seen);
}

/* ---- The tables ---- */

/* Where the chain begins of the texts whose bits in the part are those of FINGERPRINT. */
static uint32_t *head_of(const struct record_seen *s, const struct table *t, uint64_t fingerprint)
{
    uint64_t key = (fingerprint & t->mask) * UINT64_C(0x9E3779B97F4A7C15);

    key = (key ^ key >> 32) * UINT64_C(0x9E3779B97F4A7C15); /* the bits of a mask may all stand at the top */
    return &t->heads[(size_t)(key >> 32) & (s->capacity - 1)];
}

static void link_text(struct record_seen *s, size_t table, uint32_t number)
{
    uint32_t *head = head_of(s, &s->tables[table], s->texts[number].simhash);

    s->texts[number].next[table] = *head;
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
    bool good = exact && resize(&s->hashes, capacity, sizeof *s->hashes) &&
                (!s->table_count || resize(&s->texts, capacity, sizeof *s->texts));

    for (size_t i = 0; good && i < s->table_count; i++) {
        free(s->tables[i].heads);
        s->tables[i].heads = calloc(capacity, sizeof(uint32_t));
        good = s->tables[i].heads != NULL;
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
            link_text(s, i, n);
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

/* Of the texts of a chain the nearest; of equally near ones the first. */
static void walk_chain(const struct record_seen *s, size_t table, uint32_t n, uint64_t fingerprint, uint32_t *first,
                       unsigned *distance)
{
    for (; n; n = s->texts[n - 1].next[table]) {
        unsigned apart = bits_of(s->texts[n - 1].simhash ^ fingerprint);

        if (apart < *distance || (apart == *distance && apart <= s->distance && n - 1 < *first)) {
            *distance = apart;
            *first = n - 1;
        }
    }
}

static bool find_near(const struct record_seen *s, uint64_t fingerprint, uint32_t *first, unsigned *distance)
{
    *distance = s->distance + 1;
    for (size_t i = 0; s->capacity && i < s->table_count; i++) {
        const struct table *t = &s->tables[i];

        for (size_t k = 0; k < t->flip_count; k++)
            walk_chain(s, i, *head_of(s, t, fingerprint ^ t->flips[k]), fingerprint, first, distance);
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
    seen->hashes[*first] = hash;
    put_exact(seen, *first);
    if (seen->table_count)
        seen->texts[*first].simhash = simhash;
    for (size_t i = 0; i < seen->table_count; i++)
        link_text(seen, i, *first);
    return BASE_OK;
}
