/* The day of publication and of the last change: which of the dates that a page states they are. */
#include "extract/date.h"

enum {
    DATE_FIRST_YEAR = 1990,   /* a guessed date is not older: before it there were no portals */
    DATE_STATED_YEAR = 1700,  /* a stated one may be a newspaper's archive */
    DATE_FUTURE_S = 2 * 86400,
    DATE_NEAR_BLOCKS = 14,    /* blocks behind the headline in which a date line may stand */
    DATE_BEFORE_BLOCKS = 4,   /* and before it */
    DATE_LINE_BYTES = 300,
    DATE_COUNTING_REST = 24   /* other text of a line that counts back */
};

struct base_str extract_date_find(struct base_arena *arena, struct base_str text,
                                  const struct extract_date_context *context, size_t *from, size_t *to)
{
    struct extract_moment moment;
    size_t a, b;
    if (!extract_moment_find(text, context, &moment, &a, &b))
        return BASE_STR_NONE;
    if (from)
        *from = a;
    if (to)
        *to = b;
    return extract_moment_format(arena, &moment);
}

bool extract_date_span(struct base_str text, const struct extract_date_context *context, size_t *from, size_t *to)
{
    struct extract_moment moment;
    return extract_moment_find(text, context, &moment, from, to);
}

struct base_str extract_date_parse(struct base_arena *arena, struct base_str text,
                                   const struct extract_date_context *context)
{
    struct extract_moment moment;
    return extract_moment_parse(text, context, &moment) ? extract_moment_format(arena, &moment) : BASE_STR_NONE;
}

struct finder {
    struct extract_job *job;
    struct extract_date_context context;
};

/* English of a country that writes the day first, by the host's country. */
static struct base_str date_language(const struct extract_job *job)
{
    static const char *const day_first[] = {"uk", "au", "nz", "ie", "in", "za", "sg", "my", "ng", "ke", "pk", "lk",
        "bd", "gh", "hk", "mt", "jm", "eu"};
    struct base_str lang = job->article->lang;
    struct base_str host = base_url_host(job->page->url);
    if (lang.len && !base_str_equal_nocase(lang, BASE_STR("en")))
        return lang;
    size_t dot = host.len;
    while (dot && host.ptr[dot - 1] != '.')
        dot--;
    for (size_t i = 0; host.len && i < sizeof day_first / sizeof day_first[0]; i++)
        if (base_str_equal_nocase(base_str_sub(host, dot, host.len), base_str(day_first[i])))
            return BASE_STR("en-GB");
    return lang;
}

static bool is_plausible(const struct finder *f, const struct extract_moment *m, int first_year)
{
    int64_t days;
    if (m->year < first_year || !base_time_days(m->year, m->month, m->day, &days) || days == 0)
        return false;
    return f->context.fetched == BASE_TIME_NONE || days * 86400 <= f->context.fetched + DATE_FUTURE_S;
}

static bool take(struct finder *f, const struct extract_moment *m, const char *from)
{
    f->job->article->date = extract_moment_format(f->job->arena, m);
    extract_set_from(f->job, EXTRACT_DATE, from);
    return true;
}

static bool from_selector(struct finder *f, enum select_field field, struct base_str *out, enum extract_field name)
{
    const struct select_hit *hit = extract_selected(f->job, field);
    struct extract_moment m;
    for (size_t i = 0; hit && i < hit->count; i++) {
        if (!extract_moment_parse(hit->values[i].text, &f->context, &m) || !is_plausible(f, &m, DATE_STATED_YEAR))
            continue;
        *out = extract_moment_format(f->job->arena, &m);
        f->job->article->from[name] = hit->from;
        return true;
    }
    return false;
}

static bool from_facts(struct finder *f, enum extract_key key, struct extract_moment *m, const char **from)
{
    size_t count;
    const struct extract_fact *facts = extract_facts_of(f->job, key, &count);
    for (size_t i = 0; i < count; i++) {
        if (extract_moment_parse(facts[i].value, &f->context, m) && is_plausible(f, m, DATE_STATED_YEAR)) {
            *from = extract_origin_name(facts[i].origin);
            return true;
        }
    }
    return false;
}

/* ---- What a reader sees ---- */

/* Words of class and id that tell a date of the article from those of other things. */
static const char *const date_tokens[] = {"date", "time", "publish", "posted", "pubdate", "pubtime", "fecha", "datum",
    "timestamp", "dateline", "data"};
static bool names_any(const struct page *page, uint32_t node, const char *const *tokens, size_t count)
{
    struct base_str class = page_attribute(page, node, "class"), id = page_attribute(page, node, "id");
    for (size_t i = 0; i < count; i++)
        if ((class.len && base_str_find_nocase(class, base_str(tokens[i])) != SIZE_MAX) ||
            (id.len && base_str_find_nocase(id, base_str(tokens[i])) != SIZE_MAX))
            return true;
    return false;
}
#define NAMES_ANY(page, node, tokens) names_any(page, node, tokens, sizeof(tokens) / sizeof((tokens)[0]))

static int64_t distance(uint32_t a, uint32_t b)
{
    return a > b ? (int64_t)(a - b) : (int64_t)(b - a);
}

/* <time>: the best by its own words, and by how near the headline it stands. */
static bool from_time_elements(struct finder *f)
{
    const struct extract_job *job = f->job;
    const struct page *page = job->page;
    uint32_t title = job->title_node == PAGE_NONE ? 0 : job->title_node;
    struct extract_moment best, m;
    int64_t best_score = INT64_MIN;
    uint32_t best_node = PAGE_NONE;
    int looked = 0;
    for (uint32_t i = 0; i < page->count && looked < 60; i++) {
        if (page->nodes[i].tag != PAGE_TAG_TIME || job->skip[i])
            continue;
        looked++;
        struct base_str value = page_attribute(page, i, "datetime");
        if (!value.len || !extract_moment_parse(value, &f->context, &m))
            value = page_text(page, job->arena, i, job->skip);
        if (!extract_moment_parse(value, &f->context, &m) || !is_plausible(f, &m, DATE_STATED_YEAR) ||
            extract_is_elsewhere(f->job, i))
            continue;
        int64_t score = -distance(i, title);
        if (i < title)
            score *= 3;
        if (page_attribute(page, i, "pubdate").ptr || NAMES_ANY(page, i, date_tokens))
            score += 60;
        if (score > best_score) {
            best_score = score;
            best = m;
            best_node = i;
        }
    }
    if (best_node == PAGE_NONE || (job->title_node != PAGE_NONE && best_score < -4000))
        return false;
    f->job->date_node = best_node;
    return take(f, &best, "generic");
}

/* A text in which a date line may stand, and the date with the least of other text around it. */
static int line_score(struct base_str line, size_t from, size_t to)
{
    struct base_str before = base_str_sub(line, 0, from), behind = base_str_sub(line, to, line.len);
    int rest = (int)(base_text_weight(before) + base_text_weight(behind));
    int score = 100 - (rest > 200 ? 200 : rest);
    static const char *const updates[] = {"update", "updated", "modif", "aktualis", "更新", "mis à jour", "actualiz",
        "aggiorn", "bijgewerkt", "oppdatert", "uppdaterad", "обновл", "modified"};
    for (size_t i = 0; i < sizeof updates / sizeof updates[0]; i++)
        if (base_str_find_nocase(before, base_str(updates[i])) != SIZE_MAX)
            return score - 60;
    if (base_str_find(line, BASE_STR("©")) != SIZE_MAX || base_str_find_nocase(line, BASE_STR("copyright")) != SIZE_MAX)
        return -100;
    return extract_label_at(line, EXTRACT_LINE_DATE) ? score + 30 : score;
}

/* The date line near the headline. */
static bool from_lines(struct finder *f)
{
    struct extract_job *job = f->job;
    const struct page_blocks *blocks = &job->blocks;
    uint32_t title = extract_title_block(job);
    uint32_t start = title == PAGE_NONE || title < DATE_BEFORE_BLOCKS ? 0 : title - DATE_BEFORE_BLOCKS;
    uint32_t end = (title == PAGE_NONE ? 40 : title) + DATE_NEAR_BLOCKS;
    struct extract_moment best, m;
    int best_score = 20;
    for (uint32_t i = start; i < end && i < blocks->count; i++) {
        struct base_str line = blocks->items[i].text;
        size_t from, to;
        if (line.len > DATE_LINE_BYTES || i == title)
            continue;
        if (!extract_moment_find(line, &f->context, &m, &from, &to))
            line = extract_spaced_text(job, &blocks->items[i]);
        if (!extract_moment_find(line, &f->context, &m, &from, &to) || !is_plausible(f, &m, DATE_FIRST_YEAR) ||
            extract_is_elsewhere(job, blocks->items[i].owner))
            continue;
        int away = title == PAGE_NONE ? (int)i : (int)(i > title ? i - title : title - i + 3);
        int score = line_score(line, from, to) - 2 * away + (NAMES_ANY(job->page, blocks->items[i].owner, date_tokens)
            ? 15 : 0);
        if (score > best_score) {
            best_score = score;
            best = m;
            job->date_node = blocks->items[i].owner;
        }
    }
    return job->date_node != PAGE_NONE && take(f, &best, "generic");
}

/* A short line near the headline that counts back: 3小时前, Published 2 hours ago. */
static bool from_counting_lines(struct finder *f)
{
    struct extract_job *job = f->job;
    uint32_t title = extract_title_block(job);
    uint32_t start = title == PAGE_NONE || title < DATE_BEFORE_BLOCKS ? 0 : title - DATE_BEFORE_BLOCKS;
    struct extract_moment m;
    for (uint32_t i = start; title != PAGE_NONE && i < title + DATE_NEAR_BLOCKS && i < job->blocks.count; i++) {
        const struct page_block *block = &job->blocks.items[i];
        size_t from, to;
        if (i == title || !extract_moment_ago(block->text, &f->context, &m, &from, &to) ||
            extract_is_elsewhere(job, block->owner))
            continue;
        size_t label = extract_label_at(block->text, EXTRACT_LINE_DATE);
        size_t rest = base_text_weight(base_str_sub(block->text, to, block->text.len));
        rest += from > label ? base_text_weight(base_str_sub(block->text, label, from)) : 0;
        if (rest > (NAMES_ANY(job->page, block->owner, date_tokens) ? DATE_COUNTING_REST : 4))
            continue;
        job->date_node = block->owner;
        return take(f, &m, "generic");
    }
    return false;
}

/* A line of its own anywhere behind the headline. */
static bool from_far_lines(struct finder *f)
{
    const struct extract_job *job = f->job;
    uint32_t title = extract_title_block(job);
    struct extract_moment m;
    for (uint32_t i = title == PAGE_NONE ? 0 : title + 1; i < job->blocks.count; i++) {
        const struct page_block *block = &job->blocks.items[i];
        size_t from, to;
        if (block->text.len > DATE_LINE_BYTES || !extract_moment_find(block->text, &f->context, &m, &from, &to) ||
            line_score(block->text, from, to) < 50 || !is_plausible(f, &m, DATE_FIRST_YEAR) ||
            extract_is_elsewhere(job, block->owner))
            continue;
        f->job->date_node = block->owner;
        return take(f, &m, "generic");
    }
    return false;
}

/* Elements whose class or id says that they hold a date, anywhere but in other things. */
static bool from_named_elements(struct finder *f)
{
    const struct extract_job *job = f->job;
    const struct page *page = job->page;
    struct extract_moment m;
    int looked = 0;
    uint32_t start = job->title_node == PAGE_NONE ? 0 : job->title_node;
    for (uint32_t i = start; i < page->count && looked < 40; i++) {
        const struct page_node *node = &page->nodes[i];
        if (node->tag == PAGE_TAG_TEXT || !node->attribute_count || job->skip[i] || node->end - i > 30 ||
            page_is_invisible(node->tag) || !NAMES_ANY(page, i, date_tokens))
            continue;
        looked++;
        struct base_str text = page_text(page, job->arena, i, job->skip);
        size_t from, to;
        if (text.len > DATE_LINE_BYTES || !extract_moment_find(text, &f->context, &m, &from, &to) ||
            line_score(text, from, to) < 20 || !is_plausible(f, &m, DATE_FIRST_YEAR) || extract_is_elsewhere(f->job, i))
            continue;
        f->job->date_node = i;
        return take(f, &m, "generic");
    }
    return false;
}

/* A full day in the path: /2018/11/12/, /2018-11-12/, /2018-11/12/, /20181112/ ... */
static bool from_address(struct finder *f)
{
    struct base_str path = base_url_path(f->job->page->url);
    struct extract_moment m;
    if (!path.len || path.len > BASE_LIMIT_URL_BYTES)
        return false;
    for (size_t at = 0; at + 8 <= path.len; at++) {
        bool starts = at == 0 || !(path.ptr[at - 1] >= '0' && path.ptr[at - 1] <= '9');
        if (!starts || (path.ptr[at] != '1' && path.ptr[at] != '2'))
            continue;
        char text[16];
        size_t len = 0;
        for (size_t i = at; i < path.len && len < 11; i++) {
            char c = path.ptr[i];
            text[len++] = c == '/' || c == '_' ? '-' : c;
        }
        struct base_str rest = {text, len};
        size_t digits = 0, from, to;
        while (digits < len && text[digits] >= '0' && text[digits] <= '9')
            digits++;
        bool found = false;
        if (digits == 8)
            found = extract_moment_parse(base_str_sub(rest, 0, 8), &f->context, &m);
        else if (digits == 6 && len > 8 && text[6] == '-') { /* 201811/12 */
            char day[] = {text[0], text[1], text[2], text[3], text[4], text[5], text[7], text[8], 0};
            found = (len < 10 || text[9] < '0' || text[9] > '9') &&
                extract_moment_parse(base_str(day), &f->context, &m);
        } else if (digits == 4)
            found = extract_moment_find(rest, &f->context, &m, &from, &to) && from == 0;
        if (found && is_plausible(f, &m, DATE_FIRST_YEAR)) {
            m.hour = m.minute = m.second = -1;
            return take(f, &m, "url");
        }
    }
    return false;
}

static void set_modified(struct finder *f)
{
    struct extract_article *article = f->job->article;
    struct extract_moment m;
    const char *from = NULL;
    if (!from_selector(f, SELECT_MODIFIED, &article->modified, EXTRACT_MODIFIED) &&
        from_facts(f, EXTRACT_KEY_MODIFIED, &m, &from)) {
        article->modified = extract_moment_format(f->job->arena, &m);
        extract_set_from(f->job, EXTRACT_MODIFIED, from);
    }
    if (!article->modified.len)
        return;
    size_t day = article->date.len < 10 ? article->date.len : 10;
    bool earlier = day == 10 && memcmp(article->modified.ptr, article->date.ptr, 10) < 0;
    if (earlier || base_str_equal(article->modified, article->date)) {
        article->modified = BASE_STR_NONE;
        article->from[EXTRACT_MODIFIED] = BASE_STR_NONE;
    }
}

void extract_date(struct extract_job *job)
{
    struct finder f = {job, {date_language(job), job->input->fetched}};
    struct extract_moment m;
    const char *from;
    if (from_selector(&f, SELECT_DATE, &job->article->date, EXTRACT_DATE))
        ;
    else if (from_facts(&f, EXTRACT_KEY_PUBLISHED, &m, &from))
        take(&f, &m, from);
    else if (!from_time_elements(&f) && !from_lines(&f) && !from_named_elements(&f) && !from_address(&f) &&
        !from_counting_lines(&f))
        from_far_lines(&f);
    set_modified(&f);
}
