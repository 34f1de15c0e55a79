#include "CProcessor.h"

#include <stdint.h>

#if __has_include(<sys/rseq.h>)
#include <sys/rseq.h>

// The kernel clears `rseq_cs` in a thread's `rseq` area when it preempts the thread outside of the critical section that
// it names (linux/rseq.h). Ours is empty, so the kernel never jumps to its abort address, which must only be preceded by
// the signature.
static const uint32_t landing[2] = {RSEQ_SIG, 0};
static const struct rseq_cs nowhere = {.abort_ip = (uintptr_t)&landing[1]};

static volatile uint64_t *watched(void) {
    struct rseq *area = (struct rseq *)((char *)__builtin_thread_pointer() + __rseq_offset);
    return (volatile uint64_t *)&area->rseq_cs;
}

void processor_watch(void) {
    // The C library has no area if other code registered one, or if the kernel does not support it.
    if (__rseq_size > 0) *watched() = (uintptr_t)&nowhere;
}

bool processor_was_kept(void) { return __rseq_size > 0 && *watched() != 0; }

#else

void processor_watch(void) {}

bool processor_was_kept(void) { return false; }

#endif
