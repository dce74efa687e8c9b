/*
 * record: the article and where it came from, as a JSON line, text or Markdown; its schema; and the
 * form in which it crosses from a worker to the parent. One table (record_keys in record.c) drives
 * them all: adding a key is adding a row.
 */
#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#include "base/base.h"
#include "extract/extract.h"

#define RECORD_SCHEMA_VERSION 1

struct record {
    struct base_str url;   /* after redirects */
    struct base_str input; /* where it is not url; none */
    struct extract_article article;
    struct base_str charset;
    int64_t fetched; /* BASE_TIME_NONE: left out */
    int64_t status;  /* 0: left out */
    int64_t pages;   /* 0: left out */
    struct {
        struct base_str file, id;
        int64_t offset;
    } warc; /* file none: left out */
    int64_t revision; /* 0: left out */
    struct base_str reason;
    struct base_str hash, simhash; /* by record_finish */
};

/* Cleans every string (decode_clean), drops what is empty after that, drops the body where the kind
 * has none, computes hash and simhash. Idempotent. BASE_NOMEM. */
int record_finish(struct base_arena *arena, struct record *record, struct base_error *e);

/* Adds NEXT, the following page of a story, to FIRST: body, images, related links, `pages`. Copies what it takes to
 * ARENA. False where NEXT adds nothing: it has no text (the flag page-missing stays), or mostly the same (the story
 * is whole). record_finish is due afterwards. */
bool record_join(struct base_arena *arena, struct record *first, const struct record *next);

/* One JSON object on one line, without the newline: keys in the order of the schema. */
bool record_json(const struct record *record, struct base_buf *out);
/* The same, indented by two spaces, for a reader's eyes. Ends in a newline. */
bool record_json_pretty(const struct record *record, struct base_buf *out);
/* For a reader: title, byline and date, then the body. Ends in a newline. */
bool record_text(const struct record *record, struct base_buf *out);
/* YAML front matter (title, byline, date, url) and the body as Markdown. Ends in a newline. */
bool record_markdown(const struct record *record, struct base_buf *out);

/* The JSON Schema (2020-12) of a record. */
bool record_schema(struct base_buf *out);

/* The bytes in which a record crosses a process boundary, and back. record_unpack checks BYTES as a
 * stranger's: lengths, counts, UTF-8, enumerations, address schemes (http and https only);
 * BASE_INVALID. Only what went through record_finish passes. Strings of RECORD point into BYTES or ARENA. */
bool record_pack(const struct record *record, struct base_buf *out);
int record_unpack(struct base_arena *arena, struct base_str bytes, struct record *record, struct base_error *e);

/* ---- Texts seen before (seen.c) ---- */

struct record_seen; /* fingerprints of texts, all in memory; one thread */

enum { RECORD_SEEN_DISTANCE_MOST = 8 };
enum record_seen_how { RECORD_SEEN_NEW, RECORD_SEEN_SAME, RECORD_SEEN_NEAR };

/* DISTANCE: bits in which the fingerprints of near texts may differ, at most RECORD_SEEN_DISTANCE_MOST; 0: equal texts
 * alone. BASE_NOMEM. A text takes 60 bytes, with DISTANCE 0 24; up to twice that where the tables have just
 * grown. The time for one grows with their number only where they are tens of millions. */
int record_seen_open(unsigned distance, struct record_seen **seen, struct base_error *e);
void record_seen_close(struct record_seen *seen);
/* Looks for a text by its record's hash and simhash. *HOW new: it is remembered, as number *FIRST, from 0 on. Else *FIRST is
 * the number of the text that it repeats, the nearest one, and *DISTANCE the bits between them. BASE_NOMEM, BASE_LIMIT. */
int record_seen_add(struct record_seen *seen, struct base_hash128 hash, uint64_t simhash, enum record_seen_how *how,
                    uint32_t *first, unsigned *distance, struct base_error *e);

#endif
