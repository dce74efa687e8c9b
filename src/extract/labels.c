/* What kind of line a text is, by the words that label it (label_credits.c, label_lines.c). */
#include "extract/labels.h"

enum {
    LABEL_LINE_BYTES = 400,  /* a longer line is text */
    LABEL_BYTES = 64,        /* no label is longer, the blanks before its colon counted */
    LABEL_REST_WEIGHT = 90,  /* what may follow a label: names, a date, a source */
    LABEL_NOTICE_WEIGHT = 120,
    PAIR_BITS = 11
};

static const struct extract_label_table *const tables[] = {
    [EXTRACT_LINE_BYLINE] = &extract_byline_labels,   [EXTRACT_LINE_DATE] = &extract_date_labels,
    [EXTRACT_LINE_EDITOR] = &extract_editor_labels,   [EXTRACT_LINE_SOURCE] = &extract_source_labels,
    [EXTRACT_LINE_RELATED] = &extract_related_labels, [EXTRACT_LINE_NOTICE] = &extract_notice_labels,
};

/* A character as labels are compared: folded, full-width forms as ASCII, any white space a space. */
static uint32_t plain_wide(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        c -= 0xFEE0;
    if (base_char_is_space(c))
        return ' ';
    return base_char_fold(c);
}

static inline uint32_t plain(uint32_t c)
{
    if (c >= 0x80)
        return plain_wide(c);
    return base_char_is_space(c) ? ' ' : c - 'A' < 26 ? c + 32 : c;
}

static bool is_colon(uint32_t c)
{
    return c == ':' || c == '/' || c == '|' || c == 0x2236 || c == 0xFE55 || c == 0xA789 || c == '=';
}

/* Punctuation that may stand before a label or behind a heading. */
static bool is_dressing(uint32_t c)
{
    return c == ' ' || (!base_char_is_alnum(c) && c != 0xA9);
}

/* The offset behind WORD where TEXT has it at AT, else 0. CJK characters may be spaced out, as in 编 辑. */
static size_t match_word(struct base_str text, size_t at, struct base_str word)
{
    bool first = true;
    uint32_t wanted = 0;
    for (size_t w = 0; w < word.len;) {
        wanted = base_utf8_next(word, &w);
        if (at >= text.len)
            return 0;
        uint32_t c = plain(base_utf8_next(text, &at));
        while (c == ' ' && !first && base_char_is_cjk(wanted) && at < text.len)
            c = plain(base_utf8_next(text, &at));
        if (c != wanted)
            return 0;
        first = false;
    }
    size_t behind = at;
    if (at < text.len && base_char_is_alnum(wanted) && !base_char_is_cjk(wanted) &&
        base_char_is_alnum(base_utf8_next(text, &behind)))
        return 0;
    return at;
}

/* False where the second letter tells that WORD does not stand at AT, where its first byte does. */
static bool may_match(struct base_str text, size_t at, const char *word)
{
    unsigned char c = at + 1 < text.len ? (unsigned char)text.ptr[at + 1] : 0x80;
    if ((unsigned char)text.ptr[at] >= 0x80 || c >= 0x80 || (unsigned char)word[1] - 1u >= 0x7F)
        return true;
    return plain(c) == (unsigned char)word[1];
}

/* Behind an ending that leaves open how many there are, or of which sex: Auteur(s), Autor/in, Autor:innen, Autora(as). */
static size_t skip_ending(struct base_str text, size_t at)
{
    static const char *const endings[] = {"s", "es", "as", "en", "a", "e", "in", "innen", "rice", "trice", "ka", "ice"};
    static const char signs[] = "(/:*_";
    struct base_str rest = base_str_sub(text, at, text.len);
    if (!rest.len || !strchr(signs, rest.ptr[0]))
        return at;
    bool bracket = rest.ptr[0] == '(';
    rest = base_str_sub(rest, 1, rest.len);
    if (rest.len && rest.ptr[0] == '-')
        rest = base_str_sub(rest, 1, rest.len);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t end = match_word(rest, 0, base_str(endings[i]));
        if (!end || (bracket && (end >= rest.len || rest.ptr[end] != ')')))
            continue;
        return (size_t)(rest.ptr - text.ptr) + end + bracket;
    }
    return at;
}

/* Behind the colon or the space that must follow a label at AT; 0 where neither does. */
static size_t match_tail(struct base_str text, size_t at, enum extract_label_how how)
{
    bool colon = false, space = false;
    while (at < text.len) {
        size_t next = at;
        uint32_t c = plain(base_utf8_next(text, &next));
        if (c == ' ')
            space = true;
        else if (is_colon(c) || (c == ']' && !colon))
            colon = true;
        else
            break;
        at = next;
    }
    if (colon || (how == EXTRACT_LABEL_WORD && (space || at == text.len)))
        return at;
    size_t before = at, next = at;
    /* 记者张三: no space between Han characters */
    if (how == EXTRACT_LABEL_WORD && before && at < text.len && base_char_is_cjk(base_utf8_next(text, &next)))
        return at;
    return 0;
}

static size_t skip_dressing(struct base_str text, size_t at)
{
    while (at < text.len) {
        size_t next = at;
        if (!is_dressing(plain(base_utf8_next(text, &next))))
            break;
        at = next;
    }
    return at;
}

/* First byte of the folded character at AT. */
static unsigned char first_byte(struct base_str text, size_t at)
{
    char out[4];
    size_t next = at;
    base_utf8_put(plain(base_utf8_next(text, &next)), out);
    return (unsigned char)out[0];
}

/* The first of the rows whose word begins with FIRST, or where they would stand. */
static const struct extract_label *first_row(enum extract_line kind, unsigned char first)
{
    size_t low = 0, high = tables[kind]->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if ((unsigned char)tables[kind]->rows[middle].word[0] < first)
            low = middle + 1;
        else
            high = middle;
    }
    return tables[kind]->rows + low;
}

static bool is_row(const struct extract_label *row, enum extract_line kind, unsigned char first)
{
    return row < tables[kind]->rows + tables[kind]->count && (unsigned char)row->word[0] == first;
}

static size_t label_from(struct base_str text, size_t at, enum extract_line kind, bool colon_only)
{
    if (at >= text.len)
        return 0;
    unsigned char first = first_byte(text, at);
    for (const struct extract_label *row = first_row(kind, first); is_row(row, kind, first); row++) {
        size_t end = may_match(text, at, row->word) ? match_word(text, at, base_str(row->word)) : 0;
        end = end ? match_tail(text, skip_ending(text, end), colon_only ? EXTRACT_LABEL_COLON : row->how) : 0;
        if (end)
            return end;
    }
    return 0;
}

size_t extract_label_at(struct base_str text, enum extract_line kind)
{
    return label_from(text, skip_dressing(text, 0), kind, false);
}

static bool may_close(char c)
{
    return (c == ':') | (c == '/') | (c == '|') | (c == '=') | (c == ']') | ((unsigned char)c >= 0x80);
}

/* Past steps of letters, whose bytes a compiler compares at once. */
static size_t skip_letters(struct base_str text, size_t at)
{
    enum { STEP = 16 };
    for (bool found = false; text.len - at >= STEP; at += STEP) {
        for (size_t i = 0; i < STEP; i++)
            found |= may_close(text.ptr[at + i]);
        if (found)
            break;
    }
    return at;
}

/* The next sign at AT or behind that may close a label; the end of TEXT where there is none. */
static size_t next_colon(struct base_str text, size_t at)
{
    at = at < text.len ? skip_letters(text, at) : at;
    for (size_t next; at < text.len; at = next) {
        next = at + 1;
        if (!may_close(text.ptr[at]))
            continue;
        next = at;
        uint32_t c = plain(base_utf8_next(text, &next));
        if (is_colon(c) || c == ']')
            return at;
    }
    return at;
}

/* Where the character begins that the byte AT is part of. */
static size_t character_at(struct base_str text, size_t at)
{
    for (int i = 0; i < 3 && at > 0 && ((unsigned char)text.ptr[at] & 0xC0) == 0x80; i++)
        at--;
    return at;
}

bool extract_label_find(struct base_str text, enum extract_line kind, size_t *at, size_t *end)
{
    bool inside = false; /* behind a letter of a spaced script */
    size_t colon = next_colon(text, 0);
    for (size_t i = 0; i < text.len;) {
        if (colon < i)
            colon = next_colon(text, i);
        if (colon >= text.len)
            return false;
        if (colon - i > LABEL_BYTES + 4) /* to the last character that no label begins with */
            i = character_at(text, colon - LABEL_BYTES - 1);
        size_t next = i;
        uint32_t c = base_utf8_next(text, &next);
        if (!inside && colon - i <= LABEL_BYTES && base_char_is_alnum(c)) {
            size_t behind = label_from(text, i, kind, true);
            if (behind) {
                *at = i;
                *end = behind;
                return true;
            }
        }
        inside = base_char_is_alnum(c) && !base_char_is_cjk(c);
        i = next;
    }
    return false;
}

static bool is_whole(struct base_str line, size_t end)
{
    return skip_dressing(line, end) >= line.len;
}

/* A heading "Read more" or a lead "Read more: title"; not a sentence that goes on with small letters. */
static bool is_lead(struct base_str line, size_t end)
{
    if (is_whole(line, end))
        return true;
    size_t at = end;
    uint32_t c = plain(base_utf8_next(line, &at));
    return is_colon(c) || c == '-' || c == '>' || c == 0x2013 || c == 0x2014 || c == 0xBB;
}

/* Names follow a label in a line of their own: few words, none of a sentence's punctuation. */
static bool is_short_rest(struct base_str rest)
{
    if (base_text_weight(rest) > LABEL_REST_WEIGHT)
        return false;
    for (size_t at = 0; at < rest.len;) {
        uint32_t c = base_utf8_next(rest, &at);
        if (c == 0x3002 || c == '!' || c == '?' || c == 0xFF01 || c == 0xFF1F)
            return false;
    }
    return true;
}

/* "By Jane Roe", not "by the way": the words of a name begin with capitals or have none to begin with. */
static bool is_name_like(struct base_str rest)
{
    size_t words = 0, small = 0;
    bool inside = false;
    for (size_t at = 0; at < rest.len;) {
        uint32_t c = base_utf8_next(rest, &at);
        bool letter = base_char_is_alnum(c) || c == '\'' || c == 0x2019 || c == '-' || c == '.' || c == '@';
        if (letter && !inside) {
            words++;
            small += c < 0x80 ? !(c >= 'A' && c <= 'Z') : base_char_fold(c) == c && !base_char_is_cjk(c) && c < 0x590;
        }
        inside = letter;
    }
    return words > 0 && words <= 14 && small * 2 <= words;
}

/* The label's words begin at AT. */
static bool is_labelled(struct base_str line, size_t at, enum extract_line kind)
{
    size_t end = label_from(line, at, kind, false);
    if (!end)
        return false;
    struct base_str rest = base_str_trim(base_str_sub(line, end, line.len));
    if (!is_short_rest(rest))
        return false;
    return kind != EXTRACT_LINE_BYLINE || is_name_like(rest);
}

/* Nothing but dates, times and their labels. */
static bool is_date_line(struct base_str line, size_t at)
{
    enum { BEFORE_MOST = 12, WEEKDAY_MOST = 14 /* "segunda-feira," */, BEHIND_MOST = 24 };
    struct extract_date_context context = {.fetched = BASE_TIME_NONE};
    size_t from, to;
    if (line.len > 120 || !extract_date_span(line, &context, &from, &to))
        return false;
    size_t label = label_from(line, at, EXTRACT_LINE_DATE, false);
    struct base_str before = from > label ? base_str_trim(base_str_sub(line, label, from)) : BASE_STR_NONE;
    size_t most = base_str_ends(before, BASE_STR(",")) ? WEEKDAY_MOST : BEFORE_MOST;
    return base_text_weight(before) <= most && base_text_weight(base_str_sub(line, to, line.len)) <= BEHIND_MOST;
}

/* ---- Headings of related links, notices ---- */

/* A line as labels are compared. */
struct folded {
    char bytes[LABEL_LINE_BYTES * 4];
    size_t len;
    struct base_pairs pairs;
};

static void fold_line(struct base_str line, struct folded *f)
{
    size_t len = 0;
    for (size_t at = 0; at < line.len;) {
        uint32_t c = plain(base_utf8_next(line, &at));
        if (c < 0x80)
            f->bytes[len++] = (char)c;
        else
            len += base_utf8_put(c, f->bytes + len);
    }
    f->len = len;
    base_pairs_make(&f->pairs, (struct base_str){f->bytes, len});
}

static bool holds_word(const struct folded *f, const char *word)
{
    return base_pairs_may_hold(&f->pairs, word) &&
           base_str_find((struct base_str){f->bytes, f->len}, base_str(word)) != SIZE_MAX;
}

/* A row of KIND that the line begins with at AT, or is as a whole. */
static bool begins_with_row(struct base_str line, size_t at, enum extract_line kind)
{
    unsigned char first = at < line.len ? first_byte(line, at) : 0;
    for (const struct extract_label *row = first_row(kind, first); is_row(row, kind, first); row++) {
        size_t end = may_match(line, at, row->word) ? match_word(line, at, base_str(row->word)) : 0;
        if (end && (row->how == EXTRACT_LABEL_WHOLE ? is_whole(line, end) : kind != EXTRACT_LINE_RELATED || is_lead(line, end)))
            return true;
    }
    return false;
}

static bool has_notice_inside(struct base_str line)
{
    struct folded folded;
    if (base_text_weight(line) > LABEL_NOTICE_WEIGHT)
        return false;
    fold_line(line, &folded);
    const struct extract_label_table *parts = &extract_notice_parts;
    uint8_t likely[EXTRACT_NOTICE_PARTS];
    size_t count = 0;
    for (size_t i = 0; i < parts->count; i++) {
        likely[count] = (uint8_t)i;
        count += base_pairs_may_begin(&folded.pairs, parts->rows[i].word);
    }
    for (size_t i = 0; i < count; i++)
        if (holds_word(&folded, parts->rows[likely[i]].word))
            return true;
    return false;
}

enum extract_line extract_line_kind(struct base_str line)
{
    line = base_str_trim(line);
    if (!line.len || line.len > LABEL_LINE_BYTES)
        return EXTRACT_LINE_TEXT;
    size_t at = skip_dressing(line, 0);
    if (is_labelled(line, at, EXTRACT_LINE_EDITOR))
        return EXTRACT_LINE_EDITOR;
    if (is_labelled(line, at, EXTRACT_LINE_SOURCE))
        return EXTRACT_LINE_SOURCE;
    if (begins_with_row(line, at, EXTRACT_LINE_RELATED))
        return EXTRACT_LINE_RELATED;
    if (begins_with_row(line, at, EXTRACT_LINE_NOTICE) || has_notice_inside(line))
        return EXTRACT_LINE_NOTICE;
    if (is_date_line(line, at))
        return EXTRACT_LINE_DATE;
    if (is_labelled(line, at, EXTRACT_LINE_BYLINE))
        return EXTRACT_LINE_BYLINE;
    return EXTRACT_LINE_TEXT;
}

enum extract_line extract_block_line(const struct extract_job *job, uint32_t block)
{
    if (!job->lines[block])
        job->lines[block] = (uint8_t)(1 + extract_line_kind(job->blocks.items[block].text));
    return (enum extract_line)(job->lines[block] - 1);
}

const char *extract_label_word(enum extract_line kind, size_t index)
{
    return index < tables[kind]->count ? tables[kind]->rows[index].word : NULL;
}
