/*
 * The guard: no connection to an address that is not of the public internet. It looks at the address
 * connected to, so names that resolve to private ranges, or to other addresses the second time, and
 * numbers in odd notations are all met at one place. Behind a proxy nobody sees what is connected to:
 * there the name is resolved here first, and refused where any of its addresses is special.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fetch/private.h"

enum range_kind {
    RANGE_SPECIAL,
    RANGE_PUBLIC,
    RANGE_EMBEDS, /* holds an IPv4 address from byte AT on */
};

struct range {
    unsigned char prefix[16];
    unsigned char bits;
    unsigned char kind;
    unsigned char at;
};

/* IANA IPv4 Special-Purpose Address Registry, and multicast. */
static const struct range ranges_v4[] = {
    {{0}, 8, RANGE_SPECIAL, 0},               /* this network */
    {{10}, 8, RANGE_SPECIAL, 0},              /* private */
    {{100, 64}, 10, RANGE_SPECIAL, 0},        /* carrier-grade NAT */
    {{127}, 8, RANGE_SPECIAL, 0},             /* loopback */
    {{169, 254}, 16, RANGE_SPECIAL, 0},       /* link-local; cloud metadata */
    {{172, 16}, 12, RANGE_SPECIAL, 0},        /* private */
    {{192, 0, 0}, 24, RANGE_SPECIAL, 0},      /* IETF protocol assignments */
    {{192, 0, 2}, 24, RANGE_SPECIAL, 0},      /* documentation */
    {{192, 31, 196}, 24, RANGE_SPECIAL, 0},   /* AS112 */
    {{192, 52, 193}, 24, RANGE_SPECIAL, 0},   /* AMT */
    {{192, 88, 99}, 24, RANGE_SPECIAL, 0},    /* 6to4 relays */
    {{192, 168}, 16, RANGE_SPECIAL, 0},       /* private */
    {{192, 175, 48}, 24, RANGE_SPECIAL, 0},   /* AS112 */
    {{198, 18}, 15, RANGE_SPECIAL, 0},        /* benchmarking */
    {{198, 51, 100}, 24, RANGE_SPECIAL, 0},   /* documentation */
    {{203, 0, 113}, 24, RANGE_SPECIAL, 0},    /* documentation */
    {{224}, 4, RANGE_SPECIAL, 0},             /* multicast */
    {{240}, 4, RANGE_SPECIAL, 0},             /* reserved, broadcast */
    {{0}, 0, RANGE_PUBLIC, 0},
};

/* IANA IPv6 Special-Purpose Address Registry. Only 2000::/3 is handed out as global unicast. */
static const struct range ranges_v6[] = {
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, RANGE_EMBEDS, 12}, /* IPv4-mapped */
    {{0, 0x64, 0xff, 0x9b}, 96, RANGE_EMBEDS, 12},                      /* NAT64 */
    {{0x20, 0x02}, 16, RANGE_EMBEDS, 2},                                /* 6to4 */
    {{0x20, 0x01}, 23, RANGE_SPECIAL, 0},                   /* protocol assignments, Teredo, ORCHID */
    {{0x20, 0x01, 0x0d, 0xb8}, 32, RANGE_SPECIAL, 0},       /* documentation */
    {{0x26, 0x20, 0, 0x4f, 0x80, 0}, 48, RANGE_SPECIAL, 0}, /* AS112 */
    {{0x3f, 0xff}, 20, RANGE_SPECIAL, 0},                   /* documentation */
    {{0x20}, 3, RANGE_PUBLIC, 0},
    {{0}, 0, RANGE_SPECIAL, 0}, /* loopback, discard, unique local, link-local, multicast ... */
};

static bool in_range(const unsigned char *address, const struct range *range)
{
    size_t whole = range->bits / 8;
    if (memcmp(address, range->prefix, whole) != 0)
        return false;
    unsigned rest = range->bits % 8;
    return rest == 0 || ((address[whole] ^ range->prefix[whole]) >> (8 - rest)) == 0;
}

static bool v4_is_public(const unsigned char *address)
{
    const struct range *range = ranges_v4;
    while (!in_range(address, range))
        range++;
    return range->kind == RANGE_PUBLIC;
}

static bool v6_is_public(const unsigned char *address)
{
    const struct range *range = ranges_v6;
    while (!in_range(address, range))
        range++;
    return range->kind == RANGE_EMBEDS ? v4_is_public(address + range->at) : range->kind == RANGE_PUBLIC;
}

bool fetch_address_is_public(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        return v4_is_public((const unsigned char *)&in.sin_addr);
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, address, sizeof in6);
        return v6_is_public((const unsigned char *)&in6.sin6_addr);
    }
    return false;
}

static void name_address(const struct sockaddr *address, char *out, size_t size)
{
    const void *bytes = NULL;
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
    if (address->sa_family == AF_INET) {
        memcpy(&in, address, sizeof in);
        bytes = &in.sin_addr;
    } else if (address->sa_family == AF_INET6) {
        memcpy(&in6, address, sizeof in6);
        bytes = &in6.sin6_addr;
    }
    if (!bytes || !inet_ntop(address->sa_family, bytes, out, (socklen_t)size))
        snprintf(out, size, "an address of family %d", address->sa_family);
}

curl_socket_t fetch_guard_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct fetch_job *job = context;
    (void)purpose;
    if (!fetch_address_is_public(&address->addr)) {
        name_address(&address->addr, job->guarded, sizeof job->guarded);
        return CURL_SOCKET_BAD;
    }
#ifdef SOCK_CLOEXEC
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
#else
    return socket(address->family, address->socktype, address->protocol);
#endif
}

/* No connection is made: the addresses that the name stands for are looked at, all of them. */
curl_socket_t fetch_guard_look(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct fetch_job *job = context;
    (void)purpose;
    job->resolved = true;
    if (!fetch_address_is_public(&address->addr))
        name_address(&address->addr, job->guarded, sizeof job->guarded);
    return CURL_SOCKET_BAD;
}

enum fetch_literal fetch_guard_literal(struct base_str host)
{
    char text[256];
    while (host.len > 0 && (host.ptr[0] == '[' || host.ptr[0] == '.'))
        host = base_str_sub(host, 1, host.len);
    while (host.len > 0 && (host.ptr[host.len - 1] == ']' || host.ptr[host.len - 1] == '.'))
        host.len--;
    size_t len = 0;
    while (len < host.len && host.ptr[len] != '%') /* a zone does not change what the address is */
        len++;
    if (len == 0 || len >= sizeof text)
        return FETCH_LITERAL_NONE;
    memcpy(text, host.ptr, len);
    text[len] = '\0';
    struct in_addr v4;
    struct in6_addr v6;
    if (inet_aton(text, &v4)) /* reads octal, hexadecimal and short forms, as some proxies do */
        return v4_is_public((const unsigned char *)&v4) ? FETCH_LITERAL_PUBLIC : FETCH_LITERAL_SPECIAL;
    if (inet_pton(AF_INET6, text, &v6) == 1)
        return v6_is_public((const unsigned char *)&v6) ? FETCH_LITERAL_PUBLIC : FETCH_LITERAL_SPECIAL;
    return FETCH_LITERAL_NONE;
}
