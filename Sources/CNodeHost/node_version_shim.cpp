#include "node_version_shim.h"

#include <unistd.h>

namespace nodehost {

namespace {

[[noreturn]] void park() {
    for (;;) pause();
}

void on_fatal(const char *, const char *) { park(); }

#if NODE_MAJOR_VERSION >= 20
void on_out_of_memory(const char *, const v8::OOMDetails &) { park(); }
#else
void on_out_of_memory(const char *, bool) { park(); }
#endif

}  // namespace

node::MultiIsolatePlatform *initialize_node(const std::vector<std::string> &arguments, std::string *problem) {
    using namespace node::ProcessInitializationFlags;
    // Keep Node away from the host's streams, signals, limits and NODE_OPTIONS.
    auto flags = static_cast<Flags>(
        kNoStdioInitialization | kNoDefaultSignalHandling | kNoAdjustResourceLimits | kDisableNodeOptionsEnv |
        kNoParseGlobalDebugVariables | kNoInitOpenSSL | kNoPrintHelpOrVersionOutput | kNoUseLargePages);
    // A unique_ptr in 18, a shared_ptr in 20. Never freed: its contents are used until the process ends.
    static auto result = node::InitializeOncePerProcess(arguments, flags);
    for (const std::string &error : result->errors()) *problem += problem->empty() ? error : "; " + error;
    if (result->early_return() || result->platform() == nullptr) {
        if (problem->empty()) *problem = "Node exited with status " + std::to_string(result->exit_code());
        return nullptr;
    }
    return result->platform();
}

void park_on_fatal_errors(v8::Isolate *isolate) {
    isolate->SetFatalErrorHandler(on_fatal);
    isolate->SetOOMErrorHandler(on_out_of_memory);
}

}  // namespace nodehost
