/*
 * page: UTF-8 text in, the page out: a flat array of nodes in document order, and the text of its
 * blocks. The other rooms never see libxml2's tree (select/ alone reaches it, by page_document).
 *
 * nodes[0] is the root element (html; in XML the document element). The subtree of node i is the
 * nodes i .. nodes[i].end - 1. Text nodes hold text with its entities resolved. Comments,
 * processing instructions and doctypes are not in the array; script, style, template and noscript
 * are, with their text (callers that want visible text use blocks).
 */
#ifndef PAGE_PAGE_H
#define PAGE_PAGE_H

#include "base/base.h"

#define PAGE_NONE UINT32_MAX

/* Elements that the rooms ask for by name; PAGE_TAG_A ...; all others are PAGE_TAG_OTHER and known by page_node.name. */
#define PAGE_TAGS(X) \
    X(A, "a") X(ABBR, "abbr") X(ADDRESS, "address") X(ARTICLE, "article") X(ASIDE, "aside") X(AUDIO, "audio") \
    X(B, "b") X(BASE, "base") X(BLOCKQUOTE, "blockquote") X(BODY, "body") X(BR, "br") X(BUTTON, "button") \
    X(CANVAS, "canvas") X(CAPTION, "caption") X(CENTER, "center") X(CITE, "cite") X(CODE, "code") \
    X(DD, "dd") X(DEL, "del") X(DETAILS, "details") X(DIALOG, "dialog") X(DIV, "div") X(DL, "dl") X(DT, "dt") \
    X(EM, "em") X(EMBED, "embed") X(FIELDSET, "fieldset") X(FIGCAPTION, "figcaption") X(FIGURE, "figure") \
    X(FONT, "font") X(FOOTER, "footer") X(FORM, "form") X(H1, "h1") X(H2, "h2") X(H3, "h3") X(H4, "h4") \
    X(H5, "h5") X(H6, "h6") X(HEAD, "head") X(HEADER, "header") X(HGROUP, "hgroup") X(HR, "hr") X(HTML, "html") \
    X(I, "i") X(IFRAME, "iframe") X(IMG, "img") X(INPUT, "input") X(INS, "ins") X(LABEL, "label") \
    X(LEGEND, "legend") X(LI, "li") X(LINK, "link") X(MAIN, "main") X(MARK, "mark") X(MENU, "menu") \
    X(META, "meta") X(NAV, "nav") X(NOSCRIPT, "noscript") X(OBJECT, "object") X(OL, "ol") X(OPTION, "option") \
    X(P, "p") X(PICTURE, "picture") X(PRE, "pre") X(Q, "q") X(RP, "rp") X(RT, "rt") X(RUBY, "ruby") X(S, "s") \
    X(SCRIPT, "script") X(SECTION, "section") X(SELECT, "select") X(SMALL, "small") X(SOURCE, "source") \
    X(SPAN, "span") X(STRONG, "strong") X(STYLE, "style") X(SUB, "sub") X(SUMMARY, "summary") X(SUP, "sup") \
    X(SVG, "svg") X(TABLE, "table") X(TBODY, "tbody") X(TD, "td") X(TEMPLATE, "template") \
    X(TEXTAREA, "textarea") X(TFOOT, "tfoot") X(TH, "th") X(THEAD, "thead") X(TIME, "time") X(TITLE, "title") \
    X(TR, "tr") X(TT, "tt") X(U, "u") X(UL, "ul") X(VIDEO, "video") X(WBR, "wbr")

enum page_tag {
    PAGE_TAG_TEXT, /* a text node */
    PAGE_TAG_OTHER,
#define X(id, name) PAGE_TAG_##id,
    PAGE_TAGS(X)
#undef X
    PAGE_TAG_COUNT
};

struct page_attribute {
    struct base_str name;  /* lower case */
    struct base_str value; /* entities resolved; "" for a bare attribute */
};

struct page_node {
    uint16_t tag;       /* enum page_tag */
    uint16_t depth;     /* 0 for the root */
    uint32_t parent;    /* PAGE_NONE for the root */
    uint32_t end;       /* index behind the subtree */
    uint32_t attribute_count;
    const struct page_attribute *attributes;
    struct base_str text; /* of a text node; of an element its name, lower case */
};

struct page {
    struct page_node *nodes;
    uint32_t count;      /* at least 1 */
    uint32_t head, body; /* PAGE_NONE where there is none */
    struct base_str url;  /* the page's address, as given */
    struct base_str base; /* what relative links are resolved against: <base href> or url */
    bool truncated;       /* BASE_LIMIT_NODES was reached */
    const struct base_str *scripts; /* texts of all scripts but JSON-LD, as they stand: slices of the text parsed */
    size_t script_count;
    struct page_internal *internal; /* private */
};

enum page_mode {
    PAGE_MODE_HTML,       /* fast: without comments, inline SVG, frames, styles and scripts but JSON-LD (their
                             elements stay, empty) */
    PAGE_MODE_HTML_WHOLE, /* all of it, for selectors: page_document shows the tree as parsed */
    PAGE_MODE_XML /* feeds and sitemaps: recovers, no DTD, no external entity, no expansion beyond the
                predefined and HTML's named ones; names keep their prefix (media:content) and case */
};

/* Parses TEXT (valid UTF-8) and fills PAGE; arrays and strings live in ARENA but for the scripts, which need TEXT
 * to live as long, the tree of libxml2 until page_free, which must be called whenever page_parse gave BASE_OK. An empty text gives a
 * page with one html node. BASE_NOMEM, BASE_INVALID (XML without any element). */
int page_parse(struct base_arena *arena, struct base_str text, struct base_str url, enum page_mode mode,
               struct page *page, struct base_error *e);
void page_free(struct page *page);

/* libxml2's tree of the page (xmlDoc *), for select/ only: built from the array when first asked
 * for, freed by page_free, NULL when out of memory. And the node of an xmlNode * (element or text)
 * of it, PAGE_NONE where it is none of the array (comments, attributes). */
void *page_document(const struct page *page);
uint32_t page_node_of(const struct page *page, const void *xml_node);
/* Makes the array anew from the tree after select/ changed that. MOVED says where each node of the old array is
 * now, PAGE_NONE: nowhere. False when out of memory. */
bool page_rebuild(struct page *page, struct base_arena *arena, uint32_t **moved);
void page_drop_attribute(struct page *page, uint32_t node, struct base_str name);
/* NAME and VALUE must live as long as the page. */
void page_set_attribute(struct page *page, struct base_arena *arena, uint32_t node, struct base_str name,
                        struct base_str value);

/* ---- Looking around ---- */

static inline const struct page_node *page_at(const struct page *p, uint32_t node)
{
    return &p->nodes[node];
}
/* Value of an attribute, NAME in lower case; none where it is missing. */
struct base_str page_attribute_named(const struct page *p, uint32_t node, struct base_str name);
static inline struct base_str page_attribute(const struct page *p, uint32_t node, const char *name)
{
    return page_attribute_named(p, node, base_str(name));
}
/* First child or next sibling (elements and text); PAGE_NONE at the end. */
uint32_t page_first_child(const struct page *p, uint32_t node);
uint32_t page_next_sibling(const struct page *p, uint32_t node);
bool page_is_inside(const struct page *p, uint32_t node, uint32_t ancestor); /* or the same */
/* Nearest ancestor-or-self with the tag; PAGE_NONE. */
uint32_t page_closest(const struct page *p, uint32_t node, enum page_tag tag);
static inline bool page_is_heading(unsigned tag) /* h1 to h6 */
{
    return tag >= PAGE_TAG_H1 && tag <= PAGE_TAG_H6;
}
bool page_is_block(enum page_tag tag);     /* parts text: p, div, li, td, h1 ... */
bool page_is_invisible(enum page_tag tag); /* script, style, template, noscript, head, title, svg ... */
/* The element is not shown: hidden attribute, aria-hidden=true, style with display:none or
 * visibility:hidden parsed as a declaration. */
bool page_is_hidden(const struct page *p, uint32_t node);
/* REF of a link, resolved; none for anything but http and https. */
struct base_str page_resolve(const struct page *p, struct base_arena *arena, struct base_str ref);

/* The address of the image that an img shows, absolute and the largest offered, also where a script loads it late;
 * none for data: addresses, unfilled templates, stand-ins and tracking pixels. */
struct base_str page_image_url(const struct page *p, struct base_arena *arena, uint32_t img);

/* ---- Text ---- */

/* Visible text of a subtree on one line: block boundaries become a space, white space folds,
 * invisible elements are left out; SKIP as in page_blocks_make. */
struct base_str page_text(const struct page *p, struct base_arena *arena, uint32_t node, const uint8_t *skip);
/* The character reference at s.ptr[at] == '&' (HTML, 13.2.5.72). Returns its length in bytes and its characters in OUT
 * (UTF-8, NUL-terminated); 0 where it is none. ATTRIBUTE: stricter without a semicolon. */
size_t page_entity(struct base_str s, size_t at, bool attribute, char out[8]);
/* All text of a subtree as it stands, scripts included (JSON-LD). */
struct base_str page_raw_text(const struct page *p, struct base_arena *arena, uint32_t node);

enum page_block_kind {
    PAGE_BLOCK_PARAGRAPH,
    PAGE_BLOCK_HEADING,
    PAGE_BLOCK_ITEM,
    PAGE_BLOCK_CELL,
    PAGE_BLOCK_QUOTE,
    PAGE_BLOCK_PREFORMATTED,
    PAGE_BLOCK_CAPTION
};

/* A run of text between block-level tags or double <br>, owned by its nearest block-level
 * ancestor. Single <br> is a newline in its text. */
struct page_block {
    uint32_t owner;       /* element */
    uint32_t first, last; /* first and last text node of the run */
    uint8_t kind;         /* enum page_block_kind */
    uint8_t level;        /* heading 1..6, else 0 */
    uint16_t links;       /* number of <a href> that start or go on in it */
    uint32_t weight;      /* base_text_weight of text */
    uint32_t link_weight; /* of that, inside <a href> */
    uint32_t row;         /* the tr of a cell of a data table, else PAGE_NONE */
    struct base_str text; /* white space folded, no words glued; preformatted text as it stands */
};

struct page_blocks {
    struct page_block *items;
    uint32_t count;
};

/* The blocks of the visible text, in document order. SKIP is NULL or one byte a node: where it is
 * not 0 the node and its subtree are left out. */
int page_blocks_make(const struct page *p, struct base_arena *arena, const uint8_t *skip, struct page_blocks *out,
                     struct base_error *e);

enum page_format { PAGE_FORMAT_TEXT, PAGE_FORMAT_MARKDOWN };

/* The text of the blocks whose KEEP byte is not 0: blocks parted by a blank line, items of one list
 * and rows of one table by a newline, list items with "- " or their number, cells of a row by a tab.
 * Markdown adds headings, emphasis, links (absolute), quotes, code, images (with captions) that
 * stand between kept blocks. None where nothing is kept. SKIP as it was for page_blocks_make. */
struct base_str page_render(const struct page *p, struct base_arena *arena, const struct page_blocks *blocks,
                            const uint8_t *keep, const uint8_t *skip, enum page_format format);

#endif
