#define _GNU_SOURCE
#include "interpreter.h"

#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "CPythonHost.h"
#include "code_cache.h"
#include "memory_meter.h"
#include "native_module.h"
#include "python_version_shim.h"
#include "stop.h"
#include "tape.h"

#define TEXT_OF(number) #number
#define TEXT(number) TEXT_OF(number)
#define VERSIONED_NAME "python" TEXT(PY_MAJOR_VERSION) "." TEXT(PY_MINOR_VERSION)

static const char package_name[] = "brink_runtime";
static char failure[1024];

PyObject *interpreter_make_function;

const char *pythonhost_interpreter_version(void) {
    static char version[32];
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&lock);
    snprintf(version, sizeof version, "%.*s", (int)strcspn(Py_GetVersion(), " "), Py_GetVersion());
    pthread_mutex_unlock(&lock);
    return version;
}

/// Finds the folder that the loaded libpython was installed under: the one above it that has its standard
/// library. CPython itself would guess from whichever `python3` comes first in PATH.
static bool find_prefix(char prefix[PATH_MAX]) {
    Dl_info library;
    if (dladdr((void *)(uintptr_t)Py_GetVersion, &library) == 0 || library.dli_fname == NULL ||
        realpath(library.dli_fname, prefix) == NULL) {
        return false;
    }
    for (char *slash = strrchr(prefix, '/'); slash != NULL; slash = strrchr(prefix, '/')) {
        *slash = '\0';
        char landmark[PATH_MAX + 64];
        snprintf(landmark, sizeof landmark, "%s/lib/" VERSIONED_NAME "/os.py", prefix);
        if (access(landmark, R_OK) == 0) {
            return true;
        }
    }
    return false;
}

static PyStatus append_search_path(PyConfig *config, const char *prefix, const char *below) {
    char path[PATH_MAX + 64];
    snprintf(path, sizeof path, "%s/lib/%s", prefix, below);
    wchar_t *decoded = Py_DecodeLocale(path, NULL);
    if (decoded == NULL) {
        return PyStatus_NoMemory();
    }
    PyStatus status = PyWideStringList_Append(&config->module_search_paths, decoded);
    PyMem_RawFree(decoded);
    return status;
}

static PyStatus configure(PyConfig *config, const char *prefix) {
    config->site_import = 0;
    config->write_bytecode = 0;
    config->install_signal_handlers = 0;
    config->pathconfig_warnings = 0;
    config->module_search_paths_set = 1;
    char executable[PATH_MAX + 64];
    snprintf(executable, sizeof executable, "%s/bin/" VERSIONED_NAME, prefix);
    PyStatus status = PyConfig_SetBytesString(config, &config->home, prefix);
    if (!PyStatus_Exception(status)) {
        status = PyConfig_SetBytesString(config, &config->executable, executable);
    }
    // The standard library only: what a distribution adds to it is not on the platform.
    const char *paths[] = {VERSIONED_NAME, VERSIONED_NAME "/lib-dynload"};
    for (size_t index = 0; index < 2 && !PyStatus_Exception(status); index++) {
        status = append_search_path(config, prefix, paths[index]);
    }
    return status;
}

static PyStatus initialize(const char *prefix) {
    PyPreConfig preconfig;
    PyPreConfig_InitIsolatedConfig(&preconfig);
    preconfig.utf8_mode = 1;
    PyStatus status = Py_PreInitialize(&preconfig);
    if (PyStatus_Exception(status)) {
        return status;
    }
    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    status = configure(&config, prefix);
    if (!PyStatus_Exception(status)) {
        status = Py_InitializeFromConfig(&config);
    }
    PyConfig_Clear(&config);
    return status;
}

/// A write into a closed pipe must be an error in Python and not the end of the host. Only for this thread:
/// what the signal does elsewhere is the host's business.
static void block_broken_pipe_signal(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

/// Enters a module under a name, so that imports find it.
static bool enter_module(const char *name, PyObject *module) {
    return PyDict_SetItemString(PyImport_GetModuleDict(), name, module) == 0;
}

static bool make_package(void) {
    PyObject *package = PyModule_New(package_name);
    PyObject *path = PyList_New(0);
    bool made = package != NULL && path != NULL && PyModule_AddObjectRef(package, "__path__", path) == 0 &&
                enter_module(package_name, package);
    Py_XDECREF(path);
    Py_XDECREF(package);
    return made;
}

/// Makes a module of the package, borrowed, with builtins of its own: a handler may do to the others what it
/// likes.
static PyObject *make_module(const char *name) {
    PyObject *module = PyModule_New(name);
    PyObject *builtins = PyDict_Copy(PyEval_GetBuiltins());
    bool made = module != NULL && builtins != NULL &&
                PyModule_AddObjectRef(module, "__builtins__", builtins) == 0 &&
                PyModule_AddStringConstant(module, "__package__", package_name) == 0 &&
                enter_module(name, module);
    Py_XDECREF(builtins);
    Py_XDECREF(module);
    return made ? module : NULL;
}

/// Runs a file as a module of the package, and returns the module, borrowed.
static PyObject *run_file(const PythonHostFile *file, PyObject *code) {
    char name[128];
    snprintf(name, sizeof name, "%s.%.*s", package_name, (int)strcspn(file->name, "."), file->name);
    PyObject *module = make_module(name);
    PyObject *result = NULL;
    if (module != NULL) {
        PyObject *names = PyModule_GetDict(module);
        result = PyEval_EvalCode(code, names, names);
    }
    Py_XDECREF(result);
    return result == NULL ? NULL : module;
}

/// Runs the files; the last of them has `start`, which returns `make_function`.
static bool run_files(const PythonHostFile *files, size_t count) {
    PyObject *native = native_module_make();
    if (native == NULL || !stop_install(native_stopped) || !enter_module("_brink", native) || !make_package()) {
        Py_XDECREF(native);
        return false;
    }
    Py_DECREF(native);
    PyObject *codes = code_cache_compile(files, count);
    PyObject *last = NULL;
    for (size_t index = 0; codes != NULL && index < count; index++) {
        last = run_file(&files[index], PyList_GET_ITEM(codes, index));
        if (last == NULL) {
            break;
        }
    }
    Py_XDECREF(codes);
    interpreter_make_function = last == NULL ? NULL : PyObject_CallMethod(last, "start", NULL);
    return interpreter_make_function != NULL;
}

static const char *describe_error(void) {
    PyObject *error = python_take_error();
    PyObject *text = error == NULL ? NULL : PyObject_Repr(error);
    const char *bytes = text == NULL ? NULL : PyUnicode_AsUTF8(text);
    snprintf(failure, sizeof failure, "Brink's own Python does not run in Python %s: %s",
             pythonhost_interpreter_version(), bytes == NULL ? "unknown error" : bytes);
    Py_XDECREF(text);
    Py_XDECREF(error);
    return failure;
}

const char *pythonhost_interpreter_start(const PythonHostFile *files, size_t count, const PythonHostText *names,
                                         size_t name_count) {
    char prefix[PATH_MAX];
    if (!find_prefix(prefix)) {
        snprintf(failure, sizeof failure,
                 "the standard library of Python %s is not beside its libpython: is libpython%d.%d-stdlib installed?",
                 pythonhost_interpreter_version(), PY_MAJOR_VERSION, PY_MINOR_VERSION);
        return failure;
    }
    block_broken_pipe_signal();
    memory_meter_install();
    PyStatus status = initialize(prefix);
    if (PyStatus_Exception(status)) {
        snprintf(failure, sizeof failure, "Python %s does not start: %s", pythonhost_interpreter_version(),
                 status.err_msg == NULL ? "unknown error" : status.err_msg);
        return failure;
    }
    // Nothing that is made now is garbage.
    PyGC_Disable();
    bool started = tape_set_names(names, name_count) && run_files(files, count);
    PyGC_Enable();
    return started ? NULL : describe_error();
}
