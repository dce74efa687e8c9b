/*
 * What a page could do with a worker that it has taken over: a comment in the page says which. Linked into the test's
 * own binary alone, in place of work_clip (ld --wrap), so that the program itself holds no such hook.
 */
#include "work/private.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CHANNEL = 3 }; /* where work_lock leaves a worker's socket */

int __real_work_clip(struct work_clipper *clipper, struct base_arena *arena, const struct work_page *page,
                     struct record *record, struct discover_list *links, struct base_error *e);
int __wrap_work_clip(struct work_clipper *clipper, struct base_arena *arena, const struct work_page *page,
                     struct record *record, struct discover_list *links, struct base_error *e);

static void crash(struct base_arena *arena)
{
    volatile int *nowhere = (int *)(arena->limit * 0);

    *nowhere = 1;
}

static void hang(struct base_arena *arena)
{
    for (volatile size_t i = arena->used;; i++)
        ;
}

static void grow(struct base_arena *arena)
{
    for (char *room; (room = base_arena_room(arena, 1 << 20));)
        memset(room, 1, 1 << 20);
}

static void leave(struct base_arena *arena)
{
    (void)arena;
    _exit(3);
}

static void connect_out(struct base_arena *arena)
{
    (void)arena;
    socket(AF_INET, SOCK_STREAM, 0);
    socket(AF_INET6, SOCK_STREAM, 0);
}

/* A file that opens would be an article. */
static void read_file(struct base_arena *arena)
{
    (void)arena;
    if (!access("/etc/passwd", R_OK) || fopen("/etc/passwd", "r"))
        _exit(4);
}

static void say(const void *bytes, size_t len)
{
    if (write(CHANNEL, bytes, len) != (ssize_t)len)
        _exit(5);
}

static void babble(struct base_arena *arena)
{
    (void)arena;
    say("\x10\0\0\0" "no answer at all", 20);
    for (;;)
        pause();
}

static void announce_too_much(struct base_arena *arena)
{
    (void)arena;
    say("\xff\xff\xff\xff", 4);
    for (;;)
        pause();
}

static void ask_for(const char *name)
{
    struct base_buf message = BASE_BUF_INIT, answer = BASE_BUF_INIT;

    work_put_need(&message, &(struct work_need){WORK_NEED_FILE, 0, base_str(name)});
    work_frame_send(CHANNEL, base_buf_str(&message));
    if (work_frame_receive(CHANNEL, &answer) && base_str_find(base_buf_str(&answer), BASE_STR("root:")) != SIZE_MAX)
        _exit(6);
    base_buf_free(&message);
    base_buf_free(&answer);
}

static void ask_for_files(struct base_arena *arena)
{
    (void)arena;
    ask_for("../../../../../../etc/passwd");
    ask_for("/etc/passwd");
    _exit(7);
}

static const struct {
    struct base_str mark;
    void (*act)(struct base_arena *arena);
} acts[] = {
    {{"<!--evil:crash-->", 17}, crash},       {{"<!--evil:hang-->", 16}, hang},
    {{"<!--evil:grow-->", 16}, grow},         {{"<!--evil:leave-->", 17}, leave},
    {{"<!--evil:connect-->", 19}, connect_out}, {{"<!--evil:read-->", 16}, read_file},
    {{"<!--evil:babble-->", 18}, babble},     {{"<!--evil:announce-->", 20}, announce_too_much},
    {{"<!--evil:ask-->", 15}, ask_for_files},
};

/* A record that is another page's: it must not be believed. */
static const struct base_str other_page = {"<!--evil:lie-->", 15};

int __wrap_work_clip(struct work_clipper *clipper, struct base_arena *arena, const struct work_page *page,
                     struct record *record, struct discover_list *links, struct base_error *e)
{
    struct work_page lie = *page;

    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
        if (base_str_find(page->bytes, acts[i].mark) != SIZE_MAX)
            acts[i].act(arena);
    if (base_str_find(page->bytes, other_page) != SIZE_MAX)
        lie.url = BASE_STR("http://other.example/story-that-is-not-there.html");
    return __real_work_clip(clipper, arena, &lie, record, links, e);
}
