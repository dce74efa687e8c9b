/* Which pages of a corpus are wanted. */
#include "cli/extract.h"

enum { DAY = 24 * 3600 };

/* HOST is NAME or below it. */
static bool is_host_of(struct base_str host, struct base_str name)
{
    size_t from = host.len - name.len;

    return host.len >= name.len && base_str_equal_nocase(base_str_sub(host, from, host.len), name) &&
           (from == 0 || host.ptr[from - 1] == '.');
}

static bool is_one_of(const char *list, struct base_str value, bool (*fits)(struct base_str, struct base_str))
{
    struct base_str rest = base_str(list), name;

    while (base_str_next(&rest, ',', &name)) {
        name = base_str_trim(name);
        if (name.len && fits(value, name))
            return true;
    }
    return false;
}

/* RFC 4647, 3.3.1: "en" takes "en-GB"; "zh-Hant" takes itself and what is narrower. */
static bool is_language_of(struct base_str tag, struct base_str range)
{
    return base_str_starts_nocase(tag, range) && (tag.len == range.len || tag.ptr[range.len] == '-');
}

bool cli_filter_page(const struct cli_settings *settings, struct base_str url, int64_t fetched, size_t bytes)
{
    if (settings->host && url.ptr && !is_one_of(settings->host, base_url_host(url), is_host_of))
        return false;
    /* a day of grace: a page may bear the date of a zone that is ahead */
    if (settings->since != BASE_TIME_NONE && fetched != BASE_TIME_NONE && fetched + DAY < settings->since)
        return false;
    return bytes >= settings->min_length;
}

/* The first moment of a date as precise as the page: "2026", "2026-11", "2026-11-23", "2026-11-23T08:15", with or without
 * a zone. Without one it is read as UTC. */
static int64_t time_of(struct base_str date)
{
    static const char rest[] = "0000-01-01T00:00:00Z";
    char whole[40];
    int64_t t;

    if (base_time_parse(date, &t))
        return t;
    if (date.len >= sizeof rest - 1 || date.len < 4) { /* seconds, but no zone */
        if (date.len + 2 > sizeof whole)
            return BASE_TIME_NONE;
        memcpy(whole, date.ptr, date.len);
        whole[date.len] = 'Z';
        return base_time_parse((struct base_str){whole, date.len + 1}, &t) ? t : BASE_TIME_NONE;
    }
    if (date.len > 16 && date.ptr[16] != ':') { /* minutes, and a zone */
        memcpy(whole, date.ptr, 16);
        memcpy(whole + 16, ":00", 3);
        memcpy(whole + 19, date.ptr + 16, date.len - 16);
        return base_time_parse((struct base_str){whole, date.len + 3}, &t) ? t : BASE_TIME_NONE;
    }
    memcpy(whole, rest, sizeof rest);
    memcpy(whole, date.ptr, date.len);
    return base_time_parse(base_str(whole), &t) ? t : BASE_TIME_NONE;
}

/* Published, or, where the page does not say, fetched in the time asked for. */
static bool is_in_time(const struct cli_settings *s, const struct record *record)
{
    int64_t t = record->article.date.ptr ? time_of(record->article.date) : BASE_TIME_NONE;

    if (s->since == BASE_TIME_NONE && s->until == BASE_TIME_NONE)
        return true;
    if (t == BASE_TIME_NONE)
        t = record->fetched;
    if (t == BASE_TIME_NONE)
        return false;
    return (s->since == BASE_TIME_NONE || t >= s->since) && (s->until == BASE_TIME_NONE || t < s->until);
}

static size_t characters(struct base_str text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++)
        n += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
    return n;
}

bool cli_filter_record(const struct cli_settings *settings, const struct record *record)
{
    enum extract_kind kind = record->article.kind;

    if (settings->only_articles && ((kind != EXTRACT_ARTICLE && kind != EXTRACT_LIVE) || !record->article.body.len))
        return false;
    if (settings->host && !is_one_of(settings->host, base_url_host(record->url), is_host_of))
        return false;
    if (settings->lang && !is_one_of(settings->lang, record->article.lang, is_language_of))
        return false;
    return (!settings->min_length || characters(record->article.body) >= settings->min_length) &&
           is_in_time(settings, record);
}
