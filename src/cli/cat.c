/* newsclip cat: the archive as one stream. */
#include "cli/cli.h"
#include "crawl/crawl.h"
#include "state/state.h"

#include <stdio.h>
#include <stdlib.h>

/* The files as they stand when the run begins: what a crawl adds meanwhile is not of it. */
struct piece {
    const char *file;
    int64_t length;
};

/* The last line of each article: 16 bytes a slot, at most half of them used. */
struct last {
    uint64_t article;
    uint64_t line; /* its number + 1; 0: free */
};

struct cat {
    const struct cli_settings *settings;
    struct state *state; /* NULL: there is none; all whole lines count */
    struct base_arena arena;
    struct piece *pieces;
    size_t count, capacity;
    struct last *slots;
    size_t slot_count, used;
    uint64_t line;
    bool choosing; /* the first pass: which lines are the last ones */
    bool failed;
};

static bool note_piece(void *context, const char *file)
{
    struct cat *c = context;
    struct piece *pieces = base_arena_grow(&c->arena, c->pieces, c->count, &c->capacity, sizeof *pieces);
    struct base_error e = {""};
    int64_t length = -1;

    if (!pieces)
        return false;
    if (c->state && state_file_get(c->state, file, &length, &e) != BASE_OK)
        cli_error("%s", e.text);
    c->pieces = pieces;
    pieces[c->count++] = (struct piece){base_arena_cstr(&c->arena, base_str(file)), length};
    return true;
}

static struct last *slot_of(struct last *slots, size_t count, uint64_t article)
{
    size_t at = (size_t)article & (count - 1);

    while (slots[at].line && slots[at].article != article)
        at = (at + 1) & (count - 1);
    return &slots[at];
}

static bool grow(struct cat *c)
{
    size_t count = c->slot_count ? c->slot_count * 2 : 1024;
    struct last *slots = calloc(count, sizeof *slots);

    if (!slots)
        return false;
    for (size_t i = 0; i < c->slot_count; i++)
        if (c->slots[i].line)
            *slot_of(slots, count, c->slots[i].article) = c->slots[i];
    free(c->slots);
    c->slots = slots;
    c->slot_count = count;
    return true;
}

static bool choose(struct cat *c, struct base_str line)
{
    uint64_t article = base_hash64(crawl_line_article(line));
    struct last *last;

    if (2 * (c->used + 1) > c->slot_count && !grow(c)) {
        cli_error("out of memory");
        c->failed = true;
        return false;
    }
    last = slot_of(c->slots, c->slot_count, article);
    c->used += !last->line;
    *last = (struct last){article, c->line};
    return true;
}

/* Times of a record are in UTC and of one form: text compares as time does. */
static bool is_asked_for(const struct cat *c, struct base_str line)
{
    struct base_str fetched = crawl_line_value(line, "fetched");
    int64_t t;

    if (c->settings->since == BASE_TIME_NONE && c->settings->until == BASE_TIME_NONE)
        return true;
    return fetched.ptr && base_time_parse(fetched, &t) &&
           (c->settings->since == BASE_TIME_NONE || t >= c->settings->since) &&
           (c->settings->until == BASE_TIME_NONE || t < c->settings->until);
}

static bool take_line(void *context, const struct crawl_line *line)
{
    struct cat *c = context;

    c->line++;
    if (!line->whole)
        return true;
    if (c->choosing)
        return choose(c, line->text);
    if (c->settings->latest && (slot_of(c->slots, c->slot_count, base_hash64(crawl_line_article(line->text)))->line != c->line ||
                                base_str_equal(crawl_line_value(line->text, "kind"), BASE_STR("gone"))))
        return true;
    if (is_asked_for(c, line->text)) {
        fwrite(line->text.ptr, 1, line->text.len, stdout);
        putchar('\n');
    }
    return !ferror(stdout);
}

static void pass(struct cat *c, bool choosing)
{
    struct base_error e = {""};

    c->choosing = choosing;
    c->line = 0;
    for (size_t i = 0; i < c->count && !ferror(stdout) && !c->failed; i++)
        if (crawl_file_lines(c->settings->data, c->pieces[i].file, c->pieces[i].length, take_line, c, &e) != BASE_OK) {
            cli_error("%s", e.text);
            c->failed = true;
        }
}

int cli_cat(struct cli_settings *settings, struct work_zygote *zygote)
{
    struct cat c = {.settings = settings};
    struct base_str portal = settings->portal ? base_str(settings->portal) : BASE_STR_NONE;
    struct base_error e = {""};
    char name[300];
    int status = CLI_OK;

    (void)zygote;
    if (!settings->data || settings->input_count) {
        cli_error("cat takes --data DIR (see newsclip cat --help)");
        return CLI_USAGE;
    }
    if (portal.ptr && cli_is_url(settings->portal) && write_portal_name(portal, name, sizeof name, &e) == BASE_OK)
        portal = base_str(name);
    base_arena_init(&c.arena, 0);
    if (state_open(settings->data, true, &c.state, &e) != BASE_OK)
        base_log(&settings->log, BASE_LOG_INFO, "%s: all whole lines are shown", e.text);
    if (crawl_files_each(settings->data, portal, NULL, note_piece, &c, &e) != BASE_OK) {
        cli_error("%s", e.text);
        status = CLI_NO_INPUT;
    }
    if (status == CLI_OK && settings->latest)
        pass(&c, true);
    if (status == CLI_OK)
        pass(&c, false);
    if (c.failed)
        status = CLI_SOME_FAILED;
    state_close(c.state);
    free(c.slots);
    base_arena_free(&c.arena);
    return status;
}
