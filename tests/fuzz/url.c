/* Input: a base address, a newline, a reference. */
#include "base/base.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct base_arena a;
    base_arena_init(&a, 0);
    struct base_str ref = {(const char *)data, size}, base = BASE_STR_NONE;
    base_str_next(&ref, '\n', &base);
    struct base_str url = base_url_resolve(&a, base_url_resolve(&a, BASE_STR_NONE, base), ref);
    if (url.ptr != NULL) {
        if (!base_str_equal(base_url_resolve(&a, BASE_STR_NONE, url), url) || base_url_host(url).len == 0 ||
            base_url_path(url).len == 0 || base_url_port(url) > 65535)
            abort();
        base_url_key(&a, url);
        base_url_site(base_url_host(url));
    }
    base_arena_free(&a);
    return 0;
}
