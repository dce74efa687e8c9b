/* newsclip selectors test: what each file says must come of its test pages, held against what comes of them. */
#include "cli/selectors.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { SAVED_FILES = 20000, CELL = CLI_TABLE_CELL, NAME = CLI_TABLE_NAME, PATH_BYTES = 4096 };

/* A saved page: the key of its address, and where it is. */
struct saved {
    struct base_str key;
    const char *file;
    int64_t offset; /* of its record in a WARC file; below 0: the file is the page */
};

struct testing {
    struct cli_settings *settings;
    struct work_zygote *zygote;
    struct cli_pages pages;
    struct work_pool *generic;
    struct base_arena arena;
    struct saved *saved; /* of --pages */
    size_t saved_count, saved_capacity;
    size_t tests, failed, unread;
};

/* ---- Saved pages ---- */

static void add_saved(struct testing *t, struct base_str url, const char *file, int64_t offset)
{
    struct saved *saved = base_arena_grow(&t->arena, t->saved, t->saved_count, &t->saved_capacity, sizeof *saved);
    struct base_str address = base_url_resolve(&t->arena, BASE_STR_NONE, url);

    if (!saved || !address.ptr)
        return;
    t->saved = saved;
    saved[t->saved_count++] = (struct saved){base_url_key(&t->arena, address), file, offset};
}

static const char *join_path(struct testing *t, const char *dir, struct base_str name)
{
    if (base_str_starts(name, BASE_STR("/")))
        return base_arena_cstr(&t->arena, name);
    return base_arena_printf(&t->arena, "%s/%.*s", dir, BASE_STR_ARG(name)).ptr;
}

/* DIR/index.tsv: address, tab, file. */
static bool read_index(struct testing *t, const char *dir, struct base_error *e)
{
    struct base_buf text = {.limit = BASE_LIMIT_BODY_BYTES};
    const char *path = join_path(t, dir, BASE_STR("index.tsv"));
    bool there = path && base_file_read(path, BASE_LIMIT_BODY_BYTES, &text, e) == BASE_OK;
    struct base_str rest = base_buf_str(&text), line, address;

    while (there && base_str_next(&rest, '\n', &line)) {
        if (base_str_next(&line, '\t', &address) && line.ptr)
            add_saved(t, address, join_path(t, dir, base_str_trim(line)), -1);
    }
    base_buf_free(&text);
    return there;
}

static int is_page(const struct dirent *entry)
{
    static const char *const ends[] = {".html", ".htm", ".html.gz", ".htm.gz"};

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (base_str_ends(base_str(entry->d_name), base_str(ends[i])))
            return 1;
    return 0;
}

/* Reads a page for the address that it states. */
static void find_address(struct testing *t, const char *file)
{
    struct cli_page page;
    struct base_error e = {""};
    struct work_result *r = NULL;

    if (cli_page_get(&t->pages, file, &page, &e) == BASE_OK) {
        struct work_page message = cli_page_message(&page);
        r = cli_page_clip(t->generic, &message);
    }
    if (r && r->status == BASE_OK)
        add_saved(t, r->record.url, file, -1);
    work_result_free(r);
    base_buf_free(&page.bytes);
}

static bool read_folder(struct testing *t, const char *dir)
{
    struct dirent **entries;
    int n = scandir(dir, &entries, is_page, alphasort);

    if (n < 0) {
        cli_error("%s: %s", dir, strerror(errno));
        return false;
    }
    for (int i = 0; i < n; i++) {
        if (i < SAVED_FILES)
            find_address(t, join_path(t, dir, base_str(entries[i]->d_name)));
        free(entries[i]);
    }
    free(entries);
    if (n > SAVED_FILES)
        cli_error("%s: only the first %d of %d pages are read; write an index.tsv", dir, SAVED_FILES, n);
    return true;
}

/* The pages of a WARC file, by address; they are read when they are needed. */
static bool index_warc(struct testing *t, const char *file)
{
    struct write_warc_record record;
    struct write_reader *reader = NULL;
    struct base_error e = {""};
    int status = write_reader_open(file, &reader, &e);

    if (status == BASE_OK && !write_reader_is_warc(reader))
        status = base_fail(&e, BASE_INVALID, "%s: neither a folder nor a WARC file", file);
    while (reader && write_reader_is_warc(reader) && (status == BASE_OK || status == BASE_INVALID)) {
        status = write_reader_next(reader, &record, &e);
        if (status == BASE_OK && record.target.ptr && record.seekable &&
            (record.type == WRITE_WARC_RESPONSE || record.type == WRITE_WARC_RESOURCE))
            add_saved(t, record.target, file, record.offset);
        else if (status == BASE_INVALID)
            cli_error("%s: the record at %lld is damaged", file, (long long)record.offset);
    }
    write_reader_close(reader);
    if (status != BASE_MISSING)
        cli_error("%s", e.text);
    return status == BASE_MISSING;
}

static int read_record(struct testing *t, const struct saved *saved, struct cli_page *page, struct base_error *e)
{
    struct base_buf room = {.limit = BASE_LIMIT_BODY_BYTES};
    enum write_warc_use use = WRITE_WARC_IS_OTHER;
    struct write_warc_page got;
    struct write_warc_record record;
    struct write_reader *reader = NULL;
    int status = write_reader_open(saved->file, &reader, e);

    *page = (struct cli_page){.bytes = {.limit = BASE_LIMIT_PAGE_BYTES}};
    if (status == BASE_OK && !write_reader_seek(reader, saved->offset))
        status = base_fail(e, BASE_IO, "%s: no record at %lld", saved->file, (long long)saved->offset);
    if (status == BASE_OK)
        status = write_reader_next(reader, &record, e);
    if (status == BASE_OK)
        status = write_warc_page(&record, &room, &got, &use, e);
    if (status == BASE_OK && use != WRITE_WARC_PAGE)
        status = base_fail(e, BASE_INVALID, "%s: the record at %lld holds no page", saved->file, (long long)saved->offset);
    if (status == BASE_OK) {
        page->url = base_arena_str(&t->arena, record.target);
        page->content_type = base_arena_str(&t->arena, got.content_type);
        page->fetched = record.date;
        page->status = got.status;
        if (!base_buf_add_str(&page->bytes, got.body))
            status = base_fail(e, BASE_LIMIT, "%s: the page at %lld is too large", saved->file, (long long)saved->offset);
    }
    write_reader_close(reader);
    base_buf_free(&room);
    return status;
}

static bool find_saved(struct testing *t, const char *dir)
{
    struct base_error e = {""};
    struct stat st;

    if (stat(dir, &st) != 0) {
        cli_error("--pages %s: %s", dir, strerror(errno));
        return false;
    }
    if (!S_ISDIR(st.st_mode))
        return index_warc(t, dir);
    return read_index(t, dir, &e) || read_folder(t, dir);
}

/* The test's page: of the web, or of --pages. */
static int get_page(struct testing *t, struct base_str url, struct cli_page *page, struct base_error *e)
{
    struct base_str address = base_url_resolve(&t->arena, BASE_STR_NONE, url), key;

    if (!address.ptr)
        return base_fail(e, BASE_INVALID, "not an http or https address");
    if (!t->settings->saved)
        return cli_page_get(&t->pages, base_arena_cstr(&t->arena, address), page, e);
    key = base_url_key(&t->arena, address);
    for (size_t i = 0; i < t->saved_count; i++)
        if (base_str_equal(t->saved[i].key, key))
            return t->saved[i].offset < 0 ? cli_page_get(&t->pages, t->saved[i].file, page, e)
                                          : read_record(t, &t->saved[i], page, e);
    return base_fail(e, BASE_MISSING, "not among the pages of %s", t->settings->saved);
}

/* ---- One row of a table ---- */

struct row {
    const char *name;
    struct base_str selector, generic, expected; /* none: nothing */
    bool found;  /* SELECTOR was found by an expression of the file */
    bool silent; /* the file has expressions for it, and none found anything */
    bool agrees;
};

static void put_row(struct base_buf *out, const struct row *r)
{
    const char *verdict = r->expected.ptr ? (r->agrees ? "yes" : "NO")
                          : r->silent     ? "(the selectors find nothing)"
                          : !r->found     ? "(no selector)"
                          : base_str_equal(r->selector, r->generic) ? "(as generic)"
                                                                    : "(not as generic)";

    base_buf_printf(out, "  %-*s", NAME, r->name);
    cli_table_cell(out, cli_table_or_dash(r->found ? r->selector : BASE_STR_NONE));
    cli_table_cell(out, cli_table_or_dash(r->generic));
    cli_table_cell(out, cli_table_or_dash(r->expected));
    base_buf_printf(out, "%s\n", verdict);
}

/* ---- The fields ---- */

/* How many of the texts stand in the body, on one of its lines. */
static size_t count_contained(const struct select_test *test, struct base_str body)
{
    size_t n = 0;

    for (size_t i = 0; i < test->contains.count; i++)
        n += body.ptr && base_str_find(body, test->contains.items[i]) != SIZE_MAX;
    return n;
}

static void expect(struct base_arena *arena, const struct select_test *test, const struct extract_article *a,
                   enum select_field field, struct row *row)
{
    size_t contained;

    switch (field) {
    case SELECT_TITLE: row->expected = test->title; break;
    case SELECT_DATE: row->expected = test->date; break;
    case SELECT_BYLINE: row->expected = cli_join_names(arena, &test->byline); break;
    case SELECT_RELATED:
        if (test->counts_related)
            row->expected = base_arena_printf(arena, "%zu links", test->related);
        row->agrees = a->related.count == test->related;
        return;
    case SELECT_BODY:
        contained = count_contained(test, a->body);
        if (test->contains.count)
            row->expected = base_arena_printf(arena, "%zu of %zu texts in it", contained, test->contains.count);
        row->agrees = contained == test->contains.count;
        return;
    default: break;
    }
    row->agrees = base_str_equal(row->selector, row->expected);
}

/* An expectation that only the generic extractor meets, where the file has expressions, is not met: they broke. */
static bool put_fields(struct testing *t, const struct select_tests *tests, const struct select_test *test,
                       const struct record *selected, const struct record *generic, struct base_buf *out)
{
    bool ok = true;

    for (size_t i = 0; i < cli_field_count; i++) {
        struct row row = {.name = cli_fields[i].name,
                          .selector = cli_fields[i].value(&t->arena, &selected->article),
                          .generic = cli_fields[i].value(&t->arena, &generic->article)};

        row.found = base_str_starts(selected->article.from[cli_fields[i].field], BASE_STR("selector:"));
        row.silent = !row.found && (tests->fields >> cli_fields[i].selected & 1);
        expect(&t->arena, test, &selected->article, cli_fields[i].selected, &row);
        row.agrees &= !row.silent;
        if (!row.selector.len && !row.generic.len && !row.expected.ptr)
            continue;
        put_row(out, &row);
        ok &= row.agrees || !row.expected.ptr;
    }
    return ok;
}

/* ---- A test, a file ---- */

static struct work_result *clip(struct work_pool *pool, const struct work_page *page, struct base_error *e)
{
    struct work_result *r = cli_page_clip(pool, page);

    if (r && r->status == BASE_OK)
        return r;
    base_fail(e, r ? r->status : BASE_NOMEM, "%s", r ? r->error.text : "out of memory");
    work_result_free(r);
    return NULL;
}

static bool run_test(struct testing *t, struct work_pool *pool, const struct select_tests *tests,
                     const struct select_test *test, int64_t fetched, struct base_buf *out, struct base_error *e)
{
    struct cli_page page = {0};
    struct work_result *selected = NULL, *generic = NULL;
    bool ok = false;

    if (get_page(t, test->url, &page, e) == BASE_OK) {
        struct work_page message = cli_page_message(&page);

        if (!message.url.ptr)
            message.url = base_url_resolve(&t->arena, BASE_STR_NONE, test->url);
        if (fetched != BASE_TIME_NONE)
            message.fetched = fetched;
        selected = clip(pool, &message, e);
        generic = selected ? clip(t->generic, &message, e) : NULL;
    }
    if (generic)
        ok = put_fields(t, tests, test, &selected->record, &generic->record, out);
    work_result_free(selected);
    work_result_free(generic);
    base_buf_free(&page.bytes);
    return ok;
}

/* A dated file (example.com@2024-05-01.txt) serves pages of the days before. */
static int64_t time_of(struct base_str name)
{
    size_t at = base_str_find(name, BASE_STR("@"));
    int64_t day = BASE_TIME_NONE;

    if (at != SIZE_MAX && name.len >= at + 11 && base_time_parse(base_str_sub(name, at + 1, at + 11), &day))
        return day - 1;
    return BASE_TIME_NONE;
}

static void run_tests(struct testing *t, const char *path, struct work_pool *pool, const struct select_tests *tests)
{
    const char *slash = strrchr(path, '/');
    int64_t fetched = time_of(base_str(slash ? slash + 1 : path));

    for (size_t i = 0; i < tests->count; i++) {
        const struct select_test *test = &tests->items[i];
        struct base_buf table = BASE_BUF_INIT;
        struct base_error e = {""};
        bool ok = run_test(t, pool, tests, test, fetched, &table, &e);

        t->tests++;
        t->failed += !ok;
        printf("%s:%u: %.*s: %s\n", path, (unsigned)test->line, BASE_STR_ARG(test->url), ok ? "ok" : "FAILED");
        if (e.text[0]) {
            cli_error("%s:%u: %s", path, (unsigned)test->line, e.text);
        } else if (table.len) {
            printf("  %-*s%-*s %-*s %-*s agree\n", NAME, "", CELL, "selector found", CELL, "generic found", CELL,
                   "expected");
            fwrite(table.ptr, 1, table.len, stdout);
        }
        base_buf_free(&table);
    }
}

static void test_file(struct testing *t, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *dir = slash ? base_arena_cstr(&t->arena, (struct base_str){path, (size_t)(slash - path)}) : ".";
    struct work_pool_options options = {.jobs = 1, .selectors = &dir, .selector_count = 1, .log = &t->settings->log};
    struct select_tests tests = {0};
    struct work_pool *pool = NULL;
    struct base_error e = {""};

    if (slash == path)
        dir = "/";
    if (select_tests_read(path, &t->arena, &tests, &e) != BASE_OK ||
        (tests.count && work_pool_open(t->zygote, &options, &pool, &e) != BASE_OK)) {
        cli_error("%s", e.text);
        t->unread++;
        return;
    }
    if (!tests.count)
        printf("%s: no test_url\n", path);
    run_tests(t, path, pool, &tests);
    work_pool_close(pool);
}

static int is_selector_file(const struct dirent *entry)
{
    return base_str_ends(base_str(entry->d_name), BASE_STR(".txt"));
}

static void test_folder(struct testing *t, const char *path)
{
    struct dirent **entries;
    int n = scandir(path, &entries, is_selector_file, alphasort);

    if (n < 0) {
        cli_error("%s: %s", path, strerror(errno));
        t->unread++;
        return;
    }
    for (int i = 0; i < n; i++) {
        const char *file = join_path(t, path, base_str(entries[i]->d_name));

        if (file)
            test_file(t, file);
        free(entries[i]);
    }
    free(entries);
}

/* ---- The subcommand ---- */

static int run(struct testing *t)
{
    const struct cli_settings *s = t->settings;

    if (s->saved && !find_saved(t, s->saved))
        return CLI_USAGE;
    for (size_t i = 1; i < s->input_count; i++) {
        struct stat st;

        if (stat(s->inputs[i], &st) == 0 && S_ISDIR(st.st_mode))
            test_folder(t, s->inputs[i]);
        else
            test_file(t, s->inputs[i]);
    }
    printf("%zu passed, %zu failed\n", t->tests - t->failed, t->failed);
    if (!t->tests && t->unread)
        return CLI_NO_INPUT;
    return t->failed || t->unread ? CLI_SOME_FAILED : CLI_OK;
}

int cli_selectors_test(struct cli_settings *settings, struct work_zygote *zygote)
{
    struct testing t = {.settings = settings, .zygote = zygote};
    struct work_pool_options options = {.jobs = 1, .log = &settings->log};
    struct base_error e = {""};
    int status;

    if (settings->input_count < 2) {
        cli_error("selectors test takes selector files or folders of them (see newsclip selectors --help)");
        return CLI_USAGE;
    }
    if (work_pool_open(zygote, &options, &t.generic, &e) != BASE_OK) {
        cli_error("%s", e.text);
        return CLI_NO_INPUT;
    }
    base_arena_init(&t.arena, 0);
    cli_pages_open(&t.pages, settings);
    status = run(&t);
    cli_pages_close(&t.pages);
    base_arena_free(&t.arena);
    work_pool_close(t.generic);
    return status;
}
