#include "CProcessor.h"

#include <stdint.h>

#if __has_include(<sys/rseq.h>)
#include <sys/rseq.h>

// A thread that is taken off its processor outside of the critical section that its `rseq` area names finds that name
// gone: so says linux/rseq.h of `rseq_cs`. Ours is empty, so nothing ever jumps out of it, and the address that would
// be jumped to has only to be preceded by the signature.
static const uint32_t landing[2] = {RSEQ_SIG, 0};
static const struct rseq_cs nowhere = {.abort_ip = (uintptr_t)&landing[1]};

static volatile uint64_t *watched(void) {
    struct rseq *area = (struct rseq *)((char *)__builtin_thread_pointer() + __rseq_offset);
    return (volatile uint64_t *)&area->rseq_cs;
}

void processor_watch(void) {
    // The C library has no area when somebody else was given it, or when the kernel has none to give.
    if (__rseq_size > 0) *watched() = (uintptr_t)&nowhere;
}

bool processor_was_kept(void) { return __rseq_size > 0 && *watched() != 0; }

#else

void processor_watch(void) {}

bool processor_was_kept(void) { return false; }

#endif
