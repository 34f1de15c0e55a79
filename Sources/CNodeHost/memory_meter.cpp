#include "memory_meter.h"

#include <cstdlib>

namespace nodehost {

size_t MemoryMeter::sample_heap(v8::Isolate *isolate) {
    v8::HeapStatistics statistics;
    isolate->GetHeapStatistics(&statistics);
    heap_.store(statistics.used_heap_size(), std::memory_order_relaxed);
    size_t reading = in_use();
    raise_peak(reading);
    return reading;
}

void *MemoryMeter::Allocate(size_t length) { return admit(length) ? calloc(length, 1) : nullptr; }

void *MemoryMeter::AllocateUninitialized(size_t length) { return admit(length) ? malloc(length) : nullptr; }

void MemoryMeter::Free(void *bytes, size_t length) {
    free(bytes);
    buffers_.fetch_sub(length, std::memory_order_relaxed);
}

/// Refuses what does not fit, whereupon V8 collects garbage and tries again: three times over, the last after
/// a full collection. Then the buffer is granted all the same, because some callers inside Node abort without;
/// the memory behind it is not touched before the handler's next step, and that never comes.
bool MemoryMeter::admit(size_t length) {
    constexpr int attempts = 4;
    if (in_use() + length > limit_) {
        if (refusals_.fetch_add(1) + 1 < attempts) return false;
        if (on_exhausted != nullptr) on_exhausted(context);
    }
    refusals_.store(0);
    buffers_.fetch_add(length, std::memory_order_relaxed);
    raise_peak(in_use());
    return true;
}

void MemoryMeter::raise_peak(size_t reading) {
    size_t peak = peak_.load(std::memory_order_relaxed);
    while (reading > peak && !peak_.compare_exchange_weak(peak, reading)) continue;
}

}  // namespace nodehost
