/* The way of one page. */
#include "work/private.h"

#include <stdlib.h>

struct work_clipper {
    struct decode_context *decoder;
    struct select_set *selectors; /* NULL: none */
};

int work_clipper_open(const char *const *selectors, size_t count, struct work_clipper **clipper, struct base_error *e)
{
    int status = BASE_OK;
    struct work_clipper *c = calloc(1, sizeof *c);

    *clipper = NULL;
    if (!c || !(c->decoder = decode_open(NULL)))
        status = base_fail(e, BASE_NOMEM, "out of memory");
    if (status == BASE_OK && count)
        status = select_open(selectors, count, &c->selectors, e);
    if (status == BASE_OK)
        *clipper = c;
    else
        work_clipper_close(c);
    return status;
}

void work_clipper_close(struct work_clipper *clipper)
{
    if (!clipper)
        return;
    if (clipper->decoder)
        decode_close(clipper->decoder);
    if (clipper->selectors)
        select_close(clipper->selectors);
    free(clipper);
}

void work_clipper_supply(struct work_clipper *clipper, const struct work_suppliers *suppliers)
{
    decode_supply(clipper->decoder, &suppliers->tables);
    if (clipper->selectors)
        select_read_by(clipper->selectors, &suppliers->files);
}

/* First bytes of what is often served or given in place of a page (WHATWG MIME Sniffing, section 6, and the
 * registrations of the types). */
static const struct {
    struct base_str magic;
    const char *what;
} signatures[] = {
    {{"%PDF-", 5}, "a PDF document"},          {{"\x89PNG\r\n\x1a\n", 8}, "a PNG image"},
    {{"GIF87a", 6}, "a GIF image"},            {{"GIF89a", 6}, "a GIF image"},
    {{"\xff\xd8\xff", 3}, "a JPEG image"},     {{"PK\x03\x04", 4}, "a ZIP archive"},
    {{"\x7f" "ELF", 4}, "a program"},          {{"RIFF", 4}, "a RIFF file (image, sound or video)"},
    {{"\x1f\x8b", 2}, "gzip data"},            {{"\x28\xb5\x2f\xfd", 4}, "zstd data"},
    {{"WARC/1.", 7}, "a WARC file"},           {{"OggS", 4}, "an Ogg file"},
    {{"ID3", 3}, "an MP3 file"},               {{"\xd0\xcf\x11\xe0", 4}, "an old Office document"},
    {{"Rar!\x1a\x07", 6}, "a RAR archive"},    {{"7z\xbc\xaf\x27\x1c", 6}, "a 7z archive"},
    {{"SQLite format 3", 16}, "a SQLite file"},
};

/* A byte that no text has in any encoding but UTF-16 (WHATWG MIME Sniffing, section 3, "binary data byte"), less what
 * switches the sets of ISO 2022. */
static bool is_binary_byte(unsigned char c)
{
    return c < 0x20 && !(c >= '\t' && c <= '\r') && c != 0x0E && c != 0x0F && c != 0x1B;
}

/* Pages hold a stray NUL or control character at most; a tenth of compressed or other noise is made of them. UTF-16 has many
 * NULs, and says so by its BOM or its header. */
static bool is_binary(struct base_str bytes)
{
    enum { LOOKED_AT = 4096, STRAY = 8, ZEROS = 16, OTHERS = 32 };
    size_t zeros = 0, others = 0, n = bytes.len < LOOKED_AT ? bytes.len : LOOKED_AT;

    if (n >= 2 && (!memcmp(bytes.ptr, "\xff\xfe", 2) || !memcmp(bytes.ptr, "\xfe\xff", 2)))
        return false;
    for (size_t i = 0; i < n; i++) {
        zeros += bytes.ptr[i] == '\0';
        others += bytes.ptr[i] != '\0' && is_binary_byte((unsigned char)bytes.ptr[i]);
    }
    if (zeros > n / ZEROS)
        return zeros > STRAY && zeros < n / 3;
    return others > STRAY && others > n / OTHERS;
}

static int refuse_other_files(const struct work_page *page, struct base_error *e)
{
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++)
        if (base_str_starts(page->bytes, signatures[i].magic))
            return base_fail(e, BASE_INVALID, "not a page but %s", signatures[i].what);
    if (is_binary(page->bytes))
        return base_fail(e, BASE_INVALID, "not a page but binary data");
    return BASE_OK;
}

static void add_decode_flags(struct record *record, const struct decode_result *text)
{
    record->charset = base_str(text->charset);
    if (text->conflict)
        record->article.flags |= 1u << EXTRACT_FLAG_CHARSET_CONFLICT;
    if (text->errors)
        record->article.flags |= 1u << EXTRACT_FLAG_DECODE_ERRORS;
}

/* The address that a page without one states for itself. */
static struct base_str stated_address(const struct page *page, struct base_arena *arena)
{
    struct base_str url = BASE_STR_NONE;

    for (uint32_t i = 0; i < page->count && !url.ptr; i++) {
        struct base_str canonical = BASE_STR_NONE;

        if (page_at(page, i)->tag == PAGE_TAG_LINK &&
            base_str_has_token(page_attribute(page, i, "rel"), BASE_STR("canonical")))
            canonical = page_attribute(page, i, "href");
        else if (page_at(page, i)->tag == PAGE_TAG_META &&
                 base_str_equal(page_attribute(page, i, "property"), BASE_STR("og:url")))
            canonical = page_attribute(page, i, "content");
        if (canonical.len)
            url = base_url_resolve(arena, BASE_STR_NONE, canonical);
    }
    return url.ptr ? url : BASE_STR("https://unknown.invalid/");
}

bool work_refuses_archiving(struct base_str directives)
{
    static const char *const words[] = {"noarchive", "noindex", "none"};

    for (size_t at = 0, end; at < directives.len; at = end + 1) {
        end = at;
        while (end < directives.len && !strchr(", ;\t\r\n", directives.ptr[end]))
            end++;
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (base_str_equal_nocase(base_str_sub(directives, at, end), base_str(words[i])))
                return true;
    }
    return false;
}

/* <meta name=robots content="noarchive, ...">: what search engines read; or named for AGENT alone. */
static bool says_noarchive(const struct page *page, struct base_str agent)
{
    for (uint32_t i = 0; i < page->count; i++) {
        struct base_str name;

        if (page_at(page, i)->tag != PAGE_TAG_META)
            continue;
        name = base_str_trim(page_attribute(page, i, "name"));
        if ((base_str_equal_nocase(name, BASE_STR("robots")) || base_str_equal_nocase(name, agent)) &&
            work_refuses_archiving(page_attribute(page, i, "content")))
            return true;
    }
    return false;
}

/* What is wanted of a page; the members may be NULL. */
struct wanted {
    struct discover_list *links;
    struct extract_explained *explained;
};

/* Parse, select, extract; the page's tree lives no longer than this. */
static int read_page(struct base_arena *arena, const struct work_page *input, const struct select_rules *rules,
                     struct base_str text, struct record *record, const struct wanted *wanted, struct base_error *e)
{
    struct page page;
    struct select_result selected = {0};
    struct extract_input what = {.page = &page,
                                 .content_language = input->content_language,
                                 .fetched = input->fetched,
                                 .status = input->status,
                                 .first_page = input->first_page,
                                 .want_markdown = input->want_markdown,
                                 .compare = input->compare};
    int status;

    status = page_parse(arena, text, input->url, rules ? PAGE_MODE_HTML_WHOLE : PAGE_MODE_HTML, &page, e);
    if (status != BASE_OK)
        return status;
    if (!page.url.ptr) {
        record->url = page.url = stated_address(&page, arena);
        page.base = page.base.ptr ? base_url_resolve(arena, page.url, page.base) : page.url;
    }
    if (rules) {
        status = select_apply(rules, &page, arena, &selected, e);
        what.selected = &selected;
    }
    if (status == BASE_OK && wanted->explained)
        status = extract_explain(arena, &what, &record->article, wanted->explained, e);
    else if (status == BASE_OK)
        status = extract_article(arena, &what, &record->article, e);
    if (status == BASE_OK && wanted->links && input->want_links)
        status = discover_page(arena, &page, wanted->links, e);
    if (status == BASE_OK && input->noarchive_agent.ptr && record->article.body.ptr &&
        says_noarchive(&page, input->noarchive_agent))
        status = base_fail(e, BASE_REFUSED, "the page asks not to be archived");
    if (status == BASE_OK && selected.problems.count)
        base_fail(e, BASE_OK, "%.*s", BASE_STR_ARG(selected.problems.items[0]));
    page_free(&page);
    return status;
}

/* What looks like no article may be one by the site's own rule; what leads off the site stays off. */
static void judge_candidate(const struct select_rules *rules, struct discover_candidate *c)
{
    bool by_looks = c->reason == DISCOVER_KEPT || c->reason == DISCOVER_UTILITY || discover_is_trap((enum discover_reason)c->reason) ||
                    c->reason == DISCOVER_NOT_ARTICLE;
    enum select_verdict verdict = by_looks && c->type != DISCOVER_SOURCE ? select_judge_url(rules, c->url)
                                                                         : SELECT_URL_UNSAID;

    if (verdict == SELECT_URL_SKIP || (verdict == SELECT_URL_OTHER && c->type == DISCOVER_ARTICLE)) {
        c->reason = DISCOVER_RULE;
    } else if (verdict == SELECT_URL_ARTICLE) {
        c->reason = DISCOVER_KEPT;
        c->type = DISCOVER_ARTICLE;
    }
}

/* A broken file is reported with the pages it is for. */
void work_judge_links(struct work_clipper *clipper, const struct work_page *page, struct discover_list *links)
{
    const struct select_rules *rules = NULL;
    struct base_str last = BASE_STR_NONE;

    for (size_t i = 0; clipper->selectors && !page->no_selectors && i < links->count; i++) {
        struct base_str host = base_url_host(links->items[i].url);
        struct base_error ignored = {""};

        if (!last.ptr || !base_str_equal(host, last))
            select_find(clipper->selectors, host, page->fetched, &rules, &ignored);
        last = host;
        if (rules)
            judge_candidate(rules, &links->items[i]);
    }
}

static int clip(struct work_clipper *clipper, struct base_arena *arena, const struct work_page *page,
                struct record *record, const struct wanted *wanted, struct base_error *e)
{
    const struct select_rules *rules = NULL;
    struct decode_hints hints = {page->content_type, page->charset};
    struct decode_result text;
    int status;

    *record = (struct record){.url = page->url, .input = page->input, .fetched = page->fetched, .status = page->status};
    status = refuse_other_files(page, e);
    if (status == BASE_OK && page->bytes.len > BASE_LIMIT_PAGE_BYTES)
        status = base_fail(e, BASE_LIMIT, "larger than %d MB", BASE_LIMIT_PAGE_BYTES >> 20);
    if (status == BASE_OK && clipper->selectors && page->url.ptr && !page->no_selectors)
        status = select_find(clipper->selectors, base_url_host(page->url), page->fetched, &rules, e);
    if (status == BASE_OK) {
        if (rules && !hints.charset.ptr)
            hints.charset = select_charset(rules);
        status = decode_bytes(clipper->decoder, arena, page->bytes, &hints, &text, e);
    }
    if (status == BASE_OK) {
        struct base_str html = rules ? select_prepare(rules, arena, text.text) : text.text;
        status = read_page(arena, page, rules, html, record, wanted, e);
    }
    if (status == BASE_OK && wanted->links)
        work_judge_links(clipper, page, wanted->links);
    if (status == BASE_OK) {
        add_decode_flags(record, &text);
        status = record_finish(arena, record, e);
    }
    if (status == BASE_OK && arena->failed)
        status = base_fail(e, BASE_NOMEM, "out of memory");
    return status;
}

int work_clip(struct work_clipper *clipper, struct base_arena *arena, const struct work_page *page,
              struct record *record, struct discover_list *links, struct base_error *e)
{
    return clip(clipper, arena, page, record, &(struct wanted){.links = links}, e);
}

int work_explain(struct work_clipper *clipper, struct base_arena *arena, const struct work_page *page,
                 struct record *record, struct extract_explained *explained, struct base_error *e)
{
    return clip(clipper, arena, page, record, &(struct wanted){.explained = explained}, e);
}

int work_decode(struct work_clipper *clipper, struct base_arena *arena, const struct work_page *page,
                struct decode_result *text, struct base_error *e)
{
    struct decode_hints hints = {page->content_type, page->charset};

    return decode_bytes(clipper->decoder, arena, page->bytes, &hints, text, e);
}

int work_find_links(struct work_clipper *clipper, struct base_arena *arena, const struct work_page *page,
                    struct discover_list *links, struct base_error *e)
{
    struct decode_result text;
    int status = work_decode(clipper, arena, page, &text, e);

    if (status == BASE_OK)
        status = discover_document(arena, text.text, page->url, links, e);
    if (status == BASE_OK)
        work_judge_links(clipper, page, links);
    return status;
}
