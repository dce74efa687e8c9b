/* Two bytes choose the declarations, the rest is the page. */
#include "decode/decode.h"
#include "decode/private.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct decode_context *context;
    struct base_arena arena;
    struct decode_result result;
    struct base_error error = {""};
    if (!context)
        context = decode_open(NULL);
    if (size < 2 || !context)
        return 0;
    const struct decode_label_row *header = &decode_labels[data[0] % decode_label_count];
    const struct decode_label_row *forced = &decode_labels[data[1] % decode_label_count];
    base_arena_init(&arena, 0);
    struct decode_hints hints = {BASE_STR_NONE, BASE_STR_NONE};
    if (data[0])
        hints.content_type = base_arena_printf(&arena, "text/html; charset=%s", header->label);
    if (data[1])
        hints.charset = base_str(forced->label);
    struct base_str bytes = {(const char *)data + 2, size - 2};
    if (decode_bytes(context, &arena, bytes, &hints, &result, &error) != BASE_OK ||
        !base_utf8_valid(result.text))
        abort();
    for (int mode = DECODE_CLEAN_LINE; mode <= DECODE_CLEAN_TEXT; mode++) {
        struct base_str text = decode_clean(&arena, bytes, (enum decode_clean_mode)mode);
        struct base_str again = decode_clean(&arena, text, (enum decode_clean_mode)mode);
        if (!base_utf8_valid(text) || !base_str_equal(text, again))
            abort();
    }
    base_arena_free(&arena);
    return 0;
}
