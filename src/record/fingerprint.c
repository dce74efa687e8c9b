/*
 * SimHash (Charikar 2002): each shingle of the text votes on each of 64 bits, so that texts that share
 * most shingles share most bits. A shingle is three words, or four characters where a script is
 * written without spaces. Case and everything that is neither letter nor number count nothing.
 */
#include "record/private.h"

#include <inttypes.h>
#include <stdio.h>

enum { WORDS = 3, CHARACTERS = 4 };

struct shingles {
    uint64_t last[CHARACTERS]; /* tokens, the newest at the end */
    size_t length;             /* tokens of a shingle */
    size_t seen;
};

/* How often each bit was set. LANES[k] counts the bits 8 * j + k in its bytes j, for up to 255 hashes; TOTAL
 * holds what was counted before. */
struct votes {
    uint64_t lanes[8];
    size_t in_lanes;
    size_t total[64];
    size_t count; /* hashes */
};

static void empty_lanes(struct votes *votes)
{
    for (size_t bit = 0; bit < 64; bit++)
        votes->total[bit] += votes->lanes[bit % 8] >> bit / 8 * 8 & 0xFF;
    memset(votes->lanes, 0, sizeof votes->lanes);
    votes->in_lanes = 0;
}

static void count_bits(struct votes *votes, uint64_t hash)
{
    if (votes->in_lanes == 255)
        empty_lanes(votes);
    for (size_t k = 0; k < 8; k++)
        votes->lanes[k] += hash >> k & UINT64_C(0x0101010101010101);
    votes->in_lanes++;
    votes->count++;
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

/* The shingle of the newest N tokens. */
static void vote(struct votes *votes, const struct shingles *s, size_t n)
{
    uint64_t hash = s->length;
    for (size_t i = CHARACTERS - n; i < CHARACTERS; i++)
        hash = mix(hash, s->last[i]);
    hash = mix(hash, n);
    count_bits(votes, hash ^ hash >> 32);
}

static void add_token(struct votes *votes, struct shingles *s, uint64_t token)
{
    memmove(s->last, s->last + 1, sizeof s->last - sizeof *s->last);
    s->last[CHARACTERS - 1] = token;
    if (++s->seen >= s->length)
        vote(votes, s, s->length);
}

/* Too few tokens for one shingle: they vote as they are. */
static void end_tokens(struct votes *votes, const struct shingles *s)
{
    if (s->seen > 0 && s->seen < s->length)
        vote(votes, s, s->seen);
}

bool record_simhash(struct base_str body, char out[17])
{
    struct votes votes = {0};
    struct shingles words = {.length = WORDS}, characters = {.length = CHARACTERS};
    uint64_t word = 0;
    for (size_t at = 0; at < body.len;) {
        uint32_t c = base_utf8_next(body, &at);
        bool is_cjk = base_char_is_cjk(c);
        if (!is_cjk && base_char_is_alnum(c)) {
            word = mix(word, base_char_fold(c));
            if (at < body.len)
                continue;
        }
        if (word != 0)
            add_token(&votes, &words, word);
        word = 0;
        if (is_cjk)
            add_token(&votes, &characters, c);
    }
    end_tokens(&votes, &words);
    end_tokens(&votes, &characters);
    empty_lanes(&votes);
    uint64_t hash = 0;
    for (size_t bit = 0; bit < 64; bit++)
        hash |= (uint64_t)(votes.total[bit] > votes.count / 2) << bit;
    snprintf(out, 17, "%016" PRIx64, hash);
    return votes.count > 0;
}
