"""What a function may change in the interpreter as a whole, put back when another one runs."""

import builtins
import gc
import sys
import warnings

import _brink

_builtins = {}
_set_recursion_limit = sys.setrecursionlimit
_print_unraisable = sys.unraisablehook
_DEEPEST_RECURSION = 20_000
_HOOKS = ("excepthook", "displayhook", "unraisablehook", "breakpointhook")
_filters_changed = getattr(warnings, "_filters_mutated", None) or warnings.resetwarnings


def install():
    """Takes the state of now as the one that every function begins with."""
    sys.unraisablehook = report_unraisable
    sys.setrecursionlimit = set_recursion_limit
    _builtins.update(vars(builtins))


def set_recursion_limit(limit, /):
    """`sys.setrecursionlimit`, up to what the stack of the interpreter's thread bears for certain."""
    _set_recursion_limit(min(limit, _DEEPEST_RECURSION))


def report_unraisable(unraisable):
    """Reports an exception that nobody could catch; the one that stops an invocation is no news."""
    if not isinstance(unraisable.exc_value, _brink.Stopped):
        _print_unraisable(unraisable)


class InterpreterState:
    """Hooks, limits, warnings and builtins of one function."""

    def __init__(self):
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


def _set_builtins(wanted):
    present = vars(builtins)
    for name in present.keys() - wanted.keys():
        del present[name]
    present.update(wanted)
