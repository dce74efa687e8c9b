/* What a file asks for before the page is parsed: headers of the request, replacements in the HTML, the charset. */
#include "select/private.h"

/* TEXT with each FIND replaced by REPLACE goes to OUT, which is empty where there is none. */
static void replace_all(struct base_str text, struct base_str find, struct base_str replace, struct base_buf *out)
{
    size_t from = 0, at = base_str_find(text, find);

    base_buf_clear(out);
    if (at == SIZE_MAX)
        return;
    while (at != SIZE_MAX && !out->failed) {
        base_buf_add_str(out, base_str_sub(text, from, from + at));
        base_buf_add_str(out, replace);
        from += at + find.len;
        at = base_str_find(base_str_sub(text, from, text.len), find);
    }
    base_buf_add_str(out, base_str_sub(text, from, text.len));
}

/* The lines of one file: replace_string(FIND): REPLACE, and the n-th find_string with the n-th bare
 * replace_string. */
struct pairs {
    const struct select_file *file;
    size_t replace; /* where to look for the next bare replace_string */
    bool paired;
};

static bool is_bare_replace(const struct select_rule *rule)
{
    return rule->directive->kind == SELECT_KIND_REPLACE && !rule->argument.ptr;
}

static const struct select_rule *next_replace(struct pairs *p)
{
    while (p->replace < p->file->count) {
        const struct select_rule *rule = &p->file->rules[p->replace++];
        if (is_bare_replace(rule))
            return rule;
    }
    return NULL;
}

static bool are_paired(const struct select_file *file)
{
    size_t finds = 0, replaces = 0;

    for (size_t i = 0; i < file->count; i++) {
        finds += file->rules[i].directive->kind == SELECT_KIND_FIND;
        replaces += is_bare_replace(&file->rules[i]);
    }
    return finds == replaces;
}

/* The replacement that line I asks for, in the file's order. */
static bool pair_at(struct pairs *p, size_t i, struct base_str *find, struct base_str *replace)
{
    const struct select_rule *rule = &p->file->rules[i], *other;

    if (rule->directive->kind == SELECT_KIND_REPLACE && rule->argument.ptr) {
        *find = rule->argument;
        *replace = rule->value;
        return find->len > 0;
    }
    if (rule->directive->kind != SELECT_KIND_FIND || !p->paired)
        return false;
    other = next_replace(p);
    *find = rule->value;
    *replace = other ? other->value : BASE_STR("");
    return other && find->len > 0;
}

/* All replacements on TEXT, by turns into the two buffers. They end where the page grows beyond
 * reason: what stands by then is given. */
static struct base_str replace_by_files(const struct select_rules *rules, struct base_str text, struct base_buf bufs[2])
{
    struct base_str find, replace;
    size_t turn = 0;

    for (size_t f = 0; f < rules->count; f++) {
        struct pairs p = {.file = rules->files[f], .paired = are_paired(rules->files[f])};
        for (size_t i = 0; i < p.file->count; i++) {
            if (!pair_at(&p, i, &find, &replace))
                continue;
            replace_all(text, find, replace, &bufs[turn]);
            if (bufs[turn].failed)
                return text;
            if (bufs[turn].len == 0)
                continue;
            text = base_buf_str(&bufs[turn]);
            turn = 1 - turn;
        }
    }
    return text;
}

struct base_str select_prepare(const struct select_rules *rules, struct base_arena *arena, struct base_str text)
{
    size_t wanted = text.len * SELECT_LIMIT_GROWTH + SELECT_LIMIT_GROWTH_BYTES;
    size_t limit = wanted < BASE_LIMIT_TEXT_BYTES ? wanted : BASE_LIMIT_TEXT_BYTES;
    struct base_buf bufs[2] = {{.limit = limit}, {.limit = limit}};
    struct base_str out = replace_by_files(rules, text, bufs);

    if (out.ptr != text.ptr)
        out = base_arena_str(arena, out);
    base_buf_free(&bufs[0]);
    base_buf_free(&bufs[1]);
    return out;
}

static bool has_header(const struct base_str_list *lines, struct base_str name)
{
    for (size_t i = 0; i < lines->count; i++)
        if (lines->items[i].len > name.len && lines->items[i].ptr[name.len] == ':' &&
            base_str_starts_nocase(lines->items[i], name))
            return true;
    return false;
}

/* Of several lines for a header the last of the most specific file counts. */
void select_headers(struct select_set *set, struct base_str host, struct base_arena *arena, struct base_str_list *lines)
{
    const struct select_rules *rules = NULL;
    struct base_error ignored = {.text = ""};

    if (set)
        select_find(set, host, BASE_TIME_NONE, &rules, &ignored);
    for (size_t f = 0; rules && f < rules->count; f++) {
        for (size_t i = rules->files[f]->count; i-- > 0;) {
            const struct select_rule *rule = &rules->files[f]->rules[i];
            if (rule->directive->kind == SELECT_KIND_HEADER && !rule->broken && !has_header(lines, rule->argument))
                base_str_list_add(arena, lines, base_arena_printf(arena, "%.*s: %.*s", BASE_STR_ARG(rule->argument),
                                                                  BASE_STR_ARG(rule->value)));
        }
    }
}

static bool is_test(const struct select_rule *rule)
{
    return rule->directive->kind == SELECT_KIND_TEST || rule->directive->kind == SELECT_KIND_TEST_URL;
}

struct base_str select_rules_for(const struct select_rules *rules, enum select_field field, uint64_t *mark)
{
    struct base_str found = BASE_STR_NONE;

    *mark = 0;
    for (size_t f = 0; f < rules->count; f++) {
        const struct select_file *file = rules->files[f];

        for (size_t i = 0; i < file->count; i++) {
            const struct select_rule *rule = &file->rules[i];

            if (!found.ptr && !file->global && rule->directive->kind == SELECT_KIND_FIELD && rule->directive->field == field)
                found = file->name;
            if (!is_test(rule))
                *mark = (*mark + base_hash64(base_str(rule->directive->name))) * UINT64_C(0x9E3779B97F4A7C15) +
                        base_hash64(rule->argument) + 3 * base_hash64(rule->value);
        }
    }
    return found;
}

struct base_str select_charset(const struct select_rules *rules)
{
    for (size_t f = 0; f < rules->count; f++)
        for (size_t i = 0; i < rules->files[f]->count; i++)
            if (rules->files[f]->rules[i].directive->kind == SELECT_KIND_CHARSET && !rules->files[f]->rules[i].broken)
                return rules->files[f]->rules[i].value;
    return BASE_STR_NONE;
}
