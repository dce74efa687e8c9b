/*
 * Text that was encoded twice: its UTF-8 was taken for windows-1252 (or ISO-8859-1) and written as UTF-8 once more, by
 * whoever made the page, so that it shows "â€™" for an apostrophe. Each byte of the first encoding stands there as a
 * character; where those are well-formed UTF-8 again, they are what was meant.
 */
#include "decode/private.h"

enum {
    SURE_LEAST = 3,  /* sequences that nobody writes on purpose */
    BROKEN_MOST = 64 /* letters that begin no sequence, before the first that does: a page in French, say */
};

struct sequence {
    uint32_t c; /* what was meant */
    size_t len; /* bytes of it, encoded twice; 0: none */
    bool sure;  /* no text has such characters side by side */
};

/* The byte of windows-1252 that C was taken from; 0 for none above 7F. */
static unsigned char byte_of(uint32_t c)
{
    if (c >= 0x80 && c <= 0xFF)
        return (unsigned char)c;
    for (unsigned i = 0; c > 0xFF && i < 32; i++)
        if (base_windows_1252[i] == c)
            return (unsigned char)(0x80 + i);
    return 0;
}

static struct sequence sequence_at(struct base_str s, size_t at)
{
    struct sequence found = {0};
    char bytes[4] = {0};
    size_t from = at, count, used = 0;
    unsigned char lead = byte_of(base_utf8_next(s, &at));

    if (lead < 0xC2 || lead > 0xF4)
        return found;
    count = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    bytes[0] = (char)lead;
    for (size_t i = 1; i < count && at < s.len; i++) {
        uint32_t c = base_utf8_next(s, &at);
        bytes[i] = (char)byte_of(c);
        /* Control characters stand in no text; "â€", "ã€" begin punctuation. */
        found.sure |= (c >= 0x80 && c < 0xA0) || (i == 1 && c == 0x20AC && (lead == 0xE2 || lead == 0xE3));
    }
    found.c = base_utf8_next((struct base_str){bytes, count}, &used);
    found.len = used == count && found.c != BASE_REPLACEMENT ? at - from : 0;
    return found;
}

/* The next letter that may begin a sequence: U+00C2 to U+00F4; the end of S where there is none. */
static size_t next_lead(struct base_str s, size_t at)
{
    while (at < s.len) {
        const char *lead = memchr(s.ptr + at, 0xC3, s.len - at);
        if (!lead)
            return s.len;
        at = (size_t)(lead - s.ptr);
        if (at + 1 < s.len && (unsigned char)s.ptr[at + 1] >= 0x82 && (unsigned char)s.ptr[at + 1] <= 0xB4)
            return at;
        at++;
    }
    return s.len;
}

static bool is_twice(struct base_str s)
{
    size_t sure = 0, whole = 0, broken = 0;

    for (size_t at = next_lead(s, 0); at < s.len && (whole || broken < BROKEN_MOST);) {
        struct sequence found = sequence_at(s, at);
        sure += found.len && found.sure;
        whole += found.len != 0;
        broken += found.len == 0;
        at = next_lead(s, at + (found.len ? found.len : 2));
    }
    return sure >= SURE_LEAST && whole > broken;
}

bool decode_undo_twice(struct base_arena *arena, struct base_str *text)
{
    struct base_str s = *text;
    size_t len = 0, at = 0;
    char *out;

    if (!is_twice(s))
        return true;
    out = base_arena_room(arena, s.len + 1);
    while (out && at < s.len) {
        size_t lead = next_lead(s, at);
        memcpy(out + len, s.ptr + at, lead - at);
        len += lead - at;
        if (lead == s.len)
            break;
        struct sequence found = sequence_at(s, lead);
        at = lead;
        if (found.len)
            at += found.len;
        else
            found.c = base_utf8_next(s, &at); /* the letter itself */
        len += base_utf8_put(found.c, out + len);
    }
    if (out)
        *text = (struct base_str){out, len};
    return out != NULL;
}
