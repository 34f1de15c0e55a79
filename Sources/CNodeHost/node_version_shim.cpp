#include "node_version_shim.h"

namespace nodehost {

namespace {

thread_local void (*fatal_handler)() = nullptr;

void on_fatal(const char *, const char *) { fatal_handler(); }

#if NODE_MAJOR_VERSION >= 20
void on_out_of_memory(const char *, const v8::OOMDetails &) { fatal_handler(); }
#else
void on_out_of_memory(const char *, bool) { fatal_handler(); }
#endif

}  // namespace

node::MultiIsolatePlatform *initialise_node(const std::vector<std::string> &arguments, std::string *problem) {
    using namespace node::ProcessInitializationFlags;
    // The host's streams, signals, limits and NODE_OPTIONS are none of Node's business.
    auto flags = static_cast<Flags>(
        kNoStdioInitialization | kNoDefaultSignalHandling | kNoAdjustResourceLimits | kDisableNodeOptionsEnv |
        kNoParseGlobalDebugVariables | kNoPrintHelpOrVersionOutput | kNoUseLargePages);
    // A unique_ptr in 18, a shared_ptr in 20. Never freed: what it holds is used until the process ends.
    static auto result = node::InitializeOncePerProcess(arguments, flags);
    for (const std::string &error : result->errors()) *problem += problem->empty() ? error : "; " + error;
    if (result->early_return() || result->platform() == nullptr) {
        if (problem->empty()) *problem = "Node exited with status " + std::to_string(result->exit_code());
        return nullptr;
    }
    return result->platform();
}

void set_fatal_handler(v8::Isolate *isolate, void (*handler)()) {
    fatal_handler = handler;
    isolate->SetFatalErrorHandler(on_fatal);
    isolate->SetOOMErrorHandler(on_out_of_memory);
}

}  // namespace nodehost
