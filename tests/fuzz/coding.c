/* A content coding: the first byte names it and cuts the rest into pieces; whatever comes of it stays within its caps, and
 * the size of the pieces changes nothing. */
#include "base/base.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST = 4 << 20 };

static int unpack(enum base_coding coding, struct base_str in, size_t piece, struct base_buf *out)
{
    struct base_decoder *decoder;
    int status = base_decoder_open(coding, &decoder, NULL);

    if (status != BASE_OK)
        return status;
    for (size_t at = 0; at < in.len && status == BASE_OK; at += piece)
        status = base_decoder_feed(decoder, base_str_sub(in, at, in.len - at < piece ? in.len : at + piece), out, NULL);
    if (status == BASE_OK)
        status = base_decoder_finish(decoder, NULL);
    base_decoder_close(decoder);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct base_buf whole = {.limit = MOST}, pieces = {.limit = MOST};

    if (size == 0)
        return 0;
    struct base_str in = {(const char *)data + 1, size - 1};
    enum base_coding coding = (enum base_coding)(data[0] % BASE_CODING_UNKNOWN);
    int status = unpack(coding, in, in.len + 1, &whole);
    if (whole.len > MOST || (status == BASE_OK && unpack(coding, in, data[0] / 8 + 1u, &pieces) != BASE_OK))
        abort();
    if (status == BASE_OK && !base_str_equal(base_buf_str(&whole), base_buf_str(&pieces)))
        abort();
    base_coding_named(in);
    base_coding_seen(in);
    base_buf_free(&whole);
    base_buf_free(&pieces);
    return 0;
}
