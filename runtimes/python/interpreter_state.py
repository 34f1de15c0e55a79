"""What a function may change in the interpreter as a whole, put back when another one runs."""

import builtins
import gc
import os
import sys
import warnings

import _brink

_builtins = {}
_print_unraisable = sys.unraisablehook
_HOOKS = ("excepthook", "displayhook", "unraisablehook", "breakpointhook")
_filters_changed = getattr(warnings, "_filters_mutated", None) or warnings.resetwarnings
_own_directory = _brink.has_own_directory
_chdir, _getcwd = os.chdir, os.getcwd


def install():
    """Takes the state of now as the one that every function begins with."""
    sys.unraisablehook = report_unraisable
    _builtins.update(vars(builtins))


def report_unraisable(unraisable):
    """Reports an exception that nobody could catch; the one that stops an invocation is no news."""
    if not isinstance(unraisable.exc_value, _brink.Stopped):
        _print_unraisable(unraisable)


class InterpreterState:
    """Hooks, limits, warnings, builtins and the working folder of one function."""

    def __init__(self, task_root):
        self._directory = task_root
        self._builtins = _builtins
        self._hooks = {name: getattr(sys, name) for name in _HOOKS} | {"unraisablehook": report_unraisable}
        self._recursion_limit = 1000
        self._switch_interval = 0.005
        self._filters = list(warnings.filters)
        self._collects = True

    def enter(self):
        """Puts the function's state in place."""
        if self._builtins is not _builtins:
            _set_builtins(self._builtins)
        for name, hook in self._hooks.items():
            setattr(sys, name, hook)
        sys.setrecursionlimit(self._recursion_limit)
        sys.setswitchinterval(self._switch_interval)
        warnings.filters[:] = self._filters
        _filters_changed()
        gc.enable() if self._collects else gc.disable()
        if _own_directory:
            _enter_directory(self._directory)

    def leave(self):
        """Takes note of the function's state, and puts back what others must not see."""
        if vars(builtins) != _builtins:
            self._builtins = dict(vars(builtins))
            _set_builtins(_builtins)
        self._hooks = {name: getattr(sys, name) for name in _HOOKS}
        self._recursion_limit = sys.getrecursionlimit()
        self._switch_interval = sys.getswitchinterval()
        self._filters = list(warnings.filters)
        self._collects = gc.isenabled()
        sys.settrace(None)
        sys.setprofile(None)
        if _own_directory:
            self._directory = _current_directory() or self._directory


def _set_builtins(wanted):
    present = vars(builtins)
    for name in present.keys() - wanted.keys():
        del present[name]
    present.update(wanted)


def _enter_directory(path):
    try:
        _chdir(path)
    except OSError:
        # A function in memory may name a folder that is not there.
        _chdir("/")


def _current_directory():
    try:
        return _getcwd()
    except OSError:
        return None
