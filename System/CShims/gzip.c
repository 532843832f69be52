#include "CShims.h"

#include <limits.h>
#include <string.h>
#include <zlib.h>

// 15 bits of window, and 16 more to ask for the gzip wrapping.
enum { gzip_window = 15 + 16, most_memory = 8 };

size_t salus_gzip_bound(size_t length) { return compressBound(length) + 18; }

size_t salus_gzip(
    const uint8_t *input, size_t length, uint8_t *output, size_t capacity, int level) {
  if (length > UINT_MAX || capacity > UINT_MAX) return 0;
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (deflateInit2(
          &stream, level, Z_DEFLATED, gzip_window, most_memory, Z_DEFAULT_STRATEGY) != Z_OK)
    return 0;
  stream.next_in = (Bytef *)input;
  stream.avail_in = (uInt)length;
  stream.next_out = output;
  stream.avail_out = (uInt)capacity;
  int end = deflate(&stream, Z_FINISH);
  size_t written = stream.total_out;
  deflateEnd(&stream);
  return end == Z_STREAM_END ? written : 0;
}
