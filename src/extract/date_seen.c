/* The dates that a reader sees: the line at the headline, <time>, elements named for a date. */
#include "extract/body.h"
#include "extract/date.h"

enum {
    SEEN_NEAR_BLOCKS = 14,    /* blocks behind the headline in which a date line may stand */
    SEEN_BEFORE_BLOCKS = 4,   /* and before it */
    SEEN_SURE_BLOCKS = 10,    /* a line further off contradicts nothing */
    SEEN_AT_TITLE = 3,        /* a line so near to it is the article's, whatever the box around it is called */
    SEEN_SURE_SCORE = 60,
    SEEN_FLOOR = 20,          /* less is a text that has a date in it */
    SEEN_FAR_FLOOR = 49,      /* the same of a line anywhere */
    SEEN_ALONE_SCORE = 80,
    SEEN_LINE_BYTES = 300,
    SEEN_LINE_DATES = 4,
    SEEN_SPACED_BLOCKS = 1000, /* whose elements are set apart: that takes memory */
    SEEN_LABEL_NODES = 12,
    SEEN_LABEL_BYTES = 40,
    SEEN_TIMES = 60,
    SEEN_NAMED = 40,
    SEEN_NAMED_NODES = 30,
    SEEN_DATELINE_BYTES = 60, /* a place and a day before the first words of the text */
    SEEN_DATELINE_WORDS = 5,
    SEEN_DATELINE_TEXTS = 2,  /* paragraphs that may begin so: a summary may stand before */
    SEEN_COUNTING_REST = 24   /* other text of a line that counts back */
};

static const struct extract_seen nothing = {{.node = PAGE_NONE, .score = INT64_MIN},
    {.node = PAGE_NONE, .score = INT64_MIN}};

/* Words of class and id that tell a date of the article from those of other things. */
static const char *const date_tokens[] = {"date", "time", "publish", "posted", "pubdate", "pubtime", "fecha", "datum",
    "timestamp", "dateline", "data"};

static bool is_named_date(const struct page *page, uint32_t node)
{
    struct base_str class = page_attribute(page, node, "class"), id = page_attribute(page, node, "id");
    return base_str_has_any_nocase(class, date_tokens, sizeof date_tokens / sizeof date_tokens[0]) ||
           base_str_has_any_nocase(id, date_tokens, sizeof date_tokens / sizeof date_tokens[0]);
}

static void offer(struct extract_seen *seen, enum extract_date_label label, const struct extract_sighting *sighting)
{
    struct extract_sighting *best = label == EXTRACT_DATE_UPDATED ? &seen->updated : &seen->published;
    if (label != EXTRACT_DATE_OTHER && sighting->score > best->score)
        *best = *sighting;
}

/* What the text before NODE says of the date in it: an element of its own may hold the label. */
static enum extract_date_label label_before(const struct extract_job *job, uint32_t node)
{
    for (uint32_t i = node; i > 0 && node - i < SEEN_LABEL_NODES;) {
        struct base_str text = page_at(job->page, --i)->text;
        if (page_at(job->page, i)->tag != PAGE_TAG_TEXT || job->skip[i] || !base_text_weight(text))
            continue;
        for (size_t k = 0; k < text.len; k++)
            if (text.ptr[k] >= '0' && text.ptr[k] <= '9')
                return EXTRACT_DATE_BARE;
        return text.len <= SEEN_LABEL_BYTES ? extract_date_label(text) : EXTRACT_DATE_BARE;
    }
    return EXTRACT_DATE_BARE;
}

/* ---- Lines ---- */

struct line_date {
    struct extract_moment moment;
    size_t from, to;
};

/* The dates of a line, at most SEEN_LINE_DATES. */
static size_t read_dates(const struct extract_date_finder *f, struct base_str line, struct line_date *dates)
{
    size_t count = 0, at = 0;
    struct line_date *d = dates;
    while (count < SEEN_LINE_DATES &&
           extract_moment_find(base_str_sub(line, at, line.len), &f->context, &d->moment, &d->from, &d->to)) {
        d->from += at;
        d->to += at;
        at = d->to;
        d++;
        count++;
    }
    return count;
}

static bool is_copyright(struct base_str line)
{
    return base_str_find(line, BASE_STR("©")) != SIZE_MAX ||
           base_str_find_nocase(line, BASE_STR("copyright")) != SIZE_MAX;
}

/* The sentence that ends a blog's entry, as WordPress has it in its languages: long, and no doubt about its date. */
static bool is_entry_line(struct base_str line)
{
    static const char *const starts[] = {"this entry was posted", "this entry was published", "this entry was written",
        "this post was published", "this article was published", "this article was posted", "this story was published",
        "dieser eintrag wurde", "dieser beitrag wurde", "dieser artikel wurde", "cette entrée a été publiée",
        "cet article a été publié", "ce contenu a été publié", "esta entrada fue publicada", "esta entrada se publicó",
        "este artículo fue publicado", "este artigo foi publicado", "este post foi publicado",
        "esta entrada foi publicada", "questo articolo è stato pubblicato", "questa voce è stata pubblicata",
        "dit bericht werd geplaatst", "dit bericht is geplaatst", "detta inlägg publicerades",
        "dette innlegget ble publisert", "ten wpis został opublikowany", "tento příspěvek byl publikován",
        "Запись опубликована"};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (base_str_starts_nocase(line, base_str(starts[i])))
            return true;
    return false;
}

/* A line counts by how little there is in it but dates. */
static int line_score(struct base_str line, const struct line_date *dates, size_t count)
{
    if (is_entry_line(line))
        return 100;
    size_t rest = base_text_weight(line);
    for (size_t i = 0; i < count; i++)
        rest -= base_text_weight(base_str_sub(line, dates[i].from, dates[i].to));
    if (is_copyright(line))
        return -100;
    return 100 - (int)(rest > 200 ? 200 : rest);
}

/* The text between the date before K and K, or between K and the next one. */
static struct base_str text_around(struct base_str line, const struct line_date *dates, size_t count, size_t k,
                                   bool behind)
{
    if (behind)
        return base_str_sub(line, dates[k].to, k + 1 < count ? dates[k + 1].from : line.len);
    return base_str_sub(line, k ? dates[k - 1].to : 0, dates[k].from);
}

/* The label of date K: before it, or where the line begins with a date and ends with a label, behind it: 3月5日更新. */
static enum extract_date_label label_in_line(struct base_str line, const struct line_date *dates, size_t count,
                                             size_t k)
{
    struct base_str last = base_str_trim(text_around(line, dates, count, count - 1, true));
    bool behind = extract_date_label(text_around(line, dates, count, 0, false)) == EXTRACT_DATE_BARE &&
        last.len <= SEEN_LABEL_BYTES / 2 && extract_date_label(last) != EXTRACT_DATE_BARE;
    enum extract_date_label label = extract_date_label(text_around(line, dates, count, k, behind));
    return label == EXTRACT_DATE_OTHER && k ? EXTRACT_DATE_BARE : label;
}

/* A colon before a date that no known label stands at: it is the date of something else. */
static bool follows_colon(struct base_str line, size_t from)
{
    struct base_str before = base_str_trim(base_str_sub(line, 0, from));
    return before.len && before.ptr[before.len - 1] == ':';
}

/* How many dates there are, then how many of them have a time. */
static size_t worth_of(const struct line_date *dates, size_t count)
{
    size_t worth = count * (SEEN_LINE_DATES + 1);
    for (size_t i = 0; i < count; i++)
        worth += dates[i].moment.hour >= 0;
    return worth;
}

/* The dates of a block's line, *LINE; with blanks between its elements where that does not tell less of them. */
static size_t read_line(const struct extract_date_finder *f, uint32_t block, struct base_str *line,
                        struct line_date dates[SEEN_LINE_DATES])
{
    const struct page_block *b = &f->job->blocks.items[block];
    struct line_date spaced_dates[SEEN_LINE_DATES];
    *line = b->text;
    if (line->len > SEEN_LINE_BYTES)
        return 0;
    struct base_str spaced = block < SEEN_SPACED_BLOCKS ? extract_spaced_text(f->job, b) : BASE_STR_NONE;
    size_t count = read_dates(f, *line, dates), spaced_count = read_dates(f, spaced, spaced_dates);
    size_t worth = worth_of(dates, count), spaced_worth = worth_of(spaced_dates, spaced_count);
    if (spaced_worth < worth || (spaced_worth == worth && base_text_weight(spaced) != base_text_weight(*line)))
        return count;
    *line = spaced;
    memcpy(dates, spaced_dates, sizeof spaced_dates);
    return spaced_count;
}

/* Which lines are looked at: those around the headline, those anywhere, and of those the ones with a label. */
enum reach { REACH_NEAR, REACH_FAR, REACH_FAR_LABELLED };

static void see_line(const struct extract_date_finder *f, struct extract_seen *seen, uint32_t block, int64_t away,
                     enum reach reach)
{
    const struct extract_job *job = f->job;
    const struct page_block *b = &job->blocks.items[block];
    struct base_str line;
    struct line_date dates[SEEN_LINE_DATES];
    size_t count = read_line(f, block, &line, dates);
    int score = count ? line_score(line, dates, count) : 0;
    bool at_title = away > 0 && away <= SEEN_AT_TITLE && extract_title_block(job) < block && score >= SEEN_SURE_SCORE &&
        !extract_date_is_of_others(job->page, b->owner);
    if (!count || (at_title ? extract_date_is_framed(job, b->first) : extract_date_line_is_elsewhere(job, b)) ||
        extract_date_is_masthead(job, b->owner) || (reach != REACH_NEAR && extract_date_is_of_others(job->page, b->owner)))
        return;
    for (size_t i = 0; i < count; i++) {
        enum extract_date_label label = label_in_line(line, dates, count, i);
        if (label == EXTRACT_DATE_BARE && !i && !base_text_weight(base_str_sub(line, 0, dates[i].from)))
            label = label_before(job, b->first);
        int64_t worth = score + (label == EXTRACT_DATE_PUBLISHED ? 30 : 0) - 2 * away +
            (is_named_date(job->page, b->owner) ? 15 : 0);
        if (worth <= (reach == REACH_NEAR ? SEEN_FLOOR : SEEN_FAR_FLOOR) ||
            (reach == REACH_FAR_LABELLED && label != EXTRACT_DATE_PUBLISHED) ||
            !extract_moment_is_plausible(f, &dates[i].moment, EXTRACT_DATE_GUESSED_YEAR))
            continue;
        bool foreign = label == EXTRACT_DATE_BARE && follows_colon(line, dates[i].from);
        offer(seen, label, &(struct extract_sighting){dates[i].moment, b->owner, worth,
            score >= SEEN_SURE_SCORE && away <= SEEN_SURE_BLOCKS && !foreign, label == EXTRACT_DATE_PUBLISHED});
    }
}

/* The blocks around the headline: *START up to *END. */
static void near_blocks(const struct extract_job *job, uint32_t *start, uint32_t *end)
{
    uint32_t title = extract_title_block(job);
    *start = title == PAGE_NONE || title < SEEN_BEFORE_BLOCKS ? 0 : title - SEEN_BEFORE_BLOCKS;
    *end = (title == PAGE_NONE ? 40 : title) + SEEN_NEAR_BLOCKS;
    if (*end > job->blocks.count)
        *end = (uint32_t)job->blocks.count;
}

struct extract_seen extract_dates_in_lines(const struct extract_date_finder *f)
{
    uint32_t title = extract_title_block(f->job), start, end;
    struct extract_seen seen = nothing;
    near_blocks(f->job, &start, &end);
    for (uint32_t i = start; i < end; i++) {
        uint32_t away = title == PAGE_NONE ? i + SEEN_AT_TITLE : i > title ? i - title : title - i + SEEN_AT_TITLE;
        if (i != title)
            see_line(f, &seen, i, away, REACH_NEAR);
    }
    return seen;
}

bool extract_date_is_shown(const struct extract_date_finder *f, const struct extract_moment *day, bool as_update)
{
    uint32_t start, end;
    struct base_str line;
    struct line_date dates[SEEN_LINE_DATES];
    near_blocks(f->job, &start, &end);
    for (uint32_t i = start; i < end; i++) {
        size_t count = read_line(f, i, &line, dates);
        for (size_t k = 0; k < count; k++)
            if (extract_moment_is_same_day(&dates[k].moment, day) &&
                (as_update || label_in_line(line, dates, count, k) != EXTRACT_DATE_UPDATED))
                return true;
    }
    return false;
}

struct extract_seen extract_dates_far_off(const struct extract_date_finder *f, bool labelled)
{
    const struct extract_job *job = f->job;
    uint32_t title = extract_title_block(job);
    struct extract_seen seen = nothing;
    uint32_t i = title == PAGE_NONE ? 0 : title + 1;
    for (; i < job->blocks.count && seen.published.node == PAGE_NONE; i++)
        see_line(f, &seen, i, 0, labelled ? REACH_FAR_LABELLED : REACH_FAR);
    return seen;
}

/* The sentence that says when an article, which has been updated since, was published. */
struct extract_sighting extract_date_of_origin(const struct extract_date_finder *f)
{
    const struct extract_job *job = f->job;
    struct line_date dates[SEEN_LINE_DATES];
    struct base_str line;
    for (uint32_t i = 0; i < job->blocks.count; i++) {
        const struct page_block *b = &job->blocks.items[i];
        if (b->text.len > SEEN_LINE_BYTES || !extract_date_is_origin(b->text) || extract_date_line_is_elsewhere(job, b))
            continue;
        size_t count = read_line(f, i, &line, dates);
        if (count && label_in_line(line, dates, count, 0) < EXTRACT_DATE_UPDATED && extract_date_says_updated(line) &&
            extract_moment_is_plausible(f, &dates[0].moment, EXTRACT_DATE_GUESSED_YEAR))
            return (struct extract_sighting){dates[0].moment, b->owner, 0, true, true};
    }
    return nothing.published;
}

/* A place of a few words before, and a dash, a bracket or a quotation behind: BERLIN, 5 February 2024 (dpa) - ... */
static bool is_dateline(struct base_str before, struct base_str behind)
{
    static const char *const marks[] = {"-", "–", "—", "(", "/", "|", "\"", "“", "„", "«", "+"};
    bool framed = false;
    size_t words = 0;
    before = base_str_trim(before);
    behind = base_str_trim(behind);
    if (base_str_starts(behind, BASE_STR(")")) || base_str_starts(behind, BASE_STR(".")))
        behind = base_str_trim(base_str_sub(behind, 1, behind.len));
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        framed = framed || base_str_starts(behind, base_str(marks[i]));
    for (size_t i = 0; i < before.len; i++)
        words += before.ptr[i] == ' ';
    char last = before.len ? before.ptr[before.len - 1] : ',';
    return framed && words < SEEN_DATELINE_WORDS && (last == ',' || last == '(' || last == '-' || last == '/');
}

struct extract_seen extract_date_of_dateline(const struct extract_date_finder *f)
{
    const struct extract_job *job = f->job;
    uint32_t start, end, title = extract_title_block(job);
    struct extract_seen seen = nothing;
    int looked = 0;
    near_blocks(job, &start, &end);
    for (uint32_t i = title == PAGE_NONE ? end : title + 1; i < end && looked < SEEN_DATELINE_TEXTS; i++) {
        const struct page_block *block = &job->blocks.items[i];
        struct extract_sighting sighting = {.node = block->owner};
        size_t from, to;
        if (!extract_block_is_prose(block) || extract_date_line_is_elsewhere(job, block))
            continue;
        looked++;
        if (extract_moment_find(block->text, &f->context, &sighting.moment, &from, &to) && from <= SEEN_DATELINE_BYTES &&
            is_dateline(base_str_sub(block->text, 0, from), base_str_sub(block->text, to, block->text.len)) &&
            extract_moment_is_plausible(f, &sighting.moment, EXTRACT_DATE_GUESSED_YEAR))
            offer(&seen, EXTRACT_DATE_BARE, &sighting);
    }
    return seen;
}

struct extract_seen extract_dates_alone(const struct extract_date_finder *f)
{
    const struct extract_job *job = f->job;
    struct extract_seen seen = nothing;
    for (uint32_t i = 0; i < job->blocks.count; i++) {
        struct base_str line;
        struct line_date dates[SEEN_LINE_DATES];
        size_t count = read_line(f, i, &line, dates);
        if (count != 1 || line_score(line, dates, 1) < SEEN_ALONE_SCORE ||
            !extract_moment_is_plausible(f, &dates[0].moment, EXTRACT_DATE_GUESSED_YEAR))
            continue;
        uint32_t owner = job->blocks.items[i].owner;
        enum extract_date_label label = label_in_line(line, dates, 1, 0);
        if (label == EXTRACT_DATE_BARE)
            label = label_before(job, job->blocks.items[i].first);
        bool own = label == EXTRACT_DATE_PUBLISHED || page_closest(job->page, owner, PAGE_TAG_ARTICLE) != PAGE_NONE;
        if (!own || extract_date_is_of_others(job->page, owner) ||
            extract_date_is_framed(job, job->blocks.items[i].first))
            continue;
        const struct extract_sighting *other = label == EXTRACT_DATE_UPDATED ? &seen.updated : &seen.published;
        if (other->node != PAGE_NONE && !extract_moment_is_same_day(&other->moment, &dates[0].moment))
            return nothing;
        offer(&seen, label, &(struct extract_sighting){.moment = dates[0].moment, .node = owner});
    }
    return seen;
}

/* A short line near the headline that counts back: 3小时前, Published 2 hours ago. */
struct extract_seen extract_dates_counting(const struct extract_date_finder *f)
{
    const struct extract_job *job = f->job;
    uint32_t title = extract_title_block(job), start, end;
    struct extract_seen seen = nothing;
    near_blocks(job, &start, &end);
    for (uint32_t i = start; title != PAGE_NONE && i < end; i++) {
        const struct page_block *block = &job->blocks.items[i];
        struct extract_sighting sighting = {.node = block->owner};
        size_t from, to;
        if (i == title || !extract_moment_ago(block->text, &f->context, &sighting.moment, &from, &to) ||
            extract_date_line_is_elsewhere(job, block))
            continue;
        size_t label = extract_label_at(block->text, EXTRACT_LINE_DATE);
        size_t rest = base_text_weight(base_str_sub(block->text, to, block->text.len));
        rest += from > label ? base_text_weight(base_str_sub(block->text, label, from)) : 0;
        if (rest > (is_named_date(job->page, block->owner) ? SEEN_COUNTING_REST : 4))
            continue;
        offer(&seen, EXTRACT_DATE_BARE, &sighting);
        break;
    }
    return seen;
}

/* ---- Elements ---- */

static int64_t distance(uint32_t a, uint32_t b)
{
    return a > b ? (int64_t)(a - b) : (int64_t)(b - a);
}

static enum extract_date_label label_of_element(const struct extract_job *job, uint32_t node)
{
    struct base_str class = page_attribute(job->page, node, "class");
    struct base_str item = page_attribute(job->page, node, "itemprop");
    if (base_str_find_nocase(item, BASE_STR("dateModified")) != SIZE_MAX ||
        base_str_find_nocase(class, BASE_STR("modified")) != SIZE_MAX)
        return EXTRACT_DATE_UPDATED;
    struct base_str text = page_text(job->page, job->arena, node, job->skip);
    size_t digit = 0;
    while (digit < text.len && !(text.ptr[digit] >= '0' && text.ptr[digit] <= '9'))
        digit++;
    enum extract_date_label label = extract_date_label(base_str_sub(text, 0, digit));
    return label == EXTRACT_DATE_BARE ? label_before(job, node) : label;
}

/* Attributes in which pages give scripts the time that they print. */
static const char *const time_attributes[] = {"datetime", "data-datetime", "data-timestamp", "data-published",
    "data-pubdate", "data-publish-date", "data-date", "data-time"};

static bool is_time_attribute(const struct page_attribute *attribute)
{
    if (!attribute->value.len || !attribute->name.len || attribute->name.ptr[0] != 'd')
        return false;
    for (size_t i = 0; i < sizeof time_attributes / sizeof time_attributes[0]; i++)
        if (base_str_equal(attribute->name, base_str(time_attributes[i])))
            return true;
    return false;
}

/* <time>, or an element named for a date that gives scripts its time. */
static bool is_time_element(const struct page *page, uint32_t node)
{
    const struct page_node *n = &page->nodes[node];
    if (n->tag == PAGE_TAG_TIME)
        return true;
    if (n->tag == PAGE_TAG_TEXT || n->attribute_count < 2)
        return false;
    for (size_t i = 0; i < n->attribute_count; i++)
        if (is_time_attribute(&n->attributes[i]))
            return is_named_date(page, node);
    return false;
}

/* What a time element states for machines, else what is printed in it. */
static bool read_time_element(const struct extract_date_finder *f, uint32_t node, struct extract_moment *moment)
{
    const struct extract_job *job = f->job;
    for (size_t i = 0; i < sizeof time_attributes / sizeof time_attributes[0]; i++) {
        struct base_str value = page_attribute(job->page, node, time_attributes[i]);
        if (value.len && extract_moment_parse(value, &f->context, moment))
            return true;
    }
    return extract_moment_parse(page_text(job->page, job->arena, node, job->skip), &f->context, moment);
}

/* <time>: the best by its own words, and by how near the headline it stands. */
struct extract_seen extract_dates_in_times(const struct extract_date_finder *f)
{
    const struct extract_job *job = f->job;
    const struct page *page = job->page;
    uint32_t title = job->title_node == PAGE_NONE ? 0 : job->title_node;
    struct extract_seen seen = nothing;
    int looked = 0;
    for (uint32_t i = 0; i < page->count && looked < SEEN_TIMES; i++) {
        if (job->skip[i] || !is_time_element(page, i))
            continue;
        looked++;
        struct extract_sighting sighting = {.node = i, .score = -distance(i, title)};
        if (!read_time_element(f, i, &sighting.moment) ||
            !extract_moment_is_plausible(f, &sighting.moment, EXTRACT_DATE_STATED_YEAR) ||
            extract_date_is_elsewhere(job, i))
            continue;
        if (i < title)
            sighting.score *= 3;
        if (page_attribute(page, i, "pubdate").ptr || is_named_date(page, i))
            sighting.score += 60;
        if (job->title_node == PAGE_NONE || sighting.score >= -4000)
            offer(&seen, label_of_element(job, i), &sighting);
    }
    return seen;
}

/* The first element behind the headline whose class or id says that it holds a date, but in other things. */
struct extract_seen extract_dates_by_name(const struct extract_date_finder *f)
{
    const struct extract_job *job = f->job;
    const struct page *page = job->page;
    struct extract_seen seen = nothing;
    int looked = 0;
    uint32_t start = job->title_node == PAGE_NONE ? 0 : job->title_node;
    for (uint32_t i = start; i < page->count && looked < SEEN_NAMED && seen.published.node == PAGE_NONE; i++) {
        const struct page_node *node = &page->nodes[i];
        if (node->tag == PAGE_TAG_TEXT || !node->attribute_count || job->skip[i] || node->end - i > SEEN_NAMED_NODES ||
            page_is_invisible((enum page_tag)node->tag) || !is_named_date(page, i))
            continue;
        looked++;
        struct base_str text = node->tag == PAGE_TAG_ABBR ? page_attribute(page, i, "title") : BASE_STR_NONE;
        struct line_date date;
        if (!text.len)
            text = page_text(page, job->arena, i, job->skip);
        if (text.len > SEEN_LINE_BYTES ||
            !extract_moment_find(text, &f->context, &date.moment, &date.from, &date.to) ||
            line_score(text, &date, 1) < SEEN_FLOOR ||
            !extract_moment_is_plausible(f, &date.moment, EXTRACT_DATE_GUESSED_YEAR) ||
            extract_date_is_elsewhere(job, i))
            continue;
        enum extract_date_label label = label_in_line(text, &date, 1, 0);
        offer(&seen, label == EXTRACT_DATE_BARE ? label_before(job, i) : label,
            &(struct extract_sighting){.moment = date.moment, .node = i});
    }
    return seen;
}
