/* html: what the pages that newsclip writes for a browser share. Each is one file, and safe whatever is put into it. */
#ifndef CLI_HTML_H
#define CLI_HTML_H

#include "cli/cli.h"
#include "crawl/crawl.h"

/* html.c */

/* The head up to an open <style>: a policy that loads nothing and runs nothing, colours as variables, STYLE of the page's
 * own (CSS). The caller closes it. */
void cli_html_begin(struct base_buf *out, const char *style);
/* Text of strangers: markup as characters, no controls, nothing that turns the direction of what follows. Safe between tags
 * and in quoted attributes. */
void cli_html_put(struct base_buf *out, struct base_str text);
/* TEXT to the file PATH, which appears whole, or to standard output (NULL). An exit status, after a message where it
 * failed. */
int cli_html_write(const char *path, struct base_str text);

/* report.c: "2026-11-26 08:15" (UTC), "never". */
void cli_report_time(int64_t t, struct base_buf *out);

/* report_html.c: REPORT as a page, also where OUT has failed. */
void cli_report_html(const struct crawl_report *report, struct base_arena *arena, struct base_buf *out);

#endif
