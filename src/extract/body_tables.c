/* Tables of data among the blocks of the body: each belongs to the text or not, as a whole. */
#include "extract/body_features.h"

static uint32_t table_of(const struct extract_job *job, uint32_t i)
{
    uint32_t row = job->blocks.items[i].row;
    return row == PAGE_NONE ? PAGE_NONE : page_closest(job->page, row, PAGE_TAG_TABLE);
}

struct table {
    uint32_t start, end; /* blocks */
    uint64_t p, weight, link_weight;
};

/* The next table from block I on. */
static bool next_table(const struct extract_job *job, const uint16_t *p, uint32_t i, struct table *t)
{
    uint32_t table = PAGE_NONE;

    while (i < job->blocks.count && (table = table_of(job, i)) == PAGE_NONE)
        i++;
    *t = (struct table){.start = i};
    for (; i < job->blocks.count && table_of(job, i) == table; i++) {
        const struct page_block *b = &job->blocks.items[i];
        t->p += (uint64_t)p[i] * (b->weight + 1);
        t->weight += b->weight + 1;
        t->link_weight += b->link_weight;
    }
    t->end = i;
    return t->start < t->end;
}

/* Its cells share their mean. */
void extract_level_tables(const struct extract_job *job, uint16_t *p)
{
    struct table t = {0};

    while (next_table(job, p, t.end, &t))
        for (uint32_t i = t.start; i < t.end; i++)
            p[i] = (uint16_t)(t.p / t.weight);
}

/* Where it stands between kept text it is a part of it, unless it holds links. */
void extract_keep_tables(struct extract_job *job, const uint16_t *p)
{
    enum { LIKELY = 30, NEAR = 4 };
    struct table t = {0};

    while (next_table(job, p, t.end, &t)) {
        bool before = false, behind = false;
        for (uint32_t k = 1; k <= NEAR; k++) {
            before |= t.start >= k && job->keep[t.start - k];
            behind |= t.end + k <= job->blocks.count && job->keep[t.end + k - 1];
        }
        if (before && behind && t.p >= LIKELY * t.weight && t.link_weight * 2 <= t.weight)
            memset(job->keep + t.start, 1, t.end - t.start);
    }
}
