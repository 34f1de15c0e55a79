#ifndef CPAGEFILES_H
#define CPAGEFILES_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma clang assume_nonnull begin

/// A compiled-in file of the page. It lives as long as the process.
typedef struct {
    /// The name, without a folder.
    const char *name;
    /// The value for `Content-Type`.
    const char *content_type;
    /// The contents, in UTF-8, without a final zero byte.
    const unsigned char *bytes;
    /// The number of bytes.
    size_t length;
} PageFile;

/// Returns the files, and stores their number in `count`.
const PageFile *page_files(size_t *count);

#pragma clang assume_nonnull end
#ifdef __cplusplus
}
#endif

#endif
