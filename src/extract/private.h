/* extract, within the room: what the fields' files share. */
#ifndef EXTRACT_PRIVATE_H
#define EXTRACT_PRIVATE_H

#include "extract/extract.h"

struct extract_job;

/* ---- Facts: what the page states in a form for machines ---- */

enum extract_key {
    EXTRACT_KEY_TYPE, /* NewsArticle, LiveBlogPosting ... of JSON-LD and microdata; og:type (article, video.other ...) */
    EXTRACT_KEY_HEADLINE,
    EXTRACT_KEY_PAGE_TITLE, /* <title> */
    EXTRACT_KEY_AUTHOR,
    EXTRACT_KEY_PUBLISHED,
    EXTRACT_KEY_MODIFIED,
    EXTRACT_KEY_BODY, /* articleBody */
    EXTRACT_KEY_DESCRIPTION,
    EXTRACT_KEY_SECTION,
    EXTRACT_KEY_TAGS, /* as stated: several may be joined by commas */
    EXTRACT_KEY_SITE,
    EXTRACT_KEY_CANONICAL,
    EXTRACT_KEY_LANG,
    EXTRACT_KEY_IMAGE, /* an address, as stated */
    EXTRACT_KEY_IMAGE_CAPTION,
    EXTRACT_KEY_ACCESS, /* "true" or "false" of isAccessibleForFree; "free", "metered", "locked" of article:content_tier */
    EXTRACT_KEY_EDITOR,
    EXTRACT_KEY_SOURCE,
    EXTRACT_KEY_COUNT
};

enum extract_origin {
    EXTRACT_ORIGIN_JSON_LD,
    EXTRACT_ORIGIN_META, /* <meta>, Open Graph, <link>, <html lang> */
    EXTRACT_ORIGIN_MICRODATA,
    EXTRACT_ORIGIN_RDFA,
    EXTRACT_ORIGIN_APP, /* the data of the page's own program */
    EXTRACT_ORIGIN_GENERIC
};
/* "json-ld", "meta", "microdata", "rdfa", "app-data", "generic". */
const char *extract_origin_name(enum extract_origin origin);

/* Added to the rank of an author that is no person. */
enum { EXTRACT_RANK_GROUP = 40 };
/* Behind all that a page states for others to read. */
enum { EXTRACT_RANK_APP = 38 };

struct extract_fact {
    uint8_t key;    /* enum extract_key */
    uint8_t origin; /* enum extract_origin */
    uint8_t rank;   /* 0 is most to be trusted; facts of one key stand in its order */
    uint32_t node;  /* where it stands; PAGE_NONE */
    struct base_str value; /* one line, never empty; BODY as it was stated */
};

struct extract_facts {
    struct extract_fact *items; /* by key, then rank, then order on the page */
    size_t count, capacity;
    size_t first[EXTRACT_KEY_COUNT + 1]; /* facts of a key: items[first[key]] .. items[first[key + 1]] - 1 */
    struct extract_entries entries;      /* liveBlogUpdate of JSON-LD: dates as stated, text plain */
};

/* The facts of one key, *COUNT of them, the best first. */
const struct extract_fact *extract_facts_of(const struct extract_job *job, enum extract_key key, size_t *count);
/* The value of the best, or none. */
struct base_str extract_fact_value(const struct extract_job *job, enum extract_key key);
/* To facts.c, from jsonld.c. */
void extract_fact_add(struct extract_job *job, enum extract_key key, enum extract_origin origin, unsigned rank,
                      uint32_t node, struct base_str value);
/* jsonld.c: the facts of all blocks of JSON-LD. */
void extract_read_json_ld(struct extract_job *job);
/* appdata.c: those of the data of the page's own program, where the page shows no story; false where there are none. */
bool extract_read_app_data(struct extract_job *job);

/* ---- The job ---- */

/* One page on its way through the fields. Each step fills what the next ones need. */
struct extract_job {
    struct base_arena *arena;
    const struct extract_input *input;
    const struct page *page;
    const uint8_t *skip;          /* hidden and stripped nodes, one byte a node; never NULL */
    struct page_blocks blocks;    /* of the page without them */
    uint8_t *keep;                /* one byte a block: the body's; by extract_body */
    const uint64_t *marks;        /* of each node: what the words of its class and id say (body.h) */
    uint8_t *places;              /* of each node: what they say of its place, where that was asked (place.c) */
    uint8_t *lines;               /* one byte a block: what extract_block_line found, plus 1 */
    struct extract_facts *facts;  /* machine-readable statements; by extract_read_facts; never NULL */
    uint32_t title_node, byline_node, date_node; /* where a visible one stands; PAGE_NONE */
    struct base_str shown_title;  /* the article's, or the page's own where a selected one (og:title) is not seen there */
    bool take_global;             /* what global.txt found counts too */
    struct extract_article *article;
};

/* The steps, in the order in which extract_article takes them. */
void extract_read_facts(struct extract_job *job);  /* facts.c: JSON-LD, meta, Open Graph, microdata ... */
void extract_title(struct extract_job *job);       /* title.c */
void extract_section(struct extract_job *job);     /* section.c: from the breadcrumbs, where nothing states it */
void extract_about(struct extract_job *job);       /* about.c: description, section, tags, canonical, site, lang, access */
void extract_date(struct extract_job *job);        /* date.c: date and modified */
void extract_byline(struct extract_job *job);      /* byline.c */
void extract_app_rest(struct extract_job *job);    /* appdata.c: date and byline, where nothing else gave them */
void extract_credits(struct extract_job *job);     /* credits.c: editor and source */
void extract_body(struct extract_job *job);        /* body.c */
void extract_images(struct extract_job *job);      /* image.c */
/* Whether a line says whose a picture is: "Photo: X", or a caption that ends so. */
bool extract_ends_in_credit(struct base_str text);
void extract_related(struct extract_job *job);     /* related.c */
void extract_entries(struct extract_job *job);     /* entries.c: a live blog's */
void extract_language(struct extract_job *job);    /* language.c: lang, where the text contradicts what is stated */
void extract_kind(struct extract_job *job);        /* kind.c: kind, article; takes the body back where there is none */
void extract_title_match(struct extract_job *job); /* title_match.c: the flag title-mismatch */
void extract_next_page(struct extract_job *job);   /* pages.c: where a story told over several pages goes on */
void extract_compare(struct extract_job *job);     /* compare.c: how the site's selectors fared */

struct extract_step {
    const char *name;
    void (*take)(struct extract_job *job);
};
extern const struct extract_step extract_steps[]; /* the last one's TAKE is NULL */
/* What the steps start from: the page's blocks. BASE_NOMEM. */
int extract_job_make(struct extract_job *job, struct base_arena *arena, const struct extract_input *input,
                     struct extract_article *article, struct base_error *e);

/* Sets a field's origin. FROM is static or in the arena. */
void extract_set_from(struct extract_job *job, enum extract_field field, const char *from);
/* The selector's hit for a field, or NULL where there is none with a value. */
const struct select_hit *extract_selected(const struct extract_job *job, enum select_field field);

/* ---- Places (place.c) ---- */

/* A word of the node's class or id is one of WORDS (lower case, at most 64); parts joined by - _ or camel case are words. */
bool extract_is_named(const struct page *page, uint32_t node, const char *const *words, size_t count);
#define EXTRACT_IS_NAMED(page, node, words) extract_is_named(page, node, words, sizeof(words) / sizeof((words)[0]))
/* The headline stands in NODE, or is it. */
bool extract_holds_title(const struct extract_job *job, uint32_t node);
/* The node stands in a part that holds other things than the article: comments, related links, a side column. What
 * also holds the headline is no such part. */
bool extract_is_elsewhere(const struct extract_job *job, uint32_t node);
/* The block of the headline, PAGE_NONE where none was found. */
uint32_t extract_title_block(const struct extract_job *job);
/* The text of a short block with a blank between the texts of its elements, which pages may set apart by style only;
 * none for a long one. */
struct base_str extract_spaced_text(const struct extract_job *job, const struct page_block *block);

/* ---- Labels (labels.c) ---- */

/* What kind of line a text of the page is, by the labels of labels.c (作者, By, 编辑, 来源, Updated, 责任编辑 ...). */
enum extract_line {
    EXTRACT_LINE_TEXT,    /* none of the following */
    EXTRACT_LINE_BYLINE,
    EXTRACT_LINE_DATE,    /* nothing but a date, a time and their label */
    EXTRACT_LINE_EDITOR,
    EXTRACT_LINE_SOURCE,
    EXTRACT_LINE_RELATED, /* a heading or lead of related links: 相关阅读, Read more, Mehr zum Thema ... */
    EXTRACT_LINE_NOTICE   /* a portal's notice: rights, reprint, subscribe, share, cookie, comments ... */
};
/* The whole line must be that; a paragraph that merely begins with such a word is text. */
enum extract_line extract_line_kind(struct base_str line);
/* The same of a block's text, found out once. */
enum extract_line extract_block_line(const struct extract_job *job, uint32_t block);
/* The words of a kind's labels in their order, for a test of it; NULL behind the last. */
const char *extract_label_word(enum extract_line kind, size_t index);

/* A label of the kind (BYLINE, DATE, EDITOR, SOURCE) found at the start of TEXT: bytes up to behind it and the
 * colon, dash or space that follows; 0 where there is none. */
size_t extract_label_at(struct base_str text, enum extract_line kind);
/* The first label of the kind that stands anywhere in TEXT at a word's start and is followed by a colon:
 * *AT its offset, *END behind the colon. */
bool extract_label_find(struct base_str text, enum extract_line kind, size_t *at, size_t *end);

/* ---- Dates (date.c, date_words.c) ---- */

struct extract_date_context {
    struct base_str lang; /* BCP 47, or none: decides between day and month first */
    int64_t fetched;      /* BASE_TIME_NONE: relative forms give none */
};
/* The first date in TEXT as ISO 8601, as precise as it is; none where there is none. *FROM and *TO (may be
 * NULL) are the bytes it takes. Looks at the first 500 bytes only. */
struct base_str extract_date_find(struct base_arena *arena, struct base_str text,
                                  const struct extract_date_context *context, size_t *from, size_t *to);
/* The same without the ISO form: whether there is a date, and where. */
bool extract_date_span(struct base_str text, const struct extract_date_context *context, size_t *from, size_t *to);
/* A date as machines state it (ISO 8601 and its usual misspellings, RFC 2822, epoch seconds and milliseconds),
 * else as extract_date_find. */
struct base_str extract_date_parse(struct base_arena *arena, struct base_str text,
                                   const struct extract_date_context *context);

/* ---- Names (names.c) ---- */

struct extract_name_context {
    struct base_str site; /* the publication's name: no author; or none */
    struct base_str host; /* its host's label: no author; or none */
    struct base_str lang;
    bool codes;  /* letters and digits may be a name: editors' signs */
    bool person; /* the page says it is a person, who may have given the site its name */
    bool owner;  /* the text stands as the author's, who may have done so */
};
/* The names in a byline, without label words, institutions and junk, are added to NAMES, each once. */
void extract_names_add(struct base_arena *arena, struct base_str text, const struct extract_name_context *context,
                       struct base_str_list *names);
/* An agency or a team: no author where a person is named. */
bool extract_is_group(struct base_str name);
/* A paper, a house, a network, by its words: The Harbour Gazette, Harbour Learning Network. */
bool extract_is_house(struct base_str name);
/* Words in capitals and small letters such as a person's name has, and none that tells of a role or a group. */
bool extract_is_surely_person(struct base_str name);
/* A name with a degree behind it: Jane Roe, MD. */
bool extract_has_degree(struct base_str text);
/* Behind a name, a text that says what that person does. */
bool extract_is_role(struct base_str text);
/* A name in Han letters that a person has, by its length and family name. */
bool extract_is_han_person(struct base_str name);
/* A line of its own like 某某日报记者 张三: an office and nothing but names behind it. */
bool extract_is_han_byline(struct base_str line);
/* The label of a host that names its owner: example of www.example.co.uk. */
struct base_str extract_host_label(struct base_str url);
/* The element is shown only where its paragraph is pointed at: the tooltip of a term, the card of a person. */
bool extract_is_tip(const struct page *page, uint32_t node);
/* A byte a node, in the job's arena: 1 where a reader does not see it or the site's rules strip it, with its subtree. NULL
 * when out of memory. */
const uint8_t *extract_mark_skipped(const struct extract_job *job);

#endif
