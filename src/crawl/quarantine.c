/* Pages that cost a worker its life: their bytes, and beside them what it takes to read them again. */
#include "crawl/private.h"

/* As a word of the shell: the address is a stranger's. */
static void add_word(struct base_buf *out, struct base_str s)
{
    base_buf_add_char(out, '\'');
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '\'')
            base_buf_add_z(out, "'\\''");
        else
            base_buf_add_char(out, s.ptr[i]);
    }
    base_buf_add_char(out, '\'');
}

static void add_line(struct base_buf *out, const char *name, struct base_str value)
{
    struct base_error line = {""};

    if (!value.len)
        return;
    base_fail(&line, BASE_OK, "%.*s", BASE_STR_ARG(value)); /* a header's value: one line, no control characters */
    base_buf_printf(out, "%s: %s\n", name, line.text);
}

/* The encoding that a Content-Type header names, where it is one (RFC 9110, 8.3.2); or NULL. */
static const char *charset_of(struct base_str content_type)
{
    size_t at = base_str_find_nocase(content_type, BASE_STR("charset=")), end;

    if (at == SIZE_MAX)
        return NULL;
    at += strlen("charset=");
    for (end = at; end < content_type.len && content_type.ptr[end] != ';';)
        end++;
    struct base_str label = base_str_trim(base_str_sub(content_type, at, end));
    if (label.len > 2 && label.ptr[0] == '"' && label.ptr[label.len - 1] == '"')
        label = base_str_sub(label, 1, label.len - 1);
    return decode_label(label);
}

/* What reads the page again, with all that changes the answer. Several folders of selectors are the usual ones. */
static void add_command(struct base_buf *out, const struct crawl *crawl, const struct crawl_item *item,
                        const struct work_page *page, const char *path)
{
    const struct work_pool_options *pool = &crawl->options->pool;
    bool source = item->type == DISCOVER_SOURCE;
    const char *charset = charset_of(page->content_type);
    char fetched[24] = "";

    base_time_format(page->fetched, fetched);
    base_buf_printf(out, "again: newsclip %s --url ", source ? "discover" : "extract");
    add_word(out, page->url);
    if (!source && fetched[0])
        base_buf_printf(out, " --fetched %s", fetched);
    if (charset)
        base_buf_printf(out, " --charset %s", charset);
    if (pool->selector_count < 2) {
        base_buf_add_z(out, " --selectors ");
        add_word(out, base_str(pool->selector_count ? pool->selectors[0] : "none"));
    }
    base_buf_add_char(out, ' ');
    add_word(out, base_str(path));
    base_buf_add_char(out, '\n');
}

static void describe(struct base_buf *out, const struct work_page *page)
{
    char fetched[24] = "";

    base_time_format(page->fetched, fetched);
    add_line(out, "url", page->url);
    add_line(out, "fetched", base_str(fetched));
    base_buf_printf(out, "status: %d\n", page->status);
    add_line(out, "content-type", page->content_type);
    add_line(out, "content-language", page->content_language);
}

void crawl_quarantine(struct crawl *crawl, const struct crawl_item *item, const struct work_result *result)
{
    const struct work_page *page = &result->page;
    struct base_buf about = BASE_BUF_INIT, path = BASE_BUF_INIT;
    struct base_error e = {""};
    char name[33];
    int status;

    base_hash128_hex(base_hash128(page->bytes), name);
    base_buf_printf(&path, "%s/quarantine/%s", crawl->options->dir, name);
    base_buf_printf(&about, "%s: %s\n", item->url, result->error.text);
    if (!path.failed)
        add_command(&about, crawl, item, page, path.ptr);
    describe(&about, page);
    if (path.failed || about.failed)
        status = base_fail(&e, BASE_NOMEM, "out of memory");
    else
        status = write_quarantine(crawl->options->dir, name, page->bytes, base_buf_str(&about), &e);
    base_buf_free(&about);
    base_buf_free(&path);
    crawl_check(crawl, status, &e);
}
