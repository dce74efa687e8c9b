/* The JSON Schema of the record, from the table of its keys. */
#include "record/private.h"

#define DATE_PATTERN \
    "^[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?$"

static void add_type(struct record_writer *w, const char *type)
{
    record_member(w, "type", base_str(type));
}

static void add_raw(struct record_writer *w, const char *name, const char *json)
{
    record_name(w, name);
    base_buf_add_z(w->out, json);
}

static void add_string_or_null(struct record_writer *w)
{
    record_name(w, "type");
    record_open(w, '[');
    record_item(w);
    base_buf_add_z(w->out, "\"string\"");
    record_item(w);
    base_buf_add_z(w->out, "\"null\"");
    record_close(w, ']');
}

static void add_string(struct record_writer *w, enum record_mode mode, bool or_null)
{
    static const char *const patterns[] = {
        [RECORD_LINE] = NULL,         [RECORD_TEXT] = NULL,         [RECORD_ADDRESS] = "^https?://",
        [RECORD_DATE] = DATE_PATTERN, [RECORD_HEX] = "^[0-9a-f]+$",
    };
    if (or_null)
        add_string_or_null(w);
    else
        add_type(w, "string");
    if (patterns[mode] != NULL)
        record_member(w, "pattern", base_str(patterns[mode]));
    else
        add_raw(w, "minLength", "1");
}

static void add_object(struct record_writer *w, const struct record_shape *shape)
{
    if (shape->parts[0].name == NULL) {
        add_string(w, shape->parts[0].mode, false);
        return;
    }
    bool any_required = false;
    add_type(w, "object");
    record_name(w, "properties");
    record_open(w, '{');
    for (size_t i = 0; i < shape->part_count; i++) {
        any_required |= shape->parts[i].required;
        record_name(w, shape->parts[i].name);
        record_open(w, '{');
        add_string(w, shape->parts[i].mode, false);
        record_close(w, '}');
    }
    record_close(w, '}');
    if (!any_required)
        return;
    record_name(w, "required");
    record_open(w, '[');
    for (size_t i = 0; i < shape->part_count; i++) {
        if (!shape->parts[i].required)
            continue;
        record_item(w);
        base_buf_add_json(w->out, base_str(shape->parts[i].name));
    }
    record_close(w, ']');
}

static void add_items(struct record_writer *w, const struct record_key *key)
{
    add_type(w, "array");
    record_name(w, "items");
    record_open(w, '{');
    add_object(w, key->shape);
    record_close(w, '}');
    if (!key->always)
        add_raw(w, "minItems", "1");
}

static const char *kind_word(int i)
{
    return i < EXTRACT_KIND_COUNT ? extract_kind_name((enum extract_kind)i) : NULL;
}

static const char *flag_word(int i)
{
    return i < EXTRACT_FLAG_COUNT ? extract_flag_name((enum extract_flag)i) : NULL;
}

/* The words of LIST, or of WORD where there is no list. */
static void add_enum(struct record_writer *w, const char *const *list, const char *(*word)(int i))
{
    const char *value;
    record_name(w, "enum");
    record_open(w, '[');
    for (int i = 0; (value = list != NULL ? list[i] : word(i)) != NULL; i++) {
        record_item(w);
        base_buf_add_json(w->out, base_str(value));
    }
    record_close(w, ']');
}

static void add_from(struct record_writer *w)
{
    add_type(w, "object");
    record_name(w, "additionalProperties");
    record_open(w, '{');
    add_string(w, RECORD_LINE, false);
    record_close(w, '}');
}

static void add_warc(struct record_writer *w)
{
    add_type(w, "object");
    add_raw(w, "properties", "{\"file\": {\"type\": \"string\"}, "
                             "\"offset\": {\"type\": \"integer\", \"minimum\": 0}, "
                             "\"id\": {\"type\": \"string\"}}");
    add_raw(w, "required", "[\"file\", \"offset\"]");
}

static void add_constraints(struct record_writer *w, const struct record_key *key)
{
    switch (key->type) {
    case RECORD_STRING:
        if (key->words != NULL)
            add_enum(w, key->words, NULL);
        else
            add_string(w, key->mode, key->always && !key->never_null);
        break;
    case RECORD_OBJECT:
        add_object(w, key->shape);
        break;
    case RECORD_LIST:
        add_items(w, key);
        break;
    case RECORD_INTEGER:
        add_type(w, "integer");
        add_raw(w, "minimum", "1");
        break;
    case RECORD_TIME:
        add_type(w, "string");
        record_member(w, "format", BASE_STR("date-time"));
        break;
    case RECORD_SURENESS:
        add_type(w, "number");
        add_raw(w, "minimum", "0");
        add_raw(w, "maximum", "1");
        break;
    case RECORD_KIND:
        add_enum(w, NULL, kind_word);
        break;
    case RECORD_FLAGS:
        add_type(w, "array");
        record_name(w, "items");
        record_open(w, '{');
        add_enum(w, NULL, flag_word);
        record_close(w, '}');
        add_raw(w, "uniqueItems", "true");
        break;
    case RECORD_FROM:
        add_from(w);
        break;
    case RECORD_WARC:
        add_warc(w);
        break;
    case RECORD_VERSION:
        record_name(w, "const");
        base_buf_printf(w->out, "%d", RECORD_SCHEMA_VERSION);
        break;
    }
}

static void add_required(struct record_writer *w)
{
    record_name(w, "required");
    record_open(w, '[');
    for (size_t i = 0; i < record_key_count; i++) {
        if (!record_keys[i].always)
            continue;
        record_item(w);
        base_buf_add_json(w->out, base_str(record_keys[i].name));
    }
    record_close(w, ']');
}

bool record_schema(struct base_buf *out)
{
    struct record_writer w = {.out = out, .pretty = true};
    record_open(&w, '{');
    record_member(&w, "$schema", BASE_STR("https://json-schema.org/draft/2020-12/schema"));
    record_member(&w, "title", BASE_STR("newsclip record"));
    add_type(&w, "object");
    record_name(&w, "properties");
    record_open(&w, '{');
    for (size_t i = 0; i < record_key_count; i++) {
        if (record_keys[i].name == NULL)
            continue;
        record_name(&w, record_keys[i].name);
        record_open(&w, '{');
        record_member(&w, "description", base_str(record_keys[i].about));
        add_constraints(&w, &record_keys[i]);
        record_close(&w, '}');
    }
    record_close(&w, '}');
    add_required(&w);
    record_close(&w, '}');
    return base_buf_add_char(out, '\n');
}
