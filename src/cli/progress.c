/* One line on a terminal that says how far a long run is. */
#include "cli/extract.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

void cli_time(uint64_t seconds, char out[CLI_TIME_BYTES])
{
    unsigned long long s = seconds;

    snprintf(out, CLI_TIME_BYTES, "%llu:%02llu:%02llu", s / 3600, s / 60 % 60, s % 60);
}

void cli_progress_start(struct cli_progress *progress, const struct cli_settings *settings)
{
    *progress = (struct cli_progress){.shown = isatty(STDERR_FILENO) && settings->verbosity >= 0};
    progress->began = progress->last = base_time_monotonic_ms();
    for (size_t i = 0; i < settings->input_count && !settings->input_list; i++) {
        struct stat st;

        if (stat(settings->inputs[i], &st) != 0 || !S_ISREG(st.st_mode)) {
            progress->total = 0; /* an address, a pipe: nobody knows how much there is */
            break;
        }
        progress->total += (uint64_t)st.st_size;
    }
}

void cli_progress_skip(struct cli_progress *progress, const char *input)
{
    struct stat st;

    if (progress->total && stat(input, &st) == 0)
        progress->first_done = progress->done += (uint64_t)st.st_size;
}

void cli_progress_read(struct cli_progress *progress, uint64_t taken)
{
    progress->done += taken;
}

void cli_progress_clear(struct cli_progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
}

void cli_progress_show(struct cli_progress *progress, uint64_t taken, uint64_t pages)
{
    int64_t now = progress->shown ? base_time_monotonic_ms() : 0;
    uint64_t at = progress->done + taken, read = at - progress->first_done;
    double seconds = (double)(now - progress->began) / 1000;

    if (!progress->shown || now - progress->last < 1000)
        return;
    progress->last = now;
    fprintf(stderr, "\r%llu pages, %.0f pages/s", (unsigned long long)pages, (double)pages / seconds);
    if (progress->total && read) {
        char left[CLI_TIME_BYTES];

        cli_time(at < progress->total ? (uint64_t)((double)(progress->total - at) * seconds / (double)read) : 0, left);
        fprintf(stderr, ", %.1f %%, %s left", 100.0 * (double)at / (double)progress->total, left);
    }
    fputs("\033[K", stderr);
    fflush(stderr);
}
