#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "extract/body_features.h"

#define STORY \
    "<p>The harbour of Larnsby was closed for a second day on Tuesday while divers looked for the buoy.</p>" \
    "<p>Officials said that the search would go on until the weather turned, and that no ship was in danger.</p>" \
    "<p>Fishermen, who had waited at the pier since dawn, asked the council to pay for the nets they lost.</p>"
#define PAGE \
    "<html><head><title>Harbour closed</title></head><body><ul class='menu'><li><a href='/'>Home</a></li><li><a href='/n'>" \
    "News</a></li></ul><article><h1>Harbour closed</h1>" STORY "<h2>What next</h2><p>The <b>council</b> meets.</p></article>" \
    "<footer><p>Copyright Larnsby Courier, all rights reserved.</p></footer></body></html>"

struct fixture {
    struct base_arena arena;
    struct page page;
    struct extract_article article;
    struct extract_input input;
    struct extract_job job;
    struct extract_view view;
    struct extract_features *features;
};

static void look(struct fixture *f, const char *html)
{
    struct base_error e = {0};

    *f = (struct fixture){0};
    base_arena_init(&f->arena, 0);
    assert_int_equal(page_parse(&f->arena, base_str(html), BASE_STR("https://portal.example/a"), PAGE_MODE_HTML, &f->page, &e),
                     BASE_OK);
    f->input.page = &f->page;
    assert_int_equal(extract_job_make(&f->job, &f->arena, &f->input, &f->article, &e), BASE_OK);
    assert_true(extract_view_make(&f->view, &f->job));
    f->features = extract_features_make(&f->view);
    assert_non_null(f->features);
}

static void done(struct fixture *f)
{
    page_free(&f->page);
    base_arena_free(&f->arena);
}

static uint32_t block_with(const struct fixture *f, const char *part)
{
    for (uint32_t i = 0; i < f->job.blocks.count; i++)
        if (base_str_find(f->job.blocks.items[i].text, base_str(part)) != SIZE_MAX)
            return i;
    fail_msg("no block with %s", part);
    return 0;
}

#define VALUE(f, i, name) ((f)->features[i].v[EXTRACT_F_##name])

static void test_features_tell_text_links_and_headings_apart(void **state)
{
    struct fixture f;
    (void)state;

    look(&f, PAGE);
    uint32_t menu = block_with(&f, "Home"), first = block_with(&f, "The harbour of"), head = block_with(&f, "What next");
    assert_int_equal(VALUE(&f, menu, LINK_SHARE), 1000);
    assert_int_equal(VALUE(&f, menu, IN_LI), 1);
    assert_int_equal(VALUE(&f, first, LINK_SHARE), 0);
    assert_int_equal(VALUE(&f, first, STOP_LAST), 2);
    assert_int_equal(VALUE(&f, first, IN_ARTICLE), 1);
    assert_int_equal(VALUE(&f, head, LEVEL), 2);
    assert_int_equal(VALUE(&f, head + 1, HEAD_GAP), 1);
    assert_int_equal(VALUE(&f, head + 1, BOLD), 7 * 1000 / 18);
    assert_int_equal(VALUE(&f, block_with(&f, "Copyright"), IN_FOOTER), 1);
    done(&f);
}

static void test_neighbours_features_are_those_of_the_blocks_beside(void **state)
{
    struct fixture f;
    (void)state;

    look(&f, PAGE);
    for (uint32_t i = 1; i < f.job.blocks.count; i++) {
        assert_int_equal(VALUE(&f, i, BEFORE_WEIGHT), VALUE(&f, i - 1, WEIGHT));
        assert_int_equal(VALUE(&f, i - 1, BEHIND_TAG), VALUE(&f, i, TAG));
        assert_int_equal(VALUE(&f, i, PLACE_BLOCK), i);
    }
    done(&f);
}

static void test_paragraphs_are_likelier_than_what_stands_around(void **state)
{
    struct fixture f;
    (void)state;

    look(&f, PAGE);
    const uint16_t *scores = extract_model_scores(&f.view);
    assert_non_null(scores);
    assert_true(scores[block_with(&f, "Officials")] > 800);
    assert_true(scores[block_with(&f, "Home")] < 200);
    assert_true(scores[block_with(&f, "Copyright")] < 200);
    done(&f);
}

struct tree_node {
    int16_t threshold;
    uint16_t struck;
    uint8_t feature;
};
#include "extract/body_model.inc"

/* The leaf that a block comes to node by node: behind a node stand those at its left, then those at its right. */
static int leaf_of(size_t tree, const struct extract_features *f)
{
    const struct tree_node *n = tree_nodes + tree_starts[tree];
    size_t leaf = tree_starts[tree] + tree, count = (size_t)(tree_starts[tree + 1] - tree_starts[tree]) + 1;

    while (count > 1) {
        size_t left = (size_t)__builtin_popcount(n->struck);
        bool passed = f->v[n->feature] > n->threshold;
        leaf += passed ? left : 0;
        count = passed ? count - left : left;
        n += passed ? left : 1;
    }
    return tree_leaves[leaf];
}

/* After 60 trees a block far from the text is let go. */
static int32_t sum_of(const struct extract_features *f)
{
    int32_t sum = MODEL_BIAS;

    for (size_t t = 0; t < MODEL_TREES && !(t == 60 && sum < -3072); t++)
        sum += leaf_of(t, f);
    return sum;
}

static void test_scores_grow_with_the_leaves_that_a_walk_comes_to(void **state)
{
    enum { COUNT = 77 };
    static struct extract_features f[COUNT];
    struct base_arena arena;
    uint16_t scores[COUNT], alone;
    uint32_t random = 1;
    (void)state;

    base_arena_init(&arena, 0);
    for (size_t i = 0; i < COUNT; i++)
        for (size_t k = 0; k < 4 * EXTRACT_FEATURE_COUNT; k++) { /* thresholds and their neighbours */
            random = random * 1664525u + 1013904223u;
            const struct tree_node *n = &tree_nodes[(random >> 8) % (sizeof tree_nodes / sizeof *tree_nodes)];
            f[i].v[n->feature] = (int16_t)(n->threshold + (int)(random >> 30) - 1);
        }
    assert_true(extract_model_score(&arena, f, COUNT, scores));
    for (size_t i = 0; i < COUNT; i++) {
        assert_true(sum_of(&f[i]) < 0 ? scores[i] <= 500 : scores[i] >= 500);
        for (size_t k = 0; k < COUNT; k++)
            assert_true(sum_of(&f[k]) < sum_of(&f[i]) || scores[k] >= scores[i]);
        assert_true(extract_model_score(&arena, &f[i], 1, &alone));
        assert_int_equal(alone, scores[i]);
    }
    base_arena_free(&arena);
}

static void test_same_page_gives_same_features(void **state)
{
    struct fixture f, g;
    (void)state;

    look(&f, PAGE);
    look(&g, PAGE);
    assert_int_equal(f.job.blocks.count, g.job.blocks.count);
    assert_memory_equal(f.features, g.features, f.job.blocks.count * sizeof *f.features);
    done(&f);
    done(&g);
}

static void test_page_without_text_has_no_features(void **state)
{
    struct fixture f;
    (void)state;

    look(&f, "<html><body><img src=a></body></html>");
    assert_int_equal(f.job.blocks.count, 0);
    assert_non_null(extract_model_scores(&f.view));
    done(&f);
}

static void test_tokens_fold_case_and_pair_han_characters(void **state)
{
    static const struct {
        const char *a, *b;
        bool same;
    } cases[] = {
        {"Read more", "READ MORE", true},   {"Читайте", "ЧИТАЙТЕ", true},     {"Read more", "Read less", false},
        {"1,234 views", "99,1 views", true}, {"责任编辑", "责任编辑", true}, {"责任编辑", "编辑责任", false},
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct extract_tokens a, b;
        extract_text_tokens(base_str(cases[i].a), &a);
        extract_text_tokens(base_str(cases[i].b), &b);
        assert_true(a.count > 0 && a.count <= EXTRACT_TOKENS_MAX);
        bool same = a.count == b.count && memcmp(a.items, b.items, a.count * sizeof a.items[0]) == 0;
        if (same != cases[i].same)
            fail_msg("%s and %s", cases[i].a, cases[i].b);
    }
}

static void test_every_feature_has_a_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < EXTRACT_FEATURE_COUNT; i++)
        assert_non_null(extract_feature_name(i));
    assert_null(extract_feature_name(EXTRACT_FEATURE_COUNT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_features_tell_text_links_and_headings_apart),
        cmocka_unit_test(test_neighbours_features_are_those_of_the_blocks_beside),
        cmocka_unit_test(test_paragraphs_are_likelier_than_what_stands_around),
        cmocka_unit_test(test_scores_grow_with_the_leaves_that_a_walk_comes_to),
        cmocka_unit_test(test_same_page_gives_same_features),
        cmocka_unit_test(test_page_without_text_has_no_features),
        cmocka_unit_test(test_tokens_fold_case_and_pair_han_characters),
        cmocka_unit_test(test_every_feature_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
