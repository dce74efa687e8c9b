#include "extract/extract.h"

#include "extract/private.h"

static const char *const kind_names[EXTRACT_KIND_COUNT] = {
    [EXTRACT_ARTICLE] = "article", [EXTRACT_LIVE] = "live",       [EXTRACT_GALLERY] = "gallery",
    [EXTRACT_VIDEO] = "video",     [EXTRACT_LIST] = "list",       [EXTRACT_OTHER] = "other",
    [EXTRACT_BLOCKED] = "blocked", [EXTRACT_CONSENT] = "consent", [EXTRACT_LOGIN] = "login",
    [EXTRACT_MISSING] = "missing", [EXTRACT_GONE] = "gone",       [EXTRACT_EMPTY] = "empty",
};

static const char *const flag_names[EXTRACT_FLAG_COUNT] = {
    [EXTRACT_FLAG_TRUNCATED] = "truncated",
    [EXTRACT_FLAG_TITLE_MISMATCH] = "title-mismatch",
    [EXTRACT_FLAG_CHARSET_CONFLICT] = "charset-conflict",
    [EXTRACT_FLAG_DECODE_ERRORS] = "decode-errors",
    [EXTRACT_FLAG_RULE_MISSED] = "rule-missed",
    [EXTRACT_FLAG_RULE_FAILED] = "rule-failed",
    [EXTRACT_FLAG_PAGE_MISSING] = "page-missing",
    [EXTRACT_FLAG_LIMIT] = "limit",
};

const char *extract_kind_name(enum extract_kind kind)
{
    return (unsigned)kind < EXTRACT_KIND_COUNT ? kind_names[kind] : "other";
}

bool extract_kind_has_body(enum extract_kind kind)
{
    return kind == EXTRACT_ARTICLE || kind == EXTRACT_LIVE || kind == EXTRACT_GALLERY || kind == EXTRACT_VIDEO;
}

const char *extract_flag_name(enum extract_flag flag)
{
    return (unsigned)flag < EXTRACT_FLAG_COUNT ? flag_names[flag] : "";
}

void extract_set_from(struct extract_job *job, enum extract_field field, const char *from)
{
    job->article->from[field] = base_str(from);
}

const struct select_hit *extract_selected(const struct extract_job *job, enum select_field field)
{
    const struct select_result *selected = job->input->selected;
    return selected && selected->fields[field].count ? &selected->fields[field] : NULL;
}

/* Marks what a reader does not see and what the site's rules strip; a marked node's subtree goes with it. */
static const uint8_t *mark_skipped(const struct extract_job *job)
{
    const struct page *page = job->page;
    const uint8_t *stripped = job->input->selected ? job->input->selected->skip : NULL;
    uint8_t *skip = BASE_NEW_ARRAY(job->arena, uint8_t, page->count);
    for (uint32_t i = 0; skip && i < page->count; i++) {
        bool element = page->nodes[i].tag != PAGE_TAG_TEXT;
        if ((stripped && stripped[i]) || (element && i != 0 && i != page->body && page_is_hidden(page, i)))
            skip[i] = 1;
        else if (page->nodes[i].parent != PAGE_NONE && skip[page->nodes[i].parent])
            skip[i] = 1;
    }
    return skip;
}

static uint32_t selector_flags(const struct select_result *selected)
{
    uint32_t flags = 0;
    for (size_t i = 0; selected && i < SELECT_FIELD_COUNT; i++)
        if (selected->fields[i].missed)
            flags |= 1u << EXTRACT_FLAG_RULE_MISSED;
    if (selected && selected->problems.count)
        flags |= 1u << EXTRACT_FLAG_RULE_FAILED;
    return flags;
}

static void (*const steps[])(struct extract_job *) = {
    extract_read_facts, extract_about,  extract_title,   extract_date,    extract_byline, extract_credits,
    extract_body,       extract_images, extract_related, extract_entries, extract_kind,  extract_next_page,
};

int extract_article(struct base_arena *arena, const struct extract_input *input, struct extract_article *article,
                    struct base_error *e)
{
    struct extract_facts facts = {0};
    struct extract_job job = {
        .arena = arena,
        .input = input,
        .page = input->page,
        .facts = &facts,
        .title_node = PAGE_NONE,
        .byline_node = PAGE_NONE,
        .date_node = PAGE_NONE,
        .article = article,
    };
    *article = (struct extract_article){.kind = EXTRACT_OTHER};
    job.skip = mark_skipped(&job);
    if (!job.skip)
        goto nomem;
    int status = page_blocks_make(job.page, arena, job.skip, &job.blocks, e);
    if (status != BASE_OK)
        return status;
    job.keep = BASE_NEW_ARRAY(arena, uint8_t, (size_t)job.blocks.count + 1);
    job.lines = BASE_NEW_ARRAY(arena, uint8_t, (size_t)job.blocks.count + 1);
    if (!job.keep || !job.lines)
        goto nomem;
    article->flags = selector_flags(input->selected);
    if (input->page->truncated)
        article->flags |= 1u << EXTRACT_FLAG_LIMIT;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        steps[i](&job);
        if (arena->failed)
            goto nomem;
    }
    return BASE_OK;
nomem:
    return base_fail(e, BASE_NOMEM, "%.*s: out of memory while extracting", BASE_STR_ARG(input->page->url));
}
