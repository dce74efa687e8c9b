/* The labels of the WHATWG Encoding standard, 4.2, and their search. */
#include "decode/private.h"

/* Sorted by bytes. */
const struct decode_label_row decode_labels[] = {
    {"866", DECODE_ID_IBM866}, {"ansi_x3.4-1968", DECODE_ID_WINDOWS_1252}, {"arabic", DECODE_ID_ISO_8859_6},
    {"ascii", DECODE_ID_WINDOWS_1252}, {"asmo-708", DECODE_ID_ISO_8859_6}, {"big5", DECODE_ID_BIG5},
    {"big5-hkscs", DECODE_ID_BIG5}, {"chinese", DECODE_ID_GBK}, {"cn-big5", DECODE_ID_BIG5},
    {"cp1250", DECODE_ID_WINDOWS_1250}, {"cp1251", DECODE_ID_WINDOWS_1251}, {"cp1252", DECODE_ID_WINDOWS_1252},
    {"cp1253", DECODE_ID_WINDOWS_1253}, {"cp1254", DECODE_ID_WINDOWS_1254}, {"cp1255", DECODE_ID_WINDOWS_1255},
    {"cp1256", DECODE_ID_WINDOWS_1256}, {"cp1257", DECODE_ID_WINDOWS_1257}, {"cp1258", DECODE_ID_WINDOWS_1258},
    {"cp819", DECODE_ID_WINDOWS_1252}, {"cp866", DECODE_ID_IBM866}, {"csbig5", DECODE_ID_BIG5},
    {"cseuckr", DECODE_ID_EUC_KR}, {"cseucpkdfmtjapanese", DECODE_ID_EUC_JP}, {"csgb2312", DECODE_ID_GBK},
    {"csibm866", DECODE_ID_IBM866}, {"csiso2022jp", DECODE_ID_ISO_2022_JP}, {"csiso2022kr", DECODE_ID_REPLACEMENT},
    {"csiso58gb231280", DECODE_ID_GBK}, {"csiso88596e", DECODE_ID_ISO_8859_6}, {"csiso88596i", DECODE_ID_ISO_8859_6},
    {"csiso88598e", DECODE_ID_ISO_8859_8}, {"csiso88598i", DECODE_ID_ISO_8859_8_I},
    {"csisolatin1", DECODE_ID_WINDOWS_1252}, {"csisolatin2", DECODE_ID_ISO_8859_2},
    {"csisolatin3", DECODE_ID_ISO_8859_3}, {"csisolatin4", DECODE_ID_ISO_8859_4},
    {"csisolatin5", DECODE_ID_WINDOWS_1254}, {"csisolatin6", DECODE_ID_ISO_8859_10},
    {"csisolatin9", DECODE_ID_ISO_8859_15}, {"csisolatinarabic", DECODE_ID_ISO_8859_6},
    {"csisolatincyrillic", DECODE_ID_ISO_8859_5}, {"csisolatingreek", DECODE_ID_ISO_8859_7},
    {"csisolatinhebrew", DECODE_ID_ISO_8859_8}, {"cskoi8r", DECODE_ID_KOI8_R}, {"csksc56011987", DECODE_ID_EUC_KR},
    {"csmacintosh", DECODE_ID_MACINTOSH}, {"csshiftjis", DECODE_ID_SHIFT_JIS}, {"csunicode", DECODE_ID_UTF_16LE},
    {"cyrillic", DECODE_ID_ISO_8859_5}, {"dos-874", DECODE_ID_WINDOWS_874}, {"ecma-114", DECODE_ID_ISO_8859_6},
    {"ecma-118", DECODE_ID_ISO_8859_7}, {"elot_928", DECODE_ID_ISO_8859_7}, {"euc-jp", DECODE_ID_EUC_JP},
    {"euc-kr", DECODE_ID_EUC_KR}, {"gb18030", DECODE_ID_GB18030}, {"gb2312", DECODE_ID_GBK},
    {"gb_2312", DECODE_ID_GBK}, {"gb_2312-80", DECODE_ID_GBK}, {"gbk", DECODE_ID_GBK},
    {"greek", DECODE_ID_ISO_8859_7}, {"greek8", DECODE_ID_ISO_8859_7}, {"hebrew", DECODE_ID_ISO_8859_8},
    {"hz-gb-2312", DECODE_ID_REPLACEMENT}, {"ibm819", DECODE_ID_WINDOWS_1252}, {"ibm866", DECODE_ID_IBM866},
    {"iso-10646-ucs-2", DECODE_ID_UTF_16LE}, {"iso-2022-cn", DECODE_ID_REPLACEMENT},
    {"iso-2022-cn-ext", DECODE_ID_REPLACEMENT}, {"iso-2022-jp", DECODE_ID_ISO_2022_JP},
    {"iso-2022-kr", DECODE_ID_REPLACEMENT}, {"iso-8859-1", DECODE_ID_WINDOWS_1252},
    {"iso-8859-10", DECODE_ID_ISO_8859_10}, {"iso-8859-11", DECODE_ID_WINDOWS_874},
    {"iso-8859-13", DECODE_ID_ISO_8859_13}, {"iso-8859-14", DECODE_ID_ISO_8859_14},
    {"iso-8859-15", DECODE_ID_ISO_8859_15}, {"iso-8859-16", DECODE_ID_ISO_8859_16},
    {"iso-8859-2", DECODE_ID_ISO_8859_2}, {"iso-8859-3", DECODE_ID_ISO_8859_3}, {"iso-8859-4", DECODE_ID_ISO_8859_4},
    {"iso-8859-5", DECODE_ID_ISO_8859_5}, {"iso-8859-6", DECODE_ID_ISO_8859_6},
    {"iso-8859-6-e", DECODE_ID_ISO_8859_6}, {"iso-8859-6-i", DECODE_ID_ISO_8859_6},
    {"iso-8859-7", DECODE_ID_ISO_8859_7}, {"iso-8859-8", DECODE_ID_ISO_8859_8},
    {"iso-8859-8-e", DECODE_ID_ISO_8859_8}, {"iso-8859-8-i", DECODE_ID_ISO_8859_8_I},
    {"iso-8859-9", DECODE_ID_WINDOWS_1254}, {"iso-ir-100", DECODE_ID_WINDOWS_1252},
    {"iso-ir-101", DECODE_ID_ISO_8859_2}, {"iso-ir-109", DECODE_ID_ISO_8859_3}, {"iso-ir-110", DECODE_ID_ISO_8859_4},
    {"iso-ir-126", DECODE_ID_ISO_8859_7}, {"iso-ir-127", DECODE_ID_ISO_8859_6}, {"iso-ir-138", DECODE_ID_ISO_8859_8},
    {"iso-ir-144", DECODE_ID_ISO_8859_5}, {"iso-ir-148", DECODE_ID_WINDOWS_1254}, {"iso-ir-149", DECODE_ID_EUC_KR},
    {"iso-ir-157", DECODE_ID_ISO_8859_10}, {"iso-ir-58", DECODE_ID_GBK}, {"iso8859-1", DECODE_ID_WINDOWS_1252},
    {"iso8859-10", DECODE_ID_ISO_8859_10}, {"iso8859-11", DECODE_ID_WINDOWS_874},
    {"iso8859-13", DECODE_ID_ISO_8859_13}, {"iso8859-14", DECODE_ID_ISO_8859_14},
    {"iso8859-15", DECODE_ID_ISO_8859_15}, {"iso8859-2", DECODE_ID_ISO_8859_2}, {"iso8859-3", DECODE_ID_ISO_8859_3},
    {"iso8859-4", DECODE_ID_ISO_8859_4}, {"iso8859-5", DECODE_ID_ISO_8859_5}, {"iso8859-6", DECODE_ID_ISO_8859_6},
    {"iso8859-7", DECODE_ID_ISO_8859_7}, {"iso8859-8", DECODE_ID_ISO_8859_8}, {"iso8859-9", DECODE_ID_WINDOWS_1254},
    {"iso88591", DECODE_ID_WINDOWS_1252}, {"iso885910", DECODE_ID_ISO_8859_10}, {"iso885911", DECODE_ID_WINDOWS_874},
    {"iso885913", DECODE_ID_ISO_8859_13}, {"iso885914", DECODE_ID_ISO_8859_14}, {"iso885915", DECODE_ID_ISO_8859_15},
    {"iso88592", DECODE_ID_ISO_8859_2}, {"iso88593", DECODE_ID_ISO_8859_3}, {"iso88594", DECODE_ID_ISO_8859_4},
    {"iso88595", DECODE_ID_ISO_8859_5}, {"iso88596", DECODE_ID_ISO_8859_6}, {"iso88597", DECODE_ID_ISO_8859_7},
    {"iso88598", DECODE_ID_ISO_8859_8}, {"iso88599", DECODE_ID_WINDOWS_1254}, {"iso_8859-1", DECODE_ID_WINDOWS_1252},
    {"iso_8859-15", DECODE_ID_ISO_8859_15}, {"iso_8859-1:1987", DECODE_ID_WINDOWS_1252},
    {"iso_8859-2", DECODE_ID_ISO_8859_2}, {"iso_8859-2:1987", DECODE_ID_ISO_8859_2},
    {"iso_8859-3", DECODE_ID_ISO_8859_3}, {"iso_8859-3:1988", DECODE_ID_ISO_8859_3},
    {"iso_8859-4", DECODE_ID_ISO_8859_4}, {"iso_8859-4:1988", DECODE_ID_ISO_8859_4},
    {"iso_8859-5", DECODE_ID_ISO_8859_5}, {"iso_8859-5:1988", DECODE_ID_ISO_8859_5},
    {"iso_8859-6", DECODE_ID_ISO_8859_6}, {"iso_8859-6:1987", DECODE_ID_ISO_8859_6},
    {"iso_8859-7", DECODE_ID_ISO_8859_7}, {"iso_8859-7:1987", DECODE_ID_ISO_8859_7},
    {"iso_8859-8", DECODE_ID_ISO_8859_8}, {"iso_8859-8:1988", DECODE_ID_ISO_8859_8},
    {"iso_8859-9", DECODE_ID_WINDOWS_1254}, {"iso_8859-9:1989", DECODE_ID_WINDOWS_1254}, {"koi", DECODE_ID_KOI8_R},
    {"koi8", DECODE_ID_KOI8_R}, {"koi8-r", DECODE_ID_KOI8_R}, {"koi8-ru", DECODE_ID_KOI8_U},
    {"koi8-u", DECODE_ID_KOI8_U}, {"koi8_r", DECODE_ID_KOI8_R}, {"korean", DECODE_ID_EUC_KR},
    {"ks_c_5601-1987", DECODE_ID_EUC_KR}, {"ks_c_5601-1989", DECODE_ID_EUC_KR}, {"ksc5601", DECODE_ID_EUC_KR},
    {"ksc_5601", DECODE_ID_EUC_KR}, {"l1", DECODE_ID_WINDOWS_1252}, {"l2", DECODE_ID_ISO_8859_2},
    {"l3", DECODE_ID_ISO_8859_3}, {"l4", DECODE_ID_ISO_8859_4}, {"l5", DECODE_ID_WINDOWS_1254},
    {"l6", DECODE_ID_ISO_8859_10}, {"l9", DECODE_ID_ISO_8859_15}, {"latin1", DECODE_ID_WINDOWS_1252},
    {"latin2", DECODE_ID_ISO_8859_2}, {"latin3", DECODE_ID_ISO_8859_3}, {"latin4", DECODE_ID_ISO_8859_4},
    {"latin5", DECODE_ID_WINDOWS_1254}, {"latin6", DECODE_ID_ISO_8859_10}, {"logical", DECODE_ID_ISO_8859_8_I},
    {"mac", DECODE_ID_MACINTOSH}, {"macintosh", DECODE_ID_MACINTOSH}, {"ms_kanji", DECODE_ID_SHIFT_JIS},
    {"replacement", DECODE_ID_REPLACEMENT}, {"shift-jis", DECODE_ID_SHIFT_JIS}, {"shift_jis", DECODE_ID_SHIFT_JIS},
    {"sjis", DECODE_ID_SHIFT_JIS}, {"sun_eu_greek", DECODE_ID_ISO_8859_7}, {"tis-620", DECODE_ID_WINDOWS_874},
    {"ucs-2", DECODE_ID_UTF_16LE}, {"unicode", DECODE_ID_UTF_16LE}, {"unicode-1-1-utf-8", DECODE_ID_UTF_8},
    {"unicode11utf8", DECODE_ID_UTF_8}, {"unicode20utf8", DECODE_ID_UTF_8}, {"unicodefeff", DECODE_ID_UTF_16LE},
    {"unicodefffe", DECODE_ID_UTF_16BE}, {"us-ascii", DECODE_ID_WINDOWS_1252}, {"utf-16", DECODE_ID_UTF_16LE},
    {"utf-16be", DECODE_ID_UTF_16BE}, {"utf-16le", DECODE_ID_UTF_16LE}, {"utf-8", DECODE_ID_UTF_8},
    {"utf8", DECODE_ID_UTF_8}, {"visual", DECODE_ID_ISO_8859_8}, {"windows-1250", DECODE_ID_WINDOWS_1250},
    {"windows-1251", DECODE_ID_WINDOWS_1251}, {"windows-1252", DECODE_ID_WINDOWS_1252},
    {"windows-1253", DECODE_ID_WINDOWS_1253}, {"windows-1254", DECODE_ID_WINDOWS_1254},
    {"windows-1255", DECODE_ID_WINDOWS_1255}, {"windows-1256", DECODE_ID_WINDOWS_1256},
    {"windows-1257", DECODE_ID_WINDOWS_1257}, {"windows-1258", DECODE_ID_WINDOWS_1258},
    {"windows-31j", DECODE_ID_SHIFT_JIS}, {"windows-874", DECODE_ID_WINDOWS_874}, {"windows-949", DECODE_ID_EUC_KR},
    {"x-cp1250", DECODE_ID_WINDOWS_1250}, {"x-cp1251", DECODE_ID_WINDOWS_1251}, {"x-cp1252", DECODE_ID_WINDOWS_1252},
    {"x-cp1253", DECODE_ID_WINDOWS_1253}, {"x-cp1254", DECODE_ID_WINDOWS_1254}, {"x-cp1255", DECODE_ID_WINDOWS_1255},
    {"x-cp1256", DECODE_ID_WINDOWS_1256}, {"x-cp1257", DECODE_ID_WINDOWS_1257}, {"x-cp1258", DECODE_ID_WINDOWS_1258},
    {"x-euc-jp", DECODE_ID_EUC_JP}, {"x-gbk", DECODE_ID_GBK}, {"x-mac-cyrillic", DECODE_ID_X_MAC_CYRILLIC},
    {"x-mac-roman", DECODE_ID_MACINTOSH}, {"x-mac-ukrainian", DECODE_ID_X_MAC_CYRILLIC},
    {"x-sjis", DECODE_ID_SHIFT_JIS}, {"x-unicode20utf8", DECODE_ID_UTF_8},
    {"x-user-defined", DECODE_ID_X_USER_DEFINED}, {"x-x-big5", DECODE_ID_BIG5},
};
const size_t decode_label_count = sizeof decode_labels / sizeof decode_labels[0];

static int compare(const char *lower, size_t len, const char *label)
{
    int order = strncmp(lower, label, len);
    return order != 0 ? order : (label[len] == '\0' ? 0 : -1);
}

enum decode_id decode_label_id(struct base_str label)
{
    char lower[32];
    while (label.len > 0 && base_is_ascii_space(label.ptr[0]))
        label = base_str_sub(label, 1, label.len);
    while (label.len > 0 && base_is_ascii_space(label.ptr[label.len - 1]))
        label.len--;
    if (label.len == 0 || label.len >= sizeof lower || memchr(label.ptr, '\0', label.len))
        return DECODE_ID_NONE;
    for (size_t i = 0; i < label.len; i++)
        lower[i] = label.ptr[i] >= 'A' && label.ptr[i] <= 'Z' ? (char)(label.ptr[i] + 32) : label.ptr[i];
    for (size_t low = 0, high = decode_label_count; low < high;) {
        size_t middle = low + (high - low) / 2;
        int order = compare(lower, label.len, decode_labels[middle].label);
        if (order == 0)
            return decode_labels[middle].id;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return DECODE_ID_NONE;
}

const char *decode_label(struct base_str label)
{
    enum decode_id id = decode_label_id(label);
    return id == DECODE_ID_NONE ? NULL : decode_encodings[id].name;
}
