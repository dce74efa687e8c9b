/* The keys by which programs name a story's parts, and the shapes in which they keep its text. */
#include "extract/appdata.h"

enum {
    KEY_BYTES = 40,
    VALUE_BYTES = 1000,
    PART_DEPTH = 6,       /* of an array of paragraphs: list, item, paragraph, run of text ... */
    HTML_BYTES = 4 << 20,
    AUTHORS = 10
};

/* ---- Keys: lower case, without - and _ ---- */

struct row {
    const char *key;
    uint8_t field; /* enum extract_app_field */
};

/* Of a field's rows the first is most to be trusted. */
static const struct row fields[] = {
    {"headline", EXTRACT_APP_TITLE},
    {"title", EXTRACT_APP_TITLE},
    {"headlines", EXTRACT_APP_TITLE},
    {"articletitle", EXTRACT_APP_TITLE},
    {"newstitle", EXTRACT_APP_TITLE},
    {"posttitle", EXTRACT_APP_TITLE},
    {"contenttitle", EXTRACT_APP_TITLE},
    {"subject", EXTRACT_APP_TITLE},
    {"byline", EXTRACT_APP_AUTHOR},
    {"author", EXTRACT_APP_AUTHOR},
    {"authors", EXTRACT_APP_AUTHOR},
    {"authorname", EXTRACT_APP_AUTHOR},
    {"articleauthor", EXTRACT_APP_AUTHOR},
    {"writer", EXTRACT_APP_AUTHOR},
    {"reporter", EXTRACT_APP_AUTHOR},
    {"datepublished", EXTRACT_APP_DATE},
    {"publishedat", EXTRACT_APP_DATE},
    {"publishedon", EXTRACT_APP_DATE},
    {"publishat", EXTRACT_APP_DATE},
    {"publishdate", EXTRACT_APP_DATE},
    {"publisheddate", EXTRACT_APP_DATE},
    {"publishtime", EXTRACT_APP_DATE},
    {"publishedtime", EXTRACT_APP_DATE},
    {"publishts", EXTRACT_APP_DATE},
    {"publicationdate", EXTRACT_APP_DATE},
    {"publicationtime", EXTRACT_APP_DATE},
    {"firstpublicationdate", EXTRACT_APP_DATE},
    {"originalpublishdate", EXTRACT_APP_DATE},
    {"dateposted", EXTRACT_APP_DATE},
    {"firstpublished", EXTRACT_APP_DATE},
    {"firstpublishedat", EXTRACT_APP_DATE},
    {"firstpublishdate", EXTRACT_APP_DATE},
    {"firstpublishtime", EXTRACT_APP_DATE},
    {"pubdate", EXTRACT_APP_DATE},
    {"pubtime", EXTRACT_APP_DATE},
    {"articledate", EXTRACT_APP_DATE},
    {"newsdate", EXTRACT_APP_DATE},
    {"newstime", EXTRACT_APP_DATE},
    {"postdate", EXTRACT_APP_DATE},
    {"posttime", EXTRACT_APP_DATE},
    {"releasedate", EXTRACT_APP_DATE},
    {"releasetime", EXTRACT_APP_DATE},
    {"published", EXTRACT_APP_DATE},
    {"displaydate", EXTRACT_APP_DATE},
    {"showtime", EXTRACT_APP_DATE},
    {"ptime", EXTRACT_APP_DATE},
    {"createtime", EXTRACT_APP_DATE},
    {"ctime", EXTRACT_APP_DATE},
    {"ct", EXTRACT_APP_DATE},
    {"datecreated", EXTRACT_APP_DATE},
    {"createdat", EXTRACT_APP_DATE},
    {"createddate", EXTRACT_APP_DATE},
    {"date", EXTRACT_APP_DATE},
    {"datemodified", EXTRACT_APP_MODIFIED},
    {"modifiedat", EXTRACT_APP_MODIFIED},
    {"updatedat", EXTRACT_APP_MODIFIED},
    {"updatetime", EXTRACT_APP_MODIFIED},
    {"lastmodified", EXTRACT_APP_MODIFIED},
    {"modified", EXTRACT_APP_MODIFIED},
    {"source", EXTRACT_APP_SOURCE},
    {"sourcename", EXTRACT_APP_SOURCE},
    {"medianame", EXTRACT_APP_SOURCE},
    {"copyfrom", EXTRACT_APP_SOURCE},
};

/* Names of a date that says so outside of the story's object too. */
static const char *const published[] = {"datepublished", "publishedat", "publishdate", "publisheddate", "publishtime",
    "publishedtime", "publicationdate", "firstpublicationdate", "originalpublishdate", "dateposted", "firstpublished",
    "firstpublishedat", "firstpublishdate", "firstpublishtime", "pubdate", "pubtime", "articledate", "newsdate",
    "newstime", "postdate", "posttime", "releasedate", "ptime", "createtime", "ct"};

static const char *const bodies[] = {"content", "body", "articlebody", "html", "text", "bodyhtml", "bodytext",
    "contenthtml", "htmlcontent", "articlecontent", "newscontent", "postcontent", "story", "maintext", "fulltext",
    "contentelements", "articletext", "rendered", "paragraphs", "blocks", "richtext", "detail"};

static const char *const asides[] = {"comments", "comment", "related", "relatedarticles", "relatedposts",
    "relatedcontent", "recommend", "recommended", "recommendations", "recommendlist", "relatedlist", "hotlist",
    "ranking", "mostread", "popular", "latest", "trending", "css", "style", "styles", "script", "scripts", "translations",
    "messages", "locale", "locales", "i18n", "intl", "config", "settings", "env", "legal", "disclaimer", "terms",
    "privacy", "cookie", "cookies", "consent", "gdpr", "footer", "header", "menu", "menus", "navigation", "ads", "bio",
    "biography", "authorbio", "query", "queries", "featureflags", "flags", "i18nstore", "initiali18nstore"};

/* Keys of a paragraph's text, and of what holds its runs. */
static const char *const runs[] = {"text", "content", "html", "value", "body", "paragraph", "contenthtml", "rendered"};
static const char *const nests[] = {"content", "children", "blocks", "model", "data", "items", "nodes", "paragraphs",
    "elements", "value", "body", "contentelements", "listitems", "rows"};

/* Types of parts that are no text of the story, and of those that stand in a paragraph's line. */
static const char *const foreign[] = {"image", "picture", "photo", "video", "audio", "embed", "gallery", "related",
    "interstitial", "advert", "promo", "newsletter", "code", "script", "table"};
static const char *const inlines[] = {"link", "strong", "bold", "italic", "span", "emphasis", "mark", "inline", "text",
    "fragment"};

#define HAS(table, key) has((table), sizeof(table) / sizeof((table)[0]), (key))

struct key {
    char text[KEY_BYTES];
};

static struct key plain_key(struct base_str name)
{
    struct key key = {{0}};
    size_t len = 0;

    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (c == '_' || c == '-' || c == '.')
            continue;
        if (len + 1 >= KEY_BYTES)
            return (struct key){{0}};
        key.text[len++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    return key;
}

static bool has(const char *const *table, size_t count, const char *key)
{
    for (size_t i = 0; i < count; i++)
        if (table[i][0] == key[0] && !strcmp(table[i], key))
            return true;
    return false;
}

bool extract_app_is_aside(const char *name)
{
    struct key key = plain_key(base_str(name));

    return name && HAS(asides, key.text);
}

bool extract_app_is_body(const char *name)
{
    struct key key = plain_key(base_str(name));

    return name && HAS(bodies, key.text);
}

/* ---- Values ---- */

/* A string or a number; of an object what it is called. */
static struct base_str one_value(const json_t *value, struct base_arena *arena)
{
    static const char *const names[] = {"rendered", "name", "basic", "title", "text", "value", "iso", "fullName"};

    for (size_t i = 0; json_is_object(value) && i < sizeof names / sizeof names[0]; i++) {
        const json_t *inner = json_object_get(value, names[i]);
        if (json_is_string(inner)) {
            value = inner;
            break;
        }
    }
    if (json_is_integer(value) && json_integer_value(value) > 0)
        return base_arena_printf(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    struct base_str text = extract_json_text(value);
    return text.len <= VALUE_BYTES ? base_str_trim(extract_json_plain(text, arena)) : BASE_STR_NONE;
}

/* Of an array all its values, as a byline lists them. */
static struct base_str value_of(const json_t *value, struct base_arena *arena)
{
    struct base_str list = BASE_STR_NONE;

    if (!json_is_array(value))
        return one_value(value, arena);
    for (size_t i = 0; i < json_array_size(value) && i < AUTHORS; i++) {
        struct base_str one = one_value(json_array_get(value, i), arena);
        if (one.len)
            list = list.len ? base_arena_printf(arena, "%.*s, %.*s", BASE_STR_ARG(list), BASE_STR_ARG(one)) : one;
    }
    return list;
}

struct base_str extract_app_value(const json_t *object, enum extract_app_field field, struct base_arena *arena)
{
    size_t best = sizeof fields / sizeof fields[0];
    const json_t *found = NULL;
    const char *name;
    json_t *child;

    json_object_foreach((json_t *)object, name, child) {
        struct key key = plain_key(base_str(name));
        for (size_t i = 0; i < best; i++)
            if (fields[i].field == field && fields[i].key[0] == key.text[0] && !strcmp(fields[i].key, key.text) &&
                !json_is_null(child)) {
                best = i;
                found = child;
            }
    }
    return found ? value_of(found, arena) : BASE_STR_NONE;
}

/* ---- Texts ---- */

/* Sentences of words, not code, not data: the weight of HTML without its tags. */
static uint64_t story_weight(struct base_str html)
{
    uint64_t weight = 0, wide = 0, blanks = 0, stops = 0, code = 0;
    bool tag = false;

    for (size_t at = 0; at < html.len;) {
        uint32_t c = base_utf8_next(html, &at);
        if (c == '<' || c == '>') {
            tag = c == '<';
            continue;
        }
        if (tag)
            continue;
        bool space = base_char_is_space(c), cjk = c >= 0x1100 && base_char_is_cjk(c);
        blanks += space;
        wide += cjk;
        weight += space ? 0 : cjk ? 2 : 1;
        code += c == '{' || c == '}' || c == '=' || c == '\\' || c == '_';
        stops += extract_is_full_stop(c) && (c > 0x7F || at >= html.len || strchr(" \n<\"'", html.ptr[at]));
    }
    bool words = wide * 8 > weight || blanks * 20 > weight;
    return weight >= EXTRACT_APP_TEXT_LEAST && stops >= 2 && words && code * 40 < weight ? weight : 0;
}

static bool is_of_type(const json_t *object, const char *const *types, size_t count)
{
    static const char *const keys[] = {"type", "nodeType", "__typename", "kind", "name"};

    for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++) {
        struct base_str type = extract_json_text(json_object_get(object, keys[k]));
        for (size_t i = 0; type.len && type.len < KEY_BYTES && i < count; i++)
            if (base_str_find_nocase(type, base_str(types[i])) != SIZE_MAX)
                return true;
    }
    return false;
}
#define IS_OF_TYPE(object, types) is_of_type(object, types, sizeof(types) / sizeof((types)[0]))

static bool has_tags(struct base_str s)
{
    return base_str_find(s, BASE_STR("</")) != SIZE_MAX || base_str_find_nocase(s, BASE_STR("<p")) != SIZE_MAX ||
           base_str_find_nocase(s, BASE_STR("<br")) != SIZE_MAX;
}

static void add_run(struct base_str s, struct base_buf *out)
{
    if (has_tags(s)) {
        base_buf_add_str(out, s);
        return;
    }
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '<')
            base_buf_add_z(out, "&lt;");
        else
            base_buf_add_char(out, s.ptr[i]);
    }
}

/* Paragraphs as editors keep them: arrays of strings, of {type, text}, of {type, children: [...]}, to a fixed depth. */
static void add_part(const json_t *part, unsigned depth, struct base_buf *out)
{
    const char *name;
    json_t *child;
    size_t i;

    if (json_is_string(part))
        add_run(extract_json_text(part), out);
    if (depth >= PART_DEPTH || (json_is_object(part) && IS_OF_TYPE(part, foreign)))
        return;
    bool block = json_is_object(part) && json_object_get(part, "type") && !IS_OF_TYPE(part, inlines);
    if (block)
        base_buf_add_z(out, "<p>");
    if (json_is_array(part))
        json_array_foreach(part, i, child)
            add_part(child, depth + 1, out);
    else
        json_object_foreach((json_t *)part, name, child) {
            struct key key = plain_key(base_str(name));
            if (json_is_string(child) ? HAS(runs, key.text) : HAS(nests, key.text))
                add_part(child, depth + 1, out);
        }
    if (block)
        base_buf_add_z(out, "</p>");
}

/* A list whose items have titles is one of stories. */
static bool is_list_of_stories(const json_t *array)
{
    size_t titled = 0, size = json_array_size(array);

    for (size_t i = 0; i < size; i++) {
        const json_t *item = json_array_get(array, i);
        titled += json_is_string(json_object_get(item, "title")) || json_is_object(json_object_get(item, "title")) ||
                  json_object_get(item, "headline") || json_object_get(item, "headlines");
    }
    return titled * 2 > size;
}

static void add_parts(const json_t *array, struct base_buf *out)
{
    json_t *child;
    size_t i;

    out->limit = HTML_BYTES;
    if (!is_list_of_stories(array))
        json_array_foreach(array, i, child) {
            base_buf_add_z(out, "<p>");
            add_part(child, 0, out);
            base_buf_add_z(out, "</p>");
        }
}

uint64_t extract_app_text_weight(const json_t *value)
{
    struct base_buf html = BASE_BUF_INIT;
    uint64_t weight = 0;

    if (json_is_string(value) && json_string_length(value) >= EXTRACT_APP_TEXT_LEAST)
        return story_weight(extract_json_text(value));
    if (!json_is_array(value))
        return 0;
    add_parts(value, &html);
    if (!html.failed)
        weight = story_weight(base_buf_str(&html));
    base_buf_free(&html);
    return weight;
}

struct base_str extract_app_html(const json_t *value, struct base_arena *arena)
{
    struct base_buf html = BASE_BUF_INIT;
    struct base_str text = extract_json_text(value);

    if (json_is_array(value)) {
        add_parts(value, &html);
        text = html.failed ? BASE_STR_NONE : base_arena_str(arena, base_buf_str(&html));
        base_buf_free(&html);
        return text;
    }
    return has_tags(text) ? base_arena_str(arena, text) : extract_json_plain(text, arena);
}

/* ---- Assignments ---- */

static bool is_name_char(char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' || c == '-';
}

/* The name that ends before AT, marks and blanks passed over. */
static struct base_str name_before(struct base_str s, size_t at)
{
    size_t end = at, from;

    while (end > 0 && at - end < 8 && strchr(" \t\"'\\]", s.ptr[end - 1]) && s.ptr[end - 1])
        end--;
    for (from = end; from > 0 && end - from < KEY_BYTES && is_name_char(s.ptr[from - 1]); from--)
        ;
    return base_str_sub(s, from, end);
}

/* The value behind AT: in marks, or digits. */
static struct base_str value_behind(struct base_str s, size_t at)
{
    enum { MOST = 40 };
    size_t from = at, end;

    while (from < s.len && from - at < 8 && strchr(" \t\"'\\", s.ptr[from]) && s.ptr[from])
        from++;
    for (end = from; end < s.len && end - from < MOST && !strchr("\"'\\;,}\n<>", s.ptr[end]); end++)
        ;
    return base_str_sub(s, from, end);
}

bool extract_app_next_date(struct base_str s, size_t *at, struct base_str *value)
{
    while (*at < s.len) {
        size_t here = (*at)++;
        if (s.ptr[here] != '=' && s.ptr[here] != ':')
            continue;
        struct key key = plain_key(name_before(s, here));
        if (!key.text[0] || !HAS(published, key.text))
            continue;
        *value = base_str_trim(value_behind(s, here + 1));
        if (value->len >= 8 && value->ptr[0] >= '1' && value->ptr[0] <= '9')
            return true;
    }
    return false;
}
