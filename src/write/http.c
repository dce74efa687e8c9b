/* The page of a WARC record: an HTTP message (RFC 9112) whose codings are undone. */
#include "write/write.h"

enum { SNIFF_BYTES = 1024, MOST_CODINGS = 4 };

struct message {
    int status;
    struct base_str content_type, content_language, content_encoding, transfer_encoding, body;
};

/* "HTTP/1.1 200 OK", "HTTP/2 200". */
static bool read_status(struct base_str line, int *status)
{
    struct base_str version, code;
    size_t n;

    if (!base_str_starts_nocase(line, BASE_STR("HTTP/")) || !base_str_next(&line, ' ', &version) ||
        !base_str_next(&line, ' ', &code) || !base_str_to_size(base_str_trim(code), 999, &n))
        return false;
    *status = (int)n;
    return true;
}

static void keep_field(struct message *m, struct base_str name, struct base_str value)
{
    const struct {
        struct base_str name;
        struct base_str *to;
    } fields[] = {{BASE_STR("content-type"), &m->content_type},
                  {BASE_STR("content-language"), &m->content_language},
                  {BASE_STR("content-encoding"), &m->content_encoding},
                  {BASE_STR("transfer-encoding"), &m->transfer_encoding}};

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (base_str_equal_nocase(name, fields[i].name) && !fields[i].to->ptr)
            *fields[i].to = value;
}

static bool read_message(struct base_str block, struct message *m)
{
    struct base_str rest = block, line;

    if (!base_str_next(&rest, '\n', &line) || !read_status(base_str_trim(line), &m->status))
        return false;
    while (base_str_next(&rest, '\n', &line)) {
        const char *colon = line.len ? memchr(line.ptr, ':', line.len) : NULL;
        size_t n = colon ? (size_t)(colon - line.ptr) : 0;

        if (!line.len || (line.len == 1 && line.ptr[0] == '\r'))
            break;
        if (rest.ptr && (size_t)(rest.ptr - block.ptr) > BASE_LIMIT_HEADER_BYTES)
            return false;
        if (n && n < 64)
            keep_field(m, base_str_trim(base_str_sub(line, 0, n)), base_str_trim(base_str_sub(line, n + 1, line.len)));
    }
    m->body = rest.ptr ? rest : BASE_STR("");
    return true;
}

/* ---- Chunked (RFC 9112, 7.1) ---- */

/* The size line at *AT, which moves behind it. */
static bool read_chunk_size(struct base_str body, size_t *at, size_t *size)
{
    const char *newline = *at < body.len ? memchr(body.ptr + *at, '\n', body.len - *at) : NULL;
    size_t digits = 0;

    *size = 0;
    if (!newline)
        return false;
    for (; digits < 8; digits++, ++*at) {
        int digit = base_hex_digit(body.ptr[*at]);

        if (digit < 0)
            break;
        *size = *size << 4 | (size_t)digit;
    }
    if (!digits || !strchr("\r\n; \t", body.ptr[*at]) || !body.ptr[*at])
        return false;
    *at = (size_t)(newline - body.ptr) + 1;
    return true;
}

/* False where BODY is not chunked, whatever was declared; a last chunk that is cut short is taken as far as it goes. */
static bool read_chunks(struct base_str body, struct base_buf *out)
{
    size_t at = 0, size;

    while (at < body.len) {
        size_t part;

        if (!read_chunk_size(body, &at, &size))
            return false;
        if (!size)
            return true;
        part = size < body.len - at ? size : body.len - at;
        base_buf_add(out, body.ptr + at, part);
        at += part;
        if (at < body.len && body.ptr[at] == '\r')
            at++;
        if (at < body.len && body.ptr[at++] != '\n')
            return false;
    }
    return out->len > 0;
}

/* ---- Codings: the bytes are believed ---- */

/* Text as it stands in a page: brotli and deflate have no signature, but what they make does not look like this. */
static bool looks_like_markup(struct base_str body)
{
    struct base_str head = base_str_trim(base_str_sub(body, 0, body.len < 64 ? body.len : 64));

    if (base_str_starts(head, BASE_STR("\xef\xbb\xbf")))
        head = base_str_trim(base_str_sub(head, 3, head.len));
    return head.len > 1 && head.ptr[0] == '<' && strchr("!?hHdDmMbBpPsStTaA/", head.ptr[1]) && head.ptr[1];
}

/* One coding of BODY undone into OUT. BASE_INVALID: it is not coded so, or damaged. What was good of a damaged one is
 * kept where it is much. */
static int undo(enum base_coding coding, struct base_str body, struct base_buf *out, struct base_error *e)
{
    struct base_decoder *decoder;
    int status = base_decoder_open(coding, &decoder, e);

    if (status == BASE_OK)
        status = base_decoder_feed(decoder, body, out, e);
    if (status == BASE_OK && out->len == 0)
        status = base_decoder_finish(decoder, e);
    base_decoder_close(decoder);
    return status;
}

/* The coding that BODY has: a signature is believed whatever is declared, a declaration without one where the bytes are
 * no markup. DECLARED: the last of Content-Encoding's list, taken from it. */
static enum base_coding coding_of(struct base_str body, struct base_str *declared)
{
    enum base_coding seen = base_coding_seen(body), named;
    size_t comma = declared->len;

    while (comma && declared->ptr[comma - 1] != ',')
        comma--;
    named = declared->len ? base_coding_named(base_str_sub(*declared, comma, declared->len)) : BASE_CODING_IDENTITY;
    *declared = base_str_sub(*declared, 0, comma ? comma - 1 : 0);
    if (seen != BASE_CODING_IDENTITY)
        return seen;
    if ((named == BASE_CODING_BROTLI || named == BASE_CODING_DEFLATE) && !looks_like_markup(body))
        return named;
    return BASE_CODING_IDENTITY;
}

static int undo_codings(struct message *m, struct base_buf *room, struct base_error *e)
{
    struct base_buf next = {.limit = room->limit};
    struct base_str declared = m->content_encoding;
    int status = BASE_OK;

    for (int i = 0; i < MOST_CODINGS && status == BASE_OK; i++) {
        enum base_coding coding = coding_of(m->body, &declared);
        struct base_error why = {""};
        bool seen = base_coding_seen(m->body) != BASE_CODING_IDENTITY;

        if (coding == BASE_CODING_IDENTITY && !declared.len)
            break;
        if (coding == BASE_CODING_IDENTITY)
            continue;
        status = undo(coding, m->body, &next, &why);
        if (status == BASE_INVALID && !seen) { /* it was not coded at all */
            status = BASE_OK;
            base_buf_clear(&next);
            continue;
        }
        if (status != BASE_OK)
            base_fail(e, status, "%s", why.text);
        base_buf_free(room);
        *room = next;
        next = (struct base_buf){.limit = room->limit};
        m->body = base_buf_str(room);
    }
    base_buf_free(&next);
    return status;
}

/* ---- Pages ---- */

static bool is_html_type(struct base_str type)
{
    size_t end = 0;

    while (end < type.len && type.ptr[end] != ';')
        end++;
    type = base_str_trim(base_str_sub(type, 0, end));
    return base_str_equal_nocase(type, BASE_STR("text/html")) || base_str_equal_nocase(type, BASE_STR("application/xhtml+xml"));
}

/* Where no type is stated, the first bytes tell. */
static bool looks_like_html(struct base_str body)
{
    struct base_str head = base_str_sub(body, 0, body.len < SNIFF_BYTES ? body.len : SNIFF_BYTES);

    return looks_like_markup(head) && (base_str_find_nocase(head, BASE_STR("<html")) != SIZE_MAX ||
                                       base_str_find_nocase(head, BASE_STR("<!doctype html")) != SIZE_MAX);
}

static bool is_page_address(struct base_str target)
{
    return base_str_starts_nocase(target, BASE_STR("http://")) || base_str_starts_nocase(target, BASE_STR("https://"));
}

static bool has_no_page(int status)
{
    return status < 200 || status == 204 || status == 205 || (status >= 300 && status < 400);
}

/* By what is declared of it; SURE: nothing is, and the body has to be looked at. */
static bool may_be_html(const struct write_warc_record *record, const struct message *m, bool *sure)
{
    *sure = m->content_type.len > 0 || record->payload_type.len > 0;
    return !*sure || is_html_type(m->content_type) || is_html_type(record->payload_type);
}

int write_warc_page(const struct write_warc_record *record, struct base_buf *room, struct write_warc_page *page,
                    enum write_warc_use *use, struct base_error *e)
{
    struct message m = {0};
    bool sure;
    int status = BASE_OK;

    *use = record->type == WRITE_WARC_REVISIT ? WRITE_WARC_IS_REVISIT : WRITE_WARC_IS_OTHER;
    if ((record->type != WRITE_WARC_RESPONSE && record->type != WRITE_WARC_RESOURCE) || !is_page_address(record->target))
        return BASE_OK;
    if (record->type == WRITE_WARC_RESOURCE)
        m = (struct message){.content_type = record->content_type, .body = record->block};
    else if (!read_message(record->block, &m))
        return BASE_OK;
    *use = WRITE_WARC_IS_REDIRECT;
    if (record->type == WRITE_WARC_RESPONSE && has_no_page(m.status))
        return BASE_OK;
    *use = WRITE_WARC_IS_NOT_HTML;
    if (!may_be_html(record, &m, &sure) || (!sure && record->cut))
        return BASE_OK;
    *use = WRITE_WARC_PAGE;
    if (record->cut)
        return base_fail(e, BASE_LIMIT, "larger than %d MB", BASE_LIMIT_WARC_BLOCK_BYTES >> 20);
    base_buf_clear(room);
    if (m.transfer_encoding.ptr && base_str_find_nocase(m.transfer_encoding, BASE_STR("chunked")) != SIZE_MAX &&
        read_chunks(m.body, room))
        m.body = base_buf_str(room);
    if (room->failed)
        return base_fail(e, BASE_LIMIT, "larger than %zu MB", room->limit >> 20);
    if (record->type == WRITE_WARC_RESPONSE)
        status = undo_codings(&m, room, e);
    if (status == BASE_OK && !sure && !looks_like_html(m.body))
        *use = WRITE_WARC_IS_NOT_HTML;
    *page = (struct write_warc_page){m.status, m.content_type, m.content_language, m.body};
    return status;
}
