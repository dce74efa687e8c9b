/* Input: a selector file; it is applied to a small page, the same each time. */
#include "select/private.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore(void *context, const char *finding)
{
    (void)context;
    (void)finding;
}

static const char html[] =
    "<html><head><title>Title</title><meta name=d content=2020></head><body class=x><h1 id=a>One</h1>"
    "<div class='b c'><p>Text <b>bold</b><!-- note --><a href='/2'>next</a></p><img src=i.gif></div></body></html>";

/* What changed the page left an array that the other rooms can walk. */
static void check_page(const struct page *page)
{
    for (uint32_t i = 1; i < page->count; i++) {
        const struct page_node *n = &page->nodes[i];
        if (n->parent >= i || n->end <= i || n->end > page->nodes[n->parent].end || n->depth > BASE_LIMIT_DEPTH ||
            n->depth != page->nodes[n->parent].depth + 1)
            abort();
    }
}

static void apply(struct select_file *file)
{
    struct select_rules *rules = calloc(1, sizeof(*rules) + sizeof(rules->files[0]));
    struct base_error e = {.text = ""};
    struct select_result result;
    struct base_arena arena;
    struct page page;

    if (!rules)
        abort();
    rules->count = 1;
    rules->files[0] = file;
    base_arena_init(&arena, 0);
    struct base_str text = select_prepare(rules, &arena, base_str(html));
    if (page_parse(&arena, text, BASE_STR("http://example.com/"), PAGE_MODE_HTML_WHOLE, &page, &e) == BASE_OK) {
        int status = select_apply(rules, &page, &arena, &result, &e);
        check_page(&page);
        select_judge_url(rules, BASE_STR("http://example.com/2024/05/a-b.html?c"));
        if (status == BASE_OK)
            for (int i = 0; i < SELECT_FIELD_COUNT; i++)
                for (size_t j = 0; j < result.fields[i].count; j++)
                    if (!base_utf8_valid(result.fields[i].values[j].text))
                        abort();
        page_free(&page);
    }
    base_arena_free(&arena);
    free(rules);
}

/* The whole check reads from disk: for one input in eight, so that the others stay fast. */
static void check(struct base_str text)
{
    char path[] = "/tmp/newsclip-fuzz-XXXXXX";
    struct base_error e = {.text = ""};
    int fd = mkstemp(path);

    if (fd < 0 || base_file_write_all(fd, text.ptr, text.len) != BASE_OK)
        abort();
    close(fd);
    select_check(path, ignore, NULL, &e);
    unlink(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct base_str text = {(const char *)data, size};
    struct base_error e = {.text = ""};
    struct select_file file;

    if (select_file_parse(&file, text, "example.com.txt", BASE_STR("example.com.txt"), NULL, &e) == BASE_OK)
        apply(&file);
    select_file_free(&file);
    if (base_hash64(text) % 8 == 0)
        check(text);
    return 0;
}
