/* One output: standard output, or a file that appears whole or not at all. */
#include "write/write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

struct write_output {
    int fd;
    char *path, *unfinished; /* NULL: standard output */
    struct base_buf room;
    gzFile gzip;             /* NULL: not packed so */
    ZSTD_CStream *zstd;
};

enum { ROOM_BYTES = 64 << 10, GZIP_LEVEL = 6, ZSTD_LEVEL = 6 };

static const char *name_of(const struct write_output *output)
{
    return output->path ? output->path : "standard output";
}

static void output_free(struct write_output *output)
{
    if (output->gzip)
        gzclose(output->gzip);
    ZSTD_freeCStream(output->zstd);
    base_buf_free(&output->room);
    free(output->path);
    free(output->unfinished);
    free(output);
}

/* By the name's end. gzip has its own descriptor, so that ours can be synchronised when it is closed. */
static bool open_packer(struct write_output *o)
{
    int fd;

    if (base_str_ends(base_str(o->path), BASE_STR(".zst"))) {
        o->zstd = ZSTD_createCStream();
        return o->zstd && !ZSTD_isError(ZSTD_CCtx_setParameter(o->zstd, ZSTD_c_compressionLevel, ZSTD_LEVEL)) &&
               !ZSTD_isError(ZSTD_CCtx_setParameter(o->zstd, ZSTD_c_checksumFlag, 1));
    }
    if (base_str_ends(base_str(o->path), BASE_STR(".gz"))) {
        fd = fcntl(o->fd, F_DUPFD_CLOEXEC, 0);
        o->gzip = fd < 0 ? NULL : gzdopen(fd, "wb");
        if (!o->gzip && fd >= 0)
            close(fd);
        return o->gzip && gzsetparams(o->gzip, GZIP_LEVEL, Z_DEFAULT_STRATEGY) == Z_OK;
    }
    return true;
}

int write_output_open(const char *path, struct write_output **output, struct base_error *e)
{
    struct write_output *o = calloc(1, sizeof *o);
    size_t size = path ? strlen(path) + 16 : 0;

    *output = NULL;
    if (!o)
        return base_fail(e, BASE_NOMEM, "out of memory");
    o->fd = STDOUT_FILENO;
    if (path) {
        o->path = strdup(path);
        o->unfinished = malloc(size);
        if (!o->path || !o->unfinished) {
            output_free(o);
            return base_fail(e, BASE_NOMEM, "out of memory");
        }
        snprintf(o->unfinished, size, "%s.unfinished", path);
        o->fd = open(o->unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
        if (o->fd < 0) {
            base_fail(e, BASE_IO, "%s: %s", o->unfinished, strerror(errno));
            output_free(o);
            return BASE_IO;
        }
        if (!open_packer(o)) {
            write_output_abort(o);
            return base_fail(e, BASE_NOMEM, "out of memory");
        }
    }
    *output = o;
    return BASE_OK;
}

static int write_zstd(struct write_output *o, ZSTD_EndDirective end)
{
    ZSTD_inBuffer in = {o->room.ptr, o->room.len, 0};
    size_t left;

    do {
        char packed[ROOM_BYTES];
        ZSTD_outBuffer out = {packed, sizeof packed, 0};

        left = ZSTD_compressStream2(o->zstd, &out, &in, end);
        if (ZSTD_isError(left) || base_file_write_all(o->fd, packed, out.pos) != BASE_OK)
            return BASE_IO;
    } while (in.pos < in.size || (end == ZSTD_e_end && left));
    return BASE_OK;
}

static int write_gzip(struct write_output *o, bool end)
{
    int status = BASE_OK;

    if (o->room.len && gzwrite(o->gzip, o->room.ptr, (unsigned)o->room.len) == 0)
        status = BASE_IO;
    if (end) {
        if (gzclose(o->gzip) != Z_OK)
            status = BASE_IO;
        o->gzip = NULL;
    }
    return status;
}

static int flush_room(struct write_output *o, bool end, struct base_error *e)
{
    int status = o->gzip   ? write_gzip(o, end)
                 : o->zstd ? write_zstd(o, end ? ZSTD_e_end : ZSTD_e_continue)
                           : base_file_write_all(o->fd, o->room.ptr, o->room.len);

    if (status != BASE_OK)
        return base_fail(e, BASE_IO, "%s: %s", name_of(o), strerror(errno));
    base_buf_clear(&o->room);
    return BASE_OK;
}

int write_output_add(struct write_output *output, struct base_str bytes, struct base_error *e)
{
    if (!base_buf_add_str(&output->room, bytes))
        return base_fail(e, BASE_NOMEM, "out of memory");
    /* A reader at the other end of a pipe waits for each line; a file does not. */
    return !output->path || output->room.len >= ROOM_BYTES ? flush_room(output, false, e) : BASE_OK;
}

int write_output_finish(struct write_output *output, struct base_error *e)
{
    int status = flush_room(output, true, e);

    if (output->path) {
        if (status == BASE_OK && fsync(output->fd) < 0)
            status = base_fail(e, BASE_IO, "%s: %s", output->unfinished, strerror(errno));
        close(output->fd);
        if (status == BASE_OK && rename(output->unfinished, output->path) < 0)
            status = base_fail(e, BASE_IO, "%s: %s", output->path, strerror(errno));
        if (status != BASE_OK)
            unlink(output->unfinished);
    }
    output_free(output);
    return status;
}

void write_output_abort(struct write_output *output)
{
    if (!output)
        return;
    if (output->path) {
        close(output->fd);
        unlink(output->unfinished);
    }
    output_free(output);
}
