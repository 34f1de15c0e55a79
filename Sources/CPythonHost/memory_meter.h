#ifndef MEMORY_METER_H
#define MEMORY_METER_H

// Counts the memory that Python holds, and refuses what goes beyond a running function's limit.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Replaces all of Python's allocators. Before anything else of Python is called.
void memory_meter_install(void);

/// The bytes that Python holds.
int64_t memory_meter_held(void);

/// Begins to watch a call that may make what is held grow by `room` bytes.
void memory_meter_begin(int64_t room);

/// Ends the watch, and returns the most bytes that were held meanwhile.
int64_t memory_meter_end(void);

/// Admits an allocation that would make what is held grow, or refuses it. Without the GIL too.
bool memory_meter_admit(size_t growth);

/// Notes a new height of what is held. Without the GIL too.
void memory_meter_note_peak(void);

/// Blocks outside the small-block region: `malloc` with its sizes counted.
void *large_malloc(void *context, size_t size);
void *large_calloc(void *context, size_t count, size_t size);
void *large_realloc(void *context, void *block, size_t size);
void large_free(void *context, void *block);

#endif
