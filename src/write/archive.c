/* The archive: a file a portal and day, lines only ever added at its end. */
#include "write/write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_OPEN = 64 };

struct open_file {
    char name[320]; /* relative to the archive */
    int fd;
    int64_t length;
    bool dirty;      /* lines that are not on disk yet */
    bool new_folder; /* its folders' entries are not on disk yet */
};

struct write_archive {
    char *dir;
    struct open_file files[MAX_OPEN];
    size_t count;
};

int write_archive_open(const char *dir, struct write_archive **archive, struct base_error *e)
{
    struct write_archive *a;
    int status = base_file_make_dirs(dir, e);

    *archive = NULL;
    if (status != BASE_OK)
        return status;
    a = calloc(1, sizeof *a);
    if (!a || !(a->dir = strdup(dir))) {
        free(a);
        return base_fail(e, BASE_NOMEM, "out of memory");
    }
    *archive = a;
    return BASE_OK;
}

void write_archive_close(struct write_archive *archive)
{
    if (!archive)
        return;
    for (size_t i = 0; i < archive->count; i++)
        close(archive->files[i].fd);
    free(archive->dir);
    free(archive);
}

int write_portal_name(struct base_str url, char *out, size_t size, struct base_error *e)
{
    struct base_str host = base_url_host(url), scheme = base_url_scheme(url);
    unsigned port = base_url_port(url), usual = base_str_equal(scheme, BASE_STR("http")) ? 80 : 443;
    size_t n = 0;

    if (!host.len || host.len + 8 > size || host.len > 253)
        return base_fail(e, BASE_INVALID, "%.*s: no host that a folder could be named after", BASE_STR_ARG(url));
    for (size_t i = 0; i < host.len; i++) {
        char c = host.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || (c == '.' && n > 0);

        out[n++] = plain ? c : '_'; /* an IPv6 literal's brackets and colons; nothing that leaves the folder */
    }
    out[n] = '\0';
    if (port != usual)
        snprintf(out + n, size - n, "_%u", port);
    return BASE_OK;
}

static int sync_folder(const char *path, struct base_error *e)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), status = BASE_OK;

    if (fd < 0 || fsync(fd) < 0)
        status = base_fail(e, BASE_IO, "%s: %s", path, strerror(errno));
    if (fd >= 0)
        close(fd);
    return status;
}

static int sync_file(const struct write_archive *a, struct open_file *f, struct base_error *e)
{
    char path[4096];
    int status = BASE_OK;

    if (f->dirty && fsync(f->fd) < 0)
        return base_fail(e, BASE_IO, "%s/%s: %s", a->dir, f->name, strerror(errno));
    f->dirty = false;
    if (!f->new_folder)
        return BASE_OK;
    snprintf(path, sizeof path, "%s/%s", a->dir, f->name);
    /* the file's own entry, then those of its month, year and portal */
    for (int level = 0; level < 4 && status == BASE_OK; level++) {
        *strrchr(path, '/') = '\0';
        status = sync_folder(path, e);
    }
    f->new_folder = status != BASE_OK;
    return status;
}

int write_archive_sync(struct write_archive *archive, struct base_error *e)
{
    int status = BASE_OK;

    for (size_t i = 0; i < archive->count && status == BASE_OK; i++)
        status = sync_file(archive, &archive->files[i], e);
    return status;
}

/* What stands behind the committed length was never said to be there; it may still be somebody's, so it is kept. */
static int set_tail_aside(const struct write_archive *a, struct open_file *f, int64_t committed, struct base_error *e)
{
    struct base_buf tail = BASE_BUF_INIT;
    char name[400], room[64 << 10];
    int64_t at = committed;
    int status = BASE_OK;

    while (at < f->length) {
        ssize_t n = pread(f->fd, room, sizeof room, (off_t)at);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0 || !base_buf_add(&tail, room, (size_t)n)) {
            status = base_fail(e, BASE_IO, "%s/%s: the part that is not committed cannot be read", a->dir, f->name);
            break;
        }
        at += n;
    }
    if (status == BASE_OK) {
        snprintf(name, sizeof name, "%s.%lld", f->name, (long long)committed);
        for (char *c = name; *c; c++)
            *c = *c == '/' ? '_' : *c;
        status = write_quarantine(a->dir, name, base_buf_str(&tail),
                                  BASE_STR("lines that were written but not committed when a run was stopped"), e);
    }
    if (status == BASE_OK && ftruncate(f->fd, (off_t)committed) < 0)
        status = base_fail(e, BASE_IO, "%s/%s: %s", a->dir, f->name, strerror(errno));
    f->length = committed;
    base_buf_free(&tail);
    return status;
}

static int open_day_file(struct write_archive *a, struct open_file *f, int64_t committed, struct base_error *e)
{
    char path[4096];
    struct stat st;
    int status;

    if ((size_t)snprintf(path, sizeof path, "%s/%s", a->dir, f->name) >= sizeof path)
        return base_fail(e, BASE_INVALID, "%s: the path is too long", a->dir);
    *strrchr(path, '/') = '\0';
    status = base_file_make_dirs(path, e);
    if (status != BASE_OK)
        return status;
    path[strlen(path)] = '/';
    f->fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (f->fd < 0 || fstat(f->fd, &st) < 0) {
        status = base_fail(e, BASE_IO, "%s: %s", path, strerror(errno));
        if (f->fd >= 0)
            close(f->fd);
        return status;
    }
    f->length = (int64_t)st.st_size;
    f->new_folder = st.st_size == 0;
    if (f->length < committed)
        status = base_fail(e, BASE_IO, "%s: shorter than what was committed (%lld of %lld bytes)", path,
                           (long long)f->length, (long long)committed);
    else if (f->length > committed)
        status = set_tail_aside(a, f, committed, e);
    if (status != BASE_OK)
        close(f->fd);
    return status;
}

/* The oldest file makes room; its lines are brought to disk first. */
static int make_room(struct write_archive *a, struct base_error *e)
{
    int status;

    if (a->count < MAX_OPEN)
        return BASE_OK;
    status = sync_file(a, &a->files[0], e);
    if (status != BASE_OK)
        return status;
    close(a->files[0].fd);
    a->count--;
    memmove(a->files, a->files + 1, a->count * sizeof *a->files);
    return BASE_OK;
}

static int find_file(struct write_archive *a, const char *name, int64_t (*committed)(void *, const char *),
                     void *context, struct open_file **out, struct base_error *e)
{
    struct open_file *f;
    int status;

    for (size_t i = 0; i < a->count; i++)
        if (!strcmp(a->files[i].name, name)) {
            *out = &a->files[i];
            return BASE_OK;
        }
    status = make_room(a, e);
    if (status != BASE_OK)
        return status;
    f = &a->files[a->count];
    memset(f, 0, sizeof *f);
    snprintf(f->name, sizeof f->name, "%s", name);
    status = open_day_file(a, f, committed(context, name), e);
    if (status != BASE_OK)
        return status;
    a->count++;
    *out = f;
    return BASE_OK;
}

int write_archive_settle(struct write_archive *archive, const char *file,
                         int64_t (*committed)(void *context, const char *file), void *context, struct base_error *e)
{
    struct open_file *ignored;

    return find_file(archive, file, committed, context, &ignored, e);
}

int write_archive_name(const char *portal, int64_t fetched, const char *ending, struct write_place *place,
                       struct base_error *e)
{
    char day[24];

    base_time_format(fetched, day);
    if (!day[0])
        return base_fail(e, BASE_INVALID, "%s: a record without a time of fetching", portal);
    snprintf(place->file, sizeof place->file, "%s/%.4s/%.2s/%.10s%s", portal, day, day + 5, day, ending);
    return BASE_OK;
}

int write_archive_add(struct write_archive *archive, struct base_str bytes,
                      int64_t (*committed)(void *context, const char *file), void *context, struct write_place *place,
                      struct base_error *e)
{
    struct open_file *f;
    int status = find_file(archive, place->file, committed, context, &f, e);

    if (status != BASE_OK)
        return status;
    if (base_file_write_all(f->fd, bytes.ptr, bytes.len) != BASE_OK) {
        status = base_fail(e, BASE_IO, "%s/%s: %s", archive->dir, f->name, strerror(errno));
        /* a part of it may stand there: what comes next must not be glued to it */
        if (ftruncate(f->fd, (off_t)f->length) < 0)
            base_fail(e, BASE_IO, "%s/%s: a torn line could not be taken back", archive->dir, f->name);
    } else {
        place->offset = f->length;
        f->length += (int64_t)bytes.len;
        place->length = f->length;
        f->dirty = true;
    }
    return status;
}

int write_archive_append(struct write_archive *archive, const char *portal, int64_t fetched, struct base_str line,
                         int64_t (*committed)(void *context, const char *file), void *context,
                         struct write_place *place, struct base_error *e)
{
    struct base_buf whole = BASE_BUF_INIT;
    int status = write_archive_name(portal, fetched, ".jsonl", place, e);

    if (status != BASE_OK)
        return status;
    base_buf_add_str(&whole, line);
    if (base_buf_add_char(&whole, '\n'))
        status = write_archive_add(archive, base_buf_str(&whole), committed, context, place, e);
    else
        status = base_fail(e, BASE_NOMEM, "out of memory");
    base_buf_free(&whole);
    return status;
}

static int write_small_file(const char *path, struct base_str bytes, struct base_error *e)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644), status = BASE_OK;

    if (fd < 0)
        return base_fail(e, BASE_IO, "%s: %s", path, strerror(errno));
    if (base_file_write_all(fd, bytes.ptr, bytes.len) != BASE_OK || fsync(fd) < 0)
        status = base_fail(e, BASE_IO, "%s: %s", path, strerror(errno));
    close(fd);
    return status;
}

int write_quarantine(const char *dir, const char *name, struct base_str bytes, struct base_str reason,
                     struct base_error *e)
{
    char path[4096];
    int status;

    snprintf(path, sizeof path, "%s/quarantine", dir);
    status = base_file_make_dirs(path, e);
    if (status != BASE_OK)
        return status;
    if (strchr(name, '/') || name[0] == '.' ||
        (size_t)snprintf(path, sizeof path, "%s/quarantine/%s.txt", dir, name) >= sizeof path)
        return base_fail(e, BASE_INVALID, "%s: no name for a quarantined file", name);
    status = write_small_file(path, reason, e);
    path[strlen(path) - 4] = '\0';
    return status == BASE_OK ? write_small_file(path, bytes, e) : status;
}
