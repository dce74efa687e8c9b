/* work, within the room: messages between parent and worker. */
#ifndef WORK_PRIVATE_H
#define WORK_PRIVATE_H

#include "work/work.h"

#include <sys/types.h>

/* A message is its length (32 bits, this machine's byte order: both ends are one program) and as many bytes. */

/* Blocking, whole message; false when the peer is gone or the message is over the limit. */
bool work_frame_send(int fd, struct base_str payload);
bool work_frame_receive(int fd, struct base_buf *payload);

/* Fields of a payload. Readers are sticky: after the first that does not fit, all fail. */
struct work_reader {
    struct base_str rest;
    bool failed;
};
void work_put_number(struct base_buf *out, uint64_t n);
void work_put_str(struct base_buf *out, struct base_str s); /* keeps none apart from empty */
uint64_t work_get_number(struct work_reader *in);
struct base_str work_get_str(struct work_reader *in);

/* What a worker needs to know before its first page. */
void work_put_setup(struct base_buf *out, const char *const *selectors, size_t count);
void work_put_page(struct base_buf *out, enum work_task task, const struct work_page *page);
bool work_get_page(struct work_reader *in, enum work_task *task, struct work_page *page);

/* ---- What a locked worker asks its parent for (needs.c) ---- */

enum work_need_kind { WORK_NEED_FILE, WORK_NEED_TABLE, WORK_NEED_COUNT };
struct work_need {
    enum work_need_kind kind;
    size_t folder;        /* of a selector file: which of the set-up's */
    struct base_str name; /* of the file, of the encoding (WHATWG) */
};
void work_put_need(struct base_buf *out, const struct work_need *need);
/* False: the frame is no such question, but an answer. Checks FRAME as a stranger's. */
bool work_get_need(struct base_str frame, struct work_need *need);
/* What the parent says to it. */
void work_put_supply(struct base_buf *out, int status, const struct base_error *error, struct base_str bytes);
int work_get_supply(struct base_str frame, struct base_buf *bytes, struct base_error *e);
/* Writes the reply to NEED into OUT; SETUP is what the workers were set up with, *DECODER is opened at first use. */
bool work_supply(struct base_str setup, struct decode_context **decoder, const struct work_need *need,
                 struct base_buf *out);

struct work_channel { /* a worker's end */
    int fd;
    struct base_buf supply;
};
struct work_suppliers {
    struct select_reader files;
    struct decode_supplier tables;
};
struct work_suppliers work_suppliers_of(struct work_channel *channel);
/* The clipper opens no file from now on, but asks (clip.c). */
void work_clipper_supply(struct work_clipper *clipper, const struct work_suppliers *suppliers);

/* ---- Deadlines (deadline.c) ---- */

/* A page may take so much of the processor's time. Whether it does is looked at when as much has passed by the clock: a worker
 * that a busy machine keeps waiting goes on, one that sleeps, or takes BASE_LIMIT_PAGE_TIMES as long, does not. Milliseconds. */
struct work_deadline {
    int64_t limit;
    int64_t look, last;  /* when to look next, and at the latest (monotonic) */
    int64_t began, seen; /* the worker's processor time at the start, at the last look; below 0: not to be had */
};
void work_deadline_set(struct work_deadline *d, pid_t pid, int64_t limit_ms); /* from now on */
bool work_deadline_passed(struct work_deadline *d, pid_t pid, int64_t now);

/* ---- The lock (lock.c) ---- */

/* Locks the calling process in for good: *FD alone stays open, under a new number, and the standard descriptors lead
 * nowhere. BASE_IO: the system has what is needed, but it could not be done; the process must not go on. */
int work_lock(int *fd, struct base_error *e);

/* Several pages as the bytes of one (learn.c). */
void work_put_pages(struct base_buf *out, const struct work_page *pages, size_t count);
/* Selectors learned from the pages that BYTES hold. */
int work_learn(struct work_clipper *clipper, struct base_arena *arena, struct base_str bytes,
               struct extract_learned *learned, struct base_error *e);
bool work_pack_learned(const struct extract_learned *learned, struct base_buf *out);
/* Checks BYTES as a stranger's; strings point into them. BASE_INVALID. */
int work_unpack_learned(struct base_arena *arena, struct base_str bytes, struct extract_learned *learned,
                        struct base_error *e);
bool work_pack_explained(const struct extract_explained *explained, struct base_buf *out); /* explain.c */
/* Checks BYTES as a stranger's; strings point into them. BASE_INVALID. */
int work_unpack_explained(struct base_arena *arena, struct base_str bytes, struct extract_explained *explained,
                          struct base_error *e);
/* The text of a page (clip.c). */
/* Each address is judged by the rules of its own host. */
void work_judge_links(struct work_clipper *clipper, const struct work_page *page, struct discover_list *links);
/* As work_find_links; a sitemap is read piece by piece, and what is packed is unpacked (sources.c, of the command alone). */
int work_find_source_links(struct work_clipper *clipper, struct base_arena *arena, const struct work_page *page,
                           struct discover_list *links, struct base_error *e);
int work_decode(struct work_clipper *clipper, struct base_arena *arena, const struct work_page *page,
                struct decode_result *text, struct base_error *e);

/* What a worker made of its message; the members that its task does not give are empty. */
struct work_made {
    struct record record;
    struct discover_list links;
    struct extract_learned learned;
    struct extract_explained explained;
};

/* Answers: a status, then the error's text or the bytes of what the task gives. MADE may be NULL where it failed. */
void work_put_answer(struct base_buf *out, enum work_task task, int status, const struct base_error *error,
                     const struct work_made *made);
/* Checks all of it; what is no answer becomes BASE_INTERNAL. Strings of RESULT point into ANSWER or its arena. */
void work_get_answer(struct base_str answer, enum work_task task, struct work_result *result);
/* ... and that it speaks of PAGE, the one that was asked about. */
void work_check_page(const struct work_page *page, struct work_result *result);

/* The life of a worker: set-up, then pages until the parent closes its end. */
void work_worker_run(int fd);

/* A new worker: its socket and process number; BASE_IO. */
int work_zygote_spawn(struct work_zygote *zygote, int *fd, pid_t *pid, struct base_error *e);
/* Reaps a worker (AT_ONCE: kills it, else once its socket is closed and it ended by itself) and writes how it
 * ended: "ended", "ended with status 1", "was killed by signal 11". */
void work_zygote_reap(struct work_zygote *zygote, pid_t pid, bool at_once, char *how, size_t size);

#endif
