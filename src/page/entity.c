/*
 * Character references. libxml2 knows the named ones of HTML 4; the table adds those of HTML 5
 * that are found in news.
 */
#include <libxml/HTMLparser.h>

#include "page/private.h"

struct name {
    const char *name;
    uint32_t code;
};

/* Sorted by name. */
static const struct name extra[] = {
    {"AMP", 0x26}, {"Abreve", 0x102}, {"Amacr", 0x100}, {"Aogon", 0x104}, {"COPY", 0xA9}, {"Cacute", 0x106},
    {"Ccaron", 0x10C}, {"Dcaron", 0x10E}, {"Dstrok", 0x110}, {"Ecaron", 0x11A}, {"Emacr", 0x112}, {"Eogon", 0x118},
    {"GT", 0x3E}, {"Gbreve", 0x11E}, {"Hat", 0x5E}, {"Idot", 0x130}, {"Imacr", 0x12A}, {"LT", 0x3C},
    {"Lstrok", 0x141}, {"Nacute", 0x143}, {"Ncaron", 0x147}, {"NewLine", 0x0A}, {"NonBreakingSpace", 0xA0},
    {"Odblac", 0x150}, {"Omacr", 0x14C}, {"QUOT", 0x22}, {"REG", 0xAE}, {"Rcaron", 0x158}, {"Sacute", 0x15A},
    {"Scedil", 0x15E}, {"TRADE", 0x2122}, {"Tab", 0x09}, {"Tcaron", 0x164}, {"Tcedil", 0x162}, {"Udblac", 0x170},
    {"Umacr", 0x16A}, {"Uring", 0x16E}, {"Zacute", 0x179}, {"Zcaron", 0x17D}, {"Zdot", 0x17B},
    {"ZeroWidthSpace", 0x200B}, {"abreve", 0x103}, {"amacr", 0x101}, {"aogon", 0x105}, {"apos", 0x27},
    {"ast", 0x2A}, {"bdquo", 0x201E}, {"bigstar", 0x2605}, {"bsol", 0x5C}, {"bullet", 0x2022}, {"cacute", 0x107},
    {"ccaron", 0x10D}, {"centerdot", 0xB7}, {"check", 0x2713}, {"checkmark", 0x2713}, {"colon", 0x3A},
    {"comma", 0x2C}, {"commat", 0x40}, {"cross", 0x2717}, {"dash", 0x2010}, {"dcaron", 0x10F}, {"dollar", 0x24},
    {"downarrow", 0x2193}, {"dstrok", 0x111}, {"dtrif", 0x25BE}, {"ecaron", 0x11B}, {"emacr", 0x113},
    {"emsp13", 0x2004}, {"eogon", 0x119}, {"equals", 0x3D}, {"excl", 0x21}, {"female", 0x2640}, {"ffilig", 0xFB03},
    {"fflig", 0xFB00}, {"filig", 0xFB01}, {"fllig", 0xFB02}, {"frac13", 0x2153}, {"frac15", 0x2155},
    {"frac18", 0x215B}, {"frac23", 0x2154}, {"frac25", 0x2156}, {"frac35", 0x2157}, {"frac38", 0x215C},
    {"frac45", 0x2158}, {"frac58", 0x215D}, {"frac78", 0x215E}, {"gbreve", 0x11F}, {"grave", 0x60},
    {"hairsp", 0x200A}, {"half", 0xBD}, {"hearts", 0x2665}, {"horbar", 0x2015}, {"hyphen", 0x2010},
    {"imacr", 0x12B}, {"inodot", 0x131}, {"lbrace", 0x7B}, {"lbrack", 0x5B}, {"lcub", 0x7B}, {"ldquor", 0x201E},
    {"leftarrow", 0x2190}, {"lowbar", 0x5F}, {"lpar", 0x28}, {"lsqb", 0x5B}, {"lsquor", 0x201A}, {"lstrok", 0x142},
    {"ltrif", 0x25C2}, {"male", 0x2642}, {"midast", 0x2A}, {"mldr", 0x2026}, {"nacute", 0x144}, {"nbsp", 0xA0},
    {"ncaron", 0x148}, {"nldr", 0x2025}, {"num", 0x23}, {"numero", 0x2116}, {"numsp", 0x2007}, {"odblac", 0x151},
    {"ohm", 0x3A9}, {"omacr", 0x14D}, {"percnt", 0x25}, {"period", 0x2E}, {"phone", 0x260E}, {"plus", 0x2B},
    {"puncsp", 0x2008}, {"quest", 0x3F}, {"quot", 0x22}, {"rbrace", 0x7D}, {"rbrack", 0x5D}, {"rcaron", 0x159},
    {"rcub", 0x7D}, {"rdquor", 0x201D}, {"rightarrow", 0x2192}, {"rpar", 0x29}, {"rsqb", 0x5D}, {"rsquo", 0x2019},
    {"rsquor", 0x2019}, {"rtrif", 0x25B8}, {"sacute", 0x15B}, {"scedil", 0x15F}, {"semi", 0x3B}, {"sol", 0x2F},
    {"square", 0x25A1}, {"star", 0x2606}, {"starf", 0x2605}, {"tcaron", 0x165}, {"tcedil", 0x163},
    {"thinsp", 0x2009}, {"udblac", 0x171}, {"umacr", 0x16B}, {"uparrow", 0x2191}, {"uring", 0x16F},
    {"utrif", 0x25B4}, {"verbar", 0x7C}, {"vert", 0x7C}, {"zacute", 0x17A}, {"zcaron", 0x17E}, {"zdot", 0x17C},
};

static uint32_t find_extra(const char *name)
{
    size_t low = 0, high = sizeof(extra) / sizeof(extra[0]);

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(name, extra[middle].name);
        if (order == 0)
            return extra[middle].code;
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

static int digit_of(char c, unsigned base)
{
    int value = base_hex_digit(c);

    return value < (int)base ? value : -1;
}

static size_t put(uint32_t code, char out[8], size_t len)
{
    out[base_utf8_put(code, out)] = 0;
    return len;
}

static size_t numeric(struct base_str s, size_t at, char out[8])
{
    size_t i = at + 2;
    bool hex = i < s.len && (s.ptr[i] | 32) == 'x';
    unsigned base = hex ? 16 : 10;
    uint32_t code = 0;

    i += hex;
    size_t first = i;
    for (; i < s.len && digit_of(s.ptr[i], base) >= 0; i++)
        if (code < 0x110000)
            code = code * base + (uint32_t)digit_of(s.ptr[i], base);
    if (i == first)
        return 0;
    i += i < s.len && s.ptr[i] == ';';
    if (code >= 128 && code < 160)
        code = base_windows_1252[code - 128];
    /* A control character is no text, and XML takes none. */
    if (code < 32 && code != '\t' && code != '\n' && code != '\r')
        code = BASE_REPLACEMENT;
    if (code == 0xFFFE || code == 0xFFFF)
        code = BASE_REPLACEMENT;
    return put(code, out, i - at);
}

/* The names of ISO 8859-1 and of the markup characters hold without a semicolon too. */
static bool is_legacy(uint32_t code)
{
    return (code >= 160 && code < 256) || code == '&' || code == '<' || code == '>' || code == '"';
}

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

size_t page_entity(struct base_str s, size_t at, bool attribute, char out[8])
{
    char name[16];
    size_t len = 0, i = at + 1;

    if (i < s.len && s.ptr[i] == '#')
        return numeric(s, at, out);
    while (i < s.len && len < sizeof(name) - 1 && is_alnum(s.ptr[i]))
        name[len++] = s.ptr[i++];
    name[len] = 0;
    if (len < 2)
        return 0;
    bool ended = i < s.len && s.ptr[i] == ';';
    const htmlEntityDesc *known = htmlEntityLookup((const xmlChar *)name);
    uint32_t code = known ? known->value : find_extra(name);
    if (code == 0)
        return 0;
    if (ended)
        return put(code, out, len + 2);
    if (!known || !is_legacy(code) || (i < s.len && is_alnum(s.ptr[i])))
        return 0;
    if (attribute && i < s.len && s.ptr[i] == '=')
        return 0;
    return put(code, out, len + 1);
}

void page_put_reference(struct base_buf *out, char c)
{
    const char reference[] = {'&', '#', (char)('0' + c / 10), (char)('0' + c % 10), ';'};

    base_buf_add(out, reference, sizeof reference);
}
