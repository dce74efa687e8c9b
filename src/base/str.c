/* Slices of text. */
#include "base/private.h"

bool base_str_equal(struct base_str a, struct base_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool base_str_equal_nocase(struct base_str a, struct base_str b)
{
    return a.len == b.len && base_str_starts_nocase(a, b);
}

bool base_str_starts(struct base_str s, struct base_str prefix)
{
    return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.ptr, prefix.ptr, prefix.len) == 0);
}

bool base_str_starts_nocase(struct base_str s, struct base_str prefix)
{
    if (s.len < prefix.len)
        return false;
    for (size_t i = 0; i < prefix.len; i++) {
        if (base_ascii_lower((unsigned char)s.ptr[i]) != base_ascii_lower((unsigned char)prefix.ptr[i]))
            return false;
    }
    return true;
}

bool base_str_ends(struct base_str s, struct base_str suffix)
{
    return s.len >= suffix.len &&
           (suffix.len == 0 || memcmp(s.ptr + s.len - suffix.len, suffix.ptr, suffix.len) == 0);
}

int base_str_compare(struct base_str a, struct base_str b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common > 0 ? memcmp(a.ptr, b.ptr, common) : 0;
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

size_t base_str_find(struct base_str s, struct base_str needle)
{
    if (needle.len == 0)
        return 0;
    if (s.len < needle.len)
        return SIZE_MAX;
    const char *hit = memmem(s.ptr, s.len, needle.ptr, needle.len);
    return hit != NULL ? (size_t)(hit - s.ptr) : SIZE_MAX;
}

enum { PAIR_BITS = 9 };

/* The number of the bit for the two bytes that begin a word. */
static unsigned pair_at(const char *s)
{
    return (base_ascii_lower((unsigned char)s[0]) * 37u ^ base_ascii_lower((unsigned char)s[1]) * 5u) & ((1u << PAIR_BITS) - 1);
}

bool base_str_has_any_nocase(struct base_str s, const char *const *words, size_t count)
{
    uint64_t pairs[1 << (PAIR_BITS - 6)] = {0};
    if (s.len < 2)
        return false;
    for (size_t k = 0; k < count; k++) {
        unsigned pair = pair_at(words[k]);
        pairs[pair >> 6] |= UINT64_C(1) << (pair & 63);
    }
    for (size_t i = 0; i + 1 < s.len; i++) {
        unsigned pair = pair_at(s.ptr + i);
        for (size_t k = 0; (pairs[pair >> 6] >> (pair & 63) & 1) && k < count; k++)
            if (base_ascii_lower((unsigned char)s.ptr[i]) == (unsigned char)words[k][0] &&
                base_str_starts_nocase(base_str_sub(s, i, s.len), base_str(words[k])))
                return true;
    }
    return false;
}

static void lower_copy(char *to, const char *from, size_t len)
{
    for (size_t i = 0; i < len; i++)
        to[i] = (char)base_ascii_lower((unsigned char)from[i]);
}

/* For a needle of bounded length. */
static size_t find_short(struct base_str s, struct base_str needle)
{
    unsigned char first = base_ascii_lower((unsigned char)needle.ptr[0]);
    for (size_t at = 0; at + needle.len <= s.len; at++)
        if (base_ascii_lower((unsigned char)s.ptr[at]) == first && base_str_starts_nocase(base_str_sub(s, at, s.len), needle))
            return at;
    return SIZE_MAX;
}

/* Lower-cases S window by window and leaves the search to memmem, which is linear. Windows overlap by
 * the needle's length. Of a long needle only the head is searched so; the rest is compared. */
size_t base_str_find_nocase(struct base_str s, struct base_str needle)
{
    enum { SHORT = 32, HEAD = 256, WINDOW = 4096 };
    char head[HEAD], window[WINDOW];
    size_t head_len = needle.len < HEAD ? needle.len : HEAD;
    if (needle.len == 0)
        return 0;
    if (needle.len <= SHORT && s.len <= WINDOW)
        return find_short(s, needle);
    lower_copy(head, needle.ptr, head_len);
    for (size_t at = 0; s.len >= needle.len && at <= s.len - needle.len;) {
        size_t len = s.len - at < WINDOW ? s.len - at : WINDOW;
        lower_copy(window, s.ptr + at, len);
        const char *from = window, *hit;
        while ((hit = memmem(from, len - (size_t)(from - window), head, head_len)) != NULL) {
            size_t offset = at + (size_t)(hit - window);
            if (base_str_starts_nocase(base_str_sub(s, offset, s.len), needle))
                return offset;
            from = hit + 1;
        }
        at += len - head_len + 1;
    }
    return SIZE_MAX;
}

/* The start of the character that ends at END. */
static size_t char_before(struct base_str s, size_t end)
{
    size_t at = end - 1;
    while (at > 0 && end - at < 4 && ((unsigned char)s.ptr[at] & 0xC0) == 0x80)
        at--;
    return at;
}

struct base_str base_str_trim(struct base_str s)
{
    size_t from = 0, to = s.len;
    while (from < to) {
        size_t next = from;
        if (!base_char_is_space(base_utf8_next(s, &next)))
            break;
        from = next;
    }
    while (to > from) {
        size_t start = char_before(s, to), next = start;
        uint32_t c = base_utf8_next(s, &next);
        if (next != to || !base_char_is_space(c))
            break;
        to = start;
    }
    return s.ptr != NULL ? base_str_sub(s, from, to) : s;
}

bool base_str_next(struct base_str *rest, char separator, struct base_str *part)
{
    if (rest->ptr == NULL)
        return false;
    const char *hit = rest->len > 0 ? memchr(rest->ptr, separator, rest->len) : NULL;
    if (hit == NULL) {
        *part = *rest;
        *rest = BASE_STR_NONE;
        return true;
    }
    size_t at = (size_t)(hit - rest->ptr);
    *part = base_str_sub(*rest, 0, at);
    *rest = base_str_sub(*rest, at + 1, rest->len);
    return true;
}

static bool is_html_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r' && c != '\v');
}

bool base_str_has_token(struct base_str tokens, struct base_str token)
{
    size_t at = 0;
    while (at < tokens.len) {
        while (at < tokens.len && is_html_space(tokens.ptr[at]))
            at++;
        size_t from = at;
        while (at < tokens.len && !is_html_space(tokens.ptr[at]))
            at++;
        if (at > from && base_str_equal(base_str_sub(tokens, from, at), token))
            return true;
    }
    return false;
}

static unsigned number_of_pair(const char *s)
{
    return ((unsigned char)s[0] * 37u ^ (unsigned char)s[1] * 5u) & ((1u << BASE_PAIR_BITS) - 1);
}

void base_pairs_make(struct base_pairs *pairs, struct base_str s)
{
    *pairs = (struct base_pairs){0};
    for (size_t i = 0; i + 1 < s.len; i++) {
        unsigned pair = number_of_pair(s.ptr + i);
        pairs->bits[pair >> 6] |= UINT64_C(1) << (pair & 63);
    }
}

static uint64_t has_pair(const struct base_pairs *pairs, const char *s)
{
    return pairs->bits[number_of_pair(s) >> 6] >> (number_of_pair(s) & 63) & 1;
}

bool base_pairs_may_begin(const struct base_pairs *pairs, const char *word)
{
    return has_pair(pairs, word) & has_pair(pairs, word + 1);
}

bool base_pairs_may_hold(const struct base_pairs *pairs, const char *word)
{
    for (; word[0] && word[1]; word++)
        if (!has_pair(pairs, word))
            return false;
    return true;
}

bool base_str_to_size(struct base_str s, size_t max, size_t *out)
{
    size_t n = 0;
    if (s.len == 0)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
        size_t digit = (size_t)(s.ptr[i] - '0');
        if (n > (SIZE_MAX - digit) / 10)
            return false;
        n = n * 10 + digit;
        if (n > max)
            return false;
    }
    *out = n;
    return true;
}

bool base_str_to_bytes(struct base_str s, size_t *out)
{
    static const char units[] = "KMG";
    const char *unit = s.len ? memchr(units, s.ptr[s.len - 1], sizeof units - 1) : NULL;
    unsigned shift = unit ? 10 * (unsigned)(unit - units + 1) : 0;

    if (!base_str_to_size(base_str_sub(s, 0, s.len - (unit != NULL)), SIZE_MAX >> 34, out) || !*out)
        return false;
    *out <<= shift;
    return true;
}

/* ---- Distance ---- */

static size_t least(size_t a, size_t b, size_t c)
{
    size_t least_two = a < b ? a : b;

    return least_two < c ? least_two : c;
}

size_t base_str_distance(struct base_str a, struct base_str b)
{
    size_t rows[3][BASE_DISTANCE_BYTES + 1];

    if (a.len > BASE_DISTANCE_BYTES || b.len > BASE_DISTANCE_BYTES)
        return SIZE_MAX;
    for (size_t j = 0; j <= b.len; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i - 1) % 3], *two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            bool same = a.ptr[i - 1] == b.ptr[j - 1];
            row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + !same);
            if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] && a.ptr[i - 2] == b.ptr[j - 1])
                row[j] = least(row[j], two_above[j - 2] + 1, SIZE_MAX);
        }
    }
    return rows[a.len % 3][b.len];
}
