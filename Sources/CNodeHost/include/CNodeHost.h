#ifndef CNODEHOST_H
#define CNODEHOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma clang assume_nonnull begin

// What Swift sees of Node: isolates, each with an environment and an event loop of its own, that load one
// handler and invoke it. An isolate is confined to the thread that created it; only
// `nodehost_isolate_interrupt` may be called from another. No exception and no V8 type crosses this header.

/// Text in UTF-8, not ended by a null. Borrowed: whoever receives it copies what it keeps.
typedef struct {
    const char *_Nullable bytes;
    size_t length;
} nodehost_text;

/// A tape: `text` is ASCII, `tokens` tell what it holds. Without tokens it is JSON text in UTF-8. Borrowed, too.
typedef struct {
    nodehost_text text;
    const int32_t *_Nullable tokens;
    size_t token_count;
} nodehost_tape;

/// A name and what it stands for.
typedef struct {
    nodehost_text name;
    nodehost_text value;
} nodehost_pair;

// MARK: The process

/// Initialises Node and V8, once for the life of the process: they cannot be initialised a second time.
///
/// The sources are the files that run inside each isolate; one of them is `bootstrap.js`. They are ASCII, and
/// are kept, not copied. The names are those that tokens of kind `name` number, in this order; they are ASCII and
/// kept, too. Returns null, or what was wrong, which lives as long as the process. Any thread may call it, once.
const char *_Nullable nodehost_process_start(const nodehost_pair *_Nullable sources, size_t count,
                                             const nodehost_text *_Nullable member_names, size_t member_name_count);

/// Gives the version of the Node that this was compiled with, such as `18.20.4`.
const char *nodehost_process_version(void);

// MARK: Isolates

/// An isolate with its environment. Made by `nodehost_isolate_create`, freed by `nodehost_isolate_destroy`.
typedef struct nodehost_isolate nodehost_isolate;

/// The streams that a handler writes to.
typedef enum __attribute__((enum_extensibility(closed))) {
    NodeHostStreamStdout = 1,
    NodeHostStreamStderr = 2,
} NodeHostStream;

/// What an isolate gets to know about the function that it is for. Borrowed for the call, except the log.
typedef struct {
    /// The variables in `process.env`, in this order.
    const nodehost_pair *_Nullable environment;
    size_t environment_count;

    /// What bootstrap.js gets to know about the function.
    const nodehost_pair *_Nullable settings;
    size_t settings_count;

    /// The folder that relative paths start from, on the isolate's thread and in processes that it starts.
    nodehost_text working_directory;

    /// The bytes that objects and buffers of the handler may take together.
    size_t memory_limit;

    /// Receives what the handler writes, on the isolate's thread. The text is borrowed.
    void (*log_write)(void *context, NodeHostStream stream, nodehost_text text);

    /// Passed to the two functions. Owned by the isolate from the call on, even if that fails.
    void *log_context;

    /// Called exactly once, when the isolate needs the context no more.
    void (*log_release)(void *context);
} nodehost_function;

/// Makes an isolate and runs bootstrap.js in it, which is all that does not depend on the function. The calling
/// thread becomes its thread, and must have nothing else to do with V8. Returns null when Node refuses.
nodehost_isolate *_Nullable nodehost_isolate_create(void);

/// Does ahead what the first load and the first invocation would otherwise take their time for. At most once, before
/// `nodehost_isolate_configure`.
void nodehost_isolate_warm_up(nodehost_isolate *isolate);

/// Gives an isolate to a function. Once, before the first load. Returns whether that could be done; an isolate that
/// it could not be done with is destroyed.
bool nodehost_isolate_configure(nodehost_isolate *isolate, const nodehost_function *function);

/// Frees an isolate, whatever state it is in. Waits for requests that only the system can end, such as a
/// blocked read on another thread; see `nodehost_isolate_is_idle`.
void nodehost_isolate_destroy(nodehost_isolate *isolate);

/// Tells whether destroying the isolate would take no longer than freeing its memory.
bool nodehost_isolate_is_idle(nodehost_isolate *isolate);

// MARK: Calls

/// How a call ended.
typedef enum __attribute__((enum_extensibility(closed))) {
    /// The handler answered: `result` is its answer, empty after a load.
    NodeHostEndingCompleted,
    /// It failed, as `failure` has it. The environment lives on.
    NodeHostEndingFailed,
    /// An error that nobody caught ended the environment: it is in `failure`.
    NodeHostEndingCrashed,
    /// The handler ended the environment with `exit_status`, or as by the signal `exit_signal`.
    NodeHostEndingExited,
    /// `nodehost_isolate_interrupt` ended the environment.
    NodeHostEndingInterrupted,
    /// The handler wanted more than its memory limit, which ended the environment.
    NodeHostEndingOutOfMemory,
} NodeHostEnding;

/// The platform's three fields of an error.
typedef struct {
    nodehost_text type;
    nodehost_text message;
    /// The trace's lines, with a newline between each.
    nodehost_text trace;
} nodehost_failure;

/// The end of a call. The texts belong to the isolate and are valid until its next call.
typedef struct {
    NodeHostEnding ending;
    nodehost_tape result;
    nodehost_failure failure;
    int exit_status;
    int exit_signal;
    /// The most bytes that objects and buffers took at any one time during the call.
    size_t peak_memory;
} nodehost_answer;

/// The most tokens that an event can have as a tape. A kilobyte's has a hundred.
#define NODEHOST_TOKEN_CAPACITY 8192

/// What a handler gets to know about one invocation.
typedef struct {
    nodehost_text request_id;
    /// The event, of at most `NODEHOST_TOKEN_CAPACITY` tokens.
    nodehost_tape event;
    nodehost_text trace_id;
    /// When its time is up, in milliseconds since 1970.
    double deadline;
} nodehost_invocation;

/// Loads a handler: bootstrap.js gets the pairs as an object. Blocks until the module has run.
nodehost_answer nodehost_isolate_load(nodehost_isolate *isolate, const nodehost_pair *_Nullable entry, size_t count);

/// Invokes the handler. Blocks until it has answered.
nodehost_answer nodehost_isolate_invoke(nodehost_isolate *isolate, const nodehost_invocation *invocation);

/// Makes the call that is running end as soon as it can. From any thread, as often as wanted, while a call is
/// running or is just about to return; the next call forgets it.
///
/// One interruption can come a moment too early to wake a system call that is about to block, so it is
/// repeated until the call has ended.
void nodehost_isolate_interrupt(nodehost_isolate *isolate);

#pragma clang assume_nonnull end
#ifdef __cplusplus
}
#endif

#endif
