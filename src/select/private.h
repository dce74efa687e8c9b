/* select, within the room: a file's rules, and XPath with its limits. */
#ifndef SELECT_PRIVATE_H
#define SELECT_PRIVATE_H

#include <libxml/xpath.h>

#include "select/select.h"

enum {
    SELECT_LIMIT_EXPRESSION = 4096,        /* bytes of one expression: the longest of 2,000 public files has 350 */
    SELECT_LIMIT_NESTING = 64,             /* brackets in brackets: libxml2 recurses over them */
    SELECT_LIMIT_STEPS = 20 * 1000 * 1000, /* XPath operations of one evaluation */
    SELECT_LIMIT_PAGE_STEPS = 60 * 1000 * 1000, /* ... of all evaluations on one page */
    SELECT_LIMIT_REGEX_STEPS = 1000 * 1000,     /* PCRE2's match limit */
    SELECT_LIMIT_GROWTH = 4, /* replacements make a page at most this many times as long ... */
    SELECT_LIMIT_GROWTH_BYTES = 1 << 20, /* ... and this */
    SELECT_LIMIT_HOST = 253                     /* RFC 1035, 2.3.4 */
};

/* ---- Directives and files (directives.c, format.c) ---- */

enum select_kind {
    SELECT_KIND_KEPT, /* parsed, not honoured here */
    SELECT_KIND_FIELD,
    SELECT_KIND_STRIP,
    SELECT_KIND_STRIP_NAME,
    SELECT_KIND_STRIP_IMAGE,
    SELECT_KIND_FIND,
    SELECT_KIND_REPLACE,
    SELECT_KIND_CONDITION,
    SELECT_KIND_SINGLE_PAGE,
    SELECT_KIND_NEXT_PAGE,
    SELECT_KIND_NOT_ARTICLE,
    SELECT_KIND_NATIVE_AD,
    SELECT_KIND_CHARSET,
    SELECT_KIND_DATE_FORMAT,
    SELECT_KIND_TIMEZONE,
    SELECT_KIND_URL_ARTICLE,
    SELECT_KIND_URL_SKIP,
    SELECT_KIND_WRAP,
    SELECT_KIND_MOVE,
    SELECT_KIND_DISSOLVE,
    SELECT_KIND_LAZY_IMAGE,
    SELECT_KIND_HEADER,
    SELECT_KIND_SWITCH,
    SELECT_KIND_TEST_URL,
    SELECT_KIND_TEST
};

enum select_syntax {
    SELECT_SYNTAX_TEXT,
    SELECT_SYNTAX_XPATH,
    SELECT_SYNTAX_SWITCH,
    SELECT_SYNTAX_PATTERN,
    SELECT_SYNTAX_CHARSET,
    SELECT_SYNTAX_DATE_FORMAT,
    SELECT_SYNTAX_TIMEZONE,
    SELECT_SYNTAX_HEADER
};
/* Of a file's switches the last line counts; of files the first that says anything. */
enum select_switch {
    SELECT_SWITCH_AUTODETECT,
    SELECT_SWITCH_NEXT_PAGE,
    SELECT_SWITCH_IMAGE,
    SELECT_SWITCH_NO_JSON_LD,
    SELECT_SWITCH_PRUNE,
    SELECT_SWITCH_COUNT
};
enum select_position { SELECT_UNSET, SELECT_OFF, SELECT_ON };
enum select_argument { SELECT_ARGUMENT_NONE, SELECT_ARGUMENT_OPTIONAL, SELECT_ARGUMENT_NEEDED };

struct select_directive {
    const char *name;
    uint8_t kind;     /* enum select_kind */
    uint8_t syntax;   /* of the value: enum select_syntax */
    uint8_t argument; /* name(argument): value; enum select_argument */
    uint8_t field;    /* of SELECT_KIND_FIELD: enum select_field; of SELECT_KIND_SWITCH: enum select_switch */
    bool single;      /* one value is enough: the first that is not empty */
    const char *unmet;       /* why it cannot be done here; NULL: it is done */
    const char *unmet_value; /* the one value that cannot; NULL: none can */
};

extern const struct select_directive select_directives[];
extern const size_t select_directive_count;
const struct select_directive *select_directive_find(struct base_str name);

struct select_rule {
    const struct select_directive *directive;
    struct base_str argument, value; /* argument: none where there is none */
    struct base_str from;            /* "selector:example.com.txt:7" */
    uint32_t line, column;           /* where the value stands, from 1; columns count bytes */
    xmlXPathCompExpr *compiled;      /* of an expression; NULL where it is broken */
    xmlXPathCompExpr *target;        /* of the argument of move_into; NULL where it is broken */
    const char *element;             /* of wrap_in: the name in lower case */
    bool broken;                     /* the value is none that the directive takes */
    void *pattern;                   /* of url_article and url_skip (select_pattern_compile); NULL */
    size_t condition;                /* index behind the if_page_contains: of this rule; 0: none */
};

struct select_file {
    struct base_arena arena;
    struct base_str name; /* "example.com.txt" */
    struct select_rule *rules;
    size_t count, capacity;
    size_t ignored;                /* lines that are neither comment nor directive */
    struct base_str_list problems; /* "example.com.txt:9: ..." of rules that cannot work on any page */
    bool global;                   /* global.txt */
    uint8_t switches[SELECT_SWITCH_COUNT]; /* enum select_position */
};

enum select_severity { SELECT_WARNING, SELECT_ERROR };

/* Who hears of findings; TEXT is one line without the place. */
struct select_reporter {
    void (*write)(void *context, enum select_severity severity, uint32_t line, uint32_t column, const char *text);
    void *context;
};

/* Reads PATH as the file NAME. BASE_INVALID: too large, binary, or nothing in it is a directive
 * ("PATH:LINE: ..."). *FILE must be freed also then. A rule with a finding of severity error has no
 * compiled expression. REPORTER may be NULL: errors then go to file->problems alone. */
int select_file_load(struct select_file *file, const char *path, struct base_str name,
                     const struct select_reporter *reporter, struct base_error *e);
/* The same of a TEXT that was read already; PATH is for messages. */
int select_file_parse(struct select_file *file, struct base_str text, const char *path, struct base_str name,
                      const struct select_reporter *reporter, struct base_error *e);
void select_file_free(struct select_file *file);

/* The directive, or the function of XPath, nearest to a misspelt NAME, or NULL (suggest.c). */
const char *select_suggest(struct base_str name);
const char *select_suggest_function(struct base_str name);

/* ---- Rules of a host (hosts.c) ---- */

/* What a file's name says: example.com@2024-05-01.txt. */
struct select_name {
    struct base_str key; /* "example.com", ".example.com", "global"; lower case, without www. */
    int64_t until;       /* it serves pages fetched before; INT64_MAX: without a date */
};
bool select_name_read(struct base_arena *arena, struct base_str name, struct select_name *out);

struct select_rules {
    struct select_rules *next; /* others that begin with the same file */
    size_t count;
    struct select_file *files[]; /* the most specific first, global.txt last */
};

/* ---- XPath (scan.c, xpath.c) ---- */

/* Functions and prefixes of the expression S are known, brackets not too deep; else false, OFFSET
 * and MESSAGE (SIZE bytes) say where and what. */
bool select_scan(struct base_str s, size_t *offset, char *message, size_t size);

/* The first NAME of the valid expression S, at OFFSET, that has a capital letter. */
bool select_scan_upper(struct base_str s, size_t *offset, struct base_str *name);
extern const char *const select_functions[];
extern const size_t select_function_count;

struct select_xpath {
    xmlXPathContext *context;
    void *regex; /* the last pattern of re:test, compiled */
    char *pattern, *flags;
    unsigned long steps_left; /* of SELECT_LIMIT_PAGE_STEPS */
    size_t offset;            /* of the error in the expression */
    char message[160];        /* of the last error; "": none */
};

/* DOCUMENT may be NULL to compile only. */
int select_xpath_open(struct select_xpath *x, xmlDoc *document, struct base_error *e);
void select_xpath_close(struct select_xpath *x);
/* NULL where it failed: x->message says why. */
xmlXPathCompExpr *select_xpath_compile(struct select_xpath *x, const char *expression);
xmlXPathObject *select_xpath_evaluate(struct select_xpath *x, xmlXPathCompExpr *compiled);
/* With elements numbered, libxml2 sorts node sets without walking along siblings. A page of COUNT nodes whose tree
 * changed is numbered anew, which counts as steps. */
void select_xpath_renumber(struct select_xpath *x, uint32_t count);
/* A pattern of url_article or url_skip; NULL: message (SIZE bytes) says why, OFFSET where. */
void *select_pattern_compile(struct base_str pattern, size_t *offset, char *message, size_t size);
void select_pattern_free(void *pattern);
/* Whether it is found in TEXT, within the limits: a pattern that runs too long does not match. */
bool select_pattern_matches(void *pattern, struct base_str text);

/* ---- A file's changes of the page before its body is looked for (edit.c) ---- */

struct select_edit {
    struct select_xpath *xpath;
    struct page *page;
    struct base_arena *arena;
    xmlNode *gone; /* dissolved, not yet freed: a list by next */
    bool moved; /* the tree is no longer the array's */
};
/* A rule of the kinds WRAP, MOVE, DISSOLVE, LAZY_IMAGE. False: xpath->message says what failed. */
bool select_edit_rule(struct select_edit *edit, const struct select_rule *rule);

/* ---- Values that are no expressions (value.c) ---- */

/* Whether VALUE is one that RULE's directive takes; else MESSAGE (SIZE bytes) says what to write, OFFSET where. */
bool select_value_check(const struct select_rule *rule, size_t *offset, char *message, size_t size);

#endif
