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

/* The order of the page's other dates: of the first that leaves no doubt. */
static enum extract_date_order page_order(const struct extract_date_finder *f)
{
    const struct page_blocks *blocks = &f->job->blocks;
    for (uint32_t i = 0; i < blocks->count && i < ORDER_BLOCKS; i++) {
        struct extract_moment m;
        size_t from, to;
        if (blocks->items[i].text.len <= ORDER_LINE_BYTES &&
            extract_moment_find(blocks->items[i].text, &f->context, &m, &from, &to) &&
            m.order >= EXTRACT_ORDER_DAY_FIRST)
            return (enum extract_date_order)m.order;
    }
    return EXTRACT_ORDER_PLAIN;
}

/* Reads a doubtful day as the rest of the page does. */
struct extract_moment extract_moment_settled(const struct extract_date_finder *f, struct extract_moment m)
{
    if (!extract_moment_is_guessed(&m) || has_time_of(f, &m))
        return m;
    enum extract_date_order order = page_order(f);
    bool contrary = m.order == EXTRACT_ORDER_GUESSED_MONTH_FIRST ? order == EXTRACT_ORDER_DAY_FIRST
                                                                  : order == EXTRACT_ORDER_MONTH_FIRST;
    struct extract_moment other = swapped(&m);
    return contrary || has_time_of(f, &other) ? other : m;
}
