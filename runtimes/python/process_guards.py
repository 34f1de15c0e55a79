"""Prevents handlers from ending the process and from changing process-wide state.

What would end a function's process on the platform ends its invocation here, with the platform's message.
`os.fork` is refused, because the copy would continue as a second host; `subprocess` works.
"""

import atexit
import builtins
import errno
import os
import posix
import resource
import sys

import _brink

from . import active, failures, signal_guards

_end_process = _brink.end_process
_close, _closerange, _dup2 = os.close, os.closerange, os.dup2
_LAST_STANDARD_STREAM = 2
_REFUSED = (
    "chroot", "initgroups", "nice", "sched_setaffinity", "sched_setparam", "sched_setscheduler", "setegid",
    "seteuid", "setgid", "setgroups", "setpgid", "setpriority", "setregid", "setresgid", "setresuid",
    "setreuid", "setsid", "setuid", "umask",
)  # fmt: skip


def install():
    """Replaces the functions of `os` and other modules that would affect other functions."""
    _replace("_exit", exit_now)
    _replace("abort", abort)
    _replace("execv", execute)
    _replace("execve", execute)
    _replace("fork", _refusal("fork", errno.ENOSYS, "start programs with subprocess"))
    _replace("forkpty", _refusal("forkpty", errno.ENOSYS, "start programs with subprocess"))
    for name in _REFUSED:
        _replace(name, _refusal(name, errno.EPERM, "it changes the whole process"))
    _replace("write", _write_around_streams(os.write))
    _replace("close", close)
    _replace("closerange", close_range)
    _replace("dup2", duplicate)
    for name in ("setrlimit", "prlimit"):
        setattr(resource, name, _refusal(name, errno.EPERM, "it changes the whole process", "resource"))
    signal_guards.install(_end_process)
    # The platform kills environments without notice, so exit handlers never run.
    atexit.register = lambda function, *arguments, **keywords: function
    # Subinterpreters would escape the memory meter and every deadline.
    for name in ("_interpreters", "_xxsubinterpreters"):
        sys.modules[name] = None
    builtins.exit = builtins.quit = leave


def _replace(name, guard):
    for module in (os, posix):
        if hasattr(module, name):
            setattr(module, name, guard)


def _refusal(name, number, reason, module="os"):
    def refuse(*arguments, **keywords):
        raise OSError(number, f"{module}.{name} is not available to handlers in Brink: {reason}")

    return refuse


def leave(code=None):
    """Implements `exit` and `quit`."""
    raise SystemExit(code)


def exit_now(status):
    """`os._exit`: ends the invocation as if the process had ended."""
    _end_process(failures.exit_message(active.function.request_id, failures.exit_reason(status & 0xFF)))


def abort():
    """`os.abort`, like `exit_now`."""
    reason = "Runtime exited with error: signal: aborted"
    _end_process(failures.exit_message(active.function.request_id, reason))


def execute(path, *arguments, **keywords):
    """`os.exec*`: ends the invocation, because another program would replace the runtime."""
    exit_now(0)


def close(fd):
    """`os.close`, except for the process's standard streams."""
    if fd > _LAST_STANDARD_STREAM:
        _close(fd)


def close_range(fd_low, fd_high, /):
    """`os.closerange`, like `close`."""
    _closerange(max(fd_low, _LAST_STANDARD_STREAM + 1), fd_high)


def duplicate(fd, fd2, inheritable=True):
    """`os.dup2`, except that the process's standard streams cannot be replaced."""
    if fd2 <= _LAST_STANDARD_STREAM:
        raise OSError(errno.EBADF, "the standard streams belong to the host: set sys.stdout instead")
    return _dup2(fd, fd2, inheritable)


def _write_around_streams(write):
    def write_to_descriptor(fd, data, /):
        """`os.write`, except that standard output and standard error go to the function's log."""
        if fd == 1 or fd == 2:
            streams = active.function.streams
            return (streams.output if fd == 1 else streams.error).buffer.write(data)
        return write(fd, data)

    return write_to_descriptor
