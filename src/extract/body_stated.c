/* The text that a page states for machines, where it is more than what it shows. */
#include "extract/body_features.h"

enum { STATED_LEAST = 250 /* a text stated for machines counts from here */ };

uint64_t extract_kept_weight(const struct extract_job *job)
{
    uint64_t weight = 0;

    for (uint32_t i = 0; i < job->blocks.count; i++)
        weight += job->keep[i] ? job->blocks.items[i].weight : 0;
    return weight;
}

/* What is kept is but the beginning of a text that the page states whole: the rest is fetched by its scripts. */
static bool is_cut(const struct extract_job *job, struct base_str stated, uint64_t kept)
{
    enum { TIMES = 3, LONG = 100, BEGINNING = 40 };

    if (base_text_weight(stated) < kept * TIMES)
        return false;
    for (uint32_t i = 0; i < job->blocks.count; i++) {
        const struct page_block *b = &job->blocks.items[i];
        if (job->keep[i] && b->weight >= LONG && base_str_find(stated, base_str_sub(b->text, 0, BEGINNING)) != SIZE_MAX)
            return true;
    }
    return false;
}

/* The text that the page states for machines, where its own shows none or the beginning only. */
bool extract_take_stated(struct extract_job *job)
{
    struct base_str stated = extract_fact_value(job, EXTRACT_KEY_BODY);
    uint64_t kept = extract_kept_weight(job);

    if (base_text_weight(stated) < STATED_LEAST || (kept >= EXTRACT_LEAST_WEIGHT && !is_cut(job, stated, kept)))
        return false;
    memset(job->keep, 0, job->blocks.count);
    job->article->body = stated;
    if (job->input->want_markdown)
        job->article->markdown = stated;
    extract_set_from(job, EXTRACT_BODY, "json-ld");
    return true;
}
