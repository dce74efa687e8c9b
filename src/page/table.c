/* Which tables hold data, and which only lay the page out. */
#include "page/private.h"

enum {
    MAX_DATA_CELL_BYTES = 600, /* a longer cell is prose */
};

struct table {
    uint32_t node, end;
    uint32_t rows, cells;            /* cells of the row being read */
    uint32_t common_cells, common;   /* rows with the same number of at least 2 cells */
    uint32_t all_cells, images;
    size_t cell_bytes;
    bool labelled; /* has th or caption */
    bool rich;     /* a cell holds prose or structure */
    bool nested;   /* holds a table */
};

static void end_row(struct table *t)
{
    if (t->cells >= 2 && t->cells == t->common_cells)
        t->common++;
    else if (t->cells >= 2 && t->common < 2) {
        t->common_cells = t->cells;
        t->common = 1;
    }
    t->cells = 0;
    t->cell_bytes = 0;
}

static bool is_data(const struct page *p, struct table *t)
{
    struct base_str role = page_attribute(p, t->node, "role");

    end_row(t);
    if (t->nested || base_str_equal(role, BASE_STR("presentation")) || base_str_equal(role, BASE_STR("none")))
        return false;
    if (t->labelled && t->all_cells >= 2 && t->common >= 1)
        return true;
    return !t->rich && t->common >= 2 && t->images * 2 <= t->all_cells;
}

static void read_node(struct table *t, const struct page_node *n)
{
    switch (n->tag) {
    case PAGE_TAG_TR:
        end_row(t);
        t->rows++;
        break;
    case PAGE_TAG_TH: case PAGE_TAG_TD:
        t->cells++;
        t->all_cells++;
        t->cell_bytes = 0;
        t->labelled |= n->tag == PAGE_TAG_TH;
        break;
    case PAGE_TAG_CAPTION:
        t->labelled = true;
        break;
    case PAGE_TAG_IMG:
        t->images++;
        break;
    case PAGE_TAG_FORM: case PAGE_TAG_IFRAME: case PAGE_TAG_H1: case PAGE_TAG_H2: case PAGE_TAG_H3:
    case PAGE_TAG_OL: case PAGE_TAG_UL: case PAGE_TAG_BLOCKQUOTE: case PAGE_TAG_ARTICLE: case PAGE_TAG_SECTION:
        t->rich = true;
        break;
    case PAGE_TAG_TEXT:
        t->cell_bytes += n->text.len;
        t->rich |= t->cell_bytes > MAX_DATA_CELL_BYTES;
        break;
    default:
        break;
    }
}

uint8_t *page_tables_mark(const struct page *p, struct base_arena *arena, const uint8_t *skip)
{
    struct table stack[BASE_LIMIT_DEPTH + 2];
    unsigned depth = 0;
    uint8_t *marks = NULL;

    for (uint32_t i = 0; i < p->count; i++) {
        const struct page_node *n = &p->nodes[i];
        while (depth > 0 && i >= stack[depth - 1].end) {
            depth--;
            marks[stack[depth].node] = is_data(p, &stack[depth]);
        }
        if ((skip && skip[i]) || page_is_invisible(n->tag)) {
            i = n->end - 1;
        } else if (n->tag == PAGE_TAG_TABLE && depth < BASE_LIMIT_DEPTH) {
            if (!marks && !(marks = base_arena_alloc(arena, p->count, 1)))
                return NULL;
            if (depth > 0)
                stack[depth - 1].nested = true;
            stack[depth++] = (struct table){.node = i, .end = n->end};
        } else if (depth > 0) {
            read_node(&stack[depth - 1], n);
        }
    }
    while (depth > 0) {
        depth--;
        marks[stack[depth].node] = is_data(p, &stack[depth]);
    }
    return marks;
}
