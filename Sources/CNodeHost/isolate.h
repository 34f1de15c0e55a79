#pragma once

#include <node/node.h>
#include <unistd.h>
#include <uv.h>

#include <atomic>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "CNodeHost.h"
#include "memory_meter.h"

namespace nodehost {

/// The platform that all isolates share; null before `nodehost_process_start`.
node::MultiIsolatePlatform *platform();

/// Counts isolates that come and go.
void count_live_isolates(int change);

/// The text of one of our files, or nothing.
std::optional<std::string_view> source(std::string_view name);

/// What tokens name by number.
const std::vector<std::string_view> &member_names();

/// A signal whose only effect is that a blocked system call of the thread that gets it returns.
int wake_signal();

inline std::string_view view(nodehost_text text) { return {text.bytes, text.length}; }

/// Ends what the calling thread has started.
void kill_children();

/// Ends a wait of a thread that its signal does not end.
void end_stubborn_wait(pid_t thread);

/// Tells whether each byte is a character of ASCII.
bool is_ascii(std::string_view text);

v8::Local<v8::String> to_v8(v8::Isolate *isolate, std::string_view text);
std::string to_utf8(v8::Isolate *isolate, v8::Local<v8::Value> value);

/// Leaves frames of ours out of stack traces.
v8::MaybeLocal<v8::Value> prepare_stack_trace(v8::Local<v8::Context> context, v8::Local<v8::Value> error,
                                              v8::Local<v8::Array> frames);

/// Why an environment came to its end.
enum class Stop { no, interrupted, out_of_memory, exited };

/// What a handler answered, as long as nobody has read it.
struct Answer {
    bool is_there = false;
    bool is_failure = false;
    std::string text, type, message, trace;
    std::vector<int32_t> tokens;

    /// Makes room for the next; what was allocated is kept, unless it was much.
    void clear() {
        if (text.capacity() > (64 << 10)) *this = Answer();
        is_there = is_failure = false;
        for (auto *part : {&text, &type, &message, &trace}) part->clear();
        tokens.clear();
    }
};

}  // namespace nodehost

/// An isolate, its environment and its loop. Everything but `interrupt` happens on `thread`.
struct nodehost_isolate {
    nodehost_isolate();
    ~nodehost_isolate();
    nodehost_isolate(const nodehost_isolate &) = delete;
    nodehost_isolate &operator=(const nodehost_isolate &) = delete;

    /// Makes the environment and runs bootstrap.js.
    bool start();
    void warm_up();
    bool configure(const nodehost_function &function);

    nodehost_answer load(const nodehost_pair *entry, size_t count);
    nodehost_answer invoke(const nodehost_invocation &invocation);
    void interrupt();

    /// Tells whether no request is in flight that only the system can end.
    bool is_idle() const { return loop.active_reqs.count == 0; }

private:
    // Set-up: isolate.cpp.
    v8::MaybeLocal<v8::Value> bootstrap(const node::StartExecutionCallbackInfo &info);
    v8::Local<v8::Object> make_object(const nodehost_pair *pairs, size_t count);
    v8::Local<v8::Array> make_list(const nodehost_pair *pairs, size_t count);

    // What bootstrap.js gets from us: host_functions.cpp.
    v8::Local<v8::Object> make_host_object();
    v8::MaybeLocal<v8::Value> require(v8::Local<v8::String> name);
    void on_write(const v8::FunctionCallbackInfo<v8::Value> &info);
    void on_complete(const v8::FunctionCallbackInfo<v8::Value> &info);
    void on_complete_tape(const v8::FunctionCallbackInfo<v8::Value> &info);
    void on_fail(const v8::FunctionCallbackInfo<v8::Value> &info);
    void on_crash(const v8::FunctionCallbackInfo<v8::Value> &info);
    void on_exit(const v8::FunctionCallbackInfo<v8::Value> &info);
    void on_exit_by_signal(const v8::FunctionCallbackInfo<v8::Value> &info);
    void on_is_loop_alive(const v8::FunctionCallbackInfo<v8::Value> &info);
    void on_place_of(const v8::FunctionCallbackInfo<v8::Value> &info);
    void on_require(const v8::FunctionCallbackInfo<v8::Value> &info);
    void read_failure(const v8::FunctionCallbackInfo<v8::Value> &info);
    template <void (nodehost_isolate::*method)(const v8::FunctionCallbackInfo<v8::Value> &)>
    v8::Local<v8::Function> function();

    // Tapes: tape.cpp.
    v8::Local<v8::Value> lend_tokens();
    v8::MaybeLocal<v8::Value> take_event(const nodehost_tape &event);

    // Calls: call.cpp.
    void begin_call();
    void call(const v8::Global<v8::Function> &function, int count, v8::Local<v8::Value> *arguments);
    void wait_for_answer();
    nodehost_answer end_call();
    bool is_over() const { return answer.is_there || reason.load() != nodehost::Stop::no; }

    // Ends: limits.cpp.
    void install_limits();
    void lower_heap_limit();
    static size_t on_near_heap_limit(void *self, size_t current, size_t initial);
    void stop_for(nodehost::Stop why);
    void stop_environment();
    void exit(int status);
    static void on_interrupt(v8::Isolate *isolate, void *self);
    void do_what_was_asked();
    void after_collection(bool is_full);
    void check_memory();
    void settle_memory();
    void settle_base();
    void collect_garbage();

    nodehost::MemoryMeter meter;
    // Null until there is a function.
    void (*log_write)(void *context, NodeHostStream stream, nodehost_text text) = nullptr;
    void *log_context = nullptr;
    void (*log_release)(void *context) = nullptr;

    const pthread_t thread = pthread_self();
    const pid_t thread_id = gettid();
    uv_loop_t loop = {};
    uv_async_t wake = {};
    v8::Isolate *isolate = nullptr;
    std::optional<v8::Locker> locker;
    node::IsolateData *isolate_data = nullptr;
    node::Environment *environment = nullptr;
    v8::Global<v8::Context> context;
    v8::Global<v8::Function> native_require, warm_up_function, configure_function, load_function, invoke_function,
        drained_function;
    v8::Global<v8::Object> modules;

    // The call that is running, and how the environment ended if it did.
    nodehost::Answer answer;
    // Shared with JavaScript: an event's tokens, and after those an answer's.
    int32_t tokens[NODEHOST_TOKEN_CAPACITY] = {};
    // When it began, and for how long calls have run since the heap was read, in nanoseconds.
    uint64_t call_start = 0;
    uint64_t unread_time = 0;
    std::atomic<nodehost::Stop> reason{nodehost::Stop::no};
    std::atomic<bool> wants_check{false};
    std::atomic<int> interruptions{0};
    // Whether its heap was read exactly before there was a function.
    bool is_warm = false;
    bool is_stopped = false;
    bool has_crashed = false;
    int exit_status = 0;
    int exit_signal = 0;
};
