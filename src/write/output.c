/* One output: standard output, or a file that appears whole or not at all. */
#include "write/write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct write_output {
    int fd;
    char *path, *unfinished; /* NULL: standard output */
    struct base_buf room;
};

enum { ROOM_BYTES = 64 << 10 };

static const char *name_of(const struct write_output *output)
{
    return output->path ? output->path : "standard output";
}

static void output_free(struct write_output *output)
{
    base_buf_free(&output->room);
    free(output->path);
    free(output->unfinished);
    free(output);
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
    }
    *output = o;
    return BASE_OK;
}

static int flush_room(struct write_output *o, struct base_error *e)
{
    int status = base_file_write_all(o->fd, o->room.ptr, o->room.len);

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
    return !output->path || output->room.len >= ROOM_BYTES ? flush_room(output, e) : BASE_OK;
}

int write_output_finish(struct write_output *output, struct base_error *e)
{
    int status = flush_room(output, e);

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
