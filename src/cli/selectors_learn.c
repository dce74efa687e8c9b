/* newsclip selectors learn: from some pages of one site, its selector file. */
#include "cli/selectors.h"

#include <stdio.h>
#include <stdlib.h>

enum { TESTED_PAGES = 5, CONTAINS_BYTES = 60, CONTAINS_TRIED = 40, SHOWN_PAGES = 3 };

/* ---- The pages ---- */

/* The same site, so far as selector files go. */
struct base_str cli_site_of(struct base_str url)
{
    struct base_str host = base_url_host(url);

    return base_str_starts(host, BASE_STR("www.")) ? base_str_sub(host, 4, host.len) : host;
}

static bool is_of_the_site(struct cli_learning *l, const struct work_result *r, struct base_error *e)
{
    struct base_str site = cli_site_of(r->record.url), first;

    if (base_str_equal(site, BASE_STR("unknown.invalid"))) {
        base_fail(e, BASE_INVALID, "the page states no address of its own; give it as an address");
        return false;
    }
    first = l->count ? cli_site_of(l->clipped[0]->record.url) : site;
    if (base_str_equal(first, site))
        return true;
    base_fail(e, BASE_INVALID, "a page of %.*s among those of %.*s", BASE_STR_ARG(site), BASE_STR_ARG(first));
    return false;
}

bool cli_learning_take(struct cli_learning *l, const char *input, struct base_error *e)
{
    struct cli_page *page = &l->page[l->count];
    struct work_page message = cli_page_message(page);
    struct work_result *r = cli_page_clip(l->pool, &message);

    if (!r)
        base_fail(e, BASE_NOMEM, "out of memory");
    else if (r->status != BASE_OK)
        base_fail(e, r->status, "%s", r->error.text);
    else if (is_of_the_site(l, r, e)) {
        base_log(&l->settings->log, BASE_LOG_INFO, "%.300s: %s", input, extract_kind_name(r->record.article.kind));
        page->url = base_arena_str(&l->pages.arena, r->record.url);
        l->clipped[l->count++] = r;
        return true;
    }
    work_result_free(r);
    return false;
}

void cli_learning_refuse(struct cli_learning *l, const char *input, const struct base_error *e)
{
    if (!strncmp(e->text, input, strlen(input)))
        cli_error("%s", e->text);
    else
        cli_error("%.300s: %s", input, e->text);
    base_buf_free(&l->page[l->count].bytes);
    l->failed++;
}

static void take_input(struct cli_learning *l, const char *input)
{
    struct base_error e = {""};

    if (cli_page_get(&l->pages, input, &l->page[l->count], &e) != BASE_OK || !cli_learning_take(l, input, &e))
        cli_learning_refuse(l, input, &e);
}

int cli_learning_learn(struct cli_learning *l, struct base_error *e)
{
    struct work_page messages[EXTRACT_LEARN_PAGES];
    int status;

    for (size_t i = 0; i < l->count; i++)
        messages[i] = cli_page_message(&l->page[i]);
    status = work_submit_pages(l->pool, WORK_LEARN, messages, l->count, NULL, e);
    if (status != BASE_OK)
        return status;
    l->learned = work_next(l->pool, -1);
    if (!l->learned)
        return base_fail(e, BASE_NOMEM, "out of memory");
    return l->learned->status == BASE_OK ? BASE_OK : base_fail(e, l->learned->status, "%s", l->learned->error.text);
}

/* ---- The file ---- */

static const struct {
    uint8_t what;
    const char *name;
} lines[] = {
    {SELECT_TITLE, "title"},   {SELECT_BYLINE, "author"}, {SELECT_DATE, "date"},
    {SELECT_BODY, "body"},     {EXTRACT_LEARNED_STRIP, "strip"}, {EXTRACT_LEARNED_GUARD, "strip"},
    {SELECT_EDITOR, "editor"}, {SELECT_SOURCE, "source"}, {SELECT_RELATED, "related"},
};

static unsigned count_bits(uint32_t bits)
{
    unsigned n = 0;
    for (; bits; bits &= bits - 1)
        n++;
    return n;
}

/* " on ADDRESS, ADDRESS and 2 more" */
static void put_pages(struct base_buf *out, const struct cli_learning *l, uint32_t bits)
{
    unsigned shown = 0;

    for (size_t i = 0; i < l->count; i++) {
        if (!(bits >> i & 1) || shown == SHOWN_PAGES)
            continue;
        base_buf_printf(out, "%s %.*s", shown++ ? "," : " on", BASE_STR_ARG(l->page[i].url));
    }
    if (count_bits(bits) > shown)
        base_buf_printf(out, " and %u more", count_bits(bits) - shown);
}

static void put_comment(struct base_buf *out, const struct cli_learning *l, const struct extract_rule *rule)
{
    uint32_t seen = rule->right | rule->wrong | rule->missed;
    unsigned pages = count_bits(l->learned->learned.articles);

    if (rule->what == EXTRACT_LEARNED_STRIP) {
        base_buf_printf(out, "# on %u of %u pages\n", count_bits(rule->right), pages);
        return;
    }
    base_buf_printf(out, "# right on %u of %u pages that have it", count_bits(rule->right),
                    count_bits(seen & l->learned->learned.articles));
    if (rule->wrong) {
        base_buf_printf(out, "; they disagree");
        put_pages(out, l, rule->wrong);
    }
    if (rule->missed) {
        base_buf_printf(out, "; finds nothing");
        put_pages(out, l, rule->missed);
    }
    base_buf_add_char(out, '\n');
}

/* All lines of one kind; a comment stands before each, or once before those that are alike. */
static void put_rules(struct base_buf *out, const struct cli_learning *l, uint8_t what, const char *name)
{
    const struct extract_learned *learned = &l->learned->learned;
    bool first = true;

    for (size_t i = 0; i < learned->count; i++) {
        const struct extract_rule *rule = &learned->rules[i];

        if (rule->what != what)
            continue;
        if (first)
            base_buf_add_char(out, '\n');
        if (!rule->expression.ptr) {
            base_buf_printf(out, "# %s: on %u pages, but no expression finds it well enough\n", name,
                            count_bits(rule->missed));
        } else {
            if (what == EXTRACT_LEARNED_GUARD && first)
                base_buf_add_z(out, "# none on these pages: boxes named as advertisements, should the text get some\n");
            else if (what != EXTRACT_LEARNED_GUARD)
                put_comment(out, l, rule);
            base_buf_printf(out, "%s: %.*s\n", name, BASE_STR_ARG(rule->expression));
        }
        first = false;
    }
}

/* The first words of a line. */
static struct base_str words_of(struct base_str line)
{
    size_t end = 0, at = 0;

    if (line.len <= CONTAINS_BYTES)
        return line;
    while (at < line.len && at < CONTAINS_BYTES) {
        size_t here = at;
        uint32_t c = base_utf8_next(line, &at);

        if (base_char_is_space(c) || base_char_is_cjk(c))
            end = here;
    }
    return base_str_trim(base_str_sub(line, 0, end));
}

/* A line of several articles is the portal's. */
static bool is_shared(const struct cli_learning *l, struct base_str line)
{
    size_t pages = 0;

    for (size_t i = 0; i < l->count; i++) {
        struct base_str body = l->clipped[i]->record.article.body;
        pages += body.ptr && base_str_find(body, line) != SIZE_MAX;
    }
    return pages > 1;
}

/* The first or the last line of the body that tells this article from others; none. */
static struct base_str telling_line(const struct cli_learning *l, struct base_str body, bool last)
{
    for (unsigned tried = 0; body.len && tried < CONTAINS_TRIED; tried++) {
        size_t cut = last ? body.len : base_str_find(body, BASE_STR("\n"));
        struct base_str line;

        while (last && cut && body.ptr[cut - 1] != '\n')
            cut--;
        cut = cut == SIZE_MAX ? body.len : cut;
        line = words_of(last ? base_str_sub(body, cut, body.len) : base_str_sub(body, 0, cut));
        if (base_text_weight(line) >= CONTAINS_BYTES / 2 && !memchr(line.ptr, '\t', line.len) && !is_shared(l, line))
            return line;
        if (last)
            body.len = cut ? cut - 1 : 0;
        else
            body = base_str_sub(body, cut < body.len ? cut + 1 : cut, body.len);
    }
    return BASE_STR_NONE;
}

static void put_contains(struct base_buf *out, const struct cli_learning *l, struct base_str body)
{
    struct base_str first = telling_line(l, body, false), last = telling_line(l, body, true);

    if (first.ptr)
        base_buf_printf(out, "test_contains: %.*s\n", BASE_STR_ARG(first));
    if (last.ptr && !base_str_equal(first, last))
        base_buf_printf(out, "test_contains: %.*s\n", BASE_STR_ARG(last));
}

static void put_test(struct base_buf *out, const struct cli_learning *l, size_t i)
{
    const struct extract_article *a = &l->clipped[i]->record.article;

    base_buf_printf(out, "\ntest_url: %.*s\n", BASE_STR_ARG(l->page[i].url));
    put_contains(out, l, a->body);
    if (a->title.ptr)
        base_buf_printf(out, "test_title: %.*s\n", BASE_STR_ARG(a->title));
    if (a->date.ptr)
        base_buf_printf(out, "test_date: %.*s\n", BASE_STR_ARG(a->date));
    for (size_t k = 0; k < a->byline.count; k++)
        base_buf_printf(out, "test_byline: %.*s\n", BASE_STR_ARG(a->byline.items[k]));
    if (a->related.count)
        base_buf_printf(out, "test_related_count: %zu\n", a->related.count);
}

/* Pages where one of the rules of a kind is right. */
static uint32_t right_of(const struct extract_learned *learned, uint8_t what)
{
    uint32_t bits = 0;

    for (size_t i = 0; i < learned->count; i++)
        bits |= learned->rules[i].what == what ? learned->rules[i].right : 0;
    return bits;
}

/* Pages on which the rules and the teachers disagree are no tests. */
static uint32_t testable(const struct extract_learned *learned)
{
    uint32_t bits = learned->articles;

    for (size_t i = 0; i < learned->count; i++) {
        const struct extract_rule *rule = &learned->rules[i];

        if (rule->expression.ptr)
            bits &= ~rule->wrong & ~(rule->missed & ~right_of(learned, rule->what));
    }
    return bits;
}

void cli_learning_put(struct base_buf *out, const struct cli_learning *l)
{
    struct base_str site = cli_site_of(l->page[0].url);
    uint32_t tests = testable(&l->learned->learned);
    unsigned tested = 0;

    base_buf_printf(out, "# %.*s.txt, learned from %u pages. \"right\" is what the page's data and the generic extractor\n"
                    "# say; of a body, without what the pages repeat, all but a hundredth of it; of related links, all but\n"
                    "# a fifth.\n",
                    BASE_STR_ARG(site), count_bits(l->learned->learned.articles));
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        put_rules(out, l, lines[i].what, lines[i].name);
    base_buf_add_z(out, "\nprune: no\n");
    for (size_t i = 0; i < l->count && tested < TESTED_PAGES; i++)
        if (tests >> i & 1 && ++tested)
            put_test(out, l, i);
}

static int write_file(const struct cli_learning *l, struct base_error *e)
{
    struct write_output *output = NULL;
    struct base_buf text = BASE_BUF_INIT;
    int status = write_output_open(l->settings->output, &output, e);

    cli_learning_put(&text, l);
    if (status == BASE_OK && text.failed)
        status = base_fail(e, BASE_NOMEM, "out of memory");
    if (status == BASE_OK)
        status = write_output_add(output, base_buf_str(&text), e);
    if (status == BASE_OK)
        status = write_output_finish(output, e);
    else if (output)
        write_output_abort(output);
    base_buf_free(&text);
    return status;
}

/* ---- The subcommand ---- */

static int learn(struct cli_learning *l)
{
    struct base_error e = {""};

    for (size_t i = 1; i < l->settings->input_count; i++)
        take_input(l, l->settings->inputs[i]);
    if (!l->count)
        return CLI_NO_INPUT;
    if (cli_learning_learn(l, &e) != BASE_OK || write_file(l, &e) != BASE_OK) {
        cli_error("%s", e.text);
        return CLI_SOME_FAILED;
    }
    return l->failed ? CLI_SOME_FAILED : CLI_OK;
}

struct cli_learning *cli_learning_open(struct cli_settings *settings, struct work_zygote *zygote)
{
    struct cli_learning *l = calloc(1, sizeof *l);
    struct work_pool_options options = {.jobs = 1, .deadline_ms = BASE_LIMIT_LEARN_MS, .log = &settings->log};
    struct base_error e = {""};

    if (!l || work_pool_open(zygote, &options, &l->pool, &e) != BASE_OK) {
        cli_error("%s", l ? e.text : "out of memory");
        free(l);
        return NULL;
    }
    l->settings = settings;
    cli_pages_open(&l->pages, settings);
    return l;
}

void cli_learning_close(struct cli_learning *l)
{
    for (size_t i = 0; i < l->count; i++) {
        base_buf_free(&l->page[i].bytes);
        work_result_free(l->clipped[i]);
    }
    work_result_free(l->learned);
    work_pool_close(l->pool);
    cli_pages_close(&l->pages);
    free(l);
}

int cli_selectors_learn(struct cli_settings *settings, struct work_zygote *zygote)
{
    struct cli_learning *l;
    int status;

    if (settings->input_count < 1 + EXTRACT_LEARN_LEAST || settings->input_count > 1 + EXTRACT_LEARN_PAGES) {
        cli_error("selectors learn takes %d to %d pages of one site", EXTRACT_LEARN_LEAST, EXTRACT_LEARN_PAGES);
        return CLI_USAGE;
    }
    l = cli_learning_open(settings, zygote);
    if (!l)
        return CLI_NO_INPUT;
    status = learn(l);
    cli_learning_close(l);
    return status;
}
