#include <dlfcn.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <uv.h>

// Node's fs takes descriptors by number, and the numbers are those of the whole process. These functions precede
// libuv's when libnode calls them, from worker threads too. They refuse to close the host's standard streams, and refuse
// sockets, pipes without a name, and what has no file type, such as an epoll instance or a process descriptor. Node
// itself uses other functions for those. A file of the host cannot be told from one of the handler's.

namespace {

/// True for a pipe of `pipe(2)`; a FIFO that a handler opens by its path is in another file system.
bool is_unnamed_pipe(uv_file file) {
    struct statfs system;
    return fstatfs(file, &system) == 0 && system.f_type == PIPEFS_MAGIC;
}

bool is_of_host(uv_file file) {
    struct stat status;
    if (file <= 2 || fstat(file, &status) != 0) return false;
    if (S_ISFIFO(status.st_mode)) return is_unnamed_pipe(file);
    return S_ISSOCK(status.st_mode) || (status.st_mode & S_IFMT) == 0;
}

/// Returns a descriptor for which libuv fails with EBADF instead of one that is refused.
uv_file checked(uv_file file, bool is_refused) { return is_refused || is_of_host(file) ? -1 : file; }

template <typename Function>
Function *original(const char *name) {
    return reinterpret_cast<Function *>(dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

__attribute__((visibility("default"), used)) int uv_fs_close(uv_loop_t *loop, uv_fs_t *request, uv_file file,
                                                             uv_fs_cb done) {
    static auto *const close = original<decltype(uv_fs_close)>("uv_fs_close");
    return close(loop, request, checked(file, file >= 0 && file <= 2), done);
}

__attribute__((visibility("default"), used)) int uv_fs_read(uv_loop_t *loop, uv_fs_t *request, uv_file file,
                                                            const uv_buf_t buffers[], unsigned int count,
                                                            int64_t offset, uv_fs_cb done) {
    static auto *const read = original<decltype(uv_fs_read)>("uv_fs_read");
    return read(loop, request, checked(file, file == 0), buffers, count, offset, done);
}

__attribute__((visibility("default"), used)) int uv_fs_write(uv_loop_t *loop, uv_fs_t *request, uv_file file,
                                                             const uv_buf_t buffers[], unsigned int count,
                                                             int64_t offset, uv_fs_cb done) {
    static auto *const write = original<decltype(uv_fs_write)>("uv_fs_write");
    return write(loop, request, checked(file, false), buffers, count, offset, done);
}

}  // extern "C"
