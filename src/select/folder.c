/* A folder of selector files checked: each file, and those that no page ever gets to. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "select/private.h"

struct named {
    struct select_name read;
    struct base_str name;
    bool host; /* pages may come from a host of that name */
};

struct folder {
    struct base_arena arena;
    struct named *files;
    size_t count, capacity;
};

/* An address of the local network may lack the dot; then its file is none by mistake. */
static bool is_host(struct base_str key)
{
    if (base_str_equal(key, BASE_STR("global")) || base_str_equal(key, BASE_STR("localhost")))
        return true;
    for (size_t i = 0; i < key.len; i++) {
        unsigned char c = (unsigned char)key.ptr[i];
        if (c <= ' ' || strchr("/\\?#@:[]()<>\"'", c))
            return false;
    }
    return key.len <= SELECT_LIMIT_HOST && base_str_find(key, BASE_STR(".")) != SIZE_MAX;
}

static void add_name(struct folder *f, const char *name)
{
    struct named *files = base_arena_grow(&f->arena, f->files, f->count, &f->capacity, sizeof(*files));
    struct named *n;

    if (!files)
        return;
    f->files = files;
    n = &files[f->count++];
    n->name = base_arena_str(&f->arena, base_str(name));
    n->host = select_name_read(&f->arena, n->name, &n->read) && is_host(n->read.key);
    if (!n->host)
        n->read.key = n->name; /* it stands in nobody's way */
}

static int compare_names(const void *left, const void *right)
{
    const struct named *a = left, *b = right;
    int order = base_str_compare(a->read.key, b->read.key);

    if (order == 0 && a->read.until != b->read.until)
        order = a->read.until < b->read.until ? -1 : 1;
    return order ? order : base_str_compare(a->name, b->name);
}

static int list_files(struct folder *f, const char *path, struct base_error *e)
{
    DIR *handle = opendir(path);
    const struct dirent *item;

    if (!handle)
        return base_fail(e, errno == ENOENT ? BASE_MISSING : BASE_IO, "%s: %s", path, strerror(errno));
    while ((item = readdir(handle)) != NULL)
        if (base_str_ends(base_str(item->d_name), BASE_STR(".txt")))
            add_name(f, item->d_name);
    closedir(handle);
    if (f->arena.failed)
        return base_fail(e, BASE_NOMEM, "%s: out of memory", path);
    if (f->count > 0)
        qsort(f->files, f->count, sizeof(*f->files), compare_names);
    return BASE_OK;
}

/* Full-Text RSS has files for pages by what made them; a host's name is all that is looked at here. */
static const char *why_unread(const struct named *n)
{
    if (base_str_starts(n->name, BASE_STR("fingerprint.")))
        return "fingerprints are not supported: pages are matched by host; name it for a host, or for all as global.txt";
    if (!n->host)
        return "its name is no host's; write HOST.txt, .DOMAIN.txt or HOST@YYYY-MM-DD.txt";
    return NULL;
}

/* In the order of set lookup: of files with the same host and day the first is the one. */
static bool is_shadowed(const struct folder *f, size_t i)
{
    return i > 0 && f->files[i].host && base_str_equal(f->files[i - 1].read.key, f->files[i].read.key) &&
           f->files[i - 1].read.until == f->files[i].read.until;
}

int select_check_folder(const char *path, void (*report)(void *context, const char *finding), void *context,
                        size_t *files, struct base_error *e)
{
    struct folder f = {.files = NULL};
    int status, worst = BASE_OK;

    *files = 0;
    base_arena_init(&f.arena, 0);
    status = list_files(&f, path, e);
    for (size_t i = 0, first = 0; status == BASE_OK && i < f.count; i++) {
        struct base_error one = {.text = ""};
        const char *file = base_arena_printf(&f.arena, "%s/%.*s", path, BASE_STR_ARG(f.files[i].name)).ptr;
        first = is_shadowed(&f, i) ? first : i;
        const char *unread = why_unread(&f.files[i]);
        if (unread) {
            report(context, base_arena_printf(&f.arena, "%s:1:1: warning: never read: %s", file, unread).ptr);
            continue;
        }
        if (first != i)
            report(context, base_arena_printf(&f.arena, "%s:1:1: warning: never read: %.*s is for the same host; put "
                                              "both into one", file, BASE_STR_ARG(f.files[first].name)).ptr);
        ++*files;
        if (select_check(file, report, context, &one) != BASE_OK && worst == BASE_OK)
            worst = base_fail(e, BASE_INVALID, "%s", one.text);
    }
    base_arena_free(&f.arena);
    return status != BASE_OK ? status : worst;
}
