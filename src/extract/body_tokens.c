/* The hashed tokens of markup and text. */
#include "extract/body_features.h"

enum { WORDS_READ = 80, BYTES_READ = 1200, PAIRED_BYTES = 120, LONG_BYTES = 300 };

static uint32_t step(uint32_t hash, uint32_t c)
{
    return (hash ^ c) * 16777619u;
}

static void add(struct extract_tokens *tokens, uint32_t hash)
{
    if (tokens->count < EXTRACT_TOKENS_MAX)
        tokens->items[tokens->count++] = hash;
}

enum { SEED_TAG = 0x811C9DC5, SEED_WORD = 0x5BD1E995, SEED_NAME = 0x1B873593, SEED_MARK = 0x27D4EB2F, SEED_PAIR = 0x165667B1 };

/* The words of a class or id, parted at what is no letter and where a capital follows a small one. */
static void add_names(struct extract_tokens *tokens, uint32_t seed, struct base_str value)
{
    uint32_t word = seed;
    size_t len = 0;
    bool small = false;

    for (size_t i = 0; i <= value.len && i < BYTES_READ; i++) {
        char c = i < value.len ? value.ptr[i] : ' ';
        bool upper = c >= 'A' && c <= 'Z', lower = (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
        if ((!upper && !lower) || (upper && small)) {
            if (len > 1)
                add(tokens, word);
            word = seed;
            len = 0;
        }
        if (upper || lower) {
            word = step(word, (unsigned char)(upper ? c + 32 : c));
            len++;
        }
        small = lower;
    }
}

static bool is_named(struct base_str name)
{
    static const char *const names[] = {[2] = "id", [4] = "role", [5] = "class", [8] = "itemprop", [9] = "data-type",
                                        [11] = "data-testid", [14] = "data-component"}; /* by length */

    return name.len < sizeof names / sizeof *names && names[name.len] && memcmp(name.ptr, names[name.len], name.len) == 0;
}

static uint32_t hash_of(uint32_t seed, struct base_str s)
{
    for (size_t i = 0; i < s.len && i < 64; i++)
        seed = step(seed, (unsigned char)s.ptr[i]);
    return seed;
}

void extract_markup_tokens(const struct page *page, uint32_t n, uint64_t marks, struct extract_tokens *tokens)
{
    const struct page_node *node = page_at(page, n);

    tokens->count = 0;
    add(tokens, hash_of(SEED_TAG, node->text));
    for (; marks; marks &= marks - 1)
        add(tokens, step(SEED_MARK, (uint32_t)__builtin_ctzll(marks)));
    for (uint32_t a = 0; a < node->attribute_count; a++) {
        if (is_named(node->attributes[a].name))
            add_names(tokens, SEED_WORD, node->attributes[a].value);
        else
            add(tokens, hash_of(SEED_NAME, node->attributes[a].name));
    }
}

/* Case folded for the scripts that have it, as far as the learned words need. */
static uint32_t folded(uint32_t c)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    if ((c >= 0xC0 && c <= 0xDE) || (c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F))
        return c + 32;
    return c >= 0x400 && c <= 0x40F ? c + 80 : c;
}

static bool is_letter(uint32_t c)
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return c >= 0xC0 && !(c >= 0x2000 && c <= 0x206F) && !(c >= 0x3000 && c <= 0x303F) && !(c >= 0xFF00 && c <= 0xFF20);
}

/* An ASCII letter, folded; 0 where C is none. */
static uint32_t small_letter(char c)
{
    uint32_t letter = (unsigned char)c | 0x20u;
    return letter - 'a' < 26 ? letter : 0;
}

struct reader {
    struct extract_tokens *tokens;
    uint32_t word, last; /* hashes */
    size_t len, words;
    bool paired, digits; /* digits since the last letter: a number is one token */
};

static void end_word(struct reader *r)
{
    if (r->len == 0)
        return;
    add(r->tokens, r->word);
    if (r->words == 0)
        add(r->tokens, step(r->word, SEED_NAME));
    if (r->paired)
        add(r->tokens, step(step(SEED_PAIR, r->last), r->word));
    r->last = r->word;
    r->words++;
    r->word = SEED_WORD;
    r->len = 0;
}

void extract_text_tokens(struct base_str text, struct extract_tokens *tokens)
{
    struct reader r = {.tokens = tokens, .word = SEED_WORD, .paired = text.len < PAIRED_BYTES};
    uint32_t before = 0;
    size_t at = 0;

    tokens->count = tokens->topics = 0;
    while (at < text.len && at < BYTES_READ && tokens->count < WORDS_READ) {
        for (uint32_t letter; at < text.len && at < BYTES_READ && (letter = small_letter(text.ptr[at])); at++) {
            r.word = step(r.word, letter);
            r.len++;
            r.digits = false;
            before = 0;
        }
        if (at >= text.len || at >= BYTES_READ)
            break;
        uint32_t c = base_utf8_next(text, &at);
        if (c >= 0x2E80 && base_char_is_cjk(c)) {
            end_word(&r);
            add(tokens, before ? step(step(SEED_PAIR, before), c) : step(SEED_PAIR, c));
            before = c;
            continue;
        }
        before = 0;
        if (is_letter(c)) {
            r.word = step(r.word, folded(c));
            r.len++;
            r.digits = false;
        } else {
            end_word(&r);
            bool digit = c >= '0' && c <= '9';
            if (digit && !r.digits)
                add(tokens, step(SEED_PAIR, '0'));
            else if (!digit && c > 0x20 && c < 0x80 && r.paired)
                add(tokens, step(SEED_TAG, c));
            r.digits |= digit;
        }
    }
    end_word(&r);
    if (text.len >= LONG_BYTES) {
        add(tokens, SEED_MARK);
        return;
    }
    for (uint32_t topics = extract_topics_of(text); topics; topics &= topics - 1) {
        add(tokens, step(SEED_MARK, 64 + (uint32_t)__builtin_ctz(topics)));
        tokens->topics++;
    }
}
