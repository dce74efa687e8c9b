/* The whole way of a page (decode, parse, all fields, JSON line) and libxml2's bare parse of the same pages, in one process,
 * in turn, on one core; and what each stage of the way costs.
 *     bench PAGES            seconds of each, the best of some rounds, as JSON
 *     bench --parse PAGES    pages a second of the bare parse alone
 *     bench --once PAGES     the whole way once, for callgrind; prints pages, bodies and the peak memory in KB
 * PAGES: a file, or a folder of *.html or *.html.gz; FOLDER:N: the first N of them */
#include "decode/decode.h"
#include "extract/body_features.h"
#include "page/private.h"
#include "work/work.h"

#include <dirent.h>
#include <libxml/HTMLparser.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <zlib.h>

enum { MAX_PAGES = 4000, ROUNDS = 3, MAX_STAGES = 32 };

struct corpus {
    struct base_buf *pages;
    size_t count;
};

/* Seconds by stage, in the order in which the stages come first. */
struct stages {
    struct {
        const char *name;
        double seconds;
    } items[MAX_STAGES];
    size_t count;
    double last; /* when the last one ended */
};

static double cpu_seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool load(const char *path, struct base_buf *out)
{
    char room[64 << 10];
    gzFile f = gzopen(path, "rb"); /* reads plain files as they are */
    int n = 0;

    while (f && (n = gzread(f, room, sizeof room)) > 0)
        base_buf_add(out, room, (size_t)n);
    if (f)
        gzclose(f);
    return f && n == 0 && out->len && !out->failed;
}

static bool is_page(const struct dirent *entry)
{
    return strstr(entry->d_name, ".html") != NULL;
}

static size_t load_folder(const char *dir, struct base_buf *pages, size_t most)
{
    struct dirent **entries;
    int n = scandir(dir, &entries, NULL, alphasort);
    size_t count = 0;

    for (int i = 0; i < n; i++) {
        char path[4096 + 256];

        snprintf(path, sizeof path, "%.4000s/%.255s", dir, entries[i]->d_name);
        if (is_page(entries[i]) && count < most) {
            if (load(path, &pages[count]))
                count++;
            else
                base_buf_free(&pages[count]);
        }
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
    return count;
}

static struct corpus load_corpus(const char *name)
{
    struct corpus c = {calloc(MAX_PAGES, sizeof *c.pages), 0};
    const char *colon = strrchr(name, ':');
    size_t most = colon ? strtoul(colon + 1, NULL, 10) : MAX_PAGES;
    char path[4096];
    struct stat st;

    snprintf(path, sizeof path, "%.*s", (int)(colon ? colon - name : (long)strlen(name)), name);
    if (!c.pages || stat(path, &st) < 0)
        return c;
    if (S_ISDIR(st.st_mode))
        c.count = load_folder(path, c.pages, most < MAX_PAGES ? most : MAX_PAGES);
    else
        c.count = load(path, c.pages) ? 1 : 0;
    return c;
}

static void free_corpus(struct corpus *c)
{
    for (size_t i = 0; i < c->count; i++)
        base_buf_free(&c->pages[i]);
    free(c->pages);
}

/* Not inlined: callgrind counts from its call to its return. */
__attribute__((noinline)) static double parse_all(const struct corpus *c)
{
    int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET;
    double start = cpu_seconds();

    for (size_t i = 0; i < c->count; i++)
        xmlFreeDoc(htmlReadMemory(c->pages[i].ptr, (int)c->pages[i].len, NULL, NULL, options));
    return cpu_seconds() - start;
}

static struct work_page input_of(const struct base_buf *page)
{
    return (struct work_page){.bytes = base_buf_str(page),
                              .url = BASE_STR("https://portal.example/2024/05/06/story.html"),
                              .fetched = BASE_TIME_NONE};
}

__attribute__((noinline)) static double clip_all(struct work_clipper *clipper, const struct corpus *c, size_t *articles)
{
    double start = cpu_seconds();
    struct base_arena arena;
    struct base_buf line = BASE_BUF_INIT;

    base_arena_init(&arena, 0);
    *articles = 0;
    for (size_t i = 0; i < c->count; i++) {
        struct work_page page = input_of(&c->pages[i]);
        struct record record;
        struct base_error e = {""};

        if (work_clip(clipper, &arena, &page, &record, NULL, &e) == BASE_OK) {
            base_buf_clear(&line);
            record_json(&record, &line);
            *articles += record.article.body.ptr != NULL;
        }
        base_arena_reset(&arena);
    }
    base_arena_free(&arena);
    base_buf_free(&line);
    return cpu_seconds() - start;
}

/* ---- Stages ---- */

/* What took place since the last stage's end was this one. */
static void end_stage(struct stages *s, const char *name)
{
    double now = cpu_seconds();
    size_t i = 0;

    while (i < s->count && strcmp(s->items[i].name, name) != 0)
        i++;
    if (i == s->count && s->count < MAX_STAGES)
        s->items[s->count++].name = name;
    if (i < s->count)
        s->items[i].seconds += now - s->last;
    s->last = cpu_seconds();
}

/* The body's two costly parts on their own; the step itself takes them once more. */
static void stage_body_parts(struct extract_job *job, struct stages *s)
{
    struct extract_view view;
    const struct extract_features *features = extract_view_make(&view, job) ? extract_features_make(&view) : NULL;

    end_stage(s, "  features");
    uint16_t *scores = BASE_NEW_ARRAY(job->arena, uint16_t, (size_t)job->blocks.count + 1);
    if (features && scores)
        extract_model_score(job->arena, features, job->blocks.count, scores);
    end_stage(s, "  model");
    memset(job->lines, 0, job->blocks.count);
}

static void stage_fields(struct base_arena *arena, struct page *page, struct record *record, struct stages *s)
{
    struct extract_input input = {.page = page, .fetched = BASE_TIME_NONE};
    struct extract_job job;
    struct base_error e = {""};

    if (extract_job_make(&job, arena, &input, &record->article, &e) != BASE_OK)
        return;
    end_stage(s, "blocks");
    for (const struct extract_step *step = extract_steps; step->take; step++) {
        if (step->take == extract_body)
            stage_body_parts(&job, s);
        step->take(&job);
        end_stage(s, step->name);
    }
}

/* The prefilter on its own; the parse has it once more. */
static void stage_filter(struct base_str text, struct stages *s)
{
    struct base_buf filtered = BASE_BUF_INIT, scripts = BASE_BUF_INIT;
    struct page_aside aside = {BASE_BUF_INIT, BASE_BUF_INIT};
    size_t markup = 0;

    page_filter_html(text, false, &filtered, &aside, &scripts, &markup);
    base_buf_free(&filtered);
    base_buf_free(&scripts);
    base_buf_free(&aside.bytes);
    base_buf_free(&aside.spans);
    end_stage(s, "  prefilter");
}

static void stage_page(struct decode_context *decoder, struct base_arena *arena, const struct work_page *input,
                       struct base_buf *line, struct stages *s)
{
    struct decode_hints hints = {BASE_STR_NONE, BASE_STR_NONE};
    struct decode_result text;
    struct page page;
    struct record record = {.url = input->url, .fetched = BASE_TIME_NONE};
    struct base_error e = {""};

    s->last = cpu_seconds();
    if (decode_bytes(decoder, arena, input->bytes, &hints, &text, &e) != BASE_OK)
        return;
    end_stage(s, "decode");
    stage_filter(text.text, s);
    if (page_parse(arena, text.text, input->url, PAGE_MODE_HTML, &page, &e) != BASE_OK)
        return;
    end_stage(s, "parse");
    stage_fields(arena, &page, &record, s);
    page_free(&page);
    record_finish(arena, &record, &e);
    end_stage(s, "clean");
    base_buf_clear(line);
    record_json(&record, line);
    end_stage(s, "JSON");
}

static struct stages stage_all(struct decode_context *decoder, const struct corpus *c)
{
    struct stages s = {0};
    struct base_arena arena;
    struct base_buf line = BASE_BUF_INIT;

    base_arena_init(&arena, 0);
    for (size_t i = 0; i < c->count; i++) {
        struct work_page page = input_of(&c->pages[i]);
        stage_page(decoder, &arena, &page, &line, &s);
        base_arena_reset(&arena);
    }
    base_arena_free(&arena);
    base_buf_free(&line);
    return s;
}

/* The best of each stage's rounds. */
static void keep_best(struct stages *best, const struct stages *s)
{
    if (!best->count)
        *best = *s;
    for (size_t i = 0; i < best->count; i++)
        if (s->items[i].seconds < best->items[i].seconds)
            best->items[i].seconds = s->items[i].seconds;
}

/* ---- What is asked for ---- */

static size_t bytes_of(const struct corpus *c)
{
    size_t bytes = 0;

    for (size_t i = 0; i < c->count; i++)
        bytes += c->pages[i].len;
    return bytes;
}

/* In turn, the best of each: the machine may be busy. */
static void compare(struct work_clipper *clipper, struct decode_context *decoder, const struct corpus *c)
{
    struct stages best = {0};
    size_t articles = 0;
    double parse = 1e9, clip = 1e9;

    for (int i = 0; i < ROUNDS; i++) {
        double t = parse_all(c);

        parse = t < parse ? t : parse;
        t = clip_all(clipper, c, &articles);
        clip = t < clip ? t : clip;
        struct stages s = stage_all(decoder, c);
        keep_best(&best, &s);
    }
    printf("{\"pages\":%zu,\"bodies\":%zu,\"bytes\":%zu,\"parse\":%.6f,\"clip\":%.6f,\"stages\":{", c->count, articles,
           bytes_of(c), parse, clip);
    for (size_t i = 0; i < best.count; i++)
        printf("%s\"%s\":%.6f", i ? "," : "", best.items[i].name, best.items[i].seconds);
    puts("}}");
}

static void parse_only(const struct corpus *c)
{
    double parse = 1e9;

    for (int i = 0; i < 5; i++) {
        double t = parse_all(c);

        parse = t < parse ? t : parse;
    }
    printf("%.1f\n", (double)c->count / parse);
}

/* Kilobytes of this process at their most (Linux); 0: not known. */
static long peak_kb(void)
{
    FILE *file = fopen("/proc/self/status", "r");
    char line[256];
    long kb = 0;

    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "VmHWM: %ld", &kb) == 1)
            break;
    if (file)
        fclose(file);
    return kb;
}

static void run_once(struct work_clipper *clipper, const struct corpus *c)
{
    size_t articles;

    clip_all(clipper, c, &articles);
    printf("%zu %zu %ld\n", c->count, articles, peak_kb());
}

int main(int argc, char **argv)
{
    struct work_clipper *clipper = NULL;
    struct decode_context *decoder = decode_open(NULL);
    struct base_error e = {""};
    struct corpus c = argc > 1 ? load_corpus(argv[argc - 1]) : (struct corpus){NULL, 0};
    int status = 0;

    if (!c.count || !decoder || work_clipper_open(NULL, 0, &clipper, &e) != BASE_OK) {
        fprintf(stderr, "usage: bench [--parse|--once] FILE|FOLDER[:N]  %s\n", e.text);
        status = 2;
    } else if (argc == 2) {
        compare(clipper, decoder, &c);
    } else if (!strcmp(argv[1], "--parse")) {
        parse_only(&c);
    } else {
        run_once(clipper, &c);
    }
    if (clipper)
        work_clipper_close(clipper);
    if (decoder)
        decode_close(decoder);
    free_corpus(&c);
    return status;
}
