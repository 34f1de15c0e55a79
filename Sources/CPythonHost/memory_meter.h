#ifndef MEMORY_METER_H
#define MEMORY_METER_H

// Counts the memory that Python holds, and refuses allocations beyond the running function's limit.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Replaces all of Python's allocators. Before any other call into Python.
void memory_meter_install(void);

/// Returns the bytes that Python holds.
int64_t memory_meter_held(void);

/// Starts to measure a call that may increase the held memory by `room` bytes.
void memory_meter_begin(int64_t room);

/// Ends the measurement and returns its peak of held bytes.
int64_t memory_meter_end(void);

/// Returns true if an allocation of `growth` bytes is allowed. Also without the GIL.
bool memory_meter_admit(size_t growth);

/// Raises the peak to the bytes held. Also without the GIL.
void memory_meter_note_peak(void);

/// Allocates blocks outside the small-block region: `malloc` with counted sizes.
void *large_malloc(void *context, size_t size);
void *large_calloc(void *context, size_t count, size_t size);
void *large_realloc(void *context, void *block, size_t size);
void large_free(void *context, void *block);

#endif
