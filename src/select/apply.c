/* A host's rules on one page. */
#include <libxml/tree.h>

#include "select/private.h"

struct apply {
    const struct select_rules *rules;
    struct page *page;
    struct base_arena *arena;
    struct select_result *result;
    struct select_xpath xpath;
    const struct select_file *file; /* whose rule is looked at */
};

/* ---- Expressions and their values ---- */

static void add_problem(struct apply *a, const struct select_rule *rule)
{
    base_str_list_add(a->arena, &a->result->problems, base_arena_printf(a->arena, "%.*s:%u: %s: %s",
                      BASE_STR_ARG(a->file->name), (unsigned)rule->line, rule->directive->name, a->xpath.message));
}

static xmlXPathObject *evaluate(struct apply *a, const struct select_rule *rule)
{
    xmlXPathObject *object;

    if (!rule->compiled)
        return NULL;
    object = select_xpath_evaluate(&a->xpath, rule->compiled);
    if (!object)
        add_problem(a, rule);
    return object;
}

/* TEXT on one line, in the arena. */
static struct base_str on_one_line(struct apply *a, struct base_str text)
{
    char *out = BASE_NEW_ARRAY(a->arena, char, text.len + 1);
    size_t len = 0;

    if (!out)
        return BASE_STR_NONE;
    for (size_t i = 0; i < text.len; i++) {
        if (!base_is_ascii_space(text.ptr[i]))
            out[len++] = text.ptr[i];
        else if (len > 0 && out[len - 1] != ' ')
            out[len++] = ' ';
    }
    return base_str_trim((struct base_str){out, len});
}

static uint32_t array_node(struct apply *a, const xmlNode *node)
{
    if (node->type == XML_ELEMENT_NODE || node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
        return page_node_of(a->page, node);
    return PAGE_NONE;
}

static struct select_value node_value(struct apply *a, const xmlNode *node, const uint8_t *skip)
{
    struct select_value value = {.node = array_node(a, node)};

    if (value.node != PAGE_NONE)
        value.text = page_text(a->page, a->arena, value.node, skip);
    if (value.text.len == 0 && value.node != PAGE_NONE && !skip) {
        value.text = on_one_line(a, page_raw_text(a->page, a->arena, value.node));
    } else if (value.node == PAGE_NONE && node->type != XML_NAMESPACE_DECL) {
        xmlChar *content = xmlNodeGetContent(node);
        value.text = on_one_line(a, base_str((const char *)content));
        xmlFree(content);
    }
    return value;
}

static void add_value(struct apply *a, struct select_hit *hit, size_t *capacity, struct select_value value)
{
    struct select_value *values = base_arena_grow(a->arena, hit->values, hit->count, capacity, sizeof(value));

    if (!values)
        return;
    hit->values = values;
    values[hit->count++] = value;
}

/* An element without text is something where it shows a picture, or a film. */
static bool has_media(const struct page *page, uint32_t node, const uint8_t *skip)
{
    for (uint32_t i = node; i < page->nodes[node].end; i++) {
        enum page_tag tag = page->nodes[i].tag;
        if (!skip[i] && (tag == PAGE_TAG_IMG || tag == PAGE_TAG_VIDEO || tag == PAGE_TAG_AUDIO ||
                         tag == PAGE_TAG_IFRAME))
            return true;
    }
    return false;
}

static bool is_something(struct apply *a, const struct select_value *value, enum select_field field)
{
    if (value->text.len > 0)
        return true;
    return field == SELECT_BODY && value->node != PAGE_NONE && has_media(a->page, value->node, a->result->skip);
}

/* Nodes come in document order: one inside the last taken would be its text once more. */
static void take_nodes(struct apply *a, const struct select_rule *rule, const xmlNodeSet *set, struct select_hit *hit)
{
    enum select_field field = rule->directive->field;
    const uint8_t *skip = field == SELECT_BODY ? a->result->skip : NULL;
    uint32_t last = PAGE_NONE;
    size_t capacity = 0;

    for (int i = 0; set && i < set->nodeNr && !(rule->directive->single && hit->count > 0); i++) {
        uint32_t node = array_node(a, set->nodeTab[i]);
        struct select_value value;

        if (node != PAGE_NONE && ((last != PAGE_NONE && page_is_inside(a->page, node, last)) || (skip && skip[node])))
            continue;
        value = node_value(a, set->nodeTab[i], skip);
        if (!is_something(a, &value, field))
            continue;
        add_value(a, hit, &capacity, value);
        last = node != PAGE_NONE ? node : last;
    }
}

static void take_string(struct apply *a, const xmlChar *string, struct select_hit *hit)
{
    struct select_value value = {.node = PAGE_NONE, .text = on_one_line(a, base_str((const char *)string))};
    size_t capacity = 0;

    if (value.text.len > 0)
        add_value(a, hit, &capacity, value);
}

static void take_object(struct apply *a, const struct select_rule *rule, const xmlXPathObject *object,
                        struct select_hit *hit)
{
    if (object->type == XPATH_NODESET) {
        take_nodes(a, rule, object->nodesetval, hit);
    } else if (object->type == XPATH_STRING) {
        take_string(a, object->stringval, hit);
    } else if (object->type == XPATH_NUMBER && !xmlXPathIsNaN(object->floatval)) {
        xmlChar *number = xmlXPathCastNumberToString(object->floatval);
        take_string(a, number, hit);
        xmlFree(number);
    }
    if (hit->count > 0)
        hit->from = rule->from;
}

static bool is_true(const xmlXPathObject *object)
{
    switch (object->type) {
    case XPATH_NODESET:
        return object->nodesetval && object->nodesetval->nodeNr > 0;
    case XPATH_BOOLEAN:
        return object->boolval;
    case XPATH_NUMBER:
        return !xmlXPathIsNaN(object->floatval) && object->floatval != 0;
    default:
        return object->stringval && object->stringval[0];
    }
}

static bool holds(struct apply *a, const struct select_rule *rule)
{
    xmlXPathObject *object = evaluate(a, rule);
    bool held = object && is_true(object);

    xmlXPathFreeObject(object);
    return held;
}

/* What the first of the files says that says anything. */
static enum select_position switch_of(const struct select_rules *rules, enum select_switch which)
{
    for (size_t f = 0; f < rules->count; f++)
        if (rules->files[f]->switches[which] != SELECT_UNSET)
            return rules->files[f]->switches[which];
    return SELECT_UNSET;
}

/* ---- Fields ---- */

/* The alternatives in their order; the first that finds something wins. */
static void find_field(struct apply *a, enum select_field field)
{
    struct select_hit *hit = &a->result->fields[field];

    for (size_t f = 0; f < a->rules->count; f++) {
        a->file = a->rules->files[f];
        for (size_t i = 0; i < a->file->count && hit->count == 0; i++) {
            const struct select_rule *rule = &a->file->rules[i];
            xmlXPathObject *object;

            if (rule->directive->kind != SELECT_KIND_FIELD || rule->directive->field != field)
                continue;
            /* What global.txt tries on every page is no promise about this site. */
            hit->missed |= !a->file->global;
            object = evaluate(a, rule);
            if (object)
                take_object(a, rule, object, hit);
            xmlXPathFreeObject(object);
            hit->global = hit->count > 0 && a->file->global;
            if (hit->count > 0 && !a->file->global)
                hit->missed = false;
        }
    }
    hit->closed = hit->missed && switch_of(a->rules, SELECT_SWITCH_AUTODETECT) == SELECT_OFF;
}

/* ---- Changes of the page ---- */

/* The nodes that fields were found in, after the array was made anew. */
static void follow_nodes(struct apply *a, const uint32_t *moved)
{
    for (int field = 0; field < SELECT_FIELD_COUNT; field++) {
        struct select_hit *hit = &a->result->fields[field];
        for (size_t i = 0; i < hit->count; i++)
            if (hit->values[i].node != PAGE_NONE)
                hit->values[i].node = moved[hit->values[i].node];
    }
}

static bool is_edit(enum select_kind kind)
{
    return kind == SELECT_KIND_WRAP || kind == SELECT_KIND_MOVE || kind == SELECT_KIND_DISSOLVE ||
           kind == SELECT_KIND_LAZY_IMAGE;
}

static void change_page(struct apply *a)
{
    struct select_edit edit = {.xpath = &a->xpath, .page = a->page, .arena = a->arena};
    uint32_t *moved;

    for (size_t f = 0; f < a->rules->count; f++) {
        a->file = a->rules->files[f];
        for (size_t i = 0; i < a->file->count; i++) {
            const struct select_rule *rule = &a->file->rules[i];
            if (is_edit(rule->directive->kind) && !rule->broken && !select_edit_rule(&edit, rule))
                add_problem(a, rule);
        }
    }
    if (edit.moved && page_rebuild(a->page, a->arena, &moved))
        follow_nodes(a, moved);
}

/* ---- Stripping ---- */

/* A page without its root or body has nothing to select from: a rule cannot mean that. */
static void strip(struct apply *a, uint32_t node)
{
    enum page_tag tag = a->page->nodes[node].tag;

    if (tag != PAGE_TAG_HTML && tag != PAGE_TAG_BODY)
        a->result->skip[node] = 1;
}

static void strip_nodes(struct apply *a, const struct select_rule *rule)
{
    xmlXPathObject *object = evaluate(a, rule);
    const xmlNodeSet *set = object && object->type == XPATH_NODESET ? object->nodesetval : NULL;

    for (int i = 0; set && i < set->nodeNr; i++) {
        const xmlNode *found = set->nodeTab[i];
        uint32_t node = array_node(a, found->type == XML_ATTRIBUTE_NODE ? found->parent : found);
        if (node != PAGE_NONE && found->type == XML_ATTRIBUTE_NODE)
            page_drop_attribute(a->page, node, base_str((const char *)found->name));
        else if (node != PAGE_NONE)
            strip(a, node);
    }
    xmlXPathFreeObject(object);
}

/* Authors quote these now and then. */
static struct base_str without_quotes(struct base_str s)
{
    while (s.len > 0 && (s.ptr[0] == '"' || s.ptr[0] == '\''))
        s = base_str_sub(s, 1, s.len);
    while (s.len > 0 && (s.ptr[s.len - 1] == '"' || s.ptr[s.len - 1] == '\''))
        s.len--;
    return s;
}

static bool attribute_contains(struct apply *a, uint32_t node, const char *name, struct base_str part)
{
    struct base_str value = page_attribute(a->page, node, name);

    return value.ptr && base_str_find(value, part) != SIZE_MAX;
}

static void strip_named(struct apply *a, const struct select_rule *rule)
{
    struct base_str part = without_quotes(rule->value);
    bool image = rule->directive->kind == SELECT_KIND_STRIP_IMAGE;

    for (uint32_t i = 0; part.len > 0 && i < a->page->count; i++) {
        const struct page_node *node = &a->page->nodes[i];
        if (node->attribute_count == 0 || a->result->skip[i] || (image && node->tag != PAGE_TAG_IMG))
            continue;
        if (image ? attribute_contains(a, i, "src", part)
                  : attribute_contains(a, i, "class", part) || attribute_contains(a, i, "id", part))
            strip(a, i);
    }
}

static void strip_all(struct apply *a)
{
    uint8_t *skip = a->result->skip = BASE_NEW_ARRAY(a->arena, uint8_t, a->page->count);

    if (!skip)
        return;
    for (size_t f = 0; f < a->rules->count; f++) {
        a->file = a->rules->files[f];
        for (size_t i = 0; i < a->file->count; i++) {
            enum select_kind kind = a->file->rules[i].directive->kind;
            if (kind == SELECT_KIND_STRIP)
                strip_nodes(a, &a->file->rules[i]);
            else if (kind == SELECT_KIND_STRIP_NAME || kind == SELECT_KIND_STRIP_IMAGE)
                strip_named(a, &a->file->rules[i]);
        }
    }
    for (uint32_t i = 0; i < a->page->count; i++) {
        uint32_t parent = a->page->nodes[i].parent;
        skip[i] |= parent != PAGE_NONE && skip[parent];
    }
}

/* ---- Links to other pages of the text ---- */

static struct base_str link_of(struct apply *a, const xmlXPathObject *object)
{
    const xmlNodeSet *set = object->type == XPATH_NODESET ? object->nodesetval : NULL;
    struct base_str found = BASE_STR_NONE;

    if (object->type == XPATH_STRING)
        return page_resolve(a->page, a->arena, base_str_trim(base_str((const char *)object->stringval)));
    for (int i = 0; set && i < set->nodeNr && !found.ptr; i++) {
        const xmlNode *node = set->nodeTab[i];
        xmlChar *href = node->type == XML_ELEMENT_NODE     ? xmlGetProp(node, BAD_CAST "href")
                        : node->type == XML_ATTRIBUTE_NODE ? xmlNodeGetContent(node)
                                                           : NULL;
        if (href && href[0])
            found = page_resolve(a->page, a->arena, base_str((const char *)href));
        xmlFree(href);
    }
    return found;
}

static void find_link(struct apply *a, enum select_kind kind, struct base_str *link)
{
    for (size_t f = 0; f < a->rules->count; f++) {
        a->file = a->rules->files[f];
        for (size_t i = 0; i < a->file->count && !link->ptr; i++) {
            const struct select_rule *rule = &a->file->rules[i];
            xmlXPathObject *object;

            if (rule->directive->kind != kind)
                continue;
            if (rule->condition && !holds(a, &a->file->rules[rule->condition - 1]))
                continue;
            object = evaluate(a, rule);
            if (object)
                *link = link_of(a, object);
            if (link->ptr && base_str_equal(*link, a->page->url))
                *link = BASE_STR_NONE;
            xmlXPathFreeObject(object);
        }
    }
}

/* ---- The page ---- */

static bool any_holds(struct apply *a, enum select_kind kind)
{
    for (size_t f = 0; f < a->rules->count; f++) {
        a->file = a->rules->files[f];
        for (size_t i = 0; i < a->file->count; i++)
            if (a->file->rules[i].directive->kind == kind && holds(a, &a->file->rules[i]))
                return true;
    }
    return false;
}

/* What is asked of the extractor without a look at the page. */
static void take_settings(struct apply *a)
{
    struct select_result *r = a->result;

    r->skip_json_ld = switch_of(a->rules, SELECT_SWITCH_NO_JSON_LD) == SELECT_ON;
    r->skip_next_page = switch_of(a->rules, SELECT_SWITCH_NEXT_PAGE) == SELECT_OFF;
    r->whole = switch_of(a->rules, SELECT_SWITCH_PRUNE) == SELECT_OFF;
    r->skip_image = switch_of(a->rules, SELECT_SWITCH_IMAGE) == SELECT_OFF;
    for (size_t f = 0; f < a->rules->count; f++) {
        for (size_t i = 0; i < a->rules->files[f]->count; i++) {
            const struct select_rule *rule = &a->rules->files[f]->rules[i];
            if (rule->broken)
                continue;
            if (rule->directive->kind == SELECT_KIND_DATE_FORMAT)
                base_str_list_add(a->arena, &r->date_formats, rule->value);
            else if (rule->directive->kind == SELECT_KIND_TIMEZONE && !r->zoned)
                r->zoned = base_zone_find(rule->value, &r->zone);
        }
    }
}

static void add_file_problems(struct apply *a)
{
    for (size_t f = 0; f < a->rules->count; f++)
        for (size_t i = 0; i < a->rules->files[f]->problems.count; i++)
            base_str_list_add(a->arena, &a->result->problems,
                              base_arena_str(a->arena, a->rules->files[f]->problems.items[i]));
}

enum select_verdict select_judge_url(const struct select_rules *rules, struct base_str url)
{
    enum select_verdict verdict = SELECT_URL_UNSAID;

    for (size_t f = 0; f < rules->count; f++) {
        for (size_t i = 0; i < rules->files[f]->count; i++) {
            const struct select_rule *rule = &rules->files[f]->rules[i];
            bool skip = rule->directive->kind == SELECT_KIND_URL_SKIP;
            if (!rule->pattern)
                continue;
            bool matches = select_pattern_matches(rule->pattern, url);
            if (skip && matches)
                return SELECT_URL_SKIP;
            if (!skip && verdict != SELECT_URL_ARTICLE)
                verdict = matches ? SELECT_URL_ARTICLE : SELECT_URL_OTHER;
        }
    }
    return verdict;
}

int select_apply(const struct select_rules *rules, struct page *page, struct base_arena *arena,
                 struct select_result *result, struct base_error *e)
{
    struct apply a = {.rules = rules, .page = page, .arena = arena, .result = result};
    xmlDoc *document = page_document(page);
    int status;

    *result = (struct select_result){0};
    if (!document)
        return base_fail(e, BASE_NOMEM, "selectors: out of memory");
    status = select_xpath_open(&a.xpath, document, e);
    if (status != BASE_OK)
        return status;
    select_xpath_renumber(&a.xpath, page->count);
    add_file_problems(&a);
    take_settings(&a);
    result->not_article = any_holds(&a, SELECT_KIND_NOT_ARTICLE);
    result->native_ad = any_holds(&a, SELECT_KIND_NATIVE_AD);
    find_link(&a, SELECT_KIND_SINGLE_PAGE, &result->single_page);
    find_link(&a, SELECT_KIND_NEXT_PAGE, &result->next_page);
    /* Rules may strip a box that others read: only the body comes after. */
    for (int field = 0; field < SELECT_FIELD_COUNT; field++)
        if (field != SELECT_BODY)
            find_field(&a, field);
    change_page(&a);
    strip_all(&a);
    find_field(&a, SELECT_BODY);
    select_xpath_close(&a.xpath);
    return arena->failed ? base_fail(e, BASE_NOMEM, "selectors: out of memory") : BASE_OK;
}
