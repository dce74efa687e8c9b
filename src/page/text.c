#include "page/private.h"

/* Bytes of white space at s.ptr[i]: ASCII's, and U+00A0. */
static size_t space_at(struct base_str s, size_t i)
{
    unsigned char c = (unsigned char)s.ptr[i];

    if (c == ' ' || (c >= '\t' && c <= '\r'))
        return 1;
    return c == 0xC2 && i + 1 < s.len && (unsigned char)s.ptr[i + 1] == 0xA0 ? 2 : 0;
}

/* A space between two words, which stays as it is. */
static bool is_single(struct base_str s, size_t i)
{
    return s.ptr[i] == ' ' && i + 1 < s.len && space_at(s, i + 1) == 0;
}

/* What stands between the last character and the next one. */
static void put_gap(struct page_fold *f)
{
    if (f->len > 0 && f->breaks > 0)
        f->out[f->len++] = f->lines ? '\n' : ' ';
    else if (f->len > 0 && f->space)
        f->out[f->len++] = ' ';
    f->space = false;
    f->breaks = 0;
}

void page_fold_put(struct page_fold *f, struct base_str text)
{
    for (size_t i = 0; i < text.len;) {
        size_t blank = space_at(text, i);
        if (blank > 0) {
            f->space = true;
            i += blank;
            continue;
        }
        size_t from = i;
        while (i < text.len && (space_at(text, i) == 0 || is_single(text, i)))
            i++;
        put_gap(f);
        memcpy(f->out + f->len, text.ptr + from, i - from);
        f->len += i - from;
    }
}

void page_fold_put_preformatted(struct page_fold *f, struct base_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\r' && i + 1 < text.len && text.ptr[i + 1] == '\n')
            continue;
        f->out[f->len++] = text.ptr[i] == '\r' ? '\n' : text.ptr[i];
    }
}

void page_fold_break(struct page_fold *f)
{
    f->breaks++;
}

/* Room that the folded text of nodes FROM up to END needs at most: each node may bring one gap. */
static size_t room(const struct page *p, uint32_t from, uint32_t end)
{
    size_t bytes = 1;

    for (uint32_t i = from; i < end; i++)
        bytes += 1 + (p->nodes[i].tag == PAGE_TAG_TEXT ? p->nodes[i].text.len : 0);
    return bytes;
}

struct base_str page_text(const struct page *p, struct base_arena *arena, uint32_t node, const uint8_t *skip)
{
    struct page_walk w;
    struct page_fold f = {.out = base_arena_room(arena, room(p, node, p->nodes[node].end))};
    enum page_step step;
    uint32_t at = node;

    if (!f.out)
        return BASE_STR("");
    page_walk_init(&w, p, node, skip, NULL);
    while ((step = page_walk_next(&w, &at)) != PAGE_STEP_END) {
        if (step == PAGE_STEP_TEXT)
            page_fold_put(&f, p->nodes[at].text);
        else
            f.space = true;
    }
    return (struct base_str){f.out, f.len};
}

struct base_str page_raw_text(const struct page *p, struct base_arena *arena, uint32_t node)
{
    uint32_t end = p->nodes[node].end;
    char *out = base_arena_room(arena, room(p, node, end));
    size_t len = 0;

    for (uint32_t i = node; out && i < end; i++) {
        struct base_str text = p->nodes[i].text;
        if (p->nodes[i].tag != PAGE_TAG_TEXT)
            continue;
        memcpy(out + len, text.ptr, text.len);
        len += text.len;
    }
    return out ? (struct base_str){out, len} : BASE_STR("");
}
