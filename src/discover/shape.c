/* What an address looks like: a page of news, a list of them, or something else. */
#include "discover/private.h"

enum {
    LONG_ADDRESS = 2000,  /* bytes; no portal needs more, endless query strings do */
    MANY_PARAMETERS = 6,  /* more are facets of a catalogue */
    REPEATED_SEGMENTS = 3,
    TITLE_WEIGHT = 14,    /* from here on a link's words may be a headline rather than a name */
    LONG_WEIGHT = 24,     /* ... probably one */
    HEADLINE_WEIGHT = 30, /* ... surely one */
};

/* Segments of a path that are looked at; the rest counts as one. */
enum { MAX_SEGMENTS = 24 };

struct parts {
    struct base_str segments[MAX_SEGMENTS];
    size_t count;
    struct base_str leaf;      /* the last segment, none where the path ends in '/' */
    struct base_str stem, ext; /* of the last segment, leaf or not */
    struct base_str query;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool all_digits(struct base_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_digit(s.ptr[i]))
            return false;
    return s.len > 0;
}

static int number(struct base_str s)
{
    size_t value;
    return base_str_to_size(s, 99999999, &value) ? (int)value : -1;
}

static void split_extension(struct base_str segment, struct base_str *stem, struct base_str *ext)
{
    size_t dot = segment.len;
    while (dot > 0 && segment.ptr[dot - 1] != '.')
        dot--;
    bool has = dot > 1 && segment.len - dot <= 12 && !all_digits(base_str_sub(segment, dot, segment.len));
    *stem = has ? base_str_sub(segment, 0, dot - 1) : segment;
    *ext = has ? base_str_sub(segment, dot, segment.len) : BASE_STR("");
}

static void split(struct base_str url, struct parts *p)
{
    struct base_str rest = base_url_path(url), segment;
    *p = (struct parts){.query = base_url_query(url)};
    while (base_str_next(&rest, '/', &segment)) {
        p->leaf = segment.len > 0 ? segment : BASE_STR_NONE;
        if (segment.len == 0)
            continue;
        if (p->count < MAX_SEGMENTS)
            p->segments[p->count++] = segment;
    }
    if (p->count > 0)
        split_extension(p->segments[p->count - 1], &p->stem, &p->ext);
}

/* The longest run of digits. */
static size_t longest_number(struct base_str s)
{
    size_t longest = 0, run = 0;
    for (size_t i = 0; i < s.len; i++) {
        run = is_digit(s.ptr[i]) ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

/* ---- Traps ---- */

/* Three times the same segment: a relative link that goes ever deeper. */
static bool repeats(const struct parts *p)
{
    for (size_t i = 0; i < p->count; i++) {
        size_t same = 0;
        for (size_t k = 0; k < p->count; k++)
            same += base_str_equal(p->segments[i], p->segments[k]);
        if (same >= REPEATED_SEGMENTS && !all_digits(p->segments[i]))
            return true;
    }
    return false;
}

/* A host as a segment: a link that lacks its scheme. */
static bool holds_host(const struct parts *p, struct base_str host)
{
    for (size_t i = 0; i < p->count; i++) {
        struct base_str s = p->segments[i];
        if (base_str_starts_nocase(s, BASE_STR("www.")) || base_str_equal_nocase(s, host) ||
            base_str_equal_nocase(s, BASE_STR("http:")) || base_str_equal_nocase(s, BASE_STR("https:")))
            return true;
    }
    return false;
}

static bool has_session(struct base_str url, struct base_str query)
{
    static const char *const names[] = {"phpsessid", "jsessionid", "sessionid", "session_id", "aspsessionid", "sid"};
    if (base_str_find_nocase(url, BASE_STR(";jsessionid=")) != SIZE_MAX)
        return true;
    struct base_str pair;
    while (base_str_next(&query, '&', &pair)) {
        const char *equals = pair.len > 0 ? memchr(pair.ptr, '=', pair.len) : NULL;
        size_t value = equals ? (size_t)(equals - pair.ptr) + 1 : pair.len;
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
            /* a short value is a number of the site's own */
            if (equals && pair.len - value >= 12 &&
                base_str_equal_nocase(base_str_sub(pair, 0, value - 1), base_str(names[i])))
                return true;
    }
    return false;
}

static bool many_parameters(struct base_str query)
{
    size_t count = 0;
    struct base_str pair;
    while (base_str_next(&query, '&', &pair))
        count += pair.len > 0;
    return count > MANY_PARAMETERS;
}

/* A calendar leafed through beyond the years of the press: /calendar/2150/03. */
static bool far_calendar(const struct parts *p)
{
    for (size_t i = 0; i + 1 < p->count; i++) {
        int year = p->segments[i].len == 4 ? number(p->segments[i]) : -1, month = number(p->segments[i + 1]);
        if (year > 2100 && p->segments[i + 1].len <= 2 && month >= 1 && month <= 12 && i + 3 >= p->count &&
            longest_number(p->stem) <= 2)
            return true;
    }
    return false;
}

enum discover_reason discover_check_address(struct base_str url)
{
    struct parts p;
    split(url, &p);
    if (p.count > 0 && discover_has_word(discover_asset_extensions, discover_asset_count, p.ext))
        return DISCOVER_ASSET;
    if (url.len > LONG_ADDRESS || p.count == MAX_SEGMENTS)
        return DISCOVER_TRAP_LENGTH;
    return repeats(&p)                          ? DISCOVER_TRAP_PATH
           : holds_host(&p, base_url_host(url)) ? DISCOVER_TRAP_HOST
           : has_session(url, p.query)          ? DISCOVER_TRAP_SESSION
           : many_parameters(p.query)           ? DISCOVER_TRAP_FACETS
           : far_calendar(&p)                   ? DISCOVER_TRAP_CALENDAR
                                                : DISCOVER_KEPT;
}

/* ---- Kinds of pages ---- */

static bool is_utility(const struct parts *p, struct base_str url)
{
    static const char *const hosts[] = {"account", "accounts", "auth",  "careers", "comment", "comments", "help",
                                        "id",      "jobs",     "login", "mail",    "my",      "passport", "reg",
                                        "search",  "shop",     "sso",   "store",   "support"};
    struct base_str host = base_url_host(url), label;
    if (base_str_next(&host, '.', &label))
        for (size_t i = 0; host.ptr && i < sizeof hosts / sizeof hosts[0]; i++)
            if (base_str_equal(label, base_str(hosts[i])))
                return true;
    for (size_t i = 0; i < p->count; i++) {
        struct base_str stem, ext;
        split_extension(p->segments[i], &stem, &ext);
        if (discover_has_word(discover_utility_words, discover_utility_count, stem))
            return true;
    }
    return false;
}

/* An <a href> to a feed or sitemap. */
static bool is_source(const struct parts *p)
{
    bool xml = base_str_equal_nocase(p->ext, BASE_STR("xml")) || base_str_equal_nocase(p->ext, BASE_STR("rss")) ||
               base_str_equal_nocase(p->ext, BASE_STR("atom")) || base_str_equal_nocase(p->ext, BASE_STR("rdf"));
    return xml && p->leaf.ptr;
}

/* 2018-11, 2018-11-12 */
static bool is_dashed_date(struct base_str s)
{
    return (s.len == 7 || s.len == 10) && s.ptr[4] == '-' && number(base_str_sub(s, 0, 4)) >= 1990 &&
           number(base_str_sub(s, 5, 7)) >= 1 &&
           (s.len == 7 || (s.ptr[7] == '-' && number(base_str_sub(s, 8, 10)) >= 1));
}

/* 1112, 11-12 */
static bool is_month_day(struct base_str s)
{
    return (s.len == 4 && all_digits(s)) || (s.len == 5 && is_digit(s.ptr[0]) && s.ptr[2] == '-' && is_digit(s.ptr[4]));
}

/* Where a date stands in the path: index behind its last segment; 0: none. */
static size_t date_end(const struct parts *p)
{
    for (size_t i = 0; i < p->count; i++) {
        struct base_str s = p->segments[i];
        int value = number(s);
        bool next = i + 1 < p->count && p->segments[i + 1].len <= 2;
        int month = next ? number(p->segments[i + 1]) : -1;
        if (s.len == 4 && value >= 1990 && value <= 2100 && month >= 1 && month <= 12) {
            int day = i + 2 < p->count && p->segments[i + 2].len <= 2 ? number(p->segments[i + 2]) : -1;
            return day >= 1 && day <= 31 ? i + 3 : i + 2;
        }
        if ((s.len == 8 && value >= 19900101 && value <= 21001231) ||
            (s.len == 6 && value >= 199001 && value <= 210012 && value % 100 >= 1 && value % 100 <= 12))
            return i + 1;
        if (is_dashed_date(s))
            return i + 1;
        if (s.len == 4 && value >= 1990 && value <= 2100 && i + 2 < p->count && is_month_day(p->segments[i + 1]))
            return i + 2;
    }
    return 0;
}

/* Words of a slug: parts of letters between hyphens or underscores; escaped characters count as letters. */
static size_t slug_words(struct base_str s)
{
    size_t words = 0;
    bool letter = false;
    for (size_t i = 0; i <= s.len; i++) {
        if (i == s.len || s.ptr[i] == '-' || s.ptr[i] == '_') {
            words += letter;
            letter = false;
        } else if (!is_digit(s.ptr[i])) {
            letter = true;
        }
    }
    return words;
}

/* index, list, default, and these with a page number: list_2, index-3, page2. */
static bool is_list_stem(struct base_str stem)
{
    static const char *const names[] = {"index", "list", "default", "home", "main", "page", "p"};
    size_t end = stem.len;
    while (end > 0 && is_digit(stem.ptr[end - 1]))
        end--;
    if (stem.len - end > 4)
        return false;
    bool numbered = end < stem.len;
    if (numbered && end > 0 && (stem.ptr[end - 1] == '_' || stem.ptr[end - 1] == '-'))
        end--;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (base_str_equal_nocase(base_str_sub(stem, 0, end), base_str(names[i])))
            return numbered || end > 1;
    return false;
}

/* A parameter of QUERY is one of NAMES and has a number of at least DIGITS digits. */
static bool has_number(struct base_str query, const char *const *names, size_t count, size_t digits)
{
    struct base_str pair, name;
    while (base_str_next(&query, '&', &pair)) {
        struct base_str value = pair;
        if (!base_str_next(&value, '=', &name) || !value.ptr || value.len < digits || !all_digits(value))
            continue;
        for (size_t i = 0; i < count; i++)
            if (base_str_equal_nocase(name, base_str(names[i])))
                return true;
    }
    return false;
}

static const char *const paging_names[] = {"page",  "pg",     "pn",    "paged", "pageno",
                                           "seite", "pagina", "start", "offset"};
enum { PAGING_NAMES = sizeof paging_names / sizeof paging_names[0] };

/* The path ends in the number of a page: /sport/page/2. */
static bool has_page_segment(const struct parts *p)
{
    return p->count >= 2 && all_digits(p->segments[p->count - 1]) && p->segments[p->count - 1].len <= 4 &&
           is_list_stem(p->segments[p->count - 2]);
}

static bool is_paging(const struct parts *p)
{
    if (is_list_stem(p->stem) && !(p->count > 1 && longest_number(p->stem) >= 5))
        return true;
    return has_page_segment(p) || has_number(p->query, paging_names, PAGING_NAMES, 1);
}

bool discover_is_paging(struct base_str url)
{
    struct parts p;
    split(url, &p);
    return is_paging(&p);
}

static bool has_article_number(struct base_str query, size_t digits)
{
    static const char *const names[] = {"id", "aid", "nid", "newsid", "news_id", "articleid", "article_id", "artid",
                                        "contentid", "docid", "storyid", "story_id", "idxno", "p", "sn", "tid", "no"};
    return has_number(query, names, sizeof names / sizeof names[0], digits);
}

static bool is_page_extension(struct base_str ext)
{
    static const char *const names[] = {"html", "htm", "shtml", "shtm", "xhtml", "stm", "php", "asp", "aspx", "jsp",
                                        "jhtml", "phtml", "ece", "story", "ghtml", "cms", "do"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (base_str_equal_nocase(ext, base_str(names[i])))
            return true;
    return false;
}

/* An article by its address alone. */
static bool is_surely_article(const struct parts *p, size_t date)
{
    size_t digits = longest_number(p->stem), words = slug_words(p->stem);
    if (date > 0 && date < p->count)
        return digits > 0 || words >= 2 || p->ext.len > 0 || p->stem.len > 8;
    return digits >= 6 || words >= 4 || has_article_number(p->query, 4);
}

static bool is_likely_article(const struct parts *p)
{
    return longest_number(p->stem) >= 4 || is_page_extension(p->ext) || has_article_number(p->query, 1);
}

static bool under_list_word(const struct parts *p)
{
    for (size_t i = 0; i < p->count && i < 3; i++)
        if (discover_has_word(discover_list_words, discover_list_count, p->segments[i]))
            return !is_page_extension(p->ext);
    return false;
}

enum shape { SHAPE_SOURCE, SHAPE_UTILITY, SHAPE_ARTICLE, SHAPE_LIST, SHAPE_DOUBTFUL };

/* WEIGHT: of the link's words. */
static enum shape shape_of(struct base_str url, size_t weight)
{
    struct parts p;
    split(url, &p);
    size_t date = date_end(&p);
    if (is_source(&p))
        return SHAPE_SOURCE;
    if (is_utility(&p, url))
        return SHAPE_UTILITY;
    if (p.count == 0 && !has_article_number(p.query, 1))
        return SHAPE_LIST;
    if (date > 0 && date == p.count && !is_page_extension(p.ext) && weight < HEADLINE_WEIGHT)
        return SHAPE_LIST;
    if (is_paging(&p) && !(date > 0 && weight >= HEADLINE_WEIGHT))
        return SHAPE_LIST;
    if (under_list_word(&p) && date == 0)
        return weight > 0 ? SHAPE_LIST : SHAPE_DOUBTFUL;
    if (is_surely_article(&p, date) || (is_likely_article(&p) && weight >= TITLE_WEIGHT) ||
        (slug_words(p.stem) >= 3 && weight >= LONG_WEIGHT) ||
        (weight >= HEADLINE_WEIGHT && p.count >= 2))
        return SHAPE_ARTICLE;
    return SHAPE_DOUBTFUL;
}

static size_t weight_of(struct base_str title)
{
    return title.ptr ? base_text_weight(title) : 0;
}

enum discover_reason discover_check_shape(struct base_str url, struct base_str title, uint8_t *type)
{
    size_t weight = weight_of(title);
    enum shape shape = shape_of(url, weight);
    *type = shape == SHAPE_SOURCE ? DISCOVER_SOURCE : shape == SHAPE_ARTICLE ? DISCOVER_ARTICLE : DISCOVER_LIST;
    return shape == SHAPE_UTILITY                    ? DISCOVER_UTILITY
           : shape == SHAPE_DOUBTFUL && weight == 0 ? DISCOVER_NOT_ARTICLE
                                                     : DISCOVER_KEPT;
}

bool discover_is_doubtful(const struct discover_candidate *c)
{
    return c->via == DISCOVER_LINK && c->type == DISCOVER_LIST &&
           (c->reason == DISCOVER_KEPT || c->reason == DISCOVER_NOT_ARTICLE) &&
           shape_of(c->url, weight_of(c->title)) == SHAPE_DOUBTFUL;
}

/* ---- Addresses that are alike ---- */

static uint64_t mix(uint64_t hash, struct base_str s)
{
    return (hash ^ base_hash64(s)) * 1099511628211u;
}

/* The part that says when or how far: page=2, month=2026-11. */
static bool is_place_in_list(struct base_str pair)
{
    static const char *const names[] = {"year", "month", "day", "date", "week", "y", "m", "d", "ym", "ymd"};
    struct base_str value = pair, name;
    if (!base_str_next(&value, '=', &name) || !value.ptr)
        return false;
    for (size_t i = 0; i < value.len; i++)
        if (!is_digit(value.ptr[i]) && value.ptr[i] != '-')
            return false;
    for (size_t i = 0; i < PAGING_NAMES; i++)
        if (base_str_equal_nocase(name, base_str(paging_names[i])))
            return true;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (base_str_equal_nocase(name, base_str(names[i])))
            return true;
    return false;
}

/* list_2 is a page of list; index_2, index and page2 of what they stand in. */
static struct base_str list_name(struct base_str stem)
{
    while (stem.len > 0 && (is_digit(stem.ptr[stem.len - 1]) || stem.ptr[stem.len - 1] == '_' ||
                            stem.ptr[stem.len - 1] == '-'))
        stem.len--;
    return base_str_equal_nocase(stem, BASE_STR("list")) ? stem : BASE_STR("");
}

uint64_t discover_list_key(struct base_str url)
{
    struct parts p;
    uint64_t hash = base_hash64(base_url_host(url));
    struct base_str name = BASE_STR(""), pair;
    split(url, &p);
    size_t count = p.count, date = date_end(&p);
    if (has_page_segment(&p))
        count -= 2;
    else if (count > 0 && is_list_stem(p.stem)) {
        name = list_name(p.stem);
        count--;
    }
    for (size_t from = count; date > 0 && date == count && from > 0; count = from) {
        struct base_str s = p.segments[from - 1];
        if (s.len > 10 || !is_digit(s.ptr[0]) || slug_words(s) > 0)
            break;
        date = --from;
    }
    for (size_t i = 0; i < count; i++)
        hash = mix(hash, p.segments[i]);
    hash = mix(hash, name);
    while (base_str_next(&p.query, '&', &pair))
        if (pair.len > 0 && !is_place_in_list(pair))
            hash = mix(hash, pair);
    return hash;
}

/* "(S(lit3py55t21z5v55))": letters and digits in turn, as no word has them. */
static bool is_token(struct base_str s)
{
    size_t turns = 0;
    for (size_t i = 1; i < s.len; i++)
        turns += is_digit(s.ptr[i]) != is_digit(s.ptr[i - 1]);
    return s.len >= 16 && turns >= 4;
}

uint64_t discover_shape_key(struct base_str url)
{
    struct parts p;
    uint64_t hash = base_hash64(base_url_host(url)) + 1; /* beside the lists' */
    split(url, &p);
    for (size_t i = 0; i < p.count; i++) {
        struct base_str rest = is_token(p.segments[i]) ? BASE_STR("#") : p.segments[i];
        for (size_t at = 0; rest.len > 0; rest = base_str_sub(rest, at, rest.len)) {
            bool digits = is_digit(rest.ptr[0]);
            for (at = 1; at < rest.len && is_digit(rest.ptr[at]) == digits;)
                at++;
            hash = mix(hash, digits ? BASE_STR("#") : base_str_sub(rest, 0, at));
        }
        hash = mix(hash, BASE_STR("/"));
    }
    return p.query.len > 0 ? mix(hash, BASE_STR("?")) : hash;
}
