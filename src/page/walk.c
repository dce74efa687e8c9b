#include "page/private.h"

void page_walk_init(struct page_walk *w, const struct page *p, uint32_t node, const uint8_t *skip,
                    const uint8_t *data_tables)
{
    w->page = p;
    w->skip = skip;
    w->data_tables = data_tables;
    w->at = node;
    w->end = p->nodes[node].end;
    w->depth = 0;
    w->frames[0] = (struct page_frame){.node = node, .end = w->end, .owner = node, .row = PAGE_NONE};
}

static bool in_data_table(const struct page_walk *w, uint32_t cell)
{
    uint32_t table = w->data_tables ? page_closest(w->page, cell, PAGE_TAG_TABLE) : PAGE_NONE;

    return table != PAGE_NONE && w->data_tables[table];
}

static void set_kind(struct page_walk *w, struct page_frame *frame, enum page_tag tag)
{
    switch (tag) {
    case PAGE_TAG_H1: case PAGE_TAG_H2: case PAGE_TAG_H3: case PAGE_TAG_H4: case PAGE_TAG_H5: case PAGE_TAG_H6:
        frame->kind = PAGE_BLOCK_HEADING;
        frame->level = (uint8_t)(tag - PAGE_TAG_H1 + 1);
        frame->row = PAGE_NONE;
        return;
    case PAGE_TAG_LI: case PAGE_TAG_DD: case PAGE_TAG_DT:
        frame->kind = PAGE_BLOCK_ITEM;
        break;
    case PAGE_TAG_TD: case PAGE_TAG_TH:
        if (!in_data_table(w, frame->node))
            return;
        frame->kind = PAGE_BLOCK_CELL;
        frame->row = page_closest(w->page, frame->node, PAGE_TAG_TR);
        break;
    case PAGE_TAG_BLOCKQUOTE:
        frame->kind = PAGE_BLOCK_QUOTE;
        break;
    case PAGE_TAG_PRE:
        frame->kind = PAGE_BLOCK_PREFORMATTED;
        frame->preformatted = true;
        break;
    case PAGE_TAG_FIGCAPTION: case PAGE_TAG_CAPTION:
        frame->kind = PAGE_BLOCK_CAPTION;
        break;
    default:
        return;
    }
    frame->level = 0;
    if (frame->kind != PAGE_BLOCK_CELL)
        frame->row = PAGE_NONE;
}

/* Opens a frame where the element changes how its text is read. */
static void enter(struct page_walk *w, uint32_t node, unsigned flags)
{
    const struct page_node *n = &w->page->nodes[node];
    bool block = flags & PAGE_FLAG_BLOCK;
    bool link = n->tag == PAGE_TAG_A && page_attribute(w->page, node, "href").ptr;

    if ((!block && !link) || w->depth >= BASE_LIMIT_DEPTH + 1)
        return;
    struct page_frame *frame = &w->frames[w->depth + 1];
    *frame = w->frames[w->depth];
    w->depth++;
    frame->node = node;
    frame->end = n->end;
    frame->link |= link;
    if (block) {
        frame->owner = node;
        set_kind(w, frame, n->tag);
    }
}

bool page_is_break(const struct page *p, uint32_t node)
{
    const struct page_node *n = &p->nodes[node];

    if (n->tag != PAGE_TAG_SPAN || n->end != node + 1 || n->attribute_count == 0)
        return n->tag == PAGE_TAG_BR;
    return base_str_has_token(page_attribute(p, node, "class"), BASE_STR("br"));
}

enum page_step page_walk_next(struct page_walk *w, uint32_t *node)
{
    const struct page *p = w->page;

    while (w->at < w->end) {
        struct page_frame *top = &w->frames[w->depth];
        if (w->at >= top->end) {
            w->depth--;
            if (top->owner == top->node)
                return PAGE_STEP_BOUNDARY;
            continue;
        }
        uint32_t i = w->at;
        const struct page_node *n = &p->nodes[i];
        unsigned flags = page_tag_flags(n->tag);
        bool skipped = w->skip && w->skip[i];
        *node = i;
        if (skipped || ((flags & PAGE_FLAG_INVISIBLE) && i != w->frames[0].node)) {
            w->at = n->end;
            if (flags & PAGE_FLAG_BLOCK)
                return PAGE_STEP_BOUNDARY;
            if (flags & PAGE_FLAG_REPLACED)
                return PAGE_STEP_REPLACED;
            continue;
        }
        w->at++;
        if (n->tag == PAGE_TAG_TEXT)
            return PAGE_STEP_TEXT;
        if (page_is_break(p, i))
            return PAGE_STEP_BREAK;
        enter(w, i, flags);
        if (flags & PAGE_FLAG_BLOCK)
            return PAGE_STEP_BOUNDARY;
    }
    return PAGE_STEP_END;
}
