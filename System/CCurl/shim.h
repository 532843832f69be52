#include <curl/curl.h>

// Swift cannot call variadic functions; these stand for curl_easy_setopt and curl_easy_getinfo.

typedef size_t (*salus_curl_data)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode salus_curl_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode salus_curl_set_number(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode salus_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode salus_curl_set_list(CURL *handle, CURLoption option,
                                           struct curl_slist *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode salus_curl_set_context(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode salus_curl_set_data(CURL *handle, CURLoption option,
                                           salus_curl_data value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode salus_curl_get_number(CURL *handle, CURLINFO info, long *value) {
  return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode salus_curl_get_text(CURL *handle, CURLINFO info, char **value) {
  return curl_easy_getinfo(handle, info, value);
}
