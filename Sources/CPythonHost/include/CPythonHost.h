#ifndef CPYTHONHOST_H
#define CPYTHONHOST_H

// CPython behind a plain C header. The interpreter is one for the whole process, started once and never torn
// down. Unless a function says otherwise it must be called on the thread that started the interpreter; that
// thread holds the GIL from then on and lets go of it only while a call is running.
//
// No Python error crosses this boundary: a call stores what went wrong in its handle and returns a status.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// One file of Python source that is compiled into the program. The bytes live as long as the process.
typedef struct {
    const char *name;
    /// Followed by a zero byte, which `length` does not count.
    const unsigned char *bytes;
    size_t length;
} PythonHostFile;

/// Text in UTF-8. What a handle gives out belongs to it, until its next call. NULL only with a length of 0.
typedef struct {
    const char *_Nullable bytes;
    size_t length;
} PythonHostText;

/// A value in ASCII text and tokens, as Sources/CloudFrontEvents/Tape/Tape.swift describes it. Pointers are NULL only
/// with a length of 0.
typedef struct {
    const char *_Nullable text;
    size_t text_length;
    const int32_t *_Nullable tokens;
    size_t token_count;
} PythonHostTape;

/// How a call ended.
typedef enum __attribute__((enum_extensibility(closed))) {
    /// The handler answered, or the function was loaded.
    PythonHostStatusCompleted,
    /// The function failed and lives on.
    PythonHostStatusFailed,
    /// The function ended its process, or did what would have ended it.
    PythonHostStatusExited,
    /// `pythonhost_function_interrupt` took effect.
    PythonHostStatusInterrupted,
    /// The function wanted more memory than it may have.
    PythonHostStatusOutOfMemory,
} PythonHostStatus;

/// Where a function writes to.
typedef enum __attribute__((enum_extensibility(closed))) {
    PythonHostStreamOutput,
    PythonHostStreamError,
} PythonHostStream;

/// What the host gives to a function. `write` may come from any thread of the function's, and not after
/// `release`, which is called exactly once.
typedef struct {
    void *context;
    void (*write)(void *context, PythonHostStream stream, const char *bytes, size_t length);
    void (*release)(void *context);
} PythonHostCallbacks;

/// One started environment of one function.
typedef struct pythonhost_function pythonhost_function;

/// Tells the version of the interpreter, such as `3.11.2`. From any thread, started or not; static.
const char *pythonhost_interpreter_version(void);

/// Starts the interpreter on the calling thread, which it is bound to from then on, and runs `files` in it in
/// their order, as modules of one package.
///
/// `names` are what the tapes of events name by number, in their order; they are copied.
///
/// Returns NULL, or one line that says what went wrong; the line is static.
const char *_Nullable pythonhost_interpreter_start(const PythonHostFile *files, size_t count,
                                                   const PythonHostText *names, size_t name_count);

/// Makes a function that has nothing in it yet. From any thread, before the interpreter has started too.
pythonhost_function *pythonhost_function_create(PythonHostCallbacks callbacks);

/// Sets one of the settings that `make_function` in runtimes/python/bootstrap.py names. Copies its arguments.
/// From the thread that made the function, before it is loaded.
void pythonhost_function_set_setting(pythonhost_function *function, const char *name, const char *value,
                                     size_t length);

/// Adds a variable to the function's environment. As `pythonhost_function_set_setting`.
void pythonhost_function_set_variable(pythonhost_function *function, const char *name, const char *value,
                                      size_t length);

/// Limits the memory that the function may hold. As `pythonhost_function_set_setting`.
void pythonhost_function_set_memory_limit(pythonhost_function *function, int64_t bytes);

/// Loads the function's module and finds its handler.
PythonHostStatus pythonhost_function_load(pythonhost_function *function);

/// What a function is invoked with. Nothing of it is needed after the call.
typedef struct {
    PythonHostText request_id;
    /// The event, or nothing when it is text.
    PythonHostTape event;
    /// The event as JSON text, where `event` is nothing.
    PythonHostText event_text;
    PythonHostText trace_id;
    int64_t deadline_epoch_milliseconds;
} PythonHostCall;

/// Invokes the handler and waits for its answer.
PythonHostStatus pythonhost_function_invoke(pythonhost_function *function, PythonHostCall call);

/// The answer, after `PythonHostStatusCompleted` of an invocation; nothing when only text can tell it. Until the next
/// call of any function.
PythonHostTape pythonhost_function_answer(pythonhost_function *function);

/// The answer as JSON text as the platform's runtime would have posted it, where `pythonhost_function_answer` is
/// nothing.
PythonHostText pythonhost_function_answer_text(pythonhost_function *function);

/// The failure's type, after `PythonHostStatusFailed` or `PythonHostStatusExited`.
PythonHostText pythonhost_function_failure_type(pythonhost_function *function);

/// The failure's message. As `pythonhost_function_failure_type`.
PythonHostText pythonhost_function_failure_message(pythonhost_function *function);

/// The number of items in the failure's stack trace. As `pythonhost_function_failure_type`.
size_t pythonhost_function_failure_trace_count(pythonhost_function *function);

/// One item of the failure's stack trace. As `pythonhost_function_failure_type`.
PythonHostText pythonhost_function_failure_trace_item(pythonhost_function *function, size_t index);

/// The most bytes that the function held at any one time during its last call.
int64_t pythonhost_function_peak_bytes(pythonhost_function *function);

/// Makes the call that the function is in end as soon as it can; does nothing when it is in none. From any
/// thread, as often as wanted. The first time lets the handler clean up; from the second on no line of it
/// runs any more.
void pythonhost_function_interrupt(pythonhost_function *function);

/// Lets go of all that the function holds, and of the handle. The last call. Destroying a function that was
/// never loaded needs no interpreter, and may be done from any thread.
void pythonhost_function_destroy(pythonhost_function *function);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif

#endif
