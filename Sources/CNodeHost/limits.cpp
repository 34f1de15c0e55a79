#include <signal.h>

#include "isolate.h"
#include "node_version_shim.h"

// How an environment is brought to its end: from outside, by its memory, by its own exit.
//
// All ways lead through `stop_environment` on the isolate's own thread: at V8's next interrupt check when
// JavaScript is running, from the loop when it is not.

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

/// V8 ends the process unless the limit is raised, and by so much that all that is under way fits in until the next
/// interrupt check.
size_t nodehost_isolate::on_near_heap_limit(void *self, size_t current, size_t) {
    static_cast<nodehost_isolate *>(self)->stop_for(Stop::out_of_memory);
    return current + (size_t(1) << 30);
}

/// Makes V8's limit that of the meter. To let go of a callback is the one way that there is to lower the limit of an
/// isolate that has started.
void nodehost_isolate::lower_heap_limit() {
    isolate->RemoveNearHeapLimitCallback(on_near_heap_limit, meter.heap_limit());
    isolate->AddNearHeapLimitCallback(on_near_heap_limit, this);
}

/// Takes the reading. V8 does not know that buffers share the limit, and it does not count a large object
/// before it is there: an array that grows, and its copy. So a look is taken at the next step, when one could be.
void nodehost_isolate::after_collection(bool is_full) {
    meter.sample_heap(isolate);
    if (is_full) meter.settle();
    if (is_full && meter.is_beyond_limit()) {
        stop_for(Stop::out_of_memory);
    } else if (meter.heap() > meter.heap_limit() / 3 && !wants_check.exchange(true)) {
        isolate->RequestInterrupt(on_interrupt, this);
    }
}

/// Beyond the limit garbage is collected. A handler that then still holds half of it is one that grows: its next
/// step could take twice as much again before anybody looks.
void nodehost_isolate::check_memory() {
    meter.sample_heap(isolate);
    if (!meter.is_beyond_limit()) return;
    collect_garbage();
    if (meter.heap() > meter.heap_limit() / 2) stop_for(Stop::out_of_memory);
}

/// Takes the last reading of a call. One that has grown is made exact, unless the environment is gone. What the
/// handler held in its own frames is garbage by now and still belongs to the peak; a little garbage does not.
///
/// A reading takes longer than a short call. What was allocated since the last one is not worth it as long as
/// that was too short a time to fill a megabyte, and no collection, which reads for itself, came between.
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

/// Makes the base exact that invocations are measured from. A collection takes longer than the load of a small handler;
/// that of a warm isolate is behind it, and such a handler hardly moves what it found.
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
    static_cast<nodehost_isolate *>(self)->do_what_was_asked();
}

void nodehost_isolate::do_what_was_asked() {
    if (wants_check.exchange(false)) check_memory();
    if (reason.load() != Stop::no) stop_environment();
}

/// No JavaScript runs in the environment from here on.
void nodehost_isolate::stop_environment() {
    if (is_stopped) return;
    is_stopped = true;
    node::Stop(environment);
}

void nodehost_isolate::exit(int status) {
    Stop none = Stop::no;
    if (reason.compare_exchange_strong(none, Stop::exited)) exit_status = status;
    stop_environment();
}
