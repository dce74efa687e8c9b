/* The pool: pages to workers, results back in the order of submission. */
#include "work/private.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/epoll.h>
#endif

enum job_state { JOB_WAITS, JOB_GIVEN, JOB_DONE };

struct job {
    struct job *next;
    enum work_task task;
    enum job_state state;
    struct work_result *result; /* its `message` is sent */
};

struct worker {
    int fd;     /* -1: not running */
    pid_t pid;
    struct job *job; /* NULL: at rest */
    struct base_str message; /* to be sent: the job's page, or the reply to what the worker needs */
    struct base_buf reply;
    size_t sent;     /* of the frame: four bytes of length, then the message */
    bool watched_for_room; /* the epoll instance wakes also when more can be sent */
    uint32_t length; /* of the answer */
    size_t received; /* of the frame */
    struct work_deadline deadline;
};

struct work_pool {
    struct work_zygote *zygote;
    struct base_log const *log;
    struct base_buf setup;
    struct worker *workers;
    struct pollfd *polls;
    unsigned count;
    int64_t deadline_ms;
    int epoll;           /* -1: none */
    struct decode_context *decoder; /* makes the tables that workers need; NULL: none was needed */
    struct job *first, *last; /* in the order of submission */
    size_t pending;
};

/* ---- Workers ---- */

static bool is_sending(const struct worker *w)
{
    return w->job && w->sent < w->message.len + sizeof(uint32_t);
}

/* Whoever waits for the pool's descriptor wakes when the worker speaks, or takes more of a long message. */
static void watch(struct work_pool *pool, struct worker *w, bool is_new)
{
#ifdef __linux__
    struct epoll_event event = {.events = is_sending(w) ? EPOLLIN | EPOLLOUT : EPOLLIN};

    if (pool->epoll < 0 || w->fd < 0 || (!is_new && w->watched_for_room == is_sending(w)))
        return;
    epoll_ctl(pool->epoll, is_new ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, w->fd, &event);
    w->watched_for_room = is_sending(w);
#else
    (void)pool, (void)w, (void)is_new;
#endif
}

static int start_worker(struct work_pool *pool, struct worker *w, struct base_error *e)
{
    int status = work_zygote_spawn(pool->zygote, &w->fd, &w->pid, e);

    if (status != BASE_OK)
        return status;
    fcntl(w->fd, F_SETFD, FD_CLOEXEC);
    if (!work_frame_send(w->fd, base_buf_str(&pool->setup)))
        status = base_fail(e, BASE_IO, "a worker process ended at its start");
    fcntl(w->fd, F_SETFL, fcntl(w->fd, F_GETFL) | O_NONBLOCK);
    watch(pool, w, true);
    return status;
}

static void stop_worker(struct work_pool *pool, struct worker *w, bool at_once, char *how, size_t size)
{
    close(w->fd);
    w->fd = -1;
    base_buf_free(&w->reply);
    work_zygote_reap(pool->zygote, w->pid, at_once, how, size);
}

static void finish_job(struct worker *w)
{
    w->job->state = JOB_DONE;
    w->job = NULL;
}

/* The worker is lost, and with it the page it had. */
static void lose_worker(struct work_pool *pool, struct worker *w, int status)
{
    struct work_result *r = w->job->result;
    char how[64];

    stop_worker(pool, w, status != BASE_INTERNAL, how, sizeof how);
    r->quarantine = true;
    if (status == BASE_TIMEOUT)
        r->status = base_fail(&r->error, status, "took longer than %lld s", (long long)(pool->deadline_ms / 1000));
    else if (status == BASE_NOMEM)
        r->status = base_fail(&r->error, status, "took more than %d MB of memory", BASE_LIMIT_WORKER_BYTES >> 20);
    else
        r->status = base_fail(&r->error, BASE_INTERNAL, "the worker %s", how);
    finish_job(w);
}

static void give_job(struct work_pool *pool, struct worker *w, struct job *job)
{
    struct work_result *r = job->result;
    struct base_error e = {""};

    w->job = job;
    w->message = base_buf_str(&r->message);
    w->sent = w->received = 0;
    job->state = JOB_GIVEN;
    if (w->fd < 0 && start_worker(pool, w, &e) != BASE_OK) {
        r->status = base_fail(&r->error, BASE_INTERNAL, "%s", e.text);
        finish_job(w);
    }
    work_deadline_set(&w->deadline, w->pid, pool->deadline_ms);
    watch(pool, w, false);
}

static void give_jobs(struct work_pool *pool)
{
    struct job *job = pool->first;

    for (unsigned i = 0; i < pool->count && job; i++) {
        if (pool->workers[i].job)
            continue;
        while (job && job->state != JOB_WAITS)
            job = job->next;
        if (job)
            give_job(pool, &pool->workers[i], job);
    }
}

/* ---- Bytes to and from a worker ---- */

/* Sends what the socket takes of the length and the message behind it. False: the worker is gone. */
static bool send_some(struct worker *w)
{
    struct base_str message = w->message;
    uint32_t length = (uint32_t)message.len;

    while (w->sent < sizeof length + message.len) {
        const char *from = w->sent < sizeof length ? (const char *)&length + w->sent
                                                   : message.ptr + (w->sent - sizeof length);
        size_t left = w->sent < sizeof length ? sizeof length - w->sent : message.len - (w->sent - sizeof length);
        ssize_t n = send(w->fd, from, left, 0);

        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return true;
        if (n <= 0)
            return false;
        w->sent += (size_t)n;
    }
    return true;
}

enum received { RECEIVED_PART, RECEIVED_ALL, RECEIVED_NOTHING_MORE, RECEIVED_NONSENSE };

static enum received receive_some(struct worker *w)
{
    struct base_buf *frame = &w->job->result->frame;
    char room[64 << 10];

    for (;;) {
        bool head = w->received < sizeof w->length;
        size_t left = head ? sizeof w->length - w->received : w->length - frame->len;
        ssize_t n;

        if (!head && left == 0)
            return RECEIVED_ALL;
        n = recv(w->fd, room, left < sizeof room ? left : sizeof room, 0);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return RECEIVED_PART;
        if (n <= 0)
            return RECEIVED_NOTHING_MORE;
        if (head)
            memcpy((char *)&w->length + w->received, room, (size_t)n);
        else if (!base_buf_add(frame, room, (size_t)n))
            return RECEIVED_NONSENSE;
        w->received += (size_t)n;
        if (w->received >= sizeof w->length && w->length > BASE_LIMIT_FRAME_BYTES)
            return RECEIVED_NONSENSE;
    }
}

/* The page within the message that held it. */
static void point_at_page(struct work_result *r)
{
    struct work_reader in = {base_buf_str(&r->message), false};
    enum work_task task;

    work_get_page(&in, &task, &r->page);
}

/* A worker whose memory ran out is in no state to go on, and one that broke the protocol is not to be trusted. */
static void take_answer(struct work_pool *pool, struct worker *w)
{
    struct work_result *r = w->job->result;
    char how[64];

    work_get_answer(base_buf_str(&r->frame), w->job->task, r);
    if (r->status == BASE_OK && w->job->task == WORK_EXTRACT)
        work_check_page(&r->page, r);
    if (r->status == BASE_NOMEM) {
        r->error.text[0] = '\0';
        lose_worker(pool, w, BASE_NOMEM);
    } else {
        if (r->status == BASE_INTERNAL)
            stop_worker(pool, w, true, how, sizeof how);
        r->quarantine = r->status == BASE_INTERNAL;
        finish_job(w);
    }
}

/* A whole frame came: the answer, or the question for what the page needs. */
static void take_frame(struct work_pool *pool, struct worker *w)
{
    struct work_result *r = w->job->result;
    struct work_need need;

    if (!work_get_need(base_buf_str(&r->frame), &need)) {
        take_answer(pool, w);
        return;
    }
    w->reply.limit = BASE_LIMIT_FRAME_BYTES;
    if (is_sending(w) || !work_supply(base_buf_str(&pool->setup), &pool->decoder, &need, &w->reply)) {
        lose_worker(pool, w, BASE_INTERNAL);
        return;
    }
    base_buf_clear(&r->frame);
    w->message = base_buf_str(&w->reply);
    w->sent = w->received = 0;
    if (!send_some(w))
        lose_worker(pool, w, BASE_INTERNAL);
}

static void serve_worker(struct work_pool *pool, struct worker *w, short events)
{
    if ((events & POLLOUT) && is_sending(w) && !send_some(w)) {
        lose_worker(pool, w, BASE_INTERNAL);
        return;
    }
    watch(pool, w, false);
    if (!(events & (POLLIN | POLLHUP | POLLERR)))
        return;
    switch (receive_some(w)) {
    case RECEIVED_PART:
        break;
    case RECEIVED_NOTHING_MORE:
        lose_worker(pool, w, BASE_INTERNAL);
        break;
    case RECEIVED_NONSENSE:
        base_buf_clear(&w->job->result->frame);
        take_answer(pool, w);
        break;
    case RECEIVED_ALL:
        take_frame(pool, w);
        watch(pool, w, false);
        break;
    }
}

/* ---- The pool ---- */

int work_pool_open(struct work_zygote *zygote, const struct work_pool_options *options, struct work_pool **pool,
                   struct base_error *e)
{
    struct work_pool *p = calloc(1, sizeof *p);

    *pool = NULL;
    if (!p)
        return base_fail(e, BASE_NOMEM, "out of memory");
    p->zygote = zygote;
    p->log = options->log;
    p->epoll = -1;
    p->count = options->jobs ? options->jobs : 1;
    if (p->count > BASE_LIMIT_JOBS)
        p->count = BASE_LIMIT_JOBS;
    p->deadline_ms = options->deadline_ms ? options->deadline_ms : BASE_LIMIT_PAGE_MS;
    p->workers = calloc(p->count, sizeof *p->workers);
    p->polls = calloc(p->count, sizeof *p->polls);
    work_put_setup(&p->setup, options->selectors, options->selector_count);
    if (!p->workers || !p->polls || p->setup.failed) {
        p->count = 0;
        work_pool_close(p);
        return base_fail(e, BASE_NOMEM, "out of memory");
    }
    for (unsigned i = 0; i < p->count; i++)
        p->workers[i].fd = -1;
#ifdef __linux__
    p->epoll = epoll_create1(EPOLL_CLOEXEC);
#endif
    *pool = p;
    return BASE_OK;
}

void work_pool_close(struct work_pool *pool)
{
    char how[64];

    if (!pool)
        return;
    for (unsigned i = 0; i < pool->count; i++) {
        struct worker *w = &pool->workers[i];

        if (w->fd < 0)
            continue;
        stop_worker(pool, w, w->job != NULL, how, sizeof how);
        if (!w->job && strcmp(how, "ended") != 0)
            base_log(pool->log, BASE_LOG_WARNING, "a worker process %s", how);
    }
    while (pool->first) {
        struct job *job = pool->first;

        pool->first = job->next;
        work_result_free(job->result);
        free(job);
    }
    if (pool->epoll >= 0)
        close(pool->epoll);
    if (pool->decoder)
        decode_close(pool->decoder);
    base_buf_free(&pool->setup);
    free(pool->workers);
    free(pool->polls);
    free(pool);
}

int work_submit(struct work_pool *pool, enum work_task task, const struct work_page *page, void *context,
                struct base_error *e)
{
    struct job *job = calloc(1, sizeof *job);
    struct work_result *r = calloc(1, sizeof *r);

    if (job && r) {
        base_arena_init(&r->arena, 0);
        r->context = context;
        r->frame.limit = r->message.limit = BASE_LIMIT_FRAME_BYTES;
        work_put_page(&r->message, task, page);
    }
    if (!job || !r || r->message.failed) {
        free(job);
        work_result_free(r);
        return base_fail(e, BASE_NOMEM, "out of memory");
    }
    point_at_page(r);
    job->task = task;
    job->result = r;
    if (pool->last)
        pool->last->next = job;
    else
        pool->first = job;
    pool->last = job;
    pool->pending++;
    give_jobs(pool);
    return BASE_OK;
}

int work_submit_pages(struct work_pool *pool, enum work_task task, const struct work_page *pages, size_t count,
                      void *context, struct base_error *e)
{
    struct base_buf bytes = {.limit = BASE_LIMIT_FRAME_BYTES / 2};
    int status;

    work_put_pages(&bytes, pages, count);
    if (bytes.failed)
        status = base_fail(e, BASE_LIMIT, "the pages are larger than %d MB together", BASE_LIMIT_FRAME_BYTES >> 21);
    else
        status = work_submit(pool, task, &(struct work_page){.bytes = base_buf_str(&bytes)}, context, e);
    base_buf_free(&bytes);
    return status;
}

size_t work_pending(const struct work_pool *pool)
{
    return pool->pending;
}

int work_pool_fd(const struct work_pool *pool)
{
    return pool->epoll;
}

static struct work_result *take_first(struct work_pool *pool)
{
    struct job *job = pool->first;
    struct work_result *r;

    if (!job || job->state != JOB_DONE)
        return NULL;
    r = job->result;
    pool->first = job->next;
    if (!pool->first)
        pool->last = NULL;
    pool->pending--;
    free(job);
    return r;
}

/* Milliseconds until the first deadline, at most LIMIT (-1: none). */
static int wait_time(const struct work_pool *pool, int limit)
{
    int64_t now = base_time_monotonic_ms(), first = limit < 0 ? INT64_MAX : now + limit;

    for (unsigned i = 0; i < pool->count; i++)
        if (pool->workers[i].job && pool->workers[i].deadline.look < first)
            first = pool->workers[i].deadline.look;
    if (first == INT64_MAX)
        return -1;
    return first <= now ? 0 : (int)(first - now);
}

static void turn(struct work_pool *pool, int timeout_ms)
{
    char how[64];
    int64_t now;

    for (unsigned i = 0; i < pool->count; i++) {
        struct worker *w = &pool->workers[i];

        pool->polls[i] = (struct pollfd){.fd = w->fd, .events = (short)(is_sending(w) ? POLLIN | POLLOUT : POLLIN)};
    }
    if (poll(pool->polls, pool->count, wait_time(pool, timeout_ms)) < 0 && errno != EINTR)
        return;
    now = base_time_monotonic_ms();
    for (unsigned i = 0; i < pool->count; i++) {
        struct worker *w = &pool->workers[i];

        if (w->job && pool->polls[i].revents)
            serve_worker(pool, w, pool->polls[i].revents);
        else if (w->fd >= 0 && pool->polls[i].revents)
            stop_worker(pool, w, true, how, sizeof how); /* it ended at rest, or speaks unasked */
        if (w->job && work_deadline_passed(&w->deadline, w->pid, now))
            lose_worker(pool, w, BASE_TIMEOUT);
    }
    give_jobs(pool);
}

struct work_result *work_next(struct work_pool *pool, int timeout_ms)
{
    int64_t end = base_time_monotonic_ms() + timeout_ms;
    struct work_result *r;

    turn(pool, 0); /* also where a result is at hand: no worker waits while the caller is busy with that one */
    r = take_first(pool);
    while (!r && pool->pending) {
        int64_t left = timeout_ms < 0 ? -1 : end - base_time_monotonic_ms();

        turn(pool, timeout_ms < 0 ? -1 : left < 0 ? 0 : (int)left);
        r = take_first(pool);
        if (!r && timeout_ms >= 0 && left <= 0)
            break;
    }
    return r;
}

void work_result_replace(struct work_result **story, struct work_result *result)
{
    struct work_result *first = *story;

    if (result->status != BASE_OK || !result->record.article.body.ptr) {
        work_result_free(result);
        return;
    }
    result->record.url = base_arena_str(&result->arena, first->record.url);
    if (first->record.input.ptr)
        result->record.input = base_arena_str(&result->arena, first->record.input);
    *story = result;
    work_result_free(first);
}

void work_result_free(struct work_result *result)
{
    if (!result)
        return;
    base_arena_free(&result->arena);
    base_buf_free(&result->frame);
    base_buf_free(&result->message);
    free(result);
}
