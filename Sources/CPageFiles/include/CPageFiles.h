#ifndef CPAGEFILES_H
#define CPAGEFILES_H
#include <stddef.h>
#pragma clang assume_nonnull begin
typedef struct {
    const char *name;
    const char *content_type;
    const unsigned char *bytes;
    size_t length;
} PageFile;
const PageFile *page_files(size_t *count);
#pragma clang assume_nonnull end
#endif
