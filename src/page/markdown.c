/* The inside of one block as Markdown. */
#include "page/private.h"

struct style {
    bool bold, italic, code;
    uint32_t link; /* the a element, or PAGE_NONE */
};

struct writer {
    struct base_buf *out;
    const struct page *page;
    struct base_arena *arena;
    struct style style;    /* what is open in OUT */
    struct base_str url;   /* of the open link */
    bool one_line;
    bool space;            /* white space before the next character */
    bool line_break;
    bool line_start, digits; /* nothing, or only digits, since the line started */
    bool started;
};

static const struct style plain = {.link = PAGE_NONE};

static struct style style_of(const struct page *p, uint32_t text, uint32_t owner)
{
    struct style style = plain;

    for (uint32_t i = p->nodes[text].parent; i != PAGE_NONE && i != owner; i = p->nodes[i].parent) {
        enum page_tag tag = p->nodes[i].tag;
        style.bold |= tag == PAGE_TAG_B || tag == PAGE_TAG_STRONG;
        style.italic |= tag == PAGE_TAG_I || tag == PAGE_TAG_EM;
        style.code |= tag == PAGE_TAG_CODE || tag == PAGE_TAG_TT;
        if (tag == PAGE_TAG_A && style.link == PAGE_NONE && page_attribute(p, i, "href").ptr)
            style.link = i;
    }
    /* A link around the whole block. */
    uint32_t around = style.link == PAGE_NONE ? page_closest(p, owner, PAGE_TAG_A) : PAGE_NONE;
    if (around != PAGE_NONE && page_attribute(p, around, "href").ptr)
        style.link = around;
    if (style.code && base_str_find(p->nodes[text].text, BASE_STR("`")) != SIZE_MAX)
        style.code = false;
    return style;
}

static void put_gap(struct writer *w)
{
    bool line_break = w->line_break && !w->one_line;

    if (w->started && line_break)
        base_buf_add_z(w->out, "\\\n");
    else if (w->started && (w->space || w->line_break))
        base_buf_add_char(w->out, ' ');
    if (!w->started || line_break)
        w->line_start = w->digits = true;
    w->space = w->line_break = false;
    w->started = true;
}

static void close_style(struct writer *w, struct style next)
{
    if (w->style.code)
        base_buf_add_char(w->out, '`');
    if (w->style.italic)
        base_buf_add_char(w->out, '*');
    if (w->style.bold)
        base_buf_add_z(w->out, "**");
    if (w->style.link != PAGE_NONE && w->style.link != next.link && w->url.ptr) {
        bool brackets = memchr(w->url.ptr, '(', w->url.len) || memchr(w->url.ptr, ')', w->url.len);
        base_buf_add_z(w->out, brackets ? "](<" : "](");
        base_buf_add_str(w->out, w->url);
        base_buf_add_z(w->out, brackets ? ">)" : ")");
    }
}

static void open_style(struct writer *w, struct style next)
{
    if (next.link != w->style.link) {
        w->url = next.link == PAGE_NONE
                     ? BASE_STR_NONE
                     : page_resolve(w->page, w->arena, page_attribute(w->page, next.link, "href"));
        if (w->url.ptr)
            base_buf_add_char(w->out, '[');
    }
    if (next.bold)
        base_buf_add_z(w->out, "**");
    if (next.italic)
        base_buf_add_char(w->out, '*');
    if (next.code)
        base_buf_add_char(w->out, '`');
    if (next.bold || next.italic || next.code || w->url.ptr)
        w->line_start = w->digits = false;
    w->style = next;
}

static bool same_style(struct style a, struct style b)
{
    return a.bold == b.bold && a.italic == b.italic && a.code == b.code && a.link == b.link;
}

static bool needs_escape(const struct writer *w, char c)
{
    if (w->style.code)
        return false;
    if (strchr("\\`*_[]<", c))
        return true;
    if (c == '|')
        return w->one_line;
    if (w->line_start && strchr("#>+-=~", c))
        return true;
    return w->digits && !w->line_start && (c == '.' || c == ')');
}

static void put_char(struct writer *w, char c)
{
    if (c != 0 && needs_escape(w, c))
        base_buf_add_char(w->out, '\\');
    base_buf_add_char(w->out, c);
    w->digits = w->digits && c >= '0' && c <= '9';
    w->line_start = false;
}

static void put_text(struct writer *w, struct base_str text, struct style style)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool hard = c == 0xC2 && i + 1 < text.len && (unsigned char)text.ptr[i + 1] == 0xA0;
        if (hard || c == ' ' || (c >= '\t' && c <= '\r')) {
            w->space = true;
            i += hard;
            continue;
        }
        bool change = !same_style(w->style, style);
        if (change)
            close_style(w, style);
        put_gap(w);
        if (change)
            open_style(w, style);
        put_char(w, (char)c);
    }
}

void page_markdown_inline(const struct page *p, struct base_arena *arena, const struct page_block *block,
                          const uint8_t *skip, bool one_line, struct base_buf *out)
{
    struct writer w = {.out = out, .page = p, .arena = arena, .style = plain, .one_line = one_line};

    for (uint32_t i = block->first; i <= block->last; i++) {
        const struct page_node *n = &p->nodes[i];
        if ((skip && skip[i]) || page_is_invisible(n->tag)) {
            w.space |= (page_tag_flags(n->tag) & PAGE_FLAG_REPLACED) != 0;
            i = n->end - 1;
        } else if (page_is_break(p, i)) {
            w.line_break = true;
        } else if (n->tag == PAGE_TAG_TEXT) {
            put_text(&w, n->text, style_of(p, i, block->owner));
        }
    }
    close_style(&w, plain);
}

void page_markdown_escape(struct base_buf *out, struct base_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c != 0 && strchr("\\`*_[]<", c))
            base_buf_add_char(out, '\\');
        base_buf_add_char(out, c == '\n' ? ' ' : c);
    }
}
