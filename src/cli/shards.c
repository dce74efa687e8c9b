/*
 * The output of extract: one stream, or files of a size, each of which appears when it is whole. Beside the files of
 * OUTPUT stands OUTPUT.progress, which says what the last whole one ends with: there --resume goes on.
 */
#include "cli/extract.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct cli_shards {
    const struct cli_settings *settings;
    struct write_output *output; /* NULL: the next line opens the next shard */
    char *progress;              /* the path of its file; NULL: one output */
    char options[33];            /* fingerprint of what the lines depend on */
    unsigned count;              /* whole shards */
    uint64_t bytes;              /* lines of the open one */
    struct cli_place last;       /* of the last line; its name is malloc'd */
};

/* ---- Names ---- */

/* corpus.jsonl.zst: corpus-00007.jsonl.zst; the number stands before the first dot of the name. */
static char *shard_name(const char *output, unsigned number)
{
    const char *slash = strrchr(output, '/'), *name = slash ? slash + 1 : output;
    const char *dot = *name ? strchr(name + 1, '.') : NULL;
    size_t stem = dot ? (size_t)(dot - output) : strlen(output), size = strlen(output) + 24;
    char *path = malloc(size);

    if (path)
        snprintf(path, size, "%.*s-%05u%s", (int)stem, output, number, dot ? dot : "");
    return path;
}

static void add_text(struct base_buf *all, const char *text)
{
    base_buf_add_z(all, text ? text : "");
    base_buf_add_char(all, '\n');
}

/* Whatever changes the lines or where they are cut. */
static void fingerprint(const struct cli_settings *s, char out[33])
{
    struct base_buf all = BASE_BUF_INIT;

    add_text(&all, NEWSCLIP_VERSION);
    add_text(&all, s->url);
    add_text(&all, s->charset);
    add_text(&all, s->selectors);
    add_text(&all, s->lang);
    add_text(&all, s->host);
    base_buf_printf(&all, "%zu %zu %zu %d ", s->format, s->pages, s->min_length, s->only_articles);
    base_buf_printf(&all, "%lld %lld %lld %zu", (long long)s->fetched, (long long)s->since, (long long)s->until,
                    s->shard_size);
    base_hash128_hex(base_hash128(base_buf_str(&all)), out);
    base_buf_free(&all);
}

/* ---- The file beside the shards ---- */

/* Whole or not at all: written beside its name, brought to disk, renamed. */
static int save_progress(struct cli_shards *s, bool done, const struct cli_counts *counts, struct base_error *e)
{
    struct write_output *file = NULL;
    json_t *json = json_pack("{s:s, s:i, s:I, s:s, s:I, s:I, s:I, s:I, s:b}", "options", s->options, "shards",
                             (int)s->count, "input", (json_int_t)s->last.input, "name", s->last.name ? s->last.name : "",
                             "record", (json_int_t)s->last.record, "read", (json_int_t)counts->read, "failed",
                             (json_int_t)counts->failed, "written", (json_int_t)counts->written, "done", done);
    char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
    int status = text ? write_output_open(s->progress, &file, e) : base_fail(e, BASE_NOMEM, "%s: cannot be written", s->progress);

    if (status == BASE_OK) {
        write_output_add(file, base_str(text), e);
        write_output_add(file, BASE_STR("\n"), e);
        status = write_output_finish(file, e);
    }
    free(text);
    json_decref(json);
    return status;
}

static bool load_progress(struct cli_shards *s, struct cli_place *from, bool *done, struct base_error *e)
{
    struct base_buf bytes = BASE_BUF_INIT;
    const char *options, *name;
    json_int_t input, record, read, failed, written;
    json_t *json = NULL;
    int shards, finished;
    bool good = base_file_read(s->progress, BASE_LIMIT_LINE_BYTES, &bytes, e) == BASE_OK;

    if (good) {
        json = json_loadb(bytes.ptr ? bytes.ptr : "", bytes.len, 0, NULL);
        good = json && json_unpack(json, "{s:s, s:i, s:I, s:s, s:I, s:I, s:I, s:I, s:b}", "options", &options, "shards",
                                   &shards, "input", &input, "name", &name, "record", &record, "read", &read, "failed",
                                   &failed, "written", &written, "done", &finished) == 0;
        if (!good)
            base_fail(e, BASE_INVALID, "%s: not a file of this program", s->progress);
        else if (strcmp(options, s->options) != 0)
            good = base_fail(e, BASE_INVALID, "%s: the run was begun with other options", s->progress) == BASE_OK;
    }
    if (good) {
        s->count = (unsigned)shards;
        *done = finished;
        s->last = (struct cli_place){(size_t)input, strdup(name), (int64_t)record,
                                     {(uint64_t)read, (uint64_t)failed, (uint64_t)written}};
        *from = s->last;
        from->name = *name ? strdup(name) : NULL; /* it was stopped before a file was whole */
        good = (!*name || from->name) && s->last.name;
    }
    json_decref(json);
    base_buf_free(&bytes);
    return good;
}

/* ---- Life ---- */

static void free_shards(struct cli_shards *s)
{
    free((char *)s->last.name);
    free(s->progress);
    free(s);
}

static bool open_shards(struct cli_shards *s, struct cli_place *from, bool *done, struct base_error *e)
{
    const char *output = s->settings->output;
    size_t size = strlen(output) + 16;
    char *first = shard_name(output, 0);
    bool good = true;

    s->progress = malloc(size);
    if (!first || !s->progress) {
        free(first);
        return base_fail(e, BASE_NOMEM, "out of memory") == BASE_OK;
    }
    snprintf(s->progress, size, "%s.progress", output);
    if (s->settings->resume && access(s->progress, F_OK) == 0)
        good = load_progress(s, from, done, e);
    else if (access(first, F_OK) == 0)
        good = base_fail(e, BASE_INVALID, "%s is there: --resume goes on with it, or take it away", first) == BASE_OK;
    else /* before there is a file that a killed run could leave alone */
        good = save_progress(s, false, &(struct cli_counts){0}, e) == BASE_OK;
    free(first);
    return good;
}

bool cli_shards_open(const struct cli_settings *settings, struct cli_shards **shards, struct cli_place *from, bool *done,
                     int *status)
{
    struct cli_shards *s = calloc(1, sizeof *s);
    struct base_error e = {""};
    bool good;

    *from = (struct cli_place){0};
    *done = false;
    if (!s) {
        cli_error("out of memory");
        *status = CLI_NO_INPUT;
        return false;
    }
    s->settings = settings;
    fingerprint(settings, s->options);
    if (settings->shard_size)
        good = open_shards(s, from, done, &e);
    else
        good = write_output_open(settings->output, &s->output, &e) == BASE_OK;
    if (good) {
        *shards = s;
        return true;
    }
    cli_error("%s", e.text);
    *status = settings->shard_size ? CLI_USAGE : CLI_NO_INPUT;
    free_shards(s);
    return false;
}

static int open_next(struct cli_shards *s, struct base_error *e)
{
    char *path = shard_name(s->settings->output, s->count);
    int status = path ? write_output_open(path, &s->output, e) : base_fail(e, BASE_NOMEM, "out of memory");

    s->bytes = 0;
    free(path);
    return status;
}

/* The shard is whole: first it stands under its name, then the file beside it says so. A run killed between the two
 * writes the same shard again. */
static int close_shard(struct cli_shards *s, bool done, const struct cli_counts *counts, struct base_error *e)
{
    struct write_output *output = s->output;
    int status = BASE_OK;

    s->output = NULL;
    if (output) {
        status = write_output_finish(output, e);
        s->count++;
    }
    return status == BASE_OK ? save_progress(s, done, counts, e) : status;
}

static int remember(struct cli_shards *s, const struct cli_place *place, struct base_error *e)
{
    if (!s->last.name || strcmp(s->last.name, place->name) != 0) {
        free((char *)s->last.name);
        s->last.name = strdup(place->name);
        if (!s->last.name)
            return base_fail(e, BASE_NOMEM, "out of memory");
    }
    s->last.input = place->input;
    s->last.record = place->record;
    return BASE_OK;
}

int cli_shards_add(struct cli_shards *shards, struct base_str line, const struct cli_place *place, struct base_error *e)
{
    int status = shards->output ? BASE_OK : open_next(shards, e);

    if (status == BASE_OK)
        status = write_output_add(shards->output, line, e);
    if (status != BASE_OK || !shards->progress)
        return status;
    shards->bytes += line.len;
    status = remember(shards, place, e);
    if (status == BASE_OK && shards->bytes >= shards->settings->shard_size)
        status = close_shard(shards, false, &place->counts, e);
    return status;
}

int cli_shards_finish(struct cli_shards *shards, const struct cli_counts *counts, struct base_error *e)
{
    int status = shards->progress ? close_shard(shards, true, counts, e) : write_output_finish(shards->output, e);

    free_shards(shards);
    return status;
}

void cli_shards_abort(struct cli_shards *shards)
{
    if (!shards)
        return;
    write_output_abort(shards->output);
    free_shards(shards);
}
