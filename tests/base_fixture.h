/* What the tests of base/ share. */
#ifndef BASE_FIXTURE_H
#define BASE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* WANT is NULL where no string at all is wanted. */
static inline void assert_str(struct base_str got, const char *want)
{
    if (want == NULL) {
        if (got.ptr != NULL)
            fail_msg("got '%.*s', wanted none", (int)got.len, got.ptr);
        return;
    }
    if (got.ptr == NULL || !base_str_equal(got, base_str(want)))
        fail_msg("got '%.*s', wanted '%s'", (int)got.len, got.ptr ? got.ptr : "(none)", want);
}

#endif
