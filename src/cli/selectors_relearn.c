/*
 * newsclip selectors relearn: a portal's selector file anew, from the pages that its archive took last; what the old
 * rules and the new ones find on them, side by side; and, when asked to, the new file in the old one's place.
 */
#include "cli/selectors.h"
#include "state/state.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    ARTICLES = 20, /* asked for */
    LATEST = 100,  /* addresses among which the site is found */
    DAY_CHARS = 10 /* of YYYY-MM-DD */
};

struct relearning {
    struct cli_settings *settings;
    struct work_zygote *zygote;
    struct cli_learning *learning;
    struct base_arena arena;
    const char *dirs[CLI_MAX_SELECTOR_DIRS];
    size_t dir_count;
    struct base_str portal, start;
    struct base_str_list urls; /* articles, then the start page */
    struct base_str since;     /* the day on which the rules broke; none */
    const char *folder, *file; /* the new file's place: folder, name in it */
    const char *old;           /* the path of the file that it replaces; NULL: there is none */
    struct base_buf text;      /* of the new file */
    uint32_t tested;           /* articles that were held against both */
    unsigned old_hits[EXTRACT_FIELD_COUNT], new_hits[EXTRACT_FIELD_COUNT], agree[EXTRACT_FIELD_COUNT];
};

static const char *path_in(struct relearning *r, const char *folder, const char *file)
{
    return base_arena_printf(&r->arena, "%s/%s", folder, file).ptr;
}

/* ---- What the archive knows ---- */

static bool is_about_rules(const struct state_notice *notice)
{
    return base_str_equal(notice->key.what, BASE_STR("selector")) ||
           base_str_equal(notice->key.what, BASE_STR("differs"));
}

static int read_since(struct relearning *r, struct state *state, struct base_error *e)
{
    struct state_notice *notices;
    size_t count;
    int status = state_notice_list(state, &r->arena, r->portal, &notices, &count, e);

    for (size_t i = 0; status == BASE_OK && i < count && !r->since.ptr; i++) {
        char day[24];

        base_time_format(notices[i].since, day);
        if (is_about_rules(&notices[i]) && day[0])
            r->since = base_arena_str(&r->arena, (struct base_str){day, DAY_CHARS});
    }
    return status;
}

/* Of the last addresses those of the site that most of them are of; the front page too, as a list page. */
static void choose_pages(struct relearning *r, const struct base_str_list *latest)
{
    struct base_str site = BASE_STR_NONE;
    size_t most = 0;

    for (size_t i = 0; i < latest->count; i++) {
        size_t n = 0;

        for (size_t k = 0; k < latest->count; k++)
            n += base_str_equal(cli_site_of(latest->items[i]), cli_site_of(latest->items[k]));
        if (n > most) {
            most = n;
            site = cli_site_of(latest->items[i]);
        }
    }
    for (size_t i = 0; i < latest->count && r->urls.count < ARTICLES; i++)
        if (base_str_equal(cli_site_of(latest->items[i]), site))
            base_str_list_add(&r->arena, &r->urls, latest->items[i]);
    if (r->urls.count && base_str_equal(cli_site_of(r->start), site))
        base_str_list_add(&r->arena, &r->urls, r->start);
}

static int read_archive(struct relearning *r, struct base_error *e)
{
    struct base_str_list latest = {0};
    struct state_portal row;
    struct state *state = NULL;
    int status = state_open(r->settings->data, true, &state, e);

    if (status == BASE_OK)
        status = state_portal_get(state, &r->arena, r->portal, &row, e);
    if (status == BASE_MISSING && state)
        base_fail(e, status, "%.*s: no portal of %s", BASE_STR_ARG(r->portal), r->settings->data);
    if (status == BASE_OK)
        status = state_page_last(state, &r->arena, r->portal, LATEST, &latest, e);
    if (status == BASE_OK)
        status = read_since(r, state, e);
    if (status == BASE_OK) {
        r->start = row.start;
        choose_pages(r, &latest);
    }
    state_close(state);
    return status;
}

/* ---- The pages, as a crawl asks for them ---- */

static int submit_all(struct relearning *r, struct fetch_client *client, struct select_set *set, struct base_error *e)
{
    int status = BASE_OK;

    for (size_t i = 0; status == BASE_OK && i < r->urls.count; i++) {
        struct fetch_request request = {.url = r->urls.items[i], .context = &r->urls.items[i]};
        struct base_str_list headers = {0};

        select_headers(set, base_url_host(request.url), &r->arena, &headers);
        request.headers = &headers;
        status = fetch_submit(client, &request, e);
    }
    return status;
}

static void take_response(struct relearning *r, struct fetch_response *response)
{
    struct cli_learning *l = r->learning;
    struct cli_page *page = &l->page[l->count];
    const char *url = base_arena_cstr(&r->arena, response->requested);
    struct base_error e = {""};

    *page = (struct cli_page){.bytes = BASE_BUF_INIT};
    if (response->outcome != FETCH_DONE)
        base_fail(&e, BASE_IO, "%s", response->error.text);
    else if (response->status != 200)
        base_fail(&e, BASE_MISSING, "HTTP status %d", response->status);
    if (!e.text[0]) {
        *page = (struct cli_page){.bytes = response->body,
                                  .url = base_arena_str(&l->pages.arena, response->url),
                                  .content_type = base_arena_str(&l->pages.arena, fetch_header(response, "content-type")),
                                  .fetched = response->fetched,
                                  .status = response->status};
        response->body = BASE_BUF_INIT;
        if (cli_learning_take(l, url, &e))
            return;
    }
    cli_learning_refuse(l, url, &e);
}

/* The headers that the old file asks for are sent, robots.txt and the delay hold. */
static int fetch_pages(struct relearning *r, struct select_set *set, struct base_error *e)
{
    const struct cli_settings *s = r->settings;
    struct fetch_options options = {.proxy = s->proxy, .headers = s->headers, .allow_private = s->allow_private,
                                    .robots = true, .delay_ms = s->delay_ms < 0 ? 1000 : s->delay_ms, .log = &s->log};
    struct fetch_client *client = NULL;
    int status = fetch_open(&options, &client, e);

    if (status == BASE_OK)
        status = submit_all(r, client, set, e);
    while (status == BASE_OK && fetch_pending(client) > 0) {
        struct fetch_response *response = fetch_next(client, -1, -1);

        if (response)
            take_response(r, response);
        fetch_response_free(response);
    }
    if (client)
        fetch_close(client);
    return status;
}

/* ---- The files ---- */

/* The old file's place is the new one's; a file for a whole domain stays, and the host gets its own beside it. */
static void find_place(struct relearning *r, struct select_set *set)
{
    struct base_str site = cli_site_of(r->urls.items[0]);
    bool own = false;
    const char *path = set ? select_find_path(set, site, base_time_now(), &own) : NULL, *slash;

    r->file = base_arena_printf(&r->arena, "%.*s.txt", BASE_STR_ARG(site)).ptr;
    r->folder = r->dir_count ? r->dirs[0] : NULL;
    if (!path || !(slash = strrchr(path, '/')))
        return;
    r->folder = base_arena_cstr(&r->arena, (struct base_str){path, (size_t)(slash - path)});
    if (!own || strchr(slash, '@'))
        return;
    r->file = base_arena_cstr(&r->arena, base_str(slash + 1));
    r->old = base_arena_cstr(&r->arena, base_str(path));
}

/* Directives that say nothing of the pages' template: they are the user's, and stay. */
static bool is_kept(struct base_str line)
{
    static const char *const kept[] = {"http_header", "charset", "timezone", "url_article", "url_skip", "requires_login"};
    size_t end = 0;

    while (end < line.len && line.ptr[end] != ':' && line.ptr[end] != '(')
        end++;
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (base_str_equal(base_str_trim(base_str_sub(line, 0, end)), base_str(kept[i])))
            return true;
    return false;
}

static int write_text(struct relearning *r, struct base_error *e)
{
    struct base_buf old = BASE_BUF_INIT;
    struct base_str rest, line;
    bool first = true;
    int status = r->old ? base_file_read(r->old, BASE_LIMIT_SELECTOR_FILE_BYTES, &old, e) : BASE_OK;

    cli_learning_put(&r->text, r->learning);
    rest = base_buf_str(&old);
    while (status == BASE_OK && base_str_next(&rest, '\n', &line)) {
        line = base_str_trim(line);
        if (!is_kept(line))
            continue;
        base_buf_printf(&r->text, "%s%.*s\n", first ? "\n# as in the file before\n" : "", BASE_STR_ARG(line));
        first = false;
    }
    base_buf_free(&old);
    return status == BASE_OK && r->text.failed ? base_fail(e, BASE_NOMEM, "out of memory") : status;
}

static int put_file(const char *path, struct base_str text, struct base_error *e)
{
    struct write_output *output = NULL;
    int status = write_output_open(path, &output, e);

    if (status == BASE_OK)
        status = write_output_add(output, text, e);
    if (status == BASE_OK)
        return write_output_finish(output, e);
    write_output_abort(output);
    return status;
}

/* Where the old file is kept: under the day on which it ceased to work, else today's; beside these, where files of
 * these days are there already, under a name that no reader takes for rules. */
static const char *kept_path(struct relearning *r)
{
    struct base_str name = base_str(r->file), days[2] = {r->since};
    char today[24];
    const char *path = NULL;

    base_time_format(base_time_now(), today);
    days[1] = (struct base_str){today, DAY_CHARS};
    name.len -= strlen(".txt");
    for (size_t i = 0; i < 2; i++) {
        if (!days[i].ptr)
            continue;
        path = base_arena_printf(&r->arena, "%s/%.*s@%.*s.txt", r->folder, BASE_STR_ARG(name), BASE_STR_ARG(days[i])).ptr;
        if (path && access(path, F_OK) != 0)
            return path;
    }
    for (int n = 1; path && n < 1000; n++) {
        const char *numbered = base_arena_printf(&r->arena, "%s.%d", path, n).ptr;

        if (numbered && access(numbered, F_OK) != 0)
            return numbered;
    }
    return NULL;
}

/* The old rules stand under their day before the new ones take their place: at no moment is one of them missing. */
static int replace_file(struct relearning *r, struct base_error *e)
{
    const char *path = path_in(r, r->folder, r->file), *kept = r->old ? kept_path(r) : NULL;
    struct base_buf old = BASE_BUF_INIT;
    int status = BASE_OK;

    if (r->old && !kept)
        return base_fail(e, BASE_IO, "%s: no name is left to keep it under", r->old);
    if (r->old)
        status = base_file_read(r->old, BASE_LIMIT_SELECTOR_FILE_BYTES, &old, e);
    if (r->old && status == BASE_OK)
        status = put_file(kept, base_buf_str(&old), e);
    if (status == BASE_OK)
        status = put_file(path, base_buf_str(&r->text), e);
    if (status == BASE_OK)
        printf("written: %s%s%s\n", path, kept ? "; the old file is kept as " : "", kept ? kept : "");
    base_buf_free(&old);
    return status;
}

/* ---- Old against new ---- */

static bool found_by_rules(const struct record *record, enum extract_field field)
{
    return base_str_starts(record->article.from[field], BASE_STR("selector:"));
}

/* RULED: the old file had rules for it. */
static const char *verdict(struct base_str old, struct base_str new, bool ruled)
{
    if (!new.len)
        return old.len ? "lost" : ruled ? "not found" : "no rule";
    if (!old.len)
        return ruled ? "found again" : "new rule";
    return base_str_equal(old, new) ? "as before" : "changed";
}

static void put_page(struct relearning *r, size_t page, const struct record *old, const struct record *new,
                     const struct record *generic, struct base_buf *out)
{
    base_buf_printf(out, "%.*s\n  %-*s%-*s %-*s %-*s\n", BASE_STR_ARG(r->learning->page[page].url), CLI_TABLE_NAME, "",
                    CLI_TABLE_CELL, "old rules", CLI_TABLE_CELL, "new rules", CLI_TABLE_CELL, "generic");
    for (size_t i = 0; i < cli_field_count; i++) {
        const struct cli_field *f = &cli_fields[i];
        bool by_old = found_by_rules(old, f->field), by_new = found_by_rules(new, f->field);
        struct base_str a = by_old ? f->value(&r->arena, &old->article) : BASE_STR_NONE;
        struct base_str b = by_new ? f->value(&r->arena, &new->article) : BASE_STR_NONE;
        struct base_str c = f->value(&r->arena, &generic->article);

        r->old_hits[f->field] += by_old;
        r->new_hits[f->field] += by_new;
        r->agree[f->field] += by_new && base_str_equal(b, c);
        if (!a.len && !b.len && !c.len)
            continue;
        base_buf_printf(out, "  %-*s", CLI_TABLE_NAME, f->name);
        cli_table_cell(out, cli_table_or_dash(a));
        cli_table_cell(out, cli_table_or_dash(b));
        cli_table_cell(out, cli_table_or_dash(c));
        base_buf_printf(out, "%s\n", verdict(a, b, old->article.watch.ruled >> f->field & 1));
    }
}

static void put_summary(const struct relearning *r, struct base_buf *out)
{
    base_buf_printf(out, "\n%-*s%12s%12s%14s   of %u articles\n", CLI_TABLE_NAME + 2, "", "old rules", "new rules",
                    "as generic", (unsigned)r->tested);
    for (size_t i = 0; i < cli_field_count; i++) {
        enum extract_field field = cli_fields[i].field;

        if (r->old_hits[field] || r->new_hits[field])
            base_buf_printf(out, "  %-*s%12u%12u%14u\n", CLI_TABLE_NAME, cli_fields[i].name, r->old_hits[field],
                            r->new_hits[field], r->agree[field]);
    }
}

static void compare_page(struct relearning *r, size_t page, struct work_pool *old_pool, struct work_pool *new_pool,
                         struct base_buf *out)
{
    static const struct record nothing; /* by old rules that cannot be read */
    struct work_page message = cli_page_message(&r->learning->page[page]);
    struct work_result *old = cli_page_clip(old_pool, &message), *new = cli_page_clip(new_pool, &message);

    if (new && new->status == BASE_OK) {
        put_page(r, page, old && old->status == BASE_OK ? &old->record : &nothing, &new->record, &r->learning->clipped[page]->record, out);
        r->tested++;
    }
    work_result_free(old);
    work_result_free(new);
}

static int compare(struct relearning *r, const char *new_dir, struct base_error *e)
{
    struct work_pool_options options = {.jobs = 1, .selectors = (const char *const *)r->dirs,
                                        .selector_count = r->dir_count, .log = &r->settings->log};
    struct work_pool *old_pool = NULL, *new_pool = NULL;
    struct base_buf out = BASE_BUF_INIT;
    int status = work_pool_open(r->zygote, &options, &old_pool, e);

    options.selectors = &new_dir;
    options.selector_count = 1;
    if (status == BASE_OK)
        status = work_pool_open(r->zygote, &options, &new_pool, e);
    for (size_t i = 0; status == BASE_OK && i < r->learning->count; i++)
        if (r->learning->learned->learned.articles >> i & 1)
            compare_page(r, i, old_pool, new_pool, &out);
    if (status == BASE_OK)
        put_summary(r, &out);
    if (out.len)
        fwrite(out.ptr, 1, out.len, stdout);
    base_buf_free(&out);
    if (old_pool)
        work_pool_close(old_pool);
    if (new_pool)
        work_pool_close(new_pool);
    return status;
}

/* The new file in a folder of its own, for as long as it is tried. */
static int compare_rules(struct relearning *r, struct base_error *e)
{
    const char *tmp = getenv("TMPDIR"), *path;
    char *dir = base_arena_cstr(&r->arena, base_arena_printf(&r->arena, "%s/newsclip-XXXXXX", tmp && *tmp ? tmp : "/tmp"));
    int status;

    if (!mkdtemp(dir))
        return base_fail(e, BASE_IO, "%s: %s", dir, strerror(errno));
    path = path_in(r, dir, r->file);
    status = put_file(path, base_buf_str(&r->text), e);
    if (status == BASE_OK)
        status = compare(r, dir, e);
    unlink(path);
    rmdir(dir);
    return status;
}

/* ---- Notices that the new rules end ---- */

static enum extract_field field_named(struct base_str name)
{
    int field = 0;

    while (field < EXTRACT_FIELD_COUNT && !base_str_equal(name, base_str(extract_field_name((enum extract_field)field))))
        field++;
    return (enum extract_field)field;
}

static int end_notices(struct relearning *r, struct state *state, struct base_error *e)
{
    struct state_notice *notices;
    size_t count;
    int status = state_notice_list(state, &r->arena, r->portal, &notices, &count, e);

    for (size_t i = 0; status == BASE_OK && i < count; i++) {
        enum extract_field field = field_named(notices[i].key.field);

        if (!is_about_rules(&notices[i]) || !base_str_equal(notices[i].key.subject, base_str(r->file)) ||
            field == EXTRACT_FIELD_COUNT || !r->new_hits[field] || r->new_hits[field] * 2 < r->tested)
            continue;
        status = state_notice_drop(state, r->portal, &notices[i].key, e);
        if (status == BASE_OK)
            status = state_watch_drop(state, r->portal, &notices[i].key, e);
    }
    return status;
}

/* While a crawl runs the state is its own: the next one sees by itself that the rules work. */
static void update_state(struct relearning *r)
{
    struct state *state = NULL;
    struct base_error e = {""};
    int status = state_open(r->settings->data, false, &state, &e);

    if (status == BASE_OK)
        status = state_begin(state, &e);
    if (status == BASE_OK)
        status = end_notices(r, state, &e);
    if (status == BASE_OK)
        status = state_commit(state, &e);
    if (status != BASE_OK)
        base_log(&r->settings->log, BASE_LOG_INFO, "%s; the next crawl closes the notices", e.text);
    state_close(state);
}

/* ---- The subcommand ---- */

static int finish(struct relearning *r, struct base_error *e)
{
    int status = BASE_OK;

    if (!r->settings->write) {
        printf("\n%s%s%s", r->text.len ? r->text.ptr : "", "\nNothing was written; --write puts this to ",
               r->folder ? path_in(r, r->folder, r->file) : "a folder given by --selectors");
        printf("%s\n", r->old ? " and keeps the old file beside it" : "");
        return BASE_OK;
    }
    status = replace_file(r, e);
    if (status == BASE_OK)
        update_state(r);
    return status;
}

static int relearn(struct relearning *r, struct base_error *e)
{
    struct select_set *set = NULL;
    int status = read_archive(r, e);

    if (status == BASE_OK && r->urls.count < EXTRACT_LEARN_LEAST)
        status = base_fail(e, BASE_MISSING, "%.*s: only %zu articles are in the archive; %d are needed",
                           BASE_STR_ARG(r->portal), r->urls.count, EXTRACT_LEARN_LEAST);
    if (status == BASE_OK && r->dir_count)
        status = select_open(r->dirs, r->dir_count, &set, e);
    if (status == BASE_OK) {
        find_place(r, set);
        if (r->settings->write && !r->folder)
            status = base_fail(e, BASE_INVALID, "there is no folder of selectors; name one with --selectors DIR");
    }
    if (status == BASE_OK)
        status = fetch_pages(r, set, e);
    select_close(set);
    if (status == BASE_OK)
        status = cli_learning_learn(r->learning, e);
    if (status == BASE_OK)
        status = write_text(r, e);
    if (status == BASE_OK)
        status = compare_rules(r, e);
    return status == BASE_OK ? finish(r, e) : status;
}

/* The folder's name, or the portal's address. */
static bool read_portal(struct relearning *r, const char *given, struct base_error *e)
{
    char folder[300];

    r->portal = base_str(given);
    if (!cli_is_url(given))
        return true;
    if (write_portal_name(base_url_resolve(&r->arena, BASE_STR_NONE, base_str(given)), folder, sizeof folder, e) != BASE_OK)
        return false;
    r->portal = base_arena_str(&r->arena, base_str(folder));
    return true;
}

static int run(struct relearning *r)
{
    struct base_error e = {""};
    int status;

    if (!read_portal(r, r->settings->inputs[1], &e)) {
        cli_error("%s", e.text);
        return CLI_USAGE;
    }
    status = relearn(r, &e);
    if (status != BASE_OK)
        cli_error("%s", e.text);
    if (!r->learning->count)
        return CLI_NO_INPUT;
    return status != BASE_OK || r->learning->failed ? CLI_SOME_FAILED : CLI_OK;
}

int cli_selectors_relearn(struct cli_settings *settings, struct work_zygote *zygote)
{
    struct relearning r = {.settings = settings, .zygote = zygote};
    int status = CLI_USAGE;

    if (!settings->data || settings->input_count != 2) {
        cli_error("selectors relearn takes --data DIR and one portal (see newsclip selectors --help)");
        return CLI_USAGE;
    }
    base_arena_init(&r.arena, 0);
    if (cli_selector_dirs(settings, &r.arena, r.dirs, &r.dir_count)) {
        r.learning = cli_learning_open(settings, zygote);
        status = r.learning ? run(&r) : CLI_NO_INPUT;
        if (r.learning)
            cli_learning_close(r.learning);
    }
    base_buf_free(&r.text);
    base_arena_free(&r.arena);
    return status;
}
