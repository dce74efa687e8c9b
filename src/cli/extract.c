/* newsclip extract: pages in, records out, in the order of the inputs. */
#include "cli/extract.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void fail_entry(struct cli_entry *entry, const char *message)
{
    base_fail(&entry->error, BASE_IO, "%s", message);
    entry->done = true;
}

/* ---- Stories of several pages ---- */

/* All pages that there are have been joined; what is missing, the record's flags say. */
static void finish_story(struct cli_entry *entry)
{
    struct work_result *r = entry->result;

    if (r->record.pages)
        r->status = record_finish(&r->arena, &r->record, &r->error);
    entry->done = true;
}

/* With the headers that the site's selector file asks for. */
static bool ask(struct cli_extraction *run, struct cli_entry *entry, struct base_str url)
{
    struct base_str_list headers = {0};
    struct fetch_request request = {.url = url, .headers = &headers, .ignore_robots = true, .context = entry};
    struct base_arena arena;
    int status;

    base_arena_init(&arena, 0);
    select_headers(run->selectors, base_url_host(base_url_resolve(&arena, BASE_STR_NONE, url)), &arena, &headers);
    status = fetch_submit(run->client, &request, &entry->error);
    base_arena_free(&arena);
    return status == BASE_OK;
}

/* Asks for the page behind the one just read; false where there is none, or enough were read. */
static bool ask_next_page(struct cli_extraction *run, struct cli_entry *entry, struct base_str next)
{
    size_t most = run->settings->pages ? run->settings->pages : BASE_LIMIT_PAGES;

    if (!next.ptr || !cli_is_url(entry->input) || entry->pages + 1 >= most || !ask(run, entry, next))
        return false;
    entry->pages++;
    run->fetching++;
    return true;
}

/* Asks for the page that the story stands on as a whole. */
static bool ask_whole_page(struct cli_extraction *run, struct cli_entry *entry, struct base_str whole)
{
    entry->whole = whole.ptr && ask_next_page(run, entry, whole);
    return entry->whole;
}

/* The page that should have the whole story came, or did not: it goes on from the better one. */
static void end_whole(struct cli_extraction *run, struct cli_entry *entry, struct work_result *result)
{
    entry->whole = false;
    entry->pages = 0;
    if (result)
        work_result_replace(&entry->result, result);
    if (!ask_next_page(run, entry, entry->result->record.article.next_page))
        finish_story(entry);
}

static void take_result(struct cli_extraction *run, struct work_result *result)
{
    struct cli_entry *entry = result->context;
    bool later = entry->result != NULL;
    bool goes_on = result->status == BASE_OK;

    if (entry->whole) {
        end_whole(run, entry, result);
        return;
    }
    if (later)
        goes_on = goes_on && record_join(&entry->result->arena, &entry->result->record, &result->record);
    else
        entry->result = result;
    if (!later && goes_on && ask_whole_page(run, entry, result->record.article.whole_page))
        return;
    if (!goes_on || !ask_next_page(run, entry, result->record.article.next_page))
        finish_story(entry);
    if (later)
        work_result_free(result);
}

/* ---- Bytes to a worker ---- */

static void submit_page(struct cli_extraction *run, struct cli_entry *entry, const struct work_page *page)
{
    run->counts.read = 1;
    run->pages++;
    if (!cli_filter_page(run->settings, page->url, page->fetched, page->bytes.len))
        entry->filtered = entry->done = true;
    else if (work_submit(run->pool, WORK_EXTRACT, page, entry, &entry->error) != BASE_OK)
        entry->done = true;
}

static void submit_file(struct cli_extraction *run, struct cli_entry *entry, struct write_reader *reader)
{
    struct cli_settings *s = run->settings;
    struct base_buf bytes = {.limit = BASE_LIMIT_PAGE_BYTES};
    struct work_page page = {.input = base_str(entry->input),
                             .charset = base_str(s->charset),
                             .fetched = s->fetched,
                             .want_markdown = s->format == CLI_MARKDOWN};
    struct base_arena arena;

    base_arena_init(&arena, 0);
    if (s->url) /* as a page's own address would be read: HTTP://A.example/ is http://a.example/ */
        page.url = base_url_resolve(&arena, BASE_STR_NONE, base_str(s->url));
    if (write_reader_rest(reader, &bytes, &entry->error) == BASE_OK) {
        page.bytes = base_buf_str(&bytes);
        submit_page(run, entry, &page);
    } else {
        entry->done = true;
    }
    base_buf_free(&bytes);
    base_arena_free(&arena);
}

static void submit_response(struct cli_extraction *run, const struct fetch_response *r)
{
    struct cli_settings *s = run->settings;
    struct cli_entry *entry = r->context;
    struct work_page page = {.bytes = base_buf_str(&r->body),
                             .url = r->url,
                             .content_type = fetch_header(r, "content-type"),
                             .content_language = fetch_header(r, "content-language"),
                             .charset = base_str(s->charset),
                             .fetched = s->fetched != BASE_TIME_NONE ? s->fetched : r->fetched,
                             .status = r->status,
                             .want_markdown = s->format == CLI_MARKDOWN};

    run->fetching--;
    if (entry->result) { /* a later page of its story */
        page.first_page = entry->result->record.url;
        if (r->outcome != FETCH_DONE || r->status != 200 ||
            work_submit(run->pool, WORK_EXTRACT, &page, entry, &entry->error) != BASE_OK) {
            if (entry->whole)
                end_whole(run, entry, NULL);
            else
                finish_story(entry);
        }
        return;
    }
    if (r->outcome != FETCH_DONE) {
        fail_entry(entry, r->error.text);
        return;
    }
    if (!base_str_equal(r->url, base_str(entry->input)))
        page.input = base_str(entry->input);
    submit_page(run, entry, &page);
}

static bool open_client(struct cli_extraction *run, struct base_error *e)
{
    struct fetch_options options = cli_fetch_options(run->settings);

    if (!run->selectors && run->dir_count && select_open(run->dirs, run->dir_count, &run->selectors, e) != BASE_OK)
        return false;
    return run->client || fetch_open(&options, &run->client, e) == BASE_OK;
}

static void submit_address(struct cli_extraction *run, struct cli_entry *entry)
{
    if (open_client(run, &entry->error) && ask(run, entry, base_str(entry->input)))
        run->fetching++;
    else
        entry->done = true;
}

/* ---- Records out ---- */

static bool format_record(const struct record *record, enum cli_format format, struct base_buf *out)
{
    switch (format) {
    case CLI_JSONL: return record_json(record, out) && base_buf_add_char(out, '\n');
    case CLI_JSON: return record_json_pretty(record, out);
    case CLI_TEXT: return record_text(record, out);
    case CLI_MARKDOWN: return record_markdown(record, out);
    }
    return false;
}

static void complain(struct cli_extraction *run, const struct cli_entry *entry, const char *reason)
{
    cli_progress_clear(&run->progress);
    /* most reasons name the input already */
    if (entry->record)
        cli_error("%.300s: record at %lld: %s", entry->input, (long long)entry->offset, reason);
    else if (!strncmp(reason, entry->input, strlen(entry->input)))
        cli_error("%s", reason);
    else
        cli_error("%.300s: %s", entry->input, reason);
    run->counts.failed++;
}

static void complain_no_article(struct cli_extraction *run, const struct cli_entry *entry, const struct record *record)
{
    char reason[96];
    const char *kind = extract_kind_name(record->article.kind);

    if (record->status && record->status != 200)
        snprintf(reason, sizeof reason, "no article (%s, HTTP status %lld)", kind, (long long)record->status);
    else
        snprintf(reason, sizeof reason, "no article (%s)", kind);
    complain(run, entry, reason);
}

/* Pages of a WARC were not asked for one by one: those that hold no article are counted, no more. */
static void judge_record(struct cli_extraction *run, const struct cli_entry *entry, bool article)
{
    const char *trouble = entry->result->error.text;

    run->no_article += !article;
    if (entry->record && trouble[0])
        base_log(&run->settings->log, BASE_LOG_INFO, "%s: record at %lld: %s", entry->input, (long long)entry->offset, trouble);
    else if (trouble[0])
        complain(run, entry, trouble);
    else if (!article && !entry->record)
        complain_no_article(run, entry, &entry->result->record);
}

static struct cli_place place_of(const struct cli_extraction *run, const struct cli_entry *entry)
{
    return (struct cli_place){entry->number, entry->input, entry->record, run->counts};
}

static void write_record(struct cli_extraction *run, const struct cli_entry *entry)
{
    struct record *record = &entry->result->record;
    struct cli_place place;
    enum cli_format format = (enum cli_format)run->settings->format;
    struct base_buf out = BASE_BUF_INIT;
    struct base_error e = {""};
    bool article = record->article.body.ptr != NULL;

    cli_extract_warc_name(run, entry, record);
    if (!cli_filter_record(run->settings, record)) {
        run->filtered++;
        return;
    }
    judge_record(run, entry, article);
    /* text and Markdown are for readers: a page without an article has nothing to read */
    if (article || format == CLI_JSONL || format == CLI_JSON) {
        if (run->counts.written && (format == CLI_TEXT || format == CLI_MARKDOWN))
            base_buf_add_char(&out, '\n');
        if (!format_record(record, format, &out))
            base_fail(&e, BASE_NOMEM, "out of memory");
        run->counts.written++;
        place = place_of(run, entry);
        if (!out.failed)
            cli_shards_add(run->output, base_buf_str(&out), &place, &e);
    }
    base_buf_free(&out);
    if (e.text[0]) {
        cli_error("%s", e.text);
        run->broken = true;
    }
}

/* Of a WARC only what is damaged or hit a limit has failed: a record that holds something else is no page. */
static void finish_failed(struct cli_extraction *run, const struct cli_entry *entry)
{
    const struct work_result *r = entry->result;

    if (!entry->record || !r) {
        complain(run, entry, r ? r->error.text : entry->error.text);
    } else if (r->status == BASE_INVALID) {
        run->uses[WRITE_WARC_PAGE]--;
        run->uses[WRITE_WARC_IS_NOT_HTML]++;
        base_log(&run->settings->log, BASE_LOG_DEBUG, "%s: record at %lld: %s", entry->input, (long long)entry->offset,
                 r->error.text);
    } else {
        run->limited++;
        complain(run, entry, r->error.text);
    }
}

static void free_entry(struct cli_entry *entry)
{
    work_result_free(entry->result);
    free(entry->input);
    free(entry->id);
    free(entry);
}

static void finish_entries(struct cli_extraction *run)
{
    while (run->first && run->first->done && !run->broken) {
        struct cli_entry *entry = run->first;

        if (entry->filtered)
            run->filtered++;
        else if (!entry->result || entry->result->status != BASE_OK)
            finish_failed(run, entry);
        else
            write_record(run, entry);
        run->first = entry->next;
        if (!run->first)
            run->last = NULL;
        run->waiting--;
        free_entry(entry);
    }
}

/* ---- The loop ---- */

struct cli_entry *cli_extract_queue(struct cli_extraction *run, char *input, size_t number)
{
    struct cli_entry *entry = input ? calloc(1, sizeof *entry) : NULL;

    if (!entry) {
        free(input);
        return NULL;
    }
    entry->input = input;
    entry->number = number;
    if (run->last)
        run->last->next = entry;
    else
        run->first = entry;
    run->last = entry;
    run->waiting++;
    return entry;
}

/* INPUT as records and messages call it; frees INPUT where that is another name. */
static char *name_input(const struct cli_settings *s, char *input)
{
    char *name = s->input_name && !strcmp(input, "-") ? strdup(s->input_name) : NULL;

    if (name)
        free(input);
    return name ? name : input;
}

/* A page, or a WARC, whose records come next. */
static void take_file(struct cli_extraction *run, char *input, size_t number)
{
    struct write_reader *reader;
    struct base_error e = {""};
    struct cli_entry *entry;
    int status = write_reader_open(input, &reader, &e);

    input = name_input(run->settings, input);
    if (status == BASE_OK && write_reader_is_warc(reader)) {
        cli_extract_warc_begin(run, reader, input, number);
        return;
    }
    entry = cli_extract_queue(run, input, number);
    if (entry && status == BASE_OK)
        submit_file(run, entry, reader);
    else if (entry)
        fail_entry(entry, e.text);
    write_reader_close(reader);
}

/* What an earlier run has done already. */
static bool is_done(const struct cli_extraction *run, size_t number)
{
    return run->from.name && (number < run->from.input || (number == run->from.input && !run->from.record));
}

/* Takes the next input, or the next record of the WARC at hand; false when there is none. */
static bool take_input(struct cli_extraction *run)
{
    const char *input;
    struct cli_entry *entry;
    size_t number;

    if (run->warc) {
        cli_extract_warc(run);
        return true;
    }
    input = cli_inputs_next(run->inputs);
    number = run->taken++;
    if (!input)
        return false;
    if (is_done(run, number)) {
        cli_progress_skip(&run->progress, input);
        free((void *)input);
    } else if (!cli_is_url(input)) {
        take_file(run, (char *)input, number);
    } else if ((entry = cli_extract_queue(run, (char *)input, number))) {
        submit_address(run, entry);
    }
    return true;
}

static void turn(struct cli_extraction *run)
{
    struct fetch_response *response;
    struct work_result *result;

    if (run->fetching) {
        response = fetch_next(run->client, 50, work_pool_fd(run->pool));
        if (response)
            submit_response(run, response);
        fetch_response_free(response);
    }
    result = work_next(run->pool, run->fetching ? 0 : -1);
    if (result)
        take_result(run, result);
    finish_entries(run);
}

static void run_all(struct cli_extraction *run)
{
    size_t window = 4 * (cli_workers(run->settings) + 4);
    bool more = true;

    while ((more || run->waiting) && !run->broken) {
        while (more && run->waiting < window)
            more = take_input(run);
        finish_entries(run);
        if (run->waiting && !run->broken)
            turn(run);
        cli_progress_show(&run->progress, run->warc ? write_reader_taken(run->warc) : 0, run->pages);
    }
}

static bool reads_standard_input(const struct cli_settings *s)
{
    for (size_t i = 0; i < s->input_count; i++)
        if (!strcmp(s->inputs[i], "-"))
            return true;
    return false;
}

static int check_usage(const struct cli_settings *s)
{
    if (!s->input_count && !s->input_list) {
        cli_error("no input: give an address, a file or - (see newsclip --help)");
        return CLI_USAGE;
    }
    if (s->url && !cli_is_url(s->url)) {
        cli_error("--url %s: not an http or https address", s->url);
        return CLI_USAGE;
    }
    if (s->url && (s->input_list || s->input_count > 1)) {
        cli_error("--url names the address of one FILE; there are several inputs");
        return CLI_USAGE;
    }
    if (s->input_name && !s->input_list && !reads_standard_input(s)) {
        cli_error("--input-name %s: it names standard input, which is no input here: give -", s->input_name);
        return CLI_USAGE;
    }
    if (s->charset && !decode_label(base_str(s->charset))) {
        cli_error("--charset %s: no encoding of that name", s->charset);
        return CLI_USAGE;
    }
    if ((s->shard_size && !s->output) || (s->resume && !s->shard_size)) {
        cli_error(s->output ? "--resume goes on behind the last whole file of --shard-size: give that, too"
                            : "--shard-size and --resume need --output FILE, which their files are named after");
        return CLI_USAGE;
    }
    return CLI_OK;
}

static int open_run(struct cli_extraction *run, struct work_zygote *zygote, struct base_arena *arena, bool *done)
{
    struct cli_settings *s = run->settings;
    struct work_pool_options options = {.selectors = run->dirs, .log = &s->log};
    struct base_error e = {""};
    int status = CLI_OK;

    if (!cli_selector_dirs(s, arena, run->dirs, &run->dir_count))
        return CLI_USAGE;
    options.selector_count = run->dir_count;
    if (!s->jobs && s->input_count == 1 && !s->input_list && cli_is_url(s->inputs[0]))
        s->jobs = 1; /* an address is one page, a file may be a WARC */
    options.jobs = cli_workers(s);
    run->inputs = cli_inputs_open(s, &e);
    if (!run->inputs || work_pool_open(zygote, &options, &run->pool, &e) != BASE_OK) {
        cli_error("%s", e.text);
        return CLI_NO_INPUT;
    }
    if (!cli_shards_open(s, &run->output, &run->from, done, &status))
        return status;
    run->counts = run->from.counts;
    cli_progress_start(&run->progress, s);
    return CLI_OK;
}

/* Writes what is left, and says how the run ended. */
static int close_output(struct cli_extraction *run)
{
    const struct cli_counts *n = &run->counts;
    struct base_error e = {""};

    if (run->broken) {
        cli_shards_abort(run->output);
        return CLI_SOME_FAILED;
    }
    if (cli_shards_finish(run->output, n, &e) != BASE_OK) {
        cli_error("%s", e.text);
        return CLI_SOME_FAILED;
    }
    return !n->read && n->failed ? CLI_NO_INPUT : n->failed ? CLI_SOME_FAILED : CLI_OK;
}

int cli_extract(struct cli_settings *settings, struct work_zygote *zygote)
{
    struct cli_extraction run = {.settings = settings, .room = {.limit = BASE_LIMIT_PAGE_BYTES}};
    struct base_arena arena;
    bool done = false;
    int status = check_usage(settings);

    if (status != CLI_OK)
        return status;
    base_arena_init(&arena, 0);
    base_arena_init(&run.warc_arena, 0);
    status = open_run(&run, zygote, &arena, &done);
    if (status == CLI_OK) {
        if (!done)
            run_all(&run);
        cli_progress_clear(&run.progress);
        cli_extract_summary(&run);
        status = close_output(&run);
    }
    while (run.first) { /* only where the output broke */
        struct cli_entry *next = run.first->next;

        free_entry(run.first);
        run.first = next;
    }
    cli_extract_warc_end(&run);
    work_pool_close(run.pool);
    if (run.client)
        fetch_close(run.client);
    select_close(run.selectors);
    cli_inputs_close(run.inputs);
    free((void *)run.from.name);
    base_arena_free(&arena);
    return status;
}
