/* What a worker may send: the first byte says as what the rest is read. A worker is a stranger to its parent: what is let
 * through must be fit for output, and what the parent is asked for must be a name and nothing more. */
#include "work/private.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_address(struct base_str url)
{
    if (url.ptr && !base_str_starts(url, BASE_STR("http://")) && !base_str_starts(url, BASE_STR("https://")))
        abort();
}

static bool has_control(struct base_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] < 0x20 || s.ptr[i] == 0x7f ||
            ((unsigned char)s.ptr[i] == 0xc2 && i + 1 < s.len && (unsigned char)s.ptr[i + 1] < 0xa0))
            return true;
    return false;
}

static void check_result(const struct work_result *r)
{
    struct base_buf json = BASE_BUF_INIT;

    if (has_control(base_str(r->error.text)) || !base_utf8_valid(base_str(r->error.text)))
        abort();
    if (r->status == BASE_OK) {
        check_address(r->record.url);
        check_address(r->record.article.canonical);
        check_address(r->record.article.next_page);
        check_address(r->record.article.whole_page);
        record_json(&r->record, &json);
        for (size_t i = 0; i < r->links.count; i++) {
            if (r->links.items[i].reason == DISCOVER_KEPT)
                check_address(r->links.items[i].url);
            if (has_control(r->links.items[i].title) || has_control(r->links.items[i].url))
                abort();
            discover_json(&r->links.items[i], &json);
        }
        for (size_t i = 0; i < r->learned.count; i++)
            if (has_control(r->learned.rules[i].expression))
                abort();
        if (!base_utf8_valid(base_buf_str(&json)) || memchr(json.ptr ? json.ptr : "", 0x1B, json.len))
            abort();
    }
    base_buf_free(&json);
}

static void read_answer(struct base_str answer, enum work_task task)
{
    struct work_page page = {.url = BASE_STR("https://portal.example/a"), .fetched = BASE_TIME_NONE};
    struct work_result result = {0};

    base_arena_init(&result.arena, 0);
    work_get_answer(answer, task, &result);
    check_result(&result);
    if (result.status == BASE_OK)
        work_check_page(&page, &result);
    base_arena_free(&result.arena);
}

/* REST as the part that TASK gives, in an answer that is well formed otherwise. */
static void read_part(struct base_str rest, enum work_task task)
{
    struct base_buf answer = BASE_BUF_INIT;

    work_put_number(&answer, BASE_OK);
    work_put_str(&answer, BASE_STR(""));
    for (int part = 0; part < 3; part++)
        work_put_str(&answer, part == (int[]){0, 1, 2}[task] ? rest : BASE_STR(""));
    work_put_str(&answer, rest);
    work_put_str(&answer, BASE_STR_NONE);
    read_answer(base_buf_str(&answer), task);
    base_buf_free(&answer);
}

static void read_need(struct base_str frame)
{
    static struct decode_context *decoder;
    struct base_buf setup = BASE_BUF_INIT, reply = BASE_BUF_INIT, bytes = BASE_BUF_INIT;
    const char *const folders[] = {"/nonexistent/selectors"};
    struct work_need need;

    work_put_setup(&setup, folders, 1);
    if (work_get_need(frame, &need)) {
        work_supply(base_buf_str(&setup), &decoder, &need, &reply);
        if (work_get_supply(base_buf_str(&reply), &bytes, NULL) == BASE_OK && need.kind == WORK_NEED_FILE)
            abort(); /* there is no such folder */
    }
    base_buf_free(&setup);
    base_buf_free(&reply);
    base_buf_free(&bytes);
}

static void read_page(struct base_str frame)
{
    struct work_reader in = {frame, false};
    struct base_buf again = BASE_BUF_INIT;
    struct work_page page;
    enum work_task task;

    if (work_get_page(&in, &task, &page)) {
        work_put_page(&again, task, &page);
        if (page.bytes.len > frame.len || again.failed)
            abort();
    }
    base_buf_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct base_str rest = {(const char *)data + 1, size - 1};

    if (size == 0)
        return 0;
    switch (data[0] % 8) {
    case 0: case 1: case 2: read_answer(rest, (enum work_task)(data[0] % 8)); break;
    case 3: case 4: case 5: read_part(rest, (enum work_task)(data[0] % 8 - 3)); break;
    case 6: read_need(rest); break;
    default: read_page(rest); break;
    }
    return 0;
}
