#define _GNU_SOURCE
#include "code_cache.h"

#include <fcntl.h>
#include <limits.h>
#include <marshal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "python_version_shim.h"

/// Tells one set of sources in one version of CPython from another (FNV-1a).
static uint64_t key_of(const PythonHostFile *files, size_t count) {
    uint64_t hash = 0xcbf29ce484222325u ^ (uint64_t)PY_VERSION_HEX ^ (uint64_t)PyImport_GetMagicNumber() << 32;
    for (size_t index = 0; index < count; index++) {
        // The zero byte that follows a file parts it from the next.
        for (size_t offset = 0; offset <= files[index].length; offset++) {
            hash = (hash ^ files[index].bytes[offset]) * 0x100000001b3u;
        }
    }
    return hash;
}

/// Finds the folder, and makes it if need be. False when there is no place for a cache.
static bool find_folder(char folder[PATH_MAX]) {
    const char *base = getenv("XDG_CACHE_HOME");
    const char *home = getenv("HOME");
    if (base != NULL && base[0] == '/') {
        snprintf(folder, PATH_MAX, "%s", base);
    } else if (home != NULL && home[0] == '/') {
        snprintf(folder, PATH_MAX, "%s/.cache", home);
    } else {
        return false;
    }
    mkdir(folder, 0700);
    strncat(folder, "/brink", PATH_MAX - strlen(folder) - 1);
    mkdir(folder, 0700);
    strncat(folder, "/python", PATH_MAX - strlen(folder) - 1);
    mkdir(folder, 0700);
    // What is in it is run: nobody else may have put it there.
    struct stat status;
    return stat(folder, &status) == 0 && status.st_uid == geteuid() && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static PyObject *load(const char *path, size_t count) {
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (descriptor < 0 || fstat(descriptor, &status) < 0) {
        return NULL;
    }
    PyObject *list = NULL;
    char *bytes = malloc((size_t)status.st_size + 1);
    if (bytes != NULL && read(descriptor, bytes, (size_t)status.st_size) == status.st_size) {
        list = PyMarshal_ReadObjectFromString(bytes, status.st_size);
    }
    free(bytes);
    close(descriptor);
    PyErr_Clear();
    bool fits = list != NULL && PyList_Check(list) && (size_t)PyList_GET_SIZE(list) == count;
    for (size_t index = 0; fits && index < count; index++) {
        fits = PyCode_Check(PyList_GET_ITEM(list, index));
    }
    if (!fits) {
        Py_CLEAR(list);
    }
    return list;
}

/// Written beside and moved into place, so that no process reads half of it.
static void store(const char *path, PyObject *list) {
    PyObject *bytes = PyMarshal_WriteObjectToString(list, Py_MARSHAL_VERSION);
    if (bytes == NULL) {
        PyErr_Clear();
        return;
    }
    char beside[PATH_MAX + 16];
    snprintf(beside, sizeof beside, "%s.XXXXXX", path);
    int descriptor = mkstemp(beside);
    if (descriptor >= 0) {
        bool whole = write(descriptor, PyBytes_AS_STRING(bytes), (size_t)PyBytes_GET_SIZE(bytes)) ==
                     PyBytes_GET_SIZE(bytes);
        close(descriptor);
        if (!whole || rename(beside, path) < 0) {
            unlink(beside);
        }
    }
    Py_DECREF(bytes);
}

static PyObject *compile_all(const PythonHostFile *files, size_t count) {
    PyObject *list = PyList_New(0);
    for (size_t index = 0; list != NULL && index < count; index++) {
        char path[128];
        snprintf(path, sizeof path, PYTHON_OWN_FILE_PREFIX "%s", files[index].name);
        PyObject *code = Py_CompileString((const char *)files[index].bytes, path, Py_file_input);
        if (code == NULL || PyList_Append(list, code) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(code);
    }
    return list;
}

PyObject *code_cache_compile(const PythonHostFile *files, size_t count) {
    char folder[PATH_MAX], path[PATH_MAX + 64];
    if (!find_folder(folder)) {
        return compile_all(files, count);
    }
    snprintf(path, sizeof path, "%s/%016llx.marshal", folder, (unsigned long long)key_of(files, count));
    PyObject *list = load(path, count);
    if (list == NULL) {
        list = compile_all(files, count);
        if (list != NULL) {
            store(path, list);
        }
    }
    return list;
}
