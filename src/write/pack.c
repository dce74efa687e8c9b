/* Lines packed: each commit's are one gzip member or zstd frame, so that a file ends at a whole one. */
#include "write/write.h"

#include <limits.h>
#include <stdlib.h>
#define ZLIB_CONST
#include <zlib.h>
#include <zstd.h>

enum { GZIP_LEVEL = 6, GZIP_WINDOW = 15 + 16, ZSTD_LEVEL = 6 };

static const char *const endings[BASE_CODING_UNKNOWN] = {
    [BASE_CODING_IDENTITY] = ".jsonl", [BASE_CODING_GZIP] = ".jsonl.gz", [BASE_CODING_ZSTD] = ".jsonl.zst"};

bool write_coding_named(struct base_str word, enum base_coding *coding)
{
    static const struct {
        const char *word;
        enum base_coding coding;
    } words[] = {{"none", BASE_CODING_IDENTITY}, {"gzip", BASE_CODING_GZIP}, {"zstd", BASE_CODING_ZSTD}};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (base_str_equal(word, base_str(words[i].word))) {
            *coding = words[i].coding;
            return true;
        }
    return false;
}

const char *write_lines_ending(enum base_coding coding)
{
    return coding < BASE_CODING_UNKNOWN ? endings[coding] : NULL;
}

bool write_lines_named(const char *file, enum base_coding *coding)
{
    for (size_t i = 0; i < BASE_CODING_UNKNOWN; i++)
        if (endings[i] && base_str_ends(base_str(file), base_str(endings[i]))) {
            *coding = (enum base_coding)i;
            return true;
        }
    return false;
}

static size_t pack_gzip(struct base_str bytes, char *room, size_t size)
{
    z_stream z = {0};
    size_t n = 0;

    if (bytes.len > UINT_MAX / 2 || deflateInit2(&z, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return 0;
    z.next_in = (const unsigned char *)bytes.ptr;
    z.avail_in = (unsigned)bytes.len;
    z.next_out = (unsigned char *)room;
    z.avail_out = (unsigned)size;
    if (deflate(&z, Z_FINISH) == Z_STREAM_END)
        n = z.total_out;
    deflateEnd(&z);
    return n;
}

static size_t pack_zstd(struct base_str bytes, char *room, size_t size)
{
    ZSTD_CCtx *zstd = ZSTD_createCCtx();
    size_t n = 0;

    if (zstd && !ZSTD_isError(ZSTD_CCtx_setParameter(zstd, ZSTD_c_compressionLevel, ZSTD_LEVEL)) &&
        !ZSTD_isError(ZSTD_CCtx_setParameter(zstd, ZSTD_c_checksumFlag, 1)))
        n = ZSTD_compress2(zstd, room, size, bytes.ptr, bytes.len);
    ZSTD_freeCCtx(zstd);
    return ZSTD_isError(n) ? 0 : n;
}

bool write_pack(enum base_coding coding, struct base_str bytes, struct base_buf *out)
{
    size_t most = ZSTD_compressBound(bytes.len) + bytes.len / 256 + 64, n; /* no less than zlib's deflateBound */
    char *room;
    bool done;

    if (coding == BASE_CODING_IDENTITY)
        return base_buf_add_str(out, bytes);
    room = malloc(most);
    n = !room ? 0 : coding == BASE_CODING_GZIP ? pack_gzip(bytes, room, most) : pack_zstd(bytes, room, most);
    done = n && base_buf_add(out, room, n);
    free(room);
    return done;
}
