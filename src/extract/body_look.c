/* Features of a block's own text, of how it is set, and of what the page says elsewhere in the same words. */
#include "extract/body_features.h"

enum { READ_BYTES = 2000, LINE_WEIGHT = 400 };

#define SET(f, name, value) ((f)->v[EXTRACT_F_##name] = extract_clamp(value))

static int64_t permille(uint64_t part, uint64_t whole)
{
    return whole ? (int64_t)(part * 1000 / whole) : 0;
}

/* ---- Text ---- */

struct counts {
    uint32_t chars, upper, digits, spaces, commas, cjk, stops, bars;
    uint32_t first, last;
    int signs; /* 1 '@', 2 '|', 4 an address, 8 '©' */
};

/* What of ASCII is counted; all else is passed over. */
enum look { PASS, UPPER, DIGIT, BLANK, COMMA, BAR, AT, ENDING, WIDE };
#define RANGE(from, to, kind) [from ... to] = kind
static const uint8_t looks[256] = {
    RANGE('A', 'Z', UPPER), RANGE('0', '9', DIGIT), [' '] = BLANK, ['\n'] = BLANK, [','] = COMMA, ['|'] = BAR,
    ['@'] = AT, ['p'] = ENDING, ['.'] = ENDING, RANGE(0x80, 0xFF, WIDE),
};
#undef RANGE

static void count_wide(struct counts *n, uint32_t c)
{
    n->upper += (c >= 0xC0 && c <= 0xDE) || (c >= 0x410 && c <= 0x42F);
    n->commas += c == 0xFF0C || c == 0x3001 || c == 0x060C;
    n->bars += c == 0xB7 || c == 0x2022 || c == 0xBB || c == 0x203A;
    n->cjk += c >= 0x2E80 && c <= 0xFAFF;
    n->stops += c >= 0x3000 && extract_is_full_stop(c);
}

/* "http" or "www." ends at END. */
static bool ends_address(struct base_str s, size_t end)
{
    return end >= 4 && (memcmp(s.ptr + end - 4, "http", 4) == 0 || memcmp(s.ptr + end - 4, "www.", 4) == 0);
}

static struct counts count_chars(struct base_str s)
{
    struct counts n = {0};
    size_t at = 0, from = 0, wide_end = 0, end = s.len < READ_BYTES ? s.len : READ_BYTES;
    uint32_t wide = 0;

#define BEFORE(at) ((at) == 0 ? ' ' : (at) == wide_end ? wide : (unsigned char)s.ptr[(at) - 1])
    while (at < end) {
        switch (looks[(unsigned char)s.ptr[at++]]) {
        case UPPER: n.upper++; break;
        case DIGIT: n.digits++; break;
        case COMMA: n.commas++; break;
        case AT: n.signs |= 1; break;
        case ENDING: n.signs |= ends_address(s, at) ? 4 : 0; break;
        case BAR:
            n.bars++;
            n.signs |= 2;
            break;
        case BLANK:
            n.spaces++;
            n.stops += extract_is_full_stop(BEFORE(at - 1));
            break;
        case WIDE:
            from = --at;
            wide = base_utf8_next(s, &at);
            wide_end = at;
            n.chars -= (uint32_t)(at - from - 1);
            count_wide(&n, wide);
            n.signs |= wide == 0xA9 && at <= READ_BYTES ? 8 : 0;
            break;
        default: break;
        }
    }
    n.chars += (uint32_t)at;
    n.last = at ? BEFORE(at) : 0;
    from = 0;
    n.first = s.len ? base_utf8_next(s, &from) : 0;
    n.stops += BEFORE(at) < 0x3000 && extract_is_full_stop(BEFORE(at));
#undef BEFORE
    return n;
}

static int class_of(uint32_t c)
{
    if (c >= 'a' && c <= 'z')
        return 1;
    if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE) || (c >= 0x410 && c <= 0x42F))
        return 2;
    if (c >= '0' && c <= '9')
        return 3;
    switch (c) {
    case '.': case 0x3002: return 4;
    case '!': case '?': case 0xFF01: case 0xFF1F: case 0x061F: return 5;
    case ':': case 0xFF1A: return 6;
    case ',': case ';': case 0xFF0C: return 7;
    case '"': case '\'': case 0x201C: case 0x201D: case 0x2019: case 0x2018: case 0xAB: case 0xBB: case 0x201E: case 0x300C: case 0x300D: return 8;
    case ')': case ']': case 0xFF09: case 0x3011: return 9;
    case '(': case '[': case 0xFF08: case 0x3010: return 10;
    case '-': case 0x2013: case 0x2014: return 11;
    case '*': case 0x2022: case 0xB7: case 0x25CF: case 0x25A0: case 0x25B6: case 0x25BA: case 0x203A: case '>': case 0x2192: return 12;
    case 0x2026: return 13;
    case '#': case '@': case '|': case '/': case 0xA9: return 14;
    default: return c >= 0x2E80 && c <= 0xFAFF ? 15 : c > 0x7F ? 16 : 0;
    }
}

void extract_look_text(const struct extract_job *job, uint32_t block, struct extract_features *f)
{
    const struct page_block *b = &job->blocks.items[block];
    struct counts n = count_chars(b->text);

    SET(f, WEIGHT, b->weight);
    SET(f, STOPS, n.stops);
    SET(f, STOP_LAST, extract_stops(b->text));
    SET(f, COMMAS, n.commas);
    SET(f, LINK_SHARE, permille(b->link_weight, b->weight));
    SET(f, LINKS, b->links);
    SET(f, LINK_WEIGHT_EACH, b->links ? b->weight / b->links : 0);
    SET(f, KIND, b->kind);
    SET(f, LEVEL, b->level);
    SET(f, UPPER, permille(n.upper, n.chars));
    SET(f, DIGITS, permille(n.digits, n.chars));
    SET(f, SPACES, n.spaces);
    SET(f, WORD_LENGTH, n.chars * 10 / (n.spaces + 1));
    SET(f, CJK, permille(n.cjk, n.chars));
    SET(f, FIRST, class_of(n.first));
    SET(f, LAST, class_of(n.last));
    SET(f, SIGNS, n.signs | (n.bars > 1 ? 16 : 0));
    SET(f, LINE, b->weight < LINE_WEIGHT ? (int)extract_block_line(job, block) : -1);
}

void extract_look_style(const struct extract_view *v, const struct page_block *b, struct extract_features *f)
{
    uint64_t bold = 0, italic = 0, all = 0;

    for (uint32_t n = b->first; n <= b->last; n++) {
        const struct page_node *node = page_at(v->job->page, n);
        if (node->tag != PAGE_TAG_TEXT || v->job->skip[n])
            continue;
        all += node->text.len;
        bold += v->inside[n] & EXTRACT_INSIDE_BOLD ? node->text.len : 0;
        italic += v->inside[n] & EXTRACT_INSIDE_ITALIC ? node->text.len : 0;
    }
    SET(f, BOLD, permille(bold, all));
    SET(f, ITALIC, permille(italic, all));
}

/* ---- Likeness: words and runs of three words that stand in the title, the description, the stated body ---- */

enum { SET_BITS = 16, RUN = 3, STATED_BYTES = 200000, BLOCK_BYTES = 4000 };

struct words {
    uint64_t *title, *description, *stated;
    bool states; /* a body is stated */
};

static bool has(const uint64_t *set, uint32_t h)
{
    return set[h >> (38 - SET_BITS)] >> (h >> (32 - SET_BITS) & 63) & 1;
}

static void put(uint64_t *set, uint32_t h)
{
    set[h >> (38 - SET_BITS)] |= UINT64_C(1) << (h >> (32 - SET_BITS) & 63);
}

/* A letter or digit of ASCII, folded; 0 where C is none. */
static uint32_t plain_letter(char c)
{
    uint32_t small = (unsigned char)c | 0x20u;
    return small - 'a' < 26 ? small : c >= '0' && c <= '9' ? (unsigned char)c : 0;
}

/* Words of a text one by one: a CJK character is one. 0 at the end. */
static uint32_t next_word(struct base_str s, size_t *at)
{
    uint32_t hash = 0x811C9DC5u;
    bool any = false;

    while (*at < s.len) {
        for (uint32_t c; *at < s.len && (c = plain_letter(s.ptr[*at])); ++*at) {
            hash = (hash ^ c) * 16777619u;
            any = true;
        }
        if (*at == s.len)
            break;
        size_t here = *at;
        uint32_t c = base_utf8_next(s, at);
        bool wide = c >= 0x2E80 && c <= 0xFAFF;
        bool letter = c < 0x80 ? (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                               : c >= 0xAA && (c < 0x2000 || c > 0x206F) && (c < 0x3000 || c > 0x303F) && (c < 0xFF00 || c > 0xFF20);
        if (any && (wide || !letter)) {
            *at = wide ? here : *at;
            break;
        }
        if (!letter)
            continue;
        hash = (hash ^ (c >= 'A' && c <= 'Z' ? c + 32 : c)) * 16777619u;
        any = true;
        if (wide)
            break;
    }
    return any ? (hash ^ hash >> 15) * 0x85EBCA6Bu | 1 : 0;
}

static uint32_t run_of(const uint32_t *last, size_t count)
{
    uint32_t h = last[count % RUN] * 31 + last[(count + 1) % RUN];
    h = h * 0x9E3779B1u + last[(count + 2) % RUN];
    return (h ^ h >> 16) * 0xC2B2AE35u;
}

static void fill_words(uint64_t *set, struct base_str s, bool runs)
{
    uint32_t last[RUN] = {0}, word;
    size_t at = 0, count = 0;

    if (s.len > STATED_BYTES)
        s.len = STATED_BYTES;
    while ((word = next_word(s, &at))) {
        last[count++ % RUN] = word;
        if (!runs)
            put(set, word);
        else if (count >= RUN)
            put(set, run_of(last, count));
    }
}

static void likeness(const struct words *w, struct base_str s, struct extract_features *f)
{
    uint32_t last[RUN] = {0}, word;
    uint64_t title = 0, description = 0, stated = 0, runs = 0;
    size_t at = 0, count = 0;

    if (s.len > BLOCK_BYTES)
        s.len = BLOCK_BYTES;
    while ((word = next_word(s, &at))) {
        last[count++ % RUN] = word;
        title += has(w->title, word);
        description += has(w->description, word);
        if (count < RUN)
            continue;
        runs++;
        if (!w->states)
            continue;
        stated += has(w->stated, run_of(last, count));
    }
    SET(f, LIKE_TITLE, permille(title, count));
    SET(f, LIKE_DESCRIPTION, permille(description, count));
    SET(f, IN_STATED_BODY, runs ? permille(stated, runs) : -1);
}

bool extract_look_likeness(const struct extract_view *v, struct extract_features *all)
{
    const struct extract_article *a = v->job->article;
    struct base_arena *arena = v->job->arena;
    struct base_str body = extract_fact_value(v->job, EXTRACT_KEY_BODY);
    struct words w = {BASE_NEW_ARRAY(arena, uint64_t, 1 << (SET_BITS - 6)), BASE_NEW_ARRAY(arena, uint64_t, 1 << (SET_BITS - 6)),
                      BASE_NEW_ARRAY(arena, uint64_t, 1 << (SET_BITS - 6)), false};

    if (!w.title || !w.description || !w.stated)
        return false;
    fill_words(w.title, v->job->shown_title, false);
    fill_words(w.description, a->description, false);
    fill_words(w.stated, body, true);
    w.states = body.len > 0;
    int64_t stated = permille(base_text_weight(body), v->weights.prose[0] + 1);
    for (uint32_t i = 0; i < v->job->blocks.count; i++) {
        const struct page_block *b = &v->job->blocks.items[i];
        likeness(&w, b->text, &all[i]);
        SET(&all[i], STATED_BODY, stated);
        SET(&all[i], IS_TITLE, v->job->shown_title.len && base_str_equal_nocase(v->job->shown_title, b->text));
        SET(&all[i], IN_DESCRIPTION, a->description.len && a->description.len < 4000 && b->weight > 30 &&
                                         base_str_find(a->description, b->text) != SIZE_MAX);
    }
    return true;
}
