/* The tree of libxml2 that select/ runs its XPath on, built from the array. */
#include <libxml/HTMLtree.h>

#include "page/private.h"

static const xmlChar *chars(struct base_str s)
{
    return (const xmlChar *)s.ptr; /* strings of the array end in NUL */
}

static xmlNodePtr make_node(xmlDocPtr document, const struct page *p, uint32_t index)
{
    const struct page_node *n = &p->nodes[index];
    xmlNodePtr node;

    if (n->tag == PAGE_TAG_TEXT)
        node = xmlNewDocTextLen(document, chars(n->text), (int)n->text.len);
    else
        node = xmlNewDocRawNode(document, NULL, chars(n->text), NULL);
    if (!node)
        return NULL;
    node->_private = (void *)(uintptr_t)(index + 1);
    for (uint32_t i = 0; i < n->attribute_count; i++)
        xmlNewProp(node, chars(n->attributes[i].name), chars(n->attributes[i].value));
    return node;
}

/* xmlAddChild would merge text nodes and walk the children; the links are set by hand. */
static void append(xmlNodePtr parent, xmlNodePtr node)
{
    node->parent = parent;
    node->prev = parent->last;
    if (parent->last)
        parent->last->next = node;
    else
        parent->children = node;
    parent->last = node;
}

static bool add_comments(xmlDocPtr document, const struct page *p, uint32_t before, xmlNodePtr *nodes, size_t *next)
{
    const struct page_internal *internal = p->internal;

    for (; *next < internal->comment_count && internal->comments[*next].before <= before; ++*next) {
        const struct page_comment *c = &internal->comments[*next];
        xmlNodePtr node = xmlNewDocComment(document, chars(c->text));
        if (!node)
            return false;
        append(nodes[c->parent], node);
    }
    return true;
}

static bool fill(xmlDocPtr document, const struct page *p, xmlNodePtr *nodes)
{
    size_t comment = 0;

    for (uint32_t i = 0; i < p->count; i++) {
        if (!add_comments(document, p, i, nodes, &comment))
            return false;
        nodes[i] = make_node(document, p, i);
        if (!nodes[i])
            return false;
        append(i == 0 ? (xmlNodePtr)document : nodes[p->nodes[i].parent], nodes[i]);
    }
    return add_comments(document, p, p->count, nodes, &comment);
}

void *page_document(const struct page *page)
{
    struct page_internal *internal = page->internal;

    if (internal->document)
        return internal->document;
    xmlDocPtr document = htmlNewDocNoDtD(NULL, NULL);
    xmlNodePtr *nodes = calloc(page->count, sizeof(*nodes));
    if (document && nodes && fill(document, page, nodes)) {
        internal->document = document;
        document = NULL;
    }
    xmlFreeDoc(document);
    free(nodes);
    return internal->document;
}

uint32_t page_node_of(const struct page *page, const void *xml_node)
{
    const xmlNode *node = xml_node;

    if (!node || (node->type != XML_ELEMENT_NODE && node->type != XML_TEXT_NODE))
        return PAGE_NONE;
    uintptr_t index = (uintptr_t)node->_private;
    return index > 0 && index <= page->count ? (uint32_t)(index - 1) : PAGE_NONE;
}

void page_free(struct page *page)
{
    if (page->internal && page->internal->document) {
        xmlFreeDoc(page->internal->document);
        page->internal->document = NULL;
    }
}
