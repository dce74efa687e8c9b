/* What of the page a reader gets to see; the rest is skipped by all that reads its text. */
#include "extract/private.h"

enum {
    HEADER_NODES = 40, /* of the header of a panel */
    PANEL_PROSE = 80   /* weight of prose: of a text outside of links */
};

/* ---- Panels: hidden parts of the text that a header of their own opens, as in an accordion (WAI-ARIA 1.2:
 * aria-controls; ARIA Authoring Practices: a region labelled by its header). What is hidden above the text is something
 * else: a notice of the site, where the authors work. ---- */

struct panels {
    const struct page *page;
    uint32_t open;    /* the last one opened; PAGE_NONE */
    uint32_t read_to; /* no prose is shown before */
};

/* The element before N among its siblings; PAGE_NONE where text stands between them. */
static uint32_t element_before(const struct page *page, uint32_t n)
{
    uint32_t parent = page_at(page, n)->parent, at = n;

    while (parent != PAGE_NONE && --at > parent) {
        while (page_at(page, at)->parent != parent)
            at = page_at(page, at)->parent;
        if (page_at(page, at)->tag != PAGE_TAG_TEXT)
            return at;
        if (base_text_weight(page_at(page, at)->text))
            break;
    }
    return PAGE_NONE;
}

static bool is_heading(const struct page *page, uint32_t n)
{
    uint16_t tag = page_at(page, n)->tag;

    return page_is_heading(tag) || tag == PAGE_TAG_DT ||
           base_str_equal(page_attribute(page, n, "role"), BASE_STR("heading"));
}

/* The element before it holds the one control of the panel N, and no other panel's: one that names it, one that it names,
 * or a heading that opens something. */
static bool has_header(const struct page *page, uint32_t n)
{
    struct base_str id = page_attribute(page, n, "id"), label = page_attribute(page, n, "aria-labelledby");
    uint32_t header = element_before(page, n);
    bool heading = false, own = false;

    if (header == PAGE_NONE || page_at(page, header)->end - header > HEADER_NODES)
        return false;
    for (uint32_t i = header; i < page_at(page, header)->end; i++) {
        struct base_str controls = page_attribute(page, i, "aria-controls");
        if (controls.len && !base_str_equal(controls, id))
            return false;
        heading |= is_heading(page, i);
        own |= controls.len || (label.len && base_str_equal(page_attribute(page, i, "id"), label)) ||
               (heading && page_attribute(page, i, "aria-expanded").len);
    }
    return own;
}

/* The first prose of the nodes from START to END, but for those of SKIP (may be NULL); END where there is none. */
static uint32_t find_prose(const struct page *page, uint32_t start, uint32_t end, const uint8_t *skip)
{
    for (uint32_t i = start; i < end; i++) {
        const struct page_node *node = page_at(page, i);
        if (node->tag == PAGE_TAG_A || page_is_invisible((enum page_tag)node->tag) || (skip && skip[i]))
            i = node->end - 1;
        else if (node->tag == PAGE_TAG_TEXT && base_text_weight(node->text) >= PANEL_PROSE)
            return i;
    }
    return end;
}

/* A menu, a dialogue, what is written above or below all pages of the site. */
static bool is_beside_text(const struct page *page, uint32_t n)
{
    static const enum page_tag tags[] = {PAGE_TAG_HEADER, PAGE_TAG_NAV, PAGE_TAG_FOOTER, PAGE_TAG_ASIDE, PAGE_TAG_DIALOG,
                                         PAGE_TAG_FORM};
    struct base_str role = page_attribute(page, n, "role");

    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (page_closest(page, n, tags[i]) != PAGE_NONE)
            return true;
    return base_str_equal(role, BASE_STR("dialog")) || base_str_equal(role, BASE_STR("alertdialog")) ||
           page_attribute(page, n, "aria-modal").len;
}

/* The hidden element N is such a panel, or what of an open one is hidden with it. */
static bool opens(struct panels *p, const uint8_t *skip, uint32_t n)
{
    uint32_t end = page_at(p->page, n)->end;

    if (p->open != PAGE_NONE && page_is_inside(p->page, n, p->open))
        return page_at(p->page, n)->parent == p->open;
    if (!has_header(p->page, n) || find_prose(p->page, n + 1, end, NULL) == end || is_beside_text(p->page, n))
        return false;
    p->read_to = find_prose(p->page, p->read_to, n, skip);
    if (p->read_to >= n)
        return false;
    p->open = n;
    return true;
}

/* ---- All of it ---- */

const uint8_t *extract_mark_skipped(const struct extract_job *job)
{
    const struct page *page = job->page;
    const uint8_t *stripped = job->input->selected ? job->input->selected->skip : NULL;
    struct panels panels = {.page = page, .open = PAGE_NONE};
    uint8_t *skip = BASE_NEW_ARRAY(job->arena, uint8_t, page->count);

    for (uint32_t i = 0; skip && i < page->count; i++) {
        const struct page_node *node = page_at(page, i);
        if ((stripped && stripped[i]) || (node->parent != PAGE_NONE && skip[node->parent]))
            skip[i] = 1;
        else if (node->tag != PAGE_TAG_TEXT && node->attribute_count && i != 0 && i != page->body)
            skip[i] = page_is_hidden(page, i) ? !opens(&panels, skip, i) : extract_is_tip(page, i);
    }
    return skip;
}
