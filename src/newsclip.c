/* The library's public functions over the rooms. */
#include "newsclip.h"
#include "work/work.h"

#include <stdio.h>
#include <stdlib.h>

#ifndef NEWSCLIP_VERSION
#define NEWSCLIP_VERSION "unknown"
#endif

struct nc_clipper {
    struct work_clipper *clipper;
};

struct nc_record {
    struct record record;
    struct base_arena arena; /* owns all strings */
    char *html;              /* a copy: slices of the record may point into it */
    struct base_buf json, text, markdown;
};

const char *nc_version(void)
{
    return NEWSCLIP_VERSION;
}

static void give_error(const struct base_error *e, char *error, size_t size)
{
    if (error && size)
        snprintf(error, size, "%s", e->text);
}

nc_clipper *nc_open(const char *selectors, char *error, size_t size)
{
    nc_clipper *clipper = calloc(1, sizeof *clipper);
    struct base_error e = {""};

    if (!clipper)
        base_fail(&e, BASE_NOMEM, "out of memory");
    else if (work_clipper_open(&selectors, selectors ? 1 : 0, &clipper->clipper, &e) == BASE_OK)
        return clipper;
    free(clipper);
    give_error(&e, error, size);
    return NULL;
}

void nc_close(nc_clipper *clipper)
{
    if (clipper)
        work_clipper_close(clipper->clipper);
    free(clipper);
}

static int describe_page(struct work_page *page, const nc_page_info *info, struct base_error *e)
{
    page->fetched = BASE_TIME_NONE;
    if (!info)
        return BASE_OK;
    if (info->size < sizeof *info)
        return base_fail(e, BASE_INVALID, "nc_page_info was not made with NC_PAGE_INFO_INIT");
    page->content_type = base_str(info->content_type);
    page->content_language = base_str(info->content_language);
    page->charset = base_str(info->charset);
    page->status = info->status;
    page->want_markdown = info->want_markdown != 0;
    if (info->fetched && !base_time_parse(base_str(info->fetched), &page->fetched))
        return base_fail(e, BASE_INVALID, "%.60s: not an RFC 3339 time", info->fetched);
    return BASE_OK;
}

static int clip(nc_record *r, nc_clipper *clipper, const void *html, size_t length, const char *url,
                const nc_page_info *info, struct base_error *e)
{
    struct work_page page = {0};
    int status = describe_page(&page, info, e);

    if (status != BASE_OK)
        return status;
    if (length > BASE_LIMIT_PAGE_BYTES)
        return base_fail(e, BASE_LIMIT, "larger than %d MB", BASE_LIMIT_PAGE_BYTES >> 20);
    r->html = malloc(length + 1);
    if (!r->html)
        return base_fail(e, BASE_NOMEM, "out of memory");
    if (length)
        memcpy(r->html, html, length);
    page.bytes = (struct base_str){r->html, length};
    page.url = base_url_resolve(&r->arena, BASE_STR_NONE, base_str(url));
    if (!page.url.ptr)
        return base_fail(e, BASE_INVALID, "%.300s: not an http or https address", url ? url : "(null)");
    status = work_clip(clipper->clipper, &r->arena, &page, &r->record, NULL, e);
    if (status == BASE_OK && !(record_json(&r->record, &r->json) && record_text(&r->record, &r->text) &&
                               record_markdown(&r->record, &r->markdown)))
        status = base_fail(e, BASE_NOMEM, "out of memory");
    return status;
}

nc_record *nc_extract(nc_clipper *clipper, const void *html, size_t length, const char *url, const nc_page_info *info,
                      char *error, size_t size)
{
    nc_record *r = calloc(1, sizeof *r);
    struct base_error e = {""};

    if (!r) {
        base_fail(&e, BASE_NOMEM, "out of memory");
    } else if (!clipper || (!html && length)) {
        base_fail(&e, BASE_INVALID, "nc_extract: no clipper or no page");
        base_arena_init(&r->arena, 0);
    } else {
        base_arena_init(&r->arena, 0);
        if (clip(r, clipper, html, length, url, info, &e) == BASE_OK)
            return r;
    }
    nc_record_free(r);
    give_error(&e, error, size);
    return NULL;
}

void nc_record_free(nc_record *record)
{
    if (!record)
        return;
    base_arena_free(&record->arena);
    base_buf_free(&record->json);
    base_buf_free(&record->text);
    base_buf_free(&record->markdown);
    free(record->html);
    free(record);
}

/* Slices need not end in NUL; the arena's copy does. The record is the caller's to use, so its arena may grow. */
static const char *as_cstr(const nc_record *record, struct base_str s)
{
    return s.ptr ? base_arena_cstr(&((nc_record *)record)->arena, s) : NULL;
}

const char *nc_record_json(const nc_record *record)
{
    return record->json.ptr;
}

const char *nc_record_text(const nc_record *record)
{
    return record->text.ptr;
}

const char *nc_record_markdown(const nc_record *record)
{
    return record->markdown.ptr;
}

const char *nc_record_url(const nc_record *record)
{
    return as_cstr(record, record->record.url);
}

const char *nc_record_title(const nc_record *record)
{
    return as_cstr(record, record->record.article.title);
}

const char *nc_record_date(const nc_record *record)
{
    return as_cstr(record, record->record.article.date);
}

const char *nc_record_body(const nc_record *record)
{
    return as_cstr(record, record->record.article.body);
}

const char *nc_record_kind(const nc_record *record)
{
    return extract_kind_name(record->record.article.kind);
}

size_t nc_record_byline_count(const nc_record *record)
{
    return record->record.article.byline.count;
}

const char *nc_record_byline(const nc_record *record, size_t i)
{
    const struct base_str_list *names = &record->record.article.byline;

    return i < names->count ? as_cstr(record, names->items[i]) : NULL;
}

size_t nc_record_related_count(const nc_record *record)
{
    return record->record.article.related.count;
}

const char *nc_record_related_title(const nc_record *record, size_t i)
{
    const struct extract_links *related = &record->record.article.related;

    return i < related->count ? as_cstr(record, related->items[i].title) : NULL;
}

const char *nc_record_related_url(const nc_record *record, size_t i)
{
    const struct extract_links *related = &record->record.article.related;

    return i < related->count ? as_cstr(record, related->items[i].url) : NULL;
}
