/* Digits, words and blanks of a text that may hold a date. */
#include "extract/date_scan.h"

int extract_scan_digit_long(uint32_t c)
{
    static const uint32_t zeros[] = {0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50,
        0xED0, 0x1040, 0x17E0, 0xFF10};
    if (c < 0x660 || (c >= 0x17EA && c < 0xFF10)) /* most letters there are */
        return -1;
    for (size_t i = 0; i < sizeof zeros / sizeof zeros[0]; i++)
        if (c >= zeros[i] && c < zeros[i] + 10)
            return (int)(c - zeros[i]);
    return -1;
}

bool extract_scan_number(struct base_str s, size_t at, struct extract_number *n)
{
    size_t next;
    *n = (struct extract_number){0, 0, at};
    for (int digit; (digit = extract_scan_digit(extract_scan_peek(s, n->end, &next))) >= 0; n->end = next) {
        if (n->digits++ < 9)
            n->value = n->value * 10 + (uint32_t)digit;
    }
    return n->digits > 0;
}

size_t extract_scan_skip(struct base_str s, size_t at, const char *set)
{
    size_t next;
    for (uint32_t c; (c = extract_scan_peek(s, at, &next)) != 0; at = next)
        if (!base_char_is_space(c) && !(c < 0x80 && strchr(set, (int)c)) && !(c == 0x60C && strchr(set, ',')))
            break;
    return at;
}

size_t extract_scan_word(struct base_str s, size_t at, const char *word, bool whole)
{
    struct base_str w = base_str(word);
    size_t next = at;
    for (size_t i = 0; i < w.len;) {
        uint32_t wanted = base_utf8_next(w, &i);
        if (base_char_fold(extract_scan_peek(s, at, &next)) != wanted)
            return 0;
        at = next;
    }
    uint32_t behind = extract_scan_peek(s, at, &next);
    return whole && base_char_is_alnum(behind) && extract_scan_digit(behind) < 0 ? 0 : at;
}

size_t extract_scan_words(struct base_str s, size_t at, const char *const *words, size_t count, bool whole)
{
    for (size_t i = 0; i < count; i++) {
        size_t end = extract_scan_word(s, at, words[i], whole);
        if (end)
            return end;
    }
    return 0;
}
bool extract_scan_has_lang(const char *langs, struct base_str lang)
{
    size_t len = 0;
    while (len < lang.len && lang.ptr[len] != '-' && lang.ptr[len] != '_')
        len++;
    return len >= 2 && len <= 3 && base_str_has_token(base_str(langs), base_str_sub(lang, 0, len));
}
