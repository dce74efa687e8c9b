/* The encodings of the WHATWG Encoding standard and what an iconv calls them. */
#include "decode/private.h"

#define SINGLE(id, whatwg, ...) [DECODE_ID_##id] = {whatwg, DECODE_KIND_SINGLE, {__VA_ARGS__}, NULL}
#define WINDOWS(id, number) \
    [DECODE_ID_##id] = {"windows-" number, DECODE_KIND_SINGLE_C1, {"CP" number, "WINDOWS-" number}, NULL}

const struct decode_encoding decode_encodings[DECODE_ID_COUNT] = {
    [DECODE_ID_UTF_8] = {"UTF-8", DECODE_KIND_UNICODE, {NULL}, NULL},
    [DECODE_ID_UTF_16LE] = {"UTF-16LE", DECODE_KIND_UNICODE, {NULL}, NULL},
    [DECODE_ID_UTF_16BE] = {"UTF-16BE", DECODE_KIND_UNICODE, {NULL}, NULL},
    [DECODE_ID_REPLACEMENT] = {"replacement", DECODE_KIND_UNICODE, {NULL}, NULL},
    [DECODE_ID_X_USER_DEFINED] = {"x-user-defined", DECODE_KIND_UNICODE, {NULL}, NULL},

    [DECODE_ID_GBK] = {"GBK", DECODE_KIND_MULTI, {"GB18030"}, decode_fixes_gb18030},
    [DECODE_ID_GB18030] = {"gb18030", DECODE_KIND_MULTI, {"GB18030"}, decode_fixes_gb18030},
    [DECODE_ID_BIG5] = {"Big5", DECODE_KIND_MULTI, {"BIG5-HKSCS", "BIG5HKSCS"}, decode_fixes_big5},
    [DECODE_ID_EUC_KR] = {"EUC-KR", DECODE_KIND_MULTI, {"CP949", "UHC", "EUC-KR"}, NULL},
    /* One index, JIS X 0208 with the additions of NEC and IBM, serves all three. */
    [DECODE_ID_SHIFT_JIS] = {"Shift_JIS", DECODE_KIND_MULTI, {"CP932", "WINDOWS-31J", "SHIFT_JIS"}, NULL},
    [DECODE_ID_EUC_JP] = {"EUC-JP", DECODE_KIND_MULTI, {"CP932", "WINDOWS-31J", "SHIFT_JIS"}, NULL},
    [DECODE_ID_ISO_2022_JP] = {"ISO-2022-JP", DECODE_KIND_MULTI, {"CP932", "WINDOWS-31J", "SHIFT_JIS"}, NULL},

    SINGLE(IBM866, "IBM866", "CP866", "IBM866"),
    SINGLE(ISO_8859_2, "ISO-8859-2", "ISO-8859-2"),
    SINGLE(ISO_8859_3, "ISO-8859-3", "ISO-8859-3"),
    SINGLE(ISO_8859_4, "ISO-8859-4", "ISO-8859-4"),
    SINGLE(ISO_8859_5, "ISO-8859-5", "ISO-8859-5"),
    SINGLE(ISO_8859_6, "ISO-8859-6", "ISO-8859-6"),
    SINGLE(ISO_8859_7, "ISO-8859-7", "ISO-8859-7"),
    SINGLE(ISO_8859_8, "ISO-8859-8", "ISO-8859-8"),
    SINGLE(ISO_8859_8_I, "ISO-8859-8-I", "ISO-8859-8"),
    SINGLE(ISO_8859_10, "ISO-8859-10", "ISO-8859-10"),
    SINGLE(ISO_8859_13, "ISO-8859-13", "ISO-8859-13"),
    SINGLE(ISO_8859_14, "ISO-8859-14", "ISO-8859-14"),
    SINGLE(ISO_8859_15, "ISO-8859-15", "ISO-8859-15"),
    SINGLE(ISO_8859_16, "ISO-8859-16", "ISO-8859-16"),
    SINGLE(KOI8_R, "KOI8-R", "KOI8-R"),
    [DECODE_ID_KOI8_U] = {"KOI8-U", DECODE_KIND_SINGLE, {"KOI8-U"}, decode_fixes_koi8_u},
    [DECODE_ID_MACINTOSH] = {"macintosh", DECODE_KIND_SINGLE, {"MACINTOSH", "MAC"}, decode_fixes_macintosh},
    [DECODE_ID_X_MAC_CYRILLIC] = {"x-mac-cyrillic",
                                  DECODE_KIND_SINGLE,
                                  {"MAC-UK", "MAC-CYRILLIC", "MACUKRAINE"},
                                  decode_fixes_x_mac_cyrillic},

    WINDOWS(WINDOWS_874, "874"),
    WINDOWS(WINDOWS_1250, "1250"),
    WINDOWS(WINDOWS_1251, "1251"),
    WINDOWS(WINDOWS_1252, "1252"),
    WINDOWS(WINDOWS_1253, "1253"),
    WINDOWS(WINDOWS_1254, "1254"),
    [DECODE_ID_WINDOWS_1255] = {"windows-1255", DECODE_KIND_SINGLE_C1, {"CP1255", "WINDOWS-1255"},
                                decode_fixes_windows_1255},
    WINDOWS(WINDOWS_1256, "1256"),
    WINDOWS(WINDOWS_1257, "1257"),
    WINDOWS(WINDOWS_1258, "1258"),
};
