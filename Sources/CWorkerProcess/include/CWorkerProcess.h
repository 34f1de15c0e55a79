#ifndef CWORKERPROCESS_H
#define CWORKERPROCESS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma clang assume_nonnull begin

// What a worker needs of the system and Swift cannot call: spawning, descriptors of processes, limits of others.

/// The descriptor at which a worker finds its end of the socket pair.
#define WORKERPROCESS_CHANNEL 3

/// The variable that makes a program a worker, instead of what its `main` would do. Its value is the version of the
/// protocol, a dot, and the process that wants it.
#define WORKERPROCESS_VARIABLE "BRINK_WORKER"

/// What a program that is to be a worker does before its `main`; it never returns. Swift defines it.
_Noreturn void brink_worker_main(const char *request);

/// A process that was started, as its host knows it. The host closes the descriptors, none of which is inherited.
typedef struct {
    pid_t pid;
    /// Readable once the process has ended.
    int process;
    /// The host's end of the socket pair.
    int channel;
    /// What the process writes to its standard output and error; reading never waits.
    int output;
    int error;
} workerprocess_child;

/// Starts a program in a process group of its own, with the default signal handlers and no descriptors but the
/// standard ones and the channel. Standard input is empty.
///
/// `environment` holds variables one after another, each ended by a null, and ends with an empty one.
///
/// Returns 0, or what was wrong as an `errno`.
int workerprocess_spawn(const char *program, const char *environment, workerprocess_child *child);

/// Opens a descriptor that becomes readable when a process ends; -1 when there is none such.
int workerprocess_open(pid_t pid);

/// Waits until the other end of the channel is gone, or the process is that `workerprocess_open` opened.
void workerprocess_await_end(int process);

/// Limits what a process may map for its data. Returns 0 or an `errno`.
int workerprocess_limit_data(pid_t pid, uint64_t bytes);

#pragma clang assume_nonnull end
#ifdef __cplusplus
}
#endif

#endif
