/* Where on the page a node stands, by the words of class and id around it. */
#include "extract/private.h"

enum {
    PLACE_NAME_BYTES = 500,
    PLACE_LINE_BYTES = 600,
    PLACE_LINE_NODES = 40,
    PLACE_ASIDE_NODES = 120 /* a smaller aside may be the article's dates and names */
};

/* The word, or its plural, stands at AT and ends there. */
static bool is_word_at(struct base_str names, size_t at, struct base_str word)
{
    if (!base_str_starts_nocase(base_str_sub(names, at, names.len), word))
        return false;
    size_t end = at + word.len;
    if (end < names.len && names.ptr[end] == 's')
        end++;
    return end >= names.len || !(names.ptr[end] >= 'a' && names.ptr[end] <= 'z');
}

/* [--sidebar-width:18rem]: a measure's name, in a class that sets it or is set by it. */
static bool is_measure(struct base_str names, size_t at)
{
    while (at > 0 && (base_is_ascii_letter(names.ptr[at - 1]) || names.ptr[at - 1] == '-'))
        at--;
    return at > 0 && (names.ptr[at - 1] == '[' || names.ptr[at - 1] == '(') && base_str_starts(base_str_sub(names, at, names.len), BASE_STR("--"));
}

/* Which of WORDS stand in NAMES, of at most PLACE_NAME_BYTES: a bit each. Words are parted where no letter is, and where a
 * capital follows a small letter. */
static uint64_t find_words(struct base_str names, const char *const *words, size_t count)
{
    uint16_t starts[PLACE_NAME_BYTES]; /* gathered without a branch, which could not be foreseen */
    uint32_t firsts = 0;               /* letters that a word begins with */
    uint64_t found = 0;
    size_t start_count = 0;
    char before = ' ';
    for (size_t k = 0; k < count; k++)
        firsts |= UINT32_C(1) << (words[k][0] - 'a');
    for (size_t i = 0; i < names.len; before = names.ptr[i++]) {
        char c = names.ptr[i];
        bool inside = base_is_ascii_letter(before) & ((c >= 'a') | (before < 'a'));
        starts[start_count] = (uint16_t)i;
        start_count += base_is_ascii_letter(c) & (firsts >> (((c | 32) - 'a') & 31) & 1) & !inside;
    }
    for (size_t i = 0; i < start_count; i++)
        for (size_t k = 0; k < count; k++)
            if (words[k][0] == (names.ptr[starts[i]] | 32) && is_word_at(names, starts[i], base_str(words[k])) &&
                !is_measure(names, starts[i]))
                found |= UINT64_C(1) << k;
    return found;
}

/* The same of class and id. */
static uint64_t find_names(const struct page *page, uint32_t node, const char *const *words, size_t count)
{
    uint64_t found = 0;
    if (!page_at(page, node)->attribute_count)
        return 0;
    struct base_str names[] = {page_attribute(page, node, "class"), page_attribute(page, node, "id")};
    for (size_t k = 0; k < 2; k++)
        if (names[k].len && names[k].len <= PLACE_NAME_BYTES)
            found |= find_words(names[k], words, count);
    return found;
}

bool extract_is_named(const struct page *page, uint32_t node, const char *const *words, size_t count)
{
    return find_names(page, node, words, count) != 0;
}

enum place { PLACE_READ = 1, PLACE_BESIDE = 2, PLACE_FOOT = 4 };

/* What the words of a node's class and id say of its place; looked up once a node. */
static uint8_t place_of(const struct extract_job *job, uint32_t node)
{
    enum { BUILDER, FOOT, WIDGET };
    static const char *const words[] = {
        [BUILDER] = "elementor", /* all that it builds is made of widgets */
        [FOOT] = "footer", [WIDGET] = "widget", "comment", "related", "sidebar", "recommended", "recirc", "disqus",
        "popular", "trending", "weather", "calendar", "events", "latest", "newest", "mostread", "more"};
    uint8_t place = job->places[node];
    if (place)
        return place;
    uint64_t found = find_names(job->page, node, words, sizeof words / sizeof words[0]);
    bool beside = found >> (WIDGET + 1) || ((found >> WIDGET & 1) && !(found >> BUILDER & 1));
    place = (uint8_t)(PLACE_READ | (beside ? PLACE_BESIDE : 0) | (found >> FOOT & 1 ? PLACE_FOOT : 0));
    return job->places[node] = place;
}

bool extract_holds_title(const struct extract_job *job, uint32_t node)
{
    return job->title_node != PAGE_NONE && page_is_inside(job->page, job->title_node, node);
}

bool extract_is_elsewhere(const struct extract_job *job, uint32_t node)
{
    const struct page *page = job->page;
    bool within = page_closest(page, node, PAGE_TAG_ARTICLE) != PAGE_NONE ||
        page_closest(page, node, PAGE_TAG_MAIN) != PAGE_NONE;
    for (uint32_t i = node; i != PAGE_NONE; i = page->nodes[i].parent) {
        uint16_t tag = page->nodes[i].tag;
        if (tag == PAGE_TAG_BODY || extract_holds_title(job, i))
            return false;
        if ((tag == PAGE_TAG_ASIDE && page->nodes[i].end - i > PLACE_ASIDE_NODES) || tag == PAGE_TAG_NAV ||
            tag == PAGE_TAG_FORM || tag == PAGE_TAG_BLOCKQUOTE || tag == PAGE_TAG_FIGCAPTION)
            return true;
        uint8_t place = place_of(job, i);
        if (!within && (tag == PAGE_TAG_FOOTER || (place & PLACE_FOOT))) /* an article's own foot is not */
            return true;
        if (place & PLACE_BESIDE)
            return true;
    }
    return false;
}

uint32_t extract_title_block(const struct extract_job *job)
{
    if (job->title_node == PAGE_NONE)
        return PAGE_NONE;
    uint32_t end = page_at(job->page, job->title_node)->end;
    for (uint32_t i = 0; i < job->blocks.count; i++)
        if (job->blocks.items[i].first >= job->title_node && job->blocks.items[i].first < end)
            return i;
    return PAGE_NONE;
}

struct base_str extract_spaced_text(const struct extract_job *job, const struct page_block *block)
{
    size_t len = 0;
    if (block->last - block->first > PLACE_LINE_NODES || block->text.len > PLACE_LINE_BYTES / 2)
        return BASE_STR_NONE;
    char *out = base_arena_room(job->arena, PLACE_LINE_BYTES);
    for (uint32_t i = block->first; out && i <= block->last; i++) {
        struct base_str text = page_at(job->page, i)->text;
        if (page_at(job->page, i)->tag != PAGE_TAG_TEXT || job->skip[i])
            continue;
        if (page_is_invisible((enum page_tag)page_at(job->page, page_at(job->page, i)->parent)->tag))
            continue;
        if (len + text.len + 1 > PLACE_LINE_BYTES)
            break;
        memcpy(out + len, text.ptr, text.len);
        len += text.len;
        out[len++] = ' ';
    }
    return out ? base_str_trim((struct base_str){out, len}) : BASE_STR_NONE;
}
