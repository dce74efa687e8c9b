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

/* A caller built against an older header has a shorter structure: what it does not know is not given. */
static int describe_page(struct work_page *page, const nc_page_info *info, struct base_error *e)
{
    nc_page_info known = NC_PAGE_INFO_INIT;

    page->fetched = BASE_TIME_NONE;
    if (!info)
        return BASE_OK;
    if (info->size < sizeof info->size)
        return base_fail(e, BASE_INVALID, "nc_page_info was not made with NC_PAGE_INFO_INIT");
    memcpy(&known, info, info->size < sizeof known ? info->size : sizeof known);
    page->content_type = base_str(known.content_type);
    page->content_language = base_str(known.content_language);
    page->charset = base_str(known.charset);
    page->status = known.status;
    page->want_markdown = known.want_markdown != 0;
    if (known.fetched && !base_time_parse(base_str(known.fetched), &page->fetched))
        return base_fail(e, BASE_INVALID, "%.60s: not an RFC 3339 time", known.fetched);
    return BASE_OK;
}

static void end_in_nul(nc_record *r, struct base_str *s)
{
    if (s->ptr)
        *s = base_arena_str(&r->arena, *s);
}

/* Slices need not end in NUL; what the accessors give must. */
static void end_strings(nc_record *r)
{
    struct extract_article *a = &r->record.article;

    end_in_nul(r, &r->record.url);
    end_in_nul(r, &a->title);
    end_in_nul(r, &a->date);
    end_in_nul(r, &a->body);
    for (size_t i = 0; i < a->byline.count; i++)
        end_in_nul(r, &a->byline.items[i]);
    for (size_t i = 0; i < a->related.count; i++) {
        end_in_nul(r, &a->related.items[i].title);
        end_in_nul(r, &a->related.items[i].url);
    }
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
    if (status == BASE_OK)
        end_strings(r);
    if (status == BASE_OK && r->arena.failed)
        status = base_fail(e, BASE_NOMEM, "out of memory");
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
    return record->record.url.ptr;
}

const char *nc_record_title(const nc_record *record)
{
    return record->record.article.title.ptr;
}

const char *nc_record_date(const nc_record *record)
{
    return record->record.article.date.ptr;
}

const char *nc_record_body(const nc_record *record)
{
    return record->record.article.body.ptr;
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

    return i < names->count ? names->items[i].ptr : NULL;
}

size_t nc_record_related_count(const nc_record *record)
{
    return record->record.article.related.count;
}

const char *nc_record_related_title(const nc_record *record, size_t i)
{
    const struct extract_links *related = &record->record.article.related;

    return i < related->count ? related->items[i].title.ptr : NULL;
}

const char *nc_record_related_url(const nc_record *record, size_t i)
{
    const struct extract_links *related = &record->record.article.related;

    return i < related->count ? related->items[i].url.ptr : NULL;
}
