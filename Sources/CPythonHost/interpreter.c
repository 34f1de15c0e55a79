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
static char start_error[1024];

PyObject *interpreter_make_function;

const char *pythonhost_process_version(void) {
    static char version[32];
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&lock);
    snprintf(version, sizeof version, "%.*s", (int)strcspn(Py_GetVersion(), " "), Py_GetVersion());
    pthread_mutex_unlock(&lock);
    return version;
}

/// Finds the prefix that the loaded libpython was installed under: the folder above it with its standard library.
/// CPython itself would guess from the first `python3` in PATH.
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
    // The standard library only, as on the platform: without the packages of the distribution.
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

/// Blocks SIGPIPE on this thread only: a write into a closed pipe must be an error in Python and not end the host.
static void block_broken_pipe_signal(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

/// Adds a module to `sys.modules`.
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

/// Creates a module of the package with its own copy of the builtins, since handlers can change the others. Borrowed.
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

/// Runs a source as a module of the package, and returns the module. Borrowed.
static PyObject *run_source(pythonhost_text file, PyObject *code) {
    char name[128];
    const char *dot = memchr(file.bytes, '.', file.length);
    int length = (int)(dot == NULL ? file.length : (size_t)(dot - file.bytes));
    snprintf(name, sizeof name, "%s.%.*s", package_name, length, file.bytes);
    PyObject *module = make_module(name);
    PyObject *result = NULL;
    if (module != NULL) {
        PyObject *names = PyModule_GetDict(module);
        result = PyEval_EvalCode(code, names, names);
    }
    Py_XDECREF(result);
    return result == NULL ? NULL : module;
}

/// Runs the sources, and `start` of the last one, which returns `make_function`.
static bool run_sources(const pythonhost_pair *sources, size_t count) {
    PyObject *native = native_module_make();
    if (native == NULL || !stop_install(native_stopped) || !enter_module("_brink", native) || !make_package()) {
        Py_XDECREF(native);
        return false;
    }
    Py_DECREF(native);
    PyObject *codes = code_cache_compile(sources, count);
    PyObject *last = NULL;
    for (size_t index = 0; codes != NULL && index < count; index++) {
        last = run_source(sources[index].name, PyList_GET_ITEM(codes, index));
        if (last == NULL) {
            break;
        }
    }
    Py_XDECREF(codes);
    interpreter_make_function = last == NULL ? NULL : PyObject_CallMethod(last, "start", NULL);
    return interpreter_make_function != NULL;
}

static const char *describe_error(void) {
    PyObject *error = python_pop_error();
    PyObject *text = error == NULL ? NULL : PyObject_Repr(error);
    const char *bytes = text == NULL ? NULL : PyUnicode_AsUTF8(text);
    snprintf(start_error, sizeof start_error, "Brink's own Python fails in Python %s: %s",
             pythonhost_process_version(), bytes == NULL ? "unknown error" : bytes);
    Py_XDECREF(text);
    Py_XDECREF(error);
    return start_error;
}

const char *pythonhost_process_start(const pythonhost_pair *sources, size_t source_count,
                                     const pythonhost_text *member_names, size_t member_name_count) {
    char prefix[PATH_MAX];
    if (!find_prefix(prefix)) {
        snprintf(start_error, sizeof start_error,
                 "cannot find the standard library of Python %s next to its libpython; install libpython%d.%d-stdlib",
                 pythonhost_process_version(), PY_MAJOR_VERSION, PY_MINOR_VERSION);
        return start_error;
    }
    block_broken_pipe_signal();
    memory_meter_install();
    PyStatus status = initialize(prefix);
    if (PyStatus_Exception(status)) {
        snprintf(start_error, sizeof start_error, "Python %s fails to start: %s", pythonhost_process_version(),
                 status.err_msg == NULL ? "unknown error" : status.err_msg);
        return start_error;
    }
    // Nothing that is created now is garbage.
    PyGC_Disable();
    bool started = tape_set_names(member_names, member_name_count) && run_sources(sources, source_count);
    PyGC_Enable();
    return started ? NULL : describe_error();
}
