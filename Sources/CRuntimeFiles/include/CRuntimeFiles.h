#ifndef CRUNTIMEFILES_H
#define CRUNTIMEFILES_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma clang assume_nonnull begin

/// A file that runs inside an interpreter, embedded in the program. Lives as long as the process.
typedef struct {
    /// The name of the file, without its folder.
    const char *name;
    /// The text in UTF-8. In files for Python, a null byte follows that `length` does not count.
    const unsigned char *bytes;
    size_t length;
} runtime_file;

/// Returns the files of runtimes/python in the order in which they run.
const runtime_file *runtime_files_python(size_t *count);

/// Returns the files of runtimes/node.
const runtime_file *runtime_files_node(size_t *count);

#pragma clang assume_nonnull end
#ifdef __cplusplus
}
#endif

#endif
