/* Any bytes as a WARC: reading ends, each record lies within what was read, and its page within that. */
#include "write/write.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The readers of each byte are made to look at it. */
static unsigned sum(struct base_str s)
{
    unsigned n = 0;

    for (size_t i = 0; i < s.len; i++)
        n += (unsigned char)s.ptr[i];
    return n;
}

static void read_all(struct write_reader *reader, size_t size)
{
    struct base_buf room = {.limit = 1 << 20};
    struct write_warc_record record;
    struct write_warc_page page = {0};
    enum write_warc_use use;
    volatile unsigned seen = 0;
    size_t records = 0;
    int64_t last = -1;

    for (;;) {
        struct base_error e = {""};
        int status = write_reader_next(reader, &record, &e);

        if (status != BASE_OK && status != BASE_INVALID)
            break;
        if (++records > size * 1100 + 100 || (status == BASE_INVALID && !e.text[0]))
            abort();
        seen += sum(record.id) + sum(record.target) + sum(record.content_type) + sum(record.block);
        if (status == BASE_OK && write_warc_page(&record, &room, &page, &use, &e) == BASE_OK && use == WRITE_WARC_PAGE)
            seen += sum(page.content_type) + sum(page.body);
        if (record.seekable)
            last = record.offset;
    }
    if (last >= 0 && write_reader_seek(reader, last))
        write_reader_next(reader, &record, &(struct base_error){""});
    base_buf_free(&room);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct write_reader *reader;
    struct base_buf rest = {.limit = 1 << 20};
    struct base_error e = {""};
    char path[64];
    int fd = memfd_create("warc", MFD_CLOEXEC);

    if (fd < 0 || base_file_write_all(fd, data, size) != BASE_OK)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (write_reader_open(path, &reader, &e) == BASE_OK) {
        if (write_reader_is_warc(reader))
            read_all(reader, size);
        else
            write_reader_rest(reader, &rest, &e);
        write_reader_close(reader);
    }
    base_buf_free(&rest);
    close(fd);
    return 0;
}
