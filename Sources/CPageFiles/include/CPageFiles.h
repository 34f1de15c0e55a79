#ifndef CPAGEFILES_H
#define CPAGEFILES_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma clang assume_nonnull begin

/// A file of the page for people, compiled in. Lives as long as the process.
typedef struct {
    /// The file's name without its folder.
    const char *name;
    /// What it is to be sent as.
    const char *content_type;
    /// Its text, in UTF-8, without a zero byte at its end.
    const unsigned char *bytes;
    /// The number of bytes.
    size_t length;
} PageFile;

/// Lists the files of page.
const PageFile *page_files(size_t *count);

#pragma clang assume_nonnull end
#ifdef __cplusplus
}
#endif

#endif
