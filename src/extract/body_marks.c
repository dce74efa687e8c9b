/* What class, id, role and itemprop say about a node, by a table of words. */
#include "extract/body.h"

#define M(name) (UINT64_C(1) << EXTRACT_MARK_##name)

/* Sorted by bytes; a test checks it. */
static const struct extract_word words[] = {
    {"abstract", M(LEAD)},
    {"ad", M(AD)},
    {"adbox", M(AD)},
    {"ads", M(AD)},
    {"adsbygoogle", M(AD)},
    {"adslot", M(AD)},
    {"adv", M(AD)},
    {"advert", M(AD)},
    {"advertisement", M(AD)},
    {"advertorial", M(AD)},
    {"affiliate", M(AD)},
    {"also", M(RELATED)},
    {"anzeige", M(AD)},
    {"archive", M(LIST)},
    {"archives", M(LIST)},
    {"article", M(ARTICLE)},
    {"articlebody", M(ARTICLE) | M(BODY)},
    {"articlecontent", M(ARTICLE) | M(BODY)},
    {"articles", M(LIST)},
    {"articletext", M(ARTICLE) | M(BODY)},
    {"artikel", M(ARTICLE)},
    {"aside", M(SIDE)},
    {"author", M(AUTHOR)},
    {"authorbox", M(AUTHOR) | M(BOX)},
    {"authors", M(AUTHOR)},
    {"autor", M(AUTHOR)},
    {"banner", M(AD)},
    {"bio", M(AUTHOR) | M(BOX)},
    {"block", M(BOX)},
    {"blockquote", M(QUOTE)},
    {"blog", M(ARTICLE)},
    {"body", M(BODY)},
    {"box", M(BOX)},
    {"breadcrumb", M(NAV)},
    {"breadcrumbs", M(NAV)},
    {"breaking", M(NEWSLETTER)},
    {"btn", M(FORM)},
    {"button", M(FORM)},
    {"buttons", M(FORM)},
    {"buy", M(AD)},
    {"byline", M(AUTHOR)},
    {"bylines", M(AUTHOR)},
    {"callout", M(BOX)},
    {"caption", M(CAPTION)},
    {"captions", M(CAPTION)},
    {"card", M(CARD)},
    {"cards", M(CARD)},
    {"carousel", M(CARD)},
    {"categories", M(TAGS)},
    {"category", M(TAGS)},
    {"chapo", M(LEAD)},
    {"close", M(FORM)},
    {"code", M(CODE)},
    {"col", M(CONTENT)},
    {"colophon", M(FOOTER)},
    {"column", M(CONTENT)},
    {"comment", M(COMMENT)},
    {"commentaire", M(COMMENT)},
    {"commentaires", M(COMMENT)},
    {"commentary", M(COMMENT)},
    {"commenter", M(COMMENT)},
    {"commentlist", M(COMMENT)},
    {"comments", M(COMMENT)},
    {"complementary", M(SIDE)},
    {"consent", M(CONSENT)},
    {"contact", M(FOOTER)},
    {"container", M(CONTENT)},
    {"content", M(CONTENT)},
    {"contentbody", M(BODY)},
    {"contentinfo", M(FOOTER)},
    {"contributor", M(AUTHOR)},
    {"cookie", M(CONSENT)},
    {"cookies", M(CONSENT)},
    {"copy", M(BODY)},
    {"copyright", M(LEGAL)},
    {"correction", M(NOTE)},
    {"credit", M(CAPTION)},
    {"credits", M(CAPTION)},
    {"crumb", M(NAV)},
    {"crumbs", M(NAV)},
    {"cta", M(AD)},
    {"date", M(DATE)},
    {"dateline", M(DATE)},
    {"datetime", M(DATE)},
    {"deck", M(LEAD)},
    {"dek", M(LEAD)},
    {"description", M(LEAD)},
    {"dialog", M(BOX)},
    {"disclaimer", M(LEGAL)},
    {"disclosure", M(LEGAL)},
    {"discussion", M(COMMENT)},
    {"disqus", M(COMMENT)},
    {"donate", M(AD)},
    {"donation", M(AD)},
    {"dropdown", M(MENU)},
    {"editor", M(AUTHOR)},
    {"embed", M(EMBED)},
    {"entradilla", M(LEAD)},
    {"entry", M(ARTICLE)},
    {"entrycontent", M(ARTICLE) | M(BODY)},
    {"excerpt", M(LEAD) | M(CARD)},
    {"extra", M(SIDE)},
    {"facebook", M(SHARE)},
    {"fact", M(BOX)},
    {"factbox", M(BOX)},
    {"faq", M(NOTE)},
    {"fbcomments", M(COMMENT)},
    {"feature", M(LIST)},
    {"featured", M(LIST)},
    {"feed", M(LIST)},
    {"feedback", M(FORM)},
    {"fig", M(CAPTION)},
    {"figcaption", M(CAPTION)},
    {"figure", M(MEDIA)},
    {"follow", M(SHARE)},
    {"foot", M(FOOTER)},
    {"footer", M(FOOTER)},
    {"footnote", M(NOTE)},
    {"footnotes", M(NOTE)},
    {"form", M(FORM)},
    {"forum", M(COMMENT)},
    {"fulltext", M(BODY)},
    {"gallery", M(MEDIA)},
    {"gdpr", M(CONSENT)},
    {"grid", M(CARD)},
    {"head", M(HEADER)},
    {"header", M(HEADER)},
    {"heading", M(TITLE)},
    {"headline", M(TITLE)},
    {"headlines", M(LIST)},
    {"hero", M(HEADER)},
    {"hidden", M(HIDDEN)},
    {"highlight", M(NOTE)},
    {"hot", M(RELATED)},
    {"image", M(MEDIA)},
    {"img", M(MEDIA)},
    {"info", M(META)},
    {"infobox", M(BOX)},
    {"inhalt", M(CONTENT)},
    {"inline", M(BOX)},
    {"instagram", M(EMBED)},
    {"interstitial", M(AD)},
    {"intro", M(LEAD)},
    {"item", M(CARD)},
    {"items", M(LIST)},
    {"keyword", M(TAGS)},
    {"keywords", M(TAGS)},
    {"kicker", M(TITLE)},
    {"kommentar", M(COMMENT)},
    {"kommentare", M(COMMENT)},
    {"label", M(TAGS)},
    {"labels", M(TAGS)},
    {"language", M(NAV)},
    {"latest", M(RELATED)},
    {"lead", M(LEAD)},
    {"lede", M(LEAD)},
    {"legal", M(LEGAL)},
    {"legend", M(CAPTION)},
    {"license", M(LEGAL)},
    {"lightbox", M(MEDIA)},
    {"link", M(LINKS)},
    {"links", M(LINKS)},
    {"list", M(LIST)},
    {"listing", M(LIST)},
    {"login", M(FORM)},
    {"logo", M(HEADER)},
    {"main", M(MAIN)},
    {"mainbody", M(MAIN) | M(BODY)},
    {"maincontent", M(MAIN) | M(CONTENT)},
    {"markdown", M(BODY)},
    {"masthead", M(HEADER)},
    {"media", M(MEDIA)},
    {"menu", M(MENU)},
    {"menus", M(MENU)},
    {"message", M(NOTE)},
    {"meta", M(META)},
    {"metadata", M(META)},
    {"modal", M(BOX)},
    {"module", M(BOX)},
    {"more", M(RELATED)},
    {"most", M(RELATED)},
    {"mostread", M(RELATED)},
    {"nav", M(NAV)},
    {"navbar", M(NAV)},
    {"navi", M(NAV)},
    {"navigation", M(NAV)},
    {"news", M(ARTICLE)},
    {"newsletter", M(NEWSLETTER)},
    {"newsletters", M(NEWSLETTER)},
    {"next", M(PAGING)},
    {"note", M(NOTE)},
    {"notes", M(NOTE)},
    {"notice", M(NOTE)},
    {"onetrust", M(CONSENT)},
    {"outbrain", M(RELATED) | M(AD)},
    {"overlay", M(BOX)},
    {"page", M(CONTENT)},
    {"pager", M(PAGING)},
    {"pagination", M(PAGING)},
    {"paging", M(PAGING)},
    {"panel", M(BOX)},
    {"paragraph", M(BODY)},
    {"partner", M(AD)},
    {"partners", M(AD)},
    {"paywall", M(PAYWALL)},
    {"photo", M(MEDIA)},
    {"photos", M(MEDIA)},
    {"pic", M(MEDIA)},
    {"picture", M(MEDIA)},
    {"player", M(EMBED)},
    {"poll", M(FORM)},
    {"popular", M(RELATED)},
    {"popup", M(BOX)},
    {"post", M(ARTICLE)},
    {"postbody", M(ARTICLE) | M(BODY)},
    {"postcontent", M(ARTICLE) | M(BODY)},
    {"posted", M(META)},
    {"posts", M(LIST)},
    {"premium", M(PAYWALL)},
    {"prev", M(PAGING)},
    {"preview", M(CARD)},
    {"previous", M(PAGING)},
    {"price", M(AD)},
    {"print", M(SHARE)},
    {"privacy", M(CONSENT)},
    {"product", M(AD)},
    {"products", M(AD)},
    {"profile", M(AUTHOR)},
    {"promo", M(AD)},
    {"promos", M(AD)},
    {"promoted", M(AD)},
    {"promotion", M(AD)},
    {"prose", M(BODY)},
    {"publish", M(DATE)},
    {"published", M(DATE)},
    {"pullquote", M(QUOTE) | M(BOX)},
    {"quiz", M(FORM)},
    {"quote", M(QUOTE)},
    {"rail", M(SIDE)},
    {"rank", M(RELATED)},
    {"ranking", M(RELATED)},
    {"rating", M(FORM)},
    {"reactions", M(COMMENT)},
    {"read", M(RELATED)},
    {"recent", M(RELATED)},
    {"recirc", M(RELATED)},
    {"recirculation", M(RELATED)},
    {"recommend", M(RELATED)},
    {"recommendation", M(RELATED)},
    {"recommendations", M(RELATED)},
    {"recommended", M(RELATED)},
    {"reference", M(NOTE)},
    {"references", M(NOTE)},
    {"register", M(FORM)},
    {"registration", M(FORM)},
    {"rel", M(RELATED)},
    {"related", M(RELATED)},
    {"relateds", M(RELATED)},
    {"relative", M(BOX)},
    {"replies", M(COMMENT)},
    {"reply", M(COMMENT)},
    {"respond", M(COMMENT)},
    {"review", M(COMMENT)},
    {"reviews", M(COMMENT)},
    {"ribbon", M(AD)},
    {"rich", M(BODY)},
    {"richtext", M(BODY)},
    {"right", M(SIDE)},
    {"row", M(CONTENT)},
    {"sapo", M(LEAD)},
    {"search", M(FORM)},
    {"secondary", M(SIDE)},
    {"section", M(CONTENT)},
    {"share", M(SHARE)},
    {"sharebar", M(SHARE)},
    {"sharedaddy", M(SHARE)},
    {"sharing", M(SHARE)},
    {"shop", M(AD)},
    {"shopping", M(AD)},
    {"sidebar", M(SIDE)},
    {"signin", M(FORM)},
    {"signup", M(NEWSLETTER)},
    {"similar", M(RELATED)},
    {"single", M(ARTICLE)},
    {"site", M(HEADER)},
    {"skip", M(NAV)},
    {"slider", M(CARD)},
    {"slideshow", M(MEDIA)},
    {"social", M(SHARE)},
    {"socials", M(SHARE)},
    {"source", M(META)},
    {"sponsor", M(AD)},
    {"sponsored", M(AD)},
    {"standfirst", M(LEAD)},
    {"sticky", M(MENU)},
    {"stories", M(LIST)},
    {"story", M(ARTICLE)},
    {"storybody", M(ARTICLE) | M(BODY)},
    {"sub", M(MENU)},
    {"subheadline", M(LEAD)},
    {"submenu", M(MENU)},
    {"subscribe", M(NEWSLETTER)},
    {"subscriber", M(PAYWALL)},
    {"subscription", M(NEWSLETTER)},
    {"subtitle", M(LEAD)},
    {"summary", M(LEAD)},
    {"tab", M(MENU)},
    {"table", M(CONTENT)},
    {"taboola", M(RELATED) | M(AD)},
    {"tabs", M(MENU)},
    {"tag", M(TAGS)},
    {"tagcloud", M(TAGS)},
    {"tags", M(TAGS)},
    {"teaser", M(CARD)},
    {"teasers", M(CARD)},
    {"text", M(BODY)},
    {"thread", M(COMMENT)},
    {"thumb", M(MEDIA)},
    {"thumbnail", M(MEDIA)},
    {"time", M(DATE)},
    {"timestamp", M(DATE)},
    {"tip", M(NOTE)},
    {"title", M(TITLE)},
    {"toc", M(NAV)},
    {"toolbar", M(MENU)},
    {"tools", M(SHARE)},
    {"tooltip", M(HIDDEN)},
    {"top", M(HEADER)},
    {"topbar", M(MENU)},
    {"topic", M(TAGS)},
    {"topics", M(TAGS)},
    {"trending", M(RELATED)},
    {"tweet", M(EMBED)},
    {"twitter", M(EMBED)},
    {"updated", M(DATE)},
    {"upnext", M(RELATED)},
    {"user", M(COMMENT)},
    {"video", M(EMBED)},
    {"videos", M(EMBED)},
    {"visually", M(HIDDEN)},
    {"vote", M(FORM)},
    {"weather", M(SIDE)},
    {"widget", M(BOX)},
    {"widgets", M(BOX)},
    {"wysiwyg", M(BODY)},
};

#undef M

enum { WORD_MAX = 16, MEMO_BITS = 9 };

/* The first eight bytes, of a shorter word with NUL behind it, as a number of their order. */
static uint64_t key_of(const char *s)
{
    uint64_t key;
    memcpy(&key, s, sizeof key);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    key = __builtin_bswap64(key);
#endif
    return key;
}

uint64_t extract_word_bits(const struct extract_word *table, size_t count, const char *word, size_t len)
{
    char head[8] = "";
    const struct extract_word *row = table, *end = table + count;

    memcpy(head, word, len < sizeof head ? len : sizeof head);
    uint64_t key = key_of(head);
    while (count > 1) { /* no branch: which half it is cannot be foreseen */
        size_t half = count / 2;
        row = key_of(row[half - 1].word) < key ? row + half : row;
        count -= half;
    }
    for (row += count && key_of(row->word) < key; row < end && key_of(row->word) == key; row++)
        if (len < sizeof row->word && memcmp(row->word, word, len) == 0 && row->word[len] == '\0')
            return row->bits;
    return 0;
}

uint64_t extract_marks_of(struct base_str tokens)
{
    char word[WORD_MAX];
    size_t len = 0;
    bool small = false;
    uint64_t marks = 0;

    for (size_t i = 0; i <= tokens.len; i++) {
        char c = i < tokens.len ? tokens.ptr[i] : ' ';
        bool upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z';
        if (!upper && !lower) {
            if (len > 1 && len <= WORD_MAX)
                marks |= extract_word_bits(words, sizeof words / sizeof words[0], word, len);
            len = 0;
            small = false;
            continue;
        }
        if (upper && small) {
            if (len > 1 && len <= WORD_MAX)
                marks |= extract_word_bits(words, sizeof words / sizeof words[0], word, len);
            len = 0;
        }
        if (len < WORD_MAX)
            word[len] = (char)(upper ? c + 32 : c);
        len++;
        small = lower;
    }
    return marks;
}

/* Marks of values met before: a page repeats its classes. */
struct memo {
    struct {
        struct base_str value;
        uint64_t marks;
    } slots[1 << MEMO_BITS];
};

static uint64_t remembered_marks(struct memo *memo, struct base_str value)
{
    size_t slot = (size_t)(base_hash64(value) >> (64 - MEMO_BITS));

    if (!memo->slots[slot].value.ptr || !base_str_equal(memo->slots[slot].value, value)) {
        memo->slots[slot].value = value;
        memo->slots[slot].marks = extract_marks_of(value);
    }
    return memo->slots[slot].marks;
}

static bool is_marking(struct base_str name)
{
    static const char *const names[] = {[2] = "id", [4] = "role", [5] = "class", [8] = "itemprop"}; /* by length */

    return name.len < sizeof names / sizeof *names && names[name.len] && memcmp(name.ptr, names[name.len], name.len) == 0;
}

static uint64_t own_marks(struct memo *memo, const struct page_node *node)
{
    uint64_t marks = 0;

    for (uint32_t a = 0; a < node->attribute_count; a++)
        if (node->attributes[a].value.len && is_marking(node->attributes[a].name))
            marks |= remembered_marks(memo, node->attributes[a].value);
    return marks;
}

/* An element that holds this much of the page's text is the page, whatever its class says. */
static bool holds_most(uint32_t part, uint32_t whole)
{
    return (uint64_t)part * 10 > (uint64_t)whole * 4;
}

uint64_t *extract_marks_make(struct base_arena *arena, const struct page *page)
{
    uint64_t *own = BASE_NEW_ARRAY(arena, uint64_t, page->count);
    struct memo *memo = BASE_NEW(arena, struct memo);

    for (uint32_t n = 0; own && memo && n < page->count; n++) {
        const struct page_node *node = page_at(page, n);
        if (node->tag != PAGE_TAG_TEXT && node->tag != PAGE_TAG_HTML && node->tag != PAGE_TAG_BODY)
            own[n] = own_marks(memo, node);
    }
    return memo ? own : NULL;
}

uint64_t *extract_marks_far(const struct extract_job *job, const uint32_t *text)
{
    const struct page *page = job->page;
    uint64_t *far = BASE_NEW_ARRAY(job->arena, uint64_t, page->count);

    for (uint32_t n = 0; far && n < page->count; n++) {
        uint32_t parent = page_at(page, n)->parent;
        far[n] = (parent == PAGE_NONE ? 0 : far[parent]) | (holds_most(text[n], text[0]) ? 0 : job->marks[n]);
    }
    return far;
}

const char *extract_marks_word(size_t index)
{
    return index < sizeof words / sizeof words[0] ? words[index].word : NULL;
}
