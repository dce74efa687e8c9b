/* extract, the names: what names.c and names_han.c share, and their tables of words (name_words.c). */
#ifndef EXTRACT_NAMES_H
#define EXTRACT_NAMES_H

#include "extract/private.h"

struct extract_word {
    const char *lang; /* languages, parted by blanks; "": any */
    const char *word; /* folded */
};

struct extract_words {
    const struct extract_word *rows;
    size_t count;
};

extern const struct extract_words extract_joiners, extract_not_names, extract_tails, extract_roles, extract_degrees,
    extract_agencies, extract_teams, extract_enders, extract_others;

/* Behind WORD where it stands at AT as whole words; else 0. */
size_t extract_word_at(struct base_str s, size_t at, const char *word);
bool extract_begins_with(struct base_str s, const struct extract_words *words);
bool extract_is_one_of(struct base_str s, const struct extract_words *words);
/* The row of the word that stands at AT, written as in the table and before a blank or the end; NULL. */
const struct extract_word *extract_small_word_at(struct base_str s, size_t at, const struct extract_words *words);

/* What a text is made of. */
struct extract_traits {
    size_t words, letters, digits, han, capitals; /* capitals: words that begin with one */
    bool address;                                 /* signs of an address or of code */
};
struct extract_traits extract_traits_of(struct base_str s);
bool extract_same_letters(struct base_str a, struct base_str b); /* letters and digits alone, in any case */
struct base_str extract_last_word(struct base_str s);
bool extract_is_own_name(struct base_str s, const struct extract_name_context *context); /* the site's */
bool extract_is_name(struct base_str s, const struct extract_name_context *context);

/* A text on its way into names. */
struct extract_naming {
    struct base_arena *arena;
    const struct extract_name_context *context;
    struct base_str_list *names;
};

/* Adds a part as a name where it is one; whether it did. */
bool extract_name_keep(const struct extract_naming *n, struct base_str part);
/* Interview by: a label behind which one name is who asks, and another, behind a "with", who answers. */
bool extract_is_interview(struct base_str label);
/* Without blanks and punctuation at both ends. */
struct base_str extract_strip_edges(struct base_str s);
/* Adds the names of a part in Han letters: 新华社记者张三 通讯员李四. */
void extract_han_names_add(const struct extract_naming *n, struct base_str part);
/* 台北報導, 综合: where and how a text was made, not by whom. */
bool extract_is_han_report(struct base_str s);

#endif
