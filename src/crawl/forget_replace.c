/* A file of the archive written anew: beside itself, then renamed. */
#include "crawl/forget.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static FILE *open_beside(struct forget *f, const char *beside)
{
    int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    FILE *out = fd < 0 ? NULL : fdopen(fd, "w");

    if (!out)
        forget_fail(f, beside);
    if (!out && fd >= 0)
        close(fd);
    return out;
}

static void sync_folder(struct forget *f, const char *path)
{
    char folder[FORGET_PATH_BYTES];
    int fd;

    snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(path, '/') - path), path);
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0)
        forget_fail(f, folder);
    if (fd >= 0)
        close(fd);
}

void forget_replace(struct forget *f, const char *file, int (*write)(void *context, FILE *out), void *context)
{
    char path[FORGET_PATH_BYTES], beside[FORGET_PATH_BYTES + 8];
    struct stat st;
    FILE *out;

    snprintf(path, sizeof path, "%s/%s", f->dir, file);
    snprintf(beside, sizeof beside, "%s.new", path);
    out = open_beside(f, beside);
    if (!out)
        return;
    f->status = write(context, out);
    if (f->status == BASE_OK && (stat(path, &st) != 0 || fchmod(fileno(out), st.st_mode & 07777) != 0 ||
                                 fflush(out) != 0 || ferror(out) || fsync(fileno(out)) != 0))
        forget_fail(f, beside);
    if (fclose(out) != 0 && f->status == BASE_OK)
        forget_fail(f, beside);
    if (f->status == BASE_OK)
        forget_note(f, file);
    if (f->status == BASE_OK && rename(beside, path) != 0)
        forget_fail(f, path);
    if (f->status == BASE_OK)
        sync_folder(f, path);
    if (f->status != BASE_OK)
        unlink(beside);
}
