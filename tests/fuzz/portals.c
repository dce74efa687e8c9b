/* portals.conf. */
#include "crawl/crawl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct crawl_portals *portals;
    struct base_error e = {""};

    if (crawl_portals_parse((struct base_str){(const char *)data, size}, "portals.conf", NULL, &portals, &e) == BASE_OK) {
        size_t count;

        crawl_portals_name(portals, "https://portal.example/", &e);
        crawl_portals_selectors(portals, &count);
        crawl_portals_override(portals, 1000, true, (struct write_form){BASE_CODING_GZIP, 1});
    }
    crawl_portals_close(portals);
    return 0;
}
