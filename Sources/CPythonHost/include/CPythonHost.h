#ifndef CPYTHONHOST_H
#define CPYTHONHOST_H

// CPython behind a plain C header: one interpreter per process, started once and never torn down, in which functions
// take turns. Unless noted otherwise, call these functions on the thread that started the interpreter. That thread
// holds the GIL from then on and releases it only while a call is running. No Python error crosses this header.
//
// CNodeHost.h is the same for Node. What both have goes by the same names.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma clang assume_nonnull begin

/// Text in UTF-8 without a terminating null. Borrowed: the receiver copies what it keeps. NULL only if `length` is 0.
typedef struct {
    const char *_Nullable bytes;
    size_t length;
} pythonhost_text;

/// A JSON value as ASCII text and tokens, in the layout of Sources/CloudFrontEvents/Tape/Tape.swift. Without tokens,
/// `text` is JSON in UTF-8. Borrowed.
typedef struct {
    pythonhost_text text;
    const int32_t *_Nullable tokens;
    size_t token_count;
} pythonhost_tape;

/// A name and its value.
typedef struct {
    pythonhost_text name;
    pythonhost_text value;
} pythonhost_pair;

/// The streams that a function writes to.
typedef enum __attribute__((enum_extensibility(closed))) {
    PythonHostStreamStdout = 1,
    PythonHostStreamStderr = 2,
} PythonHostStream;

/// The receiver of a function's output.
typedef struct {
    /// Passed to both functions.
    void *context;
    /// Receives output on any thread of the function. The text is borrowed.
    void (*write)(void *context, PythonHostStream stream, pythonhost_text text);
    /// Called exactly once, after the last write.
    void (*release)(void *context);
} pythonhost_log;

/// Describes a function. Borrowed for the call, except for the log, which the function owns from then on.
typedef struct {
    /// The function as `make_function` in runtimes/python/bootstrap.py expects it.
    const pythonhost_pair *_Nullable settings;
    size_t settings_count;

    /// The variables in `os.environ`, in this order.
    const pythonhost_pair *_Nullable environment;
    size_t environment_count;

    /// The limit for Python's memory, in bytes.
    size_t memory_limit;

    pythonhost_log log;
} pythonhost_configuration;

// MARK: The process

/// Starts the interpreter on the calling thread, which it is bound to from then on. Once per process.
///
/// `sources` are the files of one package, in the order in which they run; a null byte follows each value.
/// `member_names` are the names that tokens of kind `name` refer to by index. Both are borrowed for the call. Returns
/// NULL, or an error of one line that lives as long as the process.
const char *_Nullable pythonhost_process_start(const pythonhost_pair *_Nullable sources, size_t source_count,
                                               const pythonhost_text *_Nullable member_names,
                                               size_t member_name_count);

/// Returns the version of the loaded libpython, such as `3.11.2`. From any thread, started or not; static.
const char *pythonhost_process_version(void);

// MARK: Functions

/// A function with its environment. Created by `pythonhost_function_create`, freed by `pythonhost_function_destroy`.
typedef struct pythonhost_function pythonhost_function;

/// Creates a function that is not loaded yet. From any thread, before the interpreter has started too.
pythonhost_function *pythonhost_function_create(const pythonhost_configuration *configuration);

/// Frees a function and everything that it holds. If it was never loaded, from any thread and without an interpreter.
void pythonhost_function_destroy(pythonhost_function *function);

// MARK: Calls

/// The ways in which a call can end.
typedef enum __attribute__((enum_extensibility(closed))) {
    /// The handler returned: see `result`, which is empty after a load.
    PythonHostStatusCompleted,
    /// The function failed: see `failure`. The environment lives on.
    PythonHostStatusFailed,
    /// The function ended its process, or did what would have ended it: see `failure`.
    PythonHostStatusExited,
    /// `pythonhost_function_interrupt` ended the environment.
    PythonHostStatusInterrupted,
    /// The function exceeded its memory limit, which ended the environment.
    PythonHostStatusOutOfMemory,
} PythonHostStatus;

/// The platform's three fields of an error.
typedef struct {
    pythonhost_text type;
    pythonhost_text message;
    /// The items of the stack trace.
    const pythonhost_text *_Nullable trace;
    size_t trace_count;
} pythonhost_failure;

/// The end of a call. The texts belong to the host and are valid until the next call of any function.
typedef struct {
    PythonHostStatus status;
    pythonhost_tape result;
    pythonhost_failure failure;
    /// The peak of the memory in use during the call, in bytes.
    size_t peak_memory;
} pythonhost_completion;

/// One invocation as the handler sees it. Borrowed for the call.
typedef struct {
    pythonhost_text request_id;
    pythonhost_tape event;
    pythonhost_text trace_id;
    /// The deadline, in milliseconds since 1970.
    int64_t deadline;
} pythonhost_invocation;

/// Loads the function's module and finds its handler. Blocks until the module has run.
pythonhost_completion pythonhost_function_load(pythonhost_function *function);

/// Invokes the handler and blocks until it has answered.
pythonhost_completion pythonhost_function_invoke(pythonhost_function *function,
                                                 const pythonhost_invocation *invocation);

/// Ends the running call of the function as soon as possible; does nothing if there is none. From any thread and any
/// number of times. The first interruption lets the handler clean up; from the second on, no line of it runs any more.
void pythonhost_function_interrupt(pythonhost_function *function);

#pragma clang assume_nonnull end
#ifdef __cplusplus
}
#endif

#endif
