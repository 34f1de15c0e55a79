#ifndef CPROCESSOR_H
#define CPROCESSOR_H

#include <stdbool.h>

// Tells a thread whether it has run without a break, for nothing: the system leaves a note in the thread's own
// memory whenever it takes the processor away. Reading the time that a thread has spent on a processor is a system
// call, and takes longer than many a handler.

/// Begins to watch for breaks of the calling thread. Does nothing where the system cannot tell.
void processor_watch(void);

/// Tells whether the calling thread has kept its processor since it last called `processor_watch`; false where nobody
/// can tell.
bool processor_was_kept(void);

/// Tells the processor that the calling thread does nothing but look at memory that another thread writes.
static inline void processor_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

#endif
