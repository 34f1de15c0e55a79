#define _GNU_SOURCE
#include "CWorkerProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/// Runs before `main`, so that every program that links Brink can be its own worker, test bundles included, and a worker
/// is always of the same build as its host.
__attribute__((constructor)) static void become_worker_if_asked(void) {
    const char *request = getenv(WORKERPROCESS_VARIABLE);
    if (request != NULL) {
        brink_worker_main(request);
    }
}

int workerprocess_open(pid_t pid) {
    // Close-on-exec by default.
    return pidfd_open(pid, 0);
}

int workerprocess_limit_data(pid_t pid, uint64_t bytes) {
    struct rlimit limit = {.rlim_cur = bytes, .rlim_max = bytes};
    return prlimit(pid, RLIMIT_DATA, &limit, NULL) == 0 ? 0 : errno;
}

void workerprocess_await_end(int process) {
    struct pollfd ends[] = {
        {.fd = process, .events = POLLIN},
        {.fd = WORKERPROCESS_CHANNEL, .events = POLLRDHUP},
    };
    while (poll(ends, 2, -1) < 1) {
    }
}

/// The descriptors of a host and of a process that is about to start: first the host's, then the process's.
enum { host_channel, host_output, host_error, own_channel, own_output, own_error, pipe_end_count };

static void close_all(const int *descriptors, int count) {
    for (int index = 0; index < count; index++) {
        if (descriptors[index] >= 0) close(descriptors[index]);
    }
}

/// Opens the socket pair and the pipes, all above the numbers that they will have in the process.
static int open_all(int descriptors[pipe_end_count]) {
    for (int index = 0; index < pipe_end_count; index++) descriptors[index] = -1;
    for (int index = host_channel; index <= host_error; index++) {
        int pair[2];
        int status = index == host_channel ? socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)
                                           : pipe2(pair, O_CLOEXEC);
        if (status != 0) return errno;
        descriptors[index] = fcntl(pair[0], F_DUPFD_CLOEXEC, 16);
        descriptors[index + own_channel] = fcntl(pair[1], F_DUPFD_CLOEXEC, 16);
        close_all(pair, 2);
        if (descriptors[index] < 0 || descriptors[index + own_channel] < 0) return errno;
        if (index != host_channel) fcntl(descriptors[index], F_SETFL, O_NONBLOCK);
    }
    return 0;
}

/// Sets the process's descriptors, signals and group.
static int describe(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes, const int *descriptors) {
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    int status = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
    if (status == 0) status = posix_spawn_file_actions_adddup2(actions, descriptors[own_output], 1);
    if (status == 0) status = posix_spawn_file_actions_adddup2(actions, descriptors[own_error], 2);
    if (status == 0) status = posix_spawn_file_actions_adddup2(actions, descriptors[own_channel], WORKERPROCESS_CHANNEL);
    if (status == 0) status = posix_spawn_file_actions_addclosefrom_np(actions, WORKERPROCESS_CHANNEL + 1);
    if (status == 0) status = posix_spawnattr_setsigdefault(attributes, &all);
    if (status == 0) status = posix_spawnattr_setsigmask(attributes, &none);
    if (status == 0) status = posix_spawnattr_setpgroup(attributes, 0);
    if (status == 0) {
        status = posix_spawnattr_setflags(
            attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    }
    return status;
}

static int spawn(const char *program, char *const *environment, const int *descriptors, pid_t *pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int status = posix_spawn_file_actions_init(&actions);
    if (status != 0) return status;
    status = posix_spawnattr_init(&attributes);
    if (status == 0) {
        char *arguments[] = {"brink-worker", NULL};
        status = describe(&actions, &attributes, descriptors);
        if (status == 0) status = posix_spawn(pid, program, &actions, &attributes, arguments, environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return status;
}

int workerprocess_spawn(const char *program, const char *environment, workerprocess_child *child) {
    char *variables[16] = {NULL};
    for (int count = 0; *environment != '\0' && count < 15; count++) {
        variables[count] = (char *)environment;
        environment += strlen(environment) + 1;
    }
    int descriptors[pipe_end_count];
    int status = open_all(descriptors);
    if (status == 0) status = spawn(program, variables, descriptors, &child->pid);
    close_all(descriptors + own_channel, pipe_end_count - own_channel);
    if (status == 0) {
        // No process can reuse the number before this one is waited for.
        child->process = workerprocess_open(child->pid);
        if (child->process < 0) {
            status = errno;
            kill(-child->pid, SIGKILL);
            waitpid(child->pid, NULL, 0);
        }
    }
    if (status != 0) {
        close_all(descriptors, own_channel);
        return status;
    }
    child->channel = descriptors[host_channel];
    child->output = descriptors[host_output];
    child->error = descriptors[host_error];
    return 0;
}
