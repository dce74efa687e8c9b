/*
 * When an article is looked at again. Corrections come early, so the looks grow apart with its age; what was
 * found changed is likely to change again, so its looks begin anew, in steps that follow its age.
 */
#include "crawl/private.h"

enum { HOUR = 3600, DAY = 24 * HOUR };

static const int64_t usual[] = {HOUR, DAY, 7 * DAY, 30 * DAY};

enum {
    USUAL_COUNT = sizeof usual / sizeof *usual,
    LEAST = HOUR / 2,       /* two looks are further apart than this */
    SOON_PART = 8,          /* behind a change: after this part of its age ... */
    SOON_MOST = 30 * DAY,   /* ... and no later */
    CONFIRM = 6 * HOUR,     /* most outages that answer 404 to everything are over by then */
    RETRY_MOST = 7,         /* doublings of an hour: five days */
    RETRIES = 10            /* looks in a row that failed, then no more */
};

static size_t steps_of(const struct crawl_revisit *revisit, const int64_t **steps)
{
    *steps = revisit->count ? revisit->after : usual;
    return revisit->count ? revisit->count : (size_t)USUAL_COUNT;
}

int64_t crawl_schedule_first(const struct crawl_revisit *revisit, int64_t clipped, int64_t published)
{
    const int64_t *steps;
    size_t count = steps_of(revisit, &steps), i = 0;
    int64_t age = published != BASE_TIME_NONE && published < clipped ? clipped - published : 0;

    while (i + 1 < count && steps[i] < age)
        i++;
    return clipped + steps[i];
}

int64_t crawl_schedule_next(const struct crawl_revisit *revisit, int64_t clipped, int64_t changed, int64_t now)
{
    const int64_t *steps;
    size_t count = steps_of(revisit, &steps);
    int64_t from = changed > clipped ? changed : clipped;

    for (size_t i = 0; i < count; i++)
        if (from + steps[i] > now + LEAST)
            return from + steps[i];
    return 0;
}

int64_t crawl_schedule_changed(const struct crawl_revisit *revisit, int64_t clipped, int64_t now)
{
    const int64_t *steps;
    int64_t soon = (now - clipped) / SOON_PART;

    steps_of(revisit, &steps);
    if (soon > SOON_MOST)
        soon = SOON_MOST;
    return now + (soon > steps[0] ? soon : steps[0]);
}

int64_t crawl_schedule_confirm(int64_t now)
{
    return now + CONFIRM;
}

int64_t crawl_schedule_retry(int failures, int64_t now)
{
    int doublings = failures < 1 ? 0 : failures - 1 < RETRY_MOST ? failures - 1 : RETRY_MOST;

    return failures >= RETRIES ? 0 : now + ((int64_t)HOUR << doublings);
}
