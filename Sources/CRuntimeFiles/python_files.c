#include "CRuntimeFiles.h"

// A null byte that is not counted follows each file: CPython compiles null-terminated text.
#define RUNTIME_FILE(file) {#file ".py", file, sizeof file - 1}

static const unsigned char active[] = {
#embed "../../runtimes/python/active.py" suffix(, 0)
};
static const unsigned char declared_version[] = {
#embed "../../runtimes/python/declared_version.py" suffix(, 0)
};
static const unsigned char failures[] = {
#embed "../../runtimes/python/failures.py" suffix(, 0)
};
static const unsigned char lambda_context[] = {
#embed "../../runtimes/python/lambda_context.py" suffix(, 0)
};
static const unsigned char marshaller[] = {
#embed "../../runtimes/python/marshaller.py" suffix(, 0)
};
static const unsigned char log_streams[] = {
#embed "../../runtimes/python/log_streams.py" suffix(, 0)
};
static const unsigned char module_space[] = {
#embed "../../runtimes/python/module_space.py" suffix(, 0)
};
static const unsigned char handler_loader[] = {
#embed "../../runtimes/python/handler_loader.py" suffix(, 0)
};
static const unsigned char environment[] = {
#embed "../../runtimes/python/environment.py" suffix(, 0)
};
static const unsigned char working_directory[] = {
#embed "../../runtimes/python/working_directory.py" suffix(, 0)
};
static const unsigned char child_processes[] = {
#embed "../../runtimes/python/child_processes.py" suffix(, 0)
};
static const unsigned char function_threads[] = {
#embed "../../runtimes/python/function_threads.py" suffix(, 0)
};
static const unsigned char signal_guards[] = {
#embed "../../runtimes/python/signal_guards.py" suffix(, 0)
};
static const unsigned char descriptor_guards[] = {
#embed "../../runtimes/python/descriptor_guards.py" suffix(, 0)
};
static const unsigned char process_guards[] = {
#embed "../../runtimes/python/process_guards.py" suffix(, 0)
};
static const unsigned char interpreter_state[] = {
#embed "../../runtimes/python/interpreter_state.py" suffix(, 0)
};
static const unsigned char library_state[] = {
#embed "../../runtimes/python/library_state.py" suffix(, 0)
};
static const unsigned char library_patches[] = {
#embed "../../runtimes/python/library_patches.py" suffix(, 0)
};
static const unsigned char bootstrap[] = {
#embed "../../runtimes/python/bootstrap.py" suffix(, 0)
};

// In the order in which they run: each imports only files above it, and the last one has `start`.
static const runtime_file files[] = {
    RUNTIME_FILE(active),
    RUNTIME_FILE(declared_version),
    RUNTIME_FILE(failures),
    RUNTIME_FILE(lambda_context),
    RUNTIME_FILE(marshaller),
    RUNTIME_FILE(log_streams),
    RUNTIME_FILE(module_space),
    RUNTIME_FILE(handler_loader),
    RUNTIME_FILE(environment),
    RUNTIME_FILE(working_directory),
    RUNTIME_FILE(child_processes),
    RUNTIME_FILE(function_threads),
    RUNTIME_FILE(signal_guards),
    RUNTIME_FILE(descriptor_guards),
    RUNTIME_FILE(process_guards),
    RUNTIME_FILE(interpreter_state),
    RUNTIME_FILE(library_state),
    RUNTIME_FILE(library_patches),
    RUNTIME_FILE(bootstrap),
};

const runtime_file *runtime_files_python(size_t *count) {
    *count = sizeof files / sizeof *files;
    return files;
}
