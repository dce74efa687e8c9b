/*
 * The same article under several addresses. Addresses and what a page states about itself only say whom to compare
 * with: none of them is believed where the texts are clearly others. So keys may be folded boldly, and a canonical
 * link that lies swallows nothing.
 */
#include "crawl/private.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- Keys ---- */

static const char *const host_labels[] = {"m.", "mobile.", "mobil.", "amp.", "wap.", "touch.", "3g.", "print."};
static const char *const path_segments[] = {"amp", "mobile", "print", "printable", "druckversion"};
static const char *const endings[] = {".amp.html", ".amp.htm", ".amp", "/index.html", "/index.htm", "/index.php"};
static const char *const parameters[] = {
    "amp", "amp=1", "amp=true", "outputtype=amp", "output=amp", "output=print", "m=1", "mobile=1", "mode=print",
    "print", "print=1", "print=true", "print=yes", "printable=1", "view=print", "view=amp",
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool is_one_of(struct base_str s, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (base_str_equal_nocase(s, base_str(words[i])))
            return true;
    return false;
}

static struct base_str without_label(struct base_str host)
{
    for (size_t i = 0; i < COUNT(host_labels); i++) {
        struct base_str label = base_str(host_labels[i]);

        if (base_str_starts(host, label) && memchr(host.ptr + label.len, '.', host.len - label.len))
            return base_str_sub(host, label.len, host.len);
    }
    return host;
}

static void add(char *text, size_t *len, struct base_str s)
{
    if (s.len)
        memcpy(text + *len, s.ptr, s.len);
    *len += s.len;
}

/* PATH without the segments at its ends and the endings that only say how the article is shown. */
static void add_path(char *text, size_t *len, struct base_str path)
{
    struct base_str segment;
    size_t at = *len, first = 0;

    while (path.ptr && base_str_next(&path, '/', &segment)) {
        bool end = !path.ptr || first < 2; /* the first one is what stands before the leading slash */

        first++;
        if (segment.len == 0 || (end && is_one_of(segment, path_segments, COUNT(path_segments))))
            continue;
        text[(*len)++] = '/';
        add(text, len, segment);
    }
    for (size_t i = 0; i < COUNT(endings); i++) {
        struct base_str whole = {text + at, *len - at}, ending = base_str(endings[i]);

        if (whole.len > ending.len && base_str_ends(whole, ending)) {
            *len -= ending.len;
            if (base_str_starts(ending, BASE_STR(".amp.")))
                add(text, len, base_str_sub(ending, 4, ending.len));
            return;
        }
    }
}

struct base_str crawl_key(struct base_arena *arena, struct base_str url)
{
    struct base_str key = base_url_key(arena, url), host = key, path = BASE_STR_NONE, query = BASE_STR_NONE, part;
    char *text = key.ptr ? base_arena_alloc(arena, key.len + 2, 1) : NULL;
    size_t len = 0, at;
    char mark = '?';

    if (!text)
        return BASE_STR_NONE;
    at = base_str_find(key, BASE_STR("?"));
    if (at != SIZE_MAX) {
        query = base_str_sub(key, at + 1, key.len);
        key = host = base_str_sub(key, 0, at);
    }
    at = base_str_find(key, BASE_STR("/"));
    if (at != SIZE_MAX) {
        host = base_str_sub(key, 0, at);
        path = base_str_sub(key, at, key.len);
    }
    add(text, &len, without_label(host));
    add_path(text, &len, path);
    while (query.ptr && base_str_next(&query, '&', &part))
        if (part.len && !is_one_of(part, parameters, COUNT(parameters))) {
            text[len++] = mark;
            mark = '&';
            add(text, &len, part);
        }
    return (struct base_str){text, len};
}

/* ---- The number that an address is known by ---- */

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* YYYYMM or YYYYMMDD: many articles have it. */
static bool is_day(struct base_str s)
{
    size_t year, month, day = 1;

    return (s.len == 6 || s.len == 8) && base_str_to_size(base_str_sub(s, 0, 4), 2100, &year) && year >= 1900 &&
           base_str_to_size(base_str_sub(s, 4, 6), 12, &month) && month >= 1 &&
           (s.len == 6 || (base_str_to_size(base_str_sub(s, 6, 8), 31, &day) && day >= 1));
}

/* The last word of S with five digits or more that is no date. */
static struct base_str last_number(struct base_str s)
{
    struct base_str found = BASE_STR_NONE;

    for (size_t i = 0; i < s.len;) {
        size_t start = i, digits = 0;

        for (; i < s.len && is_alnum(s.ptr[i]); i++)
            digits += s.ptr[i] <= '9';
        if (digits >= 5 && !is_day(base_str_sub(s, start, i)))
            found = base_str_sub(s, start, i);
        i += i < s.len;
    }
    return found;
}

struct base_str crawl_ident(struct base_str key)
{
    size_t path = base_str_find(key, BASE_STR("/")), query = base_str_find(key, BASE_STR("?"));
    struct base_str found = BASE_STR_NONE;

    if (path < query)
        found = last_number(base_str_sub(key, path, query == SIZE_MAX ? key.len : query));
    if (!found.ptr && query != SIZE_MAX)
        found = last_number(base_str_sub(key, query, key.len));
    return found;
}

/* ---- Traits ---- */

static bool is_front_page(struct base_str url)
{
    return base_url_path(url).len <= 1 && !base_url_query(url).len;
}

static bool is_list(struct crawl *crawl, struct base_str url)
{
    struct state_page page;
    struct base_error e = {""};

    return state_page_get(crawl->state, &crawl->scratch, url, &page, &e) == BASE_OK && page.status == STATE_PAGE_SOURCE;
}

/* The key of the canonical address, where that is another one's of this site and may be an article's. */
static struct base_str claim_of(struct crawl *crawl, const struct crawl_portal *portal, struct base_str key,
                                struct base_str canonical, struct base_str url)
{
    struct base_str claim;

    if (!canonical.ptr || is_front_page(canonical) || base_str_equal(canonical, portal->start) ||
        !base_str_equal(base_url_site(base_url_host(canonical)), base_url_site(base_url_host(url))) ||
        is_list(crawl, canonical))
        return BASE_STR_NONE;
    claim = crawl_key(&crawl->scratch, canonical);
    return base_str_equal(claim, key) || !crawl_address_fits(crawl, claim) ? BASE_STR_NONE : claim;
}

void crawl_traits_of(struct crawl *crawl, const struct crawl_portal *portal, struct base_str url,
                     const struct record *record, struct crawl_traits *traits)
{
    struct base_str title = record->article.title;
    struct base_str key = crawl_key(&crawl->scratch, url);

    *traits = (struct crawl_traits){.key = key,
                                    .claim = claim_of(crawl, portal, key, record->article.canonical, url),
                                    .ident = crawl_ident(key),
                                    .hash = record->hash,
                                    .simhash = record->simhash};
    if (title.len)
        traits->title = base_arena_printf(&crawl->scratch, "%016llx", (unsigned long long)base_hash64(title));
}

/* ---- Comparing ---- */

/* How many bits of the texts' fingerprints may differ, by what speaks for it and whether the titles are the same. Of
 * unrelated texts 32 differ, give or take 4; of one of which a fifth was written anew, 8 to 18. */
static const struct way {
    enum state_page_trait theirs;
    size_t ours; /* offset in struct crawl_traits */
    int titled, untitled;
} ways[] = {
    {STATE_PAGE_HASH, offsetof(struct crawl_traits, hash), 64, 64},
    {STATE_PAGE_KEY, offsetof(struct crawl_traits, key), 64, 20},
    {STATE_PAGE_IDENT, offsetof(struct crawl_traits, ident), 22, 20},
    {STATE_PAGE_KEY, offsetof(struct crawl_traits, claim), 18, 14},
    {STATE_PAGE_CLAIM, offsetof(struct crawl_traits, key), 18, 14},
    {STATE_PAGE_CLAIM, offsetof(struct crawl_traits, claim), 18, 14},
};

static int bits_apart(struct base_str a, struct base_str b)
{
    char hex[2][17] = {"", ""};
    uint64_t differ;
    int count = 0;

    if (a.len != 16 || b.len != 16)
        return 0; /* not known: of an older newsclip, or a text without words */
    memcpy(hex[0], a.ptr, 16);
    memcpy(hex[1], b.ptr, 16);
    for (differ = strtoull(hex[0], NULL, 16) ^ strtoull(hex[1], NULL, 16); differ; differ &= differ - 1)
        count++;
    return count;
}

static bool is_near(const struct state_page *page, const struct crawl_traits *traits, int titled, int untitled)
{
    bool same_title = page->title.ptr && base_str_equal(page->title, traits->title);

    return base_str_equal(page->hash, traits->hash) ||
           bits_apart(page->simhash, traits->simhash) <= (same_title ? titled : untitled);
}

bool crawl_is_near(const struct state_page *page, const struct crawl_traits *traits)
{
    return is_near(page, traits, 64, 20);
}

static bool find_by(struct crawl *crawl, struct base_str portal, const struct crawl_traits *traits,
                    const struct way *way, struct state_page *same)
{
    struct state_page pages[STATE_PAGE_FEW];
    struct base_error e = {""};
    struct base_str value;
    size_t count;

    memcpy(&value, (const char *)traits + way->ours, sizeof value);
    crawl_check(crawl,
                state_page_with(crawl->state, &crawl->scratch, portal, way->theirs, value, pages, &count, &e), &e);
    for (size_t i = 0; i < count; i++)
        if (is_near(&pages[i], traits, way->titled, way->untitled)) {
            *same = pages[i];
            return true;
        }
    return false;
}

bool crawl_find_same(struct crawl *crawl, const struct crawl_portal *portal, const struct crawl_traits *traits,
                     struct state_page *same)
{
    for (size_t i = 0; i < COUNT(ways); i++)
        if (find_by(crawl, base_str(portal->name), traits, &ways[i], same))
            return true;
    return false;
}
