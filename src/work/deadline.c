/* work: how long a worker may take over a page. */
#include "work/private.h"

void work_deadline_set(struct work_deadline *d, pid_t pid, int64_t limit_ms)
{
    int64_t now = base_time_monotonic_ms();

    d->limit = limit_ms;
    d->look = now + limit_ms;
    d->last = now + limit_ms * BASE_LIMIT_PAGE_TIMES;
    d->began = d->seen = base_time_cpu_ms(pid);
}

bool work_deadline_passed(struct work_deadline *d, pid_t pid, int64_t now)
{
    int64_t cpu, left, least = d->limit / 100;

    if (now < d->look)
        return false;
    cpu = base_time_cpu_ms(pid);
    left = d->limit - (cpu - d->began);
    if (cpu < 0 || d->began < 0 || left <= 0 || cpu - d->seen <= least || now >= d->last)
        return true;
    d->seen = cpu;
    d->look = now + (left > 10 * least ? left : 10 * least);
    if (d->look > d->last)
        d->look = d->last;
    return false;
}
