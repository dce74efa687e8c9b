/* Names out of a byline: labels, roles, institutions, addresses and junk are cut away, joined names parted. */
#include "extract/names.h"

enum {
    NAME_TEXT_BYTES = 600, /* a byline is not longer; what stands behind is not read */
    NAME_LIMIT = 40,       /* names of one article */
    NAME_SIGN = 4,         /* letters of an author's sign in small letters */
    NAME_CAPITALS = 7      /* letters of an agency's or a degree's sign */
};

static bool is_edge(uint32_t c)
{
    return base_char_is_space(c) || (!base_char_is_alnum(c) && c != '.' && c != ')' && c != '(' && c != '\'' &&
        c != 0x2019);
}

struct base_str extract_strip_edges(struct base_str s)
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

static bool is_capital(struct base_str s, size_t at)
{
    return at < s.len && s.ptr[at] >= 'A' && s.ptr[at] <= 'Z';
}

/* Behind a name in brackets within a name: Jane (Doe) Roe; 0 where there is none. */
static size_t skip_middle(struct base_str s)
{
    const char *open = s.len ? memchr(s.ptr, '(', s.len) : NULL, *close = open ? memchr(open, ')', s.len - (size_t)(open - s.ptr)) : NULL;
    if (!close)
        return 0;
    size_t from = (size_t)(open - s.ptr), to = (size_t)(close - s.ptr);
    bool first = from > 2 && s.ptr[from - 1] == ' ' && !memchr(s.ptr, ' ', from - 1);
    bool middle = is_capital(s, from + 1) && !is_capital(s, from + 2) && !memchr(open, ' ', to - from);
    return first && middle && to + 2 < s.len && s.ptr[to + 1] == ' ' && is_capital(s, to + 2) ? to + 1 : 0;
}

/* A part as it may be printed: without what stands in brackets, and without the sentence's point. */
static struct base_str tidy(struct base_str s)
{
    s = extract_strip_edges(s);
    for (size_t i = skip_middle(s); i < s.len; i++) {
        if (s.ptr[i] == '(' || s.ptr[i] == '[' || s.ptr[i] == '<' ||
            base_str_starts(base_str_sub(s, i, s.len), BASE_STR("（"))) {
            s = base_str_sub(s, 0, i);
            break;
        }
    }
    s = extract_strip_edges(s);
    if (s.len && s.ptr[s.len - 1] == '.' && !is_initials(s) && !extract_word_at(s, s.len > 3 ? s.len - 3 : 0, "jr.") &&
        !extract_word_at(s, s.len > 3 ? s.len - 3 : 0, "sr."))
        s = base_str_sub(s, 0, s.len - 1);
    return extract_strip_edges(s);
}

/* The page's language is one of LANGS; of an unknown one English is supposed. */
static bool is_language(struct base_str lang, const char *langs)
{
    struct base_str primary = lang.len >= 2 ? base_str_sub(lang, 0, 2) : BASE_STR("en");
    return base_str_has_token(base_str(langs), primary);
}

/* Cuts a name at a word that ends it ("Jane Roe for the Gazette"). */
static struct base_str cut_at_ender(struct base_str s)
{
    for (size_t at = 0; at < s.len;) {
        if (at > 0 && s.ptr[at - 1] == ' ' && extract_small_word_at(s, at, &extract_enders))
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

bool extract_name_keep(const struct extract_naming *n, struct base_str part)
{
    struct base_str name = tidy(without_handle(part));
    size_t label = extract_label_at(name, EXTRACT_LINE_BYLINE);
    if (label && label < name.len)
        name = tidy(base_str_sub(name, label, name.len));
    name = tidy(cut_at_ender(name));
    if (!extract_is_name(name, n->context) || n->names->count >= NAME_LIMIT)
        return false;
    for (size_t i = 0; i < n->names->count; i++)
        if (extract_same_letters(n->names->items[i], name))
            return false;
    base_str_list_add(n->arena, n->names, name);
    return true;
}

/* ---- Parting ---- */

enum joint { JOINT_START, JOINT_COMMA, JOINT_AND, JOINT_DASH, JOINT_END };

/* Parts of one text: what stands behind a name may be its degree, role or house. */
struct parting {
    struct extract_naming n;
    struct base_str text;
    size_t first;    /* names there were before this text */
    bool over;       /* the parts that follow belong to a role or a house */
    bool dashed;     /* to the end of the text */
    bool degree;     /* the part before was one */
};

static bool is_han(struct base_str s)
{
    struct extract_traits t = extract_traits_of(s);
    return t.han * 2 > t.letters;
}

/* Politikredakteurin: a role behind what it is about. */
static bool ends_in_role(struct base_str word)
{
    static const char *const roles[] = {"redakteur", "redakteurin", "korrespondent", "korrespondentin", "reporterin",
        "journalist", "journalistin", "leiter", "leiterin", "autorin", "redaktør", "redaktör", "redacteur"};
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        if (base_str_ends(word, base_str(roles[i])))
            return true;
    return false;
}

/* Behind a name a part with a role's word is that role: Director of Studies, Politikredakteurin. */
bool extract_is_role(struct base_str s)
{
    struct base_str word;
    s = extract_strip_edges(s);
    while (s.ptr && base_str_next(&s, ' ', &word)) {
        word = extract_strip_edges(word);
        if (ends_in_role(word) || extract_is_one_of(word, &extract_roles) || extract_is_one_of(word, &extract_tails) ||
            extract_is_one_of(word, &extract_agencies))
            return true;
    }
    return false;
}

/* AFP, PSP, RADIO SÜD: a sign in capitals. */
static bool is_sign(struct base_str s)
{
    size_t letters = 0;
    s = extract_strip_edges(s);
    for (size_t i = 0; i < s.len; i++) {
        bool upper = s.ptr[i] >= 'A' && s.ptr[i] <= 'Z';
        if (!upper && s.ptr[i] != '-' && s.ptr[i] != '.')
            return false;
        letters += upper;
    }
    return letters >= 2 && letters <= NAME_CAPITALS;
}

static bool has_small_letters(struct base_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] >= 'a' && s.ptr[i] <= 'z')
            return true;
    return false;
}

/* The name before, printed with its degree: Jane Roe, MD. */
static void add_degree(struct parting *p, struct base_str part)
{
    struct base_str *last = &p->n.names->items[p->n.names->count - 1];
    part = extract_strip_edges(part);
    if (part.ptr > last->ptr && last->ptr >= p->text.ptr)
        last->len = (size_t)(part.ptr + part.len - last->ptr);
    p->degree = true;
}

/* Jane Roe, London: one word behind a name of several is a place or a house. Some peoples' names are one word. */
static bool is_place(const struct parting *p, struct base_str name, struct base_str part)
{
    return memchr(name.ptr, ' ', name.len) && part.len && !memchr(part.ptr, ' ', part.len) &&
        extract_traits_of(part).capitals && !is_language(p->n.context->lang, "id ms jv my");
}

/* What is behind a name and no name itself; whether PART was that. */
static bool is_behind_name(struct parting *p, struct base_str part, enum joint before)
{
    struct base_str name = p->n.names->items[p->n.names->count - 1], bare = tidy(part);
    bool sign = is_sign(bare) && has_small_letters(name);
    if (before == JOINT_COMMA && (extract_is_one_of(bare, &extract_degrees) || (sign && p->degree))) {
        add_degree(p, bare);
        return true;
    }
    p->degree = false;
    if (before == JOINT_COMMA && is_place(p, name, bare))
        return true;
    if (sign || before == JOINT_DASH || extract_is_role(bare) || extract_is_house(bare)) {
        p->over = true;
        return true;
    }
    return false;
}

bool extract_has_degree(struct base_str text)
{
    struct base_str part, name = BASE_STR_NONE;
    while (text.ptr && base_str_next(&text, ',', &part)) {
        const char *other = part.len ? memchr(part.ptr, ';', part.len) : NULL;
        part = extract_strip_edges(other ? base_str_sub(part, 0, (size_t)(other - part.ptr)) : part);
        if (name.len && extract_is_one_of(part, &extract_degrees))
            return extract_is_surely_person(name);
        name = part;
    }
    return false;
}

/* "build, empowered": a word of a sentence, where an account's name would stand alone. */
static bool is_sentence_word(const struct parting *p, struct base_str part)
{
    part = extract_strip_edges(part);
    return part.len > NAME_SIGN && part.len < extract_strip_edges(p->text).len && part.ptr[0] >= 'a' &&
        part.ptr[0] <= 'z' && !memchr(part.ptr, ' ', part.len) && !memchr(part.ptr, '@', part.len) &&
        !memchr(part.ptr, '/', part.len);
}

static bool is_small_letter(struct base_str s, size_t at)
{
    return at < s.len && s.ptr[at] >= 'a' && s.ptr[at] <= 'z';
}

/* "Jane Roe, surgeon, Harbour Clinic": what is written small behind a name written large is a role. */
static bool is_small_role(const struct parting *p, struct base_str part)
{
    struct base_str name = p->n.names->items[p->n.names->count - 1];
    return is_small_letter(extract_strip_edges(part), 0) && extract_is_surely_person(name);
}

static void add_part(struct parting *p, struct base_str part, enum joint before)
{
    bool behind = p->n.names->count > p->first && !p->n.context->codes;
    p->dashed = p->dashed || (behind && before == JOINT_DASH);
    if (before == JOINT_END && !p->dashed)
        p->over = false;
    if (!extract_strip_edges(part).len) { /* "Jane Roe, reporter, and John Doe": a new name */
        p->over = p->over && (p->dashed || before != JOINT_COMMA);
        return;
    }
    if (behind && before == JOINT_COMMA && is_small_role(p, part)) {
        p->over = true;
        return;
    }
    if (is_han(part))
        extract_han_names_add(&p->n, part);
    else if (!is_sentence_word(p, part) && !(behind && (p->over || is_behind_name(p, part, before))))
        p->degree = extract_name_keep(&p->n, part) &&
            extract_is_one_of(extract_last_word(tidy(part)), &extract_degrees);
}

/* The sign that parts names at C; START where it is none. */
static enum joint joint_of(uint32_t c)
{
    if (c == 0x2013 || c == 0x2014)
        return JOINT_DASH;
    if (c == ';' || c == '\n' || c == 0x3001 || c == 0xFF1B)
        return JOINT_END;
    if (c == '&' || c == '+')
        return JOINT_AND;
    return c == ',' || c == '/' || c == '|' || c == 0xFF0C || c == 0xFF0F || c == 0x060C || c == 0x2022 ||
        c == 0xFF5C || c == 0x30FB || c == 0xB7 ? JOINT_COMMA : JOINT_START;
}

static size_t letters_of(struct base_str s)
{
    return extract_traits_of(s).letters;
}

/* 张三 和 李四, 张三和李四: a joining Han word, only between short names. */
static size_t han_joiner(struct base_str s, size_t at, size_t start)
{
    static const char *const words[] = {"及", "和", "与", "與", "暨"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (base_str_starts(base_str_sub(s, at, s.len), base_str(words[i]))) {
            size_t before = letters_of(base_str_trim(base_str_sub(s, start, at)));
            size_t behind = letters_of(base_str_trim(base_str_sub(s, at + 3, s.len)));
            return before >= 2 && before <= 4 && behind >= 2 && behind <= 4 ? at + 3 : 0;
        }
    return 0;
}

/* Behind the word that joins two names at AT; 0 where none does. A word that ends a name in another language than
 * the page's, as "in" does in English, joins none. */
static size_t joiner_at(const struct parting *p, struct base_str s, size_t at)
{
    if (!at || (s.ptr[at - 1] != ' ' && s.ptr[at - 1] != '\n'))
        return 0;
    const struct extract_word *joiner = extract_small_word_at(s, at, &extract_joiners);
    const struct extract_word *ender = joiner ? extract_small_word_at(s, at, &extract_enders) : NULL;
    struct base_str lang = p->n.context->lang;
    if (!joiner || (ender && !is_language(lang, joiner->lang)))
        return 0;
    return at + strlen(joiner->word);
}

static void split(struct parting *p)
{
    struct base_str s = p->text;
    enum joint before = JOINT_START;
    size_t start = 0, end;
    int brackets = 0;
    for (size_t at = 0; at < s.len;) {
        size_t here = at;
        uint32_t c = base_utf8_next(s, &at);
        brackets += c == '(' ? 1 : c == ')' && brackets ? -1 : 0;
        if (brackets)
            continue;
        bool spaced = here > 0 && s.ptr[here - 1] == ' ';
        enum joint joint = joint_of(c);
        if (c == '-' && spaced && at < s.len && s.ptr[at] == ' ')
            joint = JOINT_DASH;
        if ((c == 0xB7 || c == 0x30FB) && here > 0 && !spaced)
            joint = JOINT_START; /* a middle dot joins the parts of a foreign name in Han letters */
        if (c == '/' && is_small_letter(s, here - 1) && is_small_letter(s, at))
            joint = JOINT_START; /* dpa/abc: one sign */
        if (!joint && ((end = joiner_at(p, s, here)) != 0 || (end = han_joiner(s, here, start)) != 0)) {
            joint = JOINT_AND;
            at = end;
        }
        if (!joint)
            continue;
        add_part(p, base_str_sub(s, start, here), before);
        before = joint;
        start = at;
    }
    add_part(p, base_str_sub(s, start, s.len), before);
}

/* "Roe, Jane" as libraries write it. */
static bool add_inverted(const struct parting *p)
{
    struct base_str s = p->text;
    size_t comma = base_str_find(s, BASE_STR(", "));
    if (comma == SIZE_MAX)
        return false;
    struct base_str last = base_str_trim(base_str_sub(s, 0, comma)),
        first = base_str_trim(base_str_sub(s, comma + 2, s.len));
    struct extract_traits a = extract_traits_of(last), b = extract_traits_of(first);
    if (a.words != 1 || b.words != 1 || a.han || b.han || a.digits || b.digits ||
        !extract_is_name(first, p->n.context) ||
        !extract_is_name(last, p->n.context) || extract_is_role(first) || is_sign(first))
        return false;
    extract_name_keep(&p->n, base_arena_printf(p->n.arena, "%.*s %.*s", BASE_STR_ARG(first), BASE_STR_ARG(last)));
    return true;
}

/* A byline ends where another label, a date, or an address begins. */
static struct base_str cut_tail(struct base_str s)
{
    struct extract_date_context context = {.fetched = BASE_TIME_NONE};
    static const enum extract_line others[] = {EXTRACT_LINE_EDITOR, EXTRACT_LINE_SOURCE, EXTRACT_LINE_DATE};
    size_t at, end;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (extract_label_find(s, others[i], &at, &end))
            s = base_str_sub(s, 0, at);
    if (extract_date_span(s, &context, &at, &end))
        s = base_str_sub(s, 0, at);
    return s;
}

/* TEXT with plain blanks, which the parting looks for. */
static struct base_str with_plain_blanks(struct base_arena *arena, struct base_str text)
{
    char *out = base_arena_alloc(arena, text.len + 1, 1);
    size_t len = 0;
    for (size_t at = 0; out && at < text.len;) {
        size_t here = at;
        uint32_t c = base_utf8_next(text, &at);
        if (c != '\n' && base_char_is_space(c)) {
            out[len++] = ' ';
            continue;
        }
        memcpy(out + len, text.ptr + here, at - here);
        len += at - here;
    }
    return out ? (struct base_str){out, len} : BASE_STR_NONE;
}

/* What stands behind another's office: 编辑 王芳 校对 李四, 文/张三 图/李四. */
static struct base_str cut_at_others(struct base_str s)
{
    static const char *const others[] = {" 校对", " 審校", " 审校", " 审核", " 監製", " 监制", " 图/", " 图／", " 图|", " 圖/", " 图：",
        " 摄影", " 攝影", "图片", " 写真", " 사진"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        size_t at = base_str_find(s, base_str(others[i]));
        if (at != SIZE_MAX && at > 0)
            s = base_str_sub(s, 0, at);
    }
    return s;
}

bool extract_is_interview(struct base_str label)
{
    static const char *const words[] = {"interview", "entretien", "intervista", "entrevista", "gespräch"};
    return base_str_has_any_nocase(label, words, sizeof words / sizeof words[0]);
}

/* Interview by Jane Roe with John Doe: who asks, without the one who answers. */
static struct base_str without_partner(struct base_str label, struct base_str s)
{
    static const char *const partners[] = {" with ", " mit ", " avec ", " con ", " com ", " met ", " med "};
    if (!extract_is_interview(label))
        return s;
    for (size_t i = 0; i < sizeof partners / sizeof partners[0]; i++) {
        size_t at = base_str_find(s, base_str(partners[i]));
        if (at != SIZE_MAX)
            s = base_str_sub(s, 0, at);
    }
    return s;
}

/* Before the label of a reviewer, a translator, a photographer: Jane Roe, reviewed by John Doe. */
static struct base_str cut_at_label(struct base_str s)
{
    for (size_t at = 0; at < s.len; at++) {
        uint32_t c = base_char_fold((unsigned char)s.ptr[at]);
        for (size_t i = 0; (at == 0 || s.ptr[at - 1] == ' ') && i < extract_others.count; i++) {
            const char *word = extract_others.rows[i].word;
            if (((unsigned char)word[0] == c || c >= 0x80) && extract_word_at(s, at, word))
                return base_str_sub(s, 0, at);
        }
    }
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
    text = cut_at_label(base_str_trim(with_plain_blanks(arena, text)));
    for (int i = 0; i < 3 && (end = extract_label_at(text, EXTRACT_LINE_BYLINE)) != 0; i++)
        text = without_partner(base_str_sub(text, 0, end), base_str_sub(text, end, text.len));
    if (extract_label_find(text, EXTRACT_LINE_BYLINE, &at, &end) && end < text.len &&
        base_text_weight(base_str_sub(text, 0, at)) > 8)
        text = base_str_sub(text, end, text.len);
    text = cut_at_others(cut_tail(text));
    struct parting p = {.n = {arena, context, names}, .text = text, .first = names->count};
    if (!extract_is_own_name(text, context) && !add_inverted(&p))
        split(&p);
}

struct base_str extract_host_label(struct base_str url)
{
    struct base_str site = base_url_site(base_url_host(url));
    size_t dot = 0;
    while (dot < site.len && site.ptr[dot] != '.')
        dot++;
    return site.ptr ? base_str_sub(site, 0, dot) : site;
}
