/* A network of the test's own, which nothing can leave: for what must not be asked even if a guard failed. */
#ifndef OWN_NETWORK_H
#define OWN_NETWORK_H

#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#ifdef __linux__
#include <sched.h>

/* A user without rights has them in a namespace of users of its own, as the user that it is. */
static inline void keep_user(unsigned uid, unsigned gid)
{
    static const char *const files[] = {"/proc/self/setgroups", "/proc/self/uid_map", "/proc/self/gid_map"};
    char lines[3][64] = {"deny"};

    snprintf(lines[1], sizeof lines[1], "%u %u 1", uid, uid);
    snprintf(lines[2], sizeof lines[2], "%u %u 1", gid, gid);
    for (int i = 0; i < 3; i++) {
        int fd = open(files[i], O_WRONLY);
        if (fd < 0 || write(fd, lines[i], strlen(lines[i])) < 0)
            perror(files[i]);
        close(fd);
    }
}

static inline bool leave_network(void)
{
    unsigned uid = getuid(), gid = getgid();

    if (unshare(CLONE_NEWNET) == 0)
        return true;
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
        return false;
    keep_user(uid, gid);
    return true;
}
#else
static inline bool leave_network(void)
{
    return false;
}
#endif

/* To be called before there are threads. Where the system has no such thing the tests run as they are: what they ask for is
 * on loopback, or refused. */
static inline void enter_own_network(void)
{
    struct ifreq loopback = {.ifr_name = "lo"};
    int fd;

    if (!leave_network()) {
        printf("no network of its own here: the guard alone keeps these tests inside\n");
        return;
    }
    fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (fd < 0 || ioctl(fd, SIOCGIFFLAGS, &loopback) != 0 || (loopback.ifr_flags |= IFF_UP, ioctl(fd, SIOCSIFFLAGS, &loopback)) != 0)
        perror("lo");
    close(fd);
}

#endif
