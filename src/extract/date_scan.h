/* extract, the files that read dates: scanning, times of day, calendars. */
#ifndef EXTRACT_DATE_SCAN_H
#define EXTRACT_DATE_SCAN_H

#include "extract/date.h"

/* A number of the text: its value, how many digits, and where it ends. */
struct extract_number {
    uint32_t value;
    unsigned digits;
    size_t end;
};

/* What a date is read from and into. */
struct extract_date_reader {
    struct base_str s;
    const struct extract_date_context *context;
    struct extract_moment *out;
    size_t to; /* behind what was read */
};

/* ---- date_scan.c ---- */

/* The value of a digit of any script; -1. */
int extract_scan_digit_long(uint32_t c); /* private to extract_scan_digit */
static inline int extract_scan_digit(uint32_t c)
{
    return c < 0x80 ? (c - '0' < 10 ? (int)(c - '0') : -1) : extract_scan_digit_long(c);
}
/* The character at AT, 0 at the end; *NEXT is behind it. */
static inline uint32_t extract_scan_peek(struct base_str s, size_t at, size_t *next)
{
    *next = at;
    return at < s.len ? base_utf8_next(s, next) : 0;
}
bool extract_scan_number(struct base_str s, size_t at, struct extract_number *n);
/* Behind the characters of SET (ASCII; a comma stands for the Arabic one too) and white space. */
size_t extract_scan_skip(struct base_str s, size_t at, const char *set);
/* Behind WORD (folded) where it stands at AT, WHOLE: and no letter follows; else 0. */
size_t extract_scan_word(struct base_str s, size_t at, const char *word, bool whole);
size_t extract_scan_words(struct base_str s, size_t at, const char *const *words, size_t count, bool whole);
#define EXTRACT_SCAN_WORDS(s, at, words, whole) \
    extract_scan_words(s, at, words, sizeof(words) / sizeof((words)[0]), whole)
/* Whether the language is one of LANGS, parted by spaces. */
bool extract_scan_has_lang(const char *langs, struct base_str lang);

/* ---- date_clock.c ---- */

enum extract_half { EXTRACT_HALF_NONE, EXTRACT_HALF_AM, EXTRACT_HALF_PM };
/* HH:MM[:SS] at AT with its half of the day and zone. */
bool extract_clock_read(struct extract_date_reader *r, size_t at, enum extract_half half);
/* A time behind a day at AT; WORDS: letters may stand between. */
bool extract_clock_behind(struct extract_date_reader *r, size_t at, bool words);
/* A time before the day, with at most a zone or a weekday between: *FROM moves before it. */
void extract_clock_before(struct extract_date_reader *r, size_t *from);
/* Behind the zone at AT; AT where there is none. */
size_t extract_clock_zone(struct base_str s, size_t at, int32_t *zone);

/* am, p.m., 下午 ... at AT; 0 where there is none, else behind it. BEFORE: where a time is still to come. */
size_t extract_half_read(struct base_str s, size_t at, bool before, enum extract_half *half);

/* ---- date_calendar.c ---- */

/* Sets the reader's day, of the calendar that its language counts by; false where there is no such day. */
bool extract_day_set(struct extract_date_reader *r, uint32_t year, uint32_t month, uint32_t day, size_t to);

/* ---- date_read.c ---- */

/* The month named at AT, whole or by at least three of its letters, and where its name ends; 0: none. */
int extract_month_read(struct base_str s, size_t at, struct base_str lang, size_t *end);

/* 2018-11-12, 2018/11/12, 2018. 11. 12. */
bool extract_day_year_first(struct extract_date_reader *r, const struct extract_number *year);

#endif
