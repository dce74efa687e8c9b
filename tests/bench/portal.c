/* A portal for measuring crawlers: prepared answers from one thread, so that what is measured is the crawler.
 *     portal serve PORT FILE [PAD]    on all addresses of 127.0.0.0/8, until killed
 *     portal load PORT FILE           asks for each page once: what the server itself can do
 * FILE holds pages: "HOST PATH TYPE LENGTH AT\n" and LENGTH bytes, into which PAD's bytes go at AT (-1: they don't).
 * Answers have an ETag, and are 304 to who shows it. GET /-/counts gives what was asked since the last time, as JSON. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { SLOTS = 1 << 16, REQUEST_BYTES = 8192, MAX_CONNECTIONS = 4096, PARTS = 4, LOADERS = 50 };

struct text {
    const char *ptr;
    size_t len;
};

struct page {
    struct text host, path, type, body;
    long pad_at;
};

struct connection {
    char request[REQUEST_BYTES];
    size_t have;
    char head[512];
    struct iovec parts[PARTS]; /* of the answer: what is left of it */
    int part;
    bool close;
};

static struct {
    struct text file, pad;
    struct page pages[SLOTS / 2];
    uint32_t slots[SLOTS]; /* a page's number and one */
    size_t count;
    unsigned long requests, conditional, unchanged, missing, bytes;
    struct connection *connections[MAX_CONNECTIONS];
} portal;

static void die(const char *what)
{
    fprintf(stderr, "portal: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* ---- Pages ---- */

static uint32_t hash_more(uint32_t h, struct text s)
{
    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.ptr[i]) * 16777619u;
    return h;
}

static bool same(struct text a, struct text b)
{
    return a.len == b.len && !memcmp(a.ptr, b.ptr, a.len);
}

/* The slot of the page, or the free one where it would be. */
static uint32_t *slot_of(struct text host, struct text path)
{
    uint32_t at = hash_more(hash_more(2166136261u, host), path) % SLOTS;

    for (;; at = (at + 1) % SLOTS) {
        const struct page *page = &portal.pages[portal.slots[at] ? portal.slots[at] - 1 : 0];

        if (!portal.slots[at] || (same(page->host, host) && same(page->path, path)))
            return &portal.slots[at];
    }
}

static struct text map_file(const char *path)
{
    int fd = open(path, O_RDONLY);
    struct stat st;
    void *at = NULL;

    if (fd < 0 || fstat(fd, &st) < 0)
        die(path);
    if (st.st_size && (at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0)) == MAP_FAILED)
        die(path);
    close(fd);
    return (struct text){at, (size_t)st.st_size};
}

static struct text next_word(const char **at, char end)
{
    const char *from = *at, *to = strchr(from, end);

    *at = to + 1;
    return (struct text){from, (size_t)(to - from)};
}

static void load_pages(const char *path)
{
    const char *at, *end;

    portal.file = map_file(path);
    at = portal.file.ptr;
    end = at + portal.file.len;
    while (at < end && portal.count < SLOTS / 2) {
        struct page *page = &portal.pages[portal.count];

        page->host = next_word(&at, ' ');
        page->path = next_word(&at, ' ');
        page->type = next_word(&at, ' ');
        page->body.len = strtoul(next_word(&at, ' ').ptr, NULL, 10);
        page->pad_at = strtol(next_word(&at, '\n').ptr, NULL, 10);
        page->body.ptr = at;
        at += page->body.len;
        *slot_of(page->host, page->path) = (uint32_t)++portal.count;
    }
}

/* ---- Answers ---- */

static struct text header(const char *request, const char *name)
{
    const char *at = strcasestr(request, name), *end;

    if (!at)
        return (struct text){NULL, 0};
    at += strlen(name);
    end = strstr(at, "\r\n");
    return (struct text){at, (size_t)(end - at)};
}

static void add_part(struct connection *c, int *count, const char *ptr, size_t len)
{
    if (len)
        c->parts[(*count)++] = (struct iovec){(void *)(uintptr_t)ptr, len};
}

static void answer_counts(struct connection *c)
{
    char body[256];
    int n = snprintf(body, sizeof body, "{\"requests\":%lu,\"conditional\":%lu,\"unchanged\":%lu,\"missing\":%lu,\"bytes\":%lu}\n",
                     portal.requests, portal.conditional, portal.unchanged, portal.missing, portal.bytes);

    n = snprintf(c->head, sizeof c->head, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", n, body);
    portal.requests = portal.conditional = portal.unchanged = portal.missing = portal.bytes = 0;
    c->parts[0] = (struct iovec){c->head, (size_t)n};
}

static void answer_page(struct connection *c, uint32_t number, struct text validator)
{
    const struct page *page = &portal.pages[number];
    char etag[24];
    int n, count = 1;
    size_t pad = page->pad_at >= 0 ? portal.pad.len : 0, before = pad ? (size_t)page->pad_at : page->body.len;

    snprintf(etag, sizeof etag, "\"%u\"", number);
    portal.conditional += validator.ptr != NULL;
    if (validator.ptr && same(validator, (struct text){etag, strlen(etag)})) {
        portal.unchanged++;
        n = snprintf(c->head, sizeof c->head, "HTTP/1.1 304 Not Modified\r\nETag: %s\r\n\r\n", etag);
    } else {
        n = snprintf(c->head, sizeof c->head, "HTTP/1.1 200 OK\r\nContent-Type: %.*s\r\nETag: %s\r\nContent-Length: %zu\r\n\r\n",
                     (int)page->type.len, page->type.ptr, etag, page->body.len + pad);
        add_part(c, &count, page->body.ptr, before);
        add_part(c, &count, portal.pad.ptr, pad);
        add_part(c, &count, page->body.ptr + before, page->body.len - before);
    }
    c->parts[0] = (struct iovec){c->head, (size_t)n};
}

static void answer(struct connection *c)
{
    const char *at = c->request;
    struct text path, host = header(c->request, "\r\nHost: ");
    uint32_t slot;

    memset(c->parts, 0, sizeof c->parts);
    c->part = 0;
    c->close = strcasestr(c->request, "\r\nConnection: close") != NULL;
    next_word(&at, ' ');
    path = next_word(&at, ' ');
    if (same(path, (struct text){"/-/counts", 9})) {
        answer_counts(c);
        return;
    }
    portal.requests++;
    for (size_t i = 0; i < host.len; i++)
        if (host.ptr[i] == ':')
            host.len = i;
    slot = *slot_of(host, path);
    if (slot) {
        answer_page(c, slot - 1, header(c->request, "\r\nIf-None-Match: "));
    } else {
        portal.missing++;
        c->parts[0] = (struct iovec){c->head, (size_t)snprintf(c->head, sizeof c->head,
                                     "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")};
    }
    for (int i = 0; i < PARTS; i++)
        portal.bytes += c->parts[i].iov_len;
}

/* ---- Connections ---- */

/* True: all of the answer is sent. */
static bool send_some(struct connection *c, int fd, bool *gone)
{
    while (c->part < PARTS && c->parts[c->part].iov_len) {
        ssize_t n = writev(fd, c->parts + c->part, PARTS - c->part);

        if (n < 0 && errno == EAGAIN)
            return false;
        if (n <= 0) {
            *gone = true;
            return false;
        }
        while (c->part < PARTS && (size_t)n >= c->parts[c->part].iov_len && c->parts[c->part].iov_len)
            n -= (ssize_t)c->parts[c->part++].iov_len;
        if (n) {
            c->parts[c->part].iov_base = (char *)c->parts[c->part].iov_base + n;
            c->parts[c->part].iov_len -= (size_t)n;
        }
    }
    return true;
}

/* One request after the other; false: the connection is over. */
static bool serve(struct connection *c, int fd, int epoll, uint32_t events)
{
    bool gone = false;

    if ((events & EPOLLOUT) && send_some(c, fd, &gone))
        epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &(struct epoll_event){EPOLLIN, {.fd = fd}});
    while (!gone && (events & (EPOLLIN | EPOLLHUP))) {
        ssize_t n = recv(fd, c->request + c->have, REQUEST_BYTES - 1 - c->have, 0);

        if (n < 0 && errno == EAGAIN)
            return true;
        if (n <= 0)
            return false;
        c->have += (size_t)n;
        c->request[c->have] = '\0';
        if (!strstr(c->request, "\r\n\r\n"))
            continue;
        c->have = 0; /* who asks waits for the answer: nothing stands behind it */
        answer(c);
        if (!send_some(c, fd, &gone) && !gone) {
            epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &(struct epoll_event){EPOLLOUT, {.fd = fd}});
            return true;
        }
        if (c->close)
            return false;
    }
    return !gone;
}

static int listen_at(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_ANY)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;

    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 || listen(fd, 1024) < 0)
        die("listen");
    return fd;
}

static void open_connection(int listener, int epoll)
{
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), on = 1;

    if (fd < 0)
        return;
    if (fd >= MAX_CONNECTIONS || !(portal.connections[fd] = calloc(1, sizeof **portal.connections))) {
        close(fd);
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &(struct epoll_event){EPOLLIN, {.fd = fd}});
}

static void close_connection(int fd)
{
    free(portal.connections[fd]);
    portal.connections[fd] = NULL;
    close(fd);
}

static void serve_all(int port)
{
    int listener = listen_at(port), epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event events[64];

    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &(struct epoll_event){EPOLLIN, {.fd = listener}});
    puts("ready");
    fflush(stdout);
    for (;;) {
        int n = epoll_wait(epoll, events, 64, -1);

        for (int i = 0; i < n; i++) {
            int fd = events[i].data.fd;

            if (fd == listener)
                open_connection(listener, epoll);
            else if (!serve(portal.connections[fd], fd, epoll, events[i].events))
                close_connection(fd);
        }
    }
}

/* ---- The server's own ceiling ---- */

static int connect_to(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) < 0)
        die("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

static void ask(int fd, const struct page *page)
{
    char request[512];
    int n = snprintf(request, sizeof request, "GET %.*s HTTP/1.1\r\nHost: %.*s\r\n\r\n", (int)page->path.len, page->path.ptr,
                     (int)page->host.len, page->host.ptr);

    if (write(fd, request, (size_t)n) != n)
        die("write");
}

static void read_answer(int fd)
{
    static char room[1 << 20];
    size_t have = 0, whole = 0;

    while (!whole || have < whole) {
        ssize_t n = read(fd, room + (whole ? 0 : have), sizeof room - 1 - (whole ? 0 : have));
        const char *end, *length;

        if (n <= 0)
            die("read");
        have += (size_t)n;
        room[whole ? 0 : have] = '\0';
        if (!whole && (end = strstr(room, "\r\n\r\n")) && (length = strstr(room, "Content-Length: ")))
            whole = (size_t)(end - room) + 4 + strtoul(length + 16, NULL, 10);
    }
}

static void load(int port)
{
    int fds[LOADERS];
    struct timespec from, to;

    for (int i = 0; i < LOADERS; i++)
        fds[i] = connect_to(port);
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (size_t at = 0; at < portal.count; at += LOADERS) {
        for (size_t i = 0; i < LOADERS && at + i < portal.count; i++)
            ask(fds[i], &portal.pages[at + i]);
        for (size_t i = 0; i < LOADERS && at + i < portal.count; i++)
            read_answer(fds[i]);
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("%.0f\n", (double)portal.count / ((double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9));
}

int main(int argc, char **argv)
{
    if (argc < 4 || (strcmp(argv[1], "serve") && strcmp(argv[1], "load"))) {
        fprintf(stderr, "usage: portal serve PORT FILE [PAD]\n       portal load PORT FILE\n");
        return 2;
    }
    load_pages(argv[3]);
    if (argc > 4)
        portal.pad = map_file(argv[4]);
    if (!strcmp(argv[1], "load"))
        load(atoi(argv[2]));
    else
        serve_all(atoi(argv[2]));
    return 0;
}
