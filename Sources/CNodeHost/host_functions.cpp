#include "isolate.h"

// The functions of the host that bootstrap.js can call.

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
        {"positionOf", function<&nodehost_isolate::on_position_of>()},
        {"isLoopAlive", function<&nodehost_isolate::on_is_loop_alive>()},
        {"answerAfterTurn", function<&nodehost_isolate::on_answer_after_turn>()},
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

/// `require` for our own files: loads those, and Node's builtin modules.
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

    // The prefix of the name keeps our frames out of stack traces.
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
    if (!log) return;
    auto stream = static_cast<NodeHostStream>(info[0].As<v8::Int32>()->Value());
    if (info[1]->IsArrayBufferView()) {
        auto bytes = info[1].As<v8::ArrayBufferView>();
        std::string copy(bytes->ByteLength(), 0);
        bytes->CopyContents(copy.data(), copy.size());
        log->write(log->context, stream, lend(copy));
        return;
    }
    log->write(log->context, stream, lend(to_utf8(isolate, info[1])));
}

void nodehost_isolate::on_complete(const Arguments &info) {
    if (completion.is_set) return;
    completion.is_set = true;
    completion.text = to_utf8(isolate, info[0]);
}

void nodehost_isolate::on_fail(const Arguments &info) {
    if (completion.is_set) return;
    completion.is_set = true;
    completion.is_failure = true;
    read_failure(info);
}

/// Reports the error for the exit that follows, unless that comes after the answer.
void nodehost_isolate::on_crash(const Arguments &info) {
    if (has_crashed || is_answered()) return;
    has_crashed = true;
    read_failure(info);
}

void nodehost_isolate::read_failure(const Arguments &info) {
    completion.type = to_utf8(isolate, info[0]);
    completion.message = to_utf8(isolate, info[1]);
    completion.trace = to_utf8(isolate, info[2]);
}

/// Returns the position of a syntax error as Node prints it. V8 knows it, but only some of Node's loaders report it.
void nodehost_isolate::on_position_of(const Arguments &info) {
    v8::Local<v8::Context> local = isolate->GetCurrentContext();
    v8::Local<v8::Message> message = v8::Exception::CreateMessage(isolate, info[0]);
    v8::Local<v8::String> line;
    if (message.IsEmpty() || !message->GetSourceLine(local).ToLocal(&line)) return;
    std::string text = to_utf8(isolate, message->GetScriptResourceName());
    text += ":" + std::to_string(message->GetLineNumber(local).FromMaybe(0)) + "\n" + to_utf8(isolate, line) + "\n";
    text += std::string(size_t(message->GetStartColumn(local).FromMaybe(0)), ' ') + "^";
    info.GetReturnValue().Set(to_v8(isolate, text));
}

void nodehost_isolate::on_exit(const Arguments &info) { exit(info[0].As<v8::Int32>()->Value()); }

void nodehost_isolate::on_exit_by_signal(const Arguments &info) {
    exit_signal = info[0].As<v8::Int32>()->Value();
    exit(128 + exit_signal);
}

/// Returns true while the loop runs a callback, too: it may have more of them.
void nodehost_isolate::on_is_loop_alive(const Arguments &info) {
    info.GetReturnValue().Set(!is_in_call || uv_loop_alive(&loop) != 0);
}

void nodehost_isolate::on_answer_after_turn(const Arguments &) { answers_after_turn = true; }
