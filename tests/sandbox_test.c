/* work: what a process can still do once it is locked in, as a worker is: each attempt must fail. */
#include "work/private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#endif

#ifndef WORK_CONFINED
#define WORK_CONFINED 1
#endif

enum { DID_IT = 7, NO_LOCK = 8, FAILED_SOFTLY = 0 };

/* An attempt gives true where it got what it wanted. */
typedef bool attempt(int fd);

/* What became of a process that is locked in and then tries: its wait status. */
static int try(attempt *what)
{
    int ends[2], status = 0;
    pid_t child;

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    child = fork();
    if (child == 0) {
        struct base_error e = {""};

        if (work_lock(&ends[1], &e) != BASE_OK) {
            fprintf(stderr, "%s\n", e.text);
            _exit(NO_LOCK);
        }
        _exit(what(ends[1]) ? DID_IT : FAILED_SOFTLY);
    }
    close(ends[1]);
    assert_int_equal(waitpid(child, &status, 0), child);
    close(ends[0]);
    return status;
}

static void assert_fails(attempt *what)
{
    int status = try(what);

    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == FAILED_SOFTLY);
}

static void assert_kills(attempt *what)
{
    int status = try(what);

    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
}

/* ---- Files ---- */

static bool open_file(int fd)
{
    (void)fd;
    return open("/etc/passwd", O_RDONLY) >= 0;
}

static bool make_file(int fd)
{
    (void)fd;
    return open("/tmp/newsclip-sandbox", O_WRONLY | O_CREAT, 0600) >= 0 || mkdir("/tmp/newsclip-sandbox.d", 0700) == 0 ||
           unlink("/tmp/newsclip-sandbox") == 0;
}

static bool look_at_file(int fd)
{
    struct stat st;

    (void)fd;
    return stat("/etc/passwd", &st) == 0 || access("/etc/passwd", R_OK) == 0;
}

static bool open_through_proc(int fd)
{
    (void)fd;
    return open("/proc/self/mem", O_RDWR) >= 0 || open("/proc/self/environ", O_RDONLY) >= 0;
}

static void test_no_file_can_be_opened_made_or_looked_at(void **state)
{
    (void)state;
    if (!WORK_CONFINED)
        return;
    assert_fails(open_file);
    assert_fails(make_file);
    assert_fails(look_at_file);
    assert_fails(open_through_proc);
}

static bool use_standard_descriptors(int fd)
{
    char byte;

    (void)fd;
    return read(STDIN_FILENO, &byte, 1) != 0 || isatty(STDOUT_FILENO) || isatty(STDERR_FILENO);
}

static bool use_other_descriptors(int fd)
{
    char byte;

    for (int i = 3; i < 64; i++)
        if (i != fd && (write(i, "", 0) == 0 || read(i, &byte, 0) == 0))
            return true;
    return false;
}

static void test_nothing_is_open_but_the_channel(void **state)
{
    int kept = open("/dev/null", O_RDWR);

    (void)state;
    assert_true(kept >= 0);
    assert_fails(use_standard_descriptors);
    assert_fails(use_other_descriptors);
    close(kept);
}

#ifdef __linux__
/* ---- Network, programs, other processes ---- */

static bool open_socket(int fd)
{
    (void)fd;
    return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool open_local_socket(int fd)
{
    (void)fd;
    return socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}

static bool pass_descriptor(int fd)
{
    char room[CMSG_SPACE(sizeof(int))] = {0};
    struct iovec part = {"x", 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);

    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
    return sendmsg(fd, &message, 0) >= 0;
}

static bool fork_process(int fd)
{
    (void)fd;
    return fork() >= 0;
}

static bool make_thread(int fd)
{
    (void)fd;
    return syscall(SYS_clone, CLONE_VM | CLONE_FS | SIGCHLD, NULL, NULL, NULL, NULL) >= 0;
}

static bool run_program(int fd)
{
    char *const arguments[] = {"true", NULL};

    (void)fd;
    return execv("/bin/true", arguments) == 0;
}

static bool trace_parent(int fd)
{
    (void)fd;
    return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0;
}

static bool read_parent(int fd)
{
    char room[8];
    struct iovec here = {room, sizeof room}, there = {(void *)&fork_process, sizeof room};

    (void)fd;
    return process_vm_readv(getppid(), &here, 1, &there, 1, 0) > 0;
}

static bool signal_parent(int fd)
{
    (void)fd;
    return kill(getppid(), SIGURG) == 0;
}

static bool signal_parent_thread(int fd)
{
    pid_t parent = getppid();

    (void)fd;
    return syscall(SYS_tgkill, parent, parent, SIGURG) == 0;
}

static void test_whoever_reaches_for_other_processes_or_the_network_is_killed(void **state)
{
    static attempt *const attempts[] = {open_socket, open_local_socket, fork_process, make_thread, run_program,
                                        trace_parent, read_parent, signal_parent};

    (void)state;
    for (size_t i = 0; WORK_CONFINED && i < sizeof attempts / sizeof *attempts; i++)
        assert_kills(attempts[i]);
}

static bool make_code(int fd)
{
    (void)fd;
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static bool turn_data_into_code(int fd)
{
    void *room = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    (void)fd;
    return room == MAP_FAILED || mprotect(room, 4096, PROT_READ | PROT_EXEC) == 0;
}

static bool raise_limits(int fd)
{
    struct rlimit64_like { uint64_t now, most; } wide = {~0ull, ~0ull};

    (void)fd;
    return syscall(SYS_prlimit64, 0, 9 /* RLIMIT_AS */, &wide, NULL) == 0 || prctl(PR_SET_DUMPABLE, 1) == 0;
}

static void test_neither_code_nor_rights_can_be_gained(void **state)
{
    static attempt *const attempts[] = {make_code, turn_data_into_code, raise_limits, pass_descriptor,
                                        signal_parent_thread};

    (void)state;
    for (size_t i = 0; WORK_CONFINED && i < sizeof attempts / sizeof *attempts; i++)
        assert_fails(attempts[i]);
}

static bool wait_for_the_end(int fd)
{
    char byte;

    return write(fd, "x", 1) != 1 || read(fd, &byte, 1) != 0;
}

/* The file of /proc about CHILD. */
static void read_proc(pid_t child, const char *name, struct base_buf *out)
{
    char path[64];
    struct base_error e = {""};

    snprintf(path, sizeof path, "/proc/%d/%s", (int)child, name);
    base_buf_clear(out);
    assert_int_equal(base_file_read(path, 1 << 20, out, &e), BASE_OK);
}

static void assert_says(const struct base_buf *text, const char *line)
{
    assert_true(base_str_find(base_buf_str(text), base_str(line)) != SIZE_MAX);
}

static void test_the_kernel_says_so(void **state)
{
    struct base_buf text = BASE_BUF_INIT;
    int ends[2];
    char byte;
    pid_t child;

    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    child = fork();
    if (child == 0) {
        struct base_error e = {""};

        _exit(work_lock(&ends[1], &e) != BASE_OK || wait_for_the_end(ends[1]));
    }
    close(ends[1]);
    assert_int_equal(read(ends[0], &byte, 1), 1);
    read_proc(child, "status", &text);
    assert_says(&text, "\nNoNewPrivs:\t1\n");
    assert_says(&text, WORK_CONFINED ? "\nSeccomp:\t2\n" : "\nSeccomp:\t");
    read_proc(child, "limits", &text);
    assert_says(&text, "Max core file size        0                    0 ");
    if (WORK_CONFINED)
        assert_says(&text, "Max open files            0                    0 ");
    read_proc(child, "environ", &text);
    for (size_t i = 0; i < text.len; i++)
        assert_int_equal(text.ptr[i], 0);
    close(ends[0]);
    assert_int_equal(waitpid(child, NULL, 0), child);
    base_buf_free(&text);
}
#endif

/* ---- Memory, environment, the work itself ---- */

static bool take_memory(int fd)
{
    (void)fd;
    return malloc((size_t)BASE_LIMIT_WORKER_BYTES) != NULL;
}

static bool take_less(int fd)
{
    size_t size = (size_t)BASE_LIMIT_WORKER_BYTES / 10 * 9;
    char *room = malloc(size);

    (void)fd;
    if (room)
        memset(room, 1, size);
    return room == NULL;
}

static void test_memory_ends_at_its_limit(void **state)
{
    (void)state;
    assert_fails(take_less);
    if (WORK_CONFINED)
        assert_fails(take_memory);
}

static bool find_secret(int fd)
{
    (void)fd;
    return getenv("NEWSCLIP_TEST_TOKEN") != NULL;
}

static void test_the_environment_is_gone(void **state)
{
    (void)state;
    setenv("NEWSCLIP_TEST_TOKEN", "secret", 1);
    assert_fails(find_secret);
    unsetenv("NEWSCLIP_TEST_TOKEN");
}

static bool cannot_write(int fd)
{
    return write(fd, "ok", 2) != 2;
}

static void test_the_channel_stays(void **state)
{
    (void)state;
    assert_fails(cannot_write);
}

static bool abort_itself(int fd)
{
    (void)fd;
    abort();
}

static void test_a_failed_check_still_says_so(void **state)
{
    int status = try(abort_itself);

    (void)state;
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_file_can_be_opened_made_or_looked_at),
        cmocka_unit_test(test_nothing_is_open_but_the_channel),
#ifdef __linux__
        cmocka_unit_test(test_whoever_reaches_for_other_processes_or_the_network_is_killed),
        cmocka_unit_test(test_neither_code_nor_rights_can_be_gained),
        cmocka_unit_test(test_the_kernel_says_so),
#endif
        cmocka_unit_test(test_memory_ends_at_its_limit),
        cmocka_unit_test(test_the_environment_is_gone),
        cmocka_unit_test(test_the_channel_stays),
        cmocka_unit_test(test_a_failed_check_still_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
