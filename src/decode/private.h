/* What the files of decode/ share. */
#ifndef DECODE_PRIVATE_H
#define DECODE_PRIVATE_H

#include "decode/decode.h"

/* The encodings of the WHATWG Encoding standard: identifier, name, how it is decoded, iconv's names for it in
 * order of preference, corrections. The order of the single-byte ones has no meaning. */
enum decode_id {
    DECODE_ID_UTF_8,
    DECODE_ID_UTF_16LE,
    DECODE_ID_UTF_16BE,
    DECODE_ID_REPLACEMENT,
    DECODE_ID_X_USER_DEFINED,
    DECODE_ID_GBK,
    DECODE_ID_GB18030,
    DECODE_ID_BIG5,
    DECODE_ID_EUC_KR,
    DECODE_ID_SHIFT_JIS,
    DECODE_ID_EUC_JP,
    DECODE_ID_ISO_2022_JP,
    DECODE_ID_IBM866,
    DECODE_ID_ISO_8859_2,
    DECODE_ID_ISO_8859_3,
    DECODE_ID_ISO_8859_4,
    DECODE_ID_ISO_8859_5,
    DECODE_ID_ISO_8859_6,
    DECODE_ID_ISO_8859_7,
    DECODE_ID_ISO_8859_8,
    DECODE_ID_ISO_8859_8_I,
    DECODE_ID_ISO_8859_10,
    DECODE_ID_ISO_8859_13,
    DECODE_ID_ISO_8859_14,
    DECODE_ID_ISO_8859_15,
    DECODE_ID_ISO_8859_16,
    DECODE_ID_KOI8_R,
    DECODE_ID_KOI8_U,
    DECODE_ID_MACINTOSH,
    DECODE_ID_WINDOWS_874,
    DECODE_ID_WINDOWS_1250,
    DECODE_ID_WINDOWS_1251,
    DECODE_ID_WINDOWS_1252,
    DECODE_ID_WINDOWS_1253,
    DECODE_ID_WINDOWS_1254,
    DECODE_ID_WINDOWS_1255,
    DECODE_ID_WINDOWS_1256,
    DECODE_ID_WINDOWS_1257,
    DECODE_ID_WINDOWS_1258,
    DECODE_ID_X_MAC_CYRILLIC,
    DECODE_ID_COUNT,
    DECODE_ID_NONE = DECODE_ID_COUNT
};

enum decode_kind {
    DECODE_KIND_UNICODE, /* UTF-8, UTF-16, replacement, x-user-defined: needs no table */
    DECODE_KIND_SINGLE,
    DECODE_KIND_SINGLE_C1, /* holes of 80..9F are the control of that number */
    DECODE_KIND_MULTI
};

/* Two characters (below U+0400 and U+0800) that one pair of bytes stands for. */
#define DECODE_PAIR(first, second) (0x80000000u | (uint32_t)(first) << 16 | (second))

struct decode_fix {
    uint16_t bytes; /* a byte or a pair; 0 ends the list */
    uint32_t c;     /* a character or DECODE_PAIR */
};

struct decode_range {
    uint16_t pointer, c;
};

struct decode_encoding {
    const char *name;
    enum decode_kind kind;
    const char *iconv[3];
    const struct decode_fix *fixes;
};

struct decode_label_row {
    const char *label;
    enum decode_id id;
};

extern const struct decode_label_row decode_labels[];
extern const size_t decode_label_count;
extern const struct decode_encoding decode_encodings[DECODE_ID_COUNT];
extern const struct decode_fix decode_fixes_gb18030[], decode_fixes_big5[], decode_fixes_koi8_u[],
    decode_fixes_macintosh[], decode_fixes_windows_1255[], decode_fixes_x_mac_cyrillic[];
extern const struct decode_range decode_gb18030_ranges[];
extern const size_t decode_gb18030_range_count;

/* DECODE_ID_NONE for a label that is not known. */
enum decode_id decode_label_id(struct base_str label);

/* ---- Tables, filled through iconv (tables.c) ---- */

#define DECODE_LEAD 0xFFFFFFFFu /* in HIGH: the first byte of a pair */

/* 0 stands for "no character". */
struct decode_table {
    uint32_t high[128]; /* of the byte 80 + i: a character, DECODE_LEAD */
    uint32_t *pairs;    /* of lead and trail: [(lead & 0x7F) << 8 | trail], a character or DECODE_PAIR; or NULL */
    uint32_t *extra;    /* EUC-JP: the pairs behind 8F; or NULL */
};

struct decode_context {
    struct decode_iconv iconv;
    struct decode_supplier supplier; /* give NULL: tables are filled by iconv */
    struct decode_table *tables[DECODE_ID_COUNT]; /* filled at first use */
    void *detector;                               /* uchardet_t, made at first use */
    char *out;                                    /* room for the text of one candidate */
    size_t out_capacity;
    char *sample; /* DECODE_SAMPLE_BYTES of text without markup, of runs that hold a byte above 7F */
    size_t sample_len;
};

struct decode_iconv decode_iconv_system(void);

/* The table of an encoding whose kind is not DECODE_KIND_UNICODE. BASE_MISSING, BASE_NOMEM. */
int decode_table_get(struct decode_context *context, enum decode_id id, const struct decode_table **out,
                     struct base_error *e);
void decode_table_free(struct decode_table *table);

/* ---- Decoders (decoders.c) ---- */

struct decode_run {
    size_t len;        /* bytes of UTF-8 in context->out */
    size_t errors;     /* U+FFFD written for malformed bytes */
    size_t characters; /* characters that are not ASCII, errors among them */
};

/* Decodes BYTES into context->out by the error rules of the WHATWG Encoding standard. */
int decode_run(struct decode_context *context, enum decode_id id, struct base_str bytes, struct decode_run *run,
               struct base_error *e);

/* What BYTES are as UTF-8, without decoding them. */
struct decode_utf8 {
    bool valid, ascii;
    size_t short_sequences, long_sequences; /* well-formed ones of two bytes, of three and four */
};
struct decode_utf8 decode_utf8_check(struct base_str bytes);
/* How many bytes from the start of S are ASCII. */
size_t decode_ascii_run(const char *s, size_t len);

/* ---- Text encoded twice (twice.c) ---- */

/* Where parts of TEXT were surely encoded twice, it becomes what was meant, in the arena. False when out of memory. */
bool decode_undo_twice(struct base_arena *arena, struct base_str *text);

/* ---- Evidence (prescan.c, guess.c) ---- */

/* Like base_str_find_nocase, for hits that are near: it prepares nothing. NEEDLE is in lower case and short. */
size_t decode_find(struct base_str s, struct base_str needle);
enum decode_id decode_content_type(struct base_str value);
/* The encoding that <meta> or an XML declaration states. */
enum decode_id decode_prescan(struct base_str bytes);

/* Takes the sample that the next two look at; false when out of memory. */
#define DECODE_SAMPLE_BYTES ((size_t)64 << 10)
bool decode_sample(struct decode_context *context, struct base_str bytes);
/* What uchardet says of it; DECODE_ID_NONE where it says nothing. */
enum decode_id decode_guess(struct decode_context *context);
/* Most of its letters are bytes above 7F, as no text in the Latin script has them. */
bool decode_sample_is_dense(const struct decode_context *context);

#endif
