#include "extract/extract.h"

#include "extract/body.h"
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
    [EXTRACT_FLAG_NATIVE_AD] = "native-ad",
    [EXTRACT_FLAG_PAGE_MISSING] = "page-missing",
    [EXTRACT_FLAG_LIMIT] = "limit",
};

static const char *const field_names[EXTRACT_FIELD_COUNT] = {
    [EXTRACT_TITLE] = "title",     [EXTRACT_BYLINE] = "byline",       [EXTRACT_DATE] = "date",
    [EXTRACT_BODY] = "body",       [EXTRACT_RELATED] = "related",     [EXTRACT_CANONICAL] = "canonical",
    [EXTRACT_SITE] = "site",       [EXTRACT_MODIFIED] = "modified",   [EXTRACT_EDITOR] = "editor",
    [EXTRACT_SOURCE] = "source",   [EXTRACT_SECTION] = "section",     [EXTRACT_TAGS] = "tags",
    [EXTRACT_LANG] = "lang",       [EXTRACT_DESCRIPTION] = "description", [EXTRACT_IMAGE] = "image",
    [EXTRACT_ENTRIES] = "entries", [EXTRACT_ACCESS] = "access",
};

const char *extract_field_name(enum extract_field field)
{
    return (unsigned)field < EXTRACT_FIELD_COUNT ? field_names[field] : "";
}

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
    const struct select_hit *hit = selected && selected->fields[field].count ? &selected->fields[field] : NULL;
    return hit && hit->global && field <= SELECT_BODY && !job->take_global ? NULL : hit;
}

static uint32_t selector_flags(const struct select_result *selected)
{
    uint32_t flags = 0;
    for (size_t i = 0; selected && i < SELECT_FIELD_COUNT; i++)
        if (selected->fields[i].missed)
            flags |= 1u << EXTRACT_FLAG_RULE_MISSED;
    if (selected && selected->problems.count)
        flags |= 1u << EXTRACT_FLAG_RULE_FAILED;
    if (selected && selected->native_ad)
        flags |= 1u << EXTRACT_FLAG_NATIVE_AD;
    return flags;
}

static bool is_closed(const struct extract_job *job, enum select_field field)
{
    return job->input->selected && job->input->selected->fields[field].closed;
}

static bool is_global(const struct extract_job *job, enum select_field field)
{
    return job->input->selected && job->input->selected->fields[field].global;
}

/* global.txt knows no site: it is asked where the extractor finds nothing. */
static void take_global(struct extract_job *job)
{
    struct extract_article *a = job->article;
    job->take_global = true;
    if (!a->title.len && is_global(job, SELECT_TITLE))
        extract_title(job);
    if (!a->date.len && is_global(job, SELECT_DATE))
        extract_date(job);
    if (!a->byline.count && is_global(job, SELECT_BYLINE))
        extract_byline(job);
    if (!a->body.len && is_global(job, SELECT_BODY))
        extract_body(job);
    job->take_global = false;
}

/* Where a file says autodetect_on_failure: no, what its rules did not find is not there. */
static void drop_closed(struct extract_job *job)
{
    struct extract_article *a = job->article;
    if (is_closed(job, SELECT_TITLE))
        a->title = a->from[EXTRACT_TITLE] = BASE_STR_NONE;
    if (is_closed(job, SELECT_BYLINE)) {
        a->byline.count = 0;
        a->from[EXTRACT_BYLINE] = BASE_STR_NONE;
    }
    if (is_closed(job, SELECT_DATE))
        a->date = a->from[EXTRACT_DATE] = BASE_STR_NONE;
    if (is_closed(job, SELECT_BODY)) {
        a->body = a->markdown = a->from[EXTRACT_BODY] = BASE_STR_NONE;
        memset(job->keep, 0, job->blocks.count);
    }
}

const struct extract_step extract_steps[] = {
    {"facts", extract_read_facts}, {"about", extract_about},     {"title", extract_title},
    {"date", extract_date},        {"byline", extract_byline},   {"app rest", extract_app_rest},
    {"credits", extract_credits},
    {"body", extract_body},        {"global", take_global},      {"closed", drop_closed},
    {"section", extract_section}, {"images", extract_images},   {"related", extract_related},
    {"entries", extract_entries},  {"kind", extract_kind},       {"language", extract_language},
    {"title match", extract_title_match},
    {"next page", extract_next_page}, {"compare", extract_compare}, {NULL, NULL},
};

int extract_job_make(struct extract_job *job, struct base_arena *arena, const struct extract_input *input,
                     struct extract_article *article, struct base_error *e)
{
    *job = (struct extract_job){
        .arena = arena,
        .input = input,
        .page = input->page,
        .facts = BASE_NEW(arena, struct extract_facts),
        .title_node = PAGE_NONE,
        .byline_node = PAGE_NONE,
        .date_node = PAGE_NONE,
        .article = article,
    };
    *article = (struct extract_article){.kind = EXTRACT_OTHER};
    article->flags = selector_flags(input->selected);
    if (input->page->truncated)
        article->flags |= 1u << EXTRACT_FLAG_LIMIT;
    job->skip = extract_mark_skipped(job);
    int status = job->skip ? page_blocks_make(job->page, arena, job->skip, &job->blocks, e) : BASE_OK;
    if (status != BASE_OK)
        return status;
    job->keep = BASE_NEW_ARRAY(arena, uint8_t, (size_t)job->blocks.count + 1);
    job->lines = BASE_NEW_ARRAY(arena, uint8_t, (size_t)job->blocks.count + 1);
    job->marks = extract_marks_make(arena, job->page);
    job->places = BASE_NEW_ARRAY(arena, uint8_t, job->page->count);
    return arena->failed ? BASE_NOMEM : BASE_OK;
}

int extract_article(struct base_arena *arena, const struct extract_input *input, struct extract_article *article,
                    struct base_error *e)
{
    struct extract_job job;
    int status = extract_job_make(&job, arena, input, article, e);
    for (const struct extract_step *step = extract_steps; status == BASE_OK && step->take; step++) {
        step->take(&job);
        status = arena->failed ? BASE_NOMEM : BASE_OK;
    }
    if (status == BASE_NOMEM)
        base_fail(e, BASE_NOMEM, "%.*s: out of memory while extracting", BASE_STR_ARG(input->page->url));
    return status;
}
