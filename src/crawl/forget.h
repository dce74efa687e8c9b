/* forget, within the room: one run, and how each kind of file is written anew. */
#ifndef CRAWL_FORGET_H
#define CRAWL_FORGET_H

#include <stdio.h>

#include "crawl/private.h"

enum { FORGET_PATH_BYTES = 4096 };

struct forget {
    const char *dir;
    struct state *state;
    const struct base_log *log;
    struct base_arena arena;
    struct base_str_list urls;    /* all addresses of the articles that are to go */
    struct base_str_list written; /* files that are written anew, or will be at once: the state may not know it yet */
    int64_t lines, records;       /* that went */
    size_t damaged;               /* files that could not be read, and stay as they are */
    bool redo;                    /* a run before this one did a part of it */
    int status;
    struct base_error *e;
};

/* The status of a failed call on PATH, by errno. */
int forget_fail(struct forget *f, const char *path);
/* Where a file could not be read, it stays as it is: said, and counted. */
void forget_leave(struct forget *f);
/* FILE is to be written anew: from now on its length says more than the state does. */
void forget_note(struct forget *f, const char *file);

/* ---- forget_lines.c ---- */

/* Takes the lines that are to go out of FILE, and brings its length in the state up to date. For crawl_files_each; CONTEXT is
 * the struct forget. */
bool forget_lines(void *context, const char *file);

/* ---- forget_warc.c ---- */

/* The same for the exchanges that are to go, of a WARC file. */
bool forget_warc(void *context, const char *file);

/* ---- forget_replace.c ---- */

/* FILE written anew beside itself by WRITE, which gives a status, then renamed; whatever happens, it is one or the other. */
void forget_replace(struct forget *f, const char *file, int (*write)(void *context, FILE *out), void *context);

#endif
