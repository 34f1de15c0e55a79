#ifndef STOP_H
#define STOP_H

// Ends the running call with an exception that no handler can suppress for long.
//
// A blocked system call returns only if its own thread receives a signal, and CPython raises exceptions for signals
// only on the thread that it was started on. So handlers run on that thread, and a signal stops them.

#include <Python.h>
#include <stdbool.h>

/// The reasons for which a call is stopped.
typedef enum {
    StopNone,
    StopInterrupted,
    StopOutOfMemory,
    StopExited,
} StopReason;

/// Installs the signal handler for the calling thread, which is the interpreter's. `exception` is raised to stop a
/// call. Returns false with a Python error set.
bool stop_install(PyObject *exception);

/// Returns the signal that stops a call. Handlers must neither catch nor block it.
int stop_signal(void);

/// Starts a call of `owner`. Drops earlier requests to stop.
void stop_begin(const void *owner);

/// Ends the call and returns the reason for which it was stopped, if it was.
StopReason stop_end(void);

/// Requests that the running call ends. From any thread, also without the GIL; takes effect on the interpreter's thread
/// soon after.
void stop_request(StopReason reason);

/// Interrupts the call of `owner` if it is running. From any thread.
void stop_interrupt(const void *owner);

/// Interrupts the running call after a time, and repeatedly from then on; 0 cancels that. For calls without a deadline.
void stop_set_timer(int milliseconds);

/// Ends the call at once, from within it: sets the exception, and no line of the handler runs any more.
void stop_now(StopReason reason);

#endif
