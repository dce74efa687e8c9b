/* Bytes to UTF-8 by the decoders of the WHATWG Encoding standard, 8 to 14, with their error handling: a malformed
 * sequence gives one U+FFFD, and an ASCII byte that ends it is read again. */
#include "decode/private.h"

#include <stdlib.h>

size_t decode_ascii_run(const char *s, size_t len)
{
    size_t i = 0;
    for (uint64_t word; len - i >= sizeof word; i += sizeof word) {
        memcpy(&word, s + i, sizeof word);
        if (word & UINT64_C(0x8080808080808080))
            break;
    }
    while (i < len && (unsigned char)s[i] < 0x80)
        i++;
    return i;
}

/* Length of the well-formed UTF-8 sequence at S, whose first byte is no ASCII; 0 where there is none. */
static size_t sequence_length(const unsigned char *s, size_t len)
{
    unsigned char c = s[0];
    if (c < 0xC2 || len < 2 || (s[1] & 0xC0) != 0x80)
        return 0;
    if (c < 0xE0)
        return 2;
    if (len < 3 || (s[2] & 0xC0) != 0x80)
        return 0;
    if (c < 0xF0)
        return (c == 0xE0 && s[1] < 0xA0) || (c == 0xED && s[1] > 0x9F) ? 0 : 3;
    if (len < 4 || (s[3] & 0xC0) != 0x80 || c > 0xF4)
        return 0;
    return (c == 0xF0 && s[1] < 0x90) || (c == 0xF4 && s[1] > 0x8F) ? 0 : 4;
}

struct decode_utf8 decode_utf8_check(struct base_str bytes)
{
    struct decode_utf8 found = {.valid = true, .ascii = true};
    for (size_t at = 0; at < bytes.len;) {
        if ((unsigned char)bytes.ptr[at] < 0x80) {
            at += decode_ascii_run(bytes.ptr + at, bytes.len - at);
            continue;
        }
        found.ascii = false;
        size_t n = sequence_length((const unsigned char *)bytes.ptr + at, bytes.len - at);
        if (n == 0) {
            found.valid = false;
            return found;
        }
        n == 2 ? found.short_sequences++ : found.long_sequences++;
        at += n;
    }
    return found;
}

/* What is being decoded. A step reads the character at AT, whose byte is no ASCII, and says how many bytes it took;
 * *C is 0 where they were malformed. */
struct input {
    const struct decode_table *table;
    const unsigned char *bytes;
    size_t len;
};
typedef size_t step_function(const struct input *in, size_t at, uint32_t *c);

/* Bytes of a malformed pair: not the second one where that is ASCII. */
static size_t malformed(const struct input *in, size_t at)
{
    return at + 1 < in->len && in->bytes[at + 1] >= 0x80 ? 2 : 1;
}

static size_t step_single(const struct input *in, size_t at, uint32_t *c)
{
    *c = in->table->high[in->bytes[at] & 0x7F];
    return 1;
}

static size_t step_double(const struct input *in, size_t at, uint32_t *c)
{
    *c = in->table->high[in->bytes[at] & 0x7F];
    if (*c != DECODE_LEAD)
        return 1;
    *c = at + 1 < in->len ? in->table->pairs[(in->bytes[at] & 0x7Fu) << 8 | in->bytes[at + 1]] : 0;
    return *c ? 2 : malformed(in, at);
}

static uint32_t gb18030_range(uint32_t pointer)
{
    if (pointer >= 189000)
        return pointer <= 1237575 ? 0x10000 + pointer - 189000 : 0;
    if (pointer > 39419)
        return 0;
    if (pointer == 7457)
        return 0xE7C7;
    size_t low = 0, high = decode_gb18030_range_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (decode_gb18030_ranges[middle].pointer <= pointer)
            low = middle;
        else
            high = middle;
    }
    return decode_gb18030_ranges[low].c + (pointer - decode_gb18030_ranges[low].pointer);
}

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

static size_t step_gb18030(const struct input *in, size_t at, uint32_t *c)
{
    const unsigned char *b = in->bytes + at;
    size_t left = in->len - at;
    if (in->table->high[b[0] & 0x7F] != DECODE_LEAD || left < 2 || !is_digit(b[1]))
        return step_double(in, at, c);
    *c = 0;
    if (left < 3 || (left == 3 && b[2] >= 0x81 && b[2] <= 0xFE))
        return left; /* cut at the end: one error */
    if (b[2] < 0x81 || b[2] == 0xFF || !is_digit(b[3]))
        return 1;
    *c = gb18030_range((((b[0] - 0x81u) * 10 + (b[1] - '0')) * 126 + (b[2] - 0x81u)) * 10 + (b[3] - '0'));
    return 4;
}

/* A pair of JIS X 0208, both bytes A1 to FE, in the table that is laid out for Shift_JIS. */
static uint32_t jis0208(const struct decode_table *table, unsigned char lead, unsigned char trail)
{
    unsigned pointer = (lead - 0xA1u) * 94 + (trail - 0xA1u);
    unsigned row = pointer / 188, cell = pointer % 188;
    unsigned first = row + (row < 0x1F ? 0x81 : 0xC1), second = cell + (cell < 0x3F ? 0x40 : 0x41);
    return table->pairs[(first & 0x7F) << 8 | second];
}

static bool is_euc(unsigned char c)
{
    return c >= 0xA1 && c <= 0xFE;
}

static size_t step_euc_jp(const struct input *in, size_t at, uint32_t *c)
{
    const unsigned char *b = in->bytes + at;
    size_t left = in->len - at;
    *c = 0;
    if (b[0] != 0x8E && b[0] != 0x8F && !is_euc(b[0]))
        return 1;
    if (b[0] == 0x8F && left >= 2 && is_euc(b[1])) {
        if (left >= 3 && is_euc(b[2]))
            *c = in->table->extra[(b[1] & 0x7Fu) << 8 | b[2]];
        return left < 3 || b[2] < 0x80 ? 2 : 3;
    }
    if (left >= 2 && b[0] == 0x8E && b[1] >= 0xA1 && b[1] <= 0xDF)
        *c = 0xFF61 - 0xA1u + b[1];
    else if (left >= 2 && is_euc(b[0]) && is_euc(b[1]))
        *c = jis0208(in->table, b[0], b[1]);
    return *c ? 2 : malformed(in, at);
}

static size_t step_utf8(const struct input *in, size_t at, uint32_t *c)
{
    struct base_str s = {(const char *)in->bytes, in->len};
    size_t next = at;
    *c = base_utf8_next(s, &next);
    if (*c == BASE_REPLACEMENT && sequence_length(in->bytes + at, in->len - at) == 0)
        *c = 0;
    return next - at;
}

static size_t step_user_defined(const struct input *in, size_t at, uint32_t *c)
{
    *c = 0xF780 - 0x80u + in->bytes[at];
    return 1;
}

/* Writes a character, U+FFFD for 0. */
static char *put(char *out, uint32_t c, struct decode_run *run)
{
    run->characters++;
    if (c == 0) {
        run->errors++;
        c = BASE_REPLACEMENT;
    } else if (c & 0x80000000u) {
        out += base_utf8_put(c >> 16 & 0x7FFF, out);
        c &= 0xFFFF;
    }
    return out + base_utf8_put(c, out);
}

/* Every encoding in which ASCII bytes outside a sequence are ASCII. */
static char *run_ascii_based(const struct input *in, step_function *step, char *out, struct decode_run *run)
{
    for (size_t at = 0; at < in->len;) {
        if (in->bytes[at] < 0x80) {
            size_t n = decode_ascii_run((const char *)in->bytes + at, in->len - at);
            memcpy(out, in->bytes + at, n);
            out += n;
            at += n;
            continue;
        }
        uint32_t c;
        at += step(in, at, &c);
        out = put(out, c, run);
    }
    return out;
}

static char *run_utf16(const struct input *in, bool big, char *out, struct decode_run *run)
{
    const unsigned char *b = in->bytes;
    uint32_t lead = 0;
    size_t at = 0;
    for (; in->len - at >= 2; at += 2) {
        uint32_t unit = big ? (uint32_t)b[at] << 8 | b[at + 1] : (uint32_t)b[at + 1] << 8 | b[at];
        if (lead && unit >= 0xDC00 && unit <= 0xDFFF) {
            out = put(out, 0x10000 + ((lead - 0xD800) << 10) + (unit - 0xDC00), run);
            lead = 0;
            continue;
        }
        if (lead)
            out = put(out, 0, run);
        lead = unit >= 0xD800 && unit <= 0xDBFF ? unit : 0;
        if (lead)
            continue;
        if (unit < 0x80)
            *out++ = (char)unit;
        else
            out = put(out, unit >= 0xDC00 && unit <= 0xDFFF ? 0 : unit, run);
    }
    return lead || at < in->len ? put(out, 0, run) : out;
}

/* The sets that ISO-2022-JP's escape sequences choose (WHATWG Encoding, 12.2). */
enum jis_set { JIS_ASCII, JIS_ROMAN, JIS_KATAKANA, JIS_KANJI };

static bool jis_escape(const unsigned char *b, size_t left, enum jis_set *set)
{
    static const struct {
        char bytes[3];
        uint8_t set;
    } rows[] = {{"(B", JIS_ASCII}, {"(J", JIS_ROMAN}, {"(I", JIS_KATAKANA}, {"$@", JIS_KANJI}, {"$B", JIS_KANJI}};
    for (size_t i = 0; left >= 3 && i < sizeof rows / sizeof rows[0]; i++)
        if (memcmp(b + 1, rows[i].bytes, 2) == 0) {
            *set = (enum jis_set)rows[i].set;
            return true;
        }
    return false;
}

/* A byte or pair of the set; *TAKEN says how many bytes. 0: malformed. */
static uint32_t jis_character(const struct input *in, size_t at, enum jis_set set, size_t *taken)
{
    const unsigned char *b = in->bytes + at;
    *taken = 1;
    if (b[0] >= 0x80 || b[0] == 0x0E || b[0] == 0x0F || b[0] == 0x1B)
        return 0;
    if (set == JIS_ASCII || (set == JIS_ROMAN && b[0] != 0x5C && b[0] != 0x7E))
        return b[0];
    if (set == JIS_ROMAN)
        return b[0] == 0x5C ? 0xA5 : 0x203E;
    if (b[0] < 0x21 || (set == JIS_KATAKANA ? b[0] > 0x5F : b[0] > 0x7E))
        return 0;
    if (set == JIS_KATAKANA)
        return 0xFF61 - 0x21u + b[0];
    if (at + 1 >= in->len || b[1] == 0x1B)
        return 0;
    *taken = 2;
    return b[1] >= 0x21 && b[1] <= 0x7E ? jis0208(in->table, b[0] | 0x80, b[1] | 0x80) : 0;
}

static char *run_iso_2022_jp(const struct input *in, char *out, struct decode_run *run)
{
    enum jis_set set = JIS_ASCII;
    bool output = true; /* something came since the last escape: two escapes in a row are an error */
    for (size_t at = 0; at < in->len;) {
        size_t taken;
        if (in->bytes[at] == 0x1B && jis_escape(in->bytes + at, in->len - at, &set)) {
            if (!output)
                out = put(out, 0, run);
            output = false;
            at += 3;
            continue;
        }
        uint32_t c = jis_character(in, at, set, &taken);
        if (c > 0 && c < 0x80)
            *out++ = (char)c;
        else if (in->bytes[at] == 0 && set <= JIS_ROMAN)
            *out++ = '\0';
        else
            out = put(out, c, run);
        output = true;
        at += taken;
    }
    return out;
}

static step_function *step_of(enum decode_id id)
{
    switch (id) {
    case DECODE_ID_UTF_8: return step_utf8;
    case DECODE_ID_X_USER_DEFINED: return step_user_defined;
    case DECODE_ID_GBK:
    case DECODE_ID_GB18030: return step_gb18030;
    case DECODE_ID_EUC_JP: return step_euc_jp;
    default: return decode_encodings[id].kind == DECODE_KIND_MULTI ? step_double : step_single;
    }
}

/* No sequence grows beyond three times its bytes, but the one U+FFFD of an odd last byte. */
static bool make_room(struct decode_context *context, size_t len)
{
    if (len > (SIZE_MAX - 16) / 3)
        return false;
    size_t need = 3 * len + 16;
    if (need <= context->out_capacity)
        return true;
    free(context->out);
    context->out = malloc(need);
    context->out_capacity = context->out ? need : 0;
    return context->out != NULL;
}

int decode_run(struct decode_context *context, enum decode_id id, struct base_str bytes, struct decode_run *run,
               struct base_error *e)
{
    struct input in = {NULL, (const unsigned char *)bytes.ptr, bytes.len};
    *run = (struct decode_run){0};
    if (decode_encodings[id].kind != DECODE_KIND_UNICODE) {
        int status = decode_table_get(context, id, &in.table, e);
        if (status != BASE_OK)
            return status;
    }
    if (!make_room(context, bytes.len))
        return base_fail(e, BASE_NOMEM, "charset %s: out of memory", decode_encodings[id].name);
    char *out = context->out, *end;
    if (id == DECODE_ID_UTF_16LE || id == DECODE_ID_UTF_16BE)
        end = run_utf16(&in, id == DECODE_ID_UTF_16BE, out, run);
    else if (id == DECODE_ID_ISO_2022_JP)
        end = run_iso_2022_jp(&in, out, run);
    else if (id == DECODE_ID_REPLACEMENT)
        end = bytes.len > 0 ? put(out, 0, run) : out;
    else
        end = run_ascii_based(&in, step_of(id), out, run);
    run->len = (size_t)(end - out);
    return BASE_OK;
}
