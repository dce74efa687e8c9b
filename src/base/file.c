/* Files as a whole. */
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int system_status(int number)
{
    return number == ENOENT || number == ENOTDIR ? BASE_MISSING : number == ENOMEM ? BASE_NOMEM : BASE_IO;
}

/* Reads FD to its end. One byte beyond LIMIT is asked for, to see that there is more. */
static int read_all(int fd, const char *name, size_t limit, struct base_buf *out, struct base_error *e)
{
    char room[65536];
    size_t total = 0;
    for (;;) {
        size_t want = limit - total < sizeof room ? limit - total + 1 : sizeof room;
        ssize_t n = read(fd, room, want);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return base_fail(e, BASE_IO, "%s: %s", name, strerror(errno));
        if (n == 0)
            return BASE_OK;
        total += (size_t)n;
        if (total > limit)
            return base_fail(e, BASE_LIMIT, "%s: larger than %zu bytes", name, limit);
        if (!base_buf_add(out, room, (size_t)n))
            return base_fail(e, BASE_NOMEM, "%s: out of memory", name);
    }
}

int base_file_read(const char *path, size_t limit, struct base_buf *out, struct base_error *e)
{
    if (strcmp(path, "-") == 0)
        return read_all(STDIN_FILENO, "standard input", limit, out, e);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return base_fail(e, system_status(errno), "%s: %s", path, strerror(errno));
    struct stat st;
    int status;
    if (fstat(fd, &st) != 0)
        status = base_fail(e, BASE_IO, "%s: %s", path, strerror(errno));
    else if (S_ISDIR(st.st_mode))
        status = base_fail(e, BASE_INVALID, "%s: is a directory", path);
    else
        status = read_all(fd, path, limit, out, e);
    close(fd);
    return status;
}

int base_file_write_all(int fd, const void *bytes, size_t len)
{
    const char *at = bytes;
    while (len > 0) {
        ssize_t n = write(fd, at, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return BASE_IO;
        at += n;
        len -= (size_t)n;
    }
    return BASE_OK;
}

static bool is_dir(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

int base_file_make_dirs(const char *path, struct base_error *e)
{
    if (path[0] == '\0')
        return base_fail(e, BASE_INVALID, "a directory without a name");
    char *part = strdup(path);
    if (part == NULL)
        return base_fail(e, BASE_NOMEM, "%s: out of memory", path);
    int status = BASE_OK;
    for (char *at = part + 1; status == BASE_OK; at++) {
        char c = *at;
        if (c != '/' && c != '\0')
            continue;
        *at = '\0';
        if (mkdir(part, 0755) != 0) {
            int why = errno;
            if (!is_dir(part))
                status = base_fail(e, BASE_IO, "%s: %s", part, strerror(why == EEXIST ? ENOTDIR : why));
        }
        if (c == '\0')
            break;
        *at = c;
    }
    free(part);
    return status;
}
