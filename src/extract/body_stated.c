/* The text that a page states for machines, where it is more than what it shows. */
#include "extract/body_features.h"

enum {
    STATED_LEAST = 250,       /* a text stated for machines counts from here */
    STATED_MOST = 200 * 1000, /* bytes of it that are read beside the shown one */
    STATED_TEXTS = 4,         /* of a page that are read so: real ones state one */
    STATED_MISSES = 64,       /* kept blocks that it may lack before it is left */
    STATED_MORE = 13          /* tenths of the shown text: a longer stated one promises more than the page gave */
};

uint64_t extract_kept_weight(const struct extract_job *job)
{
    uint64_t weight = 0;

    for (uint32_t i = 0; i < job->blocks.count; i++)
        weight += job->keep[i] ? job->blocks.items[i].weight : 0;
    return weight;
}

/* Behind TEXT, where STATED goes on with it, as a whole, at AT; else SIZE_MAX. */
static size_t goes_on(struct base_str stated, size_t at, struct base_str text)
{
    while (at < stated.len && base_is_ascii_space(stated.ptr[at]))
        at++;
    if (!text.len || !base_str_starts(base_str_sub(stated, at, stated.len), text))
        return SIZE_MAX;
    at += text.len;
    return at == stated.len || base_is_ascii_space(stated.ptr[at]) || stated.ptr[at - 1] == '.' ? at : SIZE_MAX;
}

/* Keeps the blocks that STATED goes on with behind kept ones. */
static void keep_what_follows(struct extract_job *job, const uint16_t *p, struct base_str stated)
{
    enum { KNOWN_LEAST = 40 /* a kept block of less may stand there by chance */ };
    size_t at = SIZE_MAX, misses = 0;

    for (uint32_t i = 0; i < job->blocks.count && misses < STATED_MISSES; i++) {
        const struct page_block *b = &job->blocks.items[i];
        size_t next = at == SIZE_MAX ? SIZE_MAX : goes_on(stated, at, b->text);
        if (next != SIZE_MAX && p[i] > 0 && !extract_block_is_links(b))
            job->keep[i] = 1;
        if (next == SIZE_MAX && job->keep[i] && b->weight >= KNOWN_LEAST) {
            size_t from = at == SIZE_MAX ? 0 : at, found = base_str_find(base_str_sub(stated, from, stated.len), b->text);
            next = found == SIZE_MAX ? SIZE_MAX : from + found + b->text.len;
            misses += found == SIZE_MAX;
        }
        at = job->keep[i] && next != SIZE_MAX ? next : at;
    }
}

void extract_keep_stated(struct extract_job *job, const uint16_t *p)
{
    size_t count;
    const struct extract_fact *facts = extract_facts_of(job, EXTRACT_KEY_BODY, &count);

    for (size_t i = 0; i < count && i < STATED_TEXTS; i++) {
        struct base_str stated = facts[i].value;
        if (base_text_weight(stated) < STATED_LEAST)
            continue;
        stated.len = stated.len < STATED_MOST ? stated.len : STATED_MOST;
        keep_what_follows(job, p, stated);
    }
}

/* What is kept is but the beginning of a text that the page states whole: the rest is fetched by its scripts. */
static bool is_cut(const struct extract_job *job, struct base_str stated)
{
    enum { LONG = 100, BEGINNING = 40 };

    for (uint32_t i = 0; i < job->blocks.count; i++) {
        const struct page_block *b = &job->blocks.items[i];
        if (job->keep[i] && b->weight >= LONG && base_str_find(stated, base_str_sub(b->text, 0, BEGINNING)) != SIZE_MAX)
            return true;
    }
    return false;
}

/* The page shows no text, a notice beside the story that its program holds, or the beginning. */
static bool is_missing(const struct extract_job *job, const struct extract_fact *stated)
{
    enum { TIMES = 3 };
    uint64_t kept = extract_kept_weight(job);

    if (kept < EXTRACT_LEAST_WEIGHT)
        return true;
    return base_text_weight(stated->value) >= kept * TIMES &&
           (stated->origin == EXTRACT_ORIGIN_APP || is_cut(job, stated->value));
}

/* HTML that stands in a string, as text and Markdown. */
static bool render_html(struct extract_job *job, struct base_str html)
{
    struct extract_article *a = job->article;
    struct page_blocks blocks;
    struct page page;
    bool done = false;

    if (page_parse(job->arena, html, job->page->base, PAGE_MODE_HTML, &page, NULL) != BASE_OK)
        return false;
    if (page_blocks_make(&page, job->arena, NULL, &blocks, NULL) == BASE_OK) {
        uint8_t *keep = BASE_NEW_ARRAY(job->arena, uint8_t, (size_t)blocks.count + 1);
        if (keep)
            memset(keep, 1, blocks.count);
        a->body = keep ? page_render(&page, job->arena, &blocks, keep, NULL, PAGE_FORMAT_TEXT) : BASE_STR_NONE;
        if (keep && job->input->want_markdown)
            a->markdown = page_render(&page, job->arena, &blocks, keep, NULL, PAGE_FORMAT_MARKDOWN);
        done = a->body.len > 0;
    }
    page_free(&page);
    return done;
}

bool extract_take_stated(struct extract_job *job)
{
    size_t count;
    const struct extract_fact *facts = extract_facts_of(job, EXTRACT_KEY_BODY, &count);
    struct extract_article *a = job->article;

    for (size_t i = 0; i < count; i++) {
        struct base_str stated = facts[i].value;
        if (base_text_weight(stated) < STATED_LEAST || !is_missing(job, &facts[i]))
            continue;
        memset(job->keep, 0, job->blocks.count);
        if (base_str_find(stated, BASE_STR("</")) == SIZE_MAX || !render_html(job, stated)) {
            a->body = stated;
            if (job->input->want_markdown)
                a->markdown = stated;
        }
        extract_set_from(job, EXTRACT_BODY, extract_origin_name(facts[i].origin));
        return true;
    }
    return false;
}

void extract_doubt_length(struct extract_job *job)
{
    size_t count;
    const struct extract_fact *facts = extract_facts_of(job, EXTRACT_KEY_BODY, &count);
    size_t weight = base_text_weight(job->article->body);

    for (size_t i = 0; i < count && weight; i++)
        if (base_text_weight(facts[i].value) >= STATED_LEAST && base_text_weight(facts[i].value) * 10 > weight * STATED_MORE)
            job->article->flags |= 1u << EXTRACT_FLAG_TRUNCATED;
}
