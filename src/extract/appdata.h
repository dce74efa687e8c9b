/* The data of a page's own program: what its keys mean, and its texts (appwords.c), for appdata.c. */
#ifndef EXTRACT_APPDATA_H
#define EXTRACT_APPDATA_H

#include "extract/body.h"
#include "extract/json.h"

enum extract_app_field {
    EXTRACT_APP_TITLE,
    EXTRACT_APP_AUTHOR,
    EXTRACT_APP_DATE,
    EXTRACT_APP_MODIFIED,
    EXTRACT_APP_SOURCE,
    EXTRACT_APP_COUNT
};

enum { EXTRACT_APP_TEXT_LEAST = 250 }; /* weight of a text that may be a story */

/* The object's value for the field, by the names of its keys; none where it has none. */
struct base_str extract_app_value(const json_t *object, enum extract_app_field field, struct base_arena *arena);
/* What stands under KEY (may be NULL) is no story, or another one: comments, related, settings ... */
bool extract_app_is_aside(const char *key);
/* KEY is a name for a story's text: content, body, articleBody ... */
bool extract_app_is_body(const char *key);

/* The weight of VALUE as a story: of a string, without its tags, or of an array of paragraphs; 0 where it reads like
 * none. */
uint64_t extract_app_text_weight(const json_t *value);
/* Its HTML (a string without any tag as it stands). */
struct base_str extract_app_html(const json_t *value, struct base_arena *arena);

/* The next publish_time = "...", "pubDate": 1581418070 or the like from *AT on; *AT moves behind it. */
bool extract_app_next_date(struct base_str script, size_t *at, struct base_str *value);

#endif
