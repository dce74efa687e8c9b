/* newsclip dedup: lines in, those with a text that was not there before out. */
#include "cli/cli.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

enum { FILE_SHIFT = 40 }; /* a place is the number of a file, and below it that of a line */

struct dedup {
    const struct cli_settings *settings;
    struct record_seen *seen;
    struct write_output *output, *dropped; /* DROPPED NULL: standard error */
    uint64_t *places; /* of the texts kept */
    size_t place_capacity;
    const char *file; /* at hand */
    uint64_t number, line;
    uint64_t lines, textless, same, near, failed;
    size_t read; /* files */
};

/* What of a line is needed here. */
struct line {
    struct base_str text;
    bool has_text; /* it has both fingerprints */
    struct base_hash128 hash;
    uint64_t simhash;
    char *url; /* NULL: it has none */
};

/* SIZE hexadecimal digits. */
static bool read_hex(const char *digits, size_t size, uint64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < size; i++) {
        char c = digits[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;

        if (digit < 0)
            return false;
        *out = *out << 4 | (unsigned)digit;
    }
    return true;
}

static bool read_line(struct base_str text, struct line *line)
{
    json_t *json = json_loadb(text.ptr, text.len, 0, NULL);
    const char *hash = json_string_value(json_object_get(json, "hash"));
    const char *simhash = json_string_value(json_object_get(json, "simhash"));
    const char *url = json_string_value(json_object_get(json, "url"));
    bool good = json_is_object(json);

    *line = (struct line){.text = text, .url = url ? strdup(url) : NULL};
    line->has_text = hash && simhash && strlen(hash) == 32 && strlen(simhash) == 16 &&
                     read_hex(hash, 16, &line->hash.high) && read_hex(hash + 16, 16, &line->hash.low) &&
                     read_hex(simhash, 16, &line->simhash);
    json_decref(json);
    return good;
}

/* ---- Out ---- */

static int keep(struct dedup *d, const struct line *line, struct base_error *e)
{
    int status = write_output_add(d->output, line->text, e);

    return status == BASE_OK ? write_output_add(d->output, BASE_STR("\n"), e) : status;
}

static int name_dropped(struct dedup *d, const struct line *line, uint64_t place, bool same, unsigned distance,
                        struct base_error *e)
{
    const char *first = d->settings->inputs[place >> FILE_SHIFT], *why = same ? "hash" : "simhash";
    json_int_t at = (json_int_t)(place & ((UINT64_C(1) << FILE_SHIFT) - 1));
    json_t *json;
    char *text;
    int status;

    if (!d->dropped) {
        if (d->settings->verbosity >= 0)
            fprintf(stderr, "%s:%llu: %s as %s:%lld\n", d->file, (unsigned long long)d->line,
                    same ? "the same text" : "nearly the same text", first, (long long)at);
        return BASE_OK;
    }
    json = json_pack("{s:s%, s:I, s:s*, s:s, s:i, s:{s:s%, s:I}}", "file", d->file, strlen(d->file), "line",
                     (json_int_t)d->line, "url", line->url, "why", why, "distance", (int)distance, "first", "file", first,
                     strlen(first), "line", at);
    text = json ? json_dumps(json, JSON_COMPACT) : NULL;
    status = text ? write_output_add(d->dropped, base_str(text), e)
                  : base_fail(e, BASE_INVALID, "%s: a name that is not UTF-8", d->file);
    if (status == BASE_OK)
        status = write_output_add(d->dropped, BASE_STR("\n"), e);
    free(text);
    json_decref(json);
    return status;
}

static int remember_place(struct dedup *d, uint32_t number, struct base_error *e)
{
    if (number >= d->place_capacity) {
        size_t capacity = d->place_capacity ? d->place_capacity * 2 : 1024;
        uint64_t *moved = realloc(d->places, capacity * sizeof *moved);

        if (!moved)
            return base_fail(e, BASE_NOMEM, "out of memory");
        d->places = moved;
        d->place_capacity = capacity;
    }
    d->places[number] = d->number << FILE_SHIFT | d->line;
    return BASE_OK;
}

static int judge(struct dedup *d, const struct line *line, struct base_error *e)
{
    enum record_seen_how how;
    uint32_t first = 0;
    unsigned distance;
    int status;

    if (!line->has_text) { /* nothing to compare: such a line stays */
        d->textless++;
        return keep(d, line, e);
    }
    status = record_seen_add(d->seen, line->hash, line->simhash, &how, &first, &distance, e);
    if (status != BASE_OK)
        return status;
    d->same += how == RECORD_SEEN_SAME;
    d->near += how == RECORD_SEEN_NEAR;
    if (how != RECORD_SEEN_NEW)
        return name_dropped(d, line, d->places[first], how == RECORD_SEEN_SAME, distance, e);
    status = remember_place(d, first, e);
    return status == BASE_OK ? keep(d, line, e) : status;
}

/* ---- In ---- */

static int take_line(struct dedup *d, struct base_str text, struct base_error *e)
{
    struct line line;
    int status = BASE_OK;

    d->line++;
    if (!base_str_trim(text).len)
        return BASE_OK;
    d->lines++;
    if (read_line(text, &line)) {
        status = judge(d, &line, e);
    } else {
        cli_error("%s:%llu: no JSON object", d->file, (unsigned long long)d->line);
        d->failed++;
    }
    free(line.url);
    return status;
}

/* What cannot be read of a file is told; what cannot be written ends all. */
static int take_file(struct dedup *d, struct base_error *e)
{
    struct write_reader *reader;
    struct base_error why = {""};
    struct base_str text;
    int status = write_reader_open(d->file, &reader, &why), done = BASE_OK;

    d->line = 0;
    d->read += status == BASE_OK;
    while (status == BASE_OK && done == BASE_OK) {
        status = write_reader_line(reader, &text, &why);
        if (status == BASE_OK)
            done = take_line(d, text, e);
    }
    if (why.text[0]) { /* the end of the lines says nothing */
        cli_error("%s", why.text);
        d->failed++;
    }
    write_reader_close(reader);
    return done;
}

static int run_all(struct dedup *d, struct base_error *e)
{
    int status = record_seen_open((unsigned)d->settings->distance, &d->seen, e);

    if (status == BASE_OK)
        status = write_output_open(d->settings->output, &d->output, e);
    if (status == BASE_OK && d->settings->dropped)
        status = write_output_open(d->settings->dropped, &d->dropped, e);
    for (size_t i = 0; status == BASE_OK && i < d->settings->input_count; i++) {
        d->file = d->settings->inputs[i];
        d->number = i;
        status = take_file(d, e);
    }
    return status;
}

/* Both files appear, or neither. */
static int close_outputs(struct dedup *d, int status, struct base_error *e)
{
    if (status != BASE_OK) {
        write_output_abort(d->dropped);
        write_output_abort(d->output);
        return status;
    }
    if (d->dropped)
        status = write_output_finish(d->dropped, e);
    if (status == BASE_OK)
        return write_output_finish(d->output, e);
    write_output_abort(d->output);
    return status;
}

int cli_dedup(struct cli_settings *settings, struct work_zygote *zygote)
{
    struct dedup d = {.settings = settings};
    struct base_error e = {""};
    int status;

    (void)zygote;
    if (!settings->input_count || settings->distance > RECORD_SEEN_DISTANCE_MOST) {
        cli_error(settings->input_count ? "--distance takes 0 to 8 bits" : "no input: give files of lines, or -");
        return CLI_USAGE;
    }
    status = close_outputs(&d, run_all(&d, &e), &e);
    if (status != BASE_OK)
        cli_error("%s", e.text);
    base_log(&settings->log, BASE_LOG_INFO, "%llu lines: %llu with a text that was there, %llu with one nearly like it, %llu "
             "without a text", (unsigned long long)d.lines, (unsigned long long)d.same, (unsigned long long)d.near,
             (unsigned long long)d.textless);
    record_seen_close(d.seen);
    free(d.places);
    return !d.read ? CLI_NO_INPUT : status != BASE_OK || d.failed ? CLI_SOME_FAILED : CLI_OK;
}
