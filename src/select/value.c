/* Values that are neither expressions nor patterns: names of encodings, zones, headers, elements; dates' formats. */
#include <stdio.h>

#include "decode/decode.h"
#include "select/private.h"

static bool check_charset(const struct select_rule *rule, char *message, size_t size)
{
    if (decode_label(rule->value))
        return true;
    snprintf(message, size, "no encoding of that name; write one such as gb18030 or windows-1251");
    return false;
}

static bool check_timezone(const struct select_rule *rule, char *message, size_t size)
{
    struct base_zone zone;

    if (base_zone_find(rule->value, &zone))
        return true;
    snprintf(message, size, "no zone that is known here; write its offset, such as +03:00");
    return false;
}

static bool check_date_format(const struct select_rule *rule, size_t *offset, char *message, size_t size)
{
    struct base_str v = rule->value;
    bool any = false;

    for (size_t i = 0; i < v.len; i++) {
        if (v.ptr[i] != '%')
            continue;
        *offset = i++;
        if (i >= v.len || !memchr(SELECT_DATE_CONVERSIONS, v.ptr[i], strlen(SELECT_DATE_CONVERSIONS))) {
            snprintf(message, size, "unknown conversion; write those of strptime, such as %%d.%%m.%%Y %%H:%%M");
            return false;
        }
        any |= v.ptr[i] != '%';
    }
    if (!any)
        snprintf(message, size, "no conversion in it; write those of strptime, such as %%d.%%m.%%Y %%H:%%M");
    return any;
}

static bool is_name(struct base_str s, const char *further)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && (i == 0 || !strchr(further, c)))
            return false;
    }
    return s.len > 0 && s.len <= 60;
}

/* The request's framing is the client's, and so is what it can decode. */
static bool check_header(const struct select_rule *rule, char *message, size_t size)
{
    static const char *const ours[] = {"host", "connection", "content-length", "transfer-encoding", "accept-encoding",
                                       "te", "upgrade", "expect", "range", "if-none-match", "if-modified-since"};

    for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++) {
        if (!base_str_equal_nocase(rule->argument, base_str(ours[i])))
            continue;
        snprintf(message, size, "this header is not a rule's to set");
        return false;
    }
    if (is_name(rule->argument, "0123456789-_"))
        return true;
    snprintf(message, size, "no name of a header; write one such as http_header(Cookie): name=value");
    return false;
}

static bool check_element(const struct select_rule *rule, char *message, size_t size)
{
    if (is_name(rule->argument, "0123456789-"))
        return true;
    snprintf(message, size, "no name of an element; write one such as wrap_in(blockquote): //div");
    return false;
}

bool select_value_check(const struct select_rule *rule, size_t *offset, char *message, size_t size)
{
    *offset = 0;
    if (rule->directive->kind == SELECT_KIND_WRAP)
        return check_element(rule, message, size);
    switch ((enum select_syntax)rule->directive->syntax) {
    case SELECT_SYNTAX_CHARSET:
        return check_charset(rule, message, size);
    case SELECT_SYNTAX_TIMEZONE:
        return check_timezone(rule, message, size);
    case SELECT_SYNTAX_DATE_FORMAT:
        return check_date_format(rule, offset, message, size);
    case SELECT_SYNTAX_HEADER:
        return check_header(rule, message, size);
    default:
        return true;
    }
}
