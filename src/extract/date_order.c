/* Whether the day or the month comes first: by the language, the country, the rest of the page. */
#include "extract/date.h"

/* The last label of the page's host. */
static struct base_str host_country(const struct extract_job *job)
{
    struct base_str host = base_url_host(job->page->url);
    size_t dot = host.len;
    while (dot && host.ptr[dot - 1] != '.')
        dot--;
    return base_str_sub(host, dot, host.len);
}

/* The page's language; English, or none, is that of a country which writes the day first where the host's country
 * does: all but these, and those whose labels are used all over the world. */
struct base_str extract_date_language(const struct extract_job *job)
{
    static const char *const others[] = {"us", "ph", "ca", "jp", "kr", "cn", "tw", "io", "co", "tv", "me", "ai", "fm",
        "ly", "gg", "cc", "to", "ws", "la", "nu", "so", "sh", "am", "im"};
    struct base_str lang = job->article->lang, country = host_country(job);
    bool english = !lang.len || base_str_equal_nocase(lang, BASE_STR("en"));
    bool known = country.len == 2;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        known = known && !base_str_equal_nocase(country, base_str(others[i]));
    return english && known ? BASE_STR("en-GB") : lang;
}

/* ---- The order of day and month ---- */

enum {
    ORDER_BLOCKS = 600,    /* looked through for a date that tells the page's order */
    ORDER_LINE_BYTES = 120,
    ORDER_TIMES = 60
};

static struct extract_moment swapped(const struct extract_moment *m)
{
    struct extract_moment other = *m;
    other.month = m->day;
    other.day = m->month;
    other.order = EXTRACT_ORDER_PLAIN;
    return other;
}

/* Whether a <time> of the page is stated to be of that day. */
static bool has_time_of(const struct extract_date_finder *f, const struct extract_moment *day)
{
    const struct page *page = f->job->page;
    struct extract_moment m;
    int looked = 0;
    for (uint32_t i = 0; i < page->count && looked < ORDER_TIMES; i++) {
        if (page->nodes[i].tag != PAGE_TAG_TIME)
            continue;
        looked++;
        if (extract_moment_parse(page_attribute(page, i, "datetime"), &f->context, &m) &&
            !extract_moment_is_guessed(&m) && extract_moment_is_same_day(&m, day))
            return true;
    }
    return false;
}

/* What the other dates of the page say of a doubtful one. */
struct evidence {
    enum extract_date_order order; /* of the first that leaves no doubt about it */
    bool as_read, swapped;         /* one with the month's name, or the year first, is of that day */
};

static struct evidence look_around(const struct extract_date_finder *f, const struct extract_moment *m,
                                   const struct extract_moment *other)
{
    const struct page_blocks *blocks = &f->job->blocks;
    struct evidence e = {EXTRACT_ORDER_PLAIN, false, false};
    for (uint32_t i = 0; i < blocks->count && i < ORDER_BLOCKS; i++) {
        struct extract_moment seen;
        size_t from, to;
        if (blocks->items[i].text.len > ORDER_LINE_BYTES ||
            !extract_moment_find(blocks->items[i].text, &f->context, &seen, &from, &to))
            continue;
        if (e.order == EXTRACT_ORDER_PLAIN && seen.order >= EXTRACT_ORDER_DAY_FIRST)
            e.order = (enum extract_date_order)seen.order;
        e.as_read = e.as_read || (seen.order == EXTRACT_ORDER_PLAIN && extract_moment_is_same_day(&seen, m));
        e.swapped = e.swapped || (seen.order == EXTRACT_ORDER_PLAIN && extract_moment_is_same_day(&seen, other));
    }
    return e;
}

/* Reads a doubtful day as the address and the rest of the page do. */
struct extract_moment extract_moment_settled(const struct extract_date_finder *f, struct extract_moment m)
{
    struct extract_moment other = swapped(&m), address;
    if (!extract_moment_is_guessed(&m) || has_time_of(f, &m))
        return m;
    if (extract_date_in_address(f, &address)) {
        if (extract_moment_is_same_day(&address, &m))
            return m;
        if (extract_moment_is_same_day(&address, &other))
            return other;
    }
    struct evidence e = look_around(f, &m, &other);
    bool contrary = m.order == EXTRACT_ORDER_GUESSED_MONTH_FIRST ? e.order == EXTRACT_ORDER_DAY_FIRST
                                                                  : e.order == EXTRACT_ORDER_MONTH_FIRST;
    return contrary || has_time_of(f, &other) || (e.order == EXTRACT_ORDER_PLAIN && e.swapped && !e.as_read) ? other : m;
}
