/* Where pages and selectors come from: arguments, lists, files, folders. */
#include "cli/cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <zlib.h>

bool cli_is_url(const char *input)
{
    return base_str_starts_nocase(base_str(input), BASE_STR("http://")) ||
           base_str_starts_nocase(base_str(input), BASE_STR("https://"));
}

/* ---- Selectors ---- */

static bool is_folder(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* The folder `selectors` beside a program that stands in its source tree. */
static const char *source_tree_dir(const struct cli_settings *s, struct base_arena *arena)
{
    const char *slash = strrchr(s->program, '/');
    int n = slash ? (int)(slash - s->program) : 1;
    const char *tree = slash ? s->program : ".";
    const char *source = base_arena_printf(arena, "%.*s/src/cli", n, tree).ptr;
    const char *dir = base_arena_printf(arena, "%.*s/selectors", n, tree).ptr;

    return slash && source && dir && is_folder(source) && is_folder(dir) ? dir : NULL;
}

bool cli_selector_dirs(const struct cli_settings *settings, struct base_arena *arena, const char **dirs, size_t *count)
{
    const char *given = settings->selectors ? settings->selectors : getenv("NEWSCLIP_SELECTORS");
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME"), *dir;

    *count = 0;
    if (given && *given) {
        if (!strcmp(given, "none"))
            return true;
        if (!is_folder(given)) {
            cli_error("%s: no folder of selectors", given);
            return false;
        }
        dirs[(*count)++] = given;
        return true;
    }
    dir = config && *config ? base_arena_printf(arena, "%s/newsclip/selectors", config).ptr
          : home            ? base_arena_printf(arena, "%s/.config/newsclip/selectors", home).ptr
                            : NULL;
    if (dir && is_folder(dir))
        dirs[(*count)++] = dir;
    dir = source_tree_dir(settings, arena);
    if (dir)
        dirs[(*count)++] = dir;
    else if (is_folder(NEWSCLIP_SELECTORS))
        dirs[(*count)++] = NEWSCLIP_SELECTORS;
    return true;
}

/* ---- Files ---- */

static int inflate_all(const char *path, struct base_str packed, struct base_buf *out, struct base_error *e)
{
    z_stream z = {.next_in = (Bytef *)packed.ptr, .avail_in = (uInt)packed.len};
    char room[64 << 10];
    int code = inflateInit2(&z, 15 + 16), status = BASE_OK; /* gzip only */

    while (code == Z_OK) {
        z.next_out = (Bytef *)room;
        z.avail_out = sizeof room;
        code = inflate(&z, Z_NO_FLUSH);
        if (!base_buf_add(out, room, sizeof room - z.avail_out)) {
            status = base_fail(e, BASE_LIMIT, "%s: larger than %d MB when unpacked", path, BASE_LIMIT_PAGE_BYTES >> 20);
            break;
        }
        if (code == Z_STREAM_END && z.avail_in)
            code = inflateReset(&z);
    }
    if (status == BASE_OK && code != Z_STREAM_END)
        status = base_fail(e, BASE_INVALID, "%s: broken gzip data", path);
    inflateEnd(&z);
    return status;
}

int cli_read_file(const char *path, struct base_buf *out, struct base_error *e)
{
    struct base_buf packed = BASE_BUF_INIT;
    int status = base_file_read(path, BASE_LIMIT_PAGE_BYTES, out, e);

    if (status != BASE_OK || !base_str_starts(base_buf_str(out), BASE_STR("\x1f\x8b")))
        return status;
    packed = *out;
    *out = (struct base_buf){.limit = BASE_LIMIT_PAGE_BYTES};
    status = inflate_all(path, base_buf_str(&packed), out, e);
    base_buf_free(&packed);
    return status;
}

/* ---- Lists ---- */

struct cli_inputs {
    const char **given;
    size_t given_count, next;
    FILE *list; /* NULL: none */
    char *line;
    size_t room;
};

struct cli_inputs *cli_inputs_open(const struct cli_settings *settings, struct base_error *e)
{
    struct cli_inputs *in = calloc(1, sizeof *in);

    if (!in) {
        base_fail(e, BASE_NOMEM, "out of memory");
        return NULL;
    }
    in->given = settings->inputs;
    in->given_count = settings->input_count;
    if (settings->input_list) {
        in->list = strcmp(settings->input_list, "-") ? fopen(settings->input_list, "re") : stdin;
        if (!in->list) {
            base_fail(e, BASE_MISSING, "%s: %s", settings->input_list, strerror(errno));
            free(in);
            return NULL;
        }
    }
    return in;
}

const char *cli_inputs_next(struct cli_inputs *inputs)
{
    ssize_t n;

    if (inputs->next < inputs->given_count)
        return strdup(inputs->given[inputs->next++]);
    while (inputs->list && (n = getline(&inputs->line, &inputs->room, inputs->list)) >= 0) {
        while (n > 0 && (inputs->line[n - 1] == '\n' || inputs->line[n - 1] == '\r'))
            inputs->line[--n] = '\0';
        if (n > 0)
            return strdup(inputs->line);
    }
    return NULL;
}

void cli_inputs_close(struct cli_inputs *inputs)
{
    if (!inputs)
        return;
    if (inputs->list && inputs->list != stdin)
        fclose(inputs->list);
    free(inputs->line);
    free(inputs);
}
