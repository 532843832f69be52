#ifndef SALUS_CSHIMS_H
#define SALUS_CSHIMS_H

#include <microhttpd.h>
#include <stddef.h>
#include <stdint.h>

// Starts an HTTP daemon on a listening socket, with a pool of epoll threads. Plain arguments in
// place of libmicrohttpd's variadic ones, which Swift cannot call. NULL where it does not start;
// the socket then stays the caller's.
struct MHD_Daemon *salus_http_start(
    int listening, unsigned threads, unsigned connections, unsigned idle_seconds,
    size_t connection_bytes, MHD_AccessHandlerCallback handle, void *(*begin)(
        void *context, const char *target, struct MHD_Connection *connection),
    MHD_RequestCompletedCallback end, void *context);

// The value of a request's header, or NULL; it lives as long as the request.
const char *salus_http_header(struct MHD_Connection *connection, const char *name);

// A reply that holds a copy of the bytes; NULL where memory is short.
struct MHD_Response *salus_http_response(const void *bytes, size_t length);

// A reply of unknown length whose bytes come from `read`; NULL where memory is short.
struct MHD_Response *salus_http_stream(
    size_t block, MHD_ContentReaderCallback read, void *context,
    MHD_ContentReaderFreeCallback release);

// Longest gzip file that `length` bytes can become.
size_t salus_gzip_bound(size_t length);

// Writes `input` as a gzip file without name or time, so that equal input gives equal bytes.
// Answers its length, or 0 where `capacity` is too small or memory is short.
size_t salus_gzip(
    const uint8_t *input, size_t length, uint8_t *output, size_t capacity, int level);

#endif
