/*
 * write: records into files. An archive is DIR/PORTAL/YYYY/MM/YYYY-MM-DD.jsonl, by day of fetching, UTC;
 * a line is whole or not there. A single output file appears under its name only when it is complete.
 */
#ifndef WRITE_WRITE_H
#define WRITE_WRITE_H

#include "base/base.h"

/* ---- The archive (archive.c) ---- */

struct write_archive; /* the open files of one data directory */

/* DIR is made where it is missing. *ARCHIVE is NULL on failure. */
int write_archive_open(const char *dir, struct write_archive **archive, struct base_error *e);
void write_archive_close(struct write_archive *archive); /* what is not committed stays uncommitted */

/* The folder name of a portal: its host, with _PORT where that is not the scheme's; safe as a path.
 * NUL-terminated into OUT; BASE_INVALID where the address has no such name. */
int write_portal_name(struct base_str url, char *out, size_t size, struct base_error *e);

struct write_place {
    char file[320]; /* relative to DIR: "portal.example/2026/11/2026-11-23.jsonl" */
    int64_t offset; /* where the line begins */
    int64_t length; /* of the file behind the line */
};

/* Appends LINE (without newline) to the file of PORTAL and FETCHED's day. A tail behind the committed
 * length, COMMITTED (from the state; 0 for a new file), is moved to DIR/quarantine/ when the file is
 * first opened in this run. */
int write_archive_append(struct write_archive *archive, const char *portal, int64_t fetched, struct base_str line,
                         int64_t (*committed)(void *context, const char *file), void *context,
                         struct write_place *place, struct base_error *e);
/* Brings all appended lines (and new folders' entries) to disk. After it the state may say so. */
int write_archive_sync(struct write_archive *archive, struct base_error *e);

/* Keeps BYTES as DIR/quarantine/NAME with a line REASON beside it (NAME.txt). */
int write_quarantine(const char *dir, const char *name, struct base_str bytes, struct base_str reason,
                     struct base_error *e);

/* ---- One output (output.c) ---- */

struct write_output;

/* PATH NULL: standard output. A file is written beside its name and renamed by write_output_finish. */
int write_output_open(const char *path, struct write_output **output, struct base_error *e);
int write_output_add(struct write_output *output, struct base_str bytes, struct base_error *e);
/* Flushes and checks; a full disk or a closed pipe is an error. Frees OUTPUT in any case. */
int write_output_finish(struct write_output *output, struct base_error *e);
void write_output_abort(struct write_output *output); /* removes the unfinished file */

#endif
