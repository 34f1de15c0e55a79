#ifndef CCOMPRESSION_H
#define CCOMPRESSION_H

#include <stddef.h>

/// Compresses bytes with Brotli into `space`; returns the number of bytes written, or 0 if they do not fit.
size_t compression_brotli(const void *bytes, size_t count, void *space, size_t capacity);

/// Compresses bytes as gzip into `space`; returns the number of bytes written, or 0 if they do not fit.
size_t compression_gzip(const void *bytes, size_t count, void *space, size_t capacity);

#endif
