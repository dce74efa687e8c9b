/* Kept blocks as plain text or Markdown. */
#include "page/private.h"

enum { MAX_INDENT = 16 }; /* levels; deeper lists stay there, so that the output stays linear */

/* The last item seen on one level of nesting. */
struct level {
    uint32_t list, item;
    size_t number; /* of ITEM in LIST */
};

struct place {
    uint32_t item, list; /* nearest list item and its list; PAGE_NONE */
    uint32_t outermost;  /* list */
    unsigned depth;      /* lists around LIST */
};

struct renderer {
    const struct page *page;
    struct base_arena *arena;
    const struct page_blocks *blocks;
    const uint8_t *keep, *skip;
    struct base_buf out;
    bool markdown;
    const struct page_block *previous; /* last one written */
    struct place previous_place;
    uint32_t image_at; /* nodes before it are done */
    size_t row_cells, rows; /* of the Markdown table that is being written */
    struct level levels[BASE_LIMIT_DEPTH + 2];
};

static bool is_item(enum page_tag tag)
{
    return tag == PAGE_TAG_LI || tag == PAGE_TAG_DD || tag == PAGE_TAG_DT;
}

static bool is_list(enum page_tag tag)
{
    return tag == PAGE_TAG_UL || tag == PAGE_TAG_OL || tag == PAGE_TAG_DL || tag == PAGE_TAG_MENU;
}

static struct place find_place(const struct page *p, const struct page_block *b)
{
    struct place place = {PAGE_NONE, PAGE_NONE, PAGE_NONE, 0};

    if (b->kind != PAGE_BLOCK_ITEM)
        return place;
    for (uint32_t i = b->owner; i != PAGE_NONE; i = p->nodes[i].parent) {
        if (place.item == PAGE_NONE && is_item(p->nodes[i].tag))
            place.item = i;
        if (place.item == PAGE_NONE || !is_list(p->nodes[i].tag))
            continue;
        place.depth += place.list != PAGE_NONE;
        if (place.list == PAGE_NONE)
            place.list = i;
        place.outermost = i;
    }
    if (place.list == PAGE_NONE) /* an item without a list: its parent stands for one */
        place.list = place.outermost = p->nodes[place.item].parent;
    return place;
}

static uint32_t block_cell(const struct page *p, uint32_t owner)
{
    while (owner != PAGE_NONE && p->nodes[owner].tag != PAGE_TAG_TD && p->nodes[owner].tag != PAGE_TAG_TH)
        owner = p->nodes[owner].parent;
    return owner;
}

static void repeat(struct base_buf *out, const char *z, size_t times)
{
    for (size_t i = 0; i < times; i++)
        base_buf_add_z(out, z);
}

/* ---- Lists ---- */

static size_t first_number(const struct page *p, uint32_t list)
{
    size_t start;

    return base_str_to_size(page_attribute(p, list, "start"), 1000000000, &start) ? start : 1;
}

/* The number of the place's item, counted on from the last one of the same list. */
static size_t count_items(struct renderer *r, const struct place *at)
{
    const struct page *p = r->page;
    struct level *level = &r->levels[at->depth];
    size_t number = first_number(p, at->list);
    uint32_t i = page_first_child(p, at->list);

    if (level->list == at->list && level->item != PAGE_NONE && level->item <= at->item) {
        number = level->number;
        i = level->item;
    }
    for (; i != PAGE_NONE && i < at->item; i = page_next_sibling(p, i))
        number += p->nodes[i].tag == PAGE_TAG_LI;
    return number;
}

/* A block of the item was written before. */
static bool item_seen(const struct renderer *r, const struct place *at)
{
    const struct level *level = &r->levels[at->depth];

    return level->list == at->list && level->item == at->item;
}

/* Indent and marker of an item's first block, indent alone of the others. */
static void put_item_prefix(struct renderer *r, const struct place *at)
{
    enum page_tag tag = r->page->nodes[at->item].tag;
    bool ordered = r->page->nodes[at->list].tag == PAGE_TAG_OL;

    repeat(&r->out, r->markdown ? "    " : "  ", at->depth < MAX_INDENT ? at->depth : MAX_INDENT);
    if (tag != PAGE_TAG_LI)
        return;
    if (item_seen(r, at)) {
        base_buf_add_z(&r->out, ordered && r->markdown ? "   " : "  ");
        return;
    }
    size_t number = ordered ? count_items(r, at) : 0;
    r->levels[at->depth] = (struct level){at->list, at->item, number};
    if (ordered)
        base_buf_printf(&r->out, "%zu. ", number);
    else
        base_buf_add_z(&r->out, "- ");
}

/* ---- Tables ---- */

static void end_markdown_row(struct renderer *r)
{
    if (r->row_cells == 0)
        return;
    base_buf_add_z(&r->out, " |");
    if (r->rows++ == 0) {
        base_buf_add_z(&r->out, "\n|");
        repeat(&r->out, " --- |", r->row_cells);
    }
    r->row_cells = 0;
}

/* Cells from one of a row to a later one of it, empty ones between them counted. */
static size_t cells_between(const struct page *p, uint32_t from, uint32_t to)
{
    size_t count = 0;

    while (from != PAGE_NONE && from < to) {
        from = page_next_sibling(p, from);
        count += from != PAGE_NONE && (p->nodes[from].tag == PAGE_TAG_TD || p->nodes[from].tag == PAGE_TAG_TH);
    }
    return count;
}

/* What stands before a cell: tabs or bars, a new line, or a new table. */
static void separate_cell(struct renderer *r, const struct page_block *b)
{
    const struct page *p = r->page;
    const struct page_block *before = r->previous;
    uint32_t cell = block_cell(p, b->owner);
    bool after_cell = before && before->kind == PAGE_BLOCK_CELL;
    bool same_row = after_cell && before->row == b->row;
    bool same_table = after_cell && page_closest(p, before->owner, PAGE_TAG_TABLE) ==
                                        page_closest(p, b->owner, PAGE_TAG_TABLE);
    size_t steps = 1;

    if (same_row) {
        steps = cells_between(p, block_cell(p, before->owner), cell);
        if (steps == 0)
            base_buf_add_char(&r->out, ' ');
    } else {
        uint32_t first = b->row == PAGE_NONE ? PAGE_NONE : page_first_child(p, b->row);
        while (first != PAGE_NONE && p->nodes[first].tag != PAGE_TAG_TD && p->nodes[first].tag != PAGE_TAG_TH)
            first = page_next_sibling(p, first);
        steps += cells_between(p, first, cell);
        end_markdown_row(r);
        if (before)
            base_buf_add_z(&r->out, same_table ? "\n" : "\n\n");
        if (!same_table)
            r->rows = 0;
    }
    for (size_t i = 0; i < steps; i++) {
        if (r->markdown)
            base_buf_add_z(&r->out, r->row_cells++ == 0 ? "| " : " | ");
        else if (same_row || i > 0)
            base_buf_add_char(&r->out, '\t');
    }
}

/* ---- Blocks ---- */

static void separate(struct renderer *r, const struct page_block *b, const struct place *at)
{
    const struct page_block *before = r->previous;

    if (b->kind == PAGE_BLOCK_CELL) {
        separate_cell(r, b);
        return;
    }
    end_markdown_row(r);
    if (!before)
        return;
    bool same_list = at->item != PAGE_NONE && at->outermost == r->previous_place.outermost;
    /* Markdown would run lines without a marker into one paragraph. */
    bool apart = same_list && r->markdown &&
                 (item_seen(r, at) || r->page->nodes[at->list].tag == PAGE_TAG_DL);
    uint32_t quote = page_closest(r->page, b->owner, PAGE_TAG_BLOCKQUOTE);
    bool same_quote = r->markdown && b->kind == PAGE_BLOCK_QUOTE && before->kind == PAGE_BLOCK_QUOTE &&
                      quote == page_closest(r->page, before->owner, PAGE_TAG_BLOCKQUOTE);
    if (same_list && !apart)
        base_buf_add_char(&r->out, '\n');
    else
        base_buf_add_z(&r->out, same_quote ? "\n>\n" : "\n\n");
}

/* Copies what was written from FROM on anew, with PREFIX at the start of each line. */
static void prefix_lines(struct renderer *r, struct base_str text, const char *prefix)
{
    struct base_str line;
    bool first = true;

    while (base_str_next(&text, '\n', &line)) {
        if (!first)
            base_buf_add_char(&r->out, '\n');
        base_buf_add_z(&r->out, prefix);
        base_buf_add_str(&r->out, line);
        first = false;
    }
}

static void put_code(struct renderer *r, const struct page_block *b)
{
    size_t longest = 2, run = 0;

    for (size_t i = 0; i < b->text.len; i++) {
        run = b->text.ptr[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    repeat(&r->out, "`", longest + 1);
    base_buf_add_char(&r->out, '\n');
    base_buf_add_str(&r->out, b->text);
    base_buf_add_char(&r->out, '\n');
    repeat(&r->out, "`", longest + 1);
}

static void put_on_one_line(struct base_buf *out, struct base_str text)
{
    for (size_t i = 0; i < text.len; i++)
        base_buf_add_char(out, text.ptr[i] == '\n' || text.ptr[i] == '\t' ? ' ' : text.ptr[i]);
}

static void put_text(struct renderer *r, const struct page_block *b, const struct place *at)
{
    if (b->kind == PAGE_BLOCK_CELL)
        put_on_one_line(&r->out, b->text);
    else if (at->item == PAGE_NONE)
        base_buf_add_str(&r->out, b->text);
    else {
        struct base_str rest = b->text, line;
        for (bool first = true; base_str_next(&rest, '\n', &line); first = false) {
            if (!first) {
                base_buf_add_char(&r->out, '\n');
                put_item_prefix(r, at);
            }
            base_buf_add_str(&r->out, line);
        }
    }
}

static void put_markdown(struct renderer *r, const struct page_block *b)
{
    bool one_line = b->kind == PAGE_BLOCK_CELL || b->kind == PAGE_BLOCK_HEADING || b->kind == PAGE_BLOCK_ITEM;
    struct base_buf inside = BASE_BUF_INIT;

    if (b->kind == PAGE_BLOCK_PREFORMATTED) {
        put_code(r, b);
        return;
    }
    if (b->kind == PAGE_BLOCK_HEADING) {
        repeat(&r->out, "#", b->level);
        base_buf_add_char(&r->out, ' ');
    }
    page_markdown_inline(r->page, r->arena, b, r->skip, one_line, &inside);
    r->out.failed |= inside.failed;
    if (b->kind == PAGE_BLOCK_QUOTE)
        prefix_lines(r, base_buf_str(&inside), "> ");
    else
        base_buf_add_str(&r->out, base_buf_str(&inside));
    base_buf_free(&inside);
}

static void put_block(struct renderer *r, const struct page_block *b)
{
    struct place at = find_place(r->page, b);

    separate(r, b, &at);
    if (at.item != PAGE_NONE)
        put_item_prefix(r, &at);
    if (r->markdown)
        put_markdown(r, b);
    else
        put_text(r, b, &at);
    r->previous = b;
    r->previous_place = at;
}

/* ---- Images ---- */

/* First block at or behind NODE, by its first text node. */
static uint32_t block_at(const struct page_blocks *blocks, uint32_t node)
{
    uint32_t low = 0, high = blocks->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (blocks->items[middle].first < node)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* An image belongs to the text when the blocks before and behind it (or its figure) do. */
static bool image_belongs(const struct renderer *r, uint32_t from, uint32_t end)
{
    uint32_t before = block_at(r->blocks, from), behind = block_at(r->blocks, end);

    return before > 0 && r->keep[before - 1] && behind < r->blocks->count && r->keep[behind];
}

/* The caption behind an image, up to the next image or END, where it is not among the kept blocks. */
static struct base_str dropped_caption(const struct renderer *r, uint32_t img, uint32_t end)
{
    const struct page *p = r->page;

    for (uint32_t i = img + 1; i < end && p->nodes[i].tag != PAGE_TAG_IMG; i++) {
        if (p->nodes[i].tag != PAGE_TAG_FIGCAPTION)
            continue;
        uint32_t block = block_at(r->blocks, i);
        if (block < r->blocks->count && r->blocks->items[block].first < p->nodes[i].end && !r->keep[block])
            return r->blocks->items[block].text;
        break;
    }
    return BASE_STR_NONE;
}

static void put_image(struct renderer *r, uint32_t img)
{
    const struct page *p = r->page;
    uint32_t figure = page_closest(p, img, PAGE_TAG_FIGURE), whole = figure == PAGE_NONE ? img : figure;
    struct base_str alt = page_attribute(p, img, "alt");

    if (!image_belongs(r, whole, p->nodes[whole].end))
        return;
    struct base_str url = page_image_url(p, r->arena, img);
    if (!url.ptr)
        return;
    struct base_str caption = figure == PAGE_NONE ? BASE_STR_NONE : dropped_caption(r, img, p->nodes[figure].end);
    end_markdown_row(r);
    base_buf_add_z(&r->out, "\n\n![");
    page_markdown_escape(&r->out, caption.ptr ? caption : alt);
    base_buf_add_z(&r->out, "](");
    base_buf_add_str(&r->out, url);
    base_buf_add_char(&r->out, ')');
}

/* Images up to node END that were not looked at yet. A table or a list is not torn apart. */
static void put_images(struct renderer *r, uint32_t end, bool torn)
{
    const struct page *p = r->page;

    while (r->image_at < end) {
        const struct page_node *n = &p->nodes[r->image_at];
        if ((r->skip && r->skip[r->image_at]) || page_is_invisible(n->tag)) {
            r->image_at = n->end;
            continue;
        }
        if (n->tag == PAGE_TAG_IMG && !torn && page_closest(p, r->image_at, PAGE_TAG_TABLE) == PAGE_NONE)
            put_image(r, r->image_at);
        r->image_at++;
    }
}

struct base_str page_render(const struct page *p, struct base_arena *arena, const struct page_blocks *blocks,
                            const uint8_t *keep, const uint8_t *skip, enum page_format format)
{
    struct renderer *r = BASE_NEW(arena, struct renderer);
    struct base_str text = BASE_STR_NONE;

    if (!r)
        return text;
    *r = (struct renderer){.page = p, .arena = arena, .blocks = blocks, .keep = keep, .skip = skip,
                           .markdown = format == PAGE_FORMAT_MARKDOWN};
    for (uint32_t i = 0; i < blocks->count; i++) {
        const struct page_block *b = &blocks->items[i];
        if (!keep[i])
            continue;
        if (r->markdown && r->previous)
            put_images(r, b->first, false);
        put_block(r, b);
        r->image_at = r->image_at > b->first ? r->image_at : b->first;
    }
    if (r->markdown)
        end_markdown_row(r);
    if (r->previous)
        text = base_arena_str(arena, base_buf_str(&r->out));
    if (r->out.failed)
        arena->failed = true;
    base_buf_free(&r->out);
    return text;
}
