/* What a misspelt name was meant to be. */
#include "select/private.h"

enum { NAME_MAX_BYTES = 40 };

static size_t least(size_t a, size_t b, size_t c)
{
    size_t least_two = a < b ? a : b;

    return least_two < c ? least_two : c;
}

/* Edit distance with swaps of neighbours; both at most NAME_MAX_BYTES. */
static size_t distance(struct base_str a, struct base_str b)
{
    size_t rows[3][NAME_MAX_BYTES + 1];

    for (size_t j = 0; j <= b.len; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i - 1) % 3], *two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            bool same = a.ptr[i - 1] == b.ptr[j - 1];
            row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + !same);
            if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] && a.ptr[i - 2] == b.ptr[j - 1])
                row[j] = least(row[j], two_above[j - 2] + 1, SIZE_MAX);
        }
    }
    return rows[a.len % 3][b.len];
}

struct nearest {
    struct base_str name;
    size_t best; /* a name this far away or farther is another one */
    const char *found;
};

static struct nearest look_for(struct base_str name)
{
    bool short_enough = name.len > 0 && name.len <= NAME_MAX_BYTES;

    return (struct nearest){name, !short_enough ? 0 : name.len < 5 ? 2 : name.len / 3 + 1, NULL};
}

static void compare(struct nearest *n, const char *candidate)
{
    size_t d = n->best > 0 ? distance(n->name, base_str(candidate)) : 0;

    if (d < n->best) {
        n->best = d;
        n->found = candidate;
    }
}

const char *select_suggest(struct base_str name)
{
    struct nearest n = look_for(name);

    if (base_str_equal(name, BASE_STR("http")) || base_str_equal(name, BASE_STR("https")))
        return "test_url"; /* an address on a line of its own */
    for (size_t i = 0; i < select_directive_count; i++)
        compare(&n, select_directives[i].name);
    return n.found;
}

const char *select_suggest_function(struct base_str name)
{
    struct nearest n = look_for(name);

    for (size_t i = 0; i < select_function_count; i++)
        compare(&n, select_functions[i]);
    return n.found;
}
