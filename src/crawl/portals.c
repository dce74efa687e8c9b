/* portals.conf: the settings of portals, and whose they are. */
#include "crawl/private.h"

#include <ini.h>
#include <stdio.h>
#include <stdlib.h>

enum { NAME_BYTES = 49 }; /* inih cuts longer names */

struct section {
    struct base_str name;
    size_t line;
    unsigned given; /* keys given in it, a bit each */
    struct crawl_settings *settings; /* NULL: nothing of it is kept */
};

struct crawl_portals {
    struct base_arena arena;
    const char *path, *dir; /* of the file, for messages and for folders named in it */
    const struct base_log *log;
    struct crawl_settings defaults;
    struct crawl_settings *items;
    size_t count, capacity;
    size_t errors;
    /* While the file is read. */
    struct base_str rest; /* of its text */
    size_t line;
    struct section section;
    bool for_defaults; /* this pass reads [defaults] alone, the next one all else */
};

static void complain(struct crawl_portals *p, size_t line, const char *fmt, ...) BASE_PRINTF(3, 4);
static void complain(struct crawl_portals *p, size_t line, const char *fmt, ...)
{
    char text[400];
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    p->errors++;
    base_log(p->log, BASE_LOG_ERROR, "%s:%zu: %s", p->path, line, text);
}

/* ---- Values that are kept with the portals ---- */

static const char *add_addresses(struct crawl_portals *p, struct base_str_list *list, struct base_str value)
{
    struct base_str part;

    while (base_str_next(&value, ' ', &part))
        if (part.len > 0)
            base_str_list_add(&p->arena, list, base_arena_str(&p->arena, part));
    return NULL;
}

static const char *add_pattern(struct crawl_portals *p, struct crawl_patterns *list, struct base_str value,
                               char problem[200])
{
    void *pattern = crawl_pattern_compile(value, problem, 200);

    if (!pattern)
        return problem;
    void **items = base_arena_grow(&p->arena, list->items, list->count, &list->capacity, sizeof *items);
    if (items) {
        items[list->count++] = pattern;
        list->items = items;
    } else {
        crawl_pattern_free(pattern);
    }
    return NULL;
}

/* A folder's name within the archive: nothing that leaves it, or that another part of it is called. */
static bool is_folder_name(struct base_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];

        if (c < 0x80 && !(base_char_is_alnum(c) || strchr("._-", c)))
            return false;
    }
    return s.len > 0 && s.len < CRAWL_NAME_BYTES && s.ptr[0] != '.' && base_utf8_valid(s) &&
           !base_str_has_token(BASE_STR("quarantine lock state.db state.db-wal state.db-shm"), s);
}

static bool is_header_value(struct base_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] < ' ' || s.ptr[i] == 0x7f)
            return false;
    return s.len > 0;
}

/* A folder named in the file stands beside it, wherever cron starts us. */
static const char *folder_path(struct crawl_portals *p, struct base_str value)
{
    if (value.ptr[0] == '/')
        return base_arena_cstr(&p->arena, value);
    return base_arena_printf(&p->arena, "%s%.*s", p->dir, BASE_STR_ARG(value)).ptr;
}

static void read_selectors(struct crawl_portals *p, struct base_str value, struct crawl_settings *s)
{
    s->selectors.off = base_str_equal_nocase(value, BASE_STR("none"));
    s->selectors.folder = s->selectors.off ? NULL : folder_path(p, value);
}

/* ---- Keys ---- */

enum kind { ADDRESSES, PATTERNS, SECONDS, DELAY, COUNT, DEPTH, REVISIT, SELECTORS, AGENT, OUTPUT, CODING, SIZE, SWITCH };

#define AT(member) offsetof(struct crawl_settings, member)

static const struct key {
    const char *name;
    enum kind kind;
    bool several, own; /* may be given more than once; only in a portal's own section */
    size_t offset;
    const char *what;
} keys[] = {
    {"start", ADDRESSES, true, true, AT(starts), "an address"},
    {"feed", ADDRESSES, true, true, AT(feeds), "an address"},
    {"sitemap", ADDRESSES, true, true, AT(sitemaps), "an address"},
    {"include", PATTERNS, true, false, AT(include), "a regular expression (PCRE2)"},
    {"exclude", PATTERNS, true, false, AT(exclude), "a regular expression (PCRE2)"},
    {"max-age", SECONDS, false, false, AT(max_age), "a time such as 30d or 12h, or off"},
    {"interval", SECONDS, false, false, AT(interval), "a time such as 15m or 6h, or off"},
    {"delay", DELAY, false, false, AT(delay_ms), "seconds, at most an hour"},
    {"max-pages", COUNT, false, false, AT(max_pages), "a number from 1 to 10000000"},
    {"depth", DEPTH, false, false, AT(depth), "a number from 0 to 100"},
    {"revisit", REVISIT, false, false, AT(revisit), "on, off, or rising times such as 1h 1d 7d 30d"},
    {"selectors", SELECTORS, false, false, 0, "a folder, or none"},
    {"user-agent", AGENT, false, false, AT(user_agent), "a text without control characters"},
    {"output", OUTPUT, false, true, AT(folder), "a folder's name: letters, digits, '.', '_' and '-'"},
    {"compress", CODING, false, false, AT(form.coding), "zstd, gzip or none"},
    {"rotate-size", SIZE, false, false, AT(form.rotate_size), "a size such as 100M, or off"},
    {"enabled", SWITCH, false, false, AT(enabled), "yes or no"},
};
enum { KEY_COUNT = sizeof keys / sizeof *keys };

static bool read_value(struct crawl_portals *p, const struct key *key, struct base_str value, void *at,
                       const char **problem, char room[200])
{
    size_t n = 0;

    switch (key->kind) {
    case ADDRESSES: *problem = add_addresses(p, at, value); break;
    case PATTERNS: *problem = add_pattern(p, at, value, room); break;
    case SECONDS: return crawl_read_seconds(value, at);
    case DELAY: return crawl_read_duration(value, 3600 * 1000, at);
    case COUNT:
        if (!base_str_to_size(value, 10000000, &n) || n == 0)
            return false;
        *(size_t *)at = n;
        break;
    case DEPTH:
        if (!base_str_to_size(value, 100, &n))
            return false;
        *(int *)at = (int)n;
        break;
    case REVISIT: return crawl_read_revisit(value, at);
    case SELECTORS: read_selectors(p, value, p->section.settings); break;
    case AGENT: *(const char **)at = base_arena_cstr(&p->arena, value); return is_header_value(value);
    case OUTPUT: *(const char **)at = base_arena_cstr(&p->arena, value); return is_folder_name(value);
    case CODING: return write_coding_named(value, at);
    case SIZE: return crawl_read_size(value, at);
    case SWITCH: return crawl_read_switch(value, at);
    }
    return *problem == NULL;
}

/* A list of the section's own takes the place of that of [defaults]. */
static void drop_inherited(const struct key *key, void *at)
{
    if (key->kind == ADDRESSES)
        *(struct base_str_list *)at = (struct base_str_list){0};
    else if (key->kind == PATTERNS)
        *(struct crawl_patterns *)at = (struct crawl_patterns){0};
}

static void complain_unknown(struct crawl_portals *p, struct base_str name)
{
    size_t best = name.len < 5 ? 2 : name.len / 3 + 1;
    const char *meant = NULL;

    for (size_t i = 0; i < KEY_COUNT; i++) {
        size_t distance = base_str_distance(name, base_str(keys[i].name));

        if (distance < best) {
            best = distance;
            meant = keys[i].name;
        }
    }
    if (meant)
        complain(p, p->line, "'%.*s': no such key; did you mean '%s'?", (int)name.len, name.ptr, meant);
    else
        complain(p, p->line, "'%.*s': no such key", (int)name.len, name.ptr);
}

static void take_key(struct crawl_portals *p, const struct key *key, struct base_str value)
{
    size_t number = (size_t)(key - keys);
    char *at = (char *)p->section.settings + key->offset, room[200];
    const char *problem = NULL;
    bool again = p->section.given & 1u << number;

    if (key->own && p->for_defaults)
        complain(p, p->line, "'%s' is a portal's own: it cannot stand in [defaults]", key->name);
    else if (again && !key->several)
        complain(p, p->line, "'%s' is given twice in this section", key->name);
    else if (value.len == 0)
        complain(p, p->line, "'%s' has no value; it takes %s", key->name, key->what);
    else {
        if (!again)
            drop_inherited(key, at);
        if (!read_value(p, key, value, at, &problem, room))
            complain(p, p->line, "'%s = %.*s': not %s%s%s", key->name, (int)(value.len > 100 ? 100 : value.len),
                     value.ptr, key->what, problem ? ": " : "", problem ? problem : "");
    }
    p->section.given |= 1u << number;
}

/* For inih; which section it is, the reader knows. */
static int take_line(void *context, const char *section, const char *name, const char *value)
{
    struct crawl_portals *p = context;
    struct base_str key = base_str(name);

    if (!*section && p->for_defaults)
        complain(p, p->line, "'%.100s' stands in no section; the first one is missing, such as [defaults]", name);
    if (*section && !base_str_equal(base_str(section), p->section.name)) {
        if (p->for_defaults)
            complain(p, p->line, "'%.100s': its section's name does not stand at the beginning of a line", name);
        return 1;
    }
    if (!*section || !p->section.settings)
        return 1;
    for (size_t i = 0; i < KEY_COUNT; i++)
        if (base_str_equal(key, base_str(keys[i].name))) {
            take_key(p, &keys[i], base_str_trim(base_str(value)));
            return 1;
        }
    complain_unknown(p, key);
    return 1;
}

/* ---- Sections ---- */

static void resolve_list(struct crawl_portals *p, struct base_str base, struct base_str_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        struct base_str url = base_url_resolve(&p->arena, base, list->items[i]);

        if (!url.ptr)
            complain(p, p->section.line, "[%.*s]: '%.*s': not an http or https address",
                     BASE_STR_ARG(p->section.name), (int)(list->items[i].len > 200 ? 200 : list->items[i].len),
                     list->items[i].ptr);
        else
            list->items[i] = url;
    }
}

/* Names a folder after the first start address where none was given; each folder is one portal's. */
static void check_folder(struct crawl_portals *p, struct crawl_settings *s)
{
    char name[CRAWL_NAME_BYTES];
    struct base_error e = {""};

    if (!s->folder && write_portal_name(s->starts.items[0], name, sizeof name, &e) == BASE_OK)
        s->folder = base_arena_cstr(&p->arena, base_str(name));
    if (!s->folder) {
        complain(p, p->section.line, "[%s]: %s", s->name, e.text);
        return;
    }
    for (struct crawl_settings *other = p->items; other < s; other++)
        if (other->folder && !strcmp(other->folder, s->folder))
            complain(p, p->section.line, "[%s]: its folder %s is that of [%s], too; 'output' names another", s->name,
                     s->folder, other->name);
}

static void end_section(struct crawl_portals *p)
{
    struct crawl_settings *s = p->section.settings;

    p->section.settings = NULL;
    if (!s || p->for_defaults)
        return;
    if (!s->starts.count && memchr(p->section.name.ptr, '.', p->section.name.len))
        add_addresses(p, &s->starts,
                      base_str_find(p->section.name, BASE_STR("://")) != SIZE_MAX
                          ? p->section.name
                          : base_arena_printf(&p->arena, "https://%.*s/", BASE_STR_ARG(p->section.name)));
    if (!s->starts.count) {
        complain(p, p->section.line, "[%s]: 'start' is missing: the address of its front page", s->name);
        return;
    }
    resolve_list(p, BASE_STR_NONE, &(struct base_str_list){.items = s->starts.items, .count = 1});
    resolve_list(p, s->starts.items[0], &s->starts);
    resolve_list(p, s->starts.items[0], &s->feeds);
    resolve_list(p, s->starts.items[0], &s->sitemaps);
    if (base_url_host(s->starts.items[0]).len)
        check_folder(p, s);
}

static struct crawl_settings *add_settings(struct crawl_portals *p, struct base_str name)
{
    struct crawl_settings *items = base_arena_grow(&p->arena, p->items, p->count, &p->capacity, sizeof *items);

    if (!items)
        return NULL;
    p->items = items;
    items[p->count] = p->defaults;
    items[p->count].name = base_arena_cstr(&p->arena, name);
    return &items[p->count++];
}

static void begin_section(struct crawl_portals *p, struct base_str name)
{
    bool defaults = base_str_equal(name, BASE_STR("defaults"));

    end_section(p);
    p->section = (struct section){.name = base_arena_str(&p->arena, name), .line = p->line};
    if (defaults) {
        p->section.settings = p->for_defaults ? &p->defaults : NULL;
        return;
    }
    if (p->for_defaults)
        return;
    if (name.len == 0 || name.len > NAME_BYTES)
        complain(p, p->line, "a portal's name has 1 to %d bytes", NAME_BYTES);
    for (size_t i = 0; i < p->count; i++)
        if (base_str_equal(base_str(p->items[i].name), name))
            complain(p, p->line, "[%s] stands here twice", p->items[i].name);
    p->section.settings = add_settings(p, name);
}

/* "[name]" as inih takes it: at the beginning of a line. */
static void see_line(struct crawl_portals *p, struct base_str line)
{
    if (line.len == 0 || line.ptr[0] != '[')
        return;
    const char *end = memchr(line.ptr, ']', line.len);
    if (end)
        begin_section(p, base_str_trim(base_str_sub(line, 1, (size_t)(end - line.ptr))));
}

/* ---- The file ---- */

/* The next line for inih, in the manner of fgets. */
static char *read_line(char *out, int room, void *stream)
{
    struct crawl_portals *p = stream;
    struct base_str line;

    if (p->arena.failed || !base_str_next(&p->rest, '\n', &line) || (line.len == 0 && !p->rest.ptr))
        return NULL;
    p->line++;
    if (line.len > 0 && line.ptr[line.len - 1] == '\r')
        line.len--;
    if (memchr(line.ptr, '\0', line.len) || !base_utf8_valid(line)) {
        if (p->for_defaults)
            complain(p, p->line, "not UTF-8 text");
        line.len = 0;
    }
    if (line.len + 3 > (size_t)room) {
        if (p->for_defaults)
            complain(p, p->line, "longer than %d bytes; a list goes on in an indented line", room - 3);
        line.len = 0;
    }
    see_line(p, line);
    memcpy(out, line.ptr, line.len);
    memcpy(out + line.len, "\n", 2);
    return out;
}

static void read_pass(struct crawl_portals *p, struct base_str text, bool for_defaults)
{
    int wrong;

    p->rest = base_str_starts(text, BASE_STR("\xEF\xBB\xBF")) ? base_str_sub(text, 3, text.len) : text;
    p->line = 0;
    p->section = (struct section){0};
    p->for_defaults = for_defaults;
    wrong = ini_parse_stream(read_line, p, take_line, p);
    end_section(p);
    if (wrong > 0 && for_defaults)
        complain(p, (size_t)wrong, "neither [section] nor key = value");
    else if (wrong < 0)
        complain(p, p->line, "out of memory");
}

static const struct crawl_settings built_in = {.delay_ms = 1000,
                                               .max_pages = BASE_LIMIT_CRAWL_PAGES,
                                               .depth = BASE_LIMIT_CRAWL_DEPTH,
                                               .revisit = {.on = true},
                                               .enabled = true};

static struct crawl_portals *make(const char *path, const struct base_log *log)
{
    struct crawl_portals *p = calloc(1, sizeof *p);
    const char *slash = path ? strrchr(path, '/') : NULL;

    if (!p)
        return NULL;
    base_arena_init(&p->arena, 0);
    p->log = log;
    p->path = path ? path : "";
    p->dir = slash ? base_arena_cstr(&p->arena, (struct base_str){path, (size_t)(slash - path) + 1}) : "";
    p->defaults = built_in;
    return p;
}

int crawl_portals_parse(struct base_str text, const char *path, const struct base_log *log,
                        struct crawl_portals **out, struct base_error *e)
{
    struct crawl_portals *p = make(path, log);
    int status = BASE_OK;

    *out = NULL;
    if (!p)
        return base_fail(e, BASE_NOMEM, "out of memory");
    p->path = base_arena_cstr(&p->arena, base_str(path));
    read_pass(p, text, true);
    read_pass(p, text, false);
    if (p->arena.failed)
        status = base_fail(e, BASE_NOMEM, "%s: out of memory", path);
    else if (p->errors)
        status = base_fail(e, BASE_INVALID, "%s: %zu %s", path, p->errors, p->errors == 1 ? "error" : "errors");
    else if (!p->count)
        status = base_fail(e, BASE_INVALID, "%s: no portal in it", path);
    if (status == BASE_OK)
        *out = p;
    else
        crawl_portals_close(p);
    return status;
}

int crawl_portals_open(const char *path, const struct base_log *log, struct crawl_portals **portals,
                       struct base_error *e)
{
    struct base_buf text = BASE_BUF_INIT;
    struct crawl_portals *p;
    int status;

    *portals = NULL;
    if (path) {
        status = base_file_read(path, BASE_LIMIT_CONFIG_BYTES, &text, e);
        if (status == BASE_OK)
            status = crawl_portals_parse(base_buf_str(&text), path, log, portals, e);
        base_buf_free(&text);
        return status;
    }
    p = *portals = make(NULL, log);
    return p ? BASE_OK : base_fail(e, BASE_NOMEM, "out of memory");
}

static void free_patterns(const struct crawl_patterns *patterns, const struct crawl_patterns *inherited)
{
    for (size_t i = 0; patterns->items != inherited->items && i < patterns->count; i++)
        crawl_pattern_free(patterns->items[i]);
}

void crawl_portals_close(struct crawl_portals *portals)
{
    static const struct crawl_patterns none;

    if (!portals)
        return;
    for (size_t i = 0; i < portals->count; i++) {
        free_patterns(&portals->items[i].include, &portals->defaults.include);
        free_patterns(&portals->items[i].exclude, &portals->defaults.exclude);
    }
    free_patterns(&portals->defaults.include, &none);
    free_patterns(&portals->defaults.exclude, &none);
    base_arena_free(&portals->arena);
    free(portals);
}

const struct crawl_settings *crawl_portals_list(const struct crawl_portals *portals, size_t *count)
{
    *count = portals->count;
    return portals->items;
}

void crawl_portals_override(struct crawl_portals *portals, int64_t delay_ms, bool no_revisit, struct write_form form)
{
    for (size_t i = 0; i < portals->count; i++) {
        if (delay_ms >= 0)
            portals->items[i].delay_ms = delay_ms;
        if (no_revisit)
            portals->items[i].revisit.on = false;
        if (form.coding != BASE_CODING_UNKNOWN)
            portals->items[i].form.coding = form.coding;
        if (form.rotate_size)
            portals->items[i].form.rotate_size = form.rotate_size;
    }
}

const char *const *crawl_portals_selectors(struct crawl_portals *portals, size_t *count)
{
    struct base_arena *arena = &portals->arena;
    const char **dirs = BASE_NEW_ARRAY(arena, const char *, portals->count + 1);

    *count = 0;
    for (size_t i = 0; dirs && i < portals->count; i++) {
        const char *dir = portals->items[i].selectors.folder;
        size_t k = 0;

        while (dir && k < *count && strcmp(dirs[k], dir) != 0)
            k++;
        if (dir && k == *count)
            dirs[(*count)++] = dir;
    }
    return dirs;
}

/* ---- Those named on the command line ---- */

static bool starts_at(const struct crawl_settings *s, struct base_str url)
{
    return base_str_list_has(&s->starts, url);
}

/* The portal that an argument means: by its name, or by its address; one of its host gets one more start page. */
static struct crawl_settings *find(struct crawl_portals *p, const char *name, struct base_str url)
{
    for (size_t i = 0; i < p->count; i++)
        if (!strcmp(p->items[i].name, name) || (url.ptr && starts_at(&p->items[i], url)))
            return &p->items[i];
    return NULL;
}

int crawl_portals_name(struct crawl_portals *portals, const char *name, struct base_error *e)
{
    struct base_str url = base_url_resolve(&portals->arena, BASE_STR_NONE, base_str(name));
    struct crawl_settings *s = find(portals, name, url);
    char folder[CRAWL_NAME_BYTES];
    int status = BASE_OK;

    if (!s && !url.ptr)
        return *portals->path ? base_fail(e, BASE_MISSING, "%.300s: no portal of %s, nor an http or https address",
                                          name, portals->path)
                              : base_fail(e, BASE_INVALID, "%.300s: not an http or https address", name);
    if (!s && (status = write_portal_name(url, folder, sizeof folder, e)) == BASE_OK) {
        for (size_t i = 0; i < portals->count && !s; i++)
            s = strcmp(portals->items[i].folder, folder) ? NULL : &portals->items[i];
        if (!s && (s = add_settings(portals, base_str(folder))))
            s->folder = s->name;
        if (s)
            base_str_list_add(&portals->arena, &s->starts, url);
    }
    if (s)
        s->named = true;
    if (portals->arena.failed)
        status = base_fail(e, BASE_NOMEM, "out of memory");
    return status;
}
