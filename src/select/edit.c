/* Changes of the page that a file asks for: on the tree, from which the array is made anew. */
#include "select/private.h"

/* Links are set by hand: libxml2's functions would merge text nodes, which the array knows one by one. */
static void put_before(xmlNode *node, xmlNode *where)
{
    xmlUnlinkNode(node);
    node->parent = where->parent;
    node->next = where;
    node->prev = where->prev;
    if (where->prev)
        where->prev->next = node;
    else
        where->parent->children = node;
    where->prev = node;
}

static void put_last(xmlNode *node, xmlNode *parent)
{
    xmlUnlinkNode(node);
    node->parent = parent;
    node->prev = parent->last;
    if (parent->last)
        parent->last->next = node;
    else
        parent->children = node;
    parent->last = node;
}

/* The page's frame stays where it is. */
static bool is_movable(const struct select_edit *edit, const xmlNode *node)
{
    uint32_t index = page_node_of(edit->page, node);

    if ((node->type != XML_ELEMENT_NODE && node->type != XML_TEXT_NODE) || !node->parent ||
        node->parent->type != XML_ELEMENT_NODE)
        return false;
    return index == PAGE_NONE || (index != edit->page->head && index != edit->page->body);
}

static bool is_above(const xmlNode *node, const xmlNode *below)
{
    while (below && below != node)
        below = below->parent;
    return below != NULL;
}

static void wrap(struct select_edit *edit, const struct select_rule *rule, xmlNode *node)
{
    xmlNode *box = xmlNewDocNode(node->doc, NULL, BAD_CAST rule->element, NULL);

    if (!box)
        return;
    put_before(box, node);
    put_last(node, box);
    edit->moved = true;
}

static void dissolve(struct select_edit *edit, xmlNode *node)
{
    if (node->type != XML_ELEMENT_NODE)
        return;
    while (node->children)
        put_before(node->children, node);
    xmlUnlinkNode(node);
    node->next = edit->gone;
    edit->gone = node;
    edit->moved = true;
}

static void free_gone(struct select_edit *edit)
{
    while (edit->gone) {
        xmlNode *next = edit->gone->next;

        xmlFreeNode(edit->gone);
        edit->gone = next;
    }
}

static void set_source(struct select_edit *edit, const struct select_rule *rule)
{
    struct page *page = edit->page;

    for (uint32_t i = 0; i < page->count; i++) {
        struct base_str value;

        if (page->nodes[i].tag != PAGE_TAG_IMG)
            continue;
        value = page_attribute_named(page, i, rule->value);
        if (value.len > 0)
            page_set_attribute(page, edit->arena, i, BASE_STR("src"), value);
    }
}

static xmlNode *first_element(const xmlXPathObject *object)
{
    const xmlNodeSet *set = object && object->type == XPATH_NODESET ? object->nodesetval : NULL;

    return set && set->nodeNr > 0 && set->nodeTab[0]->type == XML_ELEMENT_NODE ? set->nodeTab[0] : NULL;
}

/* Nothing is freed here: the set may hold an element that is dissolved and, behind it, its attributes. */
static void change_nodes(struct select_edit *edit, const struct select_rule *rule, const xmlXPathObject *object,
                         xmlNode *target)
{
    const xmlNodeSet *set = object->type == XPATH_NODESET ? object->nodesetval : NULL;

    for (int i = 0; set && i < set->nodeNr; i++) {
        xmlNode *node = set->nodeTab[i];

        if (!is_movable(edit, node))
            continue;
        if (rule->directive->kind == SELECT_KIND_WRAP) {
            wrap(edit, rule, node);
        } else if (rule->directive->kind == SELECT_KIND_DISSOLVE) {
            dissolve(edit, node);
        } else if (target && !is_above(node, target)) {
            put_last(node, target);
            edit->moved = true;
        }
    }
}

bool select_edit_rule(struct select_edit *edit, const struct select_rule *rule)
{
    xmlXPathObject *object, *target = NULL;
    bool done;

    if (rule->directive->kind == SELECT_KIND_LAZY_IMAGE) {
        set_source(edit, rule);
        return true;
    }
    if (!rule->compiled || (rule->directive->kind == SELECT_KIND_MOVE && !rule->target))
        return true;
    object = select_xpath_evaluate(edit->xpath, rule->compiled);
    if (object && rule->directive->kind == SELECT_KIND_MOVE)
        target = select_xpath_evaluate(edit->xpath, rule->target);
    done = object && (target || rule->directive->kind != SELECT_KIND_MOVE);
    if (done)
        change_nodes(edit, rule, object, first_element(target));
    xmlXPathFreeObject(object);
    xmlXPathFreeObject(target);
    free_gone(edit);
    if (edit->moved)
        select_xpath_renumber(edit->xpath, edit->page->count);
    return done;
}
