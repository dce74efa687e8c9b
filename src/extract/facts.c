/* What the page states for machines: meta elements, microdata, RDFa, and (jsonld.c) JSON-LD. */
#include "decode/decode.h"
#include "extract/private.h"

enum {
    FACT_VALUE_BYTES = 4000, /* of every value but a body */
    FACT_LIMIT = 4000,       /* facts of a page; real pages have fewer than 100 */
    RANK_META = 10,          /* ranks below are JSON-LD's */
    RANK_ITEM = 20,          /* microdata */
    RANK_RDFA = 30,
    RANK_TAG = 36            /* links that say they are tags */
};

struct name_row {
    const char *name; /* lower case */
    uint8_t key;      /* enum extract_key */
    uint8_t rank;     /* within its origin */
};

/* Names of <meta name=...>, property=... and itemprop=... */
static const struct name_row meta_names[] = {
    {"og:type", EXTRACT_KEY_TYPE, 5},
    {"og:title", EXTRACT_KEY_HEADLINE, 0},
    {"articletitle", EXTRACT_KEY_HEADLINE, 0},
    {"parsely-title", EXTRACT_KEY_HEADLINE, 1},
    {"sailthru.title", EXTRACT_KEY_HEADLINE, 1},
    {"citation_title", EXTRACT_KEY_HEADLINE, 1},
    {"headline", EXTRACT_KEY_HEADLINE, 1},
    {"dc.title", EXTRACT_KEY_HEADLINE, 2},
    {"dcterms.title", EXTRACT_KEY_HEADLINE, 2},
    {"twitter:title", EXTRACT_KEY_HEADLINE, 3},
    {"title", EXTRACT_KEY_HEADLINE, 4},
    {"byl", EXTRACT_KEY_AUTHOR, 0},
    {"author", EXTRACT_KEY_AUTHOR, 1},
    {"authors", EXTRACT_KEY_AUTHOR, 1},
    {"parsely-author", EXTRACT_KEY_AUTHOR, 0},
    {"sailthru.author", EXTRACT_KEY_AUTHOR, 1},
    {"citation_author", EXTRACT_KEY_AUTHOR, 1},
    {"cxenseparse:author", EXTRACT_KEY_AUTHOR, 1},
    {"citation_authors", EXTRACT_KEY_AUTHOR, 1},
    {"shareaholic:article_author_name", EXTRACT_KEY_AUTHOR, 1},
    {"article:author_name", EXTRACT_KEY_AUTHOR, 1},
    {"mediator_author", EXTRACT_KEY_AUTHOR, 2},
    {"article:author", EXTRACT_KEY_AUTHOR, 2},
    {"article.author", EXTRACT_KEY_AUTHOR, 2},
    {"og:article:author", EXTRACT_KEY_AUTHOR, 2},
    {"og:author", EXTRACT_KEY_AUTHOR, 2},
    {"dc.creator", EXTRACT_KEY_AUTHOR, 3},
    {"dcterms.creator", EXTRACT_KEY_AUTHOR, 3},
    {"dc.contributor.author", EXTRACT_KEY_AUTHOR, 3},
    {"article:published_time", EXTRACT_KEY_PUBLISHED, 0},
    {"article:published", EXTRACT_KEY_PUBLISHED, 0},
    {"article.published", EXTRACT_KEY_PUBLISHED, 0},
    {"og:article:published_time", EXTRACT_KEY_PUBLISHED, 0},
    {"og:published_time", EXTRACT_KEY_PUBLISHED, 0},
    {"bytedance:published_time", EXTRACT_KEY_PUBLISHED, 0},
    {"shareaholic:article_published_time", EXTRACT_KEY_PUBLISHED, 0},
    {"datepublished", EXTRACT_KEY_PUBLISHED, 0},
    {"parsely-pub-date", EXTRACT_KEY_PUBLISHED, 1},
    {"sailthru.date", EXTRACT_KEY_PUBLISHED, 1},
    {"cxenseparse:recs:publishtime", EXTRACT_KEY_PUBLISHED, 1},
    {"cxenseparse:publishtime", EXTRACT_KEY_PUBLISHED, 1},
    {"citation_publication_date", EXTRACT_KEY_PUBLISHED, 1},
    {"citation_online_date", EXTRACT_KEY_PUBLISHED, 1},
    {"citation_date", EXTRACT_KEY_PUBLISHED, 1},
    {"article_date_original", EXTRACT_KEY_PUBLISHED, 1},
    {"originalpublicationdate", EXTRACT_KEY_PUBLISHED, 1},
    {"iso-8601-publish-date", EXTRACT_KEY_PUBLISHED, 1},
    {"weibo:article:create_at", EXTRACT_KEY_PUBLISHED, 1},
    {"pubdate", EXTRACT_KEY_PUBLISHED, 2},
    {"ptime", EXTRACT_KEY_PUBLISHED, 2},
    {"publishdate", EXTRACT_KEY_PUBLISHED, 2},
    {"publish-date", EXTRACT_KEY_PUBLISHED, 2},
    {"publish_date", EXTRACT_KEY_PUBLISHED, 2},
    {"publishtime", EXTRACT_KEY_PUBLISHED, 2},
    {"publish_time", EXTRACT_KEY_PUBLISHED, 2},
    {"publication_date", EXTRACT_KEY_PUBLISHED, 2},
    {"published-date", EXTRACT_KEY_PUBLISHED, 2},
    {"published_date", EXTRACT_KEY_PUBLISHED, 2},
    {"published_time", EXTRACT_KEY_PUBLISHED, 2},
    {"firstpublishedtime", EXTRACT_KEY_PUBLISHED, 0},
    {"dateupdate", EXTRACT_KEY_PUBLISHED, 7},
    {"lastmodifiedtime", EXTRACT_KEY_MODIFIED, 1},
    {"release_date", EXTRACT_KEY_PUBLISHED, 3},
    {"og:release_date", EXTRACT_KEY_PUBLISHED, 3},
    {"dc.date.issued", EXTRACT_KEY_PUBLISHED, 3},
    {"dcterms.issued", EXTRACT_KEY_PUBLISHED, 3},
    {"dc.date", EXTRACT_KEY_PUBLISHED, 4},
    {"dcterms.date", EXTRACT_KEY_PUBLISHED, 4},
    {"dc.date.created", EXTRACT_KEY_PUBLISHED, 4},
    {"dcterms.created", EXTRACT_KEY_PUBLISHED, 4},
    {"datecreated", EXTRACT_KEY_PUBLISHED, 5},
    {"article:created", EXTRACT_KEY_PUBLISHED, 5},
    {"published", EXTRACT_KEY_PUBLISHED, 2},
    {"date", EXTRACT_KEY_PUBLISHED, 6},
    {"article:modified_time", EXTRACT_KEY_MODIFIED, 0},
    {"article:modified", EXTRACT_KEY_MODIFIED, 0},
    {"article.updated", EXTRACT_KEY_MODIFIED, 0},
    {"datemodified", EXTRACT_KEY_MODIFIED, 0},
    {"bytedance:updated_time", EXTRACT_KEY_MODIFIED, 0},
    {"og:article:modified_time", EXTRACT_KEY_MODIFIED, 0},
    {"og:updated_time", EXTRACT_KEY_MODIFIED, 2},
    {"dc.date.modified", EXTRACT_KEY_MODIFIED, 2},
    {"dcterms.modified", EXTRACT_KEY_MODIFIED, 2},
    {"lastmod", EXTRACT_KEY_MODIFIED, 3},
    {"vr:published_time", EXTRACT_KEY_PUBLISHED, 0},
    {"mediator_published_time", EXTRACT_KEY_PUBLISHED, 0},
    {"dd:published_time", EXTRACT_KEY_PUBLISHED, 0},
    {"og:article:published", EXTRACT_KEY_PUBLISHED, 0},
    {"og:pubdate", EXTRACT_KEY_PUBLISHED, 1},
    {"og:publish_date", EXTRACT_KEY_PUBLISHED, 1},
    {"rnews:datepublished", EXTRACT_KEY_PUBLISHED, 1},
    {"article:publication_date", EXTRACT_KEY_PUBLISHED, 1},
    {"article:post_date", EXTRACT_KEY_PUBLISHED, 1},
    {"weibo: article:create_at", EXTRACT_KEY_PUBLISHED, 1},
    {"apub:time", EXTRACT_KEY_PUBLISHED, 1},
    {"dcsext.articlefirstpublished", EXTRACT_KEY_PUBLISHED, 1},
    {"pub_date", EXTRACT_KEY_PUBLISHED, 2},
    {"pub-date", EXTRACT_KEY_PUBLISHED, 2},
    {"publicationdate", EXTRACT_KEY_PUBLISHED, 2},
    {"publication-date", EXTRACT_KEY_PUBLISHED, 2},
    {"publisheddate", EXTRACT_KEY_PUBLISHED, 2},
    {"published_at", EXTRACT_KEY_PUBLISHED, 2},
    {"publishedat", EXTRACT_KEY_PUBLISHED, 2},
    {"publish-time", EXTRACT_KEY_PUBLISHED, 2},
    {"_pubtime", EXTRACT_KEY_PUBLISHED, 2},
    {"rbpubdate", EXTRACT_KEY_PUBLISHED, 2},
    {"bt:pubdate", EXTRACT_KEY_PUBLISHED, 2},
    {"dateposted", EXTRACT_KEY_PUBLISHED, 2},
    {"article_date", EXTRACT_KEY_PUBLISHED, 2},
    {"article-date", EXTRACT_KEY_PUBLISHED, 2},
    {"news_date", EXTRACT_KEY_PUBLISHED, 2},
    {"displaydate", EXTRACT_KEY_PUBLISHED, 2},
    {"firstcreatedtime", EXTRACT_KEY_PUBLISHED, 2},
    {"dc.date.published", EXTRACT_KEY_PUBLISHED, 3},
    {"dcterms.available", EXTRACT_KEY_PUBLISHED, 4},
    {"dc.date.available", EXTRACT_KEY_PUBLISHED, 4},
    {"created", EXTRACT_KEY_PUBLISHED, 5},
    {"createtime", EXTRACT_KEY_PUBLISHED, 5},
    {"create_time", EXTRACT_KEY_PUBLISHED, 5},
    {"creation_date", EXTRACT_KEY_PUBLISHED, 5},
    {"created_time", EXTRACT_KEY_PUBLISHED, 5},
    {"weibo:article:update_at", EXTRACT_KEY_MODIFIED, 1},
    {"weibo: article:update_at", EXTRACT_KEY_MODIFIED, 1},
    {"article:update_time", EXTRACT_KEY_MODIFIED, 1},
    {"article.modified", EXTRACT_KEY_MODIFIED, 1},
    {"og:article:modified", EXTRACT_KEY_MODIFIED, 1},
    {"rnews:datemodified", EXTRACT_KEY_MODIFIED, 1},
    {"cxenseparse:modifiedtime", EXTRACT_KEY_MODIFIED, 1},
    {"mediator_modified_time", EXTRACT_KEY_MODIFIED, 1},
    {"updated", EXTRACT_KEY_MODIFIED, 2},
    {"updated_at", EXTRACT_KEY_MODIFIED, 2},
    {"update_time", EXTRACT_KEY_MODIFIED, 2},
    {"updatetime", EXTRACT_KEY_MODIFIED, 2},
    {"dateupdated", EXTRACT_KEY_MODIFIED, 2},
    {"lastmodified", EXTRACT_KEY_MODIFIED, 3},
    {"last_modified", EXTRACT_KEY_MODIFIED, 3},
    {"last-modified", EXTRACT_KEY_MODIFIED, 3},
    {"modified", EXTRACT_KEY_MODIFIED, 3},
    {"revised", EXTRACT_KEY_MODIFIED, 3},
    {"dc.date.updated", EXTRACT_KEY_MODIFIED, 3},
    {"og:description", EXTRACT_KEY_DESCRIPTION, 0},
    {"description", EXTRACT_KEY_DESCRIPTION, 1},
    {"sailthru.description", EXTRACT_KEY_DESCRIPTION, 1},
    {"twitter:description", EXTRACT_KEY_DESCRIPTION, 2},
    {"dc.description", EXTRACT_KEY_DESCRIPTION, 2},
    {"dcterms.description", EXTRACT_KEY_DESCRIPTION, 2},
    {"article:section", EXTRACT_KEY_SECTION, 0},
    {"articlesection", EXTRACT_KEY_SECTION, 0},
    {"parsely-section", EXTRACT_KEY_SECTION, 1},
    {"columnname", EXTRACT_KEY_SECTION, 1},
    {"section", EXTRACT_KEY_SECTION, 2},
    {"sailthru.section", EXTRACT_KEY_SECTION, 2},
    {"og:article:section", EXTRACT_KEY_SECTION, 2},
    {"cxenseparse:section", EXTRACT_KEY_SECTION, 2},
    {"article:tag", EXTRACT_KEY_TAGS, 0},
    {"parsely-tags", EXTRACT_KEY_TAGS, 1},
    {"news_keywords", EXTRACT_KEY_TAGS, 1},
    {"keywords", EXTRACT_KEY_TAGS, 2},
    {"sailthru.tags", EXTRACT_KEY_TAGS, 3},
    {"cxenseparse:taglist", EXTRACT_KEY_TAGS, 3},
    {"dc.subject", EXTRACT_KEY_TAGS, 3},
    {"dcterms.subject", EXTRACT_KEY_TAGS, 3},
    {"citation_keywords", EXTRACT_KEY_TAGS, 3},
    {"og:site_name", EXTRACT_KEY_SITE, 0},
    {"sitename", EXTRACT_KEY_SITE, 1},
    {"application-name", EXTRACT_KEY_SITE, 2},
    {"apple-mobile-web-app-title", EXTRACT_KEY_SITE, 5},
    {"dc.publisher", EXTRACT_KEY_SITE, 3},
    {"dcterms.publisher", EXTRACT_KEY_SITE, 3},
    {"publisher", EXTRACT_KEY_SITE, 4},
    {"og:url", EXTRACT_KEY_CANONICAL, 3},
    {"parsely-link", EXTRACT_KEY_CANONICAL, 4},
    {"dc.identifier", EXTRACT_KEY_CANONICAL, 5},
    {"content-language", EXTRACT_KEY_LANG, 2},
    {"og:locale", EXTRACT_KEY_LANG, 3},
    {"language", EXTRACT_KEY_LANG, 4},
    {"dc.language", EXTRACT_KEY_LANG, 4},
    {"inlanguage", EXTRACT_KEY_LANG, 4},
    {"og:image", EXTRACT_KEY_IMAGE, 0},
    {"og:image:url", EXTRACT_KEY_IMAGE, 0},
    {"og:image:secure_url", EXTRACT_KEY_IMAGE, 1},
    {"twitter:image", EXTRACT_KEY_IMAGE, 2},
    {"twitter:image:src", EXTRACT_KEY_IMAGE, 2},
    {"parsely-image-url", EXTRACT_KEY_IMAGE, 3},
    {"sailthru.image.full", EXTRACT_KEY_IMAGE, 3},
    {"cxenseparse:image", EXTRACT_KEY_IMAGE, 3},
    {"thumbnail", EXTRACT_KEY_IMAGE, 5},
    {"og:image:alt", EXTRACT_KEY_IMAGE_CAPTION, 0},
    {"twitter:image:alt", EXTRACT_KEY_IMAGE_CAPTION, 1},
    {"article:content_tier", EXTRACT_KEY_ACCESS, 0},
    {"isaccessibleforfree", EXTRACT_KEY_ACCESS, 0},
    {"editor", EXTRACT_KEY_EDITOR, 0},
    {"contentsource", EXTRACT_KEY_SOURCE, 0},
    {"source", EXTRACT_KEY_SOURCE, 1},
};

static const struct name_row item_names[] = {
    {"headline", EXTRACT_KEY_HEADLINE, 0},
    {"author", EXTRACT_KEY_AUTHOR, 0},
    {"creator", EXTRACT_KEY_AUTHOR, 1},
    {"datepublished", EXTRACT_KEY_PUBLISHED, 0},
    {"datecreated", EXTRACT_KEY_PUBLISHED, 1},
    {"datemodified", EXTRACT_KEY_MODIFIED, 0},
    {"articlebody", EXTRACT_KEY_BODY, 0},
    {"articlesection", EXTRACT_KEY_SECTION, 0},
    {"description", EXTRACT_KEY_DESCRIPTION, 5},
    {"keywords", EXTRACT_KEY_TAGS, 4},
    {"editor", EXTRACT_KEY_EDITOR, 0},
};

static const struct name_row rdfa_names[] = {
    {"schema:headline", EXTRACT_KEY_HEADLINE, 0},
    {"schema:author", EXTRACT_KEY_AUTHOR, 0},
    {"dc:creator", EXTRACT_KEY_AUTHOR, 0},
    {"author", EXTRACT_KEY_AUTHOR, 0},
    {"schema:datepublished", EXTRACT_KEY_PUBLISHED, 0},
    {"datepublished", EXTRACT_KEY_PUBLISHED, 0},
    {"dc:date", EXTRACT_KEY_PUBLISHED, 1},
    {"dc:created", EXTRACT_KEY_PUBLISHED, 1},
    {"schema:datemodified", EXTRACT_KEY_MODIFIED, 0},
    {"dc:description", EXTRACT_KEY_DESCRIPTION, 2},
    {"schema:description", EXTRACT_KEY_DESCRIPTION, 2},
    {"schema:articlesection", EXTRACT_KEY_SECTION, 0},
    {"dc:subject", EXTRACT_KEY_TAGS, 4},
    {"schema:keywords", EXTRACT_KEY_TAGS, 4},
    {"dc:title", EXTRACT_KEY_HEADLINE, 2},
};

#define ROWS(table) (table), sizeof(table) / sizeof((table)[0])

const char *extract_origin_name(enum extract_origin origin)
{
    static const char *const names[] = {
        [EXTRACT_ORIGIN_JSON_LD] = "json-ld",     [EXTRACT_ORIGIN_META] = "meta",
        [EXTRACT_ORIGIN_MICRODATA] = "microdata", [EXTRACT_ORIGIN_RDFA] = "rdfa",
        [EXTRACT_ORIGIN_APP] = "app-data",        [EXTRACT_ORIGIN_GENERIC] = "generic",
    };
    return names[origin];
}

const struct extract_fact *extract_facts_of(const struct extract_job *job, enum extract_key key, size_t *count)
{
    const struct extract_facts *facts = job->facts;
    *count = facts->first[key + 1] - facts->first[key];
    return facts->items + facts->first[key];
}

struct base_str extract_fact_value(const struct extract_job *job, enum extract_key key)
{
    size_t count;
    const struct extract_fact *facts = extract_facts_of(job, key, &count);
    return count ? facts[0].value : BASE_STR_NONE;
}

void extract_fact_add(struct extract_job *job, enum extract_key key, enum extract_origin origin, unsigned rank,
                      uint32_t node, struct base_str value)
{
    struct extract_facts *facts = job->facts;
    if (key != EXTRACT_KEY_BODY) {
        if (value.len > FACT_VALUE_BYTES)
            return;
        value = decode_clean(job->arena, value, DECODE_CLEAN_LINE);
    }
    if (!value.len || facts->count >= FACT_LIMIT)
        return;
    struct extract_fact *items =
        base_arena_grow(job->arena, facts->items, facts->count, &facts->capacity, sizeof *items);
    if (!items)
        return;
    facts->items = items;
    items[facts->count++] = (struct extract_fact){
        .key = (uint8_t)key, .origin = (uint8_t)origin, .rank = (uint8_t)rank, .node = node, .value = value};
}

static const struct name_row *find_row(const struct name_row *rows, size_t count, struct base_str name)
{
    for (size_t i = 0; i < count && name.len; i++)
        if ((rows[i].name[0] | 32) == (name.ptr[0] | 32) && base_str_equal_nocase(name, base_str(rows[i].name)))
            return &rows[i];
    return NULL;
}

/* twitter:label1 and twitter:data1: a label for a reader and its value; *LABELLED: the last label was an author's. */
static bool read_labelled(struct extract_job *job, uint32_t node, struct base_str content, bool *labelled)
{
    struct base_str name = page_attribute(job->page, node, "name");
    if (base_str_starts_nocase(name, BASE_STR("twitter:label"))) {
        struct base_str label = base_arena_printf(job->arena, "%.*s:", BASE_STR_ARG(content));
        *labelled = extract_label_at(label, EXTRACT_LINE_BYLINE) != 0;
        return true;
    }
    if (!base_str_starts_nocase(name, BASE_STR("twitter:data")))
        return false;
    if (*labelled)
        extract_fact_add(job, EXTRACT_KEY_AUTHOR, EXTRACT_ORIGIN_META, RANK_META + 3, node, content);
    *labelled = false;
    return true;
}

static void read_meta(struct extract_job *job, uint32_t node, bool *labelled)
{
    static const char *const naming[] = {"property", "name", "itemprop", "http-equiv"};
    struct base_str content = page_attribute(job->page, node, "content");
    if (content.len && content.len < FACT_VALUE_BYTES && read_labelled(job, node, content, labelled))
        return;
    for (size_t i = 0; content.len && i < sizeof naming / sizeof naming[0]; i++) {
        struct base_str name = base_str_trim(page_attribute(job->page, node, naming[i]));
        const struct name_row *row = name.len ? find_row(ROWS(meta_names), name) : NULL;
        if (!row)
            continue;
        extract_fact_add(job, row->key, EXTRACT_ORIGIN_META, RANK_META + row->rank, node, content);
        return;
    }
}

static void read_link(struct extract_job *job, uint32_t node)
{
    struct base_str rel = page_attribute(job->page, node, "rel"), href = page_attribute(job->page, node, "href");
    if (base_str_has_token(rel, BASE_STR("canonical")))
        extract_fact_add(job, EXTRACT_KEY_CANONICAL, EXTRACT_ORIGIN_META, RANK_META, node, href);
    else if (base_str_has_token(rel, BASE_STR("image_src")))
        extract_fact_add(job, EXTRACT_KEY_IMAGE, EXTRACT_ORIGIN_META, RANK_META + 4, node, href);
}

/* The name that an itemprop or a property of several tokens has in a table. */
static const struct name_row *find_token(const struct name_row *rows, size_t count, struct base_str tokens)
{
    struct base_str part;
    while (tokens.ptr && base_str_next(&tokens, ' ', &part)) {
        const struct name_row *row = part.len ? find_row(rows, count, part) : NULL;
        if (row)
            return row;
    }
    return NULL;
}

/* A value is a short text: properties that nest over a whole page are not read again and again. */
static bool is_small(const struct page *page, uint32_t node)
{
    size_t bytes = 0;
    uint32_t end = page_at(page, node)->end;
    if (end - node > 200)
        return false;
    for (uint32_t i = node; i < end && bytes <= FACT_VALUE_BYTES; i++)
        bytes += page_at(page, i)->text.len;
    return bytes <= FACT_VALUE_BYTES;
}

/* The value of a property: what is stated for machines, else what is read. */
static struct base_str property_value(struct extract_job *job, uint32_t node)
{
    struct base_str value = page_attribute(job->page, node, "content");
    if (!value.len)
        value = page_attribute(job->page, node, "datetime");
    if (!value.len && page_at(job->page, node)->tag == PAGE_TAG_ABBR) /* the date design pattern */
        value = page_attribute(job->page, node, "title");
    return value.len || !is_small(job->page, node) ? value : page_text(job->page, job->arena, node, NULL);
}

/* An author is a string, or an item with one or more names within. */
static void read_author(struct extract_job *job, uint32_t node, enum extract_origin origin, unsigned rank)
{
    const struct page *page = job->page;
    const char *attribute = origin == EXTRACT_ORIGIN_MICRODATA ? "itemprop" : "property";
    bool found = false;
    uint32_t end = page_at(page, node)->end;
    if (end - node > 400)
        return;
    for (uint32_t i = node + 1; i < end; i++) {
        if (page_at(page, i)->tag == PAGE_TAG_TEXT)
            continue;
        struct base_str names = page_attribute(page, i, attribute);
        if (!base_str_has_token(names, BASE_STR("name")) && !base_str_has_token(names, BASE_STR("schema:name")))
            continue;
        extract_fact_add(job, EXTRACT_KEY_AUTHOR, origin, rank, node, property_value(job, i));
        found = true;
        i = page_at(page, i)->end - 1;
    }
    if (!found)
        extract_fact_add(job, EXTRACT_KEY_AUTHOR, origin, rank, node, property_value(job, node));
}

/* Items of microdata and what they are to the article. */
enum scope { SCOPE_NONE, SCOPE_ARTICLE, SCOPE_PAGE, SCOPE_OTHER };

static enum scope scope_of(struct base_str type)
{
    static const char *const article[] = {"article", "posting", "report", "creativework", "review", "recipe"};
    for (size_t i = 0; i < sizeof article / sizeof article[0]; i++)
        if (base_str_find_nocase(type, base_str(article[i])) != SIZE_MAX)
            return SCOPE_ARTICLE;
    if (base_str_find_nocase(type, BASE_STR("webpage")) != SIZE_MAX)
        return SCOPE_PAGE;
    return SCOPE_OTHER;
}

struct item {
    uint32_t node, end;
    enum scope scope;
};

enum { ITEM_DEPTH = 64 };

/* One pass in document order; STACK holds the open items. The longest article item is the page's own. */
static uint32_t main_item(const struct page *page)
{
    uint32_t best = PAGE_NONE, longest = 0;
    for (uint32_t i = 0; i < page->count; i++) {
        const struct page_node *node = &page->nodes[i];
        if (node->tag == PAGE_TAG_TEXT || !node->attribute_count || !page_attribute(page, i, "itemscope").ptr)
            continue;
        if (scope_of(page_attribute(page, i, "itemtype")) == SCOPE_ARTICLE && node->end - i > longest) {
            longest = node->end - i;
            best = i;
        }
    }
    return best;
}

static void read_item_property(struct extract_job *job, uint32_t node, struct base_str names, unsigned rank)
{
    const struct name_row *row = find_token(ROWS(item_names), names);
    if (!row)
        return;
    if (row->key == EXTRACT_KEY_AUTHOR)
        read_author(job, node, EXTRACT_ORIGIN_MICRODATA, rank + row->rank);
    else if (row->key == EXTRACT_KEY_BODY)
        extract_fact_add(job, row->key, EXTRACT_ORIGIN_MICRODATA, rank, node,
                         page_attribute(job->page, node, "content"));
    else
        extract_fact_add(job, row->key, EXTRACT_ORIGIN_MICRODATA, rank + row->rank, node, property_value(job, node));
}

static void read_microdata(struct extract_job *job)
{
    const struct page *page = job->page;
    uint32_t own = main_item(page);
    struct item stack[ITEM_DEPTH];
    size_t depth = 0;
    for (uint32_t i = 0; i < page->count; i++) {
        const struct page_node *node = &page->nodes[i];
        if (node->tag == PAGE_TAG_TEXT || !node->attribute_count)
            continue;
        while (depth && i >= stack[depth - 1].end)
            depth--;
        struct base_str names = page_attribute(page, i, "itemprop");
        enum scope scope = depth ? stack[depth - 1].scope : SCOPE_NONE;
        bool within = own == PAGE_NONE || (depth && stack[depth - 1].node == own);
        if (names.len && (scope != SCOPE_OTHER || within))
            read_item_property(job, i, names, RANK_ITEM + (within ? 0 : 6));
        if (page_attribute(page, i, "itemscope").ptr && depth < ITEM_DEPTH) {
            stack[depth].node = i;
            stack[depth].end = node->end;
            stack[depth++].scope = scope_of(page_attribute(page, i, "itemtype"));
            if (i == own)
                extract_fact_add(job, EXTRACT_KEY_TYPE, EXTRACT_ORIGIN_MICRODATA, RANK_ITEM, i,
                                 page_attribute(page, i, "itemtype"));
        }
    }
}

static void read_rdfa(struct extract_job *job, uint32_t node)
{
    struct base_str names = page_attribute(job->page, node, "property");
    const struct name_row *row = names.len ? find_token(ROWS(rdfa_names), names) : NULL;
    if (!row)
        return;
    if (row->key == EXTRACT_KEY_AUTHOR)
        read_author(job, node, EXTRACT_ORIGIN_RDFA, RANK_RDFA + row->rank);
    else
        extract_fact_add(job, row->key, EXTRACT_ORIGIN_RDFA, RANK_RDFA + row->rank, node, property_value(job, node));
}

/* <a rel=tag>, a microformat: its text is one of the page's tags. */
static void read_tag(struct extract_job *job, uint32_t node)
{
    if (is_small(job->page, node))
        extract_fact_add(job, EXTRACT_KEY_TAGS, EXTRACT_ORIGIN_GENERIC, RANK_TAG, node,
                         page_text(job->page, job->arena, node, NULL));
}

static void read_elements(struct extract_job *job)
{
    const struct page *page = job->page;
    bool titled = false, labelled = false;
    for (uint32_t i = 0; i < page->count; i++) {
        const struct page_node *node = &page->nodes[i];
        if (node->tag == PAGE_TAG_TITLE) {
            if (!titled && page_closest(page, i, PAGE_TAG_SVG) == PAGE_NONE) {
                struct base_str text = page_raw_text(page, job->arena, i);
                extract_fact_add(job, EXTRACT_KEY_PAGE_TITLE, EXTRACT_ORIGIN_META, RANK_META, i, text);
                titled = text.len > 0;
            }
        } else if (!node->attribute_count) {
            continue;
        } else if (node->tag == PAGE_TAG_META) {
            read_meta(job, i, &labelled);
        } else if (node->tag == PAGE_TAG_LINK) {
            read_link(job, i);
        } else if (node->tag == PAGE_TAG_A && base_str_has_token(page_attribute(page, i, "rel"), BASE_STR("tag"))) {
            read_tag(job, i);
        } else if (node->tag != PAGE_TAG_TEXT) {
            read_rdfa(job, i);
        }
    }
    struct base_str lang = page_attribute(page, 0, "lang");
    if (!lang.len)
        lang = page_attribute(page, 0, "xml:lang");
    extract_fact_add(job, EXTRACT_KEY_LANG, EXTRACT_ORIGIN_META, RANK_META, 0, lang);
}

/* Stable counting sort by key and rank. */
static void sort_facts(struct extract_job *job)
{
    struct extract_facts *facts = job->facts;
    struct extract_fact *sorted = BASE_NEW_ARRAY(job->arena, struct extract_fact, facts->count + 1);
    size_t starts[EXTRACT_KEY_COUNT * 64 + 1] = {0};
    if (!sorted)
        return;
    for (size_t i = 0; i < facts->count; i++)
        starts[facts->items[i].key * 64u + (facts->items[i].rank & 63u) + 1]++;
    for (size_t i = 1; i < sizeof starts / sizeof starts[0]; i++)
        starts[i] += starts[i - 1];
    for (size_t key = 0; key <= EXTRACT_KEY_COUNT; key++)
        facts->first[key] = starts[key * 64];
    for (size_t i = 0; i < facts->count; i++)
        sorted[starts[facts->items[i].key * 64u + (facts->items[i].rank & 63u)]++] = facts->items[i];
    facts->items = sorted;
    facts->capacity = facts->count + 1;
}

void extract_read_facts(struct extract_job *job)
{
    if (!job->input->selected || !job->input->selected->skip_json_ld)
        extract_read_json_ld(job);
    read_elements(job);
    read_microdata(job);
    sort_facts(job);
    if (extract_read_app_data(job))
        sort_facts(job);
}
