/*
 * libcurl, opened at run time by what asks a portal for something: loading it, and all that it is linked with, takes longer
 * than clipping a page (7 of 15 ms). Types and constants are those of its header; the functions are called by these pointers.
 */
#ifndef FETCH_CURL_H
#define FETCH_CURL_H

#include <curl/curl.h>

#include "base/base.h"

struct fetch_curl {
    CURLcode (*global_init)(long flags);
    void (*global_cleanup)(void);
    const curl_version_info_data *(*version_info)(CURLversion age);
    CURL *(*easy_init)(void);
    CURLcode (*easy_setopt)(CURL *easy, CURLoption option, ...);
    CURLcode (*easy_getinfo)(CURL *easy, CURLINFO info, ...);
    const char *(*easy_strerror)(CURLcode code);
    void (*easy_reset)(CURL *easy);
    void (*easy_cleanup)(CURL *easy);
    CURLM *(*multi_init)(void);
    CURLMcode (*multi_setopt)(CURLM *multi, CURLMoption option, ...);
    CURLMcode (*multi_add_handle)(CURLM *multi, CURL *easy);
    CURLMcode (*multi_remove_handle)(CURLM *multi, CURL *easy);
    CURLMcode (*multi_perform)(CURLM *multi, int *running);
    CURLMcode (*multi_poll)(CURLM *multi, struct curl_waitfd extra[], unsigned extra_count, int timeout_ms, int *ready);
    CURLMsg *(*multi_info_read)(CURLM *multi, int *left);
    CURLMcode (*multi_cleanup)(CURLM *multi);
    struct curl_slist *(*slist_append)(struct curl_slist *list, const char *text);
    void (*slist_free_all)(struct curl_slist *list);
    time_t (*getdate)(const char *text, const time_t *unused);
};

/* Fills CURL; the library stays loaded. BASE_MISSING: there is no libcurl, or an old one. */
int fetch_curl_open(struct fetch_curl *curl, struct base_error *e);

#endif
