#ifndef INTERPRETER_H
#define INTERPRETER_H

// The one interpreter, and the Python of ours that runs in it.

#include <Python.h>

/// `make_function` of runtimes/python/bootstrap.py. Borrowed; NULL before the interpreter has started.
extern PyObject *interpreter_make_function;

#endif
