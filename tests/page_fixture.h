/* Pages of the tests: parsed, with their blocks. */
#ifndef PAGE_FIXTURE_H
#define PAGE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <stdlib.h>

#include "page/page.h"

struct fixture {
    struct base_arena arena;
    struct page page;
    struct page_blocks blocks;
};

static inline void open_text(struct fixture *f, struct base_str text, enum page_mode mode)
{
    struct base_error e = {0};

    base_arena_init(&f->arena, 0);
    assert_int_equal(page_parse(&f->arena, text, BASE_STR("http://example.com/dir/page.html"), mode, &f->page, &e),
                     BASE_OK);
    assert_int_equal(page_blocks_make(&f->page, &f->arena, NULL, &f->blocks, &e), BASE_OK);
}

static inline void open_html(struct fixture *f, const char *html)
{
    open_text(f, base_str(html), PAGE_MODE_HTML);
}

static inline void close_page(struct fixture *f)
{
    page_free(&f->page);
    base_arena_free(&f->arena);
}

static inline const char *z(struct fixture *f, struct base_str s)
{
    return s.ptr ? base_arena_cstr(&f->arena, s) : "(none)";
}

/* The blocks' texts, joined by '|'. */
static inline const char *joined(struct fixture *f)
{
    struct base_str all = BASE_STR("");

    for (uint32_t i = 0; i < f->blocks.count; i++)
        all = base_arena_printf(&f->arena, "%s%s%s", z(f, all), i ? "|" : "", z(f, f->blocks.items[i].text));
    return z(f, all);
}

static inline const char *rendered(struct fixture *f, enum page_format format)
{
    uint8_t *keep = base_arena_alloc(&f->arena, f->blocks.count + 1, 1);

    memset(keep, 1, f->blocks.count);
    return z(f, page_render(&f->page, &f->arena, &f->blocks, keep, NULL, format));
}

static inline uint32_t find(const struct page *p, const char *name, unsigned nth)
{
    for (uint32_t i = 0; i < p->count; i++)
        if (p->nodes[i].tag != PAGE_TAG_TEXT && base_str_equal(p->nodes[i].text, base_str(name)) && nth-- == 0)
            return i;
    return PAGE_NONE;
}

struct row {
    const char *html, *want;
};

static inline void check_blocks(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct fixture f;
        open_html(&f, rows[i].html);
        if (strcmp(joined(&f), rows[i].want) != 0)
            fail_msg("%s\n gave %s\n want %s", rows[i].html, joined(&f), rows[i].want);
        close_page(&f);
    }
}
#define CHECK_BLOCKS(rows) check_blocks(rows, sizeof(rows) / sizeof(rows[0]))

#endif
