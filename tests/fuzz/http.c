/* What a server may answer, from its first byte to the last: status, headers, codings, Location, Retry-After. The first byte
 * says whether the exchange is kept. libcurl reads it from one end of a socket pair, so nothing goes over any network. */
#include "fetch/private.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static curl_socket_t give_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    (void)purpose;
    (void)address;
    return *(int *)context;
}

static int is_connected(void *context, curl_socket_t fd, curlsocktype purpose)
{
    (void)context;
    (void)fd;
    (void)purpose;
    return CURL_SOCKOPT_ALREADY_CONNECTED;
}

/* The client's end of a connection on which ANSWER is all that comes; *OTHER the server's. */
static int connection(const uint8_t *answer, size_t size, int *other)
{
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        abort();
    if (send(ends[1], answer, size, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
        size = 0; /* more than fits: an empty answer */
    shutdown(ends[1], SHUT_WR);
    *other = ends[1];
    return ends[0];
}

static CURLcode ask(struct fetch_job *job, int *fd)
{
    CURL *easy = job->easy;

    curl_easy_setopt(easy, CURLOPT_URL, "http://192.0.2.1/a");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_CONTENT_DECODING, 0L);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, give_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, fd);
    curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, is_connected);
    fetch_answer_listen(job);
    return curl_easy_perform(easy);
}

/* What is made of an answer that came whole. */
static void judge(struct fetch_client *client, struct fetch_job *job)
{
    struct fetch_response *r = job->response;

    fetch_answer_finish(job);
    if (r->status < 0 || r->status > 999 || r->body.len > BASE_LIMIT_BODY_BYTES)
        abort();
    for (size_t i = 0; i < r->header_count; i++)
        if (memchr(r->headers[i].name.ptr, '\n', r->headers[i].name.len) ||
            memchr(r->headers[i].value.ptr, '\n', r->headers[i].value.len))
            abort();
    if (fetch_redirect(job) && !base_str_starts(fetch_job_url(job), BASE_STR("http")))
        abort();
    job->host->held_until = INT64_MIN;
    job->host->left = NULL;
    fetch_policy_retry(client, job);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct fetch_options options = {.allow_private = true};
    static struct fetch_client *client;
    struct fetch_request request = {.url = BASE_STR("http://192.0.2.1/a")};
    int other;

    if (size == 0 || (!client && fetch_open(&options, &client, NULL) != BASE_OK))
        return 0;
    struct fetch_job *job = fetch_job_new(&request);
    if (!job)
        return 0;
    int fd = connection(data + 1, size - 1, &other);
    job->keeps = data[0] & 1;
    job->host = fetch_host_of(client, request.url);
    job->easy = curl_easy_init();
    if (job->easy && job->host && ask(job, &fd) == CURLE_OK)
        judge(client, job);
    close(other);
    fetch_response_free(fetch_job_response(job));
    return 0;
}
