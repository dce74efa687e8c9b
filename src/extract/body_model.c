/* What the learned tables say: two hashed linear scores, and boosted trees over the features. */
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
    GLANCE_LEAST = -3072
};
_Static_assert(EXTRACT_FEATURE_COUNT <= 256, "a feature's number fits a byte");

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

unsigned extract_model_score(const struct extract_features *f)
{
    int32_t sum = MODEL_BIAS;

    for (size_t t = 0; t < MODEL_TREES; t++) {
        const struct tree_node *nodes = tree_nodes + trees[t].node;
        int at = 0;
        do
            at = f->v[nodes[at].feature] <= nodes[at].threshold ? nodes[at].left : nodes[at].right;
        while (at >= 0);
        sum += tree_leaves[trees[t].leaf + (unsigned)(-1 - at)];
        if (t + 1 == GLANCE && sum < GLANCE_LEAST)
            break;
    }
    return probability(sum);
}

uint16_t *extract_model_scores(const struct extract_view *view)
{
    const struct extract_job *job = view->job;
    uint16_t *scores = BASE_NEW_ARRAY(job->arena, uint16_t, (size_t)job->blocks.count + 1);
    const struct extract_features *features = extract_features_make(view);

    if (!features || !scores)
        return NULL;
    for (uint32_t i = 0; i < job->blocks.count; i++)
        scores[i] = (uint16_t)extract_model_score(&features[i]);
    return scores;
}
