/* cli: argv in, exit status out. One file a subcommand; the one room with global state, output and exit. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/base.h"
#include "fetch/fetch.h"
#include "work/work.h"
#include "write/write.h"

#ifndef NEWSCLIP_VERSION
#define NEWSCLIP_VERSION "unknown"
#endif
#ifndef NEWSCLIP_SELECTORS
#define NEWSCLIP_SELECTORS "/usr/local/share/newsclip/selectors"
#endif

/* Exit statuses. Where two hold, usage wins over the lock, that over no input, that over some failed, and that over
 * a look. */
enum cli_exit {
    CLI_OK = 0,
    CLI_SOME_FAILED = 1, /* some input failed, the rest was done */
    CLI_USAGE = 2,       /* wrong usage or configuration */
    CLI_NO_INPUT = 3,    /* no input could be read at all */
    CLI_LOOK = 4,        /* done, but a portal needs a look */
    CLI_LOCKED = 75      /* another run holds the lock */
};

enum { CLI_MAX_HEADERS = 32, CLI_MAX_SELECTOR_DIRS = 3, CLI_DISTANCE = 6 };

/* What the command line says; strings are argv's. */
struct cli_settings {
    const char *url, *charset, *selectors, *input_list, *output, *proxy, *data, *agent, *file, *saved, *user_agent, *ca_file, *config;
    const char *lang, *host; /* lists, separated by commas */
    const char *input_name; /* of standard input */
    int64_t fetched;   /* BASE_TIME_NONE: not given */
    int64_t since, until; /* the same */
    size_t min_length; /* characters of a body */
    size_t shard_size; /* bytes; 0: one output */
    size_t rotate_size; /* bytes; 0: a file a day */
    enum base_coding compress; /* unknown: nothing was said */
    const char *dropped;
    size_t distance;   /* bits between near texts */
    size_t format;     /* index into the option's words */
    size_t jobs;       /* 0: cli_workers() */
    size_t pages;      /* of one story, joined; 0: BASE_LIMIT_PAGES */
    int64_t delay_ms;  /* -1: not given */
    int64_t max_time_ms, lease_ms; /* 0: not given */
    bool allow_private, respect_noarchive, warc, diff, only_articles, resume, no_revisit, check, latest, rebuild;
    const char *portal, *state;
    bool json, html, write;
    int verbosity;     /* -1 quiet, 0, 1, 2 */
    const char *headers[CLI_MAX_HEADERS + 1]; /* NULL-terminated */
    size_t header_count;
    const char **inputs;
    size_t input_count;
    const char *program; /* argv[0] */
    struct base_log log;
};

enum cli_format { CLI_JSONL, CLI_JSON, CLI_TEXT, CLI_MARKDOWN };

struct cli_command {
    char letter; /* by which the table of options knows it */
    const char *name, *usage, *summary;
    bool needs_workers;
    int (*run)(struct cli_settings *settings, struct work_zygote *zygote);
    const char *help; /* more than the summary; NULL: none */
};

/* options.c: one table of options for the parser and for --help. */

/* Parses argv behind the subcommand. Returns false after a message on standard error; *HELP is set for --help,
 * *VERSION for --version. Fills settings->inputs (malloc'd). */
bool cli_parse(const struct cli_command *command, int argc, char **argv, struct cli_settings *settings, bool *help,
               bool *version);
void cli_print_options(const struct cli_command *command);
/* An option as it is told of. ROW is the INDEXth that COMMAND takes; false behind the last. */
struct cli_option_row {
    const char *name, *argument, *help; /* ARGUMENT is NULL where it takes none */
    char letter;                        /* 0: none */
};
bool cli_option_at(const struct cli_command *command, size_t index, struct cli_option_row *row);

/* main.c */
void cli_error(const char *fmt, ...) BASE_PRINTF(1, 2); /* "newsclip: ..." on standard error, control characters as ? */
unsigned cli_workers(const struct cli_settings *settings); /* how many the command has */
const struct cli_command *cli_command_at(size_t index); /* the subcommands; NULL behind the last */

/* fetch.c: what all subcommands fetch with: options, and the environment's proxies unless --proxy none. Slices of
 * SETTINGS. */
struct fetch_options cli_fetch_options(const struct cli_settings *settings);

/* progress.c: H:MM:SS. */
enum { CLI_TIME_BYTES = 32 };
void cli_time(uint64_t seconds, char out[CLI_TIME_BYTES]);

/* inputs.c: where pages and selectors come from. */

bool cli_is_url(const char *input);
/* Folders of selectors by --selectors, the environment, the user, the installation; DIRS of CLI_MAX_SELECTOR_DIRS,
 * strings in ARENA. False (after a message) where --selectors names no folder. */
bool cli_selector_dirs(const struct cli_settings *settings, struct base_arena *arena, const char **dirs, size_t *count);
/* Reads FILE (- for standard input), gzip undone. */
int cli_read_file(const char *path, struct base_buf *out, struct base_error *e);

struct cli_inputs; /* the command line's, then the lines of --input-list */
struct cli_inputs *cli_inputs_open(const struct cli_settings *settings, struct base_error *e);
const char *cli_inputs_next(struct cli_inputs *inputs); /* malloc'd; NULL: no more */
void cli_inputs_close(struct cli_inputs *inputs);

/* The subcommands. */
int cli_extract(struct cli_settings *settings, struct work_zygote *zygote);
int cli_again(struct cli_settings *settings, struct work_zygote *zygote);
int cli_crawl(struct cli_settings *settings, struct work_zygote *zygote);
int cli_discover(struct cli_settings *settings, struct work_zygote *zygote);
int cli_robots(struct cli_settings *settings, struct work_zygote *zygote);
int cli_dedup(struct cli_settings *settings, struct work_zygote *zygote);
int cli_selectors(struct cli_settings *settings, struct work_zygote *zygote);
int cli_report(struct cli_settings *settings, struct work_zygote *zygote);
int cli_inspect(struct cli_settings *settings, struct work_zygote *zygote);
int cli_cat(struct cli_settings *settings, struct work_zygote *zygote);
int cli_verify(struct cli_settings *settings, struct work_zygote *zygote);
int cli_forget(struct cli_settings *settings, struct work_zygote *zygote);
int cli_completion(struct cli_settings *settings, struct work_zygote *zygote);
int cli_schema(struct cli_settings *settings, struct work_zygote *zygote);

#endif
