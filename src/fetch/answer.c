/*
 * What arrives: headers, and the body with its content codings undone. They are undone here and not by
 * libcurl, whose cap on sizes counts packed bytes; so the bytes as they came can be kept, too.
 */
#include "fetch/private.h"

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct fetch_job *job = context;
    struct base_buf *body = &job->response->body;
    size_t len = size * count, room = job->limit - body->len;
    job->window_bytes += len;
    if (len > room) {
        if (job->robots_of)
            base_buf_add(body, bytes, room);
        job->stop = job->robots_of ? FETCH_STOP_ENOUGH : FETCH_STOP_BODY;
    } else if (!base_buf_add(body, bytes, len)) {
        job->stop = FETCH_STOP_MEMORY;
    }
    return job->stop == FETCH_STOP_NONE ? len : (size_t)-1;
}

static int status_of_line(struct base_str line)
{
    const char *space = memchr(line.ptr, ' ', line.len);
    size_t at = space ? (size_t)(space - line.ptr) + 1 : line.len, status = 0;
    if (line.len - at < 3 || !base_str_to_size(base_str_sub(line, at, at + 3), 999, &status))
        return 0;
    return (int)status;
}

static struct base_str lower_copy(struct base_arena *arena, struct base_str s)
{
    char *copy = base_arena_alloc(arena, s.len + 1, 1);
    if (!copy)
        return BASE_STR("");
    for (size_t i = 0; i < s.len; i++)
        copy[i] = s.ptr[i] >= 'A' && s.ptr[i] <= 'Z' ? (char)(s.ptr[i] | 0x20) : s.ptr[i];
    return (struct base_str){copy, s.len};
}

static void add_header(struct fetch_job *job, struct base_str line)
{
    struct fetch_response *r = job->response;
    const char *colon = memchr(line.ptr, ':', line.len);
    if (!colon)
        return;
    size_t at = (size_t)(colon - line.ptr);
    struct fetch_header *headers =
        base_arena_grow(&r->arena, r->headers, r->header_count, &job->header_capacity, sizeof *headers);
    if (!headers)
        return;
    r->headers = headers;
    struct fetch_header *header = &headers[r->header_count++];
    header->name = lower_copy(&r->arena, base_str_trim(base_str_sub(line, 0, at)));
    header->value = base_arena_str(&r->arena, base_str_trim(base_str_sub(line, at + 1, line.len)));
}

/* A line that begins with a blank continues the one before it (RFC 9112, 5.2). */
static void continue_header(struct fetch_response *r, struct base_str line)
{
    if (r->header_count == 0)
        return;
    struct base_str *value = &r->headers[r->header_count - 1].value;
    line = base_str_trim(line);
    char *joined = base_arena_alloc(&r->arena, value->len + line.len + 2, 1);
    if (!joined)
        return;
    memcpy(joined, value->ptr, value->len);
    joined[value->len] = ' ';
    memcpy(joined + value->len + 1, line.ptr, line.len);
    *value = (struct base_str){joined, value->len + 1 + line.len};
}

/* One line: of an interim answer (1xx), of the answer, or a trailer behind the body. */
static void take_header_line(struct fetch_job *job, struct base_str line)
{
    struct fetch_response *r = job->response;
    bool interim = r->status >= 100 && r->status < 200;
    if (job->keeps)
        fetch_exchange_received(job, line, interim);
    while (line.len > 0 && (line.ptr[line.len - 1] == '\n' || line.ptr[line.len - 1] == '\r'))
        line.len--;
    if ((!job->headers_done || interim) && base_str_starts(line, BASE_STR("HTTP/"))) {
        job->headers_done = false;
        r->status = status_of_line(line);
        r->header_count = 0;
        r->fetched = base_time_now();
    } else if (line.len == 0) {
        job->headers_done = true;
    } else if (!job->headers_done && (line.ptr[0] == ' ' || line.ptr[0] == '\t')) {
        continue_header(r, line);
    } else if (!job->headers_done) {
        add_header(job, line);
    }
}

static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
    struct fetch_job *job = context;
    size_t len = size * count;
    if (!job->answered) {
        job->answered = true;
        job->window_started = base_time_monotonic_ms();
    }
    job->window_bytes += len;
    job->header_bytes += len;
    if (job->header_bytes > BASE_LIMIT_HEADER_BYTES)
        job->stop = FETCH_STOP_HEADERS;
    else
        take_header_line(job, (struct base_str){bytes, len});
    if (job->response->arena.failed)
        job->stop = FETCH_STOP_MEMORY;
    return job->stop == FETCH_STOP_NONE ? len : (size_t)-1;
}

void fetch_answer_listen(struct fetch_job *job)
{
    job->curl->easy_setopt(job->easy, CURLOPT_HEADERFUNCTION, take_header);
    job->curl->easy_setopt(job->easy, CURLOPT_HEADERDATA, job);
    job->curl->easy_setopt(job->easy, CURLOPT_WRITEFUNCTION, take_body);
    job->curl->easy_setopt(job->easy, CURLOPT_WRITEDATA, job);
    if (job->keeps)
        fetch_exchange_listen(job);
}

/* ---- Content codings ---- */

/* IANA's HTTP Content Coding Registry, less what base/coding.c undoes. Any other word there is a
 * mistake ("utf-8", "none") and says nothing, as browsers hold. */
static bool is_other_coding(struct base_str name)
{
    static const char *const names[] = {"compress", "x-compress", "exi", "pack200-gzip", "aes128gcm", "dcb", "dcz"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (base_str_equal_nocase(name, base_str(names[i])))
            return true;
    return false;
}

static bool refuse_coding(struct fetch_job *job, const char *words, struct base_str name)
{
    fetch_job_fail(job, FETCH_FAILED, FETCH_CAUSE_CODING, "body does not unpack: %s %.*s", words,
                   (int)(name.len > 40 ? 40 : name.len), name.ptr);
    return false;
}

/* The codings in the order they were applied; false: one cannot be undone, or they are too many: the job
 * has failed. */
static bool read_codings(struct fetch_job *job, enum base_coding codings[BASE_LIMIT_CODINGS], size_t *count)
{
    const struct fetch_response *r = job->response;
    *count = 0;
    for (size_t i = 0; i < r->header_count; i++) {
        struct base_str rest = r->headers[i].value, name;
        if (!base_str_equal(r->headers[i].name, BASE_STR("content-encoding")))
            continue;
        while (base_str_next(&rest, ',', &name)) {
            enum base_coding coding = base_coding_named(name);
            if (coding == BASE_CODING_UNKNOWN && is_other_coding(base_str_trim(name)))
                return refuse_coding(job, "it is packed with", base_str_trim(name));
            if (coding == BASE_CODING_UNKNOWN || coding == BASE_CODING_IDENTITY)
                continue;
            if (*count == BASE_LIMIT_CODINGS)
                return refuse_coding(job, "too many content codings:", r->headers[i].value);
            codings[(*count)++] = coding;
        }
    }
    return true;
}

static int unpack(enum base_coding coding, struct base_str in, struct base_buf *out, struct base_error *e)
{
    struct base_decoder *decoder;
    int status = base_decoder_open(coding, &decoder, e);
    if (status == BASE_OK)
        status = base_decoder_feed(decoder, in, out, e);
    if (status == BASE_OK)
        status = base_decoder_finish(decoder, e);
    base_decoder_close(decoder);
    return status;
}

static void fail_unpacking(struct fetch_job *job, int status, const struct base_error *e)
{
    if (status == BASE_INVALID)
        fetch_job_fail(job, FETCH_FAILED, FETCH_CAUSE_CODING, "body does not unpack: %s", e->text);
    else
        fetch_job_fail(job, FETCH_FAILED, FETCH_CAUSE_OTHER, status == BASE_LIMIT ? "body: %s" : "%s", e->text);
}

/* The coding applied last is undone first. PACKED gets what came; the caller frees it. */
static void unpack_all(struct fetch_job *job, const enum base_coding *codings, size_t count, struct base_buf *packed)
{
    struct fetch_response *r = job->response;
    struct base_buf in = r->body;
    struct base_error e = {{0}};
    int status = BASE_OK;
    *packed = in;
    r->body = BASE_BUF_INIT;
    while (count-- > 0 && status == BASE_OK) {
        struct base_buf out = {.limit = job->limit + (job->robots_of ? BASE_LIMIT_ROBOTS_SLACK : 0)};
        status = unpack(codings[count], base_buf_str(&in), &out, &e);
        if (in.ptr != packed->ptr)
            base_buf_free(&in);
        in = out;
    }
    r->body = in;
    r->body.failed = false; /* what is good of it stays; robots.txt ends where its cap is */
    if (status != BASE_OK && !(job->robots_of && (status == BASE_LIMIT || job->stop == FETCH_STOP_ENOUGH)))
        fail_unpacking(job, status, &e);
}

void fetch_answer_finish(struct fetch_job *job)
{
    struct fetch_response *r = job->response;
    enum base_coding codings[BASE_LIMIT_CODINGS];
    struct base_buf packed = BASE_BUF_INIT;
    size_t count = 0;
    if (job->keeps)
        fetch_exchange_add(job);
    if (r->arena.failed || r->body.failed) {
        fetch_job_fail(job, FETCH_FAILED, FETCH_CAUSE_OTHER, "out of memory");
        return;
    }
    if (r->body.len > 0 && read_codings(job, codings, &count) && count > 0)
        unpack_all(job, codings, count, &packed);
    if (job->keeps && packed.ptr)
        r->exchanges[r->exchange_count - 1].kept = packed;
    else
        base_buf_free(&packed);
}
