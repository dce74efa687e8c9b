/* A record in place of one that was taken out: a gzip member (RFC 1952) of a given length, its blocks not compressed. */
#include "write/private.h"

#include <stdio.h>
#include <zlib.h>

enum {
    GZIP_HEADER = 10,
    GZIP_TRAILER = 8,
    STORED_HEADER = 5, /* RFC 1951, 3.2.4 */
    STORED_MOST = 65535,
};

static const struct base_str note = {"taken out", 9};

bool write_warc_is_blank(const struct write_warc_record *record)
{
    return record->type == WRITE_WARC_OTHER && !record->target.len && base_str_starts(record->block, note) &&
           base_str_equal(record->content_type, BASE_STR("text/plain"));
}

/* A record of exactly LENGTH bytes. */
static int make_record(size_t length, int64_t date, struct base_buf *out, struct base_error *e)
{
    static const char header[] = "WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: <%s>\r\nWARC-Date: %s\r\n"
                                 "Content-Type: text/plain\r\nContent-Length: %010zu\r\n\r\n";
    char id[46], time[24];
    size_t least;

    base_time_format(date, time);
    if (!write_warc_new_id(id))
        return base_fail(e, BASE_IO, "no random numbers for WARC records");
    least = (size_t)snprintf(NULL, 0, header, id, time, (size_t)0) + note.len + 4;
    if (length < least)
        return base_fail(e, BASE_LIMIT, "a record of %zu bytes cannot take the place of one of %zu", least, length);
    base_buf_printf(out, header, id, time, length - least + note.len);
    base_buf_add_str(out, note);
    for (size_t i = least; i < length; i++)
        base_buf_add_char(out, ' ');
    base_buf_add_z(out, "\r\n\r\n");
    return out->failed ? base_fail(e, BASE_NOMEM, "out of memory") : BASE_OK;
}

static void add_number(struct base_buf *out, uint32_t number, int bytes)
{
    for (; bytes > 0; bytes--, number >>= 8)
        base_buf_add_char(out, (char)(number & 0xff));
}

static void add_member(struct base_str record, size_t blocks, struct base_buf *out)
{
    size_t at = 0;

    base_buf_add(out, "\x1f\x8b\x08\0\0\0\0\0\0\xff", GZIP_HEADER);
    for (size_t i = 0; i < blocks; i++) {
        size_t len = record.len - at < STORED_MOST ? record.len - at : STORED_MOST;

        base_buf_add_char(out, i + 1 == blocks);
        add_number(out, (uint32_t)len, 2);
        add_number(out, ~(uint32_t)len, 2);
        base_buf_add(out, record.ptr + at, len);
        at += len;
    }
    add_number(out, (uint32_t)crc32_z(0, (const unsigned char *)record.ptr, record.len), 4);
    add_number(out, (uint32_t)record.len, 4);
}

int write_warc_blank(int64_t length, int64_t date, struct base_buf *out, struct base_error *e)
{
    struct base_buf record = BASE_BUF_INIT;
    size_t inner = length > GZIP_HEADER + GZIP_TRAILER ? (size_t)length - GZIP_HEADER - GZIP_TRAILER : 0;
    size_t blocks = (inner + STORED_HEADER + STORED_MOST - 1) / (STORED_HEADER + STORED_MOST);
    int status = make_record(inner > blocks * STORED_HEADER ? inner - blocks * STORED_HEADER : 0, date, &record, e);

    if (status == BASE_OK)
        add_member(base_buf_str(&record), blocks, out);
    base_buf_free(&record);
    return status == BASE_OK && out->failed ? base_fail(e, BASE_NOMEM, "out of memory") : status;
}
