#ifndef INTERPRETER_H
#define INTERPRETER_H

// The interpreter, and our own Python that runs in it.

#include <Python.h>

/// `make_function` of runtimes/python/bootstrap.py. Borrowed; NULL before the interpreter has started.
extern PyObject *interpreter_make_function;

#endif
