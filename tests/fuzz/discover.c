/* A document, and the same bytes as a packed list. */
#include "discover/discover.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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
    base_buf_free(&packed);
    base_buf_free(&json);
    base_arena_free(&arena);
    return 0;
}
