/*
 * The language of a text: by its script where that tells, else by the commonest small words of those that share one. Good
 * from about twenty words on. What the page states stays where the text agrees, or says nothing.
 */
#include "extract/language.h"

#include "extract/private.h"

enum {
    TEXT_MOST = 6000,    /* bytes looked at: a thousand words */
    LETTERS_LEAST = 30,  /* below that a text says nothing; CJK characters count three */
    WORDS_LEAST = 12,
    WORD_MOST = 40,      /* bytes; no small word is longer */
    SLOTS = 4096,
    POINTS = 12,         /* of a word that one language has; several share them */
    SURE_TEXT = 1500,    /* bytes from which the stated language may be told at once ... */
    SURE_WORDS = 60,     /* ... of so many words ... */
    SURE_TENTHS = 3,     /* ... so many tenths of which are its small ones */
    SURE_SLOTS = 512     /* at most half of them used */
};

/* Blocks of Unicode by their first character; a script reaches up to the next row. */
static const struct {
    uint32_t from;
    enum extract_script script;
} blocks[] = {
    {0x0041, EXTRACT_SCRIPT_LATIN},    {0x0250, EXTRACT_SCRIPT_NONE},     {0x0370, EXTRACT_SCRIPT_GREEK},
    {0x0400, EXTRACT_SCRIPT_CYRILLIC}, {0x0530, EXTRACT_SCRIPT_ARMENIAN}, {0x0590, EXTRACT_SCRIPT_HEBREW},
    {0x0600, EXTRACT_SCRIPT_ARABIC},   {0x0700, EXTRACT_SCRIPT_NONE},     {0x0750, EXTRACT_SCRIPT_ARABIC},
    {0x0780, EXTRACT_SCRIPT_NONE},     {0x0900, EXTRACT_SCRIPT_DEVANAGARI}, {0x0980, EXTRACT_SCRIPT_BENGALI},
    {0x0a00, EXTRACT_SCRIPT_GURMUKHI}, {0x0a80, EXTRACT_SCRIPT_GUJARATI}, {0x0b00, EXTRACT_SCRIPT_ORIYA},
    {0x0b80, EXTRACT_SCRIPT_TAMIL},    {0x0c00, EXTRACT_SCRIPT_TELUGU},   {0x0c80, EXTRACT_SCRIPT_KANNADA},
    {0x0d00, EXTRACT_SCRIPT_MALAYALAM}, {0x0d80, EXTRACT_SCRIPT_SINHALA}, {0x0e00, EXTRACT_SCRIPT_THAI},
    {0x0e80, EXTRACT_SCRIPT_LAO},      {0x0f00, EXTRACT_SCRIPT_TIBETAN},  {0x1000, EXTRACT_SCRIPT_BURMESE},
    {0x10a0, EXTRACT_SCRIPT_GEORGIAN}, {0x1100, EXTRACT_SCRIPT_HANGUL},   {0x1200, EXTRACT_SCRIPT_ETHIOPIC},
    {0x13a0, EXTRACT_SCRIPT_NONE},     {0x1780, EXTRACT_SCRIPT_KHMER},    {0x1800, EXTRACT_SCRIPT_NONE},
    {0x1e00, EXTRACT_SCRIPT_LATIN},    {0x1f00, EXTRACT_SCRIPT_GREEK},    {0x2000, EXTRACT_SCRIPT_NONE},
    {0x3040, EXTRACT_SCRIPT_KANA},     {0x3100, EXTRACT_SCRIPT_NONE},     {0x3400, EXTRACT_SCRIPT_HAN},
    {0xa000, EXTRACT_SCRIPT_NONE},     {0xac00, EXTRACT_SCRIPT_HANGUL},   {0xd7b0, EXTRACT_SCRIPT_NONE},
    {0xf900, EXTRACT_SCRIPT_HAN},      {0xfb00, EXTRACT_SCRIPT_NONE},     {0xfb50, EXTRACT_SCRIPT_ARABIC},
    {0xfe00, EXTRACT_SCRIPT_NONE},     {0x20000, EXTRACT_SCRIPT_HAN},     {0x32000, EXTRACT_SCRIPT_NONE},
};

static const char *const script_languages[EXTRACT_SCRIPT_COUNT] = {
    [EXTRACT_SCRIPT_HAN] = "zh",       [EXTRACT_SCRIPT_KANA] = "ja",     [EXTRACT_SCRIPT_HANGUL] = "ko",
    [EXTRACT_SCRIPT_GREEK] = "el",     [EXTRACT_SCRIPT_HEBREW] = "he",   [EXTRACT_SCRIPT_ARMENIAN] = "hy",
    [EXTRACT_SCRIPT_GEORGIAN] = "ka",  [EXTRACT_SCRIPT_BENGALI] = "bn",  [EXTRACT_SCRIPT_GURMUKHI] = "pa",
    [EXTRACT_SCRIPT_GUJARATI] = "gu",  [EXTRACT_SCRIPT_ORIYA] = "or",    [EXTRACT_SCRIPT_TAMIL] = "ta",
    [EXTRACT_SCRIPT_TELUGU] = "te",    [EXTRACT_SCRIPT_KANNADA] = "kn",  [EXTRACT_SCRIPT_MALAYALAM] = "ml",
    [EXTRACT_SCRIPT_SINHALA] = "si",   [EXTRACT_SCRIPT_THAI] = "th",     [EXTRACT_SCRIPT_LAO] = "lo",
    [EXTRACT_SCRIPT_TIBETAN] = "bo",   [EXTRACT_SCRIPT_BURMESE] = "my",  [EXTRACT_SCRIPT_ETHIOPIC] = "am",
    [EXTRACT_SCRIPT_KHMER] = "km",
};

static enum extract_script script_of(uint32_t c)
{
    size_t low = 0, high = sizeof blocks / sizeof *blocks;

    if (c < blocks[0].from)
        return EXTRACT_SCRIPT_NONE;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;

        if (blocks[middle].from <= c)
            low = middle;
        else
            high = middle;
    }
    return blocks[low].script;
}

/* The script of most letters; Japanese is written in two, and its kana decide. */
static enum extract_script main_script(struct base_str text)
{
    size_t counts[EXTRACT_SCRIPT_COUNT] = {0}, letters = 0, best = EXTRACT_SCRIPT_NONE;

    for (size_t at = 0; at < text.len;) {
        uint32_t c = base_utf8_next(text, &at);
        enum extract_script script = base_char_is_alnum(c) ? script_of(c) : EXTRACT_SCRIPT_NONE;
        bool dense = script == EXTRACT_SCRIPT_HAN || script == EXTRACT_SCRIPT_KANA || script == EXTRACT_SCRIPT_HANGUL;

        if (script != EXTRACT_SCRIPT_NONE) {
            counts[script] += dense ? 3 : 1;
            letters += dense ? 3 : 1;
        }
    }
    if (counts[EXTRACT_SCRIPT_KANA] * 8 > counts[EXTRACT_SCRIPT_HAN]) {
        counts[EXTRACT_SCRIPT_KANA] += counts[EXTRACT_SCRIPT_HAN];
        counts[EXTRACT_SCRIPT_HAN] = 0;
    }
    for (size_t i = 1; i < EXTRACT_SCRIPT_COUNT; i++)
        if (counts[i] > counts[best])
            best = i;
    return letters >= LETTERS_LEAST && counts[best] * 2 > letters ? (enum extract_script)best : EXTRACT_SCRIPT_NONE;
}

/* ---- Words ---- */

struct word {
    uint64_t hash;      /* 0: a free slot */
    uint64_t languages; /* a bit each */
};

static struct word *slot_of(struct word *words, uint64_t hash)
{
    size_t i = hash % SLOTS;

    while (words[i].hash && words[i].hash != hash)
        i = (i + 1) % SLOTS;
    return &words[i];
}

static uint64_t word_hash(struct base_str word)
{
    uint64_t hash = base_hash64(word);

    return hash ? hash : 1;
}

/* The small words of the languages written in SCRIPT. */
static struct word *make_words(struct base_arena *arena, enum extract_script script)
{
    struct word *words = BASE_NEW_ARRAY(arena, struct word, SLOTS);

    for (size_t i = 0; words && i < extract_language_count; i++) {
        struct base_str rest = base_str(extract_languages[i].words), word;

        if (extract_languages[i].script != script)
            continue;
        while (base_str_next(&rest, ' ', &word)) {
            struct word *slot = slot_of(words, word_hash(word));

            slot->hash = word_hash(word);
            slot->languages |= (uint64_t)1 << i;
        }
    }
    return words;
}

struct tally {
    unsigned points[64]; /* of each language; their number has to fit a mask of bits */
    size_t words;
};

/* A word of one language speaks louder than one of many. */
static void count_word(struct tally *tally, struct word *words, const char *bytes, size_t len)
{
    uint64_t languages = len ? slot_of(words, word_hash((struct base_str){bytes, len}))->languages : 0;
    unsigned shared = 0;

    tally->words += len > 0;
    for (uint64_t rest = languages; rest; rest &= rest - 1)
        shared++;
    for (size_t i = 0; languages >> i && i < extract_language_count; i++)
        if (languages >> i & 1)
            tally->points[i] += shared > 3 ? POINTS / 3 : POINTS / shared;
}

static void count_words(struct tally *tally, struct word *words, struct base_str text)
{
    char word[WORD_MOST + 4];
    size_t len = 0;

    for (size_t at = 0; at < text.len;) {
        uint32_t c = base_utf8_next(text, &at);

        /* an apostrophe parts l'homme; the marks of Devanagari belong to their letters */
        if (base_char_is_alnum(c) || (c >= 0x900 && c < 0x950)) {
            if (len <= WORD_MOST)
                len += base_utf8_put(base_char_fold(c), word + len);
            continue;
        }
        count_word(tally, words, word, len <= WORD_MOST ? len : 0);
        len = 0;
    }
    count_word(tally, words, word, len <= WORD_MOST ? len : 0);
}

/* Every seventh word at least is one of the language's small ones, and no other language has nearly as many. */
static struct base_str by_words(struct base_arena *arena, enum extract_script script, struct base_str text)
{
    struct word *words = make_words(arena, script);
    struct tally tally = {0};
    size_t best = 0, second = SIZE_MAX;

    if (!words)
        return BASE_STR_NONE;
    count_words(&tally, words, text);
    for (size_t i = 1; i < extract_language_count; i++) {
        if (tally.points[i] > tally.points[best]) {
            second = best;
            best = i;
        } else if (second == SIZE_MAX || tally.points[i] > tally.points[second]) {
            second = i;
        }
    }
    if (tally.words < WORDS_LEAST || tally.points[best] * 7 < tally.words * (POINTS / 2) ||
        (second != SIZE_MAX && tally.points[best] * 10 < tally.points[second] * 11))
        return BASE_STR_NONE;
    return base_str(extract_languages[best].tag);
}

struct base_str extract_language_of(struct base_arena *arena, struct base_str text)
{
    enum extract_script script;

    if (text.len > TEXT_MOST)
        text.len = TEXT_MOST; /* a character cut in two counts for nothing */
    script = main_script(text);
    if (script == EXTRACT_SCRIPT_NONE)
        return BASE_STR_NONE;
    return script_languages[script] ? base_str(script_languages[script]) : by_words(arena, script, text);
}

/* Tags for one thing, and languages whose written forms differ in few words (or in script alone). */
static const struct {
    const char *found, *stated;
} kin[] = {
    {"no", "nb"},  {"no", "nn"},  {"no", "da"},  {"da", "no"},  {"da", "nb"},  {"da", "nn"},  {"hr", "sr"},  {"hr", "bs"},
    {"hr", "sh"},  {"hr", "me"},  {"sr", "bs"},  {"sr", "sh"},  {"id", "ms"},  {"ms", "id"},  {"he", "iw"},  {"id", "in"},
    {"tl", "fil"}, {"zh", "yue"}, {"zh", "wuu"}, {"zh", "cmn"}, {"zh", "nan"}, {"fa", "prs"}, {"fa", "tg"},  {"nl", "fy"},
    {"nl", "vls"}, {"de", "gsw"}, {"de", "nds"}, {"de", "bar"}, {"de", "lb"},  {"gl", "pt"},  {"pt", "gl"},  {"en", "sco"},
    {"el", "grc"}, {"he", "yi"},  {"am", "ti"},  {"bn", "as"},  {"mr", "kok"}, {"ckb", "ku"}, {"hi", "bho"}, {"hi", "mai"},
    {"es", "ast"}, {"fr", "oc"},  {"it", "la"},  {"et", "vro"}, {"ca", "oc"},  {"ru", "be"},  {"kk", "ky"},  {"kk", "tt"},
    {"hi", "sa"},  {"ar", "arz"}, {"az", "tk"},  {"tr", "tk"},  {"ga", "gd"},  {"bg", "mk"},  {"mk", "bg"},  {"en", "mul"},
};

bool extract_language_agrees(struct base_str stated, struct base_str found)
{
    struct base_str primary;

    if (!base_str_next(&stated, '-', &primary) || base_str_equal(primary, found))
        return true;
    for (size_t i = 0; i < sizeof kin / sizeof *kin; i++)
        if (base_str_equal(found, base_str(kin[i].found)) && base_str_equal(primary, base_str(kin[i].stated)))
            return true;
    return false;
}

/* Hashes of one language's small words. */
struct small_words {
    uint64_t slots[SURE_SLOTS];
};

static bool has_small_word(const struct small_words *words, uint64_t hash)
{
    size_t at = (size_t)hash & (SURE_SLOTS - 1);

    while (words->slots[at] && words->slots[at] != hash)
        at = (at + 1) & (SURE_SLOTS - 1);
    return words->slots[at] != 0;
}

static bool take_small_words(struct small_words *words, struct base_str tag)
{
    struct base_str rest = BASE_STR_NONE, word;
    size_t count = 0;

    for (size_t i = 0; i < extract_language_count; i++)
        if (base_str_equal(base_str(extract_languages[i].tag), tag))
            rest = base_str(extract_languages[i].words);
    memset(words, 0, sizeof *words);
    while (rest.ptr && base_str_next(&rest, ' ', &word) && count++ < SURE_SLOTS / 2) {
        size_t at = (size_t)word_hash(word) & (SURE_SLOTS - 1);

        while (words->slots[at])
            at = (at + 1) & (SURE_SLOTS - 1);
        words->slots[at] = word_hash(word);
    }
    return count > 0;
}

/* So many of the first words are small ones of the stated language that no other need be asked. */
static bool is_surely(struct base_str stated, struct base_str text)
{
    struct small_words small;
    struct base_str primary;
    char word[WORD_MOST + 4];
    size_t len = 0, words = 0, hits = 0;

    if (!base_str_next(&stated, '-', &primary) || !take_small_words(&small, primary))
        return false;
    for (size_t at = 0; at < text.len && at < SURE_TEXT;) {
        uint32_t c = base_utf8_next(text, &at);

        if (base_char_is_alnum(c) || (c >= 0x900 && c < 0x950)) {
            if (len <= WORD_MOST)
                len += base_utf8_put(base_char_fold(c), word + len);
            continue;
        }
        words += len > 0;
        hits += len > 0 && len <= WORD_MOST && has_small_word(&small, word_hash((struct base_str){word, len}));
        len = 0;
    }
    return words >= SURE_WORDS && hits * 10 >= words * SURE_TENTHS;
}

void extract_language(struct extract_job *job)
{
    struct extract_article *article = job->article;

    if (article->body.len && article->lang.len && is_surely(article->lang, article->body))
        return;
    struct base_str found = article->body.len ? extract_language_of(job->arena, article->body) : BASE_STR_NONE;

    if (!found.len || (article->lang.len && extract_language_agrees(article->lang, found)))
        return;
    article->lang = found;
    extract_set_from(job, EXTRACT_LANG, "generic");
}
