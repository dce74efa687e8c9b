/* The archive held against its state, and the state made anew from the archive. */
#include "crawl/private.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { VERIFY_PATH_BYTES = 4096 };

/* What the lines say of an article. */
struct article {
    struct base_str url, first; /* of the newest line; the address in all its lines */
    int revision;
    bool gone;
};

struct verify {
    const char *dir;
    struct crawl crawl; /* its state and scratch arena alone */
    struct base_arena arena;
    struct article *articles;
    size_t count, capacity;
    uint32_t *slots; /* by hash of FIRST: index + 1 */
    size_t slot_count;
    struct crawl_verify_summary *summary;
    void (*finding)(void *context, const char *text);
    void *context;
    const char *file;
    int64_t line, length;
    /* Rebuilding. */
    bool shared;   /* the state is that of several archives: some of an article's lines may stand in another */
    bool rebuilding;
    int64_t whole; /* bytes of whole lines */
    int status;
    struct base_error *e;
};

static void find(struct verify *v, const char *fmt, ...) BASE_PRINTF(2, 3);
static void find(struct verify *v, const char *fmt, ...)
{
    char text[1024];
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    v->summary->findings++;
    if (v->finding)
        v->finding(v->context, text);
}

/* ---- Articles ---- */

static uint32_t *slot_of(const struct verify *v, uint32_t *slots, size_t count, struct base_str first)
{
    size_t at = (size_t)base_hash64(first) & (count - 1);

    while (slots[at] && !base_str_equal(v->articles[slots[at] - 1].first, first))
        at = (at + 1) & (count - 1);
    return &slots[at];
}

static bool grow_slots(struct verify *v)
{
    size_t count = v->slot_count ? v->slot_count * 2 : 1024;
    uint32_t *slots = calloc(count, sizeof *slots);

    if (!slots)
        return false;
    for (uint32_t i = 0; i < v->count; i++)
        *slot_of(v, slots, count, v->articles[i].first) = i + 1;
    free(v->slots);
    v->slots = slots;
    v->slot_count = count;
    return true;
}

/* The article of FIRST, new with revision 0; NULL: out of memory. */
static struct article *article_of(struct verify *v, struct base_str first)
{
    uint32_t *slot;
    struct article *articles;

    if (2 * (v->count + 1) > v->slot_count && !grow_slots(v))
        return NULL;
    slot = slot_of(v, v->slots, v->slot_count, first);
    if (*slot)
        return &v->articles[*slot - 1];
    articles = base_arena_grow(&v->arena, v->articles, v->count, &v->capacity, sizeof *articles);
    if (!articles)
        return NULL;
    v->articles = articles;
    *slot = (uint32_t)v->count + 1;
    articles[v->count] = (struct article){.first = base_arena_str(&v->arena, first)};
    v->summary->articles++;
    return &articles[v->count++];
}

/* ---- Lines ---- */

static struct base_str text_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    return json_is_string(value) ? (struct base_str){json_string_value(value), json_string_length(value)} : BASE_STR_NONE;
}

/* The hash that a record with this title and body has. */
static void hash_of(const json_t *json, char hex[33])
{
    struct base_str title = text_of(json, "title"), body = text_of(json, "body");
    struct base_buf text = BASE_BUF_INIT;

    base_buf_add_str(&text, title);
    base_buf_add_z(&text, "\n");
    base_buf_add_str(&text, body);
    base_hash128_hex(base_hash128(base_buf_str(&text)), hex);
    base_buf_free(&text);
}

/* NULL, or what a record lacks. */
static const char *fault_of(const json_t *json)
{
    struct base_str hash = text_of(json, "hash");
    char hex[33];
    int64_t fetched;

    if (!json_is_object(json))
        return "not a JSON object";
    if (!text_of(json, "url").ptr || !base_url_host(text_of(json, "url")).len)
        return "no url";
    if (!text_of(json, "kind").ptr)
        return "no kind";
    if (json_integer_value(json_object_get(json, "schema")) < 1)
        return "no schema";
    if (json_integer_value(json_object_get(json, "revision")) < 1)
        return "no revision";
    if (!base_time_parse(text_of(json, "fetched"), &fetched))
        return "no time of fetching";
    if (!base_str_equal(text_of(json, "kind"), BASE_STR("gone")) && (!text_of(json, "body").len || hash.len != 32))
        return "no body, or no hash of it";
    hash_of(json, hex);
    if (hash.ptr && !base_str_equal(hash, base_str(hex)))
        return "its hash is not that of its text";
    return NULL;
}

static void put_rows(struct verify *v, const struct article *a, const json_t *json);

static void take_record(struct verify *v, const json_t *json)
{
    struct base_str url = text_of(json, "url"), input = text_of(json, "input");
    int revision = (int)json_integer_value(json_object_get(json, "revision"));
    struct article *a = article_of(v, input.ptr ? input : url);

    if (!a) {
        v->status = base_fail(v->e, BASE_NOMEM, "out of memory");
        return;
    }
    if (revision == a->revision)
        find(v, "%s:%lld: %.*s: revision %d is there twice", v->file, (long long)v->line, BASE_STR_ARG(a->first), revision);
    else if (revision != a->revision + 1 && !v->shared)
        find(v, "%s:%lld: %.*s: revision %d follows %d", v->file, (long long)v->line, BASE_STR_ARG(a->first), revision,
             a->revision);
    a->url = base_arena_str(&v->arena, url);
    a->revision = revision > a->revision ? revision : a->revision;
    a->gone = base_str_equal(text_of(json, "kind"), BASE_STR("gone"));
    if (v->rebuilding)
        put_rows(v, a, json);
}

static bool take_line(void *context, const struct crawl_line *line)
{
    struct verify *v = context;
    json_error_t ignored;
    json_t *json;
    const char *fault;

    v->line++;
    if (!line->whole) {
        find(v, "%s:%lld: a torn line", v->file, (long long)v->line);
        return false;
    }
    v->whole = line->end;
    v->summary->lines++;
    json = json_loadb(line->text.ptr, line->text.len, JSON_REJECT_DUPLICATES, &ignored);
    fault = json ? fault_of(json) : "not JSON";
    if (fault)
        find(v, "%s:%lld: %s", v->file, (long long)v->line, fault);
    else
        take_record(v, json);
    json_decref(json);
    base_arena_reset(&v->crawl.scratch);
    return v->status == BASE_OK;
}

static void check_length(struct verify *v)
{
    char path[VERIFY_PATH_BYTES];
    struct stat st;

    snprintf(path, sizeof path, "%s/%s", v->dir, v->file);
    if (stat(path, &st) != 0)
        find(v, "%s: %s", v->file, strerror(errno));
    else if ((int64_t)st.st_size < v->length)
        find(v, "%s: shorter than what was committed (%lld of %lld bytes)", v->file, (long long)st.st_size,
             (long long)v->length);
    else if (v->length > 0 && (int64_t)st.st_size > v->length)
        find(v, "%s: %lld bytes behind what was committed: of a run that is under way or was killed", v->file,
             (long long)st.st_size - (long long)v->length);
}

/* All that stood in it was set aside, or its run was killed before its first commit. */
static bool is_empty(const struct verify *v)
{
    char path[VERIFY_PATH_BYTES];
    struct stat st;

    snprintf(path, sizeof path, "%s/%s", v->dir, v->file);
    return stat(path, &st) == 0 && st.st_size == 0;
}

static bool take_file(void *context, const char *file)
{
    struct verify *v = context;
    struct base_error e = {""};

    v->file = file;
    v->line = v->whole = 0;
    v->length = -1;
    if (!v->rebuilding) {
        state_file_get(v->crawl.state, file, &v->length, &e);
        if (v->length == 0 && !is_empty(v))
            find(v, "%s: the state does not know it", file);
        check_length(v);
    }
    if (crawl_file_lines(v->dir, file, v->length, take_line, v, &e) != BASE_OK)
        find(v, "%s", e.text);
    if (v->rebuilding && v->status == BASE_OK)
        v->status = state_file_put(v->crawl.state, file, v->whole, v->e);
    return v->status == BASE_OK;
}

/* ---- Against the state ---- */

static bool is_known_file(void *context, const char *file, int64_t length)
{
    struct verify *v = context;
    char path[VERIFY_PATH_BYTES];

    snprintf(path, sizeof path, "%s/%s", v->dir, file);
    if (length > 0 && access(path, F_OK) != 0)
        find(v, "%s: the state says that it has %lld bytes, but it is not there", file, (long long)length);
    return true;
}

static void check_articles(struct verify *v)
{
    for (size_t i = 0; i < v->count; i++) {
        const struct article *a = &v->articles[i];
        struct state_page page;
        struct base_error e = {""};

        if (state_page_get(v->crawl.state, &v->crawl.scratch, a->url, &page, &e) != BASE_OK)
            find(v, "%.*s: in the archive, but not in the state", BASE_STR_ARG(a->url));
        else if (page.status != STATE_PAGE_DUPLICATE &&
                 (v->shared ? page.revision < a->revision : page.revision != a->revision))
            find(v, "%.*s: the archive has revision %d, the state %d", BASE_STR_ARG(a->url), a->revision, page.revision);
        base_arena_reset(&v->crawl.scratch);
    }
}

static bool check_row(void *context, const struct state_page *page)
{
    struct verify *v = context;
    struct base_str first = page->first_url.ptr ? page->first_url : page->url;

    if (page->revision > 0 && (!v->slot_count || !*slot_of(v, v->slots, v->slot_count, first)))
        find(v, "%.*s: in the state, but not in the archive", BASE_STR_ARG(page->url));
    return true;
}

static bool check_portal(void *context, const struct state_portal *portal)
{
    static const int statuses[] = {STATE_PAGE_ARTICLE, STATE_PAGE_GONE};
    struct verify *v = context;
    struct base_error e = {""};

    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        if (state_page_each(v->crawl.state, portal->name, statuses[i], check_row, v, &e) != BASE_OK)
            find(v, "%s", e.text);
    return true;
}

static void begin(struct verify *v, const char *dir, struct crawl_verify_summary *summary, struct base_error *e)
{
    *v = (struct verify){.dir = dir, .summary = summary, .e = e};
    *summary = (struct crawl_verify_summary){0};
    base_arena_init(&v->arena, 0);
    base_arena_init(&v->crawl.scratch, 0);
}

static void end(struct verify *v)
{
    state_close(v->crawl.state);
    free(v->slots);
    base_arena_free(&v->arena);
    base_arena_free(&v->crawl.scratch);
}

int crawl_verify(const char *dir, void (*finding)(void *context, const char *text), void *context,
                 struct crawl_verify_summary *summary, struct base_error *e)
{
    struct verify v;
    int status;

    begin(&v, dir, summary, e);
    v.finding = finding;
    v.context = context;
    status = state_open(dir, true, &v.crawl.state, e);
    if (status == BASE_OK)
        status = state_snapshot(v.crawl.state, e);
    v.shared = status == BASE_OK && state_is_shared(v.crawl.state);
    if (status == BASE_OK)
        status = crawl_files_each(dir, BASE_STR_NONE, NULL, take_file, &v, e);
    if (status == BASE_OK)
        status = v.status;
    if (status == BASE_OK) {
        check_articles(&v);
        state_file_each(v.crawl.state, is_known_file, &v, e);
        if (!v.shared) /* else their lines may be another archive's */
            state_portal_each(v.crawl.state, check_portal, &v, e);
    }
    end(&v);
    return status;
}

/* ---- Anew ---- */

/* The article's row, and that of its first address where it has moved; a crawl would have written the same. */
static void put_rows(struct verify *v, const struct article *a, const json_t *json)
{
    struct crawl_settings settings = {.revisit = {.on = true}};
    struct crawl_portal portal = {.settings = &settings};
    struct record record = {.url = a->url, .hash = text_of(json, "hash"), .simhash = text_of(json, "simhash")};
    struct crawl_traits traits;
    struct state_page page, old;
    struct base_error ignored = {""};
    bool known = state_page_get(v->crawl.state, &v->crawl.scratch, a->url, &old, &ignored) == BASE_OK;
    int64_t fetched = 0;

    record.article.title = text_of(json, "title");
    record.article.canonical = text_of(json, "canonical");
    base_time_parse(text_of(json, "fetched"), &fetched);
    portal.start = base_arena_printf(&v->crawl.scratch, "https://%.*s/", (int)strcspn(v->file, "/"), v->file);
    crawl_traits_of(&v->crawl, &portal, a->url, &record, &traits);
    page = (struct state_page){.url = a->url,
                               .portal = {v->file, strcspn(v->file, "/")},
                               .status = a->gone ? STATE_PAGE_GONE : STATE_PAGE_ARTICLE,
                               .kind = text_of(json, "kind"),
                               .key = traits.key,
                               .claim = traits.claim,
                               .ident = traits.ident,
                               .hash = a->gone && known ? old.hash : traits.hash,
                               .simhash = a->gone && known ? old.simhash : traits.simhash,
                               .title = traits.title.ptr || !known ? traits.title : old.title,
                               .first_url = base_str_equal(a->first, a->url) ? BASE_STR_NONE : a->first,
                               .first_seen = known ? old.first_seen : fetched,
                               .clipped = known ? old.clipped : fetched,
                               .fetched = fetched,
                               .revision = a->revision,
                               .body_bytes = (int)text_of(json, "body").len};
    page.next_look = a->gone ? 0 : crawl_schedule_first(&settings.revisit, page.clipped, BASE_TIME_NONE);
    v->status = state_page_put(v->crawl.state, &page, v->e);
    if (v->status == BASE_OK && page.first_url.ptr) {
        struct state_page first = {.url = a->first, .portal = page.portal, .status = STATE_PAGE_DUPLICATE, .kind = page.kind,
                                   .article = a->url, .first_seen = fetched, .fetched = fetched, .clipped = BASE_TIME_NONE};

        v->status = state_page_put(v->crawl.state, &first, v->e);
    }
}

static bool put_portal(struct verify *v, struct base_str name)
{
    int64_t now = base_time_now();
    struct state_portal row = {.name = name,
                               .start = base_arena_printf(&v->arena, "https://%.*s/", BASE_STR_ARG(name)),
                               .first_run = now, .last_run = BASE_TIME_NONE, .last_ok = BASE_TIME_NONE,
                               .last_new = BASE_TIME_NONE};

    v->status = state_portal_put(v->crawl.state, &row, v->e);
    return v->status == BASE_OK;
}

static bool rebuild_file(void *context, const char *file)
{
    struct verify *v = context;

    return put_portal(v, (struct base_str){file, strcspn(file, "/")}) && take_file(v, file);
}

static bool put_length(void *context, const char *file)
{
    struct verify *v = context;
    char path[VERIFY_PATH_BYTES];
    struct stat st;

    snprintf(path, sizeof path, "%s/%s", v->dir, file);
    if (stat(path, &st) == 0)
        v->status = state_file_put(v->crawl.state, file, (int64_t)st.st_size, v->e);
    return v->status == BASE_OK;
}

/* While a state is made anew this file says that it is not whole. */
static void half_made(const char *dir, char path[VERIFY_PATH_BYTES])
{
    snprintf(path, VERIFY_PATH_BYTES, "%s/rebuild.todo", dir);
}

static int note_half_made(const char *dir, struct base_error *e)
{
    char path[VERIFY_PATH_BYTES];
    struct write_output *output = NULL;
    int status;

    half_made(dir, path);
    status = write_output_open(path, &output, e);
    return status == BASE_OK ? write_output_finish(output, e) : status;
}

static bool any_file(void *context, const char *file)
{
    (void)file;
    *(bool *)context = true;
    return false;
}

int crawl_check_state(const char *dir, struct base_error *e)
{
    char path[VERIFY_PATH_BYTES];
    struct base_error ignored = {""};
    bool lines = false;

    half_made(dir, path);
    if (access(path, F_OK) == 0)
        return base_fail(e, BASE_INVALID, "%s: its state is half made; run newsclip verify --rebuild --data %s once more", dir, dir);
    if (state_is_there(dir))
        return BASE_OK;
    crawl_files_each(dir, BASE_STR_NONE, NULL, any_file, &lines, &ignored);
    return lines ? base_fail(e, BASE_INVALID, "%s: holds lines but no state.db; newsclip verify --rebuild --data %s makes it anew",
                             dir, dir)
                 : BASE_OK;
}

int crawl_rebuild(const char *dir, void (*finding)(void *context, const char *text), void *context,
                  const struct base_log *log, struct crawl_verify_summary *summary, struct base_error *e)
{
    struct verify v;
    char stamp[32], aside[VERIFY_PATH_BYTES], todo[VERIFY_PATH_BYTES];
    bool half;
    int status = BASE_OK;

    begin(&v, dir, summary, e);
    v.rebuilding = true;
    v.finding = finding;
    v.context = context;
    base_time_format(base_time_now(), stamp);
    if (access(dir, F_OK) != 0)
        status = base_fail(e, BASE_MISSING, "%s: %s", dir, strerror(errno));
    half_made(dir, todo);
    half = access(todo, F_OK) == 0;
    if (status == BASE_OK)
        status = note_half_made(dir, e);
    if (status == BASE_OK)
        status = state_open_anew(dir, stamp, &v.crawl.state, e);
    if (status == BASE_BUSY && !half)
        unlink(todo);
    snprintf(aside, sizeof aside, "%s/state.db.%s", dir, stamp);
    if (status == BASE_OK && access(aside, F_OK) == 0)
        base_log(log, BASE_LOG_WARNING, "%s: the old state is kept there", aside);
    if (status == BASE_OK)
        status = state_begin(v.crawl.state, e);
    if (status == BASE_OK)
        status = crawl_files_each(dir, BASE_STR_NONE, NULL, rebuild_file, &v, e);
    if (status == BASE_OK && v.status == BASE_OK)
        status = crawl_files_each(dir, BASE_STR_NONE, ".warc.gz", put_length, &v, e);
    if (status == BASE_OK && v.status == BASE_OK)
        status = crawl_forgotten_again(dir, v.crawl.state, e);
    if (status == BASE_OK)
        status = v.status == BASE_OK ? state_commit(v.crawl.state, e) : v.status;
    if (status == BASE_OK && unlink(todo) != 0)
        status = base_fail(e, BASE_IO, "%s: %s", todo, strerror(errno));
    end(&v);
    return status;
}
