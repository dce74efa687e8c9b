/* Is it a person's name? */
#include "extract/names.h"

enum {
    NAME_WEIGHT = 60,
    NAME_WORDS = 6,
    NAME_WORDS_WITH_DEGREES = 9
};

struct extract_traits extract_traits_of(struct base_str s)
{
    struct extract_traits t = {0};
    bool inside = false;
    for (size_t at = 0; at < s.len;) {
        uint32_t c = base_utf8_next(s, &at);
        bool alnum = base_char_is_alnum(c);
        if (alnum && !inside) {
            t.words++;
            t.capitals += base_char_is_upper(c);
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

bool extract_same_letters(struct base_str a, struct base_str b)
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

/* The last word in S. */
struct base_str extract_last_word(struct base_str s)
{
    size_t at = s.len;
    while (at > 0 && s.ptr[at - 1] != ' ')
        at--;
    return base_str_sub(s, at, s.len);
}

static bool is_particle(struct base_str word)
{
    static const char *const particles[] = {"von", "van", "der", "den", "de", "da", "di", "del", "della", "la", "le",
        "el", "al", "bin", "ibn", "zu", "zur", "ter", "ten", "du", "dos", "das", "do", "af", "av", "und", "y", "e",
        "st"};
    for (size_t i = 0; i < sizeof particles / sizeof particles[0]; i++)
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


/* Example.com: a host written as a name. */
static bool is_host(struct base_str s)
{
    size_t dot = s.len;
    while (dot > 0 && s.ptr[dot - 1] != '.')
        dot--;
    if (dot < 4 || s.len - dot < 2 || s.len - dot > 4 || memchr(s.ptr, ' ', s.len))
        return false;
    for (size_t i = dot; i < s.len; i++)
        if (s.ptr[i] < 'a' || s.ptr[i] > 'z')
            return false;
    return true;
}

/* A word that stands between names or ends one. */
static bool is_small_word(struct base_str s)
{
    const struct extract_word *joiner = extract_small_word_at(s, 0, &extract_joiners);
    const struct extract_word *ender = extract_small_word_at(s, 0, &extract_enders);
    return (joiner && strlen(joiner->word) == s.len) || (ender && strlen(ender->word) == s.len);
}

/* A word of digits, or one that begins with them: 10 Min Read, Jun 2. */
static bool has_number(struct base_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] >= '0' && s.ptr[i] <= '9' && (i == 0 || s.ptr[i - 1] == ' '))
            return true;
    return false;
}

/* Words that a company's or a paper's name has, and a person's has not. */
static bool has_group_word(struct base_str s)
{
    static const char *const words[] = {"the", "clinic", "foundation", "institute", "university", "hospital", "society",
        "center", "centre", "association", "media", "news", "magazine", "times", "agency", "press", "group", "ltd",
        "inc", "gmbh", "llc", "online", "team", "redaktion", "radio", "tv", "zeitung", "verlag", "network", "services",
        "council", "committee", "company", "college", "school", "club", "post", "daily", "gazette", "tribune",
        "journal", "herald", "staff", "editors", "editorial",
        "studio", "blog", "shop", "store", "solutions", "and", "&"};
    struct base_str word;
    while (s.ptr && base_str_next(&s, ' ', &word))
        for (size_t i = 0; word.len && i < sizeof words / sizeof words[0]; i++)
            if (extract_word_at(word, 0, words[i]))
                return true;
    return false;
}

/* Jane Roe; not ACME NEWS nor The Paper. */
static bool looks_like_person(struct base_str s)
{
    bool small = false;
    for (size_t i = 0; i < s.len; i++)
        small = small || (s.ptr[i] >= 'a' && s.ptr[i] <= 'z') || (unsigned char)s.ptr[i] >= 0x80;
    return small && s.len && memchr(s.ptr, ' ', s.len) && !has_group_word(s);
}

/* Acme Ltd as Acme. */
static struct base_str without_legal_form(struct base_str s)
{
    static const char *const forms[] = {"ltd", "inc", "llc", "gmbh", "ag", "ab", "oy", "as", "corp", "limited", "kg",
        "bv"};
    struct base_str word = extract_last_word(s);
    for (size_t i = 0; word.len < s.len && i < sizeof forms / sizeof forms[0]; i++)
        if (extract_word_at(word, 0, forms[i]))
            return extract_strip_edges(base_str_sub(s, 0, s.len - word.len));
    return s;
}

static uint32_t first_letter(struct base_str s)
{
    size_t at = 0;
    return s.len ? base_utf8_next(s, &at) : 0;
}

/* A person's site bears the person's name, which may be an author's where the page says that it is a person's. */
bool extract_is_own_name(struct base_str s, const struct extract_name_context *context)
{
    bool person = looks_like_person(s);
    if (person && (context->person || context->owner))
        return false;
    struct base_str bare = without_legal_form(s);
    if (s.len && base_char_is_cjk(first_letter(s)) && base_str_starts(context->site, s) && !extract_is_han_person(s))
        return true; /* a site's channel bears its name and more */
    if (context->site.len && (extract_same_letters(s, context->site) || extract_same_letters(bare, context->site)))
        return true;
    return !person && context->host.len && base_str_starts_nocase(s, BASE_STR("the ")) &&
        extract_same_letters(bare, context->host);
}

static bool is_day(struct base_str s)
{
    static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
        if (base_str_equal_nocase(s, base_str(days[i])))
            return true;
    return false;
}

/* jane roe, as some write themselves where they register. */
static bool is_small_name(struct base_str s)
{
    struct extract_traits t = extract_traits_of(s);
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != ' ' && !(s.ptr[i] >= 'a' && s.ptr[i] <= 'z'))
            return false;
    return t.words == 2 && t.letters >= 6 && !has_group_word(s) && !extract_is_role(s) && !extract_is_group(s);
}

bool extract_is_name(struct base_str s, const struct extract_name_context *context)
{
    struct extract_traits t = extract_traits_of(s);
    if (t.letters < 2 || t.address || base_text_weight(s) > NAME_WEIGHT || extract_is_own_name(s, context))
        return false;
    if (extract_begins_with(s, &extract_not_names))
        return false;
    if (context->codes)
        return t.words <= NAME_WORDS && !(t.han && (t.letters > 14 || extract_is_han_report(s)));
    size_t limit = extract_is_one_of(extract_last_word(s), &extract_degrees) ? NAME_WORDS_WITH_DEGREES : NAME_WORDS;
    if (t.words > limit || t.digits > 2 || t.digits * 2 > t.letters || (!t.han && !context->person && has_number(s)))
        return false;
    if (t.han && (t.letters > 14 || extract_is_han_report(s)))
        return false;
    if (extract_is_one_of(s, &extract_degrees) || (!context->person && (is_host(s) || is_day(s))) ||
        is_account(s) || is_small_word(s))
        return false;
    return !extract_is_one_of(extract_last_word(s), &extract_tails) &&
        (!is_written_small(s) || (context->person && is_small_name(s)));
}

/* Jane Roe, MD, PhD without what stands behind the name. */
static struct base_str without_degrees(struct base_str name)
{
    size_t comma = base_str_find(name, BASE_STR(","));
    struct base_str part, rest = comma == SIZE_MAX ? BASE_STR_NONE : base_str_sub(name, comma + 1, name.len);
    while (rest.ptr && base_str_next(&rest, ',', &part))
        if (!extract_is_one_of(extract_strip_edges(part), &extract_degrees))
            return name;
    return comma == SIZE_MAX ? name : base_str_sub(name, 0, comma);
}

/* Two to four words, each a capital and small letters, none of a group's. */
bool extract_is_surely_person(struct base_str name)
{
    name = without_degrees(name);
    struct base_str word, rest = name;
    size_t words = 0;
    while (rest.ptr && base_str_next(&rest, ' ', &word)) {
        bool initial = word.len <= 2 || base_str_ends(word, BASE_STR("."));
        size_t at = 0;
        if (!word.len || is_particle(word))
            continue;
        words++;
        if (!base_char_is_upper(base_utf8_next(word, &at)))
            return false;
        while (!initial && at < word.len) {
            uint32_t c = base_utf8_next(word, &at);
            if (!base_char_is_alnum(c) && c != '-' && c != '\'' && c != 0x2019)
                return false;
            if (at == word.len && base_char_is_upper(c))
                return false;
        }
    }
    return words >= 2 && words <= 4 && !has_group_word(name) && !extract_is_group(name) && !extract_is_role(name);
}

bool extract_is_house(struct base_str name)
{
    return extract_word_at(name, 0, "the") || (extract_traits_of(name).words > 2 && has_group_word(name));
}

bool extract_is_group(struct base_str name)
{
    struct base_str word, rest = name;
    while (rest.ptr && base_str_next(&rest, ' ', &word))
        if (extract_is_one_of(word, &extract_teams))
            return true;
    return extract_is_one_of(name, &extract_agencies);
}
