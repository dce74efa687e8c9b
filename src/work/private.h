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

/* The life of a worker: set-up, then pages until the parent closes its end. */
void work_worker_run(int fd);

/* A new worker: its socket and process number; BASE_IO. */
int work_zygote_spawn(struct work_zygote *zygote, int *fd, pid_t *pid, struct base_error *e);
/* Reaps a worker (AT_ONCE: kills it, else once its socket is closed and it ended by itself) and writes how it
 * ended: "ended", "ended with status 1", "was killed by signal 11". */
void work_zygote_reap(struct work_zygote *zygote, pid_t pid, bool at_once, char *how, size_t size);

#endif
