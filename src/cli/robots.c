/* newsclip robots: what robots.txt says of addresses: "allowed URL LINE" or "denied URL LINE". */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>

static struct base_str agent_of(const struct cli_settings *s)
{
    return s->agent ? base_str(s->agent) : fetch_agent_token(base_str(s->user_agent));
}

static void print_verdict(struct fetch_verdict verdict, const char *url)
{
    char *shown = strdup(url);

    if (shown)
        base_line_clean(shown); /* addresses come from lists that others made, too */
    printf("%s %s %u\n", verdict.allowed ? "allowed" : "denied", shown ? shown : "", verdict.line);
    free(shown);
}

/* Path and query: what the rules are held against. */
static struct base_str target_of(struct base_str url)
{
    struct base_str origin = base_url_origin(url);

    return origin.len < url.len ? base_str_sub(url, origin.len, url.len) : BASE_STR("/");
}

/* RFC 9309, 2.3.1: 4xx allows all, 5xx and no answer deny all. */
static bool check_response(const struct cli_settings *s, const char *input, struct base_str url,
                           const struct fetch_response *r)
{
    struct fetch_robots *robots;

    if (r->outcome != FETCH_DONE || r->status >= 500) {
        print_verdict((struct fetch_verdict){.allowed = false}, input);
        if (r->outcome != FETCH_DONE)
            cli_error("%s", r->error.text);
        else
            cli_error("%.*s: HTTP status %d, treated as no", BASE_STR_ARG(r->requested), r->status);
        return false;
    }
    if (r->status >= 300) {
        print_verdict((struct fetch_verdict){.allowed = true}, input);
        return true;
    }
    robots = fetch_robots_parse(base_buf_str(&r->body), agent_of(s));
    if (!robots) {
        cli_error("out of memory");
        return false;
    }
    print_verdict(fetch_robots_check(robots, target_of(url)), input);
    fetch_robots_free(robots);
    return true;
}

static bool ask_site(const struct cli_settings *s, struct fetch_client *client, const char *input, struct base_str url,
                     struct base_arena *arena)
{
    struct fetch_request request = {.url = base_url_resolve(arena, url, BASE_STR("/robots.txt")),
                                    .limit = BASE_LIMIT_ROBOTS_BYTES,
                                    .ignore_robots = true};
    struct fetch_response *r = fetch_get(client, &request);
    bool ok = r && check_response(s, input, url, r);

    fetch_response_free(r);
    return ok;
}

static int check_all(const struct cli_settings *s, struct fetch_client *client, const struct fetch_robots *file)
{
    size_t failed = 0;

    for (size_t i = 0; i < s->input_count; i++) {
        struct base_arena arena;
        struct base_str url;

        base_arena_init(&arena, 0);
        url = base_url_resolve(&arena, BASE_STR_NONE, base_str(s->inputs[i]));
        if (!url.ptr) {
            cli_error("%.300s: not an http or https address", s->inputs[i]);
            failed++;
        } else if (file) {
            print_verdict(fetch_robots_check(file, target_of(url)), s->inputs[i]);
        } else if (!ask_site(s, client, s->inputs[i], url, &arena)) {
            failed++;
        }
        base_arena_free(&arena);
    }
    return !failed ? CLI_OK : failed == s->input_count ? CLI_NO_INPUT : CLI_SOME_FAILED;
}

static int check_with_file(const struct cli_settings *s)
{
    struct base_buf text = {.limit = BASE_LIMIT_PAGE_BYTES};
    struct fetch_robots *robots = NULL;
    struct base_error e = {""};
    int status = CLI_USAGE;

    if (base_file_read(s->file, BASE_LIMIT_PAGE_BYTES, &text, &e) == BASE_OK &&
        !(robots = fetch_robots_parse(base_buf_str(&text), agent_of(s))))
        base_fail(&e, BASE_NOMEM, "out of memory");
    if (robots)
        status = check_all(s, NULL, robots);
    else
        cli_error("%s", e.text);
    fetch_robots_free(robots);
    base_buf_free(&text);
    return status;
}

int cli_robots(struct cli_settings *settings, struct work_zygote *zygote)
{
    struct fetch_options options = cli_fetch_options(settings);
    struct fetch_client *client;
    struct base_error e = {""};
    int status;

    (void)zygote;
    if (!settings->input_count) {
        cli_error("robots takes one address or more (see newsclip robots --help)");
        return CLI_USAGE;
    }
    if (settings->file)
        return check_with_file(settings);
    if (fetch_open(&options, &client, &e) != BASE_OK) {
        cli_error("%s", e.text);
        return CLI_NO_INPUT;
    }
    status = check_all(settings, client, NULL);
    fetch_close(client);
    return status;
}
