/* record/seen.c: what was seen before, against looking at each pair. */
#include "record/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { TEXTS = 3000 };

static uint64_t next_random(uint64_t *state)
{
    *state += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = *state;
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static unsigned bits(uint64_t x)
{
    unsigned n = 0;

    for (; x; x &= x - 1)
        n++;
    return n;
}

/* Fingerprints of which every other is an earlier one with some bits turned. */
static void make(uint64_t *prints)
{
    uint64_t random = 7;

    for (size_t i = 0; i < TEXTS; i++) {
        prints[i] = next_random(&random);
        if (i % 2) {
            prints[i] = prints[next_random(&random) % i];
            for (uint64_t n = next_random(&random) % 11; n; n--)
                prints[i] ^= UINT64_C(1) << next_random(&random) % 64;
        }
    }
}

static void test_near_texts_are_those_that_a_look_at_each_pair_finds(void **state)
{
    static uint64_t prints[TEXTS], kept[TEXTS];

    (void)state;
    make(prints);
    for (unsigned most = 0; most <= RECORD_SEEN_DISTANCE_MOST; most++) {
        struct record_seen *seen;
        struct base_error e = {""};
        size_t count = 0;

        assert_int_equal(record_seen_open(most, &seen, &e), BASE_OK);
        for (size_t i = 0; i < TEXTS; i++) {
            unsigned nearest = 65, distance;
            size_t which = 0;
            enum record_seen_how how;
            uint32_t first;

            for (size_t k = 0; most && k < count; k++)
                if (bits(kept[k] ^ prints[i]) < nearest) {
                    nearest = bits(kept[k] ^ prints[i]);
                    which = k;
                }
            assert_int_equal(record_seen_add(seen, (struct base_hash128){i, i * 7}, prints[i], &how, &first, &distance, &e),
                             BASE_OK);
            if (nearest <= most) {
                assert_int_equal(how, RECORD_SEEN_NEAR);
                assert_int_equal(first, which);
                assert_int_equal(distance, nearest);
            } else {
                assert_int_equal(how, RECORD_SEEN_NEW);
                assert_int_equal(first, count);
                kept[count++] = prints[i];
            }
        }
        record_seen_close(seen);
    }
}

static void test_equal_texts_are_known_by_their_hash(void **state)
{
    struct record_seen *seen;
    struct base_error e = {""};
    enum record_seen_how how;
    uint32_t first;
    unsigned distance;

    (void)state;
    assert_int_equal(record_seen_open(0, &seen, &e), BASE_OK);
    for (uint64_t i = 0; i < 5000; i++)
        record_seen_add(seen, (struct base_hash128){i, i % 50}, 0, &how, &first, &distance, &e);
    for (uint64_t i = 0; i < 5000; i++) {
        record_seen_add(seen, (struct base_hash128){i, i % 50}, 1, &how, &first, &distance, &e);
        assert_int_equal(how, RECORD_SEEN_SAME);
        assert_int_equal(first, i);
    }
    record_seen_add(seen, (struct base_hash128){5000, 7}, 0, &how, &first, &distance, &e);
    assert_int_equal(how, RECORD_SEEN_NEW);
    record_seen_close(seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_near_texts_are_those_that_a_look_at_each_pair_finds),
        cmocka_unit_test(test_equal_texts_are_known_by_their_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
