"""Threads of handlers, by function: they write to its log and end with it."""

import _thread
import threading
import time

import _brink

from . import active

_start_new_thread = _thread.start_new_thread
_start_joinable_thread = getattr(_thread, "start_joinable_thread", None)
_get_ident = _thread.get_ident
_sleep = time.sleep

# The time a stopped thread gets to end. A blocked thread ends later, when it wakes up.
_ATTEMPTS, _SECONDS_BETWEEN = 10, 0.001


def install():
    """Registers every thread that is started."""
    _thread.start_new_thread = _thread.start_new = start_new_thread
    threading._start_new_thread = start_new_thread
    if _start_joinable_thread is not None:
        _thread.start_joinable_thread = threading._start_joinable_thread = start_joinable_thread


def start_new_thread(function, arguments, keywords={}):
    """Starts a thread of the active function."""
    return _start_new_thread(_run, (active.function.threads, function, arguments, keywords))


def start_joinable_thread(function, handle=None, daemon=True):
    """Like `start_new_thread`; `threading` uses it since 3.13."""
    threads = active.function.threads
    return _start_joinable_thread(lambda: _run(threads, function, (), {}), handle=handle, daemon=daemon)


def _run(threads, function, arguments, keywords):
    ident = _get_ident()
    threads.idents.add(ident)
    _brink.adopt_thread(threads.sink)
    try:
        function(*arguments, **keywords)
    finally:
        threads.idents.discard(ident)
        _brink.leave_thread()


class FunctionThreads:
    """The running threads of one function."""

    def __init__(self, sink):
        self.sink = sink
        self.idents = set()

    def close(self):
        """Stops them, and waits a moment until they have ended."""
        for _ in range(_ATTEMPTS):
            for ident in tuple(self.idents):
                _brink.stop_thread(ident)
            if not self.idents:
                return
            _sleep(_SECONDS_BETWEEN)
