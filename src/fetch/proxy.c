/*
 * Which proxy a request takes, by the usual rules of http_proxy, https_proxy and no_proxy.
 */
#include <arpa/inet.h>
#include <netinet/in.h>

#include "fetch/private.h"

struct address {
    unsigned char bytes[16];
    unsigned bits; /* 32, 128; 0: none */
};

static struct address read_address(struct base_str s)
{
    struct address a = {.bits = 0};
    char text[64];
    if (s.len > 1 && s.ptr[0] == '[' && s.ptr[s.len - 1] == ']')
        s = base_str_sub(s, 1, s.len - 1);
    if (s.len == 0 || s.len >= sizeof text)
        return a;
    memcpy(text, s.ptr, s.len);
    text[s.len] = '\0';
    if (inet_pton(AF_INET, text, a.bytes) == 1)
        a.bits = 32;
    else if (inet_pton(AF_INET6, text, a.bytes) == 1)
        a.bits = 128;
    return a;
}

/* "192.0.2.1", "192.0.2.0/24", "[2001:db8::1]", "2001:db8::/32". */
static bool holds_address(struct base_str range, const struct address *host)
{
    size_t slash = base_str_find(range, BASE_STR("/")), bits = host->bits;
    struct address net = read_address(slash == SIZE_MAX ? range : base_str_sub(range, 0, slash));
    if (!net.bits || net.bits != host->bits)
        return false;
    if (slash != SIZE_MAX && !base_str_to_size(base_str_sub(range, slash + 1, range.len), net.bits, &bits))
        return false;
    unsigned rest = bits % 8;
    return memcmp(net.bytes, host->bytes, bits / 8) == 0
        && (rest == 0 || ((net.bytes[bits / 8] ^ host->bytes[bits / 8]) >> (8 - rest)) == 0);
}

/* "portal.example" and ".portal.example" both stand for the name and all below it. */
static bool holds_name(struct base_str suffix, struct base_str host)
{
    if (suffix.len > 0 && suffix.ptr[0] == '.')
        suffix = base_str_sub(suffix, 1, suffix.len);
    if (suffix.len == 0 || suffix.len > host.len)
        return false;
    struct base_str end = base_str_sub(host, host.len - suffix.len, host.len);
    return base_str_equal_nocase(end, suffix)
        && (suffix.len == host.len || host.ptr[host.len - suffix.len - 1] == '.');
}

static struct base_str without_dot(struct base_str name)
{
    if (name.len > 0 && name.ptr[name.len - 1] == '.')
        name.len--;
    return name;
}

bool fetch_proxy_spares(const char *no_proxy, struct base_str host)
{
    const char *at = no_proxy ? no_proxy : "";
    host = without_dot(host);
    struct address address = read_address(host);
    while (*at) {
        at += strspn(at, ", \t");
        struct base_str entry = without_dot((struct base_str){at, strcspn(at, ", \t")});
        at += strcspn(at, ", \t");
        if (base_str_equal(entry, BASE_STR("*")))
            return true;
        if (address.bits ? holds_address(entry, &address) : holds_name(entry, host))
            return true;
    }
    return false;
}

const char *fetch_proxy_of(const struct fetch_client *client, struct base_str url)
{
    const char *proxy = client->proxy;
    if (!proxy)
        proxy = base_str_equal(base_url_scheme(url), BASE_STR("https")) ? client->https_proxy : client->http_proxy;
    return proxy && !fetch_proxy_spares(client->no_proxy, base_url_host(url)) ? proxy : NULL;
}
