#include "isolate.h"

// A call: calls one function of bootstrap.js, and runs the event loop until it has answered.

using namespace nodehost;

nodehost_completion nodehost_isolate_load(nodehost_isolate *isolate) { return isolate->load(); }

nodehost_completion nodehost_isolate_invoke(nodehost_isolate *isolate, const nodehost_invocation *invocation) {
    return isolate->invoke(*invocation);
}

nodehost_completion nodehost_isolate::load() {
    v8::HandleScope handles(isolate);
    v8::Context::Scope entered(context.Get(isolate));
    begin_call();
    is_loading = true;
    call(load_function, 0, nullptr);
    wait_for_completion();
    finish_turn();
    is_loading = false;
    if (reason.load() == Stop::no) settle_base();
    return end_call();
}

nodehost_completion nodehost_isolate::invoke(const nodehost_invocation &invocation) {
    v8::HandleScope handles(isolate);
    v8::Local<v8::Context> local = context.Get(isolate);
    v8::Context::Scope entered(local);
    begin_call();
    // Work that the last invocation left on the loop continues now.
    if (uv_loop_alive(&loop) != 0) uv_run(&loop, UV_RUN_NOWAIT);

    v8::Local<v8::Value> event;
    if (!is_over() && read_event(invocation.event).ToLocal(&event)) {
        v8::Local<v8::Value> arguments[] = {
            event,
            v8::Boolean::New(isolate, invocation.event.token_count != 0),
            to_v8(isolate, view(invocation.request_id)),
            v8::Number::New(isolate, double(invocation.deadline)),
            to_v8(isolate, view(invocation.trace_id)),
        };
        call(invoke_function, 5, arguments);
    }
    wait_for_completion();
    finish_turn();
    return end_call();
}

void nodehost_isolate::begin_call() {
    completion.clear();
    has_run_immediates = false;
    // Drop an interruption that came after the last call had its completion.
    Stop late = Stop::interrupted;
    if (!is_stopped) reason.compare_exchange_strong(late, Stop::no);
    interruptions.store(0);
    meter.begin_call();
    call_start = uv_hrtime();
}

/// Calls into bootstrap.js, and runs the ticks and microtasks that follow. Each call is a separate async resource, so
/// that nothing a handler attaches to it outlives it.
void nodehost_isolate::call(const v8::Global<v8::Function> &function, int count, v8::Local<v8::Value> *arguments) {
    if (reason.load() != Stop::no) return;
    is_in_call = true;
    {
        node::CallbackScope scope(environment, v8::Object::New(isolate), {0, 0});
        // What it throws, the scope handles: a termination, or the error of a `beforeExit` listener.
        (void)function.Get(isolate)->Call(isolate->GetCurrentContext(), v8::Undefined(isolate), count, arguments);
        // The platform calls from a microtask: promises settle before the first `process.nextTick`.
        if (!is_stopped) isolate->PerformMicrotaskCheckpoint();
    }
    is_in_call = false;
}

void nodehost_isolate::wait_for_completion() {
    while (!is_over()) {
        if (uv_run(&loop, UV_RUN_ONCE) != 0 || is_over()) continue;
        // Tasks that V8 has posted to this thread do not keep the loop alive.
        platform()->FlushForegroundTasks(isolate);
        if (uv_loop_alive(&loop) != 0 || is_over()) continue;
        call(drained_function, 0, nullptr);
        // A handler can break our JavaScript so that it never answers.
        if (!is_over() && uv_loop_alive(&loop) == 0) exit(13);
    }
}

/// Runs the callbacks of `setImmediate` that come before the platform's runtime asks for the next event. It does so
/// with one, too: what is still on the loop then stays there until the next call.
void nodehost_isolate::finish_turn() {
    if (has_run_immediates || reason.load() != Stop::no || uv_loop_alive(&loop) == 0) return;
    uv_run(&loop, UV_RUN_NOWAIT);
}

/// Returns true if an exit comes too late to change the answer. While a module loads it never does.
bool nodehost_isolate::is_answered() const {
    return completion.is_set && !is_loading && !(answers_after_turn && is_in_call);
}

nodehost_completion nodehost_isolate::end_call() {
    settle_memory();
    Stop why = reason.load();
    // An interruption came too late if the call has completed and the environment is intact.
    if (why == Stop::interrupted && completion.is_set && !is_stopped) why = Stop::no;
    if (why != Stop::no) stop_environment();

    nodehost_completion end = {};
    end.peak_memory = meter.peak();
    end.result = {lend(completion.text), completion.tokens.data(), completion.tokens.size()};
    completion.split_trace();
    end.failure = {lend(completion.type), lend(completion.message), completion.trace_lines.data(), completion.trace_lines.size()};
    end.exit_status = exit_status;
    end.exit_signal = exit_signal;
    end.ended_after_answer = ended_after_answer;
    if (ended_after_answer) why = Stop::no;
    switch (why) {
        case Stop::no:
            end.status = completion.is_failure ? NodeHostStatusFailed : NodeHostStatusCompleted;
            break;
        case Stop::interrupted:
            end.status = NodeHostStatusInterrupted;
            break;
        case Stop::out_of_memory:
            end.status = NodeHostStatusOutOfMemory;
            break;
        case Stop::exited:
            end.status = has_crashed ? NodeHostStatusCrashed : NodeHostStatusExited;
            break;
    }
    return end;
}
