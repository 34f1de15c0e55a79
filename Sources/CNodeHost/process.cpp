#include <dlfcn.h>
#include <node/node_version.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <map>

#include "isolate.h"
#include "node_version_shim.h"

// What exists once a process: the platform and the sources. They are made by `nodehost_process_start` and
// never freed, because V8 cannot be initialised a second time and other threads may use it to the very end.

namespace nodehost {

namespace {

node::MultiIsolatePlatform *the_platform = nullptr;
std::atomic<int> live_isolates{0};
std::map<std::string_view, std::string_view> *the_sources = nullptr;
std::vector<std::string_view> *the_member_names = nullptr;

/// An ignored signal would not wake a system call, and one with SA_RESTART would resume it. SIGURG does
/// nothing by default, so a stray one is harmless.
void install_wake_signal() {
    struct sigaction action = {};
    action.sa_handler = [](int) {};
    sigaction(wake_signal(), &action, nullptr);
}

/// Handlers are in UTC, wherever the host is. V8 takes the time zone from ICU's default, whose name in libicu has
/// ICU's version for a suffix.
void use_utc() {
    using SetDefaultTimeZone = void (*)(const char16_t *, int *);
    for (int version = 60; version < 100; version++) {
        auto name = "ucal_setDefaultTimeZone_" + std::to_string(version);
        auto set = reinterpret_cast<SetDefaultTimeZone>(dlsym(RTLD_DEFAULT, name.c_str()));
        int error = 0;
        if (set != nullptr) return set(u"UTC", &error);
    }
}

/// OpenSSL, which Node starts late and on any isolate's thread, would take itself down when the process exits, before
/// `end_at_once` is asked: under a spare that is just being made, and with a broken heap for a result.
void leave_openssl_up() {
    using InitCrypto = int (*)(uint64_t, const void *);
    constexpr uint64_t no_atexit = 0x00080000;
    auto init = reinterpret_cast<InitCrypto>(dlsym(RTLD_DEFAULT, "OPENSSL_init_crypto"));
    if (init != nullptr) init(no_atexit, nullptr);
}

/// A process that exits frees what V8 still uses on threads of ours, one of which may be stuck in a handler. So
/// with isolates alive the process ends at once; their host had no more use for them.
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

const char *nodehost_process_start(const nodehost_pair *sources, size_t count, const nodehost_text *member_names,
                                   size_t member_name_count) {
    using namespace nodehost;
    the_sources = new std::map<std::string_view, std::string_view>;
    for (size_t i = 0; i < count; i++) (*the_sources)[view(sources[i].name)] = view(sources[i].value);
    the_member_names = new std::vector<std::string_view>;
    for (size_t i = 0; i < member_name_count; i++) the_member_names->push_back(view(member_names[i]));
    install_wake_signal();
    leave_openssl_up();
    on_exit(end_at_once, nullptr);

    // vm's modules run ES module text that stands in no file. Garbage is collected on the handler's own thread:
    // that is whose time it takes, and Node waits for the helpers of all isolates when it waits for those of one.
    static std::string problem;
    the_platform = initialise_node({"node", "--experimental-vm-modules", "--single-threaded-gc"}, &problem);
    use_utc();
    return the_platform == nullptr ? problem.c_str() : nullptr;
}

const char *nodehost_process_version(void) { return NODE_VERSION_STRING; }
