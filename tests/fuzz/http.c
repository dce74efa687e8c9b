/* What a server may answer, from its first byte to the last: status, headers, codings, Location, Retry-After. The first byte
 * says whether the exchange is kept. libcurl reads it from a socket of the file system, so nothing goes over any network. */
#include "fetch/private.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A socket of the file system, which libcurl asks in place of the address. */
struct listener {
    char folder[32], path[48];
    int fd;
};

static struct listener at;

static void remove_socket(void)
{
    unlink(at.path);
    rmdir(at.folder);
}

static void listen_once(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    if (at.path[0])
        return;
    strcpy(at.folder, "/tmp/newsclip-fuzz-XXXXXX");
    at.fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (!mkdtemp(at.folder) || at.fd < 0)
        abort();
    snprintf(at.path, sizeof at.path, "%s/s", at.folder);
    strcpy(address.sun_path, at.path);
    if (bind(at.fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(at.fd, 8) != 0 ||
        fcntl(at.fd, F_SETFL, O_NONBLOCK) != 0)
        abort();
    atexit(remove_socket);
}

/* Whoever has connected is sent ANSWER, and no more; -1: nobody has yet. */
static int serve(const uint8_t *answer, size_t size)
{
    int fd = accept(at.fd, NULL, NULL);

    if (fd >= 0 && size > 0 && send(fd, answer, size, MSG_DONTWAIT | MSG_NOSIGNAL) < (ssize_t)size)
        size = 0; /* more than fits: it ends early */
    if (fd >= 0)
        shutdown(fd, SHUT_WR);
    return fd;
}

static CURLcode ask(struct fetch_job *job, const uint8_t *answer, size_t size)
{
    const struct fetch_curl *curl = job->curl;
    CURL *easy = job->easy;
    CURLM *multi = curl->multi_init();
    CURLcode code = CURLE_FAILED_INIT;
    int running = 1, served = -1, left;

    curl->easy_setopt(easy, CURLOPT_URL, "http://192.0.2.1/a");
    curl->easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, at.path);
    curl->easy_setopt(easy, CURLOPT_PROXY, "");
    curl->easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    curl->easy_setopt(easy, CURLOPT_HTTP_CONTENT_DECODING, 0L);
    fetch_answer_listen(job);
    if (!multi || curl->multi_add_handle(multi, easy) != CURLM_OK)
        abort();
    while (curl->multi_perform(multi, &running) == CURLM_OK && running) {
        if (served < 0)
            served = serve(answer, size);
        curl->multi_poll(multi, NULL, 0, 1, NULL);
    }
    for (CURLMsg *said; (said = curl->multi_info_read(multi, &left));)
        code = said->data.result;
    curl->multi_remove_handle(multi, easy);
    curl->multi_cleanup(multi);
    if (served >= 0)
        close(served);
    return code;
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

    if (size == 0 || (!client && fetch_open(&options, &client, NULL) != BASE_OK))
        return 0;
    struct fetch_job *job = fetch_job_new(&request);
    if (!job)
        return 0;
    listen_once();
    job->keeps = data[0] & 1;
    job->host = fetch_host_of(client, request.url);
    job->curl = &client->curl;
    job->easy = job->curl->easy_init();
    if (job->easy && job->host && ask(job, data + 1, size - 1) == CURLE_OK)
        judge(client, job);
    fetch_response_free(fetch_job_response(job));
    return 0;
}
