/* What filter.c writes of texts and comments: short ones as libxml2 shall read them, the others as numbers. */
#include "page/filter.h"

static bool is_special(char c)
{
    return c == '&' || c == '<' || c == '>' || ((unsigned char)c < 0x20 && c != '\t' && c != '\n');
}

static void add_special(struct base_buf *out, char c)
{
    if (c == '\f') /* white space that XML does not take */
        base_buf_add_char(out, ' ');
    else if (c >= 0x20 || c == '\r')
        page_put_reference(out, c);
}

/* Text as libxml2 shall read it, references resolved where these are wanted. */
static void add_text(struct base_buf *out, struct base_str s, bool references)
{
    char found[8];
    size_t done = 0;

    for (size_t i = 0; i < s.len;) {
        if (!is_special(s.ptr[i])) {
            i++;
            continue;
        }
        base_buf_add(out, s.ptr + done, i - done);
        size_t len = s.ptr[i] == '&' && references ? page_entity(s, i, false, found) : 0;
        if (len == 0)
            add_special(out, s.ptr[i++]);
        else if (is_special(found[0]))
            add_special(out, found[0]);
        else
            base_buf_add_z(out, found);
        i += len;
        done = i;
    }
    base_buf_add(out, s.ptr + done, s.len - done);
}

void page_put_number(struct base_buf *out, size_t n)
{
    char digits[24];
    size_t at = sizeof digits;

    do
        digits[--at] = (char)('0' + n % 10);
    while (n /= 10);
    base_buf_add(out, digits + at, sizeof digits - at);
}

size_t page_span_count(const struct page_aside *aside)
{
    return aside->spans.len / sizeof(struct page_span);
}

void page_span_end(struct page_aside *aside, size_t from)
{
    struct page_span span = {(uint32_t)from, (int32_t)(aside->bytes.len - from)};

    base_buf_add_char(&aside->bytes, 0);
    base_buf_add(&aside->spans, &span, sizeof span);
}

void page_add_resolved(struct base_buf *out, struct base_str s, bool attribute)
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

struct base_str page_span_text(const struct page_aside *aside, size_t index)
{
    const struct page_span *span = (const struct page_span *)(const void *)aside->spans.ptr + index;

    return (struct base_str){aside->bytes.ptr + span->at, (size_t)span->len};
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

/* As a comment that holds MARK and the string's number; false, with nothing done, where the text is not plain. */
static bool put_aside(struct page_filter *f, const char *mark, struct base_str run, bool references)
{
    struct base_buf *bytes = &f->aside->bytes;
    size_t from = bytes->len;

    if (references)
        page_add_resolved(bytes, run, false);
    else
        base_buf_add_str(bytes, run);
    if (bytes->failed || !is_plain(base_str_sub(base_buf_str(bytes), from, bytes->len))) {
        bytes->len = bytes->failed ? bytes->len : from;
        return false;
    }
    base_buf_add_str(f->out, BASE_STR("<!--"));
    base_buf_add_z(f->out, mark);
    page_put_number(f->out, page_span_count(f->aside));
    base_buf_add_str(f->out, BASE_STR("-->"));
    page_span_end(f->aside, from);
    return true;
}

bool page_put_comment(struct page_filter *f, struct base_str comment)
{
    return put_aside(f, PAGE_COMMENT_MARK, comment, false);
}

void page_put_text(struct page_filter *f, struct base_str run, bool references)
{
    bool is_long = run.len >= ASIDE_BYTES && base_str_trim(run).len > 0;

    if (!is_long || !put_aside(f, "", run, references))
        add_text(f->out, run, references);
}
