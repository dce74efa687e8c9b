/* XPath 1.0 by libxml2, with limits, quiet, and re:test by PCRE2. */
#define PCRE2_CODE_UNIT_WIDTH 8

#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <libxml/parser.h>
#include <libxml/xmlversion.h>
#include <libxml/xpathInternals.h>

#include "select/private.h"

#define REGEX_NAMESPACE "http://exslt.org/regular-expressions"

/* libxml2 2.12 made the handler's argument const. */
#if LIBXML_VERSION >= 21200
typedef const xmlError *error_argument;
#else
typedef xmlErrorPtr error_argument;
#endif

static void set_message(struct select_xpath *x, const char *text)
{
    size_t len;

    if (x->message[0])
        return;
    snprintf(x->message, sizeof(x->message), "%s", text);
    len = strlen(x->message);
    while (len > 0 && (x->message[len - 1] == '\n' || x->message[len - 1] == '.'))
        x->message[--len] = '\0';
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)x->message[i] < ' ')
            x->message[i] = ' ';
}

/* libxml2 gives a number and no words. */
static const char *const sentences[] = {
    [XPATH_NUMBER_ERROR] = "malformed number",
    [XPATH_UNFINISHED_LITERAL_ERROR] = "a quotation mark is not closed",
    [XPATH_START_LITERAL_ERROR] = "a quoted text should begin here",
    [XPATH_VARIABLE_REF_ERROR] = "variables are not supported",
    [XPATH_UNDEF_VARIABLE_ERROR] = "variables are not supported",
    [XPATH_INVALID_PREDICATE_ERROR] = "malformed or unclosed predicate [...]",
    [XPATH_EXPR_ERROR] = "malformed expression",
    [XPATH_UNCLOSED_ERROR] = "a bracket is not closed",
    [XPATH_UNKNOWN_FUNC_ERROR] = "unknown function",
    [XPATH_INVALID_OPERAND] = "malformed operand",
    [XPATH_INVALID_TYPE] = "a value of the wrong type (a function or \"/\" needs nodes)",
    [XPATH_INVALID_ARITY] = "wrong number of arguments of a function",
    [XPATH_MEMORY_ERROR] = "out of memory",
    [XPATH_UNDEF_PREFIX_ERROR] = "unknown prefix",
    [XPATH_INVALID_CHAR_ERROR] = "a character that cannot stand here",
    [XPATH_STACK_ERROR] = "nested too deeply",
    [XPATH_OP_LIMIT_EXCEEDED] = "took too many steps on this page",
    [XPATH_RECURSION_LIMIT_EXCEEDED] = "nested too deeply",
};

static void on_error(void *data, error_argument error)
{
    struct select_xpath *x = data;
    size_t code = (size_t)(error->code - XML_XPATH_EXPRESSION_OK);

    if (!x->message[0] && error->int1 > 0)
        x->offset = (size_t)error->int1;
    if (code < sizeof(sentences) / sizeof(sentences[0]) && sentences[code])
        set_message(x, sentences[code]);
    else
        set_message(x, error->message ? error->message : "it failed");
}

/* ---- re:test ---- */

static pcre2_code *compile_pattern(const char *pattern, size_t len, uint32_t options, size_t *offset, char *message,
                                   size_t size)
{
    int code = 0;
    PCRE2_SIZE at = 0;
    pcre2_code *regex = pcre2_compile((PCRE2_SPTR)pattern, len, options | PCRE2_UTF | PCRE2_UCP, &code, &at, NULL);

    if (!regex) {
        *offset = at;
        if (pcre2_get_error_message(code, (PCRE2_UCHAR *)message, size) < 0)
            snprintf(message, size, "invalid");
    }
    return regex;
}

void *select_pattern_compile(struct base_str pattern, size_t *offset, char *message, size_t size)
{
    return compile_pattern(pattern.ptr, pattern.len, 0, offset, message, size);
}

void select_pattern_free(void *pattern)
{
    pcre2_code_free(pattern);
}

/* The pattern of a re:test is mostly the same for all nodes of a step. */
static pcre2_code *find_pattern(struct select_xpath *x, const char *pattern, const char *flags)
{
    uint32_t options = strchr(flags, 'i') ? PCRE2_CASELESS : 0;
    char message[120];
    size_t offset;

    if (x->regex && strcmp(x->pattern, pattern) == 0 && strcmp(x->flags, flags) == 0)
        return x->regex;
    pcre2_code_free(x->regex);
    free(x->pattern);
    free(x->flags);
    x->pattern = strdup(pattern);
    x->flags = strdup(flags);
    x->regex = NULL;
    if (x->pattern && x->flags)
        x->regex = compile_pattern(pattern, strlen(pattern), options, &offset, message, sizeof(message));
    if (!x->regex) {
        char text[160];
        snprintf(text, sizeof(text), "re:test: %s", x->pattern && x->flags ? message : "out of memory");
        set_message(x, text);
    }
    return x->regex;
}

/* 1, 0, or -1 where it failed or ran too long. */
static int match(const pcre2_code *regex, struct base_str subject)
{
    pcre2_match_data *data = regex ? pcre2_match_data_create(1, NULL) : NULL;
    pcre2_match_context *limits = data ? pcre2_match_context_create(NULL) : NULL;
    int found = -1;

    if (limits) {
        pcre2_set_match_limit(limits, SELECT_LIMIT_REGEX_STEPS);
        pcre2_set_depth_limit(limits, 10000);
        pcre2_set_heap_limit(limits, 20000);
        found = pcre2_match(regex, (PCRE2_SPTR)subject.ptr, subject.len, 0, 0, data, limits);
        found = found >= 0 ? 1 : found == PCRE2_ERROR_NOMATCH ? 0 : -1;
    }
    pcre2_match_context_free(limits);
    pcre2_match_data_free(data);
    return found;
}

bool select_pattern_matches(void *pattern, struct base_str text)
{
    return match(pattern, text) == 1;
}

/* boolean re:test(string, pattern, flags?) of EXSLT. */
static void regex_test(xmlXPathParserContextPtr p, int count)
{
    xmlChar *flags = NULL, *pattern = NULL, *subject = NULL;
    int found = -1;

    if (count != 2 && count != 3) {
        xmlXPathSetArityError(p);
        return;
    }
    flags = count == 3 ? xmlXPathPopString(p) : NULL;
    pattern = xmlXPathPopString(p);
    subject = xmlXPathPopString(p);
    if (!xmlXPathCheckError(p) && pattern && subject) {
        p->context->opCount += strlen((char *)subject) / 16;
        struct select_xpath *x = p->context->userData;
        const pcre2_code *regex = find_pattern(x, (char *)pattern, flags ? (char *)flags : "");
        found = match(regex, base_str((char *)subject));
        if (found < 0)
            set_message(x, "re:test: the pattern ran too long or failed");
    }
    if (found >= 0)
        xmlXPathReturnBoolean(p, found);
    else if (!xmlXPathCheckError(p))
        xmlXPathSetError(p, XPATH_EXPR_ERROR);
    xmlFree(flags);
    xmlFree(pattern);
    xmlFree(subject);
}

/* ---- Contexts ---- */

int select_xpath_open(struct select_xpath *x, xmlDoc *document, struct base_error *e)
{
    *x = (struct select_xpath){.steps_left = SELECT_LIMIT_PAGE_STEPS};
    xmlInitParser();
    x->context = xmlXPathNewContext(document);
    if (!x->context)
        return base_fail(e, BASE_NOMEM, "selectors: out of memory");
    x->context->userData = x;
    x->context->error = on_error;
    if (xmlXPathRegisterNs(x->context, BAD_CAST "re", BAD_CAST REGEX_NAMESPACE) != 0 ||
        xmlXPathRegisterFuncNS(x->context, BAD_CAST "test", BAD_CAST REGEX_NAMESPACE, regex_test) != 0) {
        select_xpath_close(x);
        return base_fail(e, BASE_NOMEM, "selectors: out of memory");
    }
    return BASE_OK;
}

void select_xpath_close(struct select_xpath *x)
{
    if (x->context)
        xmlXPathFreeContext(x->context);
    pcre2_code_free(x->regex);
    free(x->pattern);
    free(x->flags);
    *x = (struct select_xpath){0};
}

/* libxml2 evaluates a path without predicates as a stream, whose states multiply with each "//" on a
 * deep tree, uncounted. Brackets around the path, for which WRAPPED has room, keep it from that. */
static const char *without_stream(struct base_str text, char *wrapped)
{
    size_t first = base_str_find(text, BASE_STR("//"));

    if (first == SIZE_MAX || base_str_find(base_str_sub(text, first + 2, text.len), BASE_STR("//")) == SIZE_MAX)
        return text.ptr;
    snprintf(wrapped, SELECT_LIMIT_EXPRESSION + 3, "(%s)", text.ptr);
    return wrapped;
}

xmlXPathCompExpr *select_xpath_compile(struct select_xpath *x, const char *expression)
{
    struct base_str text = base_str(expression);
    char wrapped[SELECT_LIMIT_EXPRESSION + 3];
    xmlXPathCompExpr *compiled;
    const char *read;

    x->message[0] = '\0';
    x->offset = 0;
    if (text.len > SELECT_LIMIT_EXPRESSION) {
        set_message(x, "the expression is too long");
        return NULL;
    }
    if (!select_scan(text, &x->offset, x->message, sizeof(x->message)))
        return NULL;
    x->offset = 0;
    x->context->opLimit = SELECT_LIMIT_STEPS;
    x->context->opCount = 0;
    read = without_stream(text, wrapped);
    compiled = xmlXPathCtxtCompile(x->context, BAD_CAST read);
    x->offset -= read == wrapped && x->offset > 0;
    if (!compiled)
        set_message(x, "it cannot be read");
    return compiled;
}

xmlXPathObject *select_xpath_evaluate(struct select_xpath *x, xmlXPathCompExpr *compiled)
{
    xmlXPathContext *context = x->context;
    xmlXPathObject *object;
    unsigned long used;

    x->message[0] = '\0';
    x->offset = 0;
    if (x->steps_left == 0) {
        set_message(x, "not tried: the expressions before took too many steps");
        return NULL;
    }
    context->node = (xmlNode *)context->doc;
    context->opLimit = x->steps_left < SELECT_LIMIT_STEPS ? x->steps_left : SELECT_LIMIT_STEPS;
    context->opCount = 0;
    object = xmlXPathCompiledEval(compiled, context);
    used = context->opCount;
    x->steps_left -= used < x->steps_left ? used : x->steps_left;
    if (!object)
        set_message(x, "it cannot be evaluated");
    return object;
}

void select_xpath_renumber(struct select_xpath *x, uint32_t count)
{
    x->steps_left -= count < x->steps_left ? count : x->steps_left;
    xmlXPathOrderDocElems(x->context->doc);
}
