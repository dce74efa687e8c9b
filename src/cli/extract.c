/* newsclip extract: pages in, records out, in the order of the inputs. */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* One input on its way. Entries stand in a queue in the order given; the first that is done is written. */
struct entry {
    struct entry *next;
    char *input;
    bool done;
    struct work_result *result; /* NULL: it could not be read */
    size_t pages;               /* asked for, of a story told over several */
    bool whole;                 /* the page that has all of it was asked for, and comes next */
    struct base_error error;
};

struct run {
    struct cli_settings *settings;
    struct fetch_client *client; /* opened for the first address */
    struct select_set *selectors; /* for the headers of requests; NULL: none */
    struct work_pool *pool;
    struct cli_inputs *inputs;
    struct write_output *output;
    struct entry *first, *last;
    size_t waiting;  /* entries in the queue */
    size_t read;     /* inputs that gave bytes */
    size_t failed, written;
    size_t fetching; /* requests handed to the client */
    bool broken;     /* the output cannot be written: all ends */
};

static void fail_entry(struct entry *entry, const char *message)
{
    base_fail(&entry->error, BASE_IO, "%s", message);
    entry->done = true;
}

/* ---- Stories of several pages ---- */

/* All pages that there are have been joined; what is missing, the record's flags say. */
static void finish_story(struct entry *entry)
{
    struct work_result *r = entry->result;

    if (r->record.pages)
        r->status = record_finish(&r->arena, &r->record, &r->error);
    entry->done = true;
}

/* With the headers that the site's selector file asks for. */
static bool ask(struct run *run, struct entry *entry, struct base_str url)
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
static bool ask_next_page(struct run *run, struct entry *entry, struct base_str next)
{
    size_t most = run->settings->pages ? run->settings->pages : BASE_LIMIT_PAGES;

    if (!next.ptr || !cli_is_url(entry->input) || entry->pages + 1 >= most || !ask(run, entry, next))
        return false;
    entry->pages++;
    run->fetching++;
    return true;
}

/* Asks for the page that the story stands on as a whole. */
static bool ask_whole_page(struct run *run, struct entry *entry, struct base_str whole)
{
    entry->whole = whole.ptr && ask_next_page(run, entry, whole);
    return entry->whole;
}

/* The page that should have the whole story came, or did not: it goes on from the better one. */
static void end_whole(struct run *run, struct entry *entry, struct work_result *result)
{
    entry->whole = false;
    entry->pages = 0;
    if (result)
        work_result_replace(&entry->result, result);
    if (!ask_next_page(run, entry, entry->result->record.article.next_page))
        finish_story(entry);
}

static void take_result(struct run *run, struct work_result *result)
{
    struct entry *entry = result->context;
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

static void submit_page(struct run *run, struct entry *entry, const struct work_page *page)
{
    run->read++;
    if (work_submit(run->pool, WORK_EXTRACT, page, entry, &entry->error) != BASE_OK)
        entry->done = true;
}

static void submit_file(struct run *run, struct entry *entry)
{
    struct cli_settings *s = run->settings;
    struct base_buf bytes = {.limit = BASE_LIMIT_PAGE_BYTES};
    struct work_page page = {.url = base_str(s->url),
                             .input = base_str(entry->input),
                             .charset = base_str(s->charset),
                             .fetched = s->fetched,
                             .want_markdown = s->format == CLI_MARKDOWN};

    if (cli_read_file(entry->input, &bytes, &entry->error) == BASE_OK) {
        page.bytes = base_buf_str(&bytes);
        submit_page(run, entry, &page);
    } else {
        entry->done = true;
    }
    base_buf_free(&bytes);
}

static void submit_response(struct run *run, const struct fetch_response *r)
{
    struct cli_settings *s = run->settings;
    struct entry *entry = r->context;
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

static void submit_address(struct run *run, struct entry *entry)
{
    struct cli_settings *s = run->settings;
    struct fetch_options options = {.proxy = s->proxy,
                                    .headers = s->headers,
                                    .allow_private = s->allow_private,
                                    .log = &s->log};

    if ((run->client || fetch_open(&options, &run->client, &entry->error) == BASE_OK) &&
        ask(run, entry, base_str(entry->input)))
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

static void complain(struct run *run, const struct entry *entry, const char *reason)
{
    /* most reasons name the input already */
    if (!strncmp(reason, entry->input, strlen(entry->input)))
        cli_error("%s", reason);
    else
        cli_error("%.300s: %s", entry->input, reason);
    run->failed++;
}

static void complain_no_article(struct run *run, const struct entry *entry, const struct record *record)
{
    char reason[96];
    const char *kind = extract_kind_name(record->article.kind);

    if (record->status && record->status != 200)
        snprintf(reason, sizeof reason, "no article (%s, HTTP status %lld)", kind, (long long)record->status);
    else
        snprintf(reason, sizeof reason, "no article (%s)", kind);
    complain(run, entry, reason);
}

static void write_record(struct run *run, const struct entry *entry)
{
    const struct record *record = &entry->result->record;
    enum cli_format format = (enum cli_format)run->settings->format;
    struct base_buf out = BASE_BUF_INIT;
    struct base_error e = {""};
    bool article = record->article.body.ptr != NULL;

    /* text and Markdown are for readers: a page without an article has nothing to read */
    if (article || format == CLI_JSONL || format == CLI_JSON) {
        if (run->written && (format == CLI_TEXT || format == CLI_MARKDOWN))
            base_buf_add_char(&out, '\n');
        if (!format_record(record, format, &out))
            base_fail(&e, BASE_NOMEM, "out of memory");
        else if (write_output_add(run->output, base_buf_str(&out), &e) == BASE_OK)
            run->written++;
    }
    base_buf_free(&out);
    if (e.text[0]) {
        cli_error("%s", e.text);
        run->broken = true;
    } else if (entry->result->error.text[0]) {
        complain(run, entry, entry->result->error.text);
    } else if (!article) {
        complain_no_article(run, entry, record);
    }
}

static void finish_entries(struct run *run)
{
    while (run->first && run->first->done && !run->broken) {
        struct entry *entry = run->first;

        if (!entry->result)
            complain(run, entry, entry->error.text);
        else if (entry->result->status != BASE_OK)
            complain(run, entry, entry->result->error.text);
        else
            write_record(run, entry);
        run->first = entry->next;
        if (!run->first)
            run->last = NULL;
        run->waiting--;
        work_result_free(entry->result);
        free(entry->input);
        free(entry);
    }
}

/* ---- The loop ---- */

/* Takes the next input; false when there is none. */
static bool take_input(struct run *run)
{
    const char *input = cli_inputs_next(run->inputs);
    struct entry *entry = input ? calloc(1, sizeof *entry) : NULL;

    if (!entry) {
        free((void *)input);
        return false;
    }
    entry->input = (char *)input;
    if (run->last)
        run->last->next = entry;
    else
        run->first = entry;
    run->last = entry;
    run->waiting++;
    if (cli_is_url(input))
        submit_address(run, entry);
    else
        submit_file(run, entry);
    return true;
}

static void turn(struct run *run)
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

static void run_all(struct run *run)
{
    size_t window = 4 * (run->settings->jobs + 4);
    bool more = true;

    while ((more || run->waiting) && !run->broken) {
        while (more && run->waiting < window)
            more = take_input(run);
        finish_entries(run);
        if (run->waiting && !run->broken)
            turn(run);
    }
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
    if (s->charset && !decode_label(base_str(s->charset))) {
        cli_error("--charset %s: no encoding of that name", s->charset);
        return CLI_USAGE;
    }
    return CLI_OK;
}

static int open_run(struct run *run, struct work_zygote *zygote, struct base_arena *arena)
{
    struct cli_settings *s = run->settings;
    const char *dirs[CLI_MAX_SELECTOR_DIRS];
    struct work_pool_options options = {.selectors = dirs, .log = &s->log};
    struct base_error e = {""};

    if (!cli_selector_dirs(s, arena, dirs, &options.selector_count))
        return CLI_USAGE;
    if (!s->jobs)
        s->jobs = s->input_list || s->input_count > 1 ? cli_processors() : 1;
    options.jobs = (unsigned)s->jobs;
    run->inputs = cli_inputs_open(s, &e);
    if (!run->inputs || work_pool_open(zygote, &options, &run->pool, &e) != BASE_OK ||
        (options.selector_count && select_open(dirs, options.selector_count, &run->selectors, &e) != BASE_OK) ||
        write_output_open(s->output, &run->output, &e) != BASE_OK) {
        cli_error("%s", e.text);
        return CLI_NO_INPUT;
    }
    return CLI_OK;
}

int cli_extract(struct cli_settings *settings, struct work_zygote *zygote)
{
    struct run run = {.settings = settings};
    struct base_error e = {""};
    struct base_arena arena;
    int status = check_usage(settings);

    if (status != CLI_OK)
        return status;
    base_arena_init(&arena, 0);
    status = open_run(&run, zygote, &arena);
    if (status == CLI_OK) {
        run_all(&run);
        status = run.broken ? CLI_SOME_FAILED : !run.read && run.failed ? CLI_NO_INPUT : run.failed ? CLI_SOME_FAILED : CLI_OK;
    }
    if (run.output && run.broken) {
        write_output_abort(run.output);
    } else if (run.output && write_output_finish(run.output, &e) != BASE_OK) {
        cli_error("%s", e.text);
        status = CLI_SOME_FAILED;
    }
    while (run.first) { /* only where the output broke */
        struct entry *next = run.first->next;

        work_result_free(run.first->result);
        free(run.first->input);
        free(run.first);
        run.first = next;
    }
    work_pool_close(run.pool);
    if (run.client)
        fetch_close(run.client);
    select_close(run.selectors);
    cli_inputs_close(run.inputs);
    base_arena_free(&arena);
    return status;
}
