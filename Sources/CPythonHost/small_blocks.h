#ifndef SMALL_BLOCKS_H
#define SMALL_BLOCKS_H

// Allocates blocks of up to 512 bytes for CPython's objects, and counts their sizes exactly.
//
// CPython's own small-block allocator can only be metered by its arenas of 1 MB, and a handler may fill or empty many
// megabytes inside existing arenas. This one works the same way (pools of equal blocks, each with a list of the free
// ones, guarded by the GIL) and counts the bytes in use. Its pools are in one reserved region, so a subtraction and a
// comparison decide whether a block belongs to it.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The bytes in use. Requires the GIL; without it, the value may be slightly outdated.
extern int64_t small_blocks_held;

/// Reserves the region. Returns false if the system has no room for it.
bool small_blocks_reserve(void);

/// Returns the memory of empty pools to the system. Requires the GIL.
void small_blocks_trim(void);

/// The four functions of a CPython allocator. They require the GIL.
void *small_malloc(void *context, size_t size);
void *small_calloc(void *context, size_t count, size_t size);
void *small_realloc(void *context, void *block, size_t size);
void small_free(void *context, void *block);

#endif
