"""The interpreter-wide state that a function may change, which is reset when another one runs."""

import gc
import sys
import warnings

import _brink

# The depth that surely fits on the interpreter's stack, even if every level is in C.
_DEEPEST_RECURSION = 20_000
_HOOKS = ("excepthook", "displayhook", "unraisablehook", "breakpointhook")

_get_recursion_limit, _set_recursion_limit = sys.getrecursionlimit, sys.setrecursionlimit
_get_switch_interval, _set_switch_interval = sys.getswitchinterval, sys.setswitchinterval
_set_trace, _set_profile = sys.settrace, sys.setprofile
_enable_collection, _disable_collection, _is_collecting = gc.enable, gc.disable, gc.isenabled
_print_unraisable = sys.unraisablehook
_filters = warnings.filters
_filters_changed = getattr(warnings, "_filters_mutated", None) or warnings.resetwarnings


def install():
    """Replaces functions that would affect other functions."""
    sys.unraisablehook = report_unraisable
    sys.setrecursionlimit = set_recursion_limit
    sys.addaudithook = refuse_audit_hook


def set_recursion_limit(limit, /):
    """`sys.setrecursionlimit`, up to a safe limit."""
    _set_recursion_limit(min(limit, _DEEPEST_RECURSION))


def refuse_audit_hook(hook, /):
    """`sys.addaudithook`, which no later function could be rid of."""
    raise RuntimeError("sys.addaudithook is not available to handlers in Brink: audit hooks cannot be removed")


def report_unraisable(unraisable):
    """Reports an exception that no code can catch, except for the one that stops an invocation."""
    if not isinstance(unraisable.exc_value, _brink.Stopped):
        _print_unraisable(unraisable)


class InterpreterState:
    """The hooks, limits and warning filters of one function."""

    def __init__(self):
        self._hooks = {name: getattr(sys, name) for name in _HOOKS} | {"unraisablehook": report_unraisable}
        self._recursion_limit = 1000
        self._switch_interval = 0.005
        self._filters = list(_filters)
        self._is_collecting = True

    def enter(self):
        """Restores the function's state."""
        for name, hook in self._hooks.items():
            setattr(sys, name, hook)
        _set_recursion_limit(self._recursion_limit)
        _set_switch_interval(self._switch_interval)
        warnings.filters = _filters
        _filters[:] = self._filters
        _filters_changed()
        if self._is_collecting:
            _enable_collection()
        else:
            _disable_collection()

    def leave(self):
        """Saves the function's state, and resets what others must not see."""
        self._hooks = {name: getattr(sys, name, None) for name in _HOOKS}
        self._recursion_limit = _get_recursion_limit()
        self._switch_interval = _get_switch_interval()
        self._filters = list(_filters)
        self._is_collecting = _is_collecting()
        _set_trace(None)
        _set_profile(None)
