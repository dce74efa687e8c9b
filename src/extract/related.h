/* extract, the files of related links. */
#ifndef EXTRACT_RELATED_H
#define EXTRACT_RELATED_H

#include "extract/body.h"

/* related_open.c: OPEN is the job as it is where such lists are open, the same where there are none; its blocks and
 * KEEP are its own. */
bool extract_open_lists(const struct extract_job *job, struct extract_job *open);

/* related_words.c */

/* A short heading that stands over links: Related, 相关阅读, Más noticias ... */
bool extract_heads_links(struct base_str heading);
/* A label of the story before or behind: Next article:, 【下一篇】 ... */
bool extract_names_neighbour(struct base_str label);
/* The text of a link to where the site is registered: no title. */
bool extract_is_registration(struct base_str text);
/* The words of the table of headings, for a test of it; NULL behind the last. */
const char *extract_heading_word(size_t index);

#endif
