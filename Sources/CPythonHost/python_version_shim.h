#ifndef PYTHON_VERSION_SHIM_H
#define PYTHON_VERSION_SHIM_H

// All that differs between the versions of CPython that Brink is built against: 3.11 (Debian 12) to 3.13
// (Debian 13).

#include <Python.h>
#include <stdbool.h>

#if PY_VERSION_HEX < 0x030B0000
#error "Brink embeds CPython 3.11 or newer"
#endif

/// What the file names of Brink's own Python modules begin with.
#define PYTHON_OWN_FILE_PREFIX "<brink>/"

/// Takes the error that is set, as an exception with its traceback. NULL when there is none.
PyObject *python_take_error(void);

/// Tells whether a frame runs Brink's own Python.
bool python_frame_is_ours(PyFrameObject *frame);

#endif
