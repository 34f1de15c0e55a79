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

from . import active, descriptor_guards, failures, signal_guards

_end_process = _brink.end_process
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
    descriptor_guards.install()
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
