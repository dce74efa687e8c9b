/* The section, where the page states none: the last step of its breadcrumbs before the article. */
#include "extract/body.h"

enum {
    SECTION_WEIGHT = 60,     /* a longer step is no section */
    SECTION_NODES = 120,     /* of a trail of breadcrumbs */
    SECTION_STEPS = 12,
    SECTION_LABEL_BYTES = 300 /* of a trail behind a label */
};

static const char *const trail_words[] = {"breadcrumb", "crumb"}; /* each marks a menu, too (body_marks.c) */

/* What stands before a trail that no class names. */
static const char *const trail_labels[] = {"当前位置", "您的位置", "您现在的位置", "你的位置", "所在位置", "您当前的位置", "當前位置",
    "目前位置", "現在位置", "현재 위치", "you are here", "sie sind hier", "sie befinden sich hier", "vous êtes ici",
    "usted está aquí", "está aquí", "você está em", "você está aqui", "tu sei qui", "sei in", "u bent hier", "je bent hier",
    "jesteś tutaj", "nacházíte se", "вы здесь", "вы находитесь"};

static bool is_trail(const struct extract_job *job, uint32_t node)
{
    const struct page *page = job->page;
    if ((job->marks[node] & UINT64_C(1) << EXTRACT_MARK_NAV) && EXTRACT_IS_NAMED(page, node, trail_words))
        return true;
    struct base_str label = page_attribute(page, node, "aria-label"), type = page_attribute(page, node, "itemtype");
    return base_str_starts_nocase(label, BASE_STR("breadcrumb")) || base_str_ends(type, BASE_STR("/BreadcrumbList"));
}

static struct base_str without_fragment(struct base_str url)
{
    const char *mark = url.len ? memchr(url.ptr, '#', url.len) : NULL;
    return mark ? base_str_sub(url, 0, (size_t)(mark - url.ptr)) : url;
}

/* « Back to all posts */
static bool leads_back(struct base_str text)
{
    static const char *const signs[] = {"<", "‹", "«", "←", "⟵", "❮"};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (base_str_starts(text, base_str(signs[i])))
            return true;
    return false;
}

/* A link to a list of articles: neither to the front page nor to the article itself. */
static bool is_step(const struct extract_job *job, uint32_t link, struct base_str text)
{
    struct base_str url = page_resolve(job->page, job->arena, page_attribute(job->page, link, "href"));
    if (!text.len || leads_back(text) || base_text_weight(text) > SECTION_WEIGHT || base_url_path(url).len <= 1)
        return false;
    return !base_str_equal(without_fragment(url), job->page->url) && !base_str_equal(text, job->article->title);
}

/* The last step among the links of NODE. */
static struct base_str last_step(const struct extract_job *job, uint32_t node)
{
    const struct page *page = job->page;
    struct base_str last = BASE_STR_NONE;
    size_t steps = 0;
    for (uint32_t i = node; i < page_at(page, node)->end && i < node + SECTION_NODES && steps < SECTION_STEPS; i++) {
        if (page_at(page, i)->tag != PAGE_TAG_A || !page_attribute(page, i, "href").ptr)
            continue;
        struct base_str text = base_str_trim(page_text(page, job->arena, i, NULL));
        steps++;
        if (is_step(job, i, text))
            last = text;
        i = page_at(page, i)->end - 1;
    }
    return last;
}

static struct base_str from_named(const struct extract_job *job)
{
    const struct page *page = job->page;
    for (uint32_t i = 0; i < page->count; i++) {
        const struct page_node *n = page_at(page, i);
        if (n->tag == PAGE_TAG_TEXT || n->tag == PAGE_TAG_BODY || !n->attribute_count || n->end - i > SECTION_NODES ||
            !is_trail(job, i))
            continue;
        struct base_str step = last_step(job, i);
        if (step.len)
            return step;
        i = n->end - 1;
    }
    return BASE_STR_NONE;
}

static struct base_str from_labelled(const struct extract_job *job)
{
    for (uint32_t i = 0; i < job->blocks.count; i++) {
        const struct page_block *block = &job->blocks.items[i];
        if (!block->links || block->text.len > SECTION_LABEL_BYTES)
            continue;
        for (size_t k = 0; k < sizeof trail_labels / sizeof trail_labels[0]; k++)
            if (base_str_starts_nocase(block->text, base_str(trail_labels[k])))
                return last_step(job, block->owner);
    }
    return BASE_STR_NONE;
}

void extract_section(struct extract_job *job)
{
    struct extract_article *article = job->article;
    if (article->section.len)
        return;
    article->section = from_named(job);
    if (!article->section.len)
        article->section = from_labelled(job);
    if (article->section.len)
        extract_set_from(job, EXTRACT_SECTION, "generic");
}
