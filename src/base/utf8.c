/* UTF-8 and the classes of characters. */
#include "base/base.h"

#include <utf8proc.h>

const uint16_t base_windows_1252[32] = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178,
};

/* Of a lead byte: how many bytes follow, and the range of the first of them (Unicode, table 3-7). */
static int lead(unsigned char c, unsigned char *low, unsigned char *high)
{
    *low = 0x80;
    *high = 0xBF;
    if (c >= 0xC2 && c <= 0xDF)
        return 1;
    if (c >= 0xE0 && c <= 0xEF) {
        *low = c == 0xE0 ? 0xA0 : 0x80;
        *high = c == 0xED ? 0x9F : 0xBF;
        return 2;
    }
    if (c >= 0xF0 && c <= 0xF4) {
        *low = c == 0xF0 ? 0x90 : 0x80;
        *high = c == 0xF4 ? 0x8F : 0xBF;
        return 3;
    }
    return 0;
}

/* Three bytes: most of the text of half the world. 0: S has none at AT that are well formed and no surrogate. */
static inline uint32_t three_bytes(struct base_str s, size_t at)
{
    if (s.len - at < 3)
        return 0;
    unsigned char a = (unsigned char)s.ptr[at], b = (unsigned char)s.ptr[at + 1], c = (unsigned char)s.ptr[at + 2];
    uint32_t whole = (a & 0x0Fu) << 12 | (b & 0x3Fu) << 6 | (c & 0x3Fu);
    return (a & 0xF0) == 0xE0 && (b & 0xC0) == 0x80 && (c & 0xC0) == 0x80 && whole >= 0x800 && whole >> 11 != 0x1B ? whole : 0;
}

/* The same of two. */
static inline uint32_t two_bytes(struct base_str s, size_t at)
{
    if (s.len - at < 2)
        return 0;
    unsigned char a = (unsigned char)s.ptr[at], b = (unsigned char)s.ptr[at + 1];
    return (a & 0xE0) == 0xC0 && a >= 0xC2 && (b & 0xC0) == 0x80 ? (a & 0x1Fu) << 6 | (b & 0x3Fu) : 0;
}

/* As base_utf8_next does, and says whether the bytes were well formed. */
static uint32_t decode(struct base_str s, size_t *at, bool *valid)
{
    unsigned char first = (unsigned char)s.ptr[(*at)++], low, high;
    *valid = true;
    if (first < 0x80)
        return first;
    int more = lead(first, &low, &high);
    uint32_t c = more == 1 ? first & 0x1Fu : more == 2 ? first & 0x0Fu : first & 0x07u;
    for (int i = 0; i < more; i++, low = 0x80, high = 0xBF) {
        unsigned char next = *at < s.len ? (unsigned char)s.ptr[*at] : 0;
        if (next < low || next > high) {
            *valid = false;
            return BASE_REPLACEMENT;
        }
        c = c << 6 | (next & 0x3Fu);
        ++*at;
    }
    *valid = more > 0;
    return more > 0 ? c : BASE_REPLACEMENT;
}

uint32_t base_utf8_next_long(struct base_str s, size_t *at)
{
    bool valid;
    uint32_t c = three_bytes(s, *at);
    if (c != 0) {
        *at += 3;
        return c;
    }
    if ((c = two_bytes(s, *at)) == 0)
        return decode(s, at, &valid);
    *at += 2;
    return c;
}

size_t base_utf8_put_long(uint32_t c, char out[4])
{
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        c = BASE_REPLACEMENT;
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

bool base_utf8_valid(struct base_str s)
{
    size_t at = 0;
    while (at < s.len) {
        uint64_t word;
        bool valid;
        while (s.len - at >= sizeof word) { /* runs of ASCII, eight bytes a step */
            memcpy(&word, s.ptr + at, sizeof word);
            if (word & UINT64_C(0x8080808080808080))
                break;
            at += sizeof word;
        }
        if (at == s.len)
            break;
        if (three_bytes(s, at)) {
            at += 3;
            continue;
        }
        decode(s, &at, &valid);
        if (!valid)
            return false;
    }
    return true;
}

bool base_utf8_has_control(struct base_str s, bool lines)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c < 0x20 ? !lines || (c != '\n' && c != '\t') : c == 0x7F)
            return true;
        if (c == 0xC2 && i + 1 < s.len && (unsigned char)s.ptr[i + 1] < 0xA0)
            return true;
    }
    return false;
}

bool base_char_is_space_long(uint32_t c)
{
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x205F || c == 0x3000;
}

/* Han characters, Hangul and Cyrillic are not asked one by one. */
static bool is_plain_letter(uint32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FA5) || (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0x400 && c <= 0x481);
}

bool base_char_is_alnum_long(uint32_t c)
{
    if (is_plain_letter(c))
        return true;
    if (c > 0x10FFFF)
        return false;
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
}

bool base_char_is_upper(uint32_t c)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z';
    if (c > 0x10FFFF)
        return false;
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
    return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
}

bool base_char_is_cjk_long(uint32_t c)
{
    static const struct {
        uint32_t from, to;
    } ranges[] = {
        {0x1100, 0x11FF},   {0x2E80, 0x2FDF},   {0x3005, 0x3007},   {0x3021, 0x3029},   {0x3031, 0x3035},
        {0x3038, 0x303B},   {0x3041, 0x3096},   {0x309D, 0x309F},   {0x30A1, 0x30FA},   {0x30FC, 0x318E},
        {0x31A0, 0x31BF},   {0x31F0, 0x31FF},   {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xA960, 0xA97C},
        {0xAC00, 0xD7FB},   {0xF900, 0xFAFF},   {0xFF66, 0xFFDC},   {0x1AFF0, 0x1B16F}, {0x20000, 0x3FFFD},
    };
    if (c >= 0x4E00 && c <= 0x9FFF) /* most of them */
        return true;
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges && c >= ranges[i].from; i++) {
        if (c <= ranges[i].to)
            return true;
    }
    return false;
}

uint32_t base_char_fold_long(uint32_t c)
{
    if (c > 0x10FFFF || (c >= 0x2E80 && c <= 0xA63F) || (c >= 0xAC00 && c <= 0xD7A3)) /* no case in Han, kana, Hangul */
        return c;
    if (c >= 0x410 && c <= 0x44F) /* Russian letters */
        return c < 0x430 ? c + 32 : c;
    utf8proc_int32_t folded[4];
    int last_class = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)c, folded, 4, UTF8PROC_CASEFOLD, &last_class);
    return n == 1 ? (uint32_t)folded[0] : (uint32_t)utf8proc_tolower((utf8proc_int32_t)c);
}

/* A bit for each of eight ASCII bytes that is no white space, the highest of its byte. */
static uint64_t visible_in(uint64_t word)
{
    const uint64_t each = UINT64_C(0x0101010101010101), high = each << 7;
    uint64_t from_tab = word + each * (0x80 - '\t'), behind_return = word + each * (0x7F - '\r');
    uint64_t not_blank = (word ^ each * ' ') + each * 0x7F;
    return not_blank & ~(from_tab & ~behind_return) & high;
}

size_t base_text_weight(struct base_str s)
{
    size_t weight = 0;
    for (size_t at = 0; at < s.len;) {
        uint64_t word;
        while (s.len - at >= sizeof word) { /* runs of ASCII, eight bytes a step */
            memcpy(&word, s.ptr + at, sizeof word);
            if (word & UINT64_C(0x8080808080808080))
                break;
            weight += (visible_in(word) >> 7) * UINT64_C(0x0101010101010101) >> 56;
            at += sizeof word;
        }
        if (at == s.len)
            break;
        uint32_t c = base_utf8_next(s, &at);
        weight += base_char_is_cjk(c) ? 2 : !base_char_is_space(c);
    }
    return weight;
}
