/*
 * decode: bytes and what is said about them in, valid UTF-8 out.
 *
 * Order of evidence (WHATWG HTML, 13.2.3.2, with the search for <meta> over the whole head):
 * BOM, the caller's charset, the Content-Type header, <meta> or an XML declaration, a guess
 * with UTF-8 tried first. A declared charset that the bytes plainly contradict loses. What a page's
 * maker encoded twice ("â€™" for an apostrophe) is decoded twice.
 */
#ifndef DECODE_DECODE_H
#define DECODE_DECODE_H

#include "base/base.h"

enum decode_from { DECODE_FROM_BOM, DECODE_FROM_CALLER, DECODE_FROM_HEADER, DECODE_FROM_META, DECODE_FROM_GUESS };

struct decode_hints {
    struct base_str content_type; /* the Content-Type header's value, or none */
    struct base_str charset;      /* a label that the user forces, or none */
};

struct decode_result {
    struct base_str text;   /* valid UTF-8 without BOM; malformed bytes are U+FFFD; in the arena, or
                               a slice of the input where that was clean UTF-8 */
    const char *charset;    /* WHATWG name, static: "UTF-8", "GBK", "gb18030", "Big5", "windows-1252" ... */
    enum decode_from from;
    size_t errors;          /* malformed sequences replaced */
    bool conflict;          /* a declared charset lost against the bytes or another declaration */
};

/* The converter behind it, replaceable for tests; NULL members are iconv's own. */
struct decode_iconv {
    void *(*open)(const char *to, const char *from);
    size_t (*convert)(void *cd, char **in, size_t *in_left, char **out, size_t *out_left);
    int (*close)(void *cd);
};

struct decode_context; /* open converters and the detector; one a thread */

/* CONVERTER NULL: iconv. NULL when out of memory. */
struct decode_context *decode_open(const struct decode_iconv *converter);
void decode_close(struct decode_context *context);
/* The table of CHARSET (a WHATWG name), which iconv fills, appended to OUT for another process of this machine.
 * BASE_MISSING, BASE_NOMEM, BASE_INVALID: no encoding of that name has a table. */
int decode_table_pack(struct decode_context *context, const char *charset, struct base_buf *out, struct base_error *e);
/* Who gives a process that can load no converter the tables that it needs, as decode_table_pack wrote them. */
struct decode_supplier {
    int (*give)(void *context, const char *charset, struct base_buf *table, struct base_error *e);
    void *context;
};
/* From now on tables come from SUPPLIER, which is copied. */
void decode_supply(struct decode_context *context, const struct decode_supplier *supplier);

/* BYTES must live as long as RESULT. BASE_INVALID: hints->charset is no label that is known;
 * BASE_MISSING: the iconv of this system lacks the encoding ("charset Big5: ..."); BASE_LIMIT;
 * BASE_NOMEM. */
int decode_bytes(struct decode_context *context, struct base_arena *arena, struct base_str bytes,
                 const struct decode_hints *hints, struct decode_result *result, struct base_error *e);

/* The WHATWG name of a label (any case, white space around it), or NULL. */
const char *decode_label(struct base_str label);

enum decode_clean_mode {
    DECODE_CLEAN_LINE, /* white space, newlines included, folds to one space; trimmed */
    DECODE_CLEAN_TEXT  /* newlines and tabs stay; other white space folds; each line trimmed at
                          its end; at most one blank line in a row; trimmed */
};

/* Text as records hold it: NFC, no control characters, bidi overrides and isolates, zero-width
 * spaces, byte-order marks, soft hyphens, noncharacters (ZWNJ and ZWJ stay). Gives S itself where
 * it is clean already. Malformed UTF-8 in S becomes U+FFFD. */
struct base_str decode_clean(struct base_arena *arena, struct base_str s, enum decode_clean_mode mode);

#endif
