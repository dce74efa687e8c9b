/* The arena: memory of one page, freed at once. */
#include "base/base.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>

#if defined(__has_feature)
#define HAS_ASAN __has_feature(address_sanitizer)
#elif defined(__SANITIZE_ADDRESS__)
#define HAS_ASAN 1
#else
#define HAS_ASAN 0
#endif
#if HAS_ASAN
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#endif

enum {
    ALIGN = alignof(max_align_t),
    GAP = HAS_ASAN ? ALIGN : 0,  /* poisoned room behind each piece */
    FIRST_CHUNK = 64 << 10,
    LARGEST_CHUNK = 4 << 20,     /* chunks double up to this; larger pieces get their own */
};

struct base_arena_chunk {
    struct base_arena_chunk *older;
    size_t size; /* of the room */
    alignas(max_align_t) char room[];
};

void base_arena_init(struct base_arena *a, size_t limit)
{
    *a = (struct base_arena){.limit = limit};
}

static void free_chunks(struct base_arena_chunk *chunk)
{
    while (chunk != NULL) {
        struct base_arena_chunk *older = chunk->older;
        ASAN_UNPOISON_MEMORY_REGION(chunk->room, chunk->size);
        free(chunk);
        chunk = older;
    }
}

void base_arena_free(struct base_arena *a)
{
    free_chunks(a->chunks);
    base_arena_init(a, a->limit);
}

static void use_chunk(struct base_arena *a, struct base_arena_chunk *chunk)
{
    chunk->older = a->chunks;
    a->chunks = chunk;
    a->at = chunk->room;
    a->end = chunk->room + chunk->size;
    ASAN_POISON_MEMORY_REGION(chunk->room, chunk->size);
}

void base_arena_reset(struct base_arena *a)
{
    struct base_arena_chunk *keep = a->chunks;
    if (keep != NULL && keep->size <= LARGEST_CHUNK) {
        free_chunks(keep->older);
    } else {
        free_chunks(keep);
        keep = NULL;
    }
    base_arena_init(a, a->limit);
    if (keep != NULL)
        use_chunk(a, keep);
}

static bool add_chunk(struct base_arena *a, size_t need)
{
    size_t size = a->chunks == NULL ? FIRST_CHUNK : a->chunks->size * 2;
    size = size > LARGEST_CHUNK ? LARGEST_CHUNK : size;
    size = size < need ? need : size;
    if (size > SIZE_MAX - sizeof(struct base_arena_chunk))
        return false;
    struct base_arena_chunk *chunk = malloc(sizeof *chunk + size);
    if (chunk == NULL)
        return false;
    chunk->size = size;
    use_chunk(a, chunk);
    return true;
}

/* Rounded up to the alignment, at least one unit; 0 where that overflows or is over the cap. */
static size_t piece_size(const struct base_arena *a, size_t count, size_t size)
{
    if (size > 0 && count > (SIZE_MAX / 2 - ALIGN - GAP) / size)
        return 0;
    size_t bytes = count * size;
    bytes = bytes == 0 ? ALIGN : (bytes + ALIGN - 1) / ALIGN * ALIGN;
    if (a->limit > 0 && (a->used > a->limit || bytes > a->limit - a->used))
        return 0;
    return bytes;
}

void *base_arena_items(struct base_arena *a, size_t count, size_t size)
{
    size_t bytes = a->failed ? 0 : piece_size(a, count, size);
    if (bytes == 0 || ((size_t)(a->end - a->at) < bytes + GAP && !add_chunk(a, bytes + GAP))) {
        a->failed = true;
        return NULL;
    }
    char *piece = a->at;
    a->at += bytes + GAP;
    a->used += bytes;
    ASAN_UNPOISON_MEMORY_REGION(piece, count * size);
    return piece;
}

void *base_arena_alloc(struct base_arena *a, size_t count, size_t size)
{
    void *piece = base_arena_items(a, count, size);
    return piece != NULL ? memset(piece, 0, count * size) : NULL;
}

char *base_arena_room(struct base_arena *a, size_t bytes)
{
    return base_arena_items(a, bytes, 1);
}

/* The newest piece grows where it stands, if the chunk has the room. */
static bool grow_in_place(struct base_arena *a, void *items, size_t old, size_t new)
{
    size_t old_bytes = (old + ALIGN - 1) / ALIGN * ALIGN, new_bytes = (new + ALIGN - 1) / ALIGN * ALIGN;
    size_t more = new_bytes - old_bytes;
    if (items == NULL || (char *)items + old_bytes + GAP != a->at || (size_t)(a->end - a->at) < more ||
        (a->limit > 0 && (a->used > a->limit || more > a->limit - a->used)))
        return false;
    a->at += more;
    a->used += more;
    ASAN_UNPOISON_MEMORY_REGION(items, new);
    memset((char *)items + old, 0, new - old);
    return true;
}

void *base_arena_grow(struct base_arena *a, void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    size_t more = *capacity < 8 ? 8 : *capacity;
    if (a->failed || more > SIZE_MAX / 2 - *capacity || (size > 0 && *capacity + more > SIZE_MAX / 2 / size)) {
        a->failed = true;
        return NULL;
    }
    size_t wanted = *capacity + more;
    if (*capacity == 0 || !grow_in_place(a, items, *capacity * size, wanted * size)) {
        void *moved = base_arena_alloc(a, wanted, size);
        if (moved == NULL)
            return NULL;
        if (count > 0)
            memcpy(moved, items, count * size);
        items = moved;
    }
    *capacity = wanted;
    return items;
}

struct base_str base_arena_str(struct base_arena *a, struct base_str s)
{
    if (s.ptr == NULL || s.len == SIZE_MAX)
        return BASE_STR_NONE;
    char *copy = base_arena_items(a, s.len + 1, 1);
    if (copy == NULL)
        return BASE_STR_NONE;
    memcpy(copy, s.ptr, s.len);
    copy[s.len] = '\0';
    return (struct base_str){copy, s.len};
}

char *base_arena_cstr(struct base_arena *a, struct base_str s)
{
    char *copy = s.len < SIZE_MAX ? base_arena_items(a, s.len + 1, 1) : NULL;
    if (copy == NULL)
        return "";
    if (s.len > 0)
        memcpy(copy, s.ptr, s.len);
    copy[s.len] = '\0';
    return copy;
}

struct base_str base_arena_printf(struct base_arena *a, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    char *text = len >= 0 ? base_arena_alloc(a, (size_t)len + 1, 1) : NULL;
    if (text != NULL)
        vsnprintf(text, (size_t)len + 1, fmt, again);
    va_end(again);
    if (text == NULL) {
        a->failed = true;
        return BASE_STR_NONE;
    }
    return (struct base_str){text, (size_t)len};
}

void base_str_list_add(struct base_arena *a, struct base_str_list *list, struct base_str s)
{
    struct base_str *items = base_arena_grow(a, list->items, list->count, &list->capacity, sizeof *items);
    if (items == NULL)
        return;
    list->items = items;
    list->items[list->count++] = s;
}

bool base_str_list_has(const struct base_str_list *list, struct base_str s)
{
    for (size_t i = 0; i < list->count; i++) {
        if (base_str_equal(list->items[i], s))
            return true;
    }
    return false;
}
