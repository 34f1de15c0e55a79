#ifndef SMALL_BLOCKS_H
#define SMALL_BLOCKS_H

// Blocks of up to 512 bytes for CPython's objects, whose sizes are counted exactly.
//
// CPython's own small-block allocator can only be metered by its arenas of 1 MB, and a handler may fill or
// empty many megabytes inside arenas that are there already. This one works the same way - pools of equal
// blocks with a list of the free ones, guarded by the GIL - and keeps a sum of what is in use. Its pools stand
// in one reserved region, so that two comparisons tell whose block a pointer is.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The bytes in use. With the GIL; read without it, it may be a little old.
extern int64_t small_blocks_held;

/// Reserves the region; false when the system has no room for it.
bool small_blocks_reserve(void);

/// Gives the memory of empty pools back to the system. With the GIL.
void small_blocks_trim(void);

/// The four functions of an allocator of CPython's. With the GIL.
void *small_malloc(void *context, size_t size);
void *small_calloc(void *context, size_t count, size_t size);
void *small_realloc(void *context, void *block, size_t size);
void small_free(void *context, void *block);

#endif
