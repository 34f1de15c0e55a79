#define _GNU_SOURCE
#include "small_blocks.h"

#include <string.h>
#include <sys/mman.h>

#include "memory_meter.h"

enum {
    pool_bytes = 16 << 10,
    block_step = 16,
    largest_block = 512,
    class_count = largest_block / block_step,
};

// Address space only: pages are allocated when a pool is first used.
static const size_t region_bytes = (size_t)32 << 30;

typedef struct block {
    struct block *next;
} block;

/// The header of a pool; the blocks follow.
typedef struct pool {
    block *free_blocks;
    struct pool *next, *previous;
    uint32_t used_count;
    uint32_t size_class;
    /// The start of the part that was never used for a block.
    uint32_t fresh_offset;
    uint32_t padding;
    uint64_t padding_to_16;
} pool;

static_assert(sizeof(pool) % block_step == 0, "blocks must have the alignment that CPython expects");

int64_t small_blocks_held;

static char *region;
static uint32_t pool_count;
// Indexes of empty pools, the most recently emptied on top. Those below `trimmed_count` hold no memory.
static uint32_t *empty_pools;
static uint32_t empty_count, trimmed_count;
// The pools with free blocks, by size class. A full pool is in no list.
static pool *pools_with_room[class_count];

bool small_blocks_reserve(void) {
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    size_t list_bytes = region_bytes / pool_bytes * sizeof *empty_pools;
    char *found = mmap(NULL, region_bytes + pool_bytes, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (found == MAP_FAILED) {
        return false;
    }
    empty_pools = mmap(NULL, list_bytes, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (empty_pools == MAP_FAILED) {
        munmap(found, region_bytes + pool_bytes);
        return false;
    }
    region = (char *)(((uintptr_t)found + pool_bytes - 1) & ~(uintptr_t)(pool_bytes - 1));
    return true;
}

void small_blocks_trim(void) {
    for (uint32_t index = trimmed_count; index < empty_count; index++) {
        madvise(region + (size_t)empty_pools[index] * pool_bytes, pool_bytes, MADV_DONTNEED);
    }
    trimmed_count = empty_count;
}

static inline bool is_small(const void *block) {
    return (uintptr_t)block - (uintptr_t)region < region_bytes;
}

static inline pool *pool_of(const void *block) {
    return (pool *)((uintptr_t)block & ~(uintptr_t)(pool_bytes - 1));
}

static inline uint32_t block_bytes(const pool *pool) {
    return (pool->size_class + 1) * block_step;
}

static inline bool has_room(const pool *pool) {
    return pool->free_blocks != NULL || pool->fresh_offset + block_bytes(pool) <= pool_bytes;
}

static void link_pool(pool *pool) {
    struct pool **head = &pools_with_room[pool->size_class];
    pool->previous = NULL;
    pool->next = *head;
    if (*head != NULL) {
        (*head)->previous = pool;
    }
    *head = pool;
}

static void unlink_pool(pool *pool) {
    if (pool->previous != NULL) {
        pool->previous->next = pool->next;
    } else {
        pools_with_room[pool->size_class] = pool->next;
    }
    if (pool->next != NULL) {
        pool->next->previous = pool->previous;
    }
}

static pool *open_pool(uint32_t size_class) {
    uint32_t index = 0;
    if (empty_count > 0) {
        index = empty_pools[--empty_count];
        trimmed_count = trimmed_count < empty_count ? trimmed_count : empty_count;
    } else if (((size_t)pool_count + 1) * pool_bytes <= region_bytes) {
        index = pool_count++;
    } else {
        return NULL;
    }
    pool *opened = (pool *)(region + (size_t)index * pool_bytes);
    *opened = (pool){.size_class = size_class, .fresh_offset = sizeof(pool)};
    link_pool(opened);
    return opened;
}

/// Finds a pool. Checks the limit and the peak per pool, not per block.
static pool *find_pool(uint32_t size_class) {
    if (!memory_meter_admit(pool_bytes)) {
        return NULL;
    }
    memory_meter_note_peak();
    return open_pool(size_class);
}

void *small_malloc(void *context, size_t size) {
    if (size > largest_block) {
        return large_malloc(context, size);
    }
    uint32_t size_class = size == 0 ? 0 : (uint32_t)(size - 1) / block_step;
    pool *pool = pools_with_room[size_class];
    if (pool == NULL) {
        pool = find_pool(size_class);
        if (pool == NULL) {
            return large_malloc(context, size);
        }
    }
    block *allocated = pool->free_blocks;
    if (allocated != NULL) {
        pool->free_blocks = allocated->next;
    } else {
        allocated = (block *)((char *)pool + pool->fresh_offset);
        pool->fresh_offset += block_bytes(pool);
    }
    pool->used_count++;
    small_blocks_held += block_bytes(pool);
    if (!has_room(pool)) {
        unlink_pool(pool);
        memory_meter_note_peak();
    }
    return allocated;
}

void small_free(void *context, void *freed) {
    if (!is_small(freed)) {
        large_free(context, freed);
        return;
    }
    pool *pool = pool_of(freed);
    bool was_full = !has_room(pool);
    ((block *)freed)->next = pool->free_blocks;
    pool->free_blocks = freed;
    pool->used_count--;
    small_blocks_held -= block_bytes(pool);
    if (was_full) {
        link_pool(pool);
    }
    if (pool->used_count == 0) {
        unlink_pool(pool);
        empty_pools[empty_count++] = (uint32_t)(((char *)pool - region) / pool_bytes);
    }
}

void *small_calloc(void *context, size_t count, size_t size) {
    size_t total = 0;
    if (__builtin_mul_overflow(count, size, &total)) {
        return NULL;
    }
    if (total > largest_block) {
        return large_calloc(context, count, size);
    }
    void *block = small_malloc(context, total);
    return block == NULL ? NULL : memset(block, 0, total);
}

void *small_realloc(void *context, void *old, size_t size) {
    if (old == NULL) {
        return small_malloc(context, size);
    }
    if (!is_small(old)) {
        return large_realloc(context, old, size);
    }
    size_t room = block_bytes(pool_of(old));
    // A block that shrinks is moved only if at least a quarter of it, and a whole step, would be wasted.
    if (size <= room && (size + block_step > room || size > room - room / 4)) {
        return old;
    }
    void *moved = small_malloc(context, size);
    if (moved == NULL) {
        return NULL;
    }
    memcpy(moved, old, size < room ? size : room);
    small_free(context, old);
    return moved;
}
