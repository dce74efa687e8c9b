/* How a site's selectors fared on a page: where they have rules, and where the extractor by itself finds something else. */
#include "extract/title.h"

enum { BODY_SHARED_PERCENT = 80, RELATED_SHARED_PERCENT = 50 };

static const uint8_t field_of[SELECT_FIELD_COUNT] = {
    [SELECT_TITLE] = EXTRACT_TITLE,       [SELECT_BYLINE] = EXTRACT_BYLINE,   [SELECT_DATE] = EXTRACT_DATE,
    [SELECT_BODY] = EXTRACT_BODY,         [SELECT_RELATED] = EXTRACT_RELATED, [SELECT_EDITOR] = EXTRACT_EDITOR,
    [SELECT_SOURCE] = EXTRACT_SOURCE,     [SELECT_MODIFIED] = EXTRACT_MODIFIED,
    [SELECT_SECTION] = EXTRACT_SECTION,   [SELECT_TAGS] = EXTRACT_TAGS,
    [SELECT_DESCRIPTION] = EXTRACT_DESCRIPTION, [SELECT_IMAGE] = EXTRACT_IMAGE,
};

int extract_select_field(enum extract_field field)
{
    for (int i = 0; i < SELECT_FIELD_COUNT; i++)
        if (field_of[i] == field)
            return i;
    return -1;
}

/* ---- What is the same ---- */

static bool same_title(struct extract_job *job, const struct extract_article *a, const struct extract_article *b)
{
    return base_str_equal(title_key(job->arena, a->title), title_key(job->arena, b->title));
}

/* The same day, so far as both are told. */
static bool same_date(struct extract_job *job, const struct extract_article *a, const struct extract_article *b)
{
    size_t day = strlen("2026-11-26"), len = a->date.len < b->date.len ? a->date.len : b->date.len;
    (void)job;
    len = len < day ? len : day;
    return base_str_equal(base_str_sub(a->date, 0, len), base_str_sub(b->date, 0, len));
}

static bool same_names(const struct base_str_list *a, const struct base_str_list *b)
{
    size_t shared = 0;
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count; k++)
            if (base_str_equal_nocase(a->items[i], b->items[k])) {
                shared++;
                break;
            }
    return shared == a->count && shared == b->count;
}

static bool same_byline(struct extract_job *job, const struct extract_article *a, const struct extract_article *b)
{
    (void)job;
    return same_names(&a->byline, &b->byline);
}

static bool same_editor(struct extract_job *job, const struct extract_article *a, const struct extract_article *b)
{
    (void)job;
    return same_names(&a->editor, &b->editor);
}

static bool same_source(struct extract_job *job, const struct extract_article *a, const struct extract_article *b)
{
    (void)job;
    return base_str_equal_nocase(a->source, b->source);
}

/* Most of the lines of either are lines of the other, by their length. */
static bool same_body(struct extract_job *job, const struct extract_article *a, const struct extract_article *b)
{
    struct base_set lines = {0};
    struct base_str rest = a->body, line;
    size_t all = base_text_weight(a->body) + base_text_weight(b->body), shared = 0;
    (void)job;
    while (base_str_next(&rest, '\n', &line))
        base_set_add(&lines, base_hash64(line));
    rest = b->body;
    while (base_str_next(&rest, '\n', &line))
        shared += base_set_has(&lines, base_hash64(line)) ? 2 * base_text_weight(line) : 0;
    base_set_free(&lines);
    return shared * 100 >= all * BODY_SHARED_PERCENT;
}

static bool same_related(struct extract_job *job, const struct extract_article *a, const struct extract_article *b)
{
    struct base_set urls = {0};
    size_t shared = 0;
    (void)job;
    for (size_t i = 0; i < a->related.count; i++)
        base_set_add(&urls, base_hash64(a->related.items[i].url));
    for (size_t i = 0; i < b->related.count; i++)
        shared += base_set_has(&urls, base_hash64(b->related.items[i].url));
    base_set_free(&urls);
    return shared * 200 >= (a->related.count + b->related.count) * RELATED_SHARED_PERCENT;
}

static bool has(const struct extract_article *a, enum extract_field field)
{
    switch (field) {
    case EXTRACT_TITLE: return a->title.len > 0;
    case EXTRACT_BYLINE: return a->byline.count > 0;
    case EXTRACT_DATE: return a->date.len > 0;
    case EXTRACT_BODY: return a->body.len > 0;
    case EXTRACT_RELATED: return a->related.count > 0;
    case EXTRACT_EDITOR: return a->editor.count > 0;
    case EXTRACT_SOURCE: return a->source.len > 0;
    default: return false;
    }
}

static const struct {
    uint8_t field;
    bool (*same)(struct extract_job *job, const struct extract_article *a, const struct extract_article *b);
} compared[] = {
    {EXTRACT_TITLE, same_title},     {EXTRACT_BYLINE, same_byline}, {EXTRACT_DATE, same_date}, {EXTRACT_BODY, same_body},
    {EXTRACT_RELATED, same_related}, {EXTRACT_EDITOR, same_editor}, {EXTRACT_SOURCE, same_source},
};

/* ---- The page once more ---- */

enum { SLOW = 1u << EXTRACT_BODY | 1u << EXTRACT_RELATED };

/* The fields once more as if there were no rules for them; the body's steps only where WANTED names one of theirs. */
static void extract_plain(const struct extract_job *job, uint32_t wanted, struct extract_article *plain)
{
    struct select_result selected = *job->input->selected;
    struct extract_input input = *job->input;
    struct extract_job again = *job;

    memset(selected.fields, 0, sizeof selected.fields);
    input.selected = &selected;
    input.want_markdown = false;
    *plain = (struct extract_article){.site = job->article->site, .lang = job->article->lang,
                                      .canonical = job->article->canonical, .kind = job->article->kind};
    again.input = &input;
    again.article = plain;
    again.title_node = again.byline_node = again.date_node = PAGE_NONE;
    again.keep = BASE_NEW_ARRAY(job->arena, uint8_t, (size_t)job->blocks.count + 1);
    extract_title(&again);
    extract_date(&again);
    extract_byline(&again);
    extract_credits(&again);
    if (!again.keep || !(wanted & SLOW))
        return;
    extract_body(&again);
    extract_related(&again);
}

void extract_compare(struct extract_job *job)
{
    const struct select_result *selected = job->input->selected;
    struct extract_watch *watch = &job->article->watch;
    struct extract_article plain;
    uint32_t taken = 0;

    for (size_t i = 0; selected && i < SELECT_FIELD_COUNT; i++) {
        const struct select_hit *hit = &selected->fields[i];
        if (hit->missed || (hit->count && !hit->global))
            watch->ruled |= 1u << field_of[i];
        if ((watch->ruled >> field_of[i] & 1) &&
            base_str_starts(job->article->from[field_of[i]], BASE_STR("selector:")))
            taken |= 1u << field_of[i];
    }
    if (!job->input->compare || !taken || !job->article->body.len)
        return;
    extract_plain(job, taken, &plain);
    for (size_t i = 0; i < sizeof compared / sizeof *compared; i++) {
        enum extract_field field = compared[i].field;
        if (!(taken >> field & 1) || !has(&plain, field))
            continue;
        watch->compared |= 1u << field;
        if (!compared[i].same(job, job->article, &plain))
            watch->differs |= 1u << field;
    }
}
