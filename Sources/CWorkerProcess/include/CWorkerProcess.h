#ifndef CWORKERPROCESS_H
#define CWORKERPROCESS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma clang assume_nonnull begin

// System calls for workers that Swift cannot make: spawning, process descriptors, limits of other processes.

/// The descriptor of a worker's end of the socket pair.
#define WORKERPROCESS_CHANNEL 3

/// The variable that makes a program a worker instead of running its `main`. Its value is the version of the protocol, a
/// dot, and the host's process identifier.
#define WORKERPROCESS_VARIABLE "BRINK_WORKER"

/// Runs a worker before `main`; never returns. Defined in Swift.
_Noreturn void brink_worker_main(const char *request);

/// A started process. The host closes the descriptors, none of which is inherited.
typedef struct {
    pid_t pid;
    /// Readable once the process has ended.
    int process;
    /// The host's end of the socket pair.
    int channel;
    /// The host's ends of the process's standard output and error; non-blocking.
    int output;
    int error;
} workerprocess_child;

/// Starts a program in its own process group, with the default signal handlers, the standard descriptors and the
/// channel. Standard input is empty.
///
/// `environment` holds variables one after another, each ended by a null, and ends with an empty one.
///
/// Returns 0 or an `errno`.
int workerprocess_spawn(const char *program, const char *environment, workerprocess_child *child);

/// Opens a descriptor that becomes readable when a process ends; -1 if there is no such process.
int workerprocess_open(pid_t pid);

/// Waits until the other end of the channel is closed, or the process of `workerprocess_open` has ended.
void workerprocess_await_end(int process);

/// Limits the data mappings of a process (RLIMIT_DATA). Returns 0 or an `errno`.
int workerprocess_limit_data(pid_t pid, uint64_t bytes);

#pragma clang assume_nonnull end
#ifdef __cplusplus
}
#endif

#endif
