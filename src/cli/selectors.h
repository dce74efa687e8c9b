/* cli, the files of `newsclip selectors`: one page at a time, from where it is. */
#ifndef CLI_SELECTORS_H
#define CLI_SELECTORS_H

#include "cli/cli.h"

struct cli_page {
    struct base_buf bytes;
    struct base_str url, content_type; /* in the reader's arena; none */
    int64_t fetched;
    int status;
};

/* Reads and fetches pages. Zero it first; cli_pages_close frees. */
struct cli_pages {
    const struct cli_settings *settings;
    struct base_arena arena;
    struct fetch_client *client; /* opened when first needed */
};
void cli_pages_open(struct cli_pages *pages, const struct cli_settings *settings);
void cli_pages_close(struct cli_pages *pages);
/* INPUT: an address or a file. The page's bytes are to be freed. */
int cli_page_get(struct cli_pages *pages, const char *input, struct cli_page *page, struct base_error *e);
struct work_page cli_page_message(const struct cli_page *page);
/* The page's record by the workers of POOL; NULL: out of memory. Freed by work_result_free. */
struct work_result *cli_page_clip(struct work_pool *pool, const struct work_page *page);

int cli_selectors_learn(struct cli_settings *settings, struct work_zygote *zygote);
int cli_selectors_test(struct cli_settings *settings, struct work_zygote *zygote);

#endif
