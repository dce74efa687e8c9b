/* Any text as a page through all fields; then as a date, a byline and a line. */
#include "extract/private.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct base_arena arena;
    struct base_error e = {{0}};
    struct page page;
    base_arena_init(&arena, (size_t)256 << 20);
    struct base_str text = decode_clean(&arena, (struct base_str){(const char *)data, size}, DECODE_CLEAN_TEXT);
    struct extract_date_context dates = {.fetched = BASE_TIME_NONE};
    struct extract_name_context context = {.lang = BASE_STR("zh")};
    struct base_str_list names = {0};
    extract_date_parse(&arena, text, &dates);
    extract_names_add(&arena, text, &context, &names);
    extract_line_kind(text);
    if (page_parse(&arena, text, BASE_STR("https://www.example.com/2018/11/12/a.html"), PAGE_MODE_HTML, &page,
        &e) == BASE_OK) {
        struct extract_input input = {.page = &page, .fetched = 1600000000};
        struct extract_article article;
        extract_article(&arena, &input, &article, &e);
        page_free(&page);
    }
    base_arena_free(&arena);
    return 0;
}
