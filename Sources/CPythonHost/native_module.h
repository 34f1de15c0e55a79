#ifndef NATIVE_MODULE_H
#define NATIVE_MODULE_H

// `_brink`: the functions of the host that Brink's own Python calls. Handlers cannot import it.

#include <Python.h>

#include "CPythonHost.h"

/// Creates the module. Returns NULL with a Python error set.
PyObject *native_module_make(void);

/// Wraps a function's log for Python. `native_sink_close` releases the log, not this object.
PyObject *native_sink_make(pythonhost_log log);

/// Releases the log. Later writes are dropped.
void native_sink_close(PyObject *sink);

/// The exception that ends a call from outside. Borrowed.
extern PyObject *native_stopped;

/// Returns the message that this call passed to `end_process`, and forgets it. Owned by the caller; NULL if there is
/// none.
PyObject *native_pop_exit_message(void);

#endif
