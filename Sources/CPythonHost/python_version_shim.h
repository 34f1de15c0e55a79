#ifndef PYTHON_VERSION_SHIM_H
#define PYTHON_VERSION_SHIM_H

// All differences between the versions of CPython that Brink is built against: 3.11 (Debian 12) to 3.13 (Debian 13).

#include <Python.h>
#include <stdbool.h>

#if PY_VERSION_HEX < 0x030B0000
#error "Brink embeds CPython 3.11 or newer"
#endif

/// The nesting that json's encoder in C certainly writes: from 3.12 on it no longer counts as Python's own calls do.
enum {
    PYTHON_DEEPEST_ENCODING = PY_VERSION_HEX < 0x030C0000 ? 900 : 9000,
};

/// The prefix of the file names of Brink's own Python modules.
#define PYTHON_OWN_FILE_PREFIX "<brink>/"

/// Returns the error that is set as an exception with its traceback, and clears it. NULL if there is none.
PyObject *python_pop_error(void);

/// Returns true if a frame runs Brink's own Python.
bool python_frame_is_ours(PyFrameObject *frame);

#endif
