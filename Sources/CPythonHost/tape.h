#ifndef TAPE_H
#define TAPE_H

// Tapes: builds events from them, and encodes results as them, without JSON text in between. Their layout is described
// in Sources/CloudFrontEvents/Tape/Tape.swift.

#include <Python.h>
#include <stdbool.h>

#include "CPythonHost.h"

/// Creates the strings that events refer to by index. Once. Returns false with a Python error set.
bool tape_set_names(const pythonhost_text *names, size_t count);

/// Builds the value that `json.loads` would return for the same JSON. Returns NULL with a Python error set. Checks all
/// tokens against the length of the text; the writer guarantees that the text is ASCII.
PyObject *tape_build(pythonhost_tape tape);

/// Encodes a value that consists of builtin types and ASCII text. Runs none of the handler's code. Returns false if the
/// value needs a JSON encoder.
bool tape_encode(PyObject *value);

/// Returns the tape that was encoded last. Valid until the next one.
pythonhost_tape tape_encoded(void);

#endif
