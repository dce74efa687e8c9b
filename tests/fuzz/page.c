/* First byte: bits 0-1 the mode, bit 2 Markdown, bit 3 the tree; the rest is the document. */
#include <stdlib.h>

#include "page/page.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void use(const struct page *p, struct base_arena *arena, uint8_t how)
{
    struct page_blocks blocks;
    uint8_t *keep = base_arena_alloc(arena, (size_t)p->count + 1, 1);
    uint8_t *skip = base_arena_alloc(arena, p->count, 1);

    if (!keep || !skip)
        return;
    for (uint32_t i = 0; i < p->count; i++) {
        keep[i] = i % 5 != 4;
        skip[i] = page_is_hidden(p, i);
        if (p->nodes[i].end <= i || p->nodes[i].end > p->count)
            abort();
        if (i > 0 && (p->nodes[i].parent >= i || !page_is_inside(p, i, p->nodes[i].parent)))
            abort();
    }
    if (page_blocks_make(p, arena, skip, &blocks, NULL) == BASE_OK)
        page_render(p, arena, &blocks, keep, skip, how & 4 ? PAGE_FORMAT_MARKDOWN : PAGE_FORMAT_TEXT);
    page_text(p, arena, 0, skip);
    page_raw_text(p, arena, 0);
    if (how & 8)
        page_document(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct base_arena arena;
    struct page page;

    if (size == 0)
        return 0;
    struct base_str text = {(const char *)data + 1, size - 1};
    enum page_mode mode = data[0] % 4 < 2 ? PAGE_MODE_HTML : data[0] % 4 == 2 ? PAGE_MODE_HTML_WHOLE : PAGE_MODE_XML;
    if (!base_utf8_valid(text))
        return 0;
    base_arena_init(&arena, 0);
    if (page_parse(&arena, text, BASE_STR("http://example.com/a"), mode, &page, NULL) == BASE_OK) {
        use(&page, &arena, data[0]);
        page_free(&page);
    }
    base_arena_free(&arena);
    return 0;
}
