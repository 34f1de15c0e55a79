#include "isolate.h"

// The functions that bootstrap.js gets: what a handler's environment may do to the host.

using namespace nodehost;
using Arguments = v8::FunctionCallbackInfo<v8::Value>;

template <void (nodehost_isolate::*method)(const Arguments &)>
v8::Local<v8::Function> nodehost_isolate::function() {
    auto trampoline = [](const Arguments &info) {
        auto *self = static_cast<nodehost_isolate *>(info.Data().As<v8::External>()->Value());
        (self->*method)(info);
    };
    v8::Local<v8::Context> local = isolate->GetCurrentContext();
    return v8::Function::New(local, trampoline, v8::External::New(isolate, this)).ToLocalChecked();
}

v8::Local<v8::Object> nodehost_isolate::make_host_object() {
    std::pair<const char *, v8::Local<v8::Function>> members[] = {
        {"write", function<&nodehost_isolate::on_write>()},
        {"complete", function<&nodehost_isolate::on_complete>()},
        {"completeTape", function<&nodehost_isolate::on_complete_tape>()},
        {"fail", function<&nodehost_isolate::on_fail>()},
        {"crash", function<&nodehost_isolate::on_crash>()},
        {"exit", function<&nodehost_isolate::on_exit>()},
        {"exitBySignal", function<&nodehost_isolate::on_exit_by_signal>()},
        {"placeOf", function<&nodehost_isolate::on_place_of>()},
        {"isLoopAlive", function<&nodehost_isolate::on_is_loop_alive>()},
    };
    v8::Local<v8::Context> local = isolate->GetCurrentContext();
    v8::Local<v8::Object> host = v8::Object::New(isolate);
    for (auto &[name, function] : members) host->CreateDataProperty(local, to_v8(isolate, name), function).Check();

    std::vector<v8::Local<v8::Value>> names;
    for (std::string_view name : member_names()) names.push_back(to_v8(isolate, name));
    auto list = v8::Array::New(isolate, names.data(), names.size());
    host->CreateDataProperty(local, to_v8(isolate, "memberNames"), list).Check();
    host->CreateDataProperty(local, to_v8(isolate, "tokens"), lend_tokens()).Check();
    return host;
}

/// A `require` for our own files: those, and Node's builtin modules.
v8::MaybeLocal<v8::Value> nodehost_isolate::require(v8::Local<v8::String> name) {
    v8::Local<v8::Context> local = isolate->GetCurrentContext();
    std::string file = to_utf8(isolate, name);
    v8::Local<v8::Value> argument = name;
    if (file.rfind("./", 0) != 0) {
        return native_require.Get(isolate)->Call(local, v8::Undefined(isolate), 1, &argument);
    }

    v8::Local<v8::Object> cache = modules.Get(isolate);
    v8::Local<v8::Value> module;
    v8::Local<v8::String> exports_key = to_v8(isolate, "exports");
    if (!cache->Get(local, name).ToLocal(&module)) return {};
    if (module->IsObject()) return module.As<v8::Object>()->Get(local, exports_key);

    file.erase(0, 2);
    std::optional<std::string_view> text = source(file);
    if (!text) return {};
    module = v8::Object::New(isolate);
    v8::Local<v8::Object> exports = v8::Object::New(isolate);
    module.As<v8::Object>()->CreateDataProperty(local, exports_key, exports).Check();
    cache->CreateDataProperty(local, name, module).Check();

    // The name's prefix is what keeps our frames out of stack traces.
    v8::ScriptCompiler::Source compiled(to_v8(isolate, *text),
                                        v8::ScriptOrigin(isolate, to_v8(isolate, "brink:" + file)));
    v8::Local<v8::String> parameters[] = {to_v8(isolate, "module"), exports_key, to_v8(isolate, "require")};
    v8::Local<v8::Value> values[] = {module, exports, function<&nodehost_isolate::on_require>()};
    v8::Local<v8::Function> body;
    if (!v8::ScriptCompiler::CompileFunction(local, &compiled, 3, parameters).ToLocal(&body)) return {};
    if (body->Call(local, v8::Undefined(isolate), 3, values).IsEmpty()) return {};
    return module.As<v8::Object>()->Get(local, exports_key);
}

void nodehost_isolate::on_require(const Arguments &info) {
    v8::Local<v8::Value> exports;
    if (require(info[0].As<v8::String>()).ToLocal(&exports)) info.GetReturnValue().Set(exports);
}

void nodehost_isolate::on_write(const Arguments &info) {
    if (log_write == nullptr) return;
    auto stream = static_cast<NodeHostStream>(info[0].As<v8::Int32>()->Value());
    if (info[1]->IsArrayBufferView()) {
        auto bytes = info[1].As<v8::ArrayBufferView>();
        std::string copy(bytes->ByteLength(), 0);
        bytes->CopyContents(copy.data(), copy.size());
        log_write(log_context, stream, {copy.data(), copy.size()});
        return;
    }
    std::string text = to_utf8(isolate, info[1]);
    log_write(log_context, stream, {text.data(), text.size()});
}

void nodehost_isolate::on_complete(const Arguments &info) {
    if (answer.is_there) return;
    answer.is_there = true;
    answer.text = to_utf8(isolate, info[0]);
}

void nodehost_isolate::on_fail(const Arguments &info) {
    if (answer.is_there) return;
    answer.is_there = true;
    answer.is_failure = true;
    read_failure(info);
}

/// The exit that follows ends the call, whatever the handler had answered before.
void nodehost_isolate::on_crash(const Arguments &info) {
    if (has_crashed) return;
    has_crashed = true;
    read_failure(info);
}

void nodehost_isolate::read_failure(const Arguments &info) {
    answer.type = to_utf8(isolate, info[0]);
    answer.message = to_utf8(isolate, info[1]);
    answer.trace = to_utf8(isolate, info[2]);
}

/// Tells where a syntax error is, as Node shows it: V8 knows, and only some of Node's loaders tell.
void nodehost_isolate::on_place_of(const Arguments &info) {
    v8::Local<v8::Context> local = isolate->GetCurrentContext();
    v8::Local<v8::Message> message = v8::Exception::CreateMessage(isolate, info[0]);
    v8::Local<v8::String> line;
    if (message.IsEmpty() || !message->GetSourceLine(local).ToLocal(&line)) return;
    std::string place = to_utf8(isolate, message->GetScriptResourceName());
    place += ":" + std::to_string(message->GetLineNumber(local).FromMaybe(0)) + "\n" + to_utf8(isolate, line) + "\n";
    place += std::string(size_t(message->GetStartColumn(local).FromMaybe(0)), ' ') + "^";
    info.GetReturnValue().Set(to_v8(isolate, place));
}

void nodehost_isolate::on_exit(const Arguments &info) { exit(info[0].As<v8::Int32>()->Value()); }

void nodehost_isolate::on_exit_by_signal(const Arguments &info) {
    exit_signal = info[0].As<v8::Int32>()->Value();
    exit(128 + exit_signal);
}

void nodehost_isolate::on_is_loop_alive(const Arguments &info) {
    info.GetReturnValue().Set(uv_loop_alive(&loop) != 0);
}
