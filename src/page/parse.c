/*
 * Builds the array from libxml2's events. libxml2's own tree is not built here: selectors alone
 * need it (tree.c).
 */
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "page/private.h"

struct builder {
    struct base_arena *arena;
    struct page *page;
    struct page_internal *internal;
    xmlParserCtxtPtr parser;
    size_t capacity, comment_capacity;
    uint32_t current;     /* open element, PAGE_NONE before the root */
    struct base_buf text; /* of the text node that is being read */
    const struct page_span *spans; /* what libxml2 knows by numbers */
    size_t span_count;
    const char *bytes;
    bool xml;
    bool closed; /* the root's end tag was seen */
};

static void stop(struct builder *b)
{
    xmlStopParser(b->parser);
}

static uint32_t add_node(struct builder *b)
{
    struct page *p = b->page;

    if (p->count >= BASE_LIMIT_NODES) {
        p->truncated = true;
        stop(b);
        return PAGE_NONE;
    }
    if (p->count == b->capacity) {
        void *grown = base_arena_grow(b->arena, p->nodes, p->count, &b->capacity, sizeof(*p->nodes));
        if (!grown) {
            stop(b);
            return PAGE_NONE;
        }
        p->nodes = grown;
    }
    p->nodes[p->count] = (struct page_node){
        .parent = b->current,
        .depth = b->current == PAGE_NONE ? 0 : (uint16_t)(p->nodes[b->current].depth + 1),
        .end = p->count + 1,
    };
    return p->count++;
}

static void flush_text(struct builder *b)
{
    if (b->text.len == 0)
        return;
    uint32_t node = b->current == PAGE_NONE ? PAGE_NONE : add_node(b);
    if (node != PAGE_NONE) {
        b->page->nodes[node].tag = PAGE_TAG_TEXT;
        b->page->nodes[node].text = base_arena_str(b->arena, base_buf_str(&b->text));
    }
    base_buf_clear(&b->text);
}

/* The span that libxml2 has the number of, a count or a string; SIZE_MAX: code that looks like markup to libxml2. */
static size_t span_at(const struct builder *b, const xmlChar *number, bool counts)
{
    size_t index = 0;

    for (; *number >= '0' && *number <= '9' && index < b->span_count; number++)
        index = index * 10 + (size_t)(*number - '0');
    return index < b->span_count && (b->spans[index].len == PAGE_SPAN_COUNT) == counts ? index : SIZE_MAX;
}

static struct base_str span_text(const struct builder *b, size_t index)
{
    return (struct base_str){b->bytes + b->spans[index].at, (size_t)b->spans[index].len};
}

/* The attributes whose number libxml2 has; false: they are not kept aside. */
static bool take_attributes(struct builder *b, struct page_node *node, const xmlChar **atts)
{
    size_t index = strcmp((const char *)atts[0], PAGE_NUMBER) == 0 && atts[1] ? span_at(b, atts[1], true) : SIZE_MAX;

    if (index == SIZE_MAX)
        return false;
    size_t count = b->spans[index].at;
    struct page_attribute *list = BASE_NEW_ARRAY(b->arena, struct page_attribute, count);
    for (size_t i = 0; list && i < count; i++)
        list[i] = (struct page_attribute){span_text(b, index + 2 * i + 1), span_text(b, index + 2 * i + 2)};
    node->attributes = list;
    node->attribute_count = list ? (uint32_t)count : 0;
    return true;
}

/* Copies the name-value pairs of libxml2, all strings in one piece. */
static void add_attributes(struct builder *b, struct page_node *node, const xmlChar **atts)
{
    size_t count = 0, bytes = 0;

    for (; count < BASE_LIMIT_ATTRIBUTES && atts[2 * count]; count++) {
        bytes += strlen((const char *)atts[2 * count]) + 2;
        bytes += atts[2 * count + 1] ? strlen((const char *)atts[2 * count + 1]) : 0;
    }
    struct page_attribute *list = BASE_NEW_ARRAY(b->arena, struct page_attribute, count);
    char *to = base_arena_room(b->arena, bytes);
    if (!list || !to)
        return;
    for (size_t i = 0; i < 2 * count; i++) {
        size_t len = atts[i] ? strlen((const char *)atts[i]) : 0;
        if (len > 0)
            memcpy(to, atts[i], len);
        to[len] = 0;
        *(i % 2 ? &list[i / 2].value : &list[i / 2].name) = (struct base_str){to, len};
        to += len + 1;
    }
    node->attributes = list;
    node->attribute_count = (uint32_t)count;
}

static void remember_head_and_body(struct page *p, uint32_t node, enum page_tag tag)
{
    if (tag == PAGE_TAG_HEAD && p->head == PAGE_NONE)
        p->head = node;
    if (tag == PAGE_TAG_BODY && p->body == PAGE_NONE)
        p->body = node;
}

static void on_start(void *context, const xmlChar *name, const xmlChar **atts)
{
    struct builder *b = context;

    flush_text(b);
    if (b->closed)
        return;
    uint32_t index = add_node(b);
    if (index == PAGE_NONE)
        return;
    struct page_node *node = &b->page->nodes[index];
    struct base_str text = base_str((const char *)name);
    node->tag = (uint16_t)(b->xml ? PAGE_TAG_OTHER : page_tag_find(text));
    node->text =
        node->tag == PAGE_TAG_OTHER ? base_arena_str(b->arena, text) : base_str(page_tag_name(node->tag));
    if (atts && atts[0] && (b->xml || !take_attributes(b, node, atts)))
        add_attributes(b, node, atts);
    if (!b->xml)
        remember_head_and_body(b->page, index, node->tag);
    b->current = index;
}

static void on_end(void *context, const xmlChar *name)
{
    struct builder *b = context;
    (void)name;

    flush_text(b);
    if (b->current == PAGE_NONE || b->closed)
        return;
    struct page_node *node = &b->page->nodes[b->current];
    node->end = b->page->count;
    if (node->parent == PAGE_NONE)
        b->closed = true;
    else
        b->current = node->parent;
}

static void on_text(void *context, const xmlChar *text, int len)
{
    struct builder *b = context;

    if (len > 0 && !b->closed)
        base_buf_add(&b->text, text, (size_t)len);
}

static void add_comment(struct builder *b, struct base_str text)
{
    struct page_internal *internal = b->internal;

    flush_text(b);
    if (b->current == PAGE_NONE || b->closed || internal->comment_count >= BASE_LIMIT_NODES)
        return;
    void *grown = base_arena_grow(b->arena, internal->comments, internal->comment_count, &b->comment_capacity,
                                  sizeof(*internal->comments));
    if (!grown)
        return;
    internal->comments = grown;
    internal->comments[internal->comment_count++] = (struct page_comment){
        .parent = b->current,
        .before = b->page->count,
        .text = text,
    };
}

/* In HTML the number of a comment or a text. */
static void on_comment(void *context, const xmlChar *text)
{
    struct builder *b = context;

    if (b->xml) {
        add_comment(b, base_arena_str(b->arena, base_str((const char *)text)));
        return;
    }
    bool is_comment = text[0] == PAGE_COMMENT_MARK[0];
    size_t index = span_at(b, text + is_comment, false);
    if (index == SIZE_MAX)
        return;
    if (is_comment)
        add_comment(b, span_text(b, index));
    else
        on_text(b, (const xmlChar *)span_text(b, index).ptr, b->spans[index].len);
}

static void set_handlers(xmlSAXHandlerPtr sax)
{
    memset(sax, 0, sizeof(*sax));
    sax->initialized = 1; /* SAX 1: names come with their prefix */
    sax->startElement = on_start;
    sax->endElement = on_end;
    sax->characters = sax->ignorableWhitespace = on_text; /* one for both: libxml2 then does not ask which it is */
    sax->cdataBlock = on_text;
    sax->comment = on_comment;
}

static void run(struct builder *b)
{
    xmlParserCtxtPtr parser = b->parser;

    set_handlers(parser->sax);
    parser->userData = b;
    /* Said outright, so that no <meta charset> and no guess is asked. */
    parser->charset = XML_CHAR_ENCODING_UTF8;
    /* In XML there is no entity left to substitute; without NOENT attributes would keep "&#38;". What the HTML filter
     * leaves is as deep and as large as our own limits allow. */
    xmlCtxtUseOptions(parser, XML_PARSE_RECOVER | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NONET |
                                  XML_PARSE_IGNORE_ENC | (b->xml ? XML_PARSE_NOENT : XML_PARSE_HUGE));
    xmlParseDocument(parser);
}

static void finish(struct builder *b)
{
    struct page *p = b->page;

    flush_text(b);
    for (uint32_t i = b->current; i != PAGE_NONE && !b->closed; i = p->nodes[i].parent)
        p->nodes[i].end = p->count;
    b->current = PAGE_NONE;
    if (p->count == 0 && !b->xml) {
        uint32_t root = add_node(b);
        if (root != PAGE_NONE) {
            p->nodes[root].tag = PAGE_TAG_HTML;
            p->nodes[root].text = BASE_STR("html");
        }
    }
}

static struct base_str find_base(const struct page *p, struct base_arena *arena)
{
    for (uint32_t i = 0; i < p->count; i++) {
        if (p->nodes[i].tag != PAGE_TAG_BASE)
            continue;
        struct base_str href = page_attribute(p, i, "href");
        struct base_str base = href.ptr ? base_url_resolve(arena, p->url, href) : BASE_STR_NONE;
        if (base.ptr)
            return base;
    }
    return p->url;
}

static void keep_scripts(struct builder *b, const struct base_buf *scripts)
{
    size_t count = scripts->len / sizeof(struct base_str);
    struct base_str *list = count ? BASE_NEW_ARRAY(b->arena, struct base_str, count) : NULL;

    if (!list)
        return;
    memcpy(list, scripts->ptr, scripts->len);
    b->page->scripts = list;
    b->page->script_count = count;
}

/* The bytes go to the arena, as attributes stay in them. */
static void keep_aside(struct builder *b, const struct page_aside *aside)
{
    char *bytes = base_arena_room(b->arena, aside->bytes.len + 1);

    if (!bytes || aside->bytes.len == 0)
        return;
    b->bytes = memcpy(bytes, aside->bytes.ptr, aside->bytes.len);
    b->spans = (const struct page_span *)(const void *)aside->spans.ptr;
    b->span_count = aside->spans.len / sizeof(struct page_span);
}

static int parse(struct builder *b, struct base_str text, struct base_error *e)
{
    struct base_buf filtered = BASE_BUF_INIT, scripts = BASE_BUF_INIT;
    struct page_aside aside = {BASE_BUF_INIT, BASE_BUF_INIT};
    size_t markup = 0;
    int status = BASE_OK;

    base_buf_reserve(&filtered, text.len / 2); /* what is usual: growing copies */
    base_buf_reserve(&aside.bytes, text.len / 4);
    if (b->xml)
        page_filter_xml(text, &filtered, &markup);
    else
        page_filter_html(text, b->page->internal->whole, &filtered, &aside, &scripts, &markup);
    if (filtered.failed || scripts.failed || aside.bytes.failed || aside.spans.failed || filtered.len > INT32_MAX ||
        aside.bytes.len > INT32_MAX) {
        status = base_fail(e, BASE_NOMEM, "parsing: no memory for %zu bytes", text.len);
        goto done;
    }
    keep_scripts(b, &scripts);
    keep_aside(b, &aside);
    b->capacity = markup < BASE_LIMIT_NODES / 2 ? 2 * markup + 8 : BASE_LIMIT_NODES;
    b->page->nodes = BASE_NEW_ITEMS(b->arena, struct page_node, b->capacity);
    if (!b->page->nodes)
        b->capacity = 0;
    if (filtered.len > 0 && b->page->nodes) {
        b->parser = xmlCreateMemoryParserCtxt(filtered.ptr, (int)filtered.len);
        if (b->parser)
            run(b);
    }
    finish(b);
    if (b->arena->failed || b->text.failed || (filtered.len > 0 && !b->parser))
        status = base_fail(e, BASE_NOMEM, "parsing: no memory for a page of %zu bytes", text.len);
    else if (b->page->count == 0)
        status = base_fail(e, BASE_INVALID, "parsing: XML without any element");
done:
    if (b->parser && b->parser->myDoc)
        xmlFreeDoc(b->parser->myDoc);
    xmlFreeParserCtxt(b->parser);
    base_buf_free(&filtered);
    base_buf_free(&aside.bytes);
    base_buf_free(&aside.spans);
    base_buf_free(&scripts);
    base_buf_free(&b->text);
    return status;
}

int page_parse(struct base_arena *arena, struct base_str text, struct base_str url, enum page_mode mode,
               struct page *page, struct base_error *e)
{
    *page = (struct page){.head = PAGE_NONE, .body = PAGE_NONE, .url = base_arena_str(arena, url)};
    page->base = page->url;
    page->internal = BASE_NEW(arena, struct page_internal);
    if (!page->internal)
        return base_fail(e, BASE_NOMEM, "parsing: out of memory");
    page->internal->whole = mode == PAGE_MODE_HTML_WHOLE;
    struct builder b = {
        .arena = arena,
        .page = page,
        .internal = page->internal,
        .current = PAGE_NONE,
        .xml = mode == PAGE_MODE_XML,
    };
    int status = parse(&b, text, e);
    if (status == BASE_OK && !b.xml)
        page->base = find_base(page, arena);
    return status;
}
