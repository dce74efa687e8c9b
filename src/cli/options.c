/* The options of all subcommands: one table for the parser and for --help. */
#include "cli/cli.h"
#include "write/write.h"

#include <stdio.h>
#include <stdlib.h>

enum kind { FLAG, TEXT, NUMBER, COUNT, SIZE, CODING, SECONDS, TIME, WORD, HEADER, LOUDER, QUIETER, HELP, VERSION };

/* Which subcommands take it: the letters of cli_command. */
struct option {
    const char *name;
    char letter; /* 0: none */
    const char *argument; /* NULL: takes none */
    const char *commands;
    enum kind kind;
    size_t offset;
    const char *help;
};

#define AT(member) offsetof(struct cli_settings, member)

static const char *const format_words[] = {"jsonl", "json", "text", "markdown", NULL};

static const struct option options[] = {
    {"url", 0, "URL", "edi", TEXT, AT(url), "the address of FILE or of standard input"},
    {"fetched", 0, "TIME", "esi", TIME, AT(fetched), "when FILE was fetched (RFC 3339): relative dates need it"},
    {"charset", 0, "NAME", "edi", TEXT, AT(charset), "decode the bytes with this encoding"},
    {"selectors", 0, "DIR|none", "ecdias", TEXT, AT(selectors), "folder of selector files"},
    {"format", 0, "FORMAT", "e", WORD, AT(format), "jsonl (default), json, text or markdown"},
    {"input-list", 0, "FILE", "e", TEXT, AT(input_list), "inputs from FILE, one a line (- for standard input)"},
    {"input-name", 0, "NAME", "e", TEXT, AT(input_name), "call standard input NAME, as if it were that file"},
    {"output", 'o', "FILE", "esiDR", TEXT, AT(output), "write to FILE; it appears when it is complete"},
    {"shard-size", 0, "SIZE", "e", SIZE, AT(shard_size), "a new file of --output each SIZE bytes of lines (K, M, G)"},
    {"resume", 0, NULL, "e", FLAG, AT(resume), "go on behind the last whole file of --shard-size"},
    {"lang", 0, "LANG,...", "e", TEXT, AT(lang), "only pages in these languages (en takes en-GB)"},
    {"host", 0, "HOST,...", "e", TEXT, AT(host), "only pages of these hosts and those below them"},
    {"since", 0, "TIME", "eK", TIME, AT(since), "only pages published at TIME or later (RFC 3339, or a day)"},
    {"until", 0, "TIME", "eK", TIME, AT(until), "only pages published before TIME"},
    {"min-length", 0, "N", "e", COUNT, AT(min_length), "only pages with a body of N characters or more"},
    {"only-articles", 0, NULL, "e", FLAG, AT(only_articles), "only articles and live blogs: no list, gallery, video, wall"},
    {"jobs", 'j', "N", "eca", NUMBER, AT(jobs), "worker processes (default: by processors)"},
    {"pages", 0, "N", "ec", NUMBER, AT(pages), "join at most N pages of a story (default 20; 1: none)"},
    {"pages", 0, "DIR|WARC", "s", TEXT, AT(saved), "test: saved pages, a folder or a WARC file, in place of fetching"},
    {"config", 'c', "FILE", "c", TEXT, AT(config), "the portals and their settings (portals.conf)"},
    {"check", 0, NULL, "c", FLAG, AT(check), "only say what is wrong in --config FILE"},
    {"max-time", 0, "SECONDS", "c", SECONDS, AT(max_time_ms), "end in good order after so long; the next run goes on there"},
    {"data", 'd', "DIR", "casdRKVF", TEXT, AT(data), "the archive's folder"},
    {"state", 0, "URL", "c", TEXT, AT(state), "share the state with other crawlers: postgresql://USER@HOST/DATABASE"},
    {"lease", 0, "SECONDS", "c", SECONDS, AT(lease_ms), "with --state: who is silent for so long loses its portals to others (default 60)"},
    {"delay", 0, "SECONDS", "cs", SECONDS, AT(delay_ms), "between two requests to one host (default 1)"},
    {"diff", 0, NULL, "a", FLAG, AT(diff), "show old against new by field, write nothing"},
    {"warc", 0, NULL, "c", FLAG, AT(warc), "also keep what was fetched, as WARC files"},
    {"compress", 0, "CODING", "ca", CODING, AT(compress), "pack the lines: zstd, gzip or none"},
    {"rotate-size", 0, "SIZE", "ca", SIZE, AT(rotate_size), "go on in a new file when a day's has SIZE bytes (K, M, G)"},
    {"portal", 0, "PORTAL", "RK", TEXT, AT(portal), "this one alone: its folder's name, or its address"},
    {"json", 0, NULL, "R", FLAG, AT(json), "for machines: one JSON object"},
    {"html", 0, NULL, "R", FLAG, AT(html), "for a browser: one file with charts, which loads nothing"},
    {"write", 0, NULL, "s", FLAG, AT(write), "relearn: replace the file; the old one is kept under its last day"},
    {"respect-noarchive", 0, NULL, "c", FLAG, AT(respect_noarchive), "leave out pages marked noarchive or noindex"},
    {"no-revisit", 0, NULL, "c", FLAG, AT(no_revisit), "do not look again at clipped articles for edits and deletions"},
    {"allow-private", 0, NULL, "ecdrsi", FLAG, AT(allow_private), "also ask private and loopback addresses"},
    {"header", 'H', "'NAME: VALUE'", "ecdrsi", HEADER, 0, "send this header with each request (may be repeated)"},
    {"proxy", 0, "URL|none", "ecdrsi", TEXT, AT(proxy), "fetch through this proxy, or through none at all"},
    {"user-agent", 0, "TEXT", "ecdrsi", TEXT, AT(user_agent), "the name that requests carry; say in it how to reach you"},
    {"ca-file", 0, "FILE", "ecdrsi", TEXT, AT(ca_file), "trust these certificates (PEM) in place of the system's"},
    {"agent", 0, "NAME", "r", TEXT, AT(agent), "product token to look for (default newsclip)"},
    {"file", 0, "ROBOTS.TXT", "r", TEXT, AT(file), "use this file instead of the site's"},
    {"distance", 0, "BITS", "D", COUNT, AT(distance), "texts are near up to this distance, 0 to 8 (default 6; 0: equal ones only)"},
    {"dropped", 0, "FILE", "D", TEXT, AT(dropped), "a JSON line for each dropped line, in place of standard error"},
    {"latest", 0, NULL, "K", FLAG, AT(latest), "only each article's newest line, none of those that are gone"},
    {"rebuild", 0, NULL, "V", FLAG, AT(rebuild), "make the state anew from the archive; the old one is kept"},
    {"quiet", 'q', NULL, "ecdrsiSaRDKVF", QUIETER, 0, "errors only"},
    {"verbose", 'v', NULL, "ecdrsiSaRDKVF", LOUDER, 0, "say more (twice: much more)"},
    {"help", 'h', NULL, "ecdrsiSCaRDKVF", HELP, 0, "this text"},
    {"version", 0, NULL, "ecdrsiSCaRDKVF", VERSION, 0, "versions of newsclip and its libraries"},
};
enum { OPTION_COUNT = sizeof options / sizeof *options };

static bool takes(const struct cli_command *command, const struct option *o)
{
    return strchr(o->commands, command->letter) != NULL;
}

static const struct option *find(const struct cli_command *command, const char *name, size_t len, char letter)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option *o = &options[i];

        if (takes(command, o) &&
            (letter ? o->letter == letter : name && strlen(o->name) == len && !memcmp(o->name, name, len)))
            return o;
    }
    return NULL;
}

static const char proxy_help[] =
    "\nWithout --proxy, the environment's http_proxy, https_proxy, all_proxy and no_proxy are followed. No proxy lifts the\n"
    "guard against private addresses: a name is resolved here first, and refused where that gives a private address or\n"
    "none; what the proxy itself connects to is the proxy's affair. --allow-private asks it for anything.\n";

void cli_print_options(const struct cli_command *command)
{
    printf("\nOptions:\n");
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option *o = &options[i];
        char left[64], letter[8] = "";

        if (!takes(command, o))
            continue;
        if (o->letter)
            snprintf(letter, sizeof letter, "-%c, ", o->letter);
        snprintf(left, sizeof left, "%4s--%s%s%s", letter, o->name, o->argument ? " " : "",
                 o->argument ? o->argument : "");
        printf("  %-29s %s\n", left, o->help);
    }
    if (find(command, "proxy", 5, 0))
        printf("%s", proxy_help);
}

bool cli_option_at(const struct cli_command *command, size_t index, struct cli_option_row *row)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (!takes(command, &options[i]) || index-- > 0)
            continue;
        *row = (struct cli_option_row){options[i].name, options[i].argument, options[i].help, options[i].letter};
        return true;
    }
    return false;
}

static void complain_unknown(const struct cli_command *command, const char *name)
{
    const struct option *best = NULL;
    size_t least = 3;

    for (size_t i = 0; i < OPTION_COUNT; i++) {
        size_t d = takes(command, &options[i]) ? base_str_distance(base_str(name), base_str(options[i].name))
                                              : SIZE_MAX;

        if (d < least) {
            least = d;
            best = &options[i];
        }
    }
    if (best)
        cli_error("--%s: no such option; did you mean --%s?", name, best->name);
    else
        cli_error("--%s: no such option of newsclip %s (see newsclip %s --help)", name, command->name, command->name);
}

static bool set_seconds(const char *value, int64_t *out)
{
    char *end;
    double seconds = strtod(value, &end);

    if (end == value || *end || !(seconds >= 0 && seconds <= 86400))
        return false;
    *out = (int64_t)(seconds * 1000 + 0.5);
    return true;
}

static bool set_word(const char *value, size_t *out)
{
    for (*out = 0; format_words[*out]; ++*out)
        if (!strcmp(format_words[*out], value))
            return true;
    return false;
}

static bool set_header(const char *value, struct cli_settings *s)
{
    if (!strchr(value, ':') || strpbrk(value, "\r\n") || s->header_count == CLI_MAX_HEADERS)
        return false;
    s->headers[s->header_count++] = value;
    return true;
}

static bool set_option(const struct option *o, const char *value, struct cli_settings *s, bool *help, bool *version)
{
    void *at = (char *)s + o->offset;
    bool fits = true;

    switch (o->kind) {
    case FLAG: *(bool *)at = true; break;
    case TEXT: *(const char **)at = value; break;
    case NUMBER: fits = base_str_to_size(base_str(value), BASE_LIMIT_JOBS, at) && *(size_t *)at > 0; break;
    case COUNT: fits = base_str_to_size(base_str(value), SIZE_MAX >> 1, at); break;
    case SIZE: fits = base_str_to_bytes(base_str(value), at); break;
    case CODING: fits = write_coding_named(base_str(value), at); break;
    case SECONDS: fits = set_seconds(value, at); break;
    case TIME: fits = base_time_parse(base_str(value), at); break;
    case WORD: fits = set_word(value, at); break;
    case HEADER: fits = set_header(value, s); break;
    case LOUDER: s->verbosity++; break;
    case QUIETER: s->verbosity = -1; break;
    case HELP: *help = true; break;
    case VERSION: *version = true; break;
    }
    if (!fits)
        cli_error("--%s %s: not a value that it takes: %s", o->name, value, o->help);
    return fits;
}

/* One argument that begins with '-'; *I moves on where it takes the next one. */
static bool parse_option(const struct cli_command *command, int argc, char **argv, int *i, struct cli_settings *s,
                         bool *help, bool *version)
{
    const char *arg = argv[*i], *value = NULL;
    const struct option *o;

    if (arg[1] == '-') {
        const char *equals = strchr(arg, '=');
        size_t len = equals ? (size_t)(equals - arg) - 2 : strlen(arg) - 2;

        o = find(command, arg + 2, len, 0);
        value = equals ? equals + 1 : NULL;
        if (!o) {
            char name[64];

            snprintf(name, sizeof name, "%.*s", (int)(len < 60 ? len : 60), arg + 2);
            complain_unknown(command, name);
            return false;
        }
    } else {
        o = find(command, NULL, 0, arg[1]);
        if (!o) {
            cli_error("%s: no such option of newsclip %s (see newsclip %s --help)", arg, command->name, command->name);
            return false;
        }
        if (arg[2] && o->argument)
            value = arg + 2;
        for (const char *more = arg + 2; *more && !o->argument; more++) {
            const struct option *next = find(command, NULL, 0, *more);

            if (!next || next->argument) {
                cli_error("%s: -%c cannot stand there", arg, *more);
                return false;
            }
            set_option(next, NULL, s, help, version);
        }
    }
    if (o->argument && !value && *i + 1 < argc)
        value = argv[++*i];
    if (o->argument && !value) {
        cli_error("--%s: %s is missing", o->name, o->argument);
        return false;
    }
    if (!o->argument && value) {
        cli_error("--%s takes no value", o->name);
        return false;
    }
    return set_option(o, value, s, help, version);
}

bool cli_parse(const struct cli_command *command, int argc, char **argv, struct cli_settings *settings, bool *help,
               bool *version)
{
    bool only_inputs = false;

    settings->inputs = calloc((size_t)argc + 1, sizeof *settings->inputs);
    if (!settings->inputs) {
        cli_error("out of memory");
        return false;
    }
    for (int i = 0; i < argc; i++) {
        if (only_inputs || argv[i][0] != '-' || !argv[i][1])
            settings->inputs[settings->input_count++] = argv[i];
        else if (!strcmp(argv[i], "--"))
            only_inputs = true;
        else if (!parse_option(command, argc, argv, &i, settings, help, version))
            return false;
    }
    return true;
}
