/*
 * extract, the files of the body: what the blocks of a page look like, how likely each is the
 * article's, and which of them make one.
 */
#ifndef EXTRACT_BODY_H
#define EXTRACT_BODY_H

#include "extract/private.h"

/* A row of a table of words, sorted by bytes. */
struct extract_word {
    char word[32];
    uint64_t bits; /* what it stands for */
};
/* The bits of WORD in TABLE, 0 where it is not there. */
uint64_t extract_word_bits(const struct extract_word *table, size_t count, const char *word, size_t len);
/* The character ends a sentence, in any of the scripts that have such a mark. */
bool extract_is_full_stop(uint32_t c);

/* What a word of class, id, role or itemprop says about an element; a bit each. */
#define EXTRACT_MARKS(X) \
    X(AD) X(ARTICLE) X(AUTHOR) X(BODY) X(BOX) X(CAPTION) X(CARD) X(CODE) X(COMMENT) X(CONSENT) X(CONTENT) X(DATE) \
    X(EMBED) X(FOOTER) X(FORM) X(HEADER) X(HIDDEN) X(LEAD) X(LEGAL) X(LINKS) X(LIST) X(MAIN) X(MEDIA) X(MENU) \
    X(META) X(NAV) X(NEWSLETTER) X(NOTE) X(PAGING) X(PAYWALL) X(QUOTE) X(RELATED) X(SHARE) X(SIDE) X(TAGS) X(TITLE)

enum extract_mark {
#define X(name) EXTRACT_MARK_##name,
    EXTRACT_MARKS(X)
#undef X
    EXTRACT_MARK_COUNT
};

/* The marks of one text of tokens ("related-links", "articleBody"): tokens are parted by anything
 * that is no letter or digit and where a capital follows a small letter. */
uint64_t extract_marks_of(struct base_str tokens);

/* What a block talks about that is not a story: a bit each, by the words of body_words.c. */
#define EXTRACT_TOPICS(X) \
    X(COOKIE) X(COMMENT) X(SUBSCRIBE) X(ACCOUNT) X(SHARE) X(READ) X(RIGHTS) X(AD) X(CONTACT) X(PHOTO) X(APP) X(GIVE)
enum extract_topic {
#define X(name) EXTRACT_TOPIC_##name,
    EXTRACT_TOPICS(X)
#undef X
    EXTRACT_TOPIC_COUNT
};
uint32_t extract_topics_of(struct base_str text);

/* The words of the tables in their order, for a test of it; NULL behind the last. */
const char *extract_marks_word(size_t index);
const char *extract_topics_word(size_t index);
/* Per node its own marks; NULL when out of memory. */
uint64_t *extract_marks_make(struct base_arena *arena, const struct page *page);
/* The job's marks of each node and its ancestors but the ones that hold most of the page's TEXT. */
uint64_t *extract_marks_far(const struct extract_job *job, const uint32_t *text);

/* Per node, the weight of the text below it: all of it, that in links, and that of long blocks with few links. */
struct extract_weights {
    uint32_t *all, *links, *prose;
};
bool extract_weights_make(const struct extract_job *job, struct extract_weights *weights);
/* A block that reads like a paragraph of an article: long enough, few links. */
bool extract_block_is_prose(const struct page_block *block);
/* More than half of its text is linked. */
static inline bool extract_block_is_links(const struct page_block *block)
{
    return (uint64_t)block->link_weight * 2 > block->weight;
}

/* ---- Tallies (body_tally.c) ---- */

struct extract_tally {
    uint64_t *slots;
    uint32_t last;
};
/* Room for MOST different keys (hashes of 64 bits, of which 56 count), in the arena; false when out of memory. */
bool extract_tally_make(struct base_arena *arena, uint32_t most, struct extract_tally *tally);
/* How often KEY was added: 255 stands for more, too. */
unsigned extract_tally_times(const struct extract_tally *tally, uint64_t key);
void extract_tally_add(struct extract_tally *tally, uint64_t key);

/* ---- The page as a whole (body_view.c) ---- */

/* Sums over the blocks of one signature; a collision of hashes blurs a feature, no more. */
struct extract_likes {
    uint32_t prose, all, links, count;
};

struct extract_view {
    const struct extract_job *job;
    struct extract_weights weights;
    uint64_t *far; /* marks of a node and its ancestors */
    uint32_t *signature;          /* a node's tag and class with its parent's */
    uint16_t *own_like, *up_like; /* per block: which of OWN, by its owner's signature; of PARENT, by that one's parent's */
    struct extract_likes *own, *parent;
    uint32_t likes;               /* how many of each there may be */
    uint32_t *before, *behind;    /* per block: blocks to the next prose */
    uint64_t *hash;               /* per block: of its text */
    uint8_t *times;               /* per block: how often its text stands there, up to 255 */
    uint8_t *before_it;           /* per block: how often before it, up to 255 */
    uint64_t *inside;             /* per node */
    uint32_t top;                 /* node that holds most prose closely */
    uint32_t main_article;        /* the article element with most prose */
    uint32_t first_prose, last_prose;
    uint32_t title_block;
};

/* Bits of INSIDE that files other than body_view.c ask for. */
#define EXTRACT_INSIDE_BOLD (UINT64_C(1) << 22)
#define EXTRACT_INSIDE_ITALIC (UINT64_C(1) << 23)
bool extract_view_make(struct extract_view *view, const struct extract_job *job);
/* 0: no sentence ends in TEXT; 1: some do; 2: it ends with one, closing quotes passed over. */
unsigned extract_stops(struct base_str text);
uint32_t extract_parent_of(const struct page *page, uint32_t node); /* the root's is itself */

/* ---- Notices (notices.c) ---- */

/* What a page says that came instead of an article. */
enum extract_notice { EXTRACT_NOTICE_BLOCKED, EXTRACT_NOTICE_CONSENT, EXTRACT_NOTICE_LOGIN, EXTRACT_NOTICE_MISSING };
/* TEXT, folded, holds a phrase of the kind, in any of the table's languages. */
bool extract_notice_in(struct base_str text, enum extract_notice notice);

/* ---- Links (related.c) ---- */

/* Per node, the <a href> it stands in, or PAGE_NONE; NULL when out of memory. */
uint32_t *extract_anchors_make(const struct extract_job *job);
/* The block is one link with a title's length of text; gives its anchor, else PAGE_NONE. */
uint32_t extract_title_link(const struct extract_job *job, const uint32_t *anchors, uint32_t block);

#endif
