/*
 * robots.txt, RFC 9309. Lines are read one by one; those of the groups that name the agent count, those
 * for everybody ('*') only where no group names it. Patterns and paths are brought to one form of
 * percent-encoding, so that matching compares bytes.
 */
#include <stdlib.h>

#include "fetch/private.h"

enum {
    ROBOTS_LINE_BYTES = 16664, /* what is longer is cut: 8 addresses of the length browsers once took */
    ROBOTS_SITEMAPS = 1000,
};

enum robots_key { KEY_OTHER, KEY_AGENT, KEY_ALLOW, KEY_DISALLOW, KEY_DELAY, KEY_SITEMAP };

/* Prefixes of a line's name, with the misspellings that are common enough to be meant. */
static const struct {
    struct base_str name;
    enum robots_key key;
} keys[] = {
    {{"user-agent", 10}, KEY_AGENT},    {{"useragent", 9}, KEY_AGENT},     {{"user agent", 10}, KEY_AGENT},
    {{"disallow", 8}, KEY_DISALLOW},    {{"dissallow", 9}, KEY_DISALLOW},  {{"dissalow", 8}, KEY_DISALLOW},
    {{"disalow", 7}, KEY_DISALLOW},     {{"diasllow", 8}, KEY_DISALLOW},   {{"disallaw", 8}, KEY_DISALLOW},
    {{"allow", 5}, KEY_ALLOW},          {{"crawl-delay", 11}, KEY_DELAY},  {{"crawldelay", 10}, KEY_DELAY},
    {{"sitemap", 7}, KEY_SITEMAP},      {{"site-map", 8}, KEY_SITEMAP},
};

/* Rules of one kind of group: those that name the agent, or those for everybody. */
struct scope {
    struct fetch_robots_rule *rules;
    size_t count, capacity;
    int64_t delay_ms;
    bool seen;    /* a group of the kind stands in the file */
    bool current; /* the group being read is one */
};

struct parser {
    struct fetch_robots *robots;
    struct base_str agent;
    struct scope named, everybody;
    bool in_rules; /* a rule was read: the next agent line opens a new group */
    unsigned line;
};

static bool is_unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("-._~", c));
}

static char *put_escaped(char *out, unsigned char c)
{
    static const char digits[] = "0123456789ABCDEF";
    *out++ = '%';
    *out++ = digits[c >> 4];
    *out++ = digits[c & 15];
    return out;
}

/* RFC 9309, 2.2.2: escapes of unreserved characters undone, others in upper case; all beyond ASCII
 * escaped; so are characters that are special in a pattern and stand for themselves. OUT has room for
 * three times S. */
static struct base_str normalise(struct base_str s, bool pattern, char *out)
{
    char *at = out;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == '%' && s.len - i > 2 && base_hex_digit(s.ptr[i + 1]) >= 0 && base_hex_digit(s.ptr[i + 2]) >= 0) {
            c = (unsigned char)(base_hex_digit(s.ptr[i + 1]) << 4 | base_hex_digit(s.ptr[i + 2]));
            i += 2;
            if (is_unreserved(c))
                *at++ = (char)c;
            else
                at = put_escaped(at, c);
        } else if (c <= ' ' || c >= 0x7f || c == '$' || (c == '*' && !pattern)) {
            at = put_escaped(at, c);
        } else {
            *at++ = (char)c;
        }
    }
    return (struct base_str){out, (size_t)(at - out)};
}

static struct base_str trim_blanks(struct base_str s)
{
    while (s.len > 0 && (unsigned char)s.ptr[0] <= ' ')
        s = base_str_sub(s, 1, s.len);
    while (s.len > 0 && (unsigned char)s.ptr[s.len - 1] <= ' ')
        s.len--;
    return s;
}

/* The product token that a name begins with: "Foo Bar/1.0" counts as "Foo". */
static struct base_str product_token(struct base_str s)
{
    size_t n = 0;
    while (n < s.len && s.ptr[n] && strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_", s.ptr[n]))
        n++;
    return base_str_sub(s, 0, n);
}

struct base_str fetch_agent_token(struct base_str user_agent)
{
    struct base_str token = product_token(user_agent);
    bool says_nothing = token.len == 0 || base_str_equal_nocase(token, BASE_STR("Mozilla"));
    return says_nothing ? BASE_STR("newsclip") : token;
}

static void read_agent(struct parser *p, struct base_str value)
{
    if (p->in_rules) {
        p->in_rules = false;
        p->named.current = p->everybody.current = false;
    }
    if (value.len > 0 && value.ptr[0] == '*' && (value.len == 1 || (unsigned char)value.ptr[1] <= ' ')) {
        p->everybody.current = p->everybody.seen = true;
        return;
    }
    struct base_str token = product_token(value);
    if (token.len > 0 && base_str_equal_nocase(token, p->agent))
        p->named.current = p->named.seen = true;
}

static void add_rule(struct parser *p, struct scope *scope, struct fetch_robots_rule rule)
{
    struct base_arena *arena = &p->robots->arena;
    if (!scope->current)
        return;
    struct fetch_robots_rule *rules =
        base_arena_grow(arena, scope->rules, scope->count, &scope->capacity, sizeof *rules);
    if (!rules)
        return;
    scope->rules = rules;
    scope->rules[scope->count++] = rule;
}

static void read_rule(struct parser *p, bool allow, struct base_str value, struct base_str text)
{
    p->in_rules = true;
    if (value.len == 0 || (!p->named.current && !p->everybody.current))
        return; /* an empty rule matches nothing */
    struct fetch_robots_rule rule = {.allow = allow, .line = p->line, .text = text};
    rule.anchored = value.ptr[value.len - 1] == '$';
    value.len -= rule.anchored;
    char *room = base_arena_alloc(&p->robots->arena, value.len + 1, 3);
    if (!room)
        return;
    rule.pattern = normalise(value, true, room);
    add_rule(p, &p->named, rule);
    add_rule(p, &p->everybody, rule);
}

/* Seconds with an optional fraction, in milliseconds, cut to the cap; -1: no number. */
static int64_t read_seconds(struct base_str s)
{
    const int64_t cap = (int64_t)BASE_LIMIT_CRAWL_DELAY_S * 1000;
    int64_t ms = 0, unit = 1000;
    size_t i = 0;
    for (; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++)
        ms = ms > cap ? ms : ms * 10 + (s.ptr[i] - '0') * 1000;
    if (i == 0 && !(s.len > 1 && s.ptr[0] == '.'))
        return -1;
    if (i < s.len && s.ptr[i] == '.')
        for (i++; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++)
            ms += (s.ptr[i] - '0') * (unit /= 10);
    return ms > cap ? cap : ms;
}

static void read_delay(struct parser *p, struct base_str value)
{
    int64_t ms = read_seconds(value);
    if (p->named.current && ms > p->named.delay_ms)
        p->named.delay_ms = ms;
    if (p->everybody.current && ms > p->everybody.delay_ms)
        p->everybody.delay_ms = ms;
}

/* "name: value", or, as some write it, exactly two words. */
static bool split_line(struct base_str line, struct base_str *name, struct base_str *value)
{
    const char *colon = memchr(line.ptr, ':', line.len);
    size_t at = 0;
    if (colon) {
        at = (size_t)(colon - line.ptr);
        *value = trim_blanks(base_str_sub(line, at + 1, line.len));
    } else {
        while (at < line.len && line.ptr[at] != ' ' && line.ptr[at] != '\t')
            at++;
        *value = trim_blanks(base_str_sub(line, at, line.len));
        if (value->len == 0 || memchr(value->ptr, ' ', value->len) || memchr(value->ptr, '\t', value->len))
            return false;
    }
    *name = trim_blanks(base_str_sub(line, 0, at));
    return name->len > 0;
}

static void read_line(struct parser *p, struct base_str line)
{
    struct base_str name, value;
    const char *comment = memchr(line.ptr, '#', line.len);
    if (comment)
        line.len = (size_t)(comment - line.ptr);
    line = trim_blanks(line);
    if (line.len == 0 || !split_line(line, &name, &value))
        return;
    enum robots_key key = KEY_OTHER;
    for (size_t i = 0; i < sizeof keys / sizeof *keys && key == KEY_OTHER; i++)
        if (base_str_starts_nocase(name, keys[i].name))
            key = keys[i].key;
    switch (key) {
    case KEY_AGENT: read_agent(p, value); break;
    case KEY_ALLOW: read_rule(p, true, value, line); break;
    case KEY_DISALLOW: read_rule(p, false, value, line); break;
    case KEY_DELAY: read_delay(p, value); break;
    case KEY_SITEMAP:
        if (value.len > 0 && p->robots->sitemaps.count < ROBOTS_SITEMAPS)
            base_str_list_add(&p->robots->arena, &p->robots->sitemaps, value);
        break;
    case KEY_OTHER: break;
    }
}

/* Lines end with LF, CR or CRLF. */
static void read_lines(struct parser *p, struct base_str text)
{
    size_t at = 0;
    while (at < text.len) {
        size_t end = at;
        while (end < text.len && text.ptr[end] != '\n' && text.ptr[end] != '\r')
            end++;
        p->line++;
        size_t len = end - at;
        read_line(p, base_str_sub(text, at, at + (len > ROBOTS_LINE_BYTES ? ROBOTS_LINE_BYTES : len)));
        at = end + 1;
        if (end + 1 < text.len && text.ptr[end] == '\r' && text.ptr[end + 1] == '\n')
            at++;
    }
}

struct fetch_robots *fetch_robots_parse(struct base_str text, struct base_str agent)
{
    struct fetch_robots *robots = calloc(1, sizeof *robots);
    if (!robots)
        return NULL;
    base_arena_init(&robots->arena, 0);
    if (text.len > BASE_LIMIT_ROBOTS_BYTES)
        text.len = BASE_LIMIT_ROBOTS_BYTES;
    if (base_str_starts(text, BASE_STR("\xEF\xBB\xBF")))
        text = base_str_sub(text, 3, text.len);
    text = base_arena_str(&robots->arena, text.ptr ? text : BASE_STR(""));
    robots->text = text;
    robots->agent = base_arena_str(&robots->arena, product_token(agent));

    struct parser p = {.robots = robots, .agent = robots->agent};
    if (!robots->arena.failed)
        read_lines(&p, text);
    if (robots->arena.failed) {
        fetch_robots_free(robots);
        return NULL;
    }
    const struct scope *scope = p.named.seen ? &p.named : &p.everybody;
    robots->rules = scope->rules;
    robots->count = scope->count;
    robots->delay_ms = scope->delay_ms;
    return robots;
}

void fetch_robots_free(struct fetch_robots *robots)
{
    if (!robots)
        return;
    base_arena_free(&robots->arena);
    free(robots);
}

/* Each part between two '*' is taken where it first occurs: what can match at all matches so. */
static bool matches(const struct fetch_robots_rule *rule, struct base_str path)
{
    struct base_str rest = rule->pattern, part;
    bool first = true;
    while (base_str_next(&rest, '*', &part)) {
        bool last = !rest.ptr;
        if (last && rule->anchored) {
            if (first)
                return base_str_equal(path, part);
            return base_str_ends(path, part);
        }
        size_t at = 0;
        if (first) {
            if (!base_str_starts(path, part))
                return false;
        } else if ((at = base_str_find(path, part)) == SIZE_MAX) {
            return false;
        }
        path = base_str_sub(path, at + part.len, path.len);
        first = false;
    }
    return true;
}

struct fetch_verdict fetch_robots_check(const struct fetch_robots *robots, struct base_str path)
{
    struct fetch_verdict verdict = {.allowed = true};
    const struct fetch_robots_rule *best = NULL;
    if (base_str_equal(path, BASE_STR("/robots.txt")))
        return verdict;
    if (path.len == 0)
        path = BASE_STR("/");
    if (path.len > SIZE_MAX / 3)
        return (struct fetch_verdict){.allowed = false};
    char *room = malloc(path.len * 3);
    if (!room)
        return (struct fetch_verdict){.allowed = false};
    path = normalise(path, false, room);
    for (size_t i = 0; i < robots->count; i++) {
        const struct fetch_robots_rule *rule = &robots->rules[i];
        size_t len = rule->pattern.len + rule->anchored;
        size_t best_len = best ? best->pattern.len + best->anchored : 0;
        bool better = !best || len > best_len || (len == best_len && rule->allow && !best->allow);
        if (better && matches(rule, path))
            best = rule;
    }
    free(room);
    if (best)
        verdict = (struct fetch_verdict){.allowed = best->allow, .line = best->line, .rule = best->text};
    return verdict;
}

int64_t fetch_robots_delay_ms(const struct fetch_robots *robots)
{
    return robots->delay_ms;
}

const struct base_str_list *fetch_robots_sitemaps(const struct fetch_robots *robots)
{
    return &robots->sitemaps;
}
