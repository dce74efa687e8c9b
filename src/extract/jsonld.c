/* JSON-LD: all blocks of a page, the item that is the page's article, its statements. */
#include "extract/json.h"

enum {
    LD_BLOCKS = 64,            /* blocks of a page */
    LD_BLOCK_BYTES = 8 << 20,  /* one block */
    LD_ITEMS = 20000,          /* objects looked at */
    LD_STACK = 4000,          /* values waiting */
    LD_REFERENCES = 64,        /* "@id" references followed */
    LD_AUTHORS = 64,
    LD_UPDATES = 5000          /* entries of a live blog */
};

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
    enum ld_class best = class_of_name(extract_json_text(type));
    for (size_t i = 0; json_is_array(type) && i < json_array_size(type) && i < 16; i++) {
        enum ld_class class = class_of_name(extract_json_text(json_array_get(type, i)));
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
    struct base_str id = extract_json_text(json_object_get(value, "@id"));
    if (!id.len || json_object_get(value, "name") || graph->references++ >= LD_REFERENCES)
        return value;
    for (size_t i = 0; i < graph->count; i++) {
        const json_t *object = graph->items[i].object;
        if (object != value && json_object_size(object) > 1 &&
            base_str_equal(extract_json_text(json_object_get(object, "@id")), id))
            return object;
    }
    return value;
}

/* ---- Values ---- */

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
    return extract_json_plain(extract_json_text(value), graph->job->arena);
}

static void add(struct ld_graph *graph, enum extract_key key, unsigned rank, struct base_str value)
{
    extract_fact_add(graph->job, key, EXTRACT_ORIGIN_JSON_LD, rank, PAGE_NONE, value);
}

/* People before names without a type, those before organisations. */
static unsigned person_rank(const json_t *object)
{
    struct base_str type = extract_json_text(json_object_get(object, "@type"));
    return base_str_ends(type, BASE_STR("Person")) ? 0 : base_str_ends(type, BASE_STR("Organization"))
        ? EXTRACT_RANK_GROUP : 1;
}

/* An account's name in full where the person's description begins so: Jane Roe is a reporter. */
static struct base_str full_name(const json_t *person, struct base_str name)
{
    struct base_str about = extract_json_text(json_object_get(person, "description"));
    if (!name.len || memchr(name.ptr, ' ', name.len) || about.len <= name.len || !base_str_starts(about, name) ||
        about.ptr[name.len] != ' ')
        return name;
    size_t end = name.len + 1;
    while (end < about.len && about.ptr[end] != ' ' && about.ptr[end] != ',')
        end++;
    struct base_str full = base_str_sub(about, 0, end), rest = base_str_trim(base_str_sub(about, end, about.len));
    size_t at = 0;
    bool ends = rest.len && !base_char_is_upper(base_utf8_next(rest, &at)); /* not a part of a longer name */
    return ends && extract_is_surely_person(full) ? full : name;
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
                add(graph, key, rank + person_rank(object),
                    extract_json_plain(full_name(object, extract_json_text(name)), graph->job->arena));
            else if (name && depth < LD_AUTHORS)
                stack[depth++] = name;
            else if (json_object_get(object, "familyName"))
                add(graph, key, rank,
                    base_arena_printf(graph->job->arena, "%.*s %.*s",
                                      BASE_STR_ARG(extract_json_text(json_object_get(object, "givenName"))),
                                      BASE_STR_ARG(extract_json_text(json_object_get(object, "familyName")))));
        } else {
            add(graph, key, rank + 1, extract_json_plain(extract_json_text(top), graph->job->arena));
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
        add(graph, EXTRACT_KEY_IMAGE, rank, extract_json_plain(extract_json_text(image), graph->job->arena));
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
            .date = extract_json_plain(extract_json_text(json_object_get(update, "datePublished")), arena),
            .title = extract_json_plain(extract_json_text(json_object_get(update, "headline")), arena),
            .text = extract_json_plain(extract_json_text(json_object_get(update, "articleBody")), arena),
            .url = extract_json_plain(extract_json_text(json_object_get(update, "url")), arena),
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
    struct base_str url = extract_json_text(json_is_object(value) ? json_object_get(value, "@id") : value);
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

/* The JSON-LD of a script, or of a meta element in whose name some programs put what should be a script's type. */
static struct base_str json_ld_of(struct extract_job *job, uint32_t node)
{
    const struct page *page = job->page;
    uint16_t tag = page->nodes[node].tag;
    if (tag != PAGE_TAG_SCRIPT && tag != PAGE_TAG_META)
        return BASE_STR_NONE;
    struct base_str type = page_attribute(page, node, tag == PAGE_TAG_META ? "name" : "type");
    if (base_str_find_nocase(type, BASE_STR("ld+json")) == SIZE_MAX)
        return BASE_STR_NONE;
    return tag == PAGE_TAG_META ? page_attribute(page, node, "content") : page_raw_text(page, job->arena, node);
}

void extract_read_json_ld(struct extract_job *job)
{
    const struct page *page = job->page;
    struct ld_graph graph = {.job = job};
    struct ld_wait *stack = NULL;
    json_t *roots[LD_BLOCKS];
    size_t count = 0;
    for (uint32_t i = 0; i < page->count && count < LD_BLOCKS; i++) {
        struct base_str text = json_ld_of(job, i);
        json_t *root = text.len && text.len <= LD_BLOCK_BYTES ? extract_json_load(text, NULL) : NULL;
        if (root)
            roots[count++] = root;
    }
    if (count)
        stack = BASE_NEW_ITEMS(job->arena, struct ld_wait, LD_STACK);
    for (size_t i = 0; stack && i < count; i++)
        collect(&graph, roots[i], stack);
    if (stack)
        read_items(&graph);
    for (size_t i = 0; i < count; i++)
        json_decref(roots[i]);
}
