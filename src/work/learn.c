/* Selectors learned from several pages: the pages' way into one message, and what was learned back. */
#include "work/private.h"

enum { LEARN_EXPRESSION_BYTES = 2048, LEARN_RULES = 128 };

void work_put_pages(struct base_buf *out, const struct work_page *pages, size_t count)
{
    work_put_number(out, count);
    for (size_t i = 0; i < count; i++)
        work_put_page(out, WORK_LEARN, &pages[i]);
}

/* ---- In the worker ---- */

static int read_page(struct work_clipper *clipper, struct base_arena *arena, const struct work_page *from,
                     struct page *page, struct extract_input *input, struct base_error *e)
{
    struct decode_result text;
    int status = work_decode(clipper, arena, from, &text, e);

    if (status == BASE_OK)
        status = page_parse(arena, text.text, from->url, PAGE_MODE_HTML, page, e);
    *input = (struct extract_input){.page = page,
                                    .content_language = from->content_language,
                                    .fetched = from->fetched,
                                    .status = from->status};
    return status;
}

int work_learn(struct work_clipper *clipper, struct base_arena *arena, struct base_str bytes,
               struct extract_learned *learned, struct base_error *e)
{
    struct work_reader in = {bytes, false};
    uint64_t given = work_get_number(&in), nodes = 0;
    struct page pages[EXTRACT_LEARN_PAGES];
    struct extract_input inputs[EXTRACT_LEARN_PAGES];
    size_t count = 0;
    int status = BASE_OK;

    if (given > EXTRACT_LEARN_PAGES)
        return base_fail(e, BASE_LIMIT, "more than %d pages", EXTRACT_LEARN_PAGES);
    while (status == BASE_OK && count < given) {
        struct work_page from = {0};
        enum work_task task;

        status = work_get_page(&in, &task, &from) ? BASE_OK
                                                  : base_fail(e, BASE_INTERNAL, "the parent's message is malformed");
        if (status == BASE_OK)
            status = read_page(clipper, arena, &from, &pages[count], &inputs[count], e);
        if (status != BASE_OK)
            break;
        nodes += pages[count++].count;
        if (nodes > BASE_LIMIT_LEARN_NODES)
            status = base_fail(e, BASE_LIMIT, "the pages have more than %d nodes together", BASE_LIMIT_LEARN_NODES);
    }
    if (status == BASE_OK)
        status = extract_learn(arena, inputs, count, learned, e);
    while (count > 0)
        page_free(&pages[--count]);
    return status;
}

/* ---- Across the process boundary ---- */

bool work_pack_learned(const struct extract_learned *learned, struct base_buf *out)
{
    work_put_number(out, learned->articles);
    work_put_number(out, learned->count);
    for (size_t i = 0; i < learned->count; i++) {
        const struct extract_rule *rule = &learned->rules[i];

        work_put_number(out, rule->what);
        work_put_str(out, rule->expression);
        work_put_number(out, rule->right);
        work_put_number(out, rule->wrong);
        work_put_number(out, rule->missed);
    }
    return !out->failed;
}

/* One line of text that can stand in a selector file. */
static bool is_expression(struct base_str s)
{
    if (!s.ptr)
        return true;
    return s.len && s.len <= LEARN_EXPRESSION_BYTES && s.ptr[0] == '/' && base_utf8_valid(s) &&
           !base_utf8_has_control(s, false);
}

static bool get_rule(struct work_reader *in, struct extract_rule *rule)
{
    uint64_t what = work_get_number(in);
    struct base_str expression = work_get_str(in);
    uint64_t right = work_get_number(in), wrong = work_get_number(in), missed = work_get_number(in);

    *rule = (struct extract_rule){(uint8_t)what, expression, (uint32_t)right, (uint32_t)wrong, (uint32_t)missed};
    return !in->failed && what < EXTRACT_LEARNED_COUNT && is_expression(expression) &&
           (right | wrong | missed) <= UINT32_MAX;
}

int work_unpack_learned(struct base_arena *arena, struct base_str bytes, struct extract_learned *learned,
                        struct base_error *e)
{
    struct work_reader in = {bytes, false};
    uint64_t articles = work_get_number(&in), count = work_get_number(&in);

    *learned = (struct extract_learned){.articles = (uint32_t)articles};
    if (in.failed || articles > UINT32_MAX || count > LEARN_RULES)
        return base_fail(e, BASE_INVALID, "the worker's answer is malformed");
    learned->rules = BASE_NEW_ARRAY(arena, struct extract_rule, (size_t)count + 1);
    if (!learned->rules)
        return base_fail(e, BASE_NOMEM, "out of memory");
    while (learned->count < count)
        if (!get_rule(&in, &learned->rules[learned->count++]))
            return base_fail(e, BASE_INVALID, "the worker's answer is malformed");
    return in.rest.len ? base_fail(e, BASE_INVALID, "the worker's answer is malformed") : BASE_OK;
}
