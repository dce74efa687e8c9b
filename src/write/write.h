/*
 * write: records into files. An archive is DIR/PORTAL/YYYY/MM/YYYY-MM-DD.jsonl, by day of fetching, UTC, plain or packed;
 * a line is whole or not there. A single output file appears under its name only when it is complete.
 */
#ifndef WRITE_WRITE_H
#define WRITE_WRITE_H

#include "base/base.h"

/* ---- The archive (archive.c) ---- */

struct write_archive; /* the open files of one data directory */

/* How lines are kept. */
struct write_form {
    enum base_coding coding; /* identity, gzip (.jsonl.gz) or zstd (.jsonl.zst) */
    int64_t rotate_size;     /* bytes of a file after which the day goes on in the next; 0: never */
};

struct write_archive_options {
    /* The committed length of FILE, 0 for a new one; and that it will be LENGTH, once the caller commits. */
    int64_t (*committed)(void *context, const char *file);
    int (*extended)(void *context, const char *file, int64_t length, struct base_error *e);
    void *context;
};

/* DIR is made where it is missing. *ARCHIVE is NULL on failure. */
int write_archive_open(const char *dir, const struct write_archive_options *options, struct write_archive **archive,
                       struct base_error *e);
void write_archive_close(struct write_archive *archive); /* what is not committed stays uncommitted */

/* The folder name of a portal: its host, with _PORT where that is not the scheme's; safe as a path.
 * NUL-terminated into OUT; BASE_INVALID where the address has no such name. */
int write_portal_name(struct base_str url, char *out, size_t size, struct base_error *e);

struct write_place {
    char file[320]; /* relative to DIR: "portal.example/2026/11/2026-11-23.jsonl" */
    int64_t offset; /* of write_archive_add: where the bytes begin */
};

/* Appends LINE (without newline) to the file of PORTAL and FETCHED's day: the last one of that day, YYYY-MM-DD.jsonl,
 * YYYY-MM-DD_0002.jsonl ..., or the next where that one is full or packed otherwise than FORM says. A tail behind the committed length
 * is moved to DIR/quarantine/ when the file is first opened in this run. What is to be packed is kept in memory, at most
 * BASE_LIMIT_PACK_BYTES and a line a file, until write_archive_sync. */
int write_archive_append(struct write_archive *archive, const char *portal, const struct write_form *form, int64_t fetched,
                         struct base_str line, struct write_place *place, struct base_error *e);
/* What a killed run left behind the committed length of that day's last file is moved to DIR/quarantine/. */
int write_archive_settle(struct write_archive *archive, const char *portal, int64_t fetched, struct base_error *e);
/* The same for other files of the archive: the name, from portal, day and ENDING (".warc.gz"), then BYTES behind it. */
int write_archive_name(const char *portal, int64_t fetched, const char *ending, struct write_place *place,
                       struct base_error *e);
int write_archive_add(struct write_archive *archive, struct base_str bytes, struct write_place *place,
                      struct base_error *e);
/* The same of FILE. */
int write_archive_settle_file(struct write_archive *archive, const char *file, struct base_error *e);
/* Brings all appended lines (and new folders' entries) to disk, packed ones as a gzip member or zstd frame of their own.
 * After it the caller commits, before it appends more. */
int write_archive_sync(struct write_archive *archive, struct base_error *e);

/* Keeps BYTES as DIR/quarantine/NAME with a line REASON beside it (NAME.txt). */
int write_quarantine(const char *dir, const char *name, struct base_str bytes, struct base_str reason,
                     struct base_error *e);

/* ---- Lines of an archive's file, plain or packed (lines.c, pack.c) ---- */

/* BYTES as one gzip member or zstd frame (with its checksum), added to OUT; as they are for identity. False: out of memory. */
bool write_pack(enum base_coding coding, struct base_str bytes, struct base_buf *out);
/* "zstd", "gzip" or "none"; false: another word. */
bool write_coding_named(struct base_str word, enum base_coding *coding);
/* ".jsonl", ".jsonl.gz", ".jsonl.zst"; NULL for another coding. */
const char *write_lines_ending(enum base_coding coding);
/* FILE's name has one of these endings: *CODING is that. */
bool write_lines_named(const char *file, enum base_coding *coding);

struct write_lines;

/* The first LENGTH bytes of the file; below 0: all, but for a packed one no more than its whole members.
 * *LINES is NULL on failure; BASE_MISSING. */
int write_lines_open(const char *path, int64_t length, struct write_lines **lines, struct base_error *e);
void write_lines_close(struct write_lines *lines);
/* LINE without its newline, valid until the next call; *WHOLE: it has one. False at the end, or where *STATUS is not
 * BASE_OK: damaged data, a disk's error. */
bool write_lines_next(struct write_lines *lines, struct base_str *line, bool *whole, int *status, struct base_error *e);
/* Bytes of the file that hold the lines so far: of a packed one, all that is read. */
int64_t write_lines_end(const struct write_lines *lines);
/* Bytes behind what is read, with a LENGTH below 0 alone: a member that was cut short, or damage. */
int64_t write_lines_rest(const struct write_lines *lines);

/* ---- Files read: a page, or a WARC (source.c, warc_read.c) ---- */

/* WARC 1.0 and 1.1 (ISO 28500), plain, a gzip member or zstd frame a record (with the dictionary of the zstd draft), or
 * packed as a whole. Read from front to back; memory is bounded by the largest record that is read, at most
 * BASE_LIMIT_WARC_BLOCK_BYTES unpacked and packed. */
struct write_reader;

/* "-": standard input. What the file is, its first bytes tell. *READER is NULL on failure. */
int write_reader_open(const char *path, struct write_reader **reader, struct base_error *e);
void write_reader_close(struct write_reader *reader);
bool write_reader_is_warc(const struct write_reader *reader);
/* What is no WARC: all of it, unpacked, into OUT; BASE_LIMIT beyond its limit, BASE_INVALID where it is damaged. */
int write_reader_rest(struct write_reader *reader, struct base_buf *out, struct base_error *e);

/* What is lines: the next one, unpacked, without its newline; valid until the next call. BASE_MISSING: there is no more;
 * BASE_LIMIT: longer than BASE_LIMIT_TEXT_BYTES; BASE_INVALID where the file is damaged. */
int write_reader_line(struct write_reader *reader, struct base_str *line, struct base_error *e);

enum write_warc_type {
    WRITE_WARC_RESPONSE,
    WRITE_WARC_RESOURCE,
    WRITE_WARC_REVISIT,
    WRITE_WARC_OTHER /* warcinfo, request, metadata, conversion, continuation, what others may add */
};

struct write_warc_record {
    enum write_warc_type type;
    struct base_str id;            /* WARC-Record-ID without its brackets */
    struct base_str target;        /* WARC-Target-URI; none */
    struct base_str content_type;  /* of the block; none */
    struct base_str payload_type;  /* WARC-Identified-Payload-Type; none */
    int64_t date;                  /* WARC-Date; BASE_TIME_NONE */
    int64_t offset;                /* in the file: of the record, its gzip member or its zstd frame. Of a record within a
                                      member, in the unpacked bytes */
    bool seekable;                 /* OFFSET can be given to write_reader_seek */
    struct base_str block;
    bool cut;                      /* the block is larger than the cap: it holds the beginning alone */
};

/* The next record, whole and checked; its strings are valid until the next call. BASE_MISSING: there is no more.
 * BASE_INVALID: a damaged one was passed over, RECORD's offset says where; call on: the search begins behind the start
 * of the damaged record, of the damaged member. Any other status ends the file. */
int write_reader_next(struct write_reader *reader, struct write_warc_record *record, struct base_error *e);
/* Goes to a record by its offset. False: the file cannot go there; nothing is changed then. */
bool write_reader_seek(struct write_reader *reader, int64_t offset);
/* Bytes of the file that were read, for a progress line. */
uint64_t write_reader_taken(const struct write_reader *reader);

/* What a record is to somebody who looks for pages. */
enum write_warc_use {
    WRITE_WARC_PAGE,
    WRITE_WARC_IS_REVISIT,
    WRITE_WARC_IS_OTHER,     /* no response and no resource, or no address of http or https */
    WRITE_WARC_IS_REDIRECT,  /* HTTP status 1xx, 204, 3xx: the body is no page */
    WRITE_WARC_IS_NOT_HTML,
    WRITE_WARC_USE_COUNT
};

struct write_warc_page {
    int status;                    /* HTTP; 0: a resource */
    struct base_str content_type, content_language; /* none */
    struct base_str body;          /* transfer and content codings undone */
};

/* The page of a record. Common Crawl declares gzip and chunked on bodies that are decoded already: the bytes are
 * believed. ROOM (with the limit of a body) holds what had to be decoded; strings of PAGE point into it and into RECORD.
 * *USE says what the record is; PAGE is filled where that is a page. BASE_LIMIT: a page, but too large or a bomb;
 * BASE_INVALID: a page, but its codings are damaged. */
int write_warc_page(const struct write_warc_record *record, struct base_buf *room, struct write_warc_page *page,
                    enum write_warc_use *use, struct base_error *e);

/* ---- A WARC written (warc_write.c) ---- */

/* WARC 1.1, a gzip member a record. Until it is finished the file is named PATH.open; what stands in it then is whole
 * records, whatever happens. One thread a writer. */
struct write_warc;

struct write_warc_options {
    const char *software; /* "newsclip 0.1.0" */
    const char *fields;   /* more lines of the warcinfo record, each ending in CRLF; NULL: none */
    bool sha1;            /* digests for tools that know nothing else; else SHA-256 */
};

/* PATH must not be there yet, open or finished: BASE_BUSY. *WARC is NULL on failure. PATH NULL: no file; records are
 * made for somebody else's (write_warc_info, write_warc_pack). */
int write_warc_create(const char *path, const struct write_warc_options *options, struct write_warc **warc,
                      struct base_error *e);

struct write_exchange {
    struct base_str url;      /* of the request */
    int64_t fetched;
    struct base_str ip;       /* address connected to; none */
    struct base_str request;  /* request line and header fields as sent, each with its line end; none: no request record */
    struct base_str response; /* status line and header fields as received */
    struct base_str body;
    bool decoded;             /* BODY has its codings undone: the fields that speak of them are kept as X-Crawl-... */
    const char *truncated;    /* "length", "time", "disconnect": why BODY is not all of it; NULL */
};

struct write_warc_place {
    int64_t offset;  /* of the response, or of the revisit in its place */
    char id[46];     /* "urn:uuid:..." */
    bool revisit;    /* the same payload was written before: the record refers to that one */
    char digest[64]; /* "sha256:..." or "sha1:..." of the payload, base 32 */
};

/* Adds the response (or a revisit of an equal payload) and the request. After a failure nothing of it stands in the
 * file. BASE_INVALID: an address or an exchange that no record can hold. */
int write_warc_add(struct write_warc *warc, const struct write_exchange *exchange, struct write_warc_place *place,
                   struct base_error *e);
/* The members that write_warc_add would write, added to OUT; PLACE's offset is that within OUT. BASE_NOMEM too. */
int write_warc_pack(struct write_warc *warc, const struct write_exchange *exchange, struct base_buf *out,
                    struct write_warc_place *place, struct base_error *e);
/* A warcinfo record's member: it stands at a file's begin. FILE: its name. */
int write_warc_info(struct write_warc *warc, const char *file, struct base_buf *out, struct base_error *e);
/* A gzip member of LENGTH bytes, added to OUT, for one of that length that is taken out of a file: places of others stay what
 * they are. Its record, of the type metadata, says that alone (write_warc_is_blank). BASE_LIMIT: it does not fit. */
int write_warc_blank(int64_t length, int64_t date, struct base_buf *out, struct base_error *e);
bool write_warc_is_blank(const struct write_warc_record *record);
/* The payload's digest as in write_warc_place. */
void write_warc_digest(const struct write_warc *warc, struct base_str body, char out[64]);
/* A payload of an earlier file, so that an equal one becomes a revisit. At most BASE_LIMIT_WARC_SEEN are remembered. */
void write_warc_remember(struct write_warc *warc, struct base_str digest, struct base_str url, int64_t fetched,
                         struct base_str id);
int64_t write_warc_length(const struct write_warc *warc); /* bytes written so far */
int write_warc_sync(struct write_warc *warc, struct base_error *e); /* brings them to disk */
/* Brings the file to disk and gives it its name. Frees WARC in any case. */
int write_warc_finish(struct write_warc *warc, struct base_error *e);

/* ---- One output (output.c) ---- */

struct write_output;

/* PATH NULL: standard output. A file is written beside its name and renamed by write_output_finish; one that ends in .gz
 * or .zst is packed so. */
int write_output_open(const char *path, struct write_output **output, struct base_error *e);
int write_output_add(struct write_output *output, struct base_str bytes, struct base_error *e);
/* Flushes and checks; a full disk or a closed pipe is an error. Frees OUTPUT in any case. */
int write_output_finish(struct write_output *output, struct base_error *e);
void write_output_abort(struct write_output *output); /* removes the unfinished file */

#endif
