/*
 * select: fields by a site's selectors. One text file a site in the FiveFilters site-config format
 * (example.com.txt; .example.com.txt for subdomains), with directives of our own. Beside page/ the
 * one room that sees libxml2: XPath runs on the tree as parsed.
 */
#ifndef SELECT_SELECT_H
#define SELECT_SELECT_H

#include "base/base.h"
#include "page/page.h"

enum select_field {
    SELECT_TITLE,
    SELECT_BYLINE, /* author: */
    SELECT_DATE,
    SELECT_BODY,
    SELECT_RELATED,
    SELECT_EDITOR,
    SELECT_SOURCE,
    SELECT_MODIFIED,
    SELECT_SECTION,
    SELECT_TAGS,
    SELECT_DESCRIPTION,
    SELECT_IMAGE,
    SELECT_FIELD_COUNT
};

struct select_value {
    uint32_t node;        /* of the page's array; PAGE_NONE for a string, a number or an attribute */
    struct base_str text; /* of a node its visible text on one line; else the value */
};

struct select_hit {
    struct select_value *values;
    size_t count;         /* 0: nothing found */
    struct base_str from; /* "selector:example.com.txt:7" where something was found */
    bool global;          /* by global.txt, which is for pages where nothing better is known */
    bool missed;          /* the file has rules for this field and none found anything */
    bool closed;          /* ... and says autodetect_on_failure: no: then the page has no such field */
};

struct select_result {
    struct select_hit fields[SELECT_FIELD_COUNT];
    uint8_t *skip;           /* one byte a node of the page: stripped by strip:, strip_id_or_class: ...; NULL: none */
    bool not_article;        /* a not_article: expression held */
    bool native_ad;          /* a native_ad_clue: expression did */
    bool skip_json_ld;       /* skip_json_ld: yes */
    bool skip_next_page;     /* autodetect_next_page: no */
    bool whole;              /* prune: no: a selected body is taken as it is */
    bool skip_image;         /* insert_detected_image: no: a picture that the text does not show is not the article's */
    struct base_str_list date_formats; /* of the values of date: and modified:, in their order */
    struct base_zone zone;   /* of those that state none */
    bool zoned;              /* there is one */
    struct base_str next_page, single_page; /* absolute; none */
    struct base_str_list problems; /* "example.com.txt:9: ..." of expressions that failed on this page */
};

struct select_set;   /* the files of some folders; load once, use from one thread at a time */
struct select_rules; /* of one host; owned by the set */

/* DIRS: folders searched in their order (a missing one is BASE_MISSING; a file that cannot be
 * parsed is one line in E and leaves the others usable, BASE_INVALID only from select_check).
 * Files are read when their host is first asked for. *SET is NULL on failure. */
int select_open(const char *const *dirs, size_t count, struct select_set **set, struct base_error *e);
void select_close(struct select_set *set);

/* How a process that can open no file reads the file NAME of the FOLDERth folder: all of it into TEXT. */
struct select_reader {
    int (*read)(void *context, size_t folder, struct base_str name, struct base_buf *text, struct base_error *e);
    void *context;
};
/* From now on the set's files are read by READER, which is copied. */
void select_read_by(struct select_set *set, const struct select_reader *reader);

/* The rules for a host at a fetch time (BASE_TIME_NONE: the newest): `www.` dropped, the most
 * specific file first, dated files (example.com@2024-05-01.txt) for pages fetched before that day.
 * *RULES is NULL where no file is for this host. A broken file is BASE_INVALID ("FILE:LINE: ...")
 * and no rules. */
int select_find(struct select_set *set, struct base_str host, int64_t fetched, const struct select_rules **rules,
                struct base_error *e);

/* The path of the file that serves HOST then, of the first folder that has one; *OWN: by the host's own name, not by that
 * of a domain above it. NULL: there is none. Lives as long as SET. */
const char *select_find_path(struct select_set *set, struct base_str host, int64_t fetched, bool *own);

/* Text replacements that a file asks for on the HTML before it is parsed (find_string and
 * replace_string); gives TEXT itself where there are none. */
struct base_str select_prepare(const struct select_rules *rules, struct base_arena *arena, struct base_str text);

/* The "Name: value" lines that http_header: asks to be sent to HOST. SET may be NULL; a broken file gives none. */
void select_headers(struct select_set *set, struct base_str host, struct base_arena *arena, struct base_str_list *lines);

/* The charset: directive, or none. */
struct base_str select_charset(const struct select_rules *rules);

/* Evaluates all rules on the page, and changes it as wrap_in:, dissolve: ... ask. Values and skip live in ARENA. An
 * expression that fails on this page is a line in result->problems, not an error. */
int select_apply(const struct select_rules *rules, struct page *page, struct base_arena *arena,
                 struct select_result *result, struct base_error *e);

/* The site's own file (not global.txt) that has rules for FIELD; none: there are no such rules. *MARK stands for all that
 * the files say but their tests: another one says that they were changed. */
struct base_str select_rules_for(const struct select_rules *rules, enum select_field field, uint64_t *mark);

/* What the rules say of an address found on the site. */
enum select_verdict { SELECT_URL_UNSAID, SELECT_URL_ARTICLE, SELECT_URL_OTHER, SELECT_URL_SKIP };
enum select_verdict select_judge_url(const struct select_rules *rules, struct base_str url);

/* The conversions that date_format: knows, as in strptime: %d %m %Y ... */
#define SELECT_DATE_CONVERSIONS "YymdeHIkMSpbBhAaZzsnt%"

/* Checks one file whole; each finding is given to REPORT as "file:line:column: error: ..." or
 * "... warning: ...". Returns BASE_INVALID where there was an error. */
int select_check(const char *path, void (*report)(void *context, const char *finding), void *context,
                 struct base_error *e);
/* ... and each file of a folder (FILES: how many), with those that are never read for their name. */
int select_check_folder(const char *path, void (*report)(void *context, const char *finding), void *context,
                        size_t *files, struct base_error *e);

/* ---- A file's tests (tests.c) ---- */

struct select_test {
    struct base_str url;                   /* as the line says it */
    struct base_str_list contains, byline; /* a line each */
    struct base_str title, date;           /* none: nothing is said of it */
    size_t related;
    bool counts_related; /* RELATED is said */
    uint32_t line;
};

struct select_tests {
    struct select_test *items;
    size_t count, capacity;
    uint32_t fields; /* bits of enum select_field: those that the file has expressions for */
};

/* The tests of one file, in ARENA. BASE_INVALID where it is no selector file or a test is malformed. */
int select_tests_read(const char *path, struct base_arena *arena, struct select_tests *tests, struct base_error *e);

#endif
