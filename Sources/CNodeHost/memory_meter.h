#pragma once

#include <node/v8.h>

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace nodehost {

/// Counts what a handler's objects and buffers take, and hands out the memory of its buffers.
///
/// Buffers are counted at each allocation. The heap is read when V8 has collected garbage and at the end of a
/// call; a reading after a full collection is exact, and any other has garbage in it.
class MemoryMeter final : public v8::ArrayBuffer::Allocator {
public:
    /// Sets what objects and buffers may take together; before that they may take anything.
    void set_limit(size_t limit) { limit_.store(limit, std::memory_order_relaxed); }

    /// Called when a buffer was wanted that does not fit, even after garbage was collected.
    void (*on_exhausted)(void *context) = nullptr;
    void *context = nullptr;

    /// Prepares for readings of an isolate.
    void find_young_space(v8::Isolate *isolate);

    /// Reads what objects take, on the isolate's thread.
    void sample_heap(v8::Isolate *isolate);

    /// Takes the last reading for exact: for the peak, and as the one that later readings have grown from.
    void settle();

    /// Whether the last reading is so far above the exact one that its garbage matters.
    bool has_grown() const;

    /// What objects take more than at the last exact reading.
    size_t growth() const;

    /// What objects take, as of the last reading.
    size_t heap() const { return heap_.load(std::memory_order_relaxed); }

    /// What objects and buffers take together.
    size_t in_use() const { return heap() + buffers(); }

    /// What objects may take: three quarters of it all. The rest is room for the moment in which a collection
    /// that grows is there twice, and for what V8 does not count.
    size_t heap_limit() const { return limit() / 4 * 3; }

    /// Whether objects, or objects and buffers together, take more than they may.
    bool is_beyond_limit() const { return heap() > heap_limit() || in_use() > limit(); }

    /// Begins to look for the peak anew.
    void begin_call();

    /// The most that was in use at any one time since then.
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
    // Atomic, because V8 allocates and frees buffers from its own threads, too.
    std::atomic<size_t> limit_{SIZE_MAX};
    std::atomic<size_t> buffers_{0};
    std::atomic<size_t> heap_{0};
    std::atomic<size_t> exact_heap_{0};
    std::atomic<size_t> peak_{0};
    std::atomic<int> refusals_{0};
};

}  // namespace nodehost
