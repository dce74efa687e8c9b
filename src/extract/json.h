/* JSON of pages, for the files of extract that read some. */
#ifndef EXTRACT_JSON_H
#define EXTRACT_JSON_H

#include <jansson.h>

#include "extract/private.h"

/* The first value of TEXT, mended where it is not JSON as it should be; NULL where it can't be. *USED (may be NULL):
 * the bytes it takes. The caller drops the reference. */
json_t *extract_json_load(struct base_str text, size_t *used);
/* A string's text, as long as VALUE lives; none for anything else. */
struct base_str extract_json_text(const json_t *value);
/* S copied, its character references resolved: such strings are plain text, yet pages put references into them, some
 * encoded twice (&amp;oacute;). */
struct base_str extract_json_plain(struct base_str s, struct base_arena *arena);

#endif
