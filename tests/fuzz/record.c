/* What record_unpack lets through must be fit for output, and must survive the way once more. */
#include "record/record.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct base_arena arena;
    struct base_buf json = BASE_BUF_INIT, packed = BASE_BUF_INIT;
    struct record record, again;
    base_arena_init(&arena, 0);
    if (record_unpack(&arena, (struct base_str){(const char *)data, size}, &record, NULL) == BASE_OK) {
        if (!record_json(&record, &json) || !record_text(&record, &json) || !record_markdown(&record, &json) ||
            !base_utf8_valid(base_buf_str(&json)) || memchr(json.ptr, 0x1B, json.len) != NULL)
            abort();
        if (!record_pack(&record, &packed) || record_unpack(&arena, base_buf_str(&packed), &again, NULL) != BASE_OK ||
            record_finish(&arena, &again, NULL) != BASE_OK)
            abort();
    }
    base_buf_free(&packed);
    base_buf_free(&json);
    base_arena_free(&arena);
    return 0;
}
