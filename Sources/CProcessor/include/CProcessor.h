#ifndef CPROCESSOR_H
#define CPROCESSOR_H

#include <stdbool.h>

// Detects interruptions of a thread without a system call: the kernel marks the thread's own memory whenever it takes
// the processor away. Reading a thread's processor time is a system call, which takes longer than many handlers.

/// Starts to watch for interruptions of the calling thread. Does nothing where the system cannot detect them.
void processor_watch(void);

/// Returns true if the calling thread has kept its processor since its last `processor_watch`; false where the system
/// cannot detect that.
bool processor_was_kept(void);

/// Tells the processor that the calling thread is spinning on memory that another thread writes.
static inline void processor_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

#endif
