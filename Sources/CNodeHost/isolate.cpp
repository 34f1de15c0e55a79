#include "isolate.h"

#include <sched.h>
#include <signal.h>

#include "node_version_shim.h"

using namespace nodehost;

namespace {

void mask(int how, int signal) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    pthread_sigmask(how, &set, nullptr);
}

/// Blocks SIGPIPE on this thread, where Node would ignore it for the whole process: a write to a closed socket then
/// fails. Unblocks the wake signal, since threads started from Swift's pool inherit a mask that blocks everything.
void prepare_signals() {
    mask(SIG_BLOCK, SIGPIPE);
    mask(SIG_UNBLOCK, wake_signal());
}

/// Gives the thread its own working directory and umask. Some containers do not allow that; `process.cwd` and the paths
/// passed to fs are the handler's even then.
void enter_directory(std::string_view folder) {
    if (unshare(CLONE_FS) == 0 && chdir(std::string(folder).c_str()) != 0) return;
}

}  // namespace

namespace nodehost {

/// Reads all bytes: that vectorizes, so it is faster than stopping at the first mismatch.
bool is_ascii(std::string_view text) {
    uint8_t all = 0;
    for (char byte : text) all |= uint8_t(byte);
    return all < 0x80;
}

v8::Local<v8::String> to_v8(v8::Isolate *isolate, std::string_view text) {
    auto bytes = reinterpret_cast<const uint8_t *>(text.data());
    constexpr auto kind = v8::NewStringType::kNormal;
    // V8's decoder is slow to detect ASCII itself.
    auto string = is_ascii(text) ? v8::String::NewFromOneByte(isolate, bytes, kind, int(text.size()))
                                 : v8::String::NewFromUtf8(isolate, text.data(), kind, int(text.size()));
    return string.FromMaybe(v8::String::Empty(isolate));
}

std::string to_utf8(v8::Isolate *isolate, v8::Local<v8::Value> value) {
    v8::Local<v8::String> string;
    if (!value->ToString(isolate->GetCurrentContext()).ToLocal(&string)) return "";
    std::string text(size_t(string->Utf8Length(isolate)), 0);
    int flags = v8::String::NO_NULL_TERMINATION | v8::String::REPLACE_INVALID_UTF8;
    string->WriteUtf8(isolate, text.data(), int(text.size()), nullptr, flags);
    return text;
}

}  // namespace nodehost

nodehost_isolate *nodehost_isolate_create(void) {
    auto *isolate = new nodehost_isolate;
    if (isolate->start()) return isolate;
    delete isolate;
    return nullptr;
}

void nodehost_isolate_warm_up(nodehost_isolate *isolate) { isolate->warm_up(); }

bool nodehost_isolate_configure(nodehost_isolate *isolate, const nodehost_configuration *configuration) {
    return isolate->configure(*configuration);
}

void nodehost_isolate_destroy(nodehost_isolate *isolate) { delete isolate; }

bool nodehost_isolate_is_idle(nodehost_isolate *isolate) { return isolate->is_idle(); }

nodehost_isolate::nodehost_isolate() {
    count_live_isolates(1);
    prepare_signals();

    uv_loop_init(&loop);
    uv_async_init(&loop, &wake, [](uv_async_t *handle) {
        static_cast<nodehost_isolate *>(handle->data)->handle_requests();
    });
    wake.data = this;
    uv_unref(reinterpret_cast<uv_handle_t *>(&wake));
    uv_check_init(&loop, &immediates);
    immediates.data = this;
    uv_check_start(&immediates, [](uv_check_t *handle) {
        auto *self = static_cast<nodehost_isolate *>(handle->data);
        self->has_run_immediates = self->completion.is_set;
    });
    uv_unref(reinterpret_cast<uv_handle_t *>(&immediates));
}

bool nodehost_isolate::start() {
    v8::Isolate::CreateParams parameters;
    parameters.array_buffer_allocator = &meter;
    // A young generation of three semi-spaces of 1 MB, V8's minimum: little garbage in the meter's readings.
    parameters.constraints.set_max_young_generation_size_in_bytes(3 << 20);
    // More than any function has: the limit can be lowered later, but not raised.
    parameters.constraints.set_max_old_generation_size_in_bytes(size_t(64) << 30);

    isolate = v8::Isolate::Allocate();
    platform()->RegisterIsolate(isolate, &loop);
    v8::Isolate::Initialize(isolate, parameters);
    locker.emplace(isolate);
    isolate->Enter();
    v8::HandleScope handles(isolate);
    node::SetIsolateUpForNode(isolate);
    install_limits();
    isolate->SetPrepareStackTraceCallback(prepare_stack_trace);

    isolate_data = node::CreateIsolateData(isolate, &loop, platform());
    v8::Local<v8::Context> local = node::NewContext(isolate);
    if (local.IsEmpty()) return false;
    context.Reset(isolate, local);
    v8::Context::Scope entered(local);

    // Only one environment per process may own the inspector, and one the process state. Here none does.
    using namespace node::EnvironmentFlags;
    environment = node::CreateEnvironment(isolate_data, local, {"/var/lang/bin/node", "/var/runtime/index.mjs"}, {},
                                          Flags(kNoCreateInspector | kNoGlobalSearchPaths));
    if (environment == nullptr) return false;
    node::SetProcessExitHandler(environment, [this](node::Environment *, int status) { exit(status); });

    auto run = [&](const node::StartExecutionCallbackInfo &info) { return bootstrap(info); };
    if (node::LoadEnvironment(environment, run).IsEmpty()) return false;
    meter.sample_heap(isolate);
    meter.settle();
    return true;
}

void nodehost_isolate::warm_up() {
    v8::HandleScope handles(isolate);
    v8::Context::Scope entered(context.Get(isolate));
    call(warm_up_function, 0, nullptr);
    collect_garbage();
    is_warm = true;
}

/// No user code has run so far.
bool nodehost_isolate::configure(const nodehost_configuration &configuration) {
    log = configuration.log;
    meter.set_limit(configuration.memory_limit);
    lower_heap_limit();
    enter_directory(view(configuration.working_directory));

    v8::HandleScope handles(isolate);
    v8::Local<v8::Context> local = context.Get(isolate);
    v8::Context::Scope entered(local);
    v8::Local<v8::Value> arguments[] = {
        make_object(configuration.settings, configuration.settings_count),
        make_list(configuration.environment, configuration.environment_count),
    };
    return !configure_function.Get(isolate)->Call(local, v8::Undefined(isolate), 2, arguments).IsEmpty();
}

v8::MaybeLocal<v8::Value> nodehost_isolate::bootstrap(const node::StartExecutionCallbackInfo &info) {
    v8::Local<v8::Context> local = isolate->GetCurrentContext();
    native_require.Reset(isolate, info.native_require);
    modules.Reset(isolate, v8::Object::New(isolate));

    v8::Local<v8::Value> exports, start, functions;
    if (!require(to_v8(isolate, "./bootstrap.js")).ToLocal(&exports)) return {};
    if (!exports.As<v8::Object>()->Get(local, to_v8(isolate, "start")).ToLocal(&start)) return {};
    v8::Local<v8::Value> host = make_host_object();
    if (!start.As<v8::Function>()->Call(local, v8::Undefined(isolate), 1, &host).ToLocal(&functions)) return {};

    for (auto [name, kept] : {std::pair("warmUp", &warm_up_function), std::pair("configure", &configure_function),
                              std::pair("load", &load_function), std::pair("invoke", &invoke_function),
                              std::pair("drained", &drained_function)}) {
        v8::Local<v8::Value> function;
        if (!functions.As<v8::Object>()->Get(local, to_v8(isolate, name)).ToLocal(&function)) return {};
        kept->Reset(isolate, function.As<v8::Function>());
    }
    return functions;
}

v8::Local<v8::Object> nodehost_isolate::make_object(const nodehost_pair *pairs, size_t count) {
    v8::Local<v8::Context> local = isolate->GetCurrentContext();
    v8::Local<v8::Object> object = v8::Object::New(isolate);
    for (size_t i = 0; i < count; i++) {
        v8::Local<v8::String> name = to_v8(isolate, view(pairs[i].name));
        object->CreateDataProperty(local, name, to_v8(isolate, view(pairs[i].value))).Check();
    }
    return object;
}

v8::Local<v8::Array> nodehost_isolate::make_list(const nodehost_pair *pairs, size_t count) {
    std::vector<v8::Local<v8::Value>> items;
    for (size_t i = 0; i < count; i++) {
        v8::Local<v8::Value> pair[] = {to_v8(isolate, view(pairs[i].name)), to_v8(isolate, view(pairs[i].value))};
        items.push_back(v8::Array::New(isolate, pair, 2));
    }
    return v8::Array::New(isolate, items.data(), items.size());
}

/// Frees everything in the order of node::CommonEnvironmentSetup.
nodehost_isolate::~nodehost_isolate() {
    if (isolate != nullptr) {
        {
            v8::HandleScope handles(isolate);
            if (environment != nullptr) {
                stop_environment();
                kill_children();
                node::FreeEnvironment(environment);
            }
            if (isolate_data != nullptr) node::FreeIsolateData(isolate_data);
        }
        for (auto *function : {&native_require, &warm_up_function, &configure_function, &load_function,
                               &invoke_function, &drained_function}) {
            function->Reset();
        }
        modules.Reset();
        context.Reset();
        isolate->Exit();
        locker.reset();

        bool is_finished = false;
        platform()->AddIsolateFinishedCallback(
            isolate, [](void *flag) { *static_cast<bool *>(flag) = true; }, &is_finished);
        platform()->UnregisterIsolate(isolate);
        isolate->Dispose();
        while (!is_finished) uv_run(&loop, UV_RUN_ONCE);
    }
    uv_close(reinterpret_cast<uv_handle_t *>(&wake), nullptr);
    uv_close(reinterpret_cast<uv_handle_t *>(&immediates), nullptr);
    while (uv_run(&loop, UV_RUN_DEFAULT) != 0) continue;
    uv_loop_close(&loop);
    if (log) log->release(log->context);
    count_live_isolates(-1);
}
