/* Elements that are named as the author's, and names beside an icon or a portrait. */
#include "extract/byline.h"
#include "extract/names.h"

enum {
    BYLINE_LOOKED = 80,     /* elements looked at */
    BYLINE_SIBLINGS = 200,  /* nodes over which the names of one byline may spread */
    BYLINE_NEAR = 120,      /* nodes behind the headline in which a lesser sign counts */
    BYLINE_BEFORE = 30,
    BYLINE_ROLE_NODES = 6,  /* nodes between a name and the role below it */
    BYLINE_BESIDE_NODES = 12,
    BYLINE_BESIDE_WEIGHT = 50,
    BYLINE_PROSE_WEIGHT = 35 /* beside a link in its paragraph: a label, a date, a role */
};

static const char *const author_words[] = {"author", "byline", "writer", "autor", "auteur", "autore", "contributor",
    "reporter", "journalist", "writtenby", "zuozhe", "authorname", "authoredby", "postedby", "autora",
    "redactor", "journaliste", "giornalista", "verfasser", "skribent",
    "forfatter", "szerzo", "yazar", "penulis", "kirjoittaja",
    "columnist"};
static const char *const boxes[] = {"box", "bio"};
static const char *const not_author[] = {"comment", "related", "avatar", "image", "img", "photo", "social",
    "share", "title", "role", "description", "desc", "follow", "sidebar", "footer", "more",
    "icon", "caption", "job", "email", "twitter", "position", "quote", "reviewer"};

enum strength { NOT_AUTHOR, AUTHOR_BOX, AUTHOR_LINK, AUTHOR_NAME };

#define HAS_PART(address, parts) \
    ((address).len < 300 && base_str_has_any_nocase(address, parts, sizeof(parts) / sizeof((parts)[0])))

static uint32_t title_of(const struct byline *b)
{
    return b->job->title_node == PAGE_NONE ? 0 : b->job->title_node;
}

static bool is_near_title(const struct byline *b, uint32_t node)
{
    uint32_t title = title_of(b), end = page_at(b->job->page, title)->end;
    return node + BYLINE_BEFORE >= title && node <= (title ? end : 0) + BYLINE_NEAR;
}

/* A link to a section that holds the page is no person's. */
static bool is_own_section(const struct page *page, struct base_str href)
{
    size_t path = base_str_find(href, BASE_STR("://"));
    if (path != SIZE_MAX)
        href = base_str_sub(href, path + 3, href.len);
    const char *slash = href.len ? memchr(href.ptr, '/', href.len) : NULL;
    href = slash ? base_str_sub(href, (size_t)(slash - href.ptr), href.len) : BASE_STR_NONE;
    return href.len > 1 && base_str_find(page->url, href) != SIZE_MAX;
}

/* A link in running text is about its person, not by it. */
static bool is_in_prose(const struct byline *b, uint32_t node)
{
    const struct page *page = b->job->page;
    uint32_t paragraph = page_closest(page, node, PAGE_TAG_P);
    if (paragraph == PAGE_NONE || page_at(page, paragraph)->end - paragraph > BYLINE_NODES)
        return paragraph != PAGE_NONE;
    size_t own = base_text_weight(page_text(page, b->job->arena, node, b->job->skip));
    return base_text_weight(page_text(page, b->job->arena, paragraph, b->job->skip)) > own + BYLINE_PROSE_WEIGHT;
}

/* ?author=Iain+M.+Banks: an address that names another than the text it leads from does. */
static bool names_another(const struct byline *b, uint32_t node, struct base_str href)
{
    size_t at = base_str_find_nocase(href, BASE_STR("author="));
    struct base_str value = at == SIZE_MAX ? BASE_STR_NONE : base_str_sub(href, at + 7, href.len), name;
    if (!value.len || !base_str_next(&value, '&', &name) || !memchr(name.ptr, '+', name.len))
        return false;
    return !extract_same_letters(name, page_text(b->job->page, b->job->arena, node, b->job->skip));
}

/* How much an element's attributes say that its text is an author. */
static enum strength strength_of(const struct byline *b, uint32_t node)
{
    static const char *const name_words[] = {"name", "link"};
    static const char *const author_pages[] = {"/author/", "/authors/", "/autor/", "/autores/", "/auteur/", "/auteurs/",
        "/autore/", "/autori/", "/autoren/", "/contributor/", "/contributors/", "/journalist/",
        "/reporter/", "/columnist/", "/author-"};
    static const char *const people_pages[] = {"/people/", "/person/", "/personen/", "/profile/", "/profiles/",
        "/team/", "/staff/", "/writers/", "/by/", "/journalists/", "/reporters/", "/bios/", "/redaktion/", "/experts/",
        "?author=", "&author=", "_author="};
    const struct page *page = b->job->page;
    if (base_str_has_token(page_attribute(page, node, "rel"), BASE_STR("author")))
        return AUTHOR_LINK;
    struct base_str href = page_attribute(page, node, "href");
    bool named = EXTRACT_IS_NAMED(page, node, author_words);
    if (named && EXTRACT_IS_NAMED(page, node, not_author))
        return NOT_AUTHOR;
    if (named && EXTRACT_IS_NAMED(page, node, boxes)) /* author-box__name, in a box about the author */
        return EXTRACT_IS_NAMED(page, node, name_words) ? AUTHOR_BOX : NOT_AUTHOR;
    if (named && EXTRACT_IS_NAMED(page, node, name_words))
        return AUTHOR_NAME;
    if (HAS_PART(href, author_pages))
        return AUTHOR_LINK;
    if (named)
        return AUTHOR_BOX;
    bool person = HAS_PART(href, people_pages) && is_near_title(b, node) && !is_own_section(page, href) &&
        !is_in_prose(b, node) && !names_another(b, node, href);
    return person ? AUTHOR_BOX : NOT_AUTHOR;
}

static uint32_t apart(uint32_t a, uint32_t b)
{
    return a > b ? a - b : b - a;
}

static bool is_joining(struct base_str text, bool at_end)
{
    static const char *const signs[] = {",", "&", "and", "und", "et", "y", "e", "en", "og", "och", "i", "и", "mit",
        "with", "、", "/", "|", "·"};
    text = base_str_trim(text);
    for (size_t i = 0; text.len && i < sizeof signs / sizeof signs[0]; i++) {
        struct base_str sign = base_str(signs[i]);
        bool letters = sign.ptr[0] >= 'a' && sign.ptr[0] <= 'z';
        if (text.len < sign.len || !(at_end ? base_str_ends(text, sign) : base_str_starts(text, sign)))
            continue;
        if (!letters || text.len == sign.len || text.ptr[at_end ? text.len - sign.len - 1 : sign.len] == ' ')
            return true;
    }
    return false;
}

/* The address of the link around NODE up to its last part: the folder of all that are filed alike. */
static struct base_str folder_of(const struct page *page, uint32_t node)
{
    uint32_t link = page_closest(page, node, PAGE_TAG_A);
    struct base_str href = link == PAGE_NONE ? BASE_STR_NONE : page_attribute(page, link, "href");
    if (base_str_ends(href, BASE_STR("/")))
        href.len--;
    while (href.len && !strchr("/=", href.ptr[href.len - 1]))
        href.len--;
    return href;
}

/* A link behind a linked name is a name too where it leads to the same folder: By Jane Roe John Doe, not Jane Roe
 * Local News. */
static bool may_follow(const struct page *page, uint32_t node, struct base_str folder)
{
    struct base_str text = page_at(page, node)->text;
    return base_str_equal(folder_of(page, node), folder) &&
        (!extract_traits_of(text).capitals || extract_is_surely_person(extract_strip_edges(text)));
}

/* with John Doe, who answers. */
static bool is_with(struct base_str text)
{
    static const char *const words[] = {"with", "mit", "avec", "con", "com", "met", "med"};
    text = base_str_trim(text);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (extract_word_at(text, 0, words[i]))
            return true;
    return false;
}

/* What the one who is named before is: ", Senior Editor", ", surgeon, Harbour Clinic". */
static bool is_role_behind(const struct base_str_list *names, struct base_str text)
{
    struct base_str bare = extract_strip_edges(text);
    bool small = bare.len && bare.ptr[0] >= 'a' && bare.ptr[0] <= 'z' && !extract_small_word_at(bare, 0, &extract_joiners);
    return extract_is_role(text) || (small && names->count && extract_is_surely_person(names->items[names->count - 1]));
}

/* Text of another element behind a name is its role or place, unless a comma or an "and" ties them, or it is a link as
 * the name is. */
void byline_add_element(const struct byline *b, uint32_t node, struct base_str_list *names)
{
    const struct page *page = b->job->page;
    bool joined = false, linked = false, anothers = false, interview = false;
    struct base_str folder = BASE_STR_NONE;
    size_t first = names->count;
    uint32_t parts = 0;
    for (uint32_t i = node; i < page_at(page, node)->end; i++) {
        if (!byline_is_read(b, i))
            continue;
        struct base_str text = page_at(page, i)->text;
        bool link = page_closest(page, i, PAGE_TAG_A) != PAGE_NONE, starts = is_joining(text, false);
        size_t before = names->count;
        parts++;
        if (byline_is_anothers(b, i)) {
            anothers = true;
            continue;
        }
        if (extract_label_at(text, EXTRACT_LINE_BYLINE) == text.len) { /* what stood before is no name */
            names->count = first;
            interview = extract_is_interview(text);
            continue;
        }
        if (interview && names->count > first && is_with(text))
            break;
        if (before == first || ((joined || starts || (linked && link && may_follow(page, i, folder))) && !is_role_behind(names, text)))
            byline_add(b, text, BYLINE_LABELLED, names);
        if (names->count > before) {
            linked = link;
            folder = folder_of(page, i);
        } else if (!link && !starts && !is_joining(text, true) && !is_role_behind(names, text)) {
            linked = false; /* Jane Roe, Contributions from: John Doe */
        }
        joined = is_joining(text, true);
    }
    bool cut = names->count == first + 1 && !memchr(names->items[first].ptr, ' ', names->items[first].len);
    if (parts > 1 && !anothers && (names->count == first || cut)) {
        names->count = first;
        byline_add(b, page_text(page, b->job->arena, node, b->job->skip), BYLINE_LABELLED, names);
    }
}

/* The element may be a byline: short, seen, and no picture's. */
static bool may_be_byline(const struct byline *b, uint32_t node)
{
    const struct page_node *n = page_at(b->job->page, node);
    return n->tag != PAGE_TAG_TEXT && n->attribute_count && !b->job->skip[node] && n->end - node <= BYLINE_NODES &&
        !page_is_invisible((enum page_tag)n->tag);
}

/* The element that says most clearly that it is the author's, nearest to the headline. */
static uint32_t best_element(const struct byline *b, enum strength *best_strength)
{
    const struct page *page = b->job->page;
    uint32_t title = title_of(b), best = PAGE_NONE;
    int64_t best_score = INT64_MIN;
    int looked = 0;
    for (uint32_t i = 0; i < page->count && looked < BYLINE_LOOKED; i++) {
        if (!may_be_byline(b, i))
            continue;
        enum strength strength = strength_of(b, i);
        if (strength == NOT_AUTHOR || extract_is_elsewhere(b->job, i) ||
            page_closest(page, i, PAGE_TAG_FIGURE) != PAGE_NONE || byline_is_anothers(b, i) || byline_is_teaser(b, i))
            continue;
        looked++;
        struct base_str_list names = {0};
        if (base_text_weight(page_text(page, b->job->arena, i, b->job->skip)) > BYLINE_WEIGHT)
            continue;
        byline_add_element(b, i, &names);
        int64_t score = strength * 60 - (int64_t)apart(i, title) - (i < title ? 20 : 0);
        if (names.count && score > best_score) {
            best_score = score;
            best = i;
            *best_strength = strength;
        }
    }
    return best;
}

bool byline_from_elements(struct byline *b, bool siblings)
{
    const struct page *page = b->job->page;
    enum strength strength = NOT_AUTHOR;
    uint32_t best = best_element(b, &strength);
    if (best == PAGE_NONE)
        return false;
    uint32_t end = siblings ? best + BYLINE_SIBLINGS : page_at(page, best)->end;
    for (uint32_t i = best; i < page->count && i < end; i++) {
        if (!may_be_byline(b, i) || strength_of(b, i) != strength)
            continue;
        if (i != best && (strength == AUTHOR_BOX || page->nodes[i].depth != page->nodes[best].depth ||
            byline_is_anothers(b, i)))
            continue;
        if (base_text_weight(page_text(page, b->job->arena, i, b->job->skip)) <= BYLINE_WEIGHT)
            byline_add_element(b, i, &b->names);
        i = page_at(page, i)->end - 1;
    }
    b->node = best;
    return b->names.count > 0;
}

/* ---- Names beside an icon or a portrait ---- */

/* An icon of a person: <i class="fa fa-user">. */
static bool is_icon(const struct page *page, uint32_t node)
{
    static const char *const icons[] = {"icon", "fa", "fas", "far", "fal", "bi", "glyphicon", "dashicons", "ti", "svg"};
    static const char *const people[] = {"user", "person", "author", "pencil", "pen", "feather", "writer", "account"};
    return EXTRACT_IS_NAMED(page, node, icons) && EXTRACT_IS_NAMED(page, node, people);
}

/* A portrait of the one who is named beside it. */
static bool is_portrait(const struct page *page, uint32_t node)
{
    static const char *const words[] = {"avatar", "headshot", "author", "byline", "gravatar"};
    static const char *const sources[] = {"gravatar.com/", "/avatar", "headshot", "/authors/", "portrait of ",
        "picture of ", "photo of ", "profile", "profilbild", "foto von ", "photo de ", "foto de ", "foto di "};
    return page_at(page, node)->tag == PAGE_TAG_IMG && (EXTRACT_IS_NAMED(page, node, words) ||
        HAS_PART(page_attribute(page, node, "src"), sources) || HAS_PART(page_attribute(page, node, "alt"), sources));
}

/* The names in the first text behind NODE. */
static bool names_beside(const struct byline *b, uint32_t node, struct base_str_list *names)
{
    const struct page *page = b->job->page;
    for (uint32_t i = node; i < page->count && i < node + BYLINE_BESIDE_NODES; i++) {
        if (!byline_is_read(b, i))
            continue;
        if (base_text_weight(page_at(page, i)->text) <= BYLINE_BESIDE_WEIGHT)
            byline_add(b, page_at(page, i)->text, BYLINE_GUESSED, names);
        return names->count == 1 && memchr(names->items[0].ptr, ' ', names->items[0].len);
    }
    return false;
}

/* The text of the next text node behind NODE that is read. */
static struct base_str next_text(const struct byline *b, uint32_t node)
{
    const struct page *page = b->job->page;
    for (uint32_t i = node + 1; i < page->count && i < node + BYLINE_ROLE_NODES; i++)
        if (byline_is_read(b, i))
            return base_str_trim(page_at(page, i)->text);
    return BASE_STR_NONE;
}

/* Jane Roe, and below it Science Reporter. */
static bool names_with_role(const struct byline *b, uint32_t node, struct base_str_list *names)
{
    if (!byline_is_read(b, node))
        return false;
    struct base_str text = base_str_trim(page_at(b->job->page, node)->text), role = next_text(b, node);
    if (!extract_is_surely_person(text) || base_text_weight(role) > BYLINE_BESIDE_WEIGHT || !extract_is_role(role) ||
        is_in_prose(b, node))
        return false;
    byline_add(b, text, BYLINE_GUESSED, names);
    return names->count == 1;
}

bool byline_from_icons(struct byline *b)
{
    const struct page *page = b->job->page;
    uint32_t title = title_of(b);
    if (!title)
        return false;
    for (uint32_t i = title; i < page->count && is_near_title(b, i); i++) {
        const struct page_node *node = page_at(page, i);
        struct base_str_list names = {0};
        bool sign = node->tag != PAGE_TAG_TEXT && !b->job->skip[i] && node->attribute_count &&
            (is_icon(page, i) || is_portrait(page, i));
        if (!(sign ? names_beside(b, i, &names) : names_with_role(b, i, &names)) || byline_is_anothers(b, i))
            continue;
        b->names = names;
        b->node = i;
        return true;
    }
    return false;
}
