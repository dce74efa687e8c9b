/* When something that used to work stopped: the last outcomes against those before, by what chance explains. */
#include "crawl/private.h"

enum {
    OUTCOMES = 64,     /* kept */
    GOOD_BEFORE = 5,   /* fewer tell of nothing that worked */
    WINDOW_LEAST = 3,  /* of the newest outcomes, held against those before ... */
    WINDOW_MOST = 48,
    NEARLY_ALWAYS = 95, /* percent that are good */
    DOUBTS = 12,        /* bad outcomes that a rate below is taken to hide */
    LOOK_BACK = 5      /* outcomes that say whether it works again */
};

/* An ill run less likely than this is no chance. There are hundreds of portals, and what fails now and then fails in runs
 * as well: of outcomes drawn at random, at any rate above a quarter, less than one in 90,000 brings a fall that is none. */
static const double chance_of_steady = 1e-5, chance_of_others = 1e-6;

/* The rate of good outcomes, as a coin's that fell so BEFORE times of N. */
static double rate_of(int before, int n, double *chance)
{
    bool steady = before * 100 >= n * NEARLY_ALWAYS;

    *chance = steady ? chance_of_steady : chance_of_others;
    return steady ? (before + 1.0) / (n + 2.0) : before / (n + (double)DOUBTS);
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int count_good(uint64_t outcomes, int n)
{
    int good = 0;

    for (int i = 0; i < n; i++)
        good += outcomes >> i & 1;
    return good;
}

/* That at most GOOD of N outcomes are good where each is with probability P (binomial distribution). */
static double likelihood(int n, int good, double p)
{
    double term = 1, sum = 0;

    for (int i = 0; i < n; i++)
        term *= 1 - p;
    for (int i = 0; i <= good; i++) {
        sum += term;
        term *= (n - i) * p / ((i + 1) * (1 - p));
    }
    return sum;
}

/* Some number of the newest outcomes holds less than PERCENT of the good ones that it usually would, and not by chance:
 * *USUAL is that rate. After 64 good ones it takes 3 bad ones, after 20 it takes 4, after 10 it takes 5; a rate of nine in
 * ten takes 11, of one in two 29. */
static bool has_fallen(const struct state_watch *w, int percent, int *usual)
{
    for (int k = WINDOW_LEAST; k <= WINDOW_MOST && k < w->n; k++) {
        int now = count_good(w->recent, k), before = count_good(w->recent >> k, w->n - k);
        double chance, p = rate_of(before, w->n - k, &chance);

        if (before < GOOD_BEFORE || now * 100 > p * k * percent || likelihood(k, now, p) >= chance)
            continue;
        *usual = (int)(p * 1000);
        return true;
    }
    return false;
}

/* The newest outcomes are at least half as good as usual. */
static bool works(const struct state_watch *w)
{
    int n = least(w->n, LOOK_BACK), good = count_good(w->recent, n);
    int usual = w->usual ? w->usual : 1000 * count_good(w->recent, w->n) / w->n;

    return good > 0 && good * 2000 >= n * usual;
}

void crawl_watch_add(struct state_watch *w, bool good, int percent, uint64_t mark, int64_t when, struct base_str url)
{
    if (w->mark != mark) {
        w->mark = mark;
        w->recent = 0;
        w->n = 0;
    }
    w->recent = w->recent << 1 | good;
    w->n = least(w->n + 1, OUTCOMES);
    if (good && works(w)) {
        w->n = w->usual ? least(w->n, LOOK_BACK) : w->n;
        w->usual = 0;
        w->since = BASE_TIME_NONE;
        w->example = BASE_STR_NONE;
    } else if (!good && w->since == BASE_TIME_NONE) {
        w->since = when;
        w->example = url;
    }
    if (!good && !w->usual)
        has_fallen(w, percent, &w->usual);
}
