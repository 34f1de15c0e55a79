#include "native_module.h"

#include <stdlib.h>
#include <string.h>

#include "python_version_shim.h"
#include "stop.h"
#include "tape.h"

static const char sink_name[] = "brink.sink";

typedef struct {
    pythonhost_log log;
    bool is_open;
} sink;

PyObject *native_stopped;
static PyObject *exit_message;
// The sink of the function that started this thread; NULL on the interpreter's thread. A strong reference, which lives
// until the thread ends.
static _Thread_local PyObject *thread_sink;

static void free_sink(PyObject *capsule) {
    free(PyCapsule_GetPointer(capsule, sink_name));
}

PyObject *native_sink_make(pythonhost_log log) {
    sink *made = malloc(sizeof *made);
    if (made == NULL) {
        return PyErr_NoMemory();
    }
    *made = (sink){log, true};
    PyObject *capsule = PyCapsule_New(made, sink_name, free_sink);
    if (capsule == NULL) {
        free(made);
    }
    return capsule;
}

void native_sink_close(PyObject *capsule) {
    sink *closed = PyCapsule_GetPointer(capsule, sink_name);
    if (closed->is_open) {
        closed->is_open = false;
        closed->log.release(closed->log.context);
    }
}

PyObject *native_pop_exit_message(void) {
    PyObject *message = exit_message;
    exit_message = NULL;
    return message;
}

PyDoc_STRVAR(write_doc, "write(sink, stream, written)\n\nWrites text or bytes to the function's log.");

static PyObject *native_write(PyObject *module, PyObject *const *arguments, Py_ssize_t count) {
    (void)module;
    if (count != 3) {
        PyErr_SetString(PyExc_TypeError, "write requires a sink, a stream, and text or bytes");
        return NULL;
    }
    sink *target = PyCapsule_GetPointer(thread_sink != NULL ? thread_sink : arguments[0], sink_name);
    long stream = PyLong_AsLong(arguments[1]);
    if (target == NULL || PyErr_Occurred()) {
        return NULL;
    }
    PyObject *written = arguments[2];
    PyObject *encoded = NULL;
    if (PyUnicode_Check(written)) {
        encoded = PyUnicode_AsEncodedString(written, "utf-8", "backslashreplace");
        if (encoded == NULL) {
            return NULL;
        }
        written = encoded;
    }
    Py_buffer view;
    if (PyObject_GetBuffer(written, &view, PyBUF_SIMPLE) < 0) {
        Py_XDECREF(encoded);
        return NULL;
    }
    if (target->is_open && view.len > 0) {
        target->log.write(target->log.context, stream == 0 ? PythonHostStreamStdout : PythonHostStreamStderr,
                          (pythonhost_text){view.buf, (size_t)view.len});
    }
    PyBuffer_Release(&view);
    Py_XDECREF(encoded);
    Py_RETURN_NONE;
}

PyDoc_STRVAR(adopt_doc, "adopt_thread(sink)\n\nMakes the calling thread write to the sink from now on.");

static PyObject *native_adopt_thread(PyObject *module, PyObject *adopter) {
    (void)module;
    if (!PyCapsule_IsValid(adopter, sink_name)) {
        PyErr_SetString(PyExc_TypeError, "adopt_thread requires a sink");
        return NULL;
    }
    Py_XSETREF(thread_sink, Py_NewRef(adopter));
    Py_RETURN_NONE;
}

PyDoc_STRVAR(leave_doc, "leave_thread()\n\nUndoes adopt_thread before the thread ends.");

static PyObject *native_leave_thread(PyObject *module, PyObject *none) {
    (void)module;
    (void)none;
    Py_CLEAR(thread_sink);
    Py_RETURN_NONE;
}

PyDoc_STRVAR(stop_doc, "stop_thread(ident)\n\nRaises SystemExit in a thread when it next runs a line.");

static PyObject *native_stop_thread(PyObject *module, PyObject *ident) {
    (void)module;
    unsigned long number = PyLong_AsUnsignedLong(ident);
    if (PyErr_Occurred()) {
        return NULL;
    }
    PyThreadState_SetAsyncExc(number, PyExc_SystemExit);
    Py_RETURN_NONE;
}

PyDoc_STRVAR(end_doc, "end_process(message)\n\nEnds the running call as if the process had ended.");

static PyObject *native_end_process(PyObject *module, PyObject *message) {
    (void)module;
    Py_XSETREF(exit_message, Py_NewRef(message));
    stop_now(StopExited);
    return NULL;
}

PyDoc_STRVAR(encode_doc, "encode(result)\n\nEncodes a result as a tape; False if it needs a JSON encoder.");

static PyObject *native_encode(PyObject *module, PyObject *result) {
    (void)module;
    return PyBool_FromLong(tape_encode(result));
}

/// Returns false for deeper values, which may contain themselves.
static bool is_plain(PyObject *value, int depth) {
    if (PyUnicode_CheckExact(value) || PyLong_CheckExact(value) || PyFloat_CheckExact(value) || value == Py_None ||
        PyBool_Check(value)) {
        return true;
    }
    if (depth > PYTHON_DEEPEST_ENCODING) {
        return false;
    }
    if (PyDict_CheckExact(value)) {
        PyObject *name = NULL, *member = NULL;
        for (Py_ssize_t position = 0; PyDict_Next(value, &position, &name, &member);) {
            if (!PyUnicode_CheckExact(name) || !is_plain(member, depth + 1)) {
                return false;
            }
        }
        return true;
    }
    if (!PyList_CheckExact(value) && !PyTuple_CheckExact(value)) {
        return false;
    }
    for (Py_ssize_t index = 0; index < PySequence_Fast_GET_SIZE(value); index++) {
        if (!is_plain(PySequence_Fast_GET_ITEM(value, index), depth + 1)) {
            return false;
        }
    }
    return true;
}

PyDoc_STRVAR(is_plain_doc, "is_plain(value)\n\nReturns True if a value consists of JSON's own types, not subclasses.");

static PyObject *native_is_plain(PyObject *module, PyObject *value) {
    (void)module;
    return PyBool_FromLong(is_plain(value, 0));
}

PyDoc_STRVAR(type_versions_doc, "type_versions(types)\n\nReturns bytes that differ after one of the classes was changed.");

static PyObject *native_type_versions(PyObject *module, PyObject *types) {
    (void)module;
    if (!PyTuple_Check(types)) {
        PyErr_SetString(PyExc_TypeError, "type_versions requires a tuple of classes");
        return NULL;
    }
    Py_ssize_t count = PyTuple_GET_SIZE(types);
    PyObject *versions = PyBytes_FromStringAndSize(NULL, count * (Py_ssize_t)sizeof(unsigned int));
    for (Py_ssize_t index = 0; versions != NULL && index < count; index++) {
        unsigned int version = ((PyTypeObject *)PyTuple_GET_ITEM(types, index))->tp_version_tag;
        memcpy(PyBytes_AS_STRING(versions) + index * (Py_ssize_t)sizeof version, &version, sizeof version);
    }
    return versions;
}

static PyMethodDef methods[] = {
    {"write", (PyCFunction)(void (*)(void))native_write, METH_FASTCALL, write_doc},
    {"adopt_thread", native_adopt_thread, METH_O, adopt_doc},
    {"leave_thread", native_leave_thread, METH_NOARGS, leave_doc},
    {"stop_thread", native_stop_thread, METH_O, stop_doc},
    {"end_process", native_end_process, METH_O, end_doc},
    {"encode", native_encode, METH_O, encode_doc},
    {"is_plain", native_is_plain, METH_O, is_plain_doc},
    {"type_versions", native_type_versions, METH_O, type_versions_doc},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "_brink", .m_size = -1, .m_methods = methods,
};

PyObject *native_module_make(void) {
    PyObject *module = PyModule_Create(&definition);
    if (module == NULL) {
        return NULL;
    }
    native_stopped = PyErr_NewExceptionWithDoc("brink.InvocationStopped",
                                               "Raised in a handler to end its invocation.",
                                               PyExc_BaseException, NULL);
    if (native_stopped == NULL || PyModule_AddObjectRef(module, "Stopped", native_stopped) < 0 ||
        PyModule_AddIntConstant(module, "STOP_SIGNAL", stop_signal()) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
