/*
 * Addresses, after the WHATWG URL standard for http and https. A host comes out in the one form that libcurl
 * reads as it is, so that what is checked here and what is connected to later are the same.
 */
#include "base/private.h"

#include <arpa/inet.h>
#include <netinet/in.h>

enum { LONGEST_HOST = 255 };

/* An address in the making. */
struct draft {
    size_t len;
    bool failed; /* over the cap */
    char text[BASE_LIMIT_URL_BYTES];
};

static void put(struct draft *d, const char *bytes, size_t len)
{
    if (d->failed || len > sizeof d->text - d->len) {
        d->failed = true;
        return;
    }
    memcpy(d->text + d->len, bytes, len);
    d->len += len;
}

static void put_str(struct draft *d, struct base_str s)
{
    if (s.len > 0)
        put(d, s.ptr, s.len);
}

static void put_percent(struct draft *d, unsigned char c)
{
    static const char hex[] = "0123456789ABCDEF";
    put(d, (char[]){'%', hex[c >> 4], hex[c & 15]}, 3);
}

/* What is percent-encoded beside all that is not printable ASCII. */
enum part { PATH = 1, QUERY = 2 };
static const unsigned char encoded_in[0x80] = {['"'] = PATH | QUERY, ['#'] = PATH | QUERY, ['<'] = PATH | QUERY,
    ['>'] = PATH | QUERY, ['\''] = QUERY, ['?'] = PATH, ['^'] = PATH, ['`'] = PATH, ['{'] = PATH, ['}'] = PATH};

static void put_encoded(struct draft *d, struct base_str s, enum part part)
{
    size_t from = 0;
    for (size_t at = 0; at < s.len; at++) {
        unsigned char c = (unsigned char)s.ptr[at];
        if (c > 0x20 && c < 0x7F && !(encoded_in[c] & part))
            continue;
        put_str(d, base_str_sub(s, from, at));
        put_percent(d, c);
        from = at + 1;
    }
    put_str(d, base_str_sub(s, from, s.len));
}

static bool is_slash(char c)
{
    return c == '/' || c == '\\';
}

/* 1 for ".", 2 for "..", percent-encoded or not, else 0. */
static int dots(struct base_str segment)
{
    int count = 0;
    for (size_t at = 0; at < segment.len; count++) {
        if (segment.ptr[at] == '.')
            at++;
        else if (base_str_starts_nocase(base_str_sub(segment, at, segment.len), BASE_STR("%2e")))
            at += 3;
        else
            return 0;
    }
    return count <= 2 ? count : 0;
}

/* Appends the segments of PATH to the draft, whose path starts at ROOT and ends in '/'. */
static void put_path(struct draft *d, size_t root, struct base_str path)
{
    size_t from = 0;
    for (size_t at = 0; at <= path.len; at++) {
        bool last = at == path.len;
        if (!last && !is_slash(path.ptr[at]))
            continue;
        struct base_str segment = base_str_sub(path, from, at);
        int up = dots(segment);
        if (up == 2 && d->len > root + 1) {
            d->len--;
            while (d->text[d->len - 1] != '/')
                d->len--;
        } else if (up == 0) {
            put_encoded(d, segment, PATH);
            if (!last)
                put(d, "/", 1);
        }
        from = at + 1;
    }
}

/* ---- The authority ---- */

static bool is_plain_host(struct base_str host)
{
    bool ascii = true;
    for (size_t i = 0; i < host.len; i++) {
        char c = host.ptr[i];
        bool plain = base_is_ascii_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
        if ((unsigned char)c < 0x80 && !plain)
            return false;
        ascii &= (unsigned char)c < 0x80;
    }
    return ascii || base_utf8_valid(host);
}

/* The last label is a number (WHATWG, "ends in a number"): the host is an IPv4 address in some notation, or wrong. */
static bool is_number(struct base_str host)
{
    size_t end = host.len, digits = 0;
    if (end > 0 && host.ptr[end - 1] == '.')
        end--;
    size_t at = end;
    while (at > 0 && host.ptr[at - 1] != '.')
        at--;
    struct base_str label = base_str_sub(host, at, end);
    if (base_str_starts_nocase(label, BASE_STR("0x"))) {
        while (2 + digits < label.len && strchr("0123456789abcdefABCDEF", label.ptr[2 + digits]) != NULL)
            digits++;
        return 2 + digits == label.len;
    }
    while (digits < label.len && label.ptr[digits] >= '0' && label.ptr[digits] <= '9')
        digits++;
    return label.len > 0 && digits == label.len;
}

static void put_lower(struct draft *d, struct base_str host)
{
    for (size_t i = 0; i < host.len; i++)
        put(d, (char[]){(char)base_ascii_lower((unsigned char)host.ptr[i])}, 1);
}

size_t base_percent_decode(struct base_str s, char *out)
{
    size_t len = 0;
    for (size_t at = 0; at < s.len; at++) {
        int high = s.ptr[at] == '%' && s.len - at > 2 ? base_hex_digit(s.ptr[at + 1]) : -1;
        int low = high >= 0 ? base_hex_digit(s.ptr[at + 2]) : -1;
        out[len++] = low >= 0 ? (char)(high << 4 | low) : s.ptr[at];
        at += low >= 0 ? 2 : 0;
    }
    return len;
}

/* "[::1]" in its shortest form. A zone is local to one machine: none has an address here. */
static bool put_ipv6(struct draft *d, struct base_str host)
{
    char text[LONGEST_HOST + 1], shortest[INET6_ADDRSTRLEN];
    struct in6_addr address;
    if (host.len < 3 || host.ptr[host.len - 1] != ']' || memchr(host.ptr, '\0', host.len) != NULL)
        return false;
    memcpy(text, host.ptr + 1, host.len - 2);
    text[host.len - 2] = '\0';
    if (inet_pton(AF_INET6, text, &address) != 1 || inet_ntop(AF_INET6, &address, shortest, sizeof shortest) == NULL)
        return false;
    put_str(d, BASE_STR("["));
    put_str(d, base_str(shortest));
    put_str(d, BASE_STR("]"));
    return true;
}

/* "0x7f.1" as "127.0.0.1": inet_aton reads the notations that the standard knows. */
static bool put_ipv4(struct draft *d, char *host, size_t len)
{
    char dotted[INET_ADDRSTRLEN];
    struct in_addr address;
    if (host[len - 1] == '.')
        host[len - 1] = '\0';
    if (inet_aton(host, &address) == 0 || inet_ntop(AF_INET, &address, dotted, sizeof dotted) == NULL)
        return false;
    put_str(d, base_str(dotted));
    return true;
}

static bool put_odd_host(struct draft *d, struct base_str host)
{
    char room[LONGEST_HOST + 1];
    if (host.ptr[0] == '[')
        return put_ipv6(d, host);
    host = (struct base_str){room, base_percent_decode(host, room)};
    room[host.len] = '\0';
    if (!is_plain_host(host))
        return false;
    if (is_number(host))
        return put_ipv4(d, room, host.len);
    put_lower(d, host);
    return true;
}

static bool put_host(struct draft *d, struct base_str host)
{
    if (host.len == 0 || host.len > LONGEST_HOST)
        return false;
    if (!is_plain_host(host) || is_number(host))
        return put_odd_host(d, host);
    put_lower(d, host);
    return true;
}

/* "user@Host:0080" as "host:80"; what stands before '@' is dropped, so that no password gets into a record. */
static bool put_authority(struct draft *d, struct base_str authority, bool secure)
{
    size_t host = authority.len;
    while (host > 0 && authority.ptr[host - 1] != '@')
        host--;
    authority = base_str_sub(authority, host, authority.len);
    size_t colon = authority.len, port;
    while (colon > 0 && authority.ptr[colon - 1] != ':' && authority.ptr[colon - 1] != ']')
        colon--;
    bool has_port = colon > 0 && authority.ptr[colon - 1] == ':';
    if (!put_host(d, base_str_sub(authority, 0, has_port ? colon - 1 : authority.len)))
        return false;
    if (!has_port || colon == authority.len)
        return true;
    if (!base_str_to_size(base_str_sub(authority, colon, authority.len), 65535, &port))
        return false;
    if (port != (secure ? 443 : 80)) {
        char text[8] = ":";
        size_t len = sizeof text;
        for (size_t rest = port; rest > 0 || len == sizeof text; rest /= 10)
            text[--len] = (char)('0' + rest % 10);
        text[--len] = ':';
        put(d, text + len, sizeof text - len);
    }
    return true;
}

/* ---- Resolving ---- */

/* REF without white space around it, tabs and newlines; false where it is too long. */
static bool clean(struct base_str ref, char out[BASE_LIMIT_URL_BYTES], struct base_str *cleaned)
{
    size_t from = 0, to = ref.len, len = 0;
    while (from < to && (unsigned char)ref.ptr[from] <= 0x20)
        from++;
    while (to > from && (unsigned char)ref.ptr[to - 1] <= 0x20)
        to--;
    for (size_t at = from; at < to && ref.ptr[at] != '#'; at++) {
        char c = ref.ptr[at];
        if (c == '\t' || c == '\n' || c == '\r')
            continue;
        if (len == BASE_LIMIT_URL_BYTES)
            return false;
        out[len++] = c;
    }
    *cleaned = (struct base_str){out, len};
    return true;
}

/* Takes "SCHEME:" off *REF; none where there is none. */
static struct base_str take_scheme(struct base_str *ref)
{
    size_t at = 0;
    while (at < ref->len) {
        unsigned char c = (unsigned char)ref->ptr[at], lower = base_ascii_lower(c);
        bool letter = lower >= 'a' && lower <= 'z';
        if (!letter && (at == 0 || !((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.')))
            break;
        at++;
    }
    if (at == 0 || at == ref->len || ref->ptr[at] != ':')
        return BASE_STR_NONE;
    struct base_str scheme = base_str_sub(*ref, 0, at);
    *ref = base_str_sub(*ref, at + 1, ref->len);
    return scheme;
}

static size_t skip_slashes(struct base_str s)
{
    size_t at = 0;
    while (at < s.len && is_slash(s.ptr[at]))
        at++;
    return at;
}

/* Takes what stands before a query off *REST; SLASH: or before a path. */
static struct base_str take_until_query(struct base_str *rest, bool slash)
{
    size_t at = 0;
    while (at < rest->len && rest->ptr[at] != '?' && !(slash && is_slash(rest->ptr[at])))
        at++;
    struct base_str part = base_str_sub(*rest, 0, at);
    *rest = base_str_sub(*rest, at, rest->len);
    return part;
}

static void put_query(struct draft *d, struct base_str query_with_mark)
{
    if (query_with_mark.len == 0)
        return;
    put(d, "?", 1);
    put_encoded(d, base_str_sub(query_with_mark, 1, query_with_mark.len), QUERY);
}

static bool put_absolute(struct draft *d, bool secure, struct base_str rest)
{
    put_str(d, secure ? BASE_STR("https://") : BASE_STR("http://"));
    rest = base_str_sub(rest, skip_slashes(rest), rest.len);
    if (!put_authority(d, take_until_query(&rest, true), secure))
        return false;
    size_t root = d->len;
    struct base_str path = take_until_query(&rest, false);
    put(d, "/", 1);
    if (path.len > 0)
        put_path(d, root, base_str_sub(path, 1, path.len));
    put_query(d, rest);
    return true;
}

static void put_relative(struct draft *d, struct base_str base, struct base_str rest)
{
    struct base_str base_path = base_url_path(base), path = take_until_query(&rest, false);
    put_str(d, base_url_origin(base));
    size_t root = d->len;
    if (path.len > 0 && is_slash(path.ptr[0])) {
        put(d, "/", 1);
        put_path(d, root, base_str_sub(path, 1, path.len));
    } else if (path.len > 0) {
        size_t folder = base_path.len;
        while (folder > 0 && base_path.ptr[folder - 1] != '/')
            folder--;
        put_str(d, base_str_sub(base_path, 0, folder));
        put_path(d, root, path);
    } else {
        put_str(d, base_path);
        struct base_str query = base_url_query(base);
        if (rest.len == 0 && query.ptr != NULL) { /* an empty reference: the base itself */
            put(d, "?", 1);
            put_str(d, query);
        }
    }
    put_query(d, rest);
}

/* Whether the parts of an address can be sliced out of it: the form that base_url_resolve gives. */
static bool is_resolved(struct base_str url)
{
    return (base_str_starts(url, BASE_STR("http://")) || base_str_starts(url, BASE_STR("https://"))) &&
           base_url_host(url).len > 0 && base_url_path(url).len > 0;
}

struct base_str base_url_resolve(struct base_arena *a, struct base_str base, struct base_str ref)
{
    char room[BASE_LIMIT_URL_BYTES];
    struct draft d;
    d.len = 0;
    d.failed = false;
    if (ref.ptr == NULL || !clean(ref, room, &ref))
        return BASE_STR_NONE;
    bool has_base = base.ptr != NULL && is_resolved(base), base_secure = base_str_starts(base, BASE_STR("https:"));
    struct base_str rest = ref, scheme = take_scheme(&rest);
    bool secure = base_str_equal_nocase(scheme, BASE_STR("https"));
    if (scheme.ptr != NULL && !secure && !base_str_equal_nocase(scheme, BASE_STR("http")))
        return BASE_STR_NONE;
    if (scheme.ptr == NULL ? skip_slashes(rest) >= 2 && has_base
                           : !has_base || secure != base_secure || skip_slashes(rest) >= 2) {
        if (!put_absolute(&d, scheme.ptr != NULL ? secure : base_secure, rest))
            return BASE_STR_NONE;
    } else if (has_base) {
        put_relative(&d, base, rest);
    } else {
        return BASE_STR_NONE;
    }
    return d.failed ? BASE_STR_NONE : base_arena_str(a, (struct base_str){d.text, d.len});
}

/* ---- Parts ---- */

struct base_str base_url_scheme(struct base_str url)
{
    size_t at = base_str_find(base_str_sub(url, 0, url.len < 9 ? url.len : 9), BASE_STR("://"));
    return at != SIZE_MAX && at > 0 ? base_str_sub(url, 0, at) : BASE_STR_NONE;
}

/* Offsets of the host's start and of the path's. */
static bool authority(struct base_str url, size_t *from, size_t *to)
{
    struct base_str scheme = base_url_scheme(url);
    if (scheme.ptr == NULL)
        return false;
    size_t at = *from = scheme.len + 3;
    while (at < url.len && url.ptr[at] != '/' && url.ptr[at] != '?')
        at++;
    *to = at;
    return true;
}

struct base_str base_url_host(struct base_str url)
{
    size_t from, to;
    if (!authority(url, &from, &to))
        return BASE_STR_NONE;
    size_t end = to;
    while (end > from && url.ptr[end - 1] >= '0' && url.ptr[end - 1] <= '9')
        end--;
    bool has_port = end > from && url.ptr[end - 1] == ':';
    return base_str_sub(url, from, has_port ? end - 1 : to);
}

struct base_str base_url_origin(struct base_str url)
{
    size_t from, to;
    return authority(url, &from, &to) ? base_str_sub(url, 0, to) : BASE_STR_NONE;
}

struct base_str base_url_path(struct base_str url)
{
    size_t from, to;
    if (!authority(url, &from, &to) || to == url.len || url.ptr[to] != '/')
        return BASE_STR_NONE;
    struct base_str rest = base_str_sub(url, to, url.len);
    const char *mark = memchr(rest.ptr, '?', rest.len);
    return mark != NULL ? base_str_sub(rest, 0, (size_t)(mark - rest.ptr)) : rest;
}

struct base_str base_url_query(struct base_str url)
{
    const char *mark = url.len > 0 ? memchr(url.ptr, '?', url.len) : NULL;
    return mark != NULL ? base_str_sub(url, (size_t)(mark - url.ptr) + 1, url.len) : BASE_STR_NONE;
}

unsigned base_url_port(struct base_str url)
{
    struct base_str host = base_url_host(url), origin = base_url_origin(url);
    size_t port;
    if (host.ptr == NULL)
        return 0;
    size_t end = (size_t)(host.ptr - url.ptr) + host.len;
    if (end < origin.len && base_str_to_size(base_str_sub(origin, end + 1, origin.len), 65535, &port))
        return (unsigned)port;
    return base_str_starts(url, BASE_STR("https:")) ? 443 : 80;
}

/* ---- Sites and keys ---- */

/* The label that ends at END. */
static size_t label_start(struct base_str host, size_t end)
{
    while (end > 0 && host.ptr[end - 1] != '.')
        end--;
    return end;
}

struct base_str base_url_site(struct base_str host)
{
    static const char *const second_levels[] = {"co", "com", "ac", "gov", "edu", "net", "org", "or", "ne", "go"};
    size_t end = host.len > 0 && host.ptr[host.len - 1] == '.' ? host.len - 1 : host.len;
    if (end == 0 || host.ptr[0] == '[' || is_number(host))
        return host;
    size_t top = label_start(host, end), second = top > 0 ? label_start(host, top - 1) : 0;
    if (end - top == 2 && second > 0) {
        struct base_str label = base_str_sub(host, second, top - 1);
        for (size_t i = 0; i < sizeof second_levels / sizeof *second_levels; i++) {
            if (base_str_equal(label, base_str(second_levels[i])))
                return base_str_sub(host, label_start(host, second - 1), end);
        }
    }
    return base_str_sub(host, second, end);
}

/* Query parameters that say how a reader came, not what is shown. A '*' at the end stands for any rest. */
static const char *const tracking[] = {
    "utm_*", "mtm_*", "hsa_*", "__twitter_impression", "_ga", "_gl", "_hsenc", "_hsmi", "_openstat",
    "at_campaign", "at_link_id", "at_link_origin", "at_link_type", "at_medium", "at_ptr_name",
    "dclid", "fb_action_ids", "fb_action_types", "fb_source", "fbclid", "gbraid", "gclid", "gclsrc",
    "guccounter", "guce_referrer", "guce_referrer_sig", "igsh", "igshid", "li_fat_id", "mc_cid", "mc_eid",
    "mkt_tok", "msclkid", "ncid", "ocid", "pk_campaign", "pk_kwd", "pk_medium", "pk_source", "ref_src",
    "ref_url", "s_cid", "scm", "smid", "spm", "ttclid", "twclid", "wbraid", "wt_mc", "wt_zmc", "xtor",
    "yclid", "ymclid",
};

static bool is_tracking(struct base_str parameter)
{
    struct base_str rest = parameter, name = BASE_STR_NONE;
    base_str_next(&rest, '=', &name);
    for (size_t i = 0; i < sizeof tracking / sizeof *tracking; i++) {
        struct base_str row = base_str(tracking[i]);
        bool any = row.ptr[row.len - 1] == '*';
        row.len -= any;
        if (any ? base_str_starts_nocase(name, row) : base_str_equal_nocase(name, row))
            return true;
    }
    return false;
}

/* Appends QUERY without its tracking parameters to TEXT, with its '?'. */
static size_t put_plain_query(char *text, size_t len, struct base_str query)
{
    struct base_str part;
    for (char mark = '?'; base_str_next(&query, '&', &part);) {
        if (part.len == 0 || is_tracking(part))
            continue;
        text[len++] = mark;
        memcpy(text + len, part.ptr, part.len);
        len += part.len;
        mark = '&';
    }
    return len;
}

struct base_str base_url_without_tracking(struct base_arena *a, struct base_str url)
{
    struct base_str query = base_url_query(url), rest = query, part;
    bool any = false;
    while (base_str_next(&rest, '&', &part))
        any |= part.len > 0 && is_tracking(part);
    char *text = any ? base_arena_alloc(a, url.len + 1, 1) : NULL;
    if (text == NULL)
        return url;
    size_t len = (size_t)(query.ptr - url.ptr) - 1;
    memcpy(text, url.ptr, len);
    return (struct base_str){text, put_plain_query(text, len, query)};
}

struct base_str base_url_key(struct base_arena *a, struct base_str url)
{
    struct base_str origin = base_url_origin(url), path = base_url_path(url), query = base_url_query(url);
    char *text = origin.ptr != NULL ? base_arena_alloc(a, url.len + 1, 1) : NULL;
    size_t len = 0;
    if (text == NULL)
        return BASE_STR_NONE;
    struct base_str host = base_str_sub(origin, base_url_scheme(url).len + 3, origin.len);
    if (base_str_starts(host, BASE_STR("www.")))
        host = base_str_sub(host, 4, host.len);
    if (path.len > 0 && path.ptr[path.len - 1] == '/')
        path.len--;
    memcpy(text, host.ptr, host.len);
    len += host.len;
    if (path.len > 0)
        memcpy(text + len, path.ptr, path.len);
    len += path.len;
    return (struct base_str){text, put_plain_query(text, len, query)};
}
