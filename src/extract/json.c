#include "extract/json.h"

enum { ENTITY_BYTES = 10 };

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

static uint32_t entity_value(struct base_str name)
{
    static const struct {
        const char *name;
        uint32_t value;
    } rows[] = {{"amp", '&'},      {"lt", '<'},       {"gt", '>'},       {"quot", '"'},     {"apos", '\''},
                {"nbsp", ' '},     {"rsquo", 0x2019}, {"lsquo", 0x2018}, {"rdquo", 0x201D}, {"ldquo", 0x201C},
                {"ndash", 0x2013}, {"mdash", 0x2014}, {"hellip", 0x2026}, {"eacute", 0xE9}, {"laquo", 0xAB},
                {"raquo", 0xBB},   {"auml", 0xE4},    {"ouml", 0xF6},    {"uuml", 0xFC},    {"szlig", 0xDF}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (base_str_equal(name, base_str(rows[i].name)))
            return rows[i].value;
    if (name.len < 2 || name.ptr[0] != '#')
        return 0;
    bool hex = name.ptr[1] == 'x' || name.ptr[1] == 'X';
    uint32_t value = 0;
    for (size_t i = hex ? 2 : 1; i < name.len; i++) {
        char c = name.ptr[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : hex && (c | 32) >= 'a' &&
            (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
        if (digit < 0 || value > 0x10FFFF)
            return 0;
        value = value * (hex ? 16 : 10) + (uint32_t)digit;
    }
    return value <= 0x10FFFF ? value : 0;
}

struct base_str extract_json_plain(struct base_str s, struct base_arena *arena)
{
    if (!s.len || !memchr(s.ptr, '&', s.len))
        return base_arena_str(arena, s);
    char *out = base_arena_alloc(arena, s.len + 1, 1);
    size_t len = 0;
    for (size_t i = 0; out && i < s.len;) {
        size_t end = i + 1;
        uint32_t c = 0;
        if (s.ptr[i] == '&') {
            while (end < s.len && end - i <= ENTITY_BYTES && s.ptr[end] != ';')
                end++;
            if (end < s.len && s.ptr[end] == ';')
                c = entity_value(base_str_sub(s, i + 1, end));
        }
        char bytes[4];
        size_t size = c ? base_utf8_put(c, bytes) : 0;
        if (size && size <= end + 1 - i) {
            memcpy(out + len, bytes, size);
            len += size;
            i = end + 1;
        } else {
            out[len++] = s.ptr[i++];
        }
    }
    return out ? (struct base_str){out, len} : BASE_STR_NONE;
}
