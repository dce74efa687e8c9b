/*
 * The archive's kept pages extracted anew, offline: the newest line of each article that says where its page is kept.
 * What changed becomes a new revision, or is shown.
 */
#include "crawl/again.h"

#include <stdio.h>
#include <stdlib.h>

enum { COMMIT_REVISIONS = 200 };

/* ---- The kept page ---- */

/* A file of the archive, and nothing else. */
static bool is_archive_path(struct base_str file)
{
    return file.len > 0 && file.len < 1000 && file.ptr[0] != '/' && base_str_find(file, BASE_STR("..")) == SIZE_MAX;
}

static int open_file(struct again *a, struct base_str file, struct base_error *e)
{
    char path[4096];

    if (a->reader && base_str_equal(base_str(a->reader_file), file))
        return BASE_OK;
    write_reader_close(a->reader);
    a->reader = NULL;
    if (!is_archive_path(file))
        return base_fail(e, BASE_INVALID, "%.*s: no file of the archive", BASE_STR_ARG(file));
    snprintf(a->reader_file, sizeof a->reader_file, "%.*s", BASE_STR_ARG(file));
    snprintf(path, sizeof path, "%s/%s", a->options->dir, a->reader_file);
    return write_reader_open(path, &a->reader, e);
}

/* The page at a place of a WARC file; its strings are valid until the next call. */
static int load(struct again *a, struct base_str file, int64_t offset, struct write_warc_page *page,
                struct base_error *e)
{
    struct write_warc_record record;
    enum write_warc_use use = WRITE_WARC_IS_OTHER;
    int status = open_file(a, file, e);

    if (status == BASE_OK && !write_reader_seek(a->reader, offset))
        status = base_fail(e, BASE_IO, "%.*s: no record at %lld", BASE_STR_ARG(file), (long long)offset);
    if (status == BASE_OK)
        status = write_reader_next(a->reader, &record, e);
    if (status == BASE_OK)
        status = write_warc_page(&record, &a->room, page, &use, e);
    if (status == BASE_OK && use != WRITE_WARC_PAGE)
        status = base_fail(e, BASE_INVALID, "%.*s: the record at %lld holds no page", BASE_STR_ARG(file),
                           (long long)offset);
    if (status != BASE_OK) { /* the next one begins from a fresh start */
        base_fail(e, status, "%.*s: the record at %lld is not there", BASE_STR_ARG(file), (long long)offset);
        write_reader_close(a->reader);
        a->reader = NULL;
    }
    return status;
}

static int submit(struct again *a, struct again_item *item, struct base_str url, const struct write_warc_page *page,
                  struct base_str first, struct base_error *e)
{
    struct work_page work = {.bytes = page->body,
                             .url = url,
                             .content_type = page->content_type,
                             .content_language = page->content_language,
                             .first_page = first,
                             .fetched = item->fetched,
                             .status = page->status};
    int status = work_submit(a->crawl.pool, WORK_EXTRACT, &work, item, e);

    a->under_way += status == BASE_OK;
    return status;
}

/* ---- What it became ---- */

static void free_item(struct again_item *item)
{
    work_result_free(item->story);
    json_decref(item->old);
    free(item->row);
    free(item);
}

static void complain(struct again *a, const struct again_item *item, const char *reason)
{
    base_log(a->options->log, BASE_LOG_WARNING, "%s: %s", again_text(item->old, "url"), reason);
    a->summary->failed++;
}

/* The line goes to the file of today: files of days that are over are not touched. */
static int write_revision(struct again *a, const struct again_item *item, const struct record *record,
                          struct base_error *e)
{
    struct crawl *crawl = &a->crawl;
    struct base_buf line = BASE_BUF_INIT;
    struct write_place place;
    int status = record_json(record, &line) ? BASE_OK : base_fail(e, BASE_NOMEM, "out of memory");

    if (status == BASE_OK)
        status = write_archive_append(crawl->archive, item->portal, &item->form, base_time_now(), base_buf_str(&line),
                                      &place, e);
    base_buf_free(&line);
    return status;
}

static void store(struct again *a, const struct again_item *item, struct record *record)
{
    struct crawl *crawl = &a->crawl;
    struct state_page page;
    struct base_error e = {""};
    int status = state_page_get(crawl->state, &crawl->scratch, base_str(item->row), &page, &e);

    record->revision = item->revision + 1;
    record->reason = BASE_STR("rules");
    if (status == BASE_OK)
        status = write_revision(a, item, record, &e);
    if (status == BASE_OK) {
        page.revision = (int)record->revision;
        page.hash = record->hash;
        page.simhash = record->simhash;
        page.body_bytes = (int)record->article.body.len;
        page.kind = base_str(extract_kind_name(record->article.kind));
        status = state_page_put(crawl->state, &page, &e);
    }
    if (status == BASE_OK)
        status = state_count(crawl->state, base_str(item->portal), base_time_now(), "rules", 1, &e);
    crawl_check(crawl, status, &e);
    if (++crawl->uncommitted >= COMMIT_REVISIONS)
        crawl_commit(crawl);
}

static void conclude(struct again *a, struct again_item *item)
{
    struct work_result *result = item->story;
    struct record *record = &result->record;
    const char *hash = again_text(item->old, "hash");

    record->warc.file = base_str(again_text(json_object_get(item->old, "warc"), "file"));
    record->warc.offset = json_integer_value(json_object_get(json_object_get(item->old, "warc"), "offset"));
    record->warc.id = base_str(again_text(json_object_get(item->old, "warc"), "id"));
    if (result->status != BASE_OK) {
        complain(a, item, result->error.text);
    } else {
        bool changed = !base_str_equal(record->hash, base_str(hash));

        a->summary->pages++;
        a->summary->changed += changed;
        if (a->options->diff)
            again_show(a, item->old, record);
        else if (changed && !record->article.body.ptr)
            complain(a, item, "by these rules it has no article: its line stays the last one");
        else if (changed)
            store(a, item, record);
    }
    free_item(item);
    base_arena_reset(&a->crawl.scratch);
}

/* ---- Stories over several pages ---- */

/* The following page of a story that had several, where it is kept. */
static bool ask_next(struct again *a, struct again_item *item, struct base_str next)
{
    struct crawl *crawl = &a->crawl;
    struct state_kept kept;
    struct write_warc_page page;
    struct base_error e = {""};

    return next.ptr && json_integer_value(json_object_get(item->old, "pages")) > (json_int_t)item->pages + 1 &&
           state_kept_get(crawl->state, &crawl->scratch, next, &kept, &e) == BASE_OK &&
           load(a, kept.file, kept.offset, &page, &e) == BASE_OK &&
           submit(a, item, next, &page, item->story->record.url, &e) == BASE_OK && ++item->pages;
}

static void take_result(struct again *a, struct work_result *result)
{
    struct again_item *item = result->context;
    bool later = item->story != NULL, goes_on = result->status == BASE_OK && result->record.article.body.ptr;
    struct base_error e = {""};

    a->under_way--;
    if (later)
        goes_on = goes_on && record_join(&item->story->arena, &item->story->record, &result->record);
    else
        item->story = result;
    goes_on = goes_on && ask_next(a, item, result->record.article.next_page);
    if (later)
        work_result_free(result);
    if (goes_on)
        return;
    if (item->story->record.pages)
        crawl_check(&a->crawl, record_finish(&item->story->arena, &item->story->record, &e), &e);
    conclude(a, item);
}

/* ---- Lines of the archive ---- */

static bool stopped(const struct again *a)
{
    return a->crawl.status != BASE_OK || (a->options->stop && *a->options->stop);
}

/* It is the article's newest line. */
static bool is_latest(struct again *a, struct again_item *item)
{
    struct crawl *crawl = &a->crawl;
    struct state_page page;

    if (!crawl_article_at(crawl, base_str(item->portal), base_str(again_text(item->old, "url")),
                          base_str(again_text(item->old, "hash")), &page) || page.revision != item->revision)
        return false;
    item->row = strndup(page.url.ptr, page.url.len);
    return item->row != NULL;
}

static struct again_item *read_line(const char *portal, const char *line, size_t len)
{
    struct again_item *item = calloc(1, sizeof *item);

    if (!item)
        return NULL;
    snprintf(item->portal, sizeof item->portal, "%s", portal);
    item->old = json_loadb(line, len, 0, NULL);
    item->revision = json_integer_value(json_object_get(item->old, "revision"));
    item->fetched = BASE_TIME_NONE;
    if (again_text(item->old, "fetched"))
        base_time_parse(base_str(again_text(item->old, "fetched")), &item->fetched);
    return item;
}

/* The kept page of ITEM's line goes to a worker; false: the item is not needed, or was complained of. */
static bool ask_first(struct again *a, struct again_item *item)
{
    const json_t *warc = json_object_get(item->old, "warc");
    struct base_str file = base_str(again_text(warc, "file")), url = base_str(again_text(item->old, "url"));
    struct write_warc_page page;
    struct base_error e = {""};
    int status;

    if (!file.ptr || !url.ptr || !is_latest(a, item))
        return false;
    status = load(a, file, json_integer_value(json_object_get(warc, "offset")), &page, &e);
    if (status == BASE_OK)
        status = submit(a, item, url, &page, BASE_STR_NONE, &e);
    if (status != BASE_OK)
        complain(a, item, e.text);
    return status == BASE_OK;
}

static void drain(struct again *a, size_t until)
{
    while (a->under_way > until) {
        struct work_result *result = work_next(a->crawl.pool, -1);

        if (!result)
            break;
        take_result(a, result);
    }
}

static bool take_line(void *context, const struct crawl_line *line)
{
    struct again *a = context;
    char portal[300];
    struct again_item *item;

    snprintf(portal, sizeof portal, "%.*s", (int)strcspn(line->file, "/"), line->file);
    item = read_line(portal, line->text.ptr, line->text.len);
    if (item)
        item->form = a->form;
    if (item && !ask_first(a, item))
        free_item(item);
    base_arena_reset(&a->crawl.scratch);
    drain(a, 2 * (size_t)a->options->pool.jobs);
    return !stopped(a);
}

/* Unless the run was told, revisions are packed as the portal's newest lines are. */
static void choose_form(struct again *a, size_t at)
{
    const char *name = a->files[at].name;
    size_t portal = strcspn(name, "/") + 1;

    if (a->options->form.coding != BASE_CODING_UNKNOWN || (at > 0 && !strncmp(a->files[at - 1].name, name, portal)))
        return;
    while (at + 1 < a->file_count && !strncmp(a->files[at + 1].name, name, portal))
        at++;
    write_lines_named(a->files[at].name, &a->form.coding);
}

static void take_file(struct again *a, size_t at)
{
    const struct again_file *file = &a->files[at];
    struct base_error e = {""};

    choose_form(a, at);
    if (crawl_file_lines(a->options->dir, file->name, file->length, take_line, a, &e) != BASE_OK) {
        base_log(a->options->log, BASE_LOG_WARNING, "%s", e.text);
        a->summary->failed++;
    }
}

/* ---- The run ---- */

static bool note_file(void *context, const char *name, int64_t length)
{
    struct again *a = context;
    struct again_file *files;

    if (!write_lines_named(name, &(enum base_coding){0}))
        return true;
    files = base_arena_grow(&a->arena, a->files, a->file_count, &a->file_capacity, sizeof *files);
    if (!files)
        return false;
    a->files = files;
    files[a->file_count++] =
        (struct again_file){.name = base_arena_cstr(&a->arena, base_str(name)), .length = length};
    return true;
}

static int open_run(struct again *a, struct work_zygote *zygote, struct base_error *e)
{
    const struct crawl_again_options *o = a->options;
    struct crawl *crawl = &a->crawl;
    const struct write_archive_options archive = crawl_archive_options(crawl);
    int status = state_open(o->dir, o->diff, &crawl->state, e);

    if (status == BASE_OK && !o->diff)
        status = crawl_forget_rest(o->dir, crawl->state, o->log, e);
    if (status == BASE_OK && !o->diff)
        status = write_archive_open(o->dir, &archive, &crawl->archive, e);
    if (status == BASE_OK)
        status = work_pool_open(zygote, &o->pool, &crawl->pool, e);
    if (status == BASE_OK && !o->diff)
        status = state_begin(crawl->state, e);
    if (status == BASE_OK)
        status = state_file_each(crawl->state, note_file, a, e);
    return status == BASE_OK && a->arena.failed ? base_fail(e, BASE_NOMEM, "out of memory") : status;
}

static void close_run(struct again *a)
{
    work_pool_close(a->crawl.pool);
    write_reader_close(a->reader);
    write_archive_close(a->crawl.archive);
    if (a->crawl.state)
        state_close(a->crawl.state);
    base_buf_free(&a->room);
    base_arena_free(&a->crawl.scratch);
    base_arena_free(&a->arena);
}

int crawl_again(struct work_zygote *zygote, const struct crawl_again_options *options,
                struct crawl_again_summary *summary, struct base_error *e)
{
    struct again a = {.options = options, .summary = summary, .form = options->form, .room = {.limit = BASE_LIMIT_BODY_BYTES}};
    int status;

    *summary = (struct crawl_again_summary){0};
    base_arena_init(&a.arena, 0);
    base_arena_init(&a.crawl.scratch, 0);
    status = open_run(&a, zygote, e);
    for (size_t i = 0; status == BASE_OK && i < a.file_count && !stopped(&a); i++)
        take_file(&a, i);
    if (status == BASE_OK) {
        drain(&a, 0);
        if (!options->diff)
            crawl_commit(&a.crawl);
        if (a.crawl.status != BASE_OK)
            status = base_fail(e, a.crawl.status, "%s", a.crawl.error.text);
    }
    close_run(&a);
    return status;
}
