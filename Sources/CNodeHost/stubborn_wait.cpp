#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "isolate.h"

// Waits that no signal ends, because libuv resumes them: for a child process, as in execSync, and for the other end of
// a FIFO that is being opened.

namespace nodehost {

namespace {

std::string task(pid_t process, pid_t thread, const char *file) {
    return "/proc/" + std::to_string(process) + "/task/" + std::to_string(thread) + "/" + file;
}

/// Kills the children that a thread has started, which Linux lists per thread, and their descendants.
void kill_children_of(pid_t process, pid_t thread) {
    std::ifstream children(task(process, thread, "children"));
    for (pid_t child; children >> child;) {
        kill_children_of(child, child);
        kill(child, SIGKILL);
    }
}

/// Reads text from our own memory that may be unmapped by now: up to the end of its page, then beyond.
std::string read_text(unsigned long address) {
    char text[PATH_MAX] = {};
    constexpr unsigned long page = 4096;
    size_t first = page - address % page;
    iovec here = {text, sizeof text - 1};
    iovec there[] = {{reinterpret_cast<void *>(address), first},
                     {reinterpret_cast<void *>(address + first), sizeof text - 1 - first}};
    return process_vm_readv(getpid(), &here, 1, there, 2, 0) > 0 ? text : "";
}

void open_other_end(pid_t thread) {
    std::ifstream file(task(getpid(), thread, "syscall"));
    long number;
    std::string folder, name;
    // The number of the system call and its arguments; or a word if the thread is in none.
    if (!(file >> number >> folder >> name) || number != SYS_openat) return;

    std::string path = read_text(std::strtoul(name.c_str(), nullptr, 16));
    struct stat status;
    if (stat(path.c_str(), &status) != 0 || !S_ISFIFO(status.st_mode)) return;
    int end = open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (end >= 0) close(end);
}

}  // namespace

void kill_children() { kill_children_of(getpid(), gettid()); }

void end_stubborn_wait(pid_t thread) {
    kill_children_of(getpid(), thread);
    open_other_end(thread);
}

}  // namespace nodehost
