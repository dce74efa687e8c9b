/* Messages between parent and worker. */
#include "work/private.h"

#include <errno.h>
#include <unistd.h>

static bool read_all(int fd, char *out, size_t len)
{
    while (len) {
        ssize_t n = read(fd, out, len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        out += n;
        len -= (size_t)n;
    }
    return true;
}

bool work_frame_send(int fd, struct base_str payload)
{
    uint32_t length = (uint32_t)payload.len;

    if (payload.len > BASE_LIMIT_FRAME_BYTES)
        return false;
    return base_file_write_all(fd, &length, sizeof length) == BASE_OK &&
           base_file_write_all(fd, payload.ptr, payload.len) == BASE_OK;
}

bool work_frame_receive(int fd, struct base_buf *payload)
{
    uint32_t length, got = 0;
    char room[64 << 10];

    base_buf_clear(payload);
    if (!read_all(fd, (char *)&length, sizeof length) || length > BASE_LIMIT_FRAME_BYTES)
        return false;
    while (got < length) {
        size_t part = length - got < sizeof room ? length - got : sizeof room;

        if (!read_all(fd, room, part) || !base_buf_add(payload, room, part))
            return false;
        got += (uint32_t)part;
    }
    return true;
}

void work_put_number(struct base_buf *out, uint64_t n)
{
    base_buf_add(out, &n, sizeof n);
}

void work_put_str(struct base_buf *out, struct base_str s)
{
    work_put_number(out, s.ptr ? (uint64_t)s.len + 1 : 0);
    if (s.ptr)
        base_buf_add(out, s.ptr, s.len);
}

uint64_t work_get_number(struct work_reader *in)
{
    uint64_t n = 0;

    if (in->failed || in->rest.len < sizeof n) {
        in->failed = true;
        return 0;
    }
    memcpy(&n, in->rest.ptr, sizeof n);
    in->rest = base_str_sub(in->rest, sizeof n, in->rest.len);
    return n;
}

struct base_str work_get_str(struct work_reader *in)
{
    uint64_t n = work_get_number(in);
    struct base_str s;

    if (n == 0 || in->failed)
        return BASE_STR_NONE;
    if (n - 1 > in->rest.len) {
        in->failed = true;
        return BASE_STR_NONE;
    }
    s = base_str_sub(in->rest, 0, (size_t)(n - 1));
    in->rest = base_str_sub(in->rest, (size_t)(n - 1), in->rest.len);
    return s;
}

void work_put_setup(struct base_buf *out, const char *const *selectors, size_t count)
{
    work_put_number(out, count);
    for (size_t i = 0; i < count; i++)
        work_put_str(out, base_str(selectors[i]));
}

void work_put_page(struct base_buf *out, enum work_task task, const struct work_page *page)
{
    work_put_number(out, task);
    work_put_str(out, page->url);
    work_put_str(out, page->input);
    work_put_str(out, page->content_type);
    work_put_str(out, page->content_language);
    work_put_str(out, page->charset);
    work_put_str(out, page->first_page);
    work_put_number(out, (uint64_t)page->fetched);
    work_put_number(out, (uint64_t)page->status);
    work_put_number(out, page->want_markdown);
    work_put_number(out, page->want_links);
    work_put_number(out, page->compare);
    work_put_number(out, page->no_selectors);
    work_put_str(out, page->noarchive_agent);
    work_put_str(out, page->bytes);
}

bool work_get_page(struct work_reader *in, enum work_task *task, struct work_page *page)
{
    *task = (enum work_task)work_get_number(in);
    page->url = work_get_str(in);
    page->input = work_get_str(in);
    page->content_type = work_get_str(in);
    page->content_language = work_get_str(in);
    page->charset = work_get_str(in);
    page->first_page = work_get_str(in);
    page->fetched = (int64_t)work_get_number(in);
    page->status = (int)work_get_number(in);
    page->want_markdown = work_get_number(in) != 0;
    page->want_links = work_get_number(in) != 0;
    page->compare = work_get_number(in) != 0;
    page->no_selectors = work_get_number(in) != 0;
    page->noarchive_agent = work_get_str(in);
    page->bytes = work_get_str(in);
    return !in->failed;
}

/* A worker's frame begins with the status of an answer or, beyond all of those, with what it needs. */
enum { NEEDS = 1 << 16 };

void work_put_need(struct base_buf *out, const struct work_need *need)
{
    work_put_number(out, NEEDS + need->kind);
    work_put_number(out, need->folder);
    work_put_str(out, need->name);
}

bool work_get_need(struct base_str frame, struct work_need *need)
{
    struct work_reader in = {frame, false};
    uint64_t kind = work_get_number(&in), folder = work_get_number(&in);
    struct base_str name = work_get_str(&in);

    if (in.failed || in.rest.len || kind < NEEDS || kind >= NEEDS + WORK_NEED_COUNT || folder > SIZE_MAX || !name.len)
        return false;
    *need = (struct work_need){(enum work_need_kind)(kind - NEEDS), (size_t)folder, name};
    return true;
}

void work_put_supply(struct base_buf *out, int status, const struct base_error *error, struct base_str bytes)
{
    work_put_number(out, (uint64_t)status);
    work_put_str(out, base_str(error->text));
    work_put_str(out, bytes);
}

int work_get_supply(struct base_str frame, struct base_buf *bytes, struct base_error *e)
{
    struct work_reader in = {frame, false};
    int status = (int)work_get_number(&in);
    struct base_str message = work_get_str(&in), given = work_get_str(&in);

    if (in.failed)
        return base_fail(e, BASE_INTERNAL, "the parent's message is malformed");
    if (status != BASE_OK)
        return base_fail(e, status, "%.*s", BASE_STR_ARG(message));
    return base_buf_add_str(bytes, given) ? BASE_OK : base_fail(e, BASE_NOMEM, "out of memory");
}

/* A part of an answer, as PACK writes it. */
#define PUT_PART(out, there, pack, value) \
    do { \
        struct base_buf part = BASE_BUF_INIT; \
        if (there) \
            pack(value, &part); \
        work_put_str(out, base_buf_str(&part)); \
        (out)->failed |= part.failed; \
        base_buf_free(&part); \
    } while (0)

static void put_watch(struct base_buf *out, const struct extract_watch *watch)
{
    work_put_number(out, watch->ruled);
    work_put_number(out, watch->compared);
    work_put_number(out, watch->differs);
}

/* Bits of fields that there are, each set within the one before. */
static bool get_watch(struct work_reader *in, struct extract_watch *watch)
{
    uint64_t ruled = work_get_number(in), compared = work_get_number(in), differs = work_get_number(in);

    *watch = (struct extract_watch){(uint32_t)ruled, (uint32_t)compared, (uint32_t)differs};
    return !in->failed && ruled < UINT64_C(1) << EXTRACT_FIELD_COUNT && !(compared & ~ruled) && !(differs & ~compared);
}

void work_put_answer(struct base_buf *out, enum work_task task, int status, const struct base_error *error,
                     const struct work_made *made)
{
    bool ok = status == BASE_OK && made, records = task == WORK_EXTRACT || task == WORK_EXPLAIN;

    work_put_number(out, (uint64_t)status);
    work_put_str(out, base_str(error->text));
    PUT_PART(out, ok && records, record_pack, &made->record);
    PUT_PART(out, ok && task != WORK_LEARN && task != WORK_EXPLAIN, discover_pack, &made->links);
    PUT_PART(out, ok && task == WORK_LEARN, work_pack_learned, &made->learned);
    PUT_PART(out, ok && task == WORK_EXPLAIN, work_pack_explained, &made->explained);
    work_put_str(out, ok ? made->record.article.next_page : BASE_STR_NONE);
    work_put_str(out, ok ? made->record.article.whole_page : BASE_STR_NONE);
    put_watch(out, ok ? &made->record.article.watch : &(struct extract_watch){0});
}

void work_get_answer(struct base_str answer, enum work_task task, struct work_result *result)
{
    struct work_reader in = {answer, false};
    uint64_t status = work_get_number(&in);
    struct base_str message = work_get_str(&in), record = work_get_str(&in), links = work_get_str(&in);
    struct base_str learned = work_get_str(&in), explained = work_get_str(&in);
    struct base_str next_page = work_get_str(&in), whole_page = work_get_str(&in);
    struct extract_watch watch;
    int checked = BASE_OK;

    if (!get_watch(&in, &watch) || in.rest.len || status > BASE_INTERNAL) {
        result->status = base_fail(&result->error, BASE_INTERNAL, "the worker's answer is malformed");
        return;
    }
    result->status = base_fail(&result->error, (int)status, "%.*s", BASE_STR_ARG(message));
    if (status != BASE_OK)
        return;
    if (task == WORK_EXTRACT || task == WORK_EXPLAIN)
        checked = record_unpack(&result->arena, record, &result->record, &result->error);
    if (task == WORK_LEARN)
        checked = work_unpack_learned(&result->arena, learned, &result->learned, &result->error);
    if (checked == BASE_OK && task == WORK_EXPLAIN)
        checked = work_unpack_explained(&result->arena, explained, &result->explained, &result->error);
    if (checked == BASE_OK && links.len)
        checked = discover_unpack(&result->arena, links, &result->links, &result->error);
    result->record.article.watch = watch;
    if (checked == BASE_OK && next_page.ptr) /* none unless it is an address by our own reading */
        result->record.article.next_page = base_url_resolve(&result->arena, BASE_STR_NONE, next_page);
    if (checked == BASE_OK && whole_page.ptr)
        result->record.article.whole_page = base_url_resolve(&result->arena, BASE_STR_NONE, whole_page);
    if (checked != BASE_OK)
        result->status = BASE_INTERNAL;
}

static bool is_as_given(struct base_arena *arena, struct base_str said, struct base_str given)
{
    return base_str_equal(said, decode_clean(arena, given, DECODE_CLEAN_LINE));
}

/* A record can hold no address but a whole one, as fetched pages have; a file's is the user's word. */
static bool is_whole_address(struct base_arena *arena, struct base_str url)
{
    return base_str_equal(base_url_resolve(arena, BASE_STR_NONE, url), url);
}

void work_check_page(const struct work_page *page, struct work_result *result)
{
    const struct record *record = &result->record;
    struct base_arena *arena = &result->arena;
    bool url_known = record->url.ptr ? page->url.ptr != NULL : page->url.ptr && is_whole_address(arena, page->url);

    if ((url_known && !is_as_given(arena, record->url, page->url)) ||
        (record->input.ptr && !is_as_given(arena, record->input, page->input)) || record->fetched != page->fetched ||
        record->status != page->status || record->revision || record->pages || record->warc.file.ptr)
        result->status = base_fail(&result->error, BASE_INTERNAL, "the worker's answer is of another page");
}
