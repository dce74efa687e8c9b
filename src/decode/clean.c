/* Text as records hold it. */
#include "decode/private.h"

#include <stdlib.h>
#include <utf8proc.h>

/* Marks on one base character that are kept (as Unicode's stream-safe format, UAX 15, 13): no script needs more, and
 * putting a longer run into canonical order costs its square. */
enum { MAX_MARKS = 30 };

/* Characters that no reader sees or that change how others are seen. */
static bool is_dropped(uint32_t c)
{
    if (c < 0x200B)
        return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD;
    return c == 0x200B || (c >= 0x202A && c <= 0x202E) || c == 0x2060 || (c >= 0x2066 && c <= 0x2069) ||
           c == 0xFEFF || (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
}

/* Surely a character that is NFC whatever stands beside it. */
static bool is_stable(uint32_t c)
{
    if (c < 0x300 || (c >= 0x400 && c < 0x483) || (c >= 0x48A && c < 0x590) || (c >= 0x5D0 && c < 0x5F5) ||
        (c >= 0x620 && c < 0x64B) || (c >= 0x1E00 && c < 0x1F00) || (c >= 0x2010 && c < 0x2071) ||
        (c >= 0x3000 && c < 0x302A) || (c >= 0x3041 && c < 0x3099) || (c >= 0x30A0 && c < 0xA000) ||
        (c >= 0xAC00 && c < 0xD7A4) || (c >= 0xFF00 && c < 0x10000))
        return true;
    if (c >= 0x1100 && c < 0x1200)
        return false; /* Hangul in letters composes */
    const utf8proc_property_t *p = utf8proc_get_property((utf8proc_int32_t)c);
    bool mark = p->category == UTF8PROC_CATEGORY_MN || p->category == UTF8PROC_CATEGORY_MC ||
                p->category == UTF8PROC_CATEGORY_ME;
    return !mark && p->combining_class == 0 && (p->decomp_type != 0 || p->decomp_seqindex == UINT16_MAX);
}

/* The white space seen since the last other character. */
struct gap {
    size_t newlines, tabs; /* tabs behind the last newline */
    bool any;
    bool after_cr;
};

static bool is_newline(uint32_t c)
{
    return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

static void gap_add(struct gap *gap, uint32_t c)
{
    bool second = c == '\n' && gap->after_cr;
    gap->any = true;
    gap->after_cr = c == '\r';
    if (second)
        return;
    if (is_newline(c)) {
        gap->newlines++;
        gap->tabs = 0;
    } else if (c == '\t') {
        gap->tabs++;
    }
}

/* Writes the gap before a character, unless it is the first. */
static char *gap_put(const struct gap *gap, char *out, bool first, enum decode_clean_mode mode)
{
    if (!gap->any || first)
        return out;
    if (mode == DECODE_CLEAN_LINE || (gap->newlines == 0 && gap->tabs == 0)) {
        *out++ = ' ';
        return out;
    }
    for (size_t i = 0; i < gap->newlines && i < 2; i++)
        *out++ = '\n';
    memset(out, '\t', gap->tabs);
    return out + gap->tabs;
}

/* Is ASCII white space where it may stand? PREVIOUS is the byte before it, 0 at the start. */
static bool space_fits(struct base_str s, size_t at, enum decode_clean_mode mode)
{
    char c = s.ptr[at], previous = at > 0 ? s.ptr[at - 1] : '\0';
    if (at == 0 || at + 1 == s.len || previous == ' ')
        return false;
    if (c == ' ')
        return previous != '\n' && previous != '\t';
    if (mode == DECODE_CLEAN_LINE)
        return false;
    if (c == '\n')
        return previous != '\t' && !(previous == '\n' && at > 1 && s.ptr[at - 2] == '\n');
    return c == '\t';
}

/* What a look at the text found. */
struct look {
    bool plain;      /* nothing to change */
    bool unstable;   /* may not be NFC */
    size_t replaced; /* U+FFFD, most of them malformed bytes */
};

static struct look look_at(struct base_str s, enum decode_clean_mode mode)
{
    struct look found = {.plain = true};
    for (size_t at = 0; at < s.len;) {
        unsigned char byte = (unsigned char)s.ptr[at];
        if (byte > ' ' && byte < 0x7F) {
            at++;
        } else if (byte < 0x80) {
            bool space = byte == ' ' || byte == '\n' || byte == '\t';
            found.plain = found.plain && space && space_fits(s, at, mode);
            at++;
        } else {
            size_t from = at;
            uint32_t c = base_utf8_next(s, &at);
            if (c == BASE_REPLACEMENT) {
                found.replaced++;
                found.plain = found.plain && at - from == 3 && (unsigned char)s.ptr[from] == 0xEF &&
                              (unsigned char)s.ptr[from + 1] == 0xBF;
            } else {
                found.plain = found.plain && !is_dropped(c) && !base_char_is_space(c);
                found.unstable = found.unstable || !is_stable(c);
            }
        }
    }
    return found;
}

/* Writes S without what is dropped, its white space folded; at most len + 2 * replaced bytes. */
static size_t strip(struct base_str s, enum decode_clean_mode mode, char *out)
{
    char *start = out;
    struct gap gap = {0};
    size_t marks = 0;
    for (size_t at = 0; at < s.len;) {
        uint32_t c = base_utf8_next(s, &at);
        if (base_char_is_space(c)) {
            gap_add(&gap, c);
            continue;
        }
        if (is_dropped(c))
            continue;
        if (c >= 0x300) {
            marks = utf8proc_get_property((utf8proc_int32_t)c)->combining_class != 0 ? marks + 1 : 0;
            if (marks > MAX_MARKS)
                continue;
        } else {
            marks = 0;
        }
        out = gap_put(&gap, out, out == start, mode);
        gap = (struct gap){0};
        out += base_utf8_put(c, out);
    }
    return (size_t)(out - start);
}

/* S in NFC; S itself where it is that already. */
static struct base_str normalize(struct base_arena *arena, struct base_str s)
{
    utf8proc_uint8_t *composed = NULL;
    utf8proc_ssize_t len = utf8proc_map((const utf8proc_uint8_t *)s.ptr, (utf8proc_ssize_t)s.len, &composed,
                                        UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (len < 0) {
        arena->failed = true;
        return BASE_STR("");
    }
    struct base_str text = {(const char *)composed, (size_t)len};
    if (!base_str_equal(text, s))
        s = base_arena_str(arena, text);
    free(composed);
    return s;
}

struct base_str decode_clean(struct base_arena *arena, struct base_str s, enum decode_clean_mode mode)
{
    if (!s.ptr || s.len == 0)
        return s;
    struct look found = look_at(s, mode);
    if (found.plain && !found.unstable)
        return s;
    char *out = base_arena_room(arena, s.len + 2 * found.replaced + 1);
    if (!out)
        return BASE_STR("");
    struct base_str text = {out, strip(s, mode, out)};
    if (found.unstable)
        text = normalize(arena, text);
    return base_str_equal(text, s) ? s : text;
}
