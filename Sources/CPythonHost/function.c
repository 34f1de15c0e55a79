#include <Python.h>
#include <malloc.h>
#include <stdlib.h>

#include "CPythonHost.h"
#include "interpreter.h"
#include "memory_meter.h"
#include "native_module.h"
#include "python_version_shim.h"
#include "small_blocks.h"
#include "stop.h"
#include "tape.h"

/// A name and a value that Python gets when the function is loaded.
typedef struct entry {
    struct entry *next;
    char *name;
    char *value;
    size_t length;
} entry;

struct pythonhost_function {
    PythonHostCallbacks callbacks;
    entry *settings, *variables;
    int64_t memory_limit;

    // All of these are NULL until the function is loaded.
    PyObject *sink, *context, *activate, *load, *invoke, *close;

    // What the last call left: bytes, None for what is on the tape, or a tuple of type, message and trace; and the
    // text last asked for.
    PyObject *answer, *failure, *text;

    int64_t retained_bytes, peak_bytes;
};

enum {
    // What putting a function in place, or closing it, may take.
    housekeeping_milliseconds = 250,
    // Above this the C library's own free memory is worth giving back.
    trimmed_peak_bytes = 8 << 20,
};

// The function whose modules, environment and streams are in place. Compared, never looked into.
static const pythonhost_function *active_function;

pythonhost_function *pythonhost_function_create(PythonHostCallbacks callbacks) {
    pythonhost_function *function = calloc(1, sizeof *function);
    if (function == NULL) {
        abort();
    }
    function->callbacks = callbacks;
    function->memory_limit = INT64_MAX / 2;
    return function;
}

static void append_entry(entry **list, const char *name, const char *value, size_t length) {
    entry *added = calloc(1, sizeof *added);
    if (added == NULL || (added->name = strdup(name)) == NULL || (added->value = malloc(length + 1)) == NULL) {
        abort();
    }
    memcpy(added->value, value, length);
    added->length = length;
    while (*list != NULL) {
        list = &(*list)->next;
    }
    *list = added;
}

static void free_entries(entry **list) {
    while (*list != NULL) {
        entry *freed = *list;
        *list = freed->next;
        free(freed->name);
        free(freed->value);
        free(freed);
    }
}

void pythonhost_function_set_setting(pythonhost_function *function, const char *name, const char *value,
                                     size_t length) {
    append_entry(&function->settings, name, value, length);
}

void pythonhost_function_set_variable(pythonhost_function *function, const char *name, const char *value,
                                      size_t length) {
    append_entry(&function->variables, name, value, length);
}

void pythonhost_function_set_memory_limit(pythonhost_function *function, int64_t bytes) {
    function->memory_limit = bytes;
}

static PyObject *dict_from_entries(const entry *entries) {
    PyObject *dict = PyDict_New();
    for (; dict != NULL && entries != NULL; entries = entries->next) {
        PyObject *value = PyUnicode_DecodeUTF8(entries->value, (Py_ssize_t)entries->length, "surrogateescape");
        if (value == NULL || PyDict_SetItemString(dict, entries->name, value) < 0) {
            Py_CLEAR(dict);
        }
        Py_XDECREF(value);
    }
    return dict;
}

/// Makes the Python side of the function, which does not run the function's own code yet.
static bool make_function(pythonhost_function *function) {
    active_function = NULL;
    function->sink = native_sink_make(function->callbacks);
    function->context = PyContext_New();
    PyObject *settings = dict_from_entries(function->settings);
    PyObject *variables = dict_from_entries(function->variables);
    PyObject *made = NULL;
    if (function->sink != NULL && function->context != NULL && settings != NULL && variables != NULL) {
        made = PyObject_CallFunctionObjArgs(interpreter_make_function, function->sink, settings, variables, NULL);
    }
    Py_XDECREF(settings);
    Py_XDECREF(variables);
    if (made == NULL) {
        return false;
    }
    function->activate = PyObject_GetAttrString(made, "activate");
    function->load = PyObject_GetAttrString(made, "load");
    function->invoke = PyObject_GetAttrString(made, "invoke");
    function->close = PyObject_GetAttrString(made, "close");
    Py_DECREF(made);
    return function->activate != NULL && function->load != NULL && function->invoke != NULL && function->close != NULL;
}

/// Keeps what Python returned: bytes, None, or a tuple of an ending, a type, a message and a trace.
static PythonHostStatus keep_answer(pythonhost_function *function, PyObject *returned) {
    if (!PyTuple_Check(returned)) {
        function->answer = returned;
        return PythonHostStatusCompleted;
    }
    bool lives_on = PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(returned, 0), "failed") == 0;
    function->failure = PyTuple_GetSlice(returned, 1, 4);
    Py_DECREF(returned);
    return lives_on ? PythonHostStatusFailed : PythonHostStatusExited;
}

/// A handler's errors are caught in Python. What comes through is the exception that stops a call, or a fault of
/// ours, which is told as the platform tells its own.
static PythonHostStatus keep_error(pythonhost_function *function) {
    PyObject *error = python_take_error();
    PyObject *text = error == NULL ? NULL : PyObject_Repr(error);
    if (text == NULL) {
        PyErr_Clear();
        text = PyUnicode_FromString("unknown error");
    }
    function->failure = Py_BuildValue("(sN[])", "Runtime.Unknown", text);
    if (function->failure == NULL) {
        PyErr_Clear();
    }
    // Frees the frames that the traceback holds, while destructors in them can still be stopped.
    Py_XDECREF(error);
    return PythonHostStatusExited;
}

static PythonHostStatus keep_stop(pythonhost_function *function, StopReason reason, PythonHostStatus status) {
    PyObject *exit_message = native_take_exit_message();
    switch (reason) {
    case StopNone:
        break;
    case StopInterrupted:
        status = PythonHostStatusInterrupted;
        break;
    case StopOutOfMemory:
        status = PythonHostStatusOutOfMemory;
        break;
    case StopExited:
        Py_XSETREF(function->failure, Py_BuildValue("(sO[])", "Runtime.ExitError", exit_message));
        status = PythonHostStatusExited;
        break;
    }
    Py_XDECREF(exit_message);
    return status;
}

/// Calls something of ours. Destructors of the handler's objects may run meanwhile, and may try to run for ever.
/// A late interruption of the function's last call is not for this.
static bool call_in_time(PyObject *callable) {
    static const char housekeeping;
    stop_begin(&housekeeping);
    stop_set_timer(housekeeping_milliseconds);
    PyObject *returned = PyObject_CallNoArgs(callable);
    stop_set_timer(0);
    stop_end();
    Py_XDECREF(returned);
    return returned != NULL;
}

/// Notes that the function holds more memory than before, or less.
static void retain(pythonhost_function *function, int64_t growth) {
    // Below nothing: the function may free what others made, such as a cache of the standard library's.
    int64_t retained = function->retained_bytes + growth;
    function->retained_bytes = retained > 0 ? retained : 0;
}

/// Lets go of what the last call left, which counts as the function's.
static void forget_last_call(pythonhost_function *function) {
    int64_t held_before = memory_meter_held();
    Py_CLEAR(function->answer);
    Py_CLEAR(function->failure);
    Py_CLEAR(function->text);
    retain(function, memory_meter_held() - held_before);
}

static PyObject *decode(PythonHostText text) {
    return PyUnicode_DecodeUTF8(text.bytes, (Py_ssize_t)text.length, "surrogateescape");
}

/// Invokes the handler. What that takes, the event too, is the function's.
static PyObject *invoke(pythonhost_function *function, const PythonHostCall *call) {
    bool is_text = call->event.token_count == 0;
    PyObject *arguments[] = {
        decode(call->request_id),
        NULL,
        PyLong_FromLongLong(call->deadline_epoch_milliseconds),
        PyBytes_FromStringAndSize(call->trace_id.bytes, (Py_ssize_t)call->trace_id.length),
        PyBool_FromLong(is_text),
    };
    // The last one, and the only one that may well be refused its memory.
    arguments[1] = is_text ? decode(call->event_text) : tape_build(call->event);
    PyObject *returned = NULL;
    if (arguments[0] != NULL && arguments[1] != NULL && arguments[2] != NULL && arguments[3] != NULL) {
        returned = PyObject_Vectorcall(function->invoke, arguments, 5, NULL);
    }
    for (size_t index = 0; index < 5; index++) {
        Py_XDECREF(arguments[index]);
    }
    return returned;
}

/// Runs the function's load, or an invocation, under its limits.
static PythonHostStatus run(pythonhost_function *function, const PythonHostCall *call) {
    forget_last_call(function);
    if (active_function != function) {
        // The deadline is not to cut in here: the state of the function that goes out would be lost.
        active_function = NULL;
        if (!call_in_time(function->activate)) {
            return keep_error(function);
        }
    }

    int64_t held_before = memory_meter_held();
    stop_begin(function);
    memory_meter_begin(function->memory_limit - function->retained_bytes);
    // Context variables, such as the precision of `decimal`, are the function's own.
    PyContext_Enter(function->context);
    PyObject *returned = call == NULL ? PyObject_CallNoArgs(function->load) : invoke(function, call);
    active_function = returned == NULL ? NULL : function;
    PythonHostStatus status = returned == NULL ? keep_error(function) : keep_answer(function, returned);
    PyContext_Exit(function->context);
    int64_t peak = memory_meter_end();
    status = keep_stop(function, stop_end(), status);

    function->peak_bytes = function->retained_bytes + (peak - held_before);
    retain(function, memory_meter_held() - held_before);
    return status;
}

PythonHostStatus pythonhost_function_load(pythonhost_function *function) {
    int64_t held_before = memory_meter_held();
    if (!make_function(function)) {
        return keep_error(function);
    }
    function->retained_bytes = memory_meter_held() - held_before;
    return run(function, NULL);
}

PythonHostStatus pythonhost_function_invoke(pythonhost_function *function, PythonHostCall call) {
    return run(function, &call);
}

PythonHostTape pythonhost_function_answer(pythonhost_function *function) {
    return function->answer == Py_None ? tape_laid_out() : (PythonHostTape){0};
}

PythonHostText pythonhost_function_answer_text(pythonhost_function *function) {
    if (function->answer == NULL || !PyBytes_Check(function->answer)) {
        return (PythonHostText){"", 0};
    }
    return (PythonHostText){PyBytes_AS_STRING(function->answer), (size_t)PyBytes_GET_SIZE(function->answer)};
}

/// Gives out a string of Python's as UTF-8. What cannot be written so, such as half a surrogate pair, is escaped.
static PythonHostText give_text(pythonhost_function *function, PyObject *string) {
    PyObject *encoded =
        string == NULL ? NULL : PyUnicode_AsEncodedString(string, "utf-8", "backslashreplace");
    if (encoded == NULL) {
        PyErr_Clear();
        return (PythonHostText){"", 0};
    }
    Py_XSETREF(function->text, encoded);
    return (PythonHostText){PyBytes_AS_STRING(encoded), (size_t)PyBytes_GET_SIZE(encoded)};
}

static PyObject *failure_part(pythonhost_function *function, Py_ssize_t index) {
    return function->failure == NULL ? NULL : PyTuple_GET_ITEM(function->failure, index);
}

PythonHostText pythonhost_function_failure_type(pythonhost_function *function) {
    return give_text(function, failure_part(function, 0));
}

PythonHostText pythonhost_function_failure_message(pythonhost_function *function) {
    return give_text(function, failure_part(function, 1));
}

size_t pythonhost_function_failure_trace_count(pythonhost_function *function) {
    PyObject *trace = failure_part(function, 2);
    return trace == NULL ? 0 : (size_t)PyList_GET_SIZE(trace);
}

PythonHostText pythonhost_function_failure_trace_item(pythonhost_function *function, size_t index) {
    return give_text(function, PyList_GetItem(failure_part(function, 2), (Py_ssize_t)index));
}

int64_t pythonhost_function_peak_bytes(pythonhost_function *function) {
    return function->peak_bytes;
}

void pythonhost_function_interrupt(pythonhost_function *function) {
    stop_interrupt(function);
}

void pythonhost_function_destroy(pythonhost_function *function) {
    free_entries(&function->settings);
    free_entries(&function->variables);
    if (function->sink == NULL) {
        function->callbacks.release(function->callbacks.context);
        free(function);
        return;
    }
    if (active_function == function) {
        active_function = NULL;
    }
    Py_CLEAR(function->answer);
    Py_CLEAR(function->failure);
    Py_CLEAR(function->text);
    if (function->close != NULL) {
        call_in_time(function->close);
        PyErr_Clear();
    }
    Py_CLEAR(function->context);
    Py_CLEAR(function->activate);
    Py_CLEAR(function->load);
    Py_CLEAR(function->invoke);
    Py_CLEAR(function->close);
    native_sink_close(function->sink);
    Py_CLEAR(function->sink);
    small_blocks_trim();
    if (function->peak_bytes > trimmed_peak_bytes) {
        malloc_trim(0);
    }
    free(function);
}
