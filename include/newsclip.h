/*
 * libnewsclip: clips the article out of a news page.
 *
 *     nc_clipper *clipper = nc_open(NULL, error, sizeof error);
 *     nc_record *record = nc_extract(clipper, html, length, "https://portal.example/a.html", NULL, error, sizeof error);
 *     puts(nc_record_json(record));
 *     nc_record_free(record);
 *     nc_close(clipper);
 *
 * The library fetches nothing, writes nothing, prints nothing and never exits. It runs in the caller's
 * process: the sandbox that parses hostile pages apart is the command's (newsclip(1)).
 *
 * Thread-safety: functions may be called from any thread; one nc_clipper is used by one thread at a time,
 * and so is a record. Different clippers and records share nothing.
 *
 * Strings are UTF-8. A length is in bytes; a returned string also ends in NUL.
 *
 * Errors: a function that fails returns NULL and writes one sentence, cut to fit and NUL-terminated, to
 * the caller's buffer (ERROR of SIZE bytes; NULL and 0 where it is not wanted).
 */
#ifndef NEWSCLIP_H
#define NEWSCLIP_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define NC_API __attribute__((visibility("default")))
#else
#define NC_API
#endif

/* What stays from page to page: character converters and selectors. */
typedef struct nc_clipper nc_clipper;
/* The record of one page; it does not depend on the clipper that made it. */
typedef struct nc_record nc_record;

/* What is known of a page beside its bytes. Zero what is not known:
 * nc_page_info info = NC_PAGE_INFO_INIT; */
typedef struct nc_page_info {
    size_t size;                  /* sizeof (nc_page_info), set by NC_PAGE_INFO_INIT */
    const char *content_type;     /* the Content-Type header, e.g. "text/html; charset=gb2312" */
    const char *content_language; /* the Content-Language header */
    const char *charset;          /* an encoding label that overrides all others */
    const char *fetched;          /* RFC 3339 time of the fetch; relative dates need it */
    int status;                   /* the HTTP status */
    int want_markdown;            /* not 0: nc_record_markdown gives structure, links and images */
} nc_page_info;

#define NC_PAGE_INFO_INIT { sizeof(nc_page_info), 0, 0, 0, 0, 0, 0 }

/* The version of the library, e.g. "0.1.0"; static. */
NC_API const char *nc_version(void);

/* Opens a clipper. SELECTORS: a folder of site-config files, or NULL for none. The caller closes it
 * with nc_close (NULL is allowed). */
NC_API nc_clipper *nc_open(const char *selectors, char *error, size_t size);
NC_API void nc_close(nc_clipper *clipper);

/* Extracts the article of a page. HTML: LENGTH bytes in any encoding, as fetched, content codings
 * undone; they are not kept. URL: the page's absolute address (http or https). INFO may be NULL. A page
 * without an article is no failure: its record says what it is (nc_record_kind) and has no body. Fails
 * when out of memory, over a limit (32 MB a page), or on wrong arguments. The caller frees the record
 * with nc_record_free (NULL is allowed). */
NC_API nc_record *nc_extract(nc_clipper *clipper, const void *html, size_t length, const char *url,
                             const nc_page_info *info, char *error, size_t size);
NC_API void nc_record_free(nc_record *record);

/* The following belong to the record and live as long as it does. A field without a value is NULL. */

NC_API const char *nc_record_json(const nc_record *record);     /* one line, without newline: newsclip schema */
NC_API const char *nc_record_text(const nc_record *record);     /* title, byline, date and body for a reader */
NC_API const char *nc_record_markdown(const nc_record *record); /* the same as Markdown */
NC_API const char *nc_record_url(const nc_record *record);
NC_API const char *nc_record_title(const nc_record *record);
NC_API const char *nc_record_date(const nc_record *record);     /* ISO 8601, as precise as the page */
NC_API const char *nc_record_body(const nc_record *record);     /* paragraphs parted by a blank line */
NC_API const char *nc_record_kind(const nc_record *record);     /* "article", "list", ...; never NULL */
NC_API size_t nc_record_byline_count(const nc_record *record);
NC_API const char *nc_record_byline(const nc_record *record, size_t i); /* NULL behind the last */
NC_API size_t nc_record_related_count(const nc_record *record);
NC_API const char *nc_record_related_title(const nc_record *record, size_t i);
NC_API const char *nc_record_related_url(const nc_record *record, size_t i);

#ifdef __cplusplus
}
#endif

#endif
