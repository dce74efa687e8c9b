/* What the tests of fetching share: a server in a thread on 127.0.0.1, and ways to ask it. */
#ifndef FETCH_SERVER_H
#define FETCH_SERVER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include "fetch/private.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- The server ---- */

struct visit {
    char path[256];
    char request[2048];
    int64_t began, ended;
};

struct server {
    pthread_t thread;
    pthread_mutex_t lock;
    int listener, port;
    int hung[16]; /* connections left without an answer */
    size_t hung_count;
    struct visit visits[1024];
    size_t count;
    const char *robots; /* a whole answer; NULL: 404 */
    struct base_str packed_robots; /* the same, with NUL bytes; none: ROBOTS says it */
    struct base_str custom;        /* the whole answer of /custom */
    unsigned char *bomb;
    size_t bomb_len;
};

static inline bool send_all(int fd, const void *bytes, size_t len)
{
    const char *at = bytes;
    while (len > 0) {
        ssize_t n = send(fd, at, len, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

static inline void say(int fd, const char *text)
{
    send_all(fd, text, strlen(text));
}

static inline void redirect_to(int fd, const char *status, const char *target)
{
    char text[1024];
    snprintf(text, sizeof text, "HTTP/1.1 %s\r\nLocation: %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", status,
             target);
    say(fd, text);
}

#define CLOSE "Connection: close\r\n"
#define OK_HELLO "HTTP/1.1 200 OK\r\n" CLOSE "Content-Length: 5\r\n\r\nhello"

static const struct {
    const char *path, *answer;
} pages[] = {
    {"/ok", "HTTP/1.1 200 OK\r\n" CLOSE "ETag: \"x1\"\r\nX-Folded: one\r\n two\r\nContent-Length: 5\r\n\r\nhello"},
    {"/page", OK_HELLO},
    {"/missing", "HTTP/1.1 404 Not Found\r\n" CLOSE "Content-Length: 2\r\n\r\nno"},
    {"/early", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" OK_HELLO},
    {"/short", "HTTP/1.1 200 OK\r\n" CLOSE "Content-Length: 100\r\n\r\nten bytes."},
    {"/long", "HTTP/1.1 200 OK\r\n" CLOSE "Content-Length: 3\r\n\r\nhello"},
    {"/nothing", ""},
    {"/garbage", "SSH-2.0-OpenSSH_9.2\r\n"},
    {"/not-gzip", "HTTP/1.1 200 OK\r\n" CLOSE "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello"},
    {"/utf-8-coding", "HTTP/1.1 200 OK\r\n" CLOSE "Content-Encoding: UTF-8\r\nContent-Length: 5\r\n\r\nhello"},
    {"/trailer", "HTTP/1.1 200 OK\r\n" CLOSE "Transfer-Encoding: chunked\r\nTrailer: X-Late\r\n\r\n"
                 "5\r\nhello\r\n0\r\nX-Late: 1\r\n\r\n"},
    {"/later", "HTTP/1.1 503 Busy\r\n" CLOSE "Retry-After: 7200\r\nContent-Length: 0\r\n\r\n"},
    {"/always", "HTTP/1.1 503 Busy\r\n" CLOSE "Retry-After: 0\r\nContent-Length: 0\r\n\r\n"},
    {"/503", "HTTP/1.1 503 Busy\r\n" CLOSE "Content-Length: 0\r\n\r\n"},
    {"/429", "HTTP/1.1 429 Slow\r\n" CLOSE "Content-Length: 0\r\n\r\n"},
    {"/nowhere", "HTTP/1.1 302 Found\r\n" CLOSE "Content-Length: 5\r\n\r\nhello"},
};

static const struct {
    const char *path, *status, *target;
} moves[] = {
    {"/moved", "301 Moved", "/moved2"},     {"/moved2", "308 Moved", "ok"},
    {"/mixed", "302 Found", "/moved2"},     {"/loop", "302 Found", "/loop2"},
    {"/loop2", "307 Found", "/loop"},       {"/self", "303 See", "/self"},
    {"/file", "302 Found", "file:///etc/passwd"}, {"/inside", "302 Found", "http://10.0.0.1/admin"},
};

static inline void answer_bytes(int fd, size_t len)
{
    char head[128], block[4096];
    snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\n" CLOSE "Content-Length: %zu\r\n\r\n", len);
    say(fd, head);
    memset(block, 'x', sizeof block);
    for (; len > 0; len -= len < sizeof block ? len : sizeof block)
        send_all(fd, block, len < sizeof block ? len : sizeof block);
}

static inline void answer_drip(int fd, int bytes, int pause_ms)
{
    say(fd, "HTTP/1.1 200 OK\r\n" CLOSE "\r\n");
    for (int i = 0; i < bytes && send_all(fd, "x", 1); i++)
        usleep((useconds_t)pause_ms * 1000);
}

static inline void answer_bomb(const struct server *s, int fd)
{
    say(fd, "HTTP/1.1 200 OK\r\n" CLOSE "Content-Encoding: gzip\r\n\r\n");
    send_all(fd, s->bomb, s->bomb_len);
}

/* The first BYTES of the custom answer, then the connection is closed, or RESET. */
static inline void answer_cut(const struct server *s, int fd, size_t bytes, bool reset)
{
    struct linger now = {.l_onoff = 1, .l_linger = 0};
    send_all(fd, s->custom.ptr, bytes < s->custom.len ? bytes : s->custom.len);
    if (reset) {
        usleep(500); /* what was sent is read first */
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    }
}

/* HEAD, then PART over and over, until the client has enough; at most a gigabyte. */
static inline void answer_endlessly(int fd, const char *head, const char *part)
{
    char block[65536];
    size_t len = 0, part_len = strlen(part);
    while (len + part_len <= sizeof block) {
        memcpy(block + len, part, part_len);
        len += part_len;
    }
    say(fd, head);
    for (int i = 0; i < 16384 && send_all(fd, block, len); i++)
        ;
}

/* An HTTP date some seconds ahead. */
static inline void answer_later_by_date(int fd, int seconds)
{
    char text[256], date[64];
    time_t then = time(NULL) + seconds;
    struct tm tm;
    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&then, &tm));
    snprintf(text, sizeof text, "HTTP/1.1 503 Busy\r\n" CLOSE "Retry-After: %s\r\nContent-Length: 0\r\n\r\n", date);
    say(fd, text);
}

static inline void answer_flood(int fd)
{
    say(fd, "HTTP/1.1 200 OK\r\n" CLOSE);
    for (int i = 0; i < 10000; i++)
        say(fd, "X-Flood: 0123456789012345678901234567890123456789\r\n");
    say(fd, "\r\nhello");
}

static inline size_t visits_to(const struct server *s, const char *path)
{
    size_t n = 0;
    for (size_t i = 0; i < s->count; i++)
        n += strcmp(s->visits[i].path, path) == 0;
    return n;
}

static inline bool answer_special(struct server *s, int fd, const struct visit *v)
{
    const char *path = v->path;
    int number;
    char target[64];
    if (sscanf(path, "/chain/%d", &number) == 1) {
        snprintf(target, sizeof target, "/chain/%d", number - 1);
        redirect_to(fd, "302 Found", number > 0 ? target : "/ok");
    } else if (sscanf(path, "/host/%d", &number) == 1) {
        snprintf(target, sizeof target, "http://localhost:%d/ok", number);
        redirect_to(fd, "302 Found", target);
    } else if (sscanf(path, "/bytes/%d", &number) == 1) {
        answer_bytes(fd, (size_t)number);
    } else if (sscanf(path, "/drip/%d", &number) == 1) {
        answer_drip(fd, 10, number);
    } else if (strcmp(path, "/bomb") == 0) {
        answer_bomb(s, fd);
    } else if (sscanf(path, "/close/%d", &number) == 1) {
        answer_cut(s, fd, (size_t)number, false);
    } else if (sscanf(path, "/reset/%d", &number) == 1) {
        answer_cut(s, fd, (size_t)number, true);
    } else if (strcmp(path, "/endless") == 0) {
        answer_endlessly(fd, "HTTP/1.1 200 OK\r\n" CLOSE "\r\n", "<p>and so on</p>\n");
    } else if (strcmp(path, "/endless-chunks") == 0) {
        answer_endlessly(fd, "HTTP/1.1 200 OK\r\n" CLOSE "Transfer-Encoding: chunked\r\n\r\n", "4\r\nmore\r\n");
    } else if (strcmp(path, "/endless-extension") == 0) {
        answer_endlessly(fd, "HTTP/1.1 200 OK\r\n" CLOSE "Transfer-Encoding: chunked\r\n\r\n4;x=", "more");
    } else if (strcmp(path, "/endless-line") == 0) {
        answer_endlessly(fd, "HTTP/1.1 200 OK\r\nX-Long: ", "more");
    } else if (strcmp(path, "/endless-interim") == 0) {
        answer_endlessly(fd, "", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n");
    } else if (strcmp(path, "/endless-trailer") == 0) {
        answer_endlessly(fd, "HTTP/1.1 200 OK\r\n" CLOSE "Transfer-Encoding: chunked\r\n\r\n4\r\nmore\r\n0\r\n",
                         "X-Late: 1\r\n");
    } else if (strcmp(path, "/once-date") == 0 && visits_to(s, path) == 1) {
        answer_later_by_date(fd, 2);
    } else if (strcmp(path, "/custom") == 0) {
        send_all(fd, s->custom.ptr, s->custom.len);
    } else if (strcmp(path, "/flood") == 0) {
        answer_flood(fd);
    } else if (strcmp(path, "/cond") == 0) {
        say(fd, strstr(v->request, "\r\nIf-None-Match: W/\"x\"\r\n")
                        && strstr(v->request, "\r\nIf-Modified-Since: Mon, 23 Nov 2026 08:00:00 GMT\r\n")
                    ? "HTTP/1.1 304 Not Modified\r\n" CLOSE "\r\n" : OK_HELLO);
    } else if (strcmp(path, "/once") == 0) {
        say(fd, visits_to(s, path) == 1
                    ? "HTTP/1.1 429 Slow\r\n" CLOSE "Retry-After: 1\r\nContent-Length: 4\r\n\r\nbusy" : OK_HELLO);
    } else if (strcmp(path, "/flaky") == 0) {
        say(fd, visits_to(s, path) <= 2 ? "" : OK_HELLO);
    } else {
        return false;
    }
    return true;
}

static inline void answer(struct server *s, int fd, const struct visit *v)
{
    if (strcmp(v->path, "/robots.txt") == 0 && s->packed_robots.ptr) {
        send_all(fd, s->packed_robots.ptr, s->packed_robots.len);
        return;
    }
    if (strcmp(v->path, "/robots.txt") == 0) {
        say(fd, s->robots ? s->robots : "HTTP/1.1 404 None\r\n" CLOSE "Content-Length: 0\r\n\r\n");
        return;
    }
    for (size_t i = 0; i < COUNT(pages); i++)
        if (strcmp(v->path, pages[i].path) == 0) {
            say(fd, pages[i].answer);
            return;
        }
    for (size_t i = 0; i < COUNT(moves); i++)
        if (strcmp(v->path, moves[i].path) == 0) {
            redirect_to(fd, moves[i].status, moves[i].target);
            return;
        }
    if (!answer_special(s, fd, v))
        say(fd, OK_HELLO);
}

static inline bool read_request(int fd, struct visit *v)
{
    size_t len = 0;
    while (!strstr(v->request, "\r\n\r\n")) {
        ssize_t n = recv(fd, v->request + len, sizeof v->request - 1 - len, 0);
        if (n <= 0)
            return false;
        len += (size_t)n;
    }
    return sscanf(v->request, "GET %255s", v->path) == 1;
}

static inline void *serve(void *context)
{
    struct server *s = context;
    for (;;) {
        int fd = accept(s->listener, NULL, NULL);
        if (fd < 0)
            return NULL;
        pthread_mutex_lock(&s->lock);
        struct visit *v = &s->visits[s->count];
        memset(v, 0, sizeof *v);
        bool ok = read_request(fd, v);
        v->began = base_time_monotonic_ms();
        s->count += ok && s->count + 1 < COUNT(s->visits);
        pthread_mutex_unlock(&s->lock);
        if (ok && strcmp(v->path, "/hang") == 0 && s->hung_count < COUNT(s->hung)) {
            s->hung[s->hung_count++] = fd;
            continue;
        }
        v->ended = base_time_monotonic_ms(); /* the client may see the end as soon as it is sent */
        if (ok)
            answer(s, fd, v);
        if (ok && strncmp(v->path, "/drip", 5) == 0)
            v->ended = base_time_monotonic_ms();
        close(fd);
    }
}

static inline void make_bomb(struct server *s, size_t size)
{
    z_stream z = {0};
    unsigned char zeros[65536] = {0};
    s->bomb = malloc(1 << 20);
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_out = s->bomb;
    z.avail_out = 1 << 20;
    for (size_t done = 0; done < size; done += sizeof zeros) {
        z.next_in = zeros;
        z.avail_in = sizeof zeros;
        assert_int_equal(deflate(&z, Z_NO_FLUSH), Z_OK);
    }
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    s->bomb_len = z.total_out;
    deflateEnd(&z);
}

static inline int start_server(void **state)
{
    struct server *s = calloc(1, sizeof *s);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    s->listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(s->listener, (struct sockaddr *)&address, len) != 0 || listen(s->listener, 64) != 0)
        return -1;
    getsockname(s->listener, (struct sockaddr *)&address, &len);
    s->port = ntohs(address.sin_port);
    pthread_mutex_init(&s->lock, NULL);
    make_bomb(s, 16 << 20);
    *state = s;
    return pthread_create(&s->thread, NULL, serve, s);
}

static inline int stop_server(void **state)
{
    struct server *s = *state;
    shutdown(s->listener, SHUT_RDWR);
    pthread_join(s->thread, NULL);
    close(s->listener);
    for (size_t i = 0; i < s->hung_count; i++)
        close(s->hung[i]);
    pthread_mutex_destroy(&s->lock);
    free(s->bomb);
    free(s);
    return 0;
}

static inline int forget_visits(void **state)
{
    struct server *s = *state;
    pthread_mutex_lock(&s->lock);
    s->count = 0;
    s->robots = NULL;
    pthread_mutex_unlock(&s->lock);
    return 0;
}

/* ---- The client ---- */

static inline struct fetch_client *open_client(struct fetch_options options)
{
    struct fetch_client *client;
    struct base_error e = {{0}};
    if (fetch_open(&options, &client, &e) != BASE_OK)
        fail_msg("%s", e.text);
    client->times.backoff = 20;
    return client;
}

static inline struct base_str address_of(const struct server *s, const char *path)
{
    static char text[4][512]; /* a few may be in use at once */
    static unsigned turn;
    char *out = text[turn++ % 4];
    snprintf(out, sizeof text[0], "http://127.0.0.1:%d%s", s->port, path);
    return base_str(out);
}

/* One request by a client of its own. */
static inline struct fetch_response *get(const struct server *s, const char *path)
{
    struct fetch_client *client = open_client((struct fetch_options){.allow_private = true});
    struct fetch_response *r = fetch_get(client, &(struct fetch_request){.url = address_of(s, path)});
    assert_non_null(r);
    fetch_close(client);
    return r;
}

static inline void submit(struct fetch_client *client, struct base_str url)
{
    struct base_error e = {{0}};
    if (fetch_submit(client, &(struct fetch_request){.url = url}, &e) != BASE_OK)
        fail_msg("%s", e.text);
}

/* One request by way of the queue, with all that a crawler does. */
static inline struct fetch_response *crawl(struct fetch_client *client, const struct server *s, const char *path)
{
    submit(client, address_of(s, path));
    struct fetch_response *r = fetch_next(client, 5000, -1);
    assert_non_null(r);
    return r;
}

static inline void expect(const struct fetch_response *r, enum fetch_outcome outcome, int status, const char *words)
{
    if (r->outcome != outcome || r->status != status || !strstr(r->error.text, words)
        || (outcome == FETCH_DONE && r->error.text[0]))
        fail_msg("outcome %d, status %d, \"%s\"", r->outcome, r->status, r->error.text);
}

/* GET of PATH ends so. */
static inline void expect_get(const struct server *s, const char *path, enum fetch_outcome outcome, int status,
                              const char *words)
{
    struct fetch_response *r = get(s, path);
    expect(r, outcome, status, words);
    fetch_response_free(r);
}

static inline bool body_is(const struct fetch_response *r, const char *text)
{
    return base_str_equal(base_buf_str(&r->body), base_str(text));
}

#define ROBOTS_OK "HTTP/1.1 200 OK\r\n" CLOSE "Content-Type: text/plain\r\n\r\n"

static inline struct fetch_client *open_crawler(int64_t delay_ms)
{
    return open_client((struct fetch_options){.allow_private = true, .robots = true, .delay_ms = delay_ms});
}

static inline void expect_crawl(struct server *s, const char *robots, const char *path, enum fetch_outcome outcome,
                                int status, const char *words)
{
    s->robots = robots;
    struct fetch_client *client = open_crawler(0);
    struct fetch_response *r = crawl(client, s, path);
    expect(r, outcome, status, words);
    fetch_response_free(r);
    fetch_close(client);
}

#define SERVED(test) cmocka_unit_test_setup(test, forget_visits)

#endif
