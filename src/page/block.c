#include "page/private.h"

struct maker {
    struct base_arena *arena;
    struct page_blocks *out;
    size_t capacity;
    struct page_fold fold; /* writes into one piece that all blocks share */
    struct page_block block;
    uint32_t last_link; /* frame node of the last link counted */
    bool open;
};

static void finish_block(struct maker *m)
{
    struct page_fold *f = &m->fold;

    if (m->open && m->block.kind == PAGE_BLOCK_PREFORMATTED)
        while (f->len > 0 && (f->out[f->len - 1] == '\n' || f->out[f->len - 1] == ' '))
            f->len--;
    if (m->open && f->len > 0) {
        void *grown = base_arena_grow(m->arena, m->out->items, m->out->count, &m->capacity, sizeof(m->block));
        if (!grown)
            return;
        m->out->items = grown;
        m->block.text = (struct base_str){f->out, f->len};
        m->out->items[m->out->count++] = m->block;
        f->out[f->len] = '\0';
        f->out += f->len + 1;
    }
    f->len = 0;
    f->space = false;
    f->breaks = 0;
    m->open = false;
}

static bool is_blank(struct base_str text)
{
    return base_str_trim(text).len == 0;
}

/* HTML drops a newline right behind <pre>. */
static struct base_str without_first_newline(struct base_str text)
{
    size_t drop = base_str_starts(text, BASE_STR("\r\n")) ? 2 : base_str_starts(text, BASE_STR("\n"));

    return base_str_sub(text, drop, text.len);
}

static void start_block(struct maker *m, const struct page_frame *frame, uint32_t node)
{
    m->block = (struct page_block){
        .owner = frame->owner,
        .first = node,
        .kind = frame->kind,
        .level = frame->level,
        .row = frame->row,
    };
    m->last_link = PAGE_NONE;
    m->open = true;
}

static void add_text(struct maker *m, const struct page_frame *frame, const struct page *p, uint32_t node)
{
    struct base_str text = p->nodes[node].text;
    uint32_t weight = (uint32_t)base_text_weight(text);

    if (is_blank(text) && !(frame->preformatted && m->open)) {
        m->fold.space = true;
        return;
    }
    if (m->fold.breaks > 1)
        finish_block(m);
    if (!m->open) {
        m->fold.space = false;
        m->fold.breaks = 0;
        start_block(m, frame, node);
    }
    m->block.last = node;
    m->block.weight += weight;
    if (frame->link) {
        m->block.link_weight += weight;
        if (m->last_link != frame->node && m->block.links < UINT16_MAX)
            m->block.links++;
        m->last_link = frame->node;
    }
    if (frame->preformatted && m->fold.len == 0)
        text = without_first_newline(text);
    if (frame->preformatted)
        page_fold_put_preformatted(&m->fold, text);
    else
        page_fold_put(&m->fold, text);
}

static void add_break(struct maker *m, const struct page_frame *frame)
{
    if (frame->preformatted && m->open)
        page_fold_put_preformatted(&m->fold, BASE_STR("\n"));
    else if (m->open)
        page_fold_break(&m->fold);
}

static size_t text_room(const struct page *p)
{
    size_t bytes = 1;

    for (uint32_t i = 0; i < p->count; i++)
        bytes += 2 + (p->nodes[i].tag == PAGE_TAG_TEXT ? p->nodes[i].text.len : 0);
    return bytes;
}

int page_blocks_make(const struct page *p, struct base_arena *arena, const uint8_t *skip, struct page_blocks *out,
                     struct base_error *e)
{
    struct page_walk w;
    struct maker m = {.arena = arena, .out = out, .fold = {.lines = true}};
    enum page_step step;
    uint32_t node = 0;

    *out = (struct page_blocks){0};
    m.fold.out = base_arena_room(arena, text_room(p));
    page_walk_init(&w, p, 0, skip, page_tables_mark(p, arena, skip));
    while (m.fold.out && (step = page_walk_next(&w, &node)) != PAGE_STEP_END) {
        const struct page_frame *frame = &w.frames[w.depth];
        if (step == PAGE_STEP_TEXT)
            add_text(&m, frame, p, node);
        else if (step == PAGE_STEP_BREAK)
            add_break(&m, frame);
        else if (step == PAGE_STEP_REPLACED)
            m.fold.space = true;
        else
            finish_block(&m);
    }
    if (m.fold.out)
        finish_block(&m);
    if (arena->failed)
        return base_fail(e, BASE_NOMEM, "reading the text: no memory for a page of %u nodes", (unsigned)p->count);
    return BASE_OK;
}
