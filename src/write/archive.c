/* The archive: a file a portal and day, or several, lines only ever added at its end. */
#include "write/write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_OPEN = 64, MAX_PIECES = 9999 };

struct open_file {
    char name[320]; /* relative to the archive */
    int fd;
    int64_t length;
    bool dirty;      /* lines that are not on disk yet */
    bool new_folder; /* its folders' entries are not on disk yet */
    enum base_coding coding;
    struct base_buf room; /* lines that are to be packed */
};

struct write_archive {
    char *dir;
    struct write_archive_options options;
    struct open_file files[MAX_OPEN];
    size_t count;
    struct base_set written; /* files that were extended since the last sync: they do not end before the next */
};

int write_archive_open(const char *dir, const struct write_archive_options *options, struct write_archive **archive,
                       struct base_error *e)
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
    a->options = *options;
    *archive = a;
    return BASE_OK;
}

static void close_file(struct open_file *f)
{
    close(f->fd);
    base_buf_free(&f->room);
}

void write_archive_close(struct write_archive *archive)
{
    if (!archive)
        return;
    for (size_t i = 0; i < archive->count; i++)
        close_file(&archive->files[i]);
    base_set_free(&archive->written);
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

static int extend(struct write_archive *a, struct open_file *f, struct base_str bytes, struct base_error *e)
{
    if (base_file_write_all(f->fd, bytes.ptr, bytes.len) != BASE_OK) {
        int status = base_fail(e, BASE_IO, "%s/%s: %s", a->dir, f->name, strerror(errno));

        /* a part of it may stand there: what comes next must not be glued to it */
        if (ftruncate(f->fd, (off_t)f->length) < 0)
            base_fail(e, BASE_IO, "%s/%s: a torn line could not be taken back", a->dir, f->name);
        return status;
    }
    f->length += (int64_t)bytes.len;
    f->dirty = true;
    base_set_add(&a->written, base_hash64(base_str(f->name)));
    return a->options.extended(a->options.context, f->name, f->length, e);
}

static int pack_room(struct write_archive *a, struct open_file *f, struct base_error *e)
{
    struct base_buf packed = BASE_BUF_INIT;
    int status;

    if (!f->room.len)
        return BASE_OK;
    status = write_pack(f->coding, base_buf_str(&f->room), &packed) ? extend(a, f, base_buf_str(&packed), e)
                                                                   : base_fail(e, BASE_NOMEM, "out of memory");
    base_buf_free(&packed);
    base_buf_free(&f->room);
    return status;
}

static int sync_file(struct write_archive *a, struct open_file *f, struct base_error *e)
{
    char path[4096];
    int status = pack_room(a, f, e);

    if (status != BASE_OK)
        return status;
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
    base_set_free(&archive->written);
    archive->written = (struct base_set){0};
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
    close_file(&a->files[0]);
    a->count--;
    memmove(a->files, a->files + 1, a->count * sizeof *a->files);
    return BASE_OK;
}

static int find_file(struct write_archive *a, const char *name, struct open_file **out, struct base_error *e)
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
    status = open_day_file(a, f, a->options.committed(a->options.context, name), e);
    if (status != BASE_OK)
        return status;
    a->count++;
    *out = f;
    return BASE_OK;
}

int write_archive_settle_file(struct write_archive *archive, const char *file, struct base_error *e)
{
    struct open_file *ignored;

    return find_file(archive, file, &ignored, e);
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

int write_archive_add(struct write_archive *archive, struct base_str bytes, struct write_place *place,
                      struct base_error *e)
{
    struct open_file *f;
    int status = find_file(archive, place->file, &f, e);

    if (status != BASE_OK)
        return status;
    place->offset = f->length;
    return extend(archive, f, bytes, e);
}

/* ---- Lines: the pieces of a day ---- */

/* The names of a day's pieces are in the order of their numbers: '_' comes behind '.'. */
static void name_piece(const char *stem, int number, enum base_coding coding, char name[320])
{
    if (number == 1)
        snprintf(name, 320, "%s%s", stem, write_lines_ending(coding));
    else
        snprintf(name, 320, "%s_%04d%s", stem, number, write_lines_ending(coding));
}

/* Piece NUMBER of the day, in whatever coding it is there; false: it is not. */
static bool find_piece(const struct write_archive *a, const char *stem, int number, char name[320],
                       enum base_coding *coding)
{
    char path[4096];
    struct stat st;

    for (int c = 0; c < BASE_CODING_UNKNOWN; c++) {
        *coding = (enum base_coding)c;
        if (!write_lines_ending(*coding))
            continue;
        name_piece(stem, number, *coding, name);
        if ((size_t)snprintf(path, sizeof path, "%s/%s", a->dir, name) < sizeof path && lstat(path, &st) == 0)
            return true;
    }
    return false;
}

/* The pieces of the day that are known to be there without a look: all before the last that is open. */
static int open_pieces(const struct write_archive *a, const char *stem)
{
    size_t len = strlen(stem);
    int most = 1;

    for (size_t i = 0; i < a->count; i++) {
        const char *name = a->files[i].name;
        int number = strncmp(name, stem, len) == 0 && name[len] == '_' ? (int)strtol(name + len + 1, NULL, 10) : 1;

        most = number > most ? number : most;
    }
    return most - 1;
}

/* A piece ends at a commit alone: a tail that no state knows is then never followed by another piece. */
static bool goes_on(const struct write_archive *a, const char *name, const struct write_form *form)
{
    return !form->rotate_size || base_set_has(&a->written, base_hash64(base_str(name))) ||
           a->options.committed(a->options.context, name) < form->rotate_size;
}

/* An empty file has no more to say, and some tools take it for a torn one. */
static bool drop_file(struct write_archive *a, struct open_file *f)
{
    size_t behind = (size_t)(a->files + a->count - f) - 1;
    char path[4096];

    if ((size_t)snprintf(path, sizeof path, "%s/%s", a->dir, f->name) >= sizeof path || unlink(path) != 0)
        return false;
    close_file(f);
    memmove(f, f + 1, behind * sizeof *f);
    a->count--;
    return true;
}

/* The number of the last piece of STEM's day, its name and coding; 0: there is none. */
static int last_piece(const struct write_archive *a, const char *stem, char last[320], enum base_coding *coding)
{
    enum base_coding seen;
    char name[320];
    int number = open_pieces(a, stem);

    while (number < MAX_PIECES && find_piece(a, stem, number + 1, name, &seen)) {
        memcpy(last, name, sizeof name);
        *coding = seen;
        number++;
    }
    return number;
}

/* The file of STEM's day that lines are added to. */
static int choose_piece(struct write_archive *a, const char *stem, const struct write_form *form, char name[320],
                        struct base_error *e)
{
    enum base_coding coding = BASE_CODING_IDENTITY;
    struct open_file *left;
    int number = last_piece(a, stem, name, &coding), status;

    if (number) {
        if ((coding == form->coding && goes_on(a, name, form)) || number == MAX_PIECES)
            return coding == form->coding ? BASE_OK : base_fail(e, BASE_LIMIT, "%s: no more files a day", name);
        /* what a killed run left at its end does not stay there */
        status = find_file(a, name, &left, e);
        if (status != BASE_OK)
            return status;
        if (left->length == 0 && drop_file(a, left))
            number--;
    }
    name_piece(stem, number + 1, form->coding, name);
    return BASE_OK;
}

int write_archive_settle(struct write_archive *archive, const char *portal, int64_t fetched, struct base_error *e)
{
    enum base_coding coding;
    struct write_place place;
    struct open_file *f;
    char last[sizeof place.file];
    int status = write_archive_name(portal, fetched, "", &place, e);

    if (status != BASE_OK || !last_piece(archive, place.file, last, &coding))
        return status;
    return find_file(archive, last, &f, e);
}

static int add_packed(struct write_archive *a, enum base_coding coding, struct base_str line, struct write_place *place,
                      struct base_error *e)
{
    struct open_file *f;
    int status = find_file(a, place->file, &f, e);

    if (status != BASE_OK)
        return status;
    f->coding = coding;
    place->offset = f->length;
    base_set_add(&a->written, base_hash64(base_str(f->name)));
    if (!base_buf_add_str(&f->room, line))
        return base_fail(e, BASE_NOMEM, "out of memory");
    return f->room.len < BASE_LIMIT_PACK_BYTES ? BASE_OK : pack_room(a, f, e);
}

int write_archive_append(struct write_archive *archive, const char *portal, const struct write_form *form, int64_t fetched,
                         struct base_str line, struct write_place *place, struct base_error *e)
{
    struct base_buf whole = BASE_BUF_INIT;
    char stem[sizeof place->file];
    int status = write_archive_name(portal, fetched, "", place, e);

    if (status != BASE_OK)
        return status;
    memcpy(stem, place->file, sizeof stem);
    status = choose_piece(archive, stem, form, place->file, e);
    if (status != BASE_OK)
        return status;
    base_buf_add_str(&whole, line);
    if (!base_buf_add_char(&whole, '\n'))
        status = base_fail(e, BASE_NOMEM, "out of memory");
    else if (form->coding == BASE_CODING_IDENTITY)
        status = write_archive_add(archive, base_buf_str(&whole), place, e);
    else
        status = add_packed(archive, form->coding, base_buf_str(&whole), place, e);
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
