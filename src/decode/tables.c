/* One table an encoding, asked of iconv byte by byte and pair by pair: decoding itself then needs no converter, has
 * the standard's error handling on every system, and is faster. */
#include "decode/private.h"

#include <iconv.h>
#include <stdlib.h>

static void *system_open(const char *to, const char *from)
{
    iconv_t cd = iconv_open(to, from);
    return cd == (iconv_t)-1 ? NULL : (void *)cd;
}

static size_t system_convert(void *cd, char **in, size_t *in_left, char **out, size_t *out_left)
{
    return iconv((iconv_t)cd, in, in_left, out, out_left);
}

static int system_close(void *cd)
{
    return iconv_close((iconv_t)cd);
}

struct decode_iconv decode_iconv_system(void)
{
    return (struct decode_iconv){system_open, system_convert, system_close};
}

void decode_table_free(struct decode_table *table)
{
    if (table) {
        free(table->pairs);
        free(table->extra);
        free(table);
    }
}

/* The one character that BYTES are; 0 where they are none or more. */
static uint32_t ask(const struct decode_context *context, void *cd, const unsigned char *bytes, size_t len)
{
    char input[4], output[32];
    memcpy(input, bytes, len);
    char *in = input, *out = output;
    size_t in_left = len, out_left = sizeof output, at = 0;
    size_t n = context->iconv.convert(cd, &in, &in_left, &out, &out_left);
    bool failed = n == (size_t)-1 || in_left > 0;
    /* Some converters hold the last character back, in case a combining one follows. */
    if (context->iconv.convert(cd, NULL, NULL, &out, &out_left) == (size_t)-1 || failed)
        return 0;
    struct base_str text = {output, (size_t)(out - output)};
    if (text.len == 0)
        return 0;
    uint32_t c = base_utf8_next(text, &at);
    return at == text.len && c >= 0x80 && c != BASE_REPLACEMENT ? c : 0;
}

static void *open_any(const struct decode_context *context, const char *const *names)
{
    void *cd = NULL;
    for (size_t i = 0; i < 3 && names[i] && !cd; i++)
        cd = context->iconv.open("UTF-8", names[i]);
    return cd;
}

static void fix(struct decode_table *table, const struct decode_encoding *encoding)
{
    if (encoding->kind == DECODE_KIND_SINGLE_C1)
        for (size_t i = 0; i < 0x20; i++)
            if (!table->high[i])
                table->high[i] = (uint32_t)(0x80 + i);
    for (const struct decode_fix *row = encoding->fixes; row && row->bytes; row++) {
        if (row->bytes < 0x100)
            table->high[row->bytes & 0x7F] = row->c;
        else
            table->pairs[row->bytes & 0x7FFF] = row->c;
    }
}

static void fill_pairs(const struct decode_context *context, void *cd, uint32_t *pairs)
{
    for (unsigned lead = 0x81; lead <= 0xFE; lead++)
        for (unsigned trail = 0x40; trail <= 0xFE; trail++) {
            unsigned char bytes[2] = {(unsigned char)lead, (unsigned char)trail};
            if (trail != 0x7F)
                pairs[(lead & 0x7F) << 8 | trail] = ask(context, cd, bytes, 2);
        }
}

/* The bytes above 7F that stand alone, and those that lead, as the standard's decoders have them. */
static void fill_high(struct decode_table *table, enum decode_id id)
{
    for (unsigned byte = 0x81; byte <= 0xFE; byte++)
        table->high[byte & 0x7F] = DECODE_LEAD;
    if (id == DECODE_ID_GB18030) {
        table->high[0] = 0x20AC;
    } else if (id == DECODE_ID_SHIFT_JIS) {
        table->high[0] = 0x80;
        table->high[0x20] = table->high[0x7D] = table->high[0x7E] = 0;
        for (unsigned byte = 0xA1; byte <= 0xDF; byte++)
            table->high[byte & 0x7F] = 0xFF61 - 0xA1 + byte;
    }
}

/* JIS X 0212, which only EUC-JP has; rare enough to do without it where iconv lacks it. */
static bool fill_extra(const struct decode_context *context, struct decode_table *table)
{
    static const char *const names[3] = {"EUC-JP", "EUCJP", NULL};
    if (table->extra)
        return true;
    uint32_t *extra = table->extra = calloc(0x8000, sizeof *table->extra);
    void *cd = extra ? open_any(context, names) : NULL;
    if (!cd)
        return extra != NULL;
    for (unsigned lead = 0xA1; lead <= 0xFE; lead++)
        for (unsigned trail = 0xA1; trail <= 0xFE; trail++) {
            unsigned char bytes[3] = {0x8F, (unsigned char)lead, (unsigned char)trail};
            extra[(lead & 0x7F) << 8 | trail] = ask(context, cd, bytes, 3);
        }
    context->iconv.close(cd);
    return true;
}

/* Fills a zeroed table; false when out of memory. */
static bool fill(const struct decode_context *context, void *cd, enum decode_id id, struct decode_table *table)
{
    const struct decode_encoding *encoding = &decode_encodings[id];
    if (encoding->kind == DECODE_KIND_MULTI) {
        table->pairs = calloc(0x8000, sizeof *table->pairs);
        if (!table->pairs)
            return false;
        fill_pairs(context, cd, table->pairs);
        fill_high(table, id);
    } else {
        for (unsigned byte = 0x80; byte <= 0xFF; byte++) {
            unsigned char one = (unsigned char)byte;
            table->high[byte & 0x7F] = ask(context, cd, &one, 1);
        }
    }
    fix(table, encoding);
    return true;
}

/* Encodings that share a table: one index of JIS X 0208 serves the three of Japan. */
static enum decode_id table_of(enum decode_id id)
{
    switch (id) {
    case DECODE_ID_GBK: return DECODE_ID_GB18030;
    case DECODE_ID_EUC_JP:
    case DECODE_ID_ISO_2022_JP: return DECODE_ID_SHIFT_JIS;
    case DECODE_ID_ISO_8859_8_I: return DECODE_ID_ISO_8859_8;
    default: return id;
    }
}

static int make(struct decode_context *context, enum decode_id id, const char *name, struct base_error *e)
{
    int status = BASE_OK;
    void *cd = open_any(context, decode_encodings[id].iconv);
    if (!cd)
        return base_fail(e, BASE_MISSING, "charset %s: the iconv of this system lacks it", name);
    struct decode_table *table = calloc(1, sizeof *table);
    if (table && fill(context, cd, id, table)) {
        context->tables[id] = table;
    } else {
        decode_table_free(table);
        status = base_fail(e, BASE_NOMEM, "charset %s: out of memory", name);
    }
    context->iconv.close(cd);
    return status;
}

/* ---- Tables from another process ---- */

enum { PAIRS_BYTES = 0x8000 * sizeof(uint32_t) };

int decode_table_pack(struct decode_context *context, const char *charset, struct base_buf *out, struct base_error *e)
{
    enum decode_id id = decode_label_id(base_str(charset));
    const struct decode_table *table = NULL;
    int status;

    if (id == DECODE_ID_NONE || decode_encodings[id].kind == DECODE_KIND_UNICODE)
        return base_fail(e, BASE_INVALID, "charset %s: has no table", charset);
    status = decode_table_get(context, id, &table, e);
    if (status != BASE_OK)
        return status;
    base_buf_add(out, table->high, sizeof table->high);
    if (table->pairs)
        base_buf_add(out, table->pairs, PAIRS_BYTES);
    if (id == DECODE_ID_EUC_JP)
        base_buf_add(out, table->extra, PAIRS_BYTES);
    return out->failed ? base_fail(e, BASE_NOMEM, "charset %s: out of memory", charset) : BASE_OK;
}

/* What follows in *REST as a copy; NULL where there is nothing, or no memory. */
static uint32_t *take_pairs(struct base_str *rest)
{
    uint32_t *pairs = rest->len >= PAIRS_BYTES ? malloc(PAIRS_BYTES) : NULL;

    if (!pairs)
        return NULL;
    memcpy(pairs, rest->ptr, PAIRS_BYTES);
    *rest = base_str_sub(*rest, PAIRS_BYTES, rest->len);
    return pairs;
}

static struct decode_table *unpack(struct base_str packed, enum decode_id id)
{
    struct decode_table *table = packed.len >= sizeof table->high ? calloc(1, sizeof *table) : NULL;

    if (!table)
        return NULL;
    memcpy(table->high, packed.ptr, sizeof table->high);
    packed = base_str_sub(packed, sizeof table->high, packed.len);
    table->pairs = take_pairs(&packed);
    table->extra = take_pairs(&packed);
    if (packed.len == 0 && !table->pairs == (decode_encodings[id].kind != DECODE_KIND_MULTI))
        return table;
    decode_table_free(table);
    return NULL;
}

static int ask_supplier(struct decode_context *context, enum decode_id id, enum decode_id shared, struct base_error *e)
{
    struct base_buf packed = BASE_BUF_INIT;
    const char *name = decode_encodings[id].name;
    struct decode_table *table;
    int status = context->supplier.give(context->supplier.context, name, &packed, e);

    if (status == BASE_OK) {
        table = unpack(base_buf_str(&packed), id);
        decode_table_free(table ? context->tables[shared] : NULL);
        if (table)
            context->tables[shared] = table;
        else
            status = base_fail(e, BASE_NOMEM, "charset %s: out of memory", name);
    }
    base_buf_free(&packed);
    return status;
}

int decode_table_get(struct decode_context *context, enum decode_id id, const struct decode_table **out,
                     struct base_error *e)
{
    enum decode_id shared = table_of(id);
    const char *name = decode_encodings[id].name;
    bool there = context->tables[shared] && (id != DECODE_ID_EUC_JP || context->tables[shared]->extra);

    if (!there && context->supplier.give) {
        int status = ask_supplier(context, id, shared, e);
        if (status != BASE_OK)
            return status;
    }
    if (!context->tables[shared]) {
        int status = make(context, shared, name, e);
        if (status != BASE_OK)
            return status;
    }
    if (id == DECODE_ID_EUC_JP && !fill_extra(context, context->tables[shared]))
        return base_fail(e, BASE_NOMEM, "charset %s: out of memory", name);
    *out = context->tables[shared];
    return BASE_OK;
}
