/* How likely a block is the article's: a sum of its traits' weights, through the logistic curve. */
#include "extract/body.h"

/* Logits in 256ths, one a trait, in the order of GROUPS in body_traits.c; fitted to labelled blocks. */
static const int16_t weights[EXTRACT_TRAIT_BITS] = {
#include "extract/body_weights.inc"
};

/* 1000 / (1 + exp(-x / 4)) for x = 0 .. 32; the lower half mirrors it. */
static const uint16_t curve[] = {
    500, 562, 622, 679, 731, 777, 818, 852, 881, 905, 924, 940, 953, 963, 971, 977, 982,
    986, 989, 991, 993, 995, 996, 997, 998, 998, 999, 999, 999, 999, 999, 1000, 1000,
};

unsigned extract_traits_score(const struct extract_traits *traits)
{
    int32_t sum = 0;

    for (unsigned w = 0; w < EXTRACT_TRAIT_WORDS; w++)
        for (uint64_t rest = traits->bits[w]; rest; rest &= rest - 1)
            sum += weights[w * 64 + (unsigned)__builtin_ctzll(rest)];
    uint32_t size = (uint32_t)(sum < 0 ? -sum : sum), step = size / 64, part = size % 64;
    if (step >= 32)
        return sum < 0 ? 0 : 1000;
    unsigned p = curve[step] + (curve[step + 1] - curve[step]) * part / 64;
    return sum < 0 ? 1000 - p : p;
}
