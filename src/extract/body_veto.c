/* What is no part of the story, however likely its words: threads, dialogues, boxes, repeats, other stories. */
#include "extract/body_features.h"

enum {
    BOX_NODES = 200,  /* nodes of a box beside the text */
    BESIDE_MOST = 80, /* percent of the page's prose beyond which a comment thread is the page */
};

/* A small box that calls itself a newsletter's and asks for an address. */
static bool is_sign_up(const struct page *page, uint32_t n, uint64_t marks)
{
    uint32_t end = page_at(page, n)->end;

    if (!(marks & UINT64_C(1) << EXTRACT_MARK_NEWSLETTER) || end - n > BOX_NODES)
        return false;
    for (uint32_t i = n; i < end; i++)
        if (page_at(page, i)->tag == PAGE_TAG_INPUT || page_at(page, i)->tag == PAGE_TAG_FORM)
            return true;
    return false;
}

/* By the class that style sheets use for what is not shown; not where another one shows it on some screens
 * ("hidden md:block"). */
static bool is_styled_away(const struct page *page, uint32_t n)
{
    static const struct base_str names[] = {{"hidden", 6}, {"is-hidden", 9}, {"visually-hidden", 15}};
    struct base_str class = page_attribute(page, n, "class");
    bool named = false;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        named |= base_str_has_token(class, names[i]);
    return named && base_str_find(class, BASE_STR(":")) == SIZE_MAX;
}

/* Comment threads, consent texts, dialogues, boxes for signing up and hidden ones that are marked as such; OWN are all of the
 * node's marks. */
static bool is_beside(const struct page *page, uint32_t n, uint64_t own)
{
    const uint64_t comment = UINT64_C(1) << EXTRACT_MARK_COMMENT, list = UINT64_C(1) << EXTRACT_MARK_LIST;
    const uint64_t consent = UINT64_C(1) << EXTRACT_MARK_CONSENT;
    struct base_str role = page_attribute(page, n, "role");

    if (page_at(page, n)->tag == PAGE_TAG_DIALOG || base_str_equal(role, BASE_STR("dialog")) ||
        base_str_equal(role, BASE_STR("alertdialog")))
        return true;
    if (own & UINT64_C(1) << EXTRACT_MARK_HIDDEN && is_styled_away(page, n))
        return true;
    if (!(own & (comment | consent | UINT64_C(1) << EXTRACT_MARK_NEWSLETTER)))
        return false;
    uint64_t marks = extract_marks_of(page_attribute(page, n, "id"));
    marks |= extract_marks_of(page_attribute(page, n, "class"));
    return marks == comment || marks == (comment | list) || (marks & consent) || is_sign_up(page, n, marks);
}

/* They are no part of the story, however long, where they leave one outside. */
void extract_veto_beside(const struct extract_job *job, const struct extract_view *view, uint16_t *p)
{
    const struct extract_weights *w = &view->weights;
    const struct page *page = job->page;
    uint8_t *veto = BASE_NEW_ARRAY(job->arena, uint8_t, page->count);

    if (!veto)
        return;
    for (uint32_t n = 1; n < page->count; n++) {
        const struct page_node *node = page_at(page, n);
        veto[n] = veto[node->parent];
        if (veto[n] || node->tag == PAGE_TAG_TEXT || node->tag == PAGE_TAG_BODY || w->all[n] == 0)
            continue;
        if ((uint64_t)w->prose[n] * 100 > (uint64_t)w->prose[0] * BESIDE_MOST)
            continue;
        if (!extract_holds_title(job, n))
            veto[n] = is_beside(page, n, view->job->marks[n]);
    }
    for (uint32_t i = 0; i < job->blocks.count; i++)
        if (veto[job->blocks.items[i].owner])
            p[i] = 0;
}

enum { REPEAT_LEAST = 40, REPEAT_TIMES = 3, REPEAT_SURE = 900 };

static bool is_repeated(const struct extract_view *view, uint32_t i)
{
    return view->times[i] >= REPEAT_TIMES && view->job->blocks.items[i].weight >= REPEAT_LEAST;
}

/* What is very likely the story's and speaks of no such thing is no notice: a plan, a recipe, a refrain. */
static bool is_refrain(const struct page_block *block, uint16_t p)
{
    const uint32_t notices = 1u << EXTRACT_TOPIC_COOKIE | 1u << EXTRACT_TOPIC_SUBSCRIBE | 1u << EXTRACT_TOPIC_ACCOUNT |
                             1u << EXTRACT_TOPIC_RIGHTS;

    return p >= REPEAT_SURE && !(extract_topics_of(block->text) & notices);
}

/* Whether less than half of the expected text stands there three times. */
static bool are_notices(const struct extract_view *view, const uint16_t *p)
{
    const struct page_blocks *blocks = &view->job->blocks;
    uint64_t repeated = 0, expected = 0;

    for (uint32_t i = 0; i < blocks->count; i++) {
        uint64_t worth = (uint64_t)p[i] * blocks->items[i].weight;
        expected += worth;
        repeated += is_repeated(view, i) ? worth : 0;
    }
    return repeated * 2 < expected;
}

/* A story does not repeat its paragraphs. What stands there three times is a notice, and goes; where that would be
 * most of the text, the page holds its story once for each kind of screen: then, as with a text that stands there
 * twice, the first stays. */
void extract_veto_repeats(const struct extract_job *job, const struct extract_view *view, uint16_t *p)
{
    const struct page_blocks *blocks = &job->blocks;
    struct extract_tally kept;
    uint32_t count = 0;

    for (uint32_t i = 0; i < blocks->count; i++)
        count += view->times[i] > 1;
    if (!extract_tally_make(job->arena, count, &kept))
        return;
    bool notices = are_notices(view, p);
    for (uint32_t i = 0; i < blocks->count; i++) {
        const struct page_block *b = &blocks->items[i];
        if (b->weight < REPEAT_LEAST || view->times[i] < 2)
            continue;
        if ((notices && is_repeated(view, i) && !is_refrain(b, p[i])) ||
            (b->weight >= 2 * REPEAT_LEAST && extract_tally_times(&kept, view->hash[i])))
            p[i] = 0;
        if (p[i] >= 500)
            extract_tally_add(&kept, view->hash[i]);
    }
}

/* Where the title stands in an article element of its own, another one with a first heading of its own is another
 * story. */
void extract_veto_other_stories(const struct extract_job *job, uint16_t *p)
{
    const struct page *page = job->page;
    uint32_t story = job->title_node == PAGE_NONE ? PAGE_NONE : page_closest(page, job->title_node, PAGE_TAG_ARTICLE);
    uint8_t *other = BASE_NEW_ARRAY(job->arena, uint8_t, page->count);

    if (!other || story == PAGE_NONE)
        return;
    for (uint32_t n = page_at(page, story)->end; n < page->count; n++) {
        if (page_at(page, n)->tag != PAGE_TAG_H1 || job->skip[n])
            continue;
        uint32_t article = page_closest(page, n, PAGE_TAG_ARTICLE);
        if (article != PAGE_NONE && !page_is_inside(page, story, article))
            other[article] = 1;
    }
    for (uint32_t n = page_at(page, story)->end; n < page->count; n++)
        other[n] |= other[page_at(page, n)->parent];
    for (uint32_t i = 0; i < job->blocks.count; i++)
        if (other[job->blocks.items[i].owner])
            p[i] = 0;
}
