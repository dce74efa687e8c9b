/* JSON as pages write it: mended, which must stay text and small; read; then as the JSON-LD of a page. */
#include "extract/json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_as_page(struct base_str json)
{
    struct base_arena arena;
    struct base_error e = {""};
    struct extract_article article;
    struct page page;

    base_arena_init(&arena, 64 << 20);
    struct base_str text = base_arena_printf(&arena, "<title>Lamp</title><script type='application/ld+json'>%.*s</script>"
                                             "<h1>Lamp</h1><p>The lamp was lit again on Monday.</p>", BASE_STR_ARG(json));
    if (page_parse(&arena, text, BASE_STR("https://portal.example/a"), PAGE_MODE_HTML, &page, &e) == BASE_OK) {
        struct extract_input input = {.page = &page, .fetched = 1700000000, .status = 200};

        extract_article(&arena, &input, &article, &e);
        page_free(&page);
    }
    base_arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct base_str text = {(const char *)data, size};
    struct base_buf mended = BASE_BUF_INIT;
    size_t used;

    if (size > 4000 || !base_utf8_valid(text))
        return 0;
    for (int quotes = 0; quotes < 2; quotes++) {
        base_buf_clear(&mended);
        used = base_json_mend(text, quotes != 0, &mended);
        if (used > size || mended.failed || mended.len > 8 * size + 16 || !base_utf8_valid(base_buf_str(&mended)))
            abort();
    }
    json_decref(extract_json_load(text, &used));
    read_as_page(text);
    base_buf_free(&mended);
    return 0;
}
