/*
 * One linear pass over HTML before libxml2 sees it. It leaves out what no field is read from
 * (unless all is wanted) and writes every end tag that HTML implies, as libxml2 2.9 closes elements
 * by the rules of HTML 4. So that these do not interfere, elements go as ins, their name as the
 * first attribute. Attributes and longer texts go as numbers. parse.c undoes all this.
 */
#include "page/filter.h"

static bool is_letter(char c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool ends_name(char c)
{
    return is_blank(c) || c == '/' || c == '>';
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

/* Text with what is markup to libxml2 escaped, references resolved where these are wanted. NUL is dropped. */
static void add_text(struct base_buf *out, struct base_str s, bool references)
{
    char found[8];
    size_t done = 0;

    for (size_t i = 0; i < s.len;) {
        char c = s.ptr[i];
        if (c != '&' && c != 0 && c != '"' && c != '<') {
            i++;
            continue;
        }
        base_buf_add(out, s.ptr + done, i - done);
        size_t len = c == '&' && references ? page_entity(s, i, false, found) : 0;
        if (len == 0) {
            found[0] = c;
            found[1] = 0;
            len = 1;
        }
        for (const char *z = found; *z; z++)
            base_buf_add_markup(out, *z);
        i += len;
        done = i;
    }
    base_buf_add(out, s.ptr + done, s.len - done);
}

/* ---- What goes aside ---- */

static void add_number(struct base_buf *out, size_t n)
{
    char digits[24];
    size_t at = sizeof digits;

    do
        digits[--at] = (char)('0' + n % 10);
    while (n /= 10);
    base_buf_add(out, digits + at, sizeof digits - at);
}

static size_t span_count(const struct page_aside *aside)
{
    return aside->spans.len / sizeof(struct page_span);
}

/* The bytes from FROM on are a string. */
static void add_span(struct page_aside *aside, size_t from)
{
    struct page_span span = {(uint32_t)from, (int32_t)(aside->bytes.len - from)};

    base_buf_add_char(&aside->bytes, 0);
    base_buf_add(&aside->spans, &span, sizeof span);
}

/* S with references resolved; NUL is dropped. */
static void add_resolved(struct base_buf *out, struct base_str s, bool attribute)
{
    struct base_str part;
    char found[8];

    while (base_str_next(&s, 0, &part)) {
        size_t done = 0;
        for (const char *hit; part.len > done && (hit = memchr(part.ptr + done, '&', part.len - done));) {
            size_t at = (size_t)(hit - part.ptr), len = page_entity(part, at, attribute, found);
            base_buf_add(out, part.ptr + done, at - done + !len);
            if (len)
                base_buf_add_z(out, found);
            done = at + (len ? len : 1);
        }
        base_buf_add(out, part.ptr + done, part.len - done);
    }
}

/* Reads the name at f->at and moves behind it. */
static void read_name(struct page_filter *f, struct page_tag_text *t)
{
    *t = (struct page_tag_text){0};
    for (; f->at < f->s.len && !ends_name(f->s.ptr[f->at]); f->at++) {
        char c = lower(f->s.ptr[f->at]);
        bool plain = is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == ':' || c == '.';
        if (plain && t->len < NAME_ROOM - 1)
            t->name[t->len++] = c;
    }
    t->id = page_tag_find((struct base_str){t->name, t->len});
    t->flags = page_tag_flags(t->id);
}

static bool is_attribute_name(struct base_str name)
{
    if (name.len == 0 || name.len > 90 || !(is_letter(name.ptr[0]) || name.ptr[0] == '_' || name.ptr[0] == ':'))
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!is_letter(c) && !(c >= '0' && c <= '9') && c != '-' && c != '_' && c != ':' && c != '.')
            return false;
    }
    return true;
}

static struct base_str read_value(struct page_filter *f)
{
    struct base_str s = f->s;

    while (f->at < s.len && is_blank(s.ptr[f->at]))
        f->at++;
    if (f->at >= s.len || s.ptr[f->at] == '>')
        return base_str_sub(s, f->at, f->at);
    size_t from = f->at;
    if (s.ptr[from] == '"' || s.ptr[from] == '\'') {
        size_t end = seek(f, from + 1, s.ptr[from]);
        f->at = end < s.len ? end + 1 : s.len;
        return base_str_sub(s, from + 1, end);
    }
    while (f->at < s.len && !is_blank(s.ptr[f->at]) && s.ptr[f->at] != '>')
        f->at++;
    return base_str_sub(s, from, f->at);
}

static void note_script(struct page_tag_text *t, struct base_str name, struct base_str value)
{
    if (base_str_equal(name, BASE_STR("type")))
        t->json_ld |= base_str_find_nocase(value, BASE_STR("ld+json")) != SIZE_MAX;
}

static struct base_str span_text(const struct page_aside *aside, size_t index)
{
    const struct page_span *span = (const struct page_span *)(const void *)aside->spans.ptr + index;

    return (struct base_str){aside->bytes.ptr + span->at, (size_t)span->len};
}

/* The name becomes a span, in small letters; not where one of the element's, from FIRST on, has it. */
static bool add_name(struct page_aside *aside, struct base_str name, size_t first)
{
    size_t from = aside->bytes.len;

    base_buf_add_str(&aside->bytes, name);
    for (size_t i = from; i < aside->bytes.len; i++)
        aside->bytes.ptr[i] = lower(aside->bytes.ptr[i]);
    add_span(aside, from);
    if (aside->bytes.failed || aside->spans.failed)
        return false;
    size_t own = span_count(aside) - 1;
    for (size_t i = first; i < own; i += 2) {
        if (!base_str_equal(span_text(aside, i), span_text(aside, own)))
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
    while (f->at < s.len && is_blank(s.ptr[f->at]))
        f->at++;
    if (f->at < s.len && s.ptr[f->at] == '=') {
        f->at++;
        value = read_value(f);
    }
    if (!is_attribute_name(name) || ++*count > BASE_LIMIT_ATTRIBUTES || !add_name(f->aside, name, first))
        return;
    from = f->aside->bytes.len;
    if (value.ptr)
        add_resolved(&f->aside->bytes, value, true);
    add_span(f->aside, from);
    if (t->id == PAGE_TAG_SCRIPT && !f->aside->bytes.failed && !f->aside->spans.failed)
        note_script(t, span_text(f->aside, span_count(f->aside) - 2), span_text(f->aside, span_count(f->aside) - 1));
}

/* Behind the element's name: the number of its attributes. */
static void number_attributes(struct page_filter *f, size_t first)
{
    struct page_aside *aside = f->aside;
    size_t count = (span_count(aside) - first) / 2;

    if (count == 0 || aside->spans.failed) {
        aside->spans.len -= aside->spans.failed ? 0 : sizeof(struct page_span);
        return;
    }
    ((struct page_span *)(void *)aside->spans.ptr)[first - 1].at = (uint32_t)count;
    base_buf_add_z(f->out, " " PAGE_NUMBER "=\"");
    add_number(f->out, first - 1);
    base_buf_add_char(f->out, '"');
}

/* Reads attributes up to the tag's end and moves behind '>'; false where the text ends before. */
static bool copy_attributes(struct page_filter *f, struct page_tag_text *t)
{
    static const struct page_span none = {0, PAGE_SPAN_COUNT};
    size_t first = span_count(f->aside) + 1;
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
        if (is_blank(c) || c == '/')
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

static size_t inner_end(struct base_str script)
{
    size_t end = base_str_find_nocase(script, BASE_STR("</script"));

    return end == SIZE_MAX ? script.len : end;
}

/* The text of an element that holds no markup, and its end. */
static void copy_raw_text(struct page_filter *f, const struct page_tag_text *t)
{
    size_t end = find_end_tag(f, t);
    bool ended = end != SIZE_MAX, code = t->id == PAGE_TAG_SCRIPT || t->id == PAGE_TAG_STYLE;

    if (!ended && t->id == PAGE_TAG_SVG)
        return;
    if (!ended) /* browsers take all the rest of the page for it, which is right for code only */
        end = code ? f->s.len : seek(f, f->at, '<');
    struct base_str content = base_str_sub(f->s, f->at, end);
    f->at = ended ? seek(f, end, '>') : end;
    f->at += f->at < f->s.len && ended;
    switch (t->id) {
    case PAGE_TAG_SCRIPT:
        if (f->whole || t->json_ld) /* libxml2 ends it at the first end tag */
            base_buf_add_str(f->out, base_str_sub(content, 0, inner_end(content)));
        if (!t->json_ld && content.len)
            base_buf_add(f->scripts, &content, sizeof content);
        break;
    case PAGE_TAG_STYLE:
        if (f->whole)
            base_buf_add_str(f->out, content);
        break;
    case PAGE_TAG_IFRAME:
        if (f->whole)
            add_text(f->out, content, false);
        break;
    case PAGE_TAG_SVG:
        break;
    default:
        add_text(f->out, content, true);
    }
    page_nest_pop(f);
}

static bool is_sheltered(const struct page_filter *f)
{
    for (unsigned i = 0; i < f->depth; i++)
        if (f->open[i].id == PAGE_TAG_NOSCRIPT || f->open[i].id == PAGE_TAG_TEMPLATE)
            return true;
    return false;
}

static void end_head(struct page_filter *f)
{
    page_nest_pop_to(f, 0);
    if (f->head_open)
        base_buf_add_z(f->out, "</head>");
    f->head_open = false;
}

/* Anything that cannot stand in head opens the body. */
static void need_body(struct page_filter *f)
{
    if (f->body_seen || is_sheltered(f))
        return;
    end_head(f);
    base_buf_add_z(f->out, "<body>");
    f->markup++;
    f->body_seen = true;
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
        first = !f->head_seen && !f->body_seen;
        f->head_open |= first;
        f->head_seen = true;
        break;
    case PAGE_TAG_BODY:
        first = !f->body_seen;
        if (first)
            end_head(f);
        f->body_seen = true;
        break;
    default:
        if (!(t->flags & PAGE_FLAG_HEAD) && t->id != PAGE_TAG_NOSCRIPT && t->id != PAGE_TAG_TEMPLATE)
            need_body(f);
        else if (!f->head_seen && !f->body_seen)
            f->head_open = f->head_seen = true; /* libxml2 opens it */
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
    base_buf_add_char(f->out, '<');
    page_nest_name(f, &t);
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
        base_buf_add_char(f->out, '<'); /* an empty paragraph parts the words around it */
        page_nest_name(f, &t);
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
        base_buf_add(f->out, "<!--", 4);
        size_t to = end - (f->s.ptr[end - 1] == '!' ? 3 : 2);
        add_text(f->out, base_str_sub(f->s, f->at + 4, to > f->at + 4 ? to : f->at + 4), false);
        base_buf_add(f->out, "-->", 3);
        f->markup++;
    }
    f->at = ended ? end + 1 : f->s.len;
}

/* Characters that XML allows, which libxml2 passes on as they are. */
static bool is_plain(struct base_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
            return false;
        if (c == 0xEF && i + 2 < s.len && (unsigned char)s.ptr[i + 1] == 0xBF && (unsigned char)s.ptr[i + 2] >= 0xBE)
            return false;
    }
    return base_utf8_valid(s);
}

/* A longer text goes as a comment with its number. */
static bool put_aside(struct page_filter *f, struct base_str run)
{
    struct base_buf *bytes = &f->aside->bytes;
    size_t from = bytes->len;

    if (f->whole || run.len < ASIDE_BYTES || base_str_trim(run).len == 0)
        return false;
    add_resolved(bytes, run, false);
    if (bytes->failed || !is_plain(base_str_sub(base_buf_str(bytes), from, bytes->len))) {
        bytes->len = bytes->failed ? bytes->len : from;
        return false;
    }
    base_buf_add_z(f->out, "<!--");
    add_number(f->out, span_count(f->aside));
    base_buf_add_z(f->out, "-->");
    add_span(f->aside, from);
    return true;
}

static void text(struct page_filter *f)
{
    size_t end = seek(f, f->at, '<');

    struct base_str run = base_str_sub(f->s, f->at, end);
    if (!f->body_seen && base_str_trim(run).len > 0)
        need_body(f);
    if (!put_aside(f, run))
        add_text(f->out, run, true);
    f->at = end;
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
        else if (is_letter(next))
            start_tag(&f);
        else if (next == '/' && f.at + 2 < s.len && is_letter(s.ptr[f.at + 2]))
            end_tag(&f);
        else if (next == '!' || next == '?' || next == '/')
            comment(&f);
        else {
            need_body(&f);
            base_buf_add_z(out, "&lt;");
            f.at++;
        }
    }
    *markup = f.markup;
}
