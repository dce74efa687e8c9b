/* The development tools of the model: every page of a list through the same way as at run time. */
#ifndef EXTRACT_MODEL_PAGES_H
#define EXTRACT_MODEL_PAGES_H

#include "work/work.h"

/* Clips each page of LIST, a file of lines "id TAB address TAB path" (path: html or html.gz), and calls BEFORE and
 * AFTER with its id (either may be NULL). 0, or an exit status; messages go to standard error. */
int model_pages(const char *list, void (*before)(const char *id), void (*after)(const char *id, const struct record *record));

#endif
