"""Signals: those of the process belong to the host. A function's handlers run for signals it sends to itself.

Must be installed before `signal` is imported, which copies the functions of `_signal`.
"""

import _signal
import errno
import os

from . import active, failures

_real_kill, _real_killpg = os.kill, os.killpg
_getpid, _getppid, _getpgrp = os.getpid, os.getppid, os.getpgrp
_valid_signals, _strsignal = _signal.valid_signals, _signal.strsignal
_DEFAULT, _IGNORE = _signal.SIG_DFL, _signal.SIG_IGN
_UNCATCHABLE = {_signal.SIGKILL, _signal.SIGSTOP}
_IGNORED_BY_DEFAULT = {_signal.SIGCHLD, _signal.SIGCONT, _signal.SIGURG, _signal.SIGWINCH}


def install(end_process):
    """Replaces the functions that change or send signals of the process."""
    global _end_process
    _end_process = end_process
    _signal.signal, _signal.getsignal, _signal.raise_signal = signal, getsignal, raise_signal
    _signal.pthread_kill = lambda thread, number: raise_signal(number)
    _signal.pthread_sigmask = lambda how, mask: set()
    _signal.set_wakeup_fd = lambda descriptor, *, warn_on_full_buffer=True: -1
    _signal.siginterrupt = lambda number, flag: None
    _signal.alarm = _signal.setitimer = _refuse_timer
    os.kill, os.killpg = kill, killpg


def signal(number, handler):
    """Sets the function's handler of a signal and returns the previous one."""
    number = _checked(number)
    if not callable(handler) and handler not in (_DEFAULT, _IGNORE):
        raise TypeError("signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object")
    if number in _UNCATCHABLE:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    before = getsignal(number)
    active.function.signal_handlers[number] = handler
    return before


def getsignal(number):
    """Returns the function's handler of a signal."""
    default = _signal.default_int_handler if number == _signal.SIGINT else _DEFAULT
    return active.function.signal_handlers.get(_checked(number), default)


def raise_signal(number):
    """Does what the signal would do if the function had its own process."""
    handler = getsignal(number)
    if handler is _IGNORE or handler == _IGNORE:
        return
    if callable(handler):
        handler(number, None)
    elif number not in _IGNORED_BY_DEFAULT:
        reason = f"Runtime exited with error: signal: {(_strsignal(number) or str(number)).lower()}"
        _end_process(failures.exit_message(active.function.request_id, reason))


def kill(pid, number):
    """Sends a signal to a child process; for the function's own process, does what `raise_signal` does."""
    if pid in (_getpid(), 0, -1, -_getpgrp()):
        return raise_signal(number) if number != 0 else None
    if pid == _getppid():
        raise PermissionError(errno.EPERM, "a handler may not signal the host's parent")
    return _real_kill(pid, number)


def killpg(group, number):
    """Sends a signal to a group of child processes; for the own group, does what `raise_signal` does."""
    return kill(0, number) if group in (0, _getpgrp()) else _real_killpg(group, number)


def _checked(number):
    if number not in _valid_signals():
        raise ValueError("signal number out of range")
    return int(number)


def _refuse_timer(*arguments):
    raise OSError(errno.ENOSYS, "timers that send signals are not available to handlers in Brink")


def _end_process(message):
    raise NotImplementedError(message)
