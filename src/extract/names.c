/* Names out of a byline: labels, roles, institutions, addresses and junk are cut away, joined names parted. */
#include "extract/private.h"

enum {
    NAME_TEXT_BYTES = 600, /* a byline is not longer; what stands behind is not read */
    NAME_WEIGHT = 60,
    NAME_WORDS = 6,
    NAME_LIMIT = 40        /* names of one article */
};

struct word_row {
    const char *lang;
    const char *word; /* folded */
};

/* Words between two names. */
static const struct word_row joiners[] = {
    {"en", "and"},  {"en", "with"}, {"de", "und"},   {"de", "mit"}, {"fr", "et"},   {"fr", "avec"}, {"es", "y"},
    {"it pt", "e"}, {"nl", "en"},   {"da no", "og"}, {"sv", "och"}, {"fi", "ja"},   {"pl hr sl sr ca", "i"},
    {"cs sk", "a"}, {"hu", "és"},   {"ro", "și"},    {"ro", "si"},  {"ru bg", "и"}, {"uk", "та"},   {"uk", "і"},
    {"el", "και"},  {"tr", "ve"},   {"id ms", "dan"}, {"vi", "và"}, {"sw", "na"},   {"sq", "dhe"},  {"lv", "un"},
    {"lt", "ir"},   {"eu", "eta"},  {"sl", "in"},    {"es", "con"}, {"it", "con"},  {"ar", "و"},    {"fa", "و"},
    {"hi", "और"},   {"pt", "com"},  {"de", "u."},    {"et", "ja"},
};

/* A part that begins with or is one of these words names a role or the interface, not a person. */
static const struct word_row junk[] = {
    {"en", "staff"}, {"en", "staff writer"}, {"en", "staff reporter"}, {"en", "staff report"}, {"en", "newsroom"},
    {"en", "editor"}, {"en", "editors"}, {"en", "editorial"}, {"en", "editorial team"}, {"en", "editorial board"},
    {"en", "reporter"}, {"en", "writer"}, {"en", "senior"}, {"en", "chief"}, {"en", "correspondent"},
    {"en", "contributor"}, {"en", "contributing"}, {"en", "columnist"}, {"en", "admin"}, {"en", "administrator"},
    {"en", "author"}, {"en", "authors"}, {"en", "guest"}, {"en", "news desk"}, {"en", "web desk"}, {"en", "desk"},
    {"en", "email"}, {"en", "e-mail"}, {"en", "follow"}, {"en", "share"}, {"en", "comment"}, {"en", "comments"},
    {"en", "updated"}, {"en", "published"}, {"en", "posted"}, {"en", "view"}, {"en", "more"}, {"en", "read"},
     {"en", "about"},
    {"en", "sign"}, {"en", "show"}, {"en", "this"}, {"en", "profile"}, {"en", "agencies"}, {"en", "http"},
     {"en", "https"}, {"en", "text"}, {"de", "letzte"}, {"de", "agenturen"}, {"de", "red"}, {"de", "dpa-infocom"}, {"de", "beiträge"}, {"fr", "collectif"}, {"en", "hello"},
     {"de", "lizenz"}, {"en", "log in"}, {"en", "subscribe"}, {"en", "facebook"}, {"en", "twitter"},
     {"en", "instagram"}, {"en", "linkedin"}, {"en", "unknown"},
    {"en", "anonymous"}, {"en", "null"}, {"en", "undefined"}, {"en", "none"}, {"en", "n/a"}, {"en", "user"},
     {"en", "webmaster"},
    {"en", "special to"}, {"en", "for the"}, {"en", "photo"}, {"en", "photos"}, {"en", "photography"}, {"en", "image"},
     {"en", "video"},
    {"en", "director"}, {"en", "managing"}, {"en", "associate"}, {"en", "assistant"}, {"en", "producer"},
     {"en", "freelance"},
    {"en", "business"}, {"en", "politics"}, {"en", "sports"}, {"en", "health"}, {"en", "news"}, {"en", "breaking"},
     {"en", "all posts"},
    {"en", "min read"}, {"en", "minutes"}, {"en", "press release"}, {"en", "sponsored"}, {"en", "in"}, {"en", "on"},
     {"en", "at"}, {"en", "filed"},
    {"en", "last"}, {"en", "print"}, {"en", "journalist"}, {"en", "former"}, {"en", "professor"},
     {"en", "technology"}, {"en", "national"},
    {"de", "redaktion"}, {"de", "redakteur"}, {"de", "redakteurin"}, {"de", "korrespondent"}, {"de", "reporter"},
     {"de", "autor"},
    {"de", "autorin"}, {"de", "gastautor"}, {"de", "foto"}, {"de", "fotos"}, {"de", "teilen"}, {"de", "kommentare"},
     {"de", "zur person"},
    {"fr", "rédaction"}, {"fr", "la rédaction"}, {"fr", "journaliste"}, {"fr", "publié"}, {"fr", "correspondant"},
    {"es", "redacción"}, {"es", "periodista"}, {"es", "corresponsal"}, {"pt", "redação"}, {"pt", "da redação"},
     {"pt", "jornalista"},
    {"it", "redazione"}, {"it", "la redazione"}, {"nl", "redactie"}, {"nl", "onze redactie"}, {"da", "redaktionen"},
     {"no", "redaksjonen"},
    {"da no", "journalist"}, {"sv", "redaktionen"}, {"sv", "reporter"}, {"pl", "redakcja"}, {"cs", "redakce"},
     {"sk", "redakcia"}, {"ru", "редакция"},
    {"uk", "редакція"}, {"tr", "haber merkezi"}, {"id", "redaksi"}, {"zh", "编辑部"}, {"zh", "编辑"}, {"zh", "责任编辑"},
     {"zh", "匿名"},
    {"en", "uncategorized"}, {"en", "team"}, {"en", "translated"}, {"en", "edited by"}, {"en", "reviewed"},
    {"en", "articles by"}, {"en", "my account"}, {"en", "head of"}, {"en", "content"}, {"en", "marketing"},
    {"en", "vp"}, {"en", "vice president"}, {"en", "ceo"}, {"en", "cto"}, {"en", "founder"}, {"en", "co-founder"},
    {"en", "president"}, {"en", "sponsored"}, {"en", "wordpressadmin"}, {"en", "digital"}, {"en", "december"},
    {"en", "january"}, {"en", "february"}, {"en", "monday"}, {"en", "tuesday"}, {"en", "wednesday"},
    {"en", "thursday"}, {"en", "friday"}, {"en", "saturday"}, {"en", "sunday"}, {"de", "zeige"},
    {"de", "übersetzt"}, {"de", "hinterlasse"}, {"de", "alle beiträge"}, {"fr", "auteur"}, {"fr", "traduit"},
    {"es", "traducido"}, {"es", "autor"}, {"zh", "佚名"}, {"zh", "管理员"}, {"zh", "网友"}, {"zh", "未知"}, {"zh", "分享"}, {"zh", "来源"},
};

/* A part that ends with one of these is a role or a group; behind a name they are cut off. */
static const struct word_row tails[] = {
    {"en", "staff"}, {"en", "reporter"}, {"en", "reporters"}, {"en", "editor"}, {"en", "editors"}, {"en", "writer"},
     {"en", "columnist"},
    {"en", "correspondent"}, {"en", "desk"}, {"en", "editorial"}, {"en", "newsroom"}, {"en", "agencies"},
     {"en", "contributor"},
    {"en", "admin"}, {"en", "journalist"}, {"de", "redaktion"}, {"es", "redacción"},
    {"en", "photographer"}, {"fr", "rédaction"}, {"en", "expert"}, {"en", "coordinator"}, {"en", "manager"},
    {"en", "specialist"}, {"en", "institute"}, {"en", "university"}, {"en", "strategist"}, {"en", "analyst"},
    {"en", "officer"}, {"en", "consultant"}, {"en", "comments"}, {"en", "founder"}, {"en", "co-founder"},
};

/* Degrees behind a name. */
static const char *const degrees[] = {"md", "m.d.", "phd", "ph.d.", "ph.d", "ms", "ma", "mba", "rd", "rdn", "ld", "rn",
    "cpa", "dds", "jd", "msc", "bsc", "mph", "cfa", "cfp", "do", "esq", "esq.", "facs", "mfa", "lcsw", "psyd", "dvm",
    "pharmd", "cssd", "cpt"};

/* Words that end a name: what follows is a role, a place or an organisation. */
static const struct word_row enders[] = {
    {"en", "for"}, {"en", "is"}, {"en", "was"}, {"en", "who"}, {"en", "at"}, {"en", "covers"}, {"en", "writes"},
     {"en", "has"}, {"en", "on"}, {"en", "in"},
    {"en", "from"}, {"en", "reports"}, {"en", "updated"}, {"en", "published"}, {"en", "posted"}, {"de", "für"},
     {"de", "ist"}, {"de", "am"}, {"de", "aus"},
    {"de", "im"}, {"de", "illustration"}, {"de", "fotos"}, {"en", "photographs"}, {"en", "photos"},
    {"fr", "pour"}, {"fr", "à"}, {"fr", "publié"}, {"fr", "le"}, {"es", "para"}, {"es", "es"}, {"nl", "voor"},
     {"nl", "is"}, {"sv", "är"},
};

/* Offices that Chinese and Japanese pages write before or behind a name. */
static const char *const offices[] = {"专栏作者", "特约作者", "专栏作家", "特约通讯员", "通讯员", "特约记者", "实习记者", "见习记者", "首席记者", "全媒体记者",
    "本报记者", "特派员", "驻地记者", "记者", "記者", "撰稿", "撰文", "实习生", "特约撰稿人", "评论员", "기자", "특파원"};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* Behind WORD where it stands at AT as whole words; else 0. */
static size_t word_at(struct base_str s, size_t at, const char *word)
{
    struct base_str w = base_str(word);
    size_t next = at;
    for (size_t i = 0; i < w.len;) {
        if (at >= s.len || base_char_fold(base_utf8_next(s, &at)) != base_utf8_next(w, &i))
            return 0;
    }
    next = at;
    if (at < s.len && base_char_is_alnum(base_utf8_next(s, &next)))
        return 0;
    return at;
}

static bool is_row_at(struct base_str s, size_t at, const struct word_row *rows, size_t count, size_t *end)
{
    for (size_t i = 0; i < count; i++) {
        size_t behind = word_at(s, at, rows[i].word);
        if (behind) {
            *end = behind;
            return true;
        }
    }
    return false;
}

/* A joining word is written small and stands between blanks: "A." is none. */
static bool is_small_word_at(struct base_str s, size_t at, const struct word_row *rows, size_t count, size_t *end)
{
    for (size_t i = 0; i < count; i++) {
        struct base_str w = base_str(rows[i].word);
        bool ends = at + w.len == s.len || (at + w.len < s.len && s.ptr[at + w.len] == ' ');
        if (ends && base_str_starts(base_str_sub(s, at, s.len), w)) {
            *end = at + w.len;
            return true;
        }
    }
    return false;
}

static bool is_edge(uint32_t c)
{
    return base_char_is_space(c) || (!base_char_is_alnum(c) && c != '.' && c != ')' && c != '(' && c != '\'' &&
        c != 0x2019);
}

static struct base_str strip_edges(struct base_str s)
{
    while (s.len) {
        size_t at = 0;
        if (!is_edge(base_utf8_next(s, &at)) && s.ptr[0] != '.' && s.ptr[0] != ')' && s.ptr[0] != '\'')
            break;
        s = base_str_sub(s, at, s.len);
    }
    while (s.len) {
        size_t at = s.len - 1;
        while (at > 0 && ((unsigned char)s.ptr[at] & 0xC0) == 0x80)
            at--;
        size_t next = at;
        uint32_t c = base_utf8_next(s, &next);
        if (!is_edge(c) && c != '(' && c != '\'')
            break;
        s = base_str_sub(s, 0, at);
    }
    return s;
}

static bool is_initials(struct base_str s)
{
    return s.len >= 2 && s.ptr[s.len - 1] == '.' && (s.len == 2 || s.ptr[s.len - 3] == ' ' || s.ptr[s.len - 3] == '.');
}

/* A part as it may be printed: without what stands in brackets, and without the sentence's point. */
static struct base_str tidy(struct base_str s)
{
    s = strip_edges(s);
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '(' || s.ptr[i] == '[' || s.ptr[i] == '<' ||
            base_str_starts(base_str_sub(s, i, s.len), BASE_STR("（"))) {
            s = base_str_sub(s, 0, i);
            break;
        }
    }
    s = strip_edges(s);
    if (s.len && s.ptr[s.len - 1] == '.' && !is_initials(s) && !word_at(s, s.len > 3 ? s.len - 3 : 0, "jr.") &&
        !word_at(s, s.len > 3 ? s.len - 3 : 0, "sr."))
        s = base_str_sub(s, 0, s.len - 1);
    return strip_edges(s);
}

/* ---- Is it a name? ---- */

struct traits {
    size_t words, letters, digits, han, upper;
    bool address;
};

static struct traits traits_of(struct base_str s)
{
    struct traits t = {0};
    bool inside = false;
    for (size_t at = 0; at < s.len;) {
        uint32_t c = base_utf8_next(s, &at);
        bool alnum = base_char_is_alnum(c);
        if (alnum && !inside) {
            t.words++;
            t.upper += base_char_is_upper(c);
        }
        t.digits += c >= '0' && c <= '9';
        t.letters += alnum;
        t.han += base_char_is_cjk(c);
        inside = alnum || c == '\'' || c == 0x2019 || c == '-' || c == '.' || c == 0x2010;
        t.address = t.address || c == '@' || c == '{' || c == '}' || c == '=' || c == '?' || c == '!' || c == '#' ||
            c == '%';
    }
    t.address = t.address || base_str_find_nocase(s, BASE_STR("http")) != SIZE_MAX ||
        base_str_find_nocase(s, BASE_STR("www.")) != SIZE_MAX ||
                base_str_find(s, BASE_STR("//")) != SIZE_MAX;
    return t;
}

static bool same_letters(struct base_str a, struct base_str b)
{
    size_t i = 0, k = 0;
    for (;;) {
        uint32_t x = 0, y = 0;
        while (i < a.len && !base_char_is_alnum(x = base_utf8_next(a, &i)))
            x = 0;
        while (k < b.len && !base_char_is_alnum(y = base_utf8_next(b, &k)))
            y = 0;
        if (base_char_fold(x) != base_char_fold(y))
            return false;
        if (!x)
            return true;
    }
}

static bool is_degree(struct base_str word)
{
    for (size_t i = 0; i < COUNT(degrees); i++)
        if (base_str_equal_nocase(word, base_str(degrees[i])))
            return true;
    return false;
}

/* Without the degrees behind it. */
static struct base_str cut_degrees(struct base_str s)
{
    for (;;) {
        size_t at = s.len;
        while (at > 0 && s.ptr[at - 1] != ' ')
            at--;
        if (at == 0 || !is_degree(base_str_sub(s, at, s.len)))
            return s;
        s = strip_edges(base_str_sub(s, 0, at));
    }
}

static bool ends_with_role(struct base_str s)
{
    size_t at = s.len;
    while (at > 0 && s.ptr[at - 1] != ' ')
        at--;
    struct base_str word = base_str_sub(s, at, s.len);
    for (size_t i = 0; i < COUNT(tails); i++)
        if (base_str_equal_nocase(word, base_str(tails[i].word)))
            return true;
    return false;
}

/* 台北報導, 综合: where and how a text was made. */
static bool ends_like_report(struct base_str s)
{
    static const char *const ends[] = {"报道", "報導", "報道", "综合", "整理", "整合", "综编", "摄影", "摄", "编译", "专稿", "供图", "发布",
        "投稿"};
    for (size_t i = 0; i < COUNT(ends); i++)
        if (base_str_ends(s, base_str(ends[i])))
            return true;
    return false;
}

static bool is_particle(struct base_str word)
{
    static const char *const particles[] = {"von", "van", "der", "den", "de", "da", "di", "del", "della", "la", "le",
        "el", "al", "bin",
                                            "ibn", "zu", "zur", "ter", "ten", "du", "dos", "das", "do", "af", "av",
                                                "und", "y", "e", "st"};
    for (size_t i = 0; i < COUNT(particles); i++)
        if (base_str_equal(word, base_str(particles[i])))
            return true;
    return false;
}

/* Words in Latin letters: a name's begin with capitals, particles apart; what is mostly written small is a sentence. */
static bool is_written_small(struct base_str s)
{
    struct base_str word;
    size_t words = 0, small = 0;
    while (s.ptr && base_str_next(&s, ' ', &word)) {
        if (!word.len || is_particle(word))
            continue;
        words++;
        small += word.ptr[0] >= 'a' && word.ptr[0] <= 'z';
    }
    return words > 1 && small * 2 >= words;
}

/* christian.roe, jane-roe, example.org: an account or a host; wonderful: a word of a sentence. */
static bool is_account(struct base_str s)
{
    bool joined = false;
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.ptr[i] >= 0x80 || s.ptr[i] == ' ' || (i == 0 && !(s.ptr[0] >= 'a' && s.ptr[0] <= 'z')))
            return false;
        joined = joined || ((s.ptr[i] == '.' || s.ptr[i] == '_' || s.ptr[i] == '-') && i + 1 < s.len);
    }
    return joined;
}

/* A word between names stands alone. */
static bool is_small_word(struct base_str s)
{
    size_t end;
    return (is_small_word_at(s, 0, joiners, COUNT(joiners), &end) && end == s.len) ||
           (is_small_word_at(s, 0, enders, COUNT(enders), &end) && end == s.len);
}

static bool is_name(struct base_str s, const struct extract_name_context *context)
{
    struct traits t = traits_of(s);
    size_t end;
    if (!context->codes && (is_account(s) || is_small_word(s)))
        return false;
    if (t.letters < 2 || t.address || base_text_weight(s) > NAME_WEIGHT)
        return false;
    if (t.words > NAME_WORDS || (!context->codes && (t.digits > 2 || t.digits * 2 > t.letters)))
        return false;
    if (t.han && (t.letters > 14 || ends_like_report(s)))
        return false;
    if (context->site.len && same_letters(s, context->site))
        return false;
    if (base_str_starts_nocase(s, BASE_STR("the ")) && same_letters(s, context->host))
        return false; /* a person's site bears the person's name, a paper's begins like this */
    if (is_row_at(s, 0, junk, COUNT(junk), &end) || is_degree(s))
        return false;
    return context->codes || (!ends_with_role(s) && !is_written_small(s));
}

/* Cuts a name at a word that ends it ("Jane Roe for the Gazette"). */
static struct base_str cut_at_ender(struct base_str s)
{
    size_t end;
    for (size_t at = 0; at < s.len;) {
        if (at > 0 && s.ptr[at - 1] == ' ' && is_small_word_at(s, at, enders, COUNT(enders), &end))
            return base_str_sub(s, 0, at);
        base_utf8_next(s, &at);
    }
    return s;
}

/* Cut before a mail address or a handle. */
static struct base_str without_handle(struct base_str s)
{
    const char *sign = s.len ? memchr(s.ptr, '@', s.len) : NULL;
    if (!sign)
        return s;
    size_t at = (size_t)(sign - s.ptr);
    while (at > 0 && s.ptr[at - 1] != ' ')
        at--;
    return base_str_sub(s, 0, at);
}

static void keep(struct base_arena *arena, struct base_str name, const struct extract_name_context *context,
                       struct base_str_list *names)
{
    name = tidy(without_handle(name));
    size_t label = extract_label_at(name, EXTRACT_LINE_BYLINE);
    if (label && label < name.len)
        name = tidy(base_str_sub(name, label, name.len));
    name = cut_degrees(tidy(cut_at_ender(name)));
    if (!is_name(name, context) || names->count >= NAME_LIMIT)
        return;
    for (size_t i = 0; i < names->count; i++)
        if (same_letters(names->items[i], name))
            return;
    base_str_list_add(arena, names, name);
}

/* ---- Han names ---- */

static size_t length_of(struct base_str s)
{
    size_t count = 0;
    for (size_t at = 0; at < s.len; count++)
        base_utf8_next(s, &at);
    return count;
}

/* The first office word in S: its offset, *END behind it; SIZE_MAX where there is none. */
static size_t find_office(struct base_str s, size_t *end)
{
    size_t first = SIZE_MAX;
    for (size_t i = 0; i < COUNT(offices); i++) {
        size_t at = base_str_find(s, base_str(offices[i]));
        if (at < first) {
            first = at;
            *end = at + strlen(offices[i]);
        }
    }
    return first;
}

/* Names in Han letters are parted by blanks; a longer word behind one is its institution. */
static void add_han_words(struct base_arena *arena, struct base_str part, const struct extract_name_context *context,
                          struct base_str_list *names)
{
    size_t start = 0;
    bool named = false;
    if (base_str_starts_nocase(context->lang, BASE_STR("ja")) && length_of(part) <= 9) {
        keep(arena, part, context, names); /* family and given name are parted by a blank */
        return;
    }
    for (size_t at = 0; start <= part.len;) {
        size_t here = at;
        uint32_t c = at < part.len ? base_utf8_next(part, &at) : ' ';
        if (!base_char_is_space(c))
            continue;
        struct base_str word = strip_edges(base_str_sub(part, start, here));
        start = here == part.len ? part.len + 1 : at;
        if (!word.len)
            continue;
        size_t letters = length_of(word);
        if (named && (letters > 4 || letters < 2))
            break;
        keep(arena, word, context, names);
        named = true;
    }
}

/* Two to four letters that are no agency's or paper's name. */
static bool is_han_name(struct base_str s)
{
    static const char *const ends[] = {"社", "报", "網", "网", "台", "报社", "報"};
    size_t letters = length_of(s);
    for (size_t i = 0; i < COUNT(ends); i++)
        if (base_str_ends(s, base_str(ends[i])))
            return false;
    return letters >= 2 && letters <= 4 && !base_str_equal(s, BASE_STR("本报")) && !base_str_equal(s, BASE_STR("本刊"));
}

/* 新华社记者张三 通讯员李四: names stand behind an office, an agency before it. */
static void add_han(struct base_arena *arena, struct base_str part, const struct extract_name_context *context,
                    struct base_str_list *names)
{
    size_t before = names->count, end = 0, next;
    struct base_str rest = strip_edges(part);
    size_t at = find_office(rest, &end);
    struct base_str head = at == SIZE_MAX ? rest : base_str_sub(rest, 0, at);
    if (at != SIZE_MAX && is_han_name(strip_edges(head)))
        add_han_words(arena, strip_edges(head), context, names);
    while (at != SIZE_MAX) {
        rest = base_str_sub(rest, end, rest.len);
        at = find_office(rest, &next);
        add_han_words(arena, strip_edges(base_str_sub(rest, 0, at == SIZE_MAX ? rest.len : at)), context, names);
        end = next;
    }
    if (names->count == before)
        add_han_words(arena, strip_edges(head), context, names);
}

/* ---- Parting ---- */

static bool is_han(struct base_str s)
{
    struct traits t = traits_of(s);
    return t.han * 2 > t.letters;
}

static void add_part(struct base_arena *arena, struct base_str part, const struct extract_name_context *context,
                       struct base_str_list *names)
{
    if (is_han(part))
        add_han(arena, part, context, names);
    else
        keep(arena, part, context, names);
}

static bool is_separator(uint32_t c)
{
    return c == ',' || c == ';' || c == '/' || c == '|' || c == '&' || c == 0x3001 || c == 0xFF0C || c == 0xFF0F ||
        c == 0xFF1B || c == 0x060C ||
           c == 0x2022 || c == '\n' || c == '+' || c == 0xFF5C || c == 0x2013 || c == 0x2014 || c == 0x30FB ||
               c == 0xB7;
}

/* 张三 和 李四, 张三和李四: a joining Han word, only between short names. */
static size_t han_joiner(struct base_str s, size_t at, size_t start)
{
    static const char *const words[] = {"及", "和", "与", "與", "暨"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (base_str_starts(base_str_sub(s, at, s.len), base_str(words[i]))) {
            size_t before = length_of(base_str_trim(base_str_sub(s, start, at)));
            size_t behind = length_of(base_str_trim(base_str_sub(s, at + 3, s.len)));
            return before >= 2 && before <= 4 && behind >= 2 && behind <= 4 ? at + 3 : 0;
        }
    return 0;
}

static void split(struct base_arena *arena, struct base_str s, const struct extract_name_context *context,
                       struct base_str_list *names)
{
    size_t start = 0, end;
    int brackets = 0;
    for (size_t at = 0; at < s.len;) {
        size_t here = at;
        uint32_t c = base_utf8_next(s, &at);
        brackets += c == '(' ? 1 : c == ')' && brackets ? -1 : 0;
        bool word = here > 0 && s.ptr[here - 1] == ' ';
        /* a middle dot joins the parts of a foreign name in Han letters */
        bool dot = (c == 0xB7 || c == 0x30FB) && here > 0 && s.ptr[here - 1] != ' ';
        bool hyphen = c == '-' && word && at < s.len && s.ptr[at] == ' ';
        if (!brackets && ((is_separator(c) && !dot) || hyphen)) {
            add_part(arena, base_str_sub(s, start, here), context, names);
            start = at;
        } else if (!brackets && word && is_small_word_at(s, here, joiners, COUNT(joiners), &end)) {
            add_part(arena, base_str_sub(s, start, here), context, names);
            start = at = end;
        } else if ((end = han_joiner(s, here, start)) != 0) {
            add_part(arena, base_str_sub(s, start, here), context, names);
            start = at = end;
        }
    }
    add_part(arena, base_str_sub(s, start, s.len), context, names);
}

/* "Roe, Jane" as libraries write it. */
static bool add_inverted(struct base_arena *arena, struct base_str s, const struct extract_name_context *context,
                       struct base_str_list *names)
{
    size_t comma = base_str_find(s, BASE_STR(", "));
    if (comma == SIZE_MAX)
        return false;
    struct base_str last = base_str_trim(base_str_sub(s, 0, comma)),
        first = base_str_trim(base_str_sub(s, comma + 2, s.len));
    struct traits a = traits_of(last), b = traits_of(first);
    if (a.words != 1 || b.words != 1 || a.han || b.han || a.digits || b.digits || !is_name(first, context) ||
        !is_name(last, context))
        return false;
    keep(arena, base_arena_printf(arena, "%.*s %.*s", BASE_STR_ARG(first), BASE_STR_ARG(last)), context, names);
    return true;
}

/* A byline ends where another label, a date, or an address begins. */
static struct base_str cut_tail(struct base_str s)
{
    struct extract_date_context context = {.fetched = BASE_TIME_NONE};
    static const enum extract_line others[] = {EXTRACT_LINE_EDITOR, EXTRACT_LINE_SOURCE, EXTRACT_LINE_DATE};
    size_t at, end;
    for (size_t i = 0; i < COUNT(others); i++)
        if (extract_label_find(s, others[i], &at, &end))
            s = base_str_sub(s, 0, at);
    if (extract_date_span(s, &context, &at, &end))
        s = base_str_sub(s, 0, at);
    return s;
}

void extract_names_add(struct base_arena *arena, struct base_str text, const struct extract_name_context *context,
                       struct base_str_list *names)
{
    if (text.len > NAME_TEXT_BYTES) {
        text.len = NAME_TEXT_BYTES;
        while (text.len && ((unsigned char)text.ptr[text.len] & 0xC0) == 0x80)
            text.len--;
    }
    size_t at, end;
    if ((at = base_str_find(text, BASE_STR("://"))) != SIZE_MAX)
        text.len = at; /* an address is no name, nor is what stands behind one */
    text = base_str_trim(text);
    for (int i = 0; i < 3 && (end = extract_label_at(text, EXTRACT_LINE_BYLINE)) != 0; i++)
        text = base_str_sub(text, end, text.len);
    if (extract_label_find(text, EXTRACT_LINE_BYLINE, &at, &end) && end < text.len &&
        base_text_weight(base_str_sub(text, 0, at)) > 8)
        text = base_str_sub(text, end, text.len);
    text = cut_tail(text);
    if (!add_inverted(arena, text, context, names))
        split(arena, text, context, names);
}

struct base_str extract_host_label(struct base_str url)
{
    struct base_str site = base_url_site(base_url_host(url));
    size_t dot = 0;
    while (dot < site.len && site.ptr[dot] != '.')
        dot++;
    return site.ptr ? base_str_sub(site, 0, dot) : site;
}
