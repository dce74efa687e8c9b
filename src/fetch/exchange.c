/*
 * Exchanges: request and response of each hop as they went over the wire, for a WARC file.
 */
#include "fetch/private.h"

enum { EXCHANGE_SENT_BYTES = 256 << 10 }; /* of request heads, a proxy's CONNECT included */

/* ---- What is sent ---- */

static int take_sent(CURL *easy, curl_infotype type, char *bytes, size_t len, void *context)
{
    struct fetch_job *job = context;
    (void)easy;
    if (type == CURLINFO_HEADER_OUT)
        base_buf_add(&job->sent, bytes, len);
    return 0;
}

void fetch_exchange_listen(struct fetch_job *job)
{
    job->sent.limit = EXCHANGE_SENT_BYTES;
    base_buf_clear(&job->sent);
    job->sent.failed = false;
    base_buf_clear(&job->received);
    job->curl->easy_setopt(job->easy, CURLOPT_VERBOSE, 1L);
    job->curl->easy_setopt(job->easy, CURLOPT_DEBUGFUNCTION, take_sent);
    job->curl->easy_setopt(job->easy, CURLOPT_DEBUGDATA, job);
}

/* The last head of those sent: before it stand a CONNECT to the proxy, or the same request on a
 * connection that turned out to be dead. */
static struct base_str last_head(struct base_str sent)
{
    struct base_str head = sent;
    size_t end;
    while ((end = base_str_find(sent, BASE_STR("\r\n\r\n"))) != SIZE_MAX) {
        head = base_str_sub(sent, 0, end + 2);
        sent = base_str_sub(sent, end + 4, sent.len);
    }
    return head;
}

/* Lines that are between the user and the site, or the proxy: a WARC file may be given away. */
static bool is_secret(struct base_str line)
{
    static const char *const names[] = {"authorization:", "cookie:", "proxy-"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (base_str_starts_nocase(line, base_str(names[i])))
            return true;
    return false;
}

/* The request's head as HTTP/1.1 to the origin, whatever route and version it took. */
static struct base_str request_head(struct fetch_job *job)
{
    struct base_str url = fetch_job_url(job), rest = last_head(base_buf_str(&job->sent)), line;
    struct base_str path = base_url_path(url);
    struct base_buf out = BASE_BUF_INIT;
    if (!path.ptr)
        path = BASE_STR("/");
    base_buf_printf(&out, "GET %.*s HTTP/1.1\r\n", (int)(url.ptr + url.len - path.ptr), path.ptr);
    base_str_next(&rest, '\n', &line); /* the request line */
    while (base_str_next(&rest, '\n', &line)) {
        if (line.len < 2 || is_secret(line))
            continue;
        base_buf_add_str(&out, line);
        base_buf_add_char(&out, '\n');
    }
    base_buf_add_z(&out, "\r\n");
    struct base_str head = base_arena_str(&job->response->arena, base_buf_str(&out));
    job->response->arena.failed |= out.failed;
    base_buf_free(&out);
    return head;
}

/* ---- What is received ---- */

void fetch_exchange_received(struct fetch_job *job, struct base_str line, bool interim)
{
    struct base_buf *head = &job->received;
    bool status = base_str_starts(line, BASE_STR("HTTP/"));
    if (job->headers_done && !(interim && status))
        return; /* a trailer */
    if (status) {
        base_buf_clear(head);
        if (line.len > 6 && (line.ptr[5] == '2' || line.ptr[5] == '3') && line.ptr[6] == ' ') {
            base_buf_add_z(head, "HTTP/1.1");
            line = base_str_sub(line, 6, line.len);
        }
    } else if (base_str_starts_nocase(line, BASE_STR("transfer-encoding:"))) {
        base_buf_add_z(head, "X-Crawler-"); /* undone: who reads the file must not do it again */
    }
    base_buf_add_str(head, line);
}

/* ---- Exchanges ---- */

void fetch_exchange_add(struct fetch_job *job)
{
    struct fetch_response *r = job->response;
    struct fetch_exchange *all =
        base_arena_grow(&r->arena, r->exchanges, r->exchange_count, &job->exchange_capacity, sizeof *all);
    char *address = NULL;
    if (!all)
        return;
    r->exchanges = all;
    job->curl->easy_getinfo(job->easy, CURLINFO_PRIMARY_IP, &address);
    all[r->exchange_count++] = (struct fetch_exchange){
        .url = base_arena_str(&r->arena, fetch_job_url(job)),
        .fetched = r->fetched,
        .address = address && *address && !job->proxy ? base_arena_str(&r->arena, base_str(address)) : BASE_STR_NONE,
        .request = request_head(job),
        .response = base_arena_str(&r->arena, base_buf_str(&job->received)),
    };
    r->arena.failed |= job->received.failed;
}

void fetch_exchange_drop(struct fetch_response *r)
{
    if (r->exchange_count > r->redirects)
        base_buf_free(&r->exchanges[--r->exchange_count].kept);
}

/* A redirect's body is seldom more than a line; what is larger is cut. */
static void cut(struct fetch_exchange *x)
{
    struct base_buf whole = x->kept;
    x->truncated = true;
    x->kept = BASE_BUF_INIT;
    base_buf_add(&x->kept, whole.ptr, BASE_LIMIT_HOP_BYTES);
    base_buf_free(&whole);
}

void fetch_exchange_part(struct fetch_response *r)
{
    struct fetch_exchange *x = r->exchange_count > 0 ? &r->exchanges[r->exchange_count - 1] : NULL;
    if (!x)
        return;
    if (!x->kept.ptr) {
        x->kept = r->body;
        r->body = BASE_BUF_INIT;
    }
    if (x->kept.len > BASE_LIMIT_HOP_BYTES)
        cut(x);
}

void fetch_exchange_finish(struct fetch_response *r)
{
    for (size_t i = 0; i < r->exchange_count; i++)
        r->exchanges[i].body = base_buf_str(r->exchanges[i].kept.ptr || i != r->redirects ? &r->exchanges[i].kept
                                                                                          : &r->body);
}
