/* The headline as a reader sees it: h1, og:title, JSON-LD's headline and <title> agree on one. */
#include "extract/private.h"

enum {
    TITLE_BYTES = 1500,      /* a longer text is no headline */
    TITLE_KEY_BYTES = 14,    /* what is shorter as a key says too little */
    TITLE_LINE_BYTES = 400,
    TITLE_LINE_WEIGHT = 16,
    TITLE_PARTS = 12,        /* parts of <title> between separators */
    TITLE_HEADINGS = 24,     /* headings looked at */
    TITLE_BLOCKS = 3000,     /* blocks in which the headline is looked for */
    TITLE_SITE_WEIGHT = 40
};

struct heading {
    uint32_t node;
    struct base_str text, key;
    unsigned level;
};

struct titles {
    struct extract_job *job;
    struct base_str site, host; /* as keys */
    struct base_str page, page_key;
    struct base_str stated[2];  /* JSON-LD, Open Graph; without the site's name */
    struct base_str stated_key[2];
    const char *stated_from[2];
    struct heading headings[TITLE_HEADINGS];
    size_t count;
    uint64_t *lines; /* hashes of the keys of the page's short lines that are no links */
    size_t line_count;
};

/* What two titles are compared by: letters and digits, folded. */
static struct base_str key_of(struct base_arena *arena, struct base_str s)
{
    if (!s.len || s.len > TITLE_BYTES)
        return BASE_STR_NONE;
    char *out = base_arena_alloc(arena, s.len * 2 + 4, 1);
    size_t len = 0;
    for (size_t at = 0; out && at < s.len;) {
        uint32_t c = base_utf8_next(s, &at);
        if (base_char_is_alnum(c) && len + 4 <= s.len * 2 + 4)
            len += base_utf8_put(base_char_fold(c), out + len);
    }
    return out ? (struct base_str){out, len} : BASE_STR_NONE;
}

static bool contains(struct base_str a, struct base_str b)
{
    return b.len && a.len >= b.len && base_str_find(a, b) != SIZE_MAX;
}

/* ---- The site's name behind or before a headline ---- */

/* Endings by which the name of a paper or a portal is known where the page does not state it. */
static const char *const site_endings[] = {
    "网",   "網",   "报",      "報",      "新闻",     "新聞",   "日报",   "频道",  "在线",  "新闻网", "网站", "官网", "公报", "首页", "公众号",
        "资讯", "门户",  "客户端", "电视台", "通讯社", "论坛",
    "新聞網", "ニュース", "新聞社", "オンライン", "뉴스", "일보", "신문", "news", "times", "com", "net", "org", "tv",   "radio"};

static bool ends_like_site(struct base_str key)
{
    for (size_t i = 0; i < sizeof site_endings / sizeof site_endings[0]; i++)
        if (base_str_ends(key, base_str(site_endings[i])))
            return true;
    return false;
}

static bool is_site_name(const struct titles *t, struct base_str part)
{
    struct base_str key = key_of(t->job->arena, part);
    if (!key.len || base_text_weight(part) > TITLE_SITE_WEIGHT)
        return false;
    if (t->site.len && (base_str_equal(key, t->site) || contains(key, t->site) ||
        (key.len >= 3 && contains(t->site, key))))
        return true;
    return t->host.len >= 3 && (contains(key, t->host) || (key.len >= 3 && contains(t->host, key)));
}

/* Separators of <title>; a hyphen only between spaces or before a site's name. */
static size_t separator_at(struct base_str s, size_t at)
{
    static const char *const signs[] = {"|", "–", "—", "·", "•", "｜", "«", "»", "::", "_", "-", "―", "－", "‹", "›",
        ":", "/", "~", "→", "<", ">", "丨", "│"};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (base_str_starts(base_str_sub(s, at, s.len), base_str(signs[i])))
            return strlen(signs[i]);
    return 0;
}

struct cut {
    size_t from, to; /* of the separator */
    bool spaced;
};

static size_t find_cuts(struct base_str s, struct cut cuts[TITLE_PARTS])
{
    size_t count = 0;
    for (size_t at = 0; at < s.len;) {
        size_t len = separator_at(s, at);
        if (!len) {
            base_utf8_next(s, &at);
            continue;
        }
        bool left = at > 0 && s.ptr[at - 1] == ' ', right = at + len >= s.len || s.ptr[at + len] == ' ';
        if (count == TITLE_PARTS) {
            memmove(cuts, cuts + 1, (TITLE_PARTS - 1) * sizeof *cuts);
            count--;
        }
        cuts[count++] = (struct cut){at, at + len, left && right};
        at += len;
    }
    return count;
}

/* Whether another statement of the page says that the headline ends at CUT. */
static bool is_confirmed(const struct titles *t, struct base_str head)
{
    struct base_str key = key_of(t->job->arena, head);
    if (key.len < 4)
        return false;
    for (size_t i = 0; i < t->count; i++)
        if (base_str_equal(t->headings[i].key, key))
            return true;
    for (size_t i = 0; i < 2; i++)
        if (base_str_equal(t->stated_key[i], key))
            return true;
    if (base_text_weight(head) < TITLE_LINE_WEIGHT)
        return false;
    uint64_t hash = base_hash64(key);
    for (size_t i = 0; i < t->line_count; i++)
        if (t->lines[i] == hash)
            return true;
    return false;
}

/* Separators that stand doubled leave one behind. */
static struct base_str head_of(struct base_str head)
{
    while (head.len && strchr("_-| ", head.ptr[head.len - 1]))
        head.len--;
    return head;
}

/* TITLE without the site's name behind it, and the section before that. */
static struct base_str cut_suffix(const struct titles *t, struct base_str title)
{
    struct cut cuts[TITLE_PARTS];
    size_t count = find_cuts(title, cuts);
    for (size_t i = 0; i < count; i++) {
        struct base_str head = base_str_trim(base_str_sub(title, 0, cuts[i].from));
        if (is_confirmed(t, head))
            return head;
    }
    for (size_t i = 0; i < count; i++) {
        struct base_str tail = base_str_trim(base_str_sub(title, cuts[i].to, title.len));
        struct base_str head = base_str_trim(base_str_sub(title, 0, cuts[i].from));
        if (base_text_weight(head) < 4)
            continue;
        bool sign = cuts[i].spaced || title.ptr[cuts[i].from] == '|' || title.ptr[cuts[i].from] == '_';
        bool cjk = tail.len && base_char_is_cjk(base_utf8_next(tail, &(size_t){0}));
        if ((sign || cjk) && is_site_name(t, tail))
            return head_of(head);
        if ((sign || cjk) && i + 1 == count && base_text_weight(tail) <= TITLE_SITE_WEIGHT &&
            ends_like_site(key_of(t->job->arena, tail)))
            return head_of(head);
    }
    return title;
}

static struct base_str cut_prefix(const struct titles *t, struct base_str title)
{
    struct cut cuts[TITLE_PARTS];
    size_t count = find_cuts(title, cuts);
    for (size_t i = 0; i < count; i++) {
        struct base_str head = base_str_trim(base_str_sub(title, 0, cuts[i].from));
        struct base_str tail = base_str_trim(base_str_sub(title, cuts[i].to, title.len));
        if (base_text_weight(tail) >= 8 && (is_confirmed(t, tail) ||
            (i == 0 && cuts[i].spaced && is_site_name(t, head) &&
                                                                     base_text_weight(head) * 2 < base_text_weight(tail))))
            return tail;
    }
    return title;
}

static struct base_str without_site(const struct titles *t, struct base_str title)
{
    struct base_str cut = cut_suffix(t, title);
    return cut.len < title.len ? cut : cut_prefix(t, title);
}

/* ---- Candidates ---- */

static bool is_masthead(const struct extract_job *job, uint32_t node)
{
    for (uint32_t i = node; i != PAGE_NONE; i = job->page->nodes[i].parent) {
        uint16_t tag = job->page->nodes[i].tag;
        if (tag == PAGE_TAG_ARTICLE || tag == PAGE_TAG_MAIN)
            return false;
        if (tag == PAGE_TAG_NAV || tag == PAGE_TAG_ASIDE || tag == PAGE_TAG_FOOTER)
            return true;
    }
    return false;
}

static void add_headings(struct titles *t)
{
    const struct extract_job *job = t->job;
    for (unsigned level = 1; level <= 3; level++) {
        for (uint32_t i = 0; i < job->page->count && t->count < TITLE_HEADINGS; i++) {
            const struct page_node *node = &job->page->nodes[i];
            if (node->tag != PAGE_TAG_H1 + level - 1 || job->skip[i] || is_masthead(job, i))
                continue;
            struct base_str text = page_text(job->page, job->arena, i, job->skip);
            struct base_str key = key_of(job->arena, text);
            if (key.len)
                t->headings[t->count++] = (struct heading){i, text, key, level};
        }
    }
}

static void add_lines(struct titles *t)
{
    const struct extract_job *job = t->job;
    t->lines = BASE_NEW_ARRAY(job->arena, uint64_t, TITLE_BLOCKS);
    for (uint32_t i = 0; t->lines && i < job->blocks.count && i < TITLE_BLOCKS; i++) {
        const struct page_block *block = &job->blocks.items[i];
        if (block->weight >= TITLE_LINE_WEIGHT && block->text.len <= TITLE_LINE_BYTES &&
            block->link_weight * 2 < block->weight)
            t->lines[t->line_count++] = base_hash64(key_of(job->arena, block->text));
    }
}

static void add_stated(struct titles *t)
{
    size_t count;
    const struct extract_fact *facts = extract_facts_of(t->job, EXTRACT_KEY_HEADLINE, &count);
    for (size_t i = 0; i < count; i++) {
        size_t place = facts[i].origin == EXTRACT_ORIGIN_JSON_LD ? 0 : 1;
        if (t->stated[place].len)
            continue;
        t->stated[place] = without_site(t, facts[i].value);
        t->stated_key[place] = key_of(t->job->arena, t->stated[place]);
        t->stated_from[place] = extract_origin_name(facts[i].origin);
    }
    t->page = extract_fact_value(t->job, EXTRACT_KEY_PAGE_TITLE);
    t->page_key = key_of(t->job->arena, t->page);
}

/* Words (or characters, in scripts without spaces) that two keys share would need the words; the share of the
 * shorter one's four-byte windows in the longer one does as well. */
static unsigned likeness(struct base_str a, struct base_str b)
{
    if (a.len > b.len) {
        struct base_str swap = a;
        a = b;
        b = swap;
    }
    if (a.len < 6)
        return 0;
    uint8_t seen[512] = {0};
    for (size_t i = 0; i + 6 <= b.len; i++) {
        uint64_t hash = base_hash64(base_str_sub(b, i, i + 6)) % 4096;
        seen[hash / 8] |= (uint8_t)(1u << hash % 8);
    }
    size_t hits = 0, all = 0;
    for (size_t i = 0; i + 6 <= a.len; i++, all++) {
        uint64_t hash = base_hash64(base_str_sub(a, i, i + 6)) % 4096;
        hits += seen[hash / 8] >> hash % 8 & 1;
    }
    return (unsigned)(hits * 100 / all);
}

static int heading_score(const struct titles *t, const struct heading *h)
{
    int score = h->level == 1 ? 40 : h->level == 2 ? 5 : 0;
    if (t->page_key.len && contains(t->page_key, h->key))
        score += h->key.len * 3 > t->page_key.len ? 60 : 10;
    for (size_t i = 0; i < 2; i++) {
        if (base_str_equal(h->key, t->stated_key[i]))
            score += 60;
        else if (t->stated_key[i].len)
            score += (int)likeness(h->key, t->stated_key[i]) / 3;
    }
    if (t->page_key.len)
        score += (int)likeness(h->key, t->page_key) / 4;
    if (is_site_name(t, h->text))
        score -= 80;
    return score;
}

static const struct heading *best_heading(const struct titles *t)
{
    const struct heading *best = NULL;
    bool alone = !t->page_key.len && !t->stated_key[0].len && !t->stated_key[1].len;
    int best_score = alone ? 0 : 64; /* an h1 must agree with something; an h2 with more */
    for (size_t i = 0; i < t->count; i++) {
        int score = heading_score(t, &t->headings[i]);
        if (score > best_score) {
            best_score = score;
            best = &t->headings[i];
        }
    }
    return best;
}

/* Where a title that no heading gives stands on the page. */
static void find_node(const struct titles *t, struct base_str title)
{
    struct extract_job *job = t->job;
    struct base_str key = key_of(job->arena, title);
    for (uint32_t i = 0; key.len && i < job->blocks.count && i < TITLE_BLOCKS; i++) {
        const struct page_block *block = &job->blocks.items[i];
        if (block->text.len <= title.len + 40 && base_str_equal(key_of(job->arena, block->text), key)) {
            job->title_node = block->owner;
            return;
        }
    }
}

/* A heading may hold a kicker before the headline; what the page states ends with the headline then. */
static struct base_str without_kicker(const struct titles *t, const struct heading *heading)
{
    for (size_t i = 0; i < 2; i++)
        if (t->stated_key[i].len >= TITLE_KEY_BYTES && heading->key.len > t->stated_key[i].len &&
            base_str_ends(heading->key, t->stated_key[i]))
            return t->stated[i];
    return heading->text;
}

static void choose(struct titles *t)
{
    struct extract_article *article = t->job->article;
    const struct heading *heading = best_heading(t);
    if (heading) {
        t->job->title_node = heading->node;
        article->title = without_kicker(t, heading);
        extract_set_from(t->job, EXTRACT_TITLE, "generic");
        return;
    }
    for (size_t i = 2; i-- > 0;) {
        if (!t->stated[i].len || is_site_name(t, t->stated[i]))
            continue;
        article->title = t->stated[i];
        extract_set_from(t->job, EXTRACT_TITLE, t->stated_from[i]);
        find_node(t, article->title);
        return;
    }
    article->title = without_site(t, t->page);
    if (article->title.len)
        extract_set_from(t->job, EXTRACT_TITLE, "generic");
    else if (t->count) {
        article->title = t->headings[0].text;
        t->job->title_node = t->headings[0].node;
        extract_set_from(t->job, EXTRACT_TITLE, "generic");
    }
    find_node(t, article->title);
}

void extract_title(struct extract_job *job)
{
    struct titles *t = BASE_NEW(job->arena, struct titles);
    if (!t)
        return;
    t->job = job;
    t->site = key_of(job->arena, job->article->site);
    t->host = key_of(job->arena, extract_host_label(job->page->url));
    const struct select_hit *hit = extract_selected(job, SELECT_TITLE);
    add_headings(t);
    add_lines(t);
    add_stated(t);
    if (hit) {
        job->article->title = hit->values[0].text;
        job->article->from[EXTRACT_TITLE] = hit->from;
        job->title_node = hit->values[0].node;
        if (job->title_node == PAGE_NONE)
            find_node(t, job->article->title);
        return;
    }
    choose(t);
}
