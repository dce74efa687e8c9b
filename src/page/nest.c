/* Which elements are open, and which of them a tag ends, close to HTML, 13.2.6.4. */
#include "page/filter.h"

void page_nest_open(struct page_filter *f, const struct page_tag_text *t)
{
    base_buf_add_char(f->out, '<');
    base_buf_add(f->out, t->name, t->len);
}

void page_nest_pop(struct page_filter *f)
{
    const struct page_tag_text *t = &f->open[--f->depth];

    base_buf_add_str(f->out, BASE_STR("</"));
    base_buf_add(f->out, t->name, t->len);
    base_buf_add_char(f->out, '>');
    f->markup++;
}

void page_nest_pop_to(struct page_filter *f, size_t index)
{
    while (f->depth > index)
        page_nest_pop(f);
}

/* Index of the innermost open element TAG (any heading for a heading), SIZE_MAX where one with a
 * flag of STOP, or with the tag BARRIER, stands before it or there is none. */
static size_t find_open(const struct page_filter *f, const struct page_tag_text *t, unsigned stop,
                        enum page_tag barrier)
{
    for (size_t i = f->depth; i-- > 0;) {
        const struct page_tag_text *o = &f->open[i];
        if (o->id == t->id && (t->id != PAGE_TAG_OTHER || strcmp(o->name, t->name) == 0))
            return i;
        if (page_is_heading(t->id) && page_is_heading(o->id))
            return i;
        if ((o->flags & stop) || o->id == barrier)
            return SIZE_MAX;
    }
    return SIZE_MAX;
}

static bool close_open(struct page_filter *f, enum page_tag id, unsigned stop, enum page_tag barrier)
{
    const struct page_tag_text wanted = {.id = id, .flags = page_tag_flags(id)};
    size_t index = find_open(f, &wanted, stop, barrier);

    if (index == SIZE_MAX)
        return false;
    page_nest_pop_to(f, index);
    return true;
}

/* Ends a link that blocks were opened in: they go on behind it, without their attributes. */
static void close_link(struct page_filter *f, size_t index)
{
    struct page_tag_text again[MAX_REOPENED];
    size_t count = 0;

    for (size_t i = index + 1; i < f->depth; i++)
        if ((f->open[i].flags & PAGE_FLAG_BLOCK) && count < MAX_REOPENED)
            again[count++] = f->open[i];
    page_nest_pop_to(f, index);
    for (size_t i = 0; i < count; i++) {
        page_nest_open(f, &again[i]);
        base_buf_add_char(f->out, '>');
        f->markup++;
        f->open[f->depth++] = again[i];
    }
}

/* A list item or a term: ends the one before it in the same list (HTML, 13.2.6.4.7). */
static void close_item(struct page_filter *f, enum page_tag a, enum page_tag b)
{
    for (size_t i = f->depth; i-- > 0;) {
        enum page_tag id = f->open[i].id;
        if (id == a || id == b) {
            page_nest_pop_to(f, i);
            return;
        }
        if ((f->open[i].flags & PAGE_FLAG_BLOCK) && id != PAGE_TAG_ADDRESS && id != PAGE_TAG_DIV && id != PAGE_TAG_P)
            return;
    }
}

/* A part of a table: ends those of the same table that cannot hold it. */
static void close_table_parts(struct page_filter *f, enum page_tag id)
{
    size_t cut = f->depth;

    for (size_t i = f->depth; i-- > 0 && f->open[i].id != PAGE_TAG_TABLE && f->open[i].id != PAGE_TAG_TEMPLATE;) {
        enum page_tag o = f->open[i].id;
        bool cell = o == PAGE_TAG_TD || o == PAGE_TAG_TH || o == PAGE_TAG_CAPTION;
        bool row = o == PAGE_TAG_TR && id != PAGE_TAG_TD && id != PAGE_TAG_TH;
        bool group = (o == PAGE_TAG_TBODY || o == PAGE_TAG_THEAD || o == PAGE_TAG_TFOOT) && id != PAGE_TAG_TD &&
                     id != PAGE_TAG_TH && id != PAGE_TAG_TR;
        if (cell || row || group)
            cut = i;
    }
    page_nest_pop_to(f, cut);
}

void page_nest_before(struct page_filter *f, const struct page_tag_text *t)
{
    enum page_tag top;

    if (t->flags & PAGE_FLAG_CLOSES_P)
        close_open(f, PAGE_TAG_P, PAGE_FLAG_SCOPE, PAGE_TAG_BUTTON);
    top = f->depth > 0 ? f->open[f->depth - 1].id : PAGE_TAG_OTHER;
    switch (t->id) {
    case PAGE_TAG_H1: case PAGE_TAG_H2: case PAGE_TAG_H3: case PAGE_TAG_H4: case PAGE_TAG_H5: case PAGE_TAG_H6:
        if (page_is_heading(top))
            page_nest_pop(f);
        break;
    case PAGE_TAG_LI:
        close_item(f, PAGE_TAG_LI, PAGE_TAG_LI);
        break;
    case PAGE_TAG_DD: case PAGE_TAG_DT:
        close_item(f, PAGE_TAG_DD, PAGE_TAG_DT);
        break;
    case PAGE_TAG_TD: case PAGE_TAG_TH: case PAGE_TAG_TR: case PAGE_TAG_TBODY: case PAGE_TAG_THEAD:
    case PAGE_TAG_TFOOT: case PAGE_TAG_CAPTION:
        close_table_parts(f, t->id);
        break;
    case PAGE_TAG_OPTION: case PAGE_TAG_RT: case PAGE_TAG_RP:
        if (top == t->id || (t->id != PAGE_TAG_OPTION && (top == PAGE_TAG_RT || top == PAGE_TAG_RP)))
            page_nest_pop(f);
        break;
    case PAGE_TAG_BUTTON:
        close_open(f, PAGE_TAG_BUTTON, PAGE_FLAG_SCOPE, PAGE_TAG_BUTTON);
        break;
    case PAGE_TAG_A: {
        size_t link = find_open(f, t, PAGE_FLAG_SCOPE, PAGE_TAG_BUTTON);
        if (link != SIZE_MAX)
            close_link(f, link);
        break;
    }
    default:
        break;
    }
}

static bool list_between(const struct page_filter *f, size_t index)
{
    for (size_t i = f->depth; i-- > index + 1;)
        if (f->open[i].id == PAGE_TAG_UL || f->open[i].id == PAGE_TAG_OL)
            return true;
    return false;
}

/* Index of the open element that the end tag T ends; SIZE_MAX: it is ignored. */
static size_t find_ended(struct page_filter *f, const struct page_tag_text *t)
{
    switch (t->id) {
    case PAGE_TAG_TABLE: case PAGE_TAG_TBODY: case PAGE_TAG_THEAD: case PAGE_TAG_TFOOT: case PAGE_TAG_TR:
    case PAGE_TAG_TD: case PAGE_TAG_TH: case PAGE_TAG_CAPTION: case PAGE_TAG_TEMPLATE: case PAGE_TAG_NOSCRIPT:
        return find_open(f, t, 0, PAGE_TAG_TABLE);
    case PAGE_TAG_P:
        return find_open(f, t, PAGE_FLAG_SCOPE, PAGE_TAG_BUTTON);
    case PAGE_TAG_BUTTON: case PAGE_TAG_OBJECT: case PAGE_TAG_SELECT: case PAGE_TAG_A:
        return find_open(f, t, PAGE_FLAG_SCOPE, PAGE_TAG_TABLE);
    default:
        /* Inline elements do not end the blocks in them. */
        return find_open(f, t, t->flags & PAGE_FLAG_BLOCK ? PAGE_FLAG_SCOPE : PAGE_FLAG_BLOCK, PAGE_TAG_TABLE);
    }
}

bool page_nest_end(struct page_filter *f, const struct page_tag_text *t)
{
    size_t index = find_ended(f, t);

    if (index == SIZE_MAX || (t->id == PAGE_TAG_LI && list_between(f, index)))
        return false;
    if (t->id == PAGE_TAG_A)
        close_link(f, index);
    else
        page_nest_pop_to(f, index);
    return true;
}
