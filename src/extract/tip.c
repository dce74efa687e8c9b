/*
 * Tips: what running text shows only where it is pointed at, a card of the person named, the meaning of a term. Style
 * sheets hide it, so a reader of the text never sees it; told by role=tooltip (WAI-ARIA 1.2) or by the names of its class.
 */
#include "extract/private.h"

enum {
    TIP_NODES = 200, /* of a tip, and between it and the start of its paragraph */
    TIP_LEAST = 60   /* weight of one that no wrapper parts from its term */
};

static const struct base_str words[] = {
    {"tooltip", 7}, {"popover", 7}, {"hovercard", 9}, {"hover-card", 10}, {"rollover", 8},
};

/* Before and behind such a word: the class of the term, or of what holds term and tip. */
static const struct base_str before_term[] = {{"has-", 4}, {"js-", 3}, {"with-", 5}};
static const struct base_str behind_term[] = {
    {"trigger", 7}, {"toggle", 6}, {"target", 6}, {"anchor", 6}, {"link", 4}, {"term", 4}, {"wrap", 4}, {"container", 9},
};

static size_t word_at(struct base_str class, size_t at)
{
    struct base_str rest = base_str_sub(class, at, class.len);

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (base_str_starts_nocase(rest, words[i]))
            return words[i].len;
    return 0;
}

static bool is_of_term(struct base_str class, size_t start, size_t end)
{
    struct base_str before = base_str_sub(class, 0, start), behind = base_str_sub(class, end, class.len);

    for (size_t i = 0; i < sizeof before_term / sizeof *before_term; i++)
        if (base_str_ends(before, before_term[i]))
            return true;
    while (behind.len && (behind.ptr[0] == '-' || behind.ptr[0] == '_'))
        behind = base_str_sub(behind, 1, behind.len);
    for (size_t i = 0; i < sizeof behind_term / sizeof *behind_term; i++)
        if (base_str_starts_nocase(behind, behind_term[i]))
            return true;
    return false;
}

/* The name of a tip begins a word of CLASS: "tooltip", "info-tooltip", "Term_tooltipBubble". */
static bool names_tip(struct base_str class)
{
    for (size_t i = 0; i < class.len; i++) {
        char before = i ? class.ptr[i - 1] | 32 : ' ';
        bool upper = class.ptr[i] >= 'A' && class.ptr[i] <= 'Z', starts = upper || before < 'a' || before > 'z';
        size_t len = starts ? word_at(class, i) : 0;
        if (len)
            return !is_of_term(class, i, i + len);
    }
    return false;
}

static bool is_marked(const struct page *page, uint32_t n)
{
    return page_at(page, n)->tag == PAGE_TAG_SPAN && names_tip(page_attribute(page, n, "class"));
}

static bool is_text(const struct page *page, uint32_t n)
{
    return page_at(page, n)->tag == PAGE_TAG_TEXT && base_text_weight(page_at(page, n)->text) > 0;
}

/* N holds the term as well, and a tip of its own behind it. */
static bool is_wrapper(const struct page *page, uint32_t n)
{
    bool text = false;

    for (uint32_t i = n + 1; i < page_at(page, n)->end; i++) {
        text |= is_text(page, i);
        if (is_marked(page, i))
            return text;
    }
    return false;
}

/* Text of the same paragraph stands before N. */
static bool follows_text(const struct page *page, uint32_t n)
{
    uint32_t block = page_at(page, n)->parent;

    while (block != PAGE_NONE && !page_is_block(page_at(page, block)->tag))
        block = page_at(page, block)->parent;
    for (uint32_t i = n; block != PAGE_NONE && i-- > block + 1 && n - i < TIP_NODES;)
        if (is_text(page, i))
            return true;
    return false;
}

static bool is_long(const struct page *page, uint32_t n)
{
    size_t weight = 0;

    for (uint32_t i = n + 1; i < page_at(page, n)->end && weight < TIP_LEAST; i++)
        weight += page_at(page, i)->tag == PAGE_TAG_TEXT ? base_text_weight(page_at(page, i)->text) : 0;
    return weight >= TIP_LEAST;
}

bool extract_is_tip(const struct page *page, uint32_t n)
{
    const struct page_node *node = page_at(page, n);

    if (node->attribute_count == 0 || node->end - n > TIP_NODES)
        return false;
    if (base_str_equal_nocase(page_attribute(page, n, "role"), BASE_STR("tooltip")))
        return true;
    if (!is_marked(page, n) || is_wrapper(page, n) || !follows_text(page, n))
        return false;
    return is_long(page, n) || (node->parent != PAGE_NONE && is_marked(page, node->parent));
}
