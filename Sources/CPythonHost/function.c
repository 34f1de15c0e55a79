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

struct pythonhost_function {
    pythonhost_log log;
    // Copies.
    pythonhost_pair *settings, *environment;
    size_t settings_count, environment_count;
    int64_t memory_limit;

    // NULL until the function is loaded.
    PyObject *sink, *context, *activate, *load, *invoke, *close;

    // What the last call left: bytes, or None if the result is on the tape; or a tuple of type, message and trace, with
    // a list of the bytes of these and the views of the trace's items.
    PyObject *result, *failure, *failure_bytes;
    pythonhost_text *trace;

    int64_t retained_memory, peak_memory;
};

enum {
    // The limit for activating or closing a function.
    housekeeping_milliseconds = 250,
    // Above this peak, returning the C library's free memory to the system is worth the time.
    trimmed_peak_bytes = 8 << 20,
};

// The function whose modules, environment and streams are active. Compared, never dereferenced.
static const pythonhost_function *active_function;

static pythonhost_text copy_text(pythonhost_text text) {
    char *bytes = malloc(text.length + 1);
    if (bytes == NULL) {
        abort();
    }
    memcpy(bytes, text.length == 0 ? "" : text.bytes, text.length);
    bytes[text.length] = '\0';
    return (pythonhost_text){bytes, text.length};
}

static pythonhost_pair *copy_pairs(const pythonhost_pair *pairs, size_t count) {
    pythonhost_pair *copies = calloc(count + 1, sizeof *copies);
    if (copies == NULL) {
        abort();
    }
    for (size_t index = 0; index < count; index++) {
        copies[index] = (pythonhost_pair){copy_text(pairs[index].name), copy_text(pairs[index].value)};
    }
    return copies;
}

static void free_pairs(pythonhost_pair *pairs, size_t count) {
    for (size_t index = 0; index < count; index++) {
        free((void *)pairs[index].name.bytes);
        free((void *)pairs[index].value.bytes);
    }
    free(pairs);
}

pythonhost_function *pythonhost_function_create(const pythonhost_configuration *configuration) {
    pythonhost_function *function = calloc(1, sizeof *function);
    if (function == NULL) {
        abort();
    }
    function->log = configuration->log;
    function->settings = copy_pairs(configuration->settings, configuration->settings_count);
    function->settings_count = configuration->settings_count;
    function->environment = copy_pairs(configuration->environment, configuration->environment_count);
    function->environment_count = configuration->environment_count;
    function->memory_limit = (int64_t)configuration->memory_limit;
    return function;
}

static PyObject *decode(pythonhost_text text) {
    return PyUnicode_DecodeUTF8(text.bytes, (Py_ssize_t)text.length, "surrogateescape");
}

static PyObject *dict_from_pairs(const pythonhost_pair *pairs, size_t count) {
    PyObject *dict = PyDict_New();
    for (size_t index = 0; dict != NULL && index < count; index++) {
        PyObject *value = decode(pairs[index].value);
        if (value == NULL || PyDict_SetItemString(dict, pairs[index].name.bytes, value) < 0) {
            Py_CLEAR(dict);
        }
        Py_XDECREF(value);
    }
    return dict;
}

/// Creates the Python side of the function, which does not run the function's own code yet.
static bool make_function(pythonhost_function *function) {
    active_function = NULL;
    function->sink = native_sink_make(function->log);
    function->context = PyContext_New();
    PyObject *settings = dict_from_pairs(function->settings, function->settings_count);
    PyObject *environment = dict_from_pairs(function->environment, function->environment_count);
    PyObject *made = NULL;
    if (function->sink != NULL && function->context != NULL && settings != NULL && environment != NULL) {
        made = PyObject_CallFunctionObjArgs(interpreter_make_function, function->sink, settings, environment, NULL);
    }
    Py_XDECREF(settings);
    Py_XDECREF(environment);
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

/// Keeps what Python returned: bytes, None, or a tuple of a status, a type, a message and a trace.
static PythonHostStatus keep_returned(pythonhost_function *function, PyObject *returned) {
    if (!PyTuple_Check(returned)) {
        function->result = returned;
        return PythonHostStatusCompleted;
    }
    bool lives_on = PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(returned, 0), "failed") == 0;
    function->failure = PyTuple_GetSlice(returned, 1, 4);
    Py_DECREF(returned);
    return lives_on ? PythonHostStatusFailed : PythonHostStatusExited;
}

/// Keeps an error that Python did not catch: the exception that stops a call, or an error in our own code, which is
/// reported as the platform reports its own.
static PythonHostStatus keep_error(pythonhost_function *function) {
    PyObject *error = python_pop_error();
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
    PyObject *exit_message = native_pop_exit_message();
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

/// Calls a Python function of ours. Destructors of the handler's objects may run meanwhile, and may never return. A
/// late interruption of the function's last call does not apply to this one.
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

/// Records that the memory the function holds has grown, or shrunk.
static void retain(pythonhost_function *function, int64_t growth) {
    // At least 0: the function may free memory that others allocated, such as a cache of the standard library.
    int64_t retained = function->retained_memory + growth;
    function->retained_memory = retained > 0 ? retained : 0;
}

static void clear_last_call(pythonhost_function *function) {
    Py_CLEAR(function->result);
    Py_CLEAR(function->failure);
    Py_CLEAR(function->failure_bytes);
    free(function->trace);
    function->trace = NULL;
}

/// Releases what the last call left, which counts as the function's memory.
static void forget_last_call(pythonhost_function *function) {
    int64_t held_before = memory_meter_held();
    clear_last_call(function);
    retain(function, memory_meter_held() - held_before);
}

/// Invokes the handler. Everything allocated for that, the event included, counts as the function's memory.
static PyObject *invoke(pythonhost_function *function, const pythonhost_invocation *invocation) {
    bool is_text = invocation->event.token_count == 0;
    PyObject *arguments[] = {
        decode(invocation->request_id),
        NULL,
        PyLong_FromLongLong(invocation->deadline),
        PyBytes_FromStringAndSize(invocation->trace_id.bytes, (Py_ssize_t)invocation->trace_id.length),
        PyBool_FromLong(is_text),
    };
    // Last, as the only allocation that is likely to exceed the limit.
    arguments[1] = is_text ? decode(invocation->event.text) : tape_build(invocation->event);
    PyObject *returned = NULL;
    if (arguments[0] != NULL && arguments[1] != NULL && arguments[2] != NULL && arguments[3] != NULL) {
        returned = PyObject_Vectorcall(function->invoke, arguments, 5, NULL);
    }
    for (size_t index = 0; index < 5; index++) {
        Py_XDECREF(arguments[index]);
    }
    return returned;
}

/// Encodes a Python string as UTF-8 and keeps the bytes. Escapes characters that UTF-8 cannot represent, such as half a
/// surrogate pair.
static pythonhost_text encode(pythonhost_function *function, PyObject *string) {
    pythonhost_text text = {"", 0};
    PyObject *bytes = PyUnicode_AsEncodedString(string, "utf-8", "backslashreplace");
    if (bytes != NULL && PyList_Append(function->failure_bytes, bytes) == 0) {
        text = (pythonhost_text){PyBytes_AS_STRING(bytes), (size_t)PyBytes_GET_SIZE(bytes)};
    }
    PyErr_Clear();
    Py_XDECREF(bytes);
    return text;
}

static pythonhost_failure encode_failure(pythonhost_function *function) {
    pythonhost_failure failure = {0};
    function->failure_bytes = function->failure == NULL ? NULL : PyList_New(0);
    if (function->failure_bytes == NULL) {
        PyErr_Clear();
        return failure;
    }
    failure.type = encode(function, PyTuple_GET_ITEM(function->failure, 0));
    failure.message = encode(function, PyTuple_GET_ITEM(function->failure, 1));
    PyObject *trace = PyTuple_GET_ITEM(function->failure, 2);
    // A handler can break `traceback` so that it is no list.
    size_t count = PyList_Check(trace) ? (size_t)PyList_GET_SIZE(trace) : 0;
    failure.trace = function->trace = calloc(count + 1, sizeof *function->trace);
    for (; function->trace != NULL && failure.trace_count < count; failure.trace_count++) {
        PyObject *item = PyList_GET_ITEM(trace, (Py_ssize_t)failure.trace_count);
        function->trace[failure.trace_count] = encode(function, item);
    }
    return failure;
}

static pythonhost_tape result_of(pythonhost_function *function) {
    if (function->result == Py_None) {
        return tape_encoded();
    }
    if (function->result == NULL || !PyBytes_Check(function->result)) {
        return (pythonhost_tape){0};
    }
    char *bytes = PyBytes_AS_STRING(function->result);
    return (pythonhost_tape){.text = {bytes, (size_t)PyBytes_GET_SIZE(function->result)}};
}

/// Ends a call: hands out what it left.
static pythonhost_completion complete(pythonhost_function *function, PythonHostStatus status, bool is_invocation) {
    int64_t held_before = memory_meter_held();
    pythonhost_completion completion = {.status = status, .peak_memory = (size_t)function->peak_memory};
    if (status == PythonHostStatusFailed || status == PythonHostStatusExited) {
        completion.failure = encode_failure(function);
    } else if (status == PythonHostStatusCompleted && is_invocation) {
        completion.result = result_of(function);
    }
    retain(function, memory_meter_held() - held_before);
    return completion;
}

/// Loads the function, or invokes its handler, under its limits.
static PythonHostStatus run(pythonhost_function *function, const pythonhost_invocation *invocation) {
    forget_last_call(function);
    if (active_function != function) {
        // The deadline must not interrupt this, or the state of the replaced function would be lost.
        active_function = NULL;
        if (!call_in_time(function->activate)) {
            return keep_error(function);
        }
    }

    int64_t held_before = memory_meter_held();
    stop_begin(function);
    memory_meter_begin(function->memory_limit - function->retained_memory);
    // Each function has its own context variables, such as the precision of `decimal`.
    PyContext_Enter(function->context);
    PyObject *returned = invocation == NULL ? PyObject_CallNoArgs(function->load) : invoke(function, invocation);
    active_function = returned == NULL ? NULL : function;
    PythonHostStatus status = returned == NULL ? keep_error(function) : keep_returned(function, returned);
    PyContext_Exit(function->context);
    int64_t peak = memory_meter_end();
    status = keep_stop(function, stop_end(), status);

    function->peak_memory = function->retained_memory + (peak - held_before);
    retain(function, memory_meter_held() - held_before);
    return status;
}

pythonhost_completion pythonhost_function_load(pythonhost_function *function) {
    int64_t held_before = memory_meter_held();
    if (!make_function(function)) {
        return complete(function, keep_error(function), false);
    }
    function->retained_memory = memory_meter_held() - held_before;
    return complete(function, run(function, NULL), false);
}

pythonhost_completion pythonhost_function_invoke(pythonhost_function *function,
                                                 const pythonhost_invocation *invocation) {
    return complete(function, run(function, invocation), true);
}

void pythonhost_function_interrupt(pythonhost_function *function) {
    stop_interrupt(function);
}

void pythonhost_function_destroy(pythonhost_function *function) {
    free_pairs(function->settings, function->settings_count);
    free_pairs(function->environment, function->environment_count);
    if (function->sink == NULL) {
        function->log.release(function->log.context);
        free(function);
        return;
    }
    if (active_function == function) {
        active_function = NULL;
    }
    clear_last_call(function);
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
    if (function->peak_memory > trimmed_peak_bytes) {
        malloc_trim(0);
    }
    free(function);
}
