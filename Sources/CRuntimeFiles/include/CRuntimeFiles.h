#ifndef CRUNTIMEFILES_H
#define CRUNTIMEFILES_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma clang assume_nonnull begin

/// A file that runs inside an interpreter, compiled in. Lives as long as the process.
typedef struct {
    /// The file's name without its folder.
    const char *name;
    /// Its text, in UTF-8. A zero byte that is not counted follows it in files for Python.
    const unsigned char *bytes;
    /// The number of bytes.
    size_t length;
} RuntimeFile;

/// Lists the files of runtimes/python, in the order in which they are run.
const RuntimeFile *runtime_files_python(size_t *count);

/// Lists the files of runtimes/node.
const RuntimeFile *runtime_files_node(size_t *count);

#pragma clang assume_nonnull end
#ifdef __cplusplus
}
#endif

#endif
