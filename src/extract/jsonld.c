/* JSON-LD: all blocks of a page, the item that is the page's article, its statements. */
#include <jansson.h>

#include "extract/private.h"

enum {
    LD_BLOCKS = 64,            /* blocks of a page */
    LD_BLOCK_BYTES = 8 << 20,  /* one block */
    LD_ITEMS = 20000,          /* objects looked at */
    LD_STACK = 4000,          /* values waiting */
    LD_REFERENCES = 64,        /* "@id" references followed */
    LD_AUTHORS = 64,
    LD_UPDATES = 5000,         /* entries of a live blog */
    LD_NUMBER_BYTES = 15,      /* longer numbers are kept as strings: jansson rejects a block for one */
    LD_ENTITY_BYTES = 10
};

/* ---- Mending ---- */

struct mender {
    struct base_str in;
    size_t at;
    struct base_buf *out;
    bool quotes; /* quotation marks inside of strings are taken for text where they cannot end it */
};

static uint32_t hex4(struct base_str s, size_t at)
{
    uint32_t value = 0;
    if (at + 4 > s.len)
        return UINT32_MAX;
    for (size_t i = at; i < at + 4; i++) {
        char c = s.ptr[i];
        uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                         : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
                         : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10)
                                                : 16;
        if (digit > 15)
            return UINT32_MAX;
        value = value * 16 + digit;
    }
    return value;
}

static bool is_high(uint32_t c)
{
    return c >= 0xD800 && c < 0xDC00;
}

static bool is_low(uint32_t c)
{
    return c >= 0xDC00 && c < 0xE000;
}

/* \uXXXX at m->at: pairs stay, lone surrogates become U+FFFD, NUL a space. */
static void mend_unicode(struct mender *m)
{
    uint32_t c = hex4(m->in, m->at + 2), low = UINT32_MAX;
    if (c == UINT32_MAX) {
        m->at += 2;
        return;
    }
    if (is_high(c) && m->at + 7 < m->in.len && m->in.ptr[m->at + 6] == '\\' && m->in.ptr[m->at + 7] == 'u')
        low = hex4(m->in, m->at + 8);
    if (is_high(c) && low != UINT32_MAX && is_low(low)) {
        base_buf_add(m->out, m->in.ptr + m->at, 12);
        m->at += 12;
        return;
    }
    if (c == 0)
        base_buf_add_char(m->out, ' ');
    else if (is_high(c) || is_low(c))
        base_buf_add_utf8(m->out, BASE_REPLACEMENT);
    else
        base_buf_add(m->out, m->in.ptr + m->at, 6);
    m->at += 6;
}

static void mend_escape(struct mender *m)
{
    if (m->at + 1 >= m->in.len) {
        m->at = m->in.len;
        return;
    }
    char c = m->in.ptr[m->at + 1];
    if (c == 'u') {
        mend_unicode(m);
    } else if (strchr("\"\\/bfnrt", c) && c) {
        base_buf_add(m->out, m->in.ptr + m->at, 2);
        m->at += 2;
    } else {
        m->at++; /* \' and the like: what follows stands for itself */
    }
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t skip_blank(struct base_str s, size_t at)
{
    while (at < s.len && is_blank(s.ptr[at]))
        at++;
    return at;
}

/* Whether the quotation mark at AT can end a string: what JSON allows behind one follows. */
static bool ends_string(struct base_str s, size_t at)
{
    size_t next = skip_blank(s, at + 1);
    if (next >= s.len || strchr(":}]", s.ptr[next]))
        return true;
    if (s.ptr[next] != ',')
        return false;
    next = skip_blank(s, next + 1);
    return next >= s.len || strchr("\"{[}]-0123456789tfn", s.ptr[next]);
}

static void mend_string(struct mender *m)
{
    base_buf_add_char(m->out, '"');
    m->at++;
    while (m->at < m->in.len) {
        char c = m->in.ptr[m->at];
        if (c == '\\') {
            mend_escape(m);
            continue;
        }
        m->at++;
        if (c == '"' && (!m->quotes || ends_string(m->in, m->at - 1)))
            break;
        if (c == '"')
            base_buf_add(m->out, "\\\"", 2);
        else if (c == '\n')
            base_buf_add(m->out, "\\n", 2);
        else
            base_buf_add_char(m->out, (unsigned char)c < 0x20 ? ' ' : c);
    }
    base_buf_add_char(m->out, '"');
}

static void mend_number(struct mender *m)
{
    size_t from = m->at;
    bool exponent = false;
    while (m->at < m->in.len && strchr("+-.0123456789eE", m->in.ptr[m->at]) && m->in.ptr[m->at]) {
        exponent = exponent || m->in.ptr[m->at] == 'e' || m->in.ptr[m->at] == 'E';
        m->at++;
    }
    struct base_str number = base_str_sub(m->in, from, m->at);
    bool quote = exponent || number.len > LD_NUMBER_BYTES ||
        (number.len > 1 && number.ptr[0] == '0' && number.ptr[1] != '.');
    if (quote)
        base_buf_add_char(m->out, '"');
    base_buf_add_str(m->out, number);
    if (quote)
        base_buf_add_char(m->out, '"');
}

/* The end of a comment or of a wrapper around the block (<!--, //<![CDATA[, ]]>, -->), or 0. */
static size_t skip_comment(struct base_str s, size_t at)
{
    static const char *const wrappers[] = {"<!--", "-->", "<![CDATA[", "]]>"};
    struct base_str rest = base_str_sub(s, at, s.len);
    for (size_t i = 0; i < sizeof wrappers / sizeof wrappers[0]; i++)
        if (base_str_starts(rest, base_str(wrappers[i])))
            return at + strlen(wrappers[i]);
    if (base_str_starts(rest, BASE_STR("/*"))) {
        size_t end = base_str_find(rest, BASE_STR("*/"));
        return end == SIZE_MAX ? s.len : at + end + 2;
    }
    if (!base_str_starts(rest, BASE_STR("//")))
        return 0;
    while (at < s.len && s.ptr[at] != '\n' && !base_str_starts(base_str_sub(s, at, s.len), BASE_STR("<![CDATA[")) &&
           !base_str_starts(base_str_sub(s, at, s.len), BASE_STR("]]>")))
        at++;
    return at;
}

/* JSON as pages write it to JSON as jansson reads it; one pass. */
static void mend(struct base_str in, bool quotes, struct base_buf *out)
{
    struct mender m = {.in = in, .out = out, .quotes = quotes};
    size_t comma = SIZE_MAX; /* where in OUT a comma stands that nothing follows yet */
    while (m.at < in.len && !out->failed) {
        char c = in.ptr[m.at];
        size_t end = skip_comment(in, m.at);
        if (end) {
            m.at = end;
            continue;
        }
        if (is_blank(c) || (unsigned char)c < 0x20) {
            base_buf_add_char(out, ' ');
            m.at++;
            continue;
        }
        if (comma != SIZE_MAX && (c == '}' || c == ']' || c == ','))
            out->ptr[comma] = ' ';
        comma = SIZE_MAX;
        if (c == '"') {
            mend_string(&m);
        } else if (c == '-' || (c >= '0' && c <= '9')) {
            mend_number(&m);
        } else {
            if (c == ',')
                comma = out->len;
            base_buf_add_char(out, c);
            m.at++;
        }
    }
}

static json_t *load(struct base_str text)
{
    json_t *root = json_loadb(text.ptr, text.len, JSON_DISABLE_EOF_CHECK, NULL);
    for (int quotes = 0; !root && quotes < 2; quotes++) {
        struct base_buf mended = BASE_BUF_INIT;
        mend(text, quotes, &mended);
        if (!mended.failed && mended.len)
            root = json_loadb(mended.ptr, mended.len, JSON_DISABLE_EOF_CHECK, NULL);
        base_buf_free(&mended);
    }
    return root;
}

/* ---- Items ---- */

enum ld_class { LD_OTHER, LD_SITE, LD_PAGE, LD_MEDIA, LD_ARTICLE };

struct ld_item {
    json_t *object;
    uint8_t class; /* enum ld_class */
    bool nested;   /* inside a list, a comment, an offer ...: not what the page is */
};

struct ld_graph {
    struct extract_job *job;
    struct ld_item *items;
    size_t count, capacity;
    size_t references;
};

struct ld_wait {
    json_t *value;
    bool nested;
};

static struct base_str text_of(const json_t *value)
{
    if (!json_is_string(value))
        return BASE_STR_NONE;
    return (struct base_str){json_string_value(value), json_string_length(value)};
}

/* Types of an article-like item by the ends of their names; the rest by name. */
static enum ld_class class_of_name(struct base_str type)
{
    static const struct {
        const char *name;
        uint8_t class;
    } rows[] = {
        {"Report", LD_ARTICLE},      {"Review", LD_ARTICLE},       {"ScholarlyArticle", LD_ARTICLE},
        {"Recipe", LD_ARTICLE},      {"CreativeWork", LD_ARTICLE}, {"NewsStory", LD_ARTICLE},
        {"VideoObject", LD_MEDIA},   {"ImageGallery", LD_MEDIA},   {"MediaGallery", LD_MEDIA},
        {"AudioObject", LD_MEDIA},   {"PodcastEpisode", LD_MEDIA}, {"WebPage", LD_PAGE},
        {"ItemPage", LD_PAGE},       {"AboutPage", LD_PAGE},       {"CollectionPage", LD_PAGE},
        {"ContactPage", LD_PAGE},    {"WebSite", LD_SITE},         {"NewsMediaOrganization", LD_SITE},
        {"Organization", LD_SITE},   {"QAPage", LD_PAGE},          {"SearchResultsPage", LD_PAGE},
    };
    size_t slash = type.len;
    while (slash && type.ptr[slash - 1] != '/' && type.ptr[slash - 1] != '#' && type.ptr[slash - 1] != ':')
        slash--;
    type = base_str_trim(base_str_sub(type, slash, type.len));
    if (base_str_ends(type, BASE_STR("Article")) || base_str_ends(type, BASE_STR("Posting")))
        return LD_ARTICLE;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (base_str_equal(type, base_str(rows[i].name)))
            return rows[i].class;
    return LD_OTHER;
}

static enum ld_class class_of(const json_t *object)
{
    const json_t *type = json_object_get(object, "@type");
    enum ld_class best = class_of_name(text_of(type));
    for (size_t i = 0; json_is_array(type) && i < json_array_size(type) && i < 16; i++) {
        enum ld_class class = class_of_name(text_of(json_array_get(type, i)));
        if (class > best)
            best = class;
    }
    return best;
}

/* What stands under these keys is not the page's own article. */
static bool is_aside(const char *key)
{
    static const char *const keys[] = {"itemListElement", "comment",   "review",    "relatedLink", "isBasedOn",
                                       "mentions",        "about",     "hasPart",   "video",       "image",
                                       "publisher",       "author",    "citation",  "isPartOf",    "breadcrumb",
                                       "liveBlogUpdate",  "associatedMedia", "offers", "creator",
                                            "sourceOrganization"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (!strcmp(key, keys[i]))
            return true;
    return false;
}

static void add_item(struct ld_graph *graph, json_t *object, bool nested)
{
    struct ld_item *items =
        base_arena_grow(graph->job->arena, graph->items, graph->count, &graph->capacity, sizeof *items);
    if (!items)
        return;
    graph->items = items;
    items[graph->count++] = (struct ld_item){object, (uint8_t)class_of(object), nested};
}

/* All objects of a block, in order, without recursion. */
static void collect(struct ld_graph *graph, json_t *root, struct ld_wait *stack)
{
    size_t depth = 0;
    stack[depth++] = (struct ld_wait){root, false};
    while (depth && graph->count < LD_ITEMS) {
        struct ld_wait top = stack[--depth];
        if (json_is_array(top.value)) {
            for (size_t i = json_array_size(top.value); i > 0 && depth < LD_STACK; i--) {
                json_t *child = json_array_get(top.value, i - 1);
                if (json_is_object(child) || json_is_array(child))
                    stack[depth++] = (struct ld_wait){child, top.nested};
            }
        } else if (json_is_object(top.value)) {
            const char *key;
            json_t *child;
            add_item(graph, top.value, top.nested);
            json_object_foreach(top.value, key, child)
                if ((json_is_object(child) || json_is_array(child)) && depth < LD_STACK)
                    stack[depth++] = (struct ld_wait){child, top.nested || is_aside(key)};
        }
    }
}

/* Follows {"@id": ...} to the object that says more. */
static const json_t *resolve(struct ld_graph *graph, const json_t *value)
{
    struct base_str id = text_of(json_object_get(value, "@id"));
    if (!id.len || json_object_get(value, "name") || graph->references++ >= LD_REFERENCES)
        return value;
    for (size_t i = 0; i < graph->count; i++) {
        const json_t *object = graph->items[i].object;
        if (object != value && json_object_size(object) > 1 &&
            base_str_equal(text_of(json_object_get(object, "@id")), id))
            return object;
    }
    return value;
}

/* ---- Values ---- */

static uint32_t entity_value(struct base_str name)
{
    static const struct {
        const char *name;
        uint32_t value;
    } rows[] = {{"amp", '&'},      {"lt", '<'},       {"gt", '>'},       {"quot", '"'},     {"apos", '\''},
                {"nbsp", ' '},     {"rsquo", 0x2019}, {"lsquo", 0x2018}, {"rdquo", 0x201D}, {"ldquo", 0x201C},
                {"ndash", 0x2013}, {"mdash", 0x2014}, {"hellip", 0x2026}, {"eacute", 0xE9}, {"laquo", 0xAB},
                {"raquo", 0xBB},   {"auml", 0xE4},    {"ouml", 0xF6},    {"uuml", 0xFC},    {"szlig", 0xDF}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (base_str_equal(name, base_str(rows[i].name)))
            return rows[i].value;
    if (name.len < 2 || name.ptr[0] != '#')
        return 0;
    bool hex = name.ptr[1] == 'x' || name.ptr[1] == 'X';
    uint32_t value = 0;
    for (size_t i = hex ? 2 : 1; i < name.len; i++) {
        char c = name.ptr[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : hex && (c | 32) >= 'a' &&
            (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
        if (digit < 0 || value > 0x10FFFF)
            return 0;
        value = value * (hex ? 16 : 10) + (uint32_t)digit;
    }
    return value <= 0x10FFFF ? value : 0;
}

/* Strings of JSON-LD are plain text, yet pages put HTML's entities into them. */
static struct base_str plain_text(struct base_arena *arena, struct base_str s)
{
    if (!s.len || !memchr(s.ptr, '&', s.len))
        return base_arena_str(arena, s);
    char *out = base_arena_alloc(arena, s.len + 1, 1);
    size_t len = 0;
    for (size_t i = 0; out && i < s.len;) {
        size_t end = i + 1;
        uint32_t c = 0;
        if (s.ptr[i] == '&') {
            while (end < s.len && end - i <= LD_ENTITY_BYTES && s.ptr[end] != ';')
                end++;
            if (end < s.len && s.ptr[end] == ';')
                c = entity_value(base_str_sub(s, i + 1, end));
        }
        char bytes[4];
        size_t size = c ? base_utf8_put(c, bytes) : 0;
        if (size && size <= end + 1 - i) {
            memcpy(out + len, bytes, size);
            len += size;
            i = end + 1;
        } else {
            out[len++] = s.ptr[i++];
        }
    }
    return out ? (struct base_str){out, len} : BASE_STR_NONE;
}

/* A string, the "@value" or "name" of an object, the first of an array. */
static struct base_str value_text(struct ld_graph *graph, const json_t *value)
{
    static const char *const keys[] = {"@value", "name", "url", "@id", "contentUrl"};
    for (int depth = 0; depth < 4; depth++) {
        if (json_is_array(value)) {
            value = json_array_get(value, 0);
        } else if (json_is_object(value)) {
            const json_t *object = resolve(graph, value), *next = NULL;
            for (size_t i = 0; !next && i < sizeof keys / sizeof keys[0]; i++)
                next = json_object_get(object, keys[i]);
            value = next;
        } else {
            break;
        }
    }
    if (json_is_boolean(value))
        return json_is_true(value) ? BASE_STR("true") : BASE_STR("false");
    if (json_is_integer(value))
        return base_arena_printf(graph->job->arena, "%lld", (long long)json_integer_value(value));
    return plain_text(graph->job->arena, text_of(value));
}

static void add(struct ld_graph *graph, enum extract_key key, unsigned rank, struct base_str value)
{
    extract_fact_add(graph->job, key, EXTRACT_ORIGIN_JSON_LD, rank, PAGE_NONE, value);
}

/* People before names without a type, those before organisations. */
static unsigned person_rank(const json_t *object)
{
    struct base_str type = text_of(json_object_get(object, "@type"));
    return base_str_ends(type, BASE_STR("Person")) ? 0 : base_str_ends(type, BASE_STR("Organization"))
        ? EXTRACT_RANK_GROUP : 1;
}

/* Author in all its shapes: a name, an object, a reference, lists of them at any depth. */
static void add_people(struct ld_graph *graph, enum extract_key key, unsigned rank, const json_t *people)
{
    const json_t *stack[LD_AUTHORS];
    size_t depth = 0, seen = 0;
    if (people)
        stack[depth++] = people;
    while (depth && seen++ < LD_AUTHORS * 2) {
        const json_t *top = stack[--depth];
        if (json_is_array(top)) {
            for (size_t i = json_array_size(top); i > 0; i--)
                if (i <= LD_AUTHORS && depth < LD_AUTHORS)
                    stack[depth++] = json_array_get(top, i - 1);
        } else if (json_is_object(top)) {
            const json_t *object = resolve(graph, top);
            const json_t *name = json_object_get(object, "name");
            if (!name)
                name = json_object_get(object, "@list");
            if (!name)
                name = json_object_get(object, "@value");
            if (json_is_string(name))
                add(graph, key, rank + person_rank(object), plain_text(graph->job->arena, text_of(name)));
            else if (name && depth < LD_AUTHORS)
                stack[depth++] = name;
            else if (json_object_get(object, "familyName"))
                add(graph, key, rank,
                    base_arena_printf(graph->job->arena, "%.*s %.*s",
                                      BASE_STR_ARG(text_of(json_object_get(object, "givenName"))),
                                      BASE_STR_ARG(text_of(json_object_get(object, "familyName")))));
        } else {
            add(graph, key, rank + 1, plain_text(graph->job->arena, text_of(top)));
        }
    }
}

static void add_values(struct ld_graph *graph, enum extract_key key, unsigned rank, const json_t *value)
{
    if (!json_is_array(value)) {
        add(graph, key, rank, value_text(graph, value));
        return;
    }
    for (size_t i = 0; i < json_array_size(value) && i < 100; i++)
        add(graph, key, rank, value_text(graph, json_array_get(value, i)));
}

static void add_image(struct ld_graph *graph, unsigned rank, const json_t *image)
{
    if (json_is_array(image))
        image = json_array_get(image, 0);
    if (json_is_string(image)) {
        add(graph, EXTRACT_KEY_IMAGE, rank, plain_text(graph->job->arena, text_of(image)));
        return;
    }
    image = json_is_object(image) ? resolve(graph, image) : NULL;
    const json_t *url = json_object_get(image, "url");
    add(graph, EXTRACT_KEY_IMAGE, rank, value_text(graph, url ? url : json_object_get(image, "contentUrl")));
    add(graph, EXTRACT_KEY_IMAGE_CAPTION, rank, value_text(graph, json_object_get(image, "caption")));
}

static void add_updates(struct ld_graph *graph, const json_t *updates)
{
    struct extract_entries *entries = &graph->job->facts->entries;
    struct base_arena *arena = graph->job->arena;
    for (size_t i = 0; i < json_array_size(updates) && entries->count < LD_UPDATES; i++) {
        const json_t *update = json_array_get(updates, i);
        struct extract_entry entry = {
            .date = plain_text(arena, text_of(json_object_get(update, "datePublished"))),
            .title = plain_text(arena, text_of(json_object_get(update, "headline"))),
            .text = plain_text(arena, text_of(json_object_get(update, "articleBody"))),
            .url = plain_text(arena, text_of(json_object_get(update, "url"))),
        };
        struct extract_entry *items =
            base_arena_grow(arena, entries->items, entries->count, &entries->capacity, sizeof *items);
        if (!items)
            return;
        entries->items = items;
        items[entries->count++] = entry;
    }
}

/* ---- The article among the items ---- */

static bool is_address_of_page(struct ld_graph *graph, const json_t *value)
{
    const struct page *page = graph->job->page;
    struct base_str url = json_is_object(value) ? text_of(json_object_get(value, "@id")) : text_of(value);
    if (!url.len || url.len > BASE_LIMIT_URL_BYTES || !page->url.len)
        return false;
    struct base_arena *arena = graph->job->arena;
    struct base_str full = base_url_resolve(arena, page->url, url);
    return full.ptr && base_str_equal(base_url_key(arena, full), base_url_key(arena, page->url));
}

static int item_score(struct ld_graph *graph, const struct ld_item *item)
{
    int score = item->class * 10 - (item->nested ? 30 : 0);
    if (item->class < LD_MEDIA || item->nested)
        return score;
    if (json_object_get(item->object, "headline"))
        score += 3;
    if (json_object_get(item->object, "articleBody") || json_object_get(item->object, "datePublished"))
        score += 2;
    if (graph->references++ < LD_REFERENCES && (is_address_of_page(graph, json_object_get(item->object, "url")) ||
                                                is_address_of_page(graph,
                                                    json_object_get(item->object, "mainEntityOfPage"))))
        score += 6;
    return score;
}

static const struct ld_item *find_main(struct ld_graph *graph)
{
    const struct ld_item *best = NULL;
    int best_score = LD_MEDIA * 10 - 1;
    for (size_t i = 0; i < graph->count; i++) {
        int score = item_score(graph, &graph->items[i]);
        if (score > best_score) {
            best = &graph->items[i];
            best_score = score;
        }
    }
    graph->references = 0;
    return best;
}

static void add_types(struct ld_graph *graph, const json_t *object, unsigned rank)
{
    add_values(graph, EXTRACT_KEY_TYPE, rank, json_object_get(object, "@type"));
}

static void read_article(struct ld_graph *graph, const json_t *o)
{
    const json_t *date = json_object_get(o, "datePublished");
    add_types(graph, o, 0);
    add(graph, EXTRACT_KEY_HEADLINE, 0, value_text(graph, json_object_get(o, "headline")));
    add(graph, EXTRACT_KEY_HEADLINE, 4, value_text(graph, json_object_get(o, "name")));
    add_people(graph, EXTRACT_KEY_AUTHOR, 0, json_object_get(o, "author"));
    add_people(graph, EXTRACT_KEY_AUTHOR, 2, json_object_get(o, "creator"));
    add_people(graph, EXTRACT_KEY_EDITOR, 0, json_object_get(o, "editor"));
    add(graph, EXTRACT_KEY_PUBLISHED, 0, value_text(graph, date));
    add(graph, EXTRACT_KEY_PUBLISHED, 3, value_text(graph, json_object_get(o, "uploadDate")));
    add(graph, EXTRACT_KEY_PUBLISHED, 4, value_text(graph, json_object_get(o, "dateCreated")));
    add(graph, EXTRACT_KEY_MODIFIED, 0, value_text(graph, json_object_get(o, "dateModified")));
    add(graph, EXTRACT_KEY_BODY, 0, value_text(graph, json_object_get(o, "articleBody")));
    add(graph, EXTRACT_KEY_DESCRIPTION, 3, value_text(graph, json_object_get(o, "description")));
    add(graph, EXTRACT_KEY_SECTION, 0, value_text(graph, json_object_get(o, "articleSection")));
    add_values(graph, EXTRACT_KEY_TAGS, 0, json_object_get(o, "keywords"));
    add(graph, EXTRACT_KEY_SITE, 11, value_text(graph, json_object_get(o, "publisher")));
    add(graph, EXTRACT_KEY_LANG, 14, value_text(graph, json_object_get(o, "inLanguage")));
    add(graph, EXTRACT_KEY_ACCESS, 0, value_text(graph, json_object_get(o, "isAccessibleForFree")));
    add(graph, EXTRACT_KEY_CANONICAL, 15, value_text(graph, json_object_get(o, "url")));
    add_image(graph, 11, json_object_get(o, "image"));
    add_updates(graph, json_object_get(o, "liveBlogUpdate"));
}

static void read_web_page(struct ld_graph *graph, const json_t *o)
{
    add_types(graph, o, 6);
    add(graph, EXTRACT_KEY_PUBLISHED, 5, value_text(graph, json_object_get(o, "datePublished")));
    add(graph, EXTRACT_KEY_MODIFIED, 5, value_text(graph, json_object_get(o, "dateModified")));
    add_people(graph, EXTRACT_KEY_AUTHOR, 4, json_object_get(o, "author"));
    add(graph, EXTRACT_KEY_LANG, 15, value_text(graph, json_object_get(o, "inLanguage")));
    add(graph, EXTRACT_KEY_DESCRIPTION, 15, value_text(graph, json_object_get(o, "description")));
}

static void read_items(struct ld_graph *graph)
{
    const struct ld_item *own = find_main(graph);
    if (own)
        read_article(graph, own->object);
    for (size_t i = 0; i < graph->count; i++) {
        const struct ld_item *item = &graph->items[i];
        if (item == own || item->nested)
            continue;
        if (item->class == LD_PAGE)
            read_web_page(graph, item->object);
        else if (item->class == LD_SITE)
            add(graph, EXTRACT_KEY_SITE, 12, value_text(graph, json_object_get(item->object, "name")));
        else
            add_types(graph, item->object, 7);
    }
}

static bool is_json_ld(const struct page *page, uint32_t node)
{
    struct base_str type = page_attribute(page, node, "type");
    return base_str_find_nocase(type, BASE_STR("ld+json")) != SIZE_MAX;
}

void extract_read_json_ld(struct extract_job *job)
{
    const struct page *page = job->page;
    struct ld_graph graph = {.job = job};
    struct ld_wait *stack = NULL;
    json_t *roots[LD_BLOCKS];
    size_t count = 0;
    for (uint32_t i = 0; i < page->count && count < LD_BLOCKS; i++) {
        if (page->nodes[i].tag != PAGE_TAG_SCRIPT || !is_json_ld(page, i))
            continue;
        struct base_str text = page_raw_text(page, job->arena, i);
        json_t *root = text.len && text.len <= LD_BLOCK_BYTES ? load(text) : NULL;
        if (root)
            roots[count++] = root;
    }
    if (count)
        stack = BASE_NEW_ARRAY(job->arena, struct ld_wait, LD_STACK);
    for (size_t i = 0; stack && i < count; i++)
        collect(&graph, roots[i], stack);
    if (stack)
        read_items(&graph);
    for (size_t i = 0; i < count; i++)
        json_decref(roots[i]);
}
