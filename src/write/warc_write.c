/* WARC records written (ISO 28500:2017, WARC 1.1). */
#include "write/private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>
#include <zlib.h>

enum { GZIP_LEVEL = 6, DIGEST_TEXT = 64 };

/* A payload that was written, by its digest. */
struct seen {
    struct seen *next;
    struct base_str digest, url, id;
    int64_t fetched;
};

struct write_warc {
    int fd;
    char *path, *unfinished;
    int64_t length;
    const char *software, *fields;
    bool sha1;
    char info[46]; /* id of the warcinfo record */
    struct base_arena arena;
    struct seen **seen;
    size_t seen_count;
};

enum { SLOTS = 1 << 16 };

bool write_warc_new_id(char out[46])
{
    unsigned char b[16];

    if (getentropy(b, sizeof b) != 0)
        return false;
    b[6] = (unsigned char)((b[6] & 0x0f) | 0x40); /* RFC 9562, 5.4 */
    b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
    snprintf(out, 46, "urn:uuid:%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2], b[3],
             b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
    return true;
}

/* False, and "": there is no digest; no two payloads may seem to be equal for that. */
static bool digest(const struct write_warc *w, const struct base_str *parts, size_t count, char out[DIGEST_TEXT])
{
    unsigned char bytes[WRITE_DIGEST_BYTES];

    snprintf(out, DIGEST_TEXT, "%s", w->sha1 ? "sha1:" : "sha256:");
    if (!(w->sha1 ? write_sha1 : write_sha256)(parts, count, bytes)) {
        out[0] = '\0';
        return false;
    }
    write_base32(bytes, w->sha1 ? 20 : 32, out + strlen(out));
    return true;
}

/* ---- Members ---- */

/* One gzip member of the parts, added to OUT. */
static bool pack(const struct base_str *parts, size_t count, struct base_buf *out)
{
    z_stream z = {0};
    char room[32 << 10];
    bool good = deflateInit2(&z, GZIP_LEVEL, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK;

    for (size_t i = 0; good && i < count; i++) {
        z.next_in = (Bytef *)(uintptr_t)parts[i].ptr;
        z.avail_in = (uInt)parts[i].len;
        do {
            z.next_out = (Bytef *)room;
            z.avail_out = sizeof room;
            deflate(&z, i + 1 == count ? Z_FINISH : Z_NO_FLUSH);
            base_buf_add(out, room, sizeof room - z.avail_out);
        } while (z.avail_out == 0);
    }
    deflateEnd(&z);
    return good && !out->failed;
}

/* The record's header ends, its block follows. */
static bool add_member(struct write_warc *w, struct base_buf *header, struct base_str head, struct base_str body,
                       struct base_buf *out)
{
    struct base_str block[] = {head, body};
    char text[DIGEST_TEXT];
    bool good = digest(w, block, 2, text);

    base_buf_printf(header, "WARC-Block-Digest: %s\r\nContent-Length: %zu\r\n\r\n", text, head.len + body.len);
    good = good && !header->failed &&
           pack((struct base_str[]){base_buf_str(header), head, body, BASE_STR("\r\n\r\n")}, 4, out);
    base_buf_free(header);
    return good;
}

/* All of BYTES, or nothing. */
static int append(struct write_warc *w, const struct base_buf *bytes, struct base_error *e)
{
    int status;

    if (bytes->failed)
        return base_fail(e, BASE_NOMEM, "%s: out of memory", w->path);
    if (base_file_write_all(w->fd, bytes->ptr, bytes->len) == BASE_OK) {
        w->length += (int64_t)bytes->len;
        return BASE_OK;
    }
    status = base_fail(e, BASE_IO, "%s: %s", w->unfinished, strerror(errno));
    if (ftruncate(w->fd, (off_t)w->length) < 0 || lseek(w->fd, (off_t)w->length, SEEK_SET) < 0)
        base_fail(e, BASE_IO, "%s: a torn record could not be taken back", w->unfinished);
    return status;
}

/* ---- Payloads seen ---- */

static struct seen **slot_of(const struct write_warc *w, struct base_str digest_text)
{
    return &w->seen[base_hash64(digest_text) % SLOTS];
}

static const struct seen *find_seen(const struct write_warc *w, struct base_str digest_text)
{
    const struct seen *s = *slot_of(w, digest_text);

    while (s && !base_str_equal(s->digest, digest_text))
        s = s->next;
    return s;
}

void write_warc_remember(struct write_warc *warc, struct base_str digest_text, struct base_str url, int64_t fetched,
                         struct base_str id)
{
    struct seen *s;

    if (warc->seen_count == BASE_LIMIT_WARC_SEEN || find_seen(warc, digest_text))
        return;
    s = BASE_NEW(&warc->arena, struct seen);
    if (!s)
        return;
    s->digest = base_arena_str(&warc->arena, digest_text);
    s->url = base_arena_str(&warc->arena, url);
    s->id = base_arena_str(&warc->arena, id);
    s->fetched = fetched;
    if (warc->arena.failed)
        return;
    s->next = *slot_of(warc, digest_text);
    *slot_of(warc, digest_text) = s;
    warc->seen_count++;
}

/* ---- Life ---- */

static void warc_free(struct write_warc *w)
{
    if (w->fd >= 0)
        close(w->fd);
    base_arena_free(&w->arena);
    free(w->seen);
    free(w->path);
    free(w->unfinished);
    free(w);
}

static int open_unfinished(struct write_warc *w, const char *path, struct base_error *e)
{
    size_t size = strlen(path) + 6;

    w->path = strdup(path);
    w->unfinished = malloc(size);
    if (!w->path || !w->unfinished)
        return base_fail(e, BASE_NOMEM, "out of memory");
    snprintf(w->unfinished, size, "%s.open", path);
    if (access(path, F_OK) == 0)
        return base_fail(e, BASE_BUSY, "%s: is there already", path);
    w->fd = open(w->unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
    return w->fd >= 0 ? BASE_OK : base_fail(e, errno == EEXIST ? BASE_BUSY : BASE_IO, "%s: %s", w->unfinished, strerror(errno));
}

int write_warc_info(struct write_warc *w, const char *file, struct base_buf *out, struct base_error *e)
{
    struct base_buf header = BASE_BUF_INIT, fields = BASE_BUF_INIT;
    const char *slash = strrchr(file, '/');
    char date[24];
    bool good;

    base_time_format(base_time_now(), date);
    base_buf_printf(&fields, "software: %s\r\nformat: WARC File Format 1.1\r\n"
                    "conformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n%s",
                    w->software, w->fields ? w->fields : "");
    base_buf_printf(&header, "WARC/1.1\r\nWARC-Type: warcinfo\r\nWARC-Record-ID: <%s>\r\nWARC-Date: %s\r\n"
                    "WARC-Filename: %s\r\nContent-Type: application/warc-fields\r\n", w->info, date,
                    slash ? slash + 1 : file);
    good = add_member(w, &header, base_buf_str(&fields), BASE_STR(""), out) && !fields.failed;
    base_buf_free(&fields);
    return good ? BASE_OK : base_fail(e, BASE_NOMEM, "%s: out of memory", file);
}

static int write_info(struct write_warc *w, struct base_error *e)
{
    struct base_buf out = BASE_BUF_INIT;
    int status = write_warc_info(w, w->path, &out, e);

    if (status == BASE_OK)
        status = append(w, &out, e);
    base_buf_free(&out);
    return status;
}

int write_warc_create(const char *path, const struct write_warc_options *options, struct write_warc **warc,
                      struct base_error *e)
{
    struct write_warc *w = calloc(1, sizeof *w);
    int status;

    *warc = NULL;
    if (!w)
        return base_fail(e, BASE_NOMEM, "out of memory");
    w->fd = -1;
    w->sha1 = options->sha1;
    base_arena_init(&w->arena, 0);
    w->software = base_arena_cstr(&w->arena, base_str(options->software));
    w->fields = base_arena_cstr(&w->arena, base_str(options->fields));
    w->seen = calloc(SLOTS, sizeof(struct seen *));
    status = w->seen && !w->arena.failed ? BASE_OK : base_fail(e, BASE_NOMEM, "out of memory");
    if (status == BASE_OK && !write_warc_new_id(w->info))
        status = base_fail(e, BASE_IO, "no random numbers for WARC records");
    if (status == BASE_OK && path)
        status = open_unfinished(w, path, e);
    if (status == BASE_OK && path)
        status = write_info(w, e);
    if (status == BASE_OK)
        *warc = w;
    else
        warc_free(w);
    return status;
}

int64_t write_warc_length(const struct write_warc *warc)
{
    return warc->length;
}

int write_warc_sync(struct write_warc *warc, struct base_error *e)
{
    return fsync(warc->fd) < 0 ? base_fail(e, BASE_IO, "%s: %s", warc->unfinished, strerror(errno)) : BASE_OK;
}

int write_warc_finish(struct write_warc *warc, struct base_error *e)
{
    int status = warc->path ? write_warc_sync(warc, e) : BASE_OK;

    if (status == BASE_OK && warc->path && rename(warc->unfinished, warc->path) < 0)
        status = base_fail(e, BASE_IO, "%s: %s", warc->path, strerror(errno));
    warc_free(warc);
    return status;
}

/* ---- Exchanges ---- */

/* Whether a line names one of the fields that speak of how a body was sent. */
static bool speaks_of_coding(struct base_str line)
{
    return base_str_starts_nocase(line, BASE_STR("content-encoding:")) ||
           base_str_starts_nocase(line, BASE_STR("transfer-encoding:")) ||
           base_str_starts_nocase(line, BASE_STR("content-length:"));
}

/* A message's head, line by line with CRLF, then the blank line. */
static bool add_head(struct base_str head, bool decoded, size_t body, struct base_buf *out)
{
    struct base_str rest = head, line;

    while (base_str_next(&rest, '\n', &line)) {
        if (line.len && line.ptr[line.len - 1] == '\r')
            line.len--;
        if (!line.len)
            break;
        if (decoded && speaks_of_coding(line))
            base_buf_add_z(out, "X-Crawl-");
        base_buf_add_str(out, line);
        base_buf_add_z(out, "\r\n");
    }
    if (decoded)
        base_buf_printf(out, "Content-Length: %zu\r\n", body);
    base_buf_add_z(out, "\r\n");
    return !out->failed;
}

static bool fits_header(struct base_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] <= 0x20 || s.ptr[i] == 0x7f)
            return false;
    return true;
}

static void begin_header(const struct write_warc *w, const struct write_exchange *x, const char *type, const char *id,
                         struct base_buf *header)
{
    char date[24];

    base_time_format(x->fetched, date);
    base_buf_printf(header, "WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: <%s>\r\nWARC-Date: %s\r\nWARC-Warcinfo-ID: <%s>\r\n"
                    "WARC-Target-URI: ", type, id, date, w->info);
    base_buf_add_str(header, x->url);
    base_buf_add_z(header, "\r\n");
    if (x->ip.len && fits_header(x->ip))
        base_buf_printf(header, "WARC-IP-Address: %.*s\r\n", BASE_STR_ARG(x->ip));
    base_buf_printf(header, "Content-Type: application/http; msgtype=%s\r\n",
                    strcmp(type, "request") ? "response" : "request");
}

/* 6.7.2 of the standard: an equal payload is referred to, the head alone stands in the block. */
static void refer_to(const struct seen *same, struct base_buf *header)
{
    char date[24];

    base_time_format(same->fetched, date);
    base_buf_printf(header, "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest\r\n"
                    "WARC-Refers-To: <%.*s>\r\nWARC-Refers-To-Date: %s\r\nWARC-Refers-To-Target-URI: ",
                    BASE_STR_ARG(same->id), date);
    base_buf_add_str(header, same->url);
    base_buf_add_z(header, "\r\n");
}

static bool add_response(struct write_warc *w, const struct write_exchange *x, const struct write_warc_place *place,
                         const struct seen *same, struct base_buf *out)
{
    struct base_buf header = BASE_BUF_INIT, head = BASE_BUF_INIT;
    bool good;

    begin_header(w, x, same ? "revisit" : "response", place->id, &header);
    base_buf_printf(&header, "WARC-Payload-Digest: %s\r\n", place->digest);
    if (same)
        refer_to(same, &header);
    if (x->truncated)
        base_buf_printf(&header, "WARC-Truncated: %s\r\n", x->truncated);
    add_head(x->response, x->decoded, x->body.len, &head);
    good = add_member(w, &header, base_buf_str(&head), same ? BASE_STR("") : x->body, out) && !head.failed;
    base_buf_free(&head);
    return good;
}

static bool add_request(struct write_warc *w, const struct write_exchange *x, const struct write_warc_place *place,
                        struct base_buf *out)
{
    struct base_buf header = BASE_BUF_INIT, head = BASE_BUF_INIT;
    char id[46];
    bool good = write_warc_new_id(id);

    begin_header(w, x, "request", id, &header);
    base_buf_printf(&header, "WARC-Concurrent-To: <%s>\r\n", place->id);
    add_head(x->request, false, 0, &head);
    good = add_member(w, &header, base_buf_str(&head), BASE_STR(""), out) && good && !head.failed;
    base_buf_free(&head);
    return good;
}

void write_warc_digest(const struct write_warc *warc, struct base_str body, char out[DIGEST_TEXT])
{
    digest(warc, &body, 1, out);
}

int write_warc_pack(struct write_warc *warc, const struct write_exchange *exchange, struct base_buf *out,
                    struct write_warc_place *place, struct base_error *e)
{
    const struct seen *same;

    *place = (struct write_warc_place){.offset = (int64_t)out->len};
    if (!exchange->url.len || !fits_header(exchange->url) || !exchange->response.len || exchange->body.len >> 31)
        return base_fail(e, BASE_INVALID, "%.*s: nothing that a WARC record can hold", BASE_STR_ARG(exchange->url));
    if (!write_warc_new_id(place->id))
        return base_fail(e, BASE_IO, "no random numbers for WARC records");
    if (!digest(warc, &exchange->body, 1, place->digest))
        return base_fail(e, BASE_IO, "no digest for WARC records: libcrypto refuses it");
    same = exchange->body.len ? find_seen(warc, base_str(place->digest)) : NULL;
    place->revisit = same != NULL;
    if (!add_response(warc, exchange, place, same, out) ||
        (exchange->request.len && !add_request(warc, exchange, place, out)))
        return base_fail(e, BASE_NOMEM, "%.*s: out of memory", BASE_STR_ARG(exchange->url));
    return BASE_OK;
}

int write_warc_add(struct write_warc *warc, const struct write_exchange *exchange, struct write_warc_place *place,
                   struct base_error *e)
{
    struct base_buf out = BASE_BUF_INIT;
    int status = write_warc_pack(warc, exchange, &out, place, e);

    if (status == BASE_OK) {
        place->offset = warc->length;
        status = append(warc, &out, e);
    }
    base_buf_free(&out);
    if (status == BASE_OK && !place->revisit && exchange->body.len && !exchange->truncated)
        write_warc_remember(warc, base_str(place->digest), exchange->url, exchange->fetched, base_str(place->id));
    return status;
}
