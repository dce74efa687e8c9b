/* extract, the files of dates: words and the reading of one date. */
#ifndef EXTRACT_DATE_H
#define EXTRACT_DATE_H

#include "extract/private.h"

struct extract_month {
    const char *langs; /* parted by spaces */
    int month;         /* 1..12 */
    const char *name;
};
extern const struct extract_month extract_months[];
extern const size_t extract_month_count;

enum { EXTRACT_ZONE_NONE = INT32_MIN };

/* A point in time as a page states it. */
struct extract_moment {
    int year, month, day;     /* day 0: only the month is stated */
    int hour, minute, second; /* -1: not stated */
    int32_t zone;             /* minutes east of UTC, EXTRACT_ZONE_NONE */
    uint8_t order;            /* enum extract_date_order */
};
/* How it is known which of two numbers is the day (11/12/2018). */
enum extract_date_order {
    EXTRACT_ORDER_PLAIN,              /* there is no doubt */
    EXTRACT_ORDER_GUESSED_DAY_FIRST,  /* the language told */
    EXTRACT_ORDER_GUESSED_MONTH_FIRST,
    EXTRACT_ORDER_DAY_FIRST,          /* the numbers told: 25/11/2018 */
    EXTRACT_ORDER_MONTH_FIRST         /* 11/25/2018 */
};

static inline bool extract_moment_is_guessed(const struct extract_moment *m)
{
    return m->order == EXTRACT_ORDER_GUESSED_DAY_FIRST || m->order == EXTRACT_ORDER_GUESSED_MONTH_FIRST;
}

/* date_read.c: the first date in TEXT; *FROM and *TO are the bytes it takes. */
bool extract_moment_find(struct base_str text, const struct extract_date_context *context,
                         struct extract_moment *moment, size_t *from, size_t *to);
/* date_ago.c: a date in TEXT that counts back from the fetch (3 hours ago, gestern), to the day, the hour or the
 * minute; a day is bare. */
bool extract_moment_ago(struct base_str text, const struct extract_date_context *context,
                        struct extract_moment *moment, size_t *from, size_t *to);
/* As machines state it, and nothing else in TEXT. */
bool extract_moment_parse(struct base_str text, const struct extract_date_context *context,
                          struct extract_moment *moment);
/* ISO 8601, as precise as the moment is. */
struct base_str extract_moment_format(struct base_arena *arena, const struct extract_moment *moment);

/* date_format.c: TEXT as FORMAT has it (strptime's conversions, SELECT_DATE_CONVERSIONS); more may follow it. */
bool extract_moment_by_format(struct base_str text, struct base_str format, struct base_str lang,
                              struct extract_moment *moment);

/* date_labels.c: what the words before a date say of it. */
enum extract_date_label { EXTRACT_DATE_BARE, EXTRACT_DATE_PUBLISHED, EXTRACT_DATE_UPDATED, EXTRACT_DATE_OTHER };
struct extract_date_word {
    const char *langs; /* parted by spaces */
    enum extract_date_label label;
    const char *word;
};
extern const struct extract_date_word extract_date_words[];
extern const size_t extract_date_word_count;
/* By the last such word of BEFORE, the text that ends where the date begins. */
enum extract_date_label extract_date_label(struct base_str before);
/* LINE begins as the sentence that says when an article, updated since, was published. */
bool extract_date_is_origin(struct base_str line);
/* Whether a word of TEXT tells of an update. */
bool extract_date_says_updated(struct base_str text);

struct extract_date_finder {
    struct extract_job *job;
    struct extract_date_context context;
};

enum {
    EXTRACT_DATE_GUESSED_YEAR = 1990, /* a guessed date is not older: before it there were no portals */
    EXTRACT_DATE_STATED_YEAR = 1700   /* a stated one may be a newspaper's archive */
};
/* date.c: a day not before FIRST_YEAR, nor later than a fetch could have seen it. */
bool extract_moment_is_plausible(const struct extract_date_finder *f, const struct extract_moment *moment,
                                 int first_year);

static inline bool extract_moment_is_same_day(const struct extract_moment *a, const struct extract_moment *b)
{
    return a->year == b->year && a->month == b->month && a->day == b->day;
}

/* date.c: a full day in the path: /2018/11/12/, /2018-11-12/, /2018-11/12/, /20181112/, /2018/nov/12/ ... */
bool extract_date_in_address(const struct extract_date_finder *f, struct extract_moment *m);

/* date_order.c: the language that tells the order of day and month. */
struct base_str extract_date_language(const struct extract_job *job);
/* A doubtful day as the rest of the page has it. */
struct extract_moment extract_moment_settled(const struct extract_date_finder *f, struct extract_moment m);

/* date_places.c: a date at NODE is of another story (in its link, its box), or of a table of data. */
bool extract_date_is_framed(const struct extract_job *job, uint32_t node);
/* The same, or it stands elsewhere by the names around it. */
bool extract_date_is_elsewhere(const struct extract_job *job, uint32_t node);
bool extract_date_line_is_elsewhere(const struct extract_job *job, const struct page_block *block);
/* Of readers, other stories, other days, by names alone. */
bool extract_date_is_of_others(const struct page *page, uint32_t node);
/* In the portal's own head, which may print today's date. */
bool extract_date_is_masthead(const struct extract_job *job, uint32_t node);

/* A date that a reader sees. */
struct extract_sighting {
    struct extract_moment moment;
    uint32_t node; /* where it stands; PAGE_NONE: there is none */
    int64_t score; /* of those found in one way the highest is the best */
    bool sure;     /* a date line and not much else: it may contradict what the page states for machines */
    bool labelled; /* as the publication's */
};
struct extract_seen {
    struct extract_sighting published, updated;
};
/* date_seen.c: each finds the best of its kind. */
struct extract_seen extract_dates_in_lines(const struct extract_date_finder *f);  /* lines near the headline */
/* Whether such a line has that day, among others; AS_UPDATE: an update's will do. */
bool extract_date_is_shown(const struct extract_date_finder *f, const struct extract_moment *day, bool as_update);
struct extract_seen extract_dates_in_times(const struct extract_date_finder *f);  /* <time> */
struct extract_seen extract_dates_by_name(const struct extract_date_finder *f);   /* elements named for a date */
struct extract_seen extract_dates_counting(const struct extract_date_finder *f);  /* 3 hours ago */
struct extract_seen extract_dates_alone(const struct extract_date_finder *f);     /* the only day that lines have */
/* Lines behind the headline, wherever; LABELLED: only those that call it the publication's. */
struct extract_seen extract_dates_far_off(const struct extract_date_finder *f, bool labelled);
/* The sentence that tells of an update, and when the article was published at first. */
struct extract_sighting extract_date_of_origin(const struct extract_date_finder *f);
struct extract_seen extract_date_of_dateline(const struct extract_date_finder *f); /* BERLIN, 5 May 2024 - */

#endif
