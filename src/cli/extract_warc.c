/* WARC files among the inputs of extract: record by record to the workers. */
#include "cli/extract.h"

#include <stdlib.h>

/* What a reader of the lines finds the record by. An id is printable, or none. */
static char *clean_id(struct base_str id)
{
    for (size_t i = 0; i < id.len; i++)
        if (id.ptr[i] <= 0x20 || id.ptr[i] >= 0x7f)
            return NULL;
    return id.len ? strndup(id.ptr, id.len) : NULL;
}

void cli_extract_warc_begin(struct cli_extraction *run, struct write_reader *reader, char *name, size_t number)
{
    struct base_str given = base_arena_str(&run->warc_arena, base_str(name));

    run->warc = reader;
    run->warc_name = name;
    run->warc_file = decode_clean(&run->warc_arena, given, DECODE_CLEAN_LINE);
    run->warc_number = number;
    run->warc_record = 0;
    run->counts.read = 1;
}

void cli_extract_warc_end(struct cli_extraction *run)
{
    if (run->warc)
        cli_progress_read(&run->progress, write_reader_taken(run->warc));
    write_reader_close(run->warc);
    free(run->warc_name);
    base_buf_free(&run->room);
    base_arena_free(&run->warc_arena);
    run->warc = NULL;
    run->warc_name = NULL;
}

static struct cli_entry *queue_record(struct cli_extraction *run, const struct write_warc_record *record)
{
    struct cli_entry *entry = cli_extract_queue(run, strdup(run->warc_name), run->warc_number);

    if (entry) {
        entry->record = run->warc_record;
        entry->offset = record->offset;
        entry->id = clean_id(record->id);
    }
    return entry;
}

static void queue_failure(struct cli_extraction *run, const struct write_warc_record *record, const char *what,
                          const char *why)
{
    struct cli_entry *entry = queue_record(run, record);

    if (!entry)
        return;
    base_fail(&entry->error, BASE_INVALID, "%s: %s", what, why);
    entry->done = true;
}

static void submit_record(struct cli_extraction *run, const struct write_warc_record *record,
                          const struct write_warc_page *page, struct base_str url)
{
    const struct cli_settings *s = run->settings;
    struct work_page work = {.bytes = page->body,
                             .url = url,
                             .content_type = page->content_type,
                             .content_language = page->content_language,
                             .charset = base_str(s->charset),
                             .fetched = s->fetched != BASE_TIME_NONE ? s->fetched : record->date,
                             .status = page->status,
                             .want_markdown = s->format == CLI_MARKDOWN};
    struct cli_entry *entry = queue_record(run, record);

    if (entry && work_submit(run->pool, WORK_EXTRACT, &work, entry, &entry->error) != BASE_OK)
        entry->done = true;
}

/* One record that is whole. */
static void take_record(struct cli_extraction *run, const struct write_warc_record *record)
{
    const struct cli_settings *s = run->settings;
    struct write_warc_page page = {0};
    enum write_warc_use use;
    struct base_error e = {""};
    struct base_str url = BASE_STR_NONE;
    struct base_arena arena;
    int status;

    base_arena_init(&arena, 0);
    if (record->target.ptr)
        url = base_url_resolve(&arena, BASE_STR_NONE, record->target);
    /* the cheapest first: a filter on the host or the day leaves the body packed */
    if (url.ptr && record->type == WRITE_WARC_RESPONSE && !cli_filter_page(s, url, record->date, SIZE_MAX)) {
        run->filtered++;
        base_arena_free(&arena);
        return;
    }
    status = write_warc_page(record, &run->room, &page, &use, &e);
    if (use == WRITE_WARC_PAGE && !url.ptr)
        use = WRITE_WARC_IS_OTHER;
    run->uses[use]++;
    if (use == WRITE_WARC_PAGE) {
        run->pages++;
        if (status != BASE_OK) {
            run->limited++;
            queue_failure(run, record, "its page", e.text);
        } else if (!cli_filter_page(s, url, record->date, page.body.len)) {
            run->filtered++;
        } else {
            submit_record(run, record, &page, url);
        }
    }
    base_arena_free(&arena);
}

void cli_extract_warc(struct cli_extraction *run)
{
    size_t before = run->waiting;

    while (run->waiting == before && run->warc) {
        struct write_warc_record record;
        struct base_error e = {""};
        int status = write_reader_next(run->warc, &record, &e);

        if (status == BASE_MISSING) {
            cli_extract_warc_end(run);
            return;
        }
        run->warc_record++;
        if (run->from.name && run->warc_number == run->from.input && run->warc_record <= run->from.record)
            continue; /* an earlier run wrote it, or saw that there is nothing to write */
        if (status == BASE_OK) {
            take_record(run, &record);
        } else {
            run->damaged++;
            queue_failure(run, &record, status == BASE_INVALID ? "damaged" : "the file ends here", e.text);
            if (status != BASE_INVALID)
                cli_extract_warc_end(run);
        }
        cli_progress_show(&run->progress, run->warc ? write_reader_taken(run->warc) : 0, run->pages);
    }
}

void cli_extract_warc_name(const struct cli_extraction *run, const struct cli_entry *entry, struct record *record)
{
    struct base_arena *arena = &entry->result->arena;

    if (!entry->record)
        return;
    /* the WARC at hand may be a later one than the entry's */
    record->warc.file = run->warc_name && !strcmp(run->warc_name, entry->input)
                            ? run->warc_file
                            : decode_clean(arena, base_str(entry->input), DECODE_CLEAN_LINE);
    record->warc.offset = entry->offset;
    record->warc.id = base_str(entry->id);
}

void cli_extract_summary(const struct cli_extraction *run)
{
    const struct base_log *log = &run->settings->log;
    const uint64_t *n = run->uses;

    base_log(log, BASE_LOG_INFO, "%llu pages: %llu lines, %llu without an article, %llu filtered out, %llu failed",
             (unsigned long long)run->pages, (unsigned long long)run->counts.written, (unsigned long long)run->no_article,
             (unsigned long long)run->filtered, (unsigned long long)run->counts.failed);
    if (run->warc_number || run->damaged || n[WRITE_WARC_PAGE] || n[WRITE_WARC_IS_OTHER] || n[WRITE_WARC_IS_NOT_HTML])
        base_log(log, BASE_LOG_INFO,
                 "WARC records that are no page: %llu revisits, %llu redirects, %llu not HTML, %llu of other types; "
                 "%llu damaged",
                 (unsigned long long)n[WRITE_WARC_IS_REVISIT], (unsigned long long)n[WRITE_WARC_IS_REDIRECT],
                 (unsigned long long)n[WRITE_WARC_IS_NOT_HTML], (unsigned long long)n[WRITE_WARC_IS_OTHER],
                 (unsigned long long)run->damaged);
}
