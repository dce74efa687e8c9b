/* Speed as a ratio: pages a second of the whole way (decode, parse, all fields, JSON line) to pages a second of
 * libxml2's bare parse of the same pages, in one process, in turn. Usage: bench DIR of *.html or *.html.gz */
#include "work/work.h"

#include <dirent.h>
#include <libxml/HTMLparser.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <zlib.h>

enum { MAX_PAGES = 4000, ROUNDS = 5 };

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

static size_t load_all(const char *dir, struct base_buf *pages)
{
    struct dirent **entries;
    int n = scandir(dir, &entries, NULL, alphasort);
    size_t count = 0;

    for (int i = 0; i < n; i++) {
        char path[4096];

        snprintf(path, sizeof path, "%s/%s", dir, entries[i]->d_name);
        if (strstr(entries[i]->d_name, ".html") && count < MAX_PAGES) {
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

static double parse_all(const struct base_buf *pages, size_t count)
{
    int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET;
    double start = cpu_seconds();

    for (size_t i = 0; i < count; i++)
        xmlFreeDoc(htmlReadMemory(pages[i].ptr, (int)pages[i].len, NULL, NULL, options));
    return cpu_seconds() - start;
}

static double clip_all(struct work_clipper *clipper, const struct base_buf *pages, size_t count, size_t *articles)
{
    double start = cpu_seconds();
    struct base_arena arena;
    struct base_buf line = BASE_BUF_INIT;

    base_arena_init(&arena, 0);
    *articles = 0;
    for (size_t i = 0; i < count; i++) {
        struct work_page page = {.bytes = base_buf_str(&pages[i]),
                                 .url = BASE_STR("https://portal.example/2024/05/06/story.html"),
                                 .fetched = BASE_TIME_NONE};
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

int main(int argc, char **argv)
{
    struct base_buf *pages = calloc(MAX_PAGES, sizeof *pages);
    struct work_clipper *clipper;
    struct base_error e = {""};
    size_t count = argc == 2 && pages ? load_all(argv[1], pages) : 0, articles = 0;
    double parse = 1e9, clip = 1e9;

    if (!count || work_clipper_open(NULL, 0, &clipper, &e) != BASE_OK) {
        fprintf(stderr, "usage: bench DIR, a folder of *.html or *.html.gz %s\n", e.text);
        return 2;
    }
    for (int i = 0; i < ROUNDS; i++) { /* in turn, the best of each: the machine may be busy */
        double t = parse_all(pages, count);

        parse = t < parse ? t : parse;
        t = clip_all(clipper, pages, count, &articles);
        clip = t < clip ? t : clip;
    }
    printf("%zu pages, %zu with a body\n", count, articles);
    printf("bare parse   %8.1f pages/s\n", (double)count / parse);
    printf("newsclip     %8.1f pages/s\n", (double)count / clip);
    printf("ratio        %8.3f\n", parse / clip);
    work_clipper_close(clipper);
    for (size_t i = 0; i < count; i++)
        base_buf_free(&pages[i]);
    free(pages);
    return 0;
}
