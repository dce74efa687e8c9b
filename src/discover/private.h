/* What the files of discover/ share. */
#ifndef DISCOVER_PRIVATE_H
#define DISCOVER_PRIVATE_H

#include "discover/discover.h"

/* A list in the making. */
struct discover_builder {
    struct base_arena *arena;
    struct discover_list *list;
    struct base_str url;  /* of the document */
    struct base_str base; /* what its links are resolved against */
    uint32_t *slots;      /* open addressing by the key's hash: index + 1 of the item, 0: free */
    uint64_t *hashes;     /* of each item, as many as list->capacity */
    size_t slot_count, hash_capacity;
    size_t kept;
    bool newest_first; /* a sitemap: order is by date */
    uint32_t place;    /* of the link that is added */
    size_t words_cost; /* of the texts of links so far, in bytes and sixteenths of a node */
};

void discover_begin(struct discover_builder *b, struct base_arena *arena, struct base_str url,
                    struct discover_list *list);
/* Adds REF with a first verdict on its scheme, site and whether it came before (of two titles the longer stays). */
void discover_add(struct discover_builder *b, struct base_str ref, struct base_str title, struct base_str date,
                  enum discover_via via, enum discover_type type);
/* The verdicts that need the whole list; BASE_NOMEM. */
int discover_end(struct discover_builder *b, struct base_error *e);

/* ---- Kinds of documents ---- */

void discover_feed(struct discover_builder *b, const struct page *page);
int discover_sitemap_text(struct discover_builder *b, struct base_str text, struct base_error *e);
void discover_text_list(struct discover_builder *b, struct base_str text);
int discover_json_feed(struct discover_builder *b, struct base_str text, struct base_error *e);
void discover_links(struct discover_builder *b, const struct page *page);

/* The name of an element without its prefix. */
struct base_str discover_local_name(const struct page *page, uint32_t node);
/* Trimmed text of an element of a feed. */
struct base_str discover_node_text(struct discover_builder *b, const struct page *page, uint32_t node);
/* A title on one line, markup and entities of a second layer undone. */
struct base_str discover_title(struct base_arena *arena, struct base_str raw);

/* ---- Verdicts ---- */

/* A date as feeds write it (RFC 822, ISO 8601 and near it), as ISO 8601 of the same precision and zone; none where it
 * is no date. */
struct base_str discover_date(struct base_arena *arena, struct base_str s);
/* Same registrable domain; the same host and port where the host is an address or a bare name. */
bool discover_same_site(struct base_str a, struct base_str b);
/* The address of SITE's that URL, a page of a counter or a newsletter, leads to by one of its parameters; else URL. */
struct base_str discover_unwrap(struct base_arena *arena, struct base_str url, struct base_str site);
/* By the address alone: asset, a trap, kept. */
enum discover_reason discover_check_address(struct base_str url);
/* By the address and the words of its link: what kind of page it leads to. */
enum discover_reason discover_check_shape(struct base_str url, struct base_str title, uint8_t *type);

/* Words of address segments, lower case, sorted by bytes. */
extern const char *const discover_utility_words[], *const discover_list_words[], *const discover_asset_extensions[];
extern const size_t discover_utility_count, discover_list_count, discover_asset_count;
/* WORD, in any case, is one of the table. */
bool discover_has_word(const char *const *table, size_t count, struct base_str word);

#endif
