#include "python_version_shim.h"

PyObject *python_pop_error(void) {
#if PY_VERSION_HEX >= 0x030C0000
    return PyErr_GetRaisedException();
#else
    PyObject *type = NULL, *value = NULL, *traceback = NULL;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    if (value != NULL && traceback != NULL) {
        PyException_SetTraceback(value, traceback);
    }
    Py_XDECREF(type);
    Py_XDECREF(traceback);
    return value;
#endif
}

bool python_frame_is_ours(PyFrameObject *frame) {
    PyCodeObject *code = PyFrame_GetCode(frame);
    PyObject *name = code->co_filename;
    const char prefix[] = PYTHON_OWN_FILE_PREFIX;
    Py_ssize_t length = sizeof prefix - 1;
    bool is_ours = PyUnicode_GET_LENGTH(name) >= length;
    for (Py_ssize_t index = 0; is_ours && index < length; index++) {
        is_ours = PyUnicode_READ_CHAR(name, index) == (Py_UCS4)prefix[index];
    }
    Py_DECREF(code);
    return is_ours;
}
