/* A story told over several pages as one record. */
#include "record/private.h"

static struct base_str joined(struct base_arena *arena, struct base_str a, struct base_str b)
{
    if (!a.len || !b.len)
        return a.len ? a : b;
    return base_arena_printf(arena, "%.*s\n\n%.*s", (int)a.len, a.ptr, (int)b.len, b.ptr);
}

/* Weight of B's paragraphs that stand in A, in thousandths of B's. */
static unsigned overlap(struct base_str a, struct base_str b)
{
    struct base_set paragraphs = {0};
    struct base_str part;
    size_t same = 0, all = 0;

    while (base_str_next(&a, '\n', &part))
        if (part.len)
            base_set_add(&paragraphs, base_hash64(part));
    while (base_str_next(&b, '\n', &part)) {
        if (!part.len)
            continue;
        all += part.len;
        if (!base_set_add(&paragraphs, base_hash64(part)))
            same += part.len;
    }
    base_set_free(&paragraphs);
    return all ? (unsigned)(same * 1000 / all) : 1000;
}

static struct base_str copied(struct base_arena *arena, struct base_str s)
{
    return s.ptr ? base_arena_str(arena, s) : s;
}

static void add_images(struct base_arena *arena, struct extract_images *to, const struct extract_images *from)
{
    for (size_t i = 0; i < from->count; i++) {
        struct extract_image *items = base_arena_grow(arena, to->items, to->count, &to->capacity, sizeof *items);

        if (!items)
            return;
        to->items = items;
        to->items[to->count++] = (struct extract_image){copied(arena, from->items[i].url),
                                                        copied(arena, from->items[i].caption),
                                                        copied(arena, from->items[i].credit)};
    }
}

static void add_related(struct base_arena *arena, struct extract_links *to, const struct extract_links *from)
{
    for (size_t i = 0; i < from->count; i++) {
        struct extract_link *items = base_arena_grow(arena, to->items, to->count, &to->capacity, sizeof *items);

        if (!items)
            return;
        to->items = items;
        to->items[to->count++] =
            (struct extract_link){copied(arena, from->items[i].title), copied(arena, from->items[i].url)};
    }
}

bool record_join(struct base_arena *arena, struct record *first, const struct record *next)
{
    const uint32_t missing = 1u << EXTRACT_FLAG_PAGE_MISSING;
    struct extract_article *a = &first->article;
    const struct extract_article *b = &next->article;

    if (!a->body.ptr || !b->body.ptr)
        return false;
    a->flags &= ~missing;
    if (overlap(a->body, b->body) > 500)
        return false; /* the same page under another number: the story is whole */
    a->flags |= b->flags & missing;
    a->body = joined(arena, a->body, b->body);
    if (a->markdown.ptr)
        a->markdown = joined(arena, a->markdown, b->markdown);
    add_images(arena, &a->images, &b->images);
    add_related(arena, &a->related, &b->related); /* record_finish drops what is there twice */
    first->pages = (first->pages ? first->pages : 1) + 1;
    return true;
}
