#include "page/private.h"

static const char *const names[PAGE_TAG_COUNT] = {
    [PAGE_TAG_TEXT] = "",
    [PAGE_TAG_OTHER] = "",
#define X(id, name) [PAGE_TAG_##id] = name,
    PAGE_TAGS(X)
#undef X
};

enum { B = PAGE_FLAG_BLOCK, P = PAGE_FLAG_BLOCK | PAGE_FLAG_CLOSES_P, N = PAGE_FLAG_INVISIBLE };

static const uint8_t flags[PAGE_TAG_COUNT] = {
    [PAGE_TAG_ADDRESS] = P,
    [PAGE_TAG_ARTICLE] = P,
    [PAGE_TAG_ASIDE] = P,
    [PAGE_TAG_AUDIO] = N | PAGE_FLAG_REPLACED,
    [PAGE_TAG_BASE] = N | PAGE_FLAG_VOID | PAGE_FLAG_HEAD,
    [PAGE_TAG_BLOCKQUOTE] = P,
    [PAGE_TAG_BODY] = B,
    [PAGE_TAG_BR] = PAGE_FLAG_VOID,
    [PAGE_TAG_BUTTON] = N | PAGE_FLAG_REPLACED,
    [PAGE_TAG_CANVAS] = N | PAGE_FLAG_REPLACED,
    [PAGE_TAG_CAPTION] = B | PAGE_FLAG_SCOPE,
    [PAGE_TAG_CENTER] = P,
    [PAGE_TAG_DD] = P,
    [PAGE_TAG_DETAILS] = P,
    [PAGE_TAG_DIALOG] = P,
    [PAGE_TAG_DIV] = P,
    [PAGE_TAG_DL] = P,
    [PAGE_TAG_DT] = P,
    [PAGE_TAG_EMBED] = N | PAGE_FLAG_VOID | PAGE_FLAG_REPLACED,
    [PAGE_TAG_FIELDSET] = P,
    [PAGE_TAG_FIGCAPTION] = P,
    [PAGE_TAG_FIGURE] = P,
    [PAGE_TAG_FOOTER] = P,
    [PAGE_TAG_FORM] = P,
    [PAGE_TAG_H1] = P,
    [PAGE_TAG_H2] = P,
    [PAGE_TAG_H3] = P,
    [PAGE_TAG_H4] = P,
    [PAGE_TAG_H5] = P,
    [PAGE_TAG_H6] = P,
    [PAGE_TAG_HEAD] = B | N | PAGE_FLAG_HEAD,
    [PAGE_TAG_HEADER] = P,
    [PAGE_TAG_HGROUP] = P,
    [PAGE_TAG_HR] = P | PAGE_FLAG_VOID,
    [PAGE_TAG_HTML] = B,
    [PAGE_TAG_IFRAME] = N | PAGE_FLAG_RAW | PAGE_FLAG_REPLACED,
    [PAGE_TAG_IMG] = PAGE_FLAG_VOID,
    [PAGE_TAG_INPUT] = N | PAGE_FLAG_VOID,
    [PAGE_TAG_LEGEND] = B,
    [PAGE_TAG_LI] = P,
    [PAGE_TAG_LINK] = N | PAGE_FLAG_VOID | PAGE_FLAG_HEAD,
    [PAGE_TAG_MAIN] = P,
    [PAGE_TAG_MENU] = P,
    [PAGE_TAG_META] = N | PAGE_FLAG_VOID | PAGE_FLAG_HEAD,
    [PAGE_TAG_NAV] = P,
    [PAGE_TAG_NOSCRIPT] = N,
    [PAGE_TAG_OBJECT] = N | PAGE_FLAG_REPLACED | PAGE_FLAG_SCOPE,
    [PAGE_TAG_OL] = P,
    [PAGE_TAG_OPTION] = B | N,
    [PAGE_TAG_P] = P,
    [PAGE_TAG_PRE] = P,
    [PAGE_TAG_RP] = N,
    [PAGE_TAG_RT] = N,
    [PAGE_TAG_SCRIPT] = N | PAGE_FLAG_HEAD | PAGE_FLAG_RAW,
    [PAGE_TAG_SECTION] = P,
    [PAGE_TAG_SELECT] = N | PAGE_FLAG_REPLACED,
    [PAGE_TAG_SOURCE] = N | PAGE_FLAG_VOID,
    [PAGE_TAG_STYLE] = N | PAGE_FLAG_HEAD | PAGE_FLAG_RAW,
    [PAGE_TAG_SUMMARY] = P,
    [PAGE_TAG_SVG] = N,
    [PAGE_TAG_TABLE] = P | PAGE_FLAG_SCOPE,
    [PAGE_TAG_TBODY] = B,
    [PAGE_TAG_TD] = B | PAGE_FLAG_SCOPE,
    [PAGE_TAG_TEMPLATE] = N | PAGE_FLAG_SCOPE,
    [PAGE_TAG_TEXTAREA] = N | PAGE_FLAG_RAW | PAGE_FLAG_REPLACED,
    [PAGE_TAG_TFOOT] = B,
    [PAGE_TAG_TH] = B | PAGE_FLAG_SCOPE,
    [PAGE_TAG_THEAD] = B,
    [PAGE_TAG_TITLE] = N | PAGE_FLAG_HEAD | PAGE_FLAG_RAW,
    [PAGE_TAG_TR] = B,
    [PAGE_TAG_UL] = P,
    [PAGE_TAG_VIDEO] = N | PAGE_FLAG_REPLACED,
    [PAGE_TAG_WBR] = PAGE_FLAG_VOID,
};

enum page_tag page_tag_find(struct base_str name)
{
    unsigned low = PAGE_TAG_OTHER + 1, high = PAGE_TAG_COUNT;

    if (name.len == 0 || name.len > 10)
        return PAGE_TAG_OTHER;
    while (low < high) {
        unsigned middle = (low + high) / 2;
        int order = name.ptr[0] - names[middle][0]; /* mostly decides */
        if (order == 0)
            order = strncmp(name.ptr, names[middle], name.len);
        if (order == 0 && names[middle][name.len] == 0)
            return (enum page_tag)middle;
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return PAGE_TAG_OTHER;
}

const char *page_tag_name(enum page_tag tag)
{
    return names[tag];
}

unsigned page_tag_flags(enum page_tag tag)
{
    return flags[tag];
}

bool page_is_block(enum page_tag tag)
{
    return (flags[tag] & PAGE_FLAG_BLOCK) != 0;
}

bool page_is_invisible(enum page_tag tag)
{
    return (flags[tag] & PAGE_FLAG_INVISIBLE) != 0;
}
