/* One file in the FiveFilters site-config format: lines of `name: value` and `name(argument): value`. */
#include <stdio.h>

#include "select/private.h"

/* ---- Parsing ---- */

struct parse {
    struct select_file *file;
    struct select_xpath xpath;
    const struct select_reporter *reporter;
    uint32_t line;
    const char *start;     /* of the line */
    size_t finds, replaces; /* of lines without an argument */
    uint32_t pair_line;     /* the last such */
    size_t last_link;      /* index behind the last single_page_link or next_page_link */
    bool test_url;
};

static void report(struct parse *p, enum select_severity severity, const char *at, const char *text)
{
    uint32_t column = at ? (uint32_t)(at - p->start) + 1 : 1;

    if (p->reporter)
        p->reporter->write(p->reporter->context, severity, p->line, column, text);
    if (severity == SELECT_ERROR) {
        struct base_arena *arena = &p->file->arena;
        base_str_list_add(arena, &p->file->problems, base_arena_printf(arena, "%.*s:%u: %s",
                          BASE_STR_ARG(p->file->name), (unsigned)p->line, text));
    }
}

/* The place of the colon that ends `name` or `name(argument)`; SIZE_MAX: there is none. An argument
 * may hold colons itself. */
static size_t find_colon(struct base_str line, size_t *open, size_t *close)
{
    size_t colon = base_str_find(line, BASE_STR(":"));

    *open = base_str_find(line, BASE_STR("("));
    *close = SIZE_MAX;
    if (*open == SIZE_MAX || *open > colon) {
        *open = SIZE_MAX;
        return colon;
    }
    for (size_t i = *open + 1; i < line.len; i++) {
        size_t end = i + 1;
        if (line.ptr[i] != ')')
            continue;
        while (end < line.len && (line.ptr[end] == ' ' || line.ptr[end] == '\t'))
            end++;
        if (end < line.len && line.ptr[end] == ':') {
            *close = i;
            return end;
        }
        i = end - 1;
    }
    *open = SIZE_MAX;
    return colon;
}

static bool split_line(struct base_str line, struct base_str *name, struct base_str *argument, struct base_str *value)
{
    size_t open, close, colon = find_colon(line, &open, &close);

    if (colon == SIZE_MAX)
        return false;
    *value = base_str_trim(base_str_sub(line, colon + 1, line.len));
    *argument = BASE_STR_NONE;
    *name = base_str_trim(base_str_sub(line, 0, open == SIZE_MAX ? colon : open));
    if (open != SIZE_MAX)
        *argument = base_str_sub(line, open + 1, close);
    return name->len > 0;
}

static void report_unknown(struct parse *p, struct base_str name)
{
    char text[256];
    const char *suggestion = select_suggest(name);
    int shown = name.len > 60 ? 60 : (int)name.len;

    if (suggestion)
        snprintf(text, sizeof(text), "unknown directive \"%.*s\", did you mean \"%s\"?", shown, name.ptr, suggestion);
    else
        snprintf(text, sizeof(text), "unknown directive \"%.*s\", the line is skipped", shown, name.ptr);
    report(p, SELECT_WARNING, name.ptr, text);
}

/* A broken value of a directive that is only kept does no harm: a warning. */
static void report_value(struct parse *p, const struct select_rule *rule, size_t offset, const char *what,
                         const char *why)
{
    char text[320];
    bool kept = rule->directive->kind == SELECT_KIND_KEPT;

    snprintf(text, sizeof(text), "%s: %s%s%s", rule->directive->name, what, *why ? ": " : "", why);
    report(p, kept ? SELECT_WARNING : SELECT_ERROR, rule->value.ptr + (offset <= rule->value.len ? offset : 0), text);
}

static void read_expression(struct parse *p, struct select_rule *rule)
{
    const char *expression = base_arena_cstr(&p->file->arena, rule->value);

    rule->compiled = select_xpath_compile(&p->xpath, expression);
    if (!rule->compiled)
        report_value(p, rule, p->xpath.offset, "invalid XPath", p->xpath.message);
}

static bool is_on(struct base_str value)
{
    return base_str_equal(value, BASE_STR("yes")) || base_str_equal(value, BASE_STR("true"));
}

static bool is_off(struct base_str value)
{
    return base_str_equal(value, BASE_STR("no")) || base_str_equal(value, BASE_STR("false"));
}

static const char *lower(struct base_arena *arena, struct base_str s)
{
    char *copy = base_arena_cstr(arena, s);

    for (size_t i = 0; !arena->failed && i < s.len; i++)
        if (copy[i] >= 'A' && copy[i] <= 'Z')
            copy[i] = (char)(copy[i] - 'A' + 'a');
    return copy;
}

static void read_target(struct parse *p, struct select_rule *rule)
{
    char text[320];

    rule->target = select_xpath_compile(&p->xpath, base_arena_cstr(&p->file->arena, rule->argument));
    if (rule->target)
        return;
    snprintf(text, sizeof(text), "%s: invalid XPath between the brackets: %s", rule->directive->name, p->xpath.message);
    report(p, SELECT_ERROR, rule->argument.ptr, text);
}

static void read_pattern(struct parse *p, struct select_rule *rule)
{
    size_t offset = 0;
    char message[160];

    rule->pattern = select_pattern_compile(rule->value, &offset, message, sizeof(message));
    if (!rule->pattern)
        report_value(p, rule, offset, "invalid regular expression", message);
}

static void read_value(struct parse *p, struct select_rule *rule)
{
    size_t offset = 0;
    char message[160];

    switch (rule->directive->syntax) {
    case SELECT_SYNTAX_XPATH:
        read_expression(p, rule);
        if (rule->directive->kind == SELECT_KIND_MOVE)
            read_target(p, rule);
        if (rule->directive->kind == SELECT_KIND_WRAP)
            rule->element = lower(&p->file->arena, rule->argument);
        break;
    case SELECT_SYNTAX_SWITCH:
        if (!is_on(rule->value) && !is_off(rule->value))
            report(p, SELECT_WARNING, rule->value.ptr, "neither \"yes\" nor \"no\": taken as \"no\"");
        break;
    case SELECT_SYNTAX_PATTERN:
        read_pattern(p, rule);
        break;
    default:
        break;
    }
    rule->broken = !select_value_check(rule, &offset, message, sizeof(message));
    if (rule->broken)
        report_value(p, rule, offset, message, "");
}

/* A directive that is read and not done. */
static void report_unmet(struct parse *p, const struct select_rule *rule)
{
    const struct select_directive *d = rule->directive;
    char text[320];

    if (!d->unmet || (d->unmet_value && is_on(rule->value) != is_on(base_str(d->unmet_value))))
        return;
    snprintf(text, sizeof(text), "%s%s%s is not supported: %s", d->name, d->unmet_value ? ": " : "",
             d->unmet_value ? d->unmet_value : "", d->unmet);
    report(p, SELECT_WARNING, NULL, text);
}

/* What a line means to the lines around it. */
static void join_lines(struct parse *p, struct select_rule *rule, size_t index)
{
    char text[128];

    switch (rule->directive->kind) {
    case SELECT_KIND_FIND:
        p->finds++;
        p->pair_line = p->line;
        break;
    case SELECT_KIND_REPLACE:
        p->replaces += !rule->argument.ptr;
        p->pair_line = rule->argument.ptr ? p->pair_line : p->line;
        break;
    case SELECT_KIND_SWITCH:
        p->file->switches[rule->directive->field] = is_on(rule->value) ? SELECT_ON : SELECT_OFF;
        break;
    case SELECT_KIND_SINGLE_PAGE:
    case SELECT_KIND_NEXT_PAGE:
        p->last_link = index + 1;
        break;
    case SELECT_KIND_CONDITION:
        if (p->last_link)
            p->file->rules[p->last_link - 1].condition = index + 1;
        else
            report(p, SELECT_WARNING, NULL, "if_page_contains: no single_page_link or next_page_link stands before it");
        break;
    case SELECT_KIND_TEST_URL:
        p->test_url = true;
        break;
    case SELECT_KIND_TEST:
        if (!p->test_url) {
            snprintf(text, sizeof(text), "%s: no test_url stands before it", rule->directive->name);
            report(p, SELECT_WARNING, NULL, text);
        }
        break;
    default:
        break;
    }
}

static bool argument_fits(struct parse *p, const struct select_directive *directive, struct base_str name, bool given)
{
    char text[128];

    if (directive->argument == SELECT_ARGUMENT_NEEDED && !given)
        snprintf(text, sizeof(text), "%s needs an argument: %s(...): ...", directive->name, directive->name);
    else if (directive->argument == SELECT_ARGUMENT_NONE && given)
        snprintf(text, sizeof(text), "%s takes no argument, the line is skipped", directive->name);
    else
        return true;
    report(p, SELECT_WARNING, name.ptr, text);
    return false;
}

static void add_rule(struct parse *p, const struct select_directive *directive, struct base_str argument,
                     struct base_str value)
{
    struct select_file *file = p->file;
    struct select_rule *rules =
        base_arena_grow(&file->arena, file->rules, file->count, &file->capacity, sizeof(*rules));
    struct select_rule *rule;

    if (!rules)
        return;
    file->rules = rules;
    rule = &rules[file->count];
    *rule = (struct select_rule){
        .directive = directive,
        .argument = argument,
        .value = value,
        .from = base_arena_printf(&file->arena, "selector:%.*s:%u", BASE_STR_ARG(file->name), (unsigned)p->line),
        .line = p->line,
        .column = (uint32_t)(value.ptr - p->start) + 1,
    };
    file->count++;
    read_value(p, rule);
    report_unmet(p, rule);
    join_lines(p, rule, file->count - 1);
}

static void parse_line(struct parse *p, struct base_str raw)
{
    struct base_str line = base_str_trim(raw), name, argument, value;
    const struct select_directive *directive;

    p->start = raw.ptr;
    if (line.len == 0 || line.ptr[0] == '#')
        return;
    if (!split_line(line, &name, &argument, &value)) {
        p->file->ignored++;
        report(p, SELECT_WARNING, line.ptr, "no \"name: value\", the line is skipped (comments begin with \"#\")");
        return;
    }
    directive = select_directive_find(name);
    if (!directive) {
        p->file->ignored++;
        report_unknown(p, name);
    } else if (!base_utf8_valid(line)) {
        report(p, SELECT_ERROR, line.ptr, "not UTF-8, the line is skipped");
    } else if (!argument_fits(p, directive, name, argument.ptr != NULL)) {
        p->file->ignored++;
    } else if (value.len == 0 && directive->kind != SELECT_KIND_REPLACE) {
        report(p, SELECT_WARNING, name.ptr, "the value is empty, the line is skipped");
    } else {
        add_rule(p, directive, argument, value);
    }
}

static void parse_text(struct parse *p, struct base_str text)
{
    struct base_str rest = text, line;

    if (base_str_starts(rest, BASE_STR("\xEF\xBB\xBF")))
        rest = base_str_sub(rest, 3, rest.len);
    while (base_str_next(&rest, '\n', &line)) {
        p->line++;
        parse_line(p, line);
    }
    p->line = p->pair_line;
    if (p->finds != p->replaces)
        report(p, SELECT_WARNING, NULL, "find_string and replace_string are not in pairs: none of them is applied; "
               "write replace_string(FIND): REPLACEMENT");
}

/* ---- Files ---- */

static void begin_file(struct select_file *file, struct base_str name)
{
    *file = (struct select_file){0};
    base_arena_init(&file->arena, 0);
    file->name = base_arena_str(&file->arena, name);
    file->global = base_str_starts(name, BASE_STR("global.")) || base_str_starts(name, BASE_STR("global@"));
}

int select_file_load(struct select_file *file, const char *path, struct base_str name,
                     const struct select_reporter *reporter, struct base_error *e)
{
    struct base_buf text = BASE_BUF_INIT;
    int status = base_file_read(path, BASE_LIMIT_SELECTOR_FILE_BYTES, &text, e);

    if (status == BASE_OK)
        status = select_file_parse(file, base_buf_str(&text), path, name, reporter, e);
    else
        begin_file(file, name);
    base_buf_free(&text);
    return status;
}

int select_file_parse(struct select_file *file, struct base_str text, const char *path, struct base_str name,
                      const struct select_reporter *reporter, struct base_error *e)
{
    struct parse p = {.file = file, .reporter = reporter};
    int status;

    begin_file(file, name);
    status = select_xpath_open(&p.xpath, NULL, e);
    if (status != BASE_OK)
        goto done;
    text = base_arena_str(&file->arena, text);
    if (text.len > 0 && memchr(text.ptr, '\0', text.len)) {
        status = base_fail(e, BASE_INVALID, "%s:1: a binary file, not a selector file", path);
        goto done;
    }
    parse_text(&p, text);
    if (file->arena.failed)
        status = base_fail(e, BASE_NOMEM, "%s: out of memory", path);
    else if (file->count == 0 && file->problems.count == 0 && file->ignored > 0)
        status = base_fail(e, BASE_INVALID, "%s:1: not a selector file: no line of it is a known directive", path);
done:
    select_xpath_close(&p.xpath);
    return status;
}

void select_file_free(struct select_file *file)
{
    for (size_t i = 0; i < file->count; i++) {
        xmlXPathFreeCompExpr(file->rules[i].compiled);
        xmlXPathFreeCompExpr(file->rules[i].target);
        select_pattern_free(file->rules[i].pattern);
    }
    base_arena_free(&file->arena);
    *file = (struct select_file){0};
}
