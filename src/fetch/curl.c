/* libcurl's functions by their names. */
#include "fetch/curl.h"

#include "fetch/fetch.h"

/* The same interface (4, since 2006), by the names that it has where it is linked with one TLS library or another. */
static const char *const files[] = {
#ifdef __APPLE__
    "libcurl.4.dylib", "/usr/lib/libcurl.4.dylib", NULL,
#else
    "libcurl.so.4", "libcurl-gnutls.so.4", NULL,
#endif
};

static const struct base_symbol symbols[] = {
    {"curl_global_init", offsetof(struct fetch_curl, global_init)},
    {"curl_global_cleanup", offsetof(struct fetch_curl, global_cleanup)},
    {"curl_version_info", offsetof(struct fetch_curl, version_info)},
    {"curl_easy_init", offsetof(struct fetch_curl, easy_init)},
    {"curl_easy_setopt", offsetof(struct fetch_curl, easy_setopt)},
    {"curl_easy_getinfo", offsetof(struct fetch_curl, easy_getinfo)},
    {"curl_easy_strerror", offsetof(struct fetch_curl, easy_strerror)},
    {"curl_easy_reset", offsetof(struct fetch_curl, easy_reset)},
    {"curl_easy_cleanup", offsetof(struct fetch_curl, easy_cleanup)},
    {"curl_multi_init", offsetof(struct fetch_curl, multi_init)},
    {"curl_multi_setopt", offsetof(struct fetch_curl, multi_setopt)},
    {"curl_multi_add_handle", offsetof(struct fetch_curl, multi_add_handle)},
    {"curl_multi_remove_handle", offsetof(struct fetch_curl, multi_remove_handle)},
    {"curl_multi_perform", offsetof(struct fetch_curl, multi_perform)},
    {"curl_multi_poll", offsetof(struct fetch_curl, multi_poll)},
    {"curl_multi_info_read", offsetof(struct fetch_curl, multi_info_read)},
    {"curl_multi_cleanup", offsetof(struct fetch_curl, multi_cleanup)},
    {"curl_slist_append", offsetof(struct fetch_curl, slist_append)},
    {"curl_slist_free_all", offsetof(struct fetch_curl, slist_free_all)},
    {"curl_getdate", offsetof(struct fetch_curl, getdate)},
};
enum { SYMBOLS = sizeof symbols / sizeof *symbols };
_Static_assert(sizeof(struct fetch_curl) == SYMBOLS * sizeof(void *), "each function has its name");

int fetch_curl_open(struct fetch_curl *curl, struct base_error *e)
{
    return base_library_open(files, "fetching (Debian: apt-get install libcurl4)", symbols, SYMBOLS, curl, e);
}

const char *fetch_libcurl_version(void)
{
    struct fetch_curl curl;
    struct base_error e = {""};
    return fetch_curl_open(&curl, &e) == BASE_OK ? curl.version_info(CURLVERSION_NOW)->version : NULL;
}
