/* Log lines: formatted, cleaned, handed to whoever prints. */
#include "base/private.h"

#include <stdio.h>

void base_log(const struct base_log *log, enum base_log_level level, const char *fmt, ...)
{
    char line[4096];
    if (log == NULL || log->write == NULL || level > log->level)
        return;
    va_list args;
    va_start(args, fmt);
    int len = vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    if (len < 0)
        return;
    base_line_clean(line);
    log->write(log->context, level, line);
}
