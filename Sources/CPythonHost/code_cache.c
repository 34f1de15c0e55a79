#define _GNU_SOURCE
#include "code_cache.h"

#include <fcntl.h>
#include <limits.h>
#include <marshal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "python_version_shim.h"

/// Hashes the sources with the version of CPython (FNV-1a).
static uint64_t key_of(const pythonhost_pair *sources, size_t count) {
    uint64_t hash = 0xcbf29ce484222325u ^ (uint64_t)PY_VERSION_HEX ^ (uint64_t)PyImport_GetMagicNumber() << 32;
    for (size_t index = 0; index < count; index++) {
        // Including the null byte that separates the sources.
        for (size_t offset = 0; offset <= sources[index].value.length; offset++) {
            hash = (hash ^ (unsigned char)sources[index].value.bytes[offset]) * 0x100000001b3u;
        }
    }
    return hash;
}

/// Finds the folder and creates it if necessary. Returns false if there is no folder for a cache.
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
    // The contents are executed, so nobody else may write there.
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

/// Writes a temporary file and renames it, so that no process reads half of it.
static void store(const char *path, PyObject *list) {
    PyObject *bytes = PyMarshal_WriteObjectToString(list, Py_MARSHAL_VERSION);
    if (bytes == NULL) {
        PyErr_Clear();
        return;
    }
    char temporary[PATH_MAX + 16];
    snprintf(temporary, sizeof temporary, "%s.XXXXXX", path);
    int descriptor = mkstemp(temporary);
    if (descriptor >= 0) {
        bool whole = write(descriptor, PyBytes_AS_STRING(bytes), (size_t)PyBytes_GET_SIZE(bytes)) ==
                     PyBytes_GET_SIZE(bytes);
        close(descriptor);
        if (!whole || rename(temporary, path) < 0) {
            unlink(temporary);
        }
    }
    Py_DECREF(bytes);
}

static PyObject *compile_all(const pythonhost_pair *sources, size_t count) {
    PyObject *list = PyList_New(0);
    for (size_t index = 0; list != NULL && index < count; index++) {
        char path[128];
        pythonhost_text name = sources[index].name;
        snprintf(path, sizeof path, PYTHON_OWN_FILE_PREFIX "%.*s", (int)name.length, name.bytes);
        PyObject *code = Py_CompileString(sources[index].value.bytes, path, Py_file_input);
        if (code == NULL || PyList_Append(list, code) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(code);
    }
    return list;
}

PyObject *code_cache_compile(const pythonhost_pair *sources, size_t count) {
    char folder[PATH_MAX], path[PATH_MAX + 64];
    if (!find_folder(folder)) {
        return compile_all(sources, count);
    }
    snprintf(path, sizeof path, "%s/%016llx.marshal", folder, (unsigned long long)key_of(sources, count));
    PyObject *list = load(path, count);
    if (list == NULL) {
        list = compile_all(sources, count);
        if (list != NULL) {
            store(path, list);
        }
    }
    return list;
}
