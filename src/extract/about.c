/* What the article and its publication are: description, section, tags, canonical address, site, language, access. */
#include "extract/json.h"
#include "extract/private.h"

enum { ABOUT_TAGS = 40, ABOUT_TAG_WEIGHT = 60, ABOUT_SECTION_WEIGHT = 60, ABOUT_SITE_WEIGHT = 80 };

static void set_from_hit(struct extract_job *job, enum extract_field field, const struct select_hit *hit)
{
    job->article->from[field] = hit->from;
}

/* A text field: the selector's value, else the best fact that is no longer than WEIGHT. */
static struct base_str text_field(struct extract_job *job, enum extract_field field, int selected, enum extract_key key,
                                  size_t weight)
{
    const struct select_hit *hit = selected >= 0 ? extract_selected(job, (enum select_field)selected) : NULL;
    if (hit) {
        set_from_hit(job, field, hit);
        return hit->values[0].text;
    }
    size_t count;
    const struct extract_fact *facts = extract_facts_of(job, key, &count);
    for (size_t i = 0; i < count; i++) {
        if (base_text_weight(facts[i].value) > weight || base_str_starts(facts[i].value, BASE_STR("http")))
            continue;
        extract_set_from(job, field, extract_origin_name(facts[i].origin));
        return facts[i].value;
    }
    return BASE_STR_NONE;
}

static void add_tag(struct extract_job *job, struct base_str tag)
{
    tag = base_str_trim(tag);
    if (tag.len && tag.ptr[0] == '#')
        tag = base_str_trim(base_str_sub(tag, 1, tag.len));
    if (tag.len && base_text_weight(tag) <= ABOUT_TAG_WEIGHT && job->article->tags.count < ABOUT_TAGS &&
        !base_str_list_has(&job->article->tags, tag))
        base_str_list_add(job->arena, &job->article->tags, tag);
}

/* One statement may hold several tags, joined by commas or the like. */
static void add_tags(struct extract_job *job, struct base_str value)
{
    size_t start = 0;
    for (size_t at = 0; at < value.len;) {
        size_t here = at;
        uint32_t c = base_utf8_next(value, &at);
        if (c == ',' || c == ';' || c == '|' || c == 0xFF0C || c == 0x3001 || c == 0x060C || c == 0xFF1B) {
            add_tag(job, base_str_sub(value, start, here));
            start = at;
        }
    }
    add_tag(job, base_str_sub(value, start, value.len));
}

static void set_tags(struct extract_job *job)
{
    const struct select_hit *hit = extract_selected(job, SELECT_TAGS);
    for (size_t i = 0; hit && i < hit->count; i++)
        add_tags(job, hit->values[i].text);
    if (job->article->tags.count) {
        set_from_hit(job, EXTRACT_TAGS, hit);
        return;
    }
    size_t count;
    const struct extract_fact *facts = extract_facts_of(job, EXTRACT_KEY_TAGS, &count);
    for (size_t i = 0; i < count && facts[i].rank == facts[0].rank; i++)
        add_tags(job, facts[i].value);
    if (job->article->tags.count)
        extract_set_from(job, EXTRACT_TAGS, extract_origin_name(facts[0].origin));
}

/* A canonical address is believed where it stays on the site and is not its front page. */
static void set_canonical(struct extract_job *job)
{
    size_t count;
    const struct extract_fact *facts = extract_facts_of(job, EXTRACT_KEY_CANONICAL, &count);
    struct base_str own = job->page->url;
    for (size_t i = 0; i < count; i++) {
        struct base_str url = page_resolve(job->page, job->arena, facts[i].value);
        if (!url.len || base_url_path(url).len <= 1)
            continue;
        if (own.len && !base_str_equal(base_url_site(base_url_host(url)), base_url_site(base_url_host(own))))
            continue;
        job->article->canonical = url;
        extract_set_from(job, EXTRACT_CANONICAL, extract_origin_name(facts[i].origin));
        return;
    }
}

static bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

/* BCP 47 in its usual case: zh-Hans-CN, pt-BR; none where VALUE is no tag. */
static struct base_str language_tag(struct base_arena *arena, struct base_str value)
{
    value = base_str_trim(value);
    size_t end = 0;
    while (end < value.len && (is_alpha(value.ptr[end]) || value.ptr[end] == '-' || value.ptr[end] == '_' ||
                               (end > 1 && value.ptr[end] >= '0' && value.ptr[end] <= '9')))
        end++;
    if (end < value.len && !strchr(",;. ", value.ptr[end]))
        return BASE_STR_NONE;
    char *out = end <= 35 ? base_arena_alloc(arena, end + 1, 1) : NULL;
    if (!out)
        return BASE_STR_NONE;
    size_t start = 0, part = 0;
    for (size_t i = 0; i <= end; i++) {
        if (i < end && value.ptr[i] != '-' && value.ptr[i] != '_')
            continue;
        size_t len = i - start;
        if (len == 0 || len > 8 || (part == 0 && (len < 2 || len > 3)))
            return part ? (struct base_str){out, start - 1} : BASE_STR_NONE;
        for (size_t k = start; k < i; k++)
            out[k] = part && len == 2 ? upper(value.ptr[k]) : part && len == 4 &&
                k == start ? upper(value.ptr[k]) : lower(value.ptr[k]);
        if (i < end)
            out[i] = '-';
        start = i + 1;
        part++;
    }
    return (struct base_str){out, end};
}

static void set_language(struct extract_job *job)
{
    size_t count;
    const struct extract_fact *facts = extract_facts_of(job, EXTRACT_KEY_LANG, &count);
    for (size_t i = 0; i < count && !job->article->lang.len; i++) {
        job->article->lang = language_tag(job->arena, facts[i].value);
        extract_set_from(job, EXTRACT_LANG, extract_origin_name(facts[i].origin));
    }
    if (!job->article->lang.len && job->input->content_language.len) {
        job->article->lang = language_tag(job->arena, job->input->content_language);
        extract_set_from(job, EXTRACT_LANG, "header");
    }
    if (!job->article->lang.len)
        job->article->from[EXTRACT_LANG] = BASE_STR_NONE;
}

static void set_access(struct extract_job *job)
{
    static const struct {
        const char *stated, *access;
    } rows[] = {{"true", "free"},      {"false", "paywalled"}, {"free", "free"},
                {"metered", "metered"}, {"locked", "paywalled"}, {"premium", "paywalled"}};
    size_t count;
    const struct extract_fact *facts = extract_facts_of(job, EXTRACT_KEY_ACCESS, &count);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
            if (!base_str_equal_nocase(facts[i].value, base_str(rows[k].stated)))
                continue;
            job->article->access = base_str(rows[k].access);
            extract_set_from(job, EXTRACT_ACCESS, extract_origin_name(facts[i].origin));
            return;
        }
    }
}

/* A description is text, yet some pages state HTML, or encode it once more than needed. */
static struct base_str read_html(const struct extract_job *job, struct base_str s)
{
    struct page page;

    s = extract_json_plain(s, job->arena);
    if (base_str_find(s, BASE_STR("</")) == SIZE_MAX ||
        page_parse(job->arena, s, job->page->base, PAGE_MODE_HTML, &page, NULL) != BASE_OK)
        return s;
    s = page_text(&page, job->arena, 0, NULL);
    page_free(&page);
    return s;
}

void extract_about(struct extract_job *job)
{
    struct extract_article *article = job->article;
    set_language(job);
    article->site = text_field(job, EXTRACT_SITE, -1, EXTRACT_KEY_SITE, ABOUT_SITE_WEIGHT);
    article->section = text_field(job, EXTRACT_SECTION, SELECT_SECTION, EXTRACT_KEY_SECTION, ABOUT_SECTION_WEIGHT);
    article->description =
        read_html(job, text_field(job, EXTRACT_DESCRIPTION, SELECT_DESCRIPTION, EXTRACT_KEY_DESCRIPTION, SIZE_MAX));
    set_tags(job);
    set_canonical(job);
    set_access(job);
}
