#ifndef TAPE_H
#define TAPE_H

// Tapes, whose layout Sources/CloudFrontEvents/Tape/Tape.swift describes: events become Python's own objects, and
// results are read from them, without JSON text in between.

#include <Python.h>
#include <stdbool.h>

#include "CPythonHost.h"

/// Makes the strings that events name by number, once. Returns false with a Python error set.
bool tape_set_names(const PythonHostText *names, size_t count);

/// Builds what `json.loads` would build from the tape's JSON text. Returns NULL with a Python error set. All tokens are
/// checked against the text's length, but not that the text is ASCII: who writes tapes sees to that.
PyObject *tape_build(PythonHostTape tape);

/// Lays out a value that consists of Python's own types and plain text; runs no code of the handler's. Returns
/// false, and has changed nothing, when only a JSON encoder can tell what such a value comes to.
bool tape_lay_out(PyObject *value);

/// What was laid out last, until the next time.
PythonHostTape tape_laid_out(void);

#endif
