#ifndef STOP_H
#define STOP_H

// Makes the call that is running end: by an exception that no handler can hold off for long.
//
// The system interrupts a blocked call only for a signal to the very thread that blocks, and CPython raises
// for signals only on the thread that it was started on; so handlers run there, and a signal it is.

#include <Python.h>
#include <stdbool.h>

/// Why a call is to end.
typedef enum {
    StopNone,
    StopInterrupted,
    StopOutOfMemory,
    StopExited,
} StopReason;

/// Binds the mechanism to the calling thread, which is the interpreter's. Returns false with a Python error set.
/// `exception` is raised to stop a call.
bool stop_install(PyObject *exception);

/// The signal that stops a call, which handlers must neither catch nor block.
int stop_signal(void);

/// Begins a call of `owner`. What was wanted of calls before is forgotten.
void stop_begin(const void *owner);

/// Ends the call, and tells whether it was stopped and why.
StopReason stop_end(void);

/// Wants the call that is running to end. From any thread, without the GIL too; takes effect on the
/// interpreter's thread soon.
void stop_want(StopReason reason);

/// Interrupts the call of `owner` if that is the one that is running. From any thread.
void stop_interrupt(const void *owner);

/// Interrupts the call that is running after a time, and again and again; 0 calls it off. For what nobody else
/// holds to a time.
void stop_set_timer(int milliseconds);

/// Ends the call at once, from within it: sets the exception and lets no line of the handler run any more.
void stop_now(StopReason reason);

#endif
