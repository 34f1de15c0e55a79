"""Keeps handlers from taking the process down, or from changing what belongs to all of it.

What would end the process of a function on the platform ends its invocation here, with the platform's words.
`os.fork` is refused: the copy would go on as a second host. `subprocess` works.
"""

import atexit
import builtins
import errno
import os
import posix
import sys

import _brink

from . import active, failures, signal_guards

_end_process = _brink.end_process
_REFUSED = (
    "chroot", "initgroups", "setegid", "seteuid", "setgid", "setgroups", "setpgid", "setregid", "setresgid",
    "setresuid", "setreuid", "setsid", "setuid",
)  # fmt: skip


def install():
    """Replaces the functions of `os` and of other modules that reach beyond a function."""
    _replace("_exit", exit_now)
    _replace("abort", abort)
    _replace("execv", execute)
    _replace("execve", execute)
    _replace("fork", _refusal("fork", errno.ENOSYS, "start programs with subprocess"))
    _replace("forkpty", _refusal("forkpty", errno.ENOSYS, "start programs with subprocess"))
    for name in _REFUSED:
        _replace(name, _refusal(name, errno.EPERM, "it changes the whole process"))
    _replace("write", _write_around_streams(os.write))
    signal_guards.install(_end_process)
    # The platform kills an environment without a word: nothing that waits for a tidy exit ever runs.
    atexit.register = lambda function, *arguments, **keywords: function
    # Interpreters inside this one would escape the meter and every deadline.
    for name in ("_interpreters", "_xxsubinterpreters"):
        sys.modules[name] = None
    builtins.exit = builtins.quit = leave


def _replace(name, guard):
    for module in (os, posix):
        if hasattr(module, name):
            setattr(module, name, guard)


def _refusal(name, number, reason):
    def refuse(*arguments, **keywords):
        raise OSError(number, f"os.{name} is not available to handlers in Brink: {reason}")

    return refuse


def leave(code=None):
    """What `exit` and `quit` do in an interpreter for programs."""
    raise SystemExit(code)


def exit_now(status):
    """`os._exit`: ends the invocation as the end of the process would."""
    _end_process(failures.exit_message(active.function.request_id, failures.exit_reason(status & 0xFF)))


def abort():
    """`os.abort`, as `exit_now`."""
    reason = "Runtime exited with error: signal: aborted"
    _end_process(failures.exit_message(active.function.request_id, reason))


def execute(path, *arguments, **keywords):
    """`os.exec*`: another program in place of the runtime is the end of the runtime."""
    exit_now(0)


def _write_around_streams(write):
    def write_to_descriptor(fd, data, /):
        """`os.write`: the process's standard streams are the host's, the function's go to its log."""
        if fd == 1 or fd == 2:
            streams = active.function.streams
            return (streams.output if fd == 1 else streams.error).buffer.write(data)
        return write(fd, data)

    return write_to_descriptor
