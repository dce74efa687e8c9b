/* How the subcommands fetch: options of the command line, proxies of the environment. */
#include "cli/cli.h"

#include <stdlib.h>

static const char *variable(const char *const *names)
{
    for (; *names; names++) {
        const char *value = getenv(*names);

        if (value && *value)
            return value;
    }
    return NULL;
}

struct fetch_options cli_fetch_options(const struct cli_settings *s)
{
    /* HTTP_PROXY is not read: of a program that a web server starts, a request's header "Proxy:" sets it */
    static const char *const http[] = {"http_proxy", "all_proxy", "ALL_PROXY", NULL};
    static const char *const https[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", NULL};
    static const char *const spared[] = {"no_proxy", "NO_PROXY", NULL};
    struct fetch_options options = {.user_agent = s->user_agent,
                                    .ca_file = s->ca_file,
                                    .headers = s->headers,
                                    .allow_private = s->allow_private,
                                    .log = &s->log};

    if (s->proxy && !strcmp(s->proxy, "none"))
        return options;
    options.proxy = s->proxy;
    options.http_proxy = variable(http);
    options.https_proxy = variable(https);
    options.no_proxy = variable(spared);
    return options;
}
