/* The site's name at the end or the start of a headline. */
#include "extract/title.h"

enum {
    TITLE_BYTES = 1500,       /* a longer text is no headline */
    TITLE_PARTS = 12,         /* between separators */
    TITLE_SUFFIXES = 4,       /* cut one after the other */
    TITLE_SITE_WEIGHT = 40,
    TITLE_SECTION_WEIGHT = 16,
    TITLE_TAIL_WEIGHT = 8,    /* of a headline behind a prefix */
    TITLE_NAME_BYTES = 3,     /* what is shorter names no site */
    TITLE_LINK_NODES = 4,     /* of a heading, in which its link begins */
    OPENING_BYTES = 8         /* two characters */
};

struct base_str title_fold(struct base_arena *arena, struct base_str s)
{
    char *out = s.len ? base_arena_room(arena, s.len * 2 + 4) : NULL;
    size_t len = 0;
    for (size_t at = 0; out && at < s.len;) {
        uint32_t c = base_utf8_next(s, &at);
        if (base_char_is_alnum(c) && len + 4 <= s.len * 2 + 4)
            len += base_utf8_put(base_char_fold(c), out + len);
    }
    return out ? (struct base_str){out, len} : BASE_STR_NONE;
}

struct base_str title_key(struct base_arena *arena, struct base_str s)
{
    return s.len <= TITLE_BYTES ? title_fold(arena, s) : BASE_STR_NONE;
}

/* The first two characters of the key that S has, if it has one. */
static struct base_str opening_of(struct base_str s, char room[OPENING_BYTES])
{
    size_t len = 0, chars = 0;
    for (size_t at = 0; chars < 2 && at < s.len;) {
        uint32_t c = base_utf8_next(s, &at);
        if (!base_char_is_alnum(c))
            continue;
        len += base_utf8_put(base_char_fold(c), room + len);
        chars++;
    }
    return (struct base_str){room, len};
}

bool title_contains(struct base_str a, struct base_str b)
{
    return b.len && a.len >= b.len && base_str_find(a, b) != SIZE_MAX;
}

bool title_has_key(struct base_arena *arena, struct base_str text, struct base_str key)
{
    char room[OPENING_BYTES];
    return base_str_starts(key, opening_of(text, room)) && base_str_equal(title_key(arena, text), key);
}

bool title_is_within(struct base_arena *arena, struct base_str text, struct base_str key)
{
    char room[OPENING_BYTES];
    return title_contains(key, opening_of(text, room)) && title_contains(key, title_key(arena, text));
}

/* ---- The site's name behind or before a headline ---- */

/* Endings by which the name of a paper, a portal, an office or a section is known where the page does not state it. */
static const char *const site_endings[] = {
    "网",     "網",     "报",     "報",     "新闻",   "新聞",   "日报",   "频道",   "頻道",   "在线",   "新闻网",
    "网站",   "官网",   "公报",   "首页",   "公众号", "资讯",   "門戶",   "门户",   "客户端", "电视台", "電視台",
    "通讯社", "论坛",   "論壇",   "博客",   "博客园", "社区",   "之家",   "周刊",   "週刊",   "杂志",   "雜誌",
    "中心",   "动态",   "要闻",   "公告",   "政府",   "委员会", "大学",   "大學",   "学院",   "学会",   "协会",
    "集团",   "公司",   "平台",   "新聞網", "ニュース", "新聞社", "オンライン", "デジタル", "뉴스", "일보", "신문",
    "방송",   "news",   "times",  "com",    "net",    "org",    "tv",     "radio"};

static bool ends_like_site(struct base_str key)
{
    for (size_t i = 0; i < sizeof site_endings / sizeof site_endings[0]; i++)
        if (base_str_ends(key, base_str(site_endings[i])))
            return true;
    return false;
}

/* The name of a section, or a trail from the front page. */
static bool is_section(struct base_str key)
{
    static const char *const starts[] = {"首页",     "首頁",           "主页",         "当前位置", "您的位置",
                                         "您的当前位置", "您现在的位置", "你的位置", "目前位置", "所在位置", "現在位置"};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (base_str_starts(key, base_str(starts[i])))
            return true;
    return base_text_weight(key) <= TITLE_SECTION_WEIGHT && base_char_is_cjk(base_utf8_next(key, &(size_t){0})) &&
           ends_like_site(key);
}

bool title_is_place(const struct titles *t, struct base_str key)
{
    const struct base_str names[] = {t->site, t->host, t->front};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct base_str a = names[i].len < key.len ? key : names[i], b = names[i].len < key.len ? names[i] : key;
        if (b.len >= TITLE_NAME_BYTES && b.len * 2 > a.len && title_contains(a, b))
            return true;
    }
    return is_section(key);
}

static bool is_home(struct base_str url, struct base_str own)
{
    return base_url_path(url).len <= 1 || (url.ptr[url.len - 1] == '/' && url.len < own.len && base_str_starts(own, url));
}

enum title_link title_link_of(const struct extract_job *job, uint32_t node)
{
    const struct page *page = job->page;
    uint32_t link = node == PAGE_NONE ? PAGE_NONE : page_closest(page, node, PAGE_TAG_A);
    for (uint32_t i = node; link == PAGE_NONE && node != PAGE_NONE && i < page_at(page, node)->end &&
         i < node + TITLE_LINK_NODES; i++)
        if (page_at(page, i)->tag == PAGE_TAG_A)
            link = i;
    struct base_str href = link == PAGE_NONE ? BASE_STR_NONE : page_attribute(page, link, "href");
    struct base_str url = href.len && href.ptr[0] != '#' ? page_resolve(page, job->arena, href) : BASE_STR_NONE;
    if (!url.len || base_str_equal(base_url_key(job->arena, url), base_url_key(job->arena, page->url)))
        return TITLE_LINK_NONE;
    return is_home(url, page->url) ? TITLE_LINK_HOME : TITLE_LINK_OTHER;
}

static bool is_site(const struct titles *t, struct base_str part)
{
    struct base_str key = title_key(t->job->arena, part);
    if (!key.len || base_text_weight(part) > TITLE_SITE_WEIGHT)
        return false;
    if (t->site.len && (base_str_equal(key, t->site) || title_contains(key, t->site) ||
        (key.len >= TITLE_NAME_BYTES && title_contains(t->site, key))))
        return true;
    if (t->front.len >= TITLE_NAME_BYTES && (base_str_equal(key, t->front) || title_contains(key, t->front)))
        return true;
    return t->host.len >= TITLE_NAME_BYTES && (title_contains(key, t->host) || (key.len >= TITLE_NAME_BYTES && title_contains(t->host, key)));
}

/* Separators of <title>. A WEAK one stands within headlines, too: it parts off a site's name between spaces only, or
 * before a name in a script without spaces. */
enum strength { STRONG, WEAK, COLON };

static const struct {
    const char *sign;
    uint8_t strength;
} separators[] = {
    {"|", STRONG}, {"｜", STRONG}, {"丨", STRONG}, {"│", STRONG}, {"_", STRONG},  {"-", WEAK},  {"–", WEAK}, {"—", WEAK},
    {"―", WEAK},   {"－", WEAK},   {"·", WEAK},    {"•", WEAK},   {"«", WEAK},    {"»", WEAK},  {"‹", WEAK}, {"›", WEAK},
    {"::", WEAK},  {"/", WEAK},    {"~", WEAK},    {"→", WEAK},   {"<", WEAK},    {">", WEAK},  {":", COLON}, {"：", COLON},
};

/* The separator at AT: its length and strength; 0 where there is none. */
static size_t separator_at(struct base_str s, size_t at, unsigned *strength)
{
    for (size_t i = 0; i < sizeof separators / sizeof separators[0]; i++) {
        if (base_str_starts(base_str_sub(s, at, s.len), base_str(separators[i].sign))) {
            *strength = separators[i].strength;
            return strlen(separators[i].sign);
        }
    }
    return 0;
}

struct cut {
    size_t from, to; /* of the separator */
    bool spaced;
    unsigned strength;
};

/* Most characters part nothing. */
static bool is_within_word(char c)
{
    return c == ' ' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

static size_t find_cuts(struct base_str s, struct cut cuts[TITLE_PARTS])
{
    size_t count = 0;
    for (size_t at = 0; at < s.len;) {
        unsigned strength = WEAK;
        size_t len = is_within_word(s.ptr[at]) ? 0 : separator_at(s, at, &strength);
        if (!len) {
            base_utf8_next(s, &at);
            continue;
        }
        bool left = at > 0 && s.ptr[at - 1] == ' ', right = at + len >= s.len || s.ptr[at + len] == ' ';
        if (count == TITLE_PARTS) {
            memmove(cuts, cuts + 1, (TITLE_PARTS - 1) * sizeof *cuts);
            count--;
        }
        cuts[count++] = (struct cut){at, at + len, left && right, strength};
        at += len;
    }
    return count;
}

/* The candidate with the text of a heading, or of a part of one where PART. */
static const struct title_candidate *find_heading(const struct titles *t, struct base_str title, bool part)
{
    struct base_str key = title_key(t->job->arena, title);
    for (size_t i = part ? t->heading_count : 0; i < (part ? t->count : t->heading_count); i++)
        if (base_str_equal(t->candidates[i].key, key))
            return &t->candidates[i];
    return NULL;
}

static bool is_heading(const struct titles *t, struct base_str title)
{
    return find_heading(t, title, false) != NULL;
}

static bool is_line(const struct titles *t, struct base_str key)
{
    for (size_t i = 0; i < t->line_count; i++)
        if (title_has_key(t->job->arena, t->lines[i], key))
            return true;
    return false;
}

/* Whether another statement of the page, a heading or a line says that the headline is HEAD. */
static bool is_confirmed(const struct titles *t, struct base_str head)
{
    struct base_str key = title_key(t->job->arena, head);
    if (key.len < 4)
        return false;
    if (base_str_equal(key, t->front) || base_str_equal(key, t->site))
        return false;
    if (is_heading(t, head))
        return true;
    for (size_t i = 0; i < t->stated_count; i++)
        if (base_str_equal(t->stated[i].whole, key) || base_str_equal(t->stated[i].key, key))
            return true;
    if (base_text_weight(head) < TITLE_LINE_WEIGHT)
        return false;
    return is_line(t, key);
}

/* Separators that stand doubled leave one behind. */
static struct base_str head_of(struct base_str head)
{
    while (head.len && strchr("_-| ", head.ptr[head.len - 1]))
        head.len--;
    return head;
}

static bool has_cjk(struct base_str s)
{
    for (size_t at = 0; at < s.len;)
        if (base_char_is_cjk(base_utf8_next(s, &at)))
            return true;
    return false;
}

/* What stands behind the cut is the site's name, or its section and name: it is known, ends like one as the last part,
 * or is set off by the signs that Chinese and Japanese headlines do not hold themselves. */
static bool is_suffix(const struct titles *t, struct base_str title, const struct cut *cut, bool last)
{
    struct base_str tail = base_str_trim(base_str_sub(title, cut->to, title.len));
    bool cjk = tail.len && base_char_is_cjk(base_utf8_next(tail, &(size_t){0}));
    if (base_text_weight(base_str_sub(title, 0, cut->from)) < 4 || (!cut->spaced && cut->strength != STRONG && !cjk))
        return false;
    if (is_site(t, tail))
        return true;
    if (title.ptr[cut->from] == '_' && has_cjk(base_str_sub(title, 0, cut->from)))
        return base_text_weight(tail) <= TITLE_SITE_WEIGHT;
    return last && base_text_weight(tail) <= TITLE_SITE_WEIGHT &&
           ends_like_site(title_key(t->job->arena, tail));
}

/* TITLE without the site's name behind it, and the section before that. */
static struct base_str cut_suffix(const struct titles *t, struct base_str title)
{
    struct cut cuts[TITLE_PARTS];
    size_t count = find_cuts(title, cuts);
    for (size_t i = 0; i < count && !is_heading(t, title); i++) {
        struct base_str head = base_str_trim(base_str_sub(title, 0, cuts[i].from));
        if ((cuts[i].strength != COLON || cuts[i].spaced) && is_confirmed(t, head))
            return head;
    }
    for (size_t i = 0; i < count; i++)
        if ((cuts[i].strength != COLON || cuts[i].spaced) && is_suffix(t, title, &cuts[i], i + 1 == count))
            return head_of(base_str_trim(base_str_sub(title, 0, cuts[i].from)));
    return title;
}

/* What stands before the cut is the site's name, or a section or kicker that is a heading's own part. A colon joins a
 * topic to its headline. */
static bool is_prefix(const struct titles *t, struct base_str title, const struct cut *cut, bool first)
{
    struct base_str head = base_str_trim(base_str_sub(title, 0, cut->from));
    struct base_str tail = base_str_trim(base_str_sub(title, cut->to, title.len));
    if (base_text_weight(tail) < TITLE_TAIL_WEIGHT)
        return false;
    const struct title_candidate *part = cut->strength != COLON ? find_heading(t, tail, true) : NULL;
    if (is_heading(t, title) ? part && (cut->strength == STRONG || part->kicker) : is_confirmed(t, tail))
        return true;
    return first && cut->spaced && is_site(t, head) && base_text_weight(head) * 2 < base_text_weight(tail);
}

static struct base_str cut_prefix(const struct titles *t, struct base_str title)
{
    struct cut cuts[TITLE_PARTS];
    size_t count = find_cuts(title, cuts);
    for (size_t i = 0; i < count; i++)
        if (is_prefix(t, title, &cuts[i], i == 0))
            return base_str_trim(base_str_sub(title, cuts[i].to, title.len));
    return title;
}

struct base_str title_without_site(const struct titles *t, struct base_str title)
{
    struct base_str cut = title, before = BASE_STR_NONE;
    for (unsigned i = 0; i < TITLE_SUFFIXES && cut.len != before.len; i++) {
        before = cut;
        cut = cut_suffix(t, before);
    }
    return cut.len < title.len ? cut : cut_prefix(t, title);
}

