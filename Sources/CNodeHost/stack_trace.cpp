#include "isolate.h"

// Our frames are below those of the user's code; stack traces leave them out.

namespace nodehost {

namespace {

bool is_ours(v8::Local<v8::Context> context, v8::Local<v8::Value> frame) {
    v8::Isolate *isolate = context->GetIsolate();
    v8::Local<v8::Value> method, name;
    if (!frame->IsObject()) return false;
    v8::Local<v8::Object> site = frame.As<v8::Object>();
    if (!site->Get(context, to_v8(isolate, "getFileName")).ToLocal(&method) || !method->IsFunction()) return false;
    if (!method.As<v8::Function>()->Call(context, site, 0, nullptr).ToLocal(&name) || !name->IsString()) return false;
    return to_utf8(isolate, name).rfind("brink:", 0) == 0;
}

}  // namespace

v8::MaybeLocal<v8::Value> prepare_stack_trace(v8::Local<v8::Context> context, v8::Local<v8::Value> error,
                                              v8::Local<v8::Array> frames) {
    v8::Isolate *isolate = context->GetIsolate();
    std::vector<v8::Local<v8::Value>> kept;
    for (uint32_t i = 0; i < frames->Length(); i++) {
        v8::Local<v8::Value> frame;
        if (!frames->Get(context, i).ToLocal(&frame)) return {};
        if (!is_ours(context, frame)) kept.push_back(frame);
    }
    return node::PrepareStackTraceCallback(context, error, v8::Array::New(isolate, kept.data(), kept.size()));
}

}  // namespace nodehost
