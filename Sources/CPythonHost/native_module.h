#ifndef NATIVE_MODULE_H
#define NATIVE_MODULE_H

// `_brink`: what Brink's Python asks of the host. It exists in every handler's interpreter under no name that
// a handler could import.

#include <Python.h>

#include "CPythonHost.h"

/// Makes the module. Returns NULL with a Python error set.
PyObject *native_module_make(void);

/// Wraps a function's callbacks for Python. `release` is called by `native_sink_close`, not by this object.
PyObject *native_sink_make(PythonHostCallbacks callbacks);

/// Drops what is written from now on, and releases the callbacks.
void native_sink_close(PyObject *sink);

/// The exception that ends a call from outside. Borrowed.
extern PyObject *native_stopped;

/// What `end_process` of this call was given as the message. Taken by the caller; NULL when there is none.
PyObject *native_take_exit_message(void);

#endif
