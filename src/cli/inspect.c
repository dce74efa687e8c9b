/* newsclip inspect: one page as a self-contained HTML file, each block marked with what was taken, and why. */
#include "cli/html.h"
#include "cli/selectors.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

static const char style[] =
    "th{width:9rem}pre{background:var(--shade);padding:.8rem;overflow:auto;white-space:pre-wrap}\n"
    "ol.blocks{list-style:none;padding:0;margin:0}.blocks>li{border-left:.4rem solid var(--line);margin:.3rem 0;padding:.2rem .6rem;"
    "color:var(--faint)}.blocks>li:focus{outline:2px solid var(--related);outline-offset:1px}.blocks p{margin:0;white-space:pre-line}\n"
    ".blocks .tag{font-size:.8rem;font-weight:600;float:right;margin-left:.6rem}\n"
    ".why{display:none;font-size:.85rem;background:var(--shade);color:var(--ink);padding:.4rem .6rem;margin-top:.3rem}"
    ".why ul{margin:.2rem 0 0;padding-left:1.2rem}li:hover>.why,li:focus>.why,li:focus-within>.why{display:block}\n"
    "#taken:checked~ol .none{display:none}label,#taken{cursor:pointer}\n";

static const struct {
    const char *name, *label;
} parts[EXTRACT_PART_COUNT] = {
    [EXTRACT_PART_NONE] = {"none", "left out"},  [EXTRACT_PART_TITLE] = {"title", "title"},
    [EXTRACT_PART_BYLINE] = {"byline", "byline"}, [EXTRACT_PART_DATE] = {"date", "date"},
    [EXTRACT_PART_BODY] = {"body", "body"},      [EXTRACT_PART_RELATED] = {"related", "related"},
};

static const char *const selector_fields[SELECT_FIELD_COUNT] = {
    "title", "author", "date", "body", "related", "editor", "source", "modified", "section", "tags", "description", "image"};

static void put_row(struct base_buf *out, const char *name, struct base_str value)
{
    if (!value.len)
        return;
    base_buf_printf(out, "<tr><th scope=\"row\">%s</th><td dir=\"auto\">", name);
    cli_html_put(out, value);
    base_buf_add_z(out, "</td></tr>\n");
}

/* "link share" of LINK_SHARE */
static void put_feature(struct base_buf *out, const char *feature)
{
    for (; *feature; feature++)
        base_buf_add_char(out, *feature == '_' ? ' ' : (char)tolower((unsigned char)*feature));
}

static void put_style(struct base_buf *out)
{
    cli_html_begin(out, style);
    for (size_t i = EXTRACT_PART_TITLE; i < EXTRACT_PART_COUNT; i++)
        base_buf_printf(out, ".%s{border-color:var(--%s)!important;color:var(--ink)!important}.%s .tag{color:var(--%s)}\n",
                        parts[i].name, parts[i].name, parts[i].name, parts[i].name);
    base_buf_add_z(out, "</style>\n");
}

static void put_summary(struct base_buf *out, const struct work_result *r, const char *input, size_t bytes, int64_t ms)
{
    const struct record *record = &r->record;
    char text[64];

    base_buf_add_z(out, "<title>");
    cli_html_put(out, record->article.title.len ? record->article.title : base_str(input));
    base_buf_add_z(out, " – newsclip inspect</title>\n</head>\n<body>\n<header>\n<h1 dir=\"auto\">");
    cli_html_put(out, record->article.title.len ? record->article.title : BASE_STR("No title"));
    base_buf_add_z(out, "</h1>\n<table>\n");
    put_row(out, "Address", record->url);
    put_row(out, "Input", base_str(input));
    put_row(out, "Kind", base_str(extract_kind_name(record->article.kind)));
    snprintf(text, sizeof text, "%u.%u %%", record->article.article / 10, record->article.article % 10);
    put_row(out, "Is an article", base_str(text));
    put_row(out, "Encoding", record->charset);
    snprintf(text, sizeof text, "%zu bytes, %lld ms with all explanations", bytes, (long long)ms);
    put_row(out, "Size and time", base_str(text));
    for (size_t i = 0; i < EXTRACT_FLAG_COUNT; i++)
        if (record->article.flags >> i & 1)
            put_row(out, "Flag", base_str(extract_flag_name((enum extract_flag)i)));
    base_buf_add_z(out, "</table>\n</header>\n<main>\n");
}

static void put_block(struct base_buf *out, const struct extract_explained_block *b, size_t number)
{
    base_buf_printf(out, "<li class=\"%s\" tabindex=\"0\" aria-describedby=\"why%zu\"><span class=\"tag\">%s %u</span><p dir=\"auto\">",
                    parts[b->part].name, number, parts[b->part].label, b->score);
    cli_html_put(out, b->text);
    base_buf_printf(out, "</p><div class=\"why\" id=\"why%zu\"><code>", number);
    cli_html_put(out, b->place);
    base_buf_printf(out, "</code><br>likely to be the article's by itself: %u of 1000", b->score);
    if (b->part == EXTRACT_PART_BODY && b->score < 500)
        base_buf_add_z(out, "; kept for what stands around it, or by a rule");
    if (b->part == EXTRACT_PART_NONE && b->score >= 500)
        base_buf_add_z(out, "; left out by a rule, or because it stands outside of the text");
    base_buf_add_z(out, "<ul>");
    for (size_t k = 0; k < EXTRACT_REASONS && b->reasons[k].feature; k++) {
        int points = b->reasons[k].points;

        base_buf_printf(out, "<li>%s, %d.%d: ", points < 0 ? "against" : "for", abs(points) / 1024, abs(points) % 1024 * 10 / 1024);
        put_feature(out, b->reasons[k].feature);
        base_buf_add_z(out, "</li>");
    }
    base_buf_add_z(out, "</ul></div></li>\n");
}

static void put_blocks(struct base_buf *out, const struct extract_explained *explained)
{
    base_buf_add_z(out, "<section aria-labelledby=\"blocks\">\n<h2 id=\"blocks\">The page, block by block</h2>\n"
                        "<p>Each number is how likely the block was the article's (0 to 1000). Point at a block, or go there with the "
                        "tab key, for the reasons: what is unusual for this page, by how many logits.</p>\n"
                        "<input type=\"checkbox\" id=\"taken\"> <label for=\"taken\">only what was taken</label>\n<ol class=\"blocks\">\n");
    for (size_t i = 0; i < explained->count; i++)
        put_block(out, &explained->items[i], i);
    base_buf_add_z(out, "</ol>\n</section>\n");
}

static void put_origins(struct base_buf *out, const struct work_result *r)
{
    static const char *const names[EXTRACT_FIELD_COUNT] = {
        "title", "byline", "date", "body", "related", "canonical", "site", "modified", "editor", "source", "section",
        "tags", "description", "lang", "image", "entries", "access"};

    base_buf_add_z(out, "<section aria-labelledby=\"from\">\n<h2 id=\"from\">Where each field came from</h2>\n<table>\n");
    for (size_t i = 0; i < EXTRACT_FIELD_COUNT; i++)
        put_row(out, names[i], r->record.article.from[i]);
    for (size_t i = 0; i < SELECT_FIELD_COUNT; i++)
        if (r->explained.missed >> i & 1)
            put_row(out, selector_fields[i], BASE_STR("the site's selector file has rules for it, and none found anything"));
    put_row(out, "problem", base_str(r->error.text));
    base_buf_add_z(out, "</table>\n</section>\n");
}

static bool put_page(struct base_buf *out, const struct work_result *r, const char *input, size_t bytes, int64_t ms)
{
    struct base_buf json = BASE_BUF_INIT;
    bool done = record_json_pretty(&r->record, &json);

    put_style(out);
    put_summary(out, r, input, bytes, ms);
    put_origins(out, r);
    put_blocks(out, &r->explained);
    base_buf_add_z(out, "<section aria-labelledby=\"record\">\n<h2 id=\"record\">The record</h2>\n<pre tabindex=\"0\">");
    cli_html_put(out, base_buf_str(&json));
    base_buf_add_z(out, "</pre>\n</section>\n</main>\n</body>\n</html>\n");
    base_buf_free(&json);
    return done && !out->failed;
}

static int inspect(struct cli_settings *settings, struct work_pool *pool, const struct cli_page *page)
{
    struct work_page message = cli_page_message(page);
    struct base_buf html = BASE_BUF_INIT;
    struct work_result *r = NULL;
    struct base_error e = {""};
    int64_t began = base_time_monotonic_ms();
    struct base_arena arena;
    int status = CLI_NO_INPUT;

    base_arena_init(&arena, 0);
    if (settings->url)
        message.url = base_url_resolve(&arena, BASE_STR_NONE, base_str(settings->url));
    if (settings->charset)
        message.charset = base_str(settings->charset);
    if (work_submit(pool, WORK_EXPLAIN, &message, NULL, &e) == BASE_OK && (r = work_next(pool, -1)) && r->status != BASE_OK)
        base_fail(&e, r->status, "%s", r->error.text);
    if (!r || r->status != BASE_OK)
        cli_error("%.300s: %s", settings->inputs[0], e.text[0] ? e.text : "out of memory");
    else if (!put_page(&html, r, settings->inputs[0], page->bytes.len, base_time_monotonic_ms() - began))
        cli_error("out of memory");
    else
        status = cli_html_write(settings->output, base_buf_str(&html));
    base_buf_free(&html);
    work_result_free(r);
    base_arena_free(&arena);
    return status;
}

int cli_inspect(struct cli_settings *settings, struct work_zygote *zygote)
{
    const char *dirs[CLI_MAX_SELECTOR_DIRS];
    struct cli_pages pages;
    struct cli_page page = {0};
    struct work_pool *pool = NULL;
    struct base_error e = {""};
    struct base_arena arena;
    size_t count;
    int status = CLI_USAGE;

    if (settings->input_count != 1) {
        cli_error("inspect takes one address or file (see newsclip inspect --help)");
        return CLI_USAGE;
    }
    base_arena_init(&arena, 0);
    cli_pages_open(&pages, settings);
    if (cli_selector_dirs(settings, &arena, dirs, &count)) {
        struct work_pool_options options = {.jobs = 1, .selectors = dirs, .selector_count = count, .log = &settings->log};

        status = CLI_NO_INPUT;
        if (cli_page_get(&pages, settings->inputs[0], &page, &e) != BASE_OK || work_pool_open(zygote, &options, &pool, &e) != BASE_OK)
            cli_error("%s", e.text);
        else
            status = inspect(settings, pool, &page);
    }
    work_pool_close(pool);
    base_buf_free(&page.bytes);
    cli_pages_close(&pages);
    base_arena_free(&arena);
    return status;
}
