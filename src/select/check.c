/* A selector file checked for its author: every finding with its place. */
#include <stdio.h>
#include <stdlib.h>

#include <libxml/HTMLtree.h>

#include "select/private.h"

struct check {
    const char *path;
    void (*report)(void *context, const char *finding);
    void *context;
    struct base_arena arena;
    struct finding *findings;
    size_t count, capacity;
    bool failed;
};

struct finding {
    uint32_t line, column;
    size_t index; /* findings of one place stay in their order */
    const char *text;
};

static void write_finding(void *data, enum select_severity severity, uint32_t line, uint32_t column, const char *text)
{
    struct check *c = data;
    struct finding *findings = base_arena_grow(&c->arena, c->findings, c->count, &c->capacity, sizeof(*findings));

    c->failed |= severity == SELECT_ERROR;
    if (!findings)
        return;
    c->findings = findings;
    char *said = base_arena_cstr(&c->arena, base_arena_printf(&c->arena, "%s:%u:%u: %s: %s", c->path, (unsigned)line,
                                 (unsigned)column, severity == SELECT_ERROR ? "error" : "warning", text));
    if (!c->arena.failed)
        base_line_clean(said); /* the file may be anybody's */
    findings[c->count] = (struct finding){line, column, c->count, said};
    c->count++;
}

static int compare_findings(const void *left, const void *right)
{
    const struct finding *a = left, *b = right;

    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    if (a->column != b->column)
        return a->column < b->column ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

/* In the order of the lines, however they were found. */
static void give_findings(struct check *c)
{
    if (c->count > 0)
        qsort(c->findings, c->count, sizeof(*c->findings), compare_findings);
    for (size_t i = 0; i < c->count; i++)
        if (c->findings[i].text)
            c->report(c->context, c->findings[i].text);
}

/* ---- What only shows across lines, or when it runs ---- */

static int compare_rules(const void *left, const void *right)
{
    const struct select_rule *a = *(const struct select_rule *const *)left;
    const struct select_rule *b = *(const struct select_rule *const *)right;
    int order;

    if (a->directive != b->directive)
        return a->directive < b->directive ? -1 : 1;
    order = base_str_compare(a->value, b->value);
    if (order == 0 && a->argument.ptr && b->argument.ptr)
        order = base_str_compare(a->argument, b->argument);
    if (order == 0)
        order = a->line < b->line ? -1 : a->line > b->line;
    return order;
}

/* Replacements and links with conditions may well be said twice. */
static bool may_repeat(const struct select_rule *rule)
{
    switch (rule->directive->kind) {
    case SELECT_KIND_FIND:
    case SELECT_KIND_REPLACE:
    case SELECT_KIND_CONDITION:
    case SELECT_KIND_TEST:
        return true;
    default:
        return rule->condition != 0;
    }
}

static bool is_repeat(const struct select_rule *a, const struct select_rule *b)
{
    return a->directive == b->directive && base_str_equal(a->value, b->value) && !may_repeat(b) &&
           a->argument.len == b->argument.len && (a->argument.len == 0 || base_str_equal(a->argument, b->argument));
}

static void find_repeats(struct check *c, const struct select_file *file)
{
    const struct select_rule **sorted = calloc(file->count + 1, sizeof(const struct select_rule *));
    char text[128];

    if (!sorted)
        return;
    for (size_t i = 0; i < file->count; i++)
        sorted[i] = &file->rules[i];
    qsort(sorted, file->count, sizeof(const struct select_rule *), compare_rules);
    for (size_t i = 1; i < file->count; i++) {
        if (!is_repeat(sorted[i - 1], sorted[i]))
            continue;
        snprintf(text, sizeof(text), "%s: the same as line %u, remove one of them", sorted[i]->directive->name,
                 (unsigned)sorted[i - 1]->line);
        write_finding(c, SELECT_WARNING, sorted[i]->line, 1, text);
    }
    free(sorted);
}

static void warn(struct check *c, const struct select_rule *rule, const char *what)
{
    char text[320];

    snprintf(text, sizeof(text), "%s: %s", rule->directive->name, what);
    write_finding(c, SELECT_WARNING, rule->line, rule->column, text);
}

/* A bare word is an element just below the document, where there is only html. */
static bool is_bare_word(struct base_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char ch = s.ptr[i];
        if (!((ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') || ch == '-' || ch == '_'))
            return false;
    }
    return !base_str_equal(s, BASE_STR("html"));
}

/* What a value shows without a page. */
static void find_hopeless_values(struct check *c, const struct select_file *file)
{
    char text[256];

    for (size_t i = 0; i < file->count; i++) {
        const struct select_rule *rule = &file->rules[i];
        enum select_kind kind = rule->directive->kind;
        struct base_str name;
        size_t offset;

        if ((kind == SELECT_KIND_STRIP_NAME || kind == SELECT_KIND_STRIP_IMAGE) && rule->value.ptr[0] == '/' &&
            base_str_starts(rule->value, BASE_STR("//"))) {
            warn(c, rule, "never matches: it takes a part of the attribute's value; for XPath write strip:");
        } else if (rule->compiled && is_bare_word(rule->value)) {
            snprintf(text, sizeof(text), "never matches; write //%.*s, or for a class or id strip_id_or_class:",
                     (int)(rule->value.len < 60 ? rule->value.len : 60), rule->value.ptr);
            warn(c, rule, text);
        } else if (rule->compiled && select_scan_upper(rule->value, &offset, &name)) {
            snprintf(text, sizeof(text), "%s: \"%.*s\" never matches: names of elements and attributes are in lower case",
                     rule->directive->name, (int)(name.len < 60 ? name.len : 60), name.ptr);
            write_finding(c, SELECT_WARNING, rule->line, rule->column + (uint32_t)offset, text);
        }
    }
}

static bool has_field(const struct select_file *file, enum select_field field)
{
    for (size_t i = 0; i < file->count; i++)
        if (file->rules[i].directive->kind == SELECT_KIND_FIELD && file->rules[i].directive->field == field)
            return true;
    return false;
}

static void find_lone_formats(struct check *c, const struct select_file *file)
{
    if (has_field(file, SELECT_DATE) || has_field(file, SELECT_MODIFIED))
        return;
    for (size_t i = 0; i < file->count; i++)
        if (file->rules[i].directive->kind == SELECT_KIND_DATE_FORMAT ||
            file->rules[i].directive->kind == SELECT_KIND_TIMEZONE)
            warn(c, &file->rules[i], "never used: it is for what date: and modified: find, and there is neither");
}

/* Kinds that take nodes and nothing else. */
static bool needs_nodes(enum select_kind kind)
{
    return kind == SELECT_KIND_STRIP || kind == SELECT_KIND_WRAP || kind == SELECT_KIND_MOVE ||
           kind == SELECT_KIND_DISSOLVE;
}

static void check_type(struct check *c, const struct select_rule *rule, const xmlXPathObject *object)
{
    enum select_kind kind = rule->directive->kind;
    bool link = kind == SELECT_KIND_SINGLE_PAGE || kind == SELECT_KIND_NEXT_PAGE;

    if (object->type == XPATH_NODESET)
        return;
    if (needs_nodes(kind))
        warn(c, rule, "never matches: the expression gives no nodes; write a path such as //div[@class='x']");
    else if (object->type == XPATH_BOOLEAN && (link || kind == SELECT_KIND_FIELD))
        warn(c, rule, "never matches: the expression gives true or false; write the path itself");
    else if (object->type == XPATH_NUMBER && link)
        warn(c, rule, "never matches: the expression gives a number; write the path of a link or of its address");
}

/* On an empty page an expression that gives text gives it on each. */
struct always {
    uint32_t lines[SELECT_FIELD_COUNT]; /* of the rule that does; 0: none */
};

static void check_order(struct check *c, struct always *always, const struct select_rule *rule,
                        const xmlXPathObject *object)
{
    uint32_t *line = &always->lines[rule->directive->field];
    char text[128];

    if (rule->directive->kind != SELECT_KIND_FIELD)
        return;
    if (*line) {
        snprintf(text, sizeof(text), "never tried: line %u finds something on each page", (unsigned)*line);
        warn(c, rule, text);
    } else if (object->type == XPATH_STRING && object->stringval[0]) {
        *line = rule->line;
    }
}

static void try_rule(struct check *c, struct select_xpath *x, struct always *always, const struct select_rule *rule)
{
    xmlXPathObject *object = rule->compiled ? select_xpath_evaluate(x, rule->compiled) : NULL;
    char text[320];

    if (object) {
        check_type(c, rule, object);
        check_order(c, always, rule, object);
    } else if (rule->compiled) {
        snprintf(text, sizeof(text), "%s: %s", rule->directive->name, x->message);
        write_finding(c, rule->directive->kind == SELECT_KIND_KEPT ? SELECT_WARNING : SELECT_ERROR, rule->line,
                      rule->column, text);
    }
    xmlXPathFreeObject(object);
}

/* Wrong types and arguments show only when an expression runs: an empty page will do. */
static int try_rules(struct check *c, const struct select_file *file, struct base_error *e)
{
    xmlDoc *document = htmlNewDoc(NULL, NULL);
    xmlNode *root = document ? xmlNewDocNode(document, NULL, BAD_CAST "html", NULL) : NULL;
    struct select_xpath x = {.context = NULL};
    struct always always = {{0}};
    int status = BASE_NOMEM;

    if (!root)
        base_fail(e, BASE_NOMEM, "%s: out of memory", c->path);
    else
        xmlDocSetRootElement(document, root);
    if (root)
        status = select_xpath_open(&x, document, e);
    for (size_t i = 0; status == BASE_OK && i < file->count; i++) {
        x.steps_left = SELECT_LIMIT_PAGE_STEPS;
        try_rule(c, &x, &always, &file->rules[i]);
    }
    select_xpath_close(&x);
    xmlFreeDoc(document);
    return status;
}

/* A file that cannot be read as one at all. The message begins with the path, and may go on with the line. */
static int report_whole(struct check *c, struct base_error *e)
{
    struct base_str text = base_str(e->text), path = base_str(c->path);

    if (base_str_starts(text, path))
        text = base_str_sub(text, path.len, text.len);
    while (text.ptr && text.len > 0 && strchr(":1 ", text.ptr[0]))
        text = base_str_sub(text, 1, text.len);
    write_finding(c, SELECT_ERROR, 1, 1, text.ptr);
    e->text[0] = '\0';
    return base_fail(e, BASE_INVALID, "%s: has errors", c->path);
}

int select_check(const char *path, void (*report)(void *context, const char *finding), void *context,
                 struct base_error *e)
{
    struct check c = {.path = path, .report = report, .context = context};
    const struct select_reporter reporter = {.write = write_finding, .context = &c};
    const char *slash = strrchr(path, '/');
    struct select_file file;
    int status;

    base_arena_init(&c.arena, 0);
    status = select_file_load(&file, path, base_str(slash ? slash + 1 : path), &reporter, e);
    if (status == BASE_INVALID || status == BASE_LIMIT)
        status = report_whole(&c, e);

    if (status == BASE_OK) {
        find_repeats(&c, &file);
        find_hopeless_values(&c, &file);
        find_lone_formats(&c, &file);
        status = try_rules(&c, &file, e);
    }
    select_file_free(&file);
    give_findings(&c);
    base_arena_free(&c.arena);
    if (status == BASE_OK && c.failed)
        status = base_fail(e, BASE_INVALID, "%s: has errors", path);
    return status;
}
