/*
 * The body: which blocks of the page are the article's. Each block has a score of its own; what is
 * kept is decided for the page as a whole, so that the blocks make one article.
 */
#include "extract/body_features.h"

enum {
    SURE = 1000,
    HARDLY = 200, /* blocks of a selected body less likely than this are pruned */
    DOUBT = 250, /* blocks less likely than this weigh nothing when the subtree is chosen */
};

/* ---- By selectors ---- */

static bool keep_selected(struct extract_job *job, const struct select_hit *hit)
{
    const struct page *page = job->page;
    uint8_t *chosen = BASE_NEW_ARRAY(job->arena, uint8_t, page->count);
    bool any = false;

    if (!chosen)
        return false;
    for (size_t i = 0; i < hit->count; i++)
        if (hit->values[i].node != PAGE_NONE)
            chosen[hit->values[i].node] = 1;
    for (uint32_t n = 1; n < page->count; n++)
        chosen[n] |= chosen[page_at(page, n)->parent];
    for (uint32_t i = 0; i < job->blocks.count; i++) {
        const struct page_block *b = &job->blocks.items[i];
        job->keep[i] = chosen[b->owner] || chosen[b->first];
        any |= job->keep[i];
    }
    return any;
}

/* A body that is a string, or what an attribute says. */
static bool take_strings(struct extract_job *job, const struct select_hit *hit)
{
    struct base_buf out = BASE_BUF_INIT;

    for (size_t i = 0; i < hit->count; i++) {
        if (hit->values[i].node != PAGE_NONE || !hit->values[i].text.len)
            continue;
        if (out.len)
            base_buf_add_z(&out, "\n\n");
        base_buf_add_str(&out, hit->values[i].text);
    }
    bool any = out.len > 0 && !out.failed;
    if (any)
        job->article->body = job->article->markdown = base_arena_str(job->arena, base_buf_str(&out));
    base_buf_free(&out);
    return any;
}

/* ---- By the model ---- */

/* The node whose likely blocks give the best expected F1 against all that is expected. */
static uint32_t best_subtree(const struct extract_job *job, const uint16_t *p)
{
    const struct page *page = job->page;
    uint64_t *hit = BASE_NEW_ARRAY(job->arena, uint64_t, page->count);
    uint64_t *all = BASE_NEW_ARRAY(job->arena, uint64_t, page->count);
    uint64_t expected = 0, best = 0;
    uint32_t at = 0;

    if (!hit || !all)
        return 0;
    for (uint32_t i = 0; i < job->blocks.count; i++) {
        const struct page_block *b = &job->blocks.items[i];
        expected += (uint64_t)p[i] * b->weight;
        if (p[i] < DOUBT)
            continue;
        hit[b->owner] += (uint64_t)p[i] * b->weight;
        all[b->owner] += (uint64_t)SURE * b->weight;
    }
    for (uint32_t n = page->count; n-- > 1;) {
        hit[page_at(page, n)->parent] += hit[n];
        all[page_at(page, n)->parent] += all[n];
    }
    for (uint32_t n = 0; n < page->count; n++) {
        if (hit[n] == 0 || page_at(page, n)->tag == PAGE_TAG_TEXT)
            continue;
        uint64_t f = hit[n] / 64 * 200000 / ((all[n] + expected) / 64 + 1);
        if (f >= best) {
            best = f;
            at = n;
        }
    }
    return at;
}

/* The least likelihood that is kept: where the expected F1 of the page is best. */
static unsigned best_threshold(const struct extract_job *job, const uint16_t *p)
{
    uint64_t hit[SURE + 1] = {0}, all[SURE + 1] = {0}, expected = 0, best = 0, sum_hit = 0, sum_all = 0;
    unsigned threshold = SURE + 1;

    for (uint32_t i = 0; i < job->blocks.count; i++) {
        hit[p[i]] += (uint64_t)p[i] * job->blocks.items[i].weight;
        all[p[i]] += (uint64_t)SURE * job->blocks.items[i].weight;
        expected += (uint64_t)p[i] * job->blocks.items[i].weight;
    }
    for (unsigned t = SURE; t > 100; t--) {
        sum_hit += hit[t];
        sum_all += all[t];
        uint64_t f = sum_hit / 64 * 200000 / ((sum_all + expected) / 64 + 1);
        if (f > best) {
            best = f;
            threshold = t;
        }
    }
    return threshold;
}

static void keep_scored(struct extract_job *job)
{
    struct extract_view view;
    uint16_t *p = extract_view_make(&view, job) ? extract_model_scores(&view) : NULL;

    if (!p)
        return;
    extract_veto_beside(job, &view, p);
    extract_veto_repeats(job, &view, p);
    extract_veto_other_stories(job, p);
    extract_level_tables(job, p);
    uint32_t subtree = best_subtree(job, p);
    for (uint32_t i = 0; i < job->blocks.count; i++)
        if (!page_is_inside(job->page, job->blocks.items[i].owner, subtree))
            p[i] = 0;
    unsigned threshold = best_threshold(job, p);
    for (uint32_t i = 0; i < job->blocks.count; i++)
        job->keep[i] = p[i] >= threshold;
    extract_fill_gaps(job, p);
    extract_keep_stated(job, p);
    extract_keep_tables(job, p);
    extract_keep_between(job, p);
    extract_drop_lines(job);
    extract_drop_related(job);
    extract_drop_last_headings(job);
}

/* Of a selected body what is hardly text: shares, teasers, credits (prune: in selector files). A selection that the
 * model takes for something else altogether is left alone. */
static void prune(struct extract_job *job)
{
    struct extract_view view;
    uint16_t *p = extract_view_make(&view, job) ? extract_model_scores(&view) : NULL;
    uint64_t kept = 0, likely = 0;

    for (uint32_t i = 0; p && i < job->blocks.count; i++) {
        kept += job->keep[i] ? job->blocks.items[i].weight : 0;
        likely += job->keep[i] && p[i] >= HARDLY ? job->blocks.items[i].weight : 0;
    }
    for (uint32_t i = 0; p && likely * 2 > kept && i < job->blocks.count; i++)
        job->keep[i] &= p[i] >= HARDLY;
}

/* ---- All of it ---- */

static void render(struct extract_job *job)
{
    struct extract_article *a = job->article;

    a->body = page_render(job->page, job->arena, &job->blocks, job->keep, job->skip, PAGE_FORMAT_TEXT);
    if (job->input->want_markdown)
        a->markdown = page_render(job->page, job->arena, &job->blocks, job->keep, job->skip, PAGE_FORMAT_MARKDOWN);
}

void extract_body(struct extract_job *job)
{
    const struct select_hit *hit = extract_selected(job, SELECT_BODY);

    if (!job->keep)
        job->keep = BASE_NEW_ARRAY(job->arena, uint8_t, (size_t)job->blocks.count + 1);
    if (!job->keep)
        return;
    if (hit && keep_selected(job, hit)) {
        if (!job->input->selected->whole)
            prune(job);
        render(job);
        job->article->from[EXTRACT_BODY] = hit->from;
        return;
    }
    if (hit && take_strings(job, hit)) {
        job->article->from[EXTRACT_BODY] = hit->from;
        return;
    }
    keep_scored(job);
    if (extract_take_stated(job))
        return;
    if (extract_kept_weight(job) < EXTRACT_LEAST_WEIGHT) {
        memset(job->keep, 0, job->blocks.count);
        return;
    }
    render(job);
    if (job->article->body.len)
        extract_set_from(job, EXTRACT_BODY, "generic");
    extract_doubt_length(job);
}
