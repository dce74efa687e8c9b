#include "extract/model/pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

enum { LINE_MAX_BYTES = 8192 };

static bool load(const char *path, struct base_buf *out)
{
    char room[64 << 10];
    gzFile f = gzopen(path, "rb"); /* reads plain files as they are */
    int n = 0;

    base_buf_clear(out);
    while (f && (n = gzread(f, room, sizeof room)) > 0)
        base_buf_add(out, room, (size_t)n);
    if (f)
        gzclose(f);
    return f && n == 0 && !out->failed;
}

static bool clip(struct work_clipper *clipper, struct base_arena *arena, struct base_str bytes, const char *url,
                 struct record *record)
{
    struct work_page page = {.bytes = bytes, .url = base_str(url), .fetched = BASE_TIME_NONE};
    struct base_error e = {""};

    if (work_clip(clipper, arena, &page, record, NULL, &e) == BASE_OK)
        return true;
    fprintf(stderr, "%s: %s\n", url, e.text);
    return false;
}

int model_pages(const char *list, void (*before)(const char *id), void (*after)(const char *id, const struct record *record))
{
    FILE *in = fopen(list, "r");
    struct work_clipper *clipper = NULL;
    struct base_error e = {""};
    struct base_arena arena;
    struct base_buf bytes = BASE_BUF_INIT;
    char line[LINE_MAX_BYTES];
    int status = 0;

    base_arena_init(&arena, 0);
    if (!in || work_clipper_open(NULL, 0, &clipper, &e) != BASE_OK) {
        fprintf(stderr, "%s: cannot be read %s\n", list, e.text);
        status = 2;
    }
    while (status == 0 && fgets(line, sizeof line, in)) {
        char *url = strchr(line, '\t'), *path = url ? strchr(url + 1, '\t') : NULL;
        struct record record = {0};
        if (!path)
            continue;
        *url++ = *path++ = '\0';
        path[strcspn(path, "\r\n")] = '\0';
        if (!load(path, &bytes)) {
            fprintf(stderr, "%s: cannot be read\n", path);
            status = 1;
            break;
        }
        if (before)
            before(line);
        if (clip(clipper, &arena, base_buf_str(&bytes), url, &record) && after)
            after(line, &record);
        base_arena_reset(&arena);
    }
    if (in)
        fclose(in);
    work_clipper_close(clipper);
    base_buf_free(&bytes);
    base_arena_free(&arena);
    return status;
}
