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

/// Counts an isolate in (1) or out (-1).
void count_live_isolates(int change);

/// Returns the text of one of our files.
std::optional<std::string_view> source(std::string_view name);

/// Returns the names that tokens refer to by index.
const std::vector<std::string_view> &member_names();

/// Returns a signal whose only effect is that it interrupts a blocked system call of the thread that receives it.
int wake_signal();

inline std::string_view view(nodehost_text text) { return {text.bytes, text.length}; }
inline nodehost_text lend(std::string_view text) { return {text.data(), text.size()}; }

/// Kills the child processes that the calling thread has started.
void kill_children();

/// Ends a thread's wait that the wake signal does not end.
void end_stubborn_wait(pid_t thread);

/// Returns true if all bytes are ASCII.
bool is_ascii(std::string_view text);

v8::Local<v8::String> to_v8(v8::Isolate *isolate, std::string_view text);
std::string to_utf8(v8::Isolate *isolate, v8::Local<v8::Value> value);

/// Formats a stack trace without our own frames.
v8::MaybeLocal<v8::Value> prepare_stack_trace(v8::Local<v8::Context> context, v8::Local<v8::Value> error,
                                              v8::Local<v8::Array> frames);

/// The reasons for which an environment ends.
enum class Stop { no, interrupted, out_of_memory, exited };

/// The end of the current call, as bootstrap.js reported it.
struct Completion {
    bool is_set = false;
    bool is_failure = false;
    std::string text, type, message, trace;
    std::vector<int32_t> tokens;
    // Views of the lines of `trace`.
    std::vector<nodehost_text> trace_lines;

    /// Prepares for the next call. Keeps the allocations unless they are large.
    void clear() {
        if (text.capacity() > (64 << 10)) *this = Completion();
        is_set = is_failure = false;
        for (auto *part : {&text, &type, &message, &trace}) part->clear();
        tokens.clear();
        trace_lines.clear();
    }

    void split_trace() {
        for (std::string_view rest = trace; !trace.empty();) {
            size_t end = rest.find('\n');
            trace_lines.push_back(lend(rest.substr(0, end)));
            if (end == std::string_view::npos) break;
            rest.remove_prefix(end + 1);
        }
    }
};

}  // namespace nodehost

/// An isolate, its environment and its event loop. Everything but `interrupt` runs on `thread`.
struct nodehost_isolate {
    nodehost_isolate();
    ~nodehost_isolate();
    nodehost_isolate(const nodehost_isolate &) = delete;
    nodehost_isolate &operator=(const nodehost_isolate &) = delete;

    /// Creates the environment and runs bootstrap.js.
    bool start();
    void warm_up();
    bool configure(const nodehost_configuration &configuration);

    nodehost_completion load();
    nodehost_completion invoke(const nodehost_invocation &invocation);
    void interrupt();

    /// Returns true if no request is in flight that only the operating system can finish.
    bool is_idle() const { return loop.active_reqs.count == 0; }

private:
    // Set-up: isolate.cpp.
    v8::MaybeLocal<v8::Value> bootstrap(const node::StartExecutionCallbackInfo &info);
    v8::Local<v8::Object> make_object(const nodehost_pair *pairs, size_t count);
    v8::Local<v8::Array> make_list(const nodehost_pair *pairs, size_t count);

    // Functions for bootstrap.js: host_functions.cpp.
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
    void on_answer_after_turn(const v8::FunctionCallbackInfo<v8::Value> &info);
    void on_position_of(const v8::FunctionCallbackInfo<v8::Value> &info);
    void on_require(const v8::FunctionCallbackInfo<v8::Value> &info);
    void read_failure(const v8::FunctionCallbackInfo<v8::Value> &info);
    template <void (nodehost_isolate::*method)(const v8::FunctionCallbackInfo<v8::Value> &)>
    v8::Local<v8::Function> function();

    // Tapes: tape.cpp.
    v8::Local<v8::Value> lend_tokens();
    v8::MaybeLocal<v8::Value> read_event(const nodehost_tape &event);

    // Calls: call.cpp.
    void begin_call();
    void call(const v8::Global<v8::Function> &function, int count, v8::Local<v8::Value> *arguments);
    void wait_for_completion();
    nodehost_completion end_call();
    void finish_turn();
    bool is_over() const { return completion.is_set || reason.load() != nodehost::Stop::no; }
    bool is_answered() const;

    // Ends: limits.cpp.
    void install_limits();
    void lower_heap_limit();
    static size_t on_near_heap_limit(void *self, size_t current, size_t initial);
    void stop_for(nodehost::Stop why);
    void stop_environment();
    void exit(int status);
    static void on_interrupt(v8::Isolate *isolate, void *self);
    void handle_requests();
    void after_collection(bool is_full);
    void check_memory();
    void settle_memory();
    void settle_base();
    void collect_garbage();

    nodehost::MemoryMeter meter;
    std::optional<nodehost_log> log;

    const pthread_t thread = pthread_self();
    const pid_t thread_id = gettid();
    uv_loop_t loop = {};
    uv_async_t wake = {};
    // Notices that the event loop has come to the callbacks of `setImmediate`.
    uv_check_t immediates = {};
    v8::Isolate *isolate = nullptr;
    std::optional<v8::Locker> locker;
    node::IsolateData *isolate_data = nullptr;
    node::Environment *environment = nullptr;
    v8::Global<v8::Context> context;
    v8::Global<v8::Function> native_require, warm_up_function, configure_function, load_function, invoke_function,
        drained_function;
    v8::Global<v8::Object> modules;

    // The running call, and how the environment ended if it did.
    nodehost::Completion completion;
    // Shared with JavaScript: the tokens of an event, and then those of its result.
    int32_t tokens[NODEHOST_TOKEN_CAPACITY] = {};
    // The start of the call, and the time that calls have run since the last heap reading, in nanoseconds.
    uint64_t call_start = 0;
    uint64_t unread_time = 0;
    std::atomic<nodehost::Stop> reason{nodehost::Stop::no};
    std::atomic<bool> wants_check{false};
    std::atomic<int> interruptions{0};
    // True if the heap was read exactly before the isolate had a function.
    bool is_warm = false;
    bool is_stopped = false;
    bool has_crashed = false;
    // What decides whether an exit comes after the answer.
    bool is_loading = false;
    bool is_in_call = false;
    bool answers_after_turn = false;
    bool ended_after_answer = false;
    bool has_run_immediates = false;
    int exit_status = 0;
    int exit_signal = 0;
};
