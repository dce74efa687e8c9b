#include "extract/json.h"

enum { ENTITY_DEPTH = 2 }; /* how often a page encodes one string */

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

/* S with its references resolved once; *AGAIN: one of them was an "&", which may begin another. */
static struct base_str resolved(struct base_str s, struct base_arena *arena, bool *again)
{
    char *out = base_arena_alloc(arena, s.len + 1, 1), chars[8];
    size_t len = 0;
    *again = false;
    for (size_t at = 0, size; out && at < s.len; at += size) {
        size = s.ptr[at] == '&' ? page_entity(s, at, true, chars) : 0;
        if (!size || s.ptr[at + size - 1] != ';' || strlen(chars) > size) {
            out[len++] = s.ptr[at];
            size = 1;
            continue;
        }
        *again = *again || chars[0] == '&';
        memcpy(out + len, chars, strlen(chars));
        len += strlen(chars);
    }
    return out ? (struct base_str){out, len} : BASE_STR_NONE;
}

struct base_str extract_json_plain(struct base_str s, struct base_arena *arena)
{
    bool again = true;
    if (!s.len || !memchr(s.ptr, '&', s.len))
        return base_arena_str(arena, s);
    for (int depth = 0; again && depth < ENTITY_DEPTH; depth++)
        s = resolved(s, arena, &again);
    return s;
}
