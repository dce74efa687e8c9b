/* write, within the room: a file's bytes, unpacked as they are asked for. */
#ifndef WRITE_PRIVATE_H
#define WRITE_PRIVATE_H

#include "write/write.h"

/* ---- A file unpacked (source.c) ---- */

/* Bytes of a stream that are held: from FROM to LEN; PTR[0] stands at BASE of the stream. */
struct write_window {
    char *ptr;
    size_t from, len, capacity;
    uint64_t base;
};
static inline uint64_t write_window_start(const struct write_window *w)
{
    return w->base + w->from;
}
static inline uint64_t write_window_end(const struct write_window *w)
{
    return w->base + w->len;
}

/* Where a gzip member or zstd frame begins. */
struct write_mark {
    uint64_t text, raw; /* in the unpacked bytes; in the file */
};

struct write_source {
    int fd;
    char *name;                /* for messages */
    enum base_coding coding;   /* identity: nothing is packed, and RAW is not used */
    struct base_decoder *decoder;
    struct write_window raw;   /* the file, from the start of the member being read */
    struct write_window text;  /* unpacked; the reader takes from its start */
    uint64_t raw_at;           /* the next byte to unpack */
    struct write_mark *marks;  /* of the members that TEXT comes from, in order */
    size_t mark_count, mark_capacity;
    bool in_member, ended;     /* ENDED: the file has no more bytes */
    uint64_t length;           /* bytes of the file that are read at most */
};

/* "-": standard input. Tells the coding by the first bytes, and reads the dictionary of a .warc.zst. */
int write_source_open(const char *path, struct write_source **source, struct base_error *e);
/* No more than the first LENGTH bytes of the file. */
int write_source_open_part(const char *path, uint64_t length, struct write_source **source, struct base_error *e);
void write_source_close(struct write_source *source);
/* One step: adds to the text, or comes to the end of a member, or to that of the file (*MORE false). BASE_INVALID:
 * what is packed there is damaged. */
int write_source_fill(struct write_source *source, bool *more, struct base_error *e);
/* At least LEN bytes from AT of the text on are held; fewer (*THERE) only where it ends. */
int write_source_want(struct write_source *source, uint64_t at, size_t len, size_t *there, struct base_error *e);
/* The reader needs nothing before AT any more. */
void write_source_drop(struct write_source *source, uint64_t at);
/* The held text from AT on. */
struct base_str write_source_text(const struct write_source *source, uint64_t at);
/* The member that begins at AT of the text; NULL: none begins there. */
const struct write_mark *write_source_mark(const struct write_source *source, uint64_t at);
/* The start of the member that is being read. */
uint64_t write_source_member(const struct write_source *source);
/* Behind the start of the member that is being read, looks for the next one whose text begins with MAGIC; all text
 * held so far is dropped. At the end of the file where there is none. */
int write_source_resume(struct write_source *source, struct base_str magic, struct base_error *e);
/* Goes to OFFSET of the file, where a member (or, of a plain file, anything) begins. False: it cannot be done. */
bool write_source_seek(struct write_source *source, uint64_t offset);

/* ---- A WARC written (warc_write.c) ---- */

bool write_warc_new_id(char out[46]); /* "urn:uuid:..."; false: no random numbers */

/* ---- Digests (digest.c) ---- */

enum { WRITE_DIGEST_BYTES = 32 };

/* SHA-1 (20 bytes) and SHA-256 (32) of the parts, one behind the other. False: out of memory, or the system's policy
 * forbids that digest; OUT is then undefined. */
bool write_sha1(const struct base_str *parts, size_t count, unsigned char out[20]);
bool write_sha256(const struct base_str *parts, size_t count, unsigned char out[32]);
/* RFC 4648 base 32 with its padding; OUT of (LEN + 4) / 5 * 8 + 1. */
void write_base32(const unsigned char *bytes, size_t len, char *out);

#endif
