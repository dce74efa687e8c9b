/*
 * One linear pass over HTML before libxml2 sees it. It leaves out what no field is read from (unless all is wanted)
 * and writes all tags that HTML implies: libxml2 2.9 knows the rules of HTML 4 alone, so its XML parser, which needs
 * none and is faster, reads what is then well-formed. Attributes, longer texts and comments go as numbers, which
 * parse.c puts right.
 */
#include "page/filter.h"

static bool ends_name(char c)
{
    return base_is_ascii_space(c) || c == '/' || c == '>';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static struct base_str rest(const struct page_filter *f)
{
    return base_str_sub(f->s, f->at, f->s.len);
}

/* Offset of C at or behind AT; the text's length where there is none. */
static size_t seek(const struct page_filter *f, size_t at, char c)
{
    const char *hit = at < f->s.len ? memchr(f->s.ptr + at, c, f->s.len - at) : NULL;

    return hit ? (size_t)(hit - f->s.ptr) : f->s.len;
}

/* ---- Names and attributes ---- */

/* Reads the name at f->at and moves behind it. */
static void read_name(struct page_filter *f, struct page_tag_text *t)
{
    *t = (struct page_tag_text){0};
    for (; f->at < f->s.len && !ends_name(f->s.ptr[f->at]); f->at++) {
        char c = lower(f->s.ptr[f->at]);
        bool plain = base_is_ascii_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == ':' || c == '.';
        if (plain && t->len < NAME_ROOM - 1)
            t->name[t->len++] = c;
    }
    t->id = page_tag_find((struct base_str){t->name, t->len});
    t->flags = page_tag_flags(t->id);
}

static bool is_attribute_name(struct base_str name)
{
    if (name.len == 0 || name.len > 90 || !(base_is_ascii_letter(name.ptr[0]) || name.ptr[0] == '_' || name.ptr[0] == ':'))
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!base_is_ascii_letter(c) && !(c >= '0' && c <= '9') && c != '-' && c != '_' && c != ':' && c != '.')
            return false;
    }
    return true;
}

static struct base_str read_value(struct page_filter *f)
{
    struct base_str s = f->s;

    while (f->at < s.len && base_is_ascii_space(s.ptr[f->at]))
        f->at++;
    if (f->at >= s.len || s.ptr[f->at] == '>')
        return base_str_sub(s, f->at, f->at);
    size_t from = f->at;
    if (s.ptr[from] == '"' || s.ptr[from] == '\'') {
        size_t end = seek(f, from + 1, s.ptr[from]);
        f->at = end < s.len ? end + 1 : s.len;
        return base_str_sub(s, from + 1, end);
    }
    while (f->at < s.len && !base_is_ascii_space(s.ptr[f->at]) && s.ptr[f->at] != '>')
        f->at++;
    return base_str_sub(s, from, f->at);
}

static void note_script(struct page_tag_text *t, struct base_str name, struct base_str value)
{
    if (base_str_equal(name, BASE_STR("type")))
        t->json_ld |= base_str_find_nocase(value, BASE_STR("ld+json")) != SIZE_MAX;
}

/* The name becomes a span, in small letters; not where one of the element's, from FIRST on, has it. */
static bool add_name(struct page_aside *aside, struct base_str name, size_t first)
{
    size_t from = aside->bytes.len;

    base_buf_add_str(&aside->bytes, name);
    for (size_t i = from; i < aside->bytes.len; i++)
        aside->bytes.ptr[i] = lower(aside->bytes.ptr[i]);
    page_span_end(aside, from);
    if (aside->bytes.failed || aside->spans.failed)
        return false;
    size_t own = page_span_count(aside) - 1;
    for (size_t i = first; i < own; i += 2) {
        if (!base_str_equal(page_span_text(aside, i), page_span_text(aside, own)))
            continue;
        aside->spans.len -= sizeof(struct page_span);
        return false;
    }
    return true;
}

/* One attribute at f->at, which is neither blank, '/' nor '>'. FIRST is the element's first span. */
static void copy_attribute(struct page_filter *f, struct page_tag_text *t, size_t first, unsigned *count)
{
    struct base_str s = f->s, name, value = BASE_STR_NONE;
    size_t from = f->at++;

    while (f->at < s.len && !ends_name(s.ptr[f->at]) && s.ptr[f->at] != '=')
        f->at++;
    name = base_str_sub(s, from, f->at);
    while (f->at < s.len && base_is_ascii_space(s.ptr[f->at]))
        f->at++;
    if (f->at < s.len && s.ptr[f->at] == '=') {
        f->at++;
        value = read_value(f);
    }
    if (!is_attribute_name(name) || ++*count > BASE_LIMIT_ATTRIBUTES || !add_name(f->aside, name, first))
        return;
    from = f->aside->bytes.len;
    if (value.ptr)
        page_add_resolved(&f->aside->bytes, value, true);
    page_span_end(f->aside, from);
    if (t->id == PAGE_TAG_SCRIPT && !f->aside->bytes.failed && !f->aside->spans.failed)
        note_script(t, page_span_text(f->aside, page_span_count(f->aside) - 2),
                    page_span_text(f->aside, page_span_count(f->aside) - 1));
}

/* Behind the element's name: the number of its attributes. */
static void number_attributes(struct page_filter *f, size_t first)
{
    struct page_aside *aside = f->aside;
    size_t count = (page_span_count(aside) - first) / 2;

    if (count == 0 || aside->spans.failed) {
        aside->spans.len -= aside->spans.failed ? 0 : sizeof(struct page_span);
        return;
    }
    ((struct page_span *)(void *)aside->spans.ptr)[first - 1].at = (uint32_t)count;
    base_buf_add_z(f->out, " " PAGE_NUMBER "=\"");
    page_put_number(f->out, first - 1);
    base_buf_add_char(f->out, '"');
}

/* Reads attributes up to the tag's end and moves behind '>'; false where the text ends before. */
static bool copy_attributes(struct page_filter *f, struct page_tag_text *t)
{
    static const struct page_span none = {0, PAGE_SPAN_COUNT};
    size_t first = page_span_count(f->aside) + 1;
    unsigned count = 0;

    base_buf_add(&f->aside->spans, &none, sizeof none);
    while (f->at < f->s.len) {
        char c = f->s.ptr[f->at];
        if (c == '>') {
            f->at++;
            number_attributes(f, first);
            return true;
        }
        t->self_closing = c == '/';
        if (base_is_ascii_space(c) || c == '/')
            f->at++;
        else
            copy_attribute(f, t, first, &count);
    }
    return false;
}

/* NAME follows the PREFIX at AT and ends there. */
static bool tag_at(const struct page_filter *f, size_t at, struct base_str prefix, struct base_str name)
{
    struct base_str here = base_str_sub(f->s, at, f->s.len);

    return here.len > prefix.len + name.len && base_str_starts(here, prefix) &&
           ends_name(here.ptr[prefix.len + name.len]) &&
           base_str_equal_nocase(base_str_sub(here, prefix.len, prefix.len + name.len), name);
}

/* Where the element's end tag starts, from f->at on; SIZE_MAX: nowhere. A script that a comment in a
 * script writes does not end the outer one (HTML, 13.2.5.26). */
static size_t find_end_tag(struct page_filter *f, const struct page_tag_text *t)
{
    struct base_str name = {t->name, t->len};
    size_t first = SIZE_MAX, seen = f->at;
    bool comment = false, inner = false;

    if (f->endless[t->id])
        return SIZE_MAX;
    for (size_t i = seek(f, f->at, '<'); i < f->s.len; i = seek(f, i + 1, '<')) {
        if (comment && base_str_find(base_str_sub(f->s, seen, i), BASE_STR("-->")) != SIZE_MAX)
            comment = inner = false;
        seen = i;
        if (tag_at(f, i, BASE_STR("</"), name)) {
            if (!inner)
                return i;
            inner = false;
            first = first == SIZE_MAX ? i : first;
        } else if (t->id == PAGE_TAG_SCRIPT && !f->no_escapes) {
            comment |= base_str_starts(base_str_sub(f->s, i, f->s.len), BASE_STR("<!--"));
            inner |= comment && tag_at(f, i, BASE_STR("<"), name);
        }
    }
    f->endless[t->id] = first == SIZE_MAX;
    f->no_escapes = true; /* else the search could go on to the text's end for each script */
    return first;
}

/* ---- Tags ---- */

/* The text of an element that holds no markup, and its end. */
static void copy_raw_text(struct page_filter *f, const struct page_tag_text *t)
{
    size_t end = find_end_tag(f, t);
    bool ended = end != SIZE_MAX, code = t->id == PAGE_TAG_SCRIPT || t->id == PAGE_TAG_STYLE;
    bool verbatim = code || t->id == PAGE_TAG_IFRAME;

    if (!ended && t->id == PAGE_TAG_SVG)
        return;
    if (!ended) /* browsers take all the rest of the page for it, which is right for code only */
        end = code ? f->s.len : seek(f, f->at, '<');
    struct base_str content = base_str_sub(f->s, f->at, end);
    f->at = ended ? seek(f, end, '>') : end;
    f->at += f->at < f->s.len && ended;
    if (t->id == PAGE_TAG_SCRIPT && !t->json_ld && content.len)
        base_buf_add(f->scripts, &content, sizeof content);
    if (t->id != PAGE_TAG_SVG && (!verbatim || f->whole || t->json_ld))
        page_put_text(f, content, !verbatim);
    page_nest_pop(f);
}

static bool is_sheltered(const struct page_filter *f)
{
    for (unsigned i = 0; i < f->depth; i++)
        if (f->open[i].id == PAGE_TAG_NOSCRIPT || f->open[i].id == PAGE_TAG_TEMPLATE)
            return true;
    return false;
}

static void open_frame(struct page_filter *f, struct base_str tag)
{
    base_buf_add_str(f->out, tag);
    f->markup++;
}

static void need_html(struct page_filter *f)
{
    if (!f->html_seen)
        open_frame(f, BASE_STR("<html>"));
    f->html_seen = true;
}

static void open_head(struct page_filter *f)
{
    need_html(f);
    open_frame(f, BASE_STR("<head>"));
    f->head_open = f->head_seen = true;
}

static void end_head(struct page_filter *f)
{
    page_nest_pop_to(f, 0);
    if (f->head_open)
        base_buf_add_z(f->out, "</head>");
    f->head_open = false;
}

static void open_body(struct page_filter *f)
{
    need_html(f);
    end_head(f);
    open_frame(f, BASE_STR("<body>"));
    f->body_seen = true;
}

/* Anything that cannot stand in head opens the body. */
static void need_body(struct page_filter *f)
{
    if (f->body_seen || is_sheltered(f))
        return;
    open_body(f);
}

/* False: a second html, head or body, to be dropped. */
static bool place_tag(struct page_filter *f, const struct page_tag_text *t)
{
    bool first = true;

    switch (t->id) {
    case PAGE_TAG_HTML:
        first = !f->html_seen;
        break;
    case PAGE_TAG_HEAD:
        need_html(f);
        first = !f->head_seen && !f->body_seen;
        f->head_open |= first;
        f->head_seen = true;
        break;
    case PAGE_TAG_BODY:
        need_html(f);
        first = !f->body_seen;
        if (first)
            end_head(f);
        f->body_seen = true;
        break;
    default:
        if (!(t->flags & PAGE_FLAG_HEAD) && t->id != PAGE_TAG_NOSCRIPT && t->id != PAGE_TAG_TEMPLATE)
            need_body(f);
        else if (!f->head_seen && !f->body_seen)
            open_head(f);
        else if (!f->head_open && !f->body_seen && f->depth == 0)
            open_body(f); /* between head and body */
    }
    f->html_seen = true;
    return first;
}

static void start_tag(struct page_filter *f)
{
    struct page_tag_text t;

    f->at++;
    read_name(f, &t);
    bool keep = place_tag(f, &t);
    page_nest_before(f, &t);
    size_t mark = f->out->len;
    page_nest_open(f, &t);
    if (!copy_attributes(f, &t) || !keep) {
        if (!f->out->failed)
            f->out->len = mark;
        return;
    }
    bool frame = t.id == PAGE_TAG_HTML || t.id == PAGE_TAG_HEAD || t.id == PAGE_TAG_BODY;
    bool leaf = !frame && (t.self_closing || (t.flags & PAGE_FLAG_VOID) || f->depth >= OPEN_ROOM);
    base_buf_add_z(f->out, leaf ? "/>" : ">");
    f->markup++;
    if (leaf || frame)
        return;
    f->open[f->depth++] = t;
    if ((t.flags & PAGE_FLAG_RAW) || (t.id == PAGE_TAG_SVG && !f->whole))
        copy_raw_text(f, &t);
}

static void end_tag(struct page_filter *f)
{
    struct page_tag_text t;

    f->at += 2;
    read_name(f, &t);
    f->at = seek(f, f->at, '>');
    f->at += f->at < f->s.len;
    /* Text behind </body> and </html> belongs to the body all the same. */
    if (t.id == PAGE_TAG_BODY || t.id == PAGE_TAG_HTML)
        return;
    if (t.id == PAGE_TAG_HEAD) {
        if (f->head_open)
            end_head(f);
        return;
    }
    if (!page_nest_end(f, &t) && (t.id == PAGE_TAG_BR || t.id == PAGE_TAG_P)) {
        need_body(f);
        page_nest_open(f, &t); /* an empty paragraph parts the words around it */
        base_buf_add_z(f->out, "/>");
        f->markup++;
    }
}

/* <!-- ... -->, a doctype, a processing instruction or another thing that browsers take for a comment. */
static void comment(struct page_filter *f)
{
    struct base_str s = rest(f);

    if (!base_str_starts(s, BASE_STR("<!--"))) {
        f->at = seek(f, f->at, '>');
        f->at += f->at < f->s.len;
        return;
    }
    if (base_str_starts(s, BASE_STR("<!-->")) || base_str_starts(s, BASE_STR("<!--->"))) {
        f->at = seek(f, f->at, '>') + 1;
        return;
    }
    size_t end = f->at + 4;
    for (end = seek(f, end, '>'); end < f->s.len; end = seek(f, end + 1, '>')) {
        const char *p = f->s.ptr + end;
        if ((p[-1] == '-' && p[-2] == '-') || (p[-1] == '!' && p[-2] == '-' && p[-3] == '-'))
            break;
    }
    bool ended = end < f->s.len;
    if (f->whole && ended) {
        size_t from = f->at + 4, to = end - (f->s.ptr[end - 1] == '!' ? 3 : 2);
        f->markup += page_put_comment(f, base_str_sub(f->s, from, to > from ? to : from));
    }
    f->at = ended ? end + 1 : f->s.len;
}

static void text(struct page_filter *f)
{
    size_t end = seek(f, f->at, '<');

    struct base_str run = base_str_sub(f->s, f->at, end);
    if (!f->body_seen && base_str_trim(run).len > 0)
        need_body(f);
    if (f->html_seen)
        page_put_text(f, run, true);
    f->at = end;
}

static void end_page(struct page_filter *f)
{
    need_html(f);
    end_head(f);
    if (f->body_seen)
        base_buf_add_str(f->out, BASE_STR("</body>"));
    base_buf_add_str(f->out, BASE_STR("</html>"));
}

void page_filter_html(struct base_str s, bool whole, struct base_buf *out, struct page_aside *aside,
                      struct base_buf *scripts, size_t *markup)
{
    struct page_filter f = {.s = s, .out = out, .aside = aside, .scripts = scripts, .whole = whole};

    if (base_str_starts(s, BASE_STR("\xEF\xBB\xBF")))
        f.at = 3;
    while (f.at < s.len && !out->failed) {
        char next = f.at + 1 < s.len ? s.ptr[f.at + 1] : 0;
        if (s.ptr[f.at] != '<')
            text(&f);
        else if (base_is_ascii_letter(next))
            start_tag(&f);
        else if (next == '/' && f.at + 2 < s.len && base_is_ascii_letter(s.ptr[f.at + 2]))
            end_tag(&f);
        else if (next == '!' || next == '?' || next == '/')
            comment(&f);
        else {
            need_body(&f);
            page_put_reference(out, '<');
            f.at++;
        }
    }
    end_page(&f);
    *markup = f.markup;
}
