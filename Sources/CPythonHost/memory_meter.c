#include "memory_meter.h"

#include <Python.h>
#include <malloc.h>
#include <stdatomic.h>

#include "small_blocks.h"
#include "stop.h"

// A function over its limit is stopped, and still gets small blocks from a reserve: it has to unwind, and much of
// CPython handles failed allocations badly meanwhile. Blocks of at least this size, which handlers that fill memory ask
// for, are refused at once.
enum { reserve_bytes = 8 << 20, refused_block_bytes = 256 << 10 };

// The RAW domain may be used without the GIL.
static _Atomic int64_t large_held;
static _Atomic int64_t peak;
static _Atomic int64_t ceiling = INT64_MAX;

int64_t memory_meter_held(void) {
    return small_blocks_held + atomic_load_explicit(&large_held, memory_order_relaxed);
}

void memory_meter_begin(int64_t room) {
    int64_t held = memory_meter_held();
    atomic_store(&peak, held);
    atomic_store(&ceiling, held + (room > 0 ? room : 0));
}

int64_t memory_meter_end(void) {
    atomic_store(&ceiling, INT64_MAX);
    memory_meter_note_peak();
    return atomic_load(&peak);
}

void memory_meter_note_peak(void) {
    int64_t held = memory_meter_held();
    int64_t highest = atomic_load_explicit(&peak, memory_order_relaxed);
    while (held > highest && !atomic_compare_exchange_weak(&peak, &highest, held)) {
    }
}

bool memory_meter_admit(size_t growth) {
    int64_t top = atomic_load_explicit(&ceiling, memory_order_relaxed);
    if (top == INT64_MAX) {
        return true;
    }
    int64_t room = top - memory_meter_held();
    if (growth < INT64_MAX && (int64_t)growth <= room) {
        return true;
    }
    stop_request(StopOutOfMemory);
    return growth < refused_block_bytes && (int64_t)growth <= room + reserve_bytes;
}

static void *count_new(void *block) {
    if (block != NULL) {
        atomic_fetch_add_explicit(&large_held, (int64_t)malloc_usable_size(block), memory_order_relaxed);
        memory_meter_note_peak();
    }
    return block;
}

void *large_malloc(void *context, size_t size) {
    (void)context;
    if (!memory_meter_admit(size)) {
        return NULL;
    }
    return count_new(malloc(size == 0 ? 1 : size));
}

void *large_calloc(void *context, size_t count, size_t size) {
    (void)context;
    size_t total = 0;
    if (__builtin_mul_overflow(count, size, &total) || !memory_meter_admit(total)) {
        return NULL;
    }
    return count_new(calloc(1, total == 0 ? 1 : total));
}

void *large_realloc(void *context, void *block, size_t size) {
    if (block == NULL) {
        return large_malloc(context, size);
    }
    size_t before = malloc_usable_size(block);
    if (size > before && !memory_meter_admit(size - before)) {
        return NULL;
    }
    void *moved = realloc(block, size == 0 ? 1 : size);
    if (moved == NULL) {
        return NULL;
    }
    atomic_fetch_sub_explicit(&large_held, (int64_t)before, memory_order_relaxed);
    return count_new(moved);
}

void large_free(void *context, void *block) {
    (void)context;
    if (block == NULL) {
        return;
    }
    atomic_fetch_sub_explicit(&large_held, (int64_t)malloc_usable_size(block), memory_order_relaxed);
    free(block);
}

void memory_meter_install(void) {
    PyMemAllocatorEx large = {NULL, large_malloc, large_calloc, large_realloc, large_free};
    PyMem_SetAllocator(PYMEM_DOMAIN_RAW, &large);
    // Without a region for small blocks, all blocks are large ones: slower, but just as exact.
    if (small_blocks_reserve()) {
        PyMemAllocatorEx small = {NULL, small_malloc, small_calloc, small_realloc, small_free};
        PyMem_SetAllocator(PYMEM_DOMAIN_MEM, &small);
        PyMem_SetAllocator(PYMEM_DOMAIN_OBJ, &small);
    } else {
        PyMem_SetAllocator(PYMEM_DOMAIN_MEM, &large);
        PyMem_SetAllocator(PYMEM_DOMAIN_OBJ, &large);
    }
}
