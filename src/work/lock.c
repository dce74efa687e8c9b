/*
 * A process locks itself in: from then on it computes, reads and writes what it holds open, and ends. On Linux a
 * seccomp filter (seccomp(2)) keeps it so; everywhere its limits do what they can (setrlimit(2)). A build with
 * sanitizers or under valgrind has neither the filter nor most limits: both need calls, files and room of their own.
 */
#include "work/private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>
#ifndef WORK_CONFINED
#define WORK_CONFINED 1
#endif
#ifdef __linux__
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#define HAS_SECCOMP WORK_CONFINED
#else
#define HAS_SECCOMP 0
#endif

enum { KEPT = 3 }; /* the number of the descriptor that stays, behind the standard ones */

extern char **environ;

/* ---- Descriptors, environment, limits ---- */

static void close_from(int first)
{
    long last = sysconf(_SC_OPEN_MAX);

#ifdef SYS_close_range
    if (syscall(SYS_close_range, (unsigned)first, ~0u, 0) == 0)
        return;
#endif
    for (int fd = first; fd < (last < 0 || last > 65536 ? 65536 : last); fd++)
        close(fd);
}

/* Standard input, output and error lead nowhere: no output of a page gets past the parent. Sanitizers report to the
 * last of them. */
static int keep_only(int *fd, struct base_error *e)
{
    int null = open("/dev/null", O_RDWR), kept = fcntl(*fd, F_DUPFD, KEPT + 1);

    if (null < 0 || kept < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 ||
        (WORK_CONFINED && dup2(null, STDERR_FILENO) < 0) || dup2(kept, KEPT) < 0)
        return base_fail(e, BASE_IO, "its descriptors: %s", strerror(errno));
    close_from(KEPT + 1);
    *fd = KEPT;
    return BASE_OK;
}

/* Not even its bytes stay: tokens are often handed to a program in its environment. */
static void forget_environment(void)
{
    for (char **variable = environ; variable && *variable; variable++)
        memset(*variable, 0, strlen(*variable));
    if (environ)
        *environ = NULL;
}

static bool limit(int resource, rlim_t value)
{
    struct rlimit now;

    if (getrlimit(resource, &now) < 0)
        return false;
    if (now.rlim_max != RLIM_INFINITY && now.rlim_max < value)
        value = now.rlim_max;
    return setrlimit(resource, &(struct rlimit){value, value}) == 0;
}

#if WORK_CONFINED
/* The address space also holds the program, its libraries and what was loaded until now. */
static size_t address_space(void)
{
    size_t pages = 0;
    char line[128];
    FILE *file = fopen("/proc/self/statm", "re");

    if (file && fgets(line, sizeof line, file))
        pages = strtoul(line, NULL, 10);
    if (file)
        fclose(file);
    return pages ? pages * (size_t)sysconf(_SC_PAGESIZE) : (size_t)256 << 20;
}
#endif

static int set_limits(struct base_error *e)
{
    bool set = limit(RLIMIT_CORE, 0);

#if WORK_CONFINED
    set = set && limit(RLIMIT_AS, address_space() + BASE_LIMIT_WORKER_BYTES) && limit(RLIMIT_NPROC, 0) &&
          limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NOFILE, 0);
#endif
    return set ? BASE_OK : base_fail(e, BASE_IO, "its limits: %s", strerror(errno));
}

/* ---- The filter ---- */

#if HAS_SECCOMP
/* What a page takes: its bytes in, the answer out, memory, the clock, the end. Not close: whose socket closes is dead. */
static const int allowed[] = {
    SCMP_SYS(read),           SCMP_SYS(write),         SCMP_SYS(brk),
    SCMP_SYS(munmap),         SCMP_SYS(mremap),
    SCMP_SYS(madvise),        SCMP_SYS(futex),         SCMP_SYS(futex_time64),
    SCMP_SYS(clock_gettime),  SCMP_SYS(gettimeofday),  SCMP_SYS(clock_gettime64),
    SCMP_SYS(getrandom),      SCMP_SYS(getpid),        SCMP_SYS(gettid),
    SCMP_SYS(sysinfo),        SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(restart_syscall), SCMP_SYS(sched_yield),  SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};
/* The same without PROT_EXEC: no code but the program's own. */
static const int maps[] = {SCMP_SYS(mmap), SCMP_SYS(mmap2), SCMP_SYS(mprotect)};
/* What no library of ours asks for by itself: whoever calls it has taken the process over, and it ends. All else,
 * such as a file that a C library would like to read, fails with EPERM and nothing more. */
static const int deadly[] = {
    SCMP_SYS(execve),         SCMP_SYS(execveat),      SCMP_SYS(fork),
    SCMP_SYS(vfork),          SCMP_SYS(clone),         SCMP_SYS(clone3),
    SCMP_SYS(ptrace),         SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev),
    SCMP_SYS(kill),           SCMP_SYS(tkill),         SCMP_SYS(rt_sigqueueinfo),
    SCMP_SYS(pidfd_open),     SCMP_SYS(pidfd_getfd),   SCMP_SYS(pidfd_send_signal),
    SCMP_SYS(socket),         SCMP_SYS(socketpair),    SCMP_SYS(socketcall),
    SCMP_SYS(connect),        SCMP_SYS(bind),          SCMP_SYS(bpf),
    SCMP_SYS(io_uring_setup), SCMP_SYS(unshare),       SCMP_SYS(setns),
    SCMP_SYS(mount),          SCMP_SYS(perf_event_open), SCMP_SYS(keyctl),
};
#define COUNT(table) (sizeof(table) / sizeof *(table))

static int fill(scmp_filter_ctx filter)
{
    struct scmp_arg_cmp no_code = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    struct scmp_arg_cmp itself = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0);
    int failed = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, &itself); /* abort(3) */

    for (size_t i = 0; !failed && i < COUNT(allowed); i++)
        failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
    for (size_t i = 0; !failed && i < COUNT(maps); i++)
        failed = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, maps[i], 1, &no_code);
    for (size_t i = 0; !failed && i < COUNT(deadly); i++)
        failed = seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, deadly[i], 0);
    return failed;
}

static bool has_filter(void)
{
    /* a kernel that knows filters looks at the one that is not there */
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL, 0, 0) == -1 && errno == EFAULT;
}

static int set_filter(struct base_error *e)
{
    scmp_filter_ctx filter;
    int failed;

    if (!has_filter())
        return BASE_OK;
    filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    failed = filter ? fill(filter) : -ENOMEM;
    if (!failed)
        failed = seccomp_load(filter);
    seccomp_release(filter);
    return failed ? base_fail(e, BASE_IO, "its filter: %s", strerror(-failed)) : BASE_OK;
}
#else
static bool has_filter(void)
{
    return false;
}

static int set_filter(struct base_error *e)
{
    (void)e;
    return BASE_OK;
}
#endif

/* ---- The lock ---- */

int work_lock(int *fd, struct base_error *e)
{
    struct base_error why = {""};
    int status = keep_only(fd, &why);

    forget_environment();
    if (status == BASE_OK)
        status = set_limits(&why);
#ifdef __linux__
    if (status == BASE_OK && (prctl(PR_SET_DUMPABLE, !WORK_CONFINED) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0))
        status = base_fail(&why, BASE_IO, "its privileges: %s", strerror(errno));
#endif
    if (status == BASE_OK)
        status = set_filter(&why);
    return status == BASE_OK ? BASE_OK : base_fail(e, status, "a worker cannot be locked in: %s", why.text);
}

const char *work_protection(void)
{
    if (!WORK_CONFINED)
        return "processes of their own, without system-call filter and limit of memory (a build for tests)";
    return has_filter() ? "processes of their own, system-call filter (seccomp), limits"
                        : "processes of their own, limits; this system has no system-call filter";
}
