/* Who edited the text and where it came from, as the page says by labels: 编辑, Edited by, 来源, Source ... */
#include "extract/names.h"

enum {
    CREDIT_LINE_BYTES = 400, /* a longer block may hold a label only at its end */
    CREDIT_TAIL_BYTES = 240,
    CREDIT_SOURCE_WEIGHT = 60,
    CREDIT_NEAR_NODES = 120, /* behind the headline */
    CREDIT_NODES = 12,
    CREDIT_EDITOR_WEIGHT = 40,
    CREDIT_ACCOUNT_WEIGHT = 24,
    CREDIT_ACCOUNT_NODES = 60 /* an account's card may hang on its name */
};

static bool add_editors(struct extract_job *job, struct base_str text)
{
    struct extract_name_context context = {.lang = job->article->lang, .codes = true};
    extract_names_add(job->arena, text, &context, &job->article->editor);
    return job->article->editor.count > 0;
}

/* The stated origin: what stands between the label and the next sign or wide gap. */
static struct base_str cut_source(struct base_str s)
{
    static const enum extract_line others[] = {EXTRACT_LINE_EDITOR, EXTRACT_LINE_BYLINE, EXTRACT_LINE_DATE};
    struct extract_date_context context = {.fetched = BASE_TIME_NONE};
    size_t at, end;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (extract_label_find(s, others[i], &at, &end))
            s = base_str_sub(s, 0, at);
    if (extract_date_span(s, &context, &at, &end))
        s = base_str_sub(s, 0, at);
    for (size_t i = 0; i < s.len;) {
        size_t here = i;
        uint32_t c = base_utf8_next(s, &i);
        bool closing = c == ')' || c == 0xFF09 || c == ']' || c == 0x3011;
        bool cjk_gap = base_char_is_space(c) && here >= 3 && (unsigned char)s.ptr[here - 1] >= 0x80;
        if (c == '|' || c == '\n' || c == 0x3002 || c == 0xFF5C || closing || cjk_gap) {
            s = base_str_sub(s, 0, here);
            break;
        }
    }
    return base_str_trim(s);
}

static bool set_source(struct extract_job *job, struct base_str text, const char *from)
{
    size_t label = extract_label_at(text, EXTRACT_LINE_SOURCE);
    text = cut_source(base_str_sub(text, label, text.len));
    while (text.len && strchr("[(<\"'-:* ", text.ptr[0]) && text.ptr[0])
        text = base_str_sub(text, 1, text.len);
    if (base_text_weight(text) < 2 || base_text_weight(text) > CREDIT_SOURCE_WEIGHT ||
        base_str_starts_nocase(text, BASE_STR("http")))
        return false;
    job->article->source = text;
    extract_set_from(job, EXTRACT_SOURCE, from);
    return true;
}

static void from_selectors(struct extract_job *job)
{
    const struct select_hit *hit = extract_selected(job, SELECT_EDITOR);
    for (size_t i = 0; hit && i < hit->count; i++) {
        size_t label = extract_label_at(hit->values[i].text, EXTRACT_LINE_EDITOR);
        if (add_editors(job, base_str_sub(hit->values[i].text, label, hit->values[i].text.len)))
            job->article->from[EXTRACT_EDITOR] = hit->from;
    }
    hit = extract_selected(job, SELECT_SOURCE);
    for (size_t i = 0; hit && i < hit->count && !job->article->source.len; i++)
        if (set_source(job, hit->values[i].text, "generic"))
            job->article->from[EXTRACT_SOURCE] = hit->from;
}

static void from_facts(struct extract_job *job)
{
    size_t count;
    const struct extract_fact *facts = extract_facts_of(job, EXTRACT_KEY_EDITOR, &count);
    for (size_t i = 0; i < count && !job->article->editor.count; i++) {
        size_t label = extract_label_at(facts[i].value, EXTRACT_LINE_EDITOR);
        if (add_editors(job, base_str_sub(facts[i].value, label, facts[i].value.len)))
            extract_set_from(job, EXTRACT_EDITOR, extract_origin_name(facts[i].origin));
    }
    facts = extract_facts_of(job, EXTRACT_KEY_SOURCE, &count);
    for (size_t i = 0; i < count && !job->article->source.len; i++)
        set_source(job, facts[i].value, extract_origin_name(facts[i].origin));
}

/* What is read of a block: all of a line, the end of a paragraph. */
static struct base_str tail_of(struct base_str text)
{
    if (text.len <= CREDIT_LINE_BYTES)
        return text;
    size_t at = text.len - CREDIT_TAIL_BYTES;
    while (at < text.len && ((unsigned char)text.ptr[at] & 0xC0) == 0x80)
        at++;
    return base_str_sub(text, at, text.len);
}

/* 编辑 王芳: a short line that begins with the office, without a colon. Names behind it, or none. */
static struct base_str behind_editor(struct base_str line)
{
    static const char *const offices[] = {"责任编辑", "責任編輯", "责编", "責編", "编辑", "編輯"};
    line = base_str_trim(line);
    for (size_t i = 0; base_text_weight(line) <= CREDIT_EDITOR_WEIGHT && i < sizeof offices / sizeof offices[0]; i++) {
        struct base_str office = base_str(offices[i]);
        if (base_str_starts(line, office) && line.len > office.len && line.ptr[office.len] == ' ')
            return base_str_sub(line, office.len, line.len);
    }
    return BASE_STR_NONE;
}

static void from_lines(struct extract_job *job)
{
    struct extract_article *article = job->article;
    bool editor = !article->editor.count, source = !article->source.len;
    for (uint32_t i = 0; i < job->blocks.count && (editor || source); i++) {
        const struct page_block *block = &job->blocks.items[i];
        struct base_str text = tail_of(block->text);
        size_t at, end;
        if (block->kind == PAGE_BLOCK_CAPTION)
            continue;
        if (editor && behind_editor(block->text).len && add_editors(job, behind_editor(block->text)))
            extract_set_from(job, EXTRACT_EDITOR, "generic"); /* the page's own editor may follow */
        if (editor && extract_label_find(text, EXTRACT_LINE_EDITOR, &at, &end) &&
            add_editors(job, base_str_sub(text, end, text.len))) {
            extract_set_from(job, EXTRACT_EDITOR, "generic");
            editor = false;
        }
        if (source && extract_label_find(text, EXTRACT_LINE_SOURCE, &at, &end) &&
            set_source(job, base_str_sub(text, end, text.len), "generic"))
            source = false;
    }
}

/* An element near the headline that is named as the source. */
static void from_elements(struct extract_job *job)
{
    static const char *const words[] = {"source", "laiyuan", "origin"};
    const struct page *page = job->page;
    if (job->title_node == PAGE_NONE)
        return;
    for (uint32_t i = job->title_node; i < page->count && i < job->title_node + CREDIT_NEAR_NODES; i++) {
        const struct page_node *node = &page->nodes[i];
        if (node->tag == PAGE_TAG_TEXT || job->skip[i] || page_is_invisible(node->tag) ||
            node->end - i > CREDIT_NODES || !EXTRACT_IS_NAMED(page, i, words))
            continue;
        struct base_str text = page_text(page, job->arena, i, job->skip);
        size_t at, end;
        if (text.len > CREDIT_TAIL_BYTES || extract_label_find(text, EXTRACT_LINE_BYLINE, &at, &end))
            continue;
        if (set_source(job, text, "generic"))
            return;
    }
}

/* The account under which a text stands on a portal where anyone may publish: an element named as the author's or the
 * account's, whose name is in Han letters and no person's. */
static bool is_account(const struct extract_job *job, uint32_t node)
{
    static const char *const words[] = {"nickname", "author", "account", "publisher"};
    const struct page_node *n = page_at(job->page, node);
    return n->tag != PAGE_TAG_TEXT && n->tag != PAGE_TAG_IMG && !job->skip[node] &&
        !page_is_invisible((enum page_tag)n->tag) && n->end - node <= CREDIT_ACCOUNT_NODES &&
        EXTRACT_IS_NAMED(job->page, node, words);
}

/* A link to another site in the line of the date: 2018-11-12 10:05 某某网. */
static bool is_origin_link(const struct extract_job *job, uint32_t node)
{
    const struct page *page = job->page;
    struct base_str href = page_attribute(page, node, "href");
    if (page_at(page, node)->tag != PAGE_TAG_A || job->skip[node] || base_str_find(href, BASE_STR("://")) == SIZE_MAX)
        return false;
    struct base_str site = base_url_site(base_url_host(href));
    return site.len && !base_str_equal_nocase(site, base_url_site(base_url_host(page->url)));
}

/* The first text below NODE, where it is a name in Han letters. */
static struct base_str han_name_below(const struct extract_job *job, uint32_t node)
{
    const struct page *page = job->page;
    for (uint32_t i = node; i < page_at(page, node)->end; i++) {
        struct base_str text = base_str_trim(page_at(page, i)->text);
        size_t at = 0;
        if (page_at(page, i)->tag != PAGE_TAG_TEXT || !text.len || job->skip[i])
            continue;
        bool name = base_text_weight(text) <= CREDIT_ACCOUNT_WEIGHT && base_char_is_cjk(base_utf8_next(text, &at)) &&
            !extract_is_han_person(text) && !extract_begins_with(text, &extract_not_names) &&
            extract_label_at(text, EXTRACT_LINE_BYLINE) == 0;
        return name ? text : BASE_STR_NONE;
    }
    return BASE_STR_NONE;
}

static void from_accounts(struct extract_job *job)
{
    const struct page *page = job->page;
    uint32_t title = job->title_node;
    size_t first = 0;
    if (title == PAGE_NONE || !job->article->title.len ||
        !base_char_is_cjk(base_utf8_next(job->article->title, &first)))
        return;
    for (uint32_t i = page_at(page, title)->end; i < page->count && i < title + CREDIT_NEAR_NODES / 2; i++) {
        if (!is_origin_link(job, i) && !is_account(job, i))
            continue;
        struct base_str name = han_name_below(job, i);
        if (name.len && set_source(job, name, "generic"))
            return;
    }
}

void extract_credits(struct extract_job *job)
{
    from_selectors(job);
    from_lines(job);
    from_facts(job);
    if (!job->article->source.len)
        from_elements(job);
    if (!job->article->source.len)
        from_accounts(job);
}
