#ifndef CODE_CACHE_H
#define CODE_CACHE_H

// Keeps Brink's own Python in compiled form between processes: compiling it takes longer than starting the
// interpreter. The cache is a file in the user's cache folder; without one, or with one that does not fit,
// everything works and starts a little later.

#include <Python.h>

#include "CPythonHost.h"

/// Compiles the files, or takes them from the cache. Returns a list of code objects in the files' order, or NULL
/// with a Python error set.
PyObject *code_cache_compile(const PythonHostFile *files, size_t count);

#endif
