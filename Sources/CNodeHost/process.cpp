#include <node/node_version.h>
#include <signal.h>

#include <map>

#include "isolate.h"
#include "node_version_shim.h"

// What exists once a process: the platform and the sources. They are made by `nodehost_process_start` and
// never freed, because V8 cannot be initialised a second time and other threads may use it to the very end.

namespace nodehost {

namespace {

node::MultiIsolatePlatform *the_platform = nullptr;
std::map<std::string_view, std::string_view> *the_sources = nullptr;

/// An ignored signal would not wake a system call, and one with SA_RESTART would resume it. SIGURG does
/// nothing by default, so a stray one is harmless.
void install_wake_signal() {
    struct sigaction action = {};
    action.sa_handler = [](int) {};
    sigaction(wake_signal(), &action, nullptr);
}

}  // namespace

node::MultiIsolatePlatform *platform() { return the_platform; }

std::optional<std::string_view> source(std::string_view name) {
    auto found = the_sources->find(name);
    if (found == the_sources->end()) return std::nullopt;
    return found->second;
}

int wake_signal() { return SIGURG; }

}  // namespace nodehost

const char *nodehost_process_start(const nodehost_pair *sources, size_t count) {
    using namespace nodehost;
    the_sources = new std::map<std::string_view, std::string_view>;
    for (size_t i = 0; i < count; i++) (*the_sources)[view(sources[i].name)] = view(sources[i].value);
    install_wake_signal();

    // vm's modules run ES module text that stands in no file.
    static std::string problem;
    the_platform = initialise_node({"node", "--experimental-vm-modules"}, &problem);
    return the_platform == nullptr ? problem.c_str() : nullptr;
}

const char *nodehost_process_version(void) { return NODE_VERSION_STRING; }
