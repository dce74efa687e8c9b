#include "extract/json.h"

json_t *extract_json_load(struct base_str text, size_t *used)
{
    json_error_t error;
    size_t flags = JSON_DISABLE_EOF_CHECK | JSON_DECODE_ANY;
    json_t *root = json_loadb(text.ptr, text.len, flags, &error);
    size_t end = root ? (size_t)error.position : 0;

    for (int quotes = 0; !root && quotes < 2; quotes++) {
        struct base_buf mended = BASE_BUF_INIT;
        end = base_json_mend(text, quotes, &mended);
        if (!mended.failed && mended.len)
            root = json_loadb(mended.ptr, mended.len, flags, NULL);
        base_buf_free(&mended);
    }
    if (used)
        *used = end;
    return root;
}

struct base_str extract_json_text(const json_t *value)
{
    if (!json_is_string(value))
        return BASE_STR_NONE;
    return (struct base_str){json_string_value(value), json_string_length(value)};
}
