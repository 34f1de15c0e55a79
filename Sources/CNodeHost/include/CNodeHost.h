#ifndef CNODEHOST_H
#define CNODEHOST_H

// Node behind a plain C header: isolates, each with its own environment and event loop, that load one handler and
// invoke it. Only the thread that created an isolate may use it; `nodehost_isolate_interrupt` alone may be called from
// any thread. No exception and no V8 type crosses this header.
//
// CPythonHost.h is the same for CPython. What both have goes by the same names.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma clang assume_nonnull begin

/// Text in UTF-8 without a terminating null. Borrowed: the receiver copies what it keeps.
typedef struct {
    const char *_Nullable bytes;
    size_t length;
} nodehost_text;

/// A JSON value as ASCII text and tokens, in the layout of Sources/CloudFrontEvents/Tape/Tape.swift. Without tokens,
/// `text` is JSON in UTF-8. Borrowed.
typedef struct {
    nodehost_text text;
    const int32_t *_Nullable tokens;
    size_t token_count;
} nodehost_tape;

/// A name and its value.
typedef struct {
    nodehost_text name;
    nodehost_text value;
} nodehost_pair;

/// The streams that a function writes to.
typedef enum __attribute__((enum_extensibility(closed))) {
    NodeHostStreamStdout = 1,
    NodeHostStreamStderr = 2,
    /// Standard output whose writes are each one record of the log, newlines included.
    NodeHostStreamRecord = 3,
} NodeHostStream;

/// The receiver of a function's output.
typedef struct {
    /// Passed to both functions.
    void *context;
    /// Receives output on the isolate's thread. The text is borrowed.
    void (*write)(void *context, NodeHostStream stream, nodehost_text text);
    /// Called exactly once, after the last write.
    void (*release)(void *context);
} nodehost_log;

/// Describes a function. Borrowed for the call, except for the log, which the isolate owns from then on.
typedef struct {
    /// The function as `configure` in runtimes/node/bootstrap.js expects it.
    const nodehost_pair *_Nullable settings;
    size_t settings_count;

    /// The variables in `process.env`, in this order.
    const nodehost_pair *_Nullable environment;
    size_t environment_count;

    /// The base of relative paths, on the isolate's thread and in the processes that it starts.
    nodehost_text working_directory;

    /// The limit for objects and buffers together, in bytes.
    size_t memory_limit;

    nodehost_log log;
} nodehost_configuration;

// MARK: The process

/// Initializes Node and V8. Any thread may call it, once per process.
///
/// `sources` are the files that run inside each isolate, one of them `bootstrap.js`. `member_names` are the names that
/// tokens of kind `name` refer to by index. The texts of both are ASCII and are kept, not copied. Returns null, or an
/// error that lives as long as the process.
const char *_Nullable nodehost_process_start(const nodehost_pair *_Nullable sources, size_t source_count,
                                             const nodehost_text *_Nullable member_names, size_t member_name_count);

/// Returns the version of Node that this was compiled with, such as `18.20.4`. From any thread; static.
const char *nodehost_process_version(void);

// MARK: Isolates

/// An isolate with its environment. Created by `nodehost_isolate_create`, freed by `nodehost_isolate_destroy`.
typedef struct nodehost_isolate nodehost_isolate;

/// Creates an isolate and runs bootstrap.js in it, which does not depend on the function. The calling thread becomes
/// the isolate's thread and must not use V8 otherwise. Returns null if Node fails.
nodehost_isolate *_Nullable nodehost_isolate_create(void);

/// Does work in advance that the first load and the first invocation would otherwise wait for. At most once, before
/// `nodehost_isolate_configure`.
void nodehost_isolate_warm_up(nodehost_isolate *isolate);

/// Assigns an isolate to a function. Once, before the load. If it returns false, the isolate must be destroyed.
bool nodehost_isolate_configure(nodehost_isolate *isolate, const nodehost_configuration *configuration);

/// Frees an isolate in any state. Waits for requests that only the operating system can finish, such as a blocked read
/// on another thread; see `nodehost_isolate_is_idle`.
void nodehost_isolate_destroy(nodehost_isolate *isolate);

/// Returns true if destroying the isolate only frees memory and waits for nothing.
bool nodehost_isolate_is_idle(nodehost_isolate *isolate);

// MARK: Calls

/// The ways in which a call can end.
typedef enum __attribute__((enum_extensibility(closed))) {
    /// The handler returned: see `result`, which is empty after a load.
    NodeHostStatusCompleted,
    /// The function failed: see `failure`. The environment lives on.
    NodeHostStatusFailed,
    /// An uncaught error ended the environment: see `failure`.
    NodeHostStatusCrashed,
    /// The function ended the environment: see `exit_status`, and `exit_signal` if a signal did it.
    NodeHostStatusExited,
    /// `nodehost_isolate_interrupt` ended the environment.
    NodeHostStatusInterrupted,
    /// The function exceeded its memory limit, which ended the environment.
    NodeHostStatusOutOfMemory,
} NodeHostStatus;

/// The platform's three fields of an error.
typedef struct {
    nodehost_text type;
    nodehost_text message;
    /// The items of the stack trace.
    const nodehost_text *_Nullable trace;
    size_t trace_count;
} nodehost_failure;

/// The end of a call. The texts belong to the isolate and are valid until its next call.
typedef struct {
    NodeHostStatus status;
    nodehost_tape result;
    nodehost_failure failure;
    int exit_status;
    int exit_signal;
    /// True if the function ended the environment after it had answered: the status says how it had answered, and the
    /// members above how it ended.
    bool ended_after_answer;
    /// The peak of the memory in use during the call, in bytes.
    size_t peak_memory;
} nodehost_completion;

/// The maximum number of tokens in an event's tape. An event of 1 KB has about a hundred.
#define NODEHOST_TOKEN_CAPACITY 8192

/// One invocation as the handler sees it. Borrowed for the call.
typedef struct {
    nodehost_text request_id;
    /// The event, with at most `NODEHOST_TOKEN_CAPACITY` tokens.
    nodehost_tape event;
    nodehost_text trace_id;
    /// The deadline, in milliseconds since 1970.
    int64_t deadline;
} nodehost_invocation;

/// Loads the function's module and finds its handler. Blocks until the module has run.
nodehost_completion nodehost_isolate_load(nodehost_isolate *isolate);

/// Invokes the handler and blocks until it has answered.
nodehost_completion nodehost_isolate_invoke(nodehost_isolate *isolate, const nodehost_invocation *invocation);

/// Ends the running call as soon as possible. From any thread and any number of times, while a call is running or
/// about to return; the next call ignores it.
///
/// A single interruption can come too early to wake a system call that is about to block, so callers repeat it until
/// the call has ended.
void nodehost_isolate_interrupt(nodehost_isolate *isolate);

#pragma clang assume_nonnull end
#ifdef __cplusplus
}
#endif

#endif
