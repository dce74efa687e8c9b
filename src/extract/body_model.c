/*
 * What the learned tables say: two hashed linear scores, and boosted trees over the features.
 *
 * The trees are not walked, which a processor cannot foresee: of a tree's leaves, all nodes strike out those of the
 * side that a block does not take, for many blocks at once, and the one leaf that stays is the block's.
 */
#include "extract/body_features.h"

#ifndef EXTRACT_BODY_MODEL
#define EXTRACT_BODY_MODEL "extract/body_model.inc"
#endif

struct tree_node {
    int16_t threshold; /* at most this: left */
    uint8_t feature;
    int8_t left, right; /* a node of the tree, or -1 - leaf */
};

/* MARKUP and WORDS by token; TREES, each the numbers of its first node and leaf; NODES, LEAVES. */
#include EXTRACT_BODY_MODEL

enum {
    UNIT = 1024,         /* leaves are logits in these parts */
    GLANCE = 60,         /* after these trees a block far from the text is let go */
    GLANCE_LEAST = -3072,
    LANES = 8,           /* blocks side by side in one register */
    TILE = 4 * LANES,    /* blocks that go through the trees together */
    LEAVES_MOST = 16,    /* of a tree: a bit each */
    NODES = sizeof tree_nodes / sizeof *tree_nodes
};
_Static_assert(EXTRACT_FEATURE_COUNT <= 256, "a feature's number fits a byte");
_Static_assert(sizeof tree_leaves / sizeof *tree_leaves <= MODEL_TREES * LEAVES_MOST, "a tree's leaves fit a lane's bits");

typedef int16_t lanes __attribute__((vector_size(LANES * sizeof(int16_t))));

/* A node by its effect on the leaves: STAY & those that were left stay at most the threshold; above it STAY ^ TURN do. */
struct split {
    int16_t threshold, stay, turn;
    uint16_t feature;
};

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

static size_t tree_end(size_t tree)
{
    return tree + 1 < MODEL_TREES ? trees[tree + 1].node : NODES;
}

/* A tree's nodes stand behind their parents. */
static struct split *splits_make(struct base_arena *arena)
{
    struct split *splits = BASE_NEW_ARRAY(arena, struct split, NODES);

    for (size_t t = 0; splits && t < MODEL_TREES; t++) {
        uint16_t below[LEAVES_MOST] = {0}; /* each node: its leaves */
        for (size_t first = trees[t].node, i = tree_end(t); i-- > first;) {
            const struct tree_node *n = &tree_nodes[i];
            unsigned left = n->left < 0 ? 1u << (-1 - n->left) : below[n->left];
            unsigned right = n->right < 0 ? 1u << (-1 - n->right) : below[n->right];
            below[i - first] = (uint16_t)(left | right);
            splits[i] = (struct split){n->threshold, (int16_t)~right, (int16_t)(left ^ right), n->feature};
        }
    }
    return splits;
}

/* Adds to each block's sum what tree T says of it; the blocks' features stand by feature. */
static void add_tree(const struct split *splits, size_t t, const int16_t features[][TILE], int32_t sums[TILE])
{
    const struct split *end = splits + tree_end(t);
    const int16_t *leaves = tree_leaves + trees[t].leaf;
    lanes left[TILE / LANES], value;
    int16_t stays[TILE];

    memset(left, 0xFF, sizeof left);
    for (const struct split *s = splits + trees[t].node; s < end; s++) {
        const lanes threshold = (lanes){0} + s->threshold, stay = (lanes){0} + s->stay, turn = (lanes){0} + s->turn;
        for (size_t k = 0; k < TILE / LANES; k++) {
            memcpy(&value, &features[s->feature][k * LANES], sizeof value);
            left[k] &= stay ^ ((value > threshold) & turn);
        }
    }
    memcpy(stays, left, sizeof stays);
    for (size_t i = 0; i < TILE; i++)
        sums[i] += leaves[__builtin_ctz((uint16_t)stays[i])];
}

/* What trees FIRST .. LAST - 1 say of the COUNT blocks whose numbers are in WHICH is added to their sums. */
static void add_trees(const struct split *splits, size_t first, size_t last, const struct extract_features *f,
                      const uint32_t *which, size_t count, int32_t *sums)
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
            add_tree(splits, t, features, tile);
        for (size_t i = 0; i < size; i++)
            sums[which[at + i]] = tile[i];
    }
}

bool extract_model_score(struct base_arena *arena, const struct extract_features *features, size_t count, uint16_t *scores)
{
    const struct split *splits = splits_make(arena);
    uint32_t *which = BASE_NEW_ARRAY(arena, uint32_t, count + 1);
    int32_t *sums = BASE_NEW_ARRAY(arena, int32_t, count + 1);
    const size_t all = MODEL_TREES, glance = all < GLANCE ? all : GLANCE;
    size_t near = 0;

    if (!splits || !which || !sums)
        return false;
    for (size_t i = 0; i < count; i++) {
        which[i] = (uint32_t)i;
        sums[i] = MODEL_BIAS;
    }
    add_trees(splits, 0, glance, features, which, count, sums);
    for (size_t i = 0; i < count; i++)
        if (sums[i] >= GLANCE_LEAST)
            which[near++] = (uint32_t)i;
    add_trees(splits, glance, all, features, which, near, sums);
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
