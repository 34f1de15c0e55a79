#pragma once

#include <node/v8.h>

#include <atomic>
#include <cstddef>

namespace nodehost {

/// Counts what a handler's objects and buffers take, and hands out the memory of its buffers.
///
/// The heap is counted when V8 has collected garbage, and at the end of a call; buffers at each allocation.
class MemoryMeter final : public v8::ArrayBuffer::Allocator {
public:
    explicit MemoryMeter(size_t limit) : limit_(limit) {}

    /// Called when a buffer was wanted that does not fit, even after garbage was collected.
    void (*on_exhausted)(void *context) = nullptr;
    void *context = nullptr;

    /// Takes the heap's reading, and gives what is in use in all.
    size_t sample_heap(v8::Isolate *isolate);

    /// The most that was in use at any one time since `begin_call`.
    size_t peak() const { return peak_.load(std::memory_order_relaxed); }

    /// What is in use, as of the last readings.
    size_t in_use() const { return heap_.load(std::memory_order_relaxed) + buffers(); }

    size_t limit() const { return limit_; }

    void begin_call() { peak_.store(in_use(), std::memory_order_relaxed); }

    void *Allocate(size_t length) override;
    void *AllocateUninitialized(size_t length) override;
    void Free(void *bytes, size_t length) override;

private:
    size_t buffers() const { return buffers_.load(std::memory_order_relaxed); }
    bool admit(size_t length);
    void raise_peak(size_t reading);

    const size_t limit_;
    // Atomic, because V8 frees buffers from its own threads.
    std::atomic<size_t> buffers_{0};
    std::atomic<size_t> heap_{0};
    std::atomic<size_t> peak_{0};
    std::atomic<int> refusals_{0};
};

}  // namespace nodehost
