/* newsclip schema: the JSON Schema of a record. */
#include "cli/cli.h"

#include <stdio.h>

int cli_schema(struct cli_settings *settings, struct work_zygote *zygote)
{
    struct base_buf out = BASE_BUF_INIT;
    bool ok = record_schema(&out);

    (void)settings, (void)zygote;
    if (ok)
        fwrite(out.ptr, 1, out.len, stdout);
    else
        cli_error("out of memory");
    base_buf_free(&out);
    return ok ? CLI_OK : CLI_SOME_FAILED;
}
