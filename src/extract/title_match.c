/* A doubt: the text is not about what the title says. One of them may be another page's, a section's, a notice's. */
#include "extract/title.h"

enum {
    MATCH_WORDS = 24,          /* of the title */
    MATCH_LEAST_WORDS = 5,     /* of one that can be judged: short ones play with words */
    MATCH_WORD_CHARS = 4,      /* a shorter word is everywhere */
    MATCH_STEM_CHARS = 5,      /* languages inflect */
    MATCH_BODY_BYTES = 20000,
    MATCH_LEAST_BYTES = 400,   /* of a body that can be judged */
    MATCH_PERCENT = 10
};

struct words {
    struct base_str items[MATCH_WORDS]; /* folded, each once; of scripts without spaces pairs of characters */
    bool found[MATCH_WORDS];
    size_t count;
};

static void add_word(struct extract_job *job, struct words *words, struct base_str word)
{
    word = title_fold(job->arena, word);
    for (size_t i = 0; i < words->count; i++)
        if (base_str_equal(words->items[i], word))
            return;
    if (words->count < MATCH_WORDS)
        words->items[words->count++] = word;
}

static struct words words_of(struct extract_job *job, struct base_str title)
{
    struct words words = {0};
    size_t start = 0, stem = 0, chars = 0, pair = SIZE_MAX;
    for (size_t at = 0, here = 0; here < title.len; here = at) {
        uint32_t c = base_utf8_next(title, &at);
        bool cjk = base_char_is_cjk(c), letter = !cjk && base_char_is_alnum(c);
        if (cjk && pair != SIZE_MAX)
            add_word(job, &words, base_str_sub(title, pair, at));
        pair = cjk ? here : SIZE_MAX;
        if (letter && chars++ == 0)
            start = here;
        if (letter && chars <= MATCH_STEM_CHARS)
            stem = at;
        if (letter && at < title.len)
            continue;
        if (chars >= MATCH_WORD_CHARS)
            add_word(job, &words, base_str_sub(title, start, stem));
        chars = 0;
    }
    return words;
}

static void look_in(struct extract_job *job, struct words *words, struct base_str text)
{
    struct base_str folded = title_fold(job->arena, text);
    for (size_t i = 0; i < words->count; i++)
        words->found[i] = words->found[i] || title_contains(folded, words->items[i]);
}

/* Next to none of the title's words stand in body or description. */
void extract_title_match(struct extract_job *job)
{
    struct extract_article *a = job->article;
    size_t found = 0, bytes = a->body.len < MATCH_BODY_BYTES ? a->body.len : MATCH_BODY_BYTES;
    struct words words = words_of(job, a->title);
    if (bytes < MATCH_LEAST_BYTES || words.count < MATCH_LEAST_WORDS)
        return;
    look_in(job, &words, base_str_sub(a->body, 0, bytes));
    look_in(job, &words, a->description);
    for (size_t i = 0; i < words.count; i++)
        found += words.found[i];
    if (found * 100 < words.count * MATCH_PERCENT)
        a->flags |= 1u << EXTRACT_FLAG_TITLE_MISMATCH;
}
