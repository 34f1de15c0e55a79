#ifndef CODE_CACHE_H
#define CODE_CACHE_H

// Caches the compiled form of Brink's own Python between processes: compiling it takes longer than starting the
// interpreter. The cache is a file in the user's cache folder. Without it, or if it does not match, everything works
// and starts a little later.

#include <Python.h>

#include "CPythonHost.h"

/// Compiles the sources, or reads them from the cache. Returns a list of code objects in their order, or NULL with a
/// Python error set.
PyObject *code_cache_compile(const pythonhost_pair *sources, size_t count);

#endif
