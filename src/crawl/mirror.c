/*
 * Mirrors: paths under which a site serves once more what it has without them (/mirror/2026/11/story.html), often one within
 * another without end. Articles that turn out to be known ones under such a path, many and never a new one, tell it.
 */
#include "crawl/private.h"

#include <stdlib.h>

enum {
    MIRRORS = 64,  /* paths that are remembered at once */
    ENOUGH = 8,    /* articles in a row that were no new ones */
};

struct crawl_mirror {
    uint64_t key; /* of origin and path */
    size_t known; /* articles in a row */
};

static uint64_t key_of(struct base_str url, size_t len)
{
    return base_hash64(base_str_sub(url, 0, len));
}

/* How much of URL stands for the path that ARTICLE's address lacks: "/mirror" of "/mirror/2026/1.html" for "/2026/1.html";
 * 0: they differ otherwise. */
static size_t mirror_end(struct base_str url, struct base_str article)
{
    struct base_str path = base_url_path(url), plain = base_url_path(article);

    if (!path.ptr || !plain.ptr || plain.len < 2 || path.len <= plain.len || !base_str_ends(path, plain) ||
        !crawl_same_site(url, article))
        return 0;
    return (size_t)(path.ptr - url.ptr) + path.len - plain.len;
}

static struct crawl_mirror *find(const struct crawl_mirrors *mirrors, uint64_t key)
{
    for (size_t i = 0; i < mirrors->count; i++)
        if (mirrors->items[i].key == key)
            return &mirrors->items[i];
    return NULL;
}

/* The first segment of the path, the first two ..., each ending where a '/' begins; false: there is none behind *AT. */
static bool next_prefix(struct base_str url, size_t *at)
{
    struct base_str path = base_url_path(url);
    size_t from = path.ptr ? (size_t)(path.ptr - url.ptr) : url.len, to = *at > from ? *at + 1 : from + 1;

    while (to < url.len && to < from + path.len && url.ptr[to] != '/')
        to++;
    *at = to;
    return to < url.len && to < from + path.len;
}

bool crawl_mirror_has(const struct crawl_portal *portal, struct base_str url)
{
    const struct crawl_mirror *m;

    for (size_t at = 0; portal->mirrors.count && next_prefix(url, &at);)
        if ((m = find(&portal->mirrors, key_of(url, at))) && m->known >= ENOUGH)
            return true;
    return false;
}

static void note_known(struct crawl *crawl, struct crawl_mirrors *mirrors, uint64_t key)
{
    struct crawl_mirror *m = find(mirrors, key);
    struct base_error e = {""};

    if (!mirrors->items && !(mirrors->items = calloc(MIRRORS, sizeof *mirrors->items))) {
        crawl_check(crawl, base_fail(&e, BASE_NOMEM, "out of memory"), &e);
        return;
    }
    if (!m && mirrors->count < MIRRORS) {
        m = &mirrors->items[mirrors->count++];
        *m = (struct crawl_mirror){.key = key};
    }
    if (m)
        m->known++;
}

void crawl_mirror_note(struct crawl *crawl, struct crawl_portal *portal, struct base_str url, struct base_str article)
{
    size_t end = article.ptr ? mirror_end(url, article) : 0;
    struct crawl_mirror *m;

    if (end > 0)
        note_known(crawl, &portal->mirrors, key_of(url, end));
    for (size_t at = 0; !article.ptr && portal->mirrors.count && next_prefix(url, &at);)
        if ((m = find(&portal->mirrors, key_of(url, at))))
            m->known = 0; /* something of its own stands there */
}
