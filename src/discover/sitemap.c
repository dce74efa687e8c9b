/* Sitemaps (sitemaps.org), their index, Google's news sitemap, and plain lists of addresses. A sitemap is read piece by
 * piece, an entry at a time: it may be as large as it likes. */
#include "discover/private.h"

#include <stdlib.h>

enum { ENTRY_BYTES = 64 << 10 }; /* an entry that is longer is no entry: alternates in fifty languages take 20 KB */

struct discover_sitemap {
    struct discover_builder builder;
    struct base_buf rest; /* what may be the beginning of an entry */
    bool ended;           /* the root element was closed */
};

/* ---- Tags ---- */

struct tag {
    struct base_str name; /* without its prefix */
    size_t from, to;      /* of the whole of it, within what was scanned */
    bool closes, empty;
};

static bool is_name_end(char c)
{
    return c == '>' || c == '/' || c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The next tag of TEXT from *AT on; comments, CDATA and declarations are passed over. False where it is not whole. */
static bool next_tag(struct base_str text, size_t *at, struct tag *tag)
{
    for (;;) {
        const char *open = *at < text.len ? memchr(text.ptr + *at, '<', text.len - *at) : NULL;
        if (!open)
            return false;
        size_t from = (size_t)(open - text.ptr), end;
        struct base_str rest = base_str_sub(text, from, text.len);
        bool comment = base_str_starts(rest, BASE_STR("<!--")), cdata = base_str_starts(rest, BASE_STR("<![CDATA["));
        if (comment || cdata) {
            end = base_str_find(rest, comment ? BASE_STR("-->") : BASE_STR("]]>"));
            if (end == SIZE_MAX)
                return false;
            *at = from + end + 3;
            continue;
        }
        const char *close = memchr(rest.ptr, '>', rest.len);
        if (!close)
            return false;
        *at = (size_t)(close - text.ptr) + 1;
        size_t name = from + 1;
        bool closes = text.ptr[name] == '/';
        name += closes;
        for (end = name; !is_name_end(text.ptr[end]); end++)
            if (text.ptr[end] == ':')
                name = end + 1;
        *tag = (struct tag){base_str_sub(text, name, end), from, *at, closes, text.ptr[*at - 2] == '/'};
        return true;
    }
}

/* ---- Entries ---- */

struct row {
    struct base_str loc, modified, published, title;
};

/* The character of an entity at the beginning of S ("&amp;", "&#38;", "&#x26;"), and its length; 0: none. */
static uint32_t entity(struct base_str s, size_t *len)
{
    static const struct {
        struct base_str name;
        char c;
    } rows[] = {{{"&amp;", 5}, '&'}, {{"&lt;", 4}, '<'}, {{"&gt;", 4}, '>'}, {{"&quot;", 6}, '"'}, {{"&apos;", 6}, '\''}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (base_str_starts(s, rows[i].name)) {
            *len = rows[i].name.len;
            return (uint32_t)rows[i].c;
        }
    bool hex = s.len > 3 && s.ptr[1] == '#' && (s.ptr[2] == 'x' || s.ptr[2] == 'X');
    uint32_t c = 0;
    size_t at = hex ? 3 : 2;
    if (s.len < 4 || s.ptr[1] != '#')
        return 0;
    for (; at < s.len && at < 10 && s.ptr[at] != ';'; at++) {
        int digit = base_hex_digit(s.ptr[at]), base = hex ? 16 : 10;
        if (digit < 0 || digit >= base)
            return 0;
        c = c * (uint32_t)base + (uint32_t)digit;
    }
    *len = at + 1;
    return at < s.len && s.ptr[at] == ';' ? c : 0;
}

/* The text of an element: CDATA, or its entities undone. None where it is no UTF-8. */
static struct base_str text_of(struct base_arena *arena, struct base_str raw)
{
    raw = base_str_trim(raw);
    bool cdata = base_str_starts(raw, BASE_STR("<![CDATA[")) && base_str_ends(raw, BASE_STR("]]>"));
    if (cdata)
        raw = base_str_trim(base_str_sub(raw, 9, raw.len - 3));
    char *text = base_utf8_valid(raw) ? base_arena_alloc(arena, raw.len + 1, 1) : NULL;
    size_t n = 0, len = 1;
    if (!text)
        return BASE_STR_NONE;
    for (size_t i = 0; i < raw.len; i += len) {
        uint32_t c = !cdata && raw.ptr[i] == '&' ? entity(base_str_sub(raw, i, raw.len), &len) : 0;
        if (c != 0) {
            n += base_utf8_put(c, text + n);
        } else {
            len = 1;
            text[n++] = raw.ptr[i];
        }
    }
    return (struct base_str){text, n};
}

static void take_field(struct discover_builder *b, struct row *row, struct base_str name, struct base_str raw,
                       bool in_news)
{
    if (base_str_equal(name, BASE_STR("loc")) && !row->loc.ptr)
        row->loc = text_of(b->arena, raw);
    else if (base_str_equal(name, BASE_STR("lastmod")))
        row->modified = discover_date(b->arena, text_of(b->arena, raw));
    else if (base_str_equal(name, BASE_STR("publication_date")) && in_news)
        row->published = discover_date(b->arena, text_of(b->arena, raw));
    else if (base_str_equal(name, BASE_STR("title")) && in_news && !row->title.ptr)
        row->title = discover_title(b->arena, text_of(b->arena, raw)); /* one outside is an image's or a video's */
}

/* What stands within <url> or <sitemap>. */
static void add_entry(struct discover_builder *b, struct base_str entry, bool index)
{
    struct row row = {0};
    struct tag tag, open = {0};
    size_t at = 0;
    int in_news = 0, in_other = 0; /* news:news, and image:image and the like */
    while (next_tag(entry, &at, &tag)) {
        bool news = base_str_equal(tag.name, BASE_STR("news"));
        bool other = base_str_equal(tag.name, BASE_STR("image")) || base_str_equal(tag.name, BASE_STR("video"));
        if (news && !tag.empty)
            in_news = !tag.closes;
        if (other && !tag.empty)
            in_other = !tag.closes;
        if (tag.closes && open.name.ptr && base_str_equal(tag.name, open.name) && !in_other)
            take_field(b, &row, tag.name, base_str_sub(entry, open.to, tag.from), in_news);
        open = tag;
        if (tag.closes || tag.empty)
            open = (struct tag){0};
    }
    if (row.loc.len > 0)
        discover_add(b, row.loc, row.title, row.published.ptr ? row.published : row.modified,
                     index ? DISCOVER_ALTERNATE : DISCOVER_SITEMAP, index ? DISCOVER_SOURCE : DISCOVER_ARTICLE);
}

/* Takes the whole entries off TEXT; gives how much of it is done with. One that is not closed ends where the next one
 * begins. */
static size_t take_entries(struct discover_sitemap *s, struct base_str text)
{
    struct tag tag, open = {0};
    size_t at = 0, done = 0;
    while (next_tag(text, &at, &tag) && !s->builder.arena->failed) {
        bool index = base_str_equal(tag.name, BASE_STR("sitemap"));
        if (!index && !base_str_equal(tag.name, BASE_STR("url"))) {
            s->ended |= tag.closes && (base_str_equal(tag.name, BASE_STR("urlset")) ||
                                       base_str_equal(tag.name, BASE_STR("sitemapindex")));
            done = open.name.ptr ? done : at;
            continue;
        }
        if (open.name.ptr)
            add_entry(&s->builder, base_str_sub(text, open.to, tag.from),
                      base_str_equal(open.name, BASE_STR("sitemap")));
        open = tag;
        if (tag.closes || tag.empty)
            open = (struct tag){0};
        done = open.name.ptr ? tag.from : at;
    }
    return done;
}

/* ---- A sitemap in pieces ---- */

int discover_sitemap_open(struct base_arena *arena, struct base_str url, struct discover_list *out,
                          struct discover_sitemap **sitemap, struct base_error *e)
{
    struct discover_sitemap *s = *sitemap = calloc(1, sizeof *s);
    if (!s)
        return base_fail(e, BASE_NOMEM, "sitemap %.*s: out of memory", BASE_STR_ARG(url));
    discover_begin(&s->builder, arena, url, out);
    s->builder.newest_first = true;
    return BASE_OK;
}

bool discover_sitemap_feed(struct discover_sitemap *s, struct base_str bytes)
{
    if (!base_buf_add_str(&s->rest, bytes))
        return false;
    size_t done = take_entries(s, base_buf_str(&s->rest));
    size_t left = s->rest.len - done;
    if (left > ENTRY_BYTES) { /* no entry: its beginning goes, so that what follows is found */
        done = s->rest.len - ENTRY_BYTES / 2;
        left = ENTRY_BYTES / 2;
        s->builder.list->partial = true;
    }
    if (done > 0) {
        memmove(s->rest.ptr, s->rest.ptr + done, left);
        s->rest.len = left;
    }
    return !s->builder.arena->failed;
}

int discover_sitemap_close(struct discover_sitemap *s, struct base_error *e)
{
    if (s->rest.len > 0) /* an entry that the document broke off in */
        discover_sitemap_feed(s, BASE_STR("</url>"));
    bool failed = s->rest.failed;
    s->builder.list->partial |= !s->ended;
    base_buf_free(&s->rest);
    int status = failed ? base_fail(e, BASE_NOMEM, "sitemap: out of memory") : discover_end(&s->builder, e);
    free(s);
    return status;
}

bool discover_is_sitemap(struct base_str head)
{
    struct tag tag;
    size_t at = 0;
    while (next_tag(head, &at, &tag)) {
        if (base_str_equal(tag.name, BASE_STR("urlset")) || base_str_equal(tag.name, BASE_STR("sitemapindex")))
            return true;
        if (tag.name.len > 0 && tag.name.ptr[0] != '?' && tag.name.ptr[0] != '!')
            return false;
    }
    return false;
}

int discover_sitemap_text(struct discover_builder *b, struct base_str text, struct base_error *e)
{
    enum { PIECE = 64 << 10 };
    struct discover_sitemap s = {.builder = *b};
    bool ok = true;
    for (size_t at = 0; ok && at < text.len; at += PIECE)
        ok = discover_sitemap_feed(&s, base_str_sub(text, at, text.len - at < PIECE ? text.len : at + PIECE));
    if (ok && s.rest.len > 0) /* an entry that the document broke off in */
        ok = discover_sitemap_feed(&s, BASE_STR("</url>"));
    *b = s.builder;
    b->newest_first = true;
    b->list->partial |= !s.ended;
    base_buf_free(&s.rest);
    return ok ? BASE_OK : base_fail(e, BASE_NOMEM, "sitemap: out of memory");
}

void discover_text_list(struct discover_builder *b, struct base_str text)
{
    struct base_str line;
    while (base_str_next(&text, '\n', &line) && !b->arena->failed) {
        line = base_str_trim(line);
        if (base_str_starts_nocase(line, BASE_STR("sitemap:")))
            discover_add(b, base_str_trim(base_str_sub(line, 8, line.len)), BASE_STR_NONE, BASE_STR_NONE,
                         DISCOVER_ALTERNATE, DISCOVER_SOURCE);
        else if (base_str_starts_nocase(line, BASE_STR("http")))
            discover_add(b, line, BASE_STR_NONE, BASE_STR_NONE, DISCOVER_SITEMAP, DISCOVER_ARTICLE);
    }
}
