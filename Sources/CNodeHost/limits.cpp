#include <signal.h>

#include "isolate.h"
#include "node_version_shim.h"

// Ends an environment: by an interruption, by its memory limit, or by its own exit.
//
// All three call `stop_environment` on the isolate's thread: at V8's next interrupt check while JavaScript is running,
// otherwise from the event loop.

using namespace nodehost;

void nodehost_isolate_interrupt(nodehost_isolate *isolate) { isolate->interrupt(); }

void nodehost_isolate::install_limits() {
    park_on_fatal_errors(isolate);

    meter.find_young_space(isolate);
    meter.context = this;
    meter.on_exhausted = [](void *self) { static_cast<nodehost_isolate *>(self)->stop_for(Stop::out_of_memory); };

    isolate->AddNearHeapLimitCallback(on_near_heap_limit, this);
    isolate->AddGCEpilogueCallback(
        [](v8::Isolate *, v8::GCType type, v8::GCCallbackFlags, void *self) {
            static_cast<nodehost_isolate *>(self)->after_collection(type == v8::kGCTypeMarkSweepCompact);
        },
        this);
}

/// Raises the limit, or V8 would end the process. It must have room for everything that is allocated until the next
/// interrupt check.
size_t nodehost_isolate::on_near_heap_limit(void *self, size_t current, size_t) {
    static_cast<nodehost_isolate *>(self)->stop_for(Stop::out_of_memory);
    return current + (size_t(1) << 30);
}

/// Sets V8's heap limit to that of the meter. Removing a callback is the only way to lower the limit of a started
/// isolate.
void nodehost_isolate::lower_heap_limit() {
    isolate->RemoveNearHeapLimitCallback(on_near_heap_limit, meter.heap_limit());
    isolate->AddNearHeapLimitCallback(on_near_heap_limit, this);
}

/// Reads the heap. V8 does not know that buffers share the limit, and counts a large object only once it exists, such
/// as the copy of an array that grows. So memory is checked again at the next interrupt check if there is much of it.
void nodehost_isolate::after_collection(bool is_full) {
    meter.sample_heap(isolate);
    if (is_full) meter.settle();
    if (is_full && meter.is_beyond_limit()) {
        stop_for(Stop::out_of_memory);
    } else if (meter.heap() > meter.heap_limit() / 3 && !wants_check.exchange(true)) {
        isolate->RequestInterrupt(on_interrupt, this);
    }
}

/// Collects garbage if the limit is exceeded. Stops a handler that still holds half of it: it is growing, and could
/// double its memory before the next check.
void nodehost_isolate::check_memory() {
    meter.sample_heap(isolate);
    if (!meter.is_beyond_limit()) return;
    collect_garbage();
    if (meter.heap() > meter.heap_limit() / 2) stop_for(Stop::out_of_memory);
}

/// Takes the last reading of a call, and makes it exact if the heap has grown and the environment is alive. Objects
/// that the handler held in its frames are garbage by now and still belong to the peak; a little other garbage does
/// not.
///
/// A reading takes longer than a short call. It is skipped if the time since the last one was too short to allocate a
/// megabyte. Garbage collections take readings themselves.
void nodehost_isolate::settle_memory() {
    constexpr uint64_t negligible = 100'000;
    unread_time += uv_hrtime() - call_start;
    if (unread_time < negligible) return meter.raise_peak(meter.in_use());
    unread_time = 0;
    meter.sample_heap(isolate);
    size_t reading = meter.in_use();
    if (reason.load() == Stop::no && meter.has_grown()) {
        collect_garbage();
        if (meter.in_use() > reading / 4 * 3) return;
    }
    meter.raise_peak(reading);
}

/// Takes the exact reading that invocations are measured from. A collection takes longer than loading a small handler,
/// so it is skipped if the isolate was warmed up, which ends in a collection, and the handler added little.
void nodehost_isolate::settle_base() {
    constexpr size_t negligible = 256 << 10;
    meter.sample_heap(isolate);
    if (!is_warm || meter.growth() > negligible) collect_garbage();
}

void nodehost_isolate::collect_garbage() {
    isolate->MemoryPressureNotification(v8::MemoryPressureLevel::kCritical);
    isolate->MemoryPressureNotification(v8::MemoryPressureLevel::kNone);
}

void nodehost_isolate::interrupt() {
    stop_for(Stop::interrupted);
    uv_async_send(&wake);
    pthread_kill(thread, wake_signal());
    constexpr int patience = 4;
    if (interruptions.fetch_add(1) % patience == patience - 1) end_stubborn_wait(thread_id);
}

void nodehost_isolate::stop_for(Stop why) {
    Stop none = Stop::no;
    if (reason.compare_exchange_strong(none, why)) isolate->RequestInterrupt(on_interrupt, this);
}

void nodehost_isolate::on_interrupt(v8::Isolate *, void *self) {
    static_cast<nodehost_isolate *>(self)->handle_requests();
}

void nodehost_isolate::handle_requests() {
    if (wants_check.exchange(false)) check_memory();
    if (reason.load() != Stop::no) stop_environment();
}

/// From here on, no JavaScript runs in the environment.
void nodehost_isolate::stop_environment() {
    if (is_stopped) return;
    is_stopped = true;
    node::Stop(environment);
}

void nodehost_isolate::exit(int status) {
    Stop none = Stop::no;
    if (reason.compare_exchange_strong(none, Stop::exited)) {
        exit_status = status;
        ended_after_answer = is_answered();
    }
    stop_environment();
}
