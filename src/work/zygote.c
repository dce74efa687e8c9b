/* The zygote: forks workers on request, reaps them, dies with its parent and takes them along. */
#include "work/private.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

struct work_zygote {
    int control;
    pid_t pid;
};

enum { COMMAND_SPAWN, COMMAND_REAP, COMMAND_KILL };
struct command {
    int what;
    pid_t pid;
};
struct reply {
    pid_t pid; /* -1: it could not be forked */
    int status; /* of waitpid */
};

/* One reply, with a descriptor beside it where FD is not -1 (cmsg(3)). */
static bool send_reply(int control, const struct reply *reply, int fd)
{
    union {
        struct cmsghdr align;
        char room[CMSG_SPACE(sizeof(int))];
    } ancillary;
    struct iovec part = {(void *)reply, sizeof *reply};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};

    if (fd >= 0) {
        memset(&ancillary, 0, sizeof ancillary);
        message.msg_control = ancillary.room;
        message.msg_controllen = sizeof ancillary.room;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof fd);
        memcpy(CMSG_DATA(header), &fd, sizeof fd);
    }
    return sendmsg(control, &message, 0) == (ssize_t)sizeof *reply;
}

static bool receive_reply(int control, struct reply *reply, int *fd)
{
    union {
        struct cmsghdr align;
        char room[CMSG_SPACE(sizeof(int))];
    } ancillary;
    struct iovec part = {reply, sizeof *reply};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = ancillary.room,
                             .msg_controllen = sizeof ancillary.room};
    ssize_t n;

    do {
        n = recvmsg(control, &message, 0);
    } while (n < 0 && errno == EINTR);
    *fd = -1;
    for (struct cmsghdr *h = n < 0 ? NULL : CMSG_FIRSTHDR(&message); h; h = CMSG_NXTHDR(&message, h))
        if (h->cmsg_level == SOL_SOCKET && h->cmsg_type == SCM_RIGHTS && h->cmsg_len == CMSG_LEN(sizeof *fd))
            memcpy(fd, CMSG_DATA(h), sizeof *fd);
    return n == (ssize_t)sizeof *reply;
}

/* Signals of a terminal or a service manager reach all processes of the group; to end in good order is the
 * parent's to decide. */
static void ignore_signals(void)
{
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
}

static void die_with_parent(pid_t parent)
{
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (getppid() != parent)
        _exit(0);
}

static void spawn(int control)
{
    struct reply reply = {-1, 0};
    pid_t self = getpid();
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0) {
        send_reply(control, &reply, -1);
        return;
    }
    reply.pid = fork();
    if (reply.pid == 0) {
        die_with_parent(self);
        close(control);
        close(ends[0]);
        work_worker_run(ends[1]);
        exit(0);
    }
    close(ends[1]);
    send_reply(control, &reply, reply.pid > 0 ? ends[0] : -1);
    close(ends[0]);
}

/* Waits for the end of a worker, at most two seconds where it is let end by itself: its own status says more
 * than our signal would. */
static void reap(int control, pid_t pid, bool at_once)
{
    struct reply reply = {pid, 0};

    for (int tries = 0; !at_once && tries < 400; tries++) {
        if (waitpid(pid, &reply.status, WNOHANG) == pid) {
            send_reply(control, &reply, -1);
            return;
        }
        usleep(tries < 20 ? 200 : 5000);
    }
    kill(pid, SIGKILL);
    waitpid(pid, &reply.status, 0);
    send_reply(control, &reply, -1);
}

static void run_zygote(int control)
{
    struct command command;

    ignore_signals();
    setpgid(0, 0);
    while (recv(control, &command, sizeof command, MSG_WAITALL) == (ssize_t)sizeof command) {
        if (command.what == COMMAND_SPAWN)
            spawn(control);
        else
            reap(control, command.pid, command.what == COMMAND_KILL);
    }
    /* The parent is gone. Workers at rest see their socket close; one that hangs in a page does not. */
    kill(0, SIGKILL);
}

int work_zygote_start(struct work_zygote **zygote, struct base_error *e)
{
    struct work_zygote *z = calloc(1, sizeof *z);
    pid_t parent = getpid();
    int ends[2];

    *zygote = NULL;
    if (!z)
        return base_fail(e, BASE_NOMEM, "out of memory");
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0) {
        free(z);
        return base_fail(e, BASE_IO, "worker processes cannot be started: %s", strerror(errno));
    }
    z->pid = fork();
    if (z->pid == 0) {
        free(z);
        close(ends[0]);
        if (getppid() != parent)
            _exit(0);
        run_zygote(ends[1]);
        _exit(0);
    }
    close(ends[1]);
    z->control = ends[0];
    if (z->pid < 0) {
        close(z->control);
        free(z);
        return base_fail(e, BASE_IO, "worker processes cannot be started: %s", strerror(errno));
    }
    *zygote = z;
    return BASE_OK;
}

void work_zygote_stop(struct work_zygote *zygote)
{
    if (!zygote)
        return;
    close(zygote->control);
    while (waitpid(zygote->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    free(zygote);
}

int work_zygote_spawn(struct work_zygote *zygote, int *fd, pid_t *pid, struct base_error *e)
{
    struct command command = {COMMAND_SPAWN, 0};
    struct reply reply = {0};

    if (send(zygote->control, &command, sizeof command, 0) != (ssize_t)sizeof command ||
        !receive_reply(zygote->control, &reply, fd))
        return base_fail(e, BASE_IO, "worker processes cannot be started: the process that forks them is gone");
    if (reply.pid < 0 || *fd < 0)
        return base_fail(e, BASE_IO, "a worker process cannot be started");
    *pid = reply.pid;
    return BASE_OK;
}

void work_zygote_reap(struct work_zygote *zygote, pid_t pid, bool at_once, char *how, size_t size)
{
    struct command command = {at_once ? COMMAND_KILL : COMMAND_REAP, pid};
    struct reply reply = {0};
    int fd;

    snprintf(how, size, "ended");
    if (send(zygote->control, &command, sizeof command, 0) != (ssize_t)sizeof command ||
        !receive_reply(zygote->control, &reply, &fd))
        return;
    if (WIFSIGNALED(reply.status) && WTERMSIG(reply.status) == SIGSYS)
        snprintf(how, size, "was killed: it called what a worker may not call");
    else if (WIFSIGNALED(reply.status))
        snprintf(how, size, "was killed by signal %d", WTERMSIG(reply.status));
    else if (WIFEXITED(reply.status) && WEXITSTATUS(reply.status))
        snprintf(how, size, "ended with status %d", WEXITSTATUS(reply.status));
}
