/* newsclip completion: a script for the shell, made from the tables that the parser reads. */
#include "cli/cli.h"

#include <stdio.h>

/* TEXT inside of single quotes of every shell here: those in it are left out. */
static void put_quoted(const char *text)
{
    for (; *text; text++)
        if (*text != '\'')
            putchar(*text);
}

static bool is_folder(const struct cli_option_row *o)
{
    return o->argument && strstr(o->argument, "DIR");
}

/* FILE, ROBOTS.TXT: what has a name in the file system. */
static bool is_file(const struct cli_option_row *o)
{
    return o->argument && (strstr(o->argument, "FILE") || strstr(o->argument, ".TXT"));
}

/* ---- bash ---- */

static void print_bash(void)
{
    const struct cli_command *command;
    struct cli_option_row o;
    printf("_newsclip() {\n    local current=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} options\n    case $command in\n");
    for (size_t i = 1; i; i = command ? i + 1 : 0) { /* the first is the default: its row stands last */
        command = cli_command_at(i);
        const struct cli_command *row = command ? command : cli_command_at(0);
        printf("    %s) options='", command ? command->name : "*");
        for (size_t k = 0; cli_option_at(row, k, &o); k++)
            printf(o.letter ? " --%s -%c" : " --%s", o.name, o.letter);
        printf("' ;;\n");
    }
    printf("    esac\n    COMPREPLY=()\n    if [[ $current == -* ]]; then\n"
           "        COMPREPLY=($(compgen -W \"$options\" -- \"$current\"))\n        return\n    fi\n"
           "    [[ $COMP_CWORD -eq 1 ]] && COMPREPLY=($(compgen -W '");
    for (size_t i = 0; (command = cli_command_at(i)); i++)
        printf(" %s", command->name);
    printf("' -- \"$current\"))\n    COMPREPLY+=($(compgen -f -- \"$current\"))\n}\n"
           "complete -o filenames -F _newsclip newsclip\n");
}

/* ---- zsh ---- */

static void zsh_option(const struct cli_option_row *o)
{
    const char *kind = is_folder(o) ? "_files -/" : is_file(o) ? "_files" : " ";
    for (int letter = 0; letter < 2; letter++) {
        if (letter && !o->letter)
            continue;
        printf("            '*%s", letter ? "-" : "--");
        if (letter)
            putchar(o->letter);
        else
            printf("%s%s", o->name, o->argument ? "=" : "");
        printf("[");
        for (const char *c = o->help; *c; c++) {
            if (*c == '[' || *c == ']' || *c == ':')
                putchar('\\');
            if (*c != '\'')
                putchar(*c);
        }
        printf("]");
        if (o->argument) {
            printf(":");
            for (const char *c = o->argument; *c; c++)
                if (*c != '\'' && *c != ':')
                    putchar(*c);
            printf(":%s", kind);
        }
        printf("' \\\n");
    }
}

static void print_zsh(void)
{
    const struct cli_command *command;
    struct cli_option_row o;
    printf("#compdef newsclip\n_newsclip() {\n    local -a commands=(\n");
    for (size_t i = 0; (command = cli_command_at(i)); i++) {
        printf("        '%s:", command->name);
        put_quoted(command->summary);
        printf("'\n");
    }
    printf("    )\n    local command=extract\n"
           "    (( CURRENT == 2 )) && [[ $words[2] != -* ]] && _describe 'subcommand' commands\n"
           "    if (( CURRENT > 2 )) && (( ${commands[(I)$words[2]:*]} )); then\n"
           "        command=$words[2]\n        shift words\n        (( CURRENT-- ))\n    fi\n    case $command in\n");
    for (size_t i = 0; (command = cli_command_at(i)); i++) {
        printf("    %s)\n        _arguments -s \\\n", command->name);
        for (size_t k = 0; cli_option_at(command, k, &o); k++)
            zsh_option(&o);
        printf("            '*:input:_files' ;;\n");
    }
    printf("    esac\n}\n_newsclip \"$@\"\n");
}

/* ---- fish ---- */

static void fish_option(const struct cli_command *command, const struct cli_option_row *o, bool first)
{
    printf("complete -c newsclip -n '%s__fish_seen_subcommand_from %s' -l %s",
           first ? "__fish_use_subcommand; or " : "", command->name, o->name);
    if (o->letter)
        printf(" -s %c", o->letter);
    if (o->argument)
        printf(is_file(o) ? " -rF" : is_folder(o) ? " -xa '(__fish_complete_directories)'" : " -x");
    printf(" -d '");
    put_quoted(o->help);
    printf("'\n");
}

static void print_fish(void)
{
    const struct cli_command *command;
    struct cli_option_row o;
    for (size_t i = 0; (command = cli_command_at(i)); i++) {
        printf("complete -c newsclip -n __fish_use_subcommand -a %s -d '", command->name);
        put_quoted(command->summary);
        printf("'\n");
        for (size_t k = 0; cli_option_at(command, k, &o); k++)
            fish_option(command, &o, i == 0);
    }
}

int cli_completion(struct cli_settings *settings, struct work_zygote *zygote)
{
    static const struct {
        const char *shell;
        void (*print)(void);
    } shells[] = {{"bash", print_bash}, {"zsh", print_zsh}, {"fish", print_fish}};
    (void)zygote;
    for (size_t i = 0; settings->input_count == 1 && i < sizeof shells / sizeof *shells; i++)
        if (!strcmp(settings->inputs[0], shells[i].shell)) {
            shells[i].print();
            return CLI_OK;
        }
    cli_error("completion takes the name of a shell: bash, zsh or fish");
    return CLI_USAGE;
}
