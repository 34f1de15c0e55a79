#include <algorithm>

#include "isolate.h"

// Tapes: event-builder.js reads those of events, result-encoder.js writes those of results.

using namespace nodehost;

namespace {

/// Copies a string and returns true if it is ASCII. V8 stores some ASCII strings with two bytes per character, such as
/// names known from Node's own sources, and strings that contain them.
bool read_ascii(v8::Isolate *isolate, v8::Local<v8::String> string, std::string &text) {
    constexpr int flags = v8::String::NO_NULL_TERMINATION;
    size_t length = size_t(string->Length());
    text.resize(length);
    if (string->IsOneByte()) {
        string->WriteOneByte(isolate, reinterpret_cast<uint8_t *>(text.data()), 0, int(length), flags);
        return is_ascii(text);
    }
    std::vector<uint16_t> wide(length);
    string->Write(isolate, wide.data(), 0, int(length), flags);
    uint16_t all = 0;
    for (size_t i = 0; i < length; i++) {
        all |= wide[i];
        text[i] = char(wide[i]);
    }
    return all < 0x80;
}

}  // namespace

/// Creates the array through which JavaScript accesses our tokens. It does not count as the handler's memory.
v8::Local<v8::Value> nodehost_isolate::lend_tokens() {
    auto keep = [](void *, size_t, void *) {};
    auto store = v8::ArrayBuffer::NewBackingStore(tokens, sizeof tokens, keep, nullptr);
    auto buffer = v8::ArrayBuffer::New(isolate, std::move(store));
    return v8::Int32Array::New(buffer, 0, NODEHOST_TOKEN_CAPACITY);
}

/// Parses an event of JSON text. For a tape, copies the tokens to where event-builder.js reads them, and returns the
/// text.
v8::MaybeLocal<v8::Value> nodehost_isolate::read_event(const nodehost_tape &event) {
    if (event.token_count == 0) return v8::JSON::Parse(context.Get(isolate), to_v8(isolate, view(event.text)));
    std::copy_n(event.tokens, event.token_count, tokens);
    auto text = reinterpret_cast<const uint8_t *>(event.text.bytes);
    return v8::String::NewFromOneByte(isolate, text, v8::NewStringType::kNormal, int(event.text.length))
        .FromMaybe(v8::Local<v8::String>());
}

/// Accepts a result's tape. Returns false to JavaScript if the text is not ASCII.
void nodehost_isolate::on_complete_tape(const v8::FunctionCallbackInfo<v8::Value> &info) {
    info.GetReturnValue().Set(true);
    if (completion.is_set) return;
    if (!read_ascii(isolate, info[0].As<v8::String>(), completion.text)) return info.GetReturnValue().Set(false);

    completion.is_set = true;
    completion.tokens.resize(info[1].As<v8::Uint32>()->Value());
    if (info[2]->IsInt32Array()) {
        info[2].As<v8::Int32Array>()->CopyContents(completion.tokens.data(), completion.tokens.size() * sizeof(int32_t));
    } else {
        std::copy_n(tokens, completion.tokens.size(), completion.tokens.data());
    }
}
