/* Content codings undone (RFC 9110, 8.4.1; RFC 7932; RFC 8878), with caps on what comes out. */
#include "base/base.h"

#include <brotli/decode.h>
#include <stdlib.h>
#include <zlib.h>
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>

struct base_decoder {
    enum base_coding coding;
    z_stream z;
    bool z_open;
    BrotliDecoderState *brotli;
    ZSTD_DCtx *zstd;
    uint64_t taken, made; /* bytes in and out, over all members */
    bool within;          /* a member has begun and not ended */
    bool over;            /* what came behind the last member was none */
};

static const struct {
    struct base_str name;
    enum base_coding coding;
} names[] = {
    {{"identity", 8}, BASE_CODING_IDENTITY}, {{"gzip", 4}, BASE_CODING_GZIP}, {{"x-gzip", 6}, BASE_CODING_GZIP},
    {{"deflate", 7}, BASE_CODING_DEFLATE},   {{"br", 2}, BASE_CODING_BROTLI}, {{"zstd", 4}, BASE_CODING_ZSTD},
};

enum base_coding base_coding_named(struct base_str name)
{
    name = base_str_trim(name);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (base_str_equal_nocase(name, names[i].name))
            return names[i].coding;
    return BASE_CODING_UNKNOWN;
}

enum base_coding base_coding_seen(struct base_str bytes)
{
    if (base_str_starts(bytes, BASE_STR("\x1f\x8b\x08")))
        return BASE_CODING_GZIP;
    return base_str_starts(bytes, BASE_STR("\x28\xb5\x2f\xfd")) ? BASE_CODING_ZSTD : BASE_CODING_IDENTITY;
}

/* ---- Life ---- */

int base_decoder_open(enum base_coding coding, struct base_decoder **decoder, struct base_error *e)
{
    struct base_decoder *d;
    bool ready = true;

    *decoder = NULL;
    if (coding == BASE_CODING_UNKNOWN)
        return base_fail(e, BASE_INVALID, "a content coding that is not known");
    d = calloc(1, sizeof *d);
    if (!d)
        return base_fail(e, BASE_NOMEM, "out of memory");
    d->coding = coding;
    if (coding == BASE_CODING_BROTLI)
        ready = (d->brotli = BrotliDecoderCreateInstance(NULL, NULL, NULL)) != NULL;
    if (coding == BASE_CODING_ZSTD)
        ready = (d->zstd = ZSTD_createDCtx()) != NULL &&
                !ZSTD_isError(ZSTD_DCtx_setParameter(d->zstd, ZSTD_d_windowLogMax, BASE_LIMIT_CODING_WINDOW_LOG));
    if (!ready) {
        base_decoder_close(d);
        return base_fail(e, BASE_NOMEM, "out of memory");
    }
    *decoder = d;
    return BASE_OK;
}

int base_decoder_use_dictionary(struct base_decoder *decoder, struct base_str dictionary, struct base_error *e)
{
    if (!decoder->zstd || ZSTD_isError(ZSTD_DCtx_loadDictionary(decoder->zstd, dictionary.ptr, dictionary.len)))
        return base_fail(e, BASE_INVALID, "not a zstd dictionary");
    return BASE_OK;
}

void base_decoder_restart(struct base_decoder *decoder)
{
    if (decoder->z_open)
        inflateEnd(&decoder->z);
    decoder->z_open = decoder->within = decoder->over = false;
    if (decoder->zstd)
        ZSTD_DCtx_reset(decoder->zstd, ZSTD_reset_session_only);
}

void base_decoder_close(struct base_decoder *decoder)
{
    if (!decoder)
        return;
    if (decoder->z_open)
        inflateEnd(&decoder->z);
    BrotliDecoderDestroyInstance(decoder->brotli);
    ZSTD_freeDCtx(decoder->zstd);
    free(decoder);
}

/* ---- One step ---- */

struct step {
    struct base_str *in;
    char *out;
    size_t room, made;
    bool ended;
};

static bool copy_step(struct step *s)
{
    s->made = s->in->len < s->room ? s->in->len : s->room;
    memcpy(s->out, s->in->ptr, s->made);
    *s->in = base_str_sub(*s->in, s->made, s->in->len);
    return true;
}

/* "deflate" is the zlib format; some servers send its bare stream. No stored block begins like a zlib header does. */
static int zlib_window(const struct base_decoder *d, unsigned char first)
{
    if (d->coding == BASE_CODING_GZIP)
        return 15 + 16;
    return (first & 0x0f) == 8 && first >> 4 <= 7 ? 15 : -15;
}

static bool zlib_step(struct base_decoder *d, struct step *s)
{
    size_t in = s->in->len < 1 << 30 ? s->in->len : 1 << 30, room = s->room < 1 << 30 ? s->room : 1 << 30;
    int code;

    if (!d->z_open) {
        if (!in)
            return true;
        d->z = (z_stream){0};
        if (inflateInit2(&d->z, zlib_window(d, (unsigned char)s->in->ptr[0])) != Z_OK)
            return false;
        d->z_open = true;
    }
    d->z.next_in = (Bytef *)(uintptr_t)s->in->ptr;
    d->z.avail_in = (uInt)in;
    d->z.next_out = (Bytef *)s->out;
    d->z.avail_out = (uInt)room;
    code = inflate(&d->z, Z_NO_FLUSH);
    s->made = room - d->z.avail_out;
    *s->in = base_str_sub(*s->in, in - d->z.avail_in, s->in->len);
    s->ended = code == Z_STREAM_END;
    if (s->ended) {
        inflateEnd(&d->z);
        d->z_open = false;
    }
    return code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR;
}

static bool brotli_step(struct base_decoder *d, struct step *s)
{
    size_t in = s->in->len, room = s->room;
    const uint8_t *next_in = (const uint8_t *)s->in->ptr;
    uint8_t *next_out = (uint8_t *)s->out;
    BrotliDecoderResult code = BrotliDecoderDecompressStream(d->brotli, &in, &next_in, &room, &next_out, NULL);

    s->made = s->room - room;
    *s->in = base_str_sub(*s->in, s->in->len - in, s->in->len);
    s->ended = code == BROTLI_DECODER_RESULT_SUCCESS;
    return code != BROTLI_DECODER_RESULT_ERROR;
}

static bool zstd_step(struct base_decoder *d, struct step *s)
{
    ZSTD_inBuffer in = {s->in->ptr, s->in->len, 0};
    ZSTD_outBuffer out = {s->out, s->room, 0};
    size_t code = ZSTD_decompressStream(d->zstd, &out, &in);

    s->made = out.pos;
    *s->in = base_str_sub(*s->in, in.pos, s->in->len);
    s->ended = code == 0;
    return !ZSTD_isError(code);
}

static const char *const coding_words[] = {"identity", "gzip", "deflate", "brotli", "zstd", "unknown"};

int base_decoder_step(struct base_decoder *decoder, struct base_str *in, char *out, size_t room, size_t *made,
                      bool *ended, struct base_error *e)
{
    struct step s = {in, out, room, 0, false};
    size_t before = in->len;
    bool fits = false;

    switch (decoder->coding) {
    case BASE_CODING_IDENTITY: fits = copy_step(&s); break;
    case BASE_CODING_GZIP:
    case BASE_CODING_DEFLATE: fits = zlib_step(decoder, &s); break;
    case BASE_CODING_BROTLI: fits = brotli_step(decoder, &s); break;
    case BASE_CODING_ZSTD: fits = zstd_step(decoder, &s); break;
    case BASE_CODING_UNKNOWN: break;
    }
    *made = s.made;
    *ended = s.ended;
    decoder->taken += before - in->len;
    decoder->made += s.made;
    decoder->within = !s.ended && (decoder->within || before > in->len);
    if (!fits)
        return base_fail(e, BASE_INVALID, "damaged %s data", coding_words[decoder->coding]);
    return BASE_OK;
}

/* ---- Whole bodies ---- */

/* What unpacks to much more than any text does was made to. */
static bool grows_too_much(const struct base_decoder *d)
{
    return d->made > BASE_LIMIT_CODING_FREE_BYTES && d->made / BASE_LIMIT_CODING_RATIO > d->taken;
}

static bool begins_member(enum base_coding coding, unsigned char first)
{
    if (coding == BASE_CODING_GZIP)
        return first == 0x1f;
    if (coding == BASE_CODING_ZSTD) /* a frame, or one to be skipped */
        return first == 0x28 || first >> 4 == 5;
    return coding == BASE_CODING_IDENTITY;
}

/* Between two members: whether IN begins another. Anything else behind the last one, and all that follows it, is no part
 * of the body, as browsers hold. */
static bool goes_on(struct base_decoder *d, struct base_str in)
{
    if (!d->within && d->taken && !begins_member(d->coding, (unsigned char)in.ptr[0]))
        d->over = true;
    return !d->over;
}

int base_decoder_feed(struct base_decoder *decoder, struct base_str in, struct base_buf *out, struct base_error *e)
{
    char room[32 << 10];
    size_t made = 0;
    bool ended = false;

    while ((in.len && goes_on(decoder, in)) || made == sizeof room) {
        size_t before = in.len;
        int status = base_decoder_step(decoder, &in, room, sizeof room, &made, &ended, e);

        base_buf_add(out, room, made);
        if (status != BASE_OK)
            return status;
        if (out->failed && out->limit && out->len + made > out->limit)
            return base_fail(e, BASE_LIMIT, "more than %zu bytes when unpacked", out->limit);
        if (out->failed)
            return base_fail(e, BASE_NOMEM, "out of memory");
        if (grows_too_much(decoder))
            return base_fail(e, BASE_LIMIT, "%s data that grows to more than %d times its size",
                             coding_words[decoder->coding], BASE_LIMIT_CODING_RATIO);
        if (!ended && !made && in.len && in.len == before)
            return base_fail(e, BASE_INVALID, "damaged %s data", coding_words[decoder->coding]);
        if (ended) /* nothing of this member is held back */
            made = 0;
    }
    return BASE_OK;
}

int base_decoder_finish(const struct base_decoder *decoder, struct base_error *e)
{
    if (decoder->within && decoder->coding != BASE_CODING_IDENTITY)
        return base_fail(e, BASE_INVALID, "%s data that ends too early", coding_words[decoder->coding]);
    return BASE_OK;
}
