/*
 * What the learned tables say: two hashed linear scores, and boosted trees over the features.
 *
 * The trees are not walked, which a processor cannot foresee: every node whose threshold a block passes strikes out the
 * leaves at its left, for many blocks at once, and the leftmost leaf that stays is the block's.
 */
#include "extract/body_features.h"

#ifndef EXTRACT_BODY_MODEL
#define EXTRACT_BODY_MODEL "extract/body_model.inc"
#endif

struct tree_node {
    int16_t threshold;
    uint16_t struck; /* above the threshold: these leaves, a bit each */
    uint8_t feature;
};

/* MARKUP and WORDS by token; STARTS: each tree's first node, and their end; NODES; LEAVES, a tree's from left to right. */
#include EXTRACT_BODY_MODEL

enum {
    UNIT = 1024,         /* leaves are logits in these parts */
    GLANCE = 60,         /* after these trees a block far from the text is let go */
    GLANCE_LEAST = -3072,
    LANES = 16,          /* blocks side by side in one register, or in two */
    TILE = 2 * LANES,    /* blocks that go through the trees together */
    LEAVES_MOST = 16     /* of a tree: a bit each */
};
_Static_assert(EXTRACT_FEATURE_COUNT <= 256, "a feature's number fits a byte");
_Static_assert(sizeof tree_leaves / sizeof *tree_leaves <= MODEL_TREES * LEAVES_MOST, "a tree's leaves fit a lane's bits");

typedef int16_t lanes __attribute__((vector_size(LANES * sizeof(int16_t))));

/* Where the processor that runs it has registers of 32 bytes, they are used; the result is the same. */
#if defined(__x86_64__) && defined(__gnu_linux__) && __has_attribute(target_clones)
#define WIDE __attribute__((target_clones("avx2", "default")))
#else
#define WIDE
#endif

/* 1000 / (1 + exp(-x / 4)) for x = 0 .. 32; the lower half mirrors it. */
static const uint16_t curve[] = {
    500, 562, 622, 679, 731, 777, 818, 852, 881, 905, 924, 940, 953, 963, 971, 977, 982,
    986, 989, 991, 993, 995, 996, 997, 998, 998, 999, 999, 999, 999, 999, 1000, 1000,
};

int32_t extract_model_markup(const struct extract_tokens *tokens, enum extract_role role)
{
    int32_t sum = 0;

    for (size_t i = 0; i < tokens->count; i++)
        sum += markup_weights[extract_token_slot(tokens->items[i], role)];
    return sum;
}

int32_t extract_model_words(const struct extract_tokens *tokens)
{
    int32_t sum = 0;

    for (size_t i = 0; i < tokens->count; i++)
        sum += word_weights[extract_token_slot(tokens->items[i], EXTRACT_ROLE_OWNER)];
    return sum;
}

static unsigned probability(int32_t logit)
{
    uint32_t size = (uint32_t)(logit < 0 ? -logit : logit), step = size / (UNIT / 4), part = size % (UNIT / 4);

    if (step >= 32)
        return logit < 0 ? 0 : 1000;
    unsigned p = curve[step] + (curve[step + 1] - curve[step]) * part / (UNIT / 4);
    return logit < 0 ? 1000 - p : p;
}

/* Adds to each block's sum what tree T says of it; the blocks' features stand by feature. */
static inline __attribute__((always_inline)) void add_tree(size_t t, const int16_t features[][TILE], int32_t sums[TILE])
{
    const struct tree_node *end = tree_nodes + tree_starts[t + 1];
    const int16_t *leaves = tree_leaves + tree_starts[t] + t; /* a tree has a leaf more than nodes */
    lanes left[TILE / LANES], value;
    uint16_t stays[TILE];

    memset(left, 0xFF, sizeof left);
    for (const struct tree_node *n = tree_nodes + tree_starts[t]; n < end; n++) {
        const lanes threshold = (lanes){0} + n->threshold, struck = (lanes){0} + (int16_t)n->struck;
        for (size_t k = 0; k < TILE / LANES; k++) {
            memcpy(&value, &features[n->feature][k * LANES], sizeof value);
            left[k] &= ~((value > threshold) & struck);
        }
    }
    memcpy(stays, left, sizeof stays);
    for (size_t i = 0; i < TILE; i++)
        sums[i] += leaves[__builtin_ctz(stays[i])];
}

/* What trees FIRST .. LAST - 1 say of the COUNT blocks whose numbers are in WHICH is added to their sums. */
WIDE static void add_trees(size_t first, size_t last, const struct extract_features *f, const uint32_t *which, size_t count,
                      int32_t *sums)
{
    int16_t features[EXTRACT_FEATURE_COUNT][TILE];
    int32_t tile[TILE];

    for (size_t at = 0; at < count; at += TILE) {
        size_t size = count - at < TILE ? count - at : TILE;
        for (size_t i = 0; i < TILE; i++) { /* the last tile is filled up with its first block */
            uint32_t block = which[at + (i < size ? i : 0)];
            for (size_t k = 0; k < EXTRACT_FEATURE_COUNT; k++)
                features[k][i] = f[block].v[k];
            tile[i] = sums[block];
        }
        for (size_t t = first; t < last; t++)
            add_tree(t, features, tile);
        for (size_t i = 0; i < size; i++)
            sums[which[at + i]] = tile[i];
    }
}

bool extract_model_logits(struct base_arena *arena, const struct extract_features *features, size_t count, int32_t *sums)
{
    uint32_t *which = BASE_NEW_ARRAY(arena, uint32_t, count + 1);
    const size_t all = MODEL_TREES, glance = all < GLANCE ? all : GLANCE;
    size_t near = 0;

    if (!which)
        return false;
    for (size_t i = 0; i < count; i++) {
        which[i] = (uint32_t)i;
        sums[i] = MODEL_BIAS;
    }
    add_trees(0, glance, features, which, count, sums);
    for (size_t i = 0; i < count; i++)
        if (sums[i] >= GLANCE_LEAST)
            which[near++] = (uint32_t)i;
    add_trees(glance, all, features, which, near, sums);
    return true;
}

bool extract_model_score(struct base_arena *arena, const struct extract_features *features, size_t count, uint16_t *scores)
{
    int32_t *sums = BASE_NEW_ARRAY(arena, int32_t, count + 1);

    if (!sums || !extract_model_logits(arena, features, count, sums))
        return false;
    for (size_t i = 0; i < count; i++)
        scores[i] = (uint16_t)probability(sums[i]);
    return true;
}

uint16_t *extract_model_scores(const struct extract_view *view)
{
    const struct extract_job *job = view->job;
    uint16_t *scores = BASE_NEW_ARRAY(job->arena, uint16_t, (size_t)job->blocks.count + 1);
    const struct extract_features *features = extract_features_make(view);

    return features && scores && extract_model_score(job->arena, features, job->blocks.count, scores) ? scores : NULL;
}
