/* language, within the room: what a text is written in. */
#ifndef EXTRACT_LANGUAGE_H
#define EXTRACT_LANGUAGE_H

#include "extract/extract.h"

enum extract_script {
    EXTRACT_SCRIPT_NONE,
    EXTRACT_SCRIPT_LATIN, /* this and the next three: by words */
    EXTRACT_SCRIPT_CYRILLIC,
    EXTRACT_SCRIPT_ARABIC,
    EXTRACT_SCRIPT_DEVANAGARI,
    EXTRACT_SCRIPT_HAN,
    EXTRACT_SCRIPT_KANA,
    EXTRACT_SCRIPT_HANGUL,
    EXTRACT_SCRIPT_GREEK, /* from here on one language a script */
    EXTRACT_SCRIPT_HEBREW,
    EXTRACT_SCRIPT_ARMENIAN,
    EXTRACT_SCRIPT_GEORGIAN,
    EXTRACT_SCRIPT_BENGALI,
    EXTRACT_SCRIPT_GURMUKHI,
    EXTRACT_SCRIPT_GUJARATI,
    EXTRACT_SCRIPT_ORIYA,
    EXTRACT_SCRIPT_TAMIL,
    EXTRACT_SCRIPT_TELUGU,
    EXTRACT_SCRIPT_KANNADA,
    EXTRACT_SCRIPT_MALAYALAM,
    EXTRACT_SCRIPT_SINHALA,
    EXTRACT_SCRIPT_THAI,
    EXTRACT_SCRIPT_LAO,
    EXTRACT_SCRIPT_TIBETAN,
    EXTRACT_SCRIPT_BURMESE,
    EXTRACT_SCRIPT_ETHIOPIC,
    EXTRACT_SCRIPT_KHMER,
    EXTRACT_SCRIPT_COUNT
};

struct extract_language {
    const char *tag;
    enum extract_script script;
    const char *words; /* separated by spaces */
};
extern const struct extract_language extract_languages[]; /* at most 64 */
extern const size_t extract_language_count;

/* The primary subtag of the language that TEXT is written in; none where it is too short or two are as likely. */
struct base_str extract_language_of(struct base_arena *arena, struct base_str text);
/* Whether a text taken for FOUND may well be what is stated: the same, or one that such tables cannot tell from it. */
bool extract_language_agrees(struct base_str stated, struct base_str found);

#endif
