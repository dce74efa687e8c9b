/* The record as JSON. */
#include "record/private.h"

#include <inttypes.h>

/* ---- The writer ---- */

static void next_line(struct record_writer *w)
{
    if (!w->pretty)
        return;
    base_buf_add_char(w->out, '\n');
    for (unsigned i = 0; i < w->depth; i++)
        base_buf_add_z(w->out, "  ");
}

void record_open(struct record_writer *w, char bracket)
{
    base_buf_add_char(w->out, bracket);
    w->depth++;
    w->first = true;
}

void record_close(struct record_writer *w, char bracket)
{
    w->depth--;
    if (!w->first)
        next_line(w);
    w->first = false;
    base_buf_add_char(w->out, bracket);
}

void record_item(struct record_writer *w)
{
    if (!w->first)
        base_buf_add_char(w->out, ',');
    w->first = false;
    next_line(w);
}

void record_name(struct record_writer *w, const char *name)
{
    record_item(w);
    base_buf_add_json(w->out, base_str(name));
    base_buf_add_z(w->out, w->pretty ? ": " : ":");
}

void record_member(struct record_writer *w, const char *name, struct base_str value)
{
    record_name(w, name);
    base_buf_add_json(w->out, value);
}

/* ---- Values ---- */

static void add_item(struct record_writer *w, char *item, const struct record_shape *shape)
{
    if (shape->parts[0].name == NULL) {
        base_buf_add_json(w->out, *record_part_of(item, &shape->parts[0]));
        return;
    }
    record_open(w, '{');
    for (size_t i = 0; i < shape->part_count; i++) {
        struct base_str part = *record_part_of(item, &shape->parts[i]);
        if (part.len > 0)
            record_member(w, shape->parts[i].name, part);
    }
    record_close(w, '}');
}

static void add_list(struct record_writer *w, struct record_list list, const struct record_shape *shape)
{
    record_open(w, '[');
    for (size_t i = 0; i < list.count; i++) {
        record_item(w);
        add_item(w, list.items + i * shape->size, shape);
    }
    record_close(w, ']');
}

/* Thousandths without trailing zeros; a printed double would depend on the locale. */
static void add_sureness(struct base_buf *out, unsigned thousandths)
{
    if (thousandths == 0 || thousandths >= 1000) {
        base_buf_add_char(out, thousandths == 0 ? '0' : '1');
        return;
    }
    int digits = 3;
    for (; thousandths % 10 == 0; thousandths /= 10)
        digits--;
    base_buf_printf(out, "0.%0*u", digits, thousandths);
}

static void add_flags(struct record_writer *w, uint32_t flags)
{
    record_open(w, '[');
    for (int i = 0; i < EXTRACT_FLAG_COUNT; i++) {
        if ((flags >> i & 1) == 0)
            continue;
        record_item(w);
        base_buf_add_json(w->out, base_str(extract_flag_name((enum extract_flag)i)));
    }
    record_close(w, ']');
}

static void add_from(struct record_writer *w, const struct record *record)
{
    record_open(w, '{');
    for (size_t i = 0; i < record_key_count; i++) {
        const struct record_key *key = &record_keys[i];
        struct base_str from = key->field > 0 ? record->article.from[key->field - 1] : BASE_STR_NONE;
        if (from.len > 0 && record_has(record, key))
            record_member(w, key->name, from);
    }
    record_close(w, '}');
}

static void add_warc(struct record_writer *w, const struct record *record)
{
    record_open(w, '{');
    record_member(w, "file", record->warc.file);
    record_name(w, "offset");
    base_buf_printf(w->out, "%" PRId64, record->warc.offset);
    if (record->warc.id.len > 0)
        record_member(w, "id", record->warc.id);
    record_close(w, '}');
}

static void add_value(struct record_writer *w, const struct record *record, const struct record_key *key)
{
    struct record *r = (struct record *)(uintptr_t)record; /* only read */
    char time[24];
    switch (key->type) {
    case RECORD_STRING:
        base_buf_add_json(w->out, *record_string(r, key));
        break;
    case RECORD_OBJECT:
        add_item(w, (char *)r + key->offset, key->shape);
        break;
    case RECORD_LIST:
        add_list(w, record_list_get(record, key), key->shape);
        break;
    case RECORD_INTEGER:
        base_buf_printf(w->out, "%" PRId64, *record_integer(r, key));
        break;
    case RECORD_TIME:
        base_time_format(*record_integer(r, key), time);
        base_buf_add_json(w->out, base_str(time));
        break;
    case RECORD_SURENESS:
        add_sureness(w->out, record->article.article);
        break;
    case RECORD_KIND:
        base_buf_add_json(w->out, base_str(extract_kind_name(record->article.kind)));
        break;
    case RECORD_FLAGS:
        add_flags(w, record->article.flags);
        break;
    case RECORD_FROM:
        add_from(w, record);
        break;
    case RECORD_WARC:
        add_warc(w, record);
        break;
    case RECORD_VERSION:
        base_buf_printf(w->out, "%d", RECORD_SCHEMA_VERSION);
        break;
    }
}

static bool add_record(struct record_writer *w, const struct record *record)
{
    record_open(w, '{');
    for (size_t i = 0; i < record_key_count; i++) {
        const struct record_key *key = &record_keys[i];
        bool has = record_has(record, key);
        if (key->name == NULL || !(has || key->always))
            continue;
        record_name(w, key->name);
        if (has)
            add_value(w, record, key);
        else
            base_buf_add_z(w->out, key->type == RECORD_LIST ? "[]" : "null");
    }
    record_close(w, '}');
    return !w->out->failed;
}

bool record_json(const struct record *record, struct base_buf *out)
{
    return add_record(&(struct record_writer){.out = out}, record);
}

bool record_json_pretty(const struct record *record, struct base_buf *out)
{
    return add_record(&(struct record_writer){.out = out, .pretty = true}, record) && base_buf_add_char(out, '\n');
}
