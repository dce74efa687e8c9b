/* newsclip: finds the subcommand, starts the zygote, hands over. */
#include "cli/cli.h"

#include <jansson.h>
#include <libxml/xmlversion.h>
#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <utf8proc.h>

static const char selectors_help[] =
    "\ncheck prints what is wrong in selector files, as FILE:LINE:COLUMN.\n"
    "\ntest holds each test_url of a file against its test_contains, test_title, test_date, test_byline and\n"
    "test_related_count, by the file's selectors and by the generic extractor. Pages are fetched, or taken from\n"
    "--pages DIR or WARC: DIR/index.tsv says where they are, a line each: address, tab, file (relative to DIR; .gz too). Without\n"
    "it all *.html, *.htm and *.html.gz of DIR are read, and each is known by the address it states (canonical, og:url).\n"
    "\nlearn writes a selector file for one site, to standard output or --output, from 3 to 32 of its pages: articles of\n"
    "one template, list pages beside them. Saved pages must state their address.\n"
    "\nrelearn learns a portal's file anew from the articles that the archive --data DIR took last, fetched once more as\n"
    "crawl does, and shows what old and new rules find on them. --write puts the new file in the old one's place, which is\n"
    "kept beside it (HOST@DAY.txt) for pages fetched before the day on which it broke. PORTAL: its folder in DIR, or its\n"
    "address.\n";

static const char again_help[] =
    "\nPages are kept by newsclip crawl --warc. Each article's newest line is held against what its page gives today. Where\n"
    "title or body changed, a line with the next revision and the reason \"rules\" is added to today's file. --diff shows\n"
    "all fields that are different, old (-) and new (+), and writes nothing.\n";

static const char dedup_help[] =
    "\nReads lines as extract and crawl write them, plain, .gz or .zst. Texts are equal by hash, near where simhash differs in\n"
    "at most --distance bits. Of texts that are near the first stays. A line without a text stays. Each dropped line is named\n"
    "with the one that it repeats: on standard error, or as a JSON line in --dropped FILE.\n"
    "Memory: 70 to 140 MB a million texts, 30 to 65 MB with --distance 0 (tables double when they are full).\n";

static const char cat_help[] =
    "\nLines in the order of portals and days of fetching, as far as they are committed: also while a crawl runs. Times are those of\n"
    "fetching. --latest reads the archive twice and needs 32 MB a million articles.\n";

static const struct cli_command commands[] = {
    {'e', "extract", "[OPTION]... URL|FILE|WARC|-...", "the article of each page, a line each (the default subcommand)", true,
     cli_extract, NULL},
    {'c', "crawl", "--data DIR [-c FILE] [OPTION]... [PORTAL-URL|NAME]...", "clip what portals have new into an archive", true, cli_crawl, NULL},
    {'a', "again", "--data DIR [--diff] [OPTION]...", "extract an archive's kept pages anew, after a change of rules", true,
     cli_again, again_help},
    {'d', "discover", "[OPTION]... URL|FILE", "what a front page, feed or sitemap offers", true, cli_discover, NULL},
    {'r', "robots", "[--agent NAME] [--file ROBOTS.TXT] URL...", "what robots.txt says of an address", false, cli_robots, NULL},
    {'D', "dedup", "[OPTION]... FILE|-...", "drop lines whose text was there before, equal or nearly so", false, cli_dedup,
     dedup_help},
    {'s', "selectors", "check FILE|DIR... | test FILE|DIR... | learn URL|FILE... | relearn --data DIR PORTAL",
     "check, test or learn selector files",
     true, cli_selectors, selectors_help},
    {'R', "report", "--data DIR [--portal PORTAL] [--json | --html] [--output FILE]", "what the archive holds, and how each portal fares", false,
     cli_report, NULL},
    {'K', "cat", "--data DIR [--latest] [--portal PORTAL] [--since TIME] [--until TIME]", "the archive as one stream of lines",
     false, cli_cat, cat_help},
    {'V', "verify", "--data DIR [--rebuild]", "hold the archive against its state", false, cli_verify, NULL},
    {'F', "forget", "--data DIR URL...", "take articles out of archive and state, for good", false, cli_forget, NULL},
    {'i', "inspect", "[OPTION]... URL|FILE > PAGE.HTML", "a page with what was taken of it, and why, marked on it", true,
     cli_inspect, NULL},
    {'S', "schema", "", "the JSON Schema of a record", false, cli_schema, NULL},
    {'C', "completion", "bash|zsh|fish", "a completion script for a shell", false, cli_completion, NULL},
};
enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

void cli_error(const char *fmt, ...)
{
    struct base_error line = {""};
    char text[sizeof line.text];
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    base_fail(&line, BASE_INVALID, "%s", text); /* and cleans it */
    fprintf(stderr, "newsclip: %s\n", line.text);
}

static void log_line(void *context, enum base_log_level level, const char *line)
{
    (void)context, (void)level;
    fprintf(stderr, "newsclip: %s\n", line);
}

const struct cli_command *cli_command_at(size_t index)
{
    return index < COMMAND_COUNT ? &commands[index] : NULL;
}

/* That this process may use. */
static long processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
#ifdef CPU_COUNT
    cpu_set_t ours;

    if (sched_getaffinity(0, sizeof ours, &ours) == 0)
        n = CPU_COUNT(&ours);
#endif

    return n < 1 ? 1 : n;
}

/* While some wait for their next page there are two more for the processors; none is started before there is work for it. */
unsigned cli_workers(const struct cli_settings *settings)
{
    size_t n = settings->jobs ? settings->jobs : (size_t)processors() + 2;

    return n > BASE_LIMIT_JOBS ? BASE_LIMIT_JOBS : (unsigned)n;
}

static void print_help(const struct cli_command *command)
{
    printf("usage: newsclip %s%s%s\n", command->name, *command->usage ? " " : "", command->usage);
    if (command == commands) {
        printf("       newsclip URL|FILE|WARC|-...\n\nSubcommands (newsclip SUBCOMMAND --help):\n");
        for (size_t i = 0; i < COMMAND_COUNT; i++)
            printf("  %-10s %s\n", commands[i].name, commands[i].summary);
    } else {
        printf("\n%c%s.\n", command->summary[0] - 'a' + 'A', command->summary + 1);
    }
    if (command->help)
        printf("%s", command->help);
    cli_print_options(command);
    printf("\nExit status: 0 all well; 1 some input failed; 2 wrong usage; 3 no input could be read;\n"
           "4 a portal needs a look (crawl); 75 another run holds the archive.\n");
}

static void print_version(void)
{
    const char *curl = fetch_libcurl_version();

    printf("newsclip %s (schema %d)\nlibcurl %s, libxml2 %s, jansson %s, utf8proc %s, SQLite %s\n", NEWSCLIP_VERSION,
           RECORD_SCHEMA_VERSION, curl ? curl : "(none)", LIBXML_DOTTED_VERSION, JANSSON_VERSION, utf8proc_version(),
           sqlite3_libversion());
    printf("workers: %s\n", work_protection());
}

/* Standard output is checked at the end of each run: a full disk is an error. */
static int check_output(int status)
{
    if (fflush(stdout) != 0 || ferror(stdout)) {
        cli_error("standard output: %s", "could not be written");
        return CLI_SOME_FAILED;
    }
    return status;
}

static int run(const struct cli_command *command, struct cli_settings *settings)
{
    struct work_zygote *zygote = NULL;
    struct base_error e = {""};
    int status;

    if (command->needs_workers && work_zygote_start(&zygote, &e) != BASE_OK) {
        cli_error("%s", e.text);
        return CLI_NO_INPUT;
    }
    status = command->run(settings, zygote);
    work_zygote_stop(zygote);
    return check_output(status);
}

/* A word that could be a subcommand, and is no file. */
static bool is_unknown_word(const char *word)
{
    for (const char *c = word; *c; c++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", *c))
            return false;
    return *word && access(word, F_OK) != 0;
}

static void complain_unknown(const char *word)
{
    const char *best = NULL;
    size_t least = 3;

    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        size_t d = base_str_distance(base_str(word), base_str(commands[i].name));

        if (d < least) {
            least = d;
            best = commands[i].name;
        }
    }
    if (best)
        cli_error("%s: no such subcommand or file; did you mean %s?", word, best);
    else
        cli_error("%s: no such subcommand or file (see newsclip --help)", word);
}

int main(int argc, char **argv)
{
    const struct cli_command *command = commands;
    struct cli_settings settings = {.fetched = BASE_TIME_NONE,
                                    .since = BASE_TIME_NONE,
                                    .until = BASE_TIME_NONE,
                                    .delay_ms = -1,
                                    .compress = BASE_CODING_UNKNOWN,
                                    .distance = CLI_DISTANCE,
                                    .program = argv[0]};
    bool help = false, version = false;
    int first = 1, status = CLI_USAGE;

    signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; argc > 1 && i < COMMAND_COUNT; i++)
        if (!strcmp(argv[1], commands[i].name)) {
            command = &commands[i];
            first = 2;
        }
    if (first == 1 && argc > 1 && is_unknown_word(argv[1])) {
        complain_unknown(argv[1]);
        return CLI_USAGE;
    }
    if (cli_parse(command, argc - first, argv + first, &settings, &help, &version)) {
        settings.log = (struct base_log){log_line, NULL, BASE_LOG_WARNING};
        if (settings.verbosity != 0)
            settings.log.level = settings.verbosity < 0    ? BASE_LOG_ERROR
                                 : settings.verbosity == 1 ? BASE_LOG_INFO
                                                           : BASE_LOG_DEBUG;
        if (help)
            print_help(command);
        else if (version)
            print_version();
        status = help || version ? check_output(CLI_OK) : run(command, &settings);
    }
    free(settings.inputs);
    return status;
}
