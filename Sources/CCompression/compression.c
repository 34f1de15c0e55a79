#include "CCompression.h"

#include <brotli/encode.h>
#include <limits.h>
#include <string.h>
#include <zlib.h>

// The usual levels for compression on the fly: much smaller than the lowest, much faster than the highest.
enum { brotli_quality = 5, gzip_level = 6 };

size_t compression_brotli(const void *bytes, size_t count, void *space, size_t capacity) {
    size_t length = capacity;
    BROTLI_BOOL done = BrotliEncoderCompress(brotli_quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_GENERIC, count, bytes,
                                             &length, space);
    return done ? length : 0;
}

size_t compression_gzip(const void *bytes, size_t count, void *space, size_t capacity) {
    if (count > UINT_MAX || capacity > UINT_MAX) return 0;
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    // Adding 16 to the largest window selects the gzip format.
    if (deflateInit2(&stream, gzip_level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) return 0;
    stream.next_in = (Bytef *)bytes;
    stream.avail_in = (uInt)count;
    stream.next_out = space;
    stream.avail_out = (uInt)capacity;
    int status = deflate(&stream, Z_FINISH);
    size_t length = stream.total_out;
    deflateEnd(&stream);
    return status == Z_STREAM_END ? length : 0;
}
