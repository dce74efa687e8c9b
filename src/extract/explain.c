/* Why a page gave what it gave: each block with what became of it, how likely it was the article's, and what spoke for or
 * against it. */
#include "extract/body_features.h"

#include <stdlib.h>

enum {
    EXPLAIN_BLOCKS = 1200,      /* with reasons: each costs as many looks at the model as there are features */
    EXPLAIN_PLACE_LEVELS = 3,   /* elements that tell where a block stands */
    EXPLAIN_NAME_BYTES = 60,    /* of a class or id among them */
    EXPLAIN_LEAST = 128         /* an eighth of a logit: less is no reason */
};

/* ---- Where ---- */

static void put_name(struct base_buf *out, char sign, struct base_str name)
{
    struct base_str word, rest = base_str_trim(name);
    if (!rest.len || !base_str_next(&rest, ' ', &word))
        return;
    base_buf_add_char(out, sign);
    base_buf_add_str(out, base_str_sub(word, 0, word.len < EXPLAIN_NAME_BYTES ? word.len : EXPLAIN_NAME_BYTES));
}

/* div#main > div.text > p */
static struct base_str place_of(const struct extract_job *job, uint32_t node)
{
    const struct page *page = job->page;
    uint32_t levels[EXPLAIN_PLACE_LEVELS];
    struct base_buf out = BASE_BUF_INIT;
    size_t count = 0;
    for (; node != PAGE_NONE && node != page->body && count < EXPLAIN_PLACE_LEVELS; node = page_at(page, node)->parent)
        levels[count++] = node;
    while (count-- > 0) {
        base_buf_add_z(&out, out.len ? " > " : "");
        base_buf_add_str(&out, page_at(page, levels[count])->text);
        put_name(&out, '#', page_attribute(page, levels[count], "id"));
        put_name(&out, '.', page_attribute(page, levels[count], "class"));
    }
    struct base_str place = base_arena_str(job->arena, base_buf_str(&out));
    base_buf_free(&out);
    return place;
}

/* ---- What became of it ---- */

static bool overlaps(const struct extract_job *job, const struct page_block *block, uint32_t node)
{
    return node != PAGE_NONE && block->last >= node && block->first < page_at(job->page, node)->end;
}

static bool is_related(const struct extract_job *job, const struct page_block *block, const uint32_t *anchors)
{
    const struct extract_links *links = &job->article->related;
    uint32_t anchor = block->links && anchors ? anchors[block->first] : PAGE_NONE;
    struct base_str url = anchor == PAGE_NONE ? BASE_STR_NONE
                                              : page_resolve(job->page, job->arena, page_attribute(job->page, anchor, "href"));
    for (size_t i = 0; url.len && i < links->count; i++)
        if (base_str_equal(links->items[i].url, url))
            return true;
    return false;
}

static enum extract_part part_of(const struct extract_job *job, uint32_t index, const uint32_t *anchors)
{
    const struct page_block *block = &job->blocks.items[index];
    if (job->article->body.len && job->keep[index])
        return EXTRACT_PART_BODY;
    if (job->article->title.len && overlaps(job, block, job->title_node))
        return EXTRACT_PART_TITLE;
    if (job->article->byline.count && overlaps(job, block, job->byline_node))
        return EXTRACT_PART_BYLINE;
    if (job->article->date.len && overlaps(job, block, job->date_node))
        return EXTRACT_PART_DATE;
    return is_related(job, block, anchors) ? EXTRACT_PART_RELATED : EXTRACT_PART_NONE;
}

/* ---- Why ---- */

static int by_value(const void *a, const void *b)
{
    int16_t x = *(const int16_t *)a, y = *(const int16_t *)b;
    return (x > y) - (x < y);
}

/* What is usual on this page: each feature's median. */
static bool find_medians(struct base_arena *arena, const struct extract_features *features, size_t count,
                         struct extract_features *medians)
{
    int16_t *values = BASE_NEW_ARRAY(arena, int16_t, count + 1);
    for (size_t k = 0; values && k < EXTRACT_FEATURE_COUNT; k++) {
        for (size_t i = 0; i < count; i++)
            values[i] = features[i].v[k];
        qsort(values, count, sizeof *values, by_value);
        medians->v[k] = values[count / 2];
    }
    return values != NULL;
}

static void keep_strongest(struct extract_reason reasons[EXTRACT_REASONS], size_t feature, int points)
{
    int size = points < 0 ? -points : points;
    size_t at = EXTRACT_REASONS;
    while (at > 0 && size > abs(reasons[at - 1].points))
        at--;
    if (size < EXPLAIN_LEAST || at == EXTRACT_REASONS)
        return;
    memmove(reasons + at + 1, reasons + at, (EXTRACT_REASONS - 1 - at) * sizeof *reasons);
    reasons[at] = (struct extract_reason){extract_feature_name(feature), points};
}

/* How the block's likelihood would change, were one of its features as usual on this page: for each in turn. */
static bool find_reasons(struct base_arena *scratch, const struct extract_features *block,
                         const struct extract_features *medians, struct extract_reason reasons[EXTRACT_REASONS])
{
    enum { ROWS = EXTRACT_FEATURE_COUNT + 1 };
    struct extract_features *rows = BASE_NEW_ARRAY(scratch, struct extract_features, ROWS);
    int32_t *logits = BASE_NEW_ARRAY(scratch, int32_t, ROWS);
    if (!rows || !logits)
        return false;
    for (size_t k = 0; k < ROWS; k++) {
        rows[k] = *block;
        if (k < EXTRACT_FEATURE_COUNT)
            rows[k].v[k] = medians->v[k];
    }
    if (!extract_model_logits(scratch, rows, ROWS, logits))
        return false;
    for (size_t k = 0; k < EXTRACT_FEATURE_COUNT; k++)
        keep_strongest(reasons, k, logits[EXTRACT_FEATURE_COUNT] - logits[k]);
    return true;
}

/* ---- All of it ---- */

static bool explain_blocks(struct extract_job *job, struct extract_explained *out)
{
    struct extract_view view;
    struct extract_features medians, *features = extract_view_make(&view, job) ? extract_features_make(&view) : NULL;
    uint32_t count = job->blocks.count, *anchors = extract_anchors_make(job);
    uint16_t *scores = BASE_NEW_ARRAY(job->arena, uint16_t, (size_t)count + 1);
    struct base_arena scratch;
    bool done = features && scores && anchors && find_medians(job->arena, features, count, &medians) &&
                extract_model_score(job->arena, features, count, scores);
    out->items = BASE_NEW_ARRAY(job->arena, struct extract_explained_block, (size_t)count + 1);
    base_arena_init(&scratch, 0);
    for (uint32_t i = 0; done && out->items && i < count; i++) {
        struct extract_explained_block *b = &out->items[out->count++];
        b->text = job->blocks.items[i].text;
        b->place = place_of(job, job->blocks.items[i].owner);
        b->score = scores[i];
        b->part = (uint8_t)part_of(job, i, anchors);
        done = i >= EXPLAIN_BLOCKS || find_reasons(&scratch, &features[i], &medians, b->reasons);
        base_arena_reset(&scratch);
    }
    base_arena_free(&scratch);
    return done && !job->arena->failed;
}

const char *extract_reason_name(size_t index)
{
    return extract_feature_name(index);
}

int extract_explain(struct base_arena *arena, const struct extract_input *input, struct extract_article *article,
                    struct extract_explained *out, struct base_error *e)
{
    struct extract_job job;
    *out = (struct extract_explained){0};
    int status = extract_job_make(&job, arena, input, article, e);
    for (const struct extract_step *step = extract_steps; status == BASE_OK && step->take; step++) {
        step->take(&job);
        status = arena->failed ? BASE_NOMEM : BASE_OK;
    }
    for (size_t i = 0; input->selected && i < SELECT_FIELD_COUNT; i++)
        out->missed |= (uint32_t)input->selected->fields[i].missed << i;
    if (status == BASE_OK && job.blocks.count && !explain_blocks(&job, out))
        status = BASE_NOMEM;
    if (status == BASE_NOMEM)
        base_fail(e, BASE_NOMEM, "%.*s: out of memory while extracting", BASE_STR_ARG(input->page->url));
    return status;
}
