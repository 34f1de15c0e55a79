#include "memory_meter.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace nodehost {

/// Counts strings that Node keeps outside the heap as objects. V8 reports their size together with that of the buffers,
/// including buffers freed since the last collection. The young generation is left out: nearly all of its 1 MB is
/// garbage, and the rest moves on.
void MemoryMeter::sample_heap(v8::Isolate *isolate) {
    v8::HeapStatistics all;
    isolate->GetHeapStatistics(&all);
    v8::HeapSpaceStatistics young;
    isolate->GetHeapSpaceStatistics(&young, young_space_);
    int64_t outside = isolate->AdjustAmountOfExternalAllocatedMemory(0) - int64_t(buffers());
    int64_t objects = int64_t(all.used_heap_size()) - int64_t(young.space_used_size());
    heap_.store(size_t(objects + std::max(outside, int64_t(0))), std::memory_order_relaxed);
}

void MemoryMeter::find_young_space(v8::Isolate *isolate) {
    v8::HeapSpaceStatistics space;
    for (size_t i = 0; i < isolate->NumberOfHeapSpaces(); i++) {
        isolate->GetHeapSpaceStatistics(&space, i);
        if (std::strcmp(space.space_name(), "new_space") == 0) young_space_ = i;
    }
}

void MemoryMeter::settle() {
    exact_heap_.store(heap(), std::memory_order_relaxed);
    raise_peak(in_use());
}

bool MemoryMeter::has_grown() const {
    return growth() > std::max(size_t(1) << 20, exact_heap_.load(std::memory_order_relaxed) / 20);
}

size_t MemoryMeter::growth() const {
    size_t exact = exact_heap_.load(std::memory_order_relaxed);
    return heap() > exact ? heap() - exact : 0;
}

void MemoryMeter::begin_call() { peak_.store(in_use(), std::memory_order_relaxed); }

void *MemoryMeter::Allocate(size_t length) { return admit(length) ? calloc(length, 1) : nullptr; }

void *MemoryMeter::AllocateUninitialized(size_t length) { return admit(length) ? malloc(length) : nullptr; }

void MemoryMeter::Free(void *bytes, size_t length) {
    free(bytes);
    buffers_.fetch_sub(length, std::memory_order_relaxed);
}

/// Refuses a buffer that does not fit. V8 then collects garbage and tries again, three times, the last after a full
/// collection. After that the buffer is granted all the same, because some callers inside Node abort without it. Its
/// memory is not touched before the handler's next interrupt check, which stops the handler.
bool MemoryMeter::admit(size_t length) {
    constexpr int attempts = 4;
    bool fits = in_use() + length <= limit();
    if (!fits && refusals_.fetch_add(1) + 1 < attempts) return false;
    refusals_.store(0);
    buffers_.fetch_add(length, std::memory_order_relaxed);
    if (fits) {
        raise_peak(exact_heap_.load(std::memory_order_relaxed) + buffers());
    } else if (on_exhausted != nullptr) {
        on_exhausted(context);
    }
    return true;
}

void MemoryMeter::raise_peak(size_t reading) {
    size_t peak = peak_.load(std::memory_order_relaxed);
    while (reading > peak && !peak_.compare_exchange_weak(peak, reading)) continue;
}

}  // namespace nodehost
