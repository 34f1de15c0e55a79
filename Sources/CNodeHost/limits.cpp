#include <signal.h>
#include <unistd.h>

#include "isolate.h"
#include "node_version_shim.h"

// How an environment is brought to its end: from outside, by its memory, by its own exit.
//
// All ways lead through `stop_environment` on the isolate's own thread: at V8's next interrupt check when
// JavaScript is running, from the loop when it is not.

using namespace nodehost;

void nodehost_isolate_interrupt(nodehost_isolate *isolate) { isolate->interrupt(); }

namespace {

/// V8 aborts the process when its fatal handlers return. A thread that sleeps for good is the smaller harm:
/// the host's deadline passes, and it goes on without this isolate.
[[noreturn]] void park() {
    for (;;) pause();
}

}  // namespace

void nodehost_isolate::install_limits() {
    set_fatal_handler(isolate, park);

    meter.context = this;
    meter.on_exhausted = [](void *self) { static_cast<nodehost_isolate *>(self)->stop_for(Stop::out_of_memory); };

    // V8 ends the process unless the limit is raised, and by so much that all that is under way fits in until
    // the next interrupt check.
    isolate->AddNearHeapLimitCallback(
        [](void *self, size_t current, size_t) {
            static_cast<nodehost_isolate *>(self)->stop_for(Stop::out_of_memory);
            return current + (size_t(1) << 30);
        },
        this);

    isolate->AddGCEpilogueCallback(
        [](v8::Isolate *, v8::GCType type, v8::GCCallbackFlags, void *self) {
            static_cast<nodehost_isolate *>(self)->after_collection(type == v8::kGCTypeMarkSweepCompact);
        },
        this);
}

/// Takes the reading. Objects and buffers share one limit, and V8 knows that of objects only.
void nodehost_isolate::after_collection(bool is_full) {
    if (meter.sample_heap(isolate) <= meter.limit()) return;
    if (is_full) {
        stop_for(Stop::out_of_memory);
    } else if (!wants_collection.exchange(true)) {
        isolate->RequestInterrupt([](v8::Isolate *, void *self) {
            static_cast<nodehost_isolate *>(self)->stop_when_asked();
        }, this);
    }
}

void nodehost_isolate::interrupt() {
    stop_for(Stop::interrupted);
    uv_async_send(&wake);
    pthread_kill(thread, wake_signal());
}

void nodehost_isolate::stop_for(Stop why) {
    Stop none = Stop::no;
    if (!reason.compare_exchange_strong(none, why)) return;
    isolate->RequestInterrupt([](v8::Isolate *, void *self) {
        static_cast<nodehost_isolate *>(self)->stop_when_asked();
    }, this);
}

void nodehost_isolate::stop_when_asked() {
    if (wants_collection.exchange(false)) {
        isolate->MemoryPressureNotification(v8::MemoryPressureLevel::kCritical);
        isolate->MemoryPressureNotification(v8::MemoryPressureLevel::kNone);
    }
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
