/* What a worker that is locked in needs of the outside: it asks its parent. Both kinds are the machine's own and are
 * asked for by name: a selector file of the folders that the set-up named, the table of an encoding. */
#include "work/private.h"

#include <stdio.h>
#include <stdlib.h>

enum { PATH_BYTES = 4096 };

/* ---- In the worker ---- */

static int ask(struct work_channel *channel, const struct work_need *need, struct base_buf *answer,
               struct base_error *e)
{
    struct base_buf message = BASE_BUF_INIT;
    int status;

    work_put_need(&message, need);
    if (message.failed)
        status = base_fail(e, BASE_NOMEM, "out of memory");
    else if (!work_frame_send(channel->fd, base_buf_str(&message)) ||
             !work_frame_receive(channel->fd, &channel->supply))
        status = base_fail(e, BASE_INTERNAL, "the parent does not answer");
    else
        status = work_get_supply(base_buf_str(&channel->supply), answer, e);
    base_buf_free(&message);
    base_buf_free(&channel->supply);
    return status;
}

static int ask_file(void *context, size_t folder, struct base_str name, struct base_buf *text, struct base_error *e)
{
    return ask(context, &(struct work_need){WORK_NEED_FILE, folder, name}, text, e);
}

static int ask_table(void *context, const char *charset, struct base_buf *table, struct base_error *e)
{
    return ask(context, &(struct work_need){WORK_NEED_TABLE, 0, base_str(charset)}, table, e);
}

struct work_suppliers work_suppliers_of(struct work_channel *channel)
{
    return (struct work_suppliers){{ask_file, channel}, {ask_table, channel}};
}

/* ---- In the parent ---- */

/* A name within its folder, as a listing gives it. */
static bool is_file_name(struct base_str name)
{
    return base_str_ends(name, BASE_STR(".txt")) && !memchr(name.ptr, '/', name.len) &&
           !memchr(name.ptr, '\0', name.len);
}

/* SETUP holds the folders' names. */
static int read_file(struct base_str setup, const struct work_need *need, struct base_buf *text, struct base_error *e)
{
    struct work_reader in = {setup, false};
    struct base_str dir = BASE_STR_NONE;
    char path[PATH_BYTES];

    if (need->folder >= work_get_number(&in) || !is_file_name(need->name))
        return base_fail(e, BASE_INVALID, "a worker asked for what is no selector file");
    for (uint64_t i = 0; i <= need->folder; i++)
        dir = work_get_str(&in);
    if (dir.len + need->name.len + 2 > sizeof path)
        return base_fail(e, BASE_INVALID, "%.*s: the name is too long", BASE_STR_ARG(need->name));
    snprintf(path, sizeof path, "%.*s/%.*s", BASE_STR_ARG(dir), BASE_STR_ARG(need->name));
    return base_file_read(path, BASE_LIMIT_SELECTOR_FILE_BYTES, text, e);
}

static int make_table(struct decode_context **decoder, const struct work_need *need, struct base_buf *table,
                      struct base_error *e)
{
    const char *charset = decode_label(need->name);

    if (!*decoder)
        *decoder = decode_open(NULL);
    if (!charset)
        return base_fail(e, BASE_INVALID, "a worker asked for an encoding that there is not");
    return *decoder ? decode_table_pack(*decoder, charset, table, e) : base_fail(e, BASE_NOMEM, "out of memory");
}

bool work_supply(struct base_str setup, struct decode_context **decoder, const struct work_need *need,
                 struct base_buf *out)
{
    struct base_buf bytes = BASE_BUF_INIT;
    struct base_error e = {""};
    int status = need->kind == WORK_NEED_FILE ? read_file(setup, need, &bytes, &e)
                                              : make_table(decoder, need, &bytes, &e);

    base_buf_clear(out);
    work_put_supply(out, status, &e, base_buf_str(&bytes));
    base_buf_free(&bytes);
    return !out->failed;
}
