/* A selector file checked for its author: every finding with its place. */
#include <stdio.h>
#include <stdlib.h>

#include <libxml/HTMLtree.h>

#include "select/private.h"

struct check {
    const char *path;
    void (*report)(void *context, const char *finding);
    void *context;
    bool failed;
};

static void write_finding(void *data, enum select_severity severity, uint32_t line, uint32_t column, const char *text)
{
    struct check *c = data;
    struct base_error finding = {.text = ""};

    base_fail(&finding, BASE_INVALID, "%s:%u:%u: %s: %s", c->path, (unsigned)line, (unsigned)column,
              severity == SELECT_ERROR ? "error" : "warning", text);
    c->failed |= severity == SELECT_ERROR;
    c->report(c->context, finding.text);
}

/* ---- Misspelt names ---- */

enum { NAME_MAX_BYTES = 40 };

static size_t least(size_t a, size_t b, size_t c)
{
    size_t least_two = a < b ? a : b;

    return least_two < c ? least_two : c;
}

/* Edit distance with swaps of neighbours; both at most NAME_MAX_BYTES. */
static size_t distance(struct base_str a, struct base_str b)
{
    size_t rows[3][NAME_MAX_BYTES + 1];

    for (size_t j = 0; j <= b.len; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i - 1) % 3], *two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            bool same = a.ptr[i - 1] == b.ptr[j - 1];
            row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + !same);
            if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] && a.ptr[i - 2] == b.ptr[j - 1])
                row[j] = least(row[j], two_above[j - 2] + 1, SIZE_MAX);
        }
    }
    return rows[a.len % 3][b.len];
}

const char *select_suggest(struct base_str name)
{
    size_t best = name.len < 5 ? 2 : name.len / 3 + 1;
    const char *found = NULL;

    if (name.len == 0 || name.len > NAME_MAX_BYTES)
        return NULL;
    for (size_t i = 0; i < select_directive_count; i++) {
        size_t d = distance(name, base_str(select_directives[i].name));
        if (d < best) {
            best = d;
            found = select_directives[i].name;
        }
    }
    return found;
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

/* Unknown functions and prefixes show only when an expression runs: an empty page will do. */
static int try_rules(struct check *c, const struct select_file *file, struct base_error *e)
{
    xmlDoc *document = htmlNewDoc(NULL, NULL);
    xmlNode *root = document ? xmlNewDocNode(document, NULL, BAD_CAST "html", NULL) : NULL;
    struct select_xpath x = {.context = NULL};
    char text[320];
    int status = BASE_NOMEM;

    if (!root)
        base_fail(e, BASE_NOMEM, "%s: out of memory", c->path);
    else
        xmlDocSetRootElement(document, root);
    if (root)
        status = select_xpath_open(&x, document, e);
    for (size_t i = 0; status == BASE_OK && i < file->count; i++) {
        const struct select_rule *rule = &file->rules[i];
        xmlXPathObject *object = rule->compiled ? select_xpath_evaluate(&x, rule->compiled) : NULL;
        if (rule->compiled && !object) {
            snprintf(text, sizeof(text), "%s: %s", rule->directive->name, x.message);
            write_finding(c, rule->directive->kind == SELECT_KIND_KEPT ? SELECT_WARNING : SELECT_ERROR, rule->line,
                          rule->column, text);
        }
        xmlXPathFreeObject(object);
    }
    select_xpath_close(&x);
    xmlFreeDoc(document);
    return status;
}

int select_check(const char *path, void (*report)(void *context, const char *finding), void *context,
                 struct base_error *e)
{
    struct check c = {.path = path, .report = report, .context = context};
    const struct select_reporter reporter = {.write = write_finding, .context = &c};
    const char *slash = strrchr(path, '/');
    struct select_file file;
    int status = select_file_load(&file, path, base_str(slash ? slash + 1 : path), &reporter, e);

    if (status == BASE_OK) {
        find_repeats(&c, &file);
        status = try_rules(&c, &file, e);
    }
    select_file_free(&file);
    if (status == BASE_OK && c.failed)
        status = base_fail(e, BASE_INVALID, "%s: has errors", path);
    return status;
}
