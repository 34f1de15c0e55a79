#include "isolate.h"

// A call: one function of bootstrap.js is called, and the loop turns until it has answered.

using namespace nodehost;

nodehost_answer nodehost_isolate_load(nodehost_isolate *isolate, const nodehost_pair *entry, size_t count) {
    return isolate->load(entry, count);
}

nodehost_answer nodehost_isolate_invoke(nodehost_isolate *isolate, const nodehost_invocation *invocation) {
    return isolate->invoke(*invocation);
}

nodehost_answer nodehost_isolate::load(const nodehost_pair *entry, size_t count) {
    v8::HandleScope handles(isolate);
    v8::Context::Scope entered(context.Get(isolate));
    begin_call();
    v8::Local<v8::Value> arguments[] = {make_object(entry, count)};
    call(load_function, 1, arguments);
    wait_for_answer();
    if (reason.load() == Stop::no) settle_base();
    return end_call();
}

nodehost_answer nodehost_isolate::invoke(const nodehost_invocation &invocation) {
    v8::HandleScope handles(isolate);
    v8::Local<v8::Context> local = context.Get(isolate);
    v8::Context::Scope entered(local);
    begin_call();
    // What the last invocation left on the loop goes on now.
    if (uv_loop_alive(&loop) != 0) uv_run(&loop, UV_RUN_NOWAIT);

    v8::Local<v8::Value> event;
    if (!is_over() && take_event(invocation.event).ToLocal(&event)) {
        v8::Local<v8::Value> arguments[] = {
            event,
            v8::Boolean::New(isolate, invocation.event.token_count != 0),
            to_v8(isolate, view(invocation.request_id)),
            v8::Number::New(isolate, invocation.deadline),
            to_v8(isolate, view(invocation.trace_id)),
        };
        call(invoke_function, 5, arguments);
    }
    wait_for_answer();
    return end_call();
}

void nodehost_isolate::begin_call() {
    answer.clear();
    // An interruption that came after the last call had its answer.
    Stop late = Stop::interrupted;
    if (!is_stopped) reason.compare_exchange_strong(late, Stop::no);
    interruptions.store(0);
    meter.begin_call();
    call_start = uv_hrtime();
}

/// Calls into bootstrap.js, and runs the ticks and microtasks that follow. Each call is a resource of its own,
/// so that what a handler ties to it does not outlive it.
void nodehost_isolate::call(const v8::Global<v8::Function> &function, int count, v8::Local<v8::Value> *arguments) {
    if (reason.load() != Stop::no) return;
    node::CallbackScope scope(environment, v8::Object::New(isolate), {0, 0});
    // Nothing but a termination comes out of it, which the scope takes care of.
    (void)function.Get(isolate)->Call(isolate->GetCurrentContext(), v8::Undefined(isolate), count, arguments);
}

void nodehost_isolate::wait_for_answer() {
    while (!is_over()) {
        if (uv_run(&loop, UV_RUN_ONCE) != 0 || is_over()) continue;
        // What V8 has posted for this thread does not keep the loop alive.
        platform()->FlushForegroundTasks(isolate);
        if (uv_loop_alive(&loop) != 0 || is_over()) continue;
        call(drained_function, 0, nullptr);
        // A handler that has broken our own code can keep it from answering.
        if (!is_over()) exit(13);
    }
}

nodehost_answer nodehost_isolate::end_call() {
    settle_memory();
    Stop why = reason.load();
    // An interruption that found the answer there and the environment whole came too late.
    if (why == Stop::interrupted && answer.is_there && !is_stopped) why = Stop::no;
    if (why != Stop::no) stop_environment();

    nodehost_answer end = {};
    end.peak_memory = meter.peak();
    end.result = {{answer.text.data(), answer.text.size()}, answer.tokens.data(), answer.tokens.size()};
    end.failure.type = {answer.type.data(), answer.type.size()};
    end.failure.message = {answer.message.data(), answer.message.size()};
    end.failure.trace = {answer.trace.data(), answer.trace.size()};
    end.exit_status = exit_status;
    end.exit_signal = exit_signal;
    switch (why) {
        case Stop::no:
            end.ending = answer.is_failure ? NodeHostEndingFailed : NodeHostEndingCompleted;
            break;
        case Stop::interrupted:
            end.ending = NodeHostEndingInterrupted;
            break;
        case Stop::out_of_memory:
            end.ending = NodeHostEndingOutOfMemory;
            break;
        case Stop::exited:
            end.ending = has_crashed ? NodeHostEndingCrashed : NodeHostEndingExited;
            break;
    }
    return end;
}
