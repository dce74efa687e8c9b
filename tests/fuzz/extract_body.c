#include <stddef.h>
#include <stdint.h>

#include "extract/extract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any text as a page, through all of extract/; the body's blocks and what is read from them are at work on each. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct base_arena arena;
    struct base_error e = {0};
    struct page page;
    struct extract_article article;
    struct base_str text = {(const char *)data, size};

    if (size > 1 << 16 || !base_utf8_valid(text))
        return 0;
    base_arena_init(&arena, 64 << 20);
    if (page_parse(&arena, text, BASE_STR("https://portal.example/live/a.html"), PAGE_MODE_HTML, &page, &e) == BASE_OK) {
        struct extract_input input = {.page = &page, .fetched = BASE_TIME_NONE, .status = 200, .want_markdown = true};
        extract_article(&arena, &input, &article, &e);
        page_free(&page);
    }
    base_arena_free(&arena);
    return 0;
}
