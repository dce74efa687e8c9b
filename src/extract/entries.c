/* A live blog's entries: as stated in JSON-LD, else the repeated blocks with a time of their own. */
#include "extract/body.h"

enum { LEAST_ENTRIES = 4, ENTRY_HEAD = 3 };

static void add(struct extract_job *job, const struct extract_entry *entry)
{
    struct extract_entries *list = &job->article->entries;
    struct extract_entry *items = base_arena_grow(job->arena, list->items, list->count, &list->capacity, sizeof *items);

    if (!items)
        return;
    list->items = items;
    items[list->count++] = *entry;
}

static struct extract_date_context dates(const struct extract_job *job)
{
    return (struct extract_date_context){.lang = job->article->lang, .fetched = job->input->fetched};
}

static bool stated_entries(struct extract_job *job)
{
    const struct extract_entries *stated = &job->facts->entries;
    struct extract_date_context context = dates(job);

    for (size_t i = 0; i < stated->count; i++) {
        struct extract_entry entry = stated->items[i];
        if (entry.date.len)
            entry.date = extract_date_parse(job->arena, entry.date, &context);
        if (entry.url.len)
            entry.url = page_resolve(job->page, job->arena, entry.url);
        if (entry.text.len || entry.title.len)
            add(job, &entry);
    }
    return stated->count > 0;
}

/* An element of its own that a <time datetime> stands in: the nearest list item, article or section around it, or
 * a div with a class. */
static uint32_t entry_of(const struct page *page, uint32_t node)
{
    for (node = page_at(page, node)->parent; node != PAGE_NONE; node = page_at(page, node)->parent) {
        switch (page_at(page, node)->tag) {
        case PAGE_TAG_ARTICLE: case PAGE_TAG_LI: case PAGE_TAG_SECTION:
            return node;
        case PAGE_TAG_BODY: case PAGE_TAG_HTML: case PAGE_TAG_MAIN:
            return PAGE_NONE;
        default:
            break;
        }
    }
    return PAGE_NONE;
}

struct timed {
    uint32_t node, time;
};

/* The siblings that each hold a time and kept text: the parent with most of them. */
static size_t timed_siblings(const struct extract_job *job, struct timed *out, size_t room)
{
    const struct page *page = job->page;
    uint32_t *count = BASE_NEW_ARRAY(job->arena, uint32_t, page->count), best = PAGE_NONE, last = PAGE_NONE;
    struct timed *all = BASE_NEW_ITEMS(job->arena, struct timed, room);
    size_t found = 0, kept = 0;

    if (!count || !all)
        return 0;
    for (uint32_t n = 0; n < page->count && found < room; n++) {
        if (page_at(page, n)->tag != PAGE_TAG_TIME || job->skip[n])
            continue;
        uint32_t entry = entry_of(page, n);
        if (entry == PAGE_NONE || entry == last)
            continue;
        last = entry;
        all[found++] = (struct timed){entry, n};
        uint32_t parent = page_at(page, entry)->parent;
        count[parent]++;
        if (best == PAGE_NONE || count[parent] > count[best])
            best = parent;
    }
    for (size_t i = 0; i < found; i++)
        if (page_at(page, all[i].node)->parent == best)
            out[kept++] = all[i];
    return kept;
}

/* The entry's title, where a heading opens it, and its text, from kept blocks only. */
static void entry_text(const struct extract_job *job, uint32_t *block, const struct timed *at,
                       struct extract_entry *entry)
{
    struct base_buf text = BASE_BUF_INIT;
    uint32_t end = page_at(job->page, at->node)->end, n = 0;

    while (*block < job->blocks.count && job->blocks.items[*block].first < at->node)
        ++*block;
    for (; *block < job->blocks.count && job->blocks.items[*block].first < end; ++*block, n++) {
        const struct page_block *b = &job->blocks.items[*block];
        bool time = b->first >= at->time && b->last < page_at(job->page, at->time)->end;
        if (time && n < ENTRY_HEAD)
            continue; /* the entry's date */
        if (b->kind == PAGE_BLOCK_HEADING && !entry->title.len && n < ENTRY_HEAD) {
            entry->title = b->text;
        } else if (job->keep[*block]) {
            if (text.len)
                base_buf_add_z(&text, "\n\n");
            base_buf_add_str(&text, b->text);
        }
    }
    if (text.len)
        entry->text = base_arena_str(job->arena, base_buf_str(&text));
    base_buf_free(&text);
}

/* A word for a live blog stands in TOKENS, which anything but letters parts. */
static bool has_live_word(struct base_str tokens)
{
    static const struct base_str words[] = {
        {"live", 4}, {"liveblog", 8}, {"liveticker", 10}, {"ticker", 6}, {"direct", 6}, {"directo", 7}, {"diretta", 7},
        {"aovivo", 6}, {"zhibo", 5}, {"onlajn", 6}, {"relacja", 7}};
    size_t start = 0;

    for (size_t i = 0; i <= tokens.len; i++) {
        if (i < tokens.len && (tokens.ptr[i] | 32) >= 'a' && (tokens.ptr[i] | 32) <= 'z')
            continue;
        for (size_t k = 0; k < sizeof words / sizeof words[0]; k++)
            if (base_str_equal_nocase(base_str_sub(tokens, start, i), words[k]))
                return true;
        start = i + 1;
    }
    return false;
}

/* A page that calls itself live: by its address, its title, its type, or its entries' markup. */
static bool says_live(const struct extract_job *job, uint32_t entry)
{
    struct base_str title = job->article->title;
    uint32_t parent = page_at(job->page, entry)->parent;
    size_t count;
    const struct extract_fact *types = extract_facts_of(job, EXTRACT_KEY_TYPE, &count);

    for (size_t i = 0; i < count; i++)
        if (base_str_equal_nocase(types[i].value, BASE_STR("LiveBlogPosting")))
            return true;
    return has_live_word(base_url_path(job->page->url)) || has_live_word(page_attribute(job->page, entry, "class")) ||
           (parent != PAGE_NONE && has_live_word(page_attribute(job->page, parent, "class"))) ||
           base_str_find_nocase(title, BASE_STR("live:")) != SIZE_MAX ||
           base_str_find_nocase(title, BASE_STR("as it happened")) != SIZE_MAX ||
           base_str_find(title, BASE_STR("直播")) != SIZE_MAX;
}

static void timed_entries(struct extract_job *job)
{
    enum { ROOM = 5000 };
    struct timed *timed = BASE_NEW_ITEMS(job->arena, struct timed, ROOM);
    struct extract_date_context context = dates(job);
    size_t count = timed ? timed_siblings(job, timed, ROOM) : 0;
    uint32_t block = 0;

    if (count < LEAST_ENTRIES || !says_live(job, timed[0].node))
        return;
    for (size_t i = 0; i < count; i++) {
        struct extract_entry entry = {0};
        struct base_str stated = page_attribute(job->page, timed[i].time, "datetime");
        if (!stated.len)
            stated = page_text(job->page, job->arena, timed[i].time, job->skip);
        entry.date = extract_date_parse(job->arena, stated, &context);
        entry_text(job, &block, &timed[i], &entry);
        if (entry.text.len)
            add(job, &entry);
    }
    if (job->article->entries.count < LEAST_ENTRIES)
        job->article->entries.count = 0;
}

void extract_entries(struct extract_job *job)
{
    if (stated_entries(job)) {
        extract_set_from(job, EXTRACT_ENTRIES, "json-ld");
        return;
    }
    timed_entries(job);
    if (job->article->entries.count)
        extract_set_from(job, EXTRACT_ENTRIES, "generic");
}
