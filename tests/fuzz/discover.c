/* A document, the same bytes as a packed list, and as a sitemap that comes in pieces. */
#include "discover/discover.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t read_pieces(struct base_str text, size_t piece)
{
    struct base_arena arena;
    struct discover_list list;
    struct discover_sitemap *sitemap;
    size_t count = 0;
    base_arena_init(&arena, 0);
    if (discover_sitemap_open(&arena, BASE_STR("https://www.example.org/sitemap.xml"), &list, &sitemap, NULL) == BASE_OK) {
        for (size_t at = 0; at < text.len; at += piece)
            if (!discover_sitemap_feed(sitemap, base_str_sub(text, at, text.len - at < piece ? text.len : at + piece)))
                abort();
        if (discover_sitemap_close(sitemap, NULL) == BASE_OK)
            count = list.count;
    }
    base_arena_free(&arena);
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct base_arena arena;
    struct discover_list list, back;
    struct base_str bytes = {(const char *)data, size};
    struct base_buf packed = BASE_BUF_INIT, json = BASE_BUF_INIT;
    base_arena_init(&arena, 0);
    discover_unpack(&arena, bytes, &back, NULL);
    if (base_utf8_valid(bytes) &&
        discover_document(&arena, bytes, BASE_STR("https://www.example.org/news/"), &list, NULL) == BASE_OK) {
        for (size_t i = 0; i < list.count; i++)
            discover_json(&list.items[i], &json);
        if (!base_utf8_valid(base_buf_str(&json)) || !discover_pack(&list, &packed) ||
            discover_unpack(&arena, base_buf_str(&packed), &back, NULL) != BASE_OK || back.count != list.count)
            abort();
    }
    if (size < 4096 && base_utf8_valid(bytes) && read_pieces(bytes, size + 1) != read_pieces(bytes, size % 61 + 1))
        abort();
    base_buf_free(&packed);
    base_buf_free(&json);
    base_arena_free(&arena);
    return 0;
}
