#pragma once

#include <node/v8.h>

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace nodehost {

/// Measures the memory of a handler's objects and buffers, and allocates its buffers.
///
/// Buffers are counted at each allocation. The heap is read after each garbage collection and at the end of a call; a
/// reading after a full collection is exact, any other includes garbage.
class MemoryMeter final : public v8::ArrayBuffer::Allocator {
public:
    /// Sets the limit for objects and buffers together. There is none before that.
    void set_limit(size_t limit) { limit_.store(limit, std::memory_order_relaxed); }

    /// Called when a buffer does not fit even after garbage collection.
    void (*on_exhausted)(void *context) = nullptr;
    void *context = nullptr;

    /// Finds the isolate's young generation, which readings leave out.
    void find_young_space(v8::Isolate *isolate);

    /// Reads the size of the heap, on the isolate's thread.
    void sample_heap(v8::Isolate *isolate);

    /// Marks the last reading as exact: raises the peak to it, and measures growth from it.
    void settle();

    /// Returns true if the last reading is so far above the exact one that its garbage matters.
    bool has_grown() const;

    /// The growth of the heap since the last exact reading, in bytes.
    size_t growth() const;

    /// The size of the heap at the last reading, in bytes.
    size_t heap() const { return heap_.load(std::memory_order_relaxed); }

    /// The memory of objects and buffers together, in bytes.
    size_t in_use() const { return heap() + buffers(); }

    /// The limit for objects: three quarters of the limit. The rest is room for the moment in which a growing
    /// collection exists twice, and for memory that V8 does not count.
    size_t heap_limit() const { return limit() / 4 * 3; }

    /// Returns true if the heap, or heap and buffers together, exceed their limit.
    bool is_beyond_limit() const { return heap() > heap_limit() || in_use() > limit(); }

    /// Restarts the peak at the memory in use.
    void begin_call();

    /// The peak of the memory in use since the call began, in bytes.
    size_t peak() const { return peak_.load(std::memory_order_relaxed); }

    void raise_peak(size_t reading);

    void *Allocate(size_t length) override;
    void *AllocateUninitialized(size_t length) override;
    void Free(void *bytes, size_t length) override;

private:
    size_t limit() const { return limit_.load(std::memory_order_relaxed); }
    size_t buffers() const { return buffers_.load(std::memory_order_relaxed); }
    bool admit(size_t length);

    size_t young_space_ = 0;
    // Atomic, because V8 allocates and frees buffers on its own threads too.
    std::atomic<size_t> limit_{SIZE_MAX};
    std::atomic<size_t> buffers_{0};
    std::atomic<size_t> heap_{0};
    std::atomic<size_t> exact_heap_{0};
    std::atomic<size_t> peak_{0};
    std::atomic<int> refusals_{0};
};

}  // namespace nodehost
