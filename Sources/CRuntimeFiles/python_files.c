#include "CRuntimeFiles.h"

// In the order in which they are run: each imports only what stands before it, and the last one is started.
#define PYTHON_FILE(file) {#file ".py", file##_bytes, sizeof file##_bytes - 1}

static const unsigned char failures_bytes[] = {
#embed "../../runtimes/python/failures.py" suffix(, 0)
};
static const unsigned char lambda_context_bytes[] = {
#embed "../../runtimes/python/lambda_context.py" suffix(, 0)
};
static const unsigned char marshaller_bytes[] = {
#embed "../../runtimes/python/marshaller.py" suffix(, 0)
};
static const unsigned char log_streams_bytes[] = {
#embed "../../runtimes/python/log_streams.py" suffix(, 0)
};
static const unsigned char module_space_bytes[] = {
#embed "../../runtimes/python/module_space.py" suffix(, 0)
};
static const unsigned char handler_loader_bytes[] = {
#embed "../../runtimes/python/handler_loader.py" suffix(, 0)
};
static const unsigned char bootstrap_bytes[] = {
#embed "../../runtimes/python/bootstrap.py" suffix(, 0)
};

static const RuntimeFile files[] = {
    PYTHON_FILE(failures),    PYTHON_FILE(lambda_context), PYTHON_FILE(marshaller), PYTHON_FILE(log_streams),
    PYTHON_FILE(module_space), PYTHON_FILE(handler_loader), PYTHON_FILE(bootstrap),
};

const RuntimeFile *runtime_files_python(size_t *count) {
    *count = sizeof files / sizeof *files;
    return files;
}
