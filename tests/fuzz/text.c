/* Any bytes as text of a record: clean text is valid, stays as it is when it is cleaned again, and drives no terminal. */
#include "decode/decode.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct base_str s, enum decode_clean_mode mode)
{
    if (!base_utf8_valid(s))
        abort();
    for (size_t at = 0; at < s.len;) {
        uint32_t c = base_utf8_next(s, &at);
        bool line = c == '\n' || c == '\t';

        if ((c < 0x20 && (mode == DECODE_CLEAN_LINE || !line)) || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x200b ||
            c == 0xfeff || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct base_str bytes = {(const char *)data, size};
    struct base_buf json = BASE_BUF_INIT;
    struct base_arena arena;

    base_arena_init(&arena, 0);
    for (enum decode_clean_mode mode = DECODE_CLEAN_LINE; mode <= DECODE_CLEAN_TEXT; mode++) {
        struct base_str clean = decode_clean(&arena, bytes, mode), again = decode_clean(&arena, clean, mode);

        check(clean, mode);
        if (!base_str_equal(clean, again))
            abort();
        base_text_weight(clean);
        base_str_trim(clean);
        base_buf_add_json(&json, clean);
    }
    base_buf_free(&json);
    base_arena_free(&arena);
    return 0;
}
