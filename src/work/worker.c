/* The worker: locks itself in, then one page after the other, nothing remembered between them but tables of encodings
 * and selectors. */
#include "work/private.h"

#include <jansson.h>

static struct work_clipper *set_up(struct base_str message, struct base_error *e)
{
    struct work_reader in = {message, false};
    struct work_clipper *clipper = NULL;
    struct base_arena arena;
    uint64_t count = work_get_number(&in);
    const char **dirs;

    base_arena_init(&arena, 0);
    dirs = BASE_NEW_ARRAY(&arena, const char *, (size_t)count + 1);
    for (uint64_t i = 0; dirs && i < count; i++)
        dirs[i] = base_arena_cstr(&arena, work_get_str(&in));
    if (!dirs || arena.failed || in.failed)
        base_fail(e, BASE_INTERNAL, "the worker could not be set up");
    else
        work_clipper_open(dirs, (size_t)count, &clipper, e);
    base_arena_free(&arena);
    return clipper;
}

static void answer_page(struct work_clipper *clipper, struct base_arena *arena, struct base_str message,
                        struct base_buf *answer)
{
    struct work_reader in = {message, false};
    struct work_page page = {0};
    struct work_made made = {0};
    struct base_error error = {""};
    enum work_task task = WORK_EXTRACT;
    int status;

    if (!work_get_page(&in, &task, &page))
        status = base_fail(&error, BASE_INTERNAL, "the parent's message is malformed");
    else if (task == WORK_DISCOVER)
        status = work_find_source_links(clipper, arena, &page, &made.links, &error);
    else if (task == WORK_LEARN)
        status = work_learn(clipper, arena, page.bytes, &made.learned, &error);
    else if (task == WORK_EXPLAIN)
        status = work_explain(clipper, arena, &page, &made.record, &made.explained, &error);
    else
        status = work_clip(clipper, arena, &page, &made.record, &made.links, &error);
    work_put_answer(answer, task, status, &error, &made);
    if (answer->failed) {
        base_buf_free(answer);
        base_fail(&error, BASE_NOMEM, "out of memory");
        work_put_answer(answer, task, BASE_NOMEM, &error, NULL);
    }
}

/* What libraries fetch at their first use, they fetch now: jansson its seed, libxml2 its tables. */
static void warm_up(struct work_clipper *clipper, struct base_arena *arena)
{
    struct work_page page = {.bytes = BASE_STR("<p>"), .fetched = BASE_TIME_NONE};
    struct record record;
    struct base_error ignored = {""};

    json_object_seed(0);
    work_clip(clipper, arena, &page, &record, NULL, &ignored);
    base_arena_reset(arena);
}

/* NULL, and the reason, where a page would not be safe or could not be read. */
static struct work_clipper *get_ready(struct work_channel *channel, struct base_arena *arena, struct base_str setup,
                                      struct base_error *e)
{
    struct work_clipper *clipper = set_up(setup, e);
    struct work_suppliers suppliers = work_suppliers_of(channel);

    if (!clipper)
        return NULL;
    warm_up(clipper, arena);
    work_clipper_supply(clipper, &suppliers);
    if (work_lock(&channel->fd, e) == BASE_OK)
        return clipper;
    work_clipper_close(clipper);
    return NULL;
}

void work_worker_run(int fd)
{
    struct base_buf message = {.limit = BASE_LIMIT_FRAME_BYTES}, answer = {.limit = BASE_LIMIT_FRAME_BYTES};
    struct work_channel channel = {fd, {.limit = BASE_LIMIT_FRAME_BYTES}};
    struct base_error error = {""};
    struct work_clipper *clipper = NULL;
    struct base_arena arena;

    base_arena_init(&arena, 0);
    if (work_frame_receive(fd, &message))
        clipper = get_ready(&channel, &arena, base_buf_str(&message), &error);
    while (work_frame_receive(channel.fd, &message)) {
        base_buf_clear(&answer);
        if (clipper)
            answer_page(clipper, &arena, base_buf_str(&message), &answer);
        else
            work_put_answer(&answer, WORK_EXTRACT, BASE_INVALID, &error, NULL);
        if (!work_frame_send(channel.fd, base_buf_str(&answer)))
            break;
        base_arena_reset(&arena);
    }
    work_clipper_close(clipper);
    base_arena_free(&arena);
    base_buf_free(&message);
    base_buf_free(&answer);
}
