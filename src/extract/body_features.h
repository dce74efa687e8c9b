/*
 * extract, the learned model of the body: tokens, features, and what the model says of them. All of it is
 * integer arithmetic, so that a page has one body on every machine. The development tool that exports the
 * features for training (model/features.c) calls the same functions.
 */
#ifndef EXTRACT_BODY_FEATURES_H
#define EXTRACT_BODY_FEATURES_H

#include "extract/body.h"

/* ---- Tokens (body_tokens.c): hashed words of markup and text, each with a learned weight ---- */

enum { EXTRACT_TOKEN_BITS = 15, EXTRACT_TOKEN_SLOTS = 1 << EXTRACT_TOKEN_BITS };
enum { EXTRACT_TOKENS_MAX = 96 };
enum { EXTRACT_ANCESTORS = 8 };

struct extract_tokens {
    uint32_t items[EXTRACT_TOKENS_MAX]; /* hashes */
    size_t count;
    unsigned topics; /* of a short text: how many of extract_topics_of */
};

/* Where an element stands, seen from a block. */
enum extract_role { EXTRACT_ROLE_OWNER, EXTRACT_ROLE_PARENT, EXTRACT_ROLE_ABOVE, EXTRACT_ROLE_COUNT };

/* The tokens of an element's tag, attributes and MARKS (of extract_marks_make). */
void extract_markup_tokens(const struct page *page, uint32_t node, uint64_t marks, struct extract_tokens *tokens);
/* The tokens of a text: words, of a short text also pairs of them; CJK by pairs of characters. */
void extract_text_tokens(struct base_str text, struct extract_tokens *tokens);
/* Where a token's weight stands in the tables; a text's tokens have the role of an owner. */
static inline uint32_t extract_token_slot(uint32_t token, enum extract_role role)
{
    token = (token ^ ((uint32_t)role * 0x9E3779B1u)) * 0x85EBCA6Bu;
    token = (token ^ (token >> 13)) * 0xC2B2AE35u;
    return token >> (32 - EXTRACT_TOKEN_BITS);
}

/* ---- Features (body_features.c, body_look.c) ---- */

#define EXTRACT_FEATURES(X) \
    X(WEIGHT) X(STOPS) X(STOP_LAST) X(COMMAS) X(LINK_SHARE) X(LINKS) X(LINK_WEIGHT_EACH) X(KIND) X(LEVEL) \
    X(UPPER) X(DIGITS) X(SPACES) X(WORD_LENGTH) X(CJK) X(FIRST) X(LAST) X(SIGNS) X(BOLD) X(ITALIC) X(LINE) \
    X(TAG) X(PARENT_TAG) X(GRAND_TAG) X(DEPTH) X(FROM_TOP) X(TO_TOP) X(IN_ARTICLE) \
    X(IN_LI) X(IN_FIGURE) X(IN_ASIDE) X(IN_FOOTER) X(IN_HEADER) X(IN_NAV) X(IN_FORM) X(IN_TABLE) X(IN_QUOTE) \
    X(IN_SECTION) X(IN_BUTTON) X(IN_LINK) X(IN_UL) X(IN_OL) X(IN_DL) X(IN_STATED) X(IN_ADDRESS) X(IN_MAIN) \
    X(GAP_BEFORE) X(GAP_BEHIND) X(GAP_LEAST) X(MEDIA_BEFORE) X(MEDIA_BEHIND) \
    X(LIKE_SHARE) X(LIKE_COUNT) X(LIKE_LINKS) X(LIKE_MEAN) X(UP_SHARE) X(UP_COUNT) X(UP_LINKS) X(UP_MEAN) \
    X(PLACE_TEXT) X(PLACE_BLOCK) X(PLACE_BEHIND) X(FROM_TITLE) X(FROM_TITLE_TEXT) X(FROM_FIRST) X(FROM_LAST) \
    X(FROM_DATE) X(FROM_BYLINE) X(TIMES) X(TIME) X(IS_TITLE) X(IN_DESCRIPTION) X(LIKE_TITLE) X(LIKE_DESCRIPTION) \
    X(IN_STATED_BODY) X(STATED_BODY) \
    X(AROUND1_ALL) X(AROUND1_PROSE) X(AROUND1_LINKS) X(AROUND2_ALL) X(AROUND2_PROSE) X(AROUND2_LINKS) \
    X(AROUND3_PROSE) X(AROUND3_LINKS) X(AROUND4_PROSE) X(AROUND4_LINKS) X(CLIMB) \
    X(PAGE_WEIGHT) X(PAGE_PROSE) X(PAGE_BLOCKS) X(PAGE_TOP) \
    X(MARKUP_OWNER) X(MARKUP_PARENT) X(MARKUP_ABOVE) X(MARKUP_LEAST) X(MARKUP) X(WORDS) X(SUM) \
    X(SUM_LIKE) X(SUM_UP) X(SUM_PARENT) X(SUM_GRAND) X(SUM_BEFORE) X(SUM_BEFORE2) X(SUM_BEHIND) X(SUM_BEHIND2) \
    X(SUM_NEAR) X(WORDS_BEFORE) X(WORDS_BEHIND) X(SUM_TOP_GAP) \
    X(BEFORE_WEIGHT) X(BEFORE_LINKS) X(BEFORE_TAG) X(BEFORE_STOP) X(BEFORE_SAME) X(BEFORE_PARENT) \
    X(BEHIND_WEIGHT) X(BEHIND_LINKS) X(BEHIND_TAG) X(BEHIND_STOP) X(BEHIND_SAME) X(BEHIND_PARENT) \
    X(BEFORE2_WEIGHT) X(BEHIND2_WEIGHT) X(NEAR_WEIGHT) X(NEAR_LINKS) X(RANK_IN_PARENT) X(COUNT_IN_PARENT) \
    X(HEAD_GAP) X(HEAD_WORDS) X(HEAD_LEVEL) X(HEAD_LINKS) X(RELATED_GAP) X(NOTICE_GAP) X(STORIES) X(NEAR_DATES) \
    X(REPEAT) X(REPEAT_WEIGHT) X(REPEAT_SHARE) X(TOPICS)

enum extract_feature {
#define X(name) EXTRACT_F_##name,
    EXTRACT_FEATURES(X)
#undef X
    EXTRACT_FEATURE_COUNT
};
/* "WEIGHT" ...; NULL behind the last. */
const char *extract_feature_name(size_t feature);

struct extract_features {
    int16_t v[EXTRACT_FEATURE_COUNT];
};
/* One item a block, NULL when out of memory. VIEW is of the same job. */
struct extract_features *extract_features_make(const struct extract_view *view);

/* Features of a block's own text and of its place, for body_features.c. */
void extract_look_text(const struct extract_job *job, uint32_t block, struct extract_features *f);
void extract_look_style(const struct extract_view *view, const struct page_block *block, struct extract_features *f);
bool extract_look_likeness(const struct extract_view *view, struct extract_features *all);
/* body_context.c: of what stands above and around; needs the text's. */
bool extract_look_context(const struct extract_view *view, struct extract_features *all);

/* ---- Model (body_model.c) ---- */

/* The learned weights, 24 to a logit of the markup's, 8 of the words'. */
int32_t extract_model_markup(const struct extract_tokens *tokens, enum extract_role role);
int32_t extract_model_words(const struct extract_tokens *tokens);
/* How likely each of COUNT blocks with these features is the article's: 0 .. 1000. False when out of memory. */
bool extract_model_score(struct base_arena *arena, const struct extract_features *features, size_t count,
                         uint16_t *scores);
/* The same before it is made a likelihood: 1024 parts to a logit, exact where it is above -3. */
bool extract_model_logits(struct base_arena *arena, const struct extract_features *features, size_t count,
                          int32_t *logits);
/* That of every block of VIEW's job, one item a block; NULL when out of memory. */
uint16_t *extract_model_scores(const struct extract_view *view);

/* ---- From likelihoods to an article (body_veto.c, body_tables.c, body_mend.c, body_stated.c) ---- */

/* P: how likely each of the job's blocks is the article's, 0 .. 1000. What is no part of the story is set to 0. */

/* Comment threads, consent texts, dialogues and boxes for signing up that are marked as such, where they leave a
 * story outside. */
void extract_veto_beside(const struct extract_job *job, const struct extract_view *view, uint16_t *p);
void extract_veto_repeats(const struct extract_job *job, const struct extract_view *view, uint16_t *p);
void extract_veto_other_stories(const struct extract_job *job, uint16_t *p);
/* The cells of a table share their mean; and a table between kept blocks is kept. */
void extract_level_tables(const struct extract_job *job, uint16_t *p);
void extract_keep_tables(struct extract_job *job, const uint16_t *p);
void extract_fill_gaps(struct extract_job *job, const uint16_t *p);
void extract_keep_between(struct extract_job *job, const uint16_t *p);
/* The blocks that a text the page states for machines goes on with, word for word, behind kept ones. */
void extract_keep_stated(struct extract_job *job, const uint16_t *p);
/* Title, byline, date, credits and notices; headings of related links with their links; headings without a text. */
void extract_drop_lines(struct extract_job *job);
void extract_drop_related(struct extract_job *job);
void extract_drop_last_headings(struct extract_job *job);
uint64_t extract_kept_weight(const struct extract_job *job);
enum { EXTRACT_LEAST_WEIGHT = 80 /* a body of less text is none */ };
/* Sets the body to the stated text where the page shows none or the beginning only, and keeps no block; false where
 * the shown one is to be taken. */
bool extract_take_stated(struct extract_job *job);
/* Flags a text as truncated where the page states a longer one. */
void extract_doubt_length(struct extract_job *job);

static inline int16_t extract_clamp(int64_t value)
{
    return (int16_t)(value < -32000 ? -32000 : value > 32000 ? 32000 : value);
}

#endif
