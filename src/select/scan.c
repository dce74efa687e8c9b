/*
 * What is wrong with an expression before libxml2 reads it: libxml2 goes down a level for each
 * bracket, tells of unknown functions and prefixes only when they are reached, and then on standard
 * error.
 */
#include <stdio.h>

#include "select/private.h"

const char *const select_functions[] = {
    "boolean", "ceiling", "concat", "contains", "count", "false", "floor", "id", "lang", "last", "local-name", "name",
    "namespace-uri", "normalize-space", "not", "number", "position", "round", "starts-with", "string", "string-length",
    "substring", "substring-after", "substring-before", "sum", "translate", "true", "re:test",
    /* Node types and operators may stand before a bracket too. */
    "comment", "node", "processing-instruction", "text", "and", "or", "div", "mod",
};
const size_t select_function_count = sizeof(select_functions) / sizeof(select_functions[0]);

static bool is_known(struct base_str name)
{
    for (size_t i = 0; i < select_function_count; i++)
        if (base_str_equal(name, base_str(select_functions[i])))
            return true;
    return false;
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.' || (unsigned char)c >= 0x80;
}

/* A colon within a name: between a prefix and what it stands before, not that of an axis ("child::a"). */
static bool is_prefix_colon(struct base_str s, size_t at)
{
    return s.ptr[at] == ':' && at > 0 && is_name_char(s.ptr[at - 1]) && at + 1 < s.len &&
           (is_name_char(s.ptr[at + 1]) || s.ptr[at + 1] == '*');
}

/* The name at AT, with its prefix. */
static struct base_str name_at(struct base_str s, size_t at)
{
    size_t end = at;

    while (end < s.len && (is_name_char(s.ptr[end]) || is_prefix_colon(s, end)))
        end++;
    return base_str_sub(s, at, end);
}

static bool check_name(struct base_str s, struct base_str name, char *message, size_t size)
{
    size_t colon = base_str_find(name, BASE_STR(":"));
    size_t end = (size_t)(name.ptr - s.ptr) + name.len;
    int shown = name.len > 60 ? 60 : (int)name.len;

    while (end < s.len && (s.ptr[end] == ' ' || s.ptr[end] == '\t'))
        end++;
    if (end < s.len && s.ptr[end] == '(' && !is_known(name)) {
        const char *meant = select_suggest_function(name);
        snprintf(message, size, "unknown function \"%.*s\"%s%s%s", shown, name.ptr, meant ? ", did you mean \"" : "",
                 meant ? meant : "", meant ? "\"?" : "");
        return false;
    }
    if (colon != SIZE_MAX && !base_str_starts(name, BASE_STR("re:"))) {
        snprintf(message, size, "unknown prefix in \"%.*s\"; write *[name()='%.*s']", shown, name.ptr, shown, name.ptr);
        return false;
    }
    return true;
}

/* C is of a literal, its quotes included; *QUOTE, which begins as NUL, is the one that is open. */
static bool in_literal(char c, char *quote)
{
    if (*quote) {
        *quote = c == *quote ? '\0' : *quote;
        return true;
    }
    if (c == '"' || c == '\'')
        *quote = c;
    return *quote;
}

bool select_scan(struct base_str s, size_t *offset, char *message, size_t size)
{
    size_t depth = 0;
    char quote = '\0';

    for (*offset = 0; *offset < s.len; ++*offset) {
        char c = s.ptr[*offset];
        if (in_literal(c, &quote))
            continue;
        if (c == '(' || c == '[') {
            if (++depth > SELECT_LIMIT_NESTING) {
                snprintf(message, size, "brackets are nested too deeply");
                return false;
            }
        } else if (c == ')' || c == ']') {
            depth -= depth > 0;
        } else if (is_name_char(c)) {
            struct base_str name = name_at(s, *offset);
            if (!check_name(s, name, message, size))
                return false;
            *offset += name.len - 1;
        }
    }
    return true;
}

static bool has_upper(struct base_str name)
{
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] >= 'A' && name.ptr[i] <= 'Z')
            return true;
    return false;
}

bool select_scan_upper(struct base_str s, size_t *offset, struct base_str *name)
{
    char quote = '\0';

    for (*offset = 0; *offset < s.len; ++*offset) {
        char c = s.ptr[*offset];
        if (in_literal(c, &quote))
            continue;
        if (is_name_char(c)) {
            *name = name_at(s, *offset);
            if (has_upper(*name))
                return true;
            *offset += name->len - 1;
        }
    }
    return false;
}
