/*
 * What was fetched, kept as it came: DIR/PORTAL/YYYY/MM/YYYY-MM-DD.warc.gz, files of the archive like those of the
 * records, with their committed lengths in the state.
 */
#include "crawl/private.h"

#ifndef NEWSCLIP_VERSION
#define NEWSCLIP_VERSION "unknown"
#endif

int crawl_warc_open(struct crawl *crawl, struct base_error *e)
{
    const struct write_warc_options options = {.software = "newsclip " NEWSCLIP_VERSION,
                                               .fields = "robots: obey\r\n"};

    return crawl->options->warc ? write_warc_create(NULL, &options, &crawl->warc, e) : BASE_OK;
}

void crawl_warc_close(struct crawl *crawl)
{
    struct base_error e = {""};

    if (crawl->warc)
        write_warc_finish(crawl->warc, &e);
    base_set_free(&crawl->warc_files);
}

/* A payload of the archive becomes a revisit: the writer is told of it. */
static bool find_equal(struct crawl *crawl, struct base_str body, struct state_kept *equal)
{
    struct base_error e = {""};
    char digest[64];
    int status;

    if (!body.len)
        return false;
    write_warc_digest(crawl->warc, body, digest);
    status = state_kept_by_digest(crawl->state, &crawl->scratch, base_str(digest), equal, &e);
    if (status == BASE_OK)
        write_warc_remember(crawl->warc, equal->digest, equal->url, equal->fetched, equal->id);
    else if (status != BASE_MISSING)
        crawl_check(crawl, status, &e);
    return status == BASE_OK;
}

static void note_place(struct crawl *crawl, const struct write_exchange *x, const struct write_place *place,
                       const struct write_warc_place *record, const struct state_kept *equal)
{
    struct state_kept kept = {.url = x->url,
                              .digest = base_str(record->digest),
                              .file = base_str(place->file),
                              .id = base_str(record->id),
                              .offset = place->offset + record->offset,
                              .fetched = x->fetched,
                              .seen = x->fetched};
    struct base_error e = {""};

    if (record->revisit) {
        kept.file = equal->file;
        kept.id = equal->id;
        kept.offset = equal->offset;
        kept.fetched = equal->fetched;
        /* the row that the others refer to stays what it is */
        kept.refers = !base_str_equal(equal->url, x->url);
    }
    crawl_check(crawl, state_kept_put(crawl->state, &kept, &e), &e);
}

static void keep(struct crawl *crawl, const struct crawl_item *item, const struct write_exchange *x)
{
    struct base_buf out = BASE_BUF_INIT;
    struct write_place place;
    struct write_warc_place record = {0};
    struct state_kept equal;
    struct base_error e = {""};
    bool known = find_equal(crawl, x->body, &equal);
    int status = write_archive_name(item->portal->name, x->fetched, ".warc.gz", &place, &e);

    if (status == BASE_OK && base_set_add(&crawl->warc_files, base_hash64(base_str(place.file))))
        status = write_warc_info(crawl->warc, place.file, &out, &e);
    if (status == BASE_OK)
        status = write_warc_pack(crawl->warc, x, &out, &record, &e);
    if (status == BASE_OK)
        status = write_archive_add(crawl->archive, base_buf_str(&out), &place, &e);
    if (status == BASE_INVALID) /* an address that no record can hold costs itself alone */
        base_log(crawl->options->log, BASE_LOG_WARNING, "%s", e.text);
    else
        crawl_check(crawl, status, &e);
    if (status == BASE_OK && (known || !record.revisit) && !x->truncated && crawl_address_fits(crawl, x->url))
        note_place(crawl, x, &place, &record, &equal);
    base_buf_free(&out);
}

/* Whether the page asks not to be kept is for a worker to read; but it is kept before that, so here the words alone
 * count, wherever they stand. */
static bool may_refuse(const struct crawl *crawl, const struct crawl_item *item, const struct fetch_response *r)
{
    struct base_str body = base_buf_str(&r->body);

    return crawl->options->respect_noarchive &&
           (crawl_refuses_archiving(r, crawl_agent(crawl, item->portal)) ||
            base_str_find_nocase(body, BASE_STR("noarchive")) != SIZE_MAX ||
            base_str_find_nocase(body, BASE_STR("noindex")) != SIZE_MAX || crawl_says_none(body));
}

void crawl_warc_keep(struct crawl *crawl, const struct crawl_item *item, const struct fetch_response *response)
{
    if (!crawl->warc || may_refuse(crawl, item, response))
        return;
    for (size_t i = 0; i < response->exchange_count; i++) {
        const struct fetch_exchange *x = &response->exchanges[i];
        struct write_exchange out = {.url = x->url,
                                     .fetched = x->fetched,
                                     .ip = x->address,
                                     .request = x->request,
                                     .response = x->response,
                                     .body = x->body,
                                     .truncated = x->truncated ? "length" : NULL};

        if (i + 1 < response->exchange_count || response->status != 304) /* not changed: nothing came */
            keep(crawl, item, &out);
    }
}

void crawl_warc_place(struct crawl *crawl, struct record *record)
{
    struct state_kept kept;
    struct base_error e = {""};
    int status = crawl->warc ? state_kept_get(crawl->state, &crawl->scratch, record->url, &kept, &e) : BASE_MISSING;

    if (status == BASE_OK && kept.seen == record->fetched) {
        record->warc.file = kept.file;
        record->warc.offset = kept.offset;
        record->warc.id = kept.id;
    } else if (status != BASE_OK && status != BASE_MISSING) {
        crawl_check(crawl, status, &e);
    }
}
