/* extract, within cli: filters, the shards of an output, the WARC files among the inputs, the progress line. */
#ifndef CLI_EXTRACT_H
#define CLI_EXTRACT_H

#include "cli/cli.h"

/* ---- Filters (filter.c) ---- */

/* What can be ruled out before a page is worked on: its host, a time of fetching before --since (a page is published
 * before it is fetched), fewer bytes than --min-length. URL may be none. */
bool cli_filter_page(const struct cli_settings *settings, struct base_str url, int64_t fetched, size_t bytes);
/* The rest. */
bool cli_filter_record(const struct cli_settings *settings, const struct record *record);

/* ---- The output (shards.c) ---- */

/* How far the inputs were read when a line was written: a place in the run. */
struct cli_place {
    size_t input;       /* number of the input, from 0 */
    const char *name;   /* of it */
    int64_t record;     /* number of the record in it, from 1; 0: the whole of it is done */
    struct cli_counts {
        uint64_t read;  /* 1: some input gave bytes */
        uint64_t failed, written;
    } counts;           /* up to there */
};

struct cli_shards; /* one output, or numbered files of it */

/* Opens the output that the settings name. With --resume *FROM is where the run goes on, and *DONE says that nothing is
 * left to do; else it is the beginning. False after a message; *STATUS is the exit status then. */
bool cli_shards_open(const struct cli_settings *settings, struct cli_shards **shards, struct cli_place *from, bool *done,
                     int *status);
/* PLACE: of the line's page. BASE_IO, BASE_NOMEM. */
int cli_shards_add(struct cli_shards *shards, struct base_str line, const struct cli_place *place, struct base_error *e);
/* Frees SHARDS in any case. */
int cli_shards_finish(struct cli_shards *shards, const struct cli_counts *counts, struct base_error *e);
void cli_shards_abort(struct cli_shards *shards); /* whole shards stay */

/* ---- The progress line (progress.c) ---- */

struct cli_progress {
    bool shown; /* standard error is a terminal, and nobody asked for quiet */
    uint64_t total, done;  /* bytes of the inputs that are files; 0: not known. DONE: of the inputs read */
    uint64_t first_done;   /* that the run began with */
    int64_t began, last;   /* milliseconds */
};
void cli_progress_start(struct cli_progress *progress, const struct cli_settings *settings);
/* At most once in a second. TAKEN: bytes of the file that is being read. */
void cli_progress_show(struct cli_progress *progress, uint64_t taken, uint64_t pages);
void cli_progress_skip(struct cli_progress *progress, const char *input); /* an input that was done before the run */
void cli_progress_read(struct cli_progress *progress, uint64_t taken);    /* an input is done */
void cli_progress_clear(struct cli_progress *progress); /* before anything else is printed */

/* ---- One run (extract.c) ---- */

/* One input, or one record of a WARC, on its way. Entries stand in a queue in the order given; the first that is done
 * is written. */
struct cli_entry {
    struct cli_entry *next;
    char *input;
    size_t number;              /* of the input */
    bool done;
    struct work_result *result; /* NULL: it could not be read */
    size_t pages;               /* asked for, of a story told over several */
    bool whole;                 /* the page that has all of it was asked for, and comes next */
    bool filtered;              /* ruled out before it was worked on */
    int64_t record;             /* number in its WARC, from 1; 0: it comes from none */
    int64_t offset;
    char *id;                   /* of the record; NULL: it has none */
    struct base_error error;
};

struct cli_extraction {
    struct cli_settings *settings;
    struct fetch_client *client;  /* opened for the first address */
    const char *dirs[CLI_MAX_SELECTOR_DIRS]; /* of selector files */
    size_t dir_count;
    struct select_set *selectors; /* opened with the client, for the headers of requests; NULL: none */
    struct work_pool *pool;
    struct cli_inputs *inputs;
    struct cli_shards *output;
    struct cli_progress progress;
    struct cli_entry *first, *last;
    size_t waiting;  /* entries in the queue */
    size_t taken;    /* inputs */
    struct cli_place from; /* name NULL: the run begins at the beginning */
    struct cli_counts counts;
    size_t fetching; /* requests handed to the client */
    bool broken;     /* the output cannot be written: all ends */

    /* The WARC that is being read; NULL: none */
    struct write_reader *warc;
    char *warc_name;               /* as it was given */
    struct base_str warc_file;     /* the same, clean: in WARC_ARENA */
    struct base_arena warc_arena;
    size_t warc_number;            /* of the input */
    int64_t warc_record;           /* records read of it */
    struct base_buf room;          /* a body decoded */

    /* For the summary */
    uint64_t pages, no_article, filtered, damaged, limited;
    uint64_t uses[WRITE_WARC_USE_COUNT]; /* records of WARC files */
};

/* A new entry at the end of the queue, which owns INPUT; NULL (INPUT freed) where memory is out. */
struct cli_entry *cli_extract_queue(struct cli_extraction *run, char *input, size_t number);

/* extract_warc.c: goes on with the WARC at hand until an entry is queued or the file ends, and is closed. */
void cli_extract_warc(struct cli_extraction *run);
/* READER is a WARC, given as NAME: it is the one at hand. Owns both. */
void cli_extract_warc_begin(struct cli_extraction *run, struct write_reader *reader, char *name, size_t number);
void cli_extract_warc_end(struct cli_extraction *run);
/* The record's place, for the line and for messages. */
void cli_extract_warc_name(const struct cli_extraction *run, const struct cli_entry *entry, struct record *record);
/* A line on the log: what the run saw. */
void cli_extract_summary(const struct cli_extraction *run);

#endif
