#include <dlfcn.h>
#include <node/node_version.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <map>

#include "isolate.h"
#include "node_version_shim.h"

// State of the process: the platform and the sources. `nodehost_process_start` creates them, and nothing frees them:
// V8 cannot be initialized twice, and other threads may use it until the process ends.

namespace nodehost {

namespace {

node::MultiIsolatePlatform *the_platform = nullptr;
std::atomic<int> live_isolates{0};
std::map<std::string_view, std::string_view> *the_sources = nullptr;
std::vector<std::string_view> *the_member_names = nullptr;

/// Installs an empty handler: an ignored signal would not wake a system call, and SA_RESTART would resume the call.
/// SIGURG does nothing by default, so a stray one is harmless.
void install_wake_signal() {
    struct sigaction action = {};
    action.sa_handler = [](int) {};
    sigaction(wake_signal(), &action, nullptr);
}

/// Sets the time zone of handlers to UTC. V8 takes it from ICU's default; the function in libicu has ICU's version as
/// a suffix.
void use_utc() {
    using SetDefaultTimeZone = void (*)(const char16_t *, int *);
    for (int version = 60; version < 100; version++) {
        auto name = "ucal_setDefaultTimeZone_" + std::to_string(version);
        auto set = reinterpret_cast<SetDefaultTimeZone>(dlsym(RTLD_DEFAULT, name.c_str()));
        int error = 0;
        if (set != nullptr) return set(u"UTC", &error);
    }
}

/// Keeps OpenSSL up when the process exits. Node starts it late, on any isolate's thread, so its exit handler would run
/// before `end_at_once` and corrupt the heap of a spare that is being created.
void leave_openssl_up() {
    using InitCrypto = int (*)(uint64_t, const void *);
    constexpr uint64_t no_atexit = 0x00080000;
    auto init = reinterpret_cast<InitCrypto>(dlsym(RTLD_DEFAULT, "OPENSSL_init_crypto"));
    if (init != nullptr) init(no_atexit, nullptr);
}

/// Ends the process at once if isolates are alive. Exit handlers would free memory that V8 still uses on our threads,
/// one of which may be stuck in a handler.
void end_at_once(int status, void *) {
    if (live_isolates.load() == 0) return;
    fflush(nullptr);
    _exit(status);
}

}  // namespace

void count_live_isolates(int change) { live_isolates.fetch_add(change); }

node::MultiIsolatePlatform *platform() { return the_platform; }

std::optional<std::string_view> source(std::string_view name) {
    auto found = the_sources->find(name);
    if (found == the_sources->end()) return std::nullopt;
    return found->second;
}

const std::vector<std::string_view> &member_names() { return *the_member_names; }

int wake_signal() { return SIGURG; }

}  // namespace nodehost

const char *nodehost_process_start(const nodehost_pair *sources, size_t source_count, const nodehost_text *member_names,
                                   size_t member_name_count) {
    using namespace nodehost;
    the_sources = new std::map<std::string_view, std::string_view>;
    for (size_t i = 0; i < source_count; i++) (*the_sources)[view(sources[i].name)] = view(sources[i].value);
    the_member_names = new std::vector<std::string_view>;
    for (size_t i = 0; i < member_name_count; i++) the_member_names->push_back(view(member_names[i]));
    install_wake_signal();
    leave_openssl_up();
    on_exit(end_at_once, nullptr);

    // vm modules run ES module text that is not in a file. Garbage is collected on the handler's thread, whose time it
    // takes; and with helper threads, Node would wait for those of all isolates when it waits for those of one.
    static std::string problem;
    the_platform = initialize_node({"node", "--experimental-vm-modules", "--single-threaded-gc"}, &problem);
    use_utc();
    return the_platform == nullptr ? problem.c_str() : nullptr;
}

const char *nodehost_process_version(void) { return NODE_VERSION_STRING; }
