/* The authors: what the site's selectors, the page's statements and its visible byline say. */
#include "extract/byline.h"
#include "extract/names.h"

void byline_add(const struct byline *b, struct base_str text, enum byline_said said, struct base_str_list *names)
{
    const struct extract_article *article = b->job->article;
    struct extract_name_context context = {
        .site = article->site, .lang = article->lang, .person = said == BYLINE_PERSON, .owner = said != BYLINE_GUESSED};
    context.host = extract_host_label(b->job->page->url);
    extract_names_add(b->job->arena, text, &context, names);
}

/* Who wrote the rule means what it finds, a desk or a paper, too, as long as something is left behind the label. */
static void add_as_it_is(struct byline *b, struct base_str text)
{
    struct base_str name = base_str_trim(base_str_sub(text, extract_label_at(text, EXTRACT_LINE_BYLINE), text.len));
    struct extract_date_context context = {.fetched = BASE_TIME_NONE};
    size_t from, to;
    if (extract_traits_of(name).letters >= 2 && !extract_date_span(name, &context, &from, &to) && base_text_weight(name) <= BYLINE_WEIGHT / 2 && !base_str_list_has(&b->names, name))
        base_str_list_add(b->job->arena, &b->names, name);
}

static bool from_selector(struct byline *b)
{
    const struct select_hit *hit = extract_selected(b->job, SELECT_BYLINE);
    for (size_t i = 0; hit && i < hit->count; i++)
        byline_add(b, hit->values[i].text, BYLINE_LABELLED, &b->names);
    for (size_t i = 0; hit && !b->names.count && i < hit->count; i++)
        add_as_it_is(b, hit->values[i].text);
    if (!b->names.count)
        return false;
    b->node = hit->values[0].node;
    b->job->article->from[EXTRACT_BYLINE] = hit->from;
    return true;
}

/* A statement that is the article's: no comment's author, no reviewer, no text about one. */
static bool is_usable(const struct byline *b, const struct extract_fact *fact)
{
    if (fact->origin == EXTRACT_ORIGIN_JSON_LD || fact->origin == EXTRACT_ORIGIN_META)
        return true;
    static const char *const comments[] = {"comment", "respond", "disqus"};
    const struct page *page = b->job->page;
    for (uint32_t i = fact->node; i != PAGE_NONE; i = page_at(page, i)->parent)
        if (page_at(page, i)->tag != PAGE_TAG_BODY && EXTRACT_IS_NAMED(page, i, comments))
            return false;
    return base_text_weight(fact->value) <= BYLINE_WEIGHT && !byline_is_labelled_anothers(b, fact->node);
}

/* The names that facts of some origins state, people or all; only those of the best rank. */
static bool from_facts(struct byline *b, unsigned origins, bool organisations)
{
    size_t count;
    const struct extract_fact *facts = extract_facts_of(b->job, EXTRACT_KEY_AUTHOR, &count);
    unsigned rank = 0;
    for (size_t i = 0; i < count; i++) {
        if ((!organisations && facts[i].rank >= EXTRACT_RANK_GROUP) || !(origins >> facts[i].origin & 1) ||
            (b->names.count && facts[i].rank != rank) || !is_usable(b, &facts[i]))
            continue;
        rank = facts[i].rank;
        bool person = facts[i].origin != EXTRACT_ORIGIN_JSON_LD || rank == 0;
        bool group = facts[i].rank >= EXTRACT_RANK_GROUP;
        byline_add(b, facts[i].value, person ? BYLINE_PERSON : group ? BYLINE_GUESSED : BYLINE_LABELLED, &b->names);
        if (b->names.count && !b->from)
            b->from = extract_origin_name(facts[i].origin);
    }
    return b->names.count > 0;
}

static bool from_sight(struct byline *b, bool siblings)
{
    bool found = byline_from_reporters(b) || byline_from_list(b) || byline_from_elements(b, siblings) ||
        byline_from_lines(b) || byline_from_icons(b) || byline_from_labels(b) || byline_from_far_lines(b) ||
        byline_from_dated(b) || byline_from_signature(b);
    if (found)
        b->from = "generic";
    return found;
}

static bool is_one_word(struct base_str name)
{
    return !memchr(name.ptr, ' ', name.len);
}

/* NAME is LONGER, or its first word alone, as an account is named. */
static bool is_short_for(struct base_str name, struct base_str longer)
{
    if (base_str_equal_nocase(name, longer))
        return true;
    return is_one_word(name) && (unsigned char)name.ptr[0] < 0x80 && longer.len > name.len &&
        longer.ptr[name.len] == ' ' && base_str_starts_nocase(longer, name);
}

static bool has_account_name(const struct base_str_list *names)
{
    for (size_t i = 0; i < names->count; i++)
        if (is_one_word(names->items[i]))
            return true;
    return false;
}

/* FULL holds the names of SOME, and some of them in a longer form. */
static bool is_fuller(const struct base_str_list *full, const struct base_str_list *some)
{
    bool longer = false;
    for (size_t i = 0; i < some->count; i++) {
        size_t k = 0;
        while (k < full->count && !is_short_for(some->items[i], full->items[k]))
            k++;
        if (k == full->count)
            return false;
        longer = longer || !extract_same_letters(full->items[k], some->items[i]);
    }
    return longer && full->count == some->count;
}

bool byline_are_people(const struct base_str_list *names)
{
    for (size_t i = 0; i < names->count; i++)
        if (!extract_is_surely_person(names->items[i]))
            return false;
    return names->count > 0;
}

/* A labelled line names people, and none of SOME, who then merely posted the text. */
static bool are_others(const struct base_str_list *line, const struct base_str_list *some)
{
    for (size_t k = 0; k < line->count; k++)
        for (size_t i = 0; i < some->count; i++)
            if (is_short_for(some->items[i], line->items[k]) || is_short_for(line->items[k], some->items[i]))
                return false;
    return byline_are_people(line);
}

/* ALL holds the names of SOME, and further people: co-authors that only readers are told of. */
static bool adds_people(const struct base_str_list *all, const struct base_str_list *some)
{
    size_t known = 0;
    for (size_t k = 0; k < all->count; k++) {
        size_t i = 0;
        while (i < some->count && !extract_same_letters(all->items[k], some->items[i]))
            i++;
        known += i < some->count;
        if (i == some->count && !extract_is_surely_person(all->items[k]))
            return false;
    }
    return known == some->count && all->count > known;
}

/* What readers see below the headline says more than SOME, which the page states. */
static bool line_says_more(struct byline *line, const struct base_str_list *some)
{
    if (!byline_from_lines(line))
        return false;
    line->from = "generic";
    return are_others(&line->names, some) || adds_people(&line->names, some) || is_fuller(&line->names, some);
}

/* Names that may be a desk's, a section's, a house's; one word alone is an account. */
static bool are_doubtful(const struct base_str_list *names)
{
    for (size_t i = 0; i < names->count; i++)
        if (extract_is_surely_person(names->items[i]))
            return false;
    return names->count > 1 || !has_account_name(names);
}

/* What the page states for machines, unless its readers see the same names in full, or more of them. */
static bool search(struct byline *b)
{
    struct byline stated = *b, seen = *b, meta = *b, line = *b;
    bool found = from_facts(&stated, 1u << EXTRACT_ORIGIN_JSON_LD, false) ||
        from_facts(&stated, 1u << EXTRACT_ORIGIN_MICRODATA, false);
    if (found && line_says_more(&line, &stated.names)) {
        *b = line;
        return true;
    }
    if (found && !has_account_name(&stated.names)) {
        *b = stated;
        return true;
    }
    bool sight = from_sight(&seen, !found) && (!found || is_fuller(&seen.names, &stated.names));
    bool said = from_facts(&meta, 1u << EXTRACT_ORIGIN_META | 1u << EXTRACT_ORIGIN_RDFA, false);
    if (sight && (found || !are_doubtful(&seen.names)) && !(said && adds_people(&meta.names, &seen.names))) {
        *b = seen;
        return true;
    }
    if (said && (sight ? byline_are_people(&meta.names) : !found || is_fuller(&meta.names, &stated.names))) {
        *b = meta;
        return true;
    }
    *b = sight ? seen : stated;
    return sight || found || from_facts(b, 1u << EXTRACT_ORIGIN_JSON_LD, true);
}

/* The site itself or a channel of it: Harbour Gazette Latin America. */
static bool is_own(const struct byline *b, struct base_str name)
{
    struct base_str site = b->job->article->site;
    struct extract_name_context context = {.site = site};
    return extract_is_own_name(name, &context) ||
        (site.len && name.len > site.len && name.ptr[site.len] == ' ' && base_str_starts_nocase(name, site));
}

/* Agencies, teams and the site itself go where a person is named, houses where that is surely a person. */
static void drop_groups(const struct byline *b, struct base_str_list *names)
{
    struct base_str_list people = {0};
    bool sure = false;
    for (size_t i = 0; i < names->count; i++)
        sure = sure || extract_is_surely_person(names->items[i]);
    for (size_t i = 0; i < names->count; i++) {
        struct base_str name = names->items[i];
        if (!extract_is_group(name) && !is_own(b, name) && !(sure && extract_is_house(name)))
            base_str_list_add(b->job->arena, &people, name);
    }
    if (people.count)
        *names = people;
}

void extract_byline(struct extract_job *job)
{
    struct byline b = {.job = job, .node = PAGE_NONE};
    if (!from_selector(&b) && !search(&b))
        return;
    drop_groups(&b, &b.names);
    job->article->byline = b.names;
    job->byline_node = b.node;
    if (b.from)
        extract_set_from(job, EXTRACT_BYLINE, b.from);
}
